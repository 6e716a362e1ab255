//! The mistakes people make in bills, cases and filings: each is told with the file, the line and
//! the column, in Chinese and English, and says what to write instead.

use std::path::Path;

use crate::suixing;

const BILL: &str = r#"name = "试"
earlier = [{ visit.day = "2026-10-01", bill.eligible = "1.00" }]
[person]
insured_at = "440300"
scheme = "employee"
tier = "one"
age = 36
[visit]
day = "2026-11-18"
care = "inpatient"
treated_at = "440305"
level = "tertiary"
[bill]
eligible = "100.00"
[year_to_date.counters]
pooled = "1.00"
"#;

const FILING: &str = r#"id = "F-1"
person = "44030000000000000001"
insured_at = "440300"
destination = "440100"
category = "long-term-resident"
starts_on = "2026-12-01"
channel = "counter"
pledged = true
[contact]
name = "陈"
phone = "020-1"
address = "广州"
"#;

const CASES: &str = include_str!("../../../../policies/examples/cases/shape-month.toml");

/// What the program says of a text: what is found replaced by what a mistake would be.
fn told(
    text: &str,
    (there, instead): (&str, &str),
    command: &dyn Fn(&Path) -> Vec<String>,
) -> String {
    let wrong = text.replacen(there, instead, 1);
    assert!(there.is_empty() || wrong != text, "«{there}» is not there");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("examples/cases");
    std::fs::create_dir_all(&file).expect("a folder");
    let file = file.join("a.toml");
    std::fs::write(&file, wrong).expect("a file");
    let arguments = command(&file);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let output = suixing(&arguments);
    assert!(
        !output.status.success(),
        "{there} → {instead} is not refused"
    );
    let said =
        [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned());
    said.concat()
        .replace(&format!("{}/", folder.path().display()), "")
}

/// (found, replaced by, where and which code, a word of the advice)
type Row = (&'static str, &'static str, &'static str, &'static str);

