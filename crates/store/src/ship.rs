//! Shipping: everything that is committed to a SQLite file goes to a second disk within a second,
//! so that the file can be had again as it was at any moment since.
//!
//! A thread reads what is committed from the log beside the file, as the file system has it, and
//! adds it, sealed and on disk, to the generation of now. No program of ours but this thread puts
//! the log into the file meanwhile – a locked file beside the database tells them – so it knows
//! when the log may begin anew and that nothing was missed. Where it sees that somebody else did,
//! it begins a new generation with a copy of the file. Each start begins one too, and until its
//! copy is whole what is committed can be had from nowhere else.

mod folder;
mod generation;
mod restore;
mod shipped;
mod up_to;
mod wal;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use self::folder::take_folder;
use self::generation::{Broken, Generation};
use self::shipped::{BASE, Lying, generations};
use crate::Db;
use crate::keep::{KeepError, SealedWriter};
use crate::seal::{Keys, Random};
use crate::sqlite::statement::refused;

pub use folder::{MARK, check_folder, is_begun};
pub use restore::{RestoredAt, restore_at};
pub use up_to::{ShipLag, ShippedUpTo, is_behind, lag};

/// Where everything is shipped to, and how.
#[derive(Clone, Debug)]
pub struct Shipping {
    /// A folder, on another disk where that is possible.
    pub folder: PathBuf,
    /// How often what was committed is looked for.
    pub every: Duration,
    /// After so many frames the log is begun anew.
    pub frames_max: u64,
    /// So many of the newest are kept, as many that lasted, and the first of each of as many days.
    pub generations_kept: usize,
}

/// What was shipped to for so long reaches further back than what is left by a start that fails.
const LASTING: SignedDuration = SignedDuration::from_mins(10);

impl Shipping {
    /// To this folder, as is usual.
    pub fn to(folder: &Path) -> Shipping {
        Shipping {
            folder: folder.to_owned(),
            every: Duration::from_millis(250),
            frames_max: 4_000,
            generations_kept: 3,
        }
    }
}

/// How long it may take until a generation is begun again after one that failed.
const BEGIN_AGAIN_MAX: Duration = Duration::from_secs(60);
/// The copy of the file while it is made.
const PART: &str = "base.part";
/// Bytes of the file that are copied before what was committed meanwhile is shipped.
const COPIED_AT_ONCE: usize = 8 << 20;

/// What a shipper tells.
#[derive(Default)]
struct Told {
    /// When everything committed was shipped last, in microseconds.
    up_to: AtomicI64,
    failed: AtomicI64,
    begun: AtomicI64,
}

/// The thread that ships; it ships what is left, and ends, when this goes.
pub struct Shipper {
    /// Held while it ships: one file tells other programs to leave the log alone, the other keeps
    /// them out of the folder.
    _held: [File; 2],
    told: Arc<Told>,
    shipped: Arc<AtomicBool>,
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// What a shipper is given from outside.
pub struct ShipperNeeds {
    /// Which database it is, for the folder.
    pub installation: String,
    /// Where salts come from.
    pub random: Box<dyn Random>,
    /// What time it is.
    pub now: Box<dyn Fn() -> Timestamp + Send>,
    /// Told why shipping failed.
    pub failed: Box<dyn Fn(&KeepError) + Send>,
}

impl Shipper {
    /// Begins to ship; none where the database is on a server, which has ways of its own.
    pub fn start(
        db: &Db,
        shipping: Shipping,
        outside: ShipperNeeds,
    ) -> Option<Result<Shipper, KeepError>> {
        let (path, keys, shipped) = db.shippable()?;
        let file = (path, keys);
        Some(Shipper::start_on(file, shipped, shipping, outside))
    }

