//! The lines of a settled bill as its page shows them: what is the same and was charged again is
//! one row, with why it is payable or not by the catalogue of the place of care.

use desk::{Reference, Settlement, StoredLine};
use domain::catalogue::{Catalogue, Class, Item};
use domain::{Bilingual, say};

use crate::web::settlement::ItemOnBill;

/// The rows, in the order in which they were first charged.
pub(super) fn items(
    reference: &Reference,
    made: &Settlement,
    lines: &[StoredLine],
) -> Vec<ItemOnBill> {
    let facility = reference.facility(&made.facility).ok();
    let catalogue = facility.and_then(|facility| reference.catalogue(facility.region).ok());
    let mut rows: Vec<ItemOnBill> = Vec::new();
    for stored in lines {
        let one = item(catalogue, stored);
        let same = |row: &&mut ItemOnBill| {
            (&row.name, row.class, &row.why) == (&one.name, one.class, &one.why)
        };
        match rows.iter_mut().find(same) {
            Some(row) => {
                row.times += 1;
                row.amount += one.amount;
                row.own += one.own;
            }
            None => rows.push(one),
        }
    }
    rows
}

fn item(catalogue: Option<&Catalogue>, stored: &StoredLine) -> ItemOnBill {
    let found = catalogue.and_then(|catalogue| catalogue.item_for(&stored.line).ok());
    let scope = stored.split.scope;
    let is_own = scope.eligible().is_zero() && scope.upfront.is_zero();
    let class = match stored.split.class_b {
        _ if is_own && !scope.wholly_self_paid.is_zero() => Class::C,
        Some(_) => Class::B,
        None => Class::A,
    };
    let name = match (stored.line.name.is_empty(), found) {
        (true, Some(item)) => item.name.clone(),
        (true, None) => stored.line.code.clone(),
        (false, _) => stored.line.name.clone(),
    };
    ItemOnBill {
        name,
        class,
        times: 1,
        amount: scope.total(),
        own: scope.total() - scope.eligible(),
        why: why(class, stored, found),
    }
}

/// Why it is payable or not, for whoever pays.
fn why(class: Class, stored: &StoredLine, item: Option<&Item>) -> Bilingual {
    let line = &stored.line;
    let restricted = item.is_some_and(|item| item.restricted);
    let above = match stored.split.scope.above_limit.is_zero() {
        true => Bilingual::default(),
        false => say!(
            "，超过医保限价的部分自己付",
            ", and what is above the price limit"
        ),
    };
    let share = stored.split.class_b.map(|class_b| class_b.paid_first);
    match (class, share) {
        (Class::C, _) if line.refused_by_hospital => {
            say!("医院注明自费", "The hospital took it out of insurance")
        }
        (Class::C, _) if restricted && !line.approved_by_hospital => say!(
            "限定用途的，这次不在限定范围里",
            "For a restricted use, which this was not"
        ),
        (Class::C, _) => say!("目录里的丙类", "Class C of the catalogue"),
        (_, Some(share)) => say!("先付 {share}{above}", "{share} first{above}"; above = above),
        _ if above.zh.is_empty() => say!("全部算", "All of it counts"),
        _ => say!("甲类{above}", "Class A{above}"; above = above),
    }
}
