//! What a pack says of stays in hospital that follow one another, or go over the end of a benefit
//! year or a change of rules.

use jiff::civil::Date;

use super::{InForce, Pack};
use crate::rules::{AnyRow, RulesOf, Stay, StayRow};
use crate::situation::{Follows, Situation};

impl Pack {
    /// Whether any diagnosis gives a visit a mark.
    pub fn asks_for_diagnoses(&self) -> bool {
        self.every_row()
            .any(|row| matches!(row, AnyRow::Disease(_)))
    }

    /// Whether any row asks which earlier stay a stay follows, or over what it goes.
    pub fn asks_what_stays_follow(&self) -> bool {
        self.every_row()
            .any(|row| matches!(row, AnyRow::Stay(_)) || !row.when().follows.is_empty())
    }

    /// Whether readmission makes a difference on the day. Within how many days a stay is one, no
    /// row says; only whoever states it knows.
    pub fn tells_readmission_apart(&self, day: Date) -> bool {
        let mut rows = self.every_row();
        rows.any(|row| {
            let in_force = row.from() <= day && row.until().is_none_or(|until| day < until);
            let asks = match row {
                AnyRow::Stay(stay) => stay.follows == Follows::Readmission && stay.takes_over(),
                _ => row.when().follows.contains(&Follows::Readmission),
            };
            in_force && asks
        })
    }
}

impl InForce<'_> {
    /// Whether a stay is the same admission of the benefit year as the one it follows. Where layers
    /// have rows of their own, one that says so is enough.
    pub fn is_same_admission(&self, situation: &Situation) -> bool {
        let over = matches!(situation.follows, Follows::OverYear | Follows::OverRules);
        let follows = |row: &StayRow| row.follows == situation.follows;
        let rows = self.deciding(situation, follows);
        over || rows.iter().any(|row| row.is_same_admission())
    }

    /// Whether any row that could decide something begins or ends after the first day, up to the
    /// second.
    pub fn changes_between(&self, before: Date, day: Date) -> bool {
        let within = |edge: Date| before < edge && edge <= day;
        let mut rows = self.every_row();
        rows.any(|row| within(row.from()) || row.until().is_some_and(within))
    }

    /// The same stay goes over the end of a benefit year, over a change of rules, or neither.
    pub fn goes_over(&self, before: Date, day: Date) -> Follows {
        match self.pack.benefit_year(before) == self.pack.benefit_year(day) {
            false => Follows::OverYear,
            true if self.changes_between(before, day) => Follows::OverRules,
            true => Follows::Nothing,
        }
    }

    /// The day that picks the rules and the benefit year of a stay: the discharge, unless a row
    /// says otherwise for one stay over years or rules. A stay that was not settled in parts goes
    /// over them as well.
    pub fn rules_day(&self, admitted_on: Date, discharged_on: Date, situation: &Situation) -> Date {
        if self.rows::<Stay>().all(|row| row.rules_of.is_none()) {
            return discharged_on;
        }
        let over = match situation.follows {
            over @ (Follows::OverYear | Follows::OverRules) => over,
            _ => self.goes_over(admitted_on, discharged_on),
        };
        let asked = Situation {
            day: discharged_on,
            ..situation.clone()
        };
        let rows = self.deciding(&asked, |row: &StayRow| row.follows == over);
        let of = rows.iter().find_map(|row| row.rules_of);
        match of.unwrap_or(RulesOf::Discharge) {
            RulesOf::Admission => admitted_on,
            RulesOf::Discharge => discharged_on,
        }
    }
}
