//! What a browser says of a passkey, read and held against what it was asked: Web Authentication
//! (W3C), sections 7.1 and 7.2. Which maker a passkey is of nobody asks («none»), so what it says
//! of that is not looked at.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::word_list;
use minicbor::Decoder;
use minicbor::data::Type;
use minicbor::decode::Error as CborError;
use ring::digest::{SHA256, digest};
use serde::Deserialize;

use super::super::public_key::PublicKey;

/// Where passkeys are for: this address, and no other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyPlace {
    /// Scheme, host and port, as a browser names the page.
    pub origin: String,
    /// The host.
    pub rp_id: String,
}

word_list! {
    /// Why what a browser said of a passkey is not believed.
    PasskeyFault {
        /// It does not read.
        Unreadable = "unreadable", "读不出来", "it does not read";
        /// It is about something else than was asked.
        Kind = "kind", "答的不是所问的", "it answers something else";
        /// It is from a page of another address.
        Origin = "origin", "来自别的网址", "it is from another address";
        /// Nobody was there.
        Absent = "absent", "没有人在场确认", "nobody was there";
        /// Who was there was not looked at.
        Unverified = "unverified", "没有核对是谁", "who was there was not looked at";
        /// The key is of a kind that is not known here.
        Key = "key", "密钥的种类不认识", "the key is of an unknown kind";
        /// It is not signed by the key.
        Signature = "signature", "签名不对", "it is not signed by the key";
    }
}

/// What a browser answered, as it collected it.
pub struct ClientSaid {
    /// The challenge it answers.
    pub challenge: Vec<u8>,
    hash: [u8; 32],
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Collected {
    r#type: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
}

/// Reads what a browser collected, of this kind and from this place.
pub fn client_said(
    json: &[u8],
    kind: &str,
    place: &PasskeyPlace,
) -> Result<ClientSaid, PasskeyFault> {
    let said: Collected = serde_json::from_slice(json).map_err(|_| PasskeyFault::Unreadable)?;
    if said.r#type != kind {
        return Err(PasskeyFault::Kind);
    }
    if said.origin != place.origin || said.cross_origin {
        return Err(PasskeyFault::Origin);
    }
    let challenge = URL_SAFE_NO_PAD.decode(&said.challenge);
    Ok(ClientSaid {
        challenge: challenge.map_err(|_| PasskeyFault::Unreadable)?,
        hash: hashed(json),
    })
}

fn hashed(bytes: &[u8]) -> [u8; 32] {
    let hash = digest(&SHA256, bytes);
    hash.as_ref().try_into().expect("SHA-256 has 32 bytes")
}

/// What an authenticator says: section 6.1.
#[derive(Debug, PartialEq, Eq)]
pub struct AuthenticatorSaid<'a> {
    /// Whether it looked at who was there: a PIN, a finger, a face.
    pub is_verified: bool,
    /// How often it signed.
    pub signed: u32,
    rest: &'a [u8],
    has_key: bool,
}

const PRESENT: u8 = 1;
const VERIFIED: u8 = 1 << 2;
const HAS_KEY: u8 = 1 << 6;

/// Reads what an authenticator says, of this place and with somebody there.
pub fn authenticator_said<'a>(
    data: &'a [u8],
    place: &PasskeyPlace,
) -> Result<AuthenticatorSaid<'a>, PasskeyFault> {
    let (head, rest) = data.split_at_checked(37).ok_or(PasskeyFault::Unreadable)?;
    let (rp, counted) = head.split_at(32);
    if rp != hashed(place.rp_id.as_bytes()) {
        return Err(PasskeyFault::Origin);
    }
    let [flags, signed @ ..] = counted else {
        return Err(PasskeyFault::Unreadable);
    };
    if flags & PRESENT == 0 {
        return Err(PasskeyFault::Absent);
    }
    let signed: [u8; 4] = signed.try_into().map_err(|_| PasskeyFault::Unreadable)?;
    Ok(AuthenticatorSaid {
        is_verified: flags & VERIFIED != 0,
        signed: u32::from_be_bytes(signed),
        rest,
        has_key: flags & HAS_KEY != 0,
    })
}

/// A passkey that was just made.
#[derive(Debug, PartialEq, Eq)]
pub struct MadePasskey {
    /// By what its maker knows it.
    pub credential: Vec<u8>,
    /// Its public key, as a COSE key.
    pub public_key: Vec<u8>,
    /// How often it signed.
    pub signed: u32,
}

