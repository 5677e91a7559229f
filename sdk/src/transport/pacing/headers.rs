//! What hosts' headers say of their limits, in all their spellings.

use std::time::{Duration, SystemTime};

use http::HeaderMap;

use super::super::reset;
use super::{MINUTE, Unit};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// A reset that is further away is none of a limit.
const LONGEST: Duration = Duration::from_secs(31 * 24 * 3600);

/// The names under which one limit is told.
struct Spelling {
    unit: Unit,
    limit: &'static str,
    remaining: &'static str,
    reset: &'static str,
    /// How long the limit is for, where no reset is told: by its name, or else a minute.
    period: Duration,
}

/// One limit as a row of [`SPELLINGS`]: the name's beginning, a marker where `limit`, `remaining` and `reset` stand, its end.
macro_rules! spelling {
    ($unit:ident, $before:literal * $after:literal, $period:expr) => {
        Spelling {
            unit: Unit::$unit,
            limit: concat!($before, "limit", $after),
            remaining: concat!($before, "remaining", $after),
            reset: concat!($before, "reset", $after),
            period: $period,
        }
    };
}

/// Every spelling that was seen, with whose it is.
///
/// Sources, all as of 2025-11: platform.openai.com, rate limits; console.groq.com, rate limits; docs.together.ai, rate
/// limits; docs.fireworks.ai, rate limits; inference-docs.cerebras.ai, rate limits; docs.sambanova.ai, rate limits;
/// docs.anthropic.com, rate limits; draft-ietf-httpapi-ratelimit-headers-03.
const SPELLINGS: &[Spelling] = &[
    // OpenAI, Groq, SambaNova, and Fireworks without a reset.
    spelling!(Requests, "x-ratelimit-" * "-requests", MINUTE),
    // OpenAI, Groq.
    spelling!(Tokens, "x-ratelimit-" * "-tokens", MINUTE),
    // OpenAI, at times.
    spelling!(Tokens, "x-ratelimit-" * "-tokens_usage_based", MINUTE),
    // Cerebras, SambaNova.
    spelling!(Requests, "x-ratelimit-" * "-requests-day", DAY),
    // Cerebras.
    spelling!(Tokens, "x-ratelimit-" * "-tokens-minute", MINUTE),
    // Fireworks.
    spelling!(InputTokens, "x-ratelimit-" * "-tokens-prompt", MINUTE),
    spelling!(OutputTokens, "x-ratelimit-" * "-tokens-generated", MINUTE),
    // Together, OpenRouter; Mistral only what remains.
    spelling!(Requests, "x-ratelimit-" * "", MINUTE),
    // Together, whose one reset is for both.
    Spelling {
        unit: Unit::Tokens,
        limit: "x-tokenlimit-limit",
        remaining: "x-tokenlimit-remaining",
        reset: "x-ratelimit-reset",
        period: MINUTE,
    },
    // Anthropic.
    spelling!(Requests, "anthropic-ratelimit-requests-" * "", MINUTE),
    spelling!(Tokens, "anthropic-ratelimit-tokens-" * "", MINUTE),
    spelling!(
        InputTokens,
        "anthropic-ratelimit-input-tokens-" * "",
        MINUTE
    ),
    spelling!(
        OutputTokens,
        "anthropic-ratelimit-output-tokens-" * "",
        MINUTE
    ),
    // Gateways that keep to the draft of the IETF.
    spelling!(Requests, "ratelimit-" * "", MINUTE),
];

/// What an answer tells of one limit.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Report {
    /// Its row in the list of spellings.
    pub(super) spelling: usize,
    pub(super) unit: Unit,
    pub(super) limit: Option<u64>,
    pub(super) remaining: u64,
    /// How long until what was taken is back.
    pub(super) reset: Option<Duration>,
    pub(super) period: Duration,
}

/// Every limit of which the headers say what remains.
pub(super) fn read(headers: &HeaderMap, wall: SystemTime) -> Vec<Report> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let report = |(row, spelling): (usize, &Spelling)| {
        Some(Report {
            spelling: row,
            unit: spelling.unit,
            remaining: count(text(spelling.remaining)?)?,
            limit: text(spelling.limit).and_then(count),
            reset: text(spelling.reset)
                .and_then(|text| reset::wait(text, wall))
                .filter(|wait| *wait <= LONGEST),
            period: spelling.period,
        })
    };
    SPELLINGS.iter().enumerate().filter_map(report).collect()
}

