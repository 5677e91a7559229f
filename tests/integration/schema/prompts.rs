//! The schema in words: short, whole, and safe from the texts of the type.

use json_mode::schema::PromptStyle::{Compact, Pretty, TypeDefinition};
use json_mode::{Schema, schema};
use serde_json::{Map, Value, json};

use super::account::{Account, Node};
use super::family::{Described, Sample, for_each_type};

fn words(schema: Value) -> String {
    Schema::from_value(schema).unwrap().prompt(TypeDefinition)
}

#[test]
fn a_definition_is_less_than_a_third_as_long() {
    let (mut short, mut long, mut types) = (0, 0, 0);
    let mut measure = |name: &str, schema: &Schema| {
        let (definition, compact) = (schema.prompt(TypeDefinition), schema.prompt(Compact));
        println!(
            "{:5.2} {:5} of {:5} {name}",
            definition.len() as f64 / compact.len() as f64,
            definition.len(),
            compact.len()
        );
        assert!(schema.prompt(Pretty).len() > compact.len());
        types += 1;
        short += definition.len();
        long += compact.len();
    };
    fn one<T: Sample>(name: &str, measure: &mut dyn FnMut(&str, &Schema)) {
        measure(name, &schema::<T>());
    }
    measure("Account", &schema::<Account>());
    let measure_all: &mut dyn FnMut(&str, &Schema) = &mut measure;
    for_each_type!(one, measure_all);
    let ratio = f64::from(u32::try_from(short).unwrap()) / f64::from(u32::try_from(long).unwrap());
    println!("{ratio:.3} {short} of {long} in total");
    assert!(types >= 50, "{types}");
    // `PromptStyle` promises less than half; a rendering that grows is to be seen before.
    assert!(ratio <= 0.30, "{ratio}");
}

/// Every description, number, pattern, value and name that a schema holds.
fn texts(node: &Value, found: &mut Vec<String>) {
    let Value::Object(map) = node else { return };
    for (keyword, value) in map {
        match (keyword.as_str(), value) {
            ("description" | "pattern", Value::String(text)) => found.push(text.clone()),
            ("minimum" | "maximum" | "minLength" | "maxLength" | "const", value) => {
                found.push(value.to_string())
            }
            ("enum", Value::Array(values)) => found.extend(values.iter().map(ToString::to_string)),
            ("properties" | "$defs", Value::Object(members)) => {
                for (name, schema) in members {
                    if keyword == "properties" {
                        found.push(name.clone());
                    }
                    texts(schema, found);
                }
            }
            ("patternProperties", Value::Object(members)) => {
                found.extend(members.keys().cloned());
                members.values().for_each(|schema| texts(schema, found));
            }
            ("default", value) if !value.is_null() => found.push(value.to_string()),
            (_, Value::Array(parts)) => parts.iter().for_each(|part| texts(part, found)),
            (_, value) => texts(value, found),
        }
    }
}

#[test]
fn it_carries_every_description_and_bound() {
    fn check<T: Sample>(name: &str) {
        let schema = schema::<T>();
        let mut found = Vec::new();
        texts(&schema.to_value(), &mut found);
        let words = schema.prompt(TypeDefinition);
        for text in found {
            assert!(words.contains(&text), "{name}: {text} is not in\n{words}");
        }
    }
    for_each_type!(check);
}

/// Brackets match, outside of comments and strings, and comments end with their line.
fn assert_well_formed(name: &str, words: &str) {
    let mut open = Vec::new();
    let mut rest = words;
    while let Some(c) = rest.chars().next() {
        let mut skip = c.len_utf8();
        match c {
            '{' | '[' | '(' => open.push(c),
            '}' | ']' | ')' => {
                let expected = match c {
                    '}' => '{',
                    ']' => '[',
                    _ => '(',
                };
                assert_eq!(open.pop(), Some(expected), "{name}: {words}");
            }
            '"' => {
                let mut strings = serde_json::Deserializer::from_str(rest).into_iter::<String>();
                strings.next().unwrap().unwrap();
                skip = strings.byte_offset();
            }
            '/' if rest.starts_with("//") => skip = rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => skip = rest.find("*/").unwrap() + 2,
            // The pattern of a key.
            '/' => skip = rest[1..].find("/]").unwrap() + 2,
            _ => {}
        }
        rest = &rest[skip..];
    }
    assert!(open.is_empty(), "{name}: {words}");
}

#[test]
fn it_is_well_formed_for_every_type() {
    fn check<T: Sample>(name: &str) {
        assert_well_formed(name, &schema::<T>().prompt(TypeDefinition));
        for dialect in super::dialects() {
            if let Ok(lowered) = schema::<T>().lower(&dialect) {
                assert_well_formed(name, &lowered.prompt(TypeDefinition));
                assert_eq!(lowered.prompt(Compact), lowered.as_str());
            }
        }
    }
    for_each_type!(check);
}

#[test]
fn an_account() {
    assert_eq!(
        schema::<Account>().prompt(TypeDefinition),
        r#"{ // An account taken from free text.
 id: int
 role: "admin" | "member" | "guest" // role of the account
 tier: "free" | "silver" | "gold"
 contact: {
  kind: "email"
  email: string
 } | {
  kind: "phone"
  number: string // E.164 number
 }
 address: { // where the holder lives; A postal address.
  street: string
  city: string // city name
  zip?: string | null
 }
 tags: string[]
 orders?: { // default []
  sku: string
  quantity: int // 1 to 99
  unit_price: float
 }[]
 nickname?: string | null // what friends say
 score: float // 0 to 1
 active?: bool // default true
 born: string // date
}"#
    );
}

