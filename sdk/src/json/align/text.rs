//! A value as JSON.

use serde_json::Value;

use crate::json::node::{Kind, Node};

/// The value as JSON, its numbers as they are written. A word without quotes becomes a text, and what JSON has no number
/// for becomes null; neither is in a value that has its shape.
pub(crate) fn to_json(node: &Node<'_>) -> String {
    let mut out = String::new();
    write(node, &mut out);
    out
}

/// Recursion is as deep as the value, which the scanner bounds.
fn write(node: &Node<'_>, out: &mut String) {
    match &node.kind {
        Kind::Null | Kind::NotFinite(_) => out.push_str("null"),
        Kind::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Kind::Number(text) => out.push_str(text),
        Kind::String(text) | Kind::Bare(text) => quote(text, out),
        Kind::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Kind::Object(members) => {
            out.push('{');
            for (index, (name, member)) in members.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                quote(name, out);
                out.push(':');
                write(member, out);
            }
            out.push('}');
        }
    }
}

fn quote(text: &str, out: &mut String) {
    if text.bytes().any(|b| b < 0x20 || matches!(b, b'"' | b'\\')) {
        out.push_str(&Value::from(text).to_string());
    } else {
        out.push('"');
        out.push_str(text);
        out.push('"');
    }
}
