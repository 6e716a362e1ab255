//! Starting the server: the demo on invented people, and the real thing.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use desk::{Office, Reference};
use domain::files::NamedText;
use domain::region_names;
use jiff::Timestamp;
use serde_json::{Value, json};
use server::app::{App, Known, KnownVoucher, Setup};
use server::run;
use store::{Db, Keys};

use crate::args::{Demo, Serve};
use crate::config::Config;
use crate::demo::data::{DemoData, load};
use crate::demo::examples;
use crate::demo::seed::{self, seed};
use crate::operator::told;
use crate::{logs, policies};

/// `suixing demo`.
pub fn demo(options: &Demo) -> Result<()> {
    let began = Instant::now();
    logs::start();
    let folder = Folder::of(options.data.as_deref())?;
    let database = match &options.database {
        Some(database) => database.clone(),
        None => format!("sqlite:{}", folder.path().join("suixing.db").display()),
    };
    let installed = policies::texts(options.policies.as_deref())?;
    let library = policies::read(&installed)?;
    let db = open(&database, demo_keys(folder.path())?)?;
    let (now, today) = now_and_today();
    let data = load(today).context("the demo's data does not read")?;
    seed(&db, &data, &library, (now, today))?;
    let reference = Arc::new(reference(&db, &installed)?);
    examples::settle(&db, &data, &reference, (now, today))?;
    block_on(async move {
        let (listener, address) = listen(options.listen).await?;
        let app = App::new(Setup {
            db,
            reference,
            installed: installed.into(),
            clock: Arc::new(Timestamp::now),
            sandbox: true,
            gateways: BTreeMap::new(),
            story: story(&data),
            address: address.clone(),
        });
        announce(options, &data, &address, began)?;
        run::serve(listener, app, run::stopped())
            .await
            .context("the server broke off")?;
        drop(folder);
        Ok(())
    })
}

/// `suixing serve`.
pub fn serve(options: &Serve) -> Result<()> {
    logs::start();
    let config = Config::read(options)?;
    let installed = policies::texts(config.policies.as_deref())?;
    let db = open(&config.database, config.keys()?)?;
    let reference = Arc::new(reference(&db, &installed)?);
    let gateways = config.gateways()?;
    block_on(async move {
        let (listener, address) = listen(config.listen).await?;
        tracing::info!(address, "listening");
        println!("{address}");
        let app = App::new(Setup {
            db,
            reference,
            installed: installed.into(),
            clock: Arc::new(Timestamp::now),
            sandbox: false,
            gateways,
            story: vec![],
            address,
        });
        run::serve(listener, app, run::stopped())
            .await
            .context("the server broke off")
    })
}

/// Opens a database; the schema is brought up to date.
pub fn open(database: &str, keys: Keys) -> Result<Db> {
    Db::open(database, keys).with_context(|| {
        format!(
            "打不开数据库 / cannot open the database ({})",
            without_password(database)
        )
    })
}

/// The address without what must not be printed.
fn without_password(database: &str) -> String {
    match (database.find("://"), database.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => {
            format!("{}://…{}", &database[..scheme], &database[at..])
        }
        _ => database.to_owned(),
    }
}

/// What is installed, with the releases in force put over it, and the facilities and catalogues.
fn reference(db: &Db, installed: &[NamedText]) -> Result<Reference> {
    let office = Office::new(db, installed, Timestamp::now());
    office.note_installed().map_err(told)?;
    office.reference().map_err(told)
}

/// The instant, and the day it is in China.
pub(crate) fn now_and_today() -> (Timestamp, jiff::civil::Date) {
    let now = Timestamp::now();
    (now, national::time::in_china(now).date())
}

fn block_on(work: impl Future<Output = Result<()>>) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")?;
    runtime.block_on(work)
}

async fn listen(address: SocketAddr) -> Result<(tokio::net::TcpListener, String)> {
    let listener = run::listen(address).await.with_context(|| {
        format!(
            "{address} 不能监听,可能已被占用;换一个:--listen 127.0.0.1:0 / cannot listen, perhaps taken; try \
             --listen 127.0.0.1:0"
        )
    })?;
    let bound = listener
        .local_addr()
        .context("a bound socket has an address")?;
    Ok((listener, format!("http://{bound}")))
}

/// Where the demo keeps its data.
enum Folder {
    Kept(PathBuf),
    Temporary(tempfile::TempDir),
}

impl Folder {
    fn of(wanted: Option<&Path>) -> Result<Folder> {
        match wanted {
            Some(path) => {
                std::fs::create_dir_all(path)
                    .with_context(|| format!("不能建立 {0} / cannot create {0}", path.display()))?;
                Ok(Folder::Kept(path.to_owned()))
            }
            None => Ok(Folder::Temporary(
                tempfile::tempdir().context("no temporary folder")?,
            )),
        }
    }

    fn path(&self) -> &Path {
        match self {
            Folder::Kept(path) => path,
            Folder::Temporary(folder) => folder.path(),
        }
    }
}

/// The demo's keys: made once, kept beside its data, readable by the owner alone.
pub fn demo_keys(folder: &Path) -> Result<Keys> {
    let file = folder.join("demo.keys");
    let mut bytes = [0_u8; 64];
    if file.exists() {
        let kept = std::fs::read(&file).context("cannot read the demo's keys")?;
        let kept: [u8; 64] = match kept.try_into() {
            Ok(kept) => kept,
            Err(_) => bail!(
                "{} 不是演示密钥 / is not a key file of the demo",
                file.display()
            ),
        };
        bytes = kept;
    } else {
        getrandom::fill(&mut bytes).context("the operating system gives no randomness")?;
        crate::config::write_private(&file, &bytes)?;
    }
    Ok(crate::config::keys_of(&bytes))
}

