//! Anchors: what the audit comes to, written to a second place while the program runs, so that
//! what is taken from the database consistently, or lost with its log, is missed there. One line
//! for each chain that grew, one for all of them together; the file is only appended to, and each
//! of the latter holds a hash over everything before it.

mod file;
mod keeper;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;
use desk::Clock;
use domain::{Bilingual, say};
use store::audit::AuditHead;
use store::installation::{self, Elsewhere};
use store::verify::{Anchored, differs};
use store::{Db, StoreError, Tx, audit};

pub use self::keeper::Keeper;
use crate::say::wrong;
use file::{AnchorTrouble, read_all, read_end};

/// Where what is written is anchored.
#[derive(Clone, Debug, Args)]
pub struct AnchorArgs {
    /// 锚点文件，放在另一处；每分钟写下审计链到哪里 / file of anchors at a second place, written each minute
    #[arg(long, value_name = "FILE")]
    pub anchor: Option<PathBuf>,
    /// 每隔几秒写一次锚点 / seconds between two anchors
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub anchor_seconds: u64,
}

impl AnchorArgs {
    /// Compares the database with what was anchored of it, and anchors it from now on, if somebody
    /// said where.
    pub fn keep(
        &self,
        configured: Option<&Path>,
        (db, clock): (&Db, &Clock),
    ) -> Result<Option<Keeper>> {
        let Some(path) = self.anchor.as_deref().or(configured) else {
            return Ok(None);
        };
        check(path, db)?;
        let every = Duration::from_secs(self.anchor_seconds.max(1));
        Keeper::start(db, path, every, clock).map(Some)
    }
}

/// Differences that are named; the rest is counted.
const NAMED: usize = 10;

/// What the anchors of a file saw of a database, to be compared with all of it.
pub fn seen(path: &Path, db: &Db) -> Result<Anchored> {
    let all = read_all(path).map_err(|trouble| told(path, trouble))?;
    of_this(path, db, &all.installation)?;
    if all.torn {
        eprintln!("{}", torn(path));
    }
    Ok(Anchored::new(all.heads))
}

