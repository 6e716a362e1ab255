//! What differs between two sets of rules, in words and in money.

use domain::files::NamedText;
use domain::policy::{Library, Pack};
use jiff::civil::{Date, date};
use workbench::diff::{PackDiff, Side, diff, diff_packs};
use workbench::standard::Outcome;

use crate::shipped::{LIBRARY, hash};

const YUNXI: &str = include_str!("yunxi.toml");
const TODAY: Date = date(2026, 6, 10);

fn pack(text: &str) -> Pack {
    let file = NamedText {
        name: "449900/employee.toml".to_owned(),
        text: text.to_owned(),
    };
    Pack::parse(&[file], hash).unwrap_or_else(|problems| panic!("{}", problems[0]))
}

/// The changes and the bills that differ, as text.
fn told(found: &PackDiff) -> String {
    let changes = found.changes.iter().map(|change| {
        let (kind, address) = (change.kind, &change.address);
        format!(
            "{kind} {address}\n  {}\n  {}",
            change.sentence.zh, change.sentence.en
        )
    });
    let outcome = |outcome: &Outcome| match outcome {
        Outcome::Paid { funds, .. } => funds.to_string(),
        Outcome::Refused { code, .. } => (*code).to_owned(),
        Outcome::NotThere => "-".to_owned(),
    };
    let bills = found
        .bills
        .iter()
        .filter(|bill| bill.differs())
        .map(|bill| {
            let (before, after) = (outcome(&bill.before), outcome(&bill.after));
            let difference = bill.difference.map(|more| more.to_string());
            let why = bill.why.iter().map(|why| {
                let (before, after) = (why.before.join(" "), why.after.join(" "));
                format!("\n  {}\n  {before} → {after}", why.says)
            });
            let why: String = why.collect();
            let difference = difference.unwrap_or_default();
            format!("{}: {before} → {after} {difference}{why}", bill.bill)
        });
    changes.chain(bills).collect::<Vec<_>>().join("\n")
}

fn against(text: &str) -> String {
    let (before, after) = (pack(YUNXI), pack(text));
    let side = |pack| Side { pack, on: None };
    told(&diff_packs(side(&before), side(&after), TODAY))
}

#[test]
fn two_days_of_one_place() {
    let pack = pack(YUNXI);
    let on = |day| Side {
        pack: &pack,
        on: Some(day),
    };
    let found = diff_packs(on(date(2025, 12, 31)), on(date(2026, 1, 1)), TODAY);
    insta::assert_snapshot!(told(&found));
}

#[test]
fn a_draft_that_ends_a_row_and_begins_another_is_one_change() {
    let draft = YUNXI.replace(
        "pay = \"95%\"\nfrom = \"2025-01-01\"\n",
        "pay = \"95%\"\nfrom = \"2025-01-01\"\nuntil = \"2026-05-01\"\n",
    ) + r#"
[[rate]]
of = "pooled"
when = { status = "retired" }
pay = "93%"
from = "2026-05-01"
basis = { source = "D2", at = "第二条", confidence = "A" }
"#;
    insta::assert_snapshot!(against(&draft));
}

#[test]
fn sources_words_days_and_disputes_are_told_apart() {
    let draft = YUNXI
        .replace("at = \"第九条\"", "at = \"第九条第一款\"")
        .replace("在职职工住院", "在职职工住院支付比例")
        .replace("points = \"-15\"", "points = \"-10\"")
        .replace(
            "id = \"YX-1\"\nfrom = \"2025-01-01\"",
            "id = \"YX-1\"\nfrom = \"2025-03-01\"",
        )
        .replace("value = \"95000.00\"", "value = \"96000.00\"");
    insta::assert_snapshot!(against(&draft));
}

#[test]
fn rules_that_are_cut_up_otherwise_stand_beside_what_they_replace() {
    let draft = YUNXI.replace(
        "amount = { primary = \"200.00\", secondary = \"400.00\", tertiary = \"800.00\" }\n\
         from = \"2025-01-01\"\n",
        "when = { admission = \"1\" }\namount = \"500.00\"\nfrom = \"2025-01-01\"\n\
         basis = { source = \"D2\", confidence = \"A\" }\n[[deductible]]\nof = \"pooled\"\n\
         when = { admission = \"2..\" }\namount = \"250.00\"\nfrom = \"2025-01-01\"\n",
    );
    let (before, after) = (pack(YUNXI), pack(&draft));
    let on = |pack| Side {
        pack,
        on: Some(TODAY),
    };
    insta::assert_snapshot!(told(&diff_packs(on(&before), on(&after), TODAY)));
}

#[test]
fn nothing_differs_from_itself() {
    for pack in LIBRARY.packs() {
        for on in [None, Some(date(2024, 3, 1)), Some(TODAY)] {
            let side = Side { pack, on };
            let found = diff_packs(side, side, TODAY);
            assert!(
                found.is_empty(),
                "{} {}: {}",
                pack.region,
                pack.scheme,
                told(&found)
            );
            assert!(found.bills.len() >= workbench::standard::bills().len());
        }
    }
    assert_eq!(diff(&LIBRARY, &LIBRARY, None, TODAY), Default::default());
}

#[test]
fn packs_that_come_and_go_are_told() {
    let mut more = (*LIBRARY).clone();
    more.insert(pack(YUNXI));
    let yunxi = "449900".parse().ok();
    let added = diff(&LIBRARY, &more, None, TODAY);
    assert_eq!(added.added.len(), 1);
    assert_eq!(added.added[0].owner.to_string(), "449900/employee");
    let removed = diff(&more, &LIBRARY, yunxi, TODAY);
    assert_eq!((removed.removed.len(), removed.changed.len()), (1, 0));
    let other = diff(&more, &LIBRARY, "440300".parse().ok(), TODAY);
    assert_eq!(other, Default::default());
    let mut changed = Library::default();
    changed.insert(pack(&YUNXI.replace("95%", "96%")));
    let found = diff(&more, &changed, yunxi, TODAY);
    assert_eq!(found.changed.len(), 1);
    assert!(!found.changed[0].is_empty());
}
