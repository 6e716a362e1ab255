//! Header signatures, a setting per facility: off, CSB style (Hunan, Jiangxi, Hainan), x-tif style
//! (Guangdong), or a plain key (Inner Mongolia).
//!
//! The signatures cover the headers only, never the body; they say who sends, not what. A digest of
//! the input in cainfo (SM3 over an unpublished canonical form) is not verified: platforms seldom
//! enforce it, and conventions differ by province.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use domain::errors;
use domain::text::hex;
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::private::Private;

/// How far a signed time may be from now. Behind by much, as messages wait on their way; ahead only
/// by what clocks differ, or a signature made today could be used tomorrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SigningWindow {
    /// How long ago it may have been signed.
    pub back: SignedDuration,
    /// How far ahead the clock of the sender may be.
    pub ahead: SignedDuration,
}

/// Where nothing else is agreed.
impl Default for SigningWindow {
    fn default() -> SigningWindow {
        SigningWindow {
            back: SignedDuration::from_mins(30),
            ahead: SignedDuration::from_mins(5),
        }
    }
}

impl SigningWindow {
    /// A time that cannot be read is out of the window too.
    fn check(self, signed_at: Option<Timestamp>, now: Timestamp) -> Result<(), Rejection> {
        let age = signed_at.map(|at| now.duration_since(at));
        match age.is_some_and(|age| age <= self.back && -age <= self.ahead) {
            true => Ok(()),
            false => Err(Rejection::Timestamp),
        }
    }
}

/// How a facility's messages are signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gateway {
    /// Not at all: sandboxes, and networks that do it elsewhere.
    Off,
    /// `_api_*` headers, HMAC-SHA1.
    Csb {
        /// `_api_access_key`.
        access_key: String,
        /// The secret key.
        secret: Private,
        /// How far the signed time may be from now.
        window: SigningWindow,
    },
    /// `x-tif-*` headers, SHA-256.
    XTif {
        /// `x-tif-paasid`.
        paasid: String,
        /// The secret.
        secret: Private,
        /// How far the signed time may be from now.
        window: SigningWindow,
    },
    /// A header `apikey`.
    ApiKey {
        /// The key.
        key: Private,
    },
}

errors! {
    /// Why a message does not come in. The texts are those of the national gateway, which has no
    /// place for a code in its body; that is for logs and documentation.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    Rejection {
        HeaderMissing = "gateway-header-missing", Invalid,
            "缺少服务网关的请求头!", "a header of the gateway is missing",
            "请发送全部签名请求头", "send every signature header";
        Timestamp = "gateway-timestamp", Invalid,
            "签名时间戳超时!", "the signed time is too far from now",
            "请校准时钟后重新签名", "set the clock and sign again";
        UnknownKey = "gateway-unknown-key", Invalid,
            "非法用户!", "the access key is not known",
            "请核对分配的账号", "check the account you were given";
        Signature = "gateway-signature", Invalid,
            "签名不一致!", "the signature does not match",
            "请核对密钥与签名顺序", "check the secret and the order of what is signed";
        OtherTransaction = "gateway-other-transaction", Invalid,
            "签名的服务与报文的交易不一致！", "the signature is for another transaction",
            "请按报文的交易编号签名", "sign for the transaction of the message";
        Replayed = "gateway-replayed", Invalid,
            "签名已用于另一份报文！", "the signature was used for another message",
            "请为每份报文另取随机串签名", "sign each message with a random text of its own";
        Address = "gateway-address", Invalid,
            "来源地址不在名单内！", "the address it comes from is not on the list",
            "请联系平台登记地址", "have the address put on the list of the platform";
    }
}

