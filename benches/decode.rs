//! `decode::<T>` on valid text against `serde_json::from_str::<T>`, the floor.
//!
//! `cargo bench -p json-mode-benches --bench decode`

use json_mode::{JsonResponse, decode};
use json_mode_benches::ratio;

/// An account taken from free text.
#[derive(JsonResponse)]
struct Account {
    id: u64,
    name: String,
    active: bool,
    score: f64,
    tags: Vec<String>,
    address: Option<Address>,
}

#[derive(JsonResponse)]
struct Address {
    street: String,
    city: String,
}

fn account(number: usize) -> String {
    format!(
        r#"{{"id":{number},"name":"Alice Liddell {number}","active":true,"score":0.{number},"tags":["reader","traveller","plays croquet"],"address":{{"street":"42, Wonderland Avenue","city":"Oxford \"on\" Thames, England"}}}}"#
    )
}

fn main() {
    let small = account(7);
    println!("one object of {} bytes", small.len());
    let used =
        |account: &Account| account.id as usize + account.name.len() + usize::from(account.active);
    let more = |account: &Account| account.score as usize + account.tags.len();
    let rest = |account: &Account| {
        account
            .address
            .as_ref()
            .map_or(0, |a| a.street.len() + a.city.len())
    };
    let sum = |account: &Account| used(account) + more(account) + rest(account);
    ratio(
        "decode, 200 B",
        || sum(&decode::<Account>(&small).unwrap().value),
        || sum(&serde_json::from_str::<Account>(&small).unwrap()),
    );

    let mut large = String::from("[");
    let mut number = 0;
    while large.len() < 64 << 10 {
        if number > 0 {
            large.push(',');
        }
        large.push_str(&account(number));
        number += 1;
    }
    large.push(']');
    println!("a list of {number} of them, {} bytes", large.len());
    ratio(
        "decode, 64 KiB",
        || decode::<Vec<Account>>(&large).unwrap().value.len(),
        || serde_json::from_str::<Vec<Account>>(&large).unwrap().len(),
    );
}
