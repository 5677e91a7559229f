//! How one gets about in a schema: its subschemas, its references, and the limits that keep every walk finite.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use crate::error::{Error, Result};

/// How deep a schema may nest, and how many references may follow one another without going down into the value:
/// as deep as `serde_json` reads.
pub(super) const MAX_DEPTH: usize = 128;

/// Keywords with one schema, with a list of schemas, and with schemas by name.
const ONE: &[&str] = &[
    "items",
    "additionalProperties",
    "unevaluatedProperties",
    "unevaluatedItems",
    "propertyNames",
    "contains",
    "not",
    "if",
    "then",
    "else",
    "contentSchema",
];
const MANY: &[&str] = &["anyOf", "oneOf", "allOf", "prefixItems"];
const NAMED: &[&str] = &["properties", "patternProperties", "dependentSchemas"];

/// The keywords whose schemas speak of the same value, not of one inside it.
const IN_PLACE: &[&str] = &[
    "anyOf",
    "oneOf",
    "allOf",
    "not",
    "if",
    "then",
    "else",
    "dependentSchemas",
];

/// Keywords that hold the definitions that others refer to.
pub(super) const DEFINITIONS: &[&str] = &["$defs", "definitions"];

/// The schemas directly under a keyword; none for a keyword that holds plain data, such as `const`.
pub(super) fn subschemas<'s>(keyword: &str, value: &'s Value) -> Vec<&'s Value> {
    match value {
        Value::Object(_) | Value::Bool(_) if ONE.contains(&keyword) => vec![value],
        // Before 2020-12 a tuple stood in `items`.
        Value::Array(list) if MANY.contains(&keyword) || keyword == "items" => {
            list.iter().collect()
        }
        Value::Object(map) if NAMED.contains(&keyword) => map.values().collect(),
        _ => Vec::new(),
    }
}

/// Calls `change` for each schema directly under a keyword.
pub(super) fn each_subschema(keyword: &str, value: &mut Value, change: &mut dyn FnMut(&mut Value)) {
    match value {
        Value::Object(_) if ONE.contains(&keyword) => change(value),
        Value::Array(list) if MANY.contains(&keyword) || keyword == "items" => {
            list.iter_mut().for_each(change);
        }
        Value::Object(map) if NAMED.contains(&keyword) => map.values_mut().for_each(change),
        _ => {}
    }
}

/// The same for every schema directly in a node, its definitions too.
pub(super) fn each_in(node: &mut Map<String, Value>, change: &mut dyn FnMut(&mut Value)) {
    for (keyword, value) in node.iter_mut() {
        if DEFINITIONS.contains(&keyword.as_str()) {
            let definitions = value.as_object_mut().into_iter();
            definitions.flat_map(Map::values_mut).for_each(&mut *change);
        }
        each_subschema(keyword, value, change);
    }
}

/// What a node refers to, if it is a reference.
pub(super) fn reference(node: &Map<String, Value>) -> Option<&str> {
    node.get("$ref").and_then(Value::as_str)
}

/// Every reference within a schema, without those in its definitions.
pub(super) fn references<'s>(node: &'s Value, found: &mut Vec<&'s str>) {
    references_below(node, |_| true, found);
}

/// The references of a schema that speak of the same value as the schema itself.
fn references_in_place<'s>(node: &'s Value, found: &mut Vec<&'s str>) {
    references_below(node, |keyword| IN_PLACE.contains(&keyword), found);
}

/// The references of a schema and of what stands under these keywords of it.
fn references_below<'s>(node: &'s Value, is_entered: fn(&str) -> bool, found: &mut Vec<&'s str>) {
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        let Value::Object(map) = node else { continue };
        found.extend(reference(map));
        open.extend(
            map.iter()
                .filter(|(keyword, _)| is_entered(keyword))
                .flat_map(|(keyword, value)| subschemas(keyword, value)),
        );
    }
}

/// What a `$ref` within the document refers to.
pub(crate) fn resolve<'s>(root: &'s Value, reference: &str) -> Option<&'s Value> {
    let pointer = reference.strip_prefix('#')?;
    // A fragment is percent-encoded; names that need it are rare.
    root.pointer(pointer)
        .or_else(|| root.pointer(&percent_decoded(pointer)?))
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digits = [bytes.next()?, bytes.next()?];
            out.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

/// Refuses a schema that the rest of this module could not follow to its end.
pub(super) fn examine(root: &Value) -> Result<()> {
    if is_deeper_than(root, MAX_DEPTH) {
        return Err(Error::config(format!(
            "a schema may nest {MAX_DEPTH} deep at most"
        )));
    }
    // Each reference, and those that its target leads to at the same place.
    let mut graph: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut open = vec![root];
    let mut seen: HashSet<*const Value> = HashSet::new();
    while let Some(node) = open.pop() {
        let Value::Object(map) = node else { continue };
        if !seen.insert(node) {
            continue;
        }
        if let Some(types) = map.get("type")
            && !names_types(types)
        {
            return Err(Error::config(format!(
                "the schema has a `type` that is none: {types}; write one of {}",
                TYPES.join(", ")
            )));
        }
        for keyword in ["$dynamicRef", "$recursiveRef"] {
            if map.contains_key(keyword) {
                return Err(Error::config(format!(
                    "the schema uses `{keyword}`; write a plain `$ref`"
                )));
            }
        }
        if let Some(reference) = reference(map)
            && !graph.contains_key(reference)
        {
            let target = resolve(root, reference).ok_or_else(|| {
                Error::config(format!(
                    "the schema refers to `{reference}`, which it does not hold"
                ))
            })?;
            let mut next = Vec::new();
            references_in_place(target, &mut next);
            graph.insert(reference, next);
            open.push(target);
        }
        for (keyword, value) in map {
            open.extend(subschemas(keyword, value));
            if DEFINITIONS.contains(&keyword.as_str()) {
                open.extend(value.as_object().into_iter().flat_map(Map::values));
            }
        }
    }
    if is_circular(graph) {
        return Err(Error::config(CIRCULAR));
    }
    Ok(())
}

