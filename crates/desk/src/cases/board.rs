//! What a supervisor sees of all cases: what waits and for how long, what may be late, who decided
//! how much, and some of what was decided to look at again.

use std::collections::BTreeMap;

use domain::calendar::days_after;
use jiff::civil::Date;
use store::cases::{self, CaseEntry, CaseLane, NEVER};
use store::operators::Operator;
use store::{people, sha256_hex};

use super::queue::regions;
use super::{is_own, name_of};
use crate::{Desk, DeskError};

/// A decided case that is worth a second look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondLook {
    /// What the list has of it.
    pub row: CaseEntry,
    /// Full name; pages mask it.
    pub name: String,
    /// Who decided, by name.
    pub by: String,
}

/// The board of a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Board {
    /// What waits: for each reason, how many are late, due within two days, and later.
    pub backlog: BTreeMap<String, [u64; 3]>,
    /// What people decided within a week: by name, how many were approved, returned and ended.
    pub decisions: BTreeMap<String, [u64; 3]>,
    /// Some of it, the same ones whoever looks on a day.
    pub sample: Vec<SecondLook>,
}

/// How many days back decisions are told.
const DAYS: i32 = 7;
/// So many of the last decisions are drawn from.
const DRAWN_FROM: u32 = 500;
/// So many are shown.
const DRAWN: usize = 8;

/// The board of the operator's unit.
pub fn board(desk: &mut Desk<'_, '_>, operator: &Operator) -> Result<Board, DeskError> {
    let today = desk.today();
    let since = days_after(today, -DAYS);
    let mut board = Board::default();
    let mut decided = Vec::new();
    for region in regions(desk, operator)? {
        for (why, due_on, count) in cases::backlog(desk.tx, region)? {
            board.backlog.entry(why).or_default()[column(due_on, today)] += count;
        }
        for (by, lane, count) in cases::decisions(desk.tx, region, since)? {
            let by = name_of(desk, &by)?;
            let column = match lane {
                CaseLane::Approved => 0,
                CaseLane::Returned => 1,
                _ => 2,
            };
            board.decisions.entry(by).or_default()[column] += count;
        }
        decided.extend(cases::decided(desk.tx, region, (since, DRAWN_FROM))?);
    }
    // Which ones changes with the day, and nobody can choose it.
    decided.sort_by_key(|row| {
        sha256_hex(&[today.to_string().as_bytes(), row.filing.as_str().as_bytes()])
    });
    for row in decided {
        if board.sample.len() == DRAWN {
            break;
        }
        if row.decided_by == operator.id || is_own(desk, operator, &row.person)? {
            continue;
        }
        let person = people::find(desk.tx, &row.person)?;
        board.sample.push(SecondLook {
            by: name_of(desk, &row.decided_by)?,
            name: person.map_or_else(String::new, |person| person.name),
            row,
        });
    }
    Ok(board)
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
