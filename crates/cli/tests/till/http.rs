//! An HTTP/1.1 client of a hundred lines over one kept connection. It never sends anything twice:
//! the caller has to know what is unknown.

use std::io::{self, BufRead, BufReader, Error, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

/// No answer takes this long, unless it never comes.
const PATIENCE: Duration = Duration::from_secs(600);

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub content_type: String,
    pub body: Vec<u8>,
}

/// A request as it is put on the wire.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub content_type: &'a str,
    pub body: &'a [u8],
}

/// A client of one address.
pub struct Client {
    address: SocketAddr,
    kept: Option<BufReader<TcpStream>>,
    /// The key that goes with each request, where there is one.
    key: String,
}

impl Client {
    pub fn new(address: SocketAddr) -> Client {
        Client {
            address,
            kept: None,
            key: String::new(),
        }
    }

    pub fn post(&mut self, path: &str, body: &[u8]) -> io::Result<Answer> {
        self.send(Request {
            method: "POST",
            path,
            content_type: "text/plain;charset=utf-8",
            body,
        })
    }

    pub fn get(&mut self, path: &str) -> io::Result<Answer> {
        self.send(Request {
            method: "GET",
            path,
            content_type: "text/plain",
            body: &[],
        })
    }

    /// Sends a request with an operator's key.
    pub fn send_as(&mut self, request: Request<'_>, key: &str) -> io::Result<Answer> {
        self.key = key.to_owned();
        self.send(request)
    }

    /// Sends a request and reads its answer. After an error its outcome is unknown.
    pub fn send(&mut self, request: Request<'_>) -> io::Result<Answer> {
        let head = self.head(&request, request.body.len());
        let mut stream = self.connection()?;
        // A server that refuses a long body stops reading and answers; the answer is what counts.
        let sent = stream.get_mut().write_all(&[&head, request.body].concat());
        match (sent, read_answer(&mut stream)) {
            (Ok(()), Ok((answer, keep))) => {
                self.kept = keep.then_some(stream);
                Ok(answer)
            }
            (Err(_), Ok((answer, _))) => Ok(answer),
            (Err(error), Err(_)) | (Ok(()), Err(error)) => Err(error),
        }
    }

    /// Sends a request and hangs up before anything is answered.
    pub fn hang_up(&mut self, request: Request<'_>) -> io::Result<()> {
        let head = self.head(&request, request.body.len());
        let mut stream = self.connection()?;
        let stream = stream.get_mut();
        stream.write_all(&[&head, request.body].concat())?;
        stream.shutdown(Shutdown::Both)
    }

    /// Promises more than it sends, and then says no more.
    pub fn break_off(&mut self, request: Request<'_>, promised: usize) -> io::Result<Answer> {
        let head = self.head(&request, promised);
        let mut stream = self.connection()?;
        stream
            .get_mut()
            .write_all(&[&head, request.body].concat())?;
        stream.get_mut().shutdown(Shutdown::Write)?;
        read_answer(&mut stream).map(|(answer, _)| answer)
    }

    fn head(&self, request: &Request<'_>, length: usize) -> Vec<u8> {
        let Request {
            method,
            path,
            content_type,
            ..
        } = request;
        let host = self.address;
        let signed = match self.key.as_str() {
            "" => String::new(),
            key => format!("Authorization: Bearer {key}\r\n"),
        };
        format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: {content_type}\r\n\
             {signed}Content-Length: {length}\r\n\r\n"
        )
        .into_bytes()
    }

    fn connection(&mut self) -> io::Result<BufReader<TcpStream>> {
        if let Some(kept) = self.kept.take().filter(is_open) {
            return Ok(kept);
        }
        let stream = TcpStream::connect_timeout(&self.address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(BufReader::new(stream))
    }
}

/// Whether the other side has not closed a connection that was kept.
fn is_open(kept: &BufReader<TcpStream>) -> bool {
    let stream = kept.get_ref();
    let heard = stream
        .set_nonblocking(true)
        .and_then(|()| stream.peek(&mut [0]));
    let says_nothing = matches!(heard, Err(error) if error.kind() == ErrorKind::WouldBlock);
    stream.set_nonblocking(false).is_ok() && says_nothing
}

/// The answer, and whether the connection lives on.
fn read_answer(stream: &mut BufReader<TcpStream>) -> io::Result<(Answer, bool)> {
    let status_line = read_line(stream)?;
    let status = status_line.split(' ').nth(1).and_then(|s| s.parse().ok());
    let mut answer = Answer {
        status: status.ok_or_else(|| malformed(&status_line))?,
        content_type: String::new(),
        body: Vec::new(),
    };
    let (mut length, mut keep) = (None, true);
    loop {
        let line = read_line(stream)?;
        let Some((name, value)) = line.split_once(':') else {
            break;
        };
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse::<usize>().ok(),
            "content-type" => value.clone_into(&mut answer.content_type),
            "connection" => keep = !value.eq_ignore_ascii_case("close"),
            "transfer-encoding" => return Err(malformed("we answer with a length")),
            _ => {}
        }
    }
    match length {
        Some(length) => {
            answer.body.resize(length, 0);
            stream.read_exact(&mut answer.body)?;
        }
        None => {
            keep = false;
            stream.read_to_end(&mut answer.body)?;
        }
    }
    Ok((answer, keep))
}

fn read_line(stream: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut line = String::new();
    match stream.read_line(&mut line)? {
        0 => Err(Error::new(ErrorKind::UnexpectedEof, "closed")),
        _ => Ok(line.trim_end().to_owned()),
    }
}

fn malformed(line: &str) -> Error {
    Error::new(ErrorKind::InvalidData, line.to_owned())
}
