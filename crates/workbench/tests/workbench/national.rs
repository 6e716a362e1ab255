//! What a place inherits, what it may not leave, what is not known, and decisions that change which
//! source is in force.

use domain::files::NamedText;
use domain::files::Problem;
use domain::plan::fold::plain_situation;
use domain::plan::{Refusal, fold};
use domain::policy::Pack;
use domain::rules::Table;
use domain::situation::Footing;
use domain::situation::Situation;
use jiff::civil::{Date, date};
use workbench::check::check_all;

const NATIONAL: &str = r#"
[sources.N]
title = "national"
class = "A"
[[direct]]
when = { footing = ["at-home", "temporary-filed", "referred"] }
offered = true
from = "2023-01-01"
basis = { source = "N", confidence = "A" }
[[direct]]
when = { footing = ["long-term-filed", "emergency", "exempt", "unfiled"] }
offered = false
from = "2023-01-01"
basis = { source = "N", confidence = "A" }
[[band]]
id = "NAT-13"
when = { footing = "temporary-filed", distance = "out-of-province" }
points_below = "20"
from = "2023-01-01"
says = { zh = "不超过 20 个百分点", en = "at most 20 points" }
basis = { source = "N", at = "第一条", confidence = "A" }
"#;

const PLACE: &str = r#"
region = "440300"
scheme = "resident"
[sources.A]
title = "a"
class = "A"
[sources.B]
title = "b"
class = "C"
[[benefit_year]]
starts = "01-01"
from = "2023-01-01"
basis = { source = "A", confidence = "A" }
[[layer]]
name = "pooled"
title = { zh = "统筹基金", en = "pooled fund" }
payer = "pooled-fund"
base = ["eligible"]
counts = "visit"
from = "2023-01-01"
basis = { source = "A", confidence = "A" }
"#;

const DATED: &str = "from = \"2023-01-01\"\nbasis = { source = \"A\", confidence = \"A\" }\n";

/// A pack of the place with more rows; `DATED` stands for dates and basis.
fn files(rows: &str) -> Vec<NamedText> {
    let text = format!("{PLACE}{}", rows.replace("DATED", DATED));
    let file = |name: &str, text: String| NamedText {
        name: name.to_owned(),
        text,
    };
    vec![
        file("national/region.toml", NATIONAL.to_owned()),
        file("440300/resident.toml", text),
    ]
}

fn pack(rows: &str) -> Pack {
    Pack::parse(&files(rows), |_| String::new()).expect("sound rows")
}

fn away(pack: &Pack, footing: Footing, day: Date) -> Situation {
    Situation {
        treated_at: "510107".parse().expect("a division code"),
        footing,
        ..plain_situation(pack, day)
    }
}

fn rate(pack: &Pack, footing: Footing, day: Date, according_to: Option<&str>) -> String {
    let overlay = according_to.map(|source| pack.overlay(source).expect("a known source"));
    match fold(pack, &away(pack, footing, day), overlay.as_ref()) {
        Ok(plan) => plan.layers[0].bands[0].pay.to_string(),
        Err(refusal) => refusal.code().to_owned(),
    }
}

/// Why a bill on this footing has no answer.
fn refusal(pack: &Pack, footing: Footing) -> Refusal {
    let plan = fold(pack, &away(pack, footing, DAY), None).expect("a plan");
    plan.answers().expect_err("what it needs is not known")
}

const PLAIN: &str = "[[rate]]\nof = \"pooled\"\npay = \"80%\"\nDATED";
const DAY: Date = date(2025, 6, 1);

#[test]
fn a_place_without_a_row_of_its_own_inherits_the_national_one() {
    let silent = pack(PLAIN);
    assert_eq!(rate(&silent, Footing::TemporaryFiled, DAY, None), "80%");
    assert_eq!(
        rate(&silent, Footing::Unfiled, DAY, None),
        "not-settled-directly"
    );
    let own =
        format!("{PLAIN}[[direct]]\nwhen = {{ footing = \"unfiled\" }}\noffered = true\nDATED");
    let own = pack(&own);
    assert_eq!(rate(&own, Footing::Unfiled, DAY, None), "80%");
    assert_eq!(
        rate(&own, Footing::Emergency, DAY, None),
        "not-settled-directly"
    );
    assert_eq!(
        check_all(&files(PLAIN), |_| String::new(), DAY).problems,
        vec![]
    );
}

#[test]
fn a_kept_text_brings_its_national_file_along() {
    let pack = pack(PLAIN);
    let again = Pack::from_text(pack.text(), |_| String::new()).expect("its own text");
    assert_eq!(
        rate(&again, Footing::Unfiled, DAY, None),
        "not-settled-directly"
    );
    assert_eq!(again.text(), pack.text());
}

