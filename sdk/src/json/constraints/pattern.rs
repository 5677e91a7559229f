//! Patterns of ECMA-262, as schemas write them, run by an engine whose time is linear in the text.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::iter::Peekable;
use std::str::CharIndices;
use std::sync::Arc;

use regex::{Regex, RegexBuilder};

/// White space as ECMA-262 has it: `\s` there is neither ASCII's nor Unicode's.
const SPACE: &str = r"\t\n\x0B\x0C\r\x20\xA0\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}";

/// A pattern may not compile to more than this many bytes.
const MAX_PROGRAM_BYTES: usize = 1 << 20;

/// The patterns of a schema, each compiled once.
#[derive(Debug, Default)]
pub(crate) struct Patterns(RefCell<HashMap<String, Option<Arc<Regex>>>>);

impl Patterns {
    /// Whether the pattern is found in the text; nothing for a pattern that cannot be judged.
    pub(crate) fn found(&self, pattern: &str, text: &str) -> Option<bool> {
        let known = self.0.borrow().get(pattern).cloned();
        let regex = known.unwrap_or_else(|| {
            let made = compile(pattern).map(Arc::new);
            self.0.borrow_mut().insert(pattern.to_owned(), made.clone());
            made
        });
        regex.map(|regex| regex.is_match(text))
    }
}

pub(super) fn compile(pattern: &str) -> Option<Regex> {
    let translated = translate(pattern)?;
    translated.exact.then(|| build(&translated.text))?
}

fn build(text: &str) -> Option<Regex> {
    RegexBuilder::new(text)
        .size_limit(MAX_PROGRAM_BYTES)
        .build()
        .ok()
}

/// Whether a text is a pattern of ECMA-262, be it one that this engine runs or not.
pub(super) fn is_pattern(text: &str) -> bool {
    translate(text).is_some_and(|translated| build(&translated.text).is_some())
}

struct Translated {
    text: String,
    /// Whether it means the same: what looks around or refers back is replaced by what it holds.
    exact: bool,
}

/// The pattern in this engine's words; nothing if it is none.
fn translate(pattern: &str) -> Option<Translated> {
    let mut chars = pattern.char_indices().peekable();
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut exact = true;
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => exact &= escape(&mut chars, &mut out)?,
            '[' => class(&mut chars, &mut out)?,
            '.' => out.push_str(r"[^\n\r\x{2028}\x{2029}]"),
            '(' => {
                let rest = pattern.get(at + 1..)?;
                out.push('(');
                let Some(rest) = rest.strip_prefix('?') else {
                    continue;
                };
                chars.next();
                out.push_str("?:");
                let skipped = match rest.as_bytes() {
                    [b':', ..] => 1,
                    [b'=' | b'!', ..] => {
                        exact = false;
                        1
                    }
                    [b'<', b'=' | b'!', ..] => {
                        exact = false;
                        2
                    }
                    // A name says nothing about what matches, except to a reference back, which is not run.
                    [b'<', ..] => {
                        let (name, _) = rest.get(1..)?.split_once('>')?;
                        let is_name = name
                            .starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | '$'))
                            && name
                                .chars()
                                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '$'));
                        if !is_name {
                            return None;
                        }
                        name.chars().count() + 2
                    }
                    _ => return None,
                };
                for _ in 0..skipped {
                    chars.next();
                }
            }
            // `{` alone stands for itself: `^{name}$`.
            '{' if !is_count(pattern.get(at + 1..)?) => out.push_str(r"\{"),
            c => out.push(c),
        }
    }
    Some(Translated { text: out, exact })
}

fn is_count(rest: &str) -> bool {
    let Some((inside, _)) = rest.split_once('}') else {
        return false;
    };
    let (low, high) = inside.split_once(',').unwrap_or((inside, ""));
    !low.is_empty() && low.bytes().chain(high.bytes()).all(|b| b.is_ascii_digit())
}

type Chars<'p> = Peekable<CharIndices<'p>>;

/// What follows a backslash outside of a class; whether it means the same.
fn escape(chars: &mut Chars<'_>, out: &mut String) -> Option<bool> {
    let (_, c) = chars.next()?;
    match c {
        'd' => out.push_str("[0-9]"),
        'D' => out.push_str("[^0-9]"),
        'w' => out.push_str("[0-9A-Za-z_]"),
        'W' => out.push_str("[^0-9A-Za-z_]"),
        's' => drop(write!(out, "[{SPACE}]")),
        'S' => drop(write!(out, "[^{SPACE}]")),
        'b' => out.push_str(r"(?-u:\b)"),
        'B' => out.push_str(r"(?-u:\B)"),
        'k' => {
            if chars.next()?.1 != '<' {
                return None;
            }
            while chars.next()?.1 != '>' {}
            return Some(false);
        }
        '1'..='9' => {
            while chars.next_if(|(_, c)| c.is_ascii_digit()).is_some() {}
            return Some(false);
        }
        c => one(c, chars, out)?,
    }
    Some(true)
}

