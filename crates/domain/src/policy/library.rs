//! All packs in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::pack::Pack;
use super::parse::{NamedText, Place, Problem};
use crate::Region;
use crate::filing::Rules;
use crate::person::Scheme;
use crate::text::Bilingual;

/// All packs in use, by insured place and scheme.
#[derive(Clone, Debug)]
pub struct Library {
    packs: BTreeMap<(Region, Scheme), Arc<Pack>>,
    filing: BTreeMap<Region, Rules>,
    baseline: Rules,
}

impl Default for Library {
    fn default() -> Library {
        Library {
            packs: BTreeMap::new(),
            filing: BTreeMap::new(),
            baseline: Rules::national_default(),
        }
    }
}

impl Library {
    /// Reads all packs from files named `<region>/<scheme>.toml` and `<region>/region.toml`; other
    /// names are not policy packs and are left alone. All problems of all files are reported.
    pub fn parse(files: &[NamedText], hash: fn(&str) -> String) -> Result<Library, Vec<Problem>> {
        let mut library = Library::default();
        let mut problems = Vec::new();
        for pack in pack_files(files) {
            match Pack::parse(&pack, hash) {
                Ok(pack) => library.insert(pack),
                Err(found) => problems.extend(found),
            }
        }
        for file in files
            .iter()
            .filter(|file| base(&file.name) == "filing.toml")
        {
            match Rules::parse(&file.name, &file.text) {
                Ok(rules) => library.insert_filing_rules(rules),
                Err(found) => problems.extend(found.into_iter().map(from_filing)),
            }
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

    /// The filing rules of a place; the national baseline where it has none of its own.
    pub fn filing_rules(&self, region: Region) -> &Rules {
        self.filing.get(&region.pooling()).unwrap_or(&self.baseline)
    }

    fn insert_filing_rules(&mut self, rules: Rules) {
        match rules.region {
            Some(region) => {
                self.filing.insert(region, rules);
            }
            None => self.baseline = rules,
        }
    }

    /// All packs, by place and scheme.
    pub fn packs(&self) -> impl Iterator<Item = &Arc<Pack>> {
        self.packs.values()
    }
}

fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn base(name: &str) -> &str {
    name.rsplit_once('/').map_or(name, |(_, base)| base)
}

/// The files of each pack, `region.toml` first.
pub fn pack_files(files: &[NamedText]) -> Vec<Vec<NamedText>> {
    let mut packs = Vec::new();
    for file in files {
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

/// A problem of filing rules in the shape of all policy problems.
fn from_filing(problem: crate::filing::Problem) -> Problem {
    let crate::filing::Place { file, line, column } = problem.place;
    Place { file, line, column }.problem(
        "filing-rules",
        Bilingual::new("备案规则读不懂或有矛盾", problem.cause.to_string()),
        Bilingual::new("请按英文提示改正后再检查", "correct it, then check again"),
    )
}
