//! The file of anchors: its lines, read and written.
//!
//! ```text
//! suixing-anchor 1 <installation> …
//! chain 2026-11-29T17:30:00Z <entry> <hash of it> <chain>
//! anchor 2026-11-29T17:30:00Z chains 12 entries 30 settlements 10 root <hash>
//! ```
//!
//! The root is the SHA-256 of the root before it, as it is written, and of every byte since the end
//! of its line.

use std::collections::HashMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::Path;

use jiff::Timestamp;
use store::audit::AuditHead;
use store::sha256_hex;
use store::watch::Grown;

const MAGIC: &str = "suixing-anchor 1";
const SAYS: &str = "审计链锚点：chain 行是时刻、到第几条、该条的哈希、哪条链；anchor 行是到此为止的合计和根 · anchors of \
     the audit: a chain's time, entry, hash and name; then all together";
/// As much of the end as is read at start; an anchor is written in parts smaller than that.
const END: u64 = 2 << 20;
/// Chains of one anchor; more are written as several.
pub const CHAINS_MAX: usize = 8_000;

/// Why anchors cannot be gone by.
#[derive(Debug)]
pub enum AnchorTrouble {
    Missing,
    Unreadable(std::io::Error),
    NoAnchors,
    /// Another program writes to it.
    Held,
    Changed {
        line: usize,
    },
}

impl From<std::io::Error> for AnchorTrouble {
    fn from(error: std::io::Error) -> AnchorTrouble {
        match error.kind() {
            ErrorKind::NotFound => AnchorTrouble::Missing,
            ErrorKind::InvalidData => AnchorTrouble::NoAnchors,
            _ => AnchorTrouble::Unreadable(error),
        }
    }
}

/// What anchors add up to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub at: Option<Timestamp>,
    pub entries: u64,
    pub settlements: u64,
    pub root: String,
}

/// What a file of anchors says, all of it or its end.
#[derive(Debug, Default)]
pub struct Anchors {
    pub installation: String,
    pub heads: HashMap<String, AuditHead>,
    pub totals: Totals,
    /// Whether something was written after the last whole anchor.
    pub torn: bool,
    /// What that is, for the next root.
    pub rest: Vec<u8>,
}

/// One line.
enum Line {
    Chain(String, AuditHead),
    Anchor(Totals),
    Other,
}

fn line(text: &str) -> Line {
    let mut words = text.splitn(5, ' ');
    let mut word = || words.next().unwrap_or_default();
    match word() {
        "chain" => {
            let (at, sequence, hash, chain) = (word(), word(), word(), word());
            match (at.parse::<Timestamp>(), sequence.parse()) {
                (Ok(_), Ok(sequence)) if hash.len() == 64 && !chain.is_empty() => {
                    let hash = hash.to_owned();
                    Line::Chain(chain.to_owned(), AuditHead { sequence, hash })
                }
                _ => Line::Other,
            }
        }
        "anchor" => totals(text).map_or(Line::Other, Line::Anchor),
        _ => Line::Other,
    }
}

fn totals(text: &str) -> Option<Totals> {
    let words: Vec<&str> = text.split(' ').collect();
    match words.as_slice() {
        [
            _,
            at,
            "chains",
            _,
            "entries",
            entries,
            "settlements",
            settlements,
            "root",
            root,
        ] if root.len() == 64 => Some(Totals {
            at: Some(at.parse().ok()?),
            entries: entries.parse().ok()?,
            settlements: settlements.parse().ok()?,
            root: (*root).to_owned(),
        }),
        _ => None,
    }
}

fn installation(first: &str) -> Result<String, AnchorTrouble> {
    let rest = first.strip_prefix(MAGIC).ok_or(AnchorTrouble::NoAnchors)?;
    let id = rest
        .split_whitespace()
        .next()
        .ok_or(AnchorTrouble::NoAnchors)?;
    Ok(id.to_owned())
}

/// Reads all of it, and checks every root.
pub fn read_all(path: &Path) -> Result<Anchors, AnchorTrouble> {
    let mut file = BufReader::with_capacity(1 << 20, File::open(path)?);
    let mut anchors = Anchors::default();
    let mut text = String::new();
    file.read_line(&mut text)?;
    anchors.installation = installation(&text)?;
    for number in 2.. {
        let mut bytes = Vec::new();
        if file.read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        anchors
            .take(&bytes)
            .map_err(|()| AnchorTrouble::Changed { line: number })?;
    }
    anchors.torn = !anchors.rest.is_empty();
    Ok(anchors)
}

