//! Reasoning in the text of a growing answer: `<think>…</think>` before it.

use crate::wire::{CLOSE, OPEN};

/// Tells reasoning from answer as the text comes.
///
/// It agrees with what is split off a whole text, but for one case that only the end can show: a block whose opening
/// mark the chat template wrote itself, so that only the closing one is in the answer.
#[derive(Debug, Default)]
pub(crate) struct Splitter {
    state: State,
    /// What may be the beginning of a mark.
    held: String,
    /// How much of it is white space before anything else.
    blank: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Only white space, or a part of the opening mark, was seen.
    #[default]
    Start,
    Reasoning,
    Answer,
}

/// What a part of the text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Reasoning,
    Answer,
}

impl Splitter {
    /// Takes the next piece and says what its parts are.
    pub(crate) fn push(&mut self, piece: &str, mut tell: impl FnMut(Part, &str)) {
        if self.state == State::Answer {
            if !piece.is_empty() {
                tell(Part::Answer, piece);
            }
            return;
        }
        self.held.push_str(piece);
        if self.state == State::Start {
            let text = self.held.get(self.blank..).unwrap_or_default();
            let text = text.trim_start();
            self.blank = self.held.len() - text.len();
            if let Some(behind) = text.strip_prefix(OPEN) {
                self.held = behind.to_owned();
                self.state = State::Reasoning;
            } else if !OPEN.starts_with(text) {
                self.state = State::Answer;
            }
        }
        match self.state {
            State::Start => {}
            State::Answer => self.flush(tell),
            State::Reasoning => {
                if let Some((reasoning, answer)) = self.held.split_once(CLOSE) {
                    if !reasoning.is_empty() {
                        tell(Part::Reasoning, reasoning);
                    }
                    if !answer.is_empty() {
                        tell(Part::Answer, answer);
                    }
                    self.held = String::new();
                    self.state = State::Answer;
                    return;
                }
                let keep = (1..CLOSE.len())
                    .rev()
                    .find(|&length| {
                        CLOSE
                            .get(..length)
                            .is_some_and(|mark| self.held.ends_with(mark))
                    })
                    .unwrap_or(0);
                let sure = self.held.len() - keep;
                if sure > 0 {
                    tell(Part::Reasoning, self.held.get(..sure).unwrap_or_default());
                    self.held.drain(..sure);
                }
            }
        }
    }

    /// What is held back and would be answer.
    pub(crate) fn held_answer(&self) -> &str {
        match self.state {
            State::Reasoning => "",
            State::Start | State::Answer => &self.held,
        }
    }

    /// Says what was held back, for a text that is over.
    pub(crate) fn flush(&mut self, mut tell: impl FnMut(Part, &str)) {
        let held = std::mem::take(&mut self.held);
        if !held.is_empty() {
            let part = match self.state {
                State::Reasoning => Part::Reasoning,
                State::Start | State::Answer => Part::Answer,
            };
            tell(part, &held);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::split_reasoning;

    #[test]
    fn however_it_is_cut_it_is_split_as_a_whole_text_is() {
        for text in [
            "<think>\nhm {}\n</think>\n{\"a\":1}",
            "  <think></think>{}",
            "<think>and so on",
            "<think>a </thin k></think>b</think>",
            "<thinker>",
            "<thi",
            "  ",
            "{\"a\":\"<think>x</think>\"}",
            "",
        ] {
            let (reasoning, answer) = split_reasoning(text.to_owned());
            for size in 1..=text.len().max(1) {
                let (mut thought, mut said) = (String::new(), String::new());
                let mut splitter = Splitter::default();
                let mut tell = |part, text: &str| match part {
                    Part::Reasoning => thought.push_str(text),
                    Part::Answer => said.push_str(text),
                };
                for piece in text.as_bytes().chunks(size) {
                    splitter.push(std::str::from_utf8(piece).unwrap(), &mut tell);
                }
                splitter.flush(&mut tell);
                assert_eq!(
                    (thought.trim(), &*said),
                    (reasoning.as_deref().unwrap_or_default(), &*answer),
                    "{text:?} in pieces of {size}"
                );
            }
        }
    }
}
