"""What the derives cost at compile time: CPU of a `cargo check` of 200 structs with 8 fields each, once of all of it, and once
more when the file was only touched."""

import shutil

from ground import PEERS, ROOT, TARGET, Failed, cargo, median, rotated, say

STRUCTS = 200
ROUNDS = 5
FLOOR = "serde and schemars"
NUMBERS = 'serde = { version = "1.0.229", features = ["derive"] }\n'

# The crates, the derives, and what stands before the structs.
DERIVES = {
    FLOOR: (NUMBERS + 'schemars = "1.2.3"\n', "serde::Deserialize, schemars::JsonSchema", ""),
    "json-mode": (
        f'json-mode = {{ path = "{ROOT}/sdk", default-features = false }}\n',
        "json_mode::JsonResponse",
        "",
    ),
    "rstructor": (
        NUMBERS + 'serde_json = "1.0.145"\nrstructor = { version = "=0.6.0", default-features = false, features = ["derive", "openai"] }\n',
        "rstructor::Instructor, serde::Serialize, serde::Deserialize",
        "",
    ),
    "instructor-ai": (
        NUMBERS + 'instruct-macros = "=0.1.8"\ninstruct-macros-types = "=0.1.8"\n',
        "instruct_macros::InstructMacro, Debug, serde::Serialize, serde::Deserialize",
        "#[allow(unused_imports)] use instruct_macros_types::{Parameter, ParameterInfo, StructInfo};\n",
    ),
}


def structs(derives, head):
    """Chains of five, the last of which holds itself."""
    out = ["#![allow(dead_code)]\n", head]
    for number in range(STRUCTS):
        following = number if number % 5 == 4 else number + 1
        out.append(
            f"""/// The struct number {number}.
#[derive({derives})]
pub struct S{number} {{
    /// the name
    name: String,
    count: u32,
    ratio: f64,
    /// may be missing
    flag: Option<bool>,
    #[serde(rename = "labels")]
    tags: Vec<String>,
    #[serde(default)]
    size: u64,
    table: std::collections::BTreeMap<String, i64>,
    next: Option<Box<S{following}>>,
}}
"""
        )
    return "".join(out)


def folder():
    return TARGET / "expansion"


def prepare():
    """Writes the crates and builds what they need."""
    members = []
    for name, (crates, derives, head) in DERIVES.items():
        package = f"derive-{name.replace(' ', '-')}"
        members.append(package)
        place = folder() / package
        (place / "src").mkdir(parents=True, exist_ok=True)
        (place / "Cargo.toml").write_text(
            f'[package]\nname = "{package}"\nversion = "0.0.0"\nedition = "2024"\n\n[dependencies]\n{crates}'
        )
        (place / "src/lib.rs").write_text(structs(derives, head))
    listed = ", ".join(f'"{member}"' for member in members)
    (folder() / "Cargo.toml").write_text(f'[workspace]\nresolver = "3"\nmembers = [{listed}]\n')
    shutil.copy(PEERS / "Cargo.lock", folder() / "Cargo.lock")


# The compiler keeps nothing of the run before; or all of it, but what a macro writes is always written again.
WAYS = {"whole": False, "again": True}


def check(name, way):
    package = f"derive-{name.replace(' ', '-')}"
    (folder() / package / "src/lib.rs").touch()
    return cargo(
        "check", "--offline", "-p", package, cwd=folder(), target=folder() / "target" / way, incremental=WAYS[way]
    )


def warm():
    prepare()
    for name in DERIVES:
        try:
            for way in WAYS:
                check(name, way)
        except Failed as failure:
            say(f"left out: {failure}"[:1200])


def measure():
    warm()
    rounds = {name: [] for name in DERIVES}
    for number in range(ROUNDS):
        for name in rotated(DERIVES, number):
            if rounds[name] is None:
                continue
            try:
                rounds[name].append({way: check(name, way) for way in WAYS})
            except Failed:
                # It does not compile with these fields; the message was shown above.
                rounds[name] = None
    floor = rounds[FLOOR]

    def cell(times, way):
        return {
            "cpu": median([a[way] for a in times]),
            "ratio": median([a[way] / b[way] for a, b in zip(times, floor)]),
        }

    return {
        "structs": STRUCTS,
        "rounds": ROUNDS,
        "derives": {
            name: times and {way: cell(times, way) for way in WAYS} for name, times in rounds.items()
        },
    }
