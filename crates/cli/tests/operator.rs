//! The first hour of an agency: whoever is added and invited at the command line signs in, and what
//! is mistyped there is told, and makes nothing.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[path = "registers/agency.rs"]
#[allow(dead_code, reason = "another test uses the rest")]
mod agency;
#[path = "filing/browser.rs"]
#[allow(dead_code, reason = "another test uses the rest")]
mod browser;

use agency::{Agency, shown, suixing};
use browser::Browser;

const PASSWORD: &str = "长江边的三棵老槐树2026";

/// What a command says, and whether it did it.
fn operator(words: &[&str], more: &[&str]) -> (bool, String) {
    let output = suixing(&[&["operator"], words, more].concat());
    (output.status.success(), shown(&output))
}

#[test]
fn whoever_is_invited_signs_in() {
    let mut agency = Agency::new(None);
    let config = agency.path("it/suixing.toml").display().to_string();
    // No hospital is on record yet that could sign.
    let stated = std::fs::read_to_string(&config).unwrap();
    let stated = stated.split("\n[facility.").next().unwrap();
    std::fs::write(&config, stated).unwrap();
    let by_config = ["--config", config.as_str()];
    let add = ["add", "首位", "--role", "clerk", "--unit", "深圳市"];
    let (done, said) = operator(&add, &by_config);
    assert!(done && said.contains("440300"), "{said}");
    let address = agency.serve();
    let (done, said) = operator(&["invite", "首位"], &by_config);
    assert!(done, "{said}");
    let code = said.split_whitespace().nth(1).unwrap().to_owned();
    let mut browser = Browser::new(address);
    browser.get("/welcome");
    let form = [("name", "首位"), ("code", &code), ("password", PASSWORD)];
    browser.submit("/welcome", &form);
    assert_eq!(browser.page.path, "/account", "{}", browser.page.body);
    // Without the keys there is no invitation that would open anything.
    let database = format!("sqlite:{}", agency.path("it/suixing.db").display());
    let (done, said) = operator(&["invite", "首位"], &["--database", &database]);
    assert!(!done && said.contains("[no-keys]"), "{said}");
    let own = ["move", "首位", "--unit", "440300", "--id-number-from-stdin"];
    let (done, said) = operator(&own, &by_config);
    assert!(
        !done && said.contains("[bad-identifier] 标准输入"),
        "{said}"
    );
}

#[test]
fn what_is_mistyped_is_told_and_makes_nothing() {
    let agency = Agency::new(None);
    let config = agency.path("it/suixing.toml").display().to_string();
    let by_config = ["--config", config.as_str()];
    for (unit, role, code) in [
        (None, "clerk", "unit-needed"),
        (None, "supervisor", "unit-needed"),
        (Some("999999"), "clerk", "unknown-unit"),
        (Some("哪里市"), "clerk", "unknown-unit"),
        (Some("E404"), "employer", "unknown-unit"),
        (Some("H00000000000"), "facility", "unknown-unit"),
    ] {
        let mut words = vec!["add", "某某", "--role", role];
        words.extend(unit.iter().flat_map(|unit| ["--unit", unit]));
        let (done, said) = operator(&words, &by_config);
        let told = format!("[{code}]");
        assert!(!done && said.contains(&told), "{unit:?} {role}: {said}");
    }
    let all = ["add", "全管", "--role", "supervisor", "--unit", "all"];
    let (done, said) = operator(&all, &by_config);
    assert!(done, "{said}");
    // A database that is not there stays so.
    let typo = agency.path("typo.db");
    let address = format!("sqlite:{}", typo.display());
    let add = ["add", "某某", "--role", "auditor"];
    let (done, said) = operator(&add, &["--database", &address]);
    assert!(!done && said.contains("[no-database]"), "{said}");
    assert!(!typo.exists());
}

#[test]
fn an_installation_that_failed_half_way_is_made_on_the_next_try() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("x").display().to_string();
    let failed = suixing(&["init", &place, "--database", "mysql://a"]);
    assert!(!failed.status.success(), "{}", shown(&failed));
    let made = suixing(&["init", &place]);
    assert!(made.status.success(), "{}", shown(&made));
    let again = suixing(&["init", &place]);
    assert!(!again.status.success() && shown(&again).contains("[exists]"));
}
