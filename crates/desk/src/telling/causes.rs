//! What is told of a filing besides its own notices.

use domain::Region;
use domain::filing::Filing;
use domain::ids::FilingId;
use serde::Serialize;

/// Identifiers and days.
#[derive(Serialize)]
pub(crate) struct FilingTold<'a> {
    pub filing: &'a FilingId,
    pub insured_at: Region,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<jiff::civil::Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_on: Option<jiff::civil::Date>,
}

impl FilingTold<'_> {
    pub(crate) fn of(filing: &Filing) -> FilingTold<'_> {
        FilingTold {
            filing: filing.id(),
            insured_at: filing.request.insured_at.pooling(),
            day: None,
            due_on: None,
        }
    }
}
