//! The one configuration file of the real thing, and its secrets.
//!
//! ```toml
//! database = "postgres://suixing@db/suixing"
//! listen = "0.0.0.0:8080"
//! policies = "/srv/suixing/policies"
//! keys_file = "/etc/suixing/secret/keys"  # made by suixing keys new, readable by the owner alone
//! metrics_listen = "127.0.0.1:9464"    # where monitors read /metrics; nowhere unless stated
//! tls_certificate = "/etc/suixing/tls.pem"  # and tls_key; not encrypted unless stated
//! inbox = "/var/lib/suixing/inbox"     # file for notices, one JSON object a line; other ways of
//!                                      # sending them stand in [notices], see adapters/stated.rs
//! backups = "/var/backups/suixing"     # where `suixing doctor` looks how old the newest is
//! verified = "/var/lib/suixing/verified.json"  # where `suixing verify` notes how it went
//! ship_to = "/mnt/second/suixing"      # folder on another disk that is at most a second behind
//! notices_kept_days = 90               # after which those that were sent are deleted
//! public_address = "https://suixing.example.org"  # what people type; see ways.rs
//! division = "440300"                  # who answers messages that name no facility
//!
//! [facility.H44030500001]              # how a facility signs; one that is absent may not send
//! gateway = "csb"                      # csb, x-tif, apikey, or off behind a gateway of one's own
//! id = "…"
//! secret_file = "/etc/suixing/H44030500001.secret"
//! window_minutes = 30                  # how long ago a message may have been signed
//! ahead_minutes = 5                    # how far its clock may be ahead
//! signs_once = true                    # each signature is for one message; x-tif unless stated
//! from = ["10.20.0.0/16"]              # the addresses it sends from; any unless stated
//! rejection_status = 200               # or 401, with the gateway's own body
//! ```

mod division;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;
use domain::ids::FacilityCode;
use domain::{Bilingual, Region, say};
use ipnet::IpNet;
use jiff::SignedDuration;
use national::Private;
use national::gateway::{Gateway, SigningWindow};
use schemars::{JsonSchema, Schema};
use serde::Deserialize;
use server::entrance::{Entrance, RejectionForm};
use server::tls::Tls;
use store::Keys;

