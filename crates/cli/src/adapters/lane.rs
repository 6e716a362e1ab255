//! One way in which notices leave, at its own pace: what is slow or away holds nobody else back.
//! Of each person the earliest goes first and the next only when it is over. What is not taken is
//! tried again after growing pauses for more than three days, then given up and said so; while
//! nothing at all goes through, the receiver is asked ever more seldom.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use desk::Clock;
use jiff::{SignedDuration, Timestamp};
use store::deliveries::{self, ClaimedNotice, DeliveryFate};
use store::{Db, StoreError, Tx};

use super::{NotSent, NoticeAdapter, OutgoingNotice, PhoneNumber, TryAgain};

/// How soon new notices are looked for.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// The longest pause while nothing goes through; the first is a second.
const PAUSE_MAX: Duration = Duration::from_secs(60);
/// Notices that are taken at once where each is sent by itself, and for how long nobody else takes
/// them: longer than all of them may last.
const CLAIMED: i64 = 4;
const CLAIMED_FOR: SignedDuration = SignedDuration::from_secs(120);
/// After so many failures in a row the receiver is away.
const AWAY_AFTER: u32 = 3;
/// The pauses between tries of one notice, in seconds. Together 75 hours and a half.
const PAUSES: [i64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
/// A notice is not given up before.
const TRIED_FOR: SignedDuration = SignedDuration::from_hours(72);

/// What is counted.
#[derive(Debug, Default)]
pub struct LaneCounts {
    /// Notices sent since the start.
    pub sent: AtomicI64,
    /// Times that sending failed.
    pub failed: AtomicI64,
    /// Notices given up since the start.
    pub given_up: AtomicI64,
    /// Notices that wait.
    pub waiting: AtomicI64,
    /// Failures in a row.
    in_a_row: AtomicU32,
    /// Whether the database says that something goes through.
    is_noted: AtomicBool,
}

impl LaneCounts {
    /// Whether nothing goes through.
    pub fn is_away(&self) -> bool {
        self.in_a_row.load(Ordering::Relaxed) >= AWAY_AFTER
    }
}

/// A way in which notices leave.
#[derive(Clone)]
pub struct NoticeLane {
    /// What it is called.
    pub name: String,
    /// Where notices wait.
    pub db: Db,
    /// What time it is.
    pub clock: Clock,
    /// What is counted, by all who send by it.
    pub counts: Arc<LaneCounts>,
}

impl NoticeLane {
    /// Sends until it is stopped.
    pub fn run(&self, mut adapter: Box<dyn NoticeAdapter>, stopped: &Receiver<()>) {
        let mut pause = Duration::ZERO;
        while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(pause) {
            let done = match adapter.together() {
                0 | 1 => self.one_by_one(&mut *adapter, stopped),
                together => self.in_order(&mut *adapter, together),
            };
            pause = done.unwrap_or_else(|error| {
                tracing::error!(adapter = self.name, %error, "notices wait");
                self.counts.failed.fetch_add(1, Ordering::Relaxed);
                Duration::from_secs(1)
            });
        }
    }

    /// Sends some of what is due, each by itself; says how long to pause then.
    fn one_by_one(
        &self,
        adapter: &mut dyn NoticeAdapter,
        stopped: &Receiver<()>,
    ) -> Result<Duration, StoreError> {
        let (name, now) = (self.name.clone(), self.clock.now());
        let is_due = |tx: &mut Tx<'_>| deliveries::is_due(tx, &self.name, now);
        if !self.db.read::<_, StoreError, _>(is_due)? {
            return Ok(LOOK_EVERY);
        }
        let until = now.checked_add(CLAIMED_FOR).unwrap_or(Timestamp::MAX);
        let claim = move |tx: &mut Tx<'_>| deliveries::claim(tx, &name, (now, until), CLAIMED);
        let claimed = self.db.transact::<_, StoreError, _>(claim)?;
        let mut pause = match claimed.is_empty() {
            true => LOOK_EVERY,
            false => Duration::ZERO,
        };
        for claimed in claimed {
            // What is left is taken by the next start.
            if !matches!(
                stopped.try_recv(),
                Err(std::sync::mpsc::TryRecvError::Empty)
            ) {
                break;
            }
            let sent = match self.outgoing(&claimed, adapter.needs_phone()) {
                Ok(outgoing) if outgoing.is_too_late(self.clock.now()) => {
                    Err(NotSent::never("too-late"))
                }
                Ok(outgoing) => adapter.send(&[outgoing]),
                Err(error) if error.is_sealed() => Err(NotSent::later("unreadable")),
                Err(error) => return Err(error),
            };
            pause = pause.max(self.count(&sent)?);
            let fate = fate(&sent, &claimed, self.clock.now());
            self.note(vec![claimed], fate)?;
        }
        Ok(pause)
    }

    /// Sends the oldest together, in the order they were caused.
    fn in_order(
        &self,
        adapter: &mut dyn NoticeAdapter,
        together: usize,
    ) -> Result<Duration, StoreError> {
        let now = self.clock.now();
        let at_most = i64::try_from(together).unwrap_or(i64::MAX);
        let next = |tx: &mut Tx<'_>| deliveries::next_in_order(tx, (&self.name, now), at_most);
        let claimed = self.db.read::<_, StoreError, _>(next)?;
        if claimed.is_empty() {
            return Ok(LOOK_EVERY);
        }
        let outgoing = claimed.iter().map(|claimed| self.outgoing(claimed, false));
        let outgoing = outgoing.collect::<Result<Vec<_>, _>>()?;
        let sent = adapter.send(&outgoing);
        let pause = self.count(&sent)?;
        let is_full = claimed.len() == together;
        match sent {
            Ok(()) => self.note(claimed, DeliveryFate::Sent)?,
            // They stay as they are, so that their order does.
            Err(_) => return Ok(pause.max(Duration::from_secs(1))),
        }
        Ok(if is_full { Duration::ZERO } else { LOOK_EVERY })
    }

    fn outgoing(
        &self,
        claimed: &ClaimedNotice,
        with_phone: bool,
    ) -> Result<OutgoingNotice, StoreError> {
        let notice = claimed.notice.clone();
        let phone = match with_phone {
            false => None,
            true => self
                .db
                .read(|tx: &mut Tx<'_>| desk::notices::phone(tx, &notice))?,
        };
        Ok(OutgoingNotice {
            topic: desk::notices::topic(&notice),
            facts: desk::notices::facts(&notice),
            notice,
            phone: phone.map(PhoneNumber),
        })
    }

    /// Counts how it went, tells when the receiver goes away or comes back, and says how long it is
    /// left alone. What is about one notice alone tells nothing of the receiver.
    fn count(&self, sent: &Result<(), NotSent>) -> Result<Duration, StoreError> {
        let counts = &self.counts;
        let (code, wait) = match sent {
            Ok(()) => {
                let before = counts.in_a_row.swap(0, Ordering::Relaxed);
                if before >= AWAY_AFTER {
                    tracing::info!(adapter = self.name, "notices go through again");
                }
                // What a server of before noted is taken back as well.
                if before > 0 || !counts.is_noted.swap(true, Ordering::Relaxed) {
                    self.tell(None)?;
                }
                return Ok(Duration::ZERO);
            }
            Err(NotSent {
                again: TryAgain::Never,
                code,
            }) => {
                tracing::warn!(adapter = self.name, code, "a notice is not taken");
                counts.failed.fetch_add(1, Ordering::Relaxed);
                return Ok(Duration::ZERO);
            }
            Err(NotSent {
                again: TryAgain::After(wait),
                code,
            }) => (code, *wait),
        };
        counts.failed.fetch_add(1, Ordering::Relaxed);
        let in_a_row = counts.in_a_row.fetch_add(1, Ordering::Relaxed) + 1;
        self.tell(Some(code))?;
        if in_a_row == AWAY_AFTER {
            tracing::error!(adapter = self.name, code, "notices wait");
        }
        let growing = match in_a_row.checked_sub(AWAY_AFTER) {
            None => Duration::ZERO,
            Some(more) => Duration::from_secs(1 << more.min(6)),
        };
        Ok(growing.max(wait.unwrap_or_default()).min(PAUSE_MAX))
    }

    /// Keeps since when nothing goes through, and why, where `doctor` and others see it.
    fn tell(&self, code: Option<&str>) -> Result<(), StoreError> {
        let (name, now) = (self.name.clone(), self.clock.now());
        let code = code.map(str::to_owned);
        self.db.transact(move |tx: &mut Tx<'_>| {
            let failing = code.as_deref().map(|code| (now, code));
            deliveries::note_failing(tx, &name, failing)
        })
    }

    fn note(&self, all: Vec<ClaimedNotice>, fate: DeliveryFate) -> Result<(), StoreError> {
        let (name, now) = (self.name.clone(), self.clock.now());
        let count = i64::try_from(all.len()).unwrap_or(i64::MAX);
        let told = fate.clone();
        self.db
            .transact::<_, StoreError, _>(move |tx: &mut Tx<'_>| {
                let mut all = all.iter();
                all.try_for_each(|it| deliveries::note(tx, &name, it, (&told, now)))
            })?;
        let counts = &self.counts;
        match fate {
            DeliveryFate::Again { .. } => return Ok(()),
            DeliveryFate::Sent => counts.sent.fetch_add(count, Ordering::Relaxed),
            DeliveryFate::GivenUp { .. } => counts.given_up.fetch_add(count, Ordering::Relaxed),
        };
        counts.waiting.fetch_sub(count, Ordering::Relaxed);
        Ok(())
    }
}

