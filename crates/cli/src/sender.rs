//! Sends the notices of the outbox, at least once and each person's in the order they were caused,
//! on threads of its own. One hands them over to every way in which notices leave, of this server
//! and others on the same database; each way has its lane. What cannot be sent is tried again,
//! later and later; what was sent is kept for a while.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use desk::Clock;
use jiff::{SignedDuration, Timestamp};
use server::metrics::Gauged;
use store::deliveries::{self, KnownAdapter};
use store::outbox::{self, OutboxNotice, Waiting};
use store::{Db, StoreError, Tx};

use crate::adapters::{LaneCounts, NoticeAdapter, NoticeLane, NoticesStated};
use crate::inbox::Inbox;

/// How soon new notices are looked for.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// The longest pause after failures; the first is one second.
const PAUSE_MAX: Duration = Duration::from_secs(60);
/// Notices handed over together.
const TOGETHER_MAX: i64 = 200;
/// How often what was sent long ago is deleted, and how much at once.
const FORGET_EVERY: Duration = Duration::from_secs(600);
const FORGET_AT_ONCE: i64 = 1_000;
/// Waiting notices are counted no further.
const COUNTED_MAX: i64 = 10_000;
/// How often this server says which adapters it has.
const SAY_EVERY: Duration = Duration::from_secs(60);
/// After so long without a server that has it, an adapter is gone.
const GONE_AFTER: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Days for which sent notices are kept unless told otherwise.
pub const KEPT_DAYS: u16 = 90;
/// The adapter that takes everything, also what was caused before it was there.
pub const INBOX: &str = "inbox";
/// Every kind of notice.
const ALL_TOPICS: &str = "*";

/// How many wait for an adapter, and when the first is due.
type WaitingFor = (i64, Option<Timestamp>);

/// What is counted of all together.
#[derive(Default)]
struct Counts {
    /// Times that handing over failed.
    failed: AtomicI64,
    /// Those that no adapter has yet.
    waiting: AtomicI64,
    /// How long the oldest has waited, in seconds.
    oldest: AtomicI64,
}

/// Where notices go, and how long they are kept.
#[derive(Clone, Debug)]
pub struct Sending {
    /// The inbox.
    pub inbox: Option<PathBuf>,
    /// All other ways.
    pub notices: NoticesStated,
    /// Days for which sent notices are kept.
    pub kept_days: u16,
}

impl Sending {
    /// To an inbox and nowhere else.
    pub fn to_inbox(inbox: PathBuf) -> Sending {
        Sending {
            inbox: Some(inbox),
            notices: NoticesStated::default(),
            kept_days: KEPT_DAYS,
        }
    }
}

/// The threads that send; they end, after what they are at, when this goes.
pub struct NoticeSender {
    counts: Arc<Counts>,
    lanes: Vec<NoticeLane>,
    stop: Vec<Sender<()>>,
    threads: Vec<JoinHandle<()>>,
}

/// An adapter with the threads that will send by it.
struct AdapterMade {
    name: String,
    topics: Vec<String>,
    senders: Vec<Box<dyn NoticeAdapter>>,
}

impl NoticeSender {
    /// Begins to send; an inbox that cannot be opened, and an adapter that could never work, are
    /// told at once.
    pub fn start(db: Db, clock: Clock, sending: Sending) -> Result<NoticeSender> {
        let made = made(&sending)?;
        let mut sender = NoticeSender {
            counts: Arc::default(),
            lanes: Vec::new(),
            stop: Vec::new(),
            threads: Vec::new(),
        };
        let own = made
            .iter()
            .map(|made| (made.name.clone(), made.topics.clone()));
        let own = own.collect();
        for made in made {
            let lane = NoticeLane {
                name: made.name,
                db: db.clone(),
                clock: clock.clone(),
                counts: Arc::default(),
            };
            for adapter in made.senders {
                let own = lane.clone();
                sender.spawn(move |stopped| own.run(adapter, stopped))?;
            }
            sender.lanes.push(lane);
        }
        let relay = Relay {
            db,
            clock,
            own,
            kept: SignedDuration::from_hours(24 * i64::from(sending.kept_days)),
            counts: Arc::clone(&sender.counts),
            lanes: sender.lanes.clone(),
        };
        relay
            .say()
            .context("写不了数据库 / cannot write to the database")?;
        sender.spawn(move |stopped| relay.run(stopped))?;
        Ok(sender)
    }

    fn spawn(&mut self, work: impl FnOnce(&Receiver<()>) + Send + 'static) -> Result<()> {
        let (stop, stopped) = channel();
        let thread = std::thread::Builder::new().name("notices".to_owned());
        let thread = thread.spawn(move || work(&stopped));
        self.stop.push(stop);
        self.threads.push(thread.context("cannot start a thread")?);
        Ok(())
    }

