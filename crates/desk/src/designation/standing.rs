//! How somebody stands to choosing: for each insurance the places that ask for a choice – home, and
//! those filed for – what is chosen there, what is missing and what follows, and how it came about.

use std::collections::BTreeSet;

use domain::basis::ShownBasis;
use domain::designation::{Need, VisitAsked, choices, free_slots, need};
use domain::ids::PersonId;
use domain::person::{Enrolment, Person, Scheme};
use domain::procedures::{ChoiceChannel, Institution, Slot};
use domain::{Bilingual, Region};
use jiff::civil::Date;
use store::designations::{self, ChoiceMadeBefore, Designation};
use store::{enrolments, filings, people};

use super::{Chooser, held_at};
use crate::{Desk, DeskError, Reference};

/// One place by one insurance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceNeed {
    /// The insurance.
    pub insured_by: (Region, Scheme),
    /// The pooling region.
    pub place: Region,
    /// Whether a choice is asked for.
    pub need: Need,
    /// What the rule is called.
    pub title: Bilingual,
    /// What it says.
    pub says: Bilingual,
    /// What may be chosen, in words; nothing where nothing is asked.
    pub choices: Option<Bilingual>,
    /// Choices that are free.
    pub free: Vec<Slot>,
    /// What is chosen there and not given up by today.
    pub held: Vec<Designation>,
    /// How it may be chosen.
    pub channels: Vec<ChoiceChannel>,
    /// What it rests on.
    pub basis: Vec<ShownBasis>,
}

impl ChoiceNeed {
    /// Whether something has to be chosen that is not.
    pub fn is_missing(&self) -> bool {
        self.need == Need::Needed && !self.free.is_empty()
    }
}

/// All of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChoicesStanding {
    /// Each insurance and place.
    pub needs: Vec<ChoiceNeed>,
    /// Everything on record, oldest first.
    pub on_record: Vec<Designation>,
    /// How it was chosen, oldest first.
    pub made: Vec<ChoiceMadeBefore>,
}

/// How a person stands to choosing today.
pub fn choices_standing(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
) -> Result<ChoicesStanding, DeskError> {
    let person = people::find(desk.tx, person)?.ok_or(DeskError::UnknownPerson)?;
    let today = desk.today();
    let held = designations::of_person(desk.tx, &person.id)?;
    let filed = filings::in_force(desk.tx, &person.id)?;
    let filed = filed
        .iter()
        .filter(|it| it.period.until.is_none_or(|end| end > today));
    let filed: BTreeSet<Region> = filed.map(|it| it.destination).collect();
    let reference = desk.reference;
    let mut needs = Vec::new();
    for enrolment in enrolments::on_day(desk.tx, &person.id, today)? {
        if enrolment.check_entitled(today).is_err() {
            continue;
        }
        let home = enrolment.insured_at.pooling();
        let mut places = vec![home];
        places.extend(filed.iter().filter(|it| **it != home && it.is_pooling()));
        for place in places {
            let asked = (&person, &enrolment);
            needs.extend(need_of((reference, today), asked, (place, &held)));
        }
    }
    Ok(ChoicesStanding {
        needs,
        on_record: held,
        made: designations::made_by(desk.tx, &person.id)?,
    })
}

/// What the rules of an insurance ask of a person in a place, with what is chosen there.
pub(crate) fn need_of(
    (reference, today): (&Reference, Date),
    (person, enrolment): (&Person, &Enrolment),
    (place, chosen): (Region, &[Designation]),
) -> Option<ChoiceNeed> {
    let chooser = Chooser {
        person,
        enrolment,
        rules: reference.library.procedures(enrolment.insured_at),
        today,
    };
    chooser.need_at(place, &held_at(reference, place, (chosen, today)))
}

impl Chooser<'_> {
    /// What the rules ask in a place; nothing where they say nothing of it.
    pub(crate) fn need_at(
        &self,
        place: Region,
        held: &[(&Designation, Institution<'_>)],
    ) -> Option<ChoiceNeed> {
        let visit = VisitAsked {
            about: self.about(place),
            day: self.today,
            at: None,
            emergency: false,
            referred: false,
        };
        let found = need(self.rules, &visit);
        let row = found.row?;
        let institutions: Vec<Institution<'_>> = held.iter().map(|(_, at)| *at).collect();
        let is_needed = found.need == Need::Needed;
        let free = match is_needed {
            true => free_slots(row.row(), &institutions),
            false => vec![],
        };
        Some(ChoiceNeed {
            insured_by: self.insurance(),
            place,
            need: found.need,
            title: row.title.clone(),
            says: row.says.clone().unwrap_or(found.says),
            choices: is_needed.then(|| choices(&row.choose)),
            free: free.into_iter().cloned().collect(),
            held: held.iter().map(|(one, _)| (*one).clone()).collect(),
            channels: row.channels.to_vec(),
            basis: found.basis,
        })
    }
}
