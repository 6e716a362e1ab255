//! A form that was posted: what only a page of ours could have sent.

use std::future::poll_fn;
use std::pin::Pin;

use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header;
use domain::ids::PersonId;

use super::given::FormValues;
use super::multipart;
use super::{Asking, problem::PageProblem};
use crate::App;
use crate::api::problems::{FORM_STALE, FORM_UNREADABLE, NO_COOKIE};
use crate::proof;

/// The largest form without files.
const BYTES_MAX: usize = 64 * 1024;
/// The largest with a whole list in it: rows are sent back by the page that showed them.
const LIST_BYTES_MAX: usize = 512 * 1024;
/// Whose pages have lists.
const LISTS: [&str; 2] = ["/employer/", "/desk/"];
/// The largest with a table or a whole text in it, written as addresses write Chinese.
const TEXT_BYTES_MAX: usize = 6 * 1024 * 1024;
/// Whose pages have those.
const TEXTS: &str = "/policy/edit/";
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
    /// Refuses a form with a field the page does not have: what it was to do is not known.
    pub fn only(&self, known: &[&str]) -> Result<(), PageProblem> {
        let mut names = self.values.names();
        match names.all(|name| name == "token" || known.contains(&name)) {
            true => Ok(()),
            false => Err(self.asking.problem(FORM_UNREADABLE.problem())),
        }
    }

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
        let path = asking.frame.path.as_str();
        let has_list = LISTS.iter().any(|under| path.starts_with(under));
        let most = match (has_list, path.starts_with(TEXTS)) {
            (true, _) => LIST_BYTES_MAX,
            (_, true) => TEXT_BYTES_MAX,
            _ => BYTES_MAX,
        };
        let Ok(bytes) = to_bytes(body, most).await else {
            return Err(asking.problem(FORM_UNREADABLE.problem()));
        };
        let pairs = form_urlencoded::parse(&bytes).into_owned();
        let values = FormValues::of(pairs.map(cut), most);
        let is_ours = !asking.frame.token.is_empty()
            && values.get("token") == Some(asking.frame.token.as_str());
        match is_ours {
            true => Ok(Sent { asking, values }),
            false => Err(not_ours(&asking)),
        }
    }
}

/// Each value as long as people write; a list is as long as it is.
fn cut((name, value): (String, String)) -> (String, String) {
    match name == LIST {
        true => (name, value),
        false => (name, value.chars().take(VALUE_LONGEST).collect()),
    }
}

/// Why a form was not sent by a page of ours: it is old, or the browser keeps no cookie, which
/// outside of this machine it takes over TLS alone.
fn not_ours(asking: &Asking) -> PageProblem {
    asking.problem(match asking.frame.token.is_empty() {
        true => NO_COOKIE.problem(),
        false => FORM_STALE.problem(),
    })
}

/// The largest proof that may come with a form; the fields beside it come on top.
const PROOF_BYTES_MAX: usize = proof::BYTES_MAX;

/// A posted form with files. It carries the token like any other.
#[derive(Debug)]
pub(crate) struct SentFiles {
    /// Who sent it, and in which language.
    pub asking: Asking,
    /// What was filled in.
    pub values: FormValues,
    /// What is in the files, in order. What they were called nobody asks.
    pub files: Vec<Vec<u8>>,
}

/// What can be read of a form with files.
pub(crate) enum FilesRead {
    /// A form of ours.
    Form(SentFiles),
    /// One that is larger than any file may be.
    TooLarge(Asking),
}

impl SentFiles {
    /// Whether a request carries such a form.
    pub fn is_of(request: &Request) -> bool {
        kind_of(request).is_some_and(|kind| {
            let kind = kind.get(.."multipart/".len());
            kind.is_some_and(|kind| kind.eq_ignore_ascii_case("multipart/"))
        })
    }

    /// Reads one with a proof.
    pub async fn read(request: Request, app: &App) -> Result<FilesRead, PageProblem> {
        SentFiles::read_up_to(request, app, PROOF_BYTES_MAX).await
    }

    /// Reads one whose files have at most so many bytes together.
    pub async fn read_up_to(
        request: Request,
        app: &App,
        file_bytes_max: usize,
    ) -> Result<FilesRead, PageProblem> {
        let bytes_max = file_bytes_max + BYTES_MAX;
        let kind = kind_of(&request).unwrap_or_default().to_owned();
        let (mut parts, body) = request.into_parts();
        let Ok(asking) = Asking::from_request_parts(&mut parts, app).await;
        let unreadable = || asking.problem(FORM_UNREADABLE.problem());
        let stated = parts.headers.get(header::CONTENT_LENGTH);
        let stated = stated.and_then(|it| it.to_str().ok()?.parse::<usize>().ok());
        if stated.is_some_and(|bytes| bytes > bytes_max) {
            drain(body).await;
            return Ok(FilesRead::TooLarge(asking));
        }
        let Ok(bytes) = to_bytes(body, bytes_max).await else {
            return Ok(FilesRead::TooLarge(asking));
        };
        let boundary = multipart::boundary(&kind).ok_or_else(unreadable)?;
        let parts = multipart::parts(&bytes, boundary).ok_or_else(unreadable)?;
        let (files, fields): (Vec<_>, Vec<_>) = parts.into_iter().partition(|it| it.is_file);
        let pairs = fields.into_iter().map(|field| {
            let value = String::from_utf8_lossy(field.content).into_owned();
            (field.name, value)
        });
        let values = FormValues::of(pairs.map(cut), LIST_BYTES_MAX);
        let is_ours = !asking.frame.token.is_empty()
            && values.get("token") == Some(asking.frame.token.as_str())
            && values.repeated().next().is_none();
        if !is_ours {
            return Err(not_ours(&asking));
        }
        let files = files.into_iter().map(|file| file.content.to_vec());
        Ok(FilesRead::Form(SentFiles {
            files: files.collect(),
            asking,
            values,
        }))
    }
}

/// A form that is too large is read on for so many bytes.
const DRAINED_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Reads on and keeps nothing, so that a browser that is still sending hears the answer instead of
/// a broken connection.
async fn drain(mut body: Body) {
    let mut left = DRAINED_BYTES_MAX;
    while let Some(Ok(frame)) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let read = frame.data_ref().map_or(0, |bytes| bytes.len());
        match left.checked_sub(read) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}

fn kind_of(request: &Request) -> Option<&str> {
    request.headers().get(header::CONTENT_TYPE)?.to_str().ok()
}
