//! The standard library's types as parts of an answer: those that both serde and schemars know.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::ffi::CString;
use std::hash::{BuildHasher, Hash};
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::num;
use std::ops::Bound;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::partial::{boolean, by_serde, integer, scalars};
use super::{Checks, Entries, JsonResponse, Partial, Whole};

/// Values without parts, and without a text that a key could be.
macro_rules! plain {
    ($($ty:ty),* $(,)?) => {
        $(impl JsonResponse for $ty {
            type Partial = Option<Self>;
        })*
        scalars! { by_serde: $($ty),* }
    };
}

/// Values without parts that may be the key of a map.
macro_rules! keys {
    ($($read:ident: $($ty:ty),*;)*) => { $(
        scalars! { $read: $($ty),* }
        $(impl JsonResponse for $ty {
            type Partial = Option<Self>;

            fn as_key(&self) -> Option<Cow<'_, str>> {
                Some(Cow::Owned(self.to_string()))
            }
        })*
    )* };
}

plain! {
    (), f32, f64, serde_json::Number,
    CString, PathBuf, Duration, SystemTime,
    IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6,
    num::NonZeroI8, num::NonZeroI16, num::NonZeroI32, num::NonZeroI64, num::NonZeroI128, num::NonZeroIsize,
    num::NonZeroU8, num::NonZeroU16, num::NonZeroU32, num::NonZeroU64, num::NonZeroU128, num::NonZeroUsize,
}

keys! {
    boolean: bool;
    by_serde: char;
    integer: i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize;
}

impl JsonResponse for serde_json::Value {
    type Partial = Self;
}

impl JsonResponse for serde_json::Map<String, serde_json::Value> {
    type Partial = Self;
}

impl JsonResponse for String {
    type Partial = Option<Self>;

    fn as_key(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self))
    }
}

impl<T: 'static> JsonResponse for PhantomData<T>
where
    PhantomData<T>: JsonSchema,
{
    type Partial = Option<()>;
}

impl<T: JsonResponse> JsonResponse for Option<T> {
    type Partial = T::Partial;

    fn check(&self, checks: &mut Checks<'_>) {
        if let Some(value) = self {
            value.check(checks);
        }
    }
}

/// A pointer is on the wire what it points to.
macro_rules! pointers {
    ($($pointer:ident),*) => { $(
        impl<T: ?Sized + 'static> JsonResponse for $pointer<T>
        where
            $pointer<T>: DeserializeOwned + JsonSchema,
            T: Pointee,
        {
            type Partial = T::Behind;

            fn check(&self, checks: &mut Checks<'_>) {
                self.as_ref().check_behind(checks);
            }

            fn as_key(&self) -> Option<Cow<'_, str>> {
                self.as_ref().key_behind()
            }
        }
    )* };
}

pointers!(Box, Rc, Arc);

/// What a smart pointer may point to: an answer's type, or one of the unsized types that have no impl of their own.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a model's answer",
    label = "this type does not implement `JsonResponse`",
    note = "if `{Self}` is yours, write `#[derive(JsonResponse)]` on it"
)]
pub trait Pointee {
    /// The partial of a pointer to it.
    type Behind: Partial;
    fn check_behind(&self, checks: &mut Checks<'_>);
    fn key_behind(&self) -> Option<Cow<'_, str>>;
}

impl<T: JsonResponse> Pointee for T {
    // Boxed, for a type may hold itself.
    type Behind = Option<Box<T::Partial>>;

    fn check_behind(&self, checks: &mut Checks<'_>) {
        self.check(checks);
    }

    fn key_behind(&self) -> Option<Cow<'_, str>> {
        self.as_key()
    }
}

impl Pointee for str {
    type Behind = Option<String>;

    fn check_behind(&self, _: &mut Checks<'_>) {}

    fn key_behind(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self))
    }
}

impl<T: JsonResponse> Pointee for [T] {
    type Behind = Vec<T::Partial>;

    fn check_behind(&self, checks: &mut Checks<'_>) {
        each(self, checks);
    }

    fn key_behind(&self) -> Option<Cow<'_, str>> {
        None
    }
}

