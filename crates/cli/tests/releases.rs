//! Policy changes under load: while quotes are asked and bills settled on several connections,
//! releases are approved and rolled back. Every request is answered, each by the policy of before
//! or by that of after, which its hash tells; once the approval is answered, only by that of after.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod till;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{JoinHandle, sleep};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use store::testing::TestSchema;
use tempfile::TempDir;
use till::http::{Client, Request};
use till::message::outcome;
use till::server::{Demo, copy, run, shenzhen_alone, verify};
use till::*;

const EDITOR: &str = "sxk_demo_editor";
const PUBLISHER: &str = "sxk_demo_publisher";

/// The demo with Shenzhen's policies alone, on a database of its own.
struct Bureau {
    demo: Demo,
    schema: Option<TestSchema>,
    folder: TempDir,
}

/// A case that proves this outpatient rate of tier one.
fn case_of(rate: &str) -> String {
    format!(
        "person = {{ insured_at = \"440300\", scheme = \"employee\", tier = \"one\" }}\n\
         visit = {{ day = \"2026-11-03\", care = \"outpatient\", treated_at = \"440104\", \
         level = \"tertiary\", footing = \"long-term-filed\" }}\n\
         bill.eligible = \"1.00\"\nname = \"the rate\"\n\
         expect.rates.outpatient = \"{rate}\"\n"
    )
}

impl Bureau {
    fn open(schema: Option<TestSchema>) -> Bureau {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("data")).unwrap();
        shenzhen_alone(folder.path());
        let demo = Bureau::serve(&folder, schema.as_ref());
        Bureau {
            demo,
            schema,
            folder,
        }
    }

    fn serve(folder: &TempDir, schema: Option<&TestSchema>) -> Demo {
        let policies = folder.path().join("policies");
        let database = schema.map(TestSchema::url);
        Demo::start_with(&folder.path().join("data"), database, Some(&policies))
    }

    fn database(&self) -> String {
        let file = self.folder.path().join("data/suixing.db");
        let named = self.schema.as_ref().map(|schema| schema.url().to_owned());
        named.unwrap_or_else(|| format!("sqlite:{}", file.display()))
    }

    fn policies(&self) -> PathBuf {
        self.folder.path().join("policies")
    }

    fn client(&self) -> Client {
        Client::new(self.demo.address)
    }

    /// Asks as an operator; the answer must have this status.
    fn ask(&self, key: &str, path: &str, body: &Value, status: u16) -> Value {
        let answer = self.client().send_as(
            Request {
                method: "POST",
                path,
                content_type: "application/json",
                body: body.to_string().as_bytes(),
            },
            key,
        );
        let answer = answer.unwrap();
        let said = String::from_utf8_lossy(&answer.body).into_owned();
        assert_eq!(answer.status, status, "{path}: {said}");
        serde_json::from_str(&said).unwrap()
    }

    /// Drafts Shenzhen with another outpatient rate of tier one and a case that proves it; the
    /// cases of the old one go.
    fn draft(&self, rate: &str) -> String {
        let folder = self.policies().join("440300");
        let mut files: Vec<Value> = [
            "region.toml",
            "employee.toml",
            "resident.toml",
            "procedures.toml",
        ]
        .iter()
        .map(|name| {
            let text = fs::read_to_string(folder.join(name)).unwrap();
            let text = match *name {
                "employee.toml" => {
                    text.replacen("tertiary = \"55%\"", &format!("tertiary = \"{rate}\""), 1)
                }
                _ => text,
            };
            json!({ "name": name, "text": text })
        })
        .collect();
        files.push(json!({ "name": "cases/outpatient.toml", "text": case_of(rate) }));
        let asked = json!({ "place": "440300", "why": "调整门诊比例", "files": files });
        let drafted = self.ask(EDITOR, "/api/v1/releases", &asked, 201);
        assert_eq!(drafted["test"]["findings"], json!([]));
        assert!(
            !drafted["test"]["changes"]["cases_dropped"]
                .as_array()
                .unwrap()
                .is_empty()
        );
        drafted["id"].as_str().unwrap().to_owned()
    }

    fn approve(&self, release: &str) -> Value {
        let path = format!("/api/v1/releases/{release}/approve");
        let word = json!({ "why": "核对无误", "past": "stand" });
        self.ask(PUBLISHER, &path, &word, 200)
    }

    fn roll_back(&self, release: &str) -> String {
        let path = format!("/api/v1/releases/{release}/roll-back");
        let drafted = self.ask(EDITOR, &path, &json!({ "why": "比例有误" }), 201);
        drafted["id"].as_str().unwrap().to_owned()
    }
}

