//! The arithmetic of a step, as a line a person can check with a calculator.

use crate::plan::{Adjusted, Plan};
use crate::rules::Points;
use crate::trace::{Step, StepKind};

/// `9,400.00 × 90% × 80% = 6,768.00`.
pub(super) fn formula(plan: &Plan, step: &Step) -> String {
    let amount = step.amount.grouped();
    match step.kind {
        StepKind::Rate => rate_formula(plan, step),
        StepKind::SelfPayFirst => {
            let rate = plan.layers[usize::from(step.layer)].self_pay_first;
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

fn rate_formula(plan: &Plan, step: &Step) -> String {
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
    let due = step.base.at_share(band.pay);
    let base = step.base.grouped();
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
