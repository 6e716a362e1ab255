//! Settlements, their postings and what they add to the year. Appended, never changed: a
//! cancellation is a settlement with the opposite amounts that names the one it undoes.

use std::collections::BTreeMap;

use domain::bill::Scope;
use domain::explain::Inputs;
use domain::ids::{FacilityCode, MessageId, PersonId, SettlementId, VisitId};
use domain::person::Scheme;
use domain::rules::counter::base_of_taken;
use domain::shares::{Payer, Shares};
use domain::situation::{Footing, YearToDate};
use domain::{Money, Region};
use jiff::Timestamp;
use serde::Serialize;

use crate::legs::{LEGS, rows_of_legs};
use crate::lines::{LineKey, read_scope, scope_parts};
pub use crate::so_far::{SoFar, grow, less, plus};
use crate::tx::{Insert, Tx};
use crate::value::{Row, RowOf, json};
use crate::visits::VisitFlags;
pub use crate::year_totals::{YearTotal, year_totals};
use crate::{StoreError, Value, values};

/// A settlement as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Settlement {
    /// Its number, issued by us.
    pub id: SettlementId,
    /// The patient.
    pub person: PersonId,
    /// The visit.
    pub visit: VisitId,
    /// Its serial within the visit: the charge batch, or which settlement of the stay.
    pub batch: String,
    /// The facility.
    pub facility: FacilityCode,
    /// The message that asked for it.
    pub message: MessageId,
    /// The person's turn: settlements of one person in commit order.
    pub turn: i64,
    /// The settlement this one undoes.
    pub reversal_of: Option<SettlementId>,
    /// When.
    pub created_at: Timestamp,
    /// Label of the benefit year.
    pub year: String,
    /// What it was computed from. A cancellation repeats those of what it undoes.
    pub inputs: Inputs,
    /// What of the same stay was settled before: the inputs are those of the whole stay so far,
    /// and what it comes to less this is what is settled here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub so_far: Option<SoFar>,
    /// Whether the personal account may pay, also when nothing is on it; not known of settlements
    /// from before this was kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uses_account: Option<bool>,
    /// The circumstances, as the hospital had said them by then; not known of settlements from
    /// before this was kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flags: Option<VisitFlags>,
    /// The bill; of a cancellation, its exact negation.
    pub scope: Scope,
    /// Who pays what.
    pub shares: Shares,
    /// What the person paid as deductible.
    pub deductible: Money,
    /// What each running total of the year grew by; admissions under [`ADMISSIONS`], stays without
    /// a filing under [`UNFILED_STAYS`].
    pub counted: BTreeMap<String, Money>,
    /// The lines it counts.
    pub lines: Vec<LineKey>,
    /// Hash of the policy pack.
    pub pack_hash: String,
}

impl Settlement {
    /// The insurance that paid, which keeps running totals and an account of its own.
    pub fn insurance(&self) -> (Region, Scheme) {
        let situation = &self.inputs.situation;
        (situation.insured_at, situation.scheme)
    }
}

/// The counter of inpatient admissions settled; a number, kept beside the sums of money.
pub const ADMISSIONS: &str = "admissions";

/// The counter of stays settled without a filing; a number like [`ADMISSIONS`].
pub const UNFILED_STAYS: &str = "unfiled-stays";

/// Whether a counter counts in ones; every other is money.
pub fn counts_in_ones(counter: &str) -> bool {
    matches!(counter, ADMISSIONS | UNFILED_STAYS)
}

/// Writes a settlement.
pub fn insert(tx: &mut Tx, settlement: &Settlement) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO settlement (person, settlement, visit, batch, \
         facility, message, turn, \
         reversal_of, created_at, insured_at, treated_at, scheme, year, wholly_self_paid, \
         above_limit, upfront, ordinary, negotiated, total, funds, account, family_account, \
         cash, deductible, shares, counted, inputs, footing, lines, pack_hash, so_far, \
         uses_account, flags) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, \
         $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, \
         $32, $33)";
    let situation = &settlement.inputs.situation;
    let shares = &settlement.shares;
    let [wholly_self_paid, above_limit, upfront, ordinary, negotiated] =
        scope_parts(&settlement.scope);
    let row = values![
        &settlement.person,
        &settlement.id,
        &settlement.visit,
        &settlement.batch,
        &settlement.facility,
        &settlement.message,
        settlement.turn,
        settlement.reversal_of.as_ref(),
        settlement.created_at,
        situation.insured_at,
        situation.treated_at,
        situation.scheme.word(),
        &settlement.year,
        wholly_self_paid,
        above_limit,
        upfront,
        ordinary,
        negotiated,
        settlement.scope.total(),
        shares.funds(),
        shares.of(Payer::Account),
        shares.of(Payer::FamilyAccount),
        shares.of(Payer::Cash),
        settlement.deductible,
        json(shares),
        json(&settlement.counted),
        json(&settlement.inputs),
        situation.footing.word(),
        json(&settlement.lines),
        &settlement.pack_hash,
        settlement.so_far.as_ref().map(json),
        settlement.uses_account.map(i64::from),
        settlement.flags.as_ref().map(json),
    ];
    tx.wrote(settlement.person.as_str(), "settlement", &row);
    tx.note_settlement();
    tx.later(INSERT, &row, Some(1))
}

