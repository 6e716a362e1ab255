//! Holds a message to the row of its deed: the person and what is shown of them, the visit, its
//! insurance, the settlement. «Not yours» and «not there» are the same answer, so that nobody
//! learns of another facility's patients by asking.

use domain::Region;
use domain::ids::{SettlementId, VisitId};
use domain::person::{Person, Scheme};
use store::settlements::{self, Made, Settlement};
use store::standing::Standing;
use store::visits::{Visit, VisitState};

use crate::deed::{Deed, PartsBefore, Side, Vouching};
use crate::e_voucher::vouched_by;
use crate::parts::FINAL;
use crate::shown::{Shown, ShownVoucher};
use crate::visit_error::VisitError;
use crate::{Caller, Desk, DeskError, Voucher, identify, standing};

/// What a message names beside the person.
#[derive(Clone, Copy, Default)]
pub(crate) struct Mentions<'a> {
    pub visit: Option<&'a VisitId>,
    pub settlement: Option<&'a SettlementId>,
    /// The scheme, where it is named; it must be the visit's.
    pub scheme: Option<Scheme>,
}

impl<'a> Mentions<'a> {
    pub(crate) fn visit(id: &'a VisitId) -> Mentions<'a> {
        Mentions {
            visit: Some(id),
            ..Mentions::default()
        }
    }
}

/// A message held to its row.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub caller: &'a Caller,
    pub deed: Deed,
    pub names: Mentions<'a>,
}

/// What the message names, found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub visit: Option<Visit>,
    pub settlement: Option<Settlement>,
}

/// Refuses whatever the row of the deed does not allow.
pub(crate) fn check(
    desk: &mut Desk<'_, '_>,
    asked: Asked<'_>,
    standing: &Standing,
) -> Result<Found, DeskError> {
    let row = asked.deed.terms();
    let person = standing::person(standing)?;
    let Caller {
        facility, shown, ..
    } = asked.caller;
    let Some(terms) = row.visit else {
        vouched(desk, (asked, shown), person)?;
        return Ok(Found::default());
    };
    let id = asked
        .names
        .visit
        .expect("the row says that a visit is named");
    let own = |visit: &&Visit| visit.facility == *facility;
    let visit = standing.visit.as_ref().filter(own);
    let visit = visit.ok_or_else(|| DeskError::UnknownVisit { visit: id.clone() })?;
    stands(desk, asked.deed, visit)?;
    insured(visit, &shown.insured_at, asked.names.scheme)?;
    vouched(desk, (asked, shown), person)?;
    let settlement = match terms.settlement {
        true => Some(settlement(desk, visit, asked.names.settlement)?),
        false => None,
    };
    Ok(Found {
        visit: Some(visit.clone()),
        settlement,
    })
}

/// Whether the deed may be done on the visit as it stands.
pub(crate) fn stands(desk: &mut Desk<'_, '_>, deed: Deed, visit: &Visit) -> Result<(), DeskError> {
    let Some(terms) = deed.terms().visit else {
        return Ok(());
    };
    let id = || visit.id.clone();
    let allowed = terms.states.contains(&visit.state);
    if visit.state == VisitState::Cancelled && !allowed {
        return Err(DeskError::VisitCancelled { visit: id() });
    }
    let other = |side: &Side| *side != Side::of(visit.care);
    if let Some(asked) = terms.side.filter(other) {
        return Err(DeskError::WrongCare {
            held: visit.care,
            asked: asked.care(),
        });
    }
    settled(desk, terms.settled, visit)?;
    match visit.state {
        _ if allowed => Ok(()),
        VisitState::Open => Err(DeskError::NotDischarged { visit: id() }),
        VisitState::Discharged | VisitState::Cancelled => Err(DeskError::AlreadyDischarged {
            visit: id(),
            on: visit.until.unwrap_or(visit.from),
        }),
    }
}

pub(crate) fn settled(
    desk: &mut Desk<'_, '_>,
    allowed: PartsBefore,
    visit: &Visit,
) -> Result<(), DeskError> {
    let hinders = |made: &Made| match allowed {
        PartsBefore::Anything => false,
        PartsBefore::Parts => made.batch.starts_with(FINAL),
        PartsBefore::Nothing => true,
    };
    if allowed == PartsBefore::Anything {
        return Ok(());
    }
    let made = settlements::of_visit(desk.tx, &visit.person, &visit.id)?;
    let mut live = made.into_iter().filter(|made| made.reversed_by.is_none());
    live.find(hinders).map_or(Ok(()), |made| {
        Err(DeskError::VisitSettled {
            settlement: made.id,
        })
    })
}

/// The insurance the message names must be the one the visit asks to pay. A message of the place
/// itself may leave it out.
fn insured(visit: &Visit, places: &[Region], scheme: Option<Scheme>) -> Result<(), DeskError> {
    let mut places = places.iter().map(|place| place.pooling());
    let place = places.find(|place| *place != visit.insured_at);
    let scheme = scheme.filter(|scheme| *scheme != visit.scheme);
    match (place, scheme) {
        (None, None) => Ok(()),
        (place, scheme) => Err(VisitError::InsuranceDiffers {
            visit: visit.id.clone(),
            held: (visit.insured_at, visit.scheme),
            asked: (
                place.unwrap_or(visit.insured_at),
                scheme.unwrap_or(visit.scheme),
            ),
        }
        .into()),
    }
}

/// What is shown must be the person's, and enough for the deed.
fn vouched(
    desk: &mut Desk<'_, '_>,
    (asked, shown): (Asked<'_>, &Shown),
    person: &Person,
) -> Result<(), DeskError> {
    let needed = asked.deed.terms().shows;
    let theirs = match &shown.voucher {
        ShownVoucher::Nothing if needed == Vouching::Nothing => true,
        ShownVoucher::Kind if needed != Vouching::Number => true,
        ShownVoucher::Nothing | ShownVoucher::Kind => {
            return Err(VisitError::VoucherMissing { needed }.into());
        }
        ShownVoucher::Nobodys => false,
        ShownVoucher::Voucher(voucher) => is_of(desk, (asked, voucher), person)?,
    };
    let same = theirs && shown.is_about(person);
    match same {
        true => Ok(()),
        false => Err(VisitError::VoucherOfAnother.into()),
    }
}

fn is_of(
    desk: &mut Desk<'_, '_>,
    (asked, voucher): (Asked<'_>, &Voucher),
    person: &Person,
) -> Result<bool, DeskError> {
    let shown_at = (&asked.caller.facility, asked.deed);
    if let Some(whose) = vouched_by(desk, shown_at, voucher)? {
        return Ok(whose == person.id);
    }
    match voucher {
        Voucher::Certificate(shown) => return Ok(person.holds(shown)),
        // Our own number is what the message names already; it vouches for nothing.
        Voucher::Person(_) => return Ok(false),
        Voucher::Token(_) => {}
    }
    match identify(desk, voucher) {
        Ok(found) => Ok(found.person.id == person.id),
        Err(DeskError::UnknownPerson) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The settlement, which must be one of the visit.
fn settlement(
    desk: &mut Desk<'_, '_>,
    visit: &Visit,
    id: Option<&SettlementId>,
) -> Result<Settlement, DeskError> {
    let id = id.expect("the row says that a settlement is named");
    let found = settlements::find(desk.tx, &visit.person, id)?;
    let own = found.filter(|made| made.facility == visit.facility && made.visit == visit.id);
    own.ok_or_else(|| DeskError::UnknownSettlement {
        settlement: id.clone(),
    })
}
