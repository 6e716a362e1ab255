//! The yardstick: the inpatient rule of Shenzhen's employees on one day, written by hand as fast as
//! plain integer arithmetic goes. It knows one rule and one day, explains nothing and checks
//! nothing; how far compiled plans are from it is what all the generality costs.

use domain::bill::Scope;
use domain::facility::Level;
use domain::person::Status;
use domain::plan::Plan;
use domain::situation::Footing;
use domain::situation::Situation;

use crate::bills::{BenchBill, Workload};

/// What the rule asks about a stay.
#[derive(Clone, Copy, Debug)]
pub struct HandWrittenStay {
    level: Level,
    is_retired: bool,
    is_first: bool,
    is_assisted: bool,
    is_outside_province: bool,
    footing: Footing,
    months: u16,
    scope: Scope,
    pooled_before: i64,
    critical_base_before: i64,
    account: i64,
}

/// Who pays what, in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paid {
    /// The pooled fund.
    pub pooled: i64,
    /// Critical illness insurance.
    pub critical: i64,
    /// The personal account.
    pub account: i64,
    /// Cash.
    pub cash: i64,
    /// The deductible.
    pub deductible: i64,
    /// What the base of critical illness insurance grows by.
    pub critical_base: i64,
}

/// Hundred-millionths in the whole.
const UNIT: i64 = 100_000_000;
/// The yearly wage the ceilings are multiples of, in fen.
const WAGE: i64 = 17_464_000;

impl HandWrittenStay {
    /// The facts of a bill, without its plan.
    pub fn of(workload: &Workload, bill: &BenchBill) -> HandWrittenStay {
        let situation: &Situation = &workload.situations[bill.plan];
        let plan = &workload.plans[bill.plan];
        HandWrittenStay {
            level: situation.level,
            is_retired: situation.status == Status::Retired,
            is_first: situation.admission == 1,
            is_assisted: situation.traits.contains("medical-assistance"),
            is_outside_province: situation.treated_at.province() != situation.insured_at.province(),
            footing: situation.footing,
            months: situation.months,
            scope: bill.scope,
            pooled_before: counter(plan, bill, "pooled"),
            critical_base_before: counter(plan, bill, "critical-illness:base"),
            account: bill.accounts.own.fen(),
        }
    }

    /// Settles the stay.
    pub fn settle(&self) -> Paid {
        let eligible = self.scope.ordinary.fen() + self.scope.negotiated.fen();
        let threshold = self.threshold().min(eligible);
        let slice = eligible - threshold;
        let rate = self.rate();
        let share = rate * self.factor() * 10_000;
        let (mut co_pay, mut above) = (slice - part(slice, rate * 1_000_000), 0);
        let mut pooled = part(slice, share);
        let room = (self.ceiling() - self.pooled_before).max(0);
        if pooled > room {
            pooled = room;
            let reached = ((room * UNIT + share / 2) / share).min(slice);
            co_pay = reached - part(reached, rate * 1_000_000).max(room);
            above = slice - reached;
        }
        let base = threshold + co_pay + above;
        let critical = self.critical(base);
        let open = eligible - pooled - critical + self.scope.upfront.fen();
        let account = self.account.min(open);
        let outside = self.scope.wholly_self_paid.fen() + self.scope.above_limit.fen();
        Paid {
            pooled,
            critical,
            account,
            cash: open - account + outside,
            deductible: threshold,
            critical_base: base,
        }
    }

    fn threshold(&self) -> i64 {
        let first = match self.level {
            Level::Community | Level::Primary => 20_000,
            Level::Secondary => 40_000,
            Level::Tertiary => 60_000,
        };
        if self.is_first { first } else { first / 2 }
    }

    /// In hundredths.
    fn rate(&self) -> i64 {
        match self.level {
            _ if self.is_retired => 95,
            Level::Community | Level::Primary => 94,
            Level::Secondary => 92,
            Level::Tertiary => 90,
        }
    }

    /// In hundredths.
    fn factor(&self) -> i64 {
        match self.footing {
            Footing::AtHome | Footing::LongTermFiled | Footing::Referred => 100,
            Footing::Emergency => 90,
            _ if self.is_outside_province => 80,
            _ => 90,
        }
    }

    fn ceiling(&self) -> i64 {
        let multiple = match self.months {
            ..6 => 1,
            6..12 => 2,
            12..24 => 3,
            24..36 => 4,
            36..72 => 5,
            _ => 6,
        };
        WAGE * multiple
    }

    /// What critical illness insurance pays of its base.
    fn critical(&self, base: i64) -> i64 {
        let (threshold, low, high) = match self.is_assisted {
            true => (200_000, 80, 90),
            false => (1_000_000, 70, 80),
        };
        let edge = 3_000_000;
        let (from, to) = (self.critical_base_before, self.critical_base_before + base);
        let at = from.max(threshold);
        let below = (to.min(edge) - at).max(0);
        let beyond = (to - at.max(edge)).max(0);
        part(below, low * 1_000_000) + part(beyond, high * 1_000_000)
    }
}

/// A share of an amount, rounded half up.
fn part(amount: i64, share: i64) -> i64 {
    (amount * share + UNIT / 2) / UNIT
}

fn counter(plan: &Plan, bill: &BenchBill, name: &str) -> i64 {
    let slot = plan.counters.iter().position(|counter| counter == name);
    slot.map_or(0, |slot| bill.before[slot])
}
