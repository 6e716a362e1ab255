//! What every place inherits: the national file. A pack is asked first; where it has no row for a
//! situation, the national one applies.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::parse::Draft;
use crate::basis::Source;
use crate::files::{NamedText, Place, Problem};
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

    /// Reads the file and checks its rows.
    pub fn parse(file: &NamedText) -> Result<Arc<National>, Vec<Problem>> {
        let draft = super::parse::read_national(file)?;
        if draft.problems.is_empty() {
            Ok(Arc::new(National::of(draft, file)))
        } else {
            Err(draft.problems)
        }
    }

    fn of(draft: Draft, file: &NamedText) -> National {
        let pack = draft.pack;
        National {
            sources: pack.sources,
            marks: pack.marks,
            tables: pack.tables,
            file: Some(file.clone()),
            places: draft.places,
        }
    }
}
