//! Invented people and the shipped rules, for the tests beside this file.

use std::collections::BTreeSet;

use domain::files::NamedText;
use domain::files::Problem;
use domain::filing::{
    Applied, Channel, Contact, Event, Evidence, Filing, FilingInForce, KnownOfPerson, Occasion,
    Refused, Submission, apply,
};
use domain::hospital_record::{NamedCode, Referral};
use domain::person::{Enrolment, Scheme, Status};
use domain::procedures::Procedures;
use domain::{Money, Region};
use jiff::civil::{Date, date};

pub const TODAY: Date = date(2026, 11, 3);

pub fn region(code: &str) -> Region {
    code.parse().unwrap()
}

pub fn shenzhen() -> Procedures {
    let text = include_str!("../../../../policies/440300/procedures.toml");
    read("procedures.toml", text).unwrap_or_else(|problems| panic!("{}", problems[0]))
}

pub fn read(name: &str, text: &str) -> Result<Procedures, Vec<Problem>> {
    Procedures::parse(&NamedText {
        name: name.to_owned(),
        text: text.to_owned(),
    })
}

pub fn enrolment(status: Status) -> Enrolment {
    Enrolment {
        insured_at: region("440300"),
        scheme: Scheme::Employee,
        tier: Some("one".to_owned()),
        status,
        period: domain::calendar::Period::since(date(2015, 1, 1)),
        continuous_since: "2015-01".parse().unwrap(),
        paid_through: "2030-12".parse().unwrap(),
        traits: BTreeSet::new(),
        account: Money::ZERO,
        employer: None,
        contribution_base: None,
        recognised: Vec::new(),
    }
}

/// A long-term resident's submission by pledge, without anything wrong.
pub fn asks(id: &str, category: &str, destination: &str) -> Submission {
    Submission {
        id: id.parse().unwrap(),
        person: "P1".parse().unwrap(),
        insured_at: region("440300"),
        destination: region(destination),
        category: category.to_owned(),
        starts_on: TODAY,
        ends_on: None,
        channel: Channel::Website,
        agent: None,
        contact: Contact {
            name: "陈示例".to_owned(),
            phone: "00000000000".to_owned(),
            address: "示例路1号".to_owned(),
        },
        pledged: true,
        prevented_by: None,
        evidence: Vec::new(),
        option: None,
        months_away: Some(12),
        posted: None,
        register: None,
        past_stay: None,
        replaces: false,
    }
}

pub fn referral(id: &str, destination: &str) -> Submission {
    Submission {
        channel: Channel::Hospital,
        pledged: false,
        evidence: vec![proof("referral-form")],
        ..asks(id, "referral", destination)
    }
}

/// A hospital of Shenzhen refers P1 there for half a year.
pub fn hospital_referral(to: &str) -> Referral {
    let disease = NamedCode {
        code: "C34.900".to_owned(),
        name: "示例".to_owned(),
    };
    Referral {
        number: "R4403002611030000000000000001".parse().unwrap(),
        person: "P1".parse().unwrap(),
        from: "H44030500001".parse().unwrap(),
        to_place: region(to),
        to_facility: None,
        to_name: "示例医院".to_owned(),
        distance: region("440300").distance_to(region(to)),
        diagnosis: disease,
        condition: String::new(),
        reason: "示例".to_owned(),
        opinion: "示例".to_owned(),
        doctor: None,
        referred_on: TODAY,
        period: domain::calendar::Period {
            from: TODAY,
            until: Some(date(2027, 5, 3)),
        },
        filing: None,
        recorded_by: "H44030500001/1".to_owned(),
        withdrawn: None,
    }
}

pub fn proof(kind: &str) -> Evidence {
    Evidence {
        kind: kind.to_owned(),
        reference: "scan-1".to_owned(),
        until: None,
    }
}

/// What the rules, the day and the person's other filings make of an event.
pub struct Scene {
    pub rules: Procedures,
    pub today: Date,
    pub others: Vec<Filing>,
    pub enrolment: Option<Enrolment>,
    pub pledge_broken_on: Option<Date>,
    pub referral: Option<Referral>,
}

impl Scene {
    pub fn new(rules: Procedures) -> Scene {
        Scene {
            rules,
            today: TODAY,
            others: Vec::new(),
            enrolment: Some(enrolment(Status::OnJob)),
            pledge_broken_on: None,
            referral: None,
        }
    }

    pub fn apply(&self, before: Option<&Filing>, event: &Event) -> Result<Applied, Refused> {
        let occasion = Occasion {
            today: self.today,
            by: "clerk-7",
            others: &self.others,
            standing: KnownOfPerson {
                enrolment: self.enrolment.as_ref(),
                age: Some(40),
                pledge_broken_on: self.pledge_broken_on,
                referral: self.referral.as_ref(),
            },
        };
        apply(&self.rules, before, event, &occasion)
    }

    pub fn submit(&self, request: &Submission) -> Result<Applied, Refused> {
        self.apply(None, &Event::Submit(Box::new(request.clone())))
    }

    /// Submits and keeps whatever comes out among the person's filings.
    pub fn keep(&mut self, request: &Submission) -> Filing {
        let applied = self
            .submit(request)
            .unwrap_or_else(|refused| panic!("{}", refused.says()));
        self.write(&applied);
        applied.filing
    }

    /// What the store does: every changed filing replaces its older state.
    pub fn write(&mut self, applied: &Applied) {
        for changed in std::iter::once(&applied.filing).chain(&applied.superseded) {
            self.others.retain(|other| other.id() != changed.id());
            self.others.push(changed.clone());
        }
    }

    pub fn in_force(&self) -> Vec<FilingInForce> {
        self.others.iter().filter_map(Filing::in_force).collect()
    }
}

/// The words of what failed on the form, for short assertions.
pub fn failed(outcome: Result<Applied, Refused>) -> Vec<&'static str> {
    match outcome {
        Ok(applied) => panic!("expected a failed form, got {}", applied.filing.state),
        Err(Refused::Form(checks)) => checks.iter().map(|check| check.kind.word()).collect(),
        Err(other) => panic!("expected a failed form, got {other}"),
    }
}

/// `Approve` and its like with a reason.
pub fn because(reason: &str) -> String {
    reason.to_owned()
}
