//! Filings as cases for the agency: what the list of clerks asks of them, in the clear beside the
//! sealed ones, and who has one open. A row is derived from its filing whenever that is written, so
//! it is never another truth; only that an approval is proposed stands here alone.

use domain::Region;
use domain::filing::{AgentKind, BY_RULE, EventKind, Filing, State, Verdict};
use domain::ids::{FilingId, PersonId};
use domain::word_list;
use jiff::Timestamp;
use jiff::civil::{Date, date};

use crate::seal::{Random, SealedAt};
use crate::tx::Tx;
use crate::value::{Row, Value, word};
use crate::{StoreError, filings, kept, values};

/// What the digests of the rows of the list begin with.
pub(crate) const CASE: &str = "case";
/// What those of open cases begin with.
pub(crate) const DESK: &str = "case-desk";

word_list! {
    /// Which list a filing stands in.
    CaseLane {
        /// Waits for a clerk.
        Waiting = "queued", "待审核", "waiting";
        /// An approval against a failed check is proposed; a supervisor decides.
        Proposed = "proposed", "等主管定", "for the supervisor";
        /// Back with the person.
        Returned = "returned", "已退回补正", "returned";
        /// Approved, in force or to be.
        Approved = "approved", "已通过", "approved";
        /// Refused, withdrawn, replaced or run out.
        Over = "over", "已结束", "over";
    }
}

/// A filing as the list has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseEntry {
    /// Whose.
    pub person: PersonId,
    /// Its number.
    pub filing: FilingId,
    /// The pooling region that decides.
    pub insured_at: Region,
    /// In which list.
    pub lane: CaseLane,
    /// To be decided by then; the end of all days where nobody has to.
    pub due_on: Date,
    /// The word of the first check that did not pass; empty where all did.
    pub why: String,
    /// The account of the clerk who entered it at the counter; empty for others.
    pub entered_by: String,
    /// The day of application.
    pub submitted_on: Date,
    /// Who decided last, `rule` where no person did; empty before.
    pub decided_by: String,
    /// When; the end of all days before.
    pub decided_on: Date,
}

/// No day at all: later than every other.
pub const NEVER: Date = date(9999, 12, 31);

impl CaseEntry {
    /// What the list has of a filing.
    pub fn of(filing: &Filing) -> CaseEntry {
        let lane = match filing.state {
            State::Queued => CaseLane::Waiting,
            State::Returned => CaseLane::Returned,
            State::Approved | State::Active => CaseLane::Approved,
            _ => CaseLane::Over,
        };
        let mut checks = filing.checks.iter();
        let open = checks.find(|check| check.verdict != Verdict::Pass);
        let agent = filing.request.agent.as_ref();
        let agent = agent.filter(|agent| agent.kind == AgentKind::Clerk);
        let is_decision = |event| {
            matches!(
                event,
                EventKind::Approve | EventKind::Return | EventKind::Refuse
            )
        };
        let mut history = filing.history.iter().rev();
        let decided = history.find(|entry| is_decision(entry.event));
        CaseEntry {
            person: filing.person().clone(),
            filing: filing.id().clone(),
            insured_at: filing.request.insured_at.pooling(),
            lane,
            due_on: filing.due_on.unwrap_or(NEVER),
            why: open.map_or("", |check| check.kind.word()).to_owned(),
            entered_by: agent.map_or(String::new(), |agent| agent.account.clone()),
            submitted_on: filing.submitted_on,
            decided_by: decided.map_or(String::new(), |entry| entry.by.clone()),
            decided_on: decided.map_or(NEVER, |entry| entry.on),
        }
    }

    pub(crate) fn values(&self) -> [Value<'_>; 10] {
        values![
            &self.person,
            &self.filing,
            self.insured_at.to_string(),
            word(self.lane.word()),
            self.due_on,
            &self.why,
            &self.entered_by,
            self.submitted_on,
            &self.decided_by,
            self.decided_on,
        ]
    }

    fn read(row: &mut Row) -> Result<CaseEntry, StoreError> {
        Ok(CaseEntry {
            person: row.parse()?,
            filing: row.parse()?,
            insured_at: row.parse()?,
            lane: row.word(CaseLane::from_word)?,
            due_on: row.parse()?,
            why: row.text()?,
            entered_by: row.text()?,
            submitted_on: row.parse()?,
            decided_by: row.text()?,
            decided_on: row.parse()?,
        })
    }
}

