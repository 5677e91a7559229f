//! What has two readings or none: any value would be a guess.

use json_mode::ErrorKind::{Decode, Truncated};

use super::Hopeless;

pub(super) const PROBES: &[Hopeless] = &[
    // Two readings.
    ("float", r#""3,14""#, Decode),
    ("float", r#""1.234,56""#, Decode),
    ("float", r#""50%""#, Decode),
    ("float", r#""about 3""#, Decode),
    ("float", r#""5 to 7""#, Decode),
    ("float", "[1, 2]", Decode),
    ("float", "between 3 and 4", Decode),
    ("flag", r#""not true""#, Decode),
    ("flag", r#""maybe""#, Decode),
    ("flag", "2", Decode),
    ("flag", r#""true or false""#, Decode),
    ("status", r#""pending or delivered""#, Decode),
    ("status", r#""not delivered""#, Decode),
    ("status", r#""lost""#, Decode),
    ("status", r#"["pending", "delivered"]"#, Decode),
    ("words", r#""alpha, beta""#, Decode),
    ("person", r#"{"name": "Ann", "age": "31 or 32"}"#, Decode),
    ("person", r#"{"name": "Ann", "age": [31, 32]}"#, Decode),
    ("person", r#"{"name": "Ann", "age": "thirty-one"}"#, Decode),
    (
        "person",
        r#"[{"name": "Ann", "age": 31}, {"name": "Bo", "age": 4}]"#,
        Decode,
    ),
    (
        "order",
        r#"{"orderId": 7, "order_id": 8, "Order Id": 9, "status": "pending", "items": [], "isPaid": true, "x"}"#,
        Decode,
    ),
    ("snippet", r#"{"language": "py", "code": "a " b"}"#, Decode),
    ("words", r#"["a", "b" c", "d"]"#, Decode),
    (
        "report",
        r#"{"summary": "x", "actionItems": [], "riskScore": "0,5"}"#,
        Decode,
    ),
    ("scores", r#"{"a": "1,5"}"#, Decode),
    ("numbers", r#"["1-2", 3]"#, Decode),
    ("numbers", r"[1.5, 2]", Decode),
    (
        "person",
        r#"{"name": {"first": "Ann", "last": "Lee"}, "age": 31}"#,
        Decode,
    ),
    ("person", r#"{"name": ["Ann", "Bo"], "age": 31}"#, Decode),
    // Cut.
    ("person", r#"{"name": "Ann", "age": 31"#, Truncated),
    ("person", r#"{"name": "Ann", "age": 3"#, Truncated),
    ("person", r#"{"name": "An"#, Truncated),
    ("person", "```json\n{\"name\": \"Ann\",", Truncated),
    (
        "people",
        r#"[{"name": "Ann", "age": 31}, {"name": "Bo", "ag"#,
        Truncated,
    ),
    ("people", r#"[{"name": "Ann", "age": 31}"#, Truncated),
    ("words", r#"["a", "b"#, Truncated),
    ("numbers", "[1, 2,", Truncated),
    (
        "report",
        r#"{"summary": "All good.", "actionItems": [{"owner": "Ann"}], "riskScore": 0."#,
        Truncated,
    ),
    (
        "person",
        "Sure: {\"name\": \"Bob\", \"age\": 3} was the draft, final: {\"name\": \"Ann\", \"a",
        Truncated,
    ),
    (
        "order",
        "<think>easy</think>{'orderId': 7, 'items': [{'sku': 'A-1'",
        Truncated,
    ),
    // Missing what is required.
    ("person", r#"{"name": "Ann"}"#, Decode),
    ("person", r#"{"name": "Ann", "age": null}"#, Decode),
    ("person", r#"{"name": "Ann", "age": }"#, Decode),
    ("person", r#"{"name": "Ann", "age": "unknown"}"#, Decode),
    ("person", r#"{"name": "Ann", "age": "N/A",}"#, Decode),
    ("person", "{}", Decode),
    ("person", "[]", Decode),
    (
        "order",
        r#"{"orderId": 7, "status": "pending", "items": [{"sku": "A-1", "qty": 2}], "isPaid": false}"#,
        Decode,
    ),
    (
        "event",
        r#"{"type": "meeting", "title": "Kick-off"}"#,
        Decode,
    ),
    ("event", r#"{"title": "Kick-off", "minutes": 3}"#, Decode),
    // Against the type.
    ("person", r#"{"name": "Ann", "age": 300}"#, Decode),
    ("person", r#"{"name": "Ann", "age": -1}"#, Decode),
    (
        "event",
        r#"{"type": "email", "title": "Kick-off", "attendees": []}"#,
        Decode,
    ),
    ("figures", r#"[{"triangle": 3}]"#, Decode),
    ("float", "NaN", Decode),
    ("scores", r#"{"a": Infinity}"#, Decode),
    // No answer.
    ("person", "", Decode),
    ("person", "I'm sorry, but I can't help with that.", Decode),
    ("person", r#"{"error": "no person in the text"}"#, Decode),
    (
        "person",
        r#"{"type": "object", "properties": {"name": {"type": "string"}, "age": {"type": "integer"}}, "required": ["name", "age"]}"#,
        Decode,
    ),
    ("words", "I found no words.", Decode),
    (
        "person",
        "<think>I should find Ann. {\"name\": \"Ann\", \"age\": 31} might do, but is she 31?",
        Decode,
    ),
];
