//! `suixing filing advise`: must I file, and as what; what was not said and matters is asked.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use domain::Bilingual;
use domain::advice::advise;
use domain::facility::Care;
use domain::filing::{Advice, AdviceAsked, Register, Verdict};
use domain::person::{Scheme, Status};
use domain::procedures::Circumstances;
use domain::region_names::typed;
use domain::text::Named;
use jiff::civil::Date;

use crate::policies;

/// What the person says, as it was typed. What is not said stays open.
#[derive(Clone, Debug, Args)]
pub struct SaidArgs {
    /// 参保地：代码或城市名 / insured place: a code or a city
    #[arg(long, value_name = "PLACE")]
    insured_at: String,
    /// 就医地：代码或城市名 / place of care: a code or a city
    #[arg(long, value_name = "PLACE")]
    treated_at: String,
    /// 就医日期，不写就是今天 / day of care; today when left out
    #[arg(long, value_name = "DAY")]
    day: Option<String>,
    /// Kind of care.
    #[arg(long, value_name = "WORD", help = listed(("就医类型", "kind of care"), Care::ALL))]
    care: Option<String>,
    /// Scheme.
    #[arg(long, value_name = "WORD", help = listed(("险种", "scheme"), Scheme::ALL))]
    scheme: Option<String>,
    /// 档次 / tier
    #[arg(long)]
    tier: Option<String>,
    /// Status.
    #[arg(long, value_name = "WORD", help = listed(("参保身份", "status"), Status::ALL))]
    status: Option<String>,
    /// Household register.
    #[arg(long, value_name = "WORD",
        help = listed(("户籍", "household register"), Register::ALL))]
    register: Option<String>,
    /// 标记，逗号分开 / marks, with commas between
    #[arg(long, value_name = "MARKS")]
    traits: Option<String>,
    /// 在外几个月 / months away
    #[arg(long, value_name = "MONTHS", allow_hyphen_values = true)]
    months_away: Option<String>,
    /// 单位派驻，true 或 false / posted by an employer, true or false
    #[arg(long, value_name = "YES")]
    posted: Option<String>,
    /// 年龄 / age
    #[arg(long, value_name = "YEARS", allow_hyphen_values = true)]
    age: Option<String>,
    /// 急诊抢救，true 或 false / emergency rescue, true or false
    #[arg(long, value_name = "YES")]
    emergency: Option<String>,
    /// 医院开了转诊，true 或 false / referred by a hospital, true or false
    #[arg(long, value_name = "YES")]
    referred: Option<String>,
    /// 政策文件夹 / folder of policies
    #[arg(long, value_name = "DIR")]
    policies: Option<PathBuf>,
    /// 输出 JSON / print JSON
    #[arg(long)]
    json: bool,
}

/// What an option takes: each word with what people call it.
fn listed<T: Named + Display>((zh, en): (&str, &str), all: &[T]) -> String {
    let words = all.iter();
    let words: Vec<String> = words
        .map(|word| format!("{word} {}", word.name().zh))
        .collect();
    format!("{zh} / {en}：{}", words.join("、"))
}

/// An option that cannot be as it was typed, in both languages.
fn bad(option: &str, says: &Bilingual) -> anyhow::Error {
    anyhow::anyhow!(
        "[bad-query] --{option}：{}\n--{option}: {}",
        says.zh,
        says.en
    )
}

/// What an option was typed as, read; nothing where it was left out.
fn read<T>(
    option: &str,
    typed: Option<&String>,
    read: impl FnOnce(&str) -> Result<T, Bilingual>,
) -> Result<Option<T>> {
    let value = typed.map(|typed| read(typed.trim())).transpose();
    value.map_err(|says| bad(option, &says))
}

/// A word of a closed list.
fn word<T: Named + Display + Copy>(typed: &str, all: &[T]) -> Result<T, Bilingual> {
    let is_it = |word: &&T| word.to_string() == typed || word.name().zh == typed;
    all.iter().find(is_it).copied().ok_or_else(|| {
        let known = all.iter().map(|word| (word.to_string(), word.name()));
        let known: Vec<(String, Bilingual)> = known.collect();
        let zh: Vec<String> = known
            .iter()
            .map(|(word, name)| format!("{word}（{}）", name.zh))
            .collect();
        let en: Vec<String> = known
            .iter()
            .map(|(word, name)| format!("{word} ({})", name.en))
            .collect();
        Bilingual::new(
            format!("不认识的词「{typed}」，可以写：{}", zh.join("、")),
            format!("unknown word «{typed}»; known are: {}", en.join(", ")),
        )
    })
}

