//! What following another source would change in money, on a bill that people know: the first of
//! the standard bills on which the two come to different amounts.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::Money;
use domain::policy::Pack;
use domain::text::Bilingual;
use jiff::civil::Date;

use crate::show::disputes;
use crate::standard::{Outcome, StandardBill, bills};

/// A bill on which two sources come to different amounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherwisePaid {
    /// Which bill.
    pub bill: Bilingual,
    /// What all funds pay by the rules in force.
    pub in_force: Money,
    /// What they would pay by the other source.
    pub other: Money,
}

/// What each version of a pack's disputes that can be computed changes on a day, by what to ask
/// for (`X01:S000`); a version that changes none of the standard bills is left out.
pub type ApartOfPack = BTreeMap<String, OtherwisePaid>;

/// Packs of which it is remembered.
const REMEMBERED_MAX: usize = 4_096;

/// Worked out once a pack and day.
pub fn apart(pack: &Pack, day: Date) -> Arc<ApartOfPack> {
    type Known = BTreeMap<(String, Date), Arc<ApartOfPack>>;
    static KNOWN: Mutex<Known> = Mutex::new(BTreeMap::new());
    let key = (pack.hash().to_owned(), day);
    let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = known().get(&key) {
        return Arc::clone(found);
    }
    let found = Arc::new(worked_out(pack, day));
    let mut known = known();
    if known.len() >= REMEMBERED_MAX {
        known.clear();
    }
    known.insert(key, Arc::clone(&found));
    found
}

fn worked_out(pack: &Pack, day: Date) -> ApartOfPack {
    let shown = disputes(pack);
    let versions = shown.iter().flat_map(|dispute| &dispute.versions);
    let names: Vec<&String> = versions.filter_map(|v| v.according_to.as_ref()).collect();
    if names.is_empty() {
        return ApartOfPack::new();
    }
    let in_force: Vec<Option<Money>> = bills()
        .iter()
        .map(|bill| funds(bill, pack, (day, None)))
        .collect();
    let of = |name: &str| {
        let mut both = bills().iter().zip(&in_force);
        both.find_map(|(bill, in_force)| {
            let (in_force, other) = ((*in_force)?, funds(bill, pack, (day, Some(name)))?);
            (in_force != other).then(|| OtherwisePaid {
                bill: bill.name.clone(),
                in_force,
                other,
            })
        })
    };
    let found = names.into_iter();
    found
        .filter_map(|name| Some((name.clone(), of(name)?)))
        .collect()
}

/// What all funds pay of a bill, where the rules give an amount.
fn funds(bill: &StandardBill, pack: &Pack, (day, by): (Date, Option<&str>)) -> Option<Money> {
    match Outcome::of(&bill.work_by(pack, day, by)) {
        Outcome::Paid { funds, .. } => Some(funds),
        Outcome::Refused { .. } | Outcome::NotThere => None,
    }
}
