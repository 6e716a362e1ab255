//! A pack in short: what it holds, how much of it is known and verified.

use domain::policy::Pack;
use domain::region_names;
use jiff::civil::Date;

use super::links::pack_href;
use crate::web::policy::PackSummary;

/// A pack in short, as it stands on a day.
pub(super) fn summary(pack: &Pack, day: Date) -> PackSummary {
    let rows = workbench::rows::rows(pack);
    let current: Vec<_> = rows
        .iter()
        .filter(|row| row.version.is_none() && row.row.is_in_force(day))
        .map(|row| row.row)
        .collect();
    let basis = || current.iter().map(|row| row.basis());
    PackSummary {
        href: pack_href(pack),
        region: region_names::label(pack.region),
        scheme: pack.scheme,
        figures: current.len(),
        unknown: current.iter().filter(|row| row.unknown().is_some()).count(),
        verified: basis().filter(|basis| basis.verified).count(),
        weakest: basis().map(|basis| basis.confidence).max(),
        disputes: pack.disputes.len(),
        verified_on: pack.verified_on,
    }
}