fn number(typed: &str) -> Result<u8, Bilingual> {
    typed.parse().map_err(|_| {
        Bilingual::new(
            format!("「{typed}」不是 0 到 255 的整数"),
            format!("«{typed}» is no whole number from 0 to 255"),
        )
    })
}

fn day(typed: &str) -> Result<Date, Bilingual> {
    typed.parse().map_err(|_| {
        Bilingual::new(
            format!("「{typed}」不是日期，请写成 2026-11-21 这样"),
            format!("«{typed}» is not a day; write it like 2026-11-21"),
        )
    })
}

fn flag(typed: &str) -> Result<bool, Bilingual> {
    match typed {
        "true" | "yes" | "是" => Ok(true),
        "false" | "no" | "否" => Ok(false),
        _ => Err(Bilingual::new(
            format!("「{typed}」不是是或否，请写 true 或 false"),
            format!("«{typed}» is neither yes nor no; write true or false"),
        )),
    }
}

impl SaidArgs {
    /// The person and the journey.
    fn about<'a>(&'a self, marks: Option<&'a BTreeSet<String>>) -> Result<Circumstances<'a>> {
        let place =
            |option: &str, typed: &str| typed::place(typed).map_err(|why| bad(option, &why));
        let insured_at = place("insured-at", &self.insured_at)?;
        let treated_at = place("treated-at", &self.treated_at)?;
        Ok(Circumstances {
            care: read("care", self.care.as_ref(), |it| word(it, Care::ALL))?,
            scheme: read("scheme", self.scheme.as_ref(), |it| word(it, Scheme::ALL))?,
            tier: self.tier.as_deref(),
            status: read("status", self.status.as_ref(), |it| word(it, Status::ALL))?,
            register: read("register", self.register.as_ref(), |it| {
                word(it, Register::ALL)
            })?,
            traits: marks,
            months_away: read("months-away", self.months_away.as_ref(), number)?,
            posted: read("posted", self.posted.as_ref(), flag)?,
            age: read("age", self.age.as_ref(), number)?,
            ..Circumstances::of_journey(insured_at, treated_at)
        })
    }
}

/// Prints the advice and what is still to be asked.
pub fn run(said: &SaidArgs) -> Result<u8> {
    let marks: Option<BTreeSet<String>> = said.traits.as_deref().map(|marks| {
        let marks = marks.split(',').map(str::trim);
        marks
            .filter(|mark| !mark.is_empty())
            .map(str::to_owned)
            .collect()
    });
    let today = crate::place::machine_today();
    let asked = AdviceAsked {
        about: said.about(marks.as_ref())?,
        day: read("day", said.day.as_ref(), day)?.unwrap_or(today),
        emergency: read("emergency", said.emergency.as_ref(), flag)?,
        referred: read("referred", said.referred.as_ref(), flag)?,
        filings: &[],
    };
    let library = policies::library_to_compute_by(said.policies.as_deref())?;
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
        let open = way.answers.iter();
        let open = open.filter(|answer| answer.verdict == Verdict::Unknown);
        let open = open.map(|answer| format!("      {} / {}\n", answer.asks.zh, answer.asks.en));
        text.extend(open);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_wrong_is_told_in_both_languages_with_what_may_be_written() {
        let register = word("home", Register::ALL);
        let says = register.expect_err("no such register");
        assert!(says.zh.contains("moved（"), "{says}");
        assert!(says.en.contains("moved ("), "{says}");
        let wrong = [
            read("day", Some(&"2026-13-01".to_owned()), day).map(drop),
            read("months-away", Some(&"-1".to_owned()), number).map(drop),
            read("posted", Some(&"maybe".to_owned()), flag).map(drop),
            read("insured-at", Some(&"不存在".to_owned()), typed::place).map(drop),
        ];
        for why in wrong {
            let says = why.expect_err("it is wrong").to_string();
            assert!(says.starts_with("[bad-query] --"), "{says}");
            assert_eq!(says.lines().count(), 2, "{says}");
        }
        assert_eq!(word("退休", Status::ALL), Ok(Status::Retired));
        let city = typed::place("深圳").map(|place| place.to_string());
        assert_eq!(city, Ok("440300".to_owned()));
    }
}
