//! What a plan has room for, what a fund may still pay, and what is not said at a level or on a
//! day.

use domain::facility::Level;
use domain::plan::{Refusal, Room};
use domain::policy::Pack;
use domain::rules::Table;
use domain::shares::Payer;
use domain::situation::YearToDate;
use jiff::civil::date;

use crate::support::{REST, codes, fund, inputs, pack, problems, yuan};

const NOT_KNOWN: &str = r#"unknown = { zh = "没有收录", en = "not known" }"#;

#[test]
fn running_totals_of_versions_not_in_force_are_counted_too() {
    let ceiling = |number: usize| format!(r#"ceiling: counter = "c{number}"; amount = "1.00""#);
    let ceilings: Vec<String> = (1..=16).map(ceiling).collect();
    let mut rows = vec![r#"rate: pay = "80%""#];
    rows.extend(ceilings.iter().map(String::as_str));
    assert_eq!(codes(&rows), [""; 0]);
    let text = pack(&rows).text().to_owned()
        + "[[dispute]]\nid = \"V\"\ntopic = { zh = \"一\", en = \"a\" }\nin_force = \"A\"\n\
           why = { zh = \"一\", en = \"a\" }\n\
           [[dispute.version]]\nsource = \"A\"\nsays = { zh = \"一\", en = \"a\" }\n\
           [[dispute.version]]\nsource = \"B\"\nsays = { zh = \"一\", en = \"a\" }\n\
           [[dispute.version.ceiling]]\ncounter = \"one-more\"\nof = \"fund\"\n\
           amount = \"300.00\"\n"
        + REST;
    let found = Pack::from_text(&text, |_| String::new()).expect_err("one too many");
    assert_eq!(found[0].code, "too-many");
    rows.push(r#"deductible: counter = "all"; amount = "1.00""#);
    assert_eq!(codes(&rows), ["too-many"]);
    assert!(problems(&rows)[0].message.en.contains("17"));
}

#[test]
fn a_changed_rate_that_is_not_said_at_a_level_is_a_gap() {
    let pack = pack(&[
        r#"rate: pay = "80%""#,
        r#"adjustment: step = "footing"; rate = { primary = "60%", secondary = "50%" }"#,
    ]);
    let mut inputs = inputs(&pack, "1000");
    let gap = Refusal::NoRule {
        table: Table::Adjustment,
        day: inputs.situation.day,
    };
    assert_eq!(inputs.compute(&pack, None).expect_err("a gap"), gap);
    inputs.situation.level = Level::Secondary;
    let computed = inputs.compute(&pack, None).expect("said");
    assert_eq!(computed.adjudication.shares.funds(), yuan("500"));
}

#[test]
fn what_a_fund_may_still_pay_is_never_made_up() {
    let most = r#"ceiling: counter = "year"; amount = "1000.00""#;
    let other = format!(r#"ceiling: counter = "other"; {NOT_KNOWN}"#);
    let none = r#"ceiling: counter = "year"; unlimited = true"#;
    // What a ceiling does not lie below is not where it lies, and decides only what lies below it.
    let bound = format!(r#"ceiling: counter = "year"; {NOT_KNOWN}; at_least = "1000.00""#);
    let lower = r#"ceiling: counter = "other"; amount = "300.00""#;
    let rows: [(&[&str], Room, Room); 6] = [
        (&[], Room::NoLimit, Room::NoLimit),
        (&[none], Room::NoLimit, Room::NoLimit),
        (&[most], Room::Left(yuan("600")), Room::Left(yuan("0"))),
        (&[most, &other], Room::NotKnown, Room::Left(yuan("0"))),
        (&[&bound], Room::NotKnown, Room::NotKnown),
        (&[&bound, lower], Room::Left(yuan("300")), Room::NotKnown),
    ];
    for (ceilings, some, full) in rows {
        let pack = pack(&[&[r#"rate: pay = "80%""#], ceilings].concat());
        let plan = domain::plan::fold(&pack, &inputs(&pack, "1").situation, None);
        let plan = plan.expect("the pack covers it");
        let after = |used: &str| {
            let mut year = YearToDate::default();
            year.counters.insert("year".to_owned(), yuan(used));
            plan.room(Payer::PooledFund, &year)
        };
        assert_eq!([after("400"), after("1000")], [some, full], "{ceilings:?}");
        let known = ceilings == [most] || ceilings == [most, &other];
        assert_eq!(
            plan.ceiling("year"),
            known.then(|| yuan("1000")),
            "{ceilings:?}"
        );
        let nothing = plan.room(Payer::MedicalAssistance, &YearToDate::default());
        assert_eq!(nothing, Room::Left(yuan("0")));
    }
}

#[test]
fn a_layer_that_ever_has_a_ceiling_does_not_pay_without_one() {
    let rate = r#"rate: pay = "80%""#;
    let later = r#"ceiling: counter = "year"; amount = "500.00"; from = "2027-01-01""#;
    let refused = |rows: &[&str]| {
        let pack = pack(rows);
        inputs(&pack, "1000").compute(&pack, None).err()
    };
    let gap = Refusal::NoRule {
        table: Table::Ceiling,
        day: date(2025, 6, 1),
    };
    assert_eq!(refused(&[rate, later]), Some(gap.clone()));
    let ended = concat!(
        r#"ceiling: counter = "year"; amount = "500.00"; "#,
        r#"from = "2024-01-01"; until = "2025-01-01""#
    );
    assert_eq!(refused(&[rate, ended]), Some(gap.clone()));
    // Said to be none, or another one beside it.
    let none = concat!(
        r#"ceiling: counter = "year"; unlimited = true; "#,
        r#"from = "2024-01-01"; until = "2027-01-01""#
    );
    assert_eq!(refused(&[rate, none, later]), None);
    let other = r#"ceiling: counter = "other"; amount = "700.00""#;
    assert_eq!(refused(&[rate, other, later]), None);
    assert_eq!(refused(&[rate, other, ended]), Some(gap));
    assert_eq!(fund(&pack(&[rate, other, later]), "1000"), yuan("700"));
}
