//! Properties over generated text: valid, damaged and arbitrary.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::*;

/// A small generator of random numbers (xorshift64*), so that a seed says all.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or(0) % limit.max(1)
    }

    fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

const WORDS: [&str; 40] = [
    "",
    "a",
    "Alice",
    "the answer",
    "42",
    "true",
    "null",
    "it's here",
    "don't",
    "rock 'n' roll",
    "say \"hello\" now",
    "\"quoted\" first",
    "ends with \"quoted\"",
    "a \"b\" and \"c\"",
    "5'3\" tall",
    "one, two",
    "one, \"two\", three",
    "key: value",
    "a: \"b\", c",
    "https://example.com/a?b=c#d",
    "C:\\temp\\new",
    "\\d+\\s*",
    "line one\nline two",
    "tab\there",
    "{not json}",
    "[1, 2]",
    "{\"a\": 1}",
    "}",
    "]",
    ",",
    ":",
    "größe",
    "日本語",
    "😀 smile",
    "// no comment",
    "/* none */",
    "# none",
    "```json",
    "...",
    "f(x) = \"y\"",
];
const NAMES: [&str; 12] = [
    "a",
    "b",
    "id",
    "name",
    "first_name",
    "actionItems",
    "größe",
    "x1",
    "tags",
    "is_ok",
    "note",
    "url",
];

fn value(random: &mut Random, depth: usize) -> Value {
    match random.below(if depth == 0 { 6 } else { 10 }) {
        0 => Value::Null,
        1 => Value::Bool(random.below(2) == 0),
        2 => json!(random.next().cast_signed() >> random.below(60)),
        3 => json!(f64::from(u32::try_from(random.below(1 << 20)).unwrap_or(0)) / 8.0),
        4 | 5 => Value::String(random.pick(&WORDS).to_owned()),
        6 | 7 => Value::Array(
            (0..random.below(4))
                .map(|_| value(random, depth - 1))
                .collect(),
        ),
        _ => object(random, depth - 1),
    }
}

fn object(random: &mut Random, depth: usize) -> Value {
    let mut members = Map::new();
    for _ in 0..random.below(5) {
        members.insert(random.pick(&NAMES).to_owned(), value(random, depth));
    }
    Value::Object(members)
}

/// What is done to a text while it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Damage {
    None,
    TrailingComma,
    MissingComma,
    DoubledComma,
    MissingColon,
    MissingCloser,
    ExtraCloser,
    WrongCloser,
    SingleQuotes,
    CurlyQuotes,
    BareNames,
    BareStrings,
    InnerQuotes,
    LostQuote,
    RawBreaks,
    Python,
    Comments,
    Prose,
    Fence,
}

const DAMAGES: [Damage; 19] = [
    Damage::None,
    Damage::TrailingComma,
    Damage::MissingComma,
    Damage::DoubledComma,
    Damage::MissingColon,
    Damage::MissingCloser,
    Damage::ExtraCloser,
    Damage::WrongCloser,
    Damage::SingleQuotes,
    Damage::CurlyQuotes,
    Damage::BareNames,
    Damage::BareStrings,
    Damage::InnerQuotes,
    Damage::LostQuote,
    Damage::RawBreaks,
    Damage::Python,
    Damage::Comments,
    Damage::Prose,
    Damage::Fence,
];

/// Writes a value with damage at about one in `rate` of the places that can have it.
struct Writer<'r> {
    random: &'r mut Random,
    damages: Vec<Damage>,
    rate: usize,
    /// How many more places may be damaged.
    left: usize,
    pretty: bool,
    out: String,
}

