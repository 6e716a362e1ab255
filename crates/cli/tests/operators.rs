//! An agency's list of staff: who is new gets an account and an invitation that works, what changed
//! follows, what is wrong is told row by row.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[path = "registers/agency.rs"]
#[allow(dead_code, reason = "another test uses the rest")]
mod agency;

use agency::{Agency, invented_id, shown, suixing};

const HEAD: &str = "某市医保中心人员名册||||\n工号（必填）|姓名|岗位|统筹区|身份证号|状态\n";

const FACILITIES: &str = "定点医药机构编码|机构名称|医保区划|级别|普通门诊|住院\n\
     H44030500001,示例市第一医院|440305,三级|2019-01-01,是\n";

fn invitations(agency: &Agency) -> String {
    let file = agency.path("operators.report.invitations.csv");
    std::fs::read_to_string(file).unwrap_or_default()
}

fn operator(agency: &Agency, words: &[&str]) -> (bool, String) {
    let database = format!("sqlite:{}", agency.path("it/suixing.db").display());
    let keys = std::fs::read_to_string(agency.path("it/secret/keys")).unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_suixing"));
    command
        .arg("operator")
        .args(words)
        .args(["--database", &database]);
    let output = command.env("SUIXING_KEYS", keys).output().unwrap();
    (output.status.success(), shown(&output))
}

#[test]
fn operators_come_from_a_list_with_their_roles_and_an_invitation_each() {
    let agency = Agency::new(None);
    agency.counts("facilities", FACILITIES, &["--write"], [1, 0, 0, 0]);
    let own = invented_id(31);
    let first = format!(
        "{HEAD}\
         1001,张示例|经办人员|深圳市|{own},在用\n\
         a-1002,张示例|经办主管、经办人员|440300,,\n\
         1003,李示例|医院医保办|h44030500001,,\n\
         1004,王示例|审计|,,正常\n\
         1005,赵示例|管理员|,,离职\n"
    );
    agency.counts("operators", &first, &[], [4, 0, 1, 0]);
    assert_eq!(invitations(&agency), "", "a rehearsal invites nobody");
    agency.counts("operators", &first, &["--write"], [4, 0, 1, 0]);
    let told = invitations(&agency);
    assert_eq!(told.lines().count(), 5, "{told}");
    use std::os::unix::fs::PermissionsExt;
    let file = agency.path("operators.report.invitations.csv");
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    // Two of one name are told apart by their numbers.
    assert!(told.contains("张示例（a-1002）"), "{told}");
    let (_, listed) = operator(&agency, &["list"]);
    assert!(
        listed.contains("李示例  医院医保办") && listed.contains("H44030500001"),
        "{listed}"
    );
    assert!(
        !listed.contains(&own) && !listed.contains("赵示例"),
        "{listed}"
    );
    std::fs::remove_file(&file).unwrap();
    agency.counts("operators", &first, &["--write"], [0, 0, 5, 0]);
    assert_eq!(invitations(&agency), "", "nobody is invited again");
    // Other roles and another unit follow; who leaves is out of use, and stays so.
    let later = format!(
        "{HEAD}1001,张示例|主管|广州市|{own},\nA-1002,张示例|经办主管、经办人员|440300,,停用\n"
    );
    agency.counts("operators", &later, &["--write"], [0, 2, 0, 0]);
    let (_, listed) = operator(&agency, &["list"]);
    assert!(listed.contains("经办主管 / supervisor  440100"), "{listed}");
    assert!(
        listed.contains("张示例（a-1002）") && listed.contains("已停用"),
        "{listed}"
    );
    agency.counts("operators", &later, &["--write"], [0, 0, 2, 0]);
    let back = format!("{HEAD}a-1002,张示例|经办人员|440300,,在用\n");
    agency.counts("operators", &back, &["--write"], [0, 0, 0, 1]);
    let database = format!("sqlite:{}", agency.path("it/suixing.db").display());
    let output = suixing(&["verify", "--database", &database]);
    assert!(output.status.success(), "{}", shown(&output));
}

