//! The envelope of the interface, and what a till does with an answer.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};

use super::http::{Answer, Client, Request};

/// The address the specification's own client uses.
pub const CALL_SERVICE: &str = "/fsi/api/rsfComIfsService/callService";

/// A message as it leaves: where to, as what, which bytes.
#[derive(Clone, Debug)]
pub struct Wire {
    pub path: String,
    pub content_type: &'static str,
    pub body: Vec<u8>,
}

/// How a client writes an envelope down.
pub type Habit = Box<dyn Fn(&Value) -> Wire + Send>;

impl Wire {
    /// As the specification has it.
    pub fn plain(envelope: &Value) -> Wire {
        Wire {
            path: CALL_SERVICE.to_owned(),
            content_type: "text/plain;charset=utf-8",
            body: envelope.to_string().into_bytes(),
        }
    }
}

static SENT: AtomicU64 = AtomicU64::new(1);

/// A till of one facility, with one connection.
pub struct Till {
    pub facility: String,
    /// insuplc_admdvs of the patient, once known.
    pub insured_at: String,
    pub habit: Habit,
    client: Client,
}

/// A refusal: the word in brackets and the whole sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub code: String,
    pub message: String,
}

/// Output or refusal.
pub type Outcome = Result<Value, Refusal>;

impl Till {
    pub fn new(address: SocketAddr, facility: &str) -> Till {
        Till {
            facility: facility.to_owned(),
            insured_at: String::new(),
            habit: Box::new(Wire::plain),
            client: Client::new(address),
        }
    }

    /// The server moved; whatever was open is gone.
    pub fn move_to(&mut self, address: SocketAddr) {
        self.client = Client::new(address);
    }

    pub fn client(&mut self) -> &mut Client {
        &mut self.client
    }

    /// A number no message had before: the facility, a second, a sequence.
    pub fn next_message(&self) -> String {
        let number = SENT.fetch_add(1, Ordering::Relaxed);
        format!("{}20261121120000{number:04}", self.facility)
    }

    /// A message as the tables have it.
    pub fn envelope(&self, infno: &str, message: &str, input: Value) -> Value {
        json!({
            "infno": infno,
            "msgid": message,
            "mdtrtarea_admvs": &self.facility[1..7],
            "insuplc_admdvs": self.insured_at,
            "recer_sys_code": "99",
            "dev_no": "",
            "dev_safe_info": "",
            "cainfo": "",
            "signtype": "SM3",
            "infver": "1.0.0",
            "opter_type": "1",
            "opter": "0001",
            "opter_name": "测试员",
            "inf_time": super::patient::day(0),
            "fixmedins_code": self.facility,
            "fixmedins_name": "示例医院",
            "sign_no": "",
            "input": input,
        })
    }

    /// Sends a message under a new number.
    pub fn call(&mut self, infno: &str, input: Value) -> Outcome {
        let message = self.next_message();
        self.call_as(infno, &message, input)
    }

    /// Sends a message under this number.
    pub fn call_as(&mut self, infno: &str, message: &str, input: Value) -> Outcome {
        let envelope = self.envelope(infno, message, input);
        outcome(&self.bytes(&envelope))
    }

    /// Sends an envelope and returns the bytes of the answer.
    pub fn bytes(&mut self, envelope: &Value) -> Vec<u8> {
        self.try_bytes(envelope).unwrap()
    }

    /// Sends an envelope and says when its outcome is not known.
    pub fn try_bytes(&mut self, envelope: &Value) -> io::Result<Vec<u8>> {
        let wire = (self.habit)(envelope);
        let answer = self.client.send(Request {
            method: "POST",
            path: &wire.path,
            content_type: wire.content_type,
            body: &wire.body,
        });
        answer.map(answered)
    }

    /// Sends an envelope, and never learns what became of it.
    pub fn lose(&mut self, envelope: &Value) {
        let wire = (self.habit)(envelope);
        let lost = self.client.hang_up(Request {
            method: "POST",
            path: &wire.path,
            content_type: wire.content_type,
            body: &wire.body,
        });
        lost.unwrap();
    }

    /// A message that must succeed.
    pub fn ok(&mut self, infno: &str, input: Value) -> Value {
        self.call(infno, input)
            .unwrap_or_else(|refusal| panic!("{infno}: {}", refusal.message))
    }

    /// A message that must be refused; returns the code.
    pub fn refused(&mut self, infno: &str, input: Value) -> String {
        match self.call(infno, input) {
            Ok(output) => panic!("{infno} was not refused: {output}"),
            Err(refusal) => refusal.code,
        }
    }
}

/// The bytes of an answer, which is HTTP 200 whatever it says.
pub fn answered(answer: Answer) -> Vec<u8> {
    let Answer { status, body, .. } = answer;
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
    assert!(answer.content_type.starts_with("application/json"));
    body
}

/// Reads an answer: infcode is the number 0 or −1, and the rest fits it.
pub fn outcome(bytes: &[u8]) -> Outcome {
    let reply: Value = serde_json::from_slice(bytes).expect("a JSON answer");
    let reference = reply["inf_refmsgid"].as_str().expect("always there");
    assert_eq!(reference.len(), 30, "division, second, ten digits");
    for time in ["refmsg_time", "respond_time"] {
        assert_eq!(reply[time].as_str().expect("a time").len(), 17);
    }
    match reply["infcode"].to_string().as_str() {
        "0" => {
            assert_eq!(reply["err_msg"], Value::Null);
            Ok(reply["output"].clone())
        }
        "-1" => Err(refusal(&reply)),
        other => panic!("infcode {other}"),
    }
}

/// Takes a refusal apart: the code, Chinese, as much English as there is room for.
fn refusal(reply: &Value) -> Refusal {
    let message = reply["err_msg"].as_str().expect("a sentence").to_owned();
    assert_eq!(reply["output"], Value::Null, "{message}");
    let (code, sentence) = message
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("] "))
        .unwrap_or_else(|| panic!("no code in «{message}»"));
    let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    assert!(
        sentence.chars().any(is_chinese),
        "no Chinese in «{message}»"
    );
    let english = sentence.split_once(" / ");
    let has_words = english.is_some_and(|(_, english)| english.contains(' '));
    // What has no room is cut, the English first; a few words of it are left out altogether.
    let length = message.chars().count();
    assert!(length <= 200, "{message}");
    let has_room = length + " / ".len() + 24 <= 200;
    assert!(has_words || !has_room, "no English in «{message}»");
    Refusal {
        code: code.to_owned(),
        message,
    }
}
