//! Registers from files: which there are, what a file of one says, and taking it in. The command
//! line and the page are two faces of this; nothing is written before it was seen what would be.

mod kinds;
mod operators;
mod people;
mod report;
mod whole;

use std::sync::atomic::{AtomicU64, Ordering};

use domain::{Bilingual, Region};
use jiff::civil::Date;
use sheets::UnreadableTable;
pub use sheets::columns::Renamed;
use store::Keys;

use crate::{DeskError, IntakeNeeds, RegisterStatement};

pub use kinds::RegisterKind;
pub use operators::take_operators_in;
pub use report::RegisterReport;

/// The file of a register.
#[derive(Clone, Debug)]
pub struct RegisterFile {
    /// What is in it: CSV, or a workbook.
    pub bytes: Vec<u8>,
    /// Which sheet of a workbook; the first that fits if none.
    pub sheet: Option<String>,
    /// What it calls our columns.
    pub renamed: Renamed,
}

/// How a register is taken in.
#[derive(Clone, Copy, Debug, Default)]
pub struct RegisterOptions {
    /// Whether anything is written.
    pub writes: bool,
    /// Whether its people are invented, where nobody said of the database yet.
    pub are_invented: bool,
    /// Whether the file is all there is of a place: what it does not name ends.
    pub is_full: bool,
    /// The place of a catalogue, or of the people of whom it is all there is.
    pub region: Option<Region>,
    /// From when items of a catalogue hold that state no first day; the first day without the
    /// insurance of whoever a full register does not name.
    pub since: Option<Date>,
    /// How many insurances end, stated where they are many.
    pub ends: Option<usize>,
}

/// Where a register is taken in, and who counts the rows.
#[derive(Clone, Copy)]
pub struct RegisterPlace<'a> {
    /// The installation.
    pub needs: &'a IntakeNeeds,
    /// Its keys: people are sealed beside the database.
    pub keys: &'a Keys,
    /// Who hands it over, and its number.
    pub statement: RegisterStatement<'a>,
    /// Rows that were seen to so far.
    pub seen: &'a AtomicU64,
}

impl RegisterPlace<'_> {
    fn count(&self, rows: u64) {
        self.seen.fetch_add(rows, Ordering::Relaxed);
    }
}

/// Why a register was not taken in as a whole.
#[derive(Debug)]
pub enum RegisterFailed {
    /// The file is no table of this register.
    Table(UnreadableTable),
    /// The desk refused it, or the database failed.
    Desk(DeskError),
    /// Something has to be said with this register: its place, a day.
    Missing {
        /// Stable code.
        code: &'static str,
        /// What is wrong.
        says: Bilingual,
        /// What to do.
        next: Bilingual,
    },
}

impl From<UnreadableTable> for RegisterFailed {
    fn from(why: UnreadableTable) -> RegisterFailed {
        RegisterFailed::Table(why)
    }
}

impl From<DeskError> for RegisterFailed {
    fn from(error: DeskError) -> RegisterFailed {
        RegisterFailed::Desk(error)
    }
}

impl RegisterFailed {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            RegisterFailed::Table(why) => why.code,
            RegisterFailed::Desk(error) => error.code(),
            RegisterFailed::Missing { code, .. } => code,
        }
    }

    /// What is wrong, and what to do.
    pub fn told(&self) -> (Bilingual, Bilingual) {
        match self {
            RegisterFailed::Table(why) => (why.says.clone(), why.next.clone()),
            RegisterFailed::Desk(error) => (error.message(), error.next()),
            RegisterFailed::Missing { says, next, .. } => (says.clone(), next.clone()),
        }
    }
}

/// Takes a register in, or rehearses it, and says what became of each row.
pub fn take_register_in(
    place: RegisterPlace<'_>,
    (kind, file): (RegisterKind, RegisterFile),
    options: RegisterOptions,
) -> Result<RegisterReport, RegisterFailed> {
    match kind {
        RegisterKind::People => people::take_in(place, file, options),
        RegisterKind::Catalogue => whole::catalogue(place, file, options),
        other => whole::take_in(place, (other, file), options.writes),
    }
}
