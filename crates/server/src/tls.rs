//! Connections in secret: certificate and key from two files, which are read again when they
//! change, so that a certificate is renewed without a stop.

use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use jiff::Timestamp;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_cert_signed_by_trust_anchor;
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, ClientConnection, DigitallySignedStruct, RootCertStore,
    ServerConfig, SignatureScheme, StreamOwned,
};
use tokio_rustls::TlsAcceptor;

/// How often the files are looked at, at most.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Certificate and key, as they were last read whole.
#[derive(Debug)]
pub struct Tls {
    certificate: PathBuf,
    key: PathBuf,
    held: Mutex<Held>,
}

#[derive(Debug)]
struct Held {
    config: Arc<ServerConfig>,
    /// When the files were changed that it was read from.
    changed: [Option<SystemTime>; 2],
    looked: Instant,
}

/// Why a certificate or its key cannot be used.
pub type TlsError = Box<dyn std::error::Error + Send + Sync>;

impl Tls {
    /// Reads both files.
    ///
    /// # Errors
    /// What is wrong with one of them, or that they do not belong together.
    pub fn open(certificate: &Path, key: &Path) -> Result<Tls, TlsError> {
        let held = Held {
            changed: changed(certificate, key),
            config: read(certificate, key)?,
            looked: Instant::now(),
        };
        Ok(Tls {
            certificate: certificate.to_owned(),
            key: key.to_owned(),
            held: Mutex::new(held),
        })
    }

    /// Takes connections by the files as they are now; where those cannot be used, as they were.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.looked.elapsed() >= LOOK_EVERY {
            held.looked = Instant::now();
            self.look(&mut held);
        }
        TlsAcceptor::from(Arc::clone(&held.config))
    }

    fn look(&self, held: &mut Held) {
        let now = changed(&self.certificate, &self.key);
        if now == held.changed {
            return;
        }
        match read(&self.certificate, &self.key) {
            Ok(config) => {
                held.config = config;
                held.changed = now;
                tracing::info!("another certificate is in use");
            }
            // Perhaps one of the two is written and the other not yet: looked at again.
            Err(error) => tracing::error!(%error, "the certificate stays as it was"),
        }
    }
}

/// Whether a certificate is over at a time, or had not begun.
///
/// # Errors
/// Why it cannot be read.
pub fn is_over(certificate: &Path, at: Timestamp) -> Result<bool, TlsError> {
    let own = first_of(certificate)?;
    let parsed = ParsedCertificate::try_from(&own)?;
    let since_1970 = u64::try_from(at.as_second()).unwrap_or_default();
    // Nobody is believed to have signed it: what is said first is that its time is over.
    let checked = verify_server_cert_signed_by_trust_anchor(
        &parsed,
        &RootCertStore::empty(),
        &[],
        UnixTime::since_unix_epoch(Duration::from_secs(since_1970)),
        ring::default_provider()
            .signature_verification_algorithms
            .all,
    );
    Ok(matches!(
        checked,
        Err(rustls::Error::InvalidCertificate(
            CertificateError::Expired
                | CertificateError::ExpiredContext { .. }
                | CertificateError::NotValidYet
                | CertificateError::NotValidYetContext { .. }
        ))
    ))
}

fn first_of(certificate: &Path) -> Result<CertificateDer<'static>, TlsError> {
    let mut all = CertificateDer::pem_file_iter(certificate)
        .map_err(|why| format!("{}: {why}", certificate.display()))?;
    let first = all.next().ok_or("no certificate in it")?;
    Ok(first.map_err(|why| format!("{}: {why}", certificate.display()))?)
}

/// A connection in secret to the server that has this very certificate, whoever signed it.
///
/// # Errors
/// Why there is none, another certificate among the reasons.
pub fn connect(
    line: TcpStream,
    certificate: &Path,
) -> Result<StreamOwned<ClientConnection, TcpStream>, TlsError> {
    let provider = Arc::new(ring::default_provider());
    let known = Known {
        own: first_of(certificate)?,
        provider: Arc::clone(&provider),
    };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(known))
        .with_no_client_auth();
    let name = ServerName::try_from("localhost")?;
    let mut asked = ClientConnection::new(Arc::new(config), name)?;
    let mut line = line;
    while asked.is_handshaking() {
        asked.complete_io(&mut line)?;
    }
    Ok(StreamOwned::new(asked, line))
}

