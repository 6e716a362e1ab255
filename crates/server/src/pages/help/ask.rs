//! «Ask»: what was typed is read, what is said beside it in the address goes before, and the rules
//! answer. A number of a person is struck out of the address before, as on every page.

use axum::extract::State;
use axum::response::Html;
use desk::Reference;
use domain::advice::Why;
use domain::facility::{Care, Level};
use domain::person::{Scheme, Status};
use jiff::civil::Date;
use workbench::help::{AskAnswer, AskKind, Heard, ask as answered, hear};

use crate::App;
use crate::pages::Asking;
use crate::pages::advice::{place_name, read_place};
use crate::pages::given::{FormValues, STRUCK_FLAG};
use crate::web::facilities::encoded;
use crate::web::help::{self, AnsweredPage, terms};
use crate::web::text::HelpText;

/// What may be said beside the question.
const SAID: [&str; 10] = [
    "insured_at",
    "treated_at",
    "scheme",
    "status",
    "tier",
    "care",
    "level",
    "why",
    "slip",
    "months",
];

pub(super) async fn ask(State(app): State<App>, given: FormValues, asking: Asking) -> Html<String> {
    let reference = app.reference();
    let Some(typed) = given.get("q") else {
        return Html(help::render_ask(&asking.frame, &AnsweredPage::default()));
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
    let page = AnsweredPage {
        asked: heard.shown.clone(),
        insured: answer.insured_at.map(place_name),
        treated: answer.treated_at.map(place_name),
        struck: given.get(STRUCK_FLAG).is_some(),
        next: next(&answer),
        answer: Some(answer),
        kept,
        again,
    };
    Html(help::render_ask(&asking.frame, &page))
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
    // Of a place that was named once one is insured there, or goes there.
    if said("insured_at").is_none() && said("treated_at").is_some() {
        heard.insured_at = heard.insured_at.filter(|at| Some(*at) != heard.treated_at);
    }
    heard.scheme = said("scheme").and_then(Scheme::from_word).or(heard.scheme);
    heard.status = said("status").and_then(Status::from_word).or(heard.status);
    // Whoever says the status says the scheme.
    heard.scheme = heard.scheme.or(match heard.status {
        Some(Status::OnJob | Status::Retired) => Some(Scheme::Employee),
        _ => None,
    });
    // Another scheme has members of another status.
    let scheme = heard.scheme;
    heard.status = heard
        .status
        .filter(|it| scheme.is_none_or(|scheme| it.is_of(scheme)));
    heard.tier = said("tier").map(str::to_owned).or(heard.tier);
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
    if let (AskKind::Place, Some(place)) = (answer.kind, answer.insured_at) {
        let outside = place.is_outside_the_scheme();
        let insured = [
            (HelpText::AskInsuredThere, format!("/?insured_at={place}")),
            (
                HelpText::AskRulesThere,
                format!("/policy/{}", place.pooling()),
            ),
        ];
        next.extend(insured.into_iter().filter(|_| !outside));
        next.push((HelpText::AskGoingThere, format!("/?treated_at={place}")));
        next.push((
            HelpText::AskHospitalsThere,
            format!("/facilities?treated_at={place}"),
        ));
        return next;
    }
    if matches!(answer.about.as_deref(), Some("progress" | "cancel")) {
        next.push((HelpText::AskGoMine, "/me".to_owned()));
    }
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
