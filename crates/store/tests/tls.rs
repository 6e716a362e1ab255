//! A PostgreSQL server with a certificate of its own: what is let through, and what is not.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[path = "../../cli/tests/till/cluster.rs"]
#[allow(dead_code, reason = "the server of other tests, which pull its plug")]
mod cluster;

use std::path::Path;

use cluster::Cluster;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use store::testing::test_keys;
use store::{Db, StoreError};

/// An authority, made up on the spot.
struct Authority {
    certificate: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Authority {
        let mut params = CertificateParams::new([]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap().pem();
        Authority {
            certificate,
            issuer: Issuer::new(params, key),
        }
    }

    /// Certificate and key of a server of this name.
    fn issue(&self, name: &str) -> (String, String) {
        let params = CertificateParams::new([name.to_owned()]).unwrap();
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        (certificate.pem(), key.serialize_pem())
    }

    fn write(&self, path: &Path) -> String {
        std::fs::write(path, &self.certificate).unwrap();
        path.display().to_string()
    }
}

/// Whether the server says that nobody can listen; or why there is no connection.
fn is_secret(cluster: &Cluster, host: &str, words: &str) -> Result<bool, String> {
    const ASK: &str = "SELECT CAST(ssl AS TEXT) FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    let url = cluster.url().replace("127.0.0.1", host);
    let asked = Db::open(&format!("{url}?{words}"), test_keys()).and_then(|db| {
        let said = db.read(|tx| tx.one(ASK, &[])?.text());
        said.map(|said: String| said == "true")
    });
    asked.map_err(|error: StoreError| {
        let first: &(dyn std::error::Error + 'static) = &error;
        let causes = std::iter::successors(Some(first), |error| error.source());
        causes
            .map(|error| error.to_string())
            .collect::<Vec<_>>()
            .join(": ")
    })
}

#[test]
fn nothing_goes_in_the_clear_that_was_asked_to_be_secret() {
    let mut cluster = Cluster::start();
    // A server without a certificate.
    assert_eq!(is_secret(&cluster, "localhost", ""), Ok(false));
    assert_eq!(
        is_secret(&cluster, "localhost", "sslmode=prefer"),
        Ok(false)
    );
    let refused = is_secret(&cluster, "localhost", "sslmode=require").unwrap_err();
    assert!(refused.contains("TLS"), "{refused}");

    let folder = tempfile::tempdir().unwrap();
    let (ours, other) = (Authority::new(), Authority::new());
    let ca = ours.write(&folder.path().join("ours.pem"));
    let other = other.write(&folder.path().join("other.pem"));
    let (certificate, key) = ours.issue("localhost");
    cluster.put("server.crt", &certificate);
    cluster.put("server.key", &key);
    cluster.set("ssl = on");
    cluster.kill();
    cluster.restart();
    let ask = |host: &str, words: &str| is_secret(&cluster, host, words);
    let verify = |mode: &str, ca: &str| format!("sslmode={mode}&sslrootcert={ca}");

    assert_eq!(ask("localhost", "sslmode=disable"), Ok(false));
    for words in ["", "sslmode=prefer", "sslmode=require"] {
        assert_eq!(ask("localhost", words), Ok(true), "{words}");
    }
    for mode in ["require", "verify-ca", "verify-full"] {
        assert_eq!(ask("localhost", &verify(mode, &ca)), Ok(true), "{mode}");
        let refused = ask("localhost", &verify(mode, &other)).unwrap_err();
        assert!(refused.contains("certificate"), "{mode}: {refused}");
    }
    // The same machine under a name that the certificate does not have.
    assert_eq!(ask("127.0.0.1", &verify("verify-ca", &ca)), Ok(true));
    let refused = ask("127.0.0.1", &verify("verify-full", &ca)).unwrap_err();
    assert!(refused.contains("not valid for name"), "{refused}");
}
