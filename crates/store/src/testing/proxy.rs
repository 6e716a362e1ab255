//! A way to the server that can fall silent, as a network does, or a server that hangs: what is
//! sent is taken, and nothing comes back.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

/// The way; it ends when the test does.
pub struct Proxy {
    port: u16,
    silent: Arc<(Mutex<bool>, Condvar)>,
}

impl Proxy {
    /// A way to the server of this address.
    pub fn to(url: &str) -> Proxy {
        let (_, host) = url.split_once('@').expect("the test server has a user");
        let end = host.find(['/', '?']).unwrap_or(host.len());
        let server: SocketAddr = host[..end].parse().expect("the test server has a port");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let silent = Arc::new((Mutex::new(false), Condvar::new()));
        let shared = Arc::clone(&silent);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                join(client, server, &shared);
            }
        });
        Proxy { port, silent }
    }

    /// The address of the server, by this way.
    pub fn url(&self, url: &str) -> String {
        let (before, after) = url.split_once('@').expect("the test server has a user");
        let end = after.find(['/', '?']).unwrap_or(after.len());
        format!("{before}@127.0.0.1:{}{}", self.port, &after[end..])
    }

    /// Nothing goes through from now on, or again; what was held back goes then.
    pub fn be_silent(&self, is_silent: bool) {
        *self.silent.0.lock().expect("no panic while holding it") = is_silent;
        self.silent.1.notify_all();
    }
}

fn join(client: TcpStream, server: SocketAddr, silent: &Arc<(Mutex<bool>, Condvar)>) {
    let Ok(server) = TcpStream::connect(server) else {
        return;
    };
    let pairs = [(&client, &server), (&server, &client)];
    for (from, to) in pairs {
        let (Ok(from), Ok(to)) = (from.try_clone(), to.try_clone()) else {
            return;
        };
        let silent = Arc::clone(silent);
        thread::spawn(move || pass_on(from, to, &silent));
    }
}

fn pass_on(mut from: TcpStream, mut to: TcpStream, silent: &(Mutex<bool>, Condvar)) {
    let mut bytes = [0; 8192];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        let is_silent = silent.0.lock().expect("no panic while holding it");
        let talking = silent.1.wait_while(is_silent, |is_silent| *is_silent);
        drop(talking);
        if to.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    // The other half may have ended before.
    let _ = to.shutdown(Shutdown::Both);
}
