//! A bill as its person reads, prints and has it checked; what a journey will cost; and one's year,
//! all through a listening port.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[path = "filing/browser.rs"]
#[allow(dead_code, reason = "another test uses the rest")]
mod browser;
mod till;

use std::process::Command;

use browser::Browser;
use till::server::Demo;

fn demo() -> (tempfile::TempDir, Demo) {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), None);
    (folder, demo)
}

/// A bill of the demo, opened.
fn bill(demo: &Demo) -> Browser {
    let mut browser = Browser::new(demo.address);
    browser.get("/");
    let bill = browser.link("/settlements/");
    browser.get(&bill);
    browser
}

#[test]
fn a_bill_says_of_each_item_whether_it_is_payable_and_nothing_of_the_inside() {
    let (_folder, demo) = demo();
    let browser = bill(&demo);
    let page = &browser.page;
    for words in [
        "您自己付",
        "医保付",
        "决定：哪些能报",
        "决定：报多少",
        "每一项，能不能报",
    ] {
        assert!(page.says(words), "{words}: {}", page.body);
    }
    let inside = ["filed-elsewhere", "政策数据指纹", "(X0", "(SZ-"];
    for words in inside {
        assert!(!page.body.contains(words), "{words}");
    }
    // Amounts of other sources come after one's own, folded.
    if let Some(at) = page.body.find("别的说法") {
        let before = &page.body[..at];
        assert!(before.contains("class=\"answer num\"") && before.ends_with("<summary>"));
    }
}

#[test]
fn a_paper_bill_is_checked_by_its_code_and_tells_no_more_than_it_must() {
    let (_folder, demo) = demo();
    let mut browser = bill(&demo);
    let (_, answer) = browser
        .page
        .body
        .split_once("class=\"answer num\">")
        .unwrap();
    let you_pay = answer.split('<').next().unwrap().to_owned();
    let code = browser.link("/verify?code=");
    let mut nobody = Browser::new(demo.address);
    nobody.get(&code);
    let page = &nobody.page;
    assert_eq!(page.status, 200);
    assert!(page.says("这张账单是真的"), "{}", page.body);
    assert!(page.says(&you_pay), "{you_pay}: {}", page.body);
    for hidden in ["医院", "***********"] {
        let main = page.body.split("<main").nth(1).unwrap();
        let main = main.split("</main>").next().unwrap();
        assert!(!main.contains(hidden), "{hidden}: {main}");
    }
    // One sign else is no code, and a code typed in small letters is the same one.
    let last = if code.ends_with('0') { '1' } else { '0' };
    nobody.get(&format!("{}{last}", &code[..code.len() - 1]));
    assert!(nobody.page.says("没有这个核对码"), "{}", nobody.page.body);
    let (before, typed) = code.split_once('=').unwrap();
    nobody.get(&format!("{before}={}", typed.to_lowercase()));
    assert!(nobody.page.says("这张账单是真的"), "{}", nobody.page.body);
    browser.get("/verify");
    assert!(browser.page.says("核对备案或账单"));
}

/// How many sheets a page is on paper.
fn sheets(folder: &tempfile::TempDir, address: &str) -> usize {
    let printed = folder.path().join("page.pdf");
    let chromium = std::env::var_os("SUIXING_TEST_CHROMIUM");
    let done = Command::new(chromium.as_deref().unwrap_or("/usr/bin/chromium".as_ref()))
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
        ])
        .arg(format!("--print-to-pdf={}", printed.display()))
        .arg(address)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{said}");
    let pdf = String::from_utf8_lossy(&std::fs::read(&printed).unwrap()).into_owned();
    pdf.matches("/Type /Page\n").count()
}

#[test]
fn a_usual_bill_and_the_list_to_take_along_are_one_sheet_each() {
    let (folder, demo) = demo();
    let browser = bill(&demo);
    let list = "/help/checklist?insured=440300&treated=510100&case=stay";
    for path in [browser.page.path.as_str(), list] {
        for language in ["zh", "en"] {
            let join = if path.contains('?') { '&' } else { '?' };
            let address = format!("http://{}{path}{join}lang={language}", demo.address);
            assert_eq!(sheets(&folder, &address), 1, "{path} {language}");
        }
    }
}

