//! The catalogue of a place of care (就医地目录): what is payable there. It splits each line of a bill
//! into four parts; how much of the last part is paid is for the insured place to say (NAT-01).

use serde::{Deserialize, Serialize};

use crate::bill::{BillLine, Scope};
use crate::calendar::Period;
use crate::facility::Level;
use crate::split::Split;
use crate::{Money, Rate, Region, word_list};

word_list! {
    /// The class of a catalogue item (收费项目等级).
    Class {
        /// Wholly in scope.
        A = "A", "甲类", "class A";
        /// In scope after an upfront share.
        B = "B", "乙类", "class B";
        /// Out of scope.
        C = "C", "丙类（自费）", "class C (self-paid)";
    }
}

/// The most that may be charged per unit, by settlement level; in millionths of a yuan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceLimit {
    /// Level 1 and below.
    pub primary: i64,
    /// Level 2.
    pub secondary: i64,
    /// Level 3.
    pub tertiary: i64,
}

impl PriceLimit {
    /// The limit at a level.
    pub fn at(&self, level: Level) -> i64 {
        match level {
            Level::Community | Level::Primary => self.primary,
            Level::Secondary => self.secondary,
            Level::Tertiary => self.tertiary,
        }
    }
}

/// One item of a catalogue while it is in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// National code (医保编码).
    pub code: String,
    /// Name.
    pub name: String,
    /// Class.
    pub class: Class,
    /// Upfront self-pay share of class B; zero otherwise.
    pub upfront: Rate,
    /// Price limit, if there is one.
    pub limit: Option<PriceLimit>,
    /// While it is in force.
    #[serde(flatten)]
    pub period: Period,
    /// A nationally negotiated drug (国谈药).
    #[serde(default)]
    pub negotiated: bool,
    /// Restricted use: paid only when the hospital approved it.
    #[serde(default)]
    pub restricted: bool,
    /// Fee kind on the wire (med_chrgitm_type), `01` bed … `14` other.
    pub fee_kind: String,
}

/// The catalogue of a place of care.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalogue {
    /// The province or pooling region it holds for.
    pub region: Region,
    /// Items sorted by code, then by first day.
    items: Vec<Item>,
}

/// Why a line cannot be split.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScopeError {
    /// No such item.
    #[error("catalogue code «{code}» is not in the catalogue of {region}")]
    UnknownItem {
        /// The code sent.
        code: String,
        /// The place whose catalogue was read.
        region: Region,
    },
    /// The item exists, but not on that day.
    #[error("catalogue code «{code}» is not in force on {day}")]
    NotInForce {
        /// The code sent.
        code: String,
        /// The day of use.
        day: jiff::civil::Date,
    },
}

impl Catalogue {
    /// A catalogue of these items.
    pub fn new(region: Region, mut items: Vec<Item>) -> Catalogue {
        items.sort_by(|a, b| (&a.code, a.period.from).cmp(&(&b.code, b.period.from)));
        Catalogue { region, items }
    }

    /// All items, sorted by code.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The item in force for a line.
    pub fn item_for(&self, line: &BillLine) -> Result<&Item, ScopeError> {
        let start = self.items.partition_point(|item| item.code < line.code);
        let mut dated = self.items[start..]
            .iter()
            .take_while(|item| item.code == line.code);
        let mut known = dated.clone();
        if let Some(item) = dated.find(|item| item.period.contains(line.used_on)) {
            return Ok(item);
        }
        Err(match known.next() {
            Some(_) => ScopeError::NotInForce {
                code: line.code.clone(),
                day: line.used_on,
            },
            None => ScopeError::UnknownItem {
                code: line.code.clone(),
                region: self.region,
            },
        })
    }

    /// Splits a line: wholly self-paid, above the price limit, upfront self-pay, eligible. The four
    /// parts add up to the line, also for a refund, whose parts are negative.
    pub fn split(&self, line: &BillLine, level: Level) -> Result<Split, ScopeError> {
        let item = self.item_for(line)?;
        let refused = line.refused_by_hospital || (item.restricted && !line.approved_by_hospital);
        if item.class == Class::C || refused {
            return Ok(Split::from(Scope {
                wholly_self_paid: line.amount,
                ..Scope::default()
            }));
        }
        // What was charged is the truth: nothing lies above a limit that the price keeps to.
        let payable = match item.limit.map(|limit| limit.at(level)) {
            Some(limit) if limit < line.price => {
                nearer_to_nothing(line.amount_at(limit), line.amount)
            }
            _ => line.amount,
        };
        let mut split = match (item.class, item.negotiated) {
            (Class::B, negotiated) => Split::of_class_b(payable, item.upfront, negotiated),
            (_, true) => Split::from(Scope {
                negotiated: payable,
                ..Scope::default()
            }),
            (_, false) => Split::from(Scope {
                ordinary: payable,
                ..Scope::default()
            }),
        };
        split.scope.above_limit = line.amount - payable;
        Ok(split)
    }
}

