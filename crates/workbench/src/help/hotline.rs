//! Whom to call about a place: the numbers its rules name, dialled so that they lead there.

use domain::Region;
use domain::area_codes::area_code;
use domain::basis::ShownBasis;
use domain::policy::Library;
use domain::text::Bilingual;
use jiff::civil::Date;
use serde::Serialize;

/// A short number leads to whoever answers where one calls from, unless an area code is dialled.
const SHORT_OF_PLACE: &str = "12333";

/// A number to call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Hotline {
    /// What people call it.
    pub title: Bilingual,
    /// What to dial; none where the area code of the place is not on record.
    pub dial: Option<String>,
    /// Where it is written.
    pub basis: ShownBasis,
}

/// Every number on record for a place, its own first.
pub fn hotlines(library: &Library, region: Region, day: Date) -> Vec<Hotline> {
    let rows = library.procedures(region).contacts_on(day);
    let told = rows.into_iter().filter_map(|row| {
        let phone = row.phone.clone()?;
        let dial = match phone.as_str() {
            SHORT_OF_PLACE => area_code(region).map(|code| format!("{code}-{phone}")),
            _ => Some(phone),
        };
        Some(Hotline {
            title: row.title.clone(),
            dial,
            basis: row.shown(),
        })
    });
    told.collect()
}