/// What becomes of a notice after a try.
fn fate(sent: &Result<(), NotSent>, claimed: &ClaimedNotice, now: Timestamp) -> DeliveryFate {
    let (code, wait) = match sent {
        Ok(()) => return DeliveryFate::Sent,
        Err(NotSent {
            code,
            again: TryAgain::Never,
        }) => {
            return DeliveryFate::GivenUp { code: code.clone() };
        }
        Err(NotSent {
            code,
            again: TryAgain::After(wait),
        }) => (code.clone(), *wait),
    };
    let tries = usize::try_from(claimed.attempts)
        .unwrap_or(usize::MAX)
        .max(1);
    if tries > PAUSES.len() && now.duration_since(claimed.first_at) >= TRIED_FOR {
        return DeliveryFate::GivenUp { code };
    }
    let own = SignedDuration::from_secs(PAUSES[tries.min(PAUSES.len()) - 1]);
    let wait = wait.and_then(|wait| SignedDuration::try_from(wait).ok());
    let pause = own.max(wait.unwrap_or_default());
    let at = now.checked_add(pause).unwrap_or(Timestamp::MAX);
    DeliveryFate::Again { at, code }
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::outbox::OutboxNotice;

    fn claimed(attempts: i64, first_at: Timestamp) -> ClaimedNotice {
        ClaimedNotice {
            notice: OutboxNotice {
                person: "P1".parse().unwrap(),
                turn: 1,
                ordinal: 1,
                topic: "settled".to_owned(),
                payload: "{}".to_owned(),
                created_at: first_at,
            },
            attempts,
            first_at,
        }
    }

    #[test]
    fn a_notice_is_tried_for_three_days_with_growing_pauses() {
        let began = Timestamp::UNIX_EPOCH;
        let (mut now, mut before) = (began, SignedDuration::ZERO);
        let failed = Err(NotSent::later("timeout"));
        for attempts in 1.. {
            match fate(&failed, &claimed(attempts, began), now) {
                DeliveryFate::Again { at, code } => {
                    assert_eq!(code, "timeout");
                    let pause = at.duration_since(now);
                    assert!(pause > before, "try {attempts}");
                    (before, now) = (pause, at);
                }
                DeliveryFate::GivenUp { .. } => break,
                DeliveryFate::Sent => unreachable!("it failed"),
            }
        }
        assert!(now.duration_since(began) >= TRIED_FOR);
    }

    #[test]
    fn a_receiver_may_ask_for_a_longer_pause_and_not_for_a_shorter_one() {
        let now = Timestamp::UNIX_EPOCH;
        let asked = |seconds| {
            let failed = Err(NotSent {
                code: "status-429".to_owned(),
                again: TryAgain::After(Some(Duration::from_secs(seconds))),
            });
            match fate(&failed, &claimed(1, now), now) {
                DeliveryFate::Again { at, .. } => at.duration_since(now).as_secs(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!((asked(0), asked(600)), (PAUSES[0], 600));
    }

    #[test]
    fn what_cannot_get_better_is_given_up_at_once() {
        let now = Timestamp::UNIX_EPOCH;
        let refused = Err(NotSent::never("status-400"));
        let code = "status-400".to_owned();
        assert_eq!(
            fate(&refused, &claimed(1, now), now),
            DeliveryFate::GivenUp { code }
        );
    }
}