    fn start_on(
        (path, keys): (PathBuf, Keys),
        shipped: Arc<AtomicBool>,
        shipping: Shipping,
        outside: ShipperNeeds,
    ) -> Result<Shipper, KeepError> {
        let mark = take_folder(&shipping.folder, &outside.installation)?;
        let sign_path = crate::ship_sign::sign_of(&path);
        let sign = crate::keep::private(&sign_path)?;
        let held = |_| KeepError::Held { path: sign_path };
        sign.try_lock().map_err(held)?;
        let connection = crate::sqlite::connect_to_ship(&path)?;
        let told = Arc::<Told>::default();
        let mut work = Work {
            log: crate::wal::beside(&path),
            path,
            keys,
            connection,
            fold_at: shipping.frames_max,
            shipping,
            outside,
            told: Arc::clone(&told),
            said: None,
            current: None,
            next: None,
            waits: (None, Duration::ZERO),
        };
        shipped.store(true, Ordering::SeqCst);
        let (stop, stopped) = channel();
        let thread = std::thread::Builder::new().name("shipper".to_owned());
        let thread = thread.spawn(move || work.run(&stopped));
        let path = Path::new("thread");
        Ok(Shipper {
            _held: [sign, mark],
            told,
            shipped,
            stop: Some(stop),
            thread: Some(thread.map_err(KeepError::file(path))?),
        })
    }

    /// What it tells, also to those who do not hold it.
    pub fn watch(&self) -> ShipperWatch {
        ShipperWatch(Arc::clone(&self.told))
    }
}

/// How shipping goes.
#[derive(Clone)]
pub struct ShipperWatch(Arc<Told>);

impl ShipperWatch {
    /// How many seconds ago everything was shipped that had been committed; -1 before the first
    /// copy is whole.
    pub fn seconds_behind(&self, now: Timestamp) -> i64 {
        match self.0.up_to.load(Ordering::Relaxed) {
            0 => -1,
            up_to => (now.as_microsecond() - up_to) / 1_000_000,
        }
    }

    /// How often shipping failed since the start.
    pub fn failures(&self) -> i64 {
        self.0.failed.load(Ordering::Relaxed)
    }

    /// How many generations were begun since the start.
    pub fn generations(&self) -> i64 {
        self.0.begun.load(Ordering::Relaxed)
    }
}

impl Drop for Shipper {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // Should it have panicked, its panic is in the log.
            let _ = thread.join();
        }
        self.shipped.store(false, Ordering::SeqCst);
    }
}

struct Work {
    path: PathBuf,
    log: PathBuf,
    keys: Keys,
    connection: Connection,
    shipping: Shipping,
    outside: ShipperNeeds,
    told: Arc<Told>,
    /// How far the database had come when that was last said in the folder.
    said: Option<ShippedUpTo>,
    /// The generation of now, whose copy is whole.
    current: Option<Generation>,
    /// The one that begins: the other goes on until the copy of this one is whole as well.
    next: Option<Generation>,
    /// With so many frames the log is put into the file.
    fold_at: u64,
    /// Not before then another one is begun, and how long after the last that failed.
    waits: (Option<Instant>, Duration),
}

impl Work {
    fn run(&mut self, stopped: &Receiver<()>) {
        while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(self.shipping.every) {
            if let Err(broken) = self.tick() {
                self.fail(broken);
            }
        }
        // The last of it; where nothing is shipped now, with another copy. Who starts next begins
        // with one too.
        let last = match self.current {
            Some(_) => self.ship().map(drop),
            None => Err(Broken::Missed),
        };
        if let Err(broken) = last.or_else(|_| self.begin()) {
            self.fail(broken);
        }
    }

    fn fail(&mut self, broken: Broken) {
        if let Broken::Failed(error) = broken {
            self.report(&error);
        }
        if self.current.is_none() {
            // Nobody else keeps the log short meanwhile.
            let _ = self.checkpoint("RESTART");
        }
    }

