//! What a bureau sees of what was settled for its people: where to, how much was paid on the spot,
//! what was refused and why, what was corrected, what still rests on figures nobody published, and
//! how long decisions took. Nobody's name, and no small numbers: where fewer than ten bills or
//! people are behind a row it is put together with others, and where that does not help it is not
//! told.

use std::collections::BTreeMap;

use domain::calendar::{CHINA, days_after};
use domain::{Bilingual, Money, Region};
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use store::bill_cases;
use store::bureau::{self, PlacesWithin, SettledBetween};
use store::operators::Operator;
use store::staff::Unit;

use crate::{Desk, DeskError};

/// Fewer than so many are not told.
pub const SMALL: u64 = 10;

/// A row of counts and sums.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BureauRow {
    /// How many bills.
    pub bills: u64,
    /// Of how many people, counted by row.
    pub people: u64,
    /// What they come to.
    pub total: Money,
    /// What funds paid on the spot, which people had not to advance.
    pub funds: Money,
}

/// Rows that may be told, and what of the others was put together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldRows<K: Ord> {
    /// By what they are told apart.
    pub rows: BTreeMap<K, BureauRow>,
    /// Those too small by themselves, put together; none where even that is too small.
    pub others: Option<BureauRow>,
    /// Whether something is not told at all.
    pub hides: bool,
}

/// What a bureau sees of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BureauView {
    /// The year.
    pub year: i16,
    /// By place of care.
    pub treated: ToldRows<Region>,
    /// By insured place.
    pub insured: ToldRows<Region>,
    /// Bills settled on the spot and not, where neither is too small to tell.
    pub direct: Option<(u64, u64)>,
    /// What was refused and not settled since, by code: what it means and how many.
    pub refused: Vec<(Bilingual, u64)>,
    /// Corrections by cause: how many, and what funds pay more by them.
    pub corrected: Vec<(Bilingual, u64, Money)>,
    /// Bills that rest on figures nobody published, and what funds paid for them.
    pub provisional: Option<(u64, Money)>,
    /// Decisions about filings: how many, the middle and the longest of nine in ten, in days.
    pub decided: Option<(u64, i32, i32)>,
}

/// The insured places of a unit.
fn places(operator: &Operator) -> Option<(String, String)> {
    match &operator.unit {
        Unit::All => Some(("0".to_owned(), "a".to_owned())),
        Unit::Region(own) if *own == Region::COUNTRY => Some(("0".to_owned(), "a".to_owned())),
        Unit::Region(own) => {
            let code = own.to_string();
            let head = code.trim_end_matches('0');
            // A province, a prefecture or a county is two, four or six digits.
            let digits = head.len().next_multiple_of(2).max(2);
            let head = &code[..digits];
            let next = head.parse::<u32>().ok()? + 1;
            Some((head.to_owned(), format!("{next:0digits$}")))
        }
        Unit::Employer(_) | Unit::Facility(_) => None,
    }
}

/// What the operator's bureau sees of a year.
pub fn bureau_view(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    year: i16,
) -> Result<BureauView, DeskError> {
    let (from, until) = places(operator).unwrap_or_default();
    let begins = |year: i16| {
        let day = date(year, 1, 1).to_zoned(TimeZone::fixed(CHINA));
        day.map(|at| at.timestamp()).unwrap_or(desk.now)
    };
    let within = PlacesWithin {
        from,
        until,
        since: begins(year),
        before: begins(year + 1),
    };
    let settled = bureau::settled(desk.tx, &within)?;
    let bills: u64 = settled.iter().map(|one| one.bills).sum();
    let mut refused: BTreeMap<String, (Bilingual, u64)> = BTreeMap::new();
    for case in bill_cases::refused_within(desk.tx, &within)? {
        if let Some(bill) = case.body.refused {
            refused.entry(bill.code).or_insert((bill.title, 0)).1 += 1;
        }
    }
    let not_direct: u64 = refused.values().map(|(_, count)| count).sum();
    let days = (date(year, 1, 1), days_after(date(year + 1, 1, 1), -1));
    let decided = bureau::decided_filings(desk.tx, &within, days)?;
    let corrected = bureau::corrected(desk.tx, &within)?;
    let provisional = bureau::provisional(desk.tx, &within)?;
    let may_tell = |count: u64| count == 0 || count >= SMALL;
    Ok(BureauView {
        year,
        treated: told(&settled, |one| one.treated_at.pooling()),
        insured: told(&settled, |one| one.insured_at),
        direct: (may_tell(bills) && may_tell(not_direct)).then_some((bills, not_direct)),
        refused: large(refused.into_values().map(|(says, count)| (says, count, ())))
            .into_iter()
            .map(|(says, count, ())| (says, count))
            .collect(),
        corrected: large(
            corrected
                .into_iter()
                .map(|(cause, count, funds)| (cause_in_words(&cause), count, funds)),
        ),
        provisional: may_tell(provisional.0).then_some(provisional),
        decided: took(decided),
    })
}

