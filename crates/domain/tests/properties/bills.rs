//! What holds for every bill over every plan.

use domain::adjudicate::{Adjudication, adjudicate_slots};
use domain::plan::{Plan, PlanDeductible, Slots};
use domain::rules::{Component, Measured, Round, Taken};
use domain::shares::{Payer, Shares};
use domain::situation::YearToDate;
use domain::trace::{Silent, Step, StepKind};
use domain::{Money, Share};
use proptest::prelude::*;

use crate::plans::{Sample, money, sample};

/// What the steps say each payer paid.
fn replayed(plan: &Plan, steps: &[Step]) -> Shares {
    let mut shares = Shares::default();
    for step in steps {
        let payer = match step.kind {
            StepKind::Rate | StepKind::Guarantee => plan.layers[usize::from(step.layer)].payer,
            StepKind::Account => Payer::Account,
            StepKind::FamilyAccount => Payer::FamilyAccount,
            StepKind::Cash => Payer::Cash,
            _ => continue,
        };
        shares.add(payer, step.amount);
    }
    shares
}

/// What the steps of the place of care and of the layers over the eligible amount come to, with
/// what no layer looked at.
fn found_a_place(plan: &Plan, steps: &[Step], result: &Adjudication) -> Money {
    let first = |step: &&Step| match step.kind {
        StepKind::WhollySelfPaid | StepKind::AboveLimit | StepKind::Upfront => true,
        StepKind::Account | StepKind::FamilyAccount | StepKind::Cash | StepKind::Guarantee => false,
        _ => {
            let layer = &plan.layers[usize::from(step.layer)];
            layer.base.contains(Component::Eligible)
        }
    };
    let moved: Money = steps.iter().filter(first).map(|step| step.amount).sum();
    moved + result.borne[Component::Eligible as usize]
}

/// The running totals after a settlement, or after its cancellation.
fn after(year: &YearToDate, plan: &Plan, counted: &Slots, sign: i64) -> YearToDate {
    let mut year = year.clone();
    for (counter, amount) in plan.counted(counted) {
        let total = year.counters.entry(counter).or_default();
        *total += Money::from_fen(sign * amount.fen());
    }
    year.counters.retain(|_, total| !total.is_zero());
    year
}

/// The same plan as if the footing took nothing off and every threshold were a fixed amount. A
/// threshold that is a share of the whole bill rises for layers the added amount does not enter,
/// and what a footing takes off enters no later layer.
fn steady(mut plan: Plan) -> Plan {
    let guaranteed = !plan.guarantees.is_empty();
    for layer in &mut plan.layers {
        if let PlanDeductible::OfBill { at_least, .. } = layer.deductible {
            layer.deductible = PlanDeductible::Fixed(at_least);
        }
        // The band of the whole amount may pay less than the one below it.
        layer.measured = Measured::Base;
        for band in &mut layer.bands {
            band.full = band.pay;
            // What rounding down leaves of a small amount is made up by a guarantee until the
            // deductible takes it.
            if guaranteed {
                band.round = Round::Fen;
            }
        }
    }
    plan
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_shares_are_the_bill_and_nothing_is_negative(sample in sample()) {
        let (result, _) = sample.kept();
        prop_assert_eq!(result.shares.total(), sample.scope.total());
        for (payer, amount) in result.shares.iter() {
            prop_assert!(!amount.is_negative(), "{} pays {}", payer, amount);
        }
        for (component, amount) in Component::ALL.iter().zip(result.borne) {
            prop_assert!(!amount.is_negative(), "{} is {}", component, amount);
        }
        let borne: Money = result.borne.iter().sum();
        prop_assert_eq!(borne, result.shares.person());
        prop_assert!(result.counted.iter().all(|counted| *counted >= 0));
    }

    #[test]
    fn no_layer_goes_above_its_ceiling(sample in sample()) {
        let counted = sample.kept().0.counted;
        for (slot, (before, counted)) in sample.before.into_iter().zip(counted).enumerate() {
            // Layers may count towards the same total under limits of their own.
            let layers = sample.plan.layers.iter().flat_map(|layer| &layer.ceilings);
            let limits = layers.filter(|ceiling| usize::from(ceiling.slot) == slot);
            let limits = limits.filter_map(|ceiling| ceiling.limit.figure());
            if let Some(limit) = limits.map(Money::fen).max() {
                prop_assert!(counted == 0 || before + counted <= limit);
            }
        }
    }

    #[test]
    fn a_silent_batch_comes_to_the_same(sample in sample()) {
        let Sample { plan, scope, before, accounts } = &sample;
        let (kept, _) = sample.kept();
        let silent = adjudicate_slots(plan, scope, before, *accounts, &mut Silent);
        prop_assert_eq!(Ok(&kept), silent.by(plan));
    }

    #[test]
    fn every_trace_replays(sample in sample()) {
        let (result, steps) = sample.kept();
        prop_assert_eq!(replayed(&sample.plan, &steps), result.shares);
        prop_assert_eq!(found_a_place(&sample.plan, &steps, &result), sample.scope.total());
        for step in &steps {
            prop_assert!(!step.amount.is_negative());
            if step.kind == StepKind::Rate {
                let layer = &sample.plan.layers[usize::from(step.layer)];
                let band = layer.bands[usize::from(step.band)];
                // After the rate, what all visits come to is rounded, not each.
                let most = band.round.share(step.base, band.pay).min(step.base);
                prop_assert!(step.amount <= most || layer.taken == Taken::AfterRate);
            }
        }
    }

    #[test]
    fn more_eligible_is_never_less_fund(sample in sample(), more in money()) {
        let mut sample = Sample { plan: steady(sample.plan.clone()), ..sample };
        let less = sample.kept().0.shares.funds();
        let room = Money::MAX - sample.scope.ordinary;
        sample.scope.ordinary += more.min(room);
        prop_assert!(sample.kept().0.shares.funds() >= less);
    }

    #[test]
    fn cancelling_restores_every_running_total(one in sample(), scope in crate::plans::scope()) {
        let plan = &one.plan;
        let before = plan.counters.iter().cloned().zip(one.before.map(Money::from_fen));
        let mut year = YearToDate { counters: before.collect(), ..YearToDate::default() };
        year.counters.retain(|_, total| !total.is_zero());
        let first = one.kept().0.counted;
        let between = after(&year, plan, &first, 1);
        let two = Sample { scope, before: plan.slots(&between), ..one.clone() };
        let second = two.kept().0.counted;
        let both = after(&between, plan, &second, 1);
        // The second is cancelled: as after the first. The first too: as at the start.
        let one_left = after(&both, plan, &second, -1);
        prop_assert_eq!(&one_left, &between);
        prop_assert_eq!(after(&one_left, plan, &first, -1), year);
    }

    #[test]
    fn a_share_of_an_amount_is_exact_and_half_up(
        fen in -50_000_000_000..50_000_000_000_i64,
        count in 0..=655_350_000_u32,
    ) {
        let share = Share::from_hundred_millionths(count);
        let got = Money::from_fen(fen).at_share(share).fen();
        let (exact, unit) = (i128::from(fen) * i128::from(count), i128::from(Share::UNIT));
        let twice_off = 2 * (i128::from(got) * unit - exact);
        prop_assert!(-unit < twice_off && twice_off <= unit);
    }
}
