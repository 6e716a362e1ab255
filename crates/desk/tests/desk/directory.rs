//! Looking for facilities: by pair of places, care, level, kind, name in characters and letters,
//! district and distance; what is not open is shown as that; nothing found leads to something.

use std::sync::Arc;

use desk::directory::{Directory, DirectoryAsked, FacilityState};
use domain::calendar::Period;
use domain::facility::{Care, Facility, FacilityKind, Level, Networked, Position, Site};
use jiff::civil::{Date, date};

use crate::world::region;

const DAY: Date = date(2026, 11, 21);

/// code, name, division, kind, level, what is open since and until when, where
type Row = (
    &'static str,
    &'static str,
    &'static str,
    FacilityKind,
    Level,
    &'static [(Care, (i16, i8, i8), Option<(i16, i8, i8)>)],
    Option<(&'static str, &'static str)>,
);

use Care::{Chronic, Inpatient, Outpatient, Pharmacy};
use FacilityKind::Hospital;
use Level::{Community, Primary, Secondary, Tertiary};

const ROWS: &[Row] = &[
    (
        "H44010400001",
        "广州示例大学附属第一医院",
        "440104",
        Hospital,
        Tertiary,
        &[
            (Inpatient, (2017, 9, 1), None),
            (Outpatient, (2021, 9, 30), None),
        ],
        Some(("23.1290", "113.2800")),
    ),
    (
        "H44010600002",
        "天河示例区人民医院",
        "440106",
        Hospital,
        Secondary,
        &[(Inpatient, (2018, 6, 1), None)],
        Some(("23.1400", "113.3600")),
    ),
    (
        "H44010600003",
        "天河随行演示社区卫生服务中心",
        "440106",
        Hospital,
        Community,
        &[(Outpatient, (2022, 6, 1), None)],
        None,
    ),
    (
        "P44010600006",
        "随行演示大药房天河店",
        "440106",
        FacilityKind::Pharmacy,
        Primary,
        &[(Pharmacy, (2022, 1, 1), None)],
        Some(("23.1300", "113.3500")),
    ),
    (
        "H50010300001",
        "重庆长寿示例医院",
        "500115",
        Hospital,
        Tertiary,
        &[(Chronic, (2026, 12, 1), None)],
        None,
    ),
    (
        "H51010400002",
        "成都锦江示例区医院",
        "510104",
        Hospital,
        Secondary,
        &[(Inpatient, (2018, 6, 1), Some((2026, 11, 1)))],
        None,
    ),
    (
        "H46010500001",
        "海口示例诊所",
        "460105",
        Hospital,
        Primary,
        &[],
        None,
    ),
];

fn facility(row: &Row) -> Arc<Facility> {
    let (code, name, division, kind, level, open, stands) = *row;
    let day = |(year, month, day)| date(year, month, day);
    let networked = open.iter().map(|(care, from, until)| Networked {
        care: *care,
        period: Period {
            from: day(*from),
            until: until.map(day),
        },
    });
    Arc::new(Facility {
        code: code.parse().unwrap(),
        name: name.to_owned(),
        region: region(division),
        kind,
        level,
        grade: Default::default(),
        networked: networked.collect(),
        traits: Default::default(),
        before: vec![],
        site: Site {
            position: stands.map(|(north, east)| Position::read(north, east).unwrap()),
            ..Site::default()
        },
    })
}

fn directory() -> Directory {
    let all: Vec<Arc<Facility>> = ROWS.iter().map(facility).collect();
    Directory::of(all.iter())
}

fn named(directory: &Directory, asked: &DirectoryAsked) -> Vec<String> {
    let found = directory.search(asked);
    let names = found.page.iter().map(|one| one.facility.name.clone());
    names.collect()
}

