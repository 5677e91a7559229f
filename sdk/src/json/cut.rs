//! What can be said of an answer that ends too early: the tree so far, and what can be salvaged of a list.

use serde_json::{Map, Value};

use super::align::{AlignKind, AlignRepair};
use super::decode::{Repair, RepairKind};
use super::node::{Kind, Node, Trust};
use super::scan::{self, Candidate, Mode, Tree};
use crate::response::push_escaped;
use crate::schema::Lowered;

/// The value that a text ends in, as far as it came.
pub(super) fn fragment(text: &str, wire: Option<&Lowered>) -> Option<Value> {
    let tree = scan::tree(text, Mode::Tolerant).ok()?;
    let value = known(&last(&tree)?.node)?;
    let unwrapped = wire.and_then(|wire| {
        let own = wire.unwrap(&value.to_string())?;
        serde_json::from_str(&own).ok()
    });
    Some(unwrapped.unwrap_or(value))
}

/// The last value of a text, which is the one that was cut if one was.
fn last<'a, 't>(tree: &'a Tree<'t>) -> Option<&'a Candidate<'t>> {
    tree.candidates.last().filter(|last| !last.in_reasoning)
}

/// What is certain of a value. Recursion is as deep as the value, which the scanner bounds.
fn known(node: &Node<'_>) -> Option<Value> {
    if let Trust::Doubtful(_) = node.trust {
        return None;
    }
    let is_cut = node.trust == Trust::Cut;
    match &node.kind {
        Kind::Array(items) => Some(Value::Array(items.iter().map_while(known).collect())),
        Kind::Object(members) => {
            let mut out = Map::new();
            for (name, value) in members {
                if let Some(value) = known(value) {
                    out.insert(name.as_ref().to_owned(), value);
                }
            }
            Some(Value::Object(out))
        }
        Kind::String(text) => Some(Value::from(text.as_ref())),
        // Whatever else stands at the end may have gone on.
        _ if is_cut => None,
        Kind::Null => Some(Value::Null),
        Kind::Bool(value) => Some(Value::from(*value)),
        Kind::Number(text) => serde_json::from_str(text).ok(),
        Kind::Bare(text) => Some(Value::from(text.as_ref())),
        Kind::NotFinite(_) => None,
    }
}

/// A value that was cut in a list and closed behind the list's last complete element.
pub(super) struct Salvaged<'a, 't> {
    pub(super) candidate: &'a Candidate<'t>,
    pub(super) node: Node<'t>,
    pub(super) repair: Repair,
    /// The objects that were open around the list, and the list, as places.
    open: Vec<String>,
    kept: usize,
}

/// Closes the outermost list that was open where the text ends; nothing if none was, or if none of its elements is
/// complete.
///
/// Of lists within one another only the outermost has elements that are whole: an element of an inner one belongs to
/// an element that is not.
pub(super) fn salvage<'a, 't>(tree: &'a Tree<'t>, text: &str) -> Option<Salvaged<'a, 't>> {
    let candidate = last(tree).filter(|last| !last.embedded)?;
    let mut root = candidate.node.clone();
    let mut path = String::new();
    let mut open = Vec::new();
    let mut node = &mut root;
    loop {
        match node.trust {
            Trust::Cut => node.trust = Trust::Sure,
            // All of it came, and nothing else after it: the limit was reached at its last closer.
            Trust::Sure
                if open.is_empty()
                    && matches!(node.kind, Kind::Array(_) | Kind::Object(_))
                    && ends_there(text, candidate) =>
            {
                let kept = 0;
                let repair = repair(path, "the answer was cut behind the value".to_owned());
                return Some(Salvaged {
                    candidate,
                    node: root,
                    repair,
                    open,
                    kept,
                });
            }
            Trust::Sure | Trust::Doubtful(_) => return None,
        }
        open.push(path.clone());
        match &mut node.kind {
            Kind::Array(items) => {
                let dropped = items.pop_if(|last| last.trust == Trust::Cut).is_some();
                let kept = items.len();
                if kept == 0 {
                    return None;
                }
                let what = if dropped {
                    format!("element {kept} was cut off and is left out")
                } else {
                    format!("the list was cut behind {kept} elements")
                };
                let repair = repair(path, what);
                return Some(Salvaged {
                    candidate,
                    node: root,
                    repair,
                    open,
                    kept,
                });
            }
            Kind::Object(members) => {
                let (name, value) = members.last_mut()?;
                path.push('/');
                push_escaped(&mut path, name);
                node = value;
            }
            _ => return None,
        }
    }
}

fn repair(path: String, detail: String) -> Repair {
    Repair {
        path,
        kind: RepairKind::Salvaged,
        detail,
    }
}

/// Whether nothing but a fence stands behind a value.
fn ends_there(text: &str, candidate: &Candidate<'_>) -> bool {
    text.get(candidate.span.end..)
        .is_some_and(|rest| rest.trim().bytes().all(|byte| byte == b'`'))
}

impl Salvaged<'_, '_> {
    /// Whether a required member of an object around the list did not come, and was taken for null.
    pub(super) fn misses(&self, repairs: &[AlignRepair]) -> bool {
        repairs.iter().any(|repair| {
            repair.kind == AlignKind::MissingToNull
                && repair
                    .path
                    .rsplit_once('/')
                    .is_some_and(|(object, _)| self.open.iter().any(|open| open == object))
        })
    }

    /// Whether the list is one in the type's own shape as well: some hosts are sent a map as a list of pairs, and a
    /// map that lacks entries is no list that lacks elements.
    pub(super) fn is_list_in(&self, json: &str) -> bool {
        let Some(list) = self.open.last() else {
            return true;
        };
        let Ok(value) = serde_json::from_str::<Value>(json) else {
            return false;
        };
        // A root that was wrapped has lost the first step of its paths.
        let inner = list
            .strip_prefix('/')
            .map(|rest| rest.find('/').and_then(|at| rest.get(at..)).unwrap_or(""));
        [Some(list.as_str()), inner]
            .into_iter()
            .flatten()
            .filter_map(|path| value.pointer(path)?.as_array())
            .any(|items| items.len() == self.kept)
    }
}
