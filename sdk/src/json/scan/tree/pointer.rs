//! From a place in the text to a path in the value.

use std::borrow::Cow;

use crate::json::node::{Kind, Node};
use crate::response::push_escaped;

/// The JSON Pointer of the innermost value at a byte of the text.
pub(crate) fn pointer(root: &Node<'_>, at: usize) -> String {
    let mut out = String::new();
    let mut node = root;
    loop {
        let step = match &node.kind {
            Kind::Array(items) => {
                // The last one that begins at or before the place: a repair may stand behind its value.
                let index = items.partition_point(|item| item.span.start <= at);
                index.checked_sub(1).and_then(|index| {
                    let item = items.get(index)?;
                    Some((Cow::Owned(index.to_string()), item))
                })
            }
            Kind::Object(members) => {
                let index = members.partition_point(|(_, value)| value.span.start <= at);
                index
                    .checked_sub(1)
                    .and_then(|index| members.get(index))
                    .map(|(name, value)| (Cow::Borrowed(name.as_ref()), value))
            }
            _ => None,
        };
        match step {
            Some((name, next)) if at <= next.span.end => {
                out.push('/');
                push_escaped(&mut out, &name);
                node = next;
            }
            _ => return out,
        }
    }
}
