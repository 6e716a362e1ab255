//! `suixing replay --verify`: derives every stored settlement again and compares to the fen.

use anyhow::{Context, Result};
use clap::Args;
use desk::replay::{Difference, Replayed};
use indicatif::{ProgressBar, ProgressStyle};
use store::{StoreError, Tx};

use crate::database_place::DatabasePlace;
use crate::place::{NOT_CHECKED, open_to_read};

/// What to derive again.
#[derive(Clone, Debug, Args)]
pub struct Replay {
    /// 与保存的结果逐分核对 / compare with what is stored, to the fen
    #[arg(long, required = true)]
    pub verify: bool,
    /// The database.
    #[command(flatten)]
    pub place: DatabasePlace,
}

/// Runs it; the answer is the exit code: 1 when anything differs, 2 when it could not be checked.
/// Nothing is written.
pub fn run(options: &Replay) -> Result<u8> {
    replayed(options).or_else(|error| {
        eprintln!("{error:#}");
        Ok(NOT_CHECKED)
    })
}

fn replayed(options: &Replay) -> Result<u8> {
    // Inputs and packs are not sealed.
    let db = open_to_read(&options.place.address()?)?;
    let count = |tx: &mut Tx<'_>| store::settlements::count(tx);
    let count = db.read::<_, StoreError, _>(count);
    let bar = ProgressBar::new(count.context("cannot read the database")?);
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len}  {per_sec}  {eta}");
    bar.set_style(style.context("the template is right")?);
    let replayed = db
        .read::<_, StoreError, _>(|tx: &mut Tx<'_>| {
            Replayed::of_everybody(tx, |done| bar.set_position(done as u64))
        })
        .context("cannot read the database")?;
    bar.finish_and_clear();
    match options.place.json {
        true => println!("{}", serde_json::to_string(&replayed)?),
        false => print(&replayed),
    }
    Ok(u8::from(replayed.differ > 0))
}

fn print(replayed: &Replayed) {
    let Replayed {
        settlements,
        packs,
        differ,
        first,
    } = replayed;
    println!(
        "{settlements} 笔结算，{packs} 个政策包，{differ} 笔不符 / settlements, packs, differing"
    );
    let Some(first) = first else {
        return;
    };
    let says = &first.says;
    println!(
        "最早的一笔 / the first: {} {}",
        first.settlement, first.created_at
    );
    println!("  {}\n  {}", says.zh, says.en);
    println!("  政策包 / pack {}", first.pack);
    if let Difference::Amount { steps, .. } = &first.difference {
        for step in steps {
            println!("  {} {} = {}", step.rule, step.formula, step.amount);
            step.basis
                .iter()
                .for_each(|basis| println!("      {basis}"));
        }
    }
}
