use super::support::{decode, schema};

#[allow(dead_code, non_camel_case_types, unused)]
mod shadowed {
    pub struct Result;
    pub struct Option;
    pub struct String;
    pub struct Vec;
    pub struct Box;
    pub struct Ok;
    pub struct Err;
    pub struct Default;
    pub struct Self_;
    pub trait From {}
    pub trait Into {}
    pub trait Deserialize {}
    pub trait JsonSchema {}
    pub trait JsonResponse {}
    pub mod serde {}
    pub mod schemars {}
    pub mod core {}
    pub mod std {}
    pub mod alloc {}
    pub mod json_mode {}

    #[derive(::json_mode::JsonResponse)]
    #[json_response(check = rule)]
    pub struct Shadowed {
        #[serde(default)]
        pub text: ::std::string::String,
        pub list: ::std::option::Option<::std::vec::Vec<u8>>,
        pub inner: Inner,
    }

    #[derive(::json_mode::JsonResponse)]
    #[serde(default)]
    pub struct Inner {
        pub key: Key,
    }

    impl ::std::default::Default for Inner {
        fn default() -> Self {
            Self { key: Key::A }
        }
    }

    #[derive(::json_mode::JsonResponse)]
    pub enum Key {
        A,
        B,
    }

    fn rule(_: &Shadowed) -> ::std::result::Result<(), ::std::string::String> {
        ::std::result::Result::Ok(())
    }
}

#[test]
fn shadowed_names_do_no_harm() {
    let value = decode::<shadowed::Shadowed>(r#"{"list": [1], "inner": {}}"#);
    assert!(matches!(value.inner.key, shadowed::Key::A));
    assert_eq!(value.list.unwrap().len() + value.text.len(), 1);
    assert!(schema::<shadowed::Shadowed>().contains("\"list\""));
}

use json_mode::JsonResponse;

#[derive(JsonResponse)]
#[allow(non_snake_case)]
struct Fields {
    checks: u8,
    self_: u8,
    deserializer: u8,
    __deserializer: u8,
    __checks: u8,
    __field0: u8,
    generator: u8,
    schema: u8,
    r#type: u8,
    value: u8,
    key: u8,
    __json_mode: u8,
}

#[derive(JsonResponse)]
enum Variants {
    Struct {
        __checks: u8,
        __field0: u8,
        r#fn: u8,
    },
    Ok(u8),
    Err(u8),
    Some(u8),
    None,
}

#[test]
fn fields_may_have_any_name() {
    let fields = decode::<Fields>(
        r#"{"checks": 1, "self_": 1, "deserializer": 1, "__deserializer": 1, "__checks": 1, "__field0": 1,
            "generator": 1, "schema": 1, "type": 1, "value": 1, "key": 1, "__json_mode": 1}"#,
    );
    let sum = fields.checks
        + fields.self_
        + fields.deserializer
        + fields.__deserializer
        + fields.__checks;
    let more = fields.__field0
        + fields.generator
        + fields.schema
        + fields.r#type
        + fields.value
        + fields.key;
    assert_eq!(sum + more + fields.__json_mode, 12);
    for text in [
        r#"{"Ok": 1}"#,
        r#"{"Err": 1}"#,
        r#"{"Some": 1}"#,
        r#"{"Struct": {"__checks": 0, "__field0": 1, "fn": 0}}"#,
    ] {
        assert!(match decode::<Variants>(text) {
            Variants::Struct {
                __checks,
                __field0,
                r#fn,
            } => __checks + __field0 + r#fn == 1,
            Variants::Ok(n) | Variants::Err(n) | Variants::Some(n) => n == 1,
            Variants::None => false,
        });
    }
}

