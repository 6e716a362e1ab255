//! One's own year: `/me/year`.

use axum::extract::State;
use axum::response::Html;
use domain::calendar::in_china;

use super::{held_to_consent, subject};
use crate::App;
use crate::pages::corrected::corrected;
use crate::pages::people::{enrolment, live};
use crate::pages::{Asking, Page, year};
use crate::web::year::{MyYearPage, render};

/// One's own year, or that of whom one acts for.
pub(super) async fn my_year(State(app): State<App>, asking: Asking) -> Page {
    let (own, person) = subject(&asking)?;
    let (shown, is_for_other) = (person.to_string(), own != person);
    let found = app.read(move |desk| {
        held_to_consent(desk, (&own, &person))?;
        let life = live(desk, &person, None)?;
        let made = desk::query::corrections_of_person(desk, &person)?;
        Ok((life, made))
    });
    let (life, made) = found.await.map_err(|error| asking.problem(error))?;
    let reference = app.reference();
    let enrolments = life.enrolments.iter();
    let page = MyYearPage {
        name: life.person.name.clone(),
        is_for_other,
        enrolments: enrolments
            .map(|one| enrolment(&reference, one, life.today))
            .collect(),
        deductibles: year::next_deductibles(&reference, &life),
        rows: year::rows(&reference, &life),
        corrections: made
            .iter()
            .rev()
            .filter(|one| in_china(one.created_at).date().year() == life.today.year())
            .map(|one| {
                let bill = format!("/settlements/{}", one.settlement);
                (corrected(one), bill)
            })
            .collect(),
        bills: format!("/persons/{shown}"),
        today: life.today,
    };
    Ok(Html(render(&asking.frame, &page)))
}
