//! The outside of every message: who sends what, from where to where, and the transaction's input.

use std::fmt;

use domain::Region;
use domain::ids::{FacilityCode, MessageId};
use jiff::civil::DateTime;
use serde_json::{Map, Value};

use crate::errors::{ReadError, shortened};
use crate::faults::{Faults, both, every};
use crate::flags;
use crate::json;
use crate::node::{Node, is_empty_text};

/// Who worked the terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SendingOperator {
    /// opter_type: 1 clerk, 2 kiosk, 3 mobile; as sent.
    pub kind: Option<String>,
    /// opter: operator or terminal number.
    pub number: Option<String>,
    /// opter_name.
    pub name: Option<String>,
}

/// A message, its input not yet read. Its `Debug` leaves the input out: it holds names and
/// certificates.
#[derive(Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The transaction, in capitals.
    pub infno: String,
    /// The sender's number for the message; opaque and unique.
    pub msgid: MessageId,
    /// mdtrtarea_admvs, the place of care. The facility's own division decides when it is absent.
    pub treated_at: Option<Region>,
    /// insuplc_admdvs, the insured place. Absent means local, or not known yet (1101).
    pub insured_at: Option<Region>,
    /// recer_admdvs, which only Guangdong sends.
    pub receiver: Option<Region>,
    /// recer_sys_code, as sent.
    pub receiver_system: Option<String>,
    /// The operator.
    pub operator: SendingOperator,
    /// The facility that sends.
    pub facility: FacilityCode,
    /// Its name as it writes it.
    pub facility_name: Option<String>,
    /// sign_no from 9001; many clients never sign in.
    pub sign_no: Option<String>,
    /// cainfo: a signature or digest of the input, rarely enforced.
    pub cainfo: Option<String>,
    /// signtype.
    pub signtype: Option<String>,
    /// inf_time on the clock in China.
    pub sent_at: Option<DateTime>,
    /// The transaction's own data.
    pub input: Map<String, Value>,
}

impl Envelope {
    /// Reads a message. `infno_in_url` is the number at the end of the address, used when the
    /// message itself names no transaction; when both do, the message counts, since gateways
    /// rewrite addresses.
    pub fn read(bytes: &[u8], infno_in_url: Option<&str>) -> Result<Envelope, ReadError> {
        Received::read(bytes, infno_in_url)?.into_envelope()
    }
}

/// A message that is whole JSON. Its parts are read each by itself, so that a fault in one does
/// not hide those of another.
#[derive(Clone)]
pub struct Received {
    /// Everything but the input.
    outside: Result<Envelope, ReadError>,
    infno: Result<String, ReadError>,
    facility: Option<FacilityCode>,
    input: Result<Map<String, Value>, ReadError>,
}

impl Received {
    /// Reads bytes; see [`Envelope::read`].
    pub fn read(bytes: &[u8], infno_in_url: Option<&str>) -> Result<Received, ReadError> {
        let mut repeated = Faults::default();
        let Value::Object(mut fields) = json::read_noting(bytes, &mut repeated)? else {
            return Err(ReadError::NotAnObject {
                node: "JSON".to_owned(),
            });
        };
        let input = take_input(&mut fields, &mut repeated);
        let node = Node::new("", None, &fields);
        let outside = outside(&node, infno_in_url);
        Ok(Received {
            infno: infno(&node, infno_in_url),
            facility: node.id("fixmedins_code").ok().flatten(),
            outside: both(outside, repeated.unless(Some(()))).map(|(outside, ())| outside),
            input,
        })
    }

    /// The facility that says it sends this, where that can be read.
    pub fn facility(&self) -> Option<&FacilityCode> {
        self.facility.as_ref()
    }

    /// Everything but the input, where all of it can be read.
    pub(crate) fn outside(&self) -> Option<&Envelope> {
        self.outside.as_ref().ok()
    }

    /// The transaction, where it is stated.
    ///
    /// # Errors
    /// [`ReadError`] where none is, or another than at the end of the address.
    pub fn infno(&self) -> Result<&str, ReadError> {
        self.infno.as_deref().map_err(ReadError::clone)
    }

    /// The transaction's own data.
    pub(crate) fn input(&self) -> Result<&Map<String, Value>, ReadError> {
        self.input.as_ref().map_err(ReadError::clone)
    }

