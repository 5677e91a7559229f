//! What is aligned to a type's schema can be read as the type.

#![allow(
    clippy::struct_field_names,
    reason = "names of two words are what is tested"
)]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Leniency, align};
use crate::JsonResponse;
use crate::json::constraints::{Judge, Scope, from_value};

#[derive(Debug, PartialEq, JsonResponse)]
#[json_response(crate = crate)]
#[serde(rename_all = "camelCase")]
struct Task {
    task_title: String,
    /// From 1 to 5.
    priority: Option<u8>,
    done: bool,
    due: Due,
    sub_tasks: Vec<Task>,
    #[serde(default)]
    labels: BTreeMap<String, f64>,
}

#[derive(Debug, PartialEq, JsonResponse)]
#[json_response(crate = crate)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Due {
    Never,
    On { year: i32, month: u8 },
    InDays { count: i64 },
}

#[derive(Debug, PartialEq, JsonResponse)]
#[json_response(crate = crate)]
#[serde(untagged)]
enum Loose {
    Number(i64),
    Point { x: f64, y: f64 },
    Line { from: (i32, i32), to: (i32, i32) },
    Text(String),
    Many(Vec<Loose>),
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, JsonResponse)]
#[json_response(crate = crate)]
enum Color {
    Red,
    DarkRed,
    #[serde(rename = "crème")]
    Creme,
}

#[derive(Debug, PartialEq, JsonResponse)]
#[json_response(crate = crate)]
enum Shape {
    Empty,
    Circle(f64),
    Rectangle { width: f64, height: f64 },
}

#[derive(Debug, PartialEq, JsonResponse)]
#[json_response(crate = crate)]
#[serde(deny_unknown_fields)]
struct Drawing {
    colors: BTreeSet<Color>,
    shapes: Vec<Shape>,
    pair: (u8, String),
    /// The schema says that the names are digits, not how large the number may be.
    by_number: BTreeMap<u32, Color>,
    parent: Option<Box<Drawing>>,
    huge: u128,
}

fn read<T: JsonResponse>(value: &Value) -> Result<T, String> {
    let schema = crate::schema::<T>();
    let node = from_value(value);
    let out = align(&node, schema.full(), Leniency::Shape, None);
    let mut violations = out.violations.clone();
    if violations.is_empty() {
        violations = Judge::new(schema.full(), Scope::Rules).broken(&out.node);
    }
    if violations.is_empty() {
        // What passes both must be of the type.
        let text = out.to_json();
        Ok(serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{error}: {text} from {value}")))
    } else {
        Err(violations
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("; "))
    }
}

#[test]
fn values_come_near_enough() {
    let task = read::<Task>(&json!({"Task": {
        "Task Title": "Ship", "priority": "3", "DONE": "yes", "due": {"kind": "In Days", "count": "1,000"},
        "sub_tasks": {"taskTitle": "Test", "done": false, "due": {"kind": "never"}, "sub_tasks": [], "labels": {"a": "$1.5"}},
    }}))
    .unwrap();
    assert_eq!(task.task_title, "Ship");
    assert_eq!(
        (task.priority, task.done, &task.due),
        (Some(3), true, &Due::InDays { count: 1000 })
    );
    assert_eq!(
        task.sub_tasks[0].labels,
        BTreeMap::from([("a".to_owned(), 1.5)])
    );
    let drawing = read::<Drawing>(&json!({
        "colors": ["dark red", "CREME"], "shapes": ["empty", {"circle": "2"}, {"Rectangle": {"width": 1, "Height": "2"}}],
        "pair": [1.0, 2], "byNumber": {"1": "red"}, "parent": "none", "huge": "340282366920938463463374607431768211455",
        "comment": "as you asked",
    }))
    .unwrap();
    assert_eq!(drawing.huge, u128::MAX);
    assert_eq!(drawing.shapes[1], Shape::Circle(2.0));
    assert_eq!(
        drawing.colors,
        BTreeSet::from([Color::DarkRed, Color::Creme])
    );
    assert_eq!(drawing.by_number[&1], Color::Red);
    assert_eq!(
        read::<Loose>(&json!({"X": 1, "Y": "2"})),
        Ok(Loose::Point { x: 1.0, y: 2.0 })
    );
    assert_eq!(
        read::<Loose>(&json!({"from": [1, "2"], "to": [3, 4]})),
        Ok(Loose::Line {
            from: (1, 2),
            to: (3, 4)
        })
    );
    for (value, error) in [
        (
            json!({"taskTitle": "a", "done": "maybe", "due": {"kind": "never"}, "subTasks": []}),
            "/done: must be true or false, is a text of 5 characters",
        ),
        (
            json!({"taskTitle": "a", "done": true, "due": {"kind": "on", "year": 2024}, "subTasks": [], "priority": 300}),
            "/due: missing field `month`",
        ),
        (
            json!({"taskTitle": "a", "done": true, "due": {"kind": "never"}, "subTasks": [], "priority": 300}),
            "/priority: must be at most 255, is 300",
        ),
    ] {
        assert_eq!(read::<Task>(&value).unwrap_err(), error);
    }
}

fn word() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "taskTitle",
        "task_title",
        "Priority",
        "done",
        "due",
        "kind",
        "never",
        "Never",
        "on",
        "In Days",
        "year",
        "month",
        "count",
        "subTasks",
        "labels",
        "colors",
        "shapes",
        "pair",
        "by_number",
        "parent",
        "huge",
        "Red",
        "dark red",
        "crème",
        "Empty",
        "circle",
        "Rectangle",
        "width",
        "height",
        "x",
        "Y",
        "from",
        "to",
        "1",
        "2.0",
        "300",
        "true",
        "null",
        "",
        "1,5",
        "$3",
        "a, b",
        "result",
    ])
    .prop_map(str::to_owned)
}

