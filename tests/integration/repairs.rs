use json_mode::{
    ErrorKind, JsonResponse, Leniency, Repair, RepairKind, SyntaxRepair, decode, decode_with,
};

#[derive(Clone, Debug, PartialEq, JsonResponse)]
#[serde(rename_all = "camelCase")]
struct Note {
    title: String,
    year: i32,
    action_items: Vec<String>,
    done: Option<bool>,
    mood: Option<Mood>,
}

#[derive(Clone, Copy, Debug, PartialEq, JsonResponse)]
#[serde(rename_all = "snake_case")]
enum Mood {
    Happy,
    VerySad,
}

fn note() -> Note {
    Note {
        title: "A".to_owned(),
        year: 1928,
        action_items: vec!["x".to_owned(), "y".to_owned()],
        done: None,
        mood: None,
    }
}

/// Texts that say [`note`], and the kinds of changes that are told of each; the rows of `docs/decoding.md`.
#[rustfmt::skip]
const REPAIRED: &[(&str, &str)] = &[
    (r#"Sure! {"title": "A", "year": 1928, "actionItems": ["x", "y"]} Anything else?"#, "Prose"),
    ("```json\n{\"title\": \"A\", \"year\": 1928, \"actionItems\": [\"x\", \"y\"]}\n```", "Fence"),
    ("Here:\n```\n{\"title\": \"A\", \"year\": 1928, \"actionItems\": [\"x\", \"y\"]}\n```\nDone.", "Prose Fence"),
    ("<think>maybe {\"title\": \"B\"}</think>{\"title\": \"A\", \"year\": 1928, \"actionItems\": [\"x\", \"y\"]}", "Reasoning"),
    (r#"{"title": "A", "year": 1928, "actionItems": ["x", "y",],}"#, "TrailingComma"),
    (r#"{"title": "A" "year": 1928, "actionItems": ["x" "y"]}"#, "MissingComma"),
    (r#"{"title": "A",, "year": 1928, "actionItems": ["x", "y"]}"#, "ExtraComma"),
    (r#"{"title": "A"; "year": 1928; "actionItems": ["x", "y"]}"#, "WrongComma"),
    (r#"{"title" "A", "year": 1928, "actionItems": ["x", "y"]}"#, "MissingColon"),
    (r#"{"title" = "A", "year" => 1928, "actionItems": ["x", "y"]}"#, "WrongColon"),
    ("{\"title\": \"A\", // one\n \"year\": 1928, /* two */ \"actionItems\": [\"x\", \"y\"]}", "Comment"),
    ("{'title': 'A', 'year': 1928, 'actionItems': ['x', 'y']}", "SingleQuotes"),
    ("{\u{201c}title\u{201d}: \u{201c}A\u{201d}, \u{201c}year\u{201d}: 1928, \u{201c}actionItems\u{201d}: [\u{201c}x\u{201d}, \u{201c}y\u{201d}]}", "CurlyQuotes"),
    ("{title: \"A\", year: 1928, actionItems: [\"x\", \"y\"]}", "UnquotedName"),
    ("{\"title\": \"A\", \"year\": 1928, \"actionItems\": (\"x\", \"y\"), \"done\": None}", "Tuple Literal"),
    (r#"{"title": "A", "year": 1_928, "actionItems": ["x", "y"]}"#, "Number"),
    (r#"{"title": "A", "year": +1928, "actionItems": ["x", "y"]}"#, "Number"),
    (r#""{\"title\": \"A\", \"year\": 1928, \"actionItems\": [\"x\", \"y\"]}""#, "InString"),
    ("\u{feff}{\"title\": \"A\",\u{a0}\"year\": 1928, \"actionItems\": [\"x\", \"y\"]}\u{200b}!", "Prose OddSpace"),
    (r#"{"title": "A", "year": "1928", "actionItems": ["x", "y"]}"#, "TextToNumber"),
    (r#"{"title": "A", "year": "1,928", "actionItems": ["x", "y"]}"#, "TextToNumber"),
    (r#"{"title": "A", "year": 1928.0, "actionItems": ["x", "y"]}"#, "IntegralNumber"),
    (r#"{"title": "A", "year": 1928, "action_items": ["x", "y"]}"#, "KeyName"),
    (r#"{"Title": "A", "Year": 1928, "Action Items": ["x", "y"]}"#, "KeyName"),
    (r#"{"memo": {"title": "A", "year": 1928, "actionItems": ["x", "y"]}}"#, "Unwrapped"),
    (r#"{"result": {"title": "A", "year": 1928, "actionItems": ["x", "y"]}}"#, "Unwrapped"),
    (r#"{"type": "object", "properties": {"title": "A", "year": 1928, "actionItems": ["x", "y"]}}"#, "Unwrapped"),
    (r#"[{"title": "A", "year": 1928, "actionItems": ["x", "y"]}]"#, "ItemOfOne"),
    (r#"{"title": "A", "year": 1928, "actionItems": "[\"x\", \"y\"]"}"#, "Stringified"),
    (r#"{"title": "B", "year": "no"} {"title": "A", "year": 1928, "actionItems": ["x", "y"]}"#, "OtherValue"),
    (r#"{"title": "A", "year": 1928, "actionItems": ["x", "y"], "mood": "null"}"#, "TextToNull"),
];

#[test]
fn what_can_be_read_in_one_way_is_read_and_every_change_told() {
    for (text, kinds) in REPAIRED {
        let decoded = decode::<Note>(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(decoded.value, note(), "{text}");
        assert_eq!(told(&decoded.repairs), *kinds, "{text}");
    }
}

/// The kinds of changes, each once, as they come.
fn told(repairs: &[Repair]) -> String {
    let mut kinds: Vec<String> = Vec::new();
    for repair in repairs {
        let kind = match repair.kind {
            RepairKind::Syntax(kind) => format!("{kind:?}"),
            RepairKind::Shape(kind) => format!("{kind:?}"),
            other => panic!("{other:?}"),
        };
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds.join(" ")
}

/// What stood around the value, with each kind that is told of it.
const AROUND: &[(&str, &[SyntaxRepair])] = &[
    ("Sure! {} Anything else?", &[SyntaxRepair::Prose]),
    ("```json\n{}\n```", &[SyntaxRepair::Fence]),
    (
        "Here:\n```json\n{}\n```\nAnd in a shell:\n```sh\ncurl\n```",
        &[SyntaxRepair::Prose, SyntaxRepair::Fence],
    ),
    (
        "<think>maybe {\"title\": \"B\"}</think>\n{}",
        &[SyntaxRepair::Reasoning],
    ),
    ("so be it</think>{}", &[SyntaxRepair::Reasoning]),
    ("{\"title\": \"B\"}\n{}", &[SyntaxRepair::OtherValue]),
    ("{}\n{\"title\": \"B\"}", &[SyntaxRepair::OtherValue]),
    (
        "<think>hm</think>First {\"title\": \"B\"}, then {}",
        &[
            SyntaxRepair::Reasoning,
            SyntaxRepair::Prose,
            SyntaxRepair::OtherValue,
        ],
    ),
    ("callback({})", &[SyntaxRepair::Wrapper]),
];

#[test]
fn what_is_left_out_around_the_value_is_told_once_a_kind() {
    let plain = r#"{"title": "A", "year": 1928, "actionItems": ["x", "y"]}"#;
    for (around, expected) in AROUND {
        let text = around.replace("{}", plain);
        let decoded = decode::<Note>(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(decoded.value, note(), "{text}");
        let told: Vec<RepairKind> = decoded.repairs.iter().map(|repair| repair.kind).collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|&kind| RepairKind::Syntax(kind))
            .collect();
        assert_eq!(told, expected, "{text}");
        assert!(
            decoded.repairs.iter().all(|repair| repair.path.is_empty()),
            "{text}"
        );
    }
}

#[test]
fn enums_and_booleans_are_read_as_models_write_them() {
    for (text, mood) in [
        ("\"Very Sad\"", Mood::VerySad),
        ("\"HAPPY\"", Mood::Happy),
        ("happy", Mood::Happy),
    ] {
        let decoded = decode::<Mood>(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(decoded.value, mood);
        assert!(
            matches!(decoded.repairs.last().unwrap().kind, RepairKind::Shape(_)),
            "{text}"
        );
    }
    for (text, value) in [("\"true\"", true), ("\"no\"", false), ("True", true)] {
        assert_eq!(
            decode::<bool>(text)
                .unwrap_or_else(|e| panic!("{text}: {e}"))
                .value,
            value
        );
    }
}

#[test]
fn what_can_be_read_in_two_ways_is_no_value() {
    for text in [
        "\"3,14\"",
        "\"50%\"",
        "NaN",
        "\"about 3\"",
        "[1, 2]",
        "null",
        "{}",
    ] {
        let error = decode::<f64>(text)
            .err()
            .unwrap_or_else(|| panic!("a value of {text}"));
        assert_eq!(error.kind(), ErrorKind::Decode, "{text}: {error}");
    }
    for text in ["\"not happy\"", "\"sad\"", "\"happy or very sad\"", "7"] {
        assert_eq!(
            decode::<Mood>(text).unwrap_err().kind(),
            ErrorKind::Decode,
            "{text}"
        );
    }
    for text in ["\"not true\"", "2", "\"maybe\""] {
        assert_eq!(
            decode::<bool>(text).unwrap_err().kind(),
            ErrorKind::Decode,
            "{text}"
        );
    }
    for text in [
        r#"{"title": "A", "year": , "actionItems": []}"#,
        r#"{"title": "A", "actionItems": []}"#,
        "no JSON at all",
    ] {
        assert_eq!(
            decode::<Note>(text).unwrap_err().kind(),
            ErrorKind::Decode,
            "{text}"
        );
    }
}

#[test]
fn a_cut_answer_is_never_a_whole_one() {
    for (text, _) in REPAIRED {
        // Cut inside of the last value: before its last item is closed.
        let Some(end) = text
            .rfind("y\"")
            .or_else(|| text.rfind("y\\\""))
            .or_else(|| text.rfind("y'"))
        else {
            continue;
        };
        let cut = &text[..=end];
        assert!(decode::<Note>(cut).is_err(), "a value of {cut}");
    }
    let error = decode::<Note>("[1, 2").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated);
}

#[test]
fn leniency_turns_it_down() {
    let quoted = r#"{"title": "A", "year": "1928", "actionItems": ["x", "y"]}"#;
    let comma = r#"{"title": "A", "year": 1928, "actionItems": ["x", "y"],}"#;
    for (leniency, quoted_is_read, comma_is_read) in [
        (Leniency::Strict, false, false),
        (Leniency::Syntax, false, true),
        (Leniency::Shape, true, true),
    ] {
        assert_eq!(
            decode_with::<Note>(quoted, leniency).is_ok(),
            quoted_is_read,
            "{leniency:?}"
        );
        assert_eq!(
            decode_with::<Note>(comma, leniency).is_ok(),
            comma_is_read,
            "{leniency:?}"
        );
    }
}

#[derive(Debug, JsonResponse)]
struct Bounded {
    #[schemars(range(min = 1, max = 5))]
    stars: u8,
    #[schemars(length(max = 3), inner(length(min = 2)))]
    tags: Vec<String>,
    #[schemars(regex(pattern = r"^[a-z]+$"))]
    word: String,
}

#[test]
fn bounds_are_judged_whatever_the_host_did_with_them() {
    let text = r#"{"stars": 9, "tags": ["a", "bb", "cc", "dd"], "word": "Not"}"#;
    let error = decode::<Bounded>(text).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    let places: Vec<&str> = error.violations().iter().map(|v| v.path.as_str()).collect();
    assert_eq!(
        places,
        ["/stars", "/tags/0", "/tags", "/word"],
        "{:?}",
        error.violations()
    );
    assert!(decode::<Bounded>(r#"{"stars": 5, "tags": [], "word": "a"}"#).is_ok());
}

#[derive(Debug, JsonResponse)]
struct Link {
    #[schemars(length(min = 1))]
    title: String,
    to: url::Url,
}

#[test]
fn what_a_url_takes_is_a_uri() {
    for to in [
        "https://example.org/a b",
        "https://example.org/straße?q=é",
        "https://example.org/a|b{c}",
        "https://пример.рф/",
        "mailto:a@b.org",
        "https://example.org/#a b",
    ] {
        let text = format!(r#"{{"title": "x", "to": "{to}"}}"#);
        let link = decode::<Link>(&text).unwrap_or_else(|error| panic!("{to}: {error}"));
        assert_eq!(link.value.title, "x");
        assert_eq!(link.value.to, url::Url::parse(to).unwrap());
    }
    let error = decode::<Link>(r#"{"title": "", "to": "https://example.org/a b"}"#).unwrap_err();
    assert_eq!(error.violations().len(), 1, "{error}");
    assert!(decode::<Link>(r#"{"title": "x", "to": "no address"}"#).is_err());
}

#[derive(Debug, PartialEq, JsonResponse)]
#[serde(deny_unknown_fields)]
struct Closed {
    a: u8,
}

#[derive(Debug, PartialEq, JsonResponse)]
struct Open {
    a: u8,
}

#[derive(Debug, PartialEq, JsonResponse)]
#[serde(untagged)]
enum Either {
    Spaced { a_b: u8 },
    Joined { ab: u8 },
}

#[test]
fn a_field_that_the_type_does_not_know_is_told() {
    use json_mode::ShapeRepair;
    let dropped = |repairs: &[json_mode::Repair]| {
        repairs
            .iter()
            .any(|r| r.path == "/b" && r.kind == RepairKind::Shape(ShapeRepair::Dropped))
    };
    let closed = decode::<Closed>(r#"{"a": 1, "b": 2}"#).unwrap();
    assert!(closed.value == Closed { a: 1 } && dropped(&closed.repairs));
    let open = decode::<Open>(r#"{"a": 1, "b": 2,}"#).unwrap();
    assert!(open.value == Open { a: 1 } && dropped(&open.repairs));
    let fenced = decode::<Open>("```json\n{\"a\": 1, \"b\": 2}\n```").unwrap();
    assert!(dropped(&fenced.repairs));
    // As it stands it is what serde reads.
    assert!(
        decode::<Open>(r#"{"a": 1, "b": 2}"#)
            .unwrap()
            .repairs
            .is_empty()
    );
    // Where the type takes all of them, none is left out.
    let all = decode::<json_mode::Value>(r#"{"a": 1, "b": 2,}"#).unwrap();
    assert!(!dropped(&all.repairs));
}

#[test]
fn a_tie_of_alternatives_is_a_violation() {
    // The name may be that of either, with one change each.
    let error = decode::<Either>(r#"{"A B": 1}"#).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(
        error.violations()[0]
            .message
            .contains("more than one of the alternatives"),
        "{error}"
    );
    let found = decode::<Either>(r#"{"AB": 1, "a_b": 2}"#).unwrap();
    assert_eq!(found.value, Either::Spaced { a_b: 2 });
}

/// The rows of `docs/decoding.md` that [`REPAIRED`] has no line for.
#[test]
fn the_other_rows_of_the_table_hold() {
    use json_mode::Value;
    for (text, expected, kinds) in [
        ("{`a`: `b`}", r#"{"a":"b"}"#, "Backticks"),
        (r#"{"a": """b"""}"#, r#"{"a":"b"}"#, "TripleQuotes"),
        (r#"{""a"": ""b""}"#, r#"{"a":"b"}"#, "DoubledQuotes"),
        (
            r#"{"a": "say "b" now"}"#,
            r#"{"a":"say \"b\" now"}"#,
            "UnescapedQuote",
        ),
        ("{\"a\": \"b\nc\"}", r#"{"a":"b\nc"}"#, "RawControl"),
        (
            "{\"a\": 1, # one\n \"b\": 2}",
            r#"{"a":1,"b":2}"#,
            "Comment",
        ),
        (
            "{\"a\": some text}",
            r#"{"a":"some text"}"#,
            "UnquotedText BareText",
        ),
        (r#"{"a": ObjectId("x1")}"#, r#"{"a":"x1"}"#, "Wrapper"),
        (r#"callback({"a": 1})"#, r#"{"a":1}"#, "Wrapper"),
        ("[.5, 0x1F]", "[0.5,31]", "Number"),
        (r#"["\d"]"#, r#"["\\d"]"#, "InvalidEscape"),
        (r#"{\"a\": 1}"#, r#"{"a":1}"#, "Escaped"),
        (r#"{"a":: 1}"#, r#"{"a":1}"#, "ExtraColon"),
        (
            r#"[{"a": 1, "a": 2},]"#,
            r#"[{"a":2}]"#,
            "DuplicateName TrailingComma",
        ),
    ] {
        let read = decode::<Value>(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(read.value.to_string(), expected, "{text}");
        assert_eq!(told(&read.repairs), kinds, "{text}");
    }
    let price = decode::<f64>("\"$5\"").unwrap();
    assert_eq!(
        (price.value.to_string(), told(&price.repairs)),
        ("5".to_owned(), "TextToNumber".to_owned())
    );
    let word = decode::<String>("42").unwrap();
    assert_eq!(
        (word.value.as_str(), told(&word.repairs).as_str()),
        ("42", "NumberToText")
    );
    let list = decode::<Vec<i32>>("7").unwrap();
    assert_eq!(
        (list.value, told(&list.repairs).as_str()),
        (vec![7], "ListOfOne")
    );
}

#[derive(Debug, JsonResponse)]
#[allow(dead_code, reason = "shown by `Debug`")]
struct Poll {
    votes: u32,
    #[schemars(range(min = 0.0, max = 1.0))]
    share: f64,
    #[schemars(length(min = 1))]
    names: Vec<String>,
}

#[test]
fn a_value_of_the_wrong_type_hides_no_broken_rule_beside_it() {
    let text = r#"{"votes": "many", "share": 7, "names": []}"#;
    let error = decode::<Poll>(text).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    let places: Vec<&str> = error.violations().iter().map(|v| v.path.as_str()).collect();
    assert_eq!(places, ["/votes", "/share", "/names"]);
    // Of a list with an element that is none nothing is said but that.
    let text = r#"{"votes": 1, "share": 1, "names": [{"a": 1}]}"#;
    let error = decode::<Poll>(text).unwrap_err();
    assert_eq!(error.violations().len(), 1);
}
