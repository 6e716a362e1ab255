//! Releases of policy: who changes which rules when, why and by how much; and, for those whose
//! office it is, the decision. The same work as the commands and the API do.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use desk::operators::Operator;
use desk::releases::{
    ApproveFrom, Decidable, EventView, Office, PastBills, ReleaseActor, ReleaseState, ReleaseView,
    Summary,
};
use desk::{DeskError, MessageAnswer, Role};
use domain::calendar::in_china;
use domain::text::{Bilingual, Named};
use domain::{region_names, say};
use jiff::civil::Date;

use super::change;
use crate::App;
use crate::pages::form::Sent;
use crate::pages::given::{FormValues, not_a_day};
use crate::pages::problem::PageProblem;
use crate::pages::{Asking, Page};
use crate::problem::ApiProblem;
use crate::web::policy::releases::{self, DecisionPanel, ReleasePage, ReleaseSummary};

pub(super) async fn list(State(app): State<App>, asking: Asking) -> Page {
    let found = app.office(|office| office.releases()).await;
    let found = found.map_err(|error| asking.problem(error))?;
    let shown: Vec<ReleaseSummary> = found.iter().map(release).collect();
    Ok(Html(releases::render_list(&asking.frame, &shown)))
}

pub(super) async fn one(State(app): State<App>, Path(id): Path<String>, asking: Asking) -> Page {
    let page = read(&app, &asking, (&id, &FormValues::default())).await?;
    Ok(Html(releases::render(&asking.frame, &page)))
}

/// The page of a release, with what was filled in where it comes back.
async fn read(
    app: &App,
    asking: &Asking,
    (id, values): (&str, &FormValues),
) -> Result<ReleasePage, PageProblem> {
    let asked = id.to_owned();
    let found = app.office(move |office| Ok((office.release(&asked)?, office.decidable(&asked)?)));
    let (view, stands) = found.await.map_err(|error| asking.problem(error))?;
    let mut page = page(&view);
    let staff = asking.staff().ok();
    let may = |operator: &&Operator| {
        let place = view.summary.place.parse::<desk::releases::PlaceFolder>();
        place.is_ok_and(|place| place.is_of(operator))
    };
    page.panel = staff
        .filter(may)
        .and_then(|operator| panel(operator, (&view, &stands), values));
    Ok(page)
}

fn href(id: &str) -> String {
    format!("/policy/releases/{id}")
}

pub(super) fn release(summary: &Summary) -> ReleaseSummary {
    ReleaseSummary {
        href: href(&summary.id),
        id: summary.id.clone(),
        place: summary.place_name.clone(),
        state: summary.state.name(),
        in_force: summary.state == ReleaseState::InForce,
        waits: summary.state == ReleaseState::Draft,
        why: summary.why.clone(),
        by: summary.drafted_by.name.clone(),
        at: in_china(summary.drafted_at),
        from: summary.in_force_from,
        until: summary.in_force_until,
    }
}

fn page(view: &ReleaseView) -> ReleasePage {
    let test = view.test.as_ref();
    let packs = test.into_iter().flat_map(|test| &test.new_packs);
    let undone = view.summary.rolls_back.as_ref();
    ReleasePage {
        release: release(&view.summary),
        events: view.events.iter().map(event).collect(),
        change: test.map(change::view),
        packs: packs
            .map(|pack| {
                let (place, scheme) = (region_names::label(pack.region), pack.scheme.name());
                let name = say!("{place} {scheme}", "{place}, {scheme}";
                    place = place, scheme = scheme);
                let href = format!("/policy/{}/{}", pack.region, pack.scheme);
                (href, name, pack.hash.clone())
            })
            .collect(),
        files: view
            .files
            .iter()
            .map(|(name, hash)| (change::file_name(name), hash.clone()))
            .collect(),
        undoes: undone.map(|id| (id.clone(), href(id))),
        panel: None,
        wrong: None,
    }
}

fn event(event: &EventView) -> (Bilingual, jiff::civil::DateTime, String, String) {
    let by = event.by.name.clone();
    let what = match event.from {
        Some(from) => {
            let what = event.what.name();
            say!("{what}，{from} 起施行", "{what}, in force from {from}"; what = what)
        }
        None => event.what.name(),
    };
    (what, in_china(event.at), by, event.why.clone())
}

