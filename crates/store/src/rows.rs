//! Everything that is stored of one person, as it lies in the tables: the rows of many people at
//! once, one statement a table, for whoever goes through the whole database. A chain of the audit
//! that is no person's has an owner too: its own name.

use std::collections::BTreeMap;

use crate::audit::{self, StoredEntry};
use crate::corrections::{self, Correction};
use crate::lines::{self, StoredLine};
use crate::settlements::{self, Settlement};
pub use crate::slice::{Slice, slice_end};
use crate::tx::{Insert, Tx};
use crate::value::{Row, RowOf, Value};
use crate::visits::{self, Visit};
use crate::{StoreError, values};

/// A row as it lies, in the order of the columns of its table.
pub type RawRow = Vec<Value<'static>>;

macro_rules! owned_tables {
    ($($(#[$doc:meta])* $name:ident = $table:literal, $owner:literal, $order:literal,
        $width:literal, $columns:literal;)+) => {
        /// A table that holds what belongs to one person.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum OwnedTable {
            $($(#[$doc])* $name,)+
        }

        impl OwnedTable {
            /// All of them.
            pub const ALL: &'static [OwnedTable] = &[$(OwnedTable::$name),+];

            /// What it is called.
            pub fn name(self) -> &'static str {
                match self { $(OwnedTable::$name => $table),+ }
            }

            /// Its columns, as they are written and read.
            pub fn columns(self) -> &'static str {
                match self { $(OwnedTable::$name => $columns),+ }
            }

            /// Writes rows as they lie.
            pub fn insert(self) -> Insert {
                let (into, width) = match self {
                    $(OwnedTable::$name => (concat!($table, " (", $columns, ")"), $width)),+
                };
                Insert { into, width, then: "" }
            }

            /// The statements that read the rows of the owners after one, up to another or all.
            pub(crate) fn selects(self) -> [&'static str; 2] {
                match self {
                    $(OwnedTable::$name => [
                        concat!("SELECT ", $columns, " FROM ", $table, " WHERE ", $owner,
                            " > $1 AND ", $owner, " <= $2 ORDER BY ", $order),
                        concat!("SELECT ", $columns, " FROM ", $table, " WHERE ", $owner,
                            " > $1 ORDER BY ", $order),
                    ]),+
                }
            }

            /// The statement that reads the rows of one owner.
            pub(crate) fn select_one(self) -> &'static str {
                match self {
                    $(OwnedTable::$name => concat!("SELECT ", $columns, " FROM ", $table,
                        " WHERE ", $owner, " = $1 ORDER BY ", $order)),+
                }
            }

            /// Which column says whose the row is.
            pub(crate) fn owner(self) -> usize {
                let owner = match self { $(OwnedTable::$name => $owner),+ };
                let mut columns = self.columns().split(", ");
                columns.position(|column| column == owner).expect("the owner is a column")
            }
        }
    };
}

