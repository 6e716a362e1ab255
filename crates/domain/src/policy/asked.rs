//! A situation as rows are asked about it: as it is, and with a community facility counted as
//! primary where nothing tells the two apart.

use crate::facility::Level;
use crate::rules::glance::Glance;
use crate::rules::when::When;
use crate::rules::{Rule, Tabled};
use crate::situation::Situation;

/// A situation, ready to be asked about many rows.
pub(super) struct Matched<'s> {
    situation: &'s Situation,
    seen: Glance,
    /// The same at a primary facility, where it is a community facility.
    as_primary: Option<(Box<Situation>, Glance)>,
}

impl<'s> Matched<'s> {
    pub(super) fn of(situation: &'s Situation) -> Matched<'s> {
        let as_primary = (situation.level == Level::Community).then(|| {
            let primary = Box::new(Situation {
                level: Level::Primary,
                ..situation.clone()
            });
            let seen = Glance::at(&primary);
            (primary, seen)
        });
        Matched {
            situation,
            seen: Glance::at(situation),
            as_primary,
        }
    }

    /// Whether a row applies. A row about primary facilities applies to a community facility unless
    /// one of those beside it, in force on the day, names that.
    pub(super) fn falls_to<'a, F: Tabled, I: Iterator<Item = &'a Rule<F>>>(
        &self,
        row: &Rule<F>,
        beside: impl FnOnce() -> I,
    ) -> bool {
        if self.holds(&row.when) {
            return true;
        }
        let names_it = |other: &Rule<F>| {
            other.names_community() && other.says_the_same(row) && self.may_hold(&other.when)
        };
        self.holds_as_primary(&row.when) && !beside().any(names_it)
    }

    fn holds(&self, when: &When) -> bool {
        when.admits(self.seen) && when.matches(self.situation)
    }

    fn holds_as_primary(&self, when: &When) -> bool {
        let primary = self.as_primary.as_ref();
        primary.is_some_and(|(primary, seen)| when.admits(*seen) && when.matches(primary))
    }

    fn may_hold(&self, when: &When) -> bool {
        self.holds(when) || self.holds_as_primary(when)
    }
}