use self::division::{as_written, division};
use crate::adapters::NoticesStated;
use crate::read;
use crate::say::{coded, wrong};
use crate::secret::{key_text, read_keys, read_secret};
use crate::sender::{KEPT_DAYS, Sending};
use crate::ways::{FaceStated, SingleSignOnStated, WaysStated};

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
    /// Where monitors read how it is.
    pub metrics_listen: Option<SocketAddr>,
    /// Folder of policies; the shipped ones unless given.
    pub policies: Option<PathBuf>,
    /// File at a second place that the ends of the audit are written to.
    pub anchor_file: Option<PathBuf>,
    /// The division that answers messages of which nobody knows whose they are.
    pub division: Option<Region>,
    keys_file: Option<PathBuf>,
    tls_certificate: Option<PathBuf>,
    tls_key: Option<PathBuf>,
    inbox: Option<PathBuf>,
    notices: NoticesStated,
    backups: Option<PathBuf>,
    /// File in which it is noted how the last check of the books went.
    pub verified: Option<PathBuf>,
    /// Folder to which everything that is committed is shipped.
    pub ship_to: Option<PathBuf>,
    notices_kept_days: Option<u16>,
    /// Further ways of signing in.
    pub ways: WaysStated,
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
    /// Address at which monitors read `/metrics`; it is not shown unless stated.
    /// 监控读取 /metrics 的地址；不写就不提供
    metrics_listen: Option<SocketAddr>,
    /// Folder of policies; the shipped ones unless stated.
    /// 政策文件夹；不写就用随附的
    policies: Option<PathBuf>,
    /// File with the keys, made by `suixing keys new`; `SUIXING_KEYS` unless stated.
    /// 密钥文件，用 suixing keys new 生成；不写就读环境变量 SUIXING_KEYS
    keys_file: Option<PathBuf>,
    /// File with the certificate, PEM, the intermediate ones after it; read again when it changes.
    /// Without it the server does not encrypt, and belongs behind something that does.
    /// 证书文件（PEM，后面接中间证书），换了会自动重读；不写就不加密，前面要另有加密
    tls_certificate: Option<PathBuf>,
    /// File with its key, PEM, readable by the owner alone.
    /// 证书的私钥文件（PEM），只有本人可读
    tls_key: Option<PathBuf>,
    /// File, at a second place, to which the ends of the audit are written each minute, so that
    /// what is missing from the database is noticed; none unless stated.
    /// 锚点文件，放在另一处（别的磁盘、机器）：每分钟写下审计链到哪里，库里少了什么看得出来；不写就没有
    anchor_file: Option<PathBuf>,
    /// File that takes the notices, one JSON object a line; none are sent unless it is named. One
    /// server may send to it.
    /// 通知写进这个文件，一行一个 JSON；不写就不发。只能有一个服务写它
    inbox: Option<PathBuf>,
    /// How notices leave besides the inbox: `[notices.sms]`, `[notices.webhook.NAME]` …
    /// 通知除了收件文件之外怎样发出：[notices.sms]、[notices.webhook.名称] 等
    notices: NoticesStated,
    /// Folder with the backups; `suixing doctor` says when the newest is old.
    /// 备份放在这个文件夹；最新的一份太旧时 suixing doctor 会说
    backups: Option<PathBuf>,
    /// File in which `suixing verify` notes how it went; `suixing doctor` says when it failed or
    /// was long ago.
    /// 核对账目（suixing verify）的结果记在这个文件里；没通过或太久没核对时 suixing doctor 会说
    verified: Option<PathBuf>,
    /// Folder, on another disk, to which everything that is committed to a SQLite file is shipped
    /// within a second; nothing is unless it is named.
    /// SQLite 数据库的每一笔在一秒内送到这个文件夹，应在另一块磁盘上；不写就不送
    ship_to: Option<PathBuf>,
    /// Days after which notices that were sent are deleted, 90 unless stated.
    /// 已发出的通知保留几天；不写就是 90
    notices_kept_days: Option<u16>,
    /// The division that answers messages that name no facility, `440300`; the country unless
    /// stated.
    /// 没有写明机构的报文由哪个医保区划答复，如 440300；不写就是全国（100000）
    #[serde(deserialize_with = "as_written")]
    #[schemars(with = "Option<Region>")]
    division: Option<String>,
    /// The address people type, such as `https://suixing.example.org`: passkeys and the single
    /// sign-on are for this address alone, and there are none without it.
    /// 大家输入的网址，如 https://suixing.example.org；通行密钥和统一身份认证只认这个网址，不写就没有这两样
    public_address: Option<String>,
    /// The agency's provider of identities, at which staff sign in.
    /// 工作人员的统一身份认证
    single_sign_on: Option<SingleSignOnStated>,
    /// Whoever compares faces, for insured people who sign in with theirs.
    /// 参保人刷脸登录时由谁比对
    face: Option<FaceStated>,
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
    /// How long ago a message may have been signed, in minutes.
    /// 签名最多是几分钟以前的
    #[serde(default = "usual_minutes")]
    window_minutes: i64,
    /// How far its clock may be ahead, in minutes.
    /// 机构的时钟最多可快几分钟
    #[serde(default = "usual_ahead")]
    ahead_minutes: i64,
    /// Whether a signature is good for one message alone, so that nobody else can use it; it is for
    /// `x-tif` unless stated. Not for programs that sign several messages alike.
    /// 一个签名是否只能用于一份报文，以防被人截取后冒用；x-tif 不写就是 true。几份报文用同一个签名的程序要写 false
    #[serde(default)]
    signs_once: Option<bool>,
    /// The addresses it sends from, such as `10.20.0.0/16`; any unless stated.
    /// 报文的来源地址，如 10.20.0.0/16；不写就不限
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    from: Vec<IpNet>,
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
    SigningWindow::default().back.as_mins()
}

