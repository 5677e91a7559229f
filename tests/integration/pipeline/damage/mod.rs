//! Values of many types, written as JSON, damaged as models damage it, and read again: the value, or an error.
//!
//! `JSON_MODE_CASES=100000` sets how many cases are run, `JSON_MODE_SEED` where they start; `JSON_MODE_FIRST` leaves out those
//! before one, and `JSON_MODE_REFUSED="lost quote"` prints those of a damage that were refused.

mod around;
mod punctuation;
mod quotes;
pub mod random;
mod shape;
mod shapes;
mod text;

use std::collections::BTreeMap;

use self::random::Random;
use self::shapes::{Made, SHAPES};
use self::text::Text;
use json_mode::Value;

/// A way to damage a value before it is written; whether there was something to damage.
type OfValue = fn(&mut Value, &Made, &mut Random) -> bool;

/// A way to damage a text; whether there was something to damage.
type OfText = fn(&mut Text, &mut Random) -> bool;

/// One damage, in the order in which several are done: shape first, then punctuation, then what stands around it all.
#[derive(Clone, Copy)]
enum Damage {
    Shape(OfValue),
    Text(OfText),
    Around(OfText),
}

const DAMAGES: &[(&str, Damage)] = &[
    ("number as a text", Damage::Shape(shape::number_to_text)),
    ("number with thousands", Damage::Shape(shape::thousands)),
    ("money", Damage::Shape(shape::money)),
    ("truth as a text", Damage::Shape(shape::bool_to_text)),
    ("text as a number", Damage::Shape(shape::text_to_number)),
    ("name by case", Damage::Shape(shape::name_by_case)),
    ("enum by case", Damage::Shape(shape::enum_by_case)),
    ("null left out", Damage::Shape(shape::null_left_out)),
    ("null as a text", Damage::Shape(shape::null_as_text)),
    ("list of one", Damage::Shape(shape::item_of_one)),
    ("item in a list", Damage::Shape(shape::list_of_one)),
    ("wrapped", Damage::Shape(shape::wrapped)),
    ("part as a text", Damage::Shape(shape::stringified)),
    ("unknown member", Damage::Shape(shape::unknown_member)),
    ("comment", Damage::Text(punctuation::comment)),
    ("trailing comma", Damage::Text(punctuation::trailing_comma)),
    ("missing comma", Damage::Text(punctuation::missing_comma)),
    ("doubled comma", Damage::Text(punctuation::doubled_comma)),
    ("semicolon", Damage::Text(punctuation::semicolon)),
    ("missing colon", Damage::Text(punctuation::missing_colon)),
    ("wrong colon", Damage::Text(punctuation::wrong_colon)),
    ("missing closer", Damage::Text(punctuation::missing_closer)),
    ("wrong closer", Damage::Text(punctuation::wrong_closer)),
    ("extra closer", Damage::Text(punctuation::extra_closer)),
    ("python words", Damage::Text(punctuation::python_words)),
    ("tuple", Damage::Text(punctuation::tuple)),
    (
        "number spelling",
        Damage::Text(punctuation::number_spelling),
    ),
    ("placeholder", Damage::Text(punctuation::placeholder)),
    ("call around a value", Damage::Text(punctuation::call)),
    ("name twice", Damage::Text(punctuation::name_twice)),
    ("odd space", Damage::Text(punctuation::odd_space)),
    ("single quotes", Damage::Text(quotes::single)),
    ("apostrophe", Damage::Text(quotes::apostrophe)),
    ("curly quotes", Damage::Text(quotes::curly)),
    ("backticks", Damage::Text(quotes::backticks)),
    ("triple quotes", Damage::Text(quotes::triple)),
    ("doubled quotes", Damage::Text(quotes::doubled)),
    ("inner quotes", Damage::Text(quotes::inner)),
    ("lost quote", Damage::Text(quotes::lost)),
    ("unquoted names", Damage::Text(quotes::unquoted_names)),
    ("unquoted text", Damage::Text(quotes::unquoted_text)),
    ("raw control", Damage::Text(quotes::raw_control)),
    ("half escape", Damage::Text(quotes::half_escape)),
    ("fence", Damage::Around(around::fence)),
    ("prose", Damage::Around(around::prose)),
    ("reasoning", Damage::Around(around::reasoning)),
    ("in a string", Damage::Around(around::in_a_string)),
    ("jsonp", Damage::Around(around::jsonp)),
    ("an example before", Damage::Around(around::example)),
    ("cut", Damage::Around(around::cut)),
];

