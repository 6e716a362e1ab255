//! Employers, staff, doctors, family links and chosen facilities; and whom a whole register of
//! people does not name.

use serde_json::json;

use super::agency::{Agency, invented_id, shown, with_commas};
use super::{FACILITIES, HEAD, people};

const EMPLOYERS: &str = "统一社会信用代码|单位名称|参保地|联系电话|参保日期|终止日期\n\
     91990000MA0000001B,示例公司|深圳市|0755-12345678,2015-01-01,\n\
     DW0002,示例厂|440300,,2010-01-01,2026-01-01\n";

const DOCTORS: &str = "机构编码|医师代码|姓名|科室|开始日期|支付资格|支付资格自|支付资格至\n\
     H44030500001,D440300000001,示例医生|内科|2020-01-01,暂停|2026-03-01,2026-09-01\n\
     H44030500001,D440300000002,示例医生|,2020-01-01,正常|,\n";

/// What links people with employers, each other and facilities, and with what it is again.
pub fn taken_in(agency: &Agency) {
    let [one, two, three] = [1, 2, 3].map(invented_id);
    let all = |kind: &str, text: &str, rows: u64| {
        agency.counts(kind, text, &[], [rows, 0, 0, 0]);
        agency.counts(kind, text, &["--write"], [rows, 0, 0, 0]);
        agency.counts(kind, text, &["--write"], [0, 0, rows, 0]);
    };
    let changed = |kind: &str, text: &str| {
        agency.counts(kind, text, &["--write"], [0, 1, 0, 0]);
        agency.counts(kind, text, &["--write"], [0, 0, 1, 0]);
    };
    all("employers", EMPLOYERS, 2);
    all("doctors", DOCTORS, 2);
    let head = "单位编号|证件号码|入职日期|离职日期\n";
    let works = format!("91990000MA0000001B,{one},2015-03-01,\n");
    let worked = format!("dw0002,{two},2010-01-01,2026-01-01\n");
    all("staff", &format!("{head}{works}{worked}"), 2);
    let left = format!("{head}91990000MA0000001B,{one},2015-03-01,2026-11-01\n");
    changed("staff", &left);
    // The same employer again, later: an employment of its own.
    let again = format!("{head}91990000MA0000001B,{one},2026-11-15,\n");
    all("staff", &again, 1);
    let head = "证件号码|亲属证件号码|关系|开始日期\n";
    let text = format!("{head}{one},{two},配偶|2020-05-01\n{one},{three},女儿|2020-05-01\n");
    all("families", &text, 2);
    changed(
        "families",
        &format!("{head}{one},{three},子女|2021-05-01\n"),
    );
    let head = "证件号码|机构编码|开始日期\n";
    let chosen = |code: &str, day: &str| format!("{head}{two},{code},{day}\n");
    all("designations", &chosen("H44030500002", "2024-01-01"), 1);
    // Only one may be chosen, so the one before gives way; a hospital is none to choose.
    changed("designations", &chosen("H44030500003", "2026-11-01"));
    agency.counts(
        "designations",
        &chosen("H44030500001", "2026-11-01"),
        &[],
        [0, 0, 0, 1],
    );
    let report = agency.report("designations");
    assert!(report.contains("不能选"), "{report}");
}

