//! One case: shown, decided, handed on.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use desk::cases::{
    self, CaseDecision, CaseError, CaseLane, CaseRights, NEVER, OpenCase, QueueAsked, QueuedCase,
    first_mark,
};
use desk::operators::Operator;
use desk::{Desk, DeskError, Role};
use domain::Bilingual;
use domain::calendar::in_china;
use domain::filing::{DecisionReason, EventKind, Filing, said};
use domain::ids::FilingId;
use domain::region_names::label;
use domain::text::Named;
use jiff::civil::Date;

use super::said::{BESIDE, filing_id, holds, listed, proofs, refused, see, what, why};
use crate::App;
use crate::pages::form::Sent;
use crate::pages::given::FormValues;
use crate::pages::printed::masked_phone;
use crate::pages::problem::PageProblem;
use crate::pages::{Asking, Page};
use crate::problem::ApiProblem;
use crate::web::clerk::{CasePage, Deciding, ListedRow, RuleRow, render_case};
use crate::web::text::DeskText as T;

pub(super) async fn show(
    State(app): State<App>,
    id: Path<String>,
    given: FormValues,
    asking: Asking,
) -> Page {
    let id = filing_id(&asking, &id)?;
    let deciding = match given.get("do") {
        Some("return") => Deciding::Return,
        Some("refuse") => Deciding::Refuse,
        Some("propose") => Deciding::Propose,
        _ => Deciding::Open,
    };
    let page = case_page(&app, &asking, (&id, deciding)).await?;
    Ok(Html(render_case(&asking.frame, &page)))
}

/// The page of a case, opened for whoever asks.
async fn case_page(
    app: &App,
    asking: &Asking,
    (id, deciding): (&FilingId, Deciding),
) -> Result<CasePage, PageProblem> {
    let operator = asking.staff()?.clone();
    let (by, of) = (operator.clone(), id.clone());
    let opened = app.transact(move |desk| {
        let case = cases::open_case(desk, &by, &of)?;
        let beside = cases::case_queue(desk, &by, &waiting(BESIDE))?;
        Ok((case, beside.cases))
    });
    let (case, beside) = opened.await.map_err(|error| refused(asking, id, error))?;
    Ok(filled(app, &operator, (case, &beside), deciding))
}

fn waiting(count: u32) -> QueueAsked {
    QueueAsked {
        lane: CaseLane::Waiting,
        why: None,
        due_by: NEVER,
        after: first_mark(),
        count,
    }
}

fn filled(
    app: &App,
    operator: &Operator,
    (case, beside): (OpenCase, &[QueuedCase]),
    deciding: Deciding,
) -> CasePage {
    let today = app.today();
    let of = case.filing.request.insured_at;
    let rights = case.rights;
    let waits = matches!(case.row.lane, CaseLane::Waiting | CaseLane::Proposed);
    let mut would_tell = case.would_tell.iter();
    let approval = would_tell.find(|one| one.decision == EventKind::Approve);
    let others = case.others.iter();
    let shown = case.person.certificates().next();
    let deciding = allowed(rights, deciding);
    CasePage {
        id: case.filing.id().to_string(),
        what: what(&case.filing),
        why: match waits {
            true => why(&case.row),
            false => case.filing.state.name(),
        },
        waits,
        number: shown.map_or_else(String::new, |it| it.masked()),
        is_full: false,
        facts: facts(&case),
        proofs: proofs(app.reference().library.procedures(of), &case.filing),
        contact: None,
        opened: case.opened.clone(),
        is_returned: case.row.lane == CaseLane::Returned,
        awaits_until: awaits_until(&case),
        rules: rules(&case.filing),
        history: history(&case),
        others: others
            .map(|other| (other.id().to_string(), what(other), other.state.name()))
            .collect(),
        will_read: approval.map(|one| one.told.clone()).filter(|_| waits),
        reasons: reasons(&case, deciding),
        deciding,
        held: held_by(&case),
        proposed: proposed(&case),
        may_decide: rights.decide,
        may_approve: rights.approve,
        may_propose: rights.propose,
        may_take_over: rights.take_over,
        is_taken: waits && case.is_taken,
        is_own_entry: waits && case.row.entered_by == operator.id,
        queue: queue(&case, beside, today),
        wrong: None,
        has_board: holds(operator, Role::Supervisor),
        has_counter: holds(operator, Role::Clerk),
        name: case.person.name,
    }
}

/// What is being decided, as far as the operator may.
fn allowed(rights: CaseRights, deciding: Deciding) -> Deciding {
    match deciding {
        Deciding::Propose if !rights.propose => Deciding::Open,
        _ if !rights.decide => Deciding::Open,
        other => other,
    }
}

