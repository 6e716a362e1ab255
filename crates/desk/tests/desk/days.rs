//! Nobody is in two hospitals, and lines are dated on days of their visit.

use desk::{
    CancelDischarge, DeskError, DischargeTerms, OpenVisit, Settle, SettledTogether, Side,
    UpdateVisit, UploadLines,
};
use domain::Money;
use domain::bill::BillLine;
use domain::facility::Care;
use domain::ids::VisitId;
use jiff::civil::{Date, date};
use store::testing::{on_each_engine, on_sqlite};
use store::visits::VisitFlags;

use crate::scene::lines_of;
use crate::world::{CHENGDU, GUANGZHOU, World, batch, caller, findings, line, outpatient, stay};

fn november(day: i8) -> Date {
    date(2026, 11, day)
}

/// A visit somewhere on some days: still open where it has no last day.
#[derive(Clone, Copy, Debug)]
struct Days {
    at: &'static str,
    care: Care,
    from: i8,
    until: Option<i8>,
    emergency: bool,
}

const fn stayed(at: &'static str, from: i8, until: i8) -> Days {
    Days {
        at,
        care: Care::Inpatient,
        from,
        until: Some(until),
        emergency: false,
    }
}

const fn stays(at: &'static str, from: i8) -> Days {
    Days {
        until: None,
        ..stayed(at, from, 0)
    }
}

const fn treated(at: &'static str, day: i8) -> Days {
    Days {
        care: Care::Outpatient,
        ..stays(at, day)
    }
}

const fn emergency(days: Days) -> Days {
    Days {
        emergency: true,
        ..days
    }
}

/// Opens the visit and, where it has a last day, discharges.
fn go(world: &World, tag: &str, days: Days) -> Result<VisitId, DeskError> {
    let asked = OpenVisit {
        care: days.care,
        from: november(days.from),
        flags: VisitFlags {
            emergency: days.emergency,
            ..VisitFlags::default()
        },
        ..outpatient(tag)
    };
    let by = caller(days.at, &format!("{tag}-open"));
    let opened = world.write(move |desk| desk::open_visit(desk, &by, &asked, |_| vec![]));
    let visit = opened?.outcome.unwrap().id;
    if let Some(until) = days.until {
        leave(world, (days.at, &format!("{tag}-out")), &visit, until)?;
    }
    Ok(visit)
}

fn leave(
    world: &World,
    (at, message): (&str, &str),
    visit: &VisitId,
    until: i8,
) -> Result<(), DeskError> {
    let asked = DischargeTerms {
        person: "P1".parse().unwrap(),
        visit: visit.clone(),
        until: november(until),
        flags: Default::default(),
        findings: None,
    };
    let by = caller(at, message);
    world
        .write(move |desk| desk::discharge(desk, &by, &asked, |_| vec![]))
        .map(drop)
}

fn update(world: &World, (at, message): (&str, &str), asked: UpdateVisit) -> Result<(), DeskError> {
    let by = caller(at, message);
    world
        .write(move |desk| desk::update_visit(desk, &by, &asked, |_| vec![]))
        .map(drop)
}

fn code(done: Result<impl Sized, DeskError>) -> &'static str {
    done.map_or_else(|error| error.code(), |_| "ok")
}

