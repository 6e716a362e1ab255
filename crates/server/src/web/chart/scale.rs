//! Places on a chart: ten-thousandths of its width, printed as a percentage for SVG.

use domain::Money;

/// The whole width.
pub const FULL: u32 = 10_000;

/// A stretch of the width, in ten-thousandths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScaleSpan {
    /// Where it starts.
    pub start: u32,
    /// Where it ends; never before the start.
    pub end: u32,
}

impl ScaleSpan {
    /// From one amount to another on an axis that ends at `total`. Amounts off the axis are pulled
    /// to its ends, so that a span is never negative and never sticks out.
    pub fn between(from: Money, to: Money, total: Money) -> ScaleSpan {
        let start = place(from, total);
        ScaleSpan {
            start,
            end: place(to, total).max(start),
        }
    }

    /// Its length.
    pub const fn width(self) -> u32 {
        self.end - self.start
    }

    /// The `x` attribute.
    pub fn x(self) -> String {
        percent(self.start)
    }

    /// The `width` attribute.
    pub fn w(self) -> String {
        percent(self.width())
    }
}

/// Where an amount lies on an axis from zero to `total`, rounded down. Both ends of neighbouring
/// spans come from the same amount, so spans that touch in money touch on the chart.
pub fn place(amount: Money, total: Money) -> u32 {
    if total.fen() <= 0 {
        return 0;
    }
    let inside = amount.fen().clamp(0, total.fen());
    let scaled = i128::from(inside) * i128::from(FULL) / i128::from(total.fen());
    u32::try_from(scaled).expect("0 ≤ inside ≤ total, so the quotient is at most 10,000")
}

/// Ten-thousandths as an SVG percentage: 1,234 is `12.34%`.
pub fn percent(ten_thousandths: u32) -> String {
    format!("{}.{:02}%", ten_thousandths / 100, ten_thousandths % 100)
}

/// Tenths of the type size as an SVG length: 42 is `4.2em`. Charts grow with the reader's type.
pub fn em(tenths: u32) -> String {
    format!("{}.{}em", tenths / 10, tenths % 10)
}

/// How wide a text is set, in hundredths of the type size, on the wide side.
pub fn text_width(text: &str) -> u32 {
    text.chars().map(character_width).sum()
}

fn character_width(character: char) -> u32 {
    match character {
        '\u{2e80}'.. => 100,
        'A'..='Z' | 'm' | 'w' | '%' => 80,
        ' ' | ',' | '.' | ':' | ';' | 'i' | 'j' | 'l' | 't' | 'f' | 'r' | '(' | ')' | '\'' => 38,
        _ => 63,
    }
}

/// Breaks a text into lines no wider than `width` hundredths of the type size: between words, and
/// anywhere between Chinese characters. SVG does not wrap by itself.
pub fn wrap(text: &str, width: u32) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        let full = !line.is_empty() && text_width(&line) + text_width(piece.trim_end()) > width;
        if full {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        line.push_str(piece);
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// Words with the space after them; a Chinese character alone, with the punctuation after it.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let end = at + character.len_utf8();
        let next = characters.peek().map(|&(_, next)| next);
        let breaks = match next {
            None => true,
            Some(next) if is_punctuation(next) || next == ' ' => false,
            Some(next) => character == ' ' || is_chinese(character) || is_chinese(next),
        };
        if breaks {
            pieces.push(&text[start..end]);
            start = end;
        }
    }
    pieces
}

fn is_chinese(character: char) -> bool {
    character >= '\u{2e80}'
}

/// Signs that may not begin a line (标点避头).
fn is_punctuation(character: char) -> bool {
    matches!(
        character,
        '，' | '。' | '、' | '：' | '；' | '）' | '」' | '》' | ',' | '.' | ':' | ';' | ')' | '%'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_stay_on_the_axis() {
        let total = Money::from_yuan(100);
        let rows = [(0, 0), (50, 5_000), (100, 10_000), (101, 10_000), (-1, 0)];
        for (yuan, expected) in rows {
            assert_eq!(place(Money::from_yuan(yuan), total), expected);
        }
        assert_eq!(
            place(Money::from_yuan(1), Money::ZERO),
            0,
            "an empty bill has no axis"
        );
        assert_eq!(place(Money::MAX, Money::MAX), FULL);
    }

    #[test]
    fn a_span_is_never_negative() {
        let total = Money::from_yuan(10);
        let backwards = ScaleSpan::between(Money::from_yuan(8), Money::from_yuan(3), total);
        assert_eq!(backwards.width(), 0);
    }

    #[test]
    fn lengths_print_without_floats() {
        assert_eq!(percent(1_234), "12.34%");
        assert_eq!(percent(5), "0.05%");
        assert_eq!(percent(FULL), "100.00%");
        assert_eq!(em(42), "4.2em");
    }

    #[test]
    fn lines_break_where_readers_expect() {
        assert_eq!(wrap("起付线", 900), ["起付线"]);
        assert_eq!(wrap("统筹基金，按比例", 500), ["统筹基金，", "按比例"]);
        assert_eq!(wrap("wholly self-paid", 700), ["wholly", "self-paid"]);
        assert_eq!(wrap("三级 90% 报销", 500), ["三级 90%", "报销"]);
        assert_eq!(wrap("", 500), [""]);
        assert_eq!(wrap("unbreakableword", 100), ["unbreakableword"]);
    }
}
