//! A second, slow and obvious way to what everybody ends up with: a list of facts, gone through
//! from the beginning after every message. It shares with the desk only the step from a situation
//! and a bill to shares.

use std::collections::BTreeMap;

use crate::world::{
    CHENGDU, GUANGZHOU, World, batch, caller, campaign, cancel_of, line, outpatient, stay,
};
use desk::{OpenVisit, Settle, SettledTogether, Side, UploadLines};
use domain::Money;
use domain::bill::{BillLine, Scope};
use domain::facility::Care;
use domain::ids::{PersonId, SettlementId, VisitId};
use domain::shares::{Payer, Shares};
use domain::situation::YearToDate;
use jiff::civil::Date;
use proptest::prelude::*;
use store::corrections;
use store::settlements::{self, ADMISSIONS, Settlement, UNFILED_STAYS};
use store::testing::{on_postgres, on_sqlite};
use store::{StoreError, Tx};

const FACILITIES: [&str; 2] = [CHENGDU, GUANGZHOU];

/// What happens next. Numbers pick among what there is.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Admit {
        at: usize,
    },
    Charge {
        stay: usize,
        yuan: i64,
        code: usize,
    },
    GiveBack {
        stay: usize,
        line: usize,
    },
    Interim {
        stay: usize,
    },
    Leave {
        stay: usize,
    },
    /// Admitted, charged, discharged and settled at once.
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
}

fn any_deed() -> impl Strategy<Value = Deed> {
    let yuan = prop_oneof![3 => 1..2_000_i64, 2 => 2_000..40_000_i64, 1 => 100_000..400_000_i64];
    let code = 0..3_usize;
    prop_oneof![
        1 => (0..2_usize).prop_map(|at| Deed::Admit { at }),
        4 => (any::<usize>(), yuan.clone(), code)
            .prop_map(|(stay, yuan, code)| Deed::Charge { stay, yuan, code }),
        1 => (any::<usize>(), any::<usize>())
            .prop_map(|(stay, line)| Deed::GiveBack { stay, line }),
        2 => any::<usize>().prop_map(|stay| Deed::Interim { stay }),
        2 => any::<usize>().prop_map(|stay| Deed::Leave { stay }),
        6 => (0..2_usize, yuan.clone()).prop_map(|(at, yuan)| Deed::Whole { at, yuan }),
        1 => (0..2_usize, yuan).prop_map(|(at, yuan)| Deed::Outpatient { at, yuan }),
        4 => any::<usize>().prop_map(|which| Deed::Cancel { which }),
    ]
}

struct Stay {
    visit: VisitId,
    from: Date,
    at: &'static str,
    lines: Vec<BillLine>,
    unsettled: Money,
    over: bool,
}

/// Only these refusals mean that nothing happened and nothing is wrong.
fn expect(refused: &desk::DeskError, codes: &[&str]) {
    assert!(codes.contains(&refused.code()), "{refused:?}");
}

/// A settlement that was made, as a fact.
struct Fact {
    id: SettlementId,
    visit: VisitId,
    at: &'static str,
    scope: Scope,
    made: Settlement,
}

struct Played {
    world: World,
    stays: Vec<Stay>,
    facts: Vec<Fact>,
    count: usize,
}

impl Played {
    fn message(&mut self) -> String {
        self.count += 1;
        format!("M{}", self.count)
    }

    fn play(&mut self, deed: Deed) {
        match deed {
            Deed::Admit { at } => self.admit(FACILITIES[at]),
            Deed::Charge { stay, yuan, code } => {
                let serial = format!("L{}", self.count);
                let line = line(&serial, ["A", "B", "C"][code], yuan);
                self.upload(stay, line);
            }
            Deed::GiveBack { stay, line } => self.give_back(stay, line),
            Deed::Interim { stay } => self.settle_stay(stay, true),
            Deed::Leave { stay } => self.settle_stay(stay, false),
            Deed::Whole { at, yuan } => {
                self.settle_stay(0, false);
                self.admit(FACILITIES[at]);
                let serial = format!("L{}", self.count);
                self.upload(0, line(&serial, "A", yuan));
                self.settle_stay(0, false);
            }
            Deed::Outpatient { at, yuan } => self.outpatient(FACILITIES[at], yuan),
            Deed::Cancel { which } => self.cancel(which),
        }
    }

