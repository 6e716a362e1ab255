//! Invented situations, and a demo whose database knows the people and facilities in them.

#[path = "asked.rs"]
mod asked;
#[path = "dice.rs"]
mod dice;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::LazyLock;

use domain::calendar::{Month, Period, age_on};
use domain::catalogue::{Class, Item};
use domain::facility::{Care, Facility, FacilityKind, Level, Networked};
use domain::filing::{Channel, Contact, Filing, FilingReason, State, Submission, ends};
use domain::ids::{Certificate, CertificateKind, IdNumber};
use domain::person::{Enrolment, Gender, Person, Scheme, Status};
use domain::policy::Library;
use domain::policy::vocabulary;
use domain::rules::Counts;
use domain::{Money, Region};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use store::designations::{self, Designation};
use store::settlements::{self, ADMISSIONS, UNFILED_STAYS, YearKey};
use store::testing::Seeded;
use store::{Db, Keys, StoreError, Tx, enrolments, filings, people, reference};

use crate::till::message::{Outcome, Till};
use crate::till::patient::{Line, Patient, number, today};
use crate::till::server::{Demo, copy};
use crate::till::{LABORATORY, NURSE, RESONANCE};
use asked::Asked;
use dice::Dice;

/// Where the people are insured: more often where more is known.
const HOMES: [(&str, Scheme); 20] = [
    (asked::PLACE, Scheme::Employee),
    (asked::PLACE, Scheme::Employee),
    (asked::PLACE, Scheme::Employee),
    (asked::PLACE, Scheme::Employee),
    (asked::PLACE, Scheme::Employee),
    (asked::PLACE, Scheme::Employee),
    ("440300", Scheme::Employee),
    ("440300", Scheme::Employee),
    ("440300", Scheme::Employee),
    ("440300", Scheme::Employee),
    ("440300", Scheme::Resident),
    ("440300", Scheme::Resident),
    ("441900", Scheme::Employee),
    ("441900", Scheme::Employee),
    ("441900", Scheme::Resident),
    ("440100", Scheme::Employee),
    ("510100", Scheme::Employee),
    ("110000", Scheme::Employee),
    ("460000", Scheme::Resident),
    ("460000", Scheme::Resident),
];

/// Where they are treated, besides at home: seldom outside the scheme.
const AWAY: [&str; 11] = [
    "440104", "440104", "441901", "441901", "510107", "510107", "110105", "110105", "440305",
    "440305", "810000",
];

/// Marks a filing or the program puts on a visit by itself.
const DECIDED: [&str; 6] = [
    "designated",
    "referred-up",
    "filed-elsewhere",
    "home-suspended",
    "filed-by-pledge",
    "filed-by-proof",
];

/// A filing of one person.
#[derive(Clone, Debug)]
pub struct Filed {
    reason: FilingReason,
    to: Region,
    from: Date,
    until: Option<Date>,
    pledged: bool,
}

/// One situation: who is treated where, how, and for how much.
#[derive(Clone, Debug)]
pub struct Scene {
    pub number: u64,
    insured_at: Region,
    scheme: Scheme,
    tier: Option<String>,
    status: Status,
    born_on: Date,
    since: Month,
    marks: BTreeSet<String>,
    account: Money,
    facility: usize,
    care: Care,
    day: Date,
    admitted_on: Date,
    emergency: bool,
    referral: bool,
    designated: bool,
    filed: Option<Filed>,
    before: u8,
    used: Option<(String, Money)>,
    eligible: i64,
    /// Of class B, before its upfront share.
    class_b: i64,
    self_paid: i64,
    asked: Option<Asked>,
}

/// A running demo that knows all of them.
pub struct Place {
    demo: Demo,
    _folder: tempfile::TempDir,
    pub policies: std::path::PathBuf,
    pub library: Library,
    pub scenes: Vec<Scene>,
}

