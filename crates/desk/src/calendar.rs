//! What is due by the calendar: the first day of a filing and its end, one that runs out soon, one
//! that was not decided in time, new figures of a place. One filing, or one person, in one
//! transaction. Each occasion of a filing is told once, which is kept beside the filing: a program
//! that stops is followed by the next, and two on one database do not tell the same.

use std::collections::BTreeSet;

use domain::Region;
use domain::calendar::days_after;
use domain::filing::{self, Event, Filing, Reminder, due_reminder};
use domain::ids::{FilingId, PersonId};
use domain::notices::NoticeTopic;
use domain::policy::{Library, Pack};
use domain::rules::{AnyRow, Table};
use jiff::civil::Date;
use store::filing_calendar::{self, CalendarRow, CalendarSweep};
use store::filings;

use crate::context::NewFigures;
use crate::telling::{FilingNotice, FilingTold, NoticePlace, tell};
use crate::{Desk, DeskError};

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarStep {
    /// Nothing is due.
    Idle,
    /// Something was looked at; so many notices came of it.
    Told(usize),
}

/// For how many days new figures are news.
const NEWS_DAYS: i32 = 31;
/// Filings written before there was a calendar are put into it once.
const FROM_BEFORE: &str = "filings-from-before";
/// So were the first days and ends of those that were in it before it knew any.
const TURNS_FROM_BEFORE: &str = "filing-turns-from-before";
/// The sweeps of filings that were written before.
const BEFORE: [&str; 2] = [FROM_BEFORE, TURNS_FROM_BEFORE];
/// For how many days it is news that a filing has ended.
const ENDED_NEWS_DAYS: i32 = 31;

/// Does the next thing that is due.
pub fn calendar_next(desk: &mut Desk<'_, '_>) -> Result<CalendarStep, DeskError> {
    let today = desk.today();
    if let Some((person, filing)) = filing_calendar::due(desk.tx, today, 1)?.pop() {
        return remind(desk, &person, &filing);
    }
    for before in BEFORE {
        let sweep = filing_calendar::sweep(desk.tx, before)?;
        if !sweep.is_done {
            return put_in(desk, &sweep);
        }
    }
    for &(place, day) in desk.reference.new_figures(today, new_figures).iter() {
        let sweep = filing_calendar::sweep(desk.tx, &format!("figures:{place}:{day}"))?;
        if !sweep.is_done {
            return figures(desk, &sweep, (place, day));
        }
    }
    Ok(CalendarStep::Idle)
}

