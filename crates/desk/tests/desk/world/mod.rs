//! A small invented world for the tests of the desk: two people insured in Shenzhen, hospitals in
//! Guangzhou and Chengdu, catalogues with one item of each class, the policies of the tree.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use desk::{
    CancelSettlement, Cancelled, Desk, DeskError, DischargeTerms, MessageAnswer, OpenVisit, Priced,
    Reference, RegisterStatement, Settle, Settled, Side, UploadLines,
};
use domain::bill::BillLine;
use domain::calendar::Period;
use domain::catalogue::{Class, Item, PriceLimit};
use domain::facility::{Care, Facility, FacilityKind, Level, Networked};
use domain::files::NamedText;
use domain::filing::{Channel, Contact, State, Submission};
use domain::ids::{Certificate, CertificateKind, IdNumber, PersonId, VisitId};
use domain::person::{Enrolment, Gender, Person, Scheme, Status};
use domain::policy::Library;
use domain::{Money, Region};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use store::testing::Seeded;
use store::{Db, StoreError, Tx, enrolments, people, reference};

mod made;

pub use made::*;

pub const GUANGZHOU: &str = "H44010000001";
pub const CHENGDU: &str = "H51010000001";

/// The world in one database.
#[derive(Clone)]
pub struct World {
    pub db: Db,
    pub reference: Arc<Reference>,
}

/// The policies of the tree, read once.
pub fn library() -> Library {
    static READ: OnceLock<Library> = OnceLock::new();
    let read = READ.get_or_init(|| {
        Library::parse(&policy_files(), desk::query::pack_hash).unwrap_or_else(|problems| {
            let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
            panic!("{}", problems.join("\n"))
        })
    });
    read.clone()
}

/// Their texts.
pub fn policy_files() -> Vec<NamedText> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let mut files = Vec::new();
    for region in std::fs::read_dir(root).unwrap() {
        let region = region.unwrap().path();
        for file in std::fs::read_dir(&region).unwrap() {
            let path = file.unwrap().path();
            if path
                .extension()
                .is_some_and(|extension| extension == "toml")
            {
                let folder = region.file_name().unwrap().to_str().unwrap();
                let name = path.file_name().unwrap().to_str().unwrap();
                files.push(NamedText {
                    name: format!("{folder}/{name}"),
                    text: std::fs::read_to_string(&path).unwrap(),
                });
            }
        }
    }
    files
}

pub fn region(code: &str) -> Region {
    code.parse().unwrap()
}

/// Ten in the morning, in China.
pub fn morning(day: Date) -> Timestamp {
    day.at(2, 0, 0, 0)
        .to_zoned(jiff::tz::TimeZone::UTC)
        .unwrap()
        .timestamp()
}

/// The day on which the tests are played.
pub const TODAY: Date = date(2026, 11, 21);

/// A number that passes its check; its day of birth does not exist.
pub fn id_number(first_seventeen: &str) -> IdNumber {
    let numbers = "0123456789X".chars();
    let mut numbers = numbers.map(|last| format!("{first_seventeen}{last}").parse().ok());
    numbers.find_map(|number| number).unwrap()
}

pub fn card(number: &str) -> Certificate {
    Certificate::read(CertificateKind::SocialCard, number).unwrap()
}

fn people() -> [Person; 2] {
    let person = |id: &str, name: &str, seventeen: &str| Person {
        id: id.parse().unwrap(),
        name: name.to_owned(),
        certificate: id_number(seventeen).into(),
        gender: Gender::Female,
        born_on: date(1985, 6, 1),
        others: vec![card(&format!("CARD-{id}"))],
    };
    [
        person("P1", "陈示例", "44030019851301042"),
        person("P2", "李示例", "44030019851301044"),
    ]
}

pub fn enrolment() -> Enrolment {
    Enrolment {
        insured_at: region("440300"),
        scheme: Scheme::Employee,
        tier: Some("one".to_owned()),
        status: Status::OnJob,
        period: Period::since(date(2020, 9, 1)),
        continuous_since: "2020-09".parse().unwrap(),
        paid_through: "2026-11".parse().unwrap(),
        traits: BTreeSet::new(),
        account: Money::from_yuan(500),
        employer: None,
        contribution_base: None,
        recognised: Vec::new(),
    }
}

fn facility(code: &str, region_code: &str) -> Facility {
    let open = |care| Networked {
        care,
        period: Period::since(date(2018, 1, 1)),
    };
    Facility {
        code: code.parse().unwrap(),
        name: "示例医院".to_owned(),
        region: region(region_code),
        kind: FacilityKind::Hospital,
        level: Level::Tertiary,
        grade: Default::default(),
        networked: vec![open(Care::Outpatient), open(Care::Inpatient)],
        traits: BTreeSet::new(),
        before: vec![],
        site: Default::default(),
    }
}

