//! Browsers that are signed in, codes that sign in once, and what was tried in vain. A secret is
//! known to who holds it alone: what stands here is its keyed hash. All of it is short-lived and no
//! part of the books, so none of it has a digest.

use domain::word_list;
use jiff::Timestamp;

use crate::value::Row;
use crate::{StoreError, Tx, sha256_hex, values};

word_list! {
    /// Who is signed in.
    SubjectKind {
        /// An insured person.
        Person = "person", "参保人", "insured person";
        /// Somebody who works here.
        Operator = "operator", "工作人员", "staff";
    }
}

word_list! {
    /// How somebody showed who they are.
    SignInWay {
        /// The token of the electronic voucher.
        Voucher = "voucher", "医保码", "electronic voucher";
        /// A code sent to the telephone on record.
        Message = "message", "短信验证码", "code by text message";
        /// A code from the counter.
        Counter = "counter", "窗口给的验证码", "code from the counter";
        /// A code from somebody who may act for the person.
        Family = "family", "家人给的验证码", "code from a family member";
        /// The face, by whoever is asked to compare it.
        Face = "face", "刷脸", "face";
        /// Password and second factor.
        Password = "password", "密码和第二步验证", "password and second factor";
        /// A passkey.
        Passkey = "passkey", "通行密钥", "passkey";
        /// A provider of identities.
        Oidc = "oidc", "统一身份认证", "single sign-on";
        /// A click in the demo.
        Demo = "demo", "演示", "demo";
        /// An invitation, which lets choose a password and nothing else.
        Invitation = "invitation", "邀请码", "invitation";
    }
}

/// A browser that is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Who.
    pub kind: SubjectKind,
    /// Number of the person or operator.
    pub subject: String,
    /// How.
    pub way: SignInWay,
    /// Since when.
    pub began_at: Timestamp,
    /// When it was last used, roughly.
    pub seen_at: Timestamp,
    /// When it ends, used or not.
    pub ends_at: Timestamp,
    /// What with, in a word or two; nothing where that is not known.
    pub device: String,
}

const SECRET: &str = "session";
const CODE: &str = "one-time-code";
const GUARDED: &str = "sign-in";

const END: &str = "DELETE FROM session WHERE token_index = $1";

/// Notes that a browser with this secret is signed in.
pub fn begin(tx: &mut Tx, secret: &str, session: &Session) -> Result<(), StoreError> {
    const BEGIN: &str = "INSERT INTO session (token_index, subject_kind, subject, way, began_at, \
         seen_at, ends_at, device) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let row = values![
        tx.keys().index(SECRET, secret),
        session.kind.word(),
        &session.subject,
        session.way.word(),
        session.began_at,
        session.seen_at,
        session.ends_at,
        &session.device,
    ];
    tx.execute(BEGIN, &row).map(drop)
}

/// The session of this secret.
pub fn find(tx: &mut Tx, secret: &str) -> Result<Option<Session>, StoreError> {
    let index = index_of(tx, secret);
    find_by_index(tx, &index)
}

/// By what the session of a secret is found; the secret cannot be found from it.
pub fn index_of(tx: &Tx<'_>, secret: &str) -> Vec<u8> {
    tx.keys().index(SECRET, secret)
}

/// The session found by this.
pub fn find_by_index(tx: &mut Tx, index: &[u8]) -> Result<Option<Session>, StoreError> {
    const FIND: &str = "SELECT subject_kind, subject, way, began_at, seen_at, ends_at, device \
         FROM session WHERE token_index = $1";
    let found = tx.find(FIND, &values![index])?;
    found.map(|mut row| read(&mut row)).transpose()
}

fn read(row: &mut Row) -> Result<Session, StoreError> {
    Ok(Session {
        kind: row.word(SubjectKind::from_word)?,
        subject: row.text()?,
        way: row.word(SignInWay::from_word)?,
        began_at: row.instant()?,
        seen_at: row.instant()?,
        ends_at: row.instant()?,
        device: row.text()?,
    })
}

