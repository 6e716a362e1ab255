//! A CSV that comes in: which table of which file it is, and what every cell says. What cannot be
//! read is told by cell, all of it at once.

use std::collections::BTreeMap;

use domain::Bilingual;
use sheets::cells::cell_name;
use sheets::text;

use super::cells::{self, Cell, Trouble};
use super::columns::{Column, TableForm};
use super::{Address, ROW, TABLE};
use crate::say::{unreadable_table, wrong};

/// A CSV that has been read: its columns, and its rows by file.
pub(super) struct IncomingSheet {
    /// What its rows may hold.
    pub form: TableForm,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<SheetRow>,
}

/// A row of the CSV.
pub(super) struct SheetRow {
    /// Number of its record, as the spreadsheet counts.
    pub record: usize,
    /// The id of the row, and the cell it stands in.
    pub id: Option<(String, String)>,
    /// Which table of which file.
    pub address: Address,
    /// What it says.
    pub leaves: BTreeMap<String, Cell>,
}

/// The head of the CSV: which column holds what.
struct Head {
    row: Option<usize>,
    table: usize,
    leaves: Vec<(usize, String)>,
}

impl IncomingSheet {
    /// Reads the bytes of a CSV file.
    pub fn read(bytes: &[u8]) -> anyhow::Result<IncomingSheet> {
        let mut records = text::records(bytes).map_err(unreadable_table)?.into_iter();
        let (_, header) = records.next().ok_or_else(no_rows)?;
        let head = Head::read(&header)?;
        let records: Vec<(usize, Vec<String>)> = records.collect();
        let addresses = head.addresses(&records)?;
        let form = addresses.first().ok_or_else(no_rows)?.form()?;
        let columns = head.columns(&form)?;
        let mut troubles = Vec::new();
        let mut rows = Vec::new();
        for ((record, cells), address) in records.iter().zip(addresses) {
            let leaves = head.leaves(&columns, (*record, cells), &mut troubles);
            let id = head.row.and_then(|at| {
                let id = cells::bare(cells.get(at)?);
                (!id.is_empty()).then(|| (id, cell_name(at, *record)))
            });
            rows.push(SheetRow {
                record: *record,
                id,
                address,
                leaves,
            });
        }
        if troubles.is_empty() {
            Ok(IncomingSheet {
                form,
                columns,
                rows,
            })
        } else {
            Err(anyhow::anyhow!("{}", troubles.join("\n")))
        }
    }
}

impl Head {
    fn read(header: &[String]) -> anyhow::Result<Head> {
        let keys: Vec<(usize, String)> = header
            .iter()
            .enumerate()
            .map(|(at, text)| (at, key_of(text)))
            .filter(|(_, key)| !key.is_empty())
            .collect();
        for (at, key) in &keys {
            if let Some((other, _)) = keys
                .iter()
                .find(|(other, known)| other < at && known == key)
            {
                let (first, second) = (cell_name(*other, 1), cell_name(*at, 1));
                return Err(wrong(
                    "double-column",
                    &Bilingual::new(
                        format!("{first} 和 {second} 是同一列 {key}"),
                        format!("{first} and {second} are both the column {key}"),
                    ),
                    &Bilingual::new("请只留一列", "keep one of them"),
                ));
            }
        }
        let at = |name: &str| keys.iter().find(|(_, key)| key == name).map(|(at, _)| *at);
        let table = at(TABLE).ok_or_else(|| {
            wrong(
                "no-table-column",
                &Bilingual::new(
                    "第一行没有「表 (table)」这一列",
                    "the first line has no column «表 (table)»",
                ),
                &Bilingual::new(
                    "请保留 export 写的表头，在它的基础上修改",
                    "keep the header that export wrote, and edit below it",
                ),
            )
        })?;
        let row = at(ROW);
        let leaves = keys
            .into_iter()
            .filter(|(_, key)| key != ROW && key != TABLE)
            .collect();
        Ok(Head { row, table, leaves })
    }

    /// The table of each row; a blank cell means the one above.
    fn addresses(&self, records: &[(usize, Vec<String>)]) -> anyhow::Result<Vec<Address>> {
        let mut addresses: Vec<Address> = Vec::new();
        for (record, cells) in records {
            let text = cells
                .get(self.table)
                .map(|cell| cells::bare(cell))
                .unwrap_or_default();
            let cell = cell_name(self.table, *record);
            let address = match (text.is_empty(), addresses.last()) {
                (true, Some(above)) => above.clone(),
                _ => Address::read(&text).ok_or_else(|| no_address(&cell, &text))?,
            };
            if let Some(first) = addresses.first()
                && first.table != address.table
            {
                return Err(two_tables(&cell, &first.table, &address.table));
            }
            addresses.push(address);
        }
        Ok(addresses)
    }

