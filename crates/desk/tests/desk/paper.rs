//! A patient official with paper: days pass, people retire and un-retire on the record, file, wait
//! to be decided on, cancel; stays go over the end of months and years; settlements are cancelled,
//! reversed, asked for again. After every step everything is worked out from the facts that stand,
//! from the beginning. Shared with the desk is only what makes a situation of facts and shares of a
//! situation.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::official::{File, Settled, Shelf};
use crate::world::{
    CHENGDU, GUANGZHOU, World, batch, caller, campaign, cancel_of, enrolment, line, morning,
    outpatient, receipt, region, stay, submission,
};
use desk::{
    CancelSettlement, Cause, Deed, Desk, DeskError, DischargeTerms, RecordedInsurance,
    RegisterStatement, ReverseMessage, Settle, SettledTogether, Side, UploadLines,
};
use domain::Money;
use domain::bill::BillLine;
use domain::calendar::days_after;
use domain::facility::{Care, Facility};
use domain::filing::{Applied, Event, Evidence, Submission};
use domain::ids::{FilingId, PersonId, SettlementId, VisitId};
use domain::person::{Enrolment, Scheme, Status};
use domain::shares::Shares;
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use store::corrections;
use store::testing::{on_postgres, on_sqlite};
use store::{StoreError, Tx};

const FACILITIES: [&str; 2] = [CHENGDU, GUANGZHOU];
const BEGIN: Date = date(2026, 11, 24);

#[derive(Clone, Copy, Debug)]
enum Step {
    Sleep {
        days: i32,
    },
    Admit {
        at: usize,
    },
    Charge {
        yuan: i64,
        code: usize,
    },
    Interim,
    Leave,
    /// Admitted, charged, discharged and settled on one day.
    Whole {
        at: usize,
        yuan: i64,
    },
    Outpatient {
        at: usize,
        yuan: i64,
    },
    Cancel {
        which: usize,
    },
    Reverse {
        which: usize,
    },
    Repeat {
        which: usize,
    },
    /// Retired so many days ago; not at all where it is none.
    Retire {
        ago: Option<i32>,
    },
    FileForChengdu,
    AskForLongTerm,
    Approve,
    EndFiling {
        which: usize,
    },
}

fn any_step() -> impl Strategy<Value = Step> {
    let yuan = prop_oneof![3 => 1..2_000_i64, 2 => 2_000..40_000_i64, 1 => 100_000..400_000_i64];
    prop_oneof![
        4 => prop_oneof![Just(0), 1..4, 10..40_i32].prop_map(|days| Step::Sleep { days }),
        3 => (0..2_usize).prop_map(|at| Step::Admit { at }),
        5 => (yuan.clone(), 0..3_usize).prop_map(|(yuan, code)| Step::Charge { yuan, code }),
        2 => Just(Step::Interim),
        4 => Just(Step::Leave),
        4 => (0..2_usize, yuan.clone()).prop_map(|(at, yuan)| Step::Whole { at, yuan }),
        1 => (0..2_usize, yuan).prop_map(|(at, yuan)| Step::Outpatient { at, yuan }),
        3 => any::<usize>().prop_map(|which| Step::Cancel { which }),
        1 => any::<usize>().prop_map(|which| Step::Reverse { which }),
        1 => any::<usize>().prop_map(|which| Step::Repeat { which }),
        2 => prop::option::of(0..60_i32).prop_map(|ago| Step::Retire { ago }),
        1 => Just(Step::FileForChengdu),
        3 => Just(Step::AskForLongTerm),
        3 => Just(Step::Approve),
        1 => any::<usize>().prop_map(|which| Step::EndFiling { which }),
    ]
}

struct OpenStay {
    visit: VisitId,
    at: &'static str,
    from: Date,
    unsettled: Money,
}

/// A settlement as it was asked for and answered.
struct Sent {
    message: String,
    asked: Settle,
    reply: Vec<u8>,
}

struct Played {
    world: World,
    today: Date,
    step: usize,
    stay: Option<OpenStay>,
    file: File,
    sent: BTreeMap<SettlementId, Sent>,
    lines: usize,
}

fn me() -> PersonId {
    "P1".parse().unwrap()
}

fn retired() -> Enrolment {
    Enrolment {
        status: Status::Retired,
        ..insured()
    }
}

/// Paid far ahead, so that entitlement never ends.
fn insured() -> Enrolment {
    Enrolment {
        paid_through: "2028-12".parse().unwrap(),
        ..enrolment()
    }
}

/// Only these refusals mean that nothing happened and nothing is wrong.
fn expect(refused: &DeskError, codes: &[&str]) {
    assert!(codes.contains(&refused.code()), "{refused:?}");
}

