//! `[claim]`: whether costs may be claimed afterwards, until when, with which documents.

use std::sync::Arc;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::answered::{ProcedureAnswer, day_or, listed};
use super::asker::Asker;
use domain::basis::Basis;
use domain::facility::Care;
use domain::procedures::{Aspect, Circumstances, ClaimReason, Procedures, Side};
use domain::reimbursement::{Claim, ClaimAnswer, Liability, Outcome, advise};
use domain::{Money, Region};

/// Costs to be claimed.
/// 要报销的费用
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ClaimQuestion {
    /// Where it was.
    /// 在哪里就医
    treated_at: Region,
    /// Kind of care.
    /// 哪类就医
    care: Care,
    /// Why it was not settled on the spot.
    /// 为什么没有直接结算
    reason: ClaimReason,
    /// Day of the costs.
    /// 费用发生的日期
    cost_on: Date,
    /// Day of discharge.
    /// 出院日期
    #[serde(default)]
    discharged_on: Option<Date>,
    /// Day of the claim.
    /// 申请报销的日期
    claimed_on: Date,
    /// A special case that the place grants more time.
    /// 当地准许延长期限的特殊情形
    #[serde(default)]
    special: bool,
    /// The dearest single consumable.
    /// 最贵的一件耗材
    #[serde(default)]
    dearest_consumable: Money,
    /// Whether somebody else has to bear the costs.
    /// 有没有别人应当承担
    #[serde(default)]
    liability: Option<Liability>,
    /// Reimbursed before, here or elsewhere.
    /// 已经在别处报销过
    #[serde(default)]
    paid_before: bool,
}

impl ClaimQuestion {
    pub fn answer(&self, rules: &Procedures, person: &Asker) -> ProcedureAnswer {
        let claim = Claim {
            about: Circumstances {
                care: Some(self.care),
                ..person.about(self.treated_at)
            },
            reason: self.reason,
            cost_on: self.cost_on,
            discharged_on: self.discharged_on,
            claimed_on: self.claimed_on,
            special: self.special,
            dearest_consumable: self.dearest_consumable,
            liability: self.liability.unwrap_or(Liability::None),
            paid_before: self.paid_before,
        };
        stated(&advise(rules, &claim))
    }
}

fn stated(answer: &ClaimAnswer) -> ProcedureAnswer {
    let of = |aspects: &[Aspect]| -> Vec<Arc<Basis>> {
        let rows = answer.rests_on.iter();
        let rows = rows.filter(|(aspect, _)| aspects.contains(aspect));
        rows.map(|(_, basis)| basis.clone()).collect()
    };
    let windows = [Aspect::Window, Aspect::SpecialWindow];
    // The rows that would lead to another outcome if they said otherwise.
    let deciding: &[Aspect] = match answer.outcome {
        Outcome::TooLate => &windows,
        Outcome::NotPayable => &[Aspect::ThirdParty, Aspect::WorkInjury],
        Outcome::OnlyUncovered => &[Aspect::ThirdParty, Aspect::WorkInjury, Aspect::Accepts],
        _ => &[Aspect::Accepts, Aspect::Refuses],
    };
    let mut answered = ProcedureAnswer::default();
    answered.state("outcome", answer.outcome, &of(deciding));
    answered.state("last_day", day_or(answer.last_day, "none"), &of(&windows));
    let documents = answer.documents.iter().map(|document| &document.kind);
    answered.state("documents", listed(documents), &of(&[Aspect::Documents]));
    answered.state("routes", listed(&answer.routes), &of(&[Aspect::Route]));
    let days = answer.pay_within_working_days;
    let days = days.map_or_else(|| "not-known".to_owned(), |days| days.to_string());
    answered.state("pay_within_working_days", days, &of(&[Aspect::PayWithin]));
    let rules = answer.by_rules_of;
    let word = |side: Option<Side>| side.map_or("not-known", Side::word);
    let catalogue = word(rules.map(|rules| rules.catalogue));
    let prices = word(rules.and_then(|rules| rules.prices));
    answered.state("catalogue", catalogue, &of(&[Aspect::Catalogue]));
    answered.state("prices", prices, &of(&[Aspect::Catalogue]));
    answered
}
