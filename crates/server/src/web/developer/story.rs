//! One outpatient visit on the national interface as a shell script: six messages with real bodies,
//! each using the numbers the one before returned. Needs a POSIX shell, `curl` and `sed`.

use domain::text::Bilingual;
use domain::{Money, Region};
use jiff::civil::Date;
use serde_json::{Value, json};

use super::layout;

/// The split by the catalogue of the place of care: 2206 answers it, 2207 has to repeat it.
const SCOPE_FIELDS: [(&str, &str); 4] = [
    ("SELF_PAID", "fulamt_ownpay_amt"),
    ("ABOVE", "overlmt_selfpay"),
    ("UPFRONT", "preselfpay_amt"),
    ("ELIGIBLE", "inscp_scp_amt"),
];

/// Where messages are posted.
pub const PATH: &str = "/fsi/api/rsfComIfsService/callService";

/// Everything the script has to know beforehand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryFacts {
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
    pub lines: Vec<StoryLine>,
}

/// One line of the bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryLine {
    /// National catalogue code.
    pub code: String,
    /// Price of one.
    pub price: Money,
    /// How many.
    pub count: u32,
}

impl StoryLine {
    fn amount(&self) -> Money {
        Money::from_fen(self.price.fen() * i64::from(self.count))
    }
}

/// One message of the story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// Transaction number.
    pub number: &'static str,
    /// What it does.
    pub title: Bilingual,
    /// The commands.
    pub script: String,
}

/// Picks the first field of a name out of a reply.
const PICK: &str =
    r#"pick() { tr ',{}' '\n\n\n' | sed -n "s/^ *\"$1\": *\"*\([^\"]*\).*/\1/p" | head -n 1; }"#;

/// What comes before the messages: two shell functions, of which one wraps an input in its envelope
/// and posts it.
pub fn prelude(endpoint: &str, facts: &StoryFacts) -> String {
    let envelope = layout::fill(&envelope(facts));
    // The input takes its place last, as it is: a shell does not look into what it filled in.
    let envelope = envelope.replace("\"$INPUT\"", "$INPUT");
    format!(
        "URL={endpoint}\n\
         RUN=$(date +%H%M%S)   # keeps the numbers of this run apart from the last\n\
         send() {{ INPUT=$(cat); curl -sS -H 'content-type: application/json' \
         --data-binary @- \"$URL\" <<JSON\n{envelope}\nJSON\n}}\n{PICK}"
    )
}

/// The six messages, then the address of the page.
pub fn exchanges(address: &str, facts: &StoryFacts) -> Vec<Exchange> {
    let mut exchanges = vec![
        identify(facts),
        register(facts),
        diagnose(facts),
        upload(facts),
        quote(facts),
        settle(facts),
    ];
    if let Some(last) = exchanges.last_mut() {
        let show = format!("\necho \"{address}/settlements/$(echo \"$REPLY\" | pick setl_id)\"");
        last.script.push_str(&show);
    }
    exchanges
}

fn identify(facts: &StoryFacts) -> Exchange {
    let data = json!({
        "mdtrt_cert_type": facts.voucher_type,
        "mdtrt_cert_no": facts.voucher_number,
        "card_sn": "", "begntime": "",
        "psn_cert_type": "01", "certno": "", "psn_name": "",
    });
    let keep = "PSN=$(echo \"$REPLY\" | pick psn_no)";
    exchange(
        "1101",
        ("认人", "Identify the person"),
        &json!({ "data": data }),
        keep,
    )
}

fn register(facts: &StoryFacts) -> Exchange {
    let data = json!({
        "psn_no": "$PSN",
        "insutype": facts.scheme_code,
        "begntime": format!("{} 09:00:00", facts.day),
        "mdtrt_cert_type": facts.voucher_type,
        "mdtrt_cert_no": facts.voucher_number,
        "ipt_otp_no": "OP$RUN",
        "atddr_no": "D440000000001", "dr_name": "测试医师",
        "dept_code": "0300", "dept_name": "内科", "caty": "A03",
    });
    let keep = "VISIT=$(echo \"$REPLY\" | pick mdtrt_id)";
    exchange(
        "2201",
        ("挂号", "Open the visit"),
        &json!({ "data": data }),
        keep,
    )
}

