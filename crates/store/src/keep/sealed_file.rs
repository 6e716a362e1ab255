//! An encrypted file, written and read piece by piece in bounded memory: AES-256-GCM over pieces of
//! 64 KiB that know their place and which of them is the last (the STREAM construction). The key is
//! made for this one file out of a sealing key and the file's salt.
//!
//! Before the pieces stand, in the clear: what it is, the name of the key, the salt, the length of
//! the whole file, and a checksum of these, so that a damaged head is not taken for another key.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use aead_stream::{NewStream, Nonce, StreamBE32, StreamPrimitive};
use aes_gcm::Aes256Gcm;
use aes_gcm::aead::Payload;
use sha2::{Digest, Sha256};

use super::error::KeepError;
use crate::seal::{KeyName, Keys, Random};

const MAGIC: &[u8; 16] = b"suixing backup1\n";
const SALT_BYTES: usize = 32;
/// What is known from the beginning, and authenticated with every piece.
const BOUND_BYTES: usize = MAGIC.len() + 4 + SALT_BYTES;
const LENGTH_BYTES: usize = 8;
const CHECK_BYTES: usize = 8;
const HEAD_BYTES: usize = BOUND_BYTES + LENGTH_BYTES + CHECK_BYTES;

const PIECE: usize = 64 * 1024;
const TAG: usize = 16;

type Stream = StreamBE32<Aes256Gcm>;

/// A file that is being written. It counts as unfinished until its length is in its head.
pub(crate) struct SealedWriter {
    path: PathBuf,
    file: BufWriter<File>,
    stream: Stream,
    bound: Vec<u8>,
    pieces: u32,
    waiting: Vec<u8>,
}

impl SealedWriter {
    /// Makes a file that only its owner may read.
    pub(crate) fn create(
        path: &Path,
        keys: &Keys,
        random: &mut dyn Random,
    ) -> Result<SealedWriter, KeepError> {
        let mut salt = [0; SALT_BYTES];
        random.fill(&mut salt);
        let name = keys.newest();
        let bound = [&MAGIC[..], &name.0, &salt].concat();
        let cipher = keys.for_backup(name, &salt);
        let file = super::fill::private(path)?;
        // Held while it is written: what is not held was left behind.
        let held = |_| KeepError::Held {
            path: path.to_owned(),
        };
        file.try_lock().map_err(held)?;
        let mut writer = SealedWriter {
            path: path.to_owned(),
            file: BufWriter::new(file),
            stream: stream(cipher.expect("the newest key is known by its name")),
            bound,
            pieces: 0,
            waiting: Vec::with_capacity(2 * PIECE),
        };
        let head = writer.head(0);
        writer.put(&head)?;
        Ok(writer)
    }

    fn head(&self, length: u64) -> Vec<u8> {
        let mut head = [&self.bound[..], &length.to_be_bytes()].concat();
        let check = check(&head);
        head.extend(check);
        head
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), KeepError> {
        let written = self.file.write_all(bytes);
        written.map_err(KeepError::file(&self.path))
    }

    /// Adds bytes.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), KeepError> {
        self.waiting.extend_from_slice(bytes);
        // The last piece is made at the end, so something always waits for it.
        while self.waiting.len() > PIECE {
            let piece: Vec<u8> = self.waiting.drain(..PIECE).collect();
            self.piece(&piece, false)?;
        }
        Ok(())
    }

    fn piece(&mut self, plain: &[u8], is_last: bool) -> Result<(), KeepError> {
        let payload = Payload {
            msg: plain,
            aad: &self.bound,
        };
        let sealed = self.stream.encrypt(self.pieces, is_last, payload);
        let sealed = sealed.expect("a piece is far shorter than the cipher takes");
        self.pieces += 1;
        self.put(&sealed)
    }

    /// Writes what waits, then the length, and has all of it on disk.
    pub(crate) fn finish(mut self) -> Result<(), KeepError> {
        let last = std::mem::take(&mut self.waiting);
        self.piece(&last, true)?;
        let failed = KeepError::file(&self.path);
        let end = |file: &mut BufWriter<File>| -> std::io::Result<u64> {
            file.flush()?;
            // The pieces first: a head with a length promises them.
            file.get_ref().sync_all()?;
            let length = file.stream_position()?;
            file.seek(SeekFrom::Start(0))?;
            Ok(length)
        };
        let length = end(&mut self.file).map_err(failed)?;
        let head = self.head(length);
        self.put(&head)?;
        let synced = self
            .file
            .flush()
            .and_then(|()| self.file.get_ref().sync_all());
        synced.map_err(KeepError::file(&self.path))
    }
}