fn items() -> Vec<Item> {
    let item = |code: &str, class, upfront: &str| Item {
        code: code.to_owned(),
        name: "示例".to_owned(),
        class,
        upfront: upfront.parse().unwrap(),
        limit: None,
        period: Period {
            from: date(2018, 1, 1),
            until: Some(date(2027, 1, 1)),
        },
        negotiated: false,
        restricted: false,
        fee_kind: "09".to_owned(),
    };
    let expired = Item {
        period: Period {
            from: date(2018, 1, 1),
            until: Some(date(2020, 1, 1)),
        },
        ..item("OLD", Class::A, "0%")
    };
    let limited = Item {
        limit: Some(PriceLimit {
            primary: 100_000_000,
            secondary: 160_000_000,
            tertiary: 220_000_000,
        }),
        ..item("LIM", Class::A, "0%")
    };
    vec![
        limited,
        item("A", Class::A, "0%"),
        item("B", Class::B, "10%"),
        item("C", Class::C, "0%"),
        expired,
    ]
}

pub fn submission(person: &str, destination: &str) -> Submission {
    Submission {
        id: format!("F-{person}-{destination}").parse().unwrap(),
        person: person.parse().unwrap(),
        insured_at: region("440300"),
        destination: region(destination),
        category: "other-temporary".to_owned(),
        starts_on: date(2026, 10, 1),
        ends_on: None,
        channel: Channel::NationalApp,
        agent: None,
        contact: Contact {
            name: "陈示例".to_owned(),
            phone: "13800000000".to_owned(),
            address: "示例路1号".to_owned(),
        },
        pledged: false,
        prevented_by: None,
        evidence: Vec::new(),
        option: None,
        months_away: None,
        posted: None,
        register: None,
        past_stay: None,
        replaces: false,
    }
}

impl World {
    /// Fills a fresh database: everybody enrolled; person P1 filed for Chengdu in October.
    pub fn build(db: &Db) -> World {
        World::with(db, &enrolment())
    }

    /// The same, everybody enrolled like this.
    pub fn with(db: &Db, enrolment: &Enrolment) -> World {
        let enrolment = enrolment.clone();
        let reference = db
            .transact(move |tx| {
                for person in people() {
                    people::insert(tx, &mut Seeded(1), &person)?;
                    enrolments::enrol(tx, &mut Seeded(2), &person.id, &enrolment)?;
                }
                reference::put_facility(tx, &facility(GUANGZHOU, "440106"))?;
                reference::put_facility(tx, &facility(CHENGDU, "510107"))?;
                reference::replace_catalogue(tx, region("440000"), &items())?;
                reference::replace_catalogue(tx, region("510000"), &items())?;
                Reference::load(tx, library())
            })
            .unwrap_or_else(|error: StoreError| panic!("{error:?}"));
        let world = World {
            db: db.clone(),
            reference: Arc::new(reference),
        };
        let filed = world.write_on(date(2026, 9, 30), |desk| {
            desk::file(desk, "P1", &submission("P1", "510100"))
        });
        let filing = filed.unwrap().filing;
        assert!(
            matches!(filing.state, State::Approved | State::Active),
            "{filing:?}"
        );
        world
    }

    pub fn file(&self, person: &str, destination: &str) -> Result<State, DeskError> {
        let request = submission(person, destination);
        self.write_on(date(2026, 9, 30), move |desk| {
            desk::file(desk, "test", &request)
        })
        .map(|applied| applied.filing.state)
    }

    /// Puts what is on record of a facility now on record; the world as a program then reads it.
    pub fn recorded(&self, stated: Facility) -> World {
        let recorded = self.write(move |desk| {
            let statement = RegisterStatement {
                by: "register",
                number: "R-9",
            };
            desk::record_facility(desk, statement, &stated)
        });
        recorded.unwrap();
        let mut later = self.clone();
        let load = |tx: &mut Tx<'_>| Reference::load(tx, library());
        let loaded = later.db.transact(load);
        later.reference = Arc::new(loaded.unwrap_or_else(|e: StoreError| panic!("{e:?}")));
        later
    }

