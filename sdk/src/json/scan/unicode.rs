//! Characters that are escaped by their number.

/// What `\u` and what follows it stand for.
pub(super) enum Unicode {
    /// A character, and the length of its escape: two of them for what is beyond the first 65,536.
    Is(char, usize),
    /// One of a pair without the other.
    Half,
    /// The text has to go on first.
    More,
    /// Not four digits; whether there are some.
    No { digits: bool },
}

/// The escape at a place.
pub(super) fn unicode(bytes: &[u8], at: usize) -> Unicode {
    let unit = match number(bytes, at + 2) {
        Ok(unit) => unit,
        Err(not) => return not,
    };
    if let Some(c) = char::from_u32(unit) {
        return Unicode::Is(c, 6);
    }
    if unit >= 0xdc00 {
        return Unicode::Half;
    }
    match (bytes.get(at + 6), bytes.get(at + 7)) {
        (None, _) | (Some(b'\\'), None) => Unicode::More,
        (Some(b'\\'), Some(b'u')) => match number(bytes, at + 8) {
            Ok(low @ 0xdc00..0xe000) => {
                char::from_u32(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00))
                    .map_or(Unicode::Half, |c| Unicode::Is(c, 12))
            }
            Err(Unicode::More) => Unicode::More,
            _ => Unicode::Half,
        },
        _ => Unicode::Half,
    }
}

/// The number that four digits are.
fn number(bytes: &[u8], at: usize) -> Result<u32, Unicode> {
    let rest = bytes.get(at..).unwrap_or_default();
    let mut value = 0;
    for index in 0..4 {
        let Some(&byte) = rest.get(index) else {
            return Err(Unicode::More);
        };
        let Some(digit) = char::from(byte).to_digit(16) else {
            return Err(Unicode::No { digits: index > 0 });
        };
        value = value * 16 + digit;
    }
    Ok(value)
}
