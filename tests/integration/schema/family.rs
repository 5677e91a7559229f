//! The types that every dialect is tried with, and values of them.
//!
//! A type is described once: its shape, a strategy for its values, and nothing else. `for_each_type!` runs a
//! generic function over all of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use json_mode::JsonResponse;
use proptest::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a type of the family can do.
pub trait Sample: JsonResponse + Serialize + PartialEq + std::fmt::Debug {
    fn samples() -> BoxedStrategy<Self>;
}

/// A struct whose fields all have values of their own.
macro_rules! model {
    ($($(#[$meta:meta])* struct $name:ident { $($(#[$field_meta:meta])* $field:ident: $ty:ty),* $(,)? })*) => { $(
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, JsonResponse)]
        #[json_response(own(Deserialize, JsonSchema))]
        $(#[$meta])*
        pub struct $name { $($(#[$field_meta])* pub $field: $ty),* }

        impl Sample for $name {
            fn samples() -> BoxedStrategy<Self> {
                ($(<$ty as Sample>::samples(),)*).prop_map(|($($field,)*)| Self { $($field),* }).boxed()
            }
        }
    )* };
}

/// Any other type of ours: its definition, then how its values come about.
macro_rules! other {
    ($($(#[$meta:meta])* $kind:ident $name:ident { $($body:tt)* } => $values:expr;)*) => { $(
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, JsonResponse)]
        #[json_response(own(Deserialize, JsonSchema))]
        $(#[$meta])*
        pub $kind $name { $($body)* }

        impl Sample for $name {
            fn samples() -> BoxedStrategy<Self> {
                $values.boxed()
            }
        }
    )* };
}

macro_rules! foreign {
    ($($ty:ty => $values:expr;)*) => { $(
        impl Sample for $ty {
            fn samples() -> BoxedStrategy<Self> {
                $values.boxed()
            }
        }
    )* };
}

foreign! {
    () => Just(());
    bool => any::<bool>();
    u8 => prop_oneof![any::<u8>(), Just(u8::MAX)];
    i8 => any::<i8>();
    i32 => any::<i32>();
    i64 => prop_oneof![any::<i64>(), Just(i64::MIN), Just(i64::MAX)];
    u64 => prop_oneof![any::<u64>(), Just(u64::MAX)];
    // `serde_json::Value` holds no more; larger ones are in `unwrapping`.
    u128 => any::<u64>().prop_map(u128::from);
    // Halves are exact in every reader.
    f64 => prop_oneof![
        any::<i32>().prop_map(|n| f64::from(n) / 2.0),
        Just(0.0), Just(1e300), Just(-1e-300), Just(f64::MAX), Just(f64::MIN_POSITIVE),
    ];
    char => any::<char>();
    String => prop_oneof![
        4 => "[a-z]{0,6}",
        1 => any::<String>().prop_map(|text| text.chars().take(12).collect::<String>()),
        1 => prop_oneof![Just("null"), Just("\"\\/\u{8}\n"), Just("value"), Just("é😀\u{2028}")].prop_map(str::to_owned),
    ];
    serde_json::Value => prop_oneof![
        Just(serde_json::Value::Null),
        any::<i64>().prop_map(serde_json::Value::from),
        String::samples().prop_map(serde_json::Value::from),
        proptest::collection::vec(any::<bool>(), 0..3).prop_map(serde_json::Value::from),
    ];
    chrono::NaiveDate => (0i32..2_000_000).prop_filter_map("a day", chrono::NaiveDate::from_num_days_from_ce_opt);
}

impl<T: Sample> Sample for Option<T> {
    fn samples() -> BoxedStrategy<Self> {
        proptest::option::of(T::samples()).boxed()
    }
}

impl<T: Sample> Sample for Vec<T> {
    fn samples() -> BoxedStrategy<Self> {
        proptest::collection::vec(T::samples(), 0..4).boxed()
    }
}

impl<T: Sample> Sample for Box<T>
where
    Box<T>: JsonResponse,
{
    fn samples() -> BoxedStrategy<Self> {
        T::samples().prop_map(Box::new).boxed()
    }
}

impl<T: Sample + Ord> Sample for BTreeSet<T> {
    fn samples() -> BoxedStrategy<Self> {
        proptest::collection::btree_set(T::samples(), 0..4).boxed()
    }
}

impl<K: Sample + Ord, V: Sample> Sample for BTreeMap<K, V>
where
    BTreeMap<K, V>: JsonResponse,
{
    fn samples() -> BoxedStrategy<Self> {
        proptest::collection::btree_map(K::samples(), V::samples(), 0..4).boxed()
    }
}

impl<V: Sample> Sample for HashMap<String, V>
where
    HashMap<String, V>: JsonResponse,
{
    fn samples() -> BoxedStrategy<Self> {
        proptest::collection::hash_map(String::samples(), V::samples(), 0..4).boxed()
    }
}

impl<T: Sample + Clone> Sample for [T; 3]
where
    [T; 3]: JsonResponse,
{
    fn samples() -> BoxedStrategy<Self> {
        [T::samples(), T::samples(), T::samples()].boxed()
    }
}

impl<A: Sample> Sample for (A,)
where
    (A,): JsonResponse,
{
    fn samples() -> BoxedStrategy<Self> {
        (A::samples(),).boxed()
    }
}

impl<A: Sample, B: Sample> Sample for (A, B)
where
    (A, B): JsonResponse,
{
    fn samples() -> BoxedStrategy<Self> {
        (A::samples(), B::samples()).boxed()
    }
}

impl<A: Sample, B: Sample, C: Sample> Sample for (A, B, C)
where
    (A, B, C): JsonResponse,
{
    fn samples() -> BoxedStrategy<Self> {
        (A::samples(), B::samples(), C::samples()).boxed()
    }
}

model! {
    /// A user of the service.
    struct User {
        /// user name
        name: String,
        /// address
        address: String,
    }

    struct Numbers { small: u8, signed: i8, long: i64, natural: u64, wide: u128, real: f64, letter: char, flag: bool, nothing: () }

    struct Nested { user: User, others: Vec<User>, maybe: Option<User>, nested_option: Option<Option<i32>> }

    /// What the host may leave out.
    struct Defaults {
        #[serde(default)]
        count: i32,
        #[serde(default = "yes")]
        active: bool,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        tags: Vec<String>,
        #[serde(default)]
        user: UserOrDefault,
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        #[serde(default = "five")]
        level: Option<i32>,
        #[serde(default)]
        color: Color,
        #[serde(default)]
        shade: Shade,
    }

    #[derive(Default)]
    struct UserOrDefault { name: String }

    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    struct Renamed { first_name: String, #[serde(rename = "last name")] last_name: String, #[serde(rename = "größe")] size: i32 }

    struct Containers { list: Vec<i32>, array: [u8; 3], set: BTreeSet<String>, pair: (i32, i32), mixed: (i32, String, bool), one: (String,) }

    struct MapsOfAll {
        text: HashMap<String, i32>,
        number: BTreeMap<i32, String>,
        natural: BTreeMap<u8, String>,
        color: BTreeMap<Color, i32>,
        deep: BTreeMap<String, BTreeMap<String, User>>,
        listed: Vec<BTreeMap<String, bool>>,
        maybe: Option<BTreeMap<String, i32>>,
        optional_values: BTreeMap<String, Option<i32>>,
    }

    struct FlattenStruct { id: i32, #[serde(flatten)] user: User }

    struct FlattenMaybe { id: i32, #[serde(flatten)] user: Option<User> }

    struct FlattenMap { id: i32, #[serde(flatten)] rest: BTreeMap<Lower, i32> }

    struct FlattenTag { id: i32, #[serde(flatten)] shape: Internal }

    struct FlattenExternal { id: i32, #[serde(flatten)] shape: ExternalObjects }

    struct FlattenTwo { #[serde(flatten)] shape: Internal, #[serde(flatten)] other: Adjacent2 }

    struct TwoInstances { a: Page<i32>, b: Page<User>, c: Option<Page<i32>>, d: Vec<Page<Page<bool>>> }

    struct TreeHolder { root: Tree, forest: BTreeMap<String, Tree>, maybe: Option<Tree> }

    struct Described {
        /// who it is
        who: User,
        /// the same, twice
        also: User,
        /// maybe one
        maybe: Option<User>,
        /// which color
        color: Color,
        /// a tree
        tree: Tree,
        /// what it costs
        #[schemars(range(min = 0.5, max = 99.5))]
        cost: Cost,
        /// how it looks
        look: Internal,
    }

    struct Unit3 { a: UnitStruct, b: (), c: EmptyStruct }

    struct AnyInside { name: String, anything: serde_json::Value }

    struct Dated { born: chrono::NaiveDate, #[schemars(length(max = 9))] note: Option<Nine>, #[schemars(range(max = 9))] digit: Digit }

    struct UnionsInside { choice: External, list: Vec<Internal>, maybe: Option<Adjacent>, map: BTreeMap<String, Untagged>, tuple: (Internal, Color) }
}

fn yes() -> bool {
    true
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "serde wants a value of the field's type"
)]
fn five() -> Option<i32> {
    Some(5)
}

other! {
    #[derive(Copy, Eq, PartialOrd, Ord, Default)]
    enum Color { #[default] Red, Green, Blue } => prop_oneof![Just(Color::Red), Just(Color::Green), Just(Color::Blue)];

    /// How dark it is.
    #[derive(Default)]
    #[serde(rename_all = "snake_case")]
    enum Shade {
        /// not much
        #[default] Light,
        /// more than that
        VeryDark,
    } => prop_oneof![Just(Shade::Light), Just(Shade::VeryDark)];

    enum External { Empty, Number(i32), Pair(i32, String), Named { name: String, maybe: Option<i32> }, Map(BTreeMap<String, i32>) } => prop_oneof![
        Just(External::Empty),
        i32::samples().prop_map(External::Number),
        <(i32, String)>::samples().prop_map(|(a, b)| External::Pair(a, b)),
        <(String, Option<i32>)>::samples().prop_map(|(name, maybe)| External::Named { name, maybe }),
        BTreeMap::<String, i32>::samples().prop_map(External::Map),
    ];

    enum ExternalObjects { Left(User), Right { right: i32 } } => prop_oneof![
        User::samples().prop_map(ExternalObjects::Left),
        i32::samples().prop_map(|right| ExternalObjects::Right { right }),
    ];

    #[serde(tag = "kind", rename_all = "lowercase")]
    enum Internal {
        /// a round one
        Circle { radius: f64 },
        Square { side: f64, #[serde(default)] tilted: bool },
        /// somebody
        Person(User),
        Nothing,
    } => prop_oneof![
        f64::samples().prop_map(|radius| Internal::Circle { radius }),
        <(f64, bool)>::samples().prop_map(|(side, tilted)| Internal::Square { side, tilted }),
        User::samples().prop_map(Internal::Person),
        Just(Internal::Nothing),
    ];

    #[serde(tag = "t", content = "c")]
    enum Adjacent { Unit, New(i32), Tuple(bool, String), Struct { map: BTreeMap<String, i32> } } => prop_oneof![
        Just(Adjacent::Unit),
        i32::samples().prop_map(Adjacent::New),
        <(bool, String)>::samples().prop_map(|(a, b)| Adjacent::Tuple(a, b)),
        BTreeMap::<String, i32>::samples().prop_map(|map| Adjacent::Struct { map }),
    ];

    #[serde(tag = "t2", content = "c2")]
    enum Adjacent2 { New(i32), Other(String) } => prop_oneof![
        i32::samples().prop_map(Adjacent2::New),
        String::samples().prop_map(Adjacent2::Other),
    ];

    #[serde(untagged)]
    enum Untagged { Flag(bool), Wide { a: i32, b: i32 }, Narrow { a: i32 }, Text(String), List(Vec<Untagged>), Map(BTreeMap<String, i32>) } => {
        let leaf = prop_oneof![
            bool::samples().prop_map(Untagged::Flag),
            <(i32, i32)>::samples().prop_map(|(a, b)| Untagged::Wide { a, b }),
            i32::samples().prop_map(|a| Untagged::Narrow { a }),
            String::samples().prop_map(Untagged::Text),
            BTreeMap::<String, i32>::samples().prop_map(Untagged::Map),
        ];
        leaf.prop_recursive(2, 8, 3, |inner| proptest::collection::vec(inner, 0..3).prop_map(Untagged::List))
    };

    struct Tree { value: String, children: Vec<Tree> } => {
        let leaf = String::samples().prop_map(|value| Tree { value, children: Vec::new() });
        leaf.prop_recursive(3, 12, 3, |inner| {
            (String::samples(), proptest::collection::vec(inner, 0..3)).prop_map(|(value, children)| Tree { value, children })
        })
    };

    struct Linked { value: i32, next: Option<Box<Linked>> } => {
        let leaf = i32::samples().prop_map(|value| Linked { value, next: None });
        leaf.prop_recursive(4, 8, 1, |inner| {
            (i32::samples(), inner).prop_map(|(value, next)| Linked { value, next: Some(Box::new(next)) })
        })
    };

    struct Folder { entries: BTreeMap<String, Folder> } => {
        let leaf = Just(Folder { entries: BTreeMap::new() });
        leaf.prop_recursive(3, 12, 3, |inner| {
            proptest::collection::btree_map(String::samples(), inner, 0..3).prop_map(|entries| Folder { entries })
        })
    };

    struct Outcome { #[json_response(whole)] result: Result<i32, String>, #[json_response(whole)] many: Vec<Result<User, Color>> } => {
        let result = prop_oneof![i32::samples().prop_map(Ok), String::samples().prop_map(Err)];
        let each = prop_oneof![User::samples().prop_map(Ok), Color::samples().prop_map(Err)];
        (result, proptest::collection::vec(each, 0..3)).prop_map(|(result, many)| Outcome { result, many })
    };

    struct EmptyStruct {} => Just(EmptyStruct {});

    /// Ping holds Pong holds Ping.
    struct Ping { pong: Option<Box<Pong>>, #[serde(default)] count: i32 } => {
        let leaf = i32::samples().prop_map(|count| Ping { pong: None, count });
        leaf.prop_recursive(3, 8, 2, |inner| {
            (proptest::collection::vec(inner, 0..2), i32::samples())
                .prop_map(|(pings, count)| Ping { pong: Some(Box::new(Pong { pings })), count })
        })
    };

    enum Expr { Number(f64), Add(Box<Expr>, Box<Expr>), Not { of: Box<Expr> }, Named(BTreeMap<String, Expr>) } => {
        let leaf = f64::samples().prop_map(Expr::Number);
        leaf.prop_recursive(3, 12, 2, |inner| prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| Expr::Add(Box::new(a), Box::new(b))),
            inner.clone().prop_map(|of| Expr::Not { of: Box::new(of) }),
            proptest::collection::btree_map(String::samples(), inner, 0..3).prop_map(Expr::Named),
        ])
    };
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, JsonResponse)]
#[json_response(own(Deserialize, JsonSchema))]
pub struct Pong {
    pub pings: Vec<Ping>,
}

/// A key that no field of ours has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Lower(String);

impl JsonResponse for Lower {
    type Partial = json_mode::Whole<Self>;
}

impl Sample for Lower {
    fn samples() -> BoxedStrategy<Self> {
        "x[a-z]{0,3}".prop_map(Self).boxed()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, JsonResponse)]
#[json_response(own(Deserialize, JsonSchema))]
pub struct Page<T> {
    /// on this page
    pub items: Vec<T>,
    pub next: Option<u64>,
}

impl<T: Sample> Sample for Page<T> {
    fn samples() -> BoxedStrategy<Self> {
        (Vec::<T>::samples(), proptest::option::of(any::<u64>()))
            .prop_map(|(items, next)| Self { items, next })
            .boxed()
    }
}

/// A transparent wrapper around another type's values, within the bounds that its field declares.
macro_rules! newtype {
    ($($name:ident($inner:ty) => $values:expr;)*) => { $(
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, JsonResponse)]
        #[json_response(own(Deserialize, JsonSchema))]
        #[serde(transparent)]
        pub struct $name(pub $inner);

        impl Sample for $name {
            fn samples() -> BoxedStrategy<Self> {
                $values.prop_map(Self).boxed()
            }
        }
    )* };
}

newtype! {
    Cost(f64) => (1i32..199).prop_map(|n| f64::from(n) / 2.0);
    Nine(String) => "[a-z]{0,9}";
    Digit(u8) => 0u8..10;
    NewtypeOfMap(BTreeMap<String, i32>) => BTreeMap::<String, i32>::samples();
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UnitStruct;

impl JsonResponse for UnitStruct {
    type Partial = json_mode::Whole<Self>;
}

impl Sample for UnitStruct {
    fn samples() -> BoxedStrategy<Self> {
        Just(Self).boxed()
    }
}

/// Runs `$run::<T>("T", …)` for every type of the family.
macro_rules! for_each_type {
    ($run:ident $(, $argument:expr)*) => {{
        use std::collections::{BTreeMap, BTreeSet, HashMap};
        use $crate::schema::family::*;
        macro_rules! run { ($ty:ty) => { $run::<$ty>(stringify!($ty) $(, $argument)*) } }
        // Structs and what they hold.
        run!(User); run!(Numbers); run!(Nested); run!(Defaults); run!(Renamed); run!(Containers); run!(MapsOfAll);
        run!(FlattenStruct); run!(FlattenMaybe); run!(FlattenMap); run!(FlattenTag); run!(FlattenExternal);
        run!(FlattenTwo); run!(TwoInstances); run!(TreeHolder); run!(Described); run!(Outcome); run!(Unit3);
        run!(AnyInside); run!(Dated); run!(UnionsInside); run!(EmptyStruct);
        // Roots that are unions.
        run!(Color); run!(Shade); run!(External); run!(ExternalObjects); run!(Internal); run!(Adjacent); run!(Untagged);
        // Recursive roots.
        run!(Tree); run!(Linked); run!(Folder); run!(Ping); run!(Expr); run!(Vec<Tree>); run!(Option<Tree>);
        // Other roots.
        run!(i32); run!(u64); run!(f64); run!(bool); run!(char); run!(String); run!(()); run!(UnitStruct);
        run!(Option<i32>); run!(Option<User>); run!(Option<Color>); run!(Vec<User>); run!(Vec<Vec<Option<i32>>>);
        run!([u8; 3]); run!((i32, i32)); run!((i32, String, User)); run!((String,)); run!(BTreeSet<String>);
        run!(HashMap<String, User>); run!(BTreeMap<i32, User>); run!(BTreeMap<Color, User>); run!(BTreeMap<Color, Option<i32>>);
        run!(BTreeMap<String, BTreeMap<String, Option<User>>>); run!(NewtypeOfMap); run!(Page<User>); run!(Page<Page<i32>>);
        run!(Box<User>); run!(serde_json::Value); run!(Vec<Internal>); run!(Vec<(String, i32)>); run!(BTreeMap<String, (i32, Internal)>);
    }};
}
pub(crate) use for_each_type;
