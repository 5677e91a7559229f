//! Any value, written in any way that is JSON, cut anywhere.

use json_mode::Value;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use super::support::pieces;

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9f64..1e9).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[a-z\"\\\\\n{}\\[\\], :]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::from),
            btree_map("[a-c\" ]{0,3}", inner, 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// The text cut at these places, as fractions of it.
fn cut<'t>(text: &'t str, places: &[f64]) -> Vec<&'t str> {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "a place in a short text"
    )]
    let mut at: Vec<usize> = places
        .iter()
        .map(|place| (place * text.len() as f64) as usize)
        .filter(|at| text.is_char_boundary(*at))
        .collect();
    at.extend([0, text.len()]);
    at.sort_unstable();
    at.windows(2).map(|ends| &text[ends[0]..ends[1]]).collect()
}

proptest! {
    #[test]
    fn a_value_grows_into_itself(value in values(), pretty in any::<bool>(), places in vec(0f64..1.0, 0..12)) {
        // Around a value that ends by itself all of it is shown before the end.
        let value = Value::from(vec![value]);
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        let (live, restarted) = pieces::<Value>(&cut(&text, &places));
        prop_assert!(!restarted);
        prop_assert_eq!(live, value);
    }

    #[test]
    fn any_text_is_no_reason_to_panic(text in "[\\[\\]{}\",:a1 \\\\`<>\n]{0,40}", places in vec(0f64..1.0, 0..8)) {
        pieces::<Value>(&cut(&text, &places));
        pieces::<Vec<String>>(&cut(&text, &places));
    }
}

#[derive(Debug, json_mode::JsonResponse)]
struct Open {
    #[allow(dead_code, reason = "shown by `Debug`")]
    id: u8,
    #[serde(flatten)]
    #[allow(dead_code, reason = "shown by `Debug`")]
    rest: std::collections::BTreeMap<String, Value>,
}

#[test]
fn a_name_that_stands_twice_takes_nothing_back_before_the_end() {
    let text = r#"{"to": 1, "id": 7, "id": 8, "to": "b"}"#;
    let letters: Vec<&str> = text.split_inclusive(|_| true).collect();
    pieces::<Open>(&letters);
    pieces::<Value>(&letters);
}
