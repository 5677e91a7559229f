//! What was worked out before, by the addresses of values and schemas.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Keys are addresses and numbers of this process, which nobody chooses, so they need no defence against collisions.
pub(crate) type Known<K, V> = HashMap<K, V, BuildHasherDefault<Mix>>;

/// Multiplies by a large odd number and turns, as the hashes of compilers do.
#[derive(Debug, Default)]
pub(crate) struct Mix(u64);

impl Hasher for Mix {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = (self.0.rotate_left(23) ^ n).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn write_usize(&mut self, n: usize) {
        self.write_u64(n as u64);
    }

    fn finish(&self) -> u64 {
        // The table takes its place from the low bits, which a product mixes least.
        self.0.rotate_left(26)
    }
}
