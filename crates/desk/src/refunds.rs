//! Refunds: lines that give back what another line charged. Their parts are those of the line they
//! give back, whatever the catalogue says by then, and the two stay together.

use std::collections::{BTreeMap, HashMap};

use domain::Money;
use domain::split::Split;
use store::corrections;
use store::lines::{self, BillLines, LineKey, StoredLine, Unsettled};
use store::visits::Visit;

use crate::limits::as_it_stands;
use crate::{Desk, DeskError};

/// What was given back of each line so far.
#[derive(Default)]
pub(crate) struct GivenBack(BTreeMap<String, Money>);

impl GivenBack {
    /// By the refunds among lines in force.
    pub(crate) fn by<'l>(held: impl Iterator<Item = &'l StoredLine>) -> GivenBack {
        let mut given = GivenBack::default();
        for stored in held {
            if let Some(of) = &stored.line.refund_of {
                *given.0.entry(of.clone()).or_default() -= stored.line.amount;
            }
        }
        given
    }

    /// The parts of the next refund of a line that was split so.
    pub(crate) fn next(&mut self, of: &str, original: Split, amount: Money) -> Split {
        let before = self.0.entry(of.to_owned()).or_default();
        let split = original.given_back(*before, -amount);
        *before -= amount;
        split
    }
}

/// Splits the refunds among lines to be settled as the lines they give back are split now. Returns
/// those that were split otherwise. A refund is settled with its line or after it.
pub(crate) fn mirror(
    desk: &mut Desk<'_, '_>,
    visit: &Visit,
    unsettled: &mut Unsettled,
) -> Result<Vec<(LineKey, Split)>, DeskError> {
    if unsettled.lines.iter().all(|line| !line.is_refund) {
        return Ok(vec![]);
    }
    let bill = BillLines {
        person: &visit.person,
        visit: &visit.id,
    };
    let mut held = lines::of_visit(desk.tx, bill)?;
    held.retain(|stored| !stored.withdrawn);
    let serials = held
        .iter()
        .map(|stored| (stored.line.serial.as_str(), stored));
    let by_serial: HashMap<&str, &StoredLine> = serials.collect();
    let keys = unsettled.lines.iter().enumerate();
    let at: BTreeMap<LineKey, usize> = keys.map(|(at, line)| (line.key.clone(), at)).collect();
    let standing = corrections::standing(desk.tx, &visit.person)?;
    let mut given = GivenBack::default();
    let mut anew = Vec::new();
    for refund in &held {
        let Some(of) = &refund.line.refund_of else {
            continue;
        };
        let own = at.get(&refund.key()).copied();
        let Some(original) = by_serial.get(of.as_str()).copied() else {
            // A settled one was checked by the program that settled it.
            match own {
                Some(_) => return Err(apart(refund, of)),
                None => continue,
            }
        };
        let with_it = at.get(&original.key()).copied();
        let split = match with_it {
            Some(at) => unsettled.lines[at].split,
            None => as_it_stands(desk, visit, original, &standing)?,
        };
        let is_apart = with_it.is_none() && original.settled_by.is_none();
        let split = given.next(of, split, refund.line.amount);
        let Some(own) = own.map(|at| &mut unsettled.lines[at]) else {
            continue;
        };
        if is_apart {
            return Err(apart(refund, of));
        }
        if own.split != split {
            own.split = split;
            anew.push((refund.key(), split));
        }
    }
    Ok(anew)
}

fn apart(refund: &StoredLine, of: &str) -> DeskError {
    DeskError::RefundApart {
        serial: refund.line.serial.clone(),
        refund_of: of.to_owned(),
    }
}
