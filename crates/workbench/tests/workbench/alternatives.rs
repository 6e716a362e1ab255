//! The same bill, had the person filed otherwise: decided by the rules of the place, as the bill
//! itself was.

use workbench::case::Case;

use crate::shipped::LIBRARY;

fn alternatives(visit: &str, tier: &str) -> Vec<String> {
    let text = format!(
        "person = {{ insured_at = \"440300\", scheme = \"employee\", tier = \"{tier}\" }}\n\
         bill = {{ total = \"10000.00\", eligible = \"10000.00\" }}\n\
         [visit]\nday = \"2026-11-03\"\n{visit}\n"
    );
    let case: Case = toml::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let answer = case
        .answer(&LIBRARY)
        .unwrap_or_else(|error| panic!("{error}"));
    let others = answer.explanation.alternatives.into_iter();
    others
        .map(|other| match other.funds {
            Some(funds) => format!("{} {funds}", other.footing.zh),
            None => format!("{}：{}", other.footing.zh, other.note.zh),
        })
        .collect()
}

const LONG_TERM: &str =
    r#"filings = [{ reason = "long-term-resident", destination = "440100", from = "2025-10-18" }]"#;

#[test]
fn inside_guangdong_nobody_is_unfiled_and_nothing_is_filed_for_a_while() {
    let visit =
        format!("care = \"inpatient\"\nlevel = \"tertiary\"\ntreated_at = \"440104\"\n{LONG_TERM}");
    assert_eq!(
        alternatives(&visit, "one"),
        ["异地转诊备案 8460.00", "免备案 7614.00"]
    );
}

#[test]
fn in_another_province_the_traveller_could_have_filed_or_not() {
    let visit = "care = \"inpatient\"\nlevel = \"tertiary\"\ntreated_at = \"420106\"\n\
                 filings = [{ reason = \"other-temporary\", destination = \"420100\", \
                 from = \"2026-10-01\" }]";
    let told = alternatives(visit, "one");
    assert_eq!(
        told[..2],
        ["异地长期居住备案 8460.00", "异地转诊备案 8460.00"]
    );
    assert!(
        told[2].starts_with("未备案：没有备案，不能直接结算"),
        "{told:?}"
    );
    assert_eq!(told.len(), 3);
}

#[test]
fn a_rescue_stays_one_however_the_person_has_filed() {
    let visit = "care = \"inpatient\"\nlevel = \"tertiary\"\ntreated_at = \"420106\"\n\
                 emergency = true";
    assert_eq!(
        alternatives(visit, "one"),
        ["异地长期居住备案 8460.00", "异地转诊备案 8460.00"]
    );
}

#[test]
fn a_referral_needs_no_choice_and_a_stay_does() {
    let visit = "care = \"outpatient\"\nlevel = \"primary\"\ntreated_at = \"420106\"\n\
                 filings = [{ reason = \"other-temporary\", destination = \"420100\", \
                 from = \"2026-10-01\" }]";
    let told = alternatives(visit, "two");
    // Nothing was chosen; the referral pays 75 %, up to the ceiling of the year.
    assert_eq!(told[..2], ["异地长期居住备案 0.00", "异地转诊备案 2655.86"]);
}
