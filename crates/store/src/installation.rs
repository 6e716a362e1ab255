//! What there is once in a database: what its keys are recognised by, and a row that is written to
//! see whether writing works.

use jiff::{SignedDuration, Timestamp};

use crate::seal::{Random, SealedAt};
use crate::tx::Tx;
use crate::{StoreError, kept, people, values};

const KEYS: &str = "keys";
pub(crate) const PROBE: &str = "probe";

/// Every name a row may have, but those of servers.
pub(crate) const NAMES: [&str; 7] = [KEYS, ID, "anchored", "shipped", SHIPPINGS, FORGOTTEN, PROBE];

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
/// an empty one are remembered, and later the newest of them; a database of before is asked for
/// somebody it holds.
pub fn check_keys(tx: &mut Tx, random: &mut dyn Random) -> Result<(), StoreError> {
    match known(tx)? {
        Some(known) => {
            recognised(tx, &known)?;
            match knows_newest_key(tx)? {
                true => Ok(()),
                false => remember(tx, random),
            }
        }
        None => {
            someone_opens(tx)?;
            remember(tx, random)
        }
    }
}

fn remember(tx: &mut Tx, random: &mut dyn Random) -> Result<(), StoreError> {
    let mut content = tx.keys().digest(KEYS.as_bytes());
    content.extend(tx.keys().seal(KNOWN, KEYS.as_bytes(), random));
    put(tx, KEYS, &content)?;
    let row = values![KEYS, content];
    kept::keep(tx, (INSTALLATION, KEYS), "installation", &row)
}

/// Whether the key that seals is the one of those who checked their keys last.
pub fn knows_newest_key(tx: &mut Tx) -> Result<bool, StoreError> {
    let known = known(tx)?;
    let sealed = known.as_ref().and_then(|known| known.get(DIGEST_BYTES..));
    Ok(sealed.is_some_and(|sealed| tx.keys().is_newest(sealed)))
}

/// Refuses keys that are not those of the database, as far as it says which they are, and writes
/// nothing.
pub fn compare_keys(tx: &mut Tx) -> Result<(), StoreError> {
    match known(tx)? {
        Some(known) => recognised(tx, &known),
        None => someone_opens(tx),
    }
}

fn known(tx: &mut Tx) -> Result<Option<Vec<u8>>, StoreError> {
    named(tx, KEYS)
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
    kept::keep(tx, (INSTALLATION, ID), "installation", &row)?;
    Ok(domain::text::hex(&number))
}

/// What is kept of the database at another place, once it was begun: where it then is not found,
/// something is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Elsewhere {
    /// Its anchors.
    Anchors,
    /// What is shipped.
    Shipped,
}

impl Elsewhere {
    fn name(self) -> &'static str {
        match self {
            Elsewhere::Anchors => "anchored",
            Elsewhere::Shipped => "shipped",
        }
    }
}

/// Whether it was begun.
pub fn is_elsewhere(tx: &mut Tx, what: Elsewhere) -> Result<bool, StoreError> {
    Ok(named(tx, what.name())?.is_some())
}

/// Remembers that it was begun.
pub fn note_elsewhere(tx: &mut Tx, what: Elsewhere) -> Result<(), StoreError> {
    if is_elsewhere(tx, what)? {
        return Ok(());
    }
    let content = b"yes".as_slice();
    put(tx, what.name(), content)?;
    let row = values![what.name(), content];
    kept::keep(tx, (INSTALLATION, what.name()), "installation", &row)
}

const SHIPPINGS: &str = "shippings";

/// How often shipping was begun.
pub fn times_shipped(tx: &mut Tx) -> Result<i64, StoreError> {
    let content = named(tx, SHIPPINGS)?;
    let text = content.and_then(|content| String::from_utf8(content).ok());
    Ok(text.and_then(|text| text.parse().ok()).unwrap_or(0))
}

/// Counts that it is begun once more: what was shipped since is told from what was before.
pub fn count_shipping(tx: &mut Tx) -> Result<(), StoreError> {
    let content = (times_shipped(tx)? + 1).to_string();
    put(tx, SHIPPINGS, content.as_bytes())?;
    let row = values![SHIPPINGS, content.as_bytes()];
    kept::keep(tx, (INSTALLATION, SHIPPINGS), "installation", &row)
}

const FORGOTTEN: &str = "notices-forgotten";

