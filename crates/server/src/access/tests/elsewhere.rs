//! What is another unit's is like what is not there: by path, by form, by list, by search.

use super::court::{CHENGDU, Court, SHENZHEN, submission, text};
use crate::api::tests::world::Reply;

/// A number of the same length that nobody has.
const NOBODYS: &str = "B5101002611210000000000000099";

/// What a page says, without the numbers that were asked for and the secrets of the form.
fn plain(reply: &Reply, asked: &str) -> String {
    text(reply).replace(asked, "…")
}

#[tokio::test]
async fn a_case_of_another_region_is_like_one_that_is_not_there() {
    let court = Court::new();
    let there = court.there.as_str();
    for who in ["clerk", "supervisor"] {
        let theirs = court.get(who, &format!("/clerk/filings/{there}")).await;
        let none = court.get(who, &format!("/clerk/filings/{NOBODYS}")).await;
        assert_eq!((theirs.status, none.status.as_u16()), (none.status, 404));
        assert_eq!(plain(&theirs, there), plain(&none, NOBODYS), "{who}");
        for deed in [
            "decide",
            "propose",
            "show-number",
            "take-over",
            "leave",
            "hand-over",
        ] {
            let form = [
                ("verdict", "refuse"),
                ("reason", "not-there"),
                ("to", "clerk-two"),
            ];
            let path = |id: &str| format!("/clerk/filings/{id}/{deed}");
            let theirs = court.post(who, &path(there), &form).await;
            let none = court.post(who, &path(NOBODYS), &form).await;
            assert_eq!(theirs.status, none.status, "{who} {deed}");
            assert_eq!(plain(&theirs, there), plain(&none, NOBODYS), "{who} {deed}");
            assert!(
                theirs.status.is_client_error(),
                "{who} {deed} {}",
                theirs.status
            );
        }
    }
    let left = court
        .get("clerk-elsewhere", &format!("/clerk/filings/{there}"))
        .await;
    assert_eq!(left.status.as_u16(), 200);
    assert!(text(&left).contains("蜀*"), "{}", text(&left));
}

#[tokio::test]
async fn no_list_and_no_search_brings_it() {
    let court = Court::new();
    let there = court.there.as_str();
    let lists = [
        "/clerk",
        "/clerk?lane=proposed",
        "/clerk?lane=returned",
        "/clerk?due=now",
    ];
    for path in lists {
        let page = text(&court.get("clerk", path).await);
        assert!(!page.contains(there) && !page.contains("蜀"), "{path}");
    }
    assert!(text(&court.get("clerk-elsewhere", "/clerk").await).contains(there));
    // A page of the list that begins in the middle of the other one.
    let after = format!("/clerk?after=0001-01-01~{there}~A");
    assert!(!text(&court.get("clerk", &after).await).contains("蜀"));
    assert!(!text(&court.get("supervisor", "/clerk/board").await).contains("蜀"));
    let searches: [(&str, &str, &str); 2] = [
        ("filing", there, NOBODYS),
        ("number", &court.number_there, "510100198513010419"),
    ];
    for (field, theirs, nobodys) in searches {
        let theirs_page = court
            .post("clerk", "/clerk/search", &[(field, theirs)])
            .await;
        let nobodys_page = court
            .post("clerk", "/clerk/search", &[(field, nobodys)])
            .await;
        assert_eq!(theirs_page.status, nobodys_page.status);
        assert_eq!(
            plain(&theirs_page, theirs),
            plain(&nobodys_page, nobodys),
            "{field}"
        );
        let own = court
            .post("clerk-elsewhere", "/clerk/search", &[(field, theirs)])
            .await;
        assert!(text(&own).contains(there), "{field}");
    }
}

#[tokio::test]
async fn the_counter_finds_only_the_people_of_its_region() {
    let court = Court::new();
    let number = court.number_there.clone();
    let theirs = [("name", "蜀示例"), ("number", number.as_str())];
    let found = court.post("clerk", "/clerk/counter", &theirs).await;
    let nobody = [("name", "无此人"), ("number", number.as_str())];
    let none = court.post("clerk", "/clerk/counter", &nobody).await;
    assert_eq!((found.status, text(&found)), (none.status, text(&none)));
    for deed in ["code", "file", "consent"] {
        let path = format!("/clerk/counter/{deed}");
        // The number of a person alone is nobody who was identified, wherever they are insured.
        for person in ["P1", "P3", "P9"] {
            let bare = court.post("clerk", &path, &[("person", person)]).await;
            assert_eq!(bare.status.as_u16(), 403, "{deed} {person}");
            assert!(text(&bare).contains("not-identified"), "{deed} {person}");
        }
    }
    let own = court
        .post("clerk-elsewhere", "/clerk/counter", &theirs)
        .await;
    assert!(text(&own).contains("蜀*"), "{}", own.status);
}

/// Pages of residents: whose consent one has, and nobody else's.
#[tokio::test]
async fn somebody_elses_pages_are_like_those_of_nobody() {
    let court = Court::new();
    for page in ["/me", "/me/looked", "/me/export"] {
        let theirs = court.get("resident", &format!("{page}?for=P3")).await;
        let none = court.get("resident", &format!("{page}?for=P9")).await;
        assert_eq!(theirs.status, none.status, "{page}");
        assert_eq!(plain(&theirs, "P3"), plain(&none, "P9"), "{page}");
        assert!(theirs.status.is_client_error(), "{page}");
        let helped = court.get("helper", &format!("{page}?for=P1")).await;
        assert_eq!(helped.status.as_u16(), 200, "{page}");
        // A consent goes one way.
        let back = court.get("resident", &format!("{page}?for=P2")).await;
        assert_eq!(back.status, none.status, "{page}");
    }
    let code = court
        .post("resident", "/me/family/code", &[("person", "P3")])
        .await;
    let none = court
        .post("resident", "/me/family/code", &[("person", "P9")])
        .await;
    assert_eq!((code.status, text(&code)), (none.status, text(&none)));
    for page in ["/persons/P3", "/persons/P9"] {
        assert_eq!(
            court.get("resident", page).await.status.as_u16(),
            404,
            "{page}"
        );
    }
}

/// A clerk of a province sees all of it, and of others nothing.
#[tokio::test]
async fn a_province_sees_its_regions() {
    let court = Court::new();
    court.put_staff("clerk", "440000", None);
    court.file(submission(
        "B4403002611210000000000000002",
        "P2",
        SHENZHEN,
        CHENGDU,
    ));
    let page = text(&court.get("clerk", "/clerk").await);
    assert!(
        page.contains(court.here.as_str()) && page.contains("0002"),
        "{page}"
    );
    assert!(!page.contains(court.there.as_str()));
}
