//! How a filing stands.

use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use desk::check_code::check_code;
use desk::drafts::kinds_of_proof;
use desk::{Desk, DeskError, Voucher, accounts, choices_standing};
use domain::Bilingual;
use domain::advice::{JourneyAsked, name_of};
use domain::calendar::age_on;
use domain::filing::{Channel, EventKind, Filing, HistoryEntry, State as FilingState, Verdict};
use domain::ids::{FilingId, PersonId, mask_name};
use domain::person::{Enrolment, Scheme, Status};
use domain::procedures::Procedures;
use domain::text::Named;
use jiff::civil::Date;

use super::filling::{hidden, no_such};
use super::say::{days, desk_of, on};
use crate::App;
use crate::pages::Asking;
use crate::pages::problem::PageProblem;
use crate::pages::renewal::{can_be_renewed, of_the_end};
use crate::web::advice::address;
use crate::web::facilities::encoded;
use crate::web::filing::{FilingPage, FilingStep, StepTone, render_status};
use crate::web::text::FilingText;

/// A filing with whose it is.
pub(super) struct FoundFiling {
    pub filing: Filing,
    pub name: String,
    pub own: PersonId,
    pub enrolment: Option<Enrolment>,
    /// What shows on paper whether it holds.
    pub check_code: String,
    pub age: u8,
    /// What the rules ask to be chosen there for outpatient care, while it is not.
    pub to_choose: Option<Bilingual>,
    /// Who acted for the person, ever: account and full name.
    pub helpers: Vec<(PersonId, String)>,
}

/// The filing of a number, for the person and whom they allow.
pub(super) fn find(
    desk: &mut Desk<'_, '_>,
    own: &PersonId,
    id: &FilingId,
) -> Result<FoundFiling, DeskError> {
    let filing = desk::filing::filing_by_id(desk, id)?;
    if !accounts::may_act(desk, own, filing.person())? {
        return Err(DeskError::UnknownFiling { filing: id.clone() });
    }
    let known = desk::identify(desk, &Voucher::Person(filing.person().clone()))?;
    let at = filing.request.insured_at.pooling();
    let mut enrolments = known.enrolments.into_iter();
    let mut helpers = Vec::new();
    for one in accounts::consents_of(desk, filing.person())? {
        match desk::identify(desk, &Voucher::Person(one.helper.clone())) {
            Ok(helper) => helpers.push((one.helper, helper.person.name)),
            // Whoever is on record no more has no name to show.
            Err(DeskError::UnknownPerson) => {}
            Err(other) => return Err(other),
        }
    }
    let needs = choices_standing(desk, filing.person())?.needs.into_iter();
    let mut missing = needs.filter(|need| {
        let here = need.place == filing.request.destination.pooling();
        here && need.insured_by.0 == at && need.is_missing()
    });
    Ok(FoundFiling {
        to_choose: missing.next().map(|need| need.says),
        helpers,
        enrolment: enrolments.find(|one| one.insured_at == at),
        check_code: check_code(desk, filing.id()),
        name: known.person.name,
        age: age_on(known.person.born_on, desk.today()),
        own: own.clone(),
        filing,
    })
}

/// Where the address does not say whose filing it is, and it is not one's own: the address that
/// does, so that everything the page leads to is about them.
pub(super) async fn about_owner(
    app: &App,
    asking: &Asking,
    id: &FilingId,
) -> Result<Option<String>, PageProblem> {
    let (own, of) = (asking.resident()?.clone(), id.clone());
    let found = app.read(move |desk| find(desk, &own, &of));
    let found = found.await.map_err(|error| hidden(asking, error))?;
    let (owner, path) = (found.filing.person(), &asking.frame.path);
    let named = asking.asked("for");
    Ok(match *owner == found.own {
        true => named.map(|_| path.clone()),
        false if named == Some(owner.as_str()) => None,
        false => Some(format!("{path}?for={owner}")),
    })
}

