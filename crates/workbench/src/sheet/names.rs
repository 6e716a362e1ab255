//! What people call the things the files of a place describe – layers, tiers, marks, diseases,
//! figures, sources – so that a table shows «统筹基金» where the file says `pooled`, and takes
//! either. One list gives both.

use std::collections::BTreeMap;

use domain::Bilingual;
use domain::files::NamedText;
use domain::policy::Library;
use toml::{Table, Value};

use super::columns::ColumnKind;

/// What the files call what they describe, by kind.
#[derive(Clone, Debug, Default)]
pub struct SpokenNames {
    layers: CalledBy,
    tiers: CalledBy,
    marks: CalledBy,
    indices: CalledBy,
    sources: CalledBy,
}

/// Words and names, a name written `中文 / English`.
type CalledBy = BTreeMap<String, String>;

fn both(value: Option<&Value>) -> Option<Bilingual> {
    let table = value?.as_table()?;
    let text = |key: &str| table.get(key).and_then(Value::as_str).map(str::to_owned);
    let zh = text("zh")?;
    let en = text("en").unwrap_or_else(|| zh.clone());
    Some(Bilingual { zh, en })
}

fn written(name: &Bilingual) -> String {
    format!("{} / {}", name.zh, name.en)
}

/// The names the rows of a table bear.
fn of_rows(whole: &Table, table: &str, named: &mut CalledBy) {
    let rows = whole.get(table).and_then(Value::as_array);
    for row in rows.into_iter().flatten().filter_map(Value::as_table) {
        let word = row.get("name").and_then(Value::as_str);
        let Some((word, name)) = word.zip(both(row.get("title"))) else {
            continue;
        };
        named
            .entry(word.to_owned())
            .or_insert_with(|| written(&name));
    }
}

impl SpokenNames {
    /// The names in the files of one pack: those all schemes share, and its own.
    pub fn of(files: &[&NamedText]) -> SpokenNames {
        let mut names = SpokenNames::default();
        let wholes = files
            .iter()
            .filter_map(|file| file.text.parse::<Table>().ok());
        for whole in wholes {
            of_rows(&whole, "layer", &mut names.layers);
            of_rows(&whole, "tier", &mut names.tiers);
            of_rows(&whole, "index", &mut names.indices);
            for (mark, name) in whole
                .get("marks")
                .and_then(Value::as_table)
                .into_iter()
                .flatten()
            {
                let name = both(Some(name)).map(|name| written(&name));
                names.marks.extend(name.map(|name| (mark.clone(), name)));
            }
            let sources = whole.get("sources").and_then(Value::as_table);
            for (id, source) in sources.into_iter().flatten() {
                let title = source.get("title").and_then(Value::as_str).unwrap_or(id);
                names.sources.insert(id.clone(), title.to_owned());
            }
        }
        names
    }

    /// The same with the marks and sources every place inherits.
    pub fn with_national(mut self, library: &Library) -> SpokenNames {
        let Some(pack) = library.packs().next() else {
            return self;
        };
        for (mark, name) in &pack.national.marks {
            self.marks
                .entry(mark.clone())
                .or_insert_with(|| written(name));
        }
        for (id, source) in &pack.national.sources {
            let title = || source.title.clone();
            self.sources.entry(id.clone()).or_insert_with(title);
        }
        self
    }

    /// A kind of cell with the names that may stand in it.
    pub(super) fn over(&self, path: &str, kind: ColumnKind) -> ColumnKind {
        match kind {
            ColumnKind::List(item) => ColumnKind::List(Box::new(self.over(path, *item))),
            ColumnKind::Text => self.named(path).unwrap_or(ColumnKind::Text),
            other => other,
        }
    }

    fn named(&self, path: &str) -> Option<ColumnKind> {
        let named = match path {
            "of" => &self.layers,
            "when.tier" => &self.tiers,
            "when.with" | "when.without" | "mark" => &self.marks,
            "index_share.index" => &self.indices,
            "basis.source" if !self.sources.is_empty() => {
                let list = self.sources.iter();
                let list = list.map(|(id, title)| (id.clone(), title.clone()));
                return Some(ColumnKind::Source(list.collect()));
            }
            _ => return None,
        };
        let told = |name: &String| named.values().filter(|other| *other == name).count() == 1;
        // A name that two of them bear says nothing about which is meant.
        let list = named.iter().filter(|(_, name)| told(name));
        let list: Vec<(String, String)> = list.map(|(a, b)| (a.clone(), b.clone())).collect();
        (!list.is_empty()).then_some(ColumnKind::Name(list))
    }
}