/// A file that is being read.
pub(crate) struct SealedReader {
    path: PathBuf,
    file: BufReader<File>,
    stream: Stream,
    bound: Vec<u8>,
    pieces: u32,
    length: u64,
    /// Where the next piece begins.
    at: u64,
    opened: Vec<u8>,
    from: usize,
}

impl SealedReader {
    /// Opens a file that is whole, by its length and by its head.
    pub(crate) fn open(path: &Path, keys: &Keys) -> Result<SealedReader, KeepError> {
        let file = File::open(path).map_err(KeepError::file(path))?;
        let found = file.metadata().map_err(KeepError::file(path))?.len();
        let mut file = BufReader::new(file);
        let mut head = Vec::new();
        let read = (&mut file).take(HEAD_BYTES as u64).read_to_end(&mut head);
        read.map_err(KeepError::file(path))?;
        let (name, salt, stated) = read_head(&head)?;
        match stated {
            0 => return Err(KeepError::Unfinished),
            stated if found < stated => return Err(KeepError::Truncated { found, stated }),
            stated if found > stated => return Err(KeepError::Damaged { at: stated }),
            _ => {}
        }
        let other = || KeepError::OtherKey {
            key: name.to_string(),
        };
        let cipher = keys.for_backup(name, salt).ok_or_else(other)?;
        Ok(SealedReader {
            path: path.to_owned(),
            file,
            stream: stream(cipher),
            bound: head[..BOUND_BYTES].to_vec(),
            pieces: 0,
            length: stated,
            at: HEAD_BYTES as u64,
            opened: Vec::new(),
            from: 0,
        })
    }

    /// Where it is, for messages.
    pub(crate) fn damaged(&self) -> KeepError {
        KeepError::Damaged { at: self.at }
    }

    /// The next bytes, exactly so many; none at the end.
    pub(crate) fn read(&mut self, count: usize) -> Result<Option<Vec<u8>>, KeepError> {
        let mut bytes = Vec::with_capacity(count.min(PIECE));
        while bytes.len() < count {
            let here = &self.opened[self.from..];
            if here.is_empty() {
                if self.next_piece()? {
                    continue;
                }
                return match bytes.is_empty() {
                    true => Ok(None),
                    false => Err(self.damaged()),
                };
            }
            let taken = here.len().min(count - bytes.len());
            bytes.extend_from_slice(&here[..taken]);
            self.from += taken;
        }
        Ok(Some(bytes))
    }

    /// The bytes that follow, as many as are at hand; none at the end.
    pub(crate) fn read_some(&mut self) -> Result<Option<&[u8]>, KeepError> {
        while self.from == self.opened.len() {
            if !self.next_piece()? {
                return Ok(None);
            }
        }
        let from = std::mem::replace(&mut self.from, self.opened.len());
        Ok(Some(&self.opened[from..]))
    }

    /// Opens the piece that follows; false where none does.
    fn next_piece(&mut self) -> Result<bool, KeepError> {
        let left = self.length - self.at;
        if left == 0 {
            return Ok(false);
        }
        let size = left.min((PIECE + TAG) as u64);
        let mut sealed = vec![0; size as usize];
        let read = self.file.read_exact(&mut sealed);
        read.map_err(KeepError::file(&self.path))?;
        let payload = Payload {
            msg: &sealed,
            aad: &self.bound,
        };
        let opened = self.stream.decrypt(self.pieces, size == left, payload);
        self.opened = opened.map_err(|_| self.damaged())?;
        self.from = 0;
        self.pieces += 1;
        self.at += size;
        Ok(true)
    }
}

