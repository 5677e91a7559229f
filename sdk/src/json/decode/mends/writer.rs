//! Random documents, written with random damages.

use serde_json::{Map, Value, json};

/// A small generator of random numbers (xorshift64*).
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let next = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d);
        usize::try_from(next >> 33).unwrap() % limit
    }

    pub(super) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn eighths(&mut self, limit: u16) -> f64 {
        let next = self.below(limit.into());
        f64::from(u16::try_from(next).unwrap()) / 8.0
    }

    pub(super) fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }
}

const NAMES: &[&str] = &[
    "a",
    "b",
    "id",
    "due_date",
    "ä",
    "a/b",
    "x-y",
    "c d",
    "",
    "True",
    "1",
    "o:",
    "n~",
    "data",
    "result",
    "properties",
];

pub(super) const WORDS: &[&str] = &[
    "",
    "a",
    "Berlin",
    "it's late, isn't it",
    "see the \"manual\" first",
    "a\nb\tc",
    "C:\\new",
    "https://example.org/a?b=1#c",
    "Straße 7",
    "“so”, he said",
    "東京 …",
    "{draft}",
    "x, y: z",
    "\", \"b\": 1",
    "', 'b': 1",
    "# no // remark /* */",
    "]}",
    "true",
    "true story",
    "12",
    "green tea",
    "tea",
    "T_shirt no 5",
    "no",
    "none",
    "nothing yet ",
    "None of it",
    "\u{1}",
    "😀",
];

pub(super) fn value(random: &mut Random, depth: usize) -> Value {
    match random.below(if depth == 0 { 7 } else { 11 }) {
        0 => Value::Null,
        1 => Value::Bool(random.one_in(2)),
        2 => json!(random.below(2_000_000)),
        3 => json!(random.eighths(9000) - 100.0),
        4..=6 => json!(random.pick(WORDS)),
        7 | 8 => (0..random.below(4))
            .map(|_| value(random, depth - 1))
            .collect(),
        _ => {
            let mut members = Map::new();
            for _ in 0..random.below(4) {
                members.insert(random.pick(NAMES).to_owned(), value(random, depth - 1));
            }
            Value::Object(members)
        }
    }
}

pub(super) fn note(random: &mut Random) -> Value {
    let mut note = Map::new();
    note.insert("id".to_owned(), json!(random.below(300)));
    note.insert("text".to_owned(), json!(random.pick(WORDS)));
    for (name, value) in [
        ("nick", json!(random.pick(WORDS))),
        ("score", json!(random.eighths(99))),
        (
            "tags",
            (0..random.below(4)).map(|_| random.pick(WORDS)).collect(),
        ),
        ("counts", json!({"x": random.below(9), "y": 2})),
        ("mood", json!(random.pick(&["calm", "angry", "Calm", "x"]))),
        ("rank", json!(random.below(12))),
        ("any", value(random, 2)),
        ("score", Value::Null),
    ] {
        if random.one_in(2) {
            note.insert(name.to_owned(), value);
        }
    }
    Value::Object(note)
}

/// The ways in which a text may be damaged, a bit each.
pub(super) mod kind {
    pub(in crate::json::decode) const COMMENTS: u32 = 1;
    pub(in crate::json::decode) const COMMAS: u32 = 1 << 1;
    pub(in crate::json::decode) const LOST_COMMAS: u32 = 1 << 2;
    pub(in crate::json::decode) const COLONS: u32 = 1 << 3;
    pub(in crate::json::decode) const SINGLE: u32 = 1 << 4;
    pub(in crate::json::decode) const CURLY: u32 = 1 << 5;
    pub(in crate::json::decode) const BARE: u32 = 1 << 6;
    pub(in crate::json::decode) const WORDS: u32 = 1 << 7;
    pub(in crate::json::decode) const NUMBERS: u32 = 1 << 8;
    pub(in crate::json::decode) const ESCAPES: u32 = 1 << 9;
    pub(in crate::json::decode) const SPACE: u32 = 1 << 10;
    pub(in crate::json::decode) const NOISE: u32 = 1 << 11;
    pub(in crate::json::decode) const TEXTS: u32 = 1 << 12;
    pub(in crate::json::decode) const COUNT: usize = 13;
}

pub(super) struct Writer<'r> {
    pub(super) random: &'r mut Random,
    pub(super) kinds: u32,
    /// How rare a damage is.
    pub(super) rare: usize,
    pub(super) pretty: bool,
    pub(super) out: String,
}

