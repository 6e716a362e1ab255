use domain::bill::Scope;
use domain::shares::Shares;

use super::*;
use crate::reply::tests::settlement_reply;

fn yuan(yuan: i64) -> Money {
    Money::from_yuan(yuan)
}

#[test]
fn the_published_example_holds() {
    let reply = settlement_reply();
    assert_eq!(check(&reply), Ok(()));
    let cancelled = reply.cancelled("S2".parse().unwrap(), jiff::Timestamp::UNIX_EPOCH);
    assert_eq!(check(&cancelled), Ok(()));
}

/// Each way of being wrong is found, and by the identity that it breaks.
#[test]
#[rustfmt::skip]
fn every_identity_is_checked() {
    type Break = fn(&mut SettlementReply);
    let rows: [(Break, &str); 13] = [
        (|r| r.scope.upfront += yuan(1), "medfee_sumamt = fund_pay_sumamt + psn_part_amt"),
        (|r| r.shares.add(Payer::Cash, yuan(1)), "medfee_sumamt = fund_pay_sumamt"),
        (|r| r.hospital_part = yuan(1), "medfee_sumamt = fund_pay_sumamt"),
        (|r| r.shares.add(Payer::PooledFund, Money::from_fen(-1)), "medfee_sumamt"),
        (|r| r.funds[0].amount += yuan(1), "fund_pay_sumamt = Σ fund_payamt"),
        (|r| drop(r.funds.remove(0)), "fund_pay_sumamt = Σ fund_payamt"),
        (|r| r.funds[1].amount += yuan(1), "acct_pay = fund_payamt of 310200"),
        (|r| r.funds.push(r.funds[0].clone()), "setldetail lists pooled-fund twice"),
        (|r| r.funds.push(FundRow { payer: Payer::FamilyAccount, ..r.funds[1].clone() }), "twice"),
        (|r| r.funds[1].payer = Payer::Cash, "setldetail lists cash"),
        (|r| r.deductible = yuan(-1), "act_pay_dedc is -1.00, of the wrong sign"),
        (|r| r.form = ReplyForm::Cancellation, "fulamt_ownpay_amt is 10.00, of the wrong sign"),
        (move_40_from_cash_to_account, "psn_cash_pay is -11.00, of the wrong sign"),
    ];
    for (index, (change, says)) in rows.into_iter().enumerate() {
        let mut reply = settlement_reply();
        change(&mut reply);
        let error = check(&reply).unwrap_err().to_string();
        assert!(error.contains(says), "row {index}: {error}");
    }
}

fn move_40_from_cash_to_account(reply: &mut SettlementReply) {
    reply.shares.add(Payer::Cash, yuan(-40));
    reply.shares.add(Payer::Account, yuan(40));
}

#[test]
fn the_account_line_may_be_left_out() {
    let mut reply = settlement_reply();
    reply.funds.truncate(1);
    assert_eq!(check(&reply), Ok(()));
}

#[test]
fn what_a_family_account_pays_is_part_of_the_account() {
    let mut reply = settlement_reply();
    reply.shares.add(Payer::Account, yuan(-5));
    reply.shares.add(Payer::FamilyAccount, yuan(5));
    let amounts = checked(&reply).unwrap();
    assert_eq!(
        (amounts.acct_pay, amounts.acct_mulaid_pay),
        (yuan(20), yuan(5))
    );
}

#[test]
fn an_empty_bill_holds() {
    let mut reply = settlement_reply();
    reply.scope = Scope::default();
    reply.shares = Shares::default();
    reply.funds.clear();
    reply.deductible = Money::ZERO;
    assert_eq!(check(&reply), Ok(()));
}
