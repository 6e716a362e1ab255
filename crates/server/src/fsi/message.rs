//! A message of a hospital on its way to its reply, and why it may not get a good one.

use desk::{Caller, Clock, DeskError};
use domain::Bilingual;
use domain::ids::MessageId;
use national::gateway::Rejection;
use national::reply::{self, Failure, ReplyHead, Withheld};
use national::{Envelope, ReadError};

/// One message on its way: who sent it, what it says, and the outside of the reply. It holds no
/// [`App`], so that what runs inside a transaction can reach the reference data only through its
/// desk.
#[derive(Clone)]
pub(crate) struct Message {
    pub(super) clock: Clock,
    pub head: ReplyHead,
    pub envelope: Envelope,
    pub caller: Caller,
    /// What is doubtful in the message; every successful reply warns of it.
    pub doubts: Vec<Bilingual>,
}

impl Message {
    /// A successful reply around an output.
    pub fn seal(&self, output: reply::JsonText) -> Vec<u8> {
        self.seal_warning(&[], output)
    }

    /// A successful reply around an output that somebody should know something about.
    pub fn seal_warning(&self, warnings: &[Bilingual], output: reply::JsonText) -> Vec<u8> {
        let head = ReplyHead {
            responded_at: self.clock.now(),
            ..self.head
        };
        let warnings = [self.doubts.as_slice(), warnings].concat();
        reply::seal_warning(&head, &warnings, output)
    }

    /// The id of the message.
    pub fn id(&self) -> &MessageId {
        &self.caller.message
    }
}

/// Why a message is not answered with success.
pub(crate) enum Turned {
    /// The message cannot be read.
    Unreadable(ReadError),
    /// The desk refuses.
    Refused(Box<DeskError>),
    /// It is not worked for, or not known how it ends.
    Withheld(Withheld),
    /// Nobody signed for so much.
    Rejected(Rejection),
}

impl From<ReadError> for Turned {
    fn from(error: ReadError) -> Turned {
        Turned::Unreadable(error)
    }
}

impl From<DeskError> for Turned {
    fn from(error: DeskError) -> Turned {
        Turned::Refused(Box::new(error))
    }
}

impl Turned {
    /// What the sender is told.
    pub(super) fn failure(&self) -> Failure {
        match self {
            Turned::Unreadable(error) => Failure::from(error),
            Turned::Withheld(why) => Failure::from(*why),
            Turned::Rejected(why) => Failure::from(*why),
            Turned::Refused(error) => Failure {
                code: error.code(),
                message: error.message(),
                next: Some(error.next()),
                details: Vec::new(),
            },
        }
    }
}
