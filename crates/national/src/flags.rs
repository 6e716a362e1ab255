//! The cross-region flags (异地就医 2.1): emergency, referral, injury, third party.
//!
//! They stand in `exp_content` – a JSON string, or an object – in upper or lower case, or as plain
//! fields of the node; exp_content counts first. Where the med_type itself says emergency (13,
//! 1301, 24) or injury (22, 9903), that holds even when the flag is missing or says otherwise: the
//! published rules make the flag follow the med_type. A missing REL_TTP_FLAG is 0, also beside
//! TRUM_FLAG = 1: hospitals leave it out, and the question is asked again when the case is
//! reviewed; the reply warns of it, and of keys that look like a misspelt flag.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::codes::MedType;
use crate::errors::{ReadError, shortened};
use crate::faults::every;
use crate::json;
use crate::node::{Node, lookup};

/// What the hospital says about the circumstances of a visit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Flags {
    /// Emergency rescue: deemed filed.
    pub emergency: bool,
    /// Referred or transferred from another hospital.
    pub referral: bool,
    /// An injury.
    pub trauma: bool,
    /// A third party is involved.
    pub third_party: bool,
    /// 就诊人群类型 (MDTRT_GRP_TYPE), as sent.
    pub crowd: Option<String>,
    /// Whether it says if a third party is involved.
    #[serde(skip)]
    pub says_third_party: bool,
    /// Keys of exp_content that no province knows and that resemble a flag: as sent, and the flag.
    #[serde(skip)]
    pub misspelt: Vec<(String, &'static str)>,
}

/// The flags of exp_content.
const FLAGS: [&str; 6] = [
    "TRUM_FLAG",
    "REL_TTP_FLAG",
    "IPT_TYPE",
    "OTP_ER_REFL_FLAG",
    "MDTRT_GRP_TYPE",
    "ER_FLAG",
];

/// The names of the field that holds the flags.
const EXTENSION: [&str; 2] = ["exp_content", "expContent"];

/// Whether a field of this name holds the flags.
pub(crate) fn is_extension(key: &str) -> bool {
    EXTENSION.iter().any(|name| name.eq_ignore_ascii_case(key))
}

/// The flag a key resembles without being it: the same letters in another spelling, or one or two
/// letters wrong.
fn resembled(key: &str) -> Option<&'static str> {
    let plain = |text: &str| text.replace(['_', '-', ' '], "").to_ascii_uppercase();
    let key = plain(key);
    let near = |flag: &&&str| {
        let distance = distance(&plain(flag), &key);
        distance <= 2 && distance * 4 <= flag.len()
    };
    let known = ["ERFLAG", "TRUMFLAG"];
    let flag = FLAGS.iter().find(near).copied()?;
    (plain(flag) != key || !known.contains(&key.as_str())).then_some(flag)
}

/// How many letters have to be changed, put in, left out or swapped with the next.
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut table = vec![vec![0; other.len() + 1]; one.len() + 1];
    for (i, row) in table.iter_mut().enumerate() {
        row[0] = i;
    }
    table[0] = (0..=other.len()).collect();
    for i in 1..=one.len() {
        for j in 1..=other.len() {
            let changed = table[i - 1][j - 1] + usize::from(one[i - 1] != other[j - 1]);
            let mut least = changed.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
            if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                least = least.min(table[i - 2][j - 2] + 1);
            }
            table[i][j] = least;
        }
    }
    table[one.len()][other.len()]
}

