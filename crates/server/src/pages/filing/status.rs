//! How a filing stands.

use axum::extract::{Path, State};
use axum::response::Html;
use desk::{Desk, DeskError, Voucher, accounts, drafts};
use domain::Bilingual;
use domain::advice::{JourneyAsked, name_of};
use domain::calendar::{age_on, span};
use domain::designation::{Need, VisitAsked, need};
use domain::facility::Care;
use domain::filing::{EventKind, Filing, HistoryEntry, State as FilingState, Verdict};
use domain::ids::{FilingId, PersonId, mask_name};
use domain::person::{Enrolment, Scheme};
use domain::procedures::{Circumstances, Procedures};
use domain::text::Named;
use jiff::civil::Date;

use super::filling::{hidden, no_such};
use super::say::{desk_of, on};
use crate::App;
use crate::pages::renewal::{can_be_renewed, of_the_end};
use crate::pages::{Asking, Page};
use crate::web::advice::address;
use crate::web::filing::{FilingPage, FilingStep, StepTone, render_status};
use crate::web::text::FilingText;

/// A filing with whose it is.
pub(super) struct FoundFiling {
    pub filing: Filing,
    pub name: String,
    pub own: PersonId,
    pub enrolment: Option<Enrolment>,
    pub age: u8,
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
    Ok(FoundFiling {
        enrolment: enrolments.find(|one| one.insured_at == at),
        name: known.person.name,
        age: age_on(known.person.born_on, desk.today()),
        own: own.clone(),
        filing,
    })
}

pub(super) async fn filing(State(app): State<App>, Path(id): Path<String>, asking: Asking) -> Page {
    let own = asking.resident()?.clone();
    let id: FilingId = id.parse().map_err(|_| no_such(&asking))?;
    let found = app.read(move |desk| {
        let found = find(desk, &own, &id)?;
        let draft = drafts::draft(desk, found.filing.person(), found.filing.id())?;
        Ok((found, draft.is_some()))
    });
    let (found, _) = found.await.map_err(|error| hidden(&asking, error))?;
    let reference = app.reference();
    let rules = reference
        .library
        .procedures(found.filing.request.insured_at);
    let page = page(rules, &found, app.today());
    Ok(Html(render_status(&asking.frame, &page)))
}

fn page(rules: &Procedures, found: &FoundFiling, today: Date) -> FilingPage {
    let filing = &found.filing;
    let request = &filing.request;
    let (state, tone, icon) = look(filing.state);
    let kind = rules.category(&request.category, filing.submitted_on);
    let kind = kind.map_or_else(|| filing.reason.name(), |row| row.title.clone());
    let period = span(&filing.period);
    FilingPage {
        id: filing.id().to_string(),
        from: name_of(request.insured_at),
        to: name_of(request.destination),
        name: mask_name(&found.name),
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
            true => next(rules, found, today),
            false => vec![],
        },
        deeds: deeds(filing, today),
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

/// How it stands, with its date, who and by when.
fn sentence(found: &FoundFiling, today: Date) -> Bilingual {
    let filing = &found.filing;
    let (at, name) = (name_of(filing.request.destination), mask_name(&found.name));
    let (desk, since) = (desk_of(filing.request.insured_at), on(since(filing)));
    let period = span(&filing.period);
    match filing.state {
        FilingState::Active => Bilingual::new(
            format!("{name}到{}看病，{}。", at.zh, period.zh),
            format!("Care in {} for {name}: {}.", at.en, period.en),
        ),
        FilingState::Approved => {
            let days = filing
                .period
                .from
                .since(today)
                .map_or(0, |it| it.get_days());
            Bilingual::new(
                format!("{name}到{}看病，{}，还有 {days} 天。", at.zh, period.zh),
                format!(
                    "Care in {} for {name}: {}, in {days} days.",
                    at.en, period.en
                ),
            )
        }
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

/// When, and by whom: the person, who acts for them, the rules, or the agency.
fn when(found: &FoundFiling, entry: &HistoryEntry) -> Bilingual {
    let agent = found.filing.request.agent.as_ref();
    let by = match entry.by.as_str() {
        "person" => FilingText::ByYou.both(),
        domain::filing::BY_RULE => FilingText::ByRules.both(),
        by if agent.is_some_and(|agent| agent.account == by) => {
            let name = mask_name(&agent.map(|agent| agent.name.clone()).unwrap_or_default());
            Bilingual::new(format!("由{name}代办"), format!("by {name} for the person"))
        }
        by if by == found.own.as_str() => FilingText::ByYou.both(),
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

fn next(
    rules: &Procedures,
    found: &FoundFiling,
    today: Date,
) -> Vec<(&'static str, Bilingual, String)> {
    let request = &found.filing.request;
    let (from, to) = (request.insured_at, request.destination);
    let mut next = Vec::new();
    if let Some(one) = &found.enrolment {
        let about = Circumstances {
            care: Some(Care::Outpatient),
            scheme: Some(one.scheme),
            tier: one.tier.as_deref(),
            status: Some(one.status),
            traits: Some(&one.traits),
            footing: Some(found.filing.footing),
            age: Some(found.age),
            ..Circumstances::of_journey(from, to)
        };
        let visit = VisitAsked {
            about,
            day: today,
            at: None,
            emergency: false,
            referred: false,
        };
        let answer = need(rules, &visit);
        if answer.need == Need::Needed {
            let words = FilingText::ChooseClinic.both();
            let words = Bilingual::new(
                format!("{}：{}", words.zh, answer.says.zh),
                format!("{}: {}", words.en, answer.says.en),
            );
            next.push(("pin", words, "/designation".to_owned()));
        }
    }
    next.push((
        "hospital",
        FilingText::SeeAdvice.both(),
        format!("/facilities?insured_at={from}&treated_at={to}"),
    ));
    let scheme = found
        .enrolment
        .as_ref()
        .map_or(Scheme::Employee, |it| it.scheme);
    next.push((
        "bill",
        FilingText::SeeCost.both(),
        format!("/policy/what-if?pack={}/{scheme}&at={to}", from.pooling()),
    ));
    next
}

fn deeds(filing: &Filing, today: Date) -> Vec<(FilingText, String, bool)> {
    let at = |deed: &str| format!("/filings/{}/{deed}", filing.id());
    let request = &filing.request;
    let again = address(&JourneyAsked::between(
        request.insured_at,
        request.destination,
        today,
    ));
    match filing.state {
        FilingState::Queued => vec![(FilingText::Withdraw, at("cancel"), false)],
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
                deeds.insert(0, (FilingText::RenewIt, at("renew"), false));
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