    fn admit(&mut self, at: &'static str) {
        let message = self.message();
        let from = self.world.next_admission();
        let admit = OpenVisit {
            care: Care::Inpatient,
            from,
            ..outpatient(&format!("S{}", self.count))
        };
        if self.stays.iter().any(|stay| !stay.over) {
            let caller = caller(at, &message);
            let refused = self
                .world
                .write(move |desk| desk::open_visit(desk, &caller, &admit, |_| vec![]));
            return expect(&refused.unwrap_err(), &["in-hospital"]);
        }
        let visit = self.world.open(at, &message, admit);
        self.stays.push(Stay {
            visit,
            from,
            at,
            lines: vec![],
            unsettled: Money::ZERO,
            over: false,
        });
    }

    fn open(&self, number: usize) -> Option<usize> {
        let open = (0..self.stays.len()).filter(|at| !self.stays[*at].over);
        let open: Vec<usize> = open.collect();
        (!open.is_empty()).then(|| open[number % open.len()])
    }

    fn upload(&mut self, number: usize, line: BillLine) {
        let Some(at) = self.open(number) else {
            return;
        };
        let message = self.message();
        let stay = &mut self.stays[at];
        let line = BillLine {
            used_on: stay.from,
            ..line
        };
        let asked = UploadLines {
            person: "P1".parse().unwrap(),
            visit: stay.visit.clone(),
            side: Side::Inpatient,
            batch: String::new(),
            lines: vec![line.clone()],
            diseases: Default::default(),
            flags: Default::default(),
        };
        match self.world.upload(stay.at, &message, asked) {
            Ok(()) => {
                stay.unsettled += line.amount;
                stay.lines.push(line);
            }
            Err(refused) => expect(&refused, &["refund"]),
        }
    }

    fn give_back(&mut self, number: usize, line: usize) {
        let Some(at) = self.open(number) else {
            return;
        };
        let charged = self.stays[at].lines.iter().filter(|line| !line.is_refund());
        let charged: Vec<&BillLine> = charged.collect();
        if charged.is_empty() {
            return;
        }
        let of = charged[line % charged.len()].clone();
        let refund = BillLine {
            serial: format!("R{}", self.count),
            quantity: -of.quantity,
            amount: -of.amount,
            refund_of: Some(of.serial.clone()),
            ..of
        };
        self.upload(number, refund);
    }

    fn settle_stay(&mut self, number: usize, mid_stay: bool) {
        let Some(at) = self.open(number) else {
            return;
        };
        let message = self.message();
        let Stay {
            visit,
            at: facility,
            unsettled,
            ..
        } = &self.stays[at];
        let (visit, facility, total) = (visit.clone(), *facility, *unsettled);
        if !mid_stay {
            self.world
                .discharge(facility, &format!("{message}-out"), &visit);
        }
        let asked = Settle {
            what: SettledTogether::Stay { mid_stay },
            stated_total: total,
            ..stay(&visit, 0)
        };
        match self.world.settle(facility, &message, asked) {
            Ok(answer) => {
                self.note(facility, answer.outcome.unwrap().settlement);
                self.stays[at].unsettled = Money::ZERO;
            }
            Err(refused) => expect(&refused, &["no-lines", "ceiling-not-known"]),
        }
        self.stays[at].over |= !mid_stay;
    }

    fn outpatient(&mut self, at: &'static str, yuan: i64) {
        let message = self.message();
        let tag = format!("B{}", self.count);
        let visit = self.world.ready(at, &tag, vec![line("1", "A", yuan)]);
        match self.world.settle(at, &message, batch(&visit, &tag, yuan)) {
            Ok(answer) => self.note(at, answer.outcome.unwrap().settlement),
            Err(refused) => expect(&refused, &["rule-not-known", "ceiling-not-known"]),
        }
    }

    fn note(&mut self, at: &'static str, made: Settlement) {
        self.facts.push(Fact {
            id: made.id.clone(),
            visit: made.visit.clone(),
            at,
            scope: made.scope,
            made,
        });
    }

    fn cancel(&mut self, which: usize) {
        if self.facts.is_empty() {
            return;
        }
        let message = self.message();
        let number = which % self.facts.len();
        let fact = &self.facts[number];
        let asked = cancel_of(&fact.visit, &fact.id);
        match self.world.cancel(fact.at, &message, asked) {
            Ok(_) => {
                let fact = self.facts.remove(number);
                let mut stays = self.stays.iter_mut();
                if let Some(stay) = stays.find(|stay| stay.visit == fact.visit) {
                    stay.unsettled += fact.scope.total();
                }
            }
            Err(refused) => expect(&refused, &["later-settlements-first"]),
        }
    }

