//! Invented people with a visit each, ready to be settled: enrolled, registered, diagnosed, lines
//! uploaded. Everything a hospital does before 2207, done beforehand through the same desk, many
//! people a transaction, so that only settling is measured.

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::{Context, Result};
use desk::{
    Caller, Desk, DeskError, OpenVisit, Reference, Shown, Side, UpdateVisit, UploadLines, Voucher,
};
use domain::bill::BillLine;
use domain::calendar::{Month, Period};
use domain::catalogue::Item;
use domain::facility::{Care, Facility, Level};
use domain::filing::{Filing, FilingReason, State};
use domain::ids::{IdNumber, PersonId, VisitId};
use domain::person::{Enrolment, Gender, Person, Scheme, Status};
use domain::situation::YearToDate;
use domain::{Bilingual, Money, Region};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;
use server::app::SystemRandom;
use store::{Db, StoreError, Tx, enrolments, filings, people, reference};

use crate::dice::Dice;
use crate::progress::Progress;
use cli::demo::data::{DemoData, DemoFiling, DemoPerson, DemoVoucher};
use cli::demo::filings::records;

/// People prepared in one transaction.
const TOGETHER: usize = 20;
/// Threads that prepare.
const PREPARERS: usize = 8;
/// The charge batch of every bill.
pub const BATCH: &str = "B1";

/// The world the invented people live in.
#[derive(Clone)]
pub struct Crowd {
    pub db: Db,
    pub reference: Arc<Reference>,
    journeys: Arc<Vec<Journey>>,
    now: Timestamp,
    today: Date,
}

/// Where a third of the people go.
struct Journey {
    facility: Facility,
    items: Vec<Item>,
    filed: Option<FilingReason>,
}

/// Somebody who has just been invented.
struct Newcomer {
    patient: DemoPerson,
    filings: Vec<Filing>,
    journey: usize,
}

/// People prepared together; their numbers begin alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrowdGroup(pub u32);

impl CrowdGroup {
    /// The first number of the group.
    pub fn from(self) -> String {
        format!("M{:03}", self.0)
    }

    /// The first number after the group.
    pub fn until(self) -> String {
        format!("M{:03}", self.0 + 1)
    }
}

