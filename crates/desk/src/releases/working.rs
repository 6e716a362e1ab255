//! What editors are still changing in the folder of a place, before it is proposed: one draft a
//! place, kept as the files that differ. Each save names the version it was made on, so that
//! nobody writes over what they have not seen; what nobody touched follows what is approved.

use std::collections::BTreeMap;

use domain::files::NamedText;
use domain::policy::Library;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::operators::Role;
use store::policy_drafts::{self as rows, PolicyDraftRow};
use store::releases as approved;
use store::{StoreError, Tx, operators, sha256_hex};
use workbench::judge::{Finding, unusable};

use super::draft::earliest;
use super::library::{in_force, latest, texts};
use super::{Draft, Office, PlaceFolder, ReleaseActor, ReleaseError, ReleaseState, Who};
use crate::DeskError;
use crate::query::pack_hash;

/// A file to be saved: its full name and text; none for a file that will not be there.
pub type SavedFile = (String, Option<String>);

/// What is being changed in a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingDraft {
    /// The folder.
    pub place: PlaceFolder,
    /// How often it was saved; 0 where nothing was yet.
    pub version: i64,
    /// Who began it, and when.
    pub begun: Option<(Who, Timestamp)>,
    /// Who saved it last, and when.
    pub saved: Option<(Who, Timestamp)>,
    /// The files of the folder as approved last.
    pub base: Vec<NamedText>,
    /// The same with what the draft changes.
    pub files: Vec<NamedText>,
    /// Files it changes.
    pub touched: Vec<String>,
    /// Files it changes of which the approved text is another than it was made on.
    pub moved: Vec<String>,
}

impl WorkingDraft {
    /// It, as somebody sees it now.
    pub fn seen(&self) -> DraftSeen {
        DraftSeen {
            place: self.place.clone(),
            version: self.version,
            begun: self.begun.as_ref().map_or(0, |(_, at)| at.as_microsecond()),
        }
    }

    /// A file by its full name, as the draft has it.
    pub fn file(&self, name: &str) -> Option<&NamedText> {
        self.files.iter().find(|file| file.name == name)
    }

    /// A file by its full name, as approved.
    pub fn base_of(&self, name: &str) -> Option<&NamedText> {
        self.base.iter().find(|file| file.name == name)
    }
}

/// A draft as somebody saw it.
#[derive(Clone, Debug)]
pub struct DraftSeen {
    /// The folder.
    pub place: PlaceFolder,
    /// How often it had been saved.
    pub version: i64,
    /// When it was begun, in microseconds: versions of a later draft count from one again.
    pub begun: i64,
}

impl DraftSeen {
    /// What proposing it is remembered by.
    fn key(&self) -> String {
        format!("{}-{}-{}", self.place, self.begun, self.version)
    }

    /// The release it became, if it was proposed.
    fn proposed(&self, tx: &mut Tx<'_>, by: &ReleaseActor) -> Result<Option<String>, DeskError> {
        let operator = by.in_role(tx, (Role::Editor, self.place.as_str()))?;
        let answered = operators::answered(tx, &operator.id, &self.key())?;
        Ok(answered.map(|answered| release_of(answered.reply.as_bytes())))
    }
}

/// The number of the release that an answer tells of.
fn release_of(reply: &[u8]) -> String {
    #[derive(Default, Deserialize)]
    struct Told {
        id: String,
    }
    serde_json::from_slice::<Told>(reply).unwrap_or_default().id
}

/// What is kept of a draft.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Body {
    files: BTreeMap<String, Kept>,
}

/// A file as it is kept: the text, and what it was made on.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Kept {
    text: Option<String>,
    made_on: String,
}

fn body_of(row: Option<&PolicyDraftRow>) -> Result<Body, StoreError> {
    let Some(row) = row else {
        return Ok(Body::default());
    };
    let unread = |error| StoreError::Row(format!("draft of {}: {error}", row.place));
    serde_json::from_str(&row.body).map_err(unread)
}

fn hash_of(text: Option<&NamedText>) -> String {
    text.map_or_else(String::new, |file| sha256_hex(&[file.text.as_bytes()]))
}

