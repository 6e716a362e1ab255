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
        cells: Vec<CellChange>,
    },
    /// What stands there already.
    Same {
        /// Which row, from 0.
        row: usize,
    },
    /// Nothing, until it is mended.
    Wrong,
}

/// A leaf by its path, before and after.
pub type CellChange = (String, Option<Cell>, Option<Cell>);

/// A cell as it was pasted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastedCell {
    /// Its column.
    pub path: String,
    /// What people call the column.
    pub called: Bilingual,
    /// What stood in it.
    pub text: String,
}

/// A cell, or a row, that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongCell {
    /// The cell; none where the row as a whole is meant.
    pub cell: Option<PastedCell>,
    /// Why not, and what to do.
    pub why: Trouble,
}

/// One pasted row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastedRow {
    /// Its number in what was pasted, from 1.
    pub number: usize,
    /// What it becomes.
    pub becomes: Becomes,
    /// Its cells as they were pasted.
    pub cells: Vec<PastedCell>,
    /// What cannot be taken, cell by cell.
    pub wrong: Vec<WrongCell>,
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

    /// Everything that is done to the table by the rows that can be taken.
    pub fn edits(&self) -> Vec<RowEdit> {
        self.edits_by_row()
            .into_iter()
            .map(|(_, edit)| edit)
            .collect()
    }

    /// The same, each with the number of the pasted row, from 0, it is done for.
    pub fn edits_by_row(&self) -> Vec<(usize, RowEdit)> {
        let sound = self
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.wrong.is_empty());
        let edits =
            sound.flat_map(|(at, row)| row.edits.iter().map(move |edit| (at, edit.clone())));
        edits.collect()
    }
}

/// Why nothing of it can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoPaste(pub Bilingual);

/// Top-level keys that say which figure it is, and for whom; the others say how much, since when
/// and on what it rests.
pub const IDENTITY: [&str; 9] = [
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
            let why = twice(other.number);
            rest[0].wrong.push(WrongCell { cell: None, why });
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
            let list = listed(shown);
            return Err(NoPaste(say!(
                "表头「{text}」不是这张表的列。可用的列：{list}",
                "“{text}” is no column of this table. Its columns: {list}";
                list = list
            )));
        }
    }
    Ok(Some(found.into_iter().map(|(_, column)| column).collect()))
}

fn no_header(shown: &[Column]) -> NoPaste {
    let list = listed(shown);
    NoPaste(say!(
        "第一行不是表头。请连同表头一起复制；可用的列：{list}",
        "the first row names no column. Copy the header too; the columns are: {list}";
        list = list
    ))
}

/// The columns, as people call them.
fn listed(shown: &[Column]) -> Bilingual {
    let headings = shown.iter().map(Column::heading);
    Bilingual::join(headings, domain::text::Sep::Comma)
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
    let one_of = |columns: &[Column]| {
        let whole = cells::bare(header);
        let mut same = columns
            .iter()
            .filter(|column| column.is_called(&whole) || column.is_called(&key));
        let first = same.next().cloned();
        first.filter(|_| same.next().is_none())
    };
    let by_name = || one_of(shown).or_else(|| one_of(&form.every()));
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
        let cell = PastedCell {
            path: column.path.clone(),
            called: column.heading(),
            text: text.to_owned(),
        };
        pasted.cells.push(cell.clone());
        if cells::bare(text).is_empty() {
            said.insert(column.path.clone(), None);
            continue;
        }
        match cells::read(&column.kinds, text) {
            Ok(cell) => drop(said.insert(column.path.clone(), Some(cell))),
            Err(why) => {
                let cell = Some(cell);
                pasted.wrong.push(WrongCell { cell, why });
            }
        }
    }
    let is_read = |path: &str| said.get(path).is_some_and(Option::is_some);
    let is_told = |path: &str| {
        let mut told = pasted.wrong.iter().filter_map(|one| one.cell.as_ref());
        told.any(|cell| cell.path == path)
    };
    if !is_read("from") && !is_told("from") {
        let why = no_from();
        pasted.wrong.push(WrongCell { cell: None, why });
    }
    let day = |path: &str| day_of(said.get(path).and_then(Option::as_ref));
    if let Some((from, until)) = day("from").zip(day("until")).filter(|(a, b)| b <= a) {
        let cell = pasted
            .cells
            .iter()
            .find(|cell| cell.path == "until")
            .cloned();
        let why = days_reversed(from, until);
        pasted.wrong.push(WrongCell { cell, why });
    }
    if pasted.wrong.is_empty() {
        (pasted.becomes, pasted.edits) = becomes(standing, &said);
    }
    pasted
}

fn no_from() -> Trouble {
    Trouble {
        code: "no-first-day",
        message: say!("没有写从哪天起", "it does not say from which day"),
        next: say!(
            "请在「生效日」一列写 2027-01-01 这样的日子",
            "give a day such as 2027-01-01 under “First day in force”"
        ),
    }
}

/// That a row ends before it begins.
pub fn days_reversed(from: Date, until: Date) -> Trouble {
    Trouble {
        code: "dates-reversed",
        message: say!(
            "{until} 不晚于开始的 {from}",
            "{until} is no later than the first day, {from}"
        ),
        next: say!(
            "失效日要晚于生效日；一直有效就留空",
            "a row ends later than it begins; leave it blank where it goes on"
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
    let cells = differing
        .iter()
        .map(|(path, cell)| (path.clone(), standing.get(path).cloned(), cell.clone()));
    let cells = cells.collect();
    let leaves = differing;
    (
        Becomes::Changed { row, cells },
        vec![RowEdit::Change { row, leaves }],
    )
}

#[cfg(test)]
mod tests;
