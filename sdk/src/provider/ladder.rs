//! Which form serves which model: what is known, and what a host's rejections teach.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::{Capabilities, Capability, Cause, Format, Provider, Rejection, Rung};

/// The rungs that were rejected, for one client. Shared by its clones.
#[derive(Debug, Default)]
pub(crate) struct Ladder {
    /// The first rung that was not rejected.
    learned: Mutex<HashMap<Case, usize>>,
    /// A rung that promises to hold the model, and whose last answer did not fit.
    doubted: Mutex<HashMap<(&'static str, String), usize>>,
    /// What was said beforehand: a route, a model, a form.
    seeds: Vec<(String, String, Format)>,
}

/// A route and a model, and a schema's fingerprint where the schema was to blame.
type Case = (&'static str, String, Option<u64>);

impl Ladder {
    /// A ladder that starts with what another one learned of the same host.
    pub(crate) fn seeded(host: &str, known: &Capabilities) -> Self {
        let named = |name: &str| Format::ALL.iter().copied().find(|f| f.name() == name);
        let seeds = known
            .known
            .iter()
            .filter(|known| known.host == host)
            .filter_map(|known| {
                let format = named(&known.format)?;
                Some((known.route.clone(), known.model.clone(), format))
            });
        Self {
            learned: Mutex::default(),
            doubted: Mutex::default(),
            seeds: seeds.collect(),
        }
    }

    /// What holds for whole models, whether it was learned or given.
    pub(crate) fn learned(&self, provider: &Provider) -> Capabilities {
        let host = provider.name();
        let entry = |route: &str, model: &str, format: Format| Capability {
            host: host.to_owned(),
            route: route.to_owned(),
            model: model.to_owned(),
            format: format.name().to_owned(),
        };
        let learned = self.learned.lock().unwrap_or_else(PoisonError::into_inner);
        let of_models = learned
            .iter()
            .filter(|((_, _, schema), _)| schema.is_none());
        let mut known: Vec<Capability> = of_models
            .filter_map(|((route, model, _), first)| {
                let rungs = provider.rungs_of(provider.endpoint(route)?);
                // Where every form was rejected, the last is what is tried.
                let rung = rungs.get(*first).or(rungs.last())?;
                Some(entry(route, model, rung.format))
            })
            .collect();
        for (route, model, format) in &self.seeds {
            let seed = entry(route, model, *format);
            if !known
                .iter()
                .any(|k| k.route == seed.route && k.model == seed.model)
            {
                known.push(seed);
            }
        }
        known.sort();
        Capabilities { known }
    }

    /// The form that was said beforehand to work.
    pub(crate) fn seed(&self, route: &str, model: &str) -> Option<Format> {
        self.seeds
            .iter()
            .find(|(of_route, of_model, _)| of_route == route && of_model == model)
            .map(|(_, _, format)| *format)
    }

    /// The rung to start at.
    pub(crate) fn start(&self, route: &'static str, model: &str, schema: u64) -> usize {
        // Indices are whole whatever another thread did.
        let learned = self.learned.lock().unwrap_or_else(PoisonError::into_inner);
        if learned.is_empty() {
            return 0;
        }
        let model = model.to_owned();
        let by_type = learned.get(&(route, model.clone(), Some(schema)));
        let by_model = learned.get(&(route, model, None));
        by_type.max(by_model).copied().unwrap_or(0)
    }

    /// Remembers that the forms before `next` were rejected.
    pub(crate) fn reject(
        &self,
        route: &'static str,
        model: &str,
        schema: u64,
        next: usize,
        cause: Cause,
    ) {
        let schema = (cause == Cause::Schema).then_some(schema);
        let mut learned = self.learned.lock().unwrap_or_else(PoisonError::into_inner);
        let first = learned
            .entry((route, model.to_owned(), schema))
            .or_default();
        *first = (*first).max(next);
    }

    /// Notes an answer that the rung should have kept from being written; whether the one before it was such a one as well.
    pub(crate) fn doubt(&self, route: &'static str, model: &str, rung: usize) -> bool {
        let mut doubted = self.doubted.lock().unwrap_or_else(PoisonError::into_inner);
        doubted.insert((route, model.to_owned()), rung) == Some(rung)
    }

    /// Notes an answer that fits.
    pub(crate) fn trust(&self, route: &'static str, model: &str) {
        let mut doubted = self.doubted.lock().unwrap_or_else(PoisonError::into_inner);
        if !doubted.is_empty() {
            doubted.remove(&(route, model.to_owned()));
        }
    }

    /// The next rung to try after `rung` was rejected: one that is known to be taken, so that a model costs one request
    /// more and not one for each of its forms. What is known is what the host names as taken, else the catalog's
    /// `floor`, else the end of the ladder, where the schema is in the prompt and nothing is asked of the host.
    pub(crate) fn next(
        rungs: &[Rung],
        rung: usize,
        rejection: &Rejection,
        floor: Option<Format>,
    ) -> usize {
        let refused = rungs
            .get(rung)
            .map(|rung| (rung.format.kind(), rung.dialect));
        let below = |fits: &dyn Fn(&Rung) -> bool| {
            let later = rungs.iter().enumerate().skip(rung + 1);
            later
                .filter(|(_, next)| fits(next))
                .map(|(index, _)| index)
                .next()
        };
        // A sibling of the same name is refused as well.
        let is_other = |next: &Rung| refused.is_some_and(|(kind, _)| kind != next.format.kind());
        let is_named = |next: &Rung| rejection.accepted.contains(&next.format.kind());
        let off_the_wire = below(&|next| !next.format.is_on_the_wire());
        let next = match rejection.cause {
            Cause::Format if !rejection.accepted.is_empty() => {
                below(&|next| is_other(next) && is_named(next)).or(off_the_wire)
            }
            Cause::Format => {
                let floor = floor.and_then(|format| rungs.iter().position(|r| r.format == format));
                let floor = floor
                    .filter(|floor| *floor > rung)
                    .unwrap_or(rungs.len().saturating_sub(1));
                let known = rungs.iter().enumerate().skip(floor.max(rung + 1));
                known
                    .filter(|(_, next)| is_other(next))
                    .map(|(index, _)| index)
                    .next()
            }
            Cause::Mode => off_the_wire,
            // The host reads the form, and what it did with this schema, or with any, it does in another envelope.
            Cause::Schema | Cause::Ignored => {
                below(&|next| !next.format.carries_schema()).or_else(|| {
                    below(&|next| {
                        refused.is_some_and(|(_, dialect)| {
                            rejection.cause == Cause::Ignored || dialect != next.dialect
                        })
                    })
                })
            }
        };
        next.unwrap_or(rungs.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::{Format, dialects};

    #[test]
    fn what_follows_on_a_rejection_is_known_to_be_taken() {
        let rungs = [
            Rung::new(Format::JsonSchemaStrict, dialects::LLAMA_CPP),
            Rung::new(Format::JsonSchema, dialects::LLAMA_CPP),
            Rung::new(Format::JsonObjectSchema, dialects::LLAMA_CPP),
            Rung::JSON_OBJECT,
            Rung::PROMPT,
        ];
        let named = |accepted: &[&'static str]| Rejection {
            cause: Cause::Format,
            accepted: accepted.to_vec(),
        };
        let object = Some(Format::JsonObject);
        for (rejection, floor, expected) in [
            (Cause::Format.into(), None, 4),
            (Cause::Format.into(), object, 3),
            (Cause::Mode.into(), object, 4),
            (Cause::Schema.into(), None, 3),
            (Cause::Ignored.into(), None, 3),
            (named(&["json_object", "text"]), None, 2),
            (named(&["text"]), object, 4),
            // It takes the type that was sent, and not what stood beside it.
            (named(&["json_schema", "text"]), object, 4),
        ] {
            let next = Ladder::next(&rungs, 0, &rejection, floor);
            assert_eq!(next, expected, "{rejection:?} {floor:?}");
        }
        // From the last form on the wire there is one way, and none from the prompt.
        assert_eq!(Ladder::next(&rungs, 3, &Cause::Format.into(), object), 4);
        assert_eq!(Ladder::next(&rungs, 4, &Cause::Format.into(), None), 5);
        // A ladder that ends with a form ends with what every model takes.
        assert_eq!(Ladder::next(&rungs[..4], 0, &Cause::Format.into(), None), 3);
        assert_eq!(Ladder::next(&rungs[..2], 0, &Cause::Format.into(), None), 2);
        assert_eq!(
            Ladder::next(&rungs[..3], 1, &Cause::Ignored.into(), None),
            2
        );
    }

    #[test]
    fn what_was_learned_holds_for_the_model_or_for_the_type() {
        let ladder = Ladder::default();
        ladder.reject("chat", "a", 1, 1, Cause::Schema);
        assert_eq!(ladder.start("chat", "a", 1), 1);
        assert_eq!(ladder.start("chat", "a", 2), 0);
        ladder.reject("chat", "a", 1, 2, Cause::Format);
        assert_eq!(ladder.start("chat", "a", 2), 2);
        assert_eq!(ladder.start("chat", "b", 2), 0);
        assert_eq!(ladder.start("completion", "a", 2), 0);
    }
}
