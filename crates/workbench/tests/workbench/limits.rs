//! A limit that is changed shows in money: every ceiling of every shipped pack, by one fen or,
//! where it is a share of a yearly figure, by one point; and a floor.

use domain::files::split;
use domain::policy::Pack;
use domain::rules::AnyRow;
use domain::{Money, Rate};
use jiff::civil::{Date, date};
use workbench::coverage::places_of;
use workbench::diff::{Side, diff_packs};
use workbench::rows::{RowView, rows};

use crate::shipped::{LIBRARY, hash, named};

const TODAY: Date = date(2026, 11, 28);

/// Ceilings that no bill reaches: a rate or deductible below them is not known, or what is paid of
/// each visit is little.
const NEVER_PAID: [&str; 32] = [
    "140100/employee/ceiling/outpatient/outpatient/on-job 2024-01-01",
    "140100/employee/ceiling/outpatient/outpatient/retired 2024-01-01",
    "150800/employee/ceiling/large-expense/large-expense/always 2025-11-04",
    "150800/employee/ceiling/outpatient/outpatient/on-job 2025-11-04",
    "150800/employee/ceiling/outpatient/outpatient/retired 2025-11-04",
    "150800/resident/ceiling/outpatient/outpatient/always 2025-11-04",
    "150800/resident/ceiling/chronic/chronic/without-major-chronic 2025-11-04",
    "210100/employee/ceiling/pooled/pooled/always 2025-01-01",
    "220100/employee/ceiling/pooled/pooled/always 2025-01-01",
    "340300/resident/ceiling/outpatient/outpatient/always 2025-01-01",
    "440100/employee/ceiling/outpatient/outpatient/on-job 2023-01-01",
    "440100/employee/ceiling/outpatient/outpatient/retired 2023-01-01",
    "440300/employee/ceiling/outpatient/\
     one-item/three,two+in-province,out-of-province+with-one-item 2021-01-01",
    "440600/employee/ceiling/pooled/pooled/on-job+months-0..3 2024-01-01",
    "440600/employee/ceiling/pooled/pooled/on-job+months-3..12 2024-01-01",
    "440600/employee/ceiling/pooled/pooled/on-job+months-12.. 2024-01-01",
    "440600/employee/ceiling/pooled/pooled/retired 2024-01-01",
    "440600/employee/ceiling/outpatient/outpatient/on-job 2024-01-01",
    "440600/employee/ceiling/outpatient/outpatient/retired 2024-01-01",
    "440600/resident/ceiling/outpatient/outpatient/always 2024-01-01",
    "440700/resident/ceiling/outpatient/outpatient/always 2025-01-01",
    "441200/resident/ceiling/outpatient/outpatient/always 2022-11-01",
    "441300/resident/ceiling/outpatient/outpatient/always 2023-01-01",
    "450100/resident/ceiling/outpatient/outpatient/always 2023-06-08",
    "450100/resident/ceiling/critical-illness/critical-illness/always 2023-06-08",
    "540000/employee/ceiling/outpatient/outpatient/always 2023-05-01",
    "620100/employee/ceiling/pooled/pooled/always 2023-01-01",
    "620100/resident/ceiling/outpatient/outpatient/always 2023-04-30",
    "650100/resident/ceiling/outpatient/outpatient/without-village-clinic 2023-10-26",
    "650100/resident/ceiling/outpatient/outpatient/with-village-clinic 2023-10-26",
    "650100/resident/ceiling/chronic/chronic/without-class-two 2023-10-26",
    "650100/resident/ceiling/chronic/chronic/with-class-two 2023-10-26",
];

