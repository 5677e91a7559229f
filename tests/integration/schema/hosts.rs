//! Every type shape at every host: it is said in some form, or refused with the typed error. The matrix is a file;
//! `JSON_MODE_WRITE_DOCS=1` writes it anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use json_mode::provider::Provider;
use json_mode::provider::dialects::{
    ANTHROPIC, CEREBRAS_STRICT, FIREWORKS, GEMINI_JSON_SCHEMA, GEMINI_SCHEMA, GROQ_STRICT, XAI,
};
use json_mode::schema::{Dialect, Maps, Root};
use json_mode::{ErrorKind, Format, JsonResponse, Schema, schema};
use serde_json::{Value, json};

use super::account::{Account, Node};
use super::family::{Sample, for_each_type};

const MATRIX: &str = include_str!("hosts.txt");

/// A type at a host, a rung after another: how many constraints are lost (`w` where answers have another shape), or `-`
/// where it cannot be said.
fn cell(schema: &Schema, provider: &Provider) -> String {
    let lint = schema.lint(provider);
    let carrying = lint
        .forms
        .iter()
        .filter(|form| form.format.carries_schema());
    let cells: Vec<String> = carrying
        .map(|form| match &form.unsupported {
            Some(_) => "-".to_owned(),
            None => format!(
                "{}{}",
                form.lost.len(),
                if form.is_wrapped { "w" } else { "" }
            ),
        })
        .collect();
    if cells.is_empty() {
        "prompt".to_owned()
    } else {
        cells.join(" ")
    }
}

#[test]
fn every_type_at_every_host() {
    // Hosts that take the same dialects share a column.
    let mut columns: Vec<(Vec<&Provider>, BTreeMap<String, String>)> = Vec::new();
    let mut rows: Vec<String> = Vec::new();
    let mut all: Vec<(String, BTreeMap<&str, String>)> = Vec::new();
    let mut add = |name: &str, schema: &Schema| {
        let mut cells = BTreeMap::new();
        for provider in Provider::ALL {
            let lint = schema.lint(provider);
            // The last rung is the prompt, in which everything can be said.
            let last = lint.forms.last().unwrap();
            assert_eq!(last.format, Format::Prompt);
            assert_eq!(last.unsupported, None, "{name} at {}", provider.name());
            for form in &lint.forms {
                if let Some(why) = &form.unsupported {
                    assert!(
                        why.contains("cannot be said in the dialect")
                            && why.contains(", at ")
                            && why.contains("; "),
                        "a refusal names type, place and what would work: {why}"
                    );
                }
            }
            cells.insert(provider.name(), cell(schema, provider));
        }
        all.push((name.replace(" :: ", "::"), cells));
    };
    add("Account", &schema::<Account>());
    add("Node", &schema::<Node>());
    {
        fn one<T: Sample>(name: &str, add: &mut dyn FnMut(&str, &Schema)) {
            add(name, &schema::<T>());
        }
        let add: &mut dyn FnMut(&str, &Schema) = &mut add;
        for_each_type!(one, add);
    }
    rows.extend(all.iter().map(|(name, _)| name.clone()));
    for provider in Provider::ALL {
        let cells: BTreeMap<String, String> = all
            .iter()
            .map(|(name, cells)| (name.clone(), cells[provider.name()].clone()))
            .collect();
        match columns.iter_mut().find(|(_, known)| *known == cells) {
            Some((hosts, _)) => hosts.push(provider),
            None => columns.push((vec![provider], cells)),
        }
    }
    let mut page = String::from(
        "A row is a type of the tests, a column the hosts named here. A cell has, for each form that carries the schema, the\n\
         number of constraints that are judged here and not by the host; `w` where answers have another shape and are\n\
         brought back; `-` where the type cannot be said, and the next form is taken.\n\n",
    );
    for (index, (hosts, _)) in columns.iter().enumerate() {
        let names: Vec<&str> = hosts.iter().map(|host| host.name()).collect();
        let _ = writeln!(
            page,
            "{}: {}",
            char::from(b'A' + u8::try_from(index).unwrap()),
            names.join(", ")
        );
    }
    let width = rows.iter().map(String::len).max().unwrap();
    let mut refused = 0;
    page.push('\n');
    let _ = write!(page, "{:width$}", "");
    for index in 0..columns.len() {
        let _ = write!(
            page,
            " | {:7}",
            char::from(b'A' + u8::try_from(index).unwrap())
        );
    }
    for name in &rows {
        let _ = write!(page, "\n{name:width$}");
        for (_, cells) in &columns {
            refused += usize::from(cells[name].contains('-'));
            let _ = write!(page, " | {:7}", cells[name]);
        }
    }
    let page: Vec<&str> = page.lines().map(str::trim_end).collect();
    let page = page.join("\n") + "\n";
    println!(
        "{page}\n{} types, {} hosts, {refused} cells with a refusal",
        rows.len(),
        Provider::ALL.len()
    );
    if std::env::var_os("JSON_MODE_WRITE_DOCS").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/integration/schema/hosts.txt");
        std::fs::write(path, &page).unwrap();
    } else {
        assert!(
            page == MATRIX,
            "the matrix differs from schema/hosts.txt: JSON_MODE_WRITE_DOCS=1 writes it"
        );
    }
}

