//! The list of places and the search.

use axum::extract::State;
use axum::response::Html;
use domain::policy::{Library, Pack};
use domain::signs::half_width;
use domain::{Bilingual, Region, region_names};
use jiff::civil::Date;
use workbench::address::Owner;
use workbench::figure::Hit;

use super::links::{figure_href, pack_name};
use super::readable::Readable;
use super::search::{AskedFor, understood};
use super::summary::summary;
use crate::App;
use crate::pages::given::FormValues;
use crate::pages::{Asking, Page};
use crate::web::facilities::encoded;
use crate::web::policy::index::{self, FoundFigure, IndexPage, Province};

/// No more figures are listed; a longer search finds fewer.
const FIGURES_SHOWN: usize = 20;

pub(super) async fn index(State(app): State<App>, given: FormValues, asking: Asking) -> Page {
    let reference = app.reference();
    let asked = half_width(&given.text("q"));
    let page = match asked.trim().is_empty() {
        true => everything(&reference.library, app.today()),
        false => answered(&reference.library, &asked, app.today()),
    };
    Ok(Html(index::render(&asking.frame, &page)))
}

fn everything(library: &Library, day: Date) -> IndexPage {
    let packs: Vec<&Pack> = library.packs().map(AsRef::as_ref).collect();
    IndexPage {
        provinces: provinces(library, &packs, day),
        ..IndexPage::default()
    }
}

fn answered(library: &Library, asked: &str, day: Date) -> IndexPage {
    let understood: AskedFor = understood(asked);
    let packs = library.packs().map(AsRef::as_ref);
    let packs: Vec<&Pack> = packs.filter(|pack| understood.names(pack)).collect();
    let figures = understood.figures(library, day);
    let pages = understood.pages();
    let topics = understood.topics(&packs);
    let not_kept = understood.not_kept(library);
    let is_found = !(pages.is_empty() && packs.is_empty() && figures.is_empty());
    IndexPage {
        asked: asked.to_owned(),
        several: false,
        perhaps: match is_found || not_kept.is_some() {
            true => vec![],
            false => understood.perhaps.into_iter().map(searched).collect(),
        },
        pages,
        topics,
        not_kept,
        provinces: provinces(library, &packs, day),
        more: figures.len() > FIGURES_SHOWN,
        figures: figures
            .iter()
            .take(FIGURES_SHOWN)
            .map(|hit| found(library, hit))
            .collect(),
    }
}

/// The search for a name.
fn searched(name: Bilingual) -> (String, Bilingual) {
    (format!("/policy?q={}", encoded(&name.zh)), name)
}

/// The packs by province.
fn provinces(library: &Library, packs: &[&Pack], day: Date) -> Vec<Province> {
    let mut provinces: Vec<(Region, Province)> = Vec::new();
    for pack in packs {
        let code = pack.region.province();
        let packs = summary(library, pack, day);
        match provinces.iter_mut().find(|(known, _)| *known == code) {
            Some((_, province)) => province.packs.push(packs),
            None => provinces.push((
                code,
                Province {
                    code,
                    name: region_names::label(code),
                    packs: vec![packs],
                },
            )),
        }
    }
    let provinces = provinces.into_iter();
    provinces.map(|(_, province)| province).collect()
}

/// A figure in a list: its value, of what, for whom and where.
pub(super) fn found(library: &Library, hit: &Hit) -> FoundFigure {
    let readable = Readable::of_owner(library, hit.address.owner);
    FoundFigure {
        address: hit.address.to_string(),
        href: figure_href(&hit.address.to_string()),
        owner: owner_name(library, hit.address.owner),
        value: readable.say(&hit.value),
        subject: readable.say(&hit.subject),
        when: readable.say(&hit.conditions),
        by_other: hit.address.version.is_some(),
    }
}

/// Whose rule it is, in words.
pub(super) fn owner_name(library: &Library, owner: Owner) -> Bilingual {
    match owner {
        Owner::National => Bilingual::new("全国", "the whole country"),
        Owner::Pack(region, scheme) => library
            .find(region, scheme)
            .map_or_else(|| region_names::label(region), |pack| pack_name(pack)),
    }
}
