//! What people type into the search of the rules, understood: the page that answers the intent, the
//! place that is named, the kind of rule, the number. Nothing is guessed beyond the table of words.

mod asked;

use domain::policy::{Library, Pack};
use domain::region_names::{PlaceMeant, meant};
use domain::signs::half_width;
use domain::text::Bilingual;
use domain::{Region, region_names};
use jiff::civil::Date;
use workbench::address::Owner;
use workbench::figure::{Hit, WantedFigures, figures, search};

use self::asked::{AskedPage, AskedTopic, asked_words, without};
use super::links::{pack_href, pack_name};
use super::rules::rank;
use crate::web::policy::index::{FoundPage, NotKept};

/// No more pages answer one question.
const PAGES_SHOWN: usize = 3;

/// No more packs of a province are named where a place of it is not kept.
const NEIGHBOURS: usize = 6;

/// What was understood of a question.
#[derive(Debug, Default)]
pub(super) struct AskedFor {
    /// Places that are named, or could be meant.
    pub places: Vec<Region>,
    /// Names that the question is like, where it names nothing.
    pub perhaps: Vec<Bilingual>,
    pages: Vec<&'static AskedPage>,
    topics: Vec<&'static AskedTopic>,
    /// Percentages, amounts, and words that are none of ours.
    rest: Vec<String>,
    plain: String,
}

/// The question as it stands in the box.
pub(super) fn understood(asked: &str) -> AskedFor {
    let plain = asked::plain(asked);
    if plain.is_empty() {
        return AskedFor::default();
    }
    let (pages, topics) = asked_words(&plain);
    let is_ours = !pages.is_empty() || !topics.is_empty();
    let (places, perhaps) = places(&plain, is_ours);
    let mut rest = plain.clone();
    for page in &pages {
        rest = without(&rest, &page.asked);
    }
    for topic in &topics {
        rest = without(&rest, &topic.asked);
    }
    for place in &places {
        let label = region_names::label(*place);
        let short = short(&label.zh).to_owned();
        let english = label.en.to_lowercase();
        rest = without(&rest, &[label.zh.to_lowercase(), short, english]);
    }
    AskedFor {
        perhaps,
        pages: pages.into_iter().take(PAGES_SHOWN).collect(),
        topics,
        rest: rest.split_whitespace().map(str::to_owned).collect(),
        places,
        plain,
    }
}

impl AskedFor {
    /// The pages that answer the intent, the best first.
    pub(super) fn pages(&self) -> Vec<FoundPage> {
        let pages = self.pages.iter().map(|page| FoundPage {
            name: format!("page:{}", page.name),
            href: match (page.name.as_str(), &self.places[..]) {
                ("advice", [place]) => format!("/?insured_at={place}"),
                _ => page.href.clone(),
            },
            title: page.title.clone(),
            why: page.why.clone(),
        });
        pages.collect()
    }

    /// The kinds of rules that are asked for, of the places that are named.
    pub(super) fn topics(&self, packs: &[&Pack]) -> Vec<FoundPage> {
        let mut found = Vec::new();
        for topic in &self.topics {
            let of = packs.iter().filter(|pack| {
                self.places.contains(&pack.region)
                    && topic.scheme.is_none_or(|scheme| scheme == pack.scheme)
            });
            let of: Vec<FoundPage> = of.map(|pack| at_place(topic, pack)).collect();
            match of.is_empty() {
                true => found.push(FoundPage {
                    name: format!("topic:{}", topic.name),
                    href: "/policy#places".to_owned(),
                    title: topic.title.clone(),
                    why: Bilingual::new(
                        "各地不一样：选您参保的地方，看那里的数字",
                        "It differs by place: pick the one you are insured in",
                    ),
                }),
                false => found.extend(of),
            }
        }
        found
    }

    /// Whether a pack is of a place that is named, or of a province, or by its code.
    pub(super) fn names(&self, pack: &Pack) -> bool {
        self.places.contains(&pack.region) || is_asked(pack, &self.plain)
    }

    /// The figures that are asked for, those in force first.
    pub(super) fn figures(&self, library: &Library, day: Date) -> Vec<Hit> {
        let mut words: Vec<String> = Vec::new();
        words.extend(self.topics.iter().flat_map(|topic| topic.finds.clone()));
        words.dedup();
        let is_number = |word: &&String| word.contains(|sign: char| sign.is_ascii_digit());
        let only_a_place = !self.places.is_empty() && self.topics.is_empty();
        if only_a_place && !self.rest.iter().any(|word| is_number(&word)) {
            return vec![];
        }
        let scheme = self.topics.iter().find_map(|topic| topic.scheme);
        let region = self.places.first().copied();
        let of = |words: Vec<String>| {
            let wanted = WantedFigures {
                region,
                scheme,
                words,
            };
            figures(library, &wanted, day)
        };
        let numbers = self.rest.iter().filter(is_number).cloned();
        let numbers: Vec<String> = words.iter().cloned().chain(numbers).collect();
        let all: Vec<String> = words.into_iter().chain(self.rest.clone()).collect();
        let mut found = match (all.is_empty(), self.topics.is_empty()) {
            (true, _) => vec![],
            (false, true) if self.places.is_empty() => search(library, &self.plain, day).figures,
            (false, _) => of(all),
        };
        if found.is_empty() && !numbers.is_empty() {
            found = of(numbers);
        }
        found.sort_by_cached_key(|hit| {
            let by_other = hit.address.version.is_some();
            let is_national = hit.address.owner == Owner::National;
            let says = |number: &String| hit.value.zh.contains(number.as_str());
            let is_said = self.rest.iter().filter(is_number).all(says);
            let order = (by_other, !hit.in_force, !hit.is_known, !is_said);
            (order, is_national, rank(hit.table))
        });
        found
    }

