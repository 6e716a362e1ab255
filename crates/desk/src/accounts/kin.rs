//! The near relatives of a person as registers tell them: those among whom accounts may be shared.

use domain::ids::PersonId;
use domain::kin::KinRelation;
use store::{kin, people};

use crate::{Desk, DeskError};

/// Full name and relation of each near relative whose link holds today.
pub fn near_relatives(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
) -> Result<Vec<(String, KinRelation)>, DeskError> {
    let today = desk.today();
    let is_near = |relation| !matches!(relation, KinRelation::Guardian | KinRelation::Other);
    let mut found = Vec::new();
    for one in kin::of_person(desk.tx, person)? {
        if !is_near(one.relation) || !one.period.contains(today) {
            continue;
        }
        if let Some(relative) = people::find(desk.tx, &one.relative)? {
            found.push((relative.name, one.relation));
        }
    }
    Ok(found)
}