pub(super) async fn filing(
    State(app): State<App>,
    Path(id): Path<String>,
    asking: Asking,
) -> Result<Response, PageProblem> {
    let own = asking.resident()?.clone();
    let id: FilingId = id.parse().map_err(|_| no_such(&asking))?;
    if let Some(to) = about_owner(&app, &asking, &id).await? {
        return Ok(Redirect::to(&to).into_response());
    }
    let found = app.read(move |desk| find(desk, &own, &id));
    let found = found.await.map_err(|error| hidden(&asking, error))?;
    let reference = app.reference();
    let rules = reference
        .library
        .procedures(found.filing.request.insured_at);
    let page = page(rules, &found, app.today());
    Ok(Html(render_status(&asking.frame, &page)).into_response())
}

fn page(rules: &Procedures, found: &FoundFiling, today: Date) -> FilingPage {
    let filing = &found.filing;
    let request = &filing.request;
    let (state, tone, icon) = match (filing.state, filing.period.is_empty()) {
        (FilingState::Cancelled, true) => (FilingText::StateWithdrawn, "wait", "filing"),
        (state, _) => look(state),
    };
    let kind = rules.category(&request.category, filing.submitted_on);
    let kind = kind.map_or_else(|| filing.reason.name(), |row| row.title.clone());
    let period = days(&filing.period);
    FilingPage {
        id: filing.id().to_string(),
        check_code: found.check_code.clone(),
        from: name_of(request.insured_at),
        to: name_of(request.destination),
        name: shown_name(found),
        is_for_other: found.own != *filing.person(),
        state,
        tone,
        icon,
        says: sentence(found, today),
        lead: lead(filing, today),
        kind: Bilingual::new(
            format!("{}，{}", kind.zh, period.zh),
            format!("{}, {}", kind.en, period.en),
        ),
        steps: steps(found),
        checks: filing
            .checks
            .iter()
            .map(|check| (check.kind.name(), outcome(check.verdict, &check.says)))
            .collect(),
        proofs: proofs(rules, filing),
        is_waiting: filing.state == FilingState::Queued,
        next: match filing.is_live() {
            true => next(found),
            false => vec![],
        },
        deeds: deeds(rules, filing, today),
        form: Some(format!("/filings/{}/form.pdf", filing.id())),
    }
}

fn outcome(verdict: Verdict, says: &Bilingual) -> Bilingual {
    let name = verdict.name();
    Bilingual::new(
        format!("{}：{}", name.zh, says.zh),
        format!("{}: {}", name.en, says.en),
    )
}

fn look(state: FilingState) -> (FilingText, &'static str, &'static str) {
    match state {
        FilingState::Active => (FilingText::StateDone, "", "check"),
        FilingState::Approved => (FilingText::StateApproved, "", "check"),
        FilingState::Queued => (FilingText::StateQueued, "wait", "clock"),
        FilingState::Returned => (FilingText::StateReturned, "wait", "filing"),
        FilingState::Refused => (FilingText::StateRefused, "no", "stop"),
        FilingState::Cancelled => (FilingText::StateCancelled, "wait", "filing"),
        FilingState::Superseded => (FilingText::StateSuperseded, "wait", "filing"),
        FilingState::Expired => (FilingText::StateExpired, "wait", "clock"),
    }
}

/// The day on which it came to stand so.
fn since(filing: &Filing) -> Date {
    filing
        .history
        .last()
        .map_or(filing.submitted_on, |it| it.on)
}

/// It holds from a day that is to come.
fn to_come(
    name: &str,
    (at, period): (&Bilingual, &Bilingual),
    from: Date,
    today: Date,
) -> Bilingual {
    let days = from.since(today).map_or(0, |it| it.get_days());
    Bilingual::new(
        format!("{name}到{}看病，{}，还有 {days} 天。", at.zh, period.zh),
        format!(
            "Care in {} for {name}: {}, in {days} days.",
            at.en, period.en
        ),
    )
}

