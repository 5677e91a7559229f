//! What must hold for every answer, however it is cut.

use std::fmt::Debug;

use json_mode::{JsonResponse, PartialEvent, PartialReader, Value};

/// A partial as JSON.
pub fn shown(partial: &impl json_mode::Partial) -> Value {
    serde_json::to_value(partial).unwrap()
}

/// Whether nothing that was shown was taken back.
pub fn extends(before: &Value, after: &Value) -> bool {
    match (before, after) {
        (Value::Null, _) => true,
        (Value::String(before), Value::String(after)) => after.starts_with(before.as_str()),
        (Value::Array(before), Value::Array(after)) => {
            before.len() <= after.len() && before.iter().zip(after).all(|(a, b)| extends(a, b))
        }
        (Value::Object(before), Value::Object(after)) => before
            .iter()
            .all(|(key, value)| after.get(key).is_some_and(|after| extends(value, after))),
        (before, after) => before == after,
    }
}

/// Takes the events, and says whether the reader started afresh.
fn restarted<T: JsonResponse>(reader: &mut PartialReader<T>) -> bool {
    let mut found = false;
    while let Some(event) = reader.next_event() {
        found |= event == PartialEvent::Restarted;
    }
    found
}

/// Reads the text in pieces and checks what holds at each; what is shown before the end.
pub fn pieces<T: JsonResponse + Debug>(pieces: &[&str]) -> (T::Partial, bool) {
    pieces_of::<T>(pieces, |a, b| format!("{a:?}") == format!("{b:?}"))
}

/// The same, of a type whose values are compared in this way.
pub fn pieces_of<T: JsonResponse + Debug>(
    pieces: &[&str],
    same: impl Fn(&T, &T) -> bool,
) -> (T::Partial, bool) {
    let text = pieces.concat();
    let mut reader = PartialReader::<T>::new().with_events();
    let mut before = shown(reader.partial());
    let mut ever = false;
    for piece in pieces {
        let after = shown(reader.push(piece).unwrap());
        let fresh = restarted(&mut reader);
        ever |= fresh;
        assert!(
            fresh || extends(&before, &after),
            "{text}: {before} became {after} in {pieces:?}"
        );
        before = after;
    }
    let live = reader.partial().clone();
    let finished = reader.finish();
    let decoded = json_mode::decode::<T>(&text);
    match (&finished, &decoded) {
        (Ok(finished), Ok(decoded)) => {
            assert!(
                same(&finished.value, &decoded.value),
                "{text}: {:?} is not {:?}",
                finished.value,
                decoded.value
            );
            assert_eq!(finished.repairs, decoded.repairs, "{text}");
        }
        (Err(finished), Err(decoded)) => {
            assert_eq!(format!("{finished:?}"), format!("{decoded:?}"), "{text}");
        }
        _ => panic!("{text}: {finished:?} but {decoded:?}"),
    }
    let after = shown(reader.partial());
    let fresh = restarted(&mut reader);
    assert!(
        fresh || extends(&before, &after),
        "{text}: {before} ended as {after}"
    );
    if finished.is_ok() {
        // The same as of the whole text in one piece.
        let mut whole = PartialReader::<T>::new();
        whole.push(&text).unwrap();
        whole.finish().unwrap();
        assert_eq!(reader.partial(), whole.partial(), "{text} in {pieces:?}");
    }
    (live, ever || fresh)
}

/// Every way to cut a text in two, and the text in single characters.
pub fn every_cut<T: JsonResponse + Debug>(text: &str) -> T::Partial {
    for (at, _) in text.char_indices() {
        let (head, tail) = text.split_at(at);
        pieces::<T>(&[head, tail]);
    }
    let single: Vec<&str> = text
        .char_indices()
        .map(|(at, c)| &text[at..at + c.len_utf8()])
        .collect();
    pieces::<T>(&single).0
}

/// The same for an answer that is right as it stands: nothing is ever taken back, and all is shown before the end.
pub fn right<T: JsonResponse + Debug>(text: &str) -> T::Partial {
    let live = every_cut::<T>(text);
    let mut reader = PartialReader::<T>::new().with_events();
    for (at, c) in text.char_indices() {
        reader.push(&text[at..at + c.len_utf8()]).unwrap();
    }
    // What stands alone ends with the text.
    let alone = !text.ends_with(['}', ']']);
    reader.finish().unwrap();
    assert!(!restarted(&mut reader), "{text} was taken back");
    assert!(
        alone || live == *reader.partial(),
        "{text}: {live:?} is not {:?}",
        reader.partial()
    );
    reader.partial().clone()
}
