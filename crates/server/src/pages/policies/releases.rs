//! Releases of policy: who changes which rules when, why and by how much; and, for those whose
//! office it is, the decision. The same work as the commands and the API do.

mod standing;

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

/// So many releases a page.
const LISTED: usize = 20;

pub(super) async fn list(State(app): State<App>, asking: Asking) -> Page {
    let first = asking.asked("first").and_then(|text| text.parse().ok());
    let first: usize = first.unwrap_or(0);
    let found = app.office(move |office| office.releases_told((first, LISTED)));
    let found = found.await.map_err(|error| asking.problem(error))?;
    let shown = found.iter().map(|(summary, test)| {
        let mut shown = release(summary);
        shown.change = test.as_ref().map(change::in_a_sentence);
        shown
    });
    let shown: Vec<ReleaseSummary> = shown.collect();
    let later =
        (shown.len() == LISTED).then(|| format!("/policy/releases?first={}", first + LISTED));
    Ok(Html(releases::render_list(&asking.frame, (&shown, later))))
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
        drafted: standing::drafted(summary),
        span: standing::span(summary),
        change: None,
        undoes: summary.rolls_back.clone(),
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
        next: standing::next(view),
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
        may_withdraw: (is_open && is_own)
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
        faults: vec![],
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
            "这是您自己起草的，要由另一位政策发布人员批准。没有第二位就撤回，请政策编辑起草",
            "you drafted it yourself; another publisher has to approve it. Where there is none, \
             take it back and ask an editor to draft it"
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
    let why = match reason(&sent) {
        Ok(why) => why,
        Err(wrong) => return beside(&app, &sent, (&id, deed.why_field(), wrong)).await,
    };
    let from = match day_from(&sent) {
        Ok(day) => day,
        Err(wrong) => return beside(&app, &sent, (&id, "from", wrong)).await,
    };
    let asked = id.clone();
    let stands = app.office(move |office| office.decidable(&asked)).await;
    let stands = stands.map_err(|error| sent.asking.problem(error))?;
    if sent.values.text("stamp") != stands.stamp {
        let moved = say!(
            "您打开这一页以后有了变化。下面是现在的样子，请看过再决定",
            "something happened since you opened this page; look at how it stands now, then decide"
        );
        return again(&app, &sent, (&id, moved), None).await;
    }
    let past = sent.values.get("past").and_then(PastBills::from_word);
    let release = id.clone();
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
        Err(error) => return refused(&app, &sent, (&id, Some(deed)), error).await,
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

/// The day from which it is to hold, where one is given.
fn day_from(sent: &Sent) -> Result<Option<Date>, Bilingual> {
    let text = sent.values.get("from");
    let day = text.map(|text| text.parse::<Date>().map_err(|_| not_a_day(text)));
    day.transpose()
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
        Err(error) => refused(app, sent, (id, None), error).await,
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
    /// The field of its form that holds the reason.
    fn why_field(self) -> &'static str {
        match self {
            ReleaseDeed::Approve | ReleaseDeed::Refuse => "why",
            ReleaseDeed::Withdraw => "withdraw-why",
            ReleaseDeed::RollBack => "back-why",
        }
    }

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

/// The longest reason, in letters.
const REASON_LONGEST: usize = 500;

/// The reason somebody wrote, in one line; or what is asked of it.
pub(super) fn reason(sent: &Sent) -> Result<String, Bilingual> {
    let why = sent.values.text("why");
    let words: Vec<&str> = why.split(['\r', '\n', '\t']).map(str::trim).collect();
    let why = words.join(" ").trim().to_owned();
    match why.chars().count() {
        0 => Err(say!(
            "请写明原因，会写进记录",
            "say why; it is put on record"
        )),
        count if count > REASON_LONGEST => Err(say!(
            "最多 {REASON_LONGEST} 个字，这里有 {count} 个",
            "at most {REASON_LONGEST} characters; here are {count}"
        )),
        _ => Ok(why),
    }
}

/// What may be mended on the page is told on it, beside its field where it has one; the rest is a
/// page of its own.
async fn refused(
    app: &App,
    sent: &Sent,
    (id, deed): (&str, Option<ReleaseDeed>),
    error: DeskError,
) -> Result<Response, PageProblem> {
    let problem = ApiProblem::from(error);
    let field = match problem.code.as_str() {
        "release-date" => Some("from"),
        "release-past" => Some("past"),
        "field" => deed.map(ReleaseDeed::why_field),
        _ => None,
    };
    if let Some(field) = field {
        return beside(app, sent, (id, field, problem.beside())).await;
    }
    let says = match problem.code.as_str() {
        // What is red is listed on the page, and not by file and line.
        "release-red" => {
            let (title, next) = (problem.title.clone(), problem.next.clone());
            say!("{title}。{next}。", "{title}. {next}."; title = title, next = next)
        }
        "draft-moved" | "release-decided" | "release-outdated" | "four-eyes" | "field" => {
            problem.says()
        }
        _ => return Err(sent.asking.problem(problem)),
    };
    again(app, sent, (id, says), None).await
}

/// The page again, with what is wrong beside its field.
async fn beside(
    app: &App,
    sent: &Sent,
    (id, field, wrong): (&str, &'static str, Bilingual),
) -> Result<Response, PageProblem> {
    let told = say!(
        "有一处要改，写在它旁边。还没有办",
        "one thing has to be mended and nothing was done; it is told beside its field"
    );
    again(app, sent, (id, told), Some((field, wrong))).await
}

/// The page again, with what was wrong and what was filled in.
async fn again(
    app: &App,
    sent: &Sent,
    (id, wrong): (&str, Bilingual),
    fault: Option<(&'static str, Bilingual)>,
) -> Result<Response, PageProblem> {
    let mut page = read(app, &sent.asking, (id, &sent.values)).await?;
    page.wrong = Some(wrong);
    if let Some(panel) = &mut page.panel {
        panel.faults.extend(fault);
    }
    let page = Html(releases::render(&sent.asking.frame, &page));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
