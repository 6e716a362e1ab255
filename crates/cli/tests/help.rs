//! Help through a listening port: which case somebody is, what people ask, the sheet to take along,
//! the box to ask in. Its answers are the advice's, the rules' and the engine's own.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod till;

use serde_json::Value;
use till::http::Client;
use till::server::Demo;

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

fn demo() -> (tempfile::TempDir, Demo, Client) {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), None);
    let client = Client::new(demo.address);
    (folder, demo, client)
}

/// The words of a page, without its marks.
fn text(page: &str) -> String {
    let (_, main) = page.split_once("<main").unwrap();
    let (main, _) = main.split_once("</main>").unwrap();
    let mut told = String::new();
    for part in main.split('<').skip(1) {
        told.push_str(part.split_once('>').map_or("", |(_, text)| text));
    }
    told
}

#[test]
fn which_case_one_is_agrees_with_the_advice() {
    let (_folder, _demo, mut client) = demo();
    let homes = [
        "440300", "110000", "510100", "320500", "330100", "460000", "620200",
    ];
    let aways = ["440100", "510100", "110000", "460000", "810000", "500000"];
    let whys = [
        "why=stay&months=12",
        "why=stay&months=1",
        "why=posted&months=12",
        "why=study&months=12",
        "why=referral&slip=yes",
        "why=referral&slip=no",
        "why=trip",
        "why=emergency",
        "why=trip&care=chronic-outpatient",
    ];
    let mut compared = 0;
    for home in homes {
        for away in aways {
            for why in whys {
                let asks = format!("insured_at={home}&treated_at={away}&{why}&scheme=employee");
                let (_, advice) = get(&mut client, &format!("/advice?{asks}"));
                let (status, which) = get(&mut client, &format!("/help/which?{asks}"));
                assert_eq!(status, 200, "{asks}");
                let answers = ["data-answer", "data-asks"].map(|name| attribute(&advice, name));
                let agrees = ["data-answer", "data-asks"].map(|name| attribute(&which, name));
                assert_eq!(answers, agrees, "{asks}");
                compared += 1;
            }
        }
    }
    assert!(compared > 300);
}

#[test]
fn one_question_a_screen_and_never_more_than_five() {
    let (_folder, _demo, mut client) = demo();
    let (_, first) = get(&mut client, "/help/which");
    assert_eq!(attribute(&first, "data-asks"), Some("insured_at"));
    assert_eq!(first.matches("class=\"go\"").count(), 1);
    let (_, second) = get(&mut client, "/help/which?insured_at=深圳");
    assert_eq!(attribute(&second, "data-asks"), Some("treated_at"));
    // Every answer of every question leads to an answer within three more screens.
    let mut ahead = vec![("/help/which?insured_at=深圳&treated_at=成都".to_owned(), 2)];
    let mut ends = 0;
    while let Some((address, asked)) = ahead.pop() {
        let (status, page) = get(&mut client, &address);
        assert_eq!(status, 200, "{address}");
        if attribute(&page, "data-answer").is_some() {
            assert!(page.contains("href=\"/facilities?"), "{address}");
            assert!(page.contains("href=\"/help/checklist?"), "{address}");
            assert!(page.contains("class=\"basis"), "{address} cites nothing");
            ends += 1;
            continue;
        }
        assert!(asked < 5, "{address} is a sixth question");
        let (_, main) = page.split_once("<main").unwrap();
        let (main, _) = main.split_once("</main>").unwrap();
        let links = main.split(" href=\"/help/which?").skip(1);
        let links: Vec<String> = links
            .map(|rest| rest.split('"').next().unwrap().replace("&#38;", "&"))
            .filter(|link| link.contains("why="))
            .collect();
        assert!(links.len() > 1, "{address}");
        ahead.extend(
            links
                .iter()
                .map(|link| (format!("/help/which?{link}"), asked + 1)),
        );
    }
    assert!(ends >= 6, "{ends}");
    // The invented people all come to an answer at once, in both languages.
    let (_, first) = first.split_once("<main").unwrap();
    let (first, _) = first.split_once("</main>").unwrap();
    let like = first.split(" href=\"/help/which?").skip(1);
    let like: Vec<String> = like
        .map(|rest| rest.split('"').next().unwrap().replace("&#38;", "&"))
        .collect();
    assert_eq!(like.len(), 5);
    for link in like {
        for lang in ["zh", "en"] {
            let (_, page) = get(&mut client, &format!("/help/which?{link}&lang={lang}"));
            assert!(attribute(&page, "data-answer").is_some(), "{link}");
        }
    }
    let (status, wrong) = get(&mut client, "/help/which?insured_at=火星");
    assert_eq!(status, 400);
    assert!(wrong.contains("aria-invalid"));
}

