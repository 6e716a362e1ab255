//! The one configuration file of the real thing, and its secrets.
//!
//! ```toml
//! database = "postgres://suixing@db/suixing"
//! listen = "0.0.0.0:8080"
//! policies = "/srv/suixing/policies"
//! keys_file = "/etc/suixing/keys"      # 128 hexadecimal digits, readable by the owner alone
//! division = "440300"                  # who answers messages that name no facility
//!
//! [facility.H44030500001]              # how a facility signs; one that is absent may not send
//! gateway = "csb"                      # csb, x-tif, apikey, or off behind a gateway of one's own
//! id = "…"
//! secret_file = "/etc/suixing/H44030500001.secret"
//! window_minutes = 30
//! rejection_status = 200               # or 401, with the gateway's own body
//! ```

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use domain::Region;
use domain::calendar::CLOCK_MINUTES_MAX;
use domain::ids::FacilityCode;
use jiff::SignedDuration;
use national::Private;
use national::gateway::Gateway;
use schemars::{JsonSchema, Schema};
use serde::Deserialize;
use server::app::{Entrance, RejectionForm};
use store::Keys;

use crate::place::keys_of;
use crate::read;

/// What the command line says; it goes before the file.
#[derive(Clone, Debug, Default, Args)]
pub struct ConfigArgs {
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
    /// The division that answers messages of which nobody knows whose they are.
    pub division: Option<Region>,
    keys_file: Option<PathBuf>,
    facility: BTreeMap<FacilityCode, FacilityGateway>,
}

/// The configuration of the real thing; the command line goes before it.
/// 正式服务的配置；命令行写的优先
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct ConfigFile {
    /// `sqlite:PATH` or `postgres://…`.
    /// 数据库：sqlite:路径 或 postgres://…
    database: Option<String>,
    /// Address to listen on, `127.0.0.1:8080` unless stated.
    /// 监听地址；不写就是 127.0.0.1:8080
    listen: Option<SocketAddr>,
    /// Folder of policies; the shipped ones unless stated.
    /// 政策文件夹；不写就用随附的
    policies: Option<PathBuf>,
    /// File with the keys, 128 hexadecimal digits; `SUIXING_KEYS` unless stated.
    /// 密钥文件，128 位十六进制；不写就读环境变量 SUIXING_KEYS
    keys_file: Option<PathBuf>,
    /// The division that answers messages that name no facility, `440300`; the country unless
    /// stated.
    /// 没有写明机构的报文由哪个医保区划答复，如 440300；不写就是全国（100000）
    division: Option<Region>,
    /// How each facility signs, by its code; one that is absent may not send.
    /// 各机构怎样签名，按机构编号；没写的机构不能发报文
    facility: BTreeMap<FacilityCode, FacilityGateway>,
}

/// The form of the configuration, for editors.
pub fn schema() -> Schema {
    workbench::schema::of::<ConfigFile>()
}

/// How a facility signs its messages.
/// 一家机构怎样签名
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FacilityGateway {
    /// The way of signing.
    /// 签名方式
    gateway: GatewayKind,
    /// The name under which the gateway knows the facility.
    /// 网关给这家机构的名字
    #[serde(default)]
    id: String,
    /// File with the secret it signs with.
    /// 签名密钥的文件
    #[serde(default)]
    secret_file: Option<PathBuf>,
    /// How far its clock may be off, in minutes.
    /// 时钟最多相差几分钟
    #[serde(default = "usual_minutes")]
    window_minutes: i64,
    /// The HTTP status of a message that is not signed so: 200 with an answer like any other, or
    /// 401 with the gateway's own body. Many hospital programs drop the body of a 401.
    /// 验签不通过时的HTTP状态：200（按普通应答报文返回原因）或 401（返回网关自己的报文体）；许多医院程序不读 401 的内容
    #[serde(default = "ok")]
    #[schemars(extend("enum" = [200, 401]))]
    rejection_status: u16,
}

