//! The elements of one list in an answer that grows: each as text, as soon as its last byte is there.

use std::ops::Range;

use super::align::fold;
use super::node::Trust;
use super::scan::{About, Atom, Mode, RepairKind, Role, RootEnd, Roots, Scanner, Shape, Sink};
use crate::schema::{SAME, Way};

/// Finds the elements of the list at a place.
#[derive(Debug)]
pub(crate) struct Elements {
    text: String,
    scanner: Scanner,
    finder: Finder,
}

/// A whole element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Element {
    /// Where it stands in the text.
    pub(crate) span: Range<usize>,
    /// Its place in the list.
    pub(crate) index: usize,
    /// How it comes back from the shape that a host was asked for.
    pub(crate) step: usize,
}

#[derive(Debug)]
struct Finder {
    /// The names on the way to the list, in the type's own shape.
    steps: Vec<String>,
    frames: Vec<Frame>,
    /// The name of the member that is read.
    name: String,
    in_name: bool,
    /// The beginning of the element that is read.
    begin: Option<usize>,
    count: usize,
    /// The list was found; another one is not looked for.
    found: bool,
    elements: Vec<Element>,
}

#[derive(Clone, Copy, Debug)]
struct Frame {
    shape: Shape,
    /// How many of the steps lead here; nothing for a place that is not on the way.
    on_way: Option<usize>,
    is_list: bool,
    /// Elements that have begun.
    count: usize,
    step: usize,
}

impl Elements {
    /// Looks for the list at `pointer`, a JSON Pointer in the type's own shape.
    pub(crate) fn at(pointer: &str) -> Self {
        let steps = pointer.split('/').skip(1);
        Self {
            text: String::new(),
            scanner: Scanner::new(Mode::Tolerant, Roots::Containers),
            finder: Finder {
                steps: steps
                    .map(|step| step.replace("~1", "/").replace("~0", "~"))
                    .collect(),
                frames: Vec::new(),
                name: String::new(),
                in_name: false,
                begin: None,
                count: 0,
                found: false,
                elements: Vec::new(),
            },
        }
    }

    /// Takes the next part of the text, and gives the elements that are whole now.
    pub(crate) fn push(
        &mut self,
        delta: &str,
        way: Option<Way<'_>>,
    ) -> impl Iterator<Item = Element> + use<> {
        self.text.push_str(delta);
        let mut walk = Walk {
            finder: &mut self.finder,
            way,
        };
        // What nests too deep is told by the decoder, at the end.
        let _ = self.scanner.push(delta, &mut walk);
        std::mem::take(&mut self.finder.elements).into_iter()
    }

    /// The text of an element.
    pub(crate) fn text(&self, element: &Element) -> &str {
        self.text.get(element.span.clone()).unwrap_or_default()
    }
}

/// The finder at work.
struct Walk<'a> {
    finder: &'a mut Finder,
    way: Option<Way<'a>>,
}

impl Walk<'_> {
    /// A value begins: how many of the steps lead to it, and how it comes back.
    fn enter(&mut self, at: usize) -> (Option<usize>, usize) {
        let finder = &mut *self.finder;
        let Some(parent) = finder.frames.last_mut() else {
            let step = self.way.map_or(SAME, |way| way.root());
            return (Some(0).filter(|_| !finder.found), step);
        };
        let index = parent.count;
        parent.count += 1;
        if parent.is_list {
            finder.begin = Some(at);
            finder.count = index;
        }
        let parent = *parent;
        let step = match (self.way, parent.shape) {
            (None, _) => SAME,
            (Some(way), Shape::Object) => way.member(parent.step, &finder.name),
            (Some(way), _) => way.item(parent.step, index),
        };
        let Some(seen) = parent.on_way.filter(|_| !finder.found) else {
            return (None, step);
        };
        let is_root = finder.frames.len() == 1;
        let on_way = match (parent.shape, finder.steps.get(seen)) {
            // What a host can only be asked for inside an object, and a list that a model put into one.
            (Shape::Object, _)
                if is_root && seen == 0 && self.way.is_some_and(|way| way.is_wrapped()) =>
            {
                Some(0)
            }
            (Shape::Object, None) if is_root => Some(0),
            (Shape::Object, Some(step)) if is_same(step, &finder.name) => Some(seen + 1),
            (Shape::Array, Some(step)) if *step == index.to_string() => Some(seen + 1),
            _ => None,
        };
        (on_way, step)
    }

    /// A value is over.
    fn leave(&mut self, end: usize) {
        let finder = &mut *self.finder;
        let Some(list) = finder.frames.last().filter(|frame| frame.is_list) else {
            return;
        };
        if let Some(begin) = finder.begin.take() {
            let step = self
                .way
                .map_or(SAME, |way| way.item(list.step, finder.count));
            finder.elements.push(Element {
                span: begin..end,
                index: finder.count,
                step,
            });
        }
    }
}

