//! The list of cases, by the day they are due; and one case by its number.

use domain::filing::Filing;
use domain::ids::{FilingId, PersonId};
use jiff::Timestamp;
use jiff::civil::Date;
use store::cases::{self, CaseEntry, CaseLane, CaseMark, CasesAsked, ListedCase};
use store::operators::Operator;
use store::{people, reference};

use super::{name_of, of_unit};
use crate::looked::{ReadNote, note_read};
use crate::unit_places::places_of_unit;
use crate::{Desk, DeskError};

/// Cases are counted no further than this.
const COUNTED: u32 = 1_000;

/// What is asked of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueAsked {
    /// Which list.
    pub lane: CaseLane,
    /// Only those that wait for this, by the word of the check.
    pub why: Option<String>,
    /// Only those due by then.
    pub due_by: Date,
    /// Those after that.
    pub after: CaseMark,
    /// So many a page.
    pub count: u32,
}

/// One case of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedCase {
    /// What the list has of it.
    pub row: CaseEntry,
    /// The filing.
    pub filing: Filing,
    /// The full name; pages mask it.
    pub name: String,
    /// Who has it open, by name, and since when.
    pub held: Option<(String, Timestamp)>,
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseQueue {
    /// By the day they are due.
    pub cases: Vec<QueuedCase>,
    /// Where the next page begins, if there is one.
    pub next: Option<CaseMark>,
    /// How many there are, counted to a thousand.
    pub all: u32,
    /// How many of them are due today or late, counted so too.
    pub due: u32,
}

/// A page of the cases of the operator's unit.
pub fn case_queue(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    asked: &QueueAsked,
) -> Result<CaseQueue, DeskError> {
    let regions = places_of_unit(desk, operator, cases::next_region)?;
    let of_store = CasesAsked {
        lane: asked.lane,
        why: asked.why.as_deref(),
        due_by: asked.due_by,
        after: asked.after.clone(),
        count: asked.count + 1,
    };
    let today = desk.today();
    let (mut found, mut all, mut due) = (Vec::new(), 0, 0);
    for region in regions {
        found.extend(cases::listed(desk.tx, region, &of_store)?);
        all += cases::count(desk.tx, region, (asked.lane, asked.due_by), COUNTED)?;
        let by = today.min(asked.due_by);
        due += cases::count(desk.tx, region, (asked.lane, by), COUNTED)?;
    }
    found.sort_by_key(|one| mark(&one.row));
    let count = usize::try_from(asked.count).unwrap_or(usize::MAX);
    let has_more = found.len() > count;
    found.truncate(count);
    let next = found.last().filter(|_| has_more).map(|one| mark(&one.row));
    let mut listed = Vec::with_capacity(found.len());
    for one in found {
        listed.push(named(desk, one)?);
    }
    Ok(CaseQueue {
        cases: listed,
        next,
        all: all.min(COUNTED),
        due: due.min(COUNTED),
    })
}

/// The chain of the audit that tells who took lists of cases away. Nobody's number has a blank.
const LISTS: &str = "the lists of cases";

/// Notes that an operator took a list of so many cases away as a file.
pub fn note_export(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (asked, count): (&QueueAsked, usize),
) -> Result<(), DeskError> {
    let by = (operator.id.as_str(), "export-cases");
    desk.note(LISTS, by, (asked.lane.word(), &count.to_string()))?;
    Ok(())
}

/// Notes that an operator took the board of the unit away as a file.
pub fn note_board_export(desk: &mut Desk<'_, '_>, operator: &Operator) -> Result<(), DeskError> {
    let by = (operator.id.as_str(), "export-board");
    desk.note(LISTS, by, ("board", ""))?;
    Ok(())
}

fn mark(row: &CaseEntry) -> CaseMark {
    (row.due_on, row.filing.to_string(), row.person.to_string())
}

fn named(desk: &mut Desk<'_, '_>, one: ListedCase) -> Result<QueuedCase, DeskError> {
    let person = people::find(desk.tx, one.filing.person())?;
    let (holder, at) = one.held;
    let held = match holder.is_empty() || !one.filing.is_pending() {
        true => None,
        false => Some((name_of(desk, &holder)?, at)),
    };
    Ok(QueuedCase {
        row: one.row,
        filing: one.filing,
        name: person.map_or_else(String::new, |person| person.name),
        held,
    })
}

/// A case of the unit by its number alone.
pub fn find_case(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    id: &FilingId,
) -> Result<Filing, DeskError> {
    let filing = of_unit(desk, operator, id)?;
    note_found(desk, operator, filing.person())?;
    Ok(filing)
}

/// The filings of a person that are the unit's. That it looked is noted where there are any.
pub fn filings_of_unit(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    person: &PersonId,
) -> Result<Vec<Filing>, DeskError> {
    let mut all = crate::filings(desk, person)?;
    all.retain(|one| operator.unit.holds_region(one.request.insured_at.pooling()));
    if !all.is_empty() {
        note_found(desk, operator, person)?;
    }
    Ok(all)
}

fn note_found(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    person: &PersonId,
) -> Result<(), DeskError> {
    let read = ReadNote {
        person,
        object: "",
        reason: "search",
    };
    note_read(desk, operator, read)
}

/// Gives rows of the list to filings that were written before there was one, some at a time, after
/// one that was seen last. Returns the last one seen; none when all have theirs.
pub fn fill_cases(
    desk: &mut Desk<'_, '_>,
    after: Option<(PersonId, FilingId)>,
) -> Result<Option<(PersonId, FilingId)>, DeskError> {
    const AT_ONCE: u32 = 100;
    const DONE: &str = "cases-filled";
    if reference::meta::<u8>(desk.tx, DONE)?.is_some() {
        return Ok(None);
    }
    let after = after.map(|(person, filing)| (person.to_string(), filing.to_string()));
    let (person, filing) = after.unwrap_or_default();
    let found = cases::without_row(desk.tx, (&person, &filing), AT_ONCE)?;
    for (person, filing) in &found {
        cases::fill(desk.tx, person, filing)?;
    }
    if found.is_empty() {
        reference::set_meta(desk.tx, DONE, "1")?;
    }
    Ok(found.last().cloned())
}
