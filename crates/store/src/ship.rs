//! Shipping: everything that is committed to a SQLite file goes to a second disk within a second,
//! so that the file can be had again as it was at any moment since.
//!
//! A thread reads what is committed from the log beside the file, as the file system has it, and
//! adds it, sealed and on disk, to the generation of now. No program of ours but this thread puts
//! the log into the file meanwhile – a locked file beside the database tells them – so it knows
//! when the log may begin anew and that nothing was missed. Where it sees that somebody else did,
//! it begins a new generation with a copy of the file.

mod restore;
mod shipped;
mod wal;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rusqlite::Connection;

use self::shipped::{BASE, Shipment, ShippedPiece, generations};
use self::wal::{Epoch, InLog};
use crate::Db;
use crate::keep::{KeepError, SealedWriter};
use crate::seal::{Keys, Random};
use crate::sqlite::statement::refused;

pub use restore::{RestoredAt, restore_at};

/// Where everything is shipped to, and how.
#[derive(Clone, Debug)]
pub struct Shipping {
    /// A folder, on another disk where that is possible.
    pub folder: PathBuf,
    /// How often what was committed is looked for.
    pub every: Duration,
    /// After so many frames the log is begun anew.
    pub frames_max: u64,
    /// Generations begun before the newest so many are deleted.
    pub generations_kept: usize,
}

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

