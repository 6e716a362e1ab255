//! Why a case has no answer.

use jiff::civil::Date;

use domain::facility::Care;
use domain::person::{Scheme, Status};
use domain::plan::Refusal;
use domain::policy::vocabulary::UnknownWord;
use domain::text::{Bilingual, Named};
use domain::{Money, Region};

/// Why a case cannot be computed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CaseError {
    /// The file cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// No pack for the place and scheme.
    #[error("no policy pack for {region} {scheme} on {day}")]
    NoPack {
        /// Place.
        region: Region,
        /// Scheme.
        scheme: Scheme,
        /// Day.
        day: Date,
    },
    /// A word nobody knows; it would change nothing.
    #[error(transparent)]
    Unknown(#[from] UnknownWord),
    /// An age nobody reaches, a birth after the visit, or two ages.
    #[error("nobody is {0} years old on the day of the visit")]
    ImpossibleAge(i32),
    /// The day of birth and the age disagree.
    #[error("born on that day the person is {born} years old, not {stated}")]
    TwoAges {
        /// As stated.
        stated: u16,
        /// By the day of birth.
        born: u8,
    },
    /// The number of the admission is not the one after those settled before.
    #[error("admission {admission} cannot follow {before} admissions settled this year")]
    AdmissionMismatch {
        /// As stated.
        admission: u8,
        /// Admissions settled before.
        before: u8,
    },
    /// Care without admission cannot be a later admission.
    #[error("{care} has no admission {admission}: only a stay in hospital is counted")]
    NotAnAdmission {
        /// Kind of care.
        care: Care,
        /// As stated.
        admission: u8,
    },
    /// The scheme has no such members.
    #[error("nobody is {status} in the {scheme} scheme")]
    WrongStatus {
        /// Status.
        status: Status,
        /// Scheme.
        scheme: Scheme,
    },
    /// The parts are not the total.
    #[error("the parts of the bill come to {parts}, not to the stated total {total}")]
    DoesNotAddUp {
        /// Sum of the parts.
        parts: Money,
        /// The stated total.
        total: Money,
    },
    /// A part of the bill is negative.
    #[error("a part of the bill is negative")]
    Negative,
    /// The rules do not give an answer.
    #[error("{0}")]
    Refused(#[from] Refusal),
}

impl CaseError {
    /// Stable word.
    pub const fn code(&self) -> &'static str {
        match self {
            CaseError::Unreadable(_) => "bad-quote",
            CaseError::NoPack { .. } => "unknown-scheme",
            CaseError::Unknown(word) => word.kind.word(),
            CaseError::ImpossibleAge(_) | CaseError::TwoAges { .. } => "impossible-age",
            CaseError::AdmissionMismatch { .. } | CaseError::NotAnAdmission { .. } => {
                "admission-mismatch"
            }
            CaseError::WrongStatus { .. } => "wrong-status",
            CaseError::DoesNotAddUp { .. } => "total-mismatch",
            CaseError::Negative => "negative-amount",
            CaseError::Refused(refusal) => refusal.code(),
        }
    }

    /// For people.
    pub fn message(&self) -> Bilingual {
        let zh = match self {
            CaseError::Unreadable(why) => format!("账单读不懂：{why}"),
            CaseError::NoPack {
                region,
                scheme,
                day,
            } => {
                format!("没有收录 {region} {} 在 {day} 的政策", scheme.name().zh)
            }
            CaseError::Unknown(word) => return word.message(),
            CaseError::ImpossibleAge(age) => format!("就医当天不可能 {age} 岁"),
            CaseError::TwoAges { stated, born } => {
                format!("按出生日期是 {born} 岁，与所写的 {stated} 岁不符")
            }
            CaseError::AdmissionMismatch { admission, before } => {
                format!("本年已结算住院 {before} 次，这次不会是第 {admission} 次")
            }
            CaseError::NotAnAdmission { care, admission } => {
                format!("{}不是住院，没有第 {admission} 次住院之说", care.name().zh)
            }
            CaseError::WrongStatus { status, scheme } => {
                format!("{}里没有「{}」人员", scheme.name().zh, status.name().zh)
            }
            CaseError::DoesNotAddUp { parts, total } => {
                format!("各部分合计 {parts}，与总额 {total} 不符")
            }
            CaseError::Negative => "账单中有负数金额".to_owned(),
            CaseError::Refused(refusal) => return refusal.message(),
        };
        Bilingual::new(zh, self.to_string())
    }
}
