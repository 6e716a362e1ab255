//! A demo that is kept goes on on any later day, also one its clock is set to: the same people with
//! the same story, and messages, pages and programs that all tell the same day.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod till;

use std::path::Path;
use std::time::{Duration, Instant};

use domain::calendar::CHINA;
use jiff::civil::Date;
use jiff::{Span, tz::TimeZone};
use serde_json::{Value, json};
use store::testing::row_counts;
use till::http::{Client, Request};
use till::patient::{live_on, today};
use till::server::{Demo, run, verify};
use till::*;

fn database(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("suixing.db").display())
}

fn after(days: i32) -> Date {
    today().checked_add(Span::new().days(days)).unwrap()
}

/// One outpatient bill of 200.00 today, and the day it was settled on.
fn settle(demo: &Demo, number: &str) -> (String, String) {
    let mut patient = demo.patient("许两地", GUANGZHOU);
    let visit = patient.ready(number, 20_000);
    let bill = patient.settle(&visit, 20_000).unwrap();
    let settled_at = bill.text("setl_time")[..10].to_owned();
    (bill.text("setl_id").to_owned(), settled_at)
}

fn page(demo: &Demo, address: &str) -> String {
    let answer = Client::new(demo.address).get(address).unwrap();
    assert_eq!(answer.status, 200, "{address}");
    String::from_utf8(answer.body).unwrap()
}

/// Asks for the clock, sets it, or gives it back: status and answer.
fn clock(demo: &Demo, method: &str, body: &Value) -> (u16, Value) {
    let body = body.to_string();
    let request = Request {
        method,
        path: "/api/v1/sandbox/clock",
        content_type: "application/json",
        body: body.as_bytes(),
    };
    let answer = Client::new(demo.address).send(request).unwrap();
    (answer.status, serde_json::from_slice(&answer.body).unwrap())
}

