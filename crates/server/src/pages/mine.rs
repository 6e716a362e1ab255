//! One's own pages: what is to be done, the family, who looked, everything as a file.

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use desk::accounts::{self, Claimed, ConsentAsked, ConsentWay, Relation};
use desk::messages::messages_of;
use desk::{Desk, DeskError, Voucher, looked};
use domain::Bilingual;
use domain::calendar::{CHINA, in_china};
use domain::filing::{Filing, State as FilingState};
use domain::ids::PersonId;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::json;

use super::form::Sent;
use super::given::day;
use super::problem::PageProblem;
use super::renewal::{ENDS_SOON, can_be_renewed};
use super::subject::{held_to_consent, subject};
use super::{Asking, Page, hospital_records, people};
use crate::App;
use crate::problem::ApiProblem;
use crate::web::mine::{
    self, FamilyPage, FamilyTyped, LookRow, LookedPage, MinePage, choices, render_family,
    render_looked,
};
use crate::web::person::{ShownFiling, Tone};
use crate::web::text::MineText;

mod code;
mod erase;
mod looks;
mod messages;
mod refused;
mod year;

/// No more messages stand on one's own page.
const NEWEST: usize = 3;
/// No more looks are listed.
const LOOKS_SHOWN: usize = 200;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/me", get(me))
        .route("/me/messages", get(messages::messages))
        .route("/me/messages/read", post(messages::read))
        .route("/me/erase", get(erase::ask).post(erase::erase))
        .route("/me/year", get(year::my_year))
        .route("/me/code", get(code::show))
        .route("/me/refused/{number}", get(refused::not_settled))
        .route("/me/looked", get(looked_at))
        .route("/me/export", get(export))
        .route("/me/family", get(family).post(give))
        .route("/me/family/end", post(end))
        .route("/me/family/code", post(sign_in_code))
}

async fn me(State(app): State<App>, asking: Asking) -> Page {
    let (own, person) = subject(&asking)?;
    let is_for_other = own != person;
    let (shown, today) = (person.clone(), app.today());
    let of = messages::of_address(&own, &person);
    let found = app.read(move |desk| {
        held_to_consent(desk, (&own, &person))?;
        let found = desk::identify(desk, &Voucher::Person(person.clone()))?;
        let drafts = desk::drafts::drafts_of(desk, &person)?;
        let told = messages_of(desk, (&person, &own))?;
        let records = desk::hospital::records_of(desk, &person)?;
        let places = desk::drafts::insured_places(desk, &person)?;
        let refused = desk::bill_cases::refused_bills(desk, &person)?;
        Ok((
            found.person.name,
            desk::filings(desk, &person)?,
            drafts,
            told,
            records,
            (places, refused),
        ))
    });
    let found = found.await.map_err(|error| asking.problem(error))?;
    let (name, filings, drafts, told, records, (places, refused)) = found;
    let newest_first = filings.iter().rev();
    let (open, before): (Vec<&Filing>, Vec<&Filing>) =
        newest_first.partition(|one| is_open(one, today));
    let page = MinePage {
        name,
        person: shown.to_string(),
        is_for_other,
        hospital: hospital_records::of_person(&app.reference(), (&records, today)),
        insured_at: places.first().copied(),
        refused: refused.iter().map(|one| refused::row(one, &of)).collect(),
        filings: open
            .into_iter()
            .map(|one| with_its_end(one, today))
            .collect(),
        before: before.into_iter().map(people::filing).collect(),
        messages: messages::rows(&told, &of, NEWEST),
        unread: told.unread(),
        drafts: drafts
            .into_iter()
            .map(|one| {
                let at = in_china(one.saved_at).date().to_string();
                let to = domain::advice::name_of(one.draft.destination);
                (one.id.to_string(), to, at)
            })
            .collect(),
    };
    Ok(Html(mine::render(&asking.frame, &page)))
}

/// Whether a filing is still of the things one has: in force, waited for, or over so lately that it
/// may be renewed.
fn is_open(filing: &Filing, today: Date) -> bool {
    match filing.state {
        FilingState::Cancelled | FilingState::Refused | FilingState::Superseded => false,
        FilingState::Expired => can_be_renewed(filing, today).is_ok(),
        _ => true,
    }
}

/// A filing as a row, which says how long it still holds where that is not long.
fn with_its_end(filing: &Filing, today: Date) -> ShownFiling {
    let row = people::filing(filing);
    let left = filing.days_to_end(today).filter(|days| *days <= ENDS_SOON);
    match left {
        Some(days) if days > 0 => ShownFiling {
            state: Bilingual::new(
                format!("还有 {days} 天到期"),
                format!("ends in {days} days"),
            ),
            tone: Tone::Wait,
            ..row
        },
        _ => row,
    }
}

