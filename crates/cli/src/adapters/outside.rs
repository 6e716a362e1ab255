//! Systems outside that are asked while somebody waits: the same careful client as for notices,
//! and less patience.

use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use server::outside::{AskOutside, OutsideAnswer, OutsideQuestion};

use super::post::NoticeReceiver;

/// Somebody waits: no answer takes longer.
const WITHIN: Duration = Duration::from_secs(6);

/// Asks systems outside; inside a private network only where that is allowed.
pub fn ask_outside(may_reach: Vec<IpNet>, ca_file: Option<PathBuf>) -> AskOutside {
    Box::new(move |question: &OutsideQuestion| {
        let proof = question.authorization.iter();
        let headers = proof.map(|proof| ("authorization".to_owned(), proof.clone()));
        let certificates = ca_file.as_deref();
        let made =
            NoticeReceiver::new(&question.url, &may_reach, (certificates, headers.collect()));
        let receiver = made.map_err(|error| {
            tracing::warn!(
                error = format!("{error:#}"),
                "an address that cannot be asked"
            );
            "address".to_owned()
        })?;
        let body = question.body.as_ref();
        let body = body.map(|(kind, body)| (*kind, body.as_str()));
        let answer = receiver.ask(body, WITHIN).map_err(|error| error.code)?;
        Ok(OutsideAnswer {
            status: answer.status,
            body: answer.body,
        })
    })
}
