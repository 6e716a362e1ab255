//! One request to a receiver outside, by a client that goes nowhere it may not: an address inside a
//! private network only where the configuration names it, so that nobody's address leads to what
//! stands beside this server; no redirects, no proxy; and never longer than it may take.

use std::io::Read;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use ipnet::IpNet;
use ureq::http::Uri;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};

use super::NotSent;
use super::TryAgain;

/// How long a connection may take, and a whole request.
const CONNECT: Duration = Duration::from_secs(5);
const WHOLE: Duration = Duration::from_secs(15);
/// What is read of an answer.
const ANSWER_BYTES_MAX: u64 = 64 * 1024;
/// The longest a receiver may have itself waited for.
const WAIT_MAX: Duration = Duration::from_secs(24 * 3_600);

/// A receiver of requests.
#[derive(Clone)]
pub struct NoticeReceiver {
    agent: Agent,
    url: Uri,
    headers: Vec<(String, String)>,
}

/// What it answered.
pub struct ReceiverAnswer {
    /// Its status.
    pub status: u16,
    /// How long it wants to be left alone.
    pub wait: Option<Duration>,
    /// The beginning of its body.
    pub body: Vec<u8>,
}

impl NoticeReceiver {
    /// A receiver at an address, which is encrypted unless it is inside a network that is allowed.
    pub fn new(
        url: &str,
        may_reach: &[IpNet],
        (ca_file, headers): (Option<&Path>, Vec<(String, String)>),
    ) -> Result<NoticeReceiver> {
        let url: Uri = url.parse().context("url 不是网址 / is no URL")?;
        let host = url.host().unwrap_or_default();
        match url.scheme_str() {
            Some("https") => {}
            Some("http") if !may_reach.is_empty() => {}
            Some("http") => bail!(
                "{host}：不加密的网址只用于 may_reach 里的内网 / an address that is not encrypted is \
                 for networks of may_reach alone"
            ),
            _ => bail!("网址应以 https:// 开头 / the URL begins with https://"),
        }
        if url.authority().is_some_and(|it| it.as_str().contains('@')) {
            bail!("网址里不能有用户名和密码 / the URL holds no user and password");
        }
        let mut tls = TlsConfig::builder();
        if let Some(file) = ca_file {
            tls = tls.root_certs(roots(file)?);
        }
        let config = Agent::config_builder()
            .tls_config(tls.build())
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .user_agent("suixing")
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(WHOLE))
            .build();
        let resolver = AddressGuard {
            may_reach: may_reach.into(),
            is_plain: url.scheme_str() == Some("http"),
            own: DefaultResolver::default(),
        };
        Ok(NoticeReceiver {
            agent: Agent::with_parts(config, DefaultConnector::default(), resolver),
            url,
            headers,
        })
    }

    /// Asks while somebody waits: posts what is sent, or only looks.
    pub fn ask(
        &self,
        body: Option<(&str, &str)>,
        within: Duration,
    ) -> Result<ReceiverAnswer, NotSent> {
        let mut answer = match body {
            Some((kind, body)) => {
                let mut request = self.agent.post(&self.url).header("content-type", kind);
                for (name, value) in &self.headers {
                    request = request.header(name, value);
                }
                let request = request.header("accept", "application/json");
                let request = request.config().timeout_global(Some(within)).build();
                request.send(body)
            }
            None => {
                let mut request = self.agent.get(&self.url);
                for (name, value) in &self.headers {
                    request = request.header(name, value);
                }
                let request = request.header("accept", "application/json");
                request.config().timeout_global(Some(within)).build().call()
            }
        }
        .map_err(|error| not_sent(&error))?;
        let mut body = Vec::new();
        let reader = answer.body_mut().as_reader();
        let read = reader.take(ANSWER_BYTES_MAX).read_to_end(&mut body);
        read.map_err(|_| NotSent::later("broken-off"))?;
        Ok(ReceiverAnswer {
            status: answer.status().as_u16(),
            wait: None,
            body,
        })
    }

    /// Posts JSON, and reads the answer.
    pub fn post(&self, body: &[u8], headers: &[(&str, String)]) -> Result<ReceiverAnswer, NotSent> {
        let mut request = self.agent.post(&self.url);
        request = request.header("content-type", "application/json");
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let mut answer = request.send(body).map_err(|error| not_sent(&error))?;
        let status = answer.status().as_u16();
        let wait = answer.headers().get("retry-after");
        let wait = wait.and_then(|value| value.to_str().ok()?.trim().parse().ok());
        let wait = wait.map(|seconds| Duration::from_secs(seconds).min(WAIT_MAX));
        let mut body = Vec::new();
        let reader = answer.body_mut().as_reader();
        // What the status says counts; a body that breaks off is not asked for again.
        let _ = reader.take(ANSWER_BYTES_MAX).read_to_end(&mut body);
        Ok(ReceiverAnswer { status, wait, body })
    }
}

impl ReceiverAnswer {
    /// Whether it took what was sent. What cannot get better is not tried again: a request it does
    /// not understand. What the configuration or time mends is.
    pub fn taken(&self) -> Result<(), NotSent> {
        let code = format!("status-{}", self.status);
        match self.status {
            200..=299 => Ok(()),
            400 | 405 | 406 | 409..=418 | 421..=422 | 426 | 428 | 431 | 451 => {
                Err(NotSent::never(code))
            }
            _ => Err(NotSent {
                code,
                again: TryAgain::After(self.wait),
            }),
        }
    }
}

