//! The types whose values are damaged.

use std::collections::BTreeMap;
use std::fmt::Debug;

use json_mode::{Error, JsonResponse, Value, decode};
use serde::Serialize;

use super::random::Random;

/// A value, written, and the way to compare it with what is read.
pub struct Made {
    pub value: Value,
    pub json: String,
    /// What the text is read as, where that is not the value that the JSON says.
    pub judge: fn(&str, &str) -> Result<Option<String>, Error>,
    /// Whether any object is a value of the type, so that a wrapper is one too.
    pub takes_any_object: bool,
}

pub const SHAPES: &[fn(&mut Random) -> Made] = &[
    made::<Flat>,
    made::<Nested>,
    made::<Vec<Flat>>,
    made::<Vec<Choice>>,
    made::<Choices>,
    made::<BTreeMap<String, Part>>,
    made::<Optional>,
    made::<Numbers>,
    made::<Texts>,
    made::<Vec<String>>,
];

trait Make: Serialize + JsonResponse + PartialEq + Debug {
    const TAKES_ANY_OBJECT: bool = false;
    fn make(random: &mut Random) -> Self;
}

fn made<T: Make>(random: &mut Random) -> Made {
    let json = serde_json::to_string(&T::make(random)).unwrap();
    // What is damaged is what is compared with: reading a number and writing it may change its last digit.
    let value: Value = json.parse().unwrap();
    Made {
        json: value.to_string(),
        value,
        judge: |json, text| {
            let meant: T = serde_json::from_str(json).unwrap();
            decode::<T>(text).map(|found| {
                (found.value != meant).then(|| serde_json::to_string(&found.value).unwrap())
            })
        },
        takes_any_object: T::TAKES_ANY_OBJECT,
    }
}

#[derive(Debug, PartialEq, Serialize, JsonResponse)]
#[serde(rename_all = "camelCase")]
struct Flat {
    full_name: String,
    age: u8,
    ratio: f64,
    is_ok: bool,
    note: Option<String>,
}

#[derive(Debug, PartialEq, Serialize, JsonResponse)]
struct Nested {
    id: u64,
    owner: Flat,
    parts: Vec<Part>,
    deeper: Option<Box<Nested>>,
}

#[derive(Debug, PartialEq, Serialize, JsonResponse)]
struct Part {
    part_label: String,
    sizes: Vec<i32>,
    color: Color,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonResponse)]
#[serde(rename_all = "snake_case")]
enum Color {
    Red,
    DarkBlue,
    Green,
}

#[derive(Debug, PartialEq, Serialize, JsonResponse)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Choice {
    Nothing,
    Move { x: i32, y: i32 },
    SayAloud { words: String, loud: bool },
}

#[derive(Debug, PartialEq, Serialize, JsonResponse)]
#[serde(rename_all = "snake_case")]
enum External {
    Nothing,
    Count(u32),
    Line { from: i32, to: i32 },
}

#[derive(Debug, PartialEq, Serialize, JsonResponse)]
#[serde(tag = "kind", content = "with", rename_all = "snake_case")]
enum Adjacent {
    Amount(f64),
    Name(String),
}

#[derive(Debug, PartialEq, Serialize, JsonResponse)]
#[serde(untagged)]
enum Loose {
    Number(i64),
    Point { x: f64, y: f64 },
    Many(Vec<i32>),
    Word(String),
}

#[derive(Debug, PartialEq, Serialize, JsonResponse)]
struct Choices {
    external: External,
    internal: Choice,
    adjacent: Adjacent,
    /// What is read as the alternative that fits, so that no damage of shape is done to it.
    loose: Loose,
    color: Color,
}

#[derive(Debug, PartialEq, Serialize, JsonResponse)]
struct Optional {
    title: Option<String>,
    count: Option<i32>,
    color: Option<Color>,
    point: Option<(i32, i32)>,
    tags: Option<Vec<String>>,
}

#[derive(Debug, PartialEq, Serialize, JsonResponse)]
struct Numbers {
    tiny: i8,
    large: u64,
    low: i64,
    single: f32,
    double: f64,
    huge: u64,
    list: Vec<f64>,
}

#[derive(Debug, PartialEq, Serialize, JsonResponse)]
struct Texts {
    first: String,
    code: String,
    url: String,
    lines: Vec<String>,
}

const WORDS: &[&str] = &[
    "alpha",
    "Beta",
    "gamma ray",
    "the end",
    "Ann",
    "x1",
    "42",
    "007",
    "1.50",
    "-3",
    "no",
    "true",
    "null",
    "a, b",
    "a: b",
    "(see below)",
    "it's",
    "rock 'n' roll",
    "50 %",
    "Zoë",
    "日本語",
    "👋🏽 hi",
    "é\u{301}",
    "A/B",
    "#1",
    "// no",
    "a.b_c-d",
    "tail,",
    "[draft]",
    "{name}",
    "…",
    "...",
    "one\ntwo",
    "tab\there",
    "end\n",
    "C:\\dir\\new",
    "\\d+\\.\\w*",
    "say \"hi\" now",
    "\"quoted\"",
    "the \"best\" one",
    "5\" wide",
    "a \"b\", \"c\" d",
    "`ls -l`",
    "```sh\nls\n```",
    "https://x.org/a//b?c=d&e=f#g",
    "mailto:a@b.org",
    "f(x) = {x: 1}",
    "if (a[0] == \"b\") { return 'c'; }",
    "{\"a\": [1, 2]}",
    "<b class=\"x\">y</b>",
    "<think>hm</think>",
    "SELECT * FROM t WHERE a = 'b';",
    "",
    " padded ",
    "\u{1}",
    "\u{2028}",
    "/* no */",
    "a\\",
    "None",
    "nan",
    "He said: \"no\".",
    "“curly”",
    "O’Neil",
];

