//! The counter: who is there, a code to sign in, a filing for who has no telephone, a consent with
//! both present.

use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use desk::accounts::{self, Claimed, ConsentAsked, ConsentWay, Relation};
use desk::cases::{self, EnteredFiling};
use desk::operators::Operator;
use desk::{DeskError, Identified, Random, Reference, Role};
use domain::Bilingual;
use domain::filing::{Applied, Channel, Contact, Filing};
use domain::ids::PersonId;
use domain::person::Enrolment;
use domain::region_names::{self, label};
use domain::text::Named;
use jiff::civil::Date;

use super::said::{chosen, holds, what};
use crate::App;
use crate::app::SystemRandom;
use crate::pages::form::Sent;
use crate::pages::given::{FormValues, day};
use crate::pages::problem::PageProblem;
use crate::pages::{Asking, Page};
use crate::problem::ApiProblem;
use crate::web::clerk::{CounterPage, FoundPerson, render_counter};
use crate::web::text::DeskText as T;

const CHANNELS: [Channel; 3] = [Channel::Counter, Channel::Phone, Channel::Fax];

fn page(operator: &Operator) -> CounterPage {
    CounterPage {
        has_board: holds(operator, Role::Supervisor),
        has_counter: true,
        ..CounterPage::default()
    }
}

pub(super) async fn ask(asking: Asking) -> Page {
    let page = page(asking.staff()?);
    Ok(Html(render_counter(&asking.frame, &page)))
}

/// Somebody with what is on record for the form.
type AtCounter = (Identified, Vec<Filing>);

pub(super) async fn found(State(app): State<App>, sent: Sent) -> Response {
    let operator = match sent.asking.staff() {
        Ok(operator) => operator.clone(),
        Err(problem) => return problem.into_response(),
    };
    let claimed = Claimed {
        name: sent.values.text("name"),
        number: sent.values.text("number"),
    };
    let by = operator.clone();
    let found = app.transact(move |desk| {
        let found = cases::found_at_counter(desk, &by, &claimed)?;
        let filings = cases::filings_of_unit(desk, &by, &found.person.id)?;
        Ok((found, filings))
    });
    let mut page = page(&operator);
    match found.await {
        Ok(found) => {
            page.person = Some(shown(&app, &operator, found, &sent.values));
            Html(render_counter(&sent.asking.frame, &page)).into_response()
        }
        Err(error) => told(&sent, page, error),
    }
}

/// The page with what was wrong.
fn told(sent: &Sent, mut page: CounterPage, error: DeskError) -> Response {
    let problem = ApiProblem::from(error);
    page.wrong = Some(Bilingual::new(
        format!("{}。{}。", problem.detail.zh, problem.next.zh),
        format!("{}. {}.", problem.detail.en, problem.next.en),
    ));
    let html = Html(render_counter(&sent.asking.frame, &page));
    (problem.status(), html).into_response()
}

fn shown(
    app: &App,
    operator: &Operator,
    (found, filings): AtCounter,
    typed: &FormValues,
) -> FoundPerson {
    let reference = app.reference();
    let today = app.today();
    let enrolments = found.enrolments.iter();
    let own = enrolments.filter(|one| operator.unit.holds_region(one.insured_at));
    let insured = own.clone().map(insurance).collect();
    let mut places: Vec<_> = own.map(|one| one.insured_at).collect();
    places.sort_unstable();
    places.dedup();
    let region = places.first().copied();
    let chosen_place = typed.get("destination");
    let destinations = region_names::pooling_regions()
        .filter(|row| !row.region.is_outside_the_scheme() && Some(row.region) != region)
        .map(|row| {
            let code = row.region.to_string();
            let is_chosen = chosen_place == Some(code.as_str());
            (code, label(row.region), is_chosen)
        });
    let number = found.person.certificates().next();
    let filed = filings.iter();
    FoundPerson {
        id: found.person.id.to_string(),
        number: number.map_or_else(String::new, |it| it.masked()),
        insured,
        destinations: destinations.collect(),
        categories: region.map_or_else(Vec::new, |region| {
            categories(&reference, region, today, typed.get("category"))
        }),
        channels: chosen(&CHANNELS, Channel::word, typed.get("channel")),
        proofs: region.map_or_else(Vec::new, |region| proofs(&reference, region, today)),
        relations: chosen(Relation::ALL, Relation::word, None),
        places: places
            .into_iter()
            .map(|place| (place.to_string(), label(place), false))
            .collect(),
        starts_on: match typed.get("starts_on") {
            Some(text) => text.to_owned(),
            None => today.to_string(),
        },
        form: match typed.get("form") {
            Some(form) => form.to_owned(),
            None => form_number(),
        },
        typed: ["contact_name", "contact_phone", "contact_address"].map(|name| typed.text(name)),
        filings: filed
            .map(|one| (one.id().to_string(), what(one), one.state.name()))
            .collect(),
        name: found.person.name,
    }
}

