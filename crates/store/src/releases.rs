//! Releases of policy: all files of one folder, and what happened to them. Appended, never edited;
//! where a release stands is read from its events.

use domain::files::NamedText;
use domain::word_list;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::seal::sha256_hex;
use crate::tx::{Insert, Tx};
use crate::value::{Row, Value};
use crate::{StoreError, kept, packs, values};

word_list! {
    /// What happened to a release.
    ReleaseEventKind {
        /// Somebody drafted it, and it was tested.
        Drafted = "drafted", "起草", "drafted";
        /// Somebody wanted to approve it, and something was red.
        Tested = "tested", "测试未通过", "tested, not green";
        /// A second person approved it, from a day.
        Approved = "approved", "批准", "approved";
        /// A second person refused it.
        Refused = "refused", "不予批准", "refused";
        /// Taken back: a draft, or what was approved but is not in force yet.
        Withdrawn = "withdrawn", "撤回", "withdrawn";
    }
}

/// A release as it was drafted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// Its number: the folder and a count, `440300-2`.
    pub id: String,
    /// The folder of policies: a division code, or `national`.
    pub place: String,
    /// Which release of the folder.
    pub ordinal: i64,
    /// Who drafted it.
    pub drafted_by: String,
    /// When.
    pub drafted_at: Timestamp,
    /// Why.
    pub why: String,
    /// The latest approved release of the folder when it was drafted.
    pub based_on: Option<String>,
    /// The release it undoes.
    pub rolls_back: Option<String>,
}

/// One thing that happened to a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseEvent {
    /// Which release.
    pub release: String,
    /// Counts everything that happened to any release.
    pub turn: i64,
    /// What.
    pub kind: ReleaseEventKind,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// Who drafted the release, for the check that approving takes a second person.
    pub drafted_by: String,
    /// Why.
    pub why: String,
    /// Approved from this day on.
    pub from: Option<Date>,
    /// What checks and cases said, as JSON.
    pub test: Option<String>,
}

/// An approval that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovalRecord {
    /// Which release.
    pub release: String,
    /// Its folder.
    pub place: String,
    /// When it was approved, among all that happened.
    pub turn: i64,
    /// In force from this day on.
    pub from: Date,
    /// The release it undoes.
    pub rolls_back: Option<String>,
}

/// Whose the digests of releases are.
pub(crate) const RELEASES_OWNER: &str = "#release";

/// Takes the turn of releases: others that change one wait until this transaction ends. Returns
/// its number, which counts the changes in commit order.
pub fn take_turn(tx: &mut Tx) -> Result<i64, StoreError> {
    tx.execute("UPDATE release_turn SET turn = turn + 1", &[])?;
    let turn = turn(tx)?;
    kept::keep(tx, (RELEASES_OWNER, "turn"), "turn", &values![turn])?;
    Ok(turn)
}

/// How many changes there have been. Costs one row; who keeps policies in memory asks often.
pub fn turn(tx: &mut Tx) -> Result<i64, StoreError> {
    tx.one("SELECT turn FROM release_turn", &[])?.integer()
}

/// The number the next release of a folder gets. Ask within a turn.
pub fn next_ordinal(tx: &mut Tx, place: &str) -> Result<i64, StoreError> {
    const LAST: &str = "SELECT COALESCE(MAX(ordinal), 0) FROM policy_release WHERE place = $1";
    Ok(tx.one(LAST, &values![place])?.integer()? + 1)
}

/// Writes a release with its files; their texts are kept by hash like those of the packs.
pub fn insert(tx: &mut Tx, release: &Release, files: &[NamedText]) -> Result<(), StoreError> {
    const INSERT: &str = "INSERT INTO policy_release (release, place, ordinal, drafted_by, \
         drafted_at, why, based_on, rolls_back) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    const FILES: Insert = Insert {
        into: "policy_release_file (release, name, hash)",
        width: 3,
        then: "",
    };
    let row = values![
        &release.id,
        &release.place,
        release.ordinal,
        &release.drafted_by,
        release.drafted_at,
        &release.why,
        release.based_on.as_ref(),
        release.rolls_back.as_ref(),
    ];
    tx.execute(INSERT, &row)?;
    let item = format!("release:{}", release.id);
    kept::keep(tx, (RELEASES_OWNER, &item), "policy_release", &row)?;
    let mut rows: Vec<Value> = Vec::new();
    for file in files {
        let hash = sha256_hex(&[file.text.as_bytes()]);
        packs::keep(tx, &hash, &file.text)?;
        rows.extend(values![&release.id, &file.name, hash]);
    }
    if !rows.is_empty() {
        tx.insert(&FILES, &rows)?;
    }
    let item = format!("files:{}", release.id);
    kept::keep_all(
        tx,
        (RELEASES_OWNER, &item),
        "policy_release_file",
        (&rows, FILES.width),
    )
}

