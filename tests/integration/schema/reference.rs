//! What we send beside what other clients sent for the same models (recorded requests, not part of the project).
//!
//! Both are brought into one form that keeps the meaning: references written out, words that only describe
//! dropped, null beside a type said in one way, an alternative of one as itself. Order of properties counts. What
//! still differs is listed, each with its reason.

use std::fs;
use std::path::Path;

use json_mode::provider::dialects::{OPENAI_STRICT, TOGETHER};
use json_mode::schema;
use serde_json::{Map, Value, json};

use super::account::{Account, Complex, Node, Tagged};
use super::family::User;
use crate::support::shared;

/// A place, as a JSON Pointer into the normal form, and why it differs.
type Difference = (&'static str, &'static str);

const NULLABLE: &str =
    "a property with a default may be null with us, so that the model can leave it to the default";
const NO_DEFAULT: &str = "the default is not sent: the host's guide does not list the keyword";
const ANY_OF: &str = "the guide takes `anyOf` only, and all alternatives have tags";

#[test]
fn the_same_as_openai_python() {
    let Some(folder) = shared() else { return };
    let folder = folder.join("wire/reference-clients");
    for (file, ours, differences) in [
        ("openai-python-parse-user.json", schema::<User>(), &[][..]),
        (
            "openai-python-parse-complex.json",
            schema::<Account>(),
            &[
                ("/properties/orders/type", NULLABLE),
                ("/properties/active/type", NULLABLE),
                ("/properties/active/default", NO_DEFAULT),
            ][..],
        ),
        (
            "openai-python-parse-discriminated.json",
            schema::<Tagged>(),
            &[
                ("/properties/contact/oneOf", ANY_OF),
                ("/properties/contact/anyOf", ANY_OF),
            ][..],
        ),
        (
            "openai-python-parse-recursive.json",
            schema::<Node>(),
            &[][..],
        ),
    ] {
        let sent = recorded(&folder, file, "/response_format/json_schema/schema");
        let lowered = ours.lower(&OPENAI_STRICT).unwrap();
        compare(file, &sent, &lowered.to_value(), differences);
        let name = recorded(&folder, file, "/response_format/json_schema/name");
        assert_eq!(ours.name(), name);
    }
    let schemas: Value =
        serde_json::from_str(&fs::read_to_string(folder.join("pydantic-schemas.json")).unwrap())
            .unwrap();
    for (name, ours) in [("User", schema::<User>()), ("Node", schema::<Node>())] {
        let lowered = ours.lower(&OPENAI_STRICT).unwrap();
        compare(
            name,
            &schemas[name]["openai_strict"],
            &lowered.to_value(),
            &[],
        );
        compare(
            name,
            &schemas[name]["model_json_schema"],
            &ours.to_value(),
            &[],
        );
    }
    compare(
        "Account",
        &schemas["Account"]["model_json_schema"],
        &schema::<Account>().to_value(),
        &[(
            "/properties/orders/default",
            "pydantic does not write a default that is made by a function",
        )],
    );
    compare(
        "Tagged",
        &schemas["Tagged"]["model_json_schema"],
        &schema::<Tagged>().to_value(),
        &[],
    );
}

#[test]
fn the_same_as_openai_node() {
    let Some(folder) = shared() else { return };
    let folder = folder.join("wire/reference-clients");
    for (file, ours) in [
        ("openai-node-parse-user.json", schema::<User>()),
        ("openai-node-parse-zod-complex.json", schema::<Complex>()),
    ] {
        let sent = recorded(&folder, file, "/response_format/json_schema/schema");
        compare(
            file,
            &sent,
            &ours.lower(&OPENAI_STRICT).unwrap().to_value(),
            &[],
        );
    }
}

#[test]
fn the_same_as_together() {
    let Some(folder) = shared() else { return };
    let folder = folder.join("wire/reference-clients");
    for (file, place) in [
        (
            "together-python-json-schema.json",
            "/response_format/json_schema/schema",
        ),
        (
            "together-python-json-schema-flat.json",
            "/response_format/schema",
        ),
        (
            "together-python-json-object-schema.json",
            "/response_format/schema",
        ),
        (
            "together-node-json-schema.json",
            "/response_format/json_schema/schema",
        ),
        (
            "together-node-json-object-schema.json",
            "/response_format/schema",
        ),
    ] {
        let sent = recorded(&folder, file, place);
        let ours = schema::<User>().lower(&TOGETHER).unwrap().to_value();
        let differences: &[Difference] = if sent.get("additionalProperties").is_some() {
            &[(
                "/additionalProperties",
                "zod closes its objects; the host does not ask for it",
            )]
        } else {
            &[]
        };
        compare(file, &sent, &ours, differences);
    }
    let file = "together-python-json-object-schema-complex.json";
    let sent = recorded(&folder, file, "/response_format/schema");
    let ours = schema::<Account>().lower(&TOGETHER).unwrap().to_value();
    compare(
        file,
        &sent,
        &ours,
        &[(
            "/properties/orders/default",
            "pydantic does not write a default that is made by a function",
        )],
    );
}

