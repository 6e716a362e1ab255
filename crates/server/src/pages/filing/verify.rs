//! Whether a filing on paper holds: public, in a word.

use axum::extract::State;
use axum::response::Html;
use desk::drafts::by_check_code;
use domain::advice::name_of;
use domain::filing::State as FilingState;

use crate::App;
use crate::pages::given::FormValues;
use crate::pages::{Asking, Page};
use crate::web::filing::{VerifiedFiling, VerifyPage, render_verify};
use crate::web::text::FilingText;

pub(super) async fn verify(State(app): State<App>, given: FormValues, asking: Asking) -> Page {
    let code = given.text("code");
    let asked = code.clone();
    let found = app.read(move |desk| by_check_code(desk, &asked));
    let found = found.await.map_err(|error| asking.problem(error))?;
    let today = app.today();
    let found = found.map(|filing| {
        // What was cancelled or replaced today still has today.
        let force = filing.in_force();
        let holds = force.is_some_and(|force| force.period.contains(today));
        VerifiedFiling {
            state: match filing.state {
                _ if holds && !filing.is_live() => FilingText::VerifyLastDay,
                _ if holds => FilingText::VerifyOn,
                FilingState::Approved => FilingText::VerifyAhead,
                FilingState::Queued => FilingText::StateQueued,
                _ => FilingText::VerifyOff,
            },
            holds,
            places: (
                name_of(filing.request.insured_at),
                name_of(filing.request.destination),
            ),
            period: filing.period,
        }
    });
    let page = VerifyPage { code, found };
    Ok(Html(render_verify(&asking.frame, &page)))
}
