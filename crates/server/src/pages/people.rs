//! A settlement explained, and a person's filings, settlements and year. Open to everybody in the
//! sandbox, where people are invented; elsewhere to the person and whom they allow.

use std::str::FromStr;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use desk::check_code::bill_check_code;
use desk::looked::HelperLook;
use desk::query::{InList, SettlementsPage};
use desk::questions::{AnsweredQuestion, questions_of_bill};
use desk::{
    Cause, Desk, DeskError, Reference, Settlement, SoFar, StoredLine, Voucher, YearTotal, accounts,
};
use domain::calendar::in_china;
use domain::explain::Inputs;
use domain::explanation::Explanation;
use domain::filing::{Filing, State as FilingState};
use domain::ids::{CorrectionId, PersonId, SettlementId};
use domain::person::{Enrolment, Person};
use domain::policy::Pack;
use domain::text::Named;
use domain::{Bilingual, region_names};
use jiff::civil::Date;

use super::acting::seen;
use super::asked::asked;
use super::corrected::{all_came_back, corrected, stands_at};
use super::printed::verify_page;
use super::problem::PageProblem;
use super::{Asking, Page, bill_items, year};
use crate::App;
use crate::problem::ApiProblem;
use crate::web::home::ListedSettlement;
use crate::web::person::{self, PersonPage, ShownEnrolment, ShownFiling, Tone};
use crate::web::settlement::{self, BillCheck, SettlementPage, State as Standing};
use crate::web::text::FilingText;

/// Everything the page of a settlement shows.
struct Told {
    settlement: Settlement,
    cancelled_on: Option<Date>,
    after: Vec<Bilingual>,
    notices: Vec<(Bilingual, Option<String>)>,
    person: Person,
    explanation: Explanation,
    lines: Vec<StoredLine>,
    /// The check code of the paper.
    code: String,
    questions: Vec<AnsweredQuestion>,
}

type Asked = (Path<String>, HeaderMap);

pub(super) async fn settlement(
    app: State<App>,
    id: Path<String>,
    headers: HeaderMap,
    asking: Asking,
) -> Page {
    told_page(app, (id, headers), asking, tell).await
}

/// What a settlement comes to since a correction.
pub(super) async fn correction(
    app: State<App>,
    id: Path<String>,
    headers: HeaderMap,
    asking: Asking,
) -> Page {
    told_page(app, (id, headers), asking, tell_correction).await
}

/// Who looks at a page about somebody.
pub(super) enum Viewer {
    /// Anybody, where people are invented.
    Anybody,
    /// An insured person.
    Person(PersonId),
    /// Nobody who may.
    Nobody,
}

impl Viewer {
    pub(super) fn of(app: &App, asking: &Asking) -> Viewer {
        match asking.resident() {
            _ if app.is_sandbox() => Viewer::Anybody,
            Ok(person) => Viewer::Person(person.clone()),
            Err(_) => Viewer::Nobody,
        }
    }

    /// Whether they may see what is this person's.
    pub(super) fn may_see(
        &self,
        desk: &mut Desk<'_, '_>,
        person: &PersonId,
    ) -> Result<bool, DeskError> {
        match self {
            Viewer::Anybody => Ok(true),
            Viewer::Person(own) => accounts::may_act(desk, own, person),
            Viewer::Nobody => Ok(false),
        }
    }
}

/// What is somebody else's is not there: outside the sandbox both are said in the same words.
fn hidden(app: &App, asking: &Asking, error: DeskError) -> PageProblem {
    let problem = ApiProblem::from(error);
    match problem.status() == StatusCode::NOT_FOUND && !app.is_sandbox() {
        true => asking.problem(ApiProblem::no_such_page(&asking.frame.path)),
        false => asking.problem(problem),
    }
}

