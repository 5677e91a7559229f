//! A type's partial: as much of a value as has come.
//!
//! A partial is plain data. What fills it in stands outside of it and knows no types: it holds the path of the cursor, as
//! small indices, and goes down to the open place by [`Slot`], which is all that a type has to say of itself.

mod entries;
mod scalars;
mod show;
mod std_types;
mod whole;

pub use entries::Entries;
pub(crate) use scalars::{boolean, by_serde, integer, scalars};
#[doc(hidden)]
pub use show::{debug, serialize};
pub(crate) use show::{is_empty, json_of};
#[doc(hidden)]
pub use std_types::Held;
pub(crate) use std_types::{grow, make_room};
pub use whole::Whole;
#[doc(hidden)]
pub use whole::{OwnRules, Ruled};

use std::borrow::Cow;
use std::fmt::Debug;

use serde::Serialize;
use serde_json::Value;

use super::Part;

/// As much of a value as has come: the [`JsonResponse::Partial`](super::JsonResponse::Partial) of a type.
///
/// The derive writes one beside each type, `<Name>Partial`, with the same fields:
///
/// | a field of type | is in the partial | and shows |
/// | --- | --- | --- |
/// | `String`, `Cow<str>`, `Box<str>` | `Option<String>` | what has come of the text |
/// | numbers, `bool`, dates, addresses | `Option<T>` | the value, when it is complete |
/// | a derived struct or enum with data | its own partial | what has come of each part |
/// | an enum of plain words, or an untagged one | [`Whole<T>`] | the value, when it is complete |
/// | `Vec<T>`, sets, lists, `[T; N]` | `Vec<T::Partial>` | the elements that have begun |
/// | tuples | a tuple of partials | each place as it comes |
/// | maps | [`Entries<V::Partial>`] | the entries that have begun, in their order |
/// | `Option<T>` | `T::Partial` | the same as a `T`; null shows nothing |
/// | `Box<T>`, `Rc<T>`, `Arc<T>` | `Option<Box<T::Partial>>` | the same as a `T`, when it has begun |
/// | `serde_json::Value` | `Value` | what has come; null for nothing |
/// | `#[json_response(whole)]`, `#[serde(with = ..)]` | [`Whole<T>`] | the value, when it is complete |
///
/// An enum with data has one more variant in its partial, `Pending`, until it is known which variant has come. (A user's
/// enum need not be `Clone`, so an enum of plain words is shown by [`Whole`], not by an `Option` of it.)
///
/// # Shape
///
/// A partial is written by `serde` in the shape that its type is read in, and what has not come is left out:
///
/// ```
/// use json_mode::{JsonResponse, PartialReader};
///
/// #[derive(JsonResponse)]
/// struct User {
///     #[serde(rename = "userName")]
///     name: String,
///     age: u8,
/// }
///
/// let mut reader = PartialReader::<User>::new();
/// let partial = reader.push(r#"{"userName": "Al"#)?;
/// assert_eq!(partial.name.as_deref(), Some("Al"));
/// assert_eq!(partial.age, None);
/// assert_eq!(serde_json::to_string(partial)?, r#"{"userName":"Al"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # By hand
///
/// Every [`Slot`] that is `Clone`, `Debug`, `Default`, `PartialEq` and `Serialize` is a partial. This one counts the
/// lines of a text instead of keeping it:
///
/// ```
/// use json_mode::partial::{Shape, Slot, View};
/// use json_mode::{JsonResponse, PartialReader};
///
/// #[derive(Debug, PartialEq, serde::Deserialize, schemars::JsonSchema)]
/// #[serde(transparent)]
/// struct Poem(String);
///
/// #[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
/// struct Lines(usize);
///
/// impl Slot for Lines {
///     fn shape(&self) -> Shape {
///         Shape::Text
///     }
///     fn text(&mut self, piece: &str) {
///         self.0 += piece.matches('\n').count();
///     }
///     fn clear(&mut self) {
///         self.0 = 0;
///     }
///     fn view(&self) -> View<'_> {
///         View::json(&self.0)
///     }
/// }
///
/// impl JsonResponse for Poem {
///     type Partial = Lines;
/// }
///
/// let mut reader = PartialReader::<Poem>::new();
/// assert_eq!(reader.push(r#""Roses are red,\nviolets are blue,\n"#)?.0, 2);
/// # Ok::<(), json_mode::Error>(())
/// ```
pub trait Partial: Slot + Clone + Debug + Default + PartialEq + Serialize {
    /// Whether nothing has come yet.
    fn is_empty(&self) -> bool {
        show::is_empty(self.as_slot())
    }

    /// The same without its type.
    fn as_slot(&self) -> &dyn Slot;

    /// The same without its type, to be filled in.
    fn as_slot_mut(&mut self) -> &mut dyn Slot;
}

