//! When what was taken is back: the forms in which hosts write a time.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A number from here on is a moment and no wait: seconds since 1970 are, and a wait of 30 years is none.
const FIRST_EPOCH_SECONDS: f64 = 1e9;
const FIRST_EPOCH_MILLIS: f64 = 1e12;

/// How long until a reset: a duration (`6m0s`, `12ms`), seconds, seconds or milliseconds since 1970, or a date of
/// RFC 3339 or of HTTP. What has passed is no wait.
pub(super) fn wait(text: &str, wall: SystemTime) -> Option<Duration> {
    let since_epoch = |seconds: f64| {
        let moment = Duration::try_from_secs_f64(seconds).ok()?;
        let now = wall.duration_since(UNIX_EPOCH).ok()?;
        Some(moment.saturating_sub(now))
    };
    match text.parse::<f64>() {
        Ok(number) if number.is_nan() => None,
        Ok(number) if number >= FIRST_EPOCH_MILLIS => since_epoch(number / 1000.0),
        Ok(number) if number >= FIRST_EPOCH_SECONDS => since_epoch(number),
        Ok(number) => Duration::try_from_secs_f64(number.max(0.0)).ok(),
        Err(_) => spelled_out(text)
            .or_else(|| since_epoch(rfc3339(text)?))
            .or_else(|| {
                let date = httpdate::parse_http_date(text).ok()?;
                Some(date.duration_since(wall).unwrap_or_default())
            }),
    }
}

/// A duration of numbers and units: `6m0s`, `2m59.56s`, `1h30m`, `12ms`, `1d2h`.
fn spelled_out(text: &str) -> Option<Duration> {
    let mut rest = text;
    let mut seconds = 0.0;
    while !rest.is_empty() {
        let (number, after) =
            rest.split_at(rest.find(|c: char| c.is_ascii_alphabetic() || c == 'µ')?);
        let end = after
            .find(|c: char| c.is_ascii_digit() || c == '.')
            .unwrap_or(after.len());
        let (unit, next) = after.split_at(end);
        let scale = match unit {
            "ns" => 1e-9,
            "us" | "µs" => 1e-6,
            "ms" => 1e-3,
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3600.0,
            "d" => 86_400.0,
            _ => return None,
        };
        seconds += number.parse::<f64>().ok()? * scale;
        rest = next;
    }
    (!text.is_empty()).then(|| Duration::try_from_secs_f64(seconds).ok())?
}

