//! Releases of policy as callers see them.

use std::collections::BTreeMap;

use utoipa::ToSchema;

use super::{Bilingual, Day, FileFate, RegionCode, ReleaseEventKind, ReleaseState, Scheme};

/// An operator.
#[derive(Debug, ToSchema)]
pub struct Who {
    /// Its number.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A release in short.
#[derive(Debug, ToSchema)]
pub struct ReleaseInShort {
    /// Its number.
    #[schema(example = "440300-2")]
    pub id: String,
    /// The folder: a division code, or `national`.
    #[schema(example = "440300")]
    pub place: String,
    /// What people call the place.
    pub place_name: Bilingual,
    /// Where it stands today.
    pub state: ReleaseState,
    /// Why it was drafted.
    pub why: String,
    /// Who drafted it.
    pub drafted_by: Who,
    /// When, an instant (RFC 3339).
    pub drafted_at: String,
    /// The latest approved release of the place when it was drafted.
    pub based_on: Option<String>,
    /// The release it undoes.
    pub rolls_back: Option<String>,
    /// The first day it is in force, if approved.
    pub in_force_from: Option<Day>,
    /// The first day it is no longer, if another follows.
    pub in_force_until: Option<Day>,
}

/// A release in full.
#[derive(Debug, ToSchema)]
pub struct Release {
    /// Its number.
    #[schema(example = "440300-2")]
    pub id: String,
    /// The folder: a division code, or `national`.
    #[schema(example = "440300")]
    pub place: String,
    /// What people call the place.
    pub place_name: Bilingual,
    /// Where it stands today.
    pub state: ReleaseState,
    /// Why it was drafted.
    pub why: String,
    /// Who drafted it.
    pub drafted_by: Who,
    /// When, an instant (RFC 3339).
    pub drafted_at: String,
    /// The latest approved release of the place when it was drafted.
    pub based_on: Option<String>,
    /// The release it undoes.
    pub rolls_back: Option<String>,
    /// The first day it is in force, if approved.
    pub in_force_from: Option<Day>,
    /// The first day it is no longer, if another follows.
    pub in_force_until: Option<Day>,
    /// Its files with the hashes of their texts; none when it leads back to what is installed.
    pub files: BTreeMap<String, String>,
    /// The latest test in full.
    pub test: Option<Test>,
    /// What happened, oldest first.
    pub events: Vec<ReleaseEvent>,
}

/// What checks and cases said of a release, and what it changes.
#[derive(Debug, ToSchema)]
pub struct Test {
    /// Days whose policies were tested.
    pub days: Vec<Day>,
    /// Packs checked on the first of them.
    pub packs: usize,
    /// Cases that came out on the first of them.
    pub passed: usize,
    /// What does not hold; a release with any cannot be approved.
    pub findings: Vec<Finding>,
    /// Packs that are not what they were before.
    pub new_packs: Vec<NewPack>,
    /// What differs from the folder as it was before.
    pub changes: Changes,
}

/// One thing that does not hold.
#[derive(Debug, ToSchema)]
pub struct Finding {
    /// Stable word, such as `gap` or `case-failed`.
    pub code: String,
    /// File name.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The case that does not come out, by its name.
    pub case: Option<String>,
    /// What is wrong.
    pub message: Bilingual,
    /// What to do.
    pub next: Bilingual,
}

/// A pack that a release brings, or changes by what the pack inherits.
#[derive(Debug, ToSchema)]
pub struct NewPack {
    /// Insured place.
    pub region: RegionCode,
    /// Scheme.
    pub scheme: Scheme,
    /// Its hash; the text is at `/api/v1/policies/{hash}/text`.
    pub hash: String,
}

/// What differs between two states of a folder.
#[derive(Debug, ToSchema)]
pub struct Changes {
    /// Files with another text, by name.
    pub files: Vec<FileChange>,
    /// Cases that are no longer there.
    pub cases_dropped: Vec<CaseName>,
    /// Cases that ask or expect something else.
    pub cases_changed: Vec<CaseChange>,
    /// How many cases are new.
    pub cases_added: usize,
}

/// A file with another text.
#[derive(Debug, ToSchema)]
pub struct FileChange {
    /// File name.
    pub name: String,
    /// What became of it.
    pub fate: FileFate,
    /// Rows that differ; none for files of cases.
    pub rows: Vec<RowChange>,
}

/// A row that differs, as it is written.
#[derive(Debug, ToSchema)]
pub struct RowChange {
    /// The table, such as `rate`.
    pub table: String,
    /// What was there.
    pub before: Option<String>,
    /// What is there now.
    pub after: Option<String>,
}

/// A case by its place and name.
#[derive(Debug, ToSchema)]
pub struct CaseName {
    /// File name.
    pub file: String,
    /// Its name.
    pub name: String,
}

/// A case that asks or expects something else.
#[derive(Debug, ToSchema)]
pub struct CaseChange {
    /// File name.
    pub file: String,
    /// Its name.
    pub name: String,
    /// What it expected.
    pub expected_before: String,
    /// What it expects now.
    pub expects_now: String,
    /// Whether who, where or how much is asked differs too.
    pub asks_otherwise: bool,
}

/// One thing that happened to a release.
#[derive(Debug, ToSchema)]
pub struct ReleaseEvent {
    /// What.
    pub what: ReleaseEventKind,
    /// When, an instant (RFC 3339).
    pub at: String,
    /// Who.
    pub by: Who,
    /// Why.
    pub why: String,
    /// In force from this day on.
    pub from: Option<Day>,
    /// What was tested.
    pub test: Option<TestInShort>,
}

/// A test in numbers.
#[derive(Debug, ToSchema)]
pub struct TestInShort {
    /// Days whose policies were tested.
    pub days: Vec<Day>,
    /// Cases that came out.
    pub passed: usize,
    /// Things that do not hold.
    pub findings: usize,
    /// Cases no longer there.
    pub cases_dropped: usize,
    /// Cases that expect or ask something else.
    pub cases_changed: usize,
}
