//! What tests of the desk for bills do alike: signing in, finding somebody, reading what the pages
//! and the interface say.

use serde_json::json;

use crate::browser::Browser;
use crate::till::{Patient, Place};

/// One of the demo's people, insured where the demo's desk is.
pub const NAME: &str = "曹初五";
pub const NUMBER: &str = "440305198013220528";

/// Signs the demo's operator of the desk in by one click.
pub fn operator(place: &Place) -> Browser {
    operator_called(place, "邱医保办")
}

/// The same of another of the demo's operators.
pub fn operator_called(place: &Place, name: &str) -> Browser {
    let mut browser = Browser::new(place.demo.address);
    browser.get("/sign-in/staff?to=/desk");
    browser.submit("/sign-in/demo", &[("operator", name)]);
    assert_eq!(
        (browser.page.status, browser.page.path.as_str()),
        (200, "/desk"),
        "{}",
        browser.page.body
    );
    browser
}

/// Finds the person by name and number.
pub fn find(browser: &mut Browser) {
    browser.get("/desk");
    browser.submit("/desk/find", &[("name", NAME), ("number", NUMBER)]);
    assert_eq!(browser.page.status, 200, "{}", browser.page.body);
    assert!(browser.page.says("曹*") && !browser.page.says(NUMBER));
}

/// Fields as a browser sends them.
pub fn plain(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect()
}

/// A value of a hidden field of the page.
pub fn hidden(browser: &Browser, name: &str) -> String {
    let begin = format!("name=\"{name}\" value=\"");
    let rest = browser.page.body.split_once(&begin);
    let (_, rest) = rest.unwrap_or_else(|| panic!("no {name}: {}", browser.page.body));
    rest.split('"').next().unwrap().to_owned()
}

/// The number of the bill the page shows.
pub fn bill_number(browser: &Browser) -> String {
    let path = &browser.page.path;
    let number = path.strip_prefix("/desk/bills/");
    let number = number.unwrap_or_else(|| panic!("{path}: {}", browser.page.body));
    number.split('?').next().unwrap().to_owned()
}

/// What the interface says of a settlement: every amount of it, and who pays.
pub fn amounts(patient: &mut Patient, settlement: &str) -> Vec<(String, String)> {
    let asked = json!({"data": {
        "psn_no": patient.person, "setl_id": settlement, "mdtrt_id": "",
    }});
    let output = patient.till.ok("5203", asked);
    let info = output["setlinfo"].as_object().unwrap();
    let numbers = info.iter().filter(|(_, value)| value.is_number());
    let mut all: Vec<(String, String)> = numbers
        .map(|(name, value)| (name.clone(), value.to_string()))
        .collect();
    let is_there = |name: &str| all.iter().any(|(known, _)| known == name);
    assert!(
        is_there("fund_pay_sumamt") && is_there("cash_payamt"),
        "{all:?}"
    );
    all.push(("setldetail".to_owned(), output["setldetail"].to_string()));
    all
}
