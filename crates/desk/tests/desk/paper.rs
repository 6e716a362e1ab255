//! A patient official with paper: days pass, people retire and un-retire on the record, file, wait
//! to be decided on, cancel; stays go over the end of months and years; settlements are cancelled,
//! reversed, asked for again. After every step everything is worked out from the facts that stand,
//! from the beginning. Shared with the desk is only what makes a situation of facts and shares of a
//! situation.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::world::{
    CHENGDU, GUANGZHOU, World, batch, caller, campaign, cancel_of, enrolment, line, morning,
    outpatient, receipt, region, stay, submission,
};
use desk::{
    CancelSettlement, Cause, Deed, Desk, DeskError, DischargeTerms, RecordedInsurance,
    RegisterStatement, ReverseMessage, Settle, SettledTogether, Side, UploadLines,
};
use domain::Money;
use domain::bill::{BillLine, Scope};
use domain::calendar::{age_on, days_after};
use domain::explain::Inputs;
use domain::facility::Care;
use domain::facts::{Facts, Insured, Particulars};
use domain::filing::{Event, Evidence, Filing, FilingInForce, State, Submission};
use domain::ids::{FilingId, PersonId, SettlementId, VisitId};
use domain::person::{Enrolment, Scheme, Status};
use domain::procedures::Institution;
use domain::shares::{Payer, Shares};
use domain::situation::{Accounts, Route, YearToDate};
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use store::corrections;
use store::settlements::{self, ADMISSIONS, UNFILED_STAYS};
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

/// A settlement that was made and stands.
struct Fact {
    id: SettlementId,
    visit: VisitId,
    at: &'static str,
    care: Care,
    scope: Scope,
    /// The first day of the visit, and the day that picks the rules.
    from: Date,
    day: Date,
    /// When it was settled, in steps and by the calendar.
    step: usize,
    settled_on: Date,
    message: String,
    asked: Settle,
    reply: Vec<u8>,
}

/// A filing, as an official keeps it.
struct Filed {
    id: FilingId,
    asked_at: usize,
    approved: Option<FilingInForce>,
    /// At which step it ended, and the first day without it.
    ended: Option<(usize, Date)>,
}