/// The first of the list, with the one that is open.
fn queue(case: &OpenCase, beside: &[QueuedCase], today: Date) -> Vec<ListedRow> {
    let row = |one: &QueuedCase| ListedRow {
        is_open: one.filing.id() == case.filing.id(),
        ..listed(one, today)
    };
    beside.iter().map(row).collect()
}

/// Until when the person has time, where it waits for them.
fn awaits_until(case: &OpenCase) -> Option<Bilingual> {
    let due = case.filing.due_on?;
    (case.row.lane == CaseLane::Returned).then(|| on(due))
}

/// Who else has it open, and since when.
fn held_by(case: &OpenCase) -> Option<Bilingual> {
    let (who, at) = case.held.as_ref()?;
    let at = in_china(*at).strftime("%H:%M").to_string();
    Some(Bilingual::new(
        format!("{who}，{at} 起"),
        format!("{who}, since {at}"),
    ))
}

/// What somebody proposes, and who.
fn proposed(case: &OpenCase) -> Option<Bilingual> {
    let one = case.proposed.as_ref()?;
    let reason = said(&one.reason);
    Some(Bilingual::new(
        format!("{}，{}", one.by, reason.zh),
        format!("{}, {}", one.by, reason.en),
    ))
}

/// The reasons to choose from, with what the person reads.
fn reasons(case: &OpenCase, deciding: Deciding) -> Vec<(String, Bilingual, Bilingual)> {
    let decision = match deciding {
        Deciding::Open => return vec![],
        Deciding::Return => EventKind::Return,
        Deciding::Refuse => EventKind::Refuse,
        Deciding::Propose => EventKind::Approve,
    };
    let told = |reason: DecisionReason| {
        let mut all = case.would_tell.iter();
        let one = all.find(|one| one.decision == decision && one.reason == Some(reason));
        one.and_then(|one| one.told.clone().ok())
            .unwrap_or_default()
    };
    let all = DecisionReason::of(decision).into_iter();
    all.map(|reason| (reason.word().to_owned(), reason.name(), told(reason)))
        .collect()
}

fn rules(filing: &Filing) -> Vec<RuleRow> {
    // What is left to look at comes first.
    let mut checks: Vec<_> = filing.checks.iter().collect();
    checks.sort_by_key(|check| match check.verdict {
        domain::filing::Verdict::Fail => 0,
        domain::filing::Verdict::Unknown => 1,
        domain::filing::Verdict::Pass => 2,
    });
    let row = |check: &&domain::filing::Check| RuleRow {
        verdict: check.verdict,
        kind: check.kind.name(),
        says: check.says.clone(),
        basis: check.basis.clone(),
    };
    checks.iter().map(row).collect()
}

fn history(case: &OpenCase) -> Vec<(String, Bilingual)> {
    let row = |(at, entry): &(jiff::Timestamp, domain::filing::HistoryEntry)| {
        let (event, to, reason) = (entry.event.name(), entry.to.name(), said(&entry.reason));
        let zh = match reason.zh.is_empty() {
            true => format!("{}，{}", event.zh, to.zh),
            false => format!("{}，{}：{}", event.zh, to.zh, reason.zh),
        };
        let en = match reason.en.is_empty() {
            true => format!("{}, {}", event.en, to.en),
            false => format!("{}, {}: {}", event.en, to.en, reason.en),
        };
        let at = in_china(*at).strftime("%Y-%m-%d %H:%M").to_string();
        (at, Bilingual::new(zh, en))
    };
    case.events.iter().map(row).collect()
}

/// A day in both languages.
fn on(day: Date) -> Bilingual {
    use crate::web::{Lang, words};
    Bilingual::new(words::day(Lang::Zh, day), words::day(Lang::En, day))
}

fn joined(one: Bilingual, other: Bilingual) -> Bilingual {
    Bilingual::new(
        format!("{}，{}", one.zh, other.zh),
        format!("{}, {}", one.en, other.en),
    )
}

