//! The pipeline: scope, then layers in order, then account, then cash. Integer arithmetic over a
//! plan; the shares always add up to the bill.

use crate::bill::Scope;
use crate::plan::{Plan, PlanDeductible, PlanLayer, Slots};
use crate::policy::format::{Component, Items, Measured};
use crate::shares::{Payer, Shares};
use crate::situation::{Accounts, YearToDate};
use crate::trace::{Sink, Step, StepKind};
use crate::{Money, Share};

/// What a bill came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Adjudication {
    /// Who pays what.
    pub shares: Shares,
    /// What the person paid as deductible, in all layers (act_pay_dedc).
    pub deductible: Money,
    /// What each running total grows by.
    pub counted: Slots,
    /// What the person bears, by component, before account and cash were told apart.
    pub borne: [Money; Component::ALL.len()],
}

/// Adjudicates one bill. `year` holds what was used up before it.
pub fn adjudicate<S: Sink>(
    plan: &Plan,
    scope: &Scope,
    year: &YearToDate,
    accounts: Accounts,
    sink: &mut S,
) -> Adjudication {
    adjudicate_slots(plan, scope, &plan.slots(year), accounts, sink)
}

/// The same over running totals by slot, for many bills.
pub fn adjudicate_slots<S: Sink>(
    plan: &Plan,
    scope: &Scope,
    before: &Slots,
    accounts: Accounts,
    sink: &mut S,
) -> Adjudication {
    let mut claim = Claim::open(scope, before, sink);
    for (number, layer) in plan.layers.iter().enumerate() {
        claim.share(layer, number as u8);
    }
    claim.pay_from_accounts(plan, accounts);
    claim.close(scope)
}

/// A bill on its way: what is still with the person, by component.
struct Claim<'a, S: Sink> {
    ordinary: Money,
    negotiated: Money,
    parts: [Money; Component::ALL.len()],
    shares: Shares,
    deductible: Money,
    before: &'a Slots,
    counted: Slots,
    total: Money,
    sink: &'a mut S,
}

/// What one layer makes of its base.
#[derive(Clone, Copy, Default)]
struct Outcome {
    deductible: Money,
    paid: Money,
    co_pay: Money,
    reduction: Money,
    above_ceiling: Money,
}

