"""Partials without a host: CPU of an answer that grows, beside a parse of all of it at each delta."""

import json
import subprocess

from ground import Failed, program, say


def measure():
    done = subprocess.run([program("peers-partials")], capture_output=True, text=True)
    if done.returncode:
        raise Failed(done.stderr[-2000:])
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    say(f"  {len(rows)} rows")
    return {"rows": rows}
