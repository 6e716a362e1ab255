//! The cross-region flags (异地就医 2.1): emergency, referral, injury, third party.
//!
//! They stand in `exp_content` – an object, a list of objects, or either as JSON text – or as plain
//! fields of the node, in whatever case and with or without underscores; exp_content counts first.
//! Where the med_type itself says emergency (13, 1301, 24) or injury (22, 9903), that holds even
//! when the flag is missing or says otherwise: the published rules make the flag follow the
//! med_type. A missing REL_TTP_FLAG is 0, also beside TRUM_FLAG = 1: hospitals leave it out, and
//! the question is asked again when the case is reviewed.
//!
//! A flag decides about money, so none is dropped in silence: text that names one and is not JSON
//! is a fault, and the reply warns of a name that is nearly that of one.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::codes::MedType;
use crate::errors::{ReadError, shortened};
use crate::faults::every;
use crate::json;
use crate::node::Node;

/// What the hospital says about the circumstances of a visit. What it does not say is nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Flags {
    /// Emergency rescue: deemed filed.
    pub emergency: Option<bool>,
    /// Referred or transferred from another hospital.
    pub referral: Option<bool>,
    /// An injury.
    pub trauma: Option<bool>,
    /// A third party is involved.
    pub third_party: Option<bool>,
    /// 就诊人群类型 (MDTRT_GRP_TYPE), as sent.
    pub crowd: Option<String>,
    /// Names that are none and resemble a flag: as sent, and the flag.
    #[serde(skip)]
    pub misspelt: Vec<(String, &'static str)>,
}

impl Flags {
    /// The flags of a node, given the med_type of the visit where the message has one.
    pub(crate) fn read(node: &Node<'_>, med_type: Option<&MedType>) -> Result<Flags, ReadError> {
        let mut sent = Sent::of(node)?;
        let misspelt = std::mem::take(&mut sent.misspelt);
        let words = every!(Words {
            outpatient: sent.one_of("OTP_ER_REFL_FLAG", &["0", "1", "2", "3"]),
            admission: sent.one_of("IPT_TYPE", &["0", "1", "2", "3"]),
            emergency: sent.flag("er_flag"),
            trauma: sent.flag("TRUM_FLAG"),
            third_party: sent.flag("REL_TTP_FLAG"),
            // 第三方责任 of Guangdong clients has no published dictionary; only 1 is sure.
            liable: sent.text("ttp_resp"),
            crowd: sent.text("MDTRT_GRP_TYPE"),
        })?;
        Ok(Flags {
            misspelt,
            ..words.meaning(med_type)
        })
    }

    /// What either says.
    pub(crate) fn or(self, other: Flags) -> Flags {
        Flags {
            emergency: any([self.emergency, other.emergency]),
            referral: any([self.referral, other.referral]),
            trauma: any([self.trauma, other.trauma]),
            third_party: any([self.third_party, other.third_party]),
            crowd: self.crowd.or(other.crowd),
            misspelt: self.misspelt.into_iter().chain(other.misspelt).collect(),
        }
    }
}

/// Yes where anybody says yes, no where somebody says no.
fn any<const N: usize>(said: [Option<bool>; N]) -> Option<bool> {
    said.into_iter().flatten().reduce(|one, other| one || other)
}

/// The flags as sent.
struct Words {
    outpatient: Option<String>,
    admission: Option<String>,
    emergency: Option<bool>,
    trauma: Option<bool>,
    third_party: Option<bool>,
    liable: Option<String>,
    crowd: Option<String>,
}

impl Words {
    fn meaning(self, med_type: Option<&MedType>) -> Flags {
        let (outpatient, admission) = (self.outpatient.as_deref(), self.admission.as_deref());
        let by_med_type = |says: fn(&MedType) -> bool| med_type.is_some_and(says).then_some(true);
        Flags {
            emergency: any([
                self.emergency,
                outpatient.map(|word| matches!(word, "1" | "3")),
                admission.map(|word| word == "2"),
                by_med_type(|med_type| med_type.emergency),
            ]),
            referral: any([
                outpatient.map(|word| matches!(word, "2" | "3")),
                admission.map(|word| word == "3"),
            ]),
            trauma: any([self.trauma, by_med_type(|med_type| med_type.trauma)]),
            third_party: any([
                self.third_party,
                (self.liable.as_deref() == Some("1")).then_some(true),
            ]),
            crowd: self.crowd,
            misspelt: Vec::new(),
        }
    }
}

/// Every flag as published, and without case and what joins its words.
const FLAGS: [(&str, &str); 7] = [
    ("OTP_ER_REFL_FLAG", "otperreflflag"),
    ("IPT_TYPE", "ipttype"),
    ("er_flag", "erflag"),
    ("TRUM_FLAG", "trumflag"),
    ("REL_TTP_FLAG", "relttpflag"),
    ("MDTRT_GRP_TYPE", "mdtrtgrptype"),
    ("ttp_resp", "ttpresp"),
];

