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

/// The high bits of the bytes that are a backslash, a control character, `first` or `second`; the lowest mark is right.
#[inline]
const fn special(word: u64, first: u8, second: u8) -> u64 {
    let control = word.wrapping_sub(splat(0x20)) & !word & HIGH;
    control | zeros(word ^ splat(b'\\')) | zeros(word ^ splat(first)) | zeros(word ^ splat(second))
}

/// Fewer than eight bytes as a word, filled up with spaces.
#[inline]
fn short(bytes: &[u8]) -> u64 {
    let length = bytes.len();
    let filled = u64::MAX << (length.min(7) * 8) & splat(b' ');
    if let (Some(low), Some(high)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        // The two overlap, and agree where they do.
        let low = u64::from(u32::from_le_bytes(*low));
        let high = u64::from(u32::from_le_bytes(*high));
        return filled | low | high << ((length - 4) * 8);
    }
    let mut word = filled;
    for (place, &byte) in bytes.iter().enumerate() {
        word |= u64::from(byte) << (place * 8);
    }
    word
}

/// Whether [`find`] would find nothing in all of the bytes.
#[inline]
pub(super) fn is_plain(bytes: &[u8], first: u8, second: u8) -> bool {
    let clean = |word| special(word, first, second) == 0;
    // The last word may begin in the middle of the one before it, which was looked at in whole already.
    if let Some(last) = bytes.last_chunk::<8>() {
        let (words, _) = bytes.as_chunks::<8>();
        return words.iter().all(|word| clean(u64::from_le_bytes(*word)))
            && clean(u64::from_le_bytes(*last));
    }
    if let (Some(low), Some(high)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        let low = u64::from(u32::from_le_bytes(*low));
        let high = u64::from(u32::from_le_bytes(*high));
        return clean(high << 32 | low);
    }
    clean(short(bytes))
}

/// The high bits of the bytes that are more than text in a string between double quotes; the lowest mark is right.
#[inline]
const fn special_plain(word: u64) -> u64 {
    // A byte that is too small borrows from its highest bit. With one bit turned over, a quote follows the controls.
    let quote_or_control = (word ^ splat(0x02)).wrapping_sub(splat(0x21));
    let backslash = (word ^ splat(b'\\')).wrapping_sub(splat(1));
    (quote_or_control | backslash) & !word & HIGH
}

/// Whether a byte inside a string may be more than text.
#[inline]
pub(crate) const fn is_special(byte: u8) -> bool {
    byte < b' ' || byte == b'"' || byte == b'\\'
}

/// Whether one of the bytes is special; of a length that is known, many are looked at at once.
#[inline]
fn has_special(bytes: &[u8]) -> bool {
    bytes
        .iter()
        .fold(false, |found, &byte| found | is_special(byte))
}

/// The first place at or after `from` of a backslash, a control character or a double quote.
#[inline]
pub(crate) fn find_plain(bytes: &[u8], from: usize) -> usize {
    if bytes.len() >= from + 8 {
        return find_far(bytes, from);
    }
    // One by one: few bytes take no longer than to make a word of them.
    let mut at = from;
    while bytes.get(at).is_some_and(|&byte| !is_special(byte)) {
        at += 1;
    }
    at
}

/// The same, where it is likely to be near: most names are short.
#[inline]
pub(super) fn find_plain_near(bytes: &[u8], from: usize) -> usize {
    if let Some(chunk) = bytes.get(from..).and_then(<[u8]>::first_chunk::<8>) {
        let hit = special_plain(u64::from_le_bytes(*chunk));
        if hit != 0 {
            return from + (hit.trailing_zeros() / 8) as usize;
        }
        return find_far(bytes, from + 8);
    }
    find_plain(bytes, from)
}

/// The same, where there is more than a word to look at.
#[inline(never)]
fn find_far(bytes: &[u8], from: usize) -> usize {
    let mut rest = bytes.get(from..).unwrap_or_default();
    let passed = |rest: &[u8]| bytes.len() - rest.len();
    // Most strings are short.
    if let Some((chunk, more)) = rest.split_first_chunk::<8>() {
        let hit = special_plain(u64::from_le_bytes(*chunk));
        if hit != 0 {
            return from + (hit.trailing_zeros() / 8) as usize;
        }
        rest = more;
    }
    while let Some((chunk, more)) = rest.split_first_chunk::<16>()
        && !has_special(chunk)
    {
        rest = more;
    }
    while let Some((chunk, more)) = rest.split_first_chunk::<8>() {
        let hit = special_plain(u64::from_le_bytes(*chunk));
        if hit != 0 {
            return passed(rest) + (hit.trailing_zeros() / 8) as usize;
        }
        rest = more;
    }
    let length = rest.iter().position(|&byte| is_special(byte));
    passed(rest) + length.unwrap_or(rest.len())
}

/// Whether a text has no byte that may be more than text inside a string.
#[inline]
pub(crate) fn is_plain_text(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Short ones at once or in two steps that overlap, long ones without a way out in the middle, so that many are looked
    // at at once.
    if let Ok(word) = <[u8; 4]>::try_from(bytes) {
        let word = u64::from(u32::from_le_bytes(word)) | splat(b' ') << 32;
        special_plain(word) == 0
    } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk())
        && bytes.len() <= 8
    {
        let word =
            u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last));
        special_plain(word) == 0
    } else if bytes.len() < 4 {
        !bytes.iter().any(|&byte| is_special(byte))
    } else {
        !has_special(bytes)
    }
}

