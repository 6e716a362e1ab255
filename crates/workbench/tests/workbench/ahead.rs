//! What will run out, and how far figures are trusted.

use domain::files::{NamedText, Problem};
use domain::policy::Library;
use jiff::civil::{Date, date};
use workbench::check::{Checked, check_all};
use workbench::outlook::{OutlookEntry, What, outlook};

use crate::shipped::{LIBRARY, hash, named};

/// A pack whose ceiling is six times the wage of two years before.
const PACK: &str = r#"region = "449900"
scheme = "employee"
title = { zh = "云溪", en = "Yunxi" }
verified_on = "2026-03-01"
[sources.D1]
title = "办法（虚构）"
class = "B"
[sources.D2]
title = "统计公报（虚构）"
class = "A"
url = "https://example.org/d2"
[[benefit_year]]
starts = "01-01"
from = "2024-01-01"
basis = { source = "D1", confidence = "B" }
[[layer]]
name = "pooled"
title = { zh = "统筹", en = "pooled" }
payer = "pooled-fund"
base = ["eligible"]
counts = "visit"
from = "2024-01-01"
basis = { source = "D1", confidence = "B" }
[[rate]]
of = "pooled"
pay = "90%"
from = "2024-01-01"
basis = { source = "D1", confidence = "B" }
[[ceiling]]
counter = "pooled"
of = "pooled"
index_share = { index = "wage", years_back = 2, share = "600%" }
from = "2024-01-01"
basis = { source = "D1", confidence = "B" }
[[index]]
name = "wage"
title = { zh = "平均工资", en = "average wage" }
year = 2022
value = "100000.00"
basis = { source = "D1", confidence = "B" }
[[index]]
name = "wage"
year = 2023
value = "110000.00"
basis = { source = "D1", confidence = "B" }
[[index]]
name = "wage"
year = 2024
value = "120000.00"
basis = { source = "D2", confidence = "B", verified = true }
"#;

/// A row without its table and figure.
const REST: &str = "from = \"2024-01-01\"\nbasis = { source = \"D1\", confidence = \"B\" }\n";

fn file(text: &str) -> [NamedText; 1] {
    [named("449900/employee.toml", text)]
}

fn checked(text: &str, on: Date) -> Checked {
    check_all(&file(text), hash, on)
}

fn codes(found: &[Problem]) -> Vec<&str> {
    found.iter().map(|problem| problem.code).collect()
}

fn seen(text: &str, on: Date) -> Vec<OutlookEntry> {
    let library = Library::parse(&file(text), hash).expect("it can be read");
    let mut entries = outlook(&library, on);
    entries.retain(|entry| entry.owner.to_string() == "449900/employee");
    entries
}

/// Day and kind of each entry.
fn in_short(entries: &[OutlookEntry]) -> Vec<(Option<Date>, What)> {
    entries.iter().map(|entry| (entry.on, entry.what)).collect()
}

#[test]
fn rows_that_change_nothing_or_not_what_they_seem_to_are_told() {
    let row = |table: &str, keys: &str| {
        let keys = keys.replace("; ", "\n");
        format!("[[{table}]]\n{keys}\n{REST}")
    };
    let ceiling = |per: &str, amount: &str, more: &str| {
        let keys = format!("counter = \"{per}\"; of = \"pooled\"; per = \"{per}\"");
        row("ceiling", &format!("{keys}; amount = \"{amount}\"{more}"))
    };
    let twice = |table: &str, one: &str, other: &str| row(table, one) + &row(table, other);
    let disease = |more: &str| {
        let title = "title = { zh = \"病\", en = \"n\" }";
        format!("name = \"n\"; {title}; codes = [\"N18\"]; mark = \"m\"{more}")
    };
    let stay = |follows: &str, day: &str| {
        let deductible = "of = \"pooled\"; deductible = \"carried-over\"";
        format!("{deductible}; follows = \"{follows}\"; rules_of = \"{day}\"")
    };
    let share = |share: &str| format!("of = \"pooled\"; share = \"{share}\"");
    let young = "; when = { age = \"..18\" }";
    let old = "; when = { age = \"18..\" }";
    let idle: &[&str] = &["ceiling-never-binds"];
    for (rows, expected) in [
        (
            ceiling("quarter", "6.00", "") + &ceiling("year", "5.00", ""),
            idle,
        ),
        (
            ceiling("quarter", "5.00", "") + &ceiling("year", "5.00", ""),
            idle,
        ),
        (
            ceiling("quarter", "4.99", "") + &ceiling("year", "5.00", ""),
            &[],
        ),
        (
            ceiling("month", "6.00", "") + &ceiling("quarter", "5.00", ""),
            idle,
        ),
        (
            ceiling("visit", "6.00", "") + &ceiling("year", "5.00", ""),
            idle,
        ),
        (
            ceiling("visit", "5.00", "") + &ceiling("year", "6.00", ""),
            &[],
        ),
        (
            twice("disease", &disease(""), &disease("")),
            &["same-disease"],
        ),
        (twice("disease", &disease(young), &disease(old)), &[]),
        (
            row(
                "guarantee",
                "of = [\"pooled\", \"pooled\"]; share = \"40%\"",
            ),
            &["layer-twice"],
        ),
        (
            twice("guarantee", &share("40%"), &share("45%")),
            &["guarantees-at-once"],
        ),
        (
            twice("guarantee", &(share("40%") + young), &(share("45%") + old)),
            &[],
        ),
        (
            twice(
                "stay",
                &stay("over-year", "discharge"),
                &stay("over-rules", "admission"),
            ),
            &["stay-over-both"],
        ),
        (
            twice(
                "stay",
                &stay("over-year", "admission"),
                &stay("over-rules", "admission"),
            ),
            &[],
        ),
    ] {
        let marked = PACK.replacen(
            "[sources.D1]",
            "[marks]\nm = { zh = \"标记\", en = \"mark\" }\n[sources.D1]",
            1,
        );
        let found = checked(&format!("{marked}{rows}"), date(2025, 6, 1));
        assert_eq!(codes(&found.problems), [""; 0], "{rows}");
        assert_eq!(codes(&found.notices), expected, "{rows}");
    }
}

