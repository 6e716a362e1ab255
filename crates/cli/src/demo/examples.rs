//! Bills settled when the demo is first filled, through the same desk every hospital uses.

use std::sync::Arc;

use anyhow::{Context, Result};
use desk::bill_cases::{NotedRefusal, note_refusal};
use desk::cases::fill_cases;
use desk::{
    CalendarStep, Caller, Desk, DeskError, DischargeTerms, MessageFate, OpenVisit, Reference,
    Settle, SettledTogether, Shown, Side, UpdateVisit, UploadLines, VisitFlags, Voucher,
    calendar_next,
};
use domain::bill::BillLine;
use domain::facility::Care;
use domain::ids::{Certificate, FacilityCode, MessageId, PersonId, VisitId};
use domain::{Money, Region};
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::{JsonSchema, Schema};
use serde::Deserialize;
use server::app::SystemRandom;
use store::Db;

use super::data::DemoData;
use super::days;

/// Bills settled when the demo is first filled.
/// 演示开始时结算的账单
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Examples {
    /// In order.
    /// 按先后写
    example: Vec<Example>,
}

/// A bill that is settled.
/// 结算的一张账单
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Example {
    /// Name of the person.
    /// 姓名
    person: String,
    /// Where.
    /// 哪家机构
    facility: FacilityCode,
    /// Kind of care.
    /// 哪类就医
    care: Care,
    /// First day.
    /// 第一天
    from: String,
    /// Last day.
    /// 最后一天
    #[serde(default)]
    until: Option<String>,
    /// Whether the personal account pays.
    /// 用不用个人账户
    #[serde(default)]
    use_account: bool,
    /// What was done.
    /// 做了什么
    lines: Vec<Line>,
}

/// A line of a bill.
/// 账单的一行
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Line {
    /// Code in the catalogue.
    /// 目录里的编码
    code: String,
    /// Name.
    /// 名称
    name: String,
    /// Price of one.
    /// 单价
    price: Money,
    /// How many.
    /// 数量
    count: i64,
}

/// The form of the file of examples, for editors.
pub fn schema() -> Schema {
    workbench::schema::of::<Examples>()
}

/// Settles the examples, each in one transaction, unless an earlier start did. Days are counted
/// from the day the demo was made.
pub fn settle(
    db: &Db,
    data: &DemoData,
    reference: &Arc<Reference>,
    (now, made_on): (Timestamp, Date),
) -> Result<()> {
    let text = include_str!("../../../../demo/examples.toml");
    let examples: Examples = toml::from_str(text).context("demo/examples.toml")?;
    for (number, example) in examples.example.into_iter().enumerate() {
        let found = data
            .people
            .iter()
            .find(|person| person.person.name == example.person);
        let person = found.with_context(|| format!("nobody is called {}", example.person))?;
        let ready = Ready {
            number,
            person: person.person.id.clone(),
            certificate: person.person.certificate.clone(),
            insured_at: person
                .enrolments
                .first()
                .map(|enrolment| enrolment.insured_at),
            from: days::day(&example.from, made_on)?,
            until: example
                .until
                .as_deref()
                .map(|day| days::day(day, made_on))
                .transpose()?,
            example,
        };
        beside(db, reference, now, move |desk| ready.settle(desk))
            .with_context(|| format!("example {} is not settled", number + 1))?;
    }
    Ok(())
}

/// Does what a server does of its own accord after it began, before anybody looks: a demo writes
/// nothing by itself from there until its day changes.
pub fn catch_up(db: &Db, reference: &Arc<Reference>, now: Timestamp) -> Result<()> {
    let mut after = None;
    loop {
        let from = after.clone();
        let filled = beside(db, reference, now, move |desk| {
            fill_cases(desk, from.clone())
        });
        match filled.context("the list of cases is not filled")? {
            None => break,
            more => after = more,
        }
    }
    let due = || beside(db, reference, now, calendar_next).context("what is due is not told");
    while !matches!(due()?, CalendarStep::Idle) {}
    Ok(())
}

/// One piece of work at the desk.
fn beside<T: Send + 'static>(
    db: &Db,
    reference: &Arc<Reference>,
    now: Timestamp,
    work: impl Fn(&mut Desk<'_, '_>) -> Result<T, DeskError> + Send + 'static,
) -> Result<T, DeskError> {
    let reference = reference.clone();
    db.transact(move |tx| {
        let mut random = SystemRandom;
        work(&mut Desk::new(tx, now, &mut random, &reference))
    })
}

/// An example with its days and people found.
struct Ready {
    number: usize,
    person: PersonId,
    certificate: Certificate,
    insured_at: Option<Region>,
    from: Date,
    until: Option<Date>,
    example: Example,
}

