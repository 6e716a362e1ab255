//! Uploading and withdrawing bill lines. Each line is split at once, by the catalogue of the place
//! of care and by what the insured place sets for class B as the visit stands now, so that the
//! facility sees what is payable. The settlement splits it again where the visit stands otherwise.

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::bill::BillLine;
use domain::catalogue::{Catalogue, Item, ScopeError};
use domain::facility::{Care, Facility};
use domain::ids::{PersonId, VisitId};
use domain::split::Split;
use domain::{Money, Rate, say};
use serde::{Deserialize, Serialize};
use store::lines::{self, BillLines, LinesOf, StoredLine};
use store::settlements;
use store::standing::Standing;
use store::visits::{self, Visit, VisitFlags};

use crate::beside::Beside;
use crate::days::DaysOfCare;
use crate::deed::{Deed, Side};
use crate::error::too_large;
use crate::findings;
use crate::once::{Done, Errand, Turn, once};
use crate::parts::{SettledTogether, is_of_batch};
use crate::terms::Mentions;
use crate::{Caller, Desk, DeskError, MessageAnswer, price};

/// Upload these lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadLines {
    /// The patient.
    pub person: PersonId,
    /// The visit.
    pub visit: VisitId,
    /// On which side of the door.
    pub side: Side,
    /// The charge batch; a stay in hospital may leave it empty.
    pub batch: String,
    /// The lines.
    pub lines: Vec<BillLine>,
    /// The diseases they are for, as far as they state one.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub diseases: BTreeSet<String>,
    /// Circumstances of the visit that stand on the lines; they add to what is known of it.
    #[serde(default)]
    pub flags: VisitFlags,
}

/// A line with what the catalogue made of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uploaded {
    /// The line.
    pub line: BillLine,
    /// Its parts.
    pub split: Split,
    /// The item of the catalogue.
    pub item: Item,
}

/// Uploads lines: all of them or none. A line sent again unchanged is taken as sent before.
pub fn upload_lines(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    asked: &UploadLines,
    reply: impl FnOnce(&Vec<Uploaded>) -> Vec<u8>,
) -> Result<MessageAnswer<Vec<Uploaded>>, DeskError> {
    let errand = Errand {
        caller,
        deed: asked.side.pick(Deed::UploadLines, Deed::UploadStayLines),
        person: &asked.person,
        names: Mentions::visit(&asked.visit),
        content: asked,
    };
    let work = |desk: &mut Desk<'_, '_>, turn: &mut Turn| {
        let mut visit = turn.visit().clone();
        let flags = visit.flags.joined(asked.flags);
        let adds_flags = flags != visit.flags;
        visit.flags = flags;
        accepts_lines(desk, &visit, &asked.batch)?;
        let facility = desk.reference.facility(&visit.facility)?;
        let catalogue = desk.reference.catalogue(facility.region)?;
        let bill = BillLines {
            person: &visit.person,
            visit: &visit.id,
        };
        let beside = Beside::of(desk, bill, &asked.lines)?;
        DaysOfCare::of(&visit).refuse_outside(&visit, &asked.lines)?;
        let place = (facility, catalogue);
        let mut uploaded = Vec::with_capacity(asked.lines.len());
        let mut new = Vec::new();
        for line in &asked.lines {
            let serial = &line.serial;
            let day = say!("明细 {serial} 的费用日期", "the day of line {serial}");
            desk.not_ahead(day, line.used_on)?;
            check_amount(line)?;
            if beside.is_new(line, &asked.batch)? {
                beside.check_refund(line)?;
                new.push(uploaded.len());
            }
            uploaded.push(split(line, beside.charged(line), place)?);
        }
        let set_here = set_here(desk, &turn.standing, (&visit, asked), &uploaded)?;
        for line in &mut uploaded {
            line.split = line.split.by(set_here);
        }
        beside.split_refunds(&mut uploaded);
        let new: Vec<_> = new.into_iter().map(|at: usize| &uploaded[at]).collect();
        let new: Vec<_> = new.iter().map(|it| (it.line.clone(), it.split)).collect();
        lines::insert(desk.tx, bill, (&asked.batch, turn.number), &new)?;
        if adds_flags {
            visits::update(desk.tx, &visit)?;
        }
        if !asked.diseases.is_empty() {
            findings::note_diseases(desk, &visit, (&asked.batch, &asked.diseases))?;
        }
        Ok(Done::on_visit(uploaded, &visit.id))
    };
    once(desk, &errand, work, reply)
}

/// The share of class B the insured place sets for the visit as it stands now. Where it cannot be
/// settled as it stands, the catalogue alone splits its lines for now.
fn set_here(
    desk: &mut Desk<'_, '_>,
    standing: &Standing,
    (visit, asked): (&Visit, &UploadLines),
    uploaded: &[Uploaded],
) -> Result<Option<Rate>, DeskError> {
    if uploaded.iter().all(|line| line.split.class_b.is_none()) {
        return Ok(None);
    }
    let what = match visit.care {
        Care::Inpatient => SettledTogether::Stay { mid_stay: true },
        _ => SettledTogether::Batch(asked.batch.clone()),
    };
    match price::upfront_share(desk, standing, (visit, &what)) {
        Err(error @ (DeskError::FateUnknown(_) | DeskError::Unavailable(_))) => Err(error),
        found => Ok(found.ok().flatten()),
    }
}

/// A batch takes lines until it is settled.
fn accepts_lines(desk: &mut Desk<'_, '_>, visit: &Visit, batch: &str) -> Result<(), DeskError> {
    let made = settlements::of_visit(desk.tx, &visit.person, &visit.id)?;
    let same = made
        .into_iter()
        .find(|made| made.reversed_by.is_none() && is_of_batch(made, batch));
    same.map_or(Ok(()), |made| {
        Err(DeskError::BatchSettled {
            batch: made.batch,
            settlement: made.id,
        })
    })
}

