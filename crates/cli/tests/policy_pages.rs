//! The policy pages through a listening port: what people ask of them, asked well, not at all, and
//! badly. No question is answered with a failure of ours, and each page says what it must.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod till;

use std::thread::sleep;
use std::time::Duration;

use till::http::Client;
use till::server::Demo;

const BILL: &str = "/policy/what-if?go=1&pack=440300/employee&tier=one&status=on-job&care=inpatient\
    &level=tertiary&at=510100&footing=temporary-filed&day=2026-11-18&eligible=10000.00";

/// The page at an address with its status, in English.
fn get(client: &mut Client, address: &str) -> (u16, String) {
    let join = if address.contains('?') { '&' } else { '?' };
    let asked = format!("{address}{join}lang=en");
    let answer = client.get(&asked).unwrap();
    let page = String::from_utf8(answer.body).unwrap();
    assert!(answer.status < 500, "{address}: {} {page}", answer.status);
    assert!(
        answer.content_type.starts_with("text/html"),
        "{address}: {}",
        answer.content_type
    );
    (answer.status, page)
}

/// Asks each address and looks for what its page must say.
fn ask(questions: &[(&str, u16, &str)]) {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), None);
    let mut client = Client::new(demo.address);
    for (address, status, says) in questions {
        let (answered, page) = get(&mut client, address);
        assert_eq!(answered, *status, "{address}");
        assert!(
            page.contains(says),
            "{address} does not say {says:?}: {page}"
        );
        assert!(!page.contains("<script"), "{address}");
    }
}

#[test]
fn a_good_question_is_answered() {
    ask(&[
        ("/policy", 200, "/policy/510100/employee"),
        ("/policy?q=shenzhen", 200, "/policy/440300/employee"),
        ("/policy?q=94%25", 200, "Figures found"),
        ("/policy/national", 200, "What every place inherits"),
        ("/policy/440300/employee", 200, "How much is paid"),
        (
            "/policy/440300/employee?on=2023-09-30",
            200,
            "30 September 2023",
        ),
        (
            "/policy/440300/employee/figure/rate/pooled",
            200,
            "/figure/rate/pooled/",
        ),
        ("/policy/disputes", 200, "?place=440300#dispute-X01"),
        ("/policy/disputes?place=440300", 200, "dispute-X01"),
        ("/policy/compare", 200, "Two sides compared"),
        (
            "/policy/compare?a=440300/employee@2023-09-30&b=440300/employee@2023-10-01",
            200,
            "What is left to you",
        ),
        ("/policy/what-if", 200, "Work it out"),
        ("/policy/what-if?pack=440300/employee", 200, "Tier"),
        (
            BILL,
            200,
            "Where sources disagree, the same bill by each of them",
        ),
        ("/policy/releases", 200, "Nothing has been released"),
    ]);
}

#[test]
fn every_figure_of_a_place_leads_to_its_page() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), None);
    let mut client = Client::new(demo.address);
    for place in ["/policy/440300/employee", "/policy/national"] {
        let (_, page) = get(&mut client, place);
        let links = page.split("href=\"").skip(1);
        let links = links.filter_map(|rest| rest.split('"').next());
        let mut figures: Vec<&str> = links.filter(|link| link.contains("/figure/")).collect();
        figures.sort_unstable();
        figures.dedup();
        assert!(figures.len() > 5, "{place}: {}", figures.len());
        for figure in figures {
            let address = figure.replace("&#38;", "&");
            let (status, told) = get(&mut client, &address);
            assert_eq!(status, 200, "{figure}");
            assert!(told.contains("Its history"), "{figure} is no single figure");
        }
    }
}

#[test]
fn a_figure_names_the_cases_that_prove_it() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), None);
    let mut client = Client::new(demo.address);
    let address = "/policy/440300/employee/figure/rate/pooled/one+on-job";
    // A page does not wait until the cases of the whole country were computed.
    for _ in 0..600 {
        let (status, page) = get(&mut client, address);
        assert_eq!(status, 200);
        if page.contains("Cases that test it") {
            return;
        }
        assert!(page.contains("are being computed"), "{page}");
        sleep(Duration::from_millis(200));
    }
    panic!("the cases are never computed");
}

#[test]
fn the_amounts_of_a_trial_are_those_of_the_quote() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), None);
    let mut client = Client::new(demo.address);
    let (_, page) = get(&mut client, BILL);
    // (10,000 − 600) × 90% × 80%, as the decree has it; the web article comes to another amount.
    assert!(page.contains("the insurance paid ¥6,768.00"), "{page}");
    let other = page.split("according_to=X01:").nth(1).unwrap();
    let source = other.split('"').next().unwrap();
    let (status, by_other) = get(&mut client, &format!("{BILL}&according_to=X01:{source}"));
    assert_eq!(status, 200);
    assert!(by_other.contains("Worked out by this version"));
    assert!(!by_other.contains("the insurance paid ¥6,768.00"));
}

