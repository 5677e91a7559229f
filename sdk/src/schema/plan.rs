//! How a value of the type's shape and one of the host's shape become each other.
//!
//! Lowering leaves a plan behind: for every place whose shape it changed, what it did. An answer is unwrapped as
//! text, in one pass and without reading numbers, so nothing is lost on the way. A value that does not have the
//! shape the plan expects is passed through as it is; the type's own reader then says what is wrong with it.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::fit;

/// The member under which a host that only takes objects finds anything else.
pub(super) const WRAPPER: &str = "value";

/// Steps refer to one another by index, so that a recursive type has a finite plan. The first is the root's.
#[derive(Debug, Default)]
pub(super) struct Plan {
    steps: Vec<Step>,
    active: bool,
}

#[derive(Debug)]
pub(super) enum Step {
    /// The same on both sides.
    Same,
    Object {
        members: Vec<Member>,
        /// Where further members went, as a list of pairs, and the step of their values.
        extra: Option<(String, usize)>,
        /// The step of further members that stand in the object itself.
        rest: usize,
    },
    List {
        prefix: Vec<usize>,
        items: usize,
    },
    /// A map that is sent as a list of pairs.
    Pairs {
        value: usize,
    },
    /// A tuple that is sent as an object.
    Record {
        items: Vec<usize>,
    },
    Union(Vec<Branch>),
    /// A root that is sent inside an object.
    Wrapped(usize),
    /// Another step, of a definition that is lowered once.
    Definition(usize),
}

#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) step: usize,
    /// The host demands the member, the type does not: null stands for its absence.
    pub(super) null_is_absent: bool,
}

#[derive(Debug)]
pub(super) struct Branch {
    /// The branch in the host's shape and in the type's own.
    pub(super) wire: Value,
    pub(super) full: Value,
    pub(super) step: usize,
}

impl Plan {
    pub(super) fn new(steps: Vec<Step>) -> Self {
        let mut active: Vec<bool> = steps.iter().map(Step::changes).collect();
        // A step is also active when one below it is; recursion makes this a fixed point.
        loop {
            let mut grown = false;
            for (index, step) in steps.iter().enumerate() {
                if !active[index]
                    && step
                        .children()
                        .any(|child| active.get(child) == Some(&true))
                {
                    active[index] = true;
                    grown = true;
                }
            }
            if !grown {
                break;
            }
        }
        let any = active.first() == Some(&true);
        let steps = steps
            .into_iter()
            .zip(active)
            .map(|(step, on)| if on { step } else { Step::Same })
            .collect();
        Self { steps, active: any }
    }

    /// Whether the two shapes differ anywhere.
    pub(super) fn is_active(&self) -> bool {
        self.active
    }

    fn step(&self, index: usize) -> &Step {
        match self.steps.get(index) {
            Some(Step::Definition(target)) => match self.steps.get(*target) {
                Some(Step::Definition(_)) | None => &Step::Same,
                Some(step) => step,
            },
            Some(step) => step,
            None => &Step::Same,
        }
    }

    /// Text of the type's shape from text of the host's; `None` if it is no JSON.
    pub(super) fn unwrap(&self, wire: &Value, text: &str) -> Option<String> {
        let mut out = String::with_capacity(text.len());
        let mut reader = serde_json::Deserializer::from_str(text);
        Unwrapper {
            plan: self,
            wire,
            step: 0,
            out: &mut out,
        }
        .deserialize(&mut reader)
        .ok()?;
        reader.end().ok()?;
        Some(out)
    }

    /// A value of the host's shape from one of the type's.
    pub(super) fn wrap(&self, full: &Value, value: Value) -> Value {
        self.wrap_at(full, 0, value)
    }

