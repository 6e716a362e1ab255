//! The columns of a table as CSV: one for each leaf key, such as `when.care` or `pay.tertiary`.
//! What may stand in a column is read off the same schema that editors use, so that a key the rows
//! gain is a column at once.

use domain::facility::Level;
use domain::text::Named;
use domain::{Bilingual, say};
use serde_json::Value;

use super::TableFile;
use super::names::SpokenNames;
use crate::schema;

/// What a cell may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Yuan.
    Amount,
    /// A percentage.
    Rate,
    /// Percentage points.
    Points,
    /// A span of whole numbers.
    Span,
    /// A division code.
    Region,
    /// A day.
    Day,
    /// A whole number.
    Whole,
    /// Yes or no.
    YesNo,
    /// One of these words, each with its names in both languages.
    Word(Vec<(String, String)>),
    /// The name of something the files of the place describe; with what people call it.
    Name(Vec<(String, String)>),
    /// The number of a source the files of the place describe; with its title.
    Source(Vec<(String, String)>),
    /// Free text.
    Text,
    /// Several of a kind.
    List(Box<ColumnKind>),
}

/// A leaf key of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// Path such as `when.care`.
    pub path: String,
    /// What people call each step of the path.
    pub titles: Vec<Bilingual>,
    /// What a cell may hold; a list after the single value.
    pub kinds: Vec<ColumnKind>,
}

impl Column {
    /// What people call it, step by step: «适用的情形·参保身份».
    pub fn title(&self) -> Bilingual {
        joined(&self.titles)
    }

    /// What stands above it where it is plain what the table is about: «参保身份».
    pub fn heading(&self) -> Bilingual {
        let is_plain = matches!(self.top(), "when" | "basis") && self.titles.len() > 1;
        joined(&self.titles[usize::from(is_plain)..])
    }

    /// The key of the row under which it stands.
    pub fn top(&self) -> &str {
        self.path.split('.').next().unwrap_or_default()
    }

    /// How a sheet names it: `支付比例 (pay.tertiary)`.
    pub fn header(&self) -> String {
        format!("{} ({})", self.title().zh, self.path)
    }

    /// Whether a heading means this column: by its key, or by what people call it.
    pub fn is_called(&self, heading: &str) -> bool {
        let names = [self.title(), self.heading()];
        let mut names = names.iter().flat_map(|both| [&both.zh, &both.en]);
        self.path == heading || names.any(|name| name.eq_ignore_ascii_case(heading))
    }

    /// What may stand in it of a closed list, or of what the files describe: word and names.
    pub fn words(&self) -> Option<&[(String, String)]> {
        let of = |kind: &'_ ColumnKind| matches!(kind, ColumnKind::Word(_) | ColumnKind::Name(_));
        self.kinds.iter().find_map(|kind| match kind {
            ColumnKind::Word(words) | ColumnKind::Name(words) => Some(words.as_slice()),
            ColumnKind::List(item) if of(item) => match item.as_ref() {
                ColumnKind::Word(words) | ColumnKind::Name(words) => Some(words.as_slice()),
                _ => None,
            },
            _ => None,
        })
    }
}

fn joined(titles: &[Bilingual]) -> Bilingual {
    let of = |pick: fn(&Bilingual) -> &str| titles.iter().map(pick).collect::<Vec<_>>().join("·");
    Bilingual::new(of(|one| &one.zh), of(|one| &one.en))
}

/// The rows of one table, as the schema describes them.
#[derive(Debug)]
pub struct TableForm {
    document: &'static Value,
    row: String,
    names: SpokenNames,
}

impl TableForm {
    /// The table of this name in packs or in procedures.
    pub fn find(which: TableFile, table: &str) -> Option<TableForm> {
        let document = schema::document(which);
        let (_, row) = tables(document).find(|(name, _)| name == table)?;
        Some(TableForm {
            document,
            row,
            names: SpokenNames::default(),
        })
    }

    /// The same with what the files of a place call the things they describe.
    pub fn naming(self, names: SpokenNames) -> TableForm {
        TableForm { names, ..self }
    }

