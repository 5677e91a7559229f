//! Each family of types is derived twice, by us and by serde and schemars themselves: schemas (with the order of
//! their members), values and messages must be the same.

use std::fmt::Debug;

use json_mode::__private::{schemars::JsonSchema, serde::de::DeserializeOwned};
use json_mode::JsonResponse;

use super::support::{read, schema};

/// What a type makes of some texts: its schema, then each value or message.
fn outcome<T: Debug + DeserializeOwned + JsonSchema>(good: &[&str], bad: &[&str]) -> Vec<String> {
    let mut outcome = vec![schema::<T>()];
    outcome.extend(good.iter().map(|text| match read::<T>(text) {
        Ok(value) => format!("{value:?}"),
        Err(error) => panic!("{text}: {error}"),
    }));
    outcome.extend(bad.iter().map(|text| match read::<T>(text) {
        Ok(value) => panic!("{text}: {value:?}"),
        Err(error) => error,
    }));
    outcome
}

/// The partials of all that can be read, at every cut.
fn is_shown_as_it_grows<T: JsonResponse + Debug>(good: &[&str]) {
    for text in good {
        crate::partial::right::<T>(text);
    }
}

macro_rules! family {
    ($name:ident { $($item:item)* } $(+ { $($other:item)* })? $($ty:ty: [$($good:expr),* $(,)?] not [$($bad:expr),* $(,)?];)*) => {
        mod $name {
            #![allow(
                dead_code,
                non_camel_case_types,
                unused_imports,
                reason = "fields are only shown by Debug, raw names are the test, not every family needs all imports"
            )]

            mod ours {
                use super::super::helpers::{self, *};
                $(
                    #[derive(Debug, json_mode::JsonResponse)]
                    $item
                )*
                $($($other)*)?
                pub(super) fn outcomes() -> Vec<Vec<String>> {
                    $(super::super::is_shown_as_it_grows::<$ty>(&[$($good),*]);)*
                    vec![$(super::super::outcome::<$ty>(&[$($good),*], &[$($bad),*])),*]
                }
            }

            mod reference {
                use super::super::helpers::{self, *};
                $(
                    #[derive(
                        Debug,
                        json_mode::__private::serde::Deserialize,
                        json_mode::__private::schemars::JsonSchema,
                    )]
                    #[serde(crate = "json_mode::__private::serde")]
                    #[schemars(crate = "json_mode::__private::schemars")]
                    $item
                )*
                $($($other)*)?
                pub(super) fn outcomes() -> Vec<Vec<String>> {
                    vec![$(super::super::outcome::<$ty>(&[$($good),*], &[$($bad),*])),*]
                }
            }

            #[test]
            fn same_as_reference() {
                for (ours, reference) in ours::outcomes().iter().zip(reference::outcomes()) {
                    assert_eq!(ours.len(), reference.len());
                    for (ours, reference) in ours.iter().zip(&reference) {
                        pretty(ours, reference);
                    }
                }
            }

            fn pretty(ours: &str, reference: &str) {
                assert!(ours == reference, "ours:\n{ours}\nreference:\n{reference}");
            }
        }
    };
}

/// Outside of `family`: serde's `default = "path"` on a type does not work in a macro's hands.
mod path_default {
    use super::{JsonResponse, outcome};

    #[derive(Debug, JsonResponse)]
    #[serde(default = "filled")]
    struct Ours {
        a: u8,
        b: String,
    }

    fn filled() -> Ours {
        Ours {
            a: 4,
            b: "p".into(),
        }
    }

