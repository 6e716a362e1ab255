//! A question about a bill, through a listening port: written on the bill's page or at the counter,
//! found by the agency of the insured place with the bill beside it, answered, told, and shown.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[path = "filing/browser.rs"]
#[allow(dead_code, reason = "another test uses the rest")]
mod browser;
mod till;

use browser::Browser;
use till::http::{Client, Request};
use till::patient::Line;
use till::{LABORATORY, NURSE, Place, SHENZHEN};

/// 曹初五，insured in Shenzhen, where the demo's clerk 罗窗口 works.
const NAME: &str = "曹初五";
const NUMBER: &str = "440305198013220528";

fn staff(place: &Place, name: &str, to: &str) -> Browser {
    let mut browser = Browser::new(place.demo.address);
    browser.get(&format!("/sign-in/staff?to={to}"));
    browser.submit("/sign-in/demo", &[("operator", name)]);
    assert_eq!(browser.page.status, 200, "{}", browser.page.body);
    browser
}

/// A settled bill of this test's own: person and number of the settlement.
fn bill(place: &Place) -> (String, String) {
    let mut patient = place.patient(NAME, SHENZHEN);
    let visit = patient.register("Q1");
    patient.describe(&visit);
    let lines = [Line::one(1, LABORATORY, 40), Line::one(2, NURSE, 100)];
    patient.upload(&visit, "B1", &lines);
    let bill = patient.settle(&visit, 14_000).unwrap();
    let id = bill.output["setlinfo"]["setl_id"].as_str().unwrap();
    (patient.person.clone(), id.to_owned())
}

fn number_after<'a>(body: &'a str, begins: &str) -> &'a str {
    let rest = body
        .split(begins)
        .nth(1)
        .unwrap_or_else(|| panic!("no {begins}: {body}"));
    rest.split(['"', '<']).next().unwrap()
}

