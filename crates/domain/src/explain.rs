//! Words for a calculation: the trace, the rows it used, what other sources say, and the same bill
//! on other footings.

mod formula;
mod handed_over;
mod others;

use std::collections::BTreeMap;

use crate::adjudicate::{Adjudication, adjudicate};
use crate::basis::ShownBasis;
use crate::bill::Scope;
use crate::explanation::{ExplainedStep, Explanation, Half, Part, Provisional};
use crate::footing::FootingDecision;
use crate::plan::cited::cite;
use crate::plan::{
    Adjusted, Cited, DecidedFigure, Limit, Missing, Plan, PlanDeductible, Refusal, fold,
    fold_account,
};
use crate::policy::{Overlay, Pack};
use crate::rules::Component;
use crate::shares::Payer;
use crate::situation::{Accounts, Situation, YearToDate};
use crate::text::{Bilingual, Named};
use crate::trace::{Kept, Step, StepKind};
use crate::{Money, Region};

/// Everything a settlement was computed from. Stored with it, so that it can be computed again.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Inputs {
    /// Who, where, how, when.
    pub situation: Situation,
    /// The footing and its reason.
    pub footing: FootingDecision,
    /// The bill as the place of care's catalogue split it.
    pub scope: Scope,
    /// What was used up before.
    pub year: YearToDate,
    /// The accounts that could pay.
    pub accounts: Accounts,
    /// Names of the figures that others stood in for when it was settled, by which it is found when
    /// one of them is published.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub provisional: Vec<String>,
    /// Whether the insurance turned out not to cover the day, so that the bill is the person's own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub uncovered: bool,
    /// Whether it was bought in a pharmacy on one's own account, because nothing says what a fund
    /// pays of it: no fund does, and the account does as it may.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub on_account: bool,
    /// What people of the agency decided in the place of figures nobody published.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decided: Vec<DecidedFigure>,
}

/// A computed bill: the plan, the result and the trace.
#[derive(Clone, Debug)]
pub struct Computed {
    /// The plan.
    pub plan: Plan,
    /// The result.
    pub adjudication: Adjudication,
    /// The trace.
    pub steps: Vec<Step>,
    /// The figures that are missing and that others stand in for: the amounts are provisional.
    pub provisional: Vec<Missing>,
}

impl Inputs {
    /// Computes the bill by the pack, or by another source where it differs. The same inputs and
    /// the same pack give the same result for ever (M6): this is the only way to an amount, for a
    /// quote, a settlement, its explanation and its replay.
    pub fn compute(&self, pack: &Pack, overlay: Option<&Overlay>) -> Result<Computed, Refusal> {
        let plan = match self.on_account {
            true => fold_account(pack, &self.situation, overlay)?,
            false => fold(pack, &self.situation, overlay)?,
        };
        self.by_plan(plan.with_decided(&self.decided))
    }

    /// Derives again what was settled. The first version left a ceiling that is not known out,
    /// where a bill that reaches it is refused now; what it settled is derived as it did.
    pub fn settled_again(&self, pack: &Pack) -> Result<Computed, Refusal> {
        match self.compute(pack, None) {
            Err(Refusal::CeilingNotKnown { known, .. }) => {
                self.by_plan(known.without_unknown_ceilings())
            }
            other => other,
        }
    }

    fn by_plan(&self, plan: Plan) -> Result<Computed, Refusal> {
        let mut kept = Kept::default();
        let adjudication = adjudicate(&plan, &self.scope, &self.year, self.accounts, &mut kept)?;
        Ok(Computed {
            provisional: plan.judge(adjudication.reached)?,
            plan,
            adjudication,
            steps: kept.steps().to_vec(),
        })
    }

    /// Computes the bill and explains it.
    pub fn explain(&self, pack: &Pack, overlay: Option<&Overlay>) -> Result<Explanation, Refusal> {
        let computed = self.compute(pack, overlay)?;
        Ok(self.tell(pack, overlay, &computed))
    }

