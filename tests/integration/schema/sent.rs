//! What is sent, to the letter, and what is lost.

use std::collections::BTreeMap;

use json_mode::provider::dialects::{DEEPINFRA, JSON_OBJECT, LLAMA_CPP, OPENAI_STRICT, TOGETHER};
use json_mode::schema::{
    AnyValue, Consts, Dialect, Maps, Nullable, Recursion, Refs, Required, Root,
};
use json_mode::{JsonResponse, Schema, schema};
use serde_json::{Value, json};

use super::account::{Account, Node, Tagged};
use super::family::{Color, Defaults, Folder, MapsOfAll, Renamed, Shade, Tree, User};

pub(super) fn sent<T: JsonResponse>(dialect: &Dialect) -> String {
    schema::<T>().lower(dialect).unwrap().as_str().to_owned()
}

fn lost<T: JsonResponse>(dialect: &Dialect) -> Vec<String> {
    let lowered = schema::<T>().lower(dialect).unwrap();
    lowered.lost().iter().map(ToString::to_string).collect()
}

#[test]
fn a_user() {
    let open = r#"{"type":"object","properties":{"name":{"type":"string","description":"user name"},"address":{"type":"string","description":"address"}},"required":["name","address"],"description":"A user of the service.","title":"User"}"#;
    let closed = open.replace(r#""],"d"#, r#""],"additionalProperties":false,"d"#);
    for dialect in [TOGETHER, JSON_OBJECT, Dialect::FULL] {
        assert_eq!(sent::<User>(&dialect), open, "{}", dialect.name);
        assert_eq!(lost::<User>(&dialect), [""; 0]);
    }
    for dialect in [OPENAI_STRICT, DEEPINFRA, LLAMA_CPP] {
        assert_eq!(sent::<User>(&dialect), closed, "{}", dialect.name);
        assert_eq!(lost::<User>(&dialect), [""; 0]);
    }
}

#[test]
fn an_account_at_openai() {
    assert_eq!(
        sent::<Account>(&OPENAI_STRICT),
        concat!(
            r#"{"type":"object","properties":{"id":{"type":"integer"},"#,
            r#""role":{"type":"string","enum":["admin","member","guest"],"description":"role of the account"},"#,
            r##""tier":{"$ref":"#/$defs/Tier"},"contact":{"$ref":"#/$defs/Contact"},"##,
            r#""address":{"type":"object","properties":{"street":{"type":"string"},"city":{"type":"string","description":"city name"},"#,
            r#""zip":{"type":["string","null"]}},"required":["street","city","zip"],"additionalProperties":false,"description":"where the holder lives"},"#,
            r##""tags":{"type":"array","items":{"type":"string"}},"orders":{"type":["array","null"],"items":{"$ref":"#/$defs/Order"}},"##,
            r#""nickname":{"type":["string","null"],"description":"what friends say"},"score":{"type":"number","minimum":0,"maximum":1},"#,
            r#""active":{"type":["boolean","null"]},"born":{"type":"string","format":"date"}},"#,
            r#""required":["id","role","tier","contact","address","tags","orders","nickname","score","active","born"],"#,
            r#""additionalProperties":false,"description":"An account taken from free text.","title":"Account","#,
            r##""$defs":{"Tier":{"type":"string","enum":["free","silver","gold"]},"Contact":{"anyOf":[{"$ref":"#/$defs/Email"},{"$ref":"#/$defs/Phone"}]},"##,
            r#""Order":{"type":"object","properties":{"sku":{"type":"string"},"quantity":{"type":"integer","minimum":1,"maximum":99},"#,
            r#""unit_price":{"type":"number"}},"required":["sku","quantity","unit_price"],"additionalProperties":false},"#,
            r##""Email":{"type":"object","properties":{"kind":{"$ref":"#/$defs/EmailKind"},"email":{"type":"string"}},"required":["kind","email"],"additionalProperties":false},"##,
            r##""Phone":{"type":"object","properties":{"kind":{"$ref":"#/$defs/PhoneKind"},"number":{"type":"string","description":"E.164 number"}},"required":["kind","number"],"additionalProperties":false},"##,
            r#""EmailKind":{"type":"string","enum":["email"]},"PhoneKind":{"type":"string","enum":["phone"]}}}"#,
        )
    );
    assert_eq!(lost::<Account>(&OPENAI_STRICT), [""; 0]);
}

#[test]
fn an_account_at_the_others() {
    let full = concat!(
        r#"{"type":"object","properties":{"id":{"type":"integer"},"#,
        r##""role":{"$ref":"#/$defs/Role","description":"role of the account"},"##,
        r##""tier":{"$ref":"#/$defs/Tier"},"contact":{"$ref":"#/$defs/Contact"},"##,
        r##""address":{"$ref":"#/$defs/Address","description":"where the holder lives"},"##,
        r##""tags":{"type":"array","items":{"type":"string"}},"orders":{"type":"array","items":{"$ref":"#/$defs/Order"},"default":[]},"##,
        r#""nickname":{"type":["string","null"],"description":"what friends say","default":null},"score":{"type":"number","minimum":0,"maximum":1},"#,
        r#""active":{"type":"boolean","default":true},"born":{"type":"string","format":"date"}},"#,
        r#""required":["id","role","tier","contact","address","tags","score","born"],"description":"An account taken from free text.","title":"Account","#,
        r#""$defs":{"#,
    );
    let [
        role,
        tier,
        contact,
        email,
        email_kind,
        phone,
        phone_kind,
        address,
        order,
    ] = [
        r#""Role":{"type":"string","enum":["admin","member","guest"]}"#,
        r#""Tier":{"type":"string","enum":["free","silver","gold"]}"#,
        r##""Contact":{"anyOf":[{"$ref":"#/$defs/Email"},{"$ref":"#/$defs/Phone"}]}"##,
        r##""Email":{"type":"object","properties":{"kind":{"$ref":"#/$defs/EmailKind"},"email":{"type":"string"}},"required":["kind","email"]}"##,
        r#""EmailKind":{"type":"string","enum":["email"]}"#,
        r##""Phone":{"type":"object","properties":{"kind":{"$ref":"#/$defs/PhoneKind"},"number":{"type":"string","description":"E.164 number"}},"required":["kind","number"]}"##,
        r#""PhoneKind":{"type":"string","enum":["phone"]}"#,
        r#""Address":{"type":"object","properties":{"street":{"type":"string"},"city":{"type":"string","description":"city name"},"zip":{"type":["string","null"],"default":null}},"required":["street","city"],"description":"A postal address."}"#,
        r#""Order":{"type":"object","properties":{"sku":{"type":"string"},"quantity":{"type":"integer","minimum":1,"maximum":99},"unit_price":{"type":"number"}},"required":["sku","quantity","unit_price"]}"#,
    ];
    let as_declared = [
        role, tier, contact, email, email_kind, phone, phone_kind, address, order,
    ]
    .join(",");
    for dialect in [Dialect::FULL, JSON_OBJECT] {
        assert_eq!(
            sent::<Account>(&dialect),
            format!("{full}{as_declared}}}}}")
        );
    }
    let as_met = [
        role, tier, contact, address, order, email, phone, email_kind, phone_kind,
    ]
    .join(",");
    let rewritten = format!("{full}{as_met}}}}}");
    assert_eq!(sent::<Account>(&TOGETHER), rewritten);
    let mut closed: Value = serde_json::from_str(&rewritten).unwrap();
    close(&mut closed);
    let here: Value = serde_json::from_str(&sent::<Account>(&LLAMA_CPP)).unwrap();
    assert_eq!(here, closed);
    let there: Value = serde_json::from_str(&sent::<Account>(&DEEPINFRA)).unwrap();
    assert_eq!(there, closed);
    let bounds = [
        "/score: minimum (sent, not enforced)",
        "/score: maximum (sent, not enforced)",
        "/born: format (sent, not enforced)",
        "/orders/*/quantity: minimum (sent, not enforced)",
        "/orders/*/quantity: maximum (sent, not enforced)",
    ];
    for dialect in [TOGETHER, DEEPINFRA] {
        assert_eq!(lost::<Account>(&dialect), bounds);
    }
    for dialect in [JSON_OBJECT, Dialect::FULL] {
        let mut found = lost::<Account>(&dialect);
        found.sort();
        let mut bounds = bounds;
        bounds.sort_unstable();
        assert_eq!(found, bounds);
    }
    // Bounds of whole numbers and dates are in its grammar.
    assert_eq!(lost::<Account>(&LLAMA_CPP), bounds[..2]);
}

fn close(node: &mut Value) {
    if let Value::Object(map) = node {
        if map.get("type") == Some(&json!("object")) {
            map.insert("additionalProperties".to_owned(), json!(false));
        }
        map.values_mut().for_each(close);
    }
}

#[test]
fn a_union_stands_as_the_host_takes_it() {
    let contact = |dialect: &Dialect| {
        schema::<Tagged>().lower(dialect).unwrap().to_value()["$defs"]["TaggedContact"].clone()
    };
    assert!(contact(&OPENAI_STRICT).get("anyOf").is_some());
    assert!(contact(&TOGETHER).get("oneOf").is_some());
}

#[test]
fn roots_that_are_no_objects_are_wrapped_where_they_must_be() {
    for dialect in [OPENAI_STRICT, TOGETHER, DEEPINFRA, JSON_OBJECT] {
        for lowered in [
            schema::<Vec<User>>(),
            schema::<Color>(),
            schema::<i32>(),
            schema::<Option<User>>(),
            schema::<super::family::Internal>(),
        ]
        .map(|schema| schema.lower(&dialect).unwrap())
        {
            let sent = lowered.to_value();
            assert!(lowered.is_wrapped());
            assert_eq!(sent["type"], "object");
            assert_eq!(sent["required"], json!(["value"]));
            assert_eq!(sent["properties"].as_object().unwrap().len(), 1);
        }
        assert!(!schema::<User>().lower(&dialect).unwrap().is_wrapped());
        assert!(!schema::<Tree>().lower(&dialect).unwrap().is_wrapped());
    }
    for dialect in [LLAMA_CPP, Dialect::FULL] {
        let lowered = schema::<Vec<User>>().lower(&dialect).unwrap();
        assert!(!lowered.is_wrapped());
        assert_eq!(lowered.to_value()["type"], "array");
        assert_eq!(lowered.unwrap("no JSON").as_deref(), Some("no JSON"));
    }
    // A map is an object already, but not one that every host can say.
    assert!(
        !schema::<BTreeMap<String, i32>>()
            .lower(&TOGETHER)
            .unwrap()
            .is_wrapped()
    );
    assert!(
        schema::<BTreeMap<String, i32>>()
            .lower(&OPENAI_STRICT)
            .unwrap()
            .is_wrapped()
    );
}

#[test]
fn properties_stand_in_declaration_order() {
    fn names(schema: &Value) -> Vec<String> {
        schema["properties"]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect()
    }
    let declared = [
        "count", "active", "tags", "user", "note", "level", "color", "shade",
    ];
    for dialect in super::dialects() {
        let sent = schema::<Defaults>().lower(&dialect).unwrap();
        // Also after the text was read again: it is the text that models follow.
        assert_eq!(
            names(&serde_json::from_str(sent.as_str()).unwrap()),
            declared
        );
        let sent = schema::<Renamed>().lower(&dialect).unwrap();
        assert_eq!(names(&sent.to_value()), ["firstName", "last name", "größe"]);
    }
}

#[test]
fn what_the_host_refuses_is_told_and_listed() {
    let text = Schema::from_value(json!({
        "type": "object",
        "properties": {
            "a": { "type": "string", "minLength": 2, "description": "a text" },
            "b": { "type": "array", "items": { "type": "string", "format": "uri" }, "uniqueItems": true },
            "c": { "type": "string", "pattern": "^(?!x)" },
            "d": { "type": "object", "additionalProperties": { "type": "integer" }, "minProperties": 1, "propertyNames": { "maxLength": 3 } },
        },
        "required": ["a", "b", "c", "d"],
    }))
    .unwrap();
    let strict = text.lower(&OPENAI_STRICT).unwrap();
    let lost: Vec<String> = strict.lost().iter().map(ToString::to_string).collect();
    assert_eq!(
        lost,
        [
            "/a: minLength (left out)",
            "/b/*: format (left out)",
            "/b: uniqueItems (left out)",
            "/c: pattern (left out)",
            "/d/*: maxLength (left out)",
        ]
    );
    let sent = strict.to_value();
    assert_eq!(
        sent["properties"]["a"]["description"],
        "a text {minLength: 2}"
    );
    assert_eq!(
        sent["properties"]["b"]["items"]["description"],
        "{format: uri}"
    );
    assert_eq!(sent["properties"]["c"]["description"], "{pattern: ^(?!x)}");
    assert_eq!(sent["properties"]["d"]["minItems"], 1);

    let llama = text.lower(&LLAMA_CPP).unwrap();
    let lost: Vec<String> = llama.lost().iter().map(ToString::to_string).collect();
    assert_eq!(
        lost,
        [
            "/b/*: format (sent, not enforced)",
            "/b: uniqueItems (sent, not enforced)",
            "/c: pattern (left out)",
            "/d: minProperties (sent, not enforced)",
            "/d: propertyNames (sent, not enforced)",
        ]
    );
    assert_eq!(
        schema::<MapsOfAll>()
            .lower(&LLAMA_CPP)
            .unwrap()
            .lost()
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()[0],
        "/number: patternProperties (left out)"
    );
}

/// What no host of ours has yet, but a dialect may say.
#[test]
fn the_other_words_of_a_dialect() {
    let mut dialect = TOGETHER;
    dialect.name = "mine";
    dialect.recursion = Recursion::Refused;
    let text = schema::<Node>().lower(&dialect).unwrap_err().to_string();
    assert_eq!(
        text,
        "`Node` cannot be said in the dialect `mine`: a type that holds itself, at /children/*; \
         a flat list works, whose elements name each other by a number or a name"
    );
    dialect.recursion = Recursion::Allowed;
    dialect.refs = Refs::Inline;
    assert!(
        schema::<Node>()
            .lower(&dialect)
            .unwrap_err()
            .to_string()
            .contains("holds itself")
    );
    let sent = schema::<Account>().lower(&dialect).unwrap().to_value();
    assert!(
        sent.get("$defs").is_none() && !sent.to_string().contains("$ref"),
        "{sent}"
    );

    let mut dialect = TOGETHER;
    dialect.nullable = Nullable::AnyOf;
    dialect.consts = Consts::Enum;
    dialect.required = Required::All;
    let sent = schema::<Defaults>().lower(&dialect).unwrap().to_value();
    assert_eq!(
        sent["properties"]["note"],
        json!({ "anyOf": [{ "type": "string" }, { "type": "null" }] })
    );
    assert_eq!(
        sent["properties"]["count"]["anyOf"][1],
        json!({ "type": "null" })
    );
    let sent = schema::<Shade>().lower(&dialect).unwrap().to_value();
    assert_eq!(
        sent["properties"]["value"]["oneOf"][0]["enum"],
        json!(["light"])
    );

    let mut dialect = Dialect::FULL;
    dialect.maps = Maps::Pairs;
    dialect.root = Root::Object;
    assert_eq!(
        schema::<Folder>().lower(&dialect).unwrap().to_value()["properties"]["entries"]["type"],
        "array"
    );
    dialect.any = AnyValue::Refused;
    assert!(schema::<Value>().lower(&dialect).is_err());

    let mut dialect = TOGETHER;
    dialect.limits.union_branches = Some(1);
    let sent = schema::<Shade>().lower(&dialect).unwrap().to_value();
    assert_eq!(
        sent["properties"]["value"]["enum"],
        json!(["light", "very_dark"])
    );
}
