//! The identities every settlement reply must satisfy, checked on the amounts that are then
//! printed.
//!
//! A reply that fails them is never sent: hospitals book what they receive.

use domain::shares::Payer;
use domain::{Money, errors};

use super::settlement::{FundRow, ReplyForm, SettlementReply};
use super::visit::LineResult;

/// The amounts of setlinfo under their wire names: what is checked is what is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Amounts {
    pub medfee_sumamt: Money,
    pub fulamt_ownpay_amt: Money,
    pub overlmt_selfpay: Money,
    pub preselfpay_amt: Money,
    pub inscp_scp_amt: Money,
    pub hifp_pay: Money,
    pub cvlserv_pay: Money,
    pub hifes_pay: Money,
    pub hifmi_pay: Money,
    pub hifob_pay: Money,
    pub maf_pay: Money,
    pub oth_pay: Money,
    pub fund_pay_sumamt: Money,
    pub hosp_part_amt: Money,
    pub psn_part_amt: Money,
    pub acct_pay: Money,
    pub acct_mulaid_pay: Money,
    pub psn_cash_pay: Money,
}

/// Two sums that should be equal and are not, or an amount of the wrong sign.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArithmeticError {
    /// An identity fails.
    #[error("{identity}: {left} is not {right}")]
    Differs {
        /// The identity in wire names.
        identity: &'static str,
        /// The left side.
        left: Money,
        /// The right side.
        right: Money,
    },
    /// A negative amount outside a cancellation, or a positive one inside. A later part of a stay
    /// may have either.
    #[error("{field} is {amount}, of the wrong sign")]
    Sign {
        /// The field in its wire name.
        field: &'static str,
        /// The amount.
        amount: Money,
    },
    /// Two rows of setldetail for one fund, or a row for cash.
    #[error("setldetail lists {payer} twice or wrongly")]
    Row {
        /// The payer of the row.
        payer: Payer,
    },
}

errors! {
    /// What a hospital is told when the fault is ours; the rest is for the operator's log.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    Withheld {
        Arithmetic = "settlement-arithmetic", Invalid,
            "结算结果自检不符，未返回", "the settlement fails its own arithmetic and is withheld",
            "请联系平台运维，结算未生效", "call the operator; nothing was settled";
        Interrupted = "fate-unknown", Unavailable,
            "平台内部错误，本次结果未知", "internal error; the outcome of this message is not known",
            "请先查询再重发", "query the message's outcome before sending it again";
        Busy = "busy", Unavailable,
            "系统繁忙，这条报文没有处理", "the platform is busy; nothing was done with this message",
            "几秒后用同一报文编号原样重发", "send the same message again in a few seconds";
        SlowBody = "slow-body", Invalid,
            "报文没有在规定时间内传完，没有处理", "the message did not arrive in time; nothing was done",
            "请检查网络后用同一报文编号原样重发", "check the network and send the same message again";
        TooManyGuesses = "too-many-guesses", Unavailable,
            "查无此人的次数太多，暂不再查", "too many look-ups found nobody; no more are made for now",
            "核对证件的读取，几分钟后再查", "check how certificates are read; try again in some minutes";
    }
}

impl Amounts {
    fn of(reply: &SettlementReply) -> Amounts {
        let pays = |payer| reply.shares.of(payer);
        Amounts {
            medfee_sumamt: reply.scope.total(),
            fulamt_ownpay_amt: reply.scope.wholly_self_paid,
            overlmt_selfpay: reply.scope.above_limit,
            preselfpay_amt: reply.scope.upfront,
            inscp_scp_amt: reply.scope.eligible(),
            hifp_pay: pays(Payer::PooledFund),
            cvlserv_pay: pays(Payer::CivilServant),
            hifes_pay: pays(Payer::Enterprise),
            hifmi_pay: pays(Payer::CriticalIllness),
            hifob_pay: pays(Payer::LargeExpense),
            maf_pay: pays(Payer::MedicalAssistance),
            oth_pay: pays(Payer::OtherFund),
            fund_pay_sumamt: reply.shares.funds(),
            hosp_part_amt: reply.hospital_part,
            psn_part_amt: reply.shares.person(),
            // acct_pay includes what a family member's account pays.
            acct_pay: pays(Payer::Account) + pays(Payer::FamilyAccount),
            acct_mulaid_pay: pays(Payer::FamilyAccount),
            psn_cash_pay: pays(Payer::Cash),
        }
    }

