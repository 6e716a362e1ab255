//! Filing on pages: the questions, sending it, and how it stands.

mod answers;
mod asks;
mod check;
mod deeds;
mod draft;
mod paper;
mod proofs;
mod status;
mod verify;

use axum::Router;
use axum::routing::{get, post};
use desk::drafts::Filer;
use desk::{Desk, DeskError};
use domain::ids::PersonId;

use super::Asking;
use super::mine::{held_to_consent, subject};
use super::problem::PageProblem;
use crate::App;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/file", get(draft::start).post(draft::begin))
        .route("/file/{draft}", get(draft::go_on))
        .route("/file/{draft}/discard", post(draft::discard))
        .route("/file/{draft}/{step}", get(draft::ask).post(draft::answer))
        .route("/filings/{id}", get(status::filing))
        .route("/filings/{id}/form.pdf", get(paper::form))
        .route("/filings/{id}/documents/{n}", get(proofs::document))
        .route("/filings/{id}/{deed}", get(deeds::ask).post(deeds::act))
        .route("/verify", get(verify::verify))
}

/// Who fills in, and for whom.
#[derive(Clone, Debug)]
struct Filling {
    own: PersonId,
    person: PersonId,
}

impl Filling {
    fn of(asking: &Asking) -> Result<Filling, PageProblem> {
        let (own, person) = subject(asking)?;
        Ok(Filling { own, person })
    }

    /// Refuses those one may not act for.
    fn held(&self, desk: &mut Desk<'_, '_>) -> Result<(), DeskError> {
        held_to_consent(desk, (&self.own, &self.person))
    }

    fn filer(&self) -> Filer<'_> {
        Filer {
            own: &self.own,
            person: &self.person,
        }
    }

    fn is_for_other(&self) -> bool {
        self.own != self.person
    }

    /// What an address ends in so that it is about the same person.
    fn of_address(&self) -> String {
        match self.is_for_other() {
            true => format!("?for={}", self.person),
            false => String::new(),
        }
    }
}
