//! Passkeys of staff: made once on the account page, shown ever after – as the second step behind a
//! password, or, where the passkey itself looked at who was there, as a sign-in of its own. A
//! challenge is for one browser, once, and for minutes.

mod webauthn;

use domain::text::hex;
use jiff::SignedDuration;
use store::operators::Operator;
use store::passkeys::{self, StoredPasskey};
use store::sessions::{self, CodeIssued, SignInWay};

pub use webauthn::{PasskeyFault, PasskeyPlace};

use super::account::{counted_for, enter, in_use, note};
use super::public_key::SignatureForm;
use super::{AccountError, SignInAttempt, guard};
use crate::{Desk, DeskError};

/// How long a challenge holds.
const ASKED: SignedDuration = SignedDuration::from_mins(5);
/// Nobody needs more.
const PASSKEYS_MAX: usize = 20;
/// The longest name of a passkey, in characters.
const NAME_LONGEST: usize = 40;

/// Where a passkey is asked for: the place it is for, and which browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyAsked {
    /// The place.
    pub place: PasskeyPlace,
    /// What tells this browser from others.
    pub browser: String,
}

/// What a browser hands over when it made a passkey.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PasskeyMade {
    /// What its owner calls it.
    pub name: String,
    /// What the browser collected, as JSON.
    pub client: Vec<u8>,
    /// What the authenticator says.
    pub attestation: Vec<u8>,
}

/// What a browser hands over when a passkey was shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PasskeyShown {
    /// By what its maker knows it.
    pub credential: Vec<u8>,
    /// What the browser collected, as JSON.
    pub client: Vec<u8>,
    /// What the authenticator says.
    pub authenticator: Vec<u8>,
    /// Its signature of both.
    pub signature: Vec<u8>,
    /// Whose it says it is; nothing where it does not say.
    pub owner: Vec<u8>,
}

/// A passkey with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedPasskey {
    /// Our number for it.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// Since when.
    pub made_at: jiff::Timestamp,
    /// When it was last used.
    pub used_at: Option<jiff::Timestamp>,
}

/// A challenge for one browser; one of before is worth nothing any more.
pub fn ask_for_passkey(desk: &mut Desk<'_, '_>, browser: &str) -> Result<Vec<u8>, DeskError> {
    let mut challenge = vec![0; 32];
    desk.random.fill(&mut challenge);
    let issued = CodeIssued {
        subject: &subject(browser),
        way: SignInWay::Passkey,
        by: "installation",
        ends_at: desk.now + ASKED,
    };
    sessions::issue_code(desk.tx, &hex(&challenge), &issued)?;
    Ok(challenge)
}

/// The passkeys a browser may be asked for behind a password: those of the account; where it has
/// none, or is none, one that nobody has, so that asking tells nothing.
pub fn passkeys_to_ask(desk: &mut Desk<'_, '_>, named: &str) -> Result<Vec<Vec<u8>>, DeskError> {
    let found = match in_use(desk, named)? {
        Some(operator) => passkeys::of_operator(desk.tx, &operator.id)?,
        None => vec![],
    };
    let known: Vec<Vec<u8>> = found.into_iter().map(|one| one.credential).collect();
    Ok(match known.is_empty() {
        true => vec![passkeys::nobodys(desk.tx, &guard::counted("", named))],
        false => known,
    })
}

/// The passkeys of an operator by what their makers know them, so that none is made twice.
pub fn passkeys_known(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
) -> Result<Vec<Vec<u8>>, DeskError> {
    let all = passkeys::of_operator(desk.tx, &operator.id)?;
    Ok(all.into_iter().map(|one| one.credential).collect())
}

/// The passkeys of an operator, oldest first.
pub fn passkeys_of(
    desk: &mut Desk<'_, '_>,
    operator: &str,
) -> Result<Vec<NamedPasskey>, DeskError> {
    let all = passkeys::of_operator(desk.tx, operator)?.into_iter();
    let named = all.map(|one| NamedPasskey {
        id: one.id,
        name: one.name,
        made_at: one.made_at,
        used_at: one.used_at,
    });
    Ok(named.collect())
}

/// Registers a passkey of an operator who is signed in.
pub fn register_passkey(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (asked, made): (&PasskeyAsked, &PasskeyMade),
) -> Result<Result<(), AccountError>, DeskError> {
    let all = passkeys::of_operator(desk.tx, &operator.id)?;
    if all.len() >= PASSKEYS_MAX {
        return Ok(Err(AccountError::PasskeysTooMany));
    }
    let read = webauthn::client_said(&made.client, "webauthn.create", &asked.place)
        .and_then(|client| Ok((client, webauthn::made(&made.attestation, &asked.place)?)));
    let (client, new) = match read {
        Ok(read) => read,
        Err(fault) => return Ok(Err(AccountError::PasskeyNotTaken { fault })),
    };
    if !is_asked(desk, &asked.browser, &client.challenge)? {
        return Ok(Err(AccountError::PasskeyStale));
    }
    if passkeys::find(desk.tx, &new.credential)?.is_some() {
        return Ok(Err(AccountError::PasskeyKnown));
    }
    let mut number = [0; 8];
    desk.random.fill(&mut number);
    let row = StoredPasskey {
        id: format!("PK{}", hex(&number)),
        operator: operator.id.clone(),
        name: named(&made.name, all.len() + 1),
        credential: new.credential,
        public_key: new.public_key,
        signed: i64::from(new.signed),
        made_at: desk.now,
        used_at: None,
    };
    passkeys::put(desk.tx, &row)?;
    note(desk, &operator.id, ("add-passkey", &row.id))?;
    Ok(Ok(()))
}

