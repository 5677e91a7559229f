//! `format`: those that schemars gives the types of the standard library, chrono, jiff, uuid and url, and their kin.

mod net;
mod time;

use std::ops::RangeInclusive;

use super::decimal::Decimal;
use super::pattern;

/// Whether a text is of a format; nothing for a format that is not judged.
pub(super) fn holds(format: &str, text: &str) -> Option<bool> {
    Some(match format {
        "date" => time::is_date(text),
        "time" => time::is_time(text),
        "date-time" => time::is_date_time(text),
        "partial-time" => time::is_partial_time(text),
        "partial-date-time" => time::is_partial_date_time(text),
        "zoned-date-time" => time::is_zoned_date_time(text),
        "duration" => time::is_duration(text),
        "uuid" => is_uuid(text),
        "email" => net::is_email(text),
        "hostname" => net::is_hostname(text),
        "ip" => net::is_ipv4(text) || net::is_ipv6(text),
        "ipv4" => net::is_ipv4(text),
        "ipv6" => net::is_ipv6(text),
        "uri" => net::is_uri(text),
        "uri-reference" => net::is_uri_reference(text),
        "regex" => pattern::is_pattern(text),
        "char" => text.chars().count() == 1,
        _ => return None,
    })
}

/// Whether `url::Url` takes a text that RFC 3986 does not: spaces and letters of any alphabet stand in URLs that work.
#[cfg(feature = "url2")]
pub(super) fn is_taken(format: &str, text: &str) -> bool {
    format == "uri" && url::Url::parse(text).is_ok()
}

#[cfg(not(feature = "url2"))]
pub(super) fn is_taken(_: &str, _: &str) -> bool {
    false
}

/// How a format is said to a model: its name and an example.
pub(super) fn words(format: &str) -> String {
    let example = match format {
        "date" => "2024-05-31",
        "time" => "13:45:00Z",
        "date-time" => "2024-05-31T13:45:00Z",
        "partial-time" => "13:45:00",
        "partial-date-time" => "2024-05-31T13:45:00",
        "zoned-date-time" => "2024-05-31T13:45:00+02:00[Europe/Berlin]",
        "duration" => "P1DT2H",
        "uuid" => "123e4567-e89b-12d3-a456-426614174000",
        "email" => "jane@example.com",
        "hostname" => "www.example.com",
        "ip" | "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "uri" => "https://example.com/a",
        _ => return format!("of the format `{format}`"),
    };
    format!("of the format `{format}` (such as {example})")
}

/// The range of an integer that a format names: the smallest and the largest.
pub(super) fn range(format: &str) -> Option<(Decimal, Decimal)> {
    let (low, high) = match format {
        "int8" => (i8::MIN.to_string(), i8::MAX.to_string()),
        "int16" => (i16::MIN.to_string(), i16::MAX.to_string()),
        "int32" => (i32::MIN.to_string(), i32::MAX.to_string()),
        "int64" | "int" => (i64::MIN.to_string(), i64::MAX.to_string()),
        "int128" => (i128::MIN.to_string(), i128::MAX.to_string()),
        "uint8" => (u8::MIN.to_string(), u8::MAX.to_string()),
        "uint16" => (u16::MIN.to_string(), u16::MAX.to_string()),
        "uint32" => (u32::MIN.to_string(), u32::MAX.to_string()),
        "uint64" | "uint" => (u64::MIN.to_string(), u64::MAX.to_string()),
        "uint128" => (u128::MIN.to_string(), u128::MAX.to_string()),
        _ => return None,
    };
    Decimal::parse(&low).zip(Decimal::parse(&high))
}

/// Whether an integer is in the range that a format names; not said of formats that are not known.
pub(super) fn has_place_for(format: &str, number: i64) -> bool {
    place(format).is_some_and(|place| place.contains(&number))
}

/// The integers that a format has a place for, of those that a machine number holds.
pub(super) fn place(format: &str) -> Option<RangeInclusive<i64>> {
    fn of<T: Into<i64>>(least: T, most: T) -> RangeInclusive<i64> {
        least.into()..=most.into()
    }
    Some(match format {
        "int64" | "int" | "int128" | "double" | "float" => of(i64::MIN, i64::MAX),
        "int32" => of(i32::MIN, i32::MAX),
        "int16" => of(i16::MIN, i16::MAX),
        "int8" => of(i8::MIN, i8::MAX),
        "uint128" | "uint64" | "uint" => of(0, i64::MAX),
        "uint32" => of(0, u32::MAX),
        "uint16" => of(0, u16::MAX),
        "uint8" => of(0, u8::MAX),
        _ => return None,
    })
}

fn is_uuid(text: &str) -> bool {
    let mut parts = text.split('-');
    let fits = [8, 4, 4, 4, 12].iter().all(|&length| {
        parts
            .next()
            .is_some_and(|part| part.len() == length && part.bytes().all(|b| b.is_ascii_hexdigit()))
    });
    fits && parts.next().is_none()
}
