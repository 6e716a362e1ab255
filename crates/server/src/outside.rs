//! Systems outside that are asked while somebody waits: the provider of identities, whoever
//! compares faces. How they are reached is not known here; whoever starts the server says.

/// A question to a system outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutsideQuestion {
    /// Its address.
    pub url: String,
    /// What is sent, with its content type; nothing where it is only asked.
    pub body: Option<(&'static str, String)>,
    /// What proves who asks, as a header of authorization.
    pub authorization: Option<String>,
}

/// What it answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutsideAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The beginning of the body.
    pub body: Vec<u8>,
}

/// Asks, and waits for seconds at most; otherwise says with a code why there is no answer.
pub type AskOutside = Box<dyn Fn(&OutsideQuestion) -> Result<OutsideAnswer, String> + Send + Sync>;