owned_tables! {
    /// The person's turn.
    Lock = "person_lock", "person", "person", 2, "person, turn";
    /// Who it is.
    Person = "person", "person", "person", 4, "person, identity, gender, born_on";
    /// What the person is found by.
    Finder = "finder", "person", "person", 4, "number_index, kind, person, expires_at";
    /// Insurances over time.
    Enrolment = "enrolment", "person", "person, insured_at, scheme, holds_from", 14,
        "person, insured_at, scheme, holds_from, tier, status, from_day, until_day, \
         continuous_since, paid_through, traits, employer, contribution_base, recognised";
    /// Personal accounts.
    Account = "account", "person", "person, insured_at, scheme", 4,
        "person, insured_at, scheme, balance";
    /// Filings.
    Filing = "filing", "person", "person, filing", 4, "person, filing, state, body";
    /// What happened to them.
    FilingEvent = "filing_event", "person", "person, filing, ordinal", 5,
        "person, filing, ordinal, at, body";
    /// What the list of clerks asks of them.
    Case = "filing_case", "person", "person, filing", 10,
        "person, filing, insured_at, lane, due_on, why, entered_by, submitted_on, decided_by, \
         decided_on";
    /// Who has one open, and what is proposed.
    CaseDesk = "case_desk", "person", "person, filing", 7,
        "person, filing, holder, held_at, proposed_by, proposed_at, proposal";
    /// Bills that wait for a person.
    BillCase = "bill_case", "person", "person, number", 14,
        "person, number, visit, insured_at, kind, lane, due_on, turn, opened_at, decided_by, \
         decided_on, holder, held_at, body";
    /// Decisions that somebody looked at again.
    SecondLook = "second_look", "person", "person, number, decided_on", 10,
        "person, number, insured_at, kind, decided_by, decided_on, looked_by, looked_at, agreed, \
         reason";
    /// Filings that are being filled in; no part of the books, so nothing tells them.
    FilingDraft = "filing_draft", "person", "person, draft", 4, "person, draft, saved_at, body";
    /// Facilities chosen.
    Designation = "designation", "person", "person, facility, from_day", 4,
        "person, facility, from_day, until_day";
    /// Employments.
    Employment = "employment", "person", "person, employer, from_day", 4,
        "person, employer, from_day, until_day";
    /// Relatives.
    Kin = "kin", "person", "person, relative_index, from_day", 5,
        "person, relative_index, from_day, until_day, body";
    /// How they were chosen.
    Choice = "choice", "person", "person, number", 13,
        "person, number, turn, made_at, insured_at, scheme, rule, facility, instead_of, \
         from_day, channel, made_by, reason";
    /// Referrals by hospitals.
    Referral = "referral", "person", "person, number", 8,
        "person, number, turn, request, facility, recorded_at, withdrawn_at, body";
    /// Recognitions of diseases by hospitals.
    Recognition = "recognition", "person", "person, number", 8,
        "person, number, turn, request, facility, recorded_at, withdrawn_at, body";
    /// How the person is reached.
    Contact = "contact", "person", "person", 2, "person, body";
    /// Who may act for the person.
    Consent = "consent", "person", "person, helper, from_at", 7,
        "person, helper, from_at, until_at, relation, way, given_by";
    /// Visits.
    Visit = "visit", "person", "person, visit", 14,
        "person, visit, facility, facility_number, care, insured_at, scheme, from_day, \
         until_day, state, flags, opened_at, findings, diseases";
    /// Lines of bills.
    Line = "bill_line", "person", "person, visit, serial, upload", 24,
        "person, visit, serial, upload, batch, code, name, price, quantity, amount, used_on, \
         approved, refused, refund_of, wholly_self_paid, above_limit, upfront, ordinary, \
         negotiated, catalogue_share, paid_first_share, is_negotiated, settled_by, withdrawn";
    /// Settlements and cancellations.
    Settlement = "settlement", "person", "person, settlement", 33,
        "person, settlement, visit, batch, facility, message, turn, reversal_of, created_at, \
         insured_at, treated_at, scheme, year, wholly_self_paid, above_limit, upfront, ordinary, \
         negotiated, total, funds, account, family_account, cash, deductible, shares, counted, \
         inputs, footing, lines, pack_hash, so_far, uses_account, flags";
    /// Legs of entries.
    Posting = "posting", "person", "person, entry, ordinal", 5,
        "person, entry, ordinal, account, amount";
    /// Running totals.
    Total = "year_to_date", "person", "person, insured_at, scheme, year, counter", 6,
        "person, insured_at, scheme, year, counter, amount";
    /// What was brought along.
    Opening = "year_opening", "person", "person, insured_at, scheme, year, counter", 6,
        "person, insured_at, scheme, year, counter, amount";
    /// Messages with their answers.
    Message = "message", "person", "person, facility, message", 13,
        "person, facility, message, deed, digest, content, reply, visit, settlement, \
         received_at, turn, said_besides, state";
    /// Notices to send.
    Notice = "outbox", "person", "person, turn, ordinal", 7,
        "person, turn, ordinal, topic, payload, created_at, sent_at";
    /// How they were sent.
    Delivery = "delivery", "person", "person, turn, ordinal, adapter", 10,
        "person, turn, ordinal, adapter, state, attempts, first_at, next_at, over_at, code";
    /// Up to when it was read; no part of the books, so nothing tells it.
    InboxRead = "inbox_read", "person", "person, reader", 3, "person, reader, through_at";
    /// What the calendar asks of filings.
    FilingDays = "filing_calendar", "person", "person, filing", 8,
        "person, filing, insured_at, is_live, ends_on, due_on, told, next_on";
    /// Corrections.
    Correction = "correction", "person", "person, correction", 18,
        "person, correction, settlement, ordinal, turn, created_at, cause, cause_of, funds, \
         account, family_account, cash, deductible, shares, counted, inputs, so_far, pack_hash";
    /// What waits for a clerk.
    Task = "correction_task", "person", "person, settlement, turn", 11,
        "person, settlement, turn, opened_at, cause, cause_of, why, decided_at, decided_by, \
         decision, reason";
    /// Rules that settlements go by now.
    NewerRules = "newer_rules", "person", "person, settlement, turn", 4,
        "person, settlement, turn, pack_hash";
    /// What was asked about bills.
    Question = "bill_question", "person", "person, question", 11,
        "person, question, settlement, turn, insured_at, state, kind, channel, asked_by, \
         asked_at, body";
    /// What was answered.
    Answer = "bill_answer", "person", "person, question, ordinal", 8,
        "person, question, ordinal, turn, kind, answered_by, answered_at, body";
    /// Who did what.
    Audit = "audit", "chain", "chain, sequence", 12,
        "chain, sequence, at, actor, action, object, reason, digest, previous, hash, turn, wrote";
    /// Digests of rows that change in place.
    Digest = "row_digest", "owner", "owner, item", 3, "owner, item, digest";
}

