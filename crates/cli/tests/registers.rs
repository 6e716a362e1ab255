//! An agency from nothing: a configuration and keys, registers from its own files, a server, and a
//! hospital that settles for somebody who was in them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[path = "registers/agency.rs"]
mod agency;
#[path = "registers/links.rs"]
mod links;
mod till;

use agency::{Agency, HOSPITAL, invented_id, shown, suixing, with_commas};
use serde_json::json;
use till::LABORATORY;
use till::cluster::Cluster;
use till::message::Till;
use till::patient::Patient;

const FACILITIES: &str = "深圳市定点医药机构名册|,,,,\n\
     定点医药机构编码*|机构名称|医保区划|级别|医院等级（许可证）|普通门诊|住院|备注\n\
     H44030500001,示例市第一医院|440305,三级|三甲|2019-01-01,是|\n\
     H44030500002,示例甲社康中心|440305,社区||是||\n\
     H44030500003,示例乙社康中心|440305,社区||是||\n\
     P44030500001,示例药店|深圳市|,,,,\n";

fn catalogue() -> String {
    format!(
        "医保目录编码|药品名称|甲乙类|先行自付比例|限价\n\
         {LABORATORY},血常规|甲|,\n\
         XA02BCA000A001010100001,示例药|乙|10%,12.5\n"
    )
}

const HEAD: &str =
    "人员编号|姓名|证件号码|出生日期|参保地|险种|档次|人员类别|参保日期|缴费至|账户余额|自何日起\n";

/// Three people who are all right.
fn people(paid_through: &str) -> String {
    let row = |serial: u32, rest: &str| {
        let id = invented_id(serial);
        format!("4403000000000000000{serial},示例甲|{id},1985-06-01,{rest}\n")
    };
    [
        HEAD.to_owned(),
        row(
            1,
            &format!("深圳市|310,一档|在职|2015年3月1日|{paid_through},1234.50,"),
        ),
        row(
            2,
            &format!("440300,职工医保|二档|退休|2010/1/1,{paid_through},0,"),
        ),
        row(3, &format!("深圳|居民医保|,,2024-01-01,{paid_through},,")),
    ]
    .concat()
}

fn this_month() -> String {
    till::patient::today().to_string()[..7].to_owned()
}

fn fills_and_settles(database: Option<&str>) {
    let mut agency = Agency::new(database);
    // The hospital of the configuration is not on record yet.
    let config = agency.path("it/suixing.toml").display().to_string();
    let output = suixing(&["serve", "--config", &config]);
    assert!(
        shown(&output).contains("[gateway-of-nobody]"),
        "{}",
        shown(&output)
    );
    // A rehearsal writes nothing, so the next one says the same.
    for words in [&[][..], &[], &["--write"]] {
        agency.counts("facilities", FACILITIES, words, [4, 0, 0, 0]);
    }
    agency.counts("facilities", FACILITIES, &["--write"], [0, 0, 4, 0]);
    let place = ["--region", "440300", "--since", "2026-01-01", "--write"];
    agency.counts("catalogue", &catalogue(), &place, [2, 0, 0, 0]);
    agency.counts("catalogue", &catalogue(), &place, [0, 0, 2, 0]);
    let invented = ["--invented", "--write"];
    let file = people("2026-01");
    agency.counts("people", &file, &["--invented"], [3, 0, 0, 0]);
    agency.counts("people", &file, &invented, [3, 0, 0, 0]);
    agency.counts("people", &file, &invented, [0, 0, 3, 0]);
    agency.counts("people", &people(&this_month()), &invented, [0, 3, 0, 0]);
    agency.counts("people", &people(&this_month()), &["--write"], [0, 0, 3, 0]);
    links::taken_in(&agency);

    let address = agency.serve();
    let voucher = json!({"type": "02", "number": invented_id(1)});
    let mut patient = Patient::identify(Till::new(address, HOSPITAL), &voucher);
    let insured = &patient.identity["insuinfo"][0];
    assert_eq!(insured["balc"].to_string().trim_matches('"'), "1234.50");
    let visit = patient.ready("R-1", 12_300);
    let bill = patient.bill(&visit, "B1", 12_300);
    let settled = patient.till.ok("2207", bill);
    assert_eq!(settled["setlinfo"]["medfee_sumamt"].to_string(), "123.00");
    agency.stop();
    let text = std::fs::read_to_string(&config).unwrap();
    let database = text
        .lines()
        .find_map(|line| line.strip_prefix("database = "));
    let database = database.unwrap().trim_matches('"');
    let output = suixing(&["verify", "--database", database]);
    assert!(output.status.success(), "{}", shown(&output));
}

#[test]
fn an_agency_fills_an_empty_installation_and_a_hospital_settles() {
    fills_and_settles(None);
}

#[test]
fn the_same_beside_postgresql() {
    let cluster = Cluster::start();
    fills_and_settles(Some(&cluster.url()));
}

