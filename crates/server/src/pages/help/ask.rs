//! «Ask»: what was typed is read, what is said beside it in the address goes before, and the rules
//! answer. A number of a person is struck out of the address as well.

use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use desk::Reference;
use domain::advice::Why;
use domain::facility::{Care, Level};
use domain::person::Scheme;
use jiff::civil::Date;
use workbench::help::{AskAnswer, AskKind, Heard, ask as answered, hear};

use crate::App;
use crate::pages::Asking;
use crate::pages::advice::{place_name, read_place};
use crate::pages::given::FormValues;
use crate::web::facilities::encoded;
use crate::web::help::{self, AnsweredPage, terms};
use crate::web::text::HelpText;

/// What may be said beside the question.
const SAID: [&str; 8] = [
    "insured_at",
    "treated_at",
    "scheme",
    "care",
    "level",
    "why",
    "slip",
    "months",
];

pub(super) async fn ask(State(app): State<App>, given: FormValues, asking: Asking) -> Response {
    let reference = app.reference();
    let Some(typed) = given.get("q") else {
        return Html(help::render_ask(&asking.frame, &AnsweredPage::default())).into_response();
    };
    let (heard, answer) = asked(&reference, typed, (&|name| given.get(name), app.today()));
    let kept = SAID
        .iter()
        .filter_map(|name| Some((*name, given.get(name)?)));
    let kept: Vec<(String, String)> = std::iter::once(("q", heard.shown.as_str()))
        .chain(kept)
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let said = kept
        .iter()
        .map(|(name, value)| format!("{name}={}", encoded(value)));
    let again = format!("/ask?{}", said.collect::<Vec<_>>().join("&"));
    if heard.had_number {
        // The address is kept by browsers; the number is not to be in it.
        return Redirect::to(&format!("{again}&struck=1")).into_response();
    }
    let page = AnsweredPage {
        asked: heard.shown.clone(),
        insured: answer.insured_at.map(place_name),
        treated: answer.treated_at.map(place_name),
        struck: given.get("struck").is_some(),
        next: next(&answer),
        answer: Some(answer),
        kept,
        again,
    };
    Html(help::render_ask(&asking.frame, &page)).into_response()
}

/// What is said beside a question, by name, and the day.
type SaidBeside<'s, 'a> = (&'s dyn Fn(&str) -> Option<&'a str>, Date);

/// A question with what is said beside it, and its answer.
pub(crate) fn asked<'a>(
    reference: &Reference,
    typed: &str,
    (said, day): SaidBeside<'_, 'a>,
) -> (Heard, AskAnswer) {
    let known = reference.facilities();
    let known: Vec<(&str, domain::Region)> =
        known.map(|it| (it.name.as_str(), it.region)).collect();
    let mut heard = hear(typed, known.into_iter());
    let place = |name: &str, insures| {
        let read = said(name).map(|typed| read_place(reference, Some(typed), insures));
        read.and_then(Result::ok).map(|place| place.region)
    };
    for (name, insures) in [("insured_at", true), ("treated_at", false)] {
        if let Some(region) = place(name, insures) {
            heard.unclear.retain(|(insured, _)| *insured != insures);
            match insures {
                true => heard.insured_at = Some(region),
                false => heard.treated_at = Some(region),
            }
        }
    }
    heard.scheme = said("scheme").and_then(Scheme::from_word).or(heard.scheme);
    heard.care = said("care").and_then(Care::from_word).or(heard.care);
    heard.level = said("level").and_then(Level::from_word).or(heard.level);
    heard.why = said("why").and_then(Why::from_word).or(heard.why);
    heard.months = said("months")
        .and_then(|it| it.parse().ok())
        .or(heard.months);
    heard.slip = said("slip").map(|it| it == "yes").or(heard.slip);
    let answer = answered(&reference.library, &heard, terms(), day);
    (heard, answer)
}

/// Where to go on.
fn next(answer: &AskAnswer) -> Vec<(HelpText, String)> {
    let mut next = Vec::new();
    if let Some((from, to)) = answer.insured_at.zip(answer.treated_at) {
        let places = format!("insured_at={from}&treated_at={to}");
        next.push((HelpText::AskGoAdvice, format!("/advice?{places}")));
        next.push((HelpText::AskGoBefore, format!("/before?{places}")));
    }
    if let (AskKind::Question, Some(about)) = (answer.kind, &answer.about) {
        let place = answer.insured_at.map(|it| format!("?insured={it}"));
        let href = format!("/help{}#{about}", place.unwrap_or_default());
        next.push((HelpText::AskGoFaq, href));
    }
    next
}
