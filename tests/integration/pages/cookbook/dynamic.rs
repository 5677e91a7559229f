use json_mode::Provider;
use json_mode::testing::{Reply, Server};

// part: dynamic
use json_mode::{Client, Result, Schema, Value};

/// `form` is a JSON Schema that somebody wrote, say in a form's editor.
async fn fill_in(client: &Client, model: &str, form: &str, text: &str) -> Result<Value> {
    let schema = Schema::from_json(form)?; // `Config`, when it is none
    client
        .chat(model)
        .system("Fill in the form from the document.")
        .document(text)
        .value(&schema)
        .await
}
// end

#[tokio::test]
async fn a_value_of_a_schema_that_is_read_at_run_time() {
    let form = r#"{"type": "object", "properties": {"guests": {"type": "integer", "maximum": 12}}, "required": ["guests"]}"#;
    let server = Server::start();
    for answer in [r#"{"guests": 40}"#, r#"{"guests": "4"}"#] {
        server
            .expect("/chat/completions")
            .reply(Reply::chat(answer));
    }
    let client = server.client(Provider::MISTRAL);
    let value = fill_in(&client, "m", form, "Four of us.").await.unwrap();
    assert_eq!(value, serde_json::json!({"guests": 4}));
    let error = fill_in(&client, "m", r#"{"type": "guest"}"#, "")
        .await
        .unwrap_err();
    assert_eq!(error.kind(), json_mode::ErrorKind::Config);
}
