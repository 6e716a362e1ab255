//! How an insured person shows who they are. All ways are of equal rank; none says whether somebody
//! is on record.

use domain::ids::{Certificate, CertificateKind, PersonId};
use domain::notices::NoticeTopic;
use domain::person::Person;
use domain::signs::half_width;
use jiff::SignedDuration;
use serde_json::json;
use store::operators::Operator;
use store::sessions::{self, CodeIssued, SignInWay, SubjectKind};
use store::{contacts, people};

use super::consent::held_by;
use super::{AccountError, SignInAttempt, guard, in_unit, session};
use crate::telling::{NoticePlace, tell};
use crate::{Desk, DeskError, Voucher, identify};

/// The kind of the notice that carries a code.
pub const PHONE_CODE_KIND: &str = NoticeTopic::SignInCode.word();

/// How long a code by text message holds.
const MESSAGE_HOLDS: SignedDuration = SignedDuration::from_mins(10);
/// How long a code from the counter or a family member holds.
const GIVEN_HOLDS: SignedDuration = SignedDuration::from_hours(24);

/// Who somebody says they are.
#[derive(Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Full name.
    pub name: String,
    /// Number of the ID card or another certificate.
    pub number: String,
}

impl std::fmt::Debug for Claimed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Claimed(…)")
    }
}

impl Claimed {
    pub(super) fn counted(&self) -> String {
        guard::counted("number", &self.number)
    }

    /// The person of that name and number; nobody unless both are right.
    pub(super) fn find(&self, desk: &mut Desk<'_, '_>) -> Result<Option<Person>, DeskError> {
        let plain = |text: &str| half_width(text).split_whitespace().collect::<String>();
        let (name, number) = (plain(&self.name), plain(&self.number));
        let kinds = CertificateKind::ALL.iter();
        let kinds = kinds.filter(|kind| **kind != CertificateKind::SocialCard);
        for kind in kinds {
            let Ok(shown) = Certificate::read(*kind, &number) else {
                continue;
            };
            if let Some(person) = people::find_by_certificate(desk.tx, &shown)? {
                return Ok(Some(person).filter(|person| plain(&person.name) == name));
            }
        }
        Ok(None)
    }
}

/// The person of that name and number, for whoever names a family member: both have to be right.
pub fn find_claimed(desk: &mut Desk<'_, '_>, claimed: &Claimed) -> Result<PersonId, DeskError> {
    let found = claimed.find(desk)?;
    found
        .map(|person| person.id)
        .ok_or(DeskError::UnknownPerson)
}

/// The person of that name and number, for somebody who names a family member. Guesses are counted
/// by who guesses: five, then nobody is looked for. What was tried is kept, so it is no error.
pub fn find_relative(
    desk: &mut Desk<'_, '_>,
    (own, claimed): (&PersonId, &Claimed),
) -> Result<Result<PersonId, DeskError>, DeskError> {
    let whom = guard::counted("family of", own.as_str());
    if let Some(refused) = guard::refused(desk, &whom)? {
        return Ok(Err(refused.into()));
    }
    if let Some(found) = claimed.find(desk)? {
        guard::went_well(desk, &whom, None)?;
        return Ok(Ok(found.id));
    }
    Ok(Err(match guard::failed(desk, &whom)? {
        locked @ AccountError::SignInLocked { .. } => locked.into(),
        _ => DeskError::UnknownPerson,
    }))
}

/// Signs in whoever shows the token of an electronic voucher.
pub fn sign_in_with_voucher(
    desk: &mut Desk<'_, '_>,
    token: &str,
) -> Result<SignInAttempt, DeskError> {
    // As it is copied from a screen: in groups, or with a line between.
    let token: String = token.split_whitespace().collect();
    let whom = guard::counted("voucher", &token);
    if let Some(refused) = guard::refused(desk, &whom)? {
        return Ok(SignInAttempt::Refused(refused));
    }
    match identify(desk, &Voucher::Token(token)) {
        Ok(found) => enter(desk, &found.person.id, SignInWay::Voucher),
        Err(DeskError::UnknownPerson) => Ok(SignInAttempt::Refused(guard::failed(desk, &whom)?)),
        Err(other) => Err(other),
    }
}

/// Sends a code to the telephone on record, if there is such a person and one is on record. Who
/// asks learns nothing of either.
pub fn ask_for_code(desk: &mut Desk<'_, '_>, claimed: &Claimed) -> Result<(), DeskError> {
    let Some(person) = claimed.find(desk)? else {
        return Ok(());
    };
    if guard::refused(desk, &claimed.counted())?.is_some()
        || contacts::find(desk.tx, &person.id)?.is_none()
    {
        return Ok(());
    }
    let turn = desk.tx.lock_person(&person.id)?;
    let code = issue(desk, &person.id, (SignInWay::Message, "person"))?;
    desk.note(
        person.id.as_str(),
        ("person", "send-sign-in-code"),
        ("", ""),
    )?;
    let place = NoticePlace {
        person: &person.id,
        turn,
        ordinal: 1,
    };
    let payload = json!({ "kind": PHONE_CODE_KIND, "code": code, "minutes": 10 });
    Ok(tell(desk, place, NoticeTopic::SignInCode, &payload)?)
}

