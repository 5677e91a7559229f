//! Numbers: JSON's own, and those of other languages that have one reading.

/// What a word is as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Number {
    /// A number by the grammar of RFC 8259.
    Plain,
    /// Another spelling of one.
    Rewritten,
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

/// Whether a word is a number, in whatever spelling.
pub(super) fn is_number(word: &str) -> bool {
    classify(word, &mut String::new()) != Number::No
}

/// Reads a word that begins like a number; one in another spelling is written to `out` as JSON writes it.
pub(super) fn classify(word: &str, out: &mut String) -> Number {
    // Most words are no numbers, and show it with their first character.
    if !matches!(
        word.as_bytes().first(),
        Some(b'0'..=b'9' | b'-' | b'+' | b'.')
    ) {
        return Number::No;
    }
    if is_plain(word.as_bytes()) {
        return Number::Plain;
    }
    rewrite(word, out).map_or(Number::No, |()| Number::Rewritten)
}

/// `+1`, `.5`, `5.`, `1_000`, `0x1F`, `-0b11` as JSON writes them.
fn rewrite(word: &str, out: &mut String) -> Option<()> {
    let bytes = word.as_bytes();
    out.clear();
    let mut at = 0;
    if let Some(sign @ (b'-' | b'+')) = bytes.first() {
        if *sign == b'-' {
            out.push('-');
        }
        at = 1;
    }
    let radix = match (bytes.get(at)?, bytes.get(at + 1)) {
        (b'0', Some(b'x' | b'X')) => 16,
        (b'0', Some(b'o' | b'O')) => 8,
        (b'0', Some(b'b' | b'B')) => 2,
        _ => 0,
    };
    if radix > 0 {
        push_value(out, radix_value(bytes.get(at + 2..)?, radix)?);
        return Some(());
    }
    let begin = out.len();
    at = push_digits(out, word, at).unwrap_or(at);
    if out.len() == begin {
        // `.5`; a number has a digit of its own, so `.` alone is none.
        (bytes.get(at) == Some(&b'.') && bytes.get(at + 1)?.is_ascii_digit()).then_some(())?;
        out.push('0');
    }
    if bytes.get(at) == Some(&b'.') {
        out.push('.');
        let point = out.len();
        at = push_digits(out, word, at + 1).unwrap_or(at + 1);
        if out.len() == point {
            // `5.`: the digits after the point are zeros that were not written.
            out.push('0');
        }
    }
    out.push_str(word.get(at..)?);
    is_plain(out.as_bytes()).then_some(())
}

/// The value of digits with single underscores between them.
fn radix_value(digits: &[u8], radix: u32) -> Option<u128> {
    let mut value: u128 = 0;
    let mut digit = false;
    for &byte in digits {
        if byte == b'_' && digit {
            digit = false;
            continue;
        }
        let next = char::from(byte).to_digit(radix)?;
        value = value
            .checked_mul(u128::from(radix))?
            .checked_add(u128::from(next))?;
        digit = true;
    }
    digit.then_some(value)
}

/// The digits from a place on without the underscores between them, and where they end; nothing when there are none or
/// an underscore stands elsewhere.
fn push_digits(out: &mut String, word: &str, from: usize) -> Option<usize> {
    let bytes = word.as_bytes();
    let mut at = from;
    loop {
        let mut end = at;
        while bytes.get(end).is_some_and(u8::is_ascii_digit) {
            end += 1;
        }
        if end == at {
            return None;
        }
        out.push_str(word.get(at..end)?);
        if bytes.get(end) != Some(&b'_') {
            return Some(end);
        }
        at = end + 1;
    }
}

/// The digits of a value, without the detour of formatting.
fn push_value(out: &mut String, mut value: u128) {
    // No value has more digits.
    let mut digits = [b'0'; 39];
    let mut from = digits.len();
    for digit in digits.iter_mut().rev() {
        *digit += u8::try_from(value % 10).unwrap_or_default();
        value /= 10;
        from -= 1;
        if value == 0 {
            break;
        }
    }
    out.extend(digits.iter().skip(from).copied().map(char::from));
}

#[cfg(test)]
mod tests {
    use super::{Number, classify};

    fn spelled(word: &str) -> (Number, String) {
        let mut out = String::new();
        (classify(word, &mut out), out)
    }

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
            ("0x0", "0"),
            (
                "0xffffffffffffffffffffffffffffffff",
                "340282366920938463463374607431768211455",
            ),
        ] {
            let expected = (Number::Rewritten, expected.to_owned());
            assert_eq!(spelled(word), expected, "{word}");
        }
        for word in ["0", "-0", "1.5e-3", "12345678901234567890123", "1E400"] {
            assert_eq!(spelled(word).0, Number::Plain, "{word}");
        }
        for word in [
            "", "-", "+", ".", "-.", "001", "00.", "1e", "2e+", "1.2.3", "1__0", "_1", "1_", "0x",
            "0xG", "+-1", "--1", "1/3", "٣",
        ] {
            assert_eq!(spelled(word).0, Number::No, "{word}");
        }
    }
}
