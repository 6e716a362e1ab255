//! `suixing init`: a new installation in a folder: a configuration with comments, fresh keys, an
//! empty database. Nothing that is there already is touched.

use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use domain::say;

use crate::key_file::KeyText;
use crate::place::{check_keys, open};
use crate::say::wrong;
use crate::secret::key_text;

/// The configuration of the package; its folders are put elsewhere.
const TEMPLATE: &str = include_str!("../../../packaging/suixing.toml");

/// Where it is to be.
#[derive(Debug, Args)]
pub struct Init {
    /// 放在这个文件夹，没有就新建 / the folder, made where it is missing
    pub folder: PathBuf,
    /// sqlite:PATH 或 postgres://…；不给则为文件夹里的 SQLite 文件 / a SQLite file in the folder unless
    /// given
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// 监听地址 / address to listen on
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
}

/// Makes it; the answer is the exit code.
pub fn run(options: &Init) -> Result<u8> {
    let folder = made(&options.folder)?;
    let config = folder.join("suixing.toml");
    if config.exists() {
        let shown = config.display();
        return Err(wrong(
            "exists",
            &say!(
                "{shown} 已经存在，没有动它",
                "{shown} is there already and was left alone"
            ),
            &say!("换一个文件夹", "name another folder"),
        ));
    }
    let database = match &options.database {
        Some(database) => database.clone(),
        None => format!("sqlite:{}", folder.join("suixing.db").display()),
    };
    let keys_file = folder.join("secret/keys");
    private_folder(&folder.join("secret"))?;
    private_folder(&folder.join("backups"))?;
    // A run that could not open its database left its keys, with which nothing was written yet.
    let keys = match keys_file.exists() {
        true => KeyText::read(&key_text(&keys_file)?)?,
        false => {
            let keys = KeyText::fresh()?;
            keys.write(&keys_file, false)?;
            keys
        }
    };
    check_keys(&open(&database, keys.keys())?)?;
    let text = configuration(&folder, &database, options.listen);
    std::fs::write(&config, text).with_context(|| cannot(&config))?;
    tell(&config, &keys_file);
    Ok(0)
}

/// The configuration of the package with its folders put here; those of this machine's monitors
/// are for whoever runs it to say.
fn configuration(folder: &Path, database: &str, listen: SocketAddr) -> String {
    let folder = folder.display().to_string();
    let set = |line: &str| match line.split_once(" = ") {
        Some(("database", _)) => format!("database = {database:?}"),
        Some(("listen", _)) => format!("listen = \"{listen}\""),
        Some(("metrics_listen", _)) => format!("# {line}"),
        _ => line
            .replace("/var/backups/suixing", &format!("{folder}/backups"))
            .replace("/var/lib/suixing", &folder)
            .replace("/etc/suixing", &folder),
    };
    let lines = TEMPLATE.lines().map(|line| set(line) + "\n");
    lines.collect()
}

/// The folder as a path that holds from everywhere.
fn made(folder: &Path) -> Result<PathBuf> {
    let cannot = || cannot(folder);
    std::fs::create_dir_all(folder).with_context(cannot)?;
    folder.canonicalize().with_context(cannot)
}

fn private_folder(folder: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    let made = builder.recursive(true).mode(0o700).create(folder);
    made.with_context(|| cannot(folder))
}

fn cannot(path: &Path) -> String {
    let path = path.display();
    format!(
        "[folder-unwritable] 写不了 {path}，换一个文件夹 / cannot write {path}; name another folder"
    )
}

fn tell(config: &Path, keys: &Path) {
    let (config, keys) = (config.display(), keys.display());
    println!(
        "配置 configuration  {config}\n\
         密钥 keys           {keys}\n\
         密钥另存一份，丢了就打不开数据 / keep a copy of the keys elsewhere: without them nothing \
         can be opened\n\
         接着 / next:\n\
         \x20 写好通知怎样发出、各机构怎样签名 / state in it how notices leave and how facilities sign\n\
         \x20 suixing import facilities 机构.xlsx --config {config}\n\
         \x20 suixing import catalogue 目录.xlsx --region 440100 --since 2026-01-01 \
         --config {config}\n\
         \x20 suixing import people 参保人.csv --config {config}\n\
         \x20 suixing import employers 单位.xlsx --config {config}\n\
         \x20 suixing import staff 职工.csv --config {config}\n\
         \x20 suixing operator add 姓名 --role clerk --unit 440100 --config {config}\n\
         \x20 suixing operator invite 姓名 --config {config}\n\
         \x20 suixing doctor --config {config}\n\
         \x20 suixing serve --config {config}\n\
         import 不写 --write 就是预演；一步一步见 docs/operations.md / without --write an import is a \
         rehearsal; step by step: docs/operations.md"
    );
}
