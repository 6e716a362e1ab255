//! Settlements per second through HTTP, with every commit on disk, beside the same rows written
//! bare into a second database on the same engine. Ours and bare take turns, so that whatever
//! else the machine does slows both. Afterwards the books are checked: a load that left them
//! wrong, or lost one acknowledged settlement, is no measurement.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use domain::policy::Library;
use jiff::Timestamp;
use server::app::{App, Setup};
use server::limits::Limits;
use server::run;
use store::verify::{self, Violation};
use store::{Db, StoreError, Tx};

use crate::client::{Burst, burst};
use crate::crowd::{Crowd, CrowdGroup};
use crate::load::{FACTORS, load as load_of, tell};
use crate::options::Options;
use crate::place::BenchPlace;
use crate::progress::Progress;
use crate::row::{BenchRow, Report};
use crate::{bare, ledger, start_up};
use cli::demo::data::load;

/// How often ours and bare take turns at each number of clients.
const ROUNDS: u32 = 2;
/// Settlements of the warm-up, from which the number to prepare is reckoned.
const WARM_UP: usize = 400;
/// More than anybody settles in a turn.
const PREPARED_MAX: usize = 100_000;
/// Threads that check the books.
const CHECKERS: usize = 4;

/// The time, of a database that is no demo's.
#[expect(clippy::disallowed_methods, reason = "a database of its own")]
fn machine_time() -> Timestamp {
    Timestamp::now()
}

/// Runs the measurement and prints its rows.
pub fn run(report: &mut Report, library: Library, options: &Options) -> Result<()> {
    on_a_track(report, library, options, |track, report| {
        let mut clients = options.clients.iter();
        clients.try_for_each(|&clients| track.measure(report, clients))
    })?;
    start_up::run(report)
}

/// Measures what it can do, then asks for a half, all, twice and ten times as much.
pub fn run_loads(report: &mut Report, library: Library, options: &Options) -> Result<()> {
    // Threads that begin later are where the one is that began them.
    on_processor(0);
    on_a_track(report, library, options, |track, report| {
        let capacity = track.capacity(report)?;
        let mut factors = FACTORS.into_iter();
        factors.try_for_each(|(name, factor)| track.load(report, name, (capacity, factor)))
    })
}

/// Measures on a server over a fresh database, and checks the books afterwards.
fn on_a_track(
    report: &mut Report,
    library: Library,
    options: &Options,
    measure: impl FnOnce(&mut Track<'_>, &mut Report) -> Result<()>,
) -> Result<()> {
    let place = BenchPlace::fresh(options.database.as_deref(), store::db::CONNECTIONS)?;
    let now = machine_time();
    let today = domain::calendar::today_in_china(now);
    let data = load(today).context("the demo's data does not read")?;
    let crowd = Crowd::settle_in(&place.db, &data, library, (now, today))?;
    let server = Server::start(&crowd)?;
    let mut track = Track {
        place: &place,
        crowd: &crowd,
        address: server.address,
        groups: 0,
        acknowledged: 0,
        unheard: 0,
        seconds: options.seconds,
    };
    measure(&mut track, report)?;
    let heard = (track.acknowledged, track.unheard);
    server.stop()?;
    check_books(report, &place.db, heard)
}

/// Has this thread, and those it begins, run on one of several processors.
fn on_processor(number: usize) {
    let processors = core_affinity::get_core_ids().unwrap_or_default();
    if let Some(processor) = processors.get(number) {
        core_affinity::set_for_current(*processor);
    }
}

/// Runs clients on the second processor.
fn apart<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let begun = scope.spawn(|| {
            on_processor(1);
            work()
        });
        begun.join().expect("clients do not panic")
    })
}

/// Clients that together keep it as busy as it can be.
const CLIENTS_OF_CAPACITY: usize = 64;
/// More than it settles in a second on one processor.
const PER_SECOND_MOST: usize = 3_000;
/// How long it takes to learn what it can do.
const LEARNING: Duration = Duration::from_secs(5);

/// The course so far.
struct Track<'a> {
    place: &'a BenchPlace,
    crowd: &'a Crowd,
    address: SocketAddr,
    groups: u32,
    acknowledged: usize,
    /// Messages of which nobody heard what became of them.
    unheard: usize,
    seconds: u64,
}

