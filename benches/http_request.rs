//! The little of HTTP that a host for measuring reads.

/// Where the head of the first request ends and how long its body is, if all of it is there.
pub fn request(buffer: &[u8]) -> Option<(usize, usize)> {
    let head = buffer.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&buffer[..head]).ok()?;
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse().ok())?
    });
    let length = length.unwrap_or(0);
    (buffer.len() >= head + length).then_some((head, length))
}
