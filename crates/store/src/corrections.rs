//! Corrections (补差): what a settlement comes to now, because something before it changed. The
//! settlement stays as it was sent; its corrections are laid over it in order, and each is posted
//! by itself. Appended, never changed.

use std::collections::BTreeMap;

use domain::explain::Inputs;
use domain::ids::{CorrectionId, PersonId, SettlementId};
use domain::shares::{Payer, Shares};
use domain::{Bilingual, Money, word_list};
use jiff::Timestamp;
use serde::Serialize;

use crate::newer_rules;
use crate::settlements::{Settlement, SoFar, payer_account, plus};
use crate::tx::Tx;
use crate::value::{Row, RowOf, json};
use crate::{StoreError, kept, values};

word_list! {
    /// Why a settlement is corrected.
    Cause {
        /// One of the same benefit year, made before it, was cancelled.
        EarlierCancelled = "earlier-cancelled", "前面的结算撤销了", "an earlier settlement was cancelled";
        /// It was cancelled itself: what it had been corrected by is taken back.
        Cancelled = "cancelled", "本笔结算撤销了", "the settlement was cancelled";
        /// A filing of the person came or changed after it.
        FilingChanged = "filing-changed", "备案有变化", "a filing changed";
        /// What is on record of the person's insurance changed for days that had passed.
        EnrolmentChanged = "enrolment-changed", "参保信息有变化", "the insurance on record changed";
        /// What is on record of the facility changed for days that had passed.
        FacilityChanged = "facility-changed", "医疗机构信息有变化", "the facility on record changed";
        /// What the catalogue says of items for days that had passed changed.
        CatalogueChanged = "catalogue-changed", "医保目录有更改", "the catalogue changed";
        /// The facilities the person had chosen changed for days that had passed.
        ChoiceChanged = "choice-changed", "选定的医疗机构有变化", "the facilities chosen changed";
        /// Rules for days that had passed were released.
        RulesReleased = "rules-released", "发布了追溯的规定", "rules for past days were released";
        /// A figure that another stood in for was published.
        FigurePublished = "figure-published", "暂用的数字已公布", "a missing figure was published";
        /// A clerk decided so.
        Clerk = "clerk", "经办人员决定", "a clerk decided so";
    }
}

/// A correction as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Correction {
    /// Its number, issued by us.
    pub id: CorrectionId,
    /// The patient.
    pub person: PersonId,
    /// What it corrects.
    pub settlement: SettlementId,
    /// Which correction of the settlement, from 1.
    pub ordinal: i64,
    /// The person's turn that caused it.
    pub turn: i64,
    /// When.
    pub created_at: Timestamp,
    /// Why.
    pub cause: Cause,
    /// Number of what caused it: the settlement that was cancelled, the filing, the release.
    pub cause_of: String,
    /// What the settlement is computed from now.
    pub inputs: Inputs,
    /// What of the same stay is taken off now.
    pub so_far: Option<SoFar>,
    /// What each payer pays more than before; together nothing.
    pub shares: Shares,
    /// What the person pays more as deductible.
    pub deductible: Money,
    /// What each running total of the year grows by.
    pub counted: BTreeMap<String, Money>,
    /// Hash of the policy pack.
    pub pack_hash: String,
}

impl Settlement {
    /// The settlement as it stands with this correction.
    pub fn corrected(mut self, correction: &Correction) -> Settlement {
        self.inputs = correction.inputs.clone();
        self.so_far.clone_from(&correction.so_far);
        let before = self.so_far.as_ref().map(|so_far| so_far.scope);
        self.scope = self.inputs.scope + -before.unwrap_or_default();
        self.shares = self.shares.plus(&correction.shares);
        self.deductible += correction.deductible;
        self.counted = plus(self.counted, &correction.counted);
        self.pack_hash.clone_from(&correction.pack_hash);
        self
    }
}

/// Writes a correction.
pub fn insert(tx: &mut Tx, correction: &Correction) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO correction (person, correction, settlement, ordinal, turn, \
         created_at, cause, cause_of, funds, account, family_account, cash, deductible, shares, \
         counted, inputs, so_far, pack_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, \
         $11, $12, $13, $14, $15, $16, $17, $18)";
    let shares = &correction.shares;
    let row = values![
        &correction.person,
        &correction.id,
        &correction.settlement,
        correction.ordinal,
        correction.turn,
        correction.created_at,
        correction.cause.word(),
        &correction.cause_of,
        shares.funds(),
        shares.of(Payer::Account),
        shares.of(Payer::FamilyAccount),
        shares.of(Payer::Cash),
        correction.deductible,
        json(shares),
        json(&correction.counted),
        json(&correction.inputs),
        correction.so_far.as_ref().map(json),
        &correction.pack_hash,
    ];
    tx.wrote(correction.person.as_str(), "correction", &row);
    tx.later(INSERT, &row, Some(1))
}

