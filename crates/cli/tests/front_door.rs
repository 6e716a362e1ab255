//! The front door through a listening port: one question, its answers, and the places as people
//! write them. The answers are judged by a table of journeys that names the rule each rests on.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod till;

use std::collections::BTreeSet;

use serde::Deserialize;
use till::http::Client;
use till::server::Demo;

/// One row of the table.
#[derive(Deserialize)]
struct Row {
    name: String,
    asks: String,
    answer: String,
    /// Whether it leads on to a filing on pages: a kind whose channels name the website.
    #[serde(default)]
    files: bool,
    says: Vec<String>,
    basis: String,
}

#[derive(Deserialize)]
struct Table {
    journey: Vec<Row>,
}

/// What may stand in an address as it is.
fn encoded(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_./?&=%".contains(byte);
    text.bytes()
        .map(|byte| match plain(&byte) {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        })
        .collect()
}

fn get(client: &mut Client, address: &str) -> (u16, String) {
    let answer = client.get(&encoded(address)).unwrap();
    let page = String::from_utf8(answer.body).unwrap();
    assert!(answer.status < 500, "{address}: {} {page}", answer.status);
    assert!(!page.contains("<script"), "{address}");
    (answer.status, page)
}

fn attribute<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

#[test]
fn every_journey_is_answered_as_the_rules_say() {
    let table = include_str!("front_door/journeys.toml");
    let table: Table = toml::from_str(table).unwrap();
    assert!(table.journey.len() >= 50, "{}", table.journey.len());
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), None);
    let mut client = Client::new(demo.address);
    let mut wrong = Vec::new();
    for row in &table.journey {
        let (status, page) = get(&mut client, &format!("/advice?{}", row.asks));
        let answer = match attribute(&page, "data-asks") {
            Some(asks) => format!("?{asks}"),
            None => attribute(&page, "data-answer").unwrap_or("none").to_owned(),
        };
        let unsaid: Vec<&String> = row.says.iter().filter(|it| !page.contains(*it)).collect();
        let files = page.contains("href=\"/file?");
        if status != 200 || answer != row.answer || !unsaid.is_empty() || files != row.files {
            let Row {
                name, asks, basis, ..
            } = row;
            wrong.push(format!(
                "{name} ({asks}; {basis}): {status} {answer}, not {}; unsaid {unsaid:?}; \
                 files {files}",
                row.answer
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Places as people write them, and what the page says then.
#[test]
fn a_place_that_is_not_clear_is_asked_back() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), None);
    let mut client = Client::new(demo.address);
    let to = |typed: &str| format!("/advice?insured_at=440300&treated_at={typed}");
    // where to, status, words on the page
    let rows: [(&str, u16, &[&str]); 9] = [
        (
            "朝阳",
            200,
            &["北京市朝阳区", "辽宁省朝阳市", "treated_at=110105"],
        ),
        ("chaoyang", 200, &["北京市朝阳区", "辽宁省朝阳市"]),
        ("吉林", 200, &["吉林省吉林市"]),
        ("广东", 200, &["请选一个市", "广州市", "茂名市"]),
        ("深川", 400, &["有误：去哪儿看病？", "广东省深圳市"]),
        ("没有这里", 400, &["没有找到这个地方"]),
        ("", 400, &["请填上这个地方"]),
        (
            "西安",
            200,
            &["data-answer", "也有别的地方叫这个名字", "牡丹江市西安区"],
        ),
        ("gz", 200, &["广东省广州市", "江西省赣州市"]),
    ];
    for (typed, status, says) in rows {
        let (answered, page) = get(&mut client, &to(typed));
        assert_eq!(answered, status, "{typed}");
        for words in says {
            assert!(page.contains(words), "{typed}: no {words}: {page}");
        }
    }
    // Nobody is insured in Hong Kong; what else was said is kept.
    let (status, page) = get(
        &mut client,
        "/advice?insured_at=香港&treated_at=广州&why=trip",
    );
    assert_eq!(status, 400);
    assert!(page.contains("没有人在那里参加内地医保") && page.contains("value=\"trip\""));
    // A hospital that is known here leads to its place.
    let (_, page) = get(&mut client, "/developer");
    let name = page.split("<td role=\"cell\">").nth(1).unwrap();
    let name = name.split('<').next().unwrap();
    let (status, page) = get(&mut client, &to(name));
    assert_eq!(status, 200);
    assert!(page.contains("您说的医院在这里"), "{name}: {page}");
    // A chip of the home page is a button of the same name, behind an empty or a filled field.
    for typed in ["", "广州"] {
        let address = format!("{}&treated_at=510100", to(typed));
        let (status, page) = get(&mut client, &address);
        assert_eq!(
            (status, attribute(&page, "data-answer")),
            (200, Some("file-first"))
        );
    }
}

#[test]
fn the_front_door_has_no_dead_end() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), None);
    let mut client = Client::new(demo.address);
    let pages = [
        "/",
        "/stories",
        "/stories?story=diabetes",
        "/advice?insured_at=440300&treated_at=440100",
        "/advice?insured_at=440300&treated_at=510100",
        "/advice?insured_at=440300&treated_at=810000",
        "/advice?insured_at=440300&treated_at=510100&why=stay",
        "/advice?insured_at=440300&treated_at=朝阳",
        "/advice?insured_at=320200&treated_at=320500",
    ];
    let mut links = BTreeSet::new();
    for address in pages {
        let (_, page) = get(&mut client, address);
        assert!(
            page.contains("· 随行</title>") && page.contains("12393"),
            "{address}"
        );
        assert!(!page.contains("首页 · 随行"), "{address}");
        let found = page.split(" href=\"").skip(1);
        let found = found.filter_map(|rest| rest.split('"').next());
        links.extend(found.map(|link| link.replace("&#38;", "&")));
    }
    for link in links.iter().filter(|link| link.starts_with('/')) {
        let path = link.split('#').next().unwrap();
        let answer = client.get(path).unwrap();
        // A place is sent on to the scheme most are in.
        assert!(matches!(answer.status, 200 | 303), "{link}");
    }
    // The word of each kind of answer is the title of its page.
    for (treated_at, title) in [("440100", "您不用备案"), ("510100", "先备案，3 分钟")] {
        let address = format!("/advice?insured_at=440300&treated_at={treated_at}");
        let (_, page) = get(&mut client, &address);
        assert!(page.contains(&format!("<title>{title} · 随行</title>")));
    }
    for (theme, says) in [
        ("dark", "data-theme=\"dark\""),
        ("contrast", "data-theme=\"contrast\""),
    ] {
        let (_, page) = get(&mut client, &format!("/?theme={theme}"));
        assert!(page.contains(says), "{theme}");
    }
    let (_, page) = get(
        &mut client,
        "/advice?insured_at=440300&treated_at=510100&lang=en&elder=1",
    );
    assert!(page.contains("File first") && page.contains("data-elder"));
}

