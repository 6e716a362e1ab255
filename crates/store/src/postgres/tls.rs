//! TLS to a PostgreSQL server, and what of its certificate is looked at.

use std::path::Path;
use std::sync::Arc;

use rustls::SignatureScheme;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::StoreError;

/// How connections are made secret.
pub(crate) type DatabaseTls = MakeRustlsConnect;

/// What of a server's certificate is looked at; by the authority in a file.
pub(crate) enum Verified<'f> {
    /// That it signs what it sends, and no more: nobody listens, but it may be anybody.
    Nothing,
    /// Who issued it.
    Issuer(&'f str),
    /// Who issued it, and that it is for the host of the address.
    IssuerAndName(&'f str),
}

/// What makes connections secret.
pub(crate) fn connector(verified: Verified<'_>) -> Result<DatabaseTls, StoreError> {
    let provider = Arc::new(ring::default_provider());
    let looking: Arc<dyn ServerCertVerifier> = match verified {
        Verified::Nothing => Arc::new(Anybody(Arc::clone(&provider))),
        Verified::Issuer(file) => Arc::new(AnyName(by_authority(file, &provider)?)),
        Verified::IssuerAndName(file) => by_authority(file, &provider)?,
    };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider knows the protocol's versions")
        .dangerous()
        .with_custom_certificate_verifier(looking)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

fn by_authority(
    file: &str,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<WebPkiServerVerifier>, StoreError> {
    let unusable = |why: String| StoreError::AddressKey {
        key: "sslrootcert".to_owned(),
        value: file.to_owned(),
        why: why.into(),
    };
    let read = CertificateDer::pem_file_iter(Path::new(file));
    let read = read.and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut roots = RootCertStore::empty();
    let (usable, _) =
        roots.add_parsable_certificates(read.map_err(|error| unusable(error.to_string()))?);
    if usable == 0 {
        return Err(unusable(
            "no certificate of an authority is in it".to_owned(),
        ));
    }
    let built = WebPkiServerVerifier::builder_with_provider(roots.into(), Arc::clone(provider));
    built.build().map_err(|error| unusable(error.to_string()))
}

/// Takes any certificate.
#[derive(Debug)]
struct Anybody(Arc<CryptoProvider>);

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signed, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signed, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

/// Takes a certificate of the authority, whatever host it is for.
#[derive(Debug)]
struct AnyName(Arc<WebPkiServerVerifier>);

impl ServerCertVerifier for AnyName {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        status: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        // The name is looked at last, when the rest is known to be right.
        match self
            .0
            .verify_server_cert(certificate, between, name, status, now)
        {
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => Ok(ServerCertVerified::assertion()),
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.0.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.0.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}