impl<P: Slot + Clone + Debug + Default + PartialEq + Serialize> Partial for P {
    fn as_slot(&self) -> &dyn Slot {
        self
    }

    fn as_slot_mut(&mut self) -> &mut dyn Slot {
        self
    }
}

/// How a partial is filled in, whatever its type: by a shape, and by numbered places inside of it.
///
/// Only [`shape`](Self::shape) and [`clear`](Self::clear) are needed by every type; of the others those that the shape asks
/// for. A call that makes no sense for the shape does nothing.
///
/// ```
/// use json_mode::partial::{Shape, Slot, View};
///
/// /// How many characters of a text have come.
/// #[derive(Default)]
/// struct Chars(usize);
///
/// impl Slot for Chars {
///     fn shape(&self) -> Shape {
///         Shape::Text
///     }
///     fn text(&mut self, piece: &str) {
///         self.0 += piece.chars().count();
///     }
///     fn clear(&mut self) {
///         self.0 = 0;
///     }
///     fn view(&self) -> View<'_> {
///         View::json(&self.0)
///     }
/// }
///
/// let mut chars = Chars::default();
/// chars.text("Bon");
/// chars.text("jour");
/// assert_eq!(chars.0, 7);
/// ```
pub trait Slot: 'static {
    /// What it takes. It stays the same for the life of the value.
    fn shape(&self) -> Shape;

    /// Takes all back: nothing has come.
    fn clear(&mut self);

    /// What there is to show, when it is read by itself and not place by place.
    fn view(&self) -> View<'_> {
        View::Places
    }

    /// The place with this number: a field, an element, an entry.
    fn get(&self, index: usize) -> Option<&dyn Slot> {
        let _ = index;
        None
    }

    /// The same, to be filled in. For [`Shape::Through`] it is made where there is none.
    fn get_mut(&mut self, index: usize) -> Option<&mut dyn Slot> {
        let _ = index;
        None
    }

    /// Text, one or more pieces of it: the next part of [`Shape::Text`]. The first may be empty.
    fn text(&mut self, piece: &str) {
        let _ = piece;
    }

    /// A complete value as JSON, for [`Shape::Whole`] and [`Shape::Any`]; whether it could be read.
    fn whole(&mut self, json: &str) -> bool {
        let _ = json;
        false
    }

    /// A list or an object begins, for [`Shape::Any`].
    fn open(&mut self, container: Container) {
        let _ = container;
    }

    /// A new place at the end of a list, or for a new key of a map; nothing for a key that is there.
    fn add(&mut self, key: &str) -> Option<usize> {
        let _ = key;
        None
    }

    /// Takes out what [`add`](Self::add) made: the entry with this key, or the last element of a list.
    fn remove(&mut self, key: &str) {
        let _ = key;
    }

    /// A list is complete: it may give back what it holds for elements to come.
    fn end(&mut self) {}

    /// How many places a list or a map has.
    fn count(&self) -> usize {
        0
    }

    /// The key of a map's entry.
    fn key(&self, index: usize) -> Option<&str> {
        let _ = index;
        None
    }

    /// The variant that has come, for [`Shape::Enum`].
    fn selected(&self) -> Option<usize> {
        None
    }

    /// Runs the rules of `#[json_response(check = ..)]` on a part that is complete: those that stand on the place with
    /// this number, or those of the value itself.
    #[doc(hidden)]
    fn judge(&self, place: Option<usize>, part: &mut Part<'_>) {
        let _ = (place, part);
    }

    /// This variant comes; its fields are the places from now on.
    fn select(&mut self, variant: usize) {
        let _ = variant;
    }
}

/// What a [`Slot`] takes.
///
/// ```
/// use json_mode::Partial;
/// use json_mode::partial::Shape;
///
/// assert!(matches!(Option::<String>::default().as_slot().shape(), Shape::Text));
/// assert!(matches!(Vec::<Option<u8>>::new().as_slot().shape(), Shape::List));
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Shape {
    /// A string, which grows.
    Text,
    /// Any value, once it is complete.
    Whole,
    /// Any value as it comes: the slot is what comes.
    Any,
    /// A list; its elements are added.
    List,
    /// A list of this many places.
    Tuple(usize),
    /// An object whose keys are data; its entries are added.
    Map,
    /// An object with known members.
    Struct(&'static Fields),
    /// One of several.
    Enum(&'static Variants),
    /// The same as its place number 0.
    Through,
}

/// What an object or a list is opened by.
///
/// ```
/// use json_mode::Partial;
/// use json_mode::partial::Container;
///
/// let mut any = json_mode::Value::Null;
/// any.as_slot_mut().open(Container::Object);
/// assert!(any.is_object());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// `[`
    List,
    /// `{`
    Object,
}

/// The members of an object, numbered in the order of their names.
///
/// ```
/// use json_mode::partial::{Fields, Shape};
///
/// /// `{"first": .., "last": ..}`; `surname` is read as `last`.
/// const NAME: Fields = Fields::new(&["first", "last"]).aliases(&[("surname", 1)]);
/// # let _ = Shape::Struct(&NAME);
/// ```
#[derive(Debug)]
pub struct Fields {
    pub(crate) names: &'static [&'static str],
    pub(crate) aliases: &'static [(&'static str, usize)],
    pub(crate) flat: usize,
}