#[test]
fn names_are_found_in_characters_in_letters_and_by_code() {
    let directory = directory();
    // what is typed, the first that is found, how many are
    for (text, first, count) in [
        ("第一医院", Some("广州示例大学附属第一医院"), 1),
        ("gzsl", Some("广州示例大学附属第一医院"), 1),
        ("guangzhou", Some("广州示例大学附属第一医院"), 1),
        ("rmyy", Some("天河示例区人民医院"), 1),
        ("tianhe renmin", Some("天河示例区人民医院"), 1),
        ("天河 yy", Some("天河示例区人民医院"), 1),
        ("天河yiyuan", Some("天河示例区人民医院"), 1),
        ("ＲＭＹＹ", Some("天河示例区人民医院"), 1),
        ("chongqing", Some("重庆长寿示例医院"), 1),
        ("changshou", Some("重庆长寿示例医院"), 1),
        ("H440106", Some("天河示例区人民医院"), 2),
        ("h44010600003", Some("天河随行演示社区卫生服务中心"), 1),
        ("示例", Some("广州示例大学附属第一医院"), 5),
        ("火星医院", None, 0),
        ("xyzzy", None, 0),
    ] {
        let asked = DirectoryAsked {
            text: text.to_owned(),
            ..DirectoryAsked::on(DAY)
        };
        let names = named(&directory, &asked);
        assert_eq!(
            names.first().map(String::as_str),
            first,
            "{text}: {names:?}"
        );
        assert_eq!(directory.total(&asked), count, "{text}: {names:?}");
    }
}

#[test]
fn places_are_provinces_cities_and_districts() {
    let directory = directory();
    for (place, count) in [
        ("440100", 4),
        ("440106", 3),
        ("440000", 4),
        ("440104", 1),
        ("500000", 1),
        ("500115", 1),
        ("460000", 1),
        // A city of a province that pools at the top.
        ("460100", 1),
        ("469000", 0),
        ("810000", 0),
        ("900000", 0),
    ] {
        let asked = DirectoryAsked {
            at: Some(region(place)),
            ..DirectoryAsked::on(DAY)
        };
        assert_eq!(directory.total(&asked), count, "{place}");
    }
}

/// A facility that will be open, or was, is shown as that and stands behind those that are.
#[test]
fn what_is_not_open_is_told_as_it_is() {
    let directory = directory();
    let found = directory.search(&DirectoryAsked::on(DAY));
    let states: Vec<FacilityState> = found.page.iter().map(|one| one.state).collect();
    assert_eq!((found.total, found.open), (7, 4));
    assert_eq!(
        states[4..],
        [
            FacilityState::From(date(2026, 12, 1)),
            FacilityState::Until(date(2026, 11, 1)),
            FacilityState::Never
        ]
    );
    let inpatient = DirectoryAsked {
        care: Some(Inpatient),
        ..DirectoryAsked::on(DAY)
    };
    let found = directory.search(&inpatient);
    assert_eq!(
        (found.total, found.open),
        (3, 2),
        "those never open are left out"
    );
    let strictly = DirectoryAsked {
        open_only: true,
        ..inpatient.clone()
    };
    assert_eq!(directory.total(&strictly), 2);
    // On an earlier day the network was smaller.
    let then = DirectoryAsked {
        day: date(2018, 1, 1),
        ..inpatient
    };
    assert_eq!(directory.search(&then).open, 1);
}

#[test]
fn the_pair_is_open_since_the_first_that_settles_there() {
    let directory = directory();
    let open = directory.open_at(region("440100"), DAY);
    let told: Vec<_> = open
        .iter()
        .map(|it| (it.care, it.count, it.since))
        .collect();
    assert_eq!(
        told,
        [
            (Outpatient, 2, Some(date(2021, 9, 30))),
            (Inpatient, 2, Some(date(2017, 9, 1))),
            (Pharmacy, 1, Some(date(2022, 1, 1))),
        ]
    );
    // What ended is told as ended, not left out.
    let ended = directory.open_at(region("510100"), DAY);
    assert_eq!((ended[0].count, ended[0].since), (0, None));
    assert!(directory.open_at(region("810000"), DAY).is_empty());
}

#[test]
fn the_nearest_come_first_and_those_nobody_knows_where_last() {
    let directory = directory();
    let asked = DirectoryAsked {
        at: Some(region("440100")),
        near: Some(region("440106")),
        ..DirectoryAsked::on(DAY)
    };
    let names = named(&directory, &asked);
    assert_eq!(
        names,
        [
            // As far from the middle of the district as the next, and of a higher level.
            "天河示例区人民医院",
            "随行演示大药房天河店",
            "广州示例大学附属第一医院",
            "天河随行演示社区卫生服务中心",
        ]
    );
    let found = directory.search(&asked);
    let far = found.page[2].metres.unwrap();
    assert!((6_000..9_500).contains(&far), "{far}");
    assert_eq!(found.page[3].metres, None);
}

