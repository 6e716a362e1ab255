//! All invariants of the books, the one about policies included: computing a stored settlement
//! again from what is stored with it gives the stored result (M6).

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::Money;
use domain::policy::Pack;
use store::settlements::{self, ADMISSIONS, Settlement};
use store::verify::{self, Violation};
use store::{StoreError, Tx, packs};

use crate::price::compute;
use crate::query::pack_hash;

/// Checks everything, for everybody.
pub fn verify(tx: &mut Tx<'_>) -> Result<Vec<Violation>, StoreError> {
    let mut found = verify::all(tx)?;
    let mut known = BTreeMap::new();
    for person in verify::people(tx)? {
        for settlement in settlements::of_person(tx, &person)? {
            if settlement.reversal_of.is_none() {
                found.extend(recompute(tx, &settlement, &mut known)?);
            }
        }
    }
    Ok(found)
}

type KnownPacks = BTreeMap<String, Option<Arc<Pack>>>;

fn recompute(
    tx: &mut Tx<'_>,
    settlement: &Settlement,
    known: &mut KnownPacks,
) -> Result<Option<Violation>, StoreError> {
    let hash = &settlement.pack_hash;
    if !known.contains_key(hash) {
        let text = packs::find(tx, hash)?.filter(|text| pack_hash(text) == *hash);
        let pack = text.and_then(|text| Pack::from_text(&text, pack_hash).ok());
        known.insert(hash.clone(), pack.map(Arc::new));
    }
    let violation = |what: &str| {
        Some(Violation {
            invariant: "M6",
            what: format!("settlement {}: {what}", settlement.id),
        })
    };
    let Some(pack) = known.get(hash).and_then(Option::as_ref) else {
        return Ok(violation(
            "the text of its policy pack is missing or changed",
        ));
    };
    let Ok((shares, deductible, mut counted)) = compute(&settlement.inputs, pack) else {
        return Ok(violation("its policy no longer gives a result"));
    };
    if settlement.counted.contains_key(ADMISSIONS) {
        counted.insert(ADMISSIONS.to_owned(), Money::from_fen(1));
    }
    let same = shares == settlement.shares
        && deductible == settlement.deductible
        && counted == settlement.counted
        && settlement.scope == settlement.inputs.scope;
    Ok(if same {
        None
    } else {
        violation("computing it again gives another result")
    })
}
