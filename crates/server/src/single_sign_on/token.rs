//! The ID token, held against what was asked: OpenID Connect Core 1.0, section 3.1.3.7. Pure.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use desk::accounts::{AccountError, SignatureForm};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::doubtful;
use super::keys::ProviderKeys;

/// What a token has to be about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expected<'a> {
    /// Who says it.
    pub issuer: &'a str,
    /// To whom.
    pub client: &'a str,
    /// In answer to what.
    pub nonce: &'a str,
    /// When.
    pub now: Timestamp,
}

/// The clocks of the provider and of this server may differ by so much.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_secs(60);

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Claims(Map<String, Value>);

#[derive(Deserialize)]
struct TokenHead {
    alg: String,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default)]
    crit: Option<Value>,
}

/// Why a token is not believed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum TokenFault {
    /// No key that is known can have signed it; perhaps they were changed.
    UnknownKey,
    /// For good.
    Wrong(AccountError),
}

fn wrong(why: &str) -> TokenFault {
    TokenFault::Wrong(doubtful(why))
}

/// What the token says, if it is believed.
pub(super) fn checked(
    token: &str,
    keys: &ProviderKeys,
    expected: &Expected<'_>,
) -> Result<Claims, TokenFault> {
    let (signed, signature) = token.rsplit_once('.').ok_or_else(|| wrong("form"))?;
    let (head, body) = signed.split_once('.').ok_or_else(|| wrong("form"))?;
    let head: TokenHead = read(head).ok_or_else(|| wrong("form"))?;
    if head.crit.is_some() {
        return Err(wrong("crit"));
    }
    if !["RS256", "ES256"].contains(&head.alg.as_str()) {
        return Err(wrong("alg"));
    }
    let able = keys.of(&head.alg, head.kid.as_deref());
    if able.is_empty() {
        return Err(TokenFault::UnknownKey);
    }
    let signature = URL_SAFE_NO_PAD.decode(signature);
    let signature = signature.map_err(|_| wrong("form"))?;
    let by = |key: &desk::accounts::PublicKey| {
        key.has_signed(signed.as_bytes(), &signature, SignatureForm::Fixed)
    };
    if !able.iter().any(by) {
        return Err(wrong("signature"));
    }
    let claims = Claims(read(body).ok_or_else(|| wrong("form"))?);
    claims.fit(expected).map_err(TokenFault::Wrong)?;
    Ok(claims)
}

fn read<T: serde::de::DeserializeOwned>(part: &str) -> Option<T> {
    let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
    serde_json::from_slice(&bytes).ok()
}

impl Claims {
    fn fit(&self, expected: &Expected<'_>) -> Result<(), AccountError> {
        if self.string("iss") != Some(expected.issuer) {
            return Err(doubtful("iss"));
        }
        let audience = self.strings("aud");
        if !audience.contains(&expected.client) {
            return Err(doubtful("aud"));
        }
        let party = self.string("azp");
        let is_ours = match party {
            Some(party) => party == expected.client,
            None => audience.len() == 1 && !self.0.contains_key("azp"),
        };
        if !is_ours {
            return Err(doubtful("azp"));
        }
        if self.string("nonce") != Some(expected.nonce) {
            return Err(doubtful("nonce"));
        }
        if self.string("sub").is_none_or(str::is_empty) {
            return Err(doubtful("sub"));
        }
        let (Some(ends), Some(made)) = (self.instant("exp"), self.instant("iat")) else {
            return Err(doubtful("exp"));
        };
        let begins = self.instant("nbf").unwrap_or(made).max(made);
        let now = expected.now;
        let is_over = now.duration_since(ends) >= CLOCKS_DIFFER;
        let is_ahead = begins.duration_since(now) > CLOCKS_DIFFER;
        match is_over || is_ahead {
            true => Err(AccountError::ProviderClock),
            false => Ok(()),
        }
    }

    fn string(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// One text, or a list of them.
    fn strings(&self, name: &str) -> Vec<&str> {
        match self.0.get(name) {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
            _ => vec![],
        }
    }

    fn instant(&self, name: &str) -> Option<Timestamp> {
        let number = self.0.get(name)?.to_string();
        let whole = number.split('.').next()?;
        Timestamp::from_second(whole.parse().ok()?).ok()
    }

    /// A claim that is a text or a number.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        match self.0.get(name)? {
            Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// Whom it is about, as the provider tells people apart.
    pub(super) fn subject(&self) -> &str {
        self.string("sub").unwrap_or_default()
    }

    /// Whether it says any of these of how somebody showed who they are.
    pub(super) fn has_any(&self, counted: &[String]) -> bool {
        let said = self.strings("amr").into_iter().chain(self.strings("acr"));
        said.into_iter()
            .any(|it| counted.iter().any(|one| one == it))
    }

    /// What the provider tells besides, of the same person.
    pub(super) fn besides(body: &[u8], subject: &str) -> Option<Claims> {
        let claims = Claims(serde_json::from_slice(body).ok()?);
        (claims.subject() == subject).then_some(claims)
    }
}