/// The page of what a number names.
async fn told_page<I: FromStr + Send + 'static>(
    State(app): State<App>,
    (Path(id), headers): Asked,
    asking: Asking,
    tell: fn(&mut Desk<'_, '_>, &I) -> Result<Told, DeskError>,
) -> Page {
    let unknown = || ApiProblem::no_such_page(&asking.frame.path);
    let id: I = id.parse().map_err(|_| asking.problem(unknown()))?;
    let viewer = Viewer::of(&app, &asking);
    let own = asking.resident().ok().cloned();
    let told = app.read(move |desk| {
        let mut told = tell(desk, &id)?;
        if !viewer.may_see(desk, &told.person.id)? {
            return Err(DeskError::UnknownPerson);
        }
        // That anybody may open the bill of somebody invented shows nobody what people wrote.
        let is_theirs = match &own {
            Some(own) => accounts::may_act(desk, own, &told.person.id)?,
            None => false,
        };
        if is_theirs {
            told.questions = questions_of_bill(desk, &told.settlement)?;
        }
        Ok(told)
    });
    let told = told.await.map_err(|error| hidden(&app, &asking, error))?;
    let look = HelperLook::Object(told.settlement.id.to_string());
    seen(&app, &asking, (&told.person.id, look)).await?;
    Ok(page_of(&app, (&asking, &headers), told))
}

fn page_of(app: &App, (asking, headers): (&Asking, &HeaderMap), told: Told) -> Html<String> {
    let Told {
        settlement: made,
        cancelled_on,
        after,
        notices,
        person,
        explanation,
        lines,
        code,
        questions,
    } = told;
    let situation = &made.inputs.situation;
    let reference = app.reference();
    let facility = reference.facility(&made.facility).ok();
    let pack = (situation.insured_at, situation.scheme);
    let page = SettlementPage {
        id: made.id.to_string(),
        facility: facility.map_or_else(|| made.facility.to_string(), |f| f.name.clone()),
        care: situation.care,
        settled_on: in_china(made.created_at).date(),
        person_name: person.name.clone(),
        certificate: person.certificate.clone(),
        insured_at: region_names::label(situation.insured_at),
        treated_at: region_names::label(situation.treated_at.pooling()),
        items: bill_items::items(&reference, &made, &lines),
        check: BillCheck {
            address: format!("{}?code={code}", verify_page(app, headers)),
            code,
            made_at: in_china(app.now()),
        },
        file_href: Some(way_to_file(&made)),
        state: cancelled_on.map_or(Standing::Live, Standing::Cancelled),
        after,
        shares: made.shares,
        notices,
        explanation,
        person_href: Some(format!("/persons/{}", person.id)),
        policy_href: Some(format!("/policy/{}/{}", pack.0, pack.1)),
        questions: questions.iter().map(asked).collect(),
        open_all: asking.open_all,
    };
    Html(settlement::render(&asking.frame, &page))
}

/// Where one sees how to file for the place of a bill.
fn way_to_file(made: &Settlement) -> String {
    let situation = &made.inputs.situation;
    let (from, to) = (situation.insured_at, situation.treated_at.pooling());
    format!("/advice?insured_at={from}&treated_at={to}")
}

/// The settlement a number names; the number of a cancellation leads to what it cancelled.
fn tell(desk: &mut Desk<'_, '_>, id: &SettlementId) -> Result<Told, DeskError> {
    let named = desk::settlement_by_id(desk, id)?;
    let settlement = match &named.reversal_of {
        Some(original) => desk::settlement_by_id(desk, original)?,
        None => named,
    };
    let corrections = desk::query::corrections_of_settlement(desk, &settlement)?;
    let stands = corrections.iter().cloned();
    let stands = stands.fold(settlement.clone(), |stands, made| stands.corrected(&made));
    let mut told = tell_of(desk, settlement)?;
    match (corrections.is_empty(), told.cancelled_on) {
        (true, _) => {}
        (false, None) => {
            let says = stands_at(&told.settlement.shares, &stands.shares);
            told.notices.push((says, None));
        }
        (false, Some(_)) => told.notices.push((all_came_back(), None)),
    }
    let corrections = corrections.iter().map(|correction| {
        let page = (correction.cause != Cause::Cancelled)
            .then(|| format!("/corrections/{}", correction.id));
        (corrected(correction), page)
    });
    told.notices.extend(corrections);
    Ok(told)
}

fn tell_correction(desk: &mut Desk<'_, '_>, id: &CorrectionId) -> Result<Told, DeskError> {
    let correction = desk::query::correction_by_id(desk, id)?;
    let settlement = desk::settlement_by_id(desk, &correction.settlement)?;
    let made = desk::query::corrections_of_settlement(desk, &settlement)?;
    let until = made
        .iter()
        .filter(|made| made.ordinal <= correction.ordinal);
    let stands = until.fold(settlement, Settlement::corrected);
    let page = Some(format!("/settlements/{}", stands.id));
    let mut told = tell_of(desk, stands)?;
    told.notices.insert(0, (corrected(&correction), page));
    Ok(told)
}

