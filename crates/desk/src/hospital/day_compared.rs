//! A facility's own list of a day against what is settled here, bill by bill: what differs comes
//! first, with what to do about it.

use std::collections::BTreeMap;

use domain::Money;
use domain::shares::Shares;

use super::SettledThatDay;

/// A bill as the facility's own list has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnBill {
    /// Number of the settlement, as on the slip.
    pub settlement: String,
    /// The whole bill.
    pub total: Money,
    /// What the person paid, cash and account together, where the list says it.
    pub person: Option<Money>,
}

/// Why a bill does not agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayDifference {
    /// Settled here, and the facility's list does not have it.
    NotInOwn(SettledThatDay),
    /// In the facility's list, and not settled here on that day.
    NotHere(OwnBill),
    /// In both, with other amounts.
    OtherAmounts(OwnBill, SettledThatDay),
    /// In the facility's list, and taken back here.
    TakenBack(OwnBill, SettledThatDay),
    /// In the facility's list more than once.
    ListedTwice(OwnBill),
}

/// A day compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComparedDay {
    /// What differs.
    pub differences: Vec<DayDifference>,
    /// How many agree.
    pub agree: usize,
    /// What the facility's list comes to.
    pub own_total: Money,
    /// Bills in it.
    pub own_count: usize,
    /// What stands here.
    pub here: Shares,
    /// Bills that stand here.
    pub here_count: usize,
}

/// Compares a facility's own list with what was settled here.
pub fn compare_day(own: &[OwnBill], here: &[SettledThatDay]) -> ComparedDay {
    let standing = here.iter().filter(|made| !made.is_cancelled);
    let mut day = ComparedDay {
        own_total: own.iter().map(|bill| bill.total).sum(),
        own_count: own.len(),
        here_count: standing.clone().count(),
        here: standing.fold(Shares::default(), |sum, made| sum.plus(&made.shares)),
        ..ComparedDay::default()
    };
    let mut left: BTreeMap<String, &SettledThatDay> = here
        .iter()
        .map(|made| (made.id.to_string(), made))
        .collect();
    let known = left.clone();
    for bill in own {
        let number = bill.settlement.to_uppercase();
        let difference = match (left.remove(&number), known.get(&number)) {
            (None, Some(_)) => DayDifference::ListedTwice(bill.clone()),
            (None, None) => DayDifference::NotHere(bill.clone()),
            (Some(made), _) if made.is_cancelled => {
                DayDifference::TakenBack(bill.clone(), made.clone())
            }
            (Some(made), _) if !agrees(bill, made) => {
                DayDifference::OtherAmounts(bill.clone(), made.clone())
            }
            (Some(_), _) => {
                day.agree += 1;
                continue;
            }
        };
        day.differences.push(difference);
    }
    let missing = left.into_values().filter(|made| !made.is_cancelled);
    let missing = missing.map(|made| DayDifference::NotInOwn(made.clone()));
    day.differences.extend(missing);
    day
}

fn agrees(bill: &OwnBill, made: &SettledThatDay) -> bool {
    let person = bill.person;
    bill.total == made.shares.total() && person.is_none_or(|paid| paid == made.shares.person())
}

#[cfg(test)]
mod tests {
    use domain::shares::Payer;
    use jiff::Timestamp;

    use super::*;

    fn made(id: &str, yuan: i64, is_cancelled: bool) -> SettledThatDay {
        let mut shares = Shares::default();
        shares.add(Payer::Cash, Money::from_yuan(yuan));
        SettledThatDay {
            id: id.parse().unwrap(),
            person: "P1".parse().unwrap(),
            name: "示例甲".to_owned(),
            at: Timestamp::UNIX_EPOCH,
            shares,
            is_cancelled,
        }
    }

    fn own(id: &str, yuan: i64, person: Option<i64>) -> OwnBill {
        OwnBill {
            settlement: id.to_owned(),
            total: Money::from_yuan(yuan),
            person: person.map(Money::from_yuan),
        }
    }

    #[test]
    fn each_way_to_differ_is_told_apart_and_what_agrees_is_counted() {
        let here = [
            made("A1", 10, false),
            made("A2", 20, false),
            made("A3", 30, true),
            made("A4", 40, false),
            made("A5", 50, true),
        ];
        let listed = [
            own("a1", 10, Some(10)),
            own("A2", 20, Some(19)),
            own("A3", 30, None),
            own("A1", 10, None),
            own("A9", 90, None),
        ];
        let day = compare_day(&listed, &here);
        let words: Vec<&str> = day
            .differences
            .iter()
            .map(|one| match one {
                DayDifference::OtherAmounts(..) => "amounts",
                DayDifference::TakenBack(..) => "back",
                DayDifference::ListedTwice(_) => "twice",
                DayDifference::NotHere(_) => "not here",
                DayDifference::NotInOwn(_) => "not listed",
            })
            .collect();
        assert_eq!(
            words,
            ["amounts", "back", "twice", "not here", "not listed"]
        );
        assert_eq!((day.agree, day.own_count, day.here_count), (1, 5, 3));
        assert_eq!(day.here.total(), Money::from_yuan(70));
    }
}
