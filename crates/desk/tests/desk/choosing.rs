//! Choosing a facility for outpatient care by the rules of the insured place: whether it is asked,
//! which ones, from when, how often; instead of which; told, noted, and settled anew (R43–R50).

use std::sync::Arc;

use crate::world::{TODAY, World, batch, enrolment, line, outpatient, policy_files, region};
use desk::{
    ChoiceWeighed, ChooseFacility, DeskError, FacilityChosen, Reference, Side, UploadLines,
    choices_standing, choose_facility, weigh_choice,
};
use domain::Money;
use domain::calendar::Period;
use domain::facility::{Care, Facility, FacilityKind, Level, Networked};
use domain::person::Enrolment;
use domain::policy::Library;
use domain::procedures::{ChangeReason, ChoiceChannel};
use domain::shares::Payer;
use jiff::civil::{Date, date};
use store::designations;
use store::testing::on_each_engine;
use store::{Db, StoreError, outbox, reference};

/// Two primary institutions and two hospitals in Guangzhou, where nobody has to file; one in
/// Chengdu, which P1 filed for; one in Wuhan, which nobody did.
pub const SMALL: &str = "H44010000011";
const OTHER: &str = "H44010000012";
pub const LARGE: &str = "H44010000013";
const LATER: &str = "H44010000014";
const CHENGDU: &str = "H51010000011";
const WUHAN: &str = "H42010000011";

fn facilities() -> Vec<Facility> {
    let one = |code: &str, division: &str, level, from: Date| Facility {
        code: code.parse().unwrap(),
        name: format!("示例{code}"),
        region: region(division),
        kind: FacilityKind::Hospital,
        level,
        grade: Default::default(),
        networked: vec![Networked {
            care: Care::Outpatient,
            period: Period::since(from),
        }],
        traits: Default::default(),
        before: vec![],
        site: Default::default(),
    };
    let long_ago = date(2018, 1, 1);
    vec![
        one(SMALL, "440106", Level::Community, long_ago),
        one(OTHER, "440111", Level::Primary, long_ago),
        one(LARGE, "440104", Level::Secondary, long_ago),
        one(LATER, "440104", Level::Primary, date(2026, 12, 15)),
        one(CHENGDU, "510107", Level::Community, long_ago),
        one(WUHAN, "420106", Level::Community, long_ago),
    ]
}

/// Tier two: out of the city one networked primary institution (DES-04).
fn tier_two() -> Enrolment {
    Enrolment {
        tier: Some("two".to_owned()),
        paid_through: "2027-06".parse().unwrap(),
        ..enrolment()
    }
}

/// The row of tier two elsewhere, with other words from `choose` on.
fn with_rule(rule: &str) -> Library {
    let mut files = policy_files();
    let file = files
        .iter_mut()
        .find(|file| file.name == "440300/procedures.toml")
        .unwrap();
    let at = file.text.find("id = \"tier-two-elsewhere\"").unwrap();
    let from = at + file.text[at..].find("choose = ").unwrap();
    let until = at + file.text[at..].find("says = ").unwrap();
    file.text.replace_range(from..until, &format!("{rule}\n"));
    Library::parse(&files, desk::query::pack_hash).unwrap()
}

fn built(db: &Db, enrolment: &Enrolment, library: Library) -> World {
    let world = World::with(db, enrolment);
    let loaded = db.transact(move |tx| {
        for facility in facilities() {
            reference::put_facility(tx, &facility)?;
        }
        Reference::load(tx, library.clone())
    });
    let loaded = loaded.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
    World {
        reference: Arc::new(loaded),
        ..world
    }
}

pub fn plain(db: &Db) -> World {
    built(db, &tier_two(), crate::world::library())
}

fn asked(person: &str, number: &str, facility: &str) -> ChooseFacility {
    ChooseFacility {
        person: person.parse().unwrap(),
        number: number.parse().unwrap(),
        facility: facility.parse().unwrap(),
        insured_by: None,
        instead_of: None,
        reason: None,
        channel: ChoiceChannel::OfficialAccount,
    }
}

fn changed(number: &str, facility: &str, instead_of: &str) -> ChooseFacility {
    ChooseFacility {
        instead_of: Some(instead_of.parse().unwrap()),
        ..asked("P1", number, facility)
    }
}