/// The columns [`read`] takes, of a table called `s`.
macro_rules! settlement_columns {
    () => {
        "s.settlement, s.person, s.visit, s.batch, s.facility, s.message, s.turn, s.reversal_of, \
         s.created_at, s.year, s.inputs, s.wholly_self_paid, s.above_limit, s.upfront, \
         s.ordinary, s.negotiated, s.shares, s.deductible, s.counted, s.lines, s.pack_hash, \
         s.so_far, s.uses_account, s.flags"
    };
}

/// Where [`read`] finds its columns in a row as it lies, see [`rows`](crate::rows).
pub(crate) const READ_FROM_RAW: [usize; 24] = [
    1, 0, 2, 3, 4, 5, 6, 7, 8, 12, 26, 13, 14, 15, 16, 17, 24, 23, 25, 28, 29, 30, 31, 32,
];

pub(crate) fn read(mut row: RowOf<'_>) -> Result<Settlement, StoreError> {
    let row = &mut row;
    Ok(Settlement {
        id: row.parse()?,
        person: row.parse()?,
        visit: row.parse()?,
        batch: row.text()?,
        facility: row.parse()?,
        message: row.parse()?,
        turn: row.integer()?,
        reversal_of: row.optional_parse()?,
        created_at: row.instant()?,
        year: row.text()?,
        inputs: row.json()?,
        scope: read_scope(row)?,
        shares: row.json()?,
        deductible: row.money()?,
        counted: row.json()?,
        lines: row.json()?,
        pack_hash: row.text()?,
        so_far: row.optional_json()?,
        uses_account: row.optional_integer()?.map(|flag| flag != 0),
        flags: row.optional_json()?,
    })
}

/// A settlement by its number alone, for pages and links.
pub fn find_by_id(tx: &mut Tx, id: &SettlementId) -> Result<Option<Settlement>, StoreError> {
    const FIND: &str = concat!(
        "SELECT ",
        settlement_columns!(),
        " FROM settlement s WHERE s.settlement = $1 ORDER BY s.person LIMIT 1"
    );
    tx.find(FIND, &values![id])?.map(read).transpose()
}

/// A settlement of a person.
pub fn find(
    tx: &mut Tx,
    person: &PersonId,
    id: &SettlementId,
) -> Result<Option<Settlement>, StoreError> {
    const FIND: &str = concat!(
        "SELECT ",
        settlement_columns!(),
        " FROM settlement s WHERE s.person = $1 AND s.settlement = $2"
    );
    tx.find(FIND, &values![person, id])?.map(read).transpose()
}

/// The settlement that undoes another, if there is one.
pub fn reversal_of(
    tx: &mut Tx,
    person: &PersonId,
    id: &SettlementId,
) -> Result<Option<Settlement>, StoreError> {
    const FIND: &str = concat!(
        "SELECT ",
        settlement_columns!(),
        " FROM settlement s WHERE s.person = $1 AND s.reversal_of = $2"
    );
    tx.find(FIND, &values![person, id])?.map(read).transpose()
}

/// All settlements of a person in commit order, cancellations included.
pub fn of_person(tx: &mut Tx, person: &PersonId) -> Result<Vec<Settlement>, StoreError> {
    const FIND: &str = concat!(
        "SELECT ",
        settlement_columns!(),
        " FROM settlement s WHERE s.person = $1 ORDER BY s.turn"
    );
    let rows = tx.query(FIND, &values![person])?;
    rows.into_iter().map(read).collect()
}

