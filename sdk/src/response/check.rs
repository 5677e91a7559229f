//! The user's own rules: where they are run and what they leave behind.

use std::borrow::Cow;
use std::fmt::{self, Debug, Display, Write as _};

use super::JsonResponse;
use super::reports::Reports;
#[cfg(feature = "garde")]
use super::reports::{self, Places};

/// A rule that an answer breaks, and where.
///
/// ```
/// let error = json_mode::decode::<Vec<u8>>("[1, 256]").unwrap_err();
/// assert_eq!(error.violations()[0].path, "/1");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The place in the answer, as a JSON Pointer (RFC 6901); empty for the whole answer. Of what is not of the type, or
    /// breaks rules of the schema, it is empty as well for places beyond the first whose paths are 16 MiB together.
    pub path: String,
    /// What is wrong there, as the rule words it.
    pub message: String,
}

impl Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "{}: {}", self.path, self.message)
        }
    }
}

/// Collects the broken rules of a value, each with its path.
///
/// A derived [`JsonResponse::check`] walks the value with it. A path is only spelled out when a rule is
/// broken, so a value that keeps its rules costs a walk and no allocation. By hand:
///
/// ```
/// use json_mode::{Checks, JsonResponse, Violation};
///
/// #[derive(JsonResponse)]
/// struct Span { from: u32, to: u32 }
///
/// let mut found: Vec<Violation> = Vec::new();
/// let mut checks = Checks::new(&mut found);
/// checks.field("from", &7_u32);
/// checks.within("to", |to| to.fail("is before `from`"));
/// assert_eq!(found[0].to_string(), "/to: is before `from`");
/// ```
#[derive(Debug)]
pub struct Checks<'a> {
    place: Place<'a>,
    found: &'a mut Vec<Violation>,
    reports: Reports,
    extent: Extent,
}

/// How much of an answer is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    /// All of it.
    Answer,
    /// A part of it while the rest still comes: garde judges the whole.
    Part,
    /// The same, and what stands further down was checked before.
    Itself,
}

/// A place as a chain up to the root, so that going down allocates nothing.
#[derive(Clone, Copy)]
enum Place<'a> {
    Root,
    Key(&'a Place<'a>, &'a str),
    Index(&'a Place<'a>, usize),
    /// The key of a map, whose text is only made when it is asked for.
    Entry(&'a Place<'a>, &'a dyn KeyText),
}

trait KeyText {
    fn text(&self) -> Option<Cow<'_, str>>;
}

impl<K: JsonResponse> KeyText for K {
    fn text(&self) -> Option<Cow<'_, str>> {
        self.as_key()
    }
}

impl Debug for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut path = String::new();
        self.write(&mut path);
        Debug::fmt(&path, f)
    }
}

impl<'a> Checks<'a> {
    /// Starts at the root of an answer; what is found goes into `found`.
    ///
    /// ```
    /// use json_mode::Checks;
    ///
    /// let mut found = Vec::new();
    /// let mut checks = Checks::new(&mut found);
    /// checks.fail("too few");
    /// assert_eq!(found[0].to_string(), "too few");
    /// ```
    #[inline]
    pub fn new(found: &'a mut Vec<Violation>) -> Self {
        Self {
            place: Place::Root,
            found,
            reports: Reports::default(),
            extent: Extent::Answer,
        }
    }

    /// For a part of an answer.
    pub(super) fn of_part(found: &'a mut Vec<Violation>) -> Self {
        Self {
            extent: Extent::Part,
            ..Self::new(found)
        }
    }

    /// For a part of an answer whose own parts were checked before.
    pub(super) fn of_itself(found: &'a mut Vec<Violation>) -> Self {
        Self {
            extent: Extent::Itself,
            ..Self::new(found)
        }
    }

    /// Checks a member of an object.
    #[inline]
    pub fn field<T: JsonResponse>(&mut self, name: &str, value: &T) {
        self.within(name, |checks| value.check(checks));
    }

    /// Checks an element of a list.
    #[inline]
    pub fn index<T: JsonResponse>(&mut self, index: usize, value: &T) {
        if self.extent == Extent::Itself {
            return;
        }
        let reports = if self.reports.is_empty() {
            Reports::default()
        } else {
            self.reports.below(&index.to_string())
        };
        let mut below = Checks {
            place: Place::Index(&self.place, index),
            found: self.found,
            reports,
            extent: self.extent,
        };
        value.check(&mut below);
        below.tell_reports();
    }

    /// Checks the value of a map's entry; `*` stands for a key that has no text.
    #[inline]
    pub fn entry<K: JsonResponse, V: JsonResponse>(&mut self, key: &K, value: &V) {
        if self.extent == Extent::Itself {
            return;
        }
        let reports = match key.text() {
            Some(key) if !self.reports.is_empty() => self.reports.below(&key),
            _ => Reports::default(),
        };
        let mut below = Checks {
            place: Place::Entry(&self.place, key),
            found: self.found,
            reports,
            extent: self.extent,
        };
        value.check(&mut below);
        below.tell_reports();
    }