/// How it stands, with its date, who and by when.
fn sentence(found: &FoundFiling, today: Date) -> Bilingual {
    let filing = &found.filing;
    let (at, name) = (name_of(filing.request.destination), shown_name(found));
    let (desk, since) = (desk_of(filing.request.insured_at), on(since(filing)));
    let period = days(&filing.period);
    match filing.state {
        FilingState::Active => Bilingual::new(
            format!("{name}到{}看病，{}。", at.zh, period.zh),
            format!("Care in {} for {name}: {}.", at.en, period.en),
        ),
        FilingState::Approved => to_come(&name, (&at, &period), filing.period.from, today),
        FilingState::Queued => queued(filing, &desk),
        FilingState::Returned => Bilingual::new(
            format!("{}{}退回，改好就能再交，申请日不变。", since.zh, desk.zh),
            format!(
                "Sent back by {} on {}; the day of application stays.",
                desk.en, since.en
            ),
        ),
        FilingState::Refused => Bilingual::new(
            format!("{}{}没有通过。", since.zh, desk.zh),
            format!("Refused by {} on {}.", desk.en, since.en),
        ),
        FilingState::Cancelled if filing.period.is_empty() => Bilingual::new(
            format!("{}撤回，不覆盖任何一天。", since.zh),
            format!("Withdrawn on {}; it covers no day.", since.en),
        ),
        FilingState::Cancelled if filing.period.contains(today) => Bilingual::new(
            format!("{}取消，今天还有效，明天起不再有效。", since.zh),
            format!("Cancelled on {}; it holds today and no longer.", since.en),
        ),
        FilingState::Cancelled => Bilingual::new(
            format!("{}取消。它管过{}。", since.zh, period.zh),
            format!("Cancelled on {}; it held {}.", since.en, period.en),
        ),
        FilingState::Superseded => Bilingual::new(
            format!("{}由新的备案替代。", since.zh),
            format!("Replaced by a newer one on {}.", since.en),
        ),
        FilingState::Expired => {
            // Its end, not the moment at which somebody wrote it down.
            let ended = filing.period.until.map_or(since, on);
            Bilingual::new(
                format!("{}起不再有效。它管过{}。", ended.zh, period.zh),
                format!("Ended on {}; it held {}.", ended.en, period.en),
            )
        }
    }
}

fn queued(filing: &Filing, desk: &Bilingual) -> Bilingual {
    let asked = on(filing.submitted_on);
    match filing.due_on.map(on) {
        Some(due) => Bilingual::new(
            format!(
                "{}已提交，{}正在核对，最晚{}答复。",
                asked.zh, desk.zh, due.zh
            ),
            format!(
                "Sent on {}; {} looks at it and answers by {}.",
                asked.en, desk.en, due.en
            ),
        ),
        None => Bilingual::new(
            format!("{}已提交，{}正在核对。", asked.zh, desk.zh),
            format!("Sent on {}; {} looks at it.", asked.en, desk.en),
        ),
    }
}

/// What else to know at once: why, and what to do now.
fn lead(filing: &Filing, today: Date) -> Vec<Bilingual> {
    let reason = filing.history.last().map(|it| it.reason.clone());
    let reason = reason.filter(|reason| !reason.is_empty());
    let because =
        reason.map(|reason| Bilingual::new(format!("原因：{reason}"), format!("Reason: {reason}")));
    let mut lead: Vec<Bilingual> = because.into_iter().collect();
    match filing.state {
        FilingState::Queued => {
            let open = filing
                .checks
                .iter()
                .filter(|it| it.verdict != Verdict::Pass);
            lead.extend(open.map(|it| it.says.clone()));
        }
        FilingState::Refused => lead.push(FilingText::ClaimLater.both()),
        FilingState::Superseded => {
            let by = filing.superseded_by.iter();
            lead.extend(by.map(|by| {
                Bilingual::new(format!("新的备案号 {by}"), format!("The newer one is {by}"))
            }));
        }
        _ => lead.extend(of_the_end(filing, today)),
    }
    lead
}