#[test]
fn a_yearly_figure_is_missed_four_hundred_days_ahead() {
    let day = date(2027, 1, 1);
    for (on, expected) in [
        (date(2025, 11, 27), vec![]),
        (date(2025, 11, 28), vec!["index-needed"]),
        (date(2026, 11, 26), vec!["index-needed"]),
    ] {
        let found = checked(PACK, on);
        let mut notices = codes(&found.notices);
        notices.retain(|code| *code == "index-needed");
        assert_eq!(codes(&found.problems), [""; 0], "{on}");
        assert_eq!(notices, expected, "{on}");
    }
    let told = &checked(PACK, date(2026, 6, 1)).notices[0];
    assert_eq!(told.line, 46);
    assert!(
        told.message
            .en
            .contains("needs index wage 2025 from 2027-01-01")
            && told
                .message
                .en
                .contains("ceiling pooled (449900/employee.toml:29)"),
        "{told}"
    );
    let entries = seen(PACK, date(2026, 6, 1));
    assert_eq!(in_short(&entries), [(Some(day), What::IndexMissing)]);
    let [row] = &entries[0].rows[..] else {
        panic!("one row rests on it");
    };
    let stand_in = row.stand_in.as_ref().expect("the last one stands in");
    assert_eq!(stand_in.amount, "720000.00".parse().expect("an amount"));
    assert_eq!(stand_in.of.en, "2024");
    assert_eq!(
        row.address.to_string(),
        "449900/employee/ceiling/pooled/pooled/always"
    );
}

/// A year that is missing between two others is a problem as long as bills of today need it.
#[test]
fn a_hole_in_a_series_is_a_problem_where_a_row_falls_into_it() {
    let holed = PACK.replace("year = 2023", "year = 2021");
    let found = checked(&holed, date(2025, 6, 1));
    assert_eq!(codes(&found.problems), ["index-hole"]);
    let later = checked(&holed, date(2026, 6, 1));
    assert_eq!(codes(&later.problems), [""; 0]);
    assert_eq!(later.notices[0].code, "index-hole");
    assert!(
        found.problems[0]
            .message
            .en
            .contains("needs index wage 2023 from 2025-01-01")
    );
    // Nobody ever asks for the wage of 2019 or 2020.
    let spare = PACK.replace("year = 2022\n", "year = 2018\n").replace(
        "[[ceiling]]\ncounter = \"pooled\"\nof = \"pooled\"\nindex_share = { index = \"wage\", \
         years_back = 2, share = \"600%\" }\nfrom = \"2024-01-01\"",
        "[[ceiling]]\ncounter = \"pooled\"\nof = \"pooled\"\namount = \"1.00\"\nfrom = \
         \"2024-01-01\"\nuntil = \"2025-01-01\"\nbasis = { source = \"D1\", confidence = \"B\" }\n\
         [[ceiling]]\ncounter = \"pooled\"\nof = \"pooled\"\nindex_share = { index = \"wage\", \
         years_back = 2, share = \"600%\" }\nfrom = \"2025-01-01\"",
    );
    assert_eq!(codes(&checked(&spare, date(2026, 6, 1)).problems), [""; 0]);
}

