//! What the commands that keep a database share: where it is, its keys, how its errors are said.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use domain::{Bilingual, say};
use indicatif::{ProgressBar, ProgressStyle};
use store::keep::KeepError;
use store::{Keys, StoreError};

use crate::config::{Config, ConfigArgs, read_keys, read_secret};
use crate::place::keys_if_known;
use crate::say::wrong;

/// A database and its keys: as the configuration says, or named one by one.
#[derive(Clone, Debug, Args)]
pub struct KeptArgs {
    /// sqlite:PATH 或 postgres://…；不给则按 --config / unless given, as --config says
    #[arg(long, value_name = "URL", required_unless_present = "config")]
    pub database: Option<String>,
    /// 配置文件（TOML），数据库和密钥都在里面 / the configuration, which names database and keys
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// 密钥 / the keys
    #[command(flatten)]
    pub keys: KeysArgs,
}

/// Where the keys are.
#[derive(Clone, Debug, Default, Args)]
pub struct KeysArgs {
    /// 密钥文件；不给则按 --config，再按环境变量 SUIXING_KEYS / file with the keys; unless given, as
    /// --config says, then SUIXING_KEYS
    #[arg(long, value_name = "FILE")]
    pub keys: Option<PathBuf>,
}

impl KeptArgs {
    /// The configuration, if there is one.
    pub fn configured(&self) -> Result<Option<Config>> {
        let read = |config: &PathBuf| {
            Config::read(&ConfigArgs {
                database: self.database.clone(),
                config: Some(config.clone()),
                ..ConfigArgs::default()
            })
        };
        self.config.as_ref().map(read).transpose()
    }

    /// The address of the database and its keys.
    pub fn opened(&self) -> Result<(String, Keys)> {
        let configured = self.configured()?;
        let stated = self.database.clone();
        let database = match (&configured, stated) {
            (_, Some(database)) => database,
            (Some(config), None) => config.database.clone(),
            (None, None) => anyhow::bail!("clap asks for one of the two"),
        };
        let keys = match (&self.keys.keys, &configured) {
            (None, Some(config)) => config.keys()?,
            _ => self.keys.read(&database)?,
        };
        Ok((database, keys))
    }
}

impl KeysArgs {
    /// The keys in the file, in the environment, or beside a demo's database.
    pub fn read(&self, database: &str) -> Result<Keys> {
        match &self.keys {
            Some(file) => read_keys(&read_secret(file)?),
            None => keys_if_known(database)?.ok_or_else(no_keys),
        }
    }
}

fn no_keys() -> anyhow::Error {
    wrong(
        "no-keys",
        &say!("没有密钥", "no keys were given"),
        &say!(
            "用 --keys 指明密钥文件，或设 SUIXING_KEYS",
            "name the file with --keys, or set SUIXING_KEYS"
        ),
    )
}

/// Counts rows as they pass, beside nothing to compare them with.
pub fn row_counter() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    let style = ProgressStyle::with_template("{spinner} {human_pos} 行 rows  {per_sec}  {elapsed}");
    bar.set_style(style.expect("the template is right"));
    bar
}

/// Why nothing was kept, with its code and what to do.
pub fn not_kept(error: KeepError) -> anyhow::Error {
    let told = |code: &str, message: Bilingual, next: Bilingual| wrong(code, &message, &next);
    let another = || {
        say!(
            "用另一份备份；这一份不能用",
            "use another backup; this one is of no use"
        )
    };
    match &error {
        KeepError::NotABackup => told(
            "not-a-backup",
            say!("这不是随行的备份", "this is no backup of Suixing"),
            say!("请检查 --from", "check --from"),
        ),
        KeepError::Unfinished => told(
            "backup-unfinished",
            say!("备份没有写完", "the backup was never finished"),
            another(),
        ),
        KeepError::Truncated { found, stated } => told(
            "backup-truncated",
            say!(
                "备份只有 {found} 字节，应有 {stated}",
                "the backup has {found} bytes of {stated}"
            ),
            say!(
                "重新拷贝这个文件；还是不全，就用另一份备份",
                "copy the file again; if it stays short, use another backup"
            ),
        ),
        KeepError::Damaged { at } => told(
            "backup-damaged",
            say!(
                "备份在第 {at} 字节附近被改动或损坏",
                "the backup was changed or damaged near byte {at}"
            ),
            another(),
        ),
        KeepError::OtherKey { key } => told(
            "wrong-keys",
            say!(
                "备份用密钥 {key} 加密，给的密钥里没有它",
                "the backup is sealed by key {key}, which is not among those given"
            ),
            say!(
                "给出当时的密钥文件（suixing keys show 列出文件里的名字）",
                "give the key file of then; suixing keys show lists the names in a file"
            ),
        ),
        KeepError::Newer { found, known } => told(
            "newer-schema",
            say!(
                "备份的结构是第 {found} 版，这个程序只认到第 {known} 版",
                "the backup has schema {found}, this program knows schemas up to {known}"
            ),
            say!("换用较新的程序", "use a newer program"),
        ),
        KeepError::Older { found } => told(
            "older-schema",
            say!(
                "备份的结构是第 {found} 版，比这个程序旧",
                "the backup has schema {found}, older than this program's"
            ),
            say!(
                "先恢复成 SQLite（会自动升级），再 suixing copy 到 PostgreSQL",
                "restore it to SQLite, which upgrades it, then suixing copy to PostgreSQL"
            ),
        ),
        KeepError::Exists { path } => {
            let path = path.display();
            let there = say!(
                "{path} 已经存在，没有动它",
                "{path} is there already and was left alone"
            );
            let next = say!("换一个新的文件名", "name a file that is not there");
            told("exists", there, next)
        }
        KeepError::NotEmpty { table } => told(
            "not-empty",
            say!(
                "目标数据库不是空的：{table} 里有数据",
                "the database is not empty: {table} has rows"
            ),
            say!("用一个空的数据库", "give an empty database"),
        ),
        KeepError::Differs { what } => told(
            "differs",
            say!(
                "写进去的和原来的不一样（{what}），没有保留",
                "what arrived is not what was sent ({what}); nothing was kept"
            ),
            say!(
                "再试一次；还是这样，检查磁盘和内存",
                "try again; if it stays so, check disk and memory"
            ),
        ),
        KeepError::Store(StoreError::WrongKeys) => told(
            "wrong-keys",
            say!(
                "密钥不是写这个数据库时的密钥",
                "the keys are not those this database was written with"
            ),
            say!("给出当时的密钥", "give the keys of then"),
        ),
        KeepError::File { path, source } => {
            let path = path.display();
            let unusable = say!("读写不了 {path}", "cannot read or write {path}: {source}");
            let next = say!("检查路径、权限和磁盘空间", "check path, rights and space");
            told("file", unusable, next)
        }
        _ => anyhow::Error::new(error).context("读写不了数据库 / cannot use the database"),
    }
}
