//! Quoting, settling and cancelling: 2206–2208, 2303–2305.

use domain::bill::Scope;
use domain::ids::{PersonId, SettlementId, VisitId};
use domain::person::Scheme;
use domain::{Money, Region};
use jiff::civil::DateTime;
use serde::Serialize;

use super::person::{CertificateSent, VoucherSent, certificate, voucher};
use super::setting::{Setting, check_maternity, check_setting};
use crate::codes::{self, AccountUse, MedType};
use crate::doubt::Doubt;
use crate::errors::ReadError;
use crate::faults::every;
use crate::flags::Flags;
use crate::node::{Input, Node};

/// The catalogue split as the hospital understood it. Informative: the platform computes its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ClaimedScope {
    /// fulamt_ownpay_amt.
    pub wholly_self_paid: Option<Money>,
    /// overlmt_selfpay.
    pub above_limit: Option<Money>,
    /// preselfpay_amt.
    pub upfront: Option<Money>,
    /// inscp_scp_amt.
    pub eligible: Option<Money>,
}

impl ClaimedScope {
    /// The fields that were stated and are other than what the platform found.
    pub fn differing(&self, found: &Scope) -> Option<Doubt> {
        let pairs = [
            (
                "fulamt_ownpay_amt",
                self.wholly_self_paid,
                found.wholly_self_paid,
            ),
            ("overlmt_selfpay", self.above_limit, found.above_limit),
            ("preselfpay_amt", self.upfront, found.upfront),
            ("inscp_scp_amt", self.eligible, found.eligible()),
        ];
        let differing: Vec<String> = pairs
            .iter()
            .filter_map(|(key, stated, found)| {
                let stated = stated.filter(|stated| stated != found)?;
                Some(format!("{key} {stated}→{found}"))
            })
            .collect();
        (!differing.is_empty()).then(|| Doubt::SplitDiffers {
            fields: differing.join(", "),
        })
    }
}

/// What every quote and settlement says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SettlementTerms {
    /// psn_no.
    pub person: PersonId,
    /// mdtrt_id.
    pub visit: VisitId,
    /// medfee_sumamt: must equal the sum of the lines to settle.
    pub total: Money,
    /// The voucher shown.
    pub voucher: Option<VoucherSent>,
    /// The certificate, where sent.
    pub certificate: Option<CertificateSent>,
    /// insutype, where sent; the visit has one.
    pub scheme: Option<Scheme>,
    /// med_type, where sent; the visit has one.
    pub med_type: Option<MedType>,
    /// acct_used_flag; absent means no account.
    pub account_use: AccountUse,
    /// psn_setlway, as sent: 01 by item.
    pub way: Option<String>,
    /// invono, echoed by 5203.
    pub invoice: Option<String>,
    /// The hospital's own split.
    pub claimed: ClaimedScope,
    /// insuplc_admdvs inside the node; the envelope's counts when absent.
    pub insured_at: Option<Region>,
    /// mdtrtarea_admvs inside the node; the envelope's counts when absent.
    pub treated_at: Option<Region>,
    /// Emergency, referral, injury.
    pub flags: Flags,
}

/// 2206, 2207: one charge batch of an outpatient visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OutpatientBill {
    /// What every settlement says.
    pub terms: SettlementTerms,
    /// chrg_bchno.
    pub batch: String,
}

/// 2303, 2304: a stay in hospital.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InpatientBill {
    /// What every settlement says.
    pub terms: SettlementTerms,
    /// mid_setl_flag: settled while the stay goes on.
    pub mid_stay: bool,
    /// dscgTime.
    pub discharged_at: Option<DateTime>,
}

/// 2208, 2305: cancel a settlement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CancelRequest {
    /// psn_no.
    pub person: PersonId,
    /// setl_id to cancel.
    pub settlement: SettlementId,
    /// mdtrt_id.
    pub visit: VisitId,
}

pub(super) fn outpatient(input: Input<'_>, infno: &str) -> Result<OutpatientBill, ReadError> {
    let node = input.node("data")?;
    every!(OutpatientBill {
        terms: terms(&node, Node::amount, (Setting::Outpatient, infno)),
        batch: node.need("chrg_bchno", Node::text),
    })
}

pub(super) fn inpatient(input: Input<'_>, infno: &str) -> Result<InpatientBill, ReadError> {
    let node = input.node("data")?;
    every!(InpatientBill {
        // The end of a stay may give back what was settled of it before.
        terms: terms(&node, Node::money, (Setting::Inpatient, infno)),
        mid_stay: node.flag("mid_setl_flag").map(Option::unwrap_or_default),
        discharged_at: node.datetime("dscgTime"),
    })
}

pub(super) fn cancellation(input: Input<'_>) -> Result<CancelRequest, ReadError> {
    let node = input.node("data")?;
    every!(CancelRequest {
        person: node.need("psn_no", Node::id),
        settlement: node.need("setl_id", Node::id),
        visit: node.need("mdtrt_id", Node::id),
    })
}

/// Reads an amount; some are never below zero.
type ReadAmount<'n> = fn(&Node<'n>, &str) -> Result<Option<Money>, ReadError>;

fn terms<'n>(
    node: &Node<'n>,
    amount: ReadAmount<'n>,
    (setting, infno): (Setting, &str),
) -> Result<SettlementTerms, ReadError> {
    let med_type = node.med_type("med_type");
    let known = med_type.as_ref().ok().and_then(Option::as_ref);
    let account_use = node.code("acct_used_flag", &codes::ACCT_USED_FLAG);
    every!(SettlementTerms {
        person: node.need("psn_no", Node::id),
        visit: node.need("mdtrt_id", Node::id),
        total: node.need("medfee_sumamt", amount),
        voucher: voucher(node),
        certificate: certificate(node),
        scheme: node.scheme("insutype"),
        account_use: account_use.map(|used| used.unwrap_or(AccountUse::None)),
        way: node.settlement_way("psn_setlway"),
        invoice: node.text("invono"),
        claimed: claimed(node, amount),
        insured_at: node.region("insuplc_admdvs"),
        treated_at: node.region("mdtrtarea_admvs"),
        flags: Flags::read(node, known),
        med_type: med_type.clone(),
    } provided check_setting(known, setting, infno), check_maternity(node))
}

fn claimed<'n>(node: &Node<'n>, amount: ReadAmount<'n>) -> Result<ClaimedScope, ReadError> {
    every!(ClaimedScope {
        wholly_self_paid: amount(node, "fulamt_ownpay_amt"),
        above_limit: amount(node, "overlmt_selfpay"),
        upfront: amount(node, "preselfpay_amt"),
        eligible: amount(node, "inscp_scp_amt"),
    })
}