/// Writes the row of a filing as it stands.
pub(crate) fn put(tx: &mut Tx, row: &CaseEntry) -> Result<(), StoreError> {
    const PUT: &str = "INSERT INTO filing_case (person, filing, insured_at, lane, due_on, why, \
         entered_by, submitted_on, decided_by, decided_on) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (person, filing) DO UPDATE \
         SET insured_at = excluded.insured_at, lane = excluded.lane, due_on = excluded.due_on, \
         why = excluded.why, entered_by = excluded.entered_by, \
         submitted_on = excluded.submitted_on, decided_by = excluded.decided_by, \
         decided_on = excluded.decided_on";
    let values = row.values();
    tx.execute(PUT, &values)?;
    let item = format!("{CASE}:{}", row.filing);
    kept::keep(tx, (row.person.as_str(), &item), "filing_case", &values)
}

/// Moves a case that waits into the list of the supervisors, or back.
pub fn move_to(
    tx: &mut Tx,
    (person, filing): (&PersonId, &FilingId),
    lane: CaseLane,
) -> Result<(), StoreError> {
    if let Some(mut row) = find(tx, person, filing)? {
        row.lane = lane;
        put(tx, &row)?;
    }
    Ok(())
}

/// The row of a filing.
pub fn find(
    tx: &mut Tx,
    person: &PersonId,
    filing: &FilingId,
) -> Result<Option<CaseEntry>, StoreError> {
    const FIND: &str = "SELECT person, filing, insured_at, lane, due_on, why, entered_by, \
         submitted_on, decided_by, decided_on FROM filing_case WHERE person = $1 AND filing = $2";
    let found = tx.find(FIND, &values![person, filing])?;
    found.map(|mut row| CaseEntry::read(&mut row)).transpose()
}

/// Where a page of the list begins: after this day, filing and person.
pub type CaseMark = (Date, String, String);

/// What is asked of the list of one region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CasesAsked<'a> {
    /// Which list.
    pub lane: CaseLane,
    /// Only those that wait for this, by the word of the check.
    pub why: Option<&'a str>,
    /// Only those due by then.
    pub due_by: Date,
    /// Those after that.
    pub after: CaseMark,
    /// At most so many.
    pub count: u32,
}

/// The first of all marks.
pub fn first_mark() -> CaseMark {
    (date(1, 1, 1), String::new(), String::new())
}

/// A case of the list, the filing opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedCase {
    /// What the list has of it.
    pub row: CaseEntry,
    /// The filing.
    pub filing: Filing,
    /// Who has it open, since when; nobody if empty.
    pub held: (String, Timestamp),
}

/// The cases of one region, by the day they are due.
pub fn listed(
    tx: &mut Tx,
    at: Region,
    asked: &CasesAsked<'_>,
) -> Result<Vec<ListedCase>, StoreError> {
    const ALL: &str = "SELECT c.person, c.filing, c.insured_at, c.lane, c.due_on, c.why, \
         c.entered_by, c.submitted_on, c.decided_by, c.decided_on, f.body, d.holder, d.held_at \
         FROM filing_case c JOIN filing f ON f.person = c.person AND f.filing = c.filing \
         LEFT JOIN case_desk d ON d.person = c.person AND d.filing = c.filing \
         WHERE c.insured_at = $1 AND c.lane = $2 AND c.due_on <= $3 \
         AND (c.due_on, c.filing, c.person) > ($4, $5, $6) \
         ORDER BY c.due_on, c.filing, c.person LIMIT $7";
    const WHY: &str = "SELECT c.person, c.filing, c.insured_at, c.lane, c.due_on, c.why, \
         c.entered_by, c.submitted_on, c.decided_by, c.decided_on, f.body, d.holder, d.held_at \
         FROM filing_case c JOIN filing f ON f.person = c.person AND f.filing = c.filing \
         LEFT JOIN case_desk d ON d.person = c.person AND d.filing = c.filing \
         WHERE c.insured_at = $1 AND c.lane = $2 AND c.why = $8 AND c.due_on <= $3 \
         AND (c.due_on, c.filing, c.person) > ($4, $5, $6) \
         ORDER BY c.due_on, c.filing, c.person LIMIT $7";
    let (on, filing, person) = &asked.after;
    let mut values: Vec<Value<'_>> = values![
        at.to_string(),
        word(asked.lane.word()),
        asked.due_by,
        *on,
        filing,
        person,
        i64::from(asked.count),
    ]
    .into();
    values.extend(asked.why.map(Value::from));
    let sql = if asked.why.is_some() { WHY } else { ALL };
    let rows = tx.query(sql, &values)?;
    let read = |mut row: Row| {
        let case = CaseEntry::read(&mut row)?;
        let filing = filings::open(tx, &case.person, case.filing.as_str(), &row.bytes()?)?;
        let holder = row.optional_text()?.unwrap_or_default();
        let at = row.optional_integer()?.unwrap_or_default();
        let at = Timestamp::from_microsecond(at).map_err(StoreError::row)?;
        Ok(ListedCase {
            row: case,
            filing,
            held: (holder, at),
        })
    };
    rows.into_iter().map(read).collect()
}

