//! What a host cannot be told of a type, known when the type is compiled: `#[json_response(targets(..))]`.
//!
//! Every derived type tells what is in it ([`Told`]), at a depth that is counted down on the way, so that a type that holds
//! itself comes to an end, and is known by it. A type that does not say is taken to hold nothing.

use std::marker::PhantomData;

use super::Provider;
use crate::schema::{AnyValue, Recursion};

/// What is in a type that some host cannot be told. Sizes are the largest of any one type in it, so that what is sent has at
/// least as much; the sum is known when the schema is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Traits {
    /// A place that may hold any value.
    any: bool,
    /// It holds itself.
    endless: bool,
    sizes: Sizes,
}

/// How large one type is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Members that are named.
    pub properties: usize,
    /// Words of an enum of plain words.
    pub values: usize,
    /// Alternatives of an enum with data.
    pub branches: usize,
    /// Characters of all those names.
    pub chars: usize,
}

impl Sizes {
    const NONE: Self = Self {
        properties: 0,
        values: 0,
        branches: 0,
        chars: 0,
    };
}

const fn larger(a: usize, b: usize) -> usize {
    if a > b { a } else { b }
}

impl Traits {
    /// Nothing of the kind.
    pub const NONE: Self = Self {
        any: false,
        endless: false,
        sizes: Sizes::NONE,
    };

    /// Of a type of this size by itself.
    pub const fn sized(sizes: Sizes) -> Self {
        Self {
            sizes,
            ..Self::NONE
        }
    }

    /// Of two parts.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        let (ours, theirs) = (self.sizes, other.sizes);
        Self {
            any: self.any || other.any,
            endless: self.endless || other.endless,
            sizes: Sizes {
                properties: larger(ours.properties, theirs.properties),
                values: larger(ours.values, theirs.values),
                branches: larger(ours.branches, theirs.branches),
                chars: larger(ours.chars, theirs.chars),
            },
        }
    }
}

/// A type that tells what is in it.
pub trait Told {
    /// The same, with what is below looked at as deep as `D`.
    type At<D: Depth>: Known;
}

/// What is in a type, at a depth.
pub trait Known {
    /// All of it.
    const TRAITS: Traits;
}

/// How deep types are looked into.
pub trait Depth {
    /// What is told of a type from here.
    type Of<T: Told>: Known;
}

/// The end: what is still deeper holds itself.
#[derive(Debug)]
pub struct Zero;

/// One level and those below it.
#[derive(Debug)]
pub struct More<D>(PhantomData<D>);

impl Depth for Zero {
    type Of<T: Told> = Endless;
}

impl<D: Depth> Depth for More<D> {
    type Of<T: Told> = T::At<D>;
}

type Four<D> = More<More<More<More<D>>>>;

/// Deeper than types nest that do not hold themselves.
pub type Deep = Four<Four<Four<Four<Four<Four<Zero>>>>>>;

/// What holds itself.
#[derive(Debug)]
pub struct Endless;

impl Known for Endless {
    const TRAITS: Traits = Traits {
        endless: true,
        ..Traits::NONE
    };
}

/// What may be any value.
#[derive(Debug)]
pub struct Anything;

impl Known for Anything {
    const TRAITS: Traits = Traits {
        any: true,
        ..Traits::NONE
    };
}

impl Told for serde_json::Value {
    type At<D: Depth> = Anything;
}

/// What has nothing of the kind in it.
#[derive(Debug)]
pub struct Plain;

impl Known for Plain {
    const TRAITS: Traits = Traits::NONE;
}

/// What has two parts.
#[derive(Debug)]
pub struct Both<A, B>(PhantomData<(A, B)>);

impl<A: Known, B: Known> Known for Both<A, B> {
    const TRAITS: Traits = A::TRAITS.and(B::TRAITS);
}

/// Types without parts. They say so for containers of them, which only tell where all their parts do.
macro_rules! plain {
    ($($ty:ty),*) => {
        $(impl Told for $ty {
            type At<D: Depth> = Plain;
        })*
    };
}

