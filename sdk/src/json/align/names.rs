//! When two names are the same but for case, separators and accents.

/// What two such names share; nothing for a name without letters and digits.
///
/// A separator between two digits, a sign before one and a minus at the end are kept: `1.5` is not `15`, `-1` is not `1`,
/// `A-` is not `A`.
pub(crate) fn fold(name: &str) -> Option<String> {
    let mut out = String::with_capacity(name.len());
    let mut chars = name.trim().chars().peekable();
    let mut meaningful = false;
    while let Some(c) = chars.next() {
        let before_digit = chars.peek().is_some_and(char::is_ascii_digit);
        if matches!(c, ' ' | '_' | '-' | '.' | '/' | '\t' | '\n' | '\u{a0}') {
            let after_digit = out.ends_with(|c: char| c.is_ascii_digit());
            if before_digit && (after_digit || (out.is_empty() && matches!(c, '-' | '.'))) {
                out.push(c);
            }
            if c == '-' && !out.is_empty() && chars.peek().is_none() {
                out.push(c);
            }
            continue;
        }
        meaningful |= c.is_alphanumeric();
        for lower in c.to_lowercase() {
            push_plain(lower, &mut out);
        }
    }
    meaningful.then_some(out)
}

/// A value's name as a model may write it: also in quotes, in bold, or with a full stop.
pub(super) fn fold_value(name: &str) -> Option<String> {
    let marks = |c: char| c.is_whitespace() || matches!(c, '*' | '`' | '"' | '\'');
    fold(
        name.trim_matches(marks)
            .trim_end_matches('.')
            .trim_matches(marks),
    )
}

/// The letter without its accent.
fn push_plain(c: char, out: &mut String) {
    let plain = match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' | 'ĉ' | 'ċ' => 'c',
        'ď' | 'đ' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ĥ' | 'ħ' => 'h',
        'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => 'i',
        'ĵ' => 'j',
        'ķ' => 'k',
        'ĺ' | 'ļ' | 'ľ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => 'o',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ț' | 'ŧ' => 't',
        'ù' | 'ú' | 'û' | 'ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => 'u',
        'ŵ' => 'w',
        'ý' | 'ÿ' | 'ŷ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'ß' => return out.push_str("ss"),
        'æ' => return out.push_str("ae"),
        'œ' => return out.push_str("oe"),
        '\u{300}'..='\u{36f}' => return,
        c => c,
    };
    out.push(plain);
}

#[cfg(test)]
mod tests {
    use super::{fold, fold_value};

    #[test]
    fn names_are_the_same_but_for_case_separators_and_accents() {
        for (a, b, same) in [
            ("actionItems", "action_items", true),
            ("actionItems", "Action Items", true),
            ("Café", "CAFE", true),
            ("cafe\u{301}", "café", true),
            ("Straße", "strasse", true),
            ("Node.js", "nodejs", true),
            ("C", "C++", false),
            ("C", "C#", false),
            ("A", "A+", false),
            ("A", "A-", false),
            ("O-", "O", false),
            ("a-", "A-", true),
            ("type_", "type", true),
            ("-1", "1", false),
            ("1.5", "15", false),
            ("v1-2", "v12", false),
            ("2024-05", "202405", false),
            ("item-2", "item2", true),
            ("dark red", "red", false),
            ("日本", "日本", true),
        ] {
            assert_eq!(fold(a) == fold(b), same, "{a} {b}");
        }
        assert_eq!(fold("--"), None);
        assert_eq!(fold_value(" **Red**. "), fold("red"));
    }
}
