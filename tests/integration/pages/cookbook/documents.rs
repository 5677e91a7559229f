use json_mode::Provider;
use json_mode::testing::{Reply, Server};

// part: documents
use futures_util::{StreamExt, TryStreamExt, stream};
use json_mode::{Client, JsonResponse, Result};

/// Something that happened, as a text tells it.
#[derive(Clone, Debug, PartialEq, JsonResponse)]
struct Event {
    /// As it is written, such as `1789-07-14` or `the summer of 1789`.
    when: String,
    what: String,
}

async fn events(client: &Client, model: &str, text: &str) -> Result<Vec<Event>> {
    let lists: Vec<Vec<Event>> = stream::iter(pieces(text, 12_000))
        .map(|piece| async move {
            client
                .chat(model)
                .system("List the events that the document tells, in its order. An empty list is an answer.")
                .document(piece)
                .max_tokens(2_000)
                .json()
                .await
        })
        // Four at a time, in the text's order.
        .buffered(4)
        .try_collect()
        .await?;
    let mut events: Vec<Event> = Vec::new();
    for event in lists.into_iter().flatten() {
        // Pieces overlap.
        if !events.contains(&event) {
            events.push(event);
        }
    }
    Ok(events)
}

/// Pieces of about so many bytes that end with a paragraph; each begins with the last paragraph of the one before.
fn pieces(text: &str, bytes: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut before = "";
    for paragraph in text.split("\n\n") {
        if let Some(last) = pieces.last_mut() {
            if !last.is_empty() && last.len() + paragraph.len() > bytes {
                pieces.push(format!("{before}\n\n{paragraph}"));
            } else {
                last.push_str("\n\n");
                last.push_str(paragraph);
            }
        }
        before = paragraph;
    }
    pieces
}
// end

#[tokio::test]
async fn each_event_once_and_in_order() {
    let text = (0..40)
        .map(|day| format!("On day {day} it rained. {}", "Rain. ".repeat(100)))
        .collect::<Vec<_>>()
        .join("\n\n");
    let pieces = pieces(&text, 12_000);
    assert!(pieces.len() > 1 && pieces.iter().all(|piece| piece.len() < 13_000));
    let server = Server::start();
    for (number, _) in pieces.iter().enumerate() {
        let list = format!(
            r#"[{{"when": "day {number}", "what": "rain"}}, {{"when": "day {}", "what": "rain"}}]"#,
            number + 1
        );
        // As a host gets it: a list in an object, because not every host takes a list at the root.
        server.expect("/chat/completions").reply(Reply::chat(&list));
    }
    let client = server
        .builder(Provider::LLAMA_CPP)
        // Answers are scripted in the order of the requests.
        .max_in_flight(1)
        .build()
        .unwrap();
    let events = events(&client, "m", &text).await.unwrap();
    let days: Vec<_> = events.iter().map(|event| event.when.as_str()).collect();
    let expected: Vec<_> = (0..=pieces.len()).map(|day| format!("day {day}")).collect();
    assert_eq!(days, expected);
}
