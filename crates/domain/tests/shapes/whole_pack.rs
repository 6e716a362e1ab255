//! What serves the whole pack, or a stay, and is not known: it stops only a bill that needs it.

use domain::explain::Inputs;
use domain::policy::Pack;
use domain::situation::{Follows, Route};

use crate::support::{inputs, pack, yuan};

const NOBODY: &str = r#"unknown = { zh = "没有查到", en = "nobody knows" }"#;

/// What comes of a bill: what the funds pay, or the code of the refusal.
fn outcome(pack: &Pack, change: impl Fn(&mut Inputs)) -> String {
    let mut inputs = inputs(pack, "1000");
    change(&mut inputs);
    match inputs.compute(pack, None) {
        Ok(computed) => computed.adjudication.shares.funds().to_string(),
        Err(refusal) => refusal.code().to_owned(),
    }
}

#[test]
fn whether_it_is_settled_on_the_spot_may_not_be_known() {
    let pack = pack(&[r#"rate: pay = "80%""#, &format!("direct: {NOBODY}")]);
    assert_eq!(outcome(&pack, |_| ()), "rule-not-known");
    let manual = |bill: &mut Inputs| bill.situation.route = Route::Manual;
    assert_eq!(outcome(&pack, manual), "800.00");
}

#[test]
fn what_the_account_may_pay_matters_only_to_one_that_holds_something() {
    let rate = |pay: &str| format!("rate: pay = \"{pay}\"");
    let account = format!("account: {NOBODY}");
    let part = pack(&[&rate("80%"), &account]);
    let whole = pack(&[&rate("100%"), &account]);
    let holds = |bill: &mut Inputs| bill.accounts.own = yuan("0.01");
    assert_eq!(outcome(&part, |_| ()), "800.00");
    assert_eq!(outcome(&part, holds), "rule-not-known");
    assert_eq!(outcome(&whole, holds), "1000.00");
}

#[test]
fn a_guarantee_that_is_not_known_matters_where_it_could_make_up_anything() {
    let rate = |pay: &str| format!("rate: pay = \"{pay}\"");
    let guarantee = format!("guarantee: {NOBODY}");
    let ceiling = r#"ceiling: counter = "year"; amount = "500.00""#;
    let pays = |rows: &[&str]| outcome(&pack(rows), |_| ());
    assert_eq!(pays(&[&rate("80%"), &guarantee]), "rule-not-known");
    assert_eq!(pays(&[&rate("100%"), &guarantee]), "1000.00");
    assert_eq!(pays(&[&rate("80%"), &guarantee, ceiling]), "500.00");
}

#[test]
fn what_a_stay_takes_over_matters_where_there_is_a_deductible() {
    let stay = format!("stay: follows = \"readmission\"; {NOBODY}");
    let deductible = |amount: &str| format!("deductible: amount = \"{amount}\"");
    let rate = r#"rate: pay = "80%""#;
    let again = |bill: &mut Inputs| bill.situation.follows = Follows::Readmission;
    let some = pack(&[rate, &deductible("100.00"), &stay]);
    assert_eq!(outcome(&some, |_| ()), "720.00");
    assert_eq!(outcome(&some, again), "rule-not-known");
    let none = pack(&[rate, &deductible("0.00"), &stay]);
    assert_eq!(outcome(&none, again), "800.00");
}
