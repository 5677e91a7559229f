//! Types of other crates as parts of an answer, each behind the feature that schemars names it by.

#[cfg(feature = "indexmap2")]
mod indexmap2 {
    use std::hash::{BuildHasher, Hash};

    use crate::response::std_types::each_entry;
    use crate::response::{Checks, Entries, JsonResponse};

    impl<K, V, S> JsonResponse for indexmap::IndexMap<K, V, S>
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

    impl<T, S> JsonResponse for indexmap::IndexSet<T, S>
    where
        T: JsonResponse + Eq + Hash,
        S: BuildHasher + Default + 'static,
    {
        type Partial = Vec<T::Partial>;

        fn check(&self, checks: &mut Checks<'_>) {
            for (index, item) in self.iter().enumerate() {
                checks.index(index, item);
            }
        }
    }
}

/// Values without parts.
#[cfg(any(
    feature = "chrono04",
    feature = "jiff02",
    feature = "rust_decimal1",
    feature = "url2",
    feature = "uuid1"
))]
macro_rules! plain {
    ($($feature:literal: $($ty:ty),+;)*) => { $($(
        #[cfg(feature = $feature)]
        impl crate::JsonResponse for $ty {
            type Partial = Option<Self>;
        }
        #[cfg(feature = $feature)]
        crate::response::partial::scalars! { crate::response::partial::by_serde: $ty }
    )+)* };
}

#[cfg(any(
    feature = "chrono04",
    feature = "jiff02",
    feature = "rust_decimal1",
    feature = "url2",
    feature = "uuid1"
))]
plain! {
    "chrono04": chrono::NaiveDate, chrono::NaiveTime, chrono::NaiveDateTime, chrono::Weekday,
        chrono::DateTime<chrono::Utc>, chrono::DateTime<chrono::FixedOffset>;
    "jiff02": jiff::Timestamp, jiff::Zoned, jiff::SignedDuration,
        jiff::civil::Date, jiff::civil::Time, jiff::civil::DateTime;
    "rust_decimal1": rust_decimal::Decimal;
    "url2": url::Url;
    "uuid1": uuid::Uuid;
}

// Spans are compared only with a date at hand.
#[cfg(feature = "jiff02")]
impl crate::JsonResponse for jiff::Span {
    type Partial = crate::Whole<Self>;
}
