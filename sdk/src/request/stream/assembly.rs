//! The parts of a streamed answer, put together.

use std::ops::ControlFlow;

use crate::error::{Error, ErrorKind};
use crate::request::{FinishReason, Usage};
use crate::wire::chunks::{Chunk, Delta, Part, Splitter};
use crate::wire::{self, split_reasoning};

/// The most choices that a stream may have, whatever its limit: each number under it takes room at once. Hosts allow 1 to
/// 128.
const MAX_CHOICES: usize = 128;

/// Hears of every part of the text as it comes.
pub(super) trait Listen {
    /// Takes a part of a choice's text.
    fn hear(&mut self, choice: usize, part: Part, text: &str) -> ControlFlow<Halt>;

    /// Whether the text of this choice is kept here, all that was heard of it but the reasoning; it is kept once.
    fn keeps(&self, choice: usize) -> bool {
        let _ = choice;
        false
    }

    /// What is kept, by choice.
    fn kept(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Why an answer is not read any further.
#[derive(Debug)]
pub(super) enum Halt {
    /// Who hears it does not want more of it.
    Stopped,
    Failed(Error),
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// An answer that grows.
#[derive(Debug, Default)]
pub(super) struct Assembly {
    pub(super) id: Option<String>,
    pub(super) model: Option<String>,
    pub(super) usage: Option<Usage>,
    /// Whether an event had a place for choices.
    pub(super) has_choices: bool,
    choices: Vec<Choice>,
    /// How many there may be.
    most: usize,
    bytes: usize,
}

#[derive(Debug, Default)]
struct Choice {
    seen: bool,
    /// The text with its reasoning; empty where it is kept by those who hear it, unless it came once more as a whole.
    text: String,
    splitter: Splitter,
    /// Where the text is not here: the reasoning that stood in it.
    thought: String,
    /// How many bytes of text came.
    heard: usize,
    reasoning: String,
    refusal: String,
    tool_call: Option<String>,
    finish_reason: Option<FinishReason>,
}

impl Assembly {
    pub(super) fn new(most_choices: usize) -> Self {
        Self {
            most: most_choices.min(MAX_CHOICES),
            ..Self::default()
        }
    }

    /// Adds a part of the answer.
    pub(super) fn take(
        &mut self,
        chunk: Chunk<'_>,
        limit_bytes: usize,
        ears: &mut impl Listen,
    ) -> ControlFlow<Halt> {
        let Chunk {
            id,
            model,
            has_choices,
            deltas,
            usage,
        } = chunk;
        if self.id.is_none() {
            self.id = id.map(Into::into);
        }
        if self.model.is_none() {
            self.model = model.map(Into::into);
        }
        // Hosts that count along send the sum so far.
        self.usage = usage.or(self.usage.take());
        self.has_choices |= has_choices;
        for delta in deltas {
            self.add(delta, limit_bytes, ears)?;
        }
        ControlFlow::Continue(())
    }

    /// Adds text to a choice that has begun.
    pub(super) fn say(
        &mut self,
        number: u64,
        text: &str,
        limit_bytes: usize,
        ears: &mut impl Listen,
    ) -> ControlFlow<Halt> {
        let bytes = self.bytes + text.len();
        let index = usize::try_from(number).unwrap_or(usize::MAX);
        match self.choices.get_mut(index) {
            Some(choice) if bytes <= limit_bytes => {
                self.bytes = bytes;
                choice.say(index, text, ears)
            }
            _ => {
                let delta = Delta {
                    index: number,
                    text: text.into(),
                    ..Delta::default()
                };
                self.add(delta, limit_bytes, ears)
            }
        }
    }

    fn add(
        &mut self,
        delta: Delta<'_>,
        limit_bytes: usize,
        ears: &mut impl Listen,
    ) -> ControlFlow<Halt> {
        let Some(index) = usize::try_from(delta.index)
            .ok()
            .filter(|index| *index < self.most)
        else {
            let message = format!(
                "the host sent a choice with the number {}, and there may be {}",
                delta.index, self.most
            );
            return ControlFlow::Break(Error::new(ErrorKind::TooLarge, message).into());
        };
        if self.choices.len() <= index {
            self.choices.resize_with(index + 1, Choice::default);
        }
        let Some(choice) = self.choices.get_mut(index) else {
            return ControlFlow::Continue(());
        };
        choice.seen = true;
        let mut text = delta.text;
        if let Some(whole) = &delta.whole {
            // Where the whole text is more than its parts were, the rest is heard of all the same.
            let heard = choice.heard;
            if whole.len() > heard + text.len() && choice.is_begun_by(index, whole, ears) {
                text = whole.get(heard..).unwrap_or_default().to_owned().into();
            }
        }
        self.bytes += text.len() + delta.reasoning.len() + delta.refusal.len();
        if self.bytes > limit_bytes {
            let message = format!("the answer is over {limit_bytes} bytes");
            return ControlFlow::Break(Error::new(ErrorKind::TooLarge, message).into());
        }
        choice.refusal.push_str(&delta.refusal);
        choice.tool_call = choice.tool_call.take().or(delta.tool_call);
        choice.finish_reason = delta.finish_reason.or(choice.finish_reason.take());
        let mut flow = ControlFlow::Continue(());
        if !delta.reasoning.is_empty() {
            choice.reasoning.push_str(&delta.reasoning);
            flow = ears.hear(index, Part::Reasoning, &delta.reasoning);
        }
        if flow.is_continue() {
            flow = choice.say(index, &text, ears);
        }
        if let Some(whole) = delta.whole.filter(|whole| !whole.is_empty()) {
            choice.heard = whole.len();
            choice.text = whole.into_owned();
        }
        flow
    }

    /// Takes an answer that came whole though a stream was asked for.
    pub(super) fn adopt(
        &mut self,
        reply: wire::Reply,
        ears: &mut impl Listen,
    ) -> ControlFlow<Halt> {
        self.id = reply.id;
        self.model = reply.model;
        self.has_choices = true;
        for (index, choice) in reply.choices.into_iter().enumerate() {
            let text = choice.text.unwrap_or_default();
            let reasoning = choice.reasoning.unwrap_or_default();
            for (part, text) in [(Part::Reasoning, &reasoning), (Part::Answer, &text)] {
                if !text.is_empty() {
                    ears.hear(index, part, text)?;
                }
            }
            self.choices.push(Choice {
                seen: true,
                text,
                reasoning,
                refusal: choice.refusal.unwrap_or_default(),
                tool_call: choice.tool_call,
                finish_reason: choice.finish_reason,
                ..Choice::default()
            });
        }
        ControlFlow::Continue(())
    }

    /// The stream is over: what was held back is heard of.
    pub(super) fn flush(&mut self, ears: &mut impl Listen) -> ControlFlow<Halt> {
        let mut flow = ControlFlow::Continue(());
        for (index, choice) in self.choices.iter_mut().enumerate() {
            let keeps = ears.keeps(index);
            let (splitter, thought) = (&mut choice.splitter, &mut choice.thought);
            splitter.flush(|part, text| {
                if keeps && part == Part::Reasoning {
                    thought.push_str(text);
                }
                if flow.is_continue() {
                    flow = ears.hear(index, part, text);
                }
            });
        }
        flow
    }

    /// Whether `wanted` choices, and all that began, came to their end.
    pub(super) fn is_finished(&self, wanted: u64) -> bool {
        let seen = || self.choices.iter().filter(|choice| choice.seen);
        seen().count() as u64 >= wanted.max(1)
            && seen().all(|choice| choice.finish_reason.is_some())
    }

    /// The text of the first choice so far, with what is kept elsewhere, and without reasoning.
    pub(super) fn text(&self, kept: &[String]) -> String {
        let Some(choice) = self.choices.first() else {
            return String::new();
        };
        choice.split(kept.first().cloned().unwrap_or_default()).1
    }

    pub(super) fn finish_reason(&self, choice: usize) -> Option<&FinishReason> {
        self.choices.get(choice)?.finish_reason.as_ref()
    }

    /// The answer as if it had come whole, with the texts that are kept elsewhere; usage stays.
    pub(super) fn into_reply(self, kept: Vec<String>) -> wire::Reply {
        let kept = kept.into_iter().chain(std::iter::repeat(String::new()));
        let choices = self.choices.into_iter().zip(kept);
        wire::Reply {
            id: self.id,
            model: self.model,
            choices: choices
                .filter(|(choice, _)| choice.seen)
                .map(|(choice, kept)| choice.into_choice(kept))
                .collect(),
            usage: self.usage,
        }
    }
}

impl Choice {
    /// Adds to the text.
    fn say(&mut self, index: usize, text: &str, ears: &mut impl Listen) -> ControlFlow<Halt> {
        let mut flow = ControlFlow::Continue(());
        if !text.is_empty() {
            let keeps = ears.keeps(index);
            if !keeps || !self.text.is_empty() {
                self.text.push_str(text);
            }
            self.heard += text.len();
            let thought = &mut self.thought;
            self.splitter.push(text, |part, text| {
                if keeps && part == Part::Reasoning {
                    thought.push_str(text);
                }
                if flow.is_continue() {
                    flow = ears.hear(index, part, text);
                }
            });
        }
        flow
    }

    /// Whether a whole text begins with what was heard of it.
    fn is_begun_by(&self, index: usize, whole: &str, ears: &impl Listen) -> bool {
        if !ears.keeps(index) || !self.text.is_empty() {
            return whole.starts_with(&*self.text);
        }
        let kept = ears.kept().into_iter().nth(index).unwrap_or_default();
        let heard = whole.get(..self.heard).unwrap_or_default();
        heard.ends_with(&(kept + self.splitter.held_answer()))
    }

    /// The reasoning that stood in the text, and the text without it, of which so much is kept elsewhere.
    fn split(&self, kept: String) -> (Option<String>, String) {
        if !self.text.is_empty() {
            return split_reasoning(self.text.clone());
        }
        let text = kept + self.splitter.held_answer();
        if text.len() < self.heard {
            // It was split off as it came.
            return (Some(self.thought.trim().to_owned()), text);
        }
        split_reasoning(text)
    }

    fn into_choice(mut self, kept: String) -> wire::Choice {
        let (in_text, text) = if self.text.is_empty() {
            self.split(kept)
        } else {
            split_reasoning(std::mem::take(&mut self.text))
        };
        let apart = Some(self.reasoning).filter(|reasoning| !reasoning.is_empty());
        wire::Choice {
            text: Some(text),
            reasoning: apart.or(in_text.filter(|reasoning| !reasoning.is_empty())),
            refusal: Some(self.refusal).filter(|refusal| !refusal.is_empty()),
            tool_call: self.tool_call,
            finish_reason: self.finish_reason,
        }
    }
}