    /// The sources a file may describe, each a table of its own.
    pub fn of_sources() -> TableForm {
        TableForm {
            document: schema::document(TableFile::Pack),
            row: "Source".to_owned(),
            names: SpokenNames::default(),
        }
    }

    /// The names of the tables that can be written as CSV.
    pub fn names(which: TableFile) -> Vec<String> {
        let document = schema::document(which);
        tables(document).map(|(name, _)| name).collect()
    }

    /// What a table holds, in a few words of both languages.
    pub fn title(which: TableFile, table: &str) -> Bilingual {
        let form = &schema::document(which)["properties"][table];
        let text = form["description"].as_str().unwrap_or(table);
        let (zh, en) = text.split_once("\n\n").unwrap_or((text, text));
        let short = |text: &str, ends: &[char]| {
            let end = text.find(ends).unwrap_or(text.len());
            text[..end].trim().to_owned()
        };
        let zh = short(zh, &['：', '，', '；', '。', '（', '\n']);
        Bilingual::new(zh, short(en, &[':', ';', '.', '\n']))
    }

    /// The keys of a row in the order of its type.
    pub fn keys(&self) -> Vec<&str> {
        let row = &self.document["definitions"][&self.row]["properties"];
        row.as_object()
            .into_iter()
            .flatten()
            .map(|(key, _)| key.as_str())
            .collect()
    }

    /// The column of a path; none when no row may have such a key.
    pub fn column(&self, path: &str) -> Option<Column> {
        let mut nodes = vec![self.row_node()];
        let mut titles = Vec::new();
        for step in path.split('.') {
            let (title, inner) = self.step(&nodes, step)?;
            titles.push(title);
            nodes = inner;
        }
        let kinds = self.kinds(&nodes).into_iter();
        let kinds: Vec<ColumnKind> = kinds.map(|kind| self.names.over(path, kind)).collect();
        (!kinds.is_empty()).then(|| Column {
            path: path.to_owned(),
            titles,
            kinds,
        })
    }

    /// Every column a row may have, whether any has it or not; lists of tables have none.
    pub fn every(&self) -> Vec<Column> {
        let mut paths = Vec::new();
        self.leaves("", &[self.row_node()], &mut paths);
        paths.iter().filter_map(|path| self.column(path)).collect()
    }

    fn leaves(&self, path: &str, nodes: &[Node<'_>], found: &mut Vec<String>) {
        if !path.is_empty() && !self.kinds(nodes).is_empty() {
            found.push(path.to_owned());
        }
        let mut keys: Vec<&String> = Vec::new();
        for node in nodes {
            for (key, _) in node.form["properties"].as_object().into_iter().flatten() {
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
        }
        for key in keys {
            let below = match path.is_empty() {
                true => key.clone(),
                false => format!("{path}.{key}"),
            };
            if let Some((_, inner)) = self.step(nodes, key) {
                self.leaves(&below, &inner, found);
            }
        }
    }

    fn row_node(&self) -> Node<'_> {
        Node {
            name: Some(&self.row),
            form: &self.document["definitions"][&self.row],
        }
    }

    /// What lies behind one step of a path, and how people call the step.
    fn step<'a>(&'a self, nodes: &[Node<'a>], step: &str) -> Option<(Bilingual, Vec<Node<'a>>)> {
        let number = step.parse::<usize>().ok().filter(|number| *number > 0);
        let mut inner = Vec::new();
        let mut title = None;
        for node in nodes {
            if let Some(number) = number
                && let Some(items) = node.form.get("items")
            {
                title = Some(say!("第{number}个", "number {number}"));
                self.expand(None, items, &mut inner);
            } else if let Some(form) = node.form["properties"].get(step) {
                title = title.or_else(|| short_name(form, step));
                self.expand(None, form, &mut inner);
            } else if let Some(form) = node.form.get("additionalProperties")
                && form.is_object()
            {
                self.expand(None, form, &mut inner);
            }
        }
        let unnamed = || Bilingual::new(step, step);
        (!inner.is_empty()).then(|| (title.unwrap_or_else(unnamed), inner))
    }

    /// Follows references and alternatives to the forms a value may really have.
    fn expand<'a>(&'a self, name: Option<&'a str>, form: &'a Value, found: &mut Vec<Node<'a>>) {
        if let Some(name) = form["$ref"]
            .as_str()
            .and_then(|name| name.rsplit('/').next())
        {
            return self.expand(Some(name), &self.document["definitions"][name], found);
        }
        if form.get("type").is_some() {
            found.push(Node { name, form });
        }
        for ways in ["allOf", "anyOf", "oneOf"] {
            for way in form[ways].as_array().into_iter().flatten() {
                self.expand(name, way, found);
            }
        }
    }

