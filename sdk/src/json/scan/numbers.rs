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
    let mut out = Spelling::default();
    spell(bytes, 0, &mut out) == Some(bytes.len()) && !out.changed
}

/// Whether a word is a number, in whatever spelling.
pub(super) fn is_number(word: &str) -> bool {
    may_be_number(word) && spell(word.as_bytes(), 0, &mut Spelling::default()) == Some(word.len())
}

/// Most words are no numbers, and show it with their first character.
#[inline]
fn may_be_number(word: &str) -> bool {
    matches!(
        word.as_bytes().first(),
        Some(b'0'..=b'9' | b'-' | b'+' | b'.')
    )
}

/// Reads a word; a number in another spelling is written to `out` as JSON writes it.
#[inline]
pub(super) fn classify(word: &str, out: &mut Spelling) -> Number {
    if !may_be_number(word) || spell(word.as_bytes(), 0, out) != Some(word.len()) {
        Number::No
    } else if out.changed {
        Number::Rewritten
    } else {
        Number::Plain
    }
}

/// A number as JSON writes it, kept where the next one is written.
#[derive(Debug, Default)]
pub(crate) struct Spelling {
    short: Short,
    /// One that is longer.
    long: String,
    /// Whether it was written in another way.
    changed: bool,
}

impl Spelling {
    #[inline]
    pub(crate) fn as_str(&self) -> &str {
        let short = self.short.bytes.get(..self.short.length);
        short
            .and_then(|short| str::from_utf8(short).ok())
            .unwrap_or(&self.long)
    }

    #[inline]
    pub(crate) fn is_changed(&self) -> bool {
        self.changed
    }
}

/// Where the bytes of a number are written to.
trait Out {
    /// Nothing when there is no more room.
    fn push(&mut self, byte: u8) -> Option<()>;
}

impl Out for String {
    fn push(&mut self, byte: u8) -> Option<()> {
        self.push(char::from(byte));
        Some(())
    }
}

/// What most numbers fit into.
#[derive(Debug)]
struct Short {
    bytes: [u8; SHORT],
    /// How many there are; one more than fit, where that is not enough.
    length: usize,
}

const SHORT: usize = 24;

impl Default for Short {
    fn default() -> Self {
        Self {
            bytes: [0; SHORT],
            length: 0,
        }
    }
}

impl Out for Short {
    #[inline]
    fn push(&mut self, byte: u8) -> Option<()> {
        self.length += 1;
        *self.bytes.get_mut(self.length - 1)? = byte;
        Some(())
    }
}

/// Writes the number at a place as JSON writes it, and gives the place where it ends; nothing when there is none, or one with
/// two readings.
#[inline]
pub(super) fn spell(bytes: &[u8], from: usize, out: &mut Spelling) -> Option<usize> {
    if let Some(end) = spell_short(bytes, from, out) {
        return Some(end);
    }
    if out.short.length <= SHORT {
        return None;
    }
    out.long.clear();
    let (end, changed) = write(bytes, from, &mut out.long)?;
    out.changed = changed;
    Some(end)
}

/// The same, and nothing where the number is a long one.
#[inline]
pub(crate) fn spell_short(bytes: &[u8], from: usize, out: &mut Spelling) -> Option<usize> {
    out.short.length = 0;
    let (end, changed) = write(bytes, from, &mut out.short)?;
    out.changed = changed;
    Some(end)
}