#[test]
fn nothing_found_leads_to_something() {
    let directory = directory();
    let asked = DirectoryAsked {
        at: Some(region("440106")),
        care: Some(Inpatient),
        level: vec![Tertiary],
        ..DirectoryAsked::on(DAY)
    };
    assert_eq!(directory.total(&asked), 0);
    let fewer = directory.with_fewer(&asked);
    let told: Vec<_> = fewer
        .iter()
        .map(|less| {
            (
                less.asked.care,
                less.asked.level.len(),
                less.asked.at,
                less.total,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (Some(Inpatient), 0, Some(region("440106")), 1),
            (Some(Inpatient), 1, Some(region("440100")), 1),
        ]
    );
}

#[test]
fn the_pages_of_a_list_are_the_list() {
    let directory = directory();
    let all = DirectoryAsked {
        count: 100,
        ..DirectoryAsked::on(DAY)
    };
    let whole = named(&directory, &all);
    let mut joined = Vec::new();
    for page in 0..5 {
        joined.extend(named(
            &directory,
            &DirectoryAsked {
                skip: page * 2,
                count: 2,
                ..DirectoryAsked::on(DAY)
            },
        ));
    }
    assert_eq!(joined, whole);
    let beyond = DirectoryAsked {
        skip: usize::MAX,
        ..DirectoryAsked::on(DAY)
    };
    let found = directory.search(&beyond);
    assert_eq!((found.total, found.page.len()), (7, 0));
}

/// Whatever somebody sends is answered; nothing panics.
#[test]
fn hostile_input_finds_nothing_or_something_and_harms_nobody() {
    let directory = directory();
    let long = "a".repeat(100_000);
    let many = "一 ".repeat(10_000);
    for text in [
        "'; DROP TABLE facility; --",
        "<script>alert(1)</script>",
        "\0\u{202e}\u{feff}",
        "%%%___",
        "😀😀",
        "．．／．．／",
        long.as_str(),
        many.as_str(),
        "|||",
        "a|b",
    ] {
        let asked = DirectoryAsked {
            text: text.to_owned(),
            at: Some(region("440100")),
            near: Some(region("900000")),
            count: usize::MAX,
            ..DirectoryAsked::on(DAY)
        };
        let found = directory.search(&asked);
        assert!(found.page.len() <= 7);
        directory.with_fewer(&asked);
    }
}

/// A country's worth. What it takes in an optimised build `cargo xtask bench directory` tells; here
/// it only has to be no search through everything for every sign typed.
#[test]
fn a_hundred_thousand_are_searched_in_moments() {
    let divisions: Vec<_> = domain::region_names::places()
        .iter()
        .filter(|place| place.is_district())
        .collect();
    let kinds = ["人民医院", "中心医院", "中医院", "社区卫生服务中心"];
    let all: Vec<Arc<Facility>> = (0..100_000)
        .map(|number| {
            let place = divisions[number * 7 % divisions.len()];
            let mut one = Facility::clone(&facility(&ROWS[number % ROWS.len()]));
            one.code = format!("H{}{number:05}", place.region).parse().unwrap();
            one.region = place.region;
            one.name = format!("{}示例第{}{}", place.name, number % 30, kinds[number % 4]);
            Arc::new(one)
        })
        .collect();
    let began = std::time::Instant::now();
    let directory = Directory::of(all.iter());
    eprintln!("index: {:?}", began.elapsed());
    for text in [
        "",
        "人民医院",
        "rmyy",
        "zhongxinyiyuan",
        "H440106",
        "qqqqqqq",
    ] {
        let asked = DirectoryAsked {
            text: text.to_owned(),
            near: Some(region("440106")),
            ..DirectoryAsked::on(DAY)
        };
        let began = std::time::Instant::now();
        let found = directory.search(&asked);
        let took = began.elapsed();
        eprintln!("{text:?}: {} in {took:?}", found.total);
        assert_eq!(found.total > 0, text != "qqqqqqq");
        assert!(took.as_secs() < 3, "{text}: {took:?}");
    }
}
