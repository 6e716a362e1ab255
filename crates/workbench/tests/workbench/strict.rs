//! Misspelt or impossible input of a bill is refused with a code, in both languages, and with the
//! nearest word; expectations nothing can meet are reported.

use std::sync::LazyLock;

use domain::policy::Library;
use workbench::case::Case;

use crate::support::{files, hash};

static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
    Library::parse(&files(), hash).unwrap_or_else(|problems| panic!("{}", problems[0]))
});

const PERSON: &str = r#"person = { insured_at = "440300", scheme = "employee", tier = "one" }"#;
const VISIT: &str = concat!(
    r#"visit = { day = "2026-11-03", care = "inpatient", "#,
    r#"treated_at = "440300", level = "tertiary" }"#
);

fn read(changes: &str) -> Case {
    let mut bill: toml::Table = format!("{PERSON}\n{VISIT}\nbill.eligible = \"10000.00\"")
        .parse()
        .unwrap_or_else(|error| panic!("{error}"));
    let changes: toml::Table = changes.parse().unwrap_or_else(|error| panic!("{error}"));
    for (table, keys) in changes {
        match (bill.get_mut(&table), keys) {
            (Some(toml::Value::Table(under)), toml::Value::Table(keys)) => under.extend(keys),
            (_, keys) => drop(bill.insert(table, keys)),
        }
    }
    bill.try_into().unwrap_or_else(|error| panic!("{error}"))
}

fn refused(changes: &str) -> (&'static str, String) {
    match read(changes).answer(&LIBRARY) {
        Ok(answer) => panic!("{changes}: {:?}", answer.explanation.shares),
        Err(error) => {
            let message = error.message();
            assert!(!message.en.is_empty(), "{changes}");
            (error.code(), message.zh)
        }
    }
}

