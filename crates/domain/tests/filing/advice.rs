//! Must I file at all?

use std::collections::BTreeSet;
use std::sync::LazyLock;

use domain::Region;
use domain::facility::Care;
use domain::filing::{
    AdviceAsked, AdviceKind, Fact, FilingReason, Question, Register, Verdict, advise,
};
use domain::person::{Scheme, Status};
use domain::policy::Library;
use domain::procedures::Circumstances;
use domain::region::Distance;
use jiff::civil::date;

use super::support::{Scene, TODAY, asks, region, shenzhen};

pub(super) fn asked<'a>(destination: &str) -> AdviceAsked<'a> {
    AdviceAsked {
        about: Circumstances {
            care: Some(Care::Inpatient),
            scheme: Some(Scheme::Employee),
            status: Some(Status::OnJob),
            ..Circumstances::of_journey(region("440300"), region(destination))
        },
        day: TODAY,
        emergency: Some(false),
        referred: Some(false),
        filings: &[],
    }
}

#[test]
fn every_answer_in_its_order() {
    let emergency = |asked| AdviceAsked {
        emergency: Some(true),
        ..asked
    };
    let referred = |asked| AdviceAsked {
        referred: Some(true),
        ..asked
    };
    let with_care = |asked: AdviceAsked<'static>, care| AdviceAsked {
        about: Circumstances {
            care,
            ..asked.about
        },
        ..asked
    };
    let in_2022 = |asked| AdviceAsked {
        day: date(2022, 12, 31),
        ..asked
    };
    // what is asked, the answer, the source it rests on
    let rows = [
        (asked("440305"), AdviceKind::AtHome, None),
        (asked("810000"), AdviceKind::OutsideTheScheme, Some("S003")),
        (asked("900000"), AdviceKind::OutsideTheScheme, Some("S003")),
        (asked("510100"), AdviceKind::MustFile, Some("S001")),
        (asked("440100"), AdviceKind::Exempt, Some("S001")),
        (
            with_care(asked("440100"), None),
            AdviceKind::Depends,
            Some("S001"),
        ),
        (
            with_care(asked("440100"), Some(Care::Chronic)),
            AdviceKind::NotRecorded,
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
    let mut again = AdviceAsked {
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
    let open = |asked: &AdviceAsked<'_>| -> Vec<String> {
        let advice = advise(&shenzhen(), asked);
        advice.categories.into_iter().map(|c| c.category).collect()
    };
    assert_eq!(open(&student), ["from-elsewhere"]);
    student.day = date(2023, 1, 1);
    assert!(!open(&student).contains(&"from-elsewhere".to_owned()));
}

/// Every shipped place.
pub(super) fn shipped() -> &'static Library {
    static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
        let files = crate::shipped::files();
        let library = Library::parse(&files, crate::shipped::hash);
        library.unwrap_or_else(|problems| panic!("{}", problems[0]))
    });
    &LIBRARY
}

/// What the tester asked of every place: in and out of the province, long, short or not said.
fn journeys(library: &Library) -> Vec<(Region, Region, Option<u8>)> {
    let places: BTreeSet<Region> = library.packs().map(|pack| pack.region).collect();
    let mut journeys = Vec::new();
    for home in places {
        let far = if home.province() == region("310000") {
            "110000"
        } else {
            "310000"
        };
        let near = domain::region_names::children(home.province()).map(|row| row.region);
        let near = near.filter(|place| *place != home).take(2);
        for away in near.chain([region(far), region("510100"), region("500000")]) {
            for months in [None, Some(1), Some(12)] {
                journeys.push((home, away, months));
            }
        }
    }
    journeys
}

pub(super) fn nothing_said<'a>(
    (home, away, months): (Region, Region, Option<u8>),
) -> AdviceAsked<'a> {
    AdviceAsked {
        about: Circumstances {
            months_away: months,
            ..Circumstances::of_journey(home, away)
        },
        day: TODAY,
        emergency: None,
        referred: None,
        filings: &[],
    }
}

#[test]
fn no_place_begins_with_a_referral_nobody_has_or_says_two_things_at_once() {
    let library = shipped();
    for journey in journeys(library) {
        let rules = library.procedures(journey.0);
        for care in [None]
            .into_iter()
            .chain(Care::ALL.iter().copied().map(Some))
        {
            let mut asked = nothing_said(journey);
            asked.about.care = care;
            let advice = advise(rules, &asked);
            let what = format!("{journey:?} {care:?}: {advice:#?}");
            let says = &advice.says;
            let must = ["需要备案", "须先备案", "要备案"]
                .iter()
                .any(|word| says.zh.contains(word));
            let need_not = ["不用备案", "免备案"]
                .iter()
                .any(|word| says.zh.contains(word));
            match advice.kind {
                AdviceKind::MustFile => assert!(must && !need_not, "{what}"),
                AdviceKind::Exempt | AdviceKind::AtHome => assert!(!must && need_not, "{what}"),
                // Two answers only where it is asked which of the two.
                AdviceKind::Depends => {
                    assert!(
                        care.is_none() && advice.questions[0].feeds == Fact::Care,
                        "{what}"
                    );
                }
                // Only a journey within the province may be one nobody wrote a rule about.
                AdviceKind::NotRecorded => {
                    let distance = journey.0.distance_to(journey.1);
                    assert_eq!(distance, Distance::InProvince, "{what}");
                    assert!(
                        says.zh.contains("没有收录") && says.zh.contains("热线"),
                        "{what}"
                    );
                }
                kind => panic!("{kind}: {what}"),
            }
            for way in &advice.categories {
                assert_ne!(way.reason, FilingReason::Referral, "{what}");
                assert_ne!(way.reason, FilingReason::Emergency, "{what}");
                let exempt = advice.kind == AdviceKind::Exempt;
                let long_term = way.footing == domain::footing::Footing::LongTermFiled;
                assert!(!exempt || long_term, "{what}");
            }
        }
    }
}

