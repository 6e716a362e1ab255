//! One step of one person: what is sent, what has to be answered, and what is noted on paper.

use domain::Money;
use domain::bill::Scope;
use domain::calendar::{Period, days_after};
use domain::facility::Care;
use domain::filing::Filing;
use domain::ids::FilingId;
use domain::person::{Enrolment, Scheme, Status};
use jiff::civil::{Date, date};
use serde_json::{Value, json};

use crate::house::{FACILITIES, HOME, House};
use crate::official::{File, Settled};
use crate::player::{home_insurance, money};
use crate::steps::Way;
use crate::till::arithmetic::fen;
use crate::till::message::{Outcome, Refusal};
use crate::till::patient::{Line, day};
use crate::till::{CHENGDU, LABORATORY, NURSE, Patient, RESONANCE, SHENZHEN};

const CLERK: &str = "sxk_demo_clerk";

/// An item of class A, one of class B and one of class C.
const CODES: [&str; 3] = [LABORATORY, RESONANCE, NURSE];

/// Only these refusals mean that nothing happened and nothing is wrong. A bill is less than nothing
/// where a line of the year before is given back and little was charged since.
const NOT_SETTLED: [&str; 7] = [
    "negative-bill",
    "no-lines",
    "ceiling-not-known",
    "rule-not-known",
    "not-settled-directly",
    "item-not-in-force",
    "no-policy",
];

const NOT_UNDONE: [&str; 2] = ["later-settlements-first", "account-spent"];

/// A line that was charged.
struct Charged {
    serial: u32,
    code: usize,
    hundreds: i64,
    /// By which settlement.
    settled_by: Option<String>,
    refund_of: Option<u32>,
}

struct Stay {
    visit: String,
    /// Which visit of the person.
    number: usize,
    at: usize,
    from: Date,
    until: Option<Date>,
    lines: Vec<Charged>,
    /// By which settlement it was settled after its discharge.
    settled_by: Option<String>,
}

impl Stay {
    /// What its lines come to that are not settled.
    fn unsettled(&self) -> Scope {
        let lines = self.lines.iter().filter(|line| line.settled_by.is_none());
        lines.fold(Scope::default(), |sum, line| sum + line.scope(self.at))
    }

    fn is_given_back(&self, line: &Charged) -> bool {
        let mut lines = self.lines.iter();
        lines.any(|other| other.refund_of == Some(line.serial))
    }
}

impl Charged {
    /// What it comes to at a facility, worked out by hand.
    fn scope(&self, at: usize) -> Scope {
        let all = Money::from_yuan(self.hundreds * 100);
        // The share of class B that is paid first, in percent: by the catalogue of the province,
        // and at home by the rules there.
        let percent = match FACILITIES[at] {
            CHENGDU => 20,
            SHENZHEN => 1,
            _ => 10,
        };
        let mut scope = Scope::default();
        match self.code {
            0 => scope.ordinary = all,
            1 => {
                scope.upfront = Money::from_yuan(self.hundreds * percent);
                scope.ordinary = all - scope.upfront;
            }
            _ => scope.wholly_self_paid = all,
        }
        scope
    }
}

/// Where a settlement was asked for, and by which message.
struct Sent {
    at: usize,
    message: String,
}

/// A message that was answered with success.
struct Heard {
    at: usize,
    envelope: Value,
    answer: Vec<u8>,
}

/// A person, what hospitals know of them, and their file.
pub struct Somebody {
    pub patients: Vec<Patient>,
    pub file: File,
    pub own_steps: usize,
    /// Whether a clerk has to work their file out, so that nobody goes on here.
    pub is_a_clerks: bool,
    stays: Vec<Stay>,
    /// Beside the settlements in the file.
    sent: Vec<Sent>,
    heard: Vec<Heard>,
    undone: Vec<String>,
    /// Visits so far.
    visits: usize,
    lines: u32,
    /// In their insurance, without a break.
    since: &'static str,
}

/// What is going on when somebody does something.
pub struct Turn<'a> {
    pub house: &'a mut House,
    pub one: &'a mut Somebody,
    pub way: Way,
    pub step: usize,
    pub today: Date,
    /// Which of the rules on the shelf are in force.
    pub rules: usize,
}

fn expect(refused: &Refusal, codes: &[&str]) {
    assert!(codes.contains(&refused.code.as_str()), "{refused:?}");
}