/// Signs in with name, number and a code from any way.
pub fn sign_in_with_code(
    desk: &mut Desk<'_, '_>,
    (claimed, code): (&Claimed, &str),
) -> Result<SignInAttempt, DeskError> {
    let whom = claimed.counted();
    if let Some(refused) = guard::refused(desk, &whom)? {
        return Ok(SignInAttempt::Refused(refused));
    }
    let code: String = half_width(code)
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let person = claimed.find(desk)?;
    let way = match &person {
        Some(person) => sessions::use_code(desk.tx, (person.id.as_str(), &code), desk.now)?,
        None => None,
    };
    match (person, way) {
        (Some(person), Some(way)) => {
            guard::went_well(desk, &whom, None)?;
            enter(desk, &person.id, way)
        }
        _ => Ok(SignInAttempt::Refused(guard::failed(desk, &whom)?)),
    }
}

/// A code for somebody at the counter, whose papers the clerk has seen. Told once.
pub fn code_from_counter(
    desk: &mut Desk<'_, '_>,
    (clerk, person): (&Operator, &PersonId),
) -> Result<String, DeskError> {
    let found = people::find(desk.tx, person)?.ok_or(DeskError::UnknownPerson)?;
    in_unit(desk, clerk, person)?;
    let turn = desk.tx.lock_person(person)?;
    desk.note(person.as_str(), (&clerk.id, "give-sign-in-code"), ("", ""))?;
    // Whoever is not at the counter hears of it.
    let place = NoticePlace {
        person,
        turn,
        ordinal: 1,
    };
    let payload = json!({ "kind": NoticeTopic::CodeGiven.word() });
    tell(desk, place, NoticeTopic::CodeGiven, &payload)?;
    pardon(desk, &found)?;
    issue(desk, person, (SignInWay::Counter, &clerk.id))
}

/// What was tried in vain before by whoever it was is no reason to refuse the person who now has a
/// code in hand.
fn pardon(desk: &mut Desk<'_, '_>, person: &Person) -> Result<(), DeskError> {
    for shown in person.certificates() {
        guard::pardon(desk, &guard::counted("number", shown.reveal()))?;
    }
    Ok(())
}

/// A code for somebody whom the helper may act for. Told once.
pub fn code_from_family(
    desk: &mut Desk<'_, '_>,
    (helper, person): (&PersonId, &PersonId),
) -> Result<String, DeskError> {
    let Some(consent) = held_by(desk, (helper, person))? else {
        return Err(DeskError::UnknownPerson);
    };
    desk.tx.lock_person(person)?;
    desk.note(
        person.as_str(),
        (helper.as_str(), "give-sign-in-code"),
        ("", ""),
    )?;
    // No longer than the consent itself.
    let holds = consent.until.map(|until| until.duration_since(desk.now));
    let holds = holds.map_or(GIVEN_HOLDS, |left| left.min(GIVEN_HOLDS));
    issue_for(desk, person, (SignInWay::Family, helper.as_str(), holds))
}

/// Signs in one of the demo's invented people. The caller has seen that it is a demo.
pub fn sign_in_in_demo(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
) -> Result<SignInAttempt, DeskError> {
    people::find(desk.tx, person)?.ok_or(DeskError::UnknownPerson)?;
    enter(desk, person, SignInWay::Demo)
}

/// Lets a person in.
pub(super) fn enter(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
    way: SignInWay,
) -> Result<SignInAttempt, DeskError> {
    desk.tx.lock_person(person)?;
    desk.note(person.as_str(), ("person", "sign-in"), ("", ""))?;
    let secret = session::begin(desk, (SubjectKind::Person, person.as_str()), way)?;
    Ok(SignInAttempt::In(secret))
}

fn issue(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
    (way, by): (SignInWay, &str),
) -> Result<String, DeskError> {
    let holds = match way {
        SignInWay::Message => MESSAGE_HOLDS,
        _ => GIVEN_HOLDS,
    };
    issue_for(desk, person, (way, by, holds))
}

/// A fresh code of eight digits: of a hundred million, five guesses in a quarter of an hour.
fn issue_for(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
    (way, by, holds): (SignInWay, &str, SignedDuration),
) -> Result<String, DeskError> {
    let mut bytes = [0; 8];
    desk.random.fill(&mut bytes);
    let code = format!("{:08}", u64::from_le_bytes(bytes) % 100_000_000);
    let issued = CodeIssued {
        subject: person.as_str(),
        way,
        by,
        ends_at: desk.now + holds,
    };
    sessions::issue_code(desk.tx, &code, &issued)?;
    Ok(code)
}
