//! What becomes of a server that is asked for more than it can do: an open loop, in which messages
//! come at their own times whether or not the ones before were answered. Server and clients have a
//! processor each where there are two. The books are checked afterwards.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::time::{interval_at, sleep_until, timeout};

use crate::client::{Answered, Burst, Client, get};
use crate::row::{BenchRow, Report};

/// Of what the server can do, so much is asked.
pub const FACTORS: [(&str, f64); 4] = [
    ("load-half", 0.5),
    ("load-full", 1.0),
    ("load-double", 2.0),
    ("load-tenfold", 10.0),
];

/// Longer than the server lets anybody wait.
const PATIENCE: Duration = Duration::from_secs(60);

/// Messages that come due together.
const TICK: Duration = Duration::from_millis(5);

/// What came of one load.
#[derive(Clone, Debug, Default)]
pub struct LoadOutcome {
    /// Settled, from the moment it was due to the answer.
    pub settled: Burst,
    /// Told to come again.
    pub busy: usize,
    /// No answer, or another one.
    pub failed: usize,
    /// Whoever asked how it is while it lasted: the slowest answer.
    pub slowest_probe: Duration,
    /// From the end of the load until a page comes as fast as it did before.
    pub recovered_after: Duration,
}

/// Messages still to be sent; one that was told to come again goes to the end.
type Waiting = Arc<Mutex<VecDeque<Vec<u8>>>>;

/// Connections that nobody uses just now.
type Idle = Arc<Mutex<Vec<Client>>>;

fn locked<T>(held: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Sends so many a second for so long.
pub fn load(
    address: SocketAddr,
    requests: Vec<Vec<u8>>,
    (per_second, lasts): (f64, Duration),
) -> Result<LoadOutcome> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot start the clients")?;
    let waiting: Waiting = Arc::new(Mutex::new(requests.into()));
    let probing = std::thread::spawn(move || slowest_probe(address, lasts));
    let mut outcome = runtime.block_on(arrivals(address, waiting, (per_second, lasts)));
    outcome.slowest_probe = probing.join().unwrap_or(PATIENCE);
    outcome.recovered_after = recovery(address);
    outcome.settled.latencies.sort();
    Ok(outcome)
}

async fn arrivals(
    address: SocketAddr,
    waiting: Waiting,
    (per_second, lasts): (f64, Duration),
) -> LoadOutcome {
    let idle = Idle::default();
    let began = Instant::now();
    let mut ticks = interval_at(began.into(), TICK);
    let mut running = tokio::task::JoinSet::new();
    let mut sent = 0;
    while began.elapsed() < lasts {
        ticks.tick().await;
        let due = (began.elapsed().as_secs_f64() * per_second) as usize;
        for _ in sent..due {
            let Some(request) = locked(&waiting).pop_front() else {
                break;
            };
            running.spawn(one(
                address,
                request,
                Arc::clone(&idle),
                Arc::clone(&waiting),
            ));
        }
        sent = due;
    }
    let ended = Instant::now();
    let mut outcome = LoadOutcome::default();
    while let Some(done) = running.join_next().await {
        match done {
            Ok(Sent::Settled(took)) => outcome.settled.latencies.push(took),
            Ok(Sent::Busy) => outcome.busy += 1,
            Ok(Sent::Failed) | Err(_) => outcome.failed += 1,
        }
    }
    outcome.settled.took = ended - began;
    outcome
}

enum Sent {
    Settled(Duration),
    Busy,
    Failed,
}

async fn one(address: SocketAddr, request: Vec<u8>, idle: Idle, waiting: Waiting) -> Sent {
    let due = Instant::now();
    let free = locked(&idle).pop();
    let asked = async {
        let mut client = match free {
            Some(client) => client,
            None => Client::connect(address).await?,
        };
        let answer = client.ask(&request).await?;
        locked(&idle).push(client);
        Ok::<_, anyhow::Error>(answer)
    };
    match timeout(PATIENCE, asked).await {
        Ok(Ok(Answered::Settled)) => Sent::Settled(due.elapsed()),
        Ok(Ok(Answered::Busy)) => {
            // It comes again after a while, as it was told to.
            sleep_until((Instant::now() + Duration::from_secs(1)).into()).await;
            locked(&waiting).push_back(request);
            Sent::Busy
        }
        Ok(Ok(Answered::Other(_)) | Err(_)) | Err(_) => Sent::Failed,
    }
}

/// Asks whether it is ready all the while; the slowest answer.
fn slowest_probe(address: SocketAddr, lasts: Duration) -> Duration {
    let began = Instant::now();
    let mut slowest = Duration::ZERO;
    while began.elapsed() < lasts {
        let asked = Instant::now();
        let ready = get(address, "/readyz").is_ok_and(|answer| answer.ends_with(b"ready\n"));
        slowest = slowest.max(if ready { asked.elapsed() } else { PATIENCE });
        std::thread::sleep(Duration::from_millis(100));
    }
    slowest
}

/// How long it takes until a page comes within a twentieth of a second.
fn recovery(address: SocketAddr) -> Duration {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        let asked = Instant::now();
        let answered =
            get(address, "/policy").is_ok_and(|answer| answer.starts_with(b"HTTP/1.1 200"));
        if answered && asked.elapsed() < Duration::from_millis(50) {
            return began.elapsed();
        }
    }
    PATIENCE
}

/// Prints one load, and beside it in words what has no column.
pub fn tell(
    report: &mut Report,
    name: &'static str,
    (asked, capacity): (f64, f64),
    outcome: &LoadOutcome,
) -> Result<()> {
    let settled = &outcome.settled;
    report.print(&BenchRow {
        per_second: Some(settled.per_second()),
        p50_ms: Some(settled.percentile_ms(50)),
        p99_ms: Some(settled.percentile_ms(99)),
        ratio_to_bare: Some(settled.per_second() / capacity),
        ..BenchRow::named(name)
    })?;
    if !report.json {
        eprintln!(
            "  每秒来 {asked:.0}，请稍后 {busy}，无答复 {failed}，探针最慢 {probe} ms，\
             恢复 {recovered} ms，内存 {memory} MB / {asked:.0} a second came, {busy} told to come \
             again, {failed} without an answer, slowest probe {probe} ms, recovered after \
             {recovered} ms, {memory} MB held",
            busy = outcome.busy,
            failed = outcome.failed,
            probe = outcome.slowest_probe.as_millis(),
            recovered = outcome.recovered_after.as_millis(),
            memory = resident_megabytes(),
        );
    }
    Ok(())
}

/// What this process holds in memory, where the system tells.
fn resident_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.unwrap_or_default() / 1024
}
