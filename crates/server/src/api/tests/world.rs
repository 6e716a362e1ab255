//! A small invented world: two people insured in Shenzhen, one hospital in Chengdu, one settlement
//! and its cancellation, on a fresh SQLite file and a clock that stands still.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use desk::operators::{self, NewOperator};
use desk::{
    Caller, CancelSettlement, Desk, DeskError, OpenVisit, OperatorKey, Reference, Role, Settle,
    SettledTogether, Shown, Side, UpdateVisit, UploadLines, VisitFlags, Voucher,
};
use domain::bill::BillLine;
use domain::calendar::Period;
use domain::catalogue::{Class, Item};
use domain::facility::{Care, Facility, FacilityKind, Level, Networked};
use domain::files::NamedText;
use domain::ids::{Certificate, CertificateKind, FacilityCode, IdNumber, SettlementId, VisitId};
use domain::person::{Enrolment, Gender, Person, Scheme, Status};
use domain::policy::Library;
use domain::{Bilingual, Money};
use jiff::Timestamp;
use jiff::civil::date;
use serde_json::Value;
use store::testing::{Seeded, test_keys};
use store::{Db, StoreError, Tx, enrolments, people, reference};
use tower::ServiceExt;

use crate::app::{App, KnownVoucher, SandboxPerson, Setup};
use crate::entrance::Entrance;
use crate::limits::Limits;
use crate::ways::SignInWays;

pub const HOSPITAL: &str = "H51010000001";

/// Ten in the morning of 2026-11-21, in China.
pub fn now() -> Timestamp {
    "2026-11-21T02:00:00Z".parse().unwrap()
}

/// The world behind its router.
pub struct World {
    pub router: Router,
    pub settlement: SettlementId,
    pub cancellation: SettlementId,
    pub db: Db,
    _folder: tempfile::TempDir,
}

/// JSON as people read it.
pub fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap()
}

/// A reply, read to its end.
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.bytes)))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

impl World {
    pub fn sandbox() -> World {
        World::build(true)
    }

    pub fn build(sandbox: bool) -> World {
        World::behind(sandbox, BTreeMap::new())
    }

    /// A world whose hospital signs its messages.
    pub fn behind(sandbox: bool, gateways: BTreeMap<FacilityCode, Entrance>) -> World {
        World::made(sandbox, gateways, Limits::default())
    }

    /// A sandbox that lets in no more than that.
    pub fn letting_in(limits: Limits) -> World {
        World::made(true, BTreeMap::new(), limits)
    }

    fn made(sandbox: bool, gateways: BTreeMap<FacilityCode, Entrance>, limits: Limits) -> World {
        World::with_ways((sandbox, gateways, limits), SignInWays::default())
    }

    /// A world with further ways of signing in.
    pub fn with_ways(
        (sandbox, gateways, limits): (bool, BTreeMap<FacilityCode, Entrance>, Limits),
        ways: SignInWays,
    ) -> World {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open_sqlite(&folder.path().join("api.db"), test_keys()).unwrap();
        let seeded = db.transact(|tx| {
            let enrolled = enrolment();
            for person in people_of_the_world() {
                people::insert(tx, &mut Seeded(1), &person)?;
                enrolments::enrol(tx, &mut Seeded(2), &person.id, &enrolled)?;
            }
            reference::put_facility(tx, &facility())?;
            reference::replace_catalogue(tx, "510000".parse().unwrap(), &[item()])?;
            Ok(())
        });
        seeded.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
        db.transact(add_operators).unwrap();
        let installed = texts();
        let reference = desk::Office::new(&db, &installed, now()).reference();
        let reference = reference.unwrap();
        let (settlement, cancellation) = settle_and_cancel(&db);
        let app = App::new(Setup {
            db: db.clone(),
            reference: Arc::new(reference),
            installed: Arc::from(installed),
            clock: desk::Clock::new(now),
            sandbox,
            gateways,
            division: Some("440300".parse().unwrap()),
            story: vec![known()],
            address: "http://127.0.0.1:8080".to_owned(),
            ways,
            lines_lost: Box::new(|| 0),
            limits,
            gauges: vec![],
            is_full: Box::new(|| false),
        });
        let router = crate::run::router(app);
        World {
            router,
            settlement,
            cancellation,
            db,
            _folder: folder,
        }
    }

