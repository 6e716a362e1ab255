//! What is left with a browser between two steps of signing in, sealed with the installation's key:
//! it can neither be read nor made there, and the server keeps nothing of those who go away.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use store::seal::SealedAt;

use crate::Desk;

/// What is left with a browser, by what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftWith {
    /// What was asked of the provider of identities.
    Provider,
    /// Whom the provider named, before the second step.
    SecondStep,
    /// Whose face is being compared.
    Face,
}

impl LeftWith {
    fn place(self) -> SealedAt<'static> {
        let column = match self {
            LeftWith::Provider => "browser|provider",
            LeftWith::SecondStep => "browser|second step",
            LeftWith::Face => "browser|face",
        };
        SealedAt { column, row: "" }
    }
}

/// Seals a text for a browser.
pub fn leave_with(desk: &mut Desk<'_, '_>, what: LeftWith, text: &str) -> String {
    let keys = desk.tx.keys();
    URL_SAFE_NO_PAD.encode(keys.seal(what.place(), text.as_bytes(), desk.random))
}

/// The text a browser brings back, if it is ours and for this.
pub fn brought_back(desk: &Desk<'_, '_>, what: LeftWith, sealed: &str) -> Option<String> {
    let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
    let plain = desk.tx.keys().open(what.place(), &sealed).ok()?;
    String::from_utf8(plain).ok()
}
