"""CPU of a stream whose partial is read after each delta, by its length."""

import math

import scripts
from ground import FAILED, FLOOR, TIMEOUT, Failed, host, median, program, run, say

SIZES = [4, 16, 64, 256, 1024]
# CPU seconds that a run may take, by document: all of them together are to stay a matter of minutes.
CAPS = {"accounts": 30, "essay": 8}

# What a reader is shown.
READERS = {
    "json-mode": "typed partial",
    "by hand": "nothing before the end",
    "async-openai": "untyped, jiter by hand",
    "rstructor": "untyped",
    "AI SDK": "untyped",
    "openai-python": "untyped",
}


def words(name, url, document):
    if name == "AI SDK":
        return scripts.node("ai_sdk.mjs", url, document)
    if name == "openai-python":
        return scripts.python("openai_stream.py", url, document)
    package = name.replace(" ", "-")
    return [program(f"peer-{package}"), "stream", url, document]


def measure():
    found = {"sizes": SIZES, "caps": CAPS, "readers": READERS, "documents": {}}
    with host() as url:
        for document, cap in CAPS.items():
            cells = {name: {} for name in READERS}
            lengths = {}
            for kib in SIZES:
                for name in READERS:
                    previous = cells[name].get(str(SIZES[SIZES.index(kib) - 1])) if kib > 4 else 0
                    if isinstance(previous, str):
                        # What was too long for less is not run for more.
                        cells[name][str(kib)] = previous
                        continue
                    cells[name][str(kib)] = cell(name, f"{url}/{document}-{kib}/v1", document, cap, lengths, kib)
                say(f"  {document} {kib} KiB: " + ", ".join(f"{n} {cells[n][str(kib)]}" for n in READERS))
            found["documents"][document] = {
                name: {"cpu": cells[name], "slope": slope(cells[name])} for name in READERS
            }
    return found


def cell(name, url, document, cap, lengths, kib):
    """The median of some runs' CPU seconds, or why there is none."""
    times = []
    try:
        while len(times) < (1 if times and times[0] > 2 else 5):
            said = run(words(name, url, document), cpu=cap)
            if said == TIMEOUT:
                return f"more than {cap} s"
            if said is None:
                return "cannot"
            # Whoever has another number of things at the end has not read the answer.
            if said["length"] != lengths.setdefault(kib, said["length"]):
                raise Failed(f"{name} read {said['length']} of {lengths[kib]}")
            times.append(said["cpu"])
    except Failed as failure:
        say(failure)
        return FAILED
    return median(times)


def slope(cells):
    """The exponent by which CPU grows, by least squares through the logarithms from 16 KiB on: below, starting counts."""
    points = [
        (math.log(int(kib)), math.log(cpu))
        for kib, cpu in cells.items()
        if not isinstance(cpu, str) and int(kib) >= 16
    ]
    if len(points) < 2:
        return None
    x = sum(point[0] for point in points) / len(points)
    y = sum(point[1] for point in points) / len(points)
    return sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _ in points)


assert FLOOR in READERS
