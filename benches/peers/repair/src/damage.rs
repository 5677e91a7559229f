//! Random documents, and what models do to them while they write them down.

use serde_json::{Map, Value, json};

/// A small generator of random numbers (xorshift64*), so that a seed says all.
#[derive(Clone)]
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or(0) % limit.max(1)
    }

    pub fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of.get(self.below(of.len())).copied().unwrap_or_default()
    }
}

const NAMES: [&str; 12] = [
    "id", "title", "summary", "city", "owner", "tags", "items", "price", "open", "note",
    "due_date", "path",
];
pub const WORDS: [&str; 16] = [
    "Berlin",
    "a short walk",
    "Anna Karlsson",
    "it's late, isn't it",
    "see the \"manual\" first",
    "the \"red\" and the \"blue\" one",
    "first line\nsecond line",
    "C:\\data\\new",
    "https://example.org/a?b=1#c",
    "Straße 7, 10115 Köln",
    "東京都",
    "50 % off: today",
    "{draft}",
    "done",
    "2024-05-01",
    "",
];

fn value(random: &mut Random, depth: usize) -> Value {
    match random.below(if depth == 0 { 6 } else { 9 }) {
        0 => Value::Null,
        1 => Value::Bool(random.below(2) == 0),
        2 => json!(random.below(2_000_000)),
        3 => json!(random.below(9000) as f64 / 8.0),
        4 | 5 => json!(random.pick(&WORDS)),
        6 => (0..random.below(4))
            .map(|_| value(random, depth - 1))
            .collect(),
        _ => object(random, depth - 1),
    }
}

pub fn object(random: &mut Random, depth: usize) -> Value {
    let mut members = Map::new();
    for _ in 0..2 + random.below(4) {
        members.insert(random.pick(&NAMES).to_owned(), value(random, depth));
    }
    Value::Object(members)
}

/// A list of objects or an object, as answers are.
pub fn document(random: &mut Random) -> Value {
    match random.below(3) {
        0 => (0..1 + random.below(4))
            .map(|_| object(random, 2))
            .collect(),
        _ => object(random, 3),
    }
}

/// A kind of damage. In the last two the text no longer says what it was: only a refusal is right, or the value by luck.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    Nothing,
    Fence,
    Prose,
    Reasoning,
    Comments,
    TrailingCommas,
    MissingCommas,
    DoubledCommas,
    MissingColons,
    MissingCloser,
    SingleQuotes,
    CurlyQuotes,
    UnescapedQuotes,
    RawBreaks,
    BareNames,
    BareTexts,
    Python,
    OtherNumbers,
    WrongEscapes,
    LostQuote,
    Cut,
}

pub const ALL: [Damage; 21] = {
    use Damage::*;
    [
        Nothing,
        Fence,
        Prose,
        Reasoning,
        Comments,
        TrailingCommas,
        MissingCommas,
        DoubledCommas,
        MissingColons,
        MissingCloser,
        SingleQuotes,
        CurlyQuotes,
        UnescapedQuotes,
        RawBreaks,
        BareNames,
        BareTexts,
        Python,
        OtherNumbers,
        WrongEscapes,
        LostQuote,
        Cut,
    ]
};

/// The text of a value with a damage at every third place that can have it, and at one at least; nothing when it has none.
pub fn write(random: &mut Random, value: &Value, damage: Damage) -> Option<String> {
    let pretty = random.below(2) == 0;
    let mut writer = Writer {
        random,
        damage,
        pretty,
        out: String::new(),
        done: 0,
    };
    writer.value(value, 0);
    let Writer { out, done, .. } = writer;
    let whole = matches!(
        damage,
        Damage::Nothing | Damage::Fence | Damage::Prose | Damage::Reasoning
    );
    match damage {
        Damage::Cut => {
            let mut at = 1 + random.below(out.len() - 1);
            while !out.is_char_boundary(at) {
                at -= 1;
            }
            out.get(..at).map(str::to_owned)
        }
        Damage::Fence => Some(format!("```json\n{out}\n```")),
        Damage::Prose => Some(format!(
            "Of course! Here's what I found (in short):\n\n{out}\n\nLet me know if that's \"fine\"."
        )),
        Damage::Reasoning => Some(format!(
            "<think>\nMaybe {{\"id\": 0}}? It's a list, so [..] then.\n</think>\n{out}"
        )),
        _ if whole || done > 0 => Some(out),
        _ => None,
    }
}