impl Rejection {
    /// The body to answer with: `{"code":401,"message":"…"}`.
    pub fn body(self) -> Vec<u8> {
        let says = self.message().zh;
        format!(r#"{{"code":401,"message":"{says}"}}"#).into_bytes()
    }
}

/// The headers of one signature, as `sign` makes them.
pub type Headers = Vec<(&'static str, String)>;

/// What the sender chooses when signing.
#[derive(Clone, Copy, Debug)]
pub struct Signing<'a> {
    /// The service name, usually the infno.
    pub name: &'a str,
    /// A random text (x-tif).
    pub nonce: &'a str,
    /// When.
    pub at: Timestamp,
}

impl Gateway {
    /// Checks the headers of a message. `header` looks a name up without regard to case.
    pub fn verify<'h>(
        &self,
        header: impl Fn(&str) -> Option<&'h str>,
        now: Timestamp,
    ) -> Result<(), Rejection> {
        let needed = |name: &str| {
            let value = header(name)
                .map(str::trim)
                .filter(|value| !value.is_empty());
            value.ok_or(Rejection::HeaderMissing)
        };
        match self {
            Gateway::Off => Ok(()),
            Gateway::Csb {
                access_key,
                secret,
                window,
            } => {
                let sent = Csb {
                    access_key: needed("_api_access_key")?,
                    name: needed("_api_name")?,
                    timestamp: needed("_api_timestamp")?,
                    version: needed("_api_version")?,
                };
                let signature = needed("_api_signature")?;
                window.check(sent.signed_at(), now)?;
                check_key(sent.access_key, access_key)?;
                check_signature(sent.is_signed(secret, signature))
            }
            Gateway::XTif {
                paasid,
                secret,
                window,
            } => {
                let account = needed("x-tif-paasid")?;
                let sent = XTif {
                    timestamp: needed("x-tif-timestamp")?,
                    nonce: needed("x-tif-nonce")?,
                };
                let signature = needed("x-tif-signature")?;
                window.check(sent.signed_at(), now)?;
                check_key(account, paasid)?;
                check_signature(sent.is_signed(secret, signature))
            }
            Gateway::ApiKey { key } => {
                let sent = needed("apikey")?;
                let equal = equal_in_constant_time(sent.as_bytes(), key.reveal().as_bytes());
                if equal {
                    Ok(())
                } else {
                    Err(Rejection::UnknownKey)
                }
            }
        }
    }

    /// Whether a signature that names a transaction names that of the message. Only some schemes
    /// name one, and some clients give a service instead.
    pub fn check_transaction<'h>(
        &self,
        header: impl Fn(&str) -> Option<&'h str>,
        infno: &str,
    ) -> Result<(), Rejection> {
        let Gateway::Csb { .. } = self else {
            return Ok(());
        };
        let signed = header("_api_name").map(str::trim).unwrap_or_default();
        let number = |text: &str| {
            let digits = text.get(..4)?;
            let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
            let short = is_number && text.len() <= 5;
            short.then(|| digits.to_owned())
        };
        match (number(signed), number(infno.trim())) {
            (Some(signed), Some(sent)) if signed != sent => Err(Rejection::OtherTransaction),
            _ => Ok(()),
        }
    }

    /// What makes one signature differ from every other of the same sender, where the scheme has
    /// such a thing.
    pub fn used_once<'h>(&self, header: impl Fn(&str) -> Option<&'h str>) -> Option<String> {
        match self {
            Gateway::XTif { .. } => {
                let (at, nonce) = (header("x-tif-timestamp")?, header("x-tif-nonce")?);
                Some(format!("{} {}", at.trim(), nonce.trim()))
            }
            Gateway::Csb { .. } => Some(header("_api_signature")?.trim().to_owned()),
            Gateway::Off | Gateway::ApiKey { .. } => None,
        }
    }

    /// For how long a signature that came now could be sent again.
    pub fn window(&self) -> SignedDuration {
        match self {
            Gateway::Csb { window, .. } | Gateway::XTif { window, .. } => {
                window.back + window.ahead
            }
            Gateway::Off | Gateway::ApiKey { .. } => SignedDuration::ZERO,
        }
    }

    /// The headers a facility sends; for tests, sandboxes and reference clients.
    pub fn sign(&self, signing: &Signing<'_>) -> Headers {
        match self {
            Gateway::Off => Vec::new(),
            Gateway::Csb {
                access_key, secret, ..
            } => {
                let timestamp = signing.at.as_millisecond().to_string();
                let csb = Csb {
                    access_key,
                    name: signing.name,
                    timestamp: &timestamp,
                    version: "1.0.0",
                };
                let signature =
                    BASE64.encode(hmac_sha1(secret, &csb.base(0)).finalize().into_bytes());
                vec![
                    ("_api_name", signing.name.to_owned()),
                    ("_api_version", "1.0.0".to_owned()),
                    ("_api_timestamp", timestamp),
                    ("_api_access_key", access_key.clone()),
                    ("_api_signature", signature),
                ]
            }
            Gateway::XTif { paasid, secret, .. } => {
                let timestamp = signing.at.as_second().to_string();
                let sent = XTif {
                    timestamp: &timestamp,
                    nonce: signing.nonce,
                };
                let signature = sent.signature(secret);
                vec![
                    ("x-tif-paasid", paasid.clone()),
                    ("x-tif-timestamp", timestamp),
                    ("x-tif-nonce", signing.nonce.to_owned()),
                    ("x-tif-signature", signature),
                ]
            }
            Gateway::ApiKey { key } => vec![("apikey", key.reveal().to_owned())],
        }
    }
}

