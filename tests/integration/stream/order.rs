use json_mode::testing::Reply;
use json_mode::{ErrorKind, Result};
use serde_json::json;

use crate::support::{answering, asking};

/// A stream whose last event is an error, all of it there at once.
fn failing(text: &str) -> Reply {
    let delta = json!({ "choices": [{ "index": 0, "delta": { "content": text } }] });
    Reply::events([
        delta,
        json!({ "error": { "code": 503, "message": "down" } }),
    ])
}

#[tokio::test]
async fn what_came_with_an_error_is_handed_out_before_it() -> Result<()> {
    let (_server, client) = answering(failing("[[1], [2], [3"));
    let request = asking(&client);
    let is_down = |kind| assert_eq!(kind, ErrorKind::Server);

    let mut typed = request.stream::<Vec<Vec<u8>>>().await?;
    let partial = typed.next().await?.expect("an update");
    assert_eq!(partial.len(), 3);
    is_down(typed.next().await.unwrap_err().kind());
    assert!(typed.next().await?.is_none());

    let mut items = request.items::<Vec<u8>>().await?;
    assert_eq!(items.next().await?, Some(vec![1]));
    assert_eq!(items.next().await?, Some(vec![2]));
    is_down(items.next().await.unwrap_err().kind());
    assert!(items.next().await?.is_none());

    let mut text = request.text_stream().await?;
    assert_eq!(text.next().await?.expect("a delta").text, "[[1], [2], [3");
    is_down(text.next().await.unwrap_err().kind());
    assert!(text.next().await?.is_none());
    Ok(())
}
