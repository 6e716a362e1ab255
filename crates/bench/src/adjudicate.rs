//! Bills per second: the yardstick, compiled plans without and with a kept trace, folding for every
//! bill, and text on demand. The contenders take turns of a few hundredths of a second, so that a
//! machine that is busy with something else slows all of them alike; medians are told.

use std::hint::black_box;
use std::sync::Barrier;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use domain::adjudicate::{Adjudication, Reckoned, adjudicate_slots};
use domain::explain::Inputs;
use domain::person::Scheme;
use domain::plan::{Plan, fold};
use domain::policy::{Library, Pack};
use domain::shares::Payer;
use domain::trace::{Kept, Silent};

use crate::bills::{BenchBill, Workload, shenzhen};
use crate::hand_written::{HandWrittenStay, Paid};
use crate::progress::Progress;
use crate::row::{BenchRow, Report};

/// How long a contender is measured before the next has its turn.
const TURN: Duration = Duration::from_millis(40);
/// Bills explained in one pass; text is some thousand times dearer than arithmetic.
const EXPLAINED: usize = 8;

/// Runs the measurement and prints its rows.
pub fn run(report: &mut Report, library: &Library, threads: usize, seconds: u64) -> Result<()> {
    let arena = Arena::new(library)?;
    arena.check_yardstick()?;
    let mut counts = vec![1];
    if threads > 1 {
        counts.push(threads);
    }
    for threads in counts {
        measure(report, &arena, threads, seconds)?;
    }
    Ok(())
}

/// Everything the contenders work on.
struct Arena<'l> {
    inpatient: Workload,
    stays: Vec<HandWrittenStay>,
    mixed: Workload,
    pack: &'l Pack,
    explained: Vec<Inputs>,
}

/// One way of getting from bills to shares. Does one pass over its bills.
struct Contender<'a> {
    name: &'static str,
    bills: usize,
    pass: Box<dyn FnMut() -> i64 + 'a>,
}

impl<'l> Arena<'l> {
    fn new(library: &'l Library) -> Result<Arena<'l>> {
        let inpatient = Workload::inpatient(library)?;
        let bills = inpatient.bills.iter();
        let stays = bills
            .clone()
            .map(|bill| HandWrittenStay::of(&inpatient, bill));
        let explained = bills.take(EXPLAINED).map(|bill| inpatient.inputs(bill));
        Ok(Arena {
            stays: stays.collect(),
            explained: explained.collect(),
            mixed: Workload::mixed(library)?,
            pack: shenzhen(library, Scheme::Employee)?,
            inpatient,
        })
    }

    /// A yardstick that computes something else measures nothing.
    fn check_yardstick(&self) -> Result<()> {
        for (stay, bill) in self.stays.iter().zip(&self.inpatient.bills) {
            let (paid, reckoned) = (stay.settle(), silent(&self.inpatient, bill));
            let by_plan = known(&reckoned, &self.inpatient.plans[bill.plan]);
            ensure!(
                agrees(&paid, by_plan),
                "政策改了，手写对照不再一致，请改 hand_written.rs / the policies have changed and the \
                 hand-written yardstick computes something else: {paid:?}, {:?}",
                by_plan.shares
            );
        }
        Ok(())
    }

    fn contenders(&self) -> Vec<Contender<'_>> {
        let over = |name, workload: &Workload, pass| Contender {
            name,
            bills: workload.bills.len(),
            pass,
        };
        vec![
            over("hand-written", &self.inpatient, self.by_hand()),
            over(
                "compiled-plan",
                &self.inpatient,
                without_trace(&self.inpatient),
            ),
            over(
                "compiled-plan-kept-trace",
                &self.inpatient,
                with_trace(&self.inpatient),
            ),
            over(
                "compiled-plan-mixed",
                &self.mixed,
                without_trace(&self.mixed),
            ),
            over(
                "compiled-plan-mixed-kept-trace",
                &self.mixed,
                with_trace(&self.mixed),
            ),
            over("fold-and-adjudicate", &self.inpatient, self.folding()),
            Contender {
                name: "explain",
                bills: self.explained.len(),
                pass: self.explaining(),
            },
        ]
    }

    fn by_hand(&self) -> Box<dyn FnMut() -> i64 + '_> {
        Box::new(|| {
            let paid = self
                .stays
                .iter()
                .map(|stay| black_box(stay.settle()).pooled);
            paid.sum()
        })
    }

    fn folding(&self) -> Box<dyn FnMut() -> i64 + '_> {
        Box::new(|| {
            let situations = &self.inpatient.situations;
            let folded = self.inpatient.bills.iter().map(|bill| {
                let plan = fold(self.pack, &situations[bill.plan], None);
                let plan = plan.expect("it was folded before");
                let result =
                    adjudicate_slots(&plan, &bill.scope, &bill.before, bill.accounts, &mut Silent);
                pooled(black_box(known(&result, &plan)))
            });
            folded.sum()
        })
    }

    fn explaining(&self) -> Box<dyn FnMut() -> i64 + '_> {
        Box::new(|| {
            let told = self.explained.iter().map(|inputs| {
                let explanation = inputs.explain(self.pack, None);
                let explanation = explanation.expect("it was folded before");
                black_box(&explanation).steps.len() as i64
            });
            told.sum()
        })
    }
}