/// A session among those of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionOf {
    /// By what its owner may name it: it opens nothing.
    pub number: String,
    /// Whether it is that of the secret that was shown.
    pub is_own: bool,
    /// The session.
    pub session: Session,
    index: Vec<u8>,
}

/// Every session of somebody, the last used first; `own` is the secret of the one that asks.
pub fn of_subject(tx: &mut Tx, subject: &str, own: &str) -> Result<Vec<SessionOf>, StoreError> {
    const OF: &str = "SELECT token_index, subject_kind, subject, way, began_at, seen_at, ends_at, \
         device FROM session WHERE subject = $1 ORDER BY seen_at DESC, began_at DESC";
    let own = tx.keys().index(SECRET, own);
    let read = |mut row: Row| {
        let index = row.bytes()?;
        let number = sha256_hex(&[b"session", &index])[..16].to_owned();
        Ok(SessionOf {
            number,
            is_own: index == own,
            session: read(&mut row)?,
            index,
        })
    };
    let rows = tx.query(OF, &values![subject])?;
    rows.into_iter().map(read).collect()
}

/// Ends one of them.
pub fn end_one(tx: &mut Tx, session: &SessionOf) -> Result<(), StoreError> {
    tx.execute(END, &values![session.index.as_slice()])
        .map(drop)
}

/// Notes what somebody is signed in with.
pub fn note_device(tx: &mut Tx, secret: &str, device: &str) -> Result<(), StoreError> {
    const NOTE: &str = "UPDATE session SET device = $2 WHERE token_index = $1";
    let index = tx.keys().index(SECRET, secret);
    tx.execute(NOTE, &values![index, device]).map(drop)
}

/// Notes that it was used.
pub fn seen(tx: &mut Tx, secret: &str, at: Timestamp) -> Result<(), StoreError> {
    const SEEN: &str = "UPDATE session SET seen_at = $2 WHERE token_index = $1 AND seen_at < $2";
    let index = tx.keys().index(SECRET, secret);
    tx.execute(SEEN, &values![index, at]).map(drop)
}

/// Ends the session of this secret.
pub fn end(tx: &mut Tx, secret: &str) -> Result<(), StoreError> {
    let index = tx.keys().index(SECRET, secret);
    tx.execute(END, &values![index]).map(drop)
}

/// Ends every session of somebody.
pub fn end_all(tx: &mut Tx, subject: &str) -> Result<(), StoreError> {
    const END: &str = "DELETE FROM session WHERE subject = $1";
    tx.execute(END, &values![subject]).map(drop)
}

/// Ends the sessions of somebody that began in one way.
pub fn end_of_way(tx: &mut Tx, (subject, way): (&str, SignInWay)) -> Result<(), StoreError> {
    const END: &str = "DELETE FROM session WHERE subject = $1 AND way = $2";
    tx.execute(END, &values![subject, way.word()]).map(drop)
}

/// Takes back the codes for somebody that another one gave in this way.
pub fn take_back_codes(
    tx: &mut Tx,
    (subject, way): (&str, SignInWay),
    by: &str,
) -> Result<(), StoreError> {
    const TAKE: &str = "DELETE FROM one_time_code \
         WHERE subject = $1 AND way = $2 AND issued_by = $3";
    tx.execute(TAKE, &values![subject, way.word(), by])
        .map(drop)
}

/// Forgets the sessions, codes and failures that are over.
pub fn forget(tx: &mut Tx, now: Timestamp, failures_before: Timestamp) -> Result<(), StoreError> {
    const SESSIONS: &str = "DELETE FROM session WHERE ends_at < $1";
    const CODES: &str = "DELETE FROM one_time_code WHERE ends_at < $1";
    const GUARDS: &str = "DELETE FROM sign_in_guard \
         WHERE since < $1 AND (locked_until IS NULL OR locked_until < $1)";
    tx.execute(SESSIONS, &values![now])?;
    tx.execute(CODES, &values![now])?;
    tx.execute(GUARDS, &values![failures_before]).map(drop)
}