fn steps(found: &FoundFiling) -> Vec<FilingStep> {
    let filing = &found.filing;
    let done = filing.history.iter().map(|entry| FilingStep {
        tone: StepTone::Done,
        what: what(entry),
        when: when(found, entry),
    });
    let mut steps: Vec<FilingStep> = done.collect();
    if filing.state == FilingState::Queued {
        let desk = desk_of(filing.request.insured_at);
        let due = filing
            .due_on
            .map(on)
            .map(|due| Bilingual::new(format!("最晚{}", due.zh), format!("by {}", due.en)));
        steps.push(FilingStep {
            tone: StepTone::Now,
            what: Bilingual::new(
                format!("{}核对", desk.zh),
                format!("Looked at by {}", desk.en),
            ),
            when: due.unwrap_or_default(),
        });
        steps.push(FilingStep {
            tone: StepTone::Next,
            what: Bilingual::new("答复，短信告诉您", "The answer, by text message"),
            when: Bilingual::default(),
        });
    }
    if filing.state == FilingState::Returned {
        steps.push(FilingStep {
            tone: StepTone::Now,
            what: Bilingual::new("等您改好再交", "Waiting for you to correct it"),
            when: Bilingual::default(),
        });
    }
    steps
}

fn what(entry: &HistoryEntry) -> Bilingual {
    match entry.event {
        EventKind::Submit => Bilingual::new("提交", "Sent"),
        EventKind::Approve => Bilingual::new("核对通过", "Approved"),
        _ => entry.event.name(),
    }
}

fn is_own(found: &FoundFiling) -> bool {
    found.own == *found.filing.person()
}

/// One's own name in full; of others what helps to tell them apart.
fn shown_name(found: &FoundFiling) -> String {
    match is_own(found) {
        true => found.name.clone(),
        false => mask_name(&found.name),
    }
}

/// When, and by whom: the person, who acts for them, the rules, or the agency.
fn when(found: &FoundFiling, entry: &HistoryEntry) -> Bilingual {
    let agent = found.filing.request.agent.as_ref();
    let agent = agent.map(|agent| (agent.account.as_str(), agent.name.as_str()));
    let helpers = found.helpers.iter();
    let helpers = helpers.map(|(id, name)| (id.as_str(), name.as_str()));
    let mut acted = agent.into_iter().chain(helpers);
    let by = match entry.by.as_str() {
        domain::filing::BY_RULE => FilingText::ByRules.both(),
        by if by == "person" || by == found.filing.person().as_str() => match is_own(found) {
            true => FilingText::ByYou.both(),
            false => Bilingual::new("本人", "by the person"),
        },
        by if by == found.own.as_str() => Bilingual::new("由您代办", "by you for the person"),
        by if acted.clone().any(|(account, _)| account == by) => {
            let name = acted.find(|(account, _)| *account == by);
            let name = mask_name(name.map(|(_, name)| name).unwrap_or_default());
            Bilingual::new(format!("由{name}代办"), format!("by {name} for the person"))
        }
        _ => desk_of(found.filing.request.insured_at),
    };
    let day = on(entry.on);
    let why = match entry.reason.as_str() {
        "" => Bilingual::default(),
        reason => Bilingual::new(format!("：{reason}"), format!(": {reason}")),
    };
    Bilingual::new(
        format!("{}，{}{}", day.zh, by.zh, why.zh),
        format!("{}, {}{}", day.en, by.en, why.en),
    )
}

