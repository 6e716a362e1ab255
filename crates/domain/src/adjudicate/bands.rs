//! What one layer makes of its base: deductible, bands, ceiling.

use super::{Claim, Outcome};
use crate::plan::fold::ENDLESS;
use crate::plan::{Band, Credited, Entries, LayerRoom, Limit, Plan, PlanDeductible, PlanLayer};
use crate::rules::{Component, Measured, Taken};
use crate::shares::Payer;
use crate::trace::{Sink, StepKind};
use crate::{Money, Share};

/// A layer at work.
struct Run {
    payer: Payer,
    /// Whether it looks at what was with nobody yet.
    eligible: bool,
    /// How much more its ceilings let it pay.
    room: Money,
    /// What it would pay without them.
    due: Money,
    /// Changes of the rate that are not known: they may take out something first.
    changes: Entries,
    /// What is still to come off what the bands cover, before they give anything.
    first: Money,
    /// What is still to come off what the bands give, where the deductible is taken after the rate.
    off: Money,
    /// What the bands cover of the base: only that bears a deductible.
    covered: Money,
    /// Figures that are missing and that decide what it is credited of an earlier stay.
    credit: Entries,
    /// Whether the rate mattered to somebody: it pays something, or what it pays is not known.
    pays: bool,
    outcome: Outcome,
}

/// A part of the base that lies in one band.
#[derive(Clone, Copy)]
struct Slice<'a> {
    band: &'a Band,
    place: (u8, u8),
    amount: Money,
    /// How much of the band earlier visits used up, where that decides how a fen is rounded.
    before: Money,
}

