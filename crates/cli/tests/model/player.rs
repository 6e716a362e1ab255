//! Everybody's steps, played against the running program and noted on paper.

use domain::Money;
use domain::calendar::days_after;
use domain::facility::{Facility, GradedBefore, Level};
use domain::policy::Library;
use domain::shares::Shares;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::house::{BEGIN, Engine, FACILITIES, HOME, House, PEOPLE, facilities, library, released};
use crate::official::Shelf;
use crate::steps::{Step, What};
use crate::turn::{Somebody, Turn};

const CLERK: &str = "sxk_demo_clerk";
const EDITOR: &str = "sxk_demo_editor";
const PUBLISHER: &str = "sxk_demo_publisher";

/// After how many of their own steps somebody's file is compared with the books.
const CHECK_EVERY: usize = 12;

pub struct Played {
    house: House,
    people: Vec<Somebody>,
    rules: Vec<Library>,
    /// Which of the texts are in force, and where they are on the shelf.
    in_force: (usize, usize),
    facilities: Vec<Facility>,
    today: Date,
    step: usize,
    /// Something changed for everybody, who are gone through one by one.
    is_reviewed: bool,
}

impl Played {
    pub fn set(engine: Engine) -> Played {
        let mut house = House::open(engine);
        let people = PEOPLE
            .iter()
            .map(|(name, since)| Somebody::set(&mut house, name, since))
            .collect();
        Played {
            house,
            people,
            rules: vec![library(0)],
            in_force: (0, 0),
            facilities: facilities(),
            today: BEGIN,
            step: 1,
            is_reviewed: false,
        }
    }

    pub fn sent(&self) -> u64 {
        self.house.sent
    }

    pub fn play(&mut self, step: Step) {
        self.step += 1;
        match step.what {
            What::Sleep { days } => self.sleep(days),
            What::Level { at, level, ago } => self.level(at, level, ago),
            What::Release { rules, corrected } => self.release(rules, corrected),
            _ if self.people[step.who].is_a_clerks => {}
            _ => {
                self.act(step);
                if step.changes_what_stands() {
                    self.leave_to_clerk(step.who);
                }
                self.people[step.who].own_steps += 1;
                if self.people[step.who].own_steps.is_multiple_of(CHECK_EVERY) {
                    self.check(step.who);
                }
            }
        }
    }

    fn act(&mut self, Step { who, way, what }: Step) {
        let mut turn = Turn {
            house: &mut self.house,
            one: &mut self.people[who],
            way,
            step: self.step,
            today: self.today,
            rules: self.in_force.1,
        };
        match what {
            What::Admit { at } => turn.admit(at),
            What::Charge { hundreds, code } => turn.charge(hundreds, code),
            What::GiveBack { which } => turn.give_back(which),
            What::Withdraw => turn.withdraw(),
            What::Interim => turn.interim(),
            What::Leave => turn.leave(),
            What::Whole { at, hundreds } => turn.whole(at, hundreds),
            What::Outpatient { at, hundreds } => turn.outpatient(at, hundreds),
            What::Again { which } => turn.again(which),
            What::TakeBack => turn.take_back(),
            What::Revoke => turn.revoke(),
            What::TooEarly => turn.too_early(),
            What::Cancel { which } => turn.cancel(which),
            What::Reverse { which } => turn.reverse(which),
            What::Late { which } => turn.late(which),
            What::Retire { ago } => turn.retire(ago),
            What::File { at } => turn.file_for(at, "other-temporary"),
            What::AskForLongTerm => turn.file_for(1, "long-term-resident"),
            What::Approve => turn.approve(),
            What::EndFiling { which } => turn.end_filing(which),
            What::Sleep { .. } | What::Level { .. } | What::Release { .. } => {}
        }
    }

    fn sleep(&mut self, days: i32) {
        if days > 0 {
            self.today = days_after(self.today, days);
            self.house.sleep_until(self.today);
        }
    }

