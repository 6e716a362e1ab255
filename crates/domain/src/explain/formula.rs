//! The arithmetic of a step, as a line a person can check with a calculator.

use super::Computed;
use crate::Money;
use crate::plan::Adjusted;
use crate::rules::{Points, Taken};
use crate::trace::{Step, StepKind};

/// `9,400.00 × 90% × 80% = 6,768.00`.
pub(super) fn formula(computed: &Computed, step: &Step) -> String {
    let plan = &computed.plan;
    let amount = step.amount.grouped();
    match step.kind {
        StepKind::Rate => rate_formula(computed, step),
        StepKind::Guarantee => guarantee_formula(computed, step),
        StepKind::SelfPayFirst => {
            let first = &plan.layers[usize::from(step.layer)].self_pay_first;
            let rate = first[usize::from(step.band)];
            format!("{rate} → {amount}")
        }
        StepKind::Deductible => {
            let base = step.base.grouped();
            format!(
                "{base} − {amount} = {}",
                (step.base - step.amount).grouped()
            )
        }
        _ => amount,
    }
}

/// What is missing to the least share, as far as a ceiling lets it be paid.
fn guarantee_formula(computed: &Computed, step: &Step) -> String {
    let row = &computed.plan.guarantees[usize::from(step.band)];
    // What an earlier guarantee made up is paid as well.
    let pays = |other: &Step| matches!(other.kind, StepKind::Rate | StepKind::Guarantee);
    let of = |other: &&Step| pays(other) && row.layers >> other.layer & 1 == 1;
    let before = computed.steps.iter();
    let paid: Money = before
        .take_while(|other| !std::ptr::eq(*other, step))
        .filter(of)
        .map(|step| step.amount)
        .sum();
    let share = row.share.unwrap_or_default();
    let missing = step.base.at(share) - paid;
    let base = step.base.grouped();
    let due = format!("{base} × {share} − {}", paid.grouped());
    let (missing, amount) = (missing.grouped(), step.amount.grouped());
    match missing == amount {
        true => format!("{due} = {amount}"),
        false => format!("min({due} = {missing}, {amount}) = {amount}"),
    }
}

/// What of the deductible came off what a band would pay.
fn off(computed: &Computed, step: &Step) -> Money {
    let layer = &computed.plan.layers[usize::from(step.layer)];
    if layer.taken == Taken::BeforeRate {
        return Money::ZERO;
    }
    let same = |other: &&Step| {
        other.kind == StepKind::Deductible && (other.layer, other.band) == (step.layer, step.band)
    };
    let off = computed.steps.iter().filter(same);
    off.map(|step| step.amount).sum()
}

fn rate_formula(computed: &Computed, step: &Step) -> String {
    let plan = &computed.plan;
    let layer = &plan.layers[usize::from(step.layer)];
    let origin = &plan.origin.layers[usize::from(step.layer)];
    let band = &layer.bands[usize::from(step.band)];
    let Some((rate, _)) = origin.rates.get(usize::from(step.band)) else {
        return step.amount.grouped();
    };
    let mut text = rate.to_string();
    for (change, _) in &origin.adjustments {
        text = match change {
            Adjusted::Factor(factor) if *factor == crate::Rate::FULL => text,
            Adjusted::Factor(factor) => format!("{text} × {factor}"),
            Adjusted::Points(points) => format!("({text} {}%)", Points(*points)),
            Adjusted::Flat(rate) => rate.to_string(),
            Adjusted::PersonShare(part) => format!("[1 − (1 − {text}) × {part}]"),
            Adjusted::Floor(floor) => format!("max({text}, {floor})"),
            Adjusted::SelfPayFirst(_) => text,
        };
    }
    let off = off(computed, step);
    let due = band.round.share(step.base, band.pay).min(step.base) - off;
    let base = step.base.grouped();
    if !off.is_zero() {
        text = format!("{text} − {}", off.grouped());
    }
    if due == step.amount {
        return format!("{base} × {text} = {}", step.amount.grouped());
    }
    format!(
        "min({base} × {text} = {}, {}) = {}",
        due.grouped(),
        step.amount.grouped(),
        step.amount.grouped()
    )
}