/// The columns [`read`] takes, of a table called `c`.
macro_rules! correction_columns {
    () => {
        "c.correction, c.person, c.settlement, c.ordinal, c.turn, c.created_at, c.cause, \
         c.cause_of, c.inputs, c.so_far, c.shares, c.deductible, c.counted, c.pack_hash"
    };
}

/// Where [`read`] finds its columns in a row as it lies, see [`rows`](crate::rows).
pub(crate) const READ_FROM_RAW: [usize; 14] = [1, 0, 2, 3, 4, 5, 6, 7, 15, 16, 13, 12, 14, 17];

pub(crate) fn read(mut row: RowOf<'_>) -> Result<Correction, StoreError> {
    let row = &mut row;
    Ok(Correction {
        id: row.parse()?,
        person: row.parse()?,
        settlement: row.parse()?,
        ordinal: row.integer()?,
        turn: row.integer()?,
        created_at: row.instant()?,
        cause: row.word(Cause::from_word)?,
        cause_of: row.text()?,
        inputs: row.json()?,
        so_far: row.optional_json()?,
        shares: row.json()?,
        deductible: row.money()?,
        counted: row.json()?,
        pack_hash: row.text()?,
    })
}

/// Digest of a correction as it is written, for the audit.
pub fn digest(correction: &Correction) -> String {
    let text = serde_json::to_vec(correction).expect("a correction always serialises");
    crate::seal::sha256_hex(&[&text])
}

/// All corrections of a person, in the order they were made.
pub fn of_person(tx: &mut Tx, person: &PersonId) -> Result<Vec<Correction>, StoreError> {
    const FIND: &str = concat!(
        "SELECT ",
        correction_columns!(),
        " FROM correction c WHERE c.person = $1 \
         ORDER BY c.turn, c.settlement, c.ordinal"
    );
    let rows = tx.query(FIND, &values![person])?;
    rows.into_iter().map(read).collect()
}

/// Whether anything was ever settled for a person that could have to be corrected.
pub fn can_be(tx: &mut Tx, person: &PersonId) -> Result<bool, StoreError> {
    const FIND: &str = "SELECT settlement FROM settlement WHERE person = $1 LIMIT 1";
    Ok(tx.find(FIND, &values![person])?.is_some())
}

/// The corrections of one settlement, in the order they were made.
pub fn of_settlement(
    tx: &mut Tx,
    person: &PersonId,
    settlement: &SettlementId,
) -> Result<Vec<Correction>, StoreError> {
    const FIND: &str = concat!(
        "SELECT ",
        correction_columns!(),
        " FROM correction c WHERE c.person = $1 AND c.settlement = $2 \
         ORDER BY c.ordinal"
    );
    let rows = tx.query(FIND, &values![person, settlement])?;
    rows.into_iter().map(read).collect()
}

/// A correction by its number alone, for pages and links.
pub fn find_by_id(tx: &mut Tx, id: &CorrectionId) -> Result<Option<Correction>, StoreError> {
    const FIND: &str = concat!(
        "SELECT ",
        correction_columns!(),
        " FROM correction c WHERE c.correction = $1"
    );
    tx.find(FIND, &values![id])?.map(read).transpose()
}

/// The settlements of a person that stand, as they stand, in commit order: neither cancellations
/// nor cancelled, with their corrections and the rules they go by laid over them.
pub fn standing(tx: &mut Tx, person: &PersonId) -> Result<Vec<Settlement>, StoreError> {
    let all = crate::settlements::of_person(tx, person)?;
    if all.is_empty() {
        return Ok(all);
    }
    let corrections = of_person(tx, person)?;
    let mut standing = as_they_stand(all, &corrections);
    newer_rules::lay_over(
        newer_rules::of_person(tx, person)?,
        &mut standing,
        &corrections,
    );
    Ok(standing)
}

/// Those of all settlements of a person that stand, with their corrections.
pub fn as_they_stand(all: Vec<Settlement>, corrections: &[Correction]) -> Vec<Settlement> {
    let undone: std::collections::BTreeSet<SettlementId> = all
        .iter()
        .filter_map(|made| made.reversal_of.clone())
        .collect();
    let stands = |made: &Settlement| made.reversal_of.is_none() && !undone.contains(&made.id);
    let corrected = |mut made: Settlement| {
        // What was not kept is told by what it found, as long as nothing is laid over that.
        let found = !made.inputs.accounts.own.is_zero();
        made.uses_account.get_or_insert(found);
        let own = corrections.iter().filter(|it| it.settlement == made.id);
        own.fold(made.clone(), Settlement::corrected)
    };
    all.into_iter().filter(stands).map(corrected).collect()
}