/// Whether a model's name for a member is the type's.
fn is_same(name: &str, found: &str) -> bool {
    name == found || fold(name).is_some_and(|name| fold(found) == Some(name))
}

impl Sink for Walk<'_> {
    fn begin(&mut self, _: usize, _: bool) {
        self.finder.frames.clear();
        self.finder.begin = None;
    }

    fn end(&mut self, _: usize, _: RootEnd) {
        self.finder.frames.clear();
        self.finder.begin = None;
    }

    fn open(&mut self, shape: Shape, at: usize) {
        let (on_way, step) = self.enter(at);
        let finder = &mut *self.finder;
        let is_list = shape == Shape::Array && on_way == Some(finder.steps.len());
        finder.found |= is_list;
        finder.frames.push(Frame {
            shape,
            on_way,
            is_list,
            count: 0,
            step,
        });
    }

    fn close(&mut self, _: Shape, end: usize, _: bool, cut: bool) {
        self.finder.frames.pop();
        if cut {
            self.finder.begin = None;
        } else {
            self.leave(end);
        }
    }

    fn string_start(&mut self, role: Role, at: usize) {
        if role == Role::Name {
            self.finder.in_name = true;
            self.finder.name.clear();
        } else {
            self.enter(at);
        }
    }

    fn piece(&mut self, text: &str, _: usize, _: bool) {
        if self.finder.in_name {
            self.finder.name.push_str(text);
        }
    }

    fn string_end(&mut self, end: usize, trust: Trust, _: bool) {
        if !std::mem::take(&mut self.finder.in_name) && !matches!(trust, Trust::Cut) {
            self.leave(end);
        }
    }

    fn number(&mut self, _: &str, span: Range<usize>, _: bool, trust: Trust) {
        self.enter(span.start);
        if !matches!(trust, Trust::Cut) {
            self.leave(span.end);
        }
    }

    fn atom(&mut self, _: Atom, span: Range<usize>, trust: Trust) {
        self.number("", span, false, trust);
    }

    fn bare(&mut self, role: Role, text: &str, span: Range<usize>, trust: Trust) {
        if role == Role::Name {
            self.finder.name.clear();
            self.finder.name.push_str(text);
        } else {
            self.number("", span, false, trust);
        }
    }

    fn item_was_name(&mut self, _: usize) {
        // `["a", "b": 1`: the last string was no element.
        let finder = &mut *self.finder;
        if finder.frames.last().is_some_and(|frame| frame.is_list) {
            finder.elements.pop();
        }
    }

    fn repair(&mut self, _: RepairKind, _: Range<usize>) {}

    fn doubt(&mut self, _: About, _: &'static str) {}

    fn reasoning(&mut self, _: Range<usize>, _: bool) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pointer: &str, text: &str, size: usize) -> Vec<(usize, String)> {
        let mut elements = Elements::at(pointer);
        let mut out = Vec::new();
        for piece in text.as_bytes().chunks(size) {
            let whole: Vec<Element> = elements
                .push(std::str::from_utf8(piece).unwrap(), None)
                .collect();
            for element in whole {
                out.push((element.index, elements.text(&element).to_owned()));
            }
        }
        out
    }

    #[test]
    fn elements_are_found_however_the_text_is_cut() {
        for (pointer, text, expected) in [
            (
                "",
                r#"[1, "a", [2], {"b": [3]}, null]"#,
                &["1", "\"a\"", "[2]", r#"{"b": [3]}"#, "null"][..],
            ),
            (
                "",
                "Here:\n```json\n[{\"a\": 1},\n{\"a\": 2}]\n```",
                &["{\"a\": 1}", "{\"a\": 2}"],
            ),
            ("", r#"{"users": [1, 2]}"#, &["1", "2"]),
            ("/a", r#"{"b": [9], "a": [1, 2], "c": [8]}"#, &["1", "2"]),
            ("/actionItems", r#"{"action_items": ["x"]}"#, &["\"x\""]),
            (
                "/a/b",
                r#"{"a": {"c": [9], "b": [[1], [2]]}, "b": [7]}"#,
                &["[1]", "[2]"],
            ),
            ("/0/a", r#"[{"a": [1]}, {"a": [2]}]"#, &["1"]),
            ("/a~1b", r#"{"a/b": [1, true]}"#, &["1", "true"]),
            ("/a", r#"{"a": {"a": [1]}}"#, &[]),
            ("/a", r#"{"a": []}"#, &[]),
            ("", r#"[{"a": 1}, {"a": 2"#, &["{\"a\": 1}"]),
            ("", "[1, 2", &["1"]),
        ] {
            for size in 1..=text.len() {
                let found = found(pointer, text, size);
                let texts: Vec<&str> = found.iter().map(|(_, text)| text.as_str()).collect();
                assert_eq!(texts, expected, "{pointer} in {text} in pieces of {size}");
                assert!(
                    found
                        .iter()
                        .enumerate()
                        .all(|(place, (index, _))| place == *index)
                );
            }
        }
    }
}
