//! What the calendar asks of filings: a row beside each, in the clear, written with it. Going
//! through everybody for one occasion goes on where it was broken off.

use domain::Region;
use domain::calendar::today_in_china;
use domain::filing::{Filing, Reminder, State, next_reminder};
use domain::ids::{FilingId, PersonId};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::tx::Tx;
use crate::value::Row;
use crate::{StoreError, kept, values};

/// What stands in the calendar for a filing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarRow {
    /// Whose.
    pub person: PersonId,
    /// Which.
    pub filing: FilingId,
    /// Where the person is insured: a pooling region.
    pub insured_at: Region,
    /// Whether it is approved and not over.
    pub is_live: bool,
    /// The first day on which it does not hold any more.
    pub ends_on: Option<Date>,
    /// The last day for a decision, while one is waited for.
    pub due_on: Option<Date>,
    /// The occasions that were told, as words.
    pub told: Vec<String>,
    /// The day on which there is something to look at; none where no day brings anything.
    pub next_on: Option<Date>,
}

impl CalendarRow {
    /// A filing as it stands, of which this was told.
    pub fn of(filing: &Filing, told: Vec<String>, today: Date) -> CalendarRow {
        let mut row = CalendarRow {
            person: filing.person().clone(),
            filing: filing.id().clone(),
            insured_at: filing.request.insured_at.pooling(),
            is_live: filing.is_live(),
            ends_on: filing.period.until.filter(|_| filing.is_live()),
            due_on: filing.due_on.filter(|_| filing.state == State::Queued),
            told,
            next_on: None,
        };
        row.next_on = next_reminder(filing, &row.reminders(), today);
        row
    }

    /// The reminders that were told.
    pub fn reminders(&self) -> Vec<Reminder> {
        let words = self.told.iter();
        words.filter_map(|word| Reminder::from_word(word)).collect()
    }
}

fn read(mut row: Row) -> Result<CalendarRow, StoreError> {
    Ok(CalendarRow {
        person: row.parse()?,
        filing: row.parse()?,
        insured_at: row.parse()?,
        is_live: row.integer()? == 1,
        ends_on: row.optional_parse()?,
        due_on: row.optional_parse()?,
        told: row.text()?.split_whitespace().map(str::to_owned).collect(),
        next_on: row.optional_parse()?,
    })
}

/// Notes a filing as it was just written.
pub(crate) fn note(tx: &mut Tx, filing: &Filing, at: Timestamp) -> Result<(), StoreError> {
    let before = find(tx, filing.person(), filing.id())?;
    let told = before.map(|row| row.told).unwrap_or_default();
    put(tx, &CalendarRow::of(filing, told, today_in_china(at)))
}

/// Writes what stands in the calendar for a filing.
pub fn put(tx: &mut Tx, it: &CalendarRow) -> Result<(), StoreError> {
    const PUT: &str = "INSERT INTO filing_calendar (person, filing, insured_at, is_live, ends_on, \
         due_on, told, next_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
         ON CONFLICT (person, filing) DO UPDATE SET insured_at = excluded.insured_at, \
         is_live = excluded.is_live, ends_on = excluded.ends_on, due_on = excluded.due_on, \
         told = excluded.told, next_on = excluded.next_on";
    let row = values![
        &it.person,
        &it.filing,
        it.insured_at,
        it.is_live,
        it.ends_on,
        it.due_on,
        it.told.join(" "),
        it.next_on,
    ];
    tx.execute(PUT, &row)?;
    let item = format!("calendar:{}", it.filing);
    let owner = it.person.as_str();
    kept::keep(tx, (owner, &item), "filing_calendar", &row)
}

/// What stands there for one filing.
pub fn find(
    tx: &mut Tx,
    person: &PersonId,
    filing: &FilingId,
) -> Result<Option<CalendarRow>, StoreError> {
    const FIND: &str = "SELECT person, filing, insured_at, is_live, ends_on, due_on, told, next_on \
         FROM filing_calendar WHERE person = $1 AND filing = $2";
    let found = tx.find(FIND, &values![person, filing])?;
    found.map(read).transpose()
}

