//! A year of somebody's life at the desk: insured, filed, treated here and there, settled, some of
//! it cancelled, something on record corrected back in time.

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::{Context, Result};
use desk::{
    Caller, CancelSettlement, Designation, Desk, DeskError, DischargeTerms, OpenVisit, Reference,
    RegisterStatement, Settle, SettledTogether, Shown, Side, UpdateVisit, UploadLines, Voucher,
};
use domain::bill::BillLine;
use domain::calendar::{Month, Period};
use domain::facility::Care;
use domain::filing::{Channel, Contact, Submission};
use domain::ids::{PersonId, SettlementId, VisitId};
use domain::person::{Enrolment, Gender, Person, Scheme, Status};
use domain::policy::Library;
use domain::{Money, Region};
use jiff::Span;
use jiff::civil::{Date, date};
use serde_json::json;
use store::settlements::YearKey;
use store::{Db, StoreError, Tx, enrolments, people, settlements};

use super::copies::Nonces;
use super::day::{TODAY, moment};
use super::hospital::Hospital;
use crate::crowd::{Crowd, id_number};
use crate::dice::Dice;
use cli::demo::data::load;

/// Where people of Shenzhen are treated.
const PLACES: [&str; 3] = ["440300", "440100", "510100"];
const CHENGDU: &str = "510100";
const HOME: &str = "440300";

/// Whether an owner of rows is somebody who lived here.
pub fn is_person(owner: &str) -> bool {
    owner.starts_with("G-")
}

/// The world people live in.
pub struct Lives {
    db: Db,
    reference: Arc<Reference>,
    hospitals: Vec<Hospital>,
    seed: u64,
}

impl Lives {
    /// Facilities and catalogues of the demo in a fresh database.
    pub fn begin(db: &Db, library: Library, seed: u64) -> Result<Lives> {
        let data = load(TODAY).context("the demo's data does not read")?;
        let crowd = Crowd::settle_in(db, &data, library, (moment(TODAY, 0), TODAY))?;
        let reference = crowd.reference;
        let mut hospitals = Vec::new();
        for place in PLACES {
            let place: Region = place.parse().expect("a division code");
            hospitals.push(Hospital::at(&reference, place)?);
        }
        Ok(Lives {
            db: db.clone(),
            reference,
            hospitals,
            seed,
        })
    }

    /// Lets somebody live.
    pub fn live(&self, number: usize) -> Result<()> {
        let mut life = Life::of(self, number);
        life.arrive()?;
        let visits = 6 + life.dice.below(10);
        let mut day = date(2026, 1, 5);
        for _ in 0..visits {
            day = day.saturating_add(Span::new().days(3 + life.dice.below(16) as i64));
            if day >= TODAY {
                break;
            }
            life.visit(day)?;
        }
        life.look_back()
    }
}

/// Somebody, and how far it has come.
struct Life<'w> {
    world: &'w Lives,
    number: usize,
    person: Person,
    dice: Dice,
    nonces: Nonces,
    /// Messages so far; each has a number and a second of its own.
    messages: usize,
    /// What was settled, where, in order.
    settled: Vec<(usize, VisitId, SettlementId, Side)>,
}

impl<'w> Life<'w> {
    fn of(world: &'w Lives, number: usize) -> Life<'w> {
        let id: PersonId = format!("G-{number:012}").parse().expect("14 characters");
        let born = format!("{:04}1301", 1930 + number % 70);
        let certificate = id_number(&format!("440300{born}{:03}", number % 1000));
        Life {
            world,
            number,
            person: Person {
                id,
                name: "测示例".to_owned(),
                certificate: certificate.into(),
                gender: [Gender::Female, Gender::Male][number % 2],
                born_on: Date::constant(1930 + (number % 70) as i16, 6, 1),
                others: Vec::new(),
            },
            dice: Dice(world.seed ^ (number as u64) << 32),
            nonces: Nonces::of(world.seed, number as u64),
            messages: 0,
            settled: Vec::new(),
        }
    }

    fn at<T: Send + 'static>(
        &mut self,
        day: Date,
        mut work: impl FnMut(&mut Desk<'_, '_>) -> Result<T, DeskError> + Send + 'static,
    ) -> Result<T, DeskError> {
        self.messages += 1;
        let now = moment(day, self.messages as i64);
        let reference = Arc::clone(&self.world.reference);
        let mut nonces = self.nonces.next();
        self.world
            .db
            .transact(move |tx: &mut Tx<'_>| work(&mut Desk::new(tx, now, &mut nonces, &reference)))
    }

    fn enrolment(&mut self) -> Enrolment {
        let since = date(2019, 3, 1);
        let retired = self.number.is_multiple_of(5);
        Enrolment {
            insured_at: HOME.parse().expect("a division code"),
            scheme: Scheme::Employee,
            tier: Some("one".to_owned()),
            status: if retired {
                Status::Retired
            } else {
                Status::OnJob
            },
            period: Period::since(since),
            continuous_since: Month::of(since),
            paid_through: Month::of(TODAY),
            traits: BTreeSet::new(),
            account: self.dice.amount(6_000),
            employer: (!retired).then(|| "示例公司".to_owned()),
            contribution_base: None,
            recognised: Vec::new(),
        }
    }

    /// Puts somebody on record, with what was used up before and a filing where there is one.
    fn arrive(&mut self) -> Result<()> {
        let (person, enrolment) = (self.person.clone(), self.enrolment());
        let (number, mut nonces) = (self.number, self.nonces.next());
        let token = format!("TOKEN-{}", person.id);
        let arrived = self.world.db.transact(move |tx: &mut Tx<'_>| {
            people::insert(tx, &mut nonces, &person)?;
            people::issue_voucher(tx, &person.id, &token, moment(date(2027, 1, 1), 0))?;
            enrolments::enrol(tx, &mut nonces, &person.id, &enrolment)?;
            let key = YearKey {
                person: &person.id,
                insured_at: enrolment.insured_at,
                scheme: enrolment.scheme,
                year: "2026",
            };
            match number % 8 {
                0 => settlements::open_year(tx, key, &[("admissions", Money::from_fen(1))]),
                _ => Ok(()),
            }
        });
        arrived.map_err(|error: StoreError| error)?;
        if self.has_filed() {
            self.file()?;
        }
        if self.number % 6 == 1 {
            self.choose()?;
        }
        Ok(())
    }