    fn wrap_at(&self, full: &Value, step: usize, value: Value) -> Value {
        match (self.step(step), value) {
            (
                Step::Object {
                    members,
                    extra,
                    rest,
                },
                Value::Object(mut value),
            ) => {
                let mut out = Map::new();
                for member in members {
                    match value.shift_remove(&member.name) {
                        Some(inner) => {
                            out.insert(member.name.clone(), self.wrap_at(full, member.step, inner));
                        }
                        None if member.null_is_absent => {
                            out.insert(member.name.clone(), Value::Null);
                        }
                        None => {}
                    }
                }
                match extra {
                    Some((name, step)) => {
                        out.insert(name.clone(), self.pairs(full, *step, value));
                    }
                    None => out.extend(
                        value
                            .into_iter()
                            .map(|(k, v)| (k, self.wrap_at(full, *rest, v))),
                    ),
                }
                Value::Object(out)
            }
            (Step::List { prefix, items }, Value::Array(value)) => value
                .into_iter()
                .enumerate()
                .map(|(index, item)| self.wrap_at(full, *prefix.get(index).unwrap_or(items), item))
                .collect(),
            (Step::Pairs { value: step }, Value::Object(value)) => self.pairs(full, *step, value),
            (Step::Record { items }, Value::Array(value)) => Value::Object(
                value
                    .into_iter()
                    .zip(items)
                    .enumerate()
                    .map(|(index, (item, step))| {
                        (index.to_string(), self.wrap_at(full, *step, item))
                    })
                    .collect(),
            ),
            (Step::Union(branches), value) => {
                match choose(full, branches, |branch| &branch.full, &value) {
                    Some(branch) => self.wrap_at(full, branch.step, value),
                    None => value,
                }
            }
            (Step::Wrapped(step), value) => json!({ WRAPPER: self.wrap_at(full, *step, value) }),
            (_, value) => value,
        }
    }

    fn pairs(&self, full: &Value, step: usize, members: Map<String, Value>) -> Value {
        members
            .into_iter()
            .map(|(key, value)| json!({ "key": key, "value": self.wrap_at(full, step, value) }))
            .collect()
    }
}

impl Step {
    /// Whether this step by itself makes the shapes differ.
    fn changes(&self) -> bool {
        match self {
            Self::Object { members, extra, .. } => {
                extra.is_some() || members.iter().any(|m| m.null_is_absent)
            }
            Self::Pairs { .. } | Self::Record { .. } | Self::Wrapped(_) => true,
            Self::Same | Self::List { .. } | Self::Union(_) | Self::Definition(_) => false,
        }
    }

    fn children(&self) -> Box<dyn Iterator<Item = usize> + '_> {
        match self {
            Self::Same => Box::new(std::iter::empty()),
            Self::Object { members, rest, .. } => {
                Box::new(members.iter().map(|m| m.step).chain([*rest]))
            }
            Self::List { prefix, items } => Box::new(prefix.iter().copied().chain([*items])),
            Self::Pairs { value: step } | Self::Wrapped(step) | Self::Definition(step) => {
                Box::new([*step].into_iter())
            }
            Self::Record { items } => Box::new(items.iter().copied()),
            Self::Union(branches) => Box::new(branches.iter().map(|b| b.step)),
        }
    }
}

/// The branch that `value` is of: the only one that it may fit at a glance, else the first that it does fit.
fn choose<'p>(
    root: &Value,
    branches: &'p [Branch],
    side: impl Fn(&Branch) -> &Value,
    value: &Value,
) -> Option<&'p Branch> {
    let mut likely = branches
        .iter()
        .filter(|branch| fit::may_fit(root, side(branch), value));
    let first = likely.next()?;
    let Some(second) = likely.next() else {
        return Some(first);
    };
    [first, second]
        .into_iter()
        .chain(likely)
        .find(|branch| fit::fits(root, side(branch), value))
        .or(Some(first))
}

/// Reads a value in the host's shape and writes it in the type's.
struct Unwrapper<'p, 'o> {
    plan: &'p Plan,
    wire: &'p Value,
    step: usize,
    out: &'o mut String,
}

impl<'p> Unwrapper<'p, '_> {
    fn child<'c>(&self, step: usize, out: &'c mut String) -> Unwrapper<'p, 'c> {
        Unwrapper {
            plan: self.plan,
            wire: self.wire,
            step,
            out,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Unwrapper<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        match self.plan.step(self.step) {
            Step::Same | Step::Definition(_) => {
                let raw: &RawValue = serde::Deserialize::deserialize(reader)?;
                self.out.push_str(raw.get());
                Ok(())
            }
            Step::Union(branches) => {
                let raw: &RawValue = serde::Deserialize::deserialize(reader)?;
                let value: Value =
                    serde_json::from_str(raw.get()).map_err(serde::de::Error::custom)?;
                match choose(self.wire, branches, |branch| &branch.wire, &value) {
                    Some(branch) => {
                        let mut reader = serde_json::Deserializer::from_str(raw.get());
                        self.child_of(branch.step)
                            .deserialize(&mut reader)
                            .map_err(serde::de::Error::custom)
                    }
                    None => {
                        self.out.push_str(raw.get());
                        Ok(())
                    }
                }
            }
            _ => reader.deserialize_any(self),
        }
    }
}

