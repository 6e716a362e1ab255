//! Messages that wrote something, with their answers: the memory that makes a retry harmless.
//! What a message said and what was answered are sealed; a keyed digest tells two apart.

use domain::ids::{FacilityCode, MessageId, PersonId, SettlementId, VisitId};
use domain::word_list;
use jiff::Timestamp;

use crate::seal::{Random, SealedAt};
use crate::tx::Tx;
use crate::value::Row;
use crate::{StoreError, kept, values};

word_list! {
    /// The outcome of a message.
    MessageState {
        /// Done and answered.
        Done = "done", "已完成", "done";
        /// Done, and undone since.
        Reversed = "reversed", "已撤销", "reversed";
        /// Reversed before it arrived; it will be refused.
        Tombstone = "tombstone", "先行冲正", "reversed before it arrived";
    }
}

/// The key of a message: whose, from whom, its number.
#[derive(Clone, Copy, Debug)]
pub struct MessageKey<'a> {
    /// The person it is about.
    pub person: &'a PersonId,
    /// The sender.
    pub facility: &'a FacilityCode,
    /// The sender's number.
    pub message: &'a MessageId,
}

/// A message and its answer, to be written.
#[derive(Debug)]
pub struct NewMessage<'a> {
    /// Its key.
    pub key: MessageKey<'a>,
    /// What it asked for.
    pub deed: &'static str,
    /// Its business fields, as canonical JSON.
    pub content: &'a [u8],
    /// The answer.
    pub reply: &'a [u8],
    /// The visit it opened.
    pub visit: Option<&'a VisitId>,
    /// The settlement it made.
    pub settlement: Option<&'a SettlementId>,
    /// When.
    pub received_at: Timestamp,
    /// The person's turn in which it was done.
    pub turn: i64,
    /// What else it said, which answers repeat.
    pub said_besides: Option<&'a [u8]>,
}

/// What a message said besides: nothing looks at it, and answers repeat it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaidBesides {
    /// What the message asked for.
    pub deed: String,
    /// The settlement it made.
    pub settlement: Option<SettlementId>,
    /// The person's turn in which it was done.
    pub turn: i64,
    /// When it came.
    pub received_at: Timestamp,
    /// What it said, as it was handed over.
    pub content: Vec<u8>,
}

/// A message found again. The sealed parts open on demand.
#[derive(Debug)]
pub struct StoredMessage {
    /// What it asked for.
    pub deed: String,
    /// What happened to it.
    pub state: MessageState,
    /// Keyed digest of its business fields; none for a tombstone.
    pub digest: Option<Vec<u8>>,
    /// The visit it opened.
    pub visit: Option<VisitId>,
    /// The settlement it made.
    pub settlement: Option<SettlementId>,
    /// When it came.
    pub received_at: Timestamp,
    content: Option<Vec<u8>>,
    reply: Option<Vec<u8>>,
    row: String,
}

const CONTENT: &str = "message|content";
const REPLY: &str = "message|reply";
const SAID_BESIDES: &str = "message|said_besides";

fn row_id(key: MessageKey<'_>) -> String {
    format!("{}|{}|{}", key.person, key.facility, key.message)
}

/// Keeps a message with its answer.
pub fn insert(
    tx: &mut Tx,
    random: &mut dyn Random,
    message: &NewMessage<'_>,
) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO message (person, facility, message, deed, state, digest, \
         content, reply, visit, settlement, received_at, turn, said_besides) \
         VALUES ($1, $2, $3, $4, 'done', $5, $6, $7, $8, $9, $10, $11, $12)";
    let keys = tx.keys();
    let row = &row_id(message.key);
    let mut seal = |column, plain| keys.seal(SealedAt { column, row }, plain, random);
    let said_besides = message.said_besides.map(|said| seal(SAID_BESIDES, said));
    let row = values![
        message.key.person,
        message.key.facility,
        message.key.message,
        message.deed,
        keys.digest(message.content),
        seal(CONTENT, message.content),
        seal(REPLY, message.reply),
        message.visit,
        message.settlement,
        message.received_at,
        message.turn,
        said_besides,
    ];
    tx.wrote(message.key.person.as_str(), "message", &row);
    tx.later(INSERT, &row, Some(1))
}

