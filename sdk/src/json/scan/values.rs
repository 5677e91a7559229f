//! What may stand at each place between brackets.

use super::bytes::{self, is_odd_space, is_space};
use super::input::Input;
use super::machine::{Cause, Scanner, State, Step};
use super::numbers::{self, Number};
use super::quotes::Family;
use super::repairs::RepairKind;
use super::sink::{About, Atom, Role, Shape, Sink};
use super::words;
use crate::json::node::Trust;

/// How much white space is read again when a word has to know what follows it.
const PEEK: usize = 16;

const NO_VALUE: &str = "a name without a value";
const NO_NAME: &str = "a value without a name";

impl Scanner {
    /// A value, or the closer of a list.
    #[inline]
    pub(super) fn value(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) -> Step {
        let (at, byte) = match self.space(input, at, sink) {
            Ok(found) => found,
            Err(step) => return step,
        };
        if self.looked > 0 {
            // What was cut by the end of a piece may be plain after all.
            return match byte {
                b'0'..=b'9' | b'-' if self.looked < PEEK => self.number(input, at, sink),
                b't' | b'f' | b'n' if self.looked < 5 => self.literal(input, at, byte, sink),
                _ => self.word(input, at, sink),
            };
        }
        match byte {
            b'"' => {
                let role = self.role();
                self.string(role, Family::Double, input, at, 1, sink)
            }
            b'{' => {
                self.enter(Shape::Object, input, at, sink);
                Step::On(at + 1)
            }
            b'[' => {
                self.enter(Shape::Array, input, at, sink);
                Step::On(at + 1)
            }
            b'0'..=b'9' | b'-' => self.number(input, at, sink),
            b't' | b'f' | b'n' => self.literal(input, at, byte, sink),
            b']' | b'}' | b')' if self.role() != Role::Member => {
                // In prose a bracket may close that was never opened; inside values each one counts.
                self.closer(byte, input, at, sink)
            }
            b']' | b'}' | b')' | b',' | b';' if self.role() == Role::Member => {
                self.no_value(input, at, sink);
                Step::On(at)
            }
            b',' => {
                self.repair(RepairKind::ExtraComma, input, at, at + 1, sink);
                if !self.filled {
                    self.comma = Some(input.base + at);
                    if self.closers.iter().rev().nth(1) == Some(&b']') {
                        // `[[, 1]` may have lost a closer.
                        self.doubt(About::Container, "a comma and no value", input, at, sink);
                    }
                }
                Step::On(at + 1)
            }
            b':' if self.role() == Role::Member => {
                self.repair(RepairKind::ExtraColon, input, at, at + 1, sink);
                Step::On(at + 1)
            }
            b':' => {
                self.doubt(About::Container, NO_NAME, input, at, sink);
                Step::On(at + 1)
            }
            _ if self.strict() => {
                self.fail(Cause::Syntax, input.base + at);
                Step::On(at)
            }
            b'(' => {
                self.repair(RepairKind::Tuple, input, at, at + 1, sink);
                self.enter(Shape::Paren, input, at, sink);
                Step::On(at + 1)
            }
            _ => self.rare_value(input, at, sink),
        }
    }

    fn rare_value(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) -> Step {
        let c = input.char(at).unwrap_or('\0');
        if let Some(family) = Family::opened_by(c) {
            let role = self.role();
            return self.string(role, family, input, at, c.len_utf8(), sink);
        }
        if self.role() == Role::Item
            && let Some(step) = self.placeholder(c, input, at, sink)
        {
            return step;
        }
        self.word(input, at, sink)
    }

    /// Dots that stand for what was left out.
    fn placeholder(
        &mut self,
        c: char,
        input: &Input<'_>,
        at: usize,
        sink: &mut impl Sink,
    ) -> Option<Step> {
        let length = match c {
            '\u{2026}' => c.len_utf8(),
            '.' => match input.starts(at, "...") {
                None => return Some(Step::Wait(at)),
                Some(true) => 3,
                Some(false) => return None,
            },
            _ => return None,
        };
        self.repair(RepairKind::Placeholder, input, at, at + length, sink);
        self.comma = None;
        self.state = State::After;
        Some(Step::On(at + length))
    }

