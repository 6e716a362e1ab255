//! Amounts as fen, and the identities every settlement reply must satisfy (the published
//! arithmetic), computed anew from the text of the numbers.

use serde_json::Value;

/// An amount in fen, read from the digits that were sent; exactly two decimals.
pub fn fen(value: &Value) -> i64 {
    let Value::Number(number) = value else {
        panic!("«{value}» is not a JSON number");
    };
    let text = number.to_string();
    let (yuan, decimals) = text.split_once('.').expect("an amount has decimals");
    assert_eq!(decimals.len(), 2, "{text} has two decimals");
    format!("{yuan}{decimals}").parse().unwrap()
}

/// Fen as yuan with two decimals.
pub fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let fen = fen.abs();
    format!("{sign}{}.{:02}", fen / 100, fen % 100)
}

/// A settlement, quote or cancellation as it was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    pub output: Value,
}

impl Bill {
    /// Takes an output apart and checks every identity of it.
    pub fn of(output: Value) -> Bill {
        let bill = Bill { output };
        bill.check();
        bill
    }

    /// A field of setlinfo in fen.
    pub fn fen(&self, field: &str) -> i64 {
        fen(&self.output["setlinfo"][field])
    }

    /// A field of setlinfo in yuan.
    pub fn yuan(&self, field: &str) -> String {
        yuan(self.fen(field))
    }

    /// A text field of setlinfo.
    pub fn text(&self, field: &str) -> &str {
        let value = &self.output["setlinfo"][field];
        value.as_str().unwrap_or_else(|| panic!("{field}: {value}"))
    }

    /// setldetail without the account line.
    pub fn funds(&self) -> impl Iterator<Item = &Value> {
        let rows = self.output["setldetail"].as_array().expect("an array");
        rows.iter().filter(|row| row["fund_pay_type"] != "310200")
    }

    /// What the pooled fund could still pay before this bill.
    pub fn room(&self) -> i64 {
        let pooled = |row: &&Value| {
            let kind = row["fund_pay_type"].as_str().unwrap_or_default();
            kind == "310100" || kind == "390100"
        };
        fen(&self.funds().find(pooled).expect("always listed")["crt_payb_lmt_amt"])
    }

    /// What tells two bills apart that should be the same: everything but numbers and times.
    pub fn amounts(&self) -> Vec<(String, String)> {
        let info = self.output["setlinfo"].as_object().unwrap();
        let amounts = info.iter().filter(|(_, value)| value.is_number());
        amounts
            .map(|(name, value)| (name.clone(), value.to_string()))
            .collect()
    }

    fn check(&self) {
        let sum = |fields: &[&str]| fields.iter().map(|field| self.fen(field)).sum::<i64>();
        #[rustfmt::skip]
        let identities: [(i64, &[&str]); 4] = [
            (self.fen("medfee_sumamt"), &["fund_pay_sumamt", "psn_part_amt", "hosp_part_amt"]),
            (self.fen("psn_part_amt"), &["acct_pay", "psn_cash_pay"]),
            (self.fen("medfee_sumamt"),
                &["fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt"]),
            (self.fen("fund_pay_sumamt"),
                &["hifp_pay", "cvlserv_pay", "hifes_pay", "hifmi_pay", "hifob_pay", "maf_pay",
                  "oth_pay", "hifdm_pay"]),
        ];
        for (total, parts) in identities {
            assert_eq!(total, sum(parts), "{parts:?} of {}", self.output);
        }
        let listed: i64 = self.funds().map(|row| fen(&row["fund_payamt"])).sum();
        assert_eq!(self.fen("fund_pay_sumamt"), listed, "{}", self.output);
        assert!(self.fen("acct_mulaid_pay").abs() <= self.fen("acct_pay").abs());
        let total = self.fen("medfee_sumamt");
        for field in ["fund_pay_sumamt", "psn_part_amt", "inscp_scp_amt"] {
            assert!(self.fen(field) * total.signum() >= 0, "{}", self.output);
        }
    }
}

/// One line as 2204 and 2301 answer it: price × quantity, and its four parts.
pub fn check_line(line: &Value) {
    let amount = fen(&line["det_item_fee_sumamt"]);
    let parts = [
        "fulamt_ownpay_amt",
        "overlmt_amt",
        "preselfpay_amt",
        "inscp_scp_amt",
    ];
    let sum: i64 = parts.iter().map(|part| fen(&line[part])).sum();
    assert_eq!(amount, sum, "{line}");
}
