//! `suixing doctor`: one list of checks, each of which names what is wrong and what to do. Nothing
//! is mended; one row is written, to see whether the database takes it.

mod adapters;
mod around;
mod checks;
mod hands;
mod kept_up;
mod port;
mod symptom;

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use serde_json::json;
use store::{StoreError, installation};

use self::symptom::{DoctorCheck, Installation, Symptom};
use crate::config::{Config, ConfigArgs};
use crate::kept::KeptArgs;
use crate::place::{machine_time, open_existing};

/// What to look at.
#[derive(Clone, Debug, Args)]
pub struct Doctor {
    /// The installation.
    #[command(flatten)]
    pub kept: KeptArgs,
    /// 政策文件夹；不给则按 --config / folder of policies; unless given, as --config says
    #[arg(long, value_name = "DIR")]
    pub policies: Option<PathBuf>,
    /// 备份的文件夹；不给则按 --config / folder of the backups; unless given, as --config says
    #[arg(long, value_name = "DIR")]
    pub backups: Option<PathBuf>,
    /// 现在的时钟是对的，以前记下的不对 / the clock is right now, and what was seen before was not
    #[arg(long)]
    pub clock_is_right: bool,
    /// 输出 JSON / print JSON
    #[arg(long)]
    pub json: bool,
}

/// Runs every check. The exit code is 1 where something is wrong, 0 where it is not or only should
/// be better.
pub fn run(options: &Doctor) -> Result<u8> {
    let installation = look(options)?;
    if options.clock_is_right {
        believe_the_clock(&installation)?;
    }
    let mut found = Vec::new();
    for check in checks::ALL {
        let symptoms = (check.made)(&installation);
        if !options.json {
            print(check, symptoms.as_deref());
        }
        found.extend(
            symptoms
                .into_iter()
                .flatten()
                .map(|symptom| (check, symptom)),
        );
    }
    let wrong = found.iter().filter(|(_, symptom)| symptom.is_wrong).count();
    if options.json {
        println!("{}", as_json(&found));
    } else {
        println!(
            "{wrong} 处要处理，{0} 处请留意 / wrong, worth a look",
            found.len() - wrong
        );
    }
    Ok(u8::from(wrong > 0))
}

fn look(options: &Doctor) -> Result<Installation> {
    let configured = match &options.kept.config {
        None => None,
        Some(config) => Some(Config::read(&ConfigArgs {
            database: options.kept.database.clone(),
            policies: options.policies.clone(),
            config: Some(config.clone()),
            ..ConfigArgs::default()
        })?),
    };
    let kept = &options.kept;
    let database = kept.address(configured.as_ref())?;
    let keys = kept.read_keys((&database, configured.as_ref()));
    Ok(Installation {
        db: checks::opened(&database, keys.as_ref().ok()),
        database,
        policies: options.policies.clone().or(configured
            .as_ref()
            .and_then(|config| config.policies.clone())),
        backups: options.backups.clone().or(configured
            .as_ref()
            .and_then(|config| config.backups().map(Into::into))),
        configured,
        keys,
        now: machine_time(),
    })
}

/// Keeps the time of now as the latest that was seen.
fn believe_the_clock(installation: &Installation) -> Result<()> {
    let keys = installation.keys.as_ref().cloned();
    let keys = keys.unwrap_or_else(|_| crate::place::any_keys());
    let db = open_existing(&installation.database, keys)?;
    let now = installation.now;
    let believe = move |tx: &mut store::Tx<'_>| installation::believe_clock(tx, now);
    Ok(db.transact::<_, StoreError, _>(believe)?)
}

fn print(check: &DoctorCheck, symptoms: Option<&[Symptom]>) {
    let (zh, en) = check.about;
    match symptoms {
        None => println!("未查 none  {zh} {en}"),
        Some([]) => println!("好 ok      {zh} {en}"),
        Some(_) => {}
    }
    for symptom in symptoms.unwrap_or_default() {
        let mark = match symptom.is_wrong {
            true => "错 wrong ",
            false => "注意 look",
        };
        let (says, next) = (&symptom.says, &symptom.next);
        println!("{mark}  {zh} {en}  [{}]", symptom.code);
        println!("    {}。{}", says.zh, next.zh);
        if says.zh != says.en {
            println!("    {}; {}", says.en, next.en);
        }
    }
}

fn as_json(found: &[(&DoctorCheck, Symptom)]) -> serde_json::Value {
    let one = |(check, symptom): &(&DoctorCheck, Symptom)| {
        json!({
            "check": check.about.1,
            "code": symptom.code,
            "wrong": symptom.is_wrong,
            "says": {"zh": symptom.says.zh, "en": symptom.says.en},
            "next": {"zh": symptom.next.zh, "en": symptom.next.en},
        })
    };
    found.iter().map(one).collect()
}
