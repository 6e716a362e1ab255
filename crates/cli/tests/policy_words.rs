//! Every page of rules of every place, read as people read it: no word of ours, no number by which
//! we tell sources apart, no sign of the wrong width, no link that leads nowhere.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod till;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use till::http::Client;
use till::server::Demo;

/// Words that no page for people says.
const INTERNAL: &str = include_str!("words/internal.txt");

/// So many figures of a place are opened.
const FIGURES: usize = 2;

/// One place of so many is read; others, with another `SUIXING_CRAWL_SEED`.
const READ_EACH: usize = 5;

/// One place of so many has its figures compared.
const EACH: usize = 9;

/// So many pages that compute bills are opened; each place links to its own.
const COMPUTED: usize = 12;

/// What is wrong, at most so much of it is told.
const TOLD: usize = 60;

struct Reader {
    client: Client,
    pages: BTreeMap<String, String>,
    wrong: BTreeSet<String>,
    computed: usize,
    compared: usize,
}

impl Reader {
    /// The page at an address without its anchor, asked for once; none where there is no page.
    fn page(&mut self, address: &str) -> Option<String> {
        if let Some(page) = self.pages.get(address) {
            return Some(page.clone());
        }
        let answer = self.client.get(address).unwrap();
        // A place whose rules are not kept has a page that says so.
        let place = address.strip_prefix("/policy/").unwrap_or_default();
        let is_place = place.len() == 6 && place.bytes().all(|it| it.is_ascii_digit());
        let is_there = (200..400).contains(&answer.status) || answer.status == 404 && is_place;
        if !is_there {
            return None;
        }
        let page = String::from_utf8_lossy(&answer.body).into_owned();
        self.pages.insert(address.to_owned(), page.clone());
        Some(page)
    }

    fn blame(&mut self, address: &str, what: &str) {
        self.wrong.insert(format!("{address}: {what}"));
    }

    fn read_words(&mut self, address: &str, numbers: &BTreeSet<String>) {
        let page = self.page(address).unwrap_or_default();
        if page.is_empty() {
            self.blame(address, "is not there");
        }
        let text = visible(&page);
        for word in INTERNAL.lines() {
            if let Some(at) = text.find(word) {
                self.blame(address, &format!("says «{word}»: {}", around(&text, at)));
            }
        }
        for (at, word) in words(&text) {
            if numbers.contains(word) {
                self.blame(address, &format!("says {word}: {}", around(&text, at)));
            }
        }
        for at in half_width(&text) {
            self.blame(address, &format!("half-width: {}", around(&text, at)));
        }
    }

    fn follow_links(&mut self, address: &str) {
        let page = self.page(address).unwrap_or_default();
        let mut figures = 0;
        for link in links(&page) {
            if !link.starts_with(['/', '#', '?']) || link.starts_with("/api") {
                continue;
            }
            let (target, anchor) = link.split_once('#').unwrap_or((&link, ""));
            if target.contains("/figure/") {
                figures += 1;
                if figures > FIGURES {
                    continue;
                }
            }
            if target.starts_with("/policy/compare?") || target.starts_with("/policy/what-if?") {
                self.computed += 1;
                if self.computed > COMPUTED {
                    continue;
                }
            }
            let target = match target.chars().next() {
                None => address.to_owned(),
                Some('?') => format!("{}{target}", address.split('?').next().unwrap()),
                Some(_) => target.to_owned(),
            };
            match self.page(&target) {
                None => self.blame(address, &format!("leads nowhere: {link}")),
                Some(found) if !anchor.is_empty() => {
                    if !found.contains(&format!("id=\"{anchor}\"")) {
                        self.blame(address, &format!("no such anchor: {link}"));
                    }
                }
                Some(_) => {}
            }
        }
    }
}

fn links(page: &str) -> BTreeSet<String> {
    let links = page.split("href=\"").skip(1);
    let links = links.filter_map(|rest| rest.split('"').next());
    links
        .map(|link| link.replace("&amp;", "&").replace("&#38;", "&"))
        .collect()
}

/// What one reads: no tags, no heads, no drawings; a tag parts words.
fn visible(page: &str) -> String {
    let body = page.split_once("<main").map_or(page, |(_, main)| main);
    let body = body.split("</main>").next().unwrap_or(body);
    let mut text = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        text.push('\n');
        let tag = &rest[at..];
        let end = match tag.starts_with("<svg") {
            true => tag.find("</svg>").map(|end| end + 5),
            false => tag.find('>'),
        };
        rest = end.map_or("", |end| &tag[end + 1..]);
    }
    text.push_str(rest);
    text.replace("&#39;", "'")
        .replace("&amp;", "&")
        .replace("&#38;", "&")
}

