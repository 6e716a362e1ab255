//! Every page, in both languages, looked at as a whole: its text, its form, its weight, and what it
//! must never contain.

mod bill;
mod contrast;
mod desk;
mod directory;
mod door;
mod doors;
mod form;
mod help;
mod shipped;

use serde_json::json;

use super::settlement::State;
use super::*;

/// A page by its name.
type Page = (&'static str, String);

/// All pages of the fixtures in one language.
fn pages(lang: Lang) -> Vec<Page> {
    let frame = |path: &str| Frame {
        lang,
        ..Frame::new(path)
    };
    let mut cancelled = fixtures::settlement();
    cancelled.state = State::Cancelled(jiff::civil::date(2026, 11, 19));
    cancelled.open_all = true;
    cancelled.person_href = None;
    cancelled.policy_href = None;
    let elder = Frame {
        elder: true,
        ..frame("/settlements/A1")
    };
    let mut pages = policy_pages(lang);
    pages.extend(directory::pages(lang));
    pages.extend(vec![
        ("home", home::render(&frame("/"), &fixtures::home())),
        (
            "settlement",
            settlement::render(&frame("/settlements/A1"), &fixtures::settlement()),
        ),
        (
            "settlement_cancelled",
            settlement::render(&frame("/settlements/A1"), &cancelled),
        ),
        (
            "settlement_elder",
            settlement::render(&elder, &fixtures::settlement()),
        ),
        (
            "person",
            person::render(&frame("/persons/P1"), &fixtures::person()),
        ),
        (
            "me_year",
            year::render(&frame("/me/year"), &fixtures::travel::my_year()),
        ),
        (
            "before",
            before::render(&frame("/before"), &fixtures::travel::before()),
        ),
        (
            "developer",
            developer::render(&frame("/developer"), &fixtures::developer()),
        ),
        (
            "problem",
            problem::render(&frame("/settlements/A9"), &fixtures::problem()),
        ),
        (
            "api_docs",
            api_docs::render(&frame("/api/docs"), &openapi()),
        ),
    ]);
    pages
}

fn policy_pages(lang: Lang) -> Vec<Page> {
    use super::policy::{compare, disputes, figure, index, nowhere, place, releases, what_if};
    use fixtures::policy as given;
    let frame = |path: &str| Frame {
        lang,
        ..Frame::new(path)
    };
    let elder = Frame {
        elder: true,
        query: "on=2026-11-18".to_owned(),
        ..frame("/policy/440300/employee")
    };
    vec![
        (
            "policies",
            index::render(&frame("/policy"), &given::index()),
        ),
        (
            "policies_found",
            index::render(&frame("/policy"), &given::found()),
        ),
        (
            "policy",
            place::render(&frame("/policy/440300/employee"), &given::place()),
        ),
        ("policy_elder", place::render(&elder, &given::place())),
        (
            "policy_national",
            place::render(&frame("/policy/national"), &given::national()),
        ),
        (
            "policy_figure",
            figure::render(
                &frame("/policy/440300/employee/figure/rate"),
                &given::figure(),
            ),
        ),
        (
            "policy_disputes",
            disputes::render(&frame("/policy/disputes"), &given::disputes()),
        ),
        (
            "policy_what_if",
            what_if::render(&frame("/policy/what-if"), &given::what_if()),
        ),
        (
            "policy_what_if_wrong",
            what_if::render(&frame("/policy/what-if"), &given::what_if_wrong()),
        ),
        (
            "policy_what_if_refused",
            what_if::render(&frame("/policy/what-if"), &given::what_if_refused()),
        ),
        (
            "policy_compare",
            compare::render(&frame("/policy/compare"), &given::compare()),
        ),
        (
            "policy_compare_same",
            compare::render(&frame("/policy/compare"), &given::compare_same()),
        ),
        (
            "policy_releases",
            releases::render_list(
                &frame("/policy/releases"),
                (&fixtures::release::releases(), None),
            ),
        ),
        (
            "policy_releases_none",
            releases::render_list(&frame("/policy/releases"), (&[], None)),
        ),
        (
            "policy_release",
            releases::render(&frame("/policy/releases/R1"), &fixtures::release::release()),
        ),
        (
            "policy_nowhere",
            nowhere::render(&frame("/policy/440399"), &given::nowhere()),
        ),
    ]
}

fn openapi() -> serde_json::Value {
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Suixing", "version": "0.1.0", "description": "money as strings"},
        "paths": {
            "/api/v1/settlements/{id}": {
                "parameters": [{"name": "id", "in": "path", "required": true,
                    "schema": {"type": "string"}, "description": "settlement number"}],
                "get": {"summary": "One settlement", "responses": {
                    "200": {"description": "found", "content": {"application/json": {
                        "schema": {"$ref": "#/components/schemas/Settlement"}}}},
                    "404": {"description": "no such settlement"}}}
            },
            "/api/v1/quotes": {
                "post": {"summary": "Quote a bill", "description": "Nothing is written.",
                    "requestBody": {"content": {"application/json": {
                        "schema": {"$ref": "#/components/schemas/Settlement"},
                        "example": {"total": "12340.00"}}}},
                    "responses": {"200": {"description": "shares"}}}
            }
        },
        "components": {"schemas": {"Settlement": {
            "type": "object", "description": "A settled bill.", "required": ["total"],
            "properties": {"total": {"type": "string", "description": "yuan"},
                "steps": {"type": "array", "items": {"type": "string"}}}}}}
    })
}