    /// What it counts, for the metrics.
    pub fn gauges(&self) -> Vec<Gauged> {
        let lanes = |read: fn(&LaneCounts) -> &AtomicI64| {
            let lanes = self.lanes.clone();
            let one = move |lane: &NoticeLane| read(&lane.counts).load(Ordering::Relaxed);
            move || lanes.iter().map(&one).sum::<i64>()
        };
        type Read = Box<dyn Fn() -> i64 + Send + Sync>;
        let gauge = |name, help, read: Read| Gauged {
            name,
            help,
            label: None,
            read,
        };
        let (sent, failed, waiting) = (
            lanes(|of| &of.sent),
            lanes(|of| &of.failed),
            lanes(|of| &of.waiting),
        );
        let (failing, unsent, oldest) = (
            Arc::clone(&self.counts),
            Arc::clone(&self.counts),
            Arc::clone(&self.counts),
        );
        let mut all = vec![
            gauge(
                "notices_sent",
                "Notices sent since the start",
                Box::new(sent),
            ),
            gauge(
                "notices_failed",
                "Times that sending failed",
                Box::new(move || failed() + failing.failed.load(Ordering::Relaxed)),
            ),
            gauge(
                "notices_waiting",
                "Notices that wait to be sent",
                Box::new(move || waiting().max(0) + unsent.waiting.load(Ordering::Relaxed)),
            ),
            gauge(
                "notices_oldest_seconds",
                "How long the oldest has waited",
                Box::new(move || oldest.oldest.load(Ordering::Relaxed)),
            ),
        ];
        all.extend(self.lanes.iter().flat_map(by_adapter));
        all
    }
}

/// What is counted of one adapter.
fn by_adapter(lane: &NoticeLane) -> Vec<Gauged> {
    type Part = fn(&LaneCounts) -> i64;
    let parts: [(&'static str, &'static str, Part); 5] = [
        ("adapter_sent", "Notices sent by adapter", |of| {
            of.sent.load(Ordering::Relaxed)
        }),
        ("adapter_failed", "Times that an adapter failed", |of| {
            of.failed.load(Ordering::Relaxed)
        }),
        ("adapter_given_up", "Notices given up by adapter", |of| {
            of.given_up.load(Ordering::Relaxed)
        }),
        (
            "adapter_waiting",
            "Notices that wait for an adapter",
            |of| of.waiting.load(Ordering::Relaxed).max(0),
        ),
        (
            "adapter_away",
            "Whether nothing goes through an adapter",
            |of| i64::from(of.is_away()),
        ),
    ];
    let gauge = |(name, help, part): (_, _, Part)| {
        let counts = Arc::clone(&lane.counts);
        Gauged {
            name,
            help,
            label: Some(("adapter", lane.name.clone())),
            read: Box::new(move || part(&counts)),
        }
    };
    parts.into_iter().map(gauge).collect()
}

impl Drop for NoticeSender {
    fn drop(&mut self) {
        self.stop.clear();
        for thread in self.threads.drain(..) {
            // Should it have panicked, its panic is in the log.
            let _ = thread.join();
        }
    }
}

