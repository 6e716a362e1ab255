//! The folder on the second disk: whose it is.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use crate::keep::KeepError;

/// The file in the folder that says whose it is.
pub const MARK: &str = "suixing-shipped";

/// Whether something was shipped to this folder, or somebody made an empty mark to have it begun
/// there.
pub fn is_begun(folder: &Path) -> bool {
    folder.join(MARK).is_file()
}

/// Whether the folder, or the one it will be made in, is there, and is not that of another
/// installation.
///
/// # Errors
/// What is wrong with it.
pub fn check_folder(folder: &Path, installation: Option<&str>) -> Result<(), KeepError> {
    let above = folder.parent().filter(|above| *above != Path::new(""));
    let place = match folder.is_dir() {
        true => folder,
        false => above.unwrap_or(Path::new(".")),
    };
    std::fs::read_dir(place).map_err(KeepError::file(place))?;
    let path = folder.join(MARK);
    let theirs = std::fs::read_to_string(&path).unwrap_or_default();
    let theirs = theirs.trim();
    match theirs.is_empty() || Some(theirs) == installation {
        true => Ok(()),
        false => Err(KeepError::OfAnother { path }),
    }
}

/// Takes the folder for one installation and one program, and makes it where nothing is shipped to
/// yet; not those above it, which say that a disk is not there.
pub(super) fn take_folder(folder: &Path, installation: &str) -> Result<File, KeepError> {
    if let Err(error) = std::fs::create_dir(folder)
        && !folder.is_dir()
    {
        return Err(KeepError::file(folder)(error));
    }
    let path = folder.join(MARK);
    let failed = || KeepError::file(&path);
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    let mut mark = options.open(&path).map_err(failed())?;
    let held = |_| KeepError::Held { path: path.clone() };
    mark.try_lock().map_err(held)?;
    let mut theirs = String::new();
    mark.read_to_string(&mut theirs).map_err(failed())?;
    match theirs.trim() {
        "" => {
            // It is begun anew: what was shipped before is not what this database has to reach.
            super::up_to::forget(folder)?;
            mark.write_all(installation.as_bytes()).map_err(failed())?;
        }
        theirs if theirs == installation => {}
        _ => return Err(KeepError::OfAnother { path }),
    }
    mark.sync_all().map_err(failed())?;
    Ok(mark)
}