    fn columns(&self, form: &TableForm) -> anyhow::Result<Vec<Column>> {
        let columns = self.leaves.iter().map(|(at, path)| {
            form.column(path).ok_or_else(|| {
                let cell = cell_name(*at, 1);
                let keys = form.keys();
                wrong(
                    "unknown-column",
                    &Bilingual::new(
                        format!("{cell}：这张表没有 {path} 这一列"),
                        format!("{cell}: this table has no column {path}"),
                    ),
                    &Bilingual::new(
                        format!(
                            "请在括号里写键，如 (when.care)；可用的键：{}",
                            keys.join("、")
                        ),
                        format!(
                            "write a key in brackets, such as (when.care); keys: {}",
                            keys.join(", ")
                        ),
                    ),
                )
            })
        });
        columns.collect()
    }

    /// The leaves of one record; what cannot be read is told by cell.
    fn leaves(
        &self,
        columns: &[Column],
        (record, cells): (usize, &[String]),
        troubles: &mut Vec<String>,
    ) -> BTreeMap<String, Cell> {
        let mut leaves = BTreeMap::new();
        for ((at, path), column) in self.leaves.iter().zip(columns) {
            let text = cells.get(*at).map(String::as_str).unwrap_or_default();
            if cells::bare(text).is_empty() {
                continue;
            }
            match cells::read(&column.kinds, text) {
                Ok(cell) => {
                    leaves.insert(path.clone(), cell);
                }
                Err(trouble) => troubles.push(at_cell(*at, record, column, &trouble)),
            }
        }
        for (at, path) in &self.leaves {
            let above = path.match_indices('.').map(|(dot, _)| &path[..dot]);
            let both = above
                .into_iter()
                .find(|above| leaves.contains_key(*above) && leaves.contains_key(path));
            if let Some(above) = both {
                let cell = cell_name(*at, record);
                troubles.push(format!(
                    "{cell}: [two-ways] {above} 和 {path} 只能写一个。请清空其中一格\n    \
                     only one of {above} and {path} may be given; clear one of the cells"
                ));
            }
        }
        leaves
    }
}

/// The key in the last brackets of a header, or the whole of it.
pub(super) fn key_of(header: &str) -> String {
    let header = cells::bare(header).replace('（', "(").replace('）', ")");
    let inside = header
        .rsplit_once('(')
        .and_then(|(_, rest)| rest.split_once(')'));
    inside
        .map_or(header.as_str(), |(key, _)| key)
        .trim()
        .to_owned()
}

fn at_cell(at: usize, record: usize, column: &Column, trouble: &Trouble) -> String {
    let cell = cell_name(at, record);
    let Trouble {
        code,
        message,
        next,
    } = trouble;
    format!(
        "{cell}: [{code}] {}：{}。{}\n    {}: {}; {}",
        column.header(),
        message.zh,
        next.zh,
        column.path,
        message.en,
        next.en
    )
}

fn no_rows() -> anyhow::Error {
    wrong(
        "no-rows",
        &Bilingual::new("文件里没有行", "the file holds no rows"),
        &Bilingual::new(
            "请先用 suixing policy export 导出；要删去整张表，请在文件里删",
            "begin with suixing policy export; to drop a whole table, delete it in the file",
        ),
    )
}

fn no_address(cell: &str, text: &str) -> anyhow::Error {
    wrong(
        "bad-table",
        &Bilingual::new(
            format!("{cell}：「{text}」没有说明是哪个文件的哪张表"),
            format!("{cell}: «{text}» does not say which table of which file"),
        ),
        &Bilingual::new(
            "请写成 440300/employee/rate",
            "write it as 440300/employee/rate",
        ),
    )
}

fn two_tables(cell: &str, first: &str, other: &str) -> anyhow::Error {
    wrong(
        "two-tables",
        &Bilingual::new(
            format!("{cell}：一个文件里有 {first} 和 {other} 两张表"),
            format!("{cell}: one file holds the tables {first} and {other}"),
        ),
        &Bilingual::new("请一张表一个文件", "use one file for each table"),
    )
}
