//! What of a schema is told at a glance.

use serde_json::{Map, Value};

use super::number::Number;
use super::{Allowed, Glance, Members, Part, Plain, Text, Types};
use crate::json::constraints::known::Known;
use crate::json::constraints::pattern;
use crate::json::constraints::plan::{Plan, Says};
use crate::json::constraints::walk::{count, keyword, list};
use crate::json::scan::is_plain_text;

/// Members are counted off in one word.
const MAX_MEMBERS: usize = 64;

/// Keywords of lists that need more than a count.
const LISTS: &[&str] = &["prefixItems", "uniqueItems", "contains"];

pub(super) struct Sketcher<'s> {
    root: &'s Value,
    parts: Vec<Part>,
    /// Where the part of a schema is, by the schema's address.
    known: Known<usize, usize>,
}

impl<'s> Sketcher<'s> {
    pub(super) fn of(root: &'s Value) -> Glance {
        let mut this = Self {
            root,
            parts: Vec::new(),
            known: Known::default(),
        };
        this.part(root);
        Glance { parts: this.parts }
    }

    fn part(&mut self, schema: &'s Value) -> usize {
        let address = std::ptr::from_ref(schema) as usize;
        if let Some(&at) = self.known.get(&address) {
            return at;
        }
        let at = self.parts.len();
        self.known.insert(address, at);
        // A schema may hold itself.
        self.parts.push(Part::Nothing);
        let made = match schema {
            Value::Object(map) => self
                .sketch(map)
                .unwrap_or_else(|| Part::Judged(schema.clone())),
            Value::Bool(false) => Part::Judged(schema.clone()),
            _ => Part::Nothing,
        };
        if let Some(part) = self.parts.get_mut(at) {
            *part = made;
        }
        at
    }

    /// Nothing where it takes the judge.
    fn sketch(&mut self, map: &'s Map<String, Value>) -> Option<Part> {
        let says = Plan::new(map).says;
        if says == Says::default() {
            return Some(Part::Nothing);
        }
        if says == Says::REFERENCE {
            let target = crate::schema::resolve(self.root, map.get("$ref")?.as_str()?)?;
            return Some(Part::Same(self.part(target)));
        }
        if says == Says::COMBINED {
            return self.nullable(map);
        }
        let beyond = [
            Says::REFERENCE,
            Says::COMBINED,
            Says::UNEVALUATED,
            Says::OBJECT_RULES,
        ];
        if beyond.into_iter().any(|sort| says.has(sort))
            || LISTS.iter().any(|name| map.contains_key(*name))
        {
            return None;
        }
        let mut types = types(map)?;
        let allowed = allowed(map, &mut types)?;
        let number = says.has(Says::NUMBER).then(|| Number::new(map));
        Some(Part::Plain(Box::new(Plain {
            types,
            // A text may have a `format` as well, and then no number is meant.
            number: number.filter(|_| types.has(Types::NUMBER) || types.has(Types::INTEGER)),
            text: text(map),
            allowed,
            items: keyword(map, "items").map(|items| self.part(items)),
            least_items: count(map, "minItems"),
            most_items: count(map, "maxItems"),
            members: self.members(map)?,
        })))
    }

    /// One schema or null.
    fn nullable(&mut self, map: &'s Map<String, Value>) -> Option<Part> {
        let is_null = |schema: &Value| {
            schema
                .as_object()
                .is_some_and(|map| map.len() == 1 && map.get("type").is_some_and(|t| t == "null"))
        };
        match list(map, "anyOf") {
            [one, null] | [null, one] if is_null(null) && is_alone(map) => {
                Some(Part::Nullable(self.part(one)))
            }
            _ => None,
        }
    }

    fn members(&mut self, map: &'s Map<String, Value>) -> Option<Members> {
        let mut names = Vec::new();
        for (name, schema) in keyword(map, "properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            names.push((name.clone(), self.part(schema)));
        }
        if names.len() > MAX_MEMBERS {
            return None;
        }
        let mut required = 0;
        for name in list(map, "required") {
            let name = name.as_str()?;
            required |= 1 << names.iter().position(|(known, _)| known == name)?;
        }
        let others = match keyword(map, "additionalProperties") {
            Some(Value::Bool(false)) => None,
            Some(schema) => Some(self.part(schema)),
            None => {
                self.parts.push(Part::Nothing);
                Some(self.parts.len() - 1)
            }
        };
        Some(Members {
            plain: names.iter().all(|(name, _)| is_plain_text(name)),
            words: names.iter().all(|(name, _)| is_word(name)),
            names,
            required,
            others,
        })
    }
}

/// Whether a name is one that many a language writes without quotes.
pub(super) fn is_word(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !name.is_empty() && name.bytes().all(is_part)
}

/// Whether `anyOf` is all that combines schemas.
fn is_alone(map: &Map<String, Value>) -> bool {
    const OTHERS: [&str; 6] = ["allOf", "oneOf", "not", "if", "then", "else"];
    !OTHERS.iter().any(|name| map.contains_key(*name))
}

fn types(map: &Map<String, Value>) -> Option<Types> {
    let one = |name: &Value| {
        Some(match name.as_str()? {
            "null" => Types::NULL,
            "boolean" => Types::BOOLEAN,
            "integer" => Types::INTEGER,
            "number" => Types(Types::NUMBER.0 | Types::INTEGER.0),
            "string" => Types::STRING,
            "array" => Types::ARRAY,
            "object" => Types::OBJECT,
            _ => return None,
        })
    };
    match keyword(map, "type") {
        None => Some(Types::ALL),
        Some(Value::Array(names)) => names
            .iter()
            .try_fold(Types(0), |all, name| Some(Types(all.0 | one(name)?.0))),
        Some(name) => one(name),
    }
}

/// The texts of an `enum` or a `const`, beside which there may be null.
fn allowed(map: &Map<String, Value>, types: &mut Types) -> Option<Allowed> {
    let values = match (keyword(map, "const"), keyword(map, "enum")) {
        (None, None) => return Some(Allowed::All),
        (Some(only), None) => std::slice::from_ref(only),
        (None, Some(Value::Array(values))) => values,
        _ => return None,
    };
    let mut found = Types(0);
    let mut texts = Vec::new();
    for value in values {
        match value {
            Value::String(text) => {
                found.0 |= Types::STRING.0;
                texts.push(text.clone());
            }
            Value::Null => found.0 |= Types::NULL.0,
            _ => return None,
        }
    }
    types.0 &= found.0;
    Some(Allowed::Only(texts))
}

fn text(map: &Map<String, Value>) -> Text {
    let word = |name: &str| keyword(map, name).and_then(Value::as_str);
    Text {
        least: count(map, "minLength"),
        most: count(map, "maxLength"),
        pattern: word("pattern").and_then(pattern::compile),
        format: word("format").map(str::to_owned),
    }
}