/// Whether something is due; writes nothing.
pub fn is_calendar_due(desk: &mut Desk<'_, '_>) -> Result<bool, DeskError> {
    let today = desk.today();
    if !filing_calendar::due(desk.tx, today, 1)?.is_empty() {
        return Ok(true);
    }
    for before in BEFORE {
        if !filing_calendar::sweep(desk.tx, before)?.is_done {
            return Ok(true);
        }
    }
    for &(place, day) in desk.reference.new_figures(today, new_figures).iter() {
        if !filing_calendar::sweep(desk.tx, &format!("figures:{place}:{day}"))?.is_done {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Tells what is due of one filing, and notes when to look again.
fn remind(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
    id: &FilingId,
) -> Result<CalendarStep, DeskError> {
    let (turn, today) = (desk.tx.lock_person(person)?, desk.today());
    let found = filing_calendar::find(desk.tx, person, id)?;
    // Another program may have been here while this one waited.
    let Some(row) = found.filter(|row| row.next_on.is_some_and(|day| day <= today)) else {
        return Ok(CalendarStep::Told(0));
    };
    let Some(filing) = filings::find(desk.tx, person, id)? else {
        let row = CalendarRow {
            next_on: None,
            ..row
        };
        filing_calendar::put(desk.tx, &row)?;
        return Ok(CalendarStep::Told(0));
    };
    let (mut stands, mut row) = (filing, row);
    let mut count = 0;
    while let Some(due) = due_reminder(&stands, &row.reminders(), today) {
        row.told.push(due.word().to_owned());
        let place = NoticePlace {
            person,
            turn,
            ordinal: 1,
        };
        count += told_of(desk, place, (&stands, due))?;
        if !due.is_turn() {
            break;
        }
        // Its first day or its end was written down: the rest is of the filing as it is now.
        if let Some(turned) = filings::find(desk.tx, person, id)? {
            stands = turned;
        }
    }
    let told = row.told;
    filing_calendar::put(desk.tx, &CalendarRow::of(&stands, told, today))?;
    Ok(CalendarStep::Told(count))
}

/// Does what the occasion brings; how many notices came of it.
fn told_of(
    desk: &mut Desk<'_, '_>,
    place: NoticePlace<'_>,
    (filing, due): (&Filing, Reminder),
) -> Result<usize, DeskError> {
    match due {
        Reminder::Begun => turned(desk, filing, (&Event::Activate, true)),
        Reminder::Ended => {
            let news = days_after(desk.today(), -ENDED_NEWS_DAYS);
            let is_news = filing.period.until.is_some_and(|until| until > news);
            turned(desk, filing, (&Event::Expire, is_news))
        }
        Reminder::EndsIn30 | Reminder::EndsIn7 => {
            let Some(notice) = filing::remind(filing, desk.today(), 30) else {
                return Ok(0);
            };
            let payload = FilingNotice::of(&notice, filing);
            tell(desk, place, NoticeTopic::FilingExpiring, &payload)?;
            Ok(1)
        }
        Reminder::DecisionLate => {
            let payload = FilingTold {
                due_on: filing.due_on,
                ..FilingTold::of(filing)
            };
            tell(desk, place, NoticeTopic::DecisionLate, &payload)?;
            Ok(1)
        }
    }
}

/// Writes down what the day has brought. Where the filing does not allow it any more, nothing is
/// written, and nobody looks at that day again.
fn turned(
    desk: &mut Desk<'_, '_>,
    filing: &Filing,
    what: (&Event, bool),
) -> Result<usize, DeskError> {
    match crate::filing::turn_by_calendar(desk, filing, what) {
        Err(DeskError::FilingRefused(_)) => Ok(0),
        outcome => outcome,
    }
}

/// Puts the next person's filings from before into the calendar as it is now.
fn put_in(desk: &mut Desk<'_, '_>, sweep: &CalendarSweep) -> Result<CalendarStep, DeskError> {
    let person = filing_calendar::next_with_filing(desk.tx, &sweep.through)?;
    if !filing_calendar::come_to(desk.tx, sweep, person.as_ref())? {
        return Ok(CalendarStep::Told(0));
    }
    let Some(person) = person else {
        return Ok(CalendarStep::Told(0));
    };
    if !otherwise_on(desk, &person)?.is_empty() {
        desk.tx.lock_person(&person)?;
        for row in otherwise_on(desk, &person)? {
            filing_calendar::put(desk.tx, &row)?;
        }
    }
    Ok(CalendarStep::Told(0))
}

/// What the calendar would have of a person's filings and has not, or otherwise.
fn otherwise_on(desk: &mut Desk<'_, '_>, person: &PersonId) -> Result<Vec<CalendarRow>, DeskError> {
    let known = filing_calendar::of_person(desk.tx, person)?;
    let mut rows = Vec::new();
    for filing in filings::of_person(desk.tx, person)? {
        let known = known.iter().find(|row| row.filing == *filing.id());
        let told = known.map(|row| row.told.clone()).unwrap_or_default();
        let row = CalendarRow::of(&filing, told, desk.today());
        if known.is_none_or(|known| known.next_on != row.next_on) {
            rows.push(row);
        }
    }
    Ok(rows)
}

/// Tells the next person with a filing in force that the figures of their place changed (R93).
fn figures(
    desk: &mut Desk<'_, '_>,
    sweep: &CalendarSweep,
    (place, day): (Region, Date),
) -> Result<CalendarStep, DeskError> {
    let person = filing_calendar::next_live(desk.tx, (place, &sweep.through))?;
    if !filing_calendar::come_to(desk.tx, sweep, person.as_ref())? {
        return Ok(CalendarStep::Told(0));
    }
    let Some(person) = person else {
        return Ok(CalendarStep::Told(0));
    };
    let turn = desk.tx.lock_person(&person)?;
    let occasion = format!("figures@{day}");
    let mut count = 0;
    for mut row in filing_calendar::of_person(desk.tx, &person)? {
        if !row.is_live || row.insured_at != place || row.told.contains(&occasion) {
            continue;
        }
        let filing = filings::find(desk.tx, &person, &row.filing)?;
        // Who filed since then saw the new ones.
        let Some(filing) = filing.filter(|filing| filing.submitted_on < day) else {
            continue;
        };
        count += 1;
        let told = FilingTold {
            day: Some(day),
            ..FilingTold::of(&filing)
        };
        let at = NoticePlace {
            person: &person,
            turn,
            ordinal: count,
        };
        tell(desk, at, NoticeTopic::FiguresChanged, &told)?;
        row.told.push(occasion.clone());
        filing_calendar::put(desk.tx, &row)?;
    }
    Ok(CalendarStep::Told(
        usize::try_from(count).unwrap_or_default(),
    ))
}

/// The places whose figures changed in the last days, and since when.
fn new_figures(library: &Library, today: Date) -> NewFigures {
    let since = days_after(today, -NEWS_DAYS);
    let mut found = BTreeSet::new();
    for pack in library.packs() {
        let days = days_of_figures(pack, today).into_iter();
        let newest = days.filter(|day| *day <= today && *day > since).max();
        found.extend(newest.map(|day| (pack.region.pooling(), day)));
    }
    // Where schemes changed on several days, everybody there is told of the last.
    let is_last = |(place, day): &(Region, Date)| {
        let mut others = found.iter();
        !others.any(|(other, later)| other == place && later > day)
    };
    found.iter().filter(|one| is_last(one)).copied().collect()
}

/// The days on which figures people know begin: deductibles, ceilings, limits, and with a benefit
/// year those that are shares of a yearly index.
fn days_of_figures(pack: &Pack, today: Date) -> BTreeSet<Date> {
    let is_figure = |row: &AnyRow<'_>| row.is_limit() || row.table() == Table::Deductible;
    let own = pack.tables.every_row().filter(is_figure).map(AnyRow::from);
    let mut days: BTreeSet<Date> = own.collect();
    // The first figures a pack has are no change.
    days.pop_first();
    let of_index = |row: AnyRow<'_>| row.index_share().is_some() && row.is_in_force(today);
    if pack.tables.every_row().any(of_index) {
        days.extend(pack.benefit_year(today).map(|year| year.from));
    }
    days
}