fn in_force(lines: Vec<StoredLine>) -> Vec<StoredLine> {
    lines.into_iter().filter(|line| !line.withdrawn).collect()
}

fn check_amount(line: &BillLine) -> Result<(), DeskError> {
    let beyond = line.amount > Money::MAX || -line.amount > Money::MAX;
    if beyond || line.price < 0 {
        let serial = &line.serial;
        let rule = too_large();
        return Err(DeskError::Field {
            field: "det_item_fee_sumamt",
            rule: say!("明细 {serial}：{rule}", "line {serial}: {rule}"; rule = rule),
        });
    }
    let one_way = (line.quantity < 0) != line.amount.is_negative() && !line.amount.is_zero();
    match line.adds_up() && !one_way {
        true => Ok(()),
        false => Err(DeskError::LineAmount {
            serial: line.serial.clone(),
            stated: line.amount,
            computed: line.amount_at(line.price),
        }),
    }
}

/// Splits a line by the catalogue as it was when the line was charged that it gives back.
fn split(
    line: &BillLine,
    charged: &BillLine,
    (facility, catalogue): (&Facility, &Catalogue),
) -> Result<Uploaded, DeskError> {
    let serial = line.serial.clone();
    let refused = |error| match error {
        ScopeError::UnknownItem { code, region } => DeskError::UnknownItem {
            serial: serial.clone(),
            code,
            region,
        },
        ScopeError::NotInForce { code, day } => DeskError::ItemNotInForce {
            serial: serial.clone(),
            code,
            day,
        },
    };
    let item = catalogue.item_for(charged).map_err(refused)?.clone();
    let split = catalogue.split(charged, facility.level_on(charged.used_on));
    let split = split.map_err(refused)?;
    Ok(Uploaded {
        line: line.clone(),
        split,
        item,
    })
}

/// Which lines to take back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Withdrawal {
    /// All unsettled ones of the visit.
    All,
    /// Those of a charge batch.
    Batch(String),
    /// These, by serial.
    Serials(Vec<String>),
}

/// Take lines back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawLines {
    /// The patient.
    pub person: PersonId,
    /// The visit.
    pub visit: VisitId,
    /// On which side of the door.
    pub side: Side,
    /// Which.
    pub which: Withdrawal,
}

/// Withdraws unsettled lines; returns how many. Settled ones stay. Withdrawing all when there are
/// none is not an error; a batch or serial that is not there is.
pub fn withdraw_lines(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    asked: &WithdrawLines,
    reply: impl FnOnce(&u64) -> Vec<u8>,
) -> Result<MessageAnswer<u64>, DeskError> {
    let errand = Errand {
        caller,
        deed: asked
            .side
            .pick(Deed::WithdrawLines, Deed::WithdrawStayLines),
        person: &asked.person,
        names: Mentions::visit(&asked.visit),
        content: asked,
    };
    let work = |desk: &mut Desk<'_, '_>, turn: &mut Turn| {
        let bill = BillLines {
            person: &asked.person,
            visit: &asked.visit,
        };
        let held = in_force(lines::of_visit(desk.tx, bill)?);
        let mut count = match &asked.which {
            Withdrawal::All => lines::withdraw(desk.tx, bill, LinesOf::All, turn.number)?,
            Withdrawal::Batch(batch) => {
                check_there(held.iter().filter(|line| line.batch == *batch), batch)?;
                lines::withdraw(desk.tx, bill, LinesOf::Batch(batch), turn.number)?
            }
            Withdrawal::Serials(serials) => {
                let by_serial = held
                    .iter()
                    .map(|stored| (stored.line.serial.as_str(), stored));
                let by_serial: HashMap<_, _> = by_serial.collect();
                let mut count = 0;
                for serial in serials {
                    check_there(by_serial.get(serial.as_str()).copied().into_iter(), serial)?;
                    count += lines::withdraw(desk.tx, bill, LinesOf::Serial(serial), turn.number)?;
                }
                count
            }
        };
        count += withdraw_refunds(desk, bill, &held, turn.number)?;
        Ok(Done::on_visit(count, &asked.visit))
    };
    once(desk, &errand, work, reply)
}

/// What gives back a line that is withdrawn goes with it: the two stay together.
fn withdraw_refunds(
    desk: &mut Desk<'_, '_>,
    bill: BillLines<'_>,
    held: &[StoredLine],
    turn: i64,
) -> Result<u64, DeskError> {
    if held.iter().all(|stored| stored.line.refund_of.is_none()) {
        return Ok(0);
    }
    let left = in_force(lines::of_visit(desk.tx, bill)?);
    let serials = left.iter().map(|stored| stored.line.serial.as_str());
    let serials: HashSet<&str> = serials.collect();
    let mut count = 0;
    for refund in &left {
        let of = refund.line.refund_of.as_deref();
        if of.is_some_and(|of| !serials.contains(of)) {
            let which = LinesOf::Serial(&refund.line.serial);
            count += lines::withdraw(desk.tx, bill, which, turn)?;
        }
    }
    Ok(count)
}

/// Some line meant is there and not settled.
fn check_there<'l>(
    meant: impl Iterator<Item = &'l StoredLine>,
    which: &str,
) -> Result<(), DeskError> {
    let (settled, open): (Vec<_>, Vec<_>) = meant.partition(|line| line.settled_by.is_some());
    match open.is_empty() {
        false => Ok(()),
        true => Err(DeskError::NoSuchLines {
            which: which.to_owned(),
            settled: !settled.is_empty(),
        }),
    }
}