impl<'a, S: Sink> Claim<'a, S> {
    fn open(scope: &Scope, before: &'a Slots, sink: &'a mut S) -> Claim<'a, S> {
        let mut claim = Claim {
            ordinary: scope.ordinary,
            negotiated: scope.negotiated,
            parts: [Money::ZERO; Component::ALL.len()],
            shares: Shares::default(),
            deductible: Money::ZERO,
            before,
            counted: [0; Plan::SLOTS],
            total: scope.total(),
            sink,
        };
        let outside = [
            (
                StepKind::WhollySelfPaid,
                Component::WhollySelfPaid,
                scope.wholly_self_paid,
            ),
            (
                StepKind::AboveLimit,
                Component::AboveLimit,
                scope.above_limit,
            ),
            (StepKind::Upfront, Component::Upfront, scope.upfront),
        ];
        for (kind, component, amount) in outside {
            claim.leave(kind, (0, 0), amount, component);
        }
        claim
    }

    /// The one way by which money is found to stay with the person, for a reason.
    fn leave(&mut self, kind: StepKind, at: (u8, u8), amount: Money, component: Component) {
        if amount.is_zero() {
            return;
        }
        self.parts[component as usize] += amount;
        self.record(kind, at, amount, amount);
    }

    /// The one way by which a payer pays, for a reason.
    fn take(&mut self, kind: StepKind, at: (u8, u8), (base, amount): (Money, Money), payer: Payer) {
        self.shares.add(payer, amount);
        self.record(kind, at, base, amount);
    }

    fn record(&mut self, kind: StepKind, (layer, band): (u8, u8), base: Money, amount: Money) {
        if S::KEEPS {
            self.sink.step(Step {
                kind,
                layer,
                band,
                base,
                amount,
            });
        }
    }

    /// One layer: base → deductible → bands → ceiling; what it does not pay stays with the person.
    fn share(&mut self, layer: &PlanLayer, number: u8) {
        let eligible = layer.base.contains(Component::Eligible);
        let mut base = if eligible {
            self.take_eligible(layer.items)
        } else {
            self.open_parts(layer)
        };
        if base <= Money::ZERO {
            return;
        }
        if layer.self_pay_first > crate::Rate::ZERO {
            let first = base.at(layer.self_pay_first);
            base -= first;
            // A later layer looks at what is with the person already; nothing moves there.
            if eligible {
                let at = (number, 0);
                self.leave(StepKind::SelfPayFirst, at, first, Component::SelfPayFirst);
            }
        }
        let outcome = self.run_bands(layer, number, base);
        if let Some(slot) = layer.base_slot {
            self.counted[usize::from(slot)] += base.fen();
        }
        for &(slot, _) in &layer.ceilings {
            self.counted[usize::from(slot)] += outcome.paid.fen();
        }
        for &slot in layer.uncapped.iter().chain(&layer.paid_slot) {
            self.counted[usize::from(slot)] += outcome.paid.fen();
        }
        if eligible {
            self.settle_eligible(number, outcome);
        } else {
            self.relieve(layer, outcome.paid);
        }
    }

    fn take_eligible(&mut self, items: Items) -> Money {
        let mut base = Money::ZERO;
        if items != Items::Negotiated {
            base += std::mem::take(&mut self.ordinary);
        }
        if items != Items::Ordinary {
            base += std::mem::take(&mut self.negotiated);
        }
        base
    }

    fn open_parts(&self, layer: &PlanLayer) -> Money {
        let wanted = Component::ALL
            .iter()
            .filter(|component| layer.base.contains(**component));
        wanted
            .map(|component| self.parts[*component as usize])
            .sum()
    }

    /// What the first layer did not pay is sorted by why.
    fn settle_eligible(&mut self, number: u8, outcome: Outcome) {
        self.parts[Component::Deductible as usize] += outcome.deductible;
        self.deductible += outcome.deductible;
        self.leave(
            StepKind::Reduction,
            (number, 0),
            outcome.reduction,
            Component::Reduction,
        );
        self.leave(
            StepKind::CoPay,
            (number, 0),
            outcome.co_pay,
            Component::CoPay,
        );
        self.parts[Component::AboveCeiling as usize] += outcome.above_ceiling;
    }

    /// What a later layer paid comes off the parts it looked at, in the order of the list.
    fn relieve(&mut self, layer: &PlanLayer, mut paid: Money) {
        for &component in Component::ALL.iter().rev() {
            if layer.base.contains(component) {
                let off = paid.min(self.parts[component as usize]);
                self.parts[component as usize] -= off;
                paid -= off;
            }
        }
    }

    fn run_bands(&mut self, layer: &PlanLayer, number: u8, base: Money) -> Outcome {
        let used = layer
            .base_slot
            .map_or(0, |slot| self.before[usize::from(slot)]);
        let deductible = match layer.deductible {
            PlanDeductible::Fixed(amount) => amount,
            PlanDeductible::OfBill {
                share,
                at_least,
                at_most,
            } => self.total.at(share).max(at_least).min(at_most),
        };
        let (from, to) = (Money::from_fen(used), Money::from_fen(used) + base);
        let mut run = Run {
            room: self.room(layer),
            outcome: Outcome {
                deductible: deductible.min(to).floor_zero(),
                ..Outcome::default()
            },
        };
        run.outcome.deductible = (run.outcome.deductible - from).floor_zero();
        let taken = run.outcome.deductible;
        // The threshold of a later layer moves nothing; it is told when the layer gets beyond it.
        let is_told = layer.base.contains(Component::Eligible) || to > deductible;
        if is_told && !taken.is_zero() {
            self.record(StepKind::Deductible, (number, 0), base, taken);
        }
        let mut at = from.max(deductible);
        for (index, band) in layer.bands.iter().enumerate() {
            let up_to = match layer.measured {
                Measured::Base => band.up_to,
                Measured::AfterDeductible => band.up_to + deductible,
                Measured::Paid => at + self.amount_for(layer, band, &run.outcome),
            };
            let slice = (up_to.min(to) - at).floor_zero();
            if !slice.is_zero() {
                self.pay_band(&mut run, (layer, number, index), slice);
                at += slice;
            }
        }
        run.outcome
    }

    /// How much more the tightest ceiling lets the layer pay.
    fn room(&self, layer: &PlanLayer) -> Money {
        let rooms = layer.ceilings.iter().map(|&(slot, limit)| {
            let paid = self.before[usize::from(slot)] + self.counted[usize::from(slot)];
            (limit - Money::from_fen(paid)).floor_zero()
        });
        rooms.min().unwrap_or(crate::plan::fold::ENDLESS)
    }

    /// With bands measured on what the fund has paid: the amount that brings the fund to the end of
    /// the band.
    fn amount_for(&self, layer: &PlanLayer, band: &crate::plan::Band, so_far: &Outcome) -> Money {
        let slot = layer.paid_slot.map(usize::from);
        let before = slot.map_or(0, |slot| self.before[slot]);
        let left = band.up_to - Money::from_fen(before) - so_far.paid;
        amount_paid_by(left.floor_zero(), band.pay)
    }

    fn pay_band(&mut self, run: &mut Run, at: (&PlanLayer, u8, usize), slice: Money) {
        let (layer, number, index) = at;
        let band = layer.bands[index];
        let due = slice.at_share(band.pay);
        let full = if band.full == band.pay {
            due
        } else {
            slice.at_share(band.full)
        };
        let paid = due.min(run.room);
        let place = (number, index as u8);
        self.take(StepKind::Rate, place, (slice, paid), layer.payer);
        run.room -= paid;
        run.outcome.paid += paid;
        if paid == due {
            run.outcome.reduction += full - due;
            run.outcome.co_pay += slice - full;
            return;
        }
        // The ceiling is reached inside this slice: what the fund still paid belongs to the first
        // part of it, everything beyond is above the ceiling.
        let reached = amount_paid_by(paid, band.pay).min(slice);
        let full_reached = reached.at_share(band.full).max(paid);
        run.outcome.reduction += full_reached - paid;
        run.outcome.co_pay += reached - full_reached;
        run.outcome.above_ceiling += slice - reached;
        self.record(StepKind::Ceiling, place, due, slice - reached);
    }

    /// Own account first, then the family's; then cash.
    fn pay_from_accounts(&mut self, plan: &Plan, accounts: Accounts) {
        self.parts[Component::Eligible as usize] += self.ordinary + self.negotiated;
        let open: Money = Component::ALL
            .iter()
            .filter(|component| plan.account_pays.contains(**component))
            .map(|component| self.parts[*component as usize])
            .sum();
        let own = accounts.own.min(open).floor_zero();
        let family = accounts.family.min(open - own).floor_zero();
        let own_step = (StepKind::Account, own, Payer::Account);
        for (kind, amount, payer) in [
            own_step,
            (StepKind::FamilyAccount, family, Payer::FamilyAccount),
        ] {
            if !amount.is_zero() {
                self.take(kind, (0, 0), (open, amount), payer);
            }
        }
    }

    fn close(mut self, scope: &Scope) -> Adjudication {
        let borne: Money = self.parts.iter().sum();
        let cash = borne - self.shares.person();
        if !cash.is_zero() {
            self.take(StepKind::Cash, (0, 0), (borne, cash), Payer::Cash);
        }
        assert_eq!(
            self.shares.total(),
            scope.total(),
            "the shares add up to the bill"
        );
        Adjudication {
            shares: self.shares,
            deductible: self.deductible,
            counted: self.counted,
            borne: self.parts,
        }
    }
}

struct Run {
    room: Money,
    outcome: Outcome,
}

/// The amount of which `share` is `paid`, rounded half up; endless when nothing is paid.
fn amount_paid_by(paid: Money, share: Share) -> Money {
    let share = i128::from(share.hundred_millionths());
    if share == 0 {
        return crate::plan::fold::ENDLESS;
    }
    let scaled = i128::from(paid.fen()) * i128::from(Share::UNIT) + share / 2;
    Money::from_fen((scaled / share).min(i128::from(i64::MAX / 4)) as i64)
}
