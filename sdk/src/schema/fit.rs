//! Whether a value has the shape of a schema: types, names, alternatives. Bounds and patterns are not judged here.

use serde_json::{Map, Value};

use super::{MAX_DEPTH, resolve};
use crate::response::{Violation, push_escaped};

/// Where `value` does not have the shape of `schema`, a document of its own.
pub(super) fn misfits(schema: &Value, value: &Value) -> Vec<Violation> {
    let mut found = Vec::new();
    judge(schema, schema, value, &mut String::new(), 0, &mut found);
    found
}

/// Whether `value` has the shape of `node`, a part of the document `root`.
pub(super) fn fits(root: &Value, node: &Value, value: &Value) -> bool {
    let mut found = Vec::new();
    judge(root, node, value, &mut String::new(), 0, &mut found);
    found.is_empty()
}

/// Whether `value` could be of the shape of `node`, judged by what tells alternatives apart at a glance: its type,
/// the names of its members, and the members that can only have certain values. Costs what the value is wide.
pub(super) fn may_fit(root: &Value, node: &Value, value: &Value) -> bool {
    let Value::Object(node) = node else {
        return *node != Value::Bool(false);
    };
    if let Some(target) = reference(root, node) {
        return may_fit(root, target, value);
    }
    if !of_type(node, value) || !of_value(node, value) {
        return false;
    }
    let Value::Object(members) = value else {
        return true;
    };
    let properties = node.get("properties").and_then(Value::as_object);
    missing(node, members).next().is_none()
        && members.iter().all(
            |(name, member)| match properties.and_then(|p| p.get(name)) {
                Some(Value::Object(schema)) => {
                    of_value(schema, member) && (member.is_object() || of_type(schema, member))
                }
                Some(_) => true,
                None => {
                    node.get("additionalProperties") != Some(&Value::Bool(false))
                        || node.contains_key("patternProperties")
                }
            },
        )
}

fn judge(
    root: &Value,
    node: &Value,
    value: &Value,
    path: &mut String,
    depth: usize,
    found: &mut Vec<Violation>,
) {
    let mut fail = |path: &str, message: String| {
        found.push(Violation {
            path: path.to_owned(),
            message,
        })
    };
    if depth > MAX_DEPTH {
        return fail(path, format!("nests more than {MAX_DEPTH} deep"));
    }
    let node = match node {
        Value::Object(node) => node,
        Value::Bool(false) => return fail(path, "nothing may stand here".to_owned()),
        _ => return,
    };
    if !of_type(node, value) {
        let expected = node
            .get("type")
            .map(ToString::to_string)
            .unwrap_or_default();
        return fail(
            path,
            format!(
                "expected {}, found {}",
                expected.replace('"', ""),
                kind(value)
            ),
        );
    }
    if !of_value(node, value) {
        let allowed = node
            .get("const")
            .or_else(|| node.get("enum"))
            .map(ToString::to_string)
            .unwrap_or_default();
        return fail(path, format!("expected {allowed}"));
    }
    if let Some(target) = reference(root, node) {
        judge(root, target, value, path, depth + 1, found);
    }
    for part in list(node, "allOf") {
        judge(root, part, value, path, depth + 1, found);
    }
    for keyword in ["anyOf", "oneOf"] {
        let mut branches = list(node, keyword).peekable();
        if branches.peek().is_some()
            && !branches.any(|branch| nested_fits(root, branch, value, depth + 1))
        {
            found.push(Violation {
                path: path.clone(),
                message: "fits none of the alternatives".to_owned(),
            });
        }
    }
    match value {
        Value::Object(members) => judge_object(root, node, members, path, depth, found),
        Value::Array(items) => {
            let prefix = node
                .get("prefixItems")
                .and_then(Value::as_array)
                .map_or(&[][..], Vec::as_slice);
            for (index, item) in items.iter().enumerate() {
                if let Some(schema) = prefix.get(index).or_else(|| node.get("items")) {
                    below(path, &index.to_string(), |path| {
                        judge(root, schema, item, path, depth + 1, found)
                    });
                }
            }
        }
        _ => {}
    }
}

fn judge_object(
    root: &Value,
    node: &Map<String, Value>,
    members: &Map<String, Value>,
    path: &mut String,
    depth: usize,
    found: &mut Vec<Violation>,
) {
    for name in missing(node, members) {
        found.push(Violation {
            path: path.clone(),
            message: format!("missing field `{name}`"),
        });
    }
    let properties = node.get("properties").and_then(Value::as_object);
    for (name, member) in members {
        let schema = match properties.and_then(|p| p.get(name)) {
            Some(schema) => schema,
            // A pattern may allow the name; which one is not for a judge of shapes.
            None if node.contains_key("patternProperties") => continue,
            None => match node.get("additionalProperties") {
                Some(Value::Bool(false)) => {
                    found.push(Violation {
                        path: path.clone(),
                        message: format!("unknown field `{name}`"),
                    });
                    continue;
                }
                Some(schema) => schema,
                None => continue,
            },
        };
        below(path, name, |path| {
            judge(root, schema, member, path, depth + 1, found)
        });
    }
}

fn nested_fits(root: &Value, node: &Value, value: &Value, depth: usize) -> bool {
    let mut found = Vec::new();
    judge(root, node, value, &mut String::new(), depth, &mut found);
    found.is_empty()
}

fn below(path: &mut String, token: &str, walk: impl FnOnce(&mut String)) {
    let length = path.len();
    path.push('/');
    push_escaped(path, token);
    walk(path);
    path.truncate(length);
}

fn reference<'s>(root: &'s Value, node: &Map<String, Value>) -> Option<&'s Value> {
    resolve(root, node.get("$ref")?.as_str()?)
}

fn list<'s>(node: &'s Map<String, Value>, keyword: &str) -> impl Iterator<Item = &'s Value> {
    node.get(keyword)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

fn missing<'s>(
    node: &'s Map<String, Value>,
    members: &Map<String, Value>,
) -> impl Iterator<Item = &'s str> {
    list(node, "required")
        .filter_map(Value::as_str)
        .filter(|name| !members.contains_key(*name))
}

fn of_type(node: &Map<String, Value>, value: &Value) -> bool {
    match node.get("type") {
        Some(Value::String(name)) => is(name, value),
        Some(Value::Array(names)) => names
            .iter()
            .filter_map(Value::as_str)
            .any(|name| is(name, value)),
        _ => true,
    }
}

fn of_value(node: &Map<String, Value>, value: &Value) -> bool {
    node.get("const").is_none_or(|only| only == value)
        && node
            .get("enum")
            .and_then(Value::as_array)
            .is_none_or(|allowed| allowed.contains(value))
}

fn is(name: &str, value: &Value) -> bool {
    match name {
        "integer" => {
            value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|f| f.fract() == 0.0)
        }
        "number" => value.is_number(),
        _ => name == kind(value),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
