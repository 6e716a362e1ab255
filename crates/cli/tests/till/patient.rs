//! A patient at a till, step by step: the bodies as hospitals send them.

use std::cell::Cell;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::LABORATORY;
use super::arithmetic::{Bill, check_line, fen, yuan};
use super::message::{Refusal, Till};

/// Somebody who was identified, and the counter they stand at.
pub struct Patient {
    pub till: Till,
    pub person: String,
    /// insutype.
    pub scheme: String,
    /// What 1101 answered.
    pub identity: Value,
    /// Kind and number of the voucher that was shown.
    pub voucher: Value,
}

/// One line to upload.
#[derive(Clone, Debug)]
pub struct Line<'a> {
    pub serial: u32,
    pub code: &'a str,
    pub price_fen: i64,
    pub count: i64,
}

impl<'a> Line<'a> {
    /// One piece for so many yuan.
    pub fn one(serial: u32, code: &'a str, yuan: i64) -> Line<'a> {
        Line {
            serial,
            code,
            price_fen: yuan * 100,
            count: 1,
        }
    }

    pub fn amount(&self) -> i64 {
        self.price_fen * self.count
    }
}

thread_local! {
    static SET_DAY: Cell<Option<Date>> = const { Cell::new(None) };
}

/// From here on this thread's hospitals live on the day a demo's clock was set to, or on the real
/// one again.
pub fn live_on(day: Option<Date>) {
    SET_DAY.set(day);
}

/// Today on the clock in China, as the server sees it.
#[allow(
    clippy::disallowed_methods,
    reason = "a hospital has a clock of its own"
)]
pub fn today() -> Date {
    if let Some(day) = SET_DAY.get() {
        return day;
    }
    let china = jiff::tz::TimeZone::get("Asia/Shanghai").expect("a zone everybody has");
    jiff::Timestamp::now().to_zoned(china).date()
}

/// A time on a day so many days from today.
pub fn day(days: i32) -> String {
    let day = today().checked_add(jiff::Span::new().days(days)).unwrap();
    format!("{day} 09:00:00")
}

impl Patient {
    /// 1101 by voucher.
    pub fn identify(mut till: Till, voucher: &Value) -> Patient {
        let input = json!({"data": {
            "mdtrt_cert_type": voucher["type"], "mdtrt_cert_no": voucher["number"], "card_sn": "1",
            "begntime": "", "psn_cert_type": "", "certno": "", "psn_name": "",
        }});
        let identity = till.ok("1101", input);
        let insured = &identity["insuinfo"][0];
        till.insured_at = insured["insuplc_admdvs"].as_str().unwrap().to_owned();
        Patient {
            till,
            person: identity["baseinfo"]["psn_no"].as_str().unwrap().to_owned(),
            scheme: insured["insutype"].as_str().unwrap().to_owned(),
            voucher: voucher.clone(),
            identity,
        }
    }

    /// 2201, today.
    pub fn register(&mut self, number: &str) -> String {
        let input = self.registration(number, &day(0));
        let output = self.till.ok("2201", input);
        assert_eq!(output["data"]["ipt_otp_no"], number);
        output["data"]["mdtrt_id"].as_str().unwrap().to_owned()
    }

    pub fn registration(&self, number: &str, begins: &str) -> Value {
        json!({"data": {
            "psn_no": self.person, "insutype": self.scheme, "begntime": begins,
            "mdtrt_cert_type": self.voucher["type"],
            "mdtrt_cert_no": self.voucher["number"],
            "psn_cert_type": "01", "certno": "",
            "psn_type": "11", "psn_name": "", "ipt_otp_no": number, "atddr_no": "D1",
            "dr_name": "示例医生", "dept_code": "A03", "dept_name": "内科", "caty": "A03",
        }})
    }

    /// 2203.
    pub fn describe(&mut self, visit: &str) {
        let input = self.description(visit);
        let output = self.till.ok("2203", input);
        assert_eq!(output, Value::Null);
    }

    pub fn description(&self, visit: &str) -> Value {
        json!({
            "mdtrtinfo": {
                "mdtrt_id": visit, "psn_no": self.person, "med_type": "11", "begntime": day(0),
                "main_cond_dscr": "", "dise_codg": "", "dise_name": "",
            },
            "diseinfo": [diagnosis()],
        })
    }

