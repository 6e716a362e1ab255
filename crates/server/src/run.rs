//! The server itself: routes, limits, and an orderly end.

use std::net::SocketAddr;

use axum::extract::DefaultBodyLimit;
use axum::routing::{any, get};
use axum::{Router, middleware};
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::patience::{REQUEST_SECONDS_MAX, within};
use crate::{App, api, fsi, live, pages, probes, problem};

/// All routes over one application.
pub fn router(app: App) -> Router {
    // The addresses of several provinces; each also with the transaction at its end.
    let addresses = [
        "/fsi/api/rsfComIfsService/callService",
        "/mss/web/api/fsi/callService",
        "/mbs-fsi/web/api/fsi/callService",
        "/{site}/web/api/fsi/callService",
        "/CSB",
    ];
    let numbered = |hospital: Router<App>, address: &&str| {
        let hospital = hospital.route(address, any(fsi::call));
        match address.contains('{') {
            true => hospital.route(&format!("{address}/{{infno}}"), any(fsi::call_at_site)),
            false => hospital.route(&format!("{address}/{{infno}}"), any(fsi::call_numbered)),
        }
    };
    let hospital = addresses
        .iter()
        .fold(Router::new(), numbered)
        .route(
            "/ebus/{system}/{stage}/hsa/hgs/{infno}",
            any(fsi::call_guangdong),
        )
        .layer(DefaultBodyLimit::disable())
        .layer(within(REQUEST_SECONDS_MAX));
    let probes = Router::new()
        .route("/healthz", get(probes::alive))
        .route("/readyz", get(probes::ready))
        .route("/metrics", get(probes::metrics))
        .layer(within(REQUEST_SECONDS_MAX));
    Router::new()
        .merge(api::routes())
        .merge(pages::routes().layer(within(REQUEST_SECONDS_MAX)))
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

/// Serves until told to stop, then lets what is under way finish.
pub async fn serve(
    listener: TcpListener,
    app: App,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let following = tokio::spawn(live::follow(app.clone()));
    let served = axum::serve(listener, router(app))
        .with_graceful_shutdown(stop)
        .await;
    following.abort();
    served
}

/// Listens on the address; port 0 picks a free one.
pub async fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    TcpListener::bind(address).await
}

/// Completes on interrupt or termination.
pub async fn stopped() {
    let interrupt = async {
        // Without a handler the default action ends the process, which is what was asked for.
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
