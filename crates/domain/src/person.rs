//! Insured people and their enrolments.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::{Month, Period, day, days_after};
use crate::ids::{Certificate, PersonId};
use crate::{Bilingual, Money, Region, word_list};

/// The age of a person of whom nothing is said.
pub const USUAL_AGE: u8 = 40;

/// The months of continuous insurance of a person of whom nothing is said: six years, after which
/// nothing gets better.
pub const USUAL_MONTHS: u16 = 72;

word_list! {
    /// The scheme a person is enrolled in (险种).
    Scheme {
        /// 310 on the wire.
        Employee = "employee", "职工基本医疗保险", "employee scheme";
        /// 390 on the wire.
        Resident = "resident", "城乡居民基本医疗保险", "resident scheme";
    }
}

word_list! {
    /// A person's status within the scheme (人员类别).
    Status {
        /// 11 on the wire.
        OnJob = "on-job", "在职", "on the job";
        /// 12 on the wire.
        Retired = "retired", "退休", "retired";
        /// Members of the resident scheme.
        Resident = "resident", "居民", "resident";
    }
}

impl Status {
    /// Whether the scheme has such members.
    pub const fn is_of(self, scheme: Scheme) -> bool {
        match self {
            Status::OnJob | Status::Retired => matches!(scheme, Scheme::Employee),
            Status::Resident => matches!(scheme, Scheme::Resident),
        }
    }
}

word_list! {
    /// Gender as registered.
    Gender {
        /// 1 on the wire.
        Male = "male", "男", "male";
        /// 2 on the wire.
        Female = "female", "女", "female";
    }
}

/// The tier of a scheme as the policy names it, such as `one` for 一档；the policy lists them.
pub type Tier = String;

/// A free mark that a policy may ask about, such as `medical-assistance`; the policy lists them.
pub type Trait = String;

/// A person, as identified by a voucher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Our number for the person; unique.
    pub id: PersonId,
    /// Full name. Masked wherever it is shown to anyone but the facility in charge.
    pub name: String,
    /// What says who it is: for citizens the ID card.
    pub certificate: Certificate,
    /// Gender as registered.
    pub gender: Gender,
    /// Day of birth as registered; in the sandbox not what the ID number says.
    pub born_on: Date,
    /// Others that say so too: the social-security card, a passport, a certificate of before.
    pub others: Vec<Certificate>,
}

impl Person {
    /// Everything that says who it is.
    pub fn certificates(&self) -> impl Iterator<Item = &Certificate> {
        std::iter::once(&self.certificate).chain(&self.others)
    }

    /// Whether the certificate is the person's, whatever kind it was sent as.
    pub fn holds(&self, shown: &Certificate) -> bool {
        let key =
            |certificate: &Certificate| (certificate.finder(), certificate.reveal().to_owned());
        self.certificates().any(|own| key(own) == key(shown))
    }
}

/// One insurance of a person: where, which scheme, since when, paid until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// The pooling region that insures.
    pub insured_at: Region,
    /// Scheme.
    pub scheme: Scheme,
    /// Tier, where the scheme has tiers.
    pub tier: Option<Tier>,
    /// Status.
    pub status: Status,
    /// Since when, and until when if it ended.
    pub period: Period,
    /// First month of the present run of continuous insurance.
    pub continuous_since: Month,
    /// Last month for which premiums are paid in full.
    pub paid_through: Month,
    /// Marks a policy may ask about.
    pub traits: BTreeSet<Trait>,
    /// Balance of the personal account.
    pub account: Money,
    /// The employer, if any.
    pub employer: Option<String>,
    /// What the contribution of a month is reckoned from, where it is on record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contribution_base: Option<Money>,
    /// Diseases the person was recognised as having (慢特病认定): names of the policy, or national
    /// codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recognised: Vec<String>,
}