/// The figure of a ceiling as it is written, and another one.
fn figures(view: &RowView<'_>) -> Option<(String, String)> {
    let AnyRow::Ceiling(row) = view.row else {
        return None;
    };
    let more = Rate::from_ten_thousandths(100);
    match (row.amount, &row.index_share) {
        (Some(amount), _) => {
            let raised = amount + Money::from_fen(1);
            Some((format!("\"{amount}\""), format!("\"{raised}\"")))
        }
        (None, Some(share)) => {
            let share = share.share.ten_thousandths();
            let raised = Rate::from_ten_thousandths(share + more.ten_thousandths());
            let share = Rate::from_ten_thousandths(share);
            Some((
                format!("share = \"{share}\""),
                format!("share = \"{raised}\""),
            ))
        }
        (None, None) => None,
    }
}

/// The pack with another figure in one row; none where the row has no figure.
fn changed(pack: &Pack, number: usize) -> Option<Pack> {
    let (old, new) = figures(&rows(pack)[number])?;
    let spot = places_of(pack).remove(number);
    let mut files = split(pack.text());
    let file = files.iter_mut().find(|file| file.name == spot.file)?;
    let lines = file.text.split_inclusive('\n').take(spot.line - 1);
    let start: usize = lines.map(str::len).sum();
    let at = start + file.text[start..].find(&old)?;
    file.text.replace_range(at..at + old.len(), &new);
    Some(Pack::parse(&files, hash).unwrap_or_else(|problems| panic!("{}", problems[0])))
}

fn shows(before: &Pack, after: &Pack) -> bool {
    let side = |pack| Side { pack, on: None };
    let found = diff_packs(side(before), side(after), TODAY);
    found.bills.iter().any(|bill| bill.differs())
}

#[test]
fn every_ceiling_that_is_changed_by_a_fen_shows_on_a_bill() {
    let (mut shown, mut hidden) = (0, Vec::new());
    for pack in LIBRARY.packs() {
        for (number, view) in rows(pack).iter().enumerate() {
            let own = view.version.is_none();
            let Some(other) = own.then(|| changed(pack, number)).flatten() else {
                continue;
            };
            match shows(pack, &other) {
                true => shown += 1,
                false => hidden.push(format!("{} {}", view.address, view.row.from())),
            }
        }
    }
    assert_eq!(hidden, NEVER_PAID);
    assert!(shown > 20, "{shown} ceilings");
}

/// The rate would fall to 45 %, and the floor holds it at 50.
#[test]
fn a_floor_that_is_changed_by_a_point_shows_on_a_bill() {
    let pack = |floor: &str| {
        let rest = "from = \"2025-01-01\"\nbasis = { source = \"D1\", confidence = \"A\" }\n";
        let text = format!(
            "region = \"449900\"\nscheme = \"employee\"\n\
             title = {{ zh = \"云溪\", en = \"Yunxi\" }}\n\
             [sources.D1]\ntitle = \"办法\"\nclass = \"A\"\n\
             [[benefit_year]]\nstarts = \"01-01\"\n{rest}\
             [[layer]]\nname = \"pooled\"\ntitle = {{ zh = \"统筹\", en = \"pooled\" }}\n\
             payer = \"pooled-fund\"\nbase = [\"eligible\"]\ncounts = \"visit\"\n{rest}\
             [[rate]]\nof = \"pooled\"\npay = \"60%\"\n{rest}\
             [[adjustment]]\nof = \"pooled\"\nstep = \"marked\"\nwhen = {{ with = \"far\" }}\n\
             points = \"-15\"\nfloor = \"{floor}\"\n{rest}\
             [[adjustment]]\nof = \"pooled\"\nstep = \"marked\"\nwhen = {{ without = \"far\" }}\n\
             factor = \"100%\"\n{rest}[marks]\nfar = {{ zh = \"远\", en = \"far\" }}\n"
        );
        let files = [named("449900/employee.toml", &text)];
        Pack::parse(&files, hash).unwrap_or_else(|problems| panic!("{}", problems[0]))
    };
    assert!(shows(&pack("50%"), &pack("51%")));
    assert!(!shows(&pack("50%"), &pack("50%")));
}
