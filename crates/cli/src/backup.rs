//! `suixing backup`, `suixing restore` and `suixing copy`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use desk::clock::read_time;
use domain::calendar::CHINA;
use domain::{Money, say};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use server::app::SystemRandom;
use store::keep::{self, Backup, Counted, Destination, Head};
use store::ship::{RestoredAt, restore_at};
use store::{Db, Keys, StoreError, installation};

use crate::kept::{KeptArgs, KeysArgs, row_counter};
use crate::not_kept::not_kept;
use crate::place::{NOT_CHECKED, machine_time, open_to_read_with};
use crate::say::{told, wrong};

/// What to back up, and where to.
#[derive(Clone, Debug, Args)]
pub struct BackUp {
    /// The database and its keys.
    #[command(flatten)]
    pub kept: KeptArgs,
    /// 备份文件；给文件夹则在其中新建一个 / the file; in a folder, a new file in it
    #[arg(long, value_name = "FILE|DIR")]
    pub to: PathBuf,
    /// 输出 JSON / print JSON
    #[arg(long)]
    pub json: bool,
}

/// What to restore, and where to.
#[derive(Clone, Debug, Args)]
pub struct Restore {
    /// 备份文件，或 ship_to 的文件夹 / the backup, or the folder of ship_to
    #[arg(long, value_name = "FILE|DIR")]
    pub from: PathBuf,
    /// 恢复到这一刻（北京时间），只用于 ship_to 的文件夹；不给就是最后一刻 / to this time in China, from the
    /// folder of ship_to; the last moment unless given
    #[arg(long, value_name = "TIME", requires = "to")]
    pub at: Option<String>,
    /// sqlite:新文件 或空的 postgres://…；不给就只检查备份 / a new file or an empty database; without it the
    /// backup is only checked
    #[arg(long, value_name = "URL")]
    pub to: Option<String>,
    /// 恢复后核对全部账目，不符就不保留 / check every invariant of what was restored, and keep nothing that
    /// is not in order
    #[arg(long, requires = "to")]
    pub verify: bool,
    /// The keys it was written with.
    #[command(flatten)]
    pub keys: KeysArgs,
    /// 输出 JSON / print JSON
    #[arg(long)]
    pub json: bool,
}

/// From where to where.
#[derive(Clone, Debug, Args)]
pub struct CopyOver {
    /// 原数据库 / the database
    #[arg(long, value_name = "URL")]
    pub from: String,
    /// sqlite:新文件 或空的 postgres://… / a new file or an empty database
    #[arg(long, value_name = "URL")]
    pub to: String,
    /// The keys of both.
    #[command(flatten)]
    pub keys: KeysArgs,
    /// 输出 JSON / print JSON
    #[arg(long)]
    pub json: bool,
}

/// `suixing backup`: everything as it is now, while others go on working.
pub fn back_up(options: &BackUp) -> Result<u8> {
    let (database, keys) = options.kept.opened()?;
    let db = open_to_read_with(&database, keys)?;
    same_keys(&db)?;
    let now = machine_time();
    let to = keep::file_for(&options.to, now).ok_or_else(|| no_folder(&options.to))?;
    let bar = row_counter();
    let written = keep::back_up(&db, &to, (&mut SystemRandom, now), &mut |rows| {
        bar.set_position(rows);
    });
    bar.finish_and_clear();
    let (head, counted) = written.map_err(not_kept)?;
    let bytes = to.metadata().map(|found| found.len()).unwrap_or_default();
    if options.json {
        let all = json!({"file": to, "bytes": bytes, "head": head, "counted": counted});
        println!("{all}");
        return Ok(0);
    }
    println!("{}  {bytes} 字节 bytes", to.display());
    print(Some(&head), &counted);
    Ok(0)
}

/// A name that is no folder and does not say that it is a backup: a folder that is not there.
fn no_folder(to: &Path) -> anyhow::Error {
    let to = to.display();
    wrong(
        "no-folder",
        &say!("没有文件夹 {to}", "there is no folder {to}"),
        &say!(
            "先建文件夹；写成一个文件时，文件名以 .backup 结尾",
            "make the folder first; the name of a file ends in .backup"
        ),
    )
}

/// Keys that do not fit would only be found out at the restore.
fn same_keys(db: &Db) -> Result<()> {
    let compared = db.read::<_, StoreError, _>(installation::compare_keys);
    compared.map_err(|error| not_kept(error.into()))
}

/// `suixing restore`: into a new database, or only to see whether it could be. The exit code is 2
/// where the backup cannot be used, 1 where what was restored is not in order.
pub fn restore(options: &Restore) -> Result<u8> {
    restored(options).or_else(|error| {
        eprintln!("{error:#}");
        Ok(NOT_CHECKED)
    })
}

fn restored(options: &Restore) -> Result<u8> {
    if options.from.is_dir() || options.at.is_some() {
        return restored_at(options);
    }
    let keys = options
        .keys
        .read(options.to.as_deref().unwrap_or_default())?;
    let backup = Backup::open(&options.from, &keys).map_err(not_kept)?;
    let head = backup.head.clone();
    let bar = row_counter();
    let mut passed = |rows| bar.set_position(rows);
    let Some(to) = &options.to else {
        let counted = backup.check(&mut passed);
        bar.finish_and_clear();
        tell(options.json, Some(&head), &counted.map_err(not_kept)?);
        return Ok(0);
    };
    let target = Destination::open(to, keys).map_err(not_kept)?;
    let counted = backup.restore(&target, &mut passed);
    bar.finish_and_clear();
    let counted = counted.map_err(not_kept)?;
    if let Err(error) = in_order(&target, options.verify) {
        target.abandon();
        eprintln!("{error:#}");
        return Ok(1);
    }
    target.finish().map_err(not_kept)?;
    tell(options.json, Some(&head), &counted);
    Ok(0)
}

