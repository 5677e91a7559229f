//! Which definitions have a name in the text, and which names mean something already.

use std::collections::HashMap;

use serde_json::Value;

use super::super::walk::{recursive, reference, resolve, subschemas};

/// Words that mean something here already.
pub(super) const WORDS: &[&str] = &[
    "any", "array", "bool", "false", "float", "int", "never", "null", "object", "string", "true",
    "type",
];

/// The references that are used more than once, and those that lead back to themselves.
pub(super) fn used_often(root: &Value) -> Vec<&str> {
    let mut uses: Vec<&str> = Vec::new();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let recursive = recursive(root);
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        let Value::Object(map) = node else { continue };
        let mut below = Vec::new();
        if let Some(reference) = reference(map) {
            let count = counts.entry(reference).or_insert(0);
            *count += 1;
            if *count == 1 {
                uses.push(reference);
                below.extend(resolve(root, reference));
            }
        }
        for (keyword, value) in map {
            below.extend(subschemas(keyword, value));
        }
        open.extend(below.into_iter().rev());
    }
    uses.retain(|reference| {
        counts.get(reference).is_some_and(|count| *count > 1) || recursive.contains(*reference)
    });
    uses
}
