"""What a first program costs: a clean build, the crates of its tree, and its size."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from ground import ANY_RUST, CLIENTS, FAILED, FLOOR, Failed, cargo, cargo_says, program, say


def measure():
    found = {"clients": {}}
    for name in CLIENTS:
        try:
            found["clients"][name] = cost(f"hello-{CLIENTS[name]}")
        except Failed as failure:
            say(failure)
            found["clients"][name] = FAILED
        say(f"  {name}: {found['clients'][name]}")
    floor = found["clients"][FLOOR]["cpu"]
    for cells in found["clients"].values():
        if cells != FAILED:
            cells["ratio"] = cells["cpu"] / floor
    return found


def cost(package):
    folder = tempfile.mkdtemp(prefix="hello-")
    try:
        cpu = cargo("build", "--offline", ANY_RUST, "-p", package, target=folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {"cpu": cpu, "crates": crates(package), "size": size(package)}


def crates(package):
    """Crates below a program, with those that its build runs, each version once."""
    words = ["tree", "--offline", "-p", package, "-e", "normal,build", "--prefix", "none"]
    names = {" ".join(line.split()[:2]) for line in cargo_says(*words).splitlines() if line.strip()}
    return len(names) - 1


def build_size(package):
    cargo("build", "--release", ANY_RUST, "-p", f"hello-{package}")


def size(package):
    """Bytes of the release build without its symbols."""
    with tempfile.NamedTemporaryFile() as stripped:
        done = subprocess.run(["strip", "-o", stripped.name, program(package)], capture_output=True, text=True)
        if done.returncode:
            raise Failed(done.stderr)
        return Path(stripped.name).stat().st_size
