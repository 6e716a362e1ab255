//! Outputs of the queries 5203, 5204 and 5206.

use domain::catalogue::Item;
use domain::facility::Facility;
use domain::ids::{SettlementId, VisitId};
use domain::person::Scheme;
use domain::region::Distance;
use domain::{Money, Region};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use super::arithmetic::{self, ArithmeticError};
use super::object::Object;
use super::settlement::{SettlementReply, printed_funds};
use super::visit::LineResult;
use crate::codes;
use crate::request::UploadedLine;
use crate::time::in_china;

/// A settlement with its visit, as 5203 repeats it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettlementRecord<'a> {
    /// The settlement.
    pub reply: &'a SettlementReply,
    /// Where.
    pub facility: &'a Facility,
    /// Where that lies, seen from the insured place.
    pub distance: Distance,
    /// insu_optins.
    pub insured_at: Region,
    /// emp_name.
    pub employer: Option<&'a str>,
    /// begndate of the visit.
    pub begun_on: Date,
    /// enddate of the visit.
    pub ended_on: Date,
    /// refd_setl_flag: it was cancelled, or is itself a cancellation.
    pub refunded: bool,
    /// year: the benefit year.
    pub year: i16,
    /// dise_codg.
    pub disease: Option<&'a str>,
    /// dise_name.
    pub disease_name: Option<&'a str>,
    /// invono.
    pub invoice: Option<&'a str>,
    /// opter_id and opter_name.
    pub operator: (Option<&'a str>, Option<&'a str>),
    /// opt_time.
    pub operated_at: Option<Timestamp>,
}

/// 5203: setlinfo and setldetail, after every identity of the interface was checked.
pub fn settlement_record(record: &SettlementRecord<'_>) -> Result<Value, ArithmeticError> {
    let reply = record.reply;
    let amounts = arithmetic::checked(reply)?;
    let info = reply
        .opening()
        .all(place_and_time(record))
        .all(printed_funds(&amounts, reply.pooled_rate, reply.deductible))
        .money("psn_pay", amounts.psn_part_amt)
        .money("acct_pay", amounts.acct_pay)
        .money("cash_payamt", amounts.psn_cash_pay)
        .money("balc", reply.balance)
        .money("acct_mulaid_pay", amounts.acct_mulaid_pay)
        .text("medins_setl_id", reply.message.as_str())
        .flag("refd_setl_flag", record.refunded)
        .text("year", &format!("{:04}", record.year))
        .optional("dise_codg", record.disease)
        .optional("dise_name", record.disease_name)
        .optional("invono", record.invoice)
        .optional("opter_id", record.operator.0)
        .optional("opter_name", record.operator.1)
        .datetime("opt_time", record.operated_at.map(in_china))
        .money("pref_fund_pay", Money::ZERO);
    Ok(Object::new()
        .value("setlinfo", info.done())
        .value("setldetail", reply.detail())
        .done())
}

fn place_and_time(record: &SettlementRecord<'_>) -> Object {
    let (reply, facility) = (record.reply, record.facility);
    let level = codes::total(&codes::DEDC_HOSP_LV, facility.level);
    let agency = reply.clearing.agency.map(|agency| agency.to_string());
    Object::new()
        .null("flxempe_flag")
        .null("nwb_flag")
        .text("insu_optins", &record.insured_at.to_string())
        .optional("emp_name", record.employer)
        .text("pay_loc", codes::total(&codes::PAY_LOC, record.distance))
        .text("fixmedins_code", facility.code.as_str())
        .text("fixmedins_name", &facility.name)
        .text("hosp_lv", codes::total(&codes::HOSP_LV, facility.level))
        .text("fixmedins_poolarea", &facility.region.pooling().to_string())
        .text("lmtpric_hosp_lv", level)
        .text("dedc_hosp_lv", level)
        .date("begndate", Some(record.begun_on))
        .date("enddate", Some(record.ended_on))
        .datetime("setl_time", reply.settled_at.map(in_china))
        .optional("mdtrt_cert_type", reply.voucher_type.as_deref())
        .text("med_type", &reply.med_type)
        .text("clr_type", &reply.clearing.kind)
        .optional("clr_way", reply.clearing.way.as_deref())
        .optional("clr_optins", agency.as_deref())
}

/// A line as 5204 repeats it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineRecord<'a> {
    /// mdtrt_id.
    pub visit: &'a VisitId,
    /// setl_id; empty while the line is not settled.
    pub settlement: Option<&'a SettlementId>,
    /// med_type of the visit, as sent.
    pub med_type: &'a str,
    /// The line as uploaded.
    pub uploaded: &'a UploadedLine,
    /// The line as split.
    pub result: &'a LineResult,
    /// The catalogue item, if there is one.
    pub item: Option<&'a Item>,
}

/// 5204: the output itself is the array.
pub fn lines(records: &[LineRecord<'_>]) -> Value {
    records.iter().map(printed_line).collect()
}

fn printed_line(record: &LineRecord<'_>) -> Value {
    let uploaded = record.uploaded;
    let line = &uploaded.line;
    let approval = match (line.approved_by_hospital, line.refused_by_hospital) {
        (true, _) => "1",
        (_, true) => "2",
        _ => "0",
    };
    let name = record
        .item
        .map_or(line.name.as_str(), |item| item.name.as_str());
    Object::new()
        .text("mdtrt_id", record.visit.as_str())
        .text(
            "setl_id",
            record.settlement.map_or("", SettlementId::as_str),
        )
        .text("feedetl_sn", &line.serial)
        .optional("rx_drord_no", uploaded.order_no.as_deref())
        .text("med_type", record.med_type)
        .datetime("fee_ocur_time", Some(uploaded.occurred_at))
        .all(record.result.amounts())
        .text("hilist_code", &line.code)
        .text("hilist_name", name)
        .text("list_type", codes::list_type(&record.result.fee_kind))
        .text("med_list_codg", &line.code)
        .text(
            "medins_list_codg",
            uploaded.facility_item.as_deref().unwrap_or_default(),
        )
        .text("medins_list_name", &line.name)
        .null("prodname")
        .null("spec")
        .text("dosform_name", "")
        .optional("bilg_dept_codg", uploaded.department.as_deref())
        .optional("bilg_dept_name", uploaded.department_name.as_deref())
        .optional("bilg_dr_codg", uploaded.doctor.as_deref())
        .optional("bilg_dr_name", uploaded.doctor_name.as_deref())
        .flag("lmt_used_flag", record.result.restricted)
        .text("hosp_appr_flag", approval)
        .flag("hi_nego_drug_flag", record.result.negotiated)
        .optional("memo", record.result.memo.as_deref())
        .done()
}

/// One running total of a person (a row of 5206).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cumulative {
    /// insutype.
    pub scheme: Scheme,
    /// year: the benefit year.
    pub year: i16,
    /// cum_ym: year and month of the last change.
    pub month: (i16, i8),
    /// cum_type_code, at most ten characters; no public list exists.
    pub kind: String,
    /// cum.
    pub amount: Money,
}

/// 5206: cuminfo.
pub fn year_to_date(rows: &[Cumulative]) -> Value {
    let row = |row: &Cumulative| {
        Object::new()
            .text("insutype", codes::total(&codes::INSUTYPE, row.scheme))
            .text("year", &format!("{:04}", row.year))
            .text("cum_ym", &format!("{:04}{:02}", row.month.0, row.month.1))
            .text("cum_type_code", &row.kind)
            .money("cum", row.amount)
            .done()
    };
    Object::new()
        .value("cuminfo", rows.iter().map(row).collect())
        .done()
}
