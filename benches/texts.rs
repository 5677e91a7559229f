//! Texts to scan, by category and size.

use serde_json::Value;

/// A category's name and its text.
pub type Named = (&'static str, String);

/// Enough rows for so many bytes, between brackets.
fn list(bytes: usize, row: impl Fn(usize) -> String) -> String {
    let mut out = String::from("[");
    let mut number = 0;
    while out.len() < bytes {
        if number > 0 {
            out.push(',');
        }
        out.push_str(&row(number));
        number += 1;
    }
    out.push(']');
    out
}

/// An object of 200 bytes.
pub fn account(number: usize) -> String {
    format!(
        r#"{{"id":{number},"name":"Alice Liddell {number}","active":true,"score":0.{number},"tags":["reader","traveller","plays croquet"],"address":{{"street":"42, Wonderland Avenue","city":"Oxford on Thames, England"}}}}"#
    )
}

/// The same text with a token a line.
pub fn pretty(text: &str) -> String {
    let value: Value = serde_json::from_str(text).expect("valid text");
    serde_json::to_string_pretty(&value).expect("valid text")
}

/// RFC 8259 of every kind.
pub fn valid(size: usize) -> Vec<Named> {
    let accounts = list(size, account);
    vec![
        ("objects, compact", accounts.clone()),
        ("objects, pretty", pretty(&accounts)),
        ("numbers", list(size, |n| format!("{}.{}", n * 7919, n))),
        ("short strings", list(size, |n| format!("\"word {n}\""))),
        (
            "long strings",
            list(size, |n| {
                format!("\"{n} {}\"", "the quick brown fox ".repeat(40))
            }),
        ),
        (
            "strings with escapes",
            list(size, |n| {
                format!(r#""line {n}\nsaid \"no\" \u00e9\\ and went on\n""#)
            }),
        ),
        (
            "text beyond ASCII",
            list(size, |n| {
                format!("{{\"größe\":\"{n} — ходит дурачок по лесу, 日本語\"}}")
            }),
        ),
        (
            "nested lists",
            list(size, |_| "[[[1],[2]],[[3],[]]]".to_owned()),
        ),
        ("literals", list(size, |_| "true,false,null".to_owned())),
    ]
}

/// Ordinary text as streams bring it.
pub fn ordinary(size: usize) -> Vec<Named> {
    vec![
        ("deltas: objects, compact", list(size, account)),
        ("deltas: objects, pretty", pretty(&list(size, account))),
        (
            "deltas: one long string",
            format!("{{\"a\":\"{}\"}}", "The quick brown fox ".repeat(size / 20)),
        ),
        (
            "deltas: a long string of lines",
            format!(
                "{{\"a\":\"{}\"}}",
                r"The quick brown fox\n".repeat(size / 21)
            ),
        ),
        (
            "deltas: a long string beyond ASCII",
            format!(
                "{{\"a\":\"{}\"}}",
                "größe — по лесу 日本 ".repeat(size / 32)
            ),
        ),
        (
            "deltas: numbers",
            list(size, |n| format!("{}.{}", n * 7919, n)),
        ),
        (
            "deltas: single quotes",
            list(size, account).replace('"', "'"),
        ),
    ]
}

/// Valid text of a type that is known.
pub fn accounts(size: usize) -> Vec<Named> {
    vec![("accounts", list(size, account))]
}

/// Text of that type with values in another shape.
pub fn misshapen(size: usize) -> Vec<Named> {
    let accounts = list(size, account);
    vec![
        (
            "numbers in quotes",
            list(size, |n| {
                account(n).replacen(&format!(":{n},"), &format!(":\"{n}\","), 1)
            }),
        ),
        ("other names", accounts.replace("\"name\"", "\"Name\"")),
        (
            "one tag without its list",
            accounts.replace(r#"["reader","traveller","plays croquet"]"#, r#""reader""#),
        ),
        ("a comma too many", accounts.replace("}}", "},}")),
    ]
}

/// Text with one kind of damage, often.
pub fn damaged(size: usize) -> Vec<Named> {
    let accounts = list(size, account);
    vec![
        (
            "fence and prose",
            format!("Sure! Here it is:\n```json\n{accounts}\n```\nAnything else?"),
        ),
        (
            "reasoning",
            format!("<think>{}</think>{accounts}", "hm, {x} ".repeat(size / 16)),
        ),
        ("trailing commas", accounts.replace("}}", "},}")),
        ("missing commas", accounts.replace(",\"", " \"")),
        ("doubled commas", accounts.replace(",\"", ",,\"")),
        ("missing colons", accounts.replace("\":", "\" ")),
        (
            "missing closers",
            accounts.replace("croquet\"]", "croquet\""),
        ),
        ("comments", accounts.replace(",\"", ", // next\n\"")),
        ("single quotes", accounts.replace('"', "'")),
        (
            "curly quotes",
            accounts
                .replace("\":", "”:")
                .replace("\",", "”,")
                .replace('"', "“"),
        ),
        (
            "triple quotes",
            list(size, |n| format!("{{\"a\":\"\"\"text \"{n}\" here\"\"\"}}")),
        ),
        (
            "doubled quotes",
            list(size, |n| format!("{{\"\"a\"\":\"\"text {n}\"\"}}")),
        ),
        (
            "unescaped quotes",
            list(size, |n| {
                format!("{{\"a\":\"he said \"no {n}\" and left\",\"b\":1}}")
            }),
        ),
        (
            "line breaks in strings",
            list(size, |n| format!("{{\"a\":\"one\ntwo\nthree {n}\"}}")),
        ),
        (
            "names without quotes",
            list(size, |n| format!("{{id:{n},name:Alice,tags:[a,b,c]}}")),
        ),
        (
            "python",
            list(size, |n| {
                format!("{{'id':{n},'ok':True,'no':None,'at':(1,2)}}")
            }),
        ),
        (
            "numbers of other languages",
            list(size, |_| ".5,+1,1_000,0x1F,5.".to_owned()),
        ),
        (
            "wrong escapes",
            list(size, |_| r#""C:\Users\dir \d+ it\'s""#.to_owned()),
        ),
        (
            "joined strings",
            list(size, |_| r#""one " + "two""#.to_owned()),
        ),
        (
            "calls",
            list(size, |_| {
                r#"{"_id":ObjectId("507f1f77"),"n":NumberLong(5)}"#.to_owned()
            }),
        ),
        ("placeholders", list(size, |_| "1,2,...".to_owned())),
        (
            "escaped once more",
            format!("{{\\\"a\\\":{}}}", accounts.replace('"', "\\\"")),
        ),
        (
            "inside a string",
            serde_json::to_string(&accounts).expect("a string"),
        ),
        ("several values", accounts.replace("},{", "}\n{")),
        (
            "prose only",
            "The set {x in S} is [not] \"empty\", is it? ".repeat(size / 40),
        ),
    ]
}

/// Text that makes a reader look ahead for nothing.
pub fn hostile(size: usize) -> Vec<Named> {
    vec![
        ("quotes", format!("[\"x{}", "\"".repeat(size))),
        ("quotes by threes", format!("[{}", "\"".repeat(size))),
        (
            "quotes and spaces",
            format!("{{\"a\":\"{}", "\" ".repeat(size / 2)),
        ),
        (
            "quotes and commas",
            format!("{{\"a\":\"{}", "\",".repeat(size / 2)),
        ),
        (
            "names that are none",
            format!("{{\"a\":\"{}", "x\", \"b\" ".repeat(size / 8)),
        ),
        (
            "closers in a string",
            format!("{{\"a\":\"b \"{}", "c\"}, \"".repeat(size / 6)),
        ),
        (
            "spaces behind a quote",
            format!("{{\"a\":\"b\"{}", " ".repeat(size)),
        ),
        (
            "a name that never ends",
            format!("{{\"a\":\"b\",\"{}", "c".repeat(size)),
        ),
        (
            "a word that never ends",
            format!("{{\"a\":{}", "c ".repeat(size / 2)),
        ),
        ("a number that never ends", format!("[{}", "1".repeat(size))),
        (
            "words and quotes",
            format!("{{\"a\":{}", "c\" ".repeat(size / 3)),
        ),
        (
            "words and colons",
            format!("{{\"a\":{}", "c d:".repeat(size / 4)),
        ),
        ("braces in prose", format!("so {}", "{ x ".repeat(size / 4))),
        ("brackets and spaces", format!("x [{}", " ".repeat(size))),
        ("backticks", "``".repeat(size / 2)),
        ("tags that are none", "<thin<reason".repeat(size / 12)),
        ("closing tags", "</think>".repeat(size / 8)),
        ("values and closing tags", "{}</think>".repeat(size / 10)),
        (
            "escapes in reasoning",
            r#"<think>{\"a\":1}</think>"#.repeat(size / 24),
        ),
        ("a word alone", "a".repeat(size)),
        ("backslashes", format!("[\"{}", "\\".repeat(size))),
        ("half escapes", format!("[\"{}", "\\u12 ".repeat(size / 5))),
        ("comments", format!("[{}", "/*/**/ ".repeat(size / 7))),
        ("pluses", format!("[{}", "\"a\" + ".repeat(size / 6))),
        ("commas", format!("[{}", ",".repeat(size))),
        ("closers", format!("[]{}", "]".repeat(size))),
    ]
}