/// An insurance in words.
fn insurance(one: &Enrolment) -> Bilingual {
    let (place, scheme) = (label(one.insured_at), one.scheme.name());
    Bilingual::new(
        format!("{}，{}", place.zh, scheme.zh),
        format!("{}, {}", place.en, scheme.en),
    )
}

/// A number of the form's own: sent twice it is one filing.
fn form_number() -> String {
    let mut bytes = [0; 8];
    SystemRandom.fill(&mut bytes);
    format!("{:016}", u64::from_le_bytes(bytes) % 10_000_000_000_000_000)
}

fn categories(
    reference: &Reference,
    region: domain::Region,
    today: Date,
    now: Option<&str>,
) -> Vec<(String, Bilingual, bool)> {
    let rules = reference.library.procedures(region);
    let open = rules.categories_on(today);
    open.iter()
        .filter(|one| {
            CHANNELS
                .iter()
                .any(|channel| one.channels.contains(channel))
        })
        .map(|one| {
            (
                one.id.clone(),
                one.title.clone(),
                now == Some(one.id.as_str()),
            )
        })
        .collect()
}

/// Every kind of proof any category of the place asks for.
fn proofs(
    reference: &Reference,
    region: domain::Region,
    today: Date,
) -> Vec<(String, Bilingual, bool)> {
    let rules = reference.library.procedures(region);
    let mut kinds: Vec<(String, Bilingual, bool)> = Vec::new();
    for category in rules.categories_on(today) {
        for kind in category.materials.iter().flat_map(|proof| &proof.any_of) {
            if kinds.iter().all(|(known, ..)| known != kind) {
                kinds.push((kind.clone(), category.material_name(kind), false));
            }
        }
    }
    kinds
}

/// The person a form of the counter names, as the clerk sees them again.
async fn person(app: &App, sent: &Sent) -> Result<(Operator, PersonId), PageProblem> {
    let operator = sent.asking.staff()?.clone();
    let person: Result<PersonId, _> = sent.values.text("person").parse();
    let person = person.map_err(|_| sent.asking.problem(DeskError::UnknownPerson))?;
    let (by, of) = (operator.clone(), person.clone());
    let holds = app.read(move |desk| accounts::in_unit(desk, &by, &of));
    holds.await.map_err(|error| sent.asking.problem(error))?;
    Ok((operator, person))
}

/// The page of the person again, after something was done or was wrong.
async fn again(
    app: &App,
    sent: &Sent,
    ((operator, person), outcome): ((Operator, PersonId), Result<CounterPage, DeskError>),
) -> Response {
    let by = operator.clone();
    let found = app.transact(move |desk| {
        let found = cases::seen_at_counter(desk, &by, &person)?;
        let filings = cases::filings_of_unit(desk, &by, &found.person.id)?;
        Ok((found, filings))
    });
    let found = match found.await {
        Ok(found) => found,
        Err(error) => return sent.asking.problem(error).into_response(),
    };
    match outcome {
        Ok(mut page) => {
            page.person = Some(shown(app, &operator, found, &FormValues::default()));
            Html(render_counter(&sent.asking.frame, &page)).into_response()
        }
        Err(error) => {
            let mut page = page(&operator);
            page.person = Some(shown(app, &operator, found, &sent.values));
            told(sent, page, error)
        }
    }
}

