use json_mode::Provider;
use json_mode::testing::{Reply, Server};

// part: dates_and_money
use chrono::NaiveDate;
use json_mode::{Client, JsonResponse, Result};
use rust_decimal::Decimal;

#[derive(Debug, JsonResponse)]
#[json_response(check = adds_up)]
struct Receipt {
    /// The day of the purchase.
    date: NaiveDate,
    currency: Currency,
    positions: Vec<Position>,
    /// The sum, as it is printed.
    total: Decimal,
}

#[derive(Debug, JsonResponse)]
struct Position {
    text: String,
    amount: Decimal,
}

/// A code of ISO 4217.
#[derive(Debug, PartialEq, JsonResponse)]
#[serde(rename_all = "UPPERCASE")]
enum Currency {
    Eur,
    Usd,
    Gbp,
}

fn adds_up(receipt: &Receipt) -> Result<(), String> {
    let sum: Decimal = receipt
        .positions
        .iter()
        .map(|position| position.amount)
        .sum();
    if sum == receipt.total {
        Ok(())
    } else {
        Err(format!(
            "the positions make {sum}, the total is {}",
            receipt.total
        ))
    }
}

async fn read(client: &Client, model: &str, receipt: &str) -> Result<Receipt> {
    client
        .chat(model)
        .system("Read the receipt into JSON. Days are written as 2026-01-31, amounts with a point.")
        .document(receipt)
        .json()
        .await
}
// end

#[tokio::test]
async fn a_sum_that_is_wrong_goes_back_to_the_model() {
    let server = Server::start();
    for total in ["7.30", "6.30"] {
        server.expect("/chat/completions").reply(Reply::chat(format!(
            r#"{{"date": "2026-02-28", "currency": "EUR", "positions": [
                {{"text": "tea", "amount": "4.20"}}, {{"text": "bread", "amount": "2.10"}}], "total": "{total}"}}"#
        )));
    }
    let receipt = read(&server.client(Provider::TOGETHER), "m", "…")
        .await
        .unwrap();
    assert_eq!(receipt.total, Decimal::new(630, 2));
    assert_eq!(receipt.currency, Currency::Eur);
    assert_eq!(receipt.date.to_string(), "2026-02-28");
    assert_eq!(receipt.positions[0].text, "tea");
    let told = server.requests()[1].body["messages"].to_string();
    assert!(
        told.contains("the positions make 6.30, the total is 7.30"),
        "{told}"
    );
}
