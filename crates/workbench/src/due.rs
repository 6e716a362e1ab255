//! What falls due of a pack, told from the pack alone: yearly figures that rules ask for and that
//! are not there, and the next comparison with the published texts.

use std::collections::BTreeMap;

use domain::policy::Pack;
use domain::rules::AnyRow;
use domain::text::Bilingual;
use jiff::ToSpan;
use jiff::civil::Date;

/// How far ahead a yearly figure is asked for, and how long a comparison with the published texts
/// is held to be fresh: a year and a month.
pub const DAYS: i32 = 400;

/// A yearly figure that is needed and not known here.
pub(crate) struct Needed<'a> {
    /// Its name.
    pub index: &'a str,
    /// Of which year.
    pub year: i16,
    /// The first day on which a rule asks for it.
    pub from: Date,
    /// The first day on which none does.
    pub until: Date,
    /// The rows that ask for it.
    pub rows: Vec<AnyRow<'a>>,
    /// Whether a later year is known: the series has a hole.
    pub is_hole: bool,
}

/// What is asked for before `end` and not known, in the order of days.
pub(crate) fn needed(pack: &Pack, end: Date) -> Vec<Needed<'_>> {
    let mut found: BTreeMap<(&str, i16), Needed<'_>> = BTreeMap::new();
    let rules = pack.in_force(None);
    for row in rules.every_row() {
        let Some(share) = row.index_share().map(|indexed| indexed.share) else {
            continue;
        };
        for (from, until) in years(pack, row, end) {
            let Some(year) = pack.index_year(share, from) else {
                continue;
            };
            if pack.index(&share.index, year).is_some() {
                continue;
            }
            let key = (share.index.as_str(), year);
            let needed = found.entry(key).or_insert_with(|| Needed {
                index: &share.index,
                year,
                from,
                until,
                rows: vec![],
                is_hole: is_hole(pack, &share.index, year),
            });
            needed.from = needed.from.min(from);
            needed.until = needed.until.max(until);
            if !needed
                .rows
                .iter()
                .any(|known| known.identity() == row.identity())
            {
                needed.rows.push(row);
            }
        }
    }
    let mut found: Vec<Needed<'_>> = found.into_values().collect();
    found.sort_by_key(|needed| (needed.from, needed.year));
    found
}

/// The parts of benefit years in which a row is in force, each with its first day and the first day
/// after it.
fn years(pack: &Pack, row: AnyRow<'_>, end: Date) -> Vec<(Date, Date)> {
    let end = row.until().map_or(end, |until| until.min(end));
    let mut parts = Vec::new();
    let mut day = row.from();
    while day < end {
        let next = match pack.benefit_year(day) {
            Some(year) => {
                let until = row
                    .until()
                    .map_or(year.until, |until| until.min(year.until));
                parts.push((day, until));
                year.until
            }
            None => {
                let begins = pack.tables.benefit_years.iter().map(|row| row.from);
                let Some(next) = begins.filter(|from| *from > day).min() else {
                    break;
                };
                next
            }
        };
        day = next;
    }
    parts
}

fn is_hole(pack: &Pack, name: &str, year: i16) -> bool {
    let mut series = pack.tables.indices.iter().filter(|row| row.name == name);
    series.any(|row| row.year > year)
}

impl Needed<'_> {
    /// `在职职工年平均工资`, `average yearly wage`.
    pub(crate) fn title(&self, pack: &Pack) -> Bilingual {
        let mut series = pack
            .tables
            .indices
            .iter()
            .filter(|row| row.name == self.index);
        let title = series.find_map(|row| row.title.clone());
        title.unwrap_or_else(|| Bilingual::new(self.index, self.index))
    }
}

/// `needs index wage 2025 from 2027-01-01`.
pub(crate) fn needs(pack: &Pack, needed: &Needed<'_>) -> Bilingual {
    let Needed {
        index, year, from, ..
    } = needed;
    let title = needed.title(pack);
    Bilingual::new(
        format!("从 {from} 起需要 {year} 年的{}", title.zh),
        format!("needs index {index} {year} from {from}"),
    )
}

/// Whether a pack was compared with the published texts long ago: the day on which it became so, or
/// none where it never was compared.
pub(crate) fn unchecked(pack: &Pack, on: Date) -> Option<Option<Date>> {
    let Some(checked) = pack.verified_on else {
        return Some(None);
    };
    let stale = checked.saturating_add(DAYS.days());
    (stale < on).then_some(Some(stale))
}
