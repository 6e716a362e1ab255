//! `suixing policy draft|releases|approve|…`: publishing policy to a database, by two people.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use desk::releases::{ApproveFrom, Draft, PackChange, PastBills, ReleaseView, Summary, TestResult};
use desk::{DeskError, MessageAnswer, Office, OperatorKey, Reviewing};
use domain::files::NamedText;
use domain::text::Named;
use domain::{Bilingual, Money};
use jiff::civil::Date;
use server::app::SystemRandom;

use crate::database_place::DatabasePlace;
use crate::operator::KeyFile;
use crate::place::now_of;
use crate::policies::{self, PolicyOrigin};
use crate::say::{told, wrong};

/// Releases from the command line.
#[derive(Debug, Subcommand)]
pub enum ReleaseCommand {
    /// 起草发布：一个区划文件夹的全部文件，随即检查并运行算例 / draft a release and test it
    Draft {
        /// 六位区划代码，或 national / pooling region, or national
        region: String,
        /// 文件夹：该区划的，或含有它的政策文件夹 / its folder, or the one that holds it
        #[arg(long, value_name = "DIR")]
        from: PathBuf,
        /// 原因 / why
        #[arg(long, value_name = "TEXT")]
        why: String,
        /// Where and who.
        #[command(flatten)]
        at: At,
    },
    /// 列出发布，或详列一个 / list the releases, or show one
    Releases {
        /// 发布号 / number of a release
        release: Option<String>,
        /// Where.
        #[command(flatten)]
        office: Installed,
    },
    /// 批准他人起草的发布 / approve what somebody else drafted
    Approve {
        /// 发布号 / number of the release
        release: String,
        /// 施行日期；不给即今天 / first day in force; today unless given
        #[arg(long, value_name = "DATE")]
        from: Option<Date>,
        /// 会改变已结算的待遇时怎么办 / what becomes of what was settled, where it would change
        #[arg(long, value_name = "corrected|stand")]
        past: Option<PastWord>,
        /// 原因 / why
        #[arg(long, value_name = "TEXT")]
        why: String,
        /// Where and who.
        #[command(flatten)]
        at: At,
    },
    /// 逐人补做到期的补差 / go on with the corrections that releases brought
    Correct(Installed),
    /// 不予批准 / refuse what somebody else drafted
    Refuse(ReasonArgs),
    /// 撤回尚未施行的发布 / withdraw what is not in force yet
    Withdraw(ReasonArgs),
    /// 回退：起草恢复原文的发布，仍须他人批准 / draft the way back, for somebody else to approve
    RollBack(ReasonArgs),
}

/// Which release, and why.
#[derive(Clone, Debug, Args)]
pub struct ReasonArgs {
    /// 发布号 / number of the release
    release: String,
    /// 原因 / why
    #[arg(long, value_name = "TEXT")]
    why: String,
    /// Where and who.
    #[command(flatten)]
    at: At,
}

/// The database and the policies installed with it.
#[derive(Clone, Debug, Args)]
pub struct Installed {
    /// The database.
    #[command(flatten)]
    place: DatabasePlace,
    /// 服务所用的政策文件夹；不给则用 ./policies，没有则用随附的 / the server's folder of policies;
    /// ./policies or the embedded ones unless given
    #[arg(long, value_name = "DIR")]
    policies: Option<PathBuf>,
}

/// Where, and who.
#[derive(Clone, Debug, Args)]
pub struct At {
    /// Where.
    #[command(flatten)]
    office: Installed,
    /// Who.
    #[command(flatten)]
    key: KeyFile,
}

