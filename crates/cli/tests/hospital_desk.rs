//! The desk of a hospital without a system of its own, through a listening port: its amounts are
//! those of the same bill over the hospital interface; a form sent twice is one settlement; what
//! was settled is found again, taken back, and counted by the day.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[path = "bill_desk/at_desk.rs"]
#[allow(dead_code, reason = "another test uses the rest")]
mod at_desk;
#[path = "filing/browser.rs"]
#[allow(dead_code, reason = "another test uses the rest")]
mod browser;
mod till;

use at_desk::{NAME, NUMBER, amounts, bill_number, find, hidden, operator, plain};
use browser::Browser;
use serde_json::{Value, json};
use till::arithmetic::Bill;
use till::patient::{Line, today};
use till::{GUANGZHOU, LABORATORY, NURSE, Patient, Place, RESONANCE, SHENZHEN};

/// What the bills of this test have: a test, a picture, a nurse of one's own.
const LINES: [(u32, &str, i64, i64); 3] = [
    (1, LABORATORY, 40, 2),
    (2, RESONANCE, 600, 1),
    (3, NURSE, 100, 1),
];
const TOTAL: i64 = 78_000;

fn lines() -> Vec<Line<'static>> {
    let line = |(serial, code, price, count): &(u32, &'static str, i64, i64)| Line {
        serial: *serial,
        code,
        price_fen: price * 100,
        count: *count,
    };
    LINES.iter().map(line).collect()
}

