//! Reports of another validator, which names places in Rust's words, on their way to the place that they are about.

use super::check::push_escaped;

/// Where the fields of a type stand in its JSON: the field's name in Rust, and the steps to it.
pub(super) type Places = [(&'static str, &'static [&'static str])];

/// A report on a value that is this one or stands below it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Report {
    /// The steps from here, the nearest last.
    steps: Vec<String>,
    /// How many of the nearest are steps of the JSON; the others are names in Rust.
    known: usize,
    message: String,
}

/// What was reported on this value by those around it, and not yet handed further down.
#[derive(Debug, Default)]
pub(super) struct Reports {
    all: Vec<Report>,
    /// How many types are being walked at this place: a newtype stands where its field stands.
    walking: usize,
}

impl Reports {
    /// What is about the value one step further down.
    #[inline]
    pub(super) fn below(&mut self, step: &str) -> Self {
        // Nearly always there are none.
        if self.all.is_empty() {
            Self::default()
        } else {
            self.split_off(step)
        }
    }

    #[cold]
    fn split_off(&mut self, step: &str) -> Self {
        let mut below = Self::default();
        self.all.retain_mut(|report| {
            if report.steps.last().is_none_or(|last| last != step) {
                return true;
            }
            report.steps.pop();
            report.known = report.known.saturating_sub(1);
            below.all.push(std::mem::replace(
                report,
                Report {
                    steps: Vec::new(),
                    known: 0,
                    message: String::new(),
                },
            ));
            false
        });
        below
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// All that is left, as paths from here and messages.
    pub(super) fn take(&mut self) -> impl Iterator<Item = (String, String)> {
        std::mem::take(&mut self.all).into_iter().map(|report| {
            let mut path = String::new();
            for step in report.steps.iter().rev() {
                path.push('/');
                push_escaped(&mut path, step);
            }
            (path, report.message)
        })
    }
}

impl Reports {
    /// Adds what a type says of itself, and finds the places of all that names its fields.
    pub(super) fn enter(&mut self, own: Vec<(Vec<String>, String)>, places: &Places) {
        self.walking += 1;
        let own = own.into_iter().map(|(mut steps, message)| {
            steps.reverse();
            Report {
                steps,
                known: 0,
                message,
            }
        });
        for mut report in std::mem::take(&mut self.all).into_iter().chain(own) {
            if report.known == 0
                && let Some(field) = report.steps.last()
                && let Some((_, steps)) = places.iter().find(|(name, _)| name == field)
            {
                report.steps.pop();
                report
                    .steps
                    .extend(steps.iter().rev().map(|&step| step.to_owned()));
                report.known = steps.len();
            }
            // A type around it that dives into this one has said the same.
            if !self.all.contains(&report) {
                self.all.push(report);
            }
        }
    }

    /// Whether the type that was entered first is left.
    pub(super) fn leave(&mut self) -> bool {
        self.walking = self.walking.saturating_sub(1);
        self.walking == 0
    }
}

/// What garde finds wrong with a value: steps in Rust's names, from the value down, and messages.
pub(super) fn of_garde<T>(value: &T) -> Vec<(Vec<String>, String)>
where
    T: garde::Validate,
    T::Context: Default,
{
    let Err(report) = value.validate() else {
        return Vec::new();
    };
    let found = report.iter().map(|(path, error)| {
        // Its steps are told by its `Serialize` alone, as kind and name; what has no name is no step.
        let steps: Vec<(String, String)> = serde_json::to_value(path)
            .and_then(serde_json::from_value)
            .unwrap_or_else(|_| vec![(String::new(), path.to_string())]);
        let steps = steps
            .into_iter()
            .map(|(_, name)| name)
            .filter(|name| !name.is_empty());
        (steps.collect(), error.message().to_owned())
    });
    found.collect()
}
