//! Why a message of a hospital is not accepted: one variant a cause, each with a stable code, a
//! sentence in Chinese and English that names the field, and what to do next.
//!
//! The sentences never repeat a name, a certificate or a card number: fields that may hold one are
//! read as plain text, and errors about plain text do not quote it.

mod table;

use std::fmt;

use domain::Bilingual;

pub use table::{Documented, all_codes, documented};

/// Why bytes are not a message, or a message is not a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// No bytes, or only spaces.
    EmptyBody,
    /// Some bytes are not UTF-8, GBK for instance.
    NotUtf8,
    /// The JSON ends before it is complete.
    Truncated,
    /// Not JSON.
    BadJson {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// Objects and arrays inside each other beyond the limit.
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// One object holds a key twice, with two different values.
    RepeatedKey {
        /// The key.
        key: String,
    },
    /// Something other than an object where an object belongs.
    NotAnObject {
        /// The node; empty for the message itself.
        node: String,
    },
    /// A field that is needed is absent, empty or null.
    MissingField {
        /// Path of the field.
        field: String,
    },
    /// An object or array where a single value belongs.
    WrongType {
        /// Path of the field.
        field: String,
    },
    /// A text beyond the limit.
    TooLong {
        /// Path of the field.
        field: String,
        /// Most characters accepted.
        limit: usize,
    },
    /// A text with control characters.
    ControlCharacter {
        /// Path of the field.
        field: String,
    },
    /// A text that cannot be such an identifier.
    BadIdentifier {
        /// Path of the field.
        field: String,
        /// What was sent, shortened.
        value: String,
        /// The rule it breaks.
        rule: &'static str,
    },
    /// Not a six-digit division code.
    BadRegion {
        /// Path of the field.
        field: String,
        /// What was sent, shortened.
        value: String,
    },
    /// Not a day or a time that exists.
    BadDate {
        /// Path of the field.
        field: String,
        /// What was sent, shortened.
        value: String,
    },
    /// Not a code of the dictionary, or not one that is settled here.
    UnknownCode {
        /// Path of the field.
        field: String,
        /// What was sent, shortened.
        value: String,
        /// Name of the dictionary.
        dictionary: &'static str,
    },
    /// A text that is no number: letters, NaN, full-width digits, thousands separators.
    NotANumber {
        /// Path of the field.
        field: String,
        /// What was sent, shortened.
        value: String,
    },
    /// A number with an exponent.
    Exponent {
        /// Path of the field.
        field: String,
        /// What was sent, shortened.
        value: String,
    },
    /// More decimals than the field has.
    TooPrecise {
        /// Path of the field.
        field: String,
        /// What was sent, shortened.
        value: String,
        /// Decimals the field has.
        places: u32,
    },
    /// Beyond the largest number accepted.
    TooLarge {
        /// Path of the field.
        field: String,
        /// What was sent, shortened.
        value: String,
    },
    /// Below zero where only zero or more is possible.
    Negative {
        /// Path of the field.
        field: String,
        /// What was sent, shortened.
        value: String,
    },
    /// Zero where something is needed.
    Zero {
        /// Path of the field.
        field: String,
    },
    /// exp_content begins like JSON and is not.
    BadExtension {
        /// Path of the field.
        field: String,
    },
    /// Several rows where one belongs, or more rows than a message may hold.
    TooManyRows {
        /// The node.
        node: String,
        /// Rows sent.
        rows: usize,
        /// Most rows accepted.
        limit: usize,
    },
    /// A list without rows.
    NoRows {
        /// The node.
        node: String,
    },
    /// Price × quantity is not the amount.
    LineDoesNotAddUp {
        /// feedetl_sn of the line.
        serial: String,
        /// Price as sent.
        price: String,
        /// Quantity as sent.
        quantity: String,
        /// Amount as sent.
        amount: String,
    },
    /// Two lines of one message with the same feedetl_sn.
    LineRepeated {
        /// The feedetl_sn.
        serial: String,
    },
    /// A negative line in an outpatient upload.
    RefundNotAllowed {
        /// feedetl_sn of the line.
        serial: String,
    },
    /// A negative inpatient line that does not say what it refunds.
    RefundWithoutOriginal {
        /// feedetl_sn of the line.
        serial: String,
    },
    /// Lines of different visits or people in one message.
    MixedVisits {
        /// feedetl_sn of the first line that differs.
        serial: String,
    },
    /// A med_type that does not go with the transaction.
    WrongCare {
        /// The med_type sent.
        med_type: String,
        /// The transaction.
        infno: String,
    },
    /// A transaction this platform does not offer.
    UnknownTransaction {
        /// The infno sent, shortened.
        infno: String,
    },
}

impl ReadError {
    /// What went wrong, naming the field and the value.
    pub fn message(&self) -> Bilingual {
        let parts = self.parts();
        let entry = self.documented();
        Bilingual::new(filled(entry.says.0, &parts), filled(entry.says.1, &parts))
    }

    /// What to do next.
    pub fn next(&self) -> Bilingual {
        let entry = self.documented();
        Bilingual::new(entry.next.0, entry.next.1)
    }

