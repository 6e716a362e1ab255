//! Somebody at the desk for bills, with what is shown beside the form.

use desk::hospital::{self, BeforeCare, StayHere};
use desk::operators::Operator;
use desk::{Desk, DeskError, Identified};
use domain::ids::{MessageId, VisitId};

/// Somebody at the desk: who, what is said before care, the stay they are in.
pub(super) struct SeenAtBills {
    /// Who.
    pub seen: Identified,
    /// What is said before care.
    pub before: BeforeCare,
    /// The stay the form may go on with.
    pub stay: Option<StayHere>,
}

/// Reads what the form shows of somebody beside the form.
pub(super) fn seen_here(
    desk: &mut Desk<'_, '_>,
    who: (&Operator, &MessageId),
    (seen, stay): (Identified, Option<&VisitId>),
) -> Result<SeenAtBills, DeskError> {
    let person = seen.person.id.clone();
    Ok(SeenAtBills {
        before: hospital::before_care(desk, who, &person)?,
        stay: hospital::stay_here(desk, who, (&person, stay))?,
        seen,
    })
}