impl Flags {
    /// The flags of a node, given the med_type of the visit where the message has one.
    pub(crate) fn read(node: &Node<'_>, med_type: Option<&MedType>) -> Result<Flags, ReadError> {
        let sent = Sent {
            node,
            extension: extension(node)?,
        };
        let words = every!(Words {
            outpatient: sent.one_of(&["OTP_ER_REFL_FLAG"], &["0", "1", "2", "3"]),
            admission: sent.one_of(&["IPT_TYPE"], &["0", "1", "2", "3"]),
            emergency: sent.flag(&["er_flag", "erFlag"]),
            trauma: sent.flag(&["TRUM_FLAG", "trumFlag"]),
            third_party: sent.optional_flag(&["REL_TTP_FLAG"]),
            // 第三方责任 of Guangdong clients has no published dictionary; only 1 is sure.
            liable: sent.text(&["ttp_resp"]),
            crowd: sent.text(&["MDTRT_GRP_TYPE"]),
        })?;
        let known = |key: &&String| FLAGS.iter().any(|flag| flag.eq_ignore_ascii_case(key));
        let others = sent.extension.keys().filter(|key| !known(key));
        let misspelt = others.filter_map(|key| Some((shortened(key), resembled(key)?)));
        Ok(Flags {
            misspelt: misspelt.collect(),
            ..words.meaning(med_type)
        })
    }
}

/// The flags as sent.
struct Words {
    outpatient: Option<String>,
    admission: Option<String>,
    emergency: bool,
    trauma: bool,
    third_party: Option<bool>,
    liable: Option<String>,
    crowd: Option<String>,
}

impl Words {
    fn meaning(self, med_type: Option<&MedType>) -> Flags {
        let (outpatient, admission) = (self.outpatient.as_deref(), self.admission.as_deref());
        Flags {
            emergency: self.emergency
                || matches!(outpatient, Some("1" | "3"))
                || admission == Some("2")
                || med_type.is_some_and(|med_type| med_type.emergency),
            referral: matches!(outpatient, Some("2" | "3")) || admission == Some("3"),
            trauma: self.trauma || med_type.is_some_and(|med_type| med_type.trauma),
            says_third_party: self.third_party.is_some() || self.liable.is_some(),
            third_party: self.third_party == Some(true) || self.liable.as_deref() == Some("1"),
            crowd: self.crowd,
            misspelt: Vec::new(),
        }
    }
}

/// The object in exp_content. Text that does not begin like JSON is a remark and is ignored; text
/// that does and is not JSON is an error, because a flag may be lost in it.
fn extension(node: &Node<'_>) -> Result<Map<String, Value>, ReadError> {
    let key = node.spelled(&EXTENSION);
    match node.value(key) {
        Some(Value::Object(fields)) => Ok(fields.clone()),
        Some(Value::String(text)) if text.trim_start().starts_with('{') => {
            match json::read(text.as_bytes()) {
                Ok(Value::Object(fields)) => Ok(fields),
                _ => Err(ReadError::BadExtension {
                    field: node.path(key),
                }),
            }
        }
        _ => Ok(Map::new()),
    }
}

/// The two places where a flag may stand.
struct Sent<'a, 'b> {
    node: &'b Node<'a>,
    extension: Map<String, Value>,
}

impl Sent<'_, '_> {
    fn text(&self, keys: &[&'static str]) -> Result<Option<String>, ReadError> {
        let inside = Node::new("exp_content", None, &self.extension);
        let within = keys
            .iter()
            .find(|key| lookup(&self.extension, key).is_some());
        match within {
            Some(key) => inside.text(key),
            None => self.node.text(self.node.spelled(keys)),
        }
    }

    fn one_of(&self, keys: &[&'static str], codes: &[&str]) -> Result<Option<String>, ReadError> {
        let Some(text) = self.text(keys)? else {
            return Ok(None);
        };
        if codes.contains(&text.as_str()) {
            return Ok(Some(text));
        }
        Err(ReadError::UnknownCode {
            field: self.node.path(keys[0]),
            value: shortened(&text),
            dictionary: keys[0],
        })
    }

    fn optional_flag(&self, keys: &[&'static str]) -> Result<Option<bool>, ReadError> {
        let sent = self.one_of(keys, &["0", "1"])?;
        Ok(sent.map(|text| text == "1"))
    }

    fn flag(&self, keys: &[&'static str]) -> Result<bool, ReadError> {
        Ok(self.optional_flag(keys)?.unwrap_or(false))
    }
}

#[cfg(test)]
mod tests;
