//! From nothing to the first patient, as an agency goes the way with the program and a browser
//! alone, in the order of `docs/operations.md`.

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
#[path = "from_nothing/files.rs"]
mod files;
#[path = "from_nothing/inbox.rs"]
mod inbox;
#[path = "from_nothing/steps.rs"]
mod steps;
mod till;

use agency::{Agency, invented_id, shown, suixing};
use inbox::Inbox;
use serde_json::{Value, json};
use steps::Insured;
use till::cluster::Cluster;
use till::message::Till;
use till::patient::Patient;

/// A command of the program that goes by the agency's configuration, and what it says.
fn says(agency: &Agency, words: &[&str]) -> Value {
    let config = agency.path("it/suixing.toml").display().to_string();
    let more = ["--config", &config, "--json"];
    let output = suixing(&[words, &more].concat());
    assert!(output.status.success(), "{words:?}: {}", shown(&output));
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", shown(&output)))
}

/// States where notices go, and that two hospitals come through a gateway of the agency's own.
fn configure(agency: &Agency) -> Inbox {
    let config = agency.path("it/suixing.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    assert_eq!(text.matches("# inbox = ").count(), 1);
    let text = text.replace("# inbox = ", "inbox = ");
    let away = format!("[facility.{}]\ngateway = \"off\"\n", files::AWAY);
    std::fs::write(&config, text + &away).unwrap();
    Inbox(agency.path("it/inbox"))
}

/// Takes every register in; each is rehearsed first.
fn take_in(agency: &Agency) {
    let place = |region| ["--region", region, "--since", "2026-01-01"];
    let (home, away) = (place("440300"), place("510100"));
    let registers: [(&str, String, &[&str], u64); 7] = [
        ("facilities", files::facilities(), &[], 2),
        ("catalogue", files::catalogue(), &home, 1),
        ("catalogue", files::catalogue(), &away, 1),
        ("people", files::people(), &["--invented"], 3),
        ("employers", files::employers(), &[], 1),
        ("staff", files::staff(), &[], 1),
        ("doctors", files::doctors(), &[], 1),
    ];
    for (kind, text, words, rows) in registers {
        agency.counts(kind, &text, words, [rows, 0, 0, 0]);
        let write = [words, &["--write"]].concat();
        agency.counts(kind, &text, &write, [rows, 0, 0, 0]);
    }
}

/// Adds somebody and invites them; the code of the invitation.
fn invited(agency: &Agency, name: &str, role: &str, unit: &str) -> String {
    let add = ["operator", "add", name, "--role", role, "--unit", unit];
    assert_eq!(says(agency, &add)["unit"], unit);
    let invited = says(agency, &["operator", "invite", name]);
    invited["code"].as_str().unwrap().to_owned()
}

/// What the doctor names, wrong or only worth a look.
fn codes(agency: &Agency) -> Vec<String> {
    let config = agency.path("it/suixing.toml").display().to_string();
    let output = suixing(&["doctor", "--config", &config, "--json"]);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let found = found.as_array().unwrap().iter();
    found
        .map(|it| it["code"].as_str().unwrap().to_owned())
        .collect()
}

fn walk(database: Option<&str>) {
    // An installation, and what it still lacks.
    let mut agency = Agency::new(database);
    let lacking = codes(&agency);
    for code in ["register-empty", "no-clerk", "nobody-is-told"] {
        assert!(lacking.iter().any(|it| it == code), "{code}: {lacking:?}");
    }
    let inbox = configure(&agency);
    take_in(&agency);
    let clerk = invited(&agency, files::CLERK, "clerk", "440300");
    let employer = invited(&agency, files::EMPLOYERS_CLERK, "employer", files::EMPLOYER);
    kept(&agency);
    assert_eq!(codes(&agency), ["not-serving"], "nothing else is lacking");
    let address = agency.serve();

    // Those who work there take their invitations up.
    let mut clerk = steps::joined(address, files::CLERK, &clerk);
    let mut employer = steps::joined(address, files::EMPLOYERS_CLERK, &employer);

    // Two file: one filing the rules decide at once, the other waits for the clerk.
    let [chen, li, wang] = files::PEOPLE.map(|(name, serial, _)| Insured { name, serial });
    let mut first = chen.signs_in_by_message(address, &inbox);
    steps::files(&mut first, "other-temporary", files::PEOPLE[0].2);
    assert!(first.page.says("备案好了"), "{}", first.page.body);
    let mut second = li.signs_in_by_counter(address, &mut clerk);
    let waits = steps::files(&mut second, "posted-worker:0", files::PEOPLE[1].2);
    assert!(second.page.says("等人核对"), "{}", second.page.body);
    steps::approves(&mut clerk, &waits);
    second.get(&format!("/filings/{waits}"));
    assert!(second.page.says("备案好了"), "{}", second.page.body);
    let told = inbox.newest(&li.id(), "filing-approved");
    assert_eq!(told["filing"], waits.as_str(), "{told}");

    // An employer files for its staff.
    steps::hands_over(&mut employer, &files::postings());
    inbox.newest(&wang.id(), "filing-approved");

    // The first patient: a hospital away from home settles, and the person reads the bill.
    let voucher = json!({"type": "02", "number": invented_id(chen.serial)});
    let mut patient = Patient::identify(Till::new(address, files::AWAY), &voucher);
    let visit = patient.ready("R-1", 12_300);
    let settled = patient.settle(&visit, 12_300).unwrap();
    assert_eq!(settled.yuan("medfee_sumamt"), "123.00");
    steps::reads_the_bill(&mut first);
    assert!(first.page.says("123.00"), "{}", first.page.body);
    inbox.newest(&chen.id(), "settled");

    agency.stop();
    verified(&agency);
}

/// The first backup, and the first check of the books.
fn kept(agency: &Agency) {
    let config = agency.path("it/suixing.toml").display().to_string();
    let to = agency.path("it/backups").display().to_string();
    let output = suixing(&["backup", "--config", &config, "--to", &to]);
    assert!(output.status.success(), "{}", shown(&output));
    verified(agency);
}

/// What the nightly check of the books finds: nothing.
fn verified(agency: &Agency) {
    let config = agency.path("it/suixing.toml").display().to_string();
    let output = suixing(&["verify", "--config", &config]);
    assert!(output.status.success(), "{}", shown(&output));
}

#[test]
fn from_nothing_to_the_first_patient() {
    walk(None);
}

#[test]
fn from_nothing_to_the_first_patient_beside_postgresql() {
    let cluster = Cluster::start();
    walk(Some(&cluster.url()));
}

/// Who is on a case as a clerk is known by the operator's own number, which a key of the
/// installation finds again: without the configuration it would be another number.
#[test]
fn nobody_decides_their_own_case() {
    let mut agency = Agency::new(None);
    let inbox = configure(&agency);
    take_in(&agency);
    let clerk = invited(&agency, files::CLERK, "clerk", "440300");
    let unknown = suixing_move(&agency, &["--database", &database(&agency)]);
    assert!(shown(&unknown).contains("no-keys"), "{}", shown(&unknown));
    let config = agency.path("it/suixing.toml").display().to_string();
    let moved = suixing_move(&agency, &["--config", &config]);
    assert!(moved.status.success(), "{}", shown(&moved));
    let address = agency.serve();
    let mut clerk = steps::joined(address, files::CLERK, &clerk);
    let (name, serial, phone) = files::PEOPLE[1];
    let li = Insured { name, serial };
    let mut own = li.signs_in_by_message(address, &inbox);
    let filing = steps::files(&mut own, "posted-worker:0", phone);
    clerk.get(&format!("/clerk/filings/{filing}"));
    assert_eq!(clerk.page.status, 403, "{}", clerk.page.body);
    agency.stop();
}

fn database(agency: &Agency) -> String {
    format!("sqlite:{}", agency.path("it/suixing.db").display())
}

/// Puts down that the clerk is one of those insured, whose number is read from standard input.
fn suixing_move(agency: &Agency, place: &[&str]) -> std::process::Output {
    let number = agency.path("number");
    std::fs::write(&number, invented_id(files::PEOPLE[1].1)).unwrap();
    let words = [
        "operator",
        "move",
        files::CLERK,
        "--unit",
        "440300",
        "--id-number-from-stdin",
    ];
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_suixing"));
    command.args(words).args(place).env_remove("SUIXING_KEYS");
    command.stdin(std::fs::File::open(number).unwrap());
    command.output().unwrap()
}
