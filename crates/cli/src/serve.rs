//! `suixing serve`: the real thing, and what it shares with the demo.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;
use desk::{Clock, Office, Reference};
use domain::files::NamedText;
use domain::ids::FacilityCode;
use domain::{Bilingual, say};
use server::app::{App, Setup, SystemRandom};
use server::entrance::Entrance;
use server::limits::Limits;
use server::metrics::Gauged;
use server::run::Listening;
use server::tls::Tls;
use store::installation::{self, Elsewhere};
use store::ship::{MARK, Shipper, ShipperNeeds, Shipping};
use store::{Db, StoreError, Tx};
use tokio::runtime::Runtime;

use crate::anchor::{AnchorArgs, Keeper};
use crate::clock_check::plausible_clock;
use crate::config::{Config, ConfigArgs};
use crate::not_kept::not_kept;
use crate::place::{ClockArgs, check_keys, open_existing};
use crate::policies::{self, PolicyOrigin};
use crate::say::{told, wrong};
use crate::sender::{NoticeSender, Sending};
use crate::serving::Presence;
use crate::{disk, logs};

/// Options of the real thing.
#[derive(Clone, Debug, Args)]
pub struct Serve {
    /// What goes before the configuration.
    #[command(flatten)]
    pub given: ConfigArgs,
    /// Where what is written is anchored.
    #[command(flatten)]
    pub anchors: AnchorArgs,
    /// The clock of a demo's database.
    #[command(flatten)]
    pub clock: ClockArgs,
}

/// `suixing serve`.
pub fn run(options: &Serve) -> Result<()> {
    let logs = logs::start();
    let config = Config::read(&options.given)?;
    let runtime = runtime()?;
    // A start that cannot listen leaves the database, the keys and what is shipped as they are.
    let tls = config.tls()?;
    let (listening, address) = runtime.block_on(doors(&config, tls))?;
    let installed = installed(config.policies.as_deref())?;
    tell_unread(&config.database);
    let db = open_existing(&config.database, config.keys()?)?;
    check_keys(&db)?;
    let clock = options.clock.of(&db)?;
    plausible_clock(&db, &clock)?;
    let keeper = options
        .anchors
        .keep(config.anchor_file.as_deref(), (&db, &clock))?;
    let reference = Arc::new(reference(&db, &installed, &clock)?);
    let gateways = config.gateways()?;
    let ways = config.ways.made()?;
    on_record(&gateways, &reference)?;
    let sender = start_sender(&db, &clock, config.sending())?;
    let shipper = start_shipper(&db, &clock, config.ship_to.as_deref())?;
    let mut gauges = gauges((&config.database, &db), sender.as_ref());
    gauges.extend(shipping_gauges(shipper.as_ref(), &clock));
    gauges.extend(keeper.as_ref().map(Keeper::gauge));
    let is_full = is_full(&config.database);
    let presence = Presence::start(&db, &address)?;
    let served = async move {
        let stop = server::run::stopped();
        tracing::info!(address, "listening");
        println!("{address}");
        let app = App::new(Setup {
            db,
            reference,
            installed: installed.into(),
            clock,
            sandbox: false,
            gateways,
            division: config.division,
            story: vec![],
            address,
            ways,
            lines_lost: Box::new(logs.lines_lost()),
            limits: Limits::default(),
            gauges,
            is_full,
        });
        server::run::serve(listening, app, stop).await;
    };
    runtime.block_on(served);
    end(runtime);
    // What was caused last is sent by the next start, if not by now; the last anchor is written
    // when nothing is written any more.
    drop(presence);
    drop((sender, shipper));
    drop(keeper);
    Ok(())
}

/// Refuses a gateway of a facility that is not on record: its messages would be refused one by one.
fn on_record(gateways: &BTreeMap<FacilityCode, Entrance>, reference: &Reference) -> Result<()> {
    let mut codes = gateways.keys();
    match codes.find(|code| reference.facility(code).is_err()) {
        None => Ok(()),
        Some(code) => {
            let (says, next) = gateway_of_nobody(code);
            Err(wrong("gateway-of-nobody", &says, &next))
        }
    }
}

/// What is wrong with such a gateway, and what to do.
pub fn gateway_of_nobody(code: &FacilityCode) -> (Bilingual, Bilingual) {
    (
        say!(
            "配置了 {code} 的签名，登记里没有这家机构",
            "a gateway is configured for {code}, which is not on record"
        ),
        say!(
            "核对编号，或先用 suixing import facilities 登记",
            "compare the code, or take the facility in with suixing import facilities"
        ),
    )
}