/// The legs a correction posts: what each payer pays more or less. The facility has its money
/// already; the person's own part is owed to them or by them (应补、应退个人), not paid at a till.
pub fn legs(correction: &Correction, of: &Settlement) -> Vec<(String, Money)> {
    let situation = &of.inputs.situation;
    let moved = correction.shares.iter().map(|(payer, amount)| {
        let account = match payer {
            Payer::Cash => format!("person:{}", situation.insured_at),
            payer => payer_account(of, payer),
        };
        (account, -amount)
    });
    moved.filter(|(_, amount)| !amount.is_zero()).collect()
}

/// A settlement of which a clerk has to say whether it is corrected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Task {
    /// The patient.
    pub person: PersonId,
    /// The settlement.
    pub settlement: SettlementId,
    /// The person's turn that caused it.
    pub turn: i64,
    /// Since when it waits.
    pub opened_at: Timestamp,
    /// What changed.
    pub cause: Cause,
    /// Number of what changed.
    pub cause_of: String,
    /// Why it is not for us to decide.
    pub why: Bilingual,
}

/// Puts a task on the clerks' list; one that a rule decided already stands there as left.
pub fn open_task(tx: &mut Tx, task: &Task, left_by_rule: bool) -> Result<(), StoreError> {
    const OPEN: &str = "INSERT INTO correction_task (person, settlement, turn, opened_at, cause, \
         cause_of, why) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let row = values![
        &task.person,
        &task.settlement,
        task.turn,
        task.opened_at,
        task.cause.word(),
        &task.cause_of,
        json(&task.why),
    ];
    tx.wrote(task.person.as_str(), "correction_task", &row);
    tx.later(OPEN, &row, Some(1))?;
    match left_by_rule {
        true => close_tasks(
            tx,
            (&task.person, &task.settlement),
            Some(task.cause),
            (task.opened_at, RULE, "left", ""),
        ),
        false => Ok(()),
    }
}

/// Why what was asked is not asked any more: it is as it stands, or asked anew.
pub const MOOT: &str = "moot";

/// Stands for the clerk where a rule decided.
pub const RULE: &str = "rule";

/// Takes from the clerks' list what nobody has to decide any more: what waits for one cause, or
/// all. A decision is when, by whom, what and why.
pub fn close_tasks(
    tx: &mut Tx,
    (person, settlement): (&PersonId, &SettlementId),
    cause: Option<Cause>,
    (at, by, decision, reason): (Timestamp, &str, &str, &str),
) -> Result<(), StoreError> {
    const OPEN: &str = "SELECT turn FROM correction_task WHERE person = $1 AND settlement = $2 \
         AND (CAST($3 AS TEXT) IS NULL OR cause = $3) AND decided_at IS NULL";
    const CLOSE: &str = "UPDATE correction_task SET decided_at = $3, decided_by = $4, \
         decision = $5, reason = $6 WHERE person = $1 AND settlement = $2 \
         AND (CAST($7 AS TEXT) IS NULL OR cause = $7) AND decided_at IS NULL";
    let row = values![
        person,
        settlement,
        at,
        by.to_owned(),
        decision.to_owned(),
        reason.to_owned(),
        cause.map(|cause| cause.word().to_owned()),
    ];
    let open = values![person, settlement, cause.map(Cause::word)];
    let closed = tx.query(OPEN, &open)?;
    tx.later(CLOSE, &row, None)?;
    for mut task in closed {
        let turn = task.integer()?;
        let item = format!("decided:{settlement}:{turn}");
        let decided = values![person, settlement, turn, at, by, decision, reason];
        kept::keep(tx, (person.as_str(), &item), "decided", &decided)?;
    }
    Ok(())
}

/// The columns [`read_task`] takes.
macro_rules! task_columns {
    () => {
        "t.person, t.settlement, t.turn, t.opened_at, t.cause, t.cause_of, t.why"
    };
}

fn read_task(mut row: Row) -> Result<Task, StoreError> {
    Ok(Task {
        person: row.parse()?,
        settlement: row.parse()?,
        turn: row.integer()?,
        opened_at: row.instant()?,
        cause: row.word(Cause::from_word)?,
        cause_of: row.text()?,
        why: row.json()?,
    })
}

