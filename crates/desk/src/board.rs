//! What a supervisor sees of a unit: what waits, for how long and with whom, what may be late, what
//! waits for a second pair of eyes, who decided how much, what was decided against a check, and a
//! sample of decisions that somebody else looks at again.

mod sample;

use std::collections::BTreeMap;

use domain::calendar::days_after;
use domain::filing::{EventKind, Verdict};
use jiff::civil::Date;
use store::bill_cases::{self, BillLane, BillsAsked};
use store::cases::{self, CaseLane, CasesAsked, NEVER, first_mark};
use store::operators::Operator;
use store::{filings, people};

use crate::cases::name_of;
use crate::unit_places::places_of_unit;
use crate::{Desk, DeskError, bill_cases as bills};

pub use sample::{DecisionSample, Drawn, LookAsked, SampleAsked, is_drawn, look_again};
pub use store::second_looks::{LookedKind, SecondLookTaken};

/// A case in a line: what, whose, until when, with whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardRow {
    /// A filing or a bill.
    pub kind: LookedKind,
    /// Its number.
    pub number: String,
    /// Full name; pages mask it.
    pub name: String,
    /// To be decided by then.
    pub due_on: Date,
    /// Who has it open or proposed, by name; nobody if empty.
    pub with: String,
}

/// What was decided against a check, or by two people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overridden {
    /// A filing or a bill.
    pub kind: LookedKind,
    /// Its number.
    pub number: String,
    /// Who proposed it, by name; empty where that is not told.
    pub proposed_by: String,
    /// Who confirmed it, by name.
    pub confirmed_by: String,
    /// When.
    pub on: Date,
    /// Why, as it was said.
    pub reason: String,
}

/// The board of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    /// Filings that wait: for each reason, how many are late, due within two days, and later.
    pub backlog: BTreeMap<String, [u64; 3]>,
    /// Bills that wait: for each kind, the same.
    pub bills: BTreeMap<String, [u64; 3]>,
    /// Who has how many filings open, by name.
    pub holders: BTreeMap<String, u64>,
    /// What is late or due within two days, the first of it.
    pub at_risk: Vec<BoardRow>,
    /// What waits for a second pair of eyes, the first of it.
    pub second_eye: Vec<BoardRow>,
    /// What people decided of filings within a week: by name, how many were approved, returned and
    /// ended.
    pub decisions: BTreeMap<String, [u64; 3]>,
    /// What people confirmed of bills within a week: by name.
    pub bill_decisions: BTreeMap<String, u64>,
    /// What was decided against a check, or about a bill, the newest first.
    pub overridden: Vec<Overridden>,
    /// A sample of decisions.
    pub sample: DecisionSample,
}

/// How many days back decisions are told.
const DAYS: i32 = 7;
/// So many of the last decisions are looked through.
const LOOKED_THROUGH: u32 = 500;
/// So many rows of each list.
const ROWS: u32 = 20;

/// The board of the operator's unit.
pub fn board(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    asked: &SampleAsked,
) -> Result<Board, DeskError> {
    let mut board = Board {
        backlog: BTreeMap::new(),
        bills: BTreeMap::new(),
        holders: BTreeMap::new(),
        at_risk: Vec::new(),
        second_eye: Vec::new(),
        decisions: BTreeMap::new(),
        bill_decisions: BTreeMap::new(),
        overridden: Vec::new(),
        sample: sample::draw(desk, operator, asked)?,
    };
    board.of_filings(desk, operator)?;
    board.of_bills(desk, operator)?;
    board.at_risk.sort_by_key(|row| row.due_on);
    board
        .overridden
        .sort_by_key(|row| std::cmp::Reverse(row.on));
    Ok(board)
}

impl Board {
    fn of_filings(
        &mut self,
        desk: &mut Desk<'_, '_>,
        operator: &Operator,
    ) -> Result<(), DeskError> {
        let today = desk.today();
        let since = days_after(today, -DAYS);
        for region in places_of_unit(desk, operator, cases::next_region)? {
            for (why, due_on, count) in cases::backlog(desk.tx, region)? {
                self.backlog.entry(why).or_default()[column(due_on, today)] += count;
            }
            for (holder, count) in cases::held_by(desk.tx, region)? {
                let holder = name_of(desk, &holder)?;
                *self.holders.entry(holder).or_default() += count;
            }
            for (by, lane, count) in cases::decisions(desk.tx, region, since)? {
                let by = name_of(desk, &by)?;
                let column = match lane {
                    CaseLane::Approved => 0,
                    CaseLane::Returned => 1,
                    _ => 2,
                };
                self.decisions.entry(by).or_default()[column] += count;
            }
            for (lane, due_by) in [
                (CaseLane::Waiting, days_after(today, 2)),
                (CaseLane::Proposed, NEVER),
            ] {
                let asked = CasesAsked {
                    lane,
                    why: None,
                    due_by,
                    after: first_mark(),
                    count: ROWS,
                };
                for one in cases::listed(desk.tx, region, &asked)? {
                    let row = filing_row(desk, &one)?;
                    match lane {
                        CaseLane::Proposed => self.second_eye.push(row),
                        _ => self.at_risk.push(row),
                    }
                }
            }
            self.against_checks(desk, (region, since))?;
        }
        Ok(())
    }

