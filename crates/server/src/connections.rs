//! Connections: how many there are, how long one may be silent, and how they end. One that was
//! opened and says nothing gives way when there is no room for another.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::AbortHandle;
use tokio::time::{sleep, timeout};
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;

use crate::limits::Limits;
use crate::tls::Tls;

/// Where a request comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub SocketAddr);

/// The connections that are open.
#[derive(Clone, Default)]
struct Open(Arc<Mutex<Connections>>);

#[derive(Default)]
struct Connections {
    all: BTreeMap<u64, Connection>,
    of_peer: BTreeMap<IpAddr, usize>,
    /// Those without a request under way, the one that has been silent longest first.
    silent: BTreeSet<(Instant, u64)>,
}

struct Connection {
    peer: IpAddr,
    /// When the last request ended, or when it was opened; none while one is under way.
    silent_since: Option<Instant>,
    task: Option<AbortHandle>,
}

/// A request under way; ends when dropped, also when nobody waits for the answer any more.
struct Busy(Open, u64);

impl Busy {
    fn on(open: &Open, number: u64) -> Busy {
        open.lock().fall_silent(number, None);
        Busy(open.clone(), number)
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let now = Instant::now();
        self.0.lock().fall_silent(self.1, Some(now));
    }
}

impl Connections {
    fn insert(&mut self, number: u64, peer: IpAddr) {
        let silent_since = Instant::now();
        let connection = Connection {
            peer,
            silent_since: Some(silent_since),
            task: None,
        };
        self.all.insert(number, connection);
        self.silent.insert((silent_since, number));
        *self.of_peer.entry(peer).or_default() += 1;
    }

    fn remove(&mut self, number: u64) -> Option<Connection> {
        let connection = self.all.remove(&number)?;
        if let Some(since) = connection.silent_since {
            self.silent.remove(&(since, number));
        }
        if let Entry::Occupied(mut count) = self.of_peer.entry(connection.peer) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
        Some(connection)
    }

    /// One is silent from now on, or no longer.
    fn fall_silent(&mut self, number: u64, since: Option<Instant>) {
        let Some(connection) = self.all.get_mut(&number) else {
            return;
        };
        if let Some(before) = connection.silent_since {
            self.silent.remove(&(before, number));
        }
        connection.silent_since = since;
        self.silent.extend(since.map(|since| (since, number)));
    }

    /// Closes the one among these that has been silent longest. Whether there was one.
    fn close_silent(&mut self, among: impl Fn(&Connection) -> bool) -> bool {
        let mut silent = self.silent.iter().map(|(_, number)| *number);
        let number = silent.find(|number| self.all.get(number).is_some_and(&among));
        let closed = number.and_then(|number| self.remove(number));
        if let Some(task) = closed.as_ref().and_then(|it| it.task.as_ref()) {
            task.abort();
        }
        closed.is_some()
    }
}

impl Open {
    fn lock(&self) -> std::sync::MutexGuard<'_, Connections> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes room for one more of this peer: where there is none for it, the one of its own that
    /// has been silent longest is closed; where there is none at all, that of anybody. Whether
    /// there is.
    fn admits(&self, peer: IpAddr, limits: &Limits) -> bool {
        let mut open = self.lock();
        let own = open.of_peer.get(&peer).copied().unwrap_or_default();
        let has_own = own < limits.peer_connections_max || open.close_silent(|it| it.peer == peer);
        has_own && (open.all.len() < limits.connections_max || open.close_silent(|_| true))
    }
}

/// What answers.
pub(crate) struct Doors {
    /// Whoever has a connection.
    pub router: Router,
    /// One request of those for whom there is none.
    pub doorstep: Router,
}

/// How long somebody may stand on the doorstep.
const DOORSTEP_PATIENCE: Duration = Duration::from_secs(5);

/// Serves until told to stop, then lets what is under way finish: until `hurry` comes, or the time
/// for it is over.
pub(crate) async fn serve(
    (listener, tls): (TcpListener, Option<Tls>),
    doors: Doors,
    limits: Limits,
    (stop, hurry): (impl Future<Output = ()>, impl Future<Output = ()>),
) {
    let open = Open::default();
    let places = Arc::new(Semaphore::new(limits.turned_away_max));
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    let mut number = 0_u64;
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let taken = Taken {
                    stream,
                    peer,
                    limits,
                    tls: tls.as_ref().map(Tls::acceptor),
                    is_kept: open.admits(peer.ip(), &limits),
                };
                if taken.is_kept {
                    number += 1;
                    begin(taken, &doors.router, (&open, number), graceful.watcher());
                } else {
                    turn_away(taken, &doors.doorstep, &places, graceful.watcher());
                }
            }
            Err(error) => {
                // Out of files, most likely: those that are open go on, and one may end.
                tracing::warn!(%error, "a connection was not taken");
                let _ = open.lock().close_silent(|_| true);
                sleep(Duration::from_millis(50)).await;
            }
        }
    }
    drop(listener);
    let seconds = limits.drain_seconds;
    tracing::info!(seconds, "stopping; what is under way is finished");
    tokio::select! {
        () = graceful.shutdown() => tracing::info!("stopped"),
        () = sleep(Duration::from_secs(seconds)) => left_over(&open, "the time for it is over"),
        () = hurry => left_over(&open, "told a second time"),
    }
}

