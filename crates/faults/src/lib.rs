//! Faults on purpose, for tests alone: a disk under SQLite that loses power at a chosen moment, or
//! fails a chosen operation. Nothing of it is linked into the program.
//!
//! [`install`] puts a layer between SQLite and the operating system, as the layer that every
//! connection of the process uses. Files of a folder that a [`Disk`] watches pass through it to
//! real files, which the program may look at as always; beside that it is noted what of them was
//! made to last. Files elsewhere are left alone.

mod chance;
mod disk;
mod image;
#[allow(unsafe_code, reason = "SQLite calls it through C; decision 0019")]
mod vfs;

pub use chance::Chance;
pub use disk::{Disk, DiskFailure, Failing, FileStep};
pub use image::Loss;
pub use vfs::install;