fn facts(case: &OpenCase) -> Vec<(Bilingual, Bilingual)> {
    let request = &case.filing.request;
    let same = |text: &str| Bilingual::new(text, text);
    let mut facts = Vec::new();
    for one in &case.enrolments {
        let (paid, label_of_paid) = (one.paid_through, T::PaidThrough.both());
        let paid = Bilingual::new(
            format!("{} {paid}", label_of_paid.zh),
            format!("{} {paid}", label_of_paid.en),
        );
        let insured = joined(one.scheme.name(), joined(one.status.name(), paid));
        let said = joined(label(one.insured_at), insured);
        facts.push((T::Insured.both(), said));
    }
    if case.enrolments.is_empty() {
        facts.push((T::Insured.both(), T::NotInsuredNow.both()));
    }
    let applied = T::AppliedOn.both();
    let submitted = on(case.filing.submitted_on);
    let applied = Bilingual::new(
        format!("{} {}", applied.zh, submitted.zh),
        format!("{} {}", applied.en, submitted.en),
    );
    facts.push((T::From.both(), joined(on(request.starts_on), applied)));
    if let Some(months) = request.months_away {
        facts.push((T::MonthsAway.both(), same(&months.to_string())));
    }
    facts.push((T::ChannelRow.both(), request.channel.name()));
    if let Some(agent) = &request.agent {
        let who = same(&domain::ids::mask_name(&agent.name));
        facts.push((T::AgentRow.both(), joined(agent.kind.name(), who)));
    }
    let contact = &request.contact;
    let contact = format!(
        "{} {}",
        domain::ids::mask_name(&contact.name),
        masked_phone(&contact.phone)
    );
    facts.push((T::ContactRow.both(), same(&contact)));
    if case.filing.request.evidence.is_empty() {
        let proof = match case.filing.request.pledged {
            true => T::ByPledge,
            false => T::NoProof,
        };
        facts.push((T::ProofRow.both(), proof.both()));
    }
    facts
}

/// Shows the case again with what was wrong; what is not the unit's is not there.
async fn again(app: &App, sent: &Sent, (id, error): (&FilingId, DeskError)) -> Response {
    let is_here = matches!(
        error,
        DeskError::Case(_) | DeskError::FilingRefused(_) | DeskError::Field { .. }
    );
    if !is_here {
        return refused(&sent.asking, id, error).into_response();
    }
    if matches!(error, DeskError::Case(CaseError::OwnCase)) {
        return sent.asking.problem(error).into_response();
    }
    let problem = ApiProblem::from(error);
    match case_page(app, &sent.asking, (id, Deciding::Open)).await {
        Ok(mut page) => {
            page.wrong = Some(problem.says());
            let page = Html(render_case(&sent.asking.frame, &page));
            (problem.status(), page).into_response()
        }
        Err(problem) => problem.into_response(),
    }
}

/// Does something to the case of the address and goes on to `then`.
async fn done<W>(
    (app, sent, id): (&App, &Sent, &Path<String>),
    then: Option<&str>,
    work: W,
) -> Response
where
    W: Fn(&mut Desk<'_, '_>, &Operator, &FilingId) -> Result<(), DeskError> + Send + 'static,
{
    let (operator, id) = match (sent.asking.staff(), filing_id(&sent.asking, id)) {
        (Ok(operator), Ok(id)) => (operator.clone(), id),
        (Err(problem), _) | (_, Err(problem)) => return problem.into_response(),
    };
    let of = id.clone();
    let outcome = app.transact(move |desk| work(desk, &operator, &of));
    match outcome.await {
        Ok(()) => match then {
            Some(address) => see(address),
            None => see(&format!("/clerk/filings/{id}")),
        },
        Err(error) => again(app, sent, (&id, error)).await,
    }
}

/// The fields of a decision.
const DECISION: [&str; 4] = ["verdict", "opened", "reason", "more"];

pub(super) fn decision(sent: &Sent) -> Option<CaseDecision> {
    let verdict = match sent.values.get("verdict") {
        Some("approve") => EventKind::Approve,
        Some("return") => EventKind::Return,
        Some("refuse") => EventKind::Refuse,
        _ => return None,
    };
    Some(CaseDecision {
        verdict,
        reason: sent
            .values
            .get("reason")
            .and_then(DecisionReason::from_word),
        more: sent.values.text("more"),
    })
}

pub(super) async fn decide(State(app): State<App>, id: Path<String>, sent: Sent) -> Response {
    if let Err(problem) = sent.only(&DECISION) {
        return problem.into_response();
    }
    let next = match next_case(&app, &sent, &id).await {
        Ok(next) => next,
        Err(problem) => return problem.into_response(),
    };
    let (decision, opened) = (decision(&sent), sent.values.text("opened"));
    let then = next.as_ref().map_or_else(
        || "/clerk".to_owned(),
        |next| format!("/clerk/filings/{next}"),
    );
    let decided = done((&app, &sent, &id), Some(&then), move |desk, by, of| {
        let decision = decision.as_ref().ok_or(CaseError::UnknownVerdict)?;
        cases::opened_for_a_moment(desk, by, (of, &opened))?;
        cases::decide_case(desk, by, (of, decision)).map(drop)
    });
    let decided = decided.await;
    if let (StatusCode::SEE_OTHER, Some(next)) = (decided.status(), next) {
        take_next(&app, &sent, next).await;
    }
    decided
}