#[test]
fn the_national_file_holds_nothing_that_belongs_to_a_place() {
    let mut files = files(PLAIN);
    files[0].text.push_str(
        &PLAIN
            .replace("DATED", DATED)
            .replace("source = \"A\"", "source = \"N\""),
    );
    let problems = Pack::parse(&files, |_| String::new()).unwrap_err();
    assert_eq!(problems[0].code, "not-national");
}

fn footing_rows(home: &str, temporary: &str) -> String {
    format!(
        "{PLAIN}[[adjustment]]\nof = \"pooled\"\nstep = \"footing\"\n\
         when = {{ footing = [\"at-home\", \"long-term-filed\", \"referred\", \"emergency\", \
         \"exempt\", \"unfiled\"] }}\n{home}\nDATED\
         [[adjustment]]\nof = \"pooled\"\nstep = \"footing\"\n\
         when = {{ footing = \"temporary-filed\" }}\n{temporary}\nDATED"
    )
}

fn outside(rows: &str) -> (Vec<Problem>, Vec<Problem>) {
    let checked = check_all(&files(rows), |_| String::new(), DAY);
    (checked.problems, checked.departures)
}

#[test]
fn a_rate_further_below_home_than_the_band_allows_is_reported_with_the_sentence() {
    let home = "factor = \"100%\"";
    let none = (vec![], vec![]);
    // 80 − 20 and 80 × (1 − 25 %) are just inside; a point more is not.
    assert_eq!(outside(&footing_rows(home, "points = \"-20\"")), none);
    assert_eq!(outside(&footing_rows(home, "factor = \"75%\"")), none);
    assert_eq!(
        outside(&footing_rows(home, "self_pay_first = \"25%\"")),
        none
    );
    for beyond in [
        "points = \"-20.01\"",
        "factor = \"74%\"",
        "self_pay_first = \"26%\"",
        "rate = \"59%\"",
    ] {
        let (problems, departures) = outside(&footing_rows(home, beyond));
        assert_eq!((problems.len(), departures.len()), (1, 0), "{beyond}");
        assert_eq!(problems[0].code, "national-band");
        assert!(problems[0].message.zh.contains("不超过 20 个百分点"));
        assert!(problems[0].message.en.contains("N 第一条"));
    }
}

#[test]
fn a_row_that_says_why_it_stands_is_a_departure() {
    let row = "points = \"-30\"\ndeparts = { zh = \"省文件如此\", en = \"so the province says\" }";
    let (problems, departures) = outside(&footing_rows("factor = \"100%\"", row));
    assert_eq!((problems.len(), departures.len()), (0, 1));
    assert_eq!(departures[0].next.zh, "省文件如此");
}

#[test]
fn what_is_known_is_told_although_the_rest_is_not() {
    let rows = "[[rate]]\nof = \"pooled\"\npay = \"80%\"\nDATED\
                [[deductible]]\nof = \"pooled\"\n\
                unknown = { zh = \"没有收录起付线\", en = \"the deductible is not known here\" }\nDATED";
    let pack = pack(rows);
    let refusal = refusal(&pack, Footing::Referred);
    let message = refusal.message();
    assert!(
        message
            .zh
            .starts_with("没有收录起付线。已知：统筹基金支付比例 80%。"),
        "{}",
        message.zh
    );
    assert!(
        message.en.contains("known: pooled fund: rate 80%"),
        "{}",
        message.en
    );
    let Refusal::Unknown { missing, known } = refusal else {
        panic!("another refusal");
    };
    assert_eq!((missing.len(), missing[0].table), (1, Table::Deductible));
    assert_eq!(known.layers[0].bands[0].pay.to_string(), "80%");
}

#[test]
fn a_change_of_a_rate_that_is_not_known_is_told_as_its_row_says_it() {
    let rows = "[[rate]]\nof = \"pooled\"\n\
                unknown = { zh = \"没有收录比例\", en = \"the rate is not known here\" }\nDATED\
                [[adjustment]]\nof = \"pooled\"\nstep = \"footing\"\npoints = \"-20\"\n\
                says = { zh = \"降低 20 个百分点\", en = \"20 points less\" }\nDATED";
    let pack = pack(rows);
    let refusal = refusal(&pack, Footing::TemporaryFiled);
    let message = refusal.message();
    let told = "没有收录比例。已知：统筹基金：降低 20 个百分点。";
    assert!(message.zh.starts_with(told), "{}", message.zh);
    let Refusal::Unknown { known, .. } = refusal else {
        panic!("another refusal");
    };
    let (change, _) = &known.origin.layers[0].adjustments[0];
    assert_eq!(change.to_string(), "points -20");
}

