//! Signs as people type them.

/// Full-width letters, digits and signs, as a Chinese keyboard types them, as the plain ones; the
/// minus signs of typesetters too. Nothing else changes: a compatibility form of Unicode would also
/// turn `12²` into 122.
pub fn half_width(text: &str) -> String {
    let plain = |letter: char| match letter {
        '！'..='～' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        '\u{3000}' | '\u{a0}' => ' ',
        '−' | '–' => '-',
        '￥' => '¥',
        other => other,
    };
    text.chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::half_width;

    #[test]
    fn full_width_signs_become_plain_and_nothing_else_does() {
        assert_eq!(half_width("１２，３４０．５０％　－３"), "12,340.50% -3");
        assert_eq!(half_width("￥９（一级）"), "¥9(一级)");
        assert_eq!(half_width("12² ½ 住院"), "12² ½ 住院");
    }
}
