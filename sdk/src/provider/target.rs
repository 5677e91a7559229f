//! What a host cannot be told of a type, known when the type is compiled: `#[json_response(targets(..))]`.
//!
//! Every derived type tells what is in it ([`Told`]), at a depth that is counted down on the way, so that a type that holds
//! itself comes to an end, and is known by it. A type that does not say is taken to hold nothing.

use std::marker::PhantomData;

use super::Provider;
use crate::schema::{AnyValue, Recursion};

/// What is in a type that some host cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Traits {
    /// A place that may hold any value.
    any: bool,
    /// It holds itself.
    endless: bool,
}

impl Traits {
    /// Nothing of the kind.
    pub const NONE: Self = Self {
        any: false,
        endless: false,
    };

    /// Of two parts.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            any: self.any || other.any,
            endless: self.endless || other.endless,
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
        any: false,
        endless: true,
    };
}

/// What may be any value.
#[derive(Debug)]
pub struct Anything;

impl Known for Anything {
    const TRAITS: Traits = Traits {
        any: true,
        endless: false,
    };
}

impl Told for serde_json::Value {
    type At<D: Depth> = Anything;
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
}

/// Why the strictest form of a host cannot say a type with these traits.
pub const fn unsaid(host: &Provider, traits: Traits) -> Unsaid {
    let Some(chat) = host.facts().chat else {
        return Unsaid::Nothing;
    };
    let Some(strictest) = chat.rungs.first() else {
        return Unsaid::Nothing;
    };
    if traits.any && matches!(strictest.dialect.any, AnyValue::Refused) {
        Unsaid::Any
    } else if traits.endless && matches!(strictest.dialect.recursion, Recursion::Refused) {
        Unsaid::Endless
    } else {
        Unsaid::Nothing
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

        #[cfg(test)]
        const NAMED: &[(&str, &Provider)] = &[$((stringify!($name), targets::$name)),*];
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