#[test]
fn a_journey_is_priced_before_it_begins() {
    let (_folder, demo) = demo();
    let mut browser = Browser::new(demo.address);
    browser.get("/");
    assert_eq!(browser.link("/before"), "/before");
    let journey = "/before?insured_at=440300&treated_at=510100&scheme=employee&care=inpatient";
    browser.get(&format!("{journey}&amount=20000"));
    for words in [
        "长期备案",
        "转诊备案",
        "在参保地看",
        "一步一步怎么算",
        "成都市决定：哪些能报",
        "临时备案",
        "没备案",
        "急诊抢救",
        "先全部垫付",
        "20,000",
    ] {
        assert!(browser.page.says(words), "{words}: {}", browser.page.body);
    }
    assert!(browser.link("/advice?").contains("treated_at=510100"));
    // asked → status, what is said
    let rows = [
        ("/before", 200, "说两个地方"),
        ("/before?insured_at=深圳&treated_at=朝阳", 200, "朝阳"),
        ("/before?insured_at=深圳&treated_at=无此地", 400, "无此地"),
        (
            "/before?insured_at=深圳&treated_at=成都&amount=很多",
            400,
            "不是金额",
        ),
        (
            "/before?insured_at=深圳&treated_at=成都&amount=0",
            400,
            "比 0 大",
        ),
        (
            "/before?insured_at=深圳&treated_at=香港",
            200,
            "不能用医保结算",
        ),
        ("/before?insured_at=深圳&treated_at=深圳", 200, "就在参保地"),
    ];
    for (path, status, words) in rows {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let parts = query.split('&').filter_map(|part| part.split_once('='));
        let parts = parts.map(|(name, value)| format!("{name}={}", browser::encoded(value)));
        let query = parts.collect::<Vec<_>>().join("&");
        browser.get(&format!("{path}?{query}"));
        assert_eq!(browser.page.status, status, "{path}?{query}");
        assert!(browser.page.says(words), "{words}: {}", browser.page.body);
    }
    // Who is signed in need not say where they are insured.
    let mut own = Browser::signed_in(demo.address, "44030000000000000001");
    own.get("/before");
    assert!(own.page.body.contains("value=\"深圳"), "{}", own.page.body);
    assert!(own.page.says("按登记算的"), "{}", own.page.body);
    own.get("/before?treated_at=510100&amount=20000");
    assert!(own.page.says("的备案"), "{}", own.page.body);
    // What is told step by step is what was chosen, and comes to what the bar says.
    let chosen = own.link("/before?treated_at=510100&#38;amount=20000&#38;way=");
    own.get(chosen.split('#').next().unwrap());
    assert_eq!(own.page.status, 200);
    assert!(own.page.says("您一共付"), "{}", own.page.body);
    // The record can be left aside, and then nothing of it is said.
    let without = own.link("/before?treated_at=510100&#38;record=no");
    own.get(&without);
    assert!(!own.page.says("按登记算的"), "{}", own.page.body);
}

#[test]
fn a_bill_is_shown_to_family_by_a_link_that_can_be_taken_back() {
    const OWN: &str = "44030000000000000001";
    let (_folder, demo) = demo();
    let mut own = Browser::signed_in(demo.address, OWN);
    own.get(&format!("/persons/{OWN}"));
    let bill = own.link("/settlements/");
    own.get(&bill);
    let share = own.link(&format!("{bill}/share"));
    own.get(&share);
    own.submit(&format!("{bill}/share"), &[]);
    assert_eq!(own.page.status, 200, "{}", own.page.body);
    let link = own.page.body.split("id=\"link\">").nth(1).unwrap();
    let link = link.split('<').next().unwrap().to_owned();
    let (_, path) = link.split_once("/shared/").unwrap();
    let path = format!("/shared/{path}");
    let mut family = Browser::new(demo.address);
    family.get(&path);
    assert_eq!(family.page.status, 200, "{}", family.page.body);
    for (name, value) in [
        ("cache-control", "no-store"),
        ("x-robots-tag", "noindex, nofollow"),
        ("referrer-policy", "no-referrer"),
    ] {
        let sent = browser::header(&family.page.head, name);
        assert_eq!(sent, Some(value), "{name}: {}", family.page.head);
    }
    let main = family.page.body.split("<main").nth(1).unwrap();
    let main = main.split("</main>").next().unwrap();
    assert!(main.contains("class=\"answer num\""), "{main}");
    for hidden in ["医院", "住院", "****", "/settlements/"] {
        let told = main.replace("没有姓名全称、证件号、医院", "");
        assert!(!told.contains(hidden), "{hidden}: {main}");
    }
    own.get("/me/looked");
    assert!(own.page.says("打开您分享的链接的人"), "{}", own.page.body);
    own.get(&share);
    assert!(own.page.says("打开过 1 次"), "{}", own.page.body);
    own.submit(&format!("{bill}/share/end"), &[]);
    family.get(&path);
    assert_eq!(family.page.status, 404, "{}", family.page.body);
    assert!(family.page.says("已经失效"), "{}", family.page.body);
    let mut other = Browser::signed_in(demo.address, "44030000000000000060");
    other.get(&share);
    assert_eq!(other.page.status, 404, "{}", other.page.body);
}

#[test]
fn ones_year_tells_what_is_left_and_no_two_rows_alike() {
    let (_folder, demo) = demo();
    let mut nobody = Browser::new(demo.address);
    nobody.get("/me/year");
    assert!(
        nobody.page.path.starts_with("/sign-in"),
        "{}",
        nobody.page.path
    );
    let mut own = Browser::signed_in(demo.address, "44030000000000000001");
    let year = own.link("/me/year");
    own.get(&year);
    assert!(own.page.says("医保今年还能付多少"), "{}", own.page.body);
    assert!(own.page.says("下次住院先付多少"), "{}", own.page.body);
    // Who paid, and of shared accounts what is and what is not known.
    for words in ["花了多少，谁付的", "家庭共济", "不知道", "可以付"] {
        assert!(own.page.says(words), "{words}: {}", own.page.body);
    }
    let amounts = own
        .page
        .body
        .split("<li class=\"row item num paid\">")
        .skip(1);
    assert!(amounts.count() > 1, "{}", own.page.body);
    let rows = own
        .page
        .body
        .split("<li class=\"row item num\"><b>")
        .skip(1);
    let mut names: Vec<&str> = rows.map(|row| row.split('<').next().unwrap()).collect();
    assert!(!names.is_empty(), "{}", own.page.body);
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all, "{names:?}");
}
