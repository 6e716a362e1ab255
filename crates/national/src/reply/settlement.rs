//! The output of quotes, settlements and cancellations: setlinfo and setldetail.

use domain::bill::Scope;
use domain::calendar::in_china;
use domain::facility::Care;
use domain::ids::{MessageId, SettlementId, VisitId};
use domain::shares::{Payer, Shares};
use domain::{Money, Rate, Region};
use jiff::Timestamp;

use super::arithmetic::{self, Amounts, ArithmeticError};
use super::object::{JsonText, Object};
use super::person::PersonBlock;
use crate::codes;

/// Which of the three a reply is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyForm {
    /// 2206, 2303: nothing happened, setl_id is null.
    Quote,
    /// 2207, 2304, and in queries.
    Settlement,
    /// 2208, 2305: a new setl_id, every amount negative.
    Cancellation,
}

/// How the settlement is cleared with the facility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clearing {
    /// clr_optins: the agency that clears; out of area, that of the place of care.
    pub agency: Option<Region>,
    /// clr_way: 1 by item.
    pub way: Option<String>,
    /// clr_type; [`Clearing::of`] gives the national one.
    pub kind: String,
}

impl Clearing {
    /// By item, under the national clr_type of the kind of care.
    pub fn of(care: Care, agency: Region) -> Clearing {
        Clearing {
            agency: Some(agency),
            way: Some("1".to_owned()),
            kind: codes::total(&codes::CLR_TYPE, care).to_owned(),
        }
    }
}

/// One row of setldetail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundRow {
    /// The fund. Either account means the account line, of which there is at most one.
    pub payer: Payer,
    /// fund_payamt.
    pub amount: Money,
    /// inscp_scp_amt: what the fund's policy applied to.
    pub eligible: Money,
    /// crt_payb_lmt_amt: what the fund could still pay before this settlement. The interface has no
    /// figure for «no limit» or «not known»: both are null.
    pub limit: Option<Money>,
    /// setl_proc_info: how the amount came about.
    pub process: Option<String>,
}

/// The rows of these shares: the pooled fund always, other funds that pay something, and both
/// accounts on one line.
pub fn fund_rows(
    shares: &Shares,
    eligible: Money,
    limit: impl Fn(Payer) -> Option<Money>,
) -> Vec<FundRow> {
    let account = shares.of(Payer::Account) + shares.of(Payer::FamilyAccount);
    let row = |payer: Payer, amount: Money| FundRow {
        payer,
        amount,
        eligible,
        limit: limit(payer),
        process: None,
    };
    let listed = |payer: Payer, amount: Money| {
        payer.is_fund() && (payer == Payer::PooledFund || !amount.is_zero())
    };
    let funds = shares
        .iter()
        .filter(|&(payer, amount)| listed(payer, amount));
    let mut rows: Vec<FundRow> = funds.map(|(payer, amount)| row(payer, amount)).collect();
    if !account.is_zero() {
        rows.push(row(Payer::Account, account));
    }
    rows
}

/// A quote, a settlement or a cancellation as the server knows it. Amounts are as they are sent: on
/// a cancellation they are negative already ([`SettlementReply::cancelled`] does it).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettlementReply {
    /// Which of the three.
    pub form: ReplyForm,
    /// setl_id; none on a quote.
    pub settlement: Option<SettlementId>,
    /// mdtrt_id.
    pub visit: VisitId,
    /// The person.
    pub person: PersonBlock,
    /// setl_time; may be missing on a quote.
    pub settled_at: Option<Timestamp>,
    /// mdtrt_cert_type as the request sent it.
    pub voucher_type: Option<String>,
    /// med_type as the request sent it.
    pub med_type: String,
    /// Whether something of the same stay was settled before: then this part may give back, and
    /// amounts are of either sign.
    pub goes_on: bool,
    /// The bill as the catalogue split it.
    pub scope: Scope,
    /// Who pays what.
    pub shares: Shares,
    /// act_pay_dedc: the deductible taken.
    pub deductible: Money,
    /// pool_prop_selfpay, whose published meaning is the pooled fund's rate (统筹基金支付比例).
    /// None where it is not known.
    pub pooled_rate: Option<Rate>,
    /// hosp_part_amt.
    pub hospital_part: Money,
    /// balc: the account after this settlement.
    pub balance: Money,
    /// medins_setl_id: the msgid of the request.
    pub message: MessageId,
    /// How it is cleared.
    pub clearing: Clearing,
    /// setldetail.
    pub funds: Vec<FundRow>,
}