/// Runs one of the commands; the answer is the exit code.
pub fn run(what: &ReleaseCommand) -> Result<u8> {
    match what {
        ReleaseCommand::Draft {
            region,
            from,
            why,
            at,
        } => draft(region, from, why, at),
        ReleaseCommand::Releases { release, office } => show(release.as_deref(), office),
        ReleaseCommand::Approve {
            release,
            from,
            past,
            why,
            at,
        } => {
            let asked = ApproveFrom {
                from: *from,
                past: past.map(PastBills::from),
            };
            at.decide(|office, key| office.approve(key, None, (release, why), asked))
        }
        ReleaseCommand::Correct(office) => go_on(office),
        ReleaseCommand::Refuse(ReasonArgs { release, why, at }) => {
            at.decide(|office, key| office.refuse(key, None, (release, why)))
        }
        ReleaseCommand::Withdraw(ReasonArgs { release, why, at }) => {
            at.decide(|office, key| office.withdraw(key, None, (release, why)))
        }
        ReleaseCommand::RollBack(ReasonArgs { release, why, at }) => {
            at.decide(|office, key| office.roll_back(key, None, (release, why)))
        }
    }
}

/// What becomes of settled bills, as words of the command line.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum PastWord {
    /// 逐笔补差 / each is corrected
    Corrected,
    /// 保持不变 / they stand
    Stand,
}

impl From<PastWord> for PastBills {
    fn from(word: PastWord) -> PastBills {
        match word {
            PastWord::Corrected => PastBills::Corrected,
            PastWord::Stand => PastBills::Stand,
        }
    }
}

/// Goes through everybody whose settlements a release changed, as far as it is due.
fn go_on(office: &Installed) -> Result<u8> {
    let (mut people, mut made) = (0_u64, 0_usize);
    let left = office.work(|office| {
        office.same_installed()?;
        office.review(SystemRandom, |step| {
            if let Reviewing::Person(corrections) = step {
                people += 1;
                made += corrections;
            }
        })
    })?;
    println!("已核 {people} 人，补差 {made} 笔；还有 {left} 次没有到期");
    println!("{people} people gone through, {made} corrections; {left} reviews are not due yet");
    Ok(0)
}