pub(super) async fn code(State(app): State<App>, sent: Sent) -> Response {
    let (operator, person) = match person(&app, &sent).await {
        Ok(found) => found,
        Err(problem) => return problem.into_response(),
    };
    let (by, of) = (operator.clone(), person.clone());
    let code = app.transact(move |desk| {
        cases::seen_at_counter(desk, &by, &of)?;
        accounts::code_from_counter(desk, (&by, &of))
    });
    let outcome = code.await.map(|code| CounterPage {
        code: Some(code),
        ..page(&operator)
    });
    again(&app, &sent, ((operator, person), outcome)).await
}

pub(super) async fn file(State(app): State<App>, sent: Sent) -> Response {
    let (operator, person) = match person(&app, &sent).await {
        Ok(found) => found,
        Err(problem) => return problem.into_response(),
    };
    let outcome = match entered(&sent.values, &person) {
        Ok(entered) => {
            let by = operator.clone();
            let filed = app.transact(move |desk| cases::submit_at_counter(desk, &by, &entered));
            filed.await
        }
        Err(error) => Err(error),
    };
    let outcome = outcome.map(|applied| CounterPage {
        done: Some(filed(&applied)),
        ..page(&operator)
    });
    again(&app, &sent, ((operator, person), outcome)).await
}

/// What came of it, in a sentence.
fn filed(applied: &Applied) -> Bilingual {
    let (state, id) = (applied.filing.state.name(), applied.filing.id());
    let filed = T::FiledNow.both();
    Bilingual::new(
        format!("{}：{id}，{}。", filed.zh, state.zh),
        format!("{}: {id}, {}.", filed.en, state.en),
    )
}

fn field(field: &'static str, zh: &str, en: &str) -> DeskError {
    DeskError::Field {
        field,
        rule: Bilingual::new(zh, en),
    }
}

fn entered(values: &FormValues, person: &PersonId) -> Result<EnteredFiling, DeskError> {
    let region = |name: &'static str| {
        let read = values.text(name).parse();
        read.map_err(|_| field(name, "请从列表里选一个地方", "choose a place of the list"))
    };
    let starts_on = values.get("starts_on").and_then(day);
    let channel = values.get("channel").and_then(Channel::from_word);
    let months = match values.get("months") {
        None => None,
        Some(text) => Some(
            text.parse()
                .map_err(|_| field("months", "请填整数月数", "a whole number of months"))?,
        ),
    };
    Ok(EnteredFiling {
        person: person.clone(),
        insured_at: region("insured_at")?,
        destination: region("destination")?,
        category: values.text("category"),
        starts_on: starts_on.ok_or_else(|| field("starts_on", "请填日期", "give the day"))?,
        channel: channel.ok_or_else(|| {
            field(
                "channel",
                "请选窗口、电话或传真",
                "counter, telephone or fax",
            )
        })?,
        contact: Contact {
            name: values.text("contact_name"),
            phone: values.text("contact_phone"),
            address: values.text("contact_address"),
        },
        pledged: values.get("pledged").is_some(),
        seen: values.after("proof-").map(str::to_owned).collect(),
        months_away: months,
        form: values.text("form"),
    })
}

pub(super) async fn consent(State(app): State<App>, sent: Sent) -> Response {
    let (operator, person) = match person(&app, &sent).await {
        Ok(found) => found,
        Err(problem) => return problem.into_response(),
    };
    let helper = Claimed {
        name: sent.values.text("name"),
        number: sent.values.text("number"),
    };
    let relation = Relation::from_word(&sent.values.text("relation")).unwrap_or(Relation::Other);
    let both = sent.values.get("both").is_some();
    let (by, of) = (operator.clone(), person.clone());
    let given = app.transact(move |desk| {
        if !both {
            return Err(field("both", "两个人都要在场", "both have to be present"));
        }
        cases::seen_at_counter(desk, &by, &of)?;
        let asked = ConsentAsked {
            person: of.clone(),
            helper: accounts::find_claimed(desk, &helper)?,
            relation,
            until: None,
            way: ConsentWay::Counter,
        };
        accounts::give_consent(desk, (&asked, &by.id)).map(drop)
    });
    let outcome = given.await.map(|()| CounterPage {
        done: Some(T::ConsentRecorded.both()),
        ..page(&operator)
    });
    again(&app, &sent, ((operator, person), outcome)).await
}