/// The settlements of a person made before a turn, so many of the newest, the newest first,
/// cancellations included.
pub fn before_turn(
    tx: &mut Tx,
    person: &PersonId,
    (turn, count): (i64, u32),
) -> Result<Vec<Settlement>, StoreError> {
    // The numbers first: a settlement itself is long.
    const NUMBERS: &str = "SELECT settlement FROM settlement WHERE person = $1 AND turn < $2 \
         ORDER BY turn DESC LIMIT $3";
    let numbers = tx.query(NUMBERS, &values![person, turn, i64::from(count)])?;
    let mut found = Vec::with_capacity(numbers.len());
    for mut row in numbers {
        found.extend(find(tx, person, &row.parse()?)?);
    }
    Ok(found)
}

/// How many settlements there are, cancellations included.
pub fn count(tx: &mut Tx) -> Result<u64, StoreError> {
    let counted = tx.one("SELECT COUNT(*) FROM settlement", &[])?.integer()?;
    Ok(counted.unsigned_abs())
}

/// A settlement of a visit in short: its key, and what undid it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Its number.
    pub id: SettlementId,
    /// Its serial within the visit.
    pub batch: String,
    /// Label of the benefit year.
    pub year: String,
    /// Whether it counted as a stay without a filing.
    pub unfiled: bool,
    /// The message that asked for it.
    pub message: MessageId,
    /// The cancellation that undid it.
    pub reversed_by: Option<SettlementId>,
}

/// The settlements a visit has had, without the cancellations themselves, in commit order.
pub fn of_visit(tx: &mut Tx, person: &PersonId, visit: &VisitId) -> Result<Vec<Made>, StoreError> {
    const FIND: &str = "SELECT s.settlement, s.batch, s.year, s.footing, s.message, r.settlement \
         FROM settlement s \
         LEFT JOIN settlement r ON r.person = $1 AND r.reversal_of = s.settlement \
         WHERE s.person = $1 AND s.visit = $2 AND s.reversal_of IS NULL ORDER BY s.turn";
    let read = |mut row: Row| {
        Ok(Made {
            id: row.parse()?,
            batch: row.text()?,
            year: row.text()?,
            unfiled: row.word(Footing::from_word)? == Footing::Unfiled,
            message: row.parse()?,
            reversed_by: row.optional_parse()?,
        })
    };
    let rows = tx.query(FIND, &values![person, visit])?;
    rows.into_iter().map(read).collect()
}

/// How the entries begin that bring balances along.
pub(crate) const OPENING: &str = "opening:";

/// Writes the legs of one entry. They must add up to zero; legs of nothing are left out.
pub fn post(
    tx: &mut Tx,
    person: &PersonId,
    entry: &str,
    legs: &[(String, Money)],
) -> Result<(), StoreError> {
    let values = rows_of_legs(person, entry, legs);
    // What an account brings along is of no turn; it is told by its entry and its balance.
    if !entry.starts_with(OPENING) {
        for leg in values.chunks(LEGS.width) {
            tx.wrote(person.as_str(), "posting", leg);
        }
    }
    match values.is_empty() {
        true => Ok(()),
        false => tx.insert(&LEGS, &values),
    }
}

/// The legs of one entry.
pub fn postings(
    tx: &mut Tx,
    person: &PersonId,
    entry: &str,
) -> Result<Vec<(String, Money)>, StoreError> {
    const FIND: &str = "SELECT account, amount FROM posting WHERE person = $1 AND entry = $2 \
         ORDER BY ordinal";
    let rows = tx.query(FIND, &values![person, entry])?;
    let read = |mut row: Row| Ok((row.text()?, row.money()?));
    rows.into_iter().map(read).collect()
}

/// The running totals of one person, insured place, scheme and benefit year.
#[derive(Clone, Copy, Debug)]
pub struct YearKey<'a> {
    /// The person.
    pub person: &'a PersonId,
    /// The insured place.
    pub insured_at: Region,
    /// The scheme.
    pub scheme: Scheme,
    /// Label of the benefit year.
    pub year: &'a str,
}

/// What was used up in a benefit year.
pub fn year_to_date(tx: &mut Tx, key: YearKey<'_>) -> Result<YearToDate, StoreError> {
    const FIND: &str = "SELECT counter, amount FROM year_to_date WHERE person = $1 \
         AND insured_at = $2 AND scheme = $3 AND year = $4";
    let values = values![key.person, key.insured_at, key.scheme.word(), key.year];
    let mut year = YearToDate::default();
    for mut row in tx.query(FIND, &values)? {
        add_total(&mut year, row.text()?, row.integer()?);
    }
    Ok(year)
}

/// Adds a stored total, in fen, to what was used up; stays count in ones.
pub fn add_total(year: &mut YearToDate, counter: String, amount: i64) {
    let number = || u8::try_from(amount.max(0)).unwrap_or(u8::MAX);
    match counter.as_str() {
        ADMISSIONS => year.admissions = number(),
        UNFILED_STAYS => year.unfiled_stays = number(),
        // That nothing was taken of a deductible is known as well.
        _ if amount != 0 || base_of_taken(&counter).is_some() => {
            year.counters.insert(counter, Money::from_fen(amount));
        }
        _ => (),
    }
}

