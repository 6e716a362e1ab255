//! A server says in the database that it is there and by which key it seals, for as long as it
//! runs: whoever replaces keys learns who would be left behind, and `suixing doctor` whose port it
//! is.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;

use anyhow::{Context, Result};
use domain::say;
use domain::text::hex;
use server::app::SystemRandom;
use store::serving::{self, SAID_EVERY, ServingServer};
use store::{Db, Random, StoreError, Tx};

use crate::place::machine_time;
use crate::say::wrong;

/// Says so until it goes.
pub struct Presence {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Presence {
    /// Says that a server at this address is there, now and again and again.
    pub fn start(db: &Db, address: &str) -> Result<Presence> {
        let mut number = [0; 8];
        SystemRandom.fill(&mut number);
        let work = Work {
            db: db.clone(),
            name: hex(&number),
            address: at(address).to_owned(),
        };
        let unwritable = "写不了数据库 / cannot write to the database";
        work.say().context(unwritable)?;
        for server in behind(db)? {
            tracing::warn!(
                code = "keys-behind",
                address = server.address,
                "a server that runs does not know the newest key; start it anew"
            );
        }
        let every = std::time::Duration::try_from(SAID_EVERY).context("half a minute is long")?;
        let (stop, stopped) = channel();
        let thread = std::thread::Builder::new().name("presence".to_owned());
        let thread = thread.spawn(move || {
            while stopped.recv_timeout(every) == Err(RecvTimeoutError::Timeout) {
                if let Err(error) = work.say() {
                    tracing::warn!(%error, "cannot say that this server is there");
                }
            }
            if let Err(error) = work.leave() {
                tracing::warn!(%error, "cannot say that this server has ended");
            }
        });
        Ok(Presence {
            stop: Some(stop),
            thread: Some(thread.context("cannot start a thread")?),
        })
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // Should it have panicked, its panic is in the log.
            let _ = thread.join();
        }
    }
}

struct Work {
    db: Db,
    name: String,
    address: String,
}

impl Work {
    fn say(&self) -> Result<(), StoreError> {
        let (name, address) = (self.name.clone(), self.address.clone());
        let say = move |tx: &mut Tx<'_>| serving::say(tx, &name, &address, machine_time());
        self.db.transact(say)
    }

    fn leave(&self) -> Result<(), StoreError> {
        let name = self.name.clone();
        let leave = move |tx: &mut Tx<'_>| serving::leave(tx, &name, machine_time());
        self.db.transact(leave)
    }
}

/// The address alone, as it is written in a configuration.
fn at(address: &str) -> &str {
    address.split_once("://").map_or(address, |(_, at)| at)
}

/// Every server that said it is there and did not say that it left.
pub fn servers(db: &Db) -> Result<Vec<ServingServer>, StoreError> {
    db.read(serving::all)
}

fn behind(db: &Db) -> Result<Vec<ServingServer>> {
    let found: Result<_, StoreError> = db.read(|tx| serving::behind(tx, machine_time()));
    found.context("读不了数据库 / cannot read the database")
}

/// Refuses to leave behind a server that runs and does not know the newest key.
pub fn nobody_is_behind(db: &Db) -> Result<()> {
    let servers = behind(db)?;
    if servers.is_empty() {
        return Ok(());
    }
    let addresses: Vec<&str> = servers.iter().map(|it| it.address.as_str()).collect();
    let addresses = addresses.join(", ");
    Err(wrong(
        "keys-behind",
        &say!(
            "还有服务在用旧密钥运行：{addresses}；现在就换，它打不开数据",
            "servers run that do not know the newest key: {addresses}; sealed anew, nothing would \
             open for them"
        ),
        &say!(
            "重启它们再来；被强行结束的，两分钟后不再算；确实没有服务在运行就加 --stopped",
            "restart them first; one that was killed no longer counts after two minutes; where \
             none is running say --stopped"
        ),
    ))
}
