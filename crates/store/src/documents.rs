//! Proofs handed in with a filing, sealed in pieces. A document is named by the hash of what is in
//! it, and the filing, which has a digest, says that name: so a document needs none of its own.

use domain::ids::{FilingId, PersonId};
use jiff::Timestamp;

use crate::db::Db;
use crate::seal::{Keys, Random, SealedAt};
use crate::tx::Insert;
use crate::value::Row;
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

/// Pieces looked at together; with half a megabyte each they are too large to come by the person.
const LOOKED_AT: i64 = 16;

/// A piece as it lies: whose, of which filing, which document, which piece, and what is sealed.
struct Piece {
    person: String,
    filing: String,
    document: String,
    piece: i64,
    sealed: Vec<u8>,
}

impl Piece {
    fn row_id(&self) -> String {
        let Piece {
            person,
            filing,
            document,
            piece,
            ..
        } = self;
        format!("{person}|{filing}|{document}|{piece}")
    }
}

/// How many pieces there are, and how many of them a key of before sealed; those are sealed anew
/// where there is something to do it with.
pub(crate) fn reseal(
    db: &Db,
    mut random: Option<&mut dyn Random>,
) -> Result<(u64, u64), StoreError> {
    let (mut all, mut older) = (0, 0);
    let mut after = (String::new(), String::new(), String::new(), -1);
    loop {
        let from = after.clone();
        let (pieces, keys) = db.read::<_, StoreError, _>(|tx| {
            let pieces = pieces_after(tx, &from)?;
            Ok((pieces, tx.keys().clone()))
        })?;
        let Some(last) = pieces.last() else {
            return Ok((all, older));
        };
        after = (
            last.person.clone(),
            last.filing.clone(),
            last.document.clone(),
            last.piece,
        );
        for piece in pieces {
            all += 1;
            if keys.is_newest(&piece.sealed) {
                continue;
            }
            older += 1;
            if let Some(random) = random.as_deref_mut() {
                seal_anew(db, &keys, random, piece)?;
            }
        }
    }
}

fn pieces_after(
    tx: &mut Tx,
    (person, filing, document, piece): &(String, String, String, i64),
) -> Result<Vec<Piece>, StoreError> {
    const FIND: &str = "SELECT person, filing, document, piece, body FROM filing_document \
         WHERE (person, filing, document, piece) > ($1, $2, $3, $4) \
         ORDER BY person, filing, document, piece LIMIT $5";
    let from = values![person, filing, document, *piece, LOOKED_AT];
    let read = |mut row: Row| {
        Ok(Piece {
            person: row.text()?,
            filing: row.text()?,
            document: row.text()?,
            piece: row.integer()?,
            sealed: row.bytes()?,
        })
    };
    tx.query(FIND, &from)?.into_iter().map(read).collect()
}

/// Only where it still is what was opened.
fn seal_anew(
    db: &Db,
    keys: &Keys,
    random: &mut dyn Random,
    piece: Piece,
) -> Result<(), StoreError> {
    const ANEW: &str = "UPDATE filing_document SET body = $6 \
         WHERE person = $1 AND filing = $2 AND document = $3 AND piece = $4 AND body = $5";
    let id = piece.row_id();
    let plain = keys.open(place(&id), &piece.sealed)?;
    let anew = keys.seal(place(&id), &plain, random);
    db.transact(move |tx| {
        let row = values![
            &piece.person,
            &piece.filing,
            &piece.document,
            piece.piece,
            piece.sealed.as_slice(),
            anew.as_slice()
        ];
        tx.execute(ANEW, &row).map(drop)
    })
}
