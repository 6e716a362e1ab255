//! What a person was told, as a list to read: the newest first, with what is new to the reader. The
//! reader is the person, or somebody who may act for them; each has read as far as they have.

use domain::ids::PersonId;
use jiff::Timestamp;
use store::inbox;

use crate::notices::{NoticeInWords, inbox_of};
use crate::{Desk, DeskError};

/// What is older is not listed. A server that keeps notices for a shorter time has deleted it.
const LISTED_DAYS: u16 = 366;

/// What a person was told, for one reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Messages {
    /// The newest first.
    pub all: Vec<NoticeInWords>,
    /// Up to when the reader has read them.
    pub read_through: Option<Timestamp>,
}

impl Messages {
    /// Whether it is new to the reader.
    pub fn is_unread(&self, message: &NoticeInWords) -> bool {
        self.read_through.is_none_or(|through| message.at > through)
    }

    /// How many are new to the reader.
    pub fn unread(&self) -> usize {
        let new = self.all.iter().filter(|one| self.is_unread(one));
        new.count()
    }
}

/// What a person was told within a year, for a reader who may see it.
pub fn messages_of(
    desk: &mut Desk<'_, '_>,
    (person, reader): (&PersonId, &PersonId),
) -> Result<Messages, DeskError> {
    Ok(Messages {
        all: inbox_of(desk, person, LISTED_DAYS)?,
        read_through: inbox::read_through(desk.tx, (person, reader))?,
    })
}

/// Notes that a reader has read everything up to a moment, which is never ahead of now.
pub fn note_messages_read(
    desk: &mut Desk<'_, '_>,
    of: (&PersonId, &PersonId),
    through: Timestamp,
) -> Result<(), DeskError> {
    Ok(inbox::note_read(desk.tx, of, through.min(desk.now))?)
}