impl Writer<'_> {
    fn hit(&mut self, kind: u32) -> bool {
        self.kinds & kind != 0 && self.random.one_in(self.rare)
    }

    fn space(&mut self, depth: usize) {
        if self.pretty {
            self.out.push('\n');
            self.out.push_str(&"  ".repeat(depth));
        } else if self.random.one_in(4) {
            self.out.push(' ');
        }
        if self.hit(kind::SPACE) {
            let spaces = [
                " ",
                "\n",
                "\t",
                "\r\n",
                "                 ",
                "                \n",
                " \u{a0}",
            ];
            self.out.push_str(self.random.pick(&spaces));
        }
        if self.hit(kind::COMMENTS) {
            let comments = [
                "/* it's so */",
                "// it's \"so\"\n",
                "// so\r\n",
                " # a note\n",
                "#x\n",
                "/**/",
                "/* \" */ ",
                " // a \" b\n",
                " // \"b\": 1,\n",
                "# }\n",
                " /* ], */",
            ];
            self.out.push_str(self.random.pick(&comments));
        }
    }

    fn comma(&mut self) {
        if self.hit(kind::LOST_COMMAS) {
            self.out.push_str(self.random.pick(&[" ", " ", "\n", ""]));
            return;
        }
        self.out.push(',');
        if self.hit(kind::COMMAS) {
            self.out
                .push_str(self.random.pick(&[",", ",", " ,", ",,", ";"]));
        }
        if self.random.one_in(2) {
            self.out.push(' ');
        }
    }

    fn close(&mut self, closer: char, depth: usize, filled: bool) {
        self.space(depth);
        if (filled || self.random.one_in(9)) && self.hit(kind::COMMAS) {
            self.out.push_str(self.random.pick(&[",", ",", ",,", ", "]));
            self.space(depth);
        }
        self.out.push(closer);
    }

    fn text(&mut self, text: &str, name: bool) {
        let bare = if name { kind::BARE } else { kind::TEXTS };
        if self.hit(bare) {
            self.out.push_str(text);
            return;
        }
        let (open, close) = if self.hit(kind::SINGLE) {
            ('\'', '\'')
        } else if self.hit(kind::CURLY) {
            ('\u{201c}', '\u{201d}')
        } else {
            ('"', '"')
        };
        self.out.push(open);
        for c in text.chars() {
            if self.kinds & kind::ESCAPES != 0 && self.random.one_in(self.rare * 9) {
                let odd = [
                    "\\'", "\\d", "\\`", "\\u00e4", "\\u00", "\\ud83d", "\\/", "\\ä", "\\\n",
                ];
                self.out.push_str(self.random.pick(&odd));
            }
            match c {
                '\'' | '"' if c == open => {
                    if !self.hit(kind::NOISE) {
                        self.out.push('\\');
                    }
                    self.out.push(c);
                }
                '\'' if self.hit(kind::ESCAPES) => self.out.push_str("\\'"),
                '\\' => self.out.push_str("\\\\"),
                '\n' if !self.hit(kind::ESCAPES) => self.out.push_str("\\n"),
                '\t' if !self.hit(kind::ESCAPES) => self.out.push_str("\\t"),
                '\u{1}' if !self.hit(kind::ESCAPES) => self.out.push_str("\\u0001"),
                c => self.out.push(c),
            }
        }
        self.out.push(close);
    }

    pub(super) fn value(&mut self, value: &Value, depth: usize) {
        match value {
            Value::Array(items) => {
                self.out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        self.comma();
                    }
                    self.space(depth + 1);
                    self.value(item, depth + 1);
                    if self.random.one_in(6) {
                        self.space(depth + 1);
                    }
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
                    if self.random.one_in(8) {
                        self.space(0);
                    }
                    let colon = if self.hit(kind::COLONS) {
                        self.random.pick(&[" ", " ", "", ":: ", "= "])
                    } else {
                        self.random.pick(&[": ", ":"])
                    };
                    self.out.push_str(colon);
                    if self.random.one_in(8) {
                        self.space(0);
                    }
                    self.value(value, depth + 1);
                    if self.random.one_in(6) {
                        self.space(depth + 1);
                    }
                }
                self.close('}', depth, !members.is_empty());
            }
            Value::String(text) => self.text(text, false),
            Value::Null if self.hit(kind::WORDS) => {
                let words = ["None", "None", "undefined", "NULL", "NaN", "nil", "Nothing"];
                self.out.push_str(self.random.pick(&words));
            }
            Value::Bool(value) if self.hit(kind::WORDS) => {
                let words = if *value {
                    ["True", "TRUE", "yes"]
                } else {
                    ["False", "FALSE", "no"]
                };
                self.out.push_str(self.random.pick(&words));
            }
            Value::Number(number) if self.hit(kind::NUMBERS) => {
                let number = number.to_string();
                let numbers = [
                    format!("+{number}"),
                    format!("0x{number}"),
                    format!("{number}_000"),
                    format!("{number}."),
                    format!(".{number}"),
                    format!("-.{number}"),
                    format!("0{number}"),
                    format!("{number}e5"),
                    format!("{number}%"),
                ];
                let at = self.random.below(numbers.len());
                self.out.push_str(&numbers[at]);
            }
            other => self.out.push_str(&other.to_string()),
        }
    }
}

/// A byte here and there is another.
pub(super) fn noise(random: &mut Random, text: &mut String) {
    const SIGNS: &[&str] = &[
        "", "", "\"", "'", ",", ":", "{", "}", "[", "]", " ", "\n", "\\", "/", "#", "1", "a", "-",
        "“", "”", "`", "<", "(", ";",
    ];
    for _ in 0..=random.below(2) {
        let at = random.below(text.len() + 1);
        if let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
            let to = at + random.below(2) * c.len_utf8();
            text.replace_range(at..to, random.pick(SIGNS));
        }
    }
}

pub(super) const AROUND: &[(&str, &str)] = &[
    ("", ""),
    ("", ""),
    (" \n", "\n"),
    ("```json\n", "\n```"),
    ("``` ", "```"),
    (" \n```json5\n\n", "\n\n``` "),
    ("```c++\n", "```"),
    ("```json", "````"),
    ("```js\n", "\n```\n```"),
    ("```\n", "\n```\nThat is it, \"all\" of it."),
    ("So (in short):\n\n", "\n\nLet me know if that's \"fine\"."),
    ("<think>maybe {\"id\": 0}? [1]</think>\n", ""),
    ("// so\n", "// so"),
    ("/* so */", ";"),
    ("As in ", " it is."),
    ("", "]"),
    ("", ", 3]"),
    ("", " {\"id\": 1, \"text\": \"a\"}"),
    ("call(", ")"),
];