/// What a counter stands at, as [`set_year_to_date`] writes it.
pub fn stands_at(year: &YearToDate, counter: &str) -> Money {
    match counter {
        ADMISSIONS => Money::from_fen(i64::from(year.admissions)),
        UNFILED_STAYS => Money::from_fen(i64::from(year.unfiled_stays)),
        counter => year.counter(counter),
    }
}

/// Sets running totals to what they stand at now. Absolute values, read and written in one turn.
pub fn set_year_to_date(
    tx: &mut Tx,
    key: YearKey<'_>,
    totals: &[(&str, Money)],
) -> Result<(), StoreError> {
    const TOTALS: Insert = Insert {
        into: "year_to_date (person, insured_at, scheme, year, counter, amount)",
        width: 6,
        then: "ON CONFLICT (person, insured_at, scheme, year, counter) \
             DO UPDATE SET amount = excluded.amount",
    };
    if totals.is_empty() {
        return Ok(());
    }
    let scheme = key.scheme.word();
    let row = |&(counter, amount): &(_, _)| {
        let counter: &str = counter;
        let amount: Money = amount;
        values![
            key.person,
            key.insured_at,
            scheme,
            key.year,
            counter,
            amount
        ]
    };
    let values: Vec<Value> = totals.iter().flat_map(row).collect();
    tx.insert(&TOTALS, &values)
}

/// Brings along what a person had used up before we kept the books. Zero totals are left out.
pub fn open_year(
    tx: &mut Tx,
    key: YearKey<'_>,
    totals: &[(&str, Money)],
) -> Result<(), StoreError> {
    const OPEN: &str = "INSERT INTO year_opening (person, insured_at, scheme, year, counter, \
         amount) VALUES ($1, $2, $3, $4, $5, $6)";
    let scheme = key.scheme.word();
    for (counter, amount) in totals.iter().filter(|(_, amount)| !amount.is_zero()) {
        let row = values![
            key.person,
            key.insured_at,
            scheme,
            key.year,
            *counter,
            *amount
        ];
        tx.execute(OPEN, &row)?;
    }
    set_year_to_date(tx, key, totals)
}

/// What a person had used up of an insurance before we kept the books: benefit year, counter and
/// amount.
pub fn openings(
    tx: &mut Tx,
    person: &PersonId,
    (insured_at, scheme): (Region, Scheme),
) -> Result<BTreeMap<String, YearToDate>, StoreError> {
    const FIND: &str = "SELECT year, counter, amount FROM year_opening \
         WHERE person = $1 AND insured_at = $2 AND scheme = $3 ORDER BY year, counter";
    let mut opened: BTreeMap<String, YearToDate> = BTreeMap::new();
    for mut row in tx.query(FIND, &values![person, insured_at, scheme.word()])? {
        let (year, counter, amount) = (row.text()?, row.text()?, row.money()?);
        add_total(opened.entry(year).or_default(), counter, amount.fen());
    }
    Ok(opened)
}

/// The legs a settlement posts: the facility is owed the whole bill, less the cash it has; every
/// payer gives its share. Zero legs are left out.
pub fn legs(settlement: &Settlement) -> Vec<(String, Money)> {
    let payers = settlement.shares.iter();
    let payers = payers.map(|(payer, amount)| (payer_account(settlement, payer), -amount));
    let owed = format!("facility:{}", settlement.facility);
    let owed = (owed, settlement.shares.total());
    let legs = std::iter::once(owed).chain(payers);
    legs.filter(|(_, amount)| !amount.is_zero()).collect()
}

/// The account in the books out of which a payer pays for a settlement.
pub(crate) fn payer_account(settlement: &Settlement, payer: Payer) -> String {
    let situation = &settlement.inputs.situation;
    let region = situation.insured_at;
    match payer {
        Payer::Account => crate::enrolments::account_name(region, situation.scheme),
        Payer::FamilyAccount => format!("family-account:{region}"),
        Payer::Cash => format!("cash:{}", settlement.facility),
        fund => format!("fund:{region}:{fund}"),
    }
}

/// Digest of a settlement as it is written, for the audit.
pub fn digest(settlement: &Settlement) -> String {
    let text = serde_json::to_vec(settlement).expect("a settlement always serialises");
    crate::seal::sha256_hex(&[&text])
}