struct Writer<'r> {
    random: &'r mut Random,
    damage: Damage,
    pretty: bool,
    out: String,
    done: usize,
}

impl Writer<'_> {
    fn hit(&mut self, damage: Damage) -> bool {
        let once = matches!(damage, Damage::MissingCloser | Damage::LostQuote);
        let hit = self.damage == damage
            && (if once { self.done == 0 } else { true })
            && (self.done == 0 || self.random.below(3) == 0);
        self.done += usize::from(hit);
        hit
    }

    /// A manner of writing, which a text has throughout.
    fn manner(&mut self, damage: Damage) -> bool {
        self.done += usize::from(self.damage == damage);
        self.damage == damage
    }

    fn space(&mut self, depth: usize) {
        if self.pretty {
            self.out.push('\n');
            self.out.push_str(&"  ".repeat(depth));
        }
        if self.hit(Damage::Comments) {
            self.out.push_str(if self.pretty {
                "// it's \"so\"\n"
            } else {
                "/* it's so */"
            });
        }
    }

    fn comma(&mut self) {
        if self.hit(Damage::MissingCommas) {
            self.out.push(' ');
            return;
        }
        self.out.push(',');
        if self.hit(Damage::DoubledCommas) {
            self.out.push(',');
        }
        if !self.pretty {
            self.out.push(' ');
        }
    }

    fn close(&mut self, closer: char, depth: usize, filled: bool) {
        if filled && self.hit(Damage::TrailingCommas) {
            self.out.push(',');
        }
        if depth > 0 && self.hit(Damage::MissingCloser) {
            return;
        }
        if filled {
            self.space(depth);
        }
        self.out.push(closer);
    }

    fn text(&mut self, text: &str, name: bool) {
        let plain = !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_alphabetic() || matches!(c, ' ' | '_'));
        if (name && self.manner(Damage::BareNames))
            || (!name && plain && self.hit(Damage::BareTexts))
        {
            self.out.push_str(text);
            return;
        }
        let single = self.manner(Damage::SingleQuotes) || self.damage == Damage::Python;
        let curly = self.manner(Damage::CurlyQuotes);
        let (open, close) = if single {
            ('\'', '\'')
        } else if curly {
            ('\u{201c}', '\u{201d}')
        } else {
            ('"', '"')
        };
        self.out.push(open);
        for c in text.chars() {
            match c {
                '"' if single => self.out.push('"'),
                '"' if self.damage == Damage::UnescapedQuotes => {
                    self.done += 1;
                    self.out.push('"');
                }
                '"' => self.out.push_str("\\\""),
                '\'' if single => self.out.push_str("\\'"),
                '\\' => self.out.push_str("\\\\"),
                '\n' if self.damage == Damage::RawBreaks => {
                    self.done += 1;
                    self.out.push('\n');
                }
                '\n' => self.out.push_str("\\n"),
                // No escape of JSON; what stands behind the backslash was meant.
                '\'' if self.damage == Damage::WrongEscapes => {
                    self.done += 1;
                    self.out.push_str("\\'");
                }
                c => self.out.push(c),
            }
        }
        if !self.hit(Damage::LostQuote) {
            self.out.push(close);
        }
    }

    fn value(&mut self, value: &Value, depth: usize) {
        match value {
            Value::Array(items) => {
                self.out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        self.comma();
                    }
                    self.space(depth + 1);
                    self.value(item, depth + 1);
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
                    let colon = !self.hit(Damage::MissingColons);
                    self.out.push_str(if colon { ": " } else { " " });
                    self.value(value, depth + 1);
                }
                self.close('}', depth, !members.is_empty());
            }
            Value::String(text) => self.text(text, false),
            Value::Null if self.manner(Damage::Python) => self.out.push_str("None"),
            Value::Bool(value) if self.manner(Damage::Python) => {
                self.out.push_str(if *value { "True" } else { "False" });
            }
            Value::Number(number) if number.is_u64() && self.hit(Damage::OtherNumbers) => {
                let digits = number.to_string();
                match self.random.below(3) {
                    0 => self.out.push_str(&format!("+{digits}")),
                    1 => self
                        .out
                        .push_str(&format!("{:#x}", number.as_u64().unwrap_or(0))),
                    _ if digits.len() > 3 => {
                        let (high, low) = digits.split_at(digits.len() - 3);
                        self.out.push_str(&format!("{high}_{low}"));
                    }
                    _ => self.out.push_str(&format!("+{digits}")),
                }
            }
            other => self.out.push_str(&other.to_string()),
        }
    }
}
