use jiff::civil::date;

use super::*;

fn on(place: &str) -> CodeContext {
    CodeContext {
        place: Some(place.parse().unwrap()),
        day: date(2026, 11, 3),
    }
}

fn parse(text: &str) -> Result<Dictionaries, Vec<Problem>> {
    let file = |name: &str, text: &str| NamedText {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    Dictionaries::parse(&[file("440300/dictionaries.toml", text)])
}

const HEAD: &str = "region = \"440300\"\n[sources.Z]\ntitle = \"示例\"\nclass = \"B\"\n";

fn row(table: &str, rest: &str) -> String {
    format!(
        "[[{table}]]\nname = \"示例\"\nbasis = {{ source = \"Z\", confidence = \"B\" }}\n{rest}\n"
    )
}

#[test]
fn every_code_of_the_published_interface_is_known() {
    let shipped = Dictionaries::shipped();
    let codes: std::collections::BTreeSet<&str> = shipped
        .med_type
        .rows()
        .iter()
        .map(|row| row.code.as_str())
        .collect();
    assert_eq!(codes.len(), 113);
    for code in [
        "310", "320", "330", "340", "350", "360", "370", "380", "390", "391", "392", "399", "410",
        "510",
    ] {
        assert!(
            shipped.insutype.find(code, on("440300")).is_some(),
            "{code}"
        );
    }
    assert_eq!(shipped.psn_cert_type.rows().len(), 21);
}

#[test]
fn a_code_means_what_it_means_in_its_place() {
    let shipped = Dictionaries::shipped();
    let name = |code: &str, place: &str| {
        let row = shipped.med_type.find_or_beginning(code, on(place))?;
        Some((row.name.as_str(), row.care, row.trauma))
    };
    let outpatient = Some(Care::Outpatient);
    assert_eq!(
        name("9903", "440300"),
        Some(("意外伤害门诊", outpatient, true))
    );
    assert_eq!(
        name("9903", "320500"),
        Some(("门诊两病", outpatient, false))
    );
    assert_eq!(name("11", "320500"), Some(("普通门诊", outpatient, false)));
    assert_eq!(name("011", "320500"), Some(("普通门诊", outpatient, false)));
    // Known, and no rule settles it.
    assert_eq!(name("52", "440300"), Some(("生育住院", None, false)));
    assert_eq!(name("71", "440300"), Some(("家庭病床", None, false)));
    // A provincial code nobody listed is read by its first two digits, where the row says so.
    assert_eq!(
        name("2199", "440300"),
        Some(("普通住院", Some(Care::Inpatient), false))
    );
    for unknown in ["99", "9999", "77", "1", "", "0", "门诊", "21门"] {
        assert_eq!(name(unknown, "440300"), None, "{unknown}");
    }
}

#[test]
#[rustfmt::skip] // One row a code: care, emergency, trauma.
fn kinds_of_visit_mean_the_care_whose_rules_settle_them() {
    let shipped = Dictionaries::shipped();
    let rows = [
        ("11", Care::Outpatient, false, false),
        ("110104", Care::Outpatient, false, false),
        ("110103", Care::Outpatient, true, false),
        ("13", Care::Outpatient, true, false),
        ("1301", Care::Outpatient, true, false),
        ("14", Care::Chronic, false, false),
        ("140104", Care::Chronic, false, false),
        ("1104", Care::Chronic, false, false),
        ("21", Care::Inpatient, false, false),
        ("2101", Care::Inpatient, false, false),
        ("21303", Care::Inpatient, false, false),
        ("210104", Care::Inpatient, true, false),
        ("22", Care::Inpatient, false, true),
        ("2204", Care::Inpatient, false, true),
        ("24", Care::Inpatient, true, false),
        ("41", Care::Pharmacy, false, false),
        ("9903", Care::Outpatient, false, true),
    ];
    for (code, care, emergency, trauma) in rows {
        let row = shipped.med_type.find_or_beginning(code, on("440300")).unwrap();
        let means = (row.care, row.emergency, row.trauma);
        assert_eq!(means, (Some(care), emergency, trauma), "{code}");
    }
}

#[test]
fn a_place_adds_codes_of_its_own_from_a_day() {
    let own = HEAD.to_owned()
        + &row(
            "med_type",
            "code = \"8801\"\nfrom = \"2026-11-01\"\ncare = \"inpatient\"",
        )
        + &row(
            "med_type",
            "code = \"71\"\nfrom = \"2026-11-01\"\nuntil = \"2026-12-01\"\ncare = \"inpatient\"",
        );
    let read = parse(&own).unwrap();
    let care = |code: &str, context| read.med_type.find(code, context).map(|row| row.care);
    let inpatient = Some(Some(Care::Inpatient));
    assert_eq!(care("8801", on("440305")), inpatient);
    assert_eq!(care("8801", on("440100")), None);
    let before = CodeContext {
        day: date(2026, 10, 31),
        ..on("440300")
    };
    assert_eq!(care("8801", before), None);
    assert_eq!(care("71", on("440300")), inpatient);
    assert_eq!(care("71", before), Some(None));
    let after = CodeContext {
        day: date(2026, 12, 1),
        ..on("440300")
    };
    assert_eq!(care("71", after), Some(None));
}

#[test]
fn what_is_wrong_is_named_with_its_line() {
    let good = row("insutype", "code = \"311\"\nfrom = \"2026-01-01\"");
    let rows = [
        (HEAD.replace("440300", "4403"), "not-a-place"),
        (
            HEAD.to_owned() + &row("insutype", "code = \"\"\nfrom = \"2026-01-01\""),
            "bad-code",
        ),
        (
            HEAD.to_owned()
                + &row(
                    "insutype",
                    "code = \"3\"\nfrom = \"2026-01-01\"\nuntil = \"2026-01-01\"",
                ),
            "empty-period",
        ),
        (
            HEAD.to_owned()
                + &row(
                    "insutype",
                    "code = \"3\"\nfrom = \"2026-01-01\"\nin = \"320000\"",
                ),
            "outside-place",
        ),
        (
            HEAD.to_owned() + &good.replace("\"Z\"", "\"Y\""),
            "unknown-source",
        ),
        (HEAD.to_owned() + &good + &good, "overlap"),
        (
            HEAD.to_owned() + &good + "care = \"inpatient\"\n",
            "column-of-another",
        ),
    ];
    for (text, code) in rows {
        let problems = parse(&text).unwrap_err();
        let codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, [code], "{text}");
        assert!(problems[0].file.starts_with("440300/") && problems[0].line > 0);
    }
    assert!(parse(&(HEAD.to_owned() + &good + "colour = 1\n")).is_err());
}
