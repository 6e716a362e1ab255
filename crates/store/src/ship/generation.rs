//! One generation that is being shipped: a copy of the file, and all that was committed since it
//! was begun, as it is read from the log.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::shipped::{Shipment, ShippedPiece, next_folder};
use super::wal::{Epoch, InLog};
use crate::keep::KeepError;
use crate::seal::{Keys, Random};

/// How long a generation goes on before the next begins, so that none takes too long to restore.
const GENERATION_MAX: Duration = Duration::from_secs(24 * 3_600);

/// Where nothing is committed for so long, that is shipped: whoever restores learns until when all
/// is there.
const STILL: Duration = Duration::from_secs(5);

/// Why a generation cannot go on.
pub(super) enum Broken {
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

pub(super) struct Generation {
    pub(super) folder: PathBuf,
    shipment: Shipment,
    since: Instant,
    added: Instant,
    epoch: Option<Epoch>,
}

impl Generation {
    /// Begins one, with nothing in it.
    pub(super) fn begin(
        all: &Path,
        keys: &Keys,
        (random, now): (&mut dyn Random, Timestamp),
    ) -> Result<Generation, KeepError> {
        let folder = next_folder(all, now)?;
        let shipment = match Shipment::begin(&folder, keys, random) {
            Ok(shipment) => shipment,
            Err(error) => {
                // Nothing of use is in it.
                let _ = std::fs::remove_dir_all(&folder);
                return Err(error);
            }
        };
        Ok(Generation {
            folder,
            shipment,
            since: Instant::now(),
            added: Instant::now(),
            epoch: None,
        })
    }

    /// Whether the next should begin.
    pub(super) fn is_old(&self) -> bool {
        self.since.elapsed() > GENERATION_MAX
    }

    /// Frames of the log of now that were read.
    pub(super) fn frames(&self) -> u64 {
        self.epoch.as_ref().map_or(0, |epoch| epoch.frames)
    }

    /// Whether the log may not begin anew yet by what is known here.
    pub(super) fn is_open(&self) -> bool {
        let epoch = self.epoch.as_ref();
        epoch.is_some_and(|epoch| epoch.closed_at.is_none())
    }

    /// Ships what was committed since; returns how many bytes, and whether the log was begun anew.
    pub(super) fn ship(
        &mut self,
        log: &Path,
        now: &dyn Fn() -> Timestamp,
    ) -> Result<(usize, bool), Broken> {
        let failed = |error| Broken::Failed(KeepError::file(log)(error));
        let since = now();
        if !self.shipment.is_there() {
            return Err(Broken::Missed);
        }
        let found = match Epoch::of(log).map_err(failed)? {
            InLog::HalfWritten => return Ok((0, false)),
            InLog::Nothing if self.epoch.is_some() => return Err(Broken::Missed),
            InLog::Nothing => None,
            InLog::Epoch(epoch) => Some(epoch),
        };
        if let (Some(epoch), Some(next)) = (&self.epoch, &found)
            && epoch.salts() != next.salts()
        {
            // It began anew, which it may only once all of it was in the file; and all of that is
            // shipped if it is not more than was known then.
            let more = epoch.clone().read_on(log).map_err(failed)?;
            let is_whole = epoch.closed_at == Some(epoch.frames) && more.is_empty();
            if !is_whole || !epoch.is_followed_by(next) {
                return Err(Broken::Missed);
            }
            self.epoch = None;
        }
        let mut is_anew = false;
        if self.epoch.is_none()
            && let Some(next) = found
        {
            self.shipment
                .add(ShippedPiece::Epoch, (since, now()), &next.header)?;
            self.epoch = Some(next);
            is_anew = true;
        }
        let mut frames = Vec::new();
        if let Some(epoch) = &mut self.epoch {
            frames = epoch.read_on(log).map_err(failed)?;
            if !frames.is_empty() {
                epoch.closed_at = None;
            }
        }
        if !frames.is_empty() || self.added.elapsed() > STILL {
            self.shipment
                .add(ShippedPiece::Frames, (since, now()), &frames)?;
            self.added = Instant::now();
        }
        Ok((frames.len(), is_anew))
    }

    /// So many frames, all there were, are in the file. What was committed until then is shipped
    /// before it can be written over.
    pub(super) fn close(
        &mut self,
        log: &Path,
        (frames, now): (u64, &dyn Fn() -> Timestamp),
    ) -> Result<(), Broken> {
        let Some(epoch) = &mut self.epoch else {
            return Ok(());
        };
        // Only now may it begin anew. Nothing was written over yet of what was not shipped: that
        // stands far from the beginning.
        let failed = |error| Broken::Failed(KeepError::file(log)(error));
        let since = now();
        let rest = epoch.read_on(log).map_err(failed)?;
        if !rest.is_empty() {
            self.shipment
                .add(ShippedPiece::Frames, (since, now()), &rest)?;
        }
        match epoch.frames {
            read if read < frames => Err(Broken::Missed),
            // More was committed since, and has to be put into the file first.
            read if read > frames => Ok(()),
            _ if !epoch.is_as_read(log).map_err(failed)? => Err(Broken::Missed),
            _ => {
                epoch.closed_at = Some(frames);
                Ok(())
            }
        }
    }

    /// The copy is whole, and all that was committed until it was is shipped: before the second
    /// time, and at least all from before the first.
    pub(super) fn note_whole(&mut self, times: (Timestamp, Timestamp)) -> Result<(), KeepError> {
        self.shipment.add(ShippedPiece::Base, times, &[])
    }
}
