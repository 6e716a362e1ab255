//! What was shipped, on the second disk: a folder for each generation, which begins with a copy of
//! the database file and goes on with everything that was committed since, as it came, in sealed
//! pieces with their times. Before each stands its length, with a check of its own: a length that
//! was changed is told from a piece that was being written.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use crate::keep::KeepError;
use crate::keep::{is_at, private};
use crate::seal::{KeyName, Keys, Random};

const MAGIC: &[u8; 16] = b"suixing shipped2";
const SALT_BYTES: usize = 32;
const HEAD_BYTES: usize = MAGIC.len() + 4 + SALT_BYTES;

/// The copy of the file, in a generation's folder: of this name once it is whole.
pub(super) const BASE: &str = "base";
const LOG: &str = "log";

/// Bytes of a length, and of its check.
const LENGTH_BYTES: usize = 8;
const CHECK_BYTES: usize = 4;

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

/// What stands before a piece.
fn length_of(head: &[u8], number: u64, bytes: usize) -> [u8; LENGTH_BYTES + CHECK_BYTES] {
    let length = (bytes as u64).to_be_bytes();
    let check = Sha256::new()
        .chain_update(head)
        .chain_update(number.to_be_bytes())
        .chain_update(length)
        .finalize();
    let mut both = [0; LENGTH_BYTES + CHECK_BYTES];
    both[..LENGTH_BYTES].copy_from_slice(&length);
    both[LENGTH_BYTES..].copy_from_slice(&check[..CHECK_BYTES]);
    both
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
        std::fs::create_dir(folder).map_err(KeepError::file(folder))?;
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

    /// Adds a piece; when it returns the piece is on disk. All that was committed before the first
    /// time is in it or before it, and nothing that was committed after the second.
    pub(super) fn add(
        &mut self,
        piece: ShippedPiece,
        (since, until): (Timestamp, Timestamp),
        content: &[u8],
    ) -> Result<(), KeepError> {
        let plain = [
            &[piece as u8][..],
            &since.as_microsecond().to_be_bytes(),
            &until.as_microsecond().to_be_bytes(),
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
        let length = length_of(&self.head, self.pieces, sealed.len());
        let written = self.file.write_all(&[&length[..], &sealed].concat());
        let synced = written.and_then(|()| self.file.sync_data());
        synced.map_err(KeepError::file(&self.path))?;
        self.pieces += 1;
        Ok(())
    }

    /// Whether the file is where it was put: who deletes or moves it takes what is shipped along.
    pub(super) fn is_there(&self) -> bool {
        is_at(&self.file, &self.path)
    }
}

/// A piece that was read.
pub(super) struct ReadPiece {
    pub piece: ShippedPiece,
    /// All that was committed before is in it or before it.
    pub since: Timestamp,
    /// Nothing that was committed after is in it.
    pub until: Timestamp,
    pub content: Vec<u8>,
}

impl ReadPiece {
    fn of(plain: &[u8]) -> Option<ReadPiece> {
        let (kind, rest) = plain.split_first()?;
        let (since, rest) = rest.split_first_chunk::<8>()?;
        let (until, content) = rest.split_first_chunk::<8>()?;
        let time = |bytes: &[u8; 8]| Timestamp::from_microsecond(i64::from_be_bytes(*bytes)).ok();
        Some(ReadPiece {
            piece: ShippedPiece::of(*kind)?,
            since: time(since)?,
            until: time(until)?,
            content: content.to_vec(),
        })
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
    torn: bool,
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
            torn: false,
        })
    }

    /// The next piece; none at the end. What is at the very end and not whole was being written;
    /// see [`Pieces::is_torn`].
    pub(super) fn next(&mut self) -> Result<Option<ReadPiece>, KeepError> {
        let damaged = KeepError::Damaged { at: self.at };
        let mut before = Vec::new();
        self.take(LENGTH_BYTES + CHECK_BYTES, &mut before)?;
        let Some((length, _)) = before.split_first_chunk::<LENGTH_BYTES>() else {
            self.torn = !before.is_empty();
            return Ok(None);
        };
        let length = u64::from_be_bytes(*length);
        let bytes = usize::try_from(length).unwrap_or(usize::MAX);
        if before != length_of(&self.head, self.pieces, bytes) {
            return match before.iter().all(|byte| *byte == 0) {
                true => self.end_or(damaged),
                false => Err(damaged),
            };
        }
        let mut sealed = Vec::new();
        self.take(bytes, &mut sealed)?;
        if sealed.len() < bytes {
            self.torn = true;
            return Ok(None);
        }
        let payload = Payload {
            msg: &sealed,
            aad: &self.head,
        };
        let nonce = Nonce::from(nonce(self.pieces));
        let Ok(plain) = self.cipher.decrypt(&nonce, payload) else {
            // What never reached the disk reads as nothing, up to the end.
            return match sealed.iter().rev().take(CHECK_BYTES).all(|byte| *byte == 0) {
                true => self.end_or(damaged),
                false => Err(damaged),
            };
        };
        self.pieces += 1;
        self.at += before.len() as u64 + length;
        ReadPiece::of(&plain).map(Some).ok_or(damaged)
    }

    /// Whether half a piece was at the end, or one that had not reached the disk.
    pub(super) fn is_torn(&self) -> bool {
        self.torn
    }

    fn take(&mut self, bytes: usize, into: &mut Vec<u8>) -> Result<(), KeepError> {
        let read = (&mut self.file).take(bytes as u64).read_to_end(into);
        read.map(drop).map_err(KeepError::file(&self.path))
    }

    /// The end, where nothing follows what does not read: it was being written when the machine
    /// went dark, or never reached the disk and reads as nothing. Otherwise it was damaged.
    fn end_or<T>(&mut self, damaged: KeepError) -> Result<Option<T>, KeepError> {
        loop {
            let some = self.file.fill_buf().map_err(KeepError::file(&self.path))?;
            let count = some.len();
            if count == 0 {
                self.torn = true;
                return Ok(None);
            }
            if some.iter().any(|byte| *byte != 0) {
                return Err(damaged);
            }
            self.file.consume(count);
        }
    }
}

