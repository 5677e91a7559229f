//! A list of nested values, from DeepInfra's `json_object` mode: the host promises JSON, the prompt says which.

use json_mode::{Format, JsonResponse, Result};

/// A famous scientific breakthrough.
#[derive(Debug, JsonResponse)]
struct Breakthrough {
    /// What was found
    name: String,
    /// Every country that contributed
    countries: Vec<Country>,
    /// The year of the discovery
    #[schemars(range(min = 1900, max = 2030))]
    year: u16,
}

#[derive(Debug, JsonResponse)]
struct Country {
    /// The country's name in English
    name: String,
    /// The first year in which it took part
    since: Option<u16>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let host = json_mode_examples::deepinfra("breakthroughs")?;
    // A list is no JSON object: it is asked for inside of one, and comes back as the list.
    let found: Vec<Breakthrough> = host
        .client
        .chat(&host.model)
        .user(
            "Provide a JSON list of 3 famous scientific breakthroughs in the past century, all of the countries \
             which contributed, and in what year.",
        )
        .format(Format::JsonObject)
        .temperature(0.4)
        .json()
        .await?;

    for Breakthrough {
        name,
        countries,
        year,
    } in &found
    {
        let countries: Vec<String> = countries
            .iter()
            .map(|country| match country.since {
                Some(since) => format!("{} (since {since})", country.name),
                None => country.name.clone(),
            })
            .collect();
        println!("{year}  {name}: {}", countries.join(", "));
    }
    Ok(())
}
