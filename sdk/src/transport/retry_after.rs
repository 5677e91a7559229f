//! How long a host asks to wait, from its headers.

use std::time::{Duration, SystemTime};

use http::HeaderMap;

use super::reset;

/// The wait that the headers of an error answer ask for: `retry-after-ms`, then `retry-after` in seconds or as an
/// HTTP date, then `x-ratelimit-reset` (with Together a suggested wait in seconds, with `OpenRouter` a moment), then the
/// reset of a limit of which nothing remains.
///
/// A wait of nothing, a negative or an unreadable one is none. One that no clock can hold is the longest there is.
///
/// Sources: openai/openai-python @e43b4224 (order, forms); docs.together.ai, rate limits, as of 2025-11-08; the rate limit
/// pages of OpenAI, Groq, Cerebras and `SambaNova`, as of 2026-03.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let seconds = |text: &str| text.parse::<f64>().ok();
    let until = |name: &str| Some(reset::wait(text(name)?, now)?.as_secs_f64());
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
        .or_else(|| until("x-ratelimit-reset"))
        .or_else(|| {
            let used_up = |limit: &&&str| {
                text(&format!("x-ratelimit-remaining-{limit}"))
                    .and_then(seconds)
                    .is_some_and(|left| left <= 0.0)
            };
            let waits = LIMITS.iter().filter(used_up);
            let waits = waits.filter_map(|limit| until(&format!("x-ratelimit-reset-{limit}")));
            waits.reduce(f64::max)
        })?;
    as_duration(wait)
}

/// A number of seconds, if it is one of a wait.
fn as_duration(seconds: f64) -> Option<Duration> {
    if !(seconds > 0.0 && seconds.is_finite()) {
        return None;
    }
    let wait = Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX);
    Some(wait).filter(|wait| !wait.is_zero())
}

/// What hosts limit, as they name it in `x-ratelimit-remaining-…` and `x-ratelimit-reset-…`.
const LIMITS: &[&str] = &["requests", "tokens", "requests-day", "tokens-minute"];

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
            (&[("x-ratelimit-reset", "1696004799500")], Some(2.5)),
            (
                &[("retry-after", "1e35")],
                Some(Duration::MAX.as_secs_f64()),
            ),
            (
                &[
                    ("x-ratelimit-remaining-requests", "0"),
                    ("x-ratelimit-reset-requests", "6m0s"),
                    ("x-ratelimit-remaining-tokens", "0"),
                    ("x-ratelimit-reset-tokens", "12ms"),
                ],
                Some(360.0),
            ),
            (
                &[
                    ("x-ratelimit-remaining-requests", "3"),
                    ("x-ratelimit-reset-requests", "6m0s"),
                    ("x-ratelimit-remaining-tokens", "0"),
                    ("x-ratelimit-reset-tokens", "2m59.5s"),
                ],
                Some(179.5),
            ),
            (
                &[
                    ("x-ratelimit-remaining-tokens-minute", "0"),
                    ("x-ratelimit-reset-tokens-minute", "11.25"),
                ],
                Some(11.25),
            ),
            (
                &[
                    ("x-ratelimit-remaining-requests", "0"),
                    ("x-ratelimit-reset-requests", "1696004807"),
                ],
                Some(10.0),
            ),
            (
                &[
                    ("x-ratelimit-remaining-requests", "0"),
                    ("x-ratelimit-reset-requests", "soon"),
                ],
                None,
            ),
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

    /// The table of waits, with the cap that it has: what is waited for, what the backoff takes over, what ends the call.
    #[test]
    #[allow(clippy::print_stdout, reason = "the figure of the table")]
    fn each_wait_of_the_table_is_kept_to() {
        use serde_json::Value;

        use crate::transport::Retry;

        let Some(folder) = std::env::var_os("JSON_MODE_SHARED") else {
            println!("skipped: JSON_MODE_SHARED names no folder");
            return;
        };
        let path = std::path::Path::new(&folder).join("data/http/retry_after.jsonl");
        let table = std::fs::read_to_string(path).unwrap();
        let rows: Vec<Value> = table.lines().map(|line| line.parse().unwrap()).collect();
        let retry = Retry::default().max_server_delay(Duration::from_secs(120));
        let mut right = 0;
        for row in &rows {
            let now = Duration::from_secs(row["now_unix"].as_u64().unwrap());
            let mut headers = HeaderMap::new();
            for (name, value) in row["headers"].as_object().unwrap() {
                let name: http::HeaderName = name.parse().unwrap();
                headers.insert(name, value.as_str().unwrap().parse().unwrap());
            }
            let asked = retry_after(&headers, SystemTime::UNIX_EPOCH + now);
            let delay = retry.delay(0, asked, 0.0);
            let seconds = row["parsed_seconds"].as_f64();
            let holds = match row["action"].as_str().unwrap() {
                "wait" => delay.map(|delay| delay.as_secs_f64()) == seconds,
                "backoff" => delay == Some(Duration::from_millis(500)),
                "give_up" => delay.is_none(),
                _ => true,
            };
            if holds {
                right += 1;
            } else {
                println!("{row}: {asked:?}");
            }
        }
        println!("retry_after: {right} of {}", rows.len());
        assert_eq!((right, rows.len()), (33, 33));
    }
}