fn sent(value: Value, dialect: &Dialect) -> Value {
    let mut sent = Schema::from_value(value)
        .unwrap()
        .lower(dialect)
        .unwrap()
        .to_value();
    sent.as_object_mut().unwrap().shift_remove("title");
    sent
}

fn losses(value: Value, dialect: &Dialect) -> Vec<String> {
    let lowered = Schema::from_value(value).unwrap().lower(dialect).unwrap();
    lowered.lost().iter().map(ToString::to_string).collect()
}

fn object(properties: Value) -> Value {
    let names: Vec<&String> = properties.as_object().unwrap().keys().collect();
    json!({ "type": "object", "properties": properties, "required": names })
}

/// The rows of the keyword matrix that a dialect says otherwise than the full schema.
#[test]
fn each_dialect_says_things_in_its_own_way() {
    let closed = |properties: Value| {
        let mut out = object(properties);
        out["additionalProperties"] = json!(false);
        out
    };
    let ordered = |properties: Value| {
        let mut out = object(properties);
        out["propertyOrdering"] = out["required"].clone();
        out
    };
    let text = json!({ "type": "string" });
    let maybe = json!({ "type": ["string", "null"] });
    let either = json!({ "oneOf": [{ "type": "string" }, { "type": "integer" }] });
    let only = json!({ "type": "string", "const": "a" });
    let map = json!({ "type": "object", "additionalProperties": { "type": "integer" } });
    for (dialect, given, expected) in [
        (
            &ANTHROPIC,
            json!({ "a": maybe }),
            closed(json!({ "a": { "anyOf": [text, { "type": "null" }] } })),
        ),
        (
            &ANTHROPIC,
            json!({ "a": either }),
            closed(json!({ "a": { "anyOf": [text, { "type": "integer" }] } })),
        ),
        (
            &ANTHROPIC,
            json!({ "a": { "type": "array", "items": text, "minItems": 1 }, "b": { "type": "array", "items": text, "minItems": 2 } }),
            closed(json!({
                "a": { "type": "array", "items": text, "minItems": 1 },
                "b": { "type": "array", "items": text, "description": "{minItems: 2}" },
            })),
        ),
        (
            &ANTHROPIC,
            json!({ "a": { "type": "integer", "minimum": 1, "maximum": 10, "description": "a share" } }),
            closed(
                json!({ "a": { "type": "integer", "description": "a share {minimum: 1, maximum: 10}" } }),
            ),
        ),
        (
            &ANTHROPIC,
            json!({ "a": { "type": "string", "format": "uri" }, "b": { "type": "string", "format": "regex" } }),
            closed(
                json!({ "a": { "type": "string", "format": "uri" }, "b": { "type": "string", "description": "{format: regex}" } }),
            ),
        ),
        (
            &CEREBRAS_STRICT,
            json!({ "a": maybe }),
            closed(json!({ "a": { "anyOf": [text, { "type": "null" }] } })),
        ),
        (
            &GROQ_STRICT,
            json!({ "a": { "type": "string", "minLength": 2 } }),
            closed(json!({ "a": { "type": "string", "description": "{minLength: 2}" } })),
        ),
        (
            &FIREWORKS,
            json!({ "a": { "type": "string", "pattern": "^a$" }, "b": either, "c": { "type": "integer", "minimum": 1 } }),
            closed(json!({
                "a": { "type": "string", "description": "{pattern: ^a$}" },
                "b": { "anyOf": [text, { "type": "integer" }] },
                "c": { "type": "integer", "minimum": 1 },
            })),
        ),
        (
            &GEMINI_JSON_SCHEMA,
            json!({ "a": only }),
            object(json!({ "a": { "type": "string", "enum": ["a"] } })),
        ),
        (
            &GEMINI_SCHEMA,
            json!({ "a": maybe, "b": { "anyOf": [{ "type": "object", "properties": { "c": text }, "required": ["c"] }, { "type": "null" }] } }),
            ordered(json!({
                "a": { "type": "string", "nullable": true },
                "b": {
                    "type": "object", "properties": { "c": text }, "required": ["c"], "propertyOrdering": ["c"], "nullable": true,
                },
            })),
        ),
        (
            &GEMINI_SCHEMA,
            json!({ "a": { "type": "integer", "enum": [1, 2] }, "b": only }),
            ordered(json!({
                "a": { "type": "integer", "description": "{enum: [1,2]}" },
                "b": { "type": "string", "enum": ["a"] },
            })),
        ),
        (
            &GEMINI_SCHEMA,
            json!({ "a": map }),
            ordered(
                json!({ "a": { "type": "array", "items": ordered(json!({ "key": text, "value": { "type": "integer" } })) } }),
            ),
        ),
    ] {
        assert_eq!(
            sent(object(given.clone()), dialect).to_string(),
            expected.to_string(),
            "{}: {given}",
            dialect.name
        );
    }
    assert_eq!(
        losses(
            object(json!({ "a": { "type": "integer", "enum": [1, 2] } })),
            &GEMINI_SCHEMA
        ),
        ["/a: enum (left out)"]
    );
}