impl Track<'_> {
    /// Ours and bare in turns at one number of clients, after a warm-up.
    fn measure(&mut self, report: &mut Report, clients: usize) -> Result<()> {
        let turn = Duration::from_secs(self.seconds) / ROUNDS;
        let group = self.next_group();
        let warm_up = self.prepare(report, group, WARM_UP.max(clients * 2))?;
        let rate = self.settle(warm_up, clients, turn)?.per_second();
        let wanted = (rate * turn.as_secs_f64() * 1.3) as usize;
        let count = wanted.clamp(clients * 2, PREPARED_MAX);
        let (mut ours, mut theirs) = (Burst::default(), Burst::default());
        let mut rows = 0;
        for _ in 0..ROUNDS {
            let group = self.next_group();
            let requests = self.prepare(report, group, count)?;
            bare::copy_group(&self.place.ours, &self.place.bare, group)?;
            ours = ours.and(self.settle(requests, clients, turn)?);
            let written = ledger::of_group(&self.place.db, group)?;
            rows += written.iter().map(|written| written.rows).sum::<usize>();
            let connections = store::db::CONNECTIONS;
            let bare = bare::burst(&self.place.bare, &written, clients, connections)?;
            theirs = theirs.and(bare);
        }
        ensure!(
            ours.latencies.len() == theirs.latencies.len(),
            "两边的结算数不等 / the two sides did not write the same settlements"
        );
        self.tell(report, clients, (&ours, &theirs))?;
        if !report.json {
            let each = rows as f64 / ours.latencies.len().max(1) as f64;
            eprintln!("每笔结算写 {each:.1} 行 / rows written by a settlement: {each:.1}");
        }
        Ok(())
    }

    /// What it can do when as many ask as keep it busy.
    fn capacity(&mut self, report: &mut Report) -> Result<f64> {
        let lasts = Duration::from_secs(self.seconds).min(LEARNING);
        let group = self.next_group();
        let count = PER_SECOND_MOST * lasts.as_secs() as usize;
        let requests = self.prepare(report, group, count)?;
        let burst = apart(|| self.settle(requests, CLIENTS_OF_CAPACITY, lasts))?;
        report.print(&BenchRow {
            clients: Some(CLIENTS_OF_CAPACITY),
            per_second: Some(burst.per_second()),
            p50_ms: Some(burst.percentile_ms(50)),
            p99_ms: Some(burst.percentile_ms(99)),
            ..BenchRow::named("load-capacity")
        })?;
        Ok(burst.per_second())
    }

    /// So many times as much as it can do.
    fn load(
        &mut self,
        report: &mut Report,
        name: &'static str,
        (capacity, factor): (f64, f64),
    ) -> Result<()> {
        let lasts = Duration::from_secs(self.seconds);
        let asked = capacity * factor;
        let group = self.next_group();
        let done = capacity * factor.min(2.0) * lasts.as_secs_f64() * 1.2;
        // Two seconds' worth is told to come again meanwhile, and does.
        let count = done as usize + (asked as usize) * 2;
        let requests = self.prepare(report, group, count)?;
        let outcome = apart(|| load_of(self.address, requests, (asked, lasts)))?;
        self.acknowledged += outcome.settled.latencies.len();
        self.unheard += outcome.failed;
        tell(report, name, (asked, capacity), &outcome)
    }

    fn tell(
        &self,
        report: &mut Report,
        clients: usize,
        (ours, theirs): (&Burst, &Burst),
    ) -> Result<()> {
        let (name, bare_name) = match self.place.ours.engine() {
            "sqlite" => ("settle-sqlite", "bare-sqlite"),
            _ => ("settle-postgres", "bare-postgres"),
        };
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let row = |name, burst: &Burst, threads| BenchRow {
            threads: Some(threads),
            clients: Some(clients),
            per_second: Some(burst.per_second()),
            p50_ms: Some(burst.percentile_ms(50)),
            p99_ms: Some(burst.percentile_ms(99)),
            ratio_to_bare: Some(burst.per_second() / theirs.per_second()),
            ..BenchRow::named(name)
        };
        let bare_threads = match self.place.ours.engine() {
            "sqlite" => 1,
            _ => clients.min(store::db::CONNECTIONS),
        };
        report.print(&row(name, ours, threads))?;
        report.print(&row(bare_name, theirs, bare_threads))
    }

    fn next_group(&mut self) -> CrowdGroup {
        self.groups += 1;
        CrowdGroup(self.groups)
    }

    fn prepare(&self, report: &Report, group: CrowdGroup, count: usize) -> Result<Vec<Vec<u8>>> {
        let progress = Progress::new(report, "准备就诊 preparing", count);
        let prepared = self.crowd.prepare(group, count, &progress);
        progress.done();
        prepared
    }

    fn settle(
        &mut self,
        requests: Vec<Vec<u8>>,
        clients: usize,
        at_most: Duration,
    ) -> Result<Burst> {
        let settled = burst(self.address, requests, clients, at_most)?;
        self.acknowledged += settled.latencies.len();
        Ok(settled)
    }
}