fn diagnose(facts: &StoryFacts) -> Exchange {
    let begun = format!("{} 09:05:00", facts.day);
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
    let input = json!({ "mdtrtinfo": visit, "diseinfo": diagnosis });
    exchange("2203", ("上传诊断", "Upload the diagnosis"), &input, "")
}

fn upload(facts: &StoryFacts) -> Exchange {
    let lines: Vec<Value> = facts
        .lines
        .iter()
        .zip(1_u32..)
        .map(|(line, serial)| {
            json!({
                "feedetl_sn": serial.to_string(),
                "mdtrt_id": "$VISIT", "psn_no": "$PSN", "chrg_bchno": "B$RUN",
                "rx_circ_flag": "0",
                "fee_ocur_time": format!("{} 09:20:00", facts.day),
                "med_list_codg": line.code, "medins_list_codg": line.code,
                "det_item_fee_sumamt": line.amount().to_string(),
                "cnt": line.count.to_string(), "pric": line.price.to_string(),
                "bilg_dept_codg": "0300", "bilg_dept_name": "内科",
                "bilg_dr_codg": "D440000000001", "bilg_dr_name": "测试医师",
                "hosp_appr_flag": "0",
            })
        })
        .collect();
    exchange(
        "2204",
        ("上传费用明细", "Upload the bill lines"),
        &json!({ "feedetail": lines }),
        "",
    )
}

fn quote(facts: &StoryFacts) -> Exchange {
    let title = (
        "预结算：先看个人要付多少",
        "Quote: see first what the person pays",
    );
    let input = json!({ "data": settlement_data(facts) });
    let keep: Vec<String> = SCOPE_FIELDS
        .iter()
        .map(|(variable, field)| format!("{variable}=$(echo \"$REPLY\" | pick {field})"))
        .collect();
    let keep = format!("echo \"$REPLY\"\n{}", keep.join("\n"));
    exchange("2206", title, &input, &keep)
}

fn settle(facts: &StoryFacts) -> Exchange {
    let mut data = settlement_data(facts);
    data["invono"] = json!("INV$RUN");
    for (variable, field) in SCOPE_FIELDS {
        data[field] = json!(format!("${variable}"));
    }
    let input = json!({ "data": data });
    exchange("2207", ("结算", "Settle"), &input, "echo \"$REPLY\"")
}

fn settlement_data(facts: &StoryFacts) -> Value {
    let total: Money = facts.lines.iter().map(StoryLine::amount).sum();
    json!({
        "psn_no": "$PSN", "mdtrt_id": "$VISIT", "chrg_bchno": "B$RUN",
        "mdtrt_cert_type": facts.voucher_type,
        "mdtrt_cert_no": facts.voucher_number,
        "med_type": "11", "insutype": facts.scheme_code,
        "medfee_sumamt": total.to_string(),
        "psn_setlway": "01", "acct_used_flag": "1",
        "exp_content": "{\"TRUM_FLAG\":\"0\",\"OTP_ER_REFL_FLAG\":\"\"}",
    })
}

/// An input and the command that sends it. `after` names what to do with the reply; when it is
/// empty the reply is only shown.
fn exchange(number: &'static str, (zh, en): (&str, &str), input: &Value, after: &str) -> Exchange {
    let input = layout::fill(input);
    // The heredoc is unquoted so that $PSN and $VISIT are filled in by the shell.
    let script = if after.is_empty() {
        format!("send {number} <<JSON\n{input}\nJSON")
    } else {
        format!("REPLY=$(send {number} <<JSON\n{input}\nJSON\n)\n{after}")
    };
    Exchange {
        number,
        title: Bilingual::new(zh, en),
        script,
    }
}

