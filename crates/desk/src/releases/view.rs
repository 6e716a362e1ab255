//! A release as people see it: where it stands, who did what when and why, what was tested, what it
//! changes.

use std::collections::BTreeMap;

use domain::policy::Library;
use domain::{Bilingual, word_list};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use store::releases::{self as rows, ApprovalRecord, Release, ReleaseEvent, ReleaseEventKind};
use store::{StoreError, Tx, operators, sha256_hex};

use super::place::name_of;
use super::{Office, ReleaseError, TestResult};
use crate::DeskError;
use crate::operators::{Operator, OperatorKey, identify};

word_list! {
    /// Where a release stands.
    ReleaseState {
        /// Waiting for a second person.
        Draft = "draft", "待审批", "a draft";
        /// Refused.
        Refused = "refused", "不予批准", "refused";
        /// Taken back.
        Withdrawn = "withdrawn", "已撤回", "withdrawn";
        /// Approved; its day has not come.
        Scheduled = "scheduled", "待施行", "scheduled";
        /// Decides.
        InForce = "in-force", "施行中", "in force";
        /// A later one took its place.
        Superseded = "superseded", "已被取代", "superseded";
        /// Undone by a later one.
        RolledBack = "rolled-back", "已回退", "rolled back";
    }
}

impl ReleaseState {
    /// In words.
    pub fn name(self) -> Bilingual {
        domain::text::Named::name(&self)
    }
}

/// An operator, for those who read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Who {
    /// Its number.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A release in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Summary {
    /// Its number.
    pub id: String,
    /// The folder: a division code, or `national`.
    pub place: String,
    /// What people call the place.
    pub place_name: Bilingual,
    /// Where it stands today.
    pub state: ReleaseState,
    /// Why it was drafted.
    pub why: String,
    /// Who drafted it.
    pub drafted_by: Who,
    /// When.
    pub drafted_at: Timestamp,
    /// The latest approved release of the place when it was drafted.
    pub based_on: Option<String>,
    /// The release it undoes.
    pub rolls_back: Option<String>,
    /// The first day it is in force, if approved.
    pub in_force_from: Option<Date>,
    /// The first day it is no longer, if another follows.
    pub in_force_until: Option<Date>,
}

/// A release in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ReleaseView {
    /// In short.
    #[serde(flatten)]
    pub summary: Summary,
    /// Its files with the hashes of their texts; none when it leads back to what is installed.
    pub files: BTreeMap<String, String>,
    /// The latest test in full: findings, changes, cases dropped.
    pub test: Option<TestResult>,
    /// What happened, oldest first.
    pub events: Vec<EventView>,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct EventView {
    /// What.
    pub what: ReleaseEventKind,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Who,
    /// Why.
    pub why: String,
    /// In force from this day on.
    pub from: Option<Date>,
    /// What was tested.
    pub test: Option<TestInShort>,
}

/// A test in numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct TestInShort {
    /// Days whose policies were tested.
    pub days: Vec<Date>,
    /// Cases that came out.
    pub passed: usize,
    /// Things that do not hold.
    pub findings: usize,
    /// Cases no longer there.
    pub cases_dropped: usize,
    /// Cases that expect or ask something else.
    pub cases_changed: usize,
}