/// Every facility: each level in each place, one of them specialised.
static FACILITIES: LazyLock<Vec<Facility>> = LazyLock::new(|| {
    let mut homes: Vec<&str> = HOMES.iter().map(|(home, _)| *home).collect();
    homes.extend(AWAY);
    homes.sort_unstable();
    homes.dedup();
    let mut all = Vec::new();
    for (number, region) in homes.into_iter().enumerate() {
        for (at, level) in Level::ALL.iter().enumerate() {
            let open = |care| Networked {
                care,
                period: Period::since(date(2018, 1, 1)),
            };
            let cares = [Care::Outpatient, Care::Chronic, Care::Inpatient];
            all.push(Facility {
                code: format!("H{region}9900{at}").parse().unwrap(),
                name: format!("{region} 示例医院 {at}"),
                region: region.parse().unwrap(),
                kind: FacilityKind::Hospital,
                level: *level,
                grade: asked::grade(*level, number),
                networked: cares.map(open).to_vec(),
                traits: BTreeSet::new(),
                before: vec![],
                site: Default::default(),
            });
        }
    }
    all
});

/// Starts a demo, adds the situations' people to its database, and starts it again. Long-term
/// filings suspend care at home in one of the places.
pub fn place(count: u64) -> Place {
    let folder = tempfile::tempdir().unwrap();
    let policies = folder.path().join("policies");
    copy_policies(&policies);
    let library = library(&policies);
    let mut dice = Dice(Seeded(7));
    let scenes: Vec<Scene> = (0..count)
        .map(|number| scene(number, &library, &mut dice))
        .collect();
    drop(Demo::start_with(folder.path(), None, Some(&policies)));
    write(folder.path(), &library, &scenes);
    Place {
        demo: Demo::start_with(folder.path(), None, Some(&policies)),
        _folder: folder,
        policies,
        library,
        scenes,
    }
}

impl Place {
    pub fn address(&self) -> SocketAddr {
        self.demo.address
    }

    /// The person of the situation at a facility.
    pub fn patient(&self, scene: &Scene, facility: &Facility) -> Patient {
        let till = Till::new(self.address(), facility.code.as_str());
        let card = format!("FACES-{}", scene.number);
        Patient::identify(till, &json!({"type": "03", "number": card}))
    }
}

/// The shipped policies, and one made up that asks for more; in Hainan, by a rule of the test's
/// own, a long-term filing suspends care at home, and in Shenzhen more of class B is paid first at
/// home than by the catalogue.
fn copy_policies(to: &std::path::Path) {
    let from = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    copy(&from, to);
    let own = to.join(asked::PLACE);
    std::fs::create_dir_all(&own).unwrap();
    std::fs::write(own.join("employee.toml"), asked::POLICY).unwrap();
    for scheme in ["employee", "resident"] {
        let file = to.join(format!("440300/{scheme}.toml"));
        let text = std::fs::read_to_string(&file).unwrap();
        let shipped = "when = { distance = \"home\" }\nshare = \"1%\"";
        assert!(text.contains(shipped), "Shenzhen sets the share at home");
        std::fs::write(&file, text.replace(shipped, &shipped.replace("1%", "30%"))).unwrap();
    }
    let file = to.join("460000/procedures.toml");
    let national = std::fs::read_to_string(to.join("national/procedures.toml")).unwrap();
    let row = &national[long_term(&national)];
    let elsewhere = ["start =", "approval =", "materials ="];
    let kept = row
        .lines()
        .filter(|line| !elsewhere.iter().any(|key| line.starts_with(key)));
    let row: String = kept.map(|line| format!("{line}\n")).collect();
    let row = row
        .replace("source = \"N1\"", "source = \"Q1\"")
        .replace("confidence = \"A\"", "confidence = \"C\"");
    let row = format!("{row}approval = {{ by = \"rule\" }}\nat_home = \"suspended\"\n");
    let mut text = std::fs::read_to_string(&file).unwrap();
    // It takes the place of Hainan's own.
    text.replace_range(long_term(&text), "");
    // Keys of the row stand before its basis; the order within a row does not matter.
    std::fs::write(&file, format!("{text}\n{row}")).unwrap();
}

/// Where a file says who lives elsewhere.
fn long_term(file: &str) -> std::ops::Range<usize> {
    let begin = file.find("[[category]]\nid = \"long-term-resident\"");
    let begin = begin.expect("the category");
    let end = file[begin + 1..].find("\n[[");
    begin..end.map_or(file.len(), |end| begin + end + 2)
}

fn library(policies: &std::path::Path) -> Library {
    let mut files = Vec::new();
    read(policies, policies, &mut files);
    Library::parse(&files, desk::query::pack_hash).unwrap_or_else(|found| panic!("{}", found[0]))
}

