//! Every address that answers a page, as the table of access has it: what the list of main pages
//! leaves out is found by going through the links of somebody who may open it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::browser::{Browser, header};
use super::pages::{Scene, Shown, Who};
use crate::till::server::Demo;

const TABLE: &str = include_str!("../../../../docs/access.md");

/// Addresses that answer no page: files, and steps that only lead on.
const NO_PAGES: [&str; 14] = [
    "/api/",
    "/assets/",
    "/sign-in/sso",
    "/sign-in/face/",
    "/me/export",
    "/filings/{id}/form.pdf",
    "/filings/{id}/documents/{n}",
    "/clerk/filings/{id}/form.pdf",
    "/clerk/filings/{id}/documents/{n}",
    "/registers/{job}/rows.csv",
    "/healthz",
    "/readyz",
    "/metrics",
    "/callback",
];

/// Pages that nothing in a fresh demo leads to: what was made, decided or taken in first; and a
/// place, which leads on to the scheme most are in.
const NOT_IN_A_FRESH_DEMO: [&str; 13] = [
    "/sign-in/second-step",
    "/corrections/{id}",
    "/policy/releases/{release}",
    "/policy/edit/{place}/",
    "/policy/{region}",
    "/registers/{job}",
    "/desk/bills/{id}",
    "/desk/bills/{id}/again",
    "/file/{draft}",
    "/shared/{link}",
    "/clerk/questions/{id}",
    "/clerk/bills/{id}",
    "/me/refused/{number}",
];

fn is_rare(route: &str) -> bool {
    NOT_IN_A_FRESH_DEMO
        .iter()
        .any(|rare| match rare.ends_with('/') {
            true => route.starts_with(rare),
            false => route == *rare,
        })
}

/// As many pages of one person are gone through.
const PAGES_MAX: usize = 150;

/// Alike for everybody, and gone through by nobody in particular.
const PUBLIC: [&str; 9] = [
    "/policy",
    "/help",
    "/advice",
    "/stories",
    "/developer",
    "/api/docs",
    "/before",
    "/sign-in",
    "/verify",
];

/// Who may open what, and where they begin.
const PEOPLE: [(Who, &str); 11] = [
    (Who::Nobody, "/"),
    (Who::Resident("44030000000000000033"), "/me"),
    (Who::Resident("44030000000000000001"), "/me"),
    (Who::Resident("44030000000000000012"), "/me"),
    (Who::Staff("罗窗口"), "/clerk"),
    (Who::Staff("温主管"), "/clerk/board"),
    (Who::Staff("章人事"), "/employer"),
    (Who::Staff("邱医保办"), "/account"),
    (Who::Staff("管系统"), "/account"),
    (Who::Staff("林起草"), "/policy/edit"),
    (Who::Staff("高统计"), "/bureau"),
];

fn routes() -> Vec<&'static str> {
    let rows = TABLE
        .lines()
        .filter_map(|row| row.strip_prefix("| GET | `"));
    let all = rows.filter_map(|row| row.split('`').next());
    let answers_a_page = |route: &&str| {
        let is_file = route.ends_with(".csv") || route.ends_with("/table");
        let is_none = is_file || NO_PAGES.iter().any(|begin| route.starts_with(begin));
        *route == "/api/docs" || !is_none
    };
    let mut routes: Vec<&str> = all.filter(answers_a_page).collect();
    // What is named is itself, before what stands for anything.
    routes.sort_by_key(|route| (route.matches('{').count(), *route));
    routes
}

fn fits(route: &str, path: &str) -> bool {
    let (mut names, mut parts) = (route.split('/'), path.split('/'));
    loop {
        match (names.next(), parts.next()) {
            (None, None) => return true,
            (Some(name), Some(_)) if name.starts_with("{*") => return true,
            (Some(name), Some(part)) if name == part || name.starts_with('{') => {}
            _ => return false,
        }
    }
}

fn route_of(routes: &[&'static str], address: &str) -> Option<&'static str> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    routes.iter().find(|route| fits(route, path)).copied()
}

fn begun(demo: &Demo, who: Who) -> Browser {
    let mut browser = Browser::new(demo.address);
    match who {
        Who::Nobody => {}
        Who::Resident(person) => return Browser::signed_in(demo.address, person),
        Who::Staff(name) => {
            browser.get("/sign-in/staff");
            browser.post("/sign-in/demo", &[("operator", name)]);
        }
    }
    browser
}

/// Links of a page, as addresses.
fn links(path: &str, page: &str) -> Vec<String> {
    let bare = path.split('?').next().unwrap_or_default();
    let all = page.split(" href=\"").skip(1);
    let all = all.filter_map(|rest| rest.split('"').next());
    let all = all.map(|link| link.replace("&#38;", "&"));
    let here = all.filter(|link| link.starts_with(['/', '?']) && !link.starts_with("/assets/"));
    here.map(|link| match link.starts_with('?') {
        true => format!("{bare}{link}"),
        false => link.split('#').next().unwrap_or_default().to_owned(),
    })
    .collect()
}

/// One page of each address that is not among these.
pub fn others(demo: &Demo, known: &[Scene]) -> Vec<Scene> {
    let routes = routes();
    let shown = known.iter().flat_map(|scene| &scene.pages);
    let mut covered: BTreeSet<&str> = shown
        .filter_map(|page| route_of(&routes, &page.path))
        .collect();
    let mut scenes = Vec::new();
    for (who, begin) in PEOPLE {
        let is_else = |route: &&&str| {
            let is_alike = |page: &&str| route.starts_with(page) && covered.contains(**route);
            matches!(who, Who::Nobody) || !PUBLIC.iter().any(is_alike)
        };
        let ahead: Vec<&str> = routes.iter().filter(is_else).copied().collect();
        let found = walk(&mut begun(demo, who), begin, (&ahead, &mut covered));
        let page = |path: String| Shown {
            is_reference: path.starts_with("/api/docs") || path.contains("/figure/"),
            path,
            then: None,
        };
        scenes.push(Scene {
            who,
            pages: found.into_values().map(page).collect(),
        });
    }
    let unseen: Vec<&&str> = routes
        .iter()
        .filter(|route| !covered.contains(**route) && !is_rare(route))
        .collect();
    assert!(unseen.is_empty(), "nobody looks at {unseen:?}");
    scenes
}

fn walk(
    browser: &mut Browser,
    begin: &str,
    (routes, covered): (&[&'static str], &mut BTreeSet<&'static str>),
) -> BTreeMap<&'static str, String> {
    let mut found = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut shapes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut ahead = VecDeque::from([begin.to_owned()]);
    while let Some(address) = ahead.pop_front() {
        let Some(route) = route_of(routes, &address) else {
            continue;
        };
        let shape = shapes.entry(route).or_default();
        if seen.len() >= PAGES_MAX
            || *shape >= if covered.contains(route) { 1 } else { 2 }
            || !seen.insert(address.clone())
        {
            continue;
        }
        *shape += 1;
        browser.get(&address);
        let kind = header(&browser.page.head, "content-type").unwrap_or_default();
        // Who is led elsewhere has not seen the page that was asked for.
        let asked = address.split('?').next();
        let is_here = browser.page.path.split('?').next() == asked;
        // A page may say that something cannot be chosen.
        if !matches!(browser.page.status, 200 | 422) || !kind.starts_with("text/html") {
            continue;
        }
        if is_here && covered.insert(route) {
            found.insert(route, address);
        }
        ahead.extend(links(&browser.page.path, &browser.page.body));
    }
    found
}