    /// What each settlement comes to, worked out from the beginning.
    fn worked_out(&self) -> BTreeMap<SettlementId, Shares> {
        let mut used = YearToDate::default();
        let mut account = Money::from_yuan(500);
        let mut out = BTreeMap::new();
        // By stay: what its parts came to and counted so far.
        let mut wholes: BTreeMap<VisitId, (Scope, Shares, BTreeMap<String, Money>)> =
            BTreeMap::new();
        let mut numbers: BTreeMap<VisitId, (u8, u8)> = BTreeMap::new();
        for fact in &self.facts {
            let situation = &fact.made.inputs.situation;
            let in_hospital = situation.care == Care::Inpatient;
            let before = wholes.entry(fact.visit.clone()).or_default();
            if !in_hospital {
                *before = Default::default();
            }
            let (scope, shares, counted) = before.clone();
            let mut year = used.clone();
            let negated = counted
                .iter()
                .map(|(name, amount)| (name.clone(), -*amount));
            settlements::grow(&mut year, &negated.collect());
            let mut inputs = fact.made.inputs.clone();
            inputs.scope = scope + fact.scope;
            if in_hospital {
                // A stay keeps the number it counted under.
                let own = numbers.get(&fact.visit).copied();
                let next = (year.admissions + 1, year.unfiled_stays + 1);
                let (admission, unfiled) = own.unwrap_or(next);
                inputs.situation.admission = admission;
                if inputs.situation.unfiled_stay > 0 {
                    inputs.situation.unfiled_stay = unfiled;
                }
                if !inputs.scope.total().is_zero() {
                    numbers.insert(fact.visit.clone(), (admission, unfiled));
                }
            }
            inputs.accounts.own = account + shares.of(Payer::Account);
            inputs.year = year;
            let unfiled = inputs.situation.unfiled_stay > 0;
            let pack = self
                .world
                .read(|desk| desk::query::pack_of_settlement(desk, &fact.made))
                .unwrap();
            let computed = inputs.settled_again(&pack).unwrap();
            let whole = computed.adjudication.shares;
            let mut counts: BTreeMap<String, Money> = computed
                .plan
                .counted(&computed.adjudication.counted)
                .into_iter()
                .collect();
            if in_hospital && !inputs.scope.total().is_zero() {
                counts.insert(ADMISSIONS.to_owned(), Money::from_fen(1));
                if unfiled {
                    counts.insert(UNFILED_STAYS.to_owned(), Money::from_fen(1));
                }
            }
            let own = whole.plus(&shares.negated());
            account -= own.of(Payer::Account);
            let grown = settlements::less(counts.clone(), &counted);
            settlements::grow(&mut used, &grown);
            *before = (scope + fact.scope, whole, counts);
            out.insert(fact.id.clone(), own);
        }
        out
    }

    fn check(&self) {
        let person: PersonId = "P1".parse().unwrap();
        let read = |tx: &mut Tx<'_>| corrections::standing(tx, &person);
        let standing = self
            .world
            .db
            .read(read)
            .unwrap_or_else(|error: StoreError| panic!("{error:?}"));
        let stands: BTreeMap<SettlementId, Shares> = standing
            .into_iter()
            .map(|made| (made.id, made.shares))
            .collect();
        assert_eq!(stands, self.worked_out());
    }
}

fn play(db: &store::Db, deeds: &[Deed]) -> usize {
    let mut played = Played {
        world: World::build(db),
        stays: vec![],
        facts: vec![],
        count: 0,
    };
    for deed in deeds {
        played.play(*deed);
        played.check();
    }
    played.world.assert_sound();
    let made = played.world.rows("correction");
    usize::try_from(made).unwrap()
}

fn check(cases: u32, on: impl Fn(&dyn Fn(&store::Db))) {
    let deeds = prop::collection::vec(any_deed(), 1..32);
    let corrected = std::cell::Cell::new(0);
    campaign(cases, &deeds, |deeds| {
        on(&|db| corrected.set(corrected.get() + play(db, &deeds)));
    });
    assert!(corrected.get() > 0, "no sequence led to a correction");
}

#[test]
fn any_sequence_comes_to_what_an_official_works_out_on_sqlite() {
    check(48, |play| on_sqlite(play));
}

#[test]
fn any_sequence_comes_to_what_an_official_works_out_on_postgres() {
    check(24, |play| on_postgres(play));
}