/// No maker calls a passkey by more bytes (section 4, credential ID).
const CREDENTIAL_BYTES_MAX: usize = 1023;

/// Reads what a browser hands over when it made a passkey.
pub fn made(attestation: &[u8], place: &PasskeyPlace) -> Result<MadePasskey, PasskeyFault> {
    let data = authenticator_data(attestation).map_err(|_| PasskeyFault::Unreadable)?;
    let said = authenticator_said(data, place)?;
    if !said.has_key {
        return Err(PasskeyFault::Kind);
    }
    let unreadable = PasskeyFault::Unreadable;
    let (_maker, rest) = said.rest.split_at_checked(16).ok_or(unreadable)?;
    let (length, rest) = rest.split_at_checked(2).ok_or(unreadable)?;
    let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
    let (credential, rest) = rest.split_at_checked(length).ok_or(unreadable)?;
    if !(1..=CREDENTIAL_BYTES_MAX).contains(&length) {
        return Err(unreadable);
    }
    let mut decoder = Decoder::new(rest);
    decoder.skip().map_err(|_| unreadable)?;
    let key = &rest[..decoder.position()];
    public_key(key)?;
    Ok(MadePasskey {
        credential: credential.to_vec(),
        public_key: key.to_vec(),
        signed: said.signed,
    })
}

/// The authenticator's data within an attestation object.
fn authenticator_data(attestation: &[u8]) -> Result<&[u8], CborError> {
    let mut decoder = Decoder::new(attestation);
    let entries = decoder.map()?;
    let missing = || CborError::message("no authData");
    for _ in 0..entries.ok_or_else(missing)? {
        match decoder.str()? {
            "authData" => return decoder.bytes(),
            _ => decoder.skip()?,
        }
    }
    Err(missing())
}

/// What a COSE key says (RFC 9052, section 7; RFC 8230 for RSA).
#[derive(Default)]
struct CoseKey<'a> {
    kind: Option<i64>,
    algorithm: Option<i64>,
    curve: Option<i64>,
    /// The entries −1, −2 and −3, where they are bytes.
    bytes: [Option<&'a [u8]>; 3],
}

fn read_cose(key: &[u8]) -> Result<CoseKey<'_>, CborError> {
    let mut decoder = Decoder::new(key);
    let entries = decoder.map()?;
    let mut read = CoseKey::default();
    for _ in 0..entries.ok_or_else(|| CborError::message("no length"))? {
        let label = decoder.i64()?;
        let is_bytes = decoder.datatype()? == Type::Bytes;
        match (label, is_bytes) {
            (1, false) => read.kind = Some(decoder.i64()?),
            (3, false) => read.algorithm = Some(decoder.i64()?),
            (-1, false) => read.curve = Some(decoder.i64()?),
            (-3..=-1, true) => {
                let at = usize::try_from(-label - 1).map_err(|_| CborError::message("label"))?;
                read.bytes[at] = Some(decoder.bytes()?);
            }
            _ => decoder.skip()?,
        }
    }
    Ok(read)
}

/// The public key in a COSE key: ES256 (−7), EdDSA (−8) or RS256 (−257).
pub fn public_key(key: &[u8]) -> Result<PublicKey, PasskeyFault> {
    let read = read_cose(key).map_err(|_| PasskeyFault::Unreadable)?;
    let [first, second, third] = read.bytes;
    match (read.kind, read.algorithm, read.curve) {
        (Some(2), Some(-7), Some(1)) => match (second, third) {
            (Some(x), Some(y)) if x.len() == 32 && y.len() == 32 => Ok(PublicKey::P256 {
                x: x.to_vec(),
                y: y.to_vec(),
            }),
            _ => Err(PasskeyFault::Key),
        },
        (Some(1), Some(-8), Some(6)) => match second {
            Some(x) if x.len() == 32 => Ok(PublicKey::Ed25519(x.to_vec())),
            _ => Err(PasskeyFault::Key),
        },
        (Some(3), Some(-257), None) => match (first, second) {
            (Some(n), Some(e)) => Ok(PublicKey::Rsa {
                n: n.to_vec(),
                e: e.to_vec(),
            }),
            _ => Err(PasskeyFault::Key),
        },
        _ => Err(PasskeyFault::Key),
    }
}

/// What is signed: what the authenticator says, and the hash of what the browser collected.
pub fn signed_bytes(authenticator: &[u8], client: &ClientSaid) -> Vec<u8> {
    [authenticator, &client.hash].concat()
}
