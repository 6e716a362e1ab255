//! The other answers: by another source, and on another footing.

use super::{Computed, Inputs};
use crate::Money;
use crate::basis::ShownDispute;
use crate::calendar::Period;
use crate::explanation::{Alternative, ExplainedStep, Part};
use crate::facility::{Care, FacilityKind};
use crate::facts::{CHOICE_EXCEPTED, DESIGNATED, Marked, is_excepted};
use crate::filing::{FilingInForce, FilingReason, Verdict};
use crate::footing::{self, FILED_ELSEWHERE, FootingDecision, FootingFacts};
use crate::policy::{InForce, Pack};
use crate::procedures::{Category, Circumstances, Institution, Procedures, RowInFile};
use crate::region::Distance;
use crate::rules::{AnyRow, DisputeRow, Table, VersionRow};
use crate::situation::Footing;
use crate::situation::Situation;
use crate::text::{Bilingual, Named};
use crate::trace::{Step, StepKind};

/// Puts every dispute that touches this situation beside the steps it touches.
pub(super) fn add_disputes(
    pack: &Pack,
    inputs: &Inputs,
    computed: &Computed,
    steps: &mut [ExplainedStep],
) {
    let situation = &inputs.situation;
    for dispute in &pack.disputes {
        let decision = dispute.decision_on(situation.day);
        let others = dispute.version.iter();
        for version in others.filter(|version| version.source != decision.in_force) {
            let overlay = pack.overlay(&format!("{}:{}", dispute.id, version.source));
            let rules = pack.in_force(overlay.as_ref());
            let touched = touched(version, &rules, situation, computed);
            if touched.is_empty() {
                continue;
            }
            let by_other = inputs.compute(pack, overlay.as_ref()).ok();
            let differs = |thing: &Thing<'_>| {
                let would_be = by_other.as_ref().map(|other| thing.amount(other));
                (would_be != Some(thing.amount(computed))).then_some(would_be)
            };
            let mut put = |thing: &Thing<'_>| {
                let would_be = differs(thing)?;
                let step = thing.first_step(computed, steps)?;
                let shown = show(pack, (dispute, decision.why), version, would_be);
                step.disputes.push(shown);
                Some(())
            };
            let told = touched.iter().filter_map(&mut put).count();
            // Where it moves nothing by the rules in force, what the person pays differs.
            if told == 0 {
                put(&Thing::Cash);
            }
        }
    }
}

/// What several steps come to together, and a dispute may be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Thing<'a> {
    /// The deductible of a layer.
    Deductible(&'a str),
    /// What a layer pays.
    Paid(&'a str),
    /// What the accounts pay.
    Account,
    /// What is left.
    Cash,
}

impl Thing<'_> {
    fn has(self, step: &Step, of: &Computed) -> bool {
        let layer = of.plan.origin.layers.get(usize::from(step.layer));
        let is = |name: &str| layer.is_some_and(|layer| layer.name == name);
        match (self, step.kind) {
            (Thing::Deductible(name), StepKind::Deductible)
            | (Thing::Paid(name), StepKind::Rate | StepKind::Guarantee) => is(name),
            (Thing::Account, StepKind::Account | StepKind::FamilyAccount)
            | (Thing::Cash, StepKind::Cash) => true,
            _ => false,
        }
    }

    fn amount(self, of: &Computed) -> Money {
        let steps = of.steps.iter().filter(|step| self.has(step, of));
        steps.map(|step| step.amount).sum()
    }

    /// The first of its steps as it is told: sums stand between the steps of the trace.
    fn first_step<'s>(
        self,
        computed: &Computed,
        told: &'s mut [ExplainedStep],
    ) -> Option<&'s mut ExplainedStep> {
        let told = told.iter_mut().filter(|step| step.part != Part::Sum);
        let mut both = computed.steps.iter().zip(told);
        let found = both.find(|(step, _)| self.has(step, computed));
        found.map(|(_, told)| told)
    }
}

/// What a version would change in this situation, in the order in which it is told.
fn touched<'a>(
    version: &'a VersionRow,
    rules: &InForce<'a>,
    situation: &Situation,
    computed: &'a Computed,
) -> Vec<Thing<'a>> {
    let hits =
        |row: &AnyRow<'a>| row.is_in_force(situation.day) && rules.speaks_of(*row, situation);
    let rows: Vec<AnyRow<'a>> = version.every_row().filter(hits).collect();
    let of_account = |row: &AnyRow<'_>| row.table() == Table::Account;
    let mut things = Vec::new();
    for (number, layer) in computed.plan.origin.layers.iter().enumerate() {
        // What serves the whole pack is told where the first fund pays.
        let serves = |row: &&AnyRow<'_>| {
            row.layers().map_or(number == 0 && !of_account(row), |of| {
                of.contains(&layer.name)
            })
        };
        let mut tables = rows.iter().filter(serves).map(|row| row.table()).peekable();
        let is_touched = tables.peek().is_some();
        let threshold = tables.all(|table| matches!(table, Table::Deductible | Table::Stay));
        let thing = match threshold {
            true => Thing::Deductible(&layer.name),
            false => Thing::Paid(&layer.name),
        };
        things.extend(is_touched.then_some(thing));
    }
    things.extend(rows.iter().any(of_account).then_some(Thing::Account));
    things
}

