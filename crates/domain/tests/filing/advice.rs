//! Must I file at all?

use std::collections::BTreeSet;

use domain::facility::Care;
use domain::filing::{AdviceKind, Asked, Register, Verdict, advise};
use domain::person::{Scheme, Status};
use domain::procedures::Circumstances;
use jiff::civil::date;

use super::support::{Scene, TODAY, asks, region, shenzhen};

fn asked<'a>(destination: &str) -> Asked<'a> {
    Asked {
        about: Circumstances {
            care: Some(Care::Inpatient),
            scheme: Some(Scheme::Employee),
            status: Some(Status::OnJob),
            ..Circumstances::of_journey(region("440300"), region(destination))
        },
        day: TODAY,
        emergency: false,
        referred: false,
        filings: &[],
    }
}

#[test]
fn every_answer_in_its_order() {
    let emergency = |asked| Asked {
        emergency: true,
        ..asked
    };
    let referred = |asked| Asked {
        referred: true,
        ..asked
    };
    let with_care = |asked: Asked<'static>, care| Asked {
        about: Circumstances {
            care,
            ..asked.about
        },
        ..asked
    };
    let in_2022 = |asked| Asked {
        day: date(2022, 12, 31),
        ..asked
    };
    // what is asked, the answer, the source it rests on
    let rows = [
        (asked("440305"), AdviceKind::AtHome, None),
        (asked("810000"), AdviceKind::OutsideTheScheme, None),
        (asked("510100"), AdviceKind::MustFile, Some("S001")),
        (asked("440100"), AdviceKind::Exempt, Some("S001")),
        (
            with_care(asked("440100"), None),
            AdviceKind::Exempt,
            Some("S001"),
        ),
        (
            with_care(asked("440100"), Some(Care::Chronic)),
            AdviceKind::MustFile,
            Some("S001"),
        ),
        (
            emergency(asked("510100")),
            AdviceKind::DeemedFiled,
            Some("N1"),
        ),
        (
            emergency(asked("440100")),
            AdviceKind::DeemedFiled,
            Some("N1"),
        ),
        (
            in_2022(emergency(asked("510100"))),
            AdviceKind::MustFile,
            Some("S003"),
        ),
        (
            referred(asked("510100")),
            AdviceKind::AskHospital,
            Some("S001"),
        ),
        (
            referred(asked("440100")),
            AdviceKind::AskHospital,
            Some("S001"),
        ),
    ];
    let rules = shenzhen();
    for (asked, kind, source) in rows {
        let advice = advise(&rules, &asked);
        assert_eq!(advice.kind, kind, "{asked:?}");
        let basis = advice.basis.first().map(|basis| basis.source.as_str());
        assert_eq!(basis, source, "{asked:?}");
        assert!(!advice.says.zh.is_empty() && !advice.says.en.is_empty());
    }
}

#[test]
fn the_category_that_certainly_fits_comes_first() {
    let rules = shenzhen();
    let nothing_said = advise(&rules, &asked("510100"));
    let order = |advice: &domain::filing::Advice| -> Vec<(String, Verdict)> {
        advice
            .categories
            .iter()
            .map(|c| (c.category.clone(), c.verdict))
            .collect()
    };
    assert_eq!(
        order(&nothing_said),
        [
            ("other-temporary".to_owned(), Verdict::Pass),
            ("long-term-resident".to_owned(), Verdict::Unknown),
            ("posted-worker".to_owned(), Verdict::Unknown),
        ]
    );
    let mut staying = asked("510100");
    staying.about.months_away = Some(12);
    staying.about.posted = Some(false);
    assert_eq!(
        order(&advise(&rules, &staying)),
        [
            ("long-term-resident".to_owned(), Verdict::Pass),
            ("other-temporary".to_owned(), Verdict::Pass),
        ]
    );
    staying.about.status = Some(Status::Retired);
    staying.about.register = Some(Register::Moved);
    let best = advise(&rules, &staying);
    assert_eq!(best.categories[0].category, "resettled-retiree");
    assert_eq!(
        best.says.en,
        "File before seeking care in Chengdu; file as: resettled retiree."
    );
    assert!(
        best.categories[0]
            .disputes
            .iter()
            .any(|dispute| dispute.id == "X07")
    );
}

#[test]
fn the_exempt_may_still_file_for_a_better_footing() {
    let mut living_there = asked("440100");
    living_there.about.months_away = Some(12);
    let advice = advise(&shenzhen(), &living_there);
    assert_eq!(advice.kind, AdviceKind::Exempt);
    assert_eq!(advice.categories[0].category, "long-term-resident");
    assert!(
        advice
            .categories
            .iter()
            .all(|c| c.category != "other-temporary")
    );
}

#[test]
fn who_has_filed_need_not_file_again() {
    let mut scene = Scene::new(shenzhen());
    scene.keep(&asks("F-1", "other-temporary", "510100"));
    let filings = scene.in_force();
    let mut again = Asked {
        filings: &filings,
        ..asked("510107")
    };
    let advice = advise(&scene.rules, &again);
    assert_eq!(advice.kind, AdviceKind::AlreadyFiled);
    assert_eq!(
        advice.says.en,
        "Filing F-1 covers the place, from 2026-11-03 on; nothing more to do."
    );
    again.day = date(2026, 11, 2);
    assert_eq!(advise(&scene.rules, &again).kind, AdviceKind::MustFile);
}

#[test]
fn a_group_closed_in_2022_is_offered_until_then() {
    let none = BTreeSet::new();
    let mut student = asked("510100");
    student.about.register = Some(Register::Elsewhere);
    student.about.traits = Some(&none);
    student.day = date(2022, 12, 31);
    let open = |asked: &Asked<'_>| -> Vec<String> {
        let advice = advise(&shenzhen(), asked);
        advice.categories.into_iter().map(|c| c.category).collect()
    };
    assert_eq!(open(&student), ["from-elsewhere"]);
    student.day = date(2023, 1, 1);
    assert!(!open(&student).contains(&"from-elsewhere".to_owned()));
}
