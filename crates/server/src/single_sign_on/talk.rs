//! What is asked of a provider itself: where it does what (OpenID Connect Discovery 1.0), its keys,
//! the token of a code, and what it tells besides. What it says of itself is kept for an hour.

use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use desk::accounts::AccountError;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::keys::ProviderKeys;
use super::token::{self, Claims, Expected, TokenFault};
use super::{SingleSignOn, doubtful, refused};
use crate::outside::{OutsideAnswer, OutsideQuestion};

/// How long what a provider says of itself is kept.
const KEPT: Duration = Duration::from_secs(3_600);
/// Keys that are not known are asked for no more often.
const KEYS_AGAIN: Duration = Duration::from_secs(10);

/// What is known of a provider.
#[derive(Clone)]
pub(super) struct ProviderKnown {
    /// Where it does what.
    pub places: Arc<ProviderPlaces>,
    keys: Arc<ProviderKeys>,
    read_at: Instant,
    keys_at: Instant,
}

#[cfg(test)]
impl ProviderKnown {
    /// As if the keys had been read long ago.
    pub(super) fn age_keys(&mut self) {
        let long_ago = Instant::now().checked_sub(KEYS_AGAIN * 2);
        self.keys_at = long_ago.expect("the machine has run for a minute");
    }
}

/// Where a provider does what, as far as it is needed.
#[derive(Debug, Deserialize)]
pub(super) struct ProviderPlaces {
    issuer: String,
    /// Where people sign in.
    pub authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    userinfo_endpoint: Option<String>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

/// What a provider gives for a code.
#[derive(Deserialize)]
pub(super) struct Tokens {
    /// Who signed in.
    pub id_token: String,
    #[serde(default)]
    access_token: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ProviderError {
    error: String,
}

impl SingleSignOn {
    /// What is known of the provider; it is asked where that was long ago.
    pub(super) fn known(&self) -> Result<ProviderKnown, AccountError> {
        let kept = self.kept().filter(|it| it.read_at.elapsed() < KEPT);
        if let Some(kept) = kept {
            return Ok(kept);
        }
        let issuer = self.stated.issuer.trim_end_matches('/');
        let url = format!("{issuer}/.well-known/openid-configuration");
        let places: ProviderPlaces = self.read(&url)?;
        if places.issuer != self.stated.issuer {
            return Err(doubtful("issuer"));
        }
        let known = ProviderKnown {
            keys: Arc::new(self.read(&places.jwks_uri)?),
            places: Arc::new(places),
            read_at: Instant::now(),
            keys_at: Instant::now(),
        };
        self.keep(known.clone());
        Ok(known)
    }

    fn kept(&self) -> Option<ProviderKnown> {
        let known = self.known.lock();
        known.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, known: ProviderKnown) {
        let mut held = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        *held = Some(known);
    }

    /// Gives the code for the token of who signed in.
    pub(super) fn exchange(&self, code: &str, verifier: &str) -> Result<Tokens, AccountError> {
        let known = self.known()?;
        let supported = known.places.token_endpoint_auth_methods_supported.as_ref();
        let by_basic =
            supported.is_none_or(|ways| ways.iter().any(|it| it == "client_secret_basic"));
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs([
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.back),
            ("code_verifier", verifier),
        ]);
        if !by_basic {
            form.append_pair("client_id", &self.stated.client_id);
            form.append_pair("client_secret", &self.stated.client_secret);
        }
        let answer = self.asked(&OutsideQuestion {
            url: known.places.token_endpoint.clone(),
            body: Some(("application/x-www-form-urlencoded", form.finish())),
            authorization: by_basic.then(|| self.basic()),
        })?;
        match answer.status {
            200 => serde_json::from_slice(&answer.body).map_err(|_| doubtful("token")),
            400..=499 => {
                let said: ProviderError = serde_json::from_slice(&answer.body).unwrap_or_default();
                Err(refused(&said.error))
            }
            other => Err(away(&format!("status-{other}"))),
        }
    }

    /// What proves to the provider who we are (RFC 6749, section 2.3.1).
    fn basic(&self) -> String {
        let encoded = |text: &str| {
            let encoded = form_urlencoded::byte_serialize(text.as_bytes());
            encoded.collect::<String>()
        };
        let (id, secret) = (&self.stated.client_id, &self.stated.client_secret);
        let both = format!("{}:{}", encoded(id), encoded(secret));
        format!("Basic {}", STANDARD.encode(both))
    }

    /// What a token says, if it is believed. Keys that are not known are asked for again: providers
    /// change them.
    pub(super) fn checked(
        &self,
        id_token: &str,
        expected: &Expected<'_>,
    ) -> Result<Claims, AccountError> {
        let known = self.known()?;
        match token::checked(id_token, &known.keys, expected) {
            Ok(claims) => return Ok(claims),
            Err(TokenFault::Wrong(why)) => return Err(why),
            Err(TokenFault::UnknownKey) if known.keys_at.elapsed() < KEYS_AGAIN => {
                return Err(doubtful("kid"));
            }
            Err(TokenFault::UnknownKey) => {}
        }
        let again = ProviderKnown {
            keys: Arc::new(self.read(&known.places.jwks_uri)?),
            keys_at: Instant::now(),
            ..known
        };
        self.keep(again.clone());
        match token::checked(id_token, &again.keys, expected) {
            Ok(claims) => Ok(claims),
            Err(TokenFault::Wrong(why)) => Err(why),
            Err(TokenFault::UnknownKey) => Err(doubtful("kid")),
        }
    }

    /// The number, where the provider tells it besides the token alone.
    pub(super) fn told_besides(
        &self,
        told: &Tokens,
        claims: &Claims,
    ) -> Result<String, AccountError> {
        let known = self.known()?;
        let missing = || doubtful(&self.stated.claim);
        let at = known
            .places
            .userinfo_endpoint
            .as_ref()
            .ok_or_else(missing)?;
        let answer = self.asked(&OutsideQuestion {
            url: at.clone(),
            body: None,
            authorization: Some(format!("Bearer {}", told.access_token)),
        })?;
        let besides = Some(answer).filter(|answer| answer.status == 200);
        let besides = besides.and_then(|it| Claims::besides(&it.body, claims.subject()));
        let number = besides.and_then(|it| it.text(&self.stated.claim));
        number.ok_or_else(missing)
    }

    fn read<T: DeserializeOwned>(&self, url: &str) -> Result<T, AccountError> {
        let answer = self.asked(&OutsideQuestion {
            url: url.to_owned(),
            body: None,
            authorization: None,
        })?;
        match answer.status {
            200 => serde_json::from_slice(&answer.body).map_err(|error| away(&error.to_string())),
            other => Err(away(&format!("status-{other}"))),
        }
    }

    fn asked(&self, question: &OutsideQuestion) -> Result<OutsideAnswer, AccountError> {
        (self.ask)(question).map_err(|code| away(&code))
    }
}

/// It cannot be asked; why is for the log.
fn away(why: &str) -> AccountError {
    tracing::warn!(why, "the provider of identities cannot be asked");
    AccountError::ProviderAway
}
