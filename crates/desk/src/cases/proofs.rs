//! What a clerk sees of the proofs and of whom to reach: the files themselves, noted each time, and
//! the telephone and address in full for a reason that the person reads too.

use domain::filing::Contact;
use domain::ids::FilingId;
use store::operators::Operator;

use super::of_others;
use super::open::may_show;
use crate::drafts::document;
use crate::looked::{ReadNote, note_read};
use crate::{Desk, DeskError};

/// Whom to reach, in full.
pub type ContactShown = Contact;

/// What the person reads of a look at a file.
const DOCUMENT: &str = "document";

/// A file of a case of the unit by its place in the list: how its content is told, and what is in
/// it. That it was looked at is noted.
pub fn case_document(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (id, ordinal): (&FilingId, usize),
) -> Result<Option<(String, Vec<u8>)>, DeskError> {
    let filing = of_others(desk, operator, id)?;
    let found = document(desk, &filing, ordinal)?;
    if found.is_some() {
        let object = format!("{id}/{}", ordinal + 1);
        let read = ReadNote {
            person: filing.person(),
            object: &object,
            reason: DOCUMENT,
        };
        note_read(desk, operator, read)?;
    }
    Ok(found)
}

/// Whom to reach about a case, in full. It needs a reason, is noted for the person to see, and is
/// counted by the day together with the numbers shown.
pub fn show_contact(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (id, reason): (&FilingId, &str),
) -> Result<ContactShown, DeskError> {
    let filing = may_show(desk, operator, (id, reason))?;
    let owner = filing.person().as_str();
    desk.tx.lock_person(filing.person())?;
    let by = (operator.id.as_str(), "show-contact");
    desk.note(owner, by, (id.as_str(), reason.trim()))?;
    Ok(filing.request.contact)
}