/// What a host refuses is an error before anything is sent, and says what would work.
#[test]
fn what_a_host_cannot_say_is_refused_by_name() {
    let node = schema::<Node>().to_value();
    let six: Vec<Value> = (0..6)
        .map(|n| object(json!({ format!("p{n}"): { "type": "string" } })))
        .collect();
    let long: Vec<String> = (0..251).map(|n| format!("{n:061}")).collect();
    let mut large = object(json!({ "a": { "type": "string", "enum": long } }));
    large["title"] = json!("Large");
    for (value, dialect, what) in [
        (
            node.clone(),
            &XAI,
            "a type that holds itself, at /children/*; a flat list works",
        ),
        (node.clone(), &ANTHROPIC, "a type that holds itself"),
        (node, &GEMINI_SCHEMA, "a type that holds itself"),
        (
            object(json!({ "a": { "anyOf": six } })),
            &CEREBRAS_STRICT,
            "a union of 6 types, at /a; at most 5 are taken",
        ),
        (
            object(json!({ "a": {} })),
            &GEMINI_SCHEMA,
            "a place that may hold any value, at /a; give it a type",
        ),
        (
            large,
            &json_mode::provider::dialects::OPENAI_STRICT,
            "it has 15311 characters in one large enum, and at most 15000 are taken",
        ),
    ] {
        let error = Schema::from_value(value)
            .unwrap()
            .lower(dialect)
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().contains(what), "{error}");
    }
}

#[derive(JsonResponse)]
struct Sizes {
    narrow: i32,
    wide: u32,
    free: i64,
    tiny: u8,
    maybe: Option<i32>,
    #[schemars(range(min = 1))]
    bounded: i32,
}