const NOT_SETTLED: [&str; 6] = [
    "no-lines",
    "ceiling-not-known",
    "rule-not-known",
    "not-settled-directly",
    "item-not-in-force",
    "no-policy",
];

impl Played {
    fn set(db: &store::Db) -> Played {
        let world = World::with(db, &insured());
        let known = world.read(|desk| desk::filings(desk, &me())).unwrap();
        let mut file = File {
            born_on: date(1985, 6, 1),
            account: Money::from_yuan(500),
            record: vec![(Date::MIN, insured())],
            filings: vec![],
            settled: vec![],
        };
        for filing in &known {
            file.note(filing, &[], (0, BEGIN));
        }
        Played {
            world,
            today: BEGIN,
            step: 1,
            stay: None,
            file,
            sent: BTreeMap::new(),
            lines: 0,
        }
    }

    fn now(&self) -> Timestamp {
        let seconds = i64::try_from(self.step).unwrap();
        morning(self.today) + SignedDuration::from_secs(seconds)
    }

    fn write<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Desk<'_, '_>) -> Result<T, DeskError> + Send + 'static,
    ) -> Result<T, DeskError> {
        self.world.write_at(self.now(), work)
    }

    fn message(&self, what: &str) -> String {
        format!("M{}-{what}", self.step)
    }

    fn play(&mut self, step: Step) {
        self.step += 1;
        match step {
            Step::Sleep { days } => self.today = days_after(self.today, days),
            Step::Admit { at } => self.admit(FACILITIES[at]),
            Step::Charge { yuan, code } => self.charge(yuan, ["A", "B", "C"][code]),
            Step::Interim => self.settle_stay(true),
            Step::Leave => self.settle_stay(false),
            Step::Whole { at, yuan } => {
                if self.stay.is_none() {
                    self.admit(FACILITIES[at]);
                    self.charge(yuan, "A");
                    self.settle_stay(false);
                }
            }
            Step::Outpatient { at, yuan } => self.outpatient(FACILITIES[at], yuan),
            Step::Cancel { which } => self.cancel(which),
            Step::Reverse { which } => self.reverse(which),
            Step::Repeat { which } => self.repeat(which),
            Step::Retire { ago } => self.retire(ago),
            Step::FileForChengdu => self.file("other-temporary"),
            Step::AskForLongTerm => self.file("long-term-resident"),
            Step::Approve => self.approve(),
            Step::EndFiling { which } => self.end_filing(which),
        }
    }

    fn admit(&mut self, at: &'static str) {
        if self.stay.is_some() {
            return;
        }
        let mut admit = outpatient(&format!("S{}", self.step));
        admit.care = Care::Inpatient;
        admit.from = self.today;
        let visit = self.open(at, admit);
        self.stay = Some(OpenStay {
            visit,
            at,
            from: self.today,
            unsettled: Money::ZERO,
        });
    }

    fn open(&self, at: &str, asked: desk::OpenVisit) -> VisitId {
        let caller = caller(at, &self.message("open"));
        let opened = self.write(move |desk| {
            desk::open_visit(desk, &caller, &asked, |visit| visit.id.as_str().into())
        });
        String::from_utf8(opened.unwrap().reply)
            .unwrap()
            .parse()
            .unwrap()
    }

    fn upload(&mut self, at: &str, (visit, batch): (&VisitId, &str), line: BillLine) -> bool {
        let caller = caller(at, &self.message("lines"));
        let asked = UploadLines {
            person: me(),
            visit: visit.clone(),
            side: match batch {
                "" => Side::Inpatient,
                _ => Side::Outpatient,
            },
            batch: batch.to_owned(),
            lines: vec![line],
            diseases: Default::default(),
            flags: Default::default(),
        };
        let sent = self.write(move |desk| desk::upload_lines(desk, &caller, &asked, |_| vec![]));
        match sent {
            Ok(_) => true,
            Err(refused) => {
                expect(&refused, &["item-not-in-force"]);
                false
            }
        }
    }

    fn next_line(&mut self, code: &str, yuan: i64) -> BillLine {
        self.lines += 1;
        BillLine {
            used_on: self.today,
            ..line(&format!("L{}", self.lines), code, yuan)
        }
    }

    fn charge(&mut self, yuan: i64, code: &str) {
        let Some((visit, at)) = self.stay.as_ref().map(|stay| (stay.visit.clone(), stay.at)) else {
            return;
        };
        let line = self.next_line(code, yuan);
        let amount = line.amount;
        if self.upload(at, (&visit, ""), line) {
            self.stay.as_mut().unwrap().unsettled += amount;
        }
    }

    fn settle(
        &mut self,
        at: &'static str,
        asked: Settle,
        (care, from, day): (Care, Date, Date),
    ) -> bool {
        let message = self.message("settle");
        let (caller, sent) = (caller(at, &message), asked.clone());
        let settled = self.write(move |desk| desk::settle(desk, &caller, &sent, receipt));
        match settled {
            Ok(answer) => {
                let reply = answer.reply.clone();
                let made = answer.outcome.unwrap().settlement;
                let sent = Sent {
                    message,
                    asked,
                    reply,
                };
                self.sent.insert(made.id.clone(), sent);
                self.file.settled.push(Settled {
                    id: made.id,
                    visit: made.visit,
                    facility: at.to_owned(),
                    care,
                    scope: made.scope,
                    from,
                    day,
                    step: self.step,
                    settled_on: self.today,
                    rules: 0,
                });
                true
            }
            Err(refused) => {
                expect(&refused, &NOT_SETTLED);
                false
            }
        }
    }

    fn settle_stay(&mut self, mid_stay: bool) {
        let Some(OpenStay {
            visit,
            at,
            from,
            unsettled,
        }) = self.stay.take()
        else {
            return;
        };
        if !mid_stay {
            let asked = DischargeTerms {
                person: me(),
                visit: visit.clone(),
                until: self.today,
                flags: Default::default(),
                findings: None,
            };
            let caller = caller(at, &self.message("out"));
            self.write(move |desk| desk::discharge(desk, &caller, &asked, |_| vec![]))
                .unwrap();
        }
        let asked = Settle {
            what: SettledTogether::Stay { mid_stay },
            stated_total: unsettled,
            ..stay(&visit, 0)
        };
        let settled = self.settle(at, asked, (Care::Inpatient, from, self.today));
        if mid_stay {
            self.stay = Some(OpenStay {
                unsettled: if settled { Money::ZERO } else { unsettled },
                visit,
                at,
                from,
            });
        }
    }

    fn outpatient(&mut self, at: &'static str, yuan: i64) {
        if self.stay.is_some() {
            return;
        }
        let tag = format!("B{}", self.step);
        let mut asked = outpatient(&tag);
        asked.from = self.today;
        asked.findings =
            Some(serde_json::json!({ "diagnoses": [{ "code": "I10.x00", "name": "高血压" }] }));
        let visit = self.open(at, asked);
        let line = self.next_line("A", yuan);
        if self.upload(at, (&visit, &tag), line) {
            let asked = batch(&visit, &tag, yuan);
            self.settle(at, asked, (Care::Outpatient, self.today, self.today));
        }
    }

    /// What was cancelled is gone; a stay whose last part it was goes on unsettled and is left.
    fn gone(&mut self, number: usize) {
        let fact = self.file.settled.remove(number);
        if let Some(stay) = self.stay.as_mut().filter(|stay| stay.visit == fact.visit) {
            stay.unsettled += fact.scope.total();
        }
    }

    fn cancel(&mut self, which: usize) {
        let Some(number) = self.pick(which) else {
            return;
        };
        let fact = &self.file.settled[number];
        let (caller, asked) = (
            caller(&fact.facility, &self.message("cancel")),
            CancelSettlement {
                side: Side::of(fact.care),
                ..cancel_of(&fact.visit, &fact.id)
            },
        );
        match self.write(move |desk| desk::cancel_settlement(desk, &caller, &asked, |_| vec![])) {
            Ok(_) => self.gone(number),
            Err(refused) => expect(&refused, &["later-settlements-first", "account-spent"]),
        }
    }

    fn reverse(&mut self, which: usize) {
        let Some(number) = self.pick(which) else {
            return;
        };
        let fact = &self.file.settled[number];
        let caller = caller(&fact.facility, &self.message("reverse"));
        let asked = ReverseMessage {
            person: me(),
            original: self.sent[&fact.id].message.parse().unwrap(),
            deed: match fact.care {
                Care::Inpatient => Deed::SettleStay,
                _ => Deed::SettleVisit,
            },
        };
        match self.write(move |desk| desk::reverse_message(desk, &caller, &asked, |_| vec![])) {
            Ok(_) => self.gone(number),
            Err(refused) => expect(&refused, &["later-settlements-first", "account-spent"]),
        }
    }

    /// The answer was lost, and the hospital asks again: the same bytes, and nothing new.
    fn repeat(&mut self, which: usize) {
        let Some(number) = self.pick(which) else {
            return;
        };
        let fact = &self.file.settled[number];
        let sent = &self.sent[&fact.id];
        let (caller, asked) = (caller(&fact.facility, &sent.message), sent.asked.clone());
        let again = self.write(move |desk| desk::settle(desk, &caller, &asked, receipt));
        let again = again.unwrap();
        assert!(again.replayed);
        assert_eq!(again.reply, sent.reply);
    }

    fn pick(&self, which: usize) -> Option<usize> {
        let settled = self.file.settled.len();
        (settled > 0).then(|| which % settled)
    }

    fn retire(&mut self, ago: Option<i32>) {
        let since = ago.map(|ago| days_after(self.today, -ago));
        self.file.record.truncate(1);
        self.file
            .record
            .extend(since.map(|since| (since, retired())));
        let rows = self.file.record.iter().enumerate();
        let row = |(number, (from, enrolment)): (usize, &(Date, Enrolment))| RecordedInsurance {
            from: (number > 0).then_some(*from),
            enrolment: enrolment.clone(),
        };
        let history: Vec<RecordedInsurance> = rows.map(row).collect();
        let number = self.message("record");
        let recorded = self.write(move |desk| {
            let statement = RegisterStatement {
                by: "register",
                number: &number,
            };
            let insurance = (region("440300"), Scheme::Employee);
            desk::record_insurance(desk, statement, (&me(), insurance), &history)
        });
        recorded.unwrap();
    }

    fn file(&mut self, category: &str) {
        let mut asked = Submission {
            id: format!("F-{}", self.step).parse().unwrap(),
            category: category.to_owned(),
            starts_on: self.today,
            ..submission("P1", "510100")
        };
        if category == "long-term-resident" {
            asked.months_away = Some(12);
            asked.evidence = vec![Evidence {
                kind: "residence-permit".to_owned(),
                reference: "scan-1".to_owned(),
                until: None,
            }];
        }
        match self.write(move |desk| desk::file(desk, "P1", &asked)) {
            Ok(applied) => self.note(&applied),
            Err(refused) => expect(&refused, &["filing-refused"]),
        }
    }

    fn note(&mut self, applied: &Applied) {
        let superseded = applied.superseded.iter().map(|filing| filing.id().clone());
        let superseded: Vec<FilingId> = superseded.collect();
        let now = (self.step, self.today);
        self.file.note(&applied.filing, &superseded, now);
    }

    fn approve(&mut self) {
        let Some(id) = self.file.waiting() else {
            return;
        };
        let decided = self.write(move |desk| {
            let event = Event::Approve {
                reason: "lives there".to_owned(),
            };
            desk::decide_filing(desk, "clerk", (&me(), &id), &event)
        });
        match decided {
            Ok(applied) => self.note(&applied),
            Err(refused) => expect(&refused, &["filing-refused"]),
        }
    }

    fn end_filing(&mut self, which: usize) {
        let id = self.file.filings[which % self.file.filings.len()]
            .id
            .clone();
        let asked = id.clone();
        let ended =
            self.write(move |desk| desk::cancel_filing(desk, "P1", (&me(), &asked), "back"));
        match ended {
            Ok(_) => self.file.note_end(&id, (self.step, self.today)),
            Err(refused) => expect(&refused, &["filing-refused"]),
        }
    }

    fn check(&self) {
        let read = |tx: &mut Tx<'_>| corrections::standing(tx, &me());
        let standing = self.world.db.read(read);
        let standing = standing.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
        let stands: BTreeMap<SettlementId, Shares> = standing
            .into_iter()
            .map(|made| (made.id, made.shares))
            .collect();
        let reference = &self.world.reference;
        let facilities: Vec<Facility> = FACILITIES
            .iter()
            .map(|code| reference.facility(&code.parse().unwrap()).unwrap().clone())
            .collect();
        let shelf = Shelf {
            rules: std::slice::from_ref(&reference.library),
            facilities: &facilities,
        };
        assert_eq!(stands, self.file.worked_out(shelf).shares);
    }
}

