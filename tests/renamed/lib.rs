//! A user's crate of the 2021 edition with three peculiarities: it has json-mode under another name, depends on nothing else (neither
//! serde nor schemars), and turns every lint into an error, so that nothing generated may show.

#![deny(
    warnings,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    missing_docs,
    missing_debug_implementations,
    rust_2018_idioms,
    unreachable_pub,
    unused,
    unused_qualifications,
    unused_results,
    trivial_casts,
    single_use_lifetimes,
    unit_bindings,
    variant_size_differences,
    let_underscore_drop
)]
#![forbid(unsafe_code)]
#![allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "a rule takes a reference"
)]

use sdk::JsonResponse;

/// Documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, JsonResponse)]
#[serde(default)]
#[json_response(crate = sdk, check = Self::rule)]
pub struct Walled {
    /// Documented.
    #[json_response(check = positive)]
    pub number: i32,
    /// Documented.
    #[serde(default)]
    pub choice: Choice,
}

impl Walled {
    const fn rule(&self) -> Result<(), &'static str> {
        positive(&self.number)
    }
}

const fn positive(number: &i32) -> Result<(), &'static str> {
    if *number > 0 {
        Ok(())
    } else {
        Err("not positive")
    }
}

/// Documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, JsonResponse)]
#[json_response(crate = sdk)]
pub enum Choice {
    /// Documented.
    #[default]
    One,
    /// Documented.
    Two(u8),
    /// Documented.
    Three {
        /// Documented, with a `CamelCase` word.
        n: u8,
    },
}

/// Documented.
#[derive(Debug, Clone, JsonResponse)]
#[json_response(crate = sdk)]
pub struct Generic<T: Clone, const N: usize = 2> {
    /// Documented.
    pub value: Vec<T>,
    /// Documented.
    pub choice: [Choice; 2],
}

/// Documented.
#[derive(Debug, Clone, PartialEq, Eq, JsonResponse)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[json_response(crate = sdk)]
pub enum Tree<T> {
    /// Documented.
    Leaf {
        /// Documented.
        #[json_response(check = anything)]
        value: T,
    },
    /// Documented.
    Branch {
        /// Documented.
        children: Vec<Self>,
    },
}

/// What is allowed on a type is allowed on all that is generated for it.
#[derive(Debug, Clone, JsonResponse)]
#[allow(
    clippy::struct_excessive_bools,
    clippy::option_option,
    clippy::type_complexity,
    clippy::box_collection,
    non_snake_case,
    reason = "the test"
)]
#[json_response(crate = sdk)]
pub struct Allowed {
    /// Documented.
    pub a: bool,
    /// Documented.
    pub b: bool,
    /// Documented.
    pub userId: bool,
    /// Documented.
    pub gen: bool,
    /// Documented.
    pub d: bool,
    /// Documented.
    pub twice: Option<Option<u8>>,
    /// Documented.
    #[allow(clippy::rc_buffer, reason = "the test")]
    pub boxed: std::rc::Rc<String>,
    /// Documented.
    #[deprecated(note = "the test")]
    pub old: Option<Box<Vec<(u8, Option<Vec<(String, [u8; 3])>>)>>>,
    /// Documented.
    pub kind: Kind,
}

/// Documented.
#[derive(Debug, Clone, JsonResponse)]
#[allow(non_camel_case_types, clippy::large_enum_variant, reason = "the test")]
#[json_response(crate = sdk)]
pub enum Kind {
    /// Documented.
    lower,
    /// Documented.
    large([u64; 32]),
}

const fn anything<T>(_: &T) -> Result<(), &'static str> {
    Err("always")
}

#[cfg(test)]
mod tests {
    use super::{Choice, Generic, Tree, Walled};

    #[test]
    fn types_are_read_and_checked() -> sdk::Result<()> {
        let walled =
            sdk::decode::<Walled>(r#"{"number": 3, "choice": {"Three": {"n": 4}}}"#)?.value;
        assert_eq!((walled.number, walled.choice), (3, Choice::Three { n: 4 }));
        let generic =
            sdk::decode::<Generic<u8>>(r#"{"value": [1], "choice": ["One", {"Two": 1}]}"#)?.value;
        assert_eq!(generic.value, [1]);
        Ok(())
    }

    #[test]
    fn rules_are_broken() {
        let text = r#"{"kind": "branch", "children": [{"kind": "leaf", "value": 3}]}"#;
        let found = sdk::decode::<Tree<u8>>(text)
            .err()
            .map(|error| error.violations()[0].path.clone());
        assert_eq!(found.as_deref(), Some("/children/0/value"));
    }
}