#[test]
fn what_is_misspelt_is_refused_with_the_nearest_word() {
    let rows = [
        (
            "person.traits = [\"desginated\"]",
            "unknown-mark",
            "您是不是想写 designated？",
        ),
        (
            "visit.traits = [\"specialized\"]",
            "unknown-mark",
            "您是不是想写 specialised？",
        ),
        ("person.tier = \"on\"", "unknown-tier", "您是不是想写 one？"),
        (
            "year_to_date.counters.poled = \"1.00\"",
            "unknown-counter",
            "您是不是想写 pooled？",
        ),
        (
            "according_to = \"X01:S0000\"",
            "unknown-source",
            "您是不是想写 X01:S000？",
        ),
        (
            "visit.filings = [{ reason = \"referral\", destination = \"420100\", \
             from = \"2026-10-01\", category = \"referal\" }]",
            "unknown-category",
            "您是不是想写 referral？",
        ),
        (
            "visit = { day = \"2021-06-01\", filings = [{ reason = \"long-term-resident\", \
             destination = \"440100\", from = \"2021-01-04\" }] }",
            "unknown-category",
            "这里一个也没有",
        ),
        (
            "visit.filings = [{ reason = \"referral\", destination = \"420100\", \
             from = \"2026-10-01\", option = \"lump-sum\" }]",
            "unknown-option",
            "这里一个也没有",
        ),
    ];
    for (changes, code, says) in rows {
        let (found, zh) = refused(changes);
        assert_eq!(found, code, "{changes}: {zh}");
        assert!(zh.contains(says), "{changes}: {zh}");
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let rows = [
        ("person.age = 151", "impossible-age"),
        ("person.age = 300", "impossible-age"),
        ("person.born_on = \"2026-11-04\"", "impossible-age"),
        ("person.born_on = \"1870-01-01\"", "impossible-age"),
        (
            "person = { born_on = \"1986-11-03\", age = 39 }",
            "impossible-age",
        ),
        ("person.status = \"resident\"", "wrong-status"),
        (
            "visit.admission = 1\nyear_to_date.admissions = 3",
            "admission-mismatch",
        ),
        (
            "visit.admission = 4\nyear_to_date.admissions = 0",
            "admission-mismatch",
        ),
        ("visit.admission = 0", "admission-mismatch"),
        (
            "visit = { care = \"outpatient\", admission = 2 }",
            "admission-mismatch",
        ),
        ("visit.treated_at = \"810000\"", "outside-the-scheme"),
        ("visit.treated_at = \"820000\"", "outside-the-scheme"),
        ("visit.treated_at = \"710100\"", "outside-the-scheme"),
        ("visit.treated_at = \"900000\"", "outside-the-scheme"),
        (
            "visit = { treated_at = \"810000\", route = \"manual\" }",
            "outside-the-scheme",
        ),
    ];
    for (changes, code) in rows {
        assert_eq!(refused(changes).0, code, "{changes}");
    }
}

#[test]
fn what_is_left_out_follows_from_what_is_said() {
    let situation = |changes: &str| {
        let answer = read(changes).answer(&LIBRARY);
        answer
            .unwrap_or_else(|error| panic!("{changes}: {error}"))
            .inputs
    };
    assert_eq!(
        situation("year_to_date.admissions = 3").situation.admission,
        4
    );
    assert_eq!(situation("visit.admission = 4").year.admissions, 3);
    assert_eq!(
        situation("person.born_on = \"1986-11-03\"").situation.age,
        40
    );
    assert_eq!(
        situation("person = { born_on = \"1986-11-04\", age = 39 }")
            .situation
            .age,
        39
    );
}

#[test]
fn a_filing_holds_as_long_as_the_rules_of_its_day_allow() {
    let filed = |from: &str| {
        format!(
            "visit = {{ treated_at = \"420100\", filings = [{{ reason = \"referral\", \
             destination = \"420100\", from = \"{from}\" }}] }}"
        )
    };
    let in_force = read(&filed("2025-11-04")).answer(&LIBRARY);
    let footing = in_force
        .unwrap_or_else(|error| panic!("{error}"))
        .inputs
        .footing;
    assert_eq!(footing.footing.word(), "referred", "a year in Shenzhen");
    assert_eq!(
        refused(&filed("2025-11-03")).0,
        "not-settled-directly",
        "and not a day more"
    );
}

#[test]
fn an_emergency_needs_no_chosen_institution_offline_either() {
    let funds = |changes: &str| {
        let answer = read(changes).answer(&LIBRARY);
        let answer = answer.unwrap_or_else(|error| panic!("{changes}: {error}"));
        answer.explanation.shares.funds().to_string()
    };
    let two = "person.tier = \"two\"\nvisit = { care = \"outpatient\"";
    assert_eq!(funds(&format!("{two} }}")), "0.00");
    let emergency = funds(&format!("{two}, emergency = true }}"));
    let designated = funds(&format!("{two}, designated = true }}"));
    assert_ne!(emergency, "0.00");
    assert_eq!(emergency, designated);
}

#[test]
fn expectations_that_nothing_can_meet_are_told() {
    let case = |expect: &str| read(&format!("expect_not.{expect}")).check(&LIBRARY);
    for (expect, code) in [
        ("rates.poold = \"90%\"", "[unknown-layer]"),
        ("ceilings.nothing = \"1.00\"", "[unknown-counter]"),
        ("steps = [[\"deductable\", \"600.00\"]]", "[unknown-step]"),
    ] {
        let wrong = case(expect);
        assert!(
            wrong.iter().any(|told| told.contains(code)),
            "{expect}: {wrong:?}"
        );
    }
}

#[test]
fn a_filing_that_suspends_care_at_home_refuses_direct_settlement_there() {
    let text = r#"
        according_to = "X17:S002"
        person = { insured_at = "441900", scheme = "employee" }
        bill.eligible = "10000.00"
        [visit]
        day = "2026-11-03"
        care = "inpatient"
        treated_at = "441900"
        level = "tertiary"
        filings = [{ reason = "long-term-resident", destination = "430100", from = "2025-02-01" }]
    "#;
    let mut case = toml::from_str::<Case>(text).unwrap_or_else(|error| panic!("{error}"));
    let Err(refused) = case.answer(&LIBRARY) else {
        panic!("settled");
    };
    assert_eq!(refused.code(), "home-suspended");
    assert!(
        refused.message().zh.contains("备案 F-1"),
        "{}",
        refused.message()
    );
    case.according_to = None;
    let code = |case: &Case| case.answer(&LIBRARY).map_err(|error| error.code()).err();
    assert_ne!(
        code(&case),
        Some("home-suspended"),
        "kept by the rules in force"
    );
}

/// The sentences of a case that does not hold.
fn wrong(text: &str) -> String {
    let case = toml::from_str::<Case>(text).unwrap_or_else(|error| panic!("{error}"));
    case.check(&LIBRARY).join("\n")
}

/// Care at home by an employee of Handan beyond what the ceiling is at least: the rate is known,
/// the ceiling is not.
const REFUSED: &str = "person = { insured_at = \"130400\", scheme = \"employee\", status = \
    \"on-job\" }\n\
    visit = { day = \"2026-11-03\", care = \"inpatient\", treated_at = \"130400\", level = \
    \"tertiary\" }\n\
    bill.eligible = \"10900.00\"\nyear_to_date.counters.pooled = \"121200.01\"\n";

#[test]
fn beside_an_expected_refusal_everything_else_is_compared() {
    let known = "expect.refusal = \"ceiling-not-known\"\nexpect.rates.pooled = \"88%\"\n\
                 expect.footing = \"at-home\"\n";
    assert_eq!(wrong(&format!("{REFUSED}{known}")), "");
    for (other, told) in [
        ("expect.rates.pooled = \"56%\"", "rate of pooled"),
        ("expect.footing = \"unfiled\"", "footing"),
        ("expect.refusal = \"rule-not-known\"", "refusal"),
        ("expect.notes = [\"NO-SUCH\"]", "note"),
    ] {
        let key = other.split(" = ").next().unwrap_or_default();
        let kept = known.lines().filter(|line| !line.starts_with(key));
        let kept: String = kept.map(|line| format!("{line}\n")).collect();
        let said = wrong(&format!("{REFUSED}{kept}{other}\n"));
        assert!(said.starts_with(told), "{other}: {said}");
    }
    // Both are wrong, and both are told.
    let both = "expect.refusal = \"rule-not-known\"\nexpect.rates.pooled = \"56%\"\n";
    assert_eq!(wrong(&format!("{REFUSED}{both}")).lines().count(), 2);
}

#[test]
fn what_cannot_be_compared_proves_nothing_and_is_told() {
    let refusal = "expect.refusal = \"ceiling-not-known\"\n";
    for expectation in [
        "expect.payers.cash = \"1.00\"",
        "expect.fund_share = \"50%\"",
        "expect.borne.reduction = \"0.00\"",
        "expect.entered.pooled = \"1.00\"",
        "expect.steps = [[\"rate\", \"1.00\"]]",
        "expect.disputes = [\"HD-01\"]",
    ] {
        let said = wrong(&format!("{REFUSED}{refusal}{expectation}\n"));
        assert!(said.contains("cannot be compared"), "{expectation}: {said}");
    }
    // A claim about a bill that has no answer is not refuted by it.
    let claim = wrong(&format!("{REFUSED}expect_not.payers.cash = \"1.00\"\n"));
    assert!(claim.contains("the claim cannot be compared"), "{claim}");
    assert!(wrong(&format!("{REFUSED}expect = {{}}\n")).contains("expects nothing"));
}

#[test]
fn a_credit_that_is_expected_does_not_hide_the_rest() {
    let person = "person = { insured_at = \"440300\", scheme = \"employee\", tier = \"one\", \
                  contribution_base = \"10000.00\" }\n";
    let said = wrong(&format!(
        "{person}{VISIT}\nexpect.credit = \"200.00\"\nexpect.footing = \"unfiled\"\n"
    ));
    assert!(said.contains("footing: expected unfiled"), "{said}");
}