/// What a passkey is called: as its owner says, else by its place among them.
fn named(said: &str, place: usize) -> String {
    let said: String = said.trim().chars().filter(|c| !c.is_control()).collect();
    match said.is_empty() {
        true => format!("{place}"),
        false => said.chars().take(NAME_LONGEST).collect(),
    }
}

/// Takes a passkey of an operator away; browsers that are signed in by it stay so.
pub fn remove_passkey(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    id: &str,
) -> Result<(), DeskError> {
    match passkeys::remove(desk.tx, &operator.id, id)? {
        true => note(desk, &operator.id, ("remove-passkey", id)),
        false => Err(AccountError::UnknownPasskey.into()),
    }
}

/// Takes all passkeys of an operator away, who begins anew.
pub(super) fn forget_passkeys(desk: &mut Desk<'_, '_>, operator: &str) -> Result<(), DeskError> {
    for one in passkeys::of_operator(desk.tx, operator)? {
        passkeys::remove(desk.tx, operator, &one.id)?;
    }
    Ok(())
}

/// Signs staff in with a passkey alone, which has to have looked at who was there.
pub fn sign_in_with_passkey(
    desk: &mut Desk<'_, '_>,
    (asked, shown): (&PasskeyAsked, &PasskeyShown),
) -> Result<SignInAttempt, DeskError> {
    let found = passkeys::find(desk.tx, &shown.credential)?;
    let operator = match &found {
        Some(found) => in_use(desk, &found.operator)?,
        None => None,
    };
    let Some(operator) = operator else {
        return Ok(SignInAttempt::Refused(AccountError::SignInFailed));
    };
    let whom = counted_for(Some(&operator), "");
    if let Some(refused) = guard::refused(desk, &whom)? {
        return Ok(SignInAttempt::Refused(refused));
    }
    let is_owner = shown.owner == operator.id.as_bytes();
    match is_owner && is_shown(desk, &operator, (asked, shown, true))? {
        true => {
            guard::went_well(desk, &whom, None)?;
            enter(desk, &operator, SignInWay::Passkey)
        }
        false => Ok(SignInAttempt::Refused(guard::failed(desk, &whom)?)),
    }
}

/// Whether a passkey of this operator was shown, to this browser and just now. What it says of how
/// often it signed is kept: one that counts back was copied, and is believed no more.
pub(super) fn is_shown(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (asked, shown, needs_verified): (&PasskeyAsked, &PasskeyShown, bool),
) -> Result<bool, DeskError> {
    let found = passkeys::find(desk.tx, &shown.credential)?;
    let Some(found) = found.filter(|found| found.operator == operator.id) else {
        return Ok(false);
    };
    let signed = match signed(&found, (asked, shown, needs_verified)) {
        Ok((signed, challenge)) if is_asked(desk, &asked.browser, &challenge)? => signed,
        _ => return Ok(false),
    };
    let counts = signed > 0 || found.signed > 0;
    if counts && signed <= found.signed {
        note(desk, &operator.id, ("passkey-counts-back", &found.id))?;
        return Ok(false);
    }
    let row = StoredPasskey {
        signed,
        used_at: Some(desk.now),
        ..found
    };
    passkeys::put(desk.tx, &row)?;
    Ok(true)
}

/// How often a passkey that was shown says it signed, and which challenge it answers.
fn signed(
    found: &StoredPasskey,
    (asked, shown, needs_verified): (&PasskeyAsked, &PasskeyShown, bool),
) -> Result<(i64, Vec<u8>), PasskeyFault> {
    let client = webauthn::client_said(&shown.client, "webauthn.get", &asked.place)?;
    let said = webauthn::authenticator_said(&shown.authenticator, &asked.place)?;
    if needs_verified && !said.is_verified {
        return Err(PasskeyFault::Unverified);
    }
    let key = webauthn::public_key(&found.public_key)?;
    let message = webauthn::signed_bytes(&shown.authenticator, &client);
    match key.has_signed(&message, &shown.signature, SignatureForm::Asn1) {
        true => Ok((i64::from(said.signed), client.challenge)),
        false => Err(PasskeyFault::Signature),
    }
}

/// Whether this browser was asked with this challenge, and has not answered it before.
fn is_asked(desk: &mut Desk<'_, '_>, browser: &str, challenge: &[u8]) -> Result<bool, DeskError> {
    let subject = subject(browser);
    let used = sessions::use_code(desk.tx, (&subject, &hex(challenge)), desk.now)?;
    Ok(used == Some(SignInWay::Passkey))
}

fn subject(browser: &str) -> String {
    format!("browser:{browser}")
}
