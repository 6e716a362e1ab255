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
    }
}
