//! The invariants of the books, each checked in one place. Run after every fault, load and
//! migration test, and by the `verify` command. One person at a time, because everything about a
//! person lies together.
//!
//! M6 (computing a settlement again gives the same result) needs the policy and lives with the
//! desk. Each check reads what is stored and derives it anew from something else that is stored.

use std::collections::{BTreeMap, BTreeSet};

use domain::Money;
use domain::ids::{PersonId, SettlementId};
use domain::shares::{Payer, Shares};
use jiff::civil::Date;
use serde::Serialize;

use crate::corrections::Correction;
use crate::lines::{BillLines, LineKey, StoredLine};
use crate::settlements::Settlement;
use crate::tx::Tx;
use crate::{StoreError, audit, corrections, enrolments, lines, settlements, values};

/// Something that must never be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// The invariant, such as `M3`.
    pub invariant: &'static str,
    /// What is wrong, with the identifiers to find it.
    pub what: String,
}

/// Everything about one person that the checks compare.
struct Books {
    person: PersonId,
    settlements: Vec<Settlement>,
    corrections: Vec<Correction>,
    columns: BTreeMap<SettlementId, [Money; 5]>,
    lines: Vec<(String, StoredLine)>,
    postings: BTreeMap<String, Vec<(String, Money)>>,
    totals: BTreeMap<(String, String), Money>,
    opening: BTreeMap<(String, String), Money>,
    accounts: BTreeMap<String, Money>,
    messages: Vec<(String, String, Option<String>)>,
    found: Vec<Violation>,
}

/// Everybody about whom anything is stored.
pub fn people(tx: &mut Tx) -> Result<Vec<PersonId>, StoreError> {
    const PEOPLE: &str = "SELECT person FROM person_lock UNION SELECT person FROM person \
         UNION SELECT person FROM settlement UNION SELECT person FROM posting ORDER BY 1";
    tx.query(PEOPLE, &[])?
        .into_iter()
        .map(|mut row| row.parse())
        .collect()
}

/// Checks every person.
pub fn all(tx: &mut Tx) -> Result<Vec<Violation>, StoreError> {
    let mut found = Vec::new();
    for id in people(tx)? {
        found.extend(person(tx, &id)?);
    }
    for chain in audit::chains(tx)? {
        if let Some(what) = audit::first_break(&audit::of_chain(tx, &chain)?) {
            found.push(Violation {
                invariant: "M13",
                what,
            });
        }
    }
    Ok(found)
}

/// Checks one person.
pub fn person(tx: &mut Tx, person: &PersonId) -> Result<Vec<Violation>, StoreError> {
    let mut books = load(tx, person)?;
    books.lines_make_the_bill();
    books.shares_make_the_bill();
    books.entries_balance();
    books.reversals_negate();
    books.totals_are_the_fold();
    books.corrections_are_sound();
    books.messages_match();
    books.settlements_are_audited(tx)?;
    Ok(books.found)
}

fn load(tx: &mut Tx, person: &PersonId) -> Result<Books, StoreError> {
    let settlements = settlements::of_person(tx, person)?;
    let mut columns = BTreeMap::new();
    let sql = "SELECT settlement, total, funds, account, family_account, cash FROM settlement \
         WHERE person = $1";
    for mut row in tx.query(sql, &values![person])? {
        let id = row.parse()?;
        let mut amount = || row.money();
        columns.insert(id, [amount()?, amount()?, amount()?, amount()?, amount()?]);
    }
    Ok(Books {
        person: person.clone(),
        settlements,
        corrections: corrections::of_person(tx, person)?,
        columns,
        lines: load_lines(tx, person)?,
        postings: load_postings(tx, person)?,
        totals: load_totals(tx, person, TOTALS)?,
        opening: load_totals(tx, person, OPENING)?,
        accounts: load_accounts(tx, person)?,
        messages: load_messages(tx, person)?,
        found: Vec::new(),
    })
}

fn load_lines(tx: &mut Tx, person: &PersonId) -> Result<Vec<(String, StoredLine)>, StoreError> {
    let sql = "SELECT DISTINCT visit FROM bill_line WHERE person = $1 ORDER BY visit";
    let mut all = Vec::new();
    for mut row in tx.query(sql, &values![person])? {
        let visit = row.parse()?;
        let bill = BillLines {
            person,
            visit: &visit,
        };
        let lines = lines::of_visit(tx, bill)?;
        all.extend(lines.into_iter().map(|line| (visit.to_string(), line)));
    }
    Ok(all)
}

