//! The account of somebody who works here: which one is meant however it is spelt, under what its
//! failures are counted, and being let in.

use domain::signs::half_width;
use store::audit;
use store::operators::{self, Operator};
use store::sessions::{SignInWay, SubjectKind};
use store::staff::{self, StaffRow, Unit};
use store::staff_numbers;

use super::{SessionSecret, SignInAttempt, guard, session};
use crate::{Desk, DeskError};

/// A name or number as it is compared: full width made half, no blanks, letters of one size.
pub(crate) fn folded(typed: &str) -> String {
    let plain = half_width(typed);
    let plain = plain.chars().filter(|c| !c.is_whitespace());
    plain.collect::<String>().to_uppercase()
}

/// The account in use that is meant: by its number here, by that of its agency, or by its name, as
/// it is written, else as it is spelt by nobody else.
pub(super) fn in_use(desk: &mut Desk<'_, '_>, named: &str) -> Result<Option<Operator>, DeskError> {
    let wanted = folded(named);
    if wanted.is_empty() {
        return Ok(None);
    }
    let by_number = staff_numbers::find(desk.tx, &wanted)?;
    let all = operators::all(desk.tx)?;
    let exact = all
        .iter()
        .find(|one| one.id == named.trim())
        .or_else(|| all.iter().find(|one| one.name == named.trim()));
    let mut alike = all
        .iter()
        .filter(|one| folded(&one.id) == wanted || folded(&one.name) == wanted);
    let only = match (alike.next(), alike.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    };
    let found = by_number.or_else(|| exact.or(only).cloned());
    Ok(found.filter(|operator| operator.disabled_at.is_none()))
}

/// Under what attempts are counted: the account where there is one, however it was named, so that
/// its names and numbers are no attempts more; else what was typed.
pub(super) fn counted_for(operator: Option<&Operator>, named: &str) -> String {
    match operator {
        Some(operator) => guard::counted("account", &operator.id),
        None => guard::counted("operator", named),
    }
}

/// How an operator stands; one of whom nothing was put down works for the whole installation.
pub(super) fn standing(desk: &mut Desk<'_, '_>, operator: &str) -> Result<StaffRow, DeskError> {
    let found = staff::find(desk.tx, operator)?;
    Ok(found.unwrap_or_else(|| StaffRow::new(operator, Unit::All)))
}

/// Lets an operator in.
pub(super) fn enter(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    way: SignInWay,
) -> Result<SignInAttempt, DeskError> {
    let secret: SessionSecret = session::begin(desk, (SubjectKind::Operator, &operator.id), way)?;
    note(desk, &operator.id, ("sign-in", way.word()))?;
    Ok(SignInAttempt::In(secret))
}

/// Notes in the chain of operators what became of an account.
pub(super) fn note(
    desk: &mut Desk<'_, '_>,
    operator: &str,
    (action, reason): (&str, &str),
) -> Result<(), DeskError> {
    store::releases::take_turn(desk.tx)?;
    Ok(desk.note(audit::OPERATORS, (operator, action), (operator, reason))?)
}