fn show(
    pack: &Pack,
    (dispute, why): (&DisputeRow, &Bilingual),
    version: &VersionRow,
    would_be: Option<Money>,
) -> ShownDispute {
    let source = pack.source(&version.source);
    ShownDispute {
        id: dispute.id.clone(),
        topic: dispute.topic.clone(),
        says: version.says.clone(),
        other: source.map_or_else(|| version.source.clone(), |source| source.title.clone()),
        would_be,
        why: why.clone(),
    }
}

impl Inputs {
    /// The same bill, had the person filed otherwise: on every other footing that some filing the
    /// rules know for this journey gives, and on that of no filing. Each is decided as that of the
    /// bill itself was, by the same source.
    pub fn alternatives(&self, rules: &InForce<'_>, procedures: &Procedures) -> Vec<Alternative> {
        let Situation {
            insured_at,
            treated_at,
            footing,
            day,
            ..
        } = self.situation;
        if insured_at.distance_to(treated_at) == Distance::Home {
            return vec![];
        }
        let decide = |filings: &[FilingInForce]| {
            let facts = FootingFacts {
                insured_at,
                treated_at,
                care: self.situation.care,
                day,
                admitted_on: None,
                settled_on: None,
                route: self.situation.route,
                filings,
                // A rescue stays one, however the person has filed.
                emergency: footing == Footing::Emergency,
                referral: false,
            };
            footing::decide(procedures, &facts)
        };
        let filings = open_filings(procedures, &self.situation);
        let filed = filings.iter().map(|one| decide(std::slice::from_ref(one)));
        let decided = filed.chain([decide(&[])]);
        let mut told = vec![footing];
        let mut others = Vec::new();
        for decision in decided {
            if !told.contains(&decision.footing) {
                told.push(decision.footing);
                others.push(alternative((rules, procedures), self, &decision));
            }
        }
        others
    }
}

/// A filing of every category that is open on the journey to a person such as this.
fn open_filings(rules: &Procedures, situation: &Situation) -> Vec<FilingInForce> {
    let about = Circumstances::from(situation);
    let is_open = |row: &RowInFile<'_, Category>| {
        let answers = row.answers(&about);
        answers.iter().all(|answer| answer.verdict != Verdict::Fail)
    };
    let rows = rules.categories_on(situation.day).into_iter();
    rows.filter(is_open)
        .filter(|row| row.reason != FilingReason::Emergency)
        .map(|row| FilingInForce {
            id: "F-1".parse().expect("a short printable number"),
            category: row.id.clone(),
            reason: row.reason,
            footing: row.footing,
            at_home: row.at_home,
            destination: situation.treated_at.pooling(),
            period: Period::since(situation.day),
            submitted_on: situation.day,
            manual_claim_only: false,
            traits: vec![],
        })
        .collect()
}

fn alternative(
    (rules, procedures): (&InForce<'_>, &Procedures),
    inputs: &Inputs,
    decision: &FootingDecision,
) -> Alternative {
    let footing = decision.footing;
    let excepted = needs_no_choice(procedures, &inputs.situation, footing);
    let mut inputs = inputs.clone();
    inputs.situation.footing = footing;
    // What the filing of the bill put on the visit goes with it; another place filed for stays.
    let of_filing = inputs.footing.traits.iter();
    for mark in of_filing.filter(|it| *it != FILED_ELSEWHERE || footing == Footing::LongTermFiled) {
        inputs.situation.traits.remove(mark);
    }
    let marks = &mut inputs.situation.traits;
    if marks.remove(CHOICE_EXCEPTED) {
        marks.remove(DESIGNATED);
    }
    if excepted && !marks.contains(DESIGNATED) {
        marks.extend([DESIGNATED, CHOICE_EXCEPTED].map(str::to_owned));
    }
    let (funds, note) = match inputs.compute(rules.pack, rules.overlay) {
        Ok(computed) => (
            Some(computed.adjudication.shares.funds()),
            Bilingual::default(),
        ),
        Err(refusal) => (None, refusal.message()),
    };
    Alternative {
        footing: footing.name(),
        funds,
        note,
    }
}

/// Whether the visit would need no institution chosen beforehand on this footing. A rescue stays
/// one: a visit that was excepted without a referral was a rescue.
fn needs_no_choice(procedures: &Procedures, bill: &Situation, footing: Footing) -> bool {
    let was_excepted = bill.traits.contains(CHOICE_EXCEPTED);
    let marked = Marked {
        emergency: bill.footing == Footing::Emergency
            || was_excepted && bill.footing != Footing::Referred,
        referral: false,
    };
    let at = Institution {
        level: bill.level,
        kind: match bill.care {
            Care::Pharmacy => FacilityKind::Pharmacy,
            Care::Outpatient | Care::Chronic | Care::Inpatient => FacilityKind::Hospital,
        },
        traits: &bill.traits,
    };
    let situation = Situation {
        footing,
        ..bill.clone()
    };
    is_excepted(procedures, &situation, at, marked)
}
