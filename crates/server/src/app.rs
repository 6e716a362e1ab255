//! What every handler shares: the database, the reference data in memory, the clock, the settings.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use desk::{Clock, Desk, DeskError, IntakeNeeds, Office, Reference};
use desk::{Db, StoreError};
use domain::Region;
use domain::files::NamedText;
use domain::ids::FacilityCode;
use jiff::Timestamp;
use jiff::civil::Date;
use national::gateway::Gateway;
use tokio::sync::{Notify, Semaphore, SemaphorePermit};
use tokio::time::timeout;
use workbench::case::run_all;
use workbench::coverage::Exercised;

use crate::admission::{self, Lane, Leave, TooMany, Turnstile};
use crate::entrance::{Entrance, RejectionForm};
use crate::guesses::Guesses;
use crate::limits::Limits;
use crate::metrics::{Gauged, Load, Metrics};
use crate::problem::chain;
pub use crate::random::SystemRandom;
use crate::register_jobs::RegisterJobs;
pub use crate::sandbox_person::{KnownVoucher, SandboxPerson};
use crate::signatures::Signatures;
use crate::ways::SignInWays;

/// How long a page waits for what the cases exercise.
const SOON: Duration = Duration::from_secs(3);

/// What a server is made of.
pub struct Setup {
    /// The database.
    pub db: Db,
    /// Policies, facilities, catalogues.
    pub reference: Arc<Reference>,
    /// The policy texts that are installed, over which releases are put.
    pub installed: Arc<[NamedText]>,
    /// The clock.
    pub clock: Clock,
    /// Whether people are invented and may be listed; opens the sandbox part of the API.
    pub sandbox: bool,
    /// How each facility signs; one not named may send only in the sandbox.
    pub gateways: BTreeMap<FacilityCode, Entrance>,
    /// The division that answers messages of which nobody knows whose they are.
    pub division: Option<Region>,
    /// The demo's people, in the order in which they are shown.
    pub story: Vec<SandboxPerson>,
    /// The address people type.
    pub address: String,
    /// Further ways of signing in.
    pub ways: SignInWays,
    /// How many lines of the log found no room so far.
    pub lines_lost: Box<dyn Fn() -> u64 + Send + Sync>,
    /// What is let in.
    pub limits: Limits,
    /// What others know and the metrics tell.
    pub gauges: Vec<Gauged>,
    /// Whether the disk of the database has too little room to go on.
    pub is_full: Box<dyn Fn() -> bool + Send + Sync>,
}

/// What every handler shares. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    db: Db,
    reference: RwLock<Arc<Reference>>,
    installed: Arc<[NamedText]>,
    /// Held while the reference data is read again, so that an older state never comes last.
    refreshing: tokio::sync::Mutex<()>,
    /// Told whenever reference data was read again.
    read_again: Notify,
    clock: Clock,
    sandbox: bool,
    gateways: BTreeMap<FacilityCode, Entrance>,
    division: Option<Region>,
    story: Vec<SandboxPerson>,
    address: String,
    ways: SignInWays,
    lines_lost: Box<dyn Fn() -> u64 + Send + Sync>,
    limits: Limits,
    admission: Turnstile,
    /// Whether the database took a row when it was last asked to.
    took_a_row: tokio::sync::Mutex<Option<(Instant, Result<(), &'static str>)>>,
    /// Bytes of bodies that may still be held.
    bytes: Semaphore,
    /// Lines of replies that may still be in memory.
    lines: Semaphore,
    metrics: Metrics,
    gauges: Vec<Gauged>,
    is_full: Box<dyn Fn() -> bool + Send + Sync>,
    /// What the cases exercise, with the reference data it was found of. Held while it is found.
    exercised: tokio::sync::Mutex<Option<(Arc<Reference>, Arc<Exercised>)>>,
    /// Signatures that were used.
    signatures: Signatures,
    /// Look-ups that found nobody.
    guesses: Guesses,
    /// Registers that are taken in from the page.
    register_jobs: RegisterJobs,
}