/// Why each fen of what is computed from these inputs goes where it goes.
pub(super) fn explained(
    desk: &Desk<'_, '_>,
    inputs: &Inputs,
    pack: &Pack,
) -> Result<Explanation, DeskError> {
    let computed = inputs
        .settled_again(pack)
        .map_err(|refusal| DeskError::refused(refusal, &inputs.footing))?;
    let mut explanation = inputs.tell(pack, None, &computed);
    let library = &desk.reference().library;
    let rules = library.procedures(inputs.situation.insured_at);
    explanation.alternatives = inputs.alternatives(&pack.in_force(None), rules);
    Ok(explanation)
}

/// A settlement as it was made, or as it stood after a correction.
fn tell_of(desk: &mut Desk<'_, '_>, settlement: Settlement) -> Result<Told, DeskError> {
    let cancellation = desk::query::cancellation_of(desk, &settlement)?;
    let person = desk::identify(desk, &Voucher::Person(settlement.person.clone()))?.person;
    let pack = desk::query::pack_of_settlement(desk, &settlement)?;
    let explanation = explained(desk, &settlement.inputs, &pack)?;
    let after = match &cancellation {
        Some(_) => desk::after_cancellation(desk, &settlement)?,
        None => vec![],
    };
    let cancelled_on = cancellation.map(|made| in_china(made.created_at).date());
    let part = settlement.so_far.as_ref().map(part_of_a_stay);
    let lines = desk::query::lines_of_settlement(desk, &settlement)?;
    let code = bill_check_code(desk, &settlement.id);
    Ok(Told {
        questions: vec![],
        lines,
        code,
        cancelled_on,
        after: after.iter().map(|one| one.says()).collect(),
        notices: part.map(|says| (says, None)).into_iter().collect(),
        person,
        explanation,
        settlement,
    })
}

/// «This is the last part of a stay»: what was settled before, and that the steps are of the whole.
fn part_of_a_stay(so_far: &SoFar) -> Bilingual {
    let (total, funds) = (so_far.shares.total(), so_far.shares.funds());
    let person = so_far.shares.person();
    domain::say!(
        "这次住院之前已经结过 {total}（基金 {funds}，个人 {person}）。整个住院按一次计算，\
         减去已结的，就是这一次的金额；下面的步骤是整个住院的。",
        "Of this stay {total} was settled before ({funds} by funds, {person} by you). The whole \
         stay is worked out as one; less what was settled, it gives the amounts of this part. The \
         steps below are those of the whole stay."
    )
}

/// A settlement as a row of a list.
pub(super) fn listed(
    reference: &Reference,
    made: &Settlement,
    cancelled: bool,
) -> ListedSettlement {
    let facility = reference.facility(&made.facility).ok();
    ListedSettlement {
        href: format!("/settlements/{}", made.id),
        facility: facility.map_or_else(|| made.facility.to_string(), |f| f.name.clone()),
        care: made.inputs.situation.care,
        settled_on: in_china(made.created_at).date(),
        scope: made.scope,
        shares: made.shares,
        is_cancelled: cancelled,
        note: made.inputs.footing.footing.name(),
    }
}

/// Everything the page of a person shows.
pub(super) struct Life {
    pub(super) person: Person,
    pub(super) enrolments: Vec<Enrolment>,
    filings: Vec<Filing>,
    settlements: SettlementsPage,
    pub(super) totals: Vec<YearTotal>,
    pub(super) today: Date,
}

/// The address that says whose page it is, where whoever is signed in acts for them and it does
/// not: with it the page is told to be about somebody else, as every page a helper sees.
async fn as_helper(app: &App, asking: &Asking, id: &PersonId) -> Option<Redirect> {
    let own = asking.resident().ok()?.clone();
    if own == *id || asking.asked("for") == Some(id.as_str()) {
        return None;
    }
    let of = id.clone();
    let helps = app.read(move |desk| accounts::may_act(desk, &own, &of));
    let Ok(true) = helps.await else {
        return None;
    };
    let path = &asking.frame.path;
    let before = asking.asked("before");
    let before = before.map_or_else(String::new, |turn| format!("&before={turn}"));
    Some(Redirect::to(&format!("{path}?for={id}{before}")))
}

