//! `allOf`, `anyOf`, `oneOf`, `not`, `if`: schemas made of schemas.

use std::rc::Rc;

use serde_json::{Map, Value};

use super::walk::{Broken, Rule, Verdict, Walk, keyword, list};
use super::words;
use crate::json::node::Node;

impl<'s, 'n> Walk<'_, 's, 'n> {
    pub(super) fn judge_combined(
        &mut self,
        map: &'s Map<String, Value>,
        node: &'n Node<'n>,
        verdict: &mut Verdict,
    ) {
        for part in list(map, "allOf") {
            self.apply(part, node, verdict);
        }
        if let Some(Value::Array(branches)) = keyword(map, "anyOf") {
            self.judge_alternatives(branches, node, false, verdict);
        }
        if let Some(Value::Array(branches)) = keyword(map, "oneOf") {
            // Alternatives of one shape differ by rules that are not judged here.
            self.judge_alternatives(branches, node, !self.is_shape(), verdict);
        }
        if self.is_shape() && !self.judge.remembers {
            return;
        }
        if let Some(schema) = keyword(map, "not")
            && self.try_on(schema, node).holds()
            && !self.is_shape()
        {
            let described = words::schema(self.judge.root, schema, 0);
            self.fail(verdict, Rule::Other, || format!("must not be {described}"));
        }
        if let Some(condition) = keyword(map, "if") {
            let condition = self.try_on(condition, node);
            self.note(&condition, verdict);
            let name = if condition.holds() { "then" } else { "else" };
            if let Some(schema) = keyword(map, name) {
                let part = self.check(schema, node);
                if !self.is_shape() {
                    verdict.broken.extend(part.broken.iter().cloned());
                }
                self.note(&part, verdict);
            }
        }
    }

    fn judge_alternatives(
        &mut self,
        branches: &'s [Value],
        node: &'n Node<'n>,
        only_one: bool,
        verdict: &mut Verdict,
    ) {
        // One that holds is enough, unless it is asked which of them do.
        let any_will_do = !only_one && !self.judge.remembers;
        if any_will_do
            && branches
                .iter()
                .any(|branch| self.try_on(branch, node).holds())
        {
            return;
        }
        let verdicts: Vec<Rc<Verdict>> = branches
            .iter()
            .map(|branch| self.try_on(branch, node))
            .collect();
        let mut fitting = Vec::new();
        for (branch, part) in branches.iter().zip(&verdicts) {
            if part.holds() {
                fitting.push(branch);
                self.note(part, verdict);
            }
        }
        match fitting.len() {
            0 => self.fail_alternatives(branches, node, verdict),
            1 => {}
            _ if only_one => {
                let fitting = fitting
                    .iter()
                    .map(|branch| words::schema(self.judge.root, branch, 0));
                let fitting = words::listed(fitting).replace(" or ", " and ");
                self.fail(verdict, Rule::Other, || {
                    format!("must fit one alternative only, fits {fitting}")
                });
            }
            _ => {}
        }
    }

    /// What is wrong with the one alternative that the value was meant for, if that is clear.
    fn fail_alternatives(
        &mut self,
        branches: &'s [Value],
        node: &'n Node<'n>,
        verdict: &mut Verdict,
    ) {
        if self.is_quiet() {
            return self.fail(verdict, Rule::Type, String::new);
        }
        let verdicts: Vec<Rc<Verdict>> = branches
            .iter()
            .map(|branch| self.check(branch, node))
            .collect();
        let path = self.path();
        let distances: Vec<usize> = verdicts
            .iter()
            .map(|part| distance(&path, &part.broken))
            .collect();
        let nearest = distances.iter().copied().min().unwrap_or(usize::MAX);
        let mut near = verdicts
            .iter()
            .zip(&distances)
            .filter(|(_, distance)| **distance == nearest);
        if let (Some((meant, _)), None) = (near.next(), near.next())
            && nearest < FAR
        {
            verdict.broken.extend(meant.broken.iter().cloned());
            return;
        }
        let root = self.judge.root;
        let described = words::listed(branches.iter().map(|branch| words::schema(root, branch, 0)));
        self.fail(verdict, Rule::Type, || {
            format!("must be {described}, is {}", words::found(node))
        });
    }
}

/// Of another type, or with another tag.
const FAR: usize = 1 << 20;

/// How far a value is from an alternative.
fn distance(path: &str, broken: &[Broken]) -> usize {
    broken
        .iter()
        .map(|broken| {
            let here = broken.path == path;
            let tag = broken.rule == Rule::Value
                && broken
                    .path
                    .get(path.len()..)
                    .is_some_and(|rest| rest.matches('/').count() <= 1);
            match broken.rule {
                Rule::Type if here => 2 * FAR,
                Rule::Value if tag => FAR,
                _ => 1,
            }
        })
        .fold(0, usize::saturating_add)
}
