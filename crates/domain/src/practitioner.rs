//! Doctors and pharmacists of a facility, and whether the fund pays for what they order
//! (医保支付资格管理): a prescription names who signed it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::Period;
use crate::ids::{FacilityCode, PractitionerCode};
use crate::word_list;

word_list! {
    /// Doctor or pharmacist.
    PractitionerKind {
        /// A doctor.
        Doctor = "doctor", "医师", "doctor";
        /// A pharmacist.
        Pharmacist = "pharmacist", "药师", "pharmacist";
    }
}

word_list! {
    /// Whether the fund pays for what somebody orders.
    PaymentStatus {
        /// It does.
        Normal = "normal", "正常", "normal";
        /// It does not for a while.
        Suspended = "suspended", "暂停", "suspended";
        /// It does not, until a new registration.
        Terminated = "terminated", "终止", "terminated";
    }
}

/// A payment status and its first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusSince {
    /// The first day.
    pub from: Date,
    /// Which.
    pub status: PaymentStatus,
}

/// A doctor or pharmacist at a facility; one who works at two is on record at each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Practitioner {
    /// National code, or the licence.
    pub code: PractitionerCode,
    /// Where.
    pub facility: FacilityCode,
    /// Name, as it stands on prescriptions.
    pub name: String,
    /// Doctor or pharmacist.
    pub kind: PractitionerKind,
    /// Department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// While there.
    pub period: Period,
    /// Payment statuses in the order of time; normal before the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statuses: Vec<StatusSince>,
}

impl Practitioner {
    /// The payment status on the day.
    pub fn status_on(&self, day: Date) -> PaymentStatus {
        let so_far = self.statuses.iter().take_while(|since| since.from <= day);
        so_far
            .last()
            .map_or(PaymentStatus::Normal, |since| since.status)
    }

    /// Whether the fund pays for what is ordered at the facility on the day.
    pub fn is_paid_for(&self, day: Date) -> bool {
        self.period.contains(day) && self.status_on(day) == PaymentStatus::Normal
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_status_holds_from_its_day_until_the_next() {
        let since = |from, status| StatusSince { from, status };
        let (suspended, again) = (date(2026, 3, 1), date(2026, 9, 1));
        let practitioner = Practitioner {
            code: "D440300000001".parse().unwrap(),
            facility: "H44030500001".parse().unwrap(),
            name: "示例".to_owned(),
            kind: PractitionerKind::Doctor,
            department: None,
            period: Period {
                from: date(2020, 1, 1),
                until: Some(date(2027, 1, 1)),
            },
            statuses: vec![
                since(suspended, PaymentStatus::Suspended),
                since(again, PaymentStatus::Normal),
            ],
        };
        for (day, paid) in [
            (date(2019, 12, 31), false),
            (date(2026, 2, 28), true),
            (suspended, false),
            (date(2026, 8, 31), false),
            (again, true),
            (date(2027, 1, 1), false),
        ] {
            assert_eq!(practitioner.is_paid_for(day), paid, "{day}");
        }
    }
}
