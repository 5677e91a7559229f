//! Fitting a value to a shape: each pair once.

use std::rc::Rc;

use super::build::build;
use super::outcome::{Built, Outcome};
use super::shape::{Place, Shape, ShapeId, Shapes, Types};
use super::spelling::Spelling;
use super::union::best;
use super::{AlignKind, Scan, scalar};
use crate::json::constraints::known::Known;
use crate::json::constraints::words;
use crate::json::node::{Kind, Node, Trust};

/// How many attempts may be within one another: a value nests 128 deep, and a level may take three.
const MAX_DEPTH: usize = 420;

/// JSON within a text, within a text…
const MAX_TEXTS: usize = 4;

/// What changes weigh when alternatives are compared.
pub(super) mod weight {
    pub(in crate::json::align) const NAME: u32 = 1;
    pub(in crate::json::align) const SPELLING: u32 = 2;
    pub(in crate::json::align) const EXTRA: u32 = 3;
    pub(in crate::json::align) const TO_NULL: u32 = 3;
    pub(in crate::json::align) const BOOLEAN_DIGIT: u32 = 4;
    pub(in crate::json::align) const STRINGIFIED: u32 = 3;
    pub(in crate::json::align) const ONE: u32 = 5;
    pub(in crate::json::align) const WRAPPER: u32 = 6;
    pub(in crate::json::align) const DROPPED: u32 = 8;
}

pub(super) struct Aligner<'a, 'n, 's> {
    pub(super) shapes: &'a mut Shapes<'s>,
    pub(super) scan: Option<Scan<'a>>,
    pub(super) spelling: Spelling<'a>,
    /// By the addresses of values and the numbers of shapes; nothing while it is being worked on.
    known: Known<(usize, ShapeId), Option<Rc<Outcome<'n>>>>,
    depth: usize,
    /// How many texts this value stands within.
    texts: usize,
    /// Whether a member that the schema does not mention is one that the value will not have.
    pub(super) is_typed: bool,
}

impl<'a, 'n, 's> Aligner<'a, 'n, 's> {
    pub(super) fn new(shapes: &'a mut Shapes<'s>, scan: Option<Scan<'a>>, texts: usize) -> Self {
        Self {
            is_typed: false,
            shapes,
            scan,
            spelling: Spelling::AsRead,
            known: Known::default(),
            depth: 0,
            texts,
        }
    }

    /// Whether the value stands within a text of the answer.
    pub(super) fn is_in_text(&self) -> bool {
        self.texts > 0
    }

