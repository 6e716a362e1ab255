//! Showing one bill to family: whom the person allowed to act sees it anyway; anybody else by a
//! link that holds some days, shows what is paid and by whom, and no number of a certificate, no
//! name of a facility, no thing that was charged – nothing that says what somebody suffers from.

use domain::bill::Scope;
use domain::ids::{PersonId, SettlementId};
use domain::shares::Shares;
use domain::text::hex;
use jiff::{SignedDuration, Timestamp};
use store::bill_shares::{self, NewShare};
use store::people;

use crate::looked::note_link;
use crate::query::corrections_of_settlement;
use crate::{Desk, DeskError, settlement_by_id};

mod error;

pub use error::ShareError;
pub use store::bill_shares::BillLink;

/// How long a link holds: a week is enough to look at a bill together.
pub const LINK_HOLDS: SignedDuration = SignedDuration::from_hours(24 * 7);
/// So many links to one bill may hold at once.
const LINKS_MAX: usize = 5;

/// A link as it is made: shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkMade {
    /// What the address ends in.
    pub secret: String,
    /// Until when it holds.
    pub ends_at: Timestamp,
}

impl std::fmt::Debug for LinkMade {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkMade(…)")
    }
}

/// What a link shows of a bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedBill {
    /// Whose; the page masks it.
    pub name: String,
    /// When it was settled.
    pub settled_at: Timestamp,
    /// The bill by what is payable.
    pub scope: Scope,
    /// Who pays what, as it stands with its corrections.
    pub shares: Shares,
    /// Whether it was taken back.
    pub is_cancelled: bool,
    /// Until when the link holds.
    pub ends_at: Timestamp,
}

/// The bill of one's own that is named; one of somebody else is not there.
fn own_bill(
    desk: &mut Desk<'_, '_>,
    (own, id): (&PersonId, &SettlementId),
) -> Result<SettlementId, DeskError> {
    let bill = settlement_by_id(desk, id)?;
    match bill.person == *own {
        true => Ok(bill.reversal_of.unwrap_or(bill.id)),
        false => Err(DeskError::UnknownSettlement {
            settlement: id.clone(),
        }),
    }
}

/// The links to a bill of one's own that hold, the newest first.
pub fn links_of_bill(
    desk: &mut Desk<'_, '_>,
    (own, id): (&PersonId, &SettlementId),
) -> Result<Vec<BillLink>, DeskError> {
    let id = own_bill(desk, (own, id))?;
    let mut links = bill_shares::of_bill(desk.tx, (own, &id))?;
    links.retain(|link| desk.now < link.ends_at);
    Ok(links)
}

/// Makes a link to a bill of one's own.
pub fn share_bill(
    desk: &mut Desk<'_, '_>,
    (own, id): (&PersonId, &SettlementId),
) -> Result<LinkMade, DeskError> {
    desk.tx.lock_person(own)?;
    if links_of_bill(desk, (own, id))?.len() >= LINKS_MAX {
        return Err(ShareError::LinksTooMany { most: LINKS_MAX }.into());
    }
    let settlement = own_bill(desk, (own, id))?;
    let mut bytes = [0; 32];
    desk.random.fill(&mut bytes);
    let (secret, ends_at) = (hex(&bytes), desk.now + LINK_HOLDS);
    let new = NewShare {
        person: own,
        settlement: &settlement,
        holds: (desk.now, ends_at),
    };
    bill_shares::make(desk.tx, &secret, new)?;
    let by = (own.as_str(), "share-bill");
    desk.note(own.as_str(), by, (settlement.as_str(), ""))?;
    Ok(LinkMade { secret, ends_at })
}

/// Takes a link back; one that is over already is taken back.
pub fn end_link(
    desk: &mut Desk<'_, '_>,
    (own, id): (&PersonId, &SettlementId),
    number: &str,
) -> Result<(), DeskError> {
    desk.tx.lock_person(own)?;
    let links = links_of_bill(desk, (own, id))?;
    let Some(link) = links.into_iter().find(|link| link.number == number) else {
        return Ok(());
    };
    bill_shares::end(desk.tx, &link)?;
    let by = (own.as_str(), "end-share");
    desk.note(own.as_str(), by, (link.settlement.as_str(), ""))?;
    Ok(())
}

/// What a link shows. That it was opened is counted, and noted for the person to see.
pub fn shared_bill(desk: &mut Desk<'_, '_>, secret: &str) -> Result<SharedBill, DeskError> {
    let link = bill_shares::find(desk.tx, secret)?;
    let link = link.filter(|link| desk.now < link.ends_at);
    let link = link.ok_or(ShareError::LinkOver)?;
    let bill = settlement_by_id(desk, &link.settlement)?;
    let person = people::find(desk.tx, &link.person)?.ok_or(DeskError::UnknownPerson)?;
    let corrections = corrections_of_settlement(desk, &bill)?;
    let is_cancelled = crate::query::cancellation_of(desk, &bill)?.is_some();
    let settled_at = bill.created_at;
    let stands = corrections
        .iter()
        .fold(bill, |bill, made| bill.corrected(made));
    note_link(desk, (&link.person, link.settlement.as_str()))?;
    bill_shares::note_opened(desk.tx, &link)?;
    Ok(SharedBill {
        name: person.name,
        settled_at,
        scope: stands.scope,
        shares: stands.shares,
        is_cancelled,
        ends_at: link.ends_at,
    })
}

/// Forgets links that are over.
pub fn forget_old(desk: &mut Desk<'_, '_>) -> Result<(), DeskError> {
    Ok(bill_shares::forget(desk.tx, desk.now)?)
}
