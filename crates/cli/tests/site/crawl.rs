//! Goes through the site, link by link, and notes what is wrong on the way.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::browser::{Browser, header};
use crate::page;

/// Who goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Nobody,
    Resident,
    Staff,
}

/// Parts of the site that are somebody's own; what lies elsewhere is alike for everybody.
const OWN: [&str; 14] = [
    "/me",
    "/file",
    "/filings",
    "/designation",
    "/persons",
    "/settlements",
    "/corrections",
    "/clerk",
    "/employer",
    "/desk",
    "/facility",
    "/registers",
    "/account",
    "/inbox",
];

/// Pages that speak to those who write programs, or whose words are read by the tests of the rules.
const INSIDE: [&str; 3] = ["/developer", "/api", "/policy"];

/// So many pages of a kind are opened by one of each sort of people; all of them, with
/// `SUIXING_CRAWL_SEED` set.
const OF_A_KIND: usize = 10;

/// No more pages are opened by one who is signed in.
pub const PAGES_MAX: usize = 90;

fn is_below(path: &str, pages: &[&str]) -> bool {
    pages.iter().any(|page| {
        let rest = path.strip_prefix(page);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    })
}

/// What was seen so far.
#[derive(Default)]
pub struct Crawl {
    /// The names on each public page that was opened.
    known: BTreeMap<String, BTreeSet<String>>,
    /// So many pages are opened by the next who is signed in.
    pub most: usize,
    pages: usize,
    faults: BTreeSet<String>,
    /// How many pages of each kind the sorts of people opened.
    kinds: BTreeMap<String, usize>,
}

/// The address without what tells one page of its kind from another: numbers, and what fields say.
fn kind(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let parts = path.split('/').map(|part| {
        let is_number = part.bytes().any(|it| it.is_ascii_digit());
        if is_number { "#" } else { part }
    });
    let mut parts: Vec<&str> = parts.collect();
    if let Some(at) = parts.iter().position(|part| *part == "figure") {
        parts.truncate(at + 2);
    }
    let names = query.split('&').filter_map(|part| part.split('=').next());
    format!(
        "{}?{}",
        parts.join("/"),
        names.collect::<Vec<_>>().join("&")
    )
}

/// One walk.
struct Walk<'a> {
    browser: &'a mut Browser,
    who: (Who, &'a str),
    seen: BTreeMap<String, BTreeSet<String>>,
    ahead: VecDeque<(String, String)>,
    /// Anchors: from where, to which page, at which name.
    anchors: Vec<(String, String, String)>,
}

impl Crawl {
    /// Opens everything from these pages on that was not opened before.
    pub fn go(&mut self, browser: &mut Browser, who: (Who, &str), from: &[&str]) {
        let begin = from.iter().map(|it| ((*it).to_owned(), String::new()));
        let mut walk = Walk {
            browser,
            who,
            seen: BTreeMap::new(),
            ahead: begin.collect(),
            anchors: vec![],
        };
        while let Some((address, by)) = walk.ahead.pop_front() {
            let full = who.0 != Who::Nobody && walk.seen.len() >= self.most;
            if full || walk.seen.contains_key(&address) || self.is_known(who.0, &address) {
                continue;
            }
            self.open(&mut walk, &address, &by);
        }
        for (from, to, name) in walk.anchors {
            let names = walk.seen.get(&to).or(self.known.get(&to));
            if names.is_some_and(|names| !names.contains(&name)) {
                self.faults
                    .insert(format!("{from}: nothing at {to}#{name}"));
            }
        }
        if who.0 == Who::Nobody {
            self.known.extend(walk.seen);
        }
    }

    /// How many pages were opened, and what was wrong.
    pub fn told(self) -> (usize, BTreeSet<String>) {
        (self.pages, self.faults)
    }

    /// What is alike for everybody is opened once; of a kind of page, some.
    fn is_known(&mut self, who: Who, address: &str) -> bool {
        if who != Who::Nobody && !is_below(address, &OWN) && self.known.contains_key(address) {
            return true;
        }
        let all = std::env::var_os("SUIXING_CRAWL_SEED").is_some();
        let count = self.kinds.entry(format!("{who:?} {}", kind(address)));
        let count = count.or_default();
        *count += 1;
        !all && *count > OF_A_KIND
    }

    fn open(&mut self, walk: &mut Walk<'_>, address: &str, by: &str) {
        let who = walk.who;
        walk.browser.get(address);
        let shown = &walk.browser.page;
        self.pages += 1;
        let mut fault = |what: String| {
            self.faults
                .insert(format!("{}: {address} (from {by}): {what}", who.1));
        };
        // A place whose rules are not kept has a page that says so.
        let place = shown.path.strip_prefix("/policy/").unwrap_or_default();
        let is_place = place.len() == 6 && place.bytes().all(|it| it.is_ascii_digit());
        if shown.status != 200 && !(shown.status == 404 && is_place) {
            fault(format!("{}", shown.status));
        }
        walk.seen.insert(address.to_owned(), page::ids(&shown.body));
        let kind = header(&shown.head, "content-type").unwrap_or_default();
        if !kind.starts_with("text/html") {
            return;
        }
        page::lacks(shown).into_iter().for_each(&mut fault);
        let keep = header(&shown.head, "cache-control").unwrap_or_default();
        let is_own = who.0 != Who::Nobody || is_below(&shown.path, &OWN);
        if is_own && !keep.contains("no-store") {
            fault(format!("a browser may keep it: {keep}"));
        }
        let for_people = who.0 != Who::Staff && !is_below(&shown.path, &INSIDE);
        let words = match for_people {
            true => page::internal(&shown.body),
            false => vec![],
        };
        if !words.is_empty() {
            fault(format!("says {words:?}"));
        }
        walk.note_links();
    }
}

impl Walk<'_> {
    fn note_links(&mut self) {
        let shown = &self.browser.page;
        for link in page::values(&shown.body, "href") {
            let Some(to) = page::resolved(&shown.path, &link) else {
                continue;
            };
            let (to, name) = to.split_once('#').unwrap_or((&to, ""));
            // What only dresses the page otherwise is the same page; what only a browser keeps is
            // no page.
            let dresses = ["lang=", "elder=", "theme="];
            let query = to.split_once('?').map_or("", |(_, query)| query);
            let is_dress = query
                .split('&')
                .any(|part| dresses.iter().any(|dress| part.starts_with(dress)));
            if is_dress || to.starts_with("/assets/") {
                continue;
            }
            if !name.is_empty() {
                let (from, name) = (shown.path.clone(), name.to_owned());
                self.anchors.push((from, to.to_owned(), name));
            }
            self.ahead.push_back((to.to_owned(), shown.path.clone()));
        }
    }
}
