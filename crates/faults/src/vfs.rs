//! The layer between SQLite and the operating system: SQLite's own, with a question before each
//! operation and a note after it. The only unsafe code of the house, because SQLite calls it
//! through C: every function here does what the one beneath it does, and nothing else with what it
//! is handed.
//!
//! A file is what SQLite's own layer needs, behind a header of ours: SQLite makes room for both.

use std::ffi::{CStr, OsStr, c_char, c_int, c_void};
use std::mem::size_of;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::ptr::{null, null_mut};
use std::sync::{Arc, Once, OnceLock};

use rusqlite::ffi::{
    SQLITE_CANTOPEN, SQLITE_FULL, SQLITE_IOERR_DELETE, SQLITE_IOERR_FSYNC, SQLITE_IOERR_READ,
    SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_WRITE, SQLITE_OK, SQLITE_OPEN_MAIN_DB,
    SQLITE_OPEN_MAIN_JOURNAL, SQLITE_OPEN_WAL, sqlite3_file, sqlite3_initialize, sqlite3_int64,
    sqlite3_io_methods, sqlite3_vfs, sqlite3_vfs_find, sqlite3_vfs_register,
};

use crate::disk::{Disk, DiskFailure, FileStep, Verdict};

/// Puts the layer under every connection that this process opens from now on.
pub fn install() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        // SAFETY: SQLite is initialised before its layer is asked for; the copy that is handed
        // over lives for ever and is not changed any more.
        unsafe {
            assert_eq!(sqlite3_initialize(), SQLITE_OK, "SQLite starts");
            let beneath = sqlite3_vfs_find(null());
            assert!(!beneath.is_null(), "SQLite has a layer of its own");
            let beneath = BENEATH.get_or_init(|| Beneath(beneath));
            let mut layer = *beneath.0;
            layer.zName = c"faults".as_ptr();
            layer.pNext = null_mut();
            layer.szOsFile += HEADER as c_int;
            layer.xOpen = Some(open);
            layer.xDelete = Some(delete);
            let layer = Box::leak(Box::new(layer));
            assert_eq!(sqlite3_vfs_register(layer, 1), SQLITE_OK, "it is put there");
        }
    });
}

/// SQLite's own layer, which never goes away.
struct Beneath(*mut sqlite3_vfs);

// SAFETY: SQLite itself uses it from every thread.
unsafe impl Send for Beneath {}
// SAFETY: as above.
unsafe impl Sync for Beneath {}

static BENEATH: OnceLock<Beneath> = OnceLock::new();

fn beneath() -> *mut sqlite3_vfs {
    BENEATH.get().expect("set before the layer is put there").0
}

/// What SQLite sees of a file of ours. The file of the layer beneath follows at once.
#[repr(C)]
struct Header {
    seen: sqlite3_file,
    /// Whose disk it lies on; null for a file that nobody watches.
    watched: *mut Watched,
}

/// A file on a disk of ours.
struct Watched {
    disk: Arc<Disk>,
    path: PathBuf,
}

const HEADER: usize = size_of::<Header>();

static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// The file of the layer beneath.
///
/// # Safety
/// `file` is one that [`open`] was handed, so that room for both follows.
unsafe fn real(file: *mut sqlite3_file) -> *mut sqlite3_file {
    // SAFETY: szOsFile says how much room there is.
    unsafe { file.cast::<u8>().add(HEADER).cast() }
}

/// The disk it lies on, if somebody watches it.
///
/// # Safety
/// `file` is open and one of ours.
unsafe fn watched<'f>(file: *mut sqlite3_file) -> Option<&'f Watched> {
    // SAFETY: written by `open`, taken away by `close`, and nothing is called after that.
    unsafe { (*file.cast::<Header>()).watched.as_ref() }
}

/// Whether the operation may go on; otherwise why not, and what SQLite is told.
///
/// # Safety
/// As for [`watched`].
unsafe fn may(file: *mut sqlite3_file, step: FileStep) -> Result<(), (Verdict, c_int)> {
    // SAFETY: the caller's.
    match unsafe { watched(file) } {
        None => Ok(()),
        Some(watched) => ask(&watched.disk, step),
    }
}

fn ask(disk: &Disk, step: FileStep) -> Result<(), (Verdict, c_int)> {
    match disk.next(step) {
        Verdict::Pass => Ok(()),
        Verdict::Fail(how) if how != DiskFailure::Broken => Err((Verdict::Fail(how), SQLITE_FULL)),
        verdict => Err((verdict, code_of(step))),
    }
}

fn code_of(step: FileStep) -> c_int {
    match step {
        FileStep::Open => SQLITE_CANTOPEN,
        FileStep::Read => SQLITE_IOERR_READ,
        FileStep::Write => SQLITE_IOERR_WRITE,
        FileStep::Truncate => SQLITE_IOERR_TRUNCATE,
        FileStep::Sync => SQLITE_IOERR_FSYNC,
        FileStep::Delete => SQLITE_IOERR_DELETE,
    }
}

/// # Safety
/// `name` is null or ends with a zero, as SQLite hands it over.
unsafe fn path_of(name: *const c_char) -> Option<PathBuf> {
    if name.is_null() {
        return None;
    }
    // SAFETY: the caller's.
    let name = unsafe { CStr::from_ptr(name) };
    Some(Path::new(OsStr::from_bytes(name.to_bytes())).to_owned())
}

/// The files that hold something; others are only for a while.
const KEPT: c_int = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL;

