//! `suixing quote`: one bill → shares, steps, sources.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use domain::explanation::Explanation;
use domain::files::{NamedText, Problem, complaint};
use domain::text::Named;
use serde_json::json;
use workbench::case::{Answer, Case};

use crate::policies;
use crate::say::unreadable;

/// Options of a quote.
#[derive(Clone, Debug, Args)]
pub struct Quote {
    /// 账单文件，- 为标准输入 / the bill; - is standard input
    pub file: PathBuf,
    /// 逐步说明 / explain every step
    #[arg(long)]
    pub explain: bool,
    /// 输出 JSON / print JSON
    #[arg(long)]
    pub json: bool,
    /// 政策文件夹；不给则用 ./policies，没有则用随附的 / folder of policies; ./policies or the embedded
    /// ones unless given
    #[arg(long, value_name = "DIR")]
    pub policies: Option<PathBuf>,
    /// 按某一来源的说法计算 / compute by what one source says, such as S000 or X01:S000
    #[arg(long, value_name = "SOURCE")]
    pub according_to: Option<String>,
}

/// Computes the bill and prints it. A bill the rules do not settle is an answer, told on standard
/// output with exit code 2.
pub fn run(options: &Quote) -> anyhow::Result<u8> {
    let library = policies::library(options.policies.as_deref())?;
    let mut case = read(&options.file)?;
    if options.according_to.is_some() {
        case.according_to.clone_from(&options.according_to);
    }
    match case.answer(&library) {
        Ok(answer) if options.json => {
            println!("{}", server::api::quotes::as_json(&answer));
            Ok(0)
        }
        Ok(answer) => {
            print!("{}", as_text(&answer, options.explain));
            Ok(0)
        }
        Err(error) if options.json => {
            let message = error.message();
            println!(
                "{}",
                json!({"code": error.code(), "zh": message.zh, "en": message.en})
            );
            Ok(2)
        }
        Err(error) => {
            let message = error.message();
            println!("[{}] {}\n    {}", error.code(), message.zh, message.en);
            Ok(2)
        }
    }
}

fn read(file: &Path) -> anyhow::Result<Case> {
    let text = match file.as_os_str() == "-" {
        true => {
            let mut text = String::new();
            std::io::stdin()
                .read_to_string(&mut text)
                .context("标准输入不是 UTF-8 文本")?;
            text
        }
        false => std::fs::read_to_string(file).map_err(|why| unreadable(file, &why))?,
    };
    let text = text.trim_start_matches('\u{feff}').to_owned();
    let file = NamedText {
        name: file.display().to_string(),
        text,
    };
    let case = match file.text.trim_start().starts_with('{') {
        true => serde_json::from_str(&file.text).map_err(|error| json_problem(&file, &error)),
        false => toml::from_str(&file.text).map_err(|error| complaint::problem(&file, &error)),
    };
    case.map_err(|problem| {
        anyhow::anyhow!("[bad-quote] 账单读不懂 / the bill cannot be read:\n{problem}")
    })
}

/// The same for JSON, whose reader tells the line and the column after its words.
fn json_problem(file: &NamedText, error: &serde_json::Error) -> Problem {
    let said = error.to_string();
    let message = said.split(" at line ").next().unwrap_or_default();
    let lines = file.text.split_inclusive('\n');
    let before: usize = lines
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    let mut problem =
        complaint::of_message(file, before + error.column().saturating_sub(1), message);
    if !error.is_data() {
        problem.message.zh = "这里不是合法的 JSON".to_owned();
    }
    problem
}

fn is_sum(rule: &str) -> bool {
    matches!(rule, "total" | "eligible")
}

fn as_text(answer: &Answer, explain: bool) -> String {
    let explanation = &answer.explanation;
    let footing = &explanation.footing;
    let mut text = format!(
        "备案情形 footing  {} / {}\n  {}\n\n",
        footing.footing.name().zh,
        footing.footing.name().en,
        footing.reason
    );
    for step in &explanation.steps {
        let sign = if is_sum(&step.rule) { " " } else { "−" };
        text += &format!(
            "{sign}{:>14}  {}  {}\n",
            step.amount.grouped(),
            step.title.zh,
            step.title.en
        );
        if explain {
            text += &explained(step);
        }
    }
    text += "\n";
    for (payer, amount) in explanation
        .shares
        .iter()
        .filter(|(_, amount)| !amount.is_zero())
    {
        text += &format!(
            "{:>15}  {}  {}\n",
            amount.grouped(),
            payer.name().zh,
            payer.name().en
        );
    }
    let provisional = explanation.provisional.iter();
    text.extend(provisional.map(|one| format!("\n! 暂算 provisional  {}\n", one.says)));
    text + &told_caveats(explanation)
}

fn explained(step: &domain::explanation::ExplainedStep) -> String {
    let mut text = format!("{:>17}{}\n", "", step.formula);
    if !step.detail.zh.is_empty() {
        text += &format!("{:>17}{} / {}\n", "", step.detail.zh, step.detail.en);
    }
    for basis in &step.basis {
        let at = basis.at.as_deref().unwrap_or_default();
        let verified = if basis.verified {
            ""
        } else {
            " · 未核对原文 unverified"
        };
        let sure = basis.confidence.name();
        text += &format!(
            "{:>17}[{}] {} {at} · {} 起{verified}\n",
            "", sure.zh, basis.title, basis.from
        );
    }
    for dispute in &step.disputes {
        let would = dispute
            .would_be
            .map_or("不计算".to_owned(), |amount| amount.grouped());
        text += &format!(
            "{:>17}两种说法 {}:{}({})→ {would};{}\n",
            "", dispute.id, dispute.says.zh, dispute.other, dispute.why.zh
        );
    }
    text
}

fn told_caveats(explanation: &Explanation) -> String {
    let caveats = explanation
        .caveats
        .iter()
        .map(|caveat| format!("\n! {caveat}\n"));
    caveats.collect()
}
