//! Numbers that were written as texts.

use std::borrow::Cow;

/// What a text says, if a number is wanted.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reading<'t> {
    /// A number by the grammar of RFC 8259.
    Number(Cow<'t, str>),
    /// There is more than one reading, or one that is not a number alone.
    Doubtful(&'static str),
    /// No number.
    Other,
}

pub(super) const POINT_OR_COMMA: &str =
    "a comma or a point may stand for decimals or for thousands";

/// Money signs; which money it is was not asked for.
const MONEY: [char; 5] = ['$', '€', '£', '¥', '₹'];

pub(super) fn read(text: &str) -> Reading<'_> {
    let text = text.trim();
    if text.len() > 400 || !text.contains(|c: char| c.is_ascii_digit()) {
        return Reading::Other;
    }
    if text.ends_with('%') && plain(text.trim_end_matches('%').trim()).is_some() {
        return Reading::Doubtful("a percentage may mean its hundredth");
    }
    let Some(bare) = without_money(text) else {
        return Reading::Other;
    };
    match plain(&bare) {
        Some(_) if bare.len() < text.len() && may_be_thousands(&bare) => {
            Reading::Doubtful(POINT_OR_COMMA)
        }
        Some(number) => Reading::Number(number.into()),
        None if bare.bytes().all(|b| {
            b.is_ascii_digit() || matches!(b, b'.' | b',' | b'-' | b'+' | b' ' | b'\'')
        }) && bare.contains([',', '.']) =>
        {
            Reading::Doubtful(POINT_OR_COMMA)
        }
        None => Reading::Other,
    }
}

/// Whether the point of a number may be a mark between thousands, where money or something that is counted is asked for:
/// `€1.234`, `12.000`.
pub(super) fn may_be_thousands(text: &str) -> bool {
    let text = text.trim().trim_start_matches(['-', '+', '−']);
    text.split_once('.').is_some_and(|(whole, behind)| {
        let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        (1..=3).contains(&whole.len())
            && !whole.starts_with('0')
            && behind.len() == 3
            && is_digits(whole)
            && is_digits(behind)
    })
}

/// The text without one sign of money before or behind: `$5`, `-€ 5`, `5 €`.
fn without_money(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains(MONEY) {
        return Some(text.into());
    }
    if text.matches(MONEY).count() > 1 {
        return None;
    }
    if let Some(rest) = text.strip_suffix(MONEY) {
        return Some(rest.trim_end().into());
    }
    match text.strip_prefix(['-', '+']) {
        Some(rest) => {
            let rest = rest.strip_prefix(MONEY)?.trim_start();
            let sign = text.get(..1)?;
            rest.starts_with(|c: char| c.is_ascii_digit() || c == '.')
                .then(|| format!("{sign}{rest}").into())
        }
        None => Some(text.strip_prefix(MONEY)?.trim_start().into()),
    }
}

/// A number in digits, with or without marks between thousands.
fn plain(text: &str) -> Option<String> {
    let (sign, text) = match text.strip_prefix(['-', '+', '−']) {
        Some(rest) if !text.starts_with('+') => ("-", rest),
        Some(rest) => ("", rest),
        None => ("", text),
    };
    let (mantissa, power) = match text.find(['e', 'E']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let power_digits = power
        .get(1..)
        .map(|p| p.strip_prefix(['-', '+']).unwrap_or(p));
    if power_digits.is_some_and(|digits| !is_digits(digits)) {
        return None;
    }
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    if fraction.is_some_and(|f| !f.is_empty() && !is_digits(f)) {
        return None;
    }
    let fraction = fraction.unwrap_or("");
    let whole = match whole {
        "" if fraction.is_empty() => return None,
        "" => Cow::Borrowed("0"),
        whole if is_digits(whole) => Cow::Borrowed(whole),
        whole => Cow::Owned(without_thousands(whole)?),
    };
    // `007` is 7 where a number is wanted.
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    let point = if fraction.is_empty() { "" } else { "." };
    Some(format!("{sign}{whole}{point}{fraction}{power}"))
}

/// `1,234,567`, `1_000`: groups of three behind one of up to three; the first does not start with a zero, as in
/// `0,123`.
fn without_thousands(text: &str) -> Option<String> {
    let mark = text
        .chars()
        .find(|c| !c.is_ascii_digit())
        .filter(|c| matches!(c, ',' | '_'))?;
    let mut groups = text.split(mark);
    let first = groups.next()?;
    let fits = (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && first.bytes().all(|b| b.is_ascii_digit())
        && groups.all(|group| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit()));
    fits.then(|| text.replace(mark, ""))
}

#[cfg(test)]
mod tests {
    use super::{Reading, read};

    #[test]
    fn a_number_is_read_where_there_is_one_reading() {
        for (text, expected) in [
            ("42", Some("42")),
            (" -7 ", Some("-7")),
            ("+1", Some("1")),
            ("1,234", Some("1234")),
            ("1,234,567.89", Some("1234567.89")),
            ("1_000", Some("1000")),
            ("$5", Some("5")),
            ("-$5.50", Some("-5.50")),
            ("$ 1,234.5", Some("1234.5")),
            ("12 €", Some("12")),
            ("1.234", Some("1.234")),
            ("$0.125", Some("0.125")),
            ("$1,234.567", Some("1234.567")),
            (".5", Some("0.5")),
            ("5.", Some("5")),
            ("007", Some("7")),
            ("1e5", Some("1e5")),
            ("2.5E-3", Some("2.5E-3")),
            ("−3", Some("-3")),
            (
                "340282366920938463463374607431768211455",
                Some("340282366920938463463374607431768211455"),
            ),
        ] {
            assert_eq!(
                read(text),
                Reading::Number(expected.unwrap().into()),
                "{text}"
            );
        }
        for text in [
            "3,14",
            "1.234,56",
            "0,123",
            "1,23",
            "50%",
            "1,234,56",
            "1.2.3",
            "1,,234",
            "€1.234",
            "-$1.000",
            "5.000 €",
        ] {
            assert!(matches!(read(text), Reading::Doubtful(_)), "{text}");
        }
        for text in [
            "", "abc", "5 years", "about 5", "1/2", "0x1F", "NaN", "$", "$5$", "1e", "--5", "$-",
            "e5", "five",
        ] {
            assert_eq!(read(text), Reading::Other, "{text}");
        }
    }
}