    pub(super) fn fit_root(&mut self, node: &'n Node<'n>) -> Rc<Outcome<'n>> {
        let id = self.root();
        self.fit(node, id)
    }

    /// The shape of a value that is asked for, be it alone or in a list.
    pub(super) fn root_or_item(&mut self) -> ShapeId {
        let root = self.root();
        let shape = self.shapes.get(root);
        if shape.branches.is_empty() && shape.types == Types::ARRAY {
            return self.shapes.at(&shape.items);
        }
        root
    }

    pub(super) fn root(&mut self) -> ShapeId {
        let root = self.shapes.root();
        self.shapes.at(&Place::of(vec![root]))
    }

    pub(super) fn fit(&mut self, node: &'n Node<'n>, id: ShapeId) -> Rc<Outcome<'n>> {
        // A scalar for a scalar is no work, and leads nowhere.
        let is_scalar = !matches!(node.kind, Kind::Array(_) | Kind::Object(_));
        if is_scalar && self.shapes.get(id).is_scalar() {
            return Rc::new(self.fit_anew(node, id));
        }
        let key = (std::ptr::from_ref(node) as usize, id);
        match self.known.get(&key) {
            Some(Some(outcome)) => return Rc::clone(outcome),
            // A list of itself.
            Some(None) => return Rc::new(Outcome::fault(node, "is defined by itself")),
            None => {}
        }
        if self.depth >= MAX_DEPTH {
            return Rc::new(Outcome::fault(node, "nests too deep"));
        }
        self.known.insert(key, None);
        self.depth += 1;
        let outcome = Rc::new(self.fit_anew(node, id));
        self.depth -= 1;
        self.known.insert(key, Some(Rc::clone(&outcome)));
        outcome
    }

    fn fit_anew(&mut self, node: &'n Node<'n>, id: ShapeId) -> Outcome<'n> {
        match node.trust {
            Trust::Sure => {}
            Trust::Cut => {
                let mut out = Outcome::doubt(node, "is cut off: the text ends inside of it");
                out.truncated = true;
                return out;
            }
            Trust::Doubtful(why) => {
                return Outcome::doubt(node, format!("can be read in more than one way: {why}"));
            }
        }
        let shape = self.shapes.get(id);
        if shape.never {
            return Outcome::fault(node, "must not be here");
        }
        if !shape.branches.is_empty() {
            return self.fit_alternatives(node, &shape);
        }
        if shape.values.is_some() {
            return self.fit_literal(node, id, &shape);
        }
        let mut own = own_types(node, &shape);
        if own == Types::ALL {
            own = match node.kind {
                Kind::Array(_) => Types::ARRAY,
                Kind::Object(_) => Types::OBJECT,
                _ => return plain(node),
            };
        }
        let attempts: Vec<_> = own
            .each()
            .map(|one| {
                let attempt = self.fit_type(node, id, &shape, one);
                Rc::new(attempt)
            })
            .collect();
        match attempts.as_slice() {
            [] => Outcome::fault(
                node,
                format!("must be {}, is {}", shape.types.words(), words::found(node)),
            ),
            [_] => attempts
                .into_iter()
                .next()
                .and_then(Rc::into_inner)
                .unwrap_or_else(|| Outcome::same(node)),
            _ => {
                let expected = shape.types.words();
                best(node, &attempts, || expected)
            }
        }
    }

    fn fit_type(
        &mut self,
        node: &'n Node<'n>,
        id: ShapeId,
        shape: &Shape<'s>,
        wanted: Types,
    ) -> Outcome<'n> {
        match (&node.kind, wanted) {
            (Kind::Array(items), Types::ARRAY) => self.fit_list(node, items, shape),
            (Kind::Object(members), Types::OBJECT) => self.fit_object(node, members, id, shape),
            (_, Types::ARRAY) => self.fit_to_list(node, id, shape),
            (Kind::Array(items), _) => self.fit_item_of_one(node, items, id, shape, wanted),
            (Kind::Object(members), _) => self.fit_wrapped_scalar(node, members, id, shape, wanted),
            (Kind::String(text) | Kind::Bare(text), Types::OBJECT) => self
                .fit_inner(node, text, id)
                .unwrap_or_else(|| mismatch(node, wanted)),
            (Kind::Number(_) | Kind::Bool(_), Types::STRING) => self.fit_written(node),
            _ => scalar::fit(node, wanted),
        }
    }

    /// JSON that stands in a text: read, and fitted on its own. Nothing if the text is none, or none that fits.
    pub(super) fn fit_inner(
        &mut self,
        node: &'n Node<'n>,
        text: &str,
        id: ShapeId,
    ) -> Option<Outcome<'n>> {
        let trimmed = text.trim();
        if !trimmed.starts_with(['{', '[']) || self.texts >= MAX_TEXTS {
            return None;
        }
        let inner = (self.scan?)(trimmed)?;
        if inner.trust != Trust::Sure || !matches!(inner.kind, Kind::Array(_) | Kind::Object(_)) {
            return None;
        }
        let mut aligner = Aligner::new(self.shapes, self.scan, self.texts + 1);
        aligner.depth = self.depth;
        aligner.is_typed = self.is_typed;
        aligner.spelling = Spelling::In(trimmed);
        let outcome = aligner.fit(&inner, id);
        if !outcome.fits() {
            return None;
        }
        let built = build(&outcome);
        let mut out = Outcome::same(node);
        out.cost = outcome.cost;
        out.built = Built::Inner(Box::new((
            built.node.into_owned(),
            built.repairs,
            built.violations,
        )));
        Some(out.note(
            weight::STRINGIFIED,
            AlignKind::Stringified,
            "was JSON within a text",
        ))
    }
}

/// The types to try: the value's own if it is allowed, else all that are.
fn own_types(node: &Node<'_>, shape: &Shape<'_>) -> Types {
    let own = match &node.kind {
        Kind::Null => Types::NULL,
        Kind::Bool(_) => Types::BOOLEAN,
        Kind::Number(_) if shape.types.has(Types::NUMBER) => Types::NUMBER,
        Kind::Number(_) => Types::INTEGER,
        Kind::String(_) => Types::STRING,
        Kind::Array(_) => Types::ARRAY,
        Kind::Object(_) => Types::OBJECT,
        Kind::Bare(_) | Kind::NotFinite(_) => return shape.types,
    };
    if shape.types != Types::ALL && shape.types.has(own) {
        own
    } else {
        shape.types
    }
}

/// A value of which nothing is asked.
fn plain<'n>(node: &'n Node<'n>) -> Outcome<'n> {
    match &node.kind {
        Kind::Bare(text) if text.chars().all(is_mark) => {
            Outcome::fault(node, "must be a value, is punctuation without one")
        }
        Kind::Bare(text) => bare(node, text),
        Kind::NotFinite(text) => Outcome::fault(
            node,
            format!("must be a value that JSON can hold, is {text}"),
        ),
        _ => Outcome::same(node),
    }
}

/// Whether a character separates values, and is a part of none.
fn is_mark(c: char) -> bool {
    c.is_whitespace() || matches!(c, '[' | ']' | '{' | '}' | ':' | ',')
}

/// A text that stood without quotes.
pub(super) fn bare<'n>(node: &'n Node<'n>, text: &'n str) -> Outcome<'n> {
    let mut out = Outcome::scalar(node, Kind::String(text.into())).note(
        weight::NAME,
        AlignKind::BareText,
        words::without_quotes(text),
    );
    out.usual = weight::NAME;
    out
}

pub(super) fn mismatch<'n>(node: &'n Node<'n>, wanted: Types) -> Outcome<'n> {
    Outcome::fault(
        node,
        format!("must be {}, is {}", wanted.words(), words::found(node)),
    )
}
