//! One outpatient visit as six messages, with real bodies: what a developer sends first, and the
//! shortest example of the interface. Values that a reply gives are named as a shell names them.

use domain::text::Bilingual;
use domain::{Money, Region};
use jiff::civil::Date;
use serde_json::{Value, json};

/// Everything the messages have to know beforehand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// Code of the facility.
    pub facility_code: String,
    /// Its name.
    pub facility_name: String,
    /// Division it lies in.
    pub treated_at: Region,
    /// Pooling region that insures the person.
    pub insured_at: Region,
    /// mdtrt_cert_type.
    pub voucher_type: String,
    /// mdtrt_cert_no.
    pub voucher_number: String,
    /// insutype of the person's scheme, 310 or 390.
    pub scheme_code: String,
    /// The day of the visit.
    pub day: Date,
    /// Lines of the bill.
    pub lines: Vec<SampleLine>,
}

/// One line of the bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleLine {
    /// National catalogue code.
    pub code: String,
    /// Price of one.
    pub price: Money,
    /// How many.
    pub count: u32,
}

impl SampleLine {
    fn amount(&self) -> Money {
        Money::from_fen(self.price.fen() * i64::from(self.count))
    }
}

/// One message of the story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Transaction number.
    pub number: &'static str,
    /// What it does.
    pub title: Bilingual,
    /// Its input; `$NAME` stands for what an earlier reply gave.
    pub input: Value,
    /// What to keep of the reply: the name, and the field it stands in.
    pub keeps: &'static [(&'static str, &'static str)],
}

/// The split by the catalogue of the place of care: 2206 answers it, 2207 has to repeat it.
const SCOPE: &[(&str, &str)] = &[
    ("SELF_PAID", "fulamt_ownpay_amt"),
    ("ABOVE", "overlmt_selfpay"),
    ("UPFRONT", "preselfpay_amt"),
    ("ELIGIBLE", "inscp_scp_amt"),
];

/// The field of the last reply that names the settlement.
pub const SETTLEMENT_FIELD: &str = "setl_id";

impl Story {
    /// The six messages, in order.
    pub fn messages(&self) -> [Sample; 6] {
        [
            self.identify(),
            self.register(),
            self.diagnose(),
            self.upload(),
            self.quote(),
            self.settle(),
        ]
    }

    fn identify(&self) -> Sample {
        let data = json!({
            "mdtrt_cert_type": self.voucher_type,
            "mdtrt_cert_no": self.voucher_number,
            "card_sn": "", "begntime": "",
            "psn_cert_type": "01", "certno": "", "psn_name": "",
        });
        Sample {
            number: "1101",
            title: Bilingual::new("认人", "Identify the person"),
            input: json!({ "data": data }),
            keeps: &[("PSN", "psn_no")],
        }
    }

    fn register(&self) -> Sample {
        let data = json!({
            "psn_no": "$PSN",
            "insutype": self.scheme_code,
            "begntime": format!("{} 09:00:00", self.day),
            "mdtrt_cert_type": self.voucher_type,
            "mdtrt_cert_no": self.voucher_number,
            "ipt_otp_no": "OP$RUN",
            "atddr_no": "D440000000001", "dr_name": "测试医师",
            "dept_code": "0300", "dept_name": "内科", "caty": "A03",
        });
        Sample {
            number: "2201",
            title: Bilingual::new("挂号", "Open the visit"),
            input: json!({ "data": data }),
            keeps: &[("VISIT", "mdtrt_id")],
        }
    }

    fn diagnose(&self) -> Sample {
        let begun = format!("{} 09:05:00", self.day);
        let visit = json!({
            "mdtrt_id": "$VISIT", "psn_no": "$PSN", "med_type": "11",
            "begntime": begun, "dise_codg": "", "dise_name": "",
        });
        let diagnosis = json!([{
            "diag_type": "1", "diag_srt_no": 1,
            "diag_code": "I10.x00", "diag_name": "特发性（原发性）高血压",
            "diag_dept": "0300", "dise_dor_no": "D440000000001", "dise_dor_name": "测试医师",
            "diag_time": begun, "vali_flag": "1",
        }]);
        Sample {
            number: "2203",
            title: Bilingual::new("上传诊断", "Upload the diagnosis"),
            input: json!({ "mdtrtinfo": visit, "diseinfo": diagnosis }),
            keeps: &[],
        }
    }

