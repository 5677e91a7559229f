//! What holds for any value and any schema.

use std::borrow::Cow;

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{Leniency, align, to_json};
use crate::json::constraints::{Judge, Scope, equal, from_value};
use crate::json::node::{Kind, Node, Trust};

fn scan(text: &str) -> Option<Node<'_>> {
    let value: Value = serde_json::from_str(text).ok()?;
    Some(from_value(&value).into_owned())
}

/// Names and texts that come near to one another, so that much is found and little fits.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "a",
            "A",
            "a_b",
            "aB",
            "A B",
            "kind",
            "Kind",
            "properties",
            "result",
            "red",
            "Red",
            "dark red",
            "null",
            "",
            "1",
            "1.0",
            "1,234",
            "$5",
            "3,14",
            "true",
            "no",
            "[1]",
            "{\"a\": 1}",
            "a, b",
            "é",
            "E",
        ])
        .prop_map(str::to_owned),
        ".{0,6}",
    ]
}

fn number() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "0",
        "1",
        "-1",
        "1.0",
        "2.5",
        "1e3",
        "1e400",
        "340282366920938463463374607431768211455",
    ])
    .prop_map(str::to_owned)
}

fn trust() -> impl Strategy<Value = Trust> {
    prop_oneof![20 => Just(Trust::Sure), 1 => Just(Trust::Cut), 1 => Just(Trust::Doubtful("why"))]
}

fn node() -> impl Strategy<Value = Node<'static>> {
    let leaf = prop_oneof![
        Just(Kind::Null),
        any::<bool>().prop_map(Kind::Bool),
        number().prop_map(|text| Kind::Number(text.into())),
        Just(Kind::NotFinite("NaN")),
        word().prop_map(|text| Kind::String(Cow::Owned(text))),
        word().prop_map(|text| Kind::Bare(Cow::Owned(text))),
    ];
    let made = |(kind, trust)| Node {
        kind,
        span: 0..0,
        trust,
    };
    (leaf, trust())
        .prop_map(made)
        .prop_recursive(5, 40, 5, move |inner| {
            let kind = prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Kind::Array),
                prop::collection::vec((word().prop_map(Cow::Owned), inner), 0..5)
                    .prop_map(Kind::Object),
            ];
            (kind, trust()).prop_map(made)
        })
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-10i8..10).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 30, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((word(), inner), 0..4)
                .prop_map(|members| members.into_iter().collect::<Value>()),
        ]
    })
}

fn schema() -> impl Strategy<Value = Value> {
    let types = prop::sample::select(vec![
        "null", "boolean", "integer", "number", "string", "array", "object",
    ]);
    let leaf = prop_oneof![
        types.clone().prop_map(|name| json!({"type": name})),
        prop::collection::vec(types, 1..3).prop_map(|names| json!({"type": names})),
        prop::collection::vec(value(), 1..3).prop_map(|values| json!({"enum": values})),
        word().prop_map(|text| json!({"const": text})),
        any::<bool>().prop_map(Value::from),
        Just(json!({"$ref": "#"})),
        Just(json!({"$ref": "#/$defs/d"})),
        Just(json!({"$ref": "#/nowhere"})),
        Just(json!({"type": "integer", "minimum": 0, "format": "uint8"})),
        Just(json!({"type": "string", "pattern": "^a", "maxLength": 3, "format": "date"})),
        value(),
    ];
    let part = leaf.prop_recursive(4, 24, 4, |inner| {
        let list = prop::collection::vec(inner.clone(), 0..4);
        let members = prop::collection::vec((word(), inner.clone()), 0..4)
            .prop_map(|members| members.into_iter().collect::<Map<_, _>>())
            .boxed();
        prop_oneof![
            inner.clone().prop_map(|items| json!({"type": "array", "items": items})),
            (list.clone(), inner.clone()).prop_map(|(prefix, items)| json!({"prefixItems": prefix, "items": items, "minItems": 1})),
            list.clone().prop_map(|parts| json!({"anyOf": parts})),
            list.clone().prop_map(|parts| json!({"oneOf": parts})),
            list.prop_map(|parts| json!({"allOf": parts})),
            (members.clone(), prop::collection::vec(word(), 0..3), any::<bool>())
                .prop_map(|(properties, required, open)| json!({
                    "type": "object", "properties": properties, "required": required, "additionalProperties": open,
                })),
            (members, inner.clone()).prop_map(|(properties, others)| json!({
                "properties": properties, "additionalProperties": others,
            })),
            inner.prop_map(|part| json!({"not": part, "unevaluatedProperties": false})),
        ]
    });
    (part.clone(), part).prop_map(|(mut root, definition)| {
        if let Value::Object(map) = &mut root {
            map.insert("$defs".to_owned(), json!({"d": definition}));
        }
        root
    })
}