impl Crowd {
    /// Writes facilities and catalogues of the demo into a fresh database.
    pub fn settle_in(
        db: &Db,
        data: &DemoData,
        library: domain::policy::Library,
        (now, today): (Timestamp, Date),
    ) -> Result<Crowd> {
        let facilities = data.facilities.clone();
        let catalogues = data.catalogues.clone();
        let reference = db.transact(move |tx: &mut Tx<'_>| {
            for facility in &facilities {
                reference::put_facility(tx, facility)?;
            }
            for catalogue in &catalogues {
                reference::replace_catalogue(tx, catalogue.region, catalogue.items())?;
            }
            Reference::load(tx, library.clone())
        });
        let reference = reference.map_err(|error: StoreError| error)?;
        let places = [
            ("440300", None),
            ("440100", None),
            ("510100", Some(FilingReason::PostedWorker)),
        ];
        let journeys: Result<Vec<Journey>> = places
            .into_iter()
            .map(|(region, filed)| {
                let region: Region = region.parse().expect("a division code");
                journey(&reference, region, filed, today)
            })
            .collect();
        Ok(Crowd {
            db: db.clone(),
            reference: Arc::new(reference),
            journeys: Arc::new(journeys?),
            now,
            today,
        })
    }

    /// Prepares so many people; returns the settling message of each, ready to be sent.
    pub fn prepare(
        &self,
        group: CrowdGroup,
        count: usize,
        progress: &Progress,
    ) -> Result<Vec<Vec<u8>>> {
        let next = std::sync::atomic::AtomicUsize::new(0);
        let work = || -> Result<Vec<Vec<u8>>> {
            let mut messages = Vec::new();
            loop {
                let first = next.fetch_add(TOGETHER, std::sync::atomic::Ordering::Relaxed);
                if first >= count {
                    return Ok(messages);
                }
                let last = count.min(first + TOGETHER);
                messages.extend(self.prepare_some(group, first..last)?);
                progress.advance_by(last - first);
            }
        };
        let prepared: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..PREPARERS).map(|_| scope.spawn(work)).collect();
            let joined = threads.into_iter().map(|thread| thread.join());
            joined
                .map(|done| done.expect("preparing does not panic"))
                .collect()
        });
        let mut messages = Vec::with_capacity(count);
        for done in prepared {
            messages.extend(done?);
        }
        Ok(messages)
    }

    fn prepare_some(
        &self,
        group: CrowdGroup,
        numbers: std::ops::Range<usize>,
    ) -> Result<Vec<Vec<u8>>> {
        let newcomers = numbers.map(|number| self.invent(group, number));
        let newcomers: Vec<Newcomer> = newcomers.collect::<Result<_>>()?;
        let crowd = self.clone();
        let prepared = self.db.transact(move |tx: &mut Tx<'_>| {
            let newcomers = newcomers.iter();
            newcomers
                .map(|newcomer| crowd.welcome(tx, newcomer))
                .collect()
        });
        prepared
            .map_err(|error: DeskError| error)
            .context("不能准备就诊 / cannot prepare the visits")
    }

    /// Enrols somebody and brings the visit as far as the counter.
    fn welcome(&self, tx: &mut Tx<'_>, newcomer: &Newcomer) -> Result<Vec<u8>, DeskError> {
        let mut random = SystemRandom;
        let DemoPerson {
            person, enrolments, ..
        } = &newcomer.patient;
        people::insert(tx, &mut random, person)?;
        enrolments::enrol(tx, &mut random, &person.id, &enrolments[0])?;
        for filing in &newcomer.filings {
            filings::put(tx, &mut random, filing, self.now)?;
        }
        let visit = Visiting {
            person,
            journey: &self.journeys[newcomer.journey],
            today: self.today,
        };
        visit.open(&mut Desk::new(tx, self.now, &mut random, &self.reference))
    }

    fn invent(&self, group: CrowdGroup, number: usize) -> Result<Newcomer> {
        let patient = self.invent_person(group, number);
        let rules = self
            .reference
            .library
            .procedures(patient.enrolments[0].insured_at);
        Ok(Newcomer {
            filings: records(&patient, rules, self.today)?,
            patient,
            journey: number % self.journeys.len(),
        })
    }

    /// An invented person of Shenzhen. Numbers are spread like the real ones, so that rows of
    /// neighbours do not come in order; every ID number has a month of birth that does not exist.
    fn invent_person(&self, group: CrowdGroup, number: usize) -> DemoPerson {
        let mut dice = Dice(u64::from(group.0) << 32 | number as u64);
        let id = format!("{}{:016x}", group.from(), dice.roll());
        let id: PersonId = id.parse().expect("20 printable characters");
        let spread = u64::from(group.0) * 1_000_000 + number as u64;
        let day = |digits: u64| format!("{:02}{:02}", 13 + digits / 100 % 80, digits % 100);
        let born = format!(
            "{:04}{}",
            1900 + spread / 8_000_000 % 120,
            day(spread / 1000)
        );
        let filed = self.journeys[number % self.journeys.len()].filed;
        DemoPerson {
            person: Person {
                id,
                name: "测示例".to_owned(),
                certificate: id_number(&format!("440300{born}{:03}", spread % 1000)).into(),
                gender: Gender::Female,
                born_on: Date::constant(1985, 6, 1),
                others: Vec::new(),
            },
            enrolments: vec![self.enrolment(&mut dice)],
            filings: filed
                .into_iter()
                .map(|reason| self.filing(reason))
                .collect(),
            designations: vec![],
            year_to_date: YearToDate::default(),
            voucher: DemoVoucher {
                kind: "02".to_owned(),
                number: String::new(),
            },
            proves: Bilingual::default(),
        }
    }

    fn filing(&self, reason: FilingReason) -> DemoFiling {
        DemoFiling {
            reason,
            destination: "510100".parse().expect("a division code"),
            period: Period {
                from: self.today.saturating_sub(jiff::Span::new().days(90)),
                until: None,
            },
            state: State::Active,
        }
    }

    fn enrolment(&self, dice: &mut Dice) -> Enrolment {
        let since = self.today.saturating_sub(jiff::Span::new().years(6));
        Enrolment {
            insured_at: "440300".parse().expect("a division code"),
            scheme: Scheme::Employee,
            tier: Some("one".to_owned()),
            status: Status::OnJob,
            period: Period::since(since.first_of_month()),
            continuous_since: Month::of(since),
            paid_through: Month::of(self.today),
            traits: BTreeSet::new(),
            account: dice.amount(6_000),
            employer: None,
            contribution_base: None,
            recognised: Vec::new(),
        }
    }
}

/// A hospital that takes outpatients there, and what it may charge.
fn journey(
    reference: &Reference,
    region: Region,
    filed: Option<FilingReason>,
    today: Date,
) -> Result<Journey> {
    let mut there = reference.facilities().filter(|facility| {
        facility.region.pooling() == region
            && facility.level == Level::Tertiary
            && facility.is_networked(Care::Outpatient, today)
    });
    let facility = there
        .next()
        .with_context(|| format!("演示数据里没有 {region} 的三级医院 / no hospital in {region}"))?;
    let items = reference.catalogue(facility.region)?.items().iter();
    let payable = items.filter(|item| item.period.contains(today) && !item.restricted);
    Ok(Journey {
        facility: facility.clone(),
        items: payable.cloned().collect(),
        filed,
    })
}

/// An ID number that passes its check (GB 11643).
pub fn id_number(first_seventeen: &str) -> IdNumber {
    let mut whole = "0123456789X"
        .chars()
        .map(|last| format!("{first_seventeen}{last}").parse());
    let found = whole.find_map(Result::ok);
    found.expect("one of the eleven check characters is right")
}

