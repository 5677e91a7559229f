//! From places in the text to paths in the value.

use std::fmt::Write as _;

use crate::json::node::{Kind, Node};
use crate::json::room::Room;
use crate::response::push_escaped;

/// The paths of places, one after the other: what two of them share is walked once.
pub(crate) struct Pointers<'n, 't> {
    root: &'n Node<'t>,
    path: String,
    steps: Vec<Step<'n, 't>>,
    room: Room,
}

struct Step<'n, 't> {
    node: &'n Node<'t>,
    /// Where the value behind it begins.
    until: usize,
    /// How long the path is without it.
    before: usize,
}

impl Step<'_, '_> {
    fn holds(&self, at: usize) -> bool {
        (self.node.span.start..self.until).contains(&at) && at <= self.node.span.end
    }
}

impl<'n, 't> Pointers<'n, 't> {
    pub(crate) fn new(root: &'n Node<'t>) -> Self {
        Self {
            root,
            path: String::new(),
            steps: Vec::new(),
            room: Room::default(),
        }
    }

    /// The JSON Pointer of the innermost value at a byte of the text; that of the whole where there is no room left.
    pub(crate) fn at(&mut self, at: usize) -> &str {
        if !self.room.is_left() {
            return "";
        }
        if let Some(wrong) = self.steps.iter().position(|step| !step.holds(at))
            && let Some(step) = self.steps.drain(wrong..).next()
        {
            self.path.truncate(step.before);
        }
        let mut node = self.steps.last().map_or(self.root, |step| step.node);
        loop {
            let before = self.path.len();
            // The last one that begins at or before the place: a repair may stand behind its value.
            let (next, until) = match &node.kind {
                Kind::Array(items) => {
                    let behind = items.partition_point(|item| item.span.start <= at);
                    let index = behind.wrapping_sub(1);
                    let Some(item) = items.get(index).filter(|item| at <= item.span.end) else {
                        break;
                    };
                    // Writing to a `String` cannot fail.
                    let _ = write!(self.path, "/{index}");
                    (item, items.get(behind).map(|item| item.span.start))
                }
                Kind::Object(members) => {
                    let behind = members.partition_point(|(_, value)| value.span.start <= at);
                    let member = members.get(behind.wrapping_sub(1));
                    let Some((name, value)) = member.filter(|(_, value)| at <= value.span.end)
                    else {
                        break;
                    };
                    self.path.push('/');
                    push_escaped(&mut self.path, name);
                    (
                        value,
                        members.get(behind).map(|(_, value)| value.span.start),
                    )
                }
                _ => break,
            };
            self.steps.push(Step {
                node: next,
                until: until.unwrap_or(usize::MAX),
                before,
            });
            node = next;
        }
        self.room.take(self.path.len());
        &self.path
    }
}

#[cfg(test)]
mod tests {
    use super::Pointers;
    use crate::json::node::Node;
    use crate::json::scan::{Mode, tree};

    fn pointer(root: &Node<'_>, at: usize) -> String {
        Pointers::new(root).at(at).to_owned()
    }

    #[test]
    fn places_in_any_order_have_the_paths_that_they_have_alone() {
        let text = r#"{"a/b": [1, {"c": [], "d": [[2, 3], "x"]}, {}], "e": {"f": null, "g": [4]}}"#;
        let tree = tree(text, Mode::Strict).unwrap();
        let root = &tree.candidates[0].node;
        let mut pointers = Pointers::new(root);
        let mut at = 0;
        for turn in 0..text.len() * text.len() {
            at = (at * 31 + turn * 7 + 5) % (text.len() + 1);
            assert_eq!(pointers.at(at), pointer(root, at), "{at}");
        }
        for at in 0..=text.len() {
            assert_eq!(pointers.at(at), pointer(root, at), "{at}");
        }
        assert_eq!(pointer(root, text.find("3]").unwrap()), "/a~1b/1/d/0/1");
        assert_eq!(pointer(root, 0), "");
    }
}
