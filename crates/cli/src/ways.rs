//! What the configuration says of further ways of signing in.
//!
//! ```toml
//! public_address = "https://suixing.example.org"
//!
//! [single_sign_on]                     # staff, at the agency's provider of identities
//! issuer = "https://id.example.org"    # its name, exactly as it says it
//! client_id = "suixing"
//! secret_file = "/etc/suixing/secret/single-sign-on"
//! claim = "employee_number"            # the claim that is the operator's number
//! second_step = ["mfa", "otp"]         # what it says in amr or acr that counts as our second step
//!
//! [face]                               # insured people, at whoever compares faces
//! url = "https://face.example.org/suixing"
//! secret_file = "/etc/suixing/secret/face"
//! ```

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use domain::{Bilingual, say};
use ipnet::IpNet;
use schemars::JsonSchema;
use serde::Deserialize;
use server::face::{FaceOutside, FaceWay};
use server::single_sign_on::{ProviderStated, SingleSignOn};
use server::ways::SignInWays;

use crate::adapters::{NotSent, ask_outside, is_reachable};
use crate::say::{coded, wrong};
use crate::secret::read_secret;

/// Further ways of signing in, as they are stated.
#[derive(Clone, Debug, Default)]
pub struct WaysStated {
    /// The address people type.
    pub public_address: Option<String>,
    /// The provider of identities.
    pub single_sign_on: Option<SingleSignOnStated>,
    /// Whoever compares faces.
    pub face: Option<FaceStated>,
}

/// The agency's provider of identities (OpenID Connect, code flow with PKCE).
/// 统一身份认证（OpenID Connect，授权码加 PKCE）
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SingleSignOnStated {
    /// Its name, an address, exactly as it says it of itself.
    /// 它的 issuer，与它自己写的一字不差
    issuer: String,
    /// As what it knows us.
    /// 它给我们的 client_id
    client_id: String,
    /// File with the client's secret, readable by the owner alone.
    /// client_secret 的文件，只有本人可读
    #[serde(default)]
    secret_file: Option<PathBuf>,
    /// Environment variable with the secret, instead of a file.
    /// 存放 client_secret 的环境变量，代替文件
    #[serde(default)]
    secret_env: Option<String>,
    /// The claim that is the operator's staff number (or number here), `sub` unless stated. It is
    /// looked for in the ID token, then in what the provider tells besides.
    /// 哪个 claim 是工号；不写就是 sub。先看 ID token，再看 userinfo
    #[serde(default = "subject")]
    claim: String,
    /// What to ask for besides `openid`, such as `profile`.
    /// 除 openid 外还要的 scope，如 profile
    #[serde(default)]
    scopes: Vec<String>,
    /// What the provider says in `amr` or `acr` when it took a second step that counts here; our
    /// own is asked where it says none of these, and always where none is stated.
    /// amr 或 acr 里出现哪些值，就算已经做过第二步验证；不写，或没出现，就再要我们的动态码或通行密钥
    #[serde(default)]
    second_step: Vec<String>,
    /// What the button says in Chinese.
    /// 按钮上的中文
    #[serde(default = "label_zh")]
    label_zh: String,
    /// What the button says in English.
    /// 按钮上的英文
    #[serde(default = "label_en")]
    label_en: String,
    /// Private networks it may be in, such as `10.20.0.0/16`; none unless stated.
    /// 允许的内网网段，如 10.20.0.0/16；不写就不许连内网
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    may_reach: Vec<IpNet>,
    /// Certificates it is recognised by, PEM; those of the world's authorities unless stated.
    /// 用来认它的证书（PEM）；不写就用公认的机构
    #[serde(default)]
    ca_file: Option<PathBuf>,
}

/// Whoever compares faces: gets `begin` and `result` by POST, see docs/operations.md.
/// 比对人脸的系统：POST begin 和 result，见 docs/operations.md
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FaceStated {
    /// Its address, `https://…`.
    /// 网址，https://…
    url: String,
    /// File with its secret, sent as `Authorization: Bearer`, readable by the owner alone.
    /// 密钥文件，放在 Authorization: Bearer 里，只有本人可读
    #[serde(default)]
    secret_file: Option<PathBuf>,
    /// Environment variable with the secret, instead of a file.
    /// 存放密钥的环境变量，代替文件
    #[serde(default)]
    secret_env: Option<String>,
    /// Private networks it may be in, such as `10.20.0.0/16`; none unless stated.
    /// 允许的内网网段，如 10.20.0.0/16；不写就不许连内网
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    may_reach: Vec<IpNet>,
    /// Certificates it is recognised by, PEM; those of the world's authorities unless stated.
    /// 用来认它的证书（PEM）；不写就用公认的机构
    #[serde(default)]
    ca_file: Option<PathBuf>,
}

fn subject() -> String {
    "sub".to_owned()
}

fn label_zh() -> String {
    "用统一身份认证登录".to_owned()
}

fn label_en() -> String {
    "Single sign-on".to_owned()
}

