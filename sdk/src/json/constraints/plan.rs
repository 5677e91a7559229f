//! What a schema says at all, found out once for all the values that it judges.

use serde_json::{Map, Value};

/// Properties are counted off in one word; an object with more of them is judged the long way.
const MAX_PROPERTIES: usize = 64;

/// Sorts of keywords that a schema has, so that the others need not be asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Says(u16);

impl Says {
    pub(super) const REFERENCE: Self = Self(1);
    pub(super) const TYPE: Self = Self(1 << 1);
    /// `const`, `enum`
    pub(super) const VALUE: Self = Self(1 << 2);
    pub(super) const NUMBER: Self = Self(1 << 3);
    pub(super) const TEXT: Self = Self(1 << 4);
    pub(super) const ARRAY: Self = Self(1 << 5);
    /// What of arrays is more than `items`.
    pub(super) const ARRAY_RULES: Self = Self(1 << 6);
    pub(super) const OBJECT: Self = Self(1 << 7);
    /// What of objects is more than `properties`, `required` and `additionalProperties`.
    pub(super) const OBJECT_RULES: Self = Self(1 << 8);
    pub(super) const COMBINED: Self = Self(1 << 9);
    pub(super) const UNEVALUATED: Self = Self(1 << 10);

    pub(super) fn has(self, sort: Self) -> bool {
        self.0 & sort.0 != 0
    }

    fn of(keyword: &str) -> Self {
        match keyword {
            "$ref" => Self::REFERENCE,
            "type" => Self::TYPE,
            "const" | "enum" => Self::VALUE,
            "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
                Self::NUMBER
            }
            "minLength" | "maxLength" | "pattern" => Self::TEXT,
            "format" => Self(Self::NUMBER.0 | Self::TEXT.0),
            "items" => Self::ARRAY,
            "prefixItems" | "minItems" | "maxItems" | "uniqueItems" | "contains"
            | "minContains" | "maxContains" => Self(Self::ARRAY.0 | Self::ARRAY_RULES.0),
            "properties" | "required" | "additionalProperties" => Self::OBJECT,
            "patternProperties" | "minProperties" | "maxProperties" | "dependentRequired"
            | "dependentSchemas" | "propertyNames" => Self(Self::OBJECT.0 | Self::OBJECT_RULES.0),
            "allOf" | "anyOf" | "oneOf" | "not" | "if" | "then" | "else" => Self::COMBINED,
            "unevaluatedProperties" | "unevaluatedItems" => Self::UNEVALUATED,
            _ => Self(0),
        }
    }
}

/// A schema, as far as it was looked at before.
#[derive(Debug)]
pub(super) struct Plan<'s> {
    pub(super) says: Says,
    pub(super) object: Option<Properties<'s>>,
}

impl<'s> Plan<'s> {
    pub(super) fn new(map: &'s Map<String, Value>) -> Self {
        let says = map
            .keys()
            .fold(Says(0), |all, keyword| Says(all.0 | Says::of(keyword).0));
        let object = says.has(Says::OBJECT) && !says.has(Says::OBJECT_RULES);
        Self {
            says,
            object: object.then(|| Properties::new(map)).flatten(),
        }
    }
}

/// The properties of an object of which nothing else is asked.
#[derive(Debug)]
pub(super) struct Properties<'s> {
    all: Vec<(&'s str, &'s Value)>,
    /// A bit for each that is required.
    required: u64,
}

impl<'s> Properties<'s> {
    fn new(map: &'s Map<String, Value>) -> Option<Self> {
        let all: Vec<(&str, &Value)> = map
            .get("properties")?
            .as_object()
            .filter(|all| all.len() <= MAX_PROPERTIES)?
            .iter()
            .map(|(name, schema)| (name.as_str(), schema))
            .collect();
        let mut required = 0;
        for name in map
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let name = name.as_str()?;
            required |= 1 << all.iter().position(|(known, _)| *known == name)?;
        }
        Some(Self { all, required })
    }

    /// Whether each of the names is a property, none stands twice and none that is required is missing. It may be said of too
    /// few objects, never of too many.
    pub(super) fn are_met<'n>(&self, names: impl Iterator<Item = &'n str>) -> bool {
        let mut seen = 0u64;
        for (place, name) in names.enumerate() {
            let Some(index) = self.index(place, name) else {
                return false;
            };
            let bit = 1 << index;
            if seen & bit != 0 {
                return false;
            }
            seen |= bit;
        }
        self.required & !seen == 0
    }

    /// The schema of the member at a place.
    pub(super) fn get(&self, place: usize, name: &str) -> Option<&'s Value> {
        Some(self.all.get(self.index(place, name)?)?.1)
    }

    /// Members mostly stand where the type has them.
    fn index(&self, place: usize, name: &str) -> Option<usize> {
        let is = |index: &usize| {
            self.all
                .get(*index)
                .is_some_and(|(known, _)| *known == name)
        };
        Some(place)
            .filter(is)
            .or_else(|| (0..self.all.len()).find(is))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Plan, Says};

    fn plan(schema: &Value) -> Plan<'_> {
        Plan::new(schema.as_object().unwrap())
    }

    #[test]
    fn an_object_is_met_only_when_each_name_is_known_and_stands_once() {
        let schema = json!({"properties": {"a": {}, "b": {}, "c": {}}, "required": ["c", "a"]});
        let plan = plan(&schema);
        let properties = plan.object.unwrap();
        for (names, met) in [
            (&["a", "b", "c"][..], true),
            (&["c", "a"], true),
            (&["c", "b", "a"], true),
            (&["a", "b"], false),
            (&["a", "c", "a"], false),
            (&["a", "c", "d"], false),
            (&["A", "c"], false),
            (&[], false),
        ] {
            assert_eq!(properties.are_met(names.iter().copied()), met, "{names:?}");
        }
        assert_eq!(properties.get(7, "b"), Some(&json!({})));
        assert_eq!(properties.get(0, "d"), None);
    }

    #[test]
    fn other_rules_of_objects_are_judged_the_long_way() {
        let many: serde_json::Map<String, Value> =
            (0..65).map(|n| (n.to_string(), json!({}))).collect();
        let names: Vec<&String> = many.keys().collect();
        for schema in [
            json!({"properties": {"a": {}}, "required": ["b"]}),
            json!({"properties": {"a": {}}, "patternProperties": {"a": false}}),
            json!({"properties": {"a": {}}, "propertyNames": {"maxLength": 0}}),
            json!({"properties": {"a": {}}, "maxProperties": 0}),
            json!({"properties": {"a": {}}, "dependentRequired": {"a": ["b"]}}),
            json!({"additionalProperties": {"type": "string"}}),
            json!({"properties": many}),
            json!({"properties": many, "required": names}),
        ] {
            let plan = plan(&schema);
            assert!(plan.object.is_none(), "{schema}");
            assert!(plan.says.has(Says::OBJECT), "{schema}");
        }
    }
}