    /// The envelope, with its input.
    pub(crate) fn into_envelope(self) -> Result<Envelope, ReadError> {
        let (envelope, input) = both(self.outside, self.input)?;
        Ok(Envelope { input, ..envelope })
    }
}

impl fmt::Debug for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Envelope")
            .field("infno", &self.infno)
            .field("msgid", &self.msgid)
            .field("facility", &self.facility)
            .field("treated_at", &self.treated_at)
            .field("insured_at", &self.insured_at)
            .finish_non_exhaustive()
    }
}

/// Everything but the input. The published names end in `admvs` for the place of care and in
/// `admdvs` elsewhere; clients mix them up.
fn outside(node: &Node<'_>, infno_in_url: Option<&str>) -> Result<Envelope, ReadError> {
    let region = |spellings: &[&'static str]| node.region(node.spelled(spellings));
    every!(Envelope {
        infno: infno(node, infno_in_url),
        msgid: node.need("msgid", Node::id),
        facility: node.need("fixmedins_code", Node::id),
        treated_at: region(&["mdtrtarea_admvs", "mdtrtarea_admdvs"]),
        insured_at: region(&["insuplc_admdvs", "insuplc_admvs"]),
        receiver: region(&["recer_admdvs", "recer_admvs"]),
        receiver_system: node.text("recer_sys_code"),
        operator: operator(node),
        facility_name: node.text("fixmedins_name"),
        sign_no: node.text("sign_no"),
        cainfo: node.text("cainfo"),
        signtype: node.text("signtype"),
        sent_at: node.datetime("inf_time"),
        input: Ok(Map::new()),
    })
}

fn operator(node: &Node<'_>) -> Result<SendingOperator, ReadError> {
    every!(SendingOperator {
        kind: node.text("opter_type"),
        number: node.text("opter"),
        name: node.text("opter_name"),
    })
}

fn infno(outside: &Node<'_>, in_url: Option<&str>) -> Result<String, ReadError> {
    let in_url = in_url.map(str::trim).filter(|infno| !infno.is_empty());
    let infno = match outside.text("infno")? {
        Some(infno) => infno,
        None => in_url
            .map(str::to_owned)
            .ok_or_else(|| ReadError::MissingField {
                field: "infno".to_owned(),
            })?,
    };
    let infno = infno.to_ascii_uppercase();
    if infno.len() > 20 || !infno.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(ReadError::UnknownTransaction {
            infno: shortened(&infno),
        });
    }
    Ok(infno)
}

/// `input` as an object; Jiangxi sends the object as a JSON string inside the JSON. It is moved
/// out, not copied: an upload of a thousand lines is most of a message.
fn take_input(
    fields: &mut Map<String, Value>,
    repeated: &mut Faults,
) -> Result<Map<String, Value>, ReadError> {
    let key = match fields.contains_key("input") {
        true => Some("input".to_owned()),
        false => fields
            .keys()
            .find(|key| key.eq_ignore_ascii_case("input"))
            .cloned(),
    };
    let input = match key.and_then(|key| fields.swap_remove(&key)) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) if is_empty_text(&text) => None,
        Some(Value::String(text)) => Some(json::read_noting(text.as_bytes(), repeated)?),
        input => input,
    };
    match input {
        Some(Value::Object(mut input)) => {
            unpack(&mut input, repeated);
            Ok(input)
        }
        Some(_) => Err(ReadError::NotAnObject {
            node: "input".to_owned(),
        }),
        None => Err(ReadError::MissingField {
            field: "input".to_owned(),
        }),
    }
}

/// Nodes that are sent as JSON text become what the text says. exp_content stays: it is a field,
/// also where fields stand directly under `input`.
fn unpack(input: &mut Map<String, Value>, repeated: &mut Faults) {
    for (key, value) in input {
        let text = value.as_str().map(str::trim_start).unwrap_or_default();
        let is_node = text.starts_with(['{', '[']) && !flags::is_extension(key);
        let unpacked = is_node
            .then(|| json::read_noting(text.as_bytes(), repeated).ok())
            .flatten();
        if let Some(unpacked) = unpacked {
            *value = unpacked;
        }
    }
}

#[cfg(test)]
mod tests;