/// Runs of letters, digits and hyphens, with where each begins; those of web addresses left out.
fn words(text: &str) -> Vec<(usize, &str)> {
    let is_of_word = |sign: char| sign.is_ascii_alphanumeric() || "-./_?=%:".contains(sign);
    let mut found = Vec::new();
    let mut at = 0;
    for part in text.split(|sign: char| !is_of_word(sign)) {
        let start = text[at..].find(part).unwrap_or_default() + at;
        at = start + part.len();
        let word = part.trim_matches(['.', ':', '?']);
        if word.len() >= 2 && !word.contains(['.', '/', '_', '=', '%']) {
            found.push((start, word));
        }
    }
    found
}

fn is_han(sign: char) -> bool {
    matches!(sign, '\u{4e00}'..='\u{9fff}')
}

/// Where a narrow sign stands between two Chinese characters.
fn half_width(text: &str) -> Vec<usize> {
    let signs: Vec<(usize, char)> = text.char_indices().collect();
    let narrow = signs
        .windows(3)
        .filter(|three| is_han(three[0].1) && ",;:?!()".contains(three[1].1) && is_han(three[2].1));
    narrow.map(|three| three[1].0).collect()
}

fn around(text: &str, at: usize) -> String {
    let before: String = text[..at].chars().rev().take(20).collect();
    let before: String = before.chars().rev().collect();
    let behind: String = text[at..].chars().take(30).collect();
    format!("{before}{behind}").replace('\n', " ")
}

/// The numbers of sources, disputes and rules without a name in all policy files.
fn numbers_of_ours() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    gather(&folder, &mut found);
    assert!(found.len() > 500, "{}", found.len());
    found
}

fn gather(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("cases") && !path.ends_with("examples") {
                gather(&path, found);
            }
        } else if path.extension().is_some_and(|kind| kind == "toml") {
            let text = std::fs::read_to_string(&path).unwrap();
            let file: toml::Table = toml::from_str(&text).unwrap();
            let sources = file.get("sources").and_then(toml::Value::as_table);
            found.extend(sources.into_iter().flat_map(toml::Table::keys).cloned());
            for kind in ["dispute", "note", "band"] {
                let rows = file.get(kind).and_then(toml::Value::as_array);
                let ids = rows
                    .into_iter()
                    .flatten()
                    .filter_map(|row| row.get("id")?.as_str());
                found.extend(ids.map(str::to_owned));
            }
        }
    }
    // What begins with a small letter is a word; what has no digit and no hyphen may be one.
    found.retain(|id| {
        let has = |is: fn(char) -> bool| id.chars().any(is);
        id.starts_with(|sign: char| sign.is_ascii_uppercase())
            && id.len() >= 2
            && (has(|sign| sign.is_ascii_digit()) || id.contains('-') || id.len() > 4)
    });
}

fn start(folder: &Path) -> (Demo, Reader) {
    let demo = Demo::start(folder, None);
    let reader = Reader {
        client: Client::new(demo.address),
        pages: BTreeMap::new(),
        wrong: BTreeSet::new(),
        computed: 0,
        compared: 0,
    };
    (demo, reader)
}

/// Every place, and the pages beside them.
fn addresses(reader: &mut Reader) -> (Vec<String>, Vec<String>) {
    let index = reader.page("/policy").unwrap();
    let is_place = |link: &String| {
        let parts: Vec<&str> = link.split('/').collect();
        matches!(parts[..], ["", "policy", region, "employee" | "resident"] if region.len() == 6)
    };
    let places: Vec<String> = links(&index).into_iter().filter(is_place).collect();
    assert!(places.len() > 100, "{}", places.len());
    let mut regions: Vec<&str> = places
        .iter()
        .filter_map(|place| place.split('/').nth(2))
        .collect();
    regions.dedup();
    let mut beside: Vec<String> = [
        "/policy",
        "/policy/national",
        "/policy/disputes",
        "/policy/disputes?place=national",
        "/policy/compare?a=440300/employee&b=510100/employee",
        "/policy/compare?a=440300/employee@2023-09-30&b=440300/employee@2023-10-01",
        "/policy/releases",
        "/policy/what-if?pack=440300/employee",
        "/policy/what-if?go=1&pack=440300/employee&tier=one&status=on-job&care=inpatient\
         &level=tertiary&at=510100&footing=temporary-filed&day=2026-11-18&total=10000",
    ]
    .map(str::to_owned)
    .into();
    let of_place = regions
        .iter()
        .map(|region| format!("/policy/disputes?place={region}"));
    beside.extend(of_place);
    (places, beside)
}

/// The figures a page links to, each with what it says the figure is.
fn figures(page: &str) -> Vec<(String, String)> {
    let links = page.split("<a ").skip(1).filter_map(|rest| {
        let (tag, rest) = rest.split_once('>')?;
        let link = tag.split("href=\"").nth(1)?.split('"').next()?;
        let said = visible(rest.split("</a>").next()?);
        let value = said.lines().find(|line| !line.trim().is_empty())?.trim();
        let is_figure = link.contains("/figure/") && !link.contains('@');
        is_figure.then(|| (link.to_owned(), value.to_owned()))
    });
    links.collect()
}