    /// Runs `walk` one step further down, for a place that has no value of its own.
    ///
    /// ```
    /// use json_mode::Checks;
    ///
    /// let mut found = Vec::new();
    /// let mut checks = Checks::new(&mut found);
    /// checks.within("lines", |checks| checks.fail("too few"));
    /// assert_eq!(found[0].to_string(), "/lines: too few");
    /// ```
    #[inline]
    pub fn within(&mut self, name: &str, walk: impl FnOnce(&mut Checks<'_>)) {
        if self.extent == Extent::Itself {
            return;
        }
        let mut below = Checks {
            place: Place::Key(&self.place, name),
            found: self.found,
            reports: self.reports.below(name),
            extent: self.extent,
        };
        walk(&mut below);
        below.tell_reports();
    }

    /// Runs the rules of `garde::Validate` on the value at this place, then `walk`; `places` are those of its fields.
    ///
    /// What is reported on values further down is said at their places, and once, also where their own types are
    /// validated as well.
    #[cfg(feature = "garde")]
    #[doc(hidden)]
    pub fn garde<T>(&mut self, value: &T, places: &Places, walk: impl FnOnce(&mut Checks<'_>))
    where
        T: garde::Validate,
        T::Context: Default,
    {
        if self.extent != Extent::Answer {
            return walk(self);
        }
        self.reports.enter(reports::of_garde(value), places);
        walk(self);
        if self.reports.leave() {
            self.tell_reports();
        }
    }

    /// Records what was reported on this value and is about nothing that was walked into.
    #[inline]
    fn tell_reports(&mut self) {
        // It runs once for every value of an answer, and nearly always there is nothing.
        if !self.reports.is_empty() {
            self.tell_all_reports();
        }
    }

    #[cold]
    fn tell_all_reports(&mut self) {
        for (path, message) in self.reports.take() {
            let mut place = String::new();
            self.place.write(&mut place);
            self.found.push(Violation {
                path: place + &path,
                message,
            });
        }
    }

    /// Runs one rule on the value at this place.
    ///
    /// ```
    /// use json_mode::Checks;
    ///
    /// let mut found = Vec::new();
    /// let mut checks = Checks::new(&mut found);
    /// checks.rule(&7, |n| if *n < 5 { Ok(()) } else { Err("over 4") });
    /// assert_eq!(found[0].to_string(), "over 4");
    /// ```
    pub fn rule<T: ?Sized, E: Display>(
        &mut self,
        value: &T,
        rule: impl FnOnce(&T) -> Result<(), E>,
    ) {
        if let Err(message) = rule(value) {
            self.fail(message);
        }
    }

    /// Records a broken rule at this place.
    ///
    /// ```
    /// use json_mode::Checks;
    ///
    /// let mut found = Vec::new();
    /// let mut checks = Checks::new(&mut found);
    /// checks.fail(format_args!("{} lines, at most 3", 4));
    /// assert_eq!(found[0].to_string(), "4 lines, at most 3");
    /// ```
    pub fn fail(&mut self, message: impl Display) {
        let mut path = String::new();
        self.place.write(&mut path);
        self.found.push(Violation {
            path,
            message: message.to_string(),
        });
    }
}

impl Place<'_> {
    /// Writes the place as a JSON Pointer; a place is as deep as the value, which `serde_json` bounds.
    fn write(&self, out: &mut String) {
        match self {
            Place::Root => {}
            Place::Key(parent, name) => {
                parent.write(out);
                out.push('/');
                push_escaped(out, name);
            }
            Place::Entry(parent, key) => {
                parent.write(out);
                out.push('/');
                push_escaped(out, key.text().as_deref().unwrap_or("*"));
            }
            Place::Index(parent, index) => {
                parent.write(out);
                out.push('/');
                push_index(out, *index);
            }
        }
    }
}

/// Appends a reference token of RFC 6901, where `~` and `/` are escaped.
pub(crate) fn push_escaped(out: &mut String, token: &str) {
    // Most tokens are names of fields.
    if !token.bytes().any(|byte| matches!(byte, b'~' | b'/')) {
        return out.push_str(token);
    }
    for c in token.chars() {
        match c {
            '~' => out.push_str("~0"),
            '/' => out.push_str("~1"),
            c => out.push(c),
        }
    }
}

/// Appends the number of an element, which most often is a small one.
pub(crate) fn push_index(out: &mut String, index: usize) {
    match u8::try_from(index) {
        Ok(digit @ 0..10) => out.push(char::from(b'0' + digit)),
        Ok(two @ 10..100) => {
            out.push(char::from(b'0' + two / 10));
            out.push(char::from(b'0' + two % 10));
        }
        // Writing to a `String` cannot fail.
        _ => {
            let _ = write!(out, "{index}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_json_pointer() {
        let mut found = Vec::new();
        let mut checks = Checks::new(&mut found);
        checks.fail("root");
        checks.within("a/b", |c| c.within("~", |c| c.fail("deep")));
        assert_eq!(
            found.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["root", "/a~1b/~0: deep"]
        );
    }
}
