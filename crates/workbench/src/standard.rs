//! The standard bills: typical visits on which two sets of rules are compared. They name no place,
//! so that the same bill can be worked out anywhere.

mod reaching;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use domain::bill::Scope;
use domain::explain::{Computed, Inputs};
use domain::facility::{Care, Level};
use domain::footing::FootingDecision;
use domain::person::{Scheme, Status, USUAL_AGE};
use domain::plan::Refusal;
use domain::policy::Pack;
use domain::region::Distance;
use domain::shares::Shares;
use domain::situation::Footing;
use domain::situation::{Accounts, Route, Situation, YearToDate};
use domain::text::Bilingual;
use domain::{Money, Region, word_list};

pub(crate) use reaching::{Whole, reaching};

word_list! {
    /// Whose bill it is, whatever the scheme.
    Who {
        /// On the job, or an adult resident.
        Working = "working", "在职或成年居民", "on the job, or an adult resident";
        /// Retired, or an old resident.
        Elder = "elder", "退休或老年居民", "retired, or an old resident";
    }
}

/// A typical visit.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandardBill {
    /// What it is.
    pub name: Bilingual,
    /// Whose.
    pub who: Who,
    /// Kind of care.
    pub care: Care,
    /// Settlement level.
    pub level: Level,
    /// How far from home.
    #[serde(default = "home")]
    pub distance: Distance,
    /// The footing.
    pub footing: Footing,
    /// Which admission of the year.
    #[serde(default = "first")]
    pub admission: u8,
    /// The amount; all of it is in scope.
    pub eligible: Money,
}

fn home() -> Distance {
    Distance::Home
}

fn first() -> u8 {
    1
}

/// What a bill came to by one side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// It is paid.
    Paid {
        /// What all funds pay.
        funds: Money,
        /// What is left to the person.
        person: Money,
        /// Who pays what.
        #[schemars(with = "std::collections::BTreeMap<String, Money>")]
        payers: Shares,
    },
    /// The rules give no amount.
    Refused {
        /// Stable word.
        code: &'static str,
        /// What the person is told.
        says: Bilingual,
    },
    /// There is no such visit there, as in a place that is a whole province.
    NotThere,
}

impl Outcome {
    /// What the person reads of a worked bill; none is a visit that does not exist there.
    pub(crate) fn of(worked: &Option<Result<Computed, Refusal>>) -> Outcome {
        match worked {
            None => Outcome::NotThere,
            Some(Ok(computed)) => Outcome::Paid {
                funds: computed.adjudication.shares.funds(),
                person: computed.adjudication.shares.person(),
                payers: computed.adjudication.shares,
            },
            Some(Err(refusal)) => Outcome::Refused {
                code: refusal.code(),
                says: refusal.message(),
            },
        }
    }
}

/// All of them, in the order in which they are shown.
pub fn bills() -> &'static [StandardBill] {
    #[derive(Deserialize)]
    struct File {
        bill: Vec<StandardBill>,
    }
    static BILLS: LazyLock<Vec<StandardBill>> = LazyLock::new(|| {
        let file: File = toml::from_str(include_str!("standard.toml")).expect("the bills read");
        file.bill
    });
    &BILLS
}

impl StandardBill {
    /// Works the bill out by a pack on a day; none where there is no such visit.
    pub(crate) fn work(&self, pack: &Pack, day: Date) -> Option<Result<Computed, Refusal>> {
        self.work_by(pack, day, None)
    }

    /// The same by another source, such as `X01:S000`.
    pub(crate) fn work_by(
        &self,
        pack: &Pack,
        day: Date,
        according_to: Option<&str>,
    ) -> Option<Result<Computed, Refusal>> {
        let treated_at = place_at(pack.region, self.distance)?;
        let overlay = according_to.and_then(|by| pack.overlay(by));
        let inputs = self.inputs(pack, treated_at, day);
        Some(inputs.compute(pack, overlay.as_ref()))
    }

    fn inputs(&self, pack: &Pack, treated_at: Region, day: Date) -> Inputs {
        let (status, age) = match (pack.scheme, self.who) {
            (Scheme::Employee, Who::Working) => (Status::OnJob, USUAL_AGE),
            (Scheme::Employee, Who::Elder) => (Status::Retired, 66),
            (Scheme::Resident, Who::Working) => (Status::Resident, USUAL_AGE),
            (Scheme::Resident, Who::Elder) => (Status::Resident, 66),
        };
        let tier = pack.tables.tiers.iter().find(|tier| tier.is_in_force(day));
        let situation = Situation {
            insured_at: pack.region,
            treated_at,
            scheme: pack.scheme,
            tier: tier.map(|tier| tier.name.clone()),
            status,
            age,
            months: 120,
            care: self.care,
            level: self.level,
            footing: self.footing,
            admission: self.admission,
            unfiled_stay: 0,
            grade: Default::default(),
            contribution_base: None,
            follows: Default::default(),
            deductible_before: Default::default(),
            traits: BTreeSet::new(),
            route: Route::Direct,
            day,
        };
        Inputs {
            footing: FootingDecision {
                footing: self.footing,
                reason: Bilingual::default(),
                traits: vec![],
                basis: vec![],
            },
            situation,
            scope: Scope {
                ordinary: self.eligible,
                ..Scope::default()
            },
            year: YearToDate::default(),
            accounts: Accounts::default(),
            provisional: vec![],
            uncovered: false,
            on_account: false,
            decided: vec![],
        }
    }
}

/// A place at this distance; none where the pooling region is the whole province.
pub(crate) fn place_at(home: Region, distance: Distance) -> Option<Region> {
    let far = ["110000", "310000"].map(str::to_owned);
    let near = (1..=9).map(|city| format!("{}0{city}00", &home.to_string()[..2]));
    let candidates = match distance {
        Distance::Home => return Some(home),
        Distance::InProvince => near.collect::<Vec<_>>(),
        Distance::OutOfProvince => far.into(),
    };
    let mut places = candidates.iter().filter_map(|code| code.parse().ok());
    places.find(|place| home.distance_to(*place) == distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_lies_at_the_distance_it_stands_for() {
        for code in [
            "440300", "110000", "460000", "540000", "659000", "440100", "310000",
        ] {
            let home: Region = code.parse().unwrap();
            for distance in Distance::ALL {
                if let Some(place) = place_at(home, *distance) {
                    assert_eq!(home.distance_to(place), *distance, "{code}");
                }
            }
            assert!(place_at(home, Distance::OutOfProvince).is_some(), "{code}");
        }
        let beijing: Region = "110000".parse().unwrap();
        assert_eq!(place_at(beijing, Distance::InProvince), None);
    }

    #[test]
    fn the_bills_stand_on_a_footing_they_can_have() {
        assert!((12..=20).contains(&bills().len()));
        for bill in bills() {
            let is_home = bill.distance == Distance::Home;
            assert_eq!(is_home, bill.footing == Footing::AtHome, "{}", bill.name);
        }
    }
}
