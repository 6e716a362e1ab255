//! An authenticator of a hundred lines, with keys of all three kinds but RSA, which ring does not
//! make: what a browser would hand over for it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use desk::accounts::{PasskeyMade, PasskeyShown};
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};

/// A pair of keys.
pub enum Pair {
    Es256(EcdsaKeyPair),
    EdDsa(Ed25519KeyPair),
}

/// An authenticator with one passkey, and what a test may have it say wrongly.
pub struct Authenticator {
    pub pair: Pair,
    pub credential: Vec<u8>,
    pub origin: String,
    pub rp_id: String,
    pub kind: Option<&'static str>,
    pub flags: u8,
    pub signed: u32,
}

const PRESENT_AND_VERIFIED: u8 = 0b101;
const HAS_KEY: u8 = 0b100_0000;

impl Authenticator {
    pub fn new(is_es256: bool) -> Authenticator {
        let random = SystemRandom::new();
        let way = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let pair = match is_es256 {
            true => {
                let made = EcdsaKeyPair::generate_pkcs8(way, &random).unwrap();
                Pair::Es256(EcdsaKeyPair::from_pkcs8(way, made.as_ref(), &random).unwrap())
            }
            false => {
                let made = Ed25519KeyPair::generate_pkcs8(&random).unwrap();
                Pair::EdDsa(Ed25519KeyPair::from_pkcs8(made.as_ref()).unwrap())
            }
        };
        Authenticator {
            pair,
            credential: vec![if is_es256 { 7 } else { 8 }; 32],
            origin: "https://suixing.example.org".to_owned(),
            rp_id: "suixing.example.org".to_owned(),
            kind: None,
            flags: PRESENT_AND_VERIFIED,
            signed: 0,
        }
    }

    fn client(&self, kind: &str, challenge: &[u8]) -> Vec<u8> {
        let said = serde_json::json!({
            "type": self.kind.unwrap_or(kind),
            "challenge": URL_SAFE_NO_PAD.encode(challenge),
            "origin": self.origin, "crossOrigin": false,
        });
        said.to_string().into_bytes()
    }

    fn data(&self, more: u8) -> Vec<u8> {
        let rp = digest(&SHA256, self.rp_id.as_bytes());
        let counted = self.signed.to_be_bytes();
        [rp.as_ref(), &[self.flags | more], &counted].concat()
    }

    /// The public key as a COSE key.
    fn key(&self) -> Vec<u8> {
        match &self.pair {
            Pair::Es256(pair) => {
                let point = pair.public_key().as_ref();
                let head = [0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32];
                [&head[..], &point[1..33], &[0x22, 0x58, 32], &point[33..]].concat()
            }
            Pair::EdDsa(pair) => {
                let head = [0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21, 0x58, 32];
                [&head[..], pair.public_key().as_ref()].concat()
            }
        }
    }

    pub fn make(&self, name: &str, challenge: &[u8]) -> PasskeyMade {
        let length = u16::try_from(self.credential.len()).unwrap().to_be_bytes();
        let data = [
            self.data(HAS_KEY),
            vec![0; 16],
            length.to_vec(),
            self.credential.clone(),
            self.key(),
        ]
        .concat();
        let size = u16::try_from(data.len()).unwrap().to_be_bytes();
        let attestation = [
            &b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59"[..],
            &size[..],
            &data,
        ];
        PasskeyMade {
            name: name.to_owned(),
            client: self.client("webauthn.create", challenge),
            attestation: attestation.concat(),
        }
    }

    pub fn show(&self, owner: &str, challenge: &[u8]) -> PasskeyShown {
        let client = self.client("webauthn.get", challenge);
        let authenticator = self.data(0);
        let hash = digest(&SHA256, &client);
        let message = [&authenticator[..], hash.as_ref()].concat();
        let signature = match &self.pair {
            Pair::Es256(pair) => {
                let signed = pair.sign(&SystemRandom::new(), &message).unwrap();
                signed.as_ref().to_vec()
            }
            Pair::EdDsa(pair) => pair.sign(&message).as_ref().to_vec(),
        };
        PasskeyShown {
            credential: self.credential.clone(),
            client,
            authenticator,
            signature,
            owner: owner.as_bytes().to_vec(),
        }
    }
}
