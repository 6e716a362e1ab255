//! The other answers: by another source, and on another footing.

use super::{Computed, Inputs};
use crate::Money;
use crate::basis::ShownDispute;
use crate::explanation::{Alternative, ExplainedStep};
use crate::policy::pack::Overlay;
use crate::policy::{InForce, Pack};
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

/// The same bill on the other footings a person could have had there.
pub(super) fn alternatives(pack: &Pack, inputs: &Inputs) -> Vec<Alternative> {
    let Situation {
        insured_at,
        treated_at,
        footing,
        ..
    } = inputs.situation;
    if insured_at.distance_to(treated_at) == Distance::Home {
        return vec![];
    }
    let candidates = [
        Footing::LongTermFiled,
        Footing::Referred,
        Footing::TemporaryFiled,
        Footing::Unfiled,
    ];
    // Where no filing is needed, nobody is unfiled.
    let cannot_be = |other: Footing| footing == Footing::Exempt && other == Footing::Unfiled;
    let others = candidates
        .into_iter()
        .filter(|other| *other != footing && !cannot_be(*other));
    others
        .map(|other| alternative(pack, inputs, other))
        .collect()
}

fn alternative(pack: &Pack, inputs: &Inputs, footing: Footing) -> Alternative {
    let mut inputs = inputs.clone();
    inputs.situation.footing = footing;
    let (funds, note) = match inputs.compute(pack, None) {
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