/// Everything as a fragment: types arrive in invisible groups, names and attributes with another origin.
macro_rules! fragments {
    ($(#[$meta:meta])* $vis:vis $name:ident<$($param:ident),*> { $($field:ident: $ty:ty = $rule:path),* } $key:ident $variant:ident $renamed:literal $bound:path, $mod:path) => {
        $(#[$meta])*
        #[derive(JsonResponse)]
        #[json_response(crate = $mod)]
        $vis struct $name<$($param: $bound),*> {
            $(#[json_response(check = $rule)] $field: $ty,)*
            more: Option<Vec<$name<$($param),*>>>,
        }

        #[derive(JsonResponse)]
        enum $key {
            #[serde(rename = $renamed)]
            $variant($name<u8>),
        }
    };
}

fn anything<T>(_: &T) -> Result<(), &'static str> {
    Err("always")
}

fragments! {
    /// from a macro
    pub(super) Made<T> { first: T = anything, second: (Vec<T>, Option<Box<T>>) = anything, third: [u8; 2] = self::anything, r#fn: String = anything }
    MadeKey Chosen "chosen" Clone, ::json_mode
}

#[test]
fn a_macro_may_write_the_type() {
    let text =
        r#"{"chosen": {"first": 1, "second": [[1], null], "third": [1, 2], "fn": "", "more": []}}"#;
    assert_eq!(
        super::support::broken::<MadeKey>(text),
        [
            "/chosen/first: always",
            "/chosen/second: always",
            "/chosen/third: always",
            "/chosen/fn: always"
        ]
    );
    let MadeKey::Chosen(made) = super::support::read(text).unwrap();
    assert_eq!(
        made.second.0.len() + made.third.len() + usize::from(made.first) + made.r#fn.len(),
        4
    );
    assert!(made.second.1.is_none() && made.more.is_none_or(|more| more.is_empty()));
    assert!(schema::<MadeKey>().contains("from a macro"));
}

/// Lifetimes, literals, expressions and whole fields as fragments.
macro_rules! more_fragments {
    ($life:lifetime, $name:ident, $size:expr, $variant:ident($inner:ty), $example:expr, $doc:literal) => {
        #[derive(JsonResponse)]
        #[doc = $doc]
        struct $name {
            text: std::borrow::Cow<$life, str>,
            #[schemars(example = $example)]
            bytes: [u8; $size],
            inner: Option<$inner>,
        }

        mod made {
            #[derive(Debug, PartialEq, json_mode::JsonResponse)]
            #[serde(tag = "type")]
            pub enum Choice {
                $variant { value: Box<$inner> },
            }
        }
    };
}

more_fragments!('static, Pieces, 1 + 1, Only(Vec<u8>), vec![7u8, 7].len(), "described by a literal");

#[test]
fn a_macro_may_pass_any_fragment() {
    let pieces = decode::<Pieces>(r#"{"text": "a", "bytes": [1, 2]}"#);
    assert_eq!(
        (pieces.text.as_ref(), pieces.bytes, pieces.inner),
        ("a", [1, 2], None)
    );
    let schema = schema::<Pieces>();
    assert!(
        schema.contains("described by a literal") && schema.contains("\"examples\""),
        "{schema}"
    );
    let choice = decode::<made::Choice>(r#"{"type": "Only", "value": [1]}"#);
    assert_eq!(
        choice,
        made::Choice::Only {
            value: Box::new(vec![1])
        }
    );
}

/// As a crate that re-exports the SDK and writes types in its own macros.
pub mod reexport {
    pub use json_mode as sdk;
}

macro_rules! through_reexport {
    ($name:ident) => {
        #[derive($crate::derive::names::reexport::sdk::JsonResponse)]
        #[json_response(crate = $crate::derive::names::reexport::sdk)]
        struct $name {
            n: u8,
        }
    };
}

through_reexport!(Through);

#[test]
fn the_sdk_may_have_another_path() {
    assert_eq!(decode::<Through>(r#"{"n": 3}"#).n, 3);
}

#[test]
fn types_may_stand_in_a_function() {
    #[derive(JsonResponse)]
    struct Outer {
        inner: Inner,
    }
    #[derive(JsonResponse)]
    struct Inner {
        #[serde(default = "three")]
        n: u8,
    }
    fn three() -> u8 {
        3
    }
    assert_eq!(decode::<Outer>(r#"{"inner": {}}"#).inner.n, 3);
}

/// A type that describes itself, with `Self` wherever it may stand.
#[derive(Debug, PartialEq, JsonResponse)]
#[serde(default = "Selves::sample")]
struct Selves {
    #[schemars(example = Self::sample().n)]
    n: u8,
    list: Vec<Self>,
    boxed: Option<Box<Self>>,
}

impl Selves {
    fn sample() -> Self {
        Self {
            n: 42,
            list: vec![],
            boxed: None,
        }
    }
}

#[test]
fn self_is_the_users_type() {
    assert_eq!(decode::<Selves>("{}"), Selves::sample());
    assert!(schema::<Selves>().contains("42"));
}