type Legs = Vec<(String, Money)>;

fn load_postings(tx: &mut Tx, person: &PersonId) -> Result<BTreeMap<String, Legs>, StoreError> {
    let sql = "SELECT entry, account, amount FROM posting WHERE person = $1 \
         ORDER BY entry, ordinal";
    let mut entries: BTreeMap<String, Legs> = BTreeMap::new();
    for mut row in tx.query(sql, &values![person])? {
        let entry = entries.entry(row.text()?).or_default();
        entry.push((row.text()?, row.money()?));
    }
    Ok(entries)
}

const TOTALS: &str = "SELECT insured_at, scheme, year, counter, amount FROM year_to_date \
     WHERE person = $1 AND amount <> 0";
const OPENING: &str = "SELECT insured_at, scheme, year, counter, amount FROM year_opening \
     WHERE person = $1";

/// Totals by year (with its place and scheme) and counter; zero is as good as absent.
fn load_totals(
    tx: &mut Tx,
    person: &PersonId,
    sql: &'static str,
) -> Result<BTreeMap<(String, String), Money>, StoreError> {
    let mut totals = BTreeMap::new();
    for mut row in tx.query(sql, &values![person])? {
        let year = format!("{}:{}:{}", row.text()?, row.text()?, row.text()?);
        totals.insert((year, row.text()?), row.money()?);
    }
    Ok(totals)
}

fn load_accounts(tx: &mut Tx, person: &PersonId) -> Result<BTreeMap<String, Money>, StoreError> {
    let insured = enrolments::on_day(tx, person, Date::MAX)?;
    let named = insured.iter().map(|enrolment| {
        let name = enrolments::account_name(enrolment.insured_at, enrolment.scheme);
        (name, enrolment.account)
    });
    Ok(named.collect())
}

fn load_messages(
    tx: &mut Tx,
    person: &PersonId,
) -> Result<Vec<(String, String, Option<String>)>, StoreError> {
    let sql = "SELECT message, state, settlement FROM message WHERE person = $1";
    let mut messages = Vec::new();
    for mut row in tx.query(sql, &values![person])? {
        messages.push((row.text()?, row.text()?, row.optional_text()?));
    }
    Ok(messages)
}

impl Books {
    fn expect(&mut self, holds: bool, invariant: &'static str, what: impl FnOnce() -> String) {
        if !holds {
            let what = format!("person {}: {}", self.person, what());
            self.found.push(Violation { invariant, what });
        }
    }

    /// Settlements that are neither cancellations nor cancelled, as they stand, in commit order.
    fn live(&self) -> Vec<Settlement> {
        corrections::as_they_stand(self.settlements.clone(), &self.corrections)
    }

    /// A5: corrections move money between payers and no other, are numbered in order, belong to a
    /// settlement, and leave nothing on one that was cancelled.
    fn corrections_are_sound(&mut self) {
        let mut last: BTreeMap<SettlementId, i64> = BTreeMap::new();
        let mut left: BTreeMap<SettlementId, Shares> = BTreeMap::new();
        for correction in self.corrections.clone() {
            let id = &correction.id;
            let ordinal = last.entry(correction.settlement.clone()).or_default();
            *ordinal += 1;
            let in_order = correction.ordinal == *ordinal;
            let all = self.settlements.iter();
            let of = all.clone().find(|made| made.id == correction.settlement);
            let belongs =
                of.is_some_and(|made| made.reversal_of.is_none() && made.turn < correction.turn);
            let sum = left.entry(correction.settlement.clone()).or_default();
            *sum = sum.plus(&correction.shares);
            let moves = correction.shares.total().is_zero();
            self.expect(in_order && belongs && moves, "A5", || {
                format!("correction {id} is out of order, belongs to nothing or moves the bill")
            });
        }
        for cancellation in self.settlements.clone() {
            let of = cancellation.reversal_of.as_ref();
            let sum = of.and_then(|of| left.get(of)).copied().unwrap_or_default();
            self.expect(sum == Shares::default(), "A5", || {
                format!("what {} cancels is still corrected", cancellation.id)
            });
        }
    }

