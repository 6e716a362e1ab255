//! How it is said that nothing was backed up, restored or copied.

use std::path::Path;

use domain::{Bilingual, say};
use store::StoreError;
use store::keep::KeepError;

use crate::say::wrong;

/// Why nothing was kept, with its code and what to do.
pub fn not_kept(error: KeepError) -> anyhow::Error {
    let (code, says, next) = match &error {
        KeepError::Exists { path } => exists(path),
        KeepError::NotEmpty { table } => (
            "not-empty",
            say!(
                "目标数据库不是空的：{table} 里有数据",
                "the database is not empty: {table} has rows"
            ),
            say!("用一个空的数据库", "give an empty database"),
        ),
        KeepError::Differs { what } => (
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
        KeepError::Store(StoreError::WrongKeys) => (
            "wrong-keys",
            say!(
                "密钥不是写这个数据库时的密钥",
                "the keys are not those this database was written with"
            ),
            say!("给出当时的密钥", "give the keys of then"),
        ),
        KeepError::File { path, source } => file(path, source),
        KeepError::Held { path } => held(path),
        KeepError::OfAnother { path } => of_another(path),
        KeepError::NothingShipped { earliest } => nothing_shipped(*earliest),
        KeepError::SqliteAlone => (
            "sqlite-alone",
            say!(
                "送出的是 SQLite 文件，只能恢复成 SQLite",
                "what was shipped is a SQLite file and is restored to one"
            ),
            say!(
                "恢复成 SQLite，再 suixing copy",
                "restore it to SQLite, then suixing copy"
            ),
        ),
        KeepError::Store(_) => {
            return anyhow::Error::new(error).context("读写不了数据库 / cannot use the database");
        }
        of_the_backup => no_use(of_the_backup),
    };
    wrong(code, &says, &next)
}

type Words = (&'static str, Bilingual, Bilingual);

fn nothing_shipped(earliest: Option<jiff::Timestamp>) -> Words {
    let says = match earliest {
        Some(earliest) => say!(
            "送出的内容最早只能恢复到 {earliest}",
            "what was shipped reaches back to {earliest}"
        ),
        None => say!(
            "这个文件夹里没有可以恢复的内容",
            "nothing in this folder can be restored"
        ),
    };
    let next = say!(
        "给更晚的 --at，或用备份",
        "give a later --at, or use a backup"
    );
    ("nothing-shipped", says, next)
}

fn exists(path: &Path) -> Words {
    let path = path.display();
    let there = say!(
        "{path} 已经存在，没有动它",
        "{path} is there already and was left alone"
    );
    let next = say!("换一个新的文件名", "name a file that is not there");
    ("exists", there, next)
}

fn held(path: &Path) -> Words {
    let path = path.display();
    let held = say!(
        "{path} 被另一个程序占用，多半是另一个服务",
        "{path} is held by another program, most likely another server"
    );
    let next = say!("停掉那一个", "stop the other one");
    ("held", held, next)
}

fn of_another(path: &Path) -> Words {
    let path = path.display();
    let theirs = say!(
        "{path} 写着：这里是另一个数据库的",
        "{path} says that this belongs to another database"
    );
    let next = say!(
        "每个数据库用自己的文件夹（ship_to）",
        "give each database a folder of its own (ship_to)"
    );
    ("of-another", theirs, next)
}

fn file(path: &Path, source: &std::io::Error) -> Words {
    let path = path.display();
    let unusable = say!("读写不了 {path}", "cannot read or write {path}: {source}");
    let next = say!("检查路径、权限和磁盘空间", "check path, rights and space");
    ("file", unusable, next)
}

/// A backup that cannot be used as it is.
fn no_use(error: &KeepError) -> Words {
    let another = say!(
        "用另一份备份；这一份不能用",
        "use another backup; this one is of no use"
    );
    match error {
        KeepError::NotABackup => (
            "not-a-backup",
            say!("这不是随行的备份", "this is no backup of Suixing"),
            say!("请检查 --from", "check --from"),
        ),
        KeepError::Truncated { found, stated } => (
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
        KeepError::Damaged { at } => (
            "backup-damaged",
            say!(
                "备份在第 {at} 字节附近被改动或损坏",
                "the backup was changed or damaged near byte {at}"
            ),
            another,
        ),
        KeepError::OtherKey { .. } | KeepError::Newer { .. } | KeepError::Older { .. } => {
            otherwise(error)
        }
        _ => (
            "backup-unfinished",
            say!("备份没有写完", "the backup was never finished"),
            another,
        ),
    }
}

/// A backup that can be used in another way.
fn otherwise(error: &KeepError) -> Words {
    match error {
        KeepError::OtherKey { key } => (
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
        KeepError::Newer { found, known } => (
            "newer-schema",
            say!(
                "备份的结构是第 {found} 版，这个程序只认到第 {known} 版",
                "the backup has schema {found}, this program knows schemas up to {known}"
            ),
            say!("换用较新的程序", "use a newer program"),
        ),
        _ => (
            "older-schema",
            say!(
                "备份的结构比这个程序旧",
                "the backup has an older schema than this program"
            ),
            say!(
                "先恢复成 SQLite（会自动升级），再 suixing copy 到 PostgreSQL",
                "restore it to SQLite, which upgrades it, then suixing copy to PostgreSQL"
            ),
        ),
    }
}