fn made(sending: &Sending) -> Result<Vec<AdapterMade>> {
    let mut all = Vec::new();
    if let Some(inbox) = &sending.inbox {
        all.push(AdapterMade {
            name: INBOX.to_owned(),
            topics: vec![ALL_TOPICS.to_owned()],
            senders: vec![Box::new(open(inbox)?)],
        });
    }
    for stated in sending.notices.adapters() {
        let senders = (0..stated.at_once()).map(|_| stated.make());
        all.push(AdapterMade {
            name: stated.name.clone(),
            topics: stated.topics(),
            senders: senders.collect::<Result<_>>()?,
        });
    }
    Ok(all)
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

/// Hands notices over to the adapters, and forgets what was sent long ago.
struct Relay {
    db: Db,
    clock: Clock,
    /// The adapters of this server, with what they send.
    own: Vec<(String, Vec<String>)>,
    kept: SignedDuration,
    counts: Arc<Counts>,
    lanes: Vec<NoticeLane>,
}

impl Relay {
    fn run(self, stopped: &Receiver<()>) {
        let mut pause = Duration::ZERO;
        let (mut forgot, mut said) = (None::<Instant>, Instant::now());
        while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(pause) {
            let done = self.hand_over().and_then(|handed| {
                if said.elapsed() > SAY_EVERY {
                    self.say()?;
                    said = Instant::now();
                }
                Ok(handed)
            });
            pause = match done {
                // A full load means that more waits.
                Ok(handed) if handed == TOGETHER_MAX as usize => Duration::ZERO,
                Ok(_) => LOOK_EVERY,
                Err(error) => {
                    self.counts.failed.fetch_add(1, Ordering::Relaxed);
                    tracing::error!(%error, "notices wait");
                    (pause * 2).clamp(Duration::from_secs(1), PAUSE_MAX)
                }
            };
            let is_time = forgot.is_none_or(|last| last.elapsed() > FORGET_EVERY);
            if is_time && pause == LOOK_EVERY {
                forgot = self.forget().then(Instant::now);
            }
        }
    }

    /// Says which adapters this server has.
    fn say(&self) -> Result<(), StoreError> {
        let (own, now) = (self.own.clone(), self.clock.now());
        self.db.transact(move |tx: &mut Tx<'_>| {
            for (name, topics) in &own {
                let since = if name == INBOX {
                    Timestamp::UNIX_EPOCH
                } else {
                    now
                };
                let adapter = KnownAdapter {
                    name: name.clone(),
                    topics: topics.clone(),
                    since,
                    seen_at: now,
                    failing: None,
                };
                deliveries::note_adapter(tx, &adapter)?;
            }
            Ok(())
        })
    }

    /// Hands the oldest over; returns how many.
    fn hand_over(&self) -> Result<usize, StoreError> {
        let now = self.clock.now();
        let look = |tx: &mut Tx<'_>| {
            let notices = outbox::unsent(tx, TOGETHER_MAX)?;
            Ok((notices, self.count(tx)?, deliveries::adapters(tx)?))
        };
        let (notices, (waiting, lanes), adapters) = self.db.read::<_, StoreError, _>(look)?;
        let counts = &self.counts;
        counts.waiting.store(waiting.count, Ordering::Relaxed);
        for (lane, (count, _)) in self.lanes.iter().zip(&lanes) {
            lane.counts.waiting.store(*count, Ordering::Relaxed);
        }
        let firsts = lanes.into_iter().filter_map(|(_, first)| first);
        let since = firsts.chain(waiting.since).min();
        let oldest = since.map_or(0, |since| now.duration_since(since).as_secs());
        counts.oldest.store(oldest.max(0), Ordering::Relaxed);
        let count = notices.len();
        if count == 0 {
            return Ok(0);
        }
        let own = |name: &str| self.own.iter().any(|(own, _)| own == name);
        let is_there =
            |it: &&KnownAdapter| own(&it.name) || now.duration_since(it.seen_at) < GONE_AFTER;
        let there: Vec<&KnownAdapter> = adapters.iter().filter(is_there).collect();
        let to = |notice: OutboxNotice| {
            let takers = there.iter().filter(|it| takes(it, &notice));
            let takers: Vec<String> = takers.map(|it| it.name.clone()).collect();
            (notice, takers)
        };
        let handed: Vec<_> = notices.into_iter().map(to).collect();
        for lane in &self.lanes {
            let own = handed
                .iter()
                .filter(|(_, takers)| takers.contains(&lane.name));
            let own = i64::try_from(own.count()).unwrap_or_default();
            lane.counts.waiting.fetch_add(own, Ordering::Relaxed);
        }
        self.db
            .transact::<_, StoreError, _>(move |tx: &mut Tx<'_>| {
                deliveries::hand_over(tx, &handed, now)
            })?;
        counts.waiting.fetch_sub(count as i64, Ordering::Relaxed);
        Ok(count)
    }

    /// What waits for nobody yet, and for each lane.
    fn count(&self, tx: &mut Tx<'_>) -> Result<(Waiting, Vec<WaitingFor>), StoreError> {
        let waiting = outbox::waiting(tx, COUNTED_MAX)?;
        let lanes = self.lanes.iter();
        let lanes = lanes.map(|lane| deliveries::waiting(tx, &lane.name, COUNTED_MAX));
        Ok((waiting, lanes.collect::<Result<_, _>>()?))
    }

    /// Deletes some of what was sent long ago, and gives up what waits for an adapter that is gone;
    /// whether that was all.
    fn forget(&self) -> bool {
        let now = self.clock.now();
        let (Ok(before), Ok(gone)) = (now.checked_sub(self.kept), now.checked_sub(GONE_AFTER))
        else {
            return true;
        };
        let own: Vec<String> = self.own.iter().map(|(name, _)| name.clone()).collect();
        let forget = move |tx: &mut Tx<'_>| {
            for adapter in deliveries::adapters(tx)? {
                if adapter.seen_at < gone && !own.contains(&adapter.name) {
                    deliveries::abandon(tx, &adapter.name, now, FORGET_AT_ONCE)?;
                }
            }
            outbox::forget_sent(tx, before, FORGET_AT_ONCE)
        };
        match self.db.transact::<_, StoreError, _>(forget) {
            Ok(gone) => gone < FORGET_AT_ONCE as u64,
            Err(error) => {
                tracing::warn!(%error, "what was sent long ago is still there");
                true
            }
        }
    }
}

/// Whether an adapter sends a notice: of its kinds, and caused since it is there.
fn takes(adapter: &KnownAdapter, notice: &OutboxNotice) -> bool {
    let mut topics = adapter.topics.iter();
    let is_of_its = topics.any(|topic| topic == ALL_TOPICS || *topic == notice.topic);
    is_of_its && notice.created_at >= adapter.since
}

#[cfg(test)]
mod tests;
