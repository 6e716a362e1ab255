//! Reading requests: bodies, addresses, parameters, the key of a request. What cannot be read is a
//! problem that names the line, the column and the field, and is never the server's fault.

use std::collections::BTreeSet;

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use domain::Bilingual;
use domain::files::complaint::{self, Complaint};
use domain::files::{is_utf16, nulls};
use domain::ids::MessageId;
use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::error::Category;
use utoipa::IntoParams;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};

use domain::text::hex;

use super::problems::{self, shortened};
use crate::app::SystemRandom;
use crate::problem::ApiProblem;
use desk::Random;

/// A JSON body.
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = ApiProblem;

    async fn from_request(request: Request, state: &S) -> Result<Json<T>, ApiProblem> {
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

fn unreadable_body(rejection: BytesRejection) -> ApiProblem {
    match rejection {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
            problems::BODY_TOO_LARGE.problem()
        }
        _ => problems::BODY_CUT_OFF.problem(),
    }
}

/// Reads a value from JSON; a byte order mark before it is left out, and `null` is not stated.
pub fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiProblem> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    check_encoding(bytes)?;
    if let Some(found) = no_object(bytes) {
        let why = format!("invalid type: {found}, expected struct Body");
        return Err(about_field("", &why, (1, 1)));
    }
    let stated = nulls::without(&String::from_utf8_lossy(bytes)).into_owned();
    let stated = stated.as_bytes();
    let mut reader = serde_json::Deserializer::from_slice(stated);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        // The reader of words calls a number where a word should stand a fault of syntax.
        match wrong_kind::<T>(stated, &path, error.inner()) {
            Some(why) => about_field(&path, &why, (error.inner().line(), error.inner().column())),
            None => unreadable_json(&path, error.inner()),
        }
    })?;
    reader.end().map_err(|error| unreadable_json(".", &error))?;
    // A map takes a key twice in silence, and the last one wins.
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let once = serde_path_to_error::deserialize::<_, Once>(&mut reader);
    once.map_err(|error| unreadable_json(&error.path().to_string(), error.inner()))?;
    Ok(value)
}

/// What stands in place of the object that every body is, in a text that is JSON.
fn no_object(bytes: &[u8]) -> Option<String> {
    if bytes.trim_ascii_start().starts_with(b"{") {
        return None;
    }
    let found = match serde_json::from_slice(bytes).ok()? {
        Value::Object(_) => return None,
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => format!("boolean `{flag}`"),
        Value::Number(number) => format!("number `{number}`"),
        Value::String(_) => "string".to_owned(),
        Value::Array(_) => "sequence".to_owned(),
    };
    Some(found)
}

/// Whether a text is JSON, whatever stands in it.
pub(super) fn is_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(bytes).is_ok()
}

/// What stands at a path of a text that is JSON, though its reader says it is not; with the words
/// that may stand there, which only show when a word is tried.
fn wrong_kind<T: DeserializeOwned>(
    bytes: &[u8],
    path: &str,
    error: &serde_json::Error,
) -> Option<String> {
    if error.classify() != Category::Syntax {
        return None;
    }
    let mut whole: Value = serde_json::from_slice(bytes).ok()?;
    let steps = path.split(['.', '[', ']']).filter(|step| !step.is_empty());
    let at = steps.fold(String::new(), |at, step| at + "/" + step);
    let place = whole.pointer_mut(&at)?;
    let (sent, found) = match &*place {
        Value::Null => ("null".to_owned(), "null".to_owned()),
        Value::Bool(flag) => (flag.to_string(), format!("boolean `{flag}`")),
        Value::Number(number) => (number.to_string(), format!("number `{number}`")),
        Value::String(text) => (text.clone(), format!("string {text:?}")),
        Value::Array(_) => ("[…]".to_owned(), "sequence".to_owned()),
        Value::Object(_) => ("{…}".to_owned(), "map".to_owned()),
    };
    *place = Value::String(sent);
    let tried = T::deserialize(whole).err().map(|error| error.to_string());
    let tried = tried.filter(|why| why.starts_with("unknown variant"));
    Some(tried.unwrap_or_else(|| format!("invalid type: {found}, expected a string")))
}