/// The fields of the form: the first two rows typed, the third pasted.
fn fields(care: &str) -> Vec<(String, String)> {
    let day = today().to_string();
    let until = if care == "inpatient" {
        day.as_str()
    } else {
        ""
    };
    let mut fields: Vec<(String, String)> = [
        ("care", care),
        ("from", &day),
        ("until", until),
        ("doctor_code", "D1"),
        ("doctor_name", "示例医生"),
        ("diagnosis_code", "I10.x00"),
        ("diagnosis_name", "高血压"),
        ("account", "1"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec();
    for (serial, code, price, count) in &LINES[..2] {
        fields.push((format!("item-{serial}"), (*code).to_owned()));
        fields.push((format!("quantity-{serial}"), count.to_string()));
        fields.push((format!("price-{serial}"), price.to_string()));
    }
    let (_, code, price, count) = LINES[2];
    fields.push(("list".to_owned(), format!("{code}\t{count}\t{price}.00\n")));
    fields
}

fn id_of(bill: &Bill) -> String {
    bill.text("setl_id").to_owned()
}

/// The same bill over the interface, and taken back.
fn over_the_interface(place: &Place, is_stay: bool) -> (Patient, Vec<(String, String)>) {
    let mut patient = place.patient(NAME, SHENZHEN);
    let (visit, bill) = match is_stay {
        false => {
            let visit = patient.register("N1");
            patient.describe(&visit);
            patient.upload(&visit, "B1", &lines());
            let bill = patient.settle(&visit, TOTAL).unwrap();
            (visit, bill)
        }
        true => {
            let (visit, total) = patient.stay("N2", json!({}), &lines());
            assert_eq!(total, TOTAL);
            let bill = patient.settle_stay(&visit, total).unwrap();
            (visit, bill)
        }
    };
    let id = id_of(&bill);
    let told = amounts(&mut patient, &id);
    let undo = patient.settlement(&visit, &id);
    let undoing = if is_stay { "2305" } else { "2208" };
    patient.till.ok(undoing, undo);
    if is_stay {
        // Its days are free again for the stay of the desk.
        let place = |visit: &str| json!({"mdtrt_id": visit, "psn_no": patient.person});
        let all = json!({"data": [{
            "feedetl_sn": "0000", "mdtrt_id": visit, "psn_no": patient.person,
        }]});
        let back: [(&str, Value); 3] = [
            ("2302", all),
            ("2405", json!({"data": place(&visit)})),
            ("2404", json!({"data": place(&visit)})),
        ];
        for (infno, input) in back {
            patient.till.ok(infno, input);
        }
    }
    (patient, told)
}

/// Looks what is paid, settles, and returns the number of the bill.
fn settled(browser: &mut Browser, care: &str) -> String {
    find(browser);
    let fields = fields(care);
    browser.submit("/desk/quote", &plain(&fields));
    assert_eq!(browser.page.status, 200, "{}", browser.page.body);
    browser.submit_to("/desk/quote", "/desk/settle", &plain(&fields));
    assert_eq!(browser.page.status, 200, "{}", browser.page.body);
    bill_number(browser)
}

on_both_engines! {
    /// What is not paid is said before anything is on record; the bill is the interface's.
    fn a_visit_comes_to_what_it_comes_to_over_the_interface(place: &Place) {
        let (mut patient, told) = over_the_interface(place, false);
        let mut browser = operator(place);
        find(&mut browser);
        let before = place.rows();
        let fields = fields("outpatient");
        browser.submit("/desk/quote", &plain(&fields));
        for words in ["全自费，不在报销范围", "乙类先行自付", "还没有结算，没有留下任何记录"] {
            assert!(browser.page.says(words), "{words}: {}", browser.page.body);
        }
        assert_eq!(place.rows(), before, "a quote leaves nothing on record");
        // Twice at once is one settlement, and so is once more later.
        let asked = browser.clone();
        let both: Vec<_> = [asked.clone(), asked.clone()]
            .into_iter()
            .map(|mut one| {
                let fields = fields.clone();
                std::thread::spawn(move || {
                    one.submit_to("/desk/quote", "/desk/settle", &plain(&fields));
                    bill_number(&one)
                })
            })
            .collect();
        let numbers: Vec<String> = both.into_iter().map(|one| one.join().unwrap()).collect();
        assert_eq!(numbers[0], numbers[1]);
        let mut late = asked.clone();
        late.submit_to("/desk/quote", "/desk/settle", &plain(&fields));
        assert_eq!(bill_number(&late), numbers[0]);
        assert_eq!(amounts(&mut patient, &numbers[0]), told);
        assert!(late.page.says("780.00") && late.page.says("签名"), "{}", late.page.body);
        assert!(late.page.says("结算用时"), "{}", late.page.body);
        let slip = late.link(&format!("/desk/bills/{}?paper=narrow", numbers[0]));
        late.get(&slip);
        assert!(late.page.says("780.00") && late.page.says("结算用时"), "{}", late.page.body);
        // After a lost answer, what became of it is one button away.
        let mut lost = asked.clone();
        lost.submit_to("/desk/quote", "/desk/fate", &[]);
        assert_eq!(bill_number(&lost), numbers[0]);
        // The same form with something else in it is not a second settlement.
        let mut other = asked;
        let mut changed = fields.clone();
        changed.retain(|(name, _)| name != "list");
        other.submit_to("/desk/quote", "/desk/settle", &plain(&changed));
        assert_eq!(other.page.status, 409, "{}", other.page.body);
        place.end();
        place.assert_sound();
    }

    /// A stay is opened, charged, discharged and settled by one form, and taken back whole.
    fn a_stay_is_settled_taken_back_and_settled_again(place: &Place) {
        let (mut patient, told) = over_the_interface(place, true);
        let totals = patient.totals();
        let mut browser = operator(place);
        let first = settled(&mut browser, "inpatient");
        assert_eq!(amounts(&mut patient, &first), told);
        browser.submit("/desk/undo", &[("reason", "")]);
        assert_eq!(browser.page.status, 400, "{}", browser.page.body);
        // What it would do is told before it is done, and nothing is on record of having asked.
        let rows = place.rows();
        browser.submit_to("/desk/undo", "/desk/undo/look", &[("reason", "录错了费用")]);
        for words in ["撤销以后：", "退给本人", "3 行费用", "这次就诊一起撤销", "还没有撤销"] {
            assert!(browser.page.says(words), "{words}: {}", browser.page.body);
        }
        assert_eq!(place.rows(), rows);
        let before = browser.clone();
        browser.submit("/desk/undo", &[("reason", "录错了费用")]);
        assert!(browser.page.says("已撤销"), "{}", browser.page.body);
        let mut again = before;
        again.submit("/desk/undo", &[("reason", "录错了费用")]);
        assert_eq!(again.page.status, 200, "taken back once: {}", again.page.body);
        assert_eq!(patient.totals(), totals, "the totals are as they were");
        let second = settled(&mut browser, "inpatient");
        assert_ne!(first, second);
        assert_eq!(amounts(&mut patient, &second), told);
        place.end();
        place.assert_sound();
    }

    /// The day counts what was settled and taken back, by payer, of this facility alone.
    fn the_day_counts_its_own(place: &Place) {
        let mut elsewhere = place.patient("许两地", GUANGZHOU);
        let visit = elsewhere.ready("N1", 12_300);
        let theirs = id_of(&elsewhere.settle(&visit, 12_300).unwrap());
        let mut browser = operator(place);
        assert!(browser.page.says("这一天没有结算"), "{}", browser.page.body);
        let first = settled(&mut browser, "outpatient");
        browser.submit("/desk/undo", &[("reason", "重复")]);
        let second = settled(&mut browser, "outpatient");
        browser.get("/desk");
        let page = &browser.page;
        assert!(page.says(&first) && page.says(&second) && !page.says(&theirs));
        assert!(page.says("1,560.00") && page.says("780.00"), "{}", page.body);
        assert!(page.says("曹*") && page.says("已撤销"), "{}", page.body);
        // Another facility's bill is not there, whoever asks how.
        browser.get(&format!("/desk/bills/{theirs}"));
        assert_eq!(browser.page.status, 404);
        browser.get(&format!("/desk/bills/{second}"));
        let form = [("settlement", theirs.as_str()), ("form", "W9"), ("reason", "试试")];
        browser.post("/desk/undo", &form);
        assert_eq!(browser.page.status, 404, "{}", browser.page.body);
    }

    /// Nothing is settled of whom nobody identified, or without the person having been told.
    fn only_who_is_here_and_was_told(place: &Place) {
        let mut browser = operator(place);
        let someone = place.patient("许两地", GUANGZHOU).person;
        let fields = fields("outpatient");
        let mut sent = plain(&fields);
        sent.extend([("person", someone.as_str()), ("form", "W1")]);
        for to in ["/desk/quote", "/desk/settle", "/desk/fate"] {
            browser.get("/desk");
            browser.post(to, &sent);
            assert_eq!(browser.page.status, 404, "{to}: {}", browser.page.body);
        }
        find(&mut browser);
        let (person, form) = (hidden(&browser, "person"), hidden(&browser, "form"));
        let mut untold = plain(&fields);
        untold.extend([("person", person.as_str()), ("form", form.as_str())]);
        browser.post("/desk/settle", &untold);
        assert!(browser.page.status == 400 && browser.page.says("先看要付多少"));
        untold.push(("quoted", "1.00"));
        browser.post("/desk/settle", &untold);
        assert!(browser.page.status == 400 && browser.page.says("刚才报的是"));
        assert!(browser.page.says("看要付多少") || browser.page.says("谁付多少"));
        browser.post("/desk/fate", &untold);
        assert!(browser.page.says("还没有结算"), "{}", browser.page.body);
    }

    /// What is wrong is said at its field, in both languages, and what was typed stays.
    fn what_is_wrong_is_said_at_its_field(place: &Place) {
        let mut browser = operator(place);
        find(&mut browser);
        let form = browser.clone();
        let list = format!("没有这项\t1\t2\n{LABORATORY}\t一\t两\n");
        let wrong = [("care", "outpatient"), ("from", "昨天"), ("list", list.as_str())];
        browser.submit("/desk/quote", &wrong);
        assert_eq!(browser.page.status, 400);
        for field in [
            "from", "doctor_code", "diagnosis_code", "item-1", "quantity-2", "price-2",
        ] {
            let said = format!("id=\"{field}-wrong\"");
            assert!(browser.page.says(&said), "{field}: {}", browser.page.body);
        }
        assert!(browser.page.says("value=\"没有这项\""), "what was typed stays");
        let mut english = form;
        english.get("/desk?lang=en");
        english.submit("/desk/find", &[("name", NAME), ("number", NUMBER)]);
        english.submit("/desk/quote", &wrong);
        assert!(english.page.says("is not in the catalogue"), "{}", english.page.body);
    }

    /// Only who keeps the desk of a facility settles.
    fn a_resident_and_a_clerk_are_refused(place: &Place) {
        let mut clerk = Browser::new(place.demo.address);
        clerk.get("/sign-in/staff?to=/desk");
        clerk.submit("/sign-in/demo", &[("operator", "罗窗口")]);
        assert_eq!(clerk.page.status, 403, "{}", clerk.page.body);
        let mut nobody = Browser::new(place.demo.address);
        nobody.get("/desk");
        assert!(nobody.page.path.starts_with("/sign-in/staff"), "{}", nobody.page.path);
        let person = place.patient(NAME, SHENZHEN).person;
        let mut resident = Browser::signed_in(place.demo.address, &person);
        resident.get("/desk");
        assert_eq!(resident.page.status, 403, "{}", resident.page.body);
    }
}