/// Files whose address stands in pages.
const ASSETS: [&str; 9] = [
    "suixing.css",
    "home.css",
    "bill.css",
    "policy.css",
    "paper.css",
    "mark.svg",
    "icons.svg",
    "touch.png",
    "suixing.webmanifest",
];

fn all_pages() -> impl Iterator<Item = (String, String)> {
    [Lang::Zh, Lang::En].into_iter().flat_map(|lang| {
        pages(lang)
            .into_iter()
            .map(move |(name, page)| (format!("{name}_{}", lang.code()), page))
    })
}

#[test]
fn pages_are_as_reviewed() {
    for (name, page) in all_pages() {
        // The hash changes with every change of a file; the pages do not. The frame is one for all,
        // and is looked at around the home page.
        let page = ASSETS.iter().fold(page, |page, name| {
            page.replace(&assets::url(name), &format!("/assets/{name}"))
        });
        let main = page.find("<main").filter(|_| !name.starts_with("home"));
        let page = main.map_or(page.as_str(), |begin| {
            let end = page.find("<nav class=\"bar4\"").unwrap();
            &page[begin..end]
        });
        insta::assert_snapshot!(name, page);
    }
}

#[test]
fn pages_are_well_formed() {
    for (name, page) in all_pages() {
        if let Err(wrong) = form::check(&page) {
            panic!("{name}: {wrong}");
        }
    }
}

#[test]
fn pages_ask_nobody_else_for_anything() {
    for (name, page) in all_pages() {
        for attribute in ["href=\"", "src=\"", "action=\"", "url("] {
            for (at, _) in page.match_indices(attribute) {
                let rest = &page[at + attribute.len()..];
                let target = rest.split(['"', ')']).next().unwrap();
                let local = target.starts_with(['/', '#', '?']) && !target.starts_with("//")
                    || target.starts_with("tel:");
                // A link to a published text is followed by whoever wants to, and tells nothing.
                let tag = page[..at].rfind('<').map_or("", |begin| &page[begin..at]);
                let quiet = rest
                    .split('>')
                    .next()
                    .unwrap()
                    .contains("rel=\"noreferrer noopener\"");
                assert!(
                    local || tag.starts_with("<a ") && quiet,
                    "{name}: {attribute}{target}"
                );
            }
        }
        assert!(!page.contains("<script"), "{name} needs a script");
        assert!(!page.contains(" style="), "{name} has a style of its own");
    }
    let sheet = std::str::from_utf8(assets::get("suixing.css").unwrap().0).unwrap();
    assert!(!sheet.contains("//") && !sheet.contains("@import") && !sheet.contains("url("));
}

#[test]
fn what_people_write_is_never_markup() {
    let nasty = "<script>alert(\"1\")</script>&'";
    let mut page = fixtures::settlement();
    page.facility = nasty.to_owned();
    page.explanation.steps[0].title = fixtures::both(nasty, nasty);
    page.explanation.steps[0].formula = nasty.to_owned();
    page.explanation.steps[3].basis[0].title = nasty.to_owned();
    page.person_href = Some("\"><script>".to_owned());
    let page = settlement::render(&Frame::new("/settlements/\"><u>"), &page);
    assert!(!page.contains("<script") && !page.contains("\"><u>"));
    assert!(page.contains("&#60;script&#62;"), "shown as it was written");
    form::check(&page).unwrap();

    let mut home = fixtures::home();
    home.roles[1].value = nasty.to_owned();
    home.insured = nasty.to_owned();
    assert!(!home::render(&Frame::new("/"), &home).contains("<script"));
}

#[test]
fn names_and_numbers_leave_masked() {
    for lang in [Lang::Zh, Lang::En] {
        for (name, page) in pages(lang) {
            let is_private = name.starts_with("settlement") || name == "person";
            let tells = page.contains("陈示例") || page.contains(fixtures::NUMBER);
            assert!(!(is_private && tells), "{name}");
            assert!(!is_private || page.contains("440***********0428"), "{name}");
        }
    }
}

#[test]
fn no_chinese_is_left_in_templates_and_none_of_them_skips_escaping() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut seen = 0;
    for folder in [root.clone(), root.join("part")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let text = std::fs::read_to_string(&path).unwrap();
                assert!(
                    !text.contains("|safe") && !text.contains("| safe"),
                    "{path:?}"
                );
                assert!(
                    !text.chars().any(|c| c >= '\u{2e80}'),
                    "{path:?} holds words"
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 10, "the templates were found");
}

#[test]
fn a_page_and_its_sheet_stay_light() {
    // Uncompressed, so the wire carries about a quarter of it; the limit there is 60 KB.
    let sheet = assets::get("suixing.css").unwrap().0.len();
    assert!(sheet < 30_000, "{sheet}");
    for (name, page) in all_pages() {
        assert!(page.len() < 60_000, "{name}: {}", page.len());
    }
}
