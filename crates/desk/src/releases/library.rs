//! The policies in use: what is installed, with the release in force put in the place of each
//! folder that has one. Which one that is follows from the approvals and the day.

use domain::files::NamedText;
use domain::policy::Library;
use jiff::civil::Date;
use store::releases::{self as rows, ApprovalRecord};
use store::{StoreError, Tx, packs, reference};

use super::mark::{Mark, ReleasesInForce};
use super::place::is_in;
use super::{Office, ReleaseError};
use crate::query::pack_hash;
use crate::{DeskError, Reference};

/// The approval in force on a day in each folder: the last one given of those whose day has come.
pub(super) fn in_force(approvals: &[ApprovalRecord], day: Date) -> ReleasesInForce {
    let come = approvals.iter().filter(|approval| approval.from <= day);
    // Given in order of turns, so the last one stays.
    come.map(|approval| (approval.place.clone(), approval.release.clone()))
        .collect()
}

/// The approval of a folder that was given last, whether its day has come or not.
pub(super) fn latest<'a>(
    approvals: &'a [ApprovalRecord],
    place: &str,
) -> Option<&'a ApprovalRecord> {
    let of_place = |approval: &&ApprovalRecord| approval.place == place;
    approvals.iter().rfind(of_place)
}

/// All texts in use on a day. `drafted` holds the files of a release that is not stored yet.
pub(super) fn texts(
    tx: &mut Tx<'_>,
    base: &[NamedText],
    in_force: &ReleasesInForce,
    drafted: Option<(&str, &[NamedText])>,
) -> Result<Vec<NamedText>, StoreError> {
    let mut found = base.to_vec();
    for (place, release) in in_force {
        let files = match drafted.filter(|(id, _)| id == release) {
            Some((_, files)) => files.to_vec(),
            None => rows::files(tx, release)?,
        };
        // A release without files is the way back to what is installed.
        if !files.is_empty() {
            found.retain(|file| !is_in(place, &file.name));
            found.extend(files);
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// The name under which the digest of the installed policies is kept.
const INSTALLED: &str = "installed-policies";

/// What is in use, before it is read.
struct Published {
    mark: Mark,
    in_force: ReleasesInForce,
    texts: Vec<NamedText>,
}

impl Office<'_> {
    /// The reference data in use now. The texts of its packs are kept, so that whatever is settled
    /// by them can be derived again for ever.
    pub fn reference(&self) -> Result<Reference, DeskError> {
        let published = self.published()?;
        self.read(published, &Reference::default())
    }

    /// The reference data in use now, if it is not what is held. What was put together from a
    /// library of its own, as in tests and measurements, stays.
    pub fn refreshed(&self, held: &Reference) -> Result<Option<Reference>, DeskError> {
        if held.mark.day.is_none() {
            return Ok(None);
        }
        let day = Some(self.today());
        let mark = |tx: &mut Tx<'_>| mark(tx, day);
        if self.db.read::<_, StoreError, _>(mark)? == held.mark {
            return Ok(None);
        }
        self.read(self.published()?, held).map(Some)
    }

    /// The texts that a reference was read from, cases included.
    pub fn texts_of(&self, reference: &Reference) -> Result<Vec<NamedText>, DeskError> {
        Ok(self
            .db
            .read(|tx| texts(tx, self.base, &reference.in_force, None))?)
    }

    /// Notes which policies are installed, so that nobody tests a release against others.
    pub fn note_installed(&self) -> Result<(), DeskError> {
        let digest = self.installed_digest();
        let known = |tx: &mut Tx<'_>| reference::meta(tx, INSTALLED);
        if self.db.read::<_, StoreError, _>(known)?.as_ref() != Some(&digest) {
            let note = move |tx: &mut Tx<'_>| reference::set_meta(tx, INSTALLED, &digest);
            self.db.transact::<_, StoreError, _>(note)?;
        }
        Ok(())
    }

    /// Refuses to work with other policies installed than the server of this database has.
    pub fn same_installed(&self) -> Result<(), DeskError> {
        let known = |tx: &mut Tx<'_>| reference::meta::<String>(tx, INSTALLED);
        match self.db.read::<_, StoreError, _>(known)? {
            Some(digest) if digest != self.installed_digest() => {
                Err(ReleaseError::OtherInstalled.into())
            }
            _ => Ok(()),
        }
    }

    fn installed_digest(&self) -> String {
        pack_hash(&domain::files::joined(self.base))
    }

    fn published(&self) -> Result<Published, StoreError> {
        let today = self.today();
        self.db.read(|tx: &mut Tx<'_>| {
            let in_force = in_force(&rows::approvals(tx)?, today);
            Ok(Published {
                mark: mark(tx, Some(today))?,
                texts: texts(tx, self.base, &in_force, None)?,
                in_force,
            })
        })
    }

    fn read(&self, published: Published, held: &Reference) -> Result<Reference, DeskError> {
        let is_same = held.mark.day.is_some() && held.in_force == published.in_force;
        let library = match is_same {
            true => held.library.clone(),
            false => library(&published.texts)?,
        };
        let new = library
            .packs()
            .filter(|pack| held.pack_by_hash(pack.hash()).is_none());
        let new: Vec<(String, String)> = new
            .map(|pack| (pack.hash().to_owned(), pack.text().to_owned()))
            .collect();
        if !new.is_empty() {
            self.db
                .transact(move |tx: &mut Tx<'_>| keep_packs(tx, &new))?;
        }
        let read = |tx: &mut Tx<'_>| Reference::read(tx, library.clone());
        let mut reference = self.db.read::<_, StoreError, _>(read)?;
        reference.mark = published.mark;
        reference.in_force = published.in_force;
        Ok(reference)
    }
}

fn mark(tx: &mut Tx<'_>, day: Option<Date>) -> Result<Mark, StoreError> {
    Ok(Mark {
        turn: rows::turn(tx)?,
        version: reference::version(tx)?,
        day,
    })
}

/// Reads texts that were tested when they were approved; with another folder installed since, they
/// may no longer fit together.
fn library(texts: &[NamedText]) -> Result<Library, ReleaseError> {
    let red = |problems: Vec<domain::files::Problem>| ReleaseError::Red {
        findings: problems.into_iter().map(Into::into).collect(),
    };
    Library::parse(texts, pack_hash).map_err(red)
}

/// Keeps the texts of packs by hash.
pub(super) fn keep_packs(tx: &mut Tx<'_>, new: &[(String, String)]) -> Result<(), StoreError> {
    new.iter()
        .try_for_each(|(hash, text)| packs::keep(tx, hash, text))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn approval(release: &str, place: &str, turn: i64, from: Date) -> ApprovalRecord {
        ApprovalRecord {
            release: release.to_owned(),
            place: place.to_owned(),
            turn,
            from,
            rolls_back: None,
        }
    }

    #[test]
    fn the_last_approval_whose_day_has_come_is_in_force() {
        let approvals = [
            approval("440300-1", "440300", 2, date(2026, 11, 1)),
            approval("national-1", "national", 4, date(2026, 11, 10)),
            approval("440300-2", "440300", 6, date(2026, 11, 20)),
            approval("440300-3", "440300", 8, date(2026, 11, 20)),
        ];
        let rows = [
            (date(2026, 10, 31), ""),
            (date(2026, 11, 1), "440300-1"),
            (date(2026, 11, 10), "440300-1 national-1"),
            (date(2026, 11, 19), "440300-1 national-1"),
            (date(2026, 11, 20), "440300-3 national-1"),
        ];
        for (day, expected) in rows {
            let in_force: Vec<String> = in_force(&approvals, day).into_values().collect();
            assert_eq!(in_force.join(" "), expected, "{day}");
        }
        assert_eq!(latest(&approvals, "440300").unwrap().release, "440300-3");
        assert_eq!(latest(&approvals, "440100"), None);
    }
}