impl Unwrapper<'_, '_> {
    fn child_of(self, step: usize) -> Self {
        Self { step, ..self }
    }

    fn scalar(self, value: impl serde::Serialize) {
        // A scalar always has a text.
        self.out
            .push_str(&serde_json::to_string(&value).unwrap_or_default());
    }
}

/// A key as JSON text.
fn quoted(key: &str) -> String {
    Value::from(key).to_string()
}

/// `items` with `open` before, `close` after and commas between.
fn push_list(out: &mut String, open: char, items: impl IntoIterator<Item = String>, close: char) {
    out.push(open);
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        out.push_str(&item);
    }
    out.push(close);
}

impl<'de> Visitor<'de> for Unwrapper<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.out.push_str("null");
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.scalar(value);
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.scalar(value);
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.scalar(value);
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.scalar(value);
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        self.scalar(value);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        match self.plan.step(self.step) {
            Step::Pairs { value: step } => {
                let mut pairs = Vec::new();
                while let Some(pair) = seq.next_element_seed(PairSeed {
                    of: self.child_ref(),
                    step: *step,
                })? {
                    pairs.push(pair);
                }
                write_pairs(self.out, pairs);
            }
            step => {
                let (prefix, items) = match step {
                    Step::List { prefix, items } => (prefix.as_slice(), *items),
                    _ => (&[][..], usize::MAX),
                };
                self.out.push('[');
                let mut index = 0;
                loop {
                    let start = self.out.len();
                    if index > 0 {
                        self.out.push(',');
                    }
                    let step = prefix.get(index).copied().unwrap_or(items);
                    let child = Unwrapper {
                        plan: self.plan,
                        wire: self.wire,
                        step,
                        out: self.out,
                    };
                    if seq.next_element_seed(child)?.is_none() {
                        self.out.truncate(start);
                        break;
                    }
                    index += 1;
                }
                self.out.push(']');
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        match self.plan.step(self.step) {
            Step::Wrapped(step) => {
                let mut members = Vec::new();
                while let Some(key) = map.next_key::<String>()? {
                    let step = if key == WRAPPER { *step } else { usize::MAX };
                    let mut value = String::new();
                    map.next_value_seed(self.child(step, &mut value))?;
                    members.push((key, value));
                }
                match members.as_slice() {
                    [(key, value)] if key == WRAPPER => self.out.push_str(value),
                    _ => write_members(self.out, members),
                }
            }
            Step::Record { items } => {
                let mut places = vec![None; items.len()];
                let mut others = Vec::new();
                while let Some(key) = map.next_key::<String>()? {
                    let place = key
                        .parse::<usize>()
                        .ok()
                        .filter(|place| *place < items.len());
                    let step = place
                        .and_then(|place| items.get(place))
                        .copied()
                        .unwrap_or(usize::MAX);
                    let mut value = String::new();
                    map.next_value_seed(self.child(step, &mut value))?;
                    match place.and_then(|place| places.get_mut(place)) {
                        Some(place) => *place = Some(value),
                        None => others.push((key, value)),
                    }
                }
                if others.is_empty() && places.iter().all(Option::is_some) {
                    push_list(self.out, '[', places.into_iter().flatten(), ']');
                } else {
                    let places = places.into_iter().enumerate();
                    others.extend(
                        places.filter_map(|(index, value)| Some((index.to_string(), value?))),
                    );
                    write_members(self.out, others);
                }
            }
            Step::Object {
                members,
                extra,
                rest,
            } => {
                self.out.push('{');
                let mut separator = "";
                while let Some(key) = map.next_key::<String>()? {
                    let start = self.out.len();
                    if let Some((name, step)) = extra
                        && *name == key
                    {
                        let mut list = String::new();
                        map.next_value_seed(ExtraSeed {
                            of: self.child(*step, &mut list),
                        })?;
                        if let Some(inner) =
                            list.strip_prefix('{').and_then(|l| l.strip_suffix('}'))
                        {
                            if !inner.is_empty() {
                                self.out.push_str(separator);
                                self.out.push_str(inner);
                                separator = ",";
                            }
                            continue;
                        }
                        self.out.push_str(separator);
                        self.out.push_str(&quoted(&key));
                        self.out.push(':');
                        self.out.push_str(&list);
                        separator = ",";
                        continue;
                    }
                    let member = members.iter().find(|member| member.name == key);
                    self.out.push_str(separator);
                    self.out.push_str(&quoted(&key));
                    self.out.push(':');
                    let value_at = self.out.len();
                    let step = member.map_or(*rest, |member| member.step);
                    map.next_value_seed(Unwrapper {
                        plan: self.plan,
                        wire: self.wire,
                        step,
                        out: self.out,
                    })?;
                    if member.is_some_and(|m| m.null_is_absent)
                        && self.out.get(value_at..) == Some("null")
                    {
                        self.out.truncate(start);
                    } else {
                        separator = ",";
                    }
                }
                self.out.push('}');
            }
            _ => {
                let mut members = Vec::new();
                while let Some(key) = map.next_key::<String>()? {
                    let value: &RawValue = map.next_value()?;
                    members.push((key, value.get().to_owned()));
                }
                write_members(self.out, members);
            }
        }
        Ok(())
    }
}

