//! CSV → the tables of the files, checked before anything is written.

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use domain::Bilingual;
use domain::files::{NamedText, Problem};
use domain::policy::Library;
use domain::policy::library::pack_files;
use workbench::check::check;

use super::cells::Cell;
use super::incoming::IncomingSheet;
use super::rewrite::{IncomingRow, Rewrite, RowRewrite};
use super::rows::{FileRow, rows};
use super::{Address, Import};
use crate::policies;
use crate::say::{unreadable, wrong};

/// A file with its table replaced.
pub(super) struct Replaced {
    pub address: Address,
    pub text: String,
    pub changes: Vec<RowRewrite>,
}

/// Replaces the table of the CSV in the files of the folder.
pub fn run(import: &Import) -> anyhow::Result<u8> {
    let bytes = std::fs::read(&import.file).map_err(|why| unreadable(&import.file, &why))?;
    let sheet = IncomingSheet::read(&bytes)?;
    let before = policies::texts(Some(&import.into))?;
    let replaced = sheet.replace(&before)?;
    let touched: Vec<&Replaced> = replaced
        .iter()
        .filter(|file| !file.changes.is_empty())
        .collect();
    if touched.is_empty() {
        println!("没有变化 / nothing changed");
        return Ok(0);
    }
    let mut after = before.clone();
    for file in &touched {
        let name = file.address.file();
        println!("{name}  [[{}]]", file.address.table);
        file.changes
            .iter()
            .for_each(|change| println!("{}", told(change)));
        if let Some(standing) = after.iter_mut().find(|standing| standing.name == name) {
            standing.text.clone_from(&file.text);
        }
    }
    let names: Vec<String> = touched.iter().map(|file| file.address.file()).collect();
    refuse_new_problems(&names, &before, &after)?;
    if import.dry_run {
        println!("\n检查通过；没有写文件 / the check passes; nothing was written");
        return Ok(0);
    }
    for file in &touched {
        write_whole(&import.into.join(file.address.file()), &file.text)?;
    }
    let folder = import.into.display();
    println!(
        "\n检查通过，已写入；请再运行 suixing policy test {folder}\n\
         the check passes and the files are written; now run suixing policy test {folder}"
    );
    Ok(0)
}

impl IncomingSheet {
    /// Every file the CSV names, with its table replaced.
    pub fn replace(&self, texts: &[NamedText]) -> anyhow::Result<Vec<Replaced>> {
        let mut addresses: Vec<&Address> = self.rows.iter().map(|row| &row.address).collect();
        addresses.sort();
        addresses.dedup();
        let replaced = addresses.into_iter().map(|address| {
            let name = address.file();
            let file = texts.iter().find(|file| file.name == name);
            let file = file.ok_or_else(|| no_file(address))?;
            let standing = rows(&file.text, &address.table)
                .map_err(|error| anyhow::anyhow!("[bad-syntax] {name}: {error}"))?;
            let given = self.given(address, &standing)?;
            let rewrite = Rewrite {
                text: &file.text,
                table: &address.table,
                form: &self.form,
                columns: &self.columns,
                given: &given,
            };
            let (text, changes) = rewrite.run().map_err(|spread| {
                wrong(
                    "spread-row",
                    &Bilingual::new(
                        format!("{name} 第 {} 行把 {} 分写成几行", spread.row, spread.key),
                        format!(
                            "{name}: row {} writes {} over several lines",
                            spread.row, spread.key
                        ),
                    ),
                    &Bilingual::new(
                        "请先在文件里写成一行 { … }",
                        "write it as one line { … } in the file first",
                    ),
                )
            })?;
            Ok(Replaced {
                address: address.clone(),
                text,
                changes,
            })
        });
        replaced.collect()
    }

    /// The rows of one file. A row that was copied keeps the id of the first; the copy is new.
    fn given(&self, address: &Address, standing: &[FileRow]) -> anyhow::Result<Vec<IncomingRow>> {
        let ids: Vec<String> = standing
            .iter()
            .enumerate()
            .map(|(at, row)| row.id(at + 1, policies::hash))
            .collect();
        let mut taken = vec![false; standing.len()];
        let mut given = Vec::new();
        for row in self.rows.iter().filter(|row| row.address == *address) {
            let number = match &row.id {
                None => None,
                Some((id, cell)) => {
                    let at = ids.iter().position(|known| known == id);
                    Some(at.ok_or_else(|| stale(id, cell, address))?)
                }
            };
            let number = number.filter(|at| !std::mem::replace(&mut taken[*at], true));
            if number.is_none() && row.leaves.is_empty() {
                return Err(empty_row(row.record));
            }
            given.push(IncomingRow {
                row: number,
                leaves: row.leaves.clone(),
            });
        }
        Ok(given)
    }
}

