//! LiteLLM's proxy before the other servers (`scripts/litellm.sh start`): what passes through it keeps its meaning.

use json_mode::{Client, ErrorKind, Format, Provider, Reask, Retry};

use super::{builder, failure};
use crate::support::{User, alice};

fn client() -> Option<Client> {
    let url = std::env::var("JSON_MODE_LITELLM_URL").unwrap_or_default();
    let builder = builder("JSON_MODE_LITELLM_URL", Provider::compatible(url))?;
    let key = std::env::var("JSON_MODE_LITELLM_KEY").unwrap();
    Some(builder.api_key(key).build().unwrap())
}

#[tokio::test]
async fn typed_calls_and_streams_pass_through() {
    let Some(client) = client() else { return };
    for (model, words) in [
        ("alice", "plain"),
        ("alice", "fenced"),
        ("alice", "thinking"),
        ("by-schema", "x"),
    ] {
        let request = client.chat(model).user(words);
        let whole = request.send::<User>().await.unwrap();
        assert_eq!(whole.format, Format::JsonSchema);
        assert!(whole.usage.unwrap().total_tokens > 0);
        let mut stream = request.stream::<User>().await.unwrap();
        while stream.next().await.unwrap().is_some() {}
        let streamed = stream.finish().await.unwrap();
        assert_eq!(streamed.value, whole.value, "{model}, {words}");
        assert!(streamed.usage.unwrap().total_tokens > 0, "{model}, {words}");
        if model == "alice" {
            assert_eq!(whole.value, alice());
        }
        if words == "thinking" {
            assert_eq!(whole.reasoning.as_deref(), Some("Alice lives there."));
        }
    }
}

#[tokio::test]
async fn refused_forms_wrong_answers_and_cuts_keep_their_meaning() {
    let Some(client) = client() else { return };
    let refused = client.chat("alice").user("no json_schema");
    let completion = refused.send::<User>().await.unwrap();
    assert_eq!((completion.value, completion.attempts.len()), (alice(), 2));

    let other = client.chat("alice").user("half of it");
    let completion = other
        .reask(Reask::default().attempts(2))
        .send::<User>()
        .await;
    assert_eq!(completion.unwrap().value, alice());

    let cut = client.chat("alice").user("cut");
    let error = cut.json::<User>().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated, "{error}");
    let error = failure(cut.stream::<User>().await).await;
    assert_eq!(error.kind(), ErrorKind::Truncated, "{error}");

    let missing = client.chat("missing").user("x").retry(Retry::NEVER);
    let error = missing.json::<User>().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
    assert_eq!(error.attempts().len(), 1, "{error}");
}
