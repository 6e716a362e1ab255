//! A community facility counts as primary where nothing tells the two apart: looked at where a row
//! is looked up, among the rows in force that say the same thing to the same people.

use domain::Money;
use domain::explain::Inputs;
use domain::facility::Level;
use domain::policy::Pack;
use jiff::civil::{Date, date};

use crate::support::{REST, inputs, pack};

const RATES: &str = r#"rate: pay = { primary = "90%", secondary = "85%", tertiary = "80%" }"#;
const OWN: &str = concat!(
    r#"rate: pay = { community = "95%", primary = "90%", "#,
    r#"secondary = "85%", tertiary = "80%" }"#
);
const EXTRA: &str = concat!(
    r#"layer: name = "extra"; payer = "large-expense"; base = ["co-pay"]; "#,
    r#"counts = "visit"; when = { level = "primary" }"#
);
const HALF: &str = r#"rate: of = "extra"; pay = "50%""#;

fn at(pack: &Pack, level: Level, day: Date) -> Inputs {
    let mut inputs = inputs(pack, "1000");
    (inputs.situation.level, inputs.situation.day) = (level, day);
    inputs
}

/// What the funds pay of 1 000.00 at a community and at a primary facility.
fn paid_on(pack: &Pack, day: Date) -> [String; 2] {
    [Level::Community, Level::Primary].map(|level| {
        let computed = at(pack, level, day).compute(pack, None);
        let shares = computed.expect("the pack covers it").adjudication.shares;
        shares.funds().to_string()
    })
}

fn paid(rows: &[&str]) -> [String; 2] {
    paid_on(&pack(rows), date(2025, 6, 1))
}

#[test]
fn a_row_about_something_else_changes_nothing() {
    let plain = [RATES, EXTRA, HALF];
    assert_eq!(paid(&plain), ["950.00", "950.00"]);
    for other in [
        r#"note: id = "N"; when = { level = "community" }; says = { zh = "一", en = "a" }"#,
        r#"account: when = { level = "community" }; pays = ["co-pay"]"#,
        concat!(
            r#"adjustment: step = "age"; when = { level = "community" }; factor = "100%"; "#,
            r#"from = "2030-01-01""#
        ),
        concat!(
            r#"deductible: amount = { community = "0.00", primary = "0.00", "#,
            r#"secondary = "0.00", tertiary = "0.00" }"#
        ),
        r#"rate: of = "extra"; when = { level = "community" }; pay = "50%"; from = "2030-01-01""#,
    ] {
        let with = [&plain[..], &[other]].concat();
        assert_eq!(paid(&with), ["950.00", "950.00"], "{other}");
    }
}

#[test]
fn a_row_that_says_the_same_thing_tells_the_two_apart() {
    assert_eq!(paid(&[OWN]), ["950.00", "900.00"]);
    let primary = r#"rate: when = { level = ["primary", "secondary", "tertiary"] }; pay = "80%""#;
    let community = r#"rate: when = { level = "community" }; pay = "97%""#;
    assert_eq!(paid(&[primary]), ["800.00", "800.00"]);
    assert_eq!(paid(&[primary, community]), ["970.00", "800.00"]);
    // To other people it says nothing.
    let elsewhere = r#"rate: when = { level = "community", care = "outpatient" }; pay = "97%""#;
    assert_eq!(paid(&[primary, elsewhere]), ["800.00", "800.00"]);
    // A layer of its own takes nothing from the one for primary facilities.
    let bonus = EXTRA
        .replace("extra", "bonus")
        .replace("primary", "community");
    let of_bonus = r#"rate: of = "bonus"; pay = "10%""#;
    let with_bonus = paid(&[RATES, EXTRA, HALF, &bonus, of_bonus]);
    assert_eq!(with_bonus, ["955.00", "950.00"]);
}

#[test]
fn it_is_told_apart_from_the_day_on_which_a_row_does() {
    let guarantee = r#"guarantee: share = "98%"; when = { level = "primary" }"#;
    let now = format!(r#"{RATES}; from = "2025-01-01"; until = "2030-01-01""#);
    let later = format!(r#"{OWN}; from = "2030-01-01""#);
    let pack = pack(&[&now, &later, guarantee]);
    assert_eq!(paid_on(&pack, date(2025, 6, 1)), ["980.00", "980.00"]);
    // The guarantee does not name it, then either.
    assert_eq!(paid_on(&pack, date(2030, 6, 1)), ["980.00", "980.00"]);
}

#[test]
fn a_version_that_is_not_in_force_tells_nothing_apart_until_it_is_asked_for() {
    let rows = [r#"rate: when = { level = ["primary", "secondary", "tertiary"] }; pay = "80%""#];
    let text = pack(&rows).text().to_owned()
        + "[[dispute]]\nid = \"V\"\ntopic = { zh = \"一\", en = \"a\" }\nin_force = \"A\"\n\
           why = { zh = \"一\", en = \"a\" }\n\
           [[dispute.version]]\nsource = \"A\"\nsays = { zh = \"一\", en = \"a\" }\n\
           [[dispute.version]]\nsource = \"B\"\nsays = { zh = \"一\", en = \"a\" }\n\
           [[dispute.version.rate]]\nof = \"fund\"\nwhen = { level = \"community\" }\n\
           pay = \"95%\"\n"
        + REST;
    let pack = Pack::from_text(&text, |_| String::new()).expect("a sound pack");
    let overlay = pack.overlay("V:B").expect("the dispute names it");
    let inputs = at(&pack, Level::Community, date(2025, 6, 1));
    let by = |overlay| {
        let computed = inputs.compute(&pack, overlay).expect("covered");
        computed.adjudication.shares.funds()
    };
    assert_eq!(by(None), Money::from_fen(80_000));
    assert_eq!(by(Some(&overlay)), Money::from_fen(95_000));
}
