//! Lists, lists of one, and what stands for them.

use std::rc::Rc;

use super::AlignKind;
use super::fit::{Aligner, mismatch, weight};
use super::names::fold;
use super::object::Members;
use super::outcome::{Built, Outcome};
use super::shape::{Shape, ShapeId, Types};
use super::union::best;
use crate::json::constraints::words;
use crate::json::node::{Kind, Node};

impl<'n, 's> Aligner<'_, 'n, 's> {
    pub(super) fn fit_list(
        &mut self,
        node: &'n Node<'n>,
        items: &'n [Node<'n>],
        shape: &Shape<'s>,
    ) -> Outcome<'n> {
        let rest = self.shapes.at(&shape.items);
        let prefix: Vec<ShapeId> = shape
            .prefix
            .iter()
            .map(|place| self.shapes.at(place))
            .collect();
        let mut out = Outcome::same(node);
        let mut built = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let fitted = self.fit(item, prefix.get(index).copied().unwrap_or(rest));
            out.add(&fitted);
            built.push(fitted);
        }
        if out.changed || !out.fits() {
            out.built = Built::Array(built);
        }
        out
    }

    /// A list is wanted and something else is there.
    pub(super) fn fit_to_list(
        &mut self,
        node: &'n Node<'n>,
        id: ShapeId,
        shape: &Shape<'s>,
    ) -> Outcome<'n> {
        let mut attempts = Vec::new();
        match &node.kind {
            Kind::Null | Kind::NotFinite(_) => return mismatch(node, Types::ARRAY),
            Kind::String(text) | Kind::Bare(text) => {
                // Where the items are texts, an object in a text is one of them, and so is `[draft]`.
                let item = self.shapes.at(shape.prefix.first().unwrap_or(&shape.items));
                let takes_texts = self.shapes.get(item).types.has(Types::STRING);
                let is_json = || serde_json::from_str::<serde::de::IgnoredAny>(text.trim()).is_ok();
                if (!takes_texts || (text.trim_start().starts_with('[') && is_json()))
                    && let Some(inner) = self.fit_inner(node, text, id)
                {
                    return inner;
                }
                // `"a, b"` may be one text or two, and words that nobody quoted are no item.
                if text.contains([',', ';', '\n'])
                    || (matches!(node.kind, Kind::Bare(_))
                        && text.contains(|c: char| !c.is_alphanumeric() && !"_-.@/+".contains(c)))
                    || text.trim_start().starts_with(['[', '{'])
                    || (text.trim_start().starts_with('<') && text.contains(['[', '{']))
                    || (text.trim_start().starts_with("(\"") && text.trim_end().ends_with(')'))
                {
                    let message = format!(
                        "must be a list, is {}, which may be one item or several",
                        words::a_text(text)
                    );
                    return Outcome::doubt(node, message);
                }
            }
            Kind::Object(members) => {
                attempts.extend(self.fit_wrapped(node, members, id, true).map(Rc::new));
            }
            _ => {}
        }
        let place = shape.prefix.first().unwrap_or(&shape.items);
        let item = self.shapes.at(place);
        if attempts.iter().any(|attempt| attempt.fits())
            && !self.shapes.get(item).types.has(Types::OBJECT)
        {
            // `{"result": "[\"a\"]"}` holds a list, and no text that is the only item of one.
            return best(node, &attempts, || "a list".to_owned());
        }
        // `{"error": "no such city"}` is no item where nothing is required and nothing forbidden.
        let knows =
            !matches!(&node.kind, Kind::Object(members) if !self.knows_one(members, item, 0));
        let item = self.fit(node, item);
        if item.fits() && knows {
            let mut out = Outcome::same(node);
            out.add(&item);
            out.built = Built::Array(vec![item]);
            attempts.push(Rc::new(out.note(
                weight::ONE,
                AlignKind::ListOfOne,
                "was the item without a list",
            )));
        }
        if attempts.is_empty() {
            return mismatch(node, Types::ARRAY);
        }
        best(node, &attempts, || "a list".to_owned())
    }

    /// One value is wanted and a list is there: its item, if there is exactly one.
    pub(super) fn fit_item_of_one(
        &mut self,
        node: &'n Node<'n>,
        items: &'n [Node<'n>],
        id: ShapeId,
        shape: &Shape<'s>,
        wanted: Types,
    ) -> Outcome<'n> {
        // `[null]` is not nothing.
        if wanted != Types::NULL
            && !shape.types.has(Types::ARRAY)
            && let [only] = items
        {
            let inner = self.fit(only, id);
            if inner.fits() && !matches!(only.kind, Kind::Null) {
                return Outcome::through(node, &inner).note(
                    weight::ONE,
                    AlignKind::ItemOfOne,
                    "was the only item of a list",
                );
            }
        }
        mismatch(node, wanted)
    }

    /// A number, a text or a truth is wanted and an object is there: what a wrapper of a usual name holds.
    pub(super) fn fit_wrapped_scalar(
        &mut self,
        node: &'n Node<'n>,
        members: Members<'n>,
        id: ShapeId,
        shape: &Shape<'s>,
        wanted: Types,
    ) -> Outcome<'n> {
        if wanted != Types::NULL
            && !shape.types.has(Types::OBJECT)
            && let [(name, _)] = members
            && super::object::is_usual_wrapper(name)
            && let Some(inner) = self.fit_wrapped(node, members, id, false)
        {
            return inner;
        }
        mismatch(node, wanted)
    }

    /// Whether one of the members is a property of the shape, or the shape is that of a map.
    pub(super) fn knows_one(&mut self, members: Members<'_>, id: ShapeId, depth: usize) -> bool {
        let shape = self.shapes.get(id);
        if depth < 8 && !shape.branches.is_empty() {
            return shape
                .branches
                .iter()
                .any(|branch| self.knows_one(members, *branch, depth + 1));
        }
        shape.properties.is_empty()
            || members.iter().any(|(name, _)| {
                shape.by_name.contains_key(name.as_ref())
                    || fold(name).is_some_and(|name| shape.by_fold.contains_key(&name))
            })
    }
}
