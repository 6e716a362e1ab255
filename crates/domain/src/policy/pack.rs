//! A pack: the policy of one insured place and scheme, ready to be asked.

use crate::basis::Basis;
use crate::basis::Source;
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::national::National;
use crate::basis::ShownBasis;
use crate::person::Scheme;
use crate::rules::{AnyRow, DisputeRow, IndexRow, IndexShare, Indexed, Tables};
use crate::text::Bilingual;
use crate::{Money, Region};

/// The policy of one insured place and scheme. Content-addressed: the hash is stored with every
/// settlement and the text is kept, so that any settlement can be derived again for ever.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Pooling region.
    pub region: Region,
    /// Scheme.
    pub scheme: Scheme,
    /// What people call it.
    pub title: Bilingual,
    /// Day of the last comparison with the published texts.
    pub verified_on: Option<Date>,
    /// Sources by id.
    pub sources: BTreeMap<String, Source>,
    /// Marks in words.
    pub marks: BTreeMap<String, Bilingual>,
    /// Its own rows.
    pub tables: Tables,
    /// Where sources disagree.
    pub disputes: Vec<DisputeRow>,
    /// What every place inherits: asked where this pack has no row of its own.
    pub national: Arc<National>,
    /// Rows that later decisions put in force before those of the tables, by dispute.
    pub resolved: Vec<(String, Tables)>,
    pub(super) text: String,
    pub(super) hash: String,
}

/// Rows of versions not in force, asked for by their source. Where one matches, it is used before
/// the rows in force.
#[derive(Clone, Debug, Default)]
pub struct Overlay {
    /// The source asked for.
    pub source: String,
    /// Its rows.
    pub tables: Tables,
    /// Disputes whose later decisions are left aside, because an earlier version is asked for.
    pub undecided: Vec<String>,
}

/// One benefit year of a pack.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BenefitYear {
    /// First day.
    pub from: Date,
    /// First day of the next.
    pub until: Date,
}

impl BenefitYear {
    /// The key under which totals are kept: `2026` for a calendar year, else the first day.
    pub fn label(&self) -> String {
        match (self.from.month(), self.from.day()) {
            (1, 1) => format!("{:04}", self.from.year()),
            _ => self.from.to_string(),
        }
    }
}

impl Pack {
    /// The hash of [`Pack::text`], as computed when it was loaded.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The whole text, from which [`Pack::from_text`](super::parse) makes the same pack again.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The benefit year a day lies in; none before the first row.
    pub fn benefit_year(&self, day: Date) -> Option<BenefitYear> {
        let row = self
            .tables
            .benefit_years
            .iter()
            .find(|row| row.is_in_force(day))?;
        let first = first_of_year(&row.starts, day)?;
        let next = next_year(first);
        Some(BenefitYear {
            from: first.max(row.from),
            until: row.until.map_or(next, |until| next.min(until)),
        })
    }

    /// A yearly figure.
    pub fn index(&self, name: &str, year: i16) -> Option<&IndexRow> {
        self.tables
            .indices
            .iter()
            .find(|row| row.name == name && row.year == year)
    }

    /// The last yearly figure before a year.
    pub fn index_before(&self, name: &str, year: i16) -> Option<&IndexRow> {
        let before = self.tables.indices.iter();
        let before = before.filter(|row| row.name == name && row.year < year);
        before.max_by_key(|row| row.year)
    }

    /// Of which year the figure is that the benefit year of `day` asks for.
    pub fn index_year(&self, share: &IndexShare, day: Date) -> Option<i16> {
        let mut years = self.tables.benefit_years.iter();
        let row = years.find(|row| row.is_in_force(day))?;
        let begins = first_of_year(&row.starts, day)?;
        Some(begins.year() - i16::from(share.years_back))
    }

    /// A percentage of an index as it stands in the benefit year of `day`, rounded once.
    pub fn index_amount(&self, indexed: Indexed<'_>, day: Date) -> Option<(Money, &IndexRow)> {
        let share = indexed.share;
        let index = self.index(&share.index, self.index_year(share, day)?)?;
        Some((indexed.of(index.value), index))
    }

    /// The basis as people see it.
    pub fn show_basis(&self, basis: &Basis, from: Date) -> ShownBasis {
        basis.shown(self.source(&basis.source), from)
    }

    /// What follows from one source where it differs from the rules in force: `S000`, or only
    /// within one dispute: `X01:S000`. None when no dispute names the source.
    pub fn overlay(&self, according_to: &str) -> Option<Overlay> {
        let (dispute, source) = match according_to.split_once(':') {
            Some((dispute, source)) => (Some(dispute), source),
            None => (None, according_to),
        };
        let mut overlay = Overlay {
            source: source.to_owned(),
            ..Overlay::default()
        };
        let mut named = false;
        for row in self
            .disputes
            .iter()
            .filter(|row| dispute.is_none_or(|id| id == row.id))
        {
            let Some(version) = row.version_of(source) else {
                continue;
            };
            named = true;
            overlay.tables.extend(version.tables());
            if row.in_force == source {
                overlay.undecided.push(row.id.clone());
            }
        }
        named.then_some(overlay)
    }

    /// Where a source is described: in the pack, or in the national file.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources
            .get(id)
            .or_else(|| self.national.sources.get(id))
    }

    /// What a mark means.
    pub fn mark(&self, mark: &str) -> Option<&Bilingual> {
        self.marks
            .get(mark)
            .or_else(|| self.national.marks.get(mark))
    }

    /// Whether any row asks about the mark.
    pub fn asks_about(&self, mark: &str) -> bool {
        self.every_row().any(|row| row.asks_about(mark))
    }

    /// Every row there is: the place's own, those of all versions of its disputes, the nation's.
    pub fn every_row(&self) -> impl Iterator<Item = AnyRow<'_>> {
        let versions = self.disputes.iter().flat_map(|dispute| &dispute.version);
        let versions = versions.flat_map(|version| version.every_row());
        let own = self.tables.every_row().chain(versions);
        own.chain(self.national.tables.every_row())
    }
}

/// The latest day `MM-DD` not after `day`.
pub(super) fn first_of_year(starts: &str, day: Date) -> Option<Date> {
    let this: Date = format!("{:04}-{starts}", day.year()).parse().ok()?;
    if this <= day {
        return Some(this);
    }
    format!("{:04}-{starts}", day.year() - 1).parse().ok()
}

/// The same day a year later. Benefit years never begin on 29 February; the checker sees to it.
fn next_year(day: Date) -> Date {
    Date::new(day.year() + 1, day.month(), day.day()).unwrap_or(day)
}
