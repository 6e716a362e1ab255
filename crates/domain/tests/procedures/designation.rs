//! Who must choose an institution, which one may be chosen, and from which day it works.

use domain::designation::{ChoiceMade, Need, VisitAsked, may_choose, need, works_from};
use domain::facility::Level;
use domain::person::Scheme;
use domain::procedures::{ChangeReason, Circumstances, Procedures};
use jiff::civil::{Date, date};

use super::support::{about, at, place, shenzhen};

const TODAY: Date = date(2026, 11, 3);

fn tier<'a>(tier: &'a str, treated: &str) -> Circumstances<'a> {
    Circumstances {
        tier: Some(tier),
        ..about(Scheme::Employee, "440300", treated)
    }
}

fn visit<'a>(about: Circumstances<'a>, level: Level) -> VisitAsked<'a> {
    VisitAsked {
        about,
        day: TODAY,
        at: Some(at(level)),
        emergency: false,
        referred: false,
    }
}

#[test]
fn shenzhen_asks_by_tier_place_and_level() {
    let rules = shenzhen();
    let rows = [
        ("one", "440305", Level::Primary, Need::Needed),
        ("one", "440305", Level::Tertiary, Need::NotHere),
        ("one", "440100", Level::Primary, Need::NotAsked),
        ("two", "440305", Level::Tertiary, Need::Needed),
        ("two", "440100", Level::Primary, Need::Needed),
    ];
    for (word, treated, level, expected) in rows {
        let answer = need(&rules, &visit(tier(word, treated), level));
        assert_eq!(answer.need, expected, "{word} {treated} {level}");
    }
    // Before the new rules nothing was asked of tier one.
    let then = VisitAsked {
        day: date(2023, 9, 30),
        ..visit(tier("one", "440305"), Level::Primary)
    };
    assert_eq!(need(&rules, &then).need, Need::NotAsked);
}

#[test]
fn emergency_and_referral_need_no_choice() {
    let rules = shenzhen();
    let plain = visit(tier("two", "440100"), Level::Primary);
    let emergency = VisitAsked {
        emergency: true,
        ..plain
    };
    let referred = VisitAsked {
        referred: true,
        ..plain
    };
    for visit in [emergency, referred] {
        let answer = need(&rules, &visit);
        assert_eq!(answer.need, Need::Excepted);
        assert_eq!(answer.rests_on().len(), 1);
    }
    let answer = need(&rules, &emergency);
    assert_eq!(answer.says.zh, "急诊抢救不用选点");
    // At a level-3 hospital tier one needs none anyway; the exception is not the reason.
    let other = VisitAsked {
        emergency: true,
        ..visit(tier("one", "440305"), Level::Tertiary)
    };
    assert_eq!(need(&rules, &other).need, Need::NotHere);
}

#[test]
fn only_what_is_listed_may_be_chosen_and_only_as_often() {
    let rules = shenzhen();
    let ask = |about, level, held: &[Level]| {
        let held: Vec<_> = held.iter().map(|level| at(*level)).collect();
        may_choose(&rules, &visit(about, level), &held).allowed
    };
    let (home, away) = (tier("two", "440305"), tier("two", "440100"));
    assert!(ask(home, Level::Community, &[]));
    assert!(!ask(home, Level::Primary, &[]));
    assert!(!ask(home, Level::Community, &[Level::Community]));
    assert!(ask(away, Level::Primary, &[]));
    assert!(!ask(away, Level::Secondary, &[]));
    // By the article that asks for two, one small and one large.
    let other = rules.according_to("X15:S000").unwrap();
    let ask = |level, held: &[Level]| {
        let held: Vec<_> = held.iter().map(|level| at(*level)).collect();
        may_choose(&other, &visit(away, level), &held).allowed
    };
    assert!(ask(Level::Tertiary, &[Level::Primary]));
    assert!(!ask(Level::Tertiary, &[Level::Secondary]));
    // Children may choose a hospital too.
    let child = Circumstances {
        age: Some(13),
        ..about(Scheme::Resident, "440300", "440305")
    };
    let grown = Circumstances {
        age: Some(14),
        ..child
    };
    let ask = |about| may_choose(&rules, &visit(about, Level::Secondary), &[]).allowed;
    assert!(ask(child) && !ask(grown));
}

fn works(rules: &Procedures, choice: &ChoiceMade<'_>) -> Option<Date> {
    works_from(rules, choice).from
}

