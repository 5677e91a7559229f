//! Asking again: what a model is told of a wrong answer, and within which bounds.

use std::fmt::Write as _;

use crate::error::{Error, ErrorKind};
use crate::request::Usage;

/// How often a wrong answer is asked for again, and what that may cost.
///
/// An answer is wrong when there is no value in it, or when the value breaks rules. The model is then shown its answer
/// and, in one turn, every violation by path and rule. Answers that were refused or filtered are not asked for again,
/// and answers that were cut only by [`Truncation::Retry`](crate::Truncation::Retry), within the same bounds.
///
/// **Units and limits**: two attempts in all by default; attempts, tokens and the call's time are bounded together, and
/// the first bound that is reached ends it.
///
/// ```
/// use json_mode::Reask;
///
/// let patient = Reask::default().attempts(4).max_total_tokens(20_000);
/// assert_ne!(patient, Reask::NEVER);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reask {
    attempts: u32,
    max_total_tokens: Option<u64>,
    feedback_bytes: usize,
}

impl Default for Reask {
    fn default() -> Self {
        Self {
            attempts: 2,
            max_total_tokens: None,
            feedback_bytes: 2048,
        }
    }
}

impl Reask {
    /// The first answer is the only one.
    pub const NEVER: Self = Self {
        attempts: 1,
        max_total_tokens: None,
        feedback_bytes: 2048,
    };

    /// How many answers are asked for in all, the first included.
    pub fn attempts(mut self, in_all: u32) -> Self {
        self.attempts = in_all.max(1);
        self
    }

    /// No further answer is asked for once the attempts so far have spent so many tokens, by the host's count.
    pub fn max_total_tokens(mut self, tokens: u64) -> Self {
        self.max_total_tokens = Some(tokens);
        self
    }

    /// How many bytes the list of violations may take, 2 KiB by default; what is over is counted.
    pub fn feedback_bytes(mut self, bytes: usize) -> Self {
        self.feedback_bytes = bytes;
        self
    }

    /// Whether another answer may be asked for after `answers` of them, the last of which was `error`.
    pub(super) fn allows(&self, answers: u32, spent: Option<&Usage>, error: &Error) -> bool {
        matches!(error.kind(), ErrorKind::Decode | ErrorKind::Invalid)
            && self.has_room(answers, spent)
    }

    /// Whether the bounds leave room for another answer after `answers` of them.
    pub(super) fn has_room(&self, answers: u32, spent: Option<&Usage>) -> bool {
        let within = match (self.max_total_tokens, spent) {
            (Some(limit), Some(spent)) => spent.total_tokens < limit,
            _ => true,
        };
        answers < self.attempts && within
    }

    /// What the model is told of a wrong answer.
    ///
    /// The violations may quote the model; they are data in the list, and stand behind what is asked.
    pub(super) fn feedback(&self, error: &Error) -> String {
        let mut out =
            String::from("That answer is not valid. Answer again, with JSON only. What is wrong:");
        let mut lines: Vec<String> = Vec::new();
        for violation in error.violations() {
            let place = if violation.path.is_empty() {
                "the whole answer"
            } else {
                &violation.path
            };
            let line = format!("\n- {place}: {}", one_line(&violation.message));
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        if lines.is_empty() {
            lines.push(format!("\n- {}", one_line(error.message())));
        }
        let mut said = 0;
        for line in &lines {
            if out.len() + line.len() > self.feedback_bytes && said > 0 {
                break;
            }
            out.extend(line.chars().take(self.feedback_bytes));
            said += 1;
        }
        if said < lines.len() {
            // Writing to a `String` cannot fail.
            let _ = write!(out, "\n- and {} more", lines.len() - said);
        }
        out
    }
}

/// A message without line breaks, which would end its entry in the list.
fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::response::Violation;

    fn wrong(count: usize) -> Error {
        let violation = |index: usize| Violation {
            path: format!("/items/{index}"),
            message: "expected\na number".to_owned(),
        };
        let mut violations: Vec<Violation> = (0..count).map(violation).collect();
        violations.extend((0..count).map(violation));
        Error::new(ErrorKind::Invalid, "wrong").with_violations(violations)
    }

    #[test]
    fn violations_are_told_once_each_and_within_bounds() {
        let all = Reask::default().feedback(&wrong(2));
        assert!(all.ends_with(
            "What is wrong:\n- /items/0: expected a number\n- /items/1: expected a number"
        ));
        let many = Reask::default().feedback(&wrong(1000));
        assert!(many.len() < 2048 + 32, "{}", many.len());
        assert!(many.contains("more"));
        let none = Error::new(ErrorKind::Decode, "the answer is empty");
        assert!(
            Reask::default()
                .feedback(&none)
                .ends_with("\n- the answer is empty")
        );
    }

    #[test]
    fn attempts_and_tokens_are_bounds() {
        let reask = Reask::default().attempts(3).max_total_tokens(100);
        let spent = |total_tokens| Usage {
            total_tokens,
            ..Usage::default()
        };
        let error = wrong(1);
        assert!(reask.allows(1, Some(&spent(99)), &error));
        assert!(reask.allows(2, None, &error));
        assert!(!reask.allows(3, None, &error));
        assert!(!reask.allows(1, Some(&spent(100)), &error));
        assert!(!Reask::NEVER.allows(1, None, &error));
        let cut = Error::new(ErrorKind::Truncated, "cut");
        assert!(!reask.allows(1, None, &cut));
    }
}
