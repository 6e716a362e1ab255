//! What the configuration says of the ways in which notices leave.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use domain::notices::{Audience, NoticeTopic, SIGNATURE_CHARACTERS_MAX};
use domain::say;
use ipnet::IpNet;
use schemars::JsonSchema;
use serde::Deserialize;

use super::gateway::{GatewayAdapter, KnownBy, MessageLanguage};
use super::post::NoticeReceiver;
use super::webhook::WebhookAdapter;
use super::{NotSent, NoticeAdapter, is_reachable};
use crate::say::coded;
use crate::secret::read_secret;

/// How notices leave besides the inbox.
/// 通知除了收件文件之外怎样发出
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NoticesStated {
    /// Who messages are from, at most six characters; `随行` unless stated.
    /// 短信的签名，最多六个字；不写就是 随行
    signature: Option<String>,
    /// In which language messages are, `zh` unless stated.
    /// 消息用什么文字：zh 或 en；不写就是 zh
    language: LanguageStated,
    /// The gateway of text messages.
    /// 短信网关
    sms: Option<GatewayStated>,
    /// The gateway of the official account (公众号).
    /// 公众号网关（模板消息）
    official_account: Option<GatewayStated>,
    /// The gateway of the mini-programme (小程序).
    /// 小程序网关（订阅消息）
    mini_programme: Option<GatewayStated>,
    /// Webhooks, by a name of one's own.
    /// 网络回调，名称自定
    webhook: BTreeMap<String, WebhookStated>,
}

/// 中文 or English.
/// 消息用的文字
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
enum LanguageStated {
    /// Chinese.
    /// 中文
    #[default]
    #[serde(rename = "zh")]
    Zh,
    /// English.
    /// 英文
    #[serde(rename = "en")]
    En,
}

/// A gateway that reaches people: it gets JSON with `id`, `to`, `template`, `parameters`, `text`.
/// 送达到人的网关：收到 JSON，有 id、to、template、parameters、text
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GatewayStated {
    /// Its address, `https://…`.
    /// 网址，https://…
    url: String,
    /// File with its secret, readable by the owner alone.
    /// 密钥文件，只有本人可读
    #[serde(default)]
    secret_file: Option<PathBuf>,
    /// Environment variable with its secret, instead of a file.
    /// 存放密钥的环境变量，代替文件
    #[serde(default)]
    secret_env: Option<String>,
    /// The header the secret is sent in, `authorization` unless stated.
    /// 密钥放在哪个请求头；不写就是 authorization
    #[serde(default = "authorization")]
    header: String,
    /// What stands before the secret in that header, `Bearer ` unless stated.
    /// 请求头里写在密钥前面的字；不写就是「Bearer 」
    #[serde(default = "bearer")]
    header_prefix: String,
    /// By what it knows people; text messages by the telephone, the others by the person's number.
    /// 按什么认人：短信按手机号，其他按人员编号
    #[serde(default)]
    to: Option<KnownBy>,
    /// Its own names of templates, by kind of notice.
    /// 各种通知用的模板编号
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    templates: BTreeMap<NoticeTopic, String>,
    /// What it sends; everything that is for people unless stated.
    /// 发哪些通知；不写就是给本人的全部
    #[serde(default)]
    topics: Option<Vec<NoticeTopic>>,
    /// Where its answer says whether it took the message, such as `/errcode`.
    /// 应答里哪一项说明收下了，如 /errcode
    #[serde(default)]
    answer_field: Option<String>,
    /// What stands there when it took it, `0` unless stated.
    /// 收下时这一项的值；不写就是 0
    #[serde(default = "zero")]
    answer_ok: String,
    /// Private networks it may be in, such as `10.20.0.0/16`; none unless stated.
    /// 允许的内网网段，如 10.20.0.0/16；不写就不许发往内网
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    may_reach: Vec<IpNet>,
    /// Certificates it is recognised by, PEM; those of the world's authorities unless stated.
    /// 用来认它的证书（PEM）；不写就用公认的机构
    #[serde(default)]
    ca_file: Option<PathBuf>,
    /// Requests at once, 1 to 16; 4 unless stated.
    /// 同时发几个请求，1 至 16；不写就是 4
    #[serde(default)]
    at_once: Option<usize>,
}

