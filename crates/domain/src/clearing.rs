//! Clearing between regions (清算): how much is paid ahead, and when its use is a warning. The rules
//! are data ([`crate::procedures::ClearingRow`]); moving the money is not decided here.

use crate::procedures::{MeanOf, Prepayment, Thresholds};
use crate::{Money, word_list};

word_list! {
    /// How far a month's clearing uses up the prepayment (CLR-05).
    Alarm {
        /// Far enough from its end.
        Normal = "normal", "正常", "normal";
        /// Watch it.
        Yellow = "yellow", "黄色预警", "yellow";
        /// An urgent top-up may start.
        Red = "red", "红色预警", "red";
    }
}

/// The alarm for a month's clearing, in whole fen and without rounding: at the threshold it is
/// reached.
///
/// ```
/// use domain::clearing::{Alarm, alarm};
/// use domain::procedures::Thresholds;
///
/// let thresholds = Thresholds { yellow: "70%".parse()?, red: "90%".parse()? };
/// let ahead = "1000000.00".parse()?;
/// let at = |spent: &str| alarm(thresholds, ahead, spent.parse().unwrap());
/// assert_eq!(at("690000.00"), Alarm::Normal);
/// assert_eq!(at("700000.00"), Alarm::Yellow);
/// assert_eq!(at("900000.00"), Alarm::Red);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn alarm(thresholds: Thresholds, prepayment: Money, clearing: Money) -> Alarm {
    let used = i128::from(clearing.fen()) * 10_000;
    let reaches = |rate: crate::Rate| {
        let limit = i128::from(prepayment.fen()) * i128::from(rate.ten_thousandths());
        clearing > Money::ZERO && used >= limit
    };
    if reaches(thresholds.red) {
        Alarm::Red
    } else if reaches(thresholds.yellow) {
        Alarm::Yellow
    } else {
        Alarm::Normal
    }
}

/// What is paid ahead, from the clearing of the months the mean is taken of; half up to the fen.
pub fn prepayment(rule: Prepayment, months: &[Money; 3]) -> Money {
    match rule.mean_of {
        MeanOf::LastQuarter => {
            let sum: i128 = months.iter().map(|month| i128::from(month.fen())).sum();
            let doubled = 2 * sum * i128::from(rule.months) + 3;
            let fen = doubled.div_euclid(6);
            Money::from_fen(i64::try_from(fen).unwrap_or(i64::MAX))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Money {
        text.parse().unwrap()
    }

    const THRESHOLDS: (&str, &str) = ("70%", "90%");

    #[test]
    fn the_alarm_turns_at_the_very_fen() {
        let thresholds = Thresholds {
            yellow: THRESHOLDS.0.parse().unwrap(),
            red: THRESHOLDS.1.parse().unwrap(),
        };
        let rows = [
            ("0.00", "0.00", Alarm::Normal),
            ("0.00", "0.01", Alarm::Red),
            ("1000000.00", "699999.99", Alarm::Normal),
            ("1000000.00", "700000.00", Alarm::Yellow),
            ("1000000.00", "899999.99", Alarm::Yellow),
            ("1000000.00", "900000.00", Alarm::Red),
            ("0.03", "0.02", Alarm::Normal),
        ];
        for (ahead, spent, expected) in rows {
            let found = alarm(thresholds, money(ahead), money(spent));
            assert_eq!(found, expected, "{spent} of {ahead}");
        }
    }

    #[test]
    fn a_prepayment_is_rounded_half_up_once() {
        let rule = Prepayment {
            months: 2,
            mean_of: MeanOf::LastQuarter,
        };
        let months = [money("0.01"), money("0.01"), money("0.02")];
        // Twice a mean of 4/3 fen is 8/3 fen.
        assert_eq!(prepayment(rule, &months), money("0.03"));
        let months = [money("300000.00"), money("300000.00"), money("600000.00")];
        assert_eq!(prepayment(rule, &months), money("800000.00"));
    }
}