#[test]
fn a_bad_question_gets_a_page_that_says_what_to_do() {
    ask(&[
        ("/policy?q=%00%ff%3Cscript%3E", 200, "Nothing was found"),
        ("/policy/999999", 404, "Nothing at this address"),
        ("/policy/xx", 404, "Nothing at this address"),
        ("/policy/440399/nonsense", 404, "/policy/440300/employee"),
        (
            "/policy/%E6%B7%B1%E5%9C%B3/employee",
            404,
            "Nothing at this address",
        ),
        ("/policy/440300/employee?on=tomorrow", 400, "is not a day"),
        ("/policy/440300/employee?on=2026-02-30", 400, "is not a day"),
        ("/policy/440300/employee?on=abc", 400, "id=\"w-on\""),
        (
            "/policy/440300/employee?on=1950-01-01",
            200,
            "No rules of that day",
        ),
        (
            "/policy/440300/employee/figure/rate/poled",
            404,
            "Perhaps you meant",
        ),
        (
            "/policy/440300/employee/figure/nonsense",
            404,
            "Nothing at this address",
        ),
        (
            "/policy/national/figure/band/none",
            404,
            "Nothing at this address",
        ),
        ("/policy/disputes?place=x", 404, "Nothing at this address"),
        (
            "/policy/compare?a=440300/employee@x&b=1",
            400,
            "Please correct",
        ),
        (
            "/policy/compare?a=&b=&a_on=&b_on=2026",
            400,
            "Please correct",
        ),
        ("/policy/what-if?go=1", 400, "choose where you are insured"),
        ("/policy/what-if?go=1&pack=x", 400, "Please correct"),
        (
            "/policy/what-if?go=1&pack=440300/employee&eligible=1",
            400,
            "choose a tier",
        ),
        (
            "/policy/what-if?go=1&pack=440300/employee&tier=one&eligible=-1&age=999&at=nowhere\
             &care=x&level=x&footing=x&day=x&status=x&according_to=X99:S000&total=1e9&before=300",
            400,
            "Please correct",
        ),
        (
            "/policy/what-if?go=1&pack=440300/employee&tier=one&eligible=10&total=9",
            400,
            "cannot be less",
        ),
        (
            "/policy/what-if?go=1&pack=440300/employee&tier=one&eligible=10&elligible=9",
            400,
            "did you mean eligible?",
        ),
        (
            "/policy/what-if?go=1&pack=440300/employee&tier=one&eligible=10&eligible=9",
            400,
            "keep one",
        ),
        (
            "/policy/what-if?go=1&pack=440300/employee&tier=one&eligible=10&emergency=perhaps",
            400,
            "neither yes nor no",
        ),
        (
            "/policy/what-if?go=1&pack=440300/employee&tier=one&eligible=10&at=420000",
            400,
            "name a city or county (code bad-value)",
        ),
        (
            "/policy/what-if?go=1&pack=440300/employee&tier=one&eligible=10&at=420100\
             &footing=other-temporary&filed_to=310000&filed_from=2200-01-01",
            400,
            "does not lie from 1990 to 2099",
        ),
        (
            "/policy/what-if?go=1&pack=440300/employee&tier=one&eligible=10&day=1980-01-01",
            400,
            "does not lie from 1990 to 2099",
        ),
        (
            "/policy/what-if?go=1&pack=440300/employee&tier=one&eligible=10&at=420100\
             &footing=temporary-filed&filed_to=420000",
            400,
            "nobody files to all of",
        ),
        (
            "/policy/what-if?go=1&pack=440300/employee&tier=one&eligible=10&marks=foo",
            400,
            "there is no field “marks”",
        ),
        (
            "/policy/what-if?go=1&pack=440300/employee&tier=one&eligible=10&emergency=0",
            200,
            "status not stated, computed as on the job",
        ),
        ("/policy/releases/none", 404, "What next"),
        (
            "/policy/what-if/none/none/none",
            404,
            "nothing at this address",
        ),
    ]);
}

#[test]
fn a_bill_without_an_answer_says_what_is_known_and_where_to_ask() {
    ask(&[(
        "/policy/what-if?go=1&pack=659000/resident&day=2026-11-18&care=inpatient&level=tertiary\
         &at=510100&footing=temporary-filed&eligible=10000",
        200,
        "There is no answer here",
    )]);
}