/// A generation's folder, as it lies among the others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lying {
    /// Each has a greater one than those before it, whatever the clock said.
    pub number: u64,
    pub folder: PathBuf,
}

impl Lying {
    /// The day it was begun on, as its name says.
    pub(super) fn day(&self) -> &str {
        let name = self.folder.file_name().and_then(|name| name.to_str());
        let time = name
            .and_then(|name| name.split_once('-'))
            .map(|(_, time)| time);
        time.and_then(|time| time.get(..8)).unwrap_or_default()
    }

    /// How long it was shipped to, until another was begun, as their names say.
    pub(super) fn lasted_until(&self, next: &Lying) -> SignedDuration {
        match (self.begun(), next.begun()) {
            (Some(begun), Some(ended)) => ended.duration_since(begun),
            _ => SignedDuration::ZERO,
        }
    }

    fn begun(&self) -> Option<DateTime> {
        let name = self.folder.file_name()?.to_str()?;
        let (_, time) = name.split_once('-')?;
        DateTime::strptime("%Y%m%dT%H%M%SZ", time).ok()
    }

    /// Whether its copy is whole, so that something can be had from it.
    pub(super) fn is_whole(&self) -> bool {
        self.folder.join(BASE).is_file()
    }
}

/// The generations in a folder, the newest first.
pub(super) fn generations(folder: &Path) -> Result<Vec<Lying>, KeepError> {
    let entries = std::fs::read_dir(folder).map_err(KeepError::file(folder))?;
    let mut all = Vec::new();
    for entry in entries {
        let folder = entry.map_err(KeepError::file(folder))?.path();
        let name = folder.file_name().and_then(|name| name.to_str());
        let digits = name.and_then(|name| name.split(|c: char| !c.is_ascii_digit()).next());
        if let Some(number) = digits.and_then(|digits| digits.parse().ok())
            && folder.join(LOG).is_file()
        {
            all.push(Lying { number, folder });
        }
    }
    all.sort();
    all.reverse();
    Ok(all)
}

/// The folder of the next generation, which has the time in its name for whoever looks.
pub(super) fn next_folder(folder: &Path, now: Timestamp) -> Result<PathBuf, KeepError> {
    let newest = generations(folder)?.first().map_or(0, |it| it.number);
    let time = now.strftime("%Y%m%dT%H%M%SZ");
    Ok(folder.join(format!("{:06}-{time}", newest + 1)))
}
