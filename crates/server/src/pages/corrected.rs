//! What a person reads about a bill that was corrected: what it comes to now, and how the
//! difference reaches them.

use std::cmp::Ordering;

use desk::Correction;
use domain::calendar::in_china;
use domain::shares::{Payer, Shares};
use domain::text::Named;
use domain::{Bilingual, Money};

/// A bill that was corrected and then cancelled: what it was corrected by is gone with it.
pub(super) fn all_came_back() -> Bilingual {
    domain::say!(
        "撤销后这笔账不再算数，连同补差都已退回；下面是结算时的金额。",
        "Cancelled, it counts no more, and what it was corrected by came back with it; below is \
         what was settled."
    )
}

/// «With its corrections: you pay 1,120.20, the funds 3,493.40; 270.00 is to be paid back to you.»
pub(super) fn stands_at(made: &Shares, stands: &Shares) -> Bilingual {
    let own = stands.person().grouped();
    let funds = stands.funds().grouped();
    let moved = stands.less(made);
    let owed = owed(moved.of(Payer::Cash), moved.of(Payer::Account));
    domain::say!(
        "补差后：您自己付 {own} 元，医保付 {funds} 元。{owed}下面是结算时的金额。",
        "With its corrections you pay {own} and the funds {funds}. {owed}Below is what was \
         settled.";
        owed = owed
    )
}

/// How the difference comes to the person or from them.
fn owed(cash: Money, account: Money) -> Bilingual {
    let (more, less) = (cash.grouped(), (-cash).grouped());
    let by_cash = match cash.cmp(&Money::ZERO) {
        Ordering::Greater => domain::say!(
            "您还应补 {more} 元，由参保地医保经办机构联系您，不必再去医院。",
            "You still owe {more}; the agency of the insured place will be in touch, and there is \
             no need to go back to the hospital. "
        ),
        Ordering::Less => domain::say!(
            "应退您 {less} 元，由参保地医保经办机构退给您，不必再去医院。",
            "{less} is to be paid back to you by the agency of the insured place; there is no need \
             to go back to the hospital. "
        ),
        Ordering::Equal => Bilingual::default(),
    };
    let (more, less) = (account.grouped(), (-account).grouped());
    let by_account = match account.cmp(&Money::ZERO) {
        Ordering::Greater => domain::say!(
            "个人账户多扣 {more} 元，已记在账户上。",
            "{more} more was taken from the account already. "
        ),
        Ordering::Less => domain::say!(
            "个人账户退回 {less} 元，已记在账户上。",
            "{less} went back to the account already. "
        ),
        Ordering::Equal => Bilingual::default(),
    };
    Bilingual::new(by_cash.zh + &by_account.zh, by_cash.en + &by_account.en)
}

/// «Corrected on … because …: the fund pays 270.00 less, you pay 270.00 more.»
pub(super) fn corrected(correction: &Correction) -> Bilingual {
    let day = in_china(correction.created_at).date();
    let cause = correction.cause.name();
    let differences = correction
        .shares
        .iter()
        .filter(|(_, amount)| !amount.is_zero());
    let (zh, en): (Vec<String>, Vec<String>) = differences
        .map(|(payer, amount)| {
            let name = payer.name();
            let (sign, more) = match amount.is_negative() {
                true => ("少付", "less"),
                false => ("多付", "more"),
            };
            let amount = if amount.is_negative() {
                -amount
            } else {
                amount
            };
            let amount = amount.grouped();
            (
                format!("{}{sign} {amount} 元", name.zh),
                format!("{} {amount} {more}", name.en),
            )
        })
        .unzip();
    let (zh, en) = match zh.is_empty() {
        true => ("金额不变".to_owned(), "no amount changes".to_owned()),
        false => (zh.join("，"), en.join(", ")),
    };
    Bilingual::new(
        format!(
            "补差（{day}，{}）：{zh}。补差单号 {}",
            cause.zh, correction.id
        ),
        format!(
            "Corrected on {day}, as {}: {en}. Correction {}",
            cause.en, correction.id
        ),
    )
}
