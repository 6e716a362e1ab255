//! Each kind of bill at the desk of a facility without a system of its own comes to what the same
//! bill comes to over the hospital interface: a visit with several diagnoses and a line given back,
//! a stay settled in mid-stay and at its end, an emergency, a purchase in a pharmacy. Rows come
//! typed, pasted, from a file, and from the catalogue; the day is compared with one's own list.
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

use at_desk::{NAME, amounts, bill_number, find, operator, operator_called, plain};
use browser::Browser;
use serde_json::{Value, json};
use till::arithmetic::Bill;
use till::patient::{Line, number, today};
use till::{LABORATORY, NURSE, Patient, Place, RESONANCE, SHENZHEN, WARD_DAY};

const PHARMACY: &str = "P44030500005";

/// Fields of the form beside its rows.
fn visit(care: &str, more: &[(&str, &str)]) -> Vec<(String, String)> {
    let day = today().to_string();
    let common = [
        ("care", care),
        ("from", &day),
        ("doctor_code", "D1"),
        ("doctor_name", "示例医生"),
        ("diagnosis_code", "I10.x00"),
        ("diagnosis_name", "高血压"),
        ("account", "1"),
    ];
    let all = common.iter().chain(more);
    all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// Looks what is paid, settles, and returns the number of the bill.
fn settled(browser: &mut Browser, fields: &[(String, String)]) -> String {
    browser.submit("/desk/quote", &plain(fields));
    assert_eq!(browser.page.status, 200, "{}", browser.page.body);
    browser.submit_to("/desk/quote", "/desk/settle", &plain(fields));
    assert_eq!(browser.page.status, 200, "{}", browser.page.body);
    bill_number(browser)
}

/// The settlement of a bill over the interface, and all its amounts.
fn told(patient: &mut Patient, bill: &Bill) -> Vec<(String, String)> {
    let id = bill.text("setl_id").to_owned();
    amounts(patient, &id)
}

/// A line that gives back so many of another.
fn refund(input: &mut Value, of: &str, line: &Line<'_>) {
    let row = &mut input["feedetail"][0];
    row["init_feedetl_sn"] = json!(of);
    row["cnt"] = json!(-line.count);
    row["det_item_fee_sumamt"] = number(-line.amount());
}

on_both_engines! {
    /// Two diagnoses, a row of a file, a row pasted, and one row that gives back a part of another.
    fn a_visit_with_a_line_given_back(place: &Place) {
        let other = Place::sqlite();
        let mut patient = other.patient(NAME, SHENZHEN);
        let visit_id = patient.register("N1");
        let mut described = patient.description(&visit_id);
        let mut second = till::patient::diagnosis();
        second["diag_srt_no"] = json!(2);
        second["diag_code"] = json!("E11.900");
        second["diag_name"] = json!("糖尿病");
        second["maindiag_flag"] = json!("0");
        described["diseinfo"].as_array_mut().unwrap().push(second);
        patient.till.ok("2203", described);
        let lines = [Line::one(1, RESONANCE, 600), Line::one(2, NURSE, 100)];
        // Over the interface nobody gives back what is not settled: fewer are charged.
        let two = Line { serial: 3, code: LABORATORY, price_fen: 4_000, count: 2 };
        patient.upload(&visit_id, "B1", &[lines[0].clone(), lines[1].clone(), two]);
        let bill = patient.settle(&visit_id, 78_000).unwrap();
        let expected = told(&mut patient, &bill);

        let mut browser = operator(place);
        find(&mut browser);
        // A file whose columns stand in another order; what is wrong is said in its row.
        let table = format!("数量\t单价\t项目\n1\t600\t{RESONANCE}\n一\t100\t{NURSE}\n");
        upload(&mut browser, &table);
        assert_eq!(browser.page.status, 400);
        assert!(
            browser.page.says("id=\"quantity-2-wrong\"") && !browser.page.says("id=\"from-wrong\""),
            "{}",
            browser.page.body
        );
        find(&mut browser);
        upload(&mut browser, &format!("数量\t单价\t项目\n1\t600\t{RESONANCE}\n1\t100\t{NURSE}\n"));
        assert!(browser.page.says(&format!("value=\"{NURSE}\"")), "{}", browser.page.body);
        assert!(browser.page.says("乙类") && browser.page.says("丙类"), "classes are shown");
        let list = format!("项目\t数量\t单价\t退第几行\n{LABORATORY}\t3\t40\t\n\t1\t\t1\n");
        let more = [
            ("item-1", RESONANCE), ("quantity-1", "1"), ("price-1", "600"),
            ("item-2", NURSE), ("quantity-2", "1"), ("price-2", "100"),
            ("diagnosis_code-2", "E11.900"), ("diagnosis_name-2", "糖尿病"),
            ("list", &list),
        ];
        let fields = visit("outpatient", &more);
        let number = settled(&mut browser, &fields);
        assert!(browser.page.says("（退）"), "{}", browser.page.body);
        let mut here = place.patient(NAME, SHENZHEN);
        assert_eq!(amounts(&mut here, &number), expected);
        place.end();
        place.assert_sound();
    }

    /// A stay is one thing: settled in mid-stay, gone on with by the next form, a line of its first
    /// part given back, discharged; taken back in the order in which it was settled.
    fn a_stay_that_is_settled_twice(place: &Place) {
        let other = Place::sqlite();
        let mut patient = other.patient(NAME, SHENZHEN);
        let stay = patient.admit("N2", json!({}));
        let first = [Line::one(1, LABORATORY, 3_000), Line::one(2, RESONANCE, 600)];
        patient.upload_stay(&stay, &first);
        let mut input = patient.stay_bill(&stay, 360_000);
        input["data"]["mid_setl_flag"] = json!("1");
        let bill = Bill::of(patient.till.call("2304", input).unwrap());
        let mid = told(&mut patient, &bill);
        patient.upload_stay(&stay, &[Line::one(3, LABORATORY, 1_000)]);
        let back = Line::one(4, RESONANCE, 600);
        let mut input = patient.lines(&stay, "", std::slice::from_ref(&back));
        refund(&mut input, "2", &back);
        patient.till.ok("2301", input);
        patient.discharge(&stay);
        let bill = patient.settle_stay(&stay, 40_000).unwrap();
        let last = told(&mut patient, &bill);

        let mut browser = operator(place);
        find(&mut browser);
        let rows = [
            ("item-1", LABORATORY), ("quantity-1", "1"), ("price-1", "3000"),
            ("item-2", RESONANCE), ("quantity-2", "1"), ("price-2", "600"),
            ("mid_stay", "1"),
        ];
        let fields = visit("inpatient", &rows);
        let one = settled(&mut browser, &fields);
        let mut here = place.patient(NAME, SHENZHEN);
        assert_eq!(amounts(&mut here, &one), mid);
        find(&mut browser);
        assert!(
            browser.page.says("这位病人正在住院") && browser.page.says("3,600.00"),
            "{}",
            browser.page.body
        );
        let named = browser.page.body.split("name=\"stay\" value=\"").nth(1).unwrap();
        let named = named.split('"').next().unwrap().to_owned();
        let day = today().to_string();
        let rows = [
            ("stay", named.as_str()), ("until", day.as_str()), ("gives-2", "1"),
            ("item-1", LABORATORY), ("quantity-1", "1"), ("price-1", "1000"),
        ];
        let fields = visit("outpatient", &rows);
        let form = browser.clone();
        let two = settled(&mut browser, &fields);
        assert_eq!(amounts(&mut here, &two), last);
        // The same form again, after the stay has ended, is the same settlement.
        let mut again = form;
        again.submit("/desk/quote", &plain(&fields));
        let mut sent = plain(&fields);
        let (person, number) = (hidden_of(&again, "person"), hidden_of(&again, "form"));
        sent.extend([("person", person.as_str()), ("form", number.as_str())]);
        again.post("/desk/settle", &sent);
        assert_eq!(bill_number(&again), two, "{}", again.page.body);
        browser.get(&format!("/desk/bills/{two}"));
        browser.submit("/desk/undo", &[("reason", "出院日期错了")]);
        assert!(browser.page.says("已撤销"), "{}", browser.page.body);
        find(&mut browser);
        assert!(browser.page.says("这位病人正在住院"), "the stay goes on");
        browser.get(&format!("/desk/bills/{one}"));
        browser.submit("/desk/undo", &[("reason", "录错了人")]);
        assert!(browser.page.says("已撤销"), "{}", browser.page.body);
        find(&mut browser);
        assert!(!browser.page.says("这位病人正在住院"), "{}", browser.page.body);
        place.end();
        place.assert_sound();
    }

    /// An emergency as a kind of visit, and what one buys in a pharmacy.
    fn an_emergency_and_a_pharmacy(place: &Place) {
        let other = Place::sqlite();
        let mut patient = other.patient(NAME, SHENZHEN);
        let (stay, total) = patient.stay("N3", json!({"OTP_ER_REFL_FLAG": "1"}), &[
            Line::one(1, LABORATORY, 3_000),
        ]);
        let bill = patient.settle_stay(&stay, total).unwrap();
        let emergency = told(&mut patient, &bill);
        let mut browser = operator(place);
        find(&mut browser);
        let day = today().to_string();
        let row = [("item-1", LABORATORY), ("quantity-1", "1"), ("price-1", "3000")];
        let mut more = vec![("emergency", "1"), ("until", day.as_str())];
        more.extend(row);
        let number = settled(&mut browser, &visit("inpatient", &more));
        let mut here = place.patient(NAME, SHENZHEN);
        assert_eq!(amounts(&mut here, &number), emergency);

        // No transaction of the interface opens a visit in a pharmacy: its desk is the one way.
        let mut here = place.patient("顾蓉城", PHARMACY);
        let mut browser = operator_called(place, "佟药店");
        browser.get("/desk");
        let voucher = here.voucher["number"].as_str().unwrap().to_owned();
        let kind = here.voucher["type"].as_str().unwrap();
        assert_eq!(kind, "01", "an electronic voucher, as a scanner types it");
        browser.submit("/desk/find", &[("voucher", &voucher)]);
        assert!(browser.page.says("药店购药") && browser.page.says("药师代码"));
        let mut fields = visit("pharmacy", &[
            ("item-1", LABORATORY), ("quantity-1", "1"), ("price-1", "80"),
        ]);
        fields.retain(|(name, _)| !name.starts_with("diagnosis"));
        let number = settled(&mut browser, &fields);
        assert!(browser.page.says("80.00"), "{}", browser.page.body);
        let bought = amounts(&mut here, &number);
        let total = bought.iter().find(|(name, _)| name == "medfee_sumamt");
        assert_eq!(total.map(|(_, amount)| amount.as_str()), Some("80.00"), "{bought:?}");
        place.end();
        place.assert_sound();
    }

    /// A sale in a pharmacy is paid from the personal account where no rule says that a fund pays.
    /// Without the account it is refused with one outcome, and is one case for clerk and person.
    fn a_sale_on_account_and_one_without(place: &Place) {
        let mut browser = operator_called(place, "佟药店");
        find(&mut browser);
        let page = &browser.page;
        assert!(page.says("没有读到深圳的规定"), "said before: {}", page.body);
        for field in ["until", "mid_stay", "diagnosis_code", "emergency", "disease"] {
            let there = format!("name=\"{field}\"");
            assert!(!page.says(&there), "a pharmacy has no {field}");
        }
        let row = [("item-1", LABORATORY), ("quantity-1", "1"), ("price-1", "80")];
        let mut fields = visit("pharmacy", &row);
        fields.retain(|(name, _)| !name.starts_with("diagnosis"));
        let mut without = fields.clone();
        without.retain(|(name, _)| name != "account");
        let mut unpaid = browser.clone();
        let mut numbers = Vec::new();
        for _ in 0..2 {
            find(&mut unpaid);
            unpaid.submit("/desk/quote", &plain(&without));
            let page = &unpaid.page;
            assert_eq!(page.status, 422, "{}", page.body);
            for words in ["今天本人先付全部费用", "深圳市医保经办机构核定", "今天不能直接结算"] {
                assert!(page.says(words), "{words}: {}", page.body);
            }
            assert!(!page.says("回参保地零星报销"), "one outcome, said once: {}", page.body);
            let number = page.body.split("<dd class=\"num\">K").nth(1).unwrap();
            numbers.push(format!("K{}", number.split('<').next().unwrap()));
        }
        assert_eq!(numbers[0], numbers[1], "asked again it is the same case");
        let mut clerk = Browser::new(place.demo.address);
        let case = format!("/clerk/bills/{}", numbers[0]);
        clerk.get(&format!("/sign-in/staff?to={case}"));
        clerk.submit("/sign-in/demo", &[("operator", "罗窗口")]);
        assert!(clerk.page.status == 200 && clerk.page.says("要人定"), "{}", clerk.page.body);
        let person = place.patient(NAME, SHENZHEN).person;
        let mut own = Browser::signed_in(place.demo.address, &person);
        own.get(&format!("/me/refused/{}", numbers[0]));
        assert!(own.page.says("经办机构正在看这一笔"), "{}", own.page.body);
        // On account it is settled, and then nothing waits any more.
        browser.submit("/desk/quote", &plain(&fields));
        let page = &browser.page;
        assert!(page.status == 200 && page.says("只用个人账户和现金"), "{}", page.body);
        let number = settled(&mut browser, &fields);
        let mut here = place.patient(NAME, PHARMACY);
        let told = amounts(&mut here, &number);
        let of = |field: &str| {
            let found = told.iter().find(|(name, _)| name == field);
            found.map(|(_, amount)| amount.as_str())
        };
        assert_eq!((of("acct_pay"), of("fund_pay_sumamt")), (Some("80.00"), Some("0.00")));
        clerk.get(&case);
        assert!(clerk.page.says("不用再定了"), "{}", clerk.page.body);
        place.end();
        place.assert_sound();
    }

    /// What cannot be is said at its field when the bill is looked at, and never settled.
    fn what_cannot_be_is_said_before_it_is_settled(place: &Place) {
        let day = today().to_string();
        let ward = [("item-1", WARD_DAY), ("quantity-1", "30"), ("price-1", "60")];
        let row = [("item-1", LABORATORY), ("quantity-1", "1"), ("price-1", "40")];
        type Typed<'a> = &'a [(&'a str, &'a str)];
        let cases: [(&str, Typed<'_>, &str, &str); 4] = [
            ("chronic-outpatient", &[], "disease", "慢特病要写病种"),
            ("chronic-outpatient", &[("disease", "C00")], "disease", "没有"),
            ("inpatient", &[("until", &day)], "quantity-1", "床位费一共 30 天"),
            ("outpatient", &[("diagnosis_code", "高血压")], "diagnosis_code", "没有这样的诊断编码"),
        ];
        for (care, more, field, words) in cases {
            let mut browser = operator(place);
            find(&mut browser);
            let rows = if care == "inpatient" { ward } else { row };
            let mut fields = visit(care, &rows);
            fields.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
            let more = more.iter();
            fields.extend(more.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
            for hidden in ["person", "form"] {
                fields.push((hidden.to_owned(), hidden_of(&browser, hidden)));
            }
            for to in ["/desk/quote", "/desk/settle"] {
                let mut one = browser.clone();
                one.post(to, &plain(&fields));
                assert_eq!(one.page.status, 400, "{care} {to}: {}", one.page.body);
                let said = format!("id=\"{field}-wrong\"");
                let page = &one.page;
                assert!(page.says(&said) && page.says(words), "{field}: {}", page.body);
            }
        }
    }

    /// What was taken back is a form again with all that was typed, the discharge among it.
    fn what_was_taken_back_is_gone_on_with(place: &Place) {
        let mut browser = operator(place);
        find(&mut browser);
        let day = today().to_string();
        let rows = [
            ("item-1", LABORATORY), ("quantity-1", "2"), ("price-1", "40.5"), ("until", &day),
            ("item-2", NURSE), ("quantity-2", "1"), ("price-2", "100"), ("mark-2", "own"),
            ("emergency", "1"),
        ];
        let fields = visit("inpatient", &rows);
        let first = settled(&mut browser, &fields);
        browser.submit("/desk/undo", &[("reason", "价格录错了")]);
        assert!(browser.page.says("已撤销"), "{}", browser.page.body);
        let again = browser.link(&format!("/desk/bills/{first}/again"));
        browser.get(&again);
        let page = &browser.page;
        assert_eq!(page.status, 200, "{}", page.body);
        for typed in [
            format!("name=\"until\" type=\"date\" value=\"{day}\""),
            format!("name=\"item-1\" value=\"{LABORATORY}\""),
            "name=\"price-1\" value=\"40.50\"".to_owned(),
            "name=\"doctor_name\" type=\"text\" value=\"示例医生\"".to_owned(),
            "name=\"diagnosis_code\" value=\"I10.x00\"".to_owned(),
            "name=\"emergency\" value=\"1\" checked".to_owned(),
        ] {
            assert!(page.says(&typed), "{typed}: {}", page.body);
        }
        // As it stands there, with the right price, it is settled anew.
        let mut fields = fields;
        for (_, price) in fields.iter_mut().filter(|(name, _)| name == "price-1") {
            "41".clone_into(price);
        }
        assert_ne!(settled(&mut browser, &fields), first);
        assert!(browser.page.says("182.00"), "{}", browser.page.body);
        place.end();
        place.assert_sound();
    }

    /// What is said before care, an item found and added, a price told that has changed since.
    fn what_is_said_before_care_and_what_changed_since(place: &Place) {
        let mut browser = operator(place);
        find(&mut browser);
        for words in ["看病前先告诉本人", "三级", "没有选定本机构", "普通门诊", "住院"] {
            assert!(browser.page.says(words), "{words}: {}", browser.page.body);
        }
        let rows = [("item-1", LABORATORY), ("quantity-1", "1"), ("price-1", "3000")];
        browser.submit_to("/desk/quote", "/desk/search", &[("search", "cgz"), rows[0]]);
        assert!(browser.page.says(RESONANCE) && browser.page.says("乙类"), "{}", browser.page.body);
        assert!(browser.page.says(&format!("value=\"{LABORATORY}\"")), "what was typed stays");
        let found = browser.clone();
        browser.submit_to("/desk/quote", "/desk/search", &[("add", RESONANCE), rows[0]]);
        assert!(
            browser.page.says(&format!("name=\"item-2\" value=\"{RESONANCE}\"")),
            "{}",
            browser.page.body
        );
        // Somebody else's desk settles a bill of the person in between: the year has changed.
        let mut browser = found;
        let day = today().to_string();
        let mut more = vec![("until", day.as_str())];
        more.extend(rows);
        let fields = visit("inpatient", &more);
        browser.submit("/desk/quote", &plain(&fields));
        let mut elsewhere = place.patient(NAME, SHENZHEN);
        let (stay, total) = elsewhere.stay("N5", json!({}), &[Line::one(1, LABORATORY, 2_000)]);
        elsewhere.settle_stay(&stay, total).unwrap();
        browser.submit_to("/desk/quote", "/desk/settle", &plain(&fields));
        assert!(
            browser.page.status == 400 && browser.page.says("变了的是"),
            "{}",
            browser.page.body
        );
        assert!(
            browser.page.says("本年度第几次住院原来是 1，现在是 2"),
            "{}",
            browser.page.body
        );
        // The new amounts stand there, and are settled.
        browser.submit_to("/desk/quote", "/desk/settle", &plain(&fields));
        bill_number(&browser);
        place.end();
        place.assert_sound();
    }

    /// The day against one's own list, what differs first; and as a table.
    fn the_day_is_compared(place: &Place) {
        let mut browser = operator(place);
        let row = [("item-1", LABORATORY), ("quantity-1", "1"), ("price-1", "40")];
        let mut numbers = Vec::new();
        for _ in 0..3 {
            find(&mut browser);
            numbers.push(settled(&mut browser, &visit("outpatient", &row)));
        }
        browser.get("/desk");
        let compare = browser.link("/desk/day?day=");
        browser.get(&compare);
        let list = format!("{}\t40.00\n{}\t41.00\nA999\t10\n", numbers[0], numbers[1]);
        browser.submit("/desk/day\"", &[("list", &list)]);
        let page = &browser.page;
        assert!(page.says("3 笔对不上，1 笔一致"), "{}", page.body);
        for words in ["金额不一样", "平台这一天没有", "自己的清单没有", "以平台的为准"] {
            assert!(page.says(words), "{words}: {}", page.body);
        }
        let differs = page.body.find(&numbers[2]).unwrap();
        assert!(differs < page.body.find("笔数").unwrap(), "differences come first");
        browser.submit("/desk/day\"", &[("list", "A1\t十块\n")]);
        assert!(browser.page.status == 400 && browser.page.says("第 1 行"));
        let table = browser.link("/desk/day/table?day=");
        browser.get(&table);
        assert!(numbers.iter().all(|number| browser.page.says(number)));
        assert!(browser.page.says("40.00") && !browser.page.says("曹"), "{}", browser.page.body);
    }
}

/// Sends a file with the form the page shows.
fn upload(browser: &mut Browser, table: &str) {
    let (token, person, form) = (
        browser.token(),
        hidden_of(browser, "person"),
        hidden_of(browser, "form"),
    );
    let mut body = String::new();
    for (name, value) in [("token", &token), ("person", &person), ("form", &form)] {
        body +=
            &format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    body += "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n";
    body += &format!("{table}\r\n--x--\r\n");
    let kind = "multipart/form-data; boundary=x";
    browser.post_bytes("/desk/upload", kind, body.as_bytes());
}

fn hidden_of(browser: &Browser, name: &str) -> String {
    at_desk::hidden(browser, name)
}