fn text(random: &mut Random) -> String {
    let mut out = String::new();
    for index in 0..=random.below(3) {
        if index > 0 {
            out.push(' ');
        }
        let word: &&str = random.pick(WORDS);
        out.push_str(word);
    }
    out
}

/// Mostly what names and titles are.
fn plain(random: &mut Random) -> String {
    if random.one_in(3) {
        text(random)
    } else {
        (*random.pick(&[
            "Ann",
            "Bo Lee",
            "green tea",
            "Section 4",
            "v1.2",
            "état",
            "A-1",
            "two words here",
        ]))
        .to_owned()
    }
}

fn float(random: &mut Random) -> f64 {
    let small = i32::try_from(random.below(20_001)).unwrap() - 10_000;
    match random.below(4) {
        0 => f64::from(small),
        1 => f64::from(small) / 100.0,
        2 => f64::from(small) * 1e-9,
        _ => f64::from_bits(random.next() & !(1 << 62)),
    }
}

fn int(random: &mut Random) -> i32 {
    match random.below(3) {
        0 => i32::try_from(random.below(10)).unwrap(),
        1 => i32::try_from(random.below(2_000_000)).unwrap() - 1_000_000,
        _ => i32::try_from(random.next() >> 33).unwrap(),
    }
}

fn list<T>(random: &mut Random, make: impl Fn(&mut Random) -> T) -> Vec<T> {
    (0..random.below(4)).map(|_| make(random)).collect()
}

fn maybe<T>(random: &mut Random, make: impl Fn(&mut Random) -> T) -> Option<T> {
    (!random.one_in(3)).then(|| make(random))
}

impl Make for Flat {
    fn make(random: &mut Random) -> Self {
        Self {
            full_name: plain(random),
            age: u8::try_from(random.below(120)).unwrap(),
            ratio: float(random),
            is_ok: random.one_in(2),
            note: maybe(random, text),
        }
    }
}

impl Make for Part {
    fn make(random: &mut Random) -> Self {
        Self {
            part_label: plain(random),
            sizes: list(random, int),
            color: color(random),
        }
    }
}

fn color(random: &mut Random) -> Color {
    *random.pick(&[Color::Red, Color::DarkBlue, Color::Green])
}

impl Make for Nested {
    fn make(random: &mut Random) -> Self {
        Self {
            id: random.next() >> random.below(64),
            owner: Flat::make(random),
            parts: list(random, Part::make),
            deeper: random.one_in(3).then(|| Box::new(Self::make(random))),
        }
    }
}

impl Make for Vec<Flat> {
    fn make(random: &mut Random) -> Self {
        list(random, Flat::make)
    }
}

impl Make for Choice {
    fn make(random: &mut Random) -> Self {
        match random.below(3) {
            0 => Self::Nothing,
            1 => Self::Move {
                x: int(random),
                y: int(random),
            },
            _ => Self::SayAloud {
                words: text(random),
                loud: random.one_in(2),
            },
        }
    }
}

impl Make for Vec<Choice> {
    fn make(random: &mut Random) -> Self {
        list(random, Choice::make)
    }
}

impl Make for Choices {
    fn make(random: &mut Random) -> Self {
        Self {
            external: match random.below(3) {
                0 => External::Nothing,
                1 => External::Count(random.next() as u32 >> 8),
                _ => External::Line {
                    from: int(random),
                    to: int(random),
                },
            },
            internal: Choice::make(random),
            adjacent: if random.one_in(2) {
                Adjacent::Amount(float(random))
            } else {
                Adjacent::Name(plain(random))
            },
            loose: match random.below(4) {
                0 => Loose::Number(i64::from(int(random))),
                1 => Loose::Point {
                    x: float(random),
                    y: float(random),
                },
                2 => Loose::Many(list(random, int)),
                _ => Loose::Word(plain(random)),
            },
            color: color(random),
        }
    }
}

impl Make for BTreeMap<String, Part> {
    fn make(random: &mut Random) -> Self {
        // Names of members begin with a mark that no property has: damage to names is not done to them.
        (0..random.below(4))
            .map(|at| (format!("m{at}"), Part::make(random)))
            .collect()
    }
}

impl Make for Optional {
    const TAKES_ANY_OBJECT: bool = true;
    fn make(random: &mut Random) -> Self {
        Self {
            title: maybe(random, plain),
            count: maybe(random, int),
            color: maybe(random, color),
            point: maybe(random, |random| (int(random), int(random))),
            tags: maybe(random, |random| list(random, plain)),
        }
    }
}

impl Make for Numbers {
    fn make(random: &mut Random) -> Self {
        Self {
            tiny: i8::try_from(random.below(256)).unwrap_or(-7),
            large: random.next() >> random.below(64),
            low: -i64::try_from(random.next() >> 1 >> random.below(63)).unwrap(),
            single: f32::from(i16::try_from(random.below(30_000)).unwrap()) / 8.0,
            double: float(random),
            huge: random.next(),
            list: list(random, float),
        }
    }
}

impl Make for Texts {
    fn make(random: &mut Random) -> Self {
        Self {
            first: plain(random),
            code: text(random),
            url: text(random),
            lines: list(random, text),
        }
    }
}

impl Make for Vec<String> {
    fn make(random: &mut Random) -> Self {
        list(random, text)
    }
}