    /// Explains what [`Inputs::compute`] made of the bill with the same pack and overlay.
    pub fn tell(&self, pack: &Pack, overlay: Option<&Overlay>, computed: &Computed) -> Explanation {
        let teller = Teller {
            pack,
            inputs: self,
            computed,
            upfront: pack.in_force(overlay).upfront(&self.situation).map(cite),
        };
        let mut steps = teller.steps();
        if overlay.is_none() {
            others::add_disputes(pack, self, computed, &mut steps);
        }
        Explanation {
            scope: self.scope,
            shares: computed.adjudication.shares,
            footing: self.footing.clone(),
            caveats: teller.caveats(&steps),
            steps,
            alternatives: vec![],
            provisional: computed
                .provisional
                .iter()
                .filter_map(Provisional::of)
                .collect(),
            pack_hash: pack.hash().to_owned(),
        }
    }
}

impl Computed {
    /// What entered a layer: what running over the year it counted, or what its steps stood on.
    pub fn entered(&self, name: &str) -> String {
        let counter = crate::plan::fold::base_counter(name);
        let slot = self
            .plan
            .counters
            .iter()
            .position(|known| known.split('@').next() == Some(counter.as_str()));
        slot.map_or("none".to_owned(), |slot| {
            Money::from_fen(self.adjudication.counted[slot]).to_string()
        })
    }

    /// What each running total grows by.
    pub fn counted(&self) -> BTreeMap<String, Money> {
        let counted = self.plan.counted(&self.adjudication.counted);
        counted.into_iter().collect()
    }

    /// Steps by rule word, with amounts.
    pub fn steps_by_rule(&self) -> Vec<(String, Money)> {
        let told = self.steps.iter().map(|step| (step.kind, step.amount));
        told.map(|(kind, amount): (StepKind, Money)| (kind.word().to_owned(), amount))
            .collect()
    }
}

/// What is said of what was bought on one's own account.
pub fn bought_on_account() -> Bilingual {
    Bilingual::new(
        "这一笔只用个人账户和现金：统筹基金付不付，没有查到规定。收好小票，可以问参保地",
        "paid from the personal account and in cash: no rule was found that says whether the \
         pooled fund pays. Keep the receipt, and ask the insured place",
    )
}

struct Teller<'a> {
    pack: &'a Pack,
    inputs: &'a Inputs,
    computed: &'a Computed,
    /// By which row the insured place itself sets the share of class B, if it does.
    upfront: Option<Cited>,
}

