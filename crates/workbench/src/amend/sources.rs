//! The sources of a file as rows: title and number, who published it and when, its address, how far
//! it may be trusted.

use std::collections::BTreeMap;

use domain::files::NamedText;
use domain::say;
use toml_edit::{Document, Item};

use super::NotAmended;
use crate::sheet::cells::Cell;
use crate::sheet::columns::{Column, TableForm};
use crate::sheet::rewrite::Rewrite;
use crate::sheet::rows::{FileRow, last_byte, line_end, read};

/// A source as it stands in a file.
#[derive(Debug)]
pub struct SourceRow {
    /// Its number, such as `Z1`.
    pub id: String,
    /// What is said of it.
    pub row: FileRow,
    /// How often the file rests on it.
    pub uses: usize,
}

/// What may be said of a source, in the order in which its type has it.
pub fn columns() -> Vec<Column> {
    let form = TableForm::of_sources();
    let keys = form.keys();
    keys.iter().filter_map(|key| form.column(key)).collect()
}

/// The sources a file describes, in its order.
pub fn sources(file: &NamedText) -> Result<Vec<SourceRow>, NotAmended> {
    let text = file.text.as_str();
    let document = Document::parse(text).map_err(|error| NotAmended::unreadable(&error))?;
    let Some(Item::Table(all)) = document.as_table().get("sources") else {
        return Ok(Vec::new());
    };
    let described = all.iter().filter_map(|(id, item)| {
        let table = item.as_table()?;
        Some(SourceRow {
            id: id.to_owned(),
            row: read(text, table),
            uses: text.matches(&format!("source = \"{id}\"")).count(),
        })
    });
    Ok(described.collect())
}

/// The text with a source that says this, in place of what it said; behind the others where it is
/// new.
pub fn put(
    file: &NamedText,
    id: &str,
    leaves: &BTreeMap<String, Cell>,
) -> Result<String, NotAmended> {
    let is_plain = |sign: char| sign.is_ascii_alphanumeric() || sign == '-' || sign == '_';
    if id.is_empty() || id.len() > 20 || !id.chars().all(is_plain) {
        return Err(NotAmended(say!(
            "来源的编号写 1 至 20 个字母、数字，如 Z1",
            "the number of a source is 1 to 20 letters and digits, such as Z1"
        )));
    }
    let text = match file.text.ends_with('\n') || file.text.is_empty() {
        true => file.text.clone(),
        false => format!("{}\n", file.text),
    };
    let (form, columns) = (TableForm::of_sources(), columns());
    let rewrite = Rewrite {
        text: &text,
        table: "source",
        form: &form,
        columns: &columns,
        given: &[],
    };
    let known = sources(file)?;
    if let Some(known) = known.iter().find(|known| known.id == id) {
        let changed = rewrite.row(&known.row, leaves);
        return changed.map_err(|spread| {
            let key = spread.key;
            NotAmended(say!(
                "{id} 把 {key} 分写成几行，请在全文里改",
                "{id} writes {key} over several lines; change it in the text"
            ))
        });
    }
    let row = rewrite.new_row(leaves);
    let row = row.replacen("[[source]]", &format!("[sources.{id}]"), 1);
    let document = Document::parse(text.as_str());
    let document = document.map_err(|error| NotAmended::unreadable(&error))?;
    let last = document.as_table().get("sources").map(last_byte);
    let end = last.map_or(text.len(), |last| line_end(&text, last));
    let space = if end == 0 { "" } else { "\n" };
    Ok(format!("{}{space}{row}{}", &text[..end], &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> NamedText {
        NamedText {
            name: "440300/region.toml".to_owned(),
            text: text.to_owned(),
        }
    }

    fn said(pairs: &[(&str, &str)]) -> BTreeMap<String, Cell> {
        let pairs = pairs.iter();
        let pairs = pairs.map(|(key, text)| ((*key).to_owned(), Cell::Text((*text).to_owned())));
        pairs.collect()
    }

    #[test]
    fn a_source_is_put_where_it_stands_or_behind_the_others() {
        let text = "region = \"440300\" # 深圳\n\n[sources.Z1]   # 一\ntitle = \"旧\"\nclass = \"A\"\n\
             \n[[index]]\nname = \"wage\" # x\n";
        let own = file(text);
        let changed = put(&own, "Z1", &said(&[("title", "新"), ("class", "A")])).unwrap();
        assert_eq!(changed, text.replace("旧", "新"));
        let added = put(&own, "Z2", &said(&[("title", "又"), ("class", "B")])).unwrap();
        let expected = text.replace(
            "class = \"A\"\n",
            "class = \"A\"\n\n[sources.Z2]\ntitle = \"又\"\nclass = \"B\"\n",
        );
        assert_eq!(added, expected);
        let known = sources(&file(&added)).unwrap();
        let ids: Vec<&str> = known.iter().map(|known| known.id.as_str()).collect();
        assert_eq!(ids, ["Z1", "Z2"]);
        assert!(put(&own, "Z 2", &said(&[])).is_err());
    }
}
