//! The user's rules on a part of an answer that is complete while the rest still comes.

use super::partial::Slot;
use super::{Checks, JsonResponse, Violation, Whole};
use crate::json::{Leniency, read_part};

/// A part of an answer that is complete. The slots say which rules it has to keep: [`Slot::judge`].
///
/// Only generated code has to do with it.
#[doc(hidden)]
pub struct Part<'a> {
    /// Its JSON in the type's own shape, made when a rule asks for it; none for a part that is not to be read by itself.
    json: &'a mut dyn FnMut() -> Option<String>,
    leniency: Leniency,
    found: Vec<Violation>,
    /// It is only asked whether there are rules, and there were.
    is_question: bool,
    has_rules: bool,
}

impl<'a> Part<'a> {
    pub(crate) fn new(json: &'a mut dyn FnMut() -> Option<String>, leniency: Leniency) -> Self {
        Self {
            json,
            leniency,
            found: Vec::new(),
            is_question: false,
            has_rules: false,
        }
    }

    /// Whether there were rules since this was last asked.
    pub(crate) fn had_rules(&mut self) -> bool {
        std::mem::take(&mut self.has_rules)
    }

    /// The rules that are broken, with paths from the part.
    pub(crate) fn into_found(self) -> Vec<Violation> {
        self.found
    }

    /// Runs rules on the part as a `T`. One that cannot be read is left to the end of the answer.
    pub fn read<T: JsonResponse>(&mut self, rules: impl FnOnce(&T, &mut Checks<'_>)) {
        if let Some(value) = self.value::<T>() {
            rules(&value, &mut Checks::of_part(&mut self.found));
        }
    }

    /// Runs the rules of a `T` itself; those of what it holds ran when that was complete.
    pub fn own<T: JsonResponse>(&mut self) {
        if let Some(value) = self.value::<T>() {
            value.check(&mut Checks::of_itself(&mut self.found));
        }
    }

    /// Runs rules on a part that is shown as a whole.
    pub fn shown<T: 'static, R>(
        &mut self,
        shown: &Whole<T, R>,
        rules: impl FnOnce(&T, &mut Checks<'_>),
    ) {
        self.has_rules = true;
        if !self.is_question
            && let Some(value) = &**shown
        {
            rules(value, &mut Checks::of_part(&mut self.found));
        }
    }

    /// Whether a place whose members stand among those of the part has rules of its own.
    pub fn concerns(&mut self, place: &dyn Slot) -> bool {
        let mut json = || None;
        let mut question = Part::new(&mut json, self.leniency);
        question.is_question = true;
        place.judge(None, &mut question);
        question.has_rules
    }

    fn value<T: JsonResponse>(&mut self) -> Option<T> {
        self.has_rules = true;
        if self.is_question {
            return None;
        }
        read_part(&(self.json)()?, self.leniency)
    }
}

impl std::fmt::Debug for Part<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Part").finish_non_exhaustive()
    }
}
