//! OpenAI's strict mode: its rules, written down once more, hold for what is sent; and whatever it lets a model
//! say, the type can read.

use json_mode::provider::dialects::OPENAI_STRICT;
use json_mode::schema;
use serde_json::{Map, Value, json};

use super::family::{Sample, for_each_type};
use super::validator;

/// The keywords of the guide "Structured Outputs" (supported schemas), and the formats it lists.
const KEYWORDS: &[&str] = &[
    "$defs",
    "$ref",
    "additionalProperties",
    "anyOf",
    "const",
    "description",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "items",
    "maxItems",
    "maximum",
    "minItems",
    "minimum",
    "multipleOf",
    "pattern",
    "properties",
    "required",
    "title",
    "type",
];
const FORMATS: &[&str] = &[
    "date-time",
    "time",
    "date",
    "duration",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "uuid",
];

/// Asserts the rules for a whole schema.
pub(super) fn assert_strict(name: &str, schema: &Value) {
    assert_eq!(
        schema["type"], "object",
        "{name}: the root is an object: {schema}"
    );
    assert!(
        schema.get("anyOf").is_none(),
        "{name}: the root is no union: {schema}"
    );
    rules(name, schema, schema);
}

fn rules(name: &str, root: &Value, node: &Value) {
    let story = format!("{name}: {node}\n in {root}");
    let map = node
        .as_object()
        .unwrap_or_else(|| panic!("a schema is an object, {story}"));
    for keyword in map.keys() {
        assert!(
            KEYWORDS.contains(&keyword.as_str()),
            "`{keyword}` is not taken, {story}"
        );
    }
    if let Some(reference) = map.get("$ref") {
        assert_eq!(map.len(), 1, "`$ref` stands alone, {story}");
        let pointer = reference.as_str().unwrap().strip_prefix('#').unwrap();
        assert!(root.pointer(pointer).is_some(), "it leads nowhere, {story}");
        return;
    }
    assert!(
        map.contains_key("type") || map.contains_key("anyOf"),
        "no type, {story}"
    );
    let types = match &map.get("type") {
        Some(Value::Array(names)) => names.clone(),
        Some(name) => vec![(*name).clone()],
        None => Vec::new(),
    };
    if types.contains(&json!("object")) {
        assert_eq!(map["additionalProperties"], json!(false), "{story}");
        let properties: Vec<&String> = map["properties"].as_object().unwrap().keys().collect();
        let required: Vec<&str> = map["required"]
            .as_array()
            .unwrap()
            .iter()
            .map(|n| n.as_str().unwrap())
            .collect();
        assert_eq!(properties, required, "all are required, {story}");
    }
    if types.contains(&json!("array")) {
        assert!(map.contains_key("items"), "{story}");
    }
    if let Some(format) = map.get("format") {
        assert!(FORMATS.contains(&format.as_str().unwrap()), "{story}");
    }
    for keyword in ["properties", "$defs"] {
        for schema in map
            .get(keyword)
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            rules(name, root, schema.1);
        }
    }
    for schema in map.get("items").into_iter().chain(
        map.get("anyOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten(),
    ) {
        rules(name, root, schema);
    }
}

#[test]
fn every_type_keeps_to_the_rules() {
    fn check<T: Sample>(name: &str) {
        if let Ok(lowered) = schema::<T>().lower(&OPENAI_STRICT) {
            assert_strict(name, &lowered.to_value());
        }
    }
    for_each_type!(check);
}

#[test]
fn what_the_schema_allows_the_type_reads() {
    let mut cases = 0;
    for_each_type!(read_back, &mut cases);
    println!("{cases} answers made from schemas");
    assert!(cases > 4000, "{cases}");
}

fn read_back<T: Sample>(name: &str, cases: &mut usize) {
    let Ok(lowered) = schema::<T>().lower(&OPENAI_STRICT) else {
        return;
    };
    let sent = lowered.to_value();
    let validator = validator(&sent);
    let mut maker = Maker {
        root: &sent,
        state: 0x9E37_79B9_7F4A_7C15,
    };
    for _ in 0..64 {
        let answer = maker.answer(&sent, 12).expect("a value of some depth");
        assert!(
            validator.is_valid(&answer),
            "{name}: {answer}\n under {sent}"
        );
        let text = lowered.unwrap(&answer.to_string()).unwrap();
        let read: Result<T, _> = serde_json::from_str(&text);
        assert!(
            read.is_ok(),
            "{name}: {}\n of {text}\n from {answer}\n under {sent}",
            read.unwrap_err()
        );
        *cases += 1;
    }
}

