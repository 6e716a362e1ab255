//! The counter: who is there, a code to sign in, a filing for who has no telephone, a consent with
//! both present.

use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use desk::accounts::{Claimed, Relation};
use desk::cases::{self, AtCounter, EnteredFiling, PersonPresent};
use desk::check_code::bill_by_check_code;
use desk::operators::Operator;
use desk::questions::ask_at_counter;
use desk::{Desk, DeskError, Reference, Role};
use domain::Bilingual;
use domain::contact::ContactPhone;
use domain::filing::{Applied, Channel, Contact, Filing};
use domain::ids::SettlementId;
use domain::person::Enrolment;
use domain::region_names::{self, label};
use domain::text::Named;
use jiff::civil::Date;

use super::said::{chosen, holds, what};
use crate::App;
use crate::pages::form::Sent;
use crate::pages::given::{FormValues, day};
use crate::pages::problem::PageProblem;
use crate::pages::{Asking, Page, questions};
use crate::problem::ApiProblem;
use crate::web::clerk::{CounterPage, FoundPerson, render_counter};
use crate::web::text::{AskText, DeskText as T};

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
type ShownAtCounter = (AtCounter, Vec<Filing>);

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
    let found = look_up(&app, &operator, move |desk| {
        let at = cases::found_at_counter(desk, &by, &claimed)?;
        let filings = cases::filings_of_unit(desk, &by, &at.found.person.id)?;
        Ok((at, filings))
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
    let is_spent = matches!(error, DeskError::KeyReused { .. });
    let problem = ApiProblem::from(error);
    page.wrong = Some(match is_spent {
        true => T::FormSpent.both(),
        false => problem.says(),
    });
    let html = Html(render_counter(&sent.asking.frame, &page));
    (problem.status(), html).into_response()
}

fn shown(
    app: &App,
    operator: &Operator,
    (AtCounter { found, ticket }, filings): ShownAtCounter,
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
        // What is wrong in a form is mended under the number it has.
        ticket: match typed.get("ticket") {
            Some(ticket) => ticket.to_owned(),
            None => ticket,
        },
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

/// The person a form of the counter carries, whom the clerk identified before.
async fn present(app: &App, sent: &Sent) -> Result<(Operator, PersonPresent), PageProblem> {
    let operator = sent.asking.staff()?.clone();
    let (by, ticket) = (operator.clone(), sent.values.text("ticket"));
    let presence = app.read(move |desk| cases::presence(desk, &by, &ticket));
    let presence = presence.await.map_err(|error| sent.asking.problem(error))?;
    Ok((operator, presence))
}

/// The page of the person again, after something was done or was wrong.
async fn again(
    app: &App,
    sent: &Sent,
    ((operator, presence), outcome): ((Operator, PersonPresent), Result<CounterPage, DeskError>),
) -> Response {
    let by = operator.clone();
    let found = app.transact(move |desk| {
        let at = cases::still_at_counter(desk, &by, &presence)?;
        let filings = cases::filings_of_unit(desk, &by, &at.found.person.id)?;
        Ok((at, filings))
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
            // A number that something else was sent under is spent.
            let typed = match error {
                DeskError::KeyReused { .. } => sent.values.without("ticket"),
                _ => sent.values.clone(),
            };
            page.person = Some(shown(app, &operator, found, &typed));
            told(sent, page, error)
        }
    }
}

pub(super) async fn code(State(app): State<App>, sent: Sent) -> Response {
    let (operator, presence) = match present(&app, &sent).await {
        Ok(found) => found,
        Err(problem) => return problem.into_response(),
    };
    let (by, of) = (operator.clone(), presence.clone());
    let code = app.transact(move |desk| cases::give_code_at_counter(desk, &by, &of));
    let outcome = code.await.map(|code| CounterPage {
        code: Some(code),
        ..page(&operator)
    });
    again(&app, &sent, ((operator, presence), outcome)).await
}

pub(super) async fn file(State(app): State<App>, sent: Sent) -> Response {
    let (operator, presence) = match present(&app, &sent).await {
        Ok(found) => found,
        Err(problem) => return problem.into_response(),
    };
    let outcome = match entered(&sent.values) {
        Ok(entered) => {
            let (by, of) = (operator.clone(), presence.clone());
            let filed =
                app.transact(move |desk| cases::submit_at_counter(desk, &by, (&of, &entered)));
            filed.await
        }
        Err(error) => Err(error),
    };
    let outcome = outcome.map(|applied| CounterPage {
        done: Some(filed(&applied)),
        paper: Some(format!("/clerk/filings/{}/form.pdf", applied.filing.id())),
        ..page(&operator)
    });
    again(&app, &sent, ((operator, presence), outcome)).await
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

fn entered(values: &FormValues) -> Result<EnteredFiling, DeskError> {
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
            phone: phone(values)?,
            address: values.text("contact_address"),
        },
        pledged: values.get("pledged").is_some(),
        seen: values.after("proof-").map(str::to_owned).collect(),
        months_away: months,
    })
}

