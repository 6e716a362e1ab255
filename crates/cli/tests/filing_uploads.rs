//! Files handed in with a filing, through a listening port: what they are decides, not what they
//! are called; what is not a picture or a plain PDF is answered in words and kept nowhere.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[path = "filing/browser.rs"]
#[allow(dead_code, reason = "another test uses the rest")]
mod browser;
mod till;

use browser::{Browser, header};
use till::server::Demo;

/// A picture of four points.
const PICTURE: [u8; 72] = [
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x02, 0x08, 0x02, 0x00, 0x00, 0x00, 0xfd, 0xd4, 0x9a,
    0x73, 0x00, 0x00, 0x00, 0x0f, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x10, 0x00, 0x03, 0x06,
    0x05, 0x30, 0x00, 0x00, 0x06, 0x9e, 0x01, 0x21, 0x78, 0x14, 0xb8, 0xca, 0x00, 0x00, 0x00, 0x00,
    0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<<>>\n%%EOF\n";

/// Moved to Guangzhou three months ago; asks for another place.
const PERSON: &str = "44030000000000000054";

fn form(token: &str, kind: &str, (name, content): (&str, &[u8])) -> Vec<u8> {
    let field = |name: &str, value: &str| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let file = format!(
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: image/png\r\n\r\n"
    );
    let head = field("token", token) + &field("kind", kind) + &file;
    [head.as_bytes(), content, b"\r\n--x--\r\n"].concat()
}

/// A browser at the question about a proof, and its address.
fn at_the_proof(demo: &Demo) -> (Browser, String) {
    let mut browser = Browser::signed_in(demo.address, PERSON);
    let old = browser.link("/filings/");
    browser.get(&format!("{old}/cancel"));
    browser.submit(&format!("{old}/cancel"), &[]);
    assert!(browser.page.says("已经取消"), "{}", browser.page.body);
    browser.get("/file?insured_at=440300&treated_at=510100");
    browser.submit("/file", &[("answer", "long-term-resident")]);
    if browser.asks() == "contact" {
        let contact = [
            ("name", "示例"),
            ("phone", "13800001234"),
            ("address", "示例路 1 号"),
        ];
        browser.submit("/file", &contact);
    }
    assert_eq!(browser.asks(), "proof", "{}", browser.page.body);
    let path = browser.page.path.clone();
    (browser, path)
}

const KIND: &str = "multipart/form-data; boundary=x";

fn hand_in(browser: &mut Browser, path: &str, named: (&str, &[u8])) -> u16 {
    browser.get(path);
    let body = form(&browser.token(), "residence-permit", named);
    browser.post_bytes(path, KIND, &body);
    browser.page.status
}

/// Contents that are no proof.
fn hostile() -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = [
        &b""[..],
        b"\0",
        b"PK\x03\x04zip as png",
        b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"GIF89a\x01\0\x01\0",
        b"\x7fELF",
        b"MZ",
        b"#!/bin/sh",
        b"%PDF-",
        b"%PDF-1.7 without an end",
        b"%PDF-1.7\n1 0 obj << /S /JavaScript >> endobj\n%%EOF",
        b"%PDF-1.7\n1 0 obj << /S /J#61vaScript >> endobj\n%%EOF",
        b"%PDF-1.7\n1 0 obj << /EmbeddedFiles 2 0 R >> endobj\n%%EOF",
        b"%PDF-1.7\ntrailer << /Encrypt 2 0 R >>\n%%EOF",
        b"%PDF-1.7\n1 0 obj << >> stream\nno end\n%%EOF",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0\0\x10JFIF",
        b"RIFF\0\0\0\0WEBP",
        b"RIFF\xff\xff\xff\xffWEBPVP8L\xff\xff\xff\xff",
        b"\x89PNG\r\n\x1a\n",
    ]
    .iter()
    .map(|it| it.to_vec())
    .collect();
    // Sides far too long, with and without a right sum.
    for side in [20_000_u32, 65_535, u32::MAX] {
        let mut bomb = PICTURE.to_vec();
        bomb[16..20].copy_from_slice(&side.to_be_bytes());
        bomb[20..24].copy_from_slice(&side.to_be_bytes());
        all.push(bomb);
    }
    // A picture cut off at each place, and one with a bit turned in its head.
    all.extend((1..PICTURE.len() - 36).map(|end| PICTURE[..end].to_vec()));
    all.extend((0..16).map(|at| {
        let mut turned = PICTURE.to_vec();
        turned[at] ^= 0x80;
        turned
    }));
    all
}

const NAMES: [&str; 6] = [
    "a.png",
    "../../etc/passwd",
    "C:\\\\windows\\\\a.pdf",
    "照片.jpg",
    "a.png.html",
    "\u{202e}gnp.exe",
];

