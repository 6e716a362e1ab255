//! Everything that can be wrong in a policy file: a small text that provokes it, its stable code,
//! and, in the snapshot, where it is said to be and in which words.

use domain::policy::check::check;
use domain::policy::parse::NamedText;

/// A pack without fault, to which each row below adds or changes one thing.
const SOUND: &str = r#"region = "440300"
scheme = "employee"
title = { zh = "试", en = "try" }

[sources.A]
title = "试行办法"
class = "A"

[[benefit_year]]
starts = "01-01"
from = "2024-01-01"
basis = { source = "A", confidence = "A" }

[[layer]]
name = "pooled"
title = { zh = "统筹基金", en = "pooled fund" }
payer = "pooled-fund"
base = ["eligible"]
counts = "visit"
when = { care = "inpatient" }
from = "2024-01-01"
basis = { source = "A", confidence = "A" }

[[rate]]
of = "pooled"
pay = "90%"
from = "2024-01-01"
basis = { source = "A", confidence = "A" }
"#;

/// End of a row that is right so far.
const REST: &str = "from = \"2024-01-01\"\nbasis = { source = \"A\", confidence = \"A\" }\n";

fn problems(text: &str) -> Vec<domain::policy::Problem> {
    let file = NamedText {
        name: "employee.toml".to_owned(),
        text: text.to_owned(),
    };
    check(&[file], |text| text.len().to_string())
}

/// The sound pack with one row behind it.
fn with(row: &str) -> String {
    format!("{SOUND}\n{}", row.replace("REST", REST))
}

/// The sound pack with one piece replaced.
fn but(piece: &str, by: &str) -> String {
    assert!(SOUND.contains(piece), "{piece:?} is not in the sound pack");
    SOUND.replacen(piece, by, 1)
}

/// (code, what is wrong, text)
fn provocations() -> Vec<(&'static str, &'static str, String)> {
    let mut rows = values();
    rows.extend(names());
    rows.extend(rules());
    rows.extend(coverage());
    rows
}

