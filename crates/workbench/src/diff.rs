//! What differs between two sets of rules, in words an official would use, and what it means in
//! money on the standard bills.
//!
//! Two packs are compared on a day each («what changed on 1 October», «Shenzhen against Guangzhou»)
//! or with all their days («the draft against what is in force»).

mod change;
mod days;
mod history;
mod money;
mod reason;

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Serialize;

use crate::address::Owner;
use crate::case::{Case, Judged};
use domain::Region;
use domain::policy::{Library, Pack};
use domain::text::{Bilingual, Sep};

pub use change::{Change, ChangeKind};
pub use money::BillDifference;
pub use reason::Reason;

/// One side of a comparison: a pack, on a day or with all its days.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The pack.
    pub pack: &'a Pack,
    /// The day; none for all days.
    pub on: Option<Date>,
}

/// A side as it is asked for: `440300/employee`, `440300/employee@2023-09-30`, the hash of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedSide {
    /// Place and scheme, or the beginning of a hash.
    pub name: String,
    /// The day, as written.
    pub day: Option<String>,
}

impl AskedSide {
    /// Tells the name from the day.
    pub fn read(asked: &str) -> AskedSide {
        let (name, day) = match asked.split_once('@') {
            Some((name, day)) => (name, Some(day.to_owned())),
            None => (asked, None),
        };
        AskedSide {
            name: name.trim().to_ascii_lowercase(),
            day,
        }
    }

    /// Whether the name is a hash, or enough of one.
    pub fn is_hash(&self) -> bool {
        self.name.len() >= 8 && self.name.bytes().all(|byte| byte.is_ascii_hexdigit())
    }
}

/// A side by its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct SideName {
    /// `440300/employee`.
    pub owner: Owner,
    /// What people call it.
    pub title: Bilingual,
    /// The day.
    pub on: Option<Date>,
    /// Hash of the pack.
    pub hash: String,
}

/// Which figure makes a case come out otherwise than by the policies of before; none where nothing
/// can be said.
pub fn cause(
    (case, judged): (&Case, &Judged),
    before: &Library,
    after: &Library,
) -> Option<Bilingual> {
    let new = judged.answer.as_ref().ok()?;
    let old = case.judge(before).answer.ok()?;
    let packs = (case.pack(before).ok()?, case.pack(after).ok()?);
    let found = reason::reasons((packs.0, &old.computed), (packs.1, &new.computed));
    let says: Vec<Bilingual> = found.into_iter().map(|reason| reason.says).collect();
    (!says.is_empty()).then(|| Bilingual::join(says, Sep::Semicolon))
}

/// What differs between two packs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct PackDiff {
    /// One side.
    pub before: SideName,
    /// The other.
    pub after: SideName,
    /// Every difference of the rules, table by table.
    pub changes: Vec<Change>,
    /// The standard bills by both sides.
    pub bills: Vec<BillDifference>,
    /// The day of the bills, where it is a later one than asked for: none differs before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bills_on: Option<Date>,
}

/// What differs between two libraries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LibraryDiff {
    /// Packs only the second has.
    pub added: Vec<SideName>,
    /// Packs only the first has.
    pub removed: Vec<SideName>,
    /// Packs that differ.
    pub changed: Vec<PackDiff>,
}

impl Side<'_> {
    fn name(&self) -> SideName {
        SideName {
            owner: Owner::Pack(self.pack.region, self.pack.scheme),
            title: self.pack.title.clone(),
            on: self.on,
            hash: self.pack.hash().to_owned(),
        }
    }
}

impl PackDiff {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && !self.bills.iter().any(BillDifference::differs)
    }
}

/// The days on which two packs are compared: two places on one day; two versions of one place with
/// all their days, unless a day is asked for.
pub fn on_days<'a>(
    mut before: Side<'a>,
    mut after: Side<'a>,
    on: Option<Date>,
    today: Date,
) -> (Side<'a>, Side<'a>) {
    let name = |side: &Side<'_>| (side.pack.region, side.pack.scheme);
    let is_dated = before.on.is_some() || after.on.is_some();
    let day = on.or((name(&before) != name(&after) || is_dated).then_some(today));
    before.on = before.on.or(day);
    after.on = after.on.or(day);
    (before, after)
}

/// Compares two packs. `today` is the day of the standard bills of a side that names none.
pub fn diff_packs(before: Side<'_>, after: Side<'_>, today: Date) -> PackDiff {
    let changes = match (before.on, after.on) {
        (None, None) => history::changes(before.pack, after.pack),
        _ => {
            let on = |side: Side<'_>| side.on.unwrap_or(today);
            days::changes((before.pack, on(before)), (after.pack, on(after)))
        }
    };
    let bills = money::compare(
        (before.pack, before.on.unwrap_or(today)),
        (after.pack, after.on.unwrap_or(today)),
        before.on.is_none() && after.on.is_none(),
    );
    PackDiff {
        before: before.name(),
        after: after.name(),
        changes,
        bills,
        bills_on: None,
    }
}

/// So many days ahead are looked at for bills that differ.
const DAYS_AHEAD: usize = 4;

/// The same with the bills of the first day ahead on which any differs: what only counts from next
/// year on changes nothing today, and is no change of nothing.
fn on_their_day(found: PackDiff, today: Date, again: impl Fn(Date) -> PackDiff) -> PackDiff {
    let differs = |found: &PackDiff| found.bills.iter().any(BillDifference::differs);
    if differs(&found) {
        return found;
    }
    let bases = found.changes.iter();
    let bases = bases.flat_map(|change| [&change.before_basis, &change.after_basis]);
    let days: BTreeSet<Date> = bases.flatten().map(|basis| basis.from).collect();
    let ahead = days.into_iter().filter(|day| *day > today).take(DAYS_AHEAD);
    let mut later = ahead.map(|day| (day, again(day)));
    match later.find(|(_, later)| differs(later)) {
        Some((day, later)) => PackDiff {
            bills: later.bills,
            bills_on: Some(day),
            ..found
        },
        None => found,
    }
}

/// Compares all packs of two libraries, or those of one place; packs that do not differ are left
/// out.
pub fn diff(before: &Library, after: &Library, region: Option<Region>, today: Date) -> LibraryDiff {
    let wanted = |pack: &Pack| region.is_none_or(|region| region.pooling() == pack.region);
    let side = |pack| Side { pack, on: None };
    let mut found = LibraryDiff::default();
    for old in before.packs().filter(|pack| wanted(pack)) {
        match after.find(old.region, old.scheme) {
            None => found.removed.push(side(old).name()),
            Some(new) if new.text() == old.text() => {}
            Some(new) => {
                let on = |day| diff_packs(side(old), side(new), day);
                let differs = on_their_day(on(today), today, on);
                found
                    .changed
                    .extend((!differs.is_empty()).then_some(differs));
            }
        }
    }
    let is_new = |pack: &Pack| before.find(pack.region, pack.scheme).is_none();
    let added = after.packs().filter(|pack| wanted(pack) && is_new(pack));
    found.added.extend(added.map(|pack| side(pack).name()));
    found
}
