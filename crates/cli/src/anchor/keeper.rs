//! Whoever writes the anchors while the program runs: each minute what grew since, and the rest at
//! the end. What grew before it began, or beside it, is caught up with first.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, Result};
use desk::Clock;
use jiff::{Span, Timestamp};
use server::app::SystemRandom;
use server::metrics::Gauged;
use store::installation::{self, Elsewhere};
use store::verify::Slices;
use store::watch::Grown;
use store::{Db, StoreError, Tx, audit, settlements};

use super::file::AnchorFile;
use super::told;

/// How far clocks of programs on one database may be apart.
const APART_MINUTES: i64 = 10;

/// Anchors a database until it is dropped.
#[derive(Debug)]
pub struct Keeper {
    in_place: Arc<AtomicBool>,
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

struct Work {
    db: Db,
    clock: Clock,
    file: AnchorFile,
    path: PathBuf,
    /// Whether the file was where it should be when it was looked for last.
    in_place: Arc<AtomicBool>,
    /// What grew and could not be written yet.
    kept: Grown,
    /// Where the chains ended that other programs let grow.
    beside: BTreeMap<&'static str, i64>,
}

impl Keeper {
    /// Begins to anchor, so often.
    pub fn start(db: &Db, path: &Path, every: Duration, clock: &Clock) -> Result<Keeper> {
        let unwritable = "写不了数据库 / cannot write to the database";
        let id = db.transact(|tx: &mut Tx<'_>| installation::identify(tx, &mut SystemRandom));
        let id = id.map_err(|error: StoreError| error).context(unwritable)?;
        let file = AnchorFile::open(path, &id).map_err(|trouble| told(path, trouble))?;
        let noted = |tx: &mut Tx<'_>| installation::note_elsewhere(tx, Elsewhere::Anchors);
        let noted: Result<(), StoreError> = db.transact(noted);
        noted.context(unwritable)?;
        db.watch();
        let in_place = Arc::new(AtomicBool::new(true));
        let mut work = Work {
            in_place: Arc::clone(&in_place),
            db: db.clone(),
            clock: clock.clone(),
            file,
            path: path.to_owned(),
            kept: Grown::default(),
            beside: BTreeMap::new(),
        };
        let (stop, stopped) = channel();
        let thread = std::thread::Builder::new().name("anchors".to_owned());
        let thread = thread.spawn(move || {
            work.catch_up();
            while stopped.recv_timeout(every) == Err(RecvTimeoutError::Timeout) {
                work.anchor();
            }
            work.anchor();
        });
        Ok(Keeper {
            in_place,
            stop: Some(stop),
            thread: Some(thread.context("cannot start a thread")?),
        })
    }
}

impl Keeper {
    /// What the metrics tell.
    pub fn gauge(&self) -> Gauged {
        let in_place = Arc::clone(&self.in_place);
        Gauged {
            name: "anchors_in_place",
            label: None,
            help: "1 while the file of anchors is where it was opened, 0 where it was taken away",
            read: Box::new(move || i64::from(in_place.load(Ordering::Relaxed))),
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // It has said in the log what went wrong.
            let _ = thread.join();
        }
    }
}

impl Work {
    /// Anchors what grew; what cannot be written is kept for the next time.
    fn anchor(&mut self) {
        let in_place = self.file.is_at(&self.path);
        self.in_place.store(in_place, Ordering::Relaxed);
        if !in_place {
            tracing::error!(
                code = "anchors-moved",
                path = %self.path.display(),
                "the file of anchors was moved away, deleted or replaced; put it back, or restart \
                 with a new one"
            );
        }
        self.kept.add(self.db.grown());
        if let Err(error) = self.look_beside() {
            tracing::error!(%error, "cannot look for what grew beside this program");
        }
        if self.kept.entries == 0 && self.kept.heads.is_empty() {
            return;
        }
        let grown = std::mem::take(&mut self.kept);
        if let Err(error) = self.file.append(self.clock.now(), &grown) {
            tracing::error!(%error, path = %self.path.display(), "cannot write an anchor");
            self.kept = grown;
        }
    }

    /// Looks where the chains end that other programs let grow, and those of what nobody heard
    /// whether it was committed.
    fn look_beside(&mut self) -> Result<(), StoreError> {
        let doubtful = std::mem::take(&mut self.kept.doubtful);
        let looked = self.db.read(|tx: &mut Tx<'_>| {
            let all = audit::BESIDE.into_iter();
            let all = all.chain(doubtful.iter().map(String::as_str));
            let ends = all.map(|chain| Ok((chain.to_owned(), audit::head(tx, chain)?)));
            ends.collect::<Result<Vec<_>, StoreError>>()
        });
        let ends = looked.inspect_err(|_| self.kept.doubtful.extend(doubtful))?;
        for (chain, head) in ends {
            let beside = audit::BESIDE.into_iter().find(|it| *it == chain);
            let last = beside.and_then(|name| self.beside.insert(name, head.sequence));
            if head.sequence > 0 && last.is_none_or(|last| last < head.sequence) {
                let mut grown = Grown::default();
                grown.heads.insert(chain, head);
                self.kept.add(grown);
            }
        }
        Ok(())
    }

    /// Anchors what grew since the last anchor, whoever wrote it: what came after it before a
    /// program was killed, and everything there is where nothing was anchored yet.
    fn catch_up(&mut self) {
        let since = self.file.totals().at;
        let since = since.map_or(Timestamp::UNIX_EPOCH, |at| {
            at.checked_sub(Span::new().minutes(APART_MINUTES))
                .unwrap_or(at)
        });
        if let Err(error) = self.catch_up_since(since) {
            tracing::error!(%error, "cannot anchor what was written before");
        }
    }

    fn catch_up_since(&mut self, since: Timestamp) -> Result<(), StoreError> {
        let mut slices = Slices::default();
        while let Some(slice) = self.db.read(|tx: &mut Tx<'_>| slices.next(tx))? {
            let ends = self
                .db
                .read(|tx: &mut Tx<'_>| audit::ends(tx, &slice, since));
            for (chain, head) in ends.map_err(|error: StoreError| error)? {
                self.kept.heads.insert(chain, head);
            }
            if self.kept.heads.len() >= super::file::CHAINS_MAX {
                self.anchor();
            }
        }
        let counted = self.db.read(|tx: &mut Tx<'_>| settlements::count(tx));
        self.file
            .count_settlements(counted.map_err(|error: StoreError| error)?);
        self.anchor();
        Ok(())
    }
}