    fn level(&mut self, at: usize, level: usize, ago: i32) {
        // What is paid at home at level 1 without a choice is not known, and a clerk's.
        let level = [Level::Tertiary, Level::Secondary][level];
        let since = days_after(self.today, -ago);
        let code = FACILITIES[at];
        let mut all = self.facilities.iter_mut();
        let facility = all.find(|known| known.code.as_str() == code).unwrap();
        facility.before = vec![GradedBefore {
            until: since,
            level: Level::Tertiary,
            grade: facility.grade,
        }];
        facility.level = level;
        let body = json!({
            "number": format!("REG-{}", self.step),
            "level": level,
            "grade": facility.grade,
            "before": [{"until": since, "level": Level::Tertiary, "grade": facility.grade}],
        });
        let path = format!("/api/v1/facilities/{code}/levels");
        self.house.ask(("PUT", &path), CLERK, &body).unwrap();
        (0..self.people.len()).for_each(|who| self.leave_to_clerk(who));
        self.let_review();
    }

    fn release(&mut self, rules: usize, corrected: bool) {
        let rules = (self.in_force.0 + rules) % 3;
        let files = released(rules);
        let body = json!({"place": HOME, "why": "按新文件调整", "files": files
            .iter()
            .map(|file| json!({"name": file.name, "text": file.text}))
            .collect::<Vec<_>>()});
        let drafted = self.house.ask(("POST", "/api/v1/releases"), EDITOR, &body);
        let id = drafted.unwrap()["id"].as_str().unwrap().to_owned();
        let past = if corrected { "corrected" } else { "stand" };
        let body = json!({"why": "核对无误", "past": past});
        let path = format!("/api/v1/releases/{id}/approve");
        self.house.ask(("POST", &path), PUBLISHER, &body).unwrap();
        self.rules.push(library(rules));
        self.in_force = (rules, self.rules.len() - 1);
        if corrected {
            self.corrected_by_rules();
        }
        self.let_review();
    }

    fn corrected_by_rules(&mut self) {
        for one in &mut self.people {
            let settled = one.file.settled.iter_mut();
            settled.for_each(|settled| settled.rules = self.in_force.1);
        }
        (0..self.people.len()).for_each(|who| self.leave_to_clerk(who));
    }

    /// Whose file cannot be worked out without a figure that nobody published is left to a clerk.
    fn leave_to_clerk(&mut self, who: usize) {
        let shelf = Shelf {
            rules: &self.rules,
            facilities: &self.facilities,
        };
        let one = &mut self.people[who];
        one.is_a_clerks |= one.file.is_a_clerks(shelf);
    }

    /// Lets the time pass after which everybody has been gone through.
    fn let_review(&mut self) {
        self.is_reviewed = true;
        self.house.set_clock(self.today);
    }

    /// The books say what the paper says.
    fn check(&mut self, who: usize) {
        if std::mem::take(&mut self.is_reviewed) {
            self.house.let_review();
        }
        if self.people[who].is_a_clerks {
            return;
        }
        if let Some((books, paper)) = self.differs(who) {
            let (name, _) = PEOPLE[who];
            panic!(
                "{name}, step {}: books {books:#?}, paper {paper:#?}",
                self.step
            )
        }
    }

    fn differs(&mut self, who: usize) -> Option<(Vec<String>, Vec<String>)> {
        let paper = self.on_paper(who);
        let books = self.in_books(who);
        (books != paper).then(|| {
            let only = |these: &[String], those: &[String]| {
                let these = these.iter().filter(|line| !those.contains(line));
                these.cloned().collect::<Vec<_>>()
            };
            (only(&books, &paper), only(&paper, &books))
        })
    }

