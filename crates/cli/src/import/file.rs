//! The file of a register, and the installation it goes to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::Args;
use desk::{DeskError, FateOfRow, Intake, IntakeNeeds, RegisterStatement};
use domain::say;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Deserialize;
use server::app::SystemRandom;
use sheets::reader::KnownPlaces;
use sheets::{Columns, Header, RowFault, RowOfTable, SheetTable};
use store::{Db, Keys};

use super::report::ImportReport;
use crate::kept::KeptArgs;
use crate::place::{check_keys, machine_time, open_existing};
use crate::say::{told, unreadable_table, wrong};
use crate::{policies, read};

/// A file and where it goes.
#[derive(Clone, Debug, Args)]
pub struct ImportArgs {
    /// CSV、XLSX、XLS 或 ODS 文件；- 为标准输入 / the file; - is standard input
    pub file: PathBuf,
    /// 写入；不写这个就是预演 / write it; without this it is a rehearsal
    #[arg(long)]
    pub write: bool,
    /// 工作簿里的哪一张表；不给则找第一张合适的 / which sheet of a workbook; the first that fits unless
    /// given
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// 列名对照（TOML）：[columns] 下写 我们的列 = "文件里的列名" / names of columns (TOML): under
    /// [columns] ours = "theirs"
    #[arg(long, value_name = "FILE")]
    pub columns: Option<PathBuf>,
    /// 这份名册的单号，补差以它为由；不给则由内容得出 / the number of the register, which corrections name;
    /// made from its content unless given
    #[arg(long, value_name = "NUMBER")]
    pub number: Option<String>,
    /// 谁提供的，记入审计 / who hands it over, for the audit
    #[arg(long, value_name = "NAME", default_value = "register")]
    pub by: String,
    /// 有问题的行写到哪里；不给则在文件旁边 / where rows with something to see to are written; beside the
    /// file unless given
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// 输出 JSON / print JSON
    #[arg(long)]
    pub json: bool,
    /// 政策文件夹 / folder of policies
    #[arg(long, value_name = "DIR")]
    pub policies: Option<PathBuf>,
    /// The installation.
    #[command(flatten)]
    pub kept: KeptArgs,
}

/// The names a file has for our columns.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnsFile {
    columns: BTreeMap<String, String>,
}

/// Everything an import works with.
pub(super) struct OpenedRegister {
    pub needs: IntakeNeeds,
    pub keys: Keys,
    pub bytes: Vec<u8>,
    pub number: String,
}

impl ImportArgs {
    pub(super) fn open(&self) -> Result<OpenedRegister> {
        let bytes = read::bytes_of(&self.file)?;
        let digest = store::sha256_hex(&[&bytes]);
        let number = self.number.clone();
        let number = number.unwrap_or_else(|| format!("import-{}", &digest[..12]));
        let (database, keys) = self.kept.opened()?;
        let db = open_existing(&database, keys.clone())?;
        check_keys(&db)?;
        Ok(OpenedRegister {
            needs: self.needs(db)?,
            keys,
            bytes,
            number,
        })
    }

    fn needs(&self, db: Db) -> Result<IntakeNeeds> {
        let configured = self.kept.configured()?;
        let configured = configured.and_then(|config| config.policies);
        let folder = self.policies.clone().or(configured);
        let origin = policies::PolicyOrigin::of(folder.as_deref())?;
        let texts = origin.texts()?;
        policies::usable(&texts)?;
        let clock = desk::Clock::new(machine_time);
        clock.follow(&db).context("cannot read the database")?;
        let now = clock.now();
        let reference = desk::Office::new(&db, &texts, now).reference();
        Ok(IntakeNeeds {
            reference: Arc::new(reference.map_err(told)?),
            db,
            now,
            random: || Box::new(SystemRandom),
        })
    }

    /// The table in the file, before its first row.
    pub(super) fn table<C: Columns>(&self, bytes: Vec<u8>) -> Result<SheetTable<C>> {
        let renamed = match &self.columns {
            None => BTreeMap::new(),
            Some(path) => self.renamed::<C>(path)?,
        };
        let table = SheetTable::open(bytes, self.sheet.as_deref(), &renamed);
        table.map_err(unreadable_table)
    }

    fn renamed<C: Columns>(&self, path: &Path) -> Result<BTreeMap<String, String>> {
        let file: ColumnsFile = read::toml(&read::text_of(path)?).map_err(|problem| {
            anyhow::anyhow!(
                "[bad-columns] 列名对照有误 / the names of columns are wrong:\n{problem}"
            )
        })?;
        let known: Vec<&str> = C::ALL.iter().map(|column| column.column().word).collect();
        if let Some(word) = file
            .columns
            .keys()
            .find(|word| !known.contains(&word.as_str()))
        {
            let known = known.join(" ");
            return Err(wrong(
                "bad-columns",
                &say!("没有叫 {word} 的列", "there is no column {word}"),
                &say!("可以是：{known}", "any of: {known}"),
            ));
        }
        Ok(file.columns)
    }