/// Amounts as programs and people write them, alike: without gaps and idle zeros.
fn plain(text: &str) -> String {
    let is_gap = |sign: &char| matches!(sign, ',' | ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}');
    let bare: String = text.chars().filter(|sign| !is_gap(sign)).collect();
    bare.replace(".00", "")
}

impl Reader {
    /// A figure is the same where it is listed, found, opened and asked for by a program.
    fn same_everywhere(&mut self, address: &str) {
        let page = self.page(address).unwrap_or_default();
        for (link, value) in figures(&page).into_iter().take(FIGURES) {
            let own = self.page(&link).unwrap_or_default();
            if !visible(&own).contains(&value) {
                self.blame(address, &format!("says {value}, and not {link}"));
            }
            let call = link.replacen("/policy/", "/api/v1/policies/", 1);
            let call = call.replacen("/figure/", "/figures/", 1);
            // What every place inherits is asked for at a place.
            if !call.contains("/national/") {
                let told = self.client.get(&call).unwrap();
                let told = plain(&String::from_utf8_lossy(&told.body));
                if !told.contains(&plain(&value)) {
                    self.blame(address, &format!("says {value}, and not {call}"));
                }
            }
            self.compared += 1;
        }
    }
}

#[test]
fn a_figure_is_the_same_wherever_it_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let (_demo, mut reader) = start(folder.path());
    let (places, _) = addresses(&mut reader);
    for address in places.iter().step_by(EACH) {
        reader.same_everywhere(address);
    }
    for asked in [
        "深圳 住院 报多少",
        "北京 起付线",
        "成都 门诊",
        "广州 封顶线",
    ] {
        let asked: String = asked.bytes().map(|byte| format!("%{byte:02X}")).collect();
        reader.same_everywhere(&format!("/policy?q={asked}"));
    }
    assert!(reader.wrong.is_empty(), "{}", told(&reader));
    assert!(reader.compared > 20, "{}", reader.compared);
}

fn told(reader: &Reader) -> String {
    let wrong: Vec<&str> = reader.wrong.iter().map(String::as_str).collect();
    let count = wrong.len();
    format!("{count}:\n{}", wrong[..count.min(TOLD)].join("\n"))
}

#[test]
fn every_page_of_rules_speaks_to_people_and_leads_somewhere() {
    let folder = tempfile::tempdir().unwrap();
    let (_demo, mut reader) = start(folder.path());
    let numbers = numbers_of_ours();
    let (places, beside) = addresses(&mut reader);
    let seed = std::env::var("SUIXING_CRAWL_SEED").map(|seed| seed.parse().unwrap());
    let first = seed.unwrap_or(0) % READ_EACH;
    let some = places.iter().skip(first).step_by(READ_EACH);
    for address in some.chain(beside.iter().skip(first % 2).step_by(2)) {
        reader.read_words(address, &numbers);
        reader.follow_links(address);
    }
    let figures: Vec<String> = reader.pages.keys().cloned().collect();
    for address in figures
        .iter()
        .filter(|address| address.contains("/figure/"))
    {
        reader.read_words(address, &numbers);
    }
    assert!(reader.wrong.is_empty(), "{}", told(&reader));
}

#[test]
fn an_english_page_says_what_of_it_is_chinese() {
    let folder = tempfile::tempdir().unwrap();
    let (_demo, mut reader) = start(folder.path());
    for address in [
        "/policy/440300/employee",
        "/policy/440300/employee/figure/deductible/pooled/admission-1",
        "/policy/national",
    ] {
        let page = reader.page(&format!("{address}?lang=en")).unwrap();
        let unmarked = without_marked(page.split_once("<main").unwrap().1);
        let text = visible(&format!("<main{unmarked}</main>"));
        // An English sentence may name a menu as it is written; alone, Chinese is marked.
        let alone = |line: &&str| {
            line.contains(is_han) && !line.contains(|sign: char| sign.is_ascii_alphabetic())
        };
        let alone = text.lines().find(alone).and_then(|line| text.find(line));
        if let Some(at) = alone {
            let said = around(&text, at);
            reader.blame(address, &format!("Chinese without its mark: {said}"));
        }
    }
    assert!(reader.wrong.is_empty(), "{}", told(&reader));
}

/// A page without the elements that say that they are Chinese.
fn without_marked(page: &str) -> String {
    let mut kept = String::with_capacity(page.len());
    let mut rest = page;
    while let Some(at) = rest.find(" lang=\"zh-CN\"") {
        let open = rest[..at].rfind('<').unwrap();
        kept.push_str(&rest[..open]);
        let name: String = rest[open + 1..]
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        let (from, to) = (format!("<{name}"), format!("</{name}>"));
        let (mut depth, mut at) = (1, open + 1);
        while depth > 0 {
            let close = rest[at..].find(&to).map(|found| found + at).unwrap();
            match rest[at..close].find(&from).map(|found| found + at) {
                Some(inner) => (depth, at) = (depth + 1, inner + from.len()),
                None => (depth, at) = (depth - 1, close + to.len()),
            }
        }
        rest = &rest[at..];
    }
    kept.push_str(rest);
    kept
}
