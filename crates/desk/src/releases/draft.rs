//! Drafting a release, and drafting the way back: both are tested at once and wait for a second
//! person.

use domain::files::NamedText;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use store::operators::{Operator, Role};
use store::releases::{self as rows, ApprovalRecord, Release, ReleaseEvent, ReleaseEventKind};
use store::{StoreError, Tx, sha256_hex};

use super::library::latest;
use super::past;
use super::rehearse::{Rehearsal, Rehearsed, Suppose, TestResult};
use super::view::view;
use super::{
    Moved, Office, PlaceFolder, ReleaseActor, ReleaseError, ReleaseView, Request, RequestKey,
};
use crate::operators::field;
use crate::{DeskError, MessageAnswer};

/// The files of a folder, to be released.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Which folder.
    pub place: PlaceFolder,
    /// All its files, cases included, named within the folder.
    pub files: Vec<NamedText>,
    /// Why.
    pub why: String,
}

/// What a request to draft is remembered as.
#[derive(Serialize)]
struct Content<'a> {
    place: &'a str,
    files: Vec<(&'a str, String)>,
    why: &'a str,
}

/// A release about to be written.
#[derive(Clone)]
struct New {
    place: PlaceFolder,
    files: Vec<NamedText>,
    why: String,
    based_on: Option<String>,
    rolls_back: Option<String>,
}

