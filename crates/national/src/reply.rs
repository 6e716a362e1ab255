//! Replies, byte for byte: the envelope around a transaction's output, and the refusal.
//!
//! Clients compare `infcode` with 0 and read `output` in many typed ways, so the form is exact:
//! infcode is a JSON number, amounts are JSON numbers with two decimals, an absent optional value
//! is null, and a transaction without output answers null, which every known client can read.

pub mod arithmetic;
mod object;
mod person;
mod record;
mod settlement;
mod visit;

use domain::text::cut;
use domain::{Bilingual, Region};
use jiff::Timestamp;

pub use arithmetic::{ArithmeticError, Withheld};
pub use object::JsonText;
pub use person::{
    EntitlementReply, FacilityFound, Identity, InsuredAs, PersonBlock, entitlements, facilities,
    person,
};
pub use record::{Cumulative, LineRecord, SettlementRecord, line, settlement_record, year_to_date};
pub use settlement::{Clearing, FundRow, ReplyForm, SettlementReply, fund_rows, settlement};
pub use visit::{LineResult, admitted, line_results, registered, signed_in, signed_out};

use crate::errors::ReadError;
use crate::gateway::Rejection;
use crate::time;
use object::Object;

/// The outside of a reply. Instants and the sequence come in as arguments, so that a stored reply
/// can be told apart from a fresh one by nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplyHead {
    /// The division that answers: the place of care's agency.
    pub receiver: Region,
    /// Our number for the message; its last ten digits are sent.
    pub sequence: u64,
    /// When the message arrived.
    pub received_at: Timestamp,
    /// When it was answered.
    pub responded_at: Timestamp,
}

/// Why a message is refused, wherever it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Stable code, documented.
    pub code: &'static str,
    /// What went wrong.
    pub message: Bilingual,
    /// What to do next.
    pub next: Option<Bilingual>,
    /// Where the message sums several faults up: each of them, for warn_msg.
    pub details: Vec<Bilingual>,
}

impl From<&ReadError> for Failure {
    fn from(error: &ReadError) -> Failure {
        Failure {
            code: error.code(),
            message: error.message(),
            next: Some(error.next()),
            details: match error.each() {
                [_] => Vec::new(),
                several => several.iter().map(ReadError::message).collect(),
            },
        }
    }
}

impl From<&ArithmeticError> for Failure {
    fn from(_: &ArithmeticError) -> Failure {
        Failure::from(Withheld::Arithmetic)
    }
}

impl From<Rejection> for Failure {
    fn from(why: Rejection) -> Failure {
        Failure {
            code: why.code(),
            message: why.message(),
            next: Some(why.next()),
            details: Vec::new(),
        }
    }
}

impl From<Withheld> for Failure {
    fn from(why: Withheld) -> Failure {
        Failure {
            code: why.code(),
            message: why.message(),
            next: Some(why.next()),
            details: Vec::new(),
        }
    }
}

impl ReplyHead {
    /// inf_refmsgid: division, second of arrival, ten digits.
    pub fn reference(&self) -> String {
        let second = time::print_second(self.received_at);
        let sequence = self.sequence % 10_000_000_000;
        format!("{}{second}{sequence:010}", self.receiver)
    }

    fn reply(&self, infcode: i64, told: Told<'_>, output: JsonText) -> Vec<u8> {
        Object::new()
            .integer("infcode", infcode)
            .text("inf_refmsgid", &self.reference())
            .text("refmsg_time", &time::print_millisecond(self.received_at))
            .text("respond_time", &time::print_millisecond(self.responded_at))
            .optional("err_msg", told.error)
            .optional("warn_msg", told.warning)
            .null("cainfo")
            .null("signtype")
            .value("output", output)
            .done()
            .into_bytes()
    }
}

/// What a reply says beside its output.
#[derive(Clone, Copy, Default)]
struct Told<'a> {
    error: Option<&'a str>,
    warning: Option<&'a str>,
}

/// The output of a transaction that has none.
pub fn nothing() -> JsonText {
    JsonText::null()
}

/// The bytes of a successful reply around the output of one of the builders.
pub fn seal(head: &ReplyHead, output: JsonText) -> Vec<u8> {
    head.reply(0, Told::default(), output)
}

