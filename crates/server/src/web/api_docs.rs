//! The API reference: an OpenAPI document as a page, drawn on the server. `/api/docs`.
//!
//! It shows what a caller needs: path, parameters, bodies, replies, schemas. It reads the document
//! leniently: a part that is missing or of another shape is left out, never an error.

mod read;

use askama::Template;
use serde_json::Value;

use super::frame::Frame;
use super::html;
use super::text::Text;

/// One call.
struct Call {
    anchor: String,
    verb: String,
    path: String,
    summary: String,
    description: String,
    parameters: Vec<Field>,
    request: Option<Body>,
    replies: Vec<Reply>,
}

/// One parameter or property.
struct Field {
    name: String,
    kind: Kind,
    required: bool,
    description: String,
}

/// A type; a named schema is a link to it.
struct Kind {
    before: &'static str,
    name: String,
    anchor: Option<String>,
}

/// A body and an example of it.
struct Body {
    kind: Kind,
    example: String,
}

/// One status and what comes with it.
struct Reply {
    status: String,
    description: String,
    kind: Option<Kind>,
}

/// A named schema.
struct Schema {
    anchor: String,
    name: String,
    description: String,
    words: String,
    fields: Vec<Field>,
}

#[derive(Template)]
#[template(path = "api_docs.html")]
struct Html<'a> {
    frame: &'a Frame,
    title: &'a str,
    version: &'a str,
    description: &'a str,
    calls: Vec<Call>,
    schemas: Vec<Schema>,
}

/// The reference as HTML, from the OpenAPI document the server serves.
pub fn render(frame: &Frame, openapi: &Value) -> String {
    let info = &openapi["info"];
    html(&Html {
        frame,
        title: read::text(info, "title"),
        version: read::text(info, "version"),
        description: read::text(info, "description"),
        calls: read::calls(openapi),
        schemas: read::schemas(openapi),
    })
}