    /// M1: the bill is the sum of its lines; a line is price × quantity, rounded once.
    fn lines_make_the_bill(&mut self) {
        for (visit, stored) in self.lines.clone() {
            let serial = &stored.line.serial;
            self.expect(stored.line.adds_up(), "M1", || {
                format!("line {serial} of visit {visit} is not its price × quantity")
            });
            self.expect(
                stored.split.scope.total() == stored.line.amount,
                "M1",
                || format!("the parts of line {serial} of visit {visit} do not add up to it"),
            );
        }
        let live = self.live();
        for settlement in &live {
            let mine = |(_, line): &&(String, StoredLine)| {
                line.settled_by.as_ref() == Some(&settlement.id)
            };
            let lines: Vec<_> = self
                .lines
                .iter()
                .filter(mine)
                .map(|(_, line)| line)
                .collect();
            let scope = lines.iter().map(|line| line.split.scope).sum();
            let mut keys: Vec<LineKey> = lines
                .iter()
                .map(|l| LineKey(l.line.serial.clone(), l.upload))
                .collect();
            keys.sort();
            // As it was sent: a correction may split lines anew, which stay as they were.
            let mut all = self.settlements.iter();
            let sent = all.find(|made| made.id == settlement.id);
            let holds =
                sent.is_some_and(|sent| sent.scope == scope) && keys == sorted(&settlement.lines);
            self.expect(holds, "M1", || {
                format!("settlement {} is not the sum of its lines", settlement.id)
            });
        }
        let known: BTreeSet<_> = live.iter().map(|settlement| &settlement.id).collect();
        for (visit, stored) in self.lines.clone() {
            let holds = stored
                .settled_by
                .as_ref()
                .is_none_or(|by| known.contains(by));
            self.expect(holds, "M1", || {
                let serial = &stored.line.serial;
                format!("line {serial} of visit {visit} is settled by no live settlement")
            });
        }
    }

    /// M2: the shares add up to the bill, in the columns and in the stored shares alike.
    fn shares_make_the_bill(&mut self) {
        for settlement in self.settlements.clone() {
            let shares = &settlement.shares;
            let derived = [
                settlement.scope.total(),
                shares.funds(),
                shares.of(Payer::Account),
                shares.of(Payer::FamilyAccount),
                shares.of(Payer::Cash),
            ];
            let holds = self.columns.get(&settlement.id) == Some(&derived)
                && shares.total() == settlement.scope.total();
            self.expect(holds, "M2", || {
                format!(
                    "the shares of settlement {} do not add up to it",
                    settlement.id
                )
            });
        }
    }

    /// M3: legs add up to zero, each settlement has its own and nothing else has any, and balances
    /// are the sum of what was posted.
    fn entries_balance(&mut self) {
        let mut unexplained: BTreeSet<String> = self.postings.keys().cloned().collect();
        unexplained.retain(|entry| !entry.starts_with("opening:"));
        for settlement in self.settlements.clone() {
            let entry = settlement.id.to_string();
            unexplained.remove(&entry);
            let legs = self.postings.get(&entry).cloned().unwrap_or_default();
            let expected: Legs = settlements::legs(&settlement);
            self.expect(legs == expected, "M3", || {
                format!("the postings of settlement {entry} are not its shares")
            });
        }
        for correction in self.corrections.clone() {
            let entry = correction.id.to_string();
            unexplained.remove(&entry);
            let legs = self.postings.get(&entry).cloned().unwrap_or_default();
            let mut all = self.settlements.iter();
            let of = all.find(|made| made.id == correction.settlement);
            let expected = of.map(|of| corrections::legs(&correction, of));
            self.expect(Some(&legs) == expected.as_ref(), "M3", || {
                format!("the postings of correction {entry} are not its difference")
            });
        }
        self.expect(unexplained.is_empty(), "M3", || {
            format!("postings without a settlement: {unexplained:?}")
        });
        for (entry, legs) in self.postings.clone() {
            let sum: Money = legs.iter().map(|(_, amount)| *amount).sum();
            self.expect(sum.is_zero(), "M3", || {
                format!("entry {entry} does not balance")
            });
        }
        let mut balances: BTreeMap<&str, Money> = BTreeMap::new();
        for (account, amount) in self.postings.values().flatten() {
            *balances.entry(account).or_default() += *amount;
        }
        let wrong: Vec<String> = self
            .accounts
            .iter()
            .filter(|(name, balance)| {
                balances.get(name.as_str()).copied().unwrap_or_default() != **balance
            })
            .map(|(name, _)| name.clone())
            .collect();
        self.expect(wrong.is_empty(), "M3", || {
            format!("balances that are not the sum of their postings: {wrong:?}")
        });
    }

