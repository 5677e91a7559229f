//! A value written down as JSON while it is read, for those who need it whole.

use std::fmt::Write as _;

use crate::json::scan::{Atom, Shape};

/// Writes the scanner's events as strict JSON. Its text is kept between values.
#[derive(Debug, Default)]
pub(super) struct Tape {
    pub(super) out: String,
    levels: Vec<Level>,
}

#[derive(Debug)]
struct Level {
    shape: Shape,
    /// Where it begins in the text.
    from: usize,
    filled: bool,
    named: bool,
}

impl Tape {
    /// Whether what was written is a whole value.
    pub(super) fn is_whole(&self) -> bool {
        self.levels.is_empty()
    }

    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.out.clear();
        self.levels.clear();
    }

    /// Room for a value: behind a comma, if it is not the first.
    fn value(&mut self) {
        if let Some(level) = self.levels.last_mut() {
            if level.filled && !level.named {
                self.out.push(',');
            }
            level.filled = true;
            level.named = false;
        }
    }

    pub(super) fn open(&mut self, shape: Shape) {
        self.value();
        self.levels.push(Level {
            shape,
            from: self.out.len(),
            filled: false,
            named: false,
        });
        self.out
            .push(if shape == Shape::Object { '{' } else { '[' });
    }

    pub(super) fn close(&mut self, comma: bool) {
        let Some(level) = self.levels.pop() else {
            return;
        };
        match level.shape {
            Shape::Object => self.out.push('}'),
            // Brackets around a single value are none.
            Shape::Paren | Shape::Call if !comma && level.filled && level.from < self.out.len() => {
                self.out.remove(level.from);
            }
            Shape::Array | Shape::Paren | Shape::Call => self.out.push(']'),
        }
    }

    pub(super) fn name_start(&mut self) {
        if let Some(level) = self.levels.last_mut() {
            if level.filled {
                self.out.push(',');
            }
            level.filled = true;
            level.named = true;
        }
        self.out.push('"');
    }

    pub(super) fn name_end(&mut self) {
        self.out.push_str("\":");
    }

    pub(super) fn string_start(&mut self) {
        self.value();
        self.out.push('"');
    }

    pub(super) fn piece(&mut self, text: &str) {
        escape(&mut self.out, text);
    }

    pub(super) fn string_end(&mut self) {
        self.out.push('"');
    }

    pub(super) fn raw(&mut self, json: &str) {
        self.value();
        self.out.push_str(json);
    }
}

/// A literal in JSON; what JSON has no word for is null.
pub(super) fn word(atom: Atom) -> &'static str {
    match atom {
        Atom::True => "true",
        Atom::False => "false",
        Atom::Null | Atom::NaN | Atom::Infinity | Atom::NegInfinity => "null",
    }
}

/// Appends text as it stands between quotes.
pub(super) fn escape(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest
        .bytes()
        .position(|b| b < b' ' || b == b'"' || b == b'\\')
    {
        let (plain, special) = rest.split_at(at);
        out.push_str(plain);
        match special.as_bytes().first() {
            Some(b'"') => out.push_str("\\\""),
            Some(b'\\') => out.push_str("\\\\"),
            Some(b'\n') => out.push_str("\\n"),
            Some(byte) => {
                // Writing to a `String` cannot fail.
                let _ = write!(out, "\\u{byte:04x}");
            }
            None => {}
        }
        rest = special.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
}

/// Text as a JSON string.
pub(super) fn quoted(out: &mut String, text: &str) {
    out.clear();
    out.push('"');
    escape(out, text);
    out.push('"');
}