fn read(
    root: &std::path::Path,
    folder: &std::path::Path,
    files: &mut Vec<domain::files::NamedText>,
) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(root, &path, files);
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            files.push(domain::files::NamedText {
                name: path
                    .strip_prefix(root)
                    .unwrap()
                    .to_string_lossy()
                    .into_owned(),
                text: std::fs::read_to_string(&path).unwrap(),
            });
        }
    }
}

fn scene(number: u64, library: &Library, dice: &mut Dice) -> Scene {
    let (home, scheme) = *dice.pick(&HOMES);
    let insured_at: Region = home.parse().unwrap();
    let day = date(2025, 7, 2).saturating_add(jiff::Span::new().days(dice.below(480) as i64));
    let pack = library.pack(insured_at, scheme, day).unwrap();
    let tiers: Vec<&str> = pack
        .tables
        .tiers
        .iter()
        .filter(|row| row.is_in_force(day))
        .map(|row| row.name.as_str())
        .collect();
    let tier = (!tiers.is_empty()).then(|| (*dice.pick(&tiers)).to_owned());
    let at_home = dice.once_in(3);
    let place = if at_home { home } else { *dice.pick(&AWAY) };
    let facilities = FACILITIES.iter().enumerate();
    let here: Vec<usize> = facilities
        .filter(|(_, f)| f.region.to_string() == place)
        .map(|(at, _)| at)
        .collect();
    let facility = *dice.pick(&here);
    let care = *dice.pick(&[
        Care::Outpatient,
        Care::Inpatient,
        Care::Inpatient,
        Care::Chronic,
    ]);
    let asks = home == asked::PLACE;
    let stay = match care {
        Care::Inpatient => dice.below(if asks { 60 } else { 9 }) as i64,
        _ => 0,
    };
    let known = vocabulary::marks(pack, library.procedures(insured_at), day);
    let open = |mark: &&String| {
        pack.asks_about(mark) && !DECIDED.contains(&mark.as_str()) && !mark.starts_with("option-")
    };
    let open: Vec<&String> = known.keys().filter(open).collect();
    let marks = match open.is_empty() || !dice.once_in(4) {
        true => BTreeSet::new(),
        false => BTreeSet::from([(*dice.pick(&open)).clone()]),
    };
    let counters = pack.counters().into_iter();
    let counters = counters.filter(|(_, over)| *over == Counts::Year);
    let counters = counters.map(|(name, _)| name);
    let counters: Vec<String> = counters.collect();
    let used = (!counters.is_empty() && dice.once_in(4)).then(|| {
        (
            dice.pick(&counters).clone(),
            Money::from_yuan(dice.below(40_000) as i64),
        )
    });
    let status = match scheme {
        Scheme::Employee => *dice.pick(&[Status::OnJob, Status::Retired]),
        Scheme::Resident => Status::Resident,
    };
    let admitted_on = day.saturating_sub(jiff::Span::new().days(stay));
    let in_hospital = (care == Care::Inpatient).then_some((admitted_on, facility));
    let asked = asks.then(|| Asked::thrown(dice, &FACILITIES, in_hospital));
    let transferred = asked.as_ref().is_some_and(|asked| asked.before.is_some());
    Scene {
        asked,
        number,
        insured_at,
        scheme,
        tier,
        status,
        // Nobody is employed or retired as a child.
        born_on: date(
            1936 + dice.below(if scheme == Scheme::Employee { 66 } else { 76 }) as i16,
            1 + dice.below(12) as i8,
            1 + dice.below(28) as i8,
        ),
        since: Month::of(date(
            2012 + dice.below(13) as i16,
            1 + dice.below(12) as i8,
            1,
        )),
        marks,
        account: Money::from_yuan(dice.below(3) as i64 * 150),
        facility,
        care,
        day,
        admitted_on,
        emergency: dice.once_in(4),
        // The hospital calls a transfer one.
        referral: dice.once_in(6) || transferred,
        designated: dice.once_in(3),
        filed: filed(dice, (insured_at, FACILITIES[facility].region, day)),
        before: if care == Care::Inpatient {
            dice.below(3) as u8
        } else {
            0
        },
        used,
        eligible: 5_000 + dice.below(9_000_000) as i64,
        class_b: if dice.once_in(2) {
            1 + dice.below(2_000_000) as i64
        } else {
            0
        },
        self_paid: dice.below(3) as i64 * 4_321,
    }
}

