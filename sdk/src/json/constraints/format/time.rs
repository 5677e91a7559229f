//! Dates and times of RFC 3339, and what chrono and jiff write without an offset or with a zone.

/// A cursor over ASCII.
struct Reader<'t>(&'t [u8]);

impl Reader<'_> {
    fn eat(&mut self, expected: &[u8]) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        expected.contains(&first).then(|| {
            self.0 = rest;
            first
        })
    }

    /// Exactly so many digits.
    fn number(&mut self, digits: usize) -> Option<u32> {
        (0..digits).try_fold(0, |n, _| {
            Some(n * 10 + u32::from(self.eat(b"0123456789")? - b'0'))
        })
    }

    fn digits(&mut self) -> usize {
        let count = self.0.iter().take_while(|b| b.is_ascii_digit()).count();
        self.0 = self.0.get(count..).unwrap_or_default();
        count
    }

    fn date(&mut self) -> Option<()> {
        let year = self.number(4)?;
        self.eat(b"-")?;
        let month = self.number(2)?;
        self.eat(b"-")?;
        let day = self.number(2)?;
        let days = match month {
            4 | 6 | 9 | 11 => 30,
            2 if year.is_multiple_of(4)
                && (!year.is_multiple_of(100) || year.is_multiple_of(400)) =>
            {
                29
            }
            2 => 28,
            1..=12 => 31,
            _ => return None,
        };
        (1..=days).contains(&day).then_some(())
    }

    /// Hour, minute and second, with or without a fraction.
    fn clock(&mut self) -> Option<(u32, u32, u32)> {
        let hour = self.number(2)?;
        self.eat(b":")?;
        let minute = self.number(2)?;
        self.eat(b":")?;
        let second = self.number(2)?;
        if self.eat(b".").is_some() && self.digits() == 0 {
            return None;
        }
        (hour < 24 && minute < 60 && second <= 60).then_some((hour, minute, second))
    }

    fn time(&mut self) -> Option<()> {
        let (hour, minute, second) = self.clock()?;
        // In minutes; east is ahead.
        let (ahead, behind) = match self.eat(b"Zz+-")? {
            sign @ (b'+' | b'-') => {
                let hours = self.number(2)?;
                self.eat(b":")?;
                let minutes = self.number(2)?;
                if hours > 23 || minutes > 59 {
                    return None;
                }
                let offset = hours * 60 + minutes;
                if sign == b'+' {
                    (offset, 0)
                } else {
                    (0, offset)
                }
            }
            _ => (0, 0),
        };
        // A leap second is the last one of a day in UTC.
        let utc = (hour * 60 + minute + 24 * 60 + behind - ahead) % (24 * 60);
        (second < 60 || utc == 24 * 60 - 1).then_some(())
    }

    fn date_time(&mut self) -> Option<()> {
        self.date()?;
        self.eat(b"Tt")?;
        self.time()
    }

    fn end(&self) -> Option<()> {
        self.0.is_empty().then_some(())
    }
}

fn reads<'t>(text: &'t str, read: impl FnOnce(&mut Reader<'t>) -> Option<()>) -> bool {
    let mut reader = Reader(text.as_bytes());
    read(&mut reader).and_then(|()| reader.end()).is_some()
}

pub(super) fn is_date(text: &str) -> bool {
    reads(text, Reader::date)
}

pub(super) fn is_time(text: &str) -> bool {
    reads(text, Reader::time)
}

pub(super) fn is_date_time(text: &str) -> bool {
    reads(text, Reader::date_time)
}

pub(super) fn is_partial_time(text: &str) -> bool {
    reads(text, |reader| reader.clock().map(drop))
}

pub(super) fn is_partial_date_time(text: &str) -> bool {
    reads(text, |reader| {
        reader.date()?;
        reader.eat(b"Tt")?;
        reader.clock().map(drop)
    })
}

/// RFC 9557: a date and time with at least one annotation, `[Europe/Berlin]`.
pub(super) fn is_zoned_date_time(text: &str) -> bool {
    let Some((date_time, annotations)) = text.split_once('[') else {
        return false;
    };
    is_date_time(date_time)
        && annotations.strip_suffix(']').is_some_and(|inside| {
            inside
                .split("][")
                .all(|one| !one.is_empty() && !one.contains(['[', ']']))
        })
}

/// ISO 8601, as jiff writes it: RFC 3339's grammar, and also a sign, a fraction of seconds (`PT1.5S`), weeks beside
/// other units and units left out (`PT1H2S`).
pub(super) fn is_duration(text: &str) -> bool {
    reads(text, |reader| {
        let _ = reader.eat(b"+-");
        reader.eat(b"P")?;
        let mut any = units(reader, b"YMWD", false)?;
        if reader.eat(b"T").is_some() {
            any = units(reader, b"HMS", true)?.then_some(true)?;
        }
        any.then_some(())
    })
}

/// Numbers with units in this order, each at most once; whether there was one.
fn units(reader: &mut Reader<'_>, mut units: &[u8], fractions: bool) -> Option<bool> {
    let mut any = false;
    while reader.0.first().is_some_and(u8::is_ascii_digit) {
        reader.digits();
        let fraction = fractions && reader.eat(b".").is_some();
        if fraction && reader.digits() == 0 {
            return None;
        }
        let unit = reader.eat(units)?;
        if fraction && unit != b'S' {
            return None;
        }
        let at = units.iter().position(|&u| u == unit)?;
        units = units.get(at + 1..)?;
        any = true;
    }
    Some(any)
}