#[test]
#[rustfmt::skip]
fn nobody_is_in_two_hospitals() {
    let rows = [
        // There is,             then comes
        (stayed(CHENGDU, 3, 8),  stayed(GUANGZHOU, 5, 6),             "in-hospital"),
        (stayed(CHENGDU, 3, 8),  stayed(GUANGZHOU, 1, 5),             "in-hospital"),
        (stayed(CHENGDU, 3, 8),  stayed(GUANGZHOU, 1, 12),            "in-hospital"),
        (stayed(CHENGDU, 3, 8),  stayed(CHENGDU, 7, 9),               "in-hospital"),
        (stayed(CHENGDU, 3, 8),  stayed(GUANGZHOU, 3, 8),             "in-hospital"),
        (stayed(CHENGDU, 3, 8),  stays(GUANGZHOU, 3),                 "in-hospital"),
        (stays(CHENGDU, 3),      stays(GUANGZHOU, 9),                 "in-hospital"),
        (stays(CHENGDU, 3),      stays(CHENGDU, 9),                   "in-hospital"),
        (stays(CHENGDU, 9),      stays(GUANGZHOU, 3),                 "in-hospital"),
        (stays(CHENGDU, 9),      stayed(GUANGZHOU, 3, 5),             "in-hospital"),
        (stayed(CHENGDU, 3, 8),  treated(GUANGZHOU, 5),               "in-hospital"),
        (stayed(CHENGDU, 3, 8),  treated(CHENGDU, 5),                 "in-hospital"),
        (stays(CHENGDU, 3),      treated(GUANGZHOU, 20),              "in-hospital"),
        (stays(CHENGDU, 3),      emergency(treated(CHENGDU, 5)),      "in-hospital"),
        (stays(CHENGDU, 3),      emergency(stays(CHENGDU, 5)),        "in-hospital"),
        // A transfer of the day, and what was before or after.
        (stayed(CHENGDU, 3, 8),  stayed(GUANGZHOU, 8, 12),            "ok"),
        (stayed(CHENGDU, 3, 8),  stayed(CHENGDU, 8, 8),               "ok"),
        (stayed(CHENGDU, 3, 8),  stayed(GUANGZHOU, 1, 3),             "ok"),
        (stayed(CHENGDU, 3, 8),  stayed(GUANGZHOU, 9, 12),            "ok"),
        (stayed(CHENGDU, 3, 8),  stayed(GUANGZHOU, 1, 2),             "ok"),
        // An outpatient on the day of admission, of discharge, before and after.
        (stays(CHENGDU, 3),      treated(GUANGZHOU, 3),               "ok"),
        (stayed(CHENGDU, 3, 8),  treated(GUANGZHOU, 8),               "ok"),
        (stays(CHENGDU, 3),      treated(GUANGZHOU, 2),               "ok"),
        (stayed(CHENGDU, 3, 8),  treated(GUANGZHOU, 9),               "ok"),
        // An emergency elsewhere.
        (stays(CHENGDU, 3),      emergency(treated(GUANGZHOU, 5)),    "ok"),
        (stays(CHENGDU, 3),      emergency(stays(GUANGZHOU, 5)),      "ok"),
        (stayed(CHENGDU, 3, 8),  emergency(stayed(GUANGZHOU, 5, 6)),  "ok"),
        // Outpatient visits are in nobody's way.
        (treated(CHENGDU, 5),    stayed(GUANGZHOU, 3, 8),             "ok"),
        (treated(CHENGDU, 5),    treated(GUANGZHOU, 5),               "ok"),
    ];
    for (there, then, expected) in rows {
        on_sqlite(|db| {
            let world = World::build(db);
            go(&world, "A", there).unwrap();
            assert_eq!(code(go(&world, "B", then)), expected, "{there:?} {then:?}");
            world.assert_sound();
        });
    }
}

#[test]
fn an_emergency_elsewhere_does_not_open_the_door_to_a_third_stay() {
    on_each_engine(|db| {
        let world = World::build(db);
        let first = go(&world, "A", stays(CHENGDU, 3)).unwrap();
        go(&world, "B", emergency(stays(GUANGZHOU, 5))).unwrap();
        assert_eq!(code(go(&world, "C", stays(CHENGDU, 6))), "in-hospital");
        // The first ends as it would have ended.
        leave(&world, (CHENGDU, "A-out"), &first, 9).unwrap();
    });
}

#[test]
fn a_refusal_says_where_and_since_when() {
    on_each_engine(|db| {
        let world = World::build(db);
        go(&world, "A", stays(CHENGDU, 3)).unwrap();
        let refused = go(&world, "B", treated(GUANGZHOU, 5)).unwrap_err();
        let said = refused.message();
        assert_eq!(said.zh, "此人自 2026-11-03 起在示例医院住院，尚未出院");
        let english = "the person has been in hospital at 示例医院 since 2026-11-03 and is not \
                       discharged";
        assert_eq!(said.en, english);
        assert_eq!(world.rows("visit"), 1);
    });
}

