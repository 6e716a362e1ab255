//! What every place inherits: the national file. A pack is asked first; where it has no row for a
//! situation, the national one applies.

use std::collections::BTreeMap;

use crate::basis::Source;
use crate::files::{NamedText, Place};
use crate::rules::Tables;
use crate::text::Bilingual;

/// The national file, read.
#[derive(Debug, Default)]
pub struct National {
    /// Sources by id.
    pub sources: BTreeMap<String, Source>,
    /// Marks in words.
    pub marks: BTreeMap<String, Bilingual>,
    /// Rows for what a place says nothing about, rules that are shown, and how far a place may stay
    /// below its own home level.
    pub tables: Tables,
    /// The file, where there is one.
    pub file: Option<NamedText>,
    /// Place of every row, by the identity of its basis.
    pub places: Vec<(usize, Place)>,
}

impl National {
    /// Whether a file of this name is the national one.
    pub fn is_file(name: &str) -> bool {
        name == "national/region.toml" || name.ends_with("/national/region.toml")
    }

    /// The one shipped with the program, for folders that bring none.
    pub fn shipped() -> NamedText {
        NamedText {
            name: "national/region.toml".to_owned(),
            text: include_str!("../../../../policies/national/region.toml").to_owned(),
        }
    }
}
