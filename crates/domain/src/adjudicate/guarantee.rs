//! What layers pay together at the least (保底).

use super::Claim;
use crate::Money;
use crate::plan::{ComponentSet, Entries, Plan, PlanGuarantee};
use crate::rules::Component;
use crate::trace::{Sink, StepKind};

impl<S: Sink> Claim<'_, S> {
    /// Looks at the guarantees that wait for this layer.
    pub(super) fn guarantee(&mut self, plan: &Plan, after: u8) {
        let numbered = (0_u8..).zip(&plan.guarantees);
        for (number, guarantee) in numbered.filter(|(_, row)| row.after == after) {
            self.make_up(plan, number, guarantee);
        }
    }

    /// Makes up what is missing, out of what is with the person.
    fn make_up(&mut self, plan: &Plan, number: u8, row: &PlanGuarantee) {
        let of = self.paid.iter().enumerate();
        let paid: Money = of
            .filter(|(layer, _)| row.layers >> layer & 1 == 1)
            .map(|(_, paid)| *paid)
            .sum();
        let parts = row.base.unwrap_or(ComponentSet::all());
        let with_the_person = self.borne(parts);
        // What was paid came out of the parts as well.
        let mut base = match row.base {
            None => self.total,
            Some(parts) if parts.contains(Component::Eligible) => with_the_person + self.funds,
            Some(_) => with_the_person + paid,
        };
        let holds_deductible = |parts: ComponentSet| {
            parts.contains(Component::Eligible) || parts.contains(Component::Deductible)
        };
        if row.less_deductible && row.base.is_none_or(holds_deductible) {
            base = (base - self.result.deductible).floor_zero();
        }
        let layer = &plan.layers[usize::from(row.first)];
        let room = self.room_of(layer);
        // What the accounts paid before is paid.
        let open = with_the_person - self.result.shares.person();
        let share = match row.share {
            Ok(share) => share,
            // Whatever it is, it matters where the fund could make up anything.
            Err(entry) => {
                if open > Money::ZERO && base > paid && !room.least().is_zero() {
                    self.result.reached.add(Entries::one(entry));
                }
                return;
            }
        };
        let missing = (base.at(share) - paid).floor_zero();
        let due = missing.min(open.floor_zero());
        let more = due.min(room.least());
        self.reach_ceilings(layer, due, room);
        if more.is_zero() {
            return;
        }
        self.result.reached.add(room.endless);
        self.take(
            StepKind::Guarantee,
            (row.first, number),
            (base, more),
            layer.payer,
        );
        self.funds += more;
        self.paid[usize::from(row.first)] += more;
        self.count_payment(layer, more);
        self.relieve(parts, more);
    }
}
