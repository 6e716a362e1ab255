//! Gateways that reach people: text messages, the official account, the mini-programme. Each takes
//! JSON: whom, which template, its parameters, and the words for those that take any text. Real
//! ones differ; what stands between them and this one shape is a few lines at the gateway's side.

use std::collections::BTreeMap;

use domain::notices::signed;
use domain::text::shortened;
use domain::word_list;
use serde_json::{Value, json};

use super::post::{NoticeReceiver, ReceiverAnswer};
use super::{NotSent, NoticeAdapter, OutgoingNotice};

word_list! {
    /// By what a gateway knows people.
    KnownBy {
        /// By their telephone.
        Phone = "phone", "手机号", "their telephone";
        /// By their number in the insurance; the gateway knows which account is theirs.
        Person = "person", "人员编号", "their number";
    }
}

/// The language of the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageLanguage {
    /// 中文.
    Chinese,
    /// English.
    English,
}

/// A gateway and how it is spoken to.
#[derive(Clone)]
pub struct GatewayAdapter {
    /// Where it is.
    pub receiver: NoticeReceiver,
    /// By what it knows people.
    pub known_by: KnownBy,
    /// Its own names of templates, by topic; the topic's word where none stands.
    pub templates: BTreeMap<String, String>,
    /// Who it is from.
    pub signature: String,
    /// In which language.
    pub language: MessageLanguage,
    /// Where its answer says whether it took it, as a JSON pointer, and what it says then; the
    /// status alone counts where nothing stands.
    pub answer: Option<(String, String)>,
}

impl GatewayAdapter {
    fn body(&self, outgoing: &OutgoingNotice) -> Result<String, NotSent> {
        let to = match self.known_by {
            KnownBy::Person => outgoing.notice.person.as_str().to_owned(),
            KnownBy::Phone => {
                let phone = outgoing.phone.as_ref();
                phone.ok_or_else(|| NotSent::never("no-phone"))?.0.clone()
            }
        };
        let words = outgoing.words().ok_or_else(|| NotSent::never("no-words"))?;
        let words = match self.language {
            MessageLanguage::Chinese => words.zh,
            MessageLanguage::English => words.en,
        };
        let (facts, topic) = (&outgoing.facts, &outgoing.notice.topic);
        let template = self.templates.get(topic).unwrap_or(topic);
        let place = facts.insured_at.map(domain::region_names::label);
        let place = place.map(|place| match self.language {
            MessageLanguage::Chinese => place.zh,
            MessageLanguage::English => place.en,
        });
        let mut parameters = serde_json::Map::new();
        let number = Some(facts.number()).filter(|number| !number.is_empty());
        let day = facts.shown_day().map(|day| day.to_string());
        let amount = facts.total.map(|total| total.to_string());
        for (name, value) in [
            ("number", number),
            ("day", day),
            ("place", place),
            ("amount", amount),
            ("code", facts.code.clone()),
        ] {
            parameters.extend(value.map(|value| (name.to_owned(), Value::String(value))));
        }
        let body = json!({
            "id": outgoing.id(),
            "to": to,
            "template": template,
            "parameters": parameters,
            "text": signed(&self.signature, &words),
        });
        Ok(body.to_string())
    }

    /// Some gateways answer 200 and say in the body that they did not take it.
    fn taken(&self, answered: &ReceiverAnswer) -> Result<(), NotSent> {
        answered.taken()?;
        let Some((pointer, expected)) = &self.answer else {
            return Ok(());
        };
        let read: Option<Value> = serde_json::from_slice(&answered.body).ok();
        let said = read.as_ref().and_then(|read| read.pointer(pointer));
        let said = said.map(|said| match said {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        });
        match said {
            Some(said) if said == *expected => Ok(()),
            Some(said) => Err(NotSent::later(format!("answer-{}", as_code(&said)))),
            None => Err(NotSent::later("answer-unreadable")),
        }
    }
}

/// A code a gateway answered: a few letters and digits, so that nothing personal is kept of it.
fn as_code(said: &str) -> String {
    let is_code = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let has_phone = said.chars().filter(char::is_ascii_digit).count() > 8;
    match has_phone {
        true => "unreadable".to_owned(),
        false => shortened(&said.chars().filter(is_code).collect::<String>(), 24),
    }
}

impl NoticeAdapter for GatewayAdapter {
    fn needs_phone(&self) -> bool {
        self.known_by == KnownBy::Phone
    }

    fn send(&mut self, notices: &[OutgoingNotice]) -> Result<(), NotSent> {
        for outgoing in notices {
            let body = self.body(outgoing)?;
            let answered = self
                .receiver
                .post(body.as_bytes(), &[("idempotency-key", outgoing.id())])?;
            self.taken(&answered)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_gateway_answers_is_kept_as_a_code() {
        let rows = [
            ("isv.BUSINESS_LIMIT_CONTROL", "isv.BUSINESS_LIMIT_CONTR…"),
            ("40001", "40001"),
            ("13800000000 is no number", "unreadable"),
            ("余额不足", ""),
        ];
        for (said, kept) in rows {
            assert_eq!(as_code(said), kept, "{said}");
        }
    }
}
