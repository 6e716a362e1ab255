//! How long a PostgreSQL server may take for what, in one place. All are keys of the address, in
//! whole seconds; 0 is no limit. Together they end before a message is told that its fate is not
//! known, which happens after 30 seconds: who waits is told that nothing was done while that is
//! certain.

use std::time::Duration;

use tokio_postgres::Config;

/// Connections to a PostgreSQL server unless told otherwise.
pub const CONNECTIONS: usize = 16;

/// A limit, or none.
type Limit = Option<Duration>;

/// The limits of one database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PostgresLimits {
    /// Connections at once; as many again while statements are slow.
    pub(crate) connections: usize,
    /// Until a connection is there, TLS and sign-in included.
    pub(crate) connect: Limit,
    /// Until one of our connections is free.
    pub(crate) pool: Limit,
    /// The server ends a statement that takes longer.
    pub(crate) statement: Limit,
    /// The server ends a statement that waits longer for a lock, such as a person's turn.
    pub(crate) lock: Limit,
    /// The server ends the session of a program that stopped within a transaction.
    pub(crate) idle: Limit,
    /// We close a connection that says nothing for longer.
    pub(crate) answer: Limit,
    /// A statement that takes longer is slow: it needs one of the places for slow ones.
    pub(crate) slow: Limit,
    /// No further attempt is begun later than this after the first.
    pub(crate) retry: Limit,
    /// Probes of a connection that is silent: after so long, so far apart, so many.
    keepalive: (Limit, Limit, u32),
    /// What was sent may be unacknowledged for so long.
    unacknowledged: Limit,
}

const fn seconds(count: u64) -> Limit {
    Some(Duration::from_secs(count))
}

impl Default for PostgresLimits {
    fn default() -> PostgresLimits {
        PostgresLimits {
            connections: CONNECTIONS,
            connect: seconds(5),
            pool: seconds(8),
            statement: seconds(12),
            lock: seconds(8),
            idle: seconds(60),
            answer: seconds(15),
            slow: seconds(2),
            retry: seconds(8),
            keepalive: (seconds(30), seconds(10), 3),
            unacknowledged: seconds(20),
        }
    }
}

/// Finds one of them.
type Find = fn(&mut PostgresLimits) -> &mut Limit;

/// The keys of ours in an address, and the limit each sets.
const KEYS: [(&str, Find); 8] = [
    ("connect_timeout", |limits| &mut limits.connect),
    ("pool_seconds", |limits| &mut limits.pool),
    ("statement_seconds", |limits| &mut limits.statement),
    ("lock_seconds", |limits| &mut limits.lock),
    ("idle_seconds", |limits| &mut limits.idle),
    ("answer_seconds", |limits| &mut limits.answer),
    ("slow_seconds", |limits| &mut limits.slow),
    ("retry_seconds", |limits| &mut limits.retry),
];

/// How many connections.
const COUNT: &str = "connections";

/// Sets the limit a key of an address names. False when the key is none of ours; none when the
/// value is no number.
pub(crate) fn set(limits: &mut PostgresLimits, key: &str, value: &str) -> Option<bool> {
    if key == COUNT {
        limits.connections = value.parse().ok().filter(|count| *count > 0)?;
        return Some(true);
    }
    let Some((_, limit)) = KEYS.iter().find(|(known, _)| *known == key) else {
        return Some(false);
    };
    let count: u64 = value.parse().ok()?;
    *limit(limits) = Some(Duration::from_secs(count)).filter(|limit| !limit.is_zero());
    Some(true)
}

impl PostgresLimits {
    /// For an operator's own work, such as checking all books: a statement takes what it takes.
    pub(crate) fn patient() -> PostgresLimits {
        PostgresLimits {
            statement: None,
            lock: None,
            answer: None,
            slow: None,
            // What is read is written elsewhere meanwhile, and looked through there.
            idle: None,
            ..PostgresLimits::default()
        }
    }

    /// What is the business of the socket; an address that says otherwise is read afterwards.
    pub(crate) fn of_socket(&self, config: &mut Config) {
        let (after, apart, count) = self.keepalive;
        after.map(|limit| config.keepalives_idle(limit));
        apart.map(|limit| config.keepalives_interval(limit));
        config.keepalives_retries(count);
        self.unacknowledged
            .map(|limit| config.tcp_user_timeout(limit));
    }

    /// What the server is told of them, each by itself: one that it does not know changes nothing.
    pub(crate) fn settings(&self) -> Vec<String> {
        let set = |name: &str, limit: Limit| {
            let milliseconds = limit.map_or(0, |limit| limit.as_millis());
            format!("SET {name} = {milliseconds}")
        };
        vec![
            set("statement_timeout", self.statement),
            set("lock_timeout", self.lock),
            set("idle_in_transaction_session_timeout", self.idle),
            // A statement nobody waits for any more is ended, also while it only computes.
            "SET client_connection_check_interval = 2000".to_owned(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_an_address_set_limits_and_nought_is_none() {
        let mut limits = PostgresLimits::default();
        for (key, limit) in KEYS {
            assert_eq!(set(&mut limits, key, "7"), Some(true));
            assert_eq!(*limit(&mut limits), seconds(7), "{key}");
            assert_eq!(set(&mut limits, key, "0"), Some(true));
            assert_eq!(*limit(&mut limits), None, "{key}");
            assert_eq!(set(&mut limits, key, "soon"), None);
        }
        assert_eq!(set(&mut limits, "connections", "0"), None);
        assert_eq!(set(&mut limits, "sslmode", "require"), Some(false));
    }

    #[test]
    fn who_waits_hears_before_the_fate_is_said_to_be_unknown() {
        const FATE_UNKNOWN_AFTER: Duration = Duration::from_secs(30);
        let limits = PostgresLimits::default();
        let sum = |all: &[Limit]| all.iter().map(|limit| limit.unwrap()).sum::<Duration>();
        assert!(sum(&[limits.pool, limits.answer]) < FATE_UNKNOWN_AFTER);
        assert!(sum(&[limits.retry, limits.connect, limits.answer]) < FATE_UNKNOWN_AFTER);
        assert!(limits.statement < limits.answer);
    }

    #[test]
    fn the_operators_page_has_every_limit_with_its_default() {
        let page = include_str!("../../../../docs/postgres.md");
        let mut limits = PostgresLimits::default();
        let connections = limits.connections;
        for (key, limit) in KEYS {
            let default = limit(&mut limits).unwrap().as_secs();
            let row = format!("| `{key}` | {default} |");
            assert!(page.contains(&row), "{row}");
        }
        assert!(page.contains(&format!("| `{COUNT}` | {connections} |")));
    }
}
