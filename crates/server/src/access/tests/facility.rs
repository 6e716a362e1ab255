//! The desk of a facility from the outside: who is found and how, what is recorded by page and by
//! call, what the person then sees, and what another facility or unit does not.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use super::court::{Court, text};
use crate::api::tests::world::Reply;

/// A person nobody has seen here.
const UNSEEN: &str = "P2";

/// The fields of a referral of somebody to Beijing.
fn referral<'a>(person: &'a str, form: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("person", person),
        ("form", form),
        ("to_place", "110000"),
        ("to_name", "北京示例医院"),
        ("diagnosis_code", "C34.900"),
        ("diagnosis_name", "某病"),
        ("why", "本院不能治"),
        ("opinion", "同意转诊"),
        ("referred_on", "2026-11-21"),
        ("doctor_code", "D510100000001"),
        ("doctor_name", "示例"),
    ]
}

async fn call(court: &Court, path: &str, key: &str, body: &Value) -> Reply {
    let request = Request::post(path)
        .header("authorization", "Bearer sxk_facility")
        .header("content-type", "application/json")
        .header("idempotency-key", key)
        .body(Body::from(body.to_string()));
    court.world.send(request.unwrap()).await
}

/// The number of a record on a page.
fn number_on(page: &str, letter: char) -> String {
    let begin = format!("{letter}510100261121");
    let at = page
        .find(&begin)
        .unwrap_or_else(|| panic!("no record on {page}"));
    page[at..].chars().take(29).collect()
}

#[tokio::test]
async fn somebody_is_found_by_name_and_number_and_by_nothing_less() {
    let court = Court::new();
    let number = court.number_of(UNSEEN);
    for fields in [
        vec![("name", "王示例"), ("number", number.as_str())],
        vec![("number", number.as_str())],
        vec![("voucher", number.as_str())],
        vec![],
    ] {
        let reply = court.post("facility", "/facility/find", &fields).await;
        assert_eq!(reply.status.as_u16(), 404, "{fields:?}");
    }
    // Not found, nothing can be recorded of them, as of nobody.
    let refused = court
        .post("facility", "/facility/refer", &referral(UNSEEN, "W1"))
        .await;
    assert_eq!(refused.status.as_u16(), 404, "{}", text(&refused));
    let fields = [("name", "李示例"), ("number", number.as_str())];
    let found = court.post("facility", "/facility/find", &fields).await;
    assert_eq!(found.status.as_u16(), 200, "{}", text(&found));
    let page = text(&found);
    assert!(
        page.contains("李*") && !page.contains("李示例"),
        "masked: {page}"
    );
    assert!(!page.contains(&number), "the number is masked");
    // The person sees that the facility looked.
    let looked = text(&court.get("helper", "/me/looked").await);
    assert!(looked.contains("示例医院"), "{looked}");
}

#[tokio::test]
async fn a_referral_of_the_page_files_is_seen_by_the_person_and_taken_back() {
    let court = Court::new();
    let mut fields = referral("P1", "W1");
    fields.extend([
        ("files", "1"),
        ("phone", "13800000000"),
        ("address", "示例路1号"),
    ]);
    let done = court.post("facility", "/facility/refer", &fields).await;
    let page = text(&done);
    assert_eq!(done.status.as_u16(), 200, "{page}");
    assert!(
        page.contains("已登记转诊") && page.contains("生效中"),
        "{page}"
    );
    let number = number_on(&page, 'R');
    // Sent twice it is one.
    let again = text(&court.post("facility", "/facility/refer", &fields).await);
    assert!(again.contains(&number), "{again}");
    let desk = text(&court.get("facility", "/facility").await);
    assert_eq!(
        desk.matches(&number).count(),
        2,
        "in the list, and in its form: {desk}"
    );
    assert!(desk.contains("陈*") && !desk.contains("陈示例"), "masked");
    assert!(
        desk.contains("/designation/choose?facility=H51010000001"),
        "{desk}"
    );
    let own = text(&court.get("resident", "/me").await);
    assert!(
        own.contains("北京示例医院") && own.contains("异地转诊"),
        "{own}"
    );
    let export = text(&court.get("resident", "/me/export").await);
    assert!(export.contains(&number), "{export}");
    // Without a reason it is not taken back.
    let mut back = vec![
        ("person", "P1"),
        ("kind", "referral"),
        ("record", number.as_str()),
    ];
    let bare = court.post("facility", "/facility/withdraw", &back).await;
    assert_eq!(bare.status.as_u16(), 400, "{}", text(&bare));
    back.push(("reason", "登记错了人"));
    let gone = court.post("facility", "/facility/withdraw", &back).await;
    assert_eq!(gone.status.as_u16(), 200, "{}", text(&gone));
    assert!(text(&gone).contains("已撤销登记"));
    let own = text(&court.get("resident", "/me").await);
    let (now, before) = own.split_once("以前的备案").unwrap();
    assert!(now.contains("已撤销") && !now.contains("异地转诊"), "{own}");
    assert!(
        before.contains("异地转诊") && before.contains("已取消"),
        "{own}"
    );
    court.assert_books();
}