on_both_engines! {
    fn a_question_goes_to_the_agency_and_its_answer_comes_back(place: &Place) {
        let (person, id) = bill(place);
        let mut own = Browser::signed_in(place.demo.address, &person);
        own.get(&format!("/settlements/{id}"));
        let ask = own.link(&format!("/settlements/{id}/ask"));
        own.get(&ask);
        for words in ["您想问什么", "深圳市医保经办机构", "没有查到公布的答复期限", "不同意"] {
            assert!(own.page.says(words), "{words}: {}", own.page.body);
        }
        // What is missing is said at once, and what was typed is kept.
        own.submit(&ask, &[("kind", "objection"), ("line", ""), ("text", "x")]);
        assert_eq!(own.page.status, 400, "{}", own.page.body);
        assert!(own.page.says("2 到 1000"), "{}", own.page.body);
        let words = "护工费 <b>为什么</b> 一分不报？";
        own.submit(&ask, &[("kind", "objection"), ("line", ""), ("text", words)]);
        assert_eq!(own.page.status, 200, "{}", own.page.body);
        assert!(own.page.says("还没有答复") && own.page.says("不同意，"), "{}", own.page.body);
        assert!(!own.page.says("<b>为什么</b>"), "what people write is text");
        own.get("/me/messages");
        assert!(own.page.says("账单提问已收到"), "{}", own.page.body);
        // Another person has no such page; whoever is not signed in is asked to.
        let mut other = Browser::signed_in(place.demo.address, "44030000000000000060");
        other.get(&ask);
        assert_eq!(other.page.status, 404, "{}", other.page.body);
        let mut nobody = Browser::new(place.demo.address);
        nobody.get(&ask);
        assert!(nobody.page.path.starts_with("/sign-in"), "{}", nobody.page.path);
        // The agency of another place does not see it; that of this place has the bill beside it.
        let elsewhere = staff(place, "蓝窗口", "/clerk/questions");
        assert!(elsewhere.page.says("没有。"), "{}", elsewhere.page.body);
        let mut clerk = staff(place, "罗窗口", "/clerk");
        let list = clerk.link("/clerk/questions");
        clerk.get(&list);
        assert!(clerk.page.says("曹*") && !clerk.page.says(NAME), "{}", clerk.page.body);
        let question = clerk.link("/clerk/questions/W");
        clerk.get(&question);
        for words in ["一分不报", "140.00", "全自费，不在报销范围", "转去重新核定"] {
            assert!(clerk.page.says(words), "{words}: {}", clerk.page.body);
        }
        let answer = [("kind", "explained"), ("text", "护工服务不在医保目录里，由您自己付。")];
        clerk.submit("/clerk/questions/", &answer);
        assert!(clerk.page.says("已告知本人"), "{}", clerk.page.body);
        let mut late = clerk.clone();
        late.get(&question);
        assert!(!late.page.says("答复并告诉本人"), "it is answered: {}", late.page.body);
        own.get("/me/messages");
        assert!(own.page.says("账单提问已答复"), "{}", own.page.body);
        own.get(&format!("/settlements/{id}"));
        assert!(own.page.says("护工服务不在医保目录里"), "{}", own.page.body);
        assert!(!own.page.says("还没有答复"), "{}", own.page.body);
        own.get("/me/looked");
        assert!(own.page.says("罗窗口") && own.page.says(&id), "{}", own.page.body);
        place.end();
        place.assert_sound();
    }

    /// Handed to review it is one case, however often it was asked: proposed by one, confirmed by
    /// another, and that is the answer. No program decides alone either.
    fn a_question_that_is_handed_to_review_is_decided_by_two(place: &Place) {
        let (person, id) = bill(place);
        let mut own = Browser::signed_in(place.demo.address, &person);
        let ask = format!("/settlements/{id}/ask");
        for words in ["护工费算错了", "再看一遍检验费"] {
            own.get(&ask);
            own.submit(&ask, &[("kind", "objection"), ("line", ""), ("text", words)]);
            assert_eq!(own.page.status, 200, "{}", own.page.body);
        }
        let mut clerk = staff(place, "罗窗口", "/clerk/questions");
        let case = format!("/clerk/bills/{id}");
        for _ in 0..2 {
            clerk.get("/clerk/questions");
            let question = clerk.link("/clerk/questions/W");
            clerk.get(&question);
            let review = [("kind", "decided-anew"), ("text", "转给同事重新核定。")];
            clerk.submit("/clerk/questions/", &review);
            assert!(clerk.page.says("在费用待办里由两个人定"), "{}", clerk.page.body);
            assert_eq!(clerk.link("/clerk/bills/A"), case, "the question leads to its case");
            assert!(!clerk.page.says("答复并告诉本人"), "nobody answers it alone");
        }
        clerk.get("/clerk/bills?kind=questioned");
        assert_eq!(clerk.page.body.matches("data-case").count(), 1, "{}", clerk.page.body);
        for words in ["收到", "看病的日子", "本人提问，转来重新核定"] {
            assert!(clerk.page.says(words), "{words}: {}", clerk.page.body);
        }
        clerk.get(&case);
        for words in ["护工费算错了", "再看一遍检验费", "收到", "看病的日子", "请医院更正"] {
            assert!(clerk.page.says(words), "{words}: {}", clerk.page.body);
        }
        clerk.link("/clerk/questions/W");
        own.get(&format!("/settlements/{id}"));
        assert!(own.page.says("正在重新核定，由两个人定"), "{}", own.page.body);
        // A program of the agency proposes as a page does.
        let key = "sxk_demo_clerk-shenzhen\r\nIdempotency-Key: REVIEW-1";
        let asked = br#"{"decision":"leave","reason":"\u9010\u9879\u6838\u8fc7",
            "source":{"title":"\u590d\u6838\u8bb0\u5f55","number":"1"}}"#;
        let request = Request {
            method: "POST",
            path: &format!("/api/v1/settlements/{id}/correction"),
            content_type: "application/json",
            body: asked,
        };
        let answer = Client::new(place.demo.address).send_as(request, key).unwrap();
        let said = String::from_utf8_lossy(&answer.body).into_owned();
        assert_eq!(answer.status, 202, "{said}");
        assert!(said.contains("\"proposed\"") && said.contains(&case), "{said}");
        own.get(&format!("/settlements/{id}"));
        assert!(own.page.says("正在重新核定，由两个人定"), "nothing holds yet");
        // Who proposed it does not confirm it; a colleague does, twice is once.
        clerk.get(&case);
        let confirm = format!("{case}/confirm");
        assert!(!clerk.page.says(&confirm) && clerk.page.says("等第二人确认"));
        let mut second = staff(place, "江经办", &case);
        let mut late = second.clone();
        for one in [&mut second, &mut late] {
            one.submit(&confirm, &[]);
            assert_eq!(one.page.status, 200, "{}", one.page.body);
        }
        own.get(&format!("/settlements/{id}"));
        assert_eq!(own.page.body.matches("逐项核过").count(), 2, "{}", own.page.body);
        assert!(!own.page.says("正在重新核定"), "{}", own.page.body);
        own.get("/me/messages");
        assert!(own.page.says("账单提问已答复"), "{}", own.page.body);
        // Whoever comes late hears what was done, by whom and when.
        clerk.post(&format!("{case}/take-back"), &[]);
        assert_eq!(clerk.page.status, 409, "{}", clerk.page.body);
        for words in ["已经办过", "保持不变", "江经办"] {
            assert!(clerk.page.says(words), "{words}: {}", clerk.page.body);
        }
        place.end();
        place.assert_sound();
    }

    fn at_the_counter_a_clerk_writes_it_down(place: &Place) {
        let (person, id) = bill(place);
        let mut clerk = staff(place, "罗窗口", "/clerk/counter");
        clerk.submit("/clerk/counter", &[("name", NAME), ("number", NUMBER)]);
        assert_eq!(clerk.page.status, 200, "{}", clerk.page.body);
        let asked = |bill: &str| [
            ("bill".to_owned(), bill.to_owned()),
            ("kind".to_owned(), "question".to_owned()),
            ("text".to_owned(), "检验费能报多少？".to_owned()),
        ];
        let plain = |fields: &[(String, String); 3]| -> Vec<(String, String)> { fields.to_vec() };
        let mut wrong = clerk.clone();
        let fields = plain(&asked("没有这张"));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (&**a, &**b)).collect();
        wrong.submit("/clerk/counter/question", &fields);
        assert!(wrong.page.says("没有这张账单"), "{}", wrong.page.body);
        let fields = plain(&asked(&id));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (&**a, &**b)).collect();
        clerk.submit("/clerk/counter/question", &fields);
        assert!(clerk.page.says("已记下，编号 W440300"), "{}", clerk.page.body);
        let mut own = Browser::signed_in(place.demo.address, &person);
        own.get(&format!("/settlements/{id}"));
        assert!(own.page.says("窗口代录"), "{}", own.page.body);
        let number = number_after(&own.page.body, "编号 <span class=\"num\">").to_owned();
        assert!(number.starts_with("W440300"), "{number}");
        place.end();
        place.assert_sound();
    }

    fn what_is_written_holds_no_number_and_is_read_by_those_it_concerns(place: &Place) {
        let (person, id) = bill(place);
        let page = format!("/settlements/{id}");
        let mut own = Browser::signed_in(place.demo.address, &person);
        own.get(&page);
        let ask = own.link(&format!("/settlements/{id}/ask"));
        own.get(&ask);
        let words = "我是 4403 0519 9002 3000 0x，电话 138 0000 1234，为什么不报？";
        own.submit(&ask, &[("kind", "objection"), ("line", ""), ("text", words)]);
        let shown = "我是 ＊＊＊，电话 ＊＊＊，为什么不报？";
        assert!(own.page.says(shown), "{}", own.page.body);
        // A demo shows the bill of somebody invented to everybody, and says why; what people wrote
        // it shows to nobody else.
        let mut nobody = Browser::new(place.demo.address);
        let mut other = Browser::signed_in(place.demo.address, "44030000000000000060");
        for browser in [&mut nobody, &mut other] {
            browser.get(&page);
            assert_eq!(browser.page.status, 200, "{}", browser.page.body);
            assert!(browser.page.says("演示里的人都是虚构的"), "{}", browser.page.body);
            assert!(!browser.page.says("为什么不报"), "{}", browser.page.body);
        }
        let mut clerk = staff(place, "罗窗口", &page);
        assert!(!clerk.page.says("为什么不报"), "{}", clerk.page.body);
        clerk.get(&format!("/persons/{person}"));
        own.get("/me/looked");
        for words in ["经办机构 罗窗口", &format!("查看了结算单 {id}"), "查看了参保和结算"] {
            assert!(own.page.says(words), "{words}: {}", own.page.body);
        }
        // Neither does the agency learn the number.
        clerk.get("/clerk/questions");
        let question = clerk.link("/clerk/questions/W");
        clerk.get(&question);
        assert!(clerk.page.says(shown), "{}", clerk.page.body);
        clerk.submit("/clerk/questions/", &[("kind", "explained"), ("text", "请打 13800001234")]);
        own.get(&page);
        assert!(own.page.says("请打 ＊＊＊"), "{}", own.page.body);
        place.end();
        place.assert_sound();
    }
}