/// The files of a release, by name.
pub fn files(tx: &mut Tx, release: &str) -> Result<Vec<NamedText>, StoreError> {
    const FIND: &str = "SELECT f.name, p.content FROM policy_release_file f \
         JOIN pack_text p ON p.hash = f.hash WHERE f.release = $1 ORDER BY f.name";
    let read = |mut row: Row| {
        Ok(NamedText {
            name: row.text()?,
            text: row.text()?,
        })
    };
    let rows = tx.query(FIND, &values![release])?;
    rows.into_iter().map(read).collect()
}

const RELEASES: &str = "SELECT release, place, ordinal, drafted_by, drafted_at, why, based_on, \
     rolls_back FROM policy_release";

/// One release.
pub fn find(tx: &mut Tx, id: &str) -> Result<Option<Release>, StoreError> {
    let sql = format!("{RELEASES} WHERE release = $1");
    tx.find(&sql, &values![id])?.map(read_release).transpose()
}

/// All releases, newest first.
pub fn all(tx: &mut Tx) -> Result<Vec<Release>, StoreError> {
    let sql = format!("{RELEASES} ORDER BY drafted_at DESC, place, ordinal DESC");
    let rows = tx.query(&sql, &[])?;
    rows.into_iter().map(read_release).collect()
}

fn read_release(mut row: Row) -> Result<Release, StoreError> {
    Ok(Release {
        id: row.text()?,
        place: row.text()?,
        ordinal: row.integer()?,
        drafted_by: row.text()?,
        drafted_at: row.instant()?,
        why: row.text()?,
        based_on: row.optional_text()?,
        rolls_back: row.optional_text()?,
    })
}

/// Appends an event.
pub fn append(tx: &mut Tx, event: &ReleaseEvent) -> Result<(), StoreError> {
    const APPEND: &str = "INSERT INTO policy_release_event (release, turn, kind, at, actor, \
         drafted_by, why, from_day, test) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let row = values![
        &event.release,
        event.turn,
        event.kind.word(),
        event.at,
        &event.actor,
        &event.drafted_by,
        &event.why,
        event.from,
        event.test.as_ref(),
    ];
    tx.execute(APPEND, &row)?;
    let item = format!("event:{}:{}", event.release, event.turn);
    kept::keep(tx, (RELEASES_OWNER, &item), "policy_release_event", &row)
}

const EVENTS: &str = "SELECT release, turn, kind, at, actor, drafted_by, why, from_day, test \
     FROM policy_release_event";

/// What happened to a release, oldest first.
pub fn events(tx: &mut Tx, release: &str) -> Result<Vec<ReleaseEvent>, StoreError> {
    let sql = format!("{EVENTS} WHERE release = $1 ORDER BY turn");
    let rows = tx.query(&sql, &values![release])?;
    rows.into_iter().map(read_event).collect()
}

/// Everything that happened to any release, oldest first.
pub fn all_events(tx: &mut Tx) -> Result<Vec<ReleaseEvent>, StoreError> {
    let rows = tx.query(&format!("{EVENTS} ORDER BY turn"), &[])?;
    rows.into_iter().map(read_event).collect()
}

fn read_event(mut row: Row) -> Result<ReleaseEvent, StoreError> {
    Ok(ReleaseEvent {
        release: row.text()?,
        turn: row.integer()?,
        kind: row.word(ReleaseEventKind::from_word)?,
        at: row.instant()?,
        actor: row.text()?,
        drafted_by: row.text()?,
        why: row.text()?,
        from: row.optional_parse()?,
        test: row.optional_text()?,
    })
}

/// The approvals that were not withdrawn, in the order in which they were given.
pub fn approvals(tx: &mut Tx) -> Result<Vec<ApprovalRecord>, StoreError> {
    const FIND: &str = "SELECT e.release, r.place, e.turn, e.from_day, r.rolls_back \
         FROM policy_release_event e JOIN policy_release r ON r.release = e.release \
         LEFT JOIN policy_release_event w ON w.release = e.release AND w.kind = 'withdrawn' \
         WHERE e.kind = 'approved' AND w.release IS NULL ORDER BY e.turn";
    let read = |mut row: Row| {
        Ok(ApprovalRecord {
            release: row.text()?,
            place: row.text()?,
            turn: row.integer()?,
            from: row.parse()?,
            rolls_back: row.optional_text()?,
        })
    };
    tx.query(FIND, &[])?.into_iter().map(read).collect()
}
