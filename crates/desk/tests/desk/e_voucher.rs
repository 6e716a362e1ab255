//! The electronic voucher on the phone: one facility reads a code, as often as it has to while it
//! holds; what ran out, was read elsewhere, made up, made by another installation, or shown under a
//! sign-in or a consent that ended is refused, each with its own code.

use crate::world::{CHENGDU, GUANGZHOU, TODAY, World, batch, caller, line, morning, outpatient};
use desk::accounts::{self, ConsentAsked, ConsentWay, Relation, SessionSecret, SignInAttempt};
use desk::e_voucher::{CODE_HOLDS, identify_at, show_voucher};
use desk::{Desk, DeskError, Shown, Side, UploadLines, VisitFlags, Voucher, looked};
use domain::ids::{FacilityCode, PersonId};
use jiff::{SignedDuration, Timestamp};
use store::testing::{on_each_engine, on_sqlite};
use store::{Db, Keys, StoreError, Tx, installation};

fn person(id: &str) -> PersonId {
    id.parse().unwrap()
}

fn after(minutes: i64) -> Timestamp {
    morning(TODAY) + SignedDuration::from_mins(minutes)
}

fn sign_in(world: &World, id: &'static str) -> SessionSecret {
    let done = world.write(move |desk| accounts::sign_in_in_demo(desk, &person(id)));
    match done.unwrap() {
        SignInAttempt::In(secret) => secret,
        SignInAttempt::Refused(why) => panic!("{why:?}"),
    }
}

/// A code of the voucher of one, shown by another, now.
fn shown(world: &World, (by, of): (&'static str, &'static str), secret: &SessionSecret) -> String {
    let secret = secret.clone();
    let code = world.write(move |desk| show_voucher(desk, (&person(by), &person(of)), &secret));
    code.unwrap().text
}

/// Who it is at a facility so many minutes on.
fn read(world: &World, (code, at): (&str, &str), minutes: i64) -> Result<String, String> {
    let (voucher, at) = (
        Voucher::Token(code.to_owned()),
        at.parse::<FacilityCode>().unwrap(),
    );
    let found = world.write_at(after(minutes), move |desk| identify_at(desk, &at, &voucher));
    let found = found.map(|found| found.person.id.to_string());
    found.map_err(|error| error.code().to_owned())
}

fn refused(code: &str) -> Result<String, String> {
    Err(code.to_owned())
}

fn known(id: &str) -> Result<String, String> {
    Ok(id.to_owned())
}

#[test]
fn a_code_is_one_facilitys_and_only_while_it_holds() {
    on_each_engine(|db| {
        let world = World::build(db);
        let secret = sign_in(&world, "P1");
        let code = shown(&world, ("P1", "P1"), &secret);
        // A number of our own is no code to sign in with, and opens no other door.
        let token = code.clone();
        let tried = world.write(move |desk| accounts::sign_in_with_voucher(desk, &token));
        assert!(matches!(tried, Ok(SignInAttempt::Refused(_))), "{tried:?}");
        let token = Voucher::Token(code.clone());
        let by_number = world.read(|desk| desk::identify(desk, &token));
        assert_eq!(by_number.unwrap_err().code(), "unknown-person");
        // A program asks again for the same patient; another facility has a copy.
        assert_eq!(read(&world, (&code, GUANGZHOU), 1), known("P1"));
        assert_eq!(
            read(&world, (&code.to_lowercase(), GUANGZHOU), 2),
            known("P1")
        );
        assert_eq!(
            read(&world, (&code, CHENGDU), 3),
            refused("voucher-code-used")
        );
        let over = CODE_HOLDS.as_mins();
        assert_eq!(read(&world, (&code, GUANGZHOU), over - 1), known("P1"));
        assert_eq!(
            read(&world, (&code, GUANGZHOU), over),
            refused("voucher-code-expired")
        );
        // The next one is another one.
        let next = shown(&world, ("P1", "P1"), &secret);
        assert_ne!(code, next);
        assert_eq!(read(&world, (&next, CHENGDU), 1), known("P1"));
        // What is long over is forgotten, and still said to have run out.
        world
            .write_at(after(3 * 24 * 60), desk::e_voucher::forget_old)
            .unwrap();
        assert_eq!(
            read(&world, (&code, GUANGZHOU), 3 * 24 * 60),
            refused("voucher-code-expired")
        );
        world.assert_sound();
    });
}

