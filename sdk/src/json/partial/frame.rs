//! The containers that are open, and where their next value goes.

use serde_json::Value;

use crate::response::partial::{Body, Fields, Variants};

/// A container that is open.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) kind: Kind,
    /// How much of the path leads to its slot.
    pub(super) path: usize,
    /// Where its names stand in the keys.
    pub(super) key: usize,
    /// Where its marks stand among those of members that were seen.
    pub(super) seen: usize,
    /// The number of the next element; the member behind the last one.
    pub(super) at: usize,
    /// The byte at which it begins.
    pub(super) from: usize,
    /// The number of its step on the way back from the host's shape.
    pub(super) step: usize,
    /// Its schema, where values are judged.
    pub(super) schema: Option<&'static Value>,
    /// Whether its elements are kept as items.
    pub(super) watched: bool,
    /// Whether one of its values is open.
    pub(super) inside: bool,
    /// Whether the name that was read last is that of the member before `at`, and not kept for that.
    pub(super) in_order: bool,
    /// What it was read as before it was taken for an object around the answer.
    pub(super) was: Option<Kind>,
    /// Members that came before it was known what they are; of a pair whose key was read, the key.
    pub(super) late: String,
}

impl Frame {
    /// Whether its end means nothing but that it is over, where nobody asks for it.
    pub(super) fn ends_plain(&self) -> bool {
        self.at > 0 && matches!(self.kind, Kind::Struct(fields) if fields.flat == 0)
    }
}

/// What a container is read as.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    List,
    /// A list of so many places.
    Tuple(usize),
    /// The same as an object with the names `"0"`, `"1"` and so on.
    Record(usize),
    Map,
    /// A map as a list of objects, each with `key` and `value`.
    Pairs,
    /// One of these; its entry, when the key was read.
    Pair(Option<usize>),
    Struct(&'static Fields),
    /// The name of the variant is the only key.
    External(&'static Variants),
    /// The tag of the variant has not come yet.
    Tagged(&'static Variants),
    /// The same, and its members stand in one of the object's.
    Adjacent(&'static Variants),
    /// The object is kept and given as a whole when it ends.
    Gather,
    /// An object around the answer, or one that may be.
    Around,
    /// Nothing of it is shown.
    Ignored,
}

/// Where the next value of an object goes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Next {
    /// Nowhere.
    #[default]
    Nowhere,
    /// To the place with this number.
    Place(usize),
    /// To the place that the extension of the path leads to.
    Deep,
    /// It is what the variant there holds.
    DeepBody(Body),
    /// To the entry of the name.
    Entry,
    /// It is what the variant holds.
    Body(Body),
    /// It is the tag.
    Tag,
    /// It is kept until it is known what it is.
    Late,
    /// It is the answer itself.
    Inner,
    /// The key of a pair, and its value.
    PairKey,
    PairValue,
    /// A list of pairs that are entries of the map that the extension leads to.
    Extra,
}

/// Where a value goes that begins.
#[derive(Clone, Copy, Debug)]
pub(super) enum Start {
    Nowhere,
    /// To the slot that the path leads to.
    Slot,
    Body(Body),
    Tag,
    Late,
    PairKey,
    Extra,
}

/// Where the pieces of the open string go.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Text {
    #[default]
    Nowhere,
    /// To the slot that the path leads to.
    Slot,
    /// To the keys: it is a name.
    Name,
    /// To the word, which is needed whole.
    Word(Word),
    Tape,
    TapedName,
}

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Word {
    Value,
    Variant,
    Tag,
    PairKey,
}

/// What is done with a taped value.
#[derive(Clone, Copy, Debug)]
pub(super) enum Taped {
    /// The slot at the path takes it.
    Whole,
    /// It is read again at its place.
    Again,
    /// It waits in its container.
    Late,
}
