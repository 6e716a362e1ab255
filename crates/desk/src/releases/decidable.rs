//! What a page must know before somebody decides a release: from which day, on top of what, and a
//! stamp, so that nobody decides what has moved since they looked.

use jiff::civil::Date;
use store::releases as rows;
use store::{Tx, sha256_hex};

use super::draft::earliest;
use super::library::latest;
use super::{Office, ReleaseError};
use crate::DeskError;

/// How a release stands for those who decide it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decidable {
    /// The first day from which it may be approved.
    pub earliest: Date,
    /// The release of the place that was approved last.
    pub latest: Option<String>,
    /// Changes with whatever happens to the release or to what it stands on.
    pub stamp: String,
}

impl Office<'_> {
    /// How a release stands for those who decide it.
    pub fn decidable(&self, id: &str) -> Result<Decidable, DeskError> {
        self.db.read(|tx: &mut Tx<'_>| {
            let unknown = || ReleaseError::Unknown {
                release: id.to_owned(),
            };
            let release = rows::find(tx, id)?.ok_or_else(unknown)?;
            let approvals = rows::approvals(tx)?;
            let last = latest(&approvals, &release.place);
            let events = rows::events(tx, id)?;
            let seen: Vec<String> = events.iter().map(|event| event.turn.to_string()).collect();
            let known = last.map(|last| last.release.clone());
            let mark = format!(
                "{id} {} {}",
                seen.join(","),
                known.as_deref().unwrap_or("-")
            );
            Ok(Decidable {
                earliest: earliest(self.today(), last),
                latest: known,
                stamp: sha256_hex(&[mark.as_bytes()])[..16].to_owned(),
            })
        })
    }
}