fn cause_in_words(word: &str) -> Bilingual {
    use domain::text::Named;
    let cause = store::corrections::Cause::from_word(word);
    cause.map_or_else(|| Bilingual::new(word, word), |cause| cause.name())
}

/// The rows that are not too small, the largest first.
fn large<T>(rows: impl Iterator<Item = (Bilingual, u64, T)>) -> Vec<(Bilingual, u64, T)> {
    let mut rows: Vec<_> = rows.filter(|(_, count, _)| *count >= SMALL).collect();
    rows.sort_by_key(|(_, count, _)| std::cmp::Reverse(*count));
    rows
}

impl BureauRow {
    fn add(&mut self, other: &BureauRow) {
        self.bills += other.bills;
        self.people += other.people;
        self.total += other.total;
        self.funds += other.funds;
    }

    fn is_small(&self) -> bool {
        self.bills < SMALL || self.people < SMALL
    }
}

/// Puts rows together by a key; those too small are put together with one another.
fn told<K: Ord + Copy>(
    settled: &[SettledBetween],
    key: impl Fn(&SettledBetween) -> K,
) -> ToldRows<K> {
    let mut all: BTreeMap<K, BureauRow> = BTreeMap::new();
    for one in settled {
        all.entry(key(one)).or_default().add(&BureauRow {
            bills: one.bills,
            people: one.people,
            total: one.total,
            funds: one.funds,
        });
    }
    let (mut rows, mut others) = (BTreeMap::new(), BureauRow::default());
    for (key, row) in all {
        match row.is_small() {
            true => others.add(&row),
            false => {
                rows.insert(key, row);
            }
        }
    }
    let hides = others.bills > 0 && others.is_small();
    ToldRows {
        rows,
        others: (others.bills > 0 && !hides).then_some(others),
        hides,
    }
}

/// How many decisions there were, the middle of the days they took, and of nine in ten the longest.
fn took(decided: Vec<(Date, Date, u64)>) -> Option<(u64, i32, i32)> {
    let mut days: BTreeMap<i32, u64> = BTreeMap::new();
    for (submitted, decided, count) in decided {
        let took = decided.since(submitted).map_or(0, |span| span.get_days());
        *days.entry(took.max(0)).or_default() += count;
    }
    let all: u64 = days.values().sum();
    if all < SMALL {
        return None;
    }
    let at = |of_ten: u64| {
        let mut before = 0;
        let mut found = days.iter().skip_while(|(_, count)| {
            before += **count;
            before * 10 < all * of_ten
        });
        found.next().map_or(0, |(took, _)| *took)
    };
    Some((all, at(5), at(9)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(treated_at: &str, bills: u64) -> SettledBetween {
        SettledBetween {
            insured_at: "440300".parse().expect("a region"),
            treated_at: treated_at.parse().expect("a region"),
            bills,
            people: bills,
            total: Money::from_yuan(100),
            funds: Money::from_yuan(60),
        }
    }

    #[test]
    fn small_rows_are_put_together_or_not_told() {
        let by = |one: &SettledBetween| one.treated_at;
        let few = told(&[row("510100", 12), row("440100", 9)], by);
        assert_eq!(few.rows.len(), 1);
        assert!(few.others.is_none() && few.hides);
        let more = [row("510100", 12), row("440100", 9), row("110000", 1)];
        let more = told(&more, by);
        assert_eq!(more.others.expect("ten together").bills, 10);
        assert!(!more.hides);
    }

    #[test]
    fn the_middle_and_nine_in_ten_of_the_days() {
        let day = |days| days_after(date(2026, 11, 1), days);
        let few = vec![(day(0), day(1), 9)];
        assert_eq!(took(few), None);
        let many = vec![
            (day(0), day(1), 8),
            (day(0), day(3), 1),
            (day(0), day(9), 1),
        ];
        assert_eq!(took(many), Some((10, 1, 3)));
    }
}