impl App {
    /// Puts the parts together.
    pub fn new(setup: Setup) -> App {
        App(Arc::new(Inner {
            db: setup.db,
            reference: RwLock::new(setup.reference),
            installed: setup.installed,
            refreshing: tokio::sync::Mutex::default(),
            read_again: Notify::new(),
            clock: setup.clock,
            sandbox: setup.sandbox,
            gateways: setup.gateways,
            division: setup.division,
            story: setup.story,
            address: setup.address,
            ways: setup.ways,
            lines_lost: setup.lines_lost,
            limits: setup.limits,
            took_a_row: tokio::sync::Mutex::default(),
            admission: Turnstile::new(setup.limits),
            bytes: Semaphore::new(setup.limits.held_bytes_max),
            lines: Semaphore::new(setup.limits.reply_lines_max),
            metrics: Metrics::default(),
            gauges: setup.gauges,
            is_full: setup.is_full,
            exercised: tokio::sync::Mutex::default(),
            signatures: Signatures::default(),
            guesses: Guesses::default(),
            register_jobs: RegisterJobs::default(),
        }))
    }

    /// The reference data as it stands.
    pub fn reference(&self) -> Arc<Reference> {
        let held = self.0.reference.read();
        held.unwrap_or_else(std::sync::PoisonError::into_inner)
            .clone()
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Today, in China.
    pub fn today(&self) -> Date {
        self.0.clock.today()
    }

    /// The clock itself, for what outlives a call.
    pub(crate) fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Sets the clock of a demo's database, or gives it back to the machine. What follows is done
    /// by the policies of the day it then is.
    pub async fn set_clock(&self, to: Option<Timestamp>) -> Result<(), DeskError> {
        let (db, clock) = (self.0.db.clone(), self.0.clock.clone());
        blocking(move || clock.set(&db, to)).await?;
        self.refresh().await
    }

    /// Whether people are invented and may be listed.
    pub fn is_sandbox(&self) -> bool {
        self.0.sandbox
    }

    /// How a facility signs. In the sandbox a facility that is not configured need not sign;
    /// elsewhere it has no key.
    pub fn gateway(&self, facility: &FacilityCode) -> Option<&Gateway> {
        let off = self.is_sandbox().then_some(&Gateway::Off);
        let stated = self.0.gateways.get(facility);
        stated.map(|entrance| &entrance.gateway).or(off)
    }

    /// Whether headers are signed by any facility that may send, or one may send that need not.
    pub fn is_signed<'h>(&self, header: impl Fn(&str) -> Option<&'h str> + Copy) -> bool {
        let now = self.now();
        let mut gateways = self.0.gateways.values();
        self.is_sandbox() || gateways.any(|one| one.gateway.verify(header, now).is_ok())
    }

    /// How a message of this facility is turned away.
    pub fn rejection(&self, facility: &FacilityCode) -> RejectionForm {
        let stated = self.0.gateways.get(facility);
        stated.map_or(RejectionForm::default(), |entrance| entrance.rejection)
    }

    /// How a facility comes in, where it is stated.
    pub(crate) fn entrance(&self, facility: &FacilityCode) -> Option<&Entrance> {
        self.0.gateways.get(facility)
    }

    /// The signatures that were used.
    pub(crate) fn signatures(&self) -> &Signatures {
        &self.0.signatures
    }

    /// The division that answers messages of which nobody knows whose they are.
    pub fn division(&self) -> Region {
        self.0.division.unwrap_or(Region::COUNTRY)
    }

    /// The demo's people.
    pub fn story(&self) -> &[SandboxPerson] {
        &self.0.story
    }

    /// The address people type.
    pub fn address(&self) -> &str {
        &self.0.address
    }

    /// Further ways of signing in.
    pub fn ways(&self) -> &SignInWays {
        &self.0.ways
    }

    /// Asks somebody outside, on a thread that may block.
    pub(crate) async fn outside<T, W>(&self, work: W) -> Option<T>
    where
        T: Send + 'static,
        W: FnOnce(&SignInWays) -> T + Send + 'static,
    {
        let app = self.clone();
        let asked = tokio::task::spawn_blocking(move || work(app.ways()));
        asked.await.ok()
    }

    /// The counters.
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// The counters as text, what others count among them.
    pub fn metrics_text(&self) -> String {
        let (working, waiting) = self.0.admission.load();
        let load = Load {
            lines_lost: (self.0.lines_lost)(),
            working,
            waiting,
        };
        self.0.metrics.text(load, &self.0.gauges)
    }

    /// What is let in.
    pub(crate) fn limits(&self) -> Limits {
        self.0.limits
    }

