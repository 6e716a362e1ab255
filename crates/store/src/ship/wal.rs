//! The log beside a SQLite file as its format has it: a header, then frames, each with a page, the
//! salts of the header and a checksum that goes on from the frame before. What is read so far is
//! known by these, so that nothing half written or left from before is taken for a commit.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

pub(super) const HEADER_BYTES: usize = 32;
const FRAME_HEADER_BYTES: usize = 24;

/// The log from the moment it was begun anew until the next such moment, as far as it was read.
#[derive(Clone)]
pub(super) struct Epoch {
    pub(super) header: [u8; HEADER_BYTES],
    page_bytes: usize,
    is_big_endian: bool,
    sums: (u32, u32),
    /// Frames read, all of them committed.
    pub(super) frames: u64,
    /// Frames there were when all of them had been put into the file: only then may it begin anew.
    pub(super) closed_at: Option<u64>,
}

/// What stands at the beginning of the log.
pub(super) enum InLog {
    /// Nothing, or there is no log.
    Nothing,
    /// A header that is just being written.
    HalfWritten,
    /// A header.
    Epoch(Epoch),
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"))
}

impl Epoch {
    /// The one that is in the log now.
    pub(super) fn of(log: &Path) -> io::Result<InLog> {
        let mut header = [0; HEADER_BYTES];
        let read = File::open(log).and_then(|mut file| file.read_exact(&mut header));
        match read.map_err(|error| error.kind()) {
            Ok(()) => {}
            Err(io::ErrorKind::NotFound | io::ErrorKind::UnexpectedEof) => {
                return Ok(InLog::Nothing);
            }
            Err(kind) => return Err(kind.into()),
        }
        let is_big_endian = match word(&header, 0) {
            0x377f_0682 => false,
            0x377f_0683 => true,
            _ => return Ok(InLog::HalfWritten),
        };
        let sums = summed(&header[..24], is_big_endian, (0, 0));
        if sums != (word(&header, 24), word(&header, 28)) {
            return Ok(InLog::HalfWritten);
        }
        Ok(InLog::Epoch(Epoch {
            page_bytes: word(&header, 8) as usize,
            is_big_endian,
            sums,
            frames: 0,
            closed_at: None,
            header,
        }))
    }

    pub(super) fn salts(&self) -> &[u8] {
        &self.header[16..24]
    }

    /// Whether another one began directly after this one.
    pub(super) fn is_followed_by(&self, next: &Epoch) -> bool {
        word(&next.header, 16) == word(&self.header, 16).wrapping_add(1)
    }

    /// Whether the last frame that was read still stands there as it was read. A commit that failed
    /// on the disk is written over by the next, and was never one.
    pub(super) fn is_as_read(&self, log: &Path) -> io::Result<bool> {
        let Some(last) = self.frames.checked_sub(1) else {
            return Ok(true);
        };
        let frame_bytes = (FRAME_HEADER_BYTES + self.page_bytes) as u64;
        let mut file = File::open(log)?;
        file.seek(SeekFrom::Start(HEADER_BYTES as u64 + last * frame_bytes))?;
        let mut header = [0; FRAME_HEADER_BYTES];
        file.read_exact(&mut header)?;
        Ok(self.sums == (word(&header, 16), word(&header, 20)))
    }

    /// The committed frames that follow those that were read.
    pub(super) fn read_on(&mut self, log: &Path) -> io::Result<Vec<u8>> {
        let frame_bytes = FRAME_HEADER_BYTES + self.page_bytes;
        let mut file = File::open(log)?;
        let from = HEADER_BYTES as u64 + self.frames * frame_bytes as u64;
        file.seek(SeekFrom::Start(from))?;
        let mut file = io::BufReader::with_capacity(1 << 20, file);
        let (mut read, mut committed) = (Vec::new(), 0);
        let mut sums = self.sums;
        let mut frame = vec![0; frame_bytes];
        while file.read_exact(&mut frame).is_ok() {
            let header = &frame[..FRAME_HEADER_BYTES];
            let next = summed(&header[..8], self.is_big_endian, sums);
            let next = summed(&frame[FRAME_HEADER_BYTES..], self.is_big_endian, next);
            let is_ours = &header[8..16] == self.salts();
            if !is_ours || next != (word(header, 16), word(header, 20)) {
                break;
            }
            sums = next;
            read.extend_from_slice(&frame);
            // The last frame of a commit says how many pages the file then has.
            if word(header, 4) != 0 {
                committed = read.len();
                self.sums = sums;
            }
        }
        read.truncate(committed);
        self.frames += (committed / frame_bytes) as u64;
        Ok(read)
    }
}

/// The checksum of the format: pairs of words, each sum taking in the other.
fn summed(bytes: &[u8], is_big_endian: bool, (mut one, mut two): (u32, u32)) -> (u32, u32) {
    for pair in bytes.chunks_exact(8) {
        let (first, second) = pair.split_at(4);
        let [first, second] = [first, second].map(|word| {
            let word: [u8; 4] = word.try_into().expect("four bytes");
            match is_big_endian {
                true => u32::from_be_bytes(word),
                false => u32::from_le_bytes(word),
            }
        });
        one = one.wrapping_add(first).wrapping_add(two);
        two = two.wrapping_add(second).wrapping_add(one);
    }
    (one, two)
}
