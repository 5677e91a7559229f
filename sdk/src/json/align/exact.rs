//! Whether a value has its shape as it stands: one pass that keeps nothing, so that what has only its punctuation wrong costs
//! little.

use std::collections::HashSet;

use super::claim::has_other_tag;
use super::fit::Aligner;
use super::object::Members;
use super::shape::{Others, Place, Shape, ShapeId, Types};
use crate::json::node::{Kind, Node, Trust};

/// Properties are counted off in one word; a shape with more of them is fitted the long way.
const MAX_PROPERTIES: usize = 64;

/// How many values may be looked at again for other alternatives, for each value that there is.
const AGAIN: usize = 4;

impl<'s> Aligner<'_, '_, 's> {
    /// Whether nothing of the value would be changed. It may be said of too few values, never of too many.
    pub(super) fn is_exact(&mut self, node: &Node<'_>, id: ShapeId) -> bool {
        let mut left = AGAIN.saturating_mul(size(node)).saturating_add(1000);
        self.is_exact_within(node, id, &mut left)
    }

    /// Recursion is as deep as the value, which the scanner bounds, with a chain of branches at each level, which leads
    /// back to itself in no schema.
    fn is_exact_within(&mut self, node: &Node<'_>, id: ShapeId, left: &mut usize) -> bool {
        if node.trust != Trust::Sure || *left == 0 {
            return false;
        }
        *left -= 1;
        let shape = self.shapes.get(id);
        if shape.never {
            return false;
        }
        if !shape.branches.is_empty() {
            return shape.branches.iter().any(|branch| {
                let other = matches!(node.kind, Kind::Object(_)) && {
                    let tags = self.shapes.tags(*branch);
                    has_other_tag(node, &tags)
                };
                !other && self.is_exact_within(node, *branch, left)
            });
        }
        if let Some(values) = &shape.values {
            return match &node.kind {
                Kind::String(text) => values.iter().any(|value| value.as_str() == Some(text)),
                Kind::Null => values.iter().any(|value| value.is_null()),
                Kind::Bool(is) => values.iter().any(|value| value.as_bool() == Some(*is)),
                _ => false,
            };
        }
        let types = shape.types;
        match &node.kind {
            Kind::Null => types.has(Types::NULL),
            Kind::Bool(_) => types.has(Types::BOOLEAN),
            Kind::String(_) => types.has(Types::STRING),
            Kind::Number(text) => {
                types.has(Types::NUMBER)
                    || (types.has(Types::INTEGER) && !text.contains(['.', 'e', 'E']))
            }
            Kind::NotFinite(_) | Kind::Bare(_) => false,
            Kind::Array(items) => {
                types.has(Types::ARRAY) && self.is_exact_list(items, &shape, left)
            }
            Kind::Object(members) => {
                types.has(Types::OBJECT) && self.is_exact_object(members, &shape, left)
            }
        }
    }

    fn is_exact_list(&mut self, items: &[Node<'_>], shape: &Shape<'s>, left: &mut usize) -> bool {
        let rest = self.shapes.at(&shape.items);
        items.iter().enumerate().all(|(index, item)| {
            let place = shape.prefix.get(index);
            let id = place.map_or(rest, |place| self.shapes.at(place));
            self.is_exact_within(item, id, left)
        })
    }

    fn is_exact_object(
        &mut self,
        members: Members<'_>,
        shape: &Shape<'s>,
        left: &mut usize,
    ) -> bool {
        let plain = shape.properties.len() <= MAX_PROPERTIES
            && shape.patterns.is_empty()
            && shape.names.is_empty()
            && shape.required.is_empty();
        if !plain {
            return false;
        }
        let mut seen = 0u64;
        let mut others: HashSet<&str> = HashSet::new();
        for (index, (name, member)) in members.iter().enumerate() {
            // Members mostly stand where the type has them.
            let here = shape
                .properties
                .get(index)
                .filter(|property| property.name == name);
            let at = match here {
                Some(_) => Some(index),
                None => shape.by_name.get(name.as_ref()).copied(),
            };
            let id = match at.and_then(|at| Some((at, shape.properties.get(at)?))) {
                Some((at, property)) => {
                    if seen & (1 << at) != 0 {
                        return false;
                    }
                    seen |= 1 << at;
                    self.shapes.at(&property.place)
                }
                None if !others.insert(name) => return false,
                None => match &shape.others {
                    Others::Allowed(place) => self.shapes.at(place),
                    Others::Unmentioned if shape.properties.is_empty() => {
                        self.shapes.at(&Place::default())
                    }
                    Others::Unmentioned | Others::Forbidden => return false,
                },
            };
            if !self.is_exact_within(member, id, left) {
                return false;
            }
        }
        let mut properties = shape.properties.iter().enumerate();
        properties.all(|(at, property)| !property.required || seen & (1 << at) != 0)
    }
}

/// How many values a value holds, with itself.
fn size(node: &Node<'_>) -> usize {
    let mut count = 0;
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        count += 1;
        match &node.kind {
            Kind::Array(items) => open.extend(items),
            Kind::Object(members) => open.extend(members.iter().map(|(_, member)| member)),
            _ => {}
        }
    }
    count
}
