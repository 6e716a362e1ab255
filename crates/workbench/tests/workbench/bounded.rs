//! A file that tells more apart than anybody can look at, or reaches thousands of years ahead, is
//! told so at once: the check takes no more room and time for it.

use std::fmt::Write as _;

use workbench::check::check;

use crate::shipped::{hash, named};

const PACK: &str = r#"region = "449900"
scheme = "employee"
title = { zh = "云溪", en = "Yunxi" }
[sources.D1]
title = "云溪市职工医疗保险办法"
class = "A"
[[benefit_year]]
starts = "01-01"
from = "2025-01-01"
basis = { source = "D1", confidence = "A" }
[[layer]]
name = "pooled"
title = { zh = "统筹", en = "pooled" }
payer = "pooled-fund"
base = ["eligible"]
counts = "visit"
from = "2025-01-01"
basis = { source = "D1", confidence = "A" }
"#;

fn codes(rates: &str) -> Vec<&'static str> {
    let text = format!("{PACK}{rates}");
    let problems = check(&[named("449900/employee.toml", &text)], hash);
    problems.iter().map(|problem| problem.code).collect()
}

fn rate(when: &str, from: &str) -> String {
    format!(
        "[[rate]]\nof = \"pooled\"\nwhen = {{ {when} }}\npay = \"80%\"\nfrom = \"{from}\"\n\
         basis = {{ source = \"D1\", confidence = \"A\" }}\n"
    )
}

#[test]
fn spans_that_multiply_are_told_before_they_are_laid_out() {
    let mut rates = String::new();
    for at in 1..=120 {
        let when = format!("age = \"{at}\", months = \"{at}\", admission = \"{at}\"");
        write!(rates, "{}", rate(&when, "2025-01-01")).expect("a text takes it");
    }
    let found = codes(&rates);
    assert!(found.contains(&"too-many"), "{found:?}");
}

#[test]
fn a_day_thousands_of_years_ahead_is_a_slip() {
    let rates = rate("level = \"primary\"", "9999-01-01");
    assert_eq!(codes(&rates), ["bad-date"]);
    let rates = rate("level = \"primary\"", "0202-06-01");
    assert_eq!(codes(&rates), ["bad-date"]);
}