fn recorded(folder: &Path, file: &str, place: &str) -> Value {
    let requests: Value =
        serde_json::from_str(&fs::read_to_string(folder.join(file)).unwrap()).unwrap();
    let body = &requests[0]["body_json"];
    body.pointer(place)
        .unwrap_or_else(|| panic!("{file} has no {place}: {body}"))
        .clone()
}

/// Asserts that both mean the same, but for what is listed, and that nothing is listed in vain.
fn compare(of: &str, theirs: &Value, ours: &Value, listed: &[Difference]) {
    // A root that is only a reference is one step further from its end.
    let levels = |schema: &Value| 6 + usize::from(schema.get("$ref").is_some());
    let (theirs, ours) = (
        normal(theirs, theirs, levels(theirs)),
        normal(ours, ours, levels(ours)),
    );
    let mut found = Vec::new();
    differ(&theirs, &ours, String::new(), &mut found);
    let mut listed: Vec<&str> = listed.iter().map(|(place, _)| *place).collect();
    listed.sort_unstable();
    found.sort();
    assert_eq!(found, listed, "{of}\n theirs {theirs}\n ours   {ours}");
}

fn differ(theirs: &Value, ours: &Value, path: String, found: &mut Vec<String>) {
    match (theirs, ours) {
        (Value::Object(a), Value::Object(b)) => {
            for (name, value) in a {
                match b.get(name) {
                    Some(other) => differ(value, other, format!("{path}/{name}"), found),
                    None => found.push(format!("{path}/{name}")),
                }
            }
            found.extend(
                b.keys()
                    .filter(|name| !a.contains_key(*name))
                    .map(|name| format!("{path}/{name}")),
            );
            let order: Vec<&String> = a.keys().filter(|name| b.contains_key(*name)).collect();
            let other: Vec<&String> = b.keys().filter(|name| a.contains_key(*name)).collect();
            if path.ends_with("/properties") && order != other {
                found.push(format!("{path} (order)"));
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (index, (value, other)) in a.iter().zip(b).enumerate() {
                differ(value, other, format!("{path}/{index}"), found);
            }
        }
        (theirs, ours) if theirs == ours => {}
        _ => found.push(path),
    }
}

/// A schema in the form that both are compared in. A recursive one is written out a few levels deep.
fn normal(root: &Value, node: &Value, levels: usize) -> Value {
    let Value::Object(map) = node else {
        return node.clone();
    };
    let mut out = Map::new();
    if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
        if levels == 0 {
            return json!("deeper");
        }
        let target = root.pointer(reference.strip_prefix('#').unwrap()).unwrap();
        if let Value::Object(target) = normal(root, target, levels - 1) {
            out.extend(target);
        }
    }
    for (keyword, value) in map {
        let value = match (keyword.as_str(), value) {
            ("$ref" | "$defs" | "$schema" | "title" | "description" | "discriminator", _) => {
                continue;
            }
            // Formats of Rust's numbers; and null is what is absent anyway.
            ("format", Value::String(format)) if format != "date" => continue,
            ("default", Value::Null) => continue,
            ("properties", Value::Object(members)) => Value::Object(
                members
                    .iter()
                    .map(|(name, schema)| (name.clone(), normal(root, schema, levels)))
                    .collect(),
            ),
            ("anyOf" | "oneOf", Value::Array(branches)) => {
                let branches: Vec<Value> = branches
                    .iter()
                    .map(|branch| normal(root, branch, levels))
                    .collect();
                if let [Value::Object(one), null] = branches.as_slice()
                    && *null == json!({ "type": "null" })
                {
                    out.extend(one.clone());
                    out.insert("type".to_owned(), json!([one["type"], "null"]));
                    continue;
                }
                Value::Array(branches)
            }
            (_, value @ Value::Object(_)) => normal(root, value, levels),
            (_, value) => value.clone(),
        };
        out.insert(keyword.clone(), value);
    }
    // serde writes a tag that is an enum of one as `enum`, pydantic a `Literal` as `const`.
    if let Some([only]) = out.get("enum").and_then(Value::as_array).map(Vec::as_slice) {
        let only = only.clone();
        out.shift_remove("enum");
        out.insert("const".to_owned(), only);
    }
    Value::Object(out)
}