    fn documented(&self) -> &'static Documented {
        documented(self.code()).expect("a test looks every code up in the table")
    }

    /// What fills the placeholders of the sentence.
    fn parts(&self) -> Vec<(&'static str, String)> {
        use ReadError::*;
        match self {
            EmptyBody | NotUtf8 | Truncated => vec![],
            BadJson { line, column } => {
                vec![("line", line.to_string()), ("column", column.to_string())]
            }
            TooDeep { limit } => vec![("limit", limit.to_string())],
            RepeatedKey { key } => vec![("key", key.clone())],
            NotAnObject { node } | NoRows { node } => vec![("node", node.clone())],
            MissingField { field }
            | WrongType { field }
            | ControlCharacter { field }
            | Zero { field }
            | BadExtension { field } => vec![("field", field.clone())],
            TooLong { field, limit } => {
                vec![("field", field.clone()), ("limit", limit.to_string())]
            }
            BadRegion { field, value }
            | BadDate { field, value }
            | NotANumber { field, value }
            | Exponent { field, value }
            | TooLarge { field, value }
            | Negative { field, value } => vec![("field", field.clone()), ("value", value.clone())],
            TooManyRows { node, rows, limit } => vec![
                ("node", node.clone()),
                ("rows", rows.to_string()),
                ("limit", limit.to_string()),
            ],
            LineRepeated { serial }
            | RefundNotAllowed { serial }
            | RefundWithoutOriginal { serial }
            | MixedVisits { serial } => vec![("serial", serial.clone())],
            UnknownTransaction { infno } => vec![("infno", infno.clone())],
            _ => self.more_parts(),
        }
    }

    /// What fills the placeholders of the sentences with more to say.
    fn more_parts(&self) -> Vec<(&'static str, String)> {
        use ReadError::*;
        match self {
            BadIdentifier { field, value, rule } => vec![
                ("field", field.clone()),
                ("value", value.clone()),
                ("rule", (*rule).to_owned()),
            ],
            UnknownCode {
                field,
                value,
                dictionary,
            } => vec![
                ("field", field.clone()),
                ("value", value.clone()),
                ("dictionary", (*dictionary).to_owned()),
            ],
            TooPrecise {
                field,
                value,
                places,
            } => vec![
                ("field", field.clone()),
                ("value", value.clone()),
                ("places", places.to_string()),
            ],
            LineDoesNotAddUp {
                serial,
                price,
                quantity,
                amount,
            } => vec![
                ("serial", serial.clone()),
                ("price", price.clone()),
                ("quantity", quantity.clone()),
                ("amount", amount.clone()),
            ],
            WrongCare { med_type, infno } => {
                vec![("med_type", med_type.clone()), ("infno", infno.clone())]
            }
            _ => vec![],
        }
    }

    /// The stable word for the cause, which appears in err_msg and in the documentation.
    pub const fn code(&self) -> &'static str {
        match self {
            ReadError::EmptyBody => "empty-body",
            ReadError::NotUtf8 => "not-utf8",
            ReadError::Truncated => "truncated-json",
            ReadError::BadJson { .. } => "bad-json",
            ReadError::TooDeep { .. } => "too-deep",
            ReadError::RepeatedKey { .. } => "repeated-key",
            ReadError::NotAnObject { .. } => "not-an-object",
            ReadError::MissingField { .. } => "missing-field",
            ReadError::WrongType { .. } => "wrong-type",
            ReadError::TooLong { .. } => "too-long",
            ReadError::ControlCharacter { .. } => "control-character",
            ReadError::BadIdentifier { .. } => "bad-identifier",
            ReadError::BadRegion { .. } => "bad-region",
            ReadError::BadDate { .. } => "bad-date",
            ReadError::UnknownCode { .. } => "unknown-code",
            ReadError::NotANumber { .. } => "not-a-number",
            ReadError::Exponent { .. } => "number-exponent",
            ReadError::TooPrecise { .. } => "number-too-precise",
            ReadError::TooLarge { .. } => "number-too-large",
            ReadError::Negative { .. } => "number-negative",
            ReadError::Zero { .. } => "number-zero",
            ReadError::BadExtension { .. } => "bad-exp-content",
            ReadError::TooManyRows { .. } => "too-many-rows",
            ReadError::NoRows { .. } => "no-rows",
            ReadError::LineDoesNotAddUp { .. } => "line-does-not-add-up",
            ReadError::LineRepeated { .. } => "line-repeated",
            ReadError::RefundNotAllowed { .. } => "refund-not-allowed",
            ReadError::RefundWithoutOriginal { .. } => "refund-without-original",
            ReadError::MixedVisits { .. } => "mixed-visits",
            ReadError::WrongCare { .. } => "wrong-care",
            ReadError::UnknownTransaction { .. } => "unknown-transaction",
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for ReadError {}

/// A sentence with its placeholders filled. One pass over the sentence, so that braces inside a
/// value are never taken for a placeholder.
fn filled(sentence: &str, parts: &[(&'static str, String)]) -> String {
    let mut filled = String::with_capacity(sentence.len() + 40);
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        let value = parts.iter().find(|(part, _)| *part == name);
        filled.push_str(before);
        filled.push_str(value.map_or("", |(_, value)| value.as_str()));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// The first characters of what was sent, so that an error never repeats a megabyte.
pub(crate) fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests;
