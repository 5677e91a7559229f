//! Answers of any length, as texts: what partials are measured on, here and beside other clients.

use std::fmt::Write as _;

/// Many small objects, of about so many bytes.
pub fn objects(bytes: usize) -> String {
    let mut out = String::from("[");
    let mut number = 0;
    while out.len() < bytes {
        if number > 0 {
            out.push(',');
        }
        let _ = write!(
            out,
            r#"{{"id":{number},"name":"Alice Liddell {number}","active":true,"score":0.{number},"tags":["reader","traveller","plays croquet"],"address":{{"street":"42, Wonderland Avenue","city":"Oxford on Thames, England"}}}}"#
        );
        number += 1;
    }
    out.push(']');
    out
}

/// One long text with a line break in each line, and a quotation in each fourth.
pub fn text(bytes: usize) -> String {
    let mut out = String::from(r#"{"title":"Down the Rabbit-Hole","text":""#);
    let mut line = 0;
    while out.len() < bytes {
        out.push_str("Alice was beginning to get very tired of sitting by her sister on the bank, and of having");
        out.push_str(if line % 4 == 0 {
            r#" \"nothing\" to do\n"#
        } else {
            r" nothing to do\n"
        });
        line += 1;
    }
    out.push_str("\"}");
    out
}
