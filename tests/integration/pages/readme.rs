//! The blocks of the README.

use json_mode::testing::Reply;
use json_mode::{Client, ErrorKind, JsonResponse, Result};
use serde_json::json;

use crate::support::answering;

mod first {
    // part: first
    use json_mode::{Client, JsonResponse};

    /// A user of the service.
    #[derive(Debug, JsonResponse)]
    struct User {
        /// user name
        name: String,
        /// address
        address: String,
    }

    #[tokio::main]
    async fn main() -> json_mode::Result<()> {
        let client = Client::together()?; // the key comes from TOGETHER_API_KEY
        let user: User = client
            .chat("meta-llama/Llama-3.3-70B-Instruct-Turbo")
            .system("You are a helpful assistant that answers in JSON.")
            .user("Create a user named Alice, who lives in 42, Wonderland Avenue.")
            .json()
            .await?;
        println!("{} lives in {}", user.name, user.address);
        Ok(())
    }
    // end

    /// Compiled here; `tests/stranger/run` builds it as a program, and the example `user` runs it.
    #[test]
    fn is_a_program() {
        let _ = main;
    }
}

// part: types
/// What a voice note says.
#[derive(Debug, JsonResponse)]
#[serde(rename_all = "camelCase")]
struct VoiceNote {
    /// A short one sentence summary
    summary: String,
    #[schemars(length(max = 10))]
    action_items: Vec<String>,
    /// how sure the transcript is
    #[json_response(check = is_a_share)]
    confidence: f64,
    mood: Option<Mood>,
}

#[derive(Debug, PartialEq, JsonResponse)]
enum Mood {
    Calm,
    Tense,
}

fn is_a_share(value: &f64) -> Result<(), String> {
    match value {
        0.0..=1.0 => Ok(()),
        _ => Err(format!("{value} is not between 0 and 1")),
    }
}
// end

// part: streams
async fn watch(client: &Client, model: &str, transcript: &str) -> Result<VoiceNote> {
    let request = client.chat(model).document(transcript);
    let mut stream = request.stream::<VoiceNote>().await?;
    while let Some(note) = stream.next().await? {
        // `VoiceNotePartial`: what has come of each field by now.
        println!("{:?} {:?}", note.summary, note.action_items);
    }
    Ok(stream.finish().await?.value)
}
// end

// part: errors
async fn note(client: &Client, model: &str, text: &str) -> Result<Option<VoiceNote>> {
    let error = match client.chat(model).document(text).json().await {
        Ok(note) => return Ok(Some(note)),
        Err(error) => error,
    };
    match error.kind() {
        // Cut at the token limit: never passed off as a whole answer. What came of it is kept.
        ErrorKind::Truncated => eprintln!("as far as {:?}", error.partial::<VoiceNote>()),
        // Every broken rule, with its JSON Pointer: "/confidence: 7 is not between 0 and 1".
        ErrorKind::Invalid | ErrorKind::Decode => eprintln!("{:?}", error.violations()),
        _ => return Err(error),
    }
    Ok(None)
}
// end

mod offline {
    // part: offline
    use json_mode::testing::{Reply, Server};
    use json_mode::{ErrorKind, Provider, Reask};

    #[tokio::test]
    async fn asks_for_towns() {
        let server = Server::start(); // its end fails the test if other calls came
        let client = server.client(Provider::TOGETHER);
        let request = client.chat("some/model").user("Two towns?");
        let right = Reply::chat(r#"["Ulm", "Bonn"]"#);
        server.expect("/chat/completions").reply(right);
        let towns: Vec<String> = request.json().await.unwrap();
        assert_eq!(towns, ["Ulm", "Bonn"]);
        let request = request.reask(Reask::NEVER); // else a wrong answer wants a second reply
        let wrong = Reply::chat(r#"["Ulm", {}]"#);
        server.expect("/chat/completions").reply(wrong);
        let error = request.json::<Vec<String>>().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(error.violations()[0].path, "/1");
    }
    // end
}

const NOTE: &str =
    r#"{"summary": "Cake.", "actionItems": ["buy flour"], "confidence": 0.9, "mood": "Calm"}"#;

fn in_pieces(text: &str) -> Reply {
    Reply::chat_stream(text.chars().map(String::from))
}

#[tokio::test]
async fn a_note_grows_and_ends() {
    let (_server, client) = answering(in_pieces(NOTE));
    let note = watch(&client, "m", "Remind me to buy flour.")
        .await
        .unwrap();
    assert_eq!((note.summary.as_str(), note.confidence), ("Cake.", 0.9));
    assert_eq!(note.action_items, ["buy flour"]);
    assert_eq!(note.mood, Some(Mood::Calm));
}

#[tokio::test]
async fn each_error_has_its_arm() {
    let whole = Reply::chat(NOTE);
    let cut = Reply::chat_choices([json!({
        "index": 0,
        "message": {"role": "assistant", "content": &NOTE[..40]},
        "finish_reason": "length",
    })]);
    let wrong = Reply::chat(NOTE.replace("0.9", "7"));
    for (reply, expected) in [
        (whole, Ok(true)),
        (cut, Ok(false)),
        (wrong, Ok(false)),
        (
            Reply::error(401, "no such key"),
            Err(ErrorKind::Authentication),
        ),
    ] {
        let (_server, client) = answering(reply);
        let note = note(&client, "m", "…").await;
        let is = note
            .map(|note| note.is_some())
            .map_err(|error| error.kind());
        assert_eq!(is, expected);
    }
}