/// A date such as `2025-08-21T12:40:59.5Z` or `…+02:00`, as seconds since 1970.
fn rfc3339(text: &str) -> Option<f64> {
    let part = |from: usize, to: usize| -> Option<i64> {
        let digits = text.get(from..to)?;
        let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
        all_digits.then(|| digits.parse().ok())?
    };
    let marks = [(4, "-"), (7, "-"), (13, ":"), (16, ":")];
    let stands = |(at, mark): (usize, &str)| text.get(at..=at) == Some(mark);
    if !marks.into_iter().all(stands) || !matches!(text.get(10..11)?, "T" | "t" | " ") {
        return None;
    }
    let (year, month, day) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
    let (hour, minute, second) = (part(11, 13)?, part(14, 16)?, part(17, 19)?);
    let in_range = (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60;
    let rest = text.get(19..)?;
    let zone_at = rest.find(['Z', 'z', '+', '-'])?;
    let (fraction, zone) = rest.split_at(zone_at);
    let fraction = match fraction {
        "" => 0.0,
        _ => fraction.strip_prefix('.').and_then(|digits| {
            let all_digits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            all_digits.then(|| format!("0.{digits}").parse::<f64>().ok())?
        })?,
    };
    let zone_start = 19 + zone_at;
    let offset = match zone {
        "Z" | "z" => 0,
        _ if zone.len() == 6 && zone.get(3..4) == Some(":") => {
            let minutes =
                part(zone_start + 1, zone_start + 3)? * 60 + part(zone_start + 4, zone_start + 6)?;
            if zone.starts_with('-') {
                -minutes
            } else {
                minutes
            }
        }
        _ => return None,
    };
    let seconds =
        days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset * 60;
    #[expect(clippy::cast_precision_loss, reason = "years have four digits")]
    in_range.then_some(seconds as f64 + fraction)
}

/// Days since 1970 of a date of the Gregorian calendar. The year is taken to begin in March, which puts the leap day at
/// its end.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    // Months of 31 and 30 days in turn, five of which have 153.
    let in_year = (153 * month + 2) / 5 + day - 1;
    // From the first of March of the year 0.
    365 * year + leap_days + in_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2025-08-21T12:40:00Z.
    fn wall() -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_755_780_000)
    }

    #[test]
    fn every_form_of_a_reset_is_read() {
        for (text, expected) in [
            // OpenAI.
            ("1s", Some(1.0)),
            ("6m0s", Some(360.0)),
            ("12ms", Some(0.012)),
            ("20ms", Some(0.02)),
            ("9ms", Some(0.009)),
            ("1h0m1.5s", Some(3601.5)),
            ("0s", Some(0.0)),
            // Groq.
            ("2m59.56s", Some(179.56)),
            ("7.66s", Some(7.66)),
            ("1d2h", Some(93_600.0)),
            ("500µs", Some(0.0005)),
            ("500us", Some(0.0005)),
            ("7ns", Some(7e-9)),
            // Together, Cerebras.
            ("1", Some(1.0)),
            ("0", Some(0.0)),
            ("33011.382867813110", Some(33_011.382_867_813)),
            ("11.382867813110352", Some(11.382_867_813)),
            // SambaNova: seconds since 1970. OpenRouter: milliseconds.
            ("1755780007", Some(7.0)),
            ("1755779990", Some(0.0)),
            ("1755780007250", Some(7.25)),
            // Anthropic.
            ("2025-08-21T12:40:59Z", Some(59.0)),
            ("2025-08-21T12:40:59.25Z", Some(59.25)),
            ("2025-08-21T14:41:00+02:00", Some(60.0)),
            ("2025-08-21T10:11:00-02:30", Some(60.0)),
            ("2025-08-21T12:00:00Z", Some(0.0)),
            ("2025-09-01T00:00:00Z", Some(904_800.0)),
            // HTTP.
            ("Thu, 21 Aug 2025 12:40:20 GMT", Some(20.0)),
            ("Thu, 21 Aug 2025 12:39:20 GMT", Some(0.0)),
            // What is none.
            ("-5", Some(0.0)),
            ("", None),
            ("soon", None),
            ("5 s", None),
            ("1x", None),
            ("s", None),
            ("1.2.3s", None),
            ("NaN", None),
            ("inf", None),
            ("99999999", Some(99_999_999.0)),
            ("99999999999999999999s", None),
            ("2025-13-21T12:40:59Z", None),
            ("2025-08-21T12:40:59", None),
            ("2025-08-21T12:40:59+2", None),
            ("2025-08-21", None),
            ("+025-08-21T12:40:59Z", None),
            ("2025-08-21T12:40:5éZ", None),
        ] {
            let read = wait(text, wall()).map(|wait| wait.as_secs_f64());
            match (read, expected) {
                (Some(read), Some(expected)) => {
                    assert!((read - expected).abs() < 1e-6, "{text}: {read}");
                }
                _ => assert_eq!(read, expected, "{text}"),
            }
        }
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        for (date, expected) in [
            ((1970, 1, 1), 0),
            ((2000, 2, 29), 11_016),
            ((2000, 3, 1), 11_017),
            ((2025, 8, 21), 20_321),
            ((2100, 3, 1), 47_541),
            ((1969, 12, 31), -1),
        ] {
            assert_eq!(days(date.0, date.1, date.2), expected, "{date:?}");
        }
    }
}
