//! The pipeline: scope, then layers in order, then account, then cash. Integer arithmetic over a
//! plan; the shares always add up to the bill.

mod bands;
mod guarantee;

use crate::Money;
use crate::bill::Scope;
use crate::plan::{ComponentSet, Credited, Entries, ItemSet, Plan, PlanLayer, Refusal, Slots};
use crate::rules::{Component, ItemClass};
use crate::shares::{Payer, Shares};
use crate::situation::{Accounts, YearToDate};
use crate::trace::{Silent, Sink, Step, StepKind};

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
    /// The figures that are missing and that the bill reached. In an answer only such as others
    /// stand in for: the amounts are provisional.
    pub reached: Entries,
}

impl Adjudication {
    /// What the person bears of these parts.
    #[inline]
    pub(crate) fn borne_of(&self, components: ComponentSet) -> Money {
        components.sum(&self.borne)
    }
}

/// A bill added up, before it is asked whether everything it rests on is known.
#[derive(Clone, Copy, Debug)]
#[must_use = "the amounts may rest on figures that are not known"]
pub struct Reckoned(Adjudication);

impl Reckoned {
    /// The amounts, if the bill needs no figure that is missing. The only way to them.
    #[inline]
    pub fn by(&self, plan: &Plan) -> Result<&Adjudication, Refusal> {
        match self.0.reached.and(plan.stops).is_empty() {
            true => Ok(&self.0),
            false => plan.judge(self.0.reached).map(|_| &self.0),
        }
    }
}

/// Adjudicates one bill. `year` holds what was used up before it. A bill that reaches a figure that
/// is missing, and that nothing can stand in for, is refused.
pub fn adjudicate<S: Sink>(
    plan: &Plan,
    scope: &Scope,
    year: &YearToDate,
    accounts: Accounts,
    sink: &mut S,
) -> Result<Adjudication, Refusal> {
    plan.knows_what_was_taken(year)?;
    let reckoned = adjudicate_slots(plan, scope, &plan.slots(year), accounts, sink);
    reckoned.by(plan).copied()
}

/// The same over running totals by slot, for many bills.
pub fn adjudicate_slots<S: Sink>(
    plan: &Plan,
    scope: &Scope,
    before: &Slots,
    accounts: Accounts,
    sink: &mut S,
) -> Reckoned {
    let mut reckoned = Reckoned(Adjudication::default());
    reckoned.0.reached = plan.needed;
    let mut claim = Claim::open(scope, before, &mut reckoned.0, sink);
    let credited = plan
        .paid_before
        .is_some()
        .then(|| plan.credited_in_turn(claim.total));
    claim.credited = credited.as_ref().and_then(Option::as_ref);
    if plan.account_first {
        claim.pay_before_the_funds(plan, accounts);
    }
    for (number, layer) in plan.layers.iter().enumerate() {
        claim.share(layer, number as u8);
        if !plan.guarantees.is_empty() {
            claim.guarantee(plan, number as u8);
        }
    }
    claim.pay_from_accounts(plan, accounts);
    claim.close();
    reckoned
}

impl Plan {
    /// Whether there is an answer to a bill that gets a little beyond the first deductible, for a
    /// person who had none this year; else why not. Asked before there is a bill.
    pub fn answers(&self) -> Result<(), Refusal> {
        const LITTLE: Money = Money::from_fen(10_000);
        let first = self.layers.first().map(|layer| layer.deductible);
        let first = first.and_then(|deductible| deductible.of_bill(Money::ZERO));
        let scope = Scope {
            ordinary: LITTLE + first.unwrap_or_default(),
            ..Scope::default()
        };
        let none = Slots::default();
        let reckoned = adjudicate_slots(self, &scope, &none, Accounts::default(), &mut Silent);
        reckoned.by(self).map(|_| ())
    }
}

