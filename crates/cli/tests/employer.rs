//! The desk of an employer's clerk through a listening port: a table handed over is looked at row
//! by row, what is right is filed once, what is wrong says its repair in the row and in a table to
//! keep; nobody else's staff is there.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[path = "filing/browser.rs"]
#[allow(dead_code, reason = "another test uses the rest")]
mod browser;
#[path = "employer/table.rs"]
mod table;
mod till;

use browser::Browser;
use table::{form, kept, posted, rows_of};
use till::server::Demo;

/// Name and number of the demo's people.
const STAFF: [(&str, &str); 3] = [
    ("曹初五", "440305198013220528"),
    ("严初六", "44030519811138055X"),
    ("华冬月", "44030519821524056X"),
];
/// One who left the employer twenty days ago.
const LEFT: &str = "44030000000000000027";

fn demo() -> (tempfile::TempDir, Demo) {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), None);
    (folder, demo)
}

/// Signs the demo's clerk of an employer in by one click.
fn signed_in(demo: &Demo) -> Browser {
    let mut browser = Browser::new(demo.address);
    browser.get("/sign-in/staff?to=/employer");
    browser.submit("/sign-in/demo", &[("operator", "章人事")]);
    assert_eq!(
        (browser.page.status, browser.page.path.as_str()),
        (200, "/employer"),
        "{}",
        browser.page.body
    );
    browser
}

fn today() -> String {
    till::patient::today().to_string()
}

