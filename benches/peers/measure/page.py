"""Writes the figures into docs/benchmarks.md, each table between its marks, and the pictures beside it."""

import json
import re
import sys
import tomllib

from ground import CLIENTS, FLOOR, PEERS, ROOT, load, say

sys.path.insert(0, str(ROOT / "benches"))
import plot  # noqa: E402

PAGE = ROOT / "docs" / "benchmarks.md"

# The crates whose versions the page tells.
CRATES = {
    "async-openai", "fuzzy-parser", "genai", "instructor-ai", "instructors", "jiter", "json-mode", "jsonrepair", "llm", "llm_json",
    "reqwest", "rig", "rstructor", "schemars", "serde_json",
}  # fmt: skip


def write():
    results = load()
    text = PAGE.read_text()
    for mark, make in TABLES.items():
        pattern = re.compile(rf"(<!-- begin {mark} -->\n).*?(<!-- end {mark} -->)", re.S)
        if not pattern.search(text):
            say(f"docs/benchmarks.md has no marks for {mark}")
            continue
        made = make(results)
        if made is not None:
            text = pattern.sub(lambda found: found.group(1) + made + found.group(2), text)
    PAGE.write_text(text)
    for name in plot.draw(results):
        say(f"docs/{name}")


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(str(cell) for cell in line) + " |\n" for line in lines)


def need(part):
    """A table that is made when its part was measured, with the day and the machine below it."""

    def wrap(make):
        def made(results):
            if part not in results:
                return None
            found = results[part]
            return make(found) + "\n" + measured(found["machine"])

        return made

    return wrap


def measured(machine):
    return (
        f"{machine['date']}, {machine['cpu']}, {machine['cores']} cores, rustc {machine['rustc']}; "
        f"load at the end {machine['load']}.\n"
    )


def versions(_):
    lock = tomllib.loads((PEERS / "Cargo.lock").read_text())
    found = {}
    for package in lock["package"]:
        if package["name"] in CRATES:
            found.setdefault(package["name"], []).append(package["version"])
    rows = [[name, ", ".join(found[name])] for name in sorted(found)]
    node = json.loads((PEERS / "scripts/package.json").read_text())["dependencies"]
    rows += [[f"{name} (npm)", number] for name, number in sorted(node.items())]
    pins = (PEERS / "scripts/requirements.txt").read_text().split()
    rows += [[f"{name} (PyPI)", number] for name, number in (pin.split("==") for pin in pins)]
    rows.append(["Python", ".".join(map(str, sys.version_info[:3]))])
    return table(["what", "version"], rows)


@need("calls")
def calls(found):
    out = []
    for size, words in (("small", "200 B"), ("large", "64 KiB")):
        rows = []
        for name, cell in found["sizes"][size].items():
            if not isinstance(cell, dict):
                rows.append([name, cell or "cannot be asked for this type", "", "", "", ""])
                continue
            many = "one at a time, it blocks: " if cell["blocks"] else ""
            rows.append(
                [
                    name,
                    f"{cell['ratio']:.2f} ({cell['least']:.2f} to {cell['most']:.2f})",
                    f"{cell['cpu'] * 1e6:.1f}",
                    f"{cell['allocations']['count']:,}",
                    f"{cell['allocations']['bytes'] / 1024:,.0f}",
                    f"{many}{plot.seconds(cell['p50'])} / {plot.seconds(cell['p99'])}",
                ]
            )
        head = [f"answer of {words}", "CPU to the floor", "CPU, µs", "allocations", "KiB allocated", "p50 / p99 at 256 in flight"]
        out.append(table(head, rows))
    return "\n".join(out)


@need("streams")
def streams(found):
    out = []
    titles = {"accounts": "a list of small objects", "essay": "one long text"}
    for document, cells in found["documents"].items():
        head = [titles[document], "shown", *(f"{k} KiB" if k < 1024 else f"{k // 1024} MiB" for k in found["sizes"]), "slope"]
        rows = []
        for name, cell in cells.items():
            times = [cell["cpu"][str(kib)] for kib in found["sizes"]]
            shown = [time if isinstance(time, str) else plot.seconds(time) for time in times]
            slope = "" if cell["slope"] is None else f"{cell['slope']:.2f}"
            rows.append([name, found["readers"][name], *shown, slope])
        out.append(table(head, rows))
    return "\n".join(out)


