//! Filings looked at again after the insurance they rest on changed.

use std::collections::BTreeSet;

use domain::Region;
use domain::filing::{Event, Filing, InsuranceChange};
use domain::ids::PersonId;
use domain::person::{Enrolment, Scheme, Status, Trait};
use jiff::civil::Date;
use store::enrolments::{self, RecordedInsurance};
use store::filings as stored;

use super::{Happening, applied, note, write};
use crate::{Desk, DeskError};

/// What changed of an insurance, by whom, in whose turn, and the first notice that is free.
#[derive(Clone, Copy)]
pub(crate) struct InsuranceNews<'a> {
    pub turn: i64,
    pub by: &'a str,
    pub before: &'a [RecordedInsurance],
    pub notice: i64,
}

/// Looks at the filings that rest on an insurance again after it changed. They end with it, or
/// where the person no longer fits; those that wait for a clerk wait with what the checks find now.
/// Returns the first notice that is free.
pub(crate) fn check_again(
    desk: &mut Desk<'_, '_>,
    (person, insured_at): (&PersonId, Region),
    news: InsuranceNews<'_>,
) -> Result<i64, DeskError> {
    let after = enrolments::history(desk.tx, person)?;
    let of_place = |all: &[RecordedInsurance]| insured_there(all, insured_at, desk.today());
    let (before, after) = (of_place(news.before), of_place(&after));
    let mut free = news.notice;
    let Some(change) = before.changed_to(&after) else {
        return Ok(free);
    };
    let mut all = stored::of_person(desk.tx, person)?;
    all.retain(|one| one.request.insured_at.pooling() == insured_at && may_change(one, change));
    for filing in &all {
        let happening = Happening {
            turn: news.turn,
            by: news.by,
            request: &filing.request,
            before: Some(filing),
            event: &Event::InsuranceChanged(change),
            notice: free,
        };
        let applied = match applied(desk, &happening) {
            // Its category is no longer in the rules: nobody can look again.
            Err(DeskError::FilingRefused(_)) => continue,
            applied => applied?,
        };
        free = write(desk, &happening, &applied)?;
        note(desk, &happening, (&applied, &[]))?;
    }
    Ok(free)
}

/// Whether a change of the insurance can be anything to a filing.
fn may_change(filing: &Filing, change: InsuranceChange) -> bool {
    let is_open = filing.is_live() || filing.is_pending();
    is_open
        && match change {
            InsuranceChange::Changed => true,
            InsuranceChange::Ended(on) => filing.period.until.is_none_or(|until| until > on),
        }
}

/// How a person is insured at a place: what each scheme says today, and the first day without any.
#[derive(PartialEq)]
struct InsuredThere {
    standing: Vec<(Scheme, Option<String>, Status, BTreeSet<Trait>)>,
    until: Option<Date>,
    ever: bool,
}

fn insured_there(all: &[RecordedInsurance], place: Region, today: Date) -> InsuredThere {
    let mut there = enrolments::as_of(all, Date::MAX);
    there.retain(|one| one.insured_at == place);
    let is_open = there.iter().any(|one| one.period.until.is_none());
    let last = there.iter().filter_map(|one| one.period.until).max();
    let mut now = enrolments::as_of(all, today);
    now.retain(|one| one.insured_at == place && one.period.contains(today));
    now.sort_by_key(|one| one.scheme);
    let standing = |one: Enrolment| (one.scheme, one.tier, one.status, one.traits);
    InsuredThere {
        standing: now.into_iter().map(standing).collect(),
        until: last.filter(|_| !is_open),
        ever: !there.is_empty(),
    }
}

impl InsuredThere {
    /// What filings have to know of it; nothing where it says the same of them.
    fn changed_to(&self, after: &InsuredThere) -> Option<InsuranceChange> {
        match (self.ever, after.until) {
            (false, _) => None,
            (true, Some(on)) if self.until != Some(on) => Some(InsuranceChange::Ended(on)),
            _ => (self.standing != after.standing).then_some(InsuranceChange::Changed),
        }
    }
}
