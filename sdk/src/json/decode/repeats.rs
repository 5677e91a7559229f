//! Names that stand twice in JSON that is right as it stands: of the two members the first would be lost without a word.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::json::scan::find_plain;

/// How many names of an object are compared one by one.
const FEW: usize = 16;

/// An object that is open, and its names.
struct Open<'j> {
    /// Where the first of them stands among all that are kept.
    from: usize,
    /// The same, once they are many.
    many: Option<HashSet<Cow<'j, str>>>,
}

/// Whether an object in valid JSON has a name twice.
pub(in crate::json) fn are_in(json: &str) -> bool {
    let bytes = json.as_bytes();
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut names: Vec<Cow<'_, str>> = Vec::new();
    let mut last = 0..0;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'"' => {
                let end = end_of_string(bytes, at);
                last = at..end;
                at = end + 1;
            }
            b'{' => open.push(Open {
                from: names.len(),
                many: None,
            }),
            b'}' => {
                if let Some(over) = open.pop() {
                    names.truncate(over.from);
                }
            }
            b':' => {
                let name = unescaped(json, last.clone());
                if open
                    .last_mut()
                    .is_some_and(|object| !object.is_new(&mut names, name))
                {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

impl<'j> Open<'j> {
    fn is_new(&mut self, names: &mut Vec<Cow<'j, str>>, name: Cow<'j, str>) -> bool {
        let few = names.get(self.from..).unwrap_or_default();
        if few.len() < FEW {
            let is_new = !few.contains(&name);
            names.push(name);
            return is_new;
        }
        let many = (self.many).get_or_insert_with(|| few.iter().cloned().collect());
        many.insert(name)
    }
}

/// The place of the quote that ends a string.
fn end_of_string(bytes: &[u8], mut at: usize) -> usize {
    loop {
        at = find_plain(bytes, at);
        match bytes.get(at) {
            Some(b'\\') => at += 2,
            Some(b'"') | None => return at,
            Some(_) => at += 1,
        }
    }
}

/// A name as it is meant: `"\u0061"` is `"a"`.
fn unescaped(json: &str, name: std::ops::Range<usize>) -> Cow<'_, str> {
    let text = json.get(name.clone()).unwrap_or_default();
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let quoted = json.get(name.start - 1..=name.end);
    quoted
        .and_then(|quoted| serde_json::from_str(quoted).ok())
        .map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_stands_twice_in_one_object_only() {
        for (json, expected) in [
            (r#"{"a": 1, "b": 2}"#, false),
            (r#"{"a": 1, "a": 1}"#, true),
            (r#"{"a": {"a": 1}, "b": {"a": 2}}"#, false),
            (
                r#"{"a": {"b": 1}, "c": [{"b": 1}, {"b": 2, "b": 3}]}"#,
                true,
            ),
            (r#"{"b": {"a": 1}, "a": 2, "b": 3}"#, true),
            (r#"{"a": ":", "b": "\"a\": 1", "c": "{\"a\":"}"#, false),
            (r#"{"a": 1, "\u0061": 2}"#, true),
            (r#"{"\\": 1, "\\\\": 2}"#, false),
            (r#"{"": 1, "": 2}"#, true),
            ("[]", false),
        ] {
            assert_eq!(are_in(json), expected, "{json}");
        }
    }

    proptest! {
        #[test]
        fn the_number_of_members_tells_the_same(names in proptest::collection::vec("[a-e\"\\\\]{0,3}", 0..40)) {
            let members: Vec<String> =
                names.iter().map(|name| format!("{}:[{{\"a\":1}}]", serde_json::Value::from(name.as_str()))).collect();
            let json = format!("{{{}}}", members.join(","));
            let read: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&json)?;
            prop_assert_eq!(are_in(&json), read.len() < names.len());
        }
    }
}
