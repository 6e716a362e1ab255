//! The electronic voucher on the phone: `/me/code`. Each look is a fresh code.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Html;
use desk::accounts::AccountError;
use desk::{DeskError, Voucher, e_voucher};
use domain::calendar::in_china;

use crate::App;
use crate::access::Cookies;
use crate::pages::subject::subject;
use crate::pages::{Asking, Page};
use crate::web::voucher::{CodePage, render};

/// A code of one's own voucher, or of whom one acts for.
pub(super) async fn show(State(app): State<App>, headers: HeaderMap, asking: Asking) -> Page {
    let (own, person) = subject(&asking)?;
    let secret = Cookies::read(&headers, &app).session;
    let no_secret = || asking.problem(DeskError::from(AccountError::NotSignedIn));
    let secret = secret.ok_or_else(no_secret)?;
    let is_for_other = own != person;
    let shown = app.transact(move |desk| {
        let code = e_voucher::show_voucher(desk, (&own, &person), &secret)?;
        let found = desk::identify(desk, &Voucher::Person(person.clone()))?;
        Ok((code, found.person.name))
    });
    let (code, name) = shown.await.map_err(|error| asking.problem(error))?;
    let page = CodePage {
        name,
        is_for_other,
        ends_at: in_china(code.ends_at),
        code: code.text,
    };
    Ok(Html(render(&asking.frame, &page)))
}