/// The ways of signing.
/// csb 用访问密钥签名，x-tif 用集成平台的报文头，apikey 用一个密钥，off 不验签（前面另有网关）
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum GatewayKind {
    /// Access key and signature.
    Csb,
    /// The headers of the integration platform.
    XTif,
    /// One key.
    Apikey,
    /// None, behind a gateway of one's own.
    Off,
}

fn ok() -> u16 {
    200
}

fn usual_minutes() -> i64 {
    CLOCK_MINUTES_MAX
}

impl Config {
    /// The file, with the command line over it.
    pub fn read(options: &ConfigArgs) -> Result<Config> {
        let file = match &options.config {
            None => ConfigFile::default(),
            Some(path) => read::toml(&read::text_of(path)?).map_err(|problem| {
                anyhow::anyhow!(
                    "[bad-configuration] 配置文件有误 / the configuration is wrong:\n{problem}"
                )
            })?,
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
            division: file.division,
            keys_file: file.keys_file,
            facility: file.facility,
        })
    }

    /// The secrets, from the file the configuration names or from `SUIXING_KEYS`. Without them the
    /// real thing does not start.
    pub fn keys(&self) -> Result<Keys> {
        let text = match (&self.keys_file, std::env::var("SUIXING_KEYS")) {
            (Some(file), _) => read_secret(file)?,
            (None, Ok(text)) => text,
            (None, Err(_)) => bail!(
                "没有密钥，正式服务不启动：请在配置里写 keys_file，或设 SUIXING_KEYS（128 位十六进制） / no \
                 keys, so the real thing does not start: name keys_file in the configuration or \
                 set SUIXING_KEYS (128 hexadecimal digits)"
            ),
        };
        read_keys(&text)
    }

    /// How each facility signs.
    pub fn gateways(&self) -> Result<BTreeMap<FacilityCode, Entrance>> {
        let mut gateways = BTreeMap::new();
        for (facility, stated) in &self.facility {
            let secret = match &stated.secret_file {
                None => String::new(),
                Some(path) => read_secret(path)?,
            };
            let unsigned = matches!(stated.gateway, GatewayKind::Off);
            if secret.trim().is_empty() && !unsigned {
                bail!(
                    "{facility} 没有写 secret_file / secret_file of {facility} is missing or empty"
                );
            }
            if stated.window_minutes <= 0 {
                bail!(
                    "{facility} 的 window_minutes 应大于 0 / window_minutes of {facility} is \
                     more than 0"
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
            let rejection = match stated.rejection_status {
                200 => RejectionForm::Envelope,
                401 => RejectionForm::Status401,
                other => bail!(
                    "{facility} 的 rejection_status 只能是 200 或 401，不能是 {other} / \
                     rejection_status of {facility} is 200 or 401, not {other}"
                ),
            };
            gateways.insert(facility.clone(), Entrance { gateway, rejection });
        }
        Ok(gateways)
    }
}

/// A secret from its file, which nobody but its owner may read.
fn read_secret(file: &Path) -> Result<String> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = file.metadata().map(|found| found.permissions().mode());
        if mode.is_ok_and(|mode| mode & 0o077 != 0) {
            bail!(
                "{0} 别人也能读：请 chmod 600 {0} / others may read {0}; chmod 600 {0}",
                file.display()
            );
        }
    }
    std::fs::read_to_string(file).with_context(|| {
        format!(
            "读不了密钥 {0} / cannot read the secret {0}",
            file.display()
        )
    })
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

/// Keys from their 128 hexadecimal digits.
pub fn read_keys(text: &str) -> Result<Keys> {
    let bytes = from_hex(text.trim())
        .context("密钥不是 128 位十六进制 / the keys are not 128 hexadecimal digits")?;
    let is_one_byte = |half: &[u8]| half.iter().all(|byte| *byte == half[0]);
    if bytes.chunks(32).any(is_one_byte) {
        bail!(
            "密钥全是同一个字节，没有人能猜不到：请用随机的 128 位十六进制 / the keys are one byte over and over; \
             make random ones, as with openssl rand -hex 64"
        );
    }
    Ok(keys_of(&bytes))
}
