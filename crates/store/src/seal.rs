//! Private data at rest: AES-256-GCM with the place of the value as associated data, so that a
//! sealed value moved to another row does not open, and a keyed hash to find a number without
//! storing it in the clear (a *blind index*).
//!
//! A sealed value is version byte ‖ 12-byte nonce ‖ ciphertext and tag.

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

/// The two keys of an installation. They are never written to the database.
#[derive(Clone)]
pub struct Keys {
    cipher: Aes256Gcm,
    index: Hmac<Sha256>,
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

/// The version of the format, its algorithm included.
const VERSION: u8 = 1;
const NONCE_BYTES: usize = 12;

impl Keys {
    /// Takes the key that seals and the key of the blind index.
    pub fn new(seal: &[u8; 32], index: &[u8; 32]) -> Keys {
        let index = Hmac::<Sha256>::new_from_slice(index).expect("HMAC takes a key of any length");
        Keys {
            cipher: Aes256Gcm::new(seal.into()),
            index,
        }
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
        let sealed = self
            .cipher
            .encrypt(&Nonce::from(nonce), payload)
            .expect("a value is far shorter than the 64 GiB the cipher takes");
        [&[VERSION][..], &nonce, &sealed].concat()
    }

    /// Opens a value at its place.
    pub fn open(&self, place: SealedAt<'_>, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        let wrong = || StoreError::Sealed {
            column: place.column,
            row: place.row.to_owned(),
        };
        let (&version, rest) = sealed.split_first().ok_or_else(wrong)?;
        if version != VERSION || rest.len() < NONCE_BYTES {
            return Err(wrong());
        }
        let (nonce, ciphertext) = rest.split_at(NONCE_BYTES);
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().expect("split at its length");
        let aad = place.associated_data();
        let payload = Payload {
            msg: ciphertext,
            aad: &aad,
        };
        self.cipher
            .decrypt(&Nonce::from(nonce), payload)
            .map_err(|_| wrong())
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
    fn the_blind_index_is_keyed_and_separates_kinds() {
        let index = keys().index("id", "440300");
        assert_eq!(index.len(), 16);
        assert_eq!(index, keys().index("id", "440300"));
        assert_ne!(index, keys().index("card", "440300"));
        assert_ne!(index, Keys::new(&[7; 32], &[1; 32]).index("id", "440300"));
    }
}
