//! Names and texts without quotes, and what ends them.

use super::bytes::{self, is_odd_space, is_space};
use super::input::Input;
use super::machine::{Scanner, State, Step};
use super::numbers::{self, Number};
use super::repairs::RepairKind;
use super::sink::{About, Role, Shape, Sink};
use super::values::NO_VALUE;
use super::words;
use crate::json::node::Trust;

/// How much white space is read again when a word has to know what follows it.
pub(super) const PEEK: usize = 16;

impl Scanner {
    pub(super) fn bare_name(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) -> Step {
        if self.looked == 0 {
            let end = bytes::skip_word(input.bytes(), at);
            if end > at && input.byte(end) == Some(b':') {
                return self.give_name(input, at, end, sink);
            }
        }
        self.long_name(input, at, sink)
    }

    /// A name with more in it than letters, digits and what joins them, or more behind it than a colon.
    fn long_name(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) -> Step {
        let mut end = at + self.looked.max(1);
        let over;
        loop {
            end = bytes::skip_word(input.bytes(), end);
            let Some(byte) = input.byte(end) else {
                if input.last {
                    over = end;
                    break;
                }
                self.looked = end - at;
                return Step::Wait(at);
            };
            match byte {
                b':' | b',' | b'{' | b'}' | b'[' | b']' | b'\n' | b'\r' | b'=' | b';' => {
                    over = end;
                    break;
                }
                b'"' | b'\'' | b'`' => {
                    let spaced = input.byte(end - 1).is_some_and(is_space);
                    if spaced {
                        over = end;
                        break;
                    }
                    match input.byte(end + 1) {
                        None if !input.last => {
                            self.looked = end - at;
                            return Step::Wait(at);
                        }
                        Some(next) if byte == b'\'' && next.is_ascii_alphanumeric() => end += 1,
                        _ => {
                            over = end + 1;
                            break;
                        }
                    }
                }
                // `name # a remark` and `name // a remark`, with the colon behind it.
                b'#' | b'/' if input.byte(end - 1).is_some_and(is_space) => {
                    match (byte, input.byte(end + 1)) {
                        (_, None) if !input.last => {
                            self.looked = end - at;
                            return Step::Wait(at);
                        }
                        (b'#', Some(b' ')) | (b'/', Some(b'/' | b'*')) => {
                            over = end;
                            break;
                        }
                        _ => end += 1,
                    }
                }
                _ => end += 1,
            }
        }
        self.looked = 0;
        let text = self.without_space(input, at, end, sink);
        let whole = text.len();
        let text = text.trim_end_matches(['\u{201c}', '\u{201d}', '\u{2019}', '\u{b4}']);
        let kind = if over > end || text.len() < whole {
            RepairKind::MissingQuote
        } else {
            RepairKind::UnquotedName
        };
        self.repair(kind, at, end, sink);
        let begin = at;
        let trust = Self::sure(input.last && end == input.text.len());
        sink.bare(Role::Name, text, begin..begin + text.len(), trust);
        self.comma = None;
        self.state = State::Colon;
        Step::On(over)
    }

    /// A name without anything around it.
    #[inline]
    fn give_name(
        &mut self,
        input: &Input<'_>,
        at: usize,
        end: usize,
        sink: &mut impl Sink,
    ) -> Step {
        self.repair(RepairKind::UnquotedName, at, end, sink);
        let span = at..end;
        sink.bare(Role::Name, input.slice(at, end), span, Trust::Sure);
        self.behind_name(input, end)
    }

