use json_mode::Provider;
use json_mode::testing::{Reply, Server};

// part: nested
use json_mode::{Client, JsonResponse, Result};

#[derive(Debug, JsonResponse)]
#[serde(rename_all = "camelCase")]
struct Order {
    order_number: String,
    /// One for each address that something goes to.
    #[schemars(length(min = 1, max = 20))]
    deliveries: Vec<Delivery>,
}

#[derive(Debug, JsonResponse)]
struct Delivery {
    address: String,
    items: Vec<Item>,
}

#[derive(Debug, JsonResponse)]
struct Item {
    /// The article, as the catalogue names it.
    article: String,
    #[schemars(range(min = 1))]
    quantity: u32,
}

/// Each delivery is packed as soon as the model has written it.
async fn pack(client: &Client, model: &str, mail: &str) -> Result<Order> {
    let mut deliveries = client
        .chat(model)
        .system("Read the order into JSON.")
        .document(mail)
        .items_at::<Order, Delivery>("/deliveries")
        .await?;
    while let Some(delivery) = deliveries.next().await? {
        println!("{} items to {}", delivery.items.len(), delivery.address);
    }
    Ok(deliveries.finish().await?.value)
}
// end

const ORDER: &str = r#"{"orderNumber": "A-7", "deliveries": [
    {"address": "Kiel", "items": [{"article": "lamp", "quantity": 2}, {"article": "desk", "quantity": 1}]},
    {"address": "Bonn", "items": [{"article": "rug", "quantity": 1}]}]}"#;

#[tokio::test]
async fn a_list_within_a_list() {
    let server = Server::start();
    let pieces: Vec<String> = ORDER.chars().map(String::from).collect();
    server
        .expect("/chat/completions")
        .reply(Reply::chat_stream(pieces));
    let order = pack(&server.client(Provider::TOGETHER), "m", "…")
        .await
        .unwrap();
    assert_eq!(order.order_number, "A-7");
    let [kiel, bonn] = &order.deliveries[..] else {
        panic!("{order:?}");
    };
    assert_eq!(
        (kiel.items[0].quantity, kiel.items[1].article.as_str()),
        (2, "desk")
    );
    assert_eq!((bonn.address.as_str(), bonn.items.len()), ("Bonn", 1));
}
