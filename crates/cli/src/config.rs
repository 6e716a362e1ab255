//! The one configuration file of the real thing, and its secrets.
//!
//! ```toml
//! database = "postgres://suixing@db/suixing"
//! listen = "0.0.0.0:8080"
//! policies = "/srv/suixing/policies"
//! keys_file = "/etc/suixing/keys"      # 128 hexadecimal digits, readable by the owner alone
//!
//! [facility.H44030500001]              # how a facility signs; one that is absent may not send
//! gateway = "csb"                      # csb, x-tif, apikey, or off behind a gateway of one's own
//! id = "…"
//! secret_file = "/etc/suixing/H44030500001.secret"
//! window_minutes = 30
//! ```

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Args;
use domain::ids::FacilityCode;
use jiff::SignedDuration;
use national::Private;
use national::gateway::Gateway;
use serde::Deserialize;
use store::Keys;

use crate::place::keys_of;

/// What the command line says; it goes before the file.
#[derive(Clone, Debug, Default, Args)]
pub struct Given {
    /// sqlite:PATH 或 postgres://…
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// 监听地址 / address to listen on
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
    /// 政策文件夹；不给则用 ./policies，没有则用随附的 / folder of policies; ./policies or the
    /// embedded ones unless given
    #[arg(long, value_name = "DIR")]
    pub policies: Option<PathBuf>,
    /// 配置文件（TOML） / configuration
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// Everything the real thing needs.
pub struct Config {
    /// Database address.
    pub database: String,
    /// Address to listen on.
    pub listen: SocketAddr,
    /// Folder of policies; the shipped ones unless given.
    pub policies: Option<PathBuf>,
    keys_file: Option<PathBuf>,
    facility: BTreeMap<FacilityCode, FacilityGateway>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    database: Option<String>,
    listen: Option<SocketAddr>,
    policies: Option<PathBuf>,
    keys_file: Option<PathBuf>,
    facility: BTreeMap<FacilityCode, FacilityGateway>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FacilityGateway {
    gateway: GatewayKind,
    #[serde(default)]
    id: String,
    #[serde(default)]
    secret_file: Option<PathBuf>,
    #[serde(default = "half_an_hour")]
    window_minutes: i64,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum GatewayKind {
    Csb,
    XTif,
    Apikey,
    Off,
}

fn half_an_hour() -> i64 {
    30
}

impl Config {
    /// The file, with the command line over it.
    pub fn read(options: &Given) -> Result<Config> {
        let file = match &options.config {
            None => File::default(),
            Some(path) => {
                let text = std::fs::read_to_string(path).with_context(|| {
                    format!(
                        "读不了配置文件 {0} / cannot read the configuration {0}",
                        path.display()
                    )
                })?;
                toml::from_str(&text).with_context(|| {
                    format!("配置文件有误 / wrong configuration {}", path.display())
                })?
            }
        };
        let database = options.database.clone().or(file.database).context(
            "没有数据库：请用 --database sqlite:PATH 或 postgres://… / no database: give \
             --database sqlite:PATH or postgres://…",
        )?;
        let default = SocketAddr::from(([127, 0, 0, 1], 8080));
        Ok(Config {
            database,
            listen: options.listen.or(file.listen).unwrap_or(default),
            policies: options.policies.clone().or(file.policies),
            keys_file: file.keys_file,
            facility: file.facility,
        })
    }

    /// The secrets, from the file the configuration names or from `SUIXING_KEYS`. Without them the
    /// real thing does not start.
    pub fn keys(&self) -> Result<Keys> {
        let text = match (&self.keys_file, std::env::var("SUIXING_KEYS")) {
            (Some(file), _) => std::fs::read_to_string(file).with_context(|| {
                format!("读不了密钥 {0} / cannot read the keys {0}", file.display())
            })?,
            (None, Ok(text)) => text,
            (None, Err(_)) => bail!(
                "没有密钥，正式服务不启动：请在配置里写 keys_file，或设 SUIXING_KEYS（128 位十六进制） / no \
                 keys, so the real thing does not start: name keys_file in the configuration or \
                 set SUIXING_KEYS (128 hexadecimal digits)"
            ),
        };
        let bytes = from_hex(text.trim())
            .context("密钥不是 128 位十六进制 / the keys are not 128 hexadecimal digits")?;
        Ok(keys_of(&bytes))
    }

    /// How each facility signs.
    pub fn gateways(&self) -> Result<BTreeMap<FacilityCode, Gateway>> {
        let mut gateways = BTreeMap::new();
        for (facility, stated) in &self.facility {
            let secret = match &stated.secret_file {
                None => String::new(),
                Some(path) => std::fs::read_to_string(path).with_context(|| {
                    format!(
                        "读不了密钥 {0} / cannot read the secret {0}",
                        path.display()
                    )
                })?,
            };
            let unsigned = matches!(stated.gateway, GatewayKind::Off);
            if secret.trim().is_empty() && !unsigned {
                bail!(
                    "{facility} 没有写 secret_file / secret_file of {facility} is missing or empty"
                );
            }
            let secret = Private::new(secret.trim());
            let window = SignedDuration::from_mins(stated.window_minutes);
            let id = stated.id.clone();
            let gateway = match stated.gateway {
                GatewayKind::Csb => Gateway::Csb {
                    access_key: id,
                    secret,
                    window,
                },
                GatewayKind::XTif => Gateway::XTif {
                    paasid: id,
                    secret,
                    window,
                },
                GatewayKind::Apikey => Gateway::ApiKey { key: secret },
                GatewayKind::Off => Gateway::Off,
            };
            gateways.insert(facility.clone(), gateway);
        }
        Ok(gateways)
    }
}

fn from_hex(text: &str) -> Option<[u8; 64]> {
    let digits: Vec<u8> = text
        .bytes()
        .map(|b| char::from(b).to_digit(16).map(|d| d as u8))
        .collect::<Option<_>>()?;
    let bytes: Vec<u8> = digits
        .chunks_exact(2)
        .map(|pair| pair[0] * 16 + pair[1])
        .collect();
    bytes.try_into().ok().filter(|_| text.len() == 128)
}