/// What the demo's files say of somebody under a name.
fn told(id: &str, what: &str) -> String {
    let all = [
        include_str!("../../../demo/people/tier-one.toml"),
        include_str!("../../../demo/people/filings.toml"),
    ]
    .concat();
    let (_, rest) = all.split_once(&format!("id = \"{id}\"")).unwrap();
    let (_, rest) = rest.split_once(&format!("{what} = \"")).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

fn number_of(id: &str) -> String {
    told(id, "id_number")
}

#[test]
fn a_table_is_looked_at_filed_once_and_kept_with_its_repairs() {
    let (_folder, demo) = demo();
    let mut browser = signed_in(&demo);
    assert!(browser.page.says("深圳示例电子有限公司") && browser.page.says("没有外派备案"));
    let day = today();
    let rows = [
        vec![
            STAFF[0].0,
            STAFF[0].1,
            "成都",
            &day,
            "13800001111",
            "示例路1号",
            "12",
        ],
        vec![
            STAFF[1].0,
            STAFF[1].1,
            "火星",
            &day,
            "13800001112",
            "示例路1号",
            "12",
        ],
        vec![
            STAFF[2].0,
            STAFF[2].1,
            "成都",
            "昨天",
            "13800001113",
            "示例路1号",
            "12",
        ],
        // Somebody else's staff, and the first once more.
        vec![
            "许两地",
            "440305198013220528",
            "成都",
            &day,
            "1",
            "示例路1号",
            "",
        ],
        vec!["示例", "4.40305E+17", "成都", &day, "1", "示例路1号", ""],
    ];
    for file in [table::csv(&rows), table::workbook(&rows)] {
        posted(&mut browser, "/employer/upload", &file);
        assert_eq!(browser.page.status, 200, "{}", browser.page.body);
        for words in [
            "5 人，1 人可以提交，4 人要改",
            "写成城市名",
            "2026-12-01 这样",
            "行已经有了",
            "后几位已经丢了",
        ] {
            assert!(browser.page.says(words), "{words}: {}", browser.page.body);
        }
    }
    let preview = browser.clone();
    // Nothing is filed unless they know of it.
    browser.submit("/employer/check", &[]);
    browser = preview.clone();
    browser.submit_to("/employer/check", "/employer/file", &[]);
    assert!(browser.page.says("请先确认"), "{}", browser.page.body);
    // Twice at once is once.
    let both: Vec<_> = [preview.clone(), preview.clone()]
        .into_iter()
        .map(|mut one| {
            std::thread::spawn(move || {
                one.submit_to("/employer/check", "/employer/file", &[("agreed", "1")]);
                one
            })
        })
        .collect();
    let mut ended = both.into_iter().map(|it| it.join().unwrap());
    let mut browser = ended.next().unwrap();
    for page in [&browser.page, &ended.next().unwrap().page] {
        assert!(page.says("提交了 1 人，4 人还要改"), "{}", page.body);
    }
    let kept = kept(&mut browser, "/employer/check", "/employer/table");
    assert_eq!(kept.len(), 6);
    assert_eq!(
        kept[1][1],
        format!("\t{}", STAFF[0].1),
        "a number keeps its digits"
    );
    assert!(kept[1][8].starts_with("B440300"), "{:?}", kept[1]);
    assert!(
        kept[2][9].contains("火星") && kept[2][10].contains("城市名"),
        "{:?}",
        kept[2]
    );
    // The table that was kept is handed in again as it is: nothing is filed twice.
    let again = browser.page.bytes.clone();
    browser.get("/employer");
    posted(&mut browser, "/employer/upload", &again);
    assert!(
        browser.page.says("5 人，1 人可以提交"),
        "{}",
        browser.page.body
    );
    browser.submit_to("/employer/check", "/employer/file", &[("agreed", "1")]);
    browser.get("/employer");
    assert_eq!(
        browser.page.body.matches("成都市，").count(),
        1,
        "{}",
        browser.page.body
    );
    // The person sees it, and that the employer filed it.
    let mut own = Browser::signed_in(demo.address, "44030000000000000021");
    let filing = own.link("/filings/");
    own.get(&filing);
    assert!(own.page.says("成都"), "{}", own.page.body);
}

#[test]
fn somebody_elses_staff_and_who_left_are_not_there() {
    let (_folder, demo) = demo();
    let mut browser = signed_in(&demo);
    let day = today();
    let left = told(LEFT, "name");
    let elsewhere = told("44030000000000000028", "name");
    assert!(!browser.page.says(&left) && !browser.page.says(&elsewhere));
    let list = [
        ("44030000000000000027", &left),
        ("44030000000000000028", &elsewhere),
    ]
    .map(|(id, name)| {
        format!(
            "{name}\t{}\t成都\t{day}\t13800001111\t示例路1号",
            number_of(id)
        )
    });
    browser.submit("/employer/check", &[("list", &list.join("\n"))]);
    assert!(
        browser.page.says("2 人，0 人可以提交，2 人要改"),
        "{}",
        browser.page.body
    );
    assert_eq!(
        browser.page.body.matches("不在本单位的在职名单里").count(),
        2
    );
    // Of its own it is said that they left; of others nothing.
    let head = "姓名|证件号码|离职日期\n";
    let rows = [
        ("44030000000000000027", &left),
        ("44030000000000000028", &elsewhere),
    ]
    .map(|(id, name)| format!("{name}|{}|\n", number_of(id)));
    browser.get("/employer");
    let file = table::text(&format!("{head}{}", rows.concat()));
    posted(&mut browser, "/employer/staff/upload", &file);
    assert!(browser.page.says("起已离职") && browser.page.says("不在本单位的名册里"));
    // Nobody else opens the desk.
    for who in ["江经办", "严审计"] {
        let mut other = Browser::new(demo.address);
        other.get("/sign-in/staff");
        other.submit("/sign-in/demo", &[("operator", who)]);
        other.get("/employer");
        assert_eq!(other.page.status, 403, "{who}");
    }
}

#[test]
fn who_leaves_is_put_down_and_gone() {
    let (_folder, demo) = demo();
    let mut browser = signed_in(&demo);
    let day = today();
    let rows = [
        format!(
            "姓名|证件号码|离职日期\n{}|{}|{day}\n",
            STAFF[0].0, STAFF[0].1
        ),
        format!(
            "{}|{}|\n{}|{}|2001-01-01\n",
            STAFF[1].0, STAFF[1].1, STAFF[2].0, STAFF[2].1
        ),
    ];
    let file = table::text(&rows.concat());
    posted(&mut browser, "/employer/staff/upload", &file);
    for words in ["3 人，1 人要登记离职，1 人要改", "在册在职", "才入职"] {
        assert!(browser.page.says(words), "{words}: {}", browser.page.body);
    }
    let kept = kept(
        &mut browser,
        "/employer/staff/check",
        "/employer/staff/table",
    );
    assert_eq!(rows_of(&kept, 3), ["离职", "一致", "要改"]);
    let mut browser = signed_in(&demo);
    let file = table::text(&rows.concat());
    posted(&mut browser, "/employer/staff/upload", &file);
    browser.submit_to("/employer/staff/check", "/employer/staff/record", &[]);
    assert!(
        browser.page.says("登记了 1 人离职，1 人还要改"),
        "{}",
        browser.page.body
    );
    browser.get("/employer");
    assert!(
        !browser.page.says("曹*") && browser.page.says("严*"),
        "{}",
        browser.page.body
    );
}

#[test]
fn a_file_that_is_no_table_says_what_to_do() {
    let (_folder, demo) = demo();
    let mut browser = signed_in(&demo);
    let far = table::far_away();
    let files: [(&[u8], &str); 7] = [
        (b"", "没有选文件"),
        (&table::text("姓名|证件号码\n甲|1\n"), "缺少这些列"),
        (
            &table::text("姓名|证件号码|去哪儿|从哪天起\n"),
            "一行也没有",
        ),
        (b"PK\x03\x04nothing", "打不开这个工作簿"),
        (&[0xD0, 0xCF, 0x11, 0xE0], "打不开这个工作簿"),
        (&[b'a'; 700 * 1024], "文件太大"),
        (&far, "一行也没有"),
    ];
    for (file, says) in files {
        browser.get("/employer");
        posted(&mut browser, "/employer/upload", file);
        assert_eq!(browser.page.status, 422, "{says}");
        assert!(browser.page.says(says), "{says}: {}", browser.page.body);
    }
    // More than is looked at once is said, and three hundred rows come back whole.
    let row = |at: usize| {
        format!("示例{at}|44030519801322{at:04}|成都|2026-12-01|1|很长的地址很长的地址{at}\n")
    };
    let rows: String = (0..302).map(row).collect();
    browser.get("/employer");
    let file = table::text(&format!(
        "姓名|证件号码|去哪儿|从哪天起|电话|当地地址\n{rows}"
    ));
    posted(&mut browser, "/employer/upload", &file);
    assert!(
        browser.page.says("后面 2 行没有看"),
        "{}",
        &browser.page.body[..2000]
    );
    browser.submit("/employer/check", &[]);
    assert!(
        browser.page.says("300 人，0 人可以提交"),
        "{}",
        &browser.page.body[..2000]
    );
    // A form of somebody else's page is not taken.
    let stale = form(&"0".repeat(32), &file);
    browser.post_bytes("/employer/upload", table::KIND, &stale);
    assert!(browser.page.status >= 400 && browser.page.status < 500);
}