    #[test]
    fn fills_in_what_is_missing() {
        let outcome = outcome::<Ours>(&["{}", r#"{"a": 1}"#], &["1"]);
        assert!(outcome[0].contains("\"default\": 4"), "{}", outcome[0]);
        assert_eq!(outcome[1], r#"Ours { a: 4, b: "p" }"#);
        assert_eq!(outcome[2], r#"Ours { a: 1, b: "p" }"#);
    }
}

/// What the types below name.
mod helpers {
    pub use std::borrow::Cow;
    pub use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
    pub use std::marker::PhantomData;
    pub use std::rc::Rc;
    pub use std::sync::Arc;

    use json_mode::__private::serde::{Deserialize, Deserializer, de::Error};

    /// What an array of unknown length is asked for.
    pub trait Readable: json_mode::JsonResponse {}
    impl<T: json_mode::JsonResponse> Readable for T {}

    /// Has a type associated with it.
    pub trait Whole {
        type Part;
    }

    impl Whole for u8 {
        type Part = String;
    }

    pub fn from_nothing<'de, T, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<PhantomData<T>, D::Error> {
        <()>::deserialize(deserializer).map(|()| PhantomData)
    }

    pub fn seven() -> u32 {
        7
    }

    pub fn from_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }

    /// As serde's `with` takes it.
    pub mod text {
        use super::{Deserializer, from_text};

        pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
            from_text(deserializer)
        }
    }
}

family!(structs {
    /// A user of the service.
    ///
    /// With a second paragraph.
    struct User {
        /// user name
        name: String,
        /// years
        age: u8,
        #[deprecated]
        old: Option<bool>,
    }
    struct Pair(String, i32);
    /// only one
    struct New(u64);
    struct Unit;
    struct Empty {}
    struct None2();
    struct Raw { r#type: String, r#fn: u8 }
    struct r#struct { a: u8 }
    struct Nested { user: User, pair: Pair, new: New, unit: Unit, empty: Empty, list: Vec<User>, raw: r#struct }
}
    User: [r#"{"name": "A", "age": 1}"#, r#"{"name": "A", "age": 1, "old": true, "x": 1}"#] not [r#"{"name": "A"}"#, "[]", "3", r#"{"name":"a","name":"b"}"#];
    Pair: [r#"["a", 1]"#] not ["[]", "{}", r#"["a"]"#];
    New: ["3"] not ["-1", "\"a\""];
    Unit: ["null"] not ["3"];
    Empty: ["{}"] not ["3"];
    None2: ["[]"] not ["{}"];
    Raw: [r#"{"type": "t", "fn": 1}"#] not [r#"{"type": "t"}"#];
    r#struct: [r#"{"a": 1}"#] not ["{}", "1"];
    Nested: [r#"{"user": {"name": "A", "age": 1}, "pair": ["a", 1], "new": 1, "unit": null, "empty": {}, "list": [], "raw": {"a": 1}}"#] not ["{}"];
);

family!(enums {
    /// a colour
    enum Plain { Red, Green, Blue = 7 }
    /// with doc on a variant
    enum Told {
        /// warm
        Red,
        /// cold
        Blue,
    }
    enum External { Unit, New(u8), Tuple(u8, String), Struct { a: u8, b: Option<String> }, Empty(), Nothing {} }
    #[serde(tag = "kind")]
    enum Internal { Unit, New(Inner), Struct { a: u8 } }
    #[serde(tag = "t", content = "c")]
    enum Adjacent { Unit, New(Inner), Tuple(u8, u8), Struct { a: u8 } }
    #[serde(untagged)]
    enum Untagged { Number(u8), Text(String), Struct { a: u8 }, Tuple(bool, bool), Null }
    struct Inner { x: u8 }
    #[serde(rename_all = "SCREAMING-KEBAB-CASE", rename_all_fields = "camelCase")]
    enum Renamed { FirstOne { some_field: u8 }, #[serde(rename = "2nd", alias = "second")] Second, #[serde(rename_all = "kebab-case")] Third { some_field: u8 } }
    #[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
    enum Strict { OneOf { a: u8 }, Other }
    #[serde(tag = "kind")]
    enum Open { Known, #[serde(other)] Unknown }
    enum Skips { A, #[serde(skip)] B, #[serde(skip_deserializing)] C(u8) }
    enum Last { A { a: u8 }, #[serde(untagged)] B(String) }
    enum Void {}
    enum r#enum { r#type, r#fn(u8) }
}
    Plain: [r#""Red""#, r#"{"Red": null}"#] not [r#""red""#, "1"];
    Told: [r#""Blue""#] not [r#""x""#];
    External: [r#""Unit""#, r#"{"New": 1}"#, r#"{"Tuple": [1, "a"]}"#, r#"{"Struct": {"a": 1}}"#, r#"{"Empty": []}"#, r#"{"Nothing": {}}"#] not ["{}", r#"{"Tuple": [1]}"#, r#"{"X": 1}"#];
    Internal: [r#"{"kind": "Unit"}"#, r#"{"kind": "New", "x": 1}"#, r#"{"a": 1, "kind": "Struct"}"#] not ["{}", r#"{"kind": "x"}"#, "1"];
    Adjacent: [r#"{"t": "Unit"}"#, r#"{"t": "New", "c": {"x": 1}}"#, r#"{"t": "Tuple", "c": [1, 2]}"#, r#"{"c": {"a": 1}, "t": "Struct"}"#] not ["{}", r#"{"t": "New"}"#, "1"];
    Untagged: ["1", r#""a""#, r#"{"a": 1}"#, "[true, false]", "null"] not ["{}"];
    Renamed: [r#"{"FIRST-ONE": {"someField": 1}}"#, r#""2nd""#, r#""second""#, r#"{"THIRD": {"some-field": 1}}"#] not [r#""x""#];
    Strict: [r#"{"kind": "one_of", "a": 1}"#] not [r#"{"kind": "one_of", "a": 1, "b": 1}"#];
    Open: [r#"{"kind": "Known"}"#, r#"{"kind": "xyz"}"#] not ["{}"];
    Skips: [r#""A""#] not [r#""B""#, r#"{"C": 1}"#];
    Last: [r#"{"A": {"a": 1}}"#, r#""b""#] not ["1"];
    Void: [] not [r#""a""#];
    r#enum: [r#""type""#, r#"{"fn": 1}"#] not ["1"];
);

family!(attributes {
    #[serde(rename = "Another", rename_all = "camelCase", deny_unknown_fields)]
    struct Renamed { first_name: String, #[serde(rename = "x-y")] second: u8, #[serde(alias = "drei", alias = "iii")] third: u8 }
    struct ByRenamed { inner: Renamed, again: Vec<Renamed> }
    #[serde(rename(deserialize = "In", serialize = "Out"))]
    struct TwoNames { #[serde(rename(deserialize = "in", serialize = "out"))] both: u8 }
    #[serde(default)]
    struct AllDefault { a: u8, b: String, c: Option<Vec<u8>> }
    #[serde(default)]
    struct TupleDefault(u8, String);
    struct SomeDefault { #[serde(default)] a: u32, #[serde(default = "helpers::seven")] b: u32, c: u8 }
    struct Skips { #[serde(skip)] a: u8, #[serde(skip_deserializing)] b: Option<u8>, #[serde(skip_serializing)] c: u8, d: u8 }
    struct SkipTuple(#[serde(skip)] u8, u16, #[serde(skip_deserializing, default = "helpers::seven")] u32);
    struct Flat { a: u8, #[serde(flatten)] inner: Inner, #[serde(flatten)] rest: BTreeMap<String, u8> }
    struct FlatOption { #[serde(flatten)] inner: Option<Inner> }
    struct FlatEnum { #[serde(flatten)] either: Either }
    /// described
    struct Inner { x: u8, y: Option<u8> }
    enum Either { A { a: u8 }, B(u8) }
    #[serde(transparent)]
    struct Through { inner: Inner }
    #[serde(transparent)]
    struct ThroughOption(Option<u8>);
    #[serde(transparent)]
    struct ThroughMark<T> { value: T, mark: PhantomData<u8>, #[serde(default)] more: u8 }
    /// with a description
    #[serde(transparent)]
    struct ThroughTold { inner: Inner }
    struct ByThrough { a: Through, b: Inner, c: ThroughOption, d: ThroughMark<Inner>, e: ThroughTold }
    struct Custom { #[serde(deserialize_with = "from_text")] a: u32, #[serde(with = "text")] #[schemars(with = "String")] b: u32, #[serde(deserialize_with = "helpers::from_text", default)] #[schemars(with = "String")] c: u32 }
    #[serde(try_from = "String")]
    struct Even(u8);
    #[serde(from = "(u8, u8)")]
    struct Sum { sum: u8 }
    #[serde(expecting = "a nice point")]
    struct Point { x: f64, y: f64 }
    #[serde(tag = "type", rename = "tagged")]
    struct Tagged { a: u8 }
    #[serde(tag = "type")]
    struct NamedTag { a: u8 }
} + {
    impl Default for TupleDefault { fn default() -> Self { Self(5, "t".into()) } }
    impl Default for AllDefault { fn default() -> Self { Self { a: 3, b: "b".into(), c: None } } }
    impl TryFrom<String> for Even { type Error = String; fn try_from(text: String) -> Result<Self, String> { let n: u8 = text.parse().map_err(|_| "no number")?; if n.is_multiple_of(2) { Ok(Self(n)) } else { Err(format!("{n} is odd")) } } }
    impl From<(u8, u8)> for Sum { fn from((a, b): (u8, u8)) -> Self { Self { sum: a + b } } }
}
    Renamed: [r#"{"firstName": "a", "x-y": 1, "drei": 3}"#, r#"{"firstName": "a", "x-y": 1, "third": 3}"#] not [r#"{"firstName": "a", "x-y": 1, "third": 3, "z": 1}"#, "3"];
    ByRenamed: [r#"{"inner": {"firstName": "a", "x-y": 1, "iii": 3}, "again": []}"#] not ["{}"];
    TwoNames: [r#"{"in": 1}"#] not [r#"{"out": 1}"#];
    AllDefault: ["{}", r#"{"a": 1}"#] not ["1"];
    SomeDefault: [r#"{"c": 1}"#] not ["{}"];
    TupleDefault: ["[]", "[1]", r#"[1, "a"]"#] not ["1"];
    Skips: [r#"{"a": 5, "b": 5, "c": 1, "d": 2}"#] not ["{}"];
    SkipTuple: ["[1]"] not ["{}", "[1, 2]"];
    Flat: [r#"{"a": 1, "x": 2, "y": 3, "z": 4}"#] not [r#"{"a": 1}"#];
    FlatOption: ["{}", r#"{"x": 1}"#] not ["1"];
    FlatEnum: [r#"{"A": {"a": 1}}"#, r#"{"B": 1}"#] not ["{}"];
    Through: [r#"{"x": 1}"#] not ["1"];
    ThroughOption: ["null", "1"] not ["-1"];
    ThroughMark<u8>: ["1"] not ["-1"];
    ThroughTold: [r#"{"x": 1}"#] not ["1"];
    ByThrough: [r#"{"a": {"x": 1}, "b": {"x": 1}, "d": {"x": 1}, "e": {"x": 1}}"#] not ["{}"];
    Custom: [r#"{"a": "1", "b": "2"}"#] not [r#"{"a": 1, "b": "2"}"#, r#"{"a": "1", "b": "x"}"#];
    Even: [r#""4""#] not [r#""3""#, "4"];
    Sum: ["[1, 2]"] not ["3"];
    Point: [r#"{"x": 1, "y": 2.5}"#] not ["3"];
    Tagged: [r#"{"type": "tagged", "a": 1}"#] not ["{}"];
    NamedTag: [r#"{"type": "NamedTag", "a": 1}"#, r#"{"a": 1}"#] not ["{}"];
);

family!(described {
    /// from the doc
    #[schemars(title = "A title", description = "told", extend("x-more" = [1, 2]), example = Self::sample())]
    struct Limits {
        #[schemars(range(min = 1, max = 10))]
        score: u8,
        #[schemars(length(min = 2, max = 5), regex(pattern = "^[a-z]+$"))]
        word: String,
        #[schemars(inner(length(min = 1)), length(max = 3))]
        words: Vec<String>,
        #[schemars(email, example = "a@b.c".to_owned() + "d")]
        mail: String,
        #[schemars(with = "String", description = "as text")]
        number: u32,
        #[schemars(example = Vec::<Result<u8, Url>>::new().len(), extend("x" = 1))]
        compared: usize,
        #[schemars(schema_with = "any")]
        any: u8,
        #[schemars(extend("examples" = ["a"]), title = "T")]
        extended: String,
        #[schemars(rename = "other_name", default = "helpers::seven")]
        renamed: u32,
        #[schemars(skip)]
        skipped: Option<u8>,
    }
    struct Url { a: u8 }
    #[schemars(inline)]
    struct Inline { a: u8 }
    #[schemars(rename = "Schema{T}")]
    struct Formatted<T> { value: T }
    #[schemars(rename = "Other")]
    struct Other1 { a: u8 }
    #[schemars(with = "String")]
    struct AsText { a: u8 }
    struct All { inline: Inline, a: Formatted<u8>, b: Formatted<Inline>, other: Other1, text: AsText }
    enum Variants {
        #[schemars(title = "first")]
        A,
        /// second
        #[schemars(extend("x" = 1))]
        B(#[schemars(range(max = 3))] u8),
        C {
            /// a field
            #[schemars(length(min = 1))]
            c: String,
        },
        #[deprecated]
        D,
    }
} + {
    impl Limits { fn sample() -> u8 { 3 } }
    fn any(_: &mut json_mode::__private::schemars::SchemaGenerator) -> json_mode::__private::schemars::Schema { true.into() }
}
    Limits: [] not ["{}"];
    Inline: [] not ["{}"];
    Formatted<u8>: [] not ["{}"];
    All: [] not ["{}"];
    Other1: [] not ["{}"];
    AsText: [] not ["{}"];
    Variants: [r#""A""#] not [];
);

family!(generics {
    struct One<T> { value: T }
    struct Two<A, B = u8> { a: A, b: Vec<B>, c: Option<One<A>> }
    struct Many<const N: usize> where [u8; N]: helpers::Readable { bytes: [u8; N] }
    struct Bounded<T: Clone> where T: std::fmt::Display { value: T, list: BTreeMap<String, T> }
    enum Either<L, R> { Left(L), Right { right: R } }
    #[serde(tag = "t")]
    enum Tagged<T> { A(T), B }
    struct Marked<T> { mark: PhantomData<T>, a: u8 }
    struct Filled<T: Default> { #[serde(default)] value: T, #[serde(skip)] skipped: T }
    #[serde(default)]
    struct AllFilled<T: Default> { value: T }
    struct Tree<T> { value: T, children: Vec<Tree<T>> }
    struct Mapped<K: Ord, V> { map: BTreeMap<K, V> }
    #[serde(bound = "T: json_mode::__private::serde::de::DeserializeOwned")]
    struct Explicit<T> { value: T }
    struct FieldBound<T> { #[serde(bound = "T: helpers::Readable")] #[schemars(bound = "T: helpers::Readable")] value: T, same: u8 }
    #[schemars(bound = "T::Part: json_mode::__private::schemars::JsonSchema")]
    struct Part<T: helpers::Whole> { part: T::Part, parts: Vec<u8> }
    enum VariantBound<T> { #[serde(deserialize_with = "helpers::from_nothing")] #[schemars(with = "()")] A(PhantomData<T>), B }
    struct Uses { a: One<u8>, b: One<String>, c: One<One<u8>>, d: Two<u8>, e: Two<String, bool>, f: Many<2>, g: Many<3>, h: Tree<u8>, i: Tree<String> }
} + {
    impl<T: Default> Default for AllFilled<T> { fn default() -> Self { Self { value: T::default() } } }
}
    One<u8>: [r#"{"value": 1}"#] not ["{}"];
    Two<u8>: [r#"{"a": 1, "b": [1]}"#] not ["{}"];
    Two<String, bool>: [r#"{"a": "a", "b": [true], "c": {"value": "x"}}"#] not ["{}"];
    Many<2>: [r#"{"bytes": [1, 2]}"#] not [r#"{"bytes": [1]}"#];
    Bounded<u8>: [r#"{"value": 1, "list": {"a": 1}}"#] not ["{}"];
    Either<u8, String>: [r#"{"Left": 1}"#, r#"{"Right": {"right": "a"}}"#] not ["{}"];
    Tagged<One<u8>>: [r#"{"t": "A", "value": 1}"#, r#"{"t": "B"}"#] not ["{}"];
    Marked<u8>: [r#"{"a": 1, "mark": null}"#] not ["{}"];
    Filled<u8>: ["{}", r#"{"value": 1}"#] not ["1"];
    AllFilled<String>: ["{}"] not ["1"];
    Tree<u8>: [r#"{"value": 1, "children": [{"value": 2, "children": []}]}"#] not ["{}"];
    Mapped<String, u8>: [r#"{"map": {"a": 1}}"#] not ["{}"];
    Explicit<u8>: [r#"{"value": 1}"#] not ["{}"];
    FieldBound<u8>: [r#"{"value": 1, "same": 1}"#] not ["{}"];
    Part<u8>: [r#"{"part": "a", "parts": []}"#] not ["{}"];
    VariantBound<u8>: [r#"{"A": null}"#, r#""B""#] not ["1"];
    Uses: [] not ["{}"];
);

family!(recursive {
    struct Node { value: u8, next: Option<Box<Node>> }
    struct Folder { files: Vec<File>, by_name: BTreeMap<String, Folder> }
    enum File { Plain(String), Folder(Box<Folder>), Both { a: Box<File>, b: Arc<Folder> } }
    #[serde(tag = "op")]
    enum Expression { Number { value: f64 }, Add { left: Box<Expression>, right: Box<Expression> }, Not { what: Box<Expression> } }
}
    Node: [r#"{"value": 1, "next": {"value": 2}}"#] not ["{}"];
    Folder: [r#"{"files": [{"Plain": "a"}, {"Folder": {"files": [], "by_name": {}}}], "by_name": {"a": {"files": [], "by_name": {}}}}"#] not ["{}"];
    Expression: [r#"{"op": "Add", "left": {"op": "Number", "value": 1}, "right": {"op": "Not", "what": {"op": "Number", "value": 3}}}"#] not ["{}"];
);

family!(std_types {
    struct Scalars { a: bool, b: char, c: String, d: i8, e: i16, f: i32, g: i64, h: i128, i: isize, j: u8, k: u16, l: u32, m: u64, n: u128, o: usize, p: f32, q: f64, r: () }
    struct Lists { a: Vec<u8>, b: [u8; 2], c: HashSet<u8>, d: BTreeSet<String>, e: VecDeque<u8>, f: (u8,), g: (u8, String, bool), h: Option<Vec<Option<u8>>>, i: Box<[u8]> }
    struct Maps { a: HashMap<String, u8>, b: BTreeMap<u32, u8>, c: BTreeMap<Key, u8>, d: BTreeMap<i64, Vec<u8>>, e: BTreeMap<bool, u8>, f: BTreeMap<NewKey, u8> }
    #[derive(PartialEq, Eq, PartialOrd, Ord)]
    enum Key { One, Two }
    #[derive(PartialEq, Eq, PartialOrd, Ord)]
    struct NewKey(String);
    struct Pointers { a: Box<u8>, b: Rc<str>, c: Arc<Vec<u8>>, d: Cow<'static, str>, e: Box<str>, f: Rc<Pointers2> }
    struct Pointers2 { a: Option<Box<u8>> }
    struct Any { value: json_mode::Value, list: Vec<json_mode::Value> }
    struct More { a: std::time::Duration, b: std::net::IpAddr, c: std::num::NonZeroU8, d: std::path::PathBuf }
}
    Scalars: [r#"{"a": true, "b": "x", "c": "s", "d": -1, "e": -2, "f": -3, "g": -4, "h": -5, "i": -6, "j": 1, "k": 2, "l": 3, "m": 4, "n": 5, "o": 6, "p": 1.5, "q": 2.5, "r": null}"#] not ["{}"];
    Lists: [r#"{"a": [1], "b": [1, 2], "c": [3], "d": ["b", "a"], "e": [], "f": [1], "g": [1, "a", true], "h": [null, 1], "i": [1]}"#] not ["{}"];
    Maps: [r#"{"a": {"x": 1}, "b": {"1": 2}, "c": {"One": 1}, "d": {"-1": []}, "e": {"true": 1}, "f": {"x": 1}}"#] not ["{}"];
    Pointers: [r#"{"a": 1, "b": "b", "c": [1], "d": "d", "e": "e", "f": {"a": 1}}"#] not ["{}"];
    Any: [r#"{"value": {"a": [1, null]}, "list": [1, "a"]}"#] not ["{}"];
    More: [r#"{"a": {"secs": 1, "nanos": 0}, "b": "1.2.3.4", "c": 1, "d": "/a"}"#] not [r#"{"c": 0}"#];
);