/// The demo's people as the sandbox lists them.
fn story(data: &DemoData) -> Vec<Known> {
    let known = data.people.iter().filter_map(|person| {
        let enrolment = person.enrolments.first()?;
        Some(Known {
            id: person.person.id.clone(),
            name: person.person.name.clone(),
            voucher: KnownVoucher {
                kind: person.voucher.kind.clone(),
                number: person.voucher.number.clone(),
            },
            insured_at: enrolment.insured_at,
            scheme: enrolment.scheme,
            proves: person.proves.clone(),
        })
    });
    known.collect()
}

fn announce(options: &Demo, data: &DemoData, address: &str, began: Instant) -> Result<()> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    if options.json {
        writeln!(out, "{}", as_json(data, address)).context("cannot write")?;
    } else {
        writeln!(out, "{}", welcome(data, address, began)).context("cannot write")?;
    }
    out.flush().context("cannot write")
}

fn as_json(data: &DemoData, address: &str) -> Value {
    let facilities: Vec<Value> = data
        .facilities
        .iter()
        .map(|facility| {
            json!({
                "code": facility.code, "name": facility.name, "region": facility.region,
                "level": facility.level, "kind": facility.kind, "networked": facility.networked,
            })
        })
        .collect();
    let people: Vec<Value> = data
        .people
        .iter()
        .filter_map(|person| {
            let enrolment = person.enrolments.first()?;
            Some(json!({
                "name": person.person.name,
                "voucher": {"type": person.voucher.kind, "number": person.voucher.number},
                "insured_at": enrolment.insured_at,
                "scheme": enrolment.scheme,
                "proves": person.proves,
                "person": person.person.id,
            }))
        })
        .collect();
    let today = now_and_today().1;
    let catalogues: Vec<Value> = data.catalogues.iter().map(|c| sample(c, today)).collect();
    json!({
        "address": address,
        "facilities": facilities,
        "catalogues": catalogues,
        "people": people,
        // Pages of the demo open without signing in; publishing policy takes two operators, whose
        // key goes with each request as `Authorization: Bearer …`.
        "sign_in": sign_in(address),
        "interface": format!("{address}/fsi/api/rsfComIfsService/callService"),
        "api": format!("{address}/api/v1"),
        "settlement_page": format!("{address}/settlements/{{setl_id}}"),
    })
}

/// The demo's operators and their keys.
fn sign_in(address: &str) -> Vec<Value> {
    let shown = seed::OPERATORS.iter().flat_map(|operator| {
        let url = format!("{address}/api/docs");
        operator.roles.iter().map(move |role| {
            json!({
                "role": role, "user": operator.name,
                "password": operator.key().reveal(), "url": url,
            })
        })
    });
    shown.collect()
}

/// A few items of a catalogue that anybody may use today without approval, so that a script can
/// write a bill. The most local catalogue that covers a facility holds there.
fn sample(catalogue: &domain::catalogue::Catalogue, today: jiff::civil::Date) -> Value {
    let plain = catalogue
        .items()
        .iter()
        .filter(|item| item.period.contains(today) && !item.restricted && item.limit.is_none());
    let items: Vec<Value> = plain
        .take(12)
        .map(|item| {
            json!({
                "code": item.code, "name": item.name, "class": item.class,
                "upfront": item.upfront,
            })
        })
        .collect();
    json!({"region": catalogue.region, "items": items})
}

fn welcome(data: &DemoData, address: &str, began: Instant) -> String {
    let first = &data.people[0];
    let regions: std::collections::BTreeSet<_> = data
        .facilities
        .iter()
        .map(|facility| facility.region.province())
        .collect();
    let provinces: Vec<String> = regions
        .into_iter()
        .map(|region| region_names::label(region).zh)
        .collect();
    let operators = seed::OPERATORS.iter().map(|operator| {
        let roles: Vec<&str> = operator.roles.iter().map(|role| role.word()).collect();
        let key = operator.key();
        format!("  {} {}: {}", operator.name, roles.join(" "), key.reveal())
    });
    let operators: Vec<String> = operators.collect();
    format!(
        "随行 Suixing · 演示 demo（{} 毫秒 ms）\n\n  {address}\n\n\
         {} 位虚构参保人，{} 家虚构医药机构（{}），{} 份样例目录\n\
         {} invented people, {} invented facilities, {} sample catalogues\n\n\
         可以试试 / three things to try:\n  \
         1. 打开 {address}，看 {} 的账单每一分钱去了哪里 / open it and read where each fen went\n  \
         2. {address}/developer：照着 curl 走一遍 HIS 报文 / walk a hospital's messages with curl\n  \
         3. suixing quote demo/bills/guangzhou.toml --explain：不联网试算 / work out a bill offline\n\n\
         政策操作员 / policy operators:\n{}\n\n\
         按 Ctrl-C 结束 / Ctrl-C ends it",
        began.elapsed().as_millis(),
        data.people.len(),
        data.facilities.len(),
        provinces.join("、"),
        data.catalogues.len(),
        data.people.len(),
        data.facilities.len(),
        data.catalogues.len(),
        first.person.name,
        operators.join("\n"),
    )
}

/// `suixing migrate`: opening a database brings its schema up to date.
pub fn migrate(database: &str) -> Result<u8> {
    // Migrations touch no sealed column, so any keys will do.
    open(database, crate::config::keys_of(&[0; 64]))?;
    println!("数据库结构已是最新 / the schema is up to date");
    Ok(0)
}

/// `suixing verify`: checks every invariant of the books. It opens no sealed column.
pub fn verify(database: &str) -> Result<u8> {
    let db = open(database, crate::config::keys_of(&[0; 64]))?;
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
