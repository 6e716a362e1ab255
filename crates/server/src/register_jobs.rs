//! Registers that are taken in from the page: the file, how far it is, what came of it. They live
//! as long as the server; a register that was broken off is simply taken in again.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use desk::registers::{
    RegisterFailed, RegisterFile, RegisterKind, RegisterOptions, RegisterPlace, RegisterReport,
    take_register_in,
};
use desk::{DeskError, IntakeNeeds, RegisterStatement};
use jiff::{SignedDuration, Timestamp};

use crate::App;

/// So many are kept, of everybody together: each holds its file.
const KEPT_MOST: usize = 6;
/// A file that nobody asked for in this time is forgotten.
const KEPT: SignedDuration = SignedDuration::from_mins(60);

/// A register with what is asked of it.
#[derive(Clone, Debug)]
pub struct AskedRegister {
    /// Which register.
    pub kind: RegisterKind,
    /// Its file.
    pub file: Arc<RegisterFile>,
    /// How it is taken in.
    pub options: RegisterOptions,
    /// The operator who hands it over.
    pub by: String,
    /// Its number, which corrections name.
    pub number: String,
}

/// What came of a register.
pub type RegisterOutcome = Result<RegisterReport, RegisterFailed>;

/// A register that is being taken in, or was.
pub struct RegisterJob {
    /// What is asked.
    pub asked: AskedRegister,
    began_at: Timestamp,
    seen: AtomicU64,
    outcome: Mutex<Option<Arc<RegisterOutcome>>>,
}

impl RegisterJob {
    /// When it began.
    pub fn began_at(&self) -> Timestamp {
        self.began_at
    }

    /// How many rows were seen to.
    pub fn seen(&self) -> u64 {
        self.seen.load(Ordering::Relaxed)
    }

    /// What came of it; nothing while it goes on.
    pub fn outcome(&self) -> Option<Arc<RegisterOutcome>> {
        locked(&self.outcome).clone()
    }
}

/// The registers of a server.
#[derive(Default)]
pub struct RegisterJobs(Mutex<BTreeMap<String, Arc<RegisterJob>>>);

fn locked<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

impl RegisterJobs {
    /// One of an operator's own; somebody else's is not there.
    pub fn find(&self, id: &str, by: &str) -> Option<Arc<RegisterJob>> {
        let all = locked(&self.0);
        all.get(id).filter(|job| job.asked.by == by).cloned()
    }

    /// All of an operator's own on this server, the newest first.
    pub fn own(&self, by: &str) -> Vec<(String, Arc<RegisterJob>)> {
        let all = locked(&self.0);
        let own = all.iter().filter(|(_, job)| job.asked.by == by);
        let mut own: Vec<_> = own.map(|(id, job)| (id.clone(), Arc::clone(job))).collect();
        own.sort_by_key(|(_, job)| std::cmp::Reverse(job.began_at));
        own
    }

    /// Keeps one under a new number; none where too many are under way.
    fn keep(&self, job: Arc<RegisterJob>) -> Option<String> {
        let mut all = locked(&self.0);
        let old = |at: Timestamp| job.began_at.duration_since(at) > KEPT;
        all.retain(|_, one| one.outcome().is_none() || !old(one.began_at));
        while all.len() >= KEPT_MOST {
            let done = all.iter().filter(|(_, one)| one.outcome().is_some());
            let oldest = done.min_by_key(|(_, one)| one.began_at);
            let oldest = oldest.map(|(id, _)| id.clone())?;
            all.remove(&oldest);
        }
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).expect("the operating system gives randomness");
        let id: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        all.insert(id.clone(), job);
        Some(id)
    }
}

/// Begins to take a register in; the number under which to ask for it, or none where too many are
/// under way.
pub async fn begin(app: &App, asked: AskedRegister) -> Result<Option<String>, DeskError> {
    let keys = app.read(|desk| Ok(desk.keys().clone())).await?;
    let job = Arc::new(RegisterJob {
        asked,
        began_at: app.now(),
        seen: AtomicU64::new(0),
        outcome: Mutex::default(),
    });
    let Some(id) = app.register_jobs().keep(Arc::clone(&job)) else {
        return Ok(None);
    };
    let (needs, after) = (app.intake_needs(), app.clone());
    tokio::spawn(async move {
        let work = tokio::task::spawn_blocking(move || work(&job, &needs, &keys));
        // What it panics on is in the log; whoever asks is told that it did not come to its end.
        let is_over = work.await.is_ok();
        tracing::info!(is_over, "a register was taken in from the page");
        after.refresh().await.ok();
    });
    Ok(Some(id))
}

/// Says that a register did not come to its end, whatever way it was left.
struct BrokenOff<'a>(&'a RegisterJob);

impl Drop for BrokenOff<'_> {
    fn drop(&mut self) {
        let mut outcome = locked(&self.0.outcome);
        if outcome.is_none() {
            *outcome = Some(Arc::new(Err(broken_off())));
        }
    }
}

fn broken_off() -> RegisterFailed {
    RegisterFailed::Missing {
        code: "register-broken-off",
        says: domain::say!("没有做完就断了", "it broke off before its end"),
        next: domain::say!(
            "同一份文件再放一次，已经在册的不动",
            "take the same file in again; what is on record is left alone"
        ),
    }
}

fn work(job: &RegisterJob, needs: &IntakeNeeds, keys: &desk::Keys) {
    let guard = BrokenOff(job);
    let asked = &job.asked;
    let place = RegisterPlace {
        needs,
        keys,
        statement: RegisterStatement {
            by: &asked.by,
            number: &asked.number,
        },
        seen: &job.seen,
    };
    let file = RegisterFile::clone(&asked.file);
    let outcome = take_register_in(place, (asked.kind, file), asked.options);
    *locked(&job.outcome) = Some(Arc::new(outcome));
    drop(guard);
}