/// Nothing, or a filing for the place or another, before, on or after the day.
fn filed(dice: &mut Dice, (home, treated_at, day): (Region, Region, Date)) -> Option<Filed> {
    if dice.once_in(3) {
        return None;
    }
    let reasons = [
        FilingReason::LongTermResident,
        FilingReason::LongTermResident,
        FilingReason::Referral,
        FilingReason::OtherTemporary,
    ];
    let elsewhere: Region = if dice.once_in(2) { "350200" } else { "320500" }
        .parse()
        .unwrap();
    let is_home = treated_at.pooling() == home.pooling();
    let is_outside = treated_at.is_outside_the_scheme();
    let to = match is_home || is_outside || dice.once_in(5) {
        true => elsewhere,
        false => treated_at.pooling(),
    };
    let back = [0, 3, 100, 250, 500, -4];
    let from = day.saturating_sub(jiff::Span::new().days(*dice.pick(&back)));
    let until = dice
        .once_in(4)
        .then(|| from.saturating_add(jiff::Span::new().days(90)));
    Some(Filed {
        reason: *dice.pick(&reasons),
        to,
        from,
        until,
        pledged: dice.once_in(2),
    })
}

// The situation as each face takes it.

impl Scene {
    pub fn facility(&self) -> &'static Facility {
        &FACILITIES[self.facility]
    }

    pub fn is_stay(&self) -> bool {
        self.care == Care::Inpatient
    }

    pub fn has_class_b(&self) -> bool {
        self.class_b > 0
    }

    pub fn class_b(&self) -> Money {
        Money::from_fen(self.class_b)
    }

    /// What the catalogue of the place of care takes first of class B.
    pub fn catalogue_share(&self) -> &'static str {
        let region = self.facility().region.to_string();
        match (&region[..2], region.as_str()) {
            (_, "440300" | "440305") => "1%",
            ("11", _) => "8%",
            ("51", _) => "20%",
            _ => "10%",
        }
    }

    fn enrolment(&self) -> Enrolment {
        Enrolment {
            insured_at: self.insured_at,
            scheme: self.scheme,
            tier: self.tier.clone(),
            status: self.status,
            period: Period::since(date(2010, 1, 1)),
            continuous_since: self.since,
            paid_through: "2030-12".parse().unwrap(),
            traits: self.marks.clone(),
            account: self.account,
            employer: None,
            contribution_base: self.asked.as_ref().and_then(|asked| asked.base),
            recognised: self
                .asked
                .as_ref()
                .map_or_else(Vec::new, |asked| asked.recognised.clone()),
        }
    }

    /// The bill of `suixing quote` and of the API.
    pub fn case(&self) -> Value {
        let filings: Vec<Value> = self
            .filed
            .iter()
            .map(|filed| {
                json!({
                    "reason": filed.reason, "destination": filed.to, "from": filed.from,
                    "until": filed.until, "pledged": filed.pledged,
                })
            })
            .collect();
        let mut year = json!({"counters": {}});
        if let Some((counter, amount)) = &self.used {
            year["counters"][counter] = json!(amount);
        }
        if self.is_stay() {
            year["admissions"] = json!(self.before);
        }
        let mut case = json!({
            "person": {
                "insured_at": self.insured_at, "scheme": self.scheme, "tier": self.tier,
                "status": self.status, "born_on": self.born_on,
                "months": self.enrolment().continuous_months(self.day), "traits": self.marks,
                "account": self.account,
            },
            "visit": {
                "day": self.day, "care": self.care, "treated_at": self.facility().region,
                "level": self.facility().level, "filings": filings,
                "admitted_on": self.is_stay().then_some(self.admitted_on),
                "settled_on": self.is_stay().then(today),
                "designated": self.designated, "emergency": self.emergency,
                "referral": self.referral,
            },
            "bill": {
                "eligible": Money::from_fen(self.eligible),
                "wholly_self_paid": Money::from_fen(self.self_paid),
            },
            "year_to_date": year,
        });
        if self.has_class_b() {
            case["bill"]["lines"] = json!([{
                "class": "B", "amount": Money::from_fen(self.class_b),
                "upfront": self.catalogue_share(),
            }]);
        }
        if let Some(asked) = &self.asked {
            asked.add_to(&mut case, &FACILITIES, self.facility().grade);
        }
        case
    }

    /// Whether the what-if page has a field for everything of it.
    pub fn fits_the_page(&self) -> bool {
        // Nor does the page know the name of an invented place.
        let (grade, at) = (self.facility().grade, self.facility().region.to_string());
        let asked = self.asked.as_ref();
        let plain = asked.is_none_or(|asked| asked.is_plain(grade) && at != asked::PLACE);
        plain && !self.has_class_b()
    }

    /// The address of the what-if page.
    pub fn page(&self) -> String {
        let mut asked: Vec<(String, String)> = Vec::new();
        let mut say = |name: &str, value: String| asked.push((name.to_owned(), value));
        say("go", "1".to_owned());
        say("pack", format!("{}/{}", self.insured_at, self.scheme));
        say("day", self.day.to_string());
        self.tier.iter().for_each(|tier| say("tier", tier.clone()));
        if self.scheme == Scheme::Employee {
            say("status", self.status.to_string());
        }
        say("care", self.care.to_string());
        say("level", self.facility().level.to_string());
        say("at", self.facility().region.to_string());
        let flags = [
            ("emergency", self.emergency),
            ("referral", self.referral),
            ("designated", self.designated),
        ];
        for (flag, _) in flags.into_iter().filter(|(_, is)| *is) {
            say(flag, "1".to_owned());
        }
        for mark in &self.marks {
            say(&format!("mark-{mark}"), "1".to_owned());
        }
        if let Some(filed) = &self.filed {
            say("footing", filed.reason.footing().to_string());
            say("filed_to", filed.to.to_string());
            say("filed_from", filed.from.to_string());
            filed
                .until
                .iter()
                .for_each(|until| say("filed_until", until.to_string()));
            if filed.pledged {
                say("pledged", "1".to_owned());
            }
        }
        if self.is_stay() {
            say("admitted_on", self.admitted_on.to_string());
            say("before", self.before.to_string());
        }
        say("age", age_on(self.born_on, self.day).to_string());
        say(
            "months",
            self.enrolment().continuous_months(self.day).to_string(),
        );
        say("account", self.account.to_string());
        say("eligible", Money::from_fen(self.eligible).to_string());
        say(
            "total",
            Money::from_fen(self.eligible + self.self_paid).to_string(),
        );
        if let Some((counter, amount)) = &self.used {
            say(&format!("used-{counter}"), amount.to_string());
        }
        let pairs: Vec<String> = asked
            .iter()
            .map(|(name, value)| format!("{}={value}", name.replace(':', "%3A")))
            .collect();
        format!("/policy/what-if?{}", pairs.join("&"))
    }

    fn lines(&self) -> Vec<Line<'static>> {
        let mut lines = vec![piece(1, LABORATORY, self.eligible)];
        if self.self_paid > 0 {
            lines.push(piece(2, NURSE, self.self_paid));
        }
        if self.has_class_b() {
            lines.push(piece(3, RESONANCE, self.class_b));
        }
        lines
    }

    fn total(&self) -> i64 {
        self.eligible + self.class_b + self.self_paid
    }

    fn disease(&self) -> Option<&'static str> {
        self.asked.as_ref()?.disease()
    }

    fn diagnosed(&self, input: &mut Value) {
        if let Some(asked) = &self.asked {
            asked.diagnosed(input);
        }
    }

    pub fn outpatient(&self, patient: &mut Patient) -> Outcome {
        let (number, begins) = (format!("O{}", self.number), at(self.day));
        let input = patient.registration(&number, &begins);
        let output = patient.till.ok("2201", input);
        let visit = output["data"]["mdtrt_id"].as_str().unwrap().to_owned();
        let kind = match self.care {
            Care::Chronic => "14",
            _ => "11",
        };
        let mut input = patient.description(&visit);
        input["mdtrtinfo"]["med_type"] = json!(kind);
        input["mdtrtinfo"]["begntime"] = json!(begins);
        self.diagnosed(&mut input);
        patient.till.ok("2203", input);
        let mut input = dated(patient.lines(&visit, "B1", &self.lines()), self.day);
        if let Some(disease) = self.disease() {
            for line in input["feedetail"].as_array_mut().unwrap() {
                line["dise_codg"] = json!(disease);
            }
        }
        patient.till.ok("2204", input);
        let mut bill = patient.bill(&visit, "B1", self.total());
        bill["data"]["med_type"] = json!(kind);
        let flag = match (self.emergency, self.referral) {
            (false, false) => "0",
            (true, false) => "1",
            (false, true) => "2",
            (true, true) => "3",
        };
        bill["data"]["exp_content"] = json!(json!({"OTP_ER_REFL_FLAG": flag}).to_string());
        patient.till.call("2207", bill)
    }

    /// The facility of the stay before this one, with what is settled there.
    pub fn before(&self) -> Option<(&'static Facility, InHospital)> {
        let before = self.asked.as_ref()?.before.as_ref()?;
        let stay = InHospital {
            from: before.from,
            until: before.until,
            lines: vec![piece(1, LABORATORY, before.eligible)],
            referral: false,
        };
        Some((&FACILITIES[before.facility], stay))
    }

    /// The stay itself.
    pub fn own_stay(&self) -> InHospital {
        InHospital {
            from: self.admitted_on,
            until: self.day,
            lines: self.lines(),
            referral: self.referral,
        }
    }

    pub fn stay(&self, patient: &mut Patient, stay: &InHospital) -> Outcome {
        let mut flags = json!({});
        if self.emergency {
            flags["er_flag"] = json!("1");
        }
        if stay.referral {
            flags["IPT_TYPE"] = json!("3");
        }
        let own = format!("I{}-{}", self.number, stay.from);
        let mut input = patient.admission(&own, flags);
        input["mdtrtinfo"]["begntime"] = json!(at(stay.from));
        self.diagnosed(&mut input);
        let output = patient.till.ok("2401", input);
        let visit = output["result"]["mdtrt_id"].as_str().unwrap().to_owned();
        let input = dated(patient.lines(&visit, "", &stay.lines), stay.until);
        patient.till.ok("2301", input);
        let mut input = patient.departure(&visit, &at(stay.until));
        self.diagnosed(&mut input);
        if let Some(disease) = self.disease() {
            input["dscginfo"]["dise_codg"] = json!(disease);
        }
        patient.till.ok("2402", input);
        let total = stay.lines.iter().map(Line::amount).sum();
        let mut bill = patient.stay_bill(&visit, total);
        bill["data"]["dscgTime"] = json!(stay.until.to_string());
        bill["data"]["medfee_sumamt"] = number(total);
        patient.till.call("2304", bill)
    }
}