/// The bytes of a successful reply that somebody should know something about, such as that its
/// amounts are provisional.
pub fn seal_warning(head: &ReplyHead, warnings: &[Bilingual], output: JsonText) -> Vec<u8> {
    let warning = joined(warnings, ERR_MSG_MAX);
    let told = Told {
        warning: warning.as_deref(),
        error: None,
    };
    head.reply(0, told, output)
}

/// Sentences as one text of so many characters at most, first the Chinese ones; none of none.
fn joined(sentences: &[Bilingual], max: usize) -> Option<String> {
    let zh: Vec<&str> = sentences.iter().map(|says| says.zh.as_str()).collect();
    let en: Vec<&str> = sentences.iter().map(|says| says.en.as_str()).collect();
    let full = format!("{} / {}", zh.join("；"), en.join("; "));
    (!sentences.is_empty()).then(|| cut(&full, max))
}

/// The bytes of a refusal: HTTP 200, infcode −1, a sentence.
pub fn refuse(head: &ReplyHead, failure: &Failure) -> Vec<u8> {
    let error = err_msg(failure);
    let details = joined(&failure.details, DETAILS_MAX);
    let told = Told {
        error: Some(&error),
        warning: details.as_deref(),
    };
    head.reply(-1, told, JsonText::null())
}

/// The bytes of an answer to a message on which a handler broke: its outcome is not known.
pub fn fate_unknown() -> Vec<u8> {
    let says = err_msg(&Failure::from(Withheld::Interrupted));
    Object::new()
        .integer("infcode", -1)
        .text("err_msg", &says)
        .null("output")
        .done()
        .into_bytes()
}

/// Most characters of err_msg, and of warn_msg beside an output.
const ERR_MSG_MAX: usize = 200;

/// Most characters of warn_msg beside a refusal, where the interface sets no limit.
const DETAILS_MAX: usize = 4_000;

/// Fewer characters say nothing: of English they are left out altogether.
const ENGLISH_MIN: usize = 24;

/// The code in brackets, then the Chinese sentence with what to do next, then the English. What
/// does not fit ends with a whole sentence, or with an ellipsis where not one fits: first the
/// English is shortened, then the Chinese, so that the code and what to do next survive.
pub fn err_msg(failure: &Failure) -> String {
    let Failure {
        code,
        message,
        next,
        details: _,
    } = failure;
    let (zh, en) = match next.as_ref() {
        Some(next) => (format!("；{}", next.zh), format!("; {}", next.en)),
        None => Default::default(),
    };
    let mut chinese = format!("[{code}] {}{zh}", message.zh);
    if length(&chinese) > ERR_MSG_MAX {
        let room = ERR_MSG_MAX.saturating_sub(length(code) + length("[] ") + length(&zh));
        let short = format!("[{code}] {}{zh}", whole_sentences(&message.zh, room));
        chinese = cut(&short, ERR_MSG_MAX);
    }
    let english = format!("{}{en}", message.en);
    let between = " / ";
    let room = ERR_MSG_MAX.saturating_sub(length(&chinese) + length(between));
    match whole_sentences(&english, room) {
        // A few words would say nothing, and the Chinese says it all.
        short if length(&short) < ENGLISH_MIN.min(length(&english)) => chinese,
        short => chinese + between + &short,
    }
}

fn length(text: &str) -> usize {
    text.chars().count()
}

/// As many whole sentences of the text as fit; where not one fits that says something, its
/// beginning with an ellipsis.
fn whole_sentences(text: &str, room: usize) -> String {
    if length(text) <= room {
        return text.to_owned();
    }
    let fits = cut(text, room);
    let ends = fits.char_indices().filter(|(at, letter)| {
        let after = fits[at + letter.len_utf8()..].chars().next();
        matches!(letter, '。' | '；' | '！' | '？')
            || matches!(letter, '.' | ';') && after == Some(' ')
    });
    let whole = ends.map(|(at, _)| &fits[..at]).next_back();
    match whole.filter(|whole| length(whole) >= ENGLISH_MIN) {
        Some(whole) => whole.to_owned(),
        None if room == 0 => String::new(),
        None => cut(text, room - 1) + "…",
    }
}

#[cfg(test)]
mod tests;
