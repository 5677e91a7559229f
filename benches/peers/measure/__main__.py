"""Measures the parts that are asked for, one after another, and writes the page."""

import sys
import time

import calls
import expansion
import hello
import page
import partials
import repair
import schemas
import scripts
import streams
from ground import ANY_RUST, CLIENTS, Failed, cargo, save, say

PARTS = {
    "calls": calls.measure,
    "streams": streams.measure,
    "partials": partials.measure,
    "repair": repair.measure,
    "schemas": schemas.measure,
    "hello": hello.measure,
    "expansion": expansion.measure,
}


def build(parts):
    """What these parts need; nothing that stands already is built again."""
    packages = []
    if {"calls", "streams", "schemas"} & set(parts):
        packages += ["peers-host", *(f"peer-{package}" for package in CLIENTS.values())]
    packages += [f"peers-{part}" for part in ("partials", "repair") if part in parts]
    # One at a time, or each would be built with the features that the others ask for.
    for package in packages:
        tried(cargo, "build", "--release", ANY_RUST, "-p", package)
    if "streams" in parts:
        scripts.install()
    if "hello" in parts:
        for package in CLIENTS.values():
            tried(hello.build_size, package)
    if "expansion" in parts:
        expansion.warm()


def tried(do, *words):
    """One peer that cannot be built here does not keep the others from being measured."""
    try:
        do(*words)
    except Failed as failure:
        say(f"not built: {failure}")


def main(words):
    unknown = set(words) - set(PARTS) - {"build", "write"}
    if unknown or "--help" in words:
        sys.exit(f"usage: benches/compare [build] [write] [{'] ['.join(PARTS)}]")
    parts = [word for word in words if word in PARTS]
    if not words:
        parts = list(PARTS)
    failed = []
    if parts or "build" in words:
        start = time.monotonic()
        say("building")
        build(parts or list(PARTS))
        say(f"built in {time.monotonic() - start:.0f} s")
    for part in parts:
        start = time.monotonic()
        say(part)
        try:
            save(part, PARTS[part]())
        except (Failed, OSError) as failure:
            say(f"{part} failed: {failure}")
            failed.append(part)
        say(f"{part}: {time.monotonic() - start:.0f} s")
    if parts or "write" in words:
        page.write()
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
