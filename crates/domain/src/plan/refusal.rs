//! Why a bill is not computed. Never a guess: what is not known is said to be not known.

use std::sync::Arc;

use jiff::civil::Date;

use crate::policy::format::Basis;
use crate::text::Bilingual;

/// Why a bill is not computed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The rules say it is not settled at the till.
    #[error("not settled directly: {0}", says.en)]
    NotDirect {
        /// What the person is told.
        says: Bilingual,
        /// What it rests on.
        basis: Arc<Basis>,
        /// First day of the rule.
        from: Date,
    },
    /// A figure is not known to us; a clerk decides.
    #[error("not known: {0}", says.en)]
    Unknown {
        /// What is not known.
        says: Bilingual,
        /// Where the gap was noticed.
        basis: Arc<Basis>,
        /// First day of the row.
        from: Date,
    },
    /// No rule of this pack covers the situation.
    #[error("no {table} rule for this situation on {day}")]
    NoRule {
        /// The table.
        table: &'static str,
        /// The day.
        day: Date,
    },
    /// Two rules cover it; the checker would have said so.
    #[error("two {table} rules for this situation on {day}")]
    TwoRules {
        /// The table.
        table: &'static str,
        /// The day.
        day: Date,
    },
    /// No benefit year is defined on the day.
    #[error("no benefit year on {0}")]
    NoBenefitYear(Date),
}

impl Refusal {
    /// Stable word.
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::NotDirect { .. } => "not-settled-directly",
            Refusal::Unknown { .. } => "rule-not-known",
            Refusal::NoRule { .. } | Refusal::NoBenefitYear(_) => "no-rule",
            Refusal::TwoRules { .. } => "two-rules",
        }
    }

    /// What the person is told.
    pub fn message(&self) -> Bilingual {
        match self {
            Refusal::NotDirect { says, .. } => says.clone(),
            Refusal::Unknown { says, .. } => Bilingual::new(
                format!("{}。本次不能直接结算，由经办人员决定", says.zh),
                format!("{}; not settled directly, a clerk decides", says.en),
            ),
            Refusal::NoRule { table, day } => Bilingual::new(
                format!(
                    "这里没有收录 {day} 的「{}」规定，请问参保地医保局",
                    table_zh(table)
                ),
                format!("the {table} rule on {day} is not known here; ask the insured place"),
            ),
            Refusal::TwoRules { table, day } => Bilingual::new(
                format!(
                    "{day} 的「{}」规定有两条同时适用，政策包有误",
                    table_zh(table)
                ),
                format!("two {table} rules apply on {day}; the policy pack is wrong"),
            ),
            Refusal::NoBenefitYear(day) => Bilingual::new(
                format!("这里没有收录 {day} 的待遇年度"),
                format!("no benefit year is known on {day}"),
            ),
        }
    }
}

fn table_zh(table: &str) -> &str {
    match table {
        "rate" => "支付比例",
        "deductible" => "起付线",
        "adjustment" => "异地调整",
        "ceiling" => "封顶线",
        "direct" => "直接结算",
        "layer" => "支付项目",
        other => other,
    }
}
