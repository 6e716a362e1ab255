//! `suixing migrate` and `suixing verify`: for operators of a database.

use anyhow::{Context, Result};
use clap::Args;

use crate::place::{any_keys, open, open_existing};

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

/// `suixing verify`: checks every invariant of the books. It opens no sealed column.
pub fn verify(options: &Database) -> Result<u8> {
    let db = open_existing(&options.database, any_keys())?;
    let violations = db
        .read(desk::verify::verify)
        .context("cannot read the database")?;
    for violation in &violations {
        println!("{}  {}", violation.invariant, violation.what);
    }
    match violations.len() {
        0 => println!("账目无误 / the books are in order"),
        count => println!("{count} 处不符 / {count} violations"),
    }
    Ok(u8::from(!violations.is_empty()))
}
