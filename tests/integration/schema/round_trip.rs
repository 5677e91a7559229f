//! What a type writes, every dialect's schema allows, and what comes back is the same value.

use std::sync::Arc;

use json_mode::schema::{AnyValue, Dialect, Lowered, Recursion};
use json_mode::{ErrorKind, PartialEvent, PartialReader, schema};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

use super::family::{Sample, for_each_type};
use super::{dialects, validator};
use crate::partial::{extends, shown};

/// Values of each type, each tried with every dialect.
const CASES: usize = 128;

/// Whether a dialect has a reason to refuse a type; which types each host refuses is in the matrix of `hosts`.
fn is_reason(dialect: &Dialect, why: &str) -> bool {
    dialect.any == AnyValue::Refused && why.contains("a place that may hold any value")
        || dialect.recursion == Recursion::Refused && why.contains("a type that holds itself")
        || dialect.limits.union_branches.is_some() && why.contains("a union of")
}

/// Of so many values one is also read letter by letter.
const GROWING: usize = 4;

#[test]
fn values_survive_every_dialect() {
    let mut cases = 0;
    for_each_type!(round_trip, &mut cases);
    println!("{cases} values, each with {} dialects", dialects().len());
    assert!(cases > 8000, "{cases}");
}

fn round_trip<T: Sample>(name: &str, cases: &mut usize) {
    let name = &name.replace(" :: ", "::");
    let mut runner = TestRunner::new_with_rng(
        Config::default(),
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    let strategy = T::samples();
    let schema = schema::<T>();
    let full = validator(&schema.to_value());
    let lowered: Vec<_> = dialects()
        .into_iter()
        .filter_map(|dialect| match schema.lower(&dialect) {
            Ok(lowered) => {
                let validator = validator(&lowered.to_value());
                Some((dialect.name, lowered, validator))
            }
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Unsupported);
                let text = error.to_string();
                assert!(is_reason(&dialect, &text), "{name}: {text}");
                None
            }
        })
        .collect();
    for _ in 0..CASES {
        *cases += 1;
        let text =
            serde_json::to_string(&strategy.new_tree(&mut runner).unwrap().current()).unwrap();
        // What serde itself reads of it: `Some(None)` is written as null, which is `None`.
        let value: T = serde_json::from_str(&text).unwrap();
        let json: Value = serde_json::from_str(&text).unwrap();
        assert!(
            full.is_valid(&json),
            "{name}: the full schema refuses {json}"
        );
        for (host, lowered, validator) in &lowered {
            let wire = lowered.wrap(json.clone());
            let back = lowered.unwrap(&wire.to_string()).unwrap();
            let story = format!(
                "{name}, {host}: {json}\n became {wire}\n under {}\n and then {back}",
                lowered.as_str()
            );
            if let Err(error) = validator.validate(&wire) {
                panic!("refused: {error} at {} in {story}", error.instance_path());
            }
            let read: T =
                serde_json::from_str(&back).unwrap_or_else(|error| panic!("{error} in {story}"));
            assert_eq!(read, value, "{story}");
            if cases.is_multiple_of(GROWING) {
                grows(lowered, &wire.to_string(), &value, &story);
            }
        }
    }
}

/// The same answer as it comes, letter by letter: shown in the type's own shape, and nothing taken back.
fn grows<T: Sample>(lowered: &Arc<Lowered>, wire: &str, value: &T, story: &str) {
    let mut reader = PartialReader::<T>::new()
        .lowered(lowered.clone())
        .with_events();
    let mut before = shown(reader.partial());
    for (at, c) in wire.char_indices() {
        let after = shown(reader.push(&wire[at..at + c.len_utf8()]).unwrap());
        assert!(
            extends(&before, &after),
            "{before} became {after} in {story}"
        );
        before = after;
    }
    let finished = reader
        .finish()
        .unwrap_or_else(|error| panic!("{error} in {story}"));
    assert_eq!(finished.value, *value, "{story}");
    let mut again = PartialReader::<T>::new();
    again.push(&serde_json::to_string(value).unwrap()).unwrap();
    again.finish().unwrap();
    assert_eq!(reader.partial(), again.partial(), "{story}");
    while let Some(event) = reader.next_event() {
        assert_ne!(
            event,
            PartialEvent::Restarted,
            "{before} ended as {} in {story}",
            shown(reader.partial())
        );
    }
}
