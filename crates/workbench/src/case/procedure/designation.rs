//! `[designation]`: whether an institution must be chosen, whether this one may be, from when.

use std::collections::BTreeSet;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::answered::{ProcedureAnswer, day_or, yes_no};
use super::asker::Asker;
use domain::Region;
use domain::designation::{ChoiceMade, VisitAsked, may_choose, need, works_from};
use domain::facility::{Care, FacilityKind, Level};
use domain::procedures::{ChangeReason, Circumstances, Institution, Procedures};

/// The choice of an institution.
/// 选定一家机构
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DesignationQuestion {
    /// The day.
    /// 哪一天
    on: Date,
    /// Where the institution is.
    /// 机构在哪里
    treated_at: Region,
    /// Kind of care; outpatient unless stated.
    /// 哪类就医；不写就是普通门诊
    #[serde(default)]
    care: Option<Care>,
    /// Its settlement level.
    /// 机构的结算级别
    #[serde(default)]
    level: Option<Level>,
    /// Marks of the institution.
    /// 机构的标记
    #[serde(default)]
    traits: BTreeSet<String>,
    /// Levels of those chosen already.
    /// 已经选定的各家机构的级别
    #[serde(default)]
    held: Vec<Level>,
    /// The hospital marked an emergency.
    /// 医院标了急诊
    #[serde(default)]
    emergency: bool,
    /// The hospital marked a referral.
    /// 医院标了转诊
    #[serde(default)]
    referred: bool,
    /// Days of earlier changes; a first choice when left out.
    /// 以前各次变更的日期；不写就是首次选定
    #[serde(default)]
    changes: Option<Vec<Date>>,
    /// Why it is changed.
    /// 为什么变更
    #[serde(default)]
    reason: Option<ChangeReason>,
}

impl DesignationQuestion {
    pub fn answer(&self, rules: &Procedures, person: &Asker) -> ProcedureAnswer {
        let about = Circumstances {
            care: Some(self.care.unwrap_or(Care::Outpatient)),
            ..person.about(self.treated_at)
        };
        let of_level = |level| Institution {
            level,
            kind: FacilityKind::Hospital,
            traits: &self.traits,
        };
        let visit = VisitAsked {
            about,
            day: self.on,
            at: self.level.map(of_level),
            emergency: self.emergency,
            referred: self.referred,
        };
        let mut answered = ProcedureAnswer::default();
        let needed = need(rules, &visit);
        answered.state("need", needed.need, &needed.rests_on());
        let held: Vec<Institution<'_>> = self.held.iter().copied().map(of_level).collect();
        let choose = may_choose(rules, &visit, &held);
        answered.state("may_choose", yes_no(choose.allowed), &choose.rests_on());
        let choice = ChoiceMade {
            about,
            made_on: self.on,
            changes: self.changes.as_deref(),
            reason: self.reason,
        };
        let works = works_from(rules, &choice);
        answered.state("works_from", day_or(works.from, "none"), &works.rests_on());
        answered
    }
}
