//! Strings: found whole where they stand whole, else piece by piece.

use super::bytes;
use super::held::Reading;
use super::input::Input;
use super::look::Look;
use super::machine::{Scanner, State, Step};
use super::open::{Open, UNPAIRED};
use super::quotes::{Family, Verdict};
use super::repairs::RepairKind;
use super::sink::{Role, Sink};
use crate::json::node::Trust;

impl Scanner {
    /// A string begins at `at` with a quote of `width` bytes.
    #[inline]
    pub(super) fn string(
        &mut self,
        role: Role,
        family: Family,
        input: &Input<'_>,
        at: usize,
        width: usize,
        sink: &mut impl Sink,
    ) -> Step {
        let from = at + width;
        // How far there is nothing special in it.
        let mut plain = from;
        self.quoted = true;
        if family == Family::Double {
            let begin = at;
            let end = match self.ahead.take() {
                Some((seen, end)) if seen == begin => Some(end),
                _ => {
                    let end = bytes::find_plain(input.bytes(), from);
                    plain = end;
                    let closed = input.byte(end) == Some(b'"');
                    (closed && (self.strict() || self.ends_plainly(role, b'"', input, end)))
                        .then_some(end)
                }
            };
            if let Some(end) = end {
                sink.string(role, input.slice(from, end), from);
                return self.behind_string(role, input, end + 1, sink);
            }
            if plain == from && input.bytes().get(from..from + 2) == Some(b"\"\"") && !self.strict()
            {
                return self.triple(role, input, at, sink);
            }
            // What stands behind the first quote may be an escape or a control character as well.
            if self.doubling
                && input.byte(from) == Some(b'"')
                && let Some(end) = self.doubled(role, input, from + 1)
            {
                sink.string_start(role, at);
                self.repair(RepairKind::DoubledQuotes, from, from + 1, sink);
                tell(input, from + 1, end, sink);
                sink.string_end(end + 2, Trust::Sure, false);
                return self.behind_string(role, input, end + 2, sink);
            }
        } else {
            let kind = match family {
                Family::Single => RepairKind::SingleQuotes,
                Family::Backtick => RepairKind::Backticks,
                _ => RepairKind::CurlyQuotes,
            };
            self.repair(kind, at, from, sink);
            if family == Family::Single && !self.strict() {
                let end = bytes::find(input.bytes(), from, b'\'', b'\'');
                let closed = input.byte(end) == Some(b'\'');
                if closed && self.ends_plainly(role, b'\'', input, end) {
                    sink.string(role, input.slice(from, end), from);
                    return self.behind_string(role, input, end + 1, sink);
                }
            }
        }
        sink.string_start(role, at);
        let open = self.open.insert(Open::new(role, family));
        self.state = State::Text;
        if plain == input.text.len() {
            // The piece ends in it, and all of it was looked at.
            let bytes = input.bytes().get(from..).unwrap_or_default();
            let held = if input.last { 0 } else { open.held_back(bytes) };
            let plain = plain - held;
            open.took(input.slice(from, plain));
            tell(input, from, plain, sink);
            return Step::Wait(plain);
        }
        Step::On(from)
    }

    /// A string between three double quotes, within which any other is text.
    fn triple(&mut self, role: Role, input: &Input<'_>, at: usize, sink: &mut impl Sink) -> Step {
        let bytes = input.bytes();
        let from = at + 3;
        sink.string_start(role, at);
        self.repair(RepairKind::TripleQuotes, at + 1, from, sink);
        let mut end = from;
        loop {
            end = bytes::find_plain(bytes, end);
            if bytes.get(end..end + 3) == Some(b"\"\"\"") {
                // `"""say "no""""`: the last three of a run end it.
                while bytes.get(end + 3) == Some(&b'"') {
                    end += 1;
                }
                if bytes.len() == end + 3 {
                    break;
                }
                let text = input.slice(from, end);
                let trust = if text.ends_with('"') && is_run(input, end) {
                    Trust::Doubtful(UNPAIRED)
                } else {
                    Trust::Sure
                };
                tell(input, from, end, sink);
                sink.string_end(end + 3, trust, false);
                self.string_over(role, end + 3, sink);
                return Step::On(end + 3);
            }
            if bytes.get(end) != Some(&b'"') || bytes.len() < end + 3 {
                break;
            }
            end += 1;
        }
        let open = self.open.insert(Open::new(role, Family::Double));
        open.triple = true;
        self.state = State::Text;
        Step::On(from)
    }

