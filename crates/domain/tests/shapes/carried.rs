//! A deductible over several visits: what each visit took of it, at its own figure and rate, is
//! counted.

use domain::explain::Inputs;
use domain::facility::Level;
use domain::plan::Refusal;
use domain::policy::Pack;
use domain::rules::Table;
use domain::situation::YearToDate;

use crate::support::{inputs, pack, yuan};

const YEAR: &str = r#"layer: name = "fund"; base = ["eligible"]; counts = "year""#;
const AFTER: &str = r#"deductible: amount = "300.00"; taken = "after-rate""#;

fn after(pack: &Pack, level: Level, (year, eligible): (&YearToDate, &str)) -> Inputs {
    let mut inputs = inputs(pack, eligible);
    inputs.situation.level = level;
    inputs.year = year.clone();
    inputs
}

/// One bill after the other, at its level: what came off of the deductible, and what was paid.
fn taken(pack: &Pack, bills: &[(Level, &str)]) -> Vec<(String, String)> {
    let mut year = YearToDate::default();
    let each = bills.iter().map(|(level, eligible)| {
        let computed = after(pack, *level, (&year, eligible)).compute(pack, None);
        let computed = computed.expect("the pack covers it");
        let result = computed.adjudication;
        for (counter, grown) in computed.plan.counted(&result.counted) {
            *year.counters.entry(counter).or_default() += grown;
        }
        (
            result.deductible.to_string(),
            result.shares.funds().to_string(),
        )
    });
    each.collect()
}

fn row(taken: &str, paid: &str) -> (String, String) {
    (taken.to_owned(), paid.to_owned())
}

#[test]
fn visits_at_several_levels_never_take_more_than_the_deductible() {
    let pack = pack(&[
        YEAR,
        r#"rate: pay = { primary = "90%", secondary = "85%", tertiary = "50%" }"#,
        AFTER,
    ]);
    let bills = [
        (Level::Primary, "300"),
        (Level::Tertiary, "1000"),
        (Level::Primary, "100"),
    ];
    let expected = [
        row("270.00", "0.00"),
        row("30.00", "470.00"),
        row("0.00", "90.00"),
    ];
    assert_eq!(taken(&pack, &bills), expected);
}

#[test]
fn that_nothing_was_taken_yet_is_known_too() {
    let pack = pack(&[
        YEAR,
        r#"rate: when = { level = "primary" }; pay = "0%""#,
        r#"rate: when = { level = ["secondary", "tertiary"] }; pay = "50%""#,
        AFTER,
    ]);
    let bills = [(Level::Primary, "500"), (Level::Tertiary, "1000")];
    let expected = [row("0.00", "0.00"), row("300.00", "200.00")];
    assert_eq!(taken(&pack, &bills), expected);
}

/// Earlier visits may have been in a band whose rate nobody knows, or at another level.
#[test]
fn where_it_is_not_on_record_the_bill_is_refused() {
    let pack = pack(&[
        YEAR,
        r#"rate: up_to = "1000.00"; unknown = { zh = "没有公布", en = "not published" }"#,
        r#"rate: above = "1000.00"; pay = "80%""#,
        AFTER,
    ]);
    let mut year = YearToDate::default();
    year.counters.insert("fund:base".to_owned(), yuan("1000"));
    let late =
        |year: &YearToDate| after(&pack, Level::Tertiary, (year, "1000")).compute(&pack, None);
    match late(&year) {
        Err(Refusal::Unknown { missing, .. }) => {
            assert_eq!(missing[0].table, Table::Deductible);
            assert_eq!(missing[0].figure, "fund:taken");
        }
        other => panic!("{other:?}"),
    }
    year.counters.insert("fund:taken".to_owned(), yuan("300"));
    let known = late(&year).expect("everything is known");
    assert_eq!(known.adjudication.shares.funds(), yuan("800"));
}

const BY_LEVEL: &str =
    r#"deductible: amount = { primary = "100.00", secondary = "300.00", tertiary = "600.00" }"#;

#[test]
fn only_the_difference_to_a_higher_figure_is_taken() {
    for counts in ["month", "quarter", "year"] {
        let layer = YEAR.replace("year", counts);
        let pack = pack(&[&layer, r#"rate: pay = "50%""#, BY_LEVEL]);
        let bills = [
            (Level::Primary, "3000"),
            (Level::Tertiary, "2000"),
            (Level::Secondary, "2000"),
            (Level::Tertiary, "100"),
        ];
        let expected = [
            row("100.00", "1450.00"),
            row("500.00", "750.00"),
            row("0.00", "1000.00"),
            row("0.00", "50.00"),
        ];
        assert_eq!(taken(&pack, &bills), expected, "{counts}");
    }
}

/// The bill that bore the deductible may be cancelled while later ones stand.
#[test]
fn what_was_had_without_bearing_the_deductible_serves_none_of_it() {
    let pack = pack(&[YEAR, r#"rate: pay = "50%""#, BY_LEVEL]);
    // What is on record; what a bill of 2 000 at level 3 bears.
    for (base, on_record, expected) in [
        ("0", None, "600.00"),
        ("5000", Some("0"), "600.00"),
        ("5000", Some("100"), "500.00"),
        ("5000", Some("600.01"), "0.00"),
        // Kept before what was taken was counted.
        ("5000", None, "0.00"),
        ("400", None, "200.00"),
    ] {
        let mut year = YearToDate::default();
        year.counters.insert("fund:base".to_owned(), yuan(base));
        if let Some(taken) = on_record {
            year.counters.insert("fund:taken".to_owned(), yuan(taken));
        }
        let computed = after(&pack, Level::Tertiary, (&year, "2000")).compute(&pack, None);
        let computed = computed.expect("the pack covers it");
        let got = computed.adjudication.deductible;
        assert_eq!(got, yuan(expected), "{base} {on_record:?}");
        // From then on it is on record.
        let grown = computed.plan.counted(&computed.adjudication.counted);
        let grown = grown.iter().find(|(name, _)| name == "fund:taken");
        let grown = grown.map_or(yuan("0"), |(_, amount)| *amount);
        let total = year.counter("fund:taken") + grown;
        assert_eq!(total, yuan("600").max(year.counter("fund:taken")), "{base}");
    }
}

#[test]
fn bands_beyond_the_deductible_begin_where_it_really_ended() {
    let pack = pack(&[
        r#"layer: name = "fund"; base = ["eligible"]; counts = "year"; bands = "after-deductible""#,
        r#"rate: pay = "50%"; up_to = "1000.00""#,
        r#"rate: pay = "80%"; above = "1000.00""#,
        BY_LEVEL,
    ]);
    // 100 and 900 in the first band; 100 more in it, 500 more of the deductible, the rest above.
    let bills = [(Level::Primary, "1000"), (Level::Tertiary, "1000")];
    let expected = [row("100.00", "450.00"), row("500.00", "370.00")];
    assert_eq!(taken(&pack, &bills), expected);
}
