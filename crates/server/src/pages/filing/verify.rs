//! Whether a filing on paper holds: public, in a word.

use axum::extract::State;
use axum::response::Html;

use crate::App;
use crate::pages::given::FormValues;
use crate::pages::{Asking, Page};
use crate::web::filing::{VerifyPage, render_verify};

pub(super) async fn verify(State(_app): State<App>, given: FormValues, asking: Asking) -> Page {
    let page = VerifyPage {
        code: given.text("code"),
        found: None,
    };
    Ok(Html(render_verify(&asking.frame, &page)))
}
