//! Damage to what a value is. What stands in an untagged enum is left alone: there another type is another alternative.

use json_mode::Value;

use super::random::Random;
use super::shapes::Made;

/// Changes one of the values that `change` can change; nothing under `loose`.
fn change(
    root: &mut Value,
    random: &mut Random,
    change: &mut dyn FnMut(&str, &Value) -> Option<Value>,
) -> bool {
    fn all(
        name: &str,
        value: &Value,
        path: &str,
        change: &mut dyn FnMut(&str, &Value) -> Option<Value>,
        out: &mut Vec<(String, Value)>,
    ) {
        if name == "loose" {
            return;
        }
        if let Some(new) = change(name, value) {
            out.push((path.to_owned(), new));
        }
        match value {
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    all("", item, &format!("{path}/{at}"), change, out);
                }
            }
            Value::Object(members) => {
                for (name, member) in members {
                    all(name, member, &format!("{path}/{name}"), change, out);
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    all("", root, "", change, &mut found);
    if found.is_empty() {
        return false;
    }
    let (path, new) = found.swap_remove(random.below(found.len()));
    *root.pointer_mut(&path).unwrap() = new;
    true
}

pub fn number_to_text(value: &mut Value, _: &Made, random: &mut Random) -> bool {
    change(value, random, &mut |_, value| {
        value.is_number().then(|| value.to_string().into())
    })
}

pub fn thousands(value: &mut Value, _: &Made, random: &mut Random) -> bool {
    change(value, random, &mut |_, value| {
        let number = value.as_u64().filter(|number| *number >= 1000)?.to_string();
        let mut out = String::new();
        for (at, digit) in number.chars().enumerate() {
            if at > 0 && (number.len() - at).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        Some(out.into())
    })
}

pub fn money(value: &mut Value, _: &Made, random: &mut Random) -> bool {
    let sign = *random.pick(&["$", "€ ", "£"]);
    change(value, random, &mut |_, value| {
        let fits =
            value.as_f64().is_some_and(|number| number > 0.0) && !value.to_string().contains('e');
        fits.then(|| format!("{sign}{value}").into())
    })
}

pub fn bool_to_text(value: &mut Value, _: &Made, random: &mut Random) -> bool {
    let style = random.below(3);
    change(value, random, &mut |_, value| {
        let words = match (style, value.as_bool()?) {
            (0, true) => "yes",
            (0, false) => "no",
            (1, true) => "True",
            (1, false) => "False",
            (_, true) => "true",
            (_, false) => "false",
        };
        Some(words.into())
    })
}

/// A text that is a number in JSON's own spelling: `"42"`. `"007"` is none.
pub fn text_to_number(value: &mut Value, _: &Made, random: &mut Random) -> bool {
    change(value, random, &mut |_, value| {
        value.as_str()?.parse::<Value>().ok().filter(|number| {
            number.is_number() && Some(number.to_string().as_str()) == value.as_str()
        })
    })
}

/// Where every member may be missing, one of another name is none, and the text is right as it stands.
pub fn name_by_case(value: &mut Value, made: &Made, random: &mut Random) -> bool {
    if made.takes_any_object {
        return false;
    }
    let style = random.below(4);
    change(value, random, &mut |_, value| {
        let members = value.as_object()?;
        let old: Vec<&String> = members
            .keys()
            // The names of maps are data, and those of an enum's alternative stand for a value.
            .filter(|name| !is_data(name) && name.as_str() != "loose")
            .collect();
        let name = (*old.first()?).clone();
        let words = words(&name);
        let title = |word: &String| word[..1].to_uppercase() + &word[1..];
        let new = match style {
            0 => words.join("_"),
            1 => words.iter().map(title).collect::<String>(),
            2 => words.iter().map(title).collect::<Vec<_>>().join(" "),
            _ => words.join("-").to_uppercase(),
        };
        (new != name).then(|| {
            members
                .iter()
                .map(|(key, member)| {
                    (
                        if *key == name {
                            new.clone()
                        } else {
                            key.clone()
                        },
                        member.clone(),
                    )
                })
                .collect()
        })
    })
}

fn is_data(name: &str) -> bool {
    name.starts_with('m') && name[1..].parse::<u8>().is_ok()
}

fn words(name: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    for c in name.chars() {
        if c == '_' || c.is_uppercase() {
            out.push(String::new());
        }
        if c != '_' {
            out.last_mut().unwrap().extend(c.to_lowercase());
        }
    }
    out
}

pub fn enum_by_case(value: &mut Value, _: &Made, random: &mut Random) -> bool {
    let style = random.below(3);
    change(value, random, &mut |name, value| {
        let words = words(
            value
                .as_str()
                .filter(|_| matches!(name, "color" | "kind" | "external"))?,
        );
        let title = |word: &String| word[..1].to_uppercase() + &word[1..];
        Some(Value::from(match style {
            0 => words.join("_").to_uppercase(),
            1 => words.iter().map(title).collect::<String>(),
            _ => words.iter().map(title).collect::<Vec<_>>().join(" "),
        }))
    })
}

pub fn null_left_out(value: &mut Value, _: &Made, random: &mut Random) -> bool {
    change(value, random, &mut |_, value| {
        let members = value.as_object()?;
        let kept: serde_json::Map<String, Value> = members
            .iter()
            .filter(|(_, member)| !member.is_null())
            .map(|(name, member)| (name.clone(), member.clone()))
            .collect();
        (kept.len() < members.len()).then(|| kept.into())
    })
}

/// `"null"` where a text is no value; where one is, it is a text.
pub fn null_as_text(value: &mut Value, _: &Made, random: &mut Random) -> bool {
    let words = *random.pick(&["null", "None", "N/A"]);
    change(value, random, &mut |name, value| {
        let no_text = matches!(name, "count" | "color" | "point" | "deeper");
        (no_text && value.is_null()).then(|| words.into())
    })
}

/// One item without its list, unless it says that there is nothing or is JSON itself.
pub fn item_of_one(value: &mut Value, _: &Made, random: &mut Random) -> bool {
    let says_nothing = |item: &Value| {
        let text = item.as_str().map(|text| text.trim().to_lowercase());
        text.is_some_and(|text| {
            ["", "null", "none"].contains(&text.as_str()) || text.ends_with('}')
        })
    };
    change(
        value,
        random,
        &mut |name, value| match value.as_array()?.as_slice() {
            [only] if name != "with" && !only.is_null() && !says_nothing(only) => {
                Some(only.clone())
            }
            _ => None,
        },
    )
}

/// A list around what is none.
pub fn list_of_one(value: &mut Value, _: &Made, random: &mut Random) -> bool {
    change(value, random, &mut |_, value| {
        (!value.is_array() && !value.is_null()).then(|| Value::from(vec![value.clone()]))
    })
}

/// What every object is a value of reads the wrapper as one: not done to such a type.
pub fn wrapped(value: &mut Value, made: &Made, random: &mut Random) -> bool {
    let name = *random.pick(&["result", "data", "answer", "response", "properties"]);
    // A map of one member and a wrapper look the same.
    if made.takes_any_object {
        return false;
    }
    let inner = value.take();
    *value = [(name.to_owned(), inner)].into_iter().collect();
    true
}

/// A list or an object within a text. At the root it is a damage of its own; a list of one may be a text in brackets.
pub fn stringified(value: &mut Value, _: &Made, random: &mut Random) -> bool {
    let mut first = true;
    change(value, random, &mut |_, value| {
        let is_root = std::mem::replace(&mut first, false);
        let is_many = value.as_array().is_some_and(|items| items.len() != 1);
        (!is_root && (is_many || value.is_object())).then(|| value.to_string().into())
    })
}

/// A remark that was not asked for. A map would take it as data, and an alternative with only a tag as another one's.
pub fn unknown_member(value: &mut Value, _: &Made, random: &mut Random) -> bool {
    change(value, random, &mut |_, value| {
        let mut members = value.as_object()?.clone();
        let fits = members.len() > 1 && !members.keys().any(|name| is_data(name));
        fits.then(|| {
            members.insert("remark".to_owned(), "as you asked".into());
            members.into()
        })
    })
}
