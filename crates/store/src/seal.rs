//! Private data at rest: AES-256-GCM with the place of the value as associated data, so that a
//! sealed value moved to another row does not open, and a keyed hash to find a number without
//! storing it in the clear (a *blind index*).
//!
//! A sealed value is version byte ‖ name of the key ‖ 12-byte nonce ‖ ciphertext and tag. Version
//! 1, of installations whose key has no name yet, is without the name. Several keys may open; the
//! first one seals.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

use crate::StoreError;

/// Where fresh randomness comes from. The program passes the operating system's, tests a seed.
pub trait Random: Send {
    /// Fills the bytes.
    fn fill(&mut self, bytes: &mut [u8]);
}

impl<F: FnMut(&mut [u8]) + Send> Random for F {
    fn fill(&mut self, bytes: &mut [u8]) {
        self(bytes);
    }
}

/// The keys of an installation: those that seal, and the one that finds. They are never written to
/// the database.
#[derive(Clone)]
pub struct Keys {
    /// The newest first: it seals, the others open what they sealed.
    sealing: Vec<SealingKey>,
    index: Hmac<Sha256>,
    /// Whether what is sealed names its key.
    named: bool,
}

#[derive(Clone)]
struct SealingKey {
    name: KeyName,
    cipher: Aes256Gcm,
    /// Makes keys for other uses.
    derive: Hmac<Sha256>,
}

/// What a sealing key is called: the first bytes of its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyName(pub(crate) [u8; 4]);

impl std::fmt::Display for KeyName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&domain::text::hex(&self.0))
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(withheld)")
    }
}

/// The place of a sealed value: `table|column` and the row's id.
#[derive(Clone, Copy, Debug)]
pub struct SealedAt<'a> {
    /// Table and column, such as `person|identity`.
    pub column: &'static str,
    /// The row's id.
    pub row: &'a str,
}

/// The versions of the format, their algorithm included.
const WITHOUT_NAME: u8 = 1;
const WITH_NAME: u8 = 2;
const NAME_BYTES: usize = 4;
const NONCE_BYTES: usize = 12;

impl SealingKey {
    fn new(key: &[u8; 32]) -> SealingKey {
        let hash = Sha256::new()
            .chain_update(b"suixing|sealing key|")
            .chain_update(key)
            .finalize();
        let derive = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
        SealingKey {
            name: KeyName(hash[..NAME_BYTES].try_into().expect("four of 32 bytes")),
            cipher: Aes256Gcm::new(key.into()),
            derive,
        }
    }
}

impl Keys {
    /// Takes the key that seals and the key of the blind index. What is sealed does not name it, so
    /// that programs from before keys had names read it too.
    pub fn new(seal: &[u8; 32], index: &[u8; 32]) -> Keys {
        Keys {
            named: false,
            ..Keys::named(&[*seal], index)
        }
    }

    /// Takes the keys that open, the first of which seals, and the key of the blind index. What is
    /// sealed names its key.
    pub fn named(sealing: &[[u8; 32]], index: &[u8; 32]) -> Keys {
        assert!(!sealing.is_empty(), "there is a key that seals");
        Keys {
            sealing: sealing.iter().map(SealingKey::new).collect(),
            index: Hmac::<Sha256>::new_from_slice(index).expect("HMAC takes a key of any length"),
            named: true,
        }
    }

    /// What the key that seals is called.
    pub fn newest(&self) -> KeyName {
        self.sealing[0].name
    }

    /// Seals a value for its place.
    pub fn seal(&self, place: SealedAt<'_>, plain: &[u8], random: &mut dyn Random) -> Vec<u8> {
        let mut nonce = [0; NONCE_BYTES];
        random.fill(&mut nonce);
        let aad = place.associated_data();
        let payload = Payload {
            msg: plain,
            aad: &aad,
        };
        let newest = &self.sealing[0];
        let sealed = newest
            .cipher
            .encrypt(&Nonce::from(nonce), payload)
            .expect("a value is far shorter than the 64 GiB the cipher takes");
        match self.named {
            true => [&[WITH_NAME][..], &newest.name.0, &nonce, &sealed].concat(),
            false => [&[WITHOUT_NAME][..], &nonce, &sealed].concat(),
        }
    }

    /// Whether a value is sealed as one is today: by the newest key, and with its name.
    pub fn is_newest(&self, sealed: &[u8]) -> bool {
        match sealed.split_first() {
            Some((&WITH_NAME, rest)) => rest.starts_with(&self.newest().0),
            _ => !self.named,
        }
    }

