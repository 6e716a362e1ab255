//! `suixing policy explain FIGURE`: one figure with everything known of it, or all that a value or
//! some words are found in.

use clap::Args;
use domain::text::Named;
use serde_json::json;
use workbench::case::run_all;
use workbench::coverage::Exercised;
use workbench::figure::{FigureAnswer, FigureQuestion, FigureRow, Hits, KnownFigure};

use super::disputes::version_text;
use super::folder::PolicyOptions;
use super::say::{AnswerForm, Tongue, days, no_address, print, read_day, source};
use crate::place::machine_today;
use crate::policies;
use crate::say::wrong;

/// How many of a kind are printed; `--json` has all.
const LINES: usize = 12;

/// Options of an explanation.
#[derive(Clone, Debug, Args)]
pub struct Explain {
    /// 数字的地址、数值或文字，例如 440300/employee/rate/pooled/one+on-job、94%、10478.40、SZ-08、起付线 /
    /// an address, a value or words
    #[arg(required = true)]
    pub figure: Vec<String>,
    /// 哪一天；不给则为今天 / on which day; today unless given
    #[arg(long, value_name = "DATE")]
    pub on: Option<String>,
    /// Folder and form.
    #[command(flatten)]
    pub folder: PolicyOptions,
}

/// Nothing found is exit code 1.
pub(super) fn run(options: &Explain) -> anyhow::Result<u8> {
    let texts = policies::texts(options.folder.policies.as_deref())?;
    let library = policies::read(&texts)?;
    let on = match &options.on {
        Some(day) => read_day(day)?,
        None => machine_today(),
    };
    let asked = options.figure.join(" ");
    let exercised = Exercised::by(&run_all(&texts, &library), &library);
    let question = FigureQuestion {
        library: &library,
        exercised: &exercised,
        on,
    };
    let found = question.ask(&asked).map_err(|error| no_address(&error))?;
    if let FigureAnswer::Hits(Hits { figures, disputes }) = &found
        && figures.is_empty()
        && disputes.is_empty()
    {
        return Err(nothing(&asked));
    }
    let AnswerForm { json, tongue } = options.folder.form();
    match &found {
        found if json => print(json!(found))?,
        FigureAnswer::Figure(figure) => print(figure_text(figure, tongue).trim_end())?,
        FigureAnswer::Hits(hits) => print(hits_text(hits, tongue).trim_end())?,
    }
    Ok(0)
}

fn nothing(asked: &str) -> anyhow::Error {
    use domain::Bilingual;
    wrong(
        "unknown-figure",
        &Bilingual::new(
            format!("没有找到「{asked}」"),
            format!("«{asked}» is not found"),
        ),
        &Bilingual::new(
            "请换一个数值（94%）、条款号（SZ-08）、词（起付线），或 suixing policy show 里的地址",
            "try a value (94%), the number of a clause (SZ-08), a word (deductible), or the \
             addresses of suixing policy show",
        ),
    )
}

fn hits_text(hits: &Hits, tongue: Tongue) -> String {
    let mut text = String::new();
    for hit in &hits.figures {
        let (value, sentence) = (tongue.pick(&hit.value), tongue.pick(&hit.sentence));
        text += &format!("{}\n  {value}\n", hit.address);
        if !sentence.contains(value) {
            text += &format!("  {sentence}\n");
        }
        let held = match hit.in_force {
            true => String::new(),
            false => tongue
                .say("（当日不适用）", " (not on that day)")
                .to_owned(),
        };
        text += &format!("  {}{held}\n", days(hit.from, hit.until, tongue));
    }
    for found in &hits.disputes {
        let (id, topic) = (&found.dispute.id, tongue.pick(&found.dispute.topic));
        let kind = tongue.say("两种说法", "sources disagree");
        text += &format!("{kind} {id} {}: {topic}\n", found.region);
        for version in &found.dispute.versions {
            text += &version_text(version, tongue);
        }
    }
    let count = hits.figures.len();
    text + &match tongue.english {
        true => format!("{count} figures; name an address to see one in full"),
        false => format!("共 {count} 个；写出地址可看全部情况"),
    }
}

fn figure_text(figure: &KnownFigure, tongue: Tongue) -> String {
    let (owner, subject) = (tongue.pick(&figure.owner), tongue.pick(&figure.subject));
    let mut text = format!("{}\n{owner} · {subject}\n", figure.address);
    text += &format!("{}\n", tongue.pick(&figure.conditions));
    text += tongue.say("\n数值与历史\n", "\nvalue and history\n");
    for row in &figure.history {
        text += &history_text(row, tongue);
    }
    text += tongue.say("\n用在哪里\n", "\nwhere it is used\n");
    for used in &figure.used {
        text += &format!("  {}\n", tongue.pick(used));
    }
    for related in figure.related.iter().take(LINES) {
        let relation = related.relation.name();
        let (relation, value) = (tongue.pick(&relation), tongue.pick(&related.value));
        text += &format!("  {relation}: {value}\n      {}\n", related.address);
    }
    text += &more(figure.related.len(), tongue);
    for dispute in &figure.disputes {
        let kind = tongue.say("两种说法", "sources disagree");
        text += &format!("\n{kind} {}: {}\n", dispute.id, tongue.pick(&dispute.topic));
        for version in &dispute.versions {
            text += &version_text(version, tongue);
        }
        text += &format!("  {}\n", tongue.pick(&dispute.why));
    }
    text + &cases_text(figure, tongue)
}

fn history_text(row: &FigureRow, tongue: Tongue) -> String {
    let mark = if row.in_force { "●" } else { "○" };
    let value = tongue.pick(&row.value);
    let mut text = format!("  {mark} {} · {value}\n", days(row.from, row.until, tongue));
    let sentence = tongue.pick(&row.sentence);
    if !sentence.contains(value) {
        text += &format!("      {sentence}\n");
    }
    let amounts = row.amounts.iter();
    let amounts = amounts.map(|year| format!("{}: {}", year.year, year.amount.grouped()));
    let amounts: Vec<String> = amounts.collect();
    if !amounts.is_empty() {
        let by_year = tongue.say("各年度", "by benefit year");
        text += &format!("      {by_year} {}\n", amounts.join("  "));
    }
    text + &format!(
        "      {}\n      {}\n",
        source(&row.basis, tongue),
        row.place
    )
}

fn cases_text(figure: &KnownFigure, tongue: Tongue) -> String {
    let mut text = tongue
        .say("\n用到它的算例\n", "\ncases that exercise it\n")
        .to_owned();
    let cases: Vec<_> = figure.history.iter().flat_map(|row| &row.cases).collect();
    if cases.is_empty() {
        text += tongue.say("  没有\n", "  none\n");
    }
    for case in cases.iter().take(LINES) {
        text += &format!("  {} {}\n", case.file, case.name);
    }
    text + &more(cases.len(), tongue)
}

fn more(count: usize, tongue: Tongue) -> String {
    match count.checked_sub(LINES) {
        None | Some(0) => String::new(),
        Some(more) if tongue.english => format!("  … and {more} more (--json has all)\n"),
        Some(more) => format!("  ……还有 {more} 个（--json 有全部）\n"),
    }
}