impl Office<'_> {
    /// Drafts a release and tests it. Red or green it is kept; only a green one can be approved.
    pub fn draft(
        &self,
        by: impl Into<ReleaseActor>,
        request: RequestKey<'_>,
        asked: &Draft,
    ) -> Result<MessageAnswer<ReleaseView>, DeskError> {
        let by = &by.into();
        let files = asked.place.whole(&asked.files)?;
        let why = checked_why(&asked.why)?;
        let hashed = files
            .iter()
            .map(|file| (file.name.as_str(), sha256_hex(&[file.text.as_bytes()])));
        let content = Content {
            place: asked.place.as_str(),
            files: hashed.collect(),
            why: &why,
        };
        let request = Request::of(request, "draft", &content);
        self.settled(|| {
            let prepared = self.db.read(|tx: &mut Tx<'_>| {
                let operator = by.in_role(tx, (Role::Editor, asked.place.as_str()))?;
                if let Some(reply) = answered(tx, request.as_ref(), &operator)? {
                    return Ok(Err(reply));
                }
                let approvals = rows::approvals(tx)?;
                let based_on = latest(&approvals, asked.place.as_str());
                let new = New {
                    place: asked.place.clone(),
                    files: files.clone(),
                    why: why.clone(),
                    based_on: based_on.map(|approval| approval.release.clone()),
                    rolls_back: None,
                };
                let rehearsal = self.rehearse(tx, &new, &approvals)?;
                if rehearsal.changes_nothing() {
                    let place = asked.place.as_str().to_owned();
                    return Err(ReleaseError::Unchanged { place }.into());
                }
                Ok::<_, DeskError>(Ok((new, rehearsal)))
            })?;
            match prepared {
                Err(reply) => Ok(MessageAnswer::again(reply)),
                Ok((new, rehearsal)) => {
                    let tested = self.told_past(rehearsal.run(), new.place.as_str())?;
                    self.write(by, (request.as_ref(), Role::Editor), new, tested)
                }
            }
        })
    }

    /// Drafts the way back from a release: the text of before, to be approved by a second person
    /// like any other. Anybody who may draft or publish may ask for it.
    pub fn roll_back(
        &self,
        by: impl Into<ReleaseActor>,
        request: RequestKey<'_>,
        (release, why): (&str, &str),
    ) -> Result<MessageAnswer<ReleaseView>, DeskError> {
        let by = &by.into();
        let why = checked_why(why)?;
        let request = Request::of(request, "roll-back", &(release, &why));
        self.settled(|| {
            let prepared = self.db.read(|tx: &mut Tx<'_>| {
                let operator = by.identify(tx)?;
                if let Some(reply) = answered(tx, request.as_ref(), &operator)? {
                    return Ok(Err(reply));
                }
                let approvals = rows::approvals(tx)?;
                let new = way_back(tx, release, &why, &approvals)?;
                let rehearsal = self.rehearse(tx, &new, &approvals)?;
                let role = match operator.roles.contains(&Role::Publisher) {
                    true => Role::Publisher,
                    false => Role::Editor,
                };
                Ok::<_, DeskError>(Ok((new, rehearsal, role)))
            })?;
            match prepared {
                Err(reply) => Ok(MessageAnswer::again(reply)),
                Ok((new, rehearsal, role)) => {
                    let tested = self.told_past(rehearsal.run(), new.place.as_str())?;
                    self.write(by, (request.as_ref(), role), new, tested)
                }
            }
        })
    }

    /// What checks and cases say of files that are not proposed yet, and what they change. Writes
    /// nothing.
    pub fn try_out(
        &self,
        place: &PlaceFolder,
        files: &[NamedText],
    ) -> Result<TestResult, DeskError> {
        let new = New {
            place: place.clone(),
            files: place.whole(files)?,
            why: String::new(),
            based_on: None,
            rolls_back: None,
        };
        let rehearsal = self.db.read(|tx: &mut Tx<'_>| {
            let approvals = rows::approvals(tx)?;
            self.rehearse(tx, &new, &approvals)
        })?;
        let tested = self.told_past(rehearsal.run(), new.place.as_str())?;
        Ok(tested.result)
    }

    /// What was tested, with what it would change of what was settled.
    pub(super) fn told_past(
        &self,
        mut rehearsed: Rehearsed,
        place: &str,
    ) -> Result<Rehearsed, DeskError> {
        let libraries = rehearsed.libraries.take().filter(|_| rehearsed.is_green());
        if let Some((before, after)) = libraries {
            let of = (self.now, place);
            let read = |tx: &mut Tx<'_>| past::effect(tx, of, (&before, &after));
            rehearsed.result.past = self.db.read(read)?;
        }
        Ok(rehearsed)
    }

    /// The policies as they would be with the draft in force as soon as it may be.
    fn rehearse(
        &self,
        tx: &mut Tx<'_>,
        new: &New,
        approvals: &[ApprovalRecord],
    ) -> Result<Rehearsal, DeskError> {
        let place = new.place.as_str();
        let start = earliest(self.today(), latest(approvals, place));
        let after = with(approvals, (DRAFT, place), start);
        let suppose = Suppose {
            place,
            start,
            before: approvals,
            after: &after,
            drafted: Some((DRAFT, &new.files)),
            needs_cases: new.rolls_back.is_none(),
        };
        Ok(Rehearsal::prepare(tx, self.base, &suppose)?)
    }

    fn write(
        &self,
        by: &ReleaseActor,
        (request, role): (Option<&Request>, Role),
        new: New,
        rehearsed: Rehearsed,
    ) -> Result<MessageAnswer<ReleaseView>, DeskError> {
        let (by, now, today) = (by.clone(), self.now, self.today());
        let request = request.map(|request| Request {
            key: request.key.clone(),
            content: request.content.clone(),
        });
        self.db.transact(move |tx: &mut Tx<'_>| {
            let turn = rows::take_turn(tx)?;
            let operator = by.in_role(tx, (role, new.place.as_str()))?;
            if let Some(reply) = answered(tx, request.as_ref(), &operator)? {
                return Ok(MessageAnswer::again(reply));
            }
            if turn != rehearsed.turn + 1 {
                return Err(Moved.into());
            }
            let release = release_of(tx, &new, &operator, now)?;
            rows::insert(tx, &release, &new.files)?;
            let event = ReleaseEvent {
                release: release.id.clone(),
                turn,
                kind: ReleaseEventKind::Drafted,
                at: now,
                actor: operator.id.clone(),
                drafted_by: operator.id.clone(),
                why: new.why.clone(),
                from: None,
                test: Some(as_text(&rehearsed)),
            };
            happen(tx, &event)?;
            let view = view(tx, &release.id, today)?;
            finish(tx, (request.as_ref(), &operator, now), view)
        })
    }
}

/// What stands for the number of a release that has none yet.
const DRAFT: &str = "draft";

/// The first day on which a release of the folder may come into force.
pub(super) fn earliest(today: Date, latest: Option<&ApprovalRecord>) -> Date {
    latest.map_or(today, |latest| latest.from.max(today))
}