    fn has_filed(&self) -> bool {
        self.number.is_multiple_of(3)
    }

    fn file(&mut self) -> Result<()> {
        let person = self.person.id.clone();
        let request = Submission {
            id: format!("F-{person}").parse()?,
            person,
            insured_at: HOME.parse()?,
            destination: CHENGDU.parse()?,
            category: "other-temporary".to_owned(),
            starts_on: date(2026, 1, 5),
            ends_on: None,
            channel: Channel::NationalApp,
            agent: None,
            contact: Contact {
                name: "测示例".to_owned(),
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
        };
        self.at(date(2026, 1, 4), move |desk| {
            desk::file(desk, "national-app", &request).map(drop)
        })?;
        Ok(())
    }

    fn choose(&mut self) -> Result<()> {
        let facility = self.world.hospitals[0].facility.code.clone();
        let chosen = [Designation {
            facility,
            period: Period::since(date(2026, 1, 1)),
        }];
        let person = self.person.id.clone();
        self.at(date(2026, 1, 4), move |desk| {
            let statement = RegisterStatement {
                by: "register",
                number: "R-1",
            };
            desk::record_choices(desk, statement, &person, &chosen).map(drop)
        })?;
        Ok(())
    }

    fn caller(&mut self, place: usize) -> Caller {
        let number = self.messages + 1;
        Caller {
            facility: self.world.hospitals[place].facility.code.clone(),
            message: format!("{}-{number:05}", self.person.id)
                .parse()
                .expect("printable characters"),
            operator: "0001".to_owned(),
            said_besides: number
                .is_multiple_of(4)
                .then(|| b"{\"exp_content\":\"{}\"}".to_vec()),
            shown: Shown::voucher(Voucher::Certificate(self.person.certificate.clone())),
        }
    }

    /// A visit from its registration to its settlement.
    fn visit(&mut self, day: Date) -> Result<()> {
        // Far away only who filed for it.
        let places = if self.has_filed() { PLACES.len() } else { 2 };
        let place = self.dice.below(places as u64) as usize;
        let side = match self.dice.below(7) {
            0 => Side::Inpatient,
            _ => Side::Outpatient,
        };
        let visit = self.register(day, place, side)?;
        let total = self.upload(day, (place, &visit, side))?;
        let left = match side {
            Side::Outpatient => day,
            Side::Inpatient => day.saturating_add(Span::new().days(2)),
        };
        if side == Side::Inpatient {
            self.discharge(left, (place, &visit))?;
        }
        self.settle(left, (place, visit, side), total)
    }

    fn register(&mut self, day: Date, place: usize, side: Side) -> Result<VisitId> {
        let caller = self.caller(place);
        let asked = OpenVisit {
            person: self.person.id.clone(),
            facility_number: caller.message.to_string(),
            care: match side {
                Side::Outpatient => Care::Outpatient,
                Side::Inpatient => Care::Inpatient,
            },
            scheme: Some(Scheme::Employee),
            insured_at: None,
            from: day,
            flags: Default::default(),
            findings: None,
        };
        let opened = self.at(day, move |desk| {
            desk::open_visit(desk, &caller, &asked, |visit| reply(&visit.id))
        })?;
        let visit = opened.outcome.context("a new message")?.id;
        let caller = self.caller(place);
        let asked = UpdateVisit {
            person: self.person.id.clone(),
            visit: visit.clone(),
            side,
            care: None,
            from: None,
            flags: Default::default(),
            findings: Some(json!({"diagnoses": [{"code": "I10.x00", "order": "1"}]})),
        };
        self.at(day, move |desk| {
            desk::update_visit(desk, &caller, &asked, |visit| reply(&visit.id))
        })?;
        Ok(visit)
    }

    fn upload(&mut self, day: Date, at: (usize, &VisitId, Side)) -> Result<Money> {
        let (place, visit, side) = at;
        let lines = self.lines(day, place);
        let total = lines.iter().map(|line| line.amount).sum();
        let caller = self.caller(place);
        let asked = UploadLines {
            person: self.person.id.clone(),
            visit: visit.clone(),
            side,
            batch: match side {
                Side::Outpatient => "B1".to_owned(),
                Side::Inpatient => String::new(),
            },
            lines,
            diseases: Default::default(),
            flags: Default::default(),
        };
        self.at(day, move |desk| {
            desk::upload_lines(desk, &caller, &asked, |lines| reply(&lines.len()))
        })?;
        Ok(total)
    }

    /// Three to seven lines, as a bill at the counter has.
    fn lines(&mut self, day: Date, place: usize) -> Vec<BillLine> {
        let items = &self.world.hospitals[place].items;
        let count = 3 + self.dice.below(5);
        let mut lines = Vec::new();
        for serial in 1..=count {
            let item = &items[self.dice.below(items.len() as u64) as usize];
            let mut line = BillLine {
                serial: serial.to_string(),
                code: item.code.clone(),
                name: item.name.clone(),
                price: (50 + self.dice.below(30_000) as i64) * 10_000,
                quantity: (1 + self.dice.below(4) as i64) * 10_000,
                amount: Money::ZERO,
                used_on: day,
                approved_by_hospital: false,
                refused_by_hospital: false,
                refund_of: None,
            };
            line.amount = line.amount_at(line.price);
            lines.push(line);
        }
        lines
    }

    fn discharge(&mut self, day: Date, (place, visit): (usize, &VisitId)) -> Result<()> {
        let caller = self.caller(place);
        let asked = DischargeTerms {
            person: self.person.id.clone(),
            visit: visit.clone(),
            until: day,
            flags: Default::default(),
            findings: None,
        };
        self.at(day, move |desk| {
            desk::discharge(desk, &caller, &asked, |visit| reply(&visit.id))
        })?;
        Ok(())
    }

    fn settle(
        &mut self,
        day: Date,
        (place, visit, side): (usize, VisitId, Side),
        total: Money,
    ) -> Result<()> {
        let caller = self.caller(place);
        let asked = Settle {
            person: self.person.id.clone(),
            visit: visit.clone(),
            what: match side {
                Side::Outpatient => SettledTogether::Batch("B1".to_owned()),
                Side::Inpatient => SettledTogether::Stay { mid_stay: false },
            },
            stated_total: total,
            use_account: true,
            scheme: None,
            care: None,
            flags: Default::default(),
        };
        let settled = self.at(day, move |desk| {
            desk::settle(desk, &caller, &asked, |settled| {
                let made = &settled.settlement;
                reply(&(
                    &made.id,
                    &made.shares,
                    &made.counted,
                    &made.lines,
                    &made.year,
                ))
            })
        })?;
        let made = settled.outcome.context("a new message")?.settlement;
        self.settled.push((place, visit, made.id, side));
        Ok(())
    }

    /// Afterwards: something is cancelled, or was otherwise on record than everybody thought.
    fn look_back(&mut self) -> Result<()> {
        if self.number % 4 == 2 {
            self.cancel()?;
        }
        if self.number % 10 == 3 {
            self.retire()?;
        }
        Ok(())
    }

    fn cancel(&mut self) -> Result<()> {
        let which = self.settled.len().checked_sub(1 + self.number % 3);
        let Some((place, visit, settlement, side)) = which.map(|at| self.settled[at].clone())
        else {
            return Ok(());
        };
        let caller = self.caller(place);
        let asked = CancelSettlement {
            person: self.person.id.clone(),
            visit,
            settlement,
            side,
        };
        let cancelled = self.at(TODAY, move |desk| {
            desk::cancel_settlement(desk, &caller, &asked, |cancelled| {
                reply(&cancelled.cancellation.id)
            })
        });
        match cancelled {
            // Where the same hospital settled later, those go first.
            Err(DeskError::Unavailable(error)) => Err(error.into()),
            Err(_) | Ok(_) => Ok(()),
        }
    }

    fn retire(&mut self) -> Result<()> {
        let person = self.person.id.clone();
        let insurance = (HOME.parse()?, Scheme::Employee);
        let read = |tx: &mut Tx<'_>| enrolments::history(tx, &person);
        let known = self.world.db.read(read);
        let mut history = known.map_err(|error: StoreError| error)?;
        let mut retired = history[0].clone();
        retired.from = Some(date(2026, 6, 1));
        retired.enrolment.status = Status::Retired;
        history.push(retired);
        self.at(TODAY, move |desk| {
            let statement = RegisterStatement {
                by: "register",
                number: "R-2",
            };
            desk::record_insurance(desk, statement, (&person, insurance), &history).map(drop)
        })?;
        Ok(())
    }
}

/// An answer, as long as a real one.
fn reply(content: &impl serde::Serialize) -> Vec<u8> {
    let answer = json!({
        "infcode": "0", "inf_refmsgid": "", "refmsg_time": "20261120093000000",
        "respond_time": "20261120093000100", "err_msg": "", "signtype": "SM3", "cainfo": "",
        "output": content,
    });
    answer.to_string().into_bytes()
}
