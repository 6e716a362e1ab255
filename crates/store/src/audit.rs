//! Who did what, when and why: entries chained by hash, one chain a person and one a facility, so
//! that an entry changed, taken out, put in or moved is noticed. A chain cut short at its end does
//! not show it: only that the settlements of the entries cut off have none (see
//! [`verify`](crate::verify)).

use jiff::Timestamp;
use serde::Serialize;

pub use crate::heads::AuditHead;
use crate::seal::{hex, sha256_hex};
use crate::slice::Slice;
use crate::tx::Tx;
use crate::value::{Row, RowOf};
use crate::{StoreError, values};

/// One entry, before it is chained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry<'a> {
    /// The person's number, or `facility:` and a code.
    pub chain: &'a str,
    /// When.
    pub at: Timestamp,
    /// Who: a facility and its operator, an account, a rule.
    pub actor: &'a str,
    /// What, such as `settle`.
    pub action: &'a str,
    /// To what: an identifier.
    pub object: &'a str,
    /// Why, where somebody gave a reason.
    pub reason: &'a str,
    /// Digest of what was written.
    pub digest: &'a str,
}

/// An entry as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StoredEntry {
    /// Its chain.
    pub chain: String,
    /// Its place in the chain, from 1.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// What.
    pub action: String,
    /// To what.
    pub object: String,
    /// Why.
    pub reason: String,
    /// Digest of what was written.
    pub digest: String,
    /// The person's turn; none on chains of others, and on entries from before this was kept.
    pub turn: Option<i64>,
    /// Hash over the rows that were appended in it so far, in hexadecimal; none where there were
    /// no new ones.
    pub wrote: Option<String>,
    /// Hash of the entry before; empty for the first.
    pub previous: String,
    /// Hash of this one.
    pub hash: String,
}

impl StoredEntry {
    /// The hash over all other fields, each with its length before it so that none can flow into
    /// the next. What is not kept of an entry is left out.
    pub fn hashed(&self) -> String {
        let (sequence, at) = (
            self.sequence.to_string(),
            self.at.as_microsecond().to_string(),
        );
        let fields = [
            self.chain.as_str(),
            &sequence,
            &at,
            &self.actor,
            &self.action,
            &self.object,
            &self.reason,
            &self.digest,
            &self.previous,
        ];
        let turn = self.turn.map(|turn| turn.to_string());
        let later = [turn.as_ref(), self.wrote.as_ref()];
        let later = later.into_iter().flatten().map(String::as_str);
        let mut canonical = String::with_capacity(512);
        for field in fields.into_iter().chain(later) {
            canonical.push_str(&field.len().to_string());
            canonical.push(':');
            canonical.push_str(field);
        }
        sha256_hex(&[canonical.as_bytes()])
    }
}

/// The end of a chain.
pub fn head(tx: &mut Tx, chain: &str) -> Result<AuditHead, StoreError> {
    const HEAD: &str = "SELECT sequence, hash FROM audit WHERE chain = $1 \
         ORDER BY sequence DESC LIMIT 1";
    match tx.find(HEAD, &values![chain])? {
        Some(mut row) => Ok(AuditHead {
            sequence: row.integer()?,
            hash: row.text()?,
        }),
        None => Ok(AuditHead::default()),
    }
}

/// An entry in short: when, and who.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acted {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// To what.
    pub object: String,
}

