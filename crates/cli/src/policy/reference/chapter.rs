//! A chapter of the reference: one kind of file, its tables, and the forms inside them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use domain::rules::Table;
use domain::text::Named;
use serde_json::{Map, Value};

use super::example::{Example, of_table};
use super::form::{self, VALUES, both, definition};
use crate::policy::schema::{FileForm, document};

/// The keys that rows share, explained once.
const SHARED: [&str; 4] = ["from", "until", "basis", "says"];

/// The kinds of files, a chapter each.
pub const CHAPTERS: [Chapter; 4] = [
    Chapter {
        which: FileForm::Pack,
        id: "pack",
        zh: "政策包",
        en: "Packs",
        files: "`policies/449900/region.toml`、`employee.toml`、`resident.toml`",
    },
    Chapter {
        which: FileForm::Procedures,
        id: "procedures",
        zh: "经办",
        en: "Procedures",
        files: "`policies/449900/procedures.toml`",
    },
    Chapter {
        which: FileForm::Case,
        id: "case",
        zh: "账单的算例",
        en: "Cases about bills",
        files: "`policies/449900/cases/*.toml`",
    },
    Chapter {
        which: FileForm::ProcedureCase,
        id: "procedure-case",
        zh: "经办的算例",
        en: "Cases about procedures",
        files: "`policies/449900/cases/*.toml`",
    },
];

/// What the document has explained: a form that several kinds of files share is explained once.
#[derive(Default)]
pub struct Explained {
    forms: BTreeSet<String>,
}

impl Explained {
    /// Whether the form is to be explained now.
    fn is_new(&mut self, name: &str, form: &Value) -> bool {
        self.forms.insert(format!("{name} {form}"))
    }
}

/// One kind of file.
pub struct Chapter {
    /// Which.
    pub which: FileForm,
    /// The head of its anchors.
    pub id: &'static str,
    /// Its name.
    pub zh: &'static str,
    /// Its name.
    pub en: &'static str,
    /// The files of the kind.
    pub files: &'static str,
}

impl Chapter {
    /// The anchor of one of its tables.
    pub fn anchor(&self, key: &str) -> String {
        format!("{}-{key}", self.id)
    }