/// A system that gets notices, signed as Standard Webhooks says.
/// 接收通知的系统，按 Standard Webhooks 签名
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WebhookStated {
    /// Its address, `https://…`.
    /// 网址，https://…
    url: String,
    /// File with the secret both know, `whsec_…`, readable by the owner alone.
    /// 双方共有的密钥（whsec_…）的文件，只有本人可读
    #[serde(default)]
    secret_file: Option<PathBuf>,
    /// Environment variable with the secret, instead of a file.
    /// 存放密钥的环境变量，代替文件
    #[serde(default)]
    secret_env: Option<String>,
    /// What it gets; everything unless stated.
    /// 收哪些通知；不写就是全部
    #[serde(default)]
    topics: Option<Vec<NoticeTopic>>,
    /// Private networks it may be in, such as `10.20.0.0/16`; none unless stated.
    /// 允许的内网网段，如 10.20.0.0/16；不写就不许发往内网
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    may_reach: Vec<IpNet>,
    /// Certificates it is recognised by, PEM; those of the world's authorities unless stated.
    /// 用来认它的证书（PEM）；不写就用公认的机构
    #[serde(default)]
    ca_file: Option<PathBuf>,
    /// Requests at once, 1 to 16; 4 unless stated.
    /// 同时发几个请求，1 至 16；不写就是 4
    #[serde(default)]
    at_once: Option<usize>,
}

/// What is stated of every receiver.
struct ReceiverStated<'a> {
    url: &'a str,
    secret_file: Option<&'a Path>,
    secret_env: Option<&'a str>,
    may_reach: &'a [IpNet],
    ca_file: Option<&'a Path>,
    at_once: Option<usize>,
}

macro_rules! of_every_receiver {
    ($stated:expr) => {
        ReceiverStated {
            url: &$stated.url,
            secret_file: $stated.secret_file.as_deref(),
            secret_env: $stated.secret_env.as_deref(),
            may_reach: &$stated.may_reach,
            ca_file: $stated.ca_file.as_deref(),
            at_once: $stated.at_once,
        }
    };
}

fn authorization() -> String {
    "authorization".to_owned()
}

fn bearer() -> String {
    "Bearer ".to_owned()
}

fn zero() -> String {
    "0".to_owned()
}

/// An adapter that is stated, ready to be made.
#[derive(Clone, Debug)]
pub struct AdapterStated {
    /// What it is called, such as `sms` or `webhook-bureau`.
    pub name: String,
    kind: AdapterKind,
    signature: String,
    language: LanguageStated,
}

#[derive(Clone, Debug)]
enum AdapterKind {
    Gateway(GatewayStated, KnownBy),
    Webhook(WebhookStated),
}

const NAMES: [(&str, KnownBy); 3] = [
    ("sms", KnownBy::Phone),
    ("official-account", KnownBy::Person),
    ("mini-programme", KnownBy::Person),
];

/// How many requests go to a receiver at once.
const AT_ONCE: usize = 4;
const AT_ONCE_MAX: usize = 16;

impl NoticesStated {
    /// Every adapter that is stated.
    pub fn adapters(&self) -> Vec<AdapterStated> {
        let gateways = [&self.sms, &self.official_account, &self.mini_programme];
        let signature = self.signature.clone();
        let signature = signature.unwrap_or_else(|| "随行".to_owned());
        let adapter = |name: String, kind| AdapterStated {
            name,
            kind,
            signature: signature.clone(),
            language: self.language,
        };
        let gateways = gateways.into_iter().zip(NAMES);
        let gateways = gateways.filter_map(|(stated, (name, usual))| {
            let stated = stated.clone()?;
            let known_by = stated.to.unwrap_or(usual);
            Some(adapter(
                name.to_owned(),
                AdapterKind::Gateway(stated, known_by),
            ))
        });
        let webhooks = self.webhook.iter().map(|(name, stated)| {
            adapter(
                format!("webhook-{name}"),
                AdapterKind::Webhook(stated.clone()),
            )
        });
        gateways.chain(webhooks).collect()
    }
}