fn choose_on(
    world: &World,
    day: Date,
    asked: &ChooseFacility,
) -> Result<FacilityChosen, DeskError> {
    let asked = asked.clone();
    world.write_on(day, move |desk| choose_facility(desk, "person", &asked))
}

fn weigh(world: &World, asked: &ChooseFacility) -> Result<ChoiceWeighed, DeskError> {
    world.read(|desk| weigh_choice(desk, asked))
}

/// What is on record of P1: code, from, until.
fn on_record(world: &World) -> Vec<(String, Date, Option<Date>)> {
    let standing = world.read(|desk| choices_standing(desk, &"P1".parse().unwrap()));
    let rows = standing.unwrap().on_record.into_iter();
    rows.map(|one| (one.facility.to_string(), one.period.from, one.period.until))
        .collect()
}

fn code(result: Result<impl std::fmt::Debug, DeskError>) -> &'static str {
    result.unwrap_err().code()
}

/// DES-05: a first choice works at once, a change from the first day of the next month.
#[test]
fn the_first_choice_works_at_once_and_a_change_next_month() {
    on_each_engine(|db| {
        let world = plain(db);
        let weighed = weigh(&world, &asked("P1", "C0", SMALL)).unwrap();
        assert_eq!(
            (weighed.from, weighed.rule.as_str()),
            (TODAY, "tier-two-elsewhere")
        );
        assert_eq!(on_record(&world), [], "looking writes nothing");
        choose_on(&world, TODAY, &asked("P1", "C1", SMALL)).unwrap();
        let done = choose_on(&world, TODAY, &changed("C2", OTHER, SMALL)).unwrap();
        let next = date(2026, 12, 1);
        assert_eq!(done.made.from, next);
        assert_eq!(
            on_record(&world),
            [
                (SMALL.to_owned(), TODAY, Some(next)),
                (OTHER.to_owned(), next, None),
            ]
        );
        // Changed back before it began: it is as if it never was, and the days join.
        choose_on(&world, TODAY, &changed("C3", SMALL, OTHER)).unwrap();
        assert_eq!(
            on_record(&world),
            [
                (SMALL.to_owned(), TODAY, Some(next)),
                (SMALL.to_owned(), next, None),
            ]
        );
        let made = world.read(|desk| choices_standing(desk, &"P1".parse().unwrap()));
        let made: Vec<String> = made
            .unwrap()
            .made
            .iter()
            .map(|one| one.number.to_string())
            .collect();
        assert_eq!(made, ["C1", "C2", "C3"], "what was done stays on record");
        world.assert_sound();
    });
}

#[test]
fn the_same_number_is_the_same_choice() {
    on_each_engine(|db| {
        let world = plain(db);
        let once = choose_on(&world, TODAY, &asked("P1", "C1", SMALL)).unwrap();
        let again = choose_on(&world, TODAY, &asked("P1", "C1", SMALL)).unwrap();
        assert_eq!(once.made, again.made);
        assert_eq!(on_record(&world).len(), 1);
        assert_eq!(
            code(choose_on(&world, TODAY, &asked("P1", "C1", OTHER))),
            "key-reused"
        );
        world.assert_sound();
    });
}

/// Each cause that stands in the way, with nothing written.
#[test]
fn what_the_rules_do_not_allow_is_refused() {
    on_each_engine(|db| {
        let world = plain(db);
        for (tried, expected) in [
            (asked("P1", "C1", LARGE), "choice-not-allowed"),
            (asked("P1", "C1", LATER), "not-networked"),
            (asked("P1", "C1", WUHAN), "choice-unfiled"),
            (changed("C1", SMALL, OTHER), "choice-not-held"),
            (asked("P9", "C1", SMALL), "unknown-person"),
            (asked("P1", "C1", "H44010099999"), "unknown-facility"),
        ] {
            assert_eq!(code(weigh(&world, &tried)), expected);
            assert_eq!(code(choose_on(&world, TODAY, &tried)), expected);
        }
        assert_eq!(on_record(&world), []);
        // A filing for Chengdu is in force, so one may choose there; Guangzhou is another choice.
        choose_on(&world, TODAY, &asked("P1", "C2", CHENGDU)).unwrap();
        choose_on(&world, TODAY, &asked("P1", "C3", SMALL)).unwrap();
        assert_eq!(
            code(choose_on(&world, TODAY, &asked("P1", "C4", SMALL))),
            "chosen-already"
        );
        let full = choose_on(&world, TODAY, &asked("P1", "C5", OTHER)).unwrap_err();
        assert_eq!(full.code(), "choices-full");
        assert!(full.message().en.contains(SMALL), "{}", full.message().en);
        world.assert_sound();
    });
}

