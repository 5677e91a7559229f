//! What to do with an answer that was cut.

use super::Request;

/// What is done with an answer that was cut: at the limit of tokens, or in the middle of a value.
///
/// By default it is an error of kind [`Truncated`](crate::ErrorKind::Truncated), whose
/// [`fragment`](crate::Error::fragment) is what came, whose [`usage`](crate::Error::usage) says what it cost, and whose
/// words say whether reasoning took the tokens.
///
/// ```
/// use json_mode::{Client, Provider, Truncation};
///
/// let client = Client::builder(Provider::TOGETHER)
///     .api_key("key")
///     .truncation(Truncation::Retry { factor: 2.0, cap: 8192 })
///     .build()?;
/// let request = client.chat("some/model").max_tokens(1024).user("List all rivers of France.");
/// // For this request the rivers that came are better than none.
/// let request = request.truncation(Truncation::Salvage);
/// # let _ = request;
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Truncation {
    /// It is an error.
    #[default]
    Fail,
    /// The request is sent again with a larger limit of tokens, if it was the limit that cut the answer and the
    /// request names one (`max_tokens`, `max_completion_tokens`, or `max_new_tokens` by `param`).
    ///
    /// Each try is one of [`Reask::attempts`](crate::Reask::attempts), within the same tokens and the same time, and is
    /// one of the attempts that completion and error list. A limit that was raised stays for the rest of the call.
    Retry {
        /// The next limit is the last one times this, rounded up; over 1.
        factor: f64,
        /// The largest limit that is sent, in tokens. A limit that is there already is not retried.
        cap: u32,
    },
    /// The complete elements of a list are taken, and the element that was cut is left out: of the list that is the
    /// whole answer, or of the outermost list that was open at the cut. [`Completion::repairs`](crate::Completion::repairs)
    /// then ends with a repair of kind [`Salvaged`](crate::RepairKind::Salvaged).
    ///
    /// It stays an error if no element is complete, if a member that is required beside the list is not there, or if
    /// what is there breaks a rule, such as one that counts the elements. Members that are not required and would have
    /// come behind the list are missing. A value that came whole before the limit is taken as well.
    Salvage,
}

impl Truncation {
    /// What is wrong with it, if it cannot work.
    pub(crate) fn mistake(self) -> Option<&'static str> {
        match self {
            Self::Retry { factor, .. } if !(factor > 1.0 && factor.is_finite()) => {
                Some("the factor of `Truncation::Retry` must be a number over 1")
            }
            _ => None,
        }
    }

    /// The limit after `limit`, if there is a larger one.
    fn next(self, limit: u64) -> Option<u64> {
        let Self::Retry { factor, cap } = self else {
            return None;
        };
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            clippy::cast_sign_loss,
            reason = "the cap is far below where a float loses whole numbers, and casts saturate"
        )]
        let next = (limit as f64 * factor).ceil() as u64;
        Some(next.min(u64::from(cap))).filter(|next| *next > limit)
    }
}

impl Request {
    /// The same request with a larger limit, if `policy` has one for it.
    pub(super) fn with_more_tokens(&self, policy: Truncation) -> Option<Self> {
        let limit = policy.next(self.token_limit()?)?;
        Some(self.with_token_limit(limit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_grow_by_the_factor_up_to_the_cap() {
        let next = |factor, cap, limit| Truncation::Retry { factor, cap }.next(limit);
        assert_eq!(next(2.0, 8192, 1024), Some(2048));
        assert_eq!(next(1.5, 8192, 5), Some(8));
        assert_eq!(next(2.0, 1500, 1024), Some(1500));
        assert_eq!(next(2.0, 1024, 1024), None);
        assert_eq!(next(2.0, 10, 1024), None);
        assert_eq!(next(f64::MAX, u32::MAX, u64::MAX), None);
        assert_eq!(Truncation::Fail.next(1), None);
        assert_eq!(Truncation::Salvage.next(1), None);
    }

    #[test]
    fn a_factor_that_does_not_grow_is_a_mistake() {
        for factor in [1.0, 0.0, -2.0, f64::NAN, f64::INFINITY] {
            assert!(Truncation::Retry { factor, cap: 9 }.mistake().is_some());
        }
        let good = Truncation::Retry {
            factor: 1.1,
            cap: 9,
        };
        assert_eq!(good.mistake(), None);
    }
}
