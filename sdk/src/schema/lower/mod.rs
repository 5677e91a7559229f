//! A schema in a host's dialect: rewritten where there is an equivalent, wrapped where there is none, and a list
//! of what could not be said.
//!
//! A dialect that takes the schema as it is gets it as it is ([`verbatim`](super::verbatim)). For any other the
//! schema is walked once, and each definition when it is first referred to: [`parts`] brings parts and
//! alternatives into a form where they stand alone, [`shapes`] says objects, lists and unions, [`words`] what
//! bounds and describes them.

mod lowered;
mod objects;
mod parts;
mod references;
mod shapes;
mod words;

pub use lowered::{Loss, Lowered};
pub(crate) use words::support;
pub(super) use words::{bound, is_annotation, is_number_format, is_structure, range_of, types};

use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::value::to_raw_value;
use serde_json::{Map, Value, json};

use super::dialect::{AnyValue, Dialect, Required, Root};
use super::plan::{Plan, SAME, Step, StepId, WRAPPER};
use super::walk::{self, DEFINITIONS, MAX_DEPTH, resolve};
use super::{Schema, verbatim};
use crate::error::{Error, ErrorKind, Result};
use crate::response::push_escaped;

/// How many nodes a lowered schema may have: definitions that are written out wherever they are used can grow
/// without bound.
const MAX_NODES: usize = 50_000;

type Node = Map<String, Value>;

/// What is sent for a place, and how its value gets from one shape to the other.
type Said = (Value, StepId);

/// Says `schema` in `dialect`.
pub(super) fn lower(schema: &Schema, dialect: &Dialect) -> Result<Lowered> {
    let full = schema.full();
    let mut walk = Walk::new(schema, dialect);
    if let Err(error) = walk::examine(full) {
        // A schema from outside was examined when it was made; no type that can be read has such a schema.
        return Err(walk.unsupported(error.message()));
    }
    let (sent, step) = if verbatim::is_possible(dialect) {
        walk.lost = verbatim::losses(full, dialect);
        let (sent, is_wrapped) = verbatim::root(full, dialect);
        let step = if is_wrapped {
            walk.push(Step::Wrapped(SAME))
        } else {
            SAME
        };
        (sent, step)
    } else {
        walk.root_node()?
    };
    let text = to_raw_value(&sent).map_err(|error| {
        Error::config("the schema cannot be written as JSON").with_source(error)
    })?;
    Ok(Lowered {
        schema: sent,
        text,
        full: full.clone(),
        plan: Plan::new(walk.steps, step),
        lost: walk.lost,
        sizes: walk.measured,
        words: Default::default(),
    })
}

/// Anything as the only member of an object. Its title stays with the object.
pub(super) fn wrapped(mut inner: Node) -> Node {
    let mut out = Map::new();
    out.extend(
        inner
            .shift_remove("title")
            .map(|title| ("title".to_owned(), title)),
    );
    out.insert("type".to_owned(), json!("object"));
    out.insert("properties".to_owned(), json!({ WRAPPER: inner }));
    out.insert("required".to_owned(), json!([WRAPPER]));
    out.insert("additionalProperties".to_owned(), json!(false));
    out
}

/// Whether a host that wants an object at the root takes this there.
pub(super) fn is_plain_object(node: &Node) -> bool {
    node.get("type").is_some_and(|name| name == "object")
        && !["anyOf", "oneOf", "allOf"]
            .iter()
            .any(|keyword| node.contains_key(*keyword))
}

/// A node without the definitions it carries for others, and without what concerns the document.
pub(super) fn without_definitions(node: &Value) -> Value {
    let mut node = node.clone();
    if let Value::Object(node) = &mut node {
        node.retain(|keyword, _| {
            !DEFINITIONS.contains(&keyword.as_str())
                && !matches!(
                    keyword.as_str(),
                    "$schema" | "$id" | "$anchor" | "$vocabulary"
                )
        });
    }
    node
}

