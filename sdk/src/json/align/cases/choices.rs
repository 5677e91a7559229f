//! Where there is more than one way to read a value, or more than one value.

use serde_json::json;

use super::*;

#[test]
fn alternatives() {
    use AlignKind::*;
    let shapes = || {
        json!({"oneOf": [
            {"type": "object", "properties": {"kind": {"const": "circle"}, "r": {"type": "number"}}, "required": ["kind", "r"]},
            {"type": "object", "properties": {"kind": {"const": "square"}, "side": {"type": "number"}}, "required": ["kind", "side"]},
        ]})
    };
    fits(
        shapes(),
        json!({"kind": "Circle", "r": "2"}),
        json!({"kind": "circle", "r": 2}),
        &[EnumName, TextToNumber],
    );
    fails(
        shapes(),
        json!({"kind": "square", "r": 2}),
        &["missing field `side`"],
    );
    fails(
        shapes(),
        json!({"kind": "line"}),
        &["must have `kind` \"circle\" or \"square\", has another"],
    );
    let external = json!({"oneOf": [
        {"const": "Empty"},
        {"type": "object", "properties": {"Full": {"type": "integer"}}, "required": ["Full"], "additionalProperties": false},
    ]});
    fits(
        external.clone(),
        json!("empty"),
        json!("Empty"),
        &[EnumName],
    );
    fits(
        external,
        json!({"full": "3"}),
        json!({"Full": 3}),
        &[KeyName, TextToNumber],
    );
    let untagged = json!({"anyOf": [
        object(json!({"a": {"type": "integer"}})),
        object(json!({"a": {"type": "integer"}, "b": {"type": "integer"}})),
    ]});
    fits(
        untagged.clone(),
        json!({"a": "1", "b": "2"}),
        json!({"a": 1, "b": 2}),
        &[TextToNumber, TextToNumber],
    );
    fits(
        untagged,
        json!({"a": "1"}),
        json!({"a": 1}),
        &[TextToNumber],
    );
    // A tie is an error unless it makes no difference.
    fails(
        json!({"anyOf": [object(json!({"aB": {"type": "integer"}})), object(json!({"ab": {"type": "integer"}}))]}),
        json!({"a_b": 1}),
        &["can be read as more than one of the alternatives, is an object"],
    );
    fits(
        json!({"anyOf": [{"type": "integer"}, {"type": "number"}]}),
        json!("1"),
        json!(1),
        &[TextToNumber],
    );
    // The parts beside alternatives count for each.
    let beside = json!({
        "type": "object",
        "properties": {"id": {"type": "integer"}},
        "required": ["id"],
        "oneOf": [
            {"properties": {"kind": {"const": "a"}}, "required": ["kind"]},
            {"properties": {"kind": {"const": "b"}, "n": {"type": "integer"}}, "required": ["kind", "n"]},
        ],
    });
    fits(
        beside,
        json!({"id": "1", "kind": "B", "n": "2"}),
        json!({"id": 1, "kind": "b", "n": 2}),
        &[TextToNumber, EnumName, TextToNumber],
    );
    let optional = json!({"anyOf": [{"$ref": "#/$defs/U"}, {"type": "null"}], "$defs": {"U": object(json!({"n": {"type": "integer"}}))}});
    fits(optional.clone(), json!("none"), json!(null), &[TextToNull]);
    fits(
        optional.clone(),
        json!({"n": "1"}),
        json!({"n": 1}),
        &[TextToNumber],
    );
    fails(
        optional,
        json!({"n": "x"}),
        &["/n: must be an integer, is a text of 1 character"],
    );
    // Why it is no number is told, not only that it is neither.
    fails(
        json!({"type": ["number", "null"]}),
        json!("3,14"),
        &[
            "must be a number, is a text of 4 characters; a comma or a point may stand for decimals or for thousands",
        ],
    );
}

