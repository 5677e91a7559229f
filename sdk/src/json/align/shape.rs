//! What a schema asks for at a place, with everything that applies there put together.

use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;

use serde_json::{Map, Value};

use super::names::fold;
use crate::json::constraints::pattern::Patterns;
use crate::json::constraints::{equal, from_value};
use crate::schema::aliases;

/// The types, as a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Types(u8);

impl Types {
    pub(super) const NULL: Self = Self(1);
    pub(super) const BOOLEAN: Self = Self(2);
    pub(super) const INTEGER: Self = Self(4);
    /// Those that are no integers too.
    pub(super) const NUMBER: Self = Self(8);
    pub(super) const STRING: Self = Self(16);
    pub(super) const ARRAY: Self = Self(32);
    pub(super) const OBJECT: Self = Self(64);
    pub(super) const ALL: Self = Self(127);

    fn of(schema: &Map<String, Value>) -> Self {
        match schema.get("type") {
            Some(Value::String(name)) => Self::named(name),
            Some(Value::Array(names)) => Self(
                names
                    .iter()
                    .filter_map(Value::as_str)
                    .fold(0, |set, name| set | Self::named(name).0),
            ),
            _ => Self::ALL,
        }
    }

    fn named(name: &str) -> Self {
        match name {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "integer" => Self::INTEGER,
            "number" => Self(Self::NUMBER.0 | Self::INTEGER.0),
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => Self(0),
        }
    }

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The types one by one; an integer counts as a number where any number is allowed.
    pub(super) fn each(self) -> impl Iterator<Item = Self> {
        [
            Self::NULL,
            Self::BOOLEAN,
            Self::INTEGER,
            Self::NUMBER,
            Self::STRING,
            Self::ARRAY,
            Self::OBJECT,
        ]
        .into_iter()
        .filter(move |one| self.has(*one) && !(*one == Self::INTEGER && self.has(Self::NUMBER)))
    }

    pub(super) fn words(self) -> String {
        if self == Self::ALL {
            return "a value".to_owned();
        }
        crate::json::constraints::words::listed(self.each().map(|one| {
            match one {
                Self::NULL => "null",
                Self::BOOLEAN => "true or false",
                Self::INTEGER => "an integer",
                Self::NUMBER => "a number",
                Self::STRING => "a string",
                Self::ARRAY => "a list",
                _ => "an object",
            }
            .to_owned()
        }))
    }
}

pub(super) type ShapeId = usize;

/// Names of members, each with the values that it can have.
pub(super) type Tags<'s> = Vec<(&'s str, Vec<&'s Value>)>;

/// Schemas that all apply at a place, and the number of their shape once it is known.
#[derive(Clone, Debug, Default)]
pub(super) struct Place<'s> {
    schemas: Vec<&'s Value>,
    id: Cell<Option<ShapeId>>,
}

impl<'s> Place<'s> {
    pub(super) fn of(schemas: Vec<&'s Value>) -> Self {
        Self {
            schemas,
            id: Cell::new(None),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.schemas.is_empty()
    }

    fn push(&mut self, schema: &'s Value) {
        self.schemas.push(schema);
    }
}

/// What is asked for at a place.
#[derive(Debug)]
pub(super) struct Shape<'s> {
    pub(super) never: bool,
    pub(super) types: Types,
    /// The values that are allowed, if only some are.
    pub(super) values: Option<Vec<&'s Value>>,
    /// Other texts for values: alias, value.
    pub(super) value_aliases: Vec<(&'s str, &'s str)>,
    pub(super) properties: Vec<Property<'s>>,
    pub(super) by_name: HashMap<&'s str, usize>,
    /// By what names have in common; nothing where two properties share it.
    pub(super) by_fold: HashMap<String, Option<usize>>,
    /// Required names for which there is no property.
    pub(super) required: Vec<&'s str>,
    pub(super) patterns: Vec<(&'s str, &'s Value)>,
    /// What applies to members that are no properties.
    pub(super) others: Others<'s>,
    pub(super) names: Place<'s>,
    pub(super) prefix: Vec<Place<'s>>,
    pub(super) items: Place<'s>,
    /// Alternatives; what stands beside them is part of each.
    pub(super) branches: Vec<ShapeId>,
    pub(super) title: Option<&'s str>,
}

#[derive(Debug)]
pub(super) struct Property<'s> {
    pub(super) name: &'s str,
    pub(super) place: Place<'s>,
    pub(super) required: bool,
    pub(super) aliases: Vec<&'s str>,
}

#[derive(Debug)]
pub(super) enum Others<'s> {
    /// The schema does not speak of them.
    Unmentioned,
    Forbidden,
    Allowed(Place<'s>),
}

