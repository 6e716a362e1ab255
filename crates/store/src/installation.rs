//! What there is once in a database: what its keys are recognised by, and a row that is written to
//! see whether writing works.

use jiff::Timestamp;

use crate::seal::{Random, SealedAt};
use crate::tx::Tx;
use crate::{StoreError, digest, people, values};

const KEYS: &str = "keys";
pub(crate) const PROBE: &str = "probe";

/// Whose the digests of what there is once are.
pub(crate) const INSTALLATION: &str = "#installation";

/// Where a text is sealed that everybody knows, to see whether it opens.
const KNOWN: SealedAt<'static> = SealedAt {
    column: "installation|content",
    row: KEYS,
};

/// Bytes of the keyed digest that stands before what is sealed.
const DIGEST_BYTES: usize = 32;

/// Refuses keys with which nothing in the database could be found or opened. The first that come to
/// an empty one are remembered; one of before is asked for somebody it holds.
pub fn check_keys(tx: &mut Tx, random: &mut dyn Random) -> Result<(), StoreError> {
    const FIND: &str = "SELECT content FROM installation WHERE name = $1";
    let known = tx.find(FIND, &values![KEYS])?;
    let known = known.map(|mut row| row.bytes()).transpose()?;
    match known {
        Some(known) => recognised(tx, &known),
        None => {
            someone_opens(tx)?;
            let mut content = tx.keys().digest(KEYS.as_bytes());
            content.extend(tx.keys().seal(KNOWN, KEYS.as_bytes(), random));
            put(tx, KEYS, &content)?;
            digest::keep(
                tx,
                (INSTALLATION, KEYS),
                "installation",
                &values![KEYS, content],
            )
        }
    }
}

fn recognised(tx: &Tx<'_>, known: &[u8]) -> Result<(), StoreError> {
    let (digest, sealed) = known
        .split_at_checked(DIGEST_BYTES)
        .ok_or(StoreError::WrongKeys)?;
    let opened = tx.keys().open(KNOWN, sealed);
    let is_index = digest == tx.keys().digest(KEYS.as_bytes());
    match is_index && opened.is_ok_and(|opened| opened == KEYS.as_bytes()) {
        true => Ok(()),
        false => Err(StoreError::WrongKeys),
    }
}

fn someone_opens(tx: &mut Tx) -> Result<(), StoreError> {
    let Some(mut row) = tx.find("SELECT person FROM person ORDER BY person LIMIT 1", &[])? else {
        return Ok(());
    };
    match people::find(tx, &row.parse()?) {
        Ok(_) => Ok(()),
        Err(error) if error.is_sealed() => Err(StoreError::WrongKeys),
        Err(error) => Err(error),
    }
}

const ID: &str = "id";

/// The random number an installation is told from others by; nothing where none was made yet.
pub fn id(tx: &mut Tx) -> Result<Option<String>, StoreError> {
    const FIND: &str = "SELECT content FROM installation WHERE name = $1";
    let found = tx.find(FIND, &values![ID])?;
    let found = found.map(|mut row| row.bytes()).transpose()?;
    Ok(found.map(|number| domain::text::hex(&number)))
}

/// The same, made where there is none yet.
pub fn identify(tx: &mut Tx, random: &mut dyn Random) -> Result<String, StoreError> {
    if let Some(id) = id(tx)? {
        return Ok(id);
    }
    let mut number = [0; 16];
    random.fill(&mut number);
    put(tx, ID, &number)?;
    let row = values![ID, number.as_slice()];
    digest::keep(tx, (INSTALLATION, ID), "installation", &row)?;
    Ok(domain::text::hex(&number))
}

/// Writes a row, and so shows that the database takes one.
pub fn probe(tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
    put(tx, PROBE, now.to_string().as_bytes())
}

fn put(tx: &mut Tx, name: &str, content: &[u8]) -> Result<(), StoreError> {
    const PUT: &str = "INSERT INTO installation (name, content) VALUES ($1, $2) \
         ON CONFLICT (name) DO UPDATE SET content = excluded.content";
    tx.execute(PUT, &values![name, content]).map(|_| ())
}
