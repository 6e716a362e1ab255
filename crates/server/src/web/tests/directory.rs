//! The directory and the pages of choosing among all pages; and what people write into them.

use super::{Frame, Lang, Page, fixtures};
use crate::web::{designation, facilities};
use fixtures::facilities as given;

/// Each of them.
pub fn pages(lang: Lang) -> Vec<Page> {
    let frame = |path: &str| Frame {
        lang,
        ..Frame::new(path)
    };
    let elder = Frame {
        elder: true,
        ..frame("/facilities")
    };
    let list = frame("/facilities");
    let one = frame("/facilities/H44010600003");
    let (mine, choose) = (frame("/designation"), frame("/designation/choose"));
    let choosing = |page| designation::render_choose(&choose, &page);
    use facilities::facility;
    vec![
        ("directory", facilities::render(&list, &given::directory())),
        (
            "directory_found",
            facilities::render(&list, &given::directory_found()),
        ),
        (
            "directory_elder",
            facilities::render(&elder, &given::directory_found()),
        ),
        (
            "directory_nothing",
            facilities::render(&list, &given::directory_nothing()),
        ),
        (
            "directory_wrong",
            facilities::render(&list, &given::directory_wrong()),
        ),
        ("facility", facility::render(&one, &given::facility())),
        (
            "facility_pharmacy",
            facility::render(&one, &given::pharmacy()),
        ),
        ("choices", designation::render(&mine, &given::choices())),
        (
            "choices_done",
            designation::render(&mine, &given::choices_done()),
        ),
        ("choose_check", choosing(given::choose_check())),
        ("choose_which", choosing(given::choose_which())),
        ("choose_why", choosing(given::choose_why())),
        ("choose_refused", choosing(given::choose_refused())),
    ]
}

#[test]
fn a_name_somebody_typed_is_never_markup() {
    let nasty = "\"><script>alert(1)</script>&'";
    let mut page = given::directory_found();
    page.asked.text = nasty.to_owned();
    page.insured.typed = nasty.to_owned();
    page.strange = vec![nasty.to_owned()];
    let shown = facilities::render(&Frame::new("/facilities"), &page);
    super::form::check(&shown).unwrap();
    assert!(!shown.contains("<script"));
    let mut one = given::facility();
    one.name = nasty.to_owned();
    one.phone = Some(nasty.to_owned());
    let shown = facilities::facility::render(&Frame::new("/facilities/x"), &one);
    super::form::check(&shown).unwrap();
    assert!(!shown.contains("<script"));
}

/// Whom one acts for is masked, as everywhere.
#[test]
fn nobody_is_named_in_full() {
    for lang in [Lang::Zh, Lang::En] {
        for (name, page) in pages(lang) {
            assert!(!page.contains("陈示例"), "{name}");
        }
    }
}

/// Every link to a page of the list says all that was asked.
#[test]
fn the_pages_of_a_list_keep_what_was_asked() {
    let page = facilities::render(&Frame::new("/facilities"), &given::directory_found());
    let kept = "insured_at=440300&#38;treated_at=440100&#38;\
        q=%E4%BA%BA%E6%B0%91%20%E5%8C%BB%E9%99%A2";
    for end in ["\" rel=\"prev\"", "&#38;page=3\" rel=\"next\""] {
        let link = format!("/facilities?{kept}{end}");
        assert!(page.contains(&link), "{link}");
    }
}
