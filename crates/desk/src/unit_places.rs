//! The places of an operator's unit in which something waits: its own, or those of a province or of
//! all that have any.

use domain::Region;
use store::operators::Operator;
use store::staff::Unit;
use store::{StoreError, Tx};

use crate::{Desk, DeskError};

/// Finds the next place behind a code in which there is any of what is listed.
pub(crate) type NextPlace = fn(&mut Tx, &str) -> Result<Option<Region>, StoreError>;

/// Those places, in the order of their codes.
pub(crate) fn places_of_unit(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    next: NextPlace,
) -> Result<Vec<Region>, DeskError> {
    if let Unit::Region(own) = operator.unit
        && own.is_pooling()
    {
        return Ok(vec![own]);
    }
    let mut found = Vec::new();
    let mut after = String::new();
    while let Some(region) = next(desk.tx, &after)? {
        after = region.to_string();
        if operator.unit.holds_region(region) {
            found.push(region);
        }
    }
    Ok(found)
}
