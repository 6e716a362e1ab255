//! What a message says that decides nothing here and that replies repeat: invoice, voucher,
//! operator, departments and doctors, the facility's own codes, hours and minutes. It is kept
//! beside the message, sealed, and given back by the settlement and by 5203 and 5204 as it was
//! sent.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use crate::envelope::SendingOperator;
use crate::errors::ReadError;
use crate::faults::{Faults, all, both};
use crate::node::{Input, Node};
use crate::time;

/// What is kept of a transaction's node.
const OF_NODE: [&str; 5] = [
    "invono",
    "mdtrt_cert_type",
    "med_type",
    "dise_codg",
    "dise_name",
];

/// What is kept of a bill line.
const OF_LINE: [&str; 24] = [
    "fee_ocur_time",
    "med_type",
    "rxno",
    "drord_no",
    "dise_codg",
    "medins_list_codg",
    "sin_dos_dscr",
    "used_frqu_dscr",
    "prd_days",
    "medc_way_dscr",
    "bilg_dept_codg",
    "bilg_dept_name",
    "bilg_dr_codg",
    "bilg_dr_name",
    "acord_dept_codg",
    "acord_dept_name",
    "orders_dr_code",
    "orders_dr_name",
    "tcmdrug_used_way",
    "etip_flag",
    "etip_hosp_code",
    "dscg_tkdrug_flag",
    "matn_fee_flag",
    "memo",
];

/// Fields as they were sent, by their names on the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeptFields(BTreeMap<String, String>);

impl KeptFields {
    /// dise_codg.
    pub fn disease(&self) -> Option<&str> {
        self.text("dise_codg")
    }

    /// The field as it was sent.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// The first of these fields that was sent.
    pub(crate) fn first(&self, keys: &[&str]) -> Option<&str> {
        keys.iter().find_map(|key| self.text(key))
    }

    /// A field read as a time; it was one when it came.
    pub(crate) fn datetime(&self, key: &str) -> Option<DateTime> {
        time::read_datetime(self.text(key)?)
    }

    fn keep(&mut self, key: &str, text: Option<String>) {
        self.0.extend(text.map(|text| (key.to_owned(), text)));
    }

    fn of(node: &Node<'_>, keys: &[&str]) -> Result<KeptFields, ReadError> {
        let sent = all(keys.iter().map(|key| Ok((*key, node.text(key)?))))?;
        let mut kept = KeptFields::default();
        for (key, text) in sent {
            kept.keep(key, text);
        }
        Ok(kept)
    }
}

/// What is kept of one message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptMessage {
    /// Of its envelope and its node.
    #[serde(flatten)]
    fields: KeptFields,
    /// Of its bill lines, by feedetl_sn.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    lines: BTreeMap<String, KeptFields>,
}

impl KeptMessage {
    /// What is kept of a transaction; nothing of one that only asks.
    pub(crate) fn read(infno: &str, input: Input<'_>) -> Result<KeptMessage, ReadError> {
        let node = match infno {
            "2204" | "2301" => return KeptMessage::lines(input),
            "2203" | "2203A" | "2401" => "mdtrtinfo",
            "2402" => "dscginfo",
            "2403" => "adminfo",
            "2201" | "2207" | "2207A" | "2208" | "2304" | "2305" => "data",
            _ => return Ok(KeptMessage::default()),
        };
        Ok(KeptMessage {
            fields: KeptFields::of(&input.node(node)?, &OF_NODE)?,
            lines: BTreeMap::new(),
        })
    }

    fn lines(input: Input<'_>) -> Result<KeptMessage, ReadError> {
        let rows = input.rows("feedetail")?;
        let mut faults = Faults::default();
        let mut lines = BTreeMap::new();
        for row in &rows {
            // The days of a prescription are a number in the reply.
            let number = row.decimal("prd_days", 2);
            let kept = both(KeptFields::of(row, &OF_LINE), number);
            let serial = row.text("feedetl_sn").ok().flatten();
            let kept = faults.take(kept).map(|(kept, _)| kept);
            lines.extend(serial.zip(kept));
        }
        let fields = KeptFields::default();
        faults.unless(Some(KeptMessage { fields, lines }))
    }

    /// With who sent it.
    pub(crate) fn by(mut self, operator: &SendingOperator) -> KeptMessage {
        self.fields.keep("opter", operator.number.clone());
        self.fields.keep("opter_name", operator.name.clone());
        self
    }

    /// As bytes, for the store to seal.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("texts always serialise")
    }

    /// From the bytes that [`KeptMessage::to_bytes`] made.
    pub fn from_bytes(bytes: &[u8]) -> Result<KeptMessage, serde_json::Error> {
        serde_json::from_slice(bytes)
    }

    /// A field of the envelope or the node.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.fields.text(key)
    }

    /// mdtrt_cert_type.
    pub fn voucher_type(&self) -> Option<&str> {
        self.text("mdtrt_cert_type")
    }

    /// med_type.
    pub fn med_type(&self) -> Option<&str> {
        self.text("med_type")
    }

    /// dise_codg.
    pub fn disease(&self) -> Option<&str> {
        self.text("dise_codg")
    }

    /// dise_name.
    pub fn disease_name(&self) -> Option<&str> {
        self.text("dise_name")
    }

    /// What was kept of a bill line.
    pub fn line(&self, serial: &str) -> Option<&KeptFields> {
        self.lines.get(serial)
    }
}