    /// 2204: the lines of one batch.
    pub fn upload(&mut self, visit: &str, batch: &str, lines: &[Line<'_>]) -> Value {
        let input = self.lines(visit, batch, lines);
        self.uploaded("2204", input, lines.len())
    }

    /// 2301.
    pub fn upload_stay(&mut self, visit: &str, lines: &[Line<'_>]) -> Value {
        let input = self.lines(visit, "", lines);
        self.uploaded("2301", input, lines.len())
    }

    fn uploaded(&mut self, infno: &str, input: Value, count: usize) -> Value {
        let output = self.till.ok(infno, input);
        let results = output["result"].as_array().unwrap();
        assert_eq!(results.len(), count);
        results.iter().for_each(check_line);
        output
    }

    pub fn lines(&self, visit: &str, batch: &str, lines: &[Line<'_>]) -> Value {
        let row = |line: &Line<'_>| {
            json!({
                "feedetl_sn": line.serial, "mdtrt_id": visit, "psn_no": self.person,
                "chrg_bchno": batch, "rxno": "", "rx_circ_flag": "0", "fee_ocur_time": day(0),
                "med_list_codg": line.code, "medins_list_codg": "L1",
                "det_item_fee_sumamt": number(line.amount()), "cnt": line.count,
                "pric": number(line.price_fen), "bilg_dept_codg": "A03",
                "bilg_dept_name": "内科", "bilg_dr_codg": "D1", "bilg_dr_name": "示例医生",
                "hosp_appr_flag": "0",
            })
        };
        json!({"feedetail": lines.iter().map(row).collect::<Vec<_>>()})
    }

    /// Registered, described, with one line of so many fen in batch `B1`.
    pub fn ready(&mut self, number: &str, fen: i64) -> String {
        let visit = self.register(number);
        self.describe(&visit);
        let line = Line {
            serial: 1,
            code: LABORATORY,
            price_fen: fen,
            count: 1,
        };
        self.upload(&visit, "B1", &[line]);
        visit
    }

    /// 2206 and 2207: batch `B1`, or another.
    pub fn bill(&self, visit: &str, batch: &str, fen: i64) -> Value {
        json!({"data": {
            "psn_no": self.person, "mdtrt_cert_type": self.voucher["type"],
            "mdtrt_cert_no": self.voucher["number"],
            "psn_cert_type": "01", "certno": "", "psn_type": "11", "psn_name": "",
            "med_type": "11", "medfee_sumamt": number(fen), "psn_setlway": "01",
            "mdtrt_id": visit, "chrg_bchno": batch, "acct_used_flag": "1",
            "insutype": self.scheme, "invono": "F1",
        }})
    }

    /// 2401, today.
    pub fn admit(&mut self, number: &str, flags: Value) -> String {
        let input = self.admission(number, flags);
        let output = self.till.ok("2401", input);
        output["result"]["mdtrt_id"].as_str().unwrap().to_owned()
    }

    /// `flags` is the object in exp_content.
    pub fn admission(&self, number: &str, flags: Value) -> Value {
        json!({
            "mdtrtinfo": {
                "psn_no": self.person, "insutype": self.scheme, "begntime": day(0),
                "mdtrt_cert_type": self.voucher["type"],
            "mdtrt_cert_no": self.voucher["number"],
            "cert_type": "01", "certno": "",
                "med_type": "21", "ipt_no": number, "atddr_no": "D1", "chfpdr_name": "示例医生",
                "adm_diag_dscr": "示例", "adm_dept_codg": "A03", "adm_dept_name": "内科",
                "adm_bed": "1", "dscg_maindiag_code": "I10.x00", "dscg_maindiag_name": "高血压",
                "insuplc_admdvs": self.till.insured_at,
                "mdtrtarea_admvs": &self.till.facility[1..7],
                "exp_content": flags.to_string(),
            },
            "diseinfo": [diagnosis()],
        })
    }

    /// 2402, today.
    pub fn discharge(&mut self, visit: &str) {
        let input = self.departure(visit, &day(0));
        assert_eq!(self.till.ok("2402", input), Value::Null);
    }

    pub fn departure(&self, visit: &str, ends: &str) -> Value {
        json!({
            "dscginfo": {
                "mdtrt_id": visit, "psn_no": self.person, "insutype": self.scheme,
                "endtime": ends, "dscg_dept_codg": "A03", "dscg_dept_name": "内科",
                "dscg_way": "1",
            },
            "diseinfo": [diagnosis()],
        })
    }

    /// 2303 and 2304.
    pub fn stay_bill(&self, visit: &str, fen: i64) -> Value {
        json!({"data": {
            "psn_no": self.person, "mdtrt_cert_type": self.voucher["type"],
            "mdtrt_cert_no": self.voucher["number"],
            "psn_cert_type": "01", "certno": "", "psn_type": "11", "psn_name": "",
            "medfee_sumamt": number(fen), "psn_setlway": "01", "mdtrt_id": visit,
            "acct_used_flag": "1", "insutype": self.scheme, "mid_setl_flag": "0",
            "invono": "", "dscgTime": day(0).split(' ').next().unwrap(),
            "insuplc_admdvs": self.till.insured_at,
            "mdtrtarea_admvs": &self.till.facility[1..7],
        }})
    }

    /// A stay from admission to discharge with these lines; returns its number and total.
    pub fn stay(&mut self, number: &str, flags: Value, lines: &[Line<'_>]) -> (String, i64) {
        let visit = self.admit(number, flags);
        self.upload_stay(&visit, lines);
        self.discharge(&visit);
        (visit, lines.iter().map(Line::amount).sum())
    }

    /// Quotes and settles an outpatient batch: the same amounts both times.
    pub fn settle(&mut self, visit: &str, fen: i64) -> Result<Bill, Refusal> {
        let input = self.bill(visit, "B1", fen);
        self.quoted_and_settled(["2206", "2207"], input)
    }

    /// Quotes and settles a stay: the same amounts both times.
    pub fn settle_stay(&mut self, visit: &str, fen: i64) -> Result<Bill, Refusal> {
        let input = self.stay_bill(visit, fen);
        self.quoted_and_settled(["2303", "2304"], input)
    }

    fn quoted_and_settled(&mut self, infnos: [&str; 2], input: Value) -> Result<Bill, Refusal> {
        let [quote, settle] = infnos;
        let quoted = self.till.call(quote, input.clone()).map(Bill::of);
        let settled = self.till.call(settle, input).map(Bill::of);
        match (quoted, settled) {
            (Ok(quoted), Ok(settled)) => {
                assert_eq!(quoted.output["setlinfo"]["setl_id"], Value::Null);
                assert_eq!(quoted.amounts(), settled.amounts());
                assert_eq!(quoted.output["setldetail"], settled.output["setldetail"]);
                Ok(settled)
            }
            (Err(quoted), Err(settled)) => {
                assert_eq!(quoted, settled);
                Err(settled)
            }
            (quoted, settled) => panic!("quote {quoted:?}, settlement {settled:?}"),
        }
    }

    /// What names one settlement: 2208, 2305, 5203, 5204.
    pub fn settlement(&self, visit: &str, settlement: &str) -> Value {
        json!({"data": {"psn_no": self.person, "setl_id": settlement, "mdtrt_id": visit}})
    }

    /// 2601.
    pub fn reversal(&self, message: &str, infno: &str) -> Value {
        json!({"data": {"psn_no": self.person, "omsgid": message, "oinfno": infno}})
    }

    /// One running total of this year in fen, zero when there is none.
    pub fn total(&mut self, kind: &str) -> i64 {
        let totals = self.totals();
        let kind = short(kind);
        let found = totals.iter().find(|(known, _)| *known == kind);
        found.map_or(0, |(_, amount)| {
            fen(&Value::Number(amount.parse().unwrap()))
        })
    }

    /// 5206: the running totals of the person this year, by kind.
    pub fn totals(&mut self) -> Vec<(String, String)> {
        let year = today().strftime("%Y%m").to_string();
        let asked = json!({"data": {"psn_no": self.person, "cum_ym": year}});
        let output = self.till.ok("5206", asked);
        let rows = output["cuminfo"].as_array().unwrap();
        let total = |row: &Value| {
            let kind = row["cum_type_code"].as_str().unwrap().to_owned();
            (kind, row["cum"].to_string())
        };
        rows.iter().map(total).collect()
    }
}

/// The name of a running total in ten characters.
fn short(counter: &str) -> String {
    if counter.len() <= 10 {
        return counter.to_owned();
    }
    let hash = desk::query::pack_hash(counter);
    format!("{}-{}", &counter[..6], &hash[..3])
}

/// An amount as a JSON number with two decimals.
pub fn number(fen: i64) -> Value {
    Value::Number(yuan(fen).parse().unwrap())
}

pub fn diagnosis() -> Value {
    json!({
        "diag_type": "1", "diag_srt_no": 1, "diag_code": "I10.x00", "diag_name": "高血压",
        "diag_dept": "A03", "dise_dor_no": "D1", "dise_dor_name": "示例医生",
        "diag_time": day(0), "maindiag_flag": "1", "vali_flag": "1",
    })
}
