//! A till in a storm: it settles, repeats itself, reverses, asks and cancels at random, loses
//! answers whenever the lights go out, and sends whatever it does not know the fate of again,
//! unchanged, until it is told. It remembers every answer it ever got.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value, json};

use super::LABORATORY;
use super::arithmetic::{Bill, fen};
use super::message::{Outcome, outcome};
use super::patient::{Line, Patient};

/// Randomness that repeats (SplitMix64).
#[derive(Clone)]
pub struct Dice(pub u64);

impl Dice {
    /// A number below `sides`.
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % sides
    }
}

/// A settlement that was acknowledged.
pub struct Known {
    pub envelope: Value,
    pub answer: Vec<u8>,
    pub bill: Bill,
    pub visit: String,
    pub undone: bool,
}

/// What an answer will mean.
enum Then {
    Opened,
    Described,
    Uploaded,
    Settled,
    /// The message was reversed before it was sent.
    Reversed,
    MustBeRefused,
    Repeated(usize),
    Found(usize),
    Undone(usize),
}

/// A message sent, or about to be.
struct Pending {
    envelope: Value,
    then: Then,
    /// Since when its fate is unknown: the first time its answer did not come.
    unknown_since: Option<String>,
    /// From when to when it was being sent, each time the answer was that nothing was done.
    denied: Vec<(String, String)>,
}

/// One client with its memory.
pub struct Storm {
    pub patient: Patient,
    pub known: Vec<Known>,
    /// Answers that arrived.
    pub acknowledged: u64,
    /// Messages that were done although their answer never left.
    pub unanswered: u64,
    name: String,
    dice: Dice,
    written_down: usize,
    sent: u64,
    visit: Option<String>,
    is_described: bool,
    batches: u64,
    has_lines: bool,
    pending: Option<Pending>,
}

/// Batches of one visit; then the next visit begins.
const BATCHES_MAX: u64 = 12;

/// What every bill comes to: so many of a thing, so that ceilings are met and accounts run out.
const BILL: i64 = PRICE * COUNT;
const PRICE: i64 = 1_234;
const COUNT: i64 = 40;

impl Storm {
    pub fn new(name: &str, patient: Patient, dice: Dice) -> Storm {
        Storm {
            patient,
            known: Vec::new(),
            acknowledged: 0,
            unanswered: 0,
            name: name.to_owned(),
            dice,
            written_down: 0,
            sent: 0,
            visit: None,
            is_described: false,
            batches: 0,
            has_lines: false,
            pending: None,
        }
    }

    /// The server is back, perhaps elsewhere.
    pub fn move_to(&mut self, address: SocketAddr) {
        self.patient.till.move_to(address);
    }

    /// Works until the server is gone, or until told to stop.
    pub fn until_dark(&mut self, stop: &AtomicBool) {
        while !stop.load(Ordering::Relaxed) && self.step().is_ok() {}
    }

    /// Sends what is pending until it is known. The server is there to stay.
    pub fn catch_up(&mut self) {
        let mut attempts = 0;
        while self.pending.is_some() {
            self.step().unwrap();
            attempts += 1;
            assert!(attempts < 500, "{} is never answered", self.name);
        }
    }

    /// Sends one message and learns from the answer.
    pub fn step(&mut self) -> io::Result<()> {
        let mut pending = match self.pending.take() {
            Some(pending) => pending,
            None => self.next(),
        };
        let sent_at = clock();
        let answered = self.patient.till.try_bytes(&pending.envelope);
        let told = answered.map(|bytes| (outcome(&bytes), bytes));
        let code = match &told {
            Ok((Err(refusal), _)) => refusal.code.as_str(),
            Ok((Ok(_), _)) => "",
            Err(_) => "fate-unknown",
        };
        match code {
            "fate-unknown" => drop(pending.unknown_since.get_or_insert_with(clock)),
            "unavailable" => pending.denied.push((sent_at, clock())),
            _ => {
                let (outcome, bytes) = told?;
                self.acknowledged += 1;
                self.compare_times(&pending, &bytes);
                self.learn(pending, bytes, outcome);
                return Ok(());
            }
        }
        self.pending = Some(pending);
        sleep(Duration::from_millis(5));
        told.map(|_| ())
    }

    /// The time in an answer says when what it tells was done: perhaps by a message whose answer
    /// never came, never by one that was answered «nothing was changed».
    fn compare_times(&mut self, pending: &Pending, answer: &[u8]) {
        let reply: Value = serde_json::from_slice(answer).unwrap();
        let arrived = reply["refmsg_time"].as_str().unwrap();
        let is_earlier = |since: &String| arrived < since.as_str();
        self.unanswered += u64::from(pending.unknown_since.as_ref().is_some_and(is_earlier));
        for (from, until) in &pending.denied {
            let is_lie = arrived >= from.as_str() && arrived <= until.as_str();
            assert!(
                !is_lie,
                "said that nothing was changed, and did it: {reply}"
            );
        }
    }