/// How long a generation goes on before the next begins, so that none takes too long to restore.
const GENERATION_MAX: Duration = Duration::from_secs(24 * 3_600);
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
    /// Held while it ships; tells other programs to leave the log alone.
    _sign: File,
    told: Arc<Told>,
    shipped: Arc<AtomicBool>,
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// What a shipper is given from outside.
pub struct ShipperNeeds {
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
        let sign_path = crate::ship_sign::sign_of(&path);
        let sign = crate::keep::private(&sign_path)?;
        let locked = sign.try_lock().map_err(std::io::Error::from);
        locked.map_err(KeepError::file(&sign_path))?;
        let connection = crate::sqlite::connect_to_ship(&path)?;
        let told = Arc::<Told>::default();
        let mut log = path.as_os_str().to_owned();
        log.push("-wal");
        let mut work = Work {
            path,
            log: PathBuf::from(log),
            keys,
            connection,
            fold_at: shipping.frames_max,
            shipping,
            outside,
            told: Arc::clone(&told),
            current: None,
            is_usable: false,
            epoch: None,
        };
        shipped.store(true, Ordering::SeqCst);
        let (stop, stopped) = channel();
        let thread = std::thread::Builder::new().name("shipper".to_owned());
        let thread = thread.spawn(move || work.run(&stopped));
        let path = Path::new("thread");
        Ok(Shipper {
            _sign: sign,
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
    current: Option<(Shipment, Instant)>,
    /// Whether the copy of the generation of now is whole.
    is_usable: bool,
    epoch: Option<Epoch>,
    /// With so many frames the log is put into the file.
    fold_at: u64,
}

/// Why the generation of now cannot go on.
enum Broken {
    /// Something was committed that was not seen.
    Missed,
    /// It could not be read or written.
    Failed(KeepError),
}

impl From<KeepError> for Broken {
    fn from(error: KeepError) -> Broken {
        Broken::Failed(error)
    }
}

impl Work {
    fn run(&mut self, stopped: &Receiver<()>) {
        while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(self.shipping.every) {
            if let Err(broken) = self.tick() {
                self.current = None;
                self.epoch = None;
                if let Broken::Failed(error) = broken {
                    (self.outside.failed)(&error);
                    self.told.failed.fetch_add(1, Ordering::Relaxed);
                    // Nobody else keeps the log short meanwhile.
                    let _ = self.checkpoint("RESTART");
                }
            }
        }
        // The last of it; who starts next begins with a copy.
        let _ = self.ship();
    }

    fn tick(&mut self) -> Result<(), Broken> {
        let is_old = |(_, since): &(Shipment, Instant)| since.elapsed() > GENERATION_MAX;
        if self.current.as_ref().is_none_or(is_old) {
            return self.begin();
        }
        let (bytes, frames) = (self.ship()?, self.frames());
        let epoch = self.epoch.as_ref();
        if epoch.is_none_or(|epoch| epoch.closed_at.is_some()) {
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

    fn frames(&self) -> u64 {
        self.epoch.as_ref().map_or(0, |epoch| epoch.frames)
    }

    /// Ships what was committed since; returns how many bytes.
    fn ship(&mut self) -> Result<usize, Broken> {
        let began = (self.outside.now)();
        let failed = |error| Broken::Failed(KeepError::file(&self.log)(error));
        let found = match Epoch::of(&self.log).map_err(failed)? {
            InLog::HalfWritten => return Ok(0),
            InLog::Nothing if self.epoch.is_some() => return Err(Broken::Missed),
            InLog::Nothing => None,
            InLog::Epoch(epoch) => Some(epoch),
        };
        let Some((shipment, _)) = &mut self.current else {
            return Ok(0);
        };
        if let (Some(epoch), Some(next)) = (&self.epoch, &found)
            && epoch.salts() != next.salts()
        {
            // It began anew, which it may only once all of it was in the file; and all of that is
            // shipped if it is not more than was known then.
            let more = epoch.clone().read_on(&self.log).map_err(failed)?;
            let is_whole = epoch.closed_at == Some(epoch.frames) && more.is_empty();
            if !is_whole || !epoch.is_followed_by(next) {
                return Err(Broken::Missed);
            }
            self.epoch = None;
        }
        if self.epoch.is_none()
            && let Some(next) = found
        {
            shipment.add(ShippedPiece::Epoch, (self.outside.now)(), &next.header)?;
            self.epoch = Some(next);
            self.fold_at = self.shipping.frames_max;
        }
        let mut frames = Vec::new();
        if let Some(epoch) = &mut self.epoch {
            frames = epoch.read_on(&self.log).map_err(failed)?;
            if !frames.is_empty() {
                epoch.closed_at = None;
                // The time after the last commit in it.
                shipment.add(ShippedPiece::Frames, (self.outside.now)(), &frames)?;
            }
        }
        if self.is_usable {
            let began = began.as_microsecond();
            self.told.up_to.store(began, Ordering::Relaxed);
        }
        Ok(frames.len())
    }

    /// Puts the log into the file; what was committed until then is shipped before it can be
    /// written over.
    fn fold_in(&mut self, how: &str) -> Result<(), Broken> {
        let (frames, done) = self.checkpoint(how)?;
        let (Some(epoch), Some((shipment, _))) = (&mut self.epoch, &mut self.current) else {
            return Ok(());
        };
        if frames != done {
            return Ok(());
        }
        // Only now may it begin anew. Nothing was written over yet of what was not shipped: that
        // stands far from the beginning.
        let failed = |error| Broken::Failed(KeepError::file(&self.log)(error));
        let rest = epoch.read_on(&self.log).map_err(failed)?;
        if !rest.is_empty() {
            shipment.add(ShippedPiece::Frames, (self.outside.now)(), &rest)?;
        }
        match epoch.frames {
            read if read < frames => Err(Broken::Missed),
            // More was committed since, and has to be put into the file first.
            read if read > frames => Ok(()),
            _ => {
                epoch.closed_at = Some(frames);
                Ok(())
            }
        }
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

    /// Begins a generation: from here on everything is shipped, and meanwhile the file is copied.
    /// A page that is copied while it changes stands in what is shipped as well.
    fn begin(&mut self) -> Result<(), Broken> {
        let now = (self.outside.now)();
        let name = now.strftime("%Y%m%dT%H%M%S.%6fZ").to_string();
        let folder = self.shipping.folder.join(name);
        let shipment = Shipment::begin(&folder, &self.keys, &mut *self.outside.random)?;
        self.epoch = None;
        self.is_usable = false;
        self.current = Some((shipment, Instant::now()));
        self.told.begun.fetch_add(1, Ordering::Relaxed);
        self.ship()?;
        self.fold_in("PASSIVE")?;
        let base = folder.join(BASE);
        let mut copy = SealedWriter::create(&base, &self.keys, &mut *self.outside.random)?;
        let mut file = File::open(&self.path).map_err(KeepError::file(&self.path))?;
        let mut part = vec![0; COPIED_AT_ONCE];
        loop {
            let count = file.read(&mut part).map_err(KeepError::file(&self.path))?;
            if count == 0 {
                break;
            }
            copy.write(&part[..count])?;
            self.ship()?;
        }
        copy.finish()?;
        // What was committed before the copy was whole may be in it.
        self.ship()?;
        let now = (self.outside.now)();
        if let Some((shipment, _)) = &mut self.current {
            shipment.add(ShippedPiece::Base, now, &[])?;
        }
        self.is_usable = true;
        self.ship()?;
        self.forget()
    }

    /// Deletes the generations nobody needs any more.
    fn forget(&self) -> Result<(), Broken> {
        let all = generations(&self.shipping.folder)?;
        for old in all.iter().skip(self.shipping.generations_kept) {
            std::fs::remove_dir_all(old).map_err(KeepError::file(old))?;
        }
        Ok(())
    }
}
