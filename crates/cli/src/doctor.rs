//! `suixing doctor`: one list of checks, each of which names what is wrong and what to do. Nothing
//! is mended; one row is written, to see whether the database takes it.

mod around;
mod checks;
mod kept_up;
mod port;

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use domain::Bilingual;
use jiff::Timestamp;
use serde_json::json;
use store::{Db, Keys, StoreError, installation};

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

/// Something to see to.
#[derive(Clone, Debug)]
struct Symptom {
    /// Its stable code.
    code: String,
    /// Whether the installation cannot go on so, or only should not.
    is_wrong: bool,
    /// What is seen.
    says: Bilingual,
    /// What to do.
    next: Bilingual,
}

impl Symptom {
    fn wrong(code: &str, says: Bilingual, next: Bilingual) -> Symptom {
        Symptom {
            code: code.to_owned(),
            is_wrong: true,
            says,
            next,
        }
    }

    fn only_a_warning(mut self) -> Symptom {
        self.is_wrong = false;
        self
    }
}

/// What the checks look at, as far as it is there.
struct Installation {
    database: String,
    configured: Option<Config>,
    keys: Result<Keys>,
    /// The database, where it is ours, of this schema, and takes connections.
    db: Result<Db>,
    policies: Option<PathBuf>,
    backups: Option<PathBuf>,
    now: Timestamp,
}

/// A check: what it is about, and how it is made.
struct Check {
    about: (&'static str, &'static str),
    made: Look,
}

/// What a check finds; none where what it looks at is not there to be looked at.
type Look = fn(&Installation) -> Option<Vec<Symptom>>;

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

fn print(check: &Check, symptoms: Option<&[Symptom]>) {
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

fn as_json(found: &[(&Check, Symptom)]) -> serde_json::Value {
    let one = |(check, symptom): &(&Check, Symptom)| {
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
