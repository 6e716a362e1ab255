//! The public keys of a provider (RFC 7517), as far as their kinds are known here.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use desk::accounts::PublicKey;
use serde::Deserialize;

/// A set of keys as the provider shows it.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct ProviderKeys {
    keys: Vec<ProviderKey>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct ProviderKey {
    kty: String,
    kid: Option<String>,
    r#use: Option<String>,
    crv: String,
    n: String,
    e: String,
    x: String,
    y: String,
}

impl ProviderKeys {
    /// The keys that may have signed a token of this algorithm and name of a key.
    pub(super) fn of(&self, algorithm: &str, name: Option<&str>) -> Vec<PublicKey> {
        let of_name = |key: &&ProviderKey| match (name, &key.kid) {
            (Some(name), Some(kid)) => kid == name,
            _ => true,
        };
        let signs = |key: &&ProviderKey| key.r#use.as_deref().is_none_or(|it| it == "sig");
        let keys = self.keys.iter().filter(of_name).filter(signs);
        keys.filter_map(|key| key.read(algorithm)).collect()
    }
}

impl ProviderKey {
    fn read(&self, algorithm: &str) -> Option<PublicKey> {
        let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).ok();
        match (algorithm, self.kty.as_str(), self.crv.as_str()) {
            ("RS256", "RSA", _) => Some(PublicKey::Rsa {
                n: bytes(&self.n)?,
                e: bytes(&self.e)?,
            }),
            ("ES256", "EC", "P-256") => {
                let (x, y) = (bytes(&self.x)?, bytes(&self.y)?);
                let fits = x.len() == 32 && y.len() == 32;
                fits.then_some(PublicKey::P256 { x, y })
            }
            _ => None,
        }
    }
}