/// Reads the end of it: the last anchors, and the totals from which the next goes on.
pub fn read_end(path: &Path) -> Result<Anchors, AnchorTrouble> {
    let mut file = File::open(path)?;
    let mut first = String::new();
    BufReader::new((&file).take(4096)).read_line(&mut first)?;
    if is_unfinished(&first) {
        return Ok(Anchors::default());
    }
    let installation = installation(&first)?;
    let length = file.metadata()?.len();
    let first = first.len() as u64;
    let from = length.saturating_sub(END).max(first);
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let mut anchors = Anchors {
        installation,
        ..Anchors::default()
    };
    // In the middle of the file the first root has a beginning that was not read.
    let mut whole = from == first;
    let mut lines = bytes.split_inclusive(|byte| *byte == b'\n');
    if !whole {
        lines.next();
    }
    for bytes in lines {
        match anchors.take(bytes) {
            Ok(is_anchor) => whole |= is_anchor,
            Err(()) if whole => return Err(AnchorTrouble::Changed { line: 0 }),
            Err(()) => whole = true,
        }
    }
    anchors.torn = !anchors.rest.is_empty();
    Ok(anchors)
}

/// Whether a first line is nothing yet, or half of what is written first.
fn is_unfinished(first: &str) -> bool {
    let begins = |text: &str| MAGIC.starts_with(text) || text.starts_with(MAGIC);
    !first.ends_with('\n') && begins(first)
}

impl Anchors {
    /// Whether nothing was anchored yet.
    pub fn is_new(&self) -> bool {
        self.installation.is_empty()
    }

    /// Takes in a line; says whether it is a whole anchor, or that its root is not what lies before
    /// it.
    fn take(&mut self, bytes: &[u8]) -> Result<bool, ()> {
        let text = bytes.strip_suffix(b"\n");
        let text = text.and_then(|text| std::str::from_utf8(text).ok());
        match text.map_or(Line::Other, line) {
            Line::Chain(chain, head) => {
                self.rest.extend_from_slice(bytes);
                let seen = self.heads.get(&chain);
                if seen.is_none_or(|seen| seen.sequence <= head.sequence) {
                    self.heads.insert(chain, head);
                }
                Ok(false)
            }
            Line::Anchor(totals) => {
                let root = root(&self.totals.root, &self.rest, text.unwrap_or_default());
                let same = root == totals.root;
                self.totals = totals;
                self.rest.clear();
                if same { Ok(true) } else { Err(()) }
            }
            Line::Other => {
                self.rest.extend_from_slice(bytes);
                Ok(false)
            }
        }
    }
}

/// The root of an anchor: over the one before it, what lies between, and what the line itself says.
fn root(before: &str, rest: &[u8], line: &str) -> String {
    let said = line.rfind(" root ").map_or(line, |at| &line[..at]);
    sha256_hex(&[before.as_bytes(), rest, said.as_bytes()])
}

/// The file, held to be appended to: by one program at a time, or each would leave out of its roots
/// what the other wrote.
#[derive(Debug)]
pub struct AnchorFile {
    file: File,
    /// Bytes of whole anchors, and of what was there after them when it was opened.
    length: u64,
    totals: Totals,
    rest: Vec<u8>,
}

