//! `suixing migrate` and `suixing verify`: for operators of a database.

use anyhow::{Context, Result};
use clap::Args;

use crate::place::{NOT_CHECKED, any_keys, open, open_to_read};

/// Which database.
#[derive(Clone, Debug, Args)]
pub struct Database {
    /// sqlite:PATH 或 postgres://…
    #[arg(long, value_name = "URL")]
    pub database: String,
}

/// `suixing migrate`: opening a database brings its schema up to date.
pub fn migrate(options: &Database) -> Result<u8> {
    // Migrations touch no sealed column, so any keys will do.
    open(&options.database, any_keys())?;
    println!("数据库结构已是最新 / the schema is up to date");
    Ok(0)
}

/// `suixing verify`: checks the file and every invariant of the books, and writes nothing. It opens
/// no sealed column. The exit code is 1 where something is wrong, 2 where it could not be checked.
pub fn verify(options: &Database) -> Result<u8> {
    match checked(&options.database) {
        Ok(violations) => Ok(u8::from(!violations.is_empty())),
        Err(error) => {
            eprintln!("{error:#}");
            Ok(NOT_CHECKED)
        }
    }
}

fn checked(database: &str) -> Result<Vec<String>> {
    let unreadable = "读不了数据库 / cannot read the database";
    let db = open_to_read(database)?;
    let damage = db.damage().context(unreadable)?;
    let mut violations: Vec<String> = damage
        .into_iter()
        .map(|what| format!("FILE  {what}"))
        .collect();
    let found = db.read(desk::verify::verify).context(unreadable)?;
    violations.extend(
        found
            .iter()
            .map(|it| format!("{}  {}", it.invariant, it.what)),
    );
    for violation in &violations {
        println!("{violation}");
    }
    match violations.len() {
        0 => println!("账目无误 / the books are in order"),
        count => println!("{count} 处不符 / {count} violations"),
    }
    Ok(violations)
}
