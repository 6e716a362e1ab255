//! A folder whose files lie on a disk that can lose power or fail.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::Chance;
use crate::image::{Image, Loss};

/// What SQLite asks of a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileStep {
    /// A file is opened, or made.
    Open,
    /// Bytes are read.
    Read,
    /// Bytes are written.
    Write,
    /// A file is cut.
    Truncate,
    /// What was written is made to last.
    Sync,
    /// A file is taken away.
    Delete,
}

impl FileStep {
    /// Whether it changes what is on the disk.
    fn changes(self) -> bool {
        !matches!(self, FileStep::Read | FileStep::Open)
    }
}

/// How an operation fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiskFailure {
    /// The disk says that it could not (EIO).
    Broken,
    /// There is no room (ENOSPC). Only what takes room fails of it.
    Full,
    /// Half of it was written before there was no room.
    Half,
}

/// Which operation fails.
#[derive(Clone, Copy, Debug)]
pub struct Failing {
    /// The first to fail, counted from the moment it was asked for.
    pub nth: u64,
    /// How.
    pub how: DiskFailure,
    /// Whether every later one fails as well.
    pub goes_on: bool,
}

/// What becomes of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Pass,
    Fail(DiskFailure),
    /// The power has failed.
    Dark,
}

#[derive(Default)]
struct State {
    images: BTreeMap<PathBuf, Image>,
    /// Files whose names were given to new ones, which may not last.
    before: BTreeMap<PathBuf, Image>,
    /// Operations that changed something.
    changes: u64,
    /// Operations of every kind since one was asked to fail.
    steps: u64,
    cut_after: Option<u64>,
    syncs: u64,
    cut_at_sync: Option<u64>,
    is_dark: bool,
    failing: Option<Failing>,
    failed: u64,
    /// Whether what is made to last is not, and nobody is told.
    lies: bool,
}

/// A folder whose files lie on a disk that can lose power or fail.
pub struct Disk {
    folder: PathBuf,
    state: Mutex<State>,
}

/// The disks of this process; whoever holds one keeps it.
static DISKS: Mutex<Vec<Weak<Disk>>> = Mutex::new(Vec::new());

