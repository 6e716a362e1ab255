//! Too many, too slow, too much: what is told, and that nothing was done.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::Request;
use national::Private;
use national::gateway::Gateway;
use serde_json::json;

use super::world::{HOSPITAL, World};
use crate::entrance::{Entrance, RejectionForm};
use crate::limits::Limits;

const CALL: &str = "/fsi/api/rsfComIfsService/callService";

fn sign_in() -> String {
    let input = json!({"signIn": {"opter_no": "1", "mac": "00", "ip": "10.0.0.1"}});
    let msgid = format!("{HOSPITAL}202611211000009001");
    json!({"infno": "9001", "msgid": msgid, "fixmedins_code": HOSPITAL, "opter": "1",
        "opter_name": "测试员", "input": input})
    .to_string()
}

#[tokio::test]
async fn who_comes_when_too_many_wait_is_told_that_nothing_was_done() {
    let world = World::letting_in(Limits {
        waiting_max: 0,
        ..Limits::default()
    });
    let sent = Request::post(CALL).body(Body::from(sign_in())).unwrap();
    let reply = world.send(sent).await;
    assert_eq!(reply.status, 200);
    let reply = reply.json();
    assert_eq!(reply["infcode"], -1);
    let says = reply["err_msg"].as_str().unwrap();
    assert!(says.starts_with("[busy] "), "{says}");

    let reply = world.get("/api/v1/facilities").await;
    assert_eq!(reply.status, 503);
    assert_eq!(reply.json()["code"], "busy");
    assert_ne!(reply.header("retry-after"), "");
    assert_eq!(world.get("/policy").await.status, 503);
    // Those who run it still see how it is.
    assert_eq!(world.get("/readyz").await.status, 200);
    assert_eq!(world.get("/metrics").await.status, 200);
}

/// A body that begins and never goes on.
struct Unfinished(bool);

impl HttpBody for Unfinished {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<hyper::body::Frame<Bytes>, Infallible>>> {
        match std::mem::replace(&mut self.0, true) {
            false => Poll::Ready(Some(Ok(hyper::body::Frame::data(Bytes::from("{"))))),
            true => Poll::Pending,
        }
    }
}

#[tokio::test]
async fn a_message_that_does_not_arrive_is_not_waited_for() {
    let world = World::letting_in(Limits {
        body_seconds_max: 1,
        ..Limits::default()
    });
    let sent = Request::post(CALL).body(Body::new(Unfinished(false)));
    let reply = world.send(sent.unwrap()).await.json();
    let says = reply["err_msg"].as_str().unwrap();
    assert!(says.starts_with("[slow-body] "), "{says}");
}

#[tokio::test]
async fn bodies_that_find_no_room_wait_and_are_let_go_when_others_are_answered() {
    let world = World::letting_in(Limits {
        held_bytes_max: sign_in().len() + 10,
        ..Limits::default()
    });
    for _ in 0..3 {
        let one = Request::post(CALL).body(Body::from(sign_in())).unwrap();
        let other = Request::post(CALL).body(Body::from(sign_in())).unwrap();
        let (one, other) = tokio::join!(world.send(one), world.send(other));
        assert_eq!(one.json()["infcode"], other.json()["infcode"]);
        assert_eq!(one.json()["infcode"], 0, "{}", one.json());
    }
}

#[tokio::test]
async fn who_has_not_signed_is_not_read_at_length() {
    let gateway = Gateway::ApiKey {
        key: Private::new("secret"),
    };
    let rejection = RejectionForm::Envelope;
    let entrance = Entrance {
        rejection,
        ..Entrance::signed(gateway)
    };
    let world = World::behind(false, [(HOSPITAL.parse().unwrap(), entrance)].into());
    let long = format!(
        "{{\"infno\":\"9001\",\"fill\":\"{}\"}}",
        "x".repeat(100_000)
    );
    let sent = Request::post(CALL).body(Body::from(long)).unwrap();
    let says = world.send(sent).await.json()["err_msg"].to_string();
    assert!(says.starts_with("\"[gateway-"), "{says}");
}

fn signed_by(gateway: &Gateway, body: String, nonce: &str) -> Request<Body> {
    let signing = national::gateway::Signing {
        name: "9001",
        nonce,
        at: super::world::now(),
    };
    let headers = gateway.sign(&signing);
    let sent = headers
        .into_iter()
        .fold(Request::post(CALL), |sent, (name, value)| {
            sent.header(name, value)
        });
    sent.body(Body::from(body)).unwrap()
}

fn x_tif() -> Gateway {
    Gateway::XTif {
        paasid: "example".to_owned(),
        secret: Private::new("secret"),
        window: Default::default(),
    }
}

#[tokio::test]
async fn a_signature_that_was_caught_is_good_for_nothing_else() {
    let gateway = x_tif();
    let entrance = Entrance::signed(gateway.clone());
    let world = World::behind(false, [(HOSPITAL.parse().unwrap(), entrance)].into());
    let first = world
        .send(signed_by(&gateway, sign_in(), "n-1"))
        .await
        .json();
    assert_eq!(first["infcode"], 0, "{first}");
    // The same message may come again; another one may not.
    let again = world
        .send(signed_by(&gateway, sign_in(), "n-1"))
        .await
        .json();
    assert_eq!(again["infcode"], 0, "{again}");
    let other = sign_in().replace("10.0.0.1", "10.0.0.2");
    let forged = world
        .send(signed_by(&gateway, other.clone(), "n-1"))
        .await
        .json();
    let says = forged["err_msg"].as_str().unwrap();
    assert!(says.starts_with("[gateway-replayed] "), "{says}");
    let signed = world.send(signed_by(&gateway, other, "n-2")).await.json();
    assert_eq!(signed["infcode"], 0, "{signed}");
}

#[tokio::test]
async fn messages_come_from_the_addresses_of_their_facility() {
    let gateway = x_tif();
    let entrance = Entrance {
        from: vec!["10.20.0.0/16".parse().unwrap()],
        ..Entrance::signed(gateway.clone())
    };
    let world = World::behind(false, [(HOSPITAL.parse().unwrap(), entrance)].into());
    let from = |address: &str, nonce: &str| {
        let mut sent = signed_by(&gateway, sign_in(), nonce);
        let peer = format!("{address}:4000").parse().unwrap();
        sent.extensions_mut().insert(crate::connections::Peer(peer));
        sent
    };
    let inside = world.send(from("10.20.3.4", "n-1")).await.json();
    assert_eq!(inside["infcode"], 0, "{inside}");
    for (address, nonce) in [("10.21.3.4", "n-2"), ("127.0.0.1", "n-3")] {
        let says = world.send(from(address, nonce)).await.json()["err_msg"].to_string();
        assert!(says.starts_with("\"[gateway-address] "), "{says}");
    }
}

/// `/metrics` tells how much is done, by whom and how well.
#[tokio::test]
async fn strangers_do_not_see_what_monitors_see() {
    let world = World::behind(false, Default::default());
    assert_eq!(world.get("/metrics").await.status, 404);
    assert_eq!(world.get("/healthz").await.status, 200);
    assert_eq!(world.get("/readyz").await.status, 200);
}
