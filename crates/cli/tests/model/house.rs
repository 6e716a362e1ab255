//! The running program with a few people, a few hospitals and the rules of one place; what it is
//! told in this world over the interface of hospitals and the API.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

use domain::facility::Facility;
use domain::files::NamedText;
use domain::policy::Library;
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::till::http::{Client, Request};
use crate::till::message::{Outcome, Till, outcome};
use crate::till::patient::live_on;
use crate::till::server::{Demo, verify};
use crate::till::{CHENGDU, DONGGUAN, GUANGZHOU, Patient, SHENZHEN};
use store::testing::{TestSchema, open_reviews};

use crate::steps::Way;

pub const FACILITIES: [&str; 4] = [GUANGZHOU, CHENGDU, DONGGUAN, SHENZHEN];

/// Much, little and nothing on the account; insured for a long time and for a few months.
pub const PEOPLE: [(&str, &str); 6] = [
    ("曹初五", "2026-06"),
    ("严初六", "2020-09"),
    ("窦有余", "2020-09"),
    ("喻无余", "2025-09"),
    ("柏一分", "2026-08"),
    ("金满年", "2022-01"),
];

pub const BEGIN: Date = date(2026, 11, 24);

pub const HOME: &str = "440300";

/// The rates for stays of people on the job in a hospital of level 3 and of retired people, as they
/// are and as releases put them, in percent.
const RATES: [[i64; 2]; 3] = [[90, 95], [84, 95], [90, 88]];

/// How the two rows are written.
fn rate_rows([on_job, retired]: [i64; 2]) -> [String; 2] {
    [
        format!("tertiary = \"{on_job}%\" }}\nfrom = \"2023-10-01\"\nsays = {{ zh = \"一档"),
        format!("when = {{ status = \"retired\" }}\npay = \"{retired}%\""),
    ]
}

/// A case for each of them, worked out here: 10 000 after the deductible.
fn cases([on_job, retired]: [i64; 2]) -> NamedText {
    let mut text = String::from(
        "[person]\ninsured_at = \"440300\"\nscheme = \"employee\"\ntier = \"one\"\n\
         [visit]\nday = \"2026-11-01\"\ncare = \"inpatient\"\ntreated_at = \"440300\"\n\
         level = \"tertiary\"\nfooting = \"at-home\"\n[bill]\neligible = \"10600.00\"\n",
    );
    for (status, rate) in [("on-job", on_job), ("retired", retired)] {
        let (fund, cash) = (rate * 100, 10_600 - rate * 100);
        text.push_str(&format!(
            "[[case]]\nname = \"10600, {status}\"\nproof = \"constructed\"\n\
             person.status = \"{status}\"\n\
             expect.payers = {{ pooled-fund = \"{fund}.00\", cash = \"{cash}.00\" }}\n"
        ));
    }
    NamedText {
        name: "cases/rates.toml".to_owned(),
        text,
    }
}

fn policies(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../policies")
        .join(folder)
}

/// The texts of a folder without its cases, with the rates of a release.
fn texts(folder: &str, rules: usize) -> Vec<NamedText> {
    let entries = std::fs::read_dir(policies(folder)).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let paths = paths.filter(|path| {
        path.extension()
            .is_some_and(|extension| extension == "toml")
    });
    let text = |path: PathBuf| NamedText {
        name: path.file_name().unwrap().to_str().unwrap().to_owned(),
        text: std::fs::read_to_string(&path).unwrap(),
    };
    let mut files: Vec<NamedText> = paths.map(text).collect();
    let employee = files.iter_mut().find(|file| file.name == "employee.toml");
    if let Some(file) = employee {
        for (is, becomes) in rate_rows(RATES[0]).iter().zip(rate_rows(RATES[rules])) {
            assert_eq!(file.text.matches(is.as_str()).count(), 1, "{is}");
            file.text = file.text.replace(is, &becomes);
        }
    }
    files
}

/// What a release of the place holds.
pub fn released(rules: usize) -> Vec<NamedText> {
    let mut files = texts(HOME, rules);
    files.push(cases(RATES[rules]));
    files
}

/// The rules as the official has them on the shelf.
pub fn library(rules: usize) -> Library {
    let national = texts("national", 0)
        .into_iter()
        .map(|file| (file, "national"));
    let home = texts(HOME, rules).into_iter().map(|file| (file, HOME));
    let files: Vec<NamedText> = national
        .chain(home)
        .map(|(file, folder)| NamedText {
            name: format!("{folder}/{}", file.name),
            text: file.text,
        })
        .collect();
    Library::parse(&files, desk::query::pack_hash).unwrap()
}

pub fn facilities() -> Vec<Facility> {
    let all = cli::demo::facilities::load(BEGIN).unwrap();
    let ours = all
        .into_iter()
        .filter(|known| FACILITIES.contains(&known.code.as_str()));
    ours.collect()
}

/// A demo on its first day, kept to be copied.
struct Kept {
    data: TempDir,
    policies: TempDir,
}

fn kept() -> &'static Kept {
    static KEPT: OnceLock<Kept> = OnceLock::new();
    KEPT.get_or_init(|| {
        let kept = Kept {
            data: tempfile::tempdir().unwrap(),
            policies: tempfile::tempdir().unwrap(),
        };
        for folder in ["national", HOME] {
            let to = kept.policies.path().join(folder);
            std::fs::create_dir(&to).unwrap();
            for file in texts(folder, 0) {
                std::fs::write(to.join(file.name), file.text).unwrap();
            }
        }
        start(kept.data.path(), kept.policies.path(), None).kill();
        kept
    })
}