/// Waits until the demo's clock shows a day that another program set.
fn until_it_is(demo: &Demo, day: Date) {
    let began = Instant::now();
    while clock(demo, "GET", &json!(null)).1["today"] != json!(day.to_string()) {
        assert!(began.elapsed() < Duration::from_secs(20), "never {day}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_demo_that_is_kept_goes_on_on_any_later_day() {
    let folder = tempfile::tempdir().unwrap();
    let database = database(folder.path());
    let mut demo = Demo::start(folder.path(), None);
    let people = demo.about["people"].clone();
    settle(&demo, "O-0");
    assert!(!page(&demo, "/").contains("演示时钟"));
    let new_year = Date::new(today().year() + 1, 1, 1).unwrap();
    let days = [
        after(1),
        after(40),
        new_year.checked_add(Span::new().months(3)).unwrap(),
    ];
    let mut settlements = Vec::new();
    for (number, day) in days.into_iter().enumerate() {
        demo.kill();
        let before = row_counts(&database);
        demo = Demo::start_saying(folder.path(), &["--now", &format!("{day}T10:00")]);
        let told = row_counts(&database);
        for table in [
            "person",
            "filing",
            "settlement",
            "facility",
            "operator",
            "message",
        ] {
            assert_eq!(told[table], before[table], "{table} is made once");
        }
        // What was due that day was told before it was announced.
        demo.kill();
        demo = Demo::start_saying(folder.path(), &["--now", &format!("{day}T10:00")]);
        assert_eq!(row_counts(&database), told, "nothing is sent again");
        assert_eq!(demo.about["today"], json!(day.to_string()));
        assert_eq!(demo.about["people"], people);
        live_on(Some(day));
        let (settlement, settled_on) = settle(&demo, &format!("O-{number}-{day}"));
        assert_eq!(settled_on, day.to_string());
        let home = page(&demo, "/");
        assert!(home.contains(&format!("演示时钟设在 <time>{day}</time>")));
        assert!(home.contains(&settlement), "the home page lists the newest");
        settlements.push(settlement);
        live_on(None);
    }
    // Without a word it goes on from there.
    demo.kill();
    demo = Demo::start(folder.path(), None);
    let day = days[2];
    assert_eq!(demo.about["today"], json!(day.to_string()));
    for settlement in settlements {
        page(&demo, &format!("/settlements/{settlement}"));
    }
    drop(demo);
    verify(&database).unwrap();
}

#[test]
fn the_clock_runs_over_new_year_and_is_everybodys() {
    let folder = tempfile::tempdir().unwrap();
    let database = database(folder.path());
    let eve = Date::new(today().year(), 12, 31).unwrap();
    let now = format!("{eve}T23:59:58");
    let demo = Demo::start_saying(folder.path(), &["--now", &now]);
    let new_year = eve.tomorrow().unwrap();
    until_it_is(&demo, new_year);
    live_on(Some(new_year));
    assert_eq!(settle(&demo, "O-1").1, new_year.to_string());
    // Back, through the API: what comes then is of that day.
    let (status, shown) = clock(&demo, "PUT", &json!({"now": format!("{eve}T12:00")}));
    assert_eq!((status, &shown["is_set"]), (200, &json!(true)), "{shown}");
    assert_eq!(shown["today"], json!(eve.to_string()));
    live_on(Some(eve));
    assert_eq!(settle(&demo, "O-2").1, eve.to_string());
    live_on(None);
    let (status, refused) = clock(&demo, "PUT", &json!({"now": "23:58"}));
    assert_eq!((status, &refused["code"]), (400, &json!("bad-clock-time")));
    // Another program on the database sets it; this one follows.
    let spring = new_year.checked_add(Span::new().months(2)).unwrap();
    let words = ["operator", "list", "--database", &database, "--now"];
    run(&[&words[..], &[&format!("{spring}T08:00")]].concat(), "").unwrap();
    until_it_is(&demo, spring);
    let added = run(
        &[
            "operator",
            "add",
            "方一月",
            "--role",
            "policy-editor",
            "--json",
            "--database",
            &database,
        ],
        "",
    );
    let added: Value = serde_json::from_str(&added.unwrap()).unwrap();
    let created_at: jiff::Timestamp = added["created_at"].as_str().unwrap().parse().unwrap();
    assert_eq!(created_at.to_zoned(TimeZone::fixed(CHINA)).date(), spring);
    // Back to the machine's.
    let (status, shown) = clock(&demo, "DELETE", &json!(null));
    assert_eq!((status, &shown["is_set"]), (200, &json!(false)));
    assert_eq!(shown["today"], json!(today().to_string()));
    drop(demo);
    verify(&database).unwrap();
}

#[test]
fn no_other_database_has_its_clock_set() {
    let folder = tempfile::tempdir().unwrap();
    let database = database(folder.path());
    run(&["migrate", "--database", &database], "").unwrap();
    let said = |words: &[&str]| run(&[words, &["--database", &database]].concat(), "").unwrap_err();
    let now = ["--now", "2026-12-31T23:58"];
    for words in [&["operator", "list"][..], &["policy", "releases"]] {
        let refused = said(&[words, &now].concat());
        assert!(refused.contains("[clock-not-settable]"), "{refused}");
    }
    let unread = said(&["operator", "list", "--now", "tomorrow"]);
    assert!(unread.contains("[bad-clock-time]"), "{unread}");
    // A database with somebody in it never becomes a demo.
    let keys = store::testing::test_keys();
    let db = store::Db::open(&database, keys).unwrap();
    let facilities = cli::demo::facilities::load(today()).unwrap();
    db.transact::<_, store::StoreError, _>(move |tx| {
        store::reference::put_facility(tx, &facilities[0])
    })
    .unwrap();
    drop(db);
    let folder = folder.path().display().to_string();
    let refused = said(&["demo", "--listen", "127.0.0.1:0", "--data", &folder]);
    assert!(refused.contains("[not-a-demo]"), "{refused}");
}