    /// A word of letters, digits and what joins them, with a comma or the closer behind it: `True`, `0x1F`, `Alice`. Nothing
    /// when there may be more to it.
    fn short_word(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) -> Option<Step> {
        if self.lost_comma {
            return None;
        }
        let end = bytes::skip_word(input.bytes(), at);
        let text = input.slice(at, end);
        if text.is_empty() || text == "..." {
            return None;
        }
        let next = self.closes(input, end)?;
        let span = at..end;
        if let Some((atom, repair)) = words::atom(text) {
            if let Some(kind) = repair {
                self.repair(kind, at, end, sink);
            }
            sink.atom(atom, span, Trust::Sure);
        } else if numbers::is_number(text) {
            return self.foreign_number(input, at, sink);
        } else {
            self.repair(RepairKind::UnquotedText, at, end, sink);
            sink.bare(self.role(), text, span, Trust::Sure);
        }
        self.done(end, sink);
        Some(self.behind_value(input, next, sink))
    }

    /// A number in another spelling that is not long, with a comma or the closer behind it.
    pub(super) fn foreign_number(
        &mut self,
        input: &Input<'_>,
        at: usize,
        sink: &mut impl Sink,
    ) -> Option<Step> {
        if self.looked > 0 || self.strict() {
            return None;
        }
        let end = numbers::spell_short(input.bytes(), at, &mut self.spelled)?;
        let next = self.closes(input, end)?;
        let span = at..end;
        if self.spelled.is_changed() {
            self.repair(RepairKind::Number, at, end, sink);
            sink.number(self.spelled.as_str(), span, false, Trust::Sure);
        } else {
            sink.number(input.slice(at, end), span, true, Trust::Sure);
        }
        self.done(end, sink);
        Some(self.behind_value(input, next, sink))
    }

    /// A word: a literal, a number or a text without quotes.
    #[inline]
    pub(super) fn word(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) -> Step {
        if self.strict() {
            return self.strict_word(input, at, sink);
        }
        if self.looked == 0
            && let Some(step) = self.short_word(input, at, sink)
        {
            return step;
        }
        self.long_word(input, at, sink)
    }

    #[allow(clippy::too_many_lines, reason = "one loop over what may end a word")]
    fn long_word(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) -> Step {
        let role = self.role();
        let first = input.char(at).map_or(1, char::len_utf8);
        let mut end = at + self.looked.max(first);
        let mut over = None;
        loop {
            end = bytes::skip_word(input.bytes(), end);
            let Some(byte) = input.byte(end) else {
                if input.last {
                    break;
                }
                self.looked = end - at;
                return Step::Wait(at);
            };
            let wait = match byte {
                b',' | b'}' | b']' | b'{' | b'[' | b'\n' | b'\r' => break,
                // The second half of a pair in the text: `f(x)`.
                b')' if self.word_open > 0 => {
                    self.word_open -= 1;
                    false
                }
                b')' if self.closers.contains(&b')') || is_value(input.slice(at, end)) => break,
                b';' if is_value(input.slice(at, end)) => break,
                b'\\' if is_value(input.slice(at, end)) => match input.byte(end + 1) {
                    None if !input.last => true,
                    // `5\" wide` is a text that lost a quote.
                    Some(b'"') => false,
                    _ => break,
                },
                b'(' => match input.byte(end + 1) {
                    None if !input.last => true,
                    next if Self::is_callee(input.slice(at, end), next) => {
                        self.repair(RepairKind::Wrapper, at, end + 1, sink);
                        self.word_spaced = false;
                        self.word_open = 0;
                        self.enter(Shape::Call, at, sink);
                        return Step::On(end + 1);
                    }
                    _ => {
                        self.word_open += 1;
                        false
                    }
                },
                b' ' | b'\t' => {
                    // Only the first space can end a literal or a number.
                    if self.word_spaced || !is_value(input.slice(at, end)) {
                        self.word_spaced = true;
                        false
                    } else {
                        match peek(input, end) {
                            None => true,
                            Some(Some(b'"' | b'\'' | b'`' | 0xe2)) => break,
                            // `null # a remark`, but not `42 #1`.
                            Some(Some(b'#')) => match is_remark(input, end) {
                                None => true,
                                Some(true) => break,
                                Some(false) => {
                                    self.word_spaced = true;
                                    false
                                }
                            },
                            Some(Some(b'0'..=b'9' | b'-')) if role != Role::Member => break,
                            Some(Some(byte))
                                if role != Role::Member && byte.is_ascii_alphabetic() =>
                            {
                                match literal_next(input, end) {
                                    None => true,
                                    Some(true) => break,
                                    Some(false) => {
                                        self.word_spaced = true;
                                        false
                                    }
                                }
                            }
                            Some(_) => {
                                self.word_spaced = true;
                                false
                            }
                        }
                    }
                }
                b'"' => {
                    if input.byte(end - 1).is_some_and(is_space) {
                        break;
                    }
                    match peek(input, end + 1) {
                        None => true,
                        Some(None | Some(b',' | b'}' | b']' | b')' | b'\n' | b'\r')) => {
                            over = Some(end + 1);
                            break;
                        }
                        Some(_) => {
                            self.word_doubt = true;
                            false
                        }
                    }
                }
                b':' if role == Role::Member && !self.word_doubt => {
                    match second_name(input.slice(at, end)) {
                        Some(value) if is_value(value) => {
                            end = at + value.len();
                            break;
                        }
                        Some(_) => self.word_doubt = true,
                        None => {}
                    }
                    false
                }
                b'/' => match input.byte(end + 1) {
                    None if !input.last => true,
                    Some(b'*') => break,
                    Some(b'/') if input.byte(end - 1).is_some_and(is_space) => break,
                    _ => false,
                },
                b'`' => match input.starts(end, "```") {
                    None => true,
                    Some(true) => break,
                    Some(false) => false,
                },
                _ => false,
            };
            if wait {
                self.looked = end - at;
                return Step::Wait(at);
            }
            end += 1;
        }
        let cut = input.last && end == input.text.len() && !self.frames.is_empty();
        self.give_word(role, input, at, end, over, cut, sink);
        Step::On(over.unwrap_or(end))
    }