impl Office<'_> {
    /// The draft of a place, and what it stands on; nothing is written by looking at it.
    pub fn working(&self, place: &PlaceFolder) -> Result<WorkingDraft, DeskError> {
        Ok(self.db.read(|tx: &mut Tx<'_>| self.working_in(tx, place))?)
    }

    /// Drafts that somebody began, the one saved last first.
    pub fn working_drafts(&self) -> Result<Vec<WorkingDraft>, DeskError> {
        let places = self.db.read::<_, StoreError, _>(rows::all)?;
        let places = places.into_iter().map(|row| row.place.parse());
        let places: Vec<PlaceFolder> = places.collect::<Result<_, ReleaseError>>()?;
        places.iter().map(|place| self.working(place)).collect()
    }

    /// What keeps the draft from being used, but for cases: told at once, as it takes no long look.
    pub fn check_working(&self, draft: &WorkingDraft) -> Result<Vec<Finding>, DeskError> {
        let all = self.with_files(&draft.place, &draft.base)?;
        let mut after = all.clone();
        after.retain(|file| !draft.place.holds(&file.name));
        after.extend(draft.files.iter().cloned());
        after.sort_by(|a, b| a.name.cmp(&b.name));
        let mut found = unusable(&after, &all, pack_hash);
        if found.is_empty()
            && let Err(problems) = Library::parse(&after, pack_hash)
        {
            found.extend(problems.into_iter().map(Finding::from));
        }
        Ok(found)
    }

    /// The rules as they would be with the draft.
    pub fn library_with(&self, draft: &WorkingDraft) -> Result<Option<Library>, DeskError> {
        let all = self.with_files(&draft.place, &draft.files)?;
        Ok(Library::parse(&all, pack_hash).ok())
    }

    /// All texts in use, with these in place of a folder's.
    fn with_files(
        &self,
        place: &PlaceFolder,
        files: &[NamedText],
    ) -> Result<Vec<NamedText>, DeskError> {
        let today = self.today();
        let mut all = self.db.read::<_, StoreError, _>(|tx: &mut Tx<'_>| {
            let approvals = approved::approvals(tx)?;
            texts(tx, self.base, &in_force(&approvals, today), None)
        })?;
        all.retain(|file| !place.holds(&file.name));
        all.extend(files.iter().cloned());
        all.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(all)
    }

    /// Saves files in the draft of a place, over the version that was seen. Files that are as
    /// approved are no part of it; without any the draft is gone.
    pub fn save_working(
        &self,
        by: impl Into<ReleaseActor>,
        (place, seen): (&PlaceFolder, i64),
        files: &[SavedFile],
    ) -> Result<WorkingDraft, DeskError> {
        let (by, place, files) = (by.into(), place.clone(), files.to_vec());
        let named = files.iter().map(|(name, text)| NamedText {
            name: name.clone(),
            text: text.clone().unwrap_or_default(),
        });
        let whole = place.whole(&named.collect::<Vec<_>>())?;
        let known: Vec<String> = whole.into_iter().map(|file| file.name).collect();
        let of_place = files.iter().find(|(name, _)| !known.contains(name));
        if let Some((name, _)) = of_place {
            return Err(ReleaseError::Files {
                name: name.clone(),
                rule: domain::say!("不是 {place} 的文件", "it is no file of {place}"),
            }
            .into());
        }
        let base = self
            .db
            .read(|tx: &mut Tx<'_>| self.approved_files(tx, &place))?;
        let now = self.now;
        let saved = place.clone();
        self.db.transact(move |tx: &mut Tx<'_>| {
            let operator = by.in_role(tx, (Role::Editor, place.as_str()))?;
            let row = unmoved(tx, (place.as_str(), seen))?;
            let mut body = body_of(row.as_ref())?;
            for (name, text) in &files {
                let standing = base.iter().find(|file| file.name == *name);
                if standing.map(|file| &file.text) == text.as_ref() {
                    body.files.remove(name);
                    continue;
                }
                let made_on = hash_of(standing);
                let text = text.clone();
                body.files.insert(name.clone(), Kept { text, made_on });
            }
            if body.files.is_empty() {
                return Ok::<_, DeskError>(rows::remove(tx, place.as_str())?);
            }
            let begun = row.map(|row| (row.begun_by, row.begun_at));
            let (begun_by, begun_at) = begun.unwrap_or_else(|| (operator.id.clone(), now));
            let row = PolicyDraftRow {
                place: place.as_str().to_owned(),
                version: seen + 1,
                begun_by,
                begun_at,
                saved_by: operator.id,
                saved_at: now,
                body: serde_json::to_string(&body).expect("texts by name are JSON"),
            };
            Ok(rows::put(tx, &row)?)
        })?;
        self.working(&saved)
    }

    /// Gives a draft up.
    pub fn discard_working(
        &self,
        by: impl Into<ReleaseActor>,
        (place, seen): (&PlaceFolder, i64),
    ) -> Result<(), DeskError> {
        let (by, place) = (by.into(), place.clone());
        self.db.transact(move |tx: &mut Tx<'_>| {
            by.in_role(tx, (Role::Editor, place.as_str()))?;
            unmoved(tx, (place.as_str(), seen))?;
            Ok(rows::remove(tx, place.as_str())?)
        })
    }

    /// Proposes the draft as a release, and takes it off the table. Asked twice it is one release.
    pub fn propose_working(
        &self,
        by: impl Into<ReleaseActor>,
        draft: &DraftSeen,
        why: &str,
    ) -> Result<String, DeskError> {
        let by = by.into();
        let (place, seen) = (&draft.place, draft.version);
        if let Some(release) = self.db.read(|tx: &mut Tx<'_>| draft.proposed(tx, &by))? {
            return Ok(release);
        }
        let working = self.working(place)?;
        let stands = self
            .db
            .read(|tx: &mut Tx<'_>| unmoved(tx, (place.as_str(), seen)));
        if stands?.is_none() {
            let place = place.name().zh;
            return Err(ReleaseError::NoDraft { place }.into());
        }
        if let Some(name) = working.moved.first() {
            return Err(ReleaseError::Files {
                name: name.clone(),
                rule: domain::say!(
                    "写草稿以后，这个文件又有新的规定获批；请先在草稿页选用哪一种",
                    "another text of it was approved since the draft was begun; choose one first"
                ),
            }
            .into());
        }
        let proposed = Draft {
            place: place.clone(),
            files: working.files,
            why: why.to_owned(),
        };
        let answer = self.draft(by, Some(draft.key().as_str()), &proposed)?;
        let place = place.clone();
        self.db.transact(move |tx: &mut Tx<'_>| {
            let unchanged = rows::find(tx, place.as_str())?.is_some_and(|row| row.version == seen);
            match unchanged {
                true => rows::remove(tx, place.as_str()),
                false => Ok::<_, StoreError>(()),
            }
        })?;
        Ok(release_of(&answer.reply))
    }

    /// Puts what a refused or withdrawn release said back into the draft of its place, where none
    /// is being written.
    pub fn reopen(
        &self,
        by: impl Into<ReleaseActor>,
        release: &str,
    ) -> Result<WorkingDraft, DeskError> {
        let view = self.release(release)?;
        let summary = &view.summary;
        if !matches!(
            summary.state,
            ReleaseState::Refused | ReleaseState::Withdrawn
        ) {
            let (release, state) = (release.to_owned(), summary.state.name());
            return Err(ReleaseError::Decided { release, state }.into());
        }
        let place: PlaceFolder = summary.place.parse()?;
        let said = |tx: &mut Tx<'_>| approved::files(tx, release);
        let said = self.db.read::<_, StoreError, _>(said)?;
        let base = self.working(&place)?.base;
        let gone = base
            .iter()
            .filter(|file| said.iter().all(|one| one.name != file.name));
        let gone = gone.map(|file| (file.name.clone(), None));
        let files = said
            .iter()
            .map(|file| (file.name.clone(), Some(file.text.clone())));
        let files: Vec<SavedFile> = files.chain(gone).collect();
        self.save_working(by, (&place, 0), &files)
    }

    fn working_in(&self, tx: &mut Tx<'_>, place: &PlaceFolder) -> Result<WorkingDraft, StoreError> {
        let base = self.approved_files(tx, place)?;
        let row = rows::find(tx, place.as_str())?;
        let body = body_of(row.as_ref())?;
        let mut files = base.clone();
        let mut moved = Vec::new();
        for (name, kept) in &body.files {
            let standing = base.iter().find(|file| file.name == *name);
            if hash_of(standing) != kept.made_on {
                moved.push(name.clone());
            }
            files.retain(|file| file.name != *name);
            let (name, text) = (name.clone(), kept.text.clone());
            files.extend(text.map(|text| NamedText { name, text }));
        }
        files.sort_by(|a, b| a.name.cmp(&b.name));
        let mut who = |id: &str| -> Result<Who, StoreError> {
            let found = operators::find(tx, id)?;
            let name = found.map_or_else(String::new, |found| found.name);
            let id = id.to_owned();
            Ok(Who { id, name })
        };
        let begun = row
            .as_ref()
            .map(|row| Ok::<_, StoreError>((who(&row.begun_by)?, row.begun_at)));
        let begun = begun.transpose()?;
        let saved = row
            .as_ref()
            .map(|row| Ok::<_, StoreError>((who(&row.saved_by)?, row.saved_at)));
        let saved = saved.transpose()?;
        Ok(WorkingDraft {
            place: place.clone(),
            version: row.map_or(0, |row| row.version),
            begun,
            saved,
            base,
            files,
            touched: body.files.into_keys().collect(),
            moved,
        })
    }

    /// The files of a folder as approved last, whether their day has come or not.
    fn approved_files(
        &self,
        tx: &mut Tx<'_>,
        place: &PlaceFolder,
    ) -> Result<Vec<NamedText>, StoreError> {
        let approvals = approved::approvals(tx)?;
        let start = earliest(self.today(), latest(&approvals, place.as_str()));
        let mut all = texts(tx, self.base, &in_force(&approvals, start), None)?;
        all.retain(|file| place.holds(&file.name));
        Ok(all)
    }
}

/// The draft as it was seen, or that somebody saved it since.
fn unmoved(
    tx: &mut Tx<'_>,
    (place, seen): (&str, i64),
) -> Result<Option<PolicyDraftRow>, DeskError> {
    let row = rows::find(tx, place)?;
    let version = row.as_ref().map_or(0, |row| row.version);
    if version == seen {
        return Ok(row);
    }
    let by = match &row {
        Some(row) => operators::find(tx, &row.saved_by)?,
        None => None,
    };
    Err(ReleaseError::Moved {
        place: super::place::name_of(place).zh,
        by: by.map_or_else(String::new, |by| by.name),
    }
    .into())
}