/// All rows of one owner, by table.
#[derive(Clone, Debug)]
pub struct OwnedRows(Vec<Vec<RawRow>>);

impl Default for OwnedRows {
    fn default() -> OwnedRows {
        OwnedRows(vec![Vec::new(); OwnedTable::ALL.len()])
    }
}

impl OwnedRows {
    /// Those of a table.
    pub fn of(&self, table: OwnedTable) -> &[RawRow] {
        &self.0[table as usize]
    }

    /// Those of a table, to be changed.
    pub fn of_mut(&mut self, table: OwnedTable) -> &mut Vec<RawRow> {
        &mut self.0[table as usize]
    }
}

/// All rows of the owners of a slice.
pub fn load(tx: &mut Tx, slice: &Slice) -> Result<BTreeMap<String, OwnedRows>, StoreError> {
    let mut owners: BTreeMap<String, OwnedRows> = BTreeMap::new();
    for &table in OwnedTable::ALL {
        let [between, all_after] = table.selects();
        let rows = match &slice.through {
            Some(through) => tx.query(between, &values![&slice.after, through])?,
            None => tx.query(all_after, &values![&slice.after])?,
        };
        let owner = table.owner();
        for row in rows {
            let row = row.into_values();
            let Some(Value::Text(name)) = row.get(owner) else {
                return Err(StoreError::row("a row of nobody"));
            };
            let rows = match owners.get_mut(name.as_ref()) {
                Some(rows) => rows,
                None => owners.entry(name.to_string()).or_default(),
            };
            rows.of_mut(table).push(row);
        }
    }
    Ok(owners)
}

/// Writes the rows of owners as they lie, all tables one after the other.
pub fn write<'r>(
    tx: &mut Tx,
    owners: impl Iterator<Item = &'r OwnedRows> + Clone,
) -> Result<(), StoreError> {
    for &table in OwnedTable::ALL {
        let rows = owners.clone().flat_map(|owned| owned.of(table));
        let values: Vec<Value<'_>> = rows.flatten().map(Value::borrowed).collect();
        if !values.is_empty() {
            tx.insert(&table.insert(), &values)?;
        }
    }
    Ok(())
}

/// A row made of some columns of a raw one, in another order.
pub(crate) fn picked<'r>(raw: &'r RawRow, columns: &[usize]) -> RowOf<'r> {
    let picked = columns.iter().map(|column| raw[*column].borrowed());
    RowOf::new(picked.collect())
}

/// A sealed column: its place among the columns, what it is sealed as, and by which columns the
/// row is told from others.
#[derive(Clone, Copy, Debug)]
pub struct SealedColumn {
    /// The table.
    pub table: OwnedTable,
    /// Which of its columns.
    pub column: usize,
    /// Table and column, as the seal names them.
    pub place: &'static str,
    /// The columns that make the row's id.
    pub row: &'static [usize],
}