    /// A word without the space behind it.
    fn without_space<'p>(
        &mut self,
        input: &Input<'p>,
        at: usize,
        end: usize,
        sink: &mut impl Sink,
    ) -> &'p str {
        let word = input.slice(at, end);
        let text = word.trim_end_matches(|c: char| c.is_whitespace() || is_odd_space(c));
        if word.len() > text.len() && word.bytes().last().is_some_and(|b| !is_space(b)) {
            self.repair(RepairKind::OddSpace, at + text.len(), end, sink);
        }
        text
    }

    #[allow(clippy::too_many_arguments, reason = "the places of a word are many")]
    pub(super) fn give_word(
        &mut self,
        role: Role,
        input: &Input<'_>,
        at: usize,
        end: usize,
        quoted: Option<usize>,
        cut: bool,
        sink: &mut impl Sink,
    ) {
        let mut text = input.slice(at, end);
        if quoted.is_none() {
            text = self.without_space(input, at, end, sink);
        }
        let over = quoted.map_or(at + text.len(), |quote| quote);
        let whole = text.len();
        if quoted.is_none() {
            text = text.trim_end_matches(['\u{201c}', '\u{201d}']);
        }
        let quoted = quoted.or((text.len() < whole).then_some(at + whole));
        let end = at + text.len();
        let span = at..end;
        let doubt = std::mem::take(&mut self.word_doubt);
        self.word_spaced = false;
        self.word_open = 0;
        let trust = if cut { Trust::Cut } else { Trust::Sure };
        let number = if quoted.is_none() {
            numbers::classify(text, &mut self.spelled)
        } else {
            Number::No
        };
        if quoted.is_none()
            && let Some((atom, repair)) = words::atom(text)
        {
            if let Some(kind) = repair {
                self.repair(kind, at, end, sink);
            }
            sink.atom(atom, span, trust);
        } else if number == Number::Plain {
            sink.number(text, span, true, trust);
        } else if number == Number::Rewritten {
            self.repair(RepairKind::Number, at, end, sink);
            sink.number(self.spelled.as_str(), span, false, trust);
        } else {
            let kind = if quoted.is_some() {
                RepairKind::MissingQuote
            } else {
                RepairKind::UnquotedText
            };
            self.repair(kind, at, end, sink);
            let trust = if cut {
                Trust::Cut
            } else if quoted.is_some()
                && role == Role::Item
                && (numbers::is_number(text) || text.bytes().all(|b| b.is_ascii_digit()))
            {
                // `[2, 1,389"]` may have begun anywhere before it.
                Trust::Doubtful("where the text that ends with a quote begins is not known")
            } else if text.contains(" # ") {
                Trust::Doubtful("a text without quotes may end before a comment")
            } else if text.contains('\\') || text.ends_with([':', ';', '\'', '"']) {
                Trust::Doubtful("a text without quotes may have been escaped")
            } else if doubt {
                Trust::Doubtful("where the text without quotes ends is not known")
            } else if self.lost_comma && role == Role::Item {
                self.doubt(About::Previous, NO_COMMA, at, sink);
                Trust::Doubtful(NO_COMMA)
            } else if text == "..." || text == "\u{2026}" {
                Trust::Doubtful(NO_VALUE)
            } else {
                Trust::Sure
            };
            sink.bare(role, text, span, trust);
        }
        self.done(over, sink);
        self.line_over = matches!(input.byte(end), Some(b'\n' | b'\r'));
    }
}