impl<S: Sink> Claim<'_, S> {
    pub(super) fn run_bands(&mut self, layer: &PlanLayer, number: u8, base: Money) -> Outcome {
        let used = layer
            .base_slot
            .map_or(0, |slot| self.before[usize::from(slot)]);
        let (from, to) = (Money::from_fen(used), Money::from_fen(used) + base);
        let deductible = layer.deductible.of_bill(self.total).unwrap_or_default();
        let credited = Credited::to(self.credited, layer, number);
        let deductible = (deductible - credited.amount).floor_zero();
        let mut run = started(layer);
        run.credit = credited.rests_on;
        let room = self.room_of(layer);
        run.room = room.least();
        let mut before = Money::ZERO;
        let mut at = from;
        match layer.taken {
            Taken::BeforeRate => {
                let served = self.served(layer, (from, deductible));
                if layer.base_slot.is_some() {
                    before = served.min(deductible);
                }
                run.covered = self.covered(layer, (from, to), before);
                let taken = (deductible - served).min(run.covered).floor_zero();
                run.outcome.deductible = taken;
                self.tell_deductible(layer, number, (run.covered, taken));
                // Where bands are measured on the amount it lies in them, else before them.
                match layer.measured {
                    Measured::Base | Measured::Whole => run.first = taken,
                    Measured::AfterDeductible | Measured::Paid => at += taken,
                }
            }
            // What earlier visits gave was given at their own rates: what they took is counted.
            Taken::AfterRate => {
                run.covered = self.covered(layer, (from, to), before);
                let served = self.deducted(layer).unwrap_or_default();
                run.off = (deductible - served).floor_zero();
            }
        }
        let shift = match layer.deductible_slot {
            None => deductible,
            Some(_) => before + run.outcome.deductible,
        };
        self.fill(layer, number, &mut run, (at, to, shift));
        self.reach(layer, &run, room);
        run.outcome
    }

    /// What is served of the deductible. The total of what was paid says it; where that is not on
    /// record, whatever was covered before counts, and is put on record.
    fn served(&mut self, layer: &PlanLayer, (from, deductible): (Money, Money)) -> Money {
        let covered = || self.covered(layer, (Money::ZERO, from), Money::ZERO);
        let Some(slot) = layer.deductible_slot.map(usize::from) else {
            return covered();
        };
        if self.before[slot] != Plan::NOT_ON_RECORD {
            return self.deducted(layer).unwrap_or_default();
        }
        let served = covered().min(deductible);
        self.result.counted[slot] += served.fen();
        served
    }

    /// What the bands cover of what lies between `from` and `to`. Where they are not measured on
    /// the amount itself, the band that is reached tells; `before` was taken by earlier visits.
    #[inline]
    fn covered(&self, layer: &PlanLayer, (from, to): (Money, Money), before: Money) -> Money {
        if layer.bands.iter().all(|band| band.covered) {
            return to - from;
        }
        let is_covered = |reached: Money| {
            let mut bands = layer.bands.iter();
            let band = bands.find(|band| band.up_to > reached);
            band.is_some_and(|band| band.covered)
        };
        let reached = match layer.measured {
            Measured::Base => return covered_of_base(layer, from, to),
            Measured::Whole => to - Money::from_fen(1),
            Measured::AfterDeductible => (from - before).floor_zero(),
            Measured::Paid => {
                let slot = layer.paid_slot.map(usize::from);
                Money::from_fen(slot.map_or(0, |slot| self.before[slot]))
            }
        };
        match is_covered(reached) {
            true => to - from,
            false => Money::ZERO,
        }
    }

    /// What was paid under the deductible the layer shares with others, or with its own visits;
    /// this bill's earlier layers included.
    fn deducted(&self, layer: &PlanLayer) -> Option<Money> {
        let slot = usize::from(layer.deductible_slot?);
        Some(Money::from_fen(
            self.before[slot] + self.result.counted[slot],
        ))
    }

    /// The threshold of a later layer moves nothing; it is told when the layer gets beyond it.
    fn tell_deductible(&mut self, layer: &PlanLayer, number: u8, (base, taken): (Money, Money)) {
        let is_told = layer.base.contains(Component::Eligible) || base > taken;
        if is_told && !taken.is_zero() {
            self.record(StepKind::Deductible, (number, 0), base, taken);
            if let PlanDeductible::Provisional(_, entry) = layer.deductible {
                self.result.reached.add(Entries::one(entry));
            }
        }
    }

    /// Goes through the bands with what lies between `at` and `to`. The deductible comes off the
    /// first of what they cover.
    fn fill(
        &mut self,
        layer: &PlanLayer,
        number: u8,
        run: &mut Run,
        (mut at, to, shift): (Money, Money, Money),
    ) {
        let mut begins = Money::ZERO;
        for (index, band) in layer.bands.iter().enumerate() {
            if at >= to {
                break;
            }
            let up_to = match layer.measured {
                Measured::Base => band.up_to,
                Measured::AfterDeductible => band.up_to + shift,
                Measured::Paid => at + self.amount_for(layer, band, &run.outcome),
                Measured::Whole if to <= band.up_to => to,
                Measured::Whole => at,
            };
            let amount = (up_to.min(to) - at).floor_zero();
            if !amount.is_zero() {
                let before = match layer.taken {
                    Taken::BeforeRate => Money::ZERO,
                    Taken::AfterRate => at - begins,
                };
                let first = match band.covered {
                    true => run.first.min(amount),
                    false => Money::ZERO,
                };
                run.first -= first;
                let slice = Slice {
                    band,
                    place: (number, index as u8),
                    amount: amount - first,
                    before,
                };
                if first < amount {
                    self.pay_band(run, slice);
                }
                at += amount;
            }
            begins = band.up_to;
        }
    }

    /// How much more the ceilings let the layer pay.
    #[inline]
    pub(super) fn room_of(&self, layer: &PlanLayer) -> LayerRoom {
        layer.room_after(self.before, &self.result.counted)
    }

    /// The stand-in ceilings that stop the layer short of what is due. Where a known one stops it
    /// at the same fen, that one did.
    pub(super) fn reach_ceilings(&mut self, layer: &PlanLayer, due: Money, room: LayerRoom) {
        for ceiling in &layer.ceilings {
            if let Limit::Provisional(limit, entry) | Limit::AtLeast(limit, entry) = ceiling.limit
                && ceiling.left(limit, self.before, &self.result.counted) < due.min(room.known)
            {
                self.result.reached.add(Entries::one(entry));
            }
        }
    }

    /// Which of the figures that are missing the layer needed. Whatever a deductible came to, it
    /// mattered if anything was paid beyond it: had it been higher, less would have been.
    fn reach(&mut self, layer: &PlanLayer, run: &Run, room: LayerRoom) {
        self.reach_ceilings(layer, run.due, room);
        if !run.outcome.paid.is_zero() {
            self.result.reached.add(room.endless);
        }
        if run.pays || layer.told_apart && !run.covered.is_zero() {
            self.result.reached.add(run.credit);
            self.result.reached.add(layer.deductible.rests_on());
        }
    }

    /// With bands measured on what the fund has paid: the amount that brings the fund to the end of
    /// the band.
    fn amount_for(&self, layer: &PlanLayer, band: &Band, so_far: &Outcome) -> Money {
        let slot = layer.paid_slot.map(usize::from);
        let before = slot.map_or(0, |slot| self.before[slot]);
        let left = band.up_to - Money::from_fen(before) - so_far.paid;
        amount_paid_by(left.floor_zero(), band.pay)
    }

    fn pay_band(&mut self, run: &mut Run, slice: Slice<'_>) {
        let Slice {
            band,
            place,
            amount,
            ..
        } = slice;
        if !band.covered {
            // A later layer looks at what is with the person already; nothing moves there.
            if run.eligible {
                self.leave(StepKind::NotCovered, place, amount, Component::NotCovered);
            }
            return;
        }
        if !(band.unknown.is_empty() && run.changes.is_empty()) {
            self.meet_unknown(run, slice);
            return;
        }
        let gross = slice.at(band.pay);
        run.pays |= band.pay > Share::default();
        let full = match band.full == band.pay {
            true => gross,
            false => slice.at(band.full).max(gross),
        };
        let off = run.off.min(gross);
        if !off.is_zero() {
            run.off -= off;
            run.outcome.deductible += off;
            self.record(StepKind::Deductible, place, gross, off);
        }
        let due = gross - off;
        let paid = due.min(run.room);
        self.take(StepKind::Rate, place, (amount, paid), run.payer);
        run.room -= paid;
        run.due += due;
        run.outcome.paid += paid;
        if paid == due {
            run.outcome.reduction += full - gross;
            run.outcome.co_pay += amount - full;
            return;
        }
        // The ceiling is reached inside this slice: what the fund still paid belongs to the first
        // part of it, everything beyond is above the ceiling.
        let worth = paid + off;
        let reached = amount_paid_by(worth, band.pay).min(amount);
        let full_reached = band.round.share(reached, band.full).min(reached).max(worth);
        run.outcome.reduction += full_reached - worth;
        run.outcome.co_pay += reached - full_reached;
        run.outcome.above_ceiling += amount - reached;
        self.record(StepKind::Ceiling, place, due, amount - reached);
    }

    /// A slice in a band that is not known. Where the ceiling was used up before, its rate does not
    /// matter.
    fn meet_unknown(&mut self, run: &mut Run, slice: Slice<'_>) {
        run.pays = true;
        run.outcome.above_ceiling += slice.amount;
        run.due = ENDLESS;
        let reached = &mut self.result.reached;
        reached.add(run.changes);
        if run.room > Money::ZERO {
            reached.add(slice.band.unknown);
        }
        self.record(StepKind::Ceiling, slice.place, slice.amount, slice.amount);
    }
}

