//! Notices to another system, signed as Standard Webhooks (standardwebhooks.com) says: an id that
//! is the same each time, the time, and an HMAC over both and the body.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::text::Named;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;

use super::post::NoticeReceiver;
use super::{NotSent, NoticeAdapter, OutgoingNotice};

/// A receiver with the key it knows us by.
#[derive(Clone)]
pub struct WebhookAdapter {
    receiver: NoticeReceiver,
    key: Hmac<Sha256>,
    now: fn() -> i64,
}

/// What a secret in the usual form begins with; base64 follows.
const PREFIX: &str = "whsec_";

impl WebhookAdapter {
    /// A webhook by its receiver and the secret: `whsec_` and base64, or any text.
    pub fn new(receiver: NoticeReceiver, secret: &str) -> WebhookAdapter {
        let coded = secret.strip_prefix(PREFIX);
        let decoded = coded.and_then(|coded| STANDARD.decode(coded).ok());
        let bytes = decoded.unwrap_or_else(|| secret.as_bytes().to_vec());
        let key = Hmac::<Sha256>::new_from_slice(&bytes);
        WebhookAdapter {
            receiver,
            key: key.expect("HMAC takes a key of any length"),
            now: || crate::place::machine_time().as_second(),
        }
    }

    fn signature(&self, id: &str, at: i64, body: &str) -> String {
        let mut key = self.key.clone();
        key.update(format!("{id}.{at}.{body}").as_bytes());
        format!("v1,{}", STANDARD.encode(key.finalize().into_bytes()))
    }
}

/// What a webhook gets: the kind, when it was caused, numbers and days, the words. No name, no
/// phone, nothing a clerk wrote.
pub fn body(outgoing: &OutgoingNotice) -> String {
    let (facts, words) = (&outgoing.facts, outgoing.words().unwrap_or_default());
    let title = outgoing.topic.map(|topic| topic.name());
    let body = json!({
        "type": outgoing.notice.topic,
        "timestamp": outgoing.notice.created_at,
        "data": {
            "person": outgoing.notice.person,
            "filing": facts.filing,
            "settlement": facts.settlement,
            "insured_at": facts.insured_at,
            "total": facts.total,
            "until": facts.until,
            "due_on": facts.due_on,
            "day": facts.day,
            "title": title,
            "text": words,
        },
    });
    body.to_string()
}

impl NoticeAdapter for WebhookAdapter {
    fn send(&mut self, notices: &[OutgoingNotice]) -> Result<(), NotSent> {
        for outgoing in notices {
            let (id, body, at) = (outgoing.id(), body(outgoing), (self.now)());
            let headers = [
                ("webhook-id", id.clone()),
                ("webhook-timestamp", at.to_string()),
                ("webhook-signature", self.signature(&id, at, &body)),
            ];
            self.receiver.post(body.as_bytes(), &headers)?.taken()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the standard's own libraries.
    #[test]
    fn it_is_signed_as_the_standard_says() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let receiver = NoticeReceiver::new("https://example.org/", &[], (None, vec![])).unwrap();
        let adapter = WebhookAdapter::new(receiver, secret);
        let signature = adapter.signature(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            "{\"test\": 2432232314}",
        );
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
