"""Text as models damage it: what each crate makes of it, and how fast."""

import json
import subprocess

from ground import Failed, program, say

DOCUMENTS = 200
SEED = 20_251_121


def measure():
    done = subprocess.run([program("peers-repair"), str(SEED)], capture_output=True, text=True)
    if done.returncode:
        raise Failed(done.stderr[-2000:])
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    say(f"  {len(rows)} rows")
    return {"documents": DOCUMENTS, "seed": SEED, "rows": rows}
