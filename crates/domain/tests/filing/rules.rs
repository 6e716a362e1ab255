//! Reading the policy texts: the shipped ones hold, broken ones are refused with line and column.

use domain::filing::{CheckKind, FilingReason};
use domain::procedures::{Aspect, Circumstances, Procedures};
use jiff::civil::date;

use super::support::{read, shenzhen};

/// The smallest text with one category, to be broken below.
const SMALL: &str = r#"region = "440300"

[sources.S1]
title = "示例规定"
class = "A"

[[category]]
id = "other-temporary"
reason = "other-temporary"
title = { zh = "临时", en = "temporary" }
who = { zh = "其他人员", en = "anybody else" }
validity = { months = 6 }
change = "replaces"
approval = { by = "rule" }
channels = ["website"]
footing = "temporary-filed"
from = "2023-01-01"
basis = { source = "S1", confidence = "A" }
"#;

const START_AS_GUARD: &str = r#"
[[guard]]
check = "start"
from = "2023-01-01"
basis = { source = "S1", confidence = "A" }
"#;

const EMERGENCY: &str = r#"
[[emergency]]
deemed_filed = true
from = "2023-01-01"
basis = { source = "S1", confidence = "A" }
"#;

const DISPUTE: &str = r#"
[[dispute]]
id = "X1"
topic = { zh = "甲", en = "a" }
touches = ["category/x", "emergency"]
in_force = "S1"
why = { zh = "丙", en = "c" }
[[dispute.version]]
source = "S1"
says = { zh = "乙", en = "b" }
"#;

#[test]
fn the_small_text_is_right() {
    let rules = read("small.toml", SMALL).unwrap();
    assert_eq!(rules.sheets().next().unwrap().tables.category.len(), 1);
}

