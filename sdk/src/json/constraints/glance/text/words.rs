//! Numbers and literals, those of other languages among them.

use super::mend::Trail;
use super::{Look, Plain, Types};
use crate::json::constraints::scalar::is_digits;
use crate::json::scan::{Atom, RepairKind, Spelling, atom, is_in_word, skip_word, spell_short};

impl<'g, const MENDS: bool> Look<'g, MENDS> {
    pub(super) fn number(
        &mut self,
        plain: Option<&'g Plain>,
        at: usize,
        trail: Option<&Trail<'_, 'g>>,
    ) -> Option<usize> {
        let mut end = at + 1;
        while let Some(b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E') = self.byte(end) {
            end += 1;
        }
        let goes_on = || self.byte(end).is_some_and(is_in_word);
        if MENDS && (goes_on() || self.byte(end - 1) == Some(b'.')) {
            return self.other_number(plain, at, trail);
        }
        let text = self.text.get(at..end)?;
        takes_number(plain, text).then_some(end)
    }

    /// `+1`, `.5`, `1_000` or `0x1F`, with a comma or a closer behind it.
    #[cold]
    pub(super) fn other_number(
        &mut self,
        plain: Option<&'g Plain>,
        at: usize,
        trail: Option<&Trail<'_, 'g>>,
    ) -> Option<usize> {
        let mut spelled = Spelling::default();
        let end = spell_short(self.text.as_bytes(), at, &mut spelled)?;
        let closes = matches!(self.byte(self.space(end))?, b',' | b']' | b'}');
        let text = spelled.as_str();
        (closes && spelled.is_changed() && takes_number(plain, text)).then_some(())?;
        self.mend.tell(RepairKind::Number, trail);
        self.mend.patch(at, end, text);
        Some(end)
    }

    /// A literal of one of some types.
    pub(super) fn literal(
        &mut self,
        types: Types,
        at: usize,
        trail: Option<&Trail<'_, 'g>>,
    ) -> Option<usize> {
        let (word, one) = match self.byte(at)? {
            b't' => ("true", Types::BOOLEAN),
            b'f' => ("false", Types::BOOLEAN),
            b'n' => ("null", Types::NULL),
            _ if MENDS => return self.other_literal(types, at, trail),
            _ => return None,
        };
        let end = at + word.len();
        let rest = self.text.as_bytes().get(at..)?;
        (types.has(one) && rest.starts_with(word.as_bytes())).then_some(end)
    }

    /// `True`, `None` or `undefined`.
    #[cold]
    fn other_literal(
        &mut self,
        types: Types,
        at: usize,
        trail: Option<&Trail<'_, 'g>>,
    ) -> Option<usize> {
        let end = skip_word(self.text.as_bytes(), at);
        let (word, one) = match atom(self.text.get(at..end)?)? {
            (Atom::Null, _) => ("null", Types::NULL),
            (Atom::True, _) => ("true", Types::BOOLEAN),
            (Atom::False, _) => ("false", Types::BOOLEAN),
            _ => return None,
        };
        types.has(one).then_some(())?;
        self.mend.tell(RepairKind::Literal, trail);
        self.mend.patch(at, end, word);
        Some(end)
    }
}

#[inline]
fn takes_number(plain: Option<&Plain>, text: &str) -> bool {
    plain.is_none_or(|plain| match &plain.number {
        Some(rules) => rules.takes(plain.types, text),
        None => {
            plain.types.has(Types::NUMBER) || (plain.types.has(Types::INTEGER) && is_digits(text))
        }
    })
}
