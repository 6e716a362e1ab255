//! The checks, in the order in which a cause comes before its consequences. A later part adds its
//! own at the end of the list.

use std::collections::BTreeSet;

use anyhow::Result;
use desk::{Clock, Office, Reference};
use domain::facility::Facility;
use domain::say;
use jiff::civil::Date;
use store::{Db, Keys, StoreError, installation, keep, outbox, people};

use super::symptom::{DoctorCheck, DoctorLook, Installation, Symptom, as_told};
use super::{adapters, around, hands, kept_up, port};
use crate::clock_check::what_is_wrong;
use crate::place::{machine_time, open_existing, open_to_read_with};
use crate::say::wrong;
use crate::{place, serve};

/// All of them.
pub(super) const ALL: &[DoctorCheck] = &[
    check(("密钥", "keys"), keys),
    check(("数据库", "database"), database),
    check(("能写", "writable"), writable),
    check(("密钥与数据库", "keys fit"), keys_fit),
    check(("时钟", "clock"), clock),
    check(("磁盘", "disk"), around::disk),
    check(("数据库的日志", "database log"), around::log),
    check(("文件权限", "file modes"), around::modes),
    check(("政策", "policies"), policies),
    check(("医药机构的签名", "gateways"), gateways),
    check(("登记", "registers"), registers),
    check(("人手", "people to act"), hands::hands),
    check(("通知", "notices"), notices),
    check(("备份", "backups"), around::backups),
    check(("证书", "certificate"), around::certificate),
    check(("另一处", "elsewhere"), around::elsewhere),
    check(("端口", "port"), port::port),
    check(("锚点在写", "anchors written"), kept_up::anchors),
    check(("送到第二块盘", "shipped"), kept_up::shipped),
    check(("核对账目", "books verified"), kept_up::verified),
    check(("发送方式", "adapters"), adapters::adapters),
];

const fn check(about: (&'static str, &'static str), made: DoctorLook) -> DoctorCheck {
    DoctorCheck { about, made }
}

/// The database, where it is there, ours and of this schema.
pub(super) fn opened(database: &str, keys: Option<&Keys>) -> Result<Db> {
    let keys = keys.cloned().unwrap_or_else(place::any_keys);
    open_to_read_with(database, keys.clone())?;
    open_existing(database, keys).map_err(|error| not_writable(&format!("{error:#}")))
}

fn not_writable(why: &str) -> anyhow::Error {
    wrong(
        "not-writable",
        &say!("数据库写不进去：{why}", "the database takes no row: {why}"),
        &say!(
            "检查磁盘空间、文件权限，PostgreSQL 是否只读",
            "check space and rights, and whether PostgreSQL is read-only"
        ),
    )
}

fn keys(installation: &Installation) -> Option<Vec<Symptom>> {
    let told = installation.keys.as_ref().err();
    Some(Vec::from_iter(told.map(|error| as_told("bad-keys", error))))
}

fn database(installation: &Installation) -> Option<Vec<Symptom>> {
    let told = installation.db.as_ref().err();
    Some(Vec::from_iter(
        told.map(|error| as_told("unreachable", error)),
    ))
}

/// A failure of the database, where it had answered before.
fn failed(error: StoreError) -> Option<Vec<Symptom>> {
    Some(vec![as_told("database-failed", &anyhow::Error::new(error))])
}

fn writable(installation: &Installation) -> Option<Vec<Symptom>> {
    let db = installation.db.as_ref().ok()?;
    let now = installation.now;
    let write = move |tx: &mut store::Tx<'_>| installation::takes_a_row(tx, now);
    match db.transact::<_, StoreError, _>(write) {
        Ok(_) => Some(vec![]),
        Err(error) => {
            let why = server::problem::chain(&error);
            Some(vec![as_told("not-writable", &not_writable(&why))])
        }
    }
}