async fn looked_at(State(app): State<App>, asking: Asking) -> Page {
    let (own, person) = subject(&asking)?;
    let found = app.read(move |desk| {
        held_to_consent(desk, (&own, &person))?;
        looked::who_looked(desk, &person, LOOKS_SHOWN)
    });
    let looks = found.await.map_err(|error| asking.problem(error))?;
    let row = |look: looked::LookedAt| LookRow {
        at: in_china(look.at).strftime("%Y-%m-%d %H:%M").to_string(),
        who: look.who,
        what: looks::looked_what(&look.action, &look.object),
        reason: looks::looked_why(&look.reason),
    };
    let page = LookedPage {
        looks: looks.into_iter().map(row).collect(),
    };
    Ok(Html(render_looked(&asking.frame, &page)))
}

/// Everything on record of a person, as one file.
async fn export(State(app): State<App>, asking: Asking) -> Result<Response, PageProblem> {
    let (own, person) = subject(&asking)?;
    let found = app.read(move |desk| {
        held_to_consent(desk, (&own, &person))?;
        everything(desk, &person)
    });
    let all = found.await.map_err(|error| asking.problem(error))?;
    let text = serde_json::to_string_pretty(&all).expect("values always serialise");
    let headers = [
        (header::CONTENT_TYPE, "application/json; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"suixing-my-data.json\"",
        ),
    ];
    Ok((headers, text).into_response())
}

fn everything(desk: &mut Desk<'_, '_>, person: &PersonId) -> Result<serde_json::Value, DeskError> {
    let found = desk::identify(desk, &Voucher::Person(person.clone()))?;
    let settlements = desk::query::settlements_before(desk, person, None)?;
    let totals = desk::year_totals(desk, person)?;
    let made = settlements.made.iter().map(|one| {
        json!({
            "settlement": one.sent.id, "facility": one.sent.facility,
            "at": one.sent.created_at.to_string(), "shares": one.sent.shares,
            "cancelled_by": one.cancelled_by,
        })
    });
    let consents = accounts::consents_of(desk, person)?;
    let consents = consents.iter().map(|one| {
        json!({
            "helper": one.helper, "relation": one.relation.word(),
            "from": one.from.to_string(), "until": one.until.map(|at| at.to_string()),
        })
    });
    let records = desk::hospital::records_of(desk, person)?;
    let looks = looked::who_looked(desk, person, LOOKS_SHOWN)?;
    let looks = looks.iter().map(|look| {
        json!({ "at": look.at.to_string(), "who": look.who, "what": look.action,
            "object": look.object, "reason": look.reason })
    });
    Ok(json!({
        "person": person,
        "name": found.person.name,
        "born_on": found.person.born_on.to_string(),
        "certificates": found.person.certificates().map(|one| json!({
            "kind": one.kind().word(), "number": one.reveal(),
        })).collect::<Vec<_>>(),
        "insurances": found.enrolments,
        "filings": desk::filings(desk, person)?,
        "referrals": records.referrals.iter().map(|one| &one.record).collect::<Vec<_>>(),
        "recognitions": records.recognitions.iter().map(|one| &one.record).collect::<Vec<_>>(),
        "settlements": made.collect::<Vec<_>>(),
        "older_settlements_before_turn": settlements.earlier,
        "year_to_date": totals.iter().map(|total| json!({
            "insured_at": total.insured_at, "scheme": total.scheme, "year": total.year,
            "counter": total.counter, "amount": total.amount,
        })).collect::<Vec<_>>(),
        "consents": consents.collect::<Vec<_>>(),
        "told": messages_of(desk, (person, person))?.all,
        "looked_at_by": looks.collect::<Vec<_>>(),
    }))
}

async fn family(State(app): State<App>, asking: Asking) -> Page {
    let own = asking.resident()?.clone();
    let page = family_page(&app, &asking, &own).await?;
    Ok(Html(render_family(&asking.frame, &page)))
}

async fn family_page(
    app: &App,
    asking: &Asking,
    own: &PersonId,
) -> Result<FamilyPage, PageProblem> {
    let own = own.clone();
    let now = app.now();
    let found = app.read(move |desk| {
        let given = accounts::consents_of(desk, &own)?;
        let mut helpers = Vec::new();
        for one in given.into_iter().filter(|one| one.holds(now)) {
            let helper = desk::identify(desk, &Voucher::Person(one.helper.clone()))?;
            helpers.push((one, helper.person.name));
        }
        Ok((helpers, accounts::helped_by(desk, &own)?))
    });
    let (helpers, helped) = found.await.map_err(|error| asking.problem(error))?;
    let helpers = helpers.into_iter().map(|(one, name)| {
        let since = in_china(one.from).date().to_string();
        (one.helper.to_string(), name, relation(one.relation), since)
    });
    let helped = helped.into_iter();
    let helped = helped.map(|one| (one.person.to_string(), one.name, relation(one.relation)));
    Ok(FamilyPage {
        helpers: helpers.collect(),
        helped: helped.collect(),
        relations: choices(Relation::ALL, Relation::word),
        wrong: None,
        wrong_fields: vec![],
        typed: FamilyTyped::default(),
        code: None,
    })
}

fn relation(of: Relation) -> Bilingual {
    use domain::text::Named;
    of.name()
}