/// Text of another encoding, such as GBK, is told as that.
pub fn check_encoding(bytes: &[u8]) -> Result<(), ApiProblem> {
    if is_utf16(bytes) {
        return Err(problems::NOT_UTF8.because(Bilingual::new(
            "这是 UTF-16 编码，不是 UTF-8",
            "this is UTF-16, not UTF-8",
        )));
    }
    let Err(error) = std::str::from_utf8(bytes) else {
        return Ok(());
    };
    let line = bytes[..error.valid_up_to()]
        .split(|byte| *byte == b'\n')
        .count();
    Err(problems::NOT_UTF8.because(Bilingual::new(
        format!("第 {line} 行起不是 UTF-8，可能是 GBK"),
        format!("not UTF-8 from line {line} on; it may be GBK"),
    )))
}

fn unreadable_json(path: &str, error: &serde_json::Error) -> ApiProblem {
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
        let (zh, en) = broken_json(why);
        return problems::BAD_JSON.because(Bilingual::new(
            format!("第 {line} 行第 {column} 列不是合法的 JSON：{zh}"),
            format!("not JSON at line {line}, column {column}: {en}"),
        ));
    }
    about_field(path, why, (line, column))
}

/// A field that breaks a rule: which, where, what was read, what may stand there.
pub fn about_field(path: &str, why: &str, (line, column): (usize, usize)) -> ApiProblem {
    let said = Complaint::of_value(why);
    let code = match said.request_code() {
        "unknown-field" => problems::UNKNOWN_FIELD,
        "missing-field" => problems::MISSING_FIELD,
        "repeated-field" => problems::REPEATED_FIELD,
        _ => problems::BAD_VALUE,
    };
    let field = match complaint::field_at(path, why) {
        field if field.is_empty() => "(body)".to_owned(),
        field => shortened(&field),
    };
    let Bilingual { zh, en } = said.sentence();
    code.because(Bilingual::new(
        format!(
            "字段 {field}（第 {line} 行第 {column} 列）：{}",
            shortened(&zh)
        ),
        format!("{field} (line {line}, column {column}): {}", shortened(&en)),
    ))
}

/// What the reader of JSON says of a syntax, in words.
fn broken_json(why: &str) -> (&'static str, &'static str) {
    let known = [
        (
            "EOF",
            "没有写完，可能少了引号或括号",
            "it ends too early: a quote or bracket is missing",
        ),
        (
            "trailing comma",
            "最后一项后面多了逗号",
            "a comma stands behind the last item",
        ),
        (
            "trailing characters",
            "结束以后还有别的内容",
            "something follows the end",
        ),
        (
            "key must be a string",
            "键要加双引号",
            "a key stands in double quotes",
        ),
        (
            "expected `:`",
            "键后面要写冒号",
            "a colon is missing behind a key",
        ),
        (
            "expected `,`",
            "少了逗号或括号",
            "a comma or bracket is missing",
        ),
        (
            "control character",
            "文字里有换行等控制字符",
            "a text holds a control character",
        ),
        (
            "invalid escape",
            "反斜线后面的字符不对",
            "a backslash is followed by a wrong sign",
        ),
        (
            "number",
            "数字的写法不对",
            "a number is not written as JSON does",
        ),
    ];
    let found = known.into_iter().find(|(mark, ..)| why.contains(mark));
    let (_, zh, en) = found.unwrap_or((
        "",
        "请检查引号、逗号和括号",
        "check quotes, commas and brackets",
    ));
    (zh, en)
}

/// Anything at all in which no table has a key twice.
struct Once;

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Once, D::Error> {
        deserializer.deserialize_any(Once)
    }
}

