//! What the lines of one message are held against: each other, and the lines in force that they
//! repeat or give back. However many lines the visit has, no more of them are read.

use std::collections::{BTreeSet, HashMap};

use domain::Money;
use domain::bill::BillLine;
use domain::split::Split;
use store::lines::{self, BillLines, StoredLine};

use crate::lines::Uploaded;
use crate::refunds::GivenBack;
use crate::{Desk, DeskError};

/// The lines of a message beside those they have to do with.
pub(crate) struct Beside<'l> {
    /// Lines in force, by serial.
    held: HashMap<String, StoredLine>,
    /// Lines sent, by serial: where they are.
    sent: HashMap<&'l str, (usize, &'l BillLine)>,
    /// What is given back of each line, by what is held and what is new: quantity and money.
    given: HashMap<&'l str, (i64, Money)>,
}

/// The line this one gives back, if it gives back one.
fn gives_back(line: &BillLine) -> Option<&str> {
    line.refund_of.as_deref().filter(|_| line.is_refund())
}

impl<'l> Beside<'l> {
    /// Reads what is needed of the visit. No serial may stand in the message twice.
    pub(crate) fn of(
        desk: &mut Desk<'_, '_>,
        bill: BillLines<'_>,
        lines: &'l [BillLine],
    ) -> Result<Beside<'l>, DeskError> {
        let mut sent = HashMap::with_capacity(lines.len());
        for (at, line) in lines.iter().enumerate() {
            if sent.insert(line.serial.as_str(), (at, line)).is_some() {
                return Err(DeskError::SerialRepeated {
                    serial: line.serial.clone(),
                });
            }
        }
        let returned: BTreeSet<&str> = lines.iter().filter_map(gives_back).collect();
        let named: BTreeSet<&str> = returned.iter().chain(sent.keys()).copied().collect();
        let mut held = read(desk, bill, named, lines::with_serials)?;
        held.extend(read(desk, bill, returned, lines::giving_back)?);
        let mut beside = Beside {
            held,
            sent,
            given: HashMap::new(),
        };
        beside.add_up(lines);
        Ok(beside)
    }

    /// Adds up what is given back of the lines that the sent ones give back.
    fn add_up(&mut self, lines: &'l [BillLine]) {
        let mut given: HashMap<&'l str, (i64, Money)> = HashMap::new();
        for of in lines.iter().filter_map(gives_back) {
            given.insert(of, (0, Money::ZERO));
        }
        let new = lines
            .iter()
            .filter(|line| !self.held.contains_key(&line.serial));
        for line in self.held.values().map(|stored| &stored.line).chain(new) {
            if let Some(so_far) = gives_back(line).and_then(|of| given.get_mut(of)) {
                so_far.0 = so_far.0.saturating_add(line.quantity);
                so_far.1 += line.amount;
            }
        }
        self.given = given;
    }

    /// Whether the line is not there yet; one with the same serial must be the same line.
    pub(crate) fn is_new(&self, sent: &BillLine, batch: &str) -> Result<bool, DeskError> {
        let Some(there) = self.held.get(&sent.serial) else {
            return Ok(true);
        };
        match there.line == *sent && there.batch == batch {
            true => Ok(false),
            false => Err(DeskError::SerialTaken {
                serial: sent.serial.clone(),
            }),
        }
    }

    /// The line with this serial: the one in force, or else the one sent.
    fn line(&self, serial: &str) -> Option<&BillLine> {
        let held = self.held.get(serial).map(|stored| &stored.line);
        held.or_else(|| self.sent.get(serial).map(|(_, line)| *line))
    }

    /// The line a refund gives back; the line itself where it is none.
    pub(crate) fn charged<'a>(&'a self, line: &'a BillLine) -> &'a BillLine {
        let charged = gives_back(line).and_then(|of| self.line(of));
        charged.unwrap_or(line)
    }

    /// A negative line names a line of the same item, and all refunds of that line together take
    /// back no more than it had, in quantity and in money.
    pub(crate) fn check_refund(&self, line: &BillLine) -> Result<(), DeskError> {
        let serial = line.serial.clone();
        if !line.is_refund() {
            return Ok(());
        }
        let Some(refund_of) = &line.refund_of else {
            return Err(DeskError::NegativeLine { serial });
        };
        let original = self
            .line(refund_of)
            .filter(|original| !original.is_refund());
        let given = self.given.get(refund_of.as_str()).copied();
        let (quantity, money) = given.unwrap_or_default();
        let fits = original.is_some_and(|original| {
            original.code == line.code
                && original.price == line.price
                && original.quantity.saturating_add(quantity) >= 0
                && !(original.amount + money).is_negative()
        });
        match fits {
            true => Ok(()),
            false => Err(DeskError::Refund {
                serial,
                refund_of: refund_of.clone(),
            }),
        }
    }

    /// Gives refunds the parts of the lines they give back. One that is there already keeps its
    /// own.
    pub(crate) fn split_refunds(&self, uploaded: &mut [Uploaded]) {
        let mut given = GivenBack::by(self.held.values());
        for at in 0..uploaded.len() {
            let Uploaded { line, .. } = &uploaded[at];
            let Some(of) = gives_back(line).map(str::to_owned) else {
                continue;
            };
            let amount = line.amount;
            if let Some(there) = self.held.get(&line.serial) {
                uploaded[at].split = there.split;
                continue;
            }
            let held = self.held.get(&of).map(|stored| stored.split);
            let sent = self.sent.get(of.as_str()).map(|(at, _)| *at);
            let original: Option<Split> = held.or_else(|| sent.map(|at| uploaded[at].split));
            if let Some(original) = original {
                uploaded[at].split = given.next(&of, original, amount);
            }
        }
    }
}

type Reads =
    fn(&mut store::Tx<'_>, BillLines<'_>, &[&str]) -> Result<Vec<StoredLine>, store::StoreError>;

/// Lines in force by serial, those that this function of the store finds by these.
fn read(
    desk: &mut Desk<'_, '_>,
    bill: BillLines<'_>,
    by: BTreeSet<&str>,
    reads: Reads,
) -> Result<HashMap<String, StoredLine>, DeskError> {
    let by: Vec<&str> = by.into_iter().collect();
    let found = reads(desk.tx, bill, &by)?;
    let serial = |stored: StoredLine| (stored.line.serial.clone(), stored);
    Ok(found.into_iter().map(serial).collect())
}
