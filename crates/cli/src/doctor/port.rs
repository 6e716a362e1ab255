//! Who answers where the server listens.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::time::Duration;

use domain::say;

use super::symptom::{Installation, Symptom};
use crate::serving;

pub(super) fn port(installation: &Installation) -> Option<Vec<Symptom>> {
    let config = installation.configured.as_ref()?;
    let address = config.listen;
    if config.metrics_listen == Some(address) {
        return Some(vec![Symptom::wrong(
            "port-twice",
            say!(
                "listen 和 metrics_listen 是同一个地址 {address}",
                "listen and metrics_listen are the same address, {address}"
            ),
            say!(
                "给 metrics_listen 另一个端口",
                "give metrics_listen another port"
            ),
        )]);
    }
    let symptom = match answers(address, config.certificate()) {
        Answers::Suixing => return Some(Vec::from_iter(of_another(installation, address))),
        Answers::Nobody => nobody(address),
        Answers::SomethingElse => Symptom::wrong(
            "port-taken",
            say!(
                "{address} 上答复的不是随行",
                "what answers at {address} is not Suixing"
            ),
            say!(
                "换一个端口（listen），或停掉占用它的程序",
                "take another port (listen), or stop the program that holds it"
            ),
        ),
    };
    Some(vec![symptom])
}

/// Nobody answers: the server is not started, or could not be at this address.
fn nobody(address: SocketAddr) -> Symptom {
    let taken = TcpListener::bind(address).err().filter(|why| {
        let kinds = [ErrorKind::AddrInUse, ErrorKind::AddrNotAvailable];
        kinds.contains(&why.kind())
    });
    if let Some(why) = taken {
        return Symptom::wrong(
            "cannot-listen",
            say!(
                "{address} 不能监听：{why}",
                "a server cannot listen on {address}: {why}"
            ),
            say!(
                "检查 listen 的地址是不是这台机器的，或停掉占用它的程序",
                "see whether listen is an address of this machine, or stop the program that holds \
                 it"
            ),
        );
    }
    Symptom::wrong(
        "not-serving",
        say!("{address} 上没有服务在答复", "nobody answers at {address}"),
        say!(
            "启动服务：systemctl start suixing；起不来就看它的日志",
            "start it: systemctl start suixing; if it does not, see its log"
        ),
    )
    .only_a_warning()
}

/// A Suixing that did not say in this database that it works on it at this address.
fn of_another(installation: &Installation, address: SocketAddr) -> Option<Symptom> {
    let db = installation.db.as_ref().ok()?;
    let servers = serving::servers(db).ok()?;
    let is_ours = servers.iter().any(|it| it.address == address.to_string());
    let told = Symptom::wrong(
        "port-of-another",
        say!(
            "{address} 上答复的是另一个随行，不是这个数据库的（或是从前的程序、演示）",
            "what answers at {address} is another Suixing, not one of this database (or a program \
             of before, or a demo)"
        ),
        say!(
            "停掉它，或换一个端口（listen）；是刚升级的，重启服务",
            "stop it, or take another port (listen); after an upgrade restart the server"
        ),
    );
    Some(told).filter(|_| !is_ours)
}

enum Answers {
    Suixing,
    SomethingElse,
    Nobody,
}

/// Who answers at an address, as its probe tells; in secret where there is a certificate.
fn answers(mut address: SocketAddr, certificate: Option<&Path>) -> Answers {
    if address.ip().is_unspecified() {
        address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    let patience = Duration::from_secs(3);
    let Ok(line) = TcpStream::connect_timeout(&address, patience) else {
        return Answers::Nobody;
    };
    let _ = line.set_read_timeout(Some(patience));
    let answer = match certificate {
        None => probed(line).ok(),
        Some(certificate) => server::tls::connect(line, certificate)
            .ok()
            .and_then(|secret| probed(secret).ok()),
    };
    match answer.is_some_and(|answer| answer.ends_with(b"ok\n")) {
        true => Answers::Suixing,
        false => Answers::SomethingElse,
    }
}

fn probed(mut line: impl Read + Write) -> std::io::Result<Vec<u8>> {
    let asked = "GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    line.write_all(asked.as_bytes())?;
    let mut answer = Vec::new();
    match line.take(4_096).read_to_end(&mut answer) {
        // Who ends a connection in secret may end it without a word.
        Err(error) if error.kind() != ErrorKind::UnexpectedEof => Err(error),
        _ => Ok(answer),
    }
}
