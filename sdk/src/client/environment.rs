//! Which host an environment names: a function of its variables.

use super::{Client, ClientBuilder};
use crate::error::{Error, Result};
use crate::provider::{KeyNeed, Provider, target};

/// What an environment names.
#[derive(Debug, PartialEq)]
pub(super) struct Choice {
    pub(super) provider: Provider,
    base_url: Option<String>,
    key: Option<String>,
    /// Hosts whose keys are set as well, in the catalog's order.
    pub(super) passed_over: Vec<&'static str>,
}

impl Choice {
    pub(super) fn builder(self) -> ClientBuilder {
        let mut builder = Client::builder(self.provider);
        if let Some(url) = self.base_url {
            builder = builder.base_url(url);
        }
        if let Some(key) = self.key {
            builder = builder.api_key(key);
        }
        builder
    }
}

/// The host that these variables name; an empty one is `None`.
pub(super) fn choose(variable: impl Fn(&str) -> Option<String>) -> Result<Choice> {
    if let Some(url) = variable("JSON_MODE_BASE_URL") {
        return Ok(Choice {
            provider: Provider::compatible(url.clone()),
            base_url: Some(url),
            key: variable("JSON_MODE_API_KEY"),
            passed_over: Vec::new(),
        });
    }
    if let Some(word) = variable("JSON_MODE_PROVIDER") {
        let is_it = |(name, _): &&(&str, &Provider)| word.trim().eq_ignore_ascii_case(name);
        let Some((_, provider)) = target::NAMED.iter().find(is_it) else {
            let names: Vec<&str> = target::NAMED.iter().map(|(name, _)| *name).collect();
            return Err(Error::config(format!(
                "JSON_MODE_PROVIDER names no host: {word}; there are {}",
                names.join(", ")
            )));
        };
        return Ok(found(provider, Vec::new()));
    }
    let mut set = Provider::ALL
        .iter()
        .copied()
        .filter(|provider| is_named(provider, &variable));
    let Some(first) = set.next() else {
        let names = Provider::ALL
            .iter()
            .filter(|provider| provider.facts().key == KeyNeed::Required)
            .filter_map(|provider| provider.key_variables().next());
        let names: Vec<&str> = names.collect();
        return Err(Error::config(format!(
            "no host is set up: set JSON_MODE_PROVIDER, JSON_MODE_BASE_URL or one of {}",
            names.join(", ")
        )));
    };
    // Two hosts may read one variable: the first takes it.
    let passed_over = set.map(|provider| provider.facts().name).collect();
    Ok(found(first, passed_over))
}

fn found(provider: &Provider, passed_over: Vec<&'static str>) -> Choice {
    Choice {
        provider: provider.clone(),
        base_url: None,
        key: None,
        passed_over,
    }
}

/// Whether a variable names the host: its key's, with what its address needs beside it, or the address itself of a server
/// that needs no key.
fn is_named(provider: &Provider, variable: &impl Fn(&str) -> Option<String>) -> bool {
    let facts = provider.facts();
    let is_set = |name: &str| variable(name).is_some();
    let has_key = provider.key_variables().any(is_set);
    let has_address = facts.url_variables.iter().copied().any(is_set);
    let can_be_reached = has_address || provider.filled_base_url(variable).is_ok();
    match facts.key {
        KeyNeed::Required => has_key && can_be_reached,
        KeyNeed::Optional => has_key || has_address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What variables that are set to `x` lead to: the host, and those that were passed over.
    fn chosen(names: &[&str]) -> std::result::Result<(String, Vec<&'static str>), String> {
        let choice = choose(|name| names.contains(&name).then(|| "x".to_owned()));
        choice
            .map(|choice| (choice.provider.name().to_owned(), choice.passed_over))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn every_host_with_a_variable_is_found_by_each_of_its_own() {
        let mut count = 0;
        for provider in Provider::ALL {
            let facts = provider.facts();
            for name in facts.key_variables {
                let beside = [
                    "AZURE_OPENAI_ENDPOINT",
                    "CLOUDFLARE_ACCOUNT_ID",
                    "SNOWFLAKE_ACCOUNT",
                ];
                let set = [&[*name][..], &beside].concat();
                let (found, others) = chosen(&set).unwrap();
                // One token is read by two hosts of one house.
                let expected = match *name {
                    "HF_TOKEN" => ("Hugging Face", vec!["TGI"]),
                    _ => (facts.name, vec![]),
                };
                assert_eq!((found.as_str(), others), expected, "{name}");
                count += 1;
            }
        }
        assert!(count >= 30, "{count}");
        assert_eq!(chosen(&["OLLAMA_BASE_URL"]).unwrap().0, "Ollama");
        // An address alone is none where a key is needed.
        assert!(chosen(&["OPENAI_BASE_URL"]).is_err());
    }

    #[test]
    fn of_several_the_first_of_the_catalog_is_taken_and_the_others_are_named() {
        for (names, expected) in [
            (
                &["OPENAI_API_KEY", "TOGETHER_API_KEY", "GROQ_API_KEY"][..],
                ("Together AI", vec!["OpenAI", "Groq"]),
            ),
            (
                &["HF_TOKEN", "OPENAI_API_KEY"],
                ("OpenAI", vec!["Hugging Face", "TGI"]),
            ),
            // Without its address Azure cannot be reached.
            (
                &["AZURE_OPENAI_API_KEY", "MISTRAL_API_KEY"],
                ("Mistral", vec![]),
            ),
            (
                &[
                    "AZURE_OPENAI_API_KEY",
                    "AZURE_OPENAI_ENDPOINT",
                    "MISTRAL_API_KEY",
                ],
                ("Azure OpenAI", vec!["Mistral"]),
            ),
            (
                &["JSON_MODE_BASE_URL", "TOGETHER_API_KEY"],
                ("OpenAI-compatible server", vec![]),
            ),
        ] {
            let (name, others) = chosen(names).unwrap();
            assert_eq!((name.as_str(), others), expected, "{names:?}");
        }
    }

    #[test]
    fn a_host_can_be_named() {
        let named = |word: &str| {
            let value = |name: &str| match name {
                "JSON_MODE_PROVIDER" => Some(word.to_owned()),
                "TOGETHER_API_KEY" => Some("x".to_owned()),
                _ => None,
            };
            choose(value).map(|choice| choice.provider.name().to_owned())
        };
        assert_eq!(named("groq").unwrap(), "Groq");
        assert_eq!(named("Hugging_Face").unwrap(), "Hugging Face");
        let error = named("grok").unwrap_err().to_string();
        assert!(
            error.contains("names no host: grok; there are together, "),
            "{error}"
        );
    }

    #[test]
    fn where_nothing_is_set_the_error_names_every_variable() {
        let error = chosen(&[]).unwrap_err();
        for name in [
            "JSON_MODE_BASE_URL",
            "TOGETHER_API_KEY",
            "SNOWFLAKE_TOKEN",
            "HF_TOKEN",
        ] {
            assert!(error.contains(name), "{error}");
        }
    }
}