/// The envelope of every message; `$1` is the transaction number.
fn envelope(facts: &StoryFacts) -> Value {
    let compact_day = facts.day.strftime("%Y%m%d");
    let facility = &facts.facility_code;
    json!({
        "infno": "$1",
        "msgid": format!("{facility}{compact_day}${{RUN}}$1"),
        "mdtrtarea_admvs": facts.treated_at,
        "insuplc_admdvs": facts.insured_at,
        "recer_sys_code": "99", "dev_no": "", "dev_safe_info": "",
        "cainfo": "", "signtype": "SM3", "infver": "1.0.0",
        "opter_type": "1", "opter": "0001", "opter_name": "测试员",
        "inf_time": format!("{} 09:00:00", facts.day),
        "fixmedins_code": facility, "fixmedins_name": facts.facility_name,
        "sign_no": "", "input": "$INPUT",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::fixtures;

    #[test]
    fn message_numbers_have_the_published_length() {
        let number = envelope(&fixtures::story())["msgid"].to_string();
        let number = number
            .trim_matches('"')
            .replace("${RUN}", "235959")
            .replace("$1", "1101");
        assert_eq!(number.len(), 30);
    }

    #[test]
    fn lines_add_up_to_the_total_that_is_settled() {
        let facts = fixtures::story();
        let total: Money = facts.lines.iter().map(StoryLine::amount).sum();
        let data = settlement_data(&facts);
        assert_eq!(data["medfee_sumamt"], total.to_string());
    }

    #[test]
    fn the_script_runs_in_a_shell_and_hands_numbers_on() {
        let facts = fixtures::story();
        // Stands in for the server: answers 1101, 2201 and 2207 with the field the script picks.
        let stub = "curl() { cat > last.json; cat >> all.json < last.json; \
             echo '{\"infcode\":0,\"output\":{\"psn_no\":\"P7\",\"mdtrt_id\":\"V8\",\
             \"inscp_scp_amt\":97.50,\"fulamt_ownpay_amt\": 0.00,\"overlmt_selfpay\":0.00,\
             \"preselfpay_amt\":2.50,\"setl_id\": \"S9\"},\
             \"setldetail\":[{\"inscp_scp_amt\":1.00}]}'; }";
        let mut script = format!("{}\n{stub}\n", prelude("http://127.0.0.1:8080", &facts));
        for exchange in exchanges("http://127.0.0.1:8080", &facts) {
            script.push_str(&exchange.script);
            script.push('\n');
        }
        let folder = std::env::temp_dir().join(format!("suixing-story-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let ran = std::process::Command::new("sh")
            .current_dir(&folder)
            .args(["-eu", "-c", &script])
            .output()
            .unwrap();
        let said = String::from_utf8(ran.stdout).unwrap();
        let sent = std::fs::read_to_string(folder.join("all.json")).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(ran.status.success(), "{:?}", String::from_utf8(ran.stderr));
        assert!(
            said.trim_end()
                .ends_with("http://127.0.0.1:8080/settlements/S9"),
            "{said}"
        );
        let messages: Vec<Value> = serde_json::Deserializer::from_str(&sent)
            .into_iter()
            .collect::<Result<_, _>>()
            .unwrap();
        assert_eq!(messages.len(), 6);
        assert_eq!(messages[1]["input"]["data"]["psn_no"], "P7");
        assert_eq!(messages[5]["input"]["data"]["mdtrt_id"], "V8");
        assert_eq!(
            messages[5]["input"]["data"]["inscp_scp_amt"], "97.50",
            "the first field of that name is the settlement's own"
        );
        let flags = messages[5]["input"]["data"]["exp_content"]
            .as_str()
            .unwrap();
        assert!(
            serde_json::from_str::<Value>(flags).is_ok(),
            "the shell kept the escapes"
        );
    }
}