    fn next(&mut self) -> Pending {
        let Some(visit) = self.visit.clone() else {
            return self.open();
        };
        if !self.is_described {
            let input = self.patient.description(&visit);
            return self.send("2203", input, Then::Described);
        }
        if self.has_lines {
            let input = self.patient.bill(&visit, &self.batch(), BILL);
            return self.send("2207", input, Then::Settled);
        }
        if self.batches == BATCHES_MAX {
            return self.open();
        }
        if self.known.is_empty() {
            return self.upload(&visit);
        }
        match self.dice.roll(100) {
            0..60 => self.upload(&visit),
            60..75 => {
                let which = self.any();
                let envelope = self.known[which].envelope.clone();
                pending(envelope, Then::Repeated(which))
            }
            75..80 => self.reverse_unsent(),
            80..85 => self.reverse(),
            85..95 => self.ask(),
            _ => self.cancel(),
        }
    }

    fn open(&mut self) -> Pending {
        let number = format!("{}-{}", self.name, self.sent);
        let input = self.patient.registration(&number, &super::patient::day(0));
        self.send("2201", input, Then::Opened)
    }

    fn upload(&mut self, visit: &str) -> Pending {
        self.batches += 1;
        let line = Line {
            serial: u32::try_from(self.batches).unwrap(),
            code: LABORATORY,
            price_fen: PRICE,
            count: COUNT,
        };
        let input = self.patient.lines(visit, &self.batch(), &[line]);
        self.send("2204", input, Then::Uploaded)
    }

    /// Reverses the message that would have been the next but one, which is then sent all the same.
    fn reverse_unsent(&mut self) -> Pending {
        let late = format!("{}-{}", self.name, self.sent + 2);
        let input = self.patient.reversal(&late, "2207");
        self.send("2601", input, Then::Reversed)
    }

    fn reverse(&mut self) -> Pending {
        let which = self.any();
        let message = self.known[which].envelope["msgid"].as_str().unwrap();
        let input = self.patient.reversal(message, "2207");
        self.send("2601", input, Then::Undone(which))
    }

    fn ask(&mut self) -> Pending {
        let which = self.any();
        let input = self.named(which);
        self.send("5203", input, Then::Found(which))
    }

    fn cancel(&mut self) -> Pending {
        match self.known.iter().rposition(|known| !known.undone) {
            Some(which) => {
                let input = self.named(which);
                self.send("2208", input, Then::Undone(which))
            }
            None => self.ask(),
        }
    }

    fn any(&mut self) -> usize {
        usize::try_from(self.dice.roll(self.known.len() as u64)).unwrap()
    }

    fn named(&self, which: usize) -> Value {
        let Known { bill, visit, .. } = &self.known[which];
        self.patient.settlement(visit, bill.text("setl_id"))
    }

    fn batch(&self) -> String {
        format!("B{}", self.batches)
    }

    fn send(&mut self, infno: &str, input: Value, then: Then) -> Pending {
        self.sent += 1;
        let message = format!("{}-{}", self.name, self.sent);
        let envelope = self.patient.till.envelope(infno, &message, input);
        pending(envelope, then)
    }

    fn learn(&mut self, pending: Pending, answer: Vec<u8>, outcome: Outcome) {
        let Pending { envelope, then, .. } = pending;
        let refused = outcome
            .as_ref()
            .err()
            .map(|refusal| refusal.message.as_str());
        let told = || format!("{envelope}: {refused:?}");
        match then {
            Then::Opened => {
                let output = outcome.as_ref().unwrap_or_else(|_| panic!("{}", told()));
                self.visit = Some(output["data"]["mdtrt_id"].as_str().unwrap().to_owned());
                (self.is_described, self.batches) = (false, 0);
            }
            Then::Described => {
                assert!(outcome.is_ok(), "{}", told());
                self.is_described = true;
            }
            Then::Uploaded => {
                assert!(outcome.is_ok(), "{}", told());
                self.has_lines = true;
            }
            Then::Settled => self.settled(envelope, answer, outcome),
            Then::Reversed => {
                assert!(outcome.is_ok(), "{}", told());
                self.send_late();
            }
            Then::MustBeRefused => {
                assert!(told().contains("[message-reversed]"), "{}", told());
            }
            Then::Repeated(which) => self.repeated(which, &answer, outcome),
            Then::Found(which) => self.found(which, &outcome.unwrap()),
            Then::Undone(which) => self.undone(which, &envelope, outcome),
        }
    }

