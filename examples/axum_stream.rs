//! A web page whose form fills in while the model still writes: typed partials go to the browser as server-sent events.
//!
//! `cargo run --example axum_stream`, then open the address that it prints. `PORT` sets the port.

use std::convert::Infallible;
use std::env;
use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::sse::{Event, Sse};
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use futures_util::{StreamExt, stream};
use json_mode::{JsonResponse, TypedStream};
use json_mode_examples::Host;
use tokio::net::TcpListener;

/// The notes of a meeting.
#[derive(Debug, JsonResponse)]
struct Meeting {
    /// What was said, in two sentences.
    summary: String,
    /// Everyone who spoke.
    participants: Vec<Participant>,
    /// What somebody has to do.
    #[serde(rename = "actionItems")]
    action_items: Vec<ActionItem>,
}

#[derive(Debug, JsonResponse)]
struct Participant {
    name: String,
    /// What they do, in a few words.
    role: String,
}

#[derive(Debug, JsonResponse)]
struct ActionItem {
    what: String,
    who: String,
    /// The day, if one was named.
    due: Option<String>,
}

const TRANSCRIPT: &str = "Mara: The importer drops rows again. Jon: I saw it, the retry swallows the error. I can fix that \
    by Thursday. Mara: Good. Priya, could you write to the two customers? Priya: Today. I also want a dashboard for dropped \
    rows. Jon: I can add the metric, but not this week. Mara: Then next Tuesday. I will move the release to Friday.";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let host = Arc::new(json_mode_examples::any_host("stream")?);
    let app = Router::new()
        .route(
            "/",
            get(|| async { Html(include_str!("axum_stream.html")) }),
        )
        .route("/notes", get(notes))
        .with_state(host);
    let port = env::var("PORT")
        .ok()
        .and_then(|port| port.parse().ok())
        .unwrap_or(3000);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    println!("open http://{}", listener.local_addr()?);
    axum::serve(listener, app).await?;
    Ok(())
}

// part: page
/// One event for each state of the form. When the browser goes away the stream is dropped, which ends the request to the
/// model as well.
async fn notes(State(host): State<Arc<Host>>) -> impl IntoResponse {
    let request = host
        .client
        .chat(&host.model)
        .system("Write the notes of this meeting, in JSON.")
        .user(TRANSCRIPT)
        .max_tokens(600);
    let begun = request.stream::<Meeting>().await;
    // The host has to live as long as the stream: it may be the server that plays the recording.
    let state = begun.map(|stream| (stream, host));
    let events = match state {
        Ok(begun) => stream::unfold(Some(begun), next).left_stream(),
        Err(error) => stream::iter([Ok(failed(&error))]).right_stream(),
    };
    Sse::new(events)
}

type Reading = Option<(TypedStream<Meeting>, Arc<Host>)>;

async fn next(reading: Reading) -> Option<(Result<Event, Infallible>, Reading)> {
    let (mut stream, host) = reading?;
    let event = match stream.next().await {
        Ok(Some(partial)) => {
            let event = Event::default().event("partial").json_data(partial);
            let event = event.unwrap_or_else(|_| Event::default().comment("not shown"));
            return Some((Ok(event), Some((stream, host))));
        }
        Ok(None) => Event::default().event("whole").data("{}"),
        Err(error) => failed(&error),
    };
    Some((Ok(event), None))
}

fn failed(error: &json_mode::Error) -> Event {
    Event::default().event("failed").data(error.to_string())
}
// end