/// The last entries of a chain with this action, the newest first.
pub fn last_of(
    tx: &mut Tx,
    (chain, action): (&str, &str),
    count: u32,
) -> Result<Vec<Acted>, StoreError> {
    const LAST: &str = "SELECT at, actor, object FROM audit WHERE chain = $1 AND action = $2 \
         ORDER BY sequence DESC LIMIT $3";
    let rows = tx.query(LAST, &values![chain, action, i64::from(count)])?;
    let read = |mut row: Row| {
        Ok(Acted {
            at: row.instant()?,
            actor: row.text()?,
            object: row.text()?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Appends an entry behind a head read in the same turn. Returns the new head.
pub fn append(
    tx: &mut Tx,
    head: &AuditHead,
    entry: &AuditEntry<'_>,
) -> Result<AuditHead, StoreError> {
    const APPEND: &str = "INSERT INTO audit (chain, sequence, at, actor, action, object, reason, \
         digest, previous, hash, turn, wrote) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let wrote = tx.tell_written(entry.chain);
    let mut stored = StoredEntry {
        chain: entry.chain.to_owned(),
        sequence: head.sequence + 1,
        at: entry.at,
        actor: entry.actor.to_owned(),
        action: entry.action.to_owned(),
        object: entry.object.to_owned(),
        reason: entry.reason.to_owned(),
        digest: entry.digest.to_owned(),
        turn: tx.turn_of(entry.chain),
        wrote: wrote.map(|hash| hex(&hash)),
        previous: head.hash.clone(),
        hash: String::new(),
    };
    stored.hash = stored.hashed();
    let row = values![
        &stored.chain,
        stored.sequence,
        stored.at,
        &stored.actor,
        &stored.action,
        &stored.object,
        &stored.reason,
        &stored.digest,
        &stored.previous,
        &stored.hash,
        stored.turn,
        wrote.map(|hash| hash.to_vec()),
    ];
    tx.later(APPEND, &row, Some(1))?;
    let head = AuditHead {
        sequence: stored.sequence,
        hash: stored.hash,
    };
    tx.note_head(entry.chain, &head);
    Ok(head)
}

/// Reads an entry, in the order of the columns of the table.
pub(crate) fn read(mut row: RowOf<'_>) -> Result<StoredEntry, StoreError> {
    let row = &mut row;
    let mut entry = StoredEntry {
        chain: row.text()?,
        sequence: row.integer()?,
        at: row.instant()?,
        actor: row.text()?,
        action: row.text()?,
        object: row.text()?,
        reason: row.text()?,
        digest: row.text()?,
        previous: row.text()?,
        hash: row.text()?,
        turn: None,
        wrote: None,
    };
    entry.turn = row.optional_integer()?;
    entry.wrote = row.optional_bytes()?.map(|hash| hex(&hash));
    Ok(entry)
}

/// A chain, oldest entry first.
pub fn of_chain(tx: &mut Tx, chain: &str) -> Result<Vec<StoredEntry>, StoreError> {
    const FIND: &str = "SELECT chain, sequence, at, actor, action, object, reason, digest, \
         previous, hash, turn, wrote FROM audit WHERE chain = $1 ORDER BY sequence";
    let rows = tx.query(FIND, &values![chain])?;
    rows.into_iter().map(read).collect()
}

/// The hash of one entry of a chain, if there is one.
pub fn hash_of(tx: &mut Tx, chain: &str, sequence: i64) -> Result<Option<String>, StoreError> {
    const FIND: &str = "SELECT hash FROM audit WHERE chain = $1 AND sequence = $2";
    let found = tx.find(FIND, &values![chain, sequence])?;
    found.map(|mut row| row.text()).transpose()
}

/// The chain of operators.
pub const OPERATORS: &str = "operators";

/// The chain of releases.
pub const RELEASES: &str = "releases";

/// The chains that commands beside a server let grow.
pub const BESIDE: [&str; 2] = [OPERATORS, RELEASES];

/// Where the chains of a slice end that grew since, with how many entries each has.
pub fn ends(
    tx: &mut Tx,
    slice: &Slice,
    since: Timestamp,
) -> Result<Vec<(String, AuditHead)>, StoreError> {
    const BETWEEN: &str = "SELECT a.chain, a.sequence, a.hash FROM audit a \
         WHERE a.chain > $1 AND a.chain <= $2 AND a.at >= $3 AND a.sequence = \
         (SELECT MAX(l.sequence) FROM audit l WHERE l.chain = a.chain)";
    const ALL_AFTER: &str = "SELECT a.chain, a.sequence, a.hash FROM audit a \
         WHERE a.chain > $1 AND a.at >= $2 AND a.sequence = \
         (SELECT MAX(l.sequence) FROM audit l WHERE l.chain = a.chain)";
    let rows = match &slice.through {
        Some(through) => tx.query(BETWEEN, &values![&slice.after, through, since])?,
        None => tx.query(ALL_AFTER, &values![&slice.after, since])?,
    };
    let read = |mut row: Row| {
        let head = |row: &mut Row| {
            Ok::<_, StoreError>(AuditHead {
                sequence: row.integer()?,
                hash: row.text()?,
            })
        };
        Ok((row.text()?, head(&mut row)?))
    };
    rows.into_iter().map(read).collect()
}

/// The names of all chains.
pub fn chains(tx: &mut Tx) -> Result<Vec<String>, StoreError> {
    let rows = tx.query("SELECT DISTINCT chain FROM audit ORDER BY chain", &[])?;
    rows.into_iter().map(|mut row| row.text()).collect()
}

/// What is wrong with a chain, if anything: the first entry that does not follow.
pub fn first_break(entries: &[StoredEntry]) -> Option<String> {
    let mut before = AuditHead::default();
    for entry in entries {
        let follows = entry.sequence == before.sequence + 1
            && entry.previous == before.hash
            && entry.hash == entry.hashed();
        if !follows {
            return Some(format!(
                "entry {} of {} does not follow",
                entry.sequence, entry.chain
            ));
        }
        before = AuditHead {
            sequence: entry.sequence,
            hash: entry.hash.clone(),
        };
    }
    None
}