/// Every sealed column of the tables that have owners.
pub const SEALED: [SealedColumn; 18] = [
    sealed(OwnedTable::Person, 1, "person|identity", &[0]),
    sealed(
        OwnedTable::Enrolment,
        13,
        "enrolment|recognised",
        &[0, 1, 2],
    ),
    sealed(OwnedTable::Contact, 1, "contact|body", &[0]),
    sealed(OwnedTable::Filing, 3, "filing|body", &[0, 1]),
    sealed(OwnedTable::CaseDesk, 6, "case_desk|proposal", &[0, 1]),
    sealed(OwnedTable::BillCase, 13, "bill_case|body", &[0, 1]),
    sealed(OwnedTable::SecondLook, 9, "second_look|reason", &[0, 1, 5]),
    sealed(OwnedTable::FilingDraft, 3, "filing_draft|body", &[0, 1]),
    sealed(OwnedTable::Kin, 4, "kin|body", &[0, 2]),
    sealed(OwnedTable::Referral, 7, "referral|body", &[0, 1]),
    sealed(OwnedTable::Recognition, 7, "recognition|body", &[0, 1]),
    sealed(OwnedTable::Question, 10, "bill_question|body", &[0, 1]),
    sealed(OwnedTable::Answer, 7, "bill_answer|body", &[0, 1, 4]),
    sealed(OwnedTable::Visit, 12, "visit|findings", &[0, 1]),
    sealed(OwnedTable::Visit, 13, "visit|diseases", &[0, 1]),
    sealed(OwnedTable::Message, 5, "message|content", &[0, 1, 2]),
    sealed(OwnedTable::Message, 6, "message|reply", &[0, 1, 2]),
    sealed(OwnedTable::Message, 11, "message|said_besides", &[0, 1, 2]),
];

const fn sealed(
    table: OwnedTable,
    column: usize,
    place: &'static str,
    row: &'static [usize],
) -> SealedColumn {
    SealedColumn {
        table,
        column,
        place,
        row,
    }
}

impl SealedColumn {
    /// The id of a row, as the seal names it.
    pub fn row_id(&self, raw: &RawRow) -> String {
        let parts = self.row.iter().map(|column| match &raw[*column] {
            Value::Text(text) => text.as_ref(),
            _ => "",
        });
        parts.collect::<Vec<_>>().join("|")
    }
}

/// The settlement in a raw row.
pub fn settlement(raw: &RawRow) -> Result<Settlement, StoreError> {
    settlements::read(picked(raw, &settlements::READ_FROM_RAW))
}

/// The correction in a raw row.
pub fn correction(raw: &RawRow) -> Result<Correction, StoreError> {
    corrections::read(picked(raw, &corrections::READ_FROM_RAW))
}

/// The digest of the correction in a raw row.
pub fn correction_digest(raw: &RawRow) -> Result<String, StoreError> {
    correction(raw).map(|made| corrections::digest(&made))
}

/// The visit in a raw row.
pub(crate) fn visit(raw: &RawRow) -> Result<Visit, StoreError> {
    let mut columns = visits::READ_FROM_RAW.map(|column| raw[column].borrowed());
    columns[11] = Value::Integer((columns[11] != Value::Null).into());
    let visit = visits::read(&mut RowOf::new(columns.to_vec()))?;
    visit.ok_or_else(|| StoreError::row("a visit without a number"))
}

/// The line in a raw row.
pub(crate) fn line(raw: &RawRow) -> Result<StoredLine, StoreError> {
    let mut columns = vec![3, 4, 2];
    columns.extend(5..24);
    lines::read(picked(raw, &columns))
}

/// The entry of the audit in a raw row.
pub(crate) fn entry(raw: &RawRow) -> Result<StoredEntry, StoreError> {
    audit::read(RowOf::new(raw.iter().map(Value::borrowed).collect()))
}

/// A text of a raw row; none is empty.
pub(crate) fn text(raw: &RawRow, column: usize) -> &str {
    match &raw[column] {
        Value::Text(text) => text,
        _ => "",
    }
}

/// A number of a raw row; none is zero.
pub(crate) fn number(raw: &RawRow, column: usize) -> i64 {
    match &raw[column] {
        Value::Integer(number) => *number,
        _ => 0,
    }
}

/// All rows of one owner.
pub fn of_owner(tx: &mut Tx, owner: &str) -> Result<OwnedRows, StoreError> {
    let mut owned = OwnedRows::default();
    for &table in OwnedTable::ALL {
        let rows = tx.query(table.select_one(), &values![owner])?;
        *owned.of_mut(table) = rows.into_iter().map(Row::into_values).collect();
    }
    Ok(owned)
}
