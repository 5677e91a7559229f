//! What an answer may cost: time and memory grow with its length, whatever repeats in it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use json_mode::{PartialEvent, PartialReader, Value, decode};

/// A text of so many bytes that repeats another.
fn repeated(unit: &str, bytes: usize) -> String {
    unit.repeat(bytes / unit.len())
}

/// Work that grows with the square of the length takes minutes for these, and other work well below a second.
const LONG: usize = 1 << 20;
const LIMIT: Duration = Duration::from_secs(30);

#[test]
fn what_repeats_is_read_in_time() {
    for unit in [
        "</think>",
        "{}</think>",
        "<think>{}</think>",
        r#"<think>{\"a\": 1}</think>"#,
        r#"{\"a\": 1} "#,
        "a",
        "\"a\" ",
        "{} // a\n",
        "{} /* a */",
        "```\n{}\n```\n",
    ] {
        let text = repeated(unit, LONG);
        let start = Instant::now();
        let _ = decode::<Value>(&text);
        assert!(start.elapsed() < LIMIT, "{unit}");
    }
    let half = LONG / 8;
    for text in [
        format!("```\n{}", repeated("{}# ", LONG)),
        format!(
            "x\n```\n\"{}\"{}\n```",
            repeated("{}", half),
            repeated(" ", half)
        ),
    ] {
        let start = Instant::now();
        let _ = decode::<Value>(&text);
        assert!(start.elapsed() < LIMIT, "{text:.20}");
    }
}

#[test]
fn what_repeats_is_read_in_time_in_pieces() {
    for unit in ["a", "1", "-", "a ", "</think>", "{", "[", "<think>"] {
        let text = repeated(unit, LONG);
        let start = Instant::now();
        let mut reader = PartialReader::<BTreeMap<String, String>>::new();
        let mut rest = text.as_str();
        while let Some((piece, more)) = rest.split_at_checked(rest.len().min(4))
            && !piece.is_empty()
        {
            reader.push(piece).unwrap();
            rest = more;
        }
        assert!(start.elapsed() < LIMIT, "{unit}");
    }
}

/// Each change under a long name has the name in its path: together they are far longer than the answer.
#[test]
fn the_paths_of_repairs_have_a_limit() {
    let (name, count) = ("n".repeat(64 << 10), 20_000);
    let text = format!("{{\"{name}\": [{}]}}", "word, ".repeat(count));
    let repairs = decode::<Value>(&text).unwrap().repairs;
    assert!(repairs.len() >= 2 * count, "{}", repairs.len());
    let bytes: usize = repairs.iter().map(|repair| repair.path.len()).sum();
    // Of what the scanner tells, and of what became of the shape.
    assert!(bytes <= 2 * (17 << 20), "{bytes}");
    assert_eq!(repairs[0].path, format!("/{name}/0"));
}

#[test]
fn the_paths_of_violations_have_a_limit() {
    let (name, count) = ("n".repeat(64 << 10), 20_000);
    let text = format!("{{\"{name}\": [{}null]}}", "\"word\", ".repeat(count));
    let error = decode::<BTreeMap<String, Vec<u8>>>(&text).unwrap_err();
    let violations = error.violations();
    assert!(violations.len() >= count, "{}", violations.len());
    let bytes: usize = violations.iter().map(|rule| rule.path.len()).sum();
    assert!(bytes <= 17 << 20, "{bytes}");
    assert_eq!(violations[0].path, format!("/{name}/0"));
}

/// Events, watched lists and rules are told by their paths.
#[test]
fn places_under_a_long_name_are_told_in_time() {
    let name = "n".repeat(LONG / 8);
    let lists = repeated("[1],", LONG / 2);
    let text = format!("{{\"{name}\": [{}[1]]}}", lists);
    let start = Instant::now();
    let mut reader = PartialReader::<BTreeMap<String, Vec<Vec<u8>>>>::new().with_events();
    reader.push(&text).unwrap();
    let mut events: Vec<PartialEvent> = std::iter::from_fn(|| reader.next_event()).collect();
    let told = events.len();
    assert!((100..lists.len() / 4).contains(&told), "{told}");
    assert_eq!(events.pop(), Some(PartialEvent::Completed(String::new())));
    assert!(!events.contains(&PartialEvent::Completed(String::new())));
    assert!(start.elapsed() < LIMIT);
}

#[test]
fn members_without_a_type_are_shown_in_time() {
    let members: Vec<String> = (0..LONG / 16).map(|n| format!("\"name{n}\":{n}")).collect();
    let text = format!("{{{}}}", members.join(","));
    let start = Instant::now();
    let mut reader = PartialReader::<serde_json::Map<String, Value>>::new();
    reader.push(&text).unwrap();
    let shown = serde_json::to_string(reader.partial()).unwrap();
    assert_eq!(shown, text);
    let mut any = PartialReader::<BTreeMap<String, serde_json::Map<String, Value>>>::new();
    any.push(&format!("{{\"a\":{text}}}")).unwrap();
    assert_eq!(
        serde_json::to_string(any.partial()).unwrap(),
        format!("{{\"a\":{text}}}")
    );
    assert!(start.elapsed() < LIMIT);
}