/// Compares the last anchors with the database before anything is served. What they saw and is not
/// there is named, and nothing is started.
pub fn check(path: &Path, db: &Db) -> Result<()> {
    let end = match read_end(path) {
        Err(AnchorTrouble::Missing) => return must_be_first(path, db),
        other => other.map_err(|trouble| told(path, trouble))?,
    };
    if end.is_new() {
        return Ok(());
    }
    of_this(path, db, &end.installation)?;
    if end.torn {
        tracing::warn!(path = %path.display(), "the last anchor was not finished");
    }
    let missing = db.read(|tx: &mut Tx<'_>| missing(tx, &end.heads));
    let missing = missing.map_err(|error: StoreError| error);
    let missing = missing.context("读不了数据库 / cannot read the database")?;
    match missing.is_empty() {
        true => Ok(()),
        false => Err(behind(path, &missing)),
    }
}

/// Refuses to begin anchors where there were some: the place they are at is not there.
fn must_be_first(path: &Path, db: &Db) -> Result<()> {
    let known = db.read(|tx: &mut Tx<'_>| installation::is_elsewhere(tx, Elsewhere::Anchors));
    let known = known.map_err(|error: StoreError| error);
    if !known.context("读不了数据库 / cannot read the database")? {
        return Ok(());
    }
    let path = path.display();
    Err(wrong(
        "anchors-gone",
        &say!(
            "这个数据库有过锚点，{path} 却不在，没有启动",
            "this database was anchored, and {path} is not there; not started"
        ),
        &say!(
            "挂上放锚点的盘，或放回锚点文件；确实要另起一个，先建一个空文件 {path}",
            "mount the disk the anchors are on, or put the file back; to begin new ones all the \
             same, make an empty file {path}"
        ),
    ))
}

/// Whether some program writes to a file of anchors now.
pub fn is_written(path: &Path) -> bool {
    let file = std::fs::File::open(path);
    file.is_ok_and(|file| file.try_lock_shared().is_err())
}

fn missing(tx: &mut Tx<'_>, heads: &HashMap<String, AuditHead>) -> Result<Vec<String>, StoreError> {
    let mut missing = Vec::new();
    for (chain, seen) in heads {
        let found = audit::hash_of(tx, chain, seen.sequence)?;
        if found.as_deref() != Some(&seen.hash) {
            let last = audit::head(tx, chain)?.sequence;
            missing.push(differs(chain, seen, last));
        }
    }
    missing.sort();
    Ok(missing)
}

/// Anchors of another installation say nothing of this one.
fn of_this(path: &Path, db: &Db, theirs: &str) -> Result<()> {
    let ours = db.read(installation::id);
    let ours = ours.map_err(|error: StoreError| error);
    let ours = ours.context("读不了数据库 / cannot read the database")?;
    if ours.as_deref() == Some(theirs) {
        return Ok(());
    }
    let path = path.display();
    Err(wrong(
        "anchor-of-another",
        &say!(
            "{path} 是另一个数据库的锚点文件",
            "{path} holds the anchors of another database"
        ),
        &say!(
            "请检查 --anchor（anchor_file）和 --database 是不是一对；换了新库就另起一个锚点文件",
            "check that --anchor (anchor_file) and --database belong together; a new database \
             takes a new file"
        ),
    ))
}

fn behind(path: &Path, missing: &[String]) -> anyhow::Error {
    let count = missing.len();
    let named = missing.iter().take(NAMED).cloned().collect::<Vec<_>>();
    let named = named.join("\n    ");
    let path = path.display();
    wrong(
        "behind-its-anchors",
        &say!(
            "锚点文件 {path} 见过的记录，数据库里没有或不同，共 {count} 条审计链，没有启动：\n    {named}",
            "what the anchors in {path} saw is not in the database, {count} chains of the audit; \
             not started"
        ),
        &say!(
            "先另存数据库文件（连同 -wal）和锚点文件，再恢复备份；已经是恢复的备份，或要就这样启动，\
             把 anchor_file 换成一个新的空文件",
            "keep a copy of the database (with its -wal) and of the anchors, restore a backup; \
             where this is what was restored, or to start all the same, make an empty file and \
             name it as anchor_file"
        ),
    )
}

fn torn(path: &Path) -> String {
    let path = path.display();
    format!(
        "{path} 的最后一个锚点没有写完，写完的行都用上了 / the last anchor in {path} was not finished; every \
         whole line of it counts"
    )
}

fn told(path: &Path, trouble: AnchorTrouble) -> anyhow::Error {
    let name = path.display();
    let check = say!(
        "请检查 --anchor（anchor_file）",
        "check --anchor (anchor_file)"
    );
    match trouble {
        AnchorTrouble::Missing => wrong(
            "no-anchor",
            &say!("没有锚点文件 {name}", "there is no file of anchors {name}"),
            &check,
        ),
        AnchorTrouble::Unreadable(why) => wrong(
            "anchor-unreadable",
            &Bilingual::new(
                format!("读不了锚点文件 {name}"),
                format!("cannot read the anchors {name}: {why}"),
            ),
            &check,
        ),
        AnchorTrouble::NoAnchors => wrong(
            "anchor-unreadable",
            &say!("{name} 不是锚点文件", "{name} is no file of anchors"),
            &check,
        ),
        AnchorTrouble::Held => wrong(
            "anchor-held",
            &say!(
                "另一个程序正在写锚点文件 {name}",
                "another program writes the anchors {name}"
            ),
            &say!(
                "一个锚点文件只给一个服务用：停掉另一个，或用另一个文件",
                "one file of anchors is for one server: stop the other, or name another file"
            ),
        ),
        AnchorTrouble::Changed { line } => wrong(
            "anchor-changed",
            &say!(
                "锚点文件 {name} 到第 {line} 行为止被改动过",
                "the anchors in {name} were changed somewhere up to line {line}"
            ),
            &say!(
                "用另存的锚点文件核对，并查明谁改了它",
                "check with another copy of it, and find out who changed it"
            ),
        ),
    }
}