impl<T: ?Sized + ToOwned + 'static> JsonResponse for Cow<'static, T>
where
    Cow<'static, T>: DeserializeOwned + JsonSchema,
    T: Pointee,
{
    type Partial = T::Behind;

    fn check(&self, checks: &mut Checks<'_>) {
        self.as_ref().check_behind(checks);
    }

    fn as_key(&self) -> Option<Cow<'_, str>> {
        self.as_ref().key_behind()
    }
}

fn each<'v, T: JsonResponse>(items: impl IntoIterator<Item = &'v T>, checks: &mut Checks<'_>) {
    for (index, item) in items.into_iter().enumerate() {
        checks.index(index, item);
    }
}

/// Lists and sets: on the wire an array, in the order of the answer or of the set.
macro_rules! lists {
    ($($list:ty, [$($generics:tt)*], [$($bounds:tt)*]);* $(;)?) => { $(
        impl<T: JsonResponse, $($generics)*> JsonResponse for $list
        where
            $list: DeserializeOwned + JsonSchema,
            $($bounds)*
        {
            type Partial = Vec<T::Partial>;

            fn check(&self, checks: &mut Checks<'_>) {
                each(self, checks);
            }
        }
    )* };
}

lists! {
    Vec<T>, [], [];
    VecDeque<T>, [], [];
    LinkedList<T>, [], [];
    BTreeSet<T>, [], [T: Ord];
    BinaryHeap<T>, [], [T: Ord];
    HashSet<T, S>, [S: BuildHasher + Default + 'static], [T: Eq + Hash];
    [T; N], [const N: usize], [];
}

pub(super) fn each_entry<'v, K: JsonResponse, V: JsonResponse>(
    entries: impl IntoIterator<Item = (&'v K, &'v V)>,
    checks: &mut Checks<'_>,
) {
    for (key, value) in entries {
        checks.entry(key, value);
    }
}

impl<K, V> JsonResponse for BTreeMap<K, V>
where
    K: JsonResponse + Ord,
    V: JsonResponse,
{
    type Partial = Entries<V::Partial>;

    fn check(&self, checks: &mut Checks<'_>) {
        each_entry(self, checks);
    }
}

impl<K, V, S> JsonResponse for HashMap<K, V, S>
where
    K: JsonResponse + Eq + Hash,
    V: JsonResponse,
    S: BuildHasher + Default + 'static,
{
    type Partial = Entries<V::Partial>;

    fn check(&self, checks: &mut Checks<'_>) {
        each_entry(self, checks);
    }
}

impl<T: JsonResponse> JsonResponse for Bound<T> {
    type Partial = Whole<Self>;
}

impl<T: JsonResponse> JsonResponse for std::ops::Range<T> {
    type Partial = Whole<Self>;
}

impl<T: JsonResponse> JsonResponse for std::ops::RangeInclusive<T> {
    type Partial = Whole<Self>;
}

impl<T: JsonResponse> JsonResponse for num::Wrapping<T>
where
    num::Wrapping<T>: DeserializeOwned + JsonSchema,
{
    type Partial = T::Partial;
}

/// Tuples: on the wire an array of fixed length.
macro_rules! tuples {
    ($(($($name:ident . $index:tt),+)),+ $(,)?) => { $(
        impl<$($name: JsonResponse),+> JsonResponse for ($($name,)+) {
            type Partial = ($($name::Partial,)+);

            fn check(&self, checks: &mut Checks<'_>) {
                $(checks.index($index, &self.$index);)+
            }
        }
    )+ };
}

tuples! {
    (A.0),
    (A.0, B.1),
    (A.0, B.1, C.2),
    (A.0, B.1, C.2, D.3),
    (A.0, B.1, C.2, D.3, E.4),
    (A.0, B.1, C.2, D.3, E.4, F.5),
    (A.0, B.1, C.2, D.3, E.4, F.5, G.6),
    (A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7),
    (A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7, I.8),
    (A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7, I.8, J.9),
    (A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7, I.8, J.9, K.10),
    (A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7, I.8, J.9, K.10, L.11),
}