    fn kinds(&self, nodes: &[Node]) -> Vec<ColumnKind> {
        let mut kinds: Vec<ColumnKind> = Vec::new();
        for node in nodes {
            let kind = match node.form["type"].as_str() {
                Some("string") => Some(text_kind(node)),
                Some("integer") => Some(ColumnKind::Whole),
                Some("boolean") => Some(ColumnKind::YesNo),
                Some("array") => self.list_kind(node.form),
                _ => None,
            };
            if let Some(kind) = kind
                && !kinds.contains(&kind)
            {
                kinds.push(kind);
            }
        }
        kinds
    }

    /// Lists of single values; a list of tables has a column for each of their keys instead.
    fn list_kind(&self, form: &Value) -> Option<ColumnKind> {
        let mut nodes = Vec::new();
        self.expand(None, form.get("items")?, &mut nodes);
        let mut kinds = self.kinds(&nodes).into_iter();
        kinds.next().map(|kind| ColumnKind::List(Box::new(kind)))
    }
}

/// A form with the name of its type.
#[derive(Clone, Copy, Debug)]
struct Node<'a> {
    name: Option<&'a str>,
    form: &'a Value,
}

/// Tables are arrays of rows; disputes nest rows of other tables and are written by hand.
fn tables(document: &Value) -> impl Iterator<Item = (String, String)> {
    let keys = document["properties"].as_object().into_iter().flatten();
    keys.filter_map(|(table, form)| {
        let row = form["items"]["$ref"].as_str()?.rsplit('/').next()?;
        (table != "dispute").then(|| (table.clone(), row.to_owned()))
    })
}

fn text_kind(node: &Node) -> ColumnKind {
    let words = node.form["enum"].as_array();
    if let Some(words) = words {
        let names = node.form["enumDescriptions"].as_array();
        let name = |at: usize| {
            names
                .and_then(|names| names.get(at)?.as_str())
                .unwrap_or_default()
        };
        let words = words.iter().enumerate();
        let words = words.map(|(at, word)| {
            (
                word.as_str().unwrap_or_default().to_owned(),
                name(at).to_owned(),
            )
        });
        return ColumnKind::Word(words.collect());
    }
    match (node.name, node.form["format"].as_str()) {
        (_, Some("date")) => ColumnKind::Day,
        (Some("Money"), _) => ColumnKind::Amount,
        (Some("Rate"), _) => ColumnKind::Rate,
        (Some("Points"), _) => ColumnKind::Points,
        (Some("Span"), _) => ColumnKind::Span,
        (Some("Region"), _) => ColumnKind::Region,
        _ => ColumnKind::Text,
    }
}

/// What people call a key, short enough for the head of a column.
fn short_name(form: &Value, key: &str) -> Option<Bilingual> {
    if let Some(level) = Level::from_word(key) {
        return Some(level.name());
    }
    let (zh, en) = form["description"].as_str()?.split_once("\n\n")?;
    let short = |text: &str, ends: &[char]| {
        let end = text.find(ends).unwrap_or(text.len());
        text[..end].trim().to_owned()
    };
    Some(Bilingual::new(
        short(zh, &['：', '，', '；', '。', '（', '\n']),
        short(en, &[':', ';', '.', ',', '(', '\n']),
    ))
}