/// A name without case and without what joins its words.
fn bare(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

/// How many letters one has that the other has not: no fewer steps lead from one to the other, and
/// of nearly every name in a message that says enough.
fn differ(one: &str, other: &str) -> usize {
    let mut counts = [0_i16; 128];
    one.bytes()
        .for_each(|letter| counts[usize::from(letter & 127)] += 1);
    other
        .bytes()
        .for_each(|letter| counts[usize::from(letter & 127)] -= 1);
    let more = |sign: i16| {
        let counts = counts.iter().map(|count| (count * sign).max(0));
        counts.sum::<i16>().unsigned_abs()
    };
    usize::from(more(1).max(more(-1)))
}

/// What a name stands for.
enum Meant {
    Flag(&'static str),
    /// Nothing, but it is nearly the name of this flag.
    Nearly(&'static str),
}

fn meant(name: &str) -> Option<Meant> {
    let name = bare(name);
    if let Some((flag, _)) = FLAGS.iter().find(|(_, bare)| *bare == name) {
        return Some(Meant::Flag(flag));
    }
    let near = FLAGS.iter().find(|(_, bare)| {
        // Short names have neighbours that mean something else.
        let most = if bare.len() < 8 { 1 } else { 2 };
        bare.len().abs_diff(name.len()) <= most
            && differ(bare, &name) <= most
            && strsim::damerau_levenshtein(bare, &name) <= most
    });
    near.map(|(flag, _)| Meant::Nearly(flag))
}

/// Spellings of the field that holds further fields.
const EXTENSION: [&str; 2] = ["exp_content", "expContent"];

/// Whether a field of this name holds the flags.
pub(crate) fn is_extension(key: &str) -> bool {
    EXTENSION.iter().any(|name| name.eq_ignore_ascii_case(key))
}

/// How often text may hold text that holds text.
const UNFOLDED_MAX: usize = 3;

/// The fields in exp_content.
fn extension(node: &Node<'_>) -> Result<Map<String, Value>, ReadError> {
    let key = node.spelled(&EXTENSION);
    let mut found = Map::new();
    match node.value(key) {
        Some(value) if !unfold(value, UNFOLDED_MAX, &mut found) => Err(ReadError::BadExtension {
            field: node.path(key),
        }),
        _ => Ok(found),
    }
}

/// Adds the fields of objects, of lists of objects, and of text that is either. A remark is no
/// field; text that looks like JSON or names a flag and cannot be read is a fault.
fn unfold(value: &Value, left: usize, found: &mut Map<String, Value>) -> bool {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if EXTENSION.iter().any(|own| bare(own) == bare(name)) && left > 0 {
                    if !unfold(value, left - 1, found) {
                        return false;
                    }
                } else {
                    found.insert(name.clone(), value.clone());
                }
            }
            true
        }
        Value::Array(rows) => rows.iter().all(|row| unfold(row, left, found)),
        Value::String(text) => {
            let text = text.trim();
            match json::read(text.as_bytes()) {
                Ok(Value::Number(_) | Value::Bool(_) | Value::Null) => true,
                Ok(value) if left > 0 => unfold(&value, left - 1, found),
                _ => !text.starts_with(['{', '[', '"']) && !names_a_flag(text),
            }
        }
        Value::Number(_) | Value::Bool(_) | Value::Null => true,
    }
}

fn names_a_flag(text: &str) -> bool {
    let text = bare(text);
    FLAGS.iter().any(|(_, bare)| text.contains(bare))
}

/// Where the flags stand: in exp_content, which counts first, or in the node itself.
struct Sent<'a, 'b> {
    node: &'b Node<'a>,
    extension: Map<String, Value>,
    /// Flag, its name as sent, whether it stands in exp_content.
    flags: Vec<(&'static str, String, bool)>,
    misspelt: Vec<(String, &'static str)>,
}

impl<'a, 'b> Sent<'a, 'b> {
    fn of(node: &'b Node<'a>) -> Result<Sent<'a, 'b>, ReadError> {
        let mut sent = Sent {
            node,
            extension: extension(node)?,
            flags: Vec::new(),
            misspelt: Vec::new(),
        };
        let inside = Node::new("exp_content", None, &sent.extension);
        for (place, is_inside) in [(&inside, true), (node, false)] {
            for name in place.names() {
                match meant(name) {
                    Some(Meant::Flag(flag)) => sent.flags.push((flag, name.clone(), is_inside)),
                    Some(Meant::Nearly(meant)) => sent.misspelt.push((shortened(name), meant)),
                    None => {}
                }
            }
        }
        Ok(sent)
    }

    fn text(&self, flag: &str) -> Result<Option<String>, ReadError> {
        let inside = Node::new("exp_content", None, &self.extension);
        let own = self.flags.iter().filter(|(known, ..)| *known == flag);
        for (_, name, is_inside) in own {
            let place = if *is_inside { &inside } else { self.node };
            if place.value(name).is_some() {
                return place.text(name);
            }
        }
        Ok(None)
    }

    fn one_of(&self, flag: &'static str, codes: &[&str]) -> Result<Option<String>, ReadError> {
        let Some(text) = self.text(flag)? else {
            return Ok(None);
        };
        if codes.contains(&text.as_str()) {
            return Ok(Some(text));
        }
        Err(ReadError::UnknownCode {
            field: self.node.path(flag),
            value: shortened(&text),
            dictionary: flag,
        })
    }

    fn flag(&self, flag: &'static str) -> Result<Option<bool>, ReadError> {
        let word = self.one_of(flag, &["0", "1"])?;
        Ok(word.map(|word| word == "1"))
    }
}

#[cfg(test)]
mod tests;