impl Fields {
    /// Members of these names, as they stand in the answer.
    pub const fn new(names: &'static [&'static str]) -> Self {
        Self {
            names,
            aliases: &[],
            flat: 0,
        }
    }

    /// Other names, with the number of the member that each is for.
    pub const fn aliases(mut self, aliases: &'static [(&'static str, usize)]) -> Self {
        self.aliases = aliases;
        self
    }

    /// As many more places behind the named ones: they take members that have no place by name.
    pub const fn flat(mut self, count: usize) -> Self {
        self.flat = count;
        self
    }
}

/// How the variants of an enum are told apart, and what they hold.
///
/// ```
/// use json_mode::partial::{Body, Fields, Shape, Tag, Variant, Variants};
///
/// /// `{"kind": "circle", "radius": ..}` or `{"kind": "point"}`
/// const FIGURE: Variants = Variants::new(Tag::Internal("kind"), &[
///     Variant::new(&["circle"], Body::Struct(&Fields::new(&["radius"]))),
///     Variant::new(&["point"], Body::Unit),
/// ]);
/// # let _ = Shape::Enum(&FIGURE);
/// ```
#[derive(Debug)]
pub struct Variants {
    pub(crate) tag: Tag,
    pub(crate) list: &'static [Variant],
    pub(crate) other: Option<usize>,
}

impl Variants {
    /// These variants.
    pub const fn new(tag: Tag, list: &'static [Variant]) -> Self {
        Self {
            tag,
            list,
            other: None,
        }
    }

    /// The number of the variant that stands for every unknown name.
    pub const fn other(mut self, variant: usize) -> Self {
        self.other = Some(variant);
        self
    }
}

/// Where the name of a variant stands.
///
/// ```
/// use json_mode::partial::{Body, Tag, Variant, Variants};
///
/// /// `{"t": "word", "c": ..}`
/// const TOKEN: Variants = Variants::new(Tag::Adjacent("t", "c"), &[Variant::new(&["word"], Body::Newtype)]);
/// # let _ = TOKEN;
/// ```
#[derive(Clone, Copy, Debug)]
pub enum Tag {
    /// `{"Name": ..}`, or `"Name"` for a variant that holds nothing.
    External,
    /// `{"tag": "Name", ..}`
    Internal(&'static str),
    /// `{"tag": "Name", "content": ..}`
    Adjacent(&'static str, &'static str),
}

/// One variant of an enum.
///
/// ```
/// use json_mode::partial::{Body, Variant};
///
/// /// `"red"`, also read from `"rouge"`.
/// const RED: Variant = Variant::new(&["red", "rouge"], Body::Unit);
/// # let _ = RED;
/// ```
#[derive(Debug)]
pub struct Variant {
    pub(crate) names: &'static [&'static str],
    pub(crate) body: Body,
}

impl Variant {
    /// A variant by its name in the answer, and further names that are read.
    pub const fn new(names: &'static [&'static str], body: Body) -> Self {
        Self { names, body }
    }
}

/// What a variant holds, in the enum's own places.
///
/// ```
/// use json_mode::partial::{Body, Variant};
///
/// /// `{"span": [.., ..]}`
/// const SPAN: Variant = Variant::new(&["span"], Body::Tuple(2));
/// # let _ = SPAN;
/// ```
#[derive(Clone, Copy, Debug)]
pub enum Body {
    /// Nothing.
    Unit,
    /// One value, in place number 0.
    Newtype,
    /// A list of so many places.
    Tuple(usize),
    /// An object.
    Struct(&'static Fields),
}

/// What a [`Slot`] shows of itself.
///
/// ```
/// use json_mode::partial::View;
///
/// assert!(matches!(View::json(&[1, 2]), View::Json(json) if json == "[1,2]"));
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum View<'a> {
    /// Nothing has come.
    Nothing,
    /// A text.
    Text(&'a str),
    /// A value as JSON.
    Json(Cow<'a, str>),
    /// A value without a type.
    Value(&'a Value),
    /// Members without a type.
    Members(&'a serde_json::Map<String, Value>),
    /// What its places show.
    Places,
}

impl View<'_> {
    /// A value by its JSON; nothing if it has none.
    pub fn json(value: &impl Serialize) -> Self {
        serde_json::to_string(value).map_or(Self::Nothing, |json| Self::Json(Cow::Owned(json)))
    }
}
