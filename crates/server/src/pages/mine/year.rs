//! One's own year: `/me/year`.

use axum::extract::State;
use axum::response::Html;
use desk::year_spent::{YearSpent, year_spent};
use desk::{Reference, accounts};
use domain::calendar::in_china;
use domain::ids::PersonId;
use domain::text::Named;
use jiff::civil::Date;

use crate::App;
use crate::pages::corrected::corrected;
use crate::pages::people::{Life, enrolment, live, pack_of};
use crate::pages::subject::{held_to_consent, subject};
use crate::pages::{Asking, Page, year};
use crate::web::year::{MyYearPage, SpentInYear, render};

/// So many years are offered, this one among them.
const YEARS: i16 = 5;

/// One's own year, or that of whom one acts for.
pub(super) async fn my_year(State(app): State<App>, asking: Asking) -> Page {
    let (own, person) = subject(&asking)?;
    let (shown, is_for_other) = (person.to_string(), own != person);
    let found = app.read(move |desk| {
        held_to_consent(desk, (&own, &person))?;
        let life = live(desk, &person, None)?;
        let made = desk::query::corrections_of_person(desk, &person)?;
        let relatives = relatives(desk, &person)?;
        Ok((life, made, year_spent(desk, &person)?, relatives))
    });
    let (mut life, made, spent, relatives) = found.await.map_err(|error| asking.problem(error))?;
    let reference = app.reference();
    let (years, on) = years(&reference, (&life, &spent), asking.asked("year"));
    life.today = on;
    let is_now = years.first().is_none_or(|(_, chosen)| *chosen);
    let chosen = years.iter().find(|(_, chosen)| *chosen);
    let label = chosen.map_or_else(String::new, |(label, _)| label.clone());
    let enrolments = life.enrolments.iter();
    let page = MyYearPage {
        name: life.person.name.clone(),
        is_for_other,
        enrolments: enrolments
            .map(|one| enrolment(&reference, one, life.today))
            .collect(),
        deductibles: match is_now {
            true => year::next_deductibles(&reference, &life),
            false => vec![],
        },
        rows: match is_now {
            // Before the first bill one wants to know what there is.
            true => year::whole_year(&reference, &life),
            false => year::rows(&reference, &life),
        },
        corrections: made
            .iter()
            .rev()
            .filter(|one| in_china(one.created_at).date().year() == on.year())
            .map(|one| {
                let bill = format!("/settlements/{}", one.settlement);
                (corrected(one), bill)
            })
            .collect(),
        spent: spent
            .iter()
            .filter(|one| one.year == label)
            .map(in_words)
            .collect(),
        accounts: year::account_rules(&reference, &life),
        relatives,
        years,
        is_now,
        bills: format!("/persons/{shown}"),
        today: app.today(),
    };
    Ok(Html(render(&asking.frame, &page)))
}

fn in_words(one: &YearSpent) -> SpentInYear {
    let (place, scheme) = (
        domain::region_names::label(one.insured_at),
        one.scheme.name(),
    );
    SpentInYear {
        under: domain::Bilingual::new(
            format!("{}，{}", place.zh, scheme.zh),
            format!("{}, {}", place.en, scheme.en),
        ),
        bills: one.bills,
        shares: one.shares,
    }
}

/// The years of which anything is known, this one first, and a day in the one that was asked for.
fn years(
    reference: &Reference,
    (life, spent): (&Life, &[YearSpent]),
    asked: Option<&str>,
) -> (Vec<(String, bool)>, Date) {
    let label = |day: Date| {
        let mut packs = life
            .enrolments
            .iter()
            .filter_map(|it| pack_of(reference, it));
        let year = packs.find_map(|pack| pack.benefit_year(day));
        year.map_or_else(|| day.year().to_string(), |year| year.label())
    };
    let is_known = |label: &String| {
        spent.iter().any(|one| one.year == *label)
            || life.totals.iter().any(|total| total.year == *label)
    };
    let mut found: Vec<(String, Date)> = Vec::new();
    for back in 0..YEARS {
        let day = life.today.with().year(life.today.year() - back).build();
        // The 29th of February is in no other year.
        let day = day.unwrap_or_else(|_| Date::constant(life.today.year() - back, 12, 31));
        let label = label(day);
        if (back == 0 || is_known(&label)) && !found.iter().any(|(known, _)| *known == label) {
            found.push((label, day));
        }
    }
    let at = asked.and_then(|asked| found.iter().position(|(label, _)| label == asked));
    let at = at.unwrap_or_default();
    let on = found.get(at).map_or(life.today, |(_, day)| *day);
    let years = found.into_iter().enumerate();
    let years = years.map(|(place, (label, _))| (label, place == at));
    (years.collect(), on)
}

/// The near relatives on record, among whom accounts may be shared: full name and relation.
fn relatives(
    desk: &mut desk::Desk<'_, '_>,
    person: &PersonId,
) -> Result<Vec<(String, domain::Bilingual)>, desk::DeskError> {
    let found = accounts::near_relatives(desk, person)?;
    Ok(found
        .into_iter()
        .map(|(name, relation)| (name, relation.name()))
        .collect())
}