/// The directory through a listening port: what is asked, the status, what the page says.
#[test]
fn the_directory_answers_whatever_is_typed() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), None);
    let mut client = Client::new(demo.address);
    for (address, status, says) in [
        ("/facilities", 200, "找联网医院和药店"),
        (
            "/facilities?insured_at=深圳&treated_at=广州",
            200,
            "广州示例大学附属第一医院",
        ),
        (
            "/facilities?treated_at=广东&q=rmyy",
            200,
            "天河示例区人民医院",
        ),
        ("/facilities?q=gzsl", 200, "广州示例大学附属第一医院"),
        (
            "/facilities?treated_at=天河&near=天河&care=outpatient",
            200,
            "随行演示社区",
        ),
        ("/facilities?treated_at=成都&q=锦江", 200, "已经停了"),
        ("/facilities?treated_at=北京&q=haidian", 200, "月"),
        (
            "/facilities?treated_at=天河&care=inpatient&level=tertiary",
            200,
            "不限级别",
        ),
        ("/facilities?treated_at=香港", 200, "没有联网机构"),
        ("/facilities?treated_at=国外", 200, "没有联网机构"),
        // Asked back, with what may be meant.
        ("/facilities?treated_at=朝阳", 200, "辽宁省朝阳市"),
        ("/facilities?treated_at=火星", 400, "没有找到这个地方"),
        ("/facilities?treated_at=广州&care=spa", 400, "看不懂「spa」"),
        ("/facilities?treated_at=广州&page=-1", 400, "看不懂「-1」"),
        (
            "/facilities?insured_at=香港&treated_at=广州",
            400,
            "没有人在那里参加内地医保",
        ),
        ("/facilities?q=%00%00&page=50000", 200, "没有找到"),
        ("/facilities?q='; DROP TABLE facility; --", 200, "没有找到"),
        (
            "/facilities/H44010600003?insured_at=深圳",
            200,
            "这家可以选",
        ),
        (
            "/facilities/h44010400001?insured_at=440300",
            200,
            "这家不能选",
        ),
        (
            "/facilities/H44010600003?by=scan",
            200,
            "您扫的是这家机构的码",
        ),
        (
            "/facilities/H44010600003?insured_at=火星",
            200,
            "医保在哪儿交",
        ),
        ("/facilities/NOPE", 404, "/facilities/NOPE"),
        ("/facilities/H44010699999", 404, "H44010699999"),
    ] {
        let (answered, page) = get(&mut client, address);
        assert_eq!(answered, status, "{address}");
        assert!(page.contains(says), "{address}: no «{says}» in {page}");
    }
    let long = "%E9%95%BF".repeat(3000);
    assert_eq!(get(&mut client, &format!("/facilities?q={long}")).0, 200);
    // Whoever is not signed in signs in first, and is led back.
    let answer = client
        .get("/designation/choose?facility=H44010600003")
        .unwrap();
    assert!((300..400).contains(&answer.status), "{}", answer.status);
}