    /// Opens a value at its place, by the key it names; one without a name by whichever opens it.
    pub fn open(&self, place: SealedAt<'_>, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        let wrong = || StoreError::Sealed {
            column: place.column,
            row: place.row.to_owned(),
        };
        let (&version, rest) = sealed.split_first().ok_or_else(wrong)?;
        let (name, rest) = match version {
            WITHOUT_NAME => (None, rest),
            WITH_NAME => {
                let (name, rest) = rest.split_at_checked(NAME_BYTES).ok_or_else(wrong)?;
                (Some(name), rest)
            }
            _ => return Err(wrong()),
        };
        let (nonce, ciphertext) = rest.split_at_checked(NONCE_BYTES).ok_or_else(wrong)?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().expect("split at its length");
        let aad = place.associated_data();
        let named = |key: &&SealingKey| name.is_none_or(|name| key.name.0 == name);
        let mut opened = self.sealing.iter().filter(named).filter_map(|key| {
            let payload = Payload {
                msg: ciphertext,
                aad: &aad,
            };
            key.cipher.decrypt(&Nonce::from(nonce), payload).ok()
        });
        opened.next().ok_or_else(wrong)
    }

    /// A key of this name, made for one backup out of its salt; none where the name is not known.
    pub(crate) fn for_backup(&self, name: KeyName, salt: &[u8]) -> Option<Aes256Gcm> {
        let key = self.sealing.iter().find(|key| key.name == name)?;
        let mut mac = key.derive.clone();
        mac.update(b"backup|");
        mac.update(salt);
        let made: [u8; 32] = mac.finalize().into_bytes().into();
        Some(Aes256Gcm::new(&made.into()))
    }

    /// The blind index of a number: the first 16 bytes of its keyed hash. Only for numbers with
    /// many possible values; a name or a birthday would be guessed.
    pub fn index(&self, kind: &'static str, number: &str) -> Vec<u8> {
        self.keyed_hash(&[kind.as_bytes(), b"|", number.as_bytes()])[..16].to_vec()
    }

    /// The keyed digest of a message's content, which tells two messages apart and nothing else.
    pub fn digest(&self, content: &[u8]) -> Vec<u8> {
        self.keyed_hash(&[b"digest|", content]).to_vec()
    }

    fn keyed_hash(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.index.clone();
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

impl SealedAt<'_> {
    fn associated_data(&self) -> Vec<u8> {
        [self.column.as_bytes(), b"|", self.row.as_bytes()].concat()
    }
}

/// SHA-256 in hexadecimal, for what is public: pack texts, migrations, audit rows.
pub fn sha256_hex(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hex(&hasher.finalize())
}

/// Bytes in hexadecimal, many times over.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| {
        let (high, low) = (usize::from(byte >> 4), usize::from(byte & 15));
        [char::from(DIGITS[high]), char::from(DIGITS[low])]
    });
    let mut text = String::with_capacity(bytes.len() * 2);
    text.extend(digits);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys::new(&[7; 32], &[8; 32])
    }

    const PLACE: SealedAt<'static> = SealedAt {
        column: "person|identity",
        row: "P1",
    };

    #[test]
    fn a_sealed_value_opens_only_at_its_place() {
        let mut random = |bytes: &mut [u8]| bytes.fill(3);
        let sealed = keys().seal(PLACE, "陈示例".as_bytes(), &mut random);
        assert!(!sealed.windows(3).any(|part| part == "陈".as_bytes()));
        assert_eq!(keys().open(PLACE, &sealed).unwrap(), "陈示例".as_bytes());
        let moved = SealedAt { row: "P2", ..PLACE };
        assert!(keys().open(moved, &sealed).is_err());
        let other = Keys::new(&[9; 32], &[8; 32]);
        assert!(other.open(PLACE, &sealed).is_err());
    }

    #[test]
    fn every_flipped_byte_is_noticed() {
        let mut random = |bytes: &mut [u8]| bytes.fill(3);
        let sealed = keys().seal(PLACE, b"110105", &mut random);
        for at in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[at] ^= 1;
            assert!(keys().open(PLACE, &damaged).is_err(), "byte {at}");
        }
        assert!(keys().open(PLACE, &[]).is_err());
        assert!(keys().open(PLACE, &sealed[..5]).is_err());
    }

    #[test]
    fn a_value_names_its_key_once_keys_have_names() {
        let mut random = |bytes: &mut [u8]| bytes.fill(3);
        let before = keys().seal(PLACE, b"110105", &mut random);
        let both = Keys::named(&[[9; 32], [7; 32]], &[8; 32]);
        assert_eq!(both.open(PLACE, &before).unwrap(), b"110105");
        assert!(keys().is_newest(&before) && !both.is_newest(&before));
        let after = both.seal(PLACE, b"110105", &mut random);
        assert!(both.is_newest(&after));
        assert_eq!(both.open(PLACE, &after).unwrap(), b"110105");
        let newest = Keys::named(&[[9; 32]], &[8; 32]);
        assert_eq!(newest.open(PLACE, &after).unwrap(), b"110105");
        assert!(newest.open(PLACE, &before).is_err());
        assert!(keys().open(PLACE, &after).is_err());
        for at in 0..after.len() {
            let mut damaged = after.clone();
            damaged[at] ^= 1;
            assert!(both.open(PLACE, &damaged).is_err(), "byte {at}");
            assert!(both.open(PLACE, &after[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn the_blind_index_is_keyed_and_separates_kinds() {
        let index = keys().index("id", "440300");
        assert_eq!(index.len(), 16);
        assert_eq!(index, keys().index("id", "440300"));
        assert_ne!(index, keys().index("card", "440300"));
        assert_ne!(index, Keys::new(&[7; 32], &[1; 32]).index("id", "440300"));
    }
}