fn problems(text: &str) -> String {
    let Err(problems) = read("small.toml", text) else {
        panic!("expected problems in {text}")
    };
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

#[test]
fn a_broken_text_is_refused_with_place_and_advice() {
    let second = |from: &str, until: &str| {
        let row = SMALL.split_once("[[category]]").unwrap().1;
        let row = row.replace("from = \"2023-01-01\"", from);
        format!(
            "{}\n[[category]]{row}",
            SMALL.replace("from = \"2023-01-01\"", until)
        )
    };
    let cases = [
        ("unknown key", SMALL.replace("channels =", "chanels =")),
        ("unknown word", SMALL.replace("\"replaces\"", "\"replace\"")),
        (
            "unquoted date",
            SMALL.replace("\"2023-01-01\"", "2023-01-01"),
        ),
        ("not toml", SMALL.replace("[[category]]", "[[category]")),
        (
            "unknown source",
            SMALL.replace("source = \"S1\"", "source = \"S9\""),
        ),
        ("district as region", SMALL.replace("440300", "440305")),
        (
            "unnamed proof",
            SMALL.replace(
                "change =",
                "materials = [{ any_of = [\"permit\"] }]\nchange =",
            ),
        ),
        (
            "empty proof",
            SMALL.replace("change =", "materials = [{ any_of = [] }]\nchange ="),
        ),
        (
            "unnamed option",
            SMALL.replace("change =", "options = [\"lump-sum\"]\nchange ="),
        ),
        (
            "empty list",
            SMALL.replace("change =", "when = { care = [] }\nchange ="),
        ),
        (
            "unknown condition",
            SMALL.replace("change =", "when = { cares = \"inpatient\" }\nchange ="),
        ),
        (
            "footing",
            SMALL.replace("\"temporary-filed\"", "\"unfiled\""),
        ),
        ("no channel", SMALL.replace("[\"website\"]", "[]")),
        (
            "no day",
            SMALL.replace(
                "from = \"2023-01-01\"",
                "from = \"2023-01-01\"\nuntil = \"2023-01-01\"",
            ),
        ),
        (
            "overlap",
            second("from = \"2024-01-01\"", "from = \"2023-01-01\""),
        ),
        (
            "gap",
            second(
                "from = \"2024-02-01\"",
                "from = \"2023-01-01\"\nuntil = \"2024-01-01\"",
            ),
        ),
        ("not a guard", format!("{SMALL}{START_AS_GUARD}")),
        (
            "two emergencies, half a dispute, and one about nothing",
            format!("{SMALL}{EMERGENCY}{EMERGENCY}{DISPUTE}"),
        ),
    ];
    let table: Vec<String> = cases
        .iter()
        .map(|(name, text)| format!("{name}\n  {}", problems(text).replace('\n', "\n  ")))
        .collect();
    insta::assert_snapshot!(table.join("\n"));
}

#[test]
fn a_place_counts_characters_not_bytes() {
    let text = SMALL.replace(
        "title = { zh = \"临时\", en",
        "title = { zh = \"临时\", xx = 1, en",
    );
    assert!(
        problems(&text).starts_with("small.toml:10:22:"),
        "{}",
        problems(&text)
    );
}

#[test]
fn a_file_under_its_old_name_is_refused_with_the_new_one() {
    use domain::files::NamedText;
    use domain::policy::Library;
    let file = NamedText {
        name: "440300/filing.toml".to_owned(),
        text: SMALL.to_owned(),
    };
    let problems = Library::parse(&[file], |text| text.len().to_string()).unwrap_err();
    assert_eq!(problems[0].code, "old-file-name");
    assert!(problems[0].next.en.contains("procedures.toml"));
}

#[test]
fn the_national_baseline_holds() {
    let rules = Procedures::national();
    assert_eq!(rules.region, None);
    let day = date(2026, 11, 3);
    let reasons: Vec<FilingReason> = rules
        .categories_on(day)
        .iter()
        .map(|row| row.reason)
        .collect();
    assert_eq!(
        reasons,
        [
            FilingReason::ResettledRetiree,
            FilingReason::LongTermResident,
            FilingReason::PostedWorker,
            FilingReason::Referral,
            FilingReason::OtherTemporary,
        ]
    );
    assert!(rules.emergency(day).unwrap().deemed_filed);
}

/// A place whose file says three things.
const THREE_ROWS: &str = r#"region = "420500"

[sources.S1]
title = "示例规定"
class = "A"

[[category]]
id = "other-temporary"
reason = "other-temporary"
title = { zh = "临时", en = "temporary" }
who = { zh = "其他人员", en = "anybody else" }
validity = { months = 9 }
change = "replaces"
approval = { by = "rule" }
channels = ["website"]
footing = "temporary-filed"
from = "2024-01-01"
basis = { source = "S1", confidence = "A" }

[[guard]]
check = "contact"
from = "2025-01-01"
basis = { source = "S1", confidence = "A" }

[[manual_claim]]
window = { months = 9, counted_from = "cost" }
from = "2024-01-01"
until = "2026-01-01"
basis = { source = "S1", confidence = "A" }
"#;

#[test]
fn what_a_place_does_not_say_the_national_rows_say() {
    let own = read("420500/procedures.toml", THREE_ROWS).unwrap();
    let rules = own.over(&Procedures::national());
    assert_eq!(rules.region, own.region);
    let (before, now, later) = (date(2023, 6, 1), date(2025, 6, 1), date(2026, 6, 1));

    let own_row = rules.category("other-temporary", now).unwrap();
    assert!(!own_row.is_national());
    assert_eq!(own_row.shown().title, "示例规定");
    let earlier = rules.category("other-temporary", before).unwrap();
    assert!(earlier.is_national());
    assert_eq!(earlier.shown().source, "N1");
    let inherited = rules.category("referral", now).unwrap();
    assert!(inherited.shown().title.contains("医保发〔2022〕22号"));
    assert_eq!(
        inherited.material_name("referral-opinion").en,
        "referral opinion of a designated hospital"
    );

    let order: Vec<FilingReason> = rules
        .categories_on(now)
        .iter()
        .map(|row| row.reason)
        .collect();
    assert_eq!(order.last(), Some(&FilingReason::OtherTemporary));
    assert_eq!(order.len(), 5);
    let guard = |day| rules.guard(CheckKind::Contact, day).unwrap().is_national();
    assert_eq!((guard(before), guard(now)), (true, false));
    let about = Circumstances::of_journey(own.region.unwrap(), "110000".parse().unwrap());
    let window = |day| {
        let row = rules.claim(Aspect::Window, day, &about).unwrap();
        row.window.unwrap().months
    };
    assert_eq!((window(now), window(later)), (Some(9), Some(12)));
    assert!(rules.emergency(now).unwrap().is_national());
}

#[test]
fn a_folder_without_national_procedures_inherits_those_shipped() {
    use domain::files::NamedText;
    use domain::policy::Library;
    let named = |name: &str, text: &str| NamedText {
        name: name.to_owned(),
        text: text.to_owned(),
    };
    let hash = |text: &str| text.len().to_string();
    let place = named("420500/procedures.toml", THREE_ROWS);
    let referral = |library: &Library| {
        let rules = library.procedures("420500".parse().unwrap());
        let row = rules.category("referral", date(2025, 6, 1));
        row.map(|row| row.title.en.clone())
    };
    let library = Library::parse(std::slice::from_ref(&place), hash).unwrap();
    assert_eq!(referral(&library).as_deref(), Some("referral"));
    // A folder's own national file replaces the shipped one, whatever order the files come in.
    let national = named(
        "national/procedures.toml",
        "region = \"national\"\n[sources]\n",
    );
    let library = Library::parse(&[place, national], hash).unwrap();
    assert_eq!(referral(&library), None);
}

#[test]
fn shenzhen_has_one_row_for_each_category_on_the_first_day_of_every_quarter() {
    let rules = shenzhen();
    for year in 2021..=2027 {
        for month in [1, 4, 7, 10] {
            let day = date(year, month, 1);
            let categories = rules.categories_on(day);
            let ids: Vec<&str> = categories.iter().map(|row| row.id.as_str()).collect();
            let mut once = ids.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), ids.len(), "{day}: {ids:?}");
            let expected = match year {
                2021 if month < 10 => 0,
                2021 | 2022 => 6,
                _ => 5,
            };
            assert_eq!(ids.len(), expected, "{day}: {ids:?}");
        }
    }
}

