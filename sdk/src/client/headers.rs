//! What stands in the head of every request.

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use super::may_be_secret;
use crate::error::{Error, Result};
use crate::provider::{Auth, Provider};

/// The headers of every request: what the API wants, what the host wants, what the user adds, and the key.
pub(super) fn headers(
    provider: &Provider,
    extra: &[(String, String)],
    key: Option<&SecretString>,
) -> Result<HeaderMap> {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    let of_host = provider.facts().headers.iter();
    let of_host = of_host.map(|(name, value)| (*name, *value));
    let extra = extra.iter().map(|(name, value)| (&**name, &**value));
    for (name, value) in of_host.chain(extra) {
        let no_header = || Error::config(format!("`{name}` with its value is no header"));
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| no_header())?;
        let mut value = HeaderValue::from_str(value).map_err(|_| no_header())?;
        value.set_sensitive(may_be_secret(&name));
        headers.insert(name, value);
    }
    if let Some(key) = key {
        let key = key.expose_secret();
        let (name, value) = match provider.facts().auth {
            Auth::Bearer => (
                AUTHORIZATION,
                HeaderValue::from_str(&format!("Bearer {key}")),
            ),
            Auth::Header(name) => {
                let no_header = |_| Error::config(format!("`{name}` is no header"));
                (
                    HeaderName::from_bytes(name.as_bytes()).map_err(no_header)?,
                    HeaderValue::from_str(key),
                )
            }
        };
        // The error would quote the key.
        let mut value =
            value.map_err(|_| Error::config("the key holds characters that no header can hold"))?;
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    Ok(headers)
}
