//! Facilities chosen for outpatient care, brought along: as many at a time as the insured place
//! lets somebody choose. Where there is no room, what the file does not name gives way.

use domain::calendar::age_on;
use domain::designation::{VisitAsked, may_choose};
use domain::facility::{Care, Facility};
use domain::ids::{FacilityCode, PersonId};
use domain::procedures::{Circumstances, Institution};
use domain::{Bilingual, say};
use store::designations::Designation;
use store::{StoreError, enrolments, people};

use super::RowFate;
use super::links::LinkPlace;

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
    let facility = |code: &FacilityCode| reference.facility(code).ok();
    let Some(at) = facility(&link.facility) else {
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
    let rules = reference.library.procedures(insured.insured_at);
    // At home and elsewhere somebody chooses apart.
    let is_home = |one: &Facility| one.region.pooling() == insured.insured_at;
    let (mut left, mut gave_way) = (all.clone(), Vec::new());
    loop {
        let holds =
            |one: &&Designation| one.facility != link.facility && one.period.overlaps(&link.period);
        let held = left
            .iter()
            .filter(holds)
            .filter_map(|one| facility(&one.facility));
        let held = held.filter(|one| is_home(one) == is_home(at));
        let held: Vec<Institution<'_>> = held.map(|one| Institution::of(one, day)).collect();
        let answer = may_choose(rules, &asked, &held);
        if answer.allowed || answer.row.is_none() {
            *all = left;
            return Ok(Ok(gave_way));
        }
        // The one that was chosen first goes first.
        let gives_way = |one: &&mut Designation| {
            let is_named = named.iter().any(|it| it.facility == one.facility);
            let is_beside = facility(&one.facility).is_none_or(|one| is_home(one) != is_home(at));
            one.facility != link.facility
                && !is_named
                && !is_beside
                && one.period.from < day
                && one.period.until.is_none_or(|until| until > day)
        };
        let oldest = left.iter_mut().filter(gives_way);
        match oldest.min_by_key(|one| one.period.from) {
            Some(oldest) => {
                let code = &oldest.facility;
                gave_way.push(say!(
                    "原来选的 {code} 到 {day} 为止",
                    "{code}, chosen before, ends on {day}"
                ));
                oldest.period.until = Some(day);
            }
            None => {
                let next = say!(
                    "核对机构；要换的，另写一行，写明原来那家的终止日期",
                    "see to the facility; to change, state the end of the one before in a row"
                );
                return Ok(Err(RowFate::refused(answer.says, next)));
            }
        }
    }
}
