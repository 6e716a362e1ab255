//! The check code of a filing: its number and a keyed hash of it, so that nobody finds one by
//! guessing or counting, and none has to be kept.

use domain::filing::Filing;
use domain::ids::FilingId;
use domain::text::hex;

use crate::{Desk, DeskError};

/// Bytes of the hash: nobody guesses 80 bits.
const BYTES: usize = 10;

/// The check code of a filing.
pub fn check_code(desk: &Desk<'_, '_>, id: &FilingId) -> String {
    let hash = desk.tx.keys().index("filing-check", id.as_str());
    format!("{id}-{}", hex(&hash[..BYTES]))
}

/// The filing of a check code; none where the code is not ours.
pub fn by_check_code(desk: &mut Desk<'_, '_>, code: &str) -> Result<Option<Filing>, DeskError> {
    let id = code.rsplit_once('-').map(|(id, _)| id.parse::<FilingId>());
    let Some(Ok(id)) = id else {
        return Ok(None);
    };
    if check_code(desk, &id) != code {
        return Ok(None);
    }
    match crate::filing::filing_by_id(desk, &id) {
        Ok(filing) => Ok(Some(filing)),
        Err(DeskError::UnknownFiling { .. }) => Ok(None),
        Err(other) => Err(other),
    }
}