#[test]
fn what_a_facility_read_vouches_there_for_the_visit() {
    on_each_engine(|db| {
        let world = World::build(db);
        let secret = sign_in(&world, "P1");
        let code = shown(&world, ("P1", "P1"), &secret);
        assert_eq!(read(&world, (&code, CHENGDU), 0), known("P1"));
        let with_code = |message: &str, facility: &str| {
            let mut asks = caller(facility, message);
            asks.shown = Shown::voucher(Voucher::Token(code.clone()));
            asks
        };
        let (opens, asked) = (with_code("V-1", CHENGDU), outpatient("V-1"));
        let opened = world.write_at(after(5), move |desk| {
            desk::open_visit(desk, &opens, &asked, |visit| visit.id.as_str().into())
        });
        let visit: domain::ids::VisitId = String::from_utf8(opened.unwrap().reply)
            .unwrap()
            .parse()
            .unwrap();
        world.describe(CHENGDU, "V-1-told", &visit);
        let lines = UploadLines {
            person: person("P1"),
            visit: visit.clone(),
            side: Side::Outpatient,
            batch: "1".to_owned(),
            lines: vec![line("1", "A", 100)],
            diseases: Default::default(),
            flags: VisitFlags::default(),
        };
        world.upload(CHENGDU, "V-1-lines", lines).unwrap();
        // The bill is settled after lunch, with what was shown in the morning.
        let (asks, settling) = (with_code("V-1-pays", CHENGDU), batch(&visit, "1", 100));
        let settled = world.write_at(after(180), move |desk| {
            desk::settle(desk, &asks, &settling, |_| vec![])
        });
        assert!(settled.is_ok(), "{:?}", settled.err());
        // Elsewhere a copy opens nothing, and a day later nothing here either.
        for (facility, minutes, why) in [
            (GUANGZHOU, 6, "voucher-code-used"),
            (CHENGDU, 25 * 60, "voucher-code-expired"),
        ] {
            let (asks, asked) = (with_code("V-2", facility), outpatient("V-2"));
            let opened = world.write_at(after(minutes), move |desk| {
                desk::open_visit(desk, &asks, &asked, |_| vec![])
            });
            assert_eq!(opened.unwrap_err().code(), why);
        }
        // Somebody else's code vouches for nobody but them.
        let of_other = shown(&world, ("P2", "P2"), &sign_in(&world, "P2"));
        let mut asks = caller(CHENGDU, "V-3");
        asks.shown = Shown::voucher(Voucher::Token(of_other));
        let asked = outpatient("V-3");
        let opened = world.write(move |desk| desk::open_visit(desk, &asks, &asked, |_| vec![]));
        assert_eq!(opened.unwrap_err().code(), "voucher-of-another");
        world.assert_sound();
    });
}

#[test]
fn a_code_that_was_made_up_or_made_elsewhere_is_told_so() {
    on_sqlite(|db| {
        let name = |tx: &mut Tx<'_>| installation::identify(tx, &mut store::testing::Seeded(3));
        db.transact(name)
            .unwrap_or_else(|error: StoreError| panic!("{error}"));
        let world = World::build(db);
        let code = shown(&world, ("P1", "P1"), &sign_in(&world, "P1"));
        // Each sign changed: never somebody, never a panic.
        for at in 2..code.len() {
            let mut signs: Vec<char> = code.chars().collect();
            signs[at] = if signs[at] == '7' { '8' } else { '7' };
            let other: String = signs.into_iter().collect();
            let answer = read(&world, (&other, GUANGZHOU), 0);
            let why = answer.unwrap_err();
            let expected = ["voucher-code-forged", "voucher-code-of-elsewhere"];
            assert!(expected.contains(&why.as_str()), "{at}: {why}");
        }
        on_sqlite(|elsewhere| {
            let there = World::build(elsewhere);
            assert_eq!(
                read(&there, (&code, GUANGZHOU), 0),
                refused("voucher-code-of-elsewhere")
            );
        });
        for token in ["", "SX", "EV0000000001", &code[..30]] {
            assert_eq!(
                read(&world, (token, GUANGZHOU), 0),
                refused("unknown-person")
            );
        }
    });
}

#[test]
fn a_code_ends_with_the_sign_in_and_with_the_consent_it_was_shown_under() {
    on_each_engine(|db| {
        let world = World::build(db);
        let secret = sign_in(&world, "P1");
        let code = shown(&world, ("P1", "P1"), &secret);
        world
            .write(move |desk| accounts::end_session(desk, &secret))
            .unwrap();
        assert_eq!(
            read(&world, (&code, GUANGZHOU), 1),
            refused("voucher-code-ended")
        );
        // Somebody who may not act shows nothing; who may is seen to have.
        let helper = sign_in(&world, "P2");
        let tries = helper.clone();
        let none =
            world.write(move |desk| show_voucher(desk, (&person("P2"), &person("P1")), &tries));
        assert_eq!(none.unwrap_err().code(), "unknown-person");
        let asked = ConsentAsked {
            person: person("P1"),
            helper: person("P2"),
            relation: Relation::Child,
            until: None,
            way: ConsentWay::Person,
        };
        world
            .write(move |desk| accounts::give_consent(desk, (&asked, "person")))
            .unwrap();
        let first = shown(&world, ("P2", "P1"), &helper);
        assert_eq!(read(&world, (&first, GUANGZHOU), 1), known("P1"));
        let looks = world
            .read(|desk| looked::who_looked(desk, &person("P1"), 10))
            .unwrap();
        let showed = looks.iter().find(|it| it.action == looked::SHOWED_VOUCHER);
        assert!(
            showed.is_some_and(|it| it.who.zh.contains("李*")),
            "{looks:?}"
        );
        let second = shown(&world, ("P2", "P1"), &helper);
        world
            .write(|desk: &mut Desk<'_, '_>| -> Result<(), DeskError> {
                accounts::end_consent(desk, (&person("P1"), &person("P2")), "P1")
            })
            .unwrap();
        assert_eq!(
            read(&world, (&second, GUANGZHOU), 1),
            refused("voucher-code-ended")
        );
        world.assert_sound();
    });
}

#[test]
fn keys_that_seal_may_be_replaced_while_a_code_holds() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("suixing.db");
    let open = |keys: &Keys| Db::open_sqlite(&path, keys.clone()).unwrap();
    let before = open(&Keys::named(&[[1; 32]], &[2; 32]));
    let world = World::build(&before);
    let code = shown(&world, ("P1", "P1"), &sign_in(&world, "P1"));
    drop((world.clone(), before));
    let after = open(&Keys::named(&[[9; 32], [1; 32]], &[2; 32]));
    let world = World {
        db: after,
        reference: world.reference,
    };
    assert_eq!(read(&world, (&code, GUANGZHOU), 1), known("P1"));
}
