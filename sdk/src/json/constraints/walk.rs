//! The walk over a value along its schema.

use std::rc::Rc;

use serde_json::{Map, Value};

use super::known::Known;
use super::plan::{Plan, Says};
use super::trail::{Step, pointer};
use super::{Judge, Scope};
use crate::json::node::{Kind, Node};
use crate::json::room::Room;

/// How many schemas may apply within one another: a value nests 128 deep, and each level may take a few.
const MAX_DEPTH: usize = 600;

/// What a part of a schema says of a value.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    pub(super) broken: Vec<Broken>,
    pub(super) seen: Seen,
}

impl Verdict {
    pub(super) fn holds(&self) -> bool {
        self.broken.is_empty()
    }
}

#[derive(Clone, Debug)]
pub(super) struct Broken {
    pub(super) path: String,
    pub(super) message: String,
    pub(super) rule: Rule,
}

/// What sort of rule is broken: it tells which alternative a value was meant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    Type,
    Value,
    Other,
}

/// Which members or items a schema has looked at, by their place in the text. Empty when nobody asks.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen(Vec<bool>);

impl Seen {
    pub(super) fn add(&mut self, index: usize) {
        if self.0.len() <= index {
            self.0.resize(index + 1, false);
        }
        if let Some(seen) = self.0.get_mut(index) {
            *seen = true;
        }
    }

    pub(super) fn add_all(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), false);
        }
        for (seen, also) in self.0.iter_mut().zip(&other.0) {
            *seen |= also;
        }
    }

    pub(super) fn has(&self, index: usize) -> bool {
        self.0.get(index) == Some(&true)
    }
}

pub(super) struct Walk<'j, 's, 'n> {
    pub(super) judge: &'j Judge<'s>,
    trail: Vec<Step<'n>>,
    room: Room,
    /// What was judged before, by the addresses of value and schema; nothing while it is being judged.
    known: Known<(usize, usize, bool), Option<Rc<Verdict>>>,
    /// Whether it is only asked if a value holds, so that no words are needed.
    quiet: bool,
    depth: usize,
    /// What references lead to, by their addresses.
    targets: Known<usize, Option<&'s Value>>,
    /// What schemas say, by their addresses.
    plans: Known<usize, Rc<Plan<'s>>>,
}

impl<'j, 's, 'n> Walk<'j, 's, 'n> {
    pub(super) fn new(judge: &'j Judge<'s>) -> Self {
        Self {
            judge,
            trail: Vec::new(),
            room: Room::default(),
            known: Known::default(),
            quiet: false,
            depth: 0,
            targets: Known::default(),
            plans: Known::default(),
        }
    }

    /// Judges a value by a schema that may be asked about the same value again.
    pub(super) fn check(&mut self, schema: &'s Value, node: &'n Node<'n>) -> Rc<Verdict> {
        let key = (
            std::ptr::from_ref(node) as usize,
            std::ptr::from_ref(schema) as usize,
            self.quiet,
        );
        match self.known.get(&key) {
            Some(Some(verdict)) => return Rc::clone(verdict),
            // A schema that is defined by itself says nothing more.
            Some(None) => return Rc::default(),
            None => {}
        }
        self.known.insert(key, None);
        let mut verdict = Verdict::default();
        self.judge_into(schema, node, &mut verdict);
        let verdict = Rc::new(verdict);
        self.known.insert(key, Some(Rc::clone(&verdict)));
        verdict
    }

    /// Judges a value and adds what is found.
    pub(super) fn judge_into(
        &mut self,
        schema: &'s Value,
        node: &'n Node<'n>,
        verdict: &mut Verdict,
    ) {
        match schema {
            Value::Object(map) if self.depth < MAX_DEPTH => {
                self.depth += 1;
                self.judge_map(map, node, verdict);
                self.depth -= 1;
            }
            Value::Object(_) => self.fail(verdict, Rule::Other, || "nests too deep to be judged"),
            Value::Bool(false) => self.fail(verdict, Rule::Type, || "must not be here"),
            _ => {}
        }
    }

    fn judge_map(
        &mut self,
        map: &'s Map<String, Value>,
        node: &'n Node<'n>,
        verdict: &mut Verdict,
    ) {
        let plan = self.plan(map);
        let says = plan.says;
        if says.has(Says::REFERENCE)
            && let Some(Value::String(reference)) = keyword(map, "$ref")
            && let Some(target) = self.resolved(reference)
        {
            if !self.judge.remembers && is_plain(target) {
                self.judge_into(target, node, verdict);
            } else {
                self.apply(target, node, verdict);
            }
        }
        self.judge_value(map, says, node, verdict);
        match &node.kind {
            Kind::Object(object) if says.has(Says::OBJECT) => {
                self.judge_object(map, &plan, node, object, verdict);
            }
            Kind::Array(items) if says.has(Says::ARRAY) => {
                self.judge_array(map, says, items, verdict);
            }
            _ => {}
        }
        if says.has(Says::COMBINED) {
            self.judge_combined(map, node, verdict);
        }
        if says.has(Says::UNEVALUATED) {
            match &node.kind {
                Kind::Object(object) => self.judge_other_members(map, object, verdict),
                Kind::Array(items) => self.judge_other_items(map, items, verdict),
                _ => {}
            }
        }
    }

