//! When two values are the same: numbers by what they say, objects whatever the order.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use serde_json::Value;

use super::decimal::Decimal;
use crate::json::node::{Kind, Node};

/// Objects with more members are looked up by a map.
const SMALL: usize = 16;

/// The members that count: of several with one name, the last. With each goes its place in the text.
pub(crate) fn members<'n>(
    object: &'n [(std::borrow::Cow<'n, str>, Node<'n>)],
) -> Vec<(usize, &'n str, &'n Node<'n>)> {
    let all = object.iter().enumerate();
    if object.len() <= SMALL {
        return all
            .filter(|(index, (name, _))| {
                !object
                    .iter()
                    .skip(index + 1)
                    .any(|(later, _)| later == name)
            })
            .map(|(index, (name, member))| (index, name.as_ref(), member))
            .collect();
    }
    let last: HashMap<&str, usize> = object
        .iter()
        .enumerate()
        .map(|(index, (name, _))| (name.as_ref(), index))
        .collect();
    all.filter(|(index, (name, _))| last.get(name.as_ref()) == Some(index))
        .map(|(index, (name, member))| (index, name.as_ref(), member))
        .collect()
}

/// Whether two members have one name.
pub(crate) fn has_repeats(object: &[(std::borrow::Cow<'_, str>, Node<'_>)]) -> bool {
    if object.len() > SMALL {
        let mut seen = HashSet::with_capacity(object.len());
        return !object.iter().all(|(name, _)| seen.insert(name.as_ref()));
    }
    object
        .iter()
        .enumerate()
        .any(|(index, (name, _))| object.iter().take(index).any(|(before, _)| before == name))
}

/// Whether a value is the one that a schema names. Recursion is as deep as the less deep of both, which the scanner bounds.
pub(crate) fn is(node: &Node<'_>, value: &Value) -> bool {
    match (&node.kind, value) {
        (Kind::Null, Value::Null) => true,
        (Kind::Bool(a), Value::Bool(b)) => a == b,
        (Kind::Number(a), Value::Number(b)) => same_number(a, &b.to_string()),
        (Kind::String(a) | Kind::Bare(a), Value::String(b)) => a == b,
        (Kind::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is(a, b))
        }
        (Kind::Object(a), Value::Object(b)) => {
            let a = members(a);
            a.len() == b.len()
                && a.iter()
                    .all(|(_, name, a)| b.get(*name).is_some_and(|b| is(a, b)))
        }
        _ => false,
    }
}

pub(crate) fn same_number(a: &str, b: &str) -> bool {
    a == b || Decimal::parse(a).is_some_and(|a| Some(a) == Decimal::parse(b))
}

/// A text that two values share if and only if they are the same.
pub(crate) fn canonical(node: &Node<'_>) -> String {
    let mut out = String::new();
    write(node, &mut out);
    out
}

fn write(node: &Node<'_>, out: &mut String) {
    // Writing to a `String` cannot fail.
    match &node.kind {
        Kind::Null => out.push('n'),
        Kind::Bool(value) => out.push(if *value { 't' } else { 'f' }),
        Kind::Number(text) => match Decimal::parse(text) {
            Some(number) => drop(write!(out, "#{number:?}")),
            None => drop(write!(out, "#{text}")),
        },
        Kind::NotFinite(text) => drop(write!(out, "#{text}")),
        Kind::String(text) | Kind::Bare(text) => drop(write!(out, "{text:?}")),
        Kind::Array(items) => {
            out.push('[');
            for item in items {
                write(item, out);
                out.push(',');
            }
            out.push(']');
        }
        Kind::Object(object) => {
            let mut members = members(object);
            members.sort_by_key(|(_, name, _)| *name);
            out.push('{');
            for (_, name, member) in members {
                let _ = write!(out, "{name:?}:");
                write(member, out);
                out.push(',');
            }
            out.push('}');
        }
    }
}