#[test]
fn figures_compared_long_ago_or_never_are_a_notice_once_a_pack() {
    let unchecked = |text: &str, on: Date| {
        let mut codes: Vec<&str> = vec![];
        let found = checked(text, on);
        for problem in &found.notices {
            codes.extend((problem.code == "checked-long-ago").then_some(problem.code));
        }
        codes.len()
    };
    assert_eq!(unchecked(PACK, date(2027, 4, 5)), 0);
    assert_eq!(unchecked(PACK, date(2027, 4, 6)), 1);
    let never = PACK
        .replace("verified_on = \"2026-03-01\"\n", "")
        .replace(", verified = true", "");
    assert_eq!(unchecked(&never, date(2026, 3, 2)), 1);
}

#[test]
fn no_figure_is_surer_than_its_source_and_none_is_compared_on_no_day() {
    let on = date(2026, 6, 1);
    let sure = PACK.replacen("confidence = \"B\"", "confidence = \"A\"", 1);
    let found = checked(&sure, on);
    assert_eq!(codes(&found.problems), ["confidence-above-source"]);
    assert_eq!((found.problems[0].line, found.problems[0].column), (15, 9));
    let undated = PACK.replace("verified_on = \"2026-03-01\"\n", "");
    assert_eq!(
        codes(&checked(&undated, on).problems),
        ["verified-without-day"]
    );
    // A day of its own is one.
    let own = undated.replace(
        "verified = true",
        "verified = true, verified_on = \"2026-03-01\"",
    );
    assert_eq!(codes(&checked(&own, on).problems), [""; 0]);
    // What only a portal says is not verified, nor what nobody can open.
    for (old, new) in [
        ("class = \"A\"\n", "class = \"B\"\n"),
        ("url = \"https://example.org/d2\"\n", ""),
    ] {
        let found = checked(&PACK.replace(old, new), on);
        assert_eq!(codes(&found.problems), ["verified-without-page"], "{new}");
    }
}

#[test]
fn rows_that_end_and_figures_nobody_knows_are_told_in_the_order_of_days() {
    let on = date(2026, 6, 1);
    let text = format!(
        "{PACK}[[deductible]]\nof = \"pooled\"\nwhen = {{ level = \"primary\" }}\n\
         unknown = {{ zh = \"没有找到\", en = \"not found\" }}\n{REST}\
         [[deductible]]\nof = \"pooled\"\nwhen = {{ level = [\"community\", \"secondary\", \
         \"tertiary\"] }}\n\
         amount = \"500.00\"\nuntil = \"2026-08-01\"\n{REST}\
         [[deductible]]\nof = \"pooled\"\nwhen = {{ level = [\"community\", \"secondary\", \
         \"tertiary\"] }}\n\
         amount = \"600.00\"\nuntil = \"2028-01-01\"\n{}\
         [[ceiling]]\ncounter = \"other\"\nof = \"pooled\"\nuntil = \"2026-01-01\"\n\
         amount = \"9000.00\"\n{REST}\
         [[ceiling]]\ncounter = \"other\"\nof = \"pooled\"\n\
         unknown = {{ zh = \"没有找到\", en = \"not found\" }}\n{}\
         [[tier]]\nname = \"one\"\ntitle = {{ zh = \"一档\", en = \"tier one\" }}\n\
         until = \"2026-12-01\"\n{REST}",
        REST.replace("2024-01-01", "2026-08-01"),
        REST.replace("2024-01-01", "2026-01-01"),
    );
    let entries = seen(&text, on);
    assert_eq!(
        in_short(&entries),
        [
            (Some(date(2024, 1, 1)), What::Refused),
            (Some(date(2026, 1, 1)), What::Provisional),
            (Some(date(2026, 12, 1)), What::TierEnds),
            (Some(date(2027, 1, 1)), What::IndexMissing),
            (Some(date(2028, 1, 1)), What::RowEnds),
        ]
    );
    let stand_in = entries[1].rows[0].stand_in.as_ref().expect("the last one");
    assert_eq!(stand_in.amount, "9000.00".parse().expect("an amount"));
    // After the day, what is over is no longer told.
    let later = seen(&text, date(2028, 2, 1));
    assert!(!in_short(&later).contains(&(Some(date(2028, 1, 1)), What::RowEnds)));
}

