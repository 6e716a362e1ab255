//! Plans, bills and accounts of every shape, also those no city has written down yet.

use domain::adjudicate::{Adjudication, adjudicate_slots};
use domain::bill::Scope;
use domain::plan::{Band, Plan, PlanDeductible, PlanLayer, Slots};
use domain::rules::{Component, Items, Measured};
use domain::shares::Payer;
use domain::situation::Accounts;
use domain::trace::{Kept, Step};
use domain::{Money, Rate, Share};
use proptest::prelude::*;

/// Above every amount, as the last band ends.
const ENDLESS: Money = Money::from_fen(i64::MAX / 4);

/// A plan with a bill, what was used up before, and the accounts.
#[derive(Clone, Debug)]
pub struct Sample {
    pub plan: Plan,
    pub scope: Scope,
    pub before: Slots,
    pub accounts: Accounts,
}

impl Sample {
    pub fn kept(&self) -> (Adjudication, Vec<Step>) {
        let mut kept = Kept::default();
        let Sample {
            plan,
            scope,
            before,
            accounts,
        } = self;
        let result = adjudicate_slots(plan, scope, before, *accounts, &mut kept);
        (result, kept.steps().to_vec())
    }
}

/// Small amounts with odd fen, usual ones, and the largest there are.
pub fn money() -> BoxedStrategy<Money> {
    let fen = prop_oneof![
        Just(0),
        0..200_i64,
        0..5_000_000_i64,
        0..=Money::MAX.fen(),
        Just(Money::MAX.fen()),
    ];
    fen.prop_map(Money::from_fen).boxed()
}

pub fn rate() -> BoxedStrategy<Rate> {
    let count = prop_oneof![
        Just(0),
        Just(10_000),
        (0..=20_u16).prop_map(|n| n * 500),
        0..=10_000_u16,
    ];
    count.prop_map(Rate::from_ten_thousandths).boxed()
}

prop_compose! {
    pub fn scope()(parts in prop::array::uniform5(money())) -> Scope {
        let [wholly_self_paid, above_limit, upfront, ordinary, negotiated] = parts;
        Scope { wholly_self_paid, above_limit, upfront, ordinary, negotiated }
    }
}

fn deductible() -> impl Strategy<Value = PlanDeductible> {
    let of_bill = (rate(), money(), money()).prop_map(|(share, one, other)| {
        let (at_least, at_most) = (one.min(other), one.max(other));
        PlanDeductible::OfBill {
            share,
            at_least,
            at_most,
        }
    });
    prop_oneof![money().prop_map(PlanDeductible::Fixed), of_bill]
}

/// One to three bands; `full` is the rate without what the footing takes off.
fn bands() -> impl Strategy<Value = Vec<Band>> {
    let edges = prop::collection::btree_set(1..20_000_000_i64, 0..3);
    (
        edges,
        prop::array::uniform3((rate(), rate(), any::<bool>())),
    )
        .prop_map(|(edges, rates)| {
            let ends = edges.into_iter().map(Money::from_fen).chain([ENDLESS]);
            let with_rates = ends.zip(rates);
            let band = |(up_to, (full, factor, is_reduced)): (Money, (Rate, Rate, bool))| Band {
                up_to,
                pay: if is_reduced {
                    full.times(factor)
                } else {
                    full.into()
                },
                full: Share::from(full),
            };
            with_rates.map(band).collect()
        })
}

fn components(eligible: bool) -> impl Strategy<Value = Vec<Component>> {
    let later = [
        Component::SelfPayFirst,
        Component::Deductible,
        Component::CoPay,
        Component::Reduction,
        Component::AboveCeiling,
        Component::Upfront,
    ];
    let some = prop::sample::subsequence(later.to_vec(), 1..=later.len());
    if eligible {
        Just(vec![Component::Eligible]).boxed()
    } else {
        some.boxed()
    }
}

fn payer() -> impl Strategy<Value = Payer> {
    let funds = Payer::ALL.iter().copied().filter(|payer| payer.is_fund());
    prop::sample::select(funds.collect::<Vec<_>>())
}

/// A layer; `number` gives it running totals of its own beside one that all share.
fn layer(number: u8, eligible: bool) -> BoxedStrategy<PlanLayer> {
    let items = prop::sample::select(Items::ALL.to_vec());
    let measured = prop::sample::select(Measured::ALL.to_vec());
    let limits = (
        prop::option::of(money()),
        prop::option::of(money()),
        any::<bool>(),
    );
    let what = (
        payer(),
        components(eligible),
        items,
        measured,
        any::<bool>(),
    );
    let how = (
        prop_oneof![Just(Rate::ZERO), rate()],
        deductible(),
        bands(),
        limits,
    );
    (what, how)
        .prop_map(move |((payer, base, items, measured, by_year), how)| {
            let (self_pay_first, deductible, bands, (own, shared, grows)) = how;
            let own = own.map(|limit| (1 + number, limit));
            PlanLayer {
                payer,
                base: base.into_iter().collect(),
                items,
                base_slot: by_year.then_some(6 + number),
                self_pay_first,
                deductible,
                measured,
                paid_slot: (by_year && measured == Measured::Paid).then_some(11 + number),
                bands,
                ceilings: own
                    .into_iter()
                    .chain(shared.map(|limit| (0, limit)))
                    .collect(),
                uncapped: grows.then_some(15).into_iter().collect(),
            }
        })
        .boxed()
}

prop_compose! {
    pub fn plan()(
        first in prop::collection::vec(any::<bool>(), 0..5),
    )(
        layers in first.iter().enumerate()
            .map(|(number, eligible)| layer(number as u8, number == 0 || *eligible))
            .collect::<Vec<_>>(),
        pays in prop::sample::subsequence(Component::ALL.to_vec(), 0..=Component::ALL.len()),
    ) -> Plan {
        let counters = (0..Plan::SLOTS).map(|slot| format!("counter-{slot}")).collect();
        Plan {
            layers,
            account_pays: pays.into_iter().collect(),
            counters,
            ..Plan::default()
        }
    }
}

prop_compose! {
    pub fn sample()(
        plan in plan(),
        scope in scope(),
        before in prop::collection::vec(money(), Plan::SLOTS),
        own in money(),
        family in money(),
    ) -> Sample {
        let before = std::array::from_fn(|slot| before[slot].fen());
        Sample { plan, scope, before, accounts: Accounts { own, family } }
    }
}