/// A count; of a list with its policies (`100, 100;w=60`) the first. Less than nothing remains as nothing.
fn count(text: &str) -> Option<u64> {
    let first = text.split([',', ';']).next()?.trim();
    first.parse().ok().or_else(|| {
        let number = first.parse::<f64>().ok().filter(|n| n.is_finite())?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is no less than nothing, and beyond the largest count it is that"
        )]
        Some(number.max(0.0) as u64)
    })
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::Unit::{InputTokens, OutputTokens, Requests, Tokens};
    use super::*;

    type Seen = (Unit, Option<u64>, u64, Option<f64>);

    /// The headers of one answer each, as they were seen or are documented, and what is read of them.
    const CASES: &[(&str, &str, &[Seen])] = &[
        (
            "OpenAI, platform.openai.com, rate limits",
            "x-ratelimit-limit-requests: 60\nx-ratelimit-limit-tokens: 150000\n\
                 x-ratelimit-remaining-requests: 0\nx-ratelimit-remaining-tokens: 149984\n\
                 x-ratelimit-reset-requests: 1s\nx-ratelimit-reset-tokens: 6m0s",
            &[
                (Requests, Some(60), 0, Some(1.0)),
                (Tokens, Some(150_000), 149_984, Some(360.0)),
            ],
        ),
        (
            "OpenAI, seen in a thread of its community",
            "x-ratelimit-limit-tokens_usage_based: 40000\n\
                 x-ratelimit-remaining-tokens_usage_based: 39000\nx-ratelimit-reset-tokens_usage_based: 1.5s",
            &[(Tokens, Some(40_000), 39_000, Some(1.5))],
        ),
        (
            "Groq, console.groq.com, rate limits",
            "x-ratelimit-limit-requests: 14400\nx-ratelimit-limit-tokens: 18000\n\
                 x-ratelimit-remaining-requests: 14370\nx-ratelimit-remaining-tokens: 17997\n\
                 x-ratelimit-reset-requests: 2m59.56s\nx-ratelimit-reset-tokens: 7.66s",
            &[
                (Requests, Some(14_400), 14_370, Some(179.56)),
                (Tokens, Some(18_000), 17_997, Some(7.66)),
            ],
        ),
        (
            "Together, docs.together.ai, rate limits",
            "x-ratelimit-limit: 10\nx-ratelimit-remaining: 0\nx-ratelimit-reset: 1\n\
                 x-tokenlimit-limit: 30000\nx-tokenlimit-remaining: 0",
            &[
                (Requests, Some(10), 0, Some(1.0)),
                (Tokens, Some(30_000), 0, Some(1.0)),
            ],
        ),
        (
            "Fireworks, docs.fireworks.ai, rate limits",
            "x-ratelimit-limit-requests: 60\nx-ratelimit-remaining-requests: 0\n\
                 x-ratelimit-limit-tokens-prompt: 60000\nx-ratelimit-remaining-tokens-prompt: 53000\n\
                 x-ratelimit-limit-tokens-generated: 6000\nx-ratelimit-remaining-tokens-generated: 5900\n\
                 x-ratelimit-over-limit: yes",
            &[
                (Requests, Some(60), 0, None),
                (InputTokens, Some(60_000), 53_000, None),
                (OutputTokens, Some(6000), 5900, None),
            ],
        ),
        (
            "Cerebras, inference-docs.cerebras.ai, rate limits",
            "x-ratelimit-limit-requests-day: 1000000000\nx-ratelimit-limit-tokens-minute: 1000000000\n\
                 x-ratelimit-remaining-requests-day: 999997455\nx-ratelimit-remaining-tokens-minute: 0\n\
                 x-ratelimit-reset-requests-day: 33011.382867813110\n\
                 x-ratelimit-reset-tokens-minute: 11.382867813110352",
            &[
                (
                    Requests,
                    Some(1_000_000_000),
                    999_997_455,
                    Some(33_011.382_867_813),
                ),
                (Tokens, Some(1_000_000_000), 0, Some(11.382_867_813)),
            ],
        ),
        (
            "SambaNova, docs.sambanova.ai, rate limits",
            "x-ratelimit-limit-requests: 20\nx-ratelimit-remaining-requests: 19\n\
                 x-ratelimit-reset-requests: 1755780030\nx-ratelimit-limit-requests-day: 400\n\
                 x-ratelimit-remaining-requests-day: 399\nx-ratelimit-reset-requests-day: 1755820800",
            &[
                (Requests, Some(20), 19, Some(30.0)),
                (Requests, Some(400), 399, Some(40_800.0)),
            ],
        ),
        (
            "Mistral, docs.mistral.ai: only what remains",
            "X-RateLimit-Remaining: 4",
            &[(Requests, None, 4, None)],
        ),
        (
            "OpenRouter, milliseconds since 1970",
            "X-RateLimit-Limit: 20\nX-RateLimit-Remaining: 0\nX-RateLimit-Reset: 1755780012500",
            &[(Requests, Some(20), 0, Some(12.5))],
        ),
        (
            "Anthropic, docs.anthropic.com, rate limits",
            "anthropic-ratelimit-input-tokens-limit: 80000\nanthropic-ratelimit-input-tokens-remaining: 0\n\
                 anthropic-ratelimit-input-tokens-reset: 2025-08-21T12:40:59Z\n\
                 anthropic-ratelimit-output-tokens-limit: 16000\nanthropic-ratelimit-output-tokens-remaining: 16000\n\
                 anthropic-ratelimit-output-tokens-reset: 2025-08-21T12:41:00Z\n\
                 anthropic-ratelimit-requests-limit: 1000\nanthropic-ratelimit-requests-remaining: 999\n\
                 anthropic-ratelimit-requests-reset: 2025-08-21T12:40:59Z\n\
                 anthropic-ratelimit-tokens-limit: 96000\nanthropic-ratelimit-tokens-remaining: 96000\n\
                 anthropic-ratelimit-tokens-reset: 2025-08-21T12:40:59Z",
            &[
                (Requests, Some(1000), 999, Some(59.0)),
                (Tokens, Some(96_000), 96_000, Some(59.0)),
                (InputTokens, Some(80_000), 0, Some(59.0)),
                (OutputTokens, Some(16_000), 16_000, Some(60.0)),
            ],
        ),
        (
            "draft-ietf-httpapi-ratelimit-headers-03, with the policy behind the limit",
            "RateLimit-Limit: 100, 100;w=60\nRateLimit-Remaining: 50\nRateLimit-Reset: 50",
            &[(Requests, Some(100), 50, Some(50.0))],
        ),
        (
            "a limit without what remains",
            "x-ratelimit-limit-requests: 60",
            &[],
        ),
        ("no number", "x-ratelimit-remaining-requests: many", &[]),
        (
            "less than nothing",
            "x-ratelimit-remaining-requests: -3",
            &[(Requests, None, 0, None)],
        ),
    ];

    #[test]
    fn every_spelling_is_read() {
        // 2025-08-21T12:40:00Z.
        let wall = UNIX_EPOCH + Duration::from_secs(1_755_780_000);
        for (source, text, expected) in CASES {
            let mut headers = HeaderMap::new();
            for line in text.lines() {
                let (name, value) = line.trim().split_once(": ").unwrap();
                let name = http::HeaderName::from_bytes(name.as_bytes()).unwrap();
                headers.insert(name, value.parse().unwrap());
            }
            let read = read(&headers, wall);
            assert_eq!(read.len(), expected.len(), "{source}: {read:?}");
            for (report, (unit, limit, remaining, reset)) in read.iter().zip(*expected) {
                assert_eq!(report.unit, *unit, "{source}");
                assert_eq!(
                    (report.limit, report.remaining),
                    (*limit, *remaining),
                    "{source}"
                );
                let near = match (report.reset, reset) {
                    (Some(read), Some(reset)) => (read.as_secs_f64() - reset).abs() < 1e-6,
                    (read, reset) => read.is_none() && reset.is_none(),
                };
                assert!(near, "{source}: {report:?}");
            }
        }
    }
}