/// A visit on its way to being settled.
struct Visiting<'a> {
    person: &'a Person,
    journey: &'a Journey,
    today: Date,
}

impl Visiting<'_> {
    /// Registers, diagnoses, uploads; returns the message that settles.
    fn open(&self, desk: &mut Desk<'_, '_>) -> Result<Vec<u8>, DeskError> {
        let asked = OpenVisit {
            person: self.person.id.clone(),
            facility_number: self.person.id.to_string(),
            care: Care::Outpatient,
            scheme: Some(Scheme::Employee),
            insured_at: None,
            from: self.today,
            flags: Default::default(),
            findings: None,
        };
        let opened = desk::open_visit(desk, &self.caller("o"), &asked, |_| reply())?;
        let visit = opened
            .outcome
            .expect("a new message is not answered from memory")
            .id;
        let diagnosed = UpdateVisit {
            person: self.person.id.clone(),
            visit: visit.clone(),
            side: Side::Outpatient,
            care: None,
            from: None,
            flags: Default::default(),
            findings: Some(json!({"diseinfo": [{"diag_code": "I10.x00", "diag_srt_no": 1}]})),
        };
        desk::update_visit(desk, &self.caller("d"), &diagnosed, |_| reply())?;
        let lines = self.lines();
        let total: Money = lines.iter().map(|line| line.amount).sum();
        let uploaded = UploadLines {
            person: self.person.id.clone(),
            visit: visit.clone(),
            side: Side::Outpatient,
            batch: BATCH.to_owned(),
            lines,
            diseases: Default::default(),
            flags: Default::default(),
        };
        desk::upload_lines(desk, &self.caller("u"), &uploaded, |_| reply())?;
        Ok(self.request(&visit, total))
    }

    fn caller(&self, suffix: &str) -> Caller {
        Caller {
            facility: self.journey.facility.code.clone(),
            message: self
                .message(suffix)
                .parse()
                .expect("22 printable characters"),
            operator: "0001".to_owned(),
            said_besides: None,
            shown: Shown::voucher(Voucher::Certificate(self.person.certificate.clone())),
        }
    }

    fn message(&self, suffix: &str) -> String {
        format!("{}-{suffix}", self.person.id)
    }

    /// Three to seven lines, as an outpatient bill has.
    fn lines(&self) -> Vec<BillLine> {
        let seed = self.person.id.as_str().bytes().fold(7, |sum: u64, byte| {
            sum.wrapping_mul(31).wrapping_add(u64::from(byte))
        });
        let mut dice = Dice(seed);
        let count = 3 + dice.below(5);
        let line = |serial: u64| {
            let item = &self.journey.items[dice.below(self.journey.items.len() as u64) as usize];
            let mut line = BillLine {
                serial: serial.to_string(),
                code: item.code.clone(),
                name: item.name.clone(),
                price: (50 + dice.below(30_000) as i64) * 10_000,
                quantity: (1 + dice.below(4) as i64) * 10_000,
                amount: Money::ZERO,
                used_on: self.today,
                approved_by_hospital: false,
                refused_by_hospital: false,
                refund_of: None,
            };
            line.amount = line.amount_at(line.price);
            line
        };
        (1..=count).map(line).collect()
    }

    /// 2207 as a hospital's system sends it, with the head of an HTTP request before it.
    fn request(&self, visit: &VisitId, total: Money) -> Vec<u8> {
        let facility = &self.journey.facility;
        let body = json!({
            "infno": "2207", "msgid": self.message("s"),
            "mdtrtarea_admvs": facility.region.pooling(), "insuplc_admdvs": "440300",
            "recer_sys_code": "99", "dev_no": "", "dev_safe_info": "", "cainfo": "",
            "signtype": "SM3", "infver": "1.0.0", "opter_type": "1", "opter": "0001",
            "opter_name": "测试员", "inf_time": format!("{} 09:30:00", self.today),
            "fixmedins_code": facility.code, "fixmedins_name": facility.name, "sign_no": "",
            "input": {"data": {
                "psn_no": self.person.id, "mdtrt_id": visit, "chrg_bchno": BATCH,
                "mdtrt_cert_type": "02",
                "mdtrt_cert_no": self.person.certificate.reveal(), "med_type": "11",
                "insutype": "310", "medfee_sumamt": total.to_string(), "psn_setlway": "01",
                "acct_used_flag": "1", "invono": self.message("i"),
                "exp_content": "{\"TRUM_FLAG\":\"0\",\"OTP_ER_REFL_FLAG\":\"\"}",
            }},
        })
        .to_string();
        let head = format!(
            "POST /fsi/api/rsfComIfsService/callService HTTP/1.1\r\nhost: suixing\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        [head.into_bytes(), body.into_bytes()].concat()
    }
}

/// The answers to what is only preparation are of no interest to anybody.
fn reply() -> Vec<u8> {
    br#"{"infcode":0,"output":null}"#.to_vec()
}
