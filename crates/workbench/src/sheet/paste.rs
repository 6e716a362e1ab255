//! Rows copied from a spreadsheet, laid over a table: what each of them becomes, and what of it
//! cannot be read, cell by cell. A row that is not pasted stays; nothing is taken away.

use std::collections::BTreeMap;

use domain::{Bilingual, say};
use jiff::civil::Date;

use super::cells::{self, Cell, Trouble};
use super::columns::{Column, TableForm};
use super::display;
use super::edit::RowEdit;
use super::rows::FileRow;

/// What a pasted row becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Becomes {
    /// A row of its own.
    New,
    /// A row from a later day on; the standing row, from 0, ends then.
    Later {
        /// The row that ends.
        row: usize,
        /// On which day.
        from: Date,
    },
    /// Cells of a standing row, from 0: path, before, after.
    Changed {
        /// Which row.
        row: usize,
        /// What differs.
        cells: Vec<(String, String, String)>,
    },
    /// What stands there already.
    Same {
        /// Which row, from 0.
        row: usize,
    },
    /// Nothing, until it is mended.
    Wrong,
}

/// One pasted row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastedRow {
    /// Its number in what was pasted, from 1.
    pub number: usize,
    /// What it becomes.
    pub becomes: Becomes,
    /// Its cells as they were pasted: header and text.
    pub cells: Vec<(String, String)>,
    /// What cannot be read: header, text, why and what to do.
    pub wrong: Vec<(String, String, Trouble)>,
    /// What is done to the table for it.
    pub edits: Vec<RowEdit>,
}

/// What was pasted, row by row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted {
    /// The rows.
    pub rows: Vec<PastedRow>,
}

impl Pasted {
    /// Whether every row can be taken.
    pub fn is_whole(&self) -> bool {
        self.rows.iter().all(|row| row.wrong.is_empty())
    }

    /// Everything that is done to the table.
    pub fn edits(&self) -> Vec<RowEdit> {
        let edits = self.rows.iter().flat_map(|row| row.edits.iter().cloned());
        edits.collect()
    }
}

/// Why nothing of it can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoPaste(pub Bilingual);

/// Top-level keys that say which figure it is, and for whom; the others say how much, since when
/// and on what it rests.
const IDENTITY: [&str; 9] = [
    "name", "id", "counter", "of", "step", "when", "year", "disease", "item",
];

/// Reads pasted records against the rows that stand in a table.
pub fn read(
    form: &TableForm,
    standing: &[FileRow],
    records: &[(usize, Vec<String>)],
) -> Result<Pasted, NoPaste> {
    let seen: Vec<&FileRow> = standing.iter().collect();
    let shown = display::columns(form, &seen);
    let Some((_, first)) = records.first() else {
        return Err(NoPaste(say!("没有内容", "there is nothing in it")));
    };
    let named = header(form, &shown, first)?;
    let (columns, rows) = match named {
        Some(columns) => (columns, &records[1..]),
        None => return Err(no_header(&shown)),
    };
    if rows.is_empty() {
        let says = say!("只有表头，没有行", "there is a header and no row");
        return Err(NoPaste(says));
    }
    let mut pasted = Pasted::default();
    for (number, cells) in rows {
        let row = row(standing, &columns, (*number, cells));
        pasted.rows.push(row);
    }
    // Two rows for one standing row: which is meant nobody knows.
    for at in 1..pasted.rows.len() {
        let (before, rest) = pasted.rows.split_at_mut(at);
        let meant = meant(&rest[0].becomes);
        if let (Some(_), Some(other)) = (
            meant,
            before
                .iter()
                .find(|one| meant_of(one) == meant && meant.is_some()),
        ) {
            let trouble = twice(other.number);
            rest[0].wrong.push((String::new(), String::new(), trouble));
            rest[0].becomes = Becomes::Wrong;
            rest[0].edits.clear();
        }
    }
    Ok(pasted)
}

fn meant_of(row: &PastedRow) -> Option<usize> {
    meant(&row.becomes)
}

fn meant(becomes: &Becomes) -> Option<usize> {
    match becomes {
        Becomes::Later { row, .. } | Becomes::Changed { row, .. } | Becomes::Same { row } => {
            Some(*row)
        }
        Becomes::New | Becomes::Wrong => None,
    }
}

fn twice(other: usize) -> Trouble {
    Trouble {
        code: "same-row-twice",
        message: say!(
            "和第 {other} 行说的是同一条规定",
            "it is about the same rule as row {other}"
        ),
        next: say!("请只留一行", "keep one of them"),
    }
}