/// Texts that cannot be read.
fn values() -> Vec<(&'static str, &'static str, String)> {
    let rate = |pay: &str| with(&format!("[[rate]]\nof = \"pooled\"\npay = {pay}\nREST"));
    let ceiling = |amount: &str| {
        with(&format!(
            "[[ceiling]]\ncounter = \"c\"\nof = \"pooled\"\namount = {amount}\nREST"
        ))
    };
    let when = |when: &str| with(&format!("[[direct]]\nwhen = {when}\noffered = true\nREST"));
    vec![
        ("bad-syntax", "a quote is missing", but("\"90%\"", "\"90%")),
        ("bad-syntax", "a value is missing", but("\"90%\"", "")),
        (
            "duplicate-key",
            "twice the same key",
            but("pay = \"90%\"", "pay = \"90%\"\npay = \"80%\""),
        ),
        (
            "missing-basis",
            "no basis",
            with("[[rate]]\nof = \"pooled\"\npay = \"90%\"\nfrom = \"2024-01-01\"\n"),
        ),
        (
            "missing-field",
            "no layer",
            with("[[rate]]\npay = \"90%\"\nREST"),
        ),
        (
            "missing-field",
            "English is missing",
            but("{ zh = \"试\", en = \"try\" }", "{ zh = \"试\" }"),
        ),
        (
            "unknown-key",
            "a key misspelt",
            but("pay = \"90%\"", "pays = \"90%\""),
        ),
        (
            "unknown-key",
            "a table nobody knows",
            with("[[remark]]\nREST"),
        ),
        (
            "unknown-word",
            "a care nobody knows",
            when("{ care = \"dentist\" }"),
        ),
        (
            "unknown-word",
            "a level misspelt",
            rate("{ tertiry = \"90%\" }"),
        ),
        (
            "unknown-word",
            "a confidence nobody knows",
            but(
                "confidence = \"A\" }\n\n[[layer]]",
                "confidence = \"F\" }\n\n[[layer]]",
            ),
        ),
        ("wrong-type", "a rate without quotes", rate("0.9")),
        ("wrong-type", "an amount without quotes", ceiling("1000")),
        (
            "wrong-type",
            "a basis that is one word",
            but(
                "basis = { source = \"A\", confidence = \"A\" }",
                "basis = \"A\"",
            ),
        ),
        (
            "wrong-type",
            "a condition that is one word",
            when("\"retired\""),
        ),
        (
            "wrong-type",
            "a sentence in one language",
            with("[[direct]]\noffered = true\nsays = \"可以\"\nREST"),
        ),
        (
            "wrong-type",
            "yes instead of true",
            with("[[direct]]\noffered = \"yes\"\nREST"),
        ),
        (
            "bad-date",
            "a date without quotes",
            but("\"2024-01-01\"", "2024-01-01"),
        ),
        (
            "bad-date",
            "month 13",
            but("\"2024-01-01\"", "\"2024-13-01\""),
        ),
        (
            "bad-date",
            "slashes",
            but("\"2024-01-01\"", "\"2024/01/01\""),
        ),
        (
            "bad-date",
            "30 February",
            but("\"2024-01-01\"", "\"2024-02-30\""),
        ),
        ("bad-date", "an empty date", but("\"2024-01-01\"", "\"\"")),
        ("bad-rate", "no percent sign", rate("\"90\"")),
        (
            "bad-rate",
            "no percent sign at a level",
            rate("{ primary = \"90\" }"),
        ),
        ("bad-rate", "a negative rate", rate("\"-5%\"")),
        ("bad-amount", "a comma", ceiling("\"1,000.00\"")),
        ("bad-amount", "a tenth of a fen", ceiling("\"1000.001\"")),
        (
            "bad-amount",
            "above the largest amount",
            ceiling("\"100000000.01\""),
        ),
        (
            "bad-points",
            "a percent sign",
            with("[[adjustment]]\nof = \"pooled\"\nstep = \"footing\"\npoints = \"15%\"\nREST"),
        ),
        ("bad-span", "a dash", when("{ age = \"60-\" }")),
        (
            "bad-span",
            "the wrong way round",
            when("{ age = \"60..40\" }"),
        ),
        ("bad-place", "four digits", when("{ place = \"4403\" }")),
        ("empty-list", "an empty condition", when("{ care = [] }")),
    ]
}

/// Names that lead nowhere.
fn names() -> Vec<(&'static str, &'static str, String)> {
    let share = "{ index = \"wage\", years_back = 1, share = \"5%\" }";
    vec![
        ("missing-field", "neither region nor scheme", but("region = \"440300\"\nscheme = \"employee\"", "")),
        ("unknown-source", "a source not described", but("[sources.A]", "[sources.B]")),
        ("unknown-layer", "a layer nobody knows", with("[[deductible]]\nof = \"poled\"\namount = \"1.00\"\nREST")),
        ("unknown-index", "an index nobody knows", with(&format!("[[ceiling]]\ncounter = \"c\"\nof = \"pooled\"\nindex_share = {share}\nREST"))),
        ("unknown-tier", "a tier nobody knows", with("[[direct]]\nwhen = { tier = \"one\" }\noffered = true\nREST")),
        ("half-dispute", "one version only", with("[[dispute]]\nid = \"X\"\ntopic = { zh = \"一\", en = \"a\" }\nin_force = \"A\"\nwhy = { zh = \"一\", en = \"a\" }\n[[dispute.version]]\nsource = \"A\"\nsays = { zh = \"一\", en = \"a\" }\n")),
        ("unknown-source", "a version from nowhere", with(&dispute("Q"))),
        ("unknown-layer", "a version about no layer", with(&(dispute("B") + "[[dispute.version.rate]]\nof = \"none\"\npay = \"1%\"\nREST")).replace("[[benefit_year]]", "[sources.B]\ntitle = \"b\"\nclass = \"C\"\n\n[[benefit_year]]")),
        ("stated-twice", "two disputes of one number", with(&(dispute("A") + &dispute("A")))),
        ("stated-twice", "a year stated twice", with(&"[[index]]\nname = \"wage\"\nyear = 2023\nvalue = \"1.00\"\nbasis = { source = \"A\", confidence = \"A\" }\n".repeat(2))),
        ("reserved-comment", "the mark between files", with("#:file other\n")),
    ]
}

