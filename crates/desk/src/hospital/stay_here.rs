//! A stay that goes on at the facility: a form of the desk goes on with it instead of opening
//! another one.

use domain::Money;
use domain::ids::{MessageId, PersonId, VisitId};
use store::lines::StoredLine;
use store::operators::Operator;
use store::visits::{self, Visit, VisitState};

use super::at_desk;
use crate::query::lines_of_visit;
use crate::{Desk, DeskError};

/// A stay of somebody who has not been discharged.
#[derive(Clone, Debug)]
pub struct StayHere {
    /// The stay.
    pub visit: Visit,
    /// What was charged so far, refunds among it.
    pub lines: Vec<StoredLine>,
}

impl StayHere {
    /// What of it was settled before its end.
    pub fn settled(&self) -> Money {
        let settled = self.lines.iter().filter(|line| line.settled_by.is_some());
        settled.map(|stored| stored.line.amount).sum()
    }

    /// How much of a line there is to give back: quantity, in ten-thousandths, and money. What the
    /// form itself gave back before is left out, so that sent again it says the same.
    pub fn left_of(&self, serial: &str, form: &MessageId) -> (i64, Money) {
        let own = format!("{form}-");
        let mut left = (0, Money::ZERO);
        for StoredLine { line, .. } in &self.lines {
            let gives_back = line.refund_of.as_deref() == Some(serial);
            if line.serial == serial || gives_back && !line.serial.starts_with(&own) {
                left.0 += line.quantity;
                left.1 += line.amount;
            }
        }
        left
    }
}

/// The stay of somebody at the facility of an operator: the one that is named, else one that has
/// not ended.
pub fn stay_here(
    desk: &mut Desk<'_, '_>,
    (operator, request): (&Operator, &MessageId),
    (person, named): (&PersonId, Option<&VisitId>),
) -> Result<Option<StayHere>, DeskError> {
    let caller = at_desk(desk, (operator, request), person)?;
    let mut stays = visits::stays_of_person(desk.tx, person)?;
    stays.retain(|stay| stay.facility == caller.facility);
    let is_named = |stay: &&Visit| named == Some(&stay.id);
    let goes_on = |stay: &&Visit| stay.state == VisitState::Open;
    let found = stays.iter().find(is_named);
    let Some(visit) = found.or_else(|| stays.iter().find(goes_on)).cloned() else {
        return Ok(None);
    };
    let lines = lines_of_visit(desk, &visit)?;
    Ok(Some(StayHere { visit, lines }))
}