/// The first place at or after `from` of a backslash, a control character, `first` or `second`.
#[inline]
pub(crate) fn find(bytes: &[u8], from: usize, first: u8, second: u8) -> usize {
    let mut at = from;
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let hit = special(u64::from_le_bytes(*chunk), first, second);
        if hit != 0 {
            return at + (hit.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    if let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<4>) {
        let word = splat(b' ') << 32 | u64::from(u32::from_le_bytes(*chunk));
        let hit = special(word, first, second);
        if hit != 0 {
            return at + (hit.trailing_zeros() / 8) as usize;
        }
        at += 4;
    }
    // One by one: three bytes take no longer than to make a word of them.
    while let Some(&byte) = bytes.get(at)
        && byte >= b' '
        && byte != b'\\'
        && byte != first
        && byte != second
    {
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
pub(crate) fn skip_space(bytes: &[u8], mut from: usize) -> usize {
    while bytes.get(from).copied().is_some_and(is_space) {
        from += 1;
    }
    from
}

/// Bytes that can be in the middle of any word.
#[allow(clippy::indexing_slicing, reason = "every byte is in a table of 256")]
const WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte: u8 = 0;
    while byte < 128 {
        table[byte as usize] =
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'+');
        byte += 1;
    }
    table
};

/// Whether a byte can be in the middle of any word.
#[inline]
#[allow(clippy::indexing_slicing, reason = "every byte is in a table of 256")]
pub(crate) fn is_in_word(byte: u8) -> bool {
    WORD[usize::from(byte)]
}

/// The first place at or after `from` that cannot be in the middle of any word.
#[inline]
pub(crate) fn skip_word(bytes: &[u8], mut from: usize) -> usize {
    while let Some(&byte) = bytes.get(from)
        && is_in_word(byte)
    {
        from += 1;
    }
    from
}

/// Whether a byte can neither be space nor begin what is skipped like space: a comment, a fence, a tag, an odd space.
#[inline]
pub(super) fn is_token(byte: u8) -> bool {
    matches!(byte, b'!'..=0x7f) && !matches!(byte, b'/' | b'#' | b'\\' | b'`' | b'<')
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
#[inline]
#[allow(clippy::indexing_slicing, reason = "every byte is in a table of 256")]
pub(super) fn class(byte: u8) -> Class {
    CLASSES[usize::from(byte)]
}

#[allow(clippy::indexing_slicing, reason = "every byte is in a table of 256")]
const CLASSES: [Class; 256] = {
    let mut table = [Class::Mark; 256];
    let mut byte: u8 = 0;
    loop {
        table[byte as usize] = match byte {
            0..=b' ' => Class::Space,
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => Class::Word,
            _ => Class::Mark,
        };
        if byte == u8::MAX {
            break table;
        }
        byte += 1;
    }
};

/// Whether a character is space of any kind between tokens.
#[inline]
pub(super) fn is_gap(c: char) -> bool {
    if c <= ' ' {
        matches!(c, '\t'..='\r' | ' ')
    } else {
        c > '\u{7f}' && is_wide_space(c)
    }
}

#[cfg(test)]
mod tests {
    use super::{find, find_plain, find_plain_near, is_plain, is_plain_text, is_special};

    /// A byte at a time.
    fn slowly(bytes: &[u8], from: usize, first: u8, second: u8) -> usize {
        let hit = |b: &u8| *b < b' ' || *b == b'\\' || *b == first || *b == second;
        let rest = bytes.iter().skip(from).position(hit);
        rest.map_or(bytes.len().max(from), |length| from + length)
    }

    #[test]
    fn every_byte_is_found_at_every_place_and_length() {
        for length in 0..20 {
            for place in 0..=length {
                for byte in [
                    b'"', b'\\', b'\'', 0, 0x1f, b' ', b'a', 0x7f, 0x80, 0xa2, 0xdc, 0xe2, 0xff,
                ] {
                    let mut bytes = vec![b'x'; length];
                    if let Some(slot) = bytes.get_mut(place) {
                        *slot = byte;
                    }
                    for from in 0..=length {
                        let found = slowly(&bytes, from, b'"', b'"');
                        assert_eq!(find_plain(&bytes, from), found, "{bytes:x?} from {from}");
                        assert_eq!(
                            find_plain_near(&bytes, from),
                            found,
                            "{bytes:x?} from {from}"
                        );
                        for (first, second) in
                            [(b'"', b'"'), (b'\'', b'\''), (0xe2, b'"'), (b'`', 0xc2)]
                        {
                            assert_eq!(
                                is_plain(&bytes, first, second),
                                slowly(&bytes, 0, first, second) == length,
                                "{bytes:x?}"
                            );
                            assert_eq!(
                                find(&bytes, from, first, second),
                                slowly(&bytes, from, first, second),
                                "{bytes:x?} from {from}"
                            );
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_special_byte_is_seen_at_every_place_of_every_length() {
        for length in 0..40 {
            let plain = "x".repeat(length);
            assert!(is_plain_text(&plain), "{length}");
            for place in 0..length {
                for byte in 0..128_u8 {
                    let mut text = plain.clone().into_bytes();
                    text[place] = byte;
                    let text = String::from_utf8(text).unwrap();
                    assert_eq!(is_plain_text(&text), !is_special(byte), "{text:?}");
                }
            }
        }
    }
}
