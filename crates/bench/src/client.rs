//! Clients over kept connections, as light as can be: they share their machine with what they
//! measure. Requests are made up beforehand; of an answer only its length and its verdict are read.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// The outcome of a burst of requests.
#[derive(Clone, Debug, Default)]
pub struct Burst {
    /// How long each took, shortest first.
    pub latencies: Vec<Duration>,
    /// From the first request to the last answer.
    pub took: Duration,
}

impl Burst {
    /// Answers a second.
    pub fn per_second(&self) -> f64 {
        self.latencies.len() as f64 / self.took.as_secs_f64().max(f64::EPSILON)
    }

    /// Milliseconds within which so many of a hundred were answered.
    pub fn percentile_ms(&self, percent: usize) -> f64 {
        let last = self.latencies.len().saturating_sub(1);
        let at = (self.latencies.len() * percent / 100).min(last);
        let latency = self.latencies.get(at).copied().unwrap_or_default();
        latency.as_secs_f64() * 1000.0
    }

    /// Both bursts as one.
    pub fn and(mut self, other: Burst) -> Burst {
        self.latencies.extend(other.latencies);
        self.latencies.sort();
        self.took += other.took;
        self
    }
}

/// Sends requests from so many clients, each waiting for its answer before the next, until the time
/// is up or nothing is left to send. Anything but success is an error: a load that is refused is no
/// measurement.
pub fn burst(
    address: SocketAddr,
    requests: Vec<Vec<u8>>,
    clients: usize,
    at_most: Duration,
) -> Result<Burst> {
    // One thread feeds them all; the others are the server's.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot start the clients")?;
    let asked = Arc::new(Asked {
        requests,
        next: AtomicUsize::new(0),
    });
    runtime.block_on(async {
        let mut connected = Vec::with_capacity(clients);
        for _ in 0..clients {
            connected.push(Client::connect(address).await?);
        }
        let began = Instant::now();
        let until = began + at_most;
        let mut running = JoinSet::new();
        for client in connected {
            running.spawn(client.run(asked.clone(), until));
        }
        let mut burst = Burst::default();
        for latencies in running.join_all().await {
            burst.latencies.extend(latencies?);
        }
        burst.took = began.elapsed();
        burst.latencies.sort();
        Ok(burst)
    })
}

/// What is to be sent, and how far it was.
struct Asked {
    requests: Vec<Vec<u8>>,
    next: AtomicUsize,
}

/// What a settlement was answered.
pub enum Answered {
    /// It was done.
    Settled,
    /// Nothing was done; it may come again.
    Busy,
    /// Something else, as it begins.
    Other(String),
}

/// One kept connection.
pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Client {
    /// Connects.
    pub async fn connect(address: SocketAddr) -> Result<Client> {
        let stream = TcpStream::connect(address)
            .await
            .context("cannot connect")?;
        stream.set_nodelay(true).context("cannot set TCP_NODELAY")?;
        Ok(Client {
            stream,
            buffer: Vec::with_capacity(16 * 1024),
        })
    }

    async fn run(mut self, asked: Arc<Asked>, until: Instant) -> Result<Vec<Duration>> {
        let mut latencies = Vec::new();
        while Instant::now() < until {
            let next = asked.next.fetch_add(1, Ordering::Relaxed);
            let Some(request) = asked.requests.get(next) else {
                break;
            };
            let began = Instant::now();
            match self.ask(request).await? {
                Answered::Settled => {}
                Answered::Busy => bail!("太多了，测量无效 / too many, so nothing is measured"),
                Answered::Other(shown) => {
                    bail!("结算被拒绝，测量无效 / refused, so nothing is measured: {shown}")
                }
            }
            latencies.push(began.elapsed());
        }
        Ok(latencies)
    }

    /// Sends a request and reads what it is answered.
    pub async fn ask(&mut self, request: &[u8]) -> Result<Answered> {
        self.stream
            .write_all(request)
            .await
            .context("cannot send")?;
        self.buffer.clear();
        loop {
            let read = self
                .stream
                .read_buf(&mut self.buffer)
                .await
                .context("cannot read")?;
            ensure!(read > 0, "the server closed the connection");
            if let Some(body) = whole_body(&self.buffer)? {
                return Ok(answered(&self.buffer, body));
            }
        }
    }
}

/// The body, once all of it has arrived.
fn whole_body(answer: &[u8]) -> Result<Option<&[u8]>> {
    let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&answer[..end]).context("the head is not text")?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_length = name.eq_ignore_ascii_case("content-length");
        is_length
            .then(|| value.trim().parse::<usize>().ok())
            .flatten()
    });
    let length = length.context("an answer without content-length")?;
    let body = &answer[end + 4..];
    Ok((body.len() >= length).then_some(body))
}

fn answered(answer: &[u8], body: &[u8]) -> Answered {
    let shown: String = String::from_utf8_lossy(body).chars().take(400).collect();
    match answer.starts_with(b"HTTP/1.1 200") {
        true if body.starts_with(SETTLED) => Answered::Settled,
        true if shown.contains("[busy]") => Answered::Busy,
        _ => Answered::Other(shown),
    }
}

/// How every successful reply begins.
const SETTLED: &[u8] = br#"{"infcode":0,"#;

/// The body of an address, asked for once; for probes.
pub fn get(address: SocketAddr, path: &str) -> std::io::Result<Vec<u8>> {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(address)?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: suixing\r\nconnection: close\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_whole_when_its_length_has_arrived() {
        let whole = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc";
        assert_eq!(whole_body(whole).unwrap(), Some(b"abc".as_slice()));
        for cut in [0, 10, whole.len() - 1] {
            assert_eq!(whole_body(&whole[..cut]).unwrap(), None, "cut at {cut}");
        }
        assert!(whole_body(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }

    #[test]
    fn percentiles_of_few_and_many() {
        let burst = |count: u64| Burst {
            latencies: (1..=count).map(Duration::from_millis).collect(),
            took: Duration::from_secs(1),
        };
        assert_eq!(burst(0).percentile_ms(99), 0.0);
        assert_eq!(burst(1).percentile_ms(50), 1.0);
        assert_eq!(burst(100).percentile_ms(50), 51.0);
        assert_eq!(burst(100).percentile_ms(99), 100.0);
    }
}
