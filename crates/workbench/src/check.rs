//! What a pack must keep: in every situation and on every day exactly one row, the rows of versions
//! that are not in force included, no rate outside a national band, no figure surer than its
//! source, no hole in a series of yearly figures – and what will have to be done soon.

mod meant;
mod notices;
pub(crate) mod trust;
mod unseen;

use domain::files::{NamedText, Problem};
use domain::policy::apart::wrong_scheme;
use domain::policy::parse::{PackBeingRead, read};
use jiff::civil::Date;

/// What was found in a pack.
#[derive(Debug, Default)]
pub struct Checked {
    /// What has to be put right.
    pub problems: Vec<Problem>,
    /// Rows outside a national band that say why they stand.
    pub departures: Vec<Problem>,
    /// What is not wrong yet.
    pub notices: Vec<Problem>,
}

/// Checks the files of a pack: everything [`domain::policy::Pack::parse`] checks, then that in
/// every situation its rows distinguish, on every day on which something changes and on the first
/// day of every quarter, exactly one row applies, that its rates keep the national bands, and last
/// what will be missing soon, seen from a day.
pub fn check_all(files: &[NamedText], hash: fn(&str) -> String, on: Date) -> Checked {
    match sound(files, hash) {
        Err(problems) => Checked {
            problems,
            ..Checked::default()
        },
        Ok(draft) => {
            let mut checked = whole(files, &draft);
            let (open, past) = notices::holes(&draft, on);
            checked.problems.extend(open);
            checked.notices = past;
            checked.notices.extend(notices::notices(&draft, on));
            checked.notices.extend(meant::notices(&draft));
            checked
        }
    }
}

/// The problems of a pack that depend on no day; see [`check_all`].
pub fn check(files: &[NamedText], hash: fn(&str) -> String) -> Vec<Problem> {
    match sound(files, hash) {
        Err(problems) => problems,
        Ok(draft) => whole(files, &draft).problems,
    }
}

/// What is to be said of a pack whose situations are covered, whatever the day.
fn whole(files: &[NamedText], draft: &PackBeingRead) -> Checked {
    let outside = crate::band::check_bands(draft);
    let mut problems = outside.problems;
    problems.extend(trust::check(files));
    problems.extend(unseen::bills(draft));
    Checked {
        problems,
        departures: outside.departures,
        notices: vec![],
    }
}

/// A pack of which every situation is covered once.
fn sound(files: &[NamedText], hash: fn(&str) -> String) -> Result<PackBeingRead, Vec<Problem>> {
    let mut draft = read(files, hash)?;
    let misnamed = files
        .last()
        .and_then(|file| wrong_scheme(file, &draft.pack));
    draft.problems.extend(misnamed);
    if draft.problems.is_empty() {
        crate::cover::check_cover(&mut draft);
    }
    match draft.problems.is_empty() {
        true => Ok(draft),
        false => Err(draft.problems),
    }
}