    fn no_value(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) {
        self.doubt(About::Previous, NO_VALUE, input, at, sink);
        let here = input.base + at;
        sink.atom(Atom::Null, here..here, Trust::Doubtful(NO_VALUE));
        self.done(here, sink);
    }

    fn no_name(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) {
        self.doubt(About::Container, NO_NAME, input, at, sink);
        let here = input.base + at;
        sink.bare(Role::Name, "", here..here, Trust::Doubtful(NO_NAME));
        self.state = State::Value;
    }

    /// A name, or the closer of an object.
    #[inline]
    pub(super) fn name(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) -> Step {
        let (at, byte) = match self.space(input, at, sink) {
            Ok(found) => found,
            Err(step) => return step,
        };
        if self.looked > 0 {
            return self.bare_name(input, at, sink);
        }
        match byte {
            b'"' => self.string(Role::Name, Family::Double, input, at, 1, sink),
            b'}' | b']' | b')' => self.closer(byte, input, at, sink),
            b',' | b';' => {
                self.repair(RepairKind::ExtraComma, input, at, at + 1, sink);
                if !self.filled && self.closers.iter().rev().nth(1) == Some(&b'}') {
                    // `{"a": {, "b": 1}` may have lost a closer.
                    self.doubt(About::Container, "a comma and no value", input, at, sink);
                }
                Step::On(at + 1)
            }
            _ if self.strict() => {
                self.fail(Cause::Syntax, input.base + at);
                Step::On(at)
            }
            b':' => {
                self.no_name(input, at, sink);
                Step::On(at + 1)
            }
            b'{' if self.closers.iter().rev().nth(1) == Some(&b']') => {
                // `[{"a": 1, {"a": 2}]`: the object before it is over.
                self.repair(RepairKind::MissingCloser, input, at, at, sink);
                self.leave(input.base + at, sink);
                self.state = State::Value;
                Step::On(at)
            }
            b'{' | b'[' | b'(' => {
                self.no_name(input, at, sink);
                Step::On(at)
            }
            _ => {
                let c = input.char(at).unwrap_or('\0');
                if let Some(family) = Family::opened_by(c) {
                    return self.string(Role::Name, family, input, at, c.len_utf8(), sink);
                }
                if let Some(step) = self.placeholder(c, input, at, sink) {
                    return step;
                }
                self.bare_name(input, at, sink)
            }
        }
    }

    fn bare_name(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) -> Step {
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
        self.repair(kind, input, at, end, sink);
        let begin = input.base + at;
        let trust = Self::sure(input.last && end == input.text.len());
        sink.bare(Role::Name, text, begin..begin + text.len(), trust);
        self.comma = None;
        self.state = State::Colon;
        Step::On(over)
    }

    /// A colon.
    #[inline]
    pub(super) fn colon(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) -> Step {
        let (at, byte) = match self.space(input, at, sink) {
            Ok(found) => found,
            Err(step) => return step,
        };
        let mut end = at + 1;
        match byte {
            b':' => {}
            b'=' => {
                match input.byte(at + 1) {
                    None if !input.last => return Step::Wait(at),
                    Some(b'>') => end += 1,
                    _ => {}
                }
                self.repair(RepairKind::WrongColon, input, at, end, sink);
            }
            b',' | b';' | b'}' | b']' | b')' => {
                self.no_value(input, at, sink);
                end = at;
            }
            _ => {
                self.repair(RepairKind::MissingColon, input, at, at, sink);
                end = at;
            }
        }
        if self.state == State::Colon {
            self.state = State::Value;
        }
        Step::On(end)
    }

