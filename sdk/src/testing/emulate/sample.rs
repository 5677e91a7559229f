//! A valid instance of a schema, from a seed.

use regex_syntax::hir::{Class, Hir, HirKind};
use serde_json::{Map, Number, Value, json};

use crate::json::decode_value;
use crate::schema::{Schema, resolve};

/// How deep a value may nest before everything that may be left out is.
const DEPTH: usize = 6;
/// How deep at most; what needs more has no finite instance.
const MAX_DEPTH: usize = 100;
/// How many seeds are tried until a value keeps every rule.
const TRIES: u64 = 64;

/// How large sampled values are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    /// Elements of a list, members of a map, where the schema leaves it open.
    pub(super) list: usize,
    /// Characters of a text, where the schema leaves it open.
    pub(super) text: usize,
}

/// A value of the schema: the same for the same seed. `None` for a schema that nothing fits, as far as was tried.
pub(super) fn sample(schema: &Value, seed: u64, sizes: Sizes) -> Option<Value> {
    let judge = Schema::from_value(schema.clone()).ok();
    let mut last = None;
    for attempt in 0..TRIES {
        let mut sampler = Sampler {
            root: schema,
            random: Random::new(seed.wrapping_add(attempt.wrapping_mul(0x9E37_79B9))),
            sizes,
        };
        let Some(value) = sampler.value(schema, 0) else {
            continue;
        };
        let keeps = judge.as_ref().is_none_or(|judge| {
            decode_value(&value.to_string(), judge).is_ok_and(|decoded| decoded.value == value)
        });
        if keeps {
            return Some(value);
        }
        last = Some(value);
    }
    last
}

/// splitmix64: small, and good enough to choose by.
#[derive(Debug)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Below `count`, which is at least 1.
    pub(super) fn below(&mut self, count: usize) -> usize {
        let count = u64::try_from(count.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.next() % count).unwrap_or_default()
    }
}

struct Sampler<'s> {
    root: &'s Value,
    random: Random,
    sizes: Sizes,
}

