//! Telling somebody something: each notice is written here, with a kind that has words, in the
//! transaction that causes it.

mod causes;

use domain::filing::{Filing, Notice};
use domain::ids::PersonId;
use domain::notices::NoticeTopic;
use serde::Serialize;
use store::StoreError;
use store::outbox::{self, OutboxNotice};

use crate::Desk;

pub(crate) use causes::FilingTold;

/// Where a notice stands: whose, in which turn, which of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoticePlace<'a> {
    /// About whom.
    pub person: &'a PersonId,
    /// The person's turn.
    pub turn: i64,
    /// Which of the turn.
    pub ordinal: i64,
}

/// Tells somebody something: identifiers, days and amounts, nothing personal. Everything that is
/// told goes through here.
pub(crate) fn tell(
    desk: &mut Desk<'_, '_>,
    place: NoticePlace<'_>,
    topic: NoticeTopic,
    payload: &impl Serialize,
) -> Result<(), StoreError> {
    let notice = OutboxNotice {
        person: place.person.clone(),
        turn: place.turn,
        ordinal: place.ordinal,
        topic: topic.word().to_owned(),
        payload: serde_json::to_string(payload).expect("our types always serialise"),
        created_at: desk.now,
    };
    outbox::add(desk.tx, &notice)
}

/// What a notice about a filing says.
#[derive(Serialize)]
pub(crate) struct FilingNotice<'a> {
    #[serde(flatten)]
    pub notice: &'a Notice,
    pub insured_at: domain::Region,
    pub until: Option<jiff::civil::Date>,
    pub due_on: Option<jiff::civil::Date>,
    pub past_stay: bool,
}

impl FilingNotice<'_> {
    pub(crate) fn of<'a>(notice: &'a Notice, filing: &Filing) -> FilingNotice<'a> {
        FilingNotice {
            notice,
            insured_at: filing.request.insured_at.pooling(),
            until: filing.period.until,
            due_on: filing.due_on,
            past_stay: filing.request.past_stay.is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    /// What is told without a topic has no words; every such call goes through one function.
    #[test]
    fn nothing_is_told_but_with_words() {
        let mut callers = Vec::new();
        let mut folders = vec![std::path::PathBuf::from(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/src"
        ))];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if std::fs::read_to_string(&path)
                    .unwrap()
                    .contains("outbox::add(")
                {
                    callers.push(path.file_name().unwrap().to_owned());
                }
            }
        }
        assert_eq!(callers, ["telling.rs"], "they write notices without words");
    }
}
