#!/bin/sh
# What the derive costs a user at compile time: user CPU of a clean `cargo check` of 200 structs with 8
# fields each, against serde's and schemars' derives alone on the same structs. Dependencies are built
# before; rounds run in turn, so that a busy machine slows all. Prints each round, then the ratios of the sums. A third
# variant names two hosts in `targets` on every struct; against the same without is its ratio of each pair.
#
#   tests/cost/expansion.sh [rounds, default 5]
set -eu

rounds=${1:-5}
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# $1: crate, $2: the derive, $3: attributes on each struct
crate() {
    mkdir -p "$work/$1/src"
    cat > "$work/$1/Cargo.toml" <<TOML
[package]
name = "$1"
version = "0.0.0"
edition = "2024"

[dependencies]
json-mode = { path = "$root/sdk", default-features = false }
TOML
    {
        echo '#![allow(dead_code)]'
        i=0
        while [ $i -lt 200 ]; do
            # Chains of five, the last of which holds itself.
            next=$((i % 5 == 4 ? i : i + 1))
            cat <<RUST
/// The struct number $i.
#[derive($2)]
$3
pub struct S$i {
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
    next: Option<Box<S$next>>,
}
RUST
            i=$((i + 1))
        done
    } > "$work/$1/src/lib.rs"
}

crate ours 'json_mode::JsonResponse' ''
crate targeted 'json_mode::JsonResponse' '#[json_response(targets(openai, groq))]'
crate theirs 'json_mode::__private::serde::Deserialize, json_mode::__private::schemars::JsonSchema' \
    '#[serde(crate = "json_mode::__private::serde")] #[schemars(crate = "json_mode::__private::schemars")]'
printf '[workspace]\nresolver = "3"\nmembers = ["ours", "targeted", "theirs"]\n' > "$work/Cargo.toml"
cp "$root/Cargo.lock" "$work/Cargo.lock"

export CARGO_TARGET_DIR="$work/target" CARGO_INCREMENTAL=0
cd "$work"
cargo check --quiet --offline

# Prints the CPU seconds of one clean check of the crate $1; `times` counts what has ended.
cpu() {
    touch "$1/src/lib.rs"
    (
        cargo check --quiet --offline -p "$1"
        times
    ) | tail -n 1 | awk '{
        split($1, part, /[ms]/)
        print part[1] * 60 + part[2]
    }'
}

round=0
while [ $round -lt "$rounds" ]; do
    ours=$(cpu ours)
    targeted=$(cpu targeted)
    theirs=$(cpu theirs)
    echo "$ours $targeted $theirs"
    round=$((round + 1))
done | awk '{
    printf "ours %.2f s, with targets %.2f s, serde and schemars %.2f s\n", $1, $2, $3
    ours += $1; targeted += $2; theirs += $3
    pair = $2 / $1
    if (NR == 1 || pair < least) least = pair
    if (NR == 1 || pair > most) most = pair
} END {
    printf "ratio %.3f, with targets %.3f\n", ours / theirs, targeted / theirs
    printf "targets to none %.3f (%.3f to %.3f of %d pairs)\n", targeted / ours, least, most, NR
}'