/// Writes `+1`, `.5`, `5.`, `1_000`, `0x1F` or `-0b11` as JSON writes it; the place where it ends, and whether that changed
/// anything.
#[inline]
fn write(bytes: &[u8], from: usize, out: &mut impl Out) -> Option<(usize, bool)> {
    let mut changed = bytes.get(from) == Some(&b'+');
    let mut at = from + usize::from(changed);
    if bytes.get(from) == Some(&b'-') {
        out.push(b'-')?;
        at += 1;
    }
    let begin = at;
    if bytes.get(at) == Some(&b'0')
        && let Some(radix) = bytes.get(at + 1).copied().and_then(radix)
    {
        let (value, end) = radix_value(bytes, at + 2, radix)?;
        push_value(out, value)?;
        return Some((end, true));
    }
    at = digits(bytes, at, &mut changed, out)?;
    let whole = at > begin;
    if at > begin + 1 && bytes.get(begin) == Some(&b'0') {
        return None;
    }
    if !whole {
        changed = true;
        out.push(b'0')?;
    }
    if bytes.get(at) == Some(&b'.') {
        out.push(b'.')?;
        let point = at + 1;
        at = digits(bytes, point, &mut changed, out)?;
        if at == point {
            // A number has a digit of its own, so `.` alone is none.
            whole.then_some(())?;
            changed = true;
            out.push(b'0')?;
        }
    } else if !whole {
        return None;
    }
    if let Some(mark @ (b'e' | b'E')) = bytes.get(at) {
        out.push(*mark)?;
        at += 1;
        if let Some(sign @ (b'-' | b'+')) = bytes.get(at) {
            out.push(*sign)?;
            at += 1;
        }
        let exponent = at;
        while let Some(digit @ b'0'..=b'9') = bytes.get(at) {
            out.push(*digit)?;
            at += 1;
        }
        (at > exponent).then_some(())?;
    }
    Some((at, changed))
}

/// Writes the digits at a place, without the single underscores between them, and gives the place where they end; nothing
/// when an underscore stands elsewhere.
#[inline]
fn digits(bytes: &[u8], from: usize, changed: &mut bool, out: &mut impl Out) -> Option<usize> {
    let mut at = from;
    loop {
        match bytes.get(at) {
            Some(digit @ b'0'..=b'9') => out.push(*digit)?,
            Some(b'_') if at > from && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) => {
                *changed = true;
            }
            Some(b'_') => return None,
            _ => return Some(at),
        }
        at += 1;
    }
}

/// What a letter behind a zero says of the digits behind it.
#[inline]
fn radix(letter: u8) -> Option<u32> {
    match letter {
        b'x' | b'X' => Some(16),
        b'o' | b'O' => Some(8),
        b'b' | b'B' => Some(2),
        _ => None,
    }
}

/// The value of digits with single underscores between them, and where they end.
fn radix_value(bytes: &[u8], from: usize, radix: u32) -> Option<(u128, usize)> {
    let mut value: u128 = 0;
    let mut at = from;
    let mut digit = false;
    while let Some(&byte) = bytes.get(at) {
        if let Some(next) = char::from(byte).to_digit(radix) {
            let next = u128::from(next);
            value = value.checked_mul(u128::from(radix))?.checked_add(next)?;
            digit = true;
        } else if byte == b'_' && digit {
            digit = false;
        } else {
            break;
        }
        at += 1;
    }
    digit.then_some((value, at))
}

/// The digits of a value, without the detour of formatting.
fn push_value(out: &mut impl Out, mut value: u128) -> Option<()> {
    // No value has more digits.
    let mut digits = [0; 39];
    let mut from = digits.len();
    for place in digits.iter_mut().rev() {
        from -= 1;
        // Most are small, and what is small is divided faster.
        let last = if let Ok(small) = u32::try_from(value) {
            value = u128::from(small / 10);
            small % 10
        } else {
            let last = value % 10;
            value /= 10;
            u32::try_from(last).unwrap_or_default()
        };
        *place = b'0' + u8::try_from(last).unwrap_or_default();
        if value == 0 {
            break;
        }
    }
    for &digit in digits.get(from..).unwrap_or_default() {
        out.push(digit)?;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::{Number, Spelling, classify};

    fn spelled(word: &str) -> (Number, String) {
        let mut out = Spelling::default();
        let number = classify(word, &mut out);
        (number, out.as_str().to_owned())
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
            ("-1_0_0.2_5e-3", "-100.25e-3"),
            ("+.5E+3", "0.5E+3"),
            ("0xfffffffffffffff", "1152921504606846975"),
            ("0xffff_ffff_ffff_ffff", "18446744073709551615"),
            ("0x1F", "31"),
            ("-0x1f", "-31"),
            ("0xFF_FF", "65535"),
            ("0b101", "5"),
            ("0x0", "0"),
            (
                "+123456789012345678901234567890.5",
                "123456789012345678901234567890.5",
            ),
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
            "1_.5", "1._5", "1.5_", ".e3", "1e5_0", "1e5.", "0_1", "0x1_", "0xG", "+-1", "--1",
            "1/3", "٣",
        ] {
            assert_eq!(spelled(word).0, Number::No, "{word}");
        }
    }
}