#[test]
fn a_band_above_one_that_is_not_known_does_not_pass_for_the_first() {
    let rows = "[[rate]]\nof = \"pooled\"\nup_to = \"100.00\"\n\
                unknown = { zh = \"没有收录比例\", en = \"the rate is not known here\" }\nDATED\
                [[rate]]\nof = \"pooled\"\nabove = \"100.00\"\npay = \"80%\"\nDATED";
    let pack = pack(rows);
    let refusal = refusal(&pack, Footing::Referred);
    let message = refusal.message();
    assert!(!message.zh.contains("80%"), "{}", message.zh);
}

#[test]
fn a_deductible_that_is_a_share_of_the_bill_is_told_with_its_bounds() {
    let rows = "[[rate]]\nof = \"pooled\"\n\
                unknown = { zh = \"没有收录比例\", en = \"the rate is not known here\" }\nDATED\
                [[deductible]]\nof = \"pooled\"\n\
                bill_share = { share = \"20%\", at_least = \"2000.00\", \
                at_most = \"10000.00\" }\nDATED";
    let pack = pack(rows);
    let refusal = refusal(&pack, Footing::TemporaryFiled);
    let message = refusal.message();
    let known = "已知：统筹基金起付线为总费用的 20%（2,000.00 至 10,000.00 元）。";
    assert!(message.zh.contains(known), "{}", message.zh);
    let known = "known: pooled fund: deductible 20% of the bill, 2,000.00 to 10,000.00";
    assert!(message.en.contains(known), "{}", message.en);
}

const DISPUTE: &str = r#"
[[dispute]]
id = "V1"
topic = { zh = "比例", en = "rate" }
in_force = "A"
why = { zh = "甲", en = "a" }
decided_on = "2024-05-01"
decided_by = "一"
[[dispute.version]]
source = "A"
says = { zh = "八成", en = "80" }
[[dispute.version]]
source = "B"
says = { zh = "七成", en = "70" }
[[dispute.version.rate]]
of = "pooled"
pay = "70%"
from = "2023-01-01"
basis = { source = "B", confidence = "C" }
[[dispute.resolution]]
in_force = "B"
from = "2026-01-01"
why = { zh = "原文已读", en = "the text was read" }
decided_on = "2025-12-01"
decided_by = "二"
"#;

#[test]
fn a_later_decision_changes_the_rate_from_its_day_and_both_can_still_be_asked_for() {
    let pack = pack(&format!("{PLAIN}{DISPUTE}"));
    let by = |day, source| rate(&pack, Footing::Referred, day, source);
    let (before, after) = (date(2025, 12, 31), date(2026, 1, 1));
    assert_eq!(
        (by(before, None), by(after, None)),
        ("80%".into(), "70%".into())
    );
    assert_eq!(by(before, Some("V1:B")), "70%");
    assert_eq!(by(after, Some("V1:A")), "80%");
    let dispute = &pack.disputes[0];
    assert_eq!(dispute.decision_on(before).in_force, "A");
    let last = dispute.decision();
    assert_eq!((last.in_force, last.decided_by), ("B", Some("二")));
}

/// A decision that puts another source's rows in force is bound by the nation's rule like the rows
/// that were there.
#[test]
fn rows_that_a_decision_puts_in_force_keep_the_band_too() {
    let disputed = |points: &str| {
        let version = footing_rows("factor = \"100%\"", &format!("points = \"{points}\""));
        let version = version
            .replace(PLAIN, "")
            .replace("[[adjustment]]", "[[dispute.version.adjustment]]");
        format!(
            "{PLAIN}[[dispute]]\nid = \"V1\"\ntopic = {{ zh = \"比例\", en = \"rate\" }}\n\
             in_force = \"A\"\nwhy = {{ zh = \"先\", en = \"first\" }}\n\
             [[dispute.version]]\nsource = \"A\"\nsays = {{ zh = \"不降\", en = \"no less\" }}\n\
             [[dispute.version]]\nsource = \"B\"\nsays = {{ zh = \"降\", en = \"less\" }}\n{version}\
             [[dispute.resolution]]\nin_force = \"B\"\nfrom = \"2026-01-01\"\n\
             why = {{ zh = \"定\", en = \"decided\" }}\ndecided_on = \"2025-12-01\"\n\
             decided_by = \"处\"\n"
        )
    };
    assert_eq!(outside(&disputed("-20")), (vec![], vec![]));
    let (problems, _) = outside(&disputed("-21"));
    let found: Vec<&str> = problems.iter().map(|problem| problem.code).collect();
    assert_eq!(found, ["national-band"]);
    assert!(
        problems[0].message.zh.starts_with("2026-01-01 起"),
        "{}",
        problems[0]
    );
}
