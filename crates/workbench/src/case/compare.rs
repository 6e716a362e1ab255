//! What must come out of a case against what did, without tolerance.

use super::answer::CaseAnswer;
use super::error::CaseError;
use super::expect::Expect;
use super::written::Case;
use domain::explain::Inputs;
use domain::plan::{Plan, PlanLayer, Refusal};
use domain::policy::{InForce, Library, MonthlyCredit};
use domain::shares::Shares;
use domain::text::Bilingual;
use domain::{Money, Rate};
use serde::{Deserialize, Serialize};

impl Expect {
    /// Compares everything that is stated with what came out, as far as that is known.
    pub(super) fn differences(
        &self,
        case: &Case,
        library: &Library,
        answer: &Result<CaseAnswer, CaseError>,
    ) -> Compared {
        let mut found = Compared::default();
        let notes = case.notes(library);
        for id in self.notes.iter().filter(|id| !notes.contains(id)) {
            found.differ("note", "notes", id.clone(), notes.join(", "));
        }
        if let Some(credit) = self.credit {
            found.differ("credit", "credit", credit.to_string(), case.credit(library));
        }
        if !self.needs_an_answer() {
            return found;
        }
        match (answer, &self.refusal) {
            (Err(error), Some(code)) => {
                found.differ("refusal", "refusal", code.clone(), error.code().to_owned());
            }
            (Ok(_), Some(code)) => {
                found.differ("refusal", "refusal", code.clone(), "an answer".to_owned());
            }
            (Err(error), None) => {
                let Bilingual { zh, en } = error.message();
                found
                    .wrong
                    .push(format!("没有结果：{zh} / no answer: {en}"));
                found.is_unanswered = true;
                return found;
            }
            (Ok(_), None) => (),
        }
        match answer {
            Ok(answer) => self.compare(answer, &mut found),
            Err(error) => self.compare_refused((case, library), error, &mut found),
        }
        found
    }

    fn compare(&self, answer: &CaseAnswer, found: &mut Compared) {
        self.compare_amounts(answer, found);
        let total = answer.inputs.scope.total();
        self.compare_figures(&answer.computed.plan, total, found);
        self.compare_footing(&answer.inputs, found);
        let steps = &answer.explanation.steps;
        for id in &self.disputes {
            let mut shown = steps.iter().flat_map(|step| &step.disputes);
            let is_shown = shown.any(|dispute| dispute.id == *id);
            let what = format!("dispute {id} shown");
            found.differ(&what, "disputes", true.to_string(), is_shown.to_string());
        }
        if !self.steps.is_empty() {
            let got = answer.computed.steps_by_rule();
            let expected = steps_in_words(&self.steps);
            found.differ("steps", "steps", expected, steps_in_words(&got));
        }
    }

    fn compare_footing(&self, inputs: &Inputs, found: &mut Compared) {
        if let Some(footing) = self.footing {
            let got = inputs.situation.footing;
            found.differ("footing", "footing", footing.to_string(), got.to_string());
        }
    }

    /// A bill that is refused has a footing, and what is known of its plan; no amounts. What is
    /// expected of the rest proves nothing.
    fn compare_refused(
        &self,
        (case, library): (&Case, &Library),
        error: &CaseError,
        found: &mut Compared,
    ) {
        match case.asked_of(library, |_, inputs| inputs.clone()) {
            Ok(inputs) => self.compare_footing(&inputs, found),
            Err(_) => found.not_known("footing", self.footing.is_none()),
        }
        match error {
            CaseError::Refused(
                Refusal::Unknown { known, .. } | Refusal::CeilingNotKnown { known, .. },
            ) => self.compare_figures(known, case.bill.in_all(), found),
            _ => {
                found.not_known("rates", self.rates.is_empty());
                found.not_known("deductibles", self.deductibles.is_empty());
                found.not_known("self_pay_first", self.self_pay_first.is_empty());
                found.not_known("adjustments", self.adjustments.is_empty());
                found.not_known("ceilings", self.ceilings.is_empty());
            }
        }
        found.not_known("payers", self.payers.is_none());
        found.not_known("fund_share", self.fund_share.is_none());
        found.not_known("provisional", self.provisional.is_none());
        found.not_known("borne", self.borne.is_empty());
        found.not_known("entered", self.entered.is_empty());
        found.not_known("disputes", self.disputes.is_empty());
        found.not_known("steps", self.steps.is_empty());
    }