fn insured(since: &str, status: Status) -> Enrolment {
    Enrolment {
        insured_at: HOME.parse().unwrap(),
        scheme: Scheme::Employee,
        tier: Some("one".to_owned()),
        status,
        period: Period::since(date(2018, 9, 1)),
        continuous_since: since.parse().unwrap(),
        paid_through: "2060-12".parse().unwrap(),
        traits: Default::default(),
        account: Money::ZERO,
        employer: None,
        contribution_base: None,
        recognised: Vec::new(),
    }
}

impl Somebody {
    /// One of the demo's people, whose insurance is put on record anew.
    pub fn set(house: &mut House, name: &str, since: &'static str) -> Somebody {
        let patients = house.patients(name);
        let path = format!("/api/v1/people/{}", patients[0].person);
        let shown = house.ask(("GET", &path), "", &Value::Null).unwrap();
        let mut one = Somebody {
            file: File {
                born_on: serde_json::from_value(shown["born_on"].clone()).unwrap(),
                account: money(&home_insurance(&shown["enrolments"])["account"]),
                record: vec![(Date::MIN, insured(since, Status::OnJob))],
                filings: vec![],
                settled: vec![],
            },
            patients,
            own_steps: 0,
            is_a_clerks: false,
            stays: vec![],
            sent: vec![],
            heard: vec![],
            undone: vec![],
            visits: 0,
            lines: 0,
            since,
        };
        let filings = house.ask(("GET", &format!("{path}/filings")), "", &Value::Null);
        assert_eq!(filings.unwrap()["filings"], json!([]), "{name}");
        one.put_on_record(house, "REG-0");
        one
    }

    fn put_on_record(&mut self, house: &mut House, number: &str) {
        let row = |(from, row): &(Date, Enrolment)| {
            let mut body = json!({
                "enrolled_from": row.period.from, "tier": row.tier, "status": row.status,
                "continuous_since": row.continuous_since, "paid_through": row.paid_through,
            });
            if *from != Date::MIN {
                body["from"] = json!(from);
            }
            body
        };
        let rows: Vec<Value> = self.file.record.iter().map(row).collect();
        let person = &self.patients[0].person;
        let path = format!("/api/v1/people/{person}/insurances/{HOME}/employee");
        let body = json!({"number": number, "rows": rows});
        house.ask(("PUT", &path), CLERK, &body).unwrap();
    }
}

