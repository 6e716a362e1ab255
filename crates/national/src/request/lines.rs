//! Uploading and withdrawing bill lines: 2204, 2205, 2301, 2302.

use std::collections::HashSet;

use domain::bill::BillLine;
use domain::ids::{PersonId, VisitId};
use jiff::civil::DateTime;
use serde::Serialize;

use super::setting::{Setting, check_setting};
use crate::codes::{self, Approval};
use crate::errors::{ReadError, shortened};
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
    /// Any line says emergency (er_flag in its exp_content).
    pub emergency: bool,
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
    /// medins_list_codg, the facility's own code.
    pub facility_item: Option<String>,
    /// rxno or drord_no: prescription or order.
    pub order_no: Option<String>,
    /// dise_codg.
    pub disease: Option<String>,
    /// bilg_dept_codg.
    pub department: Option<String>,
    /// bilg_dept_name.
    pub department_name: Option<String>,
    /// bilg_dr_codg.
    pub doctor: Option<String>,
    /// bilg_dr_name.
    pub doctor_name: Option<String>,
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
    let (person, visit) = whose(&rows[0])?;
    let mut serials = HashSet::with_capacity(rows.len());
    let mut lines = Vec::with_capacity(rows.len());
    let mut emergency = false;
    for row in &rows {
        let line = uploaded_line(row, setting)?;
        let serial = line.line.serial.clone();
        if whose(row)? != (person.clone(), visit.clone()) {
            return Err(ReadError::MixedVisits { serial });
        }
        if !serials.insert(serial.clone()) {
            return Err(ReadError::LineRepeated { serial });
        }
        emergency |= Flags::read(row, None)?.emergency;
        lines.push(line);
    }
    Ok(LineUpload {
        person,
        visit,
        lines,
        emergency,
    })
}

/// Whose line it is, and of which visit.
fn whose(row: &Node<'_>) -> Result<(PersonId, VisitId), ReadError> {
    Ok((
        row.need("psn_no", Node::id)?,
        row.need("mdtrt_id", Node::id)?,
    ))
}

fn uploaded_line(node: &Node<'_>, setting: Setting) -> Result<UploadedLine, ReadError> {
    let occurred_at = node.need("fee_ocur_time", Node::datetime)?;
    let batch = serial(node, "chrg_bchno")?;
    if setting == Setting::Outpatient && batch.is_none() {
        return Err(ReadError::MissingField {
            field: node.path("chrg_bchno"),
        });
    }
    if setting == Setting::Inpatient {
        check_setting(node.med_type("med_type")?.as_ref(), setting, "2301")?;
    }
    let line = bill_line(node, occurred_at)?;
    check_line(node, &line, setting)?;
    Ok(UploadedLine {
        line,
        occurred_at,
        batch,
        facility_item: node.text("medins_list_codg")?,
        order_no: node.text(node.spelled(&["rxno", "drord_no"]))?,
        disease: node.text("dise_codg")?,
        department: node.text("bilg_dept_codg")?,
        department_name: node.text("bilg_dept_name")?,
        doctor: node.text("bilg_dr_codg")?,
        doctor_name: node.text("bilg_dr_name")?,
    })
}

fn bill_line(node: &Node<'_>, occurred_at: DateTime) -> Result<BillLine, ReadError> {
    let approval = node.code("hosp_appr_flag", &codes::HOSP_APPR_FLAG)?;
    let quantity = node.need("cnt", |node, key| node.decimal(key, 4))?;
    let original = node.text("init_feedetl_sn")?;
    Ok(BillLine {
        serial: node.need("feedetl_sn", serial)?,
        code: node.need("med_list_codg", Node::text)?,
        name: node
            .text(node.spelled(&["medins_list_name", "med_list_name"]))?
            .unwrap_or_default(),
        price: node.need("pric", |node, key| node.decimal(key, 6))?,
        quantity,
        amount: node.need("det_item_fee_sumamt", Node::money)?,
        used_on: occurred_at.date(),
        approved_by_hospital: approval == Some(Approval::Approved),
        refused_by_hospital: approval == Some(Approval::Refused),
        // Some clients fill the field with 0 or their own number on ordinary lines.
        refund_of: original.filter(|original| quantity < 0 && original != "0"),
    })
}

/// Price, quantity and amount of one line against each other.
fn check_line(node: &Node<'_>, line: &BillLine, setting: Setting) -> Result<(), ReadError> {
    node.refuse_negative("pric", line.price < 0)?;
    if line.quantity == 0 {
        return Err(ReadError::Zero {
            field: node.path("cnt"),
        });
    }
    let serial = line.serial.clone();
    match (setting, line.quantity < 0) {
        (Setting::Outpatient, true) => return Err(ReadError::RefundNotAllowed { serial }),
        (Setting::Inpatient, true) if line.refund_of.is_none() => {
            return Err(ReadError::RefundWithoutOriginal { serial });
        }
        _ => {}
    }
    if !line.adds_up() || (line.amount.is_negative() && line.quantity > 0) {
        let sent = |key: &str| Ok(shortened(&node.text(key)?.unwrap_or_default()));
        return Err(ReadError::LineDoesNotAddUp {
            serial,
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
    let batch = node.need("chrg_bchno", serial)?;
    Ok(LineWithdrawal {
        person: node.need("psn_no", Node::id)?,
        visit: node.need("mdtrt_id", Node::id)?,
        withdrawn: match batch.as_str() {
            ALL => Withdrawn::All,
            _ => Withdrawn::Batch(batch),
        },
    })
}

pub(super) fn withdraw_lines(input: Input<'_>) -> Result<LineWithdrawal, ReadError> {
    let rows = input.rows("data")?;
    let (person, visit) = whose(&rows[0])?;
    let mut serials = Vec::with_capacity(rows.len());
    for row in &rows {
        let serial = row.need("feedetl_sn", serial)?;
        if whose(row)? != (person.clone(), visit.clone()) {
            return Err(ReadError::MixedVisits { serial });
        }
        serials.push(serial);
    }
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