impl Office<'_> {
    /// All releases, newest first.
    pub fn releases(&self) -> Result<Vec<Summary>, DeskError> {
        let today = self.today();
        let list = |tx: &mut Tx<'_>| {
            let (approvals, names) = (rows::approvals(tx)?, names(tx)?);
            let mut events: BTreeMap<String, Vec<ReleaseEvent>> = BTreeMap::new();
            for event in rows::all_events(tx)? {
                events.entry(event.release.clone()).or_default().push(event);
            }
            let short = |release: Release| {
                let events = events.get(&release.id).map_or(&[][..], Vec::as_slice);
                summary(&release, events, (&approvals, &names), today)
            };
            Ok(rows::all(tx)?.into_iter().map(short).collect())
        };
        Ok(self.db.read::<_, StoreError, _>(list)?)
    }

    /// Releases, newest first: so many from the first one on, each with its latest test.
    pub fn releases_told(
        &self,
        (first, count): (usize, usize),
    ) -> Result<Vec<(Summary, Option<TestResult>)>, DeskError> {
        let all = self.releases()?.into_iter().skip(first).take(count);
        let asked: Vec<Summary> = all.collect();
        let told = |tx: &mut Tx<'_>| {
            let with_test = asked.iter().map(|summary| {
                let events = rows::events(tx, &summary.id)?;
                let tested = events.iter().rev().find(|event| event.test.is_some());
                let test = tested.map(test_of).transpose()?.flatten();
                Ok((summary.clone(), test))
            });
            with_test.collect::<Result<_, StoreError>>()
        };
        Ok(self.db.read::<_, StoreError, _>(told)?)
    }

    /// One release in full.
    pub fn release(&self, id: &str) -> Result<ReleaseView, DeskError> {
        self.db.read(|tx: &mut Tx<'_>| view(tx, id, self.today()))
    }

    /// The operator whose key this is.
    pub fn identify(&self, key: &OperatorKey) -> Result<Operator, DeskError> {
        self.db.read(|tx: &mut Tx<'_>| identify(tx, key))
    }

    /// The library in use now, without facilities and catalogues.
    pub fn library(&self) -> Result<Library, DeskError> {
        Ok(self.reference()?.library)
    }
}

/// A release as it stands on a day.
pub(super) fn view(tx: &mut Tx<'_>, id: &str, today: Date) -> Result<ReleaseView, DeskError> {
    let unknown = || ReleaseError::Unknown {
        release: id.to_owned(),
    };
    let release = rows::find(tx, id)?.ok_or_else(unknown)?;
    let (approvals, names) = (rows::approvals(tx)?, names(tx)?);
    let events = rows::events(tx, id)?;
    let files = rows::files(tx, id)?;
    let hashed = files.into_iter().map(|file| {
        let hash = sha256_hex(&[file.text.as_bytes()]);
        (file.name, hash)
    });
    let mut shown = Vec::new();
    let mut latest = None;
    for event in &events {
        let test = test_of(event)?;
        shown.push(show(event, test.as_ref(), &names));
        latest = test.or(latest);
    }
    Ok(ReleaseView {
        summary: summary(&release, &events, (&approvals, &names), today),
        files: hashed.collect(),
        test: latest,
        events: shown,
    })
}

type Names = BTreeMap<String, String>;

fn names(tx: &mut Tx<'_>) -> Result<Names, StoreError> {
    let all = operators::all(tx)?.into_iter();
    Ok(all.map(|operator| (operator.id, operator.name)).collect())
}

fn who(id: &str, names: &Names) -> Who {
    Who {
        id: id.to_owned(),
        name: names.get(id).cloned().unwrap_or_default(),
    }
}

fn summary(
    release: &Release,
    events: &[ReleaseEvent],
    (approvals, names): (&[ApprovalRecord], &Names),
    today: Date,
) -> Summary {
    let stands = approvals.iter().find(|known| known.release == release.id);
    let next = stands.and_then(|stands| following(stands, approvals));
    Summary {
        id: release.id.clone(),
        place: release.place.clone(),
        place_name: name_of(&release.place),
        state: state_of(release, events, approvals, today),
        why: release.why.clone(),
        drafted_by: who(&release.drafted_by, names),
        drafted_at: release.drafted_at,
        based_on: release.based_on.clone(),
        rolls_back: release.rolls_back.clone(),
        in_force_from: stands.map(|stands| stands.from),
        in_force_until: next.map(|next| next.from),
    }
}

/// The approval that takes another's place.
fn following<'a>(
    stands: &ApprovalRecord,
    approvals: &'a [ApprovalRecord],
) -> Option<&'a ApprovalRecord> {
    let mut same_place = approvals.iter().filter(|next| next.place == stands.place);
    same_place.find(|next| next.turn > stands.turn)
}

/// Where a release stands on a day.
pub(super) fn state_of(
    release: &Release,
    events: &[ReleaseEvent],
    approvals: &[ApprovalRecord],
    today: Date,
) -> ReleaseState {
    let has = |kind| events.iter().any(|event| event.kind == kind);
    if has(ReleaseEventKind::Withdrawn) {
        return ReleaseState::Withdrawn;
    }
    if has(ReleaseEventKind::Refused) {
        return ReleaseState::Refused;
    }
    let Some(stands) = approvals.iter().find(|known| known.release == release.id) else {
        return ReleaseState::Draft;
    };
    let next = following(stands, approvals);
    match next.filter(|next| next.from <= today || next.from == stands.from) {
        Some(next) if next.rolls_back.as_ref() == Some(&release.id) => ReleaseState::RolledBack,
        Some(_) => ReleaseState::Superseded,
        None if stands.from <= today => ReleaseState::InForce,
        None => ReleaseState::Scheduled,
    }
}

fn test_of(event: &ReleaseEvent) -> Result<Option<TestResult>, StoreError> {
    let read = |text: &String| {
        let unread = |error| StoreError::Row(format!("test of {}: {error}", event.release));
        serde_json::from_str(text).map_err(unread)
    };
    event.test.as_ref().map(read).transpose()
}

fn show(event: &ReleaseEvent, test: Option<&TestResult>, names: &Names) -> EventView {
    let in_short = |test: &TestResult| TestInShort {
        days: test.days.clone(),
        passed: test.passed,
        findings: test.findings.len(),
        cases_dropped: test.changes.cases_dropped.len(),
        cases_changed: test.changes.cases_changed.len(),
    };
    EventView {
        what: event.kind,
        at: event.at,
        by: who(&event.actor, names),
        why: event.why.clone(),
        from: event.from,
        test: test.map(in_short),
    }
}