    /// The place that is named though no rules are kept of it, with what there is instead.
    pub(super) fn not_kept(&self, library: &Library) -> Option<NotKept> {
        let kept = |region: Region| library.packs().any(|pack| pack.region == region);
        let mut named = self.places.iter().copied();
        let place = named.find(|region| !kept(*region))?;
        let beside = library
            .packs()
            .filter(|pack| pack.region.province() == place.province());
        Some(NotKept {
            place: region_names::label(place),
            province: region_names::label(place.province()),
            is_outside: place.is_outside_the_scheme(),
            beside: beside
                .take(NEIGHBOURS)
                .map(|pack| (pack_href(pack), pack_name(pack)))
                .collect(),
        })
    }
}

fn at_place(topic: &AskedTopic, pack: &Pack) -> FoundPage {
    let (place, what) = (pack_name(pack), &topic.title);
    FoundPage {
        name: format!("topic:{}:{}", topic.name, pack.region),
        href: format!("{}#{}", pack_href(pack), topic.at),
        title: Bilingual::new(
            format!("{}：{}", place.zh, what.zh),
            format!("{}: {}", place.en, what.en),
        ),
        why: Bilingual::new("看这个地方的这一节", "The section of this place"),
    }
}

/// The places that are named, written out or in short, in pinyin or by their first letters; and
/// those the question is like where it names nothing.
fn places(plain: &str, is_ours: bool) -> (Vec<Region>, Vec<Bilingual>) {
    let mut perhaps = Vec::new();
    if !is_ours || !plain.is_ascii() {
        match meant(plain) {
            PlaceMeant::Place { place, .. } => return (vec![place.region.pooling()], vec![]),
            PlaceMeant::Several(several) => {
                let mut places: Vec<Region> =
                    several.iter().map(|place| place.region.pooling()).collect();
                places.dedup();
                return (places, vec![]);
            }
            PlaceMeant::Unknown(near) if !is_ours => {
                perhaps = near.iter().map(|place| place.label()).collect();
            }
            _ => {}
        }
    }
    let named = region_names::pooling_regions().map(|place| place.region);
    let mut named: Vec<Region> = named.filter(|region| is_named(*region, plain)).collect();
    // 吉安 lies within no other name, but 朝阳市 would within a longer one.
    named.sort_by_key(|region| std::cmp::Reverse(region_names::label(*region).zh.chars().count()));
    if named.is_empty() {
        let words = plain
            .split_whitespace()
            .filter(|word| word.chars().count() >= 2);
        let words = words.filter(|word| !word.is_ascii() || word.len() >= 4);
        for word in words.filter(|word| asked_words(word).0.is_empty()) {
            if let PlaceMeant::Place { place, .. } = meant(word) {
                named.push(place.region.pooling());
            }
        }
    }
    named.dedup();
    match named.is_empty() {
        true => (vec![], perhaps),
        false => (named, vec![]),
    }
}

fn short(name: &str) -> &str {
    name.strip_suffix(['市', '盟']).unwrap_or(name)
}

/// Whether every word of what was asked is in the name, the province, the scheme or the code, and
/// one of them not in the scheme alone. A county's code finds the pooling region it belongs to.
fn is_asked(pack: &Pack, asked: &str) -> bool {
    let names = [
        region_names::label(pack.region),
        region_names::label(pack.region.province()),
    ];
    let scheme = [pack.scheme.to_string(), scheme_name(pack)];
    let code = pack.region.to_string();
    let texts: Vec<String> = names
        .iter()
        .flat_map(|name| [name.zh.to_lowercase(), name.en.to_lowercase()])
        .collect();
    let of_place = |word: &str| {
        let region = word.parse::<Region>().ok();
        word.len() >= 2 && code.starts_with(word)
            || region.is_some_and(|region| region.pooling() == pack.region)
            || word.chars().count() >= 2 && texts.iter().any(|text| text.contains(word))
    };
    let of_scheme = |word: &str| scheme.iter().any(|name| name.contains(word));
    let words = || asked.split_whitespace();
    words().any(of_place) && words().all(|word| of_place(word) || of_scheme(word))
}

fn scheme_name(pack: &Pack) -> String {
    use domain::text::Named;
    let name = pack.scheme.name();
    format!("{} {}", name.zh, name.en.to_lowercase())
}

/// Whether a sentence names a place, written out or in short: 沈阳住院报多少，Xian.
fn is_named(region: Region, asked: &str) -> bool {
    let label = region_names::label(region);
    let short = short(&label.zh);
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(char::is_ascii_alphabetic);
        letters.map(|it| it.to_ascii_lowercase()).collect()
    };
    let english = letters(&label.en);
    short.chars().count() >= 2 && asked.contains(short)
        || english.len() >= 4 && letters(&half_width(asked)).contains(&english)
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

    #[test]
    fn the_page_that_names_the_longer_word_comes_first() {
        let pages = |asked| -> Vec<String> {
            let found = understood(asked).pages();
            found.into_iter().map(|page| page.name).collect()
        };
        assert_eq!(pages("备案怎么办")[..2], ["page:file", "page:advice"]);
        assert_eq!(pages("要不要备案")[0], "page:advice");
        assert_eq!(pages("profile"), Vec::<String>::new());
    }
}