/// The bill a clerk reads from paper: by its check code, else by its number.
fn bill_named(desk: &mut Desk<'_, '_>, typed: &str) -> Result<SettlementId, DeskError> {
    if let Some(bill) = bill_by_check_code(desk, typed)? {
        return Ok(bill.id);
    }
    let known = typed.parse::<SettlementId>().ok();
    let no_bill = || DeskError::Field {
        field: "bill",
        rule: AskText::NoSuchBill.both(),
    };
    let settlement = known.ok_or_else(no_bill)?;
    match desk::settlement_by_id(desk, &settlement) {
        Ok(bill) => Ok(bill.id),
        Err(DeskError::UnknownSettlement { .. }) => Err(no_bill()),
        Err(other) => Err(other),
    }
}

pub(super) async fn question(State(app): State<App>, sent: Sent) -> Response {
    let (operator, presence) = match present(&app, &sent).await {
        Ok(found) => found,
        Err(problem) => return problem.into_response(),
    };
    let (by, of, values) = (operator.clone(), presence.clone(), sent.values.clone());
    let asked = app.transact(move |desk| {
        let settlement = bill_named(desk, &values.text("bill"))?;
        ask_at_counter(desk, &by, (&of, &questions::read(&values, settlement)?))
    });
    let outcome = asked.await.map(|asked| {
        let Bilingual { zh, en } = AskText::AskRecorded.both();
        CounterPage {
            done: Some(Bilingual::new(
                format!("{zh} {}", asked.id),
                format!("{en} {}", asked.id),
            )),
            ..page(&operator)
        }
    });
    again(&app, &sent, ((operator, presence), outcome)).await
}

/// Looks somebody up, counted beforehand; what finds nobody is counted once more.
pub(super) async fn look_up<T, W>(app: &App, by: &Operator, work: W) -> Result<T, DeskError>
where
    T: Send + 'static,
    W: FnMut(&mut Desk<'_, '_>) -> Result<T, DeskError> + Send + 'static,
{
    let of = by.clone();
    app.transact(move |desk| cases::may_look_up(desk, &of))
        .await?;
    let found = app.transact(work).await;
    if matches!(found, Err(DeskError::UnknownPerson)) {
        let of = by.clone();
        app.transact(move |desk| cases::missed(desk, &of)).await?;
    }
    found
}

/// The telephone as it is kept.
fn phone(values: &FormValues) -> Result<String, DeskError> {
    let read = ContactPhone::read(&values.text("contact_phone"));
    let why = |why: Bilingual| DeskError::Field {
        field: "contact_phone",
        rule: why,
    };
    read.map(ContactPhone::into_text).map_err(why)
}

pub(super) async fn consent(State(app): State<App>, sent: Sent) -> Response {
    let (operator, presence) = match present(&app, &sent).await {
        Ok(found) => found,
        Err(problem) => return problem.into_response(),
    };
    let helper = Claimed {
        name: sent.values.text("name"),
        number: sent.values.text("number"),
    };
    let relation = Relation::from_word(&sent.values.text("relation")).unwrap_or(Relation::Other);
    let both = sent.values.get("both").is_some();
    let (by, of) = (operator.clone(), presence.clone());
    let given = look_up(&app, &operator, move |desk| {
        if !both {
            return Err(field("both", "两个人都要在场", "both have to be present"));
        }
        cases::consent_at_counter(desk, &by, (&of, &helper, relation))
    });
    let outcome = given.await.map(|()| CounterPage {
        done: Some(T::ConsentRecorded.both()),
        ..page(&operator)
    });
    again(&app, &sent, ((operator, presence), outcome)).await
}
