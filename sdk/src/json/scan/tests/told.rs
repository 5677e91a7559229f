//! What a tree tells of its text.

use super::*;

#[test]
fn what_cannot_be_taken_says_why() {
    for (text, expected) in [
        (r#"{"a": "b"#, Trust::Cut),
        (r#"{"a": "5" pipe"}"#, Trust::Sure),
        (
            "[1, 2], 3]",
            Trust::Doubtful("the text behind it goes on as if it were open"),
        ),
    ] {
        let tree = tree(text, Mode::Tolerant).expect("it is not deep");
        assert_eq!(tree.candidates[0].node.trust, expected, "{text}");
    }
    let tree = tree(r#"{"a": ["5" pipe"]}"#, Mode::Tolerant).expect("it is not deep");
    let Kind::Object(members) = &tree.candidates[0].node.kind else {
        panic!("an object");
    };
    let Kind::Array(items) = &members[0].1.kind else {
        panic!("a list");
    };
    assert_eq!(
        items[0].trust,
        Trust::Doubtful("quotes inside the text do not pair up")
    );
}

#[test]
fn a_text_without_quotes_does_not_swallow_a_member() {
    let unsure = Trust::Doubtful("where the text without quotes ends is not known");
    for (text, trust) in [
        ("{title: tea; count: 1}", unsure),
        ("{title:tea;count:1}", unsure),
        ("{title:tea;'count':1}", unsure),
        ("{title:tea;\"count\":1}", unsure),
        ("{title:tea count:1}", unsure),
        ("{title:tea\u{a0}count:1}", unsure),
        ("{title:tea\u{201d}\u{201c}count\u{201d}:1}", unsure),
        ("{title:http://tea;1}", Trust::Sure),
        ("{title:10:30}", Trust::Sure),
    ] {
        let tree = tree(text, Mode::Tolerant).expect("it is not deep");
        let Kind::Object(members) = &tree.candidates[0].node.kind else {
            panic!("an object: {text}");
        };
        assert_eq!(members.len(), 1, "{text}");
        assert_eq!(members[0].1.trust, trust, "{text}");
    }
}

#[test]
fn the_last_of_a_tuple_is_not_all_of_it() {
    for (text, sure) in [
        (r#"(the end, ["x"])"#, false),
        (r#"(the \"end\" of it ",["x"])"#, false),
        (r#"as said (the end", ["x"])"#, false),
        (r#"the answer (as said, ["x"])"#, true),
        (r#"as said (["x"])"#, true),
        (r#"call("the end", ["x"])"#, false),
    ] {
        let tree = tree(text, Mode::Tolerant).expect("it is not deep");
        let last = tree.candidates.last().expect("a value");
        assert_eq!(last.node.trust == Trust::Sure, sure, "{text}");
    }
}

#[test]
fn a_curly_quote_that_closes_opens_nothing() {
    let text = "[\u{201c}[draft]\u{201d} \n \"\"x  \"\"\n]";
    let tree = tree(text, Mode::Tolerant).expect("it is not deep");
    let Kind::Array(items) = &tree.candidates[0].node.kind else {
        panic!("a list");
    };
    assert!(items.iter().any(|item| item.trust != Trust::Sure));
}

#[test]
fn several_values_in_one_text_are_in_doubt() {
    let tree = tree(r#""{\"a\": [1, 2]} [draft]""#, Mode::Tolerant).expect("it is not deep");
    let inside: Vec<_> = tree.candidates.iter().filter(|c| c.embedded).collect();
    assert_eq!(inside.len(), 2);
    for candidate in inside {
        assert!(matches!(candidate.node.trust, Trust::Doubtful(_)));
    }
}

fn repairs(candidate: &Candidate<'_>) -> Vec<(RepairKind, String)> {
    let pointers = |at| Pointers::new(&candidate.node).at(at).to_owned();
    let repairs = candidate.repairs.iter();
    repairs
        .map(|repair| (repair.kind, pointers(repair.span.start)))
        .collect()
}

#[test]
fn repairs_have_a_kind_and_a_path() {
    let text = r#"{"a": [{'b': True,}]}"#;
    let tree = tree(text, Mode::Tolerant).expect("it is not deep");
    assert_eq!(
        repairs(&tree.candidates[0]),
        [
            (RepairKind::SingleQuotes, "/a/0".to_owned()),
            (RepairKind::Literal, "/a/0/b".to_owned()),
            (RepairKind::TrailingComma, "/a/0/b".to_owned()),
        ]
    );
}

#[test]
fn what_stands_around_values_is_known() {
    let text = "<think>{\"a\": 0}</think>So:\n```json\n{\"a\": 1}\n```\nDone.";
    let tree = tree(text, Mode::Tolerant).expect("it is not deep");
    let found: Vec<_> = tree
        .candidates
        .iter()
        .map(|c| (&text[c.span.clone()], c.complete, c.fenced, c.in_reasoning))
        .collect();
    assert_eq!(
        found,
        [
            ("{\"a\": 0}", true, false, true),
            ("{\"a\": 1}", true, true, false),
        ]
    );
    assert_eq!(tree.reasoning[0].span, 0..23);
    assert_eq!(tree.outside(text)[0], "So:\n```json");
}

#[test]
fn a_string_grows_as_it_comes() {
    let mut log = Log::default();
    let mut scanner = Scanner::new(Mode::Tolerant, Roots::Containers);
    let mut kept = String::new();
    for (piece, expected) in [
        ("{\"a\": \"he", "he"),
        ("llo\\", "hello"),
        ("n", "hello\n"),
        (" \"", "hello\n "),
        ("b", "hello\n \"b"),
    ] {
        kept.push_str(piece);
        scanner.push(&kept, &mut log).expect("it is no fault");
        let string = log.string.as_deref().unwrap_or_default();
        assert_eq!(
            string.strip_prefix("string Member 6 "),
            Some(expected),
            "{piece}"
        );
    }
}

#[test]
fn depth_is_limited() {
    for (text, at) in [
        ("[".repeat(250_000), 128),
        ("{\"a\":".repeat(50_000), 128 * 5),
    ] {
        let fault = tree(&text, Mode::Tolerant).expect_err("it is deep");
        assert_eq!((fault.cause, fault.at), (Cause::TooDeep, at));
    }
    let text = format!("{}{}", "[".repeat(128), "]".repeat(128));
    assert!(tree(&text, Mode::Strict).is_ok());
    assert!(tree(&text, Mode::Tolerant).is_ok());
}

/// Trees at the limit and bombs beyond it, read, copied and dropped on the stack that a thread has by default.
#[test]
fn depth_needs_no_more_than_a_usual_stack() {
    let work = || {
        for (text, deep) in [
            ("[".repeat(250_000), true),
            ("{\"a\":".repeat(50_000), true),
            ("[f(\"".repeat(60_000), true),
            ("{'a':(".repeat(40_000), true),
            (format!("{}1{}", "[".repeat(128), "]".repeat(128)), false),
            (
                format!("\"{}1{}\"", "[".repeat(128), "]".repeat(128)),
                false,
            ),
        ] {
            let found = tree(&text, Mode::Tolerant);
            let start: String = text.chars().take(8).collect();
            assert_eq!(found.is_err(), deep, "{start}");
            let copies = found.into_iter().flat_map(|tree| tree.candidates);
            drop(copies.map(|c| c.node.into_owned()).collect::<Vec<_>>());
        }
    };
    std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(work)
        .expect("a thread")
        .join()
        .expect("within its stack");
}

#[test]
fn a_name_that_stands_twice_is_reported() {
    let many: Vec<String> = (0..20).map(|n| format!("\"n{}\": {n}", n % 19)).collect();
    for (text, path) in [
        (r#"{"o": {"a": 1, "b": 2, "a": 3}}"#.to_owned(), "/o/a"),
        (format!("{{{}}}", many.join(", ")), "/n0"),
    ] {
        let tree = tree(&text, Mode::Tolerant).expect("it is not deep");
        assert_eq!(
            repairs(&tree.candidates[0]),
            [(RepairKind::DuplicateName, path.to_owned())],
            "{text}"
        );
    }
}

#[test]
fn what_was_left_out_is_told_by_kind() {
    use RepairKind::{
        Comment, ExtraCloser, ExtraComma, Fence, InString, OddSpace, OtherValue, Prose, Reasoning,
        Wrapper,
    };
    for (text, expected) in [
        (r#"{"a": 1}"#, &[][..]),
        (" \n{\"a\": 1}\n", &[]),
        ("Sure! {\"a\": 1}", &[Prose]),
        ("{\"a\": 1} Done, it's {x}.", &[Prose]),
        ("```json\n{\"a\": 1}\n```", &[Fence]),
        ("```json\n{\"a\": 1}\n```\nDone.", &[Fence, Prose]),
        ("{\"a\": 1}\n```", &[Fence]),
        (
            "```json\n{\"a\": 1}\n```\n```sh\ncurl -d @-\n```",
            &[Fence, Prose],
        ),
        ("<think>hm</think>{\"a\": 1}", &[Reasoning]),
        ("hm</think>{\"a\": 1}", &[Reasoning]),
        ("<think>{\"a\": 0}</think>{\"a\": 1}", &[Reasoning]),
        ("<think>hm</think>So: {\"a\": 1}", &[Reasoning, Prose]),
        ("{\"a\": 0}\n{\"a\": 1}", &[OtherValue]),
        ("7\n{\"a\": 1}", &[OtherValue]),
        ("\"one\" {\"a\": 1}", &[Prose]),
        ("{\"a\": 1},", &[ExtraComma]),
        ("{\"a\": 1}}", &[ExtraCloser]),
        ("// so\n{\"a\": 1} // done", &[Comment]),
        ("\u{feff}{\"a\": 1}", &[OddSpace]),
        ("callback({\"a\": 1});", &[Wrapper, ExtraComma]),
        (r#""{\"a\": 1}""#, &[InString]),
    ] {
        let tree = tree(text, Mode::Tolerant).expect("it is not deep");
        let index = tree.candidates.len() - 1;
        let around = tree.left_out(text, index);
        let own = &tree.candidates[index].repairs;
        let mut found: Vec<_> = own.iter().chain(&around).map(|r| r.kind).collect();
        let mut expected = expected.to_vec();
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn both_quotes_of_a_doubled_text_may_be_cut_apart() {
    let text = "{\u{1} \"\"\"\"\"\" \"\"a\"\",+\"\"\"+\"\",\"\"\u{1}";
    let expected = whole(text, Mode::Tolerant);
    for cut in 1..text.len() {
        let mut log = Log::default();
        let mut scanner = Scanner::new(Mode::Tolerant, Roots::Any);
        scanner
            .push(&text[..cut], &mut log)
            .expect("it is not deep");
        let end = scanner.finish(text, &mut log);
        assert_eq!((end, log.lines), expected, "cut at {cut}");
    }
}