#[tokio::test]
async fn what_is_wrong_is_said_above_the_form_and_what_was_typed_stays() {
    let court = Court::new();
    let mut fields = referral("P1", "W1");
    fields.retain(|(name, _)| *name != "opinion");
    let wrong = court.post("facility", "/facility/refer", &fields).await;
    let page = text(&wrong);
    assert_eq!(wrong.status.as_u16(), 400, "{page}");
    assert!(
        page.contains("role=\"alert\"") && page.contains("北京示例医院"),
        "{page}"
    );
    assert!(
        page.contains("<details class=\"fold\" open><summary><b>登记转诊"),
        "{page}"
    );
    // By what the page calls the field.
    assert!(
        page.contains("医院意见：不能是空的") && !page.contains("字段 opinion"),
        "{page}"
    );
    let back = [("person", "P1"), ("kind", "referral"), ("record", "R1")];
    let bare = court.post("facility", "/facility/withdraw", &back).await;
    assert!(text(&bare).contains("为什么撤销"), "{}", text(&bare));
    // The same once more under another number is refused, and the first one named.
    let first = court
        .post("facility", "/facility/refer", &referral("P1", "W2"))
        .await;
    let number = number_on(&text(&first), 'R');
    let twice = court
        .post("facility", "/facility/refer", &referral("P1", "W3"))
        .await;
    assert_eq!(twice.status.as_u16(), 409, "{}", text(&twice));
    let said = format!("已有转诊登记 {number}");
    assert!(text(&twice).contains(&said), "{}", text(&twice));
    // Where the insured place lists no diseases, words are no code.
    let fields = [
        ("person", "P1"),
        ("form", "G9"),
        ("disease_code", "不知道"),
        ("disease_name", "某慢特病"),
        ("recognised_on", "2026-11-21"),
        ("holds_from", "2026-11-21"),
        ("doctor_code", "D510100000001"),
        ("doctor_name", "示例"),
    ];
    let none = court.post("facility", "/facility/recognise", &fields).await;
    let page = text(&none);
    assert_eq!(none.status.as_u16(), 422, "{page}");
    assert!(
        page.contains("不是国家编码") && page.contains("经办机构申请认定"),
        "{page}"
    );
}

#[tokio::test]
async fn a_disease_is_recognised_by_page_and_by_call_with_one_effect() {
    let court = Court::new();
    let fields = [
        ("person", "P1"),
        ("form", "W2"),
        ("disease_code", "M07800"),
        ("disease_name", "某慢特病"),
        ("recognised_on", "2026-11-21"),
        ("holds_from", "2026-11-21"),
        ("doctor_code", "D510100000001"),
        ("doctor_name", "示例"),
    ];
    let done = court.post("facility", "/facility/recognise", &fields).await;
    let page = text(&done);
    assert_eq!(done.status.as_u16(), 200, "{page}");
    let number = number_on(&page, 'G');
    let body = json!({
        "disease": { "code": "m07800", "name": "某慢特病" },
        "doctor": { "code": "D510100000001", "name": "示例" },
        "recognised_on": "2026-11-21",
    });
    let path = "/api/v1/people/P1/recognitions";
    let twice = call(&court, path, "K1", &body).await;
    assert_eq!(twice.status.as_u16(), 409, "{}", text(&twice));
    assert_eq!(twice.json()["code"], "already-recognised");
    let back = format!("{path}/{number}/withdrawal");
    let gone = call(&court, &back, "K2", &json!({ "reason": "登记错了" })).await;
    assert_eq!(gone.status.as_u16(), 200, "{}", text(&gone));
    assert_eq!(gone.json()["standing"], "withdrawn");
    let again = call(&court, path, "K3", &body).await;
    assert_eq!(again.status.as_u16(), 201, "{}", text(&again));
    assert_eq!(again.json()["known_as"], "M07800");
    let same = call(&court, path, "K3", &body).await;
    assert_eq!(same.header("idempotent-replayed"), "true");
    assert_eq!(same.bytes, again.bytes);
    court.assert_books();
}

#[tokio::test]
async fn a_program_refers_finds_lists_and_takes_back() {
    let court = Court::new();
    let find = "/api/v1/facility/people";
    let number = court.number_of(UNSEEN);
    let none = call(&court, find, "F0", &json!({ "number": number })).await;
    assert_eq!(none.status.as_u16(), 400, "{}", text(&none));
    let body = json!({ "name": "李示例", "number": number });
    let seen = call(&court, find, "F1", &body).await;
    assert_eq!(seen.status.as_u16(), 200, "{}", text(&seen));
    assert_eq!(seen.json()["person"], UNSEEN);
    assert_eq!(seen.json()["name"], domain::ids::mask_name("李示例"));
    let referral = json!({
        "to_name": "北京示例医院", "to_place": "110000",
        "diagnosis": { "code": "C34.900", "name": "某病" },
        "reason": "本院不能治", "opinion": "同意转诊", "referred_on": "2026-11-21",
    });
    let path = format!("/api/v1/people/{UNSEEN}/referrals");
    let made = call(&court, &path, "K1", &referral).await;
    assert_eq!(made.status.as_u16(), 201, "{}", text(&made));
    let made = made.json();
    assert_eq!(
        (&made["standing"], &made["distance"]),
        (&json!("holds"), &json!("out-of-province"))
    );
    let listed = court
        .get(
            "facility",
            &format!("/api/v1/people/{UNSEEN}/hospital-records"),
        )
        .await;
    assert_eq!(listed.json()["referrals"][0]["number"], made["number"]);
    let back = format!("{path}/{}/withdrawal", made["number"].as_str().unwrap());
    let gone = call(&court, &back, "K2", &json!({ "reason": "不去了" })).await;
    assert_eq!(gone.json()["withdrawn"]["reason"], "不去了");
    let other = format!("{path}/R0/withdrawal");
    let unknown = call(&court, &other, "K3", &json!({ "reason": "不去了" })).await;
    assert_eq!(unknown.status.as_u16(), 404, "{}", text(&unknown));
}
