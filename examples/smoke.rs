use json_mode::*;
/// A user of the service.
#[derive(Debug, JsonResponse)]
struct User {
    /// user name
    name: String,
    /// address
    address: String,
}
#[derive(Debug, JsonResponse)]
enum Mood {
    Happy,
    Sad,
}
#[tokio::main]
async fn main() -> Result<()> {
    let client = Client::builder(Provider::LLAMA_CPP)
        .base_url("http://127.0.0.1:8080/v1")
        .build()?;
    let r = client
        .chat("real-model")
        .temperature(0.0)
        .max_tokens(200)
        .system("You are a helpful assistant that answers in JSON.")
        .user("Create a user named Alice, who lives in 42, Wonderland Avenue.");
    println!("{}", r.body::<User>()?);
    println!("{:#?}", r.send::<User>().await?);
    for f in [
        Format::JsonSchemaFlat,
        Format::JsonObjectSchema,
        Format::JsonObject,
        Format::Prompt,
    ] {
        println!(
            "{f:?} {:?}",
            r.clone().format(f).send::<User>().await.map(|c| c.value)
        );
    }
    println!("{:?}", r.clone().send::<Vec<Mood>>().await.map(|c| c.value));
    println!(
        "{:?}",
        client
            .completion("real-model")
            .temperature(0.0)
            .max_tokens(100)
            .prompt("Alice lives in 42, Wonderland Avenue. As JSON: ")
            .send::<User>()
            .await
    );
    println!(
        "{:?}",
        client
            .completion("real-model")
            .temperature(0.0)
            .max_tokens(100)
            .template(ChatTemplate::ChatMl)
            .user("Create a user named Alice, who lives in 42, Wonderland Avenue.")
            .send::<User>()
            .await
    );
    println!("{:?}", r.clone().max_tokens(5).send::<User>().await);
    println!("{:?}", r.clone().text().await.map(|c| c.value));
    println!(
        "{:?}",
        r.clone()
            .send::<(String, u8, std::collections::HashMap<String, i32>)>()
            .await
            .map(|c| c.value)
    );
    Ok(())
}
