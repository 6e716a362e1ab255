//! A folder of policies, and the names of files in it.

use std::fmt;
use std::str::FromStr;

use domain::files::NamedText;
use domain::{Bilingual, Region, region_names};
use serde::Serialize;
use store::operators::Operator;

use super::ReleaseError;

/// The folder of a place: its division code, or `national`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct PlaceFolder(String);

/// The folder of the rules every place inherits.
const NATIONAL: &str = "national";
/// A folder of more files is a mistake.
const FILES_MAX: usize = 500;
/// So is a longer text; the longest pack is a tenth of it.
const TEXT_BYTES_MAX: usize = 1024 * 1024;

impl FromStr for PlaceFolder {
    type Err = ReleaseError;

    fn from_str(text: &str) -> Result<PlaceFolder, ReleaseError> {
        let region = text.parse::<Region>().ok();
        let is_pooling = region.is_some_and(|region| region.pooling() == region);
        match is_pooling || text == NATIONAL {
            true => Ok(PlaceFolder(text.to_owned())),
            false => Err(ReleaseError::Files {
                name: text.to_owned(),
                rule: Bilingual::new(
                    "请写统筹地区的六位区划代码，或 national",
                    "name the six digits of a pooling region, or national",
                ),
            }),
        }
    }
}

impl fmt::Display for PlaceFolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PlaceFolder {
    /// The name of the folder.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What people call it.
    pub fn name(&self) -> Bilingual {
        name_of(&self.0)
    }

    /// Whether its rules are the affair of the operator's unit. What every place inherits is for
    /// those who see to the whole country.
    pub fn is_of(&self, operator: &Operator) -> bool {
        let region = self.0.parse::<Region>().unwrap_or(Region::COUNTRY);
        operator.unit.holds_region(region)
    }

    /// Whether a file belongs to the folder.
    pub fn holds(&self, file: &str) -> bool {
        is_in(&self.0, file)
    }

    /// The files under their full names, sorted; refused when one cannot be of this folder.
    pub(super) fn whole(&self, files: &[NamedText]) -> Result<Vec<NamedText>, ReleaseError> {
        let broken = |name: &str, zh: &str, en: &str| ReleaseError::Files {
            name: name.to_owned(),
            rule: Bilingual::new(zh, en),
        };
        if files.is_empty() || files.len() > FILES_MAX {
            return Err(broken(
                &self.0,
                "文件数应为 1 至 500",
                "a folder has 1 to 500 files",
            ));
        }
        let mut whole = Vec::new();
        for NamedText { name, text } in files {
            let inner = name.strip_prefix(&format!("{self}/")).unwrap_or(name);
            if !is_file_name(inner) {
                return Err(broken(
                    name,
                    "文件名应为 region.toml、employee.toml、cases/….toml 之类",
                    "name files like region.toml, employee.toml, cases/….toml",
                ));
            }
            if text.len() > TEXT_BYTES_MAX {
                return Err(broken(name, "不得超过 1 MB", "at most 1 MB"));
            }
            whole.push(NamedText {
                name: format!("{self}/{inner}"),
                text: text.clone(),
            });
        }
        whole.sort_by(|a, b| a.name.cmp(&b.name));
        match whole.windows(2).find(|pair| pair[0].name == pair[1].name) {
            Some(twice) => Err(broken(
                &twice[0].name,
                "文件重复",
                "the file is there twice",
            )),
            None => Ok(whole),
        }
    }
}

/// What people call a folder.
pub(super) fn name_of(place: &str) -> Bilingual {
    match place.parse::<Region>() {
        Ok(region) => region_names::label(region),
        Err(_) => Bilingual::new("全国", "national"),
    }
}

/// Whether a file lies in a folder.
pub(super) fn is_in(place: &str, file: &str) -> bool {
    file.strip_prefix(place)
        .is_some_and(|rest| rest.starts_with('/'))
}

/// `employee.toml`, or `cases/inpatient.toml`; never a way out of the folder.
fn is_file_name(name: &str) -> bool {
    let parts: Vec<&str> = name.split('/').collect();
    let is_plain = |part: &&str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.len() <= 100
            && !part.chars().any(|c| c.is_control() || c == '\\')
    };
    parts.len() <= 3 && parts.iter().all(is_plain) && name.ends_with(".toml")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(name: &str) -> NamedText {
        NamedText {
            name: name.to_owned(),
            text: String::new(),
        }
    }

    #[test]
    fn a_folder_is_a_pooling_region_or_the_nation() {
        for good in ["440300", "national"] {
            assert_eq!(good.parse::<PlaceFolder>().unwrap().as_str(), good);
        }
        for bad in ["", "440305", "44030", "..", "National", "examples"] {
            assert!(bad.parse::<PlaceFolder>().is_err(), "{bad}");
        }
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let place: PlaceFolder = "440300".parse().unwrap();
        for bad in [
            "../440100/employee.toml",
            "/employee.toml",
            "a\\b.toml",
            "cases/.hidden.toml",
            "employee.txt",
            "440100/../employee.toml",
            "a/b/c/d.toml",
        ] {
            assert!(place.whole(&[text(bad)]).is_err(), "{bad}");
        }
        let files = [text("region.toml"), text("440300/cases/one.toml")];
        let whole = place.whole(&files).unwrap();
        assert_eq!(whole[0].name, "440300/cases/one.toml");
        assert_eq!(whole[1].name, "440300/region.toml");
        assert!(
            place
                .whole(&[text("a.toml"), text("440300/a.toml")])
                .is_err()
        );
        assert!(place.whole(&[]).is_err());
    }
}