    fn tick(&mut self) -> Result<(), Broken> {
        let is_due = self.current.as_ref().is_none_or(Generation::is_old);
        let (not_before, _) = self.waits;
        if is_due && not_before.is_none_or(|at| Instant::now() >= at) {
            return self.begin();
        }
        let bytes = self.ship()?;
        let Some(current) = &self.current else {
            let _ = self.checkpoint("RESTART");
            return Ok(());
        };
        let frames = current.frames();
        if !current.is_open() {
            return Ok(());
        }
        if frames >= self.fold_at {
            // Where those who read never leave it by themselves, they are waited for a little.
            let waits = frames >= 2 * self.shipping.frames_max;
            self.fold_at = frames + self.shipping.frames_max / 2;
            return self.fold_in(if waits { "RESTART" } else { "PASSIVE" });
        }
        match bytes == 0 && frames > 0 {
            true => self.fold_in("PASSIVE"),
            false => Ok(()),
        }
    }

    /// Ships what was committed since, to the generation of now and to the one that begins; returns
    /// how many bytes. One that cannot go on ends; that is an error where it was the last.
    fn ship(&mut self) -> Result<usize, Broken> {
        let began = (self.outside.now)();
        let reached = ShippedUpTo::of_file(&self.connection);
        let (mut bytes, mut error) = (0, None);
        for generation in [&mut self.current, &mut self.next] {
            let Some(one) = generation else {
                continue;
            };
            match one.ship(&self.log, &self.outside.now) {
                Ok((count, is_anew)) => {
                    bytes = count.max(bytes);
                    if is_anew {
                        self.fold_at = self.shipping.frames_max;
                    }
                }
                Err(broken) => {
                    *generation = None;
                    error = Some(broken);
                }
            }
        }
        self.ended(error)?;
        if self.current.is_some() {
            let began = began.as_microsecond();
            self.told.up_to.store(began, Ordering::Relaxed);
            self.say(reached)?;
        }
        Ok(bytes)
    }

    /// Says in the folder how far the database had come, all of which is shipped.
    fn say(&mut self, reached: Option<ShippedUpTo>) -> Result<(), Broken> {
        if let Some(reached) = reached.filter(|it| Some(*it) != self.said) {
            reached.write(&self.shipping.folder)?;
            self.said = Some(reached);
        }
        Ok(())
    }

    /// What is to be said of a generation that ended: an error where no other goes on.
    fn ended(&self, broken: Option<Broken>) -> Result<(), Broken> {
        match broken {
            Some(broken) if self.current.is_none() && self.next.is_none() => Err(broken),
            Some(Broken::Failed(error)) => {
                self.report(&error);
                Ok(())
            }
            Some(Broken::Missed) | None => Ok(()),
        }
    }

    fn report(&self, error: &KeepError) {
        (self.outside.failed)(error);
        self.told.failed.fetch_add(1, Ordering::Relaxed);
    }

    /// Puts the log into the file; what was committed until then is shipped before it can be
    /// written over.
    fn fold_in(&mut self, how: &str) -> Result<(), Broken> {
        let (frames, done) = self.checkpoint(how)?;
        if frames != done {
            return Ok(());
        }
        let mut error = None;
        for generation in [&mut self.current, &mut self.next] {
            let Some(one) = generation else {
                continue;
            };
            if let Err(broken) = one.close(&self.log, (frames, &self.outside.now)) {
                *generation = None;
                error = Some(broken);
            }
        }
        self.ended(error)
    }

    /// How many frames the log had, and how many of them are in the file.
    fn checkpoint(&self, how: &str) -> Result<(u64, u64), KeepError> {
        let sql = format!("PRAGMA wal_checkpoint({how})");
        let counted = self.connection.query_row(&sql, [], |row| {
            Ok((row.get::<_, i64>(1)?, row.get::<_, i64>(2)?))
        });
        let (frames, done) = counted.map_err(refused)?;
        let count = |number: i64| u64::try_from(number).unwrap_or(0);
        Ok((count(frames), count(done)))
    }

