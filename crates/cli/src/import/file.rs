//! The file of a register, and the installation it goes to.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;
use desk::registers::{
    RegisterFailed, RegisterFile, RegisterKind, RegisterOptions, RegisterPlace, RegisterReport,
    take_register_in,
};
use desk::{IntakeNeeds, RegisterStatement};
use domain::say;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Deserialize;
use server::app::SystemRandom;
use sheets::columns::Renamed;
use store::{Db, Keys};

use super::report::tell;
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
struct OpenedRegister {
    needs: IntakeNeeds,
    keys: Keys,
    bytes: Vec<u8>,
    number: String,
}

impl ImportArgs {
    fn open(&self) -> Result<OpenedRegister> {
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

    /// What the file calls our columns.
    fn renamed(&self, known: &[&str]) -> Result<Renamed> {
        let Some(path) = &self.columns else {
            return Ok(Renamed::new());
        };
        let file: ColumnsFile = read::toml(&read::text_of(path)?).map_err(|problem| {
            anyhow::anyhow!(
                "[bad-columns] 列名对照有误 / the names of columns are wrong:\n{problem}"
            )
        })?;
        let mut words = file.columns.keys();
        if let Some(word) = words.find(|word| !known.contains(&word.as_str())) {
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

/// How often the bar looks how far it is.
const LOOK_EVERY: Duration = Duration::from_millis(50);

impl ImportArgs {
    /// Takes the file in, and tells what became of it; the exit code is 1 where a row was refused.
    pub(super) fn take_in(&self, kind: RegisterKind, options: RegisterOptions) -> Result<u8> {
        let columns = kind.columns().into_iter().map(|(word, ..)| word);
        let options = RegisterOptions {
            writes: self.write,
            ..options
        };
        let report = self.at_work(&columns.collect::<Vec<_>>(), |place, file| {
            take_register_in(place, (kind, file), options)
        });
        self.tell(&report?)
    }

    /// Tells what became of the rows.
    pub(super) fn tell(&self, report: &RegisterReport) -> Result<u8> {
        tell(report, &self.report_path(), (self.write, self.json))
    }

    /// Opens the file, which has these columns, and the installation, and shows how far it is.
    pub(super) fn at_work<T: Send>(
        &self,
        columns: &[&str],
        work: impl FnOnce(RegisterPlace<'_>, RegisterFile) -> Result<T, RegisterFailed> + Send,
    ) -> Result<T> {
        let opened = self.open()?;
        let bar = row_bar(&opened.bytes, self.json);
        let file = RegisterFile {
            renamed: self.renamed(columns)?,
            sheet: self.sheet.clone(),
            bytes: opened.bytes,
        };
        let (number, seen) = (&opened.number, AtomicU64::new(0));
        let place = RegisterPlace {
            needs: &opened.needs,
            keys: &opened.keys,
            statement: RegisterStatement {
                by: &self.by,
                number,
            },
            seen: &seen,
        };
        let done = std::thread::scope(|scope| {
            let working = scope.spawn(move || work(place, file));
            while !working.is_finished() {
                bar.set_position(seen.load(Ordering::Relaxed));
                std::thread::park_timeout(LOOK_EVERY);
            }
            working.join()
        });
        bar.finish_and_clear();
        let done = done.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        done.map_err(failed)
    }
}

/// Why the file was not taken in, as the command says it.
fn failed(why: RegisterFailed) -> anyhow::Error {
    match why {
        RegisterFailed::Table(why) => unreadable_table(why),
        RegisterFailed::Desk(error) => told(error),
        RegisterFailed::Missing { code, says, next } => wrong(code, &says, &next),
    }
}

/// Counts the rows of a file as they are taken in.
fn row_bar(bytes: &[u8], is_quiet: bool) -> ProgressBar {
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