/// Why a person is not entitled on a day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotEntitled {
    /// The enrolment begins later.
    #[error("enrolled from {from}, after {day}")]
    NotYetEnrolled {
        /// First day of enrolment.
        from: Date,
        /// Day of service.
        day: Date,
    },
    /// The enrolment ended before.
    #[error("enrolment ended before {until}, service on {day}")]
    Ended {
        /// First day without enrolment.
        until: Date,
        /// Day of service.
        day: Date,
    },
    /// Premiums for the month before the service are not paid in full (S001).
    #[error("premiums paid through {paid_through}, but the month before {day} must be paid")]
    PremiumsUnpaid {
        /// Last month paid.
        paid_through: Month,
        /// Day of service.
        day: Date,
    },
}

impl NotEntitled {
    /// Why, and what to do where something can be done.
    pub fn told(&self) -> Bilingual {
        match self {
            NotEntitled::NotYetEnrolled { from, .. } => Bilingual::new(
                format!("参保自{}起生效", day(*from).zh),
                format!("insured only from {from}"),
            ),
            NotEntitled::Ended { until, .. } => Bilingual::new(
                format!("参保已于{}终止", day(days_after(*until, -1)).zh),
                format!("the insurance ended on {}", days_after(*until, -1)),
            ),
            NotEntitled::PremiumsUnpaid { paid_through, .. } => Bilingual::new(
                format!("医保费仅缴至 {paid_through}，上月须足额缴费；请先补缴"),
                format!(
                    "premiums are paid only through {paid_through}; pay the month before first"
                ),
            ),
        }
    }
}

impl Enrolment {
    /// Whether the person is entitled on the day: enrolled, and the month before paid in full
    /// (NAT-21).
    pub fn check_entitled(&self, day: Date) -> Result<(), NotEntitled> {
        if day < self.period.from {
            return Err(NotEntitled::NotYetEnrolled {
                from: self.period.from,
                day,
            });
        }
        if let Some(until) = self.period.until
            && until <= day
        {
            return Err(NotEntitled::Ended { until, day });
        }
        let must_be_paid = Month::of(day).before();
        // A person whose first month this is has no month before to pay.
        if self.paid_through < must_be_paid && Month::of(self.period.from) <= must_be_paid {
            return Err(NotEntitled::PremiumsUnpaid {
                paid_through: self.paid_through,
                day,
            });
        }
        Ok(())
    }

    /// Full months of continuous insurance on the day.
    pub fn continuous_months(&self, day: Date) -> u16 {
        let months = Month::of(day).months_since(self.continuous_since);
        u16::try_from(months.max(0)).unwrap_or(u16::MAX)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn enrolment() -> Enrolment {
        Enrolment {
            insured_at: "440300".parse().unwrap(),
            scheme: Scheme::Employee,
            tier: Some("one".to_owned()),
            status: Status::OnJob,
            period: Period {
                from: date(2020, 9, 1),
                until: Some(date(2027, 1, 1)),
            },
            continuous_since: "2020-09".parse().unwrap(),
            paid_through: "2026-10".parse().unwrap(),
            traits: BTreeSet::new(),
            account: Money::ZERO,
            employer: None,
            contribution_base: None,
            recognised: Vec::new(),
        }
    }

    #[test]
    fn entitlement_needs_enrolment_and_the_month_before_paid() {
        let enrolment = enrolment();
        assert!(enrolment.check_entitled(date(2026, 11, 30)).is_ok());
        let unpaid = enrolment.check_entitled(date(2026, 12, 1));
        assert!(matches!(unpaid, Err(NotEntitled::PremiumsUnpaid { .. })));
        let early = enrolment.check_entitled(date(2020, 8, 31));
        assert!(matches!(early, Err(NotEntitled::NotYetEnrolled { .. })));
        let late = enrolment.check_entitled(date(2027, 1, 1));
        assert!(matches!(late, Err(NotEntitled::Ended { .. })));
        assert_eq!(enrolment.continuous_months(date(2026, 11, 1)), 74);
    }
}