fn all_told(text: &str, rows: &[Row], command: &dyn Fn(&Path) -> Vec<String>) {
    let mut wrong = Vec::new();
    for (there, instead, place, advice) in rows {
        let said = told(text, (there, instead), command);
        if !said.contains(place) || !said.contains(advice) {
            wrong.push(format!("{there} → {instead}: {place}, {advice}:\n{said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn quote(file: &Path) -> Vec<String> {
    let policies = crate::root().join("policies");
    let (file, policies) = (file.to_string_lossy(), policies.to_string_lossy());
    words(&["quote", &file, "--policies", &policies])
}

#[test]
fn mistakes_in_a_bill_are_told_where_they_are() {
    let rows: &[Row] = &[
        (
            "age = 36",
            "age = \"36\"",
            "a.toml:7:7: [wrong-type] 这里要写整数",
            "不加引号",
        ),
        (
            "age = 36",
            "age = -3",
            "a.toml:7:7: [out-of-range] -3",
            "0 到 65535",
        ),
        (
            "age = 36",
            "agee = 36",
            "a.toml:7:1: [unknown-key]",
            "是不是想写 age",
        ),
        (
            "age = 36",
            "age = 300",
            "a.toml:7:7: [impossible-age]",
            "300 岁",
        ),
        (
            "age = 36",
            "age = 36\nage = 36",
            "a.toml:8:1: [duplicate-key]",
            "请只留一个",
        ),
        (
            "age = 36",
            "traits = [\"desginated\"]",
            "a.toml:7:11: [unknown-mark]",
            "designated？",
        ),
        (
            "tier = \"one\"",
            "tier = \"on\"",
            "a.toml:6:8: [unknown-tier]",
            "one",
        ),
        (
            "\"employee\"",
            "\"worker\"",
            "a.toml:5:10: [unknown-word]",
            "employee",
        ),
        (
            "\"2026-11-18\"",
            "\"2026-02-30\"",
            "a.toml:9:7: [bad-date] 这不是",
            "月和日",
        ),
        (
            "\"2026-11-18\"",
            "2026-11-18",
            "a.toml:9:7: [bad-date] 日期要加",
            "2024-01-01",
        ),
        (
            "eligible = \"100.00\"",
            "eligible = 100.0",
            "a.toml:14:12: [wrong-type] 100.0",
            "1000.00",
        ),
        (
            "eligible = \"100.00\"",
            "eligible = \"-1.00\"",
            "a.toml:14:12: [negative-amount]",
            "负数",
        ),
    ];
    all_told(BILL, rows, &quote);
    // JSON tells the place in fields of its own.
    let json = |file: &Path| [quote(file), words(&["--json"])].concat();
    let said = told(BILL, ("age = 36", "age = 300"), &json);
    assert!(said.contains("\"line\":7"), "{said}");
    assert!(said.contains("\"column\":7"), "{said}");
}

#[test]
fn mistakes_in_bills_made_before_are_told_where_they_are() {
    let rows: &[Row] = &[
        (
            "eligible = \"100.00\"",
            "eligible = \"100.00\"\ntotal = \"100.01\"",
            "a.toml:15:9: [total-mismatch]",
            "100.01",
        ),
        (
            "pooled = ",
            "poled = ",
            "a.toml:16:1: [unknown-counter]",
            "pooled？可以写：",
        ),
        (
            "\"1.00\"\n",
            "\"-1.00\"\n",
            "a.toml:16:10: [negative-amount]",
            "counters.pooled",
        ),
        (
            "[visit]",
            "[[visit]]",
            "a.toml:8:1: [bad-syntax] 这张表只有一份",
            "[visit]",
        ),
        ("[{ visit", "{ visit", "a.toml:2:", "[bad-syntax]"),
        (
            "visit.day",
            "visit.dya",
            "a.toml:2:20: [unknown-key]",
            "day",
        ),
        (
            "\"2026-10-01\"",
            "\"2026-13-01\"",
            "a.toml:2:26: [bad-date]",
            "月和日",
        ),
        (
            "\"2026-10-01\"",
            "\"2026-12-01\"",
            "a.toml:2:26: [earlier-after-case]",
            "2026-11-18",
        ),
        (
            "eligible = \"1.00\"",
            "eligible = 1",
            "a.toml:2:56: [wrong-type]",
            "1000.00",
        ),
        (
            "eligible = \"1.00\"",
            "eligible = \"-1.00\"",
            "a.toml:2:56: [negative-amount] 字段 earlier[0].bill",
            "负数",
        ),
        (
            "[person]",
            "[[case]]\n[person]",
            "a.toml:3:1: [several-cases]",
            "policy test",
        ),
        (
            "name = \"试\"",
            "cancel = 2",
            "a.toml:1:10: [no-such-bill]",
            "只写了 1 笔",
        ),
    ];
    all_told(BILL, rows, &quote);
}

#[test]
fn mistakes_in_cases_are_told_with_file_line_and_case() {
    let rows: &[Row] = &[
        (
            "\"50.01\"",
            "50.01",
            "cases/a.toml:67:17: [wrong-type]",
            "«50.01 元",
        ),
        (
            "\"50.01\"",
            "\"50.02\"",
            "cases/a.toml:64:1: «50.01 元",
            "payers: expected",
        ),
        (
            "pooled-fund = \"0.01\"",
            "poled-fund = \"0.01\"",
            "cases/a.toml:68:19: [unknown-word]",
            "pooled-fund",
        ),
        (
            "bill.eligible = \"50.01\"",
            "bill.eligible = \"50.01\"\nperson.traits = [\"old\"]",
            "cases/a.toml:68:18: «50.01 元",
            "没有标记「old」",
        ),
        (
            "bill.eligible = \"50.01\"",
            "bill.eligible = \"50.01\"\nyear_to_date.counters = { most = \"1.00\" }",
            "cases/a.toml:68:27: «50.01 元",
            "most@2026-03",
        ),
        (
            "bill.eligible = \"50.01\"",
            "earlier = [{ visit = 5 }]",
            "cases/a.toml:67:22: [wrong-type]",
            "«50.01 元",
        ),
        (
            "per = \"month\"",
            "per = \"moon\"",
            "cases/a.toml:53:7: [unknown-word]",
            "month",
        ),
    ];
    let test = |file: &Path| {
        let folder = file.ancestors().nth(3).expect("the folder of policies");
        words(&["policy", "test", &folder.to_string_lossy()])
    };
    all_told(CASES, rows, &test);
}

#[test]
fn mistakes_in_a_filing_are_told_where_they_are() {
    let rows: &[Row] = &[
        (
            "\"2026-12-01\"",
            "\"2026-02-30\"",
            "a.toml:6:13: [bad-date]",
            "月和日",
        ),
        ("channel", "chanel", "a.toml:7:1: [unknown-key]", "channel"),
        (
            "\"counter\"",
            "\"shop\"",
            "a.toml:7:11: [unknown-word]",
            "counter",
        ),
        (
            "true",
            "\"yes\"",
            "a.toml:8:11: [wrong-type] 这里要写是或否",
            "true 或 false",
        ),
        (
            "pledged = true",
            "months_away = -1",
            "a.toml:8:15: [out-of-range]",
            "0 到 255",
        ),
        (
            "\"440100\"",
            "\"4401\"",
            "a.toml:4:15: [bad-place]",
            "440300",
        ),
        (
            "[contact]",
            "[[contact]]",
            "a.toml:9:1: [bad-syntax] 这张表只有一份",
            "[contact]",
        ),
        ("id = \"F-1\"", "id = 1", "a.toml:1:6: [wrong-type]", "引号"),
        (
            "id = \"F-1\"\n",
            "",
            "[missing-field] 缺少必填项 id",
            "请补上",
        ),
        (
            "pledged = true",
            "channel = \"fax\"",
            "a.toml:8:1: [duplicate-key]",
            "请只留一个",
        ),
        (
            "pledged = true",
            "pledged = “true”",
            "a.toml:8:11: [bad-syntax]",
            "半角",
        ),
    ];
    let submit = |file: &Path| words(&["filing", "submit", &file.to_string_lossy(), "--data", "."]);
    all_told(FILING, rows, &submit);
    assert!(told("", ("", ""), &submit).contains("a.toml:1:1: [missing-field]"));
}

#[test]
fn a_file_in_another_encoding_is_told_as_such() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let gbk = encoding_rs::GB18030.encode(BILL).0.into_owned();
    let wide: Vec<u8> = BILL.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wide = [vec![0xff, 0xfe], wide].concat();
    for (bytes, place) in [(gbk, "a.toml:1:9: "), (wide, "a.toml:1:1: ")] {
        let file = folder.path().join("a.toml");
        std::fs::write(&file, bytes).expect("a file");
        let file = file.to_string_lossy();
        for arguments in [
            &["quote", &*file][..],
            &["filing", "submit", &file, "--data", "."],
        ] {
            let said = crate::refused(arguments);
            let all = ["[not-utf8]", place, "另存为"]
                .iter()
                .all(|part| said.contains(part));
            assert!(all, "{said}");
        }
    }
}
