//! The secret a browser holds, and who it stands for now.

use domain::ids::PersonId;
use domain::text::hex;
use jiff::{SignedDuration, Timestamp};
use store::operators::Operator;
use store::sessions::{self, Session, SignInWay, SubjectKind};
use store::{operators, people, staff};

use super::consent::has_helper;
use crate::{Desk, DeskError};

/// How long an unused sign-in holds.
const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// How long one of a person holds, used or not.
const PERSON_MAX: SignedDuration = SignedDuration::from_hours(12);
/// How long one of staff holds: a day at work.
const STAFF_MAX: SignedDuration = SignedDuration::from_hours(10);
/// How long an invitation lets choose a password.
const INVITED_MAX: SignedDuration = SignedDuration::from_mins(30);
/// That it was used is noted this often.
const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(1);
/// Failures are forgotten after this.
const FAILURES_KEPT: SignedDuration = SignedDuration::from_hours(24);

/// The secret a browser holds: 256 random bits. Shown once, never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionSecret(String);

impl std::fmt::Debug for SessionSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionSecret(…)")
    }
}

impl SessionSecret {
    /// A secret as a browser sent it.
    pub fn sent(text: &str) -> SessionSecret {
        SessionSecret(text.to_owned())
    }

    /// The secret itself, for the cookie.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Who a browser is signed in as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignedInAs {
    /// An insured person.
    Person {
        /// Who.
        person: PersonId,
        /// Full name.
        name: String,
        /// How they showed it.
        way: SignInWay,
    },
    /// Somebody who works here.
    Staff {
        /// Who.
        operator: Operator,
        /// How they showed it.
        way: SignInWay,
        /// Whether the second factor is set up.
        has_second_factor: bool,
    },
}

/// Signs a browser in.
pub(super) fn begin(
    desk: &mut Desk<'_, '_>,
    (kind, subject): (SubjectKind, &str),
    way: SignInWay,
) -> Result<SessionSecret, DeskError> {
    let mut bytes = [0; 32];
    desk.random.fill(&mut bytes);
    let secret = SessionSecret(hex(&bytes));
    let most = match (kind, way) {
        (_, SignInWay::Invitation) => INVITED_MAX,
        (SubjectKind::Person, _) => PERSON_MAX,
        (SubjectKind::Operator, _) => STAFF_MAX,
    };
    let session = Session {
        kind,
        subject: subject.to_owned(),
        way,
        began_at: desk.now,
        seen_at: desk.now,
        ends_at: desk.now + most,
        device: String::new(),
    };
    sessions::begin(desk.tx, secret.reveal(), &session)?;
    Ok(secret)
}

/// Who holds the secret now, and whether its use is to be noted. Nobody when it ran out, when the
/// operator's account was disabled, when the person is on record no more, or when a family member
/// opened the door whom nobody lets act any more.
pub fn signed_in(
    desk: &mut Desk<'_, '_>,
    secret: &SessionSecret,
) -> Result<Option<(SignedInAs, bool)>, DeskError> {
    let Some(session) = sessions::find(desk.tx, secret.reveal())? else {
        return Ok(None);
    };
    if !holds(&session, desk.now) {
        return Ok(None);
    }
    let unused = desk.now.duration_since(session.seen_at);
    let way = session.way;
    let found = match session.kind {
        SubjectKind::Person => match session.subject.parse::<PersonId>() {
            Ok(person) if way == SignInWay::Family && !has_helper(desk, &person)? => None,
            Ok(person) => people::find(desk.tx, &person)?.map(|found| SignedInAs::Person {
                person,
                name: found.name,
                way,
            }),
            Err(_) => None,
        },
        SubjectKind::Operator => {
            let operator = operators::find(desk.tx, &session.subject)?;
            let operator = operator.filter(|one| one.disabled_at.is_none());
            let row = staff::find(desk.tx, &session.subject)?;
            operator.map(|operator| SignedInAs::Staff {
                operator,
                way,
                has_second_factor: row.is_some_and(|row| row.second_factor_set),
            })
        }
    };
    Ok(found.map(|found| (found, unused > NOTED_EVERY)))
}

/// Whether a sign-in holds now.
pub(super) fn holds(session: &Session, now: Timestamp) -> bool {
    now < session.ends_at && now.duration_since(session.seen_at) <= IDLE
}

/// Notes that a sign-in was used.
pub fn note_use(desk: &mut Desk<'_, '_>, secret: &SessionSecret) -> Result<(), DeskError> {
    Ok(sessions::seen(desk.tx, secret.reveal(), desk.now)?)
}

/// Signs a browser out.
pub fn end_session(desk: &mut Desk<'_, '_>, secret: &SessionSecret) -> Result<(), DeskError> {
    Ok(sessions::end(desk.tx, secret.reveal())?)
}

/// Signs somebody out everywhere.
pub fn end_sessions_of(desk: &mut Desk<'_, '_>, subject: &str) -> Result<(), DeskError> {
    Ok(sessions::end_all(desk.tx, subject)?)
}

/// Forgets sign-ins and codes that are over, and failures of long ago.
pub fn forget_old(desk: &mut Desk<'_, '_>) -> Result<(), DeskError> {
    let now = desk.now;
    Ok(sessions::forget(desk.tx, now, now - FAILURES_KEPT)?)
}
