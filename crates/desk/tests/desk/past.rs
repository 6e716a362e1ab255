//! Rules for days that have passed are released: those who decide are told what was settled by the
//! old ones, and it is corrected, or stands because they say so.

use std::sync::Arc;

use crate::releases::{HOME, RAISED, Scene};
use crate::world::{GUANGZHOU, TODAY, World, enrolment, line, morning, outpatient, region, stay};
use desk::releases::{ApproveFrom, PastBills, PastEffect};
use desk::{Cause, OpenVisit, Recorded, Reviewing, Settlement, Statement, UploadLines};
use domain::Money;
use domain::facility::Care;
use domain::ids::PersonId;
use domain::person::{Enrolment, Scheme};
use domain::shares::Shares;
use jiff::SignedDuration;
use store::testing::{Seeded, on_each_engine};
use store::{Db, StoreError, Tx, corrections};

/// People of the small place, with the office that releases its rules.
struct Place {
    scene: Scene,
    world: World,
}

impl Place {
    fn set(db: &Db) -> Place {
        let mut world = World::build(db);
        let insured = Enrolment {
            insured_at: region(HOME),
            tier: None,
            ..enrolment()
        };
        let history = [Recorded {
            from: None,
            enrolment: insured,
        }];
        for person in ["P1", "P2"] {
            let (person, history): (PersonId, _) = (person.parse().unwrap(), history.clone());
            let recorded = world.write(move |desk| {
                let statement = Statement {
                    by: "register",
                    number: "R-1",
                };
                let insurance = (region(HOME), Scheme::Employee);
                desk::record_insurance(desk, statement, (&person, insurance), &history)
            });
            recorded.unwrap();
        }
        let scene = Scene::set(db);
        world.reference = Arc::new(scene.today().reference().unwrap());
        Place { scene, world }
    }

    /// A stay of so many yuan, settled by the rules of today.
    fn settled(&mut self, person: &str, tag: &str, yuan: i64) -> Settlement {
        self.world.reference = Arc::new(self.scene.today().reference().unwrap());
        let person: PersonId = person.parse().unwrap();
        let admit = OpenVisit {
            person: person.clone(),
            care: Care::Inpatient,
            insured_at: Some(region(HOME)),
            ..outpatient(tag)
        };
        let visit = self.world.open(GUANGZHOU, &format!("{tag}-open"), admit);
        let upload = UploadLines {
            person: person.clone(),
            visit: visit.clone(),
            batch: String::new(),
            lines: vec![line("1", "A", yuan)],
            diseases: Default::default(),
        };
        let world = &self.world;
        world
            .upload(GUANGZHOU, &format!("{tag}-up"), upload)
            .unwrap();
        world.discharge_of(GUANGZHOU, &format!("{tag}-out"), (&person, &visit));
        let mut asked = stay(&visit, yuan);
        asked.person = person;
        asked.use_account = false;
        let answer = world.settle(GUANGZHOU, tag, asked).unwrap();
        answer.outcome.unwrap().settlement
    }

    fn funds(&self, person: &str) -> Vec<Money> {
        let person = person.parse().unwrap();
        let read = |tx: &mut Tx<'_>| corrections::standing(tx, &person);
        let standing = self.world.db.read(read);
        let standing = standing.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
        standing.iter().map(|made| made.shares.funds()).collect()
    }

    fn approve(&self, id: &str, past: Option<PastBills>) -> Result<(), &'static str> {
        let office = self.scene.today();
        let from = ApproveFrom { from: None, past };
        let asked = (id, "核对无误");
        let approved = office.approve(&self.scene.publisher, None, asked, from);
        approved.map(drop).map_err(|error| error.code())
    }

    /// Goes on so many seconds later with what is due. Returns the corrections that were made, and
    /// how many reviews are left.
    fn review(&self, later: i64) -> (usize, i64) {
        let now = morning(TODAY) + SignedDuration::from_secs(later);
        let office = desk::Office::new(&self.scene.db, &self.scene.base, now);
        let mut corrected = 0;
        let left = office.review(Seeded(later.unsigned_abs() << 32), |step| {
            if let Reviewing::Person(made) = step {
                corrected += made;
            }
        });
        (corrected, left.unwrap())
    }
}

fn yuan(all: &[i64]) -> Vec<Money> {
    all.iter().map(|yuan| Money::from_yuan(*yuan)).collect()
}

#[test]
fn what_was_settled_by_the_old_rules_is_told_and_corrected() {
    on_each_engine(|db| {
        let mut place = Place::set(db);
        place.settled("P1", "S1", 1000);
        place.settled("P1", "S2", 2000);
        place.settled("P2", "S3", 500);
        let drafted = place.scene.draft(&RAISED);
        let id = drafted.summary.id.clone();
        let expected = PastEffect {
            settlements: 3,
            people: 2,
            funds: Money::from_yuan(350),
            ..PastEffect::default()
        };
        assert_eq!(drafted.test.unwrap().past, expected);
        assert_eq!(place.approve(&id, None), Err("release-past"));
        place.approve(&id, Some(PastBills::Corrected)).unwrap();
        assert_eq!(place.review(0), (0, 2));
        assert_eq!(place.funds("P1"), yuan(&[800, 1600]));
        // What is settled by a program that has not noticed yet is found by the second pass.
        assert_eq!(place.review(5), (3, 1));
        assert_eq!(place.funds("P1"), yuan(&[900, 1800]));
        assert_eq!(place.funds("P2"), yuan(&[450]));
        assert_eq!(place.review(200), (0, 0));
        place.world.assert_sound();
        let made = place
            .world
            .read(|desk| desk::query::corrections_of_person(desk, &"P1".parse().unwrap()));
        for correction in made.unwrap() {
            assert_eq!(correction.cause, Cause::RulesReleased);
            assert_eq!(correction.cause_of, id);
            assert_ne!(correction.shares, Shares::default());
        }
        // A cancellation takes all of it back, and what is settled now goes by the new rules.
        place.settled("P1", "S4", 100);
        assert_eq!(place.funds("P1"), yuan(&[900, 1800, 90]));
        place.world.assert_sound();
    });
}

#[test]
fn the_way_back_corrects_once_more() {
    on_each_engine(|db| {
        let mut place = Place::set(db);
        place.settled("P1", "S1", 1000);
        let id = place.scene.draft(&RAISED).summary.id;
        place.approve(&id, Some(PastBills::Corrected)).unwrap();
        place.review(300);
        assert_eq!(place.funds("P1"), yuan(&[900]));
        let office = place.scene.today();
        let back = office.roll_back(&place.scene.editor, None, (&id, "有误"));
        let back = back.unwrap().outcome.unwrap();
        assert_eq!(back.test.unwrap().past.funds, -Money::from_yuan(100));
        let back = back.summary.id;
        place.approve(&back, Some(PastBills::Corrected)).unwrap();
        place.review(600);
        assert_eq!(place.funds("P1"), yuan(&[800]));
        place.world.assert_sound();
    });
}

#[test]
fn what_stands_by_decision_stands() {
    on_each_engine(|db| {
        let mut place = Place::set(db);
        place.settled("P1", "S1", 1000);
        let id = place.scene.draft(&RAISED).summary.id;
        place.approve(&id, Some(PastBills::Stand)).unwrap();
        assert_eq!(place.review(600), (0, 0));
        place.settled("P1", "S2", 1000);
        assert_eq!(place.funds("P1"), yuan(&[800, 900]));
        place.world.assert_sound();
    });
}
