//! Proofs handed in with a draft. What is in a file the face has looked at; here it gets its name,
//! which is the hash of its content, and lies sealed beside the draft until that is sent.

use domain::filing::{Evidence, Filing};
use domain::ids::{FilingId, PersonId};
use jiff::civil::Date;
use store::documents::{self, DocumentKey, name_of};

use super::{FilingDraft, save};
use crate::{Desk, DeskError};

/// No filing has more files.
pub const FILES_MAX: usize = 10;

/// A file as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofHandedIn {
    /// Its kind, named in the rules.
    pub kind: String,
    /// How its content is told: `pdf`, `jpg` or `png`.
    pub ending: &'static str,
    /// What is in it.
    pub content: Vec<u8>,
    /// First day on which it no longer holds, when it has one.
    pub until: Option<Date>,
}

/// Keeps a file with a draft. The same content again is the same file.
pub fn hand_in(
    desk: &mut Desk<'_, '_>,
    (person, id): (&PersonId, &FilingId),
    (draft, proof): (&mut FilingDraft, &ProofHandedIn),
) -> Result<(), DeskError> {
    let name = name_of(&proof.content);
    let reference = format!("{name}.{}", proof.ending);
    let known = draft.evidence.iter();
    if known.clone().any(|one| one.reference == reference) {
        return Ok(());
    }
    let key = DocumentKey {
        person,
        filing: id,
        document: &name,
    };
    documents::put(desk.tx, desk.random, key, (&proof.content, desk.now))?;
    draft.evidence.push(Evidence {
        kind: proof.kind.clone(),
        reference,
        until: proof.until,
    });
    save(desk, (person, id), draft)
}

/// Takes a file back that was handed in by mistake.
pub fn take_back(
    desk: &mut Desk<'_, '_>,
    (person, id): (&PersonId, &FilingId),
    (draft, reference): (&mut FilingDraft, &str),
) -> Result<(), DeskError> {
    draft.evidence.retain(|one| one.reference != reference);
    let document = reference.split('.').next().unwrap_or_default();
    let key = DocumentKey {
        person,
        filing: id,
        document,
    };
    documents::remove(desk.tx, key)?;
    save(desk, (person, id), draft)
}

/// A file of a filing by its place in the list: how its content is told, and what is in it.
pub fn document(
    desk: &mut Desk<'_, '_>,
    filing: &Filing,
    ordinal: usize,
) -> Result<Option<(String, Vec<u8>)>, DeskError> {
    let Some(evidence) = filing.request.evidence.get(ordinal) else {
        return Ok(None);
    };
    let Some((name, ending)) = evidence.reference.split_once('.') else {
        return Ok(None);
    };
    let key = DocumentKey {
        person: filing.person(),
        filing: filing.id(),
        document: name,
    };
    let found = documents::find(desk.tx, key)?;
    Ok(found.map(|content| (ending.to_owned(), content)))
}