#[test]
fn two_hundred_hostile_files_are_answered_in_words_and_kept_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), None);
    let (mut browser, path) = at_the_proof(&demo);
    let mut tried = 0;
    let long = "长".repeat(2_000);
    for (at, content) in hostile().iter().enumerate() {
        let named = |at: usize| NAMES[at % NAMES.len()];
        for name in [named(at), named(at + 1), long.as_str()] {
            let status = hand_in(&mut browser, &path, (name, content));
            assert!((400..500).contains(&status), "{at} {content:?}: {status}");
            assert!(
                browser.page.says("有误：")
                    || browser.page.says("class=\"panel")
                    || browser.page.says("表单读不出来"),
                "{at}"
            );
            tried += 1;
        }
    }
    // Forms that are none: other ends, other kinds, twice, without a token, somebody else's token.
    browser.get(&path);
    let token = browser.token();
    let right = form(&token, "residence-permit", ("a.png", &PICTURE));
    for (kind, body) in [
        ("multipart/form-data", right.clone()),
        ("multipart/form-data; boundary=y", right.clone()),
        ("multipart/mixed; boundary=x", right.clone()),
        (KIND, right[..right.len() - 8].to_vec()),
        (KIND, b"--x--".to_vec()),
        (KIND, form("", "residence-permit", ("a.png", &PICTURE))),
        (
            KIND,
            form(&"0".repeat(32), "residence-permit", ("a.png", &PICTURE)),
        ),
        (KIND, form(&token, "no-such-kind", ("a.png", &PICTURE))),
        (KIND, form(&token, "", ("a.png", &PICTURE))),
        (KIND, [&right[..right.len() - 7], &right[..]].concat()),
    ] {
        browser.post_bytes(&path, kind, &body);
        assert!(
            (400..500).contains(&browser.page.status),
            "{kind}: {}",
            browser.page.status
        );
        tried += 1;
    }
    let large = vec![0xff; 11 * 1024 * 1024];
    assert_eq!(hand_in(&mut browser, &path, ("a.jpg", &large)), 422);
    assert!(browser.page.says("10 MB"), "{}", browser.page.body);
    assert!(tried >= 200, "{tried}");
    browser.get(&path);
    assert!(!browser.page.says("已经交了"), "nothing of it is kept");
}

#[test]
fn a_proof_is_kept_sealed_and_given_to_who_may_see_it() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), None);
    let (mut browser, path) = at_the_proof(&demo);
    assert_eq!(hand_in(&mut browser, &path, ("../../a.png", &PICTURE)), 200);
    assert_eq!(browser.asks(), "check", "{}", browser.page.body);
    // The same again is the same; another kind of file can be taken back.
    hand_in(&mut browser, &path, ("b.png", &PICTURE));
    hand_in(&mut browser, &path, ("c.pdf", PDF));
    browser.get(&path);
    assert_eq!(browser.page.body.matches("name=\"take_back\"").count(), 2);
    let last = browser
        .page
        .body
        .rsplit("name=\"take_back\" value=\"")
        .next()
        .unwrap();
    let last = last.split('"').next().unwrap().to_owned();
    browser.submit("/file/", &[("take_back", &last)]);
    assert_eq!(browser.page.body.matches("name=\"take_back\"").count(), 1);
    browser.get(&path.replace("/proof", "/check"));
    browser.submit("/file/", &[("read", "1"), ("promise", "1")]);
    assert!(
        browser.page.says("等人核对") && browser.page.says("您交的材料"),
        "{}",
        browser.page.body
    );
    let filing = browser.page.path.clone();
    let document = format!("{filing}/documents/0");
    browser.get(&document);
    assert_eq!(browser.page.status, 200);
    assert!(
        browser.page.bytes.starts_with(&[0xff, 0xd8]),
        "painted anew"
    );
    let head = browser.page.head.clone();
    for (name, value) in [
        ("content-disposition", "attachment"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "sandbox"),
        ("cache-control", "no-store"),
    ] {
        assert!(
            header(&head, name).unwrap_or_default().contains(value),
            "{name}: {head}"
        );
    }
    for nothing in ["1", "99", "-1", "x"] {
        browser.get(&format!("{filing}/documents/{nothing}"));
        assert_eq!(browser.page.status, 404, "{nothing}");
    }
    let mut other = Browser::signed_in(demo.address, "44030000000000000021");
    other.get(&document);
    assert_eq!(other.page.status, 404);
    // The form on paper, and its check code, which says status and places and nothing else.
    browser.get(&format!("{filing}/form.pdf"));
    assert!(browser.page.bytes.starts_with(b"%PDF-"));
    other.get(&format!("{filing}/form.pdf"));
    assert_eq!(other.page.status, 404);
    let number = filing.strip_prefix("/filings/").unwrap();
    let mut nobody = Browser::new(demo.address);
    for code in [
        number.to_owned(),
        format!("{number}-{}", "0".repeat(20)),
        "x".to_owned(),
    ] {
        nobody.get(&format!("/verify?code={code}"));
        assert!(nobody.page.says("没有这个核对码"), "{code}");
    }
    assert!(!folder_holds(folder.path(), b"IDAT"), "nothing lies open");
}

/// Whether some file of a folder has these bytes in it.
fn folder_holds(folder: &std::path::Path, bytes: &[u8]) -> bool {
    let files = std::fs::read_dir(folder).unwrap().filter_map(Result::ok);
    let mut files = files.filter_map(|it| std::fs::read(it.path()).ok());
    files.any(|content| content.windows(bytes.len()).any(|it| it == bytes))
}