fn keys_fit(installation: &Installation) -> Option<Vec<Symptom>> {
    let (Ok(db), Ok(_)) = (&installation.db, &installation.keys) else {
        return None;
    };
    match db.read::<_, StoreError, _>(installation::compare_keys) {
        Err(StoreError::WrongKeys) => Some(vec![Symptom::wrong(
            "wrong-keys",
            say!(
                "密钥不是写这个数据库时的密钥",
                "the keys are not those this database was written with"
            ),
            say!("换回原来的密钥", "give the keys of before"),
        )]),
        Err(error) => failed(error),
        Ok(()) => match keep::newest_is_in_use(db) {
            Ok(true) => Some(vec![]),
            Ok(false) => Some(vec![
                Symptom::wrong(
                    "keys-not-in-use",
                    say!(
                        "最新的密钥还没有服务用过",
                        "no server was started with the newest key yet"
                    ),
                    say!(
                        "重启每个服务，再 suixing keys rotate",
                        "restart every server, then suixing keys rotate"
                    ),
                )
                .only_a_warning(),
            ]),
            Err(error) => failed(error),
        },
    }
}

fn clock(installation: &Installation) -> Option<Vec<Symptom>> {
    let db = installation.db.as_ref().ok()?;
    let now = installation.now;
    let look = |tx: &mut store::Tx<'_>| {
        let is_demo = desk::clock::demo_since(tx)?.is_some();
        Ok((is_demo, installation::clock(tx, now)?.0))
    };
    match db.read::<_, StoreError, _>(look) {
        Ok((true, _)) => Some(vec![]),
        Ok((false, seen)) => {
            let told = what_is_wrong(seen, now);
            let told = told.map(|(code, says, next)| Symptom::wrong(code, says, next));
            Some(Vec::from_iter(told))
        }
        Err(error) => failed(error),
    }
}

/// What is in force now, put together as the server does it.
fn reference(installation: &Installation) -> Option<Result<Reference>> {
    let db = installation.db.as_ref().ok()?;
    let read = || {
        let installed = serve::installed(installation.policies.as_deref())?;
        let clock = Clock::new(machine_time);
        clock.follow(db)?;
        let office = Office::new(db, &installed, clock.now());
        office.reference().map_err(crate::say::told)
    };
    Some(read())
}

fn policies(installation: &Installation) -> Option<Vec<Symptom>> {
    let told = reference(installation)?.err();
    Some(Vec::from_iter(
        told.map(|error| as_told("policies", &error)),
    ))
}

fn gateways(installation: &Installation) -> Option<Vec<Symptom>> {
    let config = installation.configured.as_ref()?;
    let gateways = match config.gateways() {
        Ok(gateways) => gateways,
        Err(error) => return Some(vec![as_told("gateways", &error)]),
    };
    let reference = reference(installation)?.ok()?;
    let unknown = gateways
        .keys()
        .filter(|code| reference.facility(code).is_err());
    let told = unknown.map(|code| {
        let (says, next) = serve::gateway_of_nobody(code);
        Symptom::wrong("gateway-of-nobody", says, next)
    });
    let without = || {
        reference
            .facilities()
            .filter(|it| !gateways.contains_key(&it.code))
    };
    let count = without().count();
    let first = without().next().map(|facility| facility.code.clone());
    let silent = first.map(|first| {
        Symptom::wrong(
            "facility-without-gateway",
            say!(
                "{count} 家机构没有配置签名，不能发报文，如 {first}",
                "{count} facilities have no gateway and may not send, such as {first}"
            ),
            say!(
                "在配置里写 [facility.编号]",
                "write [facility.CODE] in the configuration"
            ),
        )
        .only_a_warning()
    });
    Some(told.chain(silent).collect())
}

fn registers(installation: &Installation) -> Option<Vec<Symptom>> {
    let db = installation.db.as_ref().ok()?;
    let reference = reference(installation)?.ok()?;
    let fits = keys_fit(installation)?;
    if fits.iter().any(|symptom| symptom.is_wrong) {
        return None;
    }
    let people = db.read::<_, StoreError, _>(|tx| people::list(tx, 1));
    let empty = [
        (
            reference.facilities().next().is_none(),
            "医药机构",
            "facility",
        ),
        (
            reference.catalogues().next().is_none(),
            "医保目录",
            "catalogue",
        ),
        (
            people.is_ok_and(|people| people.is_empty()),
            "参保人",
            "insured person",
        ),
    ];
    let missing = empty.into_iter().filter(|(is_empty, ..)| *is_empty);
    let told = missing.map(|(_, zh, en)| {
        Symptom::wrong(
            "register-empty",
            say!("还没有登记{zh}", "no {en} is on record yet"),
            say!(
                "用 suixing import 放进来，见 docs/registers.md",
                "take it in with suixing import, see docs/registers.md"
            ),
        )
        .only_a_warning()
    });
    let without = places_without_catalogue(&reference);
    let today = domain::calendar::today_in_china(installation.now);
    let idle = nothing_open(&reference, today);
    Some(told.chain(without).chain(idle).collect())
}