struct Walk<'a> {
    dialect: &'a Dialect,
    root: &'a Value,
    type_name: &'a str,
    /// The references that lead back to themselves.
    recursive: HashSet<&'a str>,
    /// By the text of the reference: the name it is sent under, and its step.
    definitions: HashMap<String, (String, StepId)>,
    /// By the name that several definitions would have: the last number that told them apart.
    numbers: HashMap<String, usize>,
    /// Definitions that were referred to and are still to be lowered. Doing so later and not on the way keeps a
    /// chain of references from becoming a chain of calls.
    queue: VecDeque<Pending>,
    out: Node,
    steps: Vec<Step>,
    lost: Vec<Loss>,
    path: String,
    /// References that are being written out.
    inlining: Vec<String>,
    /// Calls of [`Walk::object_node`] inside one another.
    depth: usize,
    nodes: usize,
    /// Objects and lists around this place.
    containers: usize,
    measured: Sizes,
}

struct Pending {
    name: String,
    target: Value,
    step: StepId,
    path: String,
}

/// How large a schema is, as [`Limits`](super::Limits) count.
///
/// ```
/// #[derive(json_mode::JsonResponse)]
/// struct Point {
///     x: f64,
///     y: f64,
/// }
///
/// let sizes = json_mode::schema::<Vec<Point>>().lower(&json_mode::provider::dialects::OPENAI_STRICT)?.sizes();
/// assert_eq!(sizes.properties, 3); // with that of the object around the list
/// assert_eq!(sizes.depth, 2); // the list in its object; `Point` is a definition
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sizes {
    /// Properties of all objects together.
    pub properties: usize,
    /// Objects and lists inside one another; a definition counts from its own root.
    pub depth: usize,
    /// Values of all `enum`s together.
    pub enum_values: usize,
    /// Characters of all names of properties and definitions and all strings in `enum` and `const` together.
    pub string_chars: usize,
    /// Characters of the largest enum, where it has more values than may be long.
    pub enum_chars: usize,
}

/// What works where a type may not hold itself.
const FLAT_INSTEAD: &str =
    "a flat list works, whose elements name each other by a number or a name";

impl<'a> Walk<'a> {
    fn new(schema: &'a Schema, dialect: &'a Dialect) -> Self {
        Self {
            dialect,
            root: schema.full(),
            type_name: schema.name(),
            recursive: walk::recursive(schema.full()),
            definitions: HashMap::new(),
            numbers: HashMap::new(),
            queue: VecDeque::new(),
            out: Map::new(),
            steps: Vec::new(),
            lost: Vec::new(),
            path: String::new(),
            inlining: Vec::new(),
            depth: 0,
            nodes: 0,
            containers: 0,
            measured: Sizes::default(),
        }
    }

    fn push(&mut self, step: Step) -> StepId {
        self.steps.push(step);
        self.steps.len() - 1
    }

    fn unsupported(&self, what: &str) -> Error {
        let place = if self.path.is_empty() {
            "its root"
        } else {
            &self.path
        };
        Error::new(
            ErrorKind::Unsupported,
            format!(
                "`{}` cannot be said in the dialect `{}`: {what}, at {place}",
                self.type_name, self.dialect.name
            ),
        )
    }

    /// The same, with what would work instead.
    fn unsupported_but(&self, what: &str, instead: &str) -> Error {
        let error = self.unsupported(what);
        Error::new(
            ErrorKind::Unsupported,
            format!("{}; {instead}", error.message()),
        )
    }

    fn lose(&mut self, keyword: &str, sent: bool) {
        self.lost.push(Loss {
            path: self.path.clone(),
            keyword: keyword.to_owned(),
            sent,
        });
    }

    fn below<R>(&mut self, token: &str, walk: impl FnOnce(&mut Self) -> R) -> R {
        let length = self.path.len();
        self.path.push('/');
        push_escaped(&mut self.path, token);
        let result = walk(self);
        self.path.truncate(length);
        result
    }