/// Makes answers at random from a strict schema.
struct Maker<'s> {
    root: &'s Value,
    state: u64,
}

impl Maker<'_> {
    /// Xorshift: any sequence will do, as long as it is the same in every run.
    fn below(&mut self, limit: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from(self.state >> 33).unwrap() % limit
    }

    /// `None` when nothing so shallow fits.
    fn answer(&mut self, node: &Value, depth: usize) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        if let Some(reference) = node["$ref"].as_str() {
            let target = self.root.pointer(reference.strip_prefix('#')?)?.clone();
            return self.answer(&target, depth);
        }
        if let Some(branches) = node["anyOf"].as_array() {
            let first = self.below(branches.len());
            let mut order = branches.iter().cycle().skip(first).take(branches.len());
            return order.find_map(|branch| self.answer(branch, depth));
        }
        if let Some(only) = node.get("const") {
            return Some(only.clone());
        }
        if let Some(values) = node["enum"].as_array() {
            return Some(values[self.below(values.len())].clone());
        }
        match &node["type"] {
            Value::Array(names) => {
                let first = self.below(names.len());
                let mut order = names.iter().cycle().skip(first).take(names.len());
                order.find_map(|name| self.of_type(name.as_str()?, node, depth))
            }
            name => self.of_type(name.as_str()?, node, depth),
        }
    }

    fn of_type(&mut self, name: &str, node: &Value, depth: usize) -> Option<Value> {
        Some(match name {
            "null" => Value::Null,
            "boolean" => json!(self.below(2) == 0),
            "integer" => {
                let low = node["minimum"].as_i64().unwrap_or(-1000);
                let high = node["maximum"].as_i64().unwrap_or(1000);
                let span = usize::try_from(high - low + 1).unwrap();
                json!(low + i64::try_from(self.below(span)).unwrap())
            }
            "number" => {
                let low = node["minimum"].as_f64().unwrap_or(-8.0);
                let high = node["maximum"].as_f64().unwrap_or(8.0);
                json!(low + (high - low) * 0.125 * f64::from(u8::try_from(self.below(9)).unwrap()))
            }
            "string" => json!(self.text(node)),
            "array" => {
                let low = usize::try_from(node["minItems"].as_u64().unwrap_or(0)).unwrap();
                let high = node["maxItems"]
                    .as_u64()
                    .map_or(low + 3, |n| usize::try_from(n).unwrap());
                let count = low + self.below(high - low + 1);
                let items: Option<Vec<Value>> = (0..count)
                    .map(|_| self.answer(&node["items"], depth))
                    .collect();
                match items {
                    Some(items) => json!(items),
                    None if low == 0 => json!([]),
                    None => return None,
                }
            }
            "object" => {
                let mut out = Map::new();
                for (name, schema) in node["properties"].as_object()? {
                    out.insert(name.clone(), self.answer(schema, depth)?);
                }
                Value::Object(out)
            }
            name => panic!("what is {name}?"),
        })
    }

    fn text(&mut self, node: &Value) -> String {
        let description = node["description"].as_str().unwrap_or_default();
        match (node["pattern"].as_str(), node["format"].as_str()) {
            // `-0` is a number without being an `i32`; the pattern is schemars' own.
            (Some(r"^-?\d+$"), _) => format!("-{}", 1 + self.below(100)),
            (Some(r"^\d+$"), _) => self.below(100).to_string(),
            (Some(pattern), _) => panic!("what fits {pattern}?"),
            (_, Some("date")) => "2024-02-29".to_owned(),
            (_, Some(format)) => panic!("what is {format}?"),
            // A bound that is not enforced stands in the description, where the model reads it.
            _ if description.contains("maxLength: 1}") => "ä".to_owned(),
            _ => ["", "a", "some text", "é😀\n\"\\", "value"][self.below(5)].to_owned(),
        }
    }
}
