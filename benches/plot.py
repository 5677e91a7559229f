#!/usr/bin/env python3
"""Draws docs/benchmarks-*.svg from benches/peers/results.json. Python's standard library alone.

    benches/plot.py

The pictures have a ground of their own, light or dark as the reader's page is, and no script.
"""

import json
import math
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benches" / "peers" / "results.json"
DOCS = ROOT / "docs"
OURS = "json-mode"

STYLE = """
text { font: 12px system-ui, sans-serif; fill: #24292f }
.title { font-size: 14px; font-weight: 600 }
.quiet { fill: #57606a }
.ours { font-weight: 600 }
.ground { fill: #ffffff }
.grid { stroke: #d0d7de; stroke-width: 1 }
.line { fill: none; stroke-width: 2 }
.s0 { stroke: #0969da; fill: #0969da } .s1 { stroke: #57606a; fill: #57606a } .s2 { stroke: #bc4c00; fill: #bc4c00 }
.s3 { stroke: #8250df; fill: #8250df } .s4 { stroke: #1a7f37; fill: #1a7f37 } .s5 { stroke: #bf3989; fill: #bf3989 }
.line.s0, .line.s1, .line.s2, .line.s3, .line.s4, .line.s5 { fill: none }
.bar { fill: #8c959f } .bar.ours { fill: #0969da }
.right { fill: #1a7f37 } .wrong { fill: #cf222e } .error { fill: #d4a72c } .hung { fill: #6e7781 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .quiet { fill: #9198a1 } .ground { fill: #0d1117 } .grid { stroke: #30363d }
  .s0 { stroke: #58a6ff; fill: #58a6ff } .s1 { stroke: #9198a1; fill: #9198a1 } .s2 { stroke: #f0883e; fill: #f0883e }
  .s3 { stroke: #bc8cff; fill: #bc8cff } .s4 { stroke: #3fb950; fill: #3fb950 } .s5 { stroke: #f778ba; fill: #f778ba }
  .bar { fill: #6e7681 } .bar.ours { fill: #58a6ff }
  .right { fill: #3fb950 } .wrong { fill: #f85149 } .error { fill: #d29922 } .hung { fill: #8b949e }
}
"""


class Picture:
    """An SVG as it grows."""

    def __init__(self, width, height, title):
        self.width, self.height, self.title = width, height, title
        self.parts = []
        self.text(16, 24, title, "title")

    def add(self, part):
        self.parts.append(part)

    def text(self, x, y, words, kind="", anchor="start"):
        self.add(
            f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'
        )

    def rectangle(self, x, y, width, height, kind):
        self.add(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" class="{kind}"/>'
        )

    def grid(self, x1, y1, x2, y2):
        self.add(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="grid"/>')

    def write(self, name):
        body = "\n".join(self.parts)
        (DOCS / name).write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
            f'width="{self.width}" height="{self.height}" role="img" aria-label="{escape(self.title)}">\n'
            f"<style>{STYLE}</style>\n"
            f'<rect width="{self.width}" height="{self.height}" rx="6" class="ground"/>\n{body}\n</svg>\n'
        )


def seconds(value):
    """A duration with two digits that mean something."""
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= size:
            return f"{digits(value / size)} {unit}"
    return f"{digits(value / 1e-9)} ns"


def digits(value):
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"


def apart(places, least):
    """The same places, moved so that each is at least so far below the one above."""
    order = sorted(range(len(places)), key=places.__getitem__)
    out = list(places)
    for above, below in zip(order, order[1:]):
        out[below] = max(out[below], out[above] + least)
    return out


def curves(name, title, note, series):
    """Lines over the length of the answer, both axes by their logarithms. A series is (label, {KiB: seconds})."""
    width, height = 760, 440
    left, right, top, bottom = 70, 190, 52, 52
    picture = Picture(width, height, title)
    picture.text(16, 41, note, "quiet")
    points = [(x, y) for _, line in series for x, y in line.items()]
    xs = sorted({x for x, _ in points})
    low = math.floor(math.log10(min(y for _, y in points)))
    high = math.ceil(math.log10(max(y for _, y in points)))

    def at_x(x):
        span = math.log(xs[-1] / xs[0]) or 1
        return left + (width - left - right) * math.log(x / xs[0]) / span

    def at_y(y):
        return height - bottom - (height - top - bottom) * (math.log10(y) - low) / ((high - low) or 1)

    for power in range(low, high + 1):
        y = at_y(10.0**power)
        picture.grid(left, y, width - right, y)
        picture.text(left - 8, y + 4, seconds(10.0**power), "quiet", "end")
    for x in xs:
        picture.grid(at_x(x), top, at_x(x), height - bottom)
        label = f"{x} KiB" if x < 1024 else f"{x // 1024} MiB"
        picture.text(at_x(x), height - bottom + 18, label, "quiet", "middle")
    picture.text((left + width - right) / 2, height - 12, "length of the answer", "quiet", "middle")
    ends = apart([at_y(list(line.values())[-1]) for _, line in series], 15)
    for number, ((label, line), end) in enumerate(zip(series, ends)):
        path = " ".join(f"{at_x(x):.1f},{at_y(y):.1f}" for x, y in line.items())
        picture.add(f'<polyline points="{path}" class="line s{number % 6}"/>')
        for x, y in line.items():
            picture.add(f'<circle cx="{at_x(x):.1f}" cy="{at_y(y):.1f}" r="3" class="s{number % 6}"/>')
        last = at_x(list(line)[-1])
        beside = width - right + 12
        if last < width - right - 1:
            picture.add(f'<line x1="{last + 6:.1f}" y1="{at_y(list(line.values())[-1]):.1f}" x2="{beside - 4:.1f}" y2="{end:.1f}" class="grid"/>')
        picture.add(f'<rect x="{beside:.1f}" y="{end - 5:.1f}" width="10" height="10" class="s{number % 6}"/>')
        picture.text(beside + 16, end + 4, label, "ours" if label.startswith(OURS) else "")
    picture.write(name)


