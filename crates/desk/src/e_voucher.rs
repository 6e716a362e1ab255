//! The electronic voucher (医保电子凭证) as a code on the phone: shown by whoever is signed in, for
//! themselves or for whom they may act for, and read by one facility. The phone needs no net while
//! it shows the code; the facility asks here whose it is. What counts as using it once, and why, is
//! in `docs/decisions/0022-voucher-codes.md`.

mod error;
mod spelling;

use domain::ids::{FacilityCode, PersonId};
use jiff::{SignedDuration, Timestamp};
use store::sessions::{self, SubjectKind};
use store::voucher_codes::{self, VoucherCode};
use store::{enrolments, people};

use crate::accounts::{AccountError, SessionSecret, may_act};
use crate::deed::Deed;
use crate::identify::{AT_COUNTER, Identified, identify};
use crate::looked::note_showing;
use crate::shown::Voucher;
use crate::{Desk, DeskError};

pub use error::EVoucherError;

/// How long a code holds: time to walk from the waiting room to the desk and to be served there
/// without a net; a picture of it that somebody else took is soon worth nothing.
pub const CODE_HOLDS: SignedDuration = SignedDuration::from_mins(10);

/// How long what was shown is remembered after it ended: as long as it vouches at the counter.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(25);

/// A code to be shown.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeShown {
    /// The code.
    pub text: String,
    /// Until when it holds.
    pub ends_at: Timestamp,
}

impl std::fmt::Debug for CodeShown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodeShown(…)")
    }
}

/// A fresh code of a person's voucher for the browser that holds the secret. That somebody else
/// shows it is noted for the person to see.
pub fn show_voucher(
    desk: &mut Desk<'_, '_>,
    (shown_by, person): (&PersonId, &PersonId),
    secret: &SessionSecret,
) -> Result<CodeShown, DeskError> {
    if !may_act(desk, shown_by, person)? {
        return Err(DeskError::UnknownPerson);
    }
    let session = sessions::find(desk.tx, secret.reveal())?;
    let is_own = |kind, subject: &str| kind == SubjectKind::Person && subject == shown_by.as_str();
    let session = session.filter(|it| is_own(it.kind, &it.subject));
    let session = session.ok_or(AccountError::NotSignedIn)?;
    let ends_at = (desk.now + CODE_HOLDS).min(session.ends_at);
    let text = spelling::fresh(desk, ends_at)?;
    let issued = VoucherCode {
        person: person.clone(),
        shown_by: shown_by.clone(),
        session: sessions::index_of(desk.tx, secret.reveal()),
        ends_at,
        read: None,
    };
    voucher_codes::issue(desk.tx, &text, &issued)?;
    if shown_by != person {
        note_showing(desk, (shown_by, person))?;
    }
    Ok(CodeShown { text, ends_at })
}

/// Who shows themselves at a facility. A code of ours is from then on that facility's alone.
pub fn identify_at(
    desk: &mut Desk<'_, '_>,
    facility: &FacilityCode,
    voucher: &Voucher,
) -> Result<Identified, DeskError> {
    let Some(code) = code_of(voucher) else {
        return identify(desk, voucher);
    };
    let (code, shown) = found(desk, &code)?;
    still_holds(desk, &shown)?;
    taken_by(desk, (&code, &shown), facility)?;
    let person = people::find(desk.tx, &shown.person)?.ok_or(DeskError::UnknownPerson)?;
    let enrolments = enrolments::on_day(desk.tx, &person.id, desk.today())?;
    Ok(Identified { person, enrolments })
}

/// Whose code a message of a visit shows: what the facility read vouches there for the rest of the
/// day, as long as somebody who was identified is at the counter. Nothing where it is no code of
/// ours.
pub(crate) fn vouched_by(
    desk: &mut Desk<'_, '_>,
    (facility, deed): (&FacilityCode, Deed),
    voucher: &Voucher,
) -> Result<Option<PersonId>, DeskError> {
    let Some(code) = code_of(voucher) else {
        return Ok(None);
    };
    let (code, shown) = found(desk, &code)?;
    if let Some((by, at)) = &shown.read
        && by == facility
        && desk.now.duration_since(*at) < AT_COUNTER
    {
        return Ok(Some(shown.person));
    }
    still_holds(desk, &shown)?;
    match deed.only_looks() {
        true => not_elsewhere(&shown, facility)?,
        false => taken_by(desk, (&code, &shown), facility)?,
    }
    Ok(Some(shown.person))
}

/// The code a voucher is, as it is spelt; nothing where it has not the form of one.
fn code_of(voucher: &Voucher) -> Option<String> {
    match voucher {
        Voucher::Token(token) => spelling::formed(token),
        Voucher::Certificate(_) | Voucher::Person(_) => None,
    }
}

/// A code that was made here as it is spelt, and what is known of it.
fn found(desk: &mut Desk<'_, '_>, formed: &str) -> Result<(String, VoucherCode), DeskError> {
    let read = spelling::read(desk, formed)?;
    let known = voucher_codes::find(desk.tx, &read.text)?;
    match known {
        Some(known) => Ok((read.text, known)),
        None if read.ends_at <= desk.now => {
            let ended_at = read.ends_at;
            Err(EVoucherError::CodeExpired { ended_at }.into())
        }
        None => Err(EVoucherError::CodeEnded.into()),
    }
}

/// Refuses a code that ran out, whose sign-in is over, or whose helper may act no more.
fn still_holds(desk: &mut Desk<'_, '_>, shown: &VoucherCode) -> Result<(), DeskError> {
    if shown.ends_at <= desk.now {
        let ended_at = shown.ends_at;
        return Err(EVoucherError::CodeExpired { ended_at }.into());
    }
    let session = sessions::find_by_index(desk.tx, &shown.session)?;
    let is_open = session.is_some_and(|session| desk.now < session.ends_at);
    match is_open && may_act(desk, &shown.shown_by, &shown.person)? {
        true => Ok(()),
        false => Err(EVoucherError::CodeEnded.into()),
    }
}

fn not_elsewhere(shown: &VoucherCode, facility: &FacilityCode) -> Result<(), DeskError> {
    match &shown.read {
        Some((by, at)) if by != facility => {
            Err(EVoucherError::CodeUsedElsewhere { at: *at }.into())
        }
        _ => Ok(()),
    }
}

/// Notes that a facility read it, unless another did.
fn taken_by(
    desk: &mut Desk<'_, '_>,
    (code, shown): (&str, &VoucherCode),
    facility: &FacilityCode,
) -> Result<(), DeskError> {
    not_elsewhere(shown, facility)?;
    if shown.read.is_some() {
        return Ok(());
    }
    if voucher_codes::note_read(desk.tx, code, (facility, desk.now))? {
        return Ok(());
    }
    // Somebody was faster.
    let again = voucher_codes::find(desk.tx, code)?;
    again.map_or(Ok(()), |again| not_elsewhere(&again, facility))
}

/// Forgets codes that are long over.
pub fn forget_old(desk: &mut Desk<'_, '_>) -> Result<(), DeskError> {
    Ok(voucher_codes::forget(desk.tx, desk.now - REMEMBERED)?)
}
