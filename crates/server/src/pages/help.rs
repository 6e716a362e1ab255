//! The pages of help. Places are read as everywhere else, everything said is in the address.

mod ask;
mod checklist;
mod which;

pub(crate) use ask::asked;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use domain::Region;
use domain::advice::name_to_type;
use domain::facility::Care;
use domain::person::Scheme;
use domain::region_names::NamedPlace;
use workbench::help::{HelpPlace, questions, told_of};

use super::Asking;
use super::advice::{ReadPlace, place_name, read_place};
use super::given::FormValues;
use crate::App;
use crate::web::advice::PlaceWrong;
use crate::web::help::{self, FaqPage, PlaceTyped};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/help", get(faq))
        .route("/help/which", get(which::which))
        .route("/help/checklist", get(checklist::checklist))
        .route("/help/words", get(words))
        .route("/ask", get(ask::ask))
}

async fn words(asking: Asking) -> Html<String> {
    Html(help::render_terms(&asking.frame))
}

async fn faq(State(app): State<App>, given: FormValues, asking: Asking) -> Response {
    let reference = app.reference();
    let names = ["insured", "at", "insured_at"];
    let typed = names.iter().find_map(|name| given.get(name));
    let read = typed.map(|typed| read_place(&reference, Some(typed), true));
    let link = |place: &NamedPlace| format!("/help?insured={}", place.region);
    let (field, region) = field(&asking, typed, read.as_ref(), link);
    let place = HelpPlace {
        library: &reference.library,
        insured_at: region,
        treated_at: None,
        scheme: given.get("scheme").and_then(Scheme::from_word),
        status: None,
        tier: None,
        care: given.get("care").and_then(Care::from_word),
        level: None,
        why: None,
        day: app.today(),
    };
    let answers = questions().iter().map(|question| {
        let (rows, not_known) = told_of(&place, question);
        (question, rows, not_known)
    });
    let page = FaqPage {
        insured: region.map(place_name),
        code: region.map(|it| it.to_string()),
        answers: answers.collect(),
        place: field,
    };
    let status = status_of(&[&page.place]);
    (status, Html(help::render_faq(&asking.frame, &page))).into_response()
}

/// A field with what was typed, and the place where it was understood. Nothing typed is no mistake.
fn field(
    asking: &Asking,
    typed: Option<&str>,
    read: Option<&ReadPlace>,
    link: impl Fn(&NamedPlace) -> String,
) -> (PlaceTyped, Option<Region>) {
    match (typed, read) {
        (Some(_), Some(Ok(place))) => {
            let typed = asking.frame.pick(&name_to_type(place.region)).to_owned();
            let known = PlaceTyped {
                typed,
                ..PlaceTyped::default()
            };
            (known, Some(place.region))
        }
        (Some(typed), Some(Err(not))) => {
            let choices = not.choices.iter();
            let wrong = PlaceTyped {
                typed: typed.to_owned(),
                wrong: Some(not.wrong),
                choices: choices
                    .map(|place| (link(place), place.told_apart()))
                    .collect(),
            };
            (wrong, None)
        }
        _ => (PlaceTyped::default(), None),
    }
}

/// A mistake is no success; a choice between several is.
fn status_of(fields: &[&PlaceTyped]) -> StatusCode {
    let asks = [Some(PlaceWrong::Several), Some(PlaceWrong::Cities), None];
    match fields.iter().all(|field| asks.contains(&field.wrong)) {
        true => StatusCode::OK,
        false => StatusCode::BAD_REQUEST,
    }
}
