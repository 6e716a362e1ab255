//! The desk of an employer: it files for whom it employs and for nobody else, the same list twice
//! is filed once, and who left is gone from the day on which they left.

use desk::accounts::Claimed;
use desk::employer::{self, Posting};
use desk::operators::Operator;
use desk::staff_list::{self, ListedStaff, StaffFate};
use desk::{DeskError, Role};
use domain::calendar::{Period, days_after};
use domain::employer::{Employer, Employment};
use domain::filing::Filing;
use domain::ids::PersonId;
use jiff::civil::{Date, date};
use store::staff::Unit;
use store::testing::on_each_engine;
use store::{StoreError, Tx, employers, filings};

use crate::world::{TODAY, World, morning, region};

fn person(id: &str) -> PersonId {
    id.parse().unwrap()
}

fn clerk(employer: &str) -> Operator {
    Operator {
        id: format!("O-{employer}"),
        name: "示例".to_owned(),
        roles: vec![Role::Employer],
        unit: Unit::Employer(employer.to_owned()),
        created_at: morning(TODAY),
        disabled_at: None,
    }
}

/// DW1 employs P1, DW2 employs P2, and P2 worked for DW1 until the first of November.
fn world(db: &store::Db) -> World {
    let world = World::build(db);
    let job = |employer: &str, from: Date, until: Option<Date>| Employment {
        employer: employer.parse().unwrap(),
        period: Period { from, until },
    };
    let jobs = [
        ("P1", vec![job("DW1", date(2020, 1, 1), None)]),
        (
            "P2",
            vec![
                job("DW1", date(2020, 1, 1), Some(date(2026, 11, 1))),
                job("DW2", date(2026, 11, 1), None),
            ],
        ),
    ];
    let put = move |tx: &mut Tx<'_>| {
        for number in ["DW1", "DW2"] {
            let employer = Employer {
                number: number.parse().unwrap(),
                name: format!("示例公司{number}"),
                region: region("440300"),
                phone: None,
                period: Period::since(date(2015, 1, 1)),
            };
            employers::put(tx, &employer)?;
        }
        for (who, jobs) in &jobs {
            tx.lock_person(&person(who))?;
            employers::replace(tx, &person(who), jobs)?;
        }
        Ok::<_, StoreError>(())
    };
    world.db.transact(put).unwrap();
    world
}

fn claimed(world: &World, id: &str) -> Claimed {
    let shown = desk::Voucher::Person(person(id));
    let found = world.read(|desk| desk::identify(desk, &shown)).unwrap();
    Claimed {
        name: found.person.name.clone(),
        number: found.person.certificate.reveal().to_owned(),
    }
}

fn posting(who: Claimed) -> Posting {
    Posting {
        who,
        destination: region("420100"),
        starts_on: TODAY,
        phone: "13800000000".to_owned(),
        address: "示例路1号".to_owned(),
        months: Some(12),
    }
}

fn filed(world: &World, by: &str, posting: &Posting) -> Result<Filing, DeskError> {
    let (by, posting) = (clerk(by), posting.clone());
    let filed = world.write(move |desk| employer::file_posting(desk, &by, &posting));
    filed.map(|applied| applied.filing)
}

