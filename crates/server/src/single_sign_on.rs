//! Staff sign in at the agency's own provider of identities: OpenID Connect Core 1.0, the code flow
//! with PKCE (RFC 7636). What the provider says is believed when it is signed by its key, for us,
//! now, and about what this browser asked. What is on its way lies with the browser, sealed.

mod keys;
mod talk;
#[cfg(test)]
mod tests;
mod token;

use std::sync::Mutex;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use desk::Random;
use desk::accounts::AccountError;
use domain::Bilingual;
use domain::text::hex;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use self::talk::ProviderKnown;
use crate::outside::AskOutside;
use crate::random::SystemRandom;

/// How the agency's provider of identities is spoken to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderStated {
    /// Its name, an address, exactly as it says it.
    pub issuer: String,
    /// As what it knows us.
    pub client_id: String,
    /// What proves that to it.
    pub client_secret: String,
    /// The claim that holds the number of the operator.
    pub claim: String,
    /// What to ask for besides `openid`.
    pub scopes: Vec<String>,
    /// What it says in `amr` or `acr` when it has taken a second step that counts here.
    pub second_step: Vec<String>,
    /// What the button says.
    pub label: Bilingual,
}

/// The provider, and what is known of it.
pub struct SingleSignOn {
    stated: ProviderStated,
    /// Where it sends people back to.
    back: String,
    ask: AskOutside,
    known: Mutex<Option<ProviderKnown>>,
}

/// What was asked of the provider, as it lies with the browser.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedOfProvider {
    state: String,
    nonce: String,
    verifier: String,
    /// Where to go on to.
    pub to: String,
    at: Timestamp,
}

/// Where somebody came back from the provider, in what it put into the address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CameBack {
    /// What the token is given for.
    pub code: String,
    /// What tells that this browser asked.
    pub state: String,
    /// Why there is no code, where there is none.
    pub error: String,
    /// Who says it, where that is said (RFC 9207).
    pub iss: Option<String>,
}

/// Whom the provider signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedByProvider {
    /// The number it names.
    pub number: String,
    /// Whether it took a second step that counts here.
    pub had_second_step: bool,
}

/// How long somebody may be away at the provider.
const AWAY_MOST: SignedDuration = SignedDuration::from_mins(10);

/// The address people come back to.
const BACK: &str = "/sign-in/sso/back";

impl SingleSignOn {
    /// A provider for the server at this address.
    pub fn new(stated: ProviderStated, public: &str, ask: AskOutside) -> SingleSignOn {
        SingleSignOn {
            stated,
            back: format!("{public}{BACK}"),
            ask,
            known: Mutex::default(),
        }
    }

    /// What the button says.
    pub fn label(&self) -> &Bilingual {
        &self.stated.label
    }

    /// The address at the provider that signs somebody in, and what is to lie with the browser.
    pub fn begin(
        &self,
        to: &str,
        now: Timestamp,
    ) -> Result<(String, AskedOfProvider), AccountError> {
        let known = self.known()?;
        let asked = AskedOfProvider {
            state: random(),
            nonce: random(),
            verifier: random(),
            to: to.to_owned(),
            at: now,
        };
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(asked.verifier.as_bytes()));
        let scopes = std::iter::once("openid").chain(self.stated.scopes.iter().map(String::as_str));
        let scopes: Vec<&str> = scopes.collect();
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs([
            ("response_type", "code"),
            ("client_id", &self.stated.client_id),
            ("redirect_uri", &self.back),
            ("scope", &scopes.join(" ")),
            ("state", &asked.state),
            ("nonce", &asked.nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]);
        let at = &known.places.authorization_endpoint;
        let sign = if at.contains('?') { '&' } else { '?' };
        Ok((format!("{at}{sign}{}", query.finish()), asked))
    }

    /// Whom the provider signed in, of who came back.
    pub fn finish(
        &self,
        (asked, back): (&AskedOfProvider, &CameBack),
        now: Timestamp,
    ) -> Result<NamedByProvider, AccountError> {
        let is_late = now.duration_since(asked.at) > AWAY_MOST;
        if is_late || back.state != asked.state {
            return Err(AccountError::ProviderStale);
        }
        if back
            .iss
            .as_ref()
            .is_some_and(|it| *it != self.stated.issuer)
        {
            return Err(doubtful("iss"));
        }
        if !back.error.is_empty() || back.code.is_empty() {
            return Err(refused(&back.error));
        }
        let told = self.exchange(&back.code, &asked.verifier)?;
        let expected = token::Expected {
            issuer: &self.stated.issuer,
            client: &self.stated.client_id,
            nonce: &asked.nonce,
            now,
        };
        let claims = self.checked(&told.id_token, &expected)?;
        let number = match claims.text(&self.stated.claim) {
            Some(number) => number,
            None => self.told_besides(&told, &claims)?,
        };
        Ok(NamedByProvider {
            number,
            had_second_step: claims.has_any(&self.stated.second_step),
        })
    }
}

fn random() -> String {
    let mut bytes = [0; 32];
    SystemRandom.fill(&mut bytes);
    hex(&bytes)
}

fn doubtful(why: &str) -> AccountError {
    AccountError::ProviderDoubtful {
        why: why.to_owned(),
    }
}

/// What the provider says against it, as far as that is a code.
fn refused(error: &str) -> AccountError {
    let is_code = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let why: String = error.chars().filter(is_code).take(40).collect();
    AccountError::ProviderRefused {
        why: match why.is_empty() {
            true => "no code".to_owned(),
            false => why,
        },
    }
}
