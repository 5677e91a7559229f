//! What streams ask for: elements as they complete, and rules as they break.

use std::collections::BTreeMap;

use super::PartialReader;
use crate::JsonResponse;
use crate::schema::schema;

#[derive(Debug, JsonResponse)]
#[json_response(crate = crate)]
struct Meeting {
    #[schemars(length(max = 5))]
    title: String,
    #[serde(rename = "actionItems")]
    items: Vec<Task>,
    #[serde(default)]
    scores: BTreeMap<String, Vec<i32>>,
}

#[derive(Debug, JsonResponse)]
#[json_response(crate = crate)]
struct Task {
    what: String,
    #[schemars(range(max = 10))]
    hours: i32,
    #[serde(default)]
    more: BTreeMap<String, String>,
}

/// What a watched reader gives after each letter: the number and the text of each element.
fn items<T: JsonResponse>(mut reader: PartialReader<T>, text: &str) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        reader.feed(&text[at..end]).unwrap();
        while let Some(item) = reader.next_item() {
            assert!(item.span.end <= end);
            out.push((item.index, item.json));
        }
    }
    out
}

#[test]
fn elements_are_given_when_they_complete() {
    let text = r#"Here: {"title": "x", "actionItems": [{"what": "a [b]", "hours": 1}, {"what": "c", "hours": 2,}], "scores": {"q": [1, 2]}}"#;
    let reader = || PartialReader::<Meeting>::new();
    assert_eq!(
        items(reader().watching("/actionItems"), text),
        [
            (0, r#"{"what": "a [b]", "hours": 1}"#.to_owned()),
            (1, r#"{"what": "c", "hours": 2,}"#.to_owned()),
        ]
    );
    assert_eq!(
        items(reader().watching("/scores/q"), text),
        [(0, "1".to_owned()), (1, "2".to_owned())]
    );
    assert_eq!(
        items(
            PartialReader::<Vec<String>>::new().watching(""),
            r#"["a", "b"]"#
        ),
        [(0, "\"a\"".to_owned()), (1, "\"b\"".to_owned())]
    );
}

#[test]
fn elements_are_given_in_the_shape_of_their_type() {
    let lowered = schema::<Vec<Task>>()
        .lower(&crate::provider::dialects::OPENAI_STRICT)
        .unwrap();
    let text = r#"{"value": [{"what": "a", "hours": 1, "more": [{"key": "k", "value": "v"}]}]}"#;
    assert_eq!(
        items(
            PartialReader::<Vec<Task>>::new()
                .lowered(lowered)
                .watching(""),
            text
        ),
        [(0, r#"{"what":"a","hours":1,"more":{"k":"v"}}"#.to_owned())]
    );
}

/// The letter at which the first broken rule is seen, and its place.
fn broken(text: &str) -> Option<(usize, String)> {
    let mut reader = PartialReader::<Meeting>::new().judging();
    for (at, c) in text.char_indices() {
        reader.feed(&text[at..at + c.len_utf8()]).unwrap();
        if let Some(violation) = reader.next_violation() {
            return Some((at, violation.path));
        }
    }
    None
}

#[test]
fn a_broken_rule_is_seen_when_its_value_completes() {
    assert_eq!(
        broken(r#"{"title": "short", "actionItems": [{"what": "a", "hours": 10}]}"#),
        None
    );
    let text = r#"{"title": "short", "actionItems": [{"what": "a", "hours": 10}, {"what": "b", "hours": 11}, {"what": "c", "hours": 1}]}"#;
    let at = text.find("11}").unwrap() + 2;
    assert_eq!(broken(text), Some((at, "/actionItems/1/hours".to_owned())));
    let (at, path) = broken(r#"{"title": "longer", "actionItems": []}"#).unwrap();
    assert_eq!(path, "/title");
    assert!(at < 35, "{at}");
}

#[test]
fn the_text_can_be_asked_for_at_any_time() {
    let text = r#"{"title": "a long text without anything", "actionItems": []}"#;
    for every in [1, 3, 7] {
        let mut reader = PartialReader::<Meeting>::new();
        for (at, c) in text.char_indices() {
            reader.feed(&text[at..at + c.len_utf8()]).unwrap();
            if at % every == 0 {
                assert_eq!(reader.text(), &text[..=at]);
            }
        }
        assert_eq!(reader.text(), text);
        assert_eq!(
            reader.partial().title.as_deref(),
            Some("a long text without anything")
        );
    }
}

/// What waits in the open text is written again as it came, whatever escapes it has and wherever it is cut.
#[test]
fn escapes_come_back_as_they_were_written() {
    let values = [
        r#"\n\t\r\b\f\"\\ and \"so on\"\n"#,
        r"a slash \/ and a letter \u00e9 and \ud83d\ude00, \u000a\n",
        r"\\n\\\n\\\\u0041 € 😀 \",
        "a tab\tand a break\nas they are",
        r#"in a "quoted" word \n, and "one" more"#,
        r"\d+ is no escape\n, nor \x41\n",
        r"a half \u00 and \ud83d alone\n",
    ];
    for value in values {
        let text = format!(r#"{{"title": "{value}", "actionItems": []}}"#);
        let letters: Vec<char> = text.chars().collect();
        for size in 1..9 {
            for every in [1, 2, 5, usize::MAX] {
                let mut reader = PartialReader::<Meeting>::new();
                let mut came = String::new();
                for (count, piece) in letters.chunks(size).enumerate() {
                    let piece: String = piece.iter().collect();
                    came.push_str(&piece);
                    reader.feed(&piece).unwrap();
                    if (count + 1) % every == 0 {
                        assert_eq!(reader.text(), came);
                    }
                }
                let mut whole = PartialReader::<Meeting>::new();
                whole.feed(&text).unwrap();
                assert_eq!(reader.text(), text, "{size} {every}");
                assert_eq!(reader.partial(), whole.partial(), "{text} {size} {every}");
                let told = |read: crate::Result<_>| format!("{read:?}");
                assert_eq!(told(reader.finish()), told(whole.finish()));
                assert_eq!(reader.text(), text);
            }
        }
    }
}

#[test]
fn an_answer_is_not_printed() {
    let mut reader = PartialReader::<Vec<String>>::new();
    reader.feed("[\"secret").unwrap();
    assert!(!format!("{reader:?}").contains("secret"));
}