impl Sampler<'_> {
    /// Below `count`, which is at least 1.
    fn below(&mut self, count: usize) -> usize {
        self.random.below(count)
    }

    fn value(&mut self, node: &Value, depth: usize) -> Option<Value> {
        if depth > MAX_DEPTH {
            return None;
        }
        let node = match node {
            Value::Object(node) => node,
            Value::Bool(false) => return None,
            _ => return Some(json!("anything")),
        };
        if let Some(reference) = node.get("$ref").and_then(Value::as_str) {
            let target = resolve(self.root, reference)?;
            return self.value(target, depth + 1);
        }
        if let Some(only) = node.get("const") {
            return Some(only.clone());
        }
        if let Some(Value::Array(values)) = node.get("enum") {
            let index = self.below(values.len());
            return values.get(index).cloned();
        }
        for keyword in ["anyOf", "oneOf"] {
            if let Some(Value::Array(branches)) = node.get(keyword) {
                return self.one_of(node, branches, depth);
            }
        }
        if let Some(Value::Array(parts)) = node.get("allOf") {
            return self.all_of(node, parts, depth);
        }
        let names: Vec<&str> = match node.get("type") {
            Some(Value::String(name)) => vec![name],
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ if node.contains_key("properties") => vec!["object"],
            _ if node.contains_key("items") || node.contains_key("prefixItems") => vec!["array"],
            _ => vec!["string"],
        };
        let nullable = node.get("nullable") == Some(&Value::Bool(true));
        let name = match names.as_slice() {
            // Far down, null is the shortest.
            names if depth > DEPTH && names.contains(&"null") => "null",
            _ if nullable && depth > DEPTH => "null",
            names => {
                let index = self.below(names.len());
                names.get(index).copied().unwrap_or("null")
            }
        };
        self.of_type(name, node, depth)
    }

    /// Branches from a random one on, the shortest way first when it is deep.
    fn one_of(
        &mut self,
        node: &Map<String, Value>,
        branches: &[Value],
        depth: usize,
    ) -> Option<Value> {
        let mut order: Vec<usize> = (0..branches.len()).collect();
        let start = self.below(branches.len());
        order.rotate_left(start);
        if depth > DEPTH {
            order.sort_by_key(|index| branches.get(*index).map_or(0, |b| b.to_string().len()));
        }
        order.into_iter().find_map(|index| {
            let mut whole = node.clone();
            whole.retain(|keyword, _| {
                !matches!(
                    keyword.as_str(),
                    "anyOf" | "oneOf" | "title" | "description"
                )
            });
            let branch = branches.get(index)?;
            match branch {
                Value::Object(branch) if !whole.is_empty() => {
                    let parts = [Value::Object(whole.clone()), Value::Object(branch.clone())];
                    self.all_of(&Map::new(), &parts, depth + 1)
                }
                branch => self.value(branch, depth + 1),
            }
        })
    }

    /// Parts laid over one another.
    fn all_of(
        &mut self,
        node: &Map<String, Value>,
        parts: &[Value],
        depth: usize,
    ) -> Option<Value> {
        let mut whole = node.clone();
        whole.shift_remove("allOf");
        for part in parts {
            let mut part = part.as_object()?.clone();
            if let Some(target) = part.get("$ref").and_then(Value::as_str) {
                let target = resolve(self.root, target)?.as_object()?.clone();
                part = target;
            }
            for (keyword, value) in part {
                match (whole.get_mut(&keyword), value) {
                    (Some(Value::Object(known)), Value::Object(more)) => known.extend(more),
                    (Some(Value::Array(known)), Value::Array(more)) if keyword == "required" => {
                        known.extend(more);
                    }
                    (_, value) => {
                        whole.insert(keyword, value);
                    }
                }
            }
        }
        self.value(&Value::Object(whole), depth + 1)
    }

    fn of_type(&mut self, name: &str, node: &Map<String, Value>, depth: usize) -> Option<Value> {
        Some(match name {
            "null" => Value::Null,
            "boolean" => json!(self.below(2) == 0),
            "integer" => self.integer(node),
            "number" => self.number(node),
            "string" => json!(self.text(node)),
            "array" => return self.list(node, depth),
            _ => return self.object(node, depth),
        })
    }

    fn integer(&mut self, node: &Map<String, Value>) -> Value {
        let bound = |keyword: &str| node.get(keyword).and_then(Value::as_f64);
        // Whole and within an i64; what is wider has no bound here.
        #[expect(
            clippy::cast_possible_truncation,
            reason = "rounded, and a cast of a float saturates"
        )]
        let whole = |value: f64| value as i64;
        let low = bound("minimum").map(|low| whole(low.ceil()));
        let low = low.or(bound("exclusiveMinimum").map(|low| whole(low.floor()).saturating_add(1)));
        let high = bound("maximum").map(|high| whole(high.floor()));
        let high =
            high.or(bound("exclusiveMaximum").map(|high| whole(high.ceil()).saturating_sub(1)));
        let (low, high) = match (low, high) {
            (Some(low), Some(high)) => (low, high),
            (Some(low), None) => (low, low.saturating_add(1000)),
            (None, Some(high)) => (high.saturating_sub(1000), high),
            (None, None) => (-1000, 1000),
        };
        let step = bound("multipleOf").map_or(1, |step| whole(step.ceil()).max(1));
        let span = usize::try_from(high.saturating_sub(low).saturating_add(1)).unwrap_or(1);
        let value = low.saturating_add(i64::try_from(self.below(span)).unwrap_or_default());
        let down = value.saturating_sub(value.rem_euclid(step));
        json!(if down < low {
            down.saturating_add(step)
        } else {
            down
        })
    }

    fn number(&mut self, node: &Map<String, Value>) -> Value {
        let bound = |keywords: [&str; 2]| {
            keywords
                .iter()
                .find_map(|keyword| node.get(*keyword)?.as_f64())
        };
        let low = bound(["minimum", "exclusiveMinimum"]);
        let high = bound(["maximum", "exclusiveMaximum"]);
        let (low, high) = match (low, high) {
            (Some(low), Some(high)) => (low, high),
            (Some(low), None) => (low, low + 100.0),
            (None, Some(high)) => (high - 100.0, high),
            (None, None) => (-100.0, 100.0),
        };
        // Eighths are exact; the ends are left to those that want them.
        let eighth = u8::try_from(1 + self.below(7)).unwrap_or(1);
        let mut value = low + (high - low) * 0.125 * f64::from(eighth);
        if let Some(step) = node.get("multipleOf").and_then(Value::as_f64) {
            value = (value / step).floor() * step;
        }
        Number::from_f64(value).map_or(json!(0), Value::Number)
    }

    fn text(&mut self, node: &Map<String, Value>) -> String {
        if let Some(pattern) = node.get("pattern").and_then(Value::as_str)
            && let Ok(hir) = regex_syntax::parse(&plain_classes(pattern))
        {
            let mut out = String::new();
            self.matching(&hir, &mut out, 0);
            return out;
        }
        if let Some(text) = node
            .get("format")
            .and_then(Value::as_str)
            .and_then(|format| self.formatted(format))
        {
            return text;
        }
        let bound = |keyword: &str| {
            let bound = node.get(keyword).and_then(Value::as_u64)?;
            usize::try_from(bound).ok()
        };
        let low = bound("minLength").unwrap_or(0);
        let high = bound("maxLength").unwrap_or(usize::MAX);
        let wanted = self.sizes.text.clamp(low, high.max(low));
        let mut out = String::with_capacity(wanted);
        while out.len() < wanted {
            if !out.is_empty() {
                out.push(' ');
            }
            let word = WORDS.get(self.below(WORDS.len())).copied().unwrap_or("a");
            out.push_str(word);
        }
        out.truncate(wanted);
        // No space at the end, for readers that trim.
        if out.ends_with(' ') {
            out.pop();
            out.push('s');
        }
        out
    }

    fn formatted(&mut self, format: &str) -> Option<String> {
        let day = 1 + self.below(28);
        let (hour, minute) = (self.below(24), self.below(60));
        Some(match format {
            "date" => format!("2026-08-{day:02}"),
            "time" => format!("{hour:02}:{minute:02}:00Z"),
            "date-time" => format!("2026-08-{day:02}T{hour:02}:{minute:02}:00Z"),
            "partial-date-time" => format!("2026-08-{day:02}T{hour:02}:{minute:02}:00"),
            "duration" => format!("P{day}D"),
            "email" => format!("user{day}@example.com"),
            "hostname" => format!("host{day}.example.com"),
            "ipv4" => format!("192.0.2.{day}"),
            "ipv6" => format!("2001:db8::{day:x}"),
            "uri" | "uri-reference" | "iri" => format!("https://example.com/{day}"),
            "uuid" => format!(
                "{:08x}-0000-4000-8000-{:012x}",
                self.random.next() >> 32,
                self.random.next() >> 16
            ),
            _ => return None,
        })
    }

    /// A text that a pattern matches.
    fn matching(&mut self, hir: &Hir, out: &mut String, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => out.push_str(&String::from_utf8_lossy(&literal.0)),
            HirKind::Class(Class::Unicode(class)) => {
                let ranges = class.ranges();
                // What can be read, where there is such a range.
                let plain = ranges
                    .iter()
                    .find(|range| range.end() >= '0' && range.start() <= 'z');
                if let Some(range) = plain.or(ranges.first()) {
                    let low = u32::from(range.start()).max(if plain.is_some() { 48 } else { 0 });
                    let high = u32::from(range.end()).min(low.saturating_add(25));
                    let span = usize::try_from(high.saturating_sub(low)).unwrap_or(0) + 1;
                    let code = low + u32::try_from(self.below(span)).unwrap_or(0);
                    out.push(
                        char::from_u32(code)
                            .filter(|c| *c <= range.end())
                            .unwrap_or(range.start()),
                    );
                }
            }
            HirKind::Class(Class::Bytes(class)) => {
                out.extend(
                    class
                        .ranges()
                        .first()
                        .map(|range| char::from(range.start())),
                );
            }
            HirKind::Repetition(repetition) => {
                let least = repetition.min;
                let most = repetition
                    .max
                    .unwrap_or(least.saturating_add(3))
                    .min(least.saturating_add(3));
                let span = usize::try_from(most.saturating_sub(least)).unwrap_or(0) + 1;
                let count = usize::try_from(least).unwrap_or(0) + self.below(span);
                for _ in 0..count.min(10_000) {
                    self.matching(&repetition.sub, out, depth + 1);
                }
            }
            HirKind::Capture(capture) => self.matching(&capture.sub, out, depth + 1),
            HirKind::Concat(parts) => {
                for part in parts {
                    self.matching(part, out, depth + 1);
                }
            }
            HirKind::Alternation(branches) => {
                let index = self.below(branches.len());
                if let Some(branch) = branches.get(index) {
                    self.matching(branch, out, depth + 1);
                }
            }
        }
    }

    fn list(&mut self, node: &Map<String, Value>, depth: usize) -> Option<Value> {
        let bound = |keyword: &str| {
            let bound = node.get(keyword).and_then(Value::as_u64)?;
            usize::try_from(bound).ok()
        };
        let mut out = Vec::new();
        if let Some(Value::Array(prefix)) = node.get("prefixItems") {
            for item in prefix {
                out.push(self.value(item, depth + 1)?);
            }
        }
        let items = node.get("items").unwrap_or(&Value::Bool(true));
        let low = bound("minItems").unwrap_or(0);
        let high = bound("maxItems").unwrap_or(usize::MAX);
        let wanted = if depth > DEPTH { low } else { self.sizes.list };
        let wanted = wanted.clamp(low, high.max(low));
        let unique = node.get("uniqueItems") == Some(&Value::Bool(true));
        let fixed = !out.is_empty() && !node.contains_key("items");
        for _ in 0..wanted.saturating_mul(4) {
            if out.len() >= wanted || fixed && out.len() >= low {
                break;
            }
            let Some(item) = self.value(items, depth + 1) else {
                break;
            };
            if !(unique && out.contains(&item)) {
                out.push(item);
            }
        }
        (out.len() >= low).then_some(Value::Array(out))
    }

    fn object(&mut self, node: &Map<String, Value>, depth: usize) -> Option<Value> {
        let required = node.get("required").and_then(Value::as_array);
        let is_required =
            |name: &str| required.is_some_and(|names| names.iter().any(|n| n == name));
        let mut out = Map::new();
        for (name, schema) in node
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let wanted = is_required(name) || depth <= DEPTH && self.below(4) > 0;
            if !wanted {
                continue;
            }
            match self.value(schema, depth + 1) {
                Some(value) => {
                    out.insert(name.clone(), value);
                }
                None if is_required(name) => return None,
                None => {}
            }
        }
        let further = match node.get("additionalProperties") {
            Some(schema) if *schema != Value::Bool(false) && depth <= DEPTH => schema,
            _ => return Some(Value::Object(out)),
        };
        if out.is_empty() {
            for index in 0..self.sizes.list {
                let name = match node.get("propertyNames") {
                    Some(names) => self.value(names, depth + 1)?.as_str()?.to_owned(),
                    None => format!("key {index}"),
                };
                out.insert(name, self.value(further, depth + 1)?);
            }
        }
        Some(Value::Object(out))
    }
}

/// A pattern with its short classes written out: JSON Schema means ASCII by them.
fn plain_classes(pattern: &str) -> String {
    [("\\d", "[0-9]"), ("\\w", "[A-Za-z0-9_]"), ("\\s", "[ ]")]
        .into_iter()
        .fold(pattern.to_owned(), |text, (short, long)| {
            text.replace(short, long)
        })
}

const WORDS: &[&str] = &[
    "amber", "bridge", "copper", "drift", "ember", "field", "garden", "harbour", "island",
    "juniper", "kettle", "lantern", "meadow", "north", "orchard", "pebble", "quiet", "river",
    "silver", "timber", "under", "valley", "willow", "yellow", "zephyr",
];