/// One stay as a hospital reports it.
pub struct InHospital {
    from: Date,
    until: Date,
    lines: Vec<Line<'static>>,
    referral: bool,
}

fn piece(serial: u32, code: &'static str, price_fen: i64) -> Line<'static> {
    Line {
        serial,
        code,
        price_fen,
        count: 1,
    }
}

fn at(day: Date) -> String {
    format!("{day} 09:00:00")
}

/// Lines that were all used on one day.
fn dated(mut input: Value, day: Date) -> Value {
    for line in input["feedetail"].as_array_mut().unwrap() {
        line["fee_ocur_time"] = json!(at(day));
    }
    input
}

// The database.

fn write(folder: &std::path::Path, library: &Library, scenes: &[Scene]) {
    let bytes = std::fs::read(folder.join("demo.keys")).unwrap();
    let (seal, index) = bytes.split_at(32);
    let keys = Keys::new(seal.try_into().unwrap(), index.try_into().unwrap());
    let db = Db::open_sqlite(&folder.join("suixing.db"), keys).unwrap();
    let rows: Vec<_> = scenes
        .iter()
        .map(|scene| {
            (
                scene.clone(),
                scene.year_label(library),
                scene.record(library),
            )
        })
        .collect();
    let written = db.transact(move |tx: &mut Tx<'_>| {
        FACILITIES
            .iter()
            .try_for_each(|facility| reference::put_facility(tx, facility))?;
        for region in ["810000", "460000", asked::PLACE] {
            reference::replace_catalogue(tx, region.parse().unwrap(), &catalogue())?;
        }
        for (scene, year, record) in &rows {
            scene.write(tx, year, record.as_ref())?;
        }
        Ok(())
    });
    written.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
}

