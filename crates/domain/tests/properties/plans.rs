//! Plans, bills and accounts of every shape, also those no city has written down yet.

use domain::adjudicate::{Adjudication, adjudicate_slots};
use domain::bill::Scope;
use domain::plan::{
    Band, ComponentSet, Entries, ItemSet, Limit, Plan, PlanCeiling, PlanDeductible, PlanGuarantee,
    PlanLayer, Slots,
};
use domain::rules::{Component, ItemClass, Measured, Round, Taken};
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
        let reckoned = adjudicate_slots(plan, scope, before, *accounts, &mut kept);
        let result = reckoned.by(plan).expect("nothing is missing");
        (*result, kept.steps().to_vec())
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
    pub fn scope()(
        parts in prop::array::uniform5(money()),
        class in prop::sample::select(ItemClass::ALL.to_vec()),
        more in money(),
    ) -> Scope {
        let [wholly_self_paid, above_limit, upfront, ordinary, negotiated] = parts;
        let mut scope = Scope {
            wholly_self_paid, above_limit, upfront, ordinary, negotiated, ..Scope::default()
        };
        let room = Money::MAX - *scope.of_class(class);
        *scope.of_class(class) += more.min(room);
        scope
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
        prop::array::uniform3((rate(), rate(), any::<bool>(), 0..8_u8, round())),
    )
        .prop_map(|(edges, rates)| {
            let ends = edges.into_iter().map(Money::from_fen).chain([ENDLESS]);
            let with_rates = ends.zip(rates);
            let band = |(up_to, rates): (Money, (Rate, Rate, bool, u8, Round))| {
                let (full, factor, is_reduced, some, round) = rates;
                // One in eight is covered by nobody.
                let full = if some == 0 { Rate::ZERO } else { full };
                let pay = if is_reduced {
                    full.times(factor)
                } else {
                    full.into()
                };
                Band {
                    up_to,
                    pay,
                    full: Share::from(full),
                    unknown: Entries::NONE,
                    covered: some != 0,
                    round,
                }
            };
            with_rates.map(band).collect()
        })
}

fn round() -> impl Strategy<Value = Round> {
    prop_oneof![Just(Round::Fen), prop::sample::select(Round::ALL.to_vec())]
}

fn items() -> impl Strategy<Value = ItemSet> {
    let some = prop::sample::subsequence(ItemClass::ALL.to_vec(), 0..=ItemClass::COUNT);
    prop_oneof![
        Just(ItemSet::ALL),
        some.prop_map(|classes| classes.into_iter().collect()),
    ]
}

fn components(eligible: bool) -> impl Strategy<Value = Vec<Component>> {
    let later = [
        Component::SelfPayFirst,
        Component::Deductible,
        Component::CoPay,
        Component::Reduction,
        Component::AboveCeiling,
        Component::Upfront,
        Component::NotCovered,
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
    let measured = prop::sample::select(Measured::ALL.to_vec());
    let limits = (
        prop::option::of(money()),
        prop::option::of(money()),
        any::<bool>(),
    );
    let what = (
        payer(),
        components(eligible),
        items(),
        measured,
        any::<bool>(),
    );
    let how = (
        prop_oneof![Just(Rate::ZERO), rate()],
        (deductible(), any::<bool>(), any::<bool>()),
        bands(),
        limits,
    );
    (what, how)
        .prop_map(move |((payer, base, items, measured, by_year), how)| {
            let (self_pay_first, (deductible, after, one_for_all), bands, limits) = how;
            let (own, shared, grows) = limits;
            let own = own.map(|limit| (1 + number, limit));
            // What is paid decides no band where the deductible comes off after the rate.
            let after = after && measured != Measured::Paid;
            let known = |(slot, limit)| PlanCeiling {
                slot,
                limit: Limit::Known(limit),
            };
            let endless = grows.then_some((15, ENDLESS));
            PlanLayer {
                payer,
                base: base.into_iter().collect(),
                items,
                base_slot: by_year.then_some(6 + number),
                self_pay_first: vec![self_pay_first],
                deductible,
                taken: if after {
                    Taken::AfterRate
                } else {
                    Taken::BeforeRate
                },
                told_apart: false,
                paid_before: Money::ZERO,
                deductible_slot: match (one_for_all, after && by_year) {
                    (true, _) => Some(15),
                    (false, true) => Some(11 + number),
                    (false, false) => None,
                },
                measured,
                paid_slot: (by_year && measured == Measured::Paid).then_some(11 + number),
                unknown_changes: Entries::NONE,
                bands,
                ceilings: own
                    .into_iter()
                    .chain(shared.map(|limit| (0, limit)))
                    .chain(endless)
                    .map(known)
                    .collect(),
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
        account_first in any::<bool>(),
        guarantee in prop::option::of((any::<u16>(), rate(), any::<bool>(), any::<bool>())),
    ) -> Plan {
        let guarantees = guarantee.into_iter().filter(|_| !layers.is_empty());
        let guarantees = guarantees.map(|(some, share, of_all, less_deductible)| {
            let last = layers.len() as u8 - 1;
            PlanGuarantee {
                after: last,
                first: some as u8 % (last + 1),
                layers: some,
                share: Ok(share),
                base: (!of_all).then(|| ComponentSet::from_iter([Component::CoPay])),
                less_deductible,
            }
        }).collect();
        let counters = (0..Plan::SLOTS).map(|slot| format!("counter-{slot}")).collect();
        Plan {
            layers,
            account_first,
            guarantees,
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