impl Writer<'_> {
    fn hit(&mut self, damage: Damage) -> bool {
        // Some damages are a manner of writing, others are slips.
        let manner = matches!(
            damage,
            Damage::SingleQuotes
                | Damage::CurlyQuotes
                | Damage::BareNames
                | Damage::BareStrings
                | Damage::InnerQuotes
                | Damage::RawBreaks
                | Damage::Python
                | Damage::Comments
        );
        let hit = self.damages.contains(&damage)
            && (manner || self.left > 0)
            && self.random.below(self.rate) == 0;
        self.left -= usize::from(hit && !manner);
        hit
    }

    fn space(&mut self, depth: usize) {
        if self.pretty {
            self.out.push('\n');
            self.out.push_str(&"  ".repeat(depth));
        }
        if self.hit(Damage::Comments) {
            let comment = self
                .random
                .pick(&["/* so, \"it\" is */", "// see }\n", "# [a]\n"]);
            self.out.push(' ');
            self.out.push_str(comment);
        }
    }

    fn text(&mut self, text: &str, name: bool) {
        let bare = name && !text.is_empty();
        if bare && self.hit(Damage::BareNames) {
            self.out.push_str(text);
            return;
        }
        if !name
            && !text.is_empty()
            && text.chars().all(|c| c.is_alphabetic() || c == ' ')
            && !matches!(text, "true" | "null")
            && self.hit(Damage::BareStrings)
        {
            self.out.push_str(text);
            return;
        }
        let (open, close) = if self.hit(Damage::SingleQuotes) {
            ('\'', '\'')
        } else if self.hit(Damage::CurlyQuotes) {
            ('\u{201c}', '\u{201d}')
        } else {
            ('"', '"')
        };
        let inner = self.hit(Damage::InnerQuotes);
        let breaks = self.hit(Damage::RawBreaks);
        if !self.hit(Damage::LostQuote) {
            self.out.push(open);
        }
        for c in text.chars() {
            match c {
                '"' if inner => self.out.push('"'),
                '"' if open == '\'' => self.out.push('"'),
                '"' => self.out.push_str("\\\""),
                '\'' if open == '\'' && self.random.below(2) == 0 => self.out.push_str("\\'"),
                '\\' => self.out.push_str("\\\\"),
                '\n' if !breaks => self.out.push_str("\\n"),
                '\t' if !breaks => self.out.push_str("\\t"),
                c => self.out.push(c),
            }
        }
        if !self.hit(Damage::LostQuote) {
            self.out.push(close);
        }
    }

    fn comma(&mut self) {
        if self.hit(Damage::MissingComma) {
            self.out.push(' ');
        } else {
            self.out.push(',');
            if self.hit(Damage::DoubledComma) {
                self.out.push(',');
            }
            if !self.pretty && self.random.below(2) == 0 {
                self.out.push(' ');
            }
        }
    }

    fn close(&mut self, closer: char, depth: usize, filled: bool) {
        if filled && self.hit(Damage::TrailingComma) {
            self.out.push(',');
        }
        self.space(depth);
        // The last closer tells a cut text from a whole one.
        if depth > 0 && self.hit(Damage::MissingCloser) {
            return;
        }
        if self.hit(Damage::WrongCloser) {
            self.out.push(if closer == '}' { ']' } else { '}' });
        } else {
            self.out.push(closer);
        }
        if self.hit(Damage::ExtraCloser) {
            self.out.push(closer);
        }
    }

    fn write(&mut self, value: &Value, depth: usize) {
        match value {
            Value::Array(items) => {
                self.out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        self.comma();
                    }
                    self.space(depth + 1);
                    self.write(item, depth + 1);
                }
                self.close(']', depth, !items.is_empty());
            }
            Value::Object(members) => {
                self.out.push('{');
                for (index, (name, value)) in members.iter().enumerate() {
                    if index > 0 {
                        self.comma();
                    }
                    self.space(depth + 1);
                    self.text(name, true);
                    let colon = !self.hit(Damage::MissingColon);
                    self.out.push_str(if colon { ": " } else { " " });
                    self.write(value, depth + 1);
                }
                self.close('}', depth, !members.is_empty());
            }
            Value::String(text) => self.text(text, false),
            Value::Null if self.hit(Damage::Python) => self.out.push_str("None"),
            Value::Bool(value) if self.hit(Damage::Python) => {
                self.out.push_str(if *value { "True" } else { "False" });
            }
            other => self.out.push_str(&other.to_string()),
        }
    }
}

fn damaged(random: &mut Random, value: &Value, damages: &[Damage]) -> String {
    let mut writer = Writer {
        rate: 1 + random.below(6),
        left: 1 + random.below(3),
        pretty: random.below(2) == 0,
        random,
        damages: damages.to_vec(),
        out: String::new(),
    };
    writer.write(value, 0);
    let mut text = writer.out;
    if damages.contains(&Damage::Fence) {
        text = format!("Here it is:\n```json\n{text}\n```\nI hope it's \"fine\".");
    }
    if damages.contains(&Damage::Prose) {
        text = format!("Sure, here's the set {{x}} you want: {text}\nIt's (as you see) done.");
    }
    text
}

fn runs(default: u64) -> u64 {
    std::env::var("JSON_MODE_RUNS")
        .ok()
        .and_then(|runs| runs.parse().ok())
        .unwrap_or(default)
}

