//! Invented bills over compiled plans: the same every time, so that two runs measure the same work.

use anyhow::{Context, Result};
use domain::adjudicate::adjudicate_slots;
use domain::bill::Scope;
use domain::explain::Inputs;
use domain::facility::{Care, Level};
use domain::facts::DESIGNATED;
use domain::footing::FootingDecision;
use domain::person::{Scheme, Status};
use domain::plan::fold::plain_situation;
use domain::plan::{Plan, Slots, fold};
use domain::policy::{Library, Pack};
use domain::situation::Footing;
use domain::situation::{Accounts, Situation, YearToDate};
use domain::trace::Silent;
use domain::{Bilingual, Money, Region};
use jiff::civil::{Date, date};

use crate::dice::Dice;

/// The day of every bill: after the last change of the rules the yardstick knows.
pub const DAY: Date = date(2025, 5, 12);
/// Enough that no branch is learnt by heart, few enough to stay near the processor.
pub const BILLS: usize = 4096;

/// One bill of the workload.
#[derive(Clone, Debug)]
pub struct BenchBill {
    /// Index of its plan.
    pub plan: usize,
    /// The bill.
    pub scope: Scope,
    /// What was used up before, by slot of the plan.
    pub before: Slots,
    /// What the accounts hold.
    pub accounts: Accounts,
}

/// Bills, and the plans they are adjudicated by.
pub struct Workload {
    /// Who is treated where and how; folded into the plan of the same index.
    pub situations: Vec<Situation>,
    /// The plans.
    pub plans: Vec<Plan>,
    /// The bills.
    pub bills: Vec<BenchBill>,
}

/// Where people from Shenzhen are treated, on which footing.
const JOURNEYS: [(&str, Footing); 7] = [
    ("440300", Footing::AtHome),
    ("440100", Footing::LongTermFiled),
    ("420100", Footing::Referred),
    ("420100", Footing::Emergency),
    ("510100", Footing::TemporaryFiled),
    ("440100", Footing::TemporaryFiled),
    ("440100", Footing::Exempt),
];

const LEVELS: [Level; 3] = [Level::Primary, Level::Secondary, Level::Tertiary];

impl Workload {
    /// Employees of Shenzhen in hospital: what the yardstick can compute too.
    pub fn inpatient(library: &Library) -> Result<Workload> {
        Workload::of(library, &[(Scheme::Employee, Care::Inpatient)])
    }

    /// Both schemes, in hospital and not, in random order.
    pub fn mixed(library: &Library) -> Result<Workload> {
        let kinds = [
            (Scheme::Employee, Care::Inpatient),
            (Scheme::Employee, Care::Outpatient),
            (Scheme::Resident, Care::Inpatient),
        ];
        Workload::of(library, &kinds)
    }

    fn of(library: &Library, kinds: &[(Scheme, Care)]) -> Result<Workload> {
        let mut workload = Workload {
            situations: vec![],
            plans: vec![],
            bills: vec![],
        };
        for &(scheme, care) in kinds {
            let pack = shenzhen(library, scheme)?;
            for situation in situations(pack, care) {
                // Some combinations are not settled by rule; they are no work for arithmetic.
                if let Ok(plan) = fold(pack, &situation, None) {
                    workload.situations.push(situation);
                    workload.plans.push(plan);
                }
            }
        }
        let mut dice = Dice(0x5EED);
        let count = workload.plans.len() as u64;
        anyhow::ensure!(count > 0, "没有可用的政策 / no policy gives a plan");
        for _ in 0..BILLS {
            let plan = dice.below(count) as usize;
            let bill = known_bill(&mut dice, plan, &workload.plans[plan])?;
            workload.bills.push(bill);
        }
        Ok(workload)
    }

    /// A bill as it would be stored with its settlement.
    pub fn inputs(&self, bill: &BenchBill) -> Inputs {
        let situation = self.situations[bill.plan].clone();
        let named = self.plans[bill.plan].counters.iter().zip(bill.before);
        let counters = named.map(|(name, fen)| (name.clone(), Money::from_fen(fen)));
        Inputs {
            footing: FootingDecision {
                footing: situation.footing,
                reason: Bilingual::new("测速", "measuring"),
                traits: vec![],
                basis: vec![],
            },
            situation,
            scope: bill.scope,
            year: YearToDate {
                counters: counters.collect(),
                ..YearToDate::default()
            },
            accounts: bill.accounts,
            provisional: vec![],
            uncovered: false,
            on_account: false,
            decided: vec![],
        }
    }
}

/// The pack of Shenzhen.
pub fn shenzhen(library: &Library, scheme: Scheme) -> Result<&Pack> {
    let region: Region = "440300".parse().expect("a division code");
    let pack = library.find(region, scheme);
    pack.map(AsRef::as_ref)
        .context("政策里没有深圳 440300 / the policies hold nothing for Shenzhen, 440300")
}

/// Everything the tables tell apart for this kind of care.
fn situations(pack: &Pack, care: Care) -> Vec<Situation> {
    let plain = plain_situation(pack, DAY);
    let statuses: &[Status] = match pack.scheme {
        Scheme::Employee => &[Status::OnJob, Status::Retired],
        Scheme::Resident => &[Status::Resident],
    };
    let mut all = Vec::new();
    for (treated_at, footing) in JOURNEYS {
        for level in LEVELS {
            for &status in statuses {
                for (admission, months, assisted) in [(1, 80, false), (2, 30, true)] {
                    let mut situation = Situation {
                        treated_at: treated_at.parse().expect("a division code"),
                        footing,
                        level,
                        status,
                        admission,
                        months,
                        care,
                        ..plain.clone()
                    };
                    if assisted {
                        situation.traits.insert("medical-assistance".to_owned());
                    }
                    if care != Care::Inpatient {
                        situation.traits.insert(DESIGNATED.to_owned());
                    }
                    all.push(situation);
                }
            }
        }
    }
    all
}

/// A bill that reaches no figure that is missing: what is missing is no work for arithmetic.
fn known_bill(dice: &mut Dice, plan: usize, compiled: &Plan) -> Result<BenchBill> {
    let drawn = std::iter::repeat_with(|| bill(dice, plan, compiled)).take(1_000);
    let is_known = |bill: &BenchBill| {
        let BenchBill {
            scope,
            before,
            accounts,
            ..
        } = bill;
        let reckoned = adjudicate_slots(compiled, scope, before, *accounts, &mut Silent);
        reckoned
            .by(compiled)
            .is_ok_and(|result| result.reached.is_empty())
    };
    let mut known = drawn.into_iter().filter(is_known);
    known
        .next()
        .context("没有一张账单算得出来 / no bill can be worked out")
}

/// A bill. One in eight belongs to somebody who has used up much of the year.
fn bill(dice: &mut Dice, plan: usize, compiled: &Plan) -> BenchBill {
    let scope = Scope {
        wholly_self_paid: dice.amount(4_000),
        above_limit: dice.amount(500),
        upfront: dice.amount(3_000),
        ordinary: dice.amount(120_000),
        negotiated: dice.amount(20_000),
        ..Scope::default()
    };
    let mut before = Slots::default();
    let below_yuan = match dice.below(8) {
        0 => 1_200_000,
        _ => 40_000,
    };
    for slot in before.iter_mut().take(compiled.counters.len()) {
        *slot = dice.amount(below_yuan).fen();
    }
    BenchBill {
        plan,
        scope,
        before,
        accounts: Accounts {
            own: dice.amount(8_000),
            family: Money::ZERO,
        },
    }
}
