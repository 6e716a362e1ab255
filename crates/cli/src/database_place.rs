//! The database a command works on, as the configuration says or named by itself.

use anyhow::Result;
use clap::Args;
use store::Db;

use crate::kept::KeptArgs;
use crate::place::{ClockArgs, any_keys, check_keys, keys_if_given, open_existing};

/// The database.
#[derive(Clone, Debug, Args)]
pub struct DatabasePlace {
    /// Which, and its keys.
    #[command(flatten)]
    pub kept: KeptArgs,
    /// 输出 JSON / print JSON
    #[arg(long)]
    pub json: bool,
    /// The clock of a demo's database.
    #[command(flatten)]
    pub clock: ClockArgs,
}

impl DatabasePlace {
    /// Its address.
    pub fn address(&self) -> Result<String> {
        self.kept.address(self.kept.configured()?.as_ref())
    }

    /// Opens a database that must be there. For commands that touch nothing sealed.
    pub fn existing(&self) -> Result<Db> {
        self.at_the_time(open_existing(&self.address()?, any_keys())?)
    }

    /// Opens a database that must be there, with its keys where they are known.
    pub fn existing_with_keys(&self) -> Result<Db> {
        let configured = self.kept.configured()?;
        let database = self.kept.address(configured.as_ref())?;
        let keys = match (&self.kept.keys, &configured) {
            (None, None) => keys_if_given(&database)?,
            _ => self.kept.read_keys((&database, configured.as_ref()))?,
        };
        self.at_the_time(open_existing(&database, keys)?)
    }

    /// Opens a database that must be there with its keys, and refuses without them. For what is
    /// sealed, or found again by a key.
    pub fn with_its_keys(&self) -> Result<Db> {
        let (database, keys) = self.kept.opened()?;
        let db = open_existing(&database, keys)?;
        check_keys(&db)?;
        self.at_the_time(db)
    }

    fn at_the_time(&self, db: Db) -> Result<Db> {
        self.clock.of(&db).map(|_| db)
    }
}
