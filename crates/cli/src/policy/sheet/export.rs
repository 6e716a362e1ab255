//! A table of the files → CSV.

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use domain::Bilingual;
use domain::files::NamedText;
use domain::person::Scheme;

use super::cells::Cell;
use super::columns::{Column, TableForm};
use super::rows::{FileRow, rows};
use super::{Address, Export, ROW, TABLE, TableFile, unknown_table};
use sheets::text;
use workbench::sheet::display;

use crate::policies;
use crate::policy::say::region_of;
use crate::say::wrong;

/// Writes the table as CSV.
pub fn run(export: &Export) -> anyhow::Result<u8> {
    let texts = policies::texts(export.policies.as_deref())?;
    let (form, found) = find(export, &texts)?;
    let records = records(&form, &found)?;
    let bytes = text::written(&records);
    let Some(path) = &export.out else {
        std::io::stdout().write_all(&bytes)?;
        return Ok(0);
    };
    write_new(path, &bytes)?;
    let count = records.len() - 1;
    println!("{}：{count} 行 / {count} rows", path.display());
    println!(
        "改好后运行 / once edited: suixing policy import {} --into policies --dry-run",
        path.display()
    );
    Ok(0)
}

/// A file is never overwritten: it may be somebody's edited table.
fn write_new(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let opened = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path);
    if opened
        .as_ref()
        .is_err_and(|error| error.kind() == std::io::ErrorKind::AlreadyExists)
    {
        let path = path.display();
        return Err(wrong(
            "already-there",
            &Bilingual::new(
                format!("{path} 已经存在"),
                format!("{path} is there already"),
            ),
            &Bilingual::new("请换一个文件名", "choose another name"),
        ));
    }
    let unwritable = || {
        format!(
            "[unwritable] 无法写入 {0} / cannot write {0}",
            path.display()
        )
    };
    opened
        .and_then(|mut file| file.write_all(bytes))
        .with_context(unwritable)
}

/// The files that may hold the table, with what they hold.
pub(super) type RowsByFile = Vec<(Address, Vec<FileRow>)>;

fn find(export: &Export, texts: &[NamedText]) -> anyhow::Result<(TableForm, RowsByFile)> {
    if export.region != "national" {
        region_of(&export.region)?;
    }
    let (which, bases) = bases(&export.scheme, &export.table)?;
    let form = TableForm::find(which, &export.table);
    let form = form.ok_or_else(|| unknown_table(which, &export.table))?;
    let mut found = Vec::new();
    for base in bases {
        let address = Address {
            region: export.region.clone(),
            base: base.to_owned(),
            table: export.table.clone(),
        };
        if let Some(file) = texts.iter().find(|file| file.name == address.file()) {
            let rows = rows(&file.text, &address.table)
                .map_err(|error| anyhow::anyhow!("[bad-syntax] {}: {error}", file.name))?;
            found.push((address, rows));
        }
    }
    if found.is_empty() {
        let (region, scheme) = (&export.region, &export.scheme);
        return Err(wrong(
            "no-such-pack",
            &Bilingual::new(
                format!("没有 {region} {scheme} 的文件"),
                format!("there is no file of {region} {scheme}"),
            ),
            &Bilingual::new(
                "suixing policy list 列出已有的；用 suixing policy new 开始写一个地方",
                "suixing policy list tells what there is; suixing policy new starts a place",
            ),
        ));
    }
    Ok((form, found))
}

/// The files a table of this scheme may stand in; tables of procedures have a file of their own.
fn bases<'a>(scheme: &'a str, table: &str) -> anyhow::Result<(TableFile, Vec<&'a str>)> {
    if matches!(scheme, "region" | "procedures") {
        return Ok((TableFile::of_base(scheme), vec![scheme]));
    }
    if Scheme::from_word(scheme).is_none() {
        return Err(wrong(
            "unknown-scheme",
            &Bilingual::new(
                format!("没有险种「{scheme}」"),
                format!("there is no scheme «{scheme}»"),
            ),
            &Bilingual::new(
                "请写 employee（职工）、resident（居民）、region（共用）或 procedures（经办）",
                "write employee, resident, region (shared) or procedures",
            ),
        ));
    }
    if TableForm::find(TableFile::Pack, table).is_none()
        && TableForm::find(TableFile::Procedures, table).is_some()
    {
        return Ok((TableFile::Procedures, vec!["procedures"]));
    }
    Ok((TableFile::Pack, vec!["region", scheme]))
}

/// The records of the CSV, header first.
pub(super) fn records(form: &TableForm, found: &RowsByFile) -> anyhow::Result<Vec<Vec<String>>> {
    let all: Vec<&FileRow> = found.iter().flat_map(|(_, rows)| rows).collect();
    let columns = display::columns(form, &all);
    let mut header = vec![format!("行 ({ROW})"), format!("表 ({TABLE})")];
    header.extend(columns.iter().map(Column::header));
    let mut records = vec![header];
    for (address, rows) in found {
        for (at, row) in rows.iter().enumerate() {
            let mut record = vec![row.id(at + 1, policies::hash), address.to_string()];
            for column in &columns {
                let leaf = row.leaves.iter().find(|(path, _)| *path == column.path);
                let text = leaf.map(|(_, cell)| shown(column, cell)).transpose()?;
                record.push(text.unwrap_or_default());
            }
            records.push(record);
        }
    }
    if records.len() == 1 {
        // One line to begin with: the row is new, the table known.
        let address = &found[found.len() - 1].0;
        let mut record = vec![String::new(), address.to_string()];
        record.resize(records[0].len(), String::new());
        records.push(record);
    }
    Ok(records)
}

/// A value as the text of a cell.
fn shown(column: &Column, cell: &Cell) -> anyhow::Result<String> {
    display::text_of(column, cell).ok_or_else(|| {
        wrong(
            "unwritable-list",
            &Bilingual::new(
                format!("{} 的列表写不进一格", column.path),
                format!("a list of {} does not fit into a cell", column.path),
            ),
            &Bilingual::new(
                "空的列表请删去，列表里的词不要带顿号和逗号",
                "leave empty lists out, and keep commas out of their words",
            ),
        )
    })
}
