//! Proofs handed in with a filing, sealed in pieces. A document is named by the hash of what is in
//! it, and the filing, which has a digest, says that name: so a document needs none of its own.

use domain::ids::{FilingId, PersonId};
use jiff::Timestamp;

use crate::seal::{Random, SealedAt};
use crate::tx::Insert;
use crate::{StoreError, Tx, Value, sha256_hex, values};

/// Bytes of a piece.
const PIECE: usize = 512 * 1024;

/// Which document.
#[derive(Clone, Copy, Debug)]
pub struct DocumentKey<'a> {
    /// Whose.
    pub person: &'a PersonId,
    /// Of which filing, or of the draft of it.
    pub filing: &'a FilingId,
    /// Its name: the hash of what is in it.
    pub document: &'a str,
}

impl DocumentKey<'_> {
    fn row_id(&self, piece: i64) -> String {
        let DocumentKey {
            person,
            filing,
            document,
        } = self;
        format!("{person}|{filing}|{document}|{piece}")
    }
}

fn place(row: &str) -> SealedAt<'_> {
    SealedAt {
        column: "filing_document|body",
        row,
    }
}

/// The name of a document with this content.
pub fn name_of(content: &[u8]) -> String {
    sha256_hex(&[content])
}

/// Keeps a document. The same content again is the same document.
pub fn put(
    tx: &mut Tx,
    random: &mut dyn Random,
    key: DocumentKey<'_>,
    (content, at): (&[u8], Timestamp),
) -> Result<(), StoreError> {
    const PIECES: Insert = Insert {
        into: "filing_document (person, filing, document, piece, saved_at, sent, body)",
        width: 7,
        then: "ON CONFLICT (person, filing, document, piece) DO NOTHING",
    };
    for (piece, bytes) in (0_i64..).zip(content.chunks(PIECE)) {
        let id = key.row_id(piece);
        let body = tx.keys().seal(place(&id), bytes, random);
        let row: [Value<'_>; 7] =
            values![key.person, key.filing, key.document, piece, at, false, body];
        tx.insert(&PIECES, &row)?;
    }
    Ok(())
}

/// What is in a document, if there is such a one and it is what its name says.
pub fn find(tx: &mut Tx, key: DocumentKey<'_>) -> Result<Option<Vec<u8>>, StoreError> {
    const FIND: &str = "SELECT piece, body FROM filing_document \
         WHERE person = $1 AND filing = $2 AND document = $3 ORDER BY piece";
    let rows = tx.query(FIND, &values![key.person, key.filing, key.document])?;
    let mut content = Vec::new();
    for mut row in rows {
        let piece = row.integer()?;
        let id = key.row_id(piece);
        content.extend(tx.keys().open(place(&id), &row.bytes()?)?);
    }
    if content.is_empty() {
        return Ok(None);
    }
    match name_of(&content) == key.document {
        true => Ok(Some(content)),
        false => Err(StoreError::row("a document is not what its name says")),
    }
}

/// Takes a document away that was not sent.
pub fn remove(tx: &mut Tx, key: DocumentKey<'_>) -> Result<(), StoreError> {
    const REMOVE: &str = "DELETE FROM filing_document \
         WHERE person = $1 AND filing = $2 AND document = $3 AND sent = 0";
    tx.execute(REMOVE, &values![key.person, key.filing, key.document])
        .map(drop)
}

/// Takes those of a draft away that is not wanted any more.
pub fn remove_unsent(
    tx: &mut Tx,
    (person, filing): (&PersonId, &FilingId),
) -> Result<(), StoreError> {
    const REMOVE: &str = "DELETE FROM filing_document \
         WHERE person = $1 AND filing = $2 AND sent = 0";
    tx.execute(REMOVE, &values![person, filing]).map(drop)
}

/// Notes that those of a filing were sent: from now on they are kept.
pub fn note_sent(tx: &mut Tx, (person, filing): (&PersonId, &FilingId)) -> Result<(), StoreError> {
    const SENT: &str = "UPDATE filing_document SET sent = 1 WHERE person = $1 AND filing = $2";
    tx.execute(SENT, &values![person, filing]).map(drop)
}

/// Forgets everybody's that were kept before then and never sent.
pub fn forget(tx: &mut Tx, before: Timestamp) -> Result<(), StoreError> {
    const FORGET: &str = "DELETE FROM filing_document WHERE sent = 0 AND saved_at < $1";
    tx.execute(FORGET, &values![before]).map(drop)
}