    /// Whether the database takes a row: asked once a second at most, whoever asks. Otherwise the
    /// code of what stands in the way.
    pub(crate) async fn takes_a_row(&self) -> Result<(), &'static str> {
        let mut last = self.0.took_a_row.lock().await;
        let fresh = last.filter(|(asked, _)| asked.elapsed() < Duration::from_secs(1));
        if let Some((_, answer)) = fresh {
            return answer;
        }
        let took = self.transact(desk::query::takes_a_row).await;
        let code = match took {
            Ok(_) if !self.0.db.is_in_place() => Some("database-gone"),
            Ok(seen) => seen.code().or((self.0.is_full)().then_some("disk-full")),
            Err(error) => {
                tracing::warn!(error = chain(&error), "not ready");
                match error {
                    // Another server was started with a key that is not known here.
                    DeskError::Unavailable(StoreError::WrongKeys) => Some("keys-changed"),
                    other => Some(other.code()),
                }
            }
        };
        if let Some(code) = code {
            tracing::warn!(code, now = %self.now(), "not ready");
        }
        let answer = code.map_or(Ok(()), Err);
        *last = Some((Instant::now(), answer));
        answer
    }

    /// Waits for a turn to be worked for.
    pub(crate) async fn enter(&self, lane: Lane) -> Result<Leave, TooMany> {
        self.0.admission.enter(lane).await
    }

    /// Whether so many wait that whoever comes now is turned away unread.
    pub(crate) fn is_overrun(&self) -> bool {
        self.0.admission.is_full()
    }

    /// Leave to hold so many more bytes of a body, until it is dropped.
    pub(crate) async fn hold(&self, bytes: usize) -> SemaphorePermit<'_> {
        let count = u32::try_from(bytes).unwrap_or(u32::MAX);
        let leave = self.0.bytes.acquire_many(count).await;
        leave.expect("nobody closes it")
    }

    /// Whether a facility may look somebody up: few of its look-ups found nobody. Of invented
    /// people there is nothing to guess.
    pub(crate) fn may_guess(&self, facility: &FacilityCode) -> bool {
        let most = self.0.limits.guesses_max;
        self.is_sandbox() || self.0.guesses.may(facility, most, Instant::now())
    }

    /// A look-up of this facility found nobody.
    pub(crate) fn guessed(&self, facility: &FacilityCode) {
        self.0.guesses.wrong(facility, Instant::now());
    }

    /// Leave to have a reply of so many lines in memory, until it is dropped. A single one may be
    /// longer than all are together.
    pub(crate) async fn carry(&self, lines: usize) -> SemaphorePermit<'_> {
        let most = self.0.limits.reply_lines_max;
        let count = u32::try_from(lines.min(most)).unwrap_or(u32::MAX);
        let leave = self.0.lines.acquire_many(count).await;
        leave.expect("nobody closes it")
    }

    /// Registers that are taken in from the page.
    pub(crate) fn register_jobs(&self) -> &RegisterJobs {
        &self.0.register_jobs
    }

    /// Where a register is taken in, as things stand.
    pub(crate) fn intake_needs(&self) -> IntakeNeeds {
        IntakeNeeds {
            db: self.0.db.clone(),
            reference: self.reference(),
            now: self.now(),
            random: || Box::new(SystemRandom),
        }
    }

    /// The reference data as it stands, and which of its rows the cases exercise. The cases are run
    /// once for each state of the policies, however many ask for it, and though they go away.
    pub async fn exercised(&self) -> Result<(Arc<Reference>, Arc<Exercised>), DeskError> {
        let app = self.clone();
        let found = tokio::spawn(async move { app.find_exercised().await });
        match found.await {
            Ok(found) => found,
            Err(broke) => resume_unwind(broke.into_panic()),
        }
    }

    /// The same, as far as it is known within a moment: a page does not wait for all cases of the
    /// country, and says that they are still being looked at.
    pub(crate) async fn exercised_soon(
        &self,
    ) -> Result<(Arc<Reference>, Option<Arc<Exercised>>), DeskError> {
        match timeout(SOON, self.exercised()).await {
            Ok(found) => found.map(|(reference, exercised)| (reference, Some(exercised))),
            Err(_) => Ok((self.reference(), None)),
        }
    }

    /// Begins to find what the cases exercise, unless that is known or being found.
    pub(crate) fn exercise_in_time(&self) {
        let Ok(kept) = self.0.exercised.try_lock() else {
            return;
        };
        let reference = self.reference();
        let known = kept.as_ref();
        if known.is_none_or(|(known, _)| !Arc::ptr_eq(known, &reference)) {
            let app = self.clone();
            // Whoever asks for it is told why it is not found.
            tokio::spawn(async move { app.find_exercised().await.map(drop) });
        }
    }

    async fn find_exercised(&self) -> Result<(Arc<Reference>, Arc<Exercised>), DeskError> {
        let mut kept = self.0.exercised.lock().await;
        let reference = self.reference();
        let fresh = kept.as_ref();
        let fresh = fresh.filter(|(known, _)| Arc::ptr_eq(known, &reference));
        if let Some(found) = fresh {
            return Ok(found.clone());
        }
        let asked = Arc::clone(&reference);
        let exercised = self.office(move |office| {
            let texts = office.texts_of(&asked)?;
            let library = &asked.library;
            Ok(Exercised::by(&run_all(&texts, library), library))
        });
        let found = (reference, Arc::new(exercised.await?));
        *kept = Some(found.clone());
        Ok(found)
    }

    /// Does something where policy is published, on a thread that may block.
    pub async fn office<T, W>(&self, work: W) -> Result<T, DeskError>
    where
        T: Send + 'static,
        W: FnOnce(&Office<'_>) -> Result<T, DeskError> + Send + 'static,
    {
        let (db, now) = (self.0.db.clone(), self.now());
        let installed = Arc::clone(&self.0.installed);
        blocking(move || work(&Office::new(&db, &installed, now))).await
    }

    /// Takes over the clock of the database, and reads the reference data again if something was
    /// published, or a day has begun. What is under
    /// way keeps what it began with.
    pub async fn refresh(&self) -> Result<(), DeskError> {
        let _alone = self.0.refreshing.lock().await;
        let (db, clock) = (self.0.db.clone(), self.0.clock.clone());
        blocking(move || Ok(clock.follow(&db)?)).await?;
        let held = self.reference();
        let read = self.office(move |office| office.refreshed(&held)).await?;
        if let Some(read) = read {
            let in_force: Vec<_> = read.releases_in_force().collect();
            tracing::info!(?in_force, "reference data read again");
            let held = self.0.reference.write();
            *held.unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(read);
            self.0.read_again.notify_one();
            self.index_in_time();
        }
        Ok(())
    }

    /// Makes the index of facilities before somebody looks for one.
    pub(crate) fn index_in_time(&self) {
        let reference = self.reference();
        tokio::task::spawn_blocking(move || reference.directory().count());
    }

    /// Ends when reference data was read again; what it brought for past days can be gone on with.
    pub(crate) async fn read_again(&self) {
        self.0.read_again.notified().await;
    }

    /// Does a piece of business in one transaction, on a thread that may block. The work may run
    /// more than once and must have no other effect.
    pub async fn transact<T, W>(&self, mut work: W) -> Result<T, DeskError>
    where
        T: Send + 'static,
        W: FnMut(&mut Desk<'_, '_>) -> Result<T, DeskError> + Send + 'static,
    {
        let (db, reference, now) = (self.0.db.clone(), self.reference(), self.now());
        blocking(move || {
            db.transact(move |tx| {
                let mut random = SystemRandom;
                work(&mut Desk::new(tx, now, &mut random, &reference))
            })
        })
        .await
    }

    /// Reads on one snapshot, on a thread that may block.
    pub async fn read<T, W>(&self, mut work: W) -> Result<T, DeskError>
    where
        T: Send + 'static,
        W: FnMut(&mut Desk<'_, '_>) -> Result<T, DeskError> + Send + 'static,
    {
        let (db, reference, now) = (self.0.db.clone(), self.reference(), self.now());
        blocking(move || {
            db.read(|tx| {
                let mut random = SystemRandom;
                work(&mut Desk::new(tx, now, &mut random, &reference))
            })
        })
        .await
    }
}

/// Runs blocking work. Should it panic, the caller hears that the service is not available; the
/// panic itself is in the log.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, DeskError> + Send + 'static,
) -> Result<T, DeskError> {
    let held = admission::held();
    let working = tokio::task::spawn_blocking(move || {
        let _held = held;
        work()
    });
    match working.await {
        Ok(result) => result,
        Err(error) => {
            tracing::error!(%error, "a piece of business panicked");
            // Whether it was before or after the commit is not known from here.
            Err(DeskError::FateUnknown(StoreError::FateUnknown {
                source: Box::new(error),
            }))
        }
    }
}
