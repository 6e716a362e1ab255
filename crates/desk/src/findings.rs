//! What was found at a visit, as far as rules ask for it: the codes of the diagnoses, and the
//! disease a charge batch or a stay is for. The rest is kept as it was sent, and never looked at.

use std::collections::BTreeSet;

use domain::diagnosis;
use domain::ids::SettlementId;
use domain::policy::Pack;
use domain::say;
use serde::Deserialize;
use serde_json::Value;
use store::StoreError;
use store::visits::{self, Visit};

use crate::once::canonical;
use crate::{Desk, DeskError};

/// How what is said now stands to what was said before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// It takes its place.
    Anew,
    /// What is not said stays; a diagnosis of the same order is changed, any other is added.
    Changed,
    /// What is not said stays; diagnoses take the place of those before.
    AtDischarge,
}

/// What the rules look at.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Found {
    disease: Option<String>,
    diagnoses: Vec<Diagnosis>,
}

#[derive(Deserialize)]
struct Diagnosis {
    code: String,
    #[serde(default = "stands")]
    valid: bool,
}

/// A diagnosis that nobody took back.
fn stands() -> bool {
    true
}

/// Keeps what was found.
pub(crate) fn keep(
    desk: &mut Desk<'_, '_>,
    visit: &mut Visit,
    said: Option<&Value>,
    told: Told,
) -> Result<(), DeskError> {
    let Some(said) = said else {
        return Ok(());
    };
    let before = match told {
        Told::Changed | Told::AtDischarge if visit.has_findings => read(desk, visit)?,
        _ => None,
    };
    let now = before.map_or_else(|| said.clone(), |before| laid_over(before, said, told));
    visits::set_findings(desk.tx, desk.random, visit, &canonical(&now))?;
    visit.has_findings = true;
    Ok(())
}

fn read(desk: &mut Desk<'_, '_>, visit: &Visit) -> Result<Option<Value>, DeskError> {
    let plain = visits::findings(desk.tx, visit)?;
    let read = plain.map(|plain| serde_json::from_slice(&plain).map_err(unreadable));
    Ok(read.transpose()?)
}

fn unreadable(why: serde_json::Error) -> StoreError {
    StoreError::Row(format!("what was found at a visit: {why}"))
}

const DIAGNOSES: &str = "diagnoses";

fn laid_over(before: Value, said: &Value, told: Told) -> Value {
    let (Value::Object(mut all), Value::Object(said)) = (before, said) else {
        return said.clone();
    };
    for (name, value) in said {
        let value = match value {
            Value::Null => continue,
            Value::Array(rows) if name == DIAGNOSES && rows.is_empty() => continue,
            Value::Array(rows) if name == DIAGNOSES && told == Told::Changed => {
                changed(all.remove(DIAGNOSES), rows)
            }
            value => value.clone(),
        };
        all.insert(name.clone(), value);
    }
    Value::Object(all)
}

/// The diagnoses with those said now: by their order, or by their code where they have none.
fn changed(before: Option<Value>, said: &[Value]) -> Value {
    let mut rows = match before {
        Some(Value::Array(rows)) => rows,
        _ => Vec::new(),
    };
    let of = |row: &Value, key: &str| row.get(key).filter(|value| !value.is_null()).cloned();
    for row in said {
        let key = if of(row, "order").is_some() {
            "order"
        } else {
            "code"
        };
        let plain = |row: &Value| {
            let value = of(row, key)?;
            Some(
                value
                    .as_str()
                    .map_or(value.clone(), |text| diagnosis::plain(text).into()),
            )
        };
        let same = rows.iter_mut().find(|known| plain(known) == plain(row));
        match same {
            Some(known) => known.clone_from(row),
            None => rows.push(row.clone()),
        }
    }
    Value::Array(rows)
}

/// Notes which disease the lines of a batch are for.
pub(crate) fn note_diseases(
    desk: &mut Desk<'_, '_>,
    visit: &Visit,
    (batch, said): (&str, &BTreeSet<String>),
) -> Result<(), DeskError> {
    let place = (&visit.person, &visit.id);
    let mut known = visits::diseases(desk.tx, place)?;
    let of_batch = known.entry(batch.to_owned()).or_default();
    if said.is_subset(of_batch) {
        return Ok(());
    }
    of_batch.extend(said.iter().cloned());
    visits::set_diseases(desk.tx, desk.random, place, &known)?;
    Ok(())
}

