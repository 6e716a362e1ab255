//! `suixing policy export` and `policy import`: one table of rules as CSV, for officials who keep
//! figures in Excel or WPS, and back again.
//!
//! A row of CSV is a row of the table; a column is a leaf key. The column `row` says which row of
//! the file it was, so that an import changes what was changed and leaves every other byte alone;
//! the column `table` says which file.

mod export;
mod import;
mod incoming;

use std::path::PathBuf;

use clap::Args;
use domain::Bilingual;

use crate::say::wrong;
use workbench::sheet::TableFile;
use workbench::sheet::columns::TableForm;
use workbench::sheet::{cells, columns, rewrite, rows};

pub use export::run as export;
pub use import::run as import;

/// Which table goes where.
#[derive(Clone, Debug, Args)]
pub struct Export {
    /// 区划，全国规定写 national / division code; national for the national rules
    region: String,
    /// employee、resident；各险种共用的写 region，经办规则写 procedures
    /// / employee or resident; region for what schemes share, procedures for procedures
    scheme: String,
    /// 哪一张表，如 rate / which table, such as rate
    table: String,
    /// 写进文件；不给则输出 / file to write; standard output unless given
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// 政策文件夹；不给则用 ./policies，没有则用随附的 / folder of policies; ./policies or the
    /// embedded ones unless given
    #[arg(long, value_name = "DIR")]
    policies: Option<PathBuf>,
}

/// Which file comes in where.
#[derive(Clone, Debug, Args)]
pub struct Import {
    /// 用 export 导出、改过的 CSV / a CSV file that export wrote, edited
    file: PathBuf,
    /// 政策文件夹 / folder of policies
    #[arg(long, value_name = "DIR", default_value = "policies")]
    into: PathBuf,
    /// 只说会改什么，不写文件 / say what would change, write nothing
    #[arg(long)]
    dry_run: bool,
}

/// The columns that say where a row belongs.
const ROW: &str = "row";
const TABLE: &str = "table";

/// A table of one file: `440300/employee/rate` is `[[rate]]` in `440300/employee.toml`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Address {
    /// `440300` or `national`.
    region: String,
    /// `employee`, `resident`, `region` or `procedures`.
    base: String,
    /// The table.
    table: String,
}

impl Address {
    /// Name of the file inside the folder of policies.
    fn file(&self) -> String {
        format!("{}/{}.toml", self.region, self.base)
    }

    fn read(text: &str) -> Option<Address> {
        let mut words = text.trim().split('/');
        let mut word = || {
            words
                .next()
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
        };
        let address = Address {
            region: word()?,
            base: word()?,
            table: word()?,
        };
        words.next().is_none().then_some(address)
    }

    fn form(&self) -> anyhow::Result<TableForm> {
        let which = TableFile::of_base(&self.base);
        TableForm::find(which, &self.table).ok_or_else(|| unknown_table(which, &self.table))
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}/{}", self.region, self.base, self.table)
    }
}

fn unknown_table(which: TableFile, table: &str) -> anyhow::Error {
    let names = TableForm::names(which);
    let (zh, en) = match table {
        "dispute" => (
            "争议请直接在文件里写",
            "disputes are written in the file itself",
        ),
        _ => ("请写其中一张", "write one of these"),
    };
    wrong(
        "unknown-table",
        &Bilingual::new(
            format!("没有「{table}」这张可以导出的表"),
            format!("there is no table «{table}» to export"),
        ),
        &Bilingual::new(
            format!("{zh}：{}", names.join("、")),
            format!("{en}: {}", names.join(", ")),
        ),
    )
}

#[cfg(test)]
mod tests;