impl AdapterStated {
    fn stated(&self) -> ReceiverStated<'_> {
        match &self.kind {
            AdapterKind::Gateway(stated, _) => of_every_receiver!(stated),
            AdapterKind::Webhook(stated) => of_every_receiver!(stated),
        }
    }

    /// What it sends, as words.
    pub fn topics(&self) -> Vec<String> {
        let (stated, audiences): (_, &[Audience]) = match &self.kind {
            AdapterKind::Webhook(stated) => (&stated.topics, &[Audience::Person, Audience::Unit]),
            AdapterKind::Gateway(stated, KnownBy::Phone) => {
                (&stated.topics, &[Audience::Person, Audience::Telephone])
            }
            AdapterKind::Gateway(stated, KnownBy::Person) => (&stated.topics, &[Audience::Person]),
        };
        let mut topics = stated.clone().unwrap_or_else(|| NoticeTopic::ALL.to_vec());
        topics.retain(|topic| audiences.contains(&topic.audience()));
        topics.iter().map(|topic| topic.word().to_owned()).collect()
    }

    /// How many requests go to it at once.
    pub fn at_once(&self) -> usize {
        self.stated()
            .at_once
            .unwrap_or(AT_ONCE)
            .clamp(1, AT_ONCE_MAX)
    }

    /// Whether it could be reached now.
    pub fn reach(&self) -> Result<(), NotSent> {
        let ReceiverStated { url, may_reach, .. } = self.stated();
        is_reachable(url, may_reach)
    }

    /// Makes it: reads its secret, and refuses what could never work.
    pub fn make(&self) -> Result<Box<dyn NoticeAdapter>> {
        let name = &self.name;
        let next = say!(
            "检查配置 [notices] 里的 {name}：网址、密钥文件和权限（chmod 600）、may_reach",
            "check {name} in [notices] of the configuration: URL, secret file and mode \
             (chmod 600), may_reach"
        );
        self.made()
            .map_err(|error| coded("bad-adapter", &error, &next))
    }

    fn made(&self) -> Result<Box<dyn NoticeAdapter>> {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if !self.name.chars().all(is_name) || self.name.len() > 48 {
            bail!("名称用字母、数字和连字符 / a name is letters, digits and hyphens");
        }
        if self.signature.chars().count() > SIGNATURE_CHARACTERS_MAX
            || self.signature.contains(['【', '】'])
        {
            bail!(
                "signature 最多 {SIGNATURE_CHARACTERS_MAX} 个字，不写括号 / at most so many \
                 characters, without brackets"
            );
        }
        let secret = self.secret()?;
        let stated = self.stated();
        let receiver =
            |headers| NoticeReceiver::new(stated.url, stated.may_reach, (stated.ca_file, headers));
        match &self.kind {
            AdapterKind::Webhook(_) => {
                let secret = secret.context("没有写密钥 / no secret is stated")?;
                let receiver = receiver(vec![])?;
                Ok(Box::new(WebhookAdapter::new(receiver, &secret)))
            }
            AdapterKind::Gateway(stated, known_by) => {
                let secret = secret.map(|secret| {
                    let value = format!("{}{secret}", stated.header_prefix);
                    (stated.header.to_lowercase(), value)
                });
                let templates = stated.templates.iter();
                let answer = stated.answer_field.clone();
                Ok(Box::new(GatewayAdapter {
                    receiver: receiver(secret.into_iter().collect())?,
                    known_by: *known_by,
                    templates: templates
                        .map(|(topic, name)| (topic.word().to_owned(), name.clone()))
                        .collect(),
                    signature: self.signature.clone(),
                    language: match self.language {
                        LanguageStated::Zh => MessageLanguage::Chinese,
                        LanguageStated::En => MessageLanguage::English,
                    },
                    answer: answer.map(|field| (field, stated.answer_ok.clone())),
                }))
            }
        }
    }

    fn secret(&self) -> Result<Option<String>> {
        let stated = self.stated();
        let (file, variable) = (stated.secret_file, stated.secret_env);
        let secret = match (file, variable) {
            (None, None) => return Ok(None),
            (Some(_), Some(_)) => {
                bail!(
                    "secret_file 和 secret_env 只写一个 / state one of secret_file and secret_env"
                )
            }
            (Some(file), None) => read_secret(file)?,
            (None, Some(variable)) => std::env::var(variable).with_context(|| {
                format!("没有环境变量 {variable} / there is no variable {variable}")
            })?,
        };
        let secret = secret.trim();
        if secret.is_empty() || secret.chars().any(char::is_control) {
            bail!("密钥是空的，或不是一行字 / the secret is empty, or not one line");
        }
        Ok(Some(secret.to_owned()))
    }
}