/// R43: tier one asks for none out of the city; at home only for small institutions.
#[test]
fn whether_a_choice_is_needed_goes_by_tier() {
    on_each_engine(|db| {
        let world = built(db, &enrolment(), crate::world::library());
        assert_eq!(
            code(weigh(&world, &asked("P1", "C1", SMALL))),
            "nothing-to-choose"
        );
        let standing = world.read(|desk| choices_standing(desk, &"P1".parse().unwrap()));
        let needs = standing.unwrap().needs;
        let told: Vec<_> = needs
            .iter()
            .map(|need| (need.place, need.is_missing()))
            .collect();
        assert_eq!(told, [(region("440300"), true), (region("510100"), false)]);
    });
}

/// R47: once a year, thirty days ahead, from the first day of a month.
#[test]
fn changes_are_counted_by_the_year_and_give_notice() {
    let rule = r#"choose = [{ of = { level = ["community", "primary"] } }]
        first = { works = "at-once" }
        change = { works = "next-month", days_ahead = 30 }
        changes = { at_most = 1, per = "year" }
        channels = ["scan"]"#;
    on_each_engine(|db| {
        let world = built(db, &tier_two(), with_rule(rule));
        let scan = |asked: ChooseFacility| ChooseFacility {
            channel: ChoiceChannel::Scan,
            ..asked
        };
        let plain = asked("P1", "C1", SMALL);
        assert_eq!(
            code(choose_on(&world, TODAY, &plain)),
            "choice-channel-closed"
        );
        // A counter does whatever people can.
        let counter = ChooseFacility {
            channel: ChoiceChannel::Counter,
            ..plain
        };
        choose_on(&world, TODAY, &counter).unwrap();
        let change = scan(changed("C2", OTHER, SMALL));
        assert_eq!(weigh(&world, &change).unwrap().changes_left, Some(0));
        let done = choose_on(&world, TODAY, &change).unwrap();
        assert_eq!(done.made.from, date(2027, 1, 1), "thirty days lie between");
        let back = scan(changed("C3", SMALL, OTHER));
        let refused = choose_on(&world, date(2026, 12, 31), &back).unwrap_err();
        assert_eq!(refused.code(), "choice-change-refused");
        assert!(
            refused.message().zh.contains("已变更 1 次"),
            "{}",
            refused.message().zh
        );
        let done = choose_on(&world, date(2027, 1, 1), &back).unwrap();
        assert_eq!(done.made.from, date(2027, 2, 1));
        world.assert_sound();
    });
}

/// R45: one primary institution and one of level 2 or above, each changed by itself.
#[test]
fn one_small_and_one_large_stand_beside_each_other() {
    let rule = r#"choose = [
            { of = { level = ["community", "primary"] } },
            { of = { level = ["secondary", "tertiary"] } },
        ]
        first = { works = "at-once" }
        change = { works = "at-once", only_for = ["moved-house", "illness"] }"#;
    on_each_engine(|db| {
        let world = built(db, &tier_two(), with_rule(rule));
        choose_on(&world, TODAY, &asked("P1", "C1", SMALL)).unwrap();
        choose_on(&world, TODAY, &asked("P1", "C2", LARGE)).unwrap();
        let full = choose_on(&world, TODAY, &asked("P1", "C3", OTHER)).unwrap_err();
        assert!(full.message().en.contains(SMALL) && !full.message().en.contains(LARGE));
        // The large one leaves no room for a second small one.
        let wrong = ChooseFacility {
            reason: Some(ChangeReason::MovedHouse),
            ..changed("C3", OTHER, LARGE)
        };
        assert_eq!(code(choose_on(&world, TODAY, &wrong)), "choices-full");
        let change = changed("C3", OTHER, SMALL);
        assert_eq!(
            code(choose_on(&world, TODAY, &change)),
            "choice-reason-needed"
        );
        let change = ChooseFacility {
            reason: Some(ChangeReason::ChangedJob),
            ..change
        };
        assert_eq!(
            code(choose_on(&world, TODAY, &change)),
            "choice-change-refused"
        );
        let change = ChooseFacility {
            reason: Some(ChangeReason::Illness),
            ..change
        };
        let tomorrow = date(2026, 11, 22);
        choose_on(&world, tomorrow, &change).unwrap();
        let mut held = on_record(&world);
        held.sort();
        assert_eq!(
            held,
            [
                (SMALL.to_owned(), TODAY, Some(tomorrow)),
                (OTHER.to_owned(), tomorrow, None),
                (LARGE.to_owned(), TODAY, None),
            ]
        );
        world.assert_sound();
    });
}

