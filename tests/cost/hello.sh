#!/usr/bin/env bash
# What a first program costs to build: the CPU of a clean debug build with json-mode, against one with the crates that
# the same work by hand takes (reqwest, serde_json, schemars, each as it comes). Pairs in turn; prints the ratios.
#
# Usage: tests/cost/hello.sh [PAIRS]
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
pairs="${1:-2}"

program() {
    mkdir -p "$dir/$1/src"
    # A workspace by itself, whatever stands above the folder of temporary files.
    { cat && echo "[workspace]"; } >"$dir/$1/Cargo.toml"
    cp "$root/Cargo.lock" "$dir/$1/Cargo.lock"
}

program ours <<TOML
[package]
name = "ours"
version = "0.1.0"
edition = "2024"
[dependencies]
json-mode = { path = "$root/sdk" }
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
TOML
awk '/^```rust/ { inside = 1; next } /^```/ { if (inside) exit } inside' "$root/README.md" >"$dir/ours/src/main.rs"

program plain <<'TOML'
[package]
name = "plain"
version = "0.1.0"
edition = "2024"
[dependencies]
reqwest = { version = "0.13", features = ["json"] }
schemars = "1"
serde = { version = "1", features = ["derive"] }
serde_json = "1"
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
TOML
cat >"$dir/plain/src/main.rs" <<'RUST'
use schemars::{JsonSchema, schema_for};
use serde::Deserialize;
use serde_json::{Value, json};

/// A user of the service.
#[derive(Debug, Deserialize, JsonSchema)]
struct User {
    /// user name
    name: String,
    /// address
    address: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let body = json!({
        "model": "meta-llama/Llama-3.3-70B-Instruct-Turbo",
        "messages": [{ "role": "user", "content": "Create a user named Alice." }],
        "response_format": { "type": "json_schema", "json_schema": { "name": "User", "schema": schema_for!(User) } },
    });
    let url = "https://api.together.ai/v1/chat/completions";
    let key = std::env::var("TOGETHER_API_KEY")?;
    let answer: Value = reqwest::Client::new().post(url).bearer_auth(key).json(&body).send().await?.json().await?;
    let user: User = serde_json::from_str(answer["choices"][0]["message"]["content"].as_str().unwrap_or(""))?;
    println!("{user:?}");
    Ok(())
}
RUST

for name in ours plain; do
    (cd "$dir/$name" && cargo fetch --quiet)
done

# User and system seconds of a clean build, of cargo and all it starts.
build() {
    rm -rf "$dir/$1/target"
    (cd "$dir/$1" && TIMEFORMAT='%U %S' && time CARGO_TARGET_DIR="$dir/$1/target" cargo build --quiet --offline) 2>&1 |
        tail -n 1 | awk '{ print $1 + $2 }'
}

for ((pair = 1; pair <= pairs; pair++)); do
    if ((pair % 2)); then
        ours="$(build ours)"
        plain="$(build plain)"
    else
        plain="$(build plain)"
        ours="$(build ours)"
    fi
    awk -v a="$ours" -v b="$plain" 'BEGIN { printf "ours %.1f s, by hand %.1f s, ratio %.3f\n", a, b, a / b }'
done
