//! The catalogue of a place of care, taken in as a whole. What it said before stays with its days:
//! bills of those days are worked out by it again.

use std::collections::{BTreeMap, BTreeSet};

use domain::Region;
use domain::calendar::Period;
use domain::catalogue::Item;
use domain::say;
use jiff::civil::Date;
use store::reviews::{ItemOnDays, Reviewed};
use store::{Tx, reference, sha256_hex};

use super::{FateOfRow, Intake, OwnedStatement, RowFate, note};
use crate::DeskError;
use crate::releases::ask_twice;

/// What a file says of the catalogue of a place.
#[derive(Clone, Debug)]
pub struct CatalogueStatement {
    /// The province or pooling region it holds for.
    pub region: Region,
    /// The items, each with the number of its row.
    pub items: Vec<(u64, Item)>,
    /// From when a row holds that says no day; what is another ends then.
    pub since: Date,
    /// Whether what the file does not name has ended.
    pub is_full: bool,
}

/// What became of a catalogue.
#[derive(Clone, Debug, Default)]
pub struct CatalogueTaken {
    /// Of each row.
    pub fates: Vec<FateOfRow>,
    /// Codes on record that the file does not name, and that end with it.
    pub ended: Vec<String>,
    /// How many items say something else of days that have passed; settlements with them are gone
    /// through, and each waits for a clerk.
    pub past: usize,
}

/// Of what is on record so much may end with one file; a file that names less was cut off.
const ENDS_MOST_PERCENT: usize = 10;

/// A small catalogue may change as it likes.
const FEW: usize = 20;

impl Intake<'_> {
    /// Takes a catalogue in, or only tells what would become of it.
    pub fn take_in_catalogue(
        &self,
        stated: CatalogueStatement,
    ) -> Result<CatalogueTaken, DeskError> {
        let region = stated.region;
        let mut catalogues = self.needs.reference.catalogues();
        let known = catalogues.find(|catalogue| catalogue.region == region);
        let known: &[Item] = known.map_or(&[], |catalogue| catalogue.items());
        let mut joined: BTreeMap<(String, Date), Item> = known
            .iter()
            .map(|item| ((item.code.clone(), item.period.from), item.clone()))
            .collect();
        let mut taken = CatalogueTaken::default();
        let mut named = BTreeSet::new();
        for (row, item) in stated.items {
            named.insert(item.code.clone());
            let fate = match self.is_first((&item.code, item.period.from.to_string())) {
                true => join(&mut joined, item),
                false => RowFate::refused(
                    say!(
                        "文件里已有一行说这个编码同一天开始的项目",
                        "a row before tells of this code from the same day"
                    ),
                    say!("只留一行", "keep one of them"),
                ),
            };
            taken.fates.push((row, fate));
        }
        if stated.is_full {
            taken.ended = end_others(&mut joined, &named, stated.since);
            let open = known
                .iter()
                .filter(|item| item.period.until.is_none())
                .count();
            let share = taken.ended.len() * 100 / open.max(1);
            if taken.ended.len() > FEW && share > ENDS_MOST_PERCENT {
                return Err(cut_off(taken.ended.len(), open));
            }
        }
        let past = changed_before(known, &joined, self.today());
        taken.past = past.len();
        if self.writes {
            self.put_catalogue(region, joined.into_values().collect(), past)?;
        }
        Ok(taken)
    }

    fn put_catalogue(
        &self,
        region: Region,
        items: Vec<Item>,
        past: Vec<ItemOnDays>,
    ) -> Result<(), DeskError> {
        let statement = OwnedStatement::of(self.statement);
        let now = self.needs.now;
        self.needs.db.transact(move |tx: &mut Tx<'_>| {
            reference::replace_catalogue(tx, region, &items)?;
            if !past.is_empty() {
                let seen = reference::version(tx)?;
                let what = Reviewed::Catalogue {
                    region,
                    number: statement.number.clone(),
                    items: past.clone(),
                };
                ask_twice(tx, &format!("catalogue/{region}/{seen}"), now, &what)?;
            }
            let codes: Vec<&[u8]> = items.iter().map(|item| item.code.as_bytes()).collect();
            let digest = sha256_hex(&codes);
            let reason = format!("{region}: {} items", items.len());
            let told = ("take-in-catalogue", reason.as_str(), digest.as_str());
            note(tx, (statement.borrowed(), now), told)
        })
    }
}

