//! Words without quotes that are texts, where nothing else is changed.

use super::{AlignKind, AlignRepair};
use crate::json::constraints::trail::{Step, pointer};
use crate::json::constraints::words;
use crate::json::node::{Kind, Node};
use crate::json::room::Room;

/// Each of them, in the order of the value.
pub(super) fn told(node: &Node<'_>) -> Vec<AlignRepair> {
    let mut repairs = Vec::new();
    tell(node, &mut Vec::new(), &Room::default(), &mut repairs);
    repairs
}

// Recursion is as deep as the tree, which the scanner keeps within its limit.
fn tell<'n>(
    node: &'n Node<'_>,
    trail: &mut Vec<Step<'n>>,
    room: &Room,
    repairs: &mut Vec<AlignRepair>,
) {
    match &node.kind {
        Kind::Bare(text) => repairs.push(AlignRepair {
            path: room.path(|| pointer(trail)),
            kind: AlignKind::BareText,
            detail: words::without_quotes(text),
        }),
        Kind::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                trail.push(Step::Index(index));
                tell(item, trail, room, repairs);
                trail.pop();
            }
        }
        Kind::Object(members) => {
            for (name, member) in members {
                trail.push(Step::Key(name));
                tell(member, trail, room, repairs);
                trail.pop();
            }
        }
        _ => {}
    }
}
