//! Our own cases.

use super::*;

#[test]
fn pieces_give_what_the_whole_gives() {
    for text in ["{\"a\": \"x\\u00e9\", \"b\": [1, 2.5e3, true, null]}"] {
        assert_eq!(
            pieces(text, Mode::Tolerant, 1),
            whole(text, Mode::Tolerant),
            "{text}"
        );
    }
}
