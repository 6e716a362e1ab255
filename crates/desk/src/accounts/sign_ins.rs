//! Where somebody is signed in, and being signed out there, or everywhere.

use jiff::Timestamp;
use store::sessions::{self, SessionOf, SignInWay, SubjectKind};

use super::account::note;
use super::{AccountError, SessionSecret, SignInAttempt, session};
use crate::{Desk, DeskError};

/// Somewhere somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedInThere {
    /// By what it is named; it opens nothing.
    pub number: String,
    /// Whether it is the browser that asks.
    pub is_here: bool,
    /// What with, in a word or two; nothing where that is not known.
    pub device: String,
    /// How.
    pub way: SignInWay,
    /// Since when.
    pub began_at: Timestamp,
    /// When it was last used, roughly.
    pub seen_at: Timestamp,
}

/// Whose sign-ins, and the secret of the browser that asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSignIns {
    /// A person or an operator.
    pub kind: SubjectKind,
    /// Its number.
    pub subject: String,
    /// The secret.
    pub here: SessionSecret,
}

/// Notes what a browser that was just let in is.
pub fn note_device(
    desk: &mut Desk<'_, '_>,
    (attempt, device): (&SignInAttempt, &str),
) -> Result<(), DeskError> {
    match attempt {
        SignInAttempt::In(secret) => Ok(sessions::note_device(desk.tx, secret.reveal(), device)?),
        SignInAttempt::Refused(_) => Ok(()),
    }
}

/// Everywhere somebody is signed in now, the last used first.
pub fn sign_ins_of(
    desk: &mut Desk<'_, '_>,
    own: &OwnSignIns,
) -> Result<Vec<SignedInThere>, DeskError> {
    let all = live(desk, own)?.into_iter();
    let there = all.map(|one| SignedInThere {
        number: one.number,
        is_here: one.is_own,
        device: one.session.device,
        way: one.session.way,
        began_at: one.session.began_at,
        seen_at: one.session.seen_at,
    });
    Ok(there.collect())
}

fn live(desk: &mut Desk<'_, '_>, own: &OwnSignIns) -> Result<Vec<SessionOf>, DeskError> {
    let now = desk.now;
    let mut all = sessions::of_subject(desk.tx, &own.subject, own.here.reveal())?;
    all.retain(|one| one.session.kind == own.kind && session::holds(&one.session, now));
    Ok(all)
}

/// Signs somebody out there; says whether that was the browser that asks.
pub fn sign_out_there(
    desk: &mut Desk<'_, '_>,
    (own, number): (&OwnSignIns, &str),
) -> Result<bool, DeskError> {
    let all = live(desk, own)?;
    let found = all.into_iter().find(|one| one.number == number);
    let found = found.ok_or(AccountError::UnknownSignIn)?;
    sessions::end_one(desk.tx, &found)?;
    told(desk, (own, "sign-out-there"))?;
    Ok(found.is_own)
}

/// Signs somebody out everywhere, here too.
pub fn sign_out_everywhere(desk: &mut Desk<'_, '_>, own: &OwnSignIns) -> Result<(), DeskError> {
    sessions::end_all(desk.tx, &own.subject)?;
    told(desk, (own, "sign-out-everywhere"))
}

fn told(
    desk: &mut Desk<'_, '_>,
    (own, action): (&OwnSignIns, &'static str),
) -> Result<(), DeskError> {
    match own.kind {
        SubjectKind::Operator => note(desk, &own.subject, (action, "")),
        SubjectKind::Person => match own.subject.parse() {
            Ok(person) => {
                desk.tx.lock_person(&person)?;
                Ok(desk.note(person.as_str(), ("person", action), ("", ""))?)
            }
            Err(_) => Err(DeskError::UnknownPerson),
        },
    }
}
