//! How long a host asks to wait, from its headers.

use std::time::{Duration, SystemTime};

use http::HeaderMap;

/// The wait that the headers of an error answer ask for: `retry-after-ms`, then `retry-after` in seconds or as an
/// HTTP date, then Together's `x-ratelimit-reset`, a suggested wait in seconds.
///
/// A wait of nothing, a negative or an unreadable one is none.
///
/// Sources: openai/openai-python @e43b4224 (order, forms); docs.together.ai, rate limits, as of 2025-11-08.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let seconds = |text: &str| text.parse::<f64>().ok();
    let millis = text("retry-after-ms")
        .and_then(seconds)
        .map(|ms| ms / 1000.0);
    let wait = millis
        .or_else(|| {
            let value = text("retry-after")?;
            seconds(value).or_else(|| {
                let date = httpdate::parse_http_date(value).ok()?;
                Some(date.duration_since(now).ok()?.as_secs_f64())
            })
        })
        .or_else(|| text("x-ratelimit-reset").and_then(seconds))?;
    Duration::try_from_secs_f64(wait)
        .ok()
        .filter(|wait| !wait.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_is_read_from_every_spelling() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_696_004_797);
        for (headers, expected) in [
            (
                &[("retry-after-ms", "1500"), ("retry-after", "9")][..],
                Some(1.5),
            ),
            (&[("retry-after", "20")], Some(20.0)),
            (&[("retry-after", "0.5")], Some(0.5)),
            (
                &[("retry-after", "Fri, 29 Sep 2023 16:26:57 GMT")],
                Some(20.0),
            ),
            (&[("retry-after", "Fri, 29 Sep 2023 16:26:27 GMT")], None),
            (&[("retry-after", "0")], None),
            (&[("retry-after", "-10")], None),
            (&[("retry-after", "inf")], None),
            (&[("retry-after", "NaN")], None),
            (&[("retry-after", "soon")], None),
            (&[("x-ratelimit-reset", "1")], Some(1.0)),
            (&[], None),
        ] {
            let mut map = HeaderMap::new();
            for &(name, value) in headers {
                map.insert(name, http::HeaderValue::from_static(value));
            }
            assert_eq!(
                retry_after(&map, now).map(|wait| wait.as_secs_f64()),
                expected,
                "{headers:?}"
            );
        }
    }
}