@need("partials")
def partials(found):
    titles = {"accounts": "a list of small objects", "essay": "one long text"}
    sizes = sorted({row["kib"] for row in found["rows"]})
    out = []
    for document, title in titles.items():
        rows = {row["kib"]: row["ways"] for row in found["rows"] if row["document"] == document}
        lines = []
        for way in rows[sizes[0]]:
            times = [rows[kib][way] for kib in sizes]
            ratio = times[-1] / rows[sizes[-1]]["json-mode"]
            lines.append([way, *map(plot.seconds, times), f"{ratio:,.{2 if ratio < 10 else 0}f}"])
        out.append(table([title, *(f"{kib} KiB" for kib in sizes), f"to json-mode at {sizes[-1]} KiB"], lines))
    return "\n".join(out)


@need("repair")
def repair(found):
    parts = {}
    for row in found["rows"]:
        parts.setdefault(row["part"], []).append(row)
    return "\n".join(repaired(part, rows) for part, rows in parts.items())


def repaired(part, found):
    names = list(found[0]["crates"])
    rows = []
    sums = {name: [0] * 4 for name in names}
    for row in found:
        cells = []
        for name in names:
            cell = row["crates"][name]
            sums[name] = [a + b for a, b in zip(sums[name], cell["counts"])]
            # How fast it gives up says nothing.
            told = cell["rate"] is not None and cell["counts"][0]
            rate = f"{cell['rate']:.0f}" if told else "-"
            cells.append("/".join(map(str, cell["counts"])) + f" {rate}")
        rows.append([row["damage"], *cells, f"{row['floor']:.0f}"])
    rows.append(["all", *("/".join(map(str, sums[name])) for name in names), ""])
    return table([part, *names, "floor"], rows)


@need("schemas")
def schemas(found):
    names = {"openai": "OpenAI", "together": "Together", "deepinfra": "DeepInfra", "deepseek": "DeepSeek"}
    rows = []
    for client, hosts in found["clients"].items():
        for host, cell in hosts.items():
            if not isinstance(cell, dict):
                rows.append([client, names[host], cell or "cannot be asked for this type", "", "", "", ""])
                continue
            rows.append([client, names[host], *schema_cells(cell, found["comments"])])
    head = ["client", "host", "where the schema is", "schema, B", "request, B", "order of fields", "doc comments in it"]
    return table(head, merged(rows))


def schema_cells(cell, comments):
    if cell.get("schema"):
        place, size = f"`{cell['place']}`", cell["schema"]
        if cell["prompt"]:
            place, size = f"{place} and the prompt", f"{size} and {cell['prompt']}"
        return [place, size, cell["request"], cell["order"], f"{cell['comments']} of {comments}"]
    if cell["prompt"]:
        return [f"the prompt, with `{cell['form']}`", cell["prompt"], cell["request"], cell["order"], f"{cell['comments']} of {comments}"]
    form = f"`{cell['form']}` alone" if cell["form"] else "no `response_format`"
    return [f"nowhere: {form}", 0, cell["request"], "", ""]


def merged(rows):
    """Hosts at which a client does the same are one row."""
    out = []
    for row in rows:
        same = next((other for other in out if other[0] == row[0] and other[2:] == row[2:]), None)
        if same:
            same[1] += f", {row[1]}"
        else:
            out.append(list(row))
    return out


@need("hello")
def hello(found):
    rows = [
        [name, f"{cell['ratio']:.2f}", f"{cell['cpu']:.0f}", cell["crates"], f"{cell['size'] / 1e6:.1f}"]
        if isinstance(cell, dict)
        else [name, cell, "", "", ""]
        for name, cell in found["clients"].items()
    ]
    head = ["program", "CPU to the floor", "CPU of a clean build, s", "crates", "stripped release build, MB"]
    pictures = [("CPU of a clean build", "build"), ("Size of a stripped release build", "size")]
    shown = "".join(f"![{words}](benchmarks-{name}.svg)\n" for words, name in pictures)
    return f"{table(head, rows)}\n{shown}"


@need("expansion")
def expansion(found):
    rows = []
    for name, cell in found["derives"].items():
        if cell:
            ways = [cell["whole"], cell["again"]]
            rows.append([name, *(f"{way['ratio']:.2f} ({way['cpu']:.2f} s)" for way in ways)])
        else:
            rows.append([name, "does not compile with these fields", ""])
    head = [f"derives of {found['structs']} structs", "CPU to the floor", "when the file was only touched"]
    return table(head, rows)



TABLES = {
    "versions": versions,
    "calls": calls,
    "streams": streams,
    "partials": partials,
    "repair": repair,
    "schemas": schemas,
    "hello": hello,
    "expansion": expansion,
}

assert FLOOR in CLIENTS
