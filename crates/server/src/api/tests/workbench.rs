//! The policy workbench: tables with addresses, one figure, differences, disputes; every reply held
//! against the reference.

use serde_json::Value;

use super::bad_input::{JSON, assert_problem, send};
use super::document;
use super::world::World;

async fn checked(world: &World, path: &str, described: &str) -> Value {
    let reply = world.get(path).await;
    let told = String::from_utf8_lossy(&reply.bytes);
    assert_eq!(reply.status.as_u16(), 200, "{path}: {told}");
    let value = reply.json();
    let wrong = document::differences(("get", described), 200, &value);
    assert!(wrong.is_empty(), "{path}: {wrong:#?}");
    value
}

const TABLES: &str = "/api/v1/policies/{region}/{scheme}";
const FIGURE: &str = "/api/v1/policies/{region}/{scheme}/figures/{*address}";
const COMPARE: &str = "/api/v1/policies/compare";
const DISPUTES: &str = "/api/v1/policies/disputes";

#[tokio::test]
async fn every_row_of_a_table_leads_to_its_figure() {
    let world = World::sandbox();
    let path = "/api/v1/policies/440300/employee?on=2026-01-01";
    let shown = checked(&world, path, TABLES).await;
    assert_eq!(shown["pack"]["region"], "440300");
    let rows = shown["tables"].as_array().unwrap().iter();
    let rows: Vec<&Value> = rows
        .flat_map(|table| table["rows"].as_array().unwrap())
        .collect();
    assert!(rows.len() > 50);
    for row in rows.iter().step_by(9) {
        let address = row["address"].as_str().unwrap();
        let Some(inside) = address.strip_prefix("440300/employee/") else {
            continue;
        };
        let path = format!("/api/v1/policies/440300/employee/figures/{inside}?on=2026-01-01");
        let figure = checked(&world, &path, FIGURE).await;
        assert_eq!(figure["figure"]["address"], address);
    }
}

#[tokio::test]
async fn a_figure_is_told_with_its_source_its_history_and_its_cases() {
    let world = World::sandbox();
    let path = "/api/v1/policies/440300/employee/figures/rate/pooled/one+on-job?on=2026-01-01";
    let figure = checked(&world, path, FIGURE).await;
    let row = &figure["figure"]["history"][0];
    assert_eq!(row["basis"]["source"], "Z5");
    assert_eq!(row["in_force"], true);
    assert!(!row["cases"].as_array().unwrap().is_empty());
    assert!(!figure["figure"]["disputes"].as_array().unwrap().is_empty());
    let disputed = "adjustment/pooled/footing/inpatient+temporary-filed,exempt,unfiled@X01:S000";
    let path = format!("/api/v1/policies/440300/employee/figures/{disputed}?on=2026-01-01");
    let figure = checked(&world, &path, FIGURE).await;
    let related = figure["figure"]["related"].as_array().unwrap();
    assert!(related.iter().any(|row| row["relation"] == "instead"));
    let path = "/api/v1/policies/440300/employee/figures/rate/pooled";
    let several = checked(&world, path, FIGURE).await;
    assert!(several["hits"]["figures"].as_array().unwrap().len() > 3);
}

#[tokio::test]
async fn two_days_and_two_versions_are_compared_in_words_and_money() {
    let world = World::sandbox();
    let days = "a=440300/employee@2023-09-30&b=440300/employee@2023-10-01";
    let found = checked(&world, &format!("{COMPARE}?{days}"), COMPARE).await;
    assert!(!found["changes"].as_array().unwrap().is_empty());
    let bills = found["bills"].as_array().unwrap();
    assert!(bills.iter().any(|bill| bill["difference"] == "-270.00"));
    let hash = found["after"]["hash"].as_str().unwrap();
    let same = format!("{COMPARE}?a={hash}&b=440300/employee");
    let same = checked(&world, &same, COMPARE).await;
    assert_eq!(same["changes"].as_array().unwrap().len(), 0);
    let places = format!("{COMPARE}?a=440300/employee&b=440300/employee&on=2026-01-01");
    let places = checked(&world, &places, COMPARE).await;
    assert_eq!(places["before"]["on"], "2026-01-01");
}

#[tokio::test]
async fn disputes_are_told_with_all_versions_and_who_decided() {
    let world = World::sandbox();
    let all = checked(&world, DISPUTES, DISPUTES).await;
    let of_shenzhen = format!("{DISPUTES}?region=440300");
    let some = checked(&world, &of_shenzhen, DISPUTES).await;
    let count = |listed: &Value| listed["disputes"].as_array().unwrap().len();
    assert!(count(&all) >= count(&some) && count(&some) > 5);
    let mut disputes = some["disputes"].as_array().unwrap().iter();
    let first = disputes.find(|dispute| dispute["id"] == "X01").unwrap();
    let asked = first["versions"].as_array().unwrap().iter();
    let asked: Vec<&str> = asked.filter_map(|v| v["according_to"].as_str()).collect();
    assert!(asked.contains(&"X01:S000"), "{asked:?}");
}

#[tokio::test]
async fn wrong_addresses_days_and_sides_are_problems() {
    let world = World::sandbox();
    let rows = [
        ("/api/v1/policies/449999/employee", (404, "unknown-pack")),
        ("/api/v1/policies/440300/worker", (400, "bad-address")),
        (
            "/api/v1/policies/440300/employee?on=tomorrow",
            (400, "bad-query"),
        ),
        (
            "/api/v1/policies/440300/employee/figures/rates/pooled",
            (400, "bad-address"),
        ),
        (
            "/api/v1/policies/440300/employee/figures/rate/poled",
            (404, "unknown-figure"),
        ),
        (
            "/api/v1/policies/999999/employee/figures/rate/pooled",
            (400, "bad-address"),
        ),
        ("/api/v1/policies/compare", (400, "bad-query")),
        (
            "/api/v1/policies/compare?a=440300/employee&b=x",
            (400, "bad-address"),
        ),
        (
            "/api/v1/policies/compare?a=440300/employee@now&b=440300/employee",
            (400, "bad-query"),
        ),
        (
            "/api/v1/policies/compare?a=deadbeefdead&b=440300/employee",
            (404, "unknown-pack"),
        ),
        ("/api/v1/policies/disputes?region=4403", (400, "bad-query")),
    ];
    for (path, expected) in rows {
        let reply = send(&world, "GET", path, JSON, vec![]).await;
        assert_problem(&format!("GET {path}"), &reply, expected);
    }
}