    /// A comma or a closer.
    #[inline]
    pub(super) fn after(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) -> Step {
        let (at, byte) = match self.space(input, at, sink) {
            Ok(found) => found,
            Err(step) => return step,
        };
        let object = self.top() == Some(Shape::Object);
        let next = if object { State::Name } else { State::Value };
        match byte {
            b',' | b';' => {
                if byte == b';' {
                    self.repair(RepairKind::WrongComma, input, at, at + 1, sink);
                }
                self.comma = Some(input.base + at);
                if let Some(frame) = self.frames.last_mut() {
                    frame.comma = true;
                }
                self.state = next;
                Step::On(at + 1)
            }
            b'}' | b']' | b')' => self.closer(byte, input, at, sink),
            b':' => {
                self.doubt(About::Container, NO_NAME, input, at, sink);
                Step::On(at + 1)
            }
            b'{' if object && self.closers.iter().rev().nth(1) == Some(&b']') => {
                self.repair(RepairKind::MissingCloser, input, at, at, sink);
                self.leave(input.base + at, sink);
                self.repair(RepairKind::MissingComma, input, at, at, sink);
                self.state = State::Value;
                Step::On(at)
            }
            _ => {
                self.repair(RepairKind::MissingComma, input, at, at, sink);
                self.lost_comma = !self.line_over;
                self.state = next;
                Step::On(at)
            }
        }
    }

    /// A number as JSON writes it, when what follows is at hand.
    #[inline]
    fn number(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) -> Step {
        let bytes = input.bytes();
        let digits = at + usize::from(input.byte(at) == Some(b'-'));
        let run = |from: usize| {
            let mut end = from;
            while bytes.get(end).is_some_and(u8::is_ascii_digit) {
                end += 1;
            }
            end
        };
        let mut end = run(digits);
        let mut plain = end - digits == 1 || (end > digits && input.byte(digits) != Some(b'0'));
        if input.byte(end) == Some(b'.') {
            let fraction = end + 1;
            end = run(fraction);
            plain &= end > fraction;
        }
        if matches!(input.byte(end), Some(b'e' | b'E')) {
            let exponent = end + 1 + usize::from(matches!(input.byte(end + 1), Some(b'+' | b'-')));
            end = run(exponent);
            plain &= end > exponent;
        }
        if plain && self.closes(input, end) {
            let span = input.base + at..input.base + end;
            let over = span.end;
            sink.number(input.slice(at, end), span, true, Trust::Sure);
            self.done(over, sink);
            return Step::On(end);
        }
        if end == bytes.len() && self.may_go_on(input) {
            self.looked = end - at;
            return Step::Wait(at);
        }
        self.word(input, at, sink)
    }

    /// Whether a word that ends with the piece may be longer.
    #[inline]
    fn may_go_on(&self, input: &Input<'_>) -> bool {
        !input.last && !self.strict()
    }

    #[inline]
    fn literal(&mut self, input: &Input<'_>, at: usize, byte: u8, sink: &mut impl Sink) -> Step {
        let (word, atom) = match byte {
            b't' => ("true", Atom::True),
            b'f' => ("false", Atom::False),
            _ => ("null", Atom::Null),
        };
        let end = at + word.len();
        if input.slice(at, end) == word && self.closes(input, end) {
            sink.atom(atom, input.base + at..input.base + end, Trust::Sure);
            self.done(input.base + end, sink);
            return Step::On(end);
        }
        let rest = input.bytes().get(at..).unwrap_or_default();
        if word.as_bytes().starts_with(rest) && self.may_go_on(input) {
            self.looked = rest.len();
            return Step::Wait(at);
        }
        self.word(input, at, sink)
    }

    /// Whether a word ends here, by what follows it.
    #[inline]
    fn closes(&self, input: &Input<'_>, end: usize) -> bool {
        let next = input.byte(bytes::skip_space(input.bytes(), end));
        next.is_some_and(|next| next == b',' || self.closers.last() == Some(&next))
    }