impl Teller<'_> {
    fn steps(&self) -> Vec<ExplainedStep> {
        let scope = &self.inputs.scope;
        let mut told = vec![self.sum("total", "总费用", "Whole bill", scope.total())];
        let mut left = scope.total();
        let mut within = false;
        for step in &self.computed.steps {
            let half = half_of(step.kind);
            if half != Half::PlaceOfCare && !within {
                within = true;
                let eligible = scope.eligible();
                told.push(self.sum("eligible", "可以报销的部分", "Eligible", eligible));
                left = eligible;
            }
            if self.moves_on(step) {
                left -= step.amount;
            }
            told.push(self.tell(step, half, left));
        }
        told
    }

    fn sum(&self, rule: &str, zh: &str, en: &str, amount: Money) -> ExplainedStep {
        ExplainedStep {
            rule: rule.to_owned(),
            half: Half::PlaceOfCare,
            title: Bilingual::new(zh, en),
            part: Part::Sum,
            payer: None,
            amount,
            left: amount,
            formula: amount.grouped(),
            detail: Bilingual::default(),
            basis: vec![],
            disputes: vec![],
        }
    }

    fn tell(&self, step: &Step, half: Half, left: Money) -> ExplainedStep {
        let payer = self.payer_of(step);
        ExplainedStep {
            rule: step.kind.word().to_owned(),
            half,
            title: self.title(step),
            part: part_of(step.kind, payer),
            payer: payer.map(|payer| payer.word().to_owned()),
            amount: step.amount,
            left,
            formula: formula::formula(self.computed, step),
            detail: self.detail(step),
            basis: self.basis(step),
            disputes: vec![],
        }
    }

    /// Whether the money of a step leaves what is still to be shared. A later layer and the
    /// person's pockets pay out of what was found to stay with the person before.
    fn moves_on(&self, step: &Step) -> bool {
        match half_of(step.kind) {
            Half::PlaceOfCare => true,
            Half::Person => false,
            // It pays out of what was found to stay with the person before.
            Half::InsuredPlace if step.kind == StepKind::Guarantee => false,
            Half::InsuredPlace => {
                let layer = &self.computed.plan.layers[usize::from(step.layer)];
                layer.base.contains(Component::Eligible)
            }
        }
    }

    fn payer_of(&self, step: &Step) -> Option<Payer> {
        match step.kind {
            StepKind::Rate | StepKind::Guarantee => {
                Some(self.computed.plan.layers[usize::from(step.layer)].payer)
            }
            StepKind::Account => Some(Payer::Account),
            StepKind::FamilyAccount => Some(Payer::FamilyAccount),
            StepKind::Cash => Some(Payer::Cash),
            _ => None,
        }
    }

    fn title(&self, step: &Step) -> Bilingual {
        let layers = &self.computed.plan.origin.layers;
        match step.kind {
            StepKind::Rate => {
                let title = &layers[usize::from(step.layer)].title;
                Bilingual::new(format!("{}支付", title.zh), format!("{} pays", title.en))
            }
            StepKind::Deductible if step.layer > 0 => {
                let title = &layers[usize::from(step.layer)].title;
                Bilingual::new(
                    format!("{}起付线", title.zh),
                    format!("{}: deductible", title.en),
                )
            }
            kind => kind.name(),
        }
    }

    /// The rows a step rests on.
    fn cited(&self, step: &Step) -> Vec<&Cited> {
        let origin = &self.computed.plan.origin;
        let Some(layer) = origin.layers.get(usize::from(step.layer)) else {
            return vec![];
        };
        match step.kind {
            StepKind::Upfront => self.upfront.iter().collect(),
            StepKind::Deductible => layer.deductible.iter().collect(),
            StepKind::NotCovered => {
                let rate = layer.rates.get(usize::from(step.band));
                rate.map(|(_, cited)| cited).into_iter().collect()
            }
            StepKind::Rate => {
                let rate = layer
                    .rates
                    .get(usize::from(step.band))
                    .map(|(_, cited)| cited);
                let changes = layer.adjustments.iter().map(|(_, cited)| cited);
                rate.into_iter().chain(changes).collect()
            }
            StepKind::Reduction => layer.adjustments.iter().map(|(_, cited)| cited).collect(),
            StepKind::SelfPayFirst => {
                let is_first =
                    |row: &&(Adjusted, Cited)| matches!(row.0, Adjusted::SelfPayFirst(_));
                let mut rows = layer.adjustments.iter().filter(is_first);
                let row = rows.nth(usize::from(step.band));
                row.map(|(_, cited)| cited).into_iter().collect()
            }
            StepKind::CoPay => layer.rates.iter().map(|(_, cited)| cited).collect(),
            StepKind::Ceiling => layer.ceilings.iter().collect(),
            StepKind::Guarantee => {
                let row = origin.guarantees.get(usize::from(step.band));
                row.into_iter().collect()
            }
            StepKind::Account | StepKind::FamilyAccount => origin.account.iter().collect(),
            _ => vec![],
        }
    }

    fn basis(&self, step: &Step) -> Vec<ShownBasis> {
        let mut shown: Vec<ShownBasis> = Vec::new();
        for cited in self.cited(step) {
            let basis = self.pack.show_basis(&cited.basis, cited.from);
            if !shown.contains(&basis) {
                shown.push(basis);
            }
        }
        shown
    }

    fn detail(&self, step: &Step) -> Bilingual {
        let said: Vec<&Bilingual> = self
            .cited(step)
            .into_iter()
            .filter_map(|cited| cited.says.as_ref())
            .collect();
        let mut zh: Vec<&str> = said.iter().map(|s| s.zh.as_str()).collect();
        let mut en: Vec<&str> = said.iter().map(|s| s.en.as_str()).collect();
        zh.dedup();
        en.dedup();
        if zh.is_empty() {
            return plain_detail(step.kind, self.inputs.situation.treated_at);
        }
        Bilingual::new(zh.join("；"), en.join("; "))
    }

    fn caveats(&self, steps: &[ExplainedStep]) -> Vec<Bilingual> {
        let mut caveats: Vec<Bilingual> = Vec::new();
        caveats.extend(self.inputs.decided.iter().map(DecidedFigure::says));
        caveats.extend(self.inputs.on_account.then(bought_on_account));
        let unverified = steps
            .iter()
            .flat_map(|step| &step.basis)
            .any(|basis| !basis.verified);
        if unverified {
            caveats.push(Bilingual::new(
                "标有「未核对原文」的数字还没有与公布的原文逐字核对，请以参保地医保局为准",
                "figures marked unverified were not compared with the published text; the insured \
                 place's agency has the last word",
            ));
        }
        self.far_below(&mut caveats);
        caveats
    }

    /// Figures that others stand in for and that the bill stays below all the same: ceilings of
    /// layers that pay, deductibles of layers that look at something.
    fn far_below(&self, caveats: &mut Vec<Bilingual>) {
        let Computed {
            plan,
            adjudication,
            steps,
            ..
        } = self.computed;
        for (number, layer) in plan.layers.iter().enumerate() {
            let pays =
                |step: &Step| step.kind == StepKind::Rate && usize::from(step.layer) == number;
            let limits = layer.ceilings.iter().map(|ceiling| ceiling.limit);
            let limits = limits.filter(|_| steps.iter().any(pays));
            let limits = limits.filter_map(|limit| match limit {
                Limit::Provisional(_, entry) | Limit::AtLeast(_, entry) => Some(entry),
                Limit::Known(_) | Limit::Unknown(_) => None,
            });
            let looks = !adjudication.borne_of(layer.base).is_zero();
            let threshold = match layer.deductible {
                PlanDeductible::Provisional(_, entry) if looks => Some(entry),
                _ => None,
            };
            for entry in threshold.into_iter().chain(limits) {
                if !adjudication.reached.contains(usize::from(entry))
                    && let Some(says) = plan.missing[usize::from(entry)].not_reached()
                    && !caveats.contains(&says)
                {
                    caveats.push(says);
                }
            }
        }
    }
}

