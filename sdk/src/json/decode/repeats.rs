//! Names that stand twice in JSON that is right as it stands.

use serde_json::Value;

use crate::json::scan::find_plain;

/// Whether a JSON text has more names than its value has members: of two members with one name the first is then lost.
pub(super) fn are_in(json: &str, value: &Value) -> bool {
    names(json) > members(value)
}

/// How many colons stand outside of strings.
fn names(json: &str) -> usize {
    let bytes = json.as_bytes();
    let (mut at, mut count) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        count += usize::from(byte == b':');
        if byte == b'"' {
            at = behind_string(bytes, at);
        }
    }
    count
}

/// The place behind the quote that ends a string.
fn behind_string(bytes: &[u8], mut at: usize) -> usize {
    loop {
        at = find_plain(bytes, at);
        match bytes.get(at) {
            Some(b'\\') => at += 2,
            Some(b'"') | None => return at + 1,
            Some(_) => at += 1,
        }
    }
}

fn members(value: &Value) -> usize {
    let mut count = 0;
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(members) => {
                count += members.len();
                open.extend(members.values());
            }
            _ => {}
        }
    }
    count
}
