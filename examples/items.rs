//! The elements of a list are worked on as they come: the first one long before the last one is written.

use std::time::Instant;

use json_mode::{JsonResponse, Result};

/// What an invoice charges for.
#[derive(Debug, JsonResponse)]
struct Invoice {
    customer: String,
    /// Every position, in order.
    positions: Vec<Position>,
    /// The sum, in euros.
    total: f64,
}

#[derive(Debug, JsonResponse)]
struct Position {
    description: String,
    quantity: u32,
    /// For one, in euros.
    #[schemars(range(min = 0))]
    price: f64,
}

const TEXT: &str = "Invoice for Hansen & Sons: two office chairs at 189.50 euros each, one desk at 420, six lamps at 35.90, \
    a carpet for 260, and delivery for 49. Total 1323.40 euros.";

#[tokio::main]
async fn main() -> Result<()> {
    let host = json_mode_examples::any_host("items")?;
    let started = Instant::now();
    let mut items = host
        .client
        .chat(&host.model)
        .system("Read the invoice into JSON.")
        .user(TEXT)
        .temperature(0.0)
        .max_tokens(600)
        .items_at::<Invoice, Position>("/positions")
        .await?;

    let mut sum = 0.0;
    while let Some(position) = items.next().await? {
        let amount = f64::from(position.quantity) * position.price;
        sum += amount;
        println!(
            "{:>5.1} s  {:>2} x {:<16} {amount:>9.2}",
            started.elapsed().as_secs_f64(),
            position.quantity,
            position.description
        );
    }

    // What stands around the list is there at the end.
    let invoice = items.finish().await?.value;
    println!(
        "\n{}: {sum:.2} of {:.2} euros",
        invoice.customer, invoice.total
    );
    Ok(())
}
