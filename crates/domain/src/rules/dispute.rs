//! Contradictions between sources: every version is kept, one is in force, and who decided that
//! when is part of the record.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Tables, VersionRow};
use crate::calendar::Period;
use crate::text::Bilingual;

/// A contradiction between sources, with the rows a pack or, for another `V`, a file of procedures
/// would have by each of them.
/// 来源互相矛盾之处
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(rename = "DisputeRow")]
#[serde(deny_unknown_fields)]
pub struct DisputeRow<V = VersionRow> {
    /// Number, such as `X01`.
    /// 编号，如 X01
    pub id: String,
    /// What it is about.
    /// 争的是什么
    pub topic: Bilingual,
    /// Source id of the version in force until a later resolution: the rows of the tables are its.
    /// 现行的说法出自哪个来源
    pub in_force: String,
    /// Why that one.
    /// 为什么是这一种
    pub why: Bilingual,
    /// The day it was decided.
    /// 决定的日子
    #[serde(default)]
    pub decided_on: Option<Date>,
    /// Who decided it.
    /// 谁决定的
    #[serde(default)]
    pub decided_by: Option<String>,
    /// What it touches, where rows cannot say: tables and rows of procedures, such as
    /// `category/referral`.
    /// 涉及哪些表和行，如 category/referral
    #[serde(default)]
    pub touches: Vec<String>,
    /// Every version, the one in force included.
    /// 每一种说法，现行的也写
    pub version: Vec<V>,
    /// Later decisions, in the order of their first days.
    /// 以后的决定，按起始日排列
    #[serde(default)]
    pub resolution: Vec<ResolutionRow>,
}

/// A later decision in a contradiction.
/// 以后的一次决定
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResolutionRow {
    /// Source id of the version that decides from then on.
    /// 现行的说法出自哪个来源
    pub in_force: String,
    /// First day of service it decides.
    /// 生效日：第一天
    pub from: Date,
    /// Why.
    /// 为什么是这一种
    pub why: Bilingual,
    /// The day it was decided.
    /// 决定的日子
    pub decided_on: Date,
    /// Who decided it.
    /// 谁决定的
    pub decided_by: String,
}

/// What one source says in a dispute.
pub trait Version {
    /// Source id.
    fn source(&self) -> &str;
    /// What it says.
    fn says(&self) -> &Bilingual;
    /// Whether it says something that can be computed.
    fn has_rows(&self) -> bool;
}

impl Version for VersionRow {
    fn source(&self) -> &str {
        &self.source
    }

    fn says(&self) -> &Bilingual {
        &self.says
    }

    fn has_rows(&self) -> bool {
        self.every_row().next().is_some()
    }
}

/// Which version decides, and who said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision<'a> {
    /// Source id of the version.
    pub in_force: &'a str,
    /// Why.
    pub why: &'a Bilingual,
    /// First day of service it decides; none for the first decision.
    pub from: Option<Date>,
    /// The day it was decided.
    pub decided_on: Option<Date>,
    /// Who decided it.
    pub decided_by: Option<&'a str>,
}

impl<V: Version> DisputeRow<V> {
    /// All decisions, the first one first.
    pub fn decisions(&self) -> impl DoubleEndedIterator<Item = Decision<'_>> {
        let first = Decision {
            in_force: &self.in_force,
            why: &self.why,
            from: None,
            decided_on: self.decided_on,
            decided_by: self.decided_by.as_deref(),
        };
        let later = self.resolution.iter().map(|row| Decision {
            in_force: &row.in_force,
            why: &row.why,
            from: Some(row.from),
            decided_on: Some(row.decided_on),
            decided_by: Some(&row.decided_by),
        });
        std::iter::once(first).chain(later)
    }

    /// The decision for a day of service.
    pub fn decision_on(&self, day: Date) -> Decision<'_> {
        let begun = |decision: &Decision<'_>| decision.from.is_none_or(|from| from <= day);
        let mut decisions = self.decisions().rev();
        let found = decisions.find(begun);
        found.expect("the first decision has always begun")
    }

    /// The decision that was made last.
    pub fn decision(&self) -> Decision<'_> {
        self.decision_on(Date::MAX)
    }

    /// The version of a source.
    pub fn version_of(&self, source: &str) -> Option<&V> {
        self.version
            .iter()
            .find(|version| version.source() == source)
    }

    /// Versions that later decisions put in force, each with the days it decides.
    pub fn decided_later(&self) -> impl Iterator<Item = (&V, Period)> {
        self.resolution
            .iter()
            .enumerate()
            .filter_map(|(number, row)| {
                let until = self.resolution.get(number + 1).map(|next| next.from);
                let from = row.from;
                Some((self.version_of(&row.in_force)?, Period { from, until }))
            })
    }
}

impl DisputeRow {
    /// Rows of versions that later decisions put in force, each cut to the days it decides.
    pub fn resolved(&self) -> Tables {
        let mut tables = Tables::default();
        for (version, days) in self.decided_later() {
            tables.extend(version.tables().within(days.from, days.until));
        }
        tables
    }
}
