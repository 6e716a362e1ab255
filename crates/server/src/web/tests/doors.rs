//! The doors are well formed in both languages and for the elderly, light, and have no script but
//! the one file of ours, without which everything but passkeys works.

use super::form;
use crate::web::account::{AccountPage, PasskeyRow, render_account};
use crate::web::fixtures::both;
use crate::web::sign_in::{
    ChosenWay, FaceGoPage, FaceStandInPage, SecondStepPage, SignInPage, StaffSignInPage, render,
    render_face_go, render_second_step, render_staff, render_stand_in,
};
use crate::web::sign_ins::{self, SignInRow, SignInsPage};
use crate::web::{Frame, Lang};

const NASTY: &str = "\"><script>alert(1)</script>";

fn staff(is_invited: bool) -> StaffSignInPage {
    StaffSignInPage {
        to: NASTY.to_owned(),
        wrong: None,
        name: NASTY.to_owned(),
        is_invited,
        passkeys: Some("https://suixing.example.org".to_owned()),
        provider: Some(both("示例市统一登录", NASTY)),
        operators: vec![("江经办".to_owned(), both("经办", "clerk"))],
    }
}

fn account(is_full: bool) -> AccountPage {
    let passkey = |id: &str, used_on: Option<&str>| PasskeyRow {
        id: id.to_owned(),
        name: NASTY.to_owned(),
        made_on: "2026-11-30".to_owned(),
        used_on: used_on.map(str::to_owned),
    };
    AccountPage {
        name: "江经办".to_owned(),
        roles: both("经办", "clerk"),
        unit: both("深圳市", "Shenzhen"),
        key: (!is_full).then(|| "ABCDEFGH".repeat(4)),
        is_set_up: is_full,
        is_full,
        passkeys: vec![passkey("PK1", None), passkey("PK2", Some("2026-12-01"))],
        origin: Some("https://suixing.example.org".to_owned()),
        wrong: None,
        desks: vec![("/clerk", both("待办的备案", "Filings"))],
    }
}

fn sign_in_row(is_here: bool) -> SignInRow {
    SignInRow {
        number: "0123456789abcdef".to_owned(),
        is_here,
        device: both("Linux 电脑 · Chrome 浏览器", "Linux · Chrome"),
        way: both("通行密钥", "passkey"),
        began_at: "2026-12-01 08:00".to_owned(),
        seen_at: "2026-12-01 08:30".to_owned(),
    }
}

fn pages(frame: &Frame) -> Vec<(&'static str, String)> {
    let sign_in = |way| SignInPage {
        way,
        to: NASTY.to_owned(),
        wrong: None,
        sent: true,
        name: NASTY.to_owned(),
        has_face: true,
        number: NASTY.to_owned(),
        people: vec![],
    };
    let ways = [
        ChosenWay::Open,
        ChosenWay::Voucher,
        ChosenWay::Code,
        ChosenWay::Face,
    ];
    let mut pages: Vec<(&str, String)> = ways
        .map(|way| ("sign-in", render(frame, &sign_in(way))))
        .to_vec();
    let step = SecondStepPage {
        account: "OP1".to_owned(),
        wrong: None,
        origin: Some("https://suixing.example.org".to_owned()),
    };
    let go = FaceGoPage {
        go_to: NASTY.to_owned(),
        to: NASTY.to_owned(),
    };
    let stand_in = FaceStandInPage {
        ticket: NASTY.to_owned(),
    };
    let list = SignInsPage {
        home: "/account",
        rows: vec![sign_in_row(true), sign_in_row(false)],
    };
    pages.extend([
        ("staff", render_staff(frame, &staff(false))),
        ("welcome", render_staff(frame, &staff(true))),
        ("account", render_account(frame, &account(true))),
        ("invited", render_account(frame, &account(false))),
        ("second step", render_second_step(frame, &step)),
        ("face", render_face_go(frame, &go)),
        ("stand-in", render_stand_in(frame, &stand_in)),
        ("sign-ins", sign_ins::render(frame, &list)),
    ]);
    pages
}

#[test]
fn the_doors_are_well_formed_in_both_languages_and_have_one_script() {
    for (lang, elder) in [(Lang::Zh, false), (Lang::En, false), (Lang::Zh, true)] {
        let frame = Frame {
            lang,
            elder,
            token: "ab".repeat(16),
            ..Frame::new("/sign-in")
        };
        for (name, page) in pages(&frame) {
            form::check(&page).unwrap_or_else(|wrong| panic!("{name} {lang:?}: {wrong}: {page}"));
            assert!(page.len() < 60_000, "{name}: {}", page.len());
            assert!(!page.contains(" style="), "{name}");
            let scripts: Vec<&str> = page.split("<script").skip(1).collect();
            let own = |rest: &&str| {
                rest.starts_with(" src=\"/assets/passkey") && rest.contains(" defer></script>")
            };
            assert!(scripts.iter().all(own), "{name}: {page}");
            let wanted = ["staff", "account", "second step"].contains(&name);
            assert_eq!(scripts.len(), usize::from(wanted), "{name}");
        }
    }
}

#[test]
fn without_passkeys_there_is_no_script_and_no_word_of_them() {
    let frame = Frame::new("/sign-in/staff");
    let mut page = staff(false);
    page.passkeys = None;
    let shown = render_staff(&frame, &page);
    assert!(!shown.contains("<script") && !shown.contains("通行密钥"));
    let mut page = account(true);
    page.origin = None;
    let shown = render_account(&frame, &page);
    assert!(!shown.contains("<script") && !shown.contains("通行密钥"));
    assert!(shown.contains("/account/sign-ins"));
}