/// The name of the key, the salt and the length.
fn read_head(head: &[u8]) -> Result<(KeyName, &[u8], u64), KeepError> {
    if !head.starts_with(MAGIC) {
        return Err(KeepError::NotABackup);
    }
    let length = head.len() as u64;
    let cut = KeepError::Truncated {
        found: length,
        stated: HEAD_BYTES as u64,
    };
    let (stated, checked) = head
        .split_at_checked(BOUND_BYTES + LENGTH_BYTES)
        .ok_or(cut)?;
    if checked != check(stated) {
        return Err(match checked.len() {
            CHECK_BYTES => KeepError::Damaged { at: 0 },
            _ => KeepError::Truncated {
                found: length,
                stated: HEAD_BYTES as u64,
            },
        });
    }
    let (bound, length) = stated.split_at(BOUND_BYTES);
    let (name, salt) = bound[MAGIC.len()..].split_at(4);
    let length = u64::from_be_bytes(length.try_into().expect("eight bytes"));
    let name = KeyName(name.try_into().expect("four bytes"));
    Ok((name, salt, length))
}

fn check(head: &[u8]) -> [u8; CHECK_BYTES] {
    let hash = Sha256::digest(head);
    hash[..CHECK_BYTES].try_into().expect("eight of 32 bytes")
}

/// The key is of this file alone, so that the pieces' own numbers are nonce enough.
fn stream(cipher: Aes256Gcm) -> Stream {
    let nonce = Nonce::<Aes256Gcm, Stream>::default();
    Stream::from_aead(cipher, &nonce)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys::new(&[7; 32], &[8; 32])
    }

    /// A file of so many bytes.
    fn file(folder: &Path, count: usize) -> PathBuf {
        let path = folder.join("file");
        let mut random = |bytes: &mut [u8]| bytes.fill(3);
        let mut writer = SealedWriter::create(&path, &keys(), &mut random).unwrap();
        for byte in 0..count {
            writer.write(&[byte as u8]).unwrap();
        }
        writer.finish().unwrap();
        path
    }

    fn read_all(path: &Path, keys: &Keys) -> Result<Vec<u8>, KeepError> {
        let mut reader = SealedReader::open(path, keys)?;
        let mut all = Vec::new();
        while let Some(byte) = reader.read(1)? {
            all.extend(byte);
        }
        Ok(all)
    }

    #[test]
    fn what_is_written_is_read_whatever_its_length() {
        let folder = tempfile::tempdir().unwrap();
        for count in [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 7] {
            let path = file(folder.path(), count);
            let all = read_all(&path, &keys()).unwrap();
            assert_eq!(all.len(), count);
            assert!(all.iter().enumerate().all(|(at, byte)| *byte == at as u8));
        }
    }

    #[test]
    fn every_flipped_byte_and_every_cut_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = file(folder.path(), PIECE + 100);
        let whole = std::fs::read(&path).unwrap();
        let tail = (PIECE..whole.len()).step_by(7);
        for at in (0..200).chain(tail) {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            std::fs::write(&path, &damaged).unwrap();
            let error = read_all(&path, &keys()).unwrap_err();
            let is_told = match at {
                0..16 => matches!(error, KeepError::NotABackup),
                _ => matches!(error, KeepError::Damaged { .. }),
            };
            assert!(is_told, "byte {at}: {error}");
            std::fs::write(&path, &whole[..at]).unwrap();
            let error = read_all(&path, &keys()).unwrap_err();
            let is_told = match at {
                0..16 => matches!(error, KeepError::NotABackup),
                _ => matches!(error, KeepError::Truncated { .. }),
            };
            assert!(is_told, "cut at {at}: {error}");
        }
        // The last piece left out, and the length set right by somebody.
        let shorter = HEAD_BYTES + PIECE + TAG;
        let mut cut = whole[..shorter].to_vec();
        cut[BOUND_BYTES..][..8].copy_from_slice(&(shorter as u64).to_be_bytes());
        let check = check(&cut[..BOUND_BYTES + LENGTH_BYTES]);
        cut[BOUND_BYTES + LENGTH_BYTES..HEAD_BYTES].copy_from_slice(&check);
        std::fs::write(&path, &cut).unwrap();
        let error = read_all(&path, &keys()).unwrap_err();
        assert!(matches!(error, KeepError::Damaged { .. }), "{error}");
    }

    #[test]
    fn another_key_is_told_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = file(folder.path(), 10);
        let other = Keys::new(&[9; 32], &[8; 32]);
        let error = read_all(&path, &other).unwrap_err();
        let name = keys().newest().to_string();
        assert!(matches!(error, KeepError::OtherKey { key } if key == name));
        let both = Keys::named(&[[9; 32], [7; 32]], &[8; 32]);
        assert_eq!(read_all(&path, &both).unwrap().len(), 10);
    }
}