#[test]
fn links_to_what_is_not_on_record_are_refused_and_say_what_comes_first() {
    let agency = Agency::new(None);
    agency.counts("facilities", FACILITIES, &["--write"], [4, 0, 0, 0]);
    let people = people("2026-10");
    agency.counts("people", &people, &["--invented", "--write"], [3, 0, 0, 0]);
    let (one, nobody) = (invented_id(1), invented_id(9));
    let mistyped = one.replace(&one[17..], if &one[17..] == "0" { "1" } else { "0" });
    let is_refused = |kind: &str, text: String, rows: u64, words: &[&str]| {
        agency.counts(kind, &text, &["--write"], [0, 0, 0, rows]);
        let report = agency.report(kind);
        for word in words {
            assert!(report.contains(word), "{kind} {word}: {report}");
        }
        for number in [one.as_str(), nobody.as_str(), mistyped.as_str()] {
            assert!(
                !report.contains(number),
                "a number is in the report: {report}"
            );
        }
    };
    let head = "单位编号|单位名称|参保地|联系电话|参保日期|终止日期\n";
    let text = "91990000MA0000001C,示例|深圳|,2015-01-01,\n\
        DW 3,示例|深圳|找前台|2015-01-01,2014-01-01\n"
        .to_owned();
    let words = [
        "校验码不对",
        "不是单位编号",
        "不是电话号码",
        "不在开始日期之后",
    ];
    is_refused("employers", format!("{head}{text}"), 2, &words);
    let head = "单位编号|证件号码|入职日期\n";
    let text = format!(
        "DW0009,{one},2015-03-01\nDW0009,{nobody},2015-03-01\nDW0009,{mistyped},2015-03-01\n"
    );
    let words = [
        "没有这家单位：DW0009",
        "import employers",
        "不在册",
        "校验码不对",
    ];
    is_refused("staff", format!("{head}{text}"), 3, &words);
    let head = "机构编码|医师代码|姓名|开始日期|支付资格|支付资格自\n";
    let text = "H44030500009,D440300000001,示例|2020-01-01,正常|\n\
        H44030500001,D440300000001,示例|2020-01-01,暂停|\n\
        H44030500001,X1,示例|2020-01-01,正常|\n";
    let words = ["没有这家机构", "从哪天起不能结算", "代码里看不出"];
    is_refused("doctors", format!("{head}{text}"), 3, &words);
    let head = "证件号码|亲属证件号码|关系|开始日期\n";
    let text = format!(
        "{one},{nobody},配偶|2020-05-01\n{one},{one},配偶|2020-05-01\n{one},{nobody},同事|昨天\n"
    );
    let words = [
        "亲属的证件号码不在册",
        "同一个人",
        "配偶或父母",
        "2026-11-30 这样的日期",
    ];
    is_refused("families", format!("{head}{text}"), 3, &words);
    let head = "证件号码|机构编码|开始日期\n";
    let text = format!("{one},H44030500009,2024-01-01\n{one},H44030500002,2001-01-01\n");
    let words = ["没有这家机构", "没有参保"];
    is_refused("designations", format!("{head}{text}"), 2, &words);
}

#[test]
fn a_whole_register_ends_whom_it_does_not_name() {
    let agency = Agency::new(None);
    let row = |serial: u32| {
        let id = invented_id(serial);
        format!(
            "44030000000000000{serial:02},示例甲|{id},1985-06-01,440300,310,一档|在职|2015-03-01,\
             2026-10,0,\n"
        )
    };
    let rows = |serials: std::ops::Range<u32>| -> String {
        HEAD.chars()
            .chain(serials.flat_map(|it| row(it).chars().collect::<Vec<_>>()))
            .collect()
    };
    let write = ["--invented", "--write"];
    agency.counts("people", &rows(0..60), &write, [60, 0, 0, 0]);
    let whole = ["--full", "--region", "440300", "--ends-on", "2026-12-01"];
    let and = |more: &[&'static str]| [&whole[..], more].concat();
    // Five of sixty: few. Rehearsed twice, for a rehearsal writes nothing.
    for _ in 0..2 {
        agency.counts("people", &rows(5..60), &whole, [0, 5, 55, 0]);
    }
    agency.counts("people", &rows(5..60), &and(&["--write"]), [0, 5, 55, 0]);
    agency.counts("people", &rows(5..60), &and(&["--write"]), [0, 0, 55, 0]);
    // Half of them: the file was cut off, or that many are meant.
    std::fs::write(
        agency.path("people.csv"),
        with_commas(rows(30..60).as_bytes()),
    )
    .unwrap();
    for more in [&["--write"][..], &["--write", "--ends", "24"]] {
        let output = agency.try_import("people", &and(more));
        assert!(shown(&output).contains("--ends 25"), "{}", shown(&output));
    }
    let meant = and(&["--write", "--ends", "25"]);
    agency.counts("people", &rows(30..60), &meant, [0, 25, 30, 0]);
    // A row that is refused may be one of those that are missing.
    let broken = rows(31..60) + "4403000000000000030,示例甲|坏的|";
    let (told, _) = agency.import("people", broken.as_bytes(), &and(&["--write"]));
    assert_eq!(
        (&told["changed"], &told["refused"]),
        (&json!(0), &json!(1)),
        "{told}"
    );
}