unsafe extern "C" fn open(
    _layer: *mut sqlite3_vfs,
    name: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite made room for both headers, and `name` is what the layer beneath takes.
    unsafe {
        (*file).pMethods = null();
        let path = path_of(name).filter(|_| flags & KEPT != 0);
        let disk = path.as_deref().and_then(Disk::of);
        let refused = disk.as_ref().map(|disk| ask(disk, FileStep::Open));
        if let Some(Err((_, code))) = refused {
            return code;
        }
        (*real(file)).pMethods = null();
        let open = (*beneath()).xOpen.expect("every layer opens");
        let code = open(beneath(), name, real(file), flags, out);
        if code != SQLITE_OK {
            return code;
        }
        let watched = path.zip(disk).map(|(path, disk)| {
            disk.opened(&path);
            Box::into_raw(Box::new(Watched { disk, path }))
        });
        (*file.cast::<Header>()).watched = watched.unwrap_or(null_mut());
        (*file).pMethods = &METHODS;
        SQLITE_OK
    }
}

unsafe extern "C" fn delete(_layer: *mut sqlite3_vfs, name: *const c_char, lasts: c_int) -> c_int {
    // SAFETY: `name` is what the layer beneath takes.
    unsafe {
        let path = path_of(name);
        let disk = path.as_deref().and_then(Disk::of);
        if let Some(Err((_, code))) = disk.as_ref().map(|disk| ask(disk, FileStep::Delete)) {
            return code;
        }
        let delete = (*beneath()).xDelete.expect("every layer deletes");
        let code = delete(beneath(), name, lasts);
        if let (SQLITE_OK, Some(path), Some(disk)) = (code, path, disk) {
            disk.deleted(&path, lasts != 0);
        }
        code
    }
}

/// Calls what the layer beneath has for its file.
macro_rules! beneath {
    ($file:ident, $method:ident $(, $argument:expr)*) => {{
        let real = real($file);
        let method = (*(*real).pMethods).$method.expect("the layer beneath has it");
        method(real $(, $argument)*)
    }};
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    // SAFETY: it is open, and nothing is called with it after this.
    unsafe {
        let watched = (*file.cast::<Header>()).watched;
        if !watched.is_null() {
            drop(Box::from_raw(watched));
        }
        let code = beneath!(file, xClose);
        (*file).pMethods = null();
        code
    }
}

unsafe extern "C" fn read(
    file: *mut sqlite3_file,
    into: *mut c_void,
    count: c_int,
    at: sqlite3_int64,
) -> c_int {
    // SAFETY: handed on as it came.
    unsafe {
        match may(file, FileStep::Read) {
            Ok(()) => beneath!(file, xRead, into, count, at),
            Err((_, code)) => code,
        }
    }
}

unsafe extern "C" fn write(
    file: *mut sqlite3_file,
    from: *const c_void,
    count: c_int,
    at: sqlite3_int64,
) -> c_int {
    // SAFETY: `from` holds `count` bytes, which the layer beneath reads as well.
    unsafe {
        let bytes = std::slice::from_raw_parts(from.cast::<u8>(), count as usize);
        let note = |count: c_int| {
            if let Some(watched) = watched(file) {
                let bytes = &bytes[..count as usize];
                watched.disk.wrote(&watched.path, at as usize, bytes);
            }
        };
        match may(file, FileStep::Write) {
            Ok(()) => {
                let code = beneath!(file, xWrite, from, count, at);
                if code == SQLITE_OK {
                    note(count);
                }
                code
            }
            Err((Verdict::Fail(DiskFailure::Half), code)) => {
                if beneath!(file, xWrite, from, count / 2, at) == SQLITE_OK {
                    note(count / 2);
                }
                code
            }
            Err((Verdict::Dark, code)) => {
                note(count);
                code
            }
            Err((_, code)) => code,
        }
    }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, to: sqlite3_int64) -> c_int {
    // SAFETY: handed on as it came.
    unsafe {
        if let Err((_, code)) = may(file, FileStep::Truncate) {
            return code;
        }
        let code = beneath!(file, xTruncate, to);
        if let (SQLITE_OK, Some(watched)) = (code, watched(file)) {
            watched.disk.truncated(&watched.path, to as usize);
        }
        code
    }
}

/// Nobody waits for a real disk: what a test learns is what our own record says.
unsafe extern "C" fn sync(file: *mut sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: handed on as it came.
    unsafe {
        let Some(watched) = watched(file) else {
            return beneath!(file, xSync, flags);
        };
        match may(file, FileStep::Sync) {
            Ok(()) => {
                watched.disk.synced(&watched.path);
                SQLITE_OK
            }
            Err((verdict, code)) => {
                if verdict != Verdict::Dark {
                    watched.disk.synced_in_vain(&watched.path);
                }
                code
            }
        }
    }
}

/// Functions that only hand on.
macro_rules! handed_on {
    ($($name:ident $method:ident ($($argument:ident: $kind:ty),*) $(-> $code:ty)?;)*) => {$(
        unsafe extern "C" fn $name(file: *mut sqlite3_file $(, $argument: $kind)*) $(-> $code)? {
            // SAFETY: handed on as it came.
            unsafe { beneath!(file, $method $(, $argument)*) }
        }
    )*};
}

handed_on! {
    file_size xFileSize (size: *mut sqlite3_int64) -> c_int;
    lock xLock (level: c_int) -> c_int;
    unlock xUnlock (level: c_int) -> c_int;
    check_reserved_lock xCheckReservedLock (held: *mut c_int) -> c_int;
    file_control xFileControl (what: c_int, more: *mut c_void) -> c_int;
    sector_size xSectorSize () -> c_int;
    device_characteristics xDeviceCharacteristics () -> c_int;
    shm_map xShmMap (page: c_int, size: c_int, extend: c_int, at: *mut *mut c_void) -> c_int;
    shm_lock xShmLock (from: c_int, count: c_int, flags: c_int) -> c_int;
    shm_barrier xShmBarrier ();
    shm_unmap xShmUnmap (delete: c_int) -> c_int;
}
