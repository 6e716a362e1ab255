//! `suixing migrate` and `suixing verify`: for operators of a database.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use desk::verify::of_database;
use domain::say;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::{SignedDuration, Timestamp};
use store::verify::{Anchored, CheckedBooks, Thorough};
use store::{Db, StoreError, Tx};

use crate::config::Config;
use crate::kept::KeptArgs;
use crate::place::{
    NOT_CHECKED, any_keys, compare_keys, keys_if_known, machine_time, open, open_to_read,
    open_to_read_with,
};
use crate::say::wrong;
use crate::sender::KEPT_DAYS;
use crate::{anchor, verified};

/// Which database.
#[derive(Clone, Debug, Args)]
pub struct Database {
    /// sqlite:PATH 或 postgres://…
    #[arg(long, value_name = "URL")]
    pub database: String,
}

/// `suixing migrate`: opening a database brings its schema up to date.
pub fn migrate(options: &Database) -> Result<u8> {
    // Migrations touch no sealed column, so any keys will do.
    open(&options.database, any_keys())?;
    println!("数据库结构已是最新 / the schema is up to date");
    Ok(0)
}

/// What is checked.
#[derive(Clone, Debug, Args)]
pub struct Verify {
    /// The database and its keys.
    #[command(flatten)]
    pub kept: KeptArgs,
    /// 另存的锚点文件；不给则按 --config：少了的、被改的审计链逐条指出 / the file of anchors; unless given, as
    /// --config says: names every chain of the audit that is shorter than it was, or another
    #[arg(long, value_name = "FILE")]
    pub anchor: Option<PathBuf>,
    /// 打开每个加密的字段核对（要密钥）/ open everything that is sealed, with the keys
    #[arg(long)]
    pub deep: bool,
    /// 把结果记在这个文件；不给则按 --config（verified）/ file in which to note how it went; unless given, as
    /// --config says (verified)
    #[arg(long, value_name = "FILE")]
    pub note: Option<PathBuf>,
}

/// `suixing verify`: checks the file and every invariant of the books, and writes nothing to them.
/// It opens what is sealed only when asked to. The exit code is 1 where something is wrong, 2 where
/// it could not be checked, or how it went could not be noted.
pub fn verify(options: &Verify) -> Result<u8> {
    let (ended, note) = match options.kept.configured() {
        Ok(configured) => {
            let note = configured.as_ref().and_then(|it| it.verified.clone());
            let violations = checked(options, configured.as_ref());
            (violations, options.note.clone().or(note))
        }
        Err(error) => (Err(error), options.note.clone()),
    };
    let code = match &ended {
        Ok(0) => 0,
        Ok(_) => 1,
        Err(error) => {
            eprintln!("{error:#}");
            NOT_CHECKED
        }
    };
    let noted = note.map(|file| verified::note(&file, ended.ok(), machine_time()));
    match noted {
        Some(Err(error)) => {
            eprintln!("{error:#}");
            Ok(code.max(NOT_CHECKED))
        }
        _ => Ok(code),
    }
}

/// How many violations there are.
fn checked(options: &Verify, configured: Option<&Config>) -> Result<usize> {
    let unreadable = "读不了数据库 / cannot read the database";
    let began = std::time::Instant::now();
    let database = options.kept.address(configured)?;
    let db = match options.deep {
        true => opened_with_its_keys((&database, configured), &options.kept)?,
        false => open_to_read(&database)?,
    };
    let anchors = configured.and_then(|it| it.anchor_file.as_deref());
    let anchors = options.anchor.as_deref().or(anchors);
    let anchored = anchors.map(|path| anchor::seen(path, &db)).transpose()?;
    let count = |tx: &mut Tx<'_>| store::settlements::count(tx);
    let count = db.read::<_, StoreError, _>(count).context(unreadable)?;
    let bar = ProgressBar::new(count);
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len}  {per_sec}  {eta}");
    bar.set_style(style.context("the template is right")?);
    let thorough = Thorough {
        anchored: anchored.as_ref(),
        deep: options.deep,
        notices_since: kept_since(configured),
    };
    // The file is gone through beside the books.
    let (damage, checked) = std::thread::scope(|scope| {
        let damage = scope.spawn(|| db.damage(options.deep));
        let checked = of_database(&db, thorough, &|done| bar.inc(done as u64));
        let damage = damage
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (damage, checked)
    });
    bar.finish_and_clear();
    let damage = damage.context(unreadable)?;
    let mut checked = checked.context(unreadable)?;
    checked
        .violations
        .extend(anchored.map(Anchored::gone).unwrap_or_default());
    for what in &damage {
        println!("FILE  {what}");
    }
    for violation in &checked.violations {
        println!("{}  {}", violation.invariant, violation.what);
    }
    print(&checked, damage.len(), began.elapsed());
    Ok(damage.len() + checked.violations.len())
}

/// Notices that were caused before may have been sent and deleted.
fn kept_since(configured: Option<&Config>) -> Option<Timestamp> {
    let days = configured.map_or(KEPT_DAYS, Config::notices_kept_days);
    let kept = SignedDuration::from_hours(24 * i64::from(days));
    machine_time().checked_sub(kept).ok()
}

/// With keys that do not fit everything would look as if it had been tampered with.
fn opened_with_its_keys(
    (database, configured): (&str, Option<&Config>),
    kept: &KeptArgs,
) -> Result<Db> {
    let keys = match kept.keys.is_some() || configured.is_some() {
        true => Some(kept.read_keys((database, configured))?),
        false => keys_if_known(database)?,
    };
    let Some(keys) = keys else {
        return Err(wrong(
            "no-keys",
            &say!(
                "--deep 要打开加密的字段，没有给密钥",
                "--deep opens what is sealed, and no keys were given"
            ),
            &say!(
                "用 --keys、--config 或 SUIXING_KEYS 给出密钥；不核对加密的字段就不加 --deep",
                "give them with --keys, --config or in SUIXING_KEYS, or leave out --deep"
            ),
        ));
    };
    let db = open_to_read_with(database, keys)?;
    compare_keys(&db)?;
    Ok(db)
}

fn print(checked: &CheckedBooks, damage: usize, took: std::time::Duration) {
    let CheckedBooks {
        owners,
        settlements,
        entries,
        before,
        ..
    } = checked;
    let seconds = took.as_secs_f64();
    eprintln!(
        "{owners} 人和机构，{settlements} 笔结算，{entries} 条审计，{seconds:.1} 秒 / owners, settlements, \
         entries, seconds"
    );
    for (kind, count) in before {
        eprintln!(
            "{kind}：{count} 处是有摘要以前写的，没有摘要可对 / were written before there were digests"
        );
    }
    match checked.violations.len() + damage {
        0 => println!("账目无误 / the books are in order"),
        count => println!("{count} 处不符 / {count} violations"),
    }
}
