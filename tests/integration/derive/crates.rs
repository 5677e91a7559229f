use json_mode::JsonResponse;

use super::support::{decode, schema};

#[derive(JsonResponse)]
#[allow(dead_code)]
struct Others {
    date: chrono::NaiveDate,
    time: chrono::DateTime<chrono::Utc>,
    stamp: jiff::Timestamp,
    day: jiff::civil::Date,
    id: uuid::Uuid,
    link: url::Url,
    price: rust_decimal::Decimal,
    map: indexmap::IndexMap<String, Inner>,
    set: indexmap::IndexSet<u8>,
}

#[derive(JsonResponse)]
#[allow(dead_code)]
struct Inner {
    n: u8,
}

#[test]
fn types_of_other_crates_are_read_and_described() {
    let others: Others = decode(
        r#"{
            "date": "2024-02-29", "time": "2024-02-29T12:00:00Z", "stamp": "2024-02-29T12:00:00Z", "day": "2024-02-29",
            "id": "67e55044-10b1-426f-9247-bb680e5fe0c8", "link": "https://example.com/", "price": "1.50",
            "map": {"z": {"n": 1}, "a": {"n": 2}}, "set": [3, 1]
        }"#,
    );
    assert_eq!(others.map.keys().collect::<Vec<_>>(), ["z", "a"]);
    assert_eq!(others.id.get_version_num(), 4);
    let schema = schema::<Others>();
    for format in ["date", "date-time", "uuid", "uri"] {
        assert!(
            schema.contains(&format!("\"format\": \"{format}\"")),
            "{format}: {schema}"
        );
    }
}