#[test]
fn what_people_ask_is_answered_by_the_rules_of_the_place() {
    let (_folder, _demo, mut client) = demo();
    let (_, national) = get(&mut client, "/help");
    assert!(national.matches("<details class=\"fold\" id=\"").count() >= 30);
    let (_, shenzhen) = get(&mut client, "/help?insured=深圳");
    let (_, chengdu) = get(&mut client, "/help?at=成都");
    let section = |page: &str, id: &str| {
        let (_, rest) = page.split_once(&format!("id=\"{id}\"")).unwrap();
        rest.split_once("</details>").unwrap().0.to_owned()
    };
    // Figures are read from the rules, and so differ with the place.
    let window = |page: &str| section(page, "claim-window");
    assert!(
        window(&shenzhen).contains("12 个月"),
        "{}",
        window(&shenzhen)
    );
    assert_ne!(window(&shenzhen), window(&chengdu));
    assert!(section(&shenzhen, "deductible").contains("600 元"));
    // Where sources disagree, both are said.
    assert!(
        window(&shenzhen).contains("two-say"),
        "{}",
        window(&shenzhen)
    );
    // Each answer names its source; codes of our own stand nowhere.
    assert!(shenzhen.matches("class=\"basis").count() > 40);
    for page in [&national, &shenzhen, &chengdu] {
        for code in ["X20", "SZ-0", "MAN-0", "NAT-0", "NAT-1", "NAT-2"] {
            assert!(!text(page).contains(code), "{code}");
        }
    }
    let (_, english) = get(&mut client, "/help?insured=440300&lang=en");
    assert!(section(&english, "claim-window").contains("12 months"));
    let (status, _) = get(&mut client, "/help?insured=火星");
    assert_eq!(status, 400);
}

#[test]
fn a_sheet_to_take_along_has_boxes_deadlines_and_telephones() {
    let (_folder, _demo, mut client) = demo();
    let address = "/help/checklist?insured=深圳&treated=成都&case=stay";
    let (status, page) = get(&mut client, address);
    assert_eq!(status, 200);
    let told = text(&page);
    assert!(page.contains("class=\"ticks\""));
    assert!(
        told.contains("12 个月") && told.contains("出院记录"),
        "{told}"
    );
    assert!(
        told.contains("0755-12333") && told.contains("028-12333"),
        "{told}"
    );
    assert!(told.contains("打印于") && told.contains("/help/checklist?insured=440300"));
    assert!(!page.contains("checked"), "no box is ticked for anybody");
    // Who goes by a referral takes the form along; an area code that is not on record is said so.
    let (_, referral) = get(
        &mut client,
        "/help/checklist?insured=440300&treated=540200&case=referral",
    );
    assert!(text(&referral).contains("转诊单"));
    let (_, unknown) = get(
        &mut client,
        "/help/checklist?insured=620200&treated=440300&case=trip",
    );
    assert!(text(&unknown).contains("没有收录"), "{}", text(&unknown));
    let (status, _) = get(&mut client, "/help/checklist?insured=火星&treated=成都");
    assert_eq!(status, 400);
}

#[test]
fn the_box_answers_as_the_engine_does_and_keeps_no_numbers() {
    let (_folder, _demo, mut client) = demo();
    let (_, page) = get(
        &mut client,
        "/ask?q=深圳职工医保去成都三甲医院住院花了1万能报多少",
    );
    assert_eq!(attribute(&page, "data-kind"), Some("how-much"));
    // The same bill on the page before the journey.
    let before = "/before?insured_at=440300&treated_at=510100&care=inpatient&scheme=employee";
    let (_, before) = get(&mut client, &format!("{before}&amount=10000"));
    let answer = api(&mut client, "深圳职工医保去成都三甲医院住院花了1万能报多少");
    let ways = answer["quotes"][0]["ways"].as_array().unwrap().clone();
    assert!(ways.len() >= 3, "{answer}");
    assert!(ways.iter().filter(|way| way["person"].is_string()).count() >= 2);
    for person in ways.iter().filter_map(|way| way["person"].as_str()) {
        let (whole, _) = person.split_once('.').unwrap();
        let grouped = match whole.len() > 3 {
            true => format!(
                "{},{}",
                &whole[..whole.len() - 3],
                &whole[whole.len() - 3..]
            ),
            false => whole.to_owned(),
        };
        assert!(
            before.contains(&grouped),
            "{grouped} is not on the page before"
        );
        assert!(page.contains(&grouped), "{grouped} is not in the answer");
    }
    for row in answer["rows"].as_array().unwrap() {
        assert!(!row["basis"].as_array().unwrap().is_empty(), "{row}");
    }
    // A number is struck out of the address and of the page.
    let number = "440305199002300000";
    let asked = client
        .get(&encoded(&format!("/ask?q=我{number}要备案吗")))
        .unwrap();
    assert_eq!(asked.status, 303);
    assert!(!String::from_utf8(asked.body).unwrap().contains(number));
    let told = api(&mut client, &format!("我{number}深圳去成都要备案吗"));
    assert_eq!(told["had_number"], true);
    assert!(!told.to_string().contains(number));
    // What is missing is asked for, and a link says it.
    let (_, page) = get(&mut client, "/ask?q=去朝阳要不要备案&insured_at=深圳");
    assert!(page.contains("treated_at=110105"), "{}", text(&page));
    let (_, unknown) = get(&mut client, "/ask?q=今天天气怎么样");
    assert!(text(&unknown).contains("12393") && !unknown.contains("class=\"basis"));
    let (_, empty) = get(&mut client, "/ask");
    assert_eq!(attribute(&empty, "data-kind"), None);
}