    fn on_paper(&self, who: usize) -> Vec<String> {
        let one = &self.people[who];
        let worked_out = one.file.worked_out(Shelf {
            rules: &self.rules,
            facilities: &self.facilities,
        });
        let settled = one.file.settled.iter();
        let mut lines: Vec<String> = settled
            .map(|settled| stands(settled.id.as_str(), &worked_out.shares[&settled.id]))
            .collect();
        lines.push(format!("account {}", worked_out.account));
        for (year, used) in &worked_out.used {
            let ones = [
                ("admissions", used.admissions),
                ("unfiled", used.unfiled_stays),
            ];
            let ones = ones.map(|(name, count)| (name, i64::from(count)));
            let money = used.counters.iter();
            let money = money.map(|(name, amount)| (name.as_str(), amount.fen()));
            lines.extend(total_lines(year, ones.into_iter().chain(money)));
        }
        lines.sort();
        lines
    }

    fn in_books(&mut self, who: usize) -> Vec<String> {
        let made = self.made(who);
        let person = self.people[who].patients[0].person.clone();
        let made = made["settlements"].as_array().unwrap().iter();
        let live =
            made.filter(|made| made["reversal_of"].is_null() && made["reversed_by"].is_null());
        let mut lines: Vec<String> = live
            .map(|made| {
                let shares: Shares = serde_json::from_value(made["stands"].clone()).unwrap();
                stands(made["settlement"].as_str().unwrap(), &shares)
            })
            .collect();
        let path = format!("/api/v1/people/{person}");
        let shown = self.house.ask(("GET", &path), "", &Value::Null).unwrap();
        lines.push(format!(
            "account {}",
            home_insurance(&shown["enrolments"])["account"]
                .as_str()
                .unwrap()
        ));
        let path = format!("/api/v1/people/{person}/year-to-date");
        let shown = self.house.ask(("GET", &path), "", &Value::Null).unwrap();
        for year in shown["years"].as_array().unwrap() {
            let counters = year["counters"].as_object().unwrap().iter();
            let money = counters.map(|(name, amount)| (name.as_str(), money(amount).fen()));
            let ones = [("admissions", "admissions"), ("unfiled", "unfiled_stays")];
            let ones = ones.map(|(name, field)| (name, year[field].as_i64().unwrap()));
            let label = year["year"].as_str().unwrap();
            lines.extend(total_lines(label, ones.into_iter().chain(money)));
        }
        lines.sort();
        lines
    }

    /// Why something was corrected, once for each time.
    pub fn causes(&mut self) -> Vec<String> {
        let mut causes = vec![];
        for who in 0..self.people.len() {
            let made = self.made(who);
            let made = made["settlements"].as_array().unwrap().iter();
            let made = made.flat_map(|made| made["corrections"].as_array().unwrap().clone());
            causes.extend(made.map(|made| made["cause"].as_str().unwrap().to_owned()));
        }
        causes
    }

    fn made(&mut self, who: usize) -> Value {
        let person = &self.people[who].patients[0].person;
        let path = format!("/api/v1/people/{person}/settlements");
        self.house.ask(("GET", &path), "", &Value::Null).unwrap()
    }

    /// Everybody's file and all the books.
    pub fn check_all(&mut self) {
        (0..self.people.len()).for_each(|who| self.check(who));
        self.house.verify();
    }
}

/// What is not nothing of the running totals of a year.
fn total_lines<'a>(
    year: &'a str,
    totals: impl Iterator<Item = (&'a str, i64)>,
) -> impl Iterator<Item = String> {
    let some = totals.filter(|(_, amount)| *amount != 0);
    some.map(move |(name, amount)| format!("{year} {name} {amount}"))
}

pub fn money(value: &Value) -> Money {
    serde_json::from_value(value.clone()).unwrap()
}

/// The insurance of this world among those that are shown.
pub fn home_insurance(shown: &Value) -> &Value {
    let mut all = shown.as_array().unwrap().iter();
    let ours = all.find(|one| one["insured_at"] == HOME && one["scheme"] == "employee");
    ours.unwrap()
}

fn stands(settlement: &str, shares: &Shares) -> String {
    format!("{settlement} {}", serde_json::to_string(shares).unwrap())
}