    /// Amounts that moved.
    fn compare_amounts(&self, answer: &CaseAnswer, found: &mut Compared) {
        let computed = &answer.computed;
        let shares = &computed.adjudication.shares;
        if let Some(expected) = &self.payers {
            found.differ("payers", "payers", in_words(expected), in_words(shares));
        }
        if let Some(expected) = self.fund_share {
            let got = share_of(shares.funds(), answer.inputs.scope.total());
            let (expected, got) = (expected.to_string(), got.to_string());
            found.differ("fund share", "fund_share", expected, got);
        }
        if let Some(expected) = &self.provisional {
            let (expected, got) = expected.beside(&computed.provisional);
            found.differ("provisional", "provisional", expected, got);
        }
        for (component, amount) in &self.borne {
            let got = computed.adjudication.borne[*component as usize];
            let what = format!("borne as {component}");
            let path = format!("borne.{}", component.word());
            found.differ(&what, &path, amount.to_string(), got.to_string());
        }
        for (name, amount) in &self.entered {
            let what = format!("entered {name}");
            let path = format!("entered.{name}");
            found.differ(&what, &path, amount.to_string(), computed.entered(name));
        }
    }

    /// Figures of the plan; of a bill that was refused, those that are known.
    fn compare_figures(&self, plan: &Plan, total: Money, found: &mut Compared) {
        for (name, rate) in &self.rates {
            let band = layer(plan, name).and_then(|layer| layer.bands.first());
            let band = band.filter(|band| band.unknown.is_empty());
            let got = band.map_or("none".to_owned(), |band| band.pay.to_string());
            let (what, path) = (format!("rate of {name}"), format!("rates.{name}"));
            found.differ(&what, &path, rate.to_string(), got);
        }
        for (name, amount) in &self.deductibles {
            let got = layer(plan, name).and_then(|layer| layer.deductible.of_bill(total));
            let got = got.map_or("none".to_owned(), |amount| amount.to_string());
            let what = format!("deductible of {name}");
            let path = format!("deductibles.{name}");
            found.differ(&what, &path, amount.to_string(), got);
        }
        for (name, share) in &self.self_pay_first {
            let got = layer(plan, name).map(PlanLayer::first_in_all);
            let got = got.map_or("none".to_owned(), |share| share.to_string());
            let what = format!("self-pay first of {name}");
            let path = format!("self_pay_first.{name}");
            found.differ(&what, &path, share.to_string(), got);
        }
        for (name, changes) in &self.adjustments {
            let got = adjustments_of(plan, name);
            let what = format!("adjustments of {name}");
            let path = format!("adjustments.{name}");
            found.differ(&what, &path, changes.clone(), got);
        }
        for (counter, limit) in &self.ceilings {
            let got = plan.ceiling(counter);
            let got = got.map_or("none".to_owned(), |limit| limit.to_string());
            let what = format!("ceiling of {counter}");
            let path = format!("ceilings.{counter}");
            found.differ(&what, &path, limit.to_string(), got);
        }
    }
}

/// A value that is expected and another that came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ValueDiffers {
    /// Which key of `expect`, such as `payers` or `rates.pooled`.
    pub path: String,
    /// What is expected.
    pub expected: String,
    /// What came out.
    pub got: String,
}

/// What came of comparing a case with what it states.
#[derive(Debug, Default)]
pub(super) struct Compared {
    /// Every difference, in a sentence.
    pub wrong: Vec<String>,
    /// The same, one value each.
    pub differences: Vec<ValueDiffers>,
    /// What is stated and cannot be compared, because nothing is known of it.
    pub uncompared: Vec<String>,
    /// Whether nothing was compared, as there is no answer and none was expected to be missing.
    pub is_unanswered: bool,
}

