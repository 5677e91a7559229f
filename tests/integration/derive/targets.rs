//! `targets(..)`: types that every named host can be told build.

use std::collections::{BTreeMap, BTreeSet};

use json_mode::{JsonResponse, Value, schema};

/// Generic, and told nothing of by itself.
#[derive(Debug, PartialEq, JsonResponse)]
struct Page<T> {
    items: Vec<T>,
    next: Option<u32>,
}

#[derive(Debug, PartialEq, JsonResponse)]
struct Order<const N: usize, T: Clone = u8>
where
    T: 'static,
{
    lines: Vec<T>,
    #[serde(skip)]
    #[allow(dead_code, reason = "only its type matters")]
    count: [u8; 0],
}

#[allow(
    clippy::type_complexity,
    reason = "containers within containers are what is tried"
)]
#[derive(Debug, PartialEq, JsonResponse)]
#[json_response(targets(openai, groq, cerebras, xai, anthropic, gemini, together, llama_cpp))]
struct Shop {
    name: String,
    pages: Page<Order<3>>,
    by_name: BTreeMap<String, (i32, Option<Page<String>>)>,
    // Told as text.
    #[serde(skip)]
    kept: Option<Value>,
    #[schemars(with = "String")]
    raw: Value,
    marker: std::marker::PhantomData<Value>,
}

/// A type that holds itself, for hosts that take such.
#[derive(Debug, PartialEq, JsonResponse)]
#[json_response(targets(openai, groq, fireworks))]
struct Tree {
    label: String,
    children: Vec<Tree>,
    left: Option<Box<Tree>>,
    other: Option<Box<Forest>>,
}

#[derive(Debug, PartialEq, JsonResponse)]
enum Forest {
    Trees(Vec<Tree>),
    Both {
        left: Box<Forest>,
        right: Box<Forest>,
    },
    None,
}

/// Any value, for hosts that take one.
#[derive(Debug, PartialEq, JsonResponse)]
#[json_response(targets(together, deepseek, llama_cpp, vllm))]
struct Loose {
    extra: Value,
    more: BTreeMap<String, Value>,
}

type Trees = Vec<Tree>;

/// Five alternatives are as many as one host takes, however many words there are beside them in an enum of plain words.
#[derive(Debug, PartialEq, JsonResponse)]
#[json_response(targets(cerebras, openai))]
enum Five {
    One(u8),
    Two { x: bool },
    Three(String),
    Four(Color),
    Rest,
}

#[derive(Debug, PartialEq, JsonResponse)]
#[json_response(targets(cerebras, openai))]
enum Color {
    Red,
    Green,
    Blue,
    Cyan,
    Black,
    White,
    Pink,
}

/// Containers by other names, for hosts that take what they hold.
#[derive(Debug, PartialEq, JsonResponse)]
#[json_response(targets(openai, groq))]
struct Wood {
    trees: Trees,
}

/// A plain type that names hosts, and their names.
macro_rules! named {
    ($($host:ident)*) => {
        #[derive(Debug, JsonResponse)]
        #[json_response(targets($($host),*))]
        #[allow(dead_code, reason = "that it builds is what is tried")]
        struct Plain {
            name: String,
        }

        const HOSTS: &[&str] = &[$(stringify!($host)),*];
    };
}

named! {
    together deepinfra openai azure groq fireworks mistral deepseek xai cerebras sambanova nebius novita hyperbolic
    perplexity moonshot dashscope nvidia gemini anthropic openrouter hugging_face cloudflare snowflake vllm sglang
    llama_cpp ollama lm_studio tgi
}

/// The derive keeps a list of its own: each host of the catalog is in it.
#[test]
fn each_host_of_the_catalog_can_be_named() {
    let names: BTreeSet<&str> = HOSTS.iter().copied().collect();
    assert_eq!(names.len(), json_mode::Provider::ALL.len());
}

#[test]
fn sizes_that_are_refused_here_are_refused_there() {
    use json_mode::Provider;
    #[derive(Debug, JsonResponse)]
    #[allow(dead_code, reason = "only its schema matters")]
    enum Six {
        One(u8),
        Two(bool),
        Three(String),
        Four(Color),
        Five { x: u8 },
        Rest,
    }
    let strictest = |lint: json_mode::provider::Lint| lint.forms[0].unsupported.clone();
    assert_eq!(strictest(schema::<Five>().lint(&Provider::CEREBRAS)), None);
    assert_eq!(strictest(schema::<Color>().lint(&Provider::CEREBRAS)), None);
    let why = strictest(schema::<Six>().lint(&Provider::CEREBRAS)).unwrap();
    assert!(why.contains("a union of 6"), "{why}");
}

#[test]
fn what_builds_can_be_told() {
    use json_mode::Provider;
    for provider in [
        Provider::OPENAI,
        Provider::CEREBRAS,
        Provider::XAI,
        Provider::GEMINI,
    ] {
        let lint = schema::<Page<Order<3>>>().lint(&provider);
        assert_eq!(lint.forms[0].unsupported, None, "{lint}");
    }
    assert_eq!(
        schema::<Tree>().lint(&Provider::OPENAI).forms[0].unsupported,
        None
    );
    assert!(
        schema::<Tree>().lint(&Provider::XAI).forms[0]
            .unsupported
            .is_some()
    );
    assert_eq!(
        schema::<Loose>().lint(&Provider::TOGETHER).forms[0].unsupported,
        None
    );
    assert!(
        schema::<Loose>().lint(&Provider::OPENAI).forms[0]
            .unsupported
            .is_some()
    );
    let shop: Shop = json_mode::decode(r#"{"name":"a","pages":{"items":[{"lines":[1]}],"next":null},"by_name":{},"raw":"x","marker":null}"#)
        .unwrap()
        .value;
    assert_eq!(shop.pages.items[0].lines, [1]);
}