/// How many of a list are due by a day, counted no further than that.
pub fn count(
    tx: &mut Tx,
    at: Region,
    (lane, due_by): (CaseLane, Date),
    no_further: u32,
) -> Result<u32, StoreError> {
    const FEW: &str = "SELECT c.lane FROM filing_case c \
         WHERE c.insured_at = $1 AND c.lane = $2 AND c.due_on <= $3 LIMIT $4";
    let values = values![
        at.to_string(),
        word(lane.word()),
        due_by,
        i64::from(no_further)
    ];
    let found = tx.query(FEW, &values)?;
    u32::try_from(found.len()).map_err(StoreError::row)
}

/// The next region after one that has cases at all; the regions of a province, or of all, are found
/// one by one.
pub fn next_region(tx: &mut Tx, after: &str) -> Result<Option<Region>, StoreError> {
    const NEXT: &str = "SELECT MIN(c.insured_at) FROM filing_case c WHERE c.insured_at > $1";
    tx.one(NEXT, &values![after])?.optional_parse()
}

/// What waits in a region: how many for each reason and each day they are due.
pub fn backlog(tx: &mut Tx, at: Region) -> Result<Vec<(String, Date, u64)>, StoreError> {
    const COUNT: &str = "SELECT c.why, c.due_on, COUNT(*) FROM filing_case c \
         WHERE c.insured_at = $1 AND c.lane IN ('queued', 'proposed') GROUP BY c.why, c.due_on \
         ORDER BY c.due_on, c.why";
    let rows = tx.query(COUNT, &values![at.to_string()])?;
    let read = |mut row: Row| {
        let (why, due_on) = (row.text()?, row.parse()?);
        let count = u64::try_from(row.integer()?).map_err(StoreError::row)?;
        Ok((why, due_on, count))
    };
    rows.into_iter().map(read).collect()
}

/// Who has how many of what waits in a region open.
pub fn held_by(tx: &mut Tx, at: Region) -> Result<Vec<(String, u64)>, StoreError> {
    const COUNT: &str = "SELECT d.holder, COUNT(*) FROM filing_case c \
         JOIN case_desk d ON d.person = c.person AND d.filing = c.filing \
         WHERE c.insured_at = $1 AND c.lane IN ('queued', 'proposed') AND d.holder <> '' \
         GROUP BY d.holder ORDER BY d.holder";
    let rows = tx.query(COUNT, &values![at.to_string()])?;
    let read = |mut row: Row| {
        let holder = row.text()?;
        let count = u64::try_from(row.integer()?).map_err(StoreError::row)?;
        Ok((holder, count))
    };
    rows.into_iter().map(read).collect()
}

/// What people decided in a region since a day: who, in which list it ended, how many.
pub fn decisions(
    tx: &mut Tx,
    at: Region,
    since: Date,
) -> Result<Vec<(String, CaseLane, u64)>, StoreError> {
    const COUNT: &str = "SELECT c.decided_by, c.lane, COUNT(*) FROM filing_case c \
         WHERE c.insured_at = $1 AND c.decided_on >= $2 AND c.decided_on <= $3 \
         AND c.decided_by <> $4 GROUP BY c.decided_by, c.lane ORDER BY c.decided_by, c.lane";
    let last = NEVER.yesterday().unwrap_or(NEVER);
    let rows = tx.query(COUNT, &values![at.to_string(), since, last, BY_RULE])?;
    let read = |mut row: Row| {
        let (by, lane) = (row.text()?, row.word(CaseLane::from_word)?);
        let count = u64::try_from(row.integer()?).map_err(StoreError::row)?;
        Ok((by, lane, count))
    };
    rows.into_iter().map(read).collect()
}

/// What people decided last in a region, since a day: the newest first.
pub fn decided(
    tx: &mut Tx,
    at: Region,
    (since, count): (Date, u32),
) -> Result<Vec<CaseEntry>, StoreError> {
    const FIND: &str = "SELECT c.person, c.filing, c.insured_at, c.lane, c.due_on, c.why, \
         c.entered_by, c.submitted_on, c.decided_by, c.decided_on FROM filing_case c \
         WHERE c.insured_at = $1 AND c.decided_on >= $2 AND c.decided_on <= $3 \
         AND c.decided_by <> $4 ORDER BY c.decided_on DESC, c.filing, c.person LIMIT $5";
    let last = NEVER.yesterday().unwrap_or(NEVER);
    let values = values![at.to_string(), since, last, BY_RULE, i64::from(count)];
    let rows = tx.query(FIND, &values)?;
    rows.into_iter()
        .map(|mut row| CaseEntry::read(&mut row))
        .collect()
}

