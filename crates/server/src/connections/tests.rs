use std::time::Duration;

use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use super::*;

struct Serving {
    address: std::net::SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

async fn serving(limits: Limits) -> Serving {
    serving_in(None, limits).await
}

async fn serving_in(tls: Option<Tls>, limits: Limits) -> Serving {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let slow = get(|| async {
        sleep(Duration::from_millis(500)).await;
        "slow"
    });
    let router = Router::new()
        .route("/", get(|| async { "here" }))
        .route("/slow", slow);
    let doors = Doors {
        router,
        doorstep: Router::new().fallback(async || "another time"),
    };
    let (stop, stopped) = oneshot::channel();
    let until = async {
        let _ = stopped.await;
    };
    let task = tokio::spawn(serve(
        (listener, tls),
        doors,
        limits,
        (until, std::future::pending()),
    ));
    Serving {
        address,
        stop,
        task,
    }
}

impl Serving {
    async fn connect(&self, says: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(says.as_bytes()).await.unwrap();
        stream
    }
}

/// What comes until the other side closes, or nothing more comes for a second.
async fn heard(stream: &mut TcpStream) -> (String, bool) {
    let mut all = Vec::new();
    let mut bytes = [0; 1024];
    loop {
        match timeout(Duration::from_secs(1), stream.read(&mut bytes)).await {
            Err(_) => return (String::from_utf8(all).unwrap(), false),
            Ok(Ok(0) | Err(_)) => return (String::from_utf8(all).unwrap(), true),
            Ok(Ok(count)) => all.extend(&bytes[..count]),
        }
    }
}

const ASK: &str = "GET / HTTP/1.1\r\nhost: x\r\n\r\n";

#[tokio::test]
async fn the_connection_that_is_silent_longest_gives_way() {
    let limits = Limits {
        connections_max: 3,
        ..Limits::default()
    };
    let serving = serving(limits).await;
    let mut silent = Vec::new();
    for says in ["", "GET / HT", ASK] {
        silent.push(serving.connect(says).await);
        sleep(Duration::from_millis(50)).await;
    }
    let mut late = serving.connect(ASK).await;
    assert!(heard(&mut late).await.0.ends_with("here"));
    assert_eq!(heard(&mut silent[0]).await, (String::new(), true));
    assert!(!heard(&mut silent[1]).await.1, "there was room for it");
}

#[tokio::test]
async fn who_is_being_answered_keeps_their_connection() {
    let limits = Limits {
        connections_max: 1,
        ..Limits::default()
    };
    let serving = serving(limits).await;
    let mut first = serving
        .connect("GET /slow HTTP/1.1\r\nhost: x\r\n\r\n")
        .await;
    sleep(Duration::from_millis(100)).await;
    let mut second = serving.connect(ASK).await;
    let (says, is_closed) = heard(&mut second).await;
    assert!(says.ends_with("another time") && is_closed, "{says}");
    assert!(heard(&mut first).await.0.ends_with("slow"));
}

#[tokio::test]
async fn one_that_says_nothing_more_is_closed() {
    let limits = Limits {
        idle_seconds_max: 1,
        ..Limits::default()
    };
    let serving = serving(limits).await;
    for says in ["", "GET / HT", ASK] {
        let mut stream = serving.connect(says).await;
        let began = Instant::now();
        while !heard(&mut stream).await.1 {
            assert!(began.elapsed() < Duration::from_secs(5), "{says:?}");
        }
    }
}

#[tokio::test]
async fn told_to_stop_it_finishes_what_is_under_way_and_waits_no_longer_than_stated() {
    let limits = Limits {
        drain_seconds: 2,
        ..Limits::default()
    };
    let serving = serving(limits).await;
    let mut half = serving.connect("GET / HT").await;
    let mut slow = serving
        .connect("GET /slow HTTP/1.1\r\nhost: x\r\n\r\n")
        .await;
    sleep(Duration::from_millis(100)).await;
    let began = Instant::now();
    serving.stop.send(()).unwrap();
    assert!(heard(&mut slow).await.0.ends_with("slow"));
    serving.task.await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(4));
    assert!(heard(&mut half).await.1);
}

#[tokio::test]
async fn one_address_does_not_take_every_place() {
    let serving = serving(Limits {
        peer_connections_max: 2,
        ..Limits::default()
    })
    .await;
    let mut first = serving.connect("").await;
    let _second = serving.connect("").await;
    sleep(Duration::from_millis(50)).await;
    let mut third = serving.connect("GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let (says, _) = heard(&mut third).await;
    assert!(says.ends_with("here"), "{says}");
    assert_eq!(heard(&mut first).await, (String::new(), true));
}

/// A certificate for `localhost`, and what a client needs to believe it.
fn certified(folder: &std::path::Path) -> (Tls, rustls::RootCertStore) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
    std::fs::write(&certificate, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    (Tls::open(&certificate, &key).unwrap(), roots)
}

#[tokio::test]
async fn with_a_certificate_only_what_is_secret_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let (tls, roots) = certified(folder.path());
    let limits = Limits {
        handshake_seconds_max: 1,
        ..Limits::default()
    };
    let serving = serving_in(Some(tls), limits).await;
    let mut plain = serving.connect("GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let mut bytes = Vec::new();
    // Whatever it is told, it is not what it asked for.
    let _ = plain.read_to_end(&mut bytes).await;
    assert!(!bytes.ends_with(b"here"));
    let mut silent = serving.connect("").await;
    sleep(Duration::from_millis(1_500)).await;
    assert_eq!(heard(&mut silent).await, (String::new(), true));

    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let client = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connector = tokio_rustls::TlsConnector::from(std::sync::Arc::new(client));
    let stream = TcpStream::connect(serving.address).await.unwrap();
    let name = "localhost".try_into().unwrap();
    let mut secret = connector.connect(name, stream).await.unwrap();
    let asked = b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    secret.write_all(asked).await.unwrap();
    let mut bytes = Vec::new();
    let _ = secret.read_to_end(&mut bytes).await;
    assert!(
        bytes.ends_with(b"here"),
        "{}",
        String::from_utf8_lossy(&bytes)
    );
}