fn start(data: &Path, policies: &Path, database: Option<&str>) -> Demo {
    let now = format!("{BEGIN}T10:00");
    let mut words = vec!["--now", &now, "--policies", policies.to_str().unwrap()];
    if let Some(database) = database {
        words.extend(["--database", database]);
    }
    Demo::start_saying(data, &words)
}

/// Where the books are kept.
#[derive(Clone, Copy, Debug)]
pub enum Engine {
    Sqlite,
    Postgres,
}

pub struct House {
    // Ended in this order: the server, its schema, its folder.
    demo: Demo,
    schema: Option<TestSchema>,
    data: TempDir,
    api: Client,
    /// Minutes after ten o'clock.
    minutes: u32,
    /// Messages and requests so far.
    pub sent: u64,
}

impl House {
    pub fn open(engine: Engine) -> House {
        let kept = kept();
        let data = tempfile::tempdir().unwrap();
        let schema = match engine {
            Engine::Sqlite => {
                for file in std::fs::read_dir(kept.data.path()).unwrap() {
                    let file = file.unwrap();
                    std::fs::copy(file.path(), data.path().join(file.file_name())).unwrap();
                }
                None
            }
            Engine::Postgres => Some(TestSchema::create()),
        };
        let database = schema.as_ref().map(TestSchema::url);
        let demo = start(data.path(), kept.policies.path(), database);
        live_on(Some(BEGIN));
        House {
            api: Client::new(demo.address),
            demo,
            schema,
            data,
            minutes: 0,
            sent: 0,
        }
    }

    fn database(&self) -> String {
        match &self.schema {
            Some(schema) => schema.url().to_owned(),
            None => format!("sqlite:{}", self.data.path().join("suixing.db").display()),
        }
    }

    pub fn verify(&self) {
        verify(&self.database()).unwrap();
    }

    /// Waits until everybody has been gone through for whatever changed for all.
    pub fn let_review(&self) {
        let began = Instant::now();
        while open_reviews(&self.database()) > 0 {
            assert!(began.elapsed() < Duration::from_secs(300), "reviews end");
            sleep(Duration::from_millis(10));
        }
    }

    /// Somebody at each of the facilities.
    pub fn patients(&self, name: &str) -> Vec<Patient> {
        let known = self.demo.patient(name, FACILITIES[0]);
        let at = |facility: &&str| {
            let mut till = Till::new(self.demo.address, facility);
            till.insured_at.clone_from(&known.till.insured_at);
            Patient {
                till,
                person: known.person.clone(),
                scheme: known.scheme.clone(),
                identity: known.identity.clone(),
                voucher: known.voucher.clone(),
            }
        };
        FACILITIES.iter().map(at).collect()
    }

    /// Sets the clock to the morning of a day, or on that day some minutes later than before.
    pub fn set_clock(&mut self, day: Date) {
        self.minutes += 10;
        let (hour, minute) = (10 + self.minutes / 60 % 13, self.minutes % 60);
        let now = format!("{day}T{hour:02}:{minute:02}");
        self.ask(("PUT", "/api/v1/sandbox/clock"), "", &json!({ "now": now }))
            .unwrap();
        live_on(Some(day));
    }

    /// Another day begins.
    pub fn sleep_until(&mut self, day: Date) {
        self.minutes = 0;
        self.set_clock(day);
    }

    /// A request of the API: what it answers, or the code of the problem.
    pub fn ask(
        &mut self,
        (method, path): (&str, &str),
        key: &str,
        body: &Value,
    ) -> Result<Value, String> {
        self.sent += 1;
        let body = body.to_string();
        let request = Request {
            method,
            path,
            content_type: "application/json",
            body: body.as_bytes(),
        };
        let answer = self.api.send_as(request, key).unwrap();
        let said: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        match answer.status {
            200 | 201 => Ok(said),
            _ => Err(said["code"].as_str().unwrap_or_default().to_owned()),
        }
    }

    /// Sends a message on its way, and returns what was answered and how.
    pub fn send(&mut self, till: &mut Till, envelope: &Value, way: Way) -> (Vec<u8>, Outcome) {
        self.sent += 1;
        if matches!(way, Way::Lost) {
            self.sent += 1;
            till.lose(envelope);
        }
        let bytes = self.answer(till, envelope);
        if matches!(way, Way::Twice) {
            let again = self.answer(till, envelope);
            self.sent += 1;
            match (outcome(&bytes), outcome(&again)) {
                (Ok(_), Ok(_)) => assert_eq!(bytes, again, "the same bytes"),
                (first, again) => assert_eq!(first, again),
            }
        }
        let told = outcome(&bytes);
        (bytes, told)
    }

    /// What is answered at last: one that is still being worked on is asked for again.
    fn answer(&self, till: &mut Till, envelope: &Value) -> Vec<u8> {
        loop {
            let bytes = till.bytes(envelope);
            match outcome(&bytes) {
                Err(refusal) if refusal.code == "unavailable" => {
                    sleep(Duration::from_millis(5));
                }
                _ => return bytes,
            }
        }
    }
}
