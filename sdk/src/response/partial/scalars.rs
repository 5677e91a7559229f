//! Values without parts.

use serde::de::DeserializeOwned;

/// A [`Held`](super::Held) for each of these types, and what reads it from JSON.
macro_rules! scalars {
    ($read:path: $($ty:ty),* $(,)?) => { $(
        impl $crate::response::partial::Held for $ty {
            const SHAPE: $crate::response::partial::Shape = $crate::response::partial::Shape::Whole;

            fn view(this: &Self) -> $crate::response::partial::View<'_> {
                $crate::response::partial::View::json(this)
            }

            fn whole(this: &mut Option<Self>, json: &str) -> bool {
                let read = $read(json);
                let found = read.is_some();
                if found {
                    *this = read;
                }
                found
            }
        }
    )* };
}

pub(crate) use scalars;

/// A value as serde reads it.
pub(crate) fn by_serde<T: DeserializeOwned>(json: &str) -> Option<T> {
    serde_json::from_str(json).ok()
}

/// A boolean.
pub(crate) fn boolean(json: &str) -> Option<bool> {
    match json {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// An integer: plain digits at once, all else as serde reads it.
pub(crate) fn integer<T: DeserializeOwned + TryFrom<u64>>(json: &str) -> Option<T> {
    digits(json.as_bytes())
        .and_then(|number| T::try_from(number).ok())
        .or_else(|| by_serde(json))
}

/// How many digits fit for certain.
const DIGITS: usize = 19;

fn digits(bytes: &[u8]) -> Option<u64> {
    if bytes.len() > DIGITS || bytes.first().is_none_or(|&first| first == b'0') {
        return (bytes == b"0").then_some(0);
    }
    bytes.iter().try_fold(0, |number, byte| {
        byte.is_ascii_digit()
            .then(|| number * 10 + u64::from(byte - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::{boolean, by_serde, integer};

    #[test]
    fn scalars_are_read_as_serde_reads_them() {
        let numbers = "0 -0 00 01 7 -7 127 128 -128 255 256 65536 1.0 1e2 +1 1_0 4294967295 4294967296 \
            9223372036854775807 9223372036854775808 9999999999999999999 10000000000000000000 \
            18446744073709551615 18446744073709551616 99999999999999999999 - x 1x \u{661} true null \"1\"";
        for json in numbers.split(' ').chain(["1 ", " 1", ""]) {
            assert_eq!(integer::<u8>(json), by_serde(json), "{json:?}");
            assert_eq!(integer::<i8>(json), by_serde(json), "{json:?}");
            assert_eq!(integer::<u32>(json), by_serde(json), "{json:?}");
            assert_eq!(integer::<i64>(json), by_serde(json), "{json:?}");
            assert_eq!(integer::<u64>(json), by_serde(json), "{json:?}");
            assert_eq!(integer::<i128>(json), by_serde(json), "{json:?}");
            assert_eq!(integer::<u128>(json), by_serde(json), "{json:?}");
        }
        for json in ["true", "false", "null", "True", "", "1", "\"true\""] {
            assert_eq!(boolean(json), by_serde(json), "{json:?}");
        }
    }
}