impl Installed {
    /// Works with the releases of the database.
    fn work<T>(&self, work: impl FnOnce(&Office<'_>) -> Result<T, DeskError>) -> Result<T> {
        let installed = policies::texts(self.policies.as_deref())?;
        let db = self.place.existing_with_keys()?;
        let office = Office::new(&db, &installed, now_of(&db)?);
        work(&office).map_err(|error| match &error {
            DeskError::Unavailable(cause) if cause.is_sealed() => keys_needed(),
            _ => told(error),
        })
    }
}

/// What was settled for days that have passed is gone through with the people it was settled for.
fn keys_needed() -> anyhow::Error {
    wrong(
        "keys-needed",
        &Bilingual::new(
            "库里有已结算的待遇，核对它们要用数据库的密钥",
            "something was settled, and going through it takes the keys of the database",
        ),
        &Bilingual::new(
            "写 --config 或 --keys，或设 SUIXING_KEYS，或用 /api/v1/releases",
            "give --config or --keys, or set SUIXING_KEYS, or use /api/v1/releases",
        ),
    )
}

impl At {
    fn decide<F>(&self, work: F) -> Result<u8>
    where
        F: FnOnce(&Office<'_>, &OperatorKey) -> Result<MessageAnswer<ReleaseView>, DeskError>,
    {
        let key = self.key.key()?;
        let answer = self.office.work(|office| {
            office.same_installed()?;
            work(office, &key)
        })?;
        let release = answer.outcome.context("a fresh answer has an outcome")?;
        print(&release, self.office.place.json);
        Ok(0)
    }
}

fn draft(region: &str, from: &Path, why: &str, at: &At) -> Result<u8> {
    let place = region
        .parse()
        .map_err(|error| told(DeskError::from(error)))?;
    let inner = from.join(region);
    let folder = if inner.is_dir() { inner } else { from.into() };
    let files: Vec<NamedText> = PolicyOrigin::of(Some(&folder))?.texts()?;
    let draft = Draft {
        place,
        files,
        why: why.to_owned(),
    };
    let mut is_red = false;
    at.decide(|office, key| {
        let answer = office.draft(key, None, &draft)?;
        let test = answer.outcome.as_ref().and_then(|view| view.test.as_ref());
        is_red = test.is_some_and(|test| !test.findings.is_empty());
        Ok(answer)
    })?;
    Ok(u8::from(is_red))
}

fn show(release: Option<&str>, place: &Installed) -> Result<u8> {
    let json = place.place.json;
    match release {
        Some(id) => print(&place.work(|office| office.release(id))?, json),
        None => {
            let all = place.work(|office| office.releases())?;
            match json {
                true => println!("{}", serde_json::to_string(&all)?),
                false if all.is_empty() => println!("还没有发布 / no release yet"),
                false => all
                    .iter()
                    .for_each(|release| println!("{}", in_short(release))),
            }
        }
    }
    Ok(0)
}

fn in_short(release: &Summary) -> String {
    let state = release.state.name();
    let from = release
        .in_force_from
        .map_or(String::new(), |from| format!(" {from} 起"));
    let until = release
        .in_force_until
        .map_or(String::new(), |until| format!(" 至 {until} 前"));
    format!(
        "{:<14} {} {}  {} / {}{from}{until}  {}（{}）",
        release.id,
        release.place_name.zh,
        release.place_name.en,
        state.zh,
        state.en,
        release.why,
        release.drafted_by.name,
    )
}

fn print(release: &ReleaseView, as_json: bool) {
    if as_json {
        let text = serde_json::to_string(release).expect("a release always serialises");
        println!("{text}");
        return;
    }
    println!("{}", in_short(&release.summary));
    for event in &release.events {
        let what = event.what.name();
        println!("  {} {what}  {}  {}", event.at, event.by.name, event.why);
    }
    if let Some(test) = &release.test {
        print_test(test);
    }
}

fn print_test(test: &TestResult) {
    let days: Vec<String> = test.days.iter().map(Date::to_string).collect();
    println!(
        "  {}：{} 个政策包，{} 个算例通过，{} 处不符 / packs, cases passed, not holding",
        days.join("、"),
        test.packs,
        test.passed,
        test.findings.len()
    );
    for finding in &test.findings {
        println!(
            "    {}:{}:{} [{}] {}\n      {}",
            finding.file,
            finding.line,
            finding.column,
            finding.code,
            finding.message.zh,
            finding.message.en
        );
    }
    println!(
        "    新增或改动 {0} 行 / {0} new or changed rows",
        test.new_rows
    );
    for says in test.past.says() {
        println!("    {} / {}", says.zh, says.en);
    }
    test.differences.iter().for_each(print_change);
    let changes = &test.changes;
    for file in &changes.files {
        println!("    {} {}", file.fate.word(), file.name);
        for row in &file.rows {
            for (mark, text) in [("−", &row.before), ("+", &row.after)] {
                if let Some(text) = text {
                    println!("      {mark} [{}] {text}", row.table);
                }
            }
        }
    }
    for case in &changes.cases_dropped {
        println!(
            "    删去的算例 / case dropped: {} «{}»",
            case.file, case.name
        );
    }
    for case in &changes.cases_changed {
        println!(
            "    改动的算例 / case changed: {} «{}»",
            case.file, case.name
        );
        println!("      − {}", case.expected_before.trim().replace('\n', " "));
        println!("      + {}", case.expects_now.trim().replace('\n', " "));
    }
}

/// What becomes of a pack, in words and in money.
fn print_change(change: &PackChange) {
    let PackChange { pack, title, .. } = change;
    println!("    {pack} {title}：{}", change.fate.name());
    for rule in &change.rules {
        println!("      {}\n        {}", rule.zh, rule.en);
    }
    let amount = |funds: Option<Money>| funds.map_or("—".to_owned(), Money::grouped);
    for bill in &change.bills {
        let (before, after) = (amount(bill.before), amount(bill.after));
        println!("      {}：基金支付 funds pay {before} → {after}", bill.bill);
    }
}
