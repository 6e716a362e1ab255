//! A hospital whose clock is a few minutes ahead sends tomorrow's date before our midnight.

use desk::{Desk, DeskError, OpenVisit, Settle, SettledTogether, UploadLines};
use domain::calendar::instant_in_china;
use domain::facility::Care;
use domain::ids::VisitId;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use store::testing::on_each_engine;

use crate::world::{CHENGDU, GUANGZHOU, World, batch, caller, findings, line, outpatient, receipt};

const TOMORROW: Date = date(2026, 12, 1);

/// So late on the evening before.
fn evening(minute: i8, second: i8) -> Timestamp {
    instant_in_china(date(2026, 11, 30).at(23, minute, second, 0)).unwrap()
}

fn open(
    world: &World,
    now: Timestamp,
    (facility, asked): (&str, OpenVisit),
) -> Result<VisitId, DeskError> {
    let caller = caller(facility, &format!("{}-open", asked.facility_number));
    let opened = move |desk: &mut Desk<'_, '_>| desk::open_visit(desk, &caller, &asked, |_| vec![]);
    let visit = world.write_at(now, opened)?.outcome.unwrap();
    assert_eq!(visit.from, TOMORROW, "kept as it was sent");
    Ok(visit.id)
}

fn upload(
    world: &World,
    facility: &'static str,
    visit: &VisitId,
    batch: &str,
    day: Date,
) -> Result<(), DeskError> {
    let mut used = line("1", "A", 100);
    used.used_on = day;
    let asked = UploadLines {
        person: "P1".parse().unwrap(),
        visit: visit.clone(),
        side: world.side_of(visit),
        batch: batch.to_owned(),
        lines: vec![used],
        diseases: Default::default(),
        flags: Default::default(),
    };
    let caller = caller(facility, &format!("{visit}-{day}"));
    let work = move |desk: &mut Desk<'_, '_>| desk::upload_lines(desk, &caller, &asked, |_| vec![]);
    world.write_at(evening(45, 0), work).map(drop)
}

fn settle(world: &World, facility: &'static str, asked: Settle) -> Date {
    let caller = caller(facility, &format!("{}-settle", asked.visit));
    let work = move |desk: &mut Desk<'_, '_>| desk::settle(desk, &caller, &asked, receipt);
    let settled = world.write_at(evening(50, 0), work).unwrap();
    settled.outcome.unwrap().settlement.inputs.situation.day
}

#[test]
fn tomorrow_is_taken_in_the_last_half_hour_of_today() {
    on_each_engine(|db| {
        let world = World::build(db);
        let asked = |number: &str| OpenVisit {
            from: TOMORROW,
            ..outpatient(number)
        };
        let refused = open(&world, evening(29, 59), (GUANGZHOU, asked("O1"))).unwrap_err();
        assert_eq!(refused.code(), "date-ahead");
        assert!(refused.message().zh.contains("30 分钟"), "{refused}");
        let visit = open(&world, evening(30, 0), (GUANGZHOU, asked("O1"))).unwrap();
        let (caller, told) = (caller(GUANGZHOU, "O1-info"), findings("P1", &visit));
        let describe =
            move |desk: &mut Desk<'_, '_>| desk::update_visit(desk, &caller, &told, |_| vec![]);
        world.write_at(evening(40, 0), describe).unwrap();
        upload(&world, GUANGZHOU, &visit, "O1", TOMORROW).unwrap();
        let later = upload(
            &world,
            GUANGZHOU,
            &visit,
            "O1",
            TOMORROW.tomorrow().unwrap(),
        );
        assert_eq!(later.unwrap_err().code(), "date-ahead");
        let day = settle(&world, GUANGZHOU, batch(&visit, "O1", 100));
        assert_eq!(
            day, TOMORROW,
            "the rules are those of the day that was sent"
        );
        world.assert_sound();
    });
}

#[test]
fn a_stay_that_began_tomorrow_is_settled_as_of_tomorrow() {
    on_each_engine(|db| {
        let world = World::build(db);
        let asked = OpenVisit {
            care: Care::Inpatient,
            from: TOMORROW,
            ..outpatient("S1")
        };
        let visit = open(&world, evening(30, 0), (CHENGDU, asked)).unwrap();
        upload(&world, CHENGDU, &visit, "", TOMORROW).unwrap();
        let asked = Settle {
            what: SettledTogether::Stay { mid_stay: true },
            ..batch(&visit, "", 100)
        };
        assert_eq!(settle(&world, CHENGDU, asked), TOMORROW);
        world.assert_sound();
    });
}