fn half_of(kind: StepKind) -> Half {
    match kind {
        StepKind::WhollySelfPaid | StepKind::AboveLimit | StepKind::Upfront => Half::PlaceOfCare,
        StepKind::Account | StepKind::FamilyAccount | StepKind::Cash => Half::Person,
        _ => Half::InsuredPlace,
    }
}

fn part_of(kind: StepKind, payer: Option<Payer>) -> Part {
    match (kind, payer) {
        (StepKind::WhollySelfPaid | StepKind::AboveLimit | StepKind::Upfront, _) => Part::Outside,
        (_, Some(Payer::PooledFund)) => Part::Fund,
        (_, Some(payer)) if payer.is_fund() => Part::Supplement,
        (_, Some(Payer::Account | Payer::FamilyAccount)) => Part::Account,
        _ => Part::Cash,
    }
}

fn plain_detail(kind: StepKind, treated_at: Region) -> Bilingual {
    let Bilingual { zh, en } = crate::region_names::label(treated_at);
    match kind {
        StepKind::WhollySelfPaid => Bilingual::new(
            format!("就医地（{zh}）目录以外或丙类的项目，由个人承担"),
            format!("not in the catalogue of {en}, or class C"),
        ),
        StepKind::AboveLimit => Bilingual::new(
            format!("单价超过就医地（{zh}）医保限价的部分"),
            format!("the part of prices above the limit in {en}"),
        ),
        StepKind::Upfront => Bilingual::new(
            format!("乙类项目按就医地（{zh}）目录先由个人承担一部分"),
            format!("the first share of class B items by the catalogue of {en}"),
        ),
        StepKind::Cash => Bilingual::new("其余由个人用现金支付", "the rest is paid in cash"),
        _ => Bilingual::default(),
    }
}