    /// Left and right side of each identity.
    #[rustfmt::skip]
    fn identities(&self) -> [(&'static str, Money, Money); 4] {
        [
            ("medfee_sumamt = fund_pay_sumamt + psn_part_amt + hosp_part_amt",
                self.medfee_sumamt,
                self.fund_pay_sumamt + self.psn_part_amt + self.hosp_part_amt),
            ("psn_part_amt = acct_pay + psn_cash_pay",
                self.psn_part_amt,
                self.acct_pay + self.psn_cash_pay),
            ("medfee_sumamt = fulamt_ownpay_amt + overlmt_selfpay + preselfpay_amt + inscp_scp_amt",
                self.medfee_sumamt,
                self.fulamt_ownpay_amt + self.overlmt_selfpay + self.preselfpay_amt
                    + self.inscp_scp_amt),
            ("fund_pay_sumamt = hifp + cvlserv + hifes + hifmi + hifob + maf + oth",
                self.fund_pay_sumamt,
                self.hifp_pay + self.cvlserv_pay + self.hifes_pay + self.hifmi_pay
                    + self.hifob_pay + self.maf_pay + self.oth_pay),
        ]
    }

    fn signed(&self) -> [(&'static str, Money); 14] {
        [
            ("fulamt_ownpay_amt", self.fulamt_ownpay_amt),
            ("overlmt_selfpay", self.overlmt_selfpay),
            ("preselfpay_amt", self.preselfpay_amt),
            ("inscp_scp_amt", self.inscp_scp_amt),
            ("hifp_pay", self.hifp_pay),
            ("cvlserv_pay", self.cvlserv_pay),
            ("hifes_pay", self.hifes_pay),
            ("hifmi_pay", self.hifmi_pay),
            ("hifob_pay", self.hifob_pay),
            ("maf_pay", self.maf_pay),
            ("oth_pay", self.oth_pay),
            ("acct_pay", self.acct_pay),
            ("psn_cash_pay", self.psn_cash_pay),
            ("hosp_part_amt", self.hosp_part_amt),
        ]
    }
}

/// Whether every identity holds.
pub fn check(reply: &SettlementReply) -> Result<(), ArithmeticError> {
    checked(reply).map(|_| ())
}

/// The amounts of a reply, every identity checked.
pub(super) fn checked(reply: &SettlementReply) -> Result<Amounts, ArithmeticError> {
    let amounts = Amounts::of(reply);
    for (identity, left, right) in amounts.identities() {
        require_equal(identity, left, right)?;
    }
    check_signs(reply, &amounts)?;
    check_rows(&reply.funds, &amounts)?;
    Ok(amounts)
}

fn check_signs(reply: &SettlementReply, amounts: &Amounts) -> Result<(), ArithmeticError> {
    if reply.goes_on {
        return Ok(());
    }
    let deductible = [("act_pay_dedc", reply.deductible)];
    for (field, amount) in amounts.signed().into_iter().chain(deductible) {
        let right = match reply.form {
            ReplyForm::Cancellation => amount <= Money::ZERO,
            ReplyForm::Quote | ReplyForm::Settlement => amount >= Money::ZERO,
        };
        if !right {
            return Err(ArithmeticError::Sign { field, amount });
        }
    }
    Ok(())
}

/// The rows of setldetail against the sums; the account line stands beside the funds.
fn check_rows(rows: &[FundRow], amounts: &Amounts) -> Result<(), ArithmeticError> {
    let account_line = |payer: Payer| !payer.is_fund();
    let mut seen = Vec::with_capacity(rows.len());
    for row in rows {
        let payer = match row.payer {
            Payer::FamilyAccount => Payer::Account,
            payer => payer,
        };
        if payer == Payer::Cash || seen.contains(&payer) {
            return Err(ArithmeticError::Row { payer });
        }
        seen.push(payer);
    }
    let funds = rows.iter().filter(|row| !account_line(row.payer));
    let sum = funds.map(|row| row.amount).sum();
    require_equal(
        "fund_pay_sumamt = Σ fund_payamt",
        amounts.fund_pay_sumamt,
        sum,
    )?;
    match rows.iter().find(|row| account_line(row.payer)) {
        Some(row) => require_equal(
            "acct_pay = fund_payamt of 310200",
            amounts.acct_pay,
            row.amount,
        ),
        None => Ok(()),
    }
}

/// Whether the four parts of a line add up to its amount.
pub fn check_line(line: &LineResult) -> Result<(), ArithmeticError> {
    require_equal(
        "det_item_fee_sumamt = fulamt_ownpay_amt + overlmt_amt + preselfpay_amt + inscp_scp_amt",
        line.amount,
        line.scope.total(),
    )
}

fn require_equal(identity: &'static str, left: Money, right: Money) -> Result<(), ArithmeticError> {
    if left == right {
        return Ok(());
    }
    Err(ArithmeticError::Differs {
        identity,
        left,
        right,
    })
}

#[cfg(test)]
mod tests;