#[test]
fn the_separate_group_closed_at_the_end_of_2022() {
    let rules = shenzhen();
    assert!(
        rules
            .category("from-elsewhere", date(2022, 12, 31))
            .is_some()
    );
    assert!(rules.category("from-elsewhere", date(2023, 1, 1)).is_none());
    assert!(!rules.emergency(date(2022, 12, 31)).unwrap().deemed_filed);
    assert!(rules.emergency(date(2023, 1, 1)).unwrap().deemed_filed);
}

#[test]
fn disputes_are_shown_with_the_category_they_touch() {
    let rules = shenzhen();
    let about = |category: &str, day| rules.category(category, day).unwrap().disputes("category");
    let ids = |category: &str, day| -> Vec<String> {
        let found = about(category, day).into_iter();
        let mut ids: Vec<String> = found.map(|dispute| dispute.id).collect();
        ids.dedup();
        ids
    };
    let (then, now) = (date(2022, 1, 1), date(2026, 1, 1));
    assert_eq!(
        ids("posted-worker", now),
        ["X04", "X06", "X09", "X09-MONTHS", "X11", "X18"]
    );
    assert_eq!(ids("emergency", then), ["X06", "X27"]);
    let first = &about("other-temporary", now)[0];
    assert_eq!(first.other, "深圳医保异地就医攻略（自媒体）");
}