/// One yuan of outpatient care at a tertiary hospital of Guangzhou, for somebody of tier one.
fn quote(client: &mut Client) -> (String, String) {
    let bill = json!({
        "person": { "insured_at": "440300", "scheme": "employee", "tier": "one" },
        "visit": {
            "day": till::patient::today().to_string(), "care": "outpatient",
            "treated_at": "440104", "level": "tertiary", "footing": "long-term-filed"
        },
        "bill": { "eligible": "1.00" }
    });
    let answer = client.send(Request {
        method: "POST",
        path: "/api/v1/quotes",
        content_type: "application/json",
        body: bill.to_string().as_bytes(),
    });
    let answer = answer.expect("no request is dropped");
    assert_eq!(
        answer.status,
        200,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
    let quoted: Value = serde_json::from_slice(&answer.body).unwrap();
    let fund = quoted["payers"]["pooled-fund"].as_str().unwrap();
    (quoted["pack"].as_str().unwrap().to_owned(), fund.to_owned())
}

/// When something was asked and answered, by which pack, and what the fund pays.
struct Seen {
    asked: Instant,
    answered: Instant,
    /// The settlement, whose pack is looked up later; none for a quote, which names it.
    settlement: Option<String>,
    pack: String,
    fund: String,
}

/// Between two requests of one connection: the checks of a draft need a processor too.
const PAUSE: Duration = Duration::from_millis(20);

fn quotes(mut client: Client, ends: &Arc<AtomicBool>) -> JoinHandle<Vec<Seen>> {
    let ends = Arc::clone(ends);
    std::thread::spawn(move || {
        let mut seen = Vec::new();
        while !ends.load(Ordering::Relaxed) {
            sleep(PAUSE);
            let asked = Instant::now();
            let (pack, fund) = quote(&mut client);
            let answered = Instant::now();
            seen.push(Seen {
                asked,
                answered,
                settlement: None,
                pack,
                fund,
            });
        }
        seen
    })
}

/// Register, describe, upload, settle, over and over.
fn settlements(mut patient: Patient, tag: usize, ends: &Arc<AtomicBool>) -> JoinHandle<Vec<Seen>> {
    let ends = Arc::clone(ends);
    std::thread::spawn(move || {
        let mut seen = Vec::new();
        while !ends.load(Ordering::Relaxed) {
            sleep(PAUSE);
            let visit = patient.ready(&format!("R{tag}-{}", seen.len()), 100);
            let input = patient.bill(&visit, "B1", 100);
            let message = patient.till.next_message();
            let envelope = patient.till.envelope("2207", &message, input);
            let asked = Instant::now();
            let reply = patient.till.try_bytes(&envelope);
            let answered = Instant::now();
            let settled = outcome(&reply.expect("no request is dropped")).unwrap();
            let info = &settled["setlinfo"];
            seen.push(Seen {
                asked,
                answered,
                settlement: Some(info["setl_id"].as_str().unwrap().to_owned()),
                pack: String::new(),
                fund: info["fund_pay_sumamt"].to_string(),
            });
        }
        seen
    })
}

/// A change: from the moment it was asked until it was answered either policy may decide.
struct Change {
    asked: Instant,
    answered: Instant,
    pack: String,
}

/// Approves while everything goes on, and sees that only the new policy decides afterwards.
fn change(bureau: &Bureau, release: &str) -> Change {
    let asked = Instant::now();
    let approved = bureau.approve(release);
    let answered = Instant::now();
    assert_eq!(approved["state"], "in-force");
    let (pack, _) = quote(&mut bureau.client());
    sleep(Duration::from_millis(300));
    Change {
        asked,
        answered,
        pack,
    }
}

/// Packs that may have decided something asked and answered then.
fn allowed<'a>(first: &'a str, changes: &'a [Change], seen: &Seen) -> Vec<&'a str> {
    let mut allowed = vec![first];
    for change in changes {
        if seen.asked >= change.answered {
            allowed = vec![&change.pack];
        } else if seen.answered >= change.asked {
            allowed.push(&change.pack);
        }
    }
    allowed
}

fn a_reload_drops_no_request(schema: Option<TestSchema>) {
    let bureau = Bureau::open(schema);
    let (first, fund) = quote(&mut bureau.client());
    assert_eq!(fund, "0.55");
    let ends = Arc::new(AtomicBool::new(false));
    let started = AtomicUsize::new(0);
    let mut load = Vec::new();
    for _ in 0..3 {
        load.push(quotes(bureau.client(), &ends));
        let patient = bureau.demo.patient("许两地", GUANGZHOU);
        let tag = started.fetch_add(1, Ordering::Relaxed);
        load.push(settlements(patient, tag, &ends));
    }
    let mut changes = Vec::new();
    let release = bureau.draft("65%");
    changes.push(change(&bureau, &release));
    let back = bureau.roll_back(&release);
    changes.push(change(&bureau, &back));
    let last = bureau.draft("45%");
    changes.push(change(&bureau, &last));
    ends.store(true, Ordering::Relaxed);
    let seen: Vec<Seen> = load
        .into_iter()
        .flat_map(|thread| thread.join().unwrap())
        .collect();
    let packs: Vec<&str> = changes.iter().map(|change| change.pack.as_str()).collect();
    assert_eq!(packs[1], first, "the text of before");
    assert!(packs[0] != packs[2] && packs[0] != first);
    let fund_of = BTreeMap::from([
        (first.as_str(), "0.55"),
        (packs[0], "0.65"),
        (packs[2], "0.45"),
    ]);
    judge(&bureau, &seen, (&first, &changes), &fund_of);
    verify(&bureau.database()).unwrap();
    all_derive_again(&bureau);
    goes_on_after_a_restart(bureau, packs[2]);
}

fn judge(
    bureau: &Bureau,
    seen: &[Seen],
    (first, changes): (&str, &[Change]),
    fund_of: &BTreeMap<&str, &str>,
) {
    let mut client = bureau.client();
    let mut decided: BTreeMap<(bool, &str), usize> = BTreeMap::new();
    for one in seen {
        let pack = match &one.settlement {
            None => one.pack.clone(),
            Some(id) => {
                let found = client.get(&format!("/api/v1/settlements/{id}")).unwrap();
                let found: Value = serde_json::from_slice(&found.body).unwrap();
                found["pack"].as_str().unwrap().to_owned()
            }
        };
        let allowed = allowed(first, changes, one);
        let (known, fund) = fund_of.get_key_value(pack.as_str()).expect("a known pack");
        assert!(
            allowed.contains(&pack.as_str()),
            "{pack} is not {allowed:?}"
        );
        assert_eq!(one.fund, *fund, "the pack decides the amounts");
        *decided
            .entry((one.settlement.is_some(), known))
            .or_default() += 1;
    }
    // Quotes and settlements both met all three policies, or nothing was shown.
    assert_eq!(decided.len(), 6, "{decided:?}");
}

fn all_derive_again(bureau: &Bureau) {
    let database = bureau.database();
    let words = ["replay", "--verify", "--json", "--database", &database];
    let replayed: Value = serde_json::from_str(&run(&words, "").unwrap()).unwrap();
    assert_eq!(replayed["differ"], 0);
    assert!(replayed["settlements"].as_u64().unwrap() > 10);
    assert!(replayed["packs"].as_u64().unwrap() >= 3);
}

/// What is in force is read from the database, not from memory.
fn goes_on_after_a_restart(bureau: Bureau, pack: &str) {
    let Bureau {
        demo,
        schema,
        folder,
    } = bureau;
    drop(demo);
    let demo = Bureau::serve(&folder, schema.as_ref());
    assert_eq!(quote(&mut Client::new(demo.address)).0, pack);
}

mod a_reload_drops_no_request_and_keeps_no_old_policy {
    use super::*;

    #[test]
    fn on_sqlite() {
        a_reload_drops_no_request(None);
    }

    #[test]
    fn on_postgres() {
        a_reload_drops_no_request(Some(TestSchema::create()));
    }
}

/// Another program on the same database publishes; the server notices by itself.
#[test]
fn a_release_of_the_command_line_reaches_a_running_server() {
    let bureau = Bureau::open(None);
    let (database, policies) = (bureau.database(), bureau.policies());
    let policies = policies.to_str().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("440300");
    copy(&bureau.policies().join("440300"), &own);
    fs::remove_dir_all(own.join("cases")).unwrap();
    let employee = own.join("employee.toml");
    let text = fs::read_to_string(&employee).unwrap();
    fs::write(
        &employee,
        text.replacen("tertiary = \"55%\"", "tertiary = \"60%\"", 1),
    )
    .unwrap();
    let at = ["--database", &database, "--policies", policies, "--json"];
    let from = folder.path().to_str().unwrap();
    let draft = [
        "policy",
        "draft",
        "440300",
        "--from",
        from,
        "--why",
        "按新文件",
    ];
    let others = ["policy", "draft", "440300", "--from", from, "--why", "x"];
    let shipped = run(&[&others[..], &["--database", &database]].concat(), EDITOR);
    assert!(shipped.unwrap_err().contains("[other-policies]"));
    let red = run(&[&draft[..], &at].concat(), EDITOR).unwrap_err();
    assert!(
        red.contains("row-without-case"),
        "nothing proves the new row: {red}"
    );
    fs::create_dir(own.join("cases")).unwrap();
    fs::write(own.join("cases/outpatient.toml"), case_of("60%")).unwrap();
    let drafted = run(&[&draft[..], &at].concat(), EDITOR).unwrap();
    let drafted: Value = serde_json::from_str(&drafted).unwrap();
    assert_eq!(
        (&drafted["id"], &drafted["state"]),
        (&json!("440300-2"), &json!("draft"))
    );
    let approve = ["policy", "approve", "440300-2", "--why", "同意"];
    let approve = [&approve[..], &["--past", "stand"]].concat();
    let words = [&approve[..], &at].concat();
    let wrong = run(&words, "sxk_nobody").unwrap_err();
    assert!(wrong.contains("[unknown-operator-key]"), "{wrong}");
    run(&words, PUBLISHER).unwrap();
    let until = Instant::now() + Duration::from_secs(20);
    let mut client = bureau.client();
    while quote(&mut client).1 != "0.60" {
        assert!(Instant::now() < until, "the server does not notice");
        sleep(Duration::from_millis(50));
    }
    let listed = run(&["policy", "releases", "--database", &database], "").unwrap();
    assert!(
        listed.contains("440300-2") && listed.contains("施行中 / in force"),
        "{listed}"
    );
    let add = [
        "operator",
        "add",
        "王新来",
        "--role",
        "policy-editor",
        "--json",
    ];
    let added = run(&[&add[..], &["--database", &database]].concat(), "").unwrap();
    let added: Value = serde_json::from_str(&added).unwrap();
    let key = added["key"].as_str().unwrap();
    assert_eq!(key.len(), "sxk_".len() + 64);
    let everything = fs::read(database.strip_prefix("sqlite:").unwrap()).unwrap();
    let kept = everything
        .windows(key.len())
        .any(|part| part == key.as_bytes());
    assert!(!kept, "the key itself is nowhere");
}

/// The reply to a cancellation states the rate and the limits of the settlement it undoes, though
/// another policy has come into force since.
#[test]
fn a_cancellation_answers_by_the_policy_that_settled() {
    let bureau = Bureau::open(None);
    let mut patient = bureau.demo.patient("许两地", GUANGZHOU);
    let visit = patient.ready("C1", 30_000);
    let bill = patient.bill(&visit, "B1", 30_000);
    let settled = patient.till.ok("2207", bill);
    bureau.approve(&bureau.draft("65%"));
    let settlement = settled["setlinfo"]["setl_id"].as_str().unwrap();
    let asked = patient.settlement(&visit, settlement);
    let cancelled = patient.till.ok("2208", asked);
    let said = |reply: &Value| {
        let limits = reply["setldetail"].as_array().unwrap().iter();
        let limits: Vec<Value> = limits.map(|row| row["crt_payb_lmt_amt"].clone()).collect();
        (reply["setlinfo"]["pool_prop_selfpay"].clone(), limits)
    };
    let (rate, limits) = said(&settled);
    assert_eq!(rate.to_string(), "0.5500");
    assert_ne!(limits[0].to_string(), "0.00");
    assert_eq!(said(&cancelled), (rate, limits));
}
