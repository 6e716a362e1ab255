//! Choosing facilities for outpatient care, by the person or somebody they allowed: what is chosen,
//! one choice looked at before it is sent, and sending it. The rules are the desk's.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use desk::designation::ChoiceError;
use desk::{
    ChoiceNeed, ChoicesStanding, ChooseFacility, Designation, DeskError, Random, Reference,
    Voucher, choices_standing, choose_facility, weigh_choice,
};
use domain::Region;
use domain::advice::name_of;
use domain::calendar::today_in_china;
use domain::designation::Need;
use domain::facility::{Care, Facility};
use domain::ids::{FacilityCode, MessageId, PersonId};
use domain::person::Scheme;
use domain::procedures::{ChangeReason, ChoiceChannel};
use domain::region_names::place_of;
use domain::text::{Bilingual, Named};
use jiff::civil::Date;

use super::form::Sent;
use super::given::FormValues;
use super::problem::PageProblem;
use super::subject::{held_to_consent, subject};
use super::{Asking, Page};
use crate::App;
use crate::app::SystemRandom;
use crate::problem::ApiProblem;
use crate::web::designation::{
    self, CheckView, ChoicesPage, ChoosePage, ChooseStep, HeldView, MadeView, NeedView, RefusedView,
};
use crate::web::facilities::DirectoryAddress;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/designation", get(mine))
        .route("/designation/choose", get(look).post(choose))
}

async fn mine(State(app): State<App>, given: FormValues, asking: Asking) -> Page {
    let (own, person) = subject(&asking)?;
    let is_for_other = own != person;
    let asked = person.clone();
    let found = app.read(move |desk| {
        held_to_consent(desk, (&own, &person))?;
        let found = desk::identify(desk, &Voucher::Person(person.clone()))?;
        Ok((found.person.name, choices_standing(desk, &person)?))
    });
    let (name, standing) = found.await.map_err(|error| asking.problem(error))?;
    let reference = app.reference();
    let done = given.get("done");
    let done = standing
        .made
        .iter()
        .find(|made| Some(made.number.as_str()) == done);
    let done = done.map(|made| {
        let name = name_of_facility(&reference, &made.facility);
        (name, made.from, made.instead_of.is_some())
    });
    let whose = is_for_other.then_some(&asked);
    let page = ChoicesPage {
        acting_for: is_for_other.then_some(name),
        done,
        ..choices_page(&reference, &standing, (app.today(), whose))
    };
    Ok(Html(designation::render(&asking.frame, &page)))
}

fn choices_page(
    reference: &Reference,
    standing: &ChoicesStanding,
    (today, _whose): (Date, Option<&PersonId>),
) -> ChoicesPage {
    let needs = standing.needs.iter();
    let made = standing.made.iter().rev().map(|made| MadeView {
        on: today_in_china(made.made_at),
        name: name_of_facility(reference, &made.facility),
        instead_of: made
            .instead_of
            .as_ref()
            .map(|code| name_of_facility(reference, code)),
        from: made.from,
        channel: made.channel,
    });
    ChoicesPage {
        needs: needs
            .map(|need| need_view(reference, need, today))
            .collect(),
        made: made.collect(),
        ..ChoicesPage::default()
    }
}

fn need_view(reference: &Reference, need: &ChoiceNeed, today: Date) -> NeedView {
    let held = need.held.iter().map(|one: &Designation| HeldView {
        name: name_of_facility(reference, &one.facility),
        href: format!(
            "/facilities/{}?insured_at={}",
            one.facility, need.insured_by.0
        ),
        from: one.period.from,
        until: one.period.until,
        begun: one.period.from <= today,
    });
    NeedView {
        place: name_of(need.place),
        title: need.title.clone(),
        says: need.says.clone(),
        needed: need.need == Need::Needed,
        missing: need.is_missing(),
        choices: need.choices.clone(),
        held: held.collect(),
        find: found_at(need.insured_by.0, need.place),
        basis: need.basis.clone(),
    }
}

/// Where facilities of a place are looked for that settle outpatient care.
fn found_at(insured_at: Region, place: Region) -> String {
    let asked = DirectoryAddress {
        insured_at: Some(insured_at),
        treated_at: Some(place),
        care: Some(Care::Outpatient),
        choosing: true,
        page: 1,
        ..DirectoryAddress::default()
    };
    asked.href()
}

fn name_of_facility(reference: &Reference, code: &FacilityCode) -> String {
    let known = reference.facility(code);
    known.map_or_else(|_| code.to_string(), |facility| facility.name.clone())
}

/// What the address or the form says of a choice.
struct Choosing {
    own: PersonId,
    asked: ChooseFacility,
    scanned: bool,
}

impl Choosing {
    fn read(asking: &Asking, given: &FormValues, number: String) -> Result<Choosing, PageProblem> {
        let own = asking.resident()?.clone();
        let person = match given
            .get("for")
            .or(asking.asked("for"))
            .map(str::parse::<PersonId>)
        {
            None => own.clone(),
            Some(Ok(person)) => person,
            Some(Err(_)) => return Err(asking.problem(DeskError::UnknownPerson)),
        };
        let code = |name: &str| given.get(name).map(|it| it.to_ascii_uppercase().parse());
        let nothing = || asking.problem(ApiProblem::no_such_page(&asking.frame.path));
        let facility: FacilityCode = match code("facility") {
            Some(Ok(facility)) => facility,
            _ => return Err(nothing()),
        };
        let instead_of = code("instead_of").transpose().map_err(|_| nothing())?;
        let number: MessageId = number.parse().map_err(|_| nothing())?;
        let scanned = given.get("by") == Some("scan");
        let channel = match scanned {
            true => ChoiceChannel::Scan,
            false => ChoiceChannel::OfficialAccount,
        };
        Ok(Choosing {
            own,
            scanned,
            asked: ChooseFacility {
                person,
                number,
                facility,
                insured_by: None,
                instead_of,
                reason: given.get("reason").and_then(ChangeReason::from_word),
                channel,
            },
        })
    }
}