#[test]
fn moved_days_are_held_to_the_same() {
    on_each_engine(|db| {
        let world = World::build(db);
        let first = go(&world, "A", stayed(CHENGDU, 3, 8)).unwrap();
        let second = go(&world, "B", stays(GUANGZHOU, 10)).unwrap();
        let moved = |visit: &VisitId, side, day: i8| UpdateVisit {
            side,
            from: Some(november(day)),
            findings: None,
            ..findings("P1", visit)
        };
        // 2403 moves the admission into the stay before, or to the day it ended.
        let into = moved(&second, Side::Inpatient, 7);
        assert_eq!(code(update(&world, (GUANGZHOU, "M1"), into)), "in-hospital");
        let to = moved(&second, Side::Inpatient, 8);
        update(&world, (GUANGZHOU, "M2"), to).unwrap();
        // The discharge before cannot be undone into it: the person would be in two hospitals.
        let undo = CancelDischarge {
            person: "P1".parse().unwrap(),
            visit: first.clone(),
        };
        let by = caller(CHENGDU, "M3");
        let undone = world.write(move |desk| desk::cancel_discharge(desk, &by, &undo, |_| vec![]));
        assert_eq!(code(undone), "in-hospital");
        leave(&world, (GUANGZHOU, "M4"), &second, 12).unwrap();
        // Now it can be corrected, but not past the day on which the next began.
        let undo = CancelDischarge {
            person: "P1".parse().unwrap(),
            visit: first.clone(),
        };
        let by = caller(CHENGDU, "M5");
        let undone = world.write(move |desk| desk::cancel_discharge(desk, &by, &undo, |_| vec![]));
        undone.unwrap();
        assert_eq!(
            code(leave(&world, (CHENGDU, "M6"), &first, 9)),
            "in-hospital"
        );
        leave(&world, (CHENGDU, "M7"), &first, 7).unwrap();
        // An outpatient visit is not moved into a stay either, nor loses what excused it.
        let visit = go(&world, "C", treated(CHENGDU, 15)).unwrap();
        let into = moved(&visit, Side::Outpatient, 10);
        assert_eq!(code(update(&world, (CHENGDU, "M8"), into)), "in-hospital");
        let excused = go(&world, "D", emergency(treated(CHENGDU, 10))).unwrap();
        let plain = UpdateVisit {
            flags: VisitFlags::default().into(),
            ..findings("P1", &excused)
        };
        assert_eq!(code(update(&world, (CHENGDU, "M9"), plain)), "in-hospital");
        world.assert_sound();
    });
}

/// A stay typed in late lies before one that is over; its days are held to that once they are
/// known.
#[test]
fn a_part_is_not_settled_over_days_in_another_hospital() {
    on_each_engine(|db| {
        let world = World::build(db);
        go(&world, "A", stayed(CHENGDU, 6, 8)).unwrap();
        let late = go(&world, "B", stays(GUANGZHOU, 3)).unwrap();
        let lines = lines_of(&late, "", vec![line("1", "A", 900)]);
        world.upload(GUANGZHOU, "B-lines", lines).unwrap();
        let part = Settle {
            what: SettledTogether::Stay { mid_stay: true },
            ..stay(&late, 900)
        };
        assert_eq!(code(world.quote(GUANGZHOU, &part)), "in-hospital");
        assert_eq!(code(world.settle(GUANGZHOU, "B-part", part)), "in-hospital");
        leave(&world, (GUANGZHOU, "B-out"), &late, 5).unwrap();
        world
            .settle(GUANGZHOU, "B-settle", stay(&late, 900))
            .unwrap();
        world.assert_sound();
    });
}

fn dated(serial: &str, day: Date) -> BillLine {
    BillLine {
        used_on: day,
        ..line(serial, "A", 100)
    }
}

fn upload(
    world: &World,
    (at, message): (&str, &str),
    (visit, side): (&VisitId, Side),
    days: &[Date],
) -> Result<(), DeskError> {
    let numbered = days.iter().enumerate();
    let lines = numbered.map(|(number, day)| dated(&format!("{message}{number}"), *day));
    let asked = UploadLines {
        side,
        ..lines_of(visit, "B1", lines.collect())
    };
    world.upload(at, message, asked)
}