fn left_over(open: &Open, why: &str) {
    let open = open.lock();
    tracing::warn!(
        connections = open.all.len(),
        unanswered = open.all.len() - open.silent.len(),
        why,
        "stopped; ask for the fate of what was not answered"
    );
    for connection in open.all.values() {
        if let Some(task) = &connection.task {
            task.abort();
        }
    }
}

/// A connection that was taken.
struct Taken {
    stream: TcpStream,
    peer: SocketAddr,
    limits: Limits,
    tls: Option<TlsAcceptor>,
    /// Whether another request may follow over it.
    is_kept: bool,
}

impl Taken {
    /// Answers what comes over it until it ends. A client that goes away, is too slow or cannot
    /// speak in secret is nobody's mistake here.
    async fn serve<S>(self, service: S, watcher: Watcher)
    where
        S: Service<Request<Incoming>, Response = Response<Body>, Error = Infallible> + 'static,
    {
        // Small answers are sent at once. Where it cannot be set, they come later.
        let _ = self.stream.set_nodelay(true);
        let mut stream = TimeoutStream::new(self.stream);
        stream.set_write_timeout(Some(Duration::from_secs(self.limits.unread_seconds_max)));
        let stream = Box::pin(stream);
        let spoken = (self.limits, self.is_kept);
        let patience = Duration::from_secs(self.limits.handshake_seconds_max);
        match self.tls {
            None => speak(stream, spoken, service, watcher).await,
            Some(acceptor) => {
                if let Ok(Ok(secret)) = timeout(patience, acceptor.accept(stream)).await {
                    speak(secret, spoken, service, watcher).await;
                }
            }
        }
    }
}

async fn speak<S>(
    stream: impl AsyncRead + AsyncWrite + Unpin + 'static,
    (limits, is_kept): (Limits, bool),
    service: S,
    watcher: Watcher,
) where
    S: Service<Request<Incoming>, Response = Response<Body>, Error = Infallible> + 'static,
{
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .keep_alive(is_kept)
        .header_read_timeout(Duration::from_secs(limits.idle_seconds_max))
        .max_buf_size(limits.header_bytes_max)
        .serve_connection(TokioIo::new(stream), service);
    let _ = watcher.watch(connection).await;
}

fn begin(taken: Taken, router: &Router, (open, number): (&Open, u64), watcher: Watcher) {
    let service = answering(router.clone(), (taken.peer, Some((open.clone(), number))));
    open.lock().insert(number, taken.peer.ip());
    let all = open.clone();
    let task = tokio::spawn(async move {
        taken.serve(service, watcher).await;
        all.lock().remove(number);
    });
    if let Some(connection) = open.lock().all.get_mut(&number) {
        connection.task = Some(task.abort_handle());
    }
}

/// Answers one request of somebody for whom there is no connection, unless too many stand there
/// already, who may come again.
fn turn_away(taken: Taken, doorstep: &Router, places: &Arc<Semaphore>, watcher: Watcher) {
    let Ok(place) = Arc::clone(places).try_acquire_owned() else {
        return;
    };
    let service = answering(doorstep.clone(), (taken.peer, None));
    tokio::spawn(async move {
        let _place = place;
        // Who has not asked by then is gone, or means no good.
        let _ = timeout(DOORSTEP_PATIENCE, taken.serve(service, watcher)).await;
    });
}

fn answering(
    router: Router,
    (peer, counted): (SocketAddr, Option<(Open, u64)>),
) -> impl Service<Request<Incoming>, Response = Response<Body>, Error = Infallible, Future: Send> {
    let router = TowerToHyperService::new(router);
    service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        let busy = counted.as_ref();
        let busy = busy.map(|(open, number)| Busy::on(open, *number));
        let answer = router.call(request);
        async move {
            let answer = answer.await;
            drop(busy);
            answer
        }
    })
}

#[cfg(test)]
mod tests;
