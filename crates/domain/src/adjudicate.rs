//! The pipeline: scope, then layers in order, then account, then cash. Integer arithmetic over a
//! plan; the shares always add up to the bill.

use crate::bill::Scope;
use crate::plan::{Band, ComponentSet, Plan, PlanLayer, Slots};
use crate::rules::{Component, Items, Measured};
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
    let mut result = Adjudication::default();
    let mut claim = Claim::open(scope, before, &mut result, sink);
    for (number, layer) in plan.layers.iter().enumerate() {
        claim.share(layer, number as u8);
    }
    claim.pay_from_accounts(plan, accounts);
    claim.close();
    result
}

/// A bill on its way. What it comes to is written where the caller will find it, and never copied.
struct Claim<'a, S: Sink> {
    ordinary: Money,
    negotiated: Money,
    /// What the funds pay so far.
    funds: Money,
    total: Money,
    before: &'a Slots,
    /// Until the end `borne` says what is still with the person, by component.
    result: &'a mut Adjudication,
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
    fn open(
        scope: &Scope,
        before: &'a Slots,
        result: &'a mut Adjudication,
        sink: &'a mut S,
    ) -> Claim<'a, S> {
        let mut claim = Claim {
            ordinary: scope.ordinary,
            negotiated: scope.negotiated,
            funds: Money::ZERO,
            total: scope.total(),
            before,
            result,
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
        self.result.borne[component as usize] += amount;
        if S::KEEPS && !amount.is_zero() {
            self.record(kind, at, amount, amount);
        }
    }

    /// The one way by which a payer pays, for a reason.
    fn take(&mut self, kind: StepKind, at: (u8, u8), (base, amount): (Money, Money), payer: Payer) {
        self.result.shares.add(payer, amount);
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
            self.borne(layer.base)
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
        self.funds += outcome.paid;
        self.count(layer, base, outcome.paid);
        if eligible {
            self.settle_eligible(number, outcome);
        } else {
            self.relieve(layer, outcome.paid);
        }
    }

    /// What the running totals of the year grow by.
    fn count(&mut self, layer: &PlanLayer, base: Money, paid: Money) {
        let counted = &mut self.result.counted;
        if let Some(slot) = layer.base_slot {
            counted[usize::from(slot)] += base.fen();
        }
        for &(slot, _) in &layer.ceilings {
            counted[usize::from(slot)] += paid.fen();
        }
        for &slot in &layer.uncapped {
            counted[usize::from(slot)] += paid.fen();
        }
        if let Some(slot) = layer.paid_slot {
            counted[usize::from(slot)] += paid.fen();
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

    /// What of these components is still with the person.
    fn borne(&self, components: ComponentSet) -> Money {
        let wanted = Component::ALL
            .iter()
            .filter(|component| components.contains(**component));
        wanted
            .map(|component| self.result.borne[*component as usize])
            .sum()
    }

    /// What the first layer did not pay is sorted by why.
    fn settle_eligible(&mut self, number: u8, outcome: Outcome) {
        self.result.borne[Component::Deductible as usize] += outcome.deductible;
        self.result.deductible += outcome.deductible;
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
        self.result.borne[Component::AboveCeiling as usize] += outcome.above_ceiling;
    }

    /// What a later layer paid comes off the parts it looked at, the last of the list first.
    fn relieve(&mut self, layer: &PlanLayer, mut paid: Money) {
        if paid.is_zero() {
            return;
        }
        for &component in Component::ALL.iter().rev() {
            if layer.base.contains(component) {
                let part = &mut self.result.borne[component as usize];
                let off = paid.min(*part);
                *part -= off;
                paid -= off;
            }
        }
    }

    fn run_bands(&mut self, layer: &PlanLayer, number: u8, base: Money) -> Outcome {
        let used = layer
            .base_slot
            .map_or(0, |slot| self.before[usize::from(slot)]);
        let deductible = layer.deductible.of_bill(self.total);
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
            if at >= to {
                break;
            }
            let up_to = match layer.measured {
                Measured::Base => band.up_to,
                Measured::AfterDeductible => band.up_to + deductible,
                Measured::Paid => at + self.amount_for(layer, band, &run.outcome),
            };
            let slice = (up_to.min(to) - at).floor_zero();
            if !slice.is_zero() {
                self.pay_band(&mut run, (layer.payer, band, (number, index as u8)), slice);
                at += slice;
            }
        }
        run.outcome
    }

    /// How much more the tightest ceiling lets the layer pay.
    fn room(&self, layer: &PlanLayer) -> Money {
        let rooms = layer.ceilings.iter().map(|&(slot, limit)| {
            let paid = self.before[usize::from(slot)] + self.result.counted[usize::from(slot)];
            (limit - Money::from_fen(paid)).floor_zero()
        });
        rooms.min().unwrap_or(crate::plan::fold::ENDLESS)
    }

    /// With bands measured on what the fund has paid: the amount that brings the fund to the end of
    /// the band.
    fn amount_for(&self, layer: &PlanLayer, band: &Band, so_far: &Outcome) -> Money {
        let slot = layer.paid_slot.map(usize::from);
        let before = slot.map_or(0, |slot| self.before[slot]);
        let left = band.up_to - Money::from_fen(before) - so_far.paid;
        amount_paid_by(left.floor_zero(), band.pay)
    }

    fn pay_band(&mut self, run: &mut Run, at: (Payer, &Band, (u8, u8)), slice: Money) {
        let (payer, band, place) = at;
        let due = slice.at_share(band.pay);
        let full = if band.full == band.pay {
            due
        } else {
            slice.at_share(band.full)
        };
        let paid = due.min(run.room);
        self.take(StepKind::Rate, place, (slice, paid), payer);
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

    /// Own account first, then the family's.
    fn pay_from_accounts(&mut self, plan: &Plan, accounts: Accounts) {
        self.result.borne[Component::Eligible as usize] += self.ordinary + self.negotiated;
        let open = self.borne(plan.account_pays);
        let own = accounts.own.min(open).floor_zero();
        let family = accounts.family.min(open - own).floor_zero();
        self.pay_from(StepKind::Account, (open, own), Payer::Account);
        self.pay_from(
            StepKind::FamilyAccount,
            (open, family),
            Payer::FamilyAccount,
        );
    }

    /// One of the person's pockets pays, if there is anything to pay.
    fn pay_from(&mut self, kind: StepKind, (base, amount): (Money, Money), pocket: Payer) {
        if !amount.is_zero() {
            self.take(kind, (0, 0), (base, amount), pocket);
        }
    }

    /// The rest is cash.
    fn close(mut self) {
        let borne: Money = self.result.borne.iter().sum();
        let cash = borne - self.result.shares.person();
        self.pay_from(StepKind::Cash, (borne, cash), Payer::Cash);
        // The person's share is now what the person bears.
        assert_eq!(
            self.funds + borne,
            self.total,
            "the shares add up to the bill"
        );
    }
}

struct Run {
    room: Money,
    outcome: Outcome,
}

/// The amount of which `share` is `paid`, rounded half up; endless when nothing is paid.
#[inline]
fn amount_paid_by(paid: Money, share: Share) -> Money {
    let share = i128::from(share.hundred_millionths());
    if share == 0 {
        return crate::plan::fold::ENDLESS;
    }
    let scaled = i128::from(paid.fen()) * i128::from(Share::UNIT) + share / 2;
    Money::from_fen((scaled / share).min(i128::from(i64::MAX / 4)) as i64)
}