impl Compared {
    /// Everything that is not as stated, or cannot be shown to be.
    pub(super) fn all(self) -> Vec<String> {
        self.wrong.into_iter().chain(self.uncompared).collect()
    }

    fn differ(&mut self, what: &str, path: &str, expected: String, got: String) {
        if expected != got {
            let wrong = format!("{what}: expected {expected}, got {got}");
            self.wrong.push(wrong);
            let path = path.to_owned();
            self.differences.push(ValueDiffers {
                path,
                expected,
                got,
            });
        }
    }

    fn not_known(&mut self, what: &str, is_not_stated: bool) {
        if !is_not_stated {
            self.uncompared.push(format!(
                "{what}：账单算不了，比不出来，请删去 / {what} cannot be compared: the bill is \
                 refused; leave it out"
            ));
        }
    }
}

fn layer<'a>(plan: &'a Plan, name: &str) -> Option<&'a PlanLayer> {
    let mut layers = plan.origin.layers.iter().zip(&plan.layers);
    layers
        .find(|(origin, _)| origin.name == name)
        .map(|(_, layer)| layer)
}

fn adjustments_of(plan: &Plan, name: &str) -> String {
    let mut layers = plan.origin.layers.iter();
    let Some(origin) = layers.find(|origin| origin.name == name) else {
        return "none".to_owned();
    };
    let changes = origin.adjustments.iter();
    let changes: Vec<String> = changes.map(|(change, _)| change.to_string()).collect();
    changes.join(", ")
}

/// `pooled-fund 8460.00, cash 1540.00`.
pub(crate) fn in_words(shares: &Shares) -> String {
    let paid = shares.iter().filter(|(_, amount)| !amount.is_zero());
    let words: Vec<String> = paid
        .map(|(payer, amount)| format!("{payer} {amount}"))
        .collect();
    words.join(", ")
}

/// `deductible 600.00, rate 8460.00`.
fn steps_in_words(steps: &[(String, Money)]) -> String {
    let words = steps
        .iter()
        .map(|(rule, amount)| format!("{rule} {amount}"));
    words.collect::<Vec<_>>().join(", ")
}

/// `part` ÷ `whole` to a hundredth of a percent, half up.
pub fn share_of(part: Money, whole: Money) -> Rate {
    if whole <= Money::ZERO {
        return Rate::ZERO;
    }
    let scaled = i128::from(part.fen()) * 20_000 + i128::from(whole.fen());
    let count = scaled / (2 * i128::from(whole.fen()));
    Rate::from_ten_thousandths(u16::try_from(count).unwrap_or(u16::MAX))
}

impl Case {
    /// The rules that are only shown and are in force for this situation.
    fn notes(&self, library: &Library) -> Vec<String> {
        let told = self.asked_of(library, |rules, inputs| {
            let rows = rules.notes_for(&inputs.situation);
            rows.iter().map(|row| row.id.clone()).collect()
        });
        told.unwrap_or_default()
    }

    /// Asks the rules that apply something about the bill.
    fn asked_of<T>(
        &self,
        library: &Library,
        ask: impl FnOnce(&InForce<'_>, &Inputs) -> T,
    ) -> Result<T, CaseError> {
        let pack = self.pack(library)?;
        let overlay = self.overlay(pack);
        let rules = pack.in_force(overlay.as_ref());
        let inputs = self.inputs(library, &rules)?;
        Ok(ask(&rules, &inputs))
    }

    /// What is paid into the personal account in a month, in words where that is not known.
    fn credit(&self, library: &Library) -> String {
        let credited = self.asked_of(library, |rules, inputs| rules.credit(&inputs.situation));
        match credited.ok().flatten() {
            None => "none".to_owned(),
            Some(MonthlyCredit::Amount(amount)) => amount.to_string(),
            Some(MonthlyCredit::NoBase) => {
                "not known, as the contribution base is not on record".to_owned()
            }
        }
    }
}
