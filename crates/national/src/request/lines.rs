//! Uploading and withdrawing bill lines: 2204, 2205, 2301, 2302.

use std::collections::HashSet;

use domain::bill::BillLine;
use domain::ids::{PersonId, VisitId};
use jiff::civil::DateTime;
use serde::Serialize;

use super::setting::{Setting, check_maternity, check_setting};
use crate::codes::{self, Approval};
use crate::errors::{ReadError, shortened};
use crate::faults::{Faults, all, both, every};
use crate::flags::Flags;
use crate::node::{Input, Node};

/// 2204, 2301: lines of one visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineUpload {
    /// psn_no, the same on every line.
    pub person: PersonId,
    /// mdtrt_id, the same on every line.
    pub visit: VisitId,
    /// The lines, feedetl_sn unique among them.
    pub lines: Vec<UploadedLine>,
    /// What any line says of the circumstances (er_flag in its exp_content).
    pub flags: Flags,
}

/// One line as uploaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UploadedLine {
    /// What is priced and split; its amount is price × quantity within one fen.
    pub line: BillLine,
    /// fee_ocur_time.
    pub occurred_at: DateTime,
    /// chrg_bchno: the batch that 2206 and 2207 settle. Outpatient lines always have one.
    pub batch: Option<String>,
    /// dise_codg.
    pub disease: Option<String>,
}

/// Which lines are withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Withdrawn {
    /// "0000": every line not settled.
    All,
    /// One charge batch (2205).
    Batch(String),
    /// These lines, by feedetl_sn (2302).
    Lines(Vec<String>),
}

/// 2205, 2302: take lines back that are not settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineWithdrawal {
    /// psn_no.
    pub person: PersonId,
    /// mdtrt_id.
    pub visit: VisitId,
    /// Which lines.
    pub withdrawn: Withdrawn,
}

/// What stands for "all of them" in 2205 and 2302.
const ALL: &str = "0000";

/// Longest feedetl_sn and chrg_bchno.
const SERIAL_MAX: usize = 30;

pub(super) fn outpatient(input: Input<'_>) -> Result<LineUpload, ReadError> {
    upload(input, Setting::Outpatient)
}

pub(super) fn inpatient(input: Input<'_>) -> Result<LineUpload, ReadError> {
    upload(input, Setting::Inpatient)
}

fn upload(input: Input<'_>, setting: Setting) -> Result<LineUpload, ReadError> {
    let rows = input.rows("feedetail")?;
    let mut faults = Faults::default();
    let lines = faults.take(all(rows.iter().map(|row| uploaded_line(row, setting))));
    let flags = faults.take(flags_of_any(&rows));
    let whose = faults.take(whose_all(&rows));
    faults.take(check_serials(&rows));
    let upload = lines.zip(flags).zip(whose);
    faults.unless(upload.map(|((lines, flags), (person, visit))| LineUpload {
        person,
        visit,
        lines,
        flags,
    }))
}

