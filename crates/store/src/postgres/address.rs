//! What an address says: where the server is, how long it may take, and how it is spoken to.

use std::str::FromStr;

use tokio_postgres::Config;
use tokio_postgres::config::SslMode;

use super::limits::{self, PostgresLimits};
use super::tls::{self, DatabaseTls, Verified};
use crate::StoreError;
use crate::error::Cause;

/// Everything needed to connect.
pub(crate) struct ServerAddress {
    pub(crate) config: Config,
    pub(crate) limits: PostgresLimits,
    pub(crate) tls: DatabaseTls,
    shown: String,
}

/// What an address says of TLS.
#[derive(Default)]
struct Spoken<'u> {
    mode: Option<&'u str>,
    root: Option<String>,
}

impl ServerAddress {
    /// Reads an address, over these limits.
    pub(crate) fn read(url: &str, mut limits: PostgresLimits) -> Result<ServerAddress, StoreError> {
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let mut spoken = Spoken::default();
        let mut others = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            match key {
                "sslmode" => spoken.mode = Some(value),
                "sslrootcert" => spoken.root = Some(decoded(value)),
                _ => match limits::set(&mut limits, key, value) {
                    Some(true) => {}
                    Some(false) => others.push(pair),
                    None => return Err(wrong(key, value, "a whole number is needed")),
                },
            }
        }
        let shown = shown(base);
        let unreadable = |error: tokio_postgres::Error| StoreError::Open {
            address: shown.clone(),
            source: Box::new(error),
        };
        let rest = format!("{base}?{}", others.join("&"));
        let mut config = Config::from_str(&rest).map_err(unreadable)?;
        let said = |key: &str| others.iter().any(|pair| pair.starts_with(key));
        if !said("keepalives") && !said("tcp_user_timeout") {
            limits.of_socket(&mut config);
        }
        if let Some(limit) = limits.connect {
            config.connect_timeout(limit);
        }
        if !said("application_name") {
            config.application_name("suixing");
        }
        let tls = spoken.apply(&mut config)?;
        Ok(ServerAddress {
            config,
            limits,
            tls,
            shown,
        })
    }

    /// The server could not be reached, or did not let us in.
    pub(crate) fn cannot_be_opened(&self, source: Cause) -> StoreError {
        StoreError::Open {
            address: self.shown.clone(),
            source,
        }
    }
}

impl Spoken<'_> {
    /// The ways of PostgreSQL's own clients, but that the authority is always named: that of a
    /// database is hardly ever one of those that every machine trusts for every name.
    fn apply(&self, config: &mut Config) -> Result<DatabaseTls, StoreError> {
        let root = self.root.as_deref();
        let (mode, verified) = match (self.mode.unwrap_or("prefer"), root) {
            ("disable", _) => (SslMode::Disable, Verified::Nothing),
            ("prefer", None) => (SslMode::Prefer, Verified::Nothing),
            ("require", None) => (SslMode::Require, Verified::Nothing),
            ("prefer", Some(_)) => {
                return Err(wrong(
                    "sslmode",
                    "prefer",
                    "it does not look at sslrootcert",
                ));
            }
            ("require" | "verify-ca", Some(root)) => (SslMode::Require, Verified::Issuer(root)),
            ("verify-full", Some(root)) => (SslMode::Require, Verified::IssuerAndName(root)),
            (mode @ ("verify-ca" | "verify-full"), None) => {
                return Err(wrong("sslmode", mode, "it needs sslrootcert=FILE"));
            }
            (other, _) => {
                let known = "it is disable, prefer, require, verify-ca or verify-full";
                return Err(wrong("sslmode", other, known));
            }
        };
        config.ssl_mode(mode);
        tls::connector(verified)
    }
}

fn wrong(key: &str, value: &str, why: &'static str) -> StoreError {
    StoreError::AddressKey {
        key: domain::text::shortened(key, 40),
        value: domain::text::shortened(value, 40),
        why: why.into(),
    }
}

/// Where the server is, without what stands before it, where the password is.
fn shown(base: &str) -> String {
    let host = base.rsplit_once('@').map_or(base, |(_, host)| host);
    let host = host.trim_start_matches("postgresql://");
    format!("postgres://{}", host.trim_start_matches("postgres://"))
}

/// A value of an address, in which any byte may be written as `%2F`.
fn decoded(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let byte = digits.and_then(|two| u8::from_str_radix(two, 16).ok());
        match (first, byte) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn read(query: &str) -> Result<ServerAddress, String> {
        let url = format!("postgres://me:secret@db:5433/suixing{query}");
        let read = ServerAddress::read(&url, PostgresLimits::default());
        read.map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_ours_is_taken_and_the_rest_is_left_to_the_client() {
        let read = read("?statement_seconds=3&application_name=x&sslmode=require").unwrap();
        assert_eq!(read.limits.statement, Some(Duration::from_secs(3)));
        assert_eq!(read.config.get_application_name(), Some("x"));
        assert_eq!(read.config.get_ssl_mode(), SslMode::Require);
        assert_eq!(read.config.get_ports(), [5433]);
        let limit = read.config.get_tcp_user_timeout();
        assert_eq!(limit.copied(), Some(Duration::from_secs(20)));
        assert_eq!(read.shown, "postgres://db:5433/suixing");
    }

    #[test]
    fn what_makes_no_sense_is_refused_by_its_key() {
        for (query, said) in [
            ("?sslmode=sometimes", "sslmode=sometimes"),
            ("?sslmode=verify-full", "needs sslrootcert"),
            ("?sslrootcert=/ca.pem", "sslrootcert"),
            ("?sslmode=verify-full&sslrootcert=%2Fnone.pem", "/none.pem"),
            ("?lock_seconds=soon", "lock_seconds=soon"),
        ] {
            let refused = read(query).err().unwrap();
            assert!(refused.contains(said), "{query}: {refused}");
            assert!(!refused.contains("secret"), "{refused}");
        }
        assert!(read("?no_such_key=1").err().unwrap().contains("db:5433"));
    }
}