#[allow(clippy::print_stdout, reason = "the table is what this test is for")]
#[test]
fn damaged_text_is_read_right_or_not_at_all() {
    let mut table: BTreeMap<Damage, [u64; 3]> = BTreeMap::new();
    let mut wrong = Vec::new();
    for seed in 1..=runs(8000) {
        let random = &mut Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let value = match random.below(4) {
            0 => Value::Array((0..=random.below(5)).map(|_| value(random, 2)).collect()),
            _ => object(random, 3),
        };
        let first = DAMAGES[random.below(DAMAGES.len())];
        let mut damages = vec![first];
        for _ in 0..random.below(3).saturating_sub(1) {
            damages.push(DAMAGES[random.below(DAMAGES.len())]);
        }
        let text = damaged(random, &value, &damages);
        let row = table.entry(first).or_default();
        match answer(&text) {
            Some(found) if found == value => row[0] += 1,
            // No value was found, only text.
            Some(Value::String(_)) | None => row[1] += 1,
            Some(found) => {
                row[2] += 1;
                wrong.push(format!(
                    "{damages:?}\n{text}\n  found    {found}\n  expected {value}"
                ));
            }
        }
    }
    for (damage, [right, error, other]) in table {
        println!("{damage:?}: right {right} error {error} other {other}");
    }
    // Two quotes that are lost together can leave a text that is right as it stands, `["a", "b"]` of `["a\", \"b"]`;
    // nothing in it shows what it was. They are counted, and few.
    let (lost, rest): (Vec<_>, Vec<_>) = wrong.iter().partition(|line| {
        line.lines()
            .next()
            .is_some_and(|damages| damages.contains("LostQuote"))
    });
    println!(
        "{} wrong with lost quotes, {} without",
        lost.len(),
        rest.len()
    );
    let runs = usize::try_from(runs(8000)).expect("a count");
    assert!(lost.len() * 500 <= runs, "{}", lost.len());
    // Of the others, two or three slips that cancel each other out: fewer than one in ten thousand.
    assert!(
        rest.len() * 10_000 <= runs,
        "{}",
        rest.into_iter().cloned().collect::<Vec<_>>().join("\n\n")
    );
}

#[test]
fn valid_json_is_read_as_serde_json_reads_it() {
    for seed in 1..=runs(3000) {
        let random = &mut Random(seed.wrapping_mul(0xd134_2543_de82_ef95));
        let value = value(random, 4);
        let text = if seed % 2 == 0 {
            value.to_string()
        } else {
            serde_json::to_string_pretty(&value).expect("a value")
        };
        for mode in [Mode::Strict, Mode::Tolerant] {
            let tree = tree(&text, mode).expect("it is valid");
            let first = tree.candidates.first().expect("a value");
            assert_eq!(sure(&first.node), Some(value.clone()), "{text}");
            assert!(first.complete && first.repairs.is_empty(), "{text}");
            for size in [1, usize::MAX] {
                assert_eq!(pieces(&text, mode, size), whole(&text, mode), "{text}");
            }
        }
    }
}

#[test]
fn numbers_keep_their_text() {
    for number in [
        "0",
        "-0",
        "1.0",
        "1E400",
        "1e-400",
        "123456789012345678901234567890",
        "0.1000",
        "5e-324",
        "1.7976931348623157e308",
    ] {
        let text = format!("[{number}]");
        let tree = tree(&text, Mode::Tolerant).expect("it is valid");
        let Kind::Array(items) = &tree.candidates[0].node.kind else {
            panic!("a list");
        };
        assert_eq!(items[0].kind, Kind::Number(number.into()));
    }
}

/// Text made of what matters to the scanner.
fn soup(random: &mut Random) -> String {
    const PARTS: [&str; 48] = [
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        ":",
        ",",
        "\"",
        "\"",
        "'",
        "`",
        "```",
        "```json\n",
        "\\",
        "\\u",
        "\\ud83d",
        "\\u00e9",
        "\\n",
        "\n",
        " ",
        "  ",
        "\t",
        "a",
        "b: ",
        "\"a\": ",
        "1",
        "-",
        ".5",
        "...",
        "…",
        "true",
        "None",
        "NaN",
        "//",
        "/*",
        "*/",
        "#",
        "<think>",
        "</think>",
        "“",
        "”",
        "é",
        "\u{feff}",
        "+",
        "=",
        ";",
        "f(\"",
    ];
    (0..random.below(30)).map(|_| random.pick(&PARTS)).collect()
}

#[test]
fn any_text_ends_and_pieces_do_not_matter() {
    for seed in 1..=runs(20_000) {
        let random = &mut Random(seed.wrapping_mul(0xaf25_1af3_b0f0_25b5));
        let text = soup(random);
        let _ = tree(&text, Mode::Tolerant);
        for mode in [Mode::Strict, Mode::Tolerant] {
            let expected = whole(&text, mode);
            for size in [1, 2, 5, usize::MAX] {
                let found = pieces(&text, mode, size);
                if expected.0.is_ok() || found.0.is_ok() {
                    assert_eq!(found, expected, "in pieces of {size}: {text:?}");
                }
            }
            let taken = serde_json::from_str::<Value>(&text).is_ok();
            if mode == Mode::Strict {
                assert_eq!(expected.0.is_ok(), taken, "{text:?}");
            }
        }
    }
}
