//! Which servers work on a database: each keeps a row that says by which key it seals and where it
//! listens, and writes it anew all the time, so that one that was killed is known by its age.

use jiff::{SignedDuration, Timestamp};

use crate::installation::put;
use crate::tx::Tx;
use crate::{StoreError, values};

/// How often a server says that it is there.
pub const SAID_EVERY: SignedDuration = SignedDuration::from_secs(30);
/// One that said nothing for so long is gone, or nearly.
const SILENT_MAX: SignedDuration = SignedDuration::from_secs(120);
/// What one that was killed left is forgotten after so long.
const LEFT_MAX: SignedDuration = SignedDuration::from_hours(24);

/// What the rows of servers are called begins so.
const BEFORE: &str = "serving:";

/// A server, as it said of itself last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServingServer {
    /// The name of the key it seals with.
    pub key: String,
    /// When it said so.
    pub at: Timestamp,
    /// Where it listens.
    pub address: String,
}

impl ServingServer {
    fn read(content: &[u8]) -> Option<ServingServer> {
        let mut words = std::str::from_utf8(content).ok()?.splitn(3, ' ');
        Some(ServingServer {
            key: words.next()?.to_owned(),
            at: words.next()?.parse().ok()?,
            address: words.next()?.to_owned(),
        })
    }

    /// Whether it has said so lately.
    pub fn is_there(&self, now: Timestamp) -> bool {
        now.duration_since(self.at) < SILENT_MAX
    }
}

/// Says that the server of this name is there.
pub fn say(tx: &mut Tx, name: &str, address: &str, now: Timestamp) -> Result<(), StoreError> {
    let content = format!("{} {now} {address}", tx.keys().newest());
    put(tx, &format!("{BEFORE}{name}"), content.as_bytes())
}

/// Says that it is there no more; what others left that were killed long ago goes with it.
pub fn leave(tx: &mut Tx, name: &str, now: Timestamp) -> Result<(), StoreError> {
    const GO: &str = "DELETE FROM installation WHERE name = $1";
    let own = format!("{BEFORE}{name}");
    for (row, server) in rows(tx)? {
        let is_left = server.is_none_or(|server| now.duration_since(server.at) > LEFT_MAX);
        if is_left || row == own {
            tx.execute(GO, &values![&row])?;
        }
    }
    Ok(())
}

/// Every server that said something and has not left.
pub fn all(tx: &mut Tx) -> Result<Vec<ServingServer>, StoreError> {
    let rows = rows(tx)?.into_iter();
    Ok(rows.filter_map(|(_, server)| server).collect())
}

/// Those that are there and seal by another key than the newest that is known here.
pub fn behind(tx: &mut Tx, now: Timestamp) -> Result<Vec<ServingServer>, StoreError> {
    let newest = tx.keys().newest().to_string();
    let mut servers = all(tx)?;
    servers.retain(|server| server.is_there(now) && server.key != newest);
    Ok(servers)
}

type Said = (String, Option<ServingServer>);

fn rows(tx: &mut Tx) -> Result<Vec<Said>, StoreError> {
    const ALL: &str = "SELECT name, content FROM installation WHERE name LIKE 'serving:%' \
         ORDER BY name";
    let read = |mut row: crate::Row| Ok((row.text()?, ServingServer::read(&row.bytes()?)));
    tx.query(ALL, &[])?.into_iter().map(read).collect()
}
