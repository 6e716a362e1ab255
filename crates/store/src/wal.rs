//! What lies in the write-ahead log of a SQLite file beyond the last frame that can be read. SQLite
//! goes by the frames up to the first that fails its checksum and says nothing of the rest: a bit
//! that flipped in the middle takes every later commit with it. So the log is gone through before
//! it is believed.
//!
//! A power cut leaves something of that kind too: of the commit that was being written, and, behind
//! it, of a longer one that an earlier power cut broke off and that was partly written over. What
//! tells them apart is that a frame carries on the checksum of the one before it: commits that
//! follow one another were all on disk, and no power cut can have taken the first.
//!
//! The format is SQLite's own (sqlite.org/fileformat2.html#walformat).

use std::fs::File;
use std::io::{BufReader, ErrorKind, Read, Result};
use std::path::{Path, PathBuf};

/// What lies beyond the last good frame: the most that follows one another there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unread {
    /// Commits among the frames.
    pub commits: usize,
    /// Frames of this log.
    pub frames: usize,
}

impl Unread {
    /// Whether it was written by more than a commit that a power cut broke off: a commit begins
    /// only when the one before it is on disk.
    pub fn is_damage(self) -> bool {
        self.commits > 1
    }
}

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
/// The last bit says in which order the checksum takes bytes.
const MAGIC: u32 = 0x377f_0682;
/// How often a log is read again that was begun anew meanwhile.
const ATTEMPTS: usize = 3;

/// The log beside a database file.
pub fn beside(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

/// What of the log beside a database file cannot be read; nothing where there is no log.
pub fn unread(database: &Path) -> Result<Unread> {
    let path = beside(database);
    for _ in 0..ATTEMPTS {
        let mut file = match File::open(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Unread::default()),
            other => BufReader::with_capacity(1 << 16, other?),
        };
        let before = header(&mut file)?;
        let Some(before) = before else {
            return Ok(Unread::default());
        };
        let found = scan(&mut file, &before)?;
        // Whoever writes may have begun it anew while it was read.
        if header(&mut File::open(&path)?)? == Some(before) {
            return Ok(found);
        }
    }
    Ok(Unread::default())
}