impl SettlementReply {
    /// The cancellation of this settlement: a new number, every amount negative. Rates, the balance
    /// and the limits keep their meaning and are for the caller to set.
    pub fn cancelled(self, settlement: SettlementId, at: Timestamp) -> SettlementReply {
        let negated = |row: FundRow| FundRow {
            amount: -row.amount,
            eligible: -row.eligible,
            ..row
        };
        SettlementReply {
            form: ReplyForm::Cancellation,
            settlement: Some(settlement),
            settled_at: Some(at),
            scope: -self.scope,
            shares: self.shares.negated(),
            deductible: -self.deductible,
            hospital_part: -self.hospital_part,
            funds: self.funds.into_iter().map(negated).collect(),
            ..self
        }
    }

    /// Everything up to the amounts, in the order of the published example.
    pub(super) fn opening(&self) -> Object {
        let settlement = self.settlement.as_ref().map(SettlementId::as_str);
        Object::new()
            .optional("setl_id", settlement)
            .text("mdtrt_id", self.visit.as_str())
            .all(self.person.who())
            .all(self.person.insured_as())
    }

    /// setldetail.
    pub(super) fn detail(&self) -> JsonText {
        let row = |row: &FundRow| {
            let fund = codes::fund(row.payer, self.person.scheme)?;
            let object = Object::new()
                .text("fund_pay_type", fund.code)
                .money("inscp_scp_amt", row.eligible)
                .known_money("crt_payb_lmt_amt", row.limit)
                .money("fund_payamt", row.amount)
                .text("fund_pay_type_name", fund.zh)
                .optional("setl_proc_info", row.process.as_deref());
            Some(object.done())
        };
        self.funds.iter().filter_map(row).collect()
    }
}

/// The bill and what the funds pay.
pub(super) fn printed_funds(amounts: &Amounts, rate: Option<Rate>, deductible: Money) -> Object {
    Object::new()
        .money("medfee_sumamt", amounts.medfee_sumamt)
        .money("fulamt_ownpay_amt", amounts.fulamt_ownpay_amt)
        .money("overlmt_selfpay", amounts.overlmt_selfpay)
        .money("preselfpay_amt", amounts.preselfpay_amt)
        .money("inscp_scp_amt", amounts.inscp_scp_amt)
        .money("act_pay_dedc", deductible)
        .money("hifp_pay", amounts.hifp_pay)
        .known_rate("pool_prop_selfpay", rate)
        .money("cvlserv_pay", amounts.cvlserv_pay)
        .money("hifes_pay", amounts.hifes_pay)
        .money("hifmi_pay", amounts.hifmi_pay)
        .money("hifob_pay", amounts.hifob_pay)
        .money("maf_pay", amounts.maf_pay)
        .money("oth_pay", amounts.oth_pay)
        .money("fund_pay_sumamt", amounts.fund_pay_sumamt)
}

/// 2206–2208, 2303–2305: setlinfo and setldetail, after every identity of the interface was
/// checked.
pub fn settlement(reply: &SettlementReply) -> Result<JsonText, ArithmeticError> {
    let amounts = arithmetic::checked(reply)?;
    let mut info = reply
        .opening()
        .datetime("setl_time", reply.settled_at.map(in_china))
        .optional("mdtrt_cert_type", reply.voucher_type.as_deref())
        .text("med_type", &reply.med_type)
        .all(printed_funds(&amounts, reply.pooled_rate, reply.deductible))
        .money("hifdm_pay", Money::ZERO)
        .money("hosp_part_amt", amounts.hosp_part_amt)
        .money("psn_part_amt", amounts.psn_part_amt)
        .money("acct_pay", amounts.acct_pay)
        .money("psn_cash_pay", amounts.psn_cash_pay);
    if reply.form == ReplyForm::Cancellation {
        // The table of 2208 misprints psn_cash_pay; clients built from it read the misprint.
        info = info.money("pdn_cash_pay", amounts.psn_cash_pay);
    }
    // Nothing is cleared before it is settled.
    let clearing = Some(&reply.clearing).filter(|_| reply.form != ReplyForm::Quote);
    let agency = clearing.and_then(|clearing| clearing.agency);
    let agency = agency.map(|agency| agency.to_string());
    let way = clearing.and_then(|clearing| clearing.way.as_deref());
    let kind = clearing.map(|clearing| clearing.kind.as_str());
    let info = info
        .money("balc", reply.balance)
        .money("acct_mulaid_pay", amounts.acct_mulaid_pay)
        .text("medins_setl_id", reply.message.as_str())
        .optional("clr_optins", agency.as_deref())
        .optional("clr_way", way)
        .optional("clr_type", kind)
        .null("exp_content");
    Ok(Object::new()
        .value("setlinfo", info.done())
        .value("setldetail", reply.detail())
        .done())
}
