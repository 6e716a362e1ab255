//! A form that was posted: what only a page of ours could have sent.

use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use domain::ids::PersonId;

use super::given::FormValues;
use super::{Asking, problem::PageProblem};
use crate::App;
use crate::api::problems::{FORM_STALE, FORM_UNREADABLE};

/// The largest form without files.
const BYTES_MAX: usize = 64 * 1024;
/// No value of a form is longer: the reasons people write.
const VALUE_LONGEST: usize = 2_000;

/// The one field that holds a whole list: rows pasted from a table.
pub(crate) const LIST: &str = "list";

/// A posted form with who sent it. There is no other way to read one.
#[derive(Debug)]
pub(crate) struct Sent {
    /// Who sent it, and in which language.
    pub asking: Asking,
    /// What was filled in.
    pub values: FormValues,
}

impl Sent {
    /// The insured person who sent it.
    pub fn resident(&self) -> Result<PersonId, PageProblem> {
        self.asking.resident().cloned()
    }
}

impl FromRequest<App> for Sent {
    type Rejection = PageProblem;

    async fn from_request(request: Request, app: &App) -> Result<Sent, PageProblem> {
        let (mut parts, body) = request.into_parts();
        let Ok(asking) = Asking::from_request_parts(&mut parts, app).await;
        let Ok(bytes) = to_bytes(body, BYTES_MAX).await else {
            return Err(asking.problem(FORM_UNREADABLE.problem()));
        };
        let pairs = form_urlencoded::parse(&bytes).into_owned();
        let pairs = pairs.map(|(name, value)| match name == LIST {
            true => (name, value),
            false => (name, value.chars().take(VALUE_LONGEST).collect()),
        });
        let values = FormValues::of(pairs, BYTES_MAX);
        let is_ours = !asking.frame.token.is_empty()
            && values.get("token") == Some(asking.frame.token.as_str());
        match is_ours {
            true => Ok(Sent { asking, values }),
            false => Err(asking.problem(FORM_STALE.problem())),
        }
    }
}