#[test]
fn a_row_that_is_wrong_is_refused_alone_and_says_how_to_repair_it() {
    let agency = Agency::new(None);
    let row =
        |number: &str, id: &str, rest: &str| format!("{number},示例乙|{id},1985-06-01,{rest}\n");
    let good = "440300,310,一档|在职|2015-03-01,2026-10,0,";
    let real = format!("{}{}", "1101051949", "1231002X");
    let real = real.as_str();
    let (one, two) = (invented_id(11), invented_id(12));
    let wrong_check = one.replace(&one[17..], if &one[17..] == "0" { "1" } else { "0" });
    let text = [
        HEAD.to_owned(),
        row("4403000000000000011", &one, good),
        row("4403000000000000012", "4.40300E+17", good),
        row("4403000000000000013", &wrong_check, good),
        row(
            "4403000000000000014",
            &two,
            "示例市|310,一档|在职|昨天|2026-10,-1,",
        ),
        row("4403000000000000015", real, good),
        row(
            "4403000000000000016",
            &invented_id(13),
            "440300,310,九档|在职|2015-03-01,2026-10,0,",
        ),
        row("4403000000000000017", &one, good),
        row("4403000000000000011", &one, good),
    ]
    .concat();
    agency.counts("people", &text, &["--invented", "--write"], [1, 0, 0, 7]);
    let report = agency.report("people");
    for (line, words) in [
        ("3", "后几位已经丢了"),
        ("4", "校验码不对"),
        ("5", "参保地"),
        ("5", "参保日期"),
        ("5", "是负数"),
        ("6", "可能是真人的"),
        ("7", "这里的档次要写明，是其中之一"),
        ("8", "属于另一个人员编号"),
        ("9", "文件里已有一行"),
    ] {
        let told = |told: &str| told.starts_with(&format!("{line},")) && told.contains(words);
        assert!(report.lines().any(told), "{line} {words}: {report}");
    }
    for number in [one.as_str(), two.as_str(), real] {
        assert!(!report.contains(number), "a number is in the report");
    }
    // What the numbers of two people say together is noticed across files too.
    let again = [HEAD.to_owned(), row("4403000000000000018", &one, good)].concat();
    agency.counts("people", &again, &["--write"], [0, 0, 0, 1]);
}

#[test]
fn a_change_holds_from_its_day_and_what_was_settled_follows() {
    let agency = Agency::new(None);
    let row = |status: &str, from: &str| {
        let id = invented_id(21);
        format!(
            "{HEAD}4403000000000000021,示例丙|{id},1966-06-01,440300,310,一档|{status},\
             1990-01-01,2026-10,0,{from}\n"
        )
    };
    let write = ["--invented", "--write"];
    agency.counts("people", &row("在职", ""), &write, [1, 0, 0, 0]);
    agency.counts("people", &row("退休", "2026-09-01"), &write, [0, 1, 0, 0]);
    agency.counts("people", &row("退休", "2026-09-01"), &write, [0, 0, 1, 0]);
    // Before what is on record nothing is changed by a file.
    agency.counts("people", &row("在职", "2026-08-01"), &write, [0, 0, 0, 1]);
}

#[test]
fn a_file_that_is_none_is_refused_as_a_whole() {
    let agency = Agency::new(None);
    let is_refused = |kind: &str, text: &[u8], words: &[&str], code: &str| {
        std::fs::write(agency.path(&format!("{kind}.csv")), with_commas(text)).unwrap();
        let output = agency.try_import(kind, words);
        assert_eq!(output.status.code(), Some(1), "{}", shown(&output));
        assert!(shown(&output).contains(code), "{code}: {}", shown(&output));
    };
    is_refused(
        "people",
        "姓名|电话\n示例|1\n".as_bytes(),
        &[],
        "missing-column",
    );
    is_refused("people", b"", &[], "missing-column");
    is_refused("people", b"PK\x03\x04nothing", &[], "bad-workbook");
    is_refused(
        "people",
        b"\xff\xfe\x00\xd8\x00\xd8",
        &[],
        "unreadable-text",
    );
    let twice = format!("姓名|{HEAD}");
    is_refused("people", twice.as_bytes(), &[], "column-twice");
    let place = |region: &'static str| ["--region", region, "--since", "2026-01-01"];
    is_refused(
        "catalogue",
        catalogue().as_bytes(),
        &place("示例"),
        "unknown-place",
    );
    is_refused(
        "catalogue",
        catalogue().as_bytes(),
        &place("440305"),
        "unknown-place",
    );
    // Most of what is on record is missing: the file was cut off.
    let item = |serial: u32| format!("C{serial:04},示例 {serial},甲|,\n");
    let head = "项目编码|项目名称|类别|自付比例|限价\n";
    let all: String = (0..100).map(item).collect();
    let words = ["--region", "440300", "--since", "2026-01-01", "--write"];
    agency.counts("catalogue", &format!("{head}{all}"), &words, [100, 0, 0, 0]);
    let some: String = (0..50).map(item).collect();
    let words = [
        "--region",
        "440300",
        "--since",
        "2026-02-01",
        "--write",
        "--full",
    ];
    let text = format!("{head}{some}");
    is_refused("catalogue", text.as_bytes(), &words, "文件像是不完整");
    let most: String = (0..95).map(item).collect();
    agency.counts("catalogue", &format!("{head}{most}"), &words, [0, 5, 95, 0]);
    // Nothing of an installation is made anew over one that is there.
    let place = agency.path("it").display().to_string();
    let output = suixing(&["init", &place]);
    assert!(shown(&output).contains("[exists]"), "{}", shown(&output));
}
