//! Values of every type shape, written as models write them, cut anywhere: what is shown grows into the value.
//!
//! `JSON_MODE_CASES=1000` sets how many values of each type are made, `JSON_MODE_SEED` where they start.

use std::collections::BTreeMap;

use json_mode::{Partial, PartialReader};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

use super::support::{pieces_of, shown};
use crate::pipeline::damage::random::Random;
use crate::pipeline::damage::with_damage;
use crate::schema::family::{Sample, for_each_type};

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect(name))
}

/// How often something was tried, and how often it came to a value.
type Counts = BTreeMap<&'static str, (usize, usize)>;

/// A text in single characters, in pieces of random lengths, and whole.
fn every_way<'t>(text: &'t str, random: &mut Random) -> Vec<Vec<&'t str>> {
    let ends: Vec<usize> = text
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .collect();
    let mut cut = |most: usize| {
        let mut from = 0;
        let mut next = 0;
        let mut out = Vec::new();
        while next < ends.len() {
            next = (next + 1 + random.below(most)).min(ends.len());
            out.push(&text[from..ends[next - 1]]);
            from = ends[next - 1];
        }
        out
    };
    vec![cut(1), cut(5), cut(30), vec![text]]
}

/// The partial of a value, as of its plain JSON.
fn of<T: Sample>(value: &T) -> T::Partial {
    let mut reader = PartialReader::<T>::new();
    reader.push(&serde_json::to_string(value).unwrap()).unwrap();
    reader.finish().unwrap();
    reader.partial().clone()
}

/// What `right` says of a text that is JSON: all of it is shown before the end, and nothing is taken back.
fn grows<T: Sample>(text: &str, value: &T, random: &mut Random) {
    // What stands alone and has no brackets ends with the text.
    let ends_by_itself = text.ends_with(['}', ']', '`']);
    for cut in every_way(text, random) {
        let (live, restarted) = pieces_of::<T>(&cut, T::eq);
        assert!(!restarted, "{text} in {cut:?}");
        if ends_by_itself {
            assert_eq!(shown(&live), shown(&of(value)), "{text} in {cut:?}");
            assert_eq!(live, of(value), "{text} in {cut:?}");
        }
    }
}

/// A damaged text: `finish` is `decode`, what is shown is never taken back in silence, and of one that is read to a value the
/// partial at the end is the value's.
///
/// Of a name that stands twice this is not asked: serde takes the last of a map's, refuses a struct's, and reads a flattened
/// `Option` of which it refuses a part as `None`, which only serde knows.
fn is_consistent<T: Sample>(text: &str, is_twice: bool, random: &mut Random) -> bool {
    let decoded = json_mode::decode::<T>(text)
        .ok()
        .map(|decoded| decoded.value);
    for cut in every_way(text, random) {
        pieces_of::<T>(&cut, T::eq);
        let Some(value) = decoded.as_ref().filter(|_| !is_twice) else {
            continue;
        };
        let mut reader = PartialReader::<T>::new().with_events();
        for piece in &cut {
            reader.push(piece).unwrap();
        }
        reader.finish().unwrap();
        assert_eq!(
            shown(reader.partial()),
            shown(&of(value)),
            "{text} in {cut:?}"
        );
        assert_eq!(*reader.partial(), of(value), "{text} in {cut:?}");
    }
    decoded.is_some()
}

fn check<T: Sample>(name: &str, counts: &mut Counts) {
    let seed = number("JSON_MODE_SEED", 1);
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    bytes[8..][..name.len().min(24)].copy_from_slice(&name.as_bytes()[..name.len().min(24)]);
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut random = Random::new(u64::from_le_bytes(bytes[8..16].try_into().unwrap()) ^ seed);
    let samples = T::samples();
    for case in 0..number("JSON_MODE_CASES", 2) {
        let value = samples.new_tree(&mut runner).unwrap().current();
        let plain = serde_json::to_value(&value).unwrap();
        let compact = serde_json::to_string(&value).unwrap();
        let pretty = serde_json::to_string_pretty(&value).unwrap();
        grows(&compact, &value, &mut random);
        grows(&pretty, &value, &mut random);
        // A fence may hold anything, but alone it does not make a text of a number.
        let fenced = format!("Here it is:\n```json\n{pretty}\n```");
        if matches!(plain, Value::Object(_) | Value::Array(_)) {
            grows(&fenced, &value, &mut random);
        } else {
            is_consistent::<T>(&fenced, false, &mut random);
        }
        if case == 0 {
            assert!(T::Partial::default().is_empty());
        }
        for _ in 0..3 {
            let (text, damage) = with_damage(&plain, &mut random);
            let count = counts.entry(damage).or_default();
            count.0 += 1;
            let is_twice = damage == "name twice";
            count.1 += usize::from(is_consistent::<T>(&text, is_twice, &mut random));
        }
    }
}

#[test]
fn every_type_grows_into_its_values() {
    let mut counts = Counts::new();
    let all = &mut counts;
    for_each_type!(check, all);
    let (tried, read) = counts
        .values()
        .fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1));
    println!("{read} of {tried} damaged texts were read: {counts:?}");
    // Else nothing was looked at.
    assert!(read * 2 > tried, "{read} of {tried}");
}
