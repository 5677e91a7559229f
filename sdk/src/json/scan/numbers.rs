//! Numbers: JSON's own, and those of other languages that have one reading.

/// What a word is as a number.
#[derive(Debug, PartialEq)]
pub(super) enum Number {
    /// A number by the grammar of RFC 8259.
    Plain,
    /// The same number as JSON writes it.
    Rewritten(String),
    /// No number, or one with two readings (`007`, `1e`, `1.2.3`).
    No,
}

/// Whether the bytes are a number by the grammar of RFC 8259.
pub(super) fn is_plain(bytes: &[u8]) -> bool {
    let digits = |from: usize| {
        bytes
            .iter()
            .skip(from)
            .take_while(|b| b.is_ascii_digit())
            .count()
    };
    let at = |index: usize| bytes.get(index).copied();
    let mut i = usize::from(at(0) == Some(b'-'));
    let whole = digits(i);
    if whole == 0 || (whole > 1 && at(i) == Some(b'0')) {
        return false;
    }
    i += whole;
    if at(i) == Some(b'.') {
        let fraction = digits(i + 1);
        if fraction == 0 {
            return false;
        }
        i += 1 + fraction;
    }
    if matches!(at(i), Some(b'e' | b'E')) {
        i += 1;
        i += usize::from(matches!(at(i), Some(b'+' | b'-')));
        let exponent = digits(i);
        if exponent == 0 {
            return false;
        }
        i += exponent;
    }
    i == bytes.len()
}

/// Reads a word that begins like a number.
pub(super) fn classify(word: &str) -> Number {
    if is_plain(word.as_bytes()) {
        return Number::Plain;
    }
    rewrite(word).map_or(Number::No, Number::Rewritten)
}

/// `+1`, `.5`, `5.`, `1_000`, `0x1F`, `-0b11` as JSON writes them.
fn rewrite(word: &str) -> Option<String> {
    let (sign, rest) = match word.as_bytes().first()? {
        b'-' => ("-", word.get(1..)?),
        b'+' => ("", word.get(1..)?),
        _ => ("", word),
    };
    if let Some((radix, digits)) = radix(rest) {
        let value = u128::from_str_radix(&grouped(digits)?, radix).ok()?;
        return Some(format!("{sign}{value}"));
    }
    let mut text = grouped(rest)?;
    if text.starts_with('.') {
        text.insert(0, '0');
    }
    // `5.` and `5.e3`: the digits after the point are zeros that were not written.
    if let Some(point) = text.find('.') {
        let next = text.as_bytes().get(point + 1);
        if point > 0 && next.is_none_or(|b| matches!(b, b'e' | b'E')) && text.len() > 1 {
            text.insert(point + 1, '0');
        }
    }
    let text = format!("{sign}{text}");
    // `.` alone became `0.0`; a number has a digit of its own.
    (rest.bytes().any(|b| b.is_ascii_digit()) && is_plain(text.as_bytes())).then_some(text)
}

fn radix(word: &str) -> Option<(u32, &str)> {
    let digits = word.get(2..)?;
    match word.get(..2)? {
        "0x" | "0X" => Some((16, digits)),
        "0o" | "0O" => Some((8, digits)),
        "0b" | "0B" => Some((2, digits)),
        _ => None,
    }
}

/// Without the underscores between digits; nothing when one stands elsewhere.
fn grouped(word: &str) -> Option<String> {
    let bytes = word.as_bytes();
    let digit = |index: Option<usize>| {
        index
            .and_then(|index| bytes.get(index))
            .is_some_and(u8::is_ascii_hexdigit)
    };
    let fits = |(index, byte): (usize, &u8)| {
        *byte != b'_' || (digit(index.checked_sub(1)) && digit(Some(index + 1)))
    };
    if word.starts_with(['+', '-']) || !bytes.iter().enumerate().all(fits) {
        return None;
    }
    Some(word.replace('_', ""))
}

#[cfg(test)]
mod tests {
    use super::{Number, classify};

    #[test]
    fn numbers_of_other_languages_are_rewritten_and_doubtful_ones_are_not() {
        for (word, expected) in [
            (".5", "0.5"),
            ("-.5", "-0.5"),
            ("+1", "1"),
            ("5.", "5.0"),
            ("5.e3", "5.0e3"),
            ("1_000", "1000"),
            ("1_000.5", "1000.5"),
            ("0x1F", "31"),
            ("-0x1f", "-31"),
            ("0xFF_FF", "65535"),
            ("0b101", "5"),
        ] {
            assert_eq!(classify(word), Number::Rewritten(expected.to_owned()), "{word}");
        }
        for word in ["0", "-0", "1.5e-3", "12345678901234567890123", "1E400"] {
            assert_eq!(classify(word), Number::Plain, "{word}");
        }
        for word in ["", "-", "+", ".", "-.", "001", "00.", "1e", "2e+", "1.2.3", "1__0", "_1", "1_", "0x", "0xG", "+-1", "--1", "1/3", "٣"] {
            assert_eq!(classify(word), Number::No, "{word}");
        }
    }
}