#[test]
fn all_ceilings_of_shenzhen_rest_on_a_wage_that_will_be_missing() {
    let on = date(2026, 11, 28);
    let entries = outlook(&LIBRARY, on);
    let days: Vec<Date> = entries.iter().filter_map(|entry| entry.on).collect();
    assert!(days.is_sorted());
    let first = Some(date(2027, 1, 1));
    for (owner, ceilings) in [("440300/employee", 13), ("440300/resident", 7)] {
        let mut missing = entries
            .iter()
            .filter(|entry| entry.what == What::IndexMissing && entry.owner.to_string() == owner);
        let entry = missing
            .next()
            .unwrap_or_else(|| panic!("nothing is missing in {owner}"));
        assert_eq!(entry.on, first, "{}", entry.message);
        assert!(
            entry
                .message
                .en
                .contains("needs index wage 2025 from 2027-01-01")
        );
        assert!(entry.rows.iter().all(|row| row.stand_in.is_some()));
        assert_eq!(entry.rows.len(), ceilings, "{owner}");
    }
}

/// A layer may end for good, and a fund may have no ceiling: neither is wrong, both are told.
#[test]
fn a_layer_that_ends_and_one_without_ceiling_are_told() {
    let notices = |more: &str| {
        let found = checked(&format!("{PACK}{more}"), date(2025, 6, 1));
        assert_eq!(codes(&found.problems), [""; 0]);
        codes(&found.notices)
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let layer = |ends: &str| {
        format!(
            "[[layer]]\nname = \"extra\"\ntitle = {{ zh = \"大病\", en = \"critical\" }}\n\
             payer = \"critical-illness\"\nbase = [\"co-pay\"]\ncounts = \"visit\"\n{ends}{REST}\
             [[rate]]\nof = \"extra\"\npay = \"50%\"\n{REST}"
        )
    };
    let none =
        format!("[[ceiling]]\ncounter = \"extra\"\nof = \"extra\"\nunlimited = true\n{REST}");
    assert_eq!(notices(""), [""; 0]);
    assert_eq!(notices(&layer("")), ["no-ceiling"]);
    assert_eq!(notices(&(layer("") + &none)), [""; 0]);
    let ends = layer("until = \"2025-01-01\"\n") + &none;
    assert_eq!(notices(&ends), ["row-ends"]);
}

#[test]
fn what_is_counted_otherwise_than_it_reads_is_told() {
    let row = |table: &str, keys: &str| {
        let rest = "from = \"2024-01-01\"\nbasis = { source = \"D1\", confidence = \"B\" }\n";
        format!("[[{table}]]\n{}\n{rest}", keys.replace("; ", "\n"))
    };
    let year_from = |starts: &str| PACK.replacen("01-01", starts, 1);
    let per = |per: &str| {
        let keys = format!("counter = \"c\"; of = \"pooled\"; amount = \"1.00\"; per = \"{per}\"");
        row("ceiling", &keys)
    };
    let implants = |name: &str, more: &str| {
        let keys = format!(
            "name = \"{name}\"; title = {{ zh = \"植入\", en = \"implants\" }}; \
             payer = \"pooled-fund\"; base = [\"eligible\"]; items = [\"implant\"]; \
             counts = \"visit\"{more}"
        );
        let layer = row("layer", &keys) + &row("rate", &format!("of = \"{name}\"; pay = \"50%\""));
        layer
            + &row(
                "ceiling",
                &format!("counter = \"{name}\"; of = \"{name}\"; unlimited = true"),
            )
    };
    let young = "; when = { age = \"..18\" }";
    let old = "; when = { age = \"18..\" }";
    let moved = |day: &str| {
        let first = format!("from = \"2024-01-01\"\nuntil = \"{day}\"");
        let next = format!(
            "[[benefit_year]]\nstarts = \"07-01\"\nfrom = \"{day}\"\n\
             basis = {{ source = \"D1\", confidence = \"B\" }}\n"
        );
        PACK.replacen("from = \"2024-01-01\"", &first, 1) + &next
    };
    for (text, expected) in [
        (year_from("09-01") + &per("quarter"), &["period-cut"][..]),
        (year_from("10-01") + &per("quarter"), &[]),
        (year_from("02-15") + &per("month"), &["period-cut"]),
        (year_from("02-01") + &per("month"), &[]),
        (moved("2025-03-01"), &["year-moved"]),
        (moved("2025-07-01"), &[]),
        (
            PACK.to_owned() + &implants("i1", "") + &implants("i2", ""),
            &["class-twice"],
        ),
        (
            PACK.to_owned() + &implants("i1", young) + &implants("i2", old),
            &[],
        ),
    ] {
        let found = checked(&text, date(2025, 6, 1));
        // Moved years also want other yearly figures.
        let about = |code: &&str| !code.starts_with("index-");
        let told: Vec<&str> = codes(&found.notices).into_iter().filter(about).collect();
        assert_eq!(told, expected, "{text}");
    }
}