/// Items of which something else is said now for days before today, for which bills may have been
/// settled, and those days.
fn changed_before(
    known: &[Item],
    joined: &BTreeMap<(String, Date), Item>,
    today: Date,
) -> Vec<ItemOnDays> {
    let mut before: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
    for item in known {
        before.entry(&item.code).or_default().push(item);
    }
    let mut found = Vec::new();
    for (code, before) in before {
        let all = (code.to_owned(), Date::MIN)..=(code.to_owned(), Date::MAX);
        let after: Vec<&Item> = joined.range(all).map(|(_, item)| item).collect();
        if before == after {
            continue;
        }
        let ends = before.iter().chain(&after);
        let ends = ends.flat_map(|item| [Some(item.period.from), item.period.until]);
        let mut ends: BTreeSet<Date> = ends.flatten().filter(|day| *day < today).collect();
        ends.insert(today);
        let ends: Vec<Date> = ends.into_iter().collect();
        let said = |all: &[&Item], day: Date| {
            let mut there = all.iter().filter(|item| item.period.contains(day));
            there.next().map(|item| Item {
                period: Period::since(day),
                ..(*item).clone()
            })
        };
        for pair in ends.windows(2) {
            let (from, until) = (pair[0], pair[1]);
            let was = said(&before, from);
            if was.is_some() && was != said(&after, from) {
                found.push(ItemOnDays {
                    code: code.to_owned(),
                    days: Period {
                        from,
                        until: Some(until),
                    },
                });
            }
        }
    }
    found
}

/// Joins an item: the version before it ends where it begins.
fn join(known: &mut BTreeMap<(String, Date), Item>, item: Item) -> RowFate {
    let key = (item.code.clone(), item.period.from);
    let all = (item.code.clone(), Date::MIN)..=(item.code.clone(), Date::MAX);
    let versions: Vec<Date> = known.range(all).map(|((_, from), _)| *from).collect();
    let before = versions.iter().rev().find(|from| **from <= key.1).copied();
    let Some(before) = before else {
        let is_new = versions.is_empty();
        let mut item = item;
        if let Some(next) = versions.first() {
            item.period.until = Some(item.period.until.map_or(*next, |until| until.min(*next)));
        }
        known.insert(key, item);
        return match is_new {
            true => RowFate::New,
            false => RowFate::Changed(vec![say!("更早的日子", "earlier days")]),
        };
    };
    let version = known
        .get_mut(&(item.code.clone(), before))
        .expect("it was found");
    let mut as_before = item.clone();
    as_before.period = version.period;
    let ends_alike = item.period.until == version.period.until || item.period.until.is_none();
    if *version == as_before && ends_alike {
        return RowFate::Same;
    }
    let what = match *version == as_before {
        true => say!("终止日期", "end"),
        false => say!("内容", "what it says"),
    };
    if *version == as_before {
        version.period.until = item.period.until;
    } else if before == key.1 {
        *version = item;
    } else {
        let until = version.period.until.map_or(key.1, |until| until.min(key.1));
        version.period.until = Some(until);
        known.insert(key, item);
    }
    RowFate::Changed(vec![what])
}

/// Ends what a whole catalogue does not name; returns the codes.
fn end_others(
    known: &mut BTreeMap<(String, Date), Item>,
    named: &BTreeSet<String>,
    since: Date,
) -> Vec<String> {
    let mut ended = Vec::new();
    for ((code, from), item) in known {
        let is_open = item.period.until.is_none_or(|until| until > since);
        if is_open && *from < since && !named.contains(code) {
            item.period.until = Some(since);
            ended.push(code.clone());
        }
    }
    ended
}

