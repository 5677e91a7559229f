//! The partials of the standard library's types.

use serde_json::{Map, Value};

use super::{Container, Partial, Shape, Slot, View};

/// What an `Option` in a partial may hold: a text, a boxed partial, a value without parts.
#[doc(hidden)]
pub trait Held: Sized + 'static {
    /// What it takes.
    const SHAPE: Shape;
    /// What there is to show.
    fn view(this: &Self) -> View<'_>;
    /// The one place of a box.
    fn get(this: &Self) -> Option<&dyn Slot> {
        let _ = this;
        None
    }
    /// The same, made where it is missing.
    fn get_mut(this: &mut Option<Self>) -> Option<&mut dyn Slot> {
        let _ = this;
        None
    }
    /// The next part of a text.
    fn text(this: &mut Option<Self>, piece: &str) {
        let _ = (this, piece);
    }
    /// A complete value.
    fn whole(this: &mut Option<Self>, json: &str) -> bool {
        let _ = (this, json);
        false
    }
}

impl<T: Held> Slot for Option<T> {
    fn shape(&self) -> Shape {
        T::SHAPE
    }

    fn clear(&mut self) {
        *self = None;
    }

    fn view(&self) -> View<'_> {
        self.as_ref().map_or(View::Nothing, T::view)
    }

    fn get(&self, index: usize) -> Option<&dyn Slot> {
        self.as_ref().filter(|_| index == 0).and_then(T::get)
    }

    fn get_mut(&mut self, _: usize) -> Option<&mut dyn Slot> {
        T::get_mut(self)
    }

    fn text(&mut self, piece: &str) {
        T::text(self, piece);
    }

    fn whole(&mut self, json: &str) -> bool {
        T::whole(self, json)
    }
}

impl Held for String {
    const SHAPE: Shape = Shape::Text;

    fn view(this: &Self) -> View<'_> {
        View::Text(this)
    }

    #[inline]
    fn text(this: &mut Option<Self>, piece: &str) {
        match this {
            Some(text) => grow(text, piece),
            None => begin(this, piece),
        }
    }
}

/// Room for a short text. Most are, and a smaller block takes as much of most allocators.
const FIRST: usize = 24;

#[inline(never)]
fn begin(this: &mut Option<String>, piece: &str) {
    let mut text = String::with_capacity(piece.len().max(FIRST));
    text.push_str(piece);
    *this = Some(text);
}

/// Appends, and makes room by a quarter: doubling would hold twice what has come.
#[inline]
#[allow(
    clippy::match_same_arms,
    reason = "of a length that is known here, bytes are moved without a call"
)]
pub(crate) fn grow(text: &mut String, piece: &str) {
    if text.capacity() - text.len() < piece.len() {
        return grow_more(text, piece);
    }
    match piece.len() {
        1 => text.push_str(piece),
        2 => text.push_str(piece),
        3 => text.push_str(piece),
        4 => text.push_str(piece),
        5 => text.push_str(piece),
        6 => text.push_str(piece),
        7 => text.push_str(piece),
        8 => text.push_str(piece),
        _ => append(text, piece),
    }
}

/// Apart, so that nothing has to be kept for the call where there is none.
#[inline(never)]
fn append(text: &mut String, piece: &str) {
    text.push_str(piece);
}

/// From how many bytes on a text grows by an eighth.
const LONG: usize = 16 * 1024;

#[cold]
#[inline(never)]
fn grow_more(text: &mut String, piece: &str) {
    // A text that is long is most of the answer, and there is no second one; each move of it costs new pages.
    let more = match text.capacity() {
        0 => FIRST,
        _ => (text.len() / 4).max(8),
    };
    text.reserve_exact(more.max(piece.len()));
    text.push_str(piece);
}

/// Room for so many bytes, and for some of what may follow.
pub(crate) fn make_room(text: &mut String, bytes: usize) {
    if text.capacity() - text.len() >= bytes {
        return;
    }
    let more = match text.capacity() {
        0 => FIRST,
        // Of long ones room that is not used weighs more than a move, which most allocators do by pages.
        LONG.. => text.len() / 8,
        _ => (text.len() / 4).max(8),
    };
    text.reserve_exact(more.max(bytes));
}

impl<P: Partial> Held for Box<P> {
    const SHAPE: Shape = Shape::Through;

    fn view(_: &Self) -> View<'_> {
        View::Places
    }

    fn get(this: &Self) -> Option<&dyn Slot> {
        Some(this.as_slot())
    }

    fn get_mut(this: &mut Option<Self>) -> Option<&mut dyn Slot> {
        Some(this.get_or_insert_default().as_slot_mut())
    }
}

impl<P: Partial> Slot for Vec<P> {
    fn shape(&self) -> Shape {
        Shape::List
    }

    fn clear(&mut self) {
        Vec::clear(self);
    }

    fn view(&self) -> View<'_> {
        if self.is_empty() {
            View::Nothing
        } else {
            View::Places
        }
    }

    fn get(&self, index: usize) -> Option<&dyn Slot> {
        Some(<[P]>::get(self, index)?.as_slot())
    }

    #[inline]
    fn get_mut(&mut self, index: usize) -> Option<&mut dyn Slot> {
        Some(<[P]>::get_mut(self, index)?.as_slot_mut())
    }

    fn add(&mut self, _: &str) -> Option<usize> {
        if self.len() == self.capacity() {
            self.reserve_exact(more_places(self.len(), size_of::<P>()));
        }
        self.push(P::default());
        Some(self.len() - 1)
    }

    fn remove(&mut self, _: &str) {
        self.pop();
    }

    fn end(&mut self) {
        // Of a long one it is little, and may take a move.
        if self.capacity() * size_of::<P>() < LONG {
            self.shrink_to_fit();
        }
    }

    fn count(&self) -> usize {
        self.len()
    }
}