fn catalogue() -> Vec<Item> {
    let item = |code: &str, class, upfront: &str| Item {
        code: code.to_owned(),
        name: "示例".to_owned(),
        class,
        upfront: upfront.parse().unwrap(),
        limit: None,
        period: Period::since(date(2018, 1, 1)),
        negotiated: false,
        restricted: false,
        fee_kind: "09".to_owned(),
    };
    vec![
        item(LABORATORY, Class::A, "0%"),
        item(RESONANCE, Class::B, "10%"),
        item(NURSE, Class::C, "0%"),
    ]
}

fn card(number: &str) -> Certificate {
    Certificate::read(CertificateKind::SocialCard, number).unwrap()
}

/// A number that passes its check; its month of birth does not exist.
fn id_number(number: u64) -> IdNumber {
    let first_seventeen = format!("4403001985130{number:04}");
    let mut numbers = "0123456789X"
        .chars()
        .map(|last| format!("{first_seventeen}{last}").parse());
    numbers.find_map(Result::ok).unwrap()
}

impl Scene {
    fn year_label(&self, library: &Library) -> String {
        let pack = library
            .pack(self.insured_at, self.scheme, self.day)
            .unwrap();
        // The first bill of the made-up policy goes by its admission.
        let asked = self.asked.as_ref();
        let first = asked.map(|asked| asked.before.as_ref().map_or(self.admitted_on, |b| b.from));
        pack.benefit_year(first.unwrap_or(self.day))
            .unwrap()
            .label()
    }

