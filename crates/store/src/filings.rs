//! Filings and what happened to them. A filing names whom to call and where they live, so it is
//! sealed; its state stands beside it in the clear.

use domain::calendar::{days_after, today_in_china};
use domain::filing::{EventKind, Filing, FilingInForce, HistoryEntry, State};
use domain::ids::{FilingId, PersonId};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::cases::{self, CaseEntry};
use crate::seal::{Random, SealedAt};
use crate::tx::{Insert, Tx};
use crate::value::{Row, json, word};
use crate::{StoreError, Value, filing_calendar, kept, values};

fn row_id(person: &PersonId, filing: &FilingId) -> String {
    format!("{person}|{filing}")
}

fn place(row: &str) -> SealedAt<'_> {
    SealedAt {
        column: "filing|body",
        row,
    }
}

/// Writes a filing as it stands now, and appends what is new in its history.
pub fn put(
    tx: &mut Tx,
    random: &mut dyn Random,
    filing: &Filing,
    at: Timestamp,
) -> Result<(), StoreError> {
    const PUT: &str = "INSERT INTO filing (person, filing, state, body) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (person, filing) DO UPDATE SET state = excluded.state, body = excluded.body";
    let plain = serde_json::to_vec(filing).expect("a filing always serialises");
    let id = row_id(filing.person(), filing.id());
    let body = tx.keys().seal(place(&id), &plain, random);
    let row = values![filing.person(), filing.id(), filing.state.word(), body];
    tx.execute(PUT, &row)?;
    let item = format!("filing:{}", filing.id());
    kept::keep(tx, (filing.person().as_str(), &item), "filing", &row)?;
    filing_calendar::note(tx, filing, at)?;
    cases::put(tx, &CaseEntry::of(filing))?;
    append_events(tx, filing, at)
}

/// History only grows, so the entries beyond those already stored are the new ones.
fn append_events(tx: &mut Tx, filing: &Filing, at: Timestamp) -> Result<(), StoreError> {
    const COUNT: &str = "SELECT COUNT(*) FROM filing_event WHERE person = $1 AND filing = $2";
    const EVENTS: Insert = Insert {
        into: "filing_event (person, filing, ordinal, at, body)",
        width: 5,
        then: "",
    };
    let owner = values![filing.person(), filing.id()];
    let stored = tx.one(COUNT, &owner)?.integer()?;
    let ordinals = 1_i64..;
    let new = ordinals
        .zip(&filing.history)
        .skip_while(|(ordinal, _)| *ordinal <= stored);
    let row = |(ordinal, entry)| values![filing.person(), filing.id(), ordinal, at, json(entry)];
    let values: Vec<Value> = new.flat_map(row).collect();
    if values.is_empty() {
        return Ok(());
    }
    tx.insert(&EVENTS, &values)?;
    for (row, ordinal) in values.chunks(EVENTS.width).zip(stored + 1..) {
        let item = format!("event:{}:{ordinal}", filing.id());
        kept::keep(tx, (filing.person().as_str(), &item), "filing_event", row)?;
    }
    Ok(())
}

/// Opens the sealed body of a filing.
pub(crate) fn open(
    tx: &Tx,
    person: &PersonId,
    filing: &str,
    sealed: &[u8],
) -> Result<Filing, StoreError> {
    let plain = tx
        .keys()
        .open(place(&format!("{person}|{filing}")), sealed)?;
    serde_json::from_slice(&plain).map_err(StoreError::row)
}

fn read(tx: &Tx, row: &mut Row) -> Result<Filing, StoreError> {
    let (person, filing) = (row.parse()?, row.text()?);
    open(tx, &person, &filing, &row.bytes()?)
}

/// All filings of a person, oldest number first.
pub fn of_person(tx: &mut Tx, person: &PersonId) -> Result<Vec<Filing>, StoreError> {
    const FIND: &str = "SELECT person, filing, body FROM filing WHERE person = $1 ORDER BY filing";
    let rows = tx.query(FIND, &values![person])?;
    rows.into_iter().map(|mut row| read(tx, &mut row)).collect()
}

/// What the footing of a visit may rest on: every filing that was ever approved.
pub fn in_force(tx: &mut Tx, person: &PersonId) -> Result<Vec<FilingInForce>, StoreError> {
    const FIND: &str = "SELECT person, filing, body FROM filing WHERE person = $1 \
         AND state NOT IN ('queued', 'returned', 'refused') ORDER BY filing";
    let rows = tx.query(FIND, &values![person])?;
    let filings = rows.into_iter().map(|mut row| read(tx, &mut row));
    let filings: Vec<Filing> = filings.collect::<Result<_, _>>()?;
    Ok(filings.iter().filter_map(Filing::in_force).collect())
}

