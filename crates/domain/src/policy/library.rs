//! All packs in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::apart::{Apart, wrong_scheme};
use super::national::National;
use super::pack::Pack;
use crate::Region;
use crate::dictionary::Dictionaries;
use crate::files::holds_cases;
use crate::files::{NamedText, Place, Problem};
use crate::person::Scheme;
use crate::procedures::{self, Procedures};
use crate::text::Bilingual;

/// All packs in use, by insured place and scheme.
#[derive(Clone, Debug)]
pub struct Library {
    packs: BTreeMap<(Region, Scheme), Arc<Pack>>,
    procedures: BTreeMap<Region, Procedures>,
    national: Procedures,
    /// The codes of the hospital interface.
    pub dictionaries: Dictionaries,
}

impl Default for Library {
    fn default() -> Library {
        Library {
            packs: BTreeMap::new(),
            procedures: BTreeMap::new(),
            national: Procedures::national(),
            dictionaries: Dictionaries::shipped().clone(),
        }
    }
}

impl Library {
    /// Reads all packs from files named `<region>/<scheme>.toml` and `<region>/region.toml`; other
    /// names are not policy packs and are left alone. All problems of all files are reported; two
    /// packs of one place and scheme are one.
    pub fn parse(files: &[NamedText], hash: fn(&str) -> String) -> Result<Library, Vec<Problem>> {
        let mut library = Library::default();
        let mut problems = Vec::new();
        let national = National::parse(&national_file(files))?;
        let packs = place_files(files);
        let read = |files: &Vec<NamedText>| Pack::parse_under(&national, files, hash);
        let mut apart = Apart::default();
        for (files, pack) in packs.iter().zip(side_by_side(&packs, read)) {
            match pack {
                Ok(pack) => {
                    if let Some(file) = files.last() {
                        problems.extend(wrong_scheme(file, &pack));
                        problems.extend(apart.meet(file, &pack));
                    }
                    library.insert(pack);
                }
                Err(found) => problems.extend(found),
            }
        }
        let mut own = Vec::new();
        for file in files.iter().filter(|file| !holds_cases(&file.name)) {
            match base(&file.name) {
                procedures::FILE => match Procedures::parse(file) {
                    Ok(found) if found.region.is_none() => library.national = found,
                    Ok(found) => own.push(found),
                    Err(found) => problems.extend(found),
                },
                procedures::OLD_FILE => problems.push(old_name(file)),
                _ => (),
            }
        }
        for own in &own {
            library.insert_procedures(own);
        }
        match Dictionaries::parse(files) {
            Ok(dictionaries) => library.dictionaries = dictionaries,
            Err(found) => problems.extend(found),
        }
        if problems.is_empty() {
            Ok(library)
        } else {
            Err(problems)
        }
    }

    /// Adds a pack in place of an earlier one of the same place and scheme.
    pub fn insert(&mut self, pack: Pack) {
        self.packs
            .insert((pack.region, pack.scheme), Arc::new(pack));
    }

    /// The pack that decides for a person insured there. One text holds all dates, so the day only
    /// says whether there is any rule at all.
    pub fn pack(&self, region: Region, scheme: Scheme, day: Date) -> Option<&Arc<Pack>> {
        let pack = self.packs.get(&(region.pooling(), scheme))?;
        pack.benefit_year(day).map(|_| pack)
    }

    /// The pack of a place and scheme, whatever the day.
    pub fn find(&self, region: Region, scheme: Scheme) -> Option<&Arc<Pack>> {
        self.packs.get(&(region.pooling(), scheme))
    }

    /// The procedures of a place; the national ones where it has none of its own.
    pub fn procedures(&self, region: Region) -> &Procedures {
        self.procedures
            .get(&region.pooling())
            .unwrap_or(&self.national)
    }

    /// The national procedures, then those of every place that has its own.
    pub fn all_procedures(&self) -> impl Iterator<Item = &Procedures> {
        std::iter::once(&self.national).chain(self.procedures.values())
    }

    /// Adds the procedures of a place on top of the national ones.
    fn insert_procedures(&mut self, own: &Procedures) {
        if let Some(region) = own.region {
            let whole = own.over(&self.national);
            self.procedures.insert(region, whole);
        }
    }

    /// All packs, by place and scheme.
    pub fn packs(&self) -> impl Iterator<Item = &Arc<Pack>> {
        self.packs.values()
    }
}

/// The work done for every item on as many threads as there are cores, in the order of the items. A
/// whole country of packs is read in a fraction of a second, a few without starting a thread.
fn side_by_side<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    const WORTH_A_THREAD: usize = 50;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = cores.min(items.len() / WORTH_A_THREAD).max(1);
    if threads == 1 {
        return items.iter().map(work).collect();
    }
    let work = &work;
    std::thread::scope(|scope| {
        let parts = items.chunks(items.len().div_ceil(threads));
        let running: Vec<_> = parts
            .map(|part| scope.spawn(move || part.iter().map(work).collect::<Vec<R>>()))
            .collect();
        let done = running.into_iter().flat_map(|thread| match thread.join() {
            Ok(results) => results,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        done.collect()
    })
}

fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn base(name: &str) -> &str {
    name.rsplit_once('/').map_or(name, |(_, base)| base)
}

/// The national file among the files, or the shipped one.
fn national_file(files: &[NamedText]) -> NamedText {
    let among = files.iter().find(|file| National::is_file(&file.name));
    among.cloned().unwrap_or_else(National::shipped)
}

/// The files of each pack: the national one, then `region.toml`, then the scheme's.
pub fn pack_files(files: &[NamedText]) -> Vec<Vec<NamedText>> {
    let national = national_file(files);
    let mut packs = place_files(files);
    for pack in &mut packs {
        pack.insert(0, national.clone());
    }
    packs
}

/// The files of each pack that are its own, `region.toml` first.
fn place_files(files: &[NamedText]) -> Vec<Vec<NamedText>> {
    let mut packs = Vec::new();
    for file in files.iter().filter(|file| !holds_cases(&file.name)) {
        let name = base(&file.name);
        let scheme = name.strip_suffix(".toml").and_then(Scheme::from_word);
        if scheme.is_none() {
            continue;
        }
        let shared = files.iter().find(|other| {
            base(&other.name) == "region.toml" && folder(&other.name) == folder(&file.name)
        });
        packs.push(shared.into_iter().chain([file]).cloned().collect());
    }
    packs
}

/// A file that still has the name from before designation, claims and clearing stood in it.
fn old_name(file: &NamedText) -> Problem {
    Place::of(file, 0..0).problem(
        "old-file-name",
        Bilingual::new(
            "filing.toml 已改名为 procedures.toml，这个文件不会被读取",
            "filing.toml is now called procedures.toml; this file is not read",
        ),
        Bilingual::new(
            "请把文件改名为 procedures.toml，再检查一遍内容",
            "rename the file to procedures.toml, then check its content",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_side_by_side_keeps_its_order() {
        for count in [0, 1, 49, 99, 100, 101, 1_003] {
            let items: Vec<usize> = (0..count).collect();
            let doubled: Vec<usize> = items.iter().map(|item| item * 2).collect();
            assert_eq!(side_by_side(&items, |item| item * 2), doubled);
        }
    }
}