#[test]
#[rustfmt::skip]
fn lines_are_dated_on_days_of_their_visit() {
    let long_ago = date(2023, 12, 1);
    let rows = [
        // (visit, day of the line, answer)
        (treated(CHENGDU, 10),            november(9),  "lines-outside-visit"),
        (treated(CHENGDU, 10),            november(10), "ok"),
        (treated(CHENGDU, 10),            november(13), "ok"),
        (treated(CHENGDU, 10),            november(14), "lines-outside-visit"),
        (treated(CHENGDU, 10),            long_ago,     "lines-outside-visit"),
        (emergency(treated(CHENGDU, 10)), november(9),  "lines-outside-visit"),
        (stays(CHENGDU, 10),              november(9),  "lines-outside-visit"),
        (stays(CHENGDU, 10),              november(10), "ok"),
        (stays(CHENGDU, 10),              november(21), "ok"),
        (stays(CHENGDU, 10),              november(22), "date-ahead"),
        (stays(CHENGDU, 10),              long_ago,     "lines-outside-visit"),
        (emergency(stays(CHENGDU, 10)),   november(7),  "ok"),
        (emergency(stays(CHENGDU, 10)),   november(6),  "lines-outside-visit"),
    ];
    for (days, day, expected) in rows {
        on_sqlite(|db| {
            let world = World::build(db);
            let visit = go(&world, "A", days).unwrap();
            let side = Side::of(days.care);
            let sent = upload(&world, (CHENGDU, "L"), (&visit, side), &[day]);
            assert_eq!(code(sent), expected, "{days:?} {day}");
        });
    }
}

#[test]
fn discharge_and_change_name_every_line_they_leave_outside() {
    on_each_engine(|db| {
        let world = World::build(db);
        let visit = go(&world, "A", emergency(stays(CHENGDU, 10))).unwrap();
        let days = [november(8), november(11), november(14), november(15)];
        upload(&world, (CHENGDU, "L"), (&visit, Side::Inpatient), &days).unwrap();
        let refused = leave(&world, (CHENGDU, "out"), &visit, 13).unwrap_err();
        assert_eq!(refused.code(), "lines-outside-visit");
        let said = refused.message().en;
        assert!(said.contains("from 2026-11-07 to 2026-11-13"), "{said}");
        assert!(said.ends_with("L2 (2026-11-14), L3 (2026-11-15)"), "{said}");
        // The admission moves on, or is no emergency any more.
        let later = UpdateVisit {
            side: Side::Inpatient,
            from: Some(november(15)),
            ..findings("P1", &visit)
        };
        let refused = update(&world, (CHENGDU, "later"), later)
            .unwrap_err()
            .message()
            .en;
        assert!(
            refused.ends_with("L0 (2026-11-08), L1 (2026-11-11)"),
            "{refused}"
        );
        let plain = UpdateVisit {
            side: Side::Inpatient,
            flags: VisitFlags::default().into(),
            ..findings("P1", &visit)
        };
        let refused = update(&world, (CHENGDU, "plain"), plain)
            .unwrap_err()
            .message()
            .en;
        assert!(
            refused.ends_with("lines outside: L0 (2026-11-08)"),
            "{refused}"
        );
        leave(&world, (CHENGDU, "out"), &visit, 15).unwrap();
        let settled = world.settle(CHENGDU, "settle", stay(&visit, 400));
        assert_eq!(
            settled.unwrap().outcome.unwrap().settlement.scope.total(),
            Money::from_yuan(400)
        );
        world.assert_sound();
    });
}

/// What a refund comes to is decided by its line; the day it was typed in decides nothing.
#[test]
fn a_refund_may_be_typed_in_after_the_visit() {
    on_each_engine(|db| {
        let world = World::build(db);
        let visit = world.ready(CHENGDU, "O", vec![line("1", "A", 100)]);
        let back = BillLine {
            quantity: -10_000,
            amount: Money::from_yuan(-100),
            refund_of: Some("1".to_owned()),
            ..dated("2", november(20))
        };
        let more = lines_of(&visit, "O", vec![back, line("3", "A", 30)]);
        world.upload(CHENGDU, "O-more", more).unwrap();
        let settled = world.settle(CHENGDU, "O-settle", batch(&visit, "O", 30));
        settled.unwrap();
        world.assert_sound();
    });
}