fn write_members(out: &mut String, members: Vec<(String, String)>) {
    push_list(
        out,
        '{',
        members
            .into_iter()
            .map(|(key, value)| format!("{}:{value}", quoted(&key))),
        '}',
    );
}

/// What an element of a list of pairs turned out to be.
enum Pair {
    /// A key and a value, as JSON text.
    Pair(String, String),
    /// Something else, as it stands.
    Other(String),
}

/// A map from its pairs; a list as it stands if they are not all pairs.
fn write_pairs(out: &mut String, pairs: Vec<Pair>) {
    if pairs.iter().all(|pair| matches!(pair, Pair::Pair(..))) {
        let members = pairs.into_iter().map(|pair| match pair {
            Pair::Pair(key, value) => format!("{key}:{value}"),
            Pair::Other(text) => text,
        });
        push_list(out, '{', members, '}');
    } else {
        let items = pairs.into_iter().map(|pair| match pair {
            Pair::Pair(key, value) => format!("{{\"key\":{key},\"value\":{value}}}"),
            Pair::Other(text) => text,
        });
        push_list(out, '[', items, ']');
    }
}

impl<'p> Unwrapper<'p, '_> {
    fn child_ref(&self) -> (&'p Plan, &'p Value) {
        (self.plan, self.wire)
    }
}

/// Reads `{"key": …, "value": …}`.
struct PairSeed<'p> {
    of: (&'p Plan, &'p Value),
    step: usize,
}

impl<'de> DeserializeSeed<'de> for PairSeed<'_> {
    type Value = Pair;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Pair, D::Error> {
        let raw: &RawValue = serde::Deserialize::deserialize(reader)?;
        let mut inner = serde_json::Deserializer::from_str(raw.get());
        match (&mut inner).deserialize_map(self) {
            Ok(Some(pair)) => Ok(pair),
            _ => Ok(Pair::Other(raw.get().to_owned())),
        }
    }
}

impl<'de> Visitor<'de> for PairSeed<'_> {
    type Value = Option<Pair>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key and a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<Pair>, A::Error> {
        let (mut key, mut value) = (None, None);
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "key" => {
                    key = match map.next_value::<Value>()? {
                        Value::String(key) => Some(quoted(&key)),
                        Value::Number(key) => Some(quoted(&key.to_string())),
                        Value::Bool(key) => Some(quoted(&key.to_string())),
                        _ => None,
                    };
                }
                "value" => {
                    let mut text = String::new();
                    let (plan, wire) = self.of;
                    map.next_value_seed(Unwrapper {
                        plan,
                        wire,
                        step: self.step,
                        out: &mut text,
                    })?;
                    value = Some(text);
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    return Ok(None);
                }
            }
        }
        Ok(key.zip(value).map(|(key, value)| Pair::Pair(key, value)))
    }
}

/// Reads the list of an object's further members; `of.step` is the step of their values.
struct ExtraSeed<'p, 'o> {
    of: Unwrapper<'p, 'o>,
}

impl<'de> DeserializeSeed<'de> for ExtraSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        let raw: &RawValue = serde::Deserialize::deserialize(reader)?;
        let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(raw.get()) else {
            self.of.out.push_str(raw.get());
            return Ok(());
        };
        let mut pairs = Vec::with_capacity(items.len());
        for item in items {
            let mut reader = serde_json::Deserializer::from_str(item.get());
            let seed = PairSeed {
                of: self.of.child_ref(),
                step: self.of.step,
            };
            pairs.push(
                seed.deserialize(&mut reader)
                    .map_err(serde::de::Error::custom)?,
            );
        }
        write_pairs(self.of.out, pairs);
        Ok(())
    }
}