    fn settled(&mut self, envelope: Value, answer: Vec<u8>, outcome: Outcome) {
        let output = outcome.unwrap_or_else(|refusal| panic!("{envelope}: {}", refusal.message));
        self.has_lines = false;
        self.known.push(Known {
            bill: Bill::of(output),
            visit: self.visit.clone().unwrap(),
            envelope,
            answer,
            undone: false,
        });
    }

    /// A settlement that was reversed before it came: it must do nothing.
    fn send_late(&mut self) {
        let visit = self.visit.clone().unwrap();
        self.sent += 1;
        let message = format!("{}-{}", self.name, self.sent);
        let input = self.patient.bill(&visit, "LATE", BILL);
        let envelope = self.patient.till.envelope("2207", &message, input);
        self.pending = Some(pending(envelope, Then::MustBeRefused));
    }

    fn repeated(&mut self, which: usize, answer: &[u8], outcome: Outcome) {
        let known = &self.known[which];
        match (known.undone, outcome) {
            (false, Ok(_)) => assert_eq!(answer, known.answer, "the same bytes"),
            (true, Err(refusal)) => assert_eq!(refusal.code, "message-reversed"),
            (undone, outcome) => panic!("undone {undone}, answered {outcome:?}"),
        }
    }

    fn found(&self, which: usize, record: &Value) {
        let Known { bill, undone, .. } = &self.known[which];
        let info = &record["setlinfo"];
        let same = [
            ("medfee_sumamt", "medfee_sumamt"),
            ("fund_pay_sumamt", "fund_pay_sumamt"),
            ("acct_pay", "acct_pay"),
            ("cash_payamt", "psn_cash_pay"),
        ];
        for (there, here) in same {
            assert_eq!(fen(&info[there]), bill.fen(here), "{there}: {record}");
        }
        let flag = if *undone { "1" } else { "0" };
        assert_eq!(info["refd_setl_flag"], flag, "{record}");
    }

    fn undone(&mut self, which: usize, envelope: &Value, outcome: Outcome) {
        let known = &mut self.known[which];
        match outcome {
            Ok(_) => known.undone = true,
            // Later bills of the same hospital, answered or not, are undone first.
            Err(refusal) if refusal.code == "later-settlements-first" => {}
            Err(refusal) => panic!("{envelope}: {}", refusal.message),
        }
    }

    /// Everything acknowledged is still there, and is answered with the same bytes.
    pub fn assert_nothing_lost(&mut self, newest: usize) {
        let first = self.known.len().saturating_sub(newest);
        for which in first..self.known.len() {
            let envelope = self.known[which].envelope.clone();
            let answer = self.patient.till.bytes(&envelope);
            let outcome = outcome(&answer);
            self.repeated(which, &answer, outcome);
            let asked = self.named(which);
            let record = self.patient.till.ok("5203", asked);
            self.found(which, &record);
        }
    }

    /// The acknowledged settlements since this was asked last.
    pub fn unwritten(&mut self) -> impl Iterator<Item = &[u8]> {
        let first = std::mem::replace(&mut self.written_down, self.known.len());
        self.known[first..]
            .iter()
            .map(|known| known.answer.as_slice())
    }

    /// Settlements and cancellations it caused.
    pub fn written(&self) -> usize {
        self.known.len() + self.known.iter().filter(|known| known.undone).count()
    }

    /// What stands, summed up: this field of every live settlement.
    pub fn live(&self, field: &str) -> i64 {
        let live = self.known.iter().filter(|known| !known.undone);
        live.map(|known| known.bill.fen(field)).sum()
    }

    /// The balance of the account as 1101 shows it.
    pub fn balance(&mut self) -> i64 {
        let number = self.patient.identity["baseinfo"]["certno"].clone();
        let asked = json!({"data": {"mdtrt_cert_type": "02", "mdtrt_cert_no": number}});
        let found = self.patient.till.ok("1101", asked);
        fen(&found["insuinfo"][0]["balc"])
    }
}

fn pending(envelope: Value, then: Then) -> Pending {
    Pending {
        envelope,
        then,
        unknown_since: None,
        denied: Vec::new(),
    }
}

/// The clock in China to the millisecond, as answers print it.
#[allow(
    clippy::disallowed_methods,
    reason = "a hospital has a clock of its own"
)]
fn clock() -> String {
    let china = jiff::tz::TimeZone::fixed(jiff::tz::offset(8));
    let now = jiff::Timestamp::now().to_zoned(china);
    now.strftime("%Y%m%d%H%M%S%3f").to_string()
}