/// The approvals with one more.
pub(super) fn with(
    approvals: &[ApprovalRecord],
    (release, place): (&str, &str),
    from: Date,
) -> Vec<ApprovalRecord> {
    let one_more = ApprovalRecord {
        release: release.to_owned(),
        place: place.to_owned(),
        turn: i64::MAX,
        from,
        rolls_back: None,
    };
    approvals.iter().cloned().chain([one_more]).collect()
}

/// The text a folder had before a release, which must be the latest.
fn way_back(
    tx: &mut Tx<'_>,
    release: &str,
    why: &str,
    approvals: &[ApprovalRecord],
) -> Result<New, DeskError> {
    let unknown = || ReleaseError::Unknown {
        release: release.to_owned(),
    };
    let undone = rows::find(tx, release)?.ok_or_else(unknown)?;
    let latest = latest(approvals, &undone.place).map(|approval| approval.release.clone());
    if latest.as_deref() != Some(release) {
        let release = release.to_owned();
        return Err(ReleaseError::NotLatest { release, latest }.into());
    }
    let files = match &undone.based_on {
        Some(before) => rows::files(tx, before)?,
        None => Vec::new(),
    };
    Ok(New {
        place: undone.place.parse()?,
        files,
        why: why.to_owned(),
        based_on: latest,
        rolls_back: Some(undone.id),
    })
}

fn release_of(
    tx: &mut Tx<'_>,
    new: &New,
    operator: &Operator,
    now: Timestamp,
) -> Result<Release, StoreError> {
    let place = new.place.as_str();
    let ordinal = rows::next_ordinal(tx, place)?;
    Ok(Release {
        id: format!("{place}-{ordinal}"),
        place: place.to_owned(),
        ordinal,
        drafted_by: operator.id.clone(),
        drafted_at: now,
        why: new.why.clone(),
        based_on: new.based_on.clone(),
        rolls_back: new.rolls_back.clone(),
    })
}

/// Appends an event, to the release and to the audit.
pub(super) fn happen(tx: &mut Tx<'_>, event: &ReleaseEvent) -> Result<(), StoreError> {
    rows::append(tx, event)?;
    let from = event.from.map(|day| day.to_string()).unwrap_or_default();
    let head = store::audit::head(tx, store::audit::RELEASES)?;
    let test = event.test.as_deref().unwrap_or_default();
    let entry = store::audit::AuditEntry {
        chain: store::audit::RELEASES,
        at: event.at,
        actor: &event.actor,
        action: event.kind.word(),
        object: &event.release,
        reason: &event.why,
        digest: &sha256_hex(&[from.as_bytes(), b"\n", test.as_bytes()]),
    };
    store::audit::append(tx, &head, &entry).map(|_| ())
}

pub(super) fn as_text(rehearsed: &Rehearsed) -> String {
    serde_json::to_string(&rehearsed.result).expect("a test result always serialises")
}

/// Answers with the release as it stands, and remembers the answer.
pub(super) fn finish(
    tx: &mut Tx<'_>,
    (request, operator, now): (Option<&Request>, &Operator, Timestamp),
    view: ReleaseView,
) -> Result<MessageAnswer<ReleaseView>, DeskError> {
    let reply = serde_json::to_vec(&view).expect("a release always serialises");
    if let Some(request) = request {
        request.remember(tx, (&operator.id, now), &reply)?;
    }
    Ok(MessageAnswer::first(view, reply))
}

pub(super) fn answered(
    tx: &mut Tx<'_>,
    request: Option<&Request>,
    operator: &Operator,
) -> Result<Option<Vec<u8>>, DeskError> {
    match request {
        Some(request) => request.answered(tx, &operator.id),
        None => Ok(None),
    }
}

/// A reason somebody can read later.
pub(super) fn checked_why(why: &str) -> Result<String, DeskError> {
    let why = why.trim();
    let is_short = (1..=500).contains(&why.chars().count());
    match is_short && !why.chars().any(char::is_control) {
        true => Ok(why.to_owned()),
        false => Err(field(
            "why",
            "请写明原因：1 至 500 个字符，不含控制字符",
            "say why, in 1 to 500 characters, none of them a control character",
        )),
    }
}