/// Believes one certificate.
#[derive(Debug)]
struct Known {
    own: CertificateDer<'static>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Known {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        match *end_entity == self.own {
            true => Ok(ServerCertVerified::assertion()),
            false => Err(rustls::Error::General("another certificate".to_owned())),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let known = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let known = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let known = &self.provider.signature_verification_algorithms;
        known.supported_schemes()
    }
}

fn changed(certificate: &Path, key: &Path) -> [Option<SystemTime>; 2] {
    let changed = |path: &Path| path.metadata().and_then(|found| found.modified()).ok();
    [changed(certificate), changed(key)]
}

fn read(certificate: &Path, key: &Path) -> Result<Arc<ServerConfig>, TlsError> {
    let named = |path: &Path, why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
    let chain = CertificateDer::pem_file_iter(certificate).and_then(Iterator::collect);
    let chain: Vec<CertificateDer<'static>> = chain.map_err(|why| named(certificate, &why))?;
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|why| named(key, &why))?;
    let provider = Arc::new(ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, secret)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, name: &str) -> (PathBuf, PathBuf) {
        let made = rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap();
        let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
        std::fs::write(&certificate, made.cert.pem()).unwrap();
        std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        (certificate, key)
    }

    #[test]
    fn files_that_change_are_read_again_and_bad_ones_are_not_used() {
        let folder = tempfile::tempdir().unwrap();
        let (certificate, key) = write(folder.path(), "one.example");
        let tls = Tls::open(&certificate, &key).unwrap();
        let first = Arc::clone(&tls.held.lock().unwrap().config);
        let look = || {
            let mut held = tls.held.lock().unwrap();
            held.changed = [None, None];
            tls.look(&mut held);
            Arc::clone(&held.config)
        };
        std::fs::write(&certificate, "nothing").unwrap();
        assert!(Arc::ptr_eq(&look(), &first));
        write(folder.path(), "two.example");
        assert!(!Arc::ptr_eq(&look(), &first));
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let (certificate, key) = write(folder.path(), "one.example");
        let missing = Tls::open(&certificate, &folder.path().join("none.pem"));
        let says = missing.unwrap_err().to_string();
        assert!(says.contains("none.pem"), "{says}");
        let says = Tls::open(&key, &key).unwrap_err().to_string();
        assert!(!says.is_empty());
        let other = tempfile::tempdir().unwrap();
        let (_, other_key) = write(other.path(), "two.example");
        assert!(Tls::open(&certificate, &other_key).is_err());
    }

    #[test]
    fn a_certificate_is_over_when_it_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let mut asked = rcgen::CertificateParams::new(vec!["one.example".to_owned()]).unwrap();
        asked.not_before = rcgen::date_time_ymd(2026, 1, 1);
        asked.not_after = rcgen::date_time_ymd(2026, 12, 10);
        let made = asked.self_signed(&rcgen::KeyPair::generate().unwrap());
        let path = folder.path().join("certificate.pem");
        std::fs::write(&path, made.unwrap().pem()).unwrap();
        for (day, over) in [
            ("2025-12-31T00:00Z", true),
            ("2026-11-30T00:00Z", false),
            ("2026-12-11T00:00Z", true),
        ] {
            let at: Timestamp = day.parse().unwrap();
            assert_eq!(is_over(&path, at).unwrap(), over, "{day}");
        }
        assert!(is_over(&folder.path().join("none"), Timestamp::UNIX_EPOCH).is_err());
    }

    #[tokio::test]
    async fn a_server_is_known_by_its_certificate() {
        use std::io::{Read, Write};
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let folder = tempfile::tempdir().unwrap();
        let (certificate, key) = write(folder.path(), "one.example");
        let tls = Tls::open(&certificate, &key).unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((line, _)) = listener.accept().await {
                let Ok(mut secret) = tls.acceptor().accept(line).await else {
                    continue;
                };
                let mut said = [0; 4];
                let _ = secret.read_exact(&mut said).await;
                let _ = secret.write_all(&said).await;
            }
        });
        let other = tempfile::tempdir().unwrap();
        let (other, _) = write(other.path(), "one.example");
        let asked = tokio::task::spawn_blocking(move || {
            let line = || TcpStream::connect(address).unwrap();
            assert!(connect(line(), &other).is_err(), "another certificate");
            let mut secret = connect(line(), &certificate).unwrap();
            secret.write_all(b"said").unwrap();
            let mut heard = [0; 4];
            secret.read_exact(&mut heard).unwrap();
            heard
        });
        assert_eq!(&asked.await.unwrap(), b"said");
    }
}
