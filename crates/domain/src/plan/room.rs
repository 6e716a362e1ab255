//! How much more a fund may pay: the one place where ceilings are set against what was paid. What a
//! ceiling is known not to lie below is not where it lies, so it never becomes what is left.

use super::fold::ENDLESS;
use super::{Band, Entries, Limit, Plan, PlanCeiling, PlanGuarantee, PlanLayer, Slots, rest_of};
use crate::Money;
use crate::shares::Payer;
use crate::situation::YearToDate;

/// What a fund can still pay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// So much, in this situation; nothing where the fund does not pay at all.
    Left(Money),
    /// As much as comes: it has no ceiling here.
    NoLimit,
    /// Not known, as a ceiling is not known.
    NotKnown,
}

/// How much more the ceilings of a layer let it pay.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LayerRoom {
    /// By those that are known. Beyond it, it does not matter what others are.
    pub known: Money,
    /// By those another figure, published before, stands in for.
    published: Money,
    /// At least so much by those that are only known not to lie below something.
    bound: Money,
    /// Ceilings that are not known at all: they matter as soon as the layer pays.
    pub endless: Entries,
}

impl LayerRoom {
    /// Without a ceiling.
    const NO_LIMIT: LayerRoom = LayerRoom {
        known: ENDLESS,
        published: ENDLESS,
        bound: ENDLESS,
        endless: Entries::NONE,
    };

    /// By all that have a figure or a bound: what a bill is paid up to.
    #[inline]
    pub fn least(self) -> Money {
        self.known.min(self.published).min(self.bound)
    }

    /// The lesser of two, figure by figure.
    fn and(self, other: LayerRoom) -> LayerRoom {
        let mut endless = self.endless;
        endless.add(other.endless);
        LayerRoom {
            known: self.known.min(other.known),
            published: self.published.min(other.published),
            bound: self.bound.min(other.bound),
            endless,
        }
    }

    /// What may be told: only what no ceiling that is not known could make less.
    fn told(self) -> Room {
        let figure = self.known.min(self.published);
        let could_be_less = self.bound < figure || !self.endless.is_empty();
        match could_be_less && !figure.is_zero() {
            true => Room::NotKnown,
            false if figure == ENDLESS => Room::NoLimit,
            false => Room::Left(figure),
        }
    }
}

impl PlanCeiling {
    /// What a ceiling of this height leaves after what was paid under it.
    #[inline]
    pub(crate) fn left(&self, limit: Money, before: &Slots, counted: &Slots) -> Money {
        let slot = usize::from(self.slot);
        (limit - Money::from_fen(before[slot] + counted[slot])).floor_zero()
    }
}

impl PlanLayer {
    /// How much more the ceilings let the layer pay, after what was counted before and by the bill.
    #[inline]
    pub(crate) fn room_after(&self, before: &Slots, counted: &Slots) -> LayerRoom {
        room_under(self.ceilings.iter(), before, counted)
    }

    /// The most the layer pays before anything was paid, where that is known.
    pub fn ceiling(&self) -> Option<Money> {
        let none = Slots::default();
        match self.room_after(&none, &none).told() {
            Room::Left(most) => Some(most),
            Room::NoLimit | Room::NotKnown => None,
        }
    }
}

/// How much more these ceilings let their layers pay.
#[inline]
fn room_under<'a>(
    ceilings: impl Iterator<Item = &'a PlanCeiling>,
    before: &Slots,
    counted: &Slots,
) -> LayerRoom {
    let mut room = LayerRoom::NO_LIMIT;
    for ceiling in ceilings {
        let (part, limit) = match ceiling.limit {
            Limit::Known(limit) => (&mut room.known, limit),
            Limit::Provisional(limit, _) => (&mut room.published, limit),
            Limit::AtLeast(limit, _) => (&mut room.bound, limit),
            Limit::Unknown(entry) => {
                room.endless.add(Entries::one(entry));
                continue;
            }
        };
        *part = (*part).min(ceiling.left(limit, before, counted));
    }
    room
}

impl Plan {
    /// What a fund can still pay, after what the year has used up.
    pub fn room(&self, payer: Payer, year: &YearToDate) -> Room {
        let (before, counted) = (self.slots(year), Slots::default());
        let layers = self.layers.iter().filter(|layer| layer.payer == payer);
        let mut rooms = layers
            .clone()
            .map(|layer| layer.room_after(&before, &counted));
        let Some(first) = rooms.next() else {
            return Room::Left(Money::ZERO);
        };
        match layers.clone().any(|layer| layer.ceilings.is_empty()) {
            true => Room::NoLimit,
            false => rooms.fold(first, LayerRoom::and).told(),
        }
    }

    /// Whether a fund pays anything of a bill that is large enough, while there is room for it.
    pub fn pays(&self, payer: Payer) -> bool {
        let own = |layer: &&PlanLayer| layer.payer == payer;
        let by_rate = self.layers.iter().filter(own).any(|layer| {
            let paid = |band: &Band| {
                let pay = i64::from(band.pay.hundred_millionths());
                rest_of(&layer.self_pay_first, pay) > 0
            };
            layer.bands.iter().any(paid)
        });
        let makes_up = |guarantee: &PlanGuarantee| {
            let first = self.layers.get(usize::from(guarantee.first));
            first.is_some_and(|layer| layer.payer == payer)
        };
        by_rate || self.guarantees.iter().any(makes_up)
    }

    /// The ceiling of a counter in this plan, over whatever it runs: no limit where nothing limits
    /// it here.
    pub fn ceiling_of(&self, counter: &str) -> Room {
        let named = |name: &String| name == counter || name.split('@').next() == Some(counter);
        let Some(slot) = self.counters.iter().position(named) else {
            return Room::NoLimit;
        };
        let none = Slots::default();
        let all = self.layers.iter().flat_map(|layer| &layer.ceilings);
        let of_counter = all.filter(|ceiling| usize::from(ceiling.slot) == slot);
        room_under(of_counter, &none, &none).told()
    }

    /// The same, where it is known.
    pub fn ceiling(&self, counter: &str) -> Option<Money> {
        match self.ceiling_of(counter) {
            Room::Left(most) => Some(most),
            Room::NoLimit | Room::NotKnown => None,
        }
    }
}

impl Plan {
    /// The plan in which a ceiling that is not known stops nothing, though what is paid under it is
    /// counted: only what was settled so is derived again so.
    pub(crate) fn without_unknown_ceilings(mut self) -> Plan {
        let layers = self.layers.iter_mut();
        for ceiling in layers.flat_map(|layer| &mut layer.ceilings) {
            if ceiling.limit.figure().is_none() {
                ceiling.limit = Limit::Known(ENDLESS);
            }
        }
        self
    }
}
