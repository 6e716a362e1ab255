//! What happens around the business: a log nobody reads, connections that say nothing, being told
//! to stop.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod till;

use std::fs::File;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Stdio;
use std::time::Duration;

use till::GUANGZHOU;
use till::http::Client;
use till::server::Demo;

fn settles(demo: &Demo, number: &str) {
    let mut patient = demo.patient("许两地", GUANGZHOU);
    let visit = patient.ready(number, 30_000);
    patient.settle(&visit, 30_000).unwrap();
}

#[test]
fn a_log_that_cannot_be_written_loses_no_answer() {
    let folder = tempfile::tempdir().unwrap();
    let full = File::options().write(true).open("/dev/full").unwrap();
    let demo = Demo::start_logging(folder.path(), &[], full.into());
    settles(&demo, "O1");
    let answer = Client::new(demo.address).get("/healthz").unwrap();
    assert_eq!(answer.status, 200);
}

#[test]
fn a_log_that_nobody_reads_holds_nobody_up_and_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start_logging(folder.path(), &[], Stdio::piped());
    let mut client = Client::new(demo.address);
    // Far more than a pipe and the lines that may wait hold.
    for _ in 0..20_000 {
        assert_eq!(client.get("/api/v1/nothing-here").unwrap().status, 404);
    }
    settles(&demo, "O1");
    let answer = client.get("/metrics").unwrap();
    let counters = String::from_utf8(answer.body).unwrap();
    let lost = counters.lines();
    let mut lost = lost.filter_map(|line| line.strip_prefix("suixing_log_lines_lost_total "));
    assert!(
        lost.next().unwrap().parse::<u64>().unwrap() > 0,
        "{counters}"
    );
}

#[test]
fn told_to_stop_it_answers_what_is_under_way_and_ends() {
    let folder = tempfile::tempdir().unwrap();
    let mut demo = Demo::start(folder.path(), None);
    settles(&demo, "O1");
    // Kept open, with nothing under way.
    let mut silent = Client::new(demo.address);
    assert_eq!(silent.get("/healthz").unwrap().status, 200);
    demo.terminate();
    assert!(demo.ended(10).expect("it ends").success());
}

#[test]
fn a_client_that_never_finishes_its_request_does_not_keep_it_from_ending() {
    let folder = tempfile::tempdir().unwrap();
    let mut demo = Demo::start(folder.path(), None);
    let mut half = TcpStream::connect(demo.address).unwrap();
    half.write_all(b"POST /fsi/api/a/b HTTP/1.1\r\nhost: x\r\n")
        .unwrap();
    std::thread::sleep(Duration::from_millis(300));
    demo.terminate();
    assert!(demo.ended(1).is_none(), "it waits for what is under way");
    demo.terminate();
    assert!(demo.ended(10).expect("told twice it ends").success());
    half.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    assert_eq!(half.read(&mut [0; 1]).unwrap_or(0), 0);
}
