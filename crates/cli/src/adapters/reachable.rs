//! Whether a receiver could be reached now, for `suixing doctor`: its name leads somewhere, that is
//! allowed, and somebody listens. Nothing is sent.

use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use ipnet::IpNet;
use ureq::http::Uri;

use super::NotSent;
use super::post::may_be_reached;

/// How long is waited for a connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// Says with a code why it could not.
pub fn is_reachable(url: &str, may_reach: &[IpNet]) -> Result<(), NotSent> {
    let read: Result<Uri, _> = url.parse();
    let uri = read.map_err(|_| NotSent::never("unknown-host"))?;
    let is_plain = uri.scheme_str() == Some("http");
    let host = uri.host().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let port = uri.port_u16().unwrap_or(if is_plain { 80 } else { 443 });
    let found = (host, port).to_socket_addrs();
    let found = found.map_err(|_| NotSent::later("unknown-host"))?;
    let mut last = NotSent::later("private-address");
    for address in found {
        if !may_be_reached(address.ip(), may_reach, is_plain) {
            continue;
        }
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Ok(_) => return Ok(()),
            Err(_) => last = NotSent::later("unreachable"),
        }
    }
    Err(last)
}