/// A number under which a choice is sent, once however often it is pressed.
pub(super) fn fresh_number() -> String {
    let mut bytes = [0; 8];
    SystemRandom.fill(&mut bytes);
    format!("W{:016X}", u64::from_le_bytes(bytes))
}

async fn look(State(app): State<App>, given: FormValues, asking: Asking) -> Response {
    let choosing = match Choosing::read(&asking, &given, fresh_number()) {
        Ok(choosing) => choosing,
        Err(problem) => return problem.into_response(),
    };
    let Choosing { own, asked, .. } = &choosing;
    let (own, asked) = (own.clone(), asked.clone());
    let weighed = app.read(move |desk| {
        held_to_consent(desk, (&own, &asked.person))?;
        let found = desk::identify(desk, &Voucher::Person(asked.person.clone()))?;
        Ok((found.person.name, weigh_choice(desk, &asked)))
    });
    let (name, weighed) = match weighed.await {
        Ok(found) => found,
        Err(error) => return asking.problem(error).into_response(),
    };
    let step = weighed.map(|weighed| {
        ChooseStep::Check(CheckView {
            number: choosing.asked.number.to_string(),
            insurance: insurance(weighed.insured_by),
            title: weighed.title,
            from: weighed.from,
            says: weighed.says,
            changes_left: weighed.changes_left,
            basis: weighed.basis,
        })
    });
    shown(&app, &asking, (&choosing, name), step)
}

fn insurance((place, scheme): (Region, Scheme)) -> Bilingual {
    let (place, scheme) = (name_of(place), scheme.name());
    Bilingual::new(
        format!("{}{}", place.zh, scheme.zh),
        format!("{}, {}", place.en, scheme.en),
    )
}

/// The page of a choice, whatever stands in its way.
fn shown(
    app: &App,
    asking: &Asking,
    (choosing, name): (&Choosing, String),
    step: Result<ChooseStep, DeskError>,
) -> Response {
    let reference = app.reference();
    let asked = &choosing.asked;
    let facility = match reference.facility(&asked.facility) {
        Ok(facility) => facility,
        Err(error) => return asking.problem(error).into_response(),
    };
    let (status, step) = match step {
        Ok(step) => (StatusCode::OK, step),
        // Whoever only asks has an answer; whoever chose is refused.
        Err(error @ DeskError::Choice(_)) if !asking.changes => {
            (StatusCode::OK, in_the_way(&reference, facility, error).1)
        }
        Err(error) => in_the_way(&reference, facility, error),
    };
    let place = place_of(facility.region).map(|place| place.told_apart());
    let person = (choosing.own != asked.person).then(|| (name, asked.person.to_string()));
    let page = ChoosePage {
        acting_for: person,
        facility: facility.name.clone(),
        code: facility.code.to_string(),
        place: place.unwrap_or_else(|| name_of(facility.region)),
        scanned: choosing.scanned,
        instead_of: asked
            .instead_of
            .as_ref()
            .map(|code| (code.to_string(), name_of_facility(&reference, code))),
        reason: asked
            .reason
            .map(|reason| (reason.word().to_owned(), reason.name())),
        step,
    };
    (
        status,
        Html(designation::render_choose(&asking.frame, &page)),
    )
        .into_response()
}

/// What is asked next, or why it cannot be chosen.
fn in_the_way(
    reference: &Reference,
    facility: &Facility,
    error: DeskError,
) -> (StatusCode, ChooseStep) {
    if let DeskError::Choice(ChoiceError::ChoicesFull { held, .. }) = &error {
        let named = held
            .iter()
            .map(|code| (code.to_string(), name_of_facility(reference, code)));
        return (StatusCode::OK, ChooseStep::Which(named.collect()));
    }
    if let DeskError::Choice(ChoiceError::ReasonNeeded { of }) = &error {
        let named = of.iter().map(|reason| (reason.word(), reason.name()));
        return (StatusCode::OK, ChooseStep::Why(named.collect()));
    }
    let place = facility.region.pooling();
    let unfiled = matches!(error, DeskError::Choice(ChoiceError::ChoiceUnfiled { .. }));
    let (code, says, next) = (error.code(), error.message(), error.next());
    let status = ApiProblem::from(error).status();
    let refused = RefusedView {
        code,
        says,
        next,
        find: format!("/facilities?treated_at={place}&care=outpatient&choosing=1"),
        file: unfiled.then(|| format!("/?treated_at={place}")),
    };
    (status, ChooseStep::Refused(refused))
}

async fn choose(State(app): State<App>, sent: Sent) -> Response {
    let Sent { asking, values } = sent;
    let number = values.text("number");
    let choosing = match Choosing::read(&asking, &values, number) {
        Ok(choosing) => choosing,
        Err(problem) => return problem.into_response(),
    };
    let (own, asked) = (choosing.own.clone(), choosing.asked.clone());
    let done = app.transact(move |desk| {
        held_to_consent(desk, (&own, &asked.person))?;
        choose_facility(desk, own.as_str(), &asked).map(|done| done.made.number)
    });
    match done.await {
        Ok(number) => {
            let whose = match choosing.own == choosing.asked.person {
                true => String::new(),
                false => format!("&for={}", choosing.asked.person),
            };
            Redirect::to(&format!("/designation?done={number}{whose}")).into_response()
        }
        Err(error) => shown(&app, &asking, (&choosing, String::new()), Err(error)),
    }
}
