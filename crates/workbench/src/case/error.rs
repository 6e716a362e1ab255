//! Why a case has no answer.

use jiff::civil::Date;

use super::fault::Fault;
use domain::facility::Care;
use domain::footing::FootingDecision;
use domain::person::{Scheme, Status};
use domain::plan::Refusal;
use domain::policy::vocabulary::UnknownWord;
use domain::situation::Follows;
use domain::text::{Bilingual, Named, Sep};
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
    /// One field cannot be as it is written.
    #[error("{0}")]
    Fault(Box<Fault>),
    /// More bills before the case's own than are worked out at once.
    #[error("{earlier} bills stand before the case's own, more than {most}")]
    TooManyBills {
        /// As given.
        earlier: usize,
        /// No more.
        most: usize,
    },
    /// A bill made before lies after the case's own.
    #[error("bill {bill} is of {day}, after the bill of the case, {own}")]
    EarlierTooLate {
        /// Its number, from 1.
        bill: usize,
        /// Its day.
        day: Date,
        /// The day of the case's own bill.
        own: Date,
    },
    /// A bill is cancelled that is not there.
    #[error("there is no bill {bill} to cancel: {earlier} bills are given before the case's own")]
    NoSuchBill {
        /// As stated.
        bill: usize,
        /// Bills before the case's own.
        earlier: usize,
    },
    /// A bill is cancelled twice.
    #[error("bill {bill} was cancelled before the next one already")]
    CancelledBefore {
        /// As stated.
        bill: usize,
    },
    /// A stay follows another that is nowhere.
    #[error("{follows}: no earlier stay is given, and no visit.deductible_before")]
    FollowsNothing {
        /// How it follows.
        follows: Follows,
    },
    /// The number of the stay without a filing is not the one after those settled before.
    #[error("stay {stated} without a filing cannot follow {before} such stays of the year")]
    UnfiledStayMismatch {
        /// As stated.
        stated: u8,
        /// Such stays settled before.
        before: u8,
    },
    /// Another bill of the case has no answer.
    #[error("bill {bill}: {error}")]
    OfBill {
        /// Its number, from 1.
        bill: usize,
        /// Why.
        error: Box<CaseError>,
    },
    /// The rules do not give an answer.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// The visit is not settled on the spot on what it stands on.
    #[error("{}; {refusal}", reason.en)]
    NotDirect {
        /// What the rules say.
        refusal: Refusal,
        /// What the visit stands on, and why: which filing does not cover it.
        reason: Bilingual,
    },
}

impl From<Fault> for CaseError {
    fn from(fault: Fault) -> CaseError {
        CaseError::Fault(Box::new(fault))
    }
}

impl CaseError {
    /// The same of a bill made before, by its number from 1.
    pub(super) fn of_bill(self, bill: usize) -> CaseError {
        CaseError::OfBill {
            bill,
            error: Box::new(self),
        }
    }

    /// What the rules refuse, with what the visit stands on where that is why.
    pub(super) fn refused(refusal: Refusal, footing: &FootingDecision) -> CaseError {
        match refusal {
            Refusal::NotDirect { .. } => CaseError::NotDirect {
                refusal,
                reason: footing.reason.clone(),
            },
            refusal => CaseError::Refused(refusal),
        }
    }

