//! Who may ask what. One table says it for every address; one layer in front of all of them finds
//! out who asks and holds them to it. Whose affairs it is about, the desk decides.

mod document;
mod guard;
mod may;
mod secrets;
pub mod table;
#[cfg(test)]
mod tests;

pub use document::access_markdown;
pub use guard::{SignedAs, guard};
pub use may::{Denied, May};
pub(crate) use secrets::{Cookies, brought, session_cookie, signed_out_cookie, step_cookie};
