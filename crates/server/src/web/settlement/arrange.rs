//! The steps of an explanation in reading order, with the sums a reader looks for: the whole bill
//! on top, and the person's part before the pockets that pay it. Screen and paper both draw this.

use domain::Money;
use domain::explanation::{ExplainedStep, Explanation, Half, Part};
use domain::shares::Payer;
use domain::text::{Bilingual, Named};

use crate::web::text::Text;

/// What a row does on the chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// What is there at this point; it moves nothing.
    Sum,
    /// Taken from what was still unpaid: a reduction, a deductible, a fund's payment.
    Taken,
    /// Part of what the person bears, which a later layer leaves out; it moves nothing either.
    Aside,
    /// Paid from one of the person's pockets.
    Pocket,
}

/// One row of chart and table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaterfallRow {
    /// Which half it belongs to.
    pub half: Half,
    /// What it does.
    pub role: Role,
    /// Its name.
    pub title: Bilingual,
    /// Whose money it is.
    pub part: Part,
    /// How much.
    pub amount: Money,
    /// Whether a fund or a pocket pays it; otherwise it only says whose the money is.
    pub is_paid: bool,
    /// The step it shows, by its place in the explanation; none for a sum put between.
    pub step: Option<usize>,
}

/// The rows of an explanation.
pub fn rows(explanation: &Explanation) -> Vec<WaterfallRow> {
    let total = explanation.shares.total();
    let mut steps: Vec<(usize, &ExplainedStep)> = explanation.steps.iter().enumerate().collect();
    // Stable: the order of the calculation stays as it is within a half.
    steps.sort_by_key(|(_, step)| step.half);
    let mut rows = Vec::with_capacity(steps.len() + 4);
    let begins_with_total = steps
        .first()
        .is_some_and(|(_, step)| step.part == Part::Sum && step.amount == total);
    if !begins_with_total {
        rows.push(sum(Half::PlaceOfCare, Text::WholeBill, total));
    }
    let is_public = |(_, step): &(usize, &ExplainedStep)| step.half != Half::Person;
    let (public, own): (Vec<_>, Vec<_>) = steps.into_iter().partition(is_public);
    rows.extend(public.into_iter().map(row));
    set_aside(&mut rows, total);
    if own.first().is_none_or(|(_, step)| step.payer.is_some()) {
        rows.push(sum(
            Half::Person,
            Text::YourPart,
            explanation.shares.person(),
        ));
    }
    if own.is_empty() {
        rows.extend(pockets(explanation));
    }
    rows.extend(own.into_iter().map(row));
    rows
}

/// Once the first layer has shared everything out, a step that nobody pays only repeats a stretch
/// of the person's part, such as the deductible of critical illness insurance.
fn set_aside(rows: &mut [WaterfallRow], total: Money) {
    let mut taken = Money::ZERO;
    for row in rows.iter_mut().filter(|row| row.role == Role::Taken) {
        if !row.is_paid && taken + row.amount > total {
            (row.role, row.part) = (Role::Aside, Part::Sum);
        } else {
            taken += row.amount;
        }
    }
}

fn sum(half: Half, title: Text, amount: Money) -> WaterfallRow {
    WaterfallRow {
        half,
        role: Role::Sum,
        title: title.both(),
        part: Part::Sum,
        amount,
        is_paid: false,
        step: None,
    }
}

fn row((at, step): (usize, &ExplainedStep)) -> WaterfallRow {
    let role = match (step.half, step.part, step.payer.is_some()) {
        (Half::Person, _, true) => Role::Pocket,
        (Half::Person, _, false) | (_, Part::Sum, _) => Role::Sum,
        _ => Role::Taken,
    };
    WaterfallRow {
        half: step.half,
        role,
        title: step.title.clone(),
        part: step.part,
        amount: step.amount,
        is_paid: step.payer.is_some(),
        step: Some(at),
    }
}

/// The person's pockets, for a trace that ends before them.
fn pockets(explanation: &Explanation) -> impl Iterator<Item = WaterfallRow> + '_ {
    let parts = [
        (Payer::Account, Part::Account),
        (Payer::FamilyAccount, Part::Account),
        (Payer::Cash, Part::Cash),
    ];
    parts
        .into_iter()
        .map(|(payer, part)| (payer, part, explanation.shares.of(payer)))
        .filter(|(_, _, amount)| !amount.is_zero())
        .map(|(payer, part, amount)| WaterfallRow {
            half: Half::Person,
            role: Role::Pocket,
            title: payer.name(),
            part,
            amount,
            is_paid: true,
            step: None,
        })
}