    pub async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX)
            .await
            .unwrap()
            .to_vec();
        Reply {
            status: parts.status,
            headers: parts.headers,
            bytes,
        }
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Request::get(path).body(Body::empty()).unwrap())
            .await
    }

    pub async fn post(&self, path: &str, key: Option<&str>, body: &Value) -> Reply {
        let mut request = Request::post(path).header("content-type", "application/json");
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        self.send(request.body(Body::from(body.to_string())).unwrap())
            .await
    }
}

/// The editor, the publisher, and one who is both.
pub const OPERATORS: [(&str, &[Role]); 3] = [
    ("editor", &[Role::Editor]),
    ("publisher", &[Role::Publisher]),
    ("both", &[Role::Editor, Role::Publisher]),
];

fn add_operators(tx: &mut Tx<'_>) -> Result<(), DeskError> {
    for (name, roles) in OPERATORS {
        let new = NewOperator {
            unit: desk::accounts::Unit::All,
            name: name.to_owned(),
            roles: roles.to_vec(),
        };
        for key in [
            OperatorKey::of_demo(name),
            OperatorKey::sent(&format!("sxk_{name}")),
        ] {
            let demo = if key.is_of_demo() { "demo" } else { "real" };
            let new = NewOperator {
                unit: desk::accounts::Unit::All,
                name: format!("{demo} {name}"),
                ..new.clone()
            };
            let id = format!("OP-{demo}-{name}");
            operators::add_with_key(tx, (now(), &id), &new, &key)?;
        }
    }
    Ok(())
}

fn texts() -> Vec<NamedText> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/440300");
    let names = [
        "region.toml",
        "employee.toml",
        "procedures.toml",
        "cases/disputes.toml",
    ];
    let files = names.map(|name| NamedText {
        name: format!("440300/{name}"),
        text: std::fs::read_to_string(root.join(name)).unwrap(),
    });
    files.to_vec()
}

pub fn library() -> Library {
    Library::parse(&texts(), desk::query::pack_hash).unwrap_or_else(|found| panic!("{found:?}"))
}

fn people_of_the_world() -> [Person; 2] {
    let person = |id: &str, name: &str, seventeen: &str| Person {
        id: id.parse().unwrap(),
        name: name.to_owned(),
        certificate: id_number(seventeen).into(),
        gender: Gender::Female,
        born_on: date(1985, 6, 1),
        others: vec![card(&format!("CARD-{id}"))],
    };
    [
        person("P1", "陈示例", "44030019851301042"),
        person("P2", "李示例", "44030019851301044"),
    ]
}

fn card(number: &str) -> Certificate {
    Certificate::read(CertificateKind::SocialCard, number).unwrap()
}

/// A number that passes its check; its month of birth does not exist.
fn id_number(first_seventeen: &str) -> IdNumber {
    let mut numbers = "0123456789X"
        .chars()
        .map(|last| format!("{first_seventeen}{last}").parse());
    numbers.find_map(Result::ok).unwrap()
}

fn known() -> SandboxPerson {
    SandboxPerson {
        id: "P1".parse().unwrap(),
        name: "陈示例".to_owned(),
        voucher: KnownVoucher {
            kind: "03".to_owned(),
            number: "CARD-P1".to_owned(),
        },
        insured_at: "440300".parse().unwrap(),
        scheme: Scheme::Employee,
        proves: Bilingual::new("主线", "the main story"),
    }
}

fn enrolment() -> Enrolment {
    Enrolment {
        insured_at: "440300".parse().unwrap(),
        scheme: Scheme::Employee,
        tier: Some("one".to_owned()),
        status: Status::OnJob,
        period: Period::since(date(2020, 9, 1)),
        continuous_since: "2020-09".parse().unwrap(),
        paid_through: "2026-11".parse().unwrap(),
        traits: BTreeSet::new(),
        account: Money::from_yuan(500),
        employer: None,
        contribution_base: None,
        recognised: Vec::new(),
    }
}

fn facility() -> Facility {
    let open = |care| Networked {
        care,
        period: Period::since(date(2018, 1, 1)),
    };
    Facility {
        code: HOSPITAL.parse().unwrap(),
        name: "示例医院".to_owned(),
        region: "510107".parse().unwrap(),
        kind: FacilityKind::Hospital,
        level: Level::Tertiary,
        grade: Default::default(),
        networked: vec![open(Care::Outpatient), open(Care::Inpatient)],
        traits: BTreeSet::new(),
        before: vec![],
        site: Default::default(),
    }
}