/// The server under test, in this process, on a port of its own.
struct Server {
    address: SocketAddr,
    runtime: tokio::runtime::Runtime,
    stop: tokio::sync::oneshot::Sender<()>,
    serving: tokio::task::JoinHandle<()>,
}

impl Server {
    fn start(crowd: &Crowd) -> Result<Server> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .context("cannot start the runtime")?;
        let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
        let listener = runtime
            .block_on(run::listen(any_port))
            .context("cannot listen")?;
        let address = listener
            .local_addr()
            .context("a bound socket has an address")?;
        let app = App::new(Setup {
            db: crowd.db.clone(),
            reference: crowd.reference.clone(),
            installed: Arc::from([]),
            clock: desk::Clock::new(machine_time),
            // Everybody is invented, and no facility signs.
            sandbox: true,
            gateways: BTreeMap::new(),
            division: None,
            story: vec![],
            address: format!("http://{address}"),
            ways: server::ways::SignInWays::default(),
            lines_lost: Box::new(|| 0),
            limits: Limits::default(),
            gauges: vec![],
            is_full: Box::new(|| false),
        });
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let until = async {
            // Either way it is over.
            let _ = stopped.await;
        };
        let serving = runtime.spawn(run::serve(listener.into(), app, until));
        Ok(Server {
            address,
            runtime,
            stop,
            serving,
        })
    }

    fn stop(self) -> Result<()> {
        // A server that is gone already says so below.
        let _ = self.stop.send(());
        self.runtime
            .block_on(self.serving)
            .context("the server panicked")
    }
}

/// Every invariant for everybody, and no settlement more or less than was acknowledged, but for
/// those of which nobody heard.
fn check_books(report: &Report, db: &Db, (acknowledged, unheard): (usize, usize)) -> Result<()> {
    const COUNT: &str = "SELECT COUNT(*) FROM settlement";
    let unreadable = "cannot read the books";
    let held = db.read(|tx: &mut Tx<'_>| tx.one(COUNT, &[])?.integer());
    let held: i64 = held
        .map_err(|error: StoreError| error)
        .context(unreadable)?;
    ensure!(
        (acknowledged as i64..=(acknowledged + unheard) as i64).contains(&held),
        "回复成功 {acknowledged} 笔，账上 {held} 笔，测量无效 / {acknowledged} were acknowledged and \
         {held} are on the books, so nothing was measured"
    );
    let people = db.read(verify::people).context(unreadable)?;
    let progress = Progress::new(report, "核对账目 checking", people.len());
    let next = AtomicUsize::new(0);
    let work = || -> Result<Vec<Violation>, StoreError> {
        let mut found = Vec::new();
        while let Some(person) = people.get(next.fetch_add(1, Ordering::Relaxed)) {
            found.extend(db.read(|tx: &mut Tx<'_>| verify::person(tx, person))?);
            progress.advance();
        }
        Ok(found)
    };
    let found: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..CHECKERS).map(|_| scope.spawn(work)).collect();
        let joined = threads.into_iter().map(|thread| thread.join());
        joined
            .map(|found| found.expect("checking does not panic"))
            .collect()
    });
    progress.done();
    for found in found {
        let found = found.context(unreadable)?;
        ensure!(
            found.is_empty(),
            "账目不符，测量无效 / the books are wrong, so nothing was measured: {:?}",
            found[0]
        );
    }
    if !report.json {
        eprintln!(
            "账目核对无误：{acknowledged} 笔 / the books hold: {acknowledged} settlements checked"
        );
    }
    Ok(())
}
