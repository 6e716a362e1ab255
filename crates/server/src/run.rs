//! The server itself: routes, limits, and an orderly end.

use std::net::SocketAddr;

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::routing::{any, get};
use axum::{Router, middleware};
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::api::problems::BUSY;
use crate::connections::Doors;
use crate::patience::{REQUEST_SECONDS_MAX, within};
use crate::tls::Tls;
use crate::{App, access, api, connections, fsi, live, pages, probes, problem};

/// The addresses hospitals send to, each in use in some province. The transaction may stand at the
/// end; some give every transaction a service of its own, and name it in the message all the same.
const HOSPITAL_ADDRESSES: [&str; 3] = [
    "/fsi/api/{service}/{method}",
    "/{site}/web/api/fsi/callService",
    "/CSB",
];

/// Guangdong's address, which always ends with the transaction.
const GUANGDONG_ADDRESS: &str = "/ebus/{system}/{stage}/hsa/hgs/{infno}";

/// The routes of the hospital interface. A slash at the end means nothing.
fn hospital_routes<T: 'static>(answer: impl Handler<T, App>) -> Router<App> {
    let plain = HOSPITAL_ADDRESSES.map(str::to_owned);
    let numbered = HOSPITAL_ADDRESSES.map(|address| format!("{address}/{{infno}}"));
    let all = plain.into_iter().chain(numbered);
    all.chain([GUANGDONG_ADDRESS.to_owned()])
        .fold(Router::new(), |routes, address| {
            routes
                .route(&format!("{address}/"), any(answer.clone()))
                .route(&address, any(answer.clone()))
        })
}

/// What those hear for whom there is no connection: that everybody is busy, in the form of whom
/// they asked. Those who watch it hear how it is.
fn doorstep(app: App) -> Router {
    hospital_routes(fsi::turn_away)
        .layer(DefaultBodyLimit::disable())
        .merge(probes())
        .fallback(async || BUSY.problem())
        .layer(CatchPanicLayer::custom(fsi::after_panic))
        .with_state(app)
}

/// All routes over one application.
pub fn router(app: App) -> Router {
    let hospital = hospital_routes(fsi::call).layer(DefaultBodyLimit::disable());
    let mut probes = probes();
    if app.is_sandbox() {
        probes = probes.merge(measured());
    }
    Router::new()
        .merge(
            api::routes()
                .layer(middleware::from_fn_with_state(app.clone(), access::guard))
                .layer(middleware::from_fn_with_state(app.clone(), api::admit)),
        )
        .merge(
            pages::routes()
                .layer(middleware::from_fn_with_state(app.clone(), pages::carry))
                .layer(middleware::from_fn_with_state(app.clone(), access::guard))
                .layer(middleware::from_fn_with_state(app.clone(), pages::in_time))
                .layer(middleware::from_fn_with_state(app.clone(), pages::admit))
                .layer(CatchPanicLayer::custom(problem::after_panic))
                .layer(middleware::from_fn_with_state(
                    app.clone(),
                    pages::for_people,
                )),
        )
        .layer(CatchPanicLayer::custom(problem::after_panic))
        .layer(CompressionLayer::new())
        .merge(hospital)
        .merge(probes)
        .fallback(pages::nothing_here)
        .layer(middleware::from_fn_with_state(
            app.clone(),
            crate::api::observe,
        ))
        .layer(CatchPanicLayer::custom(fsi::after_panic))
        .with_state(app)
}

/// Whether it is alive, and ready.
fn probes() -> Router<App> {
    Router::new()
        .route("/healthz", get(probes::alive))
        .route("/readyz", get(probes::ready))
        .layer(within(REQUEST_SECONDS_MAX))
}

/// How much it does, which is not for strangers: the sandbox shows it, the real thing on an address
/// of its own.
fn measured() -> Router<App> {
    Router::new().route("/metrics", get(probes::metrics))
}

/// Where a server listens.
#[derive(Debug)]
pub struct Listening {
    /// For everybody.
    pub listener: TcpListener,
    /// What makes that secret, where it is.
    pub tls: Option<Tls>,
    /// For those who watch it.
    pub watched: Option<TcpListener>,
}

impl From<TcpListener> for Listening {
    fn from(listener: TcpListener) -> Listening {
        Listening {
            listener,
            tls: None,
            watched: None,
        }
    }
}

/// Serves until told to stop, then lets what is under way finish; told again, or after a while, it
/// ends all the same.
pub async fn serve(listening: Listening, app: App, stop: impl Future<Output = ()>) {
    let limits = app.limits();
    let mut beside = vec![
        tokio::spawn(live::follow(app.clone())),
        tokio::spawn(live::fill_cases(app.clone())),
    ];
    beside.extend(listening.watched.map(|listener| {
        let doors = Doors {
            router: probes().merge(measured()).with_state(app.clone()),
            doorstep: doorstep(app.clone()),
        };
        let never = (std::future::pending(), std::future::pending());
        tokio::spawn(connections::serve((listener, None), doors, limits, never))
    }));
    let listener = (listening.listener, listening.tls);
    let doors = Doors {
        router: router(app.clone()),
        doorstep: doorstep(app),
    };
    // Listened for only once it was told the first time.
    let again = async { stopped().await };
    connections::serve(listener, doors, limits, (stop, again)).await;
    beside.iter().for_each(tokio::task::JoinHandle::abort);
}

/// Listens on the address; port 0 picks a free one.
pub async fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    TcpListener::bind(address).await
}

/// Completes on interrupt or termination. From now on neither ends the program by itself, also
/// before anybody waits: whoever is told where it listens may tell it to stop.
pub fn stopped() -> impl Future<Output = ()> {
    #[cfg(unix)]
    let signals = {
        use tokio::signal::unix::{SignalKind, signal};
        [SignalKind::interrupt(), SignalKind::terminate()].map(signal)
    };
    async move {
        #[cfg(unix)]
        {
            let [interrupt, terminate] = signals;
            tokio::select! {
                () = heard(interrupt) => {}
                () = heard(terminate) => {}
            }
        }
        #[cfg(not(unix))]
        // Without a handler the default action ends the process, which is what was asked for.
        let _ = tokio::signal::ctrl_c().await;
    }
}

#[cfg(unix)]
async fn heard(signal: std::io::Result<tokio::signal::unix::Signal>) {
    match signal {
        Ok(mut signal) => {
            signal.recv().await;
        }
        // Without a handler the default action ends the process, which is what was asked for.
        Err(_) => std::future::pending().await,
    }
}