    /// The end of a text in doubled quotes that is plain and whole, `from` being behind the first two.
    fn doubled(&self, role: Role, input: &Input<'_>, from: usize) -> Option<usize> {
        let bytes = input.bytes();
        if matches!(
            input.byte(from)?,
            b' ' | b'\n' | b'\r' | b'\t' | b',' | b'}' | b']' | b')' | b':' | b';' | b'"'
        ) {
            return None;
        }
        let end = bytes::find_plain(bytes, from);
        if bytes.get(end..end + 2) != Some(b"\"\"") {
            return None;
        }
        let next = bytes::skip_space(bytes, end + 2);
        let over = match (role, input.byte(next)?) {
            (Role::Name, byte) => byte == b':',
            (Role::Member, b',') => input.byte(bytes::skip_space(bytes, next + 1)) == Some(b'"'),
            (Role::Member | Role::Item, byte) => self.closers.last() == Some(&byte),
            (Role::Root, _) => false,
        };
        over.then_some(end)
    }

    /// Whether the quote at `end` is followed by what follows a string in JSON, as far as one look can tell.
    #[inline]
    pub(super) fn ends_plainly(
        &mut self,
        role: Role,
        quote: u8,
        input: &Input<'_>,
        end: usize,
    ) -> bool {
        let bytes = input.bytes();
        let at = bytes::skip_space(bytes, end + 1);
        let Some(byte) = input.byte(at) else {
            return false;
        };
        if role == Role::Name {
            return byte == b':';
        }
        if byte != b',' {
            return role != Role::Root && self.closers.last() == Some(&byte);
        }
        let at = bytes::skip_space(bytes, at + 1);
        match (role, input.byte(at)) {
            (Role::Item, Some(b'{' | b'[')) => true,
            (Role::Item, Some(byte)) => byte == quote,
            (Role::Member, Some(byte)) if byte == quote => {
                let name = if quote == b'"' {
                    bytes::find_plain(bytes, at + 1)
                } else {
                    bytes::find(bytes, at + 1, quote, quote)
                };
                if input.byte(name) != Some(quote)
                    || input.byte(bytes::skip_space(bytes, name + 1)) != Some(b':')
                {
                    return false;
                }
                if quote == b'"' {
                    self.ahead = Some((at, name));
                }
                true
            }
            _ => false,
        }
    }

    /// Goes on behind a string that is over.
    #[inline]
    fn behind_string(
        &mut self,
        role: Role,
        input: &Input<'_>,
        end: usize,
        sink: &mut impl Sink,
    ) -> Step {
        if role == Role::Name {
            return self.behind_name(input, end);
        }
        self.done(end, sink);
        self.behind_value(input, end, sink)
    }

    #[inline]
    fn string_over(&mut self, role: Role, end: usize, sink: &mut impl Sink) {
        if role == Role::Name {
            self.comma = None;
            self.state = State::Colon;
        } else {
            self.done(end, sink);
        }
    }

    /// Whether a string is open that only a quote can end, or a backslash change, and all of the text was told.
    #[inline]
    pub(crate) fn is_in_plain_text(&self, text: &str) -> bool {
        self.base == text.len()
            && (self.lane.is_text()
                || (self.state == State::Text
                    && !self.lane.is_open()
                    && self
                        .open
                        .as_ref()
                        .is_some_and(|open| open.is_double() && open.role != Role::Name)))
    }

