//! Reading requests: bodies, addresses, parameters, the key of a request. What cannot be read is a
//! problem that names the line, the column and the field, and is never the server's fault.

mod chinese;

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use domain::Bilingual;
use domain::ids::MessageId;
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use utoipa::IntoParams;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};

use domain::text::hex;

use super::problems::{self, ApiCode, shortened};
use crate::app::SystemRandom;
use crate::problem::Problem;
use desk::Random;

/// A JSON body.
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Json<T>, Problem> {
        if !says_json(request.headers()) {
            return Err(problems::WRONG_CONTENT_TYPE.problem());
        }
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(unreadable_body)?;
        from_json(&bytes).map(Json)
    }
}

fn says_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let essence = kind
        .and_then(|kind| kind.split(';').next())
        .unwrap_or_default();
    let essence = essence.trim().to_ascii_lowercase();
    essence == "application/json"
        || (essence.starts_with("application/") && essence.ends_with("+json"))
}

fn unreadable_body(rejection: BytesRejection) -> Problem {
    match rejection {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
            problems::BODY_TOO_LARGE.problem()
        }
        _ => problems::BODY_CUT_OFF.problem(),
    }
}

/// Reads a value from JSON; a byte order mark before it is left out.
pub fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        unreadable_json(&path, error.inner())
    })?;
    match reader.end() {
        Ok(()) => Ok(value),
        Err(error) => Err(unreadable_json(".", &error)),
    }
}

fn unreadable_json(path: &str, error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    let at = format!(" at line {line} column {column}");
    let why = error.to_string();
    let why = why.strip_suffix(&at).unwrap_or(&why);
    if why.starts_with("recursion limit") {
        return problems::TOO_DEEP.because(Bilingual::new(
            format!("第 {line} 行第 {column} 列超过 128 层"),
            format!("more than 128 levels at line {line}, column {column}"),
        ));
    }
    if error.classify() != Category::Data {
        return problems::BAD_JSON.because(Bilingual::new(
            format!("第 {line} 行第 {column} 列不是合法的 JSON"),
            format!(
                "not JSON at line {line}, column {column}: {}",
                shortened(why)
            ),
        ));
    }
    let broken = broken_rule(why);
    let field = field_at(path, why);
    let (zh, en) = broken.entry.means;
    broken.because(Bilingual::new(
        format!("字段 {field}（第 {line} 行第 {column} 列）：{zh}"),
        format!(
            "{field} (line {line}, column {column}): {en}: {}",
            shortened(why)
        ),
    ))
}

fn broken_rule(why: &str) -> ApiCode {
    match why {
        why if why.starts_with("unknown field") => problems::UNKNOWN_FIELD,
        why if why.starts_with("missing field") => problems::MISSING_FIELD,
        _ => problems::BAD_VALUE,
    }
}

/// The path of the field, with the name in the message where the path stops before it.
fn field_at(path: &str, why: &str) -> String {
    let named = why
        .contains("field `")
        .then(|| why.split('`').nth(1))
        .flatten();
    let path = if path == "." { "" } else { path };
    let whole = match named {
        Some(name) if path.is_empty() => name.to_owned(),
        Some(name) if path != name && !path.ends_with(&format!(".{name}")) => {
            format!("{path}.{name}")
        }
        _ if path.is_empty() => "(body)".to_owned(),
        _ => path.to_owned(),
    };
    shortened(&whole)
}

/// The numbers in an address.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Path<T>, Problem> {
        let read = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        let axum::extract::Path(value) = read.map_err(|rejection| {
            let why = rejection.body_text();
            let why = why.strip_prefix("Invalid URL: ").unwrap_or(&why);
            about(problems::BAD_IDENTIFIER, why)
        })?;
        Ok(Path(value))
    }
}

/// The parameters of an address.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Query<T>, Problem> {
        let read = axum::extract::Query::<T>::try_from_uri(&parts.uri);
        let axum::extract::Query(value) = read.map_err(|rejection| {
            let why = rejection.body_text();
            let why = why
                .strip_prefix("Failed to deserialize query string: ")
                .unwrap_or(&why);
            about(problems::BAD_QUERY, why)
        })?;
        Ok(Query(value))
    }
}

/// A problem with a reason that the reader of the address gives in English.
fn about(code: ApiCode, why: &str) -> Problem {
    let why = shortened(why);
    code.because(Bilingual::new(chinese::reason(&why), why))
}

/// The `Idempotency-Key` of a request; a fresh one where the caller sent none.
#[derive(Clone, Debug)]
pub struct Key(pub MessageId);

/// What the reference says of the header.
impl IntoParams for Key {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = SchemaType::from_iter([Type::String, Type::Null]);
        let says = "1 to 64 printable characters; a fresh one is made when absent";
        let header = ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some(says))
            .schema(Some(ObjectBuilder::new().schema_type(text)));
        vec![header.build()]
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Key {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Key, Problem> {
        let Some(sent) = parts.headers.get("idempotency-key") else {
            return Ok(Key(fresh_key()));
        };
        let text = sent.to_str().map_err(|_| problems::BAD_KEY.problem())?;
        // The draft standard puts the key in quotes; most senders do not.
        let text = text
            .strip_prefix('"')
            .and_then(|t| t.strip_suffix('"'))
            .unwrap_or(text);
        text.parse()
            .map(Key)
            .map_err(|_| problems::BAD_KEY.problem())
    }
}

fn fresh_key() -> MessageId {
    random_hex()
        .parse()
        .expect("32 hexadecimal digits are printable")
}

/// Sixteen random bytes as hexadecimal digits.
pub(super) fn random_hex() -> String {
    let mut bytes = [0; 16];
    SystemRandom.fill(&mut bytes);
    hex(&bytes)
}
