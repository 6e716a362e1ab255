//! What a resident is told is theirs: numbers they type are kept nowhere, the year they have had
//! counts, the retired are told what the retired get, and a filing that was made is not asked for.

use super::browser::{Browser, encoded};
use super::{demo, person};

#[test]
fn a_number_typed_into_any_page_stands_in_no_address_and_on_no_page() {
    let (_folder, demo) = demo();
    let mut browser = Browser::new(demo.address);
    for address in [
        "/policy?q=4403%200519%209002%203000%200x",
        "/facilities?q=13800001234",
        "/ask?q=44030519900230000X",
        "/advice?insured_at=440305199002300000&treated_at=510100",
        "/before?hospital=440305199002300000",
        "/help?insured=138-0000-1234",
    ] {
        browser.get(address);
        let page = &browser.page;
        assert!(page.path.contains("struck=1"), "{address}: {}", page.path);
        for number in [
            "9002300000",
            "9002%203000",
            "9002 3000",
            "0000-1234",
            "13800001234",
        ] {
            assert!(!page.path.contains(number), "{address}: {}", page.path);
            assert!(
                !page.body.contains(number),
                "{address}: {number}: {}",
                page.body
            );
        }
    }
    // Our own numbers are no number of anybody.
    let mut own = Browser::signed_in(demo.address, &person(1));
    own.get("/me?for=44030000000000000001");
    assert!(!own.page.path.contains("struck"), "{}", own.page.path);
}

#[test]
fn the_year_counts_before_a_journey_and_shows_before_the_first_bill() {
    let (_folder, demo) = demo();
    // Whoever had a stay settled this year is at the second: its deductible is the lower one.
    let query = "treated_at=510100&care=inpatient&amount=10000";
    let mut stayed = Browser::signed_in(demo.address, &person(1));
    stayed.get(&format!("/before?{query}"));
    for words in ["已住院", "今年已结算的账单"] {
        assert!(stayed.page.says(words), "{words}: {}", stayed.page.body);
    }
    // What one will pay from is not known yet.
    assert!(!stayed.page.says("现金"), "{}", stayed.page.body);
    let second = "10,000.00 − 300.00";
    assert!(stayed.page.says(second), "{}", stayed.page.body);
    stayed.get(&format!("/before?insured_at=440300&record=no&{query}"));
    assert!(!stayed.page.says(second), "{}", stayed.page.body);
    let mut fresh = Browser::signed_in(demo.address, &person(35));
    fresh.get(&format!("/before?{query}"));
    assert!(
        fresh.page.says("今年还没有结算过账单"),
        "{}",
        fresh.page.body
    );
    fresh.get("/me/year");
    let ceilings = fresh.page.body.matches("class=\"meter\"").count();
    assert!(
        ceilings > 0,
        "nothing is used, and what there is stands there: {}",
        fresh.page.body
    );
    assert!(!fresh.page.says("今年还没有用到"), "{}", fresh.page.body);
    assert!(fresh.page.says("第 1 次住院"), "{}", fresh.page.body);
}

#[test]
fn the_retired_are_told_what_the_retired_get() {
    let (_folder, demo) = demo();
    let mut browser = Browser::signed_in(demo.address, &person(35));
    browser.get("/advice?insured_at=440300&treated_at=510100&why=trip");
    assert!(browser.page.says("例子：退休职工"), "{}", browser.page.body);
    assert!(
        !browser.page.says("例子：在职职工"),
        "{}",
        browser.page.body
    );
    let mut nobody = Browser::new(demo.address);
    nobody.get("/advice?insured_at=440300&treated_at=510100&why=trip");
    assert!(nobody.page.says("例子：在职职工"), "{}", nobody.page.body);
}

#[test]
fn who_has_filed_is_told_what_is_left_by_it() {
    let (_folder, demo) = demo();
    let mut browser = Browser::signed_in(demo.address, &person(60));
    browser.get("/before?treated_at=510100");
    assert!(browser.page.says("您已经备案"), "{}", browser.page.body);
    assert!(!browser.page.says("没备案，¥"), "{}", browser.page.body);
    assert!(
        !browser.page.says("没有去那里的备案"),
        "{}",
        browser.page.body
    );
}

#[test]
fn a_hospital_that_is_named_gives_its_level() {
    let (_folder, demo) = demo();
    let mut browser = Browser::new(demo.address);
    browser.get("/facilities?treated_at=510100");
    let page = browser.link("/facilities/H");
    browser.get(&page);
    let name = browser.page.body.split("<h1").nth(1).unwrap();
    let name = name
        .split_once('>')
        .unwrap()
        .1
        .split('<')
        .next()
        .unwrap()
        .to_owned();
    let typed = encoded(&name);
    browser.get(&format!(
        "/before?insured_at=440300&treated_at=510100&hospital={typed}"
    ));
    assert!(browser.page.says("按这家医院算"), "{}", browser.page.body);
    assert_eq!(
        browser.page.body.matches("class=\"bars\"").count(),
        1,
        "{}",
        browser.page.body
    );
    browser.get("/before?insured_at=440300&treated_at=510100&hospital=%E6%B2%A1%E6%9C%89");
    assert!(
        browser.page.says("没有收录这家医院"),
        "{}",
        browser.page.body
    );
    assert!(browser.page.body.matches("class=\"bars\"").count() > 1);
}

#[test]
fn nothing_that_cannot_be_dialled_is_put_before_anybody() {
    let (_folder, demo) = demo();
    let mut browser = Browser::signed_in(demo.address, &person(8));
    browser.get("/file?insured_at=440300&treated_at=110000&why=trip");
    assert!(browser.page.says("手机号码"), "{}", browser.page.body);
    assert!(
        !browser.page.body.contains("00000000000\""),
        "{}",
        browser.page.body
    );
    let mut nobody = Browser::new(demo.address);
    nobody.get("/sign-in?way=voucher");
    assert!(nobody.page.says("字母和数字都要"), "{}", nobody.page.body);
    nobody.get("/policy/710000");
    assert!(
        !nobody.page.says("Nothing at this address"),
        "{}",
        nobody.page.body
    );
}