impl<'de> Visitor<'de> for Once {
    type Value = Once;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("anything")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Once, A::Error> {
        let mut seen = BTreeSet::new();
        while let Some(key) = map.next_key::<String>()? {
            if seen.contains(&key) {
                let why = format!("duplicate field `{key}`");
                return Err(serde::de::Error::custom(why));
            }
            seen.insert(key);
            map.next_value::<Once>()?;
        }
        Ok(Once)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Once, A::Error> {
        while list.next_element::<Once>()?.is_some() {}
        Ok(Once)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_str<E>(self, _: &str) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_unit<E>(self) -> Result<Once, E> {
        Ok(Once)
    }
}

/// The numbers in an address.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Path<T>, ApiProblem> {
        let read = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        let axum::extract::Path(value) = read.map_err(|rejection| {
            let why = rejection.body_text();
            let why = why.strip_prefix("Invalid URL: ").unwrap_or(&why);
            let Bilingual { zh, en } = Complaint::of_value(why).sentence();
            problems::BAD_IDENTIFIER.because(Bilingual::new(shortened(&zh), shortened(&en)))
        })?;
        Ok(Path(value))
    }
}

/// The parameters of an address.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Query<T>, ApiProblem> {
        let read = axum::extract::Query::<T>::try_from_uri(&parts.uri);
        let axum::extract::Query(value) = read.map_err(|rejection| {
            let why = rejection.body_text();
            let why = why
                .strip_prefix("Failed to deserialize query string: ")
                .unwrap_or(&why);
            about_parameter(why)
        })?;
        Ok(Query(value))
    }
}

/// A parameter that breaks a rule. The reader names it before its words, where it knows it.
fn about_parameter(why: &str) -> ApiProblem {
    let (name, why) = match why.split_once(": ") {
        Some((name, why)) if !name.contains(' ') => (name, why),
        _ => ("", why),
    };
    let Bilingual { zh, en } = Complaint::of_value(why).sentence();
    let (zh, en) = match complaint::field_at(name, why) {
        name if name.is_empty() => (format!("参数：{zh}"), en),
        name => (format!("参数 {name}：{zh}"), format!("{name}: {en}")),
    };
    problems::BAD_QUERY.because(Bilingual::new(shortened(&zh), shortened(&en)))
}

/// The `Idempotency-Key` of a request; a fresh one where the caller sent none.
#[derive(Clone, Debug)]
pub struct IdempotencyKey(pub MessageId);

/// What the reference says of the header.
impl IntoParams for IdempotencyKey {
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

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<IdempotencyKey, ApiProblem> {
        let Some(sent) = parts.headers.get("idempotency-key") else {
            return Ok(IdempotencyKey(fresh_key()));
        };
        let text = sent.to_str().map_err(|_| problems::BAD_KEY.problem())?;
        // The draft standard puts the key in quotes; most senders do not.
        let text = text
            .strip_prefix('"')
            .and_then(|t| t.strip_suffix('"'))
            .unwrap_or(text);
        text.parse()
            .map(IdempotencyKey)
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

#[cfg(test)]
mod tests {
    use super::about_parameter;

    #[test]
    fn every_reason_is_said_in_chinese() {
        let table = [
            "unknown field `insured`, expected one of `insured_at`, `treated_at`",
            "missing field `treated_at`",
            "duplicate field `care`",
            "care: unknown variant `inpatent`, expected one of `outpatient`, `inpatient`",
            "insured_at: «Atlantis» is not a six-digit division code such as 440300",
            "age: invalid digit found in string",
            "posted: provided string was not `true` or `false`",
            "on: failed to parse day in date: premature end of input",
        ];
        let told: String = table
            .iter()
            .map(|english| about_parameter(english).detail().clone())
            .map(|detail| format!("{}\n{}\n", detail.zh, detail.en))
            .collect();
        insta::assert_snapshot!(told);
    }
}