/// The range of a number that schemars only names by a format.
#[test]
fn the_range_of_a_number_is_sent() {
    let schema = schema::<Sizes>();
    let lowered = schema
        .lower(&json_mode::provider::dialects::LLAMA_CPP)
        .unwrap();
    let sent = lowered.to_value();
    let of = |name: &str| sent["properties"][name].to_string();
    assert_eq!(
        of("narrow"),
        r#"{"type":"integer","minimum":-2147483648,"maximum":2147483647}"#
    );
    assert_eq!(
        of("wide"),
        r#"{"type":"integer","minimum":0,"maximum":4294967295}"#
    );
    assert_eq!(of("free"), r#"{"type":"integer"}"#);
    assert_eq!(
        of("tiny"),
        r#"{"type":"integer","minimum":0,"maximum":255}"#
    );
    assert_eq!(
        of("maybe"),
        r#"{"type":["integer","null"],"minimum":-2147483648,"maximum":2147483647}"#
    );
    assert_eq!(
        of("bounded"),
        r#"{"type":"integer","minimum":1,"maximum":2147483647}"#
    );
    assert_eq!(lowered.lost(), []);
    // In words it is noise.
    let words = lowered.prompt(json_mode::schema::PromptStyle::TypeDefinition);
    assert!(
        !words.contains("2147483648") && words.contains("bounded: int // at least 1\n"),
        "{words}"
    );
    // Where bounds are refused it is not said at all.
    let lowered = schema.lower(&ANTHROPIC).unwrap();
    assert_eq!(
        lowered.to_value()["properties"]["narrow"].to_string(),
        r#"{"type":"integer"}"#
    );
}

#[test]
fn a_type_that_no_json_schema_knows_is_refused() {
    for types in [
        json!("file"),
        json!(["string", "strin"]),
        json!(["string", "string"]),
        json!([]),
        json!(1),
    ] {
        let error =
            Schema::from_value(json!({ "properties": { "a": { "type": types } } })).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.to_string().contains("`type`"), "{error}");
    }
    // A property may be called so.
    Schema::from_value(json!({ "properties": { "type": { "type": "string" } } })).unwrap();
}

#[test]
fn a_type_that_holds_itself_is_said_once_in_a_prompt() {
    for dialect in [json_mode::provider::dialects::OPENAI_STRICT, Dialect::FULL] {
        let words = schema::<Node>().lower(&dialect).unwrap();
        let words = words.prompt(json_mode::schema::PromptStyle::TypeDefinition);
        assert_eq!(words.matches("children").count(), 1, "{words}");
    }
}

#[test]
fn a_lint_lists_what_becomes_of_a_type() {
    let lint = schema::<Account>().lint(&Provider::GROQ);
    assert!(!lint.is_clean());
    assert_eq!(lint.first().unwrap().format, Format::JsonSchemaStrict);
    let text = lint.to_string();
    for line in [
        "`Account` at Groq\n",
        "\n- json_schema_strict: ",
        "\n  /score: `minimum` is not taken: said in the description, judged after decoding\n",
        "\n- prompt: as it is",
    ] {
        assert!(text.contains(line), "{text}");
    }
    let lint = schema::<serde_json::Value>().lint(&Provider::OPENAI);
    let first = lint.first().unwrap();
    assert_eq!(first.format, Format::JsonSchema);
    assert!(
        lint.forms[0]
            .unsupported
            .as_ref()
            .unwrap()
            .contains("a place that may hold any value")
    );
    // A dialect of one's own.
    let mut dialect = Dialect::FULL;
    dialect.name = "mine";
    dialect.root = Root::Object;
    dialect.maps = Maps::Pairs;
    let mine = Provider::compatible("http://localhost/v1")
        .rungs([json_mode::provider::Rung::new(Format::JsonSchema, dialect)]);
    let lint = schema::<BTreeMap<String, u8>>().lint(&mine);
    assert_eq!(lint.forms.len(), 1);
    assert!(lint.forms[0].is_wrapped);
}
