//! The derive macro of json-mode.
use proc_macro::TokenStream;

/// Placeholder until the macro lands.
#[proc_macro_derive(JsonResponse, attributes(json_response, serde, schemars))]
pub fn json_response(_input: TokenStream) -> TokenStream {
    TokenStream::new()
}
