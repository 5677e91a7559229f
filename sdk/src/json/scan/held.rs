//! Quotes that are held back in the open string, and what comes behind them.

use super::bytes;
use super::input::Input;
use super::look::Look;
use super::machine::{Mode, Scanner, Step};
use super::open::Open;
use super::quotes::{LETTER, MARK, Verdict};
use super::sink::Sink;

/// How long a piece is of which it is asked first whether all of it is plain.
const PIECE: usize = 64;

/// What stands around the open string.
pub(super) struct Around<'s> {
    pub(super) closers: &'s [u8],
    /// Whether the open container has a comma.
    pub(super) comma: bool,
    pub(super) fenced: bool,
}

/// What reading quotes came to.
pub(super) enum Reading {
    /// It is not clear yet what the quote at this place is.
    Held,
    /// It is more than part of the string.
    Shown(Verdict),
    /// At this place is no quote.
    Over,
}

impl Open {
    /// Reads the quote of one byte at a place and those behind it, with the text between them, as long as they are part of
    /// the string.
    pub(super) fn quotes(
        &mut self,
        look: &mut Look,
        input: &Input<'_>,
        at: &mut usize,
        around: &Around<'_>,
    ) -> Reading {
        let bytes = input.bytes();
        let Some(&quote) = bytes.get(*at) else {
            return Reading::Over;
        };
        loop {
            let mut next = bytes.get(*at + 1).copied();
            if next == Some(quote) && (look.is_new() || look.is_in_run()) {
                // In a run only the last two can be more than part of the text.
                while bytes.get(*at + 2) == Some(&quote) && self.is_in_run() {
                    self.took_quote(quote, MARK, false);
                    *at += 1;
                }
                next = bytes.get(*at + 1).copied();
            }
            let verdict = if look.is_new() && next.is_some_and(|next| next.is_ascii_alphabetic()) {
                // `say "no`: no string ends before a letter.
                self.family.inside(LETTER, self.before)
            } else {
                look.judge(input, *at, 1, self.place(around))
            };
            match verdict {
                Verdict::More => return Reading::Held,
                Verdict::Inside(next, apostrophe) => {
                    self.took_quote(quote, next, apostrophe);
                }
                verdict => return Reading::Shown(verdict),
            }
            let from = *at + 1;
            *at = self.text_end(bytes, from);
            match bytes.get(from..*at) {
                None | Some([]) => {}
                Some(&[byte]) => self.took_byte(byte),
                Some(_) => self.took(input.slice(from, *at)),
            }
            if bytes.get(*at) != Some(&quote) || self.inner == 0 || !self.is_in_run() {
                return Reading::Over;
            }
            *look = Look::default();
        }
    }
}

impl Scanner {
    #[inline]
    pub(super) fn around(&self) -> Around<'_> {
        Around {
            closers: &self.closers,
            comma: self.frames.last().is_some_and(|frame| frame.comma),
            fenced: self.outside.in_fence(),
        }
    }

    /// Reads on in the open string; whether all that came is inside of it, or waits there.
    ///
    /// What most pieces are is asked first, each in a few steps, as most pieces are short.
    #[inline]
    pub(super) fn push_text(&mut self, text: &str, sink: &mut impl Sink) -> bool {
        let Some(open) = self.open.as_mut() else {
            return false;
        };
        if let Some((look, _)) = &mut self.look {
            let bytes = text.as_bytes();
            if look.passes(bytes, self.base, open.family) {
                return true;
            }
            if let Some(&[one, _, three]) = bytes.get(self.base..)
                && one == three
                && look.is_in_run()
                && open.is_in_run()
            {
                open.took_quote(one, MARK, false);
                let next = self.base + 1;
                sink.piece(
                    text.get(self.base..next).unwrap_or_default(),
                    self.base,
                    true,
                );
                self.base = next;
                return true;
            }
            return self.push_behind(text, sink);
        }
        let new = text.get(self.base..).unwrap_or_default();
        match new.as_bytes() {
            [byte] if open.is_double() && !bytes::is_special(*byte) => {
                if *byte == b':' && open.held_back(new.as_bytes()) > 0 {
                    return true;
                }
                open.took_byte(*byte);
            }
            [b'"'] if open.is_double() && open.is_in_run() && self.mode == Mode::Tolerant => {
                self.look = Some((Look::at_quote(), 1));
                return true;
            }
            b"\"\"\"\"" if open.is_double() && open.triple => {
                // The first of them is no part of the three that end the string.
                open.took_quote(b'"', MARK, true);
                sink.piece("\"", self.base, true);
                self.base += 1;
                return true;
            }
            _ if new.len() <= PIECE && !open.is_held_back() && open.goes_on(new) => {}
            // Of a longer piece the end is not looked at twice.
            bytes => return open.waits(bytes) || self.push_more(text, sink),
        }
        sink.piece(new, self.base, true);
        self.base = text.len();
        true
    }

    /// Reads on behind the quote that is held back.
    fn push_behind(&mut self, text: &str, sink: &mut impl Sink) -> bool {
        let (Some(open), Some((look, width))) = (&mut self.open, &mut self.look) else {
            return false;
        };
        let input = Input { text, last: false };
        let around = Around {
            closers: &self.closers,
            comma: self.frames.last().is_some_and(|frame| frame.comma),
            fenced: self.outside.in_fence(),
        };
        let mut at = self.base;
        let reading = if *width == 1 {
            open.quotes(look, &input, &mut at, &around)
        } else {
            match look.judge(&input, at, *width, open.place(&around)) {
                Verdict::More => Reading::Held,
                verdict => Reading::Shown(verdict),
            }
        };
        if at > self.base {
            sink.piece(input.slice(self.base, at), self.base, true);
            self.base = at;
        }
        match reading {
            Reading::Held => return true,
            Reading::Shown(verdict) => self.verdict = Some(verdict),
            Reading::Over => {}
        }
        self.look = None;
        self.base == text.len() || self.push_more(text, sink)
    }

    /// Reads what is more than text.
    fn push_more(&mut self, text: &str, sink: &mut impl Sink) -> bool {
        let input = Input { text, last: false };
        match self.text(&input, self.base, sink) {
            Step::On(next) => {
                self.base = next;
                next == text.len() && !self.failed()
            }
            Step::Wait(next) => {
                self.base = next;
                true
            }
        }
    }

    /// Judges the quote that is held back by what there is; the text is over.
    pub(super) fn settle(&mut self, text: &str) {
        let Some((mut look, width)) = self.look.take() else {
            return;
        };
        let Some(open) = self.open.as_ref() else {
            return;
        };
        let input = Input { text, last: true };
        let verdict = look.judge(&input, self.base, width, open.place(&self.around()));
        self.verdict = Some(verdict);
    }
}
