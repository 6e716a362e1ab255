//! Connections: how many there are, how long one may be silent, and how they end. One that was
//! opened and says nothing gives way when there is no room for another.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
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
struct Open(Arc<Mutex<BTreeMap<u64, Connection>>>);

struct Connection {
    peer: IpAddr,
    state: Arc<State>,
    task: Option<AbortHandle>,
}

/// What a connection does.
struct State {
    /// Requests under way.
    busy: AtomicUsize,
    /// When the last request ended, or when it was opened.
    since: Mutex<Instant>,
}

impl State {
    fn idle_since(&self) -> Option<Instant> {
        let is_idle = self.busy.load(Ordering::Acquire) == 0;
        is_idle.then(|| *self.since.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A request under way; ends when dropped, also when nobody waits for the answer any more.
struct Busy(Arc<State>);

impl Busy {
    fn on(state: &Arc<State>) -> Busy {
        state.busy.fetch_add(1, Ordering::AcqRel);
        Busy(Arc::clone(state))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let mut since = self.0.since.lock().unwrap_or_else(PoisonError::into_inner);
        *since = Instant::now();
        self.0.busy.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Open {
    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<u64, Connection>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes room for one more of this peer: where there is none for it, the one of its own that
    /// has been silent longest is closed; where there is none at all, that of anybody. Whether
    /// there is.
    fn admits(&self, peer: IpAddr, limits: &Limits) -> bool {
        let own = |it: &Connection| it.peer == peer;
        self.make_room(limits.peer_connections_max, own)
            && self.make_room(limits.connections_max, |_| true)
    }

    /// Makes room among these for one more.
    fn make_room(&self, most: usize, among: impl Fn(&Connection) -> bool) -> bool {
        let mut open = self.lock();
        if open.values().filter(|it| among(it)).count() < most {
            return true;
        }
        let idle = open.iter().filter(|(_, it)| among(it));
        let idle = idle.filter_map(|(number, it)| Some((it.state.idle_since()?, *number)));
        let Some((_, number)) = idle.min() else {
            return false;
        };
        if let Some(task) = open.remove(&number).and_then(|it| it.task) {
            task.abort();
        }
        true
    }
}

/// Serves until told to stop, then lets what is under way finish: until `hurry` comes, or the time
/// for it is over.
pub(crate) async fn serve(
    (listener, tls): (TcpListener, Option<Tls>),
    router: Router,
    limits: Limits,
    (stop, hurry): (impl Future<Output = ()>, impl Future<Output = ()>),
) {
    let open = Open::default();
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    let mut number = 0_u64;
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) if open.admits(peer.ip(), &limits) => {
                number += 1;
                let taken = Taken {
                    stream,
                    peer,
                    limits,
                    tls: tls.as_ref().map(Tls::acceptor),
                };
                begin(taken, &router, (&open, number), graceful.watcher());
            }
            // Everybody is being answered; whoever comes now may come again.
            Ok((stream, _)) => drop(stream),
            Err(error) => {
                // Out of files, most likely: those that are open go on, and one may end.
                tracing::warn!(%error, "a connection was not taken");
                let held = open.lock().len();
                let _ = open.make_room(held, |_| true);
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
    let busy = open.values().filter(|it| it.state.idle_since().is_none());
    tracing::warn!(
        connections = open.len(),
        unanswered = busy.count(),
        why,
        "stopped; ask for the fate of what was not answered"
    );
    for connection in open.values() {
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
        let limits = self.limits;
        let patience = Duration::from_secs(limits.handshake_seconds_max);
        match self.tls {
            None => spoken(stream, limits, service, watcher).await,
            Some(acceptor) => {
                if let Ok(Ok(secret)) = timeout(patience, acceptor.accept(stream)).await {
                    spoken(secret, limits, service, watcher).await;
                }
            }
        }
    }
}

async fn spoken<S>(
    stream: impl AsyncRead + AsyncWrite + Unpin + 'static,
    limits: Limits,
    service: S,
    watcher: Watcher,
) where
    S: Service<Request<Incoming>, Response = Response<Body>, Error = Infallible> + 'static,
{
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(limits.idle_seconds_max))
        .max_buf_size(limits.header_bytes_max)
        .serve_connection(TokioIo::new(stream), service);
    let _ = watcher.watch(connection).await;
}

fn begin(taken: Taken, router: &Router, (open, number): (&Open, u64), watcher: Watcher) {
    let state = Arc::new(State {
        busy: AtomicUsize::new(0),
        since: Mutex::new(Instant::now()),
    });
    let connection = Connection {
        peer: taken.peer.ip(),
        state: Arc::clone(&state),
        task: None,
    };
    let service = answering(router.clone(), (Peer(taken.peer), state));
    open.lock().insert(number, connection);
    let all = open.clone();
    let task = tokio::spawn(async move {
        taken.serve(service, watcher).await;
        all.lock().remove(&number);
    });
    if let Some(connection) = open.lock().get_mut(&number) {
        connection.task = Some(task.abort_handle());
    }
}

fn answering(
    router: Router,
    (peer, state): (Peer, Arc<State>),
) -> impl Service<Request<Incoming>, Response = Response<Body>, Error = Infallible, Future: Send> {
    let router = TowerToHyperService::new(router);
    service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        let busy = Busy::on(&state);
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