/// Registers that are there and let nobody settle today: lists without the columns or the days
/// that say what is open.
fn nothing_open(reference: &Reference, today: Date) -> Vec<Symptom> {
    let mut found = Vec::new();
    let mut facilities = reference.facilities().peekable();
    let is_open = |one: &Facility| one.networked.iter().any(|it| it.period.contains(today));
    if facilities.peek().is_some() && !facilities.any(is_open) {
        let says = say!(
            "今天没有一家机构开通了任何服务",
            "no facility is open for any care today"
        );
        let next = say!(
            "名册里要有「普通门诊」「住院」「药店购药」之一，写「是」或开通日期，再 suixing import facilities",
            "state in the list what is open, one of 普通门诊 or 住院 or 药店购药 with 是 or a day, then \
             suixing import facilities"
        );
        found.push(Symptom::wrong("facilities-closed", says, next).only_a_warning());
    }
    for catalogue in reference.catalogues() {
        let mut items = catalogue.items().iter();
        if !items.any(|item| item.period.contains(today)) {
            let region = catalogue.region;
            let says = say!(
                "{region} 的目录今天没有一项有效",
                "no item of the catalogue of {region} is in force today"
            );
            let next = say!(
                "看看开始日期，再 suixing import catalogue",
                "see to the first days, then suixing import catalogue"
            );
            found.push(Symptom::wrong("catalogue-not-in-force", says, next).only_a_warning());
        }
    }
    found
}

/// A hospital there can settle nothing.
fn places_without_catalogue(reference: &Reference) -> Option<Symptom> {
    let places = reference.facilities().map(|one| one.region);
    let without = places.filter(|place| reference.catalogue(*place).is_err());
    let without: BTreeSet<String> = without.map(|place| place.pooling().to_string()).collect();
    let first: Vec<&str> = without.iter().take(5).map(String::as_str).collect();
    let (first, count) = (first.join(" "), without.len());
    let told = Symptom::wrong(
        "no-catalogue",
        say!(
            "{count} 个地方有医药机构，没有医保目录：{first}",
            "{count} places have facilities and no catalogue: {first}"
        ),
        say!(
            "用 suixing import catalogue 放进来，见 docs/registers.md",
            "take it in with suixing import catalogue, see docs/registers.md"
        ),
    );
    (count > 0).then_some(told)
}

/// How long a notice may wait.
const NOTICE_SECONDS_MAX: i64 = 3_600;

fn notices(installation: &Installation) -> Option<Vec<Symptom>> {
    let db = installation.db.as_ref().ok()?;
    let waiting = match db.read::<_, StoreError, _>(|tx| outbox::waiting(tx, 100_000)) {
        Ok(waiting) => waiting,
        Err(error) => return failed(error),
    };
    let is_old = |since| installation.now.duration_since(since).as_secs() > NOTICE_SECONDS_MAX;
    let Some(since) = waiting.since.filter(|since| is_old(*since)) else {
        return Some(vec![]);
    };
    let count = waiting.count;
    let told = Symptom::wrong(
        "notices-wait",
        say!(
            "{count} 条通知没有发出，最早的是 {since}",
            "{count} notices wait to be sent, the oldest since {since}"
        ),
        say!(
            "在配置里写 inbox 或 [notices]；写了的，看服务的日志里 notices wait 的原因",
            "name an inbox or [notices] in the configuration; where there is one, the server's log \
             says why at «notices wait»"
        ),
    );
    Some(vec![told.only_a_warning()])
}