/// What whoever is signed in may do with a release.
fn panel(
    operator: &Operator,
    (view, stands): (&ReleaseView, &Decidable),
    values: &FormValues,
) -> Option<DecisionPanel> {
    let holds = |role| operator.roles.contains(&role);
    let (edits, publishes) = (holds(Role::Editor), holds(Role::Publisher));
    if !edits && !publishes {
        return None;
    }
    let summary = &view.summary;
    let state = summary.state;
    let is_own = summary.drafted_by.id == operator.id;
    let is_open = state == ReleaseState::Draft;
    let why_not = why_not((operator, publishes), (view, stands));
    let is_latest = stands.latest.as_ref() == Some(&summary.id);
    // What was settled since the draft was tested is found when it is approved.
    let asks_past =
        view.test.as_ref().is_some_and(|test| test.past.is_any()) || values.get("from").is_some();
    let chosen = values.get("past");
    let past = PastBills::ALL.iter().map(|word| {
        let word_of = word.word();
        (word_of.to_owned(), word.name(), chosen == Some(word_of))
    });
    let stands_in = matches!(state, ReleaseState::InForce | ReleaseState::Scheduled);
    let first = stands.earliest.to_string();
    Some(DecisionPanel {
        stamp: stands.stamp.clone(),
        is_open,
        may_approve: is_open && why_not.is_empty(),
        may_refuse: is_open && publishes && !is_own,
        may_withdraw: (is_open && is_own && edits)
            || (state == ReleaseState::Scheduled && publishes && is_latest),
        may_roll_back: stands_in && is_latest && state == ReleaseState::InForce,
        may_reopen: edits && matches!(state, ReleaseState::Refused | ReleaseState::Withdrawn),
        why_not,
        from: values.get("from").unwrap_or(&first).to_owned(),
        earliest: first,
        why: values.text("why"),
        past: if asks_past { past.collect() } else { vec![] },
        drafter: summary.drafted_by.name.clone(),
        unsourced: is_unsourced(view),
    })
}

fn is_unsourced(view: &ReleaseView) -> bool {
    let packs = view.test.iter().flat_map(|test| &test.differences);
    let mut rows = packs.flat_map(|pack| &pack.rows);
    rows.any(|row| row.basis.as_ref().is_some_and(|basis| !basis.verified))
}

/// Why a release cannot be approved by somebody; nothing where it can.
fn why_not(
    (operator, publishes): (&Operator, bool),
    (view, stands): (&ReleaseView, &Decidable),
) -> Vec<Bilingual> {
    let mut why = Vec::new();
    let summary = &view.summary;
    if summary.drafted_by.id == operator.id {
        why.push(say!(
            "这是您自己起草的，要由另一位政策发布人员批准",
            "you drafted it yourself; another publisher has to approve it"
        ));
    } else if !publishes {
        why.push(say!(
            "批准要由政策发布人员办，您的职责是起草",
            "a publisher has to approve it; your office is to draft"
        ));
    }
    if stands.latest != summary.based_on {
        let latest = stands.latest.clone().unwrap_or_default();
        why.push(say!(
            "起草之后 {latest} 已获批准，请起草人在它之上重新起草",
            "{latest} was approved since; the drafter has to draft again on top of it"
        ));
    }
    let Some(test) = &view.test else {
        return why;
    };
    for (cause, cases) in change::by_cause(&test.findings) {
        let count = cases.len();
        why.push(say!(
            "{count} 个算例不符：{cause}。请起草人一起改掉，再送来",
            "{count} cases do not come out: {cause}; the drafter has to change them too";
            cause = cause
        ));
    }
    let others = test.findings.iter();
    let others = others.filter(|one| one.code != "case-failed").count();
    if others > 0 {
        why.push(say!(
            "{others} 处检查不过，见左边所列",
            "{others} things do not hold; they are listed beside this"
        ));
    }
    why
}

