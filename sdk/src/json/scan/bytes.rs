//! Bytes at a time: what ends a run inside a string, and what counts as space.

/// Eight times the byte.
const fn splat(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

const HIGH: u64 = splat(0x80);

/// The high bit of each byte that is zero; bytes above a zero one may be marked wrongly, the lowest mark is right.
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(splat(1)) & !word & HIGH
}

/// The first place at or after `from` of a backslash, a control character, `first` or `second`.
#[inline]
pub(super) fn find(bytes: &[u8], from: usize, first: u8, second: u8) -> usize {
    let mut at = from;
    let (one, two) = (splat(first), splat(second));
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*chunk);
        let control = word.wrapping_sub(splat(0x20)) & !word & HIGH;
        let hit = control | zeros(word ^ splat(b'\\')) | zeros(word ^ one) | zeros(word ^ two);
        if hit != 0 {
            return at + (hit.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while let Some(&byte) = bytes.get(at) {
        if byte < 0x20 || byte == b'\\' || byte == first || byte == second {
            break;
        }
        at += 1;
    }
    at
}

/// White space as RFC 8259 has it.
#[inline]
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

/// The first place at or after `from` that is not white space.
#[inline]
pub(super) fn skip_space(bytes: &[u8], mut from: usize) -> usize {
    while bytes.get(from).copied().is_some_and(is_space) {
        from += 1;
    }
    from
}

/// Characters that models leave between tokens and that RFC 8259 does not allow there.
#[inline]
pub(super) fn is_odd_space(c: char) -> bool {
    match c {
        '\u{b}' | '\u{c}' => true,
        '\0'..='\u{7f}' => false,
        _ => is_wide_space(c),
    }
}

fn is_wide_space(c: char) -> bool {
    matches!(
        c,
        '\u{85}' | '\u{a0}' | '\u{ad}' | '\u{180e}' | '\u{1680}' | '\u{2000}'..='\u{200f}'
            | '\u{2028}'..='\u{202f}' | '\u{205f}' | '\u{2060}' | '\u{3000}' | '\u{feff}'
    )
}

/// What a quote stands beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Space,
    Word,
    Mark,
}

/// The class of a byte beside a quote; a character beyond ASCII is taken for a letter.
pub(super) fn class(byte: u8) -> Class {
    match byte {
        0..=b' ' => Class::Space,
        b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => Class::Word,
        _ => Class::Mark,
    }
}