/// The shapes of a schema, made when they are asked for.
pub(super) struct Shapes<'s> {
    root: &'s Value,
    known: HashMap<Vec<(usize, u8)>, ShapeId>,
    made: Vec<Option<Rc<Shape<'s>>>>,
    parts: Vec<Rc<Vec<Part<'s>>>>,
    tags: HashMap<ShapeId, Rc<Tags<'s>>>,
    pub(super) patterns: Patterns,
}

const ANY_OF: u8 = 1;
const ONE_OF: u8 = 2;

/// A schema that applies, and which of its alternatives are taken care of.
#[derive(Clone, Copy, Debug)]
struct Part<'s> {
    schema: &'s Value,
    taken: u8,
}

impl<'s> Shapes<'s> {
    pub(super) fn new(root: &'s Value) -> Self {
        Self {
            root,
            known: HashMap::new(),
            made: Vec::new(),
            parts: Vec::new(),
            tags: HashMap::new(),
            patterns: Patterns::default(),
        }
    }

    pub(super) fn root(&self) -> &'s Value {
        self.root
    }

    /// The shape at a place.
    pub(super) fn at(&mut self, place: &Place<'s>) -> ShapeId {
        if let Some(id) = place.id.get() {
            return id;
        }
        let mut parts = Vec::new();
        for schema in &place.schemas {
            self.gather(schema, &mut parts);
        }
        let id = self.intern(parts);
        place.id.set(Some(id));
        id
    }

    /// The members of an alternative that can only have certain values, by which it is told from others.
    pub(super) fn tags(&mut self, id: ShapeId) -> Rc<Tags<'s>> {
        if let Some(tags) = self.tags.get(&id) {
            return Rc::clone(tags);
        }
        let shape = self.get(id);
        let mut tags = Vec::new();
        for property in shape.properties.iter().filter(|property| property.required) {
            let place = self.at(&property.place);
            let inner = self.get(place);
            if let (Some(values), true, true) = (
                &inner.values,
                inner.branches.is_empty(),
                inner.value_aliases.is_empty(),
            ) {
                tags.push((property.name, values.clone()));
            }
        }
        let tags = Rc::new(tags);
        self.tags.insert(id, Rc::clone(&tags));
        tags
    }

    pub(super) fn get(&mut self, id: ShapeId) -> Rc<Shape<'s>> {
        if let Some(Some(shape)) = self.made.get(id) {
            return Rc::clone(shape);
        }
        let parts = self.parts.get(id).map(Rc::clone).unwrap_or_default();
        let shape = Rc::new(self.assemble(&parts));
        if let Some(slot) = self.made.get_mut(id) {
            *slot = Some(Rc::clone(&shape));
        }
        shape
    }

    fn intern(&mut self, parts: Vec<Part<'s>>) -> ShapeId {
        let key: Vec<(usize, u8)> = parts
            .iter()
            .map(|part| (std::ptr::from_ref(part.schema) as usize, part.taken))
            .collect();
        if let Some(id) = self.known.get(&key) {
            return *id;
        }
        let id = self.made.len();
        self.made.push(None);
        self.parts.push(Rc::new(parts));
        self.known.insert(key, id);
        id
    }

    /// Adds a schema, what it refers to and what it is all of; each once, so that a circle ends.
    fn gather(&self, schema: &'s Value, parts: &mut Vec<Part<'s>>) {
        let mut open = vec![schema];
        while let Some(schema) = open.pop() {
            if *schema == Value::Bool(true)
                || parts.iter().any(|part| std::ptr::eq(part.schema, schema))
            {
                continue;
            }
            parts.push(Part { schema, taken: 0 });
            let Value::Object(map) = schema else {
                continue;
            };
            open.extend(list(map, "allOf").iter().rev());
            if let Some(Value::String(reference)) = map.get("$ref") {
                open.extend(crate::schema::resolve(self.root, reference));
            }
        }
    }

    fn assemble(&mut self, parts: &[Part<'s>]) -> Shape<'s> {
        let mut shape = Shape {
            never: false,
            types: Types::ALL,
            values: None,
            value_aliases: Vec::new(),
            properties: Vec::new(),
            by_name: HashMap::new(),
            by_fold: HashMap::new(),
            required: Vec::new(),
            patterns: Vec::new(),
            others: Others::Unmentioned,
            names: Place::default(),
            prefix: Vec::new(),
            items: Place::default(),
            branches: Vec::new(),
            title: None,
        };
        for part in parts {
            match part.schema {
                Value::Object(map) => shape.add(map),
                Value::Bool(false) => shape.never = true,
                _ => {}
            }
        }
        shape.finish(parts);
        shape.branches = self.alternatives(parts);
        shape
    }

    /// The first alternatives that are not taken care of, each with all that stands beside them.
    fn alternatives(&mut self, parts: &[Part<'s>]) -> Vec<ShapeId> {
        for (at, part) in parts.iter().enumerate() {
            let Value::Object(map) = part.schema else {
                continue;
            };
            for (keyword, bit) in [("anyOf", ANY_OF), ("oneOf", ONE_OF)] {
                let branches = match map.get(keyword) {
                    Some(Value::Array(branches)) if part.taken & bit == 0 => branches,
                    _ => continue,
                };
                return branches
                    .iter()
                    .map(|branch| {
                        let mut parts = parts.to_vec();
                        if let Some(part) = parts.get_mut(at) {
                            part.taken |= bit;
                        }
                        self.gather(branch, &mut parts);
                        self.intern(parts)
                    })
                    .collect();
            }
        }
        Vec::new()
    }
}

impl<'s> Shape<'s> {
    fn add(&mut self, map: &'s Map<String, Value>) {
        self.types = Types(self.types.0 & Types::of(map).0);
        self.title = self
            .title
            .or_else(|| map.get("title").and_then(Value::as_str));
        if let Some(only) = map.get("const") {
            self.restrict(std::slice::from_ref(only));
        }
        if let Some(Value::Array(allowed)) = map.get("enum") {
            self.restrict(allowed);
        }
        for (value, aliases) in object(map, aliases::VALUES) {
            self.value_aliases
                .extend(texts(Some(aliases)).map(|alias| (alias, value.as_str())));
        }
        for (name, schema) in object(map, "properties") {
            let at = *self.by_name.entry(name).or_insert_with(|| {
                self.properties.push(Property {
                    name,
                    place: Place::default(),
                    required: false,
                    aliases: Vec::new(),
                });
                self.properties.len() - 1
            });
            if let Some(property) = self.properties.get_mut(at) {
                property.place.push(schema);
                property.aliases.extend(texts(schema.get(aliases::NAMES)));
            }
        }
        self.patterns.extend(
            object(map, "patternProperties").map(|(pattern, schema)| (pattern.as_str(), schema)),
        );
        self.names.schemas.extend(map.get("propertyNames"));
        for keyword in ["additionalProperties", "unevaluatedProperties"] {
            match (map.get(keyword), &mut self.others) {
                (None, _) | (Some(_), Others::Forbidden) => {}
                (Some(Value::Bool(false)), others) => *others = Others::Forbidden,
                (Some(schema), Others::Allowed(place)) => place.push(schema),
                (Some(schema), others) => *others = Others::Allowed(Place::of(vec![schema])),
            }
        }
        let prefix = list(map, "prefixItems");
        while self.prefix.len() < prefix.len() {
            self.prefix.push(Place::default());
        }
        for (place, schema) in self.prefix.iter_mut().zip(prefix) {
            place.push(schema);
        }
        self.items
            .schemas
            .extend(map.get("items").filter(|items| !items.is_array()));
    }

    /// Whether neither lists nor objects nor alternatives are asked for.
    pub(super) fn is_scalar(&self) -> bool {
        self.branches.is_empty()
            && (!self.types.has(Types(Types::ARRAY.0 | Types::OBJECT.0))
                || self.types == Types::ALL)
    }

    fn restrict(&mut self, allowed: &'s [Value]) {
        self.values = Some(match self.values.take() {
            None => allowed.iter().collect(),
            Some(known) => known
                .into_iter()
                .filter(|value| {
                    allowed
                        .iter()
                        .any(|other| equal::is(&from_value(other), value))
                })
                .collect(),
        });
    }

    fn finish(&mut self, parts: &[Part<'s>]) {
        for part in parts {
            let Value::Object(map) = part.schema else {
                continue;
            };
            for name in list(map, "required").iter().filter_map(Value::as_str) {
                match self
                    .by_name
                    .get(name)
                    .and_then(|at| self.properties.get_mut(*at))
                {
                    Some(property) => property.required = true,
                    None if self.required.contains(&name) => {}
                    None => self.required.push(name),
                }
            }
        }
        for (at, property) in self.properties.iter().enumerate() {
            let mut folds: Vec<String> = property
                .aliases
                .iter()
                .chain([&property.name])
                .filter_map(|name| fold(name))
                .collect();
            folds.sort();
            folds.dedup();
            for name in folds {
                self.by_fold
                    .entry(name)
                    .and_modify(|known| *known = None)
                    .or_insert(Some(at));
            }
        }
    }
}

fn list<'s>(map: &'s Map<String, Value>, keyword: &str) -> &'s [Value] {
    map.get(keyword)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn object<'s>(
    map: &'s Map<String, Value>,
    keyword: &str,
) -> impl Iterator<Item = (&'s String, &'s Value)> {
    map.get(keyword)
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
}

/// One text or a list of them.
fn texts(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let one = value.and_then(Value::as_str);
    let many = value
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    one.into_iter().chain(many)
}
