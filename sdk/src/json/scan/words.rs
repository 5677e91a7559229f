//! Words that stand without quotes.

use super::repairs::RepairKind;
use super::sink::Atom;

/// The literal that a word is, and what had to be done to read it so.
pub(crate) fn atom(word: &str) -> Option<(Atom, Option<RepairKind>)> {
    let plain = |atom| Some((atom, None));
    let foreign = |atom| Some((atom, Some(RepairKind::Literal)));
    match word {
        "null" => plain(Atom::Null),
        "true" => plain(Atom::True),
        "false" => plain(Atom::False),
        "None" | "NULL" | "Null" | "undefined" => foreign(Atom::Null),
        "True" | "TRUE" => foreign(Atom::True),
        "False" | "FALSE" => foreign(Atom::False),
        "NaN" | "nan" => foreign(Atom::NaN),
        "Infinity" | "+Infinity" | "inf" => foreign(Atom::Infinity),
        "-Infinity" | "-inf" => foreign(Atom::NegInfinity),
        _ => None,
    }
}

/// Whether a word can be the function of a call around a value: `ObjectId(`, `foo.bar(`.
pub(super) fn is_callee(word: &str) -> bool {
    let word = word.strip_prefix("new ").unwrap_or(word);
    word.bytes()
        .next()
        .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'$'))
        && word
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$' | b'.'))
}

/// Whether a call of this name holds a number or a word: of others, `f(x)` is a text.
pub(super) fn is_known_callee(word: &str) -> bool {
    matches!(
        word.strip_prefix("new ").unwrap_or(word),
        "NumberLong"
            | "NumberInt"
            | "NumberDecimal"
            | "ISODate"
            | "Date"
            | "ObjectId"
            | "Decimal"
            | "Decimal128"
            | "Timestamp"
            | "UUID"
            | "int"
            | "float"
            | "str"
            | "bool"
            | "Int32"
            | "Double"
            | "Long"
            | "String"
            | "Number"
    )
}