fn all_filings(world: &World, id: &str) -> Vec<Filing> {
    let all = world
        .db
        .read(|tx: &mut Tx<'_>| filings::of_person(tx, &person(id)));
    all.unwrap_or_else(|error: StoreError| panic!("{error:?}"))
}

fn postings(world: &World, id: &str) -> usize {
    let all = all_filings(world, id);
    let posted = |one: &&Filing| one.request.category == "posted-worker";
    all.iter().filter(posted).count()
}

fn is_nobody<T: std::fmt::Debug>(answer: Result<T, DeskError>) {
    assert!(
        matches!(answer, Err(DeskError::UnknownPerson)),
        "{answer:?}"
    );
}

#[test]
fn an_employer_files_for_its_own_staff_and_twice_is_once() {
    on_each_engine(|db| {
        let world = world(db);
        // The filing of the world is in the way of another for the same days.
        let other = all_filings(&world, "P1").remove(0);
        let cancelled = world
            .write(move |desk| desk::cancel_filing(desk, "P1", (&person("P1"), other.id()), ""));
        cancelled.unwrap();
        let asked = posting(claimed(&world, "P1"));
        let by = clerk("DW1");
        let ahead = world.read(|desk| employer::look_ahead(desk, &by, &asked));
        assert_eq!(postings(&world, "P1"), 0, "looking ahead writes nothing");
        let first = filed(&world, "DW1", &asked).unwrap();
        assert_eq!(ahead.unwrap().1.state, first.state);
        let second = filed(&world, "DW1", &asked).unwrap();
        assert_eq!(first.id(), second.id());
        assert_eq!(postings(&world, "P1"), 1);
        // It says so when looked at again, and the list of staff shows it.
        let ahead = world.read(|desk| employer::look_ahead(desk, &by, &asked));
        assert_eq!(ahead.unwrap().1.id(), first.id());
        let staff = world.read(|desk| {
            let employer = employer::employer_of(desk, &by)?;
            employer::staff_of(desk, &employer, ("", 10))
        });
        let (staff, next) = staff.unwrap();
        let ids: Vec<&str> = staff.iter().map(|one| one.person.id.as_str()).collect();
        assert_eq!((ids, next), (vec!["P1"], None), "P2 left");
        assert_eq!(staff[0].postings.len(), 1);
        world.assert_sound();
    });
}

#[test]
fn anothers_staff_and_who_left_are_nobody() {
    on_each_engine(|db| {
        let world = world(db);
        let (one, two) = (claimed(&world, "P1"), claimed(&world, "P2"));
        is_nobody(filed(&world, "DW2", &posting(one.clone())));
        is_nobody(filed(&world, "DW1", &posting(two.clone())));
        is_nobody(filed(&world, "DW3", &posting(one.clone())));
        let mistaken = Claimed {
            name: "别人".to_owned(),
            ..one.clone()
        };
        is_nobody(filed(&world, "DW1", &posting(mistaken)));
        let of_list = |by: &str, who: &Claimed, left_on| {
            let listed = ListedStaff {
                who: who.clone(),
                left_on,
            };
            let by = clerk(by);
            world.read(|desk| staff_list::compare(desk, &by, &listed))
        };
        is_nobody(of_list("DW2", &one, None));
        let left = StaffFate::Left(date(2026, 11, 1));
        assert_eq!(of_list("DW1", &two, None).unwrap(), left);
        // What the agency put down of the past is the agency's to change.
        assert_eq!(of_list("DW1", &two, Some(date(2026, 10, 1))).unwrap(), left);
        assert_eq!(of_list("DW2", &two, None).unwrap(), StaffFate::Same);
        assert_eq!(postings(&world, "P1") + postings(&world, "P2"), 0);
    });
}

#[test]
fn who_leaves_is_put_down_once_and_is_nobody_from_that_day() {
    on_each_engine(|db| {
        let world = world(db);
        let who = claimed(&world, "P1");
        let on = |left_on: Date| {
            let listed = ListedStaff {
                who: who.clone(),
                left_on: Some(left_on),
            };
            let by = clerk("DW1");
            world.write(move |desk| staff_list::record(desk, &by, &listed))
        };
        let began = date(2020, 1, 1);
        assert_eq!(on(began).unwrap(), StaffFate::BeforeTheyBegan(began));
        let latest = days_after(TODAY, 31);
        assert_eq!(
            on(days_after(TODAY, 32)).unwrap(),
            StaffFate::TooFar(latest)
        );
        assert_eq!(on(TODAY).unwrap(), StaffFate::Leaves(TODAY));
        assert_eq!(on(TODAY).unwrap(), StaffFate::Left(TODAY));
        is_nobody(filed(&world, "DW1", &posting(who.clone())));
        let jobs = world
            .db
            .read(|tx: &mut Tx<'_>| employers::of_person(tx, &person("P1")));
        let jobs = jobs.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
        assert_eq!(jobs.len(), 1);
        assert_eq!(jobs[0].period.until, Some(TODAY));
        world.assert_sound();
    });
}