    fn upload(&self) -> Sample {
        let lines: Vec<Value> = self
            .lines
            .iter()
            .zip(1_u32..)
            .map(|(line, serial)| {
                json!({
                    "feedetl_sn": serial.to_string(),
                    "mdtrt_id": "$VISIT", "psn_no": "$PSN", "chrg_bchno": "B$RUN",
                    "rx_circ_flag": "0",
                    "fee_ocur_time": format!("{} 09:20:00", self.day),
                    "med_list_codg": line.code, "medins_list_codg": line.code,
                    "det_item_fee_sumamt": line.amount().to_string(),
                    "cnt": line.count.to_string(), "pric": line.price.to_string(),
                    "bilg_dept_codg": "0300", "bilg_dept_name": "内科",
                    "bilg_dr_codg": "D440000000001", "bilg_dr_name": "测试医师",
                    "hosp_appr_flag": "0",
                })
            })
            .collect();
        Sample {
            number: "2204",
            title: Bilingual::new("上传费用明细", "Upload the bill lines"),
            input: json!({ "feedetail": lines }),
            keeps: &[],
        }
    }

    fn quote(&self) -> Sample {
        Sample {
            number: "2206",
            title: Bilingual::new(
                "预结算：先看个人要付多少",
                "Quote: see first what the person pays",
            ),
            input: json!({ "data": self.settlement_data() }),
            keeps: SCOPE,
        }
    }

    fn settle(&self) -> Sample {
        let mut data = self.settlement_data();
        data["invono"] = json!("INV$RUN");
        for (name, field) in SCOPE {
            data[*field] = json!(format!("${name}"));
        }
        Sample {
            number: "2207",
            title: Bilingual::new("结算", "Settle"),
            input: json!({ "data": data }),
            keeps: &[],
        }
    }

    fn settlement_data(&self) -> Value {
        let total: Money = self.lines.iter().map(SampleLine::amount).sum();
        json!({
            "psn_no": "$PSN", "mdtrt_id": "$VISIT", "chrg_bchno": "B$RUN",
            "mdtrt_cert_type": self.voucher_type,
            "mdtrt_cert_no": self.voucher_number,
            "med_type": "11", "insutype": self.scheme_code,
            "medfee_sumamt": total.to_string(),
            "psn_setlway": "01", "acct_used_flag": "1",
            "exp_content": "{\"TRUM_FLAG\":\"0\",\"OTP_ER_REFL_FLAG\":\"\"}",
        })
    }

    /// The envelope of every message; `$1` is the transaction number.
    pub fn envelope(&self) -> Value {
        let compact_day = self.day.strftime("%Y%m%d");
        let facility = &self.facility_code;
        json!({
            "infno": "$1",
            "msgid": format!("{facility}{compact_day}${{RUN}}$1"),
            "mdtrtarea_admvs": self.treated_at,
            "insuplc_admdvs": self.insured_at,
            "recer_sys_code": "99", "dev_no": "", "dev_safe_info": "",
            "cainfo": "", "signtype": "SM3", "infver": "1.0.0",
            "opter_type": "1", "opter": "0001", "opter_name": "测试员",
            "inf_time": format!("{} 09:00:00", self.day),
            "fixmedins_code": facility, "fixmedins_name": self.facility_name,
            "sign_no": "", "input": "$INPUT",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story() -> Story {
        let region = |code: &str| code.parse::<Region>().unwrap();
        Story {
            facility_code: "H44010000001".to_owned(),
            facility_name: "示例医院".to_owned(),
            treated_at: region("440100"),
            insured_at: region("440300"),
            voucher_type: "01".to_owned(),
            voucher_number: "E1".to_owned(),
            scheme_code: "310".to_owned(),
            day: jiff::civil::date(2026, 11, 18),
            lines: vec![SampleLine {
                code: "X1".to_owned(),
                price: Money::from_yuan(50),
                count: 2,
            }],
        }
    }

    #[test]
    fn message_numbers_have_the_published_length() {
        let number = story().envelope()["msgid"].to_string();
        let number = number
            .trim_matches('"')
            .replace("${RUN}", "235959")
            .replace("$1", "1101");
        assert_eq!(number.len(), 30);
    }

    #[test]
    fn lines_add_up_to_the_total_that_is_settled() {
        let data = story().settlement_data();
        assert_eq!(data["medfee_sumamt"], "100.00");
    }
}
