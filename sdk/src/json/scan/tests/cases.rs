//! Our own cases.

use super::*;

/// What a text gives: a value, nothing that may be taken, or (for texts without a bracket) only text.
const CASES: &[(&str, &str, &str)] = &[
    // (what it is about, text, value or `-`)
    (
        "valid",
        r#"{"a": [1, 2.50, -3e2, true, false, null, "x"], "b": {}}"#,
        r#"{"a":[1,2.50,-3e2,true,false,null,"x"],"b":{}}"#,
    ),
    (
        "valid, escapes",
        r#"["\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"]"#,
        r#"["\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"]"#,
    ),
    (
        "valid, a name of quotes and colons",
        r#"{"a\"": 1, "b:": "c,", "": "}"}"#,
        r#"{"a\"":1,"b:":"c,","":"}"}"#,
    ),
    ("fence", "```json\n{\"a\": 1}\n```", r#"{"a":1}"#),
    ("fence without a tag", "```\n[1]\n```", "[1]"),
    ("fence on one line", "```{\"a\": 1}```", r#"{"a":1}"#),
    (
        "fence that is never closed",
        "Here:\n````JSON5\n{\"a\": 1}",
        r#"{"a":1}"#,
    ),
    (
        "two fences, the last one counts here",
        "```\n{\"a\": 1}\n```\nor\n```\n{\"a\": 2}\n```",
        r#"{"a":2}"#,
    ),
    (
        "closer lost before the fence ends",
        "```json\n{\"a\": [1, 2\n```",
        r#"{"a":[1,2]}"#,
    ),
    (
        "prose around",
        "Sure (see [docs]): {\"a\": 1}. It's \"done\"!",
        r#"{"a":1}"#,
    ),
    (
        "braces in prose",
        "The set {x : x > 1} or {it's} is {\"a\": 1}",
        r#"{"a":1}"#,
    ),
    (
        "think",
        "<think>{\"a\": 0, it's \"open</think>{\"a\": 1}",
        r#"{"a":1}"#,
    ),
    (
        "think, only closed",
        "maybe {\"a\": 0}</think>\n{\"a\": 1}",
        r#"{"a":1}"#,
    ),
    ("think, never closed", "<think>{\"a\": 0}", "-"),
    (
        "think, of another kind",
        "[THINK]x[/THINK]{\"a\": 1}",
        r#"{"a":1}"#,
    ),
    (
        "channels",
        "<|channel|>analysis<|message|>{\"a\": 0}<|end|><|channel|>final<|message|>{\"a\": 1}",
        r#"{"a":1}"#,
    ),
    (
        "comments",
        "{// one\n\"a\": /* two */ 1, # three\n\"b\": 2 /**/}",
        r#"{"a":1,"b":2}"#,
    ),
    (
        "a comment behind a string",
        "{\"a\": \"x\" // y\n, \"b\": \"z\"/* q */}",
        r#"{"a":"x","b":"z"}"#,
    ),
    ("trailing commas", r#"{"a": [1, 2, ], }"#, r#"{"a":[1,2]}"#),
    (
        "doubled commas",
        r#"{"a": [1,, 2],, "b": 1}"#,
        r#"{"a":[1,2],"b":1}"#,
    ),
    ("leading comma", "[, 1]", "[1]"),
    ("semicolons", r#"{"a": 1; "b": 2}"#, r#"{"a":1,"b":2}"#),
    (
        "missing commas",
        "{\"a\": 1 \"b\": \"x\" \"c\": [1 2 true null \"y\" \"z\" {}]\n\"d\": {}}",
        r#"{"a":1,"b":"x","c":[1,2,true,null,"y","z",{}],"d":{}}"#,
    ),
    (
        "missing commas before names without quotes",
        "{\"a\": \"x\" b: 1 c: true}",
        r#"{"a":"x","b":1,"c":true}"#,
    ),
    (
        "missing colons",
        r#"{"a" 1, "b" "x", "c" [2], "d" true}"#,
        r#"{"a":1,"b":"x","c":[2],"d":true}"#,
    ),
    (
        "other colons",
        r#"{"a" = 1, "b" => 2, "c":: 3}"#,
        r#"{"a":1,"b":2,"c":3}"#,
    ),
    (
        "missing closers inside",
        r#"[{"a": [1, 2}, {"b": 1]"#,
        r#"[{"a":[1,2]},{"b":1}]"#,
    ),
    (
        "a missing brace between elements",
        r#"[{"a": "x", {"a": "y"}]"#,
        r#"[{"a":"x"},{"a":"y"}]"#,
    ),
    (
        "a missing bracket before a name",
        r#"{"a": ["x", "y", "b": 1}"#,
        r#"{"a":["x","y"],"b":1}"#,
    ),
    ("a closer too many", r#"{"a": 1}}"#, r#"{"a":1}"#),
    ("a wrong closer", r"[1, 2}", "[1,2]"),
    (
        "closed too early",
        r#"{"a": 1}, "b": 2}"#,
        r#"{"a":1,"b":2}"#,
    ),
    ("closed too early, a list", "[1, 2], 3]", "-"),
    (
        "closed too early, before a text that lost its first quote",
        "[[\"x\"]],\nBeta\"\n]",
        "-",
    ),
    (
        "a parenthesis that a brace closed",
        "(\n{\"a\": 1}}\n\n{\"a\": 2}\n)",
        "-",
    ),
    (
        "a text that begins with a bracket and lost its first quote",
        "[draft] 50 % of it\"",
        "-",
    ),
    ("the same in a fence", "```json\n[draft] \\\\d+\"\n```", "-"),
    (
        "quotes in the prose behind",
        "[1] is \"it\", \"isn't\" it?",
        "[1]",
    ),
    (
        "single quotes",
        "{'a': 'it\\'s', 'b': 'don't', 'c': ''}",
        r#"{"a":"it's","b":"don't","c":""}"#,
    ),
    (
        "curly quotes",
        "{“a”: “b”, ‘c’: ‘d’}",
        r#"{"a":"b","c":"d"}"#,
    ),
    ("backticks", "{`a`: `b`}", r#"{"a":"b"}"#),
    (
        "triple quotes",
        "{\"a\": \"\"\"say \"b\"\nnow\"\"\", \"c\": '''d'''}",
        r#"{"a":"say \"b\"\nnow","c":"d"}"#,
    ),
    ("doubled quotes", r#"{""a"": ""b""}"#, r#"{"a":"b"}"#),
    ("doubled quotes or a quoted text", r#"{"a": ""b""}"#, "-"),
    (
        "quotes inside",
        r#"{"a": "say "b" now", "c": "d"}"#,
        r#"{"a":"say \"b\" now","c":"d"}"#,
    ),
    (
        "quotes inside, with commas",
        r#"{"a": "one, "two", three", "b": ["x "y", z", "w"]}"#,
        r#"{"a":"one, \"two\", three","b":["x \"y\", z","w"]}"#,
    ),
    (
        "quotes inside, at the ends",
        r#"{"a": ""b" c", "d": "e "f""}"#,
        r#"{"a":"\"b\" c","d":"e \"f\""}"#,
    ),
    (
        "JSON inside, not escaped",
        r#"{"a": "use {"b": "c"}, please", "d": 1}"#,
        r#"{"a":"use {\"b\": \"c\"}, please","d":1}"#,
    ),
    (
        "a quote inside that has no other half",
        r#"{"a": "5" pipe"}"#,
        "-",
    ),
    ("a quote that is missing", r#"{"a": "b, "c": "d"}"#, "-"),
    (
        "two quotes that are missing",
        r#"{"a": "x, "b": "y, "c": "z"}"#,
        "-",
    ),
    (
        "two quotes that are missing around a number",
        r#"{"a": "x, "b": 5, "c": z"}"#,
        "-",
    ),
    (
        "a first quote that is missing",
        r#"{"a": b", c": "d"}"#,
        r#"{"a":"b","c":"d"}"#,
    ),
    (
        "line breaks inside",
        "{\"a\": \"b\nc\td\"}",
        r#"{"a":"b\nc\td"}"#,
    ),
    (
        "names without quotes",
        "{a: 1, b_2: [x, y z], $c: w}",
        r#"{"a":1,"b_2":["x","y z"],"$c":"w"}"#,
    ),
    (
        "compact",
        "{routes:[{id:1,to:home}]}",
        r#"{"routes":[{"id":1,"to":"home"}]}"#,
    ),
    (
        "texts without quotes",
        "{\"a\": New York, \"b\": https://x.org/y#z, \"c\": 2024-10-18T18:35:22Z}",
        r#"{"a":"New York","b":"https://x.org/y#z","c":"2024-10-18T18:35:22Z"}"#,
    ),
    (
        "a text without quotes and with a comma",
        r#"{"a": New York, NY, "b": 1}"#,
        "-",
    ),
    (
        "Python",
        "{'a': True, 'b': None, 'c': (1, 2), 'd': (1), 'e': ()}",
        r#"{"a":true,"b":null,"c":[1,2],"d":1,"e":[]}"#,
    ),
    ("not a number", r#"{"a": NaN}"#, "-"),
    (
        "numbers",
        "[.5, +1, 1_000, 0x1F, 5., -.5]",
        "[0.5,1,1000,31,5.0,-0.5]",
    ),
    ("a comma in a number", r#"{"a": 1,234}"#, "-"),
    (
        "wrong escapes",
        r#"{"a": "C:\Users \d+ it\'s"}"#,
        r#"{"a":"C:\\Users \\d+ it's"}"#,
    ),
    ("half an escape", r#"{"a": "x\u26"}"#, "-"),
    ("half a pair", r#"{"a": "x\ud83d!"}"#, r#"{"a":"x\ufffd!"}"#),
    ("joined strings", "{\"a\": \"b\" + 'c'}", r#"{"a":"bc"}"#),
    (
        "placeholders",
        r#"{"a": [1, 2, ...], "b": 1, … }"#,
        r#"{"a":[1,2],"b":1}"#,
    ),
    ("JSONP", "callback({\"a\": 1});", r#"{"a":1}"#),
    (
        "Mongo",
        r#"{"_id": ObjectId("5f"), "n": NumberLong(5), "d": ISODate("2020")}"#,
        r#"{"_id":"5f","n":5,"d":"2020"}"#,
    ),
    ("several values", "{\"a\": 1}\n{\"a\": 2}", r#"{"a":2}"#),
    ("a name twice", r#"{"a": 1, "a": 2}"#, r#"{"a":2}"#),
    (
        "odd space",
        "\u{feff}{\u{a0}\"a\"\u{200b}:\u{3000}1\u{2028}}",
        r#"{"a":1}"#,
    ),
    (
        "escaped once more",
        r#"{\"a\": \"b\", \"c\": [\"d\"]}"#,
        r#"{"a":"b","c":["d"]}"#,
    ),
    (
        "breaks escaped once more",
        "{\\n  \"a\": 1\\n}",
        r#"{"a":1}"#,
    ),
    ("a value without a name", r#"{"a": 1, {"b": 2}}"#, "-"),
    ("a name without a value", r#"{"a": , "b": 1}"#, "-"),
    ("a set", "{'a', 'b'}", "-"),
    ("brackets of the wrong kind", r#"["a": 1]"#, "-"),
    ("nothing", "", "-"),
    ("cut in a string", r#"{"a": "b"#, "-"),
    ("cut behind a string", r#"{"a": "b""#, "-"),
    ("cut in a list", "[1, 2", "-"),
];

#[test]
fn each_case_gives_its_value_whole_and_in_pieces() {
    let mut wrong = Vec::new();
    for (about, text, expected) in CASES {
        let expected: Option<serde_json::Value> = serde_json::from_str(expected).ok();
        let found = answer(text);
        if found != expected {
            wrong.push(format!("{about}: {text}\n  found {found:?}"));
        }
        let scanned = whole(text, Mode::Tolerant);
        for size in [1, 2, 3, usize::MAX] {
            assert_eq!(
                pieces(text, Mode::Tolerant, size),
                scanned,
                "{about}: {text}"
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_prefix_of_a_value_is_whole() {
    for (about, text, _) in CASES {
        let Ok(all) = tree(text, Mode::Tolerant) else {
            continue;
        };
        for (end, _) in text.char_indices() {
            let prefix = &text[..end];
            let cut = tree(prefix, Mode::Tolerant).expect("it is not deep");
            // Outside of all values of the whole text there is nothing to cut.
            let inside = all.candidates.iter().any(|c| {
                !c.in_reasoning
                    && matches!(c.node.kind, Kind::Object(_) | Kind::Array(_))
                    && c.span.start < end
                    && end < c.span.end
                    && !c.embedded
            });
            // What a closer too many ends is whole without the rest.
            let ended = all.candidates.iter().any(|c| {
                c.repairs
                    .iter()
                    .any(|r| r.kind == RepairKind::ExtraCloser && r.span.start < end)
            });
            if inside && !ended && all.candidates.len() == 1 {
                let found = answer(prefix);
                assert!(
                    found.is_none(),
                    "{about}: {prefix}\n  found {found:?} {cut:?}"
                );
            }
        }
    }
}
