//! What clients do that parse again at each delta.

/// The text with its open strings and brackets closed, as clients do it that parse again at each delta.
pub fn closed(text: &str, out: &mut String) {
    out.clear();
    let mut open = Vec::new();
    let (mut inside, mut escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if inside => escaped = true,
            b'"' => inside = !inside,
            b'{' if !inside => open.push('}'),
            b'[' if !inside => open.push(']'),
            b'}' | b']' if !inside => {
                open.pop();
            }
            _ => {}
        }
    }
    out.push_str(text);
    if escaped {
        out.pop();
    }
    if inside {
        out.push('"');
    }
    out.extend(open.iter().rev());
}