/// How many places more a list of so many gets, each of so many bytes.
fn more_places(count: usize, bytes: usize) -> usize {
    if count.saturating_mul(bytes) < LONG {
        count / 4 + 3
    } else {
        count / 8
    }
}

macro_rules! tuples {
    ($($count:literal: $($name:ident . $index:tt),+;)+) => { $(
        impl<$($name: Partial),+> Slot for ($($name,)+) {
            fn shape(&self) -> Shape {
                Shape::Tuple($count)
            }

            fn clear(&mut self) {
                $(self.$index.clear();)+
            }

            fn view(&self) -> View<'_> {
                View::Places
            }

            fn get(&self, index: usize) -> Option<&dyn Slot> {
                match index {
                    $($index => Some(self.$index.as_slot()),)+
                    _ => None,
                }
            }

            fn get_mut(&mut self, index: usize) -> Option<&mut dyn Slot> {
                match index {
                    $($index => Some(self.$index.as_slot_mut()),)+
                    _ => None,
                }
            }
        }
    )+ };
}

tuples! {
    1: A.0;
    2: A.0, B.1;
    3: A.0, B.1, C.2;
    4: A.0, B.1, C.2, D.3;
    5: A.0, B.1, C.2, D.3, E.4;
    6: A.0, B.1, C.2, D.3, E.4, F.5;
    7: A.0, B.1, C.2, D.3, E.4, F.5, G.6;
    8: A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7;
    9: A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7, I.8;
    10: A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7, I.8, J.9;
    11: A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7, I.8, J.9, K.10;
    12: A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7, I.8, J.9, K.10, L.11;
}

impl Slot for Value {
    fn shape(&self) -> Shape {
        Shape::Any
    }

    fn clear(&mut self) {
        *self = Self::Null;
    }

    fn view(&self) -> View<'_> {
        if self.is_null() {
            View::Nothing
        } else {
            View::Value(self)
        }
    }

    fn get(&self, index: usize) -> Option<&dyn Slot> {
        match self {
            Self::Array(items) => Some(items.get(index)?),
            Self::Object(members) => Slot::get(members, index),
            _ => None,
        }
    }

    fn get_mut(&mut self, index: usize) -> Option<&mut dyn Slot> {
        match self {
            Self::Array(items) => Some(items.get_mut(index)?),
            Self::Object(members) => Slot::get_mut(members, index),
            _ => None,
        }
    }

    fn text(&mut self, piece: &str) {
        match self {
            Self::String(text) => grow(text, piece),
            _ => *self = Self::String(piece.to_owned()),
        }
    }

    fn whole(&mut self, json: &str) -> bool {
        let Ok(value) = serde_json::from_str(json) else {
            return false;
        };
        *self = value;
        true
    }

    fn open(&mut self, container: Container) {
        *self = match container {
            Container::List => Self::Array(Vec::new()),
            Container::Object => Self::Object(Map::new()),
        };
    }

    fn add(&mut self, key: &str) -> Option<usize> {
        match self {
            Self::Array(items) => Slot::add(items, key),
            Self::Object(members) => Slot::add(members, key),
            _ => None,
        }
    }

    fn remove(&mut self, key: &str) {
        match self {
            Self::Array(items) => Slot::remove(items, key),
            Self::Object(members) => Slot::remove(members, key),
            _ => {}
        }
    }

    fn count(&self) -> usize {
        match self {
            Self::Array(items) => items.len(),
            Self::Object(members) => members.len(),
            _ => 0,
        }
    }

    fn key(&self, index: usize) -> Option<&str> {
        match self {
            Self::Object(members) => Slot::key(members, index),
            _ => None,
        }
    }
}

impl Slot for Map<String, Value> {
    fn shape(&self) -> Shape {
        Shape::Map
    }

    fn clear(&mut self) {
        Map::clear(self);
    }

    fn view(&self) -> View<'_> {
        if self.is_empty() {
            View::Nothing
        } else {
            View::Members(self)
        }
    }

    fn get(&self, index: usize) -> Option<&dyn Slot> {
        let found = if index + 1 == self.len() {
            self.values().next_back()
        } else {
            self.values().nth(index)
        };
        Some(found?)
    }

    /// What is filled in is the last entry: the map itself finds one by its number only step by step.
    fn get_mut(&mut self, index: usize) -> Option<&mut dyn Slot> {
        let found = if index + 1 == self.len() {
            self.values_mut().next_back()
        } else {
            self.values_mut().nth(index)
        };
        Some(found?)
    }

    fn add(&mut self, key: &str) -> Option<usize> {
        if self.contains_key(key) {
            return None;
        }
        self.insert(key.to_owned(), Value::Null);
        Some(self.len() - 1)
    }

    fn remove(&mut self, key: &str) {
        self.swap_remove(key);
    }

    fn count(&self) -> usize {
        self.len()
    }

    fn key(&self, index: usize) -> Option<&str> {
        let found = if index + 1 == self.len() {
            self.keys().next_back()
        } else {
            self.keys().nth(index)
        };
        found.map(String::as_str)
    }
}