/// Values made of the words of these types.
fn near() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-1i64..300).prop_map(Value::from),
        Just(json!(2.0)),
        Just(json!(0.5)),
        word().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        let task = (inner.clone(), inner.clone(), inner.clone(), inner.clone()).prop_map(|(a, b, c, d)| {
            json!({"taskTitle": a, "done": b, "due": c, "subTasks": d})
        });
        let due = (word(), inner.clone()).prop_map(|(kind, n)| json!({"kind": kind, "year": n, "month": 1, "count": n}));
        let drawing = (inner.clone(), inner.clone(), inner.clone(), inner.clone(), inner.clone()).prop_map(
            |(colors, shapes, pair, numbers, huge)| {
                json!({"colors": colors, "shapes": shapes, "pair": pair, "by_number": numbers, "huge": huge})
            },
        );
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec((word(), inner), 0..4).prop_map(|members| members.into_iter().collect::<Value>()),
            task,
            due,
            drawing,
        ]
    })
}

/// One of these, each in a spelling of its own.
fn one_of(values: &Value) -> impl Strategy<Value = Value> + use<> {
    prop::sample::select(values.as_array().cloned().unwrap_or_default())
}

/// Tasks and drawings whose parts are mostly what they should be, spelled in some way.
fn nearer() -> impl Strategy<Value = Value> {
    let due = (
        one_of(&json!(["never", "Never", "on", "In Days", "later"])),
        one_of(&json!([2024, "2024", "1,000", 3.0, "soon"])),
        one_of(&json!([5, "5", 300])),
    )
        .prop_map(|(kind, n, month)| json!({"kind": kind, "year": n, "Month": month, "count": n}));
    let task = (
        one_of(&json!(["a", 1, true, ["a"], null])),
        one_of(&json!([1, "2", null, "none", 1.0, 300, "high"])),
        one_of(&json!([true, "yes", 0, "maybe"])),
        due,
        one_of(&json!([[], [], {}, null, "a"])),
    )
        .prop_map(|(title, priority, done, due, rest)| {
            json!({"Task Title": title, "priority": priority, "DONE": done, "due": due, "sub_tasks": rest})
        });
    let shape = one_of(&json!([
        "Empty", "empty", {"Circle": 1}, {"circle": "2"}, {"Rectangle": {"width": 1, "Height": "2"}}, {"Oval": 1}, 1,
    ]));
    let drawing = (
        one_of(&json!([["red"], "Dark Red", ["CREME", "red"], [], ["blue"]])),
        prop::collection::vec(shape, 0..3),
        one_of(&json!([[1, "a"], ["1", 2], [1.0, true], [1], "1, a"])),
        one_of(&json!([{"1": "red"}, {"300": "red"}, {}, {"one": "red"}])),
        one_of(&json!([0, "1,000", 1.5, -1, 1e30, "340282366920938463463374607431768211455"])),
    )
        .prop_map(|(colors, shapes, pair, numbers, huge)| {
            json!({"colors": colors, "shapes": shapes, "pair": pair, "by_number": numbers, "huge": huge, "note": 1})
        });
    let leaf = prop_oneof![task, drawing].boxed();
    leaf.prop_recursive(3, 12, 2, |inner| {
        let with = |name: &'static str| {
            (inner.clone(), inner.clone()).prop_map(move |(mut outer, inside)| {
                if let Some(members) = outer.as_object_mut() {
                    members.insert(name.to_owned(), inside);
                }
                outer
            })
        };
        prop_oneof![
            with("sub_tasks"),
            with("Parent"),
            inner.clone().prop_map(|value| json!({"result": value}))
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_aligned_is_read(value in prop_oneof![near(), nearer()]) {
        let _ = read::<Task>(&value);
        let _ = read::<Due>(&value);
        let _ = read::<Loose>(&value);
        let _ = read::<Vec<Shape>>(&value);
        let _ = read::<Drawing>(&value);
        let _ = read::<BTreeMap<i16, Option<Color>>>(&value);
    }
}
