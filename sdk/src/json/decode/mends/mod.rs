//! What is mended on the short way is what the long way makes of it, whatever damages come together.

mod writer;

use std::collections::BTreeMap;

use serde_json::Value;

use self::writer::{AROUND, Random, WORDS, Writer, kind, noise, note, value};
use super::ways::{Note, is_short, same};

/// A number that the environment may give.
fn number(name: &str, usual: u64) -> u64 {
    let given = std::env::var(name).ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// `JSON_MODE_CASES` and `JSON_MODE_SEED` say how many, and which.
#[test]
fn whatever_damages_come_together() {
    let cases = number("JSON_MODE_CASES", 5_000);
    let random = &mut Random(number("JSON_MODE_SEED", 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut short = 0;
    for _ in 0..cases {
        let document = match random.below(6) {
            0 | 1 => note(random),
            2 => (0..random.below(4)).map(|_| note(random)).collect(),
            3 => (0..random.below(5)).map(|_| random.below(9)).collect(),
            4 => (0..random.below(5)).map(|_| random.pick(WORDS)).collect(),
            _ => value(random, 3),
        };
        let mut kinds = 0;
        for _ in 0..=random.below(4) {
            kinds |= 1 << random.below(kind::COUNT);
        }
        let mut writer = Writer {
            kinds,
            rare: 1 + random.below(12),
            pretty: random.one_in(2),
            random: &mut *random,
            out: String::new(),
        };
        writer.value(&document, 0);
        let mut text = writer.out;
        if kinds & kind::NOISE != 0 {
            noise(random, &mut text);
        }
        let (before, behind) = random.pick(AROUND);
        let text = format!("{before}{text}{behind}");
        same::<Value>(&text);
        short += u64::from(is_short::<Value>(&text));
        if document.is_object() {
            same::<Note>(&text);
            same::<BTreeMap<String, Value>>(&text);
            same::<BTreeMap<String, String>>(&text);
        } else {
            same::<Vec<Note>>(&text);
            same::<Vec<u32>>(&text);
            same::<Vec<String>>(&text);
            same::<Vec<Option<bool>>>(&text);
        }
    }
    // Else nothing is shown.
    assert!(short * 4 > cases, "{short} of {cases}");
}

#[test]
fn damages_that_leave_no_doubt_are_mended_on_the_short_way() {
    for text in [
        r#"{"a": [1, 2,], "b": {"c": null,},}"#,
        r#"{"a": 1,, "b": [1,,2, , 3],,}"#,
        r#"{'a': 'b', "c": ['d', "e", 'it\'s "so"'], 'f': ''}"#,
        r#"{“a”: “b”, “c”: [“d \"e\"”, 1]}"#,
        r#"{a: 1, b_c: "d", e2: {f: []}}"#,
        "{'a': True, 'b': [None, False, undefined]}",
        "{\"a\": [+1, .5, 5., 1_000, 0x1F, -2]}",
        r#"{"a": "it\'s \d", "b": "C:\x"}"#,
        "{\"a\": \"b\nc\td\"}",
        "{ // it's \"so\"\n\"a\": 1 // so\n, \"b\": \"c\" // so\n}",
        "[ # so\n\"a\", # so\n\"b\" # so\n, {} # so\n]",
        r#"{/* so */"a": /* so */1/* so */,/* so */"b": [/* so */"c"/* so */, "d"/* so */]}"#,
        r#"{"a" 1, "b" "c", "d" [true], "e" {"f" null}}"#,
        r#"{"a": 1 "b": "c" "d": [1 2] "e": {} "f": [[] {} "g" "h"]}"#,
        "{a: some text, 'b': [tea, 'c', no 5\n], c: Trueish}",
        "```json\n[{'a': 1,}]\n```",
        "So:\n\n{'a': 1,}\n\nLet me know.",
    ] {
        assert!(is_short::<Value>(text), "{text}");
        same::<Value>(text);
    }
}

#[test]
fn a_text_without_quotes_is_mended_where_nothing_but_a_text_may_stand() {
    for (text, is_mended) in [
        (r#"{"id": 1, "text": green tea}"#, true),
        ("{id: 1, text: tea_2 ,\n tags: [a, 'b', c d\n]}", true),
        (r#"{"id": 1, "text": true}"#, false),
        (r#"{"id": 1, "text": None of it}"#, false),
        (r#"{"id": 1, "text": "a", "nick": none}"#, false),
        (r#"{"id": 1, "text": tea, green}"#, false),
        (r#"{"id": 1, "text": tea: green}"#, false),
        (r#"{"id": 1, "text": it's}"#, false),
        (r#"{"id": 1, "text": tea "tags": []}"#, false),
        (r#"{"id": 1, "text" tea}"#, false),
        (r#"{"id": 1 "text": tea}"#, false),
        (r#"{"id": 1, "text": tea, "mood": calm}"#, false),
        ("`{\"id\": 1, \"text\": tea}`", false),
        ("```\n{\"id\": 1, \"text\": tea}\n```", true),
    ] {
        assert_eq!(is_short::<Note>(text), is_mended, "{text}");
        same::<Note>(text);
    }
}

/// Both ways see these alike, whichever takes them.
#[test]
fn words_far_away_and_in_wrappers_are_seen_alike() {
    let (words, space) = ("ab ".repeat(1_500), " ".repeat(5_000));
    for text in [
        "{data: {a: b}}",
        "{data: [{a: b, c: d, e: f}]}",
        "{result: {b: [c]}}",
        "{x: {a: b, c: d}}",
        "{x: 1, items: [{data: {a: tea, b: x}}]}",
        "{data{a:b}}",
        "{\"data\" {a:b}}",
        "{data: {a: b, c: d, e: f, g: h, i: j, k: l, m: n}}",
        "[THINK]",
        "```\n[THINK]\n```",
        "[THINK] [1]",
        &format!("[\"x\", {words}]"),
        &format!("[\"x\",{space}green tea]"),
        &format!("[\"x\"{space}, green tea]"),
        &format!("['x',{space}, green tea]"),
        &format!("[\"x\", green tea{space}, y]"),
        &format!("{{\"x\": \"y\",{space}z: green tea{space}, a: y}}"),
    ] {
        same::<Value>(text);
        same::<BTreeMap<String, Value>>(text);
        same::<Vec<String>>(text);
        same::<Vec<Vec<String>>>(text);
    }
}

#[test]
fn what_may_be_read_otherwise_is_left_to_the_long_way() {
    for text in [
        r#"{"a": "say "b" now"}"#,
        "{'a': 'it's'}",
        "['a', 'b'c']",
        "{\"a\": some: text}",
        "[some text 1 \"a\"]",
        "[true story]",
        "{\"a\": NaN}",
        "{\"a\": 007}",
        "[, 1]",
        "{\"a\": , \"b\": 1}",
        "{\"a\": 1, \"a\": 2,}",
        "{\"a\": [1, 2}",
        "{\"a\": 1, // a \" b\n}",
        "{\"a: \"b\",}",
        "{\"a\": \"\\ud83d\",}",
        "[\"a\", 1 /* \" */]",
        "[\"a\" \"b\" true]",
        "[\"a\"\"b\"]",
        "[“a” \"so “b”\"]",
        "{“a”: “b”, \"c”\": 1}",
    ] {
        assert!(!is_short::<Value>(text), "{text}");
        same::<Value>(text);
    }
}

#[test]
fn what_nests_too_deep_is_not_mended() {
    for depth in [100, 126, 127, 128, 129, 3000] {
        let text = format!("{}1,{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(is_short::<Value>(&text), depth < 128, "{depth}");
        same::<Value>(&text);
    }
}
