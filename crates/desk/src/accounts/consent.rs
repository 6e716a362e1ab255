//! Who may act for whom: a family member, with a consent that is recorded and can be withdrawn at
//! any time.

use domain::ids::PersonId;
use domain::notices::NoticeTopic;
use domain::text::Named;
use jiff::Timestamp;
use serde_json::json;
use store::consents::{self, Consent, ConsentWay, Relation};
use store::people;
use store::sessions::{self, SignInWay};

use super::AccountError;
use crate::telling::{NoticePlace, tell};
use crate::{Desk, DeskError};

/// A consent to be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentAsked {
    /// For whom.
    pub person: PersonId,
    /// Who is to act.
    pub helper: PersonId,
    /// What the helper is to the person.
    pub relation: Relation,
    /// Until when; until it is withdrawn if none.
    pub until: Option<Timestamp>,
    /// How it is given.
    pub way: ConsentWay,
}

/// Somebody a helper may act for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActsFor {
    /// Who.
    pub person: PersonId,
    /// Full name.
    pub name: String,
    /// What the helper is to them.
    pub relation: Relation,
}

/// Notes that somebody may act for a person. One that holds already is the same consent.
pub fn give_consent(
    desk: &mut Desk<'_, '_>,
    (asked, by): (&ConsentAsked, &str),
) -> Result<Consent, DeskError> {
    if asked.person == asked.helper {
        return Err(AccountError::OwnConsent.into());
    }
    people::find(desk.tx, &asked.person)?.ok_or(DeskError::UnknownPerson)?;
    people::find(desk.tx, &asked.helper)?.ok_or(DeskError::UnknownPerson)?;
    let turn = desk.tx.lock_person(&asked.person)?;
    let before = consents::of_person(desk.tx, &asked.person)?;
    let mut before = before.into_iter();
    let holds = before.find(|one| one.helper == asked.helper && one.holds(desk.now));
    if let Some(same) = holds {
        return Ok(same);
    }
    let consent = Consent {
        person: asked.person.clone(),
        helper: asked.helper.clone(),
        from: desk.now,
        until: asked.until,
        relation: asked.relation,
        way: asked.way,
        given_by: by.to_owned(),
    };
    consents::put(desk.tx, &consent)?;
    note(desk, &consent, (by, "give-consent"))?;
    // Whoever did not do it hears of it.
    let place = NoticePlace {
        person: &asked.person,
        turn,
        ordinal: 1,
    };
    let payload = json!({ "kind": NoticeTopic::HelperRecorded.word() });
    tell(desk, place, NoticeTopic::HelperRecorded, &payload)?;
    Ok(consent)
}

/// Ends a consent now: the person withdraws it, or the helper gives it back. What it brought ends
/// with it: the codes the helper gave, and the browsers that signed in with one.
pub fn end_consent(
    desk: &mut Desk<'_, '_>,
    (person, helper): (&PersonId, &PersonId),
    by: &str,
) -> Result<(), DeskError> {
    desk.tx.lock_person(person)?;
    let now = desk.now;
    let all = consents::of_person(desk.tx, person)?;
    let mut held = all.into_iter();
    let held = held.find(|one| one.helper == *helper && one.holds(now));
    let mut held = held.ok_or(AccountError::UnknownConsent)?;
    held.until = Some(now);
    consents::put(desk.tx, &held)?;
    let of = (person.as_str(), SignInWay::Family);
    sessions::take_back_codes(desk.tx, of, helper.as_str())?;
    sessions::end_of_way(desk.tx, of)?;
    note(desk, &held, (by, "end-consent"))
}

/// Every consent a person gave, ended ones too.
pub fn consents_of(desk: &mut Desk<'_, '_>, person: &PersonId) -> Result<Vec<Consent>, DeskError> {
    Ok(consents::of_person(desk.tx, person)?)
}

/// Whom a person may act for now.
pub fn helped_by(desk: &mut Desk<'_, '_>, helper: &PersonId) -> Result<Vec<ActsFor>, DeskError> {
    let all = consents::of_helper(desk.tx, helper)?;
    let held = all.into_iter().filter(|one| one.holds(desk.now));
    let held: Vec<Consent> = held.collect();
    let mut found = Vec::with_capacity(held.len());
    for one in held {
        if let Some(person) = people::find(desk.tx, &one.person)? {
            found.push(ActsFor {
                person: one.person,
                name: person.name,
                relation: one.relation,
            });
        }
    }
    Ok(found)
}

/// Whether somebody may act for a person now: themselves always, others with a consent.
pub fn may_act(
    desk: &mut Desk<'_, '_>,
    who: &PersonId,
    person: &PersonId,
) -> Result<bool, DeskError> {
    if who == person {
        return Ok(true);
    }
    Ok(held_by(desk, (who, person))?.is_some())
}

/// The consent by which somebody may act for a person now.
pub(super) fn held_by(
    desk: &mut Desk<'_, '_>,
    (helper, person): (&PersonId, &PersonId),
) -> Result<Option<Consent>, DeskError> {
    let given = consents::of_person(desk.tx, person)?;
    let mut given = given.into_iter();
    Ok(given.find(|one| one.helper == *helper && one.holds(desk.now)))
}

/// Whether anybody may act for a person now.
pub(super) fn has_helper(desk: &mut Desk<'_, '_>, person: &PersonId) -> Result<bool, DeskError> {
    let given = consents::of_person(desk.tx, person)?;
    Ok(given.iter().any(|one| one.holds(desk.now)))
}

fn note(
    desk: &mut Desk<'_, '_>,
    consent: &Consent,
    (actor, action): (&str, &str),
) -> Result<(), DeskError> {
    let relation = consent.relation.name().zh;
    let about = (consent.helper.as_str(), relation.as_str());
    Ok(desk.note(consent.person.as_str(), (actor, action), about)?)
}
