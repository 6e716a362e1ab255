//! The account of somebody who works here: what they may do, the second factor, the passkeys.

use axum::Router;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use desk::accounts::{self, NamedPasskey, SignInAttempt, SignInWay, SignedInAs, Unit};
use domain::calendar::in_china;
use domain::{Bilingual, region_names};
use jiff::Timestamp;

use super::form::Sent;
use super::problem::PageProblem;
use super::sign_in::{let_in, roles, signed_in, tried};
use super::{Asking, Page};
use crate::App;
use crate::web::account::{AccountPage, PasskeyRow, desks, render_account};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/account", get(account))
        .route("/account/second-factor", post(second_factor))
}

async fn account(State(app): State<App>, asking: Asking) -> Page {
    let page = account_page(&app, &asking).await?;
    Ok(Html(render_account(&asking.frame, &page)))
}

/// What the page of an account shows.
pub(super) async fn account_page(app: &App, asking: &Asking) -> Result<AccountPage, PageProblem> {
    let operator = asking.staff()?.clone();
    let (is_set_up, invited) = match &asking.who {
        Some(SignedInAs::Staff {
            has_second_factor,
            way,
            ..
        }) => (*has_second_factor, *way == SignInWay::Invitation),
        _ => (false, false),
    };
    let own = operator.id.clone();
    let passkeys = app.read(move |desk| accounts::passkeys_of(desk, &own));
    let passkeys = passkeys.await.map_err(|error| asking.problem(error))?;
    let key = match invited && !is_set_up {
        true => {
            let of = operator.clone();
            let key = app.transact(move |desk| accounts::second_factor_to_be(desk, &of));
            Some(key.await.map_err(|error| asking.problem(error))?)
        }
        false => None,
    };
    let reference = app.reference();
    let unit = match &operator.unit {
        Unit::All => Bilingual::new("整个系统", "the whole installation"),
        Unit::Region(region) => region_names::label(*region),
        Unit::Employer(number) => Bilingual::new(number, number),
        Unit::Facility(code) => {
            let name = reference
                .facility(code)
                .map(|facility| facility.name.clone());
            let name = name.unwrap_or_else(|_| code.to_string());
            Bilingual::new(&name, &name)
        }
    };
    Ok(AccountPage {
        roles: roles(&operator),
        unit,
        key,
        is_set_up,
        wrong: None,
        is_full: !invited,
        passkeys: passkeys.into_iter().map(passkey_row).collect(),
        origin: app.ways().passkey_place().map(|place| place.origin),
        desks: if invited { vec![] } else { desks(&operator) },
        name: operator.name,
    })
}

fn passkey_row(one: NamedPasskey) -> PasskeyRow {
    let day = |at: Timestamp| in_china(at).date().to_string();
    PasskeyRow {
        id: one.id,
        name: one.name,
        made_on: day(one.made_at),
        used_on: one.used_at.map(day),
    }
}

async fn second_factor(State(app): State<App>, sent: Sent) -> Response {
    let operator = match sent.asking.staff() {
        Ok(operator) => operator.clone(),
        Err(problem) => return problem.into_response(),
    };
    let code = sent.values.text("code");
    let done = tried(&app, &sent.asking, move |desk| {
        accounts::confirm_second_factor(desk, (&operator, &code))
    });
    let refused = match done.await {
        Ok(SignInAttempt::In(secret)) => return signed_in(&app, &secret, "/account"),
        Ok(refused) => refused,
        Err(error) => return sent.asking.problem(error).into_response(),
    };
    match account_page(&app, &sent.asking).await {
        Ok(mut page) => let_in(&app, refused, "/account", |wrong| {
            page.wrong = Some(wrong);
            render_account(&sent.asking.frame, &page)
        }),
        Err(problem) => problem.into_response(),
    }
}
