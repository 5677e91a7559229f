//! The partial in an error: what its text shows.

use super::PartialReader;
use crate::error::{Error, ErrorKind};
use crate::response::JsonResponse;

impl Error {
    /// As much of a `T` as the answer has, for an answer that was cut, that has no `T` in it, or that breaks rules.
    ///
    /// It is made from [`text`](Self::text) when it is asked for, in time that grows linearly with it; nothing where there is
    /// no text. The error knows in which shape the host was asked for it, so that of a stream it is what the stream showed
    /// last; of a whole answer that breaks rules it is the partial of its value.
    ///
    /// ```
    /// use json_mode::{JsonResponse, decode};
    ///
    /// #[derive(Debug, JsonResponse)]
    /// struct User {
    ///     name: String,
    ///     address: String,
    /// }
    ///
    /// let error = decode::<User>(r#"{"name": "Alice", "address": "42, Wond"#).unwrap_err();
    /// let partial = error.partial::<User>().unwrap_or_default();
    /// assert_eq!(partial.name.as_deref(), Some("Alice"));
    /// assert_eq!(partial.address.as_deref(), Some("42, Wond"));
    /// ```
    pub fn partial<T: JsonResponse>(&self) -> Option<T::Partial> {
        let shown = self.shown();
        let mut reader = PartialReader::<T>::new()
            .for_wire(shown.wire.clone())
            .leniency(shown.leniency)
            .limit_bytes(usize::MAX);
        reader.push(self.text()?).ok()?;
        let is_whole = matches!(self.kind(), ErrorKind::Decode | ErrorKind::Invalid);
        if is_whole && !shown.is_cut {
            // What is wrong with it is this error already.
            let _ = reader.finish();
        }
        Some(reader.into_partial())
    }
}
