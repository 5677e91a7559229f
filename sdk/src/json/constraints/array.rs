//! The rules of lists.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::equal;
use super::plan::Says;
use super::trail::Step;
use super::walk::{Rule, Verdict, Walk, count, keyword, list};
use crate::json::node::Node;

impl<'s, 'n> Walk<'_, 's, 'n> {
    pub(super) fn judge_array(
        &mut self,
        map: &'s Map<String, Value>,
        says: Says,
        items: &'n [Node<'n>],
        verdict: &mut Verdict,
    ) {
        let prefix = list(map, "prefixItems");
        let rest = keyword(map, "items").filter(|schema| !schema.is_array());
        let nothing_more = rest == Some(&Value::Bool(false));
        for (index, item) in items.iter().enumerate() {
            match prefix.get(index).or(rest) {
                Some(_) if nothing_more && index >= prefix.len() => {
                    let most = prefix.len();
                    self.fail(verdict, Rule::Other, || {
                        format!("must have at most {most} items, has {}", items.len())
                    });
                    break;
                }
                Some(schema) => {
                    self.below(Step::Index(index), schema, item, verdict);
                    self.note_index(index, verdict);
                }
                None => break,
            }
        }
        if !says.has(Says::ARRAY_RULES) {
            return;
        }
        // The length of a tuple is part of its type.
        if !self.is_shape() || !prefix.is_empty() {
            let found = items.len();
            if let Some(least) = count(map, "minItems").filter(|least| (found as u64) < *least) {
                self.fail(verdict, Rule::Other, || {
                    format!("must have at least {}, has {found}", entries(least))
                });
            }
            if let Some(most) = count(map, "maxItems").filter(|most| found as u64 > *most) {
                self.fail(verdict, Rule::Other, || {
                    format!("must have at most {}, has {found}", entries(most))
                });
            }
        }
        if self.is_shape() {
            return;
        }
        if keyword(map, "uniqueItems") == Some(&Value::Bool(true)) {
            let mut known = HashMap::new();
            for (index, item) in items.iter().enumerate() {
                if let Some(first) = known.insert(equal::canonical(item), index) {
                    let first: usize = first;
                    self.fail_at(Step::Index(index), verdict, || {
                        format!("must be unique, is the same as item {first}")
                    });
                }
            }
        }
        self.judge_contained(map, items, verdict);
    }

    fn judge_contained(
        &mut self,
        map: &'s Map<String, Value>,
        items: &'n [Node<'n>],
        verdict: &mut Verdict,
    ) {
        let Some(schema) = keyword(map, "contains") else {
            return;
        };
        let mut found = 0;
        for (index, item) in items.iter().enumerate() {
            if self.holds_below(Step::Index(index), schema, item) {
                found += 1;
                self.note_index(index, verdict);
            }
        }
        let described = super::words::schema(self.judge.root, schema, 0);
        let least = count(map, "minContains").unwrap_or(1);
        if found < least {
            let message = format!("must hold {described} at least {least} time(s), holds {found}");
            self.fail(verdict, Rule::Other, || message);
        }
        if let Some(most) = count(map, "maxContains").filter(|most| found > *most) {
            let message = format!("must hold {described} at most {most} time(s), holds {found}");
            self.fail(verdict, Rule::Other, || message);
        }
    }

    /// `unevaluatedItems`: what no other part of the schema has looked at.
    pub(super) fn judge_other_items(
        &mut self,
        map: &'s Map<String, Value>,
        items: &'n [Node<'n>],
        verdict: &mut Verdict,
    ) {
        let Some(schema) = keyword(map, "unevaluatedItems") else {
            return;
        };
        for (index, item) in items.iter().enumerate() {
            if !verdict.seen.has(index) {
                self.below(Step::Index(index), schema, item, verdict);
                verdict.seen.add(index);
            }
        }
    }
}

fn entries(count: u64) -> String {
    format!("{count} item{}", if count == 1 { "" } else { "s" })
}