fn header(file: &mut impl Read) -> Result<Option<[u8; HEADER]>> {
    let mut header = [0; HEADER];
    match file.read_exact(&mut header) {
        Ok(()) => Ok(Some(header)),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

fn word(bytes: &[u8], at: usize) -> u32 {
    let word = bytes[at..at + 4].try_into().expect("four bytes");
    u32::from_be_bytes(word)
}

type Sums = (u32, u32);

/// Two sums over pairs of words, each feeding the other.
fn checksum(mut sums: Sums, bytes: &[u8], big_endian: bool) -> Sums {
    for pair in bytes.chunks_exact(8) {
        let word = |at: usize| {
            let word = pair[at..at + 4].try_into().expect("four bytes");
            match big_endian {
                true => u32::from_be_bytes(word),
                false => u32::from_le_bytes(word),
            }
        };
        sums.0 = sums.0.wrapping_add(word(0)).wrapping_add(sums.1);
        sums.1 = sums.1.wrapping_add(word(4)).wrapping_add(sums.0);
    }
    sums
}

fn scan(file: &mut impl Read, header: &[u8; HEADER]) -> Result<Unread> {
    let magic = word(header, 0);
    let big_endian = magic & 1 == 1;
    let page = word(header, 8) as usize;
    if !(512..=65_536).contains(&page) {
        return Ok(Unread::default());
    }
    let mut sums = checksum((0, 0), &header[..24], big_endian);
    let mut good = magic & !1 == MAGIC && sums == (word(header, 24), word(header, 28));
    let mut behind = None::<Behind>;
    let mut frame = vec![0; FRAME_HEADER + page];
    loop {
        match file.read_exact(&mut frame) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => break,
            Err(error) => return Err(error),
        }
        // Frames of a log that was begun anew since have other salts.
        let same_log = frame[8..16] == header[16..24];
        let stored = (word(&frame, 16), word(&frame, 20));
        let goes_on = |from: Sums| {
            let first = checksum(from, &frame[..8], big_endian);
            checksum(first, &frame[FRAME_HEADER..], big_endian)
        };
        good = good && same_log && goes_on(sums) == stored;
        if good {
            sums = stored;
            continue;
        }
        let behind = behind.get_or_insert_with(|| Behind::after(sums));
        let commits = usize::from(word(&frame, 4) != 0);
        behind.take((same_log, commits), stored, goes_on);
    }
    Ok(behind.map_or(Unread::default(), Behind::most))
}

/// Frames behind the last good one, in runs that follow one another.
struct Behind {
    most: Unread,
    run: Unread,
    /// What the next frame may go on from: what the last one says, and what it should have said.
    sums: Vec<Sums>,
    /// The last frame, where nothing tells yet that it is one of this log.
    doubtful: Option<Unread>,
}

impl Behind {
    fn after(good: Sums) -> Behind {
        Behind {
            most: Unread::default(),
            run: Unread::default(),
            sums: vec![good],
            doubtful: None,
        }
    }

    fn take(
        &mut self,
        (same_log, commits): (bool, usize),
        stored: Sums,
        goes_on: impl Fn(Sums) -> Sums,
    ) {
        let should: Vec<Sums> = self.sums.iter().map(|sums| goes_on(*sums)).collect();
        let follows = should.contains(&stored);
        let before = self.doubtful.take();
        match (follows, same_log) {
            (false, _) => self.begin(),
            // That the next goes on from it tells that it is one of this log.
            (true, true) => before.into_iter().for_each(|it| self.count(it)),
            (true, false) => {}
        }
        let this = Unread { commits, frames: 1 };
        match same_log {
            true => self.count(this),
            false => self.doubtful = Some(this),
        }
        self.sums = vec![stored];
        self.sums.extend(should.first().filter(|_| !follows));
    }

    fn count(&mut self, more: Unread) {
        self.run.commits += more.commits;
        self.run.frames += more.frames;
    }

    fn begin(&mut self) {
        self.most = self.most.max(self.run);
        self.run = Unread::default();
    }

    fn most(mut self) -> Unread {
        self.begin();
        self.most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A log of so many commits of one row each, of a connection that is still open.
    fn written(commits: usize) -> (tempfile::TempDir, PathBuf, rusqlite::Connection) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("t.db");
        let db = rusqlite::Connection::open(&path).expect("a database");
        db.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t (n INTEGER)")
            .expect("a table");
        for _ in 1..commits {
            db.execute("INSERT INTO t VALUES (1)", []).expect("a row");
        }
        (folder, path, db)
    }

    #[test]
    fn a_whole_log_and_a_torn_end_are_no_damage() {
        let (_folder, path, _db) = written(5);
        assert_eq!(unread(&path).expect("it reads"), Unread::default());
        let log = std::fs::read(beside(&path)).expect("a log");
        std::fs::write(beside(&path), &log[..log.len() - 100]).expect("it can be cut");
        assert_eq!(unread(&path).expect("it reads"), Unread::default());
    }

    /// Writes a log in which a frame is lost, and what SQLite makes of it with one more commit.
    fn goes_on_without(path: &Path, log: &[u8], lost: usize, rows: usize) -> Vec<u8> {
        let mut log = log.to_vec();
        let frame = FRAME_HEADER + 4096;
        log[HEADER + lost * frame..][..frame].fill(0);
        std::fs::write(beside(path), &log).expect("it can be written");
        let mut shared = path.as_os_str().to_owned();
        shared.push("-shm");
        let _ = std::fs::remove_file(shared);
        let db = rusqlite::Connection::open(path).expect("it opens");
        let row = "INSERT INTO t VALUES (RANDOMBLOB(3000))";
        db.execute_batch(&format!("BEGIN; {}; COMMIT", vec![row; rows].join("; ")))
            .expect("it can be written");
        std::fs::read(beside(path)).expect("a log")
    }

    #[test]
    fn what_two_power_cuts_broke_off_is_no_damage() {
        let (folder, path, db) = written(5);
        let frame = FRAME_HEADER + 4096;
        let whole = std::fs::read(beside(&path)).expect("a log");
        let frames = (whole.len() - HEADER) / frame;
        let file = std::fs::read(&path).expect("a file");
        let other = folder.path().join("o.db");
        std::fs::write(&other, &file).expect("it can be written");
        // A commit of many frames; the first is lost, and a shorter one is written over it.
        let row = "INSERT INTO t VALUES (RANDOMBLOB(3000))";
        db.execute_batch(&format!("BEGIN; {}; COMMIT", vec![row; 20].join("; ")))
            .expect("it can be written");
        let longer = std::fs::read(beside(&path)).expect("a log");
        let once = goes_on_without(&other, &longer, frames, 4);
        std::fs::write(beside(&path), &once).expect("it can be written");
        assert!(!unread(&path).expect("it reads").is_damage());
        // That loses its first frame as well.
        let mut twice = once;
        twice[HEADER + frames * frame..][..frame].fill(0);
        std::fs::write(beside(&path), &twice).expect("it can be written");
        let found = unread(&path).expect("it reads");
        assert!(!found.is_damage() && found.commits == 1, "{found:?}");
    }

    #[test]
    fn a_flipped_bit_in_the_middle_shows_every_commit_behind_it() {
        let (_folder, path, _db) = written(8);
        let log = std::fs::read(beside(&path)).expect("a log");
        let frame = FRAME_HEADER + 4096;
        let frames = (log.len() - HEADER) / frame;
        for at in 0..frames - 2 {
            for byte in [0, 9, 17, 200] {
                let mut damaged = log.clone();
                damaged[HEADER + at * frame + byte] ^= 4;
                std::fs::write(beside(&path), &damaged).expect("it can be written");
                let found = unread(&path).expect("it reads");
                assert!(found.is_damage(), "frame {at}, byte {byte}: {found:?}");
            }
        }
    }
}
