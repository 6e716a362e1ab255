//! Packs that would take each other's place: a file named after another scheme than the one it
//! holds, two files of one place and scheme. Only one of two could be in use, and nobody would be
//! told which.

use std::collections::BTreeMap;

use super::pack::Pack;
use crate::Region;
use crate::files::{NamedText, Place, Problem};
use crate::person::Scheme;
use crate::text::{Bilingual, Named};

/// The packs met so far, each with the name of its file.
#[derive(Debug, Default)]
pub struct Apart {
    known: BTreeMap<(Region, Scheme), String>,
}

impl Apart {
    /// Meets one more pack; what is wrong when one of the same place and scheme was met before.
    pub fn meet(&mut self, file: &NamedText, pack: &Pack) -> Option<Problem> {
        let whose = (pack.region, pack.scheme);
        let other = self.known.insert(whose, file.name.clone())?;
        Some(Place::of(file, 0..0).problem(
            "two-packs",
            Bilingual::new(
                format!("{other} 已是同一地区、同一险种的政策"),
                format!("{other} is a pack of the same place and scheme"),
            ),
            Bilingual::new(
                "请只留一份，放在以区划命名的文件夹",
                "keep one of them, in the folder named after the region",
            ),
        ))
    }
}

/// A file named after a scheme that holds another one.
pub fn wrong_scheme(file: &NamedText, pack: &Pack) -> Option<Problem> {
    let base = file.name.rsplit('/').next()?;
    let named = base.strip_suffix(".toml").and_then(Scheme::from_word)?;
    let held = pack.scheme;
    if named == held {
        return None;
    }
    let at = file.text.find("scheme").unwrap_or(0);
    let (meant, said) = (named.name(), held.name());
    Some(Place::of(file, at..at).problem(
        "wrong-scheme",
        Bilingual::new(
            format!("文件叫 {base}，里面写的是{}", said.zh),
            format!("the file is called {base} and holds the {}", said.en),
        ),
        Bilingual::new(
            format!(
                "{}的写 scheme = \"{named}\"，否则改文件名为 {held}.toml",
                meant.zh
            ),
            format!(
                "write scheme = \"{named}\" for the {}, or call the file {held}.toml",
                meant.en
            ),
        ),
    ))
}