impl AnchorFile {
    /// Opens the file of an installation; a new one where there is none, or one without anything in
    /// it.
    pub fn open(path: &Path, of: &str) -> Result<AnchorFile, AnchorTrouble> {
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Err(AnchorTrouble::Held),
            locked => locked.map_err(std::io::Error::from)?,
        }
        let mut end = read_end(path)?;
        if end.is_new() {
            // Half a first line is what a crash left of an earlier beginning.
            file.set_len(0)?;
            file.write_all(format!("{MAGIC} {of} {SAYS}\n").as_bytes())?;
            file.sync_all()?;
        }
        if end.rest.last().is_some_and(|byte| *byte != b'\n') {
            // A line that was torn stays as it is, and ends here.
            file.write_all(b"\n")?;
            end.rest.push(b'\n');
        }
        Ok(AnchorFile {
            length: file.metadata()?.len(),
            file,
            totals: end.totals,
            rest: end.rest,
        })
    }

    /// Whether it still lies where it was opened: in one that was moved away or deleted nobody
    /// looks.
    pub fn is_at(&self, path: &Path) -> bool {
        store::keep::is_at(&self.file, path)
    }

    /// What the anchors so far add up to.
    pub fn totals(&self) -> &Totals {
        &self.totals
    }

    /// Says how many settlements there are, where that was counted.
    pub fn count_settlements(&mut self, settlements: u64) {
        self.totals.settlements = settlements;
    }

    /// Appends an anchor, and returns when it is on disk. What could not be written whole is cut
    /// off by the next, which goes on from the last that was.
    pub fn append(&mut self, at: Timestamp, grown: &Grown) -> std::io::Result<()> {
        let (text, totals) = self.anchors(at, grown);
        // What an earlier failure left half there.
        self.file.set_len(self.length)?;
        self.file.write_all(text.as_bytes())?;
        self.file.sync_data()?;
        self.length += text.len() as u64;
        self.totals = totals;
        self.rest.clear();
        Ok(())
    }

    /// The lines of an anchor, in parts where there are many chains, and what they add up to.
    fn anchors(&self, at: Timestamp, grown: &Grown) -> (String, Totals) {
        let heads: Vec<_> = grown.heads.iter().collect();
        let parts = heads.chunks(CHAINS_MAX).count().max(1);
        let mut parts_of = heads.chunks(CHAINS_MAX);
        let mut totals = Totals {
            at: Some(at),
            entries: self.totals.entries + grown.entries,
            settlements: self.totals.settlements + grown.settlements,
            root: self.totals.root.clone(),
        };
        let (mut all, mut rest) = (String::new(), self.rest.clone());
        for _ in 0..parts {
            let heads = parts_of.next().unwrap_or_default();
            let chains = heads.iter().map(|(chain, head)| {
                let AuditHead { sequence, hash } = head;
                format!("chain {at} {sequence} {hash} {chain}\n")
            });
            let chains: String = chains.collect();
            rest.extend_from_slice(chains.as_bytes());
            let (count, entries, settlements) = (heads.len(), totals.entries, totals.settlements);
            let said =
                format!("anchor {at} chains {count} entries {entries} settlements {settlements}");
            totals.root = root(&totals.root, &rest, &said);
            all += &format!("{chains}{said} root {}\n", totals.root);
            rest.clear();
        }
        (all, totals)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grown(chain: &str, sequence: i64) -> Grown {
        let hash = sha256_hex(&[chain.as_bytes(), &sequence.to_le_bytes()]);
        Grown {
            heads: [(chain.to_owned(), AuditHead { sequence, hash })].into(),
            entries: 1,
            settlements: 1,
            ..Grown::default()
        }
    }

    fn second(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn what_is_appended_reads_back_after_a_restart_and_a_torn_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("anchors");
        let mut file = AnchorFile::open(&path, "abc").unwrap();
        file.append(second(1), &grown("P1", 1)).unwrap();
        file.append(second(2), &grown("P1", 2)).unwrap();
        assert!(matches!(
            AnchorFile::open(&path, "abc"),
            Err(AnchorTrouble::Held)
        ));
        drop(file);
        let mut torn = OpenOptions::new().append(true).open(&path).unwrap();
        torn.write_all(b"chain 2026-").unwrap();
        assert!(read_all(&path).unwrap().torn);
        let mut file = AnchorFile::open(&path, "abc").unwrap();
        file.append(second(3), &grown("P2", 7)).unwrap();
        for anchors in [read_all(&path).unwrap(), read_end(&path).unwrap()] {
            assert_eq!(anchors.installation, "abc");
            assert_eq!(anchors.totals.entries, 3);
            assert_eq!(anchors.heads["P1"].sequence, 2);
            assert_eq!(anchors.heads["P2"].sequence, 7);
            assert!(!anchors.torn);
        }
    }

    #[test]
    fn a_changed_file_is_noticed_and_another_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("anchors");
        let missing = read_all(&path);
        assert!(
            matches!(missing, Err(AnchorTrouble::Missing)),
            "{missing:?}"
        );
        let mut file = AnchorFile::open(&path, "abc").unwrap();
        file.append(second(1), &grown("P1", 1)).unwrap();
        file.append(second(2), &grown("P1", 2)).unwrap();
        let whole = std::fs::read_to_string(&path).unwrap();
        let changed = whole.replacen("settlements 1", "settlements 9", 1);
        std::fs::write(&path, changed).unwrap();
        let read = read_all(&path);
        assert!(
            matches!(read, Err(AnchorTrouble::Changed { line: 3 })),
            "{read:?}"
        );
        std::fs::write(&path, "something else\n").unwrap();
        let read = read_all(&path);
        assert!(matches!(read, Err(AnchorTrouble::NoAnchors)), "{read:?}");
    }

    #[test]
    fn an_empty_file_and_half_a_first_line_are_begun() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("anchors");
        for begun in ["", "suixing-anc", "suixing-anchor 1 abc"] {
            std::fs::write(&path, begun).unwrap();
            let mut file = AnchorFile::open(&path, "abc").unwrap();
            file.append(second(1), &grown("P1", 1)).unwrap();
            drop(file);
            assert_eq!(read_all(&path).unwrap().heads["P1"].sequence, 1);
        }
    }

    #[test]
    fn what_cannot_be_written_whole_leaves_no_trace() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("anchors");
        let mut file = AnchorFile::open(&path, "abc").unwrap();
        file.append(second(1), &grown("P1", 1)).unwrap();
        // Half an anchor, as where the disk is full in the middle of it.
        let (text, _) = file.anchors(second(2), &grown("P2", 1));
        file.file.write_all(&text.as_bytes()[..40]).unwrap();
        file.append(second(3), &grown("P2", 1)).unwrap();
        drop(file);
        let read = read_all(&path).unwrap();
        assert_eq!((read.totals.entries, read.heads.len()), (2, 2));
    }

    #[test]
    fn many_chains_are_anchored_in_parts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("anchors");
        let mut file = AnchorFile::open(&path, "abc").unwrap();
        let mut many = Grown::default();
        for number in 0..CHAINS_MAX + 5 {
            many.add(grown(&format!("P{number}"), 1));
        }
        file.append(second(1), &many).unwrap();
        let anchors = read_all(&path).unwrap();
        assert_eq!(anchors.heads.len(), CHAINS_MAX + 5);
        assert_eq!(anchors.totals.entries, (CHAINS_MAX + 5) as u64);
    }
}
