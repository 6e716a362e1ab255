//! What a pack must keep: in every situation and on every day exactly one row, the rows of versions
//! that are not in force included, and no rate outside a national band.

use domain::files::{NamedText, Problem};
use domain::policy::parse::read;

/// What was found in a pack.
#[derive(Debug, Default)]
pub struct Checked {
    /// What has to be put right.
    pub problems: Vec<Problem>,
    /// Rows outside a national band that say why they stand.
    pub departures: Vec<Problem>,
}

/// Checks the files of a pack: everything [`Pack::parse`] checks, then that in every situation its
/// rows distinguish, on every day on which something changes and on the first day of every quarter,
/// exactly one row applies, and last that its rates keep the national bands.
pub fn check_all(files: &[NamedText], hash: fn(&str) -> String) -> Checked {
    let mut draft = match read(files, hash) {
        Ok(draft) => draft,
        Err(problems) => {
            return Checked {
                problems,
                ..Checked::default()
            };
        }
    };
    if draft.problems.is_empty() {
        crate::cover::check_cover(&mut draft);
    }
    if !draft.problems.is_empty() {
        return Checked {
            problems: draft.problems,
            ..Checked::default()
        };
    }
    let outside = crate::band::check_bands(&draft);
    Checked {
        problems: outside.problems,
        departures: outside.departures,
    }
}

/// The problems of a pack; see [`check_all`].
pub fn check(files: &[NamedText], hash: fn(&str) -> String) -> Vec<Problem> {
    check_all(files, hash).problems
}
