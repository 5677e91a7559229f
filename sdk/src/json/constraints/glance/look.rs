//! The look itself: a reader that keeps nothing.

use std::cell::OnceCell;
use std::fmt;

use serde::Deserializer;
use serde::de::{self, Deserialize as _, DeserializeSeed, IgnoredAny, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::{Allowed, Glance, Members, Part, Plain, Types};
use crate::json::constraints::{Judge, Scope, format};
use crate::json::scan::{self, Mode};

/// A look at one value.
#[derive(Clone, Copy)]
pub(super) struct Look<'g> {
    glance: &'g Glance,
    root: &'g Value,
    /// Made when a part needs it.
    judge: &'g OnceCell<Judge<'g>>,
    part: &'g Part,
}

/// What ends a look. Nobody reads it.
fn unsure<E: de::Error>() -> E {
    E::custom("")
}

fn sure<E: de::Error>(holds: bool) -> Result<(), E> {
    if holds { Ok(()) } else { Err(unsure()) }
}

impl<'g> Look<'g> {
    pub(super) fn new(
        glance: &'g Glance,
        root: &'g Value,
        judge: &'g OnceCell<Judge<'g>>,
    ) -> Option<Self> {
        Some(Self {
            glance,
            root,
            judge,
            part: glance.parts.first()?,
        })
    }

    fn at<E: de::Error>(self, part: usize) -> Result<Self, E> {
        let mut at = part;
        // One part leads to the next, and never back to itself in a schema that can be followed to its end.
        for _ in 0..=self.glance.parts.len() {
            match self.glance.parts.get(at) {
                Some(Part::Same(next)) => at = *next,
                Some(part) => return Ok(Self { part, ..self }),
                None => break,
            }
        }
        Err(unsure())
    }

    /// The judge's word on a part.
    fn judged(self, schema: &'g Value, text: &str) -> bool {
        let judge = self
            .judge
            .get_or_init(|| Judge::new(self.root, Scope::RulesOfType));
        scan::tree(text, Mode::Strict).is_ok_and(|tree| {
            tree.candidates
                .first()
                .is_some_and(|found| judge.broken_part(schema, &found.node).is_empty())
        })
    }
}

impl<'de> DeserializeSeed<'de> for Look<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        match self.part {
            Part::Nothing => IgnoredAny::deserialize(reader).map(drop),
            Part::Same(at) => self.at(*at)?.deserialize(reader),
            Part::Nullable(_) => reader.deserialize_option(self),
            Part::Judged(schema) => {
                let text = <&RawValue>::deserialize(reader)?;
                sure(self.judged(schema, text.get()))
            }
            // By its digits, which a number that was read no longer has.
            Part::Plain(plain) if plain.number.is_some() => {
                let text = <&RawValue>::deserialize(reader)?;
                sure(plain.takes_number(text.get()))
            }
            Part::Plain(_) => reader.deserialize_any(self),
        }
    }
}

impl Plain {
    pub(super) fn takes_number(&self, text: &str) -> bool {
        if text == "null" {
            return self.types.has(Types::NULL);
        }
        let is_number = text.starts_with(|c: char| c.is_ascii_digit() || c == '-');
        let rules = self.number.as_ref();
        is_number && rules.is_some_and(|rules| rules.takes(self.types, text))
    }

    pub(super) fn takes_text(&self, text: &str) -> bool {
        let rules = &self.text;
        let length = || text.chars().count() as u64;
        self.types.has(Types::STRING)
            && match &self.allowed {
                Allowed::All => true,
                Allowed::Only(texts) => texts.iter().any(|one| one == text),
            }
            && rules.least.is_none_or(|least| length() >= least)
            && rules.most.is_none_or(|most| length() <= most)
            && (rules.pattern.as_ref()).is_none_or(|pattern| pattern.is_match(text))
            && rules.format.as_deref().is_none_or(|name| {
                format::holds(name, text) != Some(false) || format::is_taken(name, text)
            })
    }
}

impl Look<'_> {
    /// A value of a type, of which nothing more is asked.
    fn typed<E: de::Error>(self, one: Types) -> Result<(), E> {
        match self.part {
            Part::Plain(plain) => sure(plain.types.has(one)),
            _ => Err(unsure()),
        }
    }
}

impl<'de> Visitor<'de> for Look<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that keeps its rules")
    }

    fn visit_none<E: de::Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        match self.part {
            Part::Nullable(at) => self.at(*at)?.deserialize(reader),
            _ => Err(unsure()),
        }
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        self.typed(Types::NULL)
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<(), E> {
        self.typed(Types::BOOLEAN)
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<(), E> {
        self.typed(Types::INTEGER)
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<(), E> {
        self.typed(Types::INTEGER)
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<(), E> {
        self.typed(Types::NUMBER)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        match self.part {
            Part::Plain(plain) => sure(plain.takes_text(text)),
            _ => Err(unsure()),
        }
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Part::Plain(plain) = self.part else {
            return Err(unsure());
        };
        sure(plain.types.has(Types::ARRAY))?;
        let mut count = 0u64;
        match plain.items {
            Some(at) => {
                let item = self.at(at)?;
                while items.next_element_seed(item)?.is_some() {
                    count += 1;
                }
            }
            None => {
                while items.next_element::<IgnoredAny>()?.is_some() {
                    count += 1;
                }
            }
        }
        sure(
            plain.least_items.is_none_or(|least| count >= least)
                && plain.most_items.is_none_or(|most| count <= most),
        )
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let Part::Plain(plain) = self.part else {
            return Err(unsure());
        };
        sure(plain.types.has(Types::OBJECT))?;
        let known = &plain.members;
        let (mut place, mut seen) = (0, 0u64);
        while let Some(index) = members.next_key_seed(Name { known, place })? {
            let at = match index {
                Some(index) => {
                    let bit = 1 << index;
                    // Of a name that stands twice the last one counts; the judge knows which.
                    sure(seen & bit == 0)?;
                    seen |= bit;
                    known.names.get(index).map(|(_, at)| *at)
                }
                None => known.others,
            };
            let member = self.at(at.ok_or_else(unsure)?)?;
            members.next_value_seed(member)?;
            place += 1;
        }
        sure(known.required & !seen == 0)
    }
}

/// Which member a name is of; most stand where the type has them.
struct Name<'g> {
    known: &'g Members,
    place: usize,
}

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Option<usize>, D::Error> {
        reader.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Option<usize>, E> {
        Ok(self.known.index(self.place, name))
    }
}