impl Turn<'_> {
    fn open_stay(&mut self) -> Option<&mut Stay> {
        let mut stays = self.one.stays.iter_mut();
        stays.find(|stay| stay.until.is_none())
    }

    /// Sends a message of a facility under a number of its own.
    fn send(&mut self, at: usize, infno: &str, input: Value) -> (String, Outcome) {
        let till = &mut self.one.patients[at].till;
        let message = till.next_message();
        let envelope = till.envelope(infno, &message, input);
        let (answer, told) = self.house.send(till, &envelope, self.way);
        if told.is_ok() {
            self.one.heard.push(Heard {
                at,
                envelope,
                answer,
            });
        }
        (message, told)
    }

    fn ok(&mut self, at: usize, infno: &str, input: Value) -> Value {
        let told = self.send(at, infno, input).1;
        told.unwrap_or_else(|refusal| panic!("{infno}: {}", refusal.message))
    }

    pub fn admit(&mut self, at: usize) {
        if self.open_stay().is_some() {
            return;
        }
        let number = format!("S{}", self.step);
        let input = self.one.patients[at].admission(&number, json!({}));
        let output = self.ok(at, "2401", input);
        self.one.visits += 1;
        self.one.stays.push(Stay {
            visit: text(&output["result"]["mdtrt_id"]),
            number: self.one.visits,
            at,
            from: self.today,
            until: None,
            lines: vec![],
            settled_by: None,
        });
    }

    pub fn charge(&mut self, hundreds: i64, code: usize) {
        self.upload(Charged {
            serial: self.one.lines + 1,
            code,
            hundreds,
            settled_by: None,
            refund_of: None,
        });
    }

    fn upload(&mut self, charged: Charged) {
        self.one.lines += 1;
        let Some(stay) = self.open_stay() else {
            return;
        };
        let (at, visit) = (stay.at, stay.visit.clone());
        let line = Line {
            serial: charged.serial,
            code: CODES[charged.code],
            price_fen: charged.hundreds.abs() * 10_000,
            count: charged.hundreds.signum(),
        };
        let mut input = self.one.patients[at].lines(&visit, "", &[line]);
        if let Some(original) = charged.refund_of {
            input["feedetail"][0]["init_feedetl_sn"] = json!(original.to_string());
        }
        match self.send(at, "2301", input).1 {
            Ok(output) => {
                assert_split(&output["result"][0], charged.scope(at));
                self.open_stay().unwrap().lines.push(charged);
            }
            Err(refused) => expect(&refused, &["item-not-in-force"]),
        }
    }

    /// All of a line is given back, whether it was settled or not.
    pub fn give_back(&mut self, which: usize) {
        let serial = self.one.lines + 1;
        let Some(stay) = self.open_stay() else {
            return;
        };
        let kept = stay.lines.iter();
        let kept = kept.filter(|line| line.refund_of.is_none() && !stay.is_given_back(line));
        let kept: Vec<&Charged> = kept.collect();
        if kept.is_empty() {
            return;
        }
        let original = kept[which % kept.len()];
        let back = Charged {
            serial,
            code: original.code,
            hundreds: -original.hundreds,
            settled_by: None,
            refund_of: Some(original.serial),
        };
        self.upload(back);
    }

    /// What is not settled is taken back, as if it had never been sent.
    pub fn withdraw(&mut self) {
        let Some(stay) = self.open_stay() else {
            return;
        };
        let (at, visit) = (stay.at, stay.visit.clone());
        if stay.lines.iter().all(|line| line.settled_by.is_some()) {
            return;
        }
        let person = &self.one.patients[at].person;
        let input = json!({"data": [{
            "psn_no": person, "mdtrt_id": visit, "feedetl_sn": "0000",
        }]});
        self.ok(at, "2302", input);
        let lines = &mut self.open_stay().unwrap().lines;
        lines.retain(|line| line.settled_by.is_some());
    }

    pub fn interim(&mut self) {
        let Some(number) = self.number_of_open() else {
            return;
        };
        self.settle_stay(number, true);
    }

    fn number_of_open(&self) -> Option<usize> {
        let mut stays = self.one.stays.iter();
        stays.position(|stay| stay.until.is_none())
    }

    pub fn leave(&mut self) {
        let Some(number) = self.number_of_open() else {
            return;
        };
        let Stay { at, ref visit, .. } = self.one.stays[number];
        let input = self.one.patients[at].departure(visit, &day(0));
        self.ok(at, "2402", input);
        self.one.stays[number].until = Some(self.today);
        self.settle_stay(number, false);
    }

    pub fn again(&mut self, which: usize) {
        let left = self.one.stays.iter().enumerate();
        let left = left.filter(|(_, stay)| stay.until.is_some() && stay.settled_by.is_none());
        let left: Vec<usize> = left.map(|(number, _)| number).collect();
        if !left.is_empty() {
            self.settle_stay(left[which % left.len()], false);
        }
    }

    fn settle_stay(&mut self, number: usize, mid_stay: bool) {
        let stay = &self.one.stays[number];
        let (at, scope, visit) = (stay.at, stay.unsettled(), stay.visit.clone());
        let mut input = self.one.patients[at].stay_bill(&visit, scope.total().fen());
        input["data"]["mid_setl_flag"] = json!(if mid_stay { "1" } else { "0" });
        let day = stay.until.unwrap_or(self.today);
        input["data"]["dscgTime"] = json!(day);
        let dates = (stay.from, day);
        let what = (visit.as_str(), Care::Inpatient, scope);
        if let Some(settlement) = self.settle((at, "2304"), input, what, dates) {
            let stay = &mut self.one.stays[number];
            let open = stay.lines.iter_mut();
            for line in open.filter(|line| line.settled_by.is_none()) {
                line.settled_by = Some(settlement.clone());
            }
            stay.settled_by = Some(settlement).filter(|_| !mid_stay);
        }
    }

    /// Settles a bill of these parts; the number, if it was done.
    fn settle(
        &mut self,
        (at, infno): (usize, &str),
        input: Value,
        (visit, care, scope): (&str, Care, Scope),
        (from, day): (Date, Date),
    ) -> Option<String> {
        let (message, told) = self.send(at, infno, input);
        let output = match told {
            Ok(output) => output,
            Err(refused) => {
                expect(&refused, &NOT_SETTLED);
                return None;
            }
        };
        let info = &output["setlinfo"];
        assert_eq!(fen(&info["medfee_sumamt"]), scope.total().fen(), "{info}");
        assert_eq!(
            fen(&info["inscp_scp_amt"]),
            scope.eligible().fen(),
            "{info}"
        );
        assert_eq!(fen(&info["preselfpay_amt"]), scope.upfront.fen(), "{info}");
        self.one.sent.push(Sent { at, message });
        self.one.file.settled.push(Settled {
            id: text(&info["setl_id"]).parse().unwrap(),
            visit: visit.parse().unwrap(),
            facility: FACILITIES[at].to_owned(),
            care,
            scope,
            from,
            day,
            step: self.step,
            settled_on: self.today,
            rules: self.rules,
        });
        Some(text(&info["setl_id"]))
    }

    pub fn whole(&mut self, at: usize, hundreds: i64) {
        if self.open_stay().is_none() {
            self.admit(at);
            self.charge(hundreds, 0);
            self.leave();
        }
    }

    pub fn outpatient(&mut self, at: usize, hundreds: i64) {
        if self.open_stay().is_some() {
            return;
        }
        let tag = format!("B{}", self.step);
        let input = self.one.patients[at].registration(&tag, &day(0));
        let visit = text(&self.ok(at, "2201", input)["data"]["mdtrt_id"]);
        self.one.visits += 1;
        let input = self.one.patients[at].description(&visit);
        self.ok(at, "2203", input);
        let charged = Charged {
            serial: 1,
            code: 0,
            hundreds,
            settled_by: None,
            refund_of: None,
        };
        let line = Line::one(1, LABORATORY, hundreds * 100);
        let input = self.one.patients[at].lines(&visit, &tag, &[line]);
        match self.send(at, "2204", input).1 {
            Ok(_) => {
                let input = self.one.patients[at].bill(&visit, &tag, hundreds * 10_000);
                let what = (visit.as_str(), Care::Outpatient, charged.scope(at));
                self.settle((at, "2207"), input, what, (self.today, self.today));
            }
            Err(refused) => expect(&refused, &["item-not-in-force"]),
        }
    }

    /// The discharge of the last visit is taken back, and the stay goes on.
    pub fn take_back(&mut self) {
        let visits = self.one.visits;
        let Some(stay) = self.one.stays.last_mut().filter(|stay| {
            stay.number == visits && stay.until.is_some() && stay.settled_by.is_none()
        }) else {
            return;
        };
        stay.until = None;
        let (at, visit) = (stay.at, stay.visit.clone());
        let input = self.named(at, &visit);
        self.ok(at, "2405", input);
    }

    /// An admission that nothing is left of is taken back.
    pub fn revoke(&mut self) {
        let Some(number) = self.number_of_open() else {
            return;
        };
        let Stay {
            at,
            ref visit,
            ref lines,
            ..
        } = self.one.stays[number];
        if lines.is_empty() {
            let input = self.named(at, visit);
            self.ok(at, "2404", input);
            self.one.stays.remove(number);
        }
    }

    fn named(&self, at: usize, visit: &str) -> Value {
        json!({"data": {"psn_no": self.one.patients[at].person, "mdtrt_id": visit}})
    }

    /// A stay is asked to be settled as ended, and then for a fen more than there is.
    pub fn too_early(&mut self) {
        let Some(stay) = self.open_stay() else {
            return;
        };
        let (at, visit) = (stay.at, stay.visit.clone());
        let total = stay.unsettled().total().fen();
        let input = self.one.patients[at].stay_bill(&visit, total);
        let refused = self.send(at, "2304", input).1.unwrap_err();
        expect(&refused, &["not-discharged"]);
        let mut input = self.one.patients[at].stay_bill(&visit, total + 1);
        input["data"]["mid_setl_flag"] = json!("1");
        let refused = self.send(at, "2304", input).1.unwrap_err();
        expect(&refused, &["total-mismatch", "no-lines"]);
    }

    fn pick(&self, which: usize) -> Option<usize> {
        let settled = self.one.file.settled.len();
        (settled > 0).then(|| which % settled)
    }

    pub fn cancel(&mut self, which: usize) {
        let Some(number) = self.pick(which) else {
            return;
        };
        let settled = &self.one.file.settled[number];
        let at = self.one.sent[number].at;
        let infno = match settled.care {
            Care::Inpatient => "2305",
            _ => "2208",
        };
        let patient = &self.one.patients[at];
        let input = patient.settlement(settled.visit.as_str(), settled.id.as_str());
        match self.send(at, infno, input).1 {
            Ok(_) => self.gone(number),
            Err(refused) => expect(&refused, &NOT_UNDONE),
        }
    }

    pub fn reverse(&mut self, which: usize) {
        let Some(number) = self.pick(which) else {
            return;
        };
        let Sent { at, ref message } = self.one.sent[number];
        let infno = match self.one.file.settled[number].care {
            Care::Inpatient => "2304",
            _ => "2207",
        };
        let input = self.one.patients[at].reversal(message, infno);
        match self.send(at, "2601", input).1 {
            Ok(_) => self.gone(number),
            Err(refused) => expect(&refused, &NOT_UNDONE),
        }
    }

    /// What was cancelled is gone, and its lines are there to be settled.
    fn gone(&mut self, number: usize) {
        let settled = self.one.file.settled.remove(number);
        self.one.undone.push(self.one.sent.remove(number).message);
        let mut stays = self.one.stays.iter_mut();
        let Some(stay) = stays.find(|stay| stay.visit == settled.visit.as_str()) else {
            return;
        };
        let lines = stay.lines.iter_mut().map(|line| &mut line.settled_by);
        for settled_by in lines.chain([&mut stay.settled_by]) {
            settled_by.take_if(|by| by == settled.id.as_str());
        }
    }

    /// A message of long ago arrives again: it is answered as it was, and does nothing.
    pub fn late(&mut self, which: usize) {
        if self.one.heard.is_empty() {
            return;
        }
        let number = which % self.one.heard.len();
        let Heard {
            at,
            ref envelope,
            ref answer,
        } = self.one.heard[number];
        let till = &mut self.one.patients[at].till;
        let (again, told) = self.house.send(till, envelope, Way::Straight);
        let message = envelope["msgid"].as_str().unwrap();
        match self.one.undone.iter().any(|undone| undone == message) {
            true => expect(&told.unwrap_err(), &["message-reversed"]),
            false => assert_eq!(
                String::from_utf8_lossy(&again),
                String::from_utf8_lossy(answer),
                "{envelope}"
            ),
        }
    }

    pub fn retire(&mut self, ago: Option<i32>) {
        let since = ago.map(|ago| days_after(self.today, -ago));
        let later = since.map(|since| (since, insured(self.one.since, Status::Retired)));
        self.one.file.record.truncate(1);
        self.one.file.record.extend(later);
        let number = format!("REG-{}", self.step);
        self.one.put_on_record(self.house, &number);
    }

    pub fn file_for(&mut self, at: usize, category: &str) {
        let mut body = json!({
            "person": self.one.patients[0].person, "insured_at": HOME,
            "destination": format!("{}00", &FACILITIES[at][1..5]),
            "category": category, "starts_on": self.today,
            "contact": {"name": "示例", "phone": "13800000000", "address": "示例路1号"},
        });
        if category == "long-term-resident" {
            body["months_away"] = json!(12);
            body["evidence"] = json!([{"kind": "residence-permit", "reference": "scan-1"}]);
        }
        let asked = self.house.ask(("POST", "/api/v1/filings"), "", &body);
        self.note(asked);
    }

    fn note(&mut self, told: Result<Value, String>) {
        match told {
            Ok(applied) => {
                let filing: Filing = serde_json::from_value(applied["filing"].clone()).unwrap();
                let superseded: Vec<FilingId> =
                    serde_json::from_value(applied["superseded"].clone()).unwrap();
                let now = (self.step, self.today);
                self.one.file.note(&filing, &superseded, now);
            }
            Err(code) => assert_eq!(code, "filing-refused"),
        }
    }

    pub fn approve(&mut self) {
        if let Some(id) = self.one.file.waiting() {
            let path = format!("/api/v1/filings/{id}/decision");
            let body = json!({"decision": "approve", "reason": "住在那里"});
            let decided = self.house.ask(("POST", &path), "", &body);
            self.note(decided);
        }
    }

    pub fn end_filing(&mut self, which: usize) {
        let filings = &self.one.file.filings;
        if filings.is_empty() {
            return;
        }
        let id = filings[which % filings.len()].id.clone();
        let path = format!("/api/v1/filings/{id}/cancellation");
        let ended = self
            .house
            .ask(("POST", &path), "", &json!({"reason": "回来了"}));
        match ended {
            Ok(_) => self.one.file.note_end(&id, (self.step, self.today)),
            Err(code) => assert_eq!(code, "filing-refused"),
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The parts of a line as they were answered.
fn assert_split(line: &Value, scope: Scope) {
    let parts = ["fulamt_ownpay_amt", "preselfpay_amt", "inscp_scp_amt"];
    let told = parts.map(|part| fen(&line[part]));
    let worked_out = [scope.wholly_self_paid, scope.upfront, scope.eligible()];
    assert_eq!(told, worked_out.map(Money::fen), "{line}");
}
