//! The scanner: any text, whole and in pieces.

#![no_main]

use json_mode::__private::scan_len;
use json_mode::{Leniency, RepairKind, SyntaxRepair, Value, decode_with};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    // The same events, whatever the pieces: the last is the whole text in one.
    let whole = scan_len(text, text.len().max(1));
    for piece in [1, 2, 7] {
        assert_eq!(scan_len(text, piece), whole, "in pieces of {piece}");
    }
    scan_len(text, 0);

    // The strict reader takes what JSON is, and nothing else.
    let strict = decode_with::<Value>(text, Leniency::Strict);
    let read = serde_json::from_str::<Value>(text);
    match (&strict, &read) {
        (Ok(strict), Ok(read)) => assert_eq!(&strict.value, read),
        (Err(_), Err(_)) => {}
        _ => panic!("strict: {strict:?}, serde_json: {read:?}"),
    }
    // And what it takes is not touched, but a name that stands twice is told.
    for leniency in [Leniency::Syntax, Leniency::Shape] {
        let tolerant = decode_with::<Value>(text, leniency);
        if let Ok(read) = &read {
            let tolerant = tolerant.expect("valid JSON is a value");
            assert_eq!(&tolerant.value, read);
            let twice = RepairKind::Syntax(SyntaxRepair::DuplicateName);
            assert!(tolerant.repairs.iter().all(|repair| repair.kind == twice));
        } else if let Ok(tolerant) = tolerant {
            // A number may change by its last bit when serde_json writes and reads it.
            let json = tolerant.value.to_string();
            let again = decode_with::<Value>(&json, Leniency::Strict);
            let read = serde_json::from_str::<Value>(&json).expect("what was written is JSON");
            assert_eq!(again.expect("what was read is a value").value, read);
        }
    }
});
