//! What the commands that keep a database share: where it is, its keys, how its errors are said.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use domain::say;
use indicatif::{ProgressBar, ProgressStyle};
use store::Keys;

use crate::config::{Config, ConfigArgs};
use crate::place::keys_if_known;
use crate::say::wrong;
use crate::secret::{key_text, read_keys};

/// A database and its keys: as the configuration says, or named one by one.
#[derive(Clone, Debug, Args)]
pub struct KeptArgs {
    /// sqlite:PATH 或 postgres://…；不给则按 --config / unless given, as --config says
    #[arg(long, value_name = "URL", required_unless_present = "config")]
    pub database: Option<String>,
    /// 配置文件（TOML），数据库和密钥都在里面 / the configuration, which names database and keys
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// 密钥文件；不给则按 --config，再按环境变量 SUIXING_KEYS / file with the keys; unless given, as
    /// --config says, then SUIXING_KEYS
    #[arg(long, value_name = "FILE")]
    pub keys: Option<PathBuf>,
}

/// Where the keys are, for commands that go by no configuration.
#[derive(Clone, Debug, Default, Args)]
pub struct KeysArgs {
    /// 密钥文件；不给则按环境变量 SUIXING_KEYS / file with the keys; unless given, SUIXING_KEYS
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
        let database = self.address(configured.as_ref())?;
        let keys = self.read_keys((&database, configured.as_ref()))?;
        Ok((database, keys))
    }

    /// The address of the database.
    pub fn address(&self, configured: Option<&Config>) -> Result<String> {
        match (configured, &self.database) {
            (_, Some(database)) => Ok(database.clone()),
            (Some(config), None) => Ok(config.database.clone()),
            (None, None) => anyhow::bail!("clap asks for one of the two"),
        }
    }

    /// The keys: those named, those of the configuration, those of the environment.
    pub fn read_keys(&self, (database, configured): (&str, Option<&Config>)) -> Result<Keys> {
        match (&self.keys, configured) {
            (None, Some(config)) => config.keys(),
            (named, _) => KeysArgs {
                keys: named.clone(),
            }
            .read(database),
        }
    }
}

impl KeysArgs {
    /// The keys in the file, in the environment, or beside a demo's database.
    pub fn read(&self, database: &str) -> Result<Keys> {
        match &self.keys {
            Some(file) => read_keys(&key_text(file)?),
            None => keys_if_known(database)?.ok_or_else(no_keys),
        }
    }
}

fn no_keys() -> anyhow::Error {
    wrong(
        "no-keys",
        &say!("没有密钥", "no keys were given"),
        &say!(
            "用 --config 指明配置（密钥文件写在里面），或用 --keys 指明密钥文件，或设 SUIXING_KEYS",
            "name the configuration with --config, which says where they are, or the file with \
             --keys, or set SUIXING_KEYS"
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