/// Where it listens, and the address as a browser is given it.
async fn doors(config: &Config, tls: Option<Tls>) -> Result<(Listening, String)> {
    let (listener, address) = listen(config.listen).await?;
    let address = match &tls {
        Some(_) => address.replacen("http", "https", 1),
        None => address,
    };
    let watched = match config.metrics_listen {
        Some(address) => {
            let (listener, address) = listen(address).await?;
            tracing::info!(address, "listening for those who watch");
            Some(listener)
        }
        None => None,
    };
    let listening = Listening {
        listener,
        tls,
        watched,
    };
    Ok((listening, address))
}

fn not_shipped() -> anyhow::Error {
    wrong(
        "ships-sqlite-alone",
        &say!("ship_to 只用于 SQLite", "ship_to is for SQLite alone"),
        &say!(
            "从配置里去掉 ship_to；PostgreSQL 用它自己的归档",
            "take ship_to out of the configuration; PostgreSQL has an archive of its own"
        ),
    )
}

fn own_id(db: &Db) -> Result<Option<String>> {
    let id: Result<_, StoreError> = db.read(installation::id);
    id.context("读不了数据库 / cannot read the database")
}

/// Begins to ship what is committed where there is a folder for it.
pub fn start_shipper(db: &Db, clock: &Clock, to: Option<&Path>) -> Result<Option<Shipper>> {
    let Some(folder) = to else {
        return Ok(None);
    };
    may_ship(db, folder)?;
    let clock = clock.clone();
    let identified = |tx: &mut Tx<'_>| {
        installation::count_shipping(tx)?;
        installation::identify(tx, &mut SystemRandom)
    };
    let installation: Result<String, StoreError> = db.transact(identified);
    let outside = ShipperNeeds {
        installation: installation.context("写不了数据库 / cannot write to the database")?,
        random: Box::new(SystemRandom),
        now: Box::new(move || clock.now()),
        failed: Box::new(|error| {
            tracing::error!(error = server::problem::chain(error), "nothing is shipped");
        }),
    };
    let started = Shipper::start(db, Shipping::to(folder), outside);
    let started = started.ok_or_else(not_shipped)?;
    let shipper = started.map_err(not_kept)?;
    let noted = |tx: &mut Tx<'_>| installation::note_elsewhere(tx, Elsewhere::Shipped);
    let noted: Result<(), StoreError> = db.transact(noted);
    noted.context("写不了数据库 / cannot write to the database")?;
    Ok(Some(shipper))
}

