//! Sends the notices of the outbox, at least once and in the order they were caused, on a thread of
//! its own. What cannot be sent is tried again, later and later; what was sent is kept for a while.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use desk::Clock;
use jiff::SignedDuration;
use server::metrics::Gauged;
use store::outbox::{self, OutboxNotice};
use store::{Db, StoreError};

use crate::inbox::{Inbox, TOGETHER_MAX};

/// How soon new notices are looked for.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// The longest pause after failures; the first is one second.
const PAUSE_MAX: Duration = Duration::from_secs(60);
/// How often what was sent long ago is deleted, and how much at once.
const FORGET_EVERY: Duration = Duration::from_secs(600);
const FORGET_AT_ONCE: i64 = 1_000;
/// Waiting notices are counted no further.
const COUNTED_MAX: i64 = 100_000;
/// Days for which sent notices are kept unless told otherwise.
pub const KEPT_DAYS: u16 = 90;

/// What is counted.
#[derive(Default)]
struct Counts {
    sent: AtomicI64,
    failed: AtomicI64,
    waiting: AtomicI64,
    /// How long the oldest has waited, in seconds.
    oldest: AtomicI64,
}

/// Where notices go, and how long they are kept.
#[derive(Clone, Debug)]
pub struct Sending {
    /// The inbox.
    pub inbox: PathBuf,
    /// Days for which sent notices are kept.
    pub kept_days: u16,
}

/// The thread that sends; it ends, after what it is at, when this goes.
pub struct NoticeSender {
    counts: Arc<Counts>,
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl NoticeSender {
    /// Begins to send; an inbox that cannot be opened is told at once.
    pub fn start(db: Db, clock: Clock, sending: Sending) -> Result<NoticeSender> {
        let inbox = open(&sending.inbox)?;
        let counts = Arc::<Counts>::default();
        let (stop, stopped) = channel();
        let work = Work {
            db,
            clock,
            inbox,
            kept: SignedDuration::from_hours(24 * i64::from(sending.kept_days)),
            counts: Arc::clone(&counts),
        };
        let thread = std::thread::Builder::new().name("notices".to_owned());
        let thread = thread.spawn(move || work.run(&stopped));
        Ok(NoticeSender {
            counts,
            stop: Some(stop),
            thread: Some(thread.context("cannot start a thread")?),
        })
    }

    /// What it counts, for the metrics.
    pub fn gauges(&self) -> Vec<Gauged> {
        type Part = fn(&Counts) -> &AtomicI64;
        let parts: [(&'static str, &'static str, Part); 4] = [
            ("notices_sent", "Notices sent since the start", |of| {
                &of.sent
            }),
            ("notices_failed", "Times that sending failed", |of| {
                &of.failed
            }),
            ("notices_waiting", "Notices that wait to be sent", |of| {
                &of.waiting
            }),
            (
                "notices_oldest_seconds",
                "How long the oldest has waited",
                |of| &of.oldest,
            ),
        ];
        let gauge = |(name, help, part): (_, _, Part)| {
            let counts = Arc::clone(&self.counts);
            Gauged {
                name,
                help,
                read: Box::new(move || part(&counts).load(Ordering::Relaxed)),
            }
        };
        parts.into_iter().map(gauge).collect()
    }
}

impl Drop for NoticeSender {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // Should it have panicked, its panic is in the log.
            let _ = thread.join();
        }
    }
}

fn open(inbox: &Path) -> Result<Inbox> {
    Inbox::open(inbox).with_context(|| {
        format!(
            "[inbox] 打不开收件文件 {0}，或另一个程序正在用它 / cannot open the inbox {0}, or another program \
             holds it",
            inbox.display()
        )
    })
}

struct Work {
    db: Db,
    clock: Clock,
    inbox: Inbox,
    kept: SignedDuration,
    counts: Arc<Counts>,
}

impl Work {
    fn run(mut self, stopped: &Receiver<()>) {
        let mut pause = LOOK_EVERY;
        let mut forgot: Option<Instant> = None;
        while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(pause) {
            pause = match self.send() {
                // A full load means that more waits.
                Ok(sent) if sent == TOGETHER_MAX as usize => Duration::ZERO,
                Ok(_) => LOOK_EVERY,
                Err(error) => {
                    self.counts.failed.fetch_add(1, Ordering::Relaxed);
                    tracing::error!(error = format!("{error:#}"), "notices wait");
                    (pause * 2).clamp(Duration::from_secs(1), PAUSE_MAX)
                }
            };
            let is_time = forgot.is_none_or(|last| last.elapsed() > FORGET_EVERY);
            if is_time && pause == LOOK_EVERY {
                forgot = self.forget().then(Instant::now);
            }
        }
    }

    /// Sends the oldest; returns how many.
    fn send(&mut self) -> Result<usize> {
        let look = |tx: &mut store::Tx<'_>| {
            Ok((
                outbox::unsent(tx, TOGETHER_MAX)?,
                outbox::waiting(tx, COUNTED_MAX)?,
            ))
        };
        let (notices, waiting) = self.db.read::<_, StoreError, _>(look)?;
        let now = self.clock.now();
        let oldest = waiting
            .since
            .map_or(0, |since| now.duration_since(since).as_secs());
        self.counts.waiting.store(waiting.count, Ordering::Relaxed);
        self.counts.oldest.store(oldest.max(0), Ordering::Relaxed);
        if notices.is_empty() {
            return Ok(0);
        }
        self.inbox
            .take(&notices)
            .context("the inbox took nothing")?;
        let sent = notices.len();
        self.note(notices, now)?;
        self.counts.sent.fetch_add(sent as i64, Ordering::Relaxed);
        self.counts
            .waiting
            .fetch_sub(sent as i64, Ordering::Relaxed);
        Ok(sent)
    }

    fn note(&self, notices: Vec<OutboxNotice>, now: jiff::Timestamp) -> Result<(), StoreError> {
        self.db
            .transact(move |tx| outbox::note_sent(tx, &notices, now))
    }

    /// Deletes some of what was sent long ago; whether that was all.
    fn forget(&self) -> bool {
        let before = self.clock.now().checked_sub(self.kept);
        let Ok(before) = before else {
            return true;
        };
        let forget = move |tx: &mut store::Tx<'_>| outbox::forget_sent(tx, before, FORGET_AT_ONCE);
        match self.db.transact::<_, StoreError, _>(forget) {
            Ok(gone) => gone < FORGET_AT_ONCE as u64,
            Err(error) => {
                tracing::warn!(%error, "what was sent long ago is still there");
                true
            }
        }
    }
}