/// R46 and R50: settled without a choice it paid nothing; chosen for that day it is corrected, and
/// each is told.
#[test]
fn a_choice_is_told_and_what_rests_on_it_is_corrected() {
    on_each_engine(|db| {
        let world = plain(db);
        let day = date(2026, 11, 3);
        let visit = world.open(SMALL, "M-open", outpatient("M"));
        world.describe(SMALL, "M-info", &visit);
        let upload = UploadLines {
            person: "P1".parse().unwrap(),
            visit: visit.clone(),
            side: Side::Outpatient,
            batch: "M".to_owned(),
            lines: vec![line("1", "A", 100)],
            diseases: Default::default(),
            flags: Default::default(),
        };
        world.upload(SMALL, "M-lines", upload).unwrap();
        let settle = batch(&visit, "M", 100);
        let settled = world
            .settle(SMALL, "M-settle", settle)
            .unwrap()
            .outcome
            .unwrap();
        assert_eq!(settled.settlement.shares.of(Payer::PooledFund), Money::ZERO);
        let done = choose_on(&world, day, &asked("P1", "C1", SMALL)).unwrap();
        assert_eq!(done.corrections.len(), 1);
        // 75 % at the chosen primary institution, of a traveller 80 % of it (G29).
        assert_eq!(
            done.corrections[0].shares.of(Payer::PooledFund),
            "60.00".parse().unwrap()
        );
        let told = world.db.transact(|tx| outbox::unsent(tx, 100));
        let told: Vec<_> = told.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
        let chosen = told
            .iter()
            .find(|one| one.topic == "facility-chosen")
            .unwrap();
        assert!(
            chosen.payload.contains("2026年11月3日起生效"),
            "{}",
            chosen.payload
        );
        assert!(!chosen.payload.contains("陈示例"));
        // The filing for Chengdu was approved while nothing was chosen there.
        let reminded = told
            .iter()
            .find(|one| one.topic == "designation-needed")
            .unwrap();
        assert!(reminded.payload.contains("成都市"), "{}", reminded.payload);
        world.assert_sound();
    });
}

/// Who has chosen is not reminded; who need not choose never is.
#[test]
fn only_who_must_choose_and_has_not_is_reminded() {
    on_each_engine(|db| {
        let world = plain(db);
        let topics = |world: &World| {
            let told = world.db.transact(|tx| outbox::unsent(tx, 100));
            let told = told.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
            told.iter()
                .filter(|one| one.topic == "designation-needed")
                .count()
        };
        assert_eq!(topics(&world), 1);
        let chosen = designations::Designation {
            facility: WUHAN.parse().unwrap(),
            period: Period::since(TODAY),
        };
        let put = world
            .db
            .transact(move |tx| designations::put(tx, &"P2".parse().unwrap(), &chosen));
        put.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
        world.file("P2", "420100").unwrap();
        assert_eq!(topics(&world), 1, "P2 had chosen in Wuhan");
    });
}

#[test]
fn tier_one_is_never_reminded() {
    on_each_engine(|db| {
        let world = built(db, &enrolment(), crate::world::library());
        let told = world.db.transact(|tx| outbox::unsent(tx, 100));
        let told = told.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
        assert!(told.iter().all(|one| one.topic != "designation-needed"));
    });
}