    /// Begins a generation: from here on everything is shipped to it, and meanwhile the file is
    /// copied. A page that is copied while it changes stands in what is shipped as well. One that
    /// fails is taken away again, and the next is not begun at once: the disk may be full.
    fn begin(&mut self) -> Result<(), Broken> {
        if self.current.is_none() {
            // What a program left in the log that was killed is copied with the file, and sooner.
            // Where somebody reads from it, it is shipped.
            let _ = self.checkpoint("TRUNCATE");
        }
        let now = (self.outside.now)();
        let random = &mut *self.outside.random;
        let begun = Generation::begin(&self.shipping.folder, &self.keys, (random, now));
        let (_, wait) = self.waits;
        let longer = (wait * 2).clamp(self.shipping.every, BEGIN_AGAIN_MAX);
        self.waits = (Some(Instant::now() + wait), longer);
        let next = begun?;
        let folder = next.folder.clone();
        self.next = Some(next);
        self.told.begun.fetch_add(1, Ordering::Relaxed);
        let copied = self.copy(&folder);
        match copied.and_then(|()| self.next.take().ok_or(Broken::Missed)) {
            Ok(whole) => self.current = Some(whole),
            Err(broken) => {
                self.next = None;
                // What stays is deleted with the next that succeeds.
                let _ = std::fs::remove_dir_all(&folder);
                return Err(broken);
            }
        }
        self.waits = (None, Duration::ZERO);
        self.ship()?;
        self.forget()
    }

    fn copy(&mut self, folder: &Path) -> Result<(), Broken> {
        self.ship()?;
        self.fold_in("PASSIVE")?;
        let part = folder.join(PART);
        let mut copy = SealedWriter::create(&part, &self.keys, &mut *self.outside.random)?;
        let mut file = File::open(&self.path).map_err(KeepError::file(&self.path))?;
        let mut bytes = vec![0; COPIED_AT_ONCE];
        loop {
            let count = file.read(&mut bytes).map_err(KeepError::file(&self.path))?;
            if count == 0 {
                break;
            }
            copy.write(&bytes[..count])?;
            self.ship()?;
        }
        copy.finish()?;
        // What was committed before the copy was whole may be in it.
        let since = (self.outside.now)();
        self.ship()?;
        let until = (self.outside.now)();
        let next = self.next.as_mut().ok_or(Broken::Missed)?;
        next.note_whole((since, until))?;
        crate::keep::take_name(&part, &folder.join(BASE))?;
        Ok(())
    }

    /// Deletes the generations nobody needs any more: those before the newest whole ones, and those
    /// that never became whole.
    fn forget(&self) -> Result<(), Broken> {
        let current = self.current.as_ref().map(|it| &it.folder);
        let all = generations(&self.shipping.folder)?;
        let whole: Vec<&Lying> = all.iter().filter(|it| it.is_whole()).collect();
        let kept = self.shipping.generations_kept;
        // Many starts in a row do not use up what reaches further back.
        let mut firsts: BTreeMap<&str, &Lying> = BTreeMap::new();
        firsts.extend(whole.iter().map(|it| (it.day(), *it)));
        let firsts = firsts.into_values().rev().take(kept);
        // Nor those that many starts within minutes come after.
        let followed = whole.iter().zip(whole.iter().skip(1));
        let lasting = followed.filter(|(next, it)| it.lasted_until(next) >= LASTING);
        let lasting = lasting.map(|(_, it)| *it).take(kept);
        let newest = whole.iter().copied().take(kept);
        let needed: Vec<&Lying> = firsts.chain(lasting).chain(newest).collect();
        for old in &all {
            if !needed.contains(&old) && Some(&old.folder) != current {
                let removed = std::fs::remove_dir_all(&old.folder);
                removed.map_err(KeepError::file(&old.folder))?;
            }
        }
        Ok(())
    }
}
