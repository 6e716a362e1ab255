//! What somebody does to single rows of a table: another figure, a new row from a day on, an end.
//! Every row that is not named stays as it is, to the byte.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::cells::Cell;
use super::columns::{Column, TableForm};
use super::rewrite::{IncomingRow, Rewrite, RowRewrite, Spread};
use super::rows::{FileRow, rows};

/// The leaves of a row by their paths.
pub type Leaves = BTreeMap<String, Cell>;

/// One thing done to a table. Rows are numbered from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowEdit {
    /// Other leaves; what is none is taken out.
    Change {
        /// Which row.
        row: usize,
        /// The leaves that differ.
        leaves: BTreeMap<String, Option<Cell>>,
    },
    /// A row behind another, or at the end.
    Add {
        /// Behind which.
        after: Option<usize>,
        /// What it says.
        leaves: Leaves,
    },
    /// A row is taken out.
    Remove {
        /// Which row.
        row: usize,
    },
}

impl RowEdit {
    /// A row from a day on in the place of another, which ends on it. What is not said anew is as
    /// it was.
    pub fn from_a_day(
        (row, standing): (usize, &FileRow),
        from: Date,
        said: &BTreeMap<String, Option<Cell>>,
    ) -> [RowEdit; 2] {
        let day = Cell::Text(from.to_string());
        let mut leaves: Leaves = standing.leaves.iter().cloned().collect();
        // What was found in the source of before was not found in the one of now.
        for checked in [
            "basis.verified",
            "basis.verified_on",
            "basis.says.zh",
            "basis.says.en",
        ] {
            leaves.remove(checked);
        }
        for (path, cell) in said {
            match cell {
                Some(cell) => drop(leaves.insert(path.clone(), cell.clone())),
                None => drop(leaves.remove(path)),
            }
        }
        leaves.insert("from".to_owned(), day.clone());
        let ends = BTreeMap::from([("until".to_owned(), Some(day))]);
        let ended = RowEdit::Change { row, leaves: ends };
        let after = Some(row);
        [ended, RowEdit::Add { after, leaves }]
    }
}

/// The text of a file with these edits of one of its tables, and what they come to.
pub fn edited(
    (text, table): (&str, &str),
    form: &TableForm,
    edits: &[RowEdit],
) -> Result<(String, Vec<RowRewrite>), Spread> {
    let standing = rows(text, table).unwrap_or_default();
    let mut given = Vec::new();
    let is_added = |place: Option<usize>| {
        edits.iter().filter_map(move |edit| match edit {
            RowEdit::Add { after, leaves } if *after == place => Some(IncomingRow {
                row: None,
                leaves: leaves.clone(),
            }),
            _ => None,
        })
    };
    for (at, row) in standing.iter().enumerate() {
        let removed = edits.contains(&RowEdit::Remove { row: at });
        if !removed {
            given.push(IncomingRow {
                row: Some(at),
                leaves: with_changes(row, at, edits),
            });
        }
        given.extend(is_added(Some(at)));
    }
    given.extend(is_added(None));
    let columns = touched(form, edits);
    let (columns, given) = (columns.as_slice(), given.as_slice());
    let rewrite = Rewrite {
        text,
        table,
        form,
        columns,
        given,
    };
    rewrite.run()
}

/// Whose every row of the text will be, in its order: the number of the edit that adds or changes
/// it; none for a row nobody touches.
pub fn origins(standing: usize, edits: &[RowEdit]) -> Vec<Option<usize>> {
    let added = |place: Option<usize>| {
        let all = edits.iter().enumerate();
        all.filter_map(move |(number, edit)| match edit {
            RowEdit::Add { after, .. } if *after == place => Some(Some(number)),
            _ => None,
        })
    };
    let mut rows = Vec::new();
    for at in 0..standing {
        if !edits.contains(&RowEdit::Remove { row: at }) {
            let changes =
                |edit: &RowEdit| matches!(edit, RowEdit::Change { row, .. } if *row == at);
            rows.push(edits.iter().position(changes));
        }
        rows.extend(added(Some(at)));
    }
    rows.extend(added(None));
    rows
}

fn with_changes(row: &FileRow, at: usize, edits: &[RowEdit]) -> Leaves {
    let mut leaves: Leaves = row.leaves.iter().cloned().collect();
    for edit in edits {
        let RowEdit::Change { row, leaves: said } = edit else {
            continue;
        };
        for (path, cell) in said.iter().filter(|_| *row == at) {
            match cell {
                Some(cell) => drop(leaves.insert(path.clone(), cell.clone())),
                None => drop(leaves.remove(path)),
            }
        }
    }
    leaves
}

/// The columns some row changes in.
fn touched(form: &TableForm, edits: &[RowEdit]) -> Vec<Column> {
    let mut paths: Vec<&str> = Vec::new();
    for edit in edits {
        let RowEdit::Change { leaves, .. } = edit else {
            continue;
        };
        for path in leaves.keys() {
            if !paths.contains(&path.as_str()) {
                paths.push(path);
            }
        }
    }
    paths.iter().filter_map(|path| form.column(path)).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::TableFile;
    use super::*;

    const TEXT: &str = "# 头 head\n\n# 一行 a row\n[[rate]]\nof = \"pooled\"   # 谁 whose\n\
        pay = \"90%\"\nfrom = \"2024-01-01\"\nbasis = { source = \"Z1\", confidence = \"A\", \
        verified = true }\n\n# 尾 tail\n";

    #[test]
    fn a_row_from_a_day_ends_the_one_before_and_nothing_else_changes() {
        let form = TableForm::find(TableFile::Pack, "rate").unwrap();
        let standing = rows(TEXT, "rate").unwrap();
        let said = BTreeMap::from([("pay".to_owned(), Some(Cell::Text("88%".to_owned())))]);
        let edits = RowEdit::from_a_day((0, &standing[0]), date(2027, 1, 1), &said);
        let (text, _) = edited((TEXT, "rate"), &form, &edits).unwrap();
        assert_eq!(
            text,
            "# 头 head\n\n# 一行 a row\n[[rate]]\nof = \"pooled\"   # 谁 whose\n\
             pay = \"90%\"\nfrom = \"2024-01-01\"\nuntil = \"2027-01-01\"\n\
             basis = { source = \"Z1\", confidence = \"A\", verified = true }\n\n\
             [[rate]]\nof = \"pooled\"\npay = \"88%\"\nfrom = \"2027-01-01\"\n\
             basis = { source = \"Z1\", confidence = \"A\" }\n\n# 尾 tail\n"
        );
        assert_eq!(origins(1, &edits), [Some(0), Some(1)]);
        let back = edited((&text, "rate"), &form, &[RowEdit::Remove { row: 1 }]).unwrap();
        assert!(back.0.contains("until") && !back.0.contains("88%"));
    }
}