pub(super) async fn person(
    app: State<App>,
    id: Path<String>,
    asking: Asking,
) -> Result<Response, PageProblem> {
    if let Ok(person) = id.parse()
        && let Some(to) = as_helper(&app, &asking, &person).await
    {
        return Ok(to.into_response());
    }
    Ok(page_of_person(app, id, asking).await?.into_response())
}

async fn page_of_person(State(app): State<App>, Path(id): Path<String>, asking: Asking) -> Page {
    let unknown = || ApiProblem::no_such_page(&asking.frame.path);
    let id: PersonId = id.parse().map_err(|_| asking.problem(unknown()))?;
    let before = match asking.asked("before") {
        None => None,
        Some(turn) => Some(turn.parse().map_err(|_| asking.problem(unknown()))?),
    };
    let viewer = Viewer::of(&app, &asking);
    let life = app.read(move |desk| match viewer.may_see(desk, &id)? {
        true => live(desk, &id, before),
        false => Err(DeskError::UnknownPerson),
    });
    let life = life.await.map_err(|error| hidden(&app, &asking, error))?;
    seen(
        &app,
        &asking,
        (&life.person.id, HelperLook::Page("/persons".to_owned())),
    )
    .await?;
    let reference = app.reference();
    let made = life.settlements.made.iter();
    let made = made.filter(|one| one.sent.reversal_of.is_none());
    let page = PersonPage {
        name: life.person.name.clone(),
        certificate: life.person.certificate.clone(),
        enrolments: life
            .enrolments
            .iter()
            .map(|e| enrolment(&reference, e, life.today))
            .collect(),
        filings: life.filings.iter().rev().map(filing).collect(),
        settlements: made.map(|one| in_list(&reference, one)).collect(),
        earlier: life.settlements.earlier,
        year: year::rows(&reference, &life),
    };
    Ok(Html(person::render(&asking.frame, &page)))
}

/// A settlement in the list of a person's.
fn in_list(reference: &Reference, one: &InList) -> ListedSettlement {
    let stands = one.corrected.as_ref();
    let mut row = listed(
        reference,
        stands.unwrap_or(&one.sent),
        one.cancelled_by.is_some(),
    );
    if stands.is_some() {
        row.note = Bilingual::new(
            format!("{}，已补差", row.note.zh),
            format!("{}, corrected", row.note.en),
        );
    }
    row
}

pub(super) fn live(
    desk: &mut Desk<'_, '_>,
    id: &PersonId,
    before: Option<i64>,
) -> Result<Life, DeskError> {
    let found = desk::identify(desk, &Voucher::Person(id.clone()))?;
    Ok(Life {
        person: found.person,
        enrolments: found.enrolments,
        filings: desk::filings(desk, id)?,
        settlements: desk::query::settlements_before(desk, id, before)?,
        totals: desk::year_totals(desk, id)?,
        today: desk.today(),
    })
}

pub(super) fn pack_of<'a>(reference: &'a Reference, enrolment: &Enrolment) -> Option<&'a Pack> {
    reference
        .library
        .find(enrolment.insured_at, enrolment.scheme)
        .map(AsRef::as_ref)
}

pub(super) fn enrolment(
    reference: &Reference,
    enrolled: &Enrolment,
    today: Date,
) -> ShownEnrolment {
    let tier = enrolled.tier.as_ref().map(|word| {
        let known = pack_of(reference, enrolled)
            .and_then(|pack| pack.tables.tiers.iter().find(|tier| tier.name == *word));
        known.map_or_else(|| Bilingual::new(word, word), |tier| tier.title.clone())
    });
    ShownEnrolment {
        insured_at: region_names::label(enrolled.insured_at),
        scheme: enrolled.scheme,
        tier,
        status: enrolled.status,
        paid_through: enrolled.paid_through,
        account: enrolled.account,
        not_entitled: enrolled.check_entitled(today).err().map(|why| why.told()),
    }
}

pub(super) fn filing(filed: &Filing) -> ShownFiling {
    let tone = match filed.state {
        FilingState::Active => Tone::On,
        FilingState::Approved | FilingState::Queued | FilingState::Returned => Tone::Wait,
        _ => Tone::Over,
    };
    ShownFiling {
        id: filed.id().to_string(),
        to: region_names::label(filed.request.destination),
        reason: filed.reason.name(),
        period: filed.period,
        state: match filed.state {
            FilingState::Cancelled if filed.period.is_empty() => FilingText::StateWithdrawn.both(),
            state => state.name(),
        },
        tone,
    }
}
