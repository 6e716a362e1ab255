//! «What will it cost me there?»: the places and a bill are read, the rules of the insured place
//! answer for each way of being filed. Who is signed in need not say where they are insured.
//! `/before`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use desk::Reference;
use domain::advice::name_to_type;
use domain::facility::Care;
use domain::person::Scheme;
use domain::policy::Pack;
use domain::region_names::NamedPlace;
use domain::{Bilingual, Money, Region};
use workbench::travel::{Travel, travel};

use super::Asking;
use super::advice::{ReadPlace, place_name, read_place};
use super::given::FormValues;
use super::policies::what_if::typed;
use super::problem::PageProblem;
use crate::App;
use crate::web::advice::PlaceField;
use crate::web::before::{self, BeforeAnswer, BeforePage};

/// A bill as people know it, where none is stated.
fn usual(care: Care) -> Money {
    match care {
        Care::Inpatient => Money::from_yuan(10_000),
        _ => Money::from_yuan(300),
    }
}

pub(super) async fn before(
    State(app): State<App>,
    given: FormValues,
    asking: Asking,
) -> Result<Response, PageProblem> {
    let known = on_record(&app, &asking).await?;
    let reference = app.reference();
    let own = known.map(|(region, _)| region.to_string());
    let insured = given.get("insured_at").or(own.as_deref());
    let insured = insured.map(|typed| (typed, read_place(&reference, Some(typed), true)));
    let treated = given.get("treated_at");
    let treated = treated.map(|typed| (typed, read_place(&reference, Some(typed), false)));
    let care = given.get("care").and_then(Care::from_word);
    let care = care.filter(|care| before::CARES.contains(care));
    let care = care.unwrap_or(Care::Inpatient);
    let scheme = given.get("scheme").and_then(Scheme::from_word);
    let scheme = scheme.or(known.map(|(_, scheme)| scheme));
    let (amount, wrong_amount) = read_amount(given.get("amount"), care);
    let mut page = BeforePage {
        care,
        scheme,
        amount: given.text("amount"),
        wrong_amount,
        insured: field(&asking, (&given, "insured_at"), insured.as_ref()),
        treated: field(&asking, (&given, "treated_at"), treated.as_ref()),
        answer: None,
    };
    if let (Some((_, Ok(from))), Some((_, Ok(to))), Some(amount)) = (&insured, &treated, amount) {
        let asked = Travel {
            treated_at: to.region,
            care,
            amount,
            day: app.today(),
        };
        page.answer = Some(answer(&reference, (from.region, scheme), &asked));
    }
    let status = match page.is_mistaken() {
        true => StatusCode::BAD_REQUEST,
        false => StatusCode::OK,
    };
    Ok((status, Html(before::render(&asking.frame, &page))).into_response())
}

/// The amount that was typed, or the usual one; and what is wrong with it.
fn read_amount(typed: Option<&str>, care: Care) -> (Option<Money>, Option<Bilingual>) {
    match typed.map(typed::amount) {
        None => (Some(usual(care)), None),
        Some(Ok(amount)) if amount.fen() > 0 => (Some(amount), None),
        Some(Ok(_)) => {
            let says = domain::say!(
                "请写账单的总额，比 0 大",
                "Write the whole bill; it is more than nothing"
            );
            (None, Some(says))
        }
        Some(Err(says)) => (None, Some(says)),
    }
}

/// Where whoever is asked about is insured by the record.
async fn on_record(app: &App, asking: &Asking) -> Result<Option<(Region, Scheme)>, PageProblem> {
    let Some(person) = asking.about() else {
        return Ok(None);
    };
    let found = app.read(move |desk| {
        let today = desk.today();
        let found = desk::identify(desk, &desk::Voucher::Person(person.clone()))?;
        let mut covers = found.enrolments.into_iter();
        Ok(covers.find(|one| one.check_entitled(today).is_ok()))
    });
    let found = found.await.map_err(|error| asking.problem(error))?;
    Ok(found.map(|one| (one.insured_at, one.scheme)))
}

/// A field with what was typed, and the places that may be meant.
fn field(
    asking: &Asking,
    (given, name): (&FormValues, &str),
    read: Option<&(&str, ReadPlace)>,
) -> PlaceField {
    let Some((typed, read)) = read else {
        return PlaceField::default();
    };
    match read {
        Ok(place) => PlaceField {
            typed: asking.frame.pick(&name_to_type(place.region)).to_owned(),
            ..PlaceField::default()
        },
        Err(not) => PlaceField {
            typed: (*typed).to_owned(),
            wrong: Some(not.wrong),
            choices: not
                .choices
                .iter()
                .map(|place| choice(given, name, place))
                .collect(),
        },
    }
}

/// The same address with one place said by its code.
fn choice(given: &FormValues, name: &str, place: &NamedPlace) -> (String, Bilingual) {
    let said = ["insured_at", "treated_at", "care", "scheme", "amount"];
    let parts = said.iter().filter_map(|said| {
        let value = match *said == name {
            true => place.region.to_string(),
            false => crate::web::facilities::encoded(given.get(said)?),
        };
        Some(format!("{said}={value}"))
    });
    let parts: Vec<String> = parts.collect();
    (format!("/before?{}", parts.join("&")), place.told_apart())
}

fn answer(
    reference: &Reference,
    (from, scheme): (Region, Option<Scheme>),
    asked: &Travel,
) -> BeforeAnswer {
    let pack = pack_of(reference, from, scheme);
    let rows = pack.map_or_else(Vec::new, |pack| travel(&reference.library, pack, asked));
    let to = asked.treated_at.pooling();
    BeforeAnswer {
        from: place_name(from),
        to: place_name(asked.treated_at),
        scheme: pack.map(|pack| pack.scheme),
        is_home: from.pooling() == to,
        is_outside: asked.treated_at.is_outside_the_scheme(),
        amount: asked.amount,
        rows,
        advice: format!("/advice?insured_at={from}&treated_at={to}"),
        what_if: pack.map(|pack| {
            format!(
                "/policy/what-if?pack={}/{}&at={to}",
                pack.region, pack.scheme
            )
        }),
    }
}

/// The rules of the place: of the scheme that was said, else of the first on record.
fn pack_of(reference: &Reference, from: Region, scheme: Option<Scheme>) -> Option<&Pack> {
    let schemes = Scheme::ALL.iter().copied();
    let mut schemes = schemes.filter(|it| scheme.is_none_or(|said| said == *it));
    schemes.find_map(|it| reference.library.find(from, it).map(AsRef::as_ref))
}