    fn record(&self, library: &Library) -> Option<Filing> {
        let filed = self.filed.as_ref()?;
        let rules = library.procedures(self.insured_at);
        let row = rules.category(filed.reason.word(), filed.from).unwrap();
        let until = filed.until.or_else(|| ends(row.validity, filed.from, None));
        Some(Filing {
            request: Submission {
                id: format!("F-{}", self.number + 1).parse().unwrap(),
                person: self.person_id(),
                insured_at: self.insured_at,
                destination: filed.to,
                category: filed.reason.word().to_owned(),
                starts_on: filed.from,
                ends_on: None,
                channel: Channel::NationalApp,
                agent: None,
                contact: Contact::default(),
                pledged: filed.pledged,
                prevented_by: None,
                evidence: vec![],
                option: None,
                months_away: None,
                posted: None,
                register: None,
                past_stay: None,
                replaces: false,
            },
            reason: filed.reason,
            footing: row.footing,
            at_home: row.at_home,
            period: Period {
                from: filed.from,
                until,
            },
            state: State::Active,
            submitted_on: filed.from,
            due_on: None,
            decided_by: None,
            superseded_by: None,
            checks: vec![],
            history: vec![],
        })
    }

    fn person_id(&self) -> domain::ids::PersonId {
        format!("FACES{:04}", self.number).parse().unwrap()
    }

    fn write(
        &self,
        tx: &mut Tx<'_>,
        year: &str,
        record: Option<&Filing>,
    ) -> Result<(), StoreError> {
        let mut random = Seeded(1_000 + self.number);
        let id = self.person_id();
        let person = Person {
            id: id.clone(),
            name: format!("示例{}", self.number),
            certificate: id_number(self.number).into(),
            gender: Gender::Female,
            born_on: self.born_on,
            others: vec![card(&format!("FACES-{}", self.number))],
        };
        people::insert(tx, &mut random, &person)?;
        enrolments::enrol(tx, &mut random, &id, &self.enrolment())?;
        if self.designated {
            let chosen = Designation {
                facility: self.facility().code.clone(),
                period: Period::since(date(2018, 1, 1)),
            };
            designations::put(tx, &id, &chosen)?;
        }
        if let Some(record) = record {
            filings::put(tx, &mut random, record, Timestamp::UNIX_EPOCH)?;
        }
        let mut totals: Vec<(&str, Money)> = Vec::new();
        if let Some((counter, amount)) = &self.used {
            totals.push((counter, *amount));
        }
        if self.before > 0 {
            totals.push((ADMISSIONS, Money::from_fen(i64::from(self.before))));
        }
        let unfiled = self.asked.as_ref().map_or(0, |asked| asked.unfiled_before);
        if unfiled > 0 {
            totals.push((UNFILED_STAYS, Money::from_fen(i64::from(unfiled))));
        }
        let key = YearKey {
            person: &id,
            insured_at: self.insured_at,
            scheme: self.scheme,
            year,
        };
        settlements::open_year(tx, key, &totals)
    }
}
