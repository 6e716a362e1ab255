//! The sandbox's clock: shown in the sandbox, set in a demo's database, and nowhere else.

use desk::clock::Clock;
use jiff::civil::date;
use serde_json::{Value, json};
use store::{StoreError, Tx};

use super::bad_input::{JSON, send};
use super::document::differences;
use super::world::{Reply, World, now};

const CLOCK: &str = "/api/v1/sandbox/clock";

async fn call(world: &World, method: &str, body: &Value) -> Reply {
    send(world, method, CLOCK, JSON, body.to_string().into_bytes()).await
}

#[tokio::test]
async fn only_a_demos_clock_is_set() {
    let asked = json!({"now": "2026-12-31T23:58"});
    let real = World::build(false);
    for method in ["GET", "PUT", "DELETE"] {
        let reply = call(&real, method, &asked).await;
        assert_eq!(reply.status, 404, "{method}");
        assert_eq!(reply.json()["code"], "sandbox-only");
    }
    let sandbox = World::sandbox();
    let reply = call(&sandbox, "PUT", &asked).await;
    assert_eq!(reply.status, 422);
    assert_eq!(reply.json()["code"], "clock-not-settable");
}

#[tokio::test]
async fn a_set_clock_is_shown_and_given_back() {
    let world = World::sandbox();
    let at_rest = world.get(CLOCK).await.json();
    assert_eq!(at_rest["is_set"], false);
    let mark = |tx: &mut Tx<'_>| Clock::new(now).mark_demo(tx, date(2026, 11, 21));
    world.db.transact::<_, StoreError, _>(mark).unwrap();
    let asked = json!({"now": "2026-12-31T23:58"});
    let reply = call(&world, "PUT", &asked).await;
    let shown = reply.json();
    assert_eq!(
        differences(("put", CLOCK), 200, &shown),
        Vec::<String>::new()
    );
    assert_eq!(shown["now"], "2026-12-31T23:58:00+08:00");
    assert_eq!(shown["today"], "2026-12-31");
    assert_eq!(world.get(CLOCK).await.json(), shown);
    for (path, says) in [
        ("/", "设在 <time>2026-12-31</time>"),
        ("/policy?lang=en", "set to <time>2026-12-31</time>"),
    ] {
        let page = world.get(path).await;
        let page = String::from_utf8(page.bytes).unwrap();
        assert!(page.contains(says), "{path}: {page}");
    }
    let wrong = call(&world, "PUT", &json!({"now": "midnight"})).await;
    assert_eq!(
        (wrong.status.as_u16(), wrong.json()["code"].clone()),
        (400, json!("bad-clock-time"))
    );
    let back = call(&world, "DELETE", &json!({})).await.json();
    assert_eq!(back, at_rest);
}
