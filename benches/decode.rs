//! `decode::<T>` on valid text against `serde_json::from_str::<T>`, the floor.
//!
//! `cargo bench -p json-mode-benches --bench decode`

use json_mode::decode;
use json_mode_benches::ratio;
use json_mode_benches::typed::{Account, Bounded};

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

    damaged(&large);
}

/// What fitting to the shape and judging cost beside reading.
fn damaged(valid: &str) {
    let large = valid.repeat(16).replace("][", ",");
    println!("the same, {} bytes, valid", large.len());
    let read = || serde_json::from_str::<Vec<Account>>(&large).unwrap().len();
    ratio(
        "decode with rules",
        || decode::<Vec<Bounded>>(&large).unwrap().value.len(),
        read,
    );
    let broken = large.replacen("}}]", "}},]", 1).replace("}},{", "},},{");
    println!("and with a comma too many in each object");
    ratio(
        "decode, damaged",
        || decode::<Vec<Account>>(&broken).unwrap().value.len(),
        read,
    );
    let digits = large.replace(r#""active":true"#, r#""active":"true""#);
    println!("and with a text for a truth in each object");
    ratio(
        "decode, misshapen",
        || decode::<Vec<Account>>(&digits).unwrap().value.len(),
        read,
    );
}
