use std::collections::BTreeMap;

use json_mode::{
    Client, ErrorKind, Format, JsonResponse, Map, PartialReader, Provider, Schema, Value,
};
use serde_json::json;

use crate::support::{ALICE, User, alice};

const MODEL: &str = "some/model";

/// What a client sends in its first request: the members beside model and turns, and the system turn.
fn sent<T: JsonResponse>(provider: &Provider) -> (Map<String, Value>, Option<String>) {
    let builder = Client::builder(provider.clone()).api_key("key");
    let client = builder.base_url("https://localhost/v1").build().unwrap();
    let body = client.chat(MODEL).user("Who?").body::<T>().unwrap();
    let mut body: Map<String, Value> = serde_json::from_str(&body).unwrap();
    body.shift_remove("model");
    let turns = body.shift_remove("messages").unwrap();
    let told = (turns[0]["role"] == "system").then(|| turns[0]["content"].as_str().unwrap());
    (body, told.map(str::to_owned))
}

#[test]
fn at_each_host_it_is_what_a_client_sends_first() {
    fn same<T: JsonResponse>(provider: &Provider) {
        let ask = provider.ask::<T>(MODEL).unwrap();
        let (fields, told) = sent::<T>(provider);
        assert_eq!(ask.fields(), &fields, "{provider:?}");
        // In the same order, too.
        assert!(ask.fields().keys().eq(fields.keys()), "{provider:?}");
        assert_eq!(ask.instruction(), told.as_deref(), "{provider:?}");
    }
    let mut hosts = 0;
    for provider in Provider::ALL {
        same::<User>(provider);
        same::<Vec<User>>(provider);
        same::<BTreeMap<String, User>>(provider);
        hosts += 1;
    }
    assert!(hosts > 20);
}

#[test]
fn an_answer_in_the_hosts_shape_is_read_in_the_types() {
    let ask = Provider::OPENAI.ask::<Vec<User>>("gpt-5").unwrap();
    assert!(ask.lowered().is_wrapped());
    let answer = ask.lowered().wrap(json!([ALICE.parse::<Value>().unwrap()]));
    assert!(answer.is_object(), "{answer}");
    let text = answer.to_string();
    assert_eq!(ask.decode(&text).unwrap().value, [alice()]);
    let mut reader = PartialReader::<Vec<User>>::new().lowered(ask.lowered().clone());
    reader.push(&text[..text.len() - 4]).unwrap();
    assert_eq!(reader.partial()[0].name.as_deref(), Some("Alice"));
    let error = ask.decode(&text[..text.len() - 4]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated);
}

#[test]
fn each_form_is_simpler_than_the_one_before_and_the_last_is_words() {
    let mut formats = Vec::new();
    let mut next = Some(Provider::DEEPINFRA.ask::<User>(MODEL).unwrap());
    while let Some(ask) = next {
        formats.push(ask.format());
        assert_eq!(ask.decode(ALICE).unwrap().value, alice());
        next = ask.clone().simpler();
        if next.is_none() {
            assert!(ask.fields().is_empty());
            assert!(ask.instruction().unwrap().contains("address"));
        }
    }
    assert!(formats.len() > 1);
    assert_eq!(formats.last(), Some(&Format::Prompt));
}

#[test]
fn a_schema_of_run_time_is_asked_for_alike() {
    let document = json!({
        "type": "object",
        "properties": { "city": { "type": "string" } },
        "required": ["city"],
    });
    let schema = Schema::from_value(document).unwrap();
    let ask = Provider::TOGETHER.ask_value(MODEL, &schema).unwrap();
    assert_eq!(
        ask.decode(r#"{"city": "Paris"}"#).unwrap().value["city"],
        "Paris"
    );
    let error = ask.decode(r#"{"town": "Paris"}"#).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[test]
fn a_host_without_a_form_cannot_be_asked() {
    let odd = Provider::host("odd", "https://odd.example/v1").rungs([]);
    let error = odd.ask::<User>(MODEL).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
}