fn usual_ahead() -> i64 {
    SigningWindow::default().ahead.as_mins()
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
        let database = options.database.clone().or(file.database);
        let database = database.ok_or_else(no_database_named)?;
        let default = SocketAddr::from(([127, 0, 0, 1], 8080));
        Ok(Config {
            database,
            listen: options.listen.or(file.listen).unwrap_or(default),
            metrics_listen: file.metrics_listen,
            policies: options.policies.clone().or(file.policies),
            anchor_file: file.anchor_file,
            division: file.division.as_deref().map(division).transpose()?,
            keys_file: file.keys_file,
            tls_certificate: file.tls_certificate,
            tls_key: file.tls_key,
            inbox: file.inbox,
            notices: file.notices,
            backups: file.backups,
            verified: file.verified,
            ship_to: file.ship_to,
            notices_kept_days: file.notices_kept_days,
            ways: WaysStated {
                public_address: file.public_address,
                single_sign_on: file.single_sign_on,
                face: file.face,
            },
            facility: file.facility,
        })
    }

    /// The secrets, from the file the configuration names or from `SUIXING_KEYS`. Without them the
    /// real thing does not start.
    pub fn keys(&self) -> Result<Keys> {
        let text = match (&self.keys_file, std::env::var("SUIXING_KEYS")) {
            (Some(file), _) => key_text(file)?,
            (None, Ok(text)) => text,
            (None, Err(_)) => return Err(no_keys()),
        };
        read_keys(&text)
    }

    /// What makes connections secret; nothing where no certificate is stated.
    pub fn tls(&self) -> Result<Option<Tls>> {
        let (certificate, key) = match (&self.tls_certificate, &self.tls_key) {
            (None, None) => return Ok(None),
            (Some(certificate), Some(key)) => (certificate, key),
            _ => {
                return Err(wrong(
                    "bad-certificate",
                    &say!(
                        "tls_certificate 和 tls_key 只写了一个",
                        "of tls_certificate and tls_key one alone is stated"
                    ),
                    &say!("两个一起写", "state both"),
                ));
            }
        };
        let opened = read_secret(key).and_then(|_| {
            let tls = Tls::open(certificate, key);
            tls.map_err(|why| anyhow::anyhow!("证书用不了：{why} / the certificate: {why}"))
        });
        let next = say!(
            "检查 tls_certificate 和 tls_key：路径、权限、是不是一对",
            "check tls_certificate and tls_key: path, mode, whether they belong together"
        );
        let told = opened.map_err(|error| coded("bad-certificate", &error, &next));
        told.map(Some)
    }

    /// The certificate, where there is one.
    pub fn certificate(&self) -> Option<&Path> {
        self.tls_certificate.as_deref()
    }

    /// The folder with the backups, where one is named.
    pub fn backups(&self) -> Option<&Path> {
        self.backups.as_deref()
    }

    /// Days for which notices that were sent are kept.
    pub fn notices_kept_days(&self) -> u16 {
        self.notices_kept_days.unwrap_or(KEPT_DAYS)
    }

    /// Where notices go; nowhere unless something is stated.
    pub fn sending(&self) -> Option<Sending> {
        let sending = Sending {
            inbox: self.inbox.clone(),
            notices: self.notices.clone(),
            kept_days: self.notices_kept_days(),
        };
        let is_stated = sending.inbox.is_some() || !sending.notices.adapters().is_empty();
        is_stated.then_some(sending)
    }

    /// How each facility signs.
    pub fn gateways(&self) -> Result<BTreeMap<FacilityCode, Entrance>> {
        let mut gateways = BTreeMap::new();
        for (facility, stated) in &self.facility {
            let secret = stated.secret(facility)?;
            let window = stated.window(facility)?;
            let secret = Private::new(secret.trim());
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
                other => {
                    return Err(misconfigured(&say!(
                        "{facility} 的 rejection_status 只能是 200 或 401，不能是 {other}",
                        "rejection_status of {facility} is 200 or 401, not {other}"
                    )));
                }
            };
            let usual = Entrance::signed(gateway);
            let entrance = Entrance {
                rejection,
                signs_once: stated.signs_once.unwrap_or(usual.signs_once),
                from: stated.from.clone(),
                ..usual
            };
            gateways.insert(facility.clone(), entrance);
        }
        Ok(gateways)
    }
}

impl FacilityGateway {
    /// What it signs with; nothing where it does not.
    fn secret(&self, facility: &FacilityCode) -> Result<String> {
        let next = say!(
            "检查 [facility.{facility}] 的 secret_file：路径、chmod 600、内容",
            "check secret_file of [facility.{facility}]: path, chmod 600, what is in it"
        );
        let secret = match &self.secret_file {
            None => String::new(),
            Some(path) => {
                let read = read_secret(path);
                read.map_err(|error| coded("gateway-secret", &error, &next))?
            }
        };
        if secret.trim().is_empty() && !matches!(self.gateway, GatewayKind::Off) {
            let says = say!(
                "{facility} 没有写 secret_file，或文件是空的",
                "secret_file of {facility} is missing or empty"
            );
            return Err(wrong("gateway-secret", &says, &next));
        }
        Ok(secret)
    }

    /// How far the time of a signature may be from now.
    fn window(&self, facility: &FacilityCode) -> Result<SigningWindow> {
        let minutes = |name: &str, minutes: i64, least: i64| {
            if !(least..=DAY_MINUTES).contains(&minutes) {
                return Err(misconfigured(&say!(
                    "{facility} 的 {name} 应在 {least} 到 {DAY_MINUTES} 之间，不能是 {minutes}",
                    "{name} of {facility} is between {least} and {DAY_MINUTES}, not {minutes}"
                )));
            }
            Ok(SignedDuration::from_mins(minutes))
        };
        Ok(SigningWindow {
            back: minutes("window_minutes", self.window_minutes, 1)?,
            ahead: minutes("ahead_minutes", self.ahead_minutes, 0)?,
        })
    }
}

fn no_database_named() -> anyhow::Error {
    wrong(
        "no-database-named",
        &say!("没有说用哪个数据库", "nobody says which database"),
        &say!(
            "用 --database sqlite:PATH 或 postgres://…，或在配置里写 database",
            "give --database sqlite:PATH or postgres://…, or state database in the configuration"
        ),
    )
}

fn no_keys() -> anyhow::Error {
    wrong(
        "no-keys",
        &say!(
            "没有密钥，正式服务不启动",
            "no keys were given, so the real thing does not start"
        ),
        &say!(
            "用 suixing keys new 生成，在配置里写 keys_file，或设 SUIXING_KEYS",
            "make them with suixing keys new, name keys_file in the configuration or set \
             SUIXING_KEYS"
        ),
    )
}

fn misconfigured(says: &Bilingual) -> anyhow::Error {
    let next = say!("改配置后重启", "change the configuration and restart");
    wrong("bad-configuration", says, &next)
}

/// The longest window, in minutes.
const DAY_MINUTES: i64 = 24 * 60;