    /// Does business in a transaction today.
    pub fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Desk<'_, '_>) -> Result<T, DeskError> + Send + 'static,
    ) -> Result<T, DeskError> {
        self.write_on(TODAY, work)
    }

    pub fn write_on<T: Send + 'static>(
        &self,
        day: Date,
        work: impl FnMut(&mut Desk<'_, '_>) -> Result<T, DeskError> + Send + 'static,
    ) -> Result<T, DeskError> {
        self.write_at(morning(day), work)
    }

    /// Does business in a transaction at a moment.
    pub fn write_at<T: Send + 'static>(
        &self,
        now: Timestamp,
        mut work: impl FnMut(&mut Desk<'_, '_>) -> Result<T, DeskError> + Send + 'static,
    ) -> Result<T, DeskError> {
        let reference = Arc::clone(&self.reference);
        let mut random = Seeded(fresh_seed());
        self.db
            .transact(move |tx: &mut Tx<'_>| work(&mut Desk::new(tx, now, &mut random, &reference)))
    }

    /// Looks something up on a snapshot.
    pub fn read<T>(
        &self,
        mut work: impl FnMut(&mut Desk<'_, '_>) -> Result<T, DeskError>,
    ) -> Result<T, DeskError> {
        let mut random = Seeded(1);
        self.db.read(|tx: &mut Tx<'_>| {
            work(&mut Desk::new(
                tx,
                morning(TODAY),
                &mut random,
                &self.reference,
            ))
        })
    }

    /// The visit of the person that a message opened.
    pub fn visit_of(&self, message: &str) -> VisitId {
        let person: PersonId = "P1".parse().unwrap();
        let number = message.trim_end_matches("-open");
        let read = |tx: &mut Tx<'_>| store::visits::of_person(tx, &person);
        let visits = self
            .db
            .read(read)
            .unwrap_or_else(|e: StoreError| panic!("{e:?}"));
        let mut visits = visits.into_iter();
        visits
            .find(|visit| visit.facility_number == number)
            .unwrap()
            .id
    }

    /// On which side of the door a visit of P1 is.
    pub fn side_of(&self, visit: &VisitId) -> Side {
        let person: PersonId = "P1".parse().unwrap();
        let read = |tx: &mut Tx<'_>| store::visits::find(tx, &person, visit);
        let found = self.db.read(read);
        let found = found.unwrap_or_else(|e: StoreError| panic!("{e:?}"));
        found.map_or(Side::Outpatient, |visit| Side::of(visit.care))
    }

    /// What is on the personal account.
    pub fn balance(&self, person: &str) -> Money {
        let person: PersonId = person.parse().unwrap();
        let read = |tx: &mut Tx<'_>| enrolments::on_day(tx, &person, Date::MAX);
        let enrolments = self
            .db
            .read(read)
            .unwrap_or_else(|e: StoreError| panic!("{e:?}"));
        enrolments[0].account
    }

    /// Nothing that must never be.
    pub fn assert_sound(&self) {
        let found = self.db.read(desk::verify::verify).unwrap();
        assert!(found.is_empty(), "{found:#?}");
    }

    pub fn open(&self, facility: &str, message: &str, visit: OpenVisit) -> VisitId {
        let caller = caller_of(visit.person.as_str(), facility, message);
        let opened = self.write(move |desk| {
            desk::open_visit(desk, &caller, &visit, |visit| visit.id.as_str().into())
        });
        let reply = opened.unwrap().reply;
        String::from_utf8(reply).unwrap().parse().unwrap()
    }

    pub fn describe(&self, facility: &str, message: &str, visit: &VisitId) {
        let (caller, asked) = (caller(facility, message), findings("P1", visit));
        self.write(move |desk| desk::update_visit(desk, &caller, &asked, |_| vec![]))
            .unwrap();
    }

    pub fn upload(
        &self,
        facility: &str,
        message: &str,
        asked: UploadLines,
    ) -> Result<(), DeskError> {
        let caller = caller_of(asked.person.as_str(), facility, message);
        self.write(move |desk| desk::upload_lines(desk, &caller, &asked, |_| vec![]))
            .map(drop)
    }

    pub fn settle(
        &self,
        facility: &str,
        message: &str,
        asked: Settle,
    ) -> Result<MessageAnswer<Settled>, DeskError> {
        let caller = caller_of(asked.person.as_str(), facility, message);
        self.write(move |desk| desk::settle(desk, &caller, &asked, receipt))
    }

    pub fn quote(&self, facility: &str, asked: &Settle) -> Result<Priced, DeskError> {
        let caller = caller_of(asked.person.as_str(), facility, "quote");
        self.read(|desk| desk::quote(desk, &caller, asked))
    }

    pub fn cancel(
        &self,
        facility: &str,
        message: &str,
        mut asked: CancelSettlement,
    ) -> Result<MessageAnswer<Cancelled>, DeskError> {
        asked.side = self.side_of(&asked.visit);
        let caller = caller(facility, message);
        self.write(move |desk| {
            desk::cancel_settlement(desk, &caller, &asked, |cancelled| {
                cancelled.cancellation.id.as_str().into()
            })
        })
    }

    /// Totals, account and unsettled lines of a person: what a cancellation must restore.
    pub fn state_of(&self, person: &str) -> String {
        let person: PersonId = person.parse().unwrap();
        let open = store::testing::count(&self.db, "bill_line", "settled_by IS NULL");
        self.db
            .read(|tx: &mut Tx<'_>| {
                let mut text = format!("unsettled lines = {open}\n");
                let nonzero = store::settlements::year_totals(tx, &person)?;
                for total in nonzero.iter().filter(|total| !total.amount.is_zero()) {
                    text.push_str(&format!("{} = {}\n", total.counter, total.amount));
                }
                for enrolment in enrolments::on_day(tx, &person, Date::MAX)? {
                    text.push_str(&format!("account = {}\n", enrolment.account));
                }
                Ok::<_, StoreError>(text)
            })
            .unwrap()
    }

    /// How many rows a table holds.
    pub fn rows(&self, table: &str) -> i64 {
        store::testing::count(&self.db, table, "1 = 1")
    }

    /// A visit with one batch of lines, ready to be settled.
    pub fn ready(&self, facility: &str, tag: &str, lines: Vec<BillLine>) -> VisitId {
        let visit = self.open(facility, &format!("{tag}-open"), outpatient(tag));
        self.describe(facility, &format!("{tag}-info"), &visit);
        let upload = UploadLines {
            person: "P1".parse().unwrap(),
            visit: visit.clone(),
            side: Side::Outpatient,
            batch: tag.to_owned(),
            lines,
            diseases: Default::default(),
            flags: Default::default(),
        };
        self.upload(facility, &format!("{tag}-lines"), upload)
            .unwrap();
        visit
    }

    /// The first stay of P1 begins on the 3rd and ends on the 10th, every other is of the 10th.
    pub fn next_admission(&self) -> Date {
        match store::testing::count(&self.db, "visit", "care = 'inpatient'") {
            0 => date(2026, 11, 3),
            _ => date(2026, 11, 10),
        }
    }

    /// A stay in hospital, discharged and ready to be settled.
    pub fn ready_stay(&self, facility: &str, tag: &str, lines: Vec<BillLine>) -> VisitId {
        let from = self.next_admission();
        let admit = OpenVisit {
            care: Care::Inpatient,
            from,
            ..outpatient(tag)
        };
        let lines = lines.into_iter();
        let lines = lines.map(|line| BillLine {
            used_on: from,
            ..line
        });
        let lines = lines.collect();
        let visit = self.open(facility, &format!("{tag}-open"), admit);
        let upload = UploadLines {
            person: "P1".parse().unwrap(),
            visit: visit.clone(),
            side: Side::Inpatient,
            batch: String::new(),
            lines,
            diseases: Default::default(),
            flags: Default::default(),
        };
        self.upload(facility, &format!("{tag}-lines"), upload)
            .unwrap();
        self.discharge(facility, &format!("{tag}-out"), &visit);
        visit
    }

    pub fn discharge(&self, facility: &str, message: &str, visit: &VisitId) {
        self.discharge_of(facility, message, (&"P1".parse().unwrap(), visit));
    }

    pub fn discharge_of(
        &self,
        facility: &str,
        message: &str,
        (person, visit): (&PersonId, &VisitId),
    ) {
        let asked = DischargeTerms {
            person: person.clone(),
            visit: visit.clone(),
            until: date(2026, 11, 10),
            flags: Default::default(),
            findings: None,
        };
        let caller = caller_of(person.as_str(), facility, message);
        self.write(move |desk| desk::discharge(desk, &caller, &asked, |_| vec![]))
            .unwrap();
    }
}

/// Seeds that differ within one run of the tests and repeat between runs with the same order.
fn fresh_seed() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static SEEDS: AtomicU64 = AtomicU64::new(1);
    SEEDS.fetch_add(1, Ordering::Relaxed) << 20
}

/// Tries so many cases, always the same; or as many as a campaign asks for in
/// `SUIXING_MODEL_CASES`, of the seed in `SUIXING_MODEL_SEED`.
pub fn campaign<S: Strategy>(cases: u32, what: &S, play: impl Fn(S::Value)) {
    let asked = |name: &str, unless: u64| {
        let asked = std::env::var(name).ok();
        asked.map_or(unless, |asked| asked.parse().expect("a number"))
    };
    let cases = u32::try_from(asked("SUIXING_MODEL_CASES", cases.into())).unwrap();
    let seed = asked("SUIXING_MODEL_SEED", 20_261_129);
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed.to_be_bytes().repeat(4));
    let mut runner = TestRunner::new_with_rng(config, rng);
    let played = runner.run(what, |value| {
        play(value);
        Ok(())
    });
    played.unwrap();
}