struct Played {
    world: World,
    today: Date,
    step: usize,
    stay: Option<OpenStay>,
    facts: Vec<Fact>,
    filings: Vec<Filed>,
    retired_since: Option<Date>,
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
        let filings = known.iter().map(|filing| Filed {
            id: filing.id().clone(),
            asked_at: 0,
            approved: filing.in_force(),
            ended: None,
        });
        let filings = filings.collect();
        Played {
            world,
            today: BEGIN,
            step: 1,
            stay: None,
            facts: vec![],
            filings,
            retired_since: None,
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
                self.facts.push(Fact {
                    id: made.id,
                    visit: made.visit,
                    at,
                    care,
                    scope: made.scope,
                    from,
                    day,
                    step: self.step,
                    settled_on: self.today,
                    message,
                    asked,
                    reply,
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
        let fact = self.facts.remove(number);
        if let Some(stay) = self.stay.as_mut().filter(|stay| stay.visit == fact.visit) {
            stay.unsettled += fact.scope.total();
        }
    }

    fn cancel(&mut self, which: usize) {
        let Some(number) = self.pick(which) else {
            return;
        };
        let fact = &self.facts[number];
        let (caller, asked) = (
            caller(fact.at, &self.message("cancel")),
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
        let fact = &self.facts[number];
        let caller = caller(fact.at, &self.message("reverse"));
        let asked = ReverseMessage {
            person: me(),
            original: fact.message.parse().unwrap(),
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
        let fact = &self.facts[number];
        let (caller, asked) = (caller(fact.at, &fact.message), fact.asked.clone());
        let again = self.write(move |desk| desk::settle(desk, &caller, &asked, receipt));
        let again = again.unwrap();
        assert!(again.replayed);
        assert_eq!(again.reply, fact.reply);
    }

    fn pick(&self, which: usize) -> Option<usize> {
        (!self.facts.is_empty()).then(|| which % self.facts.len())
    }

    fn retire(&mut self, ago: Option<i32>) {
        self.retired_since = ago.map(|ago| days_after(self.today, -ago));
        let first = RecordedInsurance {
            from: None,
            enrolment: insured(),
        };
        let later = self.retired_since.map(|since| RecordedInsurance {
            from: Some(since),
            enrolment: retired(),
        });
        let history: Vec<RecordedInsurance> = [first].into_iter().chain(later).collect();
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
            Ok(applied) => {
                self.filings.push(Filed {
                    id: applied.filing.id().clone(),
                    asked_at: self.step,
                    approved: None,
                    ended: None,
                });
                self.note(&applied.filing, &applied.superseded);
            }
            Err(refused) => expect(&refused, &["filing-refused"]),
        }
    }

    fn note(&mut self, filing: &Filing, superseded: &[Filing]) {
        let live = matches!(filing.state, State::Approved | State::Active);
        let mut filings = self.filings.iter_mut();
        let own = filings.find(|filed| filed.id == *filing.id()).unwrap();
        if live {
            own.approved = filing.in_force();
        }
        for older in superseded {
            let mut filings = self.filings.iter_mut();
            let own = filings.find(|filed| filed.id == *older.id()).unwrap();
            let first = own
                .approved
                .as_ref()
                .map_or(self.today, |filing| filing.period.from);
            let day = filing.period.from.max(days_after(first, 1));
            own.ended.get_or_insert((self.step, day));
        }
    }

    fn approve(&mut self) {
        let waiting = self.filings.iter();
        let mut waiting = waiting.filter(|filed| filed.approved.is_none() && filed.ended.is_none());
        let Some(id) = waiting.next().map(|filed| filed.id.clone()) else {
            return;
        };
        let decided = self.write(move |desk| {
            let event = Event::Approve {
                reason: "lives there".to_owned(),
            };
            desk::decide_filing(desk, "clerk", (&me(), &id), &event)
        });
        match decided {
            Ok(applied) => self.note(&applied.filing, &applied.superseded),
            Err(refused) => expect(&refused, &["filing-refused"]),
        }
    }

    fn end_filing(&mut self, which: usize) {
        let number = which % self.filings.len();
        let id = self.filings[number].id.clone();
        let ended = self.write(move |desk| desk::cancel_filing(desk, "P1", (&me(), &id), "back"));
        match ended {
            Ok(_) => {
                let filed = &mut self.filings[number];
                let first = filed.approved.as_ref().map(|filing| filing.period.from);
                // Its first day stays, once it has begun.
                let day = first.filter(|first| *first <= self.today);
                let day = day.map_or(self.today, |first| self.today.max(days_after(first, 1)));
                filed.ended.get_or_insert((self.step, day));
            }
            Err(refused) => expect(&refused, &["filing-refused"]),
        }
    }

    /// The filings as they held for a settlement: what was asked for before it, whenever decided;
    /// what ended later had not ended.
    fn filings_at(&self, step: usize) -> Vec<FilingInForce> {
        let held = |filed: &Filed| {
            let mut filing = filed.approved.clone().filter(|_| filed.asked_at < step)?;
            if let Some((ended, day)) = filed.ended.filter(|(ended, _)| *ended < step) {
                let _ = ended;
                let day = day.max(filing.period.from);
                let until = filing.period.until.map_or(day, |until| until.min(day));
                filing.period.until = Some(until);
            }
            Some(filing).filter(|filing| filing.period.until != Some(filing.period.from))
        };
        self.filings.iter().filter_map(held).collect()
    }

    /// What each settlement comes to, worked out from the beginning.
    fn worked_out(&self) -> BTreeMap<SettlementId, Shares> {
        let mut paper = Paper {
            account: Money::from_yuan(500),
            ..Paper::default()
        };
        let facts = self.facts.iter();
        facts
            .map(|fact| (fact.id.clone(), self.work_out(&mut paper, fact)))
            .collect()
    }

    fn work_out(&self, paper: &mut Paper, fact: &Fact) -> Shares {
        let library = &self.world.reference.library;
        let at = region("440300");
        let pack = library.pack(at, Scheme::Employee, fact.day).unwrap();
        let year = pack.benefit_year(fact.day).unwrap().label();
        let in_hospital = fact.care == Care::Inpatient;
        let whole = paper
            .wholes
            .entry((fact.visit.clone(), year.clone()))
            .or_default();
        if !in_hospital {
            *whole = Whole::default();
        }
        let before = whole.clone();
        let used = paper.used.entry(year).or_default();
        let mut year_before = used.clone();
        let taken = before
            .counted
            .iter()
            .map(|(name, amount)| (name.clone(), -*amount));
        settlements::grow(&mut year_before, &taken.collect());
        let admission = before
            .number
            .unwrap_or((year_before.admissions + 1, year_before.unfiled_stays));
        let status = self.retired_since.filter(|since| *since <= fact.day);
        let enrolment = status.map_or(insured(), |_| retired());
        let facility = self
            .world
            .reference
            .facility(&fact.at.parse().unwrap())
            .unwrap();
        let filings = self.filings_at(fact.step);
        let facts = Facts {
            insured: Insured {
                insured_at: at,
                scheme: Scheme::Employee,
                tier: enrolment.tier.as_deref(),
                status: enrolment.status,
                age: age_on(date(1985, 6, 1), fact.day),
                months: enrolment.continuous_months(fact.day),
                traits: &enrolment.traits,
            },
            treated_at: facility.region,
            at: Institution::of(facility, fact.day),
            designated: false,
            care: fact.care,
            day: fact.day,
            admitted_on: in_hospital.then_some(fact.from),
            settled_on: Some(fact.settled_on),
            route: Route::Direct,
            emergency: false,
            referral: false,
            admission: if in_hospital { admission.0 } else { 1 },
            filings: &filings,
            stated: None,
            particulars: Particulars {
                unfiled_before: admission.1,
                ..Particulars::default()
            },
        };
        let situated = facts
            .situate(library.procedures(at), &pack.in_force(None))
            .unwrap();
        let unfiled = situated.situation.unfiled_stay > 0;
        let inputs = Inputs {
            situation: situated.situation,
            footing: situated.footing,
            scope: before.scope + fact.scope,
            year: year_before,
            accounts: Accounts {
                own: paper.account + before.shares.of(Payer::Account),
                family: Money::ZERO,
            },
            provisional: vec![],
        };
        let computed = inputs.settled_again(pack).unwrap();
        let mut counted: BTreeMap<String, Money> = computed
            .plan
            .counted(&computed.adjudication.counted)
            .into_iter()
            .collect();
        let counts = in_hospital && !inputs.scope.total().is_zero();
        if counts {
            counted.insert(ADMISSIONS.to_owned(), Money::from_fen(1));
            if unfiled {
                counted.insert(UNFILED_STAYS.to_owned(), Money::from_fen(1));
            }
        }
        let shares = computed.adjudication.shares;
        let own = shares.plus(&before.shares.negated());
        paper.account -= own.of(Payer::Account);
        settlements::grow(used, &settlements::less(counted.clone(), &before.counted));
        *whole = Whole {
            scope: inputs.scope,
            shares,
            counted,
            number: counts.then_some(admission).or(before.number),
        };
        own
    }

    fn check(&self) {
        let read = |tx: &mut Tx<'_>| corrections::standing(tx, &me());
        let standing = self.world.db.read(read);
        let standing = standing.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
        let stands: BTreeMap<SettlementId, Shares> = standing
            .into_iter()
            .map(|made| (made.id, made.shares))
            .collect();
        assert_eq!(stands, self.worked_out());
    }
}

/// What the official has on paper.
#[derive(Default)]
struct Paper {
    account: Money,
    used: BTreeMap<String, YearToDate>,
    wholes: BTreeMap<(VisitId, String), Whole>,
}

/// A stay, or the part of it within a year.
#[derive(Clone, Default)]
struct Whole {
    scope: Scope,
    shares: Shares,
    counted: BTreeMap<String, Money>,
    /// Which admission it is, and the stays without a filing before it.
    number: Option<(u8, u8)>,
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
    check(48, |play| on_postgres(play));
}
