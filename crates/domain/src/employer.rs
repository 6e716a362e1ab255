//! Employers (用人单位) and who is employed by whom: what an employer's clerk may do rests on it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Region;
use crate::calendar::Period;
use crate::ids::EmployerNumber;

/// An employer that insures its staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Employer {
    /// Unified social credit code, or a number of the agency's.
    pub number: EmployerNumber,
    /// Name.
    pub name: String,
    /// The pooling region in which it insures its staff.
    pub region: Region,
    /// Where it is reached: its own line, nobody's private one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// While it insures staff.
    pub period: Period,
}

/// Somebody works for an employer, while that lasts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Employment {
    /// For whom.
    pub employer: EmployerNumber,
    /// While it lasts.
    pub period: Period,
}

impl Employment {
    /// Whether it holds on the day.
    pub fn holds(&self, employer: &EmployerNumber, day: Date) -> bool {
        self.employer == *employer && self.period.contains(day)
    }
}

/// What a unified social credit code is written with (GB 32100): no I, O, S, V, Z.
const SIGNS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Whether a number has the form of a unified social credit code and not its check character: a
/// sign was miscopied. Numbers of other forms tell nothing.
pub fn is_miscopied(number: &str) -> bool {
    let values: Option<Vec<usize>> = number.chars().map(|sign| SIGNS.find(sign)).collect();
    let Some(values) = values.filter(|values| values.len() == 18) else {
        return false;
    };
    // The six of the division that registered it are digits.
    if values[2..8].iter().any(|value| *value > 9) {
        return false;
    }
    // Each weight is three times the one before, modulo 31.
    let weights = std::iter::successors(Some(1), |weight| Some(weight * 3 % 31));
    let sum: usize = values[..17].iter().zip(weights).map(|(v, w)| v * w).sum();
    values[17] != (31 - sum % 31) % 31
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_that_was_miscopied_is_noticed() {
        // Of a division that does not exist, so nobody's.
        let codes: Vec<String> = SIGNS
            .chars()
            .map(|check| format!("91990000MA0000001{check}"))
            .filter(|code| !is_miscopied(code))
            .collect();
        let [right] = codes.as_slice() else {
            panic!("one check character is right: {codes:?}");
        };
        for at in 8..17 {
            let mut wrong: Vec<char> = right.chars().collect();
            wrong[at] = if wrong[at] == '7' { '8' } else { '7' };
            assert!(is_miscopied(&wrong.iter().collect::<String>()), "{at}");
        }
    }

    #[test]
    fn the_check_character_of_gb_32100() {
        // The arithmetic of the standard: 3^0 to 3^16 modulo 31.
        assert!(!is_miscopied("91350100M000100Y43"));
        assert!(is_miscopied("91350100M000100Y44"));
    }

    #[test]
    fn numbers_of_the_agency_are_as_they_are() {
        for number in ["DW0001", "440300000000000001A", "12345678"] {
            assert!(!is_miscopied(number), "{number}");
        }
    }
}
