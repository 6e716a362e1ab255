//! Public keys by which passkeys and providers of identities sign, and whether a signature is
//! theirs. Three kinds are known, the ones browsers and providers agree on.

use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256,
    RsaPublicKeyComponents, UnparsedPublicKey,
};

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKey {
    /// ES256: a point of P-256.
    P256 {
        /// Its first coordinate, 32 bytes.
        x: Vec<u8>,
        /// Its second, 32 bytes.
        y: Vec<u8>,
    },
    /// EdDSA over Ed25519.
    Ed25519(Vec<u8>),
    /// RS256, of 2048 bits or more.
    Rsa {
        /// The modulus.
        n: Vec<u8>,
        /// The exponent.
        e: Vec<u8>,
    },
}

/// How a signature of a point is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureForm {
    /// As ASN.1, which passkeys write (WebAuthn, section 6.5.5).
    Asn1,
    /// Two numbers side by side, which tokens have (RFC 7518, section 3.4).
    Fixed,
}

impl PublicKey {
    /// Whether the signature of the message is by this key.
    pub fn has_signed(&self, message: &[u8], signature: &[u8], form: SignatureForm) -> bool {
        let verified = match self {
            PublicKey::P256 { x, y } => {
                let point = [&[4][..], x, y].concat();
                let way = match form {
                    SignatureForm::Asn1 => &ECDSA_P256_SHA256_ASN1,
                    SignatureForm::Fixed => &ECDSA_P256_SHA256_FIXED,
                };
                UnparsedPublicKey::new(way, point).verify(message, signature)
            }
            PublicKey::Ed25519(key) => {
                UnparsedPublicKey::new(&ED25519, key).verify(message, signature)
            }
            PublicKey::Rsa { n, e } => {
                // A zero in front says nothing, and is not taken.
                let plain = |number: &[u8]| -> Vec<u8> {
                    let zeros = number.iter().take_while(|byte| **byte == 0).count();
                    number[zeros..].to_vec()
                };
                let key = RsaPublicKeyComponents {
                    n: plain(n),
                    e: plain(e),
                };
                key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
            }
        };
        verified.is_ok()
    }
}