fn empty_row(record: usize) -> anyhow::Error {
    wrong(
        "empty-row",
        &Bilingual::new(
            format!("第 {record} 行是新的一行，但没有内容"),
            format!("line {record} is a new row without content"),
        ),
        &Bilingual::new("请填写，或整行删去", "fill it in, or delete the line"),
    )
}

fn no_file(address: &Address) -> anyhow::Error {
    let (name, region) = (address.file(), &address.region);
    wrong(
        "no-such-pack",
        &Bilingual::new(
            format!("政策文件夹里没有 {name}"),
            format!("the folder of policies has no {name}"),
        ),
        &Bilingual::new(
            format!("请核对 --into；新地方先用 suixing policy new {region} 开始"),
            format!("check --into; a new place is started with suixing policy new {region}"),
        ),
    )
}

fn stale(id: &str, cell: &str, address: &Address) -> anyhow::Error {
    wrong(
        "stale-row",
        &Bilingual::new(
            format!(
                "{cell}：{} 里没有 {id} 这一行，导出以后文件改过了",
                address.file()
            ),
            format!(
                "{cell}: {} has no row {id}; the file changed since the export",
                address.file()
            ),
        ),
        &Bilingual::new(
            "请重新导出再改；要新增一行，这一格留空",
            "export again and edit that; for a new row leave the cell blank",
        ),
    )
}

/// What the check finds in the packs of these files.
fn problems(names: &[String], texts: &[NamedText]) -> Vec<Problem> {
    let packs = pack_files(texts);
    let touched = packs
        .iter()
        .filter(|files| files.iter().any(|file| names.contains(&file.name)));
    let mut found: Vec<Problem> = touched
        .flat_map(|files| check(files, policies::hash))
        .collect();
    if let Err(others) = Library::parse(texts, policies::hash) {
        found.extend(others);
    }
    found
}

/// Refuses when the check finds what it did not find before.
fn refuse_new_problems(
    names: &[String],
    before: &[NamedText],
    after: &[NamedText],
) -> anyhow::Result<()> {
    let known = problems(names, before);
    let is_new = |problem: &Problem| {
        let same = |other: &Problem| {
            (other.code, &other.file, &other.message)
                == (problem.code, &problem.file, &problem.message)
        };
        !known.iter().any(same)
    };
    let mut new: Vec<Problem> = Vec::new();
    for problem in problems(names, after).into_iter().filter(is_new) {
        if !new.contains(&problem) {
            new.push(problem);
        }
    }
    if new.is_empty() {
        return Ok(());
    }
    anyhow::bail!(
        "{}\n\n[not-written] 这样改检查通不过，没有写任何文件；行号是改后的\n    \
         the check does not pass with these changes and nothing was written; lines are those of \
         the changed file",
        policies::told(&new)
    )
}

/// Writes the file beside its place and moves it there, so that nobody ever reads half of it.
fn write_whole(path: &Path, text: &str) -> anyhow::Result<()> {
    let unwritable = || {
        format!(
            "[unwritable] 无法写入 {0} / cannot write {0}",
            path.display()
        )
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).with_context(unwritable)?;
    file.write_all(text.as_bytes()).with_context(unwritable)?;
    let permissions = std::fs::metadata(path)
        .with_context(unwritable)?
        .permissions();
    file.as_file()
        .set_permissions(permissions)
        .with_context(unwritable)?;
    file.as_file().sync_all().with_context(unwritable)?;
    file.persist(path).with_context(unwritable)?;
    Ok(())
}

fn told(change: &RowRewrite) -> String {
    let value = |cell: &Option<Cell>| cell.as_ref().map_or_else(|| "—".to_owned(), shown);
    let leaves = |leaves: &mut dyn Iterator<Item = (&String, &Cell)>| {
        let leaves = leaves.filter(|(path, _)| !path.starts_with("says."));
        let leaves: Vec<String> = leaves
            .map(|(path, cell)| format!("{path} = {}", shown(cell)))
            .collect();
        leaves.join(", ")
    };
    match change {
        RowRewrite::Leaf {
            row,
            path,
            before,
            after,
        } => {
            format!(
                "  ~ 第 {row} 行 / row {row}  {path}: {} → {}",
                value(before),
                value(after)
            )
        }
        RowRewrite::Added(new) => format!("  + 新增 / new  {}", leaves(&mut new.iter())),
        RowRewrite::Removed { row, leaves: gone } => {
            let mut gone = gone.iter().map(|(path, cell)| (path, cell));
            format!(
                "  - 删去第 {row} 行 / row {row} is gone  {}",
                leaves(&mut gone)
            )
        }
        RowRewrite::Reordered => "  ↕ 行的先后变了 / rows stand in another order".to_owned(),
    }
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Whole(number) => number.to_string(),
        Cell::YesNo(answer) => answer.to_string(),
        Cell::List(items) => items.iter().map(shown).collect::<Vec<_>>().join("、"),
    }
}