fn silent(workload: &Workload, bill: &BenchBill) -> Reckoned {
    let plan = &workload.plans[bill.plan];
    adjudicate_slots(plan, &bill.scope, &bill.before, bill.accounts, &mut Silent)
}

/// The amounts of a bill that rests on no figure that is missing.
fn known<'a>(reckoned: &'a Reckoned, plan: &Plan) -> &'a Adjudication {
    reckoned.by(plan).expect("only such bills were drawn")
}

fn without_trace(workload: &Workload) -> Box<dyn FnMut() -> i64 + '_> {
    Box::new(|| {
        let bills = workload.bills.iter();
        let paid = bills.map(|bill| {
            let reckoned = silent(workload, bill);
            pooled(black_box(known(&reckoned, &workload.plans[bill.plan])))
        });
        paid.sum()
    })
}

fn with_trace(workload: &Workload) -> Box<dyn FnMut() -> i64 + '_> {
    let mut kept = Kept::with_room();
    Box::new(move || {
        let bills = workload.bills.iter();
        let paid = bills.map(|bill| {
            kept.clear();
            let plan = &workload.plans[bill.plan];
            let result =
                adjudicate_slots(plan, &bill.scope, &bill.before, bill.accounts, &mut kept);
            black_box(kept.steps());
            pooled(black_box(known(&result, plan)))
        });
        paid.sum()
    })
}

fn pooled(result: &Adjudication) -> i64 {
    result.shares.of(Payer::PooledFund).fen()
}

fn agrees(paid: &Paid, by_plan: &Adjudication) -> bool {
    let shares = [
        (Payer::PooledFund, paid.pooled),
        (Payer::CriticalIllness, paid.critical),
        (Payer::Account, paid.account),
        (Payer::Cash, paid.cash),
    ];
    let all: i64 = shares.iter().map(|(_, fen)| fen).sum();
    let same = |&(payer, fen): &(Payer, i64)| by_plan.shares.of(payer).fen() == fen;
    shares.iter().all(same)
        && by_plan.shares.total().fen() == all
        && by_plan.deductible.fen() == paid.deductible
        && by_plan.counted.contains(&paid.critical_base)
}

/// Lets the contenders take turns on every thread, and reports the medians.
fn measure(report: &mut Report, arena: &Arena, threads: usize, seconds: u64) -> Result<()> {
    let contenders = arena.contenders();
    let names: Vec<_> = contenders.iter().map(|contender| contender.name).collect();
    let turn = TURN * u32::try_from(names.len()).unwrap_or(u32::MAX);
    let rounds = (Duration::from_secs(seconds).as_nanos() / turn.as_nanos()).max(3) as usize;
    let progress = Progress::new(report, "adjudicate", rounds);
    drop(contenders);
    let barrier = Barrier::new(threads);
    let work = || compete(arena, &barrier, rounds, &progress);
    let measured: Vec<Vec<Vec<f64>>> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let joined = running.into_iter().map(|thread| thread.join());
        joined
            .map(|rates| rates.expect("no contender panics"))
            .collect()
    });
    progress.done();
    let rate = |contender: usize| -> f64 {
        let per_round = (0..rounds).map(|round| {
            let rates = measured.iter().map(|thread| thread[contender][round]);
            rates.sum::<f64>()
        });
        median(per_round.collect())
    };
    let bare = rate(0);
    for (contender, name) in names.into_iter().enumerate() {
        let per_second = rate(contender);
        report.print(&BenchRow {
            threads: Some(threads),
            per_second: Some(per_second),
            ratio_to_bare: Some(per_second / bare),
            ..BenchRow::named(name)
        })?;
    }
    Ok(())
}

/// Bills per second of each contender in each round, on this thread.
fn compete(arena: &Arena, barrier: &Barrier, rounds: usize, progress: &Progress) -> Vec<Vec<f64>> {
    let mut contenders = arena.contenders();
    let mut rates = vec![Vec::with_capacity(rounds); contenders.len()];
    for contender in &mut contenders {
        black_box((contender.pass)());
    }
    for _ in 0..rounds {
        for (contender, rates) in contenders.iter_mut().zip(&mut rates) {
            barrier.wait();
            let began = Instant::now();
            let mut bills = 0;
            while began.elapsed() < TURN {
                black_box((contender.pass)());
                bills += contender.bills;
            }
            rates.push(bills as f64 / began.elapsed().as_secs_f64());
        }
        progress.advance();
    }
    rates
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}