const NO_COMMA: &str = "a text without quotes and without a comma before it";

/// Whether a word is a literal or a number.
fn is_value(word: &str) -> bool {
    words::atom(word).is_some() || numbers::is_number(word)
}

/// What follows the spaces at a place: nothing when it cannot be known yet, an inner nothing at the end of the text.
#[allow(
    clippy::option_option,
    reason = "not yet, nothing, and a byte are three answers"
)]
fn peek(input: &Input<'_>, at: usize) -> Option<Option<u8>> {
    let mut end = at;
    while matches!(input.byte(end), Some(b' ' | b'\t')) && end - at < PEEK {
        end += 1;
    }
    match input.byte(end) {
        None if !input.last => None,
        next => Some(next),
    }
}

/// Whether a literal follows the spaces at a place; nothing when it cannot be known yet.
fn literal_next(input: &Input<'_>, at: usize) -> Option<bool> {
    let rest = input.bytes().get(at..).unwrap_or_default();
    let spaces = rest.iter().take_while(|b| is_space(**b)).count();
    let word = rest
        .iter()
        .skip(spaces)
        .take(PEEK)
        .take_while(|b| b.is_ascii_alphabetic())
        .count();
    if at + spaces + word == input.text.len() && !input.last {
        return None;
    }
    Some(words::atom(input.slice(at + spaces, at + spaces + word)).is_some())
}

/// The text before a word that looks like the next name: `1` of `1 b` and `tea;` of `tea;b`, when a colon follows.
fn second_name(text: &str) -> Option<&str> {
    let text = text.trim_end_matches(['"', '\'', '`', '\u{201d}', '\u{2019}']);
    let bytes = text.as_bytes();
    let length = bytes
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
        .count();
    let start = bytes.len() - length;
    let name = bytes
        .get(start)
        .is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_');
    let before = text.get(..start).unwrap_or_default();
    let apart = before.ends_with(|c: char| {
        c.is_whitespace() || is_odd_space(c) || ";\"'`\u{201c}\u{201d}\u{2018}\u{2019}".contains(c)
    });
    (name && apart).then(|| before.trim_end())
}

/// Whether a mark of comment and a space stand behind the space here; nothing when more text is needed.
fn is_remark(input: &Input<'_>, at: usize) -> Option<bool> {
    let mark = bytes::skip_space(input.bytes(), at);
    match input.byte(mark + 1) {
        None if !input.last => None,
        next => Some(next.is_none_or(is_space)),
    }
}