fn flags_of_any(rows: &[Node<'_>]) -> Result<Flags, ReadError> {
    let flags = all(rows.iter().map(|row| Flags::read(row, None)))?;
    Ok(flags.into_iter().fold(Flags::default(), Flags::or))
}

/// Whose line it is, and of which visit.
#[derive(PartialEq)]
struct Whose {
    person: PersonId,
    visit: VisitId,
}

/// Whose lines they are: all of one visit of one person.
fn whose_all(rows: &[Node<'_>]) -> Result<(PersonId, VisitId), ReadError> {
    let whose = all(rows.iter().map(|row| {
        every!(Whose {
            person: row.need("psn_no", Node::id),
            visit: row.need("mdtrt_id", Node::id),
        })
    }))?;
    let mut faults = Faults::default();
    for (row, of) in rows.iter().zip(&whose) {
        if *of != whose[0] {
            let serial = serial(row, "feedetl_sn")?.unwrap_or_default();
            faults.add(ReadError::MixedVisits { serial });
        }
    }
    let first = whose.into_iter().next();
    faults.unless(first.map(|whose| (whose.person, whose.visit)))
}

/// Every line has a number of its own. One without is named where the line is read.
fn check_serials(rows: &[Node<'_>]) -> Result<(), ReadError> {
    let mut seen = HashSet::with_capacity(rows.len());
    let mut faults = Faults::default();
    for row in rows {
        let serial = serial(row, "feedetl_sn").ok().flatten();
        if let Some(serial) = serial.filter(|serial| !seen.insert(serial.clone())) {
            faults.add(ReadError::LineRepeated { serial });
        }
    }
    faults.unless(Some(()))
}

fn uploaded_line(node: &Node<'_>, setting: Setting) -> Result<UploadedLine, ReadError> {
    let occurred_at = node.need("fee_ocur_time", Node::datetime);
    every!(UploadedLine {
        line: bill_line(node, &occurred_at, setting),
        occurred_at: occurred_at,
        batch: match setting {
            Setting::Outpatient => node.need("chrg_bchno", serial).map(Some),
            Setting::Inpatient => serial(node, "chrg_bchno"),
        },
        disease: node.text("dise_codg"),
    } provided check_stay(node, setting), check_maternity(node))
}

/// A line of a stay may repeat the med_type.
fn check_stay(node: &Node<'_>, setting: Setting) -> Result<(), ReadError> {
    match setting {
        Setting::Outpatient => Ok(()),
        Setting::Inpatient => {
            let med_type = node.med_type("med_type")?;
            check_setting(med_type.as_ref(), setting, "2301")
        }
    }
}

fn bill_line(
    node: &Node<'_>,
    occurred_at: &Result<DateTime, ReadError>,
    setting: Setting,
) -> Result<BillLine, ReadError> {
    let approval = node.code("hosp_appr_flag", &codes::HOSP_APPR_FLAG);
    let quantity = node.need("cnt", |node, key| node.decimal(key, 4));
    let refunds = quantity.as_ref().is_ok_and(|quantity| *quantity < 0);
    let name = node.text(node.spelled(&["medins_list_name", "med_list_name"]));
    let original = node.text("init_feedetl_sn");
    let line = every!(BillLine {
        serial: node.need("feedetl_sn", serial),
        code: node.need("med_list_codg", Node::text),
        name: name.map(Option::unwrap_or_default),
        price: node.need("pric", |node, key| node.decimal(key, 6)),
        quantity,
        amount: node.need("det_item_fee_sumamt", Node::money),
        used_on: occurred_at.clone().map(|at| at.date()),
        approved_by_hospital: approval
            .clone()
            .map(|sent| sent == Some(Approval::Approved)),
        refused_by_hospital: approval.map(|sent| sent == Some(Approval::Refused)),
        // Some clients fill the field with 0 or their own number on ordinary lines.
        refund_of: original.map(|sent| sent.filter(|sent| refunds && sent != "0")),
    })?;
    check_line(node, &line, setting)?;
    Ok(line)
}

/// Price, quantity and amount of one line against each other.
fn check_line(node: &Node<'_>, line: &BillLine, setting: Setting) -> Result<(), ReadError> {
    let mut faults = Faults::default();
    faults.take(node.refuse_negative("pric", line.price < 0));
    if line.quantity == 0 {
        faults.add(ReadError::Zero {
            field: node.path("cnt"),
        });
    }
    let serial = line.serial.clone();
    match (setting, line.quantity < 0) {
        (Setting::Outpatient, true) => faults.add(ReadError::RefundNotAllowed { serial }),
        (Setting::Inpatient, true) if line.refund_of.is_none() => {
            faults.add(ReadError::RefundWithoutOriginal { serial });
        }
        // A sum with a part that cannot be says nothing new.
        _ if !faults.is_empty() => {}
        _ => {
            faults.take(check_sum(node, line));
        }
    }
    faults.unless(Some(()))
}

fn check_sum(node: &Node<'_>, line: &BillLine) -> Result<(), ReadError> {
    if !line.adds_up() || (line.amount.is_negative() && line.quantity > 0) {
        let sent = |key: &str| Ok(shortened(&node.text(key)?.unwrap_or_default()));
        return Err(ReadError::LineDoesNotAddUp {
            serial: line.serial.clone(),
            price: sent("pric")?,
            quantity: sent("cnt")?,
            amount: sent("det_item_fee_sumamt")?,
        });
    }
    Ok(())
}

/// A line or batch number: text or number, opaque.
fn serial(node: &Node<'_>, key: &str) -> Result<Option<String>, ReadError> {
    let text = node.text(key)?;
    if text
        .as_ref()
        .is_some_and(|text| text.chars().count() > SERIAL_MAX)
    {
        return Err(ReadError::TooLong {
            field: node.path(key),
            limit: SERIAL_MAX,
        });
    }
    Ok(text)
}

pub(super) fn withdraw_batch(input: Input<'_>) -> Result<LineWithdrawal, ReadError> {
    let node = input.node("data")?;
    let batch = node.need("chrg_bchno", serial);
    every!(LineWithdrawal {
        person: node.need("psn_no", Node::id),
        visit: node.need("mdtrt_id", Node::id),
        withdrawn: batch.map(|batch| match batch.as_str() {
            ALL => Withdrawn::All,
            _ => Withdrawn::Batch(batch),
        }),
    })
}

pub(super) fn withdraw_lines(input: Input<'_>) -> Result<LineWithdrawal, ReadError> {
    let rows = input.rows("data")?;
    let serials = all(rows.iter().map(|row| row.need("feedetl_sn", serial)));
    let (serials, (person, visit)) = both(serials, whose_all(&rows))?;
    let withdrawn = match serials.iter().any(|serial| serial == ALL) {
        true => Withdrawn::All,
        false => Withdrawn::Lines(serials),
    };
    Ok(LineWithdrawal {
        person,
        visit,
        withdrawn,
    })
}
