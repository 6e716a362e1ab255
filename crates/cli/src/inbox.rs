//! A local inbox for notices: a file of JSON lines, each on disk before it counts as sent. One
//! sender at a time holds it. After a crash the last lines may be sent once more: they are found at
//! its end and not written again, and half a line is cut off, so that every notice is there once.

use std::collections::{BTreeSet, VecDeque};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use store::keep::is_at;
use store::outbox::OutboxNotice;

use crate::adapters::{NotSent, NoticeAdapter, OutgoingNotice};

/// What a receiver knows a notice by.
type Key = String;

/// Notices sent together.
const TOGETHER_MAX: usize = 200;
/// Lines at the end in which a repeat is looked for: more than are sent together.
const REMEMBERED: usize = 1_000;
/// Bytes in which so many lines have room.
const TAIL_BYTES: u64 = 4 * 1024 * 1024;

/// The file, held.
pub struct Inbox {
    path: PathBuf,
    file: File,
    length: u64,
    known: BTreeSet<Key>,
    order: VecDeque<Key>,
}

impl Inbox {
    /// Opens the file, or makes it for its owner alone.
    pub fn open(path: &Path) -> io::Result<Inbox> {
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let file = options.open(path)?;
        file.try_lock().map_err(io::Error::from)?;
        let mut inbox = Inbox {
            path: path.to_owned(),
            file,
            length: 0,
            known: BTreeSet::new(),
            order: VecDeque::new(),
        };
        inbox.look_back()?;
        Ok(inbox)
    }

    /// Cuts off half a line, and learns what was written last.
    fn look_back(&mut self) -> io::Result<()> {
        let length = self.file.metadata()?.len();
        let from = length.saturating_sub(TAIL_BYTES);
        self.file.seek(SeekFrom::Start(from))?;
        let mut tail = Vec::new();
        self.file.read_to_end(&mut tail)?;
        let whole = tail
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        self.length = from + whole as u64;
        self.file.set_len(self.length)?;
        self.file.sync_data()?;
        let lines: Vec<&[u8]> = tail[..whole].split(|byte| *byte == b'\n').collect();
        let last = lines.len().saturating_sub(REMEMBERED + 1);
        for line in &lines[last..] {
            let read: Option<Value> = serde_json::from_slice(line).ok();
            if let Some(key) = read.as_ref().and_then(|read| read["key"].as_str()) {
                self.remember(key.to_owned());
            }
        }
        Ok(())
    }

    fn remember(&mut self, key: Key) {
        if self.known.insert(key.clone()) {
            self.order.push_back(key);
        }
        while self.order.len() > REMEMBERED {
            let oldest = self.order.pop_front();
            oldest.map(|oldest| self.known.remove(&oldest));
        }
    }

    /// Takes notices; when it returns they are on disk.
    pub fn take(&mut self, notices: &[OutboxNotice]) -> io::Result<()> {
        if !is_at(&self.file, &self.path) {
            // Somebody put the file aside to read it. What was written is remembered.
            let fresh = Inbox::open(&self.path)?;
            (self.file, self.length) = (fresh.file, fresh.length);
        }
        let unknown = |notice: &&OutboxNotice| !self.known.contains(&notice.key());
        let news: Vec<&OutboxNotice> = notices.iter().filter(unknown).collect();
        let lines: Vec<String> = news.iter().map(|notice| line(notice)).collect();
        let text = lines.concat();
        self.append(text.as_bytes())?;
        self.length += text.len() as u64;
        let keys: Vec<Key> = news.into_iter().map(OutboxNotice::key).collect();
        keys.into_iter().for_each(|key| self.remember(key));
        Ok(())
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        // What an earlier failure left half there would make the next line unreadable.
        self.file.set_len(self.length)?;
        self.file.seek(SeekFrom::Start(self.length))?;
        self.file.write_all(bytes)?;
        self.file.sync_data()
    }
}

impl NoticeAdapter for Inbox {
    fn together(&self) -> usize {
        TOGETHER_MAX
    }

    fn send(&mut self, notices: &[OutgoingNotice]) -> Result<(), NotSent> {
        let notices: Vec<OutboxNotice> = notices.iter().map(|it| it.notice.clone()).collect();
        self.take(&notices).map_err(|error| {
            tracing::error!(%error, "the inbox took nothing");
            NotSent::later("inbox-unwritable")
        })
    }
}

fn line(notice: &OutboxNotice) -> String {
    let payload: Value = serde_json::from_str(&notice.payload).unwrap_or_default();
    let line = json!({
        "key": notice.key(),
        "topic": notice.topic,
        "person": notice.person,
        "caused_at": notice.created_at,
        "notice": payload,
    });
    format!("{line}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notices(turns: std::ops::Range<i64>) -> Vec<OutboxNotice> {
        let notice = |turn| OutboxNotice {
            person: "P1".parse().unwrap(),
            turn,
            ordinal: 0,
            topic: "settled".to_owned(),
            payload: "{}".to_owned(),
            created_at: jiff::Timestamp::UNIX_EPOCH,
        };
        turns.map(notice).collect()
    }

    fn lines(path: &Path) -> usize {
        std::fs::read_to_string(path).unwrap().lines().count()
    }

    #[test]
    fn what_is_sent_again_is_there_once_also_after_half_a_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("inbox");
        let mut inbox = Inbox::open(&path).unwrap();
        inbox.take(&notices(0..5)).unwrap();
        inbox.take(&notices(3..7)).unwrap();
        assert_eq!(lines(&path), 7);
        assert!(Inbox::open(&path).is_err(), "it is held");
        drop(inbox);
        let whole = std::fs::read(&path).unwrap();
        for cut in 0..60 {
            std::fs::write(&path, &whole[..whole.len() - cut]).unwrap();
            let mut inbox = Inbox::open(&path).unwrap();
            inbox.take(&notices(0..8)).unwrap();
            assert_eq!(lines(&path), 8, "{cut} bytes cut off");
        }
    }

    #[test]
    fn what_came_of_a_turn_counted_once_more_is_another_notice() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("inbox");
        let mut inbox = Inbox::open(&path).unwrap();
        inbox.take(&notices(3..4)).unwrap();
        let mut anew = notices(3..4);
        anew[0].created_at = jiff::Timestamp::from_second(60).unwrap();
        inbox.take(&anew).unwrap();
        assert_eq!(lines(&path), 2);
    }

    #[test]
    fn a_file_that_was_put_aside_is_followed_by_a_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("inbox");
        let mut inbox = Inbox::open(&path).unwrap();
        inbox.take(&notices(0..5)).unwrap();
        std::fs::rename(&path, folder.path().join("aside")).unwrap();
        inbox.take(&notices(4..7)).unwrap();
        assert_eq!(lines(&path), 2);
    }
}