def bars(name, title, note, rows, said):
    """Bars with their figures. A row is (label, value)."""
    width, step, top, left, right = 760, 26, 58, 170, 130
    picture = Picture(width, top + step * len(rows) + 14, title)
    picture.text(16, 42, note, "quiet")
    most = max(value for _, value in rows)
    for number, (label, value) in enumerate(rows):
        y = top + number * step
        kind = "ours" if label == OURS else ""
        length = (width - left - right) * value / most
        picture.text(left - 10, y + 14, label, kind, "end")
        picture.rectangle(left, y + 2, max(length, 1), 16, f"bar {kind}")
        picture.text(left + length + 8, y + 14, said(value), kind)
    picture.write(name)


def shares(name, title, note, rows, kinds):
    """Bars in parts that are a whole together. A row is (label, [count, ..])."""
    width, step, top, left, right = 760, 26, 76, 170, 30
    picture = Picture(width, top + step * len(rows) + 14, title)
    picture.text(16, 42, note, "quiet")
    x = left
    for kind in kinds:
        picture.rectangle(x, 52, 10, 10, kind)
        picture.text(x + 15, 61, kind, "quiet")
        x += 80
    for number, (label, counts) in enumerate(rows):
        y, x = top + number * step, left
        picture.text(left - 10, y + 14, label, "ours" if label == OURS else "", "end")
        for kind, count in zip(kinds, counts):
            length = (width - left - right) * count / sum(counts)
            if length > 0:
                picture.rectangle(x, y + 2, length, 16, kind)
            x += length
    picture.write(name)


def draw(results):
    """Each picture whose figures are there."""
    drawn = []
    if "streams" in results:
        found = results["streams"]
        titles = {"accounts": "a list of small objects", "essay": "one long text"}
        for document, cells in found["documents"].items():
            series = []
            for name, cell in cells.items():
                line = {int(x): y for x, y in cell["cpu"].items() if not isinstance(y, str)}
                if line:
                    label = f"{name} (no partials)" if name == "by hand" else name
                    series.append((label, line))
            title = f"CPU of a stream, the partial read after each delta: {titles[document]}"
            note = f"Deltas of 4 bytes over server-sent events. Lines end where a cell took more than {found['caps'][document]} s."
            curves(f"benchmarks-stream-{document}.svg", title, note, series)
            deltas = [(name, {x: y / (x * 256) for x, y in line.items()}) for name, line in series]
            title = f"CPU of one delta as the answer grows: {titles[document]}"
            curves(f"benchmarks-delta-{document}.svg", title, "A level line is linear time.", deltas)
            drawn += [f"benchmarks-stream-{document}.svg", f"benchmarks-delta-{document}.svg"]
    if "calls" in results:
        for size, words in (("small", "200 B"), ("large", "64 KiB")):
            cells = results["calls"]["sizes"][size]
            rows = [(name, cell["ratio"]) for name, cell in cells.items() if isinstance(cell, dict)]
            rows.sort(key=lambda row: row[1])
            title = f"CPU of a call with an answer of {words}"
            bars(f"benchmarks-calls-{size}.svg", title, "As a multiple of the same call by hand.", rows, lambda value: f"{value:.2f}")
            drawn.append(f"benchmarks-calls-{size}.svg")
    if "hello" in results:
        cells = results["hello"]["clients"]
        for key, name, title, note, said in (
            ("cpu", "build", "A first program: CPU of a clean debug build", "With all dependencies.", lambda value: f"{value:.0f} s"),
            ("size", "size", "A first program: size of its stripped release build", "", lambda value: f"{value / 1e6:.1f} MB"),
        ):
            rows = sorted(((label, cell[key]) for label, cell in cells.items() if isinstance(cell, dict)), key=lambda row: row[1])
            bars(f"benchmarks-{name}.svg", title, note, rows, said)
            drawn.append(f"benchmarks-{name}.svg")
    if "repair" in results:
        rows = [row for row in results["repair"]["rows"] if row["part"] == "values"]
        sums = {}
        for row in rows:
            for name, cell in row["crates"].items():
                sums[name] = [a + b for a, b in zip(sums.get(name, [0] * 4), cell["counts"])]
        title = "Damaged JSON: what is read of it"
        note = f"{len(rows)} kinds of damage (one of them none), {results['repair']['documents']} documents each."
        shares("benchmarks-repair.svg", title, note, list(sums.items()), ["right", "wrong", "error", "hung"])
        drawn.append("benchmarks-repair.svg")
    return drawn


def main():
    for name in draw(json.loads(RESULTS.read_text())):
        print(f"docs/{name}")


if __name__ == "__main__":
    main()
