//! The other answers: by another source, and on another footing.

use super::{Computed, Inputs};
use crate::Money;
use crate::basis::ShownDispute;
use crate::calendar::Period;
use crate::designation::{self, Need, Visit};
use crate::explanation::{Alternative, ExplainedStep};
use crate::facility::{Care, FacilityKind};
use crate::facts::{CHOICE_EXCEPTED, DESIGNATED};
use crate::filing::{FilingInForce, FilingReason, Verdict};
use crate::footing::{self, FILED_ELSEWHERE, FootingDecision, FootingFacts};
use crate::policy::pack::Overlay;
use crate::policy::{InForce, Pack};
use crate::procedures::{Category, Circumstances, Found, Institution, Procedures};
use crate::region::Distance;
use crate::rules::{AnyRow, DisputeRow, Table, VersionRow};
use crate::situation::Footing;
use crate::situation::Situation;
use crate::text::{Bilingual, Named};
use crate::trace::{Step, StepKind};

/// Puts every dispute that touches this situation beside the step it touches.
pub(super) fn add_disputes(
    pack: &Pack,
    inputs: &Inputs,
    computed: &Computed,
    steps: &mut [ExplainedStep],
) {
    let situation = &inputs.situation;
    for dispute in &pack.disputes {
        let in_force = dispute.decision_on(situation.day).in_force;
        let others = dispute
            .version
            .iter()
            .filter(|version| version.source != in_force);
        for version in others {
            let name = format!("{}:{}", dispute.id, version.source);
            let overlay = pack.overlay(&name);
            let rules = pack.in_force(overlay.as_ref());
            let Some(kind) = touched(version, &rules, situation) else {
                continue;
            };
            let would_be = overlay.and_then(|overlay| amount_by(pack, inputs, &overlay, kind));
            let why = dispute.decision_on(situation.day).why;
            let shown = show(pack, (dispute, why), version, would_be);
            let step = steps.iter_mut().find(|step| step.rule == kind.word());
            if let Some(step) = step.filter(|_| would_be != amount_of(&computed.steps, kind)) {
                step.disputes.push(shown);
            }
        }
    }
}

/// The step a version would change in this situation.
fn touched<'a>(
    version: &'a VersionRow,
    rules: &InForce<'a>,
    situation: &Situation,
) -> Option<StepKind> {
    let hits =
        |row: &AnyRow<'a>| row.is_in_force(situation.day) && rules.speaks_of(*row, situation);
    let touched: Vec<Table> = version
        .every_row()
        .filter(hits)
        .map(AnyRow::table)
        .collect();
    let is_threshold = |table: &Table| *table == Table::Deductible;
    match (touched.is_empty(), touched.iter().all(is_threshold)) {
        (true, _) => None,
        (false, true) => Some(StepKind::Deductible),
        (false, false) => Some(StepKind::Rate),
    }
}

fn amount_by(pack: &Pack, inputs: &Inputs, overlay: &Overlay, kind: StepKind) -> Option<Money> {
    let computed = inputs.compute(pack, Some(overlay)).ok()?;
    amount_of(&computed.steps, kind)
}

/// What the first layer's steps of a kind come to.
fn amount_of(steps: &[Step], kind: StepKind) -> Option<Money> {
    let first = steps.iter().find(|step| step.kind == kind)?.layer;
    let same = steps
        .iter()
        .filter(|step| step.kind == kind && step.layer == first);
    Some(same.map(|step| step.amount).sum())
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
    let is_open = |row: &Found<'_, Category>| {
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
    let excepted = is_excepted(procedures, &inputs.situation, footing);
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

/// Whether the visit would need no institution chosen beforehand on another footing.
fn is_excepted(rules: &Procedures, situation: &Situation, footing: Footing) -> bool {
    let visit = Visit {
        about: Circumstances {
            footing: None,
            ..Circumstances::from(situation)
        },
        day: situation.day,
        at: Some(Institution {
            level: situation.level,
            kind: match situation.care {
                Care::Pharmacy => FacilityKind::Pharmacy,
                Care::Outpatient | Care::Chronic | Care::Inpatient => FacilityKind::Hospital,
            },
            traits: &situation.traits,
        }),
        emergency: situation.footing == Footing::Emergency,
        referred: footing == Footing::Referred,
    };
    designation::need(rules, &visit).need == Need::Excepted
}
