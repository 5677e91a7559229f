//! The kinds of damage that the scanner knows, one word each.

/// A way in which a model writes JSON wrong, and what was done about it.
///
/// ```
/// use json_mode::{RepairKind, SyntaxRepair, Value, decode};
///
/// for (text, kind) in [
///     ("{name: 'Alice'}", SyntaxRepair::UnquotedName),
///     ("[.5]", SyntaxRepair::Number),
///     ("[1, 2,]", SyntaxRepair::TrailingComma),
///     ("Here: [1]", SyntaxRepair::Prose),
/// ] {
///     let repairs = decode::<Value>(text)?.repairs;
///     assert_eq!(repairs[0].kind, RepairKind::Syntax(kind));
/// }
/// # Ok::<(), json_mode::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum RepairKind {
    /// A Markdown fence stood around the value, or in front of it only: ```` ```json {"a": 1} ``` ````.
    Fence,
    /// Text stood before or behind the value: `Sure! {"a": 1}`.
    Prose,
    /// A reasoning block stood in the text: `<think>..</think>{"a": 1}`.
    Reasoning,
    /// Another value stood in the text; the one that fits best was taken, the last of several that do:
    /// `{"a": 1} {"a": 2}`.
    OtherValue,
    /// A comment: `{"a": 1 /* one */}`.
    Comment,
    /// A comma before a closer: `[1, 2,]`.
    TrailingComma,
    /// No comma between two values: `[1 2]`, `{"a": 1 "b": 2}`.
    MissingComma,
    /// A comma with nothing before it: `[1,, 2]`, `[, 1]`.
    ExtraComma,
    /// A semicolon where a comma belongs: `{"a": 1; "b": 2}`.
    WrongComma,
    /// No colon between a name and its value: `{"a" 1}`.
    MissingColon,
    /// A second colon: `{"a":: 1}`.
    ExtraColon,
    /// Another sign where a colon belongs: `{"a" = 1}`, `{"a" => 1}`.
    WrongColon,
    /// No closer where another one shows that there must be one: `{"a": [1, 2}`.
    MissingCloser,
    /// A closer too many behind a whole value: `{"a": 1}}`.
    ExtraCloser,
    /// A closer of the wrong kind: `[1, 2}`.
    WrongCloser,
    /// `{'a': 'b'}`.
    SingleQuotes,
    /// `{“a”: “b”}`.
    CurlyQuotes,
    /// ``{`a`: `b`}``.
    Backticks,
    /// `{"a": """b"""}`.
    TripleQuotes,
    /// `{""a"": ""b""}`.
    DoubledQuotes,
    /// Only one of two quotes: `{"a": b"}`.
    MissingQuote,
    /// Quotes inside a string that were not escaped: `{"a": "say "b" now"}`.
    UnescapedQuote,
    /// A line break or another control character inside a string.
    RawControl,
    /// `{"a": "b" + "c"}`.
    JoinedStrings,
    /// `{a: 1}`.
    UnquotedName,
    /// `{"a": some text}`.
    UnquotedText,
    /// A literal of another language: `True`, `None`, `undefined`.
    Literal,
    /// `(1, 2)`, or `(1)` around a single value.
    Tuple,
    /// A call around a value: `ObjectId("..")`, `callback({..})`.
    Wrapper,
    /// A number that JSON does not know: `.5`, `+1`, `1_000`, `0x1F`.
    Number,
    /// A backslash before a character that needs none: `"\d"`, `"it\'s"`.
    InvalidEscape,
    /// Half of a surrogate pair, read as U+FFFD: `"\ud83d"`.
    LoneSurrogate,
    /// Dots that stand for what was left out: `[1, 2, ...]`.
    Placeholder,
    /// The value was escaped once more than it should be: `{\"a\": 1}`.
    Escaped,
    /// The value stood inside a JSON string: `"{\"a\": 1}"`.
    InString,
    /// A name stands twice in an object, the last one counts: `{"a": 1, "a": 2}`.
    DuplicateName,
    /// A character between tokens that only looks like white space, such as U+00A0 or U+FEFF.
    OddSpace,
}
