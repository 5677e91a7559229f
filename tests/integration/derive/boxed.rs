use json_mode::{Answer, JsonResponse, Reasoned};

use super::support::{broken, decode, schema};

#[derive(Debug, PartialEq, JsonResponse)]
struct City {
    #[json_response(check = short)]
    name: String,
}

fn short(name: &str) -> Result<(), &'static str> {
    if name.len() < 6 {
        Ok(())
    } else {
        Err("too long")
    }
}

#[test]
fn an_answer_is_known_or_not() {
    assert_eq!(decode::<Answer<u8>>(r#"{"known": 3}"#).known(), Some(3));
    let unknown = decode::<Answer<City>>(r#"{"unknown": {"reason": "no idea"}}"#);
    assert_eq!(
        unknown,
        Answer::Unknown {
            reason: "no idea".into()
        }
    );
}

#[test]
fn rules_inside_run_at_their_place() {
    assert_eq!(
        broken::<Answer<City>>(r#"{"known": {"name": "Reykjavik"}}"#),
        ["/known/name: too long"]
    );
    assert_eq!(
        broken::<Reasoned<Vec<City>>>(
            r#"{"reasoning": "", "value": [{"name": "Rome"}, {"name": "Belgrade"}]}"#
        ),
        ["/value/1/name: too long"]
    );
}

#[test]
fn reasoning_comes_first() {
    let schema = schema::<Reasoned<City>>();
    assert!(
        schema.find("\"reasoning\"") < schema.find("\"value\""),
        "{schema}"
    );
}

#[test]
fn the_schema_is_short_and_tells_instances_apart() {
    #[derive(JsonResponse)]
    #[allow(dead_code)]
    struct Two {
        a: Answer<u8>,
        b: Answer<String>,
    }
    let schema = schema::<Two>();
    assert!(
        schema.contains("#/$defs/Answer\"") && schema.contains("#/$defs/Answer2\""),
        "{schema}"
    );
    assert!(
        schema.contains("The answer if it is known, else the reason why not."),
        "{schema}"
    );
    assert!(!schema.contains("Shape"), "{schema}");
}
