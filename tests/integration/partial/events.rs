use json_mode::{JsonResponse, PartialEvent, PartialReader};

#[derive(Debug, JsonResponse)]
struct Meeting {
    summary: String,
    items: Vec<Item>,
}

#[derive(Debug, JsonResponse)]
struct Item {
    task: String,
    hours: u8,
}

#[test]
fn the_path_is_where_the_cursor_stands() {
    let mut reader = PartialReader::<Meeting>::new();
    for (delta, path) in [
        ("{", ""),
        ("\"summary\": ", "/summary"),
        ("\"a", "/summary"),
        // What follows the quote says that it ends the text.
        ("b\"", "/summary"),
        (", \"items\": [", "/items"),
        ("{\"task\"", "/items/0"),
        (": \"x", "/items/0/task"),
        ("\", \"hours\": 1", "/items/0/hours"),
        ("}", "/items"),
        (", {\"ta", "/items/1"),
    ] {
        reader.push(delta).unwrap();
        assert_eq!(reader.path(), path, "{delta}");
    }
}

#[test]
fn names_out_of_order_unknown_or_empty_are_in_the_path_as_they_came() {
    #[derive(Debug, JsonResponse)]
    struct Outer {
        first: Inner,
        last: u8,
    }
    #[derive(Debug, JsonResponse)]
    struct Inner {
        #[serde(rename = "a/b")]
        slash: String,
        second: Vec<u8>,
    }
    for asked in [false, true] {
        let mut reader = PartialReader::<Outer>::new();
        if asked {
            reader = reader.with_events();
        }
        for (delta, path) in [
            ("{\"first\": {\"a/b\": \"x", "/first/a~1b"),
            ("\", \"\": {\"q\": 1", "/first/"),
            ("}, \"second\": [1, 2", "/first/second"),
            ("], \"more\": [", "/first/more"),
            ("], \"a/b\": \"y\"}, ", ""),
            ("\"last\": 1", "/last"),
            (", \"first\": {\"second\": [", "/first"),
        ] {
            reader.push(delta).unwrap();
            assert_eq!(reader.path(), path, "{delta}");
        }
    }
}

#[test]
fn what_happens_is_told_when_it_is_asked_for() {
    let mut reader = PartialReader::<Meeting>::new().with_events();
    reader.push(r#"{"summary": "ab"#).unwrap();
    reader.push("c").unwrap();
    reader
        .push(r#"", "items": [{"task": "x", "hours": 1}]}"#)
        .unwrap();
    let mut told = Vec::new();
    while let Some(event) = reader.next_event() {
        told.push(event);
    }
    let grew = |path: &str| PartialEvent::Grew(path.to_owned());
    let completed = |path: &str| PartialEvent::Completed(path.to_owned());
    assert_eq!(
        told,
        [
            grew("/summary"),
            completed("/summary"),
            grew("/items/0/task"),
            completed("/items/0/task"),
            completed("/items/0/hours"),
            completed("/items/0"),
            completed("/items"),
            completed(""),
        ]
    );
}

#[test]
fn an_answer_has_a_limit() {
    let mut reader = PartialReader::<Vec<String>>::new().limit_bytes(8);
    reader.push("[\"abcde").unwrap();
    let error = reader.push("fg").unwrap_err();
    assert_eq!(error.kind(), json_mode::ErrorKind::TooLarge);
    reader.push("\"").unwrap();
}
