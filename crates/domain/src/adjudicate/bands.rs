//! What one layer makes of its base: deductible, bands, ceiling.

use super::{Claim, Outcome};
use crate::plan::fold::ENDLESS;
use crate::plan::{Band, Entries, Limit, PlanDeductible, PlanLayer};
use crate::rules::{Component, Measured};
use crate::shares::Payer;
use crate::trace::{Sink, StepKind};
use crate::{Money, Share};

/// A layer at work.
struct Run {
    /// How much more its ceilings let it pay.
    room: Money,
    /// What is missing of the ceiling that is reached first, when it is.
    tightest: Entries,
    /// Ceilings that are not known at all: they matter as soon as the layer pays.
    endless: Entries,
    /// Changes of the rate that are not known: they may take out something first.
    changes: Entries,
    /// Whether the rate mattered to somebody: it pays something, or what it pays is not known.
    pays: bool,
    outcome: Outcome,
}

impl<S: Sink> Claim<'_, S> {
    pub(super) fn run_bands(&mut self, layer: &PlanLayer, number: u8, base: Money) -> Outcome {
        let used = layer
            .base_slot
            .map_or(0, |slot| self.before[usize::from(slot)]);
        let deductible = layer.deductible.of_bill(self.total).unwrap_or_default();
        let (from, to) = (Money::from_fen(used), Money::from_fen(used) + base);
        let mut run = self.started(layer);
        run.outcome.deductible = (deductible.min(to).floor_zero() - from).floor_zero();
        let taken = run.outcome.deductible;
        // The threshold of a later layer moves nothing; it is told when the layer gets beyond it.
        let is_told = layer.base.contains(Component::Eligible) || to > deductible;
        if is_told && !taken.is_zero() {
            self.record(StepKind::Deductible, (number, 0), base, taken);
            if let PlanDeductible::Provisional(_, entry) = layer.deductible {
                self.result.reached.add(Entries::one(entry));
            }
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
        self.reach(layer, &run);
        run.outcome
    }

    fn started(&self, layer: &PlanLayer) -> Run {
        let mut run = Run {
            room: ENDLESS,
            tightest: Entries::NONE,
            endless: Entries::NONE,
            changes: layer.unknown_changes,
            pays: false,
            outcome: Outcome::default(),
        };
        for ceiling in &layer.ceilings {
            let slot = usize::from(ceiling.slot);
            let paid = Money::from_fen(self.before[slot] + self.result.counted[slot]);
            let room = |limit: Money| (limit - paid).floor_zero();
            match ceiling.limit {
                // Where two stop the layer at the same fen, the one that is known did.
                Limit::Known(limit) if room(limit) <= run.room => {
                    (run.room, run.tightest) = (room(limit), Entries::NONE);
                }
                Limit::Provisional(limit, entry) if room(limit) < run.room => {
                    (run.room, run.tightest) = (room(limit), Entries::one(entry));
                }
                Limit::Provisional(limit, entry)
                    if room(limit) == run.room && !run.tightest.is_empty() =>
                {
                    run.tightest.add(Entries::one(entry));
                }
                Limit::Known(_) | Limit::Provisional(..) => {}
                Limit::Unknown(entry) => run.endless.add(Entries::one(entry)),
            }
        }
        run
    }

    /// Which of the figures that are missing the layer needed.
    fn reach(&mut self, layer: &PlanLayer, run: &Run) {
        if !run.outcome.paid.is_zero() {
            self.result.reached.add(run.endless);
        }
        if let PlanDeductible::Unknown { entry, told_apart } = layer.deductible
            && (run.pays || told_apart)
        {
            self.result.reached.add(Entries::one(entry));
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

    fn pay_band(&mut self, run: &mut Run, at: (Payer, &Band, (u8, u8)), slice: Money) {
        let (payer, band, place) = at;
        if !(band.unknown.is_empty() && run.changes.is_empty()) {
            self.meet_unknown(run, (band, place), slice);
            return;
        }
        let due = slice.at_share(band.pay);
        run.pays |= band.pay > Share::default();
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
        self.result.reached.add(run.tightest);
        let reached = amount_paid_by(paid, band.pay).min(slice);
        let full_reached = reached.at_share(band.full).max(paid);
        run.outcome.reduction += full_reached - paid;
        run.outcome.co_pay += reached - full_reached;
        run.outcome.above_ceiling += slice - reached;
        self.record(StepKind::Ceiling, place, due, slice - reached);
    }

    /// A slice in a band that is not known. Where the ceiling was used up before, its rate does not
    /// matter.
    fn meet_unknown(&mut self, run: &mut Run, at: (&Band, (u8, u8)), slice: Money) {
        let (band, place) = at;
        run.pays = true;
        run.outcome.above_ceiling += slice;
        let reached = &mut self.result.reached;
        reached.add(run.tightest);
        reached.add(run.changes);
        if run.room > Money::ZERO {
            reached.add(band.unknown);
        }
        self.record(StepKind::Ceiling, place, slice, slice);
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
