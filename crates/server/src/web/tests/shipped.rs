//! The page with what the shipped policies really say, over a range of bills: every chart adds up.

use std::collections::BTreeSet;
use std::path::Path;

use domain::Money;
use domain::bill::Scope;
use domain::explain::Inputs;
use domain::explanation::Explanation;
use domain::facility::{Care, Level};
use domain::files::NamedText;
use domain::footing::FootingDecision;
use domain::person::{Scheme, Status};
use domain::policy::library::Library;
use domain::situation::Footing;
use domain::situation::{Accounts, Route, Situation, YearToDate};
use jiff::civil::date;

use super::form;
use crate::web::chart::{DrawnWith, Waterfall};
use crate::web::fixtures::{both, settlement};
use crate::web::{Frame, Lang, settlement as page};

/// Every pack of the repository, without the cases.
pub(super) fn library() -> Library {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("cases") {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "toml")
            {
                let name = path
                    .strip_prefix(&root)
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                let text = std::fs::read_to_string(&path).unwrap();
                files.push(NamedText { name, text });
            }
        }
    }
    files.sort_by(|one, other| one.name.cmp(&other.name));
    Library::parse(&files, |text| format!("{:x}", text.len())).unwrap()
}

fn situation(care: Care, footing: Footing) -> Situation {
    Situation {
        insured_at: "440300".parse().unwrap(),
        treated_at: "510107".parse().unwrap(),
        scheme: Scheme::Employee,
        tier: Some("one".to_owned()),
        status: Status::OnJob,
        age: 40,
        months: 80,
        care,
        level: Level::Tertiary,
        footing,
        admission: 1,
        unfiled_stay: 0,
        grade: Default::default(),
        contribution_base: None,
        follows: Default::default(),
        deductible_before: Default::default(),
        traits: BTreeSet::new(),
        route: Route::Direct,
        day: date(2026, 11, 18),
    }
}

/// None where the bill goes beyond the bound of a ceiling that is not known.
fn explain(library: &Library, situation: Situation, eligible: i64) -> Option<Explanation> {
    let pack = library
        .pack(situation.insured_at, situation.scheme, situation.day)
        .unwrap();
    let inputs = Inputs {
        footing: FootingDecision {
            footing: situation.footing,
            reason: both("测试", "test"),
            traits: Vec::new(),
            basis: Vec::new(),
        },
        situation,
        scope: Scope {
            wholly_self_paid: Money::from_fen(eligible / 7),
            upfront: Money::from_fen(eligible / 90),
            ordinary: Money::from_fen(eligible),
            ..Scope::default()
        },
        year: YearToDate::default(),
        accounts: Accounts {
            own: Money::from_yuan(2_000),
            family: Money::ZERO,
        },
        provisional: vec![],
        uncovered: false,
        on_account: false,
        decided: vec![],
    };
    inputs.explain(pack, None).ok()
}

#[test]
fn what_the_shipped_policies_say_can_be_drawn() {
    let library = library();
    let kinds = [
        (Care::Inpatient, Footing::TemporaryFiled),
        (Care::Inpatient, Footing::LongTermFiled),
        (Care::Inpatient, Footing::Emergency),
        (Care::Outpatient, Footing::LongTermFiled),
    ];
    for (care, footing) in kinds {
        for eligible in [1, 59_999, 60_000, 1_100_000, 40_000_000, 300_000_000] {
            let Some(explanation) = explain(&library, situation(care, footing), eligible) else {
                assert!(eligible > 1_100_000, "{care} {footing} {eligible}");
                continue;
            };
            check_drawing(&explanation);
            let mut shown = settlement();
            shown.explanation = explanation;
            for lang in [Lang::Zh, Lang::En] {
                let frame = Frame {
                    lang,
                    ..Frame::new("/settlements/A1")
                };
                form::check(&page::render(&frame, &shown)).unwrap();
            }
        }
    }
}

/// The first bar is the whole bill, the last one ends where the bill ends, and so do the person's.
fn check_drawing(explanation: &Explanation) {
    let chart = Waterfall::draw(&Frame::new("/"), explanation, DrawnWith::default());
    let bars: Vec<_> = chart.groups.iter().flat_map(|group| &group.bars).collect();
    assert_eq!(bars[0].span.width(), 10_000);
    assert!(bars.iter().all(|bar| bar.span.end <= 10_000));
    assert_eq!(bars.last().unwrap().span.end, 10_000);
    let own = &chart.groups.last().unwrap().bars;
    let pockets: u32 = own[1..].iter().map(|bar| bar.span.width()).sum();
    assert!(own[0].is_sum);
    assert_eq!(
        pockets,
        own[0].span.width(),
        "the pockets are the person's part"
    );
}
