//! Outputs of 9001, 9002, 2201, 2204, 2301 and 2401.

use domain::bill::{BillLine, Scope};
use domain::calendar::in_china;
use domain::catalogue::{Class, Item};
use domain::facility::Level;
use domain::ids::{PersonId, VisitId};
use domain::split::Split;
use domain::{Money, Rate};
use jiff::Timestamp;

use super::object::{JsonText, Object};
use crate::codes;
use crate::time;

/// Stands for a price without a limit, in millionths of a yuan.
const NO_LIMIT: i64 = 999_999_000_000;

/// 9001: the number that later messages carry as sign_no.
pub fn signed_in(sign_no: &str, at: Timestamp) -> JsonText {
    let signed = Object::new()
        .datetime("sign_time", Some(in_china(at)))
        .text("sign_no", sign_no);
    Object::new().value("signinoutb", signed.done()).done()
}

/// 9002: the time as a text, as the table has it, and inside the two objects that typed clients
/// read.
pub fn signed_out(at: Timestamp) -> JsonText {
    let signed = || {
        Object::new()
            .datetime("sign_time", Some(in_china(at)))
            .done()
    };
    Object::new()
        .text("sign_time", &time::print_datetime(in_china(at)))
        .value("signoutoutb", signed())
        .value("result", signed())
        .done()
}

/// 2201: the visit that was opened.
pub fn registered(visit: &VisitId, person: &PersonId, facility_visit_no: &str) -> JsonText {
    let data = Object::new()
        .text("mdtrt_id", visit.as_str())
        .text("psn_no", person.as_str())
        .text("ipt_otp_no", facility_visit_no)
        .null("exp_content");
    Object::new().value("data", data.done()).done()
}

/// 2401: the stay that was opened.
pub fn admitted(visit: &VisitId) -> JsonText {
    let result = Object::new()
        .text("mdtrt_id", visit.as_str())
        .null("exp_content");
    Object::new().value("result", result.done()).done()
}

/// A line as the catalogue of the place of care split it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineResult {
    /// feedetl_sn.
    pub serial: String,
    /// det_item_fee_sumamt.
    pub amount: Money,
    /// cnt in ten-thousandths.
    pub quantity: i64,
    /// pric in millionths of a yuan.
    pub price: i64,
    /// pric_uplmt_amt in millionths of a yuan; none is sent as 999999.00, as platforms do.
    pub limit: Option<i64>,
    /// selfpay_prop.
    pub self_pay: Rate,
    /// The four parts.
    pub scope: Scope,
    /// chrgitm_lv.
    pub class: Class,
    /// med_chrgitm_type.
    pub fee_kind: String,
    /// hi_nego_drug_flag.
    pub negotiated: bool,
    /// lmt_used_flag.
    pub restricted: bool,
    /// memo: why the line could not be split.
    pub memo: Option<String>,
}

impl LineResult {
    /// A line, the catalogue item it was split by (none: wholly self-paid), and its parts.
    pub fn new(line: &BillLine, item: Option<&Item>, level: Level, split: Split) -> LineResult {
        let class = item.map_or(Class::C, |item| item.class);
        LineResult {
            serial: line.serial.clone(),
            amount: line.amount,
            quantity: line.quantity,
            price: line.price,
            limit: item
                .and_then(|item| item.limit)
                .map(|limit| limit.at(level)),
            self_pay: match (class, split.class_b, item) {
                (Class::C, ..) | (.., None) => Rate::FULL,
                (_, Some(class_b), _) => class_b.paid_first,
                (_, None, Some(item)) => item.upfront,
            },
            scope: split.scope,
            class,
            fee_kind: item.map_or("14", |item| item.fee_kind.as_str()).to_owned(),
            negotiated: item.is_some_and(|item| item.negotiated),
            restricted: item.is_some_and(|item| item.restricted),
            memo: None,
        }
    }

    /// Limit, share, the four parts and the class.
    pub(super) fn split(&self) -> Object {
        Object::new()
            .decimal("pric_uplmt_amt", self.limit.unwrap_or(NO_LIMIT), 6)
            .rate("selfpay_prop", self.self_pay)
            .money("fulamt_ownpay_amt", self.scope.wholly_self_paid)
            .money("overlmt_amt", self.scope.above_limit)
            .money("preselfpay_amt", self.scope.upfront)
            .money("inscp_scp_amt", self.scope.eligible())
            .text("chrgitm_lv", codes::total(&codes::CHRGITM_LV, self.class))
    }

    fn printed(&self) -> JsonText {
        Object::new()
            .text("feedetl_sn", &self.serial)
            .money("det_item_fee_sumamt", self.amount)
            .decimal("cnt", self.quantity, 4)
            .decimal("pric", self.price, 6)
            .all(self.split())
            .text("med_chrgitm_type", &self.fee_kind)
            .null("bas_medn_flag")
            .flag("hi_nego_drug_flag", self.negotiated)
            .null("chld_medc_flag")
            .null("list_sp_item_flag")
            .flag("lmt_used_flag", self.restricted)
            .null("drt_reim_flag")
            .optional("memo", self.memo.as_deref())
            .null("exp_content")
            .done()
    }
}

/// 2204 and 2301: result, one row a line.
pub fn line_results(lines: &[LineResult]) -> JsonText {
    Object::new()
        .value("result", lines.iter().map(LineResult::printed).collect())
        .done()
}