/// An invitation is made with the keys of the installation; without them it would open nothing.
#[test]
fn an_invitation_needs_the_keys() {
    let agency = Agency::new(None);
    let (is_added, said) = operator(
        &agency,
        &["add", "钱示例", "--role", "clerk", "--unit", "all"],
    );
    assert!(is_added, "{said}");
    let database = format!("sqlite:{}", agency.path("it/suixing.db").display());
    let asked = ["operator", "invite", "钱示例", "--database", &database];
    let without = suixing(&asked);
    assert!(shown(&without).contains("[no-keys]"), "{}", shown(&without));
    let other = agency.path("other").display().to_string();
    assert!(suixing(&["keys", "new", "--to", &other]).status.success());
    let wrong = suixing(&[&asked[..], &["--keys", &other]].concat());
    assert!(shown(&wrong).contains("[wrong-keys]"), "{}", shown(&wrong));
    let own = agency.path("it/secret/keys").display().to_string();
    let right = suixing(&[&asked[..], &["--keys", &own]].concat());
    assert!(right.status.success(), "{}", shown(&right));
}

#[test]
fn a_row_that_is_wrong_is_refused_alone_and_says_how_to_repair_it() {
    let agency = Agency::new(None);
    let (is_added, said) = operator(
        &agency,
        &["add", "钱示例", "--role", "clerk", "--unit", "all"],
    );
    assert!(is_added, "{said}");
    let own = invented_id(31);
    let shortened = "4.40300E+17";
    let text = format!(
        "{HEAD}\
         2001,孙示例|经办人员|深圳市|{own},\n\
         2001,周示例|经办人员|深圳市|,\n\
         ,吴示例|经办人员|深圳市|,\n\
         2004,郑示例|院长|深圳市|,\n\
         2005,冯示例|审计、经办人员|440300,,\n\
         2006,陈示例|医院医保办|H99999900001,,\n\
         2007,褚示例|单位经办人|,,\n\
         2008,卫示例|经办人员|示例市|,\n\
         2009,蒋示例|经办人员|440300,{shortened},\n\
         2010,沈示例|经办人员|440300,,休假\n\
         2011,钱示例|经办人员|440300,,\n"
    );
    agency.counts("operators", &text, &["--write"], [1, 0, 0, 10]);
    let report = agency.report("operators");
    for (line, words) in [
        ("4", "文件里已有一行"),
        ("5", "没有填"),
        ("6", "职责"),
        ("7", "不能由同一个人担任"),
        ("8", "没有登记过"),
        ("9", "所属单位"),
        ("10", "所属单位"),
        ("11", "后几位已经丢了"),
        ("12", "停用"),
        ("13", "没有工号"),
    ] {
        let told = |told: &str| told.starts_with(&format!("{line},")) && told.contains(words);
        assert!(report.lines().any(told), "{line} {words}: {report}");
    }
    assert!(!report.contains(&own), "a number is in the report");
    // Once it is said that it is the same person the row is taken in.
    let (is_said, said) = operator(&agency, &["number", "钱示例", "2011"]);
    assert!(is_said, "{said}");
    let (is_said, said) = operator(&agency, &["number", "钱示例", "2012"]);
    assert!(!is_said && said.contains("staff-number-taken"), "{said}");
    let one = format!("{HEAD}2011,钱示例|经办人员|440300,,\n");
    agency.counts("operators", &one, &["--write"], [0, 1, 0, 0]);
    // A number that is now somebody else's does not bring the account along.
    let other = format!("{HEAD}2011,韩示例|经办人员|440300,,\n");
    agency.counts("operators", &other, &["--write"], [0, 0, 0, 1]);
    assert!(agency.report("operators").contains("工号给过别人"));
}

#[test]
fn a_landline_is_left_out_and_the_person_is_taken_in() {
    let agency = Agency::new(None);
    let head =
        "人员编号|姓名|证件号码|出生日期|参保地|险种|档次|人员类别|参保日期|缴费至|账户余额|手机\n";
    let row = |serial: u32, phone: &str| {
        let id = invented_id(serial);
        format!(
            "440300000000000000{serial},示例甲|{id},1985-06-01,440300,310,一档|在职|2015-03-01,\
             2026-10,0,{phone}\n"
        )
    };
    let text = [
        head.to_owned(),
        row(41, "0755-82345678"),
        row(42, "82345678转802"),
        row(43, "4008001234"),
        row(44, "13800000000"),
        row(45, "1380000"),
    ]
    .concat();
    agency.counts("people", &text, &["--invented", "--write"], [4, 0, 0, 1]);
    let report = agency.report("people");
    assert_eq!(report.matches("是座机").count(), 3, "{report}");
    assert_eq!(report.matches("不是手机号码").count(), 1, "{report}");
}