    /// M4: a cancellation is the exact negation of one settlement, which has no other.
    fn reversals_negate(&mut self) {
        let all = self.settlements.clone();
        let mut undone = BTreeSet::new();
        for cancellation in all.iter().filter(|s| s.reversal_of.is_some()) {
            let original = cancellation.reversal_of.as_ref();
            let original = all.iter().find(|s| Some(&s.id) == original);
            let holds = original.is_some_and(|original| {
                original.reversal_of.is_none()
                    && cancellation.turn > original.turn
                    && cancellation.shares == original.shares.negated()
                    && cancellation.inputs == original.inputs
                    && undone.insert(&original.id)
            });
            self.expect(holds, "M4", || {
                format!(
                    "cancellation {} is not the opposite of one settlement",
                    cancellation.id
                )
            });
        }
    }

    /// M5: running totals are the opening ones and the fold of the live settlements; none is
    /// negative.
    fn totals_are_the_fold(&mut self) {
        let mut folded = self.opening.clone();
        for settlement in self.live() {
            let situation = &settlement.inputs.situation;
            let (place, scheme) = (situation.insured_at, situation.scheme);
            let year = format!("{place}:{scheme}:{}", settlement.year);
            for (counter, amount) in settlement.counted {
                *folded.entry((year.clone(), counter)).or_default() += amount;
            }
        }
        folded.retain(|_, amount| !amount.is_zero());
        let negative = folded.values().any(|amount| amount.is_negative());
        let holds = folded == self.totals && !negative;
        self.expect(holds, "M5", || {
            "the year to date is not the opening and the sum of its settlements".into()
        });
    }

    /// M10: one settlement a business key, and each has the message that made it, in the state
    /// that fits.
    fn messages_match(&mut self) {
        let mut keys = BTreeSet::new();
        let undone: BTreeSet<SettlementId> = self
            .settlements
            .iter()
            .filter_map(|s| s.reversal_of.clone())
            .collect();
        for settlement in self.settlements.clone() {
            if settlement.reversal_of.is_some() {
                continue;
            }
            let key = (settlement.visit.clone(), settlement.batch.clone());
            self.expect(keys.insert(key), "M10", || {
                format!("settlement {} repeats a business key", settlement.id)
            });
            let state = match undone.contains(&settlement.id) {
                true => "reversed",
                false => "done",
            };
            let id = settlement.id.as_str();
            let mut made_by = self
                .messages
                .iter()
                .filter(|(_, _, made)| made.as_deref() == Some(id));
            let holds = matches!((made_by.next(), made_by.next()), (Some((message, found, _)), None)
                if message == settlement.message.as_str() && found == state);
            self.expect(holds, "M10", || {
                format!("settlement {id} and its message disagree")
            });
        }
    }

    /// M12 for settlements: each is in the audit chain as it was written.
    fn settlements_are_audited(&mut self, tx: &mut Tx) -> Result<(), StoreError> {
        let chain = audit::of_chain(tx, self.person.as_str())?;
        let entries: BTreeSet<(&str, &str)> = chain
            .iter()
            .map(|entry| (entry.object.as_str(), entry.digest.as_str()))
            .collect();
        for correction in self.corrections.clone() {
            let digest = corrections::digest(&correction);
            let mut reasons = chain.iter().map(|entry| entry.reason.as_str());
            let holds = reasons.any(|reason| reason.contains(&digest));
            self.expect(holds, "M12", || {
                format!("correction {} is not what the audit saw", correction.id)
            });
        }
        for settlement in self.settlements.clone() {
            let digest = settlements::digest(&settlement);
            let holds = entries.contains(&(settlement.id.as_str(), &digest));
            self.expect(holds, "M12", || {
                format!("settlement {} is not what the audit saw", settlement.id)
            });
        }
        Ok(())
    }
}

fn sorted(keys: &[LineKey]) -> Vec<LineKey> {
    let mut keys = keys.to_vec();
    keys.sort();
    keys
}