fn cut_off(ending: usize, open: usize) -> DeskError {
    let rule = say!(
        "在册 {open} 项，缺 {ending} 项，文件像是不完整，没有放进来；只改一部分的不写 --full",
        "{ending} of the {open} items on record are not in the file, which looks cut off, so \
         nothing was written; to change some items leave out --full"
    );
    DeskError::Field {
        field: "full",
        rule,
    }
}

#[cfg(test)]
mod tests {
    use domain::calendar::Period;
    use domain::catalogue::Class;
    use jiff::civil::date;

    use super::*;

    fn item(name: &str, from: Date) -> Item {
        Item {
            code: "X1".to_owned(),
            name: name.to_owned(),
            class: Class::A,
            upfront: Default::default(),
            limit: None,
            period: Period { from, until: None },
            negotiated: false,
            restricted: false,
            fee_kind: "14".to_owned(),
        }
    }

    /// What is said on a day.
    fn said(known: &BTreeMap<(String, Date), Item>, day: Date) -> Option<&str> {
        let mut there = known.values().filter(|item| item.period.contains(day));
        let found = there.next().map(|item| item.name.as_str());
        assert!(there.next().is_none(), "two versions on {day}");
        found
    }

    #[test]
    fn what_an_item_said_stays_with_its_days() {
        let mut known = BTreeMap::new();
        let (old, new) = (date(2025, 1, 1), date(2026, 7, 1));
        assert_eq!(join(&mut known, item("旧", old)), RowFate::New);
        assert_eq!(join(&mut known, item("旧", old)), RowFate::Same);
        // The same, said to begin later, is no change.
        assert_eq!(join(&mut known, item("旧", new)), RowFate::Same);
        let changed = join(&mut known, item("新", new));
        assert!(matches!(changed, RowFate::Changed(_)), "{changed:?}");
        assert_eq!(join(&mut known, item("新", new)), RowFate::Same);
        assert_eq!(said(&known, date(2026, 6, 30)), Some("旧"));
        assert_eq!(said(&known, new), Some("新"));
        // Days before what is on record, told afterwards.
        join(&mut known, item("更旧", date(2024, 1, 1)));
        assert_eq!(said(&known, date(2024, 12, 31)), Some("更旧"));
        assert_eq!(said(&known, old), Some("旧"));
        assert_eq!(said(&known, date(2023, 12, 31)), None);
    }

    #[test]
    fn only_days_that_have_passed_and_were_in_force_are_gone_through() {
        let (old, new, today) = (date(2025, 1, 1), date(2026, 7, 1), date(2026, 11, 30));
        let known = [item("旧", old)];
        let changed = |stated: Item| {
            let mut joined = BTreeMap::new();
            join(&mut joined, known[0].clone());
            join(&mut joined, stated);
            changed_before(&known, &joined, today)
        };
        let days = Period {
            from: new,
            until: Some(today),
        };
        assert_eq!(changed(item("旧", new)), []);
        assert_eq!(changed(item("新", today)), []);
        assert_eq!(changed(item("新", new)).len(), 1);
        assert_eq!(changed(item("新", new))[0].days, days);
        // Days of which nothing was said settled nothing.
        assert_eq!(changed(item("更旧", date(2024, 1, 1))), []);
        let mut ended = item("旧", old);
        ended.period.until = Some(new);
        assert_eq!(changed(ended)[0].days, days);
    }

    #[test]
    fn what_a_whole_catalogue_does_not_name_ends() {
        let mut known = BTreeMap::new();
        join(&mut known, item("旧", date(2025, 1, 1)));
        let since = date(2026, 7, 1);
        let ended = end_others(&mut known, &BTreeSet::new(), since);
        assert_eq!(ended, ["X1"]);
        assert_eq!(said(&known, date(2026, 6, 30)), Some("旧"));
        assert_eq!(said(&known, since), None);
        assert!(end_others(&mut known, &BTreeSet::new(), since).is_empty());
    }
}
