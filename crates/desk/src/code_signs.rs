//! The letters and digits of codes that people type and scanners read: none looks like another.

use domain::signs::half_width;

/// Letters and digits, each five bits: without I, L, O and U.
pub(crate) const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What a sign stands for, as people type it; nothing for one that is none of ours.
pub(crate) fn value_of(sign: u8) -> Option<u8> {
    let sign = match sign {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        b'U' => b'V',
        sign => sign,
    };
    let at = SIGNS.iter().position(|known| *known == sign)?;
    u8::try_from(at).ok()
}

/// Letters and digits alone, in capitals: strokes, blanks and full width make no difference.
pub(crate) fn bare(typed: &str) -> String {
    let typed = half_width(typed).to_uppercase();
    typed.chars().filter(char::is_ascii_alphanumeric).collect()
}
