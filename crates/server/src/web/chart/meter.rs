//! A meter: how much of a yearly ceiling or threshold is used up.

use domain::Money;

use super::scale::ScaleSpan;

/// A part of a whole, drawn as a filled track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meter {
    /// The filled stretch.
    pub used: ScaleSpan,
}

impl Meter {
    /// `used` of `whole`; more than the whole fills the track.
    pub fn of(used: Money, whole: Money) -> Meter {
        Meter {
            used: ScaleSpan::between(Money::ZERO, used, whole),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meter_never_overflows() {
        let meter = Meter::of(Money::from_yuan(12), Money::from_yuan(10));
        assert_eq!(meter.used.w(), "100.00%");
        assert_eq!(
            Meter::of(Money::ZERO, Money::from_yuan(10)).used.w(),
            "0.00%"
        );
    }
}