/// From what was shipped, as it was at a moment.
fn restored_at(options: &Restore) -> Result<u8> {
    let to = options
        .to
        .as_deref()
        .context("请用 --to sqlite:新文件 / give --to sqlite:NEW")?;
    let keys = options.keys.read(to)?;
    let at = options.at.as_deref().map(read_time).transpose();
    let at = at.map_err(|error| told(error.into()))?;
    let target = Destination::open(to, keys.clone()).map_err(not_kept)?;
    let restored = restore_at(&options.from, &keys, at, &target).map_err(not_kept)?;
    if let Err(error) = in_order(&target, options.verify) {
        target.abandon();
        eprintln!("{error:#}");
        return Ok(1);
    }
    target.finish().map_err(not_kept)?;
    if let Some(asked) = at
        && asked.duration_since(restored.at) > LATE
    {
        let (asked, at) = (in_china(asked), in_china(restored.at));
        eprintln!(
            "要的是 {asked}，送出的内容到 {at} 为止：这之间提交的不在里面 / what was shipped before {asked} ends \
             at {at}: what was committed in between is not in it"
        );
    }
    tell_restored(options.json, restored);
    Ok(0)
}

/// What was shipped may end so long before the moment somebody asks for: more often something is
/// shipped even where nothing is committed.
const LATE: SignedDuration = SignedDuration::from_secs(10);

fn in_china(time: Timestamp) -> String {
    let there = time.to_zoned(TimeZone::fixed(CHINA));
    there.strftime("%Y-%m-%dT%H:%M:%S.%3f%:z").to_string()
}

/// What was restored, and what of all that was shipped could not be.
fn tell_restored(as_json: bool, restored: RestoredAt) {
    let RestoredAt {
        generation,
        at,
        torn,
        passed_over,
    } = restored;
    if as_json {
        let passed_over = passed_over.iter().map(
            |(folder, error)| json!({"generation": folder, "why": server::problem::chain(error)}),
        );
        let passed_over: Vec<_> = passed_over.collect();
        let told = json!({
            "generation": generation, "at": at, "torn": torn, "passed_over": passed_over,
        });
        println!("{told}");
        return;
    }
    let at = in_china(at);
    println!("{at}  {}", generation.display());
    if torn {
        eprintln!(
            "最后一段没有传完，{at} 之后提交的不在里面 / the last piece is not whole: what was committed after \
             {at} is not in it"
        );
    }
    for (folder, error) in passed_over {
        let folder = folder.display();
        let why = server::problem::chain(&error);
        eprintln!(
            "跳过了更晚的 {folder}：不完整或读不了，{at} 之后提交的可能不在里面 / passed over the later {folder}: \
             {why}; what was committed after {at} may not be in it"
        );
    }
}

/// The keys fit, and where it was asked for, the books are in order.
fn in_order(target: &Destination, verify: bool) -> Result<()> {
    let unreadable = "读不了恢复的数据库 / cannot read what was restored";
    let db = target.look().context(unreadable)?;
    same_keys(&db)?;
    if !verify {
        return Ok(());
    }
    let damage = db.damage(true).context(unreadable)?;
    let found = db.read(desk::verify::verify).context(unreadable)?;
    let mut all = damage;
    all.extend(
        found
            .iter()
            .map(|it| format!("{}  {}", it.invariant, it.what)),
    );
    let Some(first) = all.first() else {
        return Ok(());
    };
    let count = all.len();
    Err(wrong(
        "not-in-order",
        &say!(
            "恢复出来的账目有 {count} 处不符，如：{first}",
            "{count} violations in what was restored, such as: {first}"
        ),
        &say!(
            "没有保留；不加 --verify 可以恢复出来再查（PostgreSQL 上已经写入，不要启用）",
            "nothing was kept; without --verify it is restored to be looked into (on PostgreSQL it \
             is there: do not use it)"
        ),
    ))
}

/// `suixing copy`: one database into another, empty one.
pub fn copy(options: &CopyOver) -> Result<u8> {
    let keys: Keys = options.keys.read(&options.from)?;
    let from = open_to_read_with(&options.from, keys.clone())?;
    same_keys(&from)?;
    let target = Destination::open(&options.to, keys).map_err(not_kept)?;
    let bar = row_counter();
    let copied = keep::copy(&from, &target, &mut |rows| bar.set_position(rows));
    bar.finish_and_clear();
    let counted = copied.map_err(not_kept)?;
    target.finish().map_err(not_kept)?;
    tell(options.json, None, &counted);
    Ok(0)
}

fn tell(as_json: bool, head: Option<&Head>, counted: &Counted) {
    match as_json {
        true => println!("{}", json!({"head": head, "counted": counted})),
        false => print(head, counted),
    }
}

fn print(head: Option<&Head>, counted: &Counted) {
    if let Some(head) = head {
        println!(
            "{} {} 第 {} 版 schema {}",
            head.taken_at, head.engine, head.schema, head.schema
        );
    }
    let settled: u64 = counted.money.values().map(|moved| moved.settlements).sum();
    let fen: i64 = counted.money.values().map(|moved| moved.total.fen()).sum();
    println!(
        "{} 行 rows，{settled} 笔结算和撤销 settlements，总费用 total {}",
        counted.rows(),
        Money::from_fen(fen)
    );
    for (table, rows) in &counted.tables {
        println!("  {table}  {}  {}", rows.rows, &rows.digest[..16]);
    }
    println!(
        "审计链 audit chains  {}  {}",
        counted.audit_heads.rows,
        &counted.audit_heads.digest[..16]
    );
}
