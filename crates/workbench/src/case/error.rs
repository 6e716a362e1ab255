//! Why a case has no answer.

use jiff::civil::Date;

use domain::person::Scheme;
use domain::plan::Refusal;
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
    /// No dispute names the source.
    #[error("no dispute of this pack names source «{0}»")]
    NoSuchSource(String),
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
    /// A tier the pack does not know, or none where it needs one.
    #[error("tier «{0}» is not one of this pack's on that day")]
    UnknownTier(String),
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
            CaseError::NoSuchSource(_) => "unknown-source",
            CaseError::DoesNotAddUp { .. } => "total-mismatch",
            CaseError::Negative => "negative-amount",
            CaseError::UnknownTier(_) => "unknown-tier",
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
            CaseError::NoSuchSource(source) => format!("这里的争议中没有来源 {source}"),
            CaseError::DoesNotAddUp { parts, total } => {
                format!("各部分合计 {parts}，与总额 {total} 不符")
            }
            CaseError::Negative => "账单中有负数金额".to_owned(),
            CaseError::UnknownTier(tier) => format!("该政策当天没有「{tier}」这一档"),
            CaseError::Refused(refusal) => return refusal.message(),
        };
        Bilingual::new(zh, self.to_string())
    }
}
