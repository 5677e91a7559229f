//! An answer of the host's shape, written in the type's.

use serde_json::Value;

use super::super::tree::{Tree, unquoted, write_list};
use super::choose::Chooser;
use super::{Plan, Step, StepId, WRAPPER};

/// Writes an answer of the host's shape in the type's.
pub(super) struct Unwrapper<'p> {
    pub(super) plan: &'p Plan,
    pub(super) chooser: Chooser<'p>,
}

impl<'p> Unwrapper<'p> {
    /// `value` is what `tree` says, where the plan has to know.
    pub(super) fn write(
        &mut self,
        step: StepId,
        tree: &Tree<'_>,
        value: Option<&'p Value>,
        out: &mut String,
    ) {
        if self.plan.active.get(step) != Some(&true) {
            return tree.write(out);
        }
        match (self.plan.step(step), tree) {
            (Some(Step::Union(branches)), tree) => {
                let branch = value
                    .and_then(|value| self.chooser.choose(branches, |branch| &branch.wire, value));
                match branch {
                    Some(branch) => self.write(branch.step, tree, value, out),
                    None => tree.write(out),
                }
            }
            (Some(Step::Wrapped(step)), Tree::Object(members)) => match members.as_slice() {
                [(key, inner)] if unquoted(key) == WRAPPER => {
                    self.write(*step, inner, member_of(value, WRAPPER), out);
                }
                _ => tree.write(out),
            },
            (Some(Step::Record { items }), Tree::Object(members)) => {
                match in_places(members, items.len()) {
                    Some(places) => {
                        let places = places.into_iter().zip(items).enumerate();
                        write_list(out, '[', places, ']', |(index, (item, step)), out| {
                            let value = member_of(value, &index.to_string());
                            self.write(*step, item, value, out);
                        });
                    }
                    None => tree.write(out),
                }
            }
            (Some(Step::Pairs { value: step }), Tree::List(items)) => match pairs(items) {
                Some(pairs) => write_list(
                    out,
                    '{',
                    pairs.iter().enumerate(),
                    '}',
                    |(index, pair), out| self.write_pair(*step, pair, item_of(value, index), out),
                ),
                None => tree.write(out),
            },
            (Some(Step::List { prefix, items }), Tree::List(list)) => {
                write_list(
                    out,
                    '[',
                    list.iter().enumerate(),
                    ']',
                    |(index, item), out| {
                        let step = *prefix.get(index).unwrap_or(items);
                        self.write(step, item, item_of(value, index), out);
                    },
                );
            }
            (
                Some(Step::Object {
                    members: of_type,
                    extra,
                    rest,
                }),
                Tree::Object(members),
            ) => {
                out.push('{');
                let mut separator = "";
                for (key, tree) in members {
                    let name = unquoted(key);
                    let value = member_of(value, &name);
                    let member = of_type.iter().find(|member| member.name == name);
                    if is_null(tree) && member.is_some_and(|member| member.null_is_absent) {
                        continue;
                    }
                    let is_extra = extra.as_ref().filter(|(of, _)| *of == name);
                    if let (Some((_, step)), Tree::List(items)) = (is_extra, tree)
                        && let Some(pairs) = pairs(items)
                    {
                        for (index, pair) in pairs.iter().enumerate() {
                            out.push_str(separator);
                            separator = ",";
                            self.write_pair(*step, pair, item_of(value, index), out);
                        }
                        continue;
                    }
                    out.push_str(separator);
                    separator = ",";
                    out.push_str(key);
                    out.push(':');
                    let step = member.map_or(*rest, |member| member.step);
                    self.write(step, tree, value, out);
                }
                out.push('}');
            }
            // Not the shape that was asked for.
            (_, tree) => tree.write(out),
        }
    }

    fn write_pair(
        &mut self,
        step: StepId,
        pair: &Pair<'_, '_>,
        value: Option<&'p Value>,
        out: &mut String,
    ) {
        if pair.key.starts_with('"') {
            out.push_str(pair.key);
        } else {
            // A number or a boolean as a key is the text of one.
            out.push('"');
            out.push_str(pair.key);
            out.push('"');
        }
        out.push(':');
        self.write(step, pair.value, member_of(value, "value"), out);
    }
}

struct Pair<'p, 't> {
    key: &'t str,
    value: &'p Tree<'t>,
}

/// The pairs of a list that holds nothing else.
fn pairs<'p, 't>(items: &'p [Tree<'t>]) -> Option<Vec<Pair<'p, 't>>> {
    items
        .iter()
        .map(|item| {
            let Tree::Object(members) = item else {
                return None;
            };
            let (key, value) = match members.as_slice() {
                [(first, key), (second, value)] | [(second, value), (first, key)]
                    if unquoted(first) == "key" && unquoted(second) == "value" =>
                {
                    (key, value)
                }
                _ => return None,
            };
            match key {
                Tree::Scalar(key) if *key != "null" => Some(Pair { key, value }),
                _ => None,
            }
        })
        .collect()
}

/// The members `"0"`, `"1"` and so on of an object that has each once and nothing else.
fn in_places<'p, 't>(
    members: &'p [(&'t str, Tree<'t>)],
    count: usize,
) -> Option<Vec<&'p Tree<'t>>> {
    let mut places = vec![None; count];
    for (key, tree) in members {
        let place = places.get_mut(unquoted(key).parse::<usize>().ok()?)?;
        if place.replace(tree).is_some() {
            return None;
        }
    }
    places.into_iter().collect()
}

fn is_null(tree: &Tree<'_>) -> bool {
    matches!(tree, Tree::Scalar("null"))
}

fn member_of<'v>(value: Option<&'v Value>, name: &str) -> Option<&'v Value> {
    value?.get(name)
}

fn item_of(value: Option<&Value>, index: usize) -> Option<&Value> {
    value?.get(index)
}
