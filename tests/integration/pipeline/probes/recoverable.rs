//! What a reader would read in one way.

use super::Recoverable;

const ANN: &str = r#"{"name": "Ann", "age": 31, "email": null, "tags": []}"#;
const ANN_TAGGED: &str = r#"{"name": "Ann", "age": 31, "email": "ann@x.org", "tags": ["a", "b"]}"#;
const ORDER: &str = r#"{"orderId": 7, "status": "in_transit", "items": [{"sku": "A-1", "qty": 2, "price": 9.5}],
    "isPaid": true, "note": null}"#;
const CALL: &str = r#"{"type": "phone_call", "number": "555-0100", "minutes": 12}"#;
const MEETING: &str = r#"{"type": "meeting", "title": "Kick-off", "attendees": ["Ann", "Bo"]}"#;
const REPORT: &str = r#"{"summary": "All good.", "actionItems": [{"owner": "Ann", "dueDate": "2024-05-01"}], "riskScore": 0.2}"#;

pub(super) const PROBES: &[Recoverable] = &[
    // Fences.
    (
        "person",
        "```json\n{\"name\": \"Ann\", \"age\": 31}\n```",
        ANN,
    ),
    ("person", "```\n{\"name\": \"Ann\", \"age\": 31}\n```", ANN),
    ("person", "```JSON5\n{name: 'Ann', age: 31}\n```\n", ANN),
    (
        "person",
        "```python\n{'name': 'Ann', 'age': 31, 'email': None}\n```",
        ANN,
    ),
    (
        "person",
        "Here is the JSON:\n\n```json\n{\n  \"name\": \"Ann\",\n  \"age\": 31\n}\n```\n\nLet me know if you need more!",
        ANN,
    ),
    ("person", "```json\n{\"name\": \"Ann\", \"age\": 31}", ANN),
    ("person", "{\"name\": \"Ann\", \"age\": 31}\n```", ANN),
    (
        "person",
        "~~~json\n{\"name\": \"Ann\", \"age\": 31}\n~~~",
        ANN,
    ),
    (
        "snippet",
        "```json\n{\"language\": \"md\", \"code\": \"```sh\\nls\\n```\"}\n```",
        r#"{"language": "md", "code": "```sh\nls\n```"}"#,
    ),
    (
        "person",
        "First I run this:\n```sh\necho {hello}\n```\nand the answer is\n```json\n{\"name\": \"Ann\", \"age\": 31}\n```",
        ANN,
    ),
    // Prose.
    (
        "person",
        r#"Sure! Here you go: {"name": "Ann", "age": 31}"#,
        ANN,
    ),
    (
        "person",
        r#"{"name": "Ann", "age": 31} I hope that helps."#,
        ANN,
    ),
    (
        "person",
        r#"Based on the text [1], the person is {"name": "Ann", "age": 31}, as requested."#,
        ANN,
    ),
    (
        "person",
        r#"The format {name, age} was asked for, so: {"name": "Ann", "age": 31}"#,
        ANN,
    ),
    (
        "words",
        r#"The words are: ["alpha", "beta"]. Two in all."#,
        r#"["alpha", "beta"]"#,
    ),
    (
        "person",
        "**Answer:**\n\n{\"name\": \"Ann\", \"age\": 31}\n\n*Note:* the age is as of 2024.",
        ANN,
    ),
    (
        "event",
        r#"I'd say it's a call: {"type": "phone_call", "number": "555-0100", "minutes": 12} (that's 12 min)"#,
        CALL,
    ),
    ("person", r#"json {"name": "Ann", "age": 31}"#, ANN),
    // Reasoning.
    (
        "person",
        "<think>The user wants a person. Perhaps {\"name\": \"Bob\", \"age\": 2}?</think>\n{\"name\": \"Ann\", \"age\": 31}",
        ANN,
    ),
    (
        "person",
        "Okay, so {\"name\": \"Bob\", \"age\": 1} is wrong.\n</think>\n\n{\"name\": \"Ann\", \"age\": 31}",
        ANN,
    ),
    (
        "person",
        "<thinking>\nShe is 31.\n</thinking>\n```json\n{\"name\": \"Ann\", \"age\": 31}\n```",
        ANN,
    ),
    (
        "person",
        "<reasoning>one { two</reasoning>{\"name\": \"Ann\", \"age\": 31}",
        ANN,
    ),
    (
        "person",
        "<think></think>{\"name\": \"Ann\", \"age\": 31}",
        ANN,
    ),
    // Comments.
    (
        "person",
        "{\n  // the name\n  \"name\": \"Ann\",\n  \"age\": 31 /* years */\n}",
        ANN,
    ),
    (
        "person",
        "{\n  \"name\": \"Ann\", # given\n  \"age\": 31\n}",
        ANN,
    ),
    (
        "snippet",
        r#"{"language": "url", "code": "https://x.org/a//b" // with a path
}"#,
        r#"{"language": "url", "code": "https://x.org/a//b"}"#,
    ),
    (
        "numbers",
        "[1, // one\n 2, // two\n 3 // three\n]",
        "[1, 2, 3]",
    ),
    // Commas.
    ("person", r#"{"name": "Ann", "age": 31,}"#, ANN),
    ("numbers", "[1, 2, 3,]", "[1, 2, 3]"),
    ("numbers", "[1,, 2]", "[1, 2]"),
    ("person", "{\"name\": \"Ann\"\n \"age\": 31}", ANN),
    ("words", "[\"a\" \"b\" \"c\"]", r#"["a", "b", "c"]"#),
    (
        "people",
        "[{\"name\": \"Ann\", \"age\": 31}\n{\"name\": \"Bo\", \"age\": 4}]",
        r#"[{"name": "Ann", "age": 31, "email": null}, {"name": "Bo", "age": 4, "email": null}]"#,
    ),
    ("person", r#"{"name": "Ann"; "age": 31}"#, ANN),
    (
        "person",
        r#"{"name": "Ann", "age": 31, "tags": ["a", "b",], "email": "ann@x.org",}"#,
        ANN_TAGGED,
    ),
    ("person", r#"{, "name": "Ann", "age": 31}"#, ANN),
    // Colons and closers.
    ("person", r#"{"name" "Ann", "age": 31}"#, ANN),
    ("person", r#"{"name" = "Ann", "age" = 31}"#, ANN),
    ("person", r#"{"name" => "Ann", "age" => 31}"#, ANN),
    ("person", r#"{"name":: "Ann", "age": 31}"#, ANN),
    ("person", r#"{"name": "Ann", "age": 31}}"#, ANN),
    ("numbers", "[1, 2, 3]]", "[1, 2, 3]"),
    (
        "report",
        r#"{"summary": "All good.", "actionItems": [{"owner": "Ann", "dueDate": "2024-05-01"], "riskScore": 0.2}"#,
        REPORT,
    ),
    (
        "person",
        r#"{"name": "Ann", "age": 31, "email": "ann@x.org", "tags": ["a", "b"}"#,
        ANN_TAGGED,
    ),
    ("numbers", "[1, 2, 3}", "[1, 2, 3]"),
    // Quotes.
    ("person", "{'name': 'Ann', 'age': 31}", ANN),
    ("words", "['it\\'s', 'ok']", r#"["it's", "ok"]"#),
    ("words", "['it's fine', 'ok']", r#"["it's fine", "ok"]"#),
    ("person", "{“name”: “Ann”, “age”: 31}", ANN),
    ("person", "{`name`: `Ann`, `age`: 31}", ANN),
    ("person", "{\"name\": 'Ann', 'age': 31}", ANN),
    (
        "snippet",
        "{\"language\": \"python\", \"code\": \"\"\"a = 1\nprint(a)\"\"\"}",
        r#"{"language": "python", "code": "a = 1\nprint(a)"}"#,
    ),
    ("person", r#"{""name"": ""Ann"", ""age"": 31}"#, ANN),
    ("words", "[«a», «b»]", r#"["a", "b"]"#),
    ("person", "{\"name': \"Ann\", \"age\": 31}", ANN),
    // Unescaped quotes and breaks inside.
    (
        "report",
        r#"{"summary": "She said "all good" twice.", "actionItems": [], "riskScore": 0.2}"#,
        r#"{"summary": "She said \"all good\" twice.", "actionItems": [], "riskScore": 0.2}"#,
    ),
    (
        "snippet",
        r#"{"language": "html", "code": "<a href="https://x.org">x</a>"}"#,
        r#"{"language": "html", "code": "<a href=\"https://x.org\">x</a>"}"#,
    ),
    (
        "snippet",
        "{\"language\": \"python\", \"code\": \"def f():\n    return 1\n\"}",
        r#"{"language": "python", "code": "def f():\n    return 1\n"}"#,
    ),
    (
        "snippet",
        "{\"language\": \"tsv\", \"code\": \"a\tb\"}",
        r#"{"language": "tsv", "code": "a\tb"}"#,
    ),
    (
        "words",
        r#"["the "best" one", "other"]"#,
        r#"["the \"best\" one", "other"]"#,
    ),
    (
        "report",
        r#"{"summary": "The "Foo" and the "Bar" met.", "actionItems": [], "riskScore": 1}"#,
        r#"{"summary": "The \"Foo\" and the \"Bar\" met.", "actionItems": [], "riskScore": 1}"#,
    ),
    // Without quotes.
    ("person", "{name: \"Ann\", age: 31}", ANN),
    ("person", "{name: Ann, age: 31}", ANN),
    (
        "order",
        "{orderId: 7, status: in_transit, items: [{sku: A-1, qty: 2, price: 9.5}], isPaid: true}",
        ORDER,
    ),
    (
        "event",
        "{type: phone_call, number: 555-0100, minutes: 12}",
        CALL,
    ),
    (
        "words",
        "[alpha, beta, gamma]",
        r#"["alpha", "beta", "gamma"]"#,
    ),
    ("scores", "{math:1.5,art:2}", r#"{"math": 1.5, "art": 2}"#),
    // Python.
    (
        "order",
        "{'orderId': 7, 'status': 'in_transit', 'items': [{'sku': 'A-1', 'qty': 2, 'price': 9.5}], 'isPaid': True, 'note': None}",
        ORDER,
    ),
    ("numbers", "(1, 2, 3)", "[1, 2, 3]"),
    ("person", "dict(name='Ann', age=31)", ANN),
    (
        "any",
        "{'a': (1, 2), 'b': {'c': False}}",
        r#"{"a": [1, 2], "b": {"c": false}}"#,
    ),
    (
        "order",
        "{\"orderId\": 7, \"status\": \"in_transit\", \"items\": [{\"sku\": \"A-1\", \"qty\": 2, \"price\": 9.5}], \"isPaid\": TRUE, \"note\": undefined}",
        ORDER,
    ),
    // Numbers.
    (
        "scores",
        r#"{"a": .5, "b": +1, "c": 1_000, "d": 5.}"#,
        r#"{"a": 0.5, "b": 1, "c": 1000, "d": 5.0}"#,
    ),
    ("numbers", "[0x1F, 007, 1e3]", "[31, 7, 1000]"),
    ("numbers", "[1.0, 2.00]", "[1, 2]"),
    ("float", "-0.5", "-0.5"),
    ("float", "The answer is 42.5", "42.5"),
    // Escapes.
    (
        "snippet",
        r#"{"language": "regex", "code": "^\d+\.\d*$"}"#,
        r#"{"language": "regex", "code": "^\\d+\\.\\d*$"}"#,
    ),
    (
        "snippet",
        r#"{"language": "js", "code": "it\'s"}"#,
        r#"{"language": "js", "code": "it's"}"#,
    ),
    (
        "snippet",
        r#"{"language": "tex", "code": "\\frac{1}{2} \alpha"}"#,
        r#"{"language": "tex", "code": "\\frac{1}{2} \\alpha"}"#,
    ),
    // JSON in a text.
    ("person", r#""{\"name\": \"Ann\", \"age\": 31}""#, ANN),
    ("person", r#"{\"name\": \"Ann\", \"age\": 31}"#, ANN),
    (
        "report",
        r#"{"summary": "All good.", "actionItems": "[{\"owner\": \"Ann\", \"dueDate\": \"2024-05-01\"}]", "riskScore": 0.2}"#,
        REPORT,
    ),
    (
        "order",
        r#"{"orderId": 7, "status": "in_transit", "items": ["{\"sku\": \"A-1\", \"qty\": 2, \"price\": 9.5}"], "isPaid": true}"#,
        ORDER,
    ),
    // Placeholders, wrappers, marks.
    ("person", "{\"name\": \"Ann\", \"age\": NumberInt(31)}", ANN),
    (
        "words",
        "[ObjectId(\"507f\"), ISODate(\"2024-05-01\")]",
        r#"["507f", "2024-05-01"]"#,
    ),
    ("person", "callback({\"name\": \"Ann\", \"age\": 31});", ANN),
    (
        "person",
        "const person = {\"name\": \"Ann\", \"age\": 31};",
        ANN,
    ),
    (
        "person",
        "\u{feff}{\"name\":\u{a0}\"Ann\",\u{200b} \"age\": 31}",
        ANN,
    ),
    ("numbers", "[1, 2, ...]", "[1, 2]"),
    ("status", "The status is: \"delivered\".", r#""delivered""#),
    // Several values.
    (
        "person",
        r#"{"name": "Bob"} {"name": "Ann", "age": 31}"#,
        ANN,
    ),
    (
        "person",
        "Draft: {\"name\": \"Bob\", \"age\": 3}\n\nFinal answer: {\"name\": \"Ann\", \"age\": 31}",
        ANN,
    ),
    (
        "person",
        "{\"thought\": \"She is 31\"}\n{\"name\": \"Ann\", \"age\": 31}",
        ANN,
    ),
    (
        "person",
        r#"{"name": "Bob", "name": "Ann", "age": 31}"#,
        ANN,
    ),
    // Shape: numbers, texts, truths.
    ("person", r#"{"name": "Ann", "age": "31"}"#, ANN),
    ("person", r#"{"name": "Ann", "age": 31.0}"#, ANN),
    (
        "order",
        r#"{"orderId": "7", "status": "in_transit", "items": [{"sku": "A-1", "qty": "2", "price": "$9.50"}], "isPaid": "true"}"#,
        ORDER,
    ),
    (
        "order",
        r#"{"orderId": 7, "status": "in_transit", "items": [{"sku": "A-1", "qty": 2, "price": 9.5}], "isPaid": "yes"}"#,
        ORDER,
    ),
    (
        "scores",
        r#"{"population": "1,234,567", "ratio": "0.5"}"#,
        r#"{"population": 1234567, "ratio": 0.5}"#,
    ),
    (
        "event",
        r#"{"type": "phone_call", "number": 5550100, "minutes": "12"}"#,
        r#"{"type": "phone_call", "number": "5550100", "minutes": 12}"#,
    ),
    ("words", r#"["a", 1, true]"#, r#"["a", "1", "true"]"#),
    // Shape: enums.
    ("status", r#""In Transit""#, r#""in_transit""#),
    ("status", "IN_TRANSIT", r#""in_transit""#),
    ("status", "inTransit", r#""in_transit""#),
    ("status", r#"{"status": "delivered"}"#, r#""delivered""#),
    (
        "statuses",
        r#"["Pending", "in-transit", "DELIVERED"]"#,
        r#"["pending", "in_transit", "delivered"]"#,
    ),
    (
        "event",
        r#"{"type": "PhoneCall", "number": "555-0100", "minutes": 12}"#,
        CALL,
    ),
    (
        "figures",
        r#"[{"Circle": 2}, "EMPTY", {"Box": {"Width": 1, "Height": "2"}}]"#,
        r#"[{"circle": 2.0}, "empty", {"box": {"width": 1.0, "height": 2.0}}]"#,
    ),
    // Shape: names and wrappers.
    (
        "order",
        r#"{"order_id": 7, "Status": "in_transit", "items": [{"SKU": "A-1", "qty": 2, "price": 9.5}], "is_paid": true}"#,
        ORDER,
    ),
    (
        "report",
        r#"{"Summary": "All good.", "Action Items": [{"owner": "Ann", "due-date": "2024-05-01"}], "risk_score": 0.2}"#,
        REPORT,
    ),
    ("person", r#"{"person": {"name": "Ann", "age": 31}}"#, ANN),
    ("person", r#"{"result": {"name": "Ann", "age": 31}}"#, ANN),
    (
        "person",
        r#"{"type": "object", "properties": {"name": "Ann", "age": 31}}"#,
        ANN,
    ),
    (
        "people",
        r#"{"people": [{"name": "Ann", "age": 31}]}"#,
        r#"[{"name": "Ann", "age": 31, "email": null}]"#,
    ),
    (
        "event",
        r#"{"event": {"type": "meeting", "title": "Kick-off", "attendees": ["Ann", "Bo"]}}"#,
        MEETING,
    ),
    ("numbers", r#"{"numbers": [1, 2]}"#, "[1, 2]"),
    // Shape: one and many, nothing.
    ("person", r#"[{"name": "Ann", "age": 31}]"#, ANN),
    (
        "event",
        r#"{"type": "meeting", "title": "Kick-off", "attendees": "Ann"}"#,
        r#"{"type": "meeting", "title": "Kick-off", "attendees": ["Ann"]}"#,
    ),
    (
        "people",
        r#"{"name": "Ann", "age": 31}"#,
        r#"[{"name": "Ann", "age": 31, "email": null}]"#,
    ),
    (
        "person",
        r#"{"name": "Ann", "age": 31, "email": "null"}"#,
        r#"{"name": "Ann", "age": 31, "email": "null"}"#,
    ),
    (
        "person",
        r#"{"name": "Ann", "age": 31, "email": "", "tags": null,}"#,
        r#"{"name": "Ann", "age": 31, "email": "", "tags": []}"#,
    ),
    (
        "person",
        r#"{"name": "Ann", "age": 31, "hair": "red", }"#,
        ANN,
    ),
    // Alternatives.
    ("key", "42,", "42"),
    ("key", "'abc'", r#""abc""#),
    // Several at once.
    (
        "order",
        "Here's your order 📦:\n```js\n{\n  orderId: 7, // the id\n  status: 'In Transit',\n  items: [{sku: 'A-1', qty: 2, price: 9.5},],\n  isPaid: True,\n}\n```",
        ORDER,
    ),
    (
        "report",
        "<think>hm {</think>{'summary': \"All good.\" 'action_items': [{'owner': 'Ann', 'dueDate': '2024-05-01',}], 'riskScore': .2}",
        REPORT,
    ),
    (
        "people",
        "Names: ```json\n[{\"name\": \"Ann\", \"age\": 31,}, {\"name\": \"Bo\" \"age\": \"4\"}]\n``` done",
        r#"[{"name": "Ann", "age": 31, "email": null}, {"name": "Bo", "age": 4, "email": null}]"#,
    ),
];