    /// The keys at the top of the file.
    fn properties(&self) -> &'static Map<String, Value> {
        static NONE: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
        document(self.which)["properties"]
            .as_object()
            .unwrap_or(&NONE)
    }

    /// Its tables: keys that hold rows, or one table of keys.
    pub fn tables(&self) -> impl Iterator<Item = (&'static String, &'static Value)> + use<'_> {
        let keys = self.properties().iter();
        keys.filter(|(_, form)| self.row_type(form).is_some())
    }

    /// The type of the rows a key holds.
    fn row_type(&self, form: &'static Value) -> Option<&'static str> {
        let rows = if form["type"] == "array" {
            &form["items"]
        } else {
            form
        };
        let name = form::named(rows)?;
        // Rules that a case brings along are those of a pack, and `case` repeats the file itself.
        let is_own = !["PolicyFile", "Case", "Bilingual"].contains(&name);
        let is_table = form::is_table(definition(self.which, name));
        (is_own && is_table).then_some(name)
    }

    /// Writes the chapter.
    pub fn write(
        &self,
        text: &mut String,
        number: usize,
        examples: &[Example],
        said: &mut Explained,
    ) {
        let Chapter {
            id, zh, en, files, ..
        } = self;
        let _ = writeln!(text, "\n<a id=\"{id}\"></a>\n\n## {number} {zh} · {en}\n");
        let _ = writeln!(text, "文件 files: {files}\n");
        self.top(text, examples);
        if self.which == FileForm::Pack {
            self.shared_keys(text);
        }
        for (key, form) in self.tables() {
            self.table(text, (key, form), examples, said);
        }
        self.inner_forms(text, said);
    }

    fn top(&self, text: &mut String, examples: &[Example]) {
        let required = required(document(self.which));
        let tables: Vec<&String> = self.tables().map(|(key, _)| key).collect();
        let rest = self
            .properties()
            .iter()
            .filter(|(key, _)| !tables.contains(key));
        let rows: Vec<String> = rest
            .map(|(key, form)| self.row(key, form, required.contains(&key.as_str())))
            .collect();
        text.push_str("### 文件开头 At the top\n\n");
        key_table(text, &rows);
        show(text, &of_table(examples, self.which, "top"));
    }

    fn shared_keys(&self, text: &mut String) {
        text.push_str("\n<a id=\"shared\"></a>\n\n### 每一行都有 In every row\n\n");
        let row = definition(FileForm::Pack, "LayerRow");
        let keys = row["properties"].as_object();
        let shared = keys.into_iter().flatten();
        let shared = shared.filter(|(key, _)| SHARED.contains(&key.as_str()));
        let required = required(row);
        let rows: Vec<String> = shared
            .map(|(key, form)| self.row(key, form, required.contains(&key.as_str())))
            .collect();
        key_table(text, &rows);
    }

    fn table(
        &self,
        text: &mut String,
        (key, form): (&str, &'static Value),
        examples: &[Example],
        said: &mut Explained,
    ) {
        let Some(row_type) = self.row_type(form) else {
            return;
        };
        let row = definition(self.which, row_type);
        let is_new = said.is_new(row_type, row);
        let title = if form["type"] == "array" {
            format!("[[{key}]]")
        } else {
            format!("[{key}]")
        };
        let name = name_of(self.which, key, form);
        let _ = writeln!(text, "\n<a id=\"{}\"></a>\n", self.anchor(key));
        if is_new {
            let _ = writeln!(text, "<a id=\"{}-{row_type}\"></a>\n", self.id);
        }
        let _ = writeln!(text, "### `{title}` {name}\n");
        let (zh, en) = both(row);
        let _ = writeln!(text, "{zh}\n{en}\n");
        self.keys(text, row);
        show(text, &of_table(examples, self.which, key));
    }

    /// The keys of a row or an inner table, without those every row has.
    fn keys(&self, text: &mut String, row: &Value) {
        let keys = row["properties"].as_object().into_iter().flatten();
        let required = required(row);
        let is_row = SHARED
            .iter()
            .all(|key| *key == "says" || row["properties"].get(key).is_some());
        let own = keys.filter(|(key, _)| !(is_row && SHARED.contains(&key.as_str())));
        let rows: Vec<String> = own
            .map(|(key, form)| self.row(key, form, required.contains(&key.as_str())))
            .collect();
        key_table(text, &rows);
        if is_row {
            text.push_str(
                "\n另有[每一行都有的键](#shared)。 And [the keys of every row](#shared).\n",
            );
        }
        let ways: Vec<String> = row["oneOf"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|way| way["required"][0].as_str())
            .map(|key| format!("`{key}`"))
            .collect();
        if !ways.is_empty() {
            let _ = writeln!(text, "\n正好写一个 exactly one of: {}", ways.join(" "));
        }
    }

    fn row(&self, key: &str, form: &Value, required: bool) -> String {
        let (zh, en) = both(form);
        let tick = if required { "✓" } else { "" };
        let how = form::in_words(self.which, form);
        format!("| `{key}` | {how} | {tick} | {zh}<br>{en} |")
    }

    /// The forms inside the tables, which a reader comes to by a link.
    fn inner_forms(&self, text: &mut String, said: &mut Explained) {
        let forms = document(self.which)["definitions"].as_object();
        for (name, form) in forms.into_iter().flatten() {
            let is_value = VALUES.iter().any(|(value, _)| value == name);
            let is_inner = form::is_table(form) || form["oneOf"].is_array();
            let whole = ["PolicyFile", "Case"].contains(&name.as_str());
            if is_value || whole || !is_inner || !said.is_new(name, form) {
                continue;
            }
            let (zh, en) = both(form);
            let _ = writeln!(text, "\n<a id=\"{}-{name}\"></a>\n", self.id);
            let _ = writeln!(text, "### {}\n", in_short(&zh));
            let _ = writeln!(text, "{zh}\n{en}\n");
            if form::is_table(form) {
                self.keys(text, form);
            } else {
                self.ways(text, form);
            }
        }
    }

    /// A form that is written in one of several ways.
    fn ways(&self, text: &mut String, form: &Value) {
        for way in form["oneOf"].as_array().into_iter().flatten() {
            let (_, en) = both(way);
            let _ = writeln!(text, "- {} {en}", self.way(way));
        }
    }

    fn way(&self, way: &Value) -> String {
        let Some(keys) = way["properties"].as_object() else {
            return form::in_words(self.which, way);
        };
        let keys = keys.iter().map(|(key, form)| {
            let how = form::in_words(self.which, form);
            format!("`{key}` = {how}")
        });
        let keys: Vec<String> = keys.collect();
        keys.join("，")
    }
}

/// What the keys of a table are called, from the one list of tables where it is one.
fn name_of(which: FileForm, key: &str, form: &Value) -> String {
    let word = key.replace('_', "-");
    match Table::from_word(&word).filter(|_| which == FileForm::Pack) {
        Some(table) => {
            let name = table.name();
            format!("{} · {}", name.zh, name.en)
        }
        None => in_short(&both(form).0),
    }
}

/// A text up to its first stop.
fn in_short(text: &str) -> String {
    let end = text
        .find(['：', '；', '，', '。', '（'])
        .unwrap_or(text.len());
    text[..end].to_owned()
}

fn required(form: &Value) -> Vec<&str> {
    let keys = form["required"].as_array().into_iter().flatten();
    keys.filter_map(Value::as_str).collect()
}

fn key_table(text: &mut String, rows: &[String]) {
    text.push_str("| 键 key | 写法 form | 必写 | 意思 meaning |\n|---|---|---|---|\n");
    for row in rows {
        text.push_str(row);
        text.push('\n');
    }
}

fn show(text: &mut String, examples: &[&Example]) {
    for example in examples {
        let _ = writeln!(text, "\n例 example: {}\n", example.title);
        let _ = writeln!(text, "```toml\n{}\n```", example.text);
    }
}
