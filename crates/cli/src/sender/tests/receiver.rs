//! A receiver on this machine that does as it is told.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

/// What it does with a request.
pub enum FakeAnswer {
    /// It takes it.
    Taken,
    /// It takes it, and says so in the body.
    Said(&'static str),
    /// It answers this status.
    Status(u16),
    /// It is busy for so many seconds.
    Busy(u64),
    /// It hangs up before it read anything.
    CloseUnread,
    /// It takes it, and hangs up before it says so.
    CloseTaken,
    /// It takes it, and says so late.
    Late(Duration),
}

/// A request it read.
#[derive(Clone, Debug)]
pub struct ReceivedRequest {
    /// Its headers.
    headers: BTreeMap<String, String>,
    /// Its body.
    pub body: Value,
    /// Whether the receiver has it now.
    pub was_taken: bool,
}

impl ReceivedRequest {
    /// A header.
    pub fn header(&self, name: &str) -> &str {
        &self.headers[name]
    }
}

#[derive(Default)]
struct SeenByReceiver {
    received: Mutex<Vec<ReceivedRequest>>,
    connections: AtomicUsize,
    let_go: AtomicBool,
}

/// The receiver.
pub struct FakeReceiver {
    address: String,
    seen: Arc<SeenByReceiver>,
}

impl FakeReceiver {
    /// One that does this with each request, by its number.
    pub fn new(answer: impl Fn(usize) -> FakeAnswer + Send + Sync + 'static) -> FakeReceiver {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::<SeenByReceiver>::default();
        let own = Arc::clone(&seen);
        let answer = Arc::new(answer);
        let number = Arc::new(AtomicUsize::new(0));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (seen, answer, number) = (own.clone(), answer.clone(), number.clone());
                seen.connections.fetch_add(1, Ordering::Relaxed);
                std::thread::spawn(move || {
                    // Whoever hangs up is gone.
                    let _ = serve(&stream, &seen, || {
                        answer(number.fetch_add(1, Ordering::SeqCst))
                    });
                });
            }
        });
        FakeReceiver { address, seen }
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.address
    }

    /// What it read so far.
    pub fn received(&self) -> Vec<ReceivedRequest> {
        self.seen.received.lock().unwrap().clone()
    }

    /// How often somebody connected.
    pub fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::Relaxed)
    }

    /// Ends all waiting.
    pub fn let_go(&self) {
        self.seen.let_go.store(true, Ordering::Relaxed);
    }
}

fn serve(
    stream: &TcpStream,
    seen: &SeenByReceiver,
    answer: impl Fn() -> FakeAnswer,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let mut first = String::new();
        if reader.read_line(&mut first)? == 0 {
            return Ok(());
        }
        let does = answer();
        if matches!(does, FakeAnswer::CloseUnread) {
            return Ok(());
        }
        let mut headers = BTreeMap::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            let Some((name, value)) = line.trim().split_once(": ") else {
                break;
            };
            headers.insert(name.to_lowercase(), value.to_owned());
        }
        let mut body = vec![0; headers["content-length"].parse().unwrap()];
        reader.read_exact(&mut body)?;
        let (status, wait) = match does {
            FakeAnswer::Status(status) => (status, None),
            FakeAnswer::Busy(seconds) => (429, Some(seconds)),
            _ => (200, None),
        };
        seen.received.lock().unwrap().push(ReceivedRequest {
            headers,
            body: serde_json::from_slice(&body).unwrap(),
            was_taken: status == 200,
        });
        let said = match does {
            FakeAnswer::CloseTaken => return Ok(()),
            FakeAnswer::Said(said) => said,
            FakeAnswer::Late(late) => {
                let began = Instant::now();
                while began.elapsed() < late && !seen.let_go.load(Ordering::Relaxed) {
                    std::thread::sleep(Duration::from_millis(10));
                }
                ""
            }
            _ => "",
        };
        let wait = wait.map_or(String::new(), |wait| format!("retry-after: {wait}\r\n"));
        let length = said.len();
        let mut stream = stream;
        let head = format!("HTTP/1.1 {status} x\r\ncontent-length: {length}\r\n{wait}\r\n{said}");
        stream.write_all(head.as_bytes())?;
    }
}
