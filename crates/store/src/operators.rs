//! Operators: people who may change policy. The key itself is never stored, only its hash; a key
//! has 256 random bits, so a plain hash cannot be guessed back and finding it by the hash tells
//! nobody anything about another key.

use domain::word_list;
use jiff::Timestamp;

use crate::staff::{Unit, read_unit};
use crate::tx::Tx;
use crate::value::Row;
use crate::{StoreError, kept, values};

word_list! {
    /// What an operator may do.
    Role {
        /// Draft releases.
        Editor = "policy-editor", "政策编辑", "policy editor";
        /// Approve or refuse what somebody else drafted.
        Publisher = "policy-publisher", "政策发布", "policy publisher";
        /// Keep what is on record of people, and decide what the rules leave to a clerk.
        Clerk = "clerk", "经办人员", "clerk";
        /// See to a unit's cases: decide what was escalated, give the second eye.
        Supervisor = "supervisor", "经办主管", "supervisor";
        /// File for the staff of an employer.
        Employer = "employer", "单位经办人", "employer clerk";
        /// Refer, recognise and choose for the patients of a facility.
        FacilityDesk = "facility", "医院医保办", "facility desk";
        /// Reconcile and clear between regions.
        Bureau = "bureau", "医保局", "bureau";
        /// Read what was done, and by whom.
        Auditor = "auditor", "审计人员", "auditor";
        /// Keep the installation and its operators; no case is open to it.
        Administrator = "operator", "系统管理员", "operator of the installation";
    }
}

/// An operator as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// Its number, issued by us.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What it may do.
    pub roles: Vec<Role>,
    /// What it works for. Kept beside it, see [`staff`](crate::staff).
    pub unit: Unit,
    /// When it was added.
    pub created_at: Timestamp,
    /// Since when its key opens nothing.
    pub disabled_at: Option<Timestamp>,
}

/// Whose the digests of operators are.
pub(crate) const OPERATORS: &str = "#operator";
/// Whose the digests of their requests are.
pub(crate) const REQUESTS: &str = "#operator-request";

const COLUMNS: &str = "SELECT o.operator, o.name, o.roles, o.created_at, o.disabled_at, \
     s.unit_kind, s.unit FROM operator o LEFT JOIN staff s ON s.operator = o.operator";

/// Adds an operator.
pub fn insert(tx: &mut Tx, operator: &Operator, key_hash: &str) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO operator (operator, name, roles, key_hash, created_at) \
         VALUES ($1, $2, $3, $4, $5)";
    let roles: Vec<&str> = operator.roles.iter().map(|role| role.word()).collect();
    let row = values![
        &operator.id,
        &operator.name,
        roles.join(" "),
        key_hash,
        operator.created_at,
    ];
    tx.execute(INSERT, &row)?;
    kept::keep(tx, (OPERATORS, &operator.id), "operator", &row)
}

/// The operator whose key has this hash.
pub fn find_by_key(tx: &mut Tx, key_hash: &str) -> Result<Option<Operator>, StoreError> {
    let sql = format!("{COLUMNS} WHERE o.key_hash = $1");
    tx.find(&sql, &values![key_hash])?.map(read).transpose()
}

/// The operator of this number or name.
pub fn find(tx: &mut Tx, named: &str) -> Result<Option<Operator>, StoreError> {
    // A name may look like a number; the number goes first.
    let sql = format!("{COLUMNS} WHERE o.operator = $1 OR o.name = $1");
    let rows = tx.query(&sql, &values![named])?;
    let found: Result<Vec<Operator>, StoreError> = rows.into_iter().map(read).collect();
    let mut found = found?;
    found.sort_by_key(|operator| operator.id != named);
    Ok(found.into_iter().next())
}

/// All operators, oldest first.
pub fn all(tx: &mut Tx) -> Result<Vec<Operator>, StoreError> {
    let sql = format!("{COLUMNS} ORDER BY o.created_at, o.operator");
    tx.query(&sql, &[])?.into_iter().map(read).collect()
}

/// Gives an operator other roles.
pub fn set_roles(tx: &mut Tx, operator: &Operator, roles: &[Role]) -> Result<(), StoreError> {
    const KEY: &str = "SELECT key_hash FROM operator WHERE operator = $1";
    const SET: &str = "UPDATE operator SET roles = $2 WHERE operator = $1";
    let key_hash = tx.one(KEY, &values![&operator.id])?.text()?;
    let words: Vec<&str> = roles.iter().map(|role| role.word()).collect();
    let words = words.join(" ");
    tx.execute(SET, &values![&operator.id, &words])?;
    let row = values![
        &operator.id,
        &operator.name,
        words,
        key_hash,
        operator.created_at,
    ];
    kept::keep(tx, (OPERATORS, &operator.id), "operator", &row)
}

/// Takes an operator's key out of use; says whether it was in use.
pub fn disable(tx: &mut Tx, id: &str, at: Timestamp) -> Result<bool, StoreError> {
    const DISABLE: &str = "UPDATE operator SET disabled_at = $2 \
         WHERE operator = $1 AND disabled_at IS NULL";
    let row = values![id, at];
    let was_in_use = tx.execute(DISABLE, &row)? == 1;
    if was_in_use {
        kept::keep(tx, (OPERATORS, &format!("{id}:disabled")), "disabled", &row)?;
    }
    Ok(was_in_use)
}

fn read(mut row: Row) -> Result<Operator, StoreError> {
    let row = &mut row;
    let (id, name, roles) = (row.text()?, row.text()?, row.text()?);
    let known = |word: &str| {
        Role::from_word(word).ok_or_else(|| StoreError::row(format!("unknown role «{word}»")))
    };
    Ok(Operator {
        id,
        name,
        roles: roles.split(' ').map(known).collect::<Result<_, _>>()?,
        created_at: row.instant()?,
        disabled_at: row.optional_instant()?,
        unit: read_unit(row)?,
    })
}

/// A request that was answered before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnsweredBefore {
    /// Digest of what was asked.
    pub digest: String,
    /// What was asked, as canonical JSON.
    pub content: String,
    /// The answer.
    pub reply: String,
}

/// What an operator was answered under this key of its own.
pub fn answered(
    tx: &mut Tx,
    operator: &str,
    request: &str,
) -> Result<Option<AnsweredBefore>, StoreError> {
    const FIND: &str = "SELECT digest, content, reply FROM operator_request \
         WHERE operator = $1 AND request = $2";
    let found = tx.find(FIND, &values![operator, request])?;
    let read = |mut row: Row| {
        Ok(AnsweredBefore {
            digest: row.text()?,
            content: row.text()?,
            reply: row.text()?,
        })
    };
    found.map(read).transpose()
}

/// Keeps an answer under the operator's key.
pub fn remember(
    tx: &mut Tx,
    (operator, request): (&str, &str),
    answer: &AnsweredBefore,
    at: Timestamp,
) -> Result<(), StoreError> {
    const KEEP: &str = "INSERT INTO operator_request (operator, request, digest, content, reply, \
         received_at) VALUES ($1, $2, $3, $4, $5, $6)";
    let row = values![
        operator,
        request,
        &answer.digest,
        &answer.content,
        &answer.reply,
        at,
    ];
    tx.execute(KEEP, &row)?;
    let item = format!("{operator}:{request}");
    kept::keep(tx, (REQUESTS, &item), "operator_request", &row)
}