fn api(client: &mut Client, typed: &str) -> Value {
    let answer = client
        .get(&encoded(&format!("/api/v1/ask?q={typed}")))
        .unwrap();
    assert_eq!(
        answer.status,
        200,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
    serde_json::from_slice(&answer.body).unwrap()
}

#[test]
fn what_was_not_said_is_asked_or_said_to_be_taken() {
    let (_folder, _demo, mut client) = demo();
    // A place alone asks what it was named for, and leads on from there.
    let (_, place) = get(&mut client, "/ask?q=深圳");
    assert_eq!(
        attribute(&place, "data-kind"),
        Some("place"),
        "{}",
        text(&place)
    );
    for href in [
        "/?insured_at=440300",
        "/?treated_at=440300",
        "/policy/440300",
    ] {
        assert!(place.contains(&format!("href=\"{href}\"")), "{href}");
    }
    let (_, going) = get(&mut client, "/ask?q=去广州看病");
    assert_eq!(
        attribute(&going, "data-kind"),
        Some("must-file"),
        "{}",
        text(&going)
    );
    assert!(
        text(&going).contains("您的医保在哪个市交"),
        "{}",
        text(&going)
    );
    // What a bill was worked out for is said, with a link that says otherwise.
    let (_, bill) = get(&mut client, "/ask?q=深圳去成都报多少");
    assert!(text(&bill).contains("先按「在职」算的"), "{}", text(&bill));
    let links = ["&amp;status=retired", "&#38;status=retired"];
    let (_, link) = links.iter().find_map(|link| bill.split_once(link)).unwrap();
    assert!(link.starts_with('"'), "{}", &link[..40]);
    let (_, retired) = get(&mut client, "/ask?q=深圳去成都报多少&status=retired");
    assert!(text(&retired).contains("退休") && !text(&retired).contains("先按「在职」"));
    // What became of a filing, and how to undo one, leads to one's own.
    for typed in ["我的备案批了吗", "怎么取消备案", "取消"] {
        let (_, page) = get(&mut client, &format!("/ask?q={typed}"));
        assert!(page.contains("href=\"/me\""), "{typed}: {}", text(&page));
    }
}

#[test]
fn who_did_not_file_is_told_one_thing_everywhere() {
    let (_folder, _demo, mut client) = demo();
    let says = "出院以后才补备案的，能不能报、按什么报由参保地定";
    for address in [
        "/ask?q=深圳没备案自己付了钱还能报吗",
        "/ask?q=已经住院了没备案，深圳参保",
        "/ask?q=深圳去成都没备案住院报多少",
        "/help?insured=深圳",
        "/before?insured_at=深圳&treated_at=成都",
        "/advice?insured_at=440300&treated_at=510100&why=trip",
    ] {
        let (_, page) = get(&mut client, address);
        assert!(text(&page).contains(says), "{address}: {}", text(&page));
        assert!(page.contains("class=\"basis"), "{address}");
    }
}

#[test]
fn an_emergency_comes_first() {
    let (_folder, _demo, mut client) = demo();
    let (_, home) = get(&mut client, "/");
    assert!(
        text(&home).contains("急诊抢救不用备案，先看病"),
        "{}",
        text(&home)
    );
    assert!(home.contains("href=\"/help#emergency\""));
    let (_, help) = get(&mut client, "/help");
    let told = text(&help);
    let first = told.find("急诊抢救视同已备案").unwrap();
    assert!(first < told.find("备案怎么办、在哪里办").unwrap(), "{told}");
}

#[test]
fn words_are_explained_and_linked() {
    let (_folder, _demo, mut client) = demo();
    let (_, page) = get(&mut client, "/help/words");
    assert!(page.matches("<dt>").count() >= 25);
    let (_, home) = get(&mut client, "/");
    assert!(home.contains("href=\"/help\""));
    let (_, term) = get(&mut client, "/ask?q=起付线是什么意思");
    assert_eq!(attribute(&term, "data-kind"), Some("word"));
}
