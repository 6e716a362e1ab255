//! `suixing filing …`: file, decide, cancel, list – the same desk as every other channel.

mod advise;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use desk::{Desk, DeskError};
use domain::files::NamedText;
use domain::filing::{Applied, Event, Filing, Submission};
use domain::ids::{FilingId, PersonId};
use domain::region_names;
use domain::text::Named;
use server::app::SystemRandom;
use store::Db;

use crate::config::{Config, ConfigArgs};
use crate::demo::folder::kept_keys;
use crate::place::{ClockArgs, open_existing};
use crate::{policies, read};

/// Filing from the command line.
#[derive(Debug, Subcommand)]
pub enum FilingCommand {
    /// 要不要备案、按哪一类备案 / must one file, and as what
    Advise(Box<advise::SaidArgs>),
    /// 提交备案(TOML 或 JSON,- 为标准输入) / submit a filing
    Submit {
        /// The submission.
        file: PathBuf,
        /// Where.
        #[command(flatten)]
        place: FilingPlace,
    },
    /// 列出一个人的备案 / list a person's filings
    List {
        /// 人员编号 / person number
        person: PersonId,
        /// Where.
        #[command(flatten)]
        place: FilingPlace,
    },
    /// 经办人员的决定 / a clerk's decision
    Decide {
        /// 备案号 / filing number
        filing: FilingId,
        /// Which.
        decision: DecisionArgs,
        /// 理由 / reason
        #[arg(long)]
        reason: String,
        /// Where.
        #[command(flatten)]
        place: FilingPlace,
    },
    /// 注销备案 / cancel a filing
    Cancel {
        /// 备案号 / filing number
        filing: FilingId,
        /// 理由 / reason
        #[arg(long, default_value = "")]
        reason: String,
        /// Where.
        #[command(flatten)]
        place: FilingPlace,
    },
}

/// What a clerk can decide.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum DecisionArgs {
    /// 通过
    Approve,
    /// 退回补正
    Return,
    /// 不予备案
    Refuse,
}

/// The database, its keys, its policies.
#[derive(Clone, Debug, Args)]
pub struct FilingPlace {
    /// 演示的数据文件夹 / data folder of a demo
    #[arg(long, value_name = "DIR", conflicts_with_all = ["database", "config"])]
    data: Option<PathBuf>,
    /// sqlite:PATH 或 postgres://…
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// 配置文件 / configuration of the real thing
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// 输出 JSON / print JSON
    #[arg(long)]
    json: bool,
    /// The clock of a demo's database.
    #[command(flatten)]
    clock: ClockArgs,
}

/// Who the history says it was.
const BY: &str = "command-line";

/// Runs one of the commands; the answer is the exit code.
pub fn run(what: &FilingCommand) -> Result<u8> {
    match what {
        FilingCommand::Advise(said) => return advise::run(said),
        FilingCommand::Submit { file, place } => {
            let request = submission(file)?;
            let applied = place.work(move |desk| desk::file(desk, BY, &request))?;
            applied.map(|applied| print_applied(&applied, place.json))
        }
        FilingCommand::List { person, place } => {
            let person = person.clone();
            let filings = place.work(move |desk| desk::filings(desk, &person))?;
            filings.map(|filings| print_list(&filings, place.json))
        }
        FilingCommand::Decide {
            filing,
            decision,
            reason,
            place,
        } => {
            let reason = reason.clone();
            let event = match decision {
                DecisionArgs::Approve => Event::Approve { reason },
                DecisionArgs::Return => Event::Return { reason },
                DecisionArgs::Refuse => Event::Refuse { reason },
            };
            decide(place, filing.clone(), event)?
        }
        FilingCommand::Cancel {
            filing,
            reason,
            place,
        } => decide(
            place,
            filing.clone(),
            Event::Cancel {
                reason: reason.clone(),
            },
        )?,
    }
    .or_else(|refused| tell(&refused))
}

fn decide(place: &FilingPlace, filing: FilingId, event: Event) -> Result<Result<u8, DeskError>> {
    let done = place.work(move |desk| {
        let person = desk::filing::filing_by_id(desk, &filing)?.person().clone();
        desk::decide_filing(desk, BY, (&person, &filing), &event)
    })?;
    Ok(done.map(|applied| print_applied(&applied, place.json)))
}

/// A refusal by the desk is an answer; it has its own exit code.
fn tell(refused: &DeskError) -> Result<u8> {
    let (message, next) = (refused.message(), refused.next());
    println!("[{}] {}\n    {}", refused.code(), message.zh, message.en);
    println!("→ {} / {}", next.zh, next.en);
    Ok(2)
}

fn submission(file: &std::path::Path) -> Result<Submission> {
    let file = read::text_of(file)?;
    read::toml_or_json(&file).map_err(|problem| {
        anyhow::anyhow!("[bad-filing] 备案申请读不懂 / the filing cannot be read:\n{problem}")
    })
}

impl FilingPlace {
    /// Does a piece of business in one transaction.
    fn work<T: Send + 'static>(
        &self,
        mut work: impl FnMut(&mut Desk<'_, '_>) -> Result<T, DeskError> + Send + 'static,
    ) -> Result<Result<T, DeskError>> {
        let (db, installed) = self.open()?;
        let now = self.clock.of(&db)?.now();
        let reference = desk::Office::new(&db, &installed, now).reference();
        let reference = Arc::new(reference.context("cannot read policies and facilities")?);
        Ok(db.transact(move |tx| {
            let mut random = SystemRandom;
            work(&mut Desk::new(tx, now, &mut random, &reference))
        }))
    }

    fn open(&self) -> Result<(Db, Vec<NamedText>)> {
        if let Some(folder) = &self.data {
            let database = format!("sqlite:{}", folder.join("suixing.db").display());
            let db = open_existing(&database, kept_keys(folder)?)?;
            return Ok((db, policies::texts_to_compute_by(None)?));
        }
        let config = Config::read(&ConfigArgs {
            database: self.database.clone(),
            config: self.config.clone(),
            ..ConfigArgs::default()
        })?;
        let db = open_existing(&config.database, config.keys()?)?;
        Ok((
            db,
            policies::texts_to_compute_by(config.policies.as_deref())?,
        ))
    }
}

fn print_applied(applied: &Applied, json: bool) -> u8 {
    if json {
        println!(
            "{}",
            serde_json::json!({"filing": applied.filing, "notices": applied.notices})
        );
        return 0;
    }
    print_filing(&applied.filing);
    for notice in &applied.notices {
        println!("  → {}\n    {}", notice.text.zh, notice.text.en);
    }
    0
}

fn print_list(filings: &[Filing], json: bool) -> u8 {
    match json {
        true => println!("{}", serde_json::json!(filings)),
        false => filings.iter().for_each(print_filing),
    }
    0
}

fn print_filing(filing: &Filing) {
    let to = region_names::label(filing.request.destination);
    let (reason, state) = (filing.reason.name(), filing.state.name());
    let until = filing
        .period
        .until
        .map_or(String::new(), |until| format!(" – {until}"));
    println!(
        "{}  {} {} · {} {} · {}{until} · {} {}",
        filing.id(),
        to.zh,
        to.en,
        reason.zh,
        reason.en,
        filing.period.from,
        state.zh,
        state.en
    );
}
