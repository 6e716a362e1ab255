//! The demo's filings as full records, with the history that brought each to where it stands today.
//! They are written as they would have been, not decided anew: most lie long in the past.

use anyhow::{Context, Result};
use domain::calendar::days_after;
use domain::filing::{
    Channel, Contact, EventKind, Filing, FilingReason, HistoryEntry, State, Submission,
};
use domain::ids::FilingId;
use domain::procedures::Procedures;
use jiff::civil::Date;

use super::data::{DemoFiling, DemoPerson};

/// What waits is answered within so many days.
const ANSWERED_WITHIN: i32 = 7;

/// Why the demo's clerk sent one back.
const SENT_BACK_BECAUSE: &str = "居住证明拍得不清楚，请重新拍一张";

/// Who decided, where the rules did.
const BY_RULE: &str = "rule";
/// The invented clerk who decided the rest.
const BY_CLERK: &str = "demo-clerk";

/// Every filing of a person, in the order they were made; `today` is the day the demo starts.
pub fn records(person: &DemoPerson, rules: &Procedures, today: Date) -> Result<Vec<Filing>> {
    let numbered = person.filings.iter().enumerate();
    let record = |(index, filing)| record(person, filing, index, (rules, today));
    numbered.map(record).collect()
}

/// One filing.
fn record(
    person: &DemoPerson,
    filing: &DemoFiling,
    index: usize,
    (rules, today): (&Procedures, Date),
) -> Result<Filing> {
    let submitted_on = filing.period.from.min(today);
    let category = filing.reason.word();
    let category = rules.category(category, submitted_on).with_context(|| {
        let name = &person.person.name;
        format!("{name}: no filing category «{category}» on {submitted_on}")
    })?;
    let superseded_by = match filing.state {
        State::Superseded => Some(number(person, index + 1, today)?),
        _ => None,
    };
    let history = history(person, filing, submitted_on);
    Ok(Filing {
        request: submission(person, filing, number(person, index, today)?),
        reason: filing.reason,
        footing: category.footing,
        at_home: category.at_home,
        period: filing.period,
        state: filing.state,
        submitted_on,
        due_on: match filing.state {
            // Whoever waits knows until when.
            State::Queued => Some(days_after(today, ANSWERED_WITHIN)),
            _ => None,
        },
        decided_by: decided_by(filing).map(str::to_owned),
        superseded_by,
        checks: Vec::new(),
        history,
    })
}

/// The number of a person's filing: made as ours are, and the same in every demo of a day. What is
/// printed of it, its check code too, does not say whose it is.
fn number(person: &DemoPerson, index: usize, today: Date) -> Result<FilingId> {
    let submitted_on = person
        .filings
        .get(index)
        .map(|filing| filing.period.from.min(today));
    let submitted_on = submitted_on.context("the filing that came after is not there")?;
    let whose = person.person.id.as_str();
    let hash = desk::sha256_hex(&[whose.as_bytes(), index.to_string().as_bytes()]);
    let digits = u64::from_str_radix(&hash[..15], 16)? % 10_000_000_000_000_000;
    let region = person.enrolments[0].insured_at;
    let day = submitted_on.strftime("%y%m%d").to_string();
    Ok(format!("B{region}{day}{digits:016}").parse()?)
}

/// What the person asked for. A referral comes from the hospital, everything else by pledge.
fn submission(person: &DemoPerson, filing: &DemoFiling, id: FilingId) -> Submission {
    let referral = filing.reason == FilingReason::Referral;
    Submission {
        id,
        person: person.person.id.clone(),
        insured_at: person.enrolments[0].insured_at,
        destination: filing.destination,
        category: filing.reason.word().to_owned(),
        starts_on: filing.period.from,
        ends_on: None,
        channel: if referral {
            Channel::Hospital
        } else {
            Channel::NationalApp
        },
        agent: None,
        contact: Contact {
            name: person.person.name.clone(),
            phone: "00000000000".to_owned(),
            address: "示例路1号".to_owned(),
        },
        pledged: !referral,
        prevented_by: None,
        evidence: Vec::new(),
        option: None,
        months_away: None,
        posted: (filing.reason == FilingReason::PostedWorker).then_some(true),
        register: None,
        past_stay: None,
        replaces: false,
    }
}

/// Who decided, once somebody has.
fn decided_by(filing: &DemoFiling) -> Option<&'static str> {
    match (filing.state, filing.reason) {
        (State::Queued, _) => None,
        (State::Returned | State::Refused, _) | (_, FilingReason::Referral) => Some(BY_CLERK),
        _ => Some(BY_RULE),
    }
}

/// Submitted, decided, and perhaps ended.
fn history(person: &DemoPerson, filing: &DemoFiling, submitted_on: Date) -> Vec<HistoryEntry> {
    let own = person.person.id.as_str();
    let entry = |on, by: &str, event, (from, to)| HistoryEntry {
        on,
        by: by.to_owned(),
        event,
        from,
        to,
        reason: String::new(),
    };
    let mut history = vec![entry(
        submitted_on,
        own,
        EventKind::Submit,
        (None, State::Queued),
    )];
    let Some(decided_by) = decided_by(filing) else {
        return history;
    };
    let (event, decided) = match filing.state {
        State::Returned => (EventKind::Return, State::Returned),
        State::Refused => (EventKind::Refuse, State::Refused),
        State::Approved => (EventKind::Approve, State::Approved),
        _ => (EventKind::Approve, State::Active),
    };
    history.push(entry(
        submitted_on,
        decided_by,
        event,
        (Some(State::Queued), decided),
    ));
    if let (State::Returned, Some(last)) = (filing.state, history.last_mut()) {
        last.reason = SENT_BACK_BECAUSE.to_owned();
    }
    let (by, end) = match filing.state {
        State::Cancelled => (own, EventKind::Cancel),
        State::Superseded => (BY_RULE, EventKind::Supersede),
        State::Expired => (BY_RULE, EventKind::Expire),
        _ => return history,
    };
    let ended_on = filing.period.until.unwrap_or(submitted_on);
    history.push(entry(ended_on, by, end, (Some(decided), filing.state)));
    history
}

#[cfg(test)]
mod tests;