fn nearer_to_nothing(one: Money, other: Money) -> Money {
    match one.fen().abs() < other.fen().abs() {
        true => one,
        false => other,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn item(code: &str, class: Class, upfront: &str) -> Item {
        Item {
            code: code.to_owned(),
            name: "示例".to_owned(),
            class,
            upfront: upfront.parse().unwrap(),
            limit: None,
            period: Period {
                from: date(2024, 1, 1),
                until: Some(date(2027, 1, 1)),
            },
            negotiated: false,
            restricted: false,
            fee_kind: "09".to_owned(),
        }
    }

    fn catalogue() -> Catalogue {
        let limit = PriceLimit {
            primary: 30_000_000,
            secondary: 40_000_000,
            tertiary: 50_000_000,
        };
        let bed = Item {
            limit: Some(limit),
            ..item("BED", Class::A, "0%")
        };
        let restricted = Item {
            restricted: true,
            ..item("R", Class::A, "0%")
        };
        let items = vec![
            item("A", Class::A, "0%"),
            item("B", Class::B, "10%"),
            bed,
            restricted,
            item("C", Class::C, "0%"),
        ];
        Catalogue::new("440100".parse().unwrap(), items)
    }

    fn line(code: &str, yuan: i64, count: i64) -> BillLine {
        BillLine {
            serial: "1".to_owned(),
            code: code.to_owned(),
            name: String::new(),
            price: yuan * 1_000_000,
            quantity: count * 10_000,
            amount: Money::from_yuan(yuan * count),
            used_on: date(2026, 11, 3),
            approved_by_hospital: false,
            refused_by_hospital: false,
            refund_of: None,
        }
    }

    #[test]
    fn each_line_is_split_into_parts_that_add_up() {
        // code, price, count, level → self-paid, above limit, upfront, eligible
        let rows = [
            ("A", 100, 1, Level::Tertiary, [0, 0, 0, 100]),
            ("B", 100, 1, Level::Tertiary, [0, 0, 10, 90]),
            ("C", 100, 1, Level::Tertiary, [100, 0, 0, 0]),
            ("BED", 60, 2, Level::Tertiary, [0, 20, 0, 100]),
            ("BED", 60, 2, Level::Community, [0, 60, 0, 60]),
            ("BED", 20, 2, Level::Tertiary, [0, 0, 0, 40]),
            ("R", 100, 1, Level::Tertiary, [100, 0, 0, 0]),
            ("B", 100, -1, Level::Tertiary, [0, 0, -10, -90]),
        ];
        for (code, price, count, level, parts) in rows {
            let split = catalogue().split(&line(code, price, count), level);
            let scope = split.unwrap().scope;
            let got = [
                scope.wholly_self_paid,
                scope.above_limit,
                scope.upfront,
                scope.eligible(),
            ];
            assert_eq!(
                got,
                parts.map(Money::from_yuan),
                "{code} {price} × {count} {level}"
            );
            assert_eq!(scope.total(), Money::from_yuan(price * count));
        }
    }

    /// A price of 33.335 is charged as 33.33: not a fen of it is above a limit of 65.
    #[test]
    fn what_was_charged_is_the_truth() {
        let rounded = BillLine {
            price: 33_335_000,
            amount: Money::from_fen(3333),
            ..line("BED", 0, 1)
        };
        let scope = catalogue().split(&rounded, Level::Tertiary).unwrap().scope;
        assert_eq!(scope.above_limit, Money::ZERO);
        assert_eq!(scope.ordinary, Money::from_fen(3333));
    }

    #[test]
    fn an_approved_restricted_item_is_payable() {
        let approved = BillLine {
            approved_by_hospital: true,
            ..line("R", 100, 1)
        };
        let split = catalogue().split(&approved, Level::Tertiary).unwrap();
        assert_eq!(split.scope.eligible(), Money::from_yuan(100));
    }

    #[test]
    fn unknown_and_expired_items_are_told_apart() {
        let unknown = catalogue().split(&line("Z", 1, 1), Level::Primary);
        assert!(matches!(unknown, Err(ScopeError::UnknownItem { .. })));
        let late = BillLine {
            used_on: date(2027, 1, 1),
            ..line("A", 1, 1)
        };
        assert!(matches!(
            catalogue().split(&late, Level::Primary),
            Err(ScopeError::NotInForce { .. })
        ));
    }
}
