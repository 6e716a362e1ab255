//! `suixing filing advise`: must I file, and as what; what was not said and matters is asked.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use domain::Region;
use domain::advice::advise;
use domain::facility::Care;
use domain::filing::{Advice, Asked, Register, Verdict};
use domain::person::{Scheme, Status};
use domain::procedures::Circumstances;
use domain::text::Named;
use jiff::civil::Date;

use crate::policies;

/// What the person says. What is not said stays open.
#[derive(Clone, Debug, Args)]
pub struct Said {
    /// 参保地 / insured place
    #[arg(long, value_name = "CODE")]
    insured_at: Region,
    /// 就医地 / place of care
    #[arg(long, value_name = "CODE")]
    treated_at: Region,
    /// 就医日期，不写就是今天 / day of care; today when left out
    #[arg(long, value_name = "DAY")]
    day: Option<Date>,
    /// 就医类型 / kind of care
    #[arg(long, value_parser = word(Care::from_word))]
    care: Option<Care>,
    /// 险种 / scheme
    #[arg(long, value_parser = word(Scheme::from_word))]
    scheme: Option<Scheme>,
    /// 档次 / tier
    #[arg(long)]
    tier: Option<String>,
    /// 在职或退休 / status
    #[arg(long, value_parser = word(Status::from_word))]
    status: Option<Status>,
    /// 户籍 / household register
    #[arg(long, value_parser = word(Register::from_word))]
    register: Option<Register>,
    /// 标记，逗号分开 / marks, with commas between
    #[arg(long, value_name = "MARKS")]
    traits: Option<String>,
    /// 在外几个月 / months away
    #[arg(long, value_name = "MONTHS")]
    months_away: Option<u8>,
    /// 单位派驻 / posted by an employer
    #[arg(long)]
    posted: Option<bool>,
    /// 年龄 / age
    #[arg(long)]
    age: Option<u8>,
    /// 急诊抢救 / emergency rescue
    #[arg(long)]
    emergency: Option<bool>,
    /// 医院开了转诊 / referred by a hospital
    #[arg(long)]
    referred: Option<bool>,
    /// 政策文件夹 / folder of policies
    #[arg(long, value_name = "DIR")]
    policies: Option<PathBuf>,
    /// 输出 JSON / print JSON
    #[arg(long)]
    json: bool,
}

/// A word of a closed list.
fn word<T: Clone + Send + Sync + 'static>(
    known: fn(&str) -> Option<T>,
) -> impl Fn(&str) -> Result<T, String> + Clone + Send + Sync + 'static {
    move |text| known(text).ok_or_else(|| format!("不认识的词 / unknown word «{text}»"))
}

/// Prints the advice and what is still to be asked.
pub fn run(said: &Said) -> Result<u8> {
    let library = policies::library_to_compute_by(said.policies.as_deref())?;
    let marks: Option<BTreeSet<String>> = said.traits.as_deref().map(|marks| {
        let marks = marks.split(',').map(str::trim);
        marks
            .filter(|mark| !mark.is_empty())
            .map(str::to_owned)
            .collect()
    });
    let today = domain::calendar::today_in_china(jiff::Timestamp::now());
    let asked = Asked {
        about: Circumstances {
            care: said.care,
            scheme: said.scheme,
            tier: said.tier.as_deref(),
            status: said.status,
            register: said.register,
            traits: marks.as_ref(),
            months_away: said.months_away,
            posted: said.posted,
            age: said.age,
            ..Circumstances::of_journey(said.insured_at, said.treated_at)
        },
        day: said.day.unwrap_or(today),
        emergency: said.emergency,
        referred: said.referred,
        filings: &[],
    };
    let advice = advise(&library, &asked, None).map_err(|why| {
        let says = why.message();
        anyhow::anyhow!("[{}] {}\n{}", why.code(), says.zh, says.en)
    })?;
    match said.json {
        true => println!("{}", serde_json::json!(advice)),
        false => print!("{}", as_text(&advice)),
    }
    Ok(0)
}

fn as_text(advice: &Advice) -> String {
    let mut text = format!("{}\n{}\n", advice.says.zh, advice.says.en);
    for way in &advice.categories {
        let verdict = way.verdict.name();
        text += &format!(
            "  · {} {}：{} {}\n",
            way.title.zh, way.title.en, verdict.zh, verdict.en
        );
    }
    for way in &advice.not_offered {
        let why = way.answers.iter();
        let why = why.filter(|answer| answer.verdict == Verdict::Fail);
        for answer in why {
            text += &format!(
                "  × {} {}：{} / {}\n",
                way.title.zh, way.title.en, answer.asks.zh, answer.asks.en
            );
        }
    }
    for question in &advice.questions {
        let feeds = question.feeds.word().replace('_', "-");
        text += &format!("? {} {}  --{feeds}\n", question.asks.zh, question.asks.en);
    }
    text
}
