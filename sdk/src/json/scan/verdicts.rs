//! What a quote in the open string is.

use super::bytes;
use super::input::Input;
use super::look::Look;
use super::machine::Scanner;
use super::open::Open;
use super::quotes::{Family, LETTER, MARK, Verdict};

impl Scanner {
    /// What a quote in the open string is.
    pub(super) fn verdict(
        &mut self,
        open: &Open,
        input: &Input<'_>,
        at: usize,
        width: usize,
    ) -> Verdict {
        if self.strict() {
            return Verdict::End;
        }
        if open.triple {
            let quotes = match open.family {
                Family::Single => "'''",
                Family::Backtick => "```",
                _ => "\"\"\"",
            };
            return match input.starts(at, quotes) {
                Some(true) => match input.byte(at + 3) {
                    None if !input.last => Verdict::More,
                    // Of a run the last three end it.
                    next if next == input.byte(at) => Verdict::Inside(MARK, true),
                    _ => Verdict::TripleEnd,
                },
                // Within three quotes any other is text.
                Some(false) => Verdict::Inside(MARK, true),
                None => Verdict::More,
            };
        }
        if let Some(verdict) = self.verdict.take() {
            return verdict;
        }
        let quote = input.byte(at);
        let next = input.byte(at + width);
        if open.pair || (self.doubling && open.opens()) {
            let Some(next) = next else {
                return if input.last {
                    Verdict::End
                } else {
                    Verdict::More
                };
            };
            if !open.pair && matches!(next, b',' | b'}' | b']') {
                return Verdict::End;
            }
            if !open.pair {
                if !(bytes::is_space(next)
                    || matches!(next, b',' | b'}' | b']' | b')' | b':' | b';' | b'"'))
                {
                    return Verdict::Pair;
                }
            } else if next == b'"' {
                return self.look(Look::behind_two(), open, input, at, 2);
            } else {
                return Verdict::Inside(MARK, false);
            }
        }
        if next.is_some_and(|next| next.is_ascii_alphabetic()) {
            // `say "no`: no string ends before a letter.
            return open.family.inside(LETTER, open.before);
        }
        if open.inner == 0
            && open.family == Family::Double
            && self.ends_plainly(open.role, b'"', input, at)
        {
            return Verdict::End;
        }
        if matches!(quote, Some(b'"' | b'\''))
            && !open.empty
            && next == quote
            && input.byte(at + 2) == quote
        {
            // In a run of quotes only the last two can be more than part of the text.
            return Verdict::Inside(MARK, false);
        }
        self.look(Look::default(), open, input, at, width)
    }

    /// Begins to judge a quote of so many bytes by what follows it.
    fn look(
        &mut self,
        mut look: Look,
        open: &Open,
        input: &Input<'_>,
        at: usize,
        width: usize,
    ) -> Verdict {
        let verdict = look.judge(input, at, width, open.place(&self.around()));
        if verdict == Verdict::More {
            self.look = Some((look, width));
        }
        verdict
    }
}
