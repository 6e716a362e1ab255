//! The demo with one place, so that trying out takes no minute, and those who sign in to it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use store::testing::TestSchema;

use crate::browser::Browser;
use crate::till::http::{Client, Request};
use crate::till::server::{Demo, shenzhen_alone};
use crate::till::{self, *};

pub fn staff(demo: &Demo, name: &str) -> Browser {
    let mut browser = Browser::new(demo.address);
    browser.get("/sign-in/staff");
    browser.post(
        "/sign-in/demo",
        &[("operator", name), ("to", "/policy/edit")],
    );
    assert_eq!(browser.page.path, "/policy/edit", "{}", browser.page.body);
    browser
}

/// The demo with Shenzhen's rules and few of its cases, so that trying out takes no minute.
pub struct Scene {
    pub demo: Demo,
    pub folder: tempfile::TempDir,
    pub database: String,
}

impl Scene {
    pub fn open(schema: Option<&TestSchema>) -> Scene {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("data")).unwrap();
        let policies = shenzhen_alone(folder.path());
        keep_cases(
            &policies.join("440300/cases"),
            &["golden-new-rules.toml", "rates-employee.toml"],
        );
        let data = folder.path().join("data");
        let named = schema.map(TestSchema::url);
        let demo = Demo::start_with(&data, named, Some(&policies));
        let file = format!("sqlite:{}", data.join("suixing.db").display());
        Scene {
            demo,
            folder,
            database: named.map_or(file, str::to_owned),
        }
    }

    pub fn policies(&self) -> PathBuf {
        self.folder.path().join("policies")
    }

    /// What the pooled fund pays of one yuan of outpatient care elsewhere, today.
    pub fn quoted(&self) -> String {
        let bill = json!({
            "person": { "insured_at": "440300", "scheme": "employee", "tier": "one" },
            "visit": {
                "day": till::patient::today().to_string(), "care": "outpatient",
                "treated_at": "440104", "level": "tertiary", "footing": "long-term-filed"
            },
            "bill": { "eligible": "1.00" }
        });
        let answer = Client::new(self.demo.address).send(Request {
            method: "POST",
            path: "/api/v1/quotes",
            content_type: "application/json",
            body: bill.to_string().as_bytes(),
        });
        let answer = answer.unwrap();
        let quoted: Value = serde_json::from_slice(&answer.body).unwrap();
        quoted["payers"]["pooled-fund"].as_str().unwrap().to_owned()
    }

    /// What the pooled fund pays of a bill of a hundred yuan that is settled now.
    pub fn settled(&self, tag: &str) -> String {
        let mut patient = self.demo.patient("许两地", GUANGZHOU);
        let visit = patient.ready(tag, 10_000);
        let bill = patient.bill(&visit, "B1", 10_000);
        let settled = patient.till.ok("2207", bill);
        settled["setlinfo"]["pool_prop_selfpay"].to_string()
    }
}

fn keep_cases(folder: &Path, kept: &[&str]) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if !kept.contains(&name.as_str()) {
            fs::remove_file(path).unwrap();
        }
    }
}