/// Plays the steps, and returns why something had to be corrected.
fn play(db: &store::Db, steps: &[Step]) -> BTreeSet<Cause> {
    let mut played = Played::set(db);
    for step in steps {
        played.play(*step);
        played.check();
    }
    played.world.assert_sound();
    let made = played
        .world
        .read(|desk| desk::query::corrections_of_person(desk, &me()));
    made.unwrap()
        .iter()
        .map(|correction| correction.cause)
        .collect()
}

fn check(cases: u32, on: impl Fn(&dyn Fn(&store::Db))) {
    let steps = prop::collection::vec(any_step(), 1..48);
    let causes = RefCell::new(BTreeSet::new());
    campaign(cases, &steps, |steps| {
        on(&|db| causes.borrow_mut().extend(play(db, &steps)));
    });
    for cause in [
        Cause::EarlierCancelled,
        Cause::EnrolmentChanged,
        Cause::FilingChanged,
    ] {
        assert!(
            causes.borrow().contains(&cause),
            "no sequence led to {cause:?}"
        );
    }
}

#[test]
fn paper_and_books_agree_on_sqlite() {
    check(64, |play| on_sqlite(play));
}

#[test]
fn paper_and_books_agree_on_postgres() {
    check(64, |play| on_postgres(play));
}