/// Shows the family again with what was wrong.
async fn family_again(app: &App, sent: &Sent, error: DeskError) -> Response {
    let own = match sent.resident() {
        Ok(own) => own,
        Err(problem) => return problem.into_response(),
    };
    let told = match &error {
        DeskError::UnknownPerson if sent.values.get("number").is_some() => {
            Some((vec!["name", "number"], MineText::HelperNotFound.both()))
        }
        DeskError::Field { field, rule } => Some((vec![*field], rule.clone())),
        _ => None,
    };
    let problem = ApiProblem::from(error);
    let (fields, wrong) = told.unwrap_or_else(|| (vec![], problem.beside()));
    match family_page(app, &sent.asking, &own).await {
        Ok(mut page) => {
            let typed = |name: &str| sent.values.text(name);
            (page.wrong, page.wrong_fields) = (Some(wrong), fields);
            page.typed = FamilyTyped {
                name: typed("name"),
                number: typed("number"),
                relation: typed("relation"),
                until: typed("until"),
            };
            (
                problem.status(),
                Html(render_family(&sent.asking.frame, &page)),
            )
                .into_response()
        }
        Err(problem) => problem.into_response(),
    }
}

async fn give(State(app): State<App>, sent: Sent) -> Response {
    match gives(&app, &sent).await {
        Ok(()) => Redirect::to("/me/family").into_response(),
        Err(error) => family_again(&app, &sent, error).await,
    }
}

async fn gives(app: &App, sent: &Sent) -> Result<(), DeskError> {
    let own = sent.resident().map_err(|_| DeskError::UnknownPerson)?;
    let values = &sent.values;
    let claimed = Claimed {
        name: values.text("name"),
        number: values.text("number"),
    };
    let wrong = |field, rule: MineText| DeskError::Field {
        field,
        rule: rule.both(),
    };
    let relation = Relation::from_word(&values.text("relation"));
    let relation = relation.ok_or_else(|| wrong("relation", MineText::ChooseRelation))?;
    let until = match values.get("until") {
        None => None,
        Some(text) => {
            let day = day(text).filter(|day| *day > app.today());
            let day = day.ok_or_else(|| wrong("until", MineText::UntilAhead))?;
            Some(end_of(day))
        }
    };
    let given = app.transact(move |desk| {
        // Whoever was not found is counted, and that is kept.
        let helper = match accounts::find_relative(desk, (&own, &claimed))? {
            Ok(helper) => helper,
            Err(refused) => return Ok(Err(refused)),
        };
        let asked = ConsentAsked {
            person: own.clone(),
            helper,
            relation,
            until,
            way: ConsentWay::Person,
        };
        accounts::give_consent(desk, (&asked, "person")).map(|_| Ok(()))
    });
    given.await?
}

/// The moment in China at which a day begins: until then, and not on it.
fn end_of(day: Date) -> Timestamp {
    let begins = day.to_zoned(TimeZone::fixed(CHINA));
    begins
        .map(|zoned| zoned.timestamp())
        .unwrap_or(Timestamp::MAX)
}

async fn end(State(app): State<App>, sent: Sent) -> Response {
    let own = match sent.resident() {
        Ok(own) => own,
        Err(problem) => return problem.into_response(),
    };
    let (helper, person) = (sent.values.text("helper"), sent.values.text("person"));
    let done = app.transact(move |desk| {
        let parsed = |text: &str| text.parse().map_err(|_| DeskError::UnknownPerson);
        // The person takes it back, or the helper gives it back.
        let (person, helper): (PersonId, PersonId) = match helper.is_empty() {
            false => (own.clone(), parsed(&helper)?),
            true => (parsed(&person)?, own.clone()),
        };
        accounts::end_consent(desk, (&person, &helper), own.as_str())
    });
    match done.await {
        Ok(()) => Redirect::to("/me/family").into_response(),
        Err(error) => family_again(&app, &sent, error).await,
    }
}

async fn sign_in_code(State(app): State<App>, sent: Sent) -> Response {
    match gives_code(&app, &sent).await {
        Ok(response) => response,
        Err(error) => family_again(&app, &sent, error).await,
    }
}

async fn gives_code(app: &App, sent: &Sent) -> Result<Response, DeskError> {
    let own = sent.resident().map_err(|_| DeskError::UnknownPerson)?;
    let person: PersonId = match sent.values.text("person").parse() {
        Ok(person) => person,
        Err(_) => return Err(DeskError::UnknownPerson),
    };
    let (helper, of) = (own.clone(), person.clone());
    let code = app.transact(move |desk| {
        let code = accounts::code_from_family(desk, (&helper, &of))?;
        let found = desk::identify(desk, &Voucher::Person(of.clone()))?;
        Ok((found.person.name, code))
    });
    let code = code.await?;
    Ok(match family_page(app, &sent.asking, &own).await {
        Ok(mut page) => {
            page.code = Some(code);
            Html(render_family(&sent.asking.frame, &page)).into_response()
        }
        Err(problem) => problem.into_response(),
    })
}
