//! Rules for days that have passed are released: those who decide are told what was settled by the
//! old ones, and it is corrected, or stands because they say so.

use std::sync::Arc;

use crate::releases::{HOME, RAISED, Scene};
use crate::scene::lines_of;
use crate::world::{
    CHENGDU, GUANGZHOU, TODAY, World, batch, enrolment, line, morning, outpatient, region, stay,
};
use desk::releases::{ApproveFrom, PastBills, PastEffect};
use desk::{
    Cause, OpenVisit, RecordedInsurance, RegisterStatement, Reviewing, Settlement, UploadLines,
};
use domain::Money;
use domain::bill::BillLine;
use domain::facility::{Care, Facility, GradedBefore, Level};
use domain::ids::PersonId;
use domain::person::{Enrolment, Scheme};
use domain::shares::Shares;
use jiff::SignedDuration;
use store::testing::{Seeded, on_each_engine};
use store::{Db, StoreError, Tx, corrections};

/// People of the small place, with the office that releases its rules.
pub struct Place {
    pub scene: Scene,
    pub world: World,
}

impl Place {
    pub fn set(db: &Db) -> Place {
        let mut world = World::build(db);
        let insured = Enrolment {
            insured_at: region(HOME),
            tier: None,
            ..enrolment()
        };
        let history = [RecordedInsurance {
            from: None,
            enrolment: insured,
        }];
        for person in ["P1", "P2"] {
            let (person, history): (PersonId, _) = (person.parse().unwrap(), history.clone());
            let recorded = world.write(move |desk| {
                let statement = RegisterStatement {
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
    pub fn settled(&mut self, person: &str, tag: &str, yuan: i64) -> Settlement {
        self.settled_at(GUANGZHOU, person, (tag, yuan))
    }

    /// The same, elsewhere.
    pub fn settled_at(
        &mut self,
        facility: &str,
        person: &str,
        (tag, yuan): (&str, i64),
    ) -> Settlement {
        let asked = self.ready_at(facility, person, (tag, yuan));
        let answer = self.world.settle(facility, tag, asked).unwrap();
        answer.outcome.unwrap().settlement
    }

    /// A stay that is ready to be settled.
    pub fn ready_at(
        &mut self,
        facility: &str,
        person: &str,
        (tag, yuan): (&str, i64),
    ) -> desk::Settle {
        self.world.reference = Arc::new(self.scene.today().reference().unwrap());
        let person: PersonId = person.parse().unwrap();
        let from = self.world.next_admission();
        let charged = BillLine {
            used_on: from,
            ..line("1", "A", yuan)
        };
        let admit = OpenVisit {
            person: person.clone(),
            care: Care::Inpatient,
            from,
            insured_at: Some(region(HOME)),
            ..outpatient(tag)
        };
        let visit = self.world.open(facility, &format!("{tag}-open"), admit);
        let upload = UploadLines {
            person: person.clone(),
            visit: visit.clone(),
            side: desk::Side::Inpatient,
            batch: String::new(),
            lines: vec![charged],
            diseases: Default::default(),
            flags: Default::default(),
        };
        let world = &self.world;
        world
            .upload(facility, &format!("{tag}-up"), upload)
            .unwrap();
        world.discharge_of(facility, &format!("{tag}-out"), (&person, &visit));
        let mut asked = stay(&visit, yuan);
        asked.person = person;
        asked.use_account = false;
        asked
    }

    pub fn funds(&self, person: &str) -> Vec<Money> {
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

/// Withdrawn before its day, or taken back: it corrects nothing any more.
#[test]
fn a_release_that_does_not_hold_corrects_nothing() {
    on_each_engine(|db| {
        let mut place = Place::set(db);
        place.settled("P1", "S1", 1000);
        let office = place.scene.today();
        let id = place.scene.draft(&RAISED).summary.id;
        let from = ApproveFrom {
            from: Some(domain::calendar::days_after(TODAY, 1)),
            past: Some(PastBills::Corrected),
        };
        let publisher = &place.scene.publisher;
        office
            .approve(publisher, None, (&id, "下周起"), from)
            .unwrap();
        office.withdraw(publisher, None, (&id, "不施行了")).unwrap();
        assert_eq!(place.review(200_000), (0, 0));
        assert_eq!(place.funds("P1"), yuan(&[800]));
        // In force, gone through once, and rolled back by somebody who lets stand what was settled.
        let id = place.scene.draft(&RAISED).summary.id;
        place.approve(&id, Some(PastBills::Corrected)).unwrap();
        assert_eq!(place.review(5).0, 1);
        let back = office.roll_back(&place.scene.editor, None, (&id, "有误"));
        let back = back.unwrap().outcome.unwrap().summary.id;
        place.approve(&back, Some(PastBills::Stand)).unwrap();
        assert_eq!(place.review(600), (0, 0));
        assert_eq!(place.funds("P1"), yuan(&[900]));
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

#[test]
fn a_level_put_on_record_for_past_days_corrects_what_was_settled_there() {
    on_each_engine(|db| {
        let world = World::build(db);
        // Ten at 300.00 of what may cost 220.00 at level 3 and 160.00 at level 2.
        let limited = BillLine {
            price: 300_000_000,
            quantity: 100_000,
            ..line("2", "LIM", 3_000)
        };
        let lines = vec![line("1", "A", 10_000), limited.clone()];
        let visit = world.ready_stay(CHENGDU, "S1", lines);
        world.settle(CHENGDU, "S1", stay(&visit, 13_000)).unwrap();
        let visit = world.ready_stay(GUANGZHOU, "S2", vec![line("1", "A", 10_000)]);
        world.settle(GUANGZHOU, "S2", stay(&visit, 10_000)).unwrap();
        let before = standing(&world);
        // Of level 3 when it was charged, of level 2 when it is settled.
        let waiting = world.ready_stay(CHENGDU, "S4", vec![limited]);
        let facility = world.reference.facility(&CHENGDU.parse().unwrap()).unwrap();
        let until = TODAY;
        let stated = Facility {
            before: vec![GradedBefore {
                until,
                level: Level::Secondary,
                grade: Default::default(),
            }],
            ..facility.clone()
        };
        // The first stay is that of a secondary hospital now; the second rests on it.
        let later = world.recorded(stated);
        let step = |world: &World| {
            let reference = Arc::clone(&world.reference);
            let now = morning(TODAY) + SignedDuration::from_secs(5);
            let mut random = Seeded(77 << 32);
            let work = move |tx: &mut Tx<'_>| {
                desk::review_next(&mut desk::Desk::new(tx, now, &mut random, &reference))
            };
            world.db.transact(work).unwrap()
        };
        assert_eq!(step(&later), Reviewing::Person(1));
        assert!(matches!(step(&later), Reviewing::Done(_)));
        assert_eq!(step(&later), Reviewing::Idle);
        let after = standing(&world);
        assert_eq!(after[0].inputs.situation.level, Level::Secondary);
        assert_eq!(before[0].scope.above_limit, Money::from_yuan(800));
        assert_eq!(after[0].scope.above_limit, Money::from_yuan(1_400));
        // (11 600 − 400) × 92 % × 0.80.
        assert_eq!(after[0].shares.funds(), Money::from_fen(824_320));
        assert_eq!(after[1].shares, before[1].shares);
        later.assert_sound();
        // What is settled there from now on is, too; what it was is kept with its day.
        let visit = later.ready_stay(CHENGDU, "S3", vec![line("1", "A", 100)]);
        let third = later.settle(CHENGDU, "S3", stay(&visit, 100)).unwrap();
        let third = third.outcome.unwrap().settlement;
        assert_eq!(third.inputs.situation.level, Level::Secondary);
        let fourth = later.settle(CHENGDU, "S4", stay(&waiting, 3_000)).unwrap();
        let fourth = fourth.outcome.unwrap().settlement;
        assert_eq!(fourth.scope.above_limit, Money::from_yuan(1_400));
        later.assert_sound();
    });
}

/// A ceiling of the year that is not known yet: that of the year before stands in for it.
#[test]
fn a_figure_that_is_published_makes_what_it_decided_final() {
    on_each_engine(|db| {
        let mut place = Place::set(db);
        let ceiling = |figure: &str, days: &str| {
            format!(
                "\n[[ceiling]]\ncounter = \"pooled\"\nof = [\"pooled\"]\n{figure}\n{days}\n\
                 basis = {{ source = \"D1\", confidence = \"A\" }}\n"
            )
        };
        let of_2025 = ceiling(
            "amount = \"1000.00\"",
            "from = \"2024-01-01\"\nuntil = \"2026-01-01\"",
        );
        let unknown = ceiling(
            "unknown = { zh = \"还没有公布\", en = \"not published yet\" }",
            "from = \"2026-01-01\"",
        );
        let published = ceiling("amount = \"1200.00\"", "from = \"2026-01-01\"");
        let mut files = place.scene.base.iter_mut();
        let pack = files.find(|file| file.name == format!("{HOME}/employee.toml"));
        pack.unwrap().text.push_str(&format!("{of_2025}{unknown}"));
        let made = place.settled("P1", "S1", 2000);
        assert_eq!(
            made.inputs.provisional.len(),
            1,
            "{:?}",
            made.inputs.provisional
        );
        assert_eq!(place.funds("P1"), yuan(&[1000]));
        place.settled("P2", "S2", 500);
        let case = "expect.payers = {}\n\n[[case]]\nname = \"a bill beyond the ceiling\"\n\
             proof = \"constructed\"\nbill = { eligible = \"2000.00\" }\n\
             expect.payers = { pooled-fund = \"1200.00\", cash = \"800.00\" }\n";
        let exchanged = [
            (unknown.as_str(), published.as_str()),
            ("expect.payers = {}", case),
        ];
        let drafted = place.scene.draft(&exchanged);
        let test = drafted.test.unwrap();
        assert_eq!(test.findings, []);
        let past = test.past;
        assert_eq!((past.settlements, past.funds), (1, Money::from_yuan(200)));
        let id = drafted.summary.id;
        place.approve(&id, Some(PastBills::Corrected)).unwrap();
        place.review(300);
        assert_eq!(place.funds("P1"), yuan(&[1200]));
        assert_eq!(place.funds("P2"), yuan(&[400]));
        let made = place
            .world
            .read(|desk| desk::query::corrections_of_person(desk, &"P1".parse().unwrap()));
        let made = made.unwrap();
        assert_eq!(made[0].cause, Cause::FigurePublished);
        assert!(made[0].inputs.provisional.is_empty());
        place.world.assert_sound();
    });
}

/// What the lines of a batch were for was told, though nothing went by it then.
#[test]
fn rules_that_begin_to_ask_for_diseases_find_those_of_each_batch() {
    on_each_engine(|db| {
        let mut place = Place::set(db);
        place.world.reference = Arc::new(place.scene.today().reference().unwrap());
        let world = &place.world;
        let opened = OpenVisit {
            insured_at: Some(region(HOME)),
            ..outpatient("O")
        };
        let visit = world.open(GUANGZHOU, "O-open", opened);
        world.describe(GUANGZHOU, "O-info", &visit);
        for (name, disease) in [("B1", Some("N18.5")), ("B2", None)] {
            let upload = UploadLines {
                diseases: disease.into_iter().map(str::to_owned).collect(),
                ..lines_of(&visit, name, vec![line(name, "A", 100)])
            };
            let message = format!("{name}-lines");
            world.upload(GUANGZHOU, &message, upload).unwrap();
            let asked = batch(&visit, name, 100);
            world.settle(GUANGZHOU, name, asked).unwrap();
        }
        assert_eq!(place.funds("P1"), yuan(&[80, 80]));

        let rest = "from = \"2024-01-01\"\nbasis = { source = \"D1\", confidence = \"A\" }\n";
        let asks = format!(
            "when = {{ without = \"kidney\" }}\npay = \"80%\"\n{rest}\n\
             [[rate]]\nof = \"pooled\"\nwhen = {{ with = \"kidney\" }}\npay = \"90%\"\n{rest}\n\
             [[disease]]\nname = \"n18\"\ntitle = {{ zh = \"尿毒症\", en = \"kidney failure\" }}\n\
             codes = [\"N18.5\"]\nmark = \"kidney\"\n{rest}"
        );
        let marks =
            "[marks]\nkidney = { zh = \"尿毒症\", en = \"kidney failure\" }\n\n[sources.D1]";
        let case = "expect.payers = {}\n\n[[case]]\nname = \"a bill for the disease\"\n\
             proof = \"constructed\"\nvisit.diagnoses = [\"N18.5\"]\n\
             expect.payers = { pooled-fund = \"900.00\", cash = \"100.00\" }\n";
        let drafted = place.scene.draft(&[
            (&format!("pay = \"80%\"\n{rest}"), &asks),
            ("[sources.D1]", marks),
            ("expect.payers = {}", case),
        ]);
        assert_eq!(drafted.test.unwrap().findings, []);
        let id = drafted.summary.id;
        place.approve(&id, Some(PastBills::Corrected)).unwrap();
        place.review(300);
        assert_eq!(place.funds("P1"), yuan(&[90, 80]));
        place.world.assert_sound();
    });
}

fn standing(world: &World) -> Vec<Settlement> {
    let person = "P1".parse().unwrap();
    let read = |tx: &mut Tx<'_>| corrections::standing(tx, &person);
    let standing = world.db.read(read);
    standing.unwrap_or_else(|error: StoreError| panic!("{error:?}"))
}
