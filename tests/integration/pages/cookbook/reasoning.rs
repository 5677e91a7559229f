use json_mode::Provider;
use json_mode::testing::{Reply, Server};

// part: reasoning
use json_mode::{Client, JsonResponse, Reasoned, Result};

#[derive(Debug, JsonResponse)]
struct Review {
    /// Each argument and what it weighs, before the verdict. Fields are written in this order.
    thoughts: Vec<String>,
    verdict: Verdict,
}

#[derive(Debug, PartialEq, JsonResponse)]
enum Verdict {
    Accept,
    Revise,
    Reject,
}

async fn review(client: &Client, model: &str, paper: &str) -> Result<Verdict> {
    let completion = client
        .chat(model)
        .system("You review papers. Answer in JSON.")
        .document(paper)
        .send::<Review>()
        .await?;
    // A reasoning model's own thoughts come apart from the answer, where the host gives them away.
    if let Some(reasoning) = &completion.reasoning {
        println!("{reasoning}");
    }
    println!("{:?}", completion.value.thoughts);
    Ok(completion.value.verdict)
}

/// The same around any type, without a field of one's own.
async fn is_prime(client: &Client, model: &str, number: u64) -> Result<bool> {
    let answer: Reasoned<bool> = client
        .chat(model)
        .user(format!("Is {number} a prime number?"))
        .json()
        .await?;
    Ok(answer.value)
}
// end

#[tokio::test]
async fn the_reasoning_comes_first() {
    let server = Server::start();
    for answer in [
        "<think>Short.</think>{\"thoughts\": [\"new\", \"clear\"], \"verdict\": \"Accept\"}",
        r#"{"reasoning": "91 is 7 times 13.", "value": false}"#,
    ] {
        server
            .expect("/chat/completions")
            .reply(Reply::chat(answer));
    }
    let client = server.client(Provider::DEEPINFRA);
    assert_eq!(review(&client, "m", "…").await.unwrap(), Verdict::Accept);
    assert!(!is_prime(&client, "m", 91).await.unwrap());
    let sent = server.requests();
    let schema = sent[0].body["response_format"].to_string();
    assert!(schema.find("thoughts").unwrap() < schema.find("verdict").unwrap());
}