#[test]
fn shenzhen_lets_a_first_choice_work_at_once_and_a_change_next_month() {
    let rules = shenzhen();
    let choice = |made_on, changes| ChoiceMade {
        about: tier("two", "440100"),
        made_on,
        changes,
        reason: None,
    };
    assert_eq!(works(&rules, &choice(TODAY, None)), Some(TODAY));
    let change = choice(TODAY, Some(&[]));
    assert_eq!(works(&rules, &change), Some(date(2026, 12, 1)));
    let new_year = choice(date(2026, 12, 31), Some(&[]));
    assert_eq!(works(&rules, &new_year), Some(date(2027, 1, 1)));
    // The cut day of the old rules: on the 20th it still works next month.
    let old = |day| ChoiceMade {
        about: tier("two", "440305"),
        ..choice(date(2023, 5, day), Some(&[]))
    };
    assert_eq!(works(&rules, &old(20)), Some(date(2023, 6, 1)));
    assert_eq!(works(&rules, &old(21)), Some(date(2023, 7, 1)));
    // When a first choice worked then was not found, and nothing is made up.
    let first = ChoiceMade {
        changes: None,
        ..old(5)
    };
    let answer = works_from(&rules, &first);
    assert_eq!(answer.from, None);
    assert!(answer.says.en.contains("was not found"));
}

#[test]
fn by_the_other_article_one_change_a_year_thirty_days_ahead() {
    let rules = shenzhen().according_to("S000").unwrap();
    let choice = |changes| ChoiceMade {
        about: tier("two", "440100"),
        made_on: TODAY,
        changes: Some(changes),
        reason: None,
    };
    assert_eq!(works(&rules, &choice(&[])), Some(date(2026, 12, 3)));
    let last_year = [date(2025, 12, 31)];
    assert_eq!(works(&rules, &choice(&last_year)), Some(date(2026, 12, 3)));
    let this_year = [date(2026, 1, 1)];
    assert_eq!(works(&rules, &choice(&this_year)), None);
}

/// A place where everybody chooses, with these effects.
fn chooses(rest: &str) -> Procedures {
    place(
        "441300",
        &format!(
            r#"
            [[designation]]
            id = "everybody"
            title = {{ zh = "普通门诊", en = "outpatient care" }}
            when = {{ care = "outpatient" }}
            needed = true
            from = "2020-01-01"
            basis = {{ source = "S1", confidence = "C" }}
            {rest}
            "#
        ),
    )
}

fn choice<'a>(made_on: Date, changes: Option<&'a [Date]>) -> ChoiceMade<'a> {
    ChoiceMade {
        about: about(Scheme::Employee, "441300", "441300"),
        made_on,
        changes,
        reason: None,
    }
}

#[test]
fn huizhou_chooses_by_the_end_of_the_year_for_the_next() {
    let rules = chooses(
        r#"choose = [{ of = { level = ["community", "primary"] } }]
        first = { works = "next-year", choose_by = "12-31" }
        change = { works = "next-year", choose_by = "11-30" }"#,
    );
    let on = |month, day| date(2026, month, day);
    assert_eq!(
        works(&rules, &choice(on(12, 31), None)),
        Some(date(2027, 1, 1))
    );
    let change = |day| works(&rules, &choice(day, Some(&[])));
    assert_eq!(change(on(11, 30)), Some(date(2027, 1, 1)));
    assert_eq!(change(on(12, 1)), Some(date(2028, 1, 1)));
}

#[test]
fn zhongshan_starts_every_choice_next_month() {
    let rules = chooses(
        r#"choose = [{ of = {} }]
        first = { works = "next-month" }
        change = { works = "next-month", days_ahead = 30 }"#,
    );
    assert_eq!(works(&rules, &choice(TODAY, None)), Some(date(2026, 12, 1)));
    // Thirty days ahead of a month's first day.
    assert_eq!(
        works(&rules, &choice(TODAY, Some(&[]))),
        Some(date(2027, 1, 1))
    );
}

#[test]
fn guangzhou_once_let_people_change_small_and_large_for_a_reason_only() {
    let rules = chooses(
        r#"choose = [
            { of = { level = ["community", "primary"] } },
            { of = { level = ["secondary", "tertiary"] } },
        ]
        first = { works = "at-once" }
        change = { works = "at-once", only_for = ["moved-house", "changed-job", "illness"] }"#,
    );
    let plain = choice(TODAY, Some(&[]));
    let answer = works_from(&rules, &plain);
    assert_eq!(answer.from, None);
    assert_eq!(
        answer.says.en,
        "changed only for: moved house or changed job or illness"
    );
    let moved = ChoiceMade {
        reason: Some(ChangeReason::MovedHouse),
        ..plain
    };
    assert_eq!(works(&rules, &moved), Some(TODAY));
}