/// The latest instant before which notices that were sent were deleted; nothing where none was.
pub fn notices_forgotten(tx: &mut Tx) -> Result<Option<Timestamp>, StoreError> {
    let content = named(tx, FORGOTTEN)?;
    let text = content.and_then(|content| String::from_utf8(content).ok());
    Ok(text.and_then(|text| text.parse().ok()))
}

/// Remembers that notices were deleted that were sent before.
pub(crate) fn note_notices_forgotten(tx: &mut Tx, before: Timestamp) -> Result<(), StoreError> {
    if notices_forgotten(tx)?.is_some_and(|known| known >= before) {
        return Ok(());
    }
    let content = before.to_string();
    put(tx, FORGOTTEN, content.as_bytes())?;
    let row = values![FORGOTTEN, content.as_bytes()];
    kept::keep(tx, (INSTALLATION, FORGOTTEN), "installation", &row)
}

/// How the machine's clock stands to the latest time that was seen here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockSeen {
    /// As it may.
    Plausible,
    /// It has been later than it is.
    Behind {
        /// The latest time that was seen.
        seen: Timestamp,
    },
    /// It is much later than it last was, as where a year was mistyped.
    Ahead {
        /// The latest time that was seen.
        seen: Timestamp,
    },
}

impl ClockSeen {
    /// A stable code of what is wrong with it.
    pub fn code(self) -> Option<&'static str> {
        match self {
            ClockSeen::Plausible => None,
            ClockSeen::Behind { .. } => Some("clock-behind"),
            ClockSeen::Ahead { .. } => Some("clock-ahead"),
        }
    }
}

/// How far a clock is set back when it is put right.
const BACK_MAX: SignedDuration = SignedDuration::from_mins(5);
/// How long an installation may have stood still.
const STILL_MAX: SignedDuration = SignedDuration::from_hours(24 * 400);

/// Opens what the keys are recognised by, sealed by the newest that came to this database: a server
/// that cannot open it could not open what others write now, either. Then writes a row, as
/// [`takes_a_row`] does.
pub fn probe(tx: &mut Tx, now: Timestamp) -> Result<ClockSeen, StoreError> {
    if let Some(known) = known(tx)? {
        recognised(tx, &known)?;
    }
    takes_a_row(tx, now)
}

/// Writes a row, and so shows that the database takes one; says how the clock stands to the last
/// time that was done. A time that cannot be is not remembered.
pub fn takes_a_row(tx: &mut Tx, now: Timestamp) -> Result<ClockSeen, StoreError> {
    let (stands, seen) = clock(tx, now)?;
    let latest = match stands {
        ClockSeen::Plausible => seen.map_or(now, |seen| seen.max(now)),
        ClockSeen::Behind { seen } | ClockSeen::Ahead { seen } => seen,
    };
    put(tx, PROBE, latest.to_string().as_bytes())?;
    Ok(stands)
}

/// How the clock stands to the latest time that was seen, and that time; writes nothing.
pub fn clock(tx: &mut Tx, now: Timestamp) -> Result<(ClockSeen, Option<Timestamp>), StoreError> {
    let content = named(tx, PROBE)?;
    // What a program of another version wrote there may be no time; then none was seen.
    let text = content.and_then(|content| String::from_utf8(content).ok());
    let seen: Option<Timestamp> = text.and_then(|text| text.parse().ok());
    let stands = match seen.map(|seen| (seen, now.duration_since(seen))) {
        Some((seen, since)) if since < -BACK_MAX => ClockSeen::Behind { seen },
        Some((seen, since)) if since > STILL_MAX => ClockSeen::Ahead { seen },
        _ => ClockSeen::Plausible,
    };
    Ok((stands, seen))
}

/// Believes the clock, whatever was seen before.
pub fn believe_clock(tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
    put(tx, PROBE, now.to_string().as_bytes())
}

fn named(tx: &mut Tx, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    const FIND: &str = "SELECT content FROM installation WHERE name = $1";
    let found = tx.find(FIND, &values![name])?;
    found.map(|mut row| row.bytes()).transpose()
}

pub(crate) fn put(tx: &mut Tx, name: &str, content: &[u8]) -> Result<(), StoreError> {
    const PUT: &str = "INSERT INTO installation (name, content) VALUES ($1, $2) \
         ON CONFLICT (name) DO UPDATE SET content = excluded.content";
    tx.execute(PUT, &values![name, content]).map(|_| ())
}
