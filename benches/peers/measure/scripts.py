"""The clients that are no Rust: installed once, at pinned versions, below the target folder."""

import shutil
import subprocess
import sys

from ground import ENV, PEERS, TARGET, Failed, say

SOURCES = PEERS / "scripts"
NODE = TARGET / "scripts" / "node"
PYTHON = TARGET / "scripts" / "python"


def install():
    """Installs both; says what could not be."""
    for what, how in (("the AI SDK", install_node), ("openai-python", install_python)):
        try:
            how()
        except (OSError, subprocess.CalledProcessError) as failure:
            say(f"left out: {what} could not be installed: {failure}")


def fresh(folder, pins):
    """Whether these pins are installed already."""
    mark = folder / "pins"
    return mark.exists() and mark.read_text() == pins.read_text()


def install_node():
    pins = SOURCES / "package.json"
    NODE.mkdir(parents=True, exist_ok=True)
    for script in SOURCES.glob("*.mjs"):
        shutil.copy(script, NODE)
    if fresh(NODE, pins):
        return
    shutil.copy(pins, NODE)
    # npm's newest does not run an install script unless it is told to; node's own puts the program in its place.
    command = ["npm", "install", "--no-audit", "--no-fund", "--silent"]
    subprocess.run(command, cwd=NODE, check=True, env=ENV, stdout=subprocess.DEVNULL)
    shutil.copy(pins, NODE / "pins")


def install_python():
    pins = SOURCES / "requirements.txt"
    if fresh(PYTHON, pins):
        return
    subprocess.run([sys.executable, "-m", "venv", str(PYTHON)], check=True)
    pip = [str(PYTHON / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "-r", str(pins)], check=True)
    shutil.copy(pins, PYTHON / "pins")


def node(script, *words):
    program = NODE / "node_modules" / ".bin" / "node"
    if not program.exists():
        raise Failed("the AI SDK is not installed")
    return [str(program), str(NODE / script), *words]


def python(script, *words):
    program = PYTHON / "bin" / "python"
    if not program.exists():
        raise Failed("openai-python is not installed")
    return [str(program), str(SOURCES / script), *words]
