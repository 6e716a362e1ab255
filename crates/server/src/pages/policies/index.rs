//! The list of places and the search.

use axum::extract::State;
use axum::response::Html;
use domain::policy::{Library, Pack};
use domain::signs::half_width;
use domain::text::Named;
use domain::{Bilingual, Region, region_names};
use jiff::civil::Date;
use workbench::figure;

use super::links::figure_href;
use super::summary::summary;
use crate::App;
use crate::pages::given::FormValues;
use crate::pages::{Asking, Page};
use crate::web::policy::index::{self, FoundFigure, IndexPage, Province};

/// No more figures are listed; a longer search finds fewer.
const FIGURES_SHOWN: usize = 40;

pub(super) async fn index(State(app): State<App>, given: FormValues, asking: Asking) -> Page {
    let reference = app.reference();
    let asked = half_width(&given.text("q"));
    let page = list(&reference.library, &asked, app.today());
    Ok(Html(index::render(&asking.frame, &page)))
}

fn list(library: &Library, asked: &str, day: Date) -> IndexPage {
    let mut provinces: Vec<(Region, Province)> = Vec::new();
    for pack in library.packs().filter(|pack| is_asked(pack, asked)) {
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
    let found = match asked.is_empty() {
        true => vec![],
        false => figure::search(library, asked, day).figures,
    };
    IndexPage {
        asked: asked.to_owned(),
        not_kept: match provinces.is_empty() {
            true => not_kept(library, asked),
            false => None,
        },
        provinces: provinces
            .into_iter()
            .map(|(_, province)| province)
            .collect(),
        more: found.len() > FIGURES_SHOWN,
        figures: found
            .iter()
            .take(FIGURES_SHOWN)
            .map(|hit| FoundFigure {
                href: figure_href(&hit.address.to_string()),
                owner: owner(library, hit.address.owner),
                sentence: hit.sentence.clone(),
            })
            .collect(),
    }
}

/// Whose rule it is, in words.
fn owner(library: &Library, owner: workbench::address::Owner) -> Bilingual {
    use workbench::address::Owner;
    match owner {
        Owner::National => Bilingual::new("全国", "the whole country"),
        Owner::Pack(region, scheme) => library
            .find(region, scheme)
            .map_or_else(|| region_names::label(region), |pack| pack.title.clone()),
    }
}

/// Whether every word of what was asked is in the name, the province, the scheme or the code. A
/// county's code finds the pooling region it belongs to.
fn is_asked(pack: &Pack, asked: &str) -> bool {
    let province = region_names::label(pack.region.province());
    let names = [
        region_names::label(pack.region),
        province,
        pack.scheme.name(),
        pack.title.clone(),
    ];
    let code = pack.region.to_string();
    let texts: Vec<String> = names
        .iter()
        .flat_map(|name| [name.zh.to_lowercase(), name.en.to_lowercase()])
        .collect();
    let has = |word: &str| {
        let region = word.parse::<Region>().ok();
        code.starts_with(word)
            || region.is_some_and(|region| region.pooling() == pack.region)
            || texts.iter().any(|text| text.contains(&word.to_lowercase()))
    };
    asked.split_whitespace().all(has) || is_named(pack.region, asked)
}

/// Whether a sentence names a place, written out or in short: 沈阳住院报多少，Xian.
fn is_named(region: Region, asked: &str) -> bool {
    let label = region_names::label(region);
    let short = label.zh.strip_suffix(['市', '盟']).unwrap_or(&label.zh);
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(char::is_ascii_alphabetic);
        letters.map(|it| it.to_ascii_lowercase()).collect()
    };
    let english = letters(&label.en);
    short.chars().count() >= 2 && asked.contains(short)
        || english.len() >= 4 && letters(asked).contains(&english)
}

/// The place a search names that no rules are kept of.
fn not_kept(library: &Library, asked: &str) -> Option<Bilingual> {
    let kept = |region: Region| library.packs().any(|pack| pack.region == region);
    let mut places = region_names::pooling_regions();
    let named = places.find(|place| is_named(place.region, asked) && !kept(place.region));
    named.map(|place| region_names::label(place.region))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_names_a_place_written_out_or_in_short() {
        let region = |code: &str| code.parse::<Region>().expect("a division code");
        for (asked, code) in [
            ("徐州报多少", "320300"),
            ("沈阳住院报多少", "210100"),
            ("Xian pharmacy", "610100"),
            ("xi'an", "610100"),
            ("西安药店", "610100"),
        ] {
            assert!(is_named(region(code), asked), "{asked}");
            assert!(!is_named(region("440300"), asked), "{asked}");
        }
        assert!(!is_named(region("610100"), "94%") && !is_named(region("320300"), ""));
    }
}
