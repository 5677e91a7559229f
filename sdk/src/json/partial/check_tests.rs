//! The user's rules while an answer comes: those that the whole answer breaks, each once, and when its value completes.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::PartialReader;
use crate::json::decode;
use crate::schema::schema;
use crate::{ErrorKind, JsonResponse};

thread_local! {
    static RAN: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Notes that it ran, and refuses what says `bad`.
fn rule(name: &str, value: &(impl std::fmt::Debug + ?Sized)) -> Result<(), String> {
    let value = format!("{value:?}");
    RAN.with_borrow_mut(|ran| ran.push(format!("{name} {value}")));
    if value.contains("bad") {
        Err(format!("{name} is bad"))
    } else {
        Ok(())
    }
}

macro_rules! rules {
    ($($name:ident: $ty:ty),* $(,)?) => { $(
        #[allow(clippy::ptr_arg, clippy::ref_option, reason = "a rule takes what the field holds")]
        fn $name(value: &$ty) -> Result<(), String> {
            rule(stringify!($name), value)
        }
    )* };
}

rules! {
    text: str, maybe: Option<String>, row: Row, cells: Vec<Cell>, cell: Cell, wrapped: Wrapped, kind: Kind,
    tree: Tree, loose: Loose, inner: Inner, table: BTreeMap<String, Cell>, foreign: Foreign,
}

#[derive(Debug, JsonResponse)]
#[json_response(crate = crate)]
struct Sheet {
    #[json_response(check = text)]
    title: String,
    #[json_response(check = maybe)]
    note: Option<String>,
    rows: Vec<Row>,
    #[json_response(check = table)]
    table: BTreeMap<String, Cell>,
    pair: (Cell, Box<Wrapped>),
    kinds: Vec<Kind>,
    tagged: Vec<Tagged>,
    adjacent: Vec<Adjacent>,
    loose: Vec<Loose>,
    words: Vec<Word>,
    #[json_response(whole, check = foreign)]
    foreign: Foreign,
    flat: Vec<Flat>,
    page: Page<Row>,
}

#[derive(Debug, JsonResponse)]
#[json_response(crate = crate, check = row)]
struct Row {
    #[json_response(check = cells)]
    #[serde(rename = "the/cells", alias = "columns")]
    cells: Vec<Cell>,
}

#[derive(Debug, JsonResponse)]
#[json_response(crate = crate, check = cell)]
struct Cell {
    #[json_response(check = text)]
    text: String,
}

#[derive(Debug, JsonResponse)]
#[json_response(crate = crate, check = wrapped)]
struct Wrapped(#[json_response(check = text)] String);

#[derive(Debug, JsonResponse)]
#[json_response(crate = crate, check = kind)]
enum Kind {
    Bad,
    Good,
    One(#[json_response(check = cell)] Cell),
    Two(#[json_response(check = text)] String, Cell),
    Named {
        #[json_response(check = text)]
        name: String,
    },
}

#[derive(Debug, JsonResponse)]
#[json_response(crate = crate)]
#[serde(tag = "is")]
enum Tagged {
    Row(Row),
    Named {
        #[json_response(check = text)]
        name: String,
        cell: Cell,
    },
}

#[derive(Debug, JsonResponse)]
#[json_response(crate = crate)]
#[serde(tag = "is", content = "of")]
enum Adjacent {
    Row(Row),
    Text(#[json_response(check = text)] String),
}

#[derive(Debug, JsonResponse)]
#[json_response(crate = crate, check = loose)]
#[serde(untagged)]
enum Loose {
    Number(i32),
    Text(#[json_response(check = text)] String),
    Cell(Cell),
}

#[derive(Debug, JsonResponse)]
#[json_response(crate = crate)]
enum Word {
    Bad,
    Good,
}

#[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
struct Foreign {
    #[allow(dead_code, reason = "shown by `Debug`")]
    word: String,
}

#[derive(Debug, JsonResponse)]
#[json_response(crate = crate)]
struct Flat {
    #[json_response(check = text)]
    id: String,
    #[serde(flatten)]
    inner: Inner,
    #[serde(flatten)]
    tagged: Option<Tagged>,
}

#[derive(Debug, JsonResponse)]
#[json_response(crate = crate, check = inner)]
struct Inner {
    #[json_response(check = text)]
    street: String,
}

#[derive(Debug, JsonResponse)]
#[json_response(crate = crate)]
struct Page<T> {
    items: Vec<T>,
    #[json_response(check = text)]
    next: String,
}

#[derive(Debug, JsonResponse)]
#[json_response(crate = crate, check = tree)]
struct Tree {
    name: String,
    #[serde(default)]
    below: Vec<Tree>,
}

/// A broken rule: the letter at which it was told, its place and its words.
type Told = (usize, String, String);

/// What a judging reader tells after each letter, and which rules ran.
fn streamed<T: JsonResponse>(mut reader: PartialReader<T>, text: &str) -> (Vec<Told>, Vec<String>) {
    RAN.take();
    let mut out = Vec::new();
    for (at, c) in text.char_indices() {
        reader.feed(&text[at..at + c.len_utf8()]).unwrap();
        while let Some(rule) = reader.next_violation() {
            out.push((at, rule.path, rule.message));
        }
    }
    (out, RAN.take())
}

/// Rules that are told while an answer comes are those of the whole answer, and each runs as often as there.
fn same<T: JsonResponse + std::fmt::Debug>(text: &str, broken: usize) -> Vec<Told> {
    RAN.take();
    let whole = match decode::<T>(text) {
        Ok(_) => Vec::new(),
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::Invalid, "{text}: {error:?}");
            error.violations().to_vec()
        }
    };
    let mut ran_whole = RAN.take();
    let (told, mut ran) = streamed(PartialReader::<T>::new().judging(), text);
    ran.sort();
    ran_whole.sort();
    assert_eq!(ran, ran_whole, "{text}");
    let sorted = |rules: &mut dyn Iterator<Item = (String, String)>| {
        let mut rules: Vec<_> = rules.collect();
        rules.sort();
        rules
    };
    assert_eq!(
        sorted(&mut told.iter().cloned().map(|(_, path, words)| (path, words))),
        sorted(&mut whole.into_iter().map(|rule| (rule.path, rule.message))),
        "{text}"
    );
    assert_eq!(told.len(), broken, "{text}: {told:?}");
    told
}

/// A sheet that keeps every rule, with this in it as well.
fn sheet(with: &str) -> String {
    let row = r#"{"the/cells": [{"text": "a"}, {"text": "b"}]}"#;
    let rest = [
        ("title", "\"t\"".to_owned()),
        ("note", "null".to_owned()),
        ("rows", format!("[{row}, {row}]")),
        ("table", r#"{"x": {"text": "a"}}"#.to_owned()),
        ("pair", r#"[{"text": "a"}, "w"]"#.to_owned()),
        (
            "kinds",
            r#"["Good", {"One": {"text": "a"}}, {"Two": ["a", {"text": "b"}]}, {"Named": {"name": "n"}}]"#.to_owned(),
        ),
        (
            "tagged",
            r#"[{"is": "Row", "the/cells": []}, {"is": "Named", "name": "n", "cell": {"text": "a"}}]"#.to_owned(),
        ),
        (
            "adjacent",
            r#"[{"is": "Text", "of": "a"}, {"is": "Row", "of": {"columns": []}}]"#.to_owned(),
        ),
        ("loose", r#"[1, "a", {"text": "a"}]"#.to_owned()),
        ("words", r#"["Good"]"#.to_owned()),
        ("foreign", r#"{"word": "a"}"#.to_owned()),
        ("flat", r#"[{"id": "a", "street": "s"}]"#.to_owned()),
        ("page", format!(r#"{{"items": [{row}], "next": "n"}}"#)),
    ];
    let name = with.split('"').nth(1).unwrap_or_default();
    let rest = rest
        .into_iter()
        .filter(|(key, _)| *key != name)
        .map(|(key, value)| format!("\"{key}\": {value}"));
    let all: Vec<String> = rest
        .chain((!with.is_empty()).then(|| with.to_owned()))
        .collect();
    format!("{{{}}}", all.join(", "))
}

#[test]
fn every_rule_runs_once_when_its_value_completes() {
    same::<Sheet>(&sheet(""), 0);
    for (with, paths) in [
        (r#""title": "bad""#, vec!["/title"]),
        (r#""note": "bad""#, vec!["/note"]),
        (
            r#""rows": [{"columns": [{"text": "a"}, {"text": "bad"}]}]"#,
            vec![
                "/rows/0/the~1cells/1/text",
                "/rows/0/the~1cells/1",
                "/rows/0/the~1cells",
                "/rows/0",
            ],
        ),
        (
            r#""table": {"a/b": {"text": "a"}, "c": {"text": "bad"}}"#,
            vec!["/table/c/text", "/table/c", "/table"],
        ),
        (
            r#""pair": [{"text": "bad"}, "bad"]"#,
            vec!["/pair/0/text", "/pair/0", "/pair/1", "/pair/1"],
        ),
        (
            r#""kinds": ["Good", {"One": {"text": "bad"}}, {"Two": ["bad", {"text": "b"}]}, {"Named": {"name": "bad"}}]"#,
            vec![
                "/kinds/1/One/text",
                // Of the variant's field, and of its type.
                "/kinds/1/One",
                "/kinds/1/One",
                "/kinds/1",
                "/kinds/2/Two/0",
                "/kinds/2",
                "/kinds/3/Named/name",
                "/kinds/3",
            ],
        ),
        (
            r#""tagged": [{"the/cells": [{"text": "bad"}], "is": "Row"}, {"is": "Named", "cell": {"text": "a"}, "name": "bad"}]"#,
            vec![
                "/tagged/0/the~1cells/0/text",
                "/tagged/0/the~1cells/0",
                "/tagged/0/the~1cells",
                "/tagged/0",
                "/tagged/1/name",
            ],
        ),
        (
            r#""adjacent": [{"of": "bad", "is": "Text"}, {"is": "Row", "of": {"columns": [{"text": "bad"}]}}]"#,
            vec![
                "/adjacent/0/of",
                "/adjacent/1/of/the~1cells/0/text",
                "/adjacent/1/of/the~1cells/0",
                "/adjacent/1/of/the~1cells",
                "/adjacent/1/of",
            ],
        ),
        (
            r#""loose": [1, "bad", {"text": "bad"}]"#,
            vec![
                "/loose/1",
                "/loose/1",
                "/loose/2/text",
                "/loose/2",
                "/loose/2",
            ],
        ),
        (r#""foreign": {"word": "bad"}"#, vec!["/foreign"]),
        (
            r#""flat": [{"street": "bad", "id": "bad"}]"#,
            vec!["/flat/0/street", "/flat/0/id", "/flat/0"],
        ),
        (
            r#""page": {"items": [{"the/cells": [{"text": "bad"}]}], "next": "bad"}"#,
            vec![
                "/page/items/0/the~1cells/0/text",
                "/page/items/0/the~1cells/0",
                "/page/items/0/the~1cells",
                "/page/items/0",
                "/page/next",
            ],
        ),
    ] {
        let text = sheet(with);
        let told = same::<Sheet>(&text, paths.len());
        let found: Vec<&str> = told.iter().map(|(_, path, _)| path.as_str()).collect();
        assert_eq!(found, paths, "{with}");
    }
}

#[test]
fn a_rule_is_told_at_the_last_byte_of_its_value() {
    let text = r#"[{"the/cells": [{"text": "bad"}, {"text": "a"}]}, {"the/cells": []}]"#;
    let told = same::<Vec<Row>>(text, 4);
    // That a quote ends its text is known with what stands behind it.
    let ends = ["bad\"}", "bad\"}", "\"a\"}]", "\"a\"}]}"];
    for ((at, ..), end) in told.iter().zip(ends) {
        assert!(text[..=*at].ends_with(end), "{end} at {at}");
    }
}

#[test]
fn damage_that_is_repaired_breaks_no_rule() {
    for text in [
        "```json\n{\"the/cells\": [{text: 'a'}, {\"text\": \"b\",},]}\n```",
        r#"{"the/cells": {"text": "a"}}"#,
        r#"{"row": {"the/cells": [{"text": "a"}]}}"#,
        r#"{"the/cells": [{"text": 7}]}"#,
    ] {
        let (told, _) = streamed(PartialReader::<Row>::new().judging(), text);
        assert_eq!(told, [], "{text}");
    }
    let bad = "```json\n{the_cells: [{text: 'bad'}]}\n```";
    let (told, _) = streamed(PartialReader::<Row>::new().judging(), bad);
    assert_eq!(told.len(), 4, "{told:?}");
}

#[test]
fn what_may_be_an_example_is_not_judged() {
    let good = r#"{"text": "a"}"#;
    let bad = r#"{"text": "bad"}"#;
    for (text, broken) in [
        (format!("Not {bad} but {good}"), 0),
        (format!("{good} and not {bad}"), 0),
        (format!("Here:\n```json\n{bad}\n```"), 2),
        (format!("I think.</think>\n{bad}"), 2),
        (format!(" \n {bad}"), 2),
    ] {
        let (told, _) = streamed(PartialReader::<Cell>::new().judging(), &text);
        assert_eq!(told.len(), broken, "{text}");
    }
}

#[test]
fn an_answer_in_a_hosts_shape_is_judged_in_the_types_own() {
    let lowered = schema::<Vec<BTreeMap<String, Cell>>>()
        .lower(&crate::provider::dialects::OPENAI_STRICT)
        .unwrap();
    let text = r#"{"value": [[{"key": "a", "value": {"text": "a"}}, {"key": "k/l", "value": {"text": "bad"}}]]}"#;
    let reader = PartialReader::<Vec<BTreeMap<String, Cell>>>::new().lowered(lowered);
    let (told, _) = streamed(reader.judging(), text);
    let paths: Vec<_> = told.iter().map(|(_, path, _)| path.as_str()).collect();
    assert_eq!(paths, ["/0/k~1l/text", "/0/k~1l"]);
}

/// How much is read for rules is bounded, however deep checked values nest.
#[test]
fn the_work_grows_with_the_length() {
    let chain = |depth: usize| {
        let name = format!("\"name\": \"{}\"", "x".repeat(200));
        format!(
            "{}{}",
            format!("{{{name}, \"below\": [").repeat(depth),
            "]}".repeat(depth)
        )
    };
    for depth in [4, 8, 60] {
        let text = chain(depth);
        let (told, ran) = streamed(PartialReader::<Tree>::new().judging(), &text);
        assert_eq!(told, []);
        let bytes: usize = ran.iter().map(String::len).sum();
        assert!(bytes <= 9 * text.len(), "{bytes} for {}", text.len());
        assert_eq!(ran.len() == depth, depth <= 8, "{} at {depth}", ran.len());
    }
    let wide = format!(
        "{{\"name\": \"x\", \"below\": [{}]}}",
        [&*chain(6); 20].join(", ")
    );
    same::<Tree>(&wide, 0);
}
