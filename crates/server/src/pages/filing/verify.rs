//! What a check code on paper is of: whether a filing holds, in a word; what a bill comes to.
//! Public.

use axum::extract::State;
use axum::response::Html;
use desk::check_code::{bill_by_check_code, by_check_code};
use desk::{Desk, DeskError, Settlement, Voucher};
use domain::advice::name_of;
use domain::calendar::in_china;
use domain::filing::State as FilingState;
use domain::ids::mask_name;

use crate::App;
use crate::pages::given::FormValues;
use crate::pages::{Asking, Page};
use crate::web::filing::{VerifiedBill, VerifiedFiling, VerifyPage, render_verify};
use crate::web::text::FilingText;

pub(super) async fn verify(State(app): State<App>, given: FormValues, asking: Asking) -> Page {
    let code = given.text("code");
    let asked = code.clone();
    let found = app.read(move |desk| {
        let filing = by_check_code(desk, &asked)?;
        let bill = match filing {
            Some(_) => None,
            None => bill_by_check_code(desk, &asked)?,
        };
        let bill = bill.map(|made| bill_of(desk, made)).transpose()?;
        Ok((filing, bill))
    });
    let (found, bill) = found.await.map_err(|error| asking.problem(error))?;
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
    let page = VerifyPage { code, found, bill };
    Ok(Html(render_verify(&asking.frame, &page)))
}

/// What a bill comes to now, after every correction, as little as a paper is held against.
fn bill_of(desk: &mut Desk<'_, '_>, made: Settlement) -> Result<VerifiedBill, DeskError> {
    let cancelled = desk::query::cancellation_of(desk, &made)?.is_some();
    let corrections = desk::query::corrections_of_settlement(desk, &made)?;
    let person = desk::identify(desk, &Voucher::Person(made.person.clone()))?.person;
    let situation = &made.inputs.situation;
    let places = (
        name_of(situation.insured_at),
        name_of(situation.treated_at.pooling()),
    );
    let settled_on = in_china(made.created_at).date();
    // A cancelled bill is told as it was.
    let corrected = !cancelled && !corrections.is_empty();
    let stands = match corrected {
        true => corrections.iter().fold(made, Settlement::corrected),
        false => made,
    };
    Ok(VerifiedBill {
        state: match (cancelled, corrected) {
            (true, _) => FilingText::BillCancelled,
            (false, true) => FilingText::BillCorrected,
            (false, false) => FilingText::BillHolds,
        },
        holds: !cancelled,
        places,
        name: mask_name(&person.name),
        settled_on,
        total: stands.shares.total(),
        person: stands.shares.person(),
    })
}
