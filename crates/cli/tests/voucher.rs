//! The electronic voucher on a phone, scanned at a facility: at its desk by hand and over the
//! hospital interface, through a listening port. One facility reads a code, as often as its
//! program asks; a copy elsewhere is told so; the phone's page needs nothing but itself.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[path = "filing/browser.rs"]
#[allow(dead_code, reason = "another test uses the rest")]
mod browser;
mod till;

use browser::Browser;
use serde_json::json;
use till::patient::Line;
use till::{GUANGZHOU, LABORATORY, Patient, Place, SHENZHEN};

/// 曹初五，insured where the demo's desk is.
const NAME: &str = "曹初五";
const NUMBER: &str = "440305198013220528";

/// The number of the demo's person of this name.
fn number_of(place: &Place, name: &str) -> String {
    let patient = place.patient(name, SHENZHEN);
    patient.person
}

/// The code the phone shows.
fn shown(phone: &Browser) -> String {
    let body = &phone.page.body;
    let spoken = body.split("<p class=\"spoken\">").nth(1);
    let spoken = spoken.unwrap_or_else(|| panic!("no code: {body}"));
    spoken.split('<').next().unwrap().replace(' ', "")
}

fn desk(place: &Place) -> Browser {
    let mut browser = Browser::new(place.demo.address);
    browser.get("/sign-in/staff?to=/desk");
    browser.submit("/sign-in/demo", &[("operator", "邱医保办")]);
    assert_eq!(browser.page.path, "/desk", "{}", browser.page.body);
    browser
}

on_both_engines! {
    /// Scanned by the program of a hospital: registered and settled with it.
    fn a_code_is_scanned_registered_and_settled_with(place: &Place) {
        let mut phone = Browser::signed_in(place.demo.address, &number_of(place, NAME));
        let link = phone.link("/me/code");
        phone.get(&link);
        assert_eq!(phone.page.status, 200);
        for words in ["<svg viewBox", "有效到", "没有网也能扫", "身份证", "曹*"] {
            assert!(phone.page.says(words), "{words}: {}", phone.page.body);
        }
        assert!(!phone.page.says(NUMBER) && !phone.page.says("<img"));
        let kept = browser::header(&phone.page.head, "cache-control");
        assert_eq!(kept, Some("no-store"));
        let code = shown(&phone);
        assert!(code.len() <= 50, "a voucher number has fifty places: {code}");
        let voucher = json!({"type": "01", "number": code});
        let mut patient = Patient::identify(place.till(SHENZHEN), &voucher);
        // The program asks again; a second till of the same facility too.
        let again = Patient::identify(place.till(SHENZHEN), &voucher);
        assert_eq!(again.person, patient.person);
        let visit = patient.register("E1");
        patient.describe(&visit);
        patient.upload(&visit, "B1", &[Line::one(1, LABORATORY, 40)]);
        let bill = patient.settle(&visit, 4_000).unwrap();
        assert_eq!(bill.yuan("medfee_sumamt"), "40.00");
        // A copy of it is worth nothing at another facility, and it is said why and what to do.
        let asked = |number: &str| json!({"data": {
            "mdtrt_cert_type": "01", "mdtrt_cert_no": number, "card_sn": "",
            "begntime": "", "psn_cert_type": "", "certno": "", "psn_name": "",
        }});
        let refused = place.till(GUANGZHOU).call("1101", asked(&code)).unwrap_err();
        assert_eq!(refused.code, "voucher-code-used", "{}", refused.message);
        assert!(refused.message.contains("换一张"), "{}", refused.message);
        // One sign else is nobody's.
        let last = if code.ends_with('7') { '8' } else { '7' };
        let other = format!("{}{last}", &code[..code.len() - 1]);
        let refused = place.till(SHENZHEN).call("1101", asked(&other)).unwrap_err();
        assert_eq!(refused.code, "voucher-code-forged");
        // It opens no door of the pages.
        let mut thief = Browser::new(place.demo.address);
        thief.get("/sign-in?way=voucher");
        thief.submit("/sign-in/voucher", &[("voucher", &code)]);
        assert_ne!(thief.page.status, 200, "{}", thief.page.body);
        // Signing out ends what the phone still shows.
        phone.get("/me/code");
        let next = shown(&phone);
        assert_ne!(next, code);
        phone.get("/me");
        phone.submit("/sign-out", &[]);
        let refused = place.till(SHENZHEN).call("1101", asked(&next)).unwrap_err();
        assert_eq!(refused.code, "voucher-code-ended");
        // The demo's own vouchers are as they were.
        let old = place.patient(NAME, SHENZHEN);
        assert_eq!(old.person, patient.person);
        place.end();
        place.assert_sound();
    }

    /// Scanned at a desk without a system, as a scanner types; shown by somebody who helps.
    fn a_helper_shows_a_code_and_the_person_sees_it(place: &Place) {
        let (mother, daughter) = ("44030000000000000060", number_of(place, NAME));
        let mut hers = Browser::signed_in(place.demo.address, mother);
        let mut helps = Browser::signed_in(place.demo.address, &daughter);
        helps.get(&format!("/me/code?for={mother}"));
        assert_ne!(helps.page.status, 200, "nobody allowed it: {}", helps.page.body);
        hers.get("/me/family");
        hers.submit("/me/family", &[
            ("name", NAME), ("number", NUMBER), ("relation", "child"), ("until", ""),
        ]);
        assert_eq!(hers.page.status, 200, "{}", hers.page.body);
        helps.get(&format!("/me/code?for={mother}"));
        assert!(helps.page.says("家人"), "{}", helps.page.body);
        // What renews it stays about the mother.
        assert!(helps.link("/me/code").contains(mother), "{}", helps.page.body);
        let code = shown(&helps);
        let mut desk = desk(place);
        desk.submit("/desk/find", &[("voucher", &code.to_lowercase())]);
        assert_eq!(desk.page.status, 200, "{}", desk.page.body);
        desk.get("/desk");
        desk.submit("/desk/find", &[("voucher", &code[..20])]);
        assert_eq!(desk.page.status, 404, "{}", desk.page.body);
        hers.get("/me/looked");
        for words in ["您授权的家人 曹*", "替您出示了医保码", "识别身份和参保"] {
            assert!(hers.page.says(words), "{words}: {}", hers.page.body);
        }
        // The consent is taken back: what the phone still shows is worth nothing.
        helps.get(&format!("/me/code?for={mother}"));
        let next = shown(&helps);
        hers.get("/me/family");
        hers.submit("/me/family/end", &[]);
        desk.get("/desk");
        desk.submit("/desk/find", &[("voucher", &next)]);
        assert!(desk.page.says("已经结束"), "{}", desk.page.body);
        place.end();
        place.assert_sound();
    }
}
