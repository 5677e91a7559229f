//! A text of JSON as its tokens.

use std::fmt;

use json_mode::Value;

use super::random::Random;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Open,
    Close,
    Comma,
    Colon,
    Name,
    String,
    Number,
    Word,
}

#[derive(Clone, Debug)]
pub struct Token {
    pub kind: Kind,
    pub text: String,
    /// What stands before it.
    pub space: String,
    /// Whether it is as it was written.
    pub whole: bool,
    /// Within how many containers it stands; an opener and its closer stand as deep.
    pub depth: usize,
}

impl Token {
    /// Replaces what is written.
    pub fn set(&mut self, text: impl Into<String>) {
        self.text = text.into();
        self.whole = false;
    }

    /// The string that was written, if it is one that was not damaged.
    pub fn content(&self) -> Option<String> {
        (self.whole && matches!(self.kind, Kind::Name | Kind::String))
            .then(|| serde_json::from_str(&self.text).unwrap())
    }

    pub fn is_value_end(&self) -> bool {
        matches!(
            self.kind,
            Kind::Close | Kind::String | Kind::Number | Kind::Word
        )
    }
}

pub struct Text {
    pub tokens: Vec<Token>,
    /// What became of it all, when something stands around it.
    pub around: Option<String>,
}

impl Text {
    /// The value as models write it: on one line, with spaces or without, or on many.
    pub fn of(value: &Value, random: &mut Random) -> Self {
        let layout = random.below(3);
        let mut out = Self {
            tokens: Vec::new(),
            around: None,
        };
        out.write(value, 0, layout);
        out
    }

    fn push(&mut self, kind: Kind, text: impl Into<String>, space: String, depth: usize) {
        self.tokens.push(Token {
            kind,
            text: text.into(),
            space,
            whole: true,
            depth,
        });
    }

    fn write(&mut self, value: &Value, depth: usize, layout: usize) {
        let line = |depth: usize| match layout {
            2 => format!("\n{}", "  ".repeat(depth)),
            _ => String::new(),
        };
        let gap = if layout == 0 { "" } else { " " };
        let first = self.tokens.last().map_or("", |token| match token.kind {
            Kind::Colon => gap,
            _ => "",
        });
        let mut space = first.to_owned();
        if let Some(Kind::Open | Kind::Comma) = self.tokens.last().map(|token| token.kind) {
            space = self.pending(depth, layout);
        }
        match value {
            Value::Array(items) => {
                self.push(Kind::Open, "[", space, depth);
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        self.push(Kind::Comma, ",", String::new(), depth + 1);
                    }
                    self.write(item, depth + 1, layout);
                }
                let space = if items.is_empty() {
                    String::new()
                } else {
                    line(depth)
                };
                self.push(Kind::Close, "]", space, depth);
            }
            Value::Object(members) => {
                self.push(Kind::Open, "{", space, depth);
                for (at, (name, member)) in members.iter().enumerate() {
                    if at > 0 {
                        self.push(Kind::Comma, ",", String::new(), depth + 1);
                    }
                    let space = self.pending(depth + 1, layout);
                    self.push(
                        Kind::Name,
                        Value::from(name.as_str()).to_string(),
                        space,
                        depth + 1,
                    );
                    self.push(Kind::Colon, ":", String::new(), depth + 1);
                    self.write(member, depth + 1, layout);
                }
                let space = if members.is_empty() {
                    String::new()
                } else {
                    line(depth)
                };
                self.push(Kind::Close, "}", space, depth);
            }
            Value::String(_) => self.push(Kind::String, value.to_string(), space, depth),
            Value::Number(_) => self.push(Kind::Number, value.to_string(), space, depth),
            _ => self.push(Kind::Word, value.to_string(), space, depth),
        }
    }

    /// The space before an item or a name.
    fn pending(&self, depth: usize, layout: usize) -> String {
        let after_comma = self
            .tokens
            .last()
            .is_some_and(|token| token.kind == Kind::Comma);
        match layout {
            2 => format!("\n{}", "  ".repeat(depth)),
            1 if after_comma => " ".to_owned(),
            _ => String::new(),
        }
    }

    /// The opener of the container that a closer closes.
    pub fn opener(&self, close: usize) -> Option<usize> {
        let depth = self.tokens[close].depth;
        (0..close)
            .rev()
            .find(|at| self.tokens[*at].kind == Kind::Open && self.tokens[*at].depth == depth)
    }

    /// The index of a token that fits, at random.
    pub fn find(&self, random: &mut Random, fits: impl Fn(usize, &Token) -> bool) -> Option<usize> {
        let found: Vec<usize> = (0..self.tokens.len())
            .filter(|at| fits(*at, &self.tokens[*at]))
            .collect();
        (!found.is_empty()).then(|| *random.pick(&found))
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(text) = &self.around {
            return f.write_str(text);
        }
        self.tokens
            .iter()
            .try_for_each(|token| write!(f, "{}{}", token.space, token.text))
    }
}