/// A dispute whose second version comes from `other`.
fn dispute(other: &str) -> String {
    let says = "says = { zh = \"一\", en = \"a\" }";
    format!(
        "[[dispute]]\nid = \"X\"\ntopic = {{ zh = \"一\", en = \"a\" }}\nin_force = \"A\"\n\
         why = {{ zh = \"一\", en = \"a\" }}\n[[dispute.version]]\nsource = \"A\"\n{says}\n\
         [[dispute.version]]\nsource = \"{other}\"\n{says}\n"
    )
}

/// Rows that contradict themselves.
fn rules() -> Vec<(&'static str, &'static str, String)> {
    let rate = |row: &str| with(&format!("[[rate]]\nof = \"pooled\"\n{row}\nREST"));
    let years = |counters: usize| -> String {
        let row = |n| {
            format!("[[ceiling]]\ncounter = \"c{n}\"\nof = \"pooled\"\namount = \"1.00\"\nREST")
        };
        (0..counters).map(row).collect()
    };
    vec![
        ("rate-over-100", "185 %", but("\"90%\"", "\"185%\"")),
        (
            "rate-over-100",
            "a factor of 120 %",
            with("[[adjustment]]\nof = \"pooled\"\nstep = \"footing\"\nfactor = \"120%\"\nREST"),
        ),
        (
            "one-of",
            "a rate and unknown",
            rate("pay = \"90%\"\nunknown = { zh = \"不\", en = \"no\" }"),
        ),
        (
            "one-of",
            "neither amount nor share",
            with("[[deductible]]\nof = \"pooled\"\nREST"),
        ),
        (
            "one-of",
            "a credit without a figure",
            with("[[credit]]\nREST"),
        ),
        (
            "empty-band",
            "ends where it begins",
            rate("pay = \"90%\"\nabove = \"500.00\"\nup_to = \"500.00\""),
        ),
        (
            "negative-amount",
            "a negative ceiling",
            with("[[ceiling]]\ncounter = \"c\"\nof = \"pooled\"\namount = \"-1.00\"\nREST"),
        ),
        (
            "bounds-reversed",
            "at least more than at most",
            with(
                "[[deductible]]\nof = \"pooled\"\nbill_share = { share = \"20%\", at_least = \"2.00\", at_most = \"1.00\" }\nREST",
            ),
        ),
        (
            "dates-reversed",
            "ends before it begins",
            but("pay = \"90%\"", "pay = \"90%\"\nuntil = \"2023-12-31\""),
        ),
        (
            "bad-date",
            "the year 9999",
            but(
                "from = \"2024-01-01\"\nbasis = { source = \"A\", confidence = \"A\" }\n\n[[rate]]",
                "from = \"2024-01-01\"\nuntil = \"9999-12-31\"\nbasis = { source = \"A\", confidence = \"A\" }\n\n[[rate]]",
            ),
        ),
        (
            "bad-month-day",
            "a year that begins on 29 February",
            but("\"01-01\"", "\"02-29\""),
        ),
        (
            "empty-list",
            "a layer that looks at nothing",
            but("[\"eligible\"]", "[]"),
        ),
        (
            "not-positive",
            "an index of nothing",
            with(
                "[[index]]\nname = \"wage\"\nyear = 2023\nvalue = \"0.00\"\nbasis = { source = \"A\", confidence = \"A\" }\n",
            ),
        ),
        ("too-many", "seventeen running totals", with(&years(17))),
    ]
}

