//! A schema as it is, for hosts that take any: only the root may need an object around it.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::dialect::{Dialect, Root, Support};
use super::lower::{
    Loss, bound, is_annotation, is_number_format, is_plain_object, is_structure, support, types,
    wrapped,
};
use super::plan::WRAPPER;
use super::walk::{self, DEFINITIONS, resolve, subschemas};
use crate::response::push_escaped;

/// Whether the dialect takes everything that JSON Schema says.
pub(super) fn is_possible(dialect: &Dialect) -> bool {
    let refuses = dialect
        .keywords
        .iter()
        .any(|(_, support)| *support == Support::Refused);
    let as_full = Dialect {
        name: Dialect::FULL.name,
        root: Dialect::FULL.root,
        keywords: Dialect::FULL.keywords,
        formats: Dialect::FULL.formats,
        other_keywords: Dialect::FULL.other_keywords,
        ..*dialect
    };
    as_full == Dialect::FULL && !refuses && dialect.other_keywords != Support::Refused
}

/// The schema as it is sent, and whether it is wrapped.
pub(super) fn root(full: &Value, dialect: &Dialect) -> (Value, bool) {
    let mut sent = full.clone();
    drop_number_formats(&mut sent);
    let Value::Object(mut node) = sent else {
        return (sent, false);
    };
    node.shift_remove("$schema");
    if dialect.root == Root::Any || is_object_at_root(full, full, walk::MAX_DEPTH) {
        return (Value::Object(node), false);
    }
    let (definitions, mut inner): (Map<_, _>, Map<_, _>) = node
        .into_iter()
        .partition(|(keyword, _)| DEFINITIONS.contains(&keyword.as_str()));
    // What referred to the root now stands one level down.
    inner
        .iter_mut()
        .for_each(|(keyword, value)| move_down(keyword, value));
    let mut out = wrapped(inner);
    for (keyword, mut definitions) in definitions {
        for schema in definitions
            .as_object_mut()
            .into_iter()
            .flat_map(Map::values_mut)
        {
            move_references(schema);
        }
        out.insert(keyword, definitions);
    }
    (Value::Object(out), true)
}

fn is_object_at_root(root: &Value, node: &Value, levels: usize) -> bool {
    let (Value::Object(node), Some(levels)) = (node, levels.checked_sub(1)) else {
        return false;
    };
    is_plain_object(node)
        || walk::reference(node)
            .and_then(|to| resolve(root, to))
            .is_some_and(|target| is_object_at_root(root, target, levels))
}

fn move_references(node: &mut Value) {
    if let Value::Object(map) = node {
        map.iter_mut()
            .for_each(|(keyword, value)| move_down(keyword, value));
    }
}

fn move_down(keyword: &str, value: &mut Value) {
    if let (Value::String(reference), "$ref") = (&mut *value, keyword) {
        if let Some(pointer) = reference.strip_prefix('#')
            && !DEFINITIONS.iter().any(|name| {
                let pointer = pointer
                    .strip_prefix('/')
                    .and_then(|p| p.strip_prefix(*name));
                pointer.is_some_and(|rest| rest.starts_with('/'))
            })
        {
            *reference = format!("#/properties/{WRAPPER}{pointer}");
        }
        return;
    }
    walk::each_subschema(keyword, value, &mut move_references);
}

/// Removes formats that only name a Rust number: no host knows them, and the bounds stand beside them.
fn drop_number_formats(node: &mut Value) {
    let Value::Object(map) = node else { return };
    if let Some(Value::String(format)) = map.get("format").cloned()
        && is_number_format(&format)
    {
        map.shift_remove("format");
        if types(map)
            .iter()
            .all(|name| matches!(*name, "integer" | "null"))
        {
            bound(map, &format, &Dialect::FULL);
        }
    }
    for (keyword, value) in map {
        if DEFINITIONS.contains(&keyword.as_str()) {
            let definitions = value.as_object_mut().into_iter();
            definitions
                .flat_map(Map::values_mut)
                .for_each(drop_number_formats);
        } else {
            walk::each_subschema(keyword, value, &mut drop_number_formats);
        }
    }
}

/// The constraints that the dialect does not promise to keep, each at the place where it is first met.
pub(super) fn losses(full: &Value, dialect: &Dialect) -> Vec<Loss> {
    let mut lost = Vec::new();
    let mut seen: HashSet<&str> = HashSet::new();
    let mut open = vec![(full, String::new())];
    while let Some((node, path)) = open.pop() {
        let Value::Object(node) = node else { continue };
        let mut below = Vec::new();
        for (keyword, value) in node {
            match (keyword.as_str(), value) {
                ("$ref", Value::String(reference)) => {
                    if seen.insert(reference)
                        && let Some(target) = resolve(full, reference)
                    {
                        below.push((target, path.clone()));
                    }
                }
                ("format", Value::String(format)) if is_number_format(format) => {}
                ("properties", Value::Object(properties)) => {
                    for (name, schema) in properties {
                        let mut path = path.clone();
                        path.push('/');
                        push_escaped(&mut path, name);
                        below.push((schema, path));
                    }
                }
                ("prefixItems", Value::Array(items)) => {
                    for (index, schema) in items.iter().enumerate() {
                        below.push((schema, format!("{path}/{index}")));
                    }
                }
                ("anyOf" | "oneOf" | "allOf", _) => {
                    let parts = subschemas(keyword, value).into_iter();
                    below.extend(parts.map(|part| (part, path.clone())));
                }
                (
                    "items"
                    | "additionalProperties"
                    | "unevaluatedProperties"
                    | "patternProperties",
                    _,
                ) => {
                    let parts = subschemas(keyword, value).into_iter();
                    below.extend(parts.map(|part| (part, format!("{path}/*"))));
                }
                (keyword, value) => {
                    let is_constraint = !is_annotation(keyword) && !is_structure(keyword);
                    if is_constraint && support(dialect, node, keyword, value) != Support::Enforced
                    {
                        lost.push(Loss {
                            path: path.clone(),
                            keyword: keyword.to_owned(),
                            sent: true,
                        });
                    }
                }
            }
        }
        open.extend(below.into_iter().rev());
    }
    lost
}