    /// Whether such a string is on the short way, where an escape decides nothing.
    #[inline]
    pub(crate) fn is_gliding_in_text(&self) -> bool {
        self.lane.is_text()
    }

    /// Takes text of which that is known and which was told already; so many bytes as it came.
    pub(crate) fn took_plain(&mut self, text: &str, bytes: usize) {
        if let Some(open) = self.open.as_mut() {
            open.took(text);
        }
        self.base += bytes;
        self.lane.stay(self.base);
    }

    /// Inside a string.
    pub(super) fn text(&mut self, input: &Input<'_>, at: usize, sink: &mut impl Sink) -> Step {
        let Some(mut open) = self.open.take() else {
            self.state = State::After;
            return Step::On(at);
        };
        let step = self.run_text(&mut open, input, at, sink);
        if self.state == State::Text {
            self.open = Some(open);
        }
        step
    }

    pub(super) fn run_text(
        &mut self,
        open: &mut Open,
        input: &Input<'_>,
        at: usize,
        sink: &mut impl Sink,
    ) -> Step {
        let bytes = input.bytes();
        let (first, second) = open.family.needles();
        let strict = self.strict();
        // What was told to the sink, and what the string has taken; both end before `scan`.
        let mut told = at;
        let mut from = at;
        let mut scan = at;
        loop {
            let stop = if open.is_double() {
                bytes::find_plain(bytes, scan)
            } else {
                bytes::find(bytes, scan, first, second)
            };
            match input.byte(stop) {
                None => {
                    let new = bytes.get(from..).unwrap_or_default();
                    let held = if input.last { 0 } else { open.held_back(new) };
                    open.took(input.slice(from, stop - held));
                    tell(input, told, stop - held, sink);
                    return Step::Wait(stop - held);
                }
                Some(b'\\') => {
                    open.took(input.slice(from, stop));
                    tell(input, told, stop, sink);
                    match self.escape(open, input, stop, sink) {
                        Step::On(next) => {
                            told = next;
                            from = next;
                            scan = next;
                            if self.failed() {
                                return Step::On(next);
                            }
                        }
                        wait @ Step::Wait(_) => return wait,
                    }
                }
                Some(byte) if byte < b' ' && byte != first => {
                    if strict {
                        self.repair(RepairKind::RawControl, stop, stop + 1, sink);
                        return Step::On(stop);
                    }
                    if !open.control {
                        open.control = true;
                        self.repair(RepairKind::RawControl, stop, stop + 1, sink);
                    }
                    open.line |= byte == b'\n';
                    scan = stop + 1;
                }
                Some(_) => {
                    if open.inner > 0 && open.is_in_run() && !strict && self.verdict.is_none() {
                        open.took(input.slice(from, stop));
                        let mut look = Look::default();
                        let mut next = stop;
                        let reading = open.quotes(&mut look, input, &mut next, &self.around());
                        match reading {
                            Reading::Over => {
                                scan = next;
                                from = next;
                                continue;
                            }
                            Reading::Held => self.look = Some((look, 1)),
                            Reading::Shown(_) => {}
                        }
                        tell(input, told, next, sink);
                        return match reading {
                            Reading::Shown(verdict) => {
                                self.quote(open, verdict, input, next, 1, sink)
                            }
                            _ => Step::Wait(next),
                        };
                    }
                    let c = input.char(stop).unwrap_or('\0');
                    if !open.family.closed_by(c) {
                        scan = stop + c.len_utf8();
                        continue;
                    }
                    if let Some(step) = self.lost_before_colon(open, input, told, stop, sink) {
                        return step;
                    }
                    open.took(input.slice(from, stop));
                    scan = stop + c.len_utf8();
                    from = scan;
                    let verdict = self.verdict(open, input, stop, c.len_utf8());
                    if verdict == Verdict::Pair {
                        self.repair(RepairKind::DoubledQuotes, stop, scan, sink);
                        open.pair = true;
                        told = scan;
                        continue;
                    }
                    let Verdict::Inside(next, apostrophe) = verdict else {
                        tell(input, told, stop, sink);
                        return self.quote(open, verdict, input, stop, c.len_utf8(), sink);
                    };
                    if !apostrophe {
                        open.quote_inside(next);
                    }
                    open.took(input.slice(stop, scan));
                    open.trail = true;
                }
            }
        }
    }

