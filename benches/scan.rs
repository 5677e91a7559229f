//! The tolerant scan to a tree against `serde_json::from_str::<Value>` on valid text, and its pace on damaged and hostile
//! text.
//!
//! `cargo bench -p json-mode-benches --bench scan`

use std::hint::black_box;
use std::time::{Duration, Instant};

use json_mode::__private::scan_len;
use json_mode_benches::ratio;
use serde_json::Value;

/// Enough rows for so many bytes, between brackets.
fn list(bytes: usize, row: impl Fn(usize) -> String) -> String {
    let mut out = String::from("[");
    let mut number = 0;
    while out.len() < bytes {
        if number > 0 {
            out.push(',');
        }
        out.push_str(&row(number));
        number += 1;
    }
    out.push(']');
    out
}

fn account(number: usize) -> String {
    format!(
        r#"{{"id":{number},"name":"Alice Liddell {number}","active":true,"score":0.{number},"tags":["reader","traveller","plays croquet"],"address":{{"street":"42, Wonderland Avenue","city":"Oxford on Thames, England"}}}}"#
    )
}

fn pretty(text: &str) -> String {
    let value: Value = serde_json::from_str(text).expect("valid text");
    serde_json::to_string_pretty(&value).expect("valid text")
}

fn valid() {
    let accounts = list(64 << 10, account);
    let small = account(7);
    let texts = [
        ("objects, compact, 64 KiB", accounts.clone()),
        ("objects, pretty, 64 KiB", pretty(&accounts)),
        ("one object, 200 B", small.clone()),
        ("one object, pretty", pretty(&small)),
        ("numbers", list(64 << 10, |n| format!("{}.{}", n * 7919, n))),
        ("short strings", list(64 << 10, |n| format!("\"word {n}\""))),
        (
            "long strings",
            list(64 << 10, |n| {
                format!("\"{n} {}\"", "the quick brown fox ".repeat(40))
            }),
        ),
        (
            "strings with escapes",
            list(64 << 10, |n| {
                format!(r#""line {n}\nsaid \"no\" \u00e9\\ and went on\n""#)
            }),
        ),
        (
            "text beyond ASCII",
            list(64 << 10, |n| {
                format!("{{\"größe\":\"{n} — ходит дурачок по лесу, 日本語\"}}")
            }),
        ),
        (
            "nested lists",
            list(64 << 10, |_| "[[[1],[2]],[[3],[]]]".to_owned()),
        ),
        ("literals", list(64 << 10, |_| "true,false,null".to_owned())),
    ];
    for (name, text) in &texts {
        if !asked(name) {
            continue;
        }
        ratio(
            name,
            || scan_len(text, 0),
            || serde_json::from_str::<Value>(text).is_ok(),
        );
    }
}

/// Prints the pace of a scan, the best of a few seconds' runs.
fn pace(name: &str, text: &str, piece: usize, aim: f64) {
    if !asked(name) {
        return;
    }
    let mut best = Duration::MAX;
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_millis(300) {
        let start = Instant::now();
        black_box(scan_len(black_box(text), piece));
        best = best.min(start.elapsed());
    }
    let rate = text.len() as f64 / best.as_secs_f64() / 1e6;
    let mark = if rate < aim { " BELOW THE AIM" } else { "" };
    let how = if piece == 0 { "whole" } else { "1-byte pieces" };
    println!("{name}, {how}: {rate:.0} MB/s (aim {aim:.0}){mark}");
}

fn damaged() {
    // As large as answers get; the trees of larger ones measure how fast the system hands out pages.
    let size = 128 << 10;
    let accounts = list(size, account);
    let texts = [
        (
            "fence and prose",
            format!("Sure! Here it is:\n```json\n{accounts}\n```\nAnything else?"),
        ),
        (
            "reasoning",
            format!("<think>{}</think>{accounts}", "hm, {x} ".repeat(10_000)),
        ),
        ("trailing commas", accounts.replace("}}", "},}")),
        ("missing commas", accounts.replace(",\"", " \"")),
        ("doubled commas", accounts.replace(",\"", ",,\"")),
        ("missing colons", accounts.replace("\":", "\" ")),
        (
            "missing closers",
            accounts.replace("croquet\"]", "croquet\""),
        ),
        ("comments", accounts.replace(",\"", ", // next\n\"")),
        ("single quotes", accounts.replace('"', "'")),
        (
            "curly quotes",
            accounts
                .replace("\":", "”:")
                .replace("\",", "”,")
                .replace('"', "“"),
        ),
        (
            "triple quotes",
            list(size, |n| format!("{{\"a\":\"\"\"text \"{n}\" here\"\"\"}}")),
        ),
        (
            "doubled quotes",
            list(size, |n| format!("{{\"\"a\"\":\"\"text {n}\"\"}}")),
        ),
        (
            "unescaped quotes",
            list(size, |n| {
                format!("{{\"a\":\"he said \"no {n}\" and left\",\"b\":1}}")
            }),
        ),
        (
            "line breaks in strings",
            list(size, |n| format!("{{\"a\":\"one\ntwo\nthree {n}\"}}")),
        ),
        (
            "names without quotes",
            list(size, |n| format!("{{id:{n},name:Alice,tags:[a,b,c]}}")),
        ),
        (
            "python",
            list(size, |n| {
                format!("{{'id':{n},'ok':True,'no':None,'at':(1,2)}}")
            }),
        ),
        (
            "numbers of other languages",
            list(size, |_| ".5,+1,1_000,0x1F,5.".to_owned()),
        ),
        (
            "wrong escapes",
            list(size, |_| r#""C:\Users\dir \d+ it\'s""#.to_owned()),
        ),
        (
            "joined strings",
            list(size, |_| r#""one " + "two""#.to_owned()),
        ),
        (
            "calls",
            list(size, |_| {
                r#"{"_id":ObjectId("507f1f77"),"n":NumberLong(5)}"#.to_owned()
            }),
        ),
        ("placeholders", list(size, |_| "1,2,...".to_owned())),
        (
            "escaped once more",
            format!("{{\\\"a\\\":{}}}", accounts.replace('"', "\\\"")),
        ),
        (
            "inside a string",
            serde_json::to_string(&accounts).expect("a string"),
        ),
        ("several values", accounts.replace("},{", "}\n{")),
        (
            "prose only",
            "The set {x in S} is [not] \"empty\", is it? ".repeat(size / 40),
        ),
    ];
    for (name, text) in &texts {
        pace(name, text, 0, 100.0);
    }
}

fn hostile() {
    let size = 1 << 20;
    let texts = [
        ("quotes", format!("[\"x{}", "\"".repeat(size))),
        ("quotes by threes", format!("[{}", "\"".repeat(size))),
        (
            "quotes and spaces",
            format!("{{\"a\":\"{}", "\" ".repeat(size / 2)),
        ),
        (
            "quotes and commas",
            format!("{{\"a\":\"{}", "\",".repeat(size / 2)),
        ),
        (
            "names that are none",
            format!("{{\"a\":\"{}", "x\", \"b\" ".repeat(size / 8)),
        ),
        (
            "closers in a string",
            format!("{{\"a\":\"b \"{}", "c\"}, \"".repeat(size / 6)),
        ),
        (
            "spaces behind a quote",
            format!("{{\"a\":\"b\"{}", " ".repeat(size)),
        ),
        (
            "a name that never ends",
            format!("{{\"a\":\"b\",\"{}", "c".repeat(size)),
        ),
        (
            "a word that never ends",
            format!("{{\"a\":{}", "c ".repeat(size / 2)),
        ),
        ("a number that never ends", format!("[{}", "1".repeat(size))),
        (
            "words and quotes",
            format!("{{\"a\":{}", "c\" ".repeat(size / 3)),
        ),
        (
            "words and colons",
            format!("{{\"a\":{}", "c d:".repeat(size / 4)),
        ),
        ("braces in prose", format!("so {}", "{ x ".repeat(size / 4))),
        ("brackets and spaces", format!("x [{}", " ".repeat(size))),
        ("backticks", "``".repeat(size / 2)),
        ("tags that are none", "<thin<reason".repeat(size / 12)),
        ("backslashes", format!("[\"{}", "\\".repeat(size))),
        ("half escapes", format!("[\"{}", "\\u12 ".repeat(size / 5))),
        ("comments", format!("[{}", "/*/**/ ".repeat(size / 7))),
        ("pluses", format!("[{}", "\"a\" + ".repeat(size / 6))),
        ("commas", format!("[{}", ",".repeat(size))),
        ("closers", format!("[]{}", "]".repeat(size))),
    ];
    for (name, text) in &texts {
        pace(name, text, 0, 50.0);
        pace(name, text, 1, 50.0);
    }
}

fn deep() {
    for (name, text) in [
        ("lists", "[".repeat(250_000)),
        ("objects", "{\"a\":".repeat(50_000)),
        ("calls", "[f(\"".repeat(50_000)),
    ] {
        let start = Instant::now();
        let found = scan_len(&text, 0);
        let time = start.elapsed();
        println!(
            "a bomb of {} KB of {name}: {found} found in {time:?}",
            text.len() / 1000
        );
    }
}

/// Whether a name is asked for: all are without an argument, else those that hold it.
fn asked(name: &str) -> bool {
    std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"))
        .all(|word| name.contains(&word))
}

fn main() {
    valid();
    damaged();
    hostile();
    deep();
}