/// The column each pasted cell stands in, by the first record; none where it names no column.
fn header(
    form: &TableForm,
    shown: &[Column],
    first: &[String],
) -> Result<Option<Vec<Option<Column>>>, NoPaste> {
    let found: Vec<(String, Option<Column>)> = first
        .iter()
        .map(|text| (text.clone(), named(form, shown, text)))
        .collect();
    if found.iter().all(|(_, column)| column.is_none()) {
        return Ok(None);
    }
    for (text, column) in &found {
        let own = ["row", "table", ""].contains(&key_of(text).as_str());
        if column.is_none() && !own {
            let known: Vec<String> = shown.iter().map(Column::header).collect();
            let list = known.join("、");
            return Err(NoPaste(say!(
                "表头「{text}」不是这张表的列。可用的列：{list}",
                "“{text}” is no column of this table. Its columns: {list}"
            )));
        }
    }
    Ok(Some(found.into_iter().map(|(_, column)| column).collect()))
}

fn no_header(shown: &[Column]) -> NoPaste {
    let known: Vec<String> = shown.iter().map(Column::header).collect();
    let list = known.join("、");
    NoPaste(say!(
        "第一行不是表头。请连同表头一起复制；可用的列：{list}",
        "the first row names no column. Copy the header too; the columns are: {list}"
    ))
}

/// The key in the last brackets of a header, or the whole of it.
pub fn key_of(header: &str) -> String {
    let header = cells::bare(header).replace('（', "(").replace('）', ")");
    let inside = header
        .rsplit_once('(')
        .and_then(|(_, rest)| rest.split_once(')'));
    let key = inside.map_or(header.as_str(), |(key, _)| key);
    key.trim().to_owned()
}

/// The column of a header: by its key, or by the name people read above it.
fn named(form: &TableForm, shown: &[Column], header: &str) -> Option<Column> {
    let key = key_of(header);
    if key.is_empty() {
        return None;
    }
    let by_name = || {
        let mut same = shown.iter().filter(|column| column.title == key);
        let first = same.next().cloned();
        first.filter(|_| same.next().is_none())
    };
    form.column(&key).or_else(by_name)
}

fn row(
    standing: &[FileRow],
    columns: &[Option<Column>],
    (number, texts): (usize, &[String]),
) -> PastedRow {
    let mut pasted = PastedRow {
        number,
        becomes: Becomes::Wrong,
        cells: Vec::new(),
        wrong: Vec::new(),
        edits: Vec::new(),
    };
    let mut said: BTreeMap<String, Option<Cell>> = BTreeMap::new();
    for (at, column) in columns.iter().enumerate() {
        let Some(column) = column else { continue };
        let text = texts.get(at).map(String::as_str).unwrap_or_default();
        pasted.cells.push((column.title.clone(), text.to_owned()));
        if cells::bare(text).is_empty() {
            said.insert(column.path.clone(), None);
            continue;
        }
        match cells::read(&column.kinds, text) {
            Ok(cell) => drop(said.insert(column.path.clone(), Some(cell))),
            Err(why) => pasted.wrong.push((column.header(), text.to_owned(), why)),
        }
    }
    if said.get("from").is_some_and(Option::is_none) || !said.contains_key("from") {
        pasted.wrong.push((String::new(), String::new(), no_from()));
    }
    if pasted.wrong.is_empty() {
        (pasted.becomes, pasted.edits) = becomes(standing, &said);
    }
    pasted
}

fn no_from() -> Trouble {
    Trouble {
        code: "no-first-day",
        message: say!(
            "没有写从哪天起（from）",
            "it does not say from which day (from)"
        ),
        next: say!(
            "请在 from 一列写 2027-01-01 这样的日子",
            "give a day such as 2027-01-01"
        ),
    }
}

fn top(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}

fn day_of(cell: Option<&Cell>) -> Option<Date> {
    match cell {
        Some(Cell::Text(text)) => text.parse().ok(),
        _ => None,
    }
}

/// What says which figure a row is about.
fn identity(leaves: &BTreeMap<String, Cell>) -> BTreeMap<&str, Vec<&Cell>> {
    let own = leaves.iter();
    let own = own.filter(|(path, _)| IDENTITY.contains(&top(path)));
    own.map(|(path, cell)| {
        let items = match cell {
            Cell::List(items) => items.iter().collect(),
            one => vec![one],
        };
        (path.as_str(), items)
    })
    .collect()
}