    /// A quote that is more than part of the open string.
    fn quote(
        &mut self,
        open: &mut Open,
        verdict: Verdict,
        input: &Input<'_>,
        at: usize,
        width: usize,
        sink: &mut impl Sink,
    ) -> Step {
        match verdict {
            // What is inside was taken where it was found.
            Verdict::More | Verdict::Inside(..) | Verdict::Pair => Step::Wait(at),
            Verdict::End => {
                let width = if open.pair { 2 } else { width };
                self.end_string(open, at + width, sink)
            }
            Verdict::TripleEnd => {
                if open.trail && is_run(input, at) {
                    open.doubt.get_or_insert(UNPAIRED);
                }
                self.end_string(open, at + 3, sink)
            }
            Verdict::EndName => {
                let step = self.end_string(open, at + width, sink);
                sink.item_was_name(at);
                self.repair(RepairKind::MissingCloser, at, at, sink);
                self.frames.pop();
                self.closers.pop();
                self.state = State::Colon;
                step
            }
            Verdict::Join => {
                let plus = behind_gap(input, at + width);
                let next = behind_gap(input, plus + 1);
                let c = input.char(next).unwrap_or('"');
                self.repair(RepairKind::JoinedStrings, at, next, sink);
                open.family = Family::opened_by(c).unwrap_or(open.family);
                open.trail = false;
                Step::On(next + c.len_utf8())
            }
            Verdict::Triple => {
                self.repair(RepairKind::TripleQuotes, at, at + 2, sink);
                open.triple = true;
                Step::On(at + 2 * width)
            }
        }
    }

    fn end_string(&mut self, open: &mut Open, end: usize, sink: &mut impl Sink) -> Step {
        if open.lead && open.trail && open.inner > 2 && !open.triple {
            open.doubt.get_or_insert("it stands in quotes twice");
        }
        let mut doubled = open.lead && open.trail && open.inner == 2 && !open.triple;
        if doubled && (open.role == Role::Name || self.doubling) {
            self.doubling = true;
            self.repair(RepairKind::DoubledQuotes, end, end, sink);
            open.inner = 0;
        } else if doubled {
            doubled = false;
            open.doubt.get_or_insert("it stands in quotes twice");
        }
        if open.role == Role::Name && open.line {
            open.doubt.get_or_insert("a line break in a name");
        }
        if !open.inner.is_multiple_of(2) {
            open.doubt.get_or_insert(UNPAIRED);
        }
        if open.inner > 0 {
            self.repair(RepairKind::UnescapedQuote, end, end, sink);
        }
        let trust = open.doubt.map_or(Trust::Sure, Trust::Doubtful);
        sink.string_end(end, trust, doubled);
        self.string_over(open.role, end, sink);
        Step::On(end)
    }
}

/// Whether three quotes stand before a place: one text in three quotes may be over there, and another begin.
fn is_run(input: &Input<'_>, at: usize) -> bool {
    matches!(input.slice(at.saturating_sub(3), at), "\"\"\"" | "'''")
}

/// The place behind the space at a place.
fn behind_gap(input: &Input<'_>, mut at: usize) -> usize {
    while let Some(c) = input.char(at).filter(|c| bytes::is_gap(*c)) {
        at += c.len_utf8();
    }
    at
}

fn tell(input: &Input<'_>, from: usize, to: usize, sink: &mut impl Sink) {
    if from < to {
        sink.piece(input.slice(from, to), from, true);
    }
}
