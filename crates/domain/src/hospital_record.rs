//! What a hospital puts on record of somebody it treats, beside bills: that it refers them to
//! another place (转诊备案), and that they have a chronic or special disease (门诊慢特病认定). Both stay
//! on record; one that was a mistake is withdrawn. A referral filing rests on the first, the
//! outpatient benefit of a disease on the second.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::calendar::{Period, today_in_china};
use crate::ids::{FacilityCode, FilingId, HospitalRecordId, PersonId, PractitionerCode};
use crate::person::Scheme;
use crate::region::Distance;
use crate::{Region, word_list};

word_list! {
    /// Which kind of record.
    RecordKind {
        /// Sent to another hospital.
        Referral = "referral", "转诊", "referral";
        /// Found to have a disease.
        Recognition = "recognition", "慢特病认定", "recognition of a disease";
    }
}

word_list! {
    /// How a record stands on a day.
    RecordStanding {
        /// Its first day lies ahead.
        Ahead = "ahead", "还没有开始", "not begun";
        /// It holds.
        Holds = "holds", "有效", "in force";
        /// Its last day is over.
        Over = "over", "已到期", "run out";
        /// It was taken back.
        Withdrawn = "withdrawn", "已撤销", "withdrawn";
    }
}

/// Something by its code and its name, as hospitals send both.
/// 编码和名称
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NamedCode {
    /// National code.
    /// 国家编码
    pub code: String,
    /// Name.
    /// 名称
    pub name: String,
}

/// The doctor who says so.
/// 开具的医师
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordingDoctor {
    /// National code, or the licence.
    /// 医保医师代码，没有的写执业证号
    pub code: PractitionerCode,
    /// Name.
    /// 姓名
    pub name: String,
}

/// When, by whom and why a record was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordWithdrawal {
    /// When.
    pub at: Timestamp,
    /// Who: the facility and its operator.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// A hospital sends somebody to another place (R30, R31).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Referral {
    /// Its number.
    pub number: HospitalRecordId,
    /// Whom.
    pub person: PersonId,
    /// The hospital that refers.
    pub from: FacilityCode,
    /// Where to: a pooling region.
    pub to_place: Region,
    /// The hospital there, where it is one on record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_facility: Option<FacilityCode>,
    /// What the hospital there is called.
    pub to_name: String,
    /// How far away, seen from the hospital that refers.
    pub distance: Distance,
    /// The diagnosis.
    pub diagnosis: NamedCode,
    /// How the patient is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub condition: String,
    /// Why it cannot be treated here.
    pub reason: String,
    /// What the hospital thinks of it.
    pub opinion: String,
    /// Who says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doctor: Option<RecordingDoctor>,
    /// The day on which it was decided.
    pub referred_on: Date,
    /// While it holds.
    pub period: Period,
    /// The filing that the hospital made of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filing: Option<FilingId>,
    /// The facility and its operator.
    pub recorded_by: String,
    /// Whether it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<RecordWithdrawal>,
}

/// A hospital finds that somebody has a disease of those the insured place pays for in particular
/// (R72, R73).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recognition {
    /// Its number.
    pub number: HospitalRecordId,
    /// Who.
    pub person: PersonId,
    /// The insurance that pays for it: the place …
    pub insured_at: Region,
    /// … and the scheme.
    pub scheme: Scheme,
    /// The disease as the hospital states it.
    pub disease: NamedCode,
    /// The same as it stands on record of the insurance: the policy's name of it, or its code.
    pub known_as: String,
    /// The hospital that found it.
    pub hospital: FacilityCode,
    /// Who says so.
    pub doctor: RecordingDoctor,
    /// The day on which it was found.
    pub recognised_on: Date,
    /// While it holds.
    pub period: Period,
    /// What else was said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub memo: String,
    /// The facility and its operator.
    pub recorded_by: String,
    /// Whether it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<RecordWithdrawal>,
}

/// What both kinds have.
pub trait HospitalRecord: Serialize + DeserializeOwned {
    /// Which kind.
    const KIND: RecordKind;

    /// Its number.
    fn number(&self) -> &HospitalRecordId;

    /// Whose it is.
    fn person(&self) -> &PersonId;