/// The digest of a message's state where it is no longer the one it was written with.
fn keep_state(
    tx: &mut Tx,
    key: MessageKey<'_>,
    state: MessageState,
    row: &[crate::Value<'_>],
) -> Result<(), StoreError> {
    let item = format!("{}:{}:{}", state.word(), key.facility, key.message);
    kept::keep(tx, (key.person.as_str(), &item), "message", row)
}

/// What the messages about a visit said besides, opened, in the order in which they were done, but
/// for those that asked for these.
pub fn said_of_visit(
    tx: &mut Tx,
    (person, visit): (&PersonId, &VisitId),
    but_for: [&str; 2],
) -> Result<Vec<SaidBesides>, StoreError> {
    const FIND: &str = "SELECT facility, message, deed, settlement, turn, received_at, \
         said_besides FROM message WHERE person = $1 AND said_besides IS NOT NULL \
         AND deed NOT IN ($3, $4) AND (visit = $2 OR settlement IN \
         (SELECT settlement FROM settlement WHERE person = $1 AND visit = $2)) \
         ORDER BY turn, message";
    let [one, other] = but_for;
    let rows = tx.query(FIND, &values![person, visit, one, other])?;
    let keys = tx.keys();
    let read = |mut row: Row| {
        let (facility, message) = (row.text()?, row.text()?);
        let id = format!("{person}|{facility}|{message}");
        let place = SealedAt {
            column: SAID_BESIDES,
            row: &id,
        };
        Ok(SaidBesides {
            deed: row.text()?,
            settlement: row.optional_parse()?,
            turn: row.integer()?,
            received_at: row.instant()?,
            content: keys.open(place, &row.bytes()?)?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Notes that a message was reversed before it arrived.
pub fn insert_tombstone(
    tx: &mut Tx,
    key: MessageKey<'_>,
    deed: &'static str,
    received_at: Timestamp,
) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO message (person, facility, message, deed, state, \
         received_at) VALUES ($1, $2, $3, $4, 'tombstone', $5)";
    let row = values![key.person, key.facility, key.message, deed, received_at];
    tx.later(INSERT, &row, Some(1))?;
    keep_state(tx, key, MessageState::Tombstone, &row)
}

/// Notes that what a message did has been undone.
pub fn mark_reversed(tx: &mut Tx, key: MessageKey<'_>) -> Result<(), StoreError> {
    const MARK: &str = "UPDATE message SET state = 'reversed' \
         WHERE person = $1 AND facility = $2 AND message = $3 AND state = 'done'";
    let row = values![key.person, key.facility, key.message];
    match tx.execute(MARK, &row)? {
        0 => Ok(()),
        _ => keep_state(tx, key, MessageState::Reversed, &row),
    }
}

/// The columns [`read`] takes, of a table called `m`.
macro_rules! message_columns {
    () => {
        "m.deed, m.state, m.digest, m.visit, m.settlement, m.received_at, m.content, m.reply"
    };
}
pub(crate) use message_columns;

/// Reads the next columns of a row as the message with this key.
pub(crate) fn read(
    row: &mut Row,
    key: MessageKey<'_>,
) -> Result<Option<StoredMessage>, StoreError> {
    let Some(deed) = row.optional_text()? else {
        row.skip(7);
        return Ok(None);
    };
    Ok(Some(StoredMessage {
        deed,
        state: row.word(MessageState::from_word)?,
        digest: row.optional_bytes()?,
        visit: row.optional_parse()?,
        settlement: row.optional_parse()?,
        received_at: row.instant()?,
        content: row.optional_bytes()?,
        reply: row.optional_bytes()?,
        row: row_id(key),
    }))
}

/// The message with this key.
pub fn find(tx: &mut Tx, key: MessageKey<'_>) -> Result<Option<StoredMessage>, StoreError> {
    const FIND: &str = concat!(
        "SELECT ",
        message_columns!(),
        " FROM message m WHERE m.person = $1 AND m.facility = $2 AND m.message = $3"
    );
    match tx.find(FIND, &values![key.person, key.facility, key.message])? {
        Some(mut row) => read(&mut row, key),
        None => Ok(None),
    }
}

/// Whether the sender used the number for another person. Not asked where the rows lie on many
/// machines: each message is done once for its person all the same, and nobody's should wait for a
/// machine that holds only others.
pub fn is_of_another(tx: &mut Tx, key: MessageKey<'_>) -> Result<bool, StoreError> {
    const FIND: &str = "SELECT m.deed FROM message m \
         WHERE m.facility = $2 AND m.message = $3 AND m.person <> $1 LIMIT 1";
    if tx.is_spread() {
        return Ok(false);
    }
    let found = tx.find(FIND, &values![key.person, key.facility, key.message])?;
    Ok(found.is_some())
}

impl StoredMessage {
    /// The answer, byte for byte; none for a tombstone.
    pub fn reply(&self, tx: &Tx) -> Result<Option<Vec<u8>>, StoreError> {
        self.open(tx, REPLY, self.reply.as_deref())
    }

    /// What the message said, as canonical JSON; none for a tombstone.
    pub fn content(&self, tx: &Tx) -> Result<Option<Vec<u8>>, StoreError> {
        self.open(tx, CONTENT, self.content.as_deref())
    }

    fn open(
        &self,
        tx: &Tx,
        column: &'static str,
        sealed: Option<&[u8]>,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let row = &self.row;
        sealed
            .map(|sealed| tx.keys().open(SealedAt { column, row }, sealed))
            .transpose()
    }
}