/// The names that `type` may have.
const TYPES: &[&str] = &[
    "null", "boolean", "object", "array", "number", "integer", "string",
];

/// One name, or a list of different ones.
fn names_types(types: &Value) -> bool {
    let is_name = |value: &Value| value.as_str().is_some_and(|name| TYPES.contains(&name));
    match types {
        Value::Array(names) => {
            let mut seen = HashSet::new();
            !names.is_empty()
                && names
                    .iter()
                    .all(|name| is_name(name) && seen.insert(name.as_str()))
        }
        name => is_name(name),
    }
}

/// What is wrong with a schema that [`is_circular`].
pub(super) const CIRCULAR: &str =
    "the schema has a part that is defined as itself, or through too many references";

/// Whether references lead back to one another, or form a chain of more than [`MAX_DEPTH`]. Takes those away that
/// lead nowhere, again and again; a circle is never taken away.
fn is_circular(mut graph: HashMap<&str, Vec<&str>>) -> bool {
    for _ in 0..MAX_DEPTH {
        let done: HashSet<&str> = graph
            .iter()
            .filter(|(_, next)| next.is_empty())
            .map(|(reference, _)| *reference)
            .collect();
        if done.is_empty() {
            break;
        }
        graph.retain(|reference, _| !done.contains(reference));
        for next in graph.values_mut() {
            next.retain(|reference| !done.contains(reference));
        }
    }
    !graph.is_empty()
}

fn is_deeper_than(value: &Value, levels: usize) -> bool {
    let Some(levels) = levels.checked_sub(1) else {
        return true;
    };
    match value {
        Value::Object(map) => map.values().any(|inner| is_deeper_than(inner, levels)),
        Value::Array(list) => list.iter().any(|inner| is_deeper_than(inner, levels)),
        _ => false,
    }
}

/// The references that lead back to themselves, each definition looked at once.
pub(super) fn recursive(root: &Value) -> HashSet<&str> {
    let mut graph: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut back: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut open = Vec::new();
    references(root, &mut open);
    while let Some(from) = open.pop() {
        if graph.contains_key(from) {
            continue;
        }
        let mut found = Vec::new();
        if let Some(target) = resolve(root, from) {
            references(target, &mut found);
        }
        for to in &found {
            back.entry(to).or_default().push(from);
        }
        open.extend(&found);
        graph.insert(from, found);
    }
    // Kosaraju: those that reach each other are what a walk backwards finds, started from the last to be left.
    let mut seen = HashSet::new();
    let mut left = Vec::with_capacity(graph.len());
    for start in graph.keys() {
        left.extend(reached(&graph, start, &mut seen));
    }
    let mut seen = HashSet::new();
    let mut recursive = HashSet::new();
    for start in left.into_iter().rev() {
        let group = reached(&back, start, &mut seen);
        let holds_itself = graph.get(start).is_some_and(|next| next.contains(&start));
        if group.len() > 1 || holds_itself {
            recursive.extend(group);
        }
    }
    recursive
}

/// What can be reached from `start` and was not seen before, in the order in which a walk in depth leaves it.
fn reached<'s>(
    graph: &HashMap<&'s str, Vec<&'s str>>,
    start: &'s str,
    seen: &mut HashSet<&'s str>,
) -> Vec<&'s str> {
    let mut left = Vec::new();
    let mut open = vec![(start, false)];
    while let Some((reference, is_done)) = open.pop() {
        if is_done {
            left.push(reference);
        } else if seen.insert(reference) {
            open.push((reference, true));
            let next = graph.get(reference).into_iter().flatten();
            open.extend(next.map(|next| (*next, false)));
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn data_holds_no_references() {
        let schema = json!({ "const": { "$ref": "#/no" }, "enum": [{ "$ref": "#/no" }] });
        assert!(examine(&schema).is_ok());
    }

    #[test]
    fn a_reference_goes_by_its_percent_decoded_pointer() {
        let schema = json!({ "$defs": { "a b/c": 1 } });
        assert_eq!(resolve(&schema, "#/$defs/a%20b~1c"), Some(&json!(1)));
        assert_eq!(resolve(&schema, "#/$defs/a%2"), None);
        assert_eq!(resolve(&schema, "other.json#/$defs"), None);
    }

    #[test]
    fn recursion_is_found_through_others() {
        let schema = json!({
            "$ref": "#/$defs/A",
            "$defs": {
                "A": { "items": { "$ref": "#/$defs/B" } },
                "B": { "items": { "$ref": "#/$defs/A" }, "contains": { "$ref": "#/$defs/C" } },
                "C": {},
            },
        });
        let recursive = recursive(&schema);
        assert!(recursive.contains("#/$defs/A"));
        assert!(recursive.contains("#/$defs/B"));
        assert!(!recursive.contains("#/$defs/C"));
    }
}
