//! Numbers as they are written, compared and divided without losing a digit.

use std::cmp::Ordering;

/// A number of RFC 8259: `digits` times ten to the `exponent`.
///
/// There is one form for each number: no zero leads or trails, and zero has no digits and no sign.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Decimal {
    negative: bool,
    /// From 0 to 9 each.
    digits: Vec<u8>,
    exponent: i64,
}

/// The longest integer that is written out: what a `u128` or an `i128` can hold.
const MAX_INTEGER_DIGITS: i64 = 39;

/// Divisors with more digits are not judged: the remainder is kept in 128 bits.
const MAX_DIVISOR_DIGITS: usize = 18;

impl Decimal {
    /// Reads a number by the grammar of RFC 8259; nothing for other text.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, power) = match text.split_once(['e', 'E']) {
            Some((mantissa, power)) => (mantissa, Some(power)),
            None => (text, None),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (mantissa, None),
        };
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !is_digits(whole)
            || fraction.is_some_and(|f| !is_digits(f))
            || (whole.len() > 1 && whole.starts_with('0'))
        {
            return None;
        }
        let power = match power {
            None => 0,
            Some(power) => {
                let (minus, power) = match power.as_bytes().first()? {
                    b'-' => (true, power.get(1..)?),
                    b'+' => (false, power.get(1..)?),
                    _ => (false, power),
                };
                if !is_digits(power) {
                    return None;
                }
                // Beyond 2^53 no two powers that anybody writes differ.
                let power = power.parse::<i64>().unwrap_or(i64::MAX).min(1 << 53);
                if minus { -power } else { power }
            }
        };
        let fraction = fraction.unwrap_or("");
        let mut digits: Vec<u8> = whole
            .bytes()
            .chain(fraction.bytes())
            .map(|b| b - b'0')
            .collect();
        let leading = digits.iter().take_while(|&&d| d == 0).count();
        digits.drain(..leading);
        let trailing = digits.iter().rev().take_while(|&&d| d == 0).count();
        digits.truncate(digits.len() - trailing);
        if digits.is_empty() {
            return Some(Self {
                negative: false,
                digits,
                exponent: 0,
            });
        }
        let exponent = power - length(fraction.len()) + length(trailing);
        Some(Self {
            negative,
            digits,
            exponent,
        })
    }

    pub(crate) fn is_integer(&self) -> bool {
        self.exponent >= 0
    }

    /// The number without point and power, as integers are read; nothing if it is no integer or a very long one.
    pub(crate) fn integer_text(&self) -> Option<String> {
        if !self.is_integer() || length(self.digits.len()) + self.exponent > MAX_INTEGER_DIGITS {
            return None;
        }
        let mut out = String::new();
        if self.negative {
            out.push('-');
        }
        out.extend(self.digits.iter().map(|&d| char::from(b'0' + d)));
        out.extend((0..self.exponent).map(|_| '0'));
        if self.digits.is_empty() {
            out.push('0');
        }
        Some(out)
    }

    /// Whether this is `divisor` times an integer; nothing if that cannot be told.
    pub(crate) fn is_multiple_of(&self, divisor: &Self) -> Option<bool> {
        if self.digits.is_empty() {
            return Some(true);
        }
        if divisor.digits.is_empty() || divisor.digits.len() > MAX_DIVISOR_DIGITS {
            return None;
        }
        let power = self.exponent - divisor.exponent;
        // What is left after the power is a fraction: the digits do not end in a zero.
        if power < 0 {
            return Some(false);
        }
        let modulus = divisor
            .digits
            .iter()
            .fold(0u128, |n, &d| n * 10 + u128::from(d));
        let rest = self
            .digits
            .iter()
            .fold(0u128, |n, &d| (n * 10 + u128::from(d)) % modulus);
        Some((rest * power_of_ten(power, modulus)).is_multiple_of(modulus))
    }

    /// Ten to this is above the number's size, and a tenth of it is not.
    fn magnitude(&self) -> i64 {
        length(self.digits.len()) + self.exponent
    }

    fn compare_size(&self, other: &Self) -> Ordering {
        match (self.digits.is_empty(), other.digits.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            // Digits that go on are more: none of them trails as a zero.
            (false, false) => self
                .magnitude()
                .cmp(&other.magnitude())
                .then_with(|| self.digits.cmp(&other.digits)),
        }
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.compare_size(other),
            (true, true) => other.compare_size(self),
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn length(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX >> 2)
}

/// Ten to `power` modulo `modulus`, which is below 10^18.
fn power_of_ten(mut power: i64, modulus: u128) -> u128 {
    let (mut base, mut result) = (10 % modulus, 1 % modulus);
    while power > 0 {
        if power & 1 == 1 {
            result = result * base % modulus;
        }
        base = base * base % modulus;
        power >>= 1;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn numbers_are_compared_to_the_last_digit() {
        let ascending = [
            "-1e400",
            "-12.5",
            "-12.49",
            "-1e-400",
            "0",
            "1e-400",
            "0.1",
            "0.10000000000000000000000000000001",
            "1",
            "9.99",
            "10",
            "18446744073709551615",
            "18446744073709551616",
            "1e400",
        ];
        for (i, a) in ascending.iter().enumerate() {
            for (j, b) in ascending.iter().enumerate() {
                assert_eq!(decimal(a).cmp(&decimal(b)), i.cmp(&j), "{a} {b}");
            }
        }
        for (a, b) in [
            ("1.0", "1"),
            ("-0", "0"),
            ("0e9", "0.00"),
            ("1200", "12e2"),
            ("1.50", "15E-1"),
        ] {
            assert_eq!(decimal(a), decimal(b), "{a} {b}");
        }
    }

    #[test]
    fn an_integer_is_written_without_point_and_power() {
        for (text, expected) in [
            ("1.0", Some("1")),
            ("-0.0", Some("0")),
            ("1e3", Some("1000")),
            ("-1.5e1", Some("-15")),
            ("1.5", None),
            ("1e400", None),
            (
                "340282366920938463463374607431768211455",
                Some("340282366920938463463374607431768211455"),
            ),
        ] {
            assert_eq!(decimal(text).integer_text().as_deref(), expected, "{text}");
        }
        for text in [
            "", "-", "+1", "01", ".5", "1.", "1e", "1e+", "0x1", "1,0", "NaN",
        ] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn multiples_are_exact() {
        for (number, divisor, expected) in [
            ("0.3", "0.1", Some(true)),
            ("4.5", "1.5", Some(true)),
            ("35", "1.5", Some(false)),
            ("0.0075", "0.0001", Some(true)),
            ("0.00751", "0.0001", Some(false)),
            ("1e308", "0.123456789", Some(false)),
            ("12391239123", "1e-8", Some(true)),
            ("0", "7", Some(true)),
            ("7", "1234567890123456789", None),
        ] {
            assert_eq!(
                decimal(number).is_multiple_of(&decimal(divisor)),
                expected,
                "{number} {divisor}"
            );
        }
    }
}
