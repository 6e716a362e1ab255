//! Who fills in, and for whom; what is there under a number, and what is not there for them.

use desk::drafts::{self, DraftOnRecord, Filer};
use desk::{Desk, DeskError, Voucher};
use domain::ids::{FilingId, PersonId, mask_name};

use crate::pages::Asking;
use crate::pages::problem::PageProblem;
use crate::pages::subject::{held_to_consent, subject};
use crate::problem::ApiProblem;

/// Who fills in, and for whom.
#[derive(Clone, Debug)]
pub(super) struct Filling {
    pub own: PersonId,
    pub person: PersonId,
}

impl Filling {
    pub fn of(asking: &Asking) -> Result<Filling, PageProblem> {
        let (own, person) = subject(asking)?;
        Ok(Filling { own, person })
    }

    /// Refuses those one may not act for.
    pub fn held(&self, desk: &mut Desk<'_, '_>) -> Result<(), DeskError> {
        held_to_consent(desk, (&self.own, &self.person))
    }

    pub fn filer(&self) -> Filer<'_> {
        Filer {
            own: &self.own,
            person: &self.person,
        }
    }

    pub fn is_for_other(&self) -> bool {
        self.own != self.person
    }

    /// What an address ends in so that it is about the same person.
    pub fn of_address(&self) -> String {
        match self.is_for_other() {
            true => format!("?for={}", self.person),
            false => String::new(),
        }
    }
}

/// The name of whom it is for, masked, where that is somebody else.
pub(super) fn name_of_other(
    desk: &mut Desk<'_, '_>,
    filling: &Filling,
) -> Result<Option<String>, DeskError> {
    if !filling.is_for_other() {
        return Ok(None);
    }
    let found = desk::identify(desk, &Voucher::Person(filling.person.clone()))?;
    Ok(Some(mask_name(&found.person.name)))
}

/// A draft that is there, or what became of it.
pub(super) enum DraftFound {
    Draft(Box<DraftOnRecord>),
    Sent,
}

/// The draft of a number: what was sent already is a filing.
pub(super) fn find(
    desk: &mut Desk<'_, '_>,
    filling: &Filling,
    id: &FilingId,
) -> Result<DraftFound, DeskError> {
    filling.held(desk)?;
    if let Some(found) = drafts::draft(desk, &filling.person, id)? {
        return Ok(DraftFound::Draft(Box::new(found)));
    }
    let mut filings = desk::filings(desk, &filling.person)?.into_iter();
    match filings.any(|filing| filing.id() == id) {
        true => Ok(DraftFound::Sent),
        false => Err(DeskError::UnknownFiling { filing: id.clone() }),
    }
}

/// What is not there and what is somebody else's are the same page.
pub(super) fn no_such(asking: &Asking) -> PageProblem {
    asking.problem(ApiProblem::no_such_page(&asking.frame.path))
}

pub(super) fn hidden(asking: &Asking, error: DeskError) -> PageProblem {
    match error {
        DeskError::UnknownFiling { .. } | DeskError::UnknownPerson => no_such(asking),
        error => asking.problem(error),
    }
}