impl Ready {
    fn caller(&self, step: &str) -> Caller {
        let message: MessageId = format!("DEMO-{}-{step}", self.number + 1)
            .parse()
            .expect("printable and short");
        let facility = self.example.facility.clone();
        Caller {
            facility,
            message,
            operator: "demo".to_owned(),
            said_besides: None,
            shown: Shown::voucher(Voucher::Certificate(self.certificate.clone())),
        }
    }

    /// Whether it was settled by an earlier start, whatever was done to it since.
    fn is_done(&self, desk: &mut Desk<'_, '_>) -> Result<bool, DeskError> {
        let caller = self.caller("settle");
        let fate = desk::fate_of_message(desk, &caller, &self.person, &caller.message)?;
        Ok(fate != MessageFate::None)
    }

    fn settle(&self, desk: &mut Desk<'_, '_>) -> Result<(), DeskError> {
        if self.is_done(desk)? {
            return Ok(());
        }
        let opened = OpenVisit {
            person: self.person.clone(),
            facility_number: format!("DEMO-{}", self.number + 1),
            care: match self.example.care {
                Care::Inpatient => Care::Inpatient,
                _ => Care::Outpatient,
            },
            scheme: None,
            insured_at: self.insured_at,
            from: self.from,
            flags: VisitFlags::default(),
            findings: Some(serde_json::json!({"diagnoses": [{"code": "I10.x00"}]})),
        };
        let answer = desk::open_visit(desk, &self.caller("open"), &opened, |_| vec![])?;
        let Some(visit) = answer.outcome else {
            return Ok(());
        };
        if visit.care != Care::Inpatient {
            self.describe(desk, &visit.id)?;
        }
        self.upload(desk, &visit.id)?;
        if let Some(until) = self.until {
            let asked = DischargeTerms {
                person: self.person.clone(),
                visit: visit.id.clone(),
                until,
                flags: Default::default(),
                findings: None,
            };
            desk::discharge(desk, &self.caller("discharge"), &asked, |_| vec![])?;
        }
        let what = match visit.care {
            Care::Inpatient => SettledTogether::Stay { mid_stay: false },
            _ => SettledTogether::Batch("1".to_owned()),
        };
        let asked = Settle {
            person: self.person.clone(),
            visit: visit.id,
            what,
            stated_total: self.lines().iter().map(|line| line.amount).sum(),
            use_account: self.example.use_account,
            scheme: None,
            care: None,
            flags: VisitFlags::default(),
        };
        let caller = self.caller("settle");
        match desk::settle(desk, &caller, &asked, |_| vec![]) {
            Ok(_) => Ok(()),
            Err(error) => match NotedRefusal::of(&error) {
                // An example of what nobody settles: it is noted as a hospital's would be.
                Some(refused) => note_refusal(desk, &caller, (&asked, &refused)).map(drop),
                None => Err(error),
            },
        }
    }

    fn describe(&self, desk: &mut Desk<'_, '_>, visit: &VisitId) -> Result<(), DeskError> {
        let asked = UpdateVisit {
            person: self.person.clone(),
            visit: visit.clone(),
            side: Side::Outpatient,
            care: Some(self.example.care),
            from: None,
            flags: Default::default(),
            findings: Some(serde_json::json!({"diagnoses": [{"code": "I10.x00"}]})),
        };
        desk::update_visit(desk, &self.caller("describe"), &asked, |_| vec![]).map(|_| ())
    }

    fn upload(&self, desk: &mut Desk<'_, '_>, visit: &VisitId) -> Result<(), DeskError> {
        let asked = UploadLines {
            person: self.person.clone(),
            visit: visit.clone(),
            side: Side::of(self.example.care),
            batch: if self.until.is_some() {
                String::new()
            } else {
                "1".to_owned()
            },
            lines: self.lines(),
            diseases: Default::default(),
            flags: Default::default(),
        };
        desk::upload_lines(desk, &self.caller("lines"), &asked, |_| vec![]).map(|_| ())
    }

    fn lines(&self) -> Vec<BillLine> {
        let numbered = self.example.lines.iter().enumerate();
        let line = |(number, line): (usize, &Line)| BillLine {
            serial: (number + 1).to_string(),
            code: line.code.clone(),
            name: line.name.clone(),
            price: line.price.fen() * 10_000,
            quantity: line.count * 10_000,
            amount: Money::from_fen(line.price.fen() * line.count),
            used_on: self.from,
            approved_by_hospital: false,
            refused_by_hospital: false,
            refund_of: None,
        };
        numbered.map(line).collect()
    }
}
