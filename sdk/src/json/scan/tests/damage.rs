//! Values at random, and text of them with damage.

use serde_json::{Map, Value, json};

/// A small generator of random numbers (xorshift64*), so that a seed says all.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or(0) % limit.max(1)
    }

    pub(super) fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
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

pub(super) fn value(random: &mut Random, depth: usize) -> Value {
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

pub(super) fn object(random: &mut Random, depth: usize) -> Value {
    let mut members = Map::new();
    for _ in 0..random.below(5) {
        members.insert(random.pick(&NAMES).to_owned(), value(random, depth));
    }
    Value::Object(members)
}

/// What is done to a text while it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Damage {
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

pub(super) const DAMAGES: [Damage; 19] = [
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

pub(super) fn damaged(random: &mut Random, value: &Value, damages: &[Damage]) -> String {
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
