//! Where a host is, and the paths of its routes.

use std::fmt::Write as _;
use std::net::IpAddr;

use super::variable;
use crate::error::{Error, Result};
use crate::provider::Provider;

/// Where the host is: as given, else by its variables, else as is known of it.
pub(super) fn address(provider: &Provider, given: Option<String>) -> Result<String> {
    let named = || {
        let variables = provider.facts().url_variables;
        variables.iter().find_map(|name| variable(name))
    };
    if let Some(base) = given.or_else(named) {
        return Ok(base);
    }
    let missing = |name| {
        let host = provider.name();
        let message =
            format!("no address for {host}: set {name}, or give the address with `base_url`");
        Error::config(message)
    };
    let filled = provider.filled_base_url(variable).map_err(missing)?;
    Ok(filled.into_owned())
}

/// Whether a host is this machine, by its name or address.
fn is_loopback(url: &reqwest::Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || host.to_ascii_lowercase().ends_with(".localhost")
        || address
            .parse::<IpAddr>()
            .is_ok_and(|address| address.to_canonical().is_loopback())
}

/// A base URL without its last slash, and whether it is reached over TLS.
pub(super) fn checked_base(url: &str, allows_http: bool) -> Result<(String, bool)> {
    // A URL may hold a password, so it is not quoted.
    let parsed = reqwest::Url::parse(url.trim())
        .map_err(|error| Error::config("the base URL is no URL").with_source(error))?;
    let tls = match parsed.scheme() {
        "https" => true,
        "http" => false,
        other => {
            return Err(Error::config(format!(
                "the base URL begins with `{other}:`, and must begin with `http://` or `https://`"
            )));
        }
    };
    if !parsed.username().is_empty() || parsed.password().is_some() {
        return Err(Error::config(
            "the base URL holds a user's name or password; a key is given with `api_key`",
        ));
    }
    if !tls && !allows_http && !is_loopback(&parsed) {
        return Err(Error::config(
            "the base URL begins with `http://` and is not on this machine, so the key would travel readable: use \
             `https://`, or `allow_http` on the builder (`JSON_MODE_ALLOW_HTTP=1` in the environment)",
        ));
    }
    if parsed.query().is_some() || parsed.fragment().is_some() {
        return Err(Error::config("the base URL has a query or a fragment"));
    }
    Ok((parsed.as_str().trim_end_matches('/').to_owned(), tls))
}

/// A model's name as a path: slashes stay, as DeepInfra has it, and nothing in it leaves the route.
pub(super) fn model_path(model: &str) -> Result<String> {
    if model.is_empty() || model.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Err(Error::config(format!("`{model}` is no name of a model")));
    }
    let mut out = String::with_capacity(model.len());
    for byte in model.bytes() {
        if byte.is_ascii_alphanumeric()
            || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'~' | b':' | b'@' | b'+')
        {
            out.push(char::from(byte));
        } else {
            // Writing to a `String` cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    Ok(out)
}
