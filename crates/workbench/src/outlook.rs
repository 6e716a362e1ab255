//! What runs out when: rows that end with nothing following, yearly figures that will be missing,
//! figures nobody knows and what stands in for them, packs that were compared with the published
//! texts long ago. The day is an argument; nothing here knows a clock.

mod endings;
mod stand_in;

use std::collections::BTreeMap;

use domain::policy::{Library, Pack};
use domain::rules::{AnyRow, Table};
use domain::text::Bilingual;
use domain::word_list;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use crate::address::{Address, Owner};
use crate::coverage::{Spot, spots};
use crate::due::{needed, needs, unchecked};
use crate::rows::{RowView, national_rows, rows};

pub use crate::due::DAYS;
pub(crate) use endings::leaves_nothing;
pub use stand_in::StandInFound;

word_list! {
    /// What runs out.
    What {
        /// A row ends and nothing follows.
        RowEnds = "row-ends", "规定到期，后面没有新的一行", "a rule ends and none follows";
        /// A tier ends.
        TierEnds = "tier-ends", "参保档次到期", "a tier ends";
        /// A benefit year ends.
        BenefitYearEnds = "benefit-year-ends", "待遇年度的规定到期", "the rule of the benefit year ends";
        /// A yearly figure will be missing.
        IndexMissing = "index-missing", "缺年度指标", "a yearly figure is missing";
        /// A figure is not known; another stands in.
        Provisional = "unknown-provisional",
            "数字不知道，先按上一个暂算",
            "a figure is not known; another stands in";
        /// A figure is not known and nothing stands in.
        Refused = "unknown-refused",
            "数字不知道，用到它的账单算不了",
            "a figure is not known; bills that reach it are refused";
        /// Compared with the published texts long ago, or never.
        Unchecked = "checked-long-ago",
            "很久没有与公布的原文核对",
            "compared with the published texts long ago";
    }
}

/// One thing that runs out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct OutlookEntry {
    /// The first day of it; none for what never was.
    pub on: Option<Date>,
    /// What it is.
    pub what: What,
    /// Whose rules.
    pub owner: Owner,
    /// In a sentence.
    pub message: Bilingual,
    /// The rows it is about, or that rest on it.
    pub rows: Vec<Resting>,
}

/// A row that ends, is not known, or rests on what is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Resting {
    /// Its address.
    pub address: Address,
    /// Where it stands.
    pub place: Spot,
    /// The rule in a sentence.
    pub says: Bilingual,
    /// What is used in its place.
    pub stand_in: Option<StandInFound>,
}

/// Everything that runs out, in the order of days; what never was comes last.
pub fn outlook(library: &Library, on: Date) -> Vec<OutlookEntry> {
    let mut entries = Vec::new();
    for (number, pack) in library.packs().enumerate() {
        // What every place inherits is told once.
        let seen = Seen::of(pack, on, number == 0);
        seen.unchecked(&mut entries);
        seen.indices(&mut entries);
        seen.unknown(&mut entries);
        seen.endings(&mut entries);
    }
    entries.sort_by_key(|entry| (entry.on.is_none(), entry.on, entry.owner, entry.what));
    entries
}

/// A pack on a day, with the places of its rows.
struct Seen<'a> {
    pack: &'a Pack,
    on: Date,
    known: BTreeMap<usize, (RowView<'a>, Spot)>,
}

impl<'a> Seen<'a> {
    fn of(pack: &'a Pack, on: Date, with_national: bool) -> Seen<'a> {
        let spots: BTreeMap<usize, Spot> = spots(pack).into_iter().collect();
        let own = rows(pack).into_iter();
        let national = national_rows(pack).into_iter().filter(|_| with_national);
        let known = own.chain(national).filter_map(|view| {
            let identity = view.row.identity();
            Some((identity, (view, spots.get(&identity)?.clone())))
        });
        Seen {
            pack,
            on,
            known: known.collect(),
        }
    }

    fn owner(&self) -> Owner {
        Owner::Pack(self.pack.region, self.pack.scheme)
    }

    /// The rows in use, whatever the day, that are told here.
    fn in_use(&self) -> impl Iterator<Item = AnyRow<'a>> {
        let rules = self.pack.in_force(None);
        let rows: Vec<AnyRow<'a>> = rules.every_row().collect();
        let rows = rows.into_iter();
        rows.filter(|row| self.known.contains_key(&row.identity()))
    }

    fn resting(&self, row: AnyRow<'_>, stand_in: Option<StandInFound>) -> Option<Resting> {
        let (view, place) = self.known.get(&row.identity())?;
        Some(Resting {
            address: view.address.clone(),
            place: place.clone(),
            says: view.sentence(None),
            stand_in,
        })
    }

    fn entry(&self, on: Date, what: What, resting: Resting) -> OutlookEntry {
        let owner = resting.address.owner;
        OutlookEntry {
            on: Some(on),
            what,
            owner,
            message: domain::text::Named::name(&what),
            rows: vec![resting],
        }
    }

    fn unchecked(&self, entries: &mut Vec<OutlookEntry>) {
        if let Some(on) = unchecked(self.pack, self.on) {
            entries.push(OutlookEntry {
                on,
                what: What::Unchecked,
                owner: self.owner(),
                message: never_or_long_ago(self.pack.verified_on),
                rows: vec![],
            });
        }
    }

    fn indices(&self, entries: &mut Vec<OutlookEntry>) {
        let end = self.on.saturating_add(DAYS.days());
        for needed in needed(self.pack, end) {
            if needed.until <= self.on {
                continue;
            }
            let day = needed.from.max(self.on);
            let rows = needed.rows.iter().filter_map(|row| {
                let stand_in = stand_in::of(self.pack, *row, day)?;
                self.resting(*row, stand_in)
            });
            entries.push(OutlookEntry {
                on: Some(needed.from),
                what: What::IndexMissing,
                owner: self.owner(),
                rows: rows.collect(),
                message: needs(self.pack, &needed),
            });
        }
    }

    fn unknown(&self, entries: &mut Vec<OutlookEntry>) {
        for row in self.in_use().filter(|row| row.unknown().is_some()) {
            if row.until().is_some_and(|until| until <= self.on) {
                continue;
            }
            let day = row.from().max(self.on);
            let Some(stand_in) = stand_in::of(self.pack, row, day) else {
                continue;
            };
            let what = match stand_in {
                Some(_) => What::Provisional,
                None => What::Refused,
            };
            let resting = self.resting(row, stand_in);
            entries.extend(resting.map(|resting| self.entry(row.from(), what, resting)));
        }
    }

    fn endings(&self, entries: &mut Vec<OutlookEntry>) {
        for row in self.in_use() {
            let Some(until) = row.until().filter(|until| *until > self.on) else {
                continue;
            };
            if !endings::leaves_nothing(self.pack, row, until) {
                continue;
            }
            let what = match row.table() {
                Table::Tier => What::TierEnds,
                Table::BenefitYear => What::BenefitYearEnds,
                _ => What::RowEnds,
            };
            let resting = self.resting(row, None);
            entries.extend(resting.map(|resting| self.entry(until, what, resting)));
        }
    }
}

fn never_or_long_ago(checked: Option<Date>) -> Bilingual {
    match checked {
        None => Bilingual::new(
            "从未与公布的原文逐字核对",
            "never compared with the published texts",
        ),
        Some(day) => Bilingual::new(
            format!("上次与公布的原文核对是 {day}"),
            format!("last compared with the published texts on {day}"),
        ),
    }
}