/// The signed headers of the CSB style.
struct Csb<'a> {
    access_key: &'a str,
    name: &'a str,
    timestamp: &'a str,
    version: &'a str,
}

impl Csb<'_> {
    /// What is signed: the pairs in natural order with one `&` between them. The published example
    /// has a stray second `&` in one place; `stray` doubles the first, second or third, 0 none.
    fn base(&self, stray: usize) -> String {
        let joint = |place: usize| if stray == place { "&&" } else { "&" };
        format!(
            "_api_access_key={}{}_api_name={}{}_api_timestamp={}{}_api_version={}",
            self.access_key,
            joint(1),
            self.name,
            joint(2),
            self.timestamp,
            joint(3),
            self.version
        )
    }

    fn signed_at(&self) -> Option<Timestamp> {
        Timestamp::from_millisecond(self.timestamp.parse().ok()?).ok()
    }

    fn is_signed(&self, secret: &Private, signature: &str) -> bool {
        let Ok(signature) = BASE64.decode(signature) else {
            return false;
        };
        (0..=3).any(|stray| {
            let expected = hmac_sha1(secret, &self.base(stray));
            expected.verify_slice(&signature).is_ok()
        })
    }
}

fn hmac_sha1(secret: &Private, base: &str) -> Hmac<Sha1> {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret.reveal().as_bytes())
        .expect("HMAC takes a key of any length");
    mac.update(base.as_bytes());
    mac
}

/// The signed headers of the x-tif style.
struct XTif<'a> {
    timestamp: &'a str,
    nonce: &'a str,
}

impl XTif<'_> {
    fn signed_at(&self) -> Option<Timestamp> {
        Timestamp::from_second(self.timestamp.parse().ok()?).ok()
    }

    fn signature(&self, secret: &Private) -> String {
        let XTif { timestamp, nonce } = self;
        let secret = secret.reveal();
        let digest = Sha256::digest(format!("{timestamp}{secret}{nonce}{timestamp}"));
        hex(&digest)
    }

    /// Clients write the hex digits in either case.
    fn is_signed(&self, secret: &Private, signature: &str) -> bool {
        let expected = self.signature(secret);
        let sent = signature.to_ascii_lowercase();
        equal_in_constant_time(expected.as_bytes(), sent.as_bytes())
    }
}

fn check_key(sent: &str, expected: &str) -> Result<(), Rejection> {
    if sent == expected {
        Ok(())
    } else {
        Err(Rejection::UnknownKey)
    }
}

fn check_signature(matches: bool) -> Result<(), Rejection> {
    if matches {
        Ok(())
    } else {
        Err(Rejection::Signature)
    }
}

/// Compares every byte whatever the first ones say, so that the time taken tells nothing about
/// where two texts differ. Their lengths are no secret.
fn equal_in_constant_time(left: &[u8], right: &[u8]) -> bool {
    let differing = left
        .iter()
        .zip(right)
        .fold(0_u8, |sum, (l, r)| sum | (l ^ r));
    left.len() == right.len() && std::hint::black_box(differing) == 0
}

impl fmt::Display for Gateway {
    /// The style only, never a key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Gateway::Off => "off",
            Gateway::Csb { .. } => "csb",
            Gateway::XTif { .. } => "x-tif",
            Gateway::ApiKey { .. } => "apikey",
        })
    }
}

#[cfg(test)]
mod tests;
