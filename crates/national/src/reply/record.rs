//! Outputs of the queries 5203, 5204 and 5206.

use domain::bill::BillLine;
use domain::calendar::in_china;
use domain::catalogue::Item;
use domain::facility::{Facility, Level};
use domain::ids::{SettlementId, VisitId};
use domain::person::Scheme;
use domain::region::Distance;
use domain::{Money, Region};
use jiff::Timestamp;
use jiff::civil::{Date, Time};

use super::arithmetic::{self, ArithmeticError};
use super::object::{JsonText, Object};
use super::settlement::{SettlementReply, printed_funds};
use super::visit::LineResult;
use crate::codes::{self, Approval};
use crate::kept::{KeptFields, KeptMessage};

/// A settlement with its visit, as 5203 repeats it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettlementRecord<'a> {
    /// The settlement.
    pub reply: &'a SettlementReply,
    /// Where.
    pub facility: &'a Facility,
    /// Its level, as it was settled.
    pub level: Level,
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
    /// What was kept of the message that settled: invono, opter_id, opter_name.
    pub kept: &'a KeptMessage,
    /// opt_time.
    pub operated_at: Option<Timestamp>,
}

/// 5203: setlinfo and setldetail, after every identity of the interface was checked.
pub fn settlement_record(record: &SettlementRecord<'_>) -> Result<JsonText, ArithmeticError> {
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
        .optional("invono", record.kept.text("invono"))
        .optional("opter_id", record.kept.text("opter"))
        .optional("opter_name", record.kept.text("opter_name"))
        .datetime("opt_time", record.operated_at.map(in_china))
        .money("pref_fund_pay", Money::ZERO);
    Ok(Object::new()
        .value("setlinfo", info.done())
        .value("setldetail", reply.detail())
        .done())
}

fn place_and_time(record: &SettlementRecord<'_>) -> Object {
    let (reply, facility) = (record.reply, record.facility);
    let level = codes::total(&codes::DEDC_HOSP_LV, record.level);
    let agency = reply.clearing.agency.map(|agency| agency.to_string());
    Object::new()
        .null("flxempe_flag")
        .null("nwb_flag")
        .text("insu_optins", &record.insured_at.to_string())
        .optional("emp_name", record.employer)
        .text("pay_loc", codes::total(&codes::PAY_LOC, record.distance))
        .text("fixmedins_code", facility.code.as_str())
        .text("fixmedins_name", &facility.name)
        .text("hosp_lv", codes::total(&codes::HOSP_LV, record.level))
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
    pub line: &'a BillLine,
    /// What was kept of the line, where something was.
    pub kept: Option<&'a KeptFields>,
    /// What was kept of the message that uploaded it, and when that came.
    pub upload: Option<(&'a KeptMessage, Timestamp)>,
    /// The line as split.
    pub result: &'a LineResult,
    /// The catalogue item, if there is one.
    pub item: Option<&'a Item>,
}

/// A row of 5204, whose output is the array of them itself.
pub fn line(record: &LineRecord<'_>) -> JsonText {
    let nothing = KeptFields::default();
    let (line, result) = (record.line, record.result);
    let kept = record.kept.unwrap_or(&nothing);
    let settlement = record.settlement.map_or("", SettlementId::as_str);
    let catalogue_name = record.item.map(|item| item.name.as_str());
    let occurred_at = kept.datetime("fee_ocur_time");
    let own_code = kept.text("medins_list_codg");
    Object::new()
        .text("mdtrt_id", record.visit.as_str())
        .text("setl_id", settlement)
        .text("feedetl_sn", &line.serial)
        .optional("rx_drord_no", kept.first(&["rxno", "drord_no"]))
        .text("med_type", kept.text("med_type").unwrap_or(record.med_type))
        .datetime(
            "fee_ocur_time",
            occurred_at.or(Some(line.used_on.to_datetime(Time::midnight()))),
        )
        .decimal("cnt", line.quantity, 4)
        .decimal("pric", line.price, 6)
        .all(repeated(kept, &["sin_dos_dscr", "used_frqu_dscr"]))
        .number("prd_days", kept.text("prd_days"))
        .all(repeated(kept, &["medc_way_dscr"]))
        .money("det_item_fee_sumamt", line.amount)
        .all(result.split())
        .text("hilist_code", &line.code)
        .text("hilist_name", catalogue_name.unwrap_or(&line.name))
        .text("list_type", codes::list_type(&result.fee_kind))
        .text("med_list_codg", &line.code)
        .text("medins_list_codg", own_code.unwrap_or_default())
        .text("medins_list_name", &line.name)
        .text("med_chrgitm_type", &result.fee_kind)
        .null("prodname")
        .null("spec")
        .text("dosform_name", "")
        .all(repeated(kept, &STAFF))
        .all(marks(record, kept))
        .done()
}

/// Who ordered and who carried out.
const STAFF: [&str; 8] = [
    "bilg_dept_codg",
    "bilg_dept_name",
    "bilg_dr_codg",
    "bilg_dr_name",
    "acord_dept_codg",
    "acord_dept_name",
    "orders_dr_code",
    "orders_dr_name",
];

/// Fields as they were sent.
fn repeated(kept: &KeptFields, keys: &[&str]) -> Object {
    let empty = Object::new();
    keys.iter()
        .fold(empty, |object, key| object.optional(key, kept.text(key)))
}

/// The flags of a line, and the tail of the row.
fn marks(record: &LineRecord<'_>, kept: &KeptFields) -> Object {
    let line = record.line;
    let approval = match (line.approved_by_hospital, line.refused_by_hospital) {
        (true, _) => Approval::Approved,
        (_, true) => Approval::Refused,
        _ => Approval::NotNeeded,
    };
    let upload = |key: &str| record.upload.and_then(|(upload, _)| upload.text(key));
    let uploaded_at = record.upload.map(|(_, at)| in_china(at));
    let memo = record.result.memo.as_deref();
    Object::new()
        .flag("lmt_used_flag", record.result.restricted)
        .null("hosp_prep_flag")
        .text(
            "hosp_appr_flag",
            codes::total(&codes::HOSP_APPR_FLAG, approval),
        )
        .all(repeated(kept, &["tcmdrug_used_way"]))
        .null("prodplac_type")
        .null("bas_medn_flag")
        .flag("hi_nego_drug_flag", record.result.negotiated)
        .null("chld_medc_flag")
        .all(repeated(
            kept,
            &["etip_flag", "etip_hosp_code", "dscg_tkdrug_flag"],
        ))
        .null("list_sp_item_flag")
        .all(repeated(kept, &["matn_fee_flag"]))
        .null("drt_reim_flag")
        .optional("memo", memo.or(kept.text("memo")))
        .optional("opter_id", upload("opter"))
        .optional("opter_name", upload("opter_name"))
        .datetime("opt_time", uploaded_at)
}

/// One running total of a person (a row of 5206).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cumulative {
    /// insutype.
    pub scheme: Scheme,
    /// year: the benefit year.
    pub year: i16,
    /// cum_ym: the year and month at whose end it stood so.
    pub month: (i16, i8),
    /// cum_type_code, at most ten characters; no public list exists.
    pub kind: String,
    /// cum.
    pub amount: Money,
}

/// 5206: cuminfo.
pub fn year_to_date(rows: &[Cumulative]) -> JsonText {
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