/// What stands there for all filings of a person.
pub fn of_person(tx: &mut Tx, person: &PersonId) -> Result<Vec<CalendarRow>, StoreError> {
    const FIND: &str = "SELECT person, filing, insured_at, is_live, ends_on, due_on, told, next_on \
         FROM filing_calendar WHERE person = $1 ORDER BY filing";
    let rows = tx.query(FIND, &values![person])?;
    rows.into_iter().map(read).collect()
}

/// Filings at which something is to be looked at by a day, the longest overdue first.
pub fn due(
    tx: &mut Tx,
    today: Date,
    at_most: i64,
) -> Result<Vec<(PersonId, FilingId)>, StoreError> {
    const DUE: &str = "SELECT person, filing FROM filing_calendar WHERE next_on <= $1 \
         ORDER BY next_on LIMIT $2";
    let rows = tx.query(DUE, &values![today, at_most])?;
    let both = |mut row: Row| Ok((row.parse()?, row.parse()?));
    rows.into_iter().map(both).collect()
}

/// Filings of a place that had to be decided before a day and were not, the latest last.
pub fn late(
    tx: &mut Tx,
    (insured_at, today): (Region, Date),
    at_most: i64,
) -> Result<Vec<CalendarRow>, StoreError> {
    const LATE: &str = "SELECT person, filing, insured_at, is_live, ends_on, due_on, told, next_on \
         FROM filing_calendar WHERE insured_at = $1 AND due_on < $2 ORDER BY due_on LIMIT $3";
    let rows = tx.query(LATE, &values![insured_at, today, at_most])?;
    rows.into_iter().map(read).collect()
}

/// The next person after one with a filing in force of somebody insured at a place.
pub fn next_live(
    tx: &mut Tx,
    (insured_at, after): (Region, &str),
) -> Result<Option<PersonId>, StoreError> {
    const NEXT: &str = "SELECT person FROM filing_calendar WHERE is_live = 1 AND insured_at = $1 \
         AND person > $2 ORDER BY person LIMIT 1";
    let found = tx.find(NEXT, &values![insured_at, after])?;
    found.map(|mut row| row.parse()).transpose()
}

/// The next person after one who has a filing.
pub fn next_with_filing(tx: &mut Tx, after: &str) -> Result<Option<PersonId>, StoreError> {
    const NEXT: &str = "SELECT person FROM filing WHERE person > $1 ORDER BY person LIMIT 1";
    let found = tx.find(NEXT, &values![after])?;
    found.map(|mut row| row.parse()).transpose()
}

/// Whose the digests of goings through everybody are.
pub(crate) const SWEEPS: &str = "#calendar";

/// How far somebody came who goes through everybody for an occasion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarSweep {
    /// What for.
    pub id: String,
    /// The last person gone through; empty before the first.
    pub through: String,
    /// Nobody is left.
    pub is_done: bool,
}

/// How far it came; where it was never begun, nowhere.
pub fn sweep(tx: &mut Tx, id: &str) -> Result<CalendarSweep, StoreError> {
    const FIND: &str = "SELECT through, is_done FROM calendar_sweep WHERE sweep = $1";
    let (mut through, mut is_done) = (String::new(), false);
    if let Some(mut row) = tx.find(FIND, &values![id])? {
        (through, is_done) = (row.text()?, row.integer()? == 1);
    }
    let id = id.to_owned();
    Ok(CalendarSweep {
        id,
        through,
        is_done,
    })
}

/// Notes that it comes to a person, or to its end; says no where another program did it meanwhile.
pub fn come_to(
    tx: &mut Tx,
    sweep: &CalendarSweep,
    person: Option<&PersonId>,
) -> Result<bool, StoreError> {
    const NOTE: &str = "INSERT INTO calendar_sweep (sweep, through, is_done) VALUES ($1, $2, $3) \
         ON CONFLICT (sweep) DO UPDATE SET through = excluded.through, is_done = excluded.is_done \
         WHERE calendar_sweep.through = $4 AND calendar_sweep.is_done = 0";
    let through = person.map_or(sweep.through.as_str(), PersonId::as_str);
    let row = values![sweep.id.clone(), through.to_owned(), person.is_none()];
    let mut all = row.to_vec();
    all.extend(values![sweep.through.clone()]);
    if tx.execute(NOTE, &all)? == 0 {
        return Ok(false);
    }
    kept::keep(tx, (SWEEPS, &sweep.id), "calendar_sweep", &row)?;
    Ok(true)
}
