//! The tests of json-mode live in `integration` and `ui`.