/// The first filings of all people in a state, by number. For the clerk's list.
pub fn in_state(tx: &mut Tx, state: State, count: u32) -> Result<Vec<Filing>, StoreError> {
    const FIND: &str = "SELECT person, filing, body FROM filing WHERE state = $1 \
         ORDER BY filing, person LIMIT $2";
    let rows = tx.query(FIND, &values![word(state.word()), i64::from(count)])?;
    rows.into_iter().map(|mut row| read(tx, &mut row)).collect()
}

/// One filing of a person.
pub fn find(
    tx: &mut Tx,
    person: &PersonId,
    filing: &FilingId,
) -> Result<Option<Filing>, StoreError> {
    const FIND: &str = "SELECT person, filing, body FROM filing WHERE person = $1 AND filing = $2";
    match tx.find(FIND, &values![person, filing])? {
        Some(mut row) => read(tx, &mut row).map(Some),
        None => Ok(None),
    }
}

/// Whose filing this is. Numbers are unique only together with the person, so a number that two
/// have belongs to no one.
pub fn owner(tx: &mut Tx, filing: &FilingId) -> Result<Option<PersonId>, StoreError> {
    let mut owners = owners(tx, filing)?;
    Ok(owners.pop().filter(|_| owners.is_empty()))
}

/// Whether somebody else has a filing of this number.
pub fn is_anothers(
    tx: &mut Tx,
    (person, filing): (&PersonId, &FilingId),
) -> Result<bool, StoreError> {
    Ok(owners(tx, filing)?.iter().any(|owner| owner != person))
}

/// Who has a filing of this number, the first two.
fn owners(tx: &mut Tx, filing: &FilingId) -> Result<Vec<PersonId>, StoreError> {
    let sql = "SELECT person FROM filing WHERE filing = $1 LIMIT 2";
    let rows = tx.query(sql, &values![filing])?;
    rows.into_iter().map(|mut row| row.parse()).collect()
}

/// A filing with the instants of what happened to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedFiling {
    filing: Filing,
    events: Vec<(Timestamp, HistoryEntry)>,
}

impl DatedFiling {
    /// The filing as a settlement made at that instant knows it. What was asked for by then counts,
    /// whenever it was decided; what ended it later did not end it then. `all` are those of the
    /// person.
    pub fn at(&self, then: Timestamp, all: &[DatedFiling]) -> Option<FilingInForce> {
        if self.events.first().is_none_or(|(asked, _)| *asked > then) {
            return None;
        }
        let ended = self.events.iter().find_map(|(at, entry)| {
            let live = matches!(entry.from, Some(State::Approved | State::Active));
            let day = match entry.event {
                EventKind::Cancel => Some(entry.on),
                EventKind::Supersede => self.replaced_from(all),
                _ => None,
            };
            day.filter(|_| live && *at > then)
        });
        let mut filing = self.filing.clone();
        let day = days_after(today_in_china(then), 1);
        if let (Some(ended), Some(until)) = (ended, filing.period.until)
            && until >= ended.max(filing.period.from)
        {
            filing.period.until = Some(until.max(day));
        }
        filing.in_force()
    }

    fn replaced_from(&self, all: &[DatedFiling]) -> Option<Date> {
        let by = self.filing.superseded_by.as_ref()?;
        let by = all.iter().find(|other| other.filing.id() == by)?;
        Some(by.filing.period.from)
    }
}

/// All filings of a person with the instants of what happened to them.
pub fn dated(tx: &mut Tx, person: &PersonId) -> Result<Vec<DatedFiling>, StoreError> {
    let mut found = Vec::new();
    for filing in of_person(tx, person)? {
        let events = events(tx, person, filing.id())?;
        found.push(DatedFiling { filing, events });
    }
    Ok(found)
}

/// The events of a filing as they were appended, oldest first, with their instants.
pub fn events(
    tx: &mut Tx,
    person: &PersonId,
    filing: &FilingId,
) -> Result<Vec<(Timestamp, HistoryEntry)>, StoreError> {
    const FIND: &str = "SELECT at, body FROM filing_event WHERE person = $1 AND filing = $2 \
         ORDER BY ordinal";
    let rows = tx.query(FIND, &values![person, filing])?;
    let read = |mut row: Row| Ok((row.instant()?, row.json()?));
    rows.into_iter().map(read).collect()
}