/// Tables that leave a situation out or answer it twice.
fn coverage() -> Vec<(&'static str, &'static str, String)> {
    let deductible = |amount: &str| {
        with(&format!(
            "[[deductible]]\nof = \"pooled\"\namount = {amount}\nREST"
        ))
    };
    let marks: Vec<String> = (0..22).map(|n| format!("\"m{n}\"")).collect();
    let marks = marks.join(", ");
    vec![
        (
            "gap",
            "no rate for the retired",
            but(
                "of = \"pooled\"\npay",
                "of = \"pooled\"\nwhen = { status = \"on-job\" }\npay",
            ),
        ),
        (
            "gap",
            "no rate after a day",
            but("pay = \"90%\"", "pay = \"90%\"\nuntil = \"2025-02-10\""),
        ),
        (
            "gap",
            "no rate above an amount",
            but("pay = \"90%\"", "pay = \"90%\"\nup_to = \"1000.00\""),
        ),
        (
            "gap",
            "a level without a rate",
            but("\"90%\"", "{ primary = \"90%\", tertiary = \"80%\" }"),
        ),
        (
            "gap",
            "a level without a deductible",
            deductible("{ primary = \"1.00\" }"),
        ),
        (
            "gap",
            "no benefit year",
            but(
                "starts = \"01-01\"\nfrom = \"2024-01-01\"",
                "starts = \"01-01\"\nfrom = \"2025-01-01\"",
            ),
        ),
        (
            "gap",
            "nobody says who is settled",
            with("[[direct]]\noffered = true\nuntil = \"2025-01-01\"\nREST"),
        ),
        (
            "overlap",
            "two rates",
            with("[[rate]]\nof = \"pooled\"\nwhen = { age = \"60..\" }\npay = \"95%\"\nREST"),
        ),
        (
            "overlap",
            "two deductibles for a month",
            with(
                "[[deductible]]\nof = \"pooled\"\namount = \"1.00\"\nREST\n[[deductible]]\nof = \"pooled\"\namount = \"2.00\"\nuntil = \"2024-02-01\"\nREST",
            ),
        ),
        (
            "overlap",
            "two upfront shares",
            with(
                "[[upfront]]\nshare = \"1%\"\nREST\n[[upfront]]\nwhen = { distance = \"home\" }\nshare = \"2%\"\nREST",
            ),
        ),
        (
            "overlap",
            "two benefit years",
            with("[[benefit_year]]\nstarts = \"07-01\"\nREST"),
        ),
        (
            "too-many",
            "more marks than can be looked at",
            but(
                "of = \"pooled\"\npay",
                &format!("of = \"pooled\"\nwhen = {{ with = [{marks}] }}\npay"),
            ),
        ),
    ]
}

#[test]
fn the_sound_pack_is_sound() {
    assert_eq!(problems(SOUND), vec![]);
}

#[test]
fn every_problem_is_provoked_placed_and_worded() {
    let mut told = String::new();
    for (code, about, text) in provocations() {
        let found = problems(&text);
        let codes: Vec<&str> = found.iter().map(|problem| problem.code).collect();
        assert!(
            codes.contains(&code),
            "{about}: expected {code}, found {codes:?}"
        );
        told += &format!("── {code}: {about}\n");
        for problem in found.iter().take(3) {
            told += &format!("{problem}\n");
        }
    }
    insta::assert_snapshot!(told);
}

#[test]
fn two_files_of_one_pack_must_agree() {
    let named = |name: &str, text: &str| NamedText {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    let shared = named("region.toml", "region = \"440100\"\n");
    let found = check(&[shared, named("employee.toml", SOUND)], |_| String::new());
    let told: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(found[0].code, "mixed-pack", "{told:?}");
    insta::assert_snapshot!(told[0]);
    let none = check(&[], |_| String::new());
    assert_eq!(none[0].code, "missing-field");
}