/// Of several members with one name the last.
fn without_repeats<'n>(node: &'n Node<'n>) -> Node<'n> {
    let kind = match &node.kind {
        Kind::Array(items) => Kind::Array(items.iter().map(without_repeats).collect()),
        Kind::Object(members) => {
            let kept = equal::members(members).into_iter();
            let member = |(_, name, value): (usize, &'n str, &'n Node<'n>)| {
                (Cow::Borrowed(name), without_repeats(value))
            };
            Kind::Object(kept.map(member).collect())
        }
        other => other.clone(),
    };
    Node {
        kind,
        ..node.clone()
    }
}

fn cases() -> ProptestConfig {
    let settings = ProptestConfig::default();
    ProptestConfig {
        failure_persistence: None,
        cases: settings.cases.max(1000),
        ..settings
    }
}

proptest! {
    #![proptest_config(cases())]

    /// Whatever is there and whatever is asked for: the result has the shape, or it is said why not.
    #[test]
    fn a_result_has_its_shape_or_violations(node in node(), schema in schema()) {
        for leniency in [Leniency::Strict, Leniency::Syntax, Leniency::Shape] {
            let out = align(&node, &schema, leniency, Some(&scan));
            let text = out.to_json();
            if out.violations.is_empty() {
                prop_assert!(Judge::new(&schema, Scope::Shape).holds(&out.node), "{text}");
                // Of a name that stands twice the reader of the text tells.
                let is_same = to_json(&out.node) == to_json(&without_repeats(&node));
                prop_assert_eq!(is_same, out.repairs.iter().all(|r| r.kind == super::AlignKind::BareText));
                // Once is enough.
                let again = align(&out.node, &schema, leniency, Some(&scan));
                prop_assert!(again.repairs.is_empty() && again.violations.is_empty(), "{:?}", again);
                prop_assert_eq!(again.to_json(), text);
            }
        }
    }

    /// A value that fits is not touched.
    #[test]
    fn a_value_that_fits_is_untouched(value in value(), schema in schema()) {
        let node = from_value(&value);
        let fits = Judge::new(&schema, Scope::Shape).holds(&node);
        let out = align(&node, &schema, Leniency::Shape, Some(&scan));
        if fits {
            prop_assert!(matches!(out.node, Cow::Borrowed(same) if std::ptr::eq(same, std::ptr::from_ref(&node))));
            prop_assert!(out.repairs.is_empty() && out.violations.is_empty());
        }
    }

    /// The verdict is that of another validator.
    #[test]
    fn the_judge_agrees_with_another(value in value(), schema in schema()) {
        // A schema that is the opposite of itself has no meaning to agree on.
        let text = schema.to_string();
        if crate::Schema::from_value(schema.clone()).is_err() || (text.contains("\"not\"") && text.contains("$ref")) {
            return Ok(());
        }
        // The ranges of integers that schemars names by `format` are ours alone.
        let schema: Value = serde_json::from_str(&text.replace("uint8", "other")).unwrap();
        if let Ok(other) = jsonschema::options().should_validate_formats(true).build(&schema) {
            let ours = Judge::new(&schema, Scope::Rules).broken_in_value(&value);
            prop_assert_eq!(ours.is_empty(), other.is_valid(&value), "{:?}", ours);
        }
    }
}

#[test]
fn depth_is_bounded() {
    let mut node = Node::new(Kind::Number("1".into()), 0..0);
    for _ in 0..127 {
        node = Node::new(
            Kind::Array(vec![Node::new(
                Kind::Object(vec![("Next".into(), node)]),
                0..0,
            )]),
            0..0,
        );
    }
    let schema = json!({"anyOf": [
        {"type": "object", "properties": {"next": {"$ref": "#"}}, "required": ["next"], "additionalProperties": false},
        {"type": "array", "items": {"$ref": "#"}},
        {"allOf": [{"$ref": "#"}, {"type": "integer"}]},
    ]});
    let node = &node;
    let schema = &schema;
    std::thread::scope(|scope| {
        let run = std::thread::Builder::new().stack_size(2 << 20);
        let done = run.spawn_scoped(scope, move || {
            align(node, schema, Leniency::Shape, Some(&scan))
                .violations
                .len()
        });
        assert!(done.unwrap().join().is_ok());
    });
}