/// Takes the case that opens next. A colleague may have been quicker: its page says so.
async fn take_next(app: &App, sent: &Sent, next: FilingId) {
    if let Ok(operator) = sent.asking.staff() {
        let by = operator.clone();
        let taken = app.transact(move |desk| cases::take_over(desk, &by, &next));
        taken.await.ok();
    }
}

/// The case to go on with after a decision: the next that waits and nobody has open.
async fn next_case(
    app: &App,
    sent: &Sent,
    id: &Path<String>,
) -> Result<Option<FilingId>, PageProblem> {
    let operator = sent.asking.staff()?.clone();
    let by = operator.clone();
    let found = app.read(move |desk| cases::case_queue(desk, &by, &waiting(BESIDE)));
    let found = found.await.map_err(|error| sent.asking.problem(error))?;
    let mut cases = found.cases.iter();
    let next = cases.find(|one| {
        let is_free = one
            .held
            .as_ref()
            .is_none_or(|(who, _)| *who == operator.name);
        is_free && one.filing.id().as_str() != id.0 && one.row.entered_by != operator.id
    });
    Ok(next.map(|next| next.filing.id().clone()))
}

pub(super) async fn propose(State(app): State<App>, id: Path<String>, sent: Sent) -> Response {
    if let Err(problem) = sent.only(&DECISION) {
        return problem.into_response();
    }
    let decision = decision(&sent);
    done((&app, &sent, &id), Some("/clerk"), move |desk, by, of| {
        let decision = decision.as_ref().ok_or(CaseError::UnknownVerdict)?;
        cases::propose_approval(desk, by, (of, decision))
    })
    .await
}

pub(super) async fn take_over(State(app): State<App>, id: Path<String>, sent: Sent) -> Response {
    done((&app, &sent, &id), None, cases::take_over).await
}

pub(super) async fn leave(State(app): State<App>, id: Path<String>, sent: Sent) -> Response {
    done((&app, &sent, &id), Some("/clerk"), cases::leave_case).await
}

pub(super) async fn hand_over(State(app): State<App>, id: Path<String>, sent: Sent) -> Response {
    let to = sent.values.text("to");
    done((&app, &sent, &id), Some("/clerk"), move |desk, by, of| {
        cases::hand_over(desk, by, (of, &to))
    })
    .await
}

pub(super) async fn show_number(State(app): State<App>, id: Path<String>, sent: Sent) -> Response {
    match number_page(&app, &id, &sent).await {
        Ok(page) => page,
        Err(problem) => problem.into_response(),
    }
}

async fn number_page(app: &App, id: &Path<String>, sent: &Sent) -> Result<Response, PageProblem> {
    let id = filing_id(&sent.asking, id)?;
    let operator = sent.asking.staff()?.clone();
    let (of, reason) = (id.clone(), sent.values.text("reason"));
    let shown = app.transact(move |desk| cases::show_number(desk, &operator, (&of, &reason)));
    let number = match shown.await {
        Ok(number) => number,
        Err(error) => return Ok(again(app, sent, (&id, error)).await),
    };
    let mut page = case_page(app, &sent.asking, (&id, Deciding::Open)).await?;
    page.number = number;
    page.is_full = true;
    Ok(Html(render_case(&sent.asking.frame, &page)).into_response())
}

/// Whom to reach, in full, for a reason.
pub(super) async fn contact(State(app): State<App>, id: Path<String>, sent: Sent) -> Response {
    match contact_page(&app, &id, &sent).await {
        Ok(page) => page,
        Err(problem) => problem.into_response(),
    }
}

async fn contact_page(app: &App, id: &Path<String>, sent: &Sent) -> Result<Response, PageProblem> {
    let id = filing_id(&sent.asking, id)?;
    let operator = sent.asking.staff()?.clone();
    let (of, reason) = (id.clone(), sent.values.text("reason"));
    let shown = app.transact(move |desk| cases::show_contact(desk, &operator, (&of, &reason)));
    let shown = match shown.await {
        Ok(shown) => shown,
        Err(error) => return Ok(again(app, sent, (&id, error)).await),
    };
    let mut page = case_page(app, &sent.asking, (&id, Deciding::Open)).await?;
    page.contact = Some([shown.name, shown.phone, shown.address].join("，"));
    Ok(Html(render_case(&sent.asking.frame, &page)).into_response())
}
