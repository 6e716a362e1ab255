//! Whoever compares faces, and what stands in for it where people are invented. No picture comes
//! here: a browser is led there with a ticket, and we are told whether it was the same face.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use desk::accounts::Claimed;
use domain::text::hex;
use domain::word_list;
use serde::Deserialize;
use serde_json::json;

use crate::outside::{AskOutside, OutsideQuestion};
use crate::random::SystemRandom;

word_list! {
    /// What came of comparing a face.
    FaceVerdict {
        /// It is the same.
        Same = "same", "是本人", "the same face";
        /// It is another.
        Different = "different", "不是本人", "another face";
        /// It was not compared, or not yet.
        Open = "open", "没有比对", "not compared";
    }
}

/// A face that is to be compared.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct FaceTicket {
    /// By what it is asked for afterwards.
    pub ticket: String,
    /// Where the browser is led.
    pub go_to: String,
}

/// Whoever compares faces.
pub enum FaceWay {
    /// What stands in for one, of invented people.
    StandIn(FaceStandIn),
    /// A system outside.
    Outside(FaceOutside),
}

/// It compares nothing: whoever sits there says what came of it.
#[derive(Default)]
pub struct FaceStandIn {
    said: Mutex<BTreeMap<String, FaceVerdict>>,
}

/// No more tickets are remembered.
const TICKETS_MAX: usize = 1_000;

/// Where the stand-in is asked.
const STAND_IN: &str = "/sign-in/face/stand-in";

/// A system outside that compares faces.
pub struct FaceOutside {
    /// Where it is; `begin` and `result` lie below.
    pub url: String,
    /// What proves who asks.
    pub authorization: Option<String>,
    /// Where it sends people back to.
    pub back: String,
    /// How it is asked.
    pub ask: AskOutside,
}

/// The face cannot be compared now. Why is in the log.
#[derive(Debug)]
pub struct FaceAway;

#[derive(Deserialize)]
struct FaceResult {
    result: FaceVerdict,
}

impl FaceWay {
    /// Has a face compared for somebody.
    pub fn begin(&self, claimed: &Claimed) -> Result<FaceTicket, FaceAway> {
        match self {
            FaceWay::StandIn(_) => {
                let ticket = ticket();
                let go_to = format!("{STAND_IN}?ticket={ticket}");
                Ok(FaceTicket { ticket, go_to })
            }
            FaceWay::Outside(outside) => {
                let asked = json!({
                    "name": claimed.name, "number": claimed.number, "back": outside.back,
                });
                let begun: FaceTicket = outside.post("begin", &asked)?;
                match begun.go_to.starts_with("https://") || begun.go_to.starts_with("http://") {
                    true => Ok(begun),
                    false => Err(away("go_to is no address")),
                }
            }
        }
    }

    /// What came of it.
    pub fn result(&self, ticket: &str) -> Result<FaceVerdict, FaceAway> {
        match self {
            FaceWay::StandIn(stand_in) => {
                let mut said = stand_in.said.lock().unwrap_or_else(PoisonError::into_inner);
                Ok(said.remove(ticket).unwrap_or(FaceVerdict::Open))
            }
            FaceWay::Outside(outside) => {
                let found: FaceResult = outside.post("result", &json!({ "ticket": ticket }))?;
                Ok(found.result)
            }
        }
    }

    /// What stands in for it, where that is so.
    pub fn stand_in(&self) -> Option<&FaceStandIn> {
        match self {
            FaceWay::StandIn(stand_in) => Some(stand_in),
            FaceWay::Outside(_) => None,
        }
    }
}

impl FaceStandIn {
    /// Whoever sits there says what came of it.
    pub fn say(&self, ticket: &str, verdict: FaceVerdict) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.len() >= TICKETS_MAX {
            said.clear();
        }
        said.insert(ticket.to_owned(), verdict);
    }
}

impl FaceOutside {
    fn post<T: serde::de::DeserializeOwned>(
        &self,
        what: &str,
        body: &serde_json::Value,
    ) -> Result<T, FaceAway> {
        let question = OutsideQuestion {
            url: format!("{}/{what}", self.url.trim_end_matches('/')),
            body: Some(("application/json", body.to_string())),
            authorization: self.authorization.clone(),
        };
        let answer = (self.ask)(&question).map_err(|code| away(&code))?;
        match answer.status {
            200 => serde_json::from_slice(&answer.body).map_err(|_| away("unreadable")),
            other => Err(away(&format!("status-{other}"))),
        }
    }
}

fn ticket() -> String {
    use desk::Random;
    let mut bytes = [0; 16];
    SystemRandom.fill(&mut bytes);
    hex(&bytes)
}

fn away(why: &str) -> FaceAway {
    tracing::warn!(why, "whoever compares faces cannot be asked");
    FaceAway
}
