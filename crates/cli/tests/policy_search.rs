//! What people type into the search of the rules, and what they find. `words/queries.toml` is the
//! list: each query with what must stand among the first three results.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod till;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;
use till::http::Client;
use till::server::Demo;

#[derive(Deserialize)]
struct Queries {
    queries: BTreeMap<String, String>,
}

fn encoded(text: &str) -> String {
    let mut said = String::new();
    for byte in text.bytes() {
        write!(said, "%{byte:02X}").unwrap();
    }
    said
}

fn search(client: &mut Client, query: &str) -> String {
    let answer = client
        .get(&format!("/policy?q={}", encoded(query)))
        .unwrap();
    assert_eq!(answer.status, 200, "{query}");
    String::from_utf8(answer.body).unwrap()
}

/// What the results call themselves, in the order in which they stand.
fn found(page: &str) -> Vec<&str> {
    let results = page.split("data-found=\"").skip(1);
    results.filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn what_people_type_finds_what_they_mean_among_the_first_three() {
    let text = include_str!("words/queries.toml");
    let Queries { queries } = toml::from_str(text).unwrap();
    assert!(queries.len() >= 60, "{}", queries.len());
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), None);
    let mut client = Client::new(demo.address);
    let mut missed = String::new();
    for (query, wanted) in &queries {
        let page = search(&mut client, query);
        let found = found(&page);
        let first = &found[..found.len().min(3)];
        if !first
            .iter()
            .any(|result| result.starts_with(wanted.as_str()))
        {
            writeln!(missed, "{query}: {wanted} is not among {first:?}").unwrap();
        }
    }
    assert!(missed.is_empty(), "{missed}");
}

#[test]
fn a_figure_that_is_found_is_printed_with_its_place_and_for_whom() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), None);
    let mut client = Client::new(demo.address);
    let page = search(&mut client, "94%");
    let first = page
        .split("data-found=\"figure:440300/employee/rate")
        .nth(1)
        .unwrap();
    let first = first.split("</a>").next().unwrap();
    for said in ["94%", "深圳", "在职"] {
        assert!(first.contains(said), "{said} is not in {first}");
    }
}

#[test]
fn a_place_that_is_not_kept_says_so_and_leads_on() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), None);
    let mut client = Client::new(demo.address);
    let page = search(&mut client, "徐州");
    let absent = page.split("data-found=\"absent\"").nth(1).unwrap();
    let absent = absent.split("</section>").next().unwrap();
    for said in [
        "徐州",
        "还没有收录",
        "/policy/national",
        "tel:12393",
        "/policy/320100/",
    ] {
        assert!(absent.contains(said), "{said} is not in {absent}");
    }
    assert!(!page.contains("data-found=\"figure:"), "{page}");
}

#[test]
fn a_slip_of_the_pen_is_asked_back() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), None);
    let mut client = Client::new(demo.address);
    let page = search(&mut client, "shenzen");
    assert!(
        page.contains(&format!("/policy?q={}", encoded("深圳"))),
        "{page}"
    );
}