#[test]
fn what_is_used_twice_or_recursive_has_a_name() {
    assert_eq!(
        schema::<Node>().prompt(TypeDefinition),
        "type Node = { // Recursive.\n value: string\n children: Node[]\n}"
    );
    let words = schema::<Described>().prompt(TypeDefinition);
    assert!(
        words.starts_with("type User = { // A user of the service.\n"),
        "{words}"
    );
    assert!(
        words.contains("\n who: User // who it is\n also: User // the same, twice\n"),
        "{words}"
    );
    assert!(
        words.contains("\n maybe?: User | null // maybe one\n"),
        "{words}"
    );
    assert!(
        words.contains(" look: // how it looks\n  | { // a round one\n   kind: \"circle\"\n   radius: float\n  }\n"),
        "{words}"
    );
    assert!(
        words.contains("| { // somebody\n   kind: \"person\"\n  } & User"),
        "{words}"
    );
}

#[test]
fn each_form_has_its_words() {
    for (schema, expected) in [
        (
            json!({ "type": "array", "items": { "type": "string", "maxLength": 3 }, "minItems": 1 }),
            "string[] // at least 1 item; each: at most 3 characters",
        ),
        (
            json!({ "type": "array", "items": { "enum": [1, 2] } }),
            "(1 | 2)[]",
        ),
        (
            json!({ "type": "array", "items": { "type": ["string", "null"] } }),
            "(string | null)[]",
        ),
        (
            json!({ "type": "array", "prefixItems": [{ "type": "string", "description": "a */ b" }, true] }),
            "[string /* a * / b */, any]",
        ),
        (
            json!({ "prefixItems": [{ "type": "string" }], "items": { "type": "null" } }),
            "[string, ...null[]]",
        ),
        (json!({ "items": true }), "any[]"),
        (json!({}), "any"),
        (json!({ "type": "object" }), "{}"),
        (
            json!({ "type": "object", "additionalProperties": { "type": "integer", "minimum": 1 } }),
            "{[key: string]: int /* at least 1 */}",
        ),
        (
            json!({ "type": "object", "additionalProperties": true, "propertyNames": { "enum": ["a", "b"] } }),
            "{[key: \"a\" | \"b\"]: any}",
        ),
        (
            json!({ "patternProperties": { "^\n$": {} }, "additionalProperties": { "type": "null" } }),
            "{\n [key: /^ $/]: any\n [key: string]: null\n}",
        ),
        (
            json!({ "allOf": [{ "anyOf": [{ "type": "string" }, { "type": "null" }] }, { "minLength": 1 }] }),
            "(string | null) & any // at least 1 character",
        ),
        (
            json!({ "anyOf": [{ "type": "string", "description": "one" }, { "type": "null" }] }),
            "string | null // one",
        ),
        (
            json!({ "oneOf": [{ "const": "a", "description": "one" }, { "const": "b" }], "description": "all" }),
            "// all\n | \"a\" // one\n | \"b\"",
        ),
        (
            json!({ "type": "array", "items": { "oneOf": [{ "const": "a", "description": "one" }, { "const": "b", "description": "two" }] } }),
            "(\n | \"a\" // one\n | \"b\" // two\n)[]",
        ),
        (
            json!({ "type": "string", "description": "first\nsecond\r\u{2028}third\u{0}", "pattern": "a\nb" }),
            "string // first second third; matches a b",
        ),
        (
            json!({ "type": "integer", "not": { "const": 3 }, "exclusiveMinimum": 0, "multipleOf": 2 }),
            "int // not: {\"const\":3}; over 0; a multiple of 2",
        ),
        (
            json!({ "type": "string", "examples": ["a", "b"], "deprecated": true }),
            "string // such as \"a\", \"b\"; deprecated",
        ),
        (
            json!({ "properties": { "a b": { "type": "string" }, "": {}, "1": {}, "a\nb": {}, "é": {} }, "required": ["a b"] }),
            "{\n \"a b\": string\n \"\"?: any\n \"1\"?: any\n \"a\\nb\"?: any\n \"é\"?: any\n}",
        ),
        (
            json!({ "$defs": { "string": { "type": "array", "items": { "$ref": "#/$defs/string" } } }, "$ref": "#/$defs/string" }),
            "type string_ = string_[]\nstring_",
        ),
        (
            json!({ "$defs": { "a/b": {}, "a_b": {} }, "prefixItems": [{ "$ref": "#/$defs/a~1b" }, { "$ref": "#/$defs/a~1b" }, { "$ref": "#/$defs/a_b" }, { "$ref": "#/$defs/a_b" }] }),
            "type a_1b = any\ntype a_b = any\n[a_1b, a_1b, a_b, a_b]",
        ),
    ] {
        let words = words(schema.clone());
        assert_eq!(words, expected, "{schema}");
    }
}

#[test]
fn no_text_gets_out_of_its_comment() {
    let hostile = "x\n}\r\n*/ { \u{2029} // \" ";
    let mut properties = Map::new();
    for name in ["a", hostile] {
        properties.insert(
            name.to_owned(),
            json!({
                "type": "array",
                "description": hostile,
                "prefixItems": [
                    { "type": "string", "description": hostile, "pattern": hostile, "default": hostile },
                    { "const": hostile, "description": hostile },
                ],
            }),
        );
    }
    let words = words(
        json!({ "type": "object", "properties": properties, "description": hostile, hostile: hostile }),
    );
    assert_well_formed("hostile", &words);
    assert_eq!(words.lines().count(), 4, "{words}");
    assert!(
        !words.contains(['\r', '\u{2028}', '\u{2029}']) || words.contains('"'),
        "{words}"
    );
}