    /// What the rules refuse, if that is why there is no answer.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            CaseError::Refused(refusal) | CaseError::NotDirect { refusal, .. } => Some(refusal),
            _ => None,
        }
    }

    /// Stable word.
    pub const fn code(&self) -> &'static str {
        match self {
            CaseError::Unreadable(_) => "bad-quote",
            CaseError::NoPack { .. } => "no-policy",
            CaseError::Unknown(word) => word.kind.word(),
            CaseError::ImpossibleAge(_) | CaseError::TwoAges { .. } => "impossible-age",
            CaseError::AdmissionMismatch { .. } | CaseError::NotAnAdmission { .. } => {
                "admission-mismatch"
            }
            CaseError::WrongStatus { .. } => "wrong-status",
            CaseError::DoesNotAddUp { .. } => "total-mismatch",
            CaseError::Fault(fault) => fault.code,
            CaseError::TooManyBills { .. } => "too-many-bills",
            CaseError::EarlierTooLate { .. } => "earlier-after-case",
            CaseError::NoSuchBill { .. } | CaseError::CancelledBefore { .. } => "no-such-bill",
            CaseError::FollowsNothing { .. } => "follows-nothing",
            CaseError::UnfiledStayMismatch { .. } => "unfiled-stay-mismatch",
            CaseError::OfBill { error, .. } => error.code(),
            CaseError::Refused(refusal) | CaseError::NotDirect { refusal, .. } => refusal.code(),
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
            CaseError::Fault(fault) => return fault.message(),
            CaseError::TooManyBills { earlier, most } => {
                format!("前面写了 {earlier} 笔，一次最多 {most} 笔")
            }
            CaseError::EarlierTooLate { bill, day, own } => {
                format!("第 {bill} 笔是 {day}，晚于本笔的 {own}")
            }
            CaseError::NoSuchBill { bill, earlier } => {
                format!("没有第 {bill} 笔可撤销：本笔之前只写了 {earlier} 笔")
            }
            CaseError::CancelledBefore { bill } => {
                format!("第 {bill} 笔在下一笔之前已经撤销")
            }
            CaseError::FollowsNothing { follows } => {
                let how = follows.name().zh;
                format!("{how}：前面没有住院，也没有写 visit.deductible_before")
            }
            CaseError::UnfiledStayMismatch { stated, before } => {
                format!("本年此前有未备案住院 {before} 次，这次不会是第 {stated} 次")
            }
            CaseError::OfBill { bill, error } => {
                let Bilingual { zh, en } = error.message();
                return Bilingual::new(format!("第 {bill} 笔：{zh}"), format!("bill {bill}: {en}"));
            }
            CaseError::Refused(refusal) => return refusal.message(),
            CaseError::NotDirect { refusal, reason } => {
                return Bilingual::join([reason.clone(), refusal.message()], Sep::Semicolon);
            }
        };
        Bilingual::new(zh, self.to_string())
    }

    /// For people who see the field: what is wrong with it.
    pub fn says(&self) -> Bilingual {
        match self {
            CaseError::Fault(fault) => fault.says.clone(),
            other => other.message(),
        }
    }

    /// The fields it is about, each as a path such as `earlier[0].visit.day`: the first that is
    /// written is where to look.
    pub fn fields(&self) -> Vec<String> {
        let keys: &[&str] = match self {
            CaseError::Fault(fault) => {
                // What a bill made before does not say is as in the case itself.
                let of_earlier = fault.field.strip_prefix("earlier[");
                let own = of_earlier.and_then(|field| field.split_once("]."));
                let own = own.map(|(_, field)| field.to_owned());
                return [fault.field.clone()].into_iter().chain(own).collect();
            }
            CaseError::EarlierTooLate { bill, .. } => {
                return vec![format!("earlier[{}].visit.day", bill - 1)];
            }
            CaseError::TooManyBills { .. } => &["earlier"],
            CaseError::NoPack { .. } => &["person.insured_at"],
            CaseError::ImpossibleAge(_) | CaseError::TwoAges { .. } => {
                &["person.age", "person.born_on"]
            }
            CaseError::AdmissionMismatch { .. } | CaseError::NotAnAdmission { .. } => {
                &["visit.admission", "year_to_date.admissions"]
            }
            CaseError::WrongStatus { .. } => &["person.status", "person.scheme"],
            CaseError::DoesNotAddUp { .. } => &["bill.total"],
            CaseError::NoSuchBill { .. } | CaseError::CancelledBefore { .. } => &["cancel"],
            CaseError::FollowsNothing { .. } => &["visit.follows"],
            CaseError::UnfiledStayMismatch { .. } => {
                &["visit.unfiled_stay", "year_to_date.unfiled_stays"]
            }
            CaseError::Unreadable(_)
            | CaseError::Unknown(_)
            | CaseError::OfBill { .. }
            | CaseError::Refused(_)
            | CaseError::NotDirect { .. } => &[],
        };
        keys.iter().map(|key| (*key).to_owned()).collect()
    }
}