    fn plan(&mut self, map: &'s Map<String, Value>) -> Rc<Plan<'s>> {
        let plan = self
            .plans
            .entry(std::ptr::from_ref(map) as usize)
            .or_insert_with(|| Rc::new(Plan::new(map)));
        Rc::clone(plan)
    }

    /// What a reference leads to, looked up once.
    fn resolved(&mut self, reference: &'s String) -> Option<&'s Value> {
        let root = self.judge.root;
        *self
            .targets
            .entry(std::ptr::from_ref(reference) as usize)
            .or_insert_with(|| crate::schema::resolve(root, reference))
    }

    /// A schema for the same value, all of which counts.
    pub(super) fn apply(&mut self, schema: &'s Value, node: &'n Node<'n>, verdict: &mut Verdict) {
        let part = self.check(schema, node);
        verdict.broken.extend(part.broken.iter().cloned());
        self.note(&part, verdict);
    }

    /// What a schema that holds has seen counts as seen.
    pub(super) fn note(&self, part: &Verdict, verdict: &mut Verdict) {
        if self.judge.remembers && part.holds() {
            verdict.seen.add_all(&part.seen);
        }
    }

    pub(super) fn note_index(&self, index: usize, verdict: &mut Verdict) {
        if self.judge.remembers {
            verdict.seen.add(index);
        }
    }

    /// Judges a member or an item.
    pub(super) fn below(
        &mut self,
        step: Step<'n>,
        schema: &'s Value,
        node: &'n Node<'n>,
        verdict: &mut Verdict,
    ) {
        self.trail.push(step);
        // What is seen in there is not seen here.
        let mut inner = Verdict::default();
        self.judge_into(schema, node, &mut inner);
        verdict.broken.append(&mut inner.broken);
        self.trail.pop();
    }

    pub(super) fn holds_below(
        &mut self,
        step: Step<'n>,
        schema: &'s Value,
        node: &'n Node<'n>,
    ) -> bool {
        self.trail.push(step);
        let verdict = self.try_on(schema, node);
        self.trail.pop();
        verdict.holds()
    }

    /// The verdict without its words.
    pub(super) fn try_on(&mut self, schema: &'s Value, node: &'n Node<'n>) -> Rc<Verdict> {
        let quiet = std::mem::replace(&mut self.quiet, true);
        let verdict = self.check(schema, node);
        self.quiet = quiet;
        verdict
    }

    pub(super) fn fail<M: Into<String>>(
        &self,
        verdict: &mut Verdict,
        rule: Rule,
        message: impl FnOnce() -> M,
    ) {
        let (path, message) = if self.quiet {
            (String::new(), String::new())
        } else {
            (self.path(), message().into())
        };
        verdict.broken.push(Broken {
            path,
            message,
            rule,
        });
    }

    pub(super) fn fail_at<M: Into<String>>(
        &mut self,
        step: Step<'n>,
        verdict: &mut Verdict,
        message: impl FnOnce() -> M,
    ) {
        self.trail.push(step);
        self.fail(verdict, Rule::Other, message);
        self.trail.pop();
    }

    pub(super) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Where the walk stands.
    pub(super) fn path(&self) -> String {
        self.room.path(|| pointer(&self.trail))
    }

    pub(super) fn is_shape(&self) -> bool {
        self.judge.scope == Scope::Shape
    }

    pub(super) fn judges_formats(&self) -> bool {
        matches!(self.judge.scope, Scope::Rules | Scope::RulesOfType)
    }

    /// Whether a type that knows the format better has taken the text.
    pub(super) fn is_taken(&self, format: &str, text: &str) -> bool {
        self.judge.scope == Scope::RulesOfType && super::format::is_taken(format, text)
    }
}

/// Whether a schema applies no other to the same value, so that it leads to no circle and is judged once.
fn is_plain(schema: &Value) -> bool {
    const APPLY: [&str; 7] = [
        "$ref",
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "if",
        "dependentSchemas",
    ];
    schema
        .as_object()
        .is_some_and(|map| !map.keys().any(|keyword| APPLY.contains(&keyword.as_str())))
}

/// What a schema says under a keyword. Most schemas hold few, and are asked for many.
pub(super) fn keyword<'s>(map: &'s Map<String, Value>, name: &str) -> Option<&'s Value> {
    if map.len() > 12 {
        return map.get(name);
    }
    map.iter()
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}

/// The schemas in a list.
pub(super) fn list<'s>(map: &'s Map<String, Value>, name: &str) -> &'s [Value] {
    keyword(map, name)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// A keyword that counts, such as `minItems`; `2.0` counts as 2.
pub(super) fn count(map: &Map<String, Value>, name: &str) -> Option<u64> {
    let number = keyword(map, name)?.as_number()?;
    number.as_u64().or_else(|| {
        super::decimal::Decimal::parse(&number.to_string())?
            .integer_text()?
            .parse()
            .ok()
    })
}
