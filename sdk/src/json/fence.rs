//! A Markdown fence around the whole answer, as instruct models write it in spite of JSON mode.

/// The text inside a fence that holds all of `text`, or `None` when there is no such fence.
///
/// The closing fence may be missing or cut: a stop sequence of backticks takes it away. Whether the JSON
/// inside is whole is not for this function to say.
pub(super) fn inside(text: &str) -> Option<&str> {
    let text = text.trim();
    let ticks = text.bytes().take_while(|&b| b == b'`').count();
    if ticks < 3 {
        return None;
    }
    let (fence, rest) = text.split_at(ticks);
    let (info, body) = rest.split_once('\n')?;
    // An info string is one word, such as `json`; anything else is a value on the fence's own line.
    if !info
        .trim()
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '.'))
    {
        return None;
    }
    let body = body.trim_end();
    // JSON does not end in a backtick, so what is left of a closing fence can be told.
    Some(
        body.strip_suffix(fence)
            .unwrap_or_else(|| body.trim_end_matches('`')),
    )
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn a_fence_around_the_whole_text_is_taken_off() {
        for (text, expected) in [
            ("```json\n{}\n```", Some("{}\n")),
            (" \n```\n{}\n```\n", Some("{}\n")),
            (
                "````json5\n{\"a\": \"```\"}\n````",
                Some("{\"a\": \"```\"}\n"),
            ),
            ("```json\r\n{}\r\n```", Some("{}\r\n")),
            ("```json\n{\"a\":", Some("{\"a\":")),
            ("```json\n{}\n``", Some("{}\n")),
            ("{}", None),
            ("``\n{}\n``", None),
            ("```json {}```", None),
            ("```not json\n{}\n```", None),
            ("```", None),
            ("", None),
        ] {
            assert_eq!(inside(text), expected, "{text:?}");
        }
    }
}
