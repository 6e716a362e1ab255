//! What a facility recorded: of late, and of one person; and what hospitals recorded of somebody,
//! for the person.

use domain::calendar::{days_after, midnight_in_china};
use domain::hospital_record::{HospitalRecord, Recognition, Referral};
use domain::ids::{MessageId, PersonId};
use domain::procedures::ChoiceChannel;
use store::designations::{self, ChoiceMadeBefore};
use store::hospital_records::{self, KeptRecord};
use store::operators::Operator;
use store::people;

use super::{at_desk, own_facility};
use crate::{Desk, DeskError};

/// Days of work that are shown.
const DAYS: i32 = 7;
/// So much of each kind at most.
const AT_MOST: u32 = 50;

/// What a facility did of late, the newest first, each with the full name; pages mask it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FacilityDay {
    /// Referrals.
    pub referrals: Vec<(KeptRecord<Referral>, String)>,
    /// Recognitions of diseases.
    pub recognitions: Vec<(KeptRecord<Recognition>, String)>,
    /// Who chose it there.
    pub choices: Vec<(PersonId, ChoiceMadeBefore, String)>,
}

/// What is on record of somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordsHere {
    /// Referrals, the newest first.
    pub referrals: Vec<KeptRecord<Referral>>,
    /// Recognitions, the newest first.
    pub recognitions: Vec<KeptRecord<Recognition>>,
}

/// What the facility of an operator did in the last days.
pub fn facility_day(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
) -> Result<FacilityDay, DeskError> {
    let own = own_facility(operator)?;
    let since = midnight_in_china(days_after(desk.today(), 1 - DAYS));
    let mut day = FacilityDay::default();
    let lately = (since, AT_MOST);
    for kept in hospital_records::of_facility::<Referral>(desk.tx, own, lately)? {
        let name = name_of(desk, &kept.record.person)?;
        day.referrals.push((kept, name));
    }
    for kept in hospital_records::of_facility::<Recognition>(desk.tx, own, lately)? {
        let name = name_of(desk, &kept.record.person)?;
        day.recognitions.push((kept, name));
    }
    let channel = ChoiceChannel::Institution;
    for (person, made) in designations::made_at(desk.tx, (own, channel), lately)? {
        let name = name_of(desk, &person)?;
        day.choices.push((person, made, name));
    }
    Ok(day)
}

pub(super) fn name_of(desk: &mut Desk<'_, '_>, person: &PersonId) -> Result<String, DeskError> {
    let found = people::find(desk.tx, person)?;
    Ok(found.map_or_else(String::new, |found| found.name))
}

/// What the facility of an operator recorded of somebody it has seen.
pub fn records_here(
    desk: &mut Desk<'_, '_>,
    (operator, request): (&Operator, &MessageId),
    person: &PersonId,
) -> Result<RecordsHere, DeskError> {
    let caller = at_desk(desk, (operator, request), person)?;
    let mut all = records_of(desk, person)?;
    all.referrals
        .retain(|one| *one.record.facility() == caller.facility);
    all.recognitions
        .retain(|one| *one.record.facility() == caller.facility);
    Ok(all)
}

/// What every hospital recorded of somebody. The caller has checked who asks.
pub fn records_of(desk: &mut Desk<'_, '_>, person: &PersonId) -> Result<RecordsHere, DeskError> {
    let mut all = RecordsHere {
        referrals: hospital_records::of_person(desk.tx, person)?,
        recognitions: hospital_records::of_person(desk.tx, person)?,
    };
    all.referrals.reverse();
    all.recognitions.reverse();
    Ok(all)
}