    /// Filings that were approved though a check failed: two people decided.
    fn against_checks(
        &mut self,
        desk: &mut Desk<'_, '_>,
        (region, since): (domain::Region, Date),
    ) -> Result<(), DeskError> {
        for row in cases::decided(desk.tx, region, (since, LOOKED_THROUGH))? {
            if row.lane != CaseLane::Approved {
                continue;
            }
            let Some(filing) = filings::find(desk.tx, &row.person, &row.filing)? else {
                continue;
            };
            let mut checks = filing.checks.iter();
            if checks.all(|check| check.verdict != Verdict::Fail) {
                continue;
            }
            let approved = filing.history.iter().rev();
            let mut approved = approved.filter(|entry| entry.event == EventKind::Approve);
            let reason = approved.next().map(|entry| entry.reason.clone());
            self.overridden.push(Overridden {
                kind: LookedKind::Filing,
                number: row.filing.to_string(),
                proposed_by: String::new(),
                confirmed_by: name_of(desk, &row.decided_by)?,
                on: row.decided_on,
                reason: reason.unwrap_or_default(),
            });
        }
        Ok(())
    }

    fn of_bills(&mut self, desk: &mut Desk<'_, '_>, operator: &Operator) -> Result<(), DeskError> {
        let today = desk.today();
        let since = days_after(today, -DAYS);
        for region in places_of_unit(desk, operator, bill_cases::next_region)? {
            for (kind, due_on, count) in bill_cases::backlog(desk.tx, region)? {
                self.bills.entry(kind).or_default()[column(due_on, today)] += count;
            }
            for lane in [BillLane::Waiting, BillLane::Proposed] {
                let asked = BillsAsked {
                    lane,
                    kind: None,
                    after: (domain::calendar::days_after(today, -36_500), String::new()),
                    count: ROWS,
                };
                for case in bill_cases::listed(desk.tx, region, &asked)? {
                    let row = bill_row(desk, &case)?;
                    match lane {
                        BillLane::Proposed => self.second_eye.push(row),
                        _ if row.due_on <= days_after(today, 2) => self.at_risk.push(row),
                        _ => {}
                    }
                }
            }
            for case in bill_cases::decided(desk.tx, region, (since, LOOKED_THROUGH))? {
                let by = name_of(desk, &case.decided_by)?;
                *self.bill_decisions.entry(by.clone()).or_default() += 1;
                if let Some((event, decision)) = case.proposal() {
                    self.overridden.push(Overridden {
                        kind: LookedKind::Bill,
                        number: case.number.clone(),
                        proposed_by: name_of(desk, &event.by)?,
                        confirmed_by: by,
                        on: case.decided_on,
                        reason: decision.reason.clone(),
                    });
                }
            }
        }
        Ok(())
    }
}

fn filing_row(
    desk: &mut Desk<'_, '_>,
    one: &store::cases::ListedCase,
) -> Result<BoardRow, DeskError> {
    let person = people::find(desk.tx, one.filing.person())?;
    Ok(BoardRow {
        kind: LookedKind::Filing,
        number: one.row.filing.to_string(),
        name: person.map_or_else(String::new, |person| person.name),
        due_on: one.row.due_on,
        with: match one.held.0.as_str() {
            "" => String::new(),
            holder => name_of(desk, holder)?,
        },
    })
}

fn bill_row(desk: &mut Desk<'_, '_>, case: &bills::BillCase) -> Result<BoardRow, DeskError> {
    let person = people::find(desk.tx, &case.person)?;
    let proposed = case.proposal().map(|(event, _)| event.by.clone());
    Ok(BoardRow {
        kind: LookedKind::Bill,
        number: case.number.clone(),
        name: person.map_or_else(String::new, |person| person.name),
        due_on: case.due_on,
        with: match proposed {
            None => String::new(),
            Some(by) => name_of(desk, &by)?,
        },
    })
}

fn column(due_on: Date, today: Date) -> usize {
    if due_on != NEVER && due_on < today {
        0
    } else if due_on <= days_after(today, 2) {
        1
    } else {
        2
    }
}
