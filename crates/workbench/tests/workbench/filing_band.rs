//! The national rules no place's filings may leave, and rows that say why they do.

use workbench::filing_band::{BandsChecked, check_all};

use crate::shipped::named;

/// A file with one category of this reason and validity, and one emergency rule.
fn checked(reason: &str, validity: &str, rest: &str) -> BandsChecked {
    let text = format!(
        r#"region = "440900"
[sources.S1]
title = "示例页面"
class = "C"
[materials]
proof = {{ zh = "材料", en = "proof" }}

[[category]]
id = "{reason}"
reason = "{reason}"
title = {{ zh = "甲", en = "a" }}
who = {{ zh = "乙", en = "b" }}
validity = {validity}
change = "replaces"
approval = {{ by = "rule" }}
channels = ["website"]
footing = "referred"
from = "2022-01-01"
basis = {{ source = "S1", confidence = "C" }}
{rest}
"#
    );
    check_all(&[named("440900/procedures.toml", &text)])
}

#[test]
fn short_referrals_and_long_term_filings_with_an_end_leave_the_band() {
    let rows = [
        ("referral", "{ months = 3 }", Some("NAT-08")),
        ("referral", "{ months = 5 }", Some("NAT-08")),
        ("referral", "{ months = 6 }", None),
        ("other-temporary", "\"none\"", None),
        ("other-temporary", "\"episode\"", Some("NAT-08")),
        ("long-term-resident", "\"none\"", None),
        ("long-term-resident", "{ months = 60 }", Some("NAT-07")),
        (
            "long-term-resident",
            "\"until-evidence-ends\"",
            Some("NAT-07"),
        ),
        ("emergency", "\"episode\"", None),
    ];
    for (reason, validity, expected) in rows {
        let found = checked(reason, validity, "").problems;
        let codes: Vec<&str> = found.iter().map(|problem| problem.code).collect();
        let wanted: &[&str] = if expected.is_some() {
            &["national-band"]
        } else {
            &[]
        };
        assert_eq!(codes, wanted, "{reason} {validity}");
    }
    let found = checked("referral", "{ months = 3 }", "").problems;
    insta::assert_snapshot!(found[0]);
}

#[test]
fn an_explained_departure_is_listed_and_not_refused() {
    let why = r#"departs = { zh = "原文如此", en = "the text says so" }"#;
    let found = checked("referral", "{ months = 3 }", why);
    assert_eq!(found.problems, []);
    assert_eq!(found.departures.len(), 1);
    assert_eq!(found.departures[0].next.en, "the text says so");
}

#[test]
fn a_row_that_ended_before_the_national_rules_leaves_nothing() {
    let ended = checked("referral", "{ months = 3 }", "until = \"2023-01-01\"");
    assert_eq!(ended, BandsChecked::default());
}

#[test]
fn emergencies_are_deemed_filed_since_2023() {
    let rule = |from: &str| {
        format!(
            "[[emergency]]\ndeemed_filed = false\nfrom = \"2021-01-01\"\nuntil = \"{from}\"\nbasis \
             = {{ source = \"S1\", confidence = \"C\" }}"
        )
    };
    let count = |until| {
        checked("referral", "{ months = 6 }", &rule(until))
            .problems
            .len()
    };
    assert_eq!((count("2023-01-01"), count("2023-01-02")), (0, 1));
}

#[test]
fn the_shipped_procedures_keep_the_bands() {
    let files = [
        (
            "national",
            include_str!("../../../../policies/national/procedures.toml"),
        ),
        (
            "440300",
            include_str!("../../../../policies/440300/procedures.toml"),
        ),
    ];
    let files = files.map(|(place, text)| named(&format!("{place}/procedures.toml"), text));
    assert_eq!(check_all(&files), BandsChecked::default());
}
