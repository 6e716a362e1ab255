//! Filings as cases of the agency: the list of what waits, one case with everything that is needed
//! to decide it, the decision, and what a supervisor sees of all. Whose cases an operator may see
//! is its unit's; what is not is not there, in the same words. Nobody decides their own affairs,
//! those of their family, or what they entered themselves.

mod bulk;
mod counter;
mod decide;
mod error;
mod hold;
mod lookups;
mod open;
mod opened;
mod presence;
mod proofs;
mod queue;
mod stamp;

pub use bulk::{ForeseenCase, NamedCase, foresee_decision, name_case};
pub use counter::{
    EnteredFiling, SEEN, consent_at_counter, give_code_at_counter, submit_at_counter,
};
pub use decide::{CaseDecision, decide_case, propose_approval};
pub use error::CaseError;
pub use hold::{hand_over, leave_case, take_over};
pub use lookups::{may_look_up, missed};
pub use open::{CaseRights, OpenCase, Proposed, WouldTell, open_case, show_number};
pub use opened::{SEEN_AT_LEAST, is_as_shown, opened_for_a_moment, opened_now};
pub use presence::{AtCounter, PersonPresent, found_at_counter, presence, still_at_counter};
pub use proofs::{ContactShown, case_document, show_contact};
pub use queue::{
    CaseQueue, QueueAsked, QueuedCase, case_queue, filings_of_unit, fill_cases, find_case,
    note_board_export, note_export,
};
pub(crate) use stamp::{open_stamp, opened_at};
pub use store::cases::{CaseEntry, CaseLane, CaseMark, NEVER, first_mark};

use domain::filing::Filing;
use domain::ids::{FilingId, PersonId};
use store::consents;
use store::operators::{Operator, Role};
use store::{kin, operators, people, staff};

use crate::{Desk, DeskError};

/// A filing of the operator's unit. One of another unit is answered as one that is not there.
fn of_unit(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    id: &FilingId,
) -> Result<Filing, DeskError> {
    let filing = crate::filing::filing_by_id(desk, id)?;
    match operator
        .unit
        .holds_region(filing.request.insured_at.pooling())
    {
        true => Ok(filing),
        false => Err(DeskError::UnknownFiling { filing: id.clone() }),
    }
}

/// A filing of the operator's unit that is neither its own nor its family's.
fn of_others(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    id: &FilingId,
) -> Result<Filing, DeskError> {
    let filing = of_unit(desk, operator, id)?;
    match is_own(desk, operator, filing.person())? {
        true => Err(CaseError::OwnCase.into()),
        false => Ok(filing),
    }
}

/// Whether somebody is the operator, or of the operator's family as far as consents and registers
/// say.
pub(crate) fn is_own(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    person: &PersonId,
) -> Result<bool, DeskError> {
    let row = staff::find(desk.tx, &operator.id)?;
    let Some(own) = row.and_then(|row| row.identity) else {
        return Ok(false);
    };
    let mut near = vec![person.clone()];
    let given = consents::of_person(desk.tx, person)?;
    near.extend(given.into_iter().map(|one| one.helper));
    let helped = consents::of_helper(desk.tx, person)?;
    near.extend(helped.into_iter().map(|one| one.person));
    let kin = kin::of_person(desk.tx, person)?;
    near.extend(kin.into_iter().map(|one| one.relative));
    near.extend(kin::who_names(desk.tx, person)?);
    for one in near {
        let Some(found) = people::find(desk.tx, &one)? else {
            continue;
        };
        let mut shown = found.certificates();
        if shown.any(|it| staff::identity_of(desk.tx, it) == own) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether two operators are one human: the same account, or accounts of one identity.
pub(crate) fn is_same_human(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    other: &str,
) -> Result<bool, DeskError> {
    if operator.id == other {
        return Ok(true);
    }
    let identity = |row: Option<staff::StaffRow>| row.and_then(|row| row.identity);
    let own = identity(staff::find(desk.tx, &operator.id)?);
    let others = identity(staff::find(desk.tx, other)?);
    Ok(own.is_some() && own == others)
}

fn is_supervisor(operator: &Operator) -> bool {
    operator.roles.contains(&Role::Supervisor)
}

/// What people call an operator.
pub(crate) fn name_of(desk: &mut Desk<'_, '_>, id: &str) -> Result<String, DeskError> {
    let found = operators::find(desk.tx, id)?;
    Ok(found.map_or_else(|| id.to_owned(), |found| found.name))
}
