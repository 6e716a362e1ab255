//! The directory of a hundred thousand invented facilities: how long its index takes, and each kind
//! of question people ask of it.

use std::sync::Arc;
use std::time::Instant;

use anyhow::Result;
use desk::directory::{Directory, DirectoryAsked};
use domain::Region;
use domain::calendar::Period;
use domain::facility::{Care, Facility, FacilityKind, Level, Networked, Position, Site};
use jiff::civil::{Date, date};

use crate::dice::Dice;
use crate::row::{BenchRow, Report};

/// As many as the country has, more or less.
const FACILITIES: usize = 100_000;
/// Questions of each kind.
const QUESTIONS: usize = 200;
const DAY: Date = date(2026, 11, 30);

/// Measures the index, then each kind of question.
pub fn run(report: &mut Report) -> Result<()> {
    let facilities = facilities(&mut Dice(2026));
    let began = Instant::now();
    let directory = Directory::of(facilities.iter());
    report.print(&BenchRow::of_latencies(
        "directory-index",
        vec![began.elapsed()],
    ))?;
    for (name, asked) in questions() {
        let mut took = Vec::with_capacity(QUESTIONS);
        for _ in 0..QUESTIONS {
            let began = Instant::now();
            let found = directory.search(&asked);
            took.push(began.elapsed());
            std::hint::black_box(found.total);
        }
        report.print(&BenchRow::of_latencies(name, took))?;
    }
    let place = region("440100");
    let took = (0..QUESTIONS).map(|_| {
        let began = Instant::now();
        std::hint::black_box(directory.open_at(place, DAY));
        began.elapsed()
    });
    report.print(&BenchRow::of_latencies("directory-pair", took.collect()))
}

fn region(code: &str) -> Region {
    code.parse().expect("a code of the list")
}

/// What people ask, the hardest last: nothing narrows it, and few or none fit.
fn questions() -> [(&'static str, DirectoryAsked); 8] {
    let all = || DirectoryAsked::on(DAY);
    let text = |text: &str| DirectoryAsked {
        text: text.to_owned(),
        ..all()
    };
    [
        (
            "directory-city",
            DirectoryAsked {
                at: Some(region("440100")),
                care: Some(Care::Inpatient),
                ..all()
            },
        ),
        (
            "directory-near",
            DirectoryAsked {
                at: Some(region("440000")),
                near: Some(region("440106")),
                ..all()
            },
        ),
        ("directory-all", all()),
        (
            "directory-last-page",
            DirectoryAsked {
                skip: FACILITIES - 20,
                ..all()
            },
        ),
        ("directory-characters", text("人民医院")),
        ("directory-initials", text("rmyy")),
        ("directory-pinyin", text("zhongxinyiyuan")),
        ("directory-nobody", text("qqqqqqqqqq")),
    ]
}

fn facilities(dice: &mut Dice) -> Vec<Arc<Facility>> {
    let places: Vec<_> = domain::region_names::places()
        .iter()
        .filter(|place| place.is_district())
        .collect();
    let kinds = [
        "人民医院",
        "中心医院",
        "中医院",
        "社区卫生服务中心",
        "妇幼保健院",
        "大药房",
    ];
    let mut one = |number: usize| {
        let place = places[dice.below(places.len() as u64) as usize];
        let kind = kinds[dice.below(kinds.len() as u64) as usize];
        let is_pharmacy = kind == "大药房";
        let letter = if is_pharmacy { 'P' } else { 'H' };
        let levels = Level::ALL.len() as u64;
        let part = |dice: &mut Dice, from: u64, span: u64| (from + dice.below(span)) as i32;
        Arc::new(Facility {
            code: format!("{letter}{}{number:05}", place.region)
                .parse()
                .expect("twelve characters"),
            name: format!("{}示例第{}{kind}", place.name, number % 30),
            region: place.region,
            kind: match is_pharmacy {
                true => FacilityKind::Pharmacy,
                false => FacilityKind::Hospital,
            },
            level: Level::ALL[dice.below(levels) as usize],
            grade: Default::default(),
            networked: Care::ALL
                .iter()
                .map(|care| Networked {
                    care: *care,
                    period: Period::since(date(2018, 1, 1)),
                })
                .collect(),
            traits: Default::default(),
            before: vec![],
            site: Site {
                position: Some(Position {
                    latitude: part(dice, 2_000_000, 2_500_000),
                    longitude: part(dice, 9_000_000, 3_000_000),
                }),
                ..Site::default()
            },
        })
    };
    (0..FACILITIES).map(&mut one).collect()
}