fn item() -> Item {
    Item {
        code: "A".to_owned(),
        name: "示例".to_owned(),
        class: Class::A,
        upfront: "0%".parse().unwrap(),
        limit: None,
        period: Period::since(date(2018, 1, 1)),
        negotiated: false,
        restricted: false,
        fee_kind: "09".to_owned(),
    }
}

/// An emergency visit of P1, settled and cancelled again.
fn settle_and_cancel(db: &Db) -> (SettlementId, SettlementId) {
    let reference = db.read(|tx| Reference::read(tx, library()));
    let reference = Arc::new(reference.unwrap_or_else(|error: StoreError| panic!("{error:?}")));
    let write = Write {
        db: db.clone(),
        reference,
    };
    let visit = write.treat();
    let asked = Settle {
        person: "P1".parse().unwrap(),
        visit: visit.clone(),
        what: SettledTogether::Batch("B1".to_owned()),
        stated_total: Money::from_yuan(1_000),
        use_account: true,
        scheme: None,
        care: None,
        flags: VisitFlags::default(),
    };
    let settled = write.with(4, "MSG-SETTLE", move |desk, caller| {
        desk::settle(desk, caller, &asked, |settled| {
            settled.settlement.id.as_str().into()
        })
    });
    let settlement = settled.outcome.unwrap().settlement.id;
    let undo = CancelSettlement {
        person: "P1".parse().unwrap(),
        visit,
        settlement: settlement.clone(),
        side: Side::Outpatient,
    };
    let cancelled = write.with(5, "MSG-CANCEL", move |desk, caller| {
        desk::cancel_settlement(desk, caller, &undo, |_| b"cancelled".to_vec())
    });
    (settlement, cancelled.outcome.unwrap().cancellation.id)
}

struct Write {
    db: Db,
    reference: Arc<Reference>,
}

impl Write {
    fn with<T: Send + 'static>(
        &self,
        seed: u64,
        message: &str,
        mut work: impl FnMut(&mut Desk<'_, '_>, &Caller) -> Result<T, DeskError> + Send + 'static,
    ) -> T {
        let caller = Caller {
            facility: HOSPITAL.parse().unwrap(),
            message: message.parse().unwrap(),
            operator: "op-1".to_owned(),
            said_besides: None,
            shown: Shown::voucher(Voucher::Certificate(card("CARD-P1"))),
        };
        let reference = Arc::clone(&self.reference);
        let done = self.db.transact(move |tx| {
            let mut random = Seeded(seed << 20);
            work(&mut Desk::new(tx, now(), &mut random, &reference), &caller)
        });
        done.unwrap_or_else(|error: DeskError| panic!("{error:?}"))
    }

    fn treat(&self) -> VisitId {
        let open = OpenVisit {
            person: "P1".parse().unwrap(),
            facility_number: "V1".to_owned(),
            care: Care::Outpatient,
            scheme: Some(Scheme::Employee),
            insured_at: Some("440300".parse().unwrap()),
            from: date(2026, 11, 3),
            flags: VisitFlags {
                emergency: true,
                ..VisitFlags::default()
            },
            findings: None,
        };
        let opened = self.with(1, "MSG-OPEN", move |desk, caller| {
            desk::open_visit(desk, caller, &open, |visit| visit.id.as_str().into())
        });
        let visit: VisitId = String::from_utf8(opened.reply).unwrap().parse().unwrap();
        let describe = UpdateVisit {
            person: "P1".parse().unwrap(),
            visit: visit.clone(),
            side: Side::Outpatient,
            care: None,
            from: None,
            flags: Default::default(),
            findings: Some(serde_json::json!({ "diagnoses": [{ "code": "I10.x00" }] })),
        };
        self.with(2, "MSG-INFO", move |desk, caller| {
            desk::update_visit(desk, caller, &describe, |_| vec![])
        });
        let upload = UploadLines {
            person: "P1".parse().unwrap(),
            visit: visit.clone(),
            side: Side::Outpatient,
            batch: "B1".to_owned(),
            lines: vec![line()],
            diseases: Default::default(),
            flags: Default::default(),
        };
        self.with(3, "MSG-LINES", move |desk, caller| {
            desk::upload_lines(desk, caller, &upload, |_| vec![])
        });
        visit
    }
}

fn line() -> BillLine {
    BillLine {
        serial: "1".to_owned(),
        code: "A".to_owned(),
        name: "示例".to_owned(),
        price: 1_000_000_000,
        quantity: 10_000,
        amount: Money::from_yuan(1_000),
        used_on: date(2026, 11, 3),
        approved_by_hospital: false,
        refused_by_hospital: false,
        refund_of: None,
    }
}
