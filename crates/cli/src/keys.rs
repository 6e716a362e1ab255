//! `suixing keys …`: making keys, and replacing the one that seals while the server runs. Three
//! steps, each of which may be broken off and begun again: `add` puts a new key into the file, and
//! the servers are started anew to know it; `rotate` seals everything anew; `retire` takes the keys
//! of before out of the file once nothing needs them.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Subcommand;
use domain::say;
use indicatif::ProgressBar;
use server::app::SystemRandom;
use store::{Db, keep};

use crate::kept::{KeptArgs, row_counter};
use crate::key_file::KeyText;
use crate::place::open_existing;
use crate::say::wrong;
use crate::secret::key_text;

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// 生成一套新密钥 / make new keys
    New {
        /// 新文件，只有属主可读 / a new file that only its owner may read
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    /// 列出文件里密钥的名字，不显示密钥 / list the names of the keys in a file, not the keys
    Show {
        /// 密钥文件 / the file
        file: PathBuf,
    },
    /// 第一步：在文件里加一把新密钥，然后重启服务 / first: put a new key into the file, then restart the
    /// servers
    Add {
        /// 密钥文件 / the file
        file: PathBuf,
    },
    /// 第二步：把库里的内容改用新密钥加密；不必停服务，断了再运行一次 / second: seal everything anew; the
    /// servers go on, and what is broken off is run again
    Rotate {
        /// The database and its keys.
        #[command(flatten)]
        kept: KeptArgs,
        /// 没有服务在运行 / no server is running
        #[arg(long)]
        stopped: bool,
    },
    /// 第三步：从文件里去掉旧密钥；旧备份仍要旧密钥，请另存 / third: take the old keys out of the file;
    /// backups of before still need them, so keep a copy elsewhere
    Retire {
        /// 密钥文件 / the file
        file: PathBuf,
        /// sqlite:PATH 或 postgres://…
        #[arg(long, value_name = "URL")]
        database: String,
    },
}

/// Runs one of the commands; the answer is the exit code.
pub fn run(what: &KeysCommand) -> Result<u8> {
    match what {
        KeysCommand::New { to } => {
            let made = KeyText::fresh()?;
            made.write(to, false)?;
            show(&made);
            println!(
                "已写入 {0}；另存一份，丢了就打不开数据 / written to {0}; keep a copy elsewhere: \
                 without it nothing can be opened",
                to.display()
            );
        }
        KeysCommand::Show { file } => show(&read(file)?),
        KeysCommand::Add { file } => {
            let all = read(file)?.with_a_new_key()?;
            all.write(file, true)?;
            show(&all);
            println!(
                "现在重启用这个文件的每个服务，再 suixing keys rotate / now restart every \
                 server with this file, then suixing keys rotate"
            );
        }
        KeysCommand::Rotate { kept, stopped } => rotate(kept, *stopped)?,
        KeysCommand::Retire { file, database } => retire(file, database)?,
    }
    Ok(0)
}

fn read(file: &Path) -> Result<KeyText> {
    KeyText::read(&key_text(file)?)
}

fn show(keys: &KeyText) {
    for (at, name) in keys.names().iter().enumerate() {
        let what = match at {
            0 => "加密 seals",
            _ => "只解密 opens",
        };
        println!("{name}  {what}");
    }
}

fn rotate(kept: &KeptArgs, stopped: bool) -> Result<()> {
    let (database, keys) = kept.opened()?;
    let db = open_existing(&database, keys)?;
    let unreadable = "读不了数据库 / cannot read the database";
    match stopped {
        true => crate::place::check_keys(&db)?,
        false if keep::newest_is_in_use(&db).context(unreadable)? => {
            crate::serving::nobody_is_behind(&db)?;
        }
        false => {
            return Err(wrong(
                "keys-not-in-use",
                &say!(
                    "还没有服务用这套密钥启动过：先换密钥，正在运行的服务就打不开数据了",
                    "no server was started with these keys yet; sealed anew, nothing would open \
                     for those that run"
                ),
                &say!(
                    "重启每个服务后再来；没有服务在运行就加 --stopped",
                    "restart every server first; where none is running say --stopped"
                ),
            ));
        }
    }
    let bar = row_counter();
    let done = keep::reseal(&db, &mut SystemRandom, &mut |seen| bar.set_position(seen));
    bar.finish_and_clear();
    let done = done.context(unreadable)?;
    println!(
        "{} 项，{} 项改用新密钥 / sealed values, {} of them sealed anew",
        done.looked_at, done.older, done.older
    );
    Ok(())
}

fn retire(file: &Path, database: &str) -> Result<()> {
    let all = read(file)?;
    let count = all.sealing_keys();
    let db = open_existing(database, all.keys())?;
    let older = still_older(&db)?;
    if older > 0 {
        return Err(wrong(
            "keys-in-use",
            &say!(
                "还有 {older} 项是用旧密钥加密的，没有去掉",
                "{older} values are still sealed by keys of before; nothing was taken out"
            ),
            &say!(
                "先运行 suixing keys rotate",
                "run suixing keys rotate first"
            ),
        ));
    }
    let newest = all.newest_alone();
    newest.write(file, true)?;
    show(&newest);
    println!("去掉了 {0} 把旧密钥 / took {0} older keys out", count - 1);
    Ok(())
}

fn still_older(db: &Db) -> Result<u64> {
    let bar: ProgressBar = row_counter();
    let counted = keep::count_older(db, &mut |seen| bar.set_position(seen));
    bar.finish_and_clear();
    let counted = counted.context("读不了数据库 / cannot read the database")?;
    let in_use = keep::newest_is_in_use(db).context("读不了数据库 / cannot read the database")?;
    Ok(counted.older + u64::from(!in_use))
}