/// What is done with a release.
pub(super) async fn decide(
    State(app): State<App>,
    Path((id, deed)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, PageProblem> {
    let operator = sent.asking.staff()?.clone();
    sent.only(&["stamp", "why", "from", "past"])?;
    if deed == REOPEN {
        return reopen(&app, &sent, &id).await;
    }
    let Some(deed) = ReleaseDeed::from_word(&deed) else {
        let nowhere = ApiProblem::no_such_page(&sent.asking.frame.path);
        return Err(sent.asking.problem(nowhere));
    };
    let from = match sent
        .values
        .get("from")
        .map(|text| (text, text.parse::<Date>()))
    {
        Some((text, Err(_))) => return again(&app, &sent, (&id, not_a_day(text))).await,
        Some((_, Ok(day))) => Some(day),
        None => None,
    };
    let asked = id.clone();
    let stands = app.office(move |office| office.decidable(&asked)).await;
    let stands = stands.map_err(|error| sent.asking.problem(error))?;
    if sent.values.text("stamp") != stands.stamp {
        let moved = say!(
            "您打开这一页以后有了变化。下面是现在的样子，请看过再决定",
            "something happened since you opened this page; look at how it stands now, then decide"
        );
        return again(&app, &sent, (&id, moved)).await;
    }
    let past = sent.values.get("past").and_then(PastBills::from_word);
    let (why, release) = (sent.values.text("why"), id.clone());
    let done = app.office(move |office| {
        let of = (release.as_str(), why.as_str());
        deed.done(
            office,
            &ReleaseActor::from(&operator),
            (of, ApproveFrom { from, past }),
        )
    });
    let view = match done.await {
        Ok(answer) => answer.outcome,
        Err(error) => return refused(&app, &sent, (&id, error)).await,
    };
    if let Err(error) = app.refresh().await {
        tracing::error!(
            error = crate::problem::chain(&error),
            "policies stay as they were"
        );
    }
    let to = view.map_or(id, |view| view.summary.id);
    Ok(Redirect::to(&href(&to)).into_response())
}

/// What leads back to the draft.
const REOPEN: &str = "reopen";

/// Puts all a release changed back into the draft of its place.
async fn reopen(app: &App, sent: &Sent, id: &str) -> Result<Response, PageProblem> {
    let by = ReleaseActor::from(sent.asking.staff()?);
    let release = id.to_owned();
    let opened = app.office(move |office| office.reopen(by, &release)).await;
    match opened {
        Ok(draft) => {
            let to = format!("/policy/edit/{}", draft.place);
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => refused(app, sent, (id, error)).await,
    }
}

domain::word_list! {
    /// What a page does with a release.
    ReleaseDeed {
        /// It comes into force.
        Approve = "approve", "批准", "approve";
        /// It goes back to its drafter.
        Refuse = "refuse", "退回", "refuse";
        /// It is taken back.
        Withdraw = "withdraw", "撤回", "withdraw";
        /// The way back is drafted.
        RollBack = "roll-back", "回退", "roll back";
    }
}

impl ReleaseDeed {
    fn done(
        self,
        office: &Office<'_>,
        by: &ReleaseActor,
        (of, from): ((&str, &str), ApproveFrom),
    ) -> Result<MessageAnswer<ReleaseView>, DeskError> {
        let by = by.clone();
        match self {
            ReleaseDeed::Approve => office.approve(by, None, of, from),
            ReleaseDeed::Refuse => office.refuse(by, None, of),
            ReleaseDeed::Withdraw => office.withdraw(by, None, of),
            ReleaseDeed::RollBack => office.roll_back(by, None, of),
        }
    }
}

/// What may be mended on the page is told on it; the rest is a page of its own.
async fn refused(
    app: &App,
    sent: &Sent,
    (id, error): (&str, DeskError),
) -> Result<Response, PageProblem> {
    const HERE: [&str; 8] = [
        "draft-moved",
        "release-decided",
        "release-red",
        "release-past",
        "release-date",
        "release-outdated",
        "four-eyes",
        "field",
    ];
    let problem = ApiProblem::from(error);
    if !HERE.contains(&problem.code.as_str()) {
        return Err(sent.asking.problem(problem));
    }
    let (title, next) = (problem.title, problem.next);
    let says = say!("{title}。{next}", "{title}. {next}"; title = title, next = next);
    again(app, sent, (id, says)).await
}

/// The page again, with what was wrong and what was filled in.
async fn again(
    app: &App,
    sent: &Sent,
    (id, wrong): (&str, Bilingual),
) -> Result<Response, PageProblem> {
    let mut page = read(app, &sent.asking, (id, &sent.values)).await?;
    page.wrong = Some(wrong);
    let page = Html(releases::render(&sent.asking.frame, &page));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