/// How often the value came back, an error, another value.
#[derive(Clone, Copy, Default)]
struct Row {
    right: usize,
    error: usize,
    wrong: usize,
}

impl Row {
    fn print(self, name: &str) {
        let all = (self.right + self.error + self.wrong).max(1);
        println!(
            "{name:24} {:>6}.{} % of {all:>6}, {:>5} errors, {:>4} wrong",
            self.right * 100 / all,
            self.right * 1000 / all % 10,
            self.error,
            self.wrong
        );
    }
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect(name))
}

#[test]
fn damage_is_repaired_or_refused() {
    let cases = number("JSON_MODE_CASES", 4_000);
    let start = number("JSON_MODE_SEED", 1);
    let first_case = number("JSON_MODE_FIRST", 0);
    let refused = std::env::var("JSON_MODE_REFUSED").ok();
    let mut single: BTreeMap<&str, Row> = BTreeMap::new();
    let mut several: [Row; 4] = [Row::default(); 4];
    let mut wrong = Vec::new();
    for case in first_case..first_case + cases {
        let mut random = Random::new(start.wrapping_mul(1 << 40).wrapping_add(case));
        let made = random.pick(SHAPES)(&mut random);
        let wanted = 1 + random.below(3);
        // A single damage for every kind in turn, so that each is seen as often.
        let first = usize::try_from(case).unwrap() % DAMAGES.len();
        let mut chosen = vec![first];
        while chosen.len() < wanted {
            let next = random.below(DAMAGES.len());
            if !chosen.contains(&next) {
                chosen.push(next);
            }
        }
        chosen.sort_unstable();
        let (text, done) = damaged(&made, &chosen, &mut random);
        if done.is_empty() {
            continue;
        }
        let row = match done.as_slice() {
            [only] => single.entry(only).or_default(),
            more => &mut several[more.len()],
        };
        match (made.judge)(&made.json, &text) {
            Ok(None) if !done.contains(&"cut") => row.right += 1,
            Ok(got) => {
                row.wrong += 1;
                let got = got.as_ref().unwrap_or(&made.json);
                wrong.push(format!(
                    "case {case} {done:?}\n  {}\n  {text}\n  read as {got}",
                    made.json
                ));
            }
            Err(_) => {
                row.error += 1;
                if done.len() == 1 && refused.as_deref() == done.first().copied() {
                    println!("refused {case}: {}\n{text}", made.json);
                }
            }
        }
    }
    for (name, row) in single {
        row.print(name);
    }
    several[2].print("two together");
    several[3].print("three together");
    assert!(
        wrong.is_empty(),
        "{} wrong of {cases}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// The text after the damages, and the names of those for which there was a place.
fn damaged(made: &Made, chosen: &[usize], random: &mut Random) -> (String, Vec<&'static str>) {
    let mut done = Vec::new();
    let mut value = made.value.clone();
    for (name, damage) in chosen.iter().map(|at| DAMAGES[*at]) {
        if let Damage::Shape(damage) = damage
            && damage(&mut value, made, random)
        {
            done.push(name);
        }
    }
    let mut text = Text::of(&value, random);
    for (name, damage) in chosen.iter().map(|at| DAMAGES[*at]) {
        if let Damage::Text(damage) | Damage::Around(damage) = damage
            && damage(&mut text, random)
        {
            done.push(name);
        }
    }
    (text.to_string(), done)
}

/// A value as a text with one damage of its punctuation or of what stands around it, and the damage's name. Values of any
/// type can be damaged so.
pub fn with_damage(value: &Value, random: &mut Random) -> (String, &'static str) {
    let mut text = Text::of(value, random);
    let any: Vec<_> = DAMAGES
        .iter()
        .filter_map(|(name, damage)| match damage {
            Damage::Text(damage) | Damage::Around(damage) => Some((*name, *damage)),
            Damage::Shape(_) => None,
        })
        .collect();
    let (name, damage) = *random.pick(&any);
    let name = if damage(&mut text, random) {
        name
    } else {
        "none"
    };
    (text.to_string(), name)
}
