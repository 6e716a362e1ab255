//! A pack: the policy of one insured place and scheme, ready to be asked.

use crate::basis::Basis;
use crate::basis::Source;
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::format::*;
use super::glance::Glance;
use super::national::National;
use super::when::When;
use crate::basis::ShownBasis;
use crate::facility::Level;
use crate::person::Scheme;
use crate::situation::Situation;
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
    /// The rules in force.
    pub tables: Tables,
    /// Tiers.
    pub tiers: Vec<TierRow>,
    /// Benefit years.
    pub benefit_years: Vec<BenefitYearRow>,
    /// Yearly figures.
    pub indices: Vec<IndexRow>,
    /// The funds in order.
    pub layers: Vec<LayerRow>,
    /// Upfront shares of class B.
    pub upfronts: Vec<UpfrontRow>,
    /// What accounts may pay.
    pub accounts: Vec<AccountRow>,
    /// What is paid into accounts.
    pub credits: Vec<CreditRow>,
    /// Rules that are shown but move no money.
    pub notes: Vec<NoteRow>,
    /// Where sources disagree.
    pub disputes: Vec<DisputeRow>,
    /// How far the rate may stay below the one at home; the national file has them.
    pub bands: Vec<BandRow>,
    /// What every place inherits: asked where this pack has no row of its own.
    pub national: Arc<National>,
    /// Rows that later decisions put in force before those of the tables, by dispute.
    pub resolved: Vec<(String, Tables)>,
    pub(super) text: String,
    pub(super) hash: String,
    pub(super) names_community: bool,
}

/// The tables a dispute can overlay.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    /// What the person pays first.
    pub deductibles: Vec<DeductibleRow>,
    /// What layers pay.
    pub rates: Vec<RateRow>,
    /// How rates change.
    pub adjustments: Vec<AdjustmentRow>,
    /// The most that is paid.
    pub ceilings: Vec<CeilingRow>,
    /// Who is settled at the till.
    pub directs: Vec<DirectRow>,
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

/// Rows in force on a day that match the situation.
pub fn matching<'a, R: Row>(
    rows: &'a [R],
    situation: &Situation,
    concerns: impl Fn(&R) -> bool,
) -> Vec<&'a R> {
    let seen = Glance::at(situation);
    let hits = |row: &&R| {
        row.when().admits(seen)
            && row.is_in_force(situation.day)
            && concerns(row)
            && row.when().matches(situation)
    };
    rows.iter().filter(hits).collect()
}

impl Pack {
    /// The hash of [`Pack::text`], as computed by whoever loaded it.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The whole text, from which [`Pack::from_text`](super::parse) makes the same pack again.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The level policies of this place know: a community facility counts as primary unless some
    /// row names it.
    pub fn level(&self, level: Level) -> Level {
        match level {
            Level::Community if !self.names_community => Level::Primary,
            _ => level,
        }
    }

    /// The benefit year a day lies in; none before the first row.
    pub fn benefit_year(&self, day: Date) -> Option<BenefitYear> {
        let row = self.benefit_years.iter().find(|row| row.is_in_force(day))?;
        let first = first_of_year(&row.starts, day)?;
        let next = next_year(first);
        Some(BenefitYear {
            from: first.max(row.from),
            until: row.until.map_or(next, |until| next.min(until)),
        })
    }

    /// A yearly figure.
    pub fn index(&self, name: &str, year: i16) -> Option<&IndexRow> {
        self.indices
            .iter()
            .find(|row| row.name == name && row.year == year)
    }