    /// Who recorded it.
    fn facility(&self) -> &FacilityCode;

    /// While it holds.
    fn period(&self) -> Period;

    /// Whether it was taken back.
    fn withdrawn(&self) -> &Option<RecordWithdrawal>;

    /// Takes it back.
    fn withdraw(&mut self, withdrawal: RecordWithdrawal);

    /// How it stands on a day.
    fn standing(&self, day: Date) -> RecordStanding {
        let period = self.period();
        if self.withdrawn().is_some() {
            RecordStanding::Withdrawn
        } else if day < period.from {
            RecordStanding::Ahead
        } else if period.contains(day) {
            RecordStanding::Holds
        } else {
            RecordStanding::Over
        }
    }
}

macro_rules! hospital_record {
    ($name:ident, $facility:ident) => {
        impl HospitalRecord for $name {
            const KIND: RecordKind = RecordKind::$name;

            fn number(&self) -> &HospitalRecordId {
                &self.number
            }

            fn person(&self) -> &PersonId {
                &self.person
            }

            fn facility(&self) -> &FacilityCode {
                &self.$facility
            }

            fn period(&self) -> Period {
                self.period
            }

            fn withdrawn(&self) -> &Option<RecordWithdrawal> {
                &self.withdrawn
            }

            fn withdraw(&mut self, withdrawal: RecordWithdrawal) {
                self.withdrawn = Some(withdrawal);
            }
        }
    };
}

hospital_record!(Referral, from);
hospital_record!(Recognition, hospital);

impl Referral {
    /// Whether a filing for that place, from that day, may rest on it.
    pub fn covers(&self, destination: Region, day: Date) -> bool {
        self.withdrawn.is_none() && self.would_cover(destination, day)
    }

    /// The same, were it not withdrawn.
    pub fn would_cover(&self, destination: Region, day: Date) -> bool {
        self.to_place.pooling() == destination.pooling() && self.period.contains(day)
    }
}

impl RecordWithdrawal {
    /// The day on which it was taken back.
    pub fn on(&self) -> Date {
        today_in_china(self.at)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn referral() -> Referral {
        Referral {
            number: "R4403002611210000000000000001".parse().unwrap(),
            person: "P1".parse().unwrap(),
            from: "H44030500001".parse().unwrap(),
            to_place: "510100".parse().unwrap(),
            to_facility: None,
            to_name: "示例医院".to_owned(),
            distance: Distance::OutOfProvince,
            diagnosis: NamedCode {
                code: "C34.900".to_owned(),
                name: "示例".to_owned(),
            },
            condition: String::new(),
            reason: "示例".to_owned(),
            opinion: "示例".to_owned(),
            doctor: None,
            referred_on: date(2026, 11, 21),
            period: Period {
                from: date(2026, 11, 21),
                until: Some(date(2027, 5, 21)),
            },
            filing: None,
            recorded_by: "H44030500001/1".to_owned(),
            withdrawn: None,
        }
    }

    #[test]
    fn a_referral_covers_its_place_on_its_days_until_it_is_withdrawn() {
        let mut referral = referral();
        for (place, day, covers) in [
            ("510100", date(2026, 11, 21), true),
            ("510107", date(2027, 5, 20), true),
            ("510100", date(2026, 11, 20), false),
            ("510100", date(2027, 5, 21), false),
            ("440100", date(2026, 11, 21), false),
        ] {
            assert_eq!(
                referral.covers(place.parse().unwrap(), day),
                covers,
                "{place} {day}"
            );
        }
        let standing = |referral: &Referral| referral.standing(date(2026, 12, 1));
        assert_eq!(standing(&referral), RecordStanding::Holds);
        referral.withdraw(RecordWithdrawal {
            at: Timestamp::UNIX_EPOCH,
            by: "H44030500001/1".to_owned(),
            reason: "示例".to_owned(),
        });
        assert!(!referral.covers("510100".parse().unwrap(), date(2026, 12, 1)));
        assert!(referral.would_cover("510100".parse().unwrap(), date(2026, 12, 1)));
        assert_eq!(standing(&referral), RecordStanding::Withdrawn);
    }
}