    /// Where rows with something to see to are written.
    pub(super) fn report_path(&self) -> PathBuf {
        if let Some(report) = &self.report {
            return report.clone();
        }
        match self.file.as_os_str() == "-" {
            true => PathBuf::from("import.report.csv"),
            false => self.file.with_extension("report.csv"),
        }
    }
}

/// A register that was read whole.
pub(super) struct WholeRegister<T> {
    opened: OpenedRegister,
    report: ImportReport,
    /// Its rows, as far as they read.
    pub rows: Vec<T>,
}

/// Rows that are looked at and written together.
const TOGETHER: usize = 500;

impl ImportArgs {
    /// Reads the whole file.
    pub(super) fn read_whole<C: Columns, T>(
        &self,
        read: impl Fn(&Header<C>, &RowOfTable, &mut KnownPlaces) -> Result<T, Vec<RowFault>>,
    ) -> Result<WholeRegister<T>> {
        let mut opened = self.open()?;
        let table = self.table::<C>(std::mem::take(&mut opened.bytes))?;
        let header = table.header.clone();
        let mut report = ImportReport::of_unused(&header.unused);
        let (mut places, mut rows) = (KnownPlaces::default(), Vec::new());
        for row in table {
            let row = row.map_err(unreadable_table)?;
            match read(&header, &row, &mut places) {
                Ok(read) => rows.push(read),
                Err(faults) => report.unreadable(row.number, &faults),
            }
        }
        Ok(WholeRegister {
            opened,
            report,
            rows,
        })
    }

    /// Takes what was read in, some at a time, and tells what became of it.
    pub(super) fn take_in<T>(
        &self,
        register: WholeRegister<T>,
        take: impl Fn(&Intake<'_>, Vec<T>) -> Result<Vec<FateOfRow>, DeskError>,
    ) -> Result<u8> {
        self.take_in_then(register, take, |_| Ok(()))
    }

    /// The same, with something done before it is told.
    pub(super) fn take_in_then<T>(
        &self,
        register: WholeRegister<T>,
        take: impl Fn(&Intake<'_>, Vec<T>) -> Result<Vec<FateOfRow>, DeskError>,
        then: impl FnOnce(&mut ImportReport) -> Result<()>,
    ) -> Result<u8> {
        let WholeRegister {
            opened,
            mut report,
            rows,
        } = register;
        let statement = opened.statement(&self.by);
        let intake = Intake::of_reference(opened.needs.clone(), statement, self.write);
        let intake = intake.map_err(told)?;
        let bar = bar_of(rows.len() as u64, self.json);
        let mut rows = rows.into_iter();
        loop {
            let some: Vec<T> = rows.by_ref().take(TOGETHER).collect();
            if some.is_empty() {
                break;
            }
            bar.inc(some.len() as u64);
            report.add(take(&intake, some).map_err(told)?);
        }
        bar.finish_and_clear();
        then(&mut report)?;
        report.tell(&self.report_path(), (self.write, self.json))
    }
}

impl<T> WholeRegister<T> {
    /// The same with its rows as something else.
    pub(super) fn with<U>(self, make: impl FnOnce(Vec<T>) -> Vec<U>) -> WholeRegister<U> {
        WholeRegister {
            rows: make(self.rows),
            opened: self.opened,
            report: self.report,
        }
    }
}

impl OpenedRegister {
    pub(super) fn statement<'a>(&'a self, by: &'a str) -> RegisterStatement<'a> {
        let number = &self.number;
        RegisterStatement { by, number }
    }
}

/// Counts the rows of a file as they are taken in.
pub(super) fn row_bar(bytes: &[u8], is_quiet: bool) -> ProgressBar {
    if is_quiet {
        return ProgressBar::hidden();
    }
    let is_text = !bytes.starts_with(b"PK");
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
    match is_text {
        true => bar_of(lines, is_quiet),
        false => styled(
            ProgressBar::new_spinner(),
            "{spinner} {human_pos} 行 rows  {per_sec}  {elapsed}",
        ),
    }
}

/// Counts so many.
fn bar_of(count: u64, is_quiet: bool) -> ProgressBar {
    match is_quiet {
        true => ProgressBar::hidden(),
        false => styled(
            ProgressBar::new(count),
            "{bar:30} {human_pos}/{human_len} 行 rows  {per_sec}  {eta}",
        ),
    }
}

fn styled(bar: ProgressBar, template: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(template);
    bar.set_style(style.expect("the template is right"));
    bar
}