    /// A percentage of an index as it stands in the benefit year of `day`.
    pub fn index_amount(&self, share: &IndexShare, day: Date) -> Option<(Money, &IndexRow)> {
        let row = self.benefit_years.iter().find(|row| row.is_in_force(day))?;
        let begins = first_of_year(&row.starts, day)?;
        let index = self.index(&share.index, begins.year() - i16::from(share.years_back))?;
        Some((index.value.at(share.share), index))
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
            overlay.tables.extend(version);
            if row.in_force == source {
                overlay.undecided.push(row.id.clone());
            }
        }
        named.then_some(overlay)
    }

    /// The tables to look in, one after the other, until one has a row that matches: what another
    /// source says, if it is asked for; what a later decision put in force; the place's own; the
    /// national.
    pub fn lookup<'a>(&'a self, overlay: Option<&'a Overlay>) -> Vec<&'a Tables> {
        let aside = |id: &String| overlay.is_some_and(|overlay| overlay.undecided.contains(id));
        let resolved = self.resolved.iter().filter(|(id, _)| !aside(id));
        overlay
            .map(|overlay| &overlay.tables)
            .into_iter()
            .chain(resolved.map(|(_, tables)| tables))
            .chain([&self.tables, &self.national.tables])
            .collect()
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

    /// The upfront share of class B set by this place for the situation, if it sets one.
    pub fn upfront(&self, situation: &Situation) -> Option<&UpfrontRow> {
        matching(&self.upfronts, situation, |_| true)
            .first()
            .copied()
    }

    /// The rules that are only told, for the situation.
    pub fn notes_for(&self, situation: &Situation) -> Vec<&NoteRow> {
        let own = matching(&self.notes, situation, |_| true);
        let national = matching(&self.national.notes, situation, |_| true);
        own.into_iter().chain(national).collect()
    }

    /// All rows' conditions, for finding what the tables distinguish.
    pub fn conditions(&self) -> Vec<&When> {
        fn of<R: Row>(rows: &[R]) -> impl Iterator<Item = &When> {
            rows.iter().map(Row::when)
        }
        let tables = &self.tables;
        of(&self.layers)
            .chain(of(&tables.deductibles))
            .chain(of(&tables.rates))
            .chain(of(&tables.adjustments))
            .chain(of(&tables.ceilings))
            .chain(of(&tables.directs))
            .chain(of(&self.upfronts))
            .chain(of(&self.accounts))
            .chain(of(&self.credits))
            .collect()
    }

    /// Whether any row asks about the mark.
    pub fn asks_about(&self, mark: &str) -> bool {
        let mut conditions = self.conditions().into_iter();
        conditions.any(|when| {
            when.with
                .iter()
                .chain(&when.without)
                .any(|word| word == mark)
        })
    }

    /// The rates of a layer in a situation, before anything changes them: one a band.
    pub fn rates(&self, layer: &str, situation: &Situation) -> Vec<&RateRow> {
        let concerns = |row: &RateRow| row.of.contains(layer);
        matching(&self.tables.rates, situation, concerns)
    }

    /// What is paid into the personal account in a month, from a contribution base.
    pub fn credit(&self, situation: &Situation, base: Money) -> Option<(Money, Arc<Basis>)> {
        let row = *matching(&self.credits, situation, |_| true).first()?;
        let amount = match (row.monthly, row.of_base) {
            (Some(monthly), _) => monthly,
            (None, Some(share)) => {
                let base = base.max(row.base_at_least.unwrap_or_default());
                base.min(row.base_at_most.unwrap_or(Money::MAX)).at(share)
            }
            (None, None) => return None,
        };
        Some((amount, row.basis.clone()))
    }
}

impl Tables {
    /// The rows of one version of a dispute.
    pub fn of(version: &VersionRow) -> Tables {
        let mut tables = Tables::default();
        tables.extend(version);
        tables
    }

    fn extend(&mut self, version: &VersionRow) {
        self.deductibles.extend(version.deductible.iter().cloned());
        self.rates.extend(version.rate.iter().cloned());
        self.adjustments.extend(version.adjustment.iter().cloned());
        self.ceilings.extend(version.ceiling.iter().cloned());
        self.directs.extend(version.direct.iter().cloned());
    }

    /// The rows of a version as far as they lie within the days given.
    pub(super) fn extend_within(&mut self, version: &VersionRow, from: Date, until: Option<Date>) {
        fn cut<R: Row + Clone>(rows: &[R], from: Date, until: Option<Date>) -> Vec<R> {
            let cut = rows.iter().filter_map(|row| row.within(from, until));
            cut.collect()
        }
        self.deductibles
            .extend(cut(&version.deductible, from, until));
        self.rates.extend(cut(&version.rate, from, until));
        self.adjustments
            .extend(cut(&version.adjustment, from, until));
        self.ceilings.extend(cut(&version.ceiling, from, until));
        self.directs.extend(cut(&version.direct, from, until));
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