fn proofs(rules: &Procedures, filing: &Filing) -> Vec<(String, Bilingual)> {
    let row = rules.category(&filing.request.category, filing.submitted_on);
    let evidence = filing.request.evidence.iter().enumerate();
    let evidence = evidence.map(|(at, one)| {
        let name = row.map(|row| row.material_name(&one.kind));
        let href = format!("/filings/{}/documents/{at}", filing.id());
        (
            href,
            name.unwrap_or_else(|| Bilingual::new(&one.kind, &one.kind)),
        )
    });
    evidence.collect()
}

fn next(found: &FoundFiling) -> Vec<(&'static str, Bilingual, String)> {
    let request = &found.filing.request;
    let (from, to) = (request.insured_at, request.destination);
    let mut next = Vec::new();
    if let Some(says) = &found.to_choose {
        let words = FilingText::ChooseClinic.both();
        let words = Bilingual::new(
            format!("{}：{}", words.zh, says.zh),
            format!("{}: {}", words.en, says.en),
        );
        next.push(("pin", words, "/designation".to_owned()));
    }
    next.push((
        "hospital",
        FilingText::SeeAdvice.both(),
        format!("/facilities?insured_at={from}&treated_at={to}"),
    ));
    next.push(("bill", FilingText::SeeCost.both(), what_if(found)));
    next
}

/// Where a bill is tried out with what is known of the person.
fn what_if(found: &FoundFiling) -> String {
    let request = &found.filing.request;
    let (from, to) = (request.insured_at.pooling(), request.destination);
    let one = found.enrolment.as_ref();
    let scheme = one.map_or(Scheme::Employee, |it| it.scheme);
    let mut href = format!("/policy/what-if?pack={from}/{scheme}&at={to}");
    if let Some(one) = one {
        let tier = one.tier.as_deref().map(|tier| ("tier", tier));
        let status = (one.status != Status::Resident).then(|| ("status", one.status.word()));
        for (name, value) in tier.into_iter().chain(status) {
            href += &format!("&{name}={}", encoded(value));
        }
    }
    href + &format!("&footing={}&age={}", found.filing.footing.word(), found.age)
}

/// Whether a filing was sent back that stands on a pledge, and whose kind takes proofs: they are
/// what it waits for.
pub(super) fn waits_for_proof(rules: &Procedures, filing: &Filing) -> bool {
    let request = &filing.request;
    let row = rules.category(&request.category, filing.submitted_on);
    filing.state == FilingState::Returned
        && request.pledged
        && request.evidence.is_empty()
        && row.is_some_and(|row| !kinds_of_proof(row).is_empty())
}

fn deeds(rules: &Procedures, filing: &Filing, today: Date) -> Vec<(FilingText, String, bool)> {
    let at = |deed: &str| format!("/filings/{}/{deed}", filing.id());
    let request = &filing.request;
    let again = address(&JourneyAsked::between(
        request.insured_at,
        request.destination,
        today,
    ));
    match filing.state {
        FilingState::Queued => vec![(FilingText::Withdraw, at("cancel"), false)],
        FilingState::Returned if waits_for_proof(rules, filing) => vec![
            (FilingText::HandInProof, at("correct"), true),
            (FilingText::Withdraw, at("cancel"), false),
        ],
        FilingState::Returned => vec![
            (FilingText::CorrectIt, at("correct"), true),
            (FilingText::Withdraw, at("cancel"), false),
        ],
        FilingState::Approved | FilingState::Active => {
            let mut deeds = vec![
                (FilingText::ChangePlace, at("change"), false),
                (FilingText::CancelIt, at("cancel"), false),
            ];
            if can_be_renewed(filing, today).is_ok() {
                let words = match filing.request.channel {
                    Channel::Hospital => FilingText::RenewHow,
                    _ => FilingText::RenewIt,
                };
                deeds.insert(0, (words, at("renew"), false));
            }
            deeds
        }
        FilingState::Expired if can_be_renewed(filing, today).is_ok() => vec![
            (FilingText::RenewIt, at("renew"), false),
            (FilingText::FileAgain, again, false),
        ],
        _ => vec![(FilingText::FileAgain, again, false)],
    }
}
