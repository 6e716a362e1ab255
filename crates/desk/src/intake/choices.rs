//! Facilities chosen for outpatient care, brought along: as many at a time as the insured place
//! lets somebody choose. Where there is no room, what the file does not name gives way.

use domain::calendar::age_on;
use domain::designation::{VisitAsked, may_choose};
use domain::facility::{Care, Facility};
use domain::ids::{FacilityCode, PersonId};
use domain::procedures::{Circumstances, Institution, Procedures};
use domain::{Bilingual, Region, say};
use store::designations::Designation;
use store::{StoreError, enrolments, people};

use super::RowFate;
use super::links::LinkPlace;
use crate::Reference;

/// Makes room for a choice among those that hold on its first day and says what gave way, or why
/// there is none. A place that asks for no choice, or whose rules are not known, takes what is
/// brought along.
pub(super) fn make_room(
    place: &mut LinkPlace<'_, '_>,
    (person, link): (&PersonId, &Designation),
    (all, named): (&mut Vec<Designation>, &[Designation]),
) -> Result<Result<Vec<Bilingual>, RowFate>, StoreError> {
    let day = link.period.from;
    let mut insured = enrolments::on_day(place.tx, person, day)?.into_iter();
    let Some(insured) = insured.find(|one| one.period.contains(day)) else {
        return Ok(Err(RowFate::refused(
            say!("{day} 没有参保", "the person was not insured on {day}"),
            say!(
                "核对日期；先放进参保记录",
                "see to the day; take the insurance in first"
            ),
        )));
    };
    let Some(born_on) = people::find(place.tx, person)?.map(|person| person.born_on) else {
        return Ok(Ok(Vec::new()));
    };
    let reference = place.reference;
    let Ok(at) = reference.facility(&link.facility) else {
        return Ok(Ok(Vec::new()));
    };
    let asked = VisitAsked {
        about: Circumstances {
            care: Some(Care::Outpatient),
            age: Some(age_on(born_on, day)),
            scheme: Some(insured.scheme),
            tier: Some(insured.tier.as_deref().unwrap_or_default()),
            status: Some(insured.status),
            traits: Some(&insured.traits),
            ..Circumstances::of_journey(insured.insured_at, at.region.pooling())
        },
        day,
        at: Some(Institution::of(at, day)),
        emergency: false,
        referred: false,
    };
    let place = ChoosingPlace {
        rules: reference.library.procedures(insured.insured_at),
        reference,
        asked,
        home: insured.insured_at,
    };
    Ok(place.fit(link, (all, named)))
}

/// Where somebody chooses, by which rules.
struct ChoosingPlace<'p> {
    rules: &'p Procedures,
    reference: &'p Reference,
    asked: VisitAsked<'p>,
    home: Region,
}

impl<'p> ChoosingPlace<'p> {
    /// A facility on the same side: at home and elsewhere somebody chooses apart.
    fn beside(&self, code: &FacilityCode, link: &Designation) -> Option<&'p Facility> {
        let at = |code| self.reference.facility(code).ok();
        let is_home = |one: &Facility| one.region.pooling() == self.home;
        let (one, other) = (at(code)?, at(&link.facility)?);
        (is_home(one) == is_home(other) && code != &link.facility).then_some(one)
    }

    /// Ends what gives way, the one that was chosen first before others.
    fn fit(
        &self,
        link: &Designation,
        (all, named): (&mut Vec<Designation>, &[Designation]),
    ) -> Result<Vec<Bilingual>, RowFate> {
        let day = link.period.from;
        let (mut left, mut gave_way) = (all.clone(), Vec::new());
        loop {
            let held = left.iter().filter(|one| one.period.overlaps(&link.period));
            let held = held.filter_map(|one| self.beside(&one.facility, link));
            let held: Vec<Institution<'_>> = held.map(|one| Institution::of(one, day)).collect();
            let answer = may_choose(self.rules, &self.asked, &held);
            if answer.allowed || answer.row.is_none() {
                *all = left;
                return Ok(gave_way);
            }
            let gives_way = |one: &&mut Designation| {
                let is_named = named.iter().any(|it| it.facility == one.facility);
                let holds = one.period.contains(day) && one.period.from < day;
                holds && !is_named && self.beside(&one.facility, link).is_some()
            };
            let oldest = left.iter_mut().filter(gives_way);
            let Some(oldest) = oldest.min_by_key(|one| one.period.from) else {
                let next = say!(
                    "核对机构；要换的，另写一行，写明原来那家的终止日期",
                    "see to the facility; to change, state the end of the one before in a row"
                );
                return Err(RowFate::refused(answer.says, next));
            };
            let code = &oldest.facility;
            gave_way.push(say!(
                "原来选的 {code} 到 {day} 为止",
                "{code}, chosen before, ends on {day}"
            ));
            oldest.period.until = Some(day);
        }
    }
}