#[test]
fn whoever_is_referred_is_told_so_first_or_sent_to_the_hospital() {
    let library = shipped();
    for journey in journeys(library) {
        let mut asked = nothing_said(journey);
        asked.referred = Some(true);
        asked.about.posted = Some(false);
        asked.about.months_away = Some(1);
        let advice = advise(library.procedures(journey.0), &asked);
        let first = advice.categories.first().map(|way| way.reason);
        match advice.kind {
            AdviceKind::AskHospital | AdviceKind::MustFile => {
                assert_eq!(
                    first,
                    Some(FilingReason::Referral),
                    "{journey:?} {advice:#?}"
                );
            }
            AdviceKind::Exempt
            | AdviceKind::Depends
            | AdviceKind::NotRecorded
            | AdviceKind::AtHome => {}
            kind => panic!("{kind}: {journey:?}"),
        }
    }
}

#[test]
fn every_question_when_answered_narrows_the_answer() {
    let library = shipped();
    for journey in journeys(library) {
        let rules = library.procedures(journey.0);
        let asked = nothing_said(journey);
        let before = advise(rules, &asked);
        let is_said = |fact| fact == Fact::MonthsAway && journey.2.is_some();
        assert!(
            before
                .questions
                .iter()
                .all(|question| !is_said(question.feeds))
        );
        for question in &before.questions {
            for answer in answers(question) {
                let none = BTreeSet::new();
                let after = advise(rules, &with(&asked, question.feeds, &answer, &none));
                let what = format!("{journey:?} {} = {answer}: {after:#?}", question.feeds);
                let asks = |fact| after.questions.iter().any(|next| next.feeds == fact);
                assert!(!asks(question.feeds), "{what}");
                assert!(after.questions.len() < before.questions.len(), "{what}");
            }
        }
    }
}

/// Answers to choose from, or some numbers.
fn answers(question: &Question) -> Vec<String> {
    let words = question.choices.iter().map(|choice| choice.word.clone());
    match question.choices.is_empty() {
        true => ["0", "2", "5", "6", "70"].map(str::to_owned).to_vec(),
        false => words.collect(),
    }
}

fn with<'a>(
    asked: &AdviceAsked<'a>,
    fact: Fact,
    word: &'a str,
    none: &'a BTreeSet<String>,
) -> AdviceAsked<'a> {
    let mut asked = *asked;
    let about = &mut asked.about;
    match fact {
        Fact::Care => about.care = Care::from_word(word),
        Fact::Emergency => asked.emergency = word.parse().ok(),
        Fact::Referred => asked.referred = word.parse().ok(),
        Fact::MonthsAway => about.months_away = word.parse().ok(),
        Fact::Posted => about.posted = word.parse().ok(),
        Fact::Scheme => about.scheme = Scheme::from_word(word),
        Fact::Status => about.status = Status::from_word(word),
        Fact::Register => about.register = Register::from_word(word),
        Fact::Age => about.age = word.parse().ok(),
        Fact::Tier => about.tier = Some(word),
        Fact::Traits => about.traits = Some(none),
    }
    asked
}

#[test]
fn when_everything_is_said_nothing_is_asked() {
    let library = shipped();
    let none = BTreeSet::new();
    for journey in journeys(library) {
        let asked = AdviceAsked {
            about: Circumstances {
                care: Some(Care::Inpatient),
                scheme: Some(Scheme::Employee),
                tier: Some("one"),
                status: Some(Status::OnJob),
                register: Some(Register::Local),
                traits: Some(&none),
                months_away: journey.2.or(Some(3)),
                posted: Some(false),
                age: Some(40),
                ..Circumstances::of_journey(journey.0, journey.1)
            },
            day: TODAY,
            emergency: Some(false),
            referred: Some(false),
            filings: &[],
        };
        let advice = advise(library.procedures(journey.0), &asked);
        assert_eq!(advice.questions, [], "{journey:?}");
    }
}

#[test]
fn what_is_asked_is_put_in_the_order_of_a_conversation() {
    let library = shipped();
    let asked = nothing_said((region("460000"), region("440100"), None));
    let advice = advise(library.procedures(region("460000")), &asked);
    assert_eq!(
        advice.says.zh,
        "到广州市看什么决定要不要备案：普通门诊免备案，门诊慢特病或住院或药店购药须先备案。"
    );
    let facts: Vec<&str> = advice.questions.iter().map(|q| q.feeds.word()).collect();
    assert_eq!(
        facts,
        [
            "care",
            "emergency",
            "referred",
            "months_away",
            "posted",
            "scheme",
            "status",
            "register"
        ]
    );
    assert_eq!(
        advice.questions[3].asks.zh,
        "您打算在外住多久，或者已经住了多久？"
    );
}
