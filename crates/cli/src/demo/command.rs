//! `suixing demo`: the server on invented people.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::Args;
use desk::Clock;
use desk::clock::demo_or_empty;
use domain::region_names;
use jiff::civil::Date;
use serde_json::{Value, json};
use server::app::{App, KnownVoucher, SandboxPerson, Setup};
use server::face::{FaceStandIn, FaceWay};
use server::limits::Limits;
use server::run;
use server::ways::{SignInWays, of_this_machine};
use store::Db;

use super::data::{DemoData, load};
use super::examples;
use super::folder::{Folder, keys};
use super::seed::{self, seed};
use crate::anchor::{AnchorArgs, Keeper};
use crate::place::{AskedTime, ClockArgs, check_keys, machine_time, open};
use crate::say::told;
use crate::sender::Sending;
use crate::serve::{
    block_on, gauges, is_full, listen, reference, shipping_gauges, start_sender, start_shipper,
};
use crate::{logs, policies, serve};

/// Options of the demo.
#[derive(Clone, Debug, Args)]
pub struct Demo {
    /// 监听地址 / address to listen on; port 0 picks a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// 数据文件夹；不给则用临时文件夹 / folder for the data; a temporary one unless given
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// 数据库；不给则用数据文件夹里的 SQLite / database; SQLite in the data folder unless given
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// 政策文件夹；不给则用 ./policies，没有则用随附的 / folder of policies; ./policies or the
    /// embedded ones unless given
    #[arg(long, value_name = "DIR")]
    pub policies: Option<PathBuf>,
    /// 通知写进这个文件，一行一个 JSON / file for the notices, one JSON object a line
    #[arg(long, value_name = "FILE")]
    pub inbox: Option<PathBuf>,
    /// 每一笔在一秒内送到这个文件夹 / folder to which everything is shipped within a second
    #[arg(long, value_name = "DIR")]
    pub ship_to: Option<PathBuf>,
    /// 第一行输出一个 JSON 对象 / print one JSON object on the first line
    #[arg(long)]
    pub json: bool,
    /// The clock of the demo.
    #[command(flatten)]
    pub clock: ClockArgs,
    /// Where what is written is anchored.
    #[command(flatten)]
    pub anchors: AnchorArgs,
}

/// `suixing demo`.
pub fn run(options: &Demo) -> Result<()> {
    let began = Instant::now();
    let logs = logs::start();
    let folder = Folder::of(options.data.as_deref())?;
    let database = match &options.database {
        Some(database) => database.clone(),
        None => format!("sqlite:{}", folder.path().join("suixing.db").display()),
    };
    let installed = serve::installed(options.policies.as_deref())?;
    let library = policies::read(&installed)?;
    serve::tell_unread(&database);
    let db = open(&database, keys(folder.path())?)?;
    check_keys(&db)?;
    let (clock, made_on) = begin(options.clock, &db)?;
    let data = load(made_on).context("the demo's data does not read")?;
    seed(&db, &data, &library, (&clock, made_on))?;
    let reference = Arc::new(reference(&db, &installed, &clock)?);
    examples::settle(&db, &data, &reference, (clock.now(), made_on))?;
    examples::catch_up(&db, &reference, clock.now())?;
    let keeper = options.anchors.keep(None, (&db, &clock))?;
    let sending = options.inbox.clone().map(Sending::to_inbox);
    let sender = start_sender(&db, &clock, sending)?;
    let shipper = start_shipper(&db, &clock, options.ship_to.as_deref())?;
    let mut gauges = gauges((&database, &db), sender.as_ref());
    gauges.extend(shipping_gauges(shipper.as_ref(), &clock));
    gauges.extend(keeper.as_ref().map(Keeper::gauge));
    let is_full = is_full(&database);
    let served = block_on(async move {
        let (listener, address) = listen(options.listen).await?;
        let app = App::new(Setup {
            db,
            reference,
            installed: installed.into(),
            clock: clock.clone(),
            sandbox: true,
            gateways: BTreeMap::new(),
            division: None,
            story: story(&data),
            address: address.clone(),
            ways: SignInWays {
                public_address: of_this_machine(&address),
                face: Some(FaceWay::StandIn(FaceStandIn::default())),
                single_sign_on: None,
            },
            lines_lost: Box::new(logs.lines_lost()),
            limits: Limits::default(),
            gauges,
            is_full,
        });
        let stop = run::stopped();
        announce(options, &data, (&address, &clock), began)?;
        run::serve(listener.into(), app, stop).await;
        Ok(())
    });
    // The last anchor is written when nothing is written any more.
    drop((sender, shipper));
    drop(keeper);
    drop(folder);
    served
}

/// The demo's clock, and the day its database was or is now to be made: what the demo tells has its
/// days counted from there, so that it is the same story on every later day.
fn begin(asked: ClockArgs, db: &Db) -> Result<(Clock, Date)> {
    if let Some(made_on) = db.read(demo_or_empty).map_err(told)? {
        return Ok((asked.of(db)?, made_on));
    }
    let clock = Clock::new(machine_time);
    clock.show(asked.now.and_then(AskedTime::time));
    let made_on = clock.today();
    Ok((clock, made_on))
}

/// The demo's people as the sandbox lists them.
fn story(data: &DemoData) -> Vec<SandboxPerson> {
    let known = data.people.iter().filter_map(|person| {
        let enrolment = person.enrolments.first()?;
        Some(SandboxPerson {
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

fn announce(
    options: &Demo,
    data: &DemoData,
    (address, clock): (&str, &Clock),
    began: Instant,
) -> Result<()> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    let text = match options.json {
        true => as_json(data, address, clock.today()).to_string(),
        false => welcome(data, (address, clock), began),
    };
    writeln!(out, "{text}").context("cannot write")?;
    out.flush().context("cannot write")
}

fn as_json(data: &DemoData, address: &str, today: Date) -> Value {
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
    let catalogues: Vec<Value> = data.catalogues.iter().map(|c| sample(c, today)).collect();
    json!({
        "address": address,
        "today": today,
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
fn sample(catalogue: &domain::catalogue::Catalogue, today: Date) -> Value {
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

fn welcome(data: &DemoData, (address, clock): (&str, &Clock), began: Instant) -> String {
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
    let day = match clock.is_set() {
        true => format!(
            "演示时钟设在 the demo's clock is set to {}\n",
            clock.today()
        ),
        false => String::new(),
    };
    format!(
        "随行 Suixing · 演示 demo（{} 毫秒 ms）\n{day}\n  {address}\n\n\
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