    /// The whole document.
    fn root_node(&mut self) -> Result<Said> {
        let mut root = without_definitions(self.root);
        // A root that is only a reference says no more than what it refers to.
        for _ in 0..MAX_DEPTH {
            let Value::Object(node) = &root else { break };
            let Some(target) = walk::reference(node).and_then(|to| resolve(self.root, to)) else {
                break;
            };
            if node
                .keys()
                .any(|keyword| keyword != "$ref" && !is_annotation(keyword))
            {
                break;
            }
            let mut whole = node.clone();
            whole.shift_remove("$ref");
            let Value::Object(target) = without_definitions(target) else {
                break;
            };
            for (keyword, value) in target {
                whole.entry(keyword).or_insert(value);
            }
            root = Value::Object(whole);
        }
        let (sent, mut step) = self.node(&root)?;
        let mut sent = match sent {
            Value::Object(sent) => sent,
            // `true`: anything.
            _ => Map::new(),
        };
        if self.dialect.root == Root::Object && !is_plain_object(&sent) {
            self.measured.properties += 1;
            self.measured.depth += 1;
            self.measured.string_chars += WRAPPER.len();
            sent = wrapped(sent);
            step = self.push(Step::Wrapped(step));
        }
        while let Some(next) = self.queue.pop_front() {
            self.path = next.path;
            // Limits on depth are about nesting in the text, which starts anew in a definition.
            self.containers = 0;
            let (schema, target) = self.node(&next.target)?;
            self.out.insert(next.name, schema);
            if let Some(step) = self.steps.get_mut(next.step) {
                *step = Step::Definition(target);
            }
        }
        self.path.clear();
        self.check_limits()?;
        if !self.out.is_empty() {
            sent.insert(
                "$defs".to_owned(),
                Value::Object(std::mem::take(&mut self.out)),
            );
        }
        Ok((Value::Object(sent), step))
    }

    /// One schema.
    fn node(&mut self, node: &Value) -> Result<Said> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(self.unsupported("it is too large once its definitions are written out"));
        }
        match node {
            Value::Object(node) => self.object_node(node),
            Value::Bool(false) => Err(self.unsupported("a place where nothing may stand")),
            _ => self.any(Map::new()),
        }
    }

    fn object_node(&mut self, node: &Node) -> Result<Said> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.unsupported("it nests too deep"));
        }
        let said = if let Some(reference) = walk::reference(node) {
            self.reference(node, reference)
        } else if parts::must_be_flattened(node) {
            self.flatten(node).and_then(|flat| self.object_node(&flat))
        } else if let Some(keyword) = parts::union_keyword(node) {
            self.union(node, keyword)
        } else {
            self.plain(node)
        };
        self.depth -= 1;
        said
    }

    /// A place that may hold anything.
    fn any(&mut self, out: Node) -> Result<Said> {
        match self.dialect.any {
            // `{}` and not `true`, which llama.cpp refuses: "schema must be an object".
            AnyValue::Allowed => Ok((Value::Object(out), SAME)),
            AnyValue::Refused => Err(self.unsupported_but(
                "a place that may hold any value",
                "give it a type, or a `String` for JSON as text",
            )),
        }
    }

    fn check_limits(&self) -> Result<()> {
        let (limits, measured) = (self.dialect.limits, &self.measured);
        for (limit, found, what) in [
            (limits.properties, measured.properties, "properties"),
            (limits.depth, measured.depth, "levels of nesting"),
            (limits.enum_values, measured.enum_values, "enum values"),
            (
                limits.string_chars,
                measured.string_chars,
                "characters of names and values",
            ),
            (
                limits.large_enum.map(|(_, chars)| chars),
                measured.enum_chars,
                "characters in one large enum",
            ),
        ] {
            if let Some(limit) = limit
                && found > limit
            {
                return Err(self.unsupported_but(
                    &format!("it has {found} {what}, and at most {limit} are taken"),
                    "ask for it in parts",
                ));
            }
        }
        Ok(())
    }

    /// Whether the host wants a member that the type does not require.
    fn wants(&self, is_declared: bool) -> bool {
        self.dialect.required == Required::All && !is_declared
    }
}