/// Who has a case open, and what is proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenCaseEntry {
    /// Who has it open; nobody if empty.
    pub holder: String,
    /// Since when, or when it was left.
    pub held_at: Timestamp,
    /// Who proposes to approve it against a check; nobody if empty.
    pub proposed_by: String,
    /// Since when.
    pub proposed_at: Timestamp,
    /// With which reason.
    pub proposal: String,
}

fn place(row: &str) -> SealedAt<'_> {
    SealedAt {
        column: "case_desk|proposal",
        row,
    }
}

/// Puts down who has a case open and what is proposed, instead of before.
pub fn put_open(
    tx: &mut Tx,
    random: &mut dyn Random,
    (person, filing): (&PersonId, &FilingId),
    open: &OpenCaseEntry,
) -> Result<(), StoreError> {
    const PUT: &str = "INSERT INTO case_desk (person, filing, holder, held_at, proposed_by, \
         proposed_at, proposal) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (person, filing) \
         DO UPDATE SET holder = excluded.holder, held_at = excluded.held_at, \
         proposed_by = excluded.proposed_by, proposed_at = excluded.proposed_at, \
         proposal = excluded.proposal";
    let id = format!("{person}|{filing}");
    let sealed = (!open.proposal.is_empty())
        .then(|| tx.keys().seal(place(&id), open.proposal.as_bytes(), random));
    let row = values![
        person,
        filing,
        &open.holder,
        open.held_at,
        &open.proposed_by,
        open.proposed_at,
        sealed,
    ];
    tx.execute(PUT, &row)?;
    let item = format!("{DESK}:{filing}");
    kept::keep(tx, (person.as_str(), &item), "case_desk", &row)
}

/// Who has a case open, and what is proposed; none where nobody ever had.
pub fn find_open(
    tx: &mut Tx,
    person: &PersonId,
    filing: &FilingId,
) -> Result<Option<OpenCaseEntry>, StoreError> {
    const FIND: &str = "SELECT holder, held_at, proposed_by, proposed_at, proposal \
         FROM case_desk WHERE person = $1 AND filing = $2";
    let Some(mut row) = tx.find(FIND, &values![person, filing])? else {
        return Ok(None);
    };
    let (holder, held_at) = (row.text()?, row.instant()?);
    let (proposed_by, proposed_at) = (row.text()?, row.instant()?);
    let id = format!("{person}|{filing}");
    let proposal = match row.optional_bytes()? {
        Some(sealed) => tx.keys().open(place(&id), &sealed)?,
        None => Vec::new(),
    };
    Ok(Some(OpenCaseEntry {
        holder,
        held_at,
        proposed_by,
        proposed_at,
        proposal: String::from_utf8(proposal).map_err(StoreError::row)?,
    }))
}

/// Counts that an operator had a number shown, and says how often it did that day.
pub fn count_shown(tx: &mut Tx, operator: &str, day: Date) -> Result<i64, StoreError> {
    const COUNT: &str = "INSERT INTO shown_count (operator, day, shown) VALUES ($1, $2, 1) \
         ON CONFLICT (operator, day) DO UPDATE SET shown = shown_count.shown + 1 \
         RETURNING shown";
    tx.one(COUNT, &values![operator, day])?.integer()
}

/// The filings after one that have no row in the list yet, with whose they are. They were written
/// before there was a list.
pub fn without_row(
    tx: &mut Tx,
    (person, filing): (&str, &str),
    count: u32,
) -> Result<Vec<(PersonId, FilingId)>, StoreError> {
    const FIND: &str = "SELECT f.person, f.filing FROM filing f WHERE (f.person, f.filing) > \
         ($1, $2) AND NOT EXISTS (SELECT 1 FROM filing_case c WHERE c.person = f.person \
         AND c.filing = f.filing) ORDER BY f.person, f.filing LIMIT $3";
    let rows = tx.query(FIND, &values![person, filing, i64::from(count)])?;
    let read = |mut row: Row| Ok((row.parse()?, row.parse()?));
    rows.into_iter().map(read).collect()
}

/// Writes the row of a filing that has none.
pub fn fill(tx: &mut Tx, person: &PersonId, filing: &FilingId) -> Result<(), StoreError> {
    tx.lock_person(person)?;
    match filings::find(tx, person, filing)? {
        Some(found) if find(tx, person, filing)?.is_none() => put(tx, &CaseEntry::of(&found)),
        _ => Ok(()),
    }
}