    /// A word: a literal, a number or a text without quotes.
    #[allow(clippy::too_many_lines, reason = "one loop over what may end a word")]
    pub(super) fn word(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) -> Step {
        if self.strict() {
            return self.strict_word(input, at, sink);
        }
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
                        self.repair(RepairKind::Wrapper, input, at, end + 1, sink);
                        self.word_spaced = false;
                        self.word_open = 0;
                        self.enter(Shape::Call, input, at, sink);
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
            self.repair(RepairKind::OddSpace, input, at + text.len(), end, sink);
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
        let over = quoted.map_or(input.base + at + text.len(), |quote| input.base + quote);
        let whole = text.len();
        if quoted.is_none() {
            text = text.trim_end_matches(['\u{201c}', '\u{201d}']);
        }
        let quoted = quoted.or((text.len() < whole).then_some(at + whole));
        let end = at + text.len();
        let span = input.base + at..input.base + end;
        let doubt = std::mem::take(&mut self.word_doubt);
        self.word_spaced = false;
        self.word_open = 0;
        let trust = if cut { Trust::Cut } else { Trust::Sure };
        let number = if quoted.is_none() {
            numbers::classify(text)
        } else {
            Number::No
        };
        if quoted.is_none()
            && let Some((atom, repair)) = words::atom(text)
        {
            if let Some(kind) = repair {
                self.repair(kind, input, at, end, sink);
            }
            sink.atom(atom, span, trust);
        } else if number == Number::Plain {
            sink.number(text, span, true, trust);
        } else if let Number::Rewritten(number) = &number {
            self.repair(RepairKind::Number, input, at, end, sink);
            sink.number(number, span, false, trust);
        } else {
            let kind = if quoted.is_some() {
                RepairKind::MissingQuote
            } else {
                RepairKind::UnquotedText
            };
            self.repair(kind, input, at, end, sink);
            let trust = if cut {
                Trust::Cut
            } else if quoted.is_some()
                && role == Role::Item
                && (numbers::classify(text) != Number::No
                    || text.bytes().all(|b| b.is_ascii_digit()))
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
                self.doubt(About::Previous, NO_COMMA, input, at, sink);
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

    fn strict_word(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) -> Step {
        let mut end = at + self.looked;
        while input
            .byte(end)
            .is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
        {
            end += 1;
        }
        if end == input.text.len() && !input.last {
            self.looked = end - at;
            return Step::Wait(at);
        }
        let text = input.slice(at, end);
        let span = input.base + at..input.base + end;
        match words::atom(text) {
            Some((atom, None)) => sink.atom(atom, span, Trust::Sure),
            _ if numbers::is_plain(text.as_bytes()) => sink.number(text, span, true, Trust::Sure),
            _ => self.fail(Cause::Syntax, input.base + at),
        }
        self.done(input.base + end, sink);
        Step::On(end)
    }
}

const NO_COMMA: &str = "a text without quotes and without a comma before it";

/// Whether a word is a literal or a number.
fn is_value(word: &str) -> bool {
    words::atom(word).is_some() || numbers::classify(word) != Number::No
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

/// The text before a word that looks like the next name: `1` of `1 b`, when a colon follows.
fn second_name(text: &str) -> Option<&str> {
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
    let spaced = start > 0 && bytes.get(start - 1).copied().is_some_and(is_space);
    (name && spaced).then(|| text.get(..start).unwrap_or_default().trim_end())
}

/// Whether a mark of comment and a space stand behind the space here; nothing when more text is needed.
fn is_remark(input: &Input<'_>, at: usize) -> Option<bool> {
    let mark = bytes::skip_space(input.bytes(), at);
    match input.byte(mark + 1) {
        None if !input.last => None,
        next => Some(next.is_none_or(is_space)),
    }
}