fn becomes(standing: &[FileRow], said: &BTreeMap<String, Option<Cell>>) -> (Becomes, Vec<RowEdit>) {
    let own = said.iter();
    let own = own.filter_map(|(path, cell)| Some((path.clone(), cell.clone()?)));
    let own: BTreeMap<String, Cell> = own.collect();
    let from = day_of(own.get("from"));
    let new = || {
        let (after, leaves) = (None, own.clone());
        (Becomes::New, vec![RowEdit::Add { after, leaves }])
    };
    let known = |row: &FileRow| -> BTreeMap<String, Cell> { row.leaves.iter().cloned().collect() };
    let same: Vec<(usize, BTreeMap<String, Cell>)> = standing
        .iter()
        .enumerate()
        .map(|(at, row)| (at, known(row)))
        .filter(|(_, leaves)| identity(leaves) == identity(&own))
        .collect();
    let on_the_day = |leaves: &BTreeMap<String, Cell>| day_of(leaves.get("from")) == from;
    if let Some((row, leaves)) = same.iter().find(|(_, leaves)| on_the_day(leaves)) {
        return changed(*row, leaves, said);
    }
    let Some(from) = from else { return new() };
    let covers = |leaves: &BTreeMap<String, Cell>| {
        let begins = day_of(leaves.get("from")).is_some_and(|first| first < from);
        begins && day_of(leaves.get("until")).is_none_or(|until| until > from)
    };
    match same.iter().find(|(_, leaves)| covers(leaves)) {
        Some((row, _)) => {
            // A sentence about the figures of before is none about those of now.
            let mut said = said.clone();
            for words in ["says.zh", "says.en"] {
                said.entry(words.to_owned()).or_insert(None);
            }
            let edits = RowEdit::from_a_day((*row, &standing[*row]), from, &said);
            (Becomes::Later { row: *row, from }, edits.to_vec())
        }
        None => new(),
    }
}

fn changed(
    row: usize,
    standing: &BTreeMap<String, Cell>,
    said: &BTreeMap<String, Option<Cell>>,
) -> (Becomes, Vec<RowEdit>) {
    let differing: BTreeMap<String, Option<Cell>> = said
        .iter()
        .filter(|(path, cell)| standing.get(*path) != cell.as_ref())
        .map(|(path, cell)| (path.clone(), cell.clone()))
        .collect();
    if differing.is_empty() {
        return (Becomes::Same { row }, vec![]);
    }
    let shown = |cell: Option<&Cell>| cell.map(display::plain).unwrap_or_default();
    let cells = differing.iter().map(|(path, cell)| {
        (
            path.clone(),
            shown(standing.get(path)),
            shown(cell.as_ref()),
        )
    });
    let cells = cells.collect();
    let leaves = differing;
    (
        Becomes::Changed { row, cells },
        vec![RowEdit::Change { row, leaves }],
    )
}

#[cfg(test)]
mod tests {
    use super::super::TableFile;
    use super::super::rows::rows;
    use super::*;

    const TEXT: &str = "[[rate]]\nof = \"pooled\"\nwhen = { status = \"retired\" }\npay = \"95%\"\n\
        from = \"2024-01-01\"\nbasis = { source = \"Z1\", confidence = \"A\" }\n";

    fn pasted(rows_of: &[&[&str]]) -> Result<Pasted, NoPaste> {
        let form = TableForm::find(TableFile::Pack, "rate").unwrap();
        let standing = rows(TEXT, "rate").unwrap();
        let records: Vec<(usize, Vec<String>)> = rows_of
            .iter()
            .enumerate()
            .map(|(at, cells)| (at + 1, cells.iter().map(|one| (*one).to_owned()).collect()))
            .collect();
        read(&form, &standing, &records)
    }

    #[test]
    fn each_row_says_what_it_becomes() {
        let head = ["of", "when.status", "pay", "from"];
        let found = pasted(&[
            &head,
            &["pooled", "retired", "93%", "2027-01-01"],
            &["pooled", "on-job", "90%", "2027/1/1"],
        ])
        .unwrap();
        let later = Becomes::Later {
            row: 0,
            from: "2027-01-01".parse().unwrap(),
        };
        assert_eq!(found.rows[0].becomes, later);
        assert_eq!(found.rows[1].becomes, Becomes::New);
        let same = pasted(&[&head, &["pooled", "retired", "0.95", "2024-01-01"]]).unwrap();
        assert_eq!(same.rows[0].becomes, Becomes::Same { row: 0 });
        let changed = pasted(&[&head, &["pooled", "retired", "94%", "2024-01-01"]]).unwrap();
        let cells = vec![("pay".to_owned(), "95%".to_owned(), "94%".to_owned())];
        assert_eq!(changed.rows[0].becomes, Becomes::Changed { row: 0, cells });
    }

    #[test]
    fn what_cannot_be_read_is_told_by_cell() {
        let head = ["of", "when.status", "pay", "from"];
        let found = pasted(&[
            &head,
            &["pooled", "retired", "93", "2027-01-01"],
            &["pooled", "asleep", "90%", ""],
        ])
        .unwrap();
        assert_eq!(found.rows[0].wrong[0].2.code, "ambiguous-rate");
        assert_eq!(found.rows[1].wrong.len(), 2);
        assert!(!found.is_whole() && found.edits().is_empty());
        assert!(pasted(&[&["1", "2"]]).is_err());
        assert!(pasted(&[&["pay", "colour"], &["90%", "red"]]).is_err());
        assert!(pasted(&[&head]).is_err());
    }
}
