//! «Which case am I?»: the next thing that is open is asked, the advice answers.

use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use domain::advice::{JourneyAnswer, JourneyAsked, ToAsk, Why, journey};
use domain::person::Scheme;
use domain::region_names::NamedPlace;
use domain::say;
use domain::text::{Bilingual, Named};

use super::{field, status_of};
use crate::App;
use crate::api::problems::BAD_QUERY;
use crate::pages::Asking;
use crate::pages::advice::{answer_page, place_name, read, read_place};
use crate::pages::given::FormValues;
use crate::web::advice::address;
use crate::web::facilities::encoded;
use crate::web::help::{self, WhichPage, WhichPlace, WhichQuestion};

/// What the address may say.
const SAID: [&str; 7] = [
    "insured_at",
    "treated_at",
    "why",
    "slip",
    "months",
    "scheme",
    "care",
];

pub(super) async fn which(State(app): State<App>, given: FormValues, asking: Asking) -> Response {
    let reference = app.reference();
    let insured = given.get("insured_at");
    let from = insured.map(|typed| read_place(&reference, Some(typed), true));
    let Some(Ok(from)) = from else {
        return place(&asking, &given, (true, from));
    };
    let treated = given.get("treated_at");
    let to = treated.map(|typed| read_place(&reference, Some(typed), false));
    let Some(Ok(to)) = to else {
        return place(&asking, &given, (false, to));
    };
    let asked = read(&given, (from.region, to.region), app.today());
    let answer = match journey(&reference.library, &asked) {
        Ok(answer) => answer,
        Err(why) => {
            return asking
                .problem(BAD_QUERY.because(why.message()))
                .into_response();
        }
    };
    if let Some(question) = open(&asked, &answer) {
        return Html(help::render_which_question(&asking.frame, &question)).into_response();
    }
    let case = asked.why.map(Why::word).unwrap_or_default();
    let page = WhichPage {
        checklist: format!(
            "/help/checklist?insured={}&treated={}&case={case}",
            asked.insured_at, asked.treated_at
        ),
        answer: answer_page(&reference, (&from, &to), (asked, answer)),
    };
    Html(help::render_which(&asking.frame, &page)).into_response()
}

/// The page that asks for a place.
fn place(
    asking: &Asking,
    given: &FormValues,
    (is_insured, read): (bool, Option<super::ReadPlace>),
) -> Response {
    let name = if is_insured { SAID[0] } else { SAID[1] };
    let kept = SAID.iter().filter(|it| **it != name);
    let kept = kept.filter_map(|it| Some(((*it).to_owned(), given.get(it)?.to_owned())));
    let kept: Vec<(String, String)> = kept.collect();
    let link = |place: &NamedPlace| {
        let others = kept
            .iter()
            .map(|(name, value)| format!("&{name}={}", encoded(value)));
        format!(
            "/help/which?{name}={}{}",
            place.region,
            others.collect::<String>()
        )
    };
    let (typed, _) = field(asking, given.get(name), read.as_ref(), link);
    let status = status_of(&[&typed]);
    let page = WhichPlace {
        is_insured,
        place: typed,
        kept,
    };
    (status, Html(help::render_which_place(&asking.frame, &page))).into_response()
}

/// Here, with something said.
fn here(asked: &JourneyAsked) -> String {
    address(asked).replacen("/advice", "/help/which", 1)
}

/// What is open: why one goes is what the case is about; then what the advice asks.
fn open(asked: &JourneyAsked, answer: &JourneyAnswer) -> Option<WhichQuestion> {
    let asks = match (asked.why, &answer.question) {
        (None, _) => ToAsk::Why,
        (Some(_), question) => question.as_ref()?.asks,
    };
    let with = |change: &dyn Fn(&mut JourneyAsked)| {
        let mut other = *asked;
        change(&mut other);
        here(&other)
    };
    let choices: Vec<(String, Bilingual)> = match asks {
        ToAsk::Why => {
            let choice = |why: &Why| (with(&|it| it.why = Some(*why)), why.name());
            Why::ALL.iter().map(choice).collect()
        }
        ToAsk::Slip => vec![
            (with(&|it| it.slip = Some(true)), say!("开了", "Yes")),
            (with(&|it| it.slip = Some(false)), say!("还没有", "Not yet")),
        ],
        ToAsk::Months => {
            let months = &answer.months_asked;
            let longer = months.iter().rev().map(|least| {
                let says = say!("{least} 个月以上", "{least} months or more");
                (with(&|it| it.months = Some(*least)), says)
            });
            let shorter = months.first().map(|least| {
                let says = say!("不到 {least} 个月", "less than {least} months");
                (with(&|it| it.months = Some(least - 1)), says)
            });
            let unsure = say!("说不准", "Not certain");
            let unsure = (with(&|it| it.months = Some(0)), unsure);
            longer.chain(shorter).chain([unsure]).collect()
        }
        ToAsk::Scheme => {
            let choice = |scheme: &Scheme| (with(&|it| it.scheme = Some(*scheme)), scheme.name());
            Scheme::ALL.iter().map(choice).collect()
        }
    };
    let places = |it: &mut JourneyAsked| (it.slip, it.months, it.scheme) = (None, None, None);
    Some(WhichQuestion {
        names: (place_name(asked.insured_at), place_name(asked.treated_at)),
        asks: asks.name(),
        word: asks.word(),
        choices,
        back: match asked.why {
            None => format!("/help/which?insured_at={}", asked.insured_at),
            Some(_) => with(&|it| {
                places(it);
                it.why = None;
            }),
        },
    })
}
