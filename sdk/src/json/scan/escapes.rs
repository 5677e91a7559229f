//! Escapes in strings: those of JSON, and what was meant by others.

use super::input::Input;
use super::machine::{Scanner, Step};
use super::open::Open;
use super::repairs::RepairKind;
use super::sink::Sink;
use super::unicode::{Unicode, unicode};

impl Scanner {
    /// A backslash inside a string.
    pub(super) fn escape(
        &mut self,
        open: &mut Open,
        input: &Input<'_>,
        at: usize,
        sink: &mut impl Sink,
    ) -> Step {
        let Some(c) = input.char(at + 1) else {
            return later(input, at);
        };
        if let Some(text) = u8::try_from(c).ok().and_then(simple_escape) {
            open.took(text);
            sink.piece(text, at, false);
            return Step::On(at + 2);
        }
        if c == 'u' {
            return self.unicode(open, input, at, sink);
        }
        let length = 1 + c.len_utf8();
        // Before a quote or a line break the backslash was an escape of another language; else it was meant: `"\d+"`,
        // `"C:\Users"`.
        let from = if matches!(c, '\'' | '`' | '\n' | '$' | '\u{201c}'..='\u{201f}') {
            at + 1
        } else {
            at
        };
        let text = input.slice(from, at + length);
        open.took(text);
        sink.piece(text, from, true);
        self.repair(RepairKind::InvalidEscape, at, at + length, sink);
        Step::On(at + length)
    }

    fn unicode(
        &mut self,
        open: &mut Open,
        input: &Input<'_>,
        at: usize,
        sink: &mut impl Sink,
    ) -> Step {
        let (c, length, half) = match unicode(input.bytes(), at) {
            Unicode::Is(c, length) => (c, length, false),
            Unicode::Half => ('\u{fffd}', 6, true),
            Unicode::More => return later(input, at),
            Unicode::No { digits } => {
                if digits {
                    open.doubt.get_or_insert("an escape is not whole");
                }
                open.took("u");
                sink.piece(input.slice(at, at + 2), at, true);
                self.repair(RepairKind::InvalidEscape, at, at + 2, sink);
                return Step::On(at + 2);
            }
        };
        let mut buffer = [0; 4];
        let text = c.encode_utf8(&mut buffer);
        open.took(text);
        sink.piece(text, at, false);
        if half {
            self.repair(RepairKind::LoneSurrogate, at, at + length, sink);
        }
        Step::On(at + length)
    }
}

/// What a letter stands for behind a backslash, where that is one of a few and needs no more text.
pub(crate) fn simple_escape(letter: u8) -> Option<&'static str> {
    Some(match letter {
        b'n' => "\n",
        b'"' => "\"",
        b'\\' => "\\",
        b't' => "\t",
        b'r' => "\r",
        b'/' => "/",
        b'b' => "\u{8}",
        b'f' => "\u{c}",
        _ => return None,
    })
}

/// The escape at `at` is not all there: it is waited for, or the text was cut in it.
fn later(input: &Input<'_>, at: usize) -> Step {
    Step::Wait(if input.last { input.text.len() } else { at })
}