impl WaysStated {
    /// Makes them: reads their secrets, and refuses what could never work.
    pub fn made(&self) -> Result<SignInWays> {
        let public = self.public()?;
        let needed = || {
            public.clone().ok_or_else(|| {
                misstated(&say!(
                    "没有写 public_address，浏览器回不来",
                    "public_address is not stated, so that no browser finds its way back"
                ))
            })
        };
        let single_sign_on = match &self.single_sign_on {
            None => None,
            Some(stated) => Some(stated.made(&needed()?).map_err(|it| told(&it))?),
        };
        let face = match &self.face {
            None => None,
            Some(stated) => Some(stated.made(&needed()?).map_err(|it| told(&it))?),
        };
        Ok(SignInWays {
            public_address: public,
            single_sign_on,
            face,
        })
    }

    /// Those of which nobody is there now.
    pub fn away(&self) -> Vec<(&'static str, NotSent)> {
        let provider = self.single_sign_on.as_ref();
        let provider = provider.map(|it| ("single_sign_on", &it.issuer, &it.may_reach));
        let face = self.face.as_ref();
        let face = face.map(|it| ("face", &it.url, &it.may_reach));
        let both = provider.into_iter().chain(face);
        both.filter_map(|(name, url, may_reach)| {
            let error = is_reachable(url, may_reach).err()?;
            Some((name, error))
        })
        .collect()
    }

    /// The address people type: scheme and host, and nothing behind.
    fn public(&self) -> Result<Option<String>> {
        let Some(stated) = &self.public_address else {
            return Ok(None);
        };
        let address = stated.trim_end_matches('/');
        let rest = address
            .strip_prefix("https://")
            .or_else(|| address.strip_prefix("http://"));
        let fits = rest.is_some_and(|rest| {
            let is_sign = |c: char| c.is_ascii_alphanumeric() || "-.:[]".contains(c);
            !rest.is_empty() && rest.chars().all(is_sign)
        });
        match fits {
            true => Ok(Some(address.to_owned())),
            false => Err(misstated(&say!(
                "public_address 写的是 {stated}，不是网址",
                "public_address is {stated}, which is no address"
            ))),
        }
    }
}

impl SingleSignOnStated {
    fn made(&self, public: &str) -> Result<SingleSignOn> {
        let secret = secret(self.secret_file.as_deref(), self.secret_env.as_deref())?;
        let secret = secret.context("没有写 secret_file / secret_file is not stated")?;
        allowed(&self.issuer, &self.may_reach)?;
        let stated = ProviderStated {
            issuer: self.issuer.clone(),
            client_id: self.client_id.clone(),
            client_secret: secret,
            claim: self.claim.clone(),
            scopes: self.scopes.clone(),
            second_step: self.second_step.clone(),
            label: Bilingual::new(&self.label_zh, &self.label_en),
        };
        let ask = ask_outside(self.may_reach.clone(), self.ca_file.clone());
        Ok(SingleSignOn::new(stated, public, ask))
    }
}

impl FaceStated {
    fn made(&self, public: &str) -> Result<FaceWay> {
        let secret = secret(self.secret_file.as_deref(), self.secret_env.as_deref())?;
        allowed(&self.url, &self.may_reach)?;
        Ok(FaceWay::Outside(FaceOutside {
            url: self.url.clone(),
            authorization: secret.map(|secret| format!("Bearer {secret}")),
            back: format!("{public}/sign-in/face/back"),
            ask: ask_outside(self.may_reach.clone(), self.ca_file.clone()),
        }))
    }
}

/// An address is encrypted, or inside a network that is named.
fn allowed(url: &str, may_reach: &[IpNet]) -> Result<()> {
    let is_plain = url.starts_with("http://");
    if !is_plain && !url.starts_with("https://") {
        bail!("{url} 应以 https:// 开头 / begins with https://");
    }
    if is_plain && may_reach.is_empty() {
        bail!(
            "{url}：不加密的网址只用于 may_reach 里的内网 / an address that is not encrypted is for \
             networks of may_reach alone"
        );
    }
    Ok(())
}

fn secret(file: Option<&Path>, variable: Option<&str>) -> Result<Option<String>> {
    let secret = match (file, variable) {
        (None, None) => return Ok(None),
        (Some(_), Some(_)) => {
            bail!("secret_file 和 secret_env 只写一个 / state one of secret_file and secret_env")
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

fn told(error: &anyhow::Error) -> anyhow::Error {
    let next = next();
    coded("bad-sign-in-way", error, &next)
}

fn misstated(says: &Bilingual) -> anyhow::Error {
    wrong("bad-sign-in-way", says, &next())
}

fn next() -> Bilingual {
    say!(
        "检查配置里的 public_address、[single_sign_on] 和 [face]：网址、密钥文件和权限（chmod 600）、may_reach",
        "check public_address, [single_sign_on] and [face] of the configuration: addresses, secret \
         files and their mode (chmod 600), may_reach"
    )
}
