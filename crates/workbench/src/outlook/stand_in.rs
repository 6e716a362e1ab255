//! What the fold itself puts in place of a figure that is not known.

use domain::Money;
use domain::plan::{Missing, Plan, Refusal, StandIn, fold};
use domain::policy::Pack;
use domain::rules::AnyRow;
use domain::rules::when::When;
use domain::situation::{Route, Situation};
use domain::text::Bilingual;
use jiff::civil::Date;
use serde::Serialize;

use crate::probe;

/// What is used in place of a figure that is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct StandInFound {
    /// How much.
    pub amount: Money,
    /// Of when it is.
    pub of: Bilingual,
}

/// The published figure that stands in for that of a row on a day, if one does; none where the row
/// decides nothing on that day.
pub(super) fn of<'a>(pack: &'a Pack, row: AnyRow<'a>, day: Date) -> Option<Option<StandInFound>> {
    let layers = pack.tables.layers.iter();
    let layers = layers.filter(|layer| layer.is_in_force(day));
    let conditions: Vec<&When> = layers
        .map(|layer| &layer.when)
        .chain([row.when()])
        .collect();
    let situations = probe::situations(pack, day, &conditions, true).unwrap_or_default();
    let rules = pack.in_force(None);
    let matching = situations.into_iter();
    let matching = matching.filter(|one| rules.speaks_of(row, one));
    for situation in matching {
        let by_hand = Situation {
            route: Route::Manual,
            ..situation.clone()
        };
        for one in [&situation, &by_hand] {
            if let Some(missing) = missing(pack, one, row) {
                let published = missing.published().cloned();
                return Some(published.and_then(|found| {
                    let StandIn { amount, of } = found;
                    Some(StandInFound { amount, of: of? })
                }));
            }
        }
    }
    None
}

/// What the plan of a situation says of the row.
fn missing(pack: &Pack, situation: &Situation, row: AnyRow<'_>) -> Option<Missing> {
    let of_row =
        |missing: &Missing| domain::basis::identity(&missing.cited.basis) == row.identity();
    let found = match fold(pack, situation, None) {
        Ok(Plan { missing, .. })
        | Err(Refusal::Unknown { missing, .. } | Refusal::CeilingNotKnown { missing, .. }) => {
            missing
        }
        Err(
            Refusal::NotDirect { .. }
            | Refusal::NoRule { .. }
            | Refusal::TwoRules { .. }
            | Refusal::TooLarge { .. }
            | Refusal::NoBenefitYear(_)
            | Refusal::OutsideTheScheme(_)
            | Refusal::HomeSuspended { .. },
        ) => return None,
    };
    found.into_iter().find(of_row)
}
