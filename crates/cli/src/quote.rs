//! `suixing quote`: one bill → shares, steps, sources.

mod cancelled;

use std::path::{Path, PathBuf};

use clap::Args;
use domain::explanation::Explanation;
use domain::files::{NamedText, Place};
use domain::text::Named;
use serde_json::{Value, json};
use server::api::quotes;
use server::problem::ApiProblem;
use workbench::case::{Case, CaseAnswer, place_of};

use crate::{policies, read};

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
/// output with exit code 2; one that cannot be read is an error, with `--json` told there as JSON.
pub fn run(options: &Quote) -> anyhow::Result<u8> {
    let library = policies::library_to_compute_by(options.policies.as_deref())?;
    let bytes = read::bytes_of(&options.file)?;
    let name = options.file.display().to_string();
    if let Some(why) = told_in_file(&options.file, &bytes).filter(|_| !options.json) {
        anyhow::bail!(why);
    }
    let mut case = match quotes::read_bill(&bytes) {
        Ok(case) => case,
        Err(problem) if options.json => {
            println!("{}", as_json(&problem, None));
            return Ok(1);
        }
        // Only the reader of requests minds a key that stands twice.
        Err(problem) => anyhow::bail!(as_lines(&problem, None)),
    };
    if options.according_to.is_some() {
        case.according_to.clone_from(&options.according_to);
    }
    match case.quote(&library) {
        Ok(answer) if options.json => println!("{}", quotes::as_json(&answer)),
        Ok(answer) => print!("{}", as_text(&answer, options.explain)),
        Err(error) => {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let place = place_of(&NamedText { name, text }, &error);
            let problem = quotes::refused(&error);
            match options.json {
                true => println!("{}", as_json(&problem, place)),
                false => println!("{}", as_lines(&problem, place)),
            }
            return Ok(2);
        }
    }
    Ok(0)
}

/// Why the bill cannot be read, told as of any file: with line and column before the code.
fn told_in_file(path: &Path, bytes: &[u8]) -> Option<String> {
    let read = read::decoded(path.display().to_string(), bytes.to_vec());
    match read {
        Err(why) => Some(why.to_string()),
        Ok(file) if read::is_json(&file) => {
            read::json::<Case>(&file).err().map(|why| why.to_string())
        }
        Ok(file) => Case::read(&file).err().map(|why| why.to_string()),
    }
}

/// The problem as the API tells it, with the words of its detail beside it, and its place in the
/// file where it has one.
fn as_json(problem: &ApiProblem, place: Option<Place>) -> Value {
    let ApiProblem {
        code, title, next, ..
    } = problem;
    let detail = problem.detail();
    let mut told = json!({
        "code": code, "zh": detail.zh, "en": detail.en,
        "title": title, "detail": detail, "next": next,
    });
    if let Some(place) = place {
        told["line"] = place.line.into();
        told["column"] = place.column.into();
    }
    told
}

/// A refusal with its code; what is wrong with the bill itself is told with its place.
fn as_lines(problem: &ApiProblem, place: Option<Place>) -> String {
    let (code, detail) = (&problem.code, problem.detail());
    let place = place.map(|Place { file, line, column }| format!("{file}:{line}:{column}: "));
    let place = place.unwrap_or_default();
    format!("{place}[{code}] {}\n    {}", detail.zh, detail.en)
}

fn as_text(answer: &CaseAnswer, explain: bool) -> String {
    let explanation = &answer.explanation;
    let footing = &explanation.footing;
    let mut text = format!(
        "备案情形 footing  {} / {}\n  {}\n\n",
        footing.footing.name().zh,
        footing.footing.name().en,
        footing.reason
    );
    for step in &explanation.steps {
        let sign = if step.is_sum() { " " } else { "−" };
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
    let assumed = answer.assumed.iter();
    text.extend(assumed.map(|one| format!("\n! {} / {}\n", one.text.zh, one.text.en)));
    let provisional = explanation.provisional.iter();
    text.extend(provisional.map(|one| format!("\n! 暂算 provisional  {}\n", one.says)));
    text += &told_caveats(explanation);
    let cancelled = answer.cancelled.as_ref();
    text + &cancelled.map_or_else(String::new, cancelled::as_text)
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
        if let Some(url) = &basis.url {
            text += &format!("{:>17}  {url}\n", "");
        }
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
