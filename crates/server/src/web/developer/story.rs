//! One outpatient visit on the national interface as a shell script: six messages with real bodies,
//! each using the numbers the one before returned. Needs a POSIX shell, `curl` and `sed`.

use domain::text::Bilingual;
use national::sample::{SETTLEMENT_FIELD, Sample, Story};

use super::layout;

/// Where messages are posted.
pub const PATH: &str = "/fsi/api/rsfComIfsService/callService";

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
pub fn prelude(endpoint: &str, story: &Story) -> String {
    let envelope = layout::fill(&story.envelope());
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
pub fn exchanges(address: &str, story: &Story) -> Vec<Exchange> {
    let mut exchanges: Vec<Exchange> = story.messages().into_iter().map(exchange).collect();
    if let Some(last) = exchanges.last_mut() {
        let show = format!(
            "\necho \"{address}/settlements/$(echo \"$REPLY\" | pick {SETTLEMENT_FIELD})\""
        );
        last.script.push_str(&show);
    }
    exchanges
}

/// A message and the command that sends it. What needs nothing of the reply only shows it.
fn exchange(sample: Sample) -> Exchange {
    let Sample {
        number,
        title,
        input,
        keeps,
    } = sample;
    let input = layout::fill(&input);
    // What a quote and a settlement come to is shown as well as kept.
    let shown = matches!(number, "2206" | "2207").then(|| "echo \"$REPLY\"".to_owned());
    let kept = keeps
        .iter()
        .map(|(name, field)| format!("{name}=$(echo \"$REPLY\" | pick {field})"));
    let after: Vec<String> = shown.into_iter().chain(kept).collect();
    // The heredoc is unquoted so that $PSN and $VISIT are filled in by the shell.
    let script = match after.is_empty() {
        true => format!("send {number} <<JSON\n{input}\nJSON"),
        false => format!(
            "REPLY=$(send {number} <<JSON\n{input}\nJSON\n)\n{}",
            after.join("\n")
        ),
    };
    Exchange {
        number,
        title,
        script,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::fixtures;
    use serde_json::Value;

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