/// An escape that means the same inside of a class and outside.
fn one(c: char, chars: &mut Chars<'_>, out: &mut String) -> Option<()> {
    let code = match c {
        'p' | 'P' => {
            if chars.next()?.1 != '{' {
                return None;
            }
            let _ = write!(out, "\\{c}{{");
            loop {
                let (_, c) = chars.next()?;
                out.push(c);
                if c == '}' {
                    return Some(());
                }
            }
        }
        't' => 0x09,
        'n' => 0x0A,
        'v' => 0x0B,
        'f' => 0x0C,
        'r' => 0x0D,
        '0' => 0,
        'c' => u32::from(chars.next_if(|(_, c)| c.is_ascii_alphabetic())?.1) % 32,
        'x' => hex(chars, 2)?,
        'u' => unicode(chars)?,
        c if c.is_ascii_alphanumeric() => return None,
        c => u32::from(c),
    };
    char::from_u32(code)?;
    let _ = write!(out, "\\x{{{code:X}}}");
    Some(())
}

fn hex(chars: &mut Chars<'_>, digits: usize) -> Option<u32> {
    (0..digits).try_fold(0, |code, _| Some(code * 16 + chars.next()?.1.to_digit(16)?))
}

/// `\u00e9`, `\u{e9}`, or two halves of a pair.
fn unicode(chars: &mut Chars<'_>) -> Option<u32> {
    if chars.next_if(|(_, c)| *c == '{').is_some() {
        let mut code = 0u32;
        loop {
            match chars.next()?.1 {
                '}' => return Some(code),
                c => code = code.checked_mul(16)?.checked_add(c.to_digit(16)?)?,
            }
        }
    }
    let high = hex(chars, 4)?;
    if !(0xD800..0xDC00).contains(&high) {
        return Some(high);
    }
    if chars.next()?.1 != '\\' || chars.next()?.1 != 'u' {
        return None;
    }
    let low = hex(chars, 4)?
        .checked_sub(0xDC00)
        .filter(|low| *low < 0x400)?;
    Some(0x1_0000 + ((high - 0xD800) << 10) + low)
}

/// What follows an opening bracket, to its end.
fn class(chars: &mut Chars<'_>, out: &mut String) -> Option<()> {
    let negated = chars.next_if(|(_, c)| *c == '^').is_some();
    if chars.next_if(|(_, c)| *c == ']').is_some() {
        // Nothing, or anything.
        out.push_str(if negated {
            "(?s:.)"
        } else {
            "[^\\x{0}-\\x{10FFFF}]"
        });
        return Some(());
    }
    out.push_str(if negated { "[^" } else { "[" });
    // Whether a hyphen now would make a range: `+--` goes from plus to hyphen.
    let mut may_span = false;
    loop {
        let (_, c) = chars.next()?;
        let spans = may_span && c == '-' && chars.peek().is_some_and(|(_, c)| *c != ']');
        if spans {
            out.push('-');
            may_span = false;
            if chars.next_if(|(_, c)| *c == '-').is_some() {
                out.push_str(r"\-");
            }
            continue;
        }
        may_span = !out.ends_with('-') || out.ends_with(r"\-");
        match c {
            ']' => break,
            '\\' => {
                let (_, c) = chars.next()?;
                match c {
                    'd' => out.push_str("0-9"),
                    'w' => out.push_str("0-9A-Za-z_"),
                    's' => out.push_str(SPACE),
                    'D' => out.push_str("[^0-9]"),
                    'W' => out.push_str("[^0-9A-Za-z_]"),
                    'S' => drop(write!(out, "[^{SPACE}]")),
                    'b' => out.push_str(r"\x08"),
                    c => one(c, chars, out)?,
                }
            }
            // Two of a kind would be operators here.
            '[' | '&' | '~' | '-' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out.push(']');
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_means_what_ecma_262_says() {
        for (pattern, text, expected) in [
            ("^abc$", "abc\n", Some(false)),
            (r"^\d{3}-\d{4}$", "555-1234", Some(true)),
            (r"^\d$", "\u{9ea}", Some(false)),
            (r"^\p{L}+$", "Zoë", Some(true)),
            (r"^\p{Script=Greek}+$", "αβγ", Some(true)),
            (r"^[\w.-]+@[\w-]+\.\w+$", "a.b-c@d-e.org", Some(true)),
            (r"^\s$", "\u{feff}", Some(true)),
            (r"^.$", "\u{2028}", Some(false)),
            (
                r"^\cC\x41\u0042\u{43}\uD83D\uDC32$",
                "\u{3}ABC🐲",
                Some(true),
            ),
            (r"^[^]$", "\n", Some(true)),
            (r"[]", "a", Some(false)),
            (r"^{a}$", "{a}", Some(true)),
            (r"^a{,2}$", "a{,2}", Some(true)),
            (r"^[[&~]+$", "[&~", Some(true)),
            (r"^(?<year>\d{4})$", "2024", Some(true)),
            (r"\bcat\b", "a cat.", Some(true)),
            (r"^[+--]$", ",", Some(true)),
            ("^\\/a\\-b\\@$", "/a-b@", Some(true)),
            // Not run: they look around, refer back, or are none.
            (r"^(?=.*\d).+$", "a1", None),
            (r"^(a)\1$", "aa", None),
            ("(", "(", None),
            (r"\a", "a", None),
            ("(?i)a", "A", None),
        ] {
            assert_eq!(
                Patterns::default().found(pattern, text),
                expected,
                "{pattern} {text}"
            );
        }
    }
}
