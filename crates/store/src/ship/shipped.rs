//! What was shipped, on the second disk: a folder for each generation, which begins with a copy of
//! the database file and goes on with everything that was committed since, as it came, in sealed
//! pieces with their times.

use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use jiff::Timestamp;

use crate::keep::KeepError;
use crate::keep::private;
use crate::seal::{KeyName, Keys, Random};

const MAGIC: &[u8; 16] = b"suixing shipped\n";
const SALT_BYTES: usize = 32;
const HEAD_BYTES: usize = MAGIC.len() + 4 + SALT_BYTES;

/// The copy of the file, in a generation's folder.
pub(super) const BASE: &str = "base";
const LOG: &str = "log";

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ShippedPiece {
    /// The log was begun anew, with this header.
    Epoch = b'E' as isize,
    /// Frames.
    Frames = b'F' as isize,
    /// The copy is whole: from here on the generation can be used.
    Base = b'B' as isize,
}

impl ShippedPiece {
    fn of(byte: u8) -> Option<ShippedPiece> {
        [
            ShippedPiece::Epoch,
            ShippedPiece::Frames,
            ShippedPiece::Base,
        ]
        .into_iter()
        .find(|piece| *piece as u8 == byte)
    }
}

fn nonce(number: u64) -> [u8; 12] {
    let mut nonce = [0; 12];
    nonce[4..].copy_from_slice(&number.to_be_bytes());
    nonce
}

/// A generation that is being written.
pub(super) struct Shipment {
    path: PathBuf,
    file: File,
    cipher: Aes256Gcm,
    head: Vec<u8>,
    pieces: u64,
}

impl Shipment {
    pub(super) fn begin(
        folder: &Path,
        keys: &Keys,
        random: &mut dyn Random,
    ) -> Result<Shipment, KeepError> {
        std::fs::create_dir_all(folder).map_err(KeepError::file(folder))?;
        let path = folder.join(LOG);
        let mut salt = [0; SALT_BYTES];
        random.fill(&mut salt);
        let head = [&MAGIC[..], &keys.newest().0, &salt].concat();
        let cipher = keys.for_backup(keys.newest(), &salt);
        let mut file = private(&path)?;
        file.write_all(&head).map_err(KeepError::file(&path))?;
        Ok(Shipment {
            path,
            file,
            cipher: cipher.expect("the newest key is known by its name"),
            head,
            pieces: 0,
        })
    }

    /// Adds a piece; when it returns the piece is on disk.
    pub(super) fn add(
        &mut self,
        piece: ShippedPiece,
        at: Timestamp,
        content: &[u8],
    ) -> Result<(), KeepError> {
        let plain = [
            &[piece as u8][..],
            &at.as_microsecond().to_be_bytes(),
            content,
        ]
        .concat();
        let payload = Payload {
            msg: &plain,
            aad: &self.head,
        };
        let sealed = self
            .cipher
            .encrypt(&Nonce::from(nonce(self.pieces)), payload);
        let sealed = sealed.expect("a piece is far shorter than the cipher takes");
        let length = (sealed.len() as u64).to_be_bytes();
        let written = self.file.write_all(&[&length[..], &sealed].concat());
        let synced = written.and_then(|()| self.file.sync_data());
        synced.map_err(KeepError::file(&self.path))?;
        self.pieces += 1;
        Ok(())
    }
}

/// A generation that is being read.
pub(super) struct Pieces {
    path: PathBuf,
    file: BufReader<File>,
    cipher: Aes256Gcm,
    head: Vec<u8>,
    pieces: u64,
    at: u64,
}

impl Pieces {
    pub(super) fn of(folder: &Path, keys: &Keys) -> Result<Pieces, KeepError> {
        let path = folder.join(LOG);
        let mut file = BufReader::new(File::open(&path).map_err(KeepError::file(&path))?);
        let mut head = vec![0; HEAD_BYTES];
        file.read_exact(&mut head)
            .map_err(|_| KeepError::Unfinished)?;
        if !head.starts_with(MAGIC) {
            return Err(KeepError::NotABackup);
        }
        let (name, salt) = head[MAGIC.len()..].split_at(4);
        let name = KeyName(name.try_into().expect("four bytes"));
        let other = || KeepError::OtherKey {
            key: name.to_string(),
        };
        Ok(Pieces {
            cipher: keys.for_backup(name, salt).ok_or_else(other)?,
            path,
            file,
            head,
            pieces: 0,
            at: HEAD_BYTES as u64,
        })
    }

    /// The next piece; none at the end. Half a piece at the end is one that was being written.
    pub(super) fn next(&mut self) -> Result<Option<(ShippedPiece, Timestamp, Vec<u8>)>, KeepError> {
        let mut length = [0; 8];
        if self.file.read_exact(&mut length).is_err() {
            return Ok(None);
        }
        let length = u64::from_be_bytes(length);
        let mut sealed = Vec::new();
        let read = (&mut self.file).take(length).read_to_end(&mut sealed);
        read.map_err(KeepError::file(&self.path))?;
        if (sealed.len() as u64) < length {
            return Ok(None);
        }
        let damaged = KeepError::Damaged { at: self.at };
        let payload = Payload {
            msg: &sealed,
            aad: &self.head,
        };
        let opened = self
            .cipher
            .decrypt(&Nonce::from(nonce(self.pieces)), payload);
        let Ok(plain) = opened else {
            return Err(damaged);
        };
        self.pieces += 1;
        self.at += 8 + length;
        let piece = plain.first().and_then(|byte| ShippedPiece::of(*byte));
        let time = plain.get(1..9).and_then(|time| time.try_into().ok());
        let time = time.map(|time| Timestamp::from_microsecond(i64::from_be_bytes(time)));
        match (piece, time) {
            (Some(piece), Some(Ok(time))) => Ok(Some((piece, time, plain[9..].to_vec()))),
            _ => Err(damaged),
        }
    }
}

/// The generations in a folder, the newest first.
pub(super) fn generations(folder: &Path) -> Result<Vec<PathBuf>, KeepError> {
    let entries = std::fs::read_dir(folder).map_err(KeepError::file(folder))?;
    let paths = entries.flatten().map(|entry| entry.path());
    let mut all: Vec<PathBuf> = paths.filter(|path| path.join(LOG).is_file()).collect();
    all.sort();
    all.reverse();
    Ok(all)
}