/// A bill on its way. What it comes to is written where the caller will find it, and never copied.
struct Claim<'a, S: Sink> {
    /// What no layer has looked at yet, by class of item.
    items: [Money; ItemClass::COUNT],
    /// What the funds pay so far.
    funds: Money,
    total: Money,
    /// What each layer paid, where a guarantee asks for it.
    paid: [Money; Plan::LAYERS],
    before: &'a Slots,
    /// What each layer is credited of a sum paid in the stay before.
    credited: Option<&'a [Credited; Plan::LAYERS]>,
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
    #[inline(always)]
    fn open(
        scope: &Scope,
        before: &'a Slots,
        result: &'a mut Adjudication,
        sink: &'a mut S,
    ) -> Claim<'a, S> {
        let mut claim = Claim {
            items: scope.by_class(),
            funds: Money::ZERO,
            total: scope.total(),
            paid: [Money::ZERO; Plan::LAYERS],
            before,
            credited: None,
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
        if !layer.self_pay_first.is_empty() && layer.covers_anything() {
            for (turn, share) in (0..).zip(&layer.self_pay_first) {
                let first = base.at(*share);
                base -= first;
                // A later layer looks at what is with the person already; nothing moves there.
                if eligible {
                    let at = (number, turn);
                    self.leave(StepKind::SelfPayFirst, at, first, Component::SelfPayFirst);
                }
            }
        }
        let outcome = self.run_bands(layer, number, base);
        self.funds += outcome.paid;
        self.paid[usize::from(number)] = outcome.paid;
        self.count(layer, base, &outcome);
        if eligible {
            self.settle_eligible(number, outcome);
        } else {
            self.relieve(layer.base, outcome.paid);
        }
    }

    /// What the running totals grow by.
    fn count(&mut self, layer: &PlanLayer, base: Money, outcome: &Outcome) {
        let counted = &mut self.result.counted;
        if let Some(slot) = layer.deductible_slot {
            counted[usize::from(slot)] += outcome.deductible.fen();
        }
        // What is not covered uses nothing up.
        if let Some(slot) = layer.base_slot.filter(|_| layer.covers_anything()) {
            counted[usize::from(slot)] += base.fen();
        }
        self.count_payment(layer, outcome.paid);
    }

    /// What the totals of a layer's payments grow by.
    fn count_payment(&mut self, layer: &PlanLayer, paid: Money) {
        let counted = &mut self.result.counted;
        for ceiling in &layer.ceilings {
            counted[usize::from(ceiling.slot)] += paid.fen();
        }
        if let Some(slot) = layer.paid_slot {
            counted[usize::from(slot)] += paid.fen();
        }
    }

    fn take_eligible(&mut self, items: ItemSet) -> Money {
        if items == ItemSet::ALL {
            return std::mem::take(&mut self.items).iter().sum();
        }
        let mut base = Money::ZERO;
        for (class, amount) in ItemClass::ALL.iter().zip(&mut self.items) {
            if items.contains(*class) {
                base += std::mem::take(amount);
            }
        }
        base
    }

    /// What of these components is still with the person.
    fn borne(&self, components: ComponentSet) -> Money {
        self.result.borne_of(components)
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
    fn relieve(&mut self, base: ComponentSet, mut paid: Money) {
        for &component in Component::ALL.iter().rev() {
            if paid.is_zero() {
                return;
            }
            if base.contains(component) {
                let part = &mut self.result.borne[component as usize];
                let off = paid.min(*part);
                *part -= off;
                paid -= off;
            }
        }
    }

    /// Own account first, then the family's.
    fn pay_from_accounts(&mut self, plan: &Plan, accounts: Accounts) {
        let left: Money = self.items.iter().sum();
        self.result.borne[Component::Eligible as usize] += left;
        let spent = |payer: Payer| self.result.shares.of(payer);
        let (by_own, by_family) = (spent(Payer::Account), spent(Payer::FamilyAccount));
        // Whatever they may pay, it matters where they hold anything and anything is left.
        let holds = !(accounts.own + accounts.family).is_zero();
        if holds && (plan.account_first || !self.borne(ComponentSet::all()).is_zero()) {
            self.result.reached.add(plan.account_unknown);
        }
        let open = self.borne(plan.account_pays) - by_own - by_family;
        let own = (accounts.own - by_own).min(open).floor_zero();
        let family = (accounts.family - by_family).min(open - own).floor_zero();
        self.pay_from(StepKind::Account, (open, own), Payer::Account);
        self.pay_from(
            StepKind::FamilyAccount,
            (open, family),
            Payer::FamilyAccount,
        );
    }

    /// The accounts pay before the funds look at what is eligible, the ordinary items first and
    /// then one class after the other. What is named before what is eligible keeps its money; it
    /// and the other parts they may pay wait until the end.
    fn pay_before_the_funds(&mut self, plan: &Plan, accounts: Accounts) {
        if !plan.account_pays.contains(Component::Eligible) {
            return;
        }
        let open: Money = self.items.iter().sum();
        let kept = self.borne(plan.account_pays_before);
        let from_own = kept.min(accounts.own);
        let own = (accounts.own - from_own).min(open).floor_zero();
        let family = accounts.family - (kept - from_own);
        let family = family.min(open - own).floor_zero();
        self.result.borne[Component::Eligible as usize] += own + family;
        let mut paid = own + family;
        for amount in &mut self.items {
            let off = paid.min(*amount);
            *amount -= off;
            paid -= off;
        }
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