fn disks() -> MutexGuard<'static, Vec<Weak<Disk>>> {
    DISKS.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Disk {
    /// Watches a folder; what is in it now lasts.
    pub fn under(folder: &Path) -> io::Result<Arc<Disk>> {
        let folder = folder.canonicalize()?;
        let mut state = State::default();
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_file() {
                let image = Image::of(std::fs::read(&path)?, true);
                state.images.insert(path, image);
            }
        }
        let disk = Arc::new(Disk {
            folder,
            state: Mutex::new(state),
        });
        let mut all = disks();
        all.retain(|known| known.strong_count() > 0);
        all.push(Arc::downgrade(&disk));
        Ok(disk)
    }

    /// The disk a file lies on, if it is one of ours.
    pub(crate) fn of(file: &Path) -> Option<Arc<Disk>> {
        let folder = file.parent()?;
        let all = disks();
        let mut ours = all.iter().filter_map(Weak::upgrade);
        ours.find(|disk| disk.folder == folder)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The power fails in the middle of the n-th change from now.
    pub fn cut_after(&self, changes: u64) {
        let mut state = self.state();
        state.cut_after = Some(state.changes + changes);
    }

    /// The power fails as the n-th sync from now begins: everything is written and nothing lasts.
    pub fn cut_at_sync(&self, syncs: u64) {
        let mut state = self.state();
        state.cut_at_sync = Some(state.syncs + syncs);
    }

    /// The power fails now.
    pub fn cut_now(&self) {
        self.state().is_dark = true;
    }

    /// Whether the power has failed.
    pub fn is_dark(&self) -> bool {
        self.state().is_dark
    }

    /// How many changes there were.
    pub fn changes(&self) -> u64 {
        self.state().changes
    }

    /// How many operations there were since one was last asked to fail.
    pub fn steps(&self) -> u64 {
        self.state().steps
    }

    /// From now on says that it made things last, and did not.
    pub fn lie(&self) {
        self.state().lies = true;
    }

    /// The n-th operation from now fails.
    pub fn fail(&self, failing: Failing) {
        let mut state = self.state();
        state.steps = 0;
        state.failed = 0;
        state.failing = Some(failing);
    }

    /// Nothing fails any more; how many operations did.
    pub fn mend(&self) -> u64 {
        let mut state = self.state();
        state.failing = None;
        state.failed
    }

    /// Leaves the files as they may lie there when the power is back, and goes on from that. All
    /// that had them open must have let go. How many changes were at stake.
    pub fn power_back(&self, loss: Loss, chance: &mut Chance) -> io::Result<usize> {
        let mut state = self.state();
        let mut at_stake = 0;
        let mut before = std::mem::take(&mut state.before);
        for (path, mut image) in std::mem::take(&mut state.images) {
            at_stake += image.unsynced();
            // A name that was put into the folder, or taken out of it, may not last.
            let kept = match loss {
                Loss::Nothing => true,
                Loss::Everything => false,
                _ => chance.one_in(2),
            };
            let is_there = match (image.is_named, image.is_deleted) {
                (false, false) => kept,
                (true, true) => !kept,
                (is_named, _) => is_named,
            };
            match before.remove(&path) {
                _ if is_there => {}
                // The name still leads to the file that had it before.
                Some(older) => image = older,
                None => {
                    remove(&path)?;
                    continue;
                }
            }
            let after = image.after(loss, chance);
            std::fs::write(&path, &after)?;
            state.images.insert(path, Image::of(after, true));
        }
        // What several connections share of the log is in memory alone.
        for entry in std::fs::read_dir(&self.folder)? {
            let path = entry?.path();
            if path.to_string_lossy().ends_with("-shm") {
                remove(&path)?;
            }
        }
        state.is_dark = false;
        state.cut_after = None;
        state.cut_at_sync = None;
        state.failing = None;
        Ok(at_stake)
    }

    /// What becomes of the next operation.
    pub(crate) fn next(&self, step: FileStep) -> Verdict {
        let mut state = self.state();
        if state.is_dark {
            return Verdict::Dark;
        }
        if step.changes() {
            state.changes += 1;
            state.syncs += u64::from(step == FileStep::Sync);
            let changed = state.cut_after.is_some_and(|after| state.changes >= after);
            if changed || state.cut_at_sync.is_some_and(|at| state.syncs >= at) {
                state.is_dark = true;
                return Verdict::Dark;
            }
        }
        state.steps += 1;
        let Some(failing) = state.failing else {
            return Verdict::Pass;
        };
        let is_due = match failing.goes_on {
            true => state.steps >= failing.nth,
            false => state.steps == failing.nth,
        };
        let takes_room = matches!(step, FileStep::Write | FileStep::Open);
        match is_due && (takes_room || failing.how == DiskFailure::Broken) {
            true => {
                state.failed += 1;
                Verdict::Fail(failing.how)
            }
            false => Verdict::Pass,
        }
    }

    /// A file was opened; one that was not known was made since.
    pub(crate) fn opened(&self, path: &Path) {
        let mut state = self.state();
        if state.images.get(path).is_some_and(|it| !it.is_deleted) {
            return;
        }
        let older = state.images.insert(path.to_owned(), Image::default());
        if let Some(older) = older.filter(|older| older.is_named) {
            state.before.insert(path.to_owned(), older);
        }
    }

    /// Bytes were written, or were on their way when the power failed.
    pub(crate) fn wrote(&self, path: &Path, at: usize, bytes: &[u8]) {
        if let Some(image) = self.state().images.get_mut(path) {
            image.write(at, bytes);
        }
    }

    pub(crate) fn truncated(&self, path: &Path, to: usize) {
        if let Some(image) = self.state().images.get_mut(path) {
            image.truncate(to);
        }
    }

    /// A file was made to last; with the first of a new log or journal SQLite makes the names of
    /// the folder last as well.
    pub(crate) fn synced(&self, path: &Path) {
        let mut state = self.state();
        if state.lies {
            return;
        }
        let is_main = !path.to_string_lossy().ends_with("-wal")
            && !path.to_string_lossy().ends_with("-journal");
        let Some(image) = state.images.get_mut(path) else {
            return;
        };
        image.sync();
        if !is_main && !image.is_named {
            state.names_last();
        }
    }

    pub(crate) fn synced_in_vain(&self, path: &Path) {
        let mut state = self.state();
        let mut chance = Chance(state.steps);
        if let Some(image) = state.images.get_mut(path) {
            image.sync_in_vain(&mut chance);
        }
    }

    /// A file was taken away.
    pub(crate) fn deleted(&self, path: &Path, lasts: bool) {
        let mut state = self.state();
        if let Some(image) = state.images.get_mut(path) {
            image.is_deleted = true;
        }
        if lasts && !state.lies {
            state.names_last();
        }
    }
}

impl State {
    /// Who has which name lasts from now on.
    fn names_last(&mut self) {
        self.before.clear();
        self.images.retain(|_, image| !image.is_deleted);
        self.images.values_mut().for_each(|it| it.is_named = true);
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
