"""Where things are, and how programs are started, pinned and timed."""

import contextlib
import json
import os
import re
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
PEERS = HERE.parent
ROOT = PEERS.parent.parent
TARGET = Path(os.environ.get("JSON_MODE_PEERS_TARGET", PEERS / "target"))
RESULTS = PEERS / "results.json"

# The name in a table, the folder of its programs, its packages. Ours first, then the floor.
CLIENTS = {
    "json-mode": "json-mode",
    "by hand": "by-hand",
    "async-openai": "async-openai",
    "rstructor": "rstructor",
    "rig": "rig",
    "genai": "genai",
    "llm": "llm",
    "instructors": "instructors",
    "instructor-ai": "instructor-ai",
}
FLOOR = "by hand"

ENV = {
    **os.environ,
    "CARGO_TARGET_DIR": str(TARGET),
    "CARGO_TERM_COLOR": "never",
    # Nothing of an optional kind, and nothing that a user's shell says, takes part.
    "AI_SDK_LOG_WARNINGS": "false",
    "NO_PROXY": "*",
    "RUST_BACKTRACE": "0",
}
ENV.pop("RUSTFLAGS", None)


class Failed(Exception):
    """A part that could not be measured; the others go on."""


def say(text):
    print(text, file=sys.stderr, flush=True)


def cores():
    """A core for the client and one for the host, or nothing where there is one alone."""
    try:
        all_cores = sorted(os.sched_getaffinity(0))
    except AttributeError:
        return None, None
    return (all_cores[0], all_cores[-1]) if len(all_cores) > 1 else (None, None)


def pinned(core, cpu=None):
    """What a child does before it runs: takes its core, and sets itself a limit of CPU seconds."""

    def prepare():
        if core is not None:
            os.sched_setaffinity(0, {core})
        if cpu is not None:
            # The second is harder, and comes if a program does not end by the first.
            resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))

    return prepare


def cargo(*words, cwd=PEERS, target=None, quiet=True, incremental=True):
    """Runs cargo and gives its CPU seconds, with those of all it started."""
    env = dict(ENV)
    if not incremental:
        env["CARGO_INCREMENTAL"] = "0"
    if target:
        env["CARGO_TARGET_DIR"] = str(target)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        ["cargo", *words], cwd=cwd, env=env, capture_output=quiet, text=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise Failed(f"cargo {' '.join(words)}:\n{(done.stderr or '')[-3000:]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def cargo_says(*words):
    done = subprocess.run(
        ["cargo", *words], cwd=PEERS, env=ENV, capture_output=True, text=True
    )
    if done.returncode:
        raise Failed(f"cargo {' '.join(words)}:\n{done.stderr[-3000:]}")
    return done.stdout


# A crate may name an oldest Rust that is newer than the one here and compile all the same.
ANY_RUST = "--ignore-rust-version"


def program(package):
    return str(TARGET / "release" / package)


@contextlib.contextmanager
def host():
    """The host's URL while it runs, on a core of its own."""
    child = subprocess.Popen(
        [program("peers-host")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=pinned(cores()[1]),
    )
    try:
        yield child.stdout.readline().strip()
    finally:
        # It ends with its standard input.
        child.stdin.close()
        child.wait(10)


def run(words, cpu=None):
    """Runs a client on its core; what it says, as JSON, or `TIMEOUT` when it takes more CPU seconds than these."""
    # A busy machine takes longer by the clock; a program that waits for ever must end too.
    patience = 120 if cpu is None else 30 * cpu
    try:
        done = subprocess.run(
            words,
            env=ENV,
            capture_output=True,
            text=True,
            timeout=patience,
            preexec_fn=pinned(cores()[0], cpu),
        )
    except OSError as failure:
        raise Failed(f"{words[0]}: {failure}") from None
    except subprocess.TimeoutExpired:
        raise Failed(f"{' '.join(words)}: no end after {patience} s") from None
    if -done.returncode in (signal.SIGXCPU, signal.SIGKILL) and cpu is not None:
        return TIMEOUT
    if done.returncode:
        raise Failed(f"{' '.join(words)}:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


TIMEOUT = "timeout"
# What stands in the place of a figure that could not be had on this machine.
FAILED = "failed"


def median(values):
    return statistics.median(values)


def rotated(things, by):
    things = list(things)
    by %= len(things)
    return things[by:] + things[:by]


def load():
    return json.loads(RESULTS.read_text()) if RESULTS.exists() else {}


def save(part, found):
    results = load()
    results[part] = {"machine": machine(), **found}
    RESULTS.write_text(json.dumps(results, indent=1, sort_keys=False) + "\n")


def version(*words):
    if not shutil.which(words[0]) and not Path(words[0]).exists():
        return None
    done = subprocess.run(words, capture_output=True, text=True)
    found = re.search(r"\d+\.\d+\.\d+", done.stdout)
    return found.group(0) if found else None


def machine():
    """What a figure hangs on."""
    cpu = "unknown"
    with contextlib.suppress(OSError):
        found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
        cpu = found.group(1).strip() if found else cpu
    return {
        "date": time.strftime("%Y-%m-%d"),
        "cpu": cpu,
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "rustc": version("rustc", "--version"),
    }
