//! Corrections as they are written: the row, its posting, its notice.

use domain::Region;
use domain::ids::{CorrectionId, SettlementId};
use domain::notices::NoticeTopic;
use domain::person::Scheme;
use domain::shares::Shares;
use serde::Serialize;
use store::corrections::{self, Cause, Correction};
use store::settlements::{self, Settlement};

use crate::telling::{NoticePlace, tell};
use crate::{Desk, DeskError};

/// Writes a correction with its posting and its notice. Running totals and the account are written
/// by the caller, who knows what they stand at.
pub(crate) fn write(
    desk: &mut Desk<'_, '_>,
    (correction, of): (&Correction, &Settlement),
    notice: i64,
) -> Result<(), DeskError> {
    corrections::insert(desk.tx, correction)?;
    let legs = corrections::legs(correction, of);
    settlements::post(desk.tx, &correction.person, correction.id.as_str(), &legs)?;
    let place = NoticePlace {
        person: &correction.person,
        turn: correction.turn,
        ordinal: notice,
    };
    let topic = NoticeTopic::SettlementCorrected;
    Ok(tell(desk, place, topic, &payload(correction, of))?)
}

/// Identifiers and amounts, as reconciliation and clearing will need them; nothing personal.
fn payload<'a>(correction: &'a Correction, of: &'a Settlement) -> impl Serialize + 'a {
    #[derive(Serialize)]
    struct Payload<'a> {
        correction: &'a CorrectionId,
        settlement: &'a SettlementId,
        facility: &'a domain::ids::FacilityCode,
        insured_at: Region,
        treated_at: Region,
        scheme: Scheme,
        year: &'a str,
        cause: Cause,
        cause_of: &'a str,
        difference: &'a Shares,
    }
    let situation = &of.inputs.situation;
    Payload {
        correction: &correction.id,
        settlement: &correction.settlement,
        facility: &of.facility,
        insured_at: situation.insured_at,
        treated_at: situation.treated_at,
        scheme: situation.scheme,
        year: &of.year,
        cause: correction.cause,
        cause_of: &correction.cause_of,
        difference: &correction.shares,
    }
}