fn not_sent(error: &Error) -> NotSent {
    let code = match error {
        Error::Timeout(_) => "timeout",
        Error::HostNotFound => "unknown-host",
        Error::Other(other) if other.is::<PrivateAddress>() => "private-address",
        Error::ConnectionFailed => "unreachable",
        Error::Tls(_) | Error::Rustls(_) | Error::Pem(_) => "tls",
        Error::Io(error) => match error.kind() {
            std::io::ErrorKind::ConnectionRefused
            | std::io::ErrorKind::HostUnreachable
            | std::io::ErrorKind::NetworkUnreachable => "unreachable",
            std::io::ErrorKind::TimedOut => "timeout",
            std::io::ErrorKind::InvalidData => "tls",
            _ => "broken-off",
        },
        _ => "broken-off",
    };
    NotSent::later(code)
}

fn roots(file: &Path) -> Result<RootCerts> {
    let shown = file.display();
    let text =
        std::fs::read(file).with_context(|| format!("读不了 {shown} / cannot read {shown}"))?;
    let mut found: Vec<Certificate<'static>> = Vec::new();
    for item in parse_pem(&text) {
        if let PemItem::Certificate(certificate) =
            item.with_context(|| format!("{shown} 不是证书 / is no certificate"))?
        {
            found.push(certificate);
        }
    }
    if found.is_empty() {
        bail!("{shown} 里没有证书 / there is no certificate in {shown}");
    }
    Ok(RootCerts::new_with_certs(&found))
}

/// The address is inside a private network that is not allowed.
#[derive(Debug, thiserror::Error)]
#[error("the address is not allowed")]
pub struct PrivateAddress;

/// Looks names up, and keeps only the addresses that may be reached: what is looked up is what is
/// connected to.
#[derive(Debug)]
struct AddressGuard {
    may_reach: Arc<[IpNet]>,
    is_plain: bool,
    own: DefaultResolver,
}

impl Resolver for AddressGuard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.own.resolve(uri, config, timeout)?;
        let mut kept = self.empty();
        let may = |to: &&SocketAddr| may_be_reached(to.ip(), &self.may_reach, self.is_plain);
        found.iter().filter(may).for_each(|to| kept.push(*to));
        match kept.is_empty() {
            true => Err(Error::Other(Box::new(PrivateAddress))),
            false => Ok(kept),
        }
    }
}

/// Whether something may be sent there: to the world, encrypted, or where the configuration says.
pub fn may_be_reached(address: IpAddr, allowed: &[IpNet], is_plain: bool) -> bool {
    let address = address.to_canonical();
    if allowed.iter().any(|net| net.contains(&address)) {
        return true;
    }
    !is_plain
        && match address {
            IpAddr::V4(address) => is_of_the_world(address),
            IpAddr::V6(address) => is_of_the_world_v6(address),
        }
}

fn is_of_the_world(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_shared = a == 100 && (64..128).contains(&b);
    let is_reserved = a == 0 || a >= 240 || (a, b, c) == (192, 0, 0) || (a, b) == (198, 18);
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_broadcast()
        || address.is_documentation()
        || is_shared
        || is_reserved
        || (a, b) == (198, 19))
}

/// 2000::/3 is the world; within it lie tunnels that lead to any address of version 4.
fn is_of_the_world_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    let is_global = parts[0] & 0xe000 == 0x2000;
    let is_tunnel = parts[0] == 0x2002 || (parts[0] == 0x2001 && parts[1] < 0x200);
    let is_documentation = parts[0] == 0x2001 && parts[1] == 0xdb8;
    is_global && !is_tunnel && !is_documentation
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_goes_to_a_private_address_that_is_not_allowed() {
        let allowed: Vec<IpNet> = vec!["10.20.0.0/16".parse().unwrap()];
        let rows = [
            ("8.8.8.8", true),
            ("10.20.3.4", true),
            ("10.21.3.4", false),
            ("127.0.0.1", false),
            ("169.254.169.254", false),
            ("172.16.0.1", false),
            ("192.168.1.1", false),
            ("100.64.0.1", false),
            ("0.0.0.0", false),
            ("255.255.255.255", false),
            ("::1", false),
            ("::ffff:127.0.0.1", false),
            ("::ffff:10.20.0.1", true),
            ("fe80::1", false),
            ("fd00::1", false),
            ("64:ff9b::7f00:1", false),
            ("2002:7f00:1::", false),
            ("2400:3200::1", true),
        ];
        for (address, expected) in rows {
            let address = address.parse().unwrap();
            assert_eq!(
                may_be_reached(address, &allowed, false),
                expected,
                "{address}"
            );
            let is_inside = may_be_reached(address, &allowed, true);
            assert!(!is_inside || expected, "{address}");
        }
        assert!(!may_be_reached("8.8.8.8".parse().unwrap(), &allowed, true));
    }

    #[test]
    fn an_address_is_encrypted_or_inside() {
        let inside: Vec<IpNet> = vec!["10.0.0.0/8".parse().unwrap()];
        let rows = [
            ("https://example.org/hook", false, true),
            ("http://10.0.0.5/hook", true, true),
            ("http://example.org/hook", false, false),
            ("https://me:secret@example.org/", false, false),
            ("ftp://example.org/", true, false),
            ("example.org", false, false),
        ];
        for (url, is_inside, fits) in rows {
            let allowed = if is_inside { &inside[..] } else { &[] };
            let made = NoticeReceiver::new(url, allowed, (None, vec![]));
            assert_eq!(made.is_ok(), fits, "{url}");
        }
    }
}