/// What waits for a clerk, the oldest first.
pub fn open_tasks(tx: &mut Tx, count: u32) -> Result<Vec<Task>, StoreError> {
    const FIND: &str = concat!(
        "SELECT ",
        task_columns!(),
        " FROM correction_task t WHERE t.decided_at IS NULL \
         ORDER BY t.opened_at, t.settlement LIMIT $1"
    );
    let rows = tx.query(FIND, &values![i64::from(count)])?;
    rows.into_iter().map(read_task).collect()
}

/// What waits for a clerk of one settlement, the oldest first.
pub fn open_tasks_of(
    tx: &mut Tx,
    (person, settlement): (&PersonId, &SettlementId),
) -> Result<Vec<Task>, StoreError> {
    const FIND: &str = concat!(
        "SELECT ",
        task_columns!(),
        " FROM correction_task t WHERE t.person = $1 AND t.settlement = $2 \
         AND t.decided_at IS NULL ORDER BY t.turn"
    );
    let rows = tx.query(FIND, &values![person, settlement])?;
    rows.into_iter().map(read_task).collect()
}

/// What somebody has to say about the settlements of a person, or has said: whether they are
/// corrected. What was corrected since is no longer among it.
#[derive(Clone, Debug, Default)]
pub struct AskedOfClerk(Vec<AskedOf>);

#[derive(Clone, Debug)]
struct AskedOf {
    settlement: SettlementId,
    cause: Cause,
    cause_of: String,
    open: bool,
}

impl AskedOfClerk {
    fn of(&self, settlement: &SettlementId) -> impl Iterator<Item = &AskedOf> {
        self.0
            .iter()
            .filter(move |asked| asked.settlement == *settlement)
    }

    /// Whether anything was asked of the settlement.
    pub fn any(&self, settlement: &SettlementId) -> bool {
        self.of(settlement).next().is_some()
    }

    /// Whether it was asked because something before it changed.
    pub fn of_totals(&self, settlement: &SettlementId) -> bool {
        self.of(settlement).any(|asked| asked.cause.is_of_totals())
    }

    /// Whether just this was asked.
    pub fn same(&self, settlement: &SettlementId, cause: Cause, cause_of: &str) -> bool {
        let mut own = self.of(settlement);
        own.any(|asked| asked.cause == cause && asked.cause_of == cause_of)
    }

    /// What of it still waits: its causes, each with what it is of.
    pub fn open(&self, settlement: &SettlementId) -> impl Iterator<Item = (Cause, &str)> {
        let open = self.of(settlement).filter(|asked| asked.open);
        open.map(|asked| (asked.cause, asked.cause_of.as_str()))
    }

    /// All of it, waiting or left.
    pub fn causes(&self, settlement: &SettlementId) -> impl Iterator<Item = (Cause, &str)> {
        let own = self.of(settlement);
        own.map(|asked| (asked.cause, asked.cause_of.as_str()))
    }
}

impl Cause {
    /// Whether something before the settlement changed, and not what it stands on itself.
    pub fn is_of_totals(self) -> bool {
        matches!(
            self,
            Cause::EarlierCancelled | Cause::Cancelled | Cause::Clerk
        )
    }

    /// Whether what is on record of the person changed.
    pub fn is_of_record(self) -> bool {
        matches!(
            self,
            Cause::FilingChanged
                | Cause::EnrolmentChanged
                | Cause::FacilityChanged
                | Cause::ChoiceChanged
        )
    }
}

/// What somebody has to say about the settlements of a person, or has said.
pub fn asked(tx: &mut Tx, person: &PersonId) -> Result<AskedOfClerk, StoreError> {
    const FIND: &str = "SELECT t.settlement, t.cause, t.cause_of, \
         CAST(CASE WHEN t.decided_at IS NULL THEN 1 ELSE 0 END AS BIGINT) \
         FROM correction_task t WHERE t.person = $1 \
         AND (t.decided_at IS NULL OR t.decision = 'left' AND t.reason <> 'moot' \
         AND NOT EXISTS (SELECT 1 FROM correction c WHERE c.person = $1 \
         AND c.settlement = t.settlement AND c.turn > t.turn)) ORDER BY t.turn";
    asked_in(tx.query(FIND, &values![person])?)
}

/// What somebody has to say, or has said, read from rows: settlement, cause and its name, whether
/// it is open.
pub(crate) fn asked_in(rows: Vec<Row>) -> Result<AskedOfClerk, StoreError> {
    let read = |mut row: Row| {
        Ok(AskedOf {
            settlement: row.parse()?,
            cause: row.word(Cause::from_word)?,
            cause_of: row.text()?,
            open: row.flag()?,
        })
    };
    let asked: Result<Vec<_>, StoreError> = rows.into_iter().map(read).collect();
    Ok(AskedOfClerk(asked?))
}