plain!(
    (),
    bool,
    char,
    f32,
    f64,
    i8,
    i16,
    i32,
    i64,
    i128,
    isize,
    u8,
    u16,
    u32,
    u64,
    u128,
    usize,
    String,
    str,
    Box<str>,
    std::rc::Rc<str>,
    std::sync::Arc<str>,
    std::path::PathBuf,
    std::time::Duration
);

/// Containers, which are as what they hold: a type may name one by an alias, where the derive sees no part of it.
macro_rules! containers {
    ($($(#[$note:meta])* [$($param:ident),*] $ty:ty = $at:ty;)*) => {
        $($(#[$note])* impl<$($param: Told,)*> Told for $ty {
            type At<D: Depth> = $at;
        })*
    };
}

containers! {
    [T] Option<T> = T::At<D>;
    [T] Box<T> = T::At<D>;
    [T] std::rc::Rc<T> = T::At<D>;
    [T] std::sync::Arc<T> = T::At<D>;
    [T] Vec<T> = T::At<D>;
    [T] std::collections::VecDeque<T> = T::At<D>;
    [T] std::collections::LinkedList<T> = T::At<D>;
    [T] std::collections::BTreeSet<T> = T::At<D>;
    [K, V] std::collections::BTreeMap<K, V> = Both<K::At<D>, V::At<D>>;
    [A] (A,) = A::At<D>;
    [A, B] (A, B) = Both<A::At<D>, B::At<D>>;
    [A, B, C] (A, B, C) = Both<A::At<D>, Both<B::At<D>, C::At<D>>>;
    [A, B, C, E] (A, B, C, E) = Both<Both<A::At<D>, B::At<D>>, Both<C::At<D>, E::At<D>>>;
}

impl<T: Told, S> Told for std::collections::HashSet<T, S> {
    type At<D: Depth> = T::At<D>;
}

impl<K: Told, V: Told, S> Told for std::collections::HashMap<K, V, S> {
    type At<D: Depth> = Both<K::At<D>, V::At<D>>;
}

impl<T: Told, const N: usize> Told for [T; N] {
    type At<D: Depth> = T::At<D>;
}

/// Asks a type: its own constant is found before that of [`Untold`], if the type is [`Told`].
#[derive(Debug)]
pub struct Probe<T: ?Sized, D>(PhantomData<T>, PhantomData<D>);

impl<T: Told, D: Depth> Probe<T, D> {
    /// What the type tells.
    pub const TRAITS: Traits = <D::Of<T> as Known>::TRAITS;
}

/// What is known of any type.
pub trait Untold {
    /// Nothing.
    const TRAITS: Traits = Traits::NONE;
}

impl<T: ?Sized, D> Untold for Probe<T, D> {}

/// Why the strictest form of a host cannot say a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsaid {
    /// It can.
    Nothing,
    /// A place that may hold any value.
    Any,
    /// It holds itself.
    Endless,
    /// An enum with more alternatives than a union may have.
    Branches,
    /// An enum of more words than all may have.
    Values,
    /// More members in one type than in all of a schema.
    Properties,
    /// Longer names in one type than in all of a schema.
    Chars,
}

/// Why the strictest form of a host cannot say a type with these traits.
pub const fn unsaid(host: &Provider, traits: Traits) -> Unsaid {
    let Some(chat) = host.facts().chat else {
        return Unsaid::Nothing;
    };
    let Some(strictest) = chat.rungs.first() else {
        return Unsaid::Nothing;
    };
    let (dialect, sizes) = (&strictest.dialect, traits.sizes);
    let limits = &dialect.limits;
    if traits.any && matches!(dialect.any, AnyValue::Refused) {
        Unsaid::Any
    } else if traits.endless && matches!(dialect.recursion, Recursion::Refused) {
        Unsaid::Endless
    } else if is_over(limits.union_branches, sizes.branches) {
        Unsaid::Branches
    } else if is_over(limits.enum_values, sizes.values) {
        Unsaid::Values
    } else if is_over(limits.properties, sizes.properties) {
        Unsaid::Properties
    } else if is_over(limits.string_chars, sizes.chars) {
        Unsaid::Chars
    } else {
        Unsaid::Nothing
    }
}

const fn is_over(limit: Option<usize>, found: usize) -> bool {
    match limit {
        Some(limit) => found > limit,
        None => false,
    }
}

/// The hosts under the names of their clients.
macro_rules! hosts {
    ($($name:ident $constant:ident)*) => {
        /// The hosts that `targets` may name.
        pub mod targets {
            #![allow(non_upper_case_globals, missing_docs, reason = "the words of the attribute")]
            use super::Provider;

            $(pub const $name: &Provider = &Provider::$constant;)*
        }

        /// The same, with their names.
        pub(crate) const NAMED: &[(&str, &Provider)] = &[$((stringify!($name), targets::$name)),*];
    };
}

hosts! {
    together TOGETHER deepinfra DEEPINFRA openai OPENAI azure AZURE groq GROQ fireworks FIREWORKS mistral MISTRAL
    deepseek DEEPSEEK xai XAI cerebras CEREBRAS sambanova SAMBANOVA nebius NEBIUS novita NOVITA hyperbolic HYPERBOLIC
    perplexity PERPLEXITY moonshot MOONSHOT dashscope DASHSCOPE nvidia NVIDIA gemini GEMINI anthropic ANTHROPIC
    openrouter OPENROUTER hugging_face HUGGING_FACE cloudflare CLOUDFLARE snowflake SNOWFLAKE vllm VLLM sglang SGLANG
    llama_cpp LLAMA_CPP ollama OLLAMA lm_studio LM_STUDIO tgi TGI
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told<T: Told>() -> Traits {
        <<Deep as Depth>::Of<T> as Known>::TRAITS
    }

    struct Loose;

    impl Told for Loose {
        type At<D: Depth> = Anything;
    }

    #[test]
    fn a_container_is_as_what_it_holds() {
        type Named = std::collections::HashMap<String, Vec<Option<Box<Loose>>>>;
        assert!(told::<Named>().any && told::<[(u8, Loose); 2]>().any);
        assert_eq!(told::<Vec<(String, f64)>>(), Traits::NONE);
    }

    #[test]
    fn a_size_counts_from_the_limit_on() {
        let with = |sizes| Traits::sized(sizes).and(Traits::NONE);
        for (host, sizes, expected) in [
            (
                targets::cerebras,
                Sizes {
                    branches: 5,
                    ..Sizes::NONE
                },
                Unsaid::Nothing,
            ),
            (
                targets::cerebras,
                Sizes {
                    branches: 6,
                    ..Sizes::NONE
                },
                Unsaid::Branches,
            ),
            (
                targets::openai,
                Sizes {
                    branches: 60,
                    ..Sizes::NONE
                },
                Unsaid::Nothing,
            ),
            (
                targets::openai,
                Sizes {
                    values: 1000,
                    ..Sizes::NONE
                },
                Unsaid::Nothing,
            ),
            (
                targets::openai,
                Sizes {
                    values: 1001,
                    ..Sizes::NONE
                },
                Unsaid::Values,
            ),
            (
                targets::openai,
                Sizes {
                    properties: 5001,
                    ..Sizes::NONE
                },
                Unsaid::Properties,
            ),
            (
                targets::openai,
                Sizes {
                    chars: 120_000,
                    ..Sizes::NONE
                },
                Unsaid::Nothing,
            ),
            (
                targets::openai,
                Sizes {
                    chars: 120_001,
                    ..Sizes::NONE
                },
                Unsaid::Chars,
            ),
            (
                targets::together,
                Sizes {
                    chars: 120_001,
                    ..Sizes::NONE
                },
                Unsaid::Nothing,
            ),
        ] {
            assert_eq!(
                unsaid(host, with(sizes)),
                expected,
                "{} {sizes:?}",
                host.name()
            );
        }
    }

    #[test]
    fn every_host_can_be_a_target() {
        assert_eq!(NAMED.len(), Provider::ALL.len());
        for provider in Provider::ALL {
            assert!(
                NAMED
                    .iter()
                    .any(|(_, named)| named.name() == provider.name()),
                "{}",
                provider.name()
            );
        }
    }
}