#[test]
fn what_is_not_sure_is_not_taken() {
    let number = |trust| Node {
        trust,
        ..Node::new(Kind::Number("1".into()), 0..0)
    };
    let object_of = |a: Node<'static>, b: Node<'static>| {
        Node::new(Kind::Object(vec![("a".into(), a), ("b".into(), b)]), 0..0)
    };
    let schema = object(json!({"a": {"type": "integer"}}));
    let node = object_of(
        number(Trust::Doubtful("its quotes do not pair up")),
        number(Trust::Sure),
    );
    let out = aligned(&node, &schema);
    assert_eq!(
        out.violations[0].to_string(),
        "/a: can be read in more than one way: its quotes do not pair up"
    );
    // It may be a part of what is asked for.
    let node = object_of(number(Trust::Sure), number(Trust::Doubtful("x")));
    assert_eq!(
        aligned(&node, &schema).violations[0].to_string(),
        "/b: can be read in more than one way: x"
    );
    // Nobody asked for it.
    let node = object_of(number(Trust::Sure), Node::new(Kind::NotFinite("NaN"), 0..0));
    let out = aligned(&node, &schema);
    assert_eq!(
        (out.to_json().as_str(), out.violations.len()),
        (r#"{"a":1}"#, 0)
    );
    assert_eq!(
        (out.repairs[0].path.as_str(), out.repairs[0].kind),
        ("/b", AlignKind::Dropped)
    );
    // All members of a map are asked for.
    let map = json!({"type": "object", "additionalProperties": true});
    assert_eq!(aligned(&node, &map).violations.len(), 1);
    let cut = Node {
        trust: Trust::Cut,
        ..object_of(number(Trust::Sure), number(Trust::Cut))
    };
    let out = aligned(&cut, &schema);
    assert!(out.truncated && !out.violations.is_empty());
    for (kind, expected) in [
        (Kind::NotFinite("NaN"), "must be a number, is NaN"),
        (
            Kind::Bare("abc".into()),
            "must be a number, is a text of 3 characters",
        ),
    ] {
        let node = Node::new(kind, 0..0);
        assert_eq!(
            aligned(&node, &json!({"type": "number"})).violations[0].message,
            expected
        );
    }
    let node = Node::new(
        Kind::Object(vec![
            ("a".into(), number(Trust::Sure)),
            ("a".into(), Node::new(Kind::Number("2".into()), 0..0)),
        ]),
        0..0,
    );
    let out = aligned(&node, &schema);
    // Whoever read the text has told so.
    assert_eq!(
        (out.to_json().as_str(), out.repairs.as_slice()),
        (r#"{"a":2}"#, [].as_slice())
    );
    for (schema, expected) in [
        (json!({"type": "string"}), r#""Alice""#),
        (json!({"enum": ["ALICE"]}), r#""ALICE""#),
        (json!(true), r#""Alice""#),
    ] {
        let node = Node::new(Kind::Bare("Alice".into()), 0..0);
        let out = aligned(&node, &schema);
        assert_eq!(
            (
                out.to_json().as_str(),
                out.repairs.len(),
                out.violations.len()
            ),
            (expected, 1, 0)
        );
    }
}

#[test]
fn less_lenient() {
    let schema = object(json!({"a": {"type": "integer"}, "b": {"type": "string"}}));
    let member = |kind| Node::new(kind, 0..0);
    let node = member(Kind::Object(vec![
        ("a".into(), member(Kind::Number("1".into()))),
        ("b".into(), member(Kind::Bare("x".into()))),
    ]));
    assert_eq!(
        align(&node, &schema, Leniency::Syntax, None).to_json(),
        r#"{"a":1,"b":"x"}"#
    );
    assert!(
        align(&node, &schema, Leniency::Syntax, None)
            .violations
            .is_empty()
    );
    assert_eq!(
        align(&node, &schema, Leniency::Strict, None)
            .violations
            .len(),
        1
    );
    let value = json!({"a": "1", "b": "x"});
    let node = from_value(&value);
    assert_eq!(
        align(&node, &schema, Leniency::Syntax, None).violations[0].to_string(),
        "/a: must be an integer, is a text of 1 character"
    );
}

#[test]
fn of_several_values_the_best_is_the_answer() {
    let schema = object(json!({"n": {"type": "integer"}}));
    // The text of each value, whether it is in reasoning, whether it is complete; which one it is.
    for (values, expected) in [
        (
            &[
                (json!({"n": 1}), false, true),
                (json!({"n": 2}), false, true),
            ][..],
            Some(1),
        ),
        (
            &[
                (json!({"n": 1}), false, true),
                (json!({"m": 2}), false, true),
            ],
            Some(0),
        ),
        (
            &[
                (json!({"n": 1}), true, true),
                (json!({"n": "2"}), false, true),
            ],
            Some(1),
        ),
        (
            &[
                (json!({"n": 1}), true, true),
                (json!({"m": 2}), false, true),
            ],
            Some(1),
        ),
        (&[(json!({"n": 1}), true, true)], Some(0)),
        (
            &[
                (json!({"n": 1}), false, true),
                (json!({"n": 2}), true, true),
            ],
            Some(1),
        ),
        (
            &[(json!({"n": 1}), false, true), (json!([1]), false, true)],
            Some(0),
        ),
        // The last one was cut: what stands before it is not the answer.
        (
            &[
                (json!({"n": 1}), false, true),
                (json!({"n": 2}), false, false),
            ],
            Some(1),
        ),
        (
            &[(json!(3), false, true), (json!({"n": 2}), false, false)],
            Some(1),
        ),
        (
            &[(json!({"n": 1}), false, true), (json!([1]), false, false)],
            Some(0),
        ),
        (&[], None),
    ] {
        let nodes: Vec<Node<'_>> = values
            .iter()
            .map(|(value, _, complete)| Node {
                trust: if *complete { Trust::Sure } else { Trust::Cut },
                ..from_value(value)
            })
            .collect();
        let candidates: Vec<Candidate<'_>> = nodes
            .iter()
            .zip(values)
            .enumerate()
            .map(
                |(order, (node, (_, inside_reasoning, complete)))| Candidate {
                    node,
                    spelling: Spelling::AsRead,
                    order,
                    inside_reasoning: *inside_reasoning,
                    complete: *complete,
                },
            )
            .collect();
        let chosen = choose(
            &candidates,
            Question {
                schema: &schema,
                reader: Reader::Value,
                leniency: Leniency::Shape,
                scan: None,
            },
        )
        .map(|(index, _)| index);
        assert_eq!(chosen, expected, "{values:?}");
    }
}

#[test]
fn nested_alternatives_are_fitted_in_linear_time() {
    // Two alternatives at each of 100 levels: 2^100 ways if none is remembered.
    let schema = json!({"anyOf": [
        {"type": "object", "properties": {"a": {"$ref": "#"}, "b": {"const": 1}}, "required": ["a", "b"]},
        {"type": "object", "properties": {"a": {"$ref": "#"}}, "required": ["a"]},
        {"type": "array", "items": {"$ref": "#"}},
        {"type": "integer"},
    ]});
    let mut value = json!("7");
    for level in 0..100 {
        value = if level % 2 == 0 {
            json!({"a": value})
        } else {
            json!([value])
        };
    }
    let node = from_value(&value);
    let out = aligned(&node, &schema);
    assert!(out.violations.is_empty(), "{:?}", out.violations);
    let lists = json!({"type": "array", "items": {"$ref": "#"}});
    let value = json!("x");
    assert_eq!(aligned(&from_value(&value), &lists).violations.len(), 1);
}