impl Slice<'_> {
    /// A share of the slice, rounded as the band says and never more than the slice. Where earlier
    /// visits count, what all visits come to is rounded, so that many small ones lose nothing.
    #[inline]
    fn at(&self, share: Share) -> Money {
        let round = self.band.round;
        let all = round.share(self.before + self.amount, share);
        let now = match self.before.is_zero() {
            true => all,
            false => all - round.share(self.before, share),
        };
        now.min(self.amount)
    }
}

/// What the bands cover of what lies between two amounts, where they are measured on the amount.
fn covered_of_base(layer: &PlanLayer, from: Money, to: Money) -> Money {
    let mut begins = Money::ZERO;
    let mut covered = Money::ZERO;
    for band in &layer.bands {
        if band.covered {
            covered += (band.up_to.min(to) - begins.max(from)).floor_zero();
        }
        begins = band.up_to;
    }
    covered
}

fn started(layer: &PlanLayer) -> Run {
    Run {
        payer: layer.payer,
        eligible: layer.base.contains(Component::Eligible),
        room: ENDLESS,
        due: Money::ZERO,
        changes: layer.unknown_changes,
        first: Money::ZERO,
        off: Money::ZERO,
        covered: Money::ZERO,
        credit: Entries::NONE,
        pays: false,
        outcome: Outcome::default(),
    }
}

/// The amount of which `share` is `paid`, rounded half up; endless when nothing is paid.
fn amount_paid_by(paid: Money, share: Share) -> Money {
    let share = i128::from(share.hundred_millionths());
    if share == 0 {
        return ENDLESS;
    }
    let scaled = i128::from(paid.fen()) * i128::from(Share::UNIT) + share / 2;
    Money::from_fen((scaled / share).min(i128::from(i64::MAX / 4)) as i64)
}