/// Every code a rule may give a mark for, of one charge batch or of the whole visit. Nothing is
/// opened unless the policy asks.
pub(crate) fn diagnoses(
    desk: &mut Desk<'_, '_>,
    visit: &Visit,
    (pack, batch): (&Pack, Option<&str>),
) -> Result<Vec<String>, DeskError> {
    if !pack.asks_for_diagnoses() {
        return Ok(Vec::new());
    }
    let found = read(desk, visit)?.ok_or_else(|| {
        let visit = &visit.id;
        DeskError::FactNotKnown {
            fact: say!(
                "就诊 {visit} 没有上传诊断，而参保地政策按病种计算",
                "no diagnoses of visit {visit} are on record, and the policy goes by disease"
            ),
        }
    })?;
    let found: Found = serde_json::from_value(found).map_err(unreadable)?;
    let stand = found.diagnoses.into_iter().filter(|one| one.valid);
    let mut codes: BTreeSet<String> = stand.map(|one| one.code).collect();
    codes.extend(found.disease);
    for (of, diseases) in visits::diseases(desk.tx, (&visit.person, &visit.id))? {
        let of_batch = batch.map_or(!of.starts_with(SETTLED), |batch| batch == of);
        if of_batch {
            codes.extend(diseases);
        }
    }
    Ok(codes.into_iter().collect())
}

/// Before the number of a settlement among the batches of a visit. No batch of a facility has it.
const SETTLED: char = '·';

/// Keeps the codes a settlement was made with, none too, for what is found later is not what it
/// stood on.
pub(crate) fn keep_of_settlement(
    desk: &mut Desk<'_, '_>,
    visit: &Visit,
    (pack, settlement, codes): (&Pack, &SettlementId, &[String]),
) -> Result<(), DeskError> {
    if !pack.asks_for_diagnoses() {
        return Ok(());
    }
    let place = (&visit.person, &visit.id);
    let mut known = visits::diseases(desk.tx, place)?;
    known.insert(
        format!("{SETTLED}{settlement}"),
        codes.iter().cloned().collect(),
    );
    visits::set_diseases(desk.tx, desk.random, place, &known)?;
    Ok(())
}

/// The codes a settlement was made with; those of the visit, where it was made without asking.
pub(crate) fn of_settlement(
    desk: &mut Desk<'_, '_>,
    visit: &Visit,
    (pack, batch, settlement): (&Pack, Option<&str>, &SettlementId),
) -> Result<Vec<String>, DeskError> {
    if !pack.asks_for_diagnoses() {
        return Ok(Vec::new());
    }
    let known = visits::diseases(desk.tx, (&visit.person, &visit.id))?;
    match known.get(&format!("{SETTLED}{settlement}")) {
        Some(codes) => Ok(codes.iter().cloned().collect()),
        None => diagnoses(desk, visit, (pack, batch)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_not_said_stays_and_diagnoses_change_by_their_order() {
        let before = json!({
            "disease": "M01",
            "diagnoses": [{"code": "A", "order": "1"}, {"code": "B", "order": "2"}],
        });
        let rows = [
            (
                json!({"disease": null, "diagnoses": []}),
                json!([{"code": "A", "order": "1"}, {"code": "B", "order": "2"}]),
            ),
            (
                json!({"diagnoses": [{"code": "C", "order": "2"}, {"code": "D"}]}),
                json!([{"code": "A", "order": "1"}, {"code": "C", "order": "2"}, {"code": "D"}]),
            ),
        ];
        for (said, diagnoses) in rows {
            let now = laid_over(before.clone(), &said, Told::Changed);
            assert_eq!(now["diagnoses"], diagnoses, "{said}");
            assert_eq!(now["disease"], "M01");
        }
        let said = json!({"diagnoses": [{"code": "Z"}]});
        let now = laid_over(before, &said, Told::AtDischarge);
        assert_eq!(now["diagnoses"], json!([{"code": "Z"}]));
        assert_eq!(now["disease"], "M01");
    }
}