/// A code that signs in once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeIssued<'a> {
    /// Whom.
    pub subject: &'a str,
    /// By which way.
    pub way: SignInWay,
    /// Who gave it.
    pub by: &'a str,
    /// Until when.
    pub ends_at: Timestamp,
}

/// Notes a code, instead of one of the same way from before.
pub fn issue_code(tx: &mut Tx, code: &str, issued: &CodeIssued<'_>) -> Result<(), StoreError> {
    const ISSUE: &str = "INSERT INTO one_time_code (subject, way, code_index, issued_by, ends_at) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (subject, way) DO UPDATE SET \
         code_index = excluded.code_index, issued_by = excluded.issued_by, \
         ends_at = excluded.ends_at";
    let index = index_of_code(tx, issued.subject, code);
    let row = values![
        issued.subject,
        issued.way.word(),
        index,
        issued.by,
        issued.ends_at
    ];
    tx.execute(ISSUE, &row).map(drop)
}

/// Forgets the codes that would sign somebody in.
pub fn forget_codes(tx: &mut Tx, subject: &str) -> Result<(), StoreError> {
    const FORGET: &str = "DELETE FROM one_time_code WHERE subject = $1";
    tx.execute(FORGET, &values![subject]).map(drop)
}

/// Uses a code up: the way it was given, if it was this one and still holds.
pub fn use_code(
    tx: &mut Tx,
    (subject, code): (&str, &str),
    now: Timestamp,
) -> Result<Option<SignInWay>, StoreError> {
    const FIND: &str = "SELECT way, ends_at FROM one_time_code \
         WHERE subject = $1 AND code_index = $2";
    const USE: &str = "DELETE FROM one_time_code WHERE subject = $1 AND code_index = $2";
    let index = index_of_code(tx, subject, code);
    let Some(mut row) = tx.find(FIND, &values![subject, index.as_slice()])? else {
        return Ok(None);
    };
    let (way, ends_at) = (row.word(SignInWay::from_word)?, row.instant()?);
    let used = tx.execute(USE, &values![subject, index.as_slice()])? == 1;
    Ok((used && now < ends_at).then_some(way))
}

/// A code is few digits long, so it is told apart together with whom it is for.
fn index_of_code(tx: &Tx, subject: &str, code: &str) -> Vec<u8> {
    tx.keys().index(CODE, &format!("{subject}:{code}"))
}

/// What was tried in vain for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignInGuard {
    /// How often.
    pub failures: i64,
    /// Since when.
    pub since: Timestamp,
    /// Until when nothing more is tried.
    pub locked_until: Option<Timestamp>,
    /// The step of the last code of the second factor, which does not count again.
    pub last_step: Option<i64>,
}

/// What was tried in vain for this name or number, whoever it belongs to.
pub fn guard(tx: &mut Tx, whom: &str) -> Result<Option<SignInGuard>, StoreError> {
    const FIND: &str = "SELECT failures, since, locked_until, last_step FROM sign_in_guard \
         WHERE subject_index = $1";
    let index = tx.keys().index(GUARDED, whom);
    let read = |mut row: Row| {
        Ok(SignInGuard {
            failures: row.integer()?,
            since: row.instant()?,
            locked_until: row.optional_instant()?,
            last_step: row.optional_integer()?,
        })
    };
    tx.find(FIND, &values![index])?.map(read).transpose()
}

/// Keeps what was tried in vain.
pub fn put_guard(tx: &mut Tx, whom: &str, guard: &SignInGuard) -> Result<(), StoreError> {
    const PUT: &str = "INSERT INTO sign_in_guard (subject_index, failures, since, locked_until, \
         last_step) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (subject_index) DO UPDATE SET \
         failures = excluded.failures, since = excluded.since, \
         locked_until = excluded.locked_until, last_step = excluded.last_step";
    let row = values![
        tx.keys().index(GUARDED, whom),
        guard.failures,
        guard.since,
        guard.locked_until,
        guard.last_step,
    ];
    tx.execute(PUT, &row).map(drop)
}
