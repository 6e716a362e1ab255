//! A policy page that does not exist, and those most like it.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use domain::policy::{Library, Pack};
use domain::{Bilingual, region_names};
use workbench::address::AddressError;

use super::links::{figure_href, pack_href, pack_name};
use crate::pages::Asking;
use crate::web::policy::nowhere::{self, NowherePage};

/// The answer to an address that leads nowhere.
pub(super) fn nowhere(asking: &Asking, page: &NowherePage) -> Response {
    let page = nowhere::render(&asking.frame, page);
    (StatusCode::NOT_FOUND, Html(page)).into_response()
}

/// A place that is not kept here, and those nearest to it: of the same city, then of the same
/// province, then all.
pub(super) fn no_place(asking: &Asking, library: &Library, asked: &str) -> Response {
    let same = |length: usize| -> Vec<&Pack> {
        let Some(head) = asked.get(..length) else {
            return vec![];
        };
        let packs = library.packs().map(AsRef::as_ref);
        packs
            .filter(|pack| pack.region.to_string().starts_with(head))
            .collect()
    };
    let mut packs = [6, 4, 2]
        .into_iter()
        .map(same)
        .find(|found| !found.is_empty());
    let shown = domain::text::shortened(asked, 60);
    let name = asked
        .get(..6)
        .and_then(|code| code.parse().ok())
        .map_or_else(|| Bilingual::new(&shown, &shown), region_names::label);
    let page = NowherePage {
        detail: Bilingual::new(
            format!("这里没有收录「{}」（{shown}）的规定。", name.zh),
            format!("No rules of “{}” ({shown}) are kept here.", name.en),
        ),
        next: Bilingual::new(
            "从全部地方里选；没有收录的地方，请问参保地医保热线。",
            "pick from all places; for a place not kept here ask its hotline.",
        ),
        nearest: packs.take().into_iter().flatten().map(link).collect(),
    };
    nowhere(asking, &page)
}

/// An address without a figure, and those most like it.
pub(super) fn no_figure(asking: &Asking, library: &Library, error: &AddressError) -> Response {
    let nearest = match error {
        AddressError::NoCell { nearest, .. } => nearest.iter().map(|near| figure(near)).collect(),
        AddressError::NoPack { nearest, .. } => {
            let named = |near: &String| library.packs().find(|pack| is_named(pack, near));
            nearest
                .iter()
                .filter_map(named)
                .map(|pack| link(pack))
                .collect()
        }
        AddressError::Form(_) | AddressError::NoTable(_) | AddressError::Owner(_) => vec![],
    };
    let page = NowherePage {
        detail: error.message(),
        next: match nearest.is_empty() {
            true => Bilingual::new(
                "从这个地方的规定里选一个数字。",
                "pick a figure from the rules of the place.",
            ),
            false => Bilingual::new("看看下面几个。", "look at these."),
        },
        nearest,
    };
    nowhere(asking, &page)
}

fn is_named(pack: &Pack, owner: &str) -> bool {
    format!("{}/{}", pack.region, pack.scheme) == owner
}

fn link(pack: &Pack) -> (String, Bilingual) {
    (pack_href(pack), pack_name(pack))
}

/// The page of a figure, named by its address.
fn figure(address: &str) -> (String, Bilingual) {
    (figure_href(address), Bilingual::new(address, address))
}
