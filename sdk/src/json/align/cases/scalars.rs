//! Numbers, texts, flags and names of enums.

use serde_json::json;

use super::*;

#[test]
fn scalars() {
    use AlignKind::*;
    let (int, num, string) = (
        || json!({"type": "integer"}),
        || json!({"type": "number"}),
        || json!({"type": "string"}),
    );
    let boolean = || json!({"type": "boolean"});
    let maybe = || json!({"type": ["integer", "null"]});
    for (schema, value, expected, kinds) in [
        (int(), json!("42"), json!(42), &[TextToNumber][..]),
        (int(), json!("1,234"), json!(1234), &[TextToNumber]),
        (int(), json!("$5"), json!(5), &[TextToNumber]),
        (int(), json!("42.0"), json!(42), &[TextToNumber]),
        (int(), json!(1.0), json!(1), &[IntegralNumber]),
        (int(), json!([7]), json!(7), &[ItemOfOne]),
        (int(), json!({"result": 7}), json!(7), &[Unwrapped]),
        (num(), json!("1,234.5"), json!(1234.5), &[TextToNumber]),
        (string(), json!(42), json!("42"), &[NumberToText]),
        (string(), json!(true), json!("true"), &[BoolToText]),
        (boolean(), json!("True"), json!(true), &[TextToBool]),
        (boolean(), json!("no"), json!(false), &[TextToBool]),
        (boolean(), json!(0), json!(false), &[NumberToBool]),
        (maybe(), json!("null"), json!(null), &[TextToNull]),
        (maybe(), json!(""), json!(null), &[TextToNull]),
        (maybe(), json!("7"), json!(7), &[TextToNumber]),
        (
            json!({"type": ["string", "null"]}),
            json!("null"),
            json!("null"),
            &[],
        ),
        (
            json!({"type": ["string", "number"]}),
            json!("7"),
            json!("7"),
            &[],
        ),
        (
            json!({"type": ["integer", "boolean"]}),
            json!("1"),
            json!(1),
            &[TextToNumber],
        ),
        (
            json!(true),
            json!({"a": [1, "x"]}),
            json!({"a": [1, "x"]}),
            &[],
        ),
    ] {
        fits(schema, value, expected, kinds);
    }
    for (schema, value, expected) in [
        (
            int(),
            json!("3.5"),
            "must be an integer, is a text of 3 characters",
        ),
        (int(), json!(3.5), "must be an integer, is 3.5"),
        (
            int(),
            json!("forty"),
            "must be an integer, is a text of 5 characters",
        ),
        (
            num(),
            json!("3,14"),
            "must be a number, is a text of 4 characters; a comma or a point may stand for decimals or for thousands",
        ),
        (
            num(),
            json!("50%"),
            "must be a number, is a text of 3 characters; a percentage may mean its hundredth",
        ),
        (num(), json!([1, 2]), "must be a number, is a list of 2"),
        (num(), json!(true), "must be a number, is true"),
        (
            boolean(),
            json!("not true"),
            "must be true or false, is a text of 8 characters",
        ),
        (boolean(), json!(2), "must be true or false, is 2"),
        (string(), json!(null), "must be a string, is null"),
        (
            string(),
            json!({"error": "no city"}),
            "must be a string, is an object",
        ),
        (
            int(),
            json!({"minimum": 5}),
            "must be an integer, is an object",
        ),
        (int(), json!(null), "must be an integer, is null"),
    ] {
        fails(schema, value, &[expected]);
    }
}

#[test]
fn no_digit_is_lost() {
    let schema = object(
        json!({"a": {"type": "integer"}, "b": {"type": "number"}, "c": {"type": "integer"}}),
    );
    // A zero at the end neither.
    let value = json!("2.50");
    let node = from_value(&value);
    assert_eq!(aligned(&node, &json!({"type": "number"})).to_json(), "2.50");
    let number = |text: &'static str| Node::new(Kind::Number(text.into()), 0..0);
    let node = Node::new(
        Kind::Object(vec![
            (
                "a".into(),
                number("340282366920938463463374607431768211455"),
            ),
            ("b".into(), number("1e400")),
            (
                "c".into(),
                Node::new(
                    Kind::String("340282366920938463463374607431768211455".into()),
                    0..0,
                ),
            ),
        ]),
        0..0,
    );
    assert_eq!(
        aligned(&node, &schema).to_json(),
        r#"{"a":340282366920938463463374607431768211455,"b":1e400,"c":340282366920938463463374607431768211455}"#
    );
}

#[test]
fn enums() {
    use AlignKind::*;
    let color = || json!({"enum": ["red", "dark_red", "crème", "C++", "C"]});
    for (value, expected) in [
        ("Red", "red"),
        ("Dark Red", "dark_red"),
        ("darkRed", "dark_red"),
        ("CREME", "crème"),
        ("**red**", "red"),
        ("Red.", "red"),
        ("c++", "C++"),
        ("c", "C"),
    ] {
        fits(color(), json!(value), json!(expected), &[EnumName]);
    }
    for value in [
        "dark  blue",
        "dark",
        "not red",
        "red or dark_red",
        "rouge",
        "",
    ] {
        let said = crate::json::constraints::words::a_text(value);
        fails(
            color(),
            json!(value),
            &[&format!(
                "must be \"red\", \"dark_red\", \"crème\", \"C++\" or \"C\", is {said}"
            )],
        );
    }
    fails(
        json!({"enum": ["a_b", "aB"]}),
        json!("A B"),
        &["may be more than one of \"a_b\" or \"aB\", is a text of 3 characters"],
    );
    fits(
        json!({"enum": [1, 2]}),
        json!("2"),
        json!(2),
        &[TextToNumber],
    );
    fits(json!({"const": 1}), json!(1.0), json!(1), &[IntegralNumber]);
    fits(
        json!({"enum": ["1", "2"]}),
        json!(2),
        json!("2"),
        &[NumberToText],
    );
    fits(
        json!({"const": true}),
        json!("True"),
        json!(true),
        &[TextToBool],
    );
    fits(
        json!({"enum": ["a", null]}),
        json!("none"),
        json!(null),
        &[TextToNull],
    );
    fits(
        json!({"enum": ["a"]}),
        json!(["A"]),
        json!("a"),
        &[ItemOfOne, EnumName],
    );
    fits(
        json!({"const": 1}),
        json!({"status": 1}),
        json!(1),
        &[Unwrapped],
    );
    let aliased = json!({"enum": ["COFFEE", "BREAD"], "x-enum-aliases": {"COFFEE": ["Café", "kaffee"], "BREAD": "Pain"}});
    fits(aliased.clone(), json!("Café"), json!("COFFEE"), &[EnumName]);
    fits(aliased, json!("pain"), json!("BREAD"), &[EnumName]);
}