/// Whether this database may be shipped there: not where something was shipped before and the
/// place is empty, for the disk is not there; nor where it is that of another.
pub fn may_ship(db: &Db, folder: &Path) -> Result<()> {
    if db.log_bytes().is_none() {
        return Err(not_shipped());
    }
    store::ship::check_folder(folder, own_id(db)?.as_deref()).map_err(not_kept)?;
    let known = db.read(|tx: &mut Tx<'_>| installation::is_elsewhere(tx, Elsewhere::Shipped));
    let known = known.map_err(|error: StoreError| error);
    let known = known.context("读不了数据库 / cannot read the database")?;
    if !known || store::ship::is_begun(folder) {
        return reaches_what_was_shipped(db, folder);
    }
    let folder = folder.display();
    Err(wrong(
        "shipped-gone",
        &say!(
            "这个数据库的日志送去过第二块盘，{folder} 里却什么也没有，没有启动",
            "this database was shipped to a second disk, and nothing is in {folder}; not started"
        ),
        &say!(
            "挂上那块盘；确实要从这里重新开始，先建一个空文件 {folder}/{MARK}",
            "mount that disk; to begin anew there all the same, make an empty file {folder}/{MARK}"
        ),
    ))
}

/// Refuses a file that did not come as far as what was shipped of it.
fn reaches_what_was_shipped(db: &Db, folder: &Path) -> Result<()> {
    let behind = store::ship::is_behind(db, folder);
    let Some(entries) = behind.context("读不了数据库 / cannot read the database")? else {
        return Ok(());
    };
    let folder = folder.display();
    Err(wrong(
        "behind-what-was-shipped",
        &say!(
            "数据库比送到 {folder} 的旧（少 {entries} 条审计记录），多半是放回了以前的文件；没有启动",
            "the database is older than what was shipped to {folder} ({entries} entries of the \
             audit fewer), most likely a file of before; not started"
        ),
        &say!(
            "把数据库文件（连同 -wal）移开，从那里恢复：suixing restore --from {folder} --to sqlite:…；已经是\
             恢复的备份，或要就这样启动，先清空文件 {folder}/{MARK}",
            "move the database (with its -wal) away and restore it from there: suixing restore \
             --from {folder} --to sqlite:…; where this is what was restored, or to start all the \
             same, make {folder}/{MARK} an empty file"
        ),
    ))
}

/// What the metrics tell of shipping.
pub fn shipping_gauges(shipper: Option<&Shipper>, clock: &Clock) -> Vec<Gauged> {
    let Some(watch) = shipper.map(Shipper::watch) else {
        return vec![];
    };
    let (failures, generations, clock) = (watch.clone(), watch.clone(), clock.clone());
    let gauge = |name, help, read| Gauged {
        name,
        help,
        label: None,
        read,
    };
    vec![
        gauge(
            "shipped_seconds_behind",
            "Seconds since all that was committed was shipped",
            Box::new(move || watch.seconds_behind(clock.now())),
        ),
        gauge(
            "shipping_failures",
            "Times that shipping failed",
            Box::new(move || failures.failures()),
        ),
        gauge(
            "shipped_generations",
            "Generations begun, each with a copy of the file",
            Box::new(move || generations.generations()),
        ),
    ]
}

/// Begins to send notices where there is an inbox for them.
pub fn start_sender(
    db: &Db,
    clock: &Clock,
    sending: Option<Sending>,
) -> Result<Option<NoticeSender>> {
    let start = |sending| NoticeSender::start(db.clone(), clock.clone(), sending);
    sending.map(start).transpose()
}

/// Asks whether the disk of a database has too little room to go on.
pub fn is_full(database: &str) -> Box<dyn Fn() -> bool + Send + Sync> {
    match disk::room_of(database) {
        None => Box::new(|| false),
        Some(room) => Box::new(move || room().is_some_and(disk::is_too_little)),
    }
}

/// What the metrics tell besides what the server counts.
pub fn gauges((database, db): (&str, &Db), sender: Option<&NoticeSender>) -> Vec<Gauged> {
    let mut gauges = sender.map(NoticeSender::gauges).unwrap_or_default();
    if let Some(room) = disk::room_of(database) {
        gauges.push(Gauged {
            name: "database_room_bytes",
            label: None,
            help: "Room on the disk of the database",
            read: Box::new(move || room().map_or(-1, |room| room as i64)),
        });
    }
    if db.log_bytes().is_some() {
        let db = db.clone();
        gauges.push(Gauged {
            name: "database_log_bytes",
            label: None,
            help: "Length of the log beside the database file",
            read: Box::new(move || db.log_bytes().unwrap_or(0) as i64),
        });
    }
    gauges
}

/// Says what of the log beside a SQLite file SQLite would pass over without a word.
pub fn tell_unread(database: &str) {
    let Some(path) = database.strip_prefix("sqlite:") else {
        return;
    };
    match store::wal::unread(Path::new(path)) {
        Ok(unread) if unread.is_damage() => tracing::error!(
            frames = unread.frames,
            commits = unread.commits,
            "commits in the log lie behind a frame that does not read; they are lost: keep a copy \
             of the database with its -wal, and check it against the anchors"
        ),
        Ok(_) => {}
        Err(error) => tracing::error!(%error, "the log beside the database cannot be read"),
    }
}

/// The policies installed here, if bills may be settled by them; the log says which.
pub fn installed(asked: Option<&Path>) -> Result<Vec<NamedText>> {
    let origin = PolicyOrigin::of(asked)?;
    let texts = origin.texts()?;
    policies::usable(&texts)?;
    tracing::info!(policies = %origin, "read");
    Ok(texts)
}

/// What is installed, with the releases in force put over it, and the facilities and catalogues.
pub fn reference(db: &Db, installed: &[NamedText], clock: &Clock) -> Result<Reference> {
    let office = Office::new(db, installed, clock.now());
    office.note_installed().map_err(told)?;
    office.reference().map_err(told)
}

/// How long work that is still on its way to the database has at the end.
const LAST_SECONDS: Duration = Duration::from_secs(3);

/// Runs until the work is done.
pub fn block_on(work: impl Future<Output = Result<()>>) -> Result<()> {
    let runtime = runtime()?;
    let done = runtime.block_on(work);
    end(runtime);
    done
}

fn runtime() -> Result<Runtime> {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.enable_all().build();
    runtime.context("cannot start the runtime")
}

/// What hangs in a database is not waited for: its fate can be asked for.
fn end(runtime: Runtime) {
    runtime.shutdown_timeout(LAST_SECONDS);
}

/// The listener, and the address as a browser is given it.
pub async fn listen(address: SocketAddr) -> Result<(tokio::net::TcpListener, String)> {
    let listener = server::run::listen(address).await.map_err(|why| {
        wrong(
            "cannot-listen",
            &say!(
                "{address} 不能监听：{why}",
                "cannot listen on {address}: {why}"
            ),
            &say!(
                "多半已被占用：停掉占用它的程序，或换一个，如 --listen 127.0.0.1:0",
                "perhaps it is taken: stop the program that holds it, or try another, such as \
                 --listen 127.0.0.1:0"
            ),
        )
    })?;
    let bound = listener
        .local_addr()
        .context("a bound socket has an address")?;
    Ok((listener, format!("http://{bound}")))
}
