//! A world that is no sandbox, with somebody of every kind signed in: two places, a filing in each.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, Request};
use desk::accounts::{self, ConsentAsked, ConsentWay, Relation, SignInAttempt};
use desk::operators::{self, NewOperator};
use desk::{Desk, DeskError, OperatorKey, Reference, Role};
use domain::calendar::Period;
use domain::filing::{Channel, Contact, Evidence, Submission};
use domain::ids::{Certificate, FilingId, IdNumber, PersonId};
use domain::person::{Enrolment, Gender, Person, Scheme, Status};
use domain::{Money, Region};
use jiff::Timestamp;
use jiff::civil::date;
use store::staff::{StaffRow, Unit};
use store::testing::Seeded;
use store::{StoreError, enrolments, people, staff};

use crate::access::secrets::form_token;
use crate::api::tests::world::{HOSPITAL, Reply, World, library, now};

/// Everybody who tries.
pub const PRINCIPALS: [&str; 12] = [
    "nobody",
    "resident",
    "helper",
    "employer",
    "clerk",
    "clerk-elsewhere",
    "supervisor",
    "facility",
    "auditor",
    "administrator",
    "bureau",
    "invited",
];

const STAFF: [(&str, Role, &str); 10] = [
    ("employer", Role::Employer, "employer"),
    ("clerk", Role::Clerk, "440300"),
    ("clerk-two", Role::Clerk, "440300"),
    ("clerk-elsewhere", Role::Clerk, "510100"),
    ("supervisor", Role::Supervisor, "440300"),
    ("facility", Role::FacilityDesk, "facility"),
    ("auditor", Role::Auditor, ""),
    ("administrator", Role::Administrator, ""),
    ("bureau", Role::Bureau, "440300"),
    ("invited", Role::Clerk, "440300"),
];

pub const SHENZHEN: &str = "440300";
pub const CHENGDU: &str = "510100";

/// The world with its people signed in.
pub struct Court {
    pub world: World,
    reference: Arc<Reference>,
    /// The secret in the browser of each.
    pub secrets: BTreeMap<String, String>,
    /// A filing in Shenzhen that waits, and one in Chengdu.
    pub here: FilingId,
    pub there: FilingId,
    /// The full number of who filed in Chengdu.
    pub number_there: String,
}

fn id_number(first_seventeen: &str) -> IdNumber {
    let mut numbers = "0123456789X"
        .chars()
        .map(|last| format!("{first_seventeen}{last}").parse());
    numbers.find_map(Result::ok).unwrap()
}

fn enrolment(at: &str) -> Enrolment {
    Enrolment {
        insured_at: at.parse().unwrap(),
        scheme: Scheme::Employee,
        tier: Some("one".to_owned()),
        status: Status::OnJob,
        period: Period::since(date(2020, 9, 1)),
        continuous_since: "2020-09".parse().unwrap(),
        paid_through: "2026-11".parse().unwrap(),
        traits: Default::default(),
        account: Money::ZERO,
        employer: None,
        contribution_base: None,
        recognised: Vec::new(),
    }
}

fn person(id: &str, name: &str, seventeen: &str) -> Person {
    Person {
        id: id.parse().unwrap(),
        name: name.to_owned(),
        certificate: id_number(seventeen).into(),
        gender: Gender::Female,
        born_on: date(1985, 6, 1),
        others: vec![],
    }
}

fn unit(of: &str) -> Unit {
    match of {
        "" => Unit::All,
        "employer" => Unit::Employer("E1".to_owned()),
        "facility" => Unit::Facility(HOSPITAL.parse().unwrap()),
        region => Unit::Region(region.parse().unwrap()),
    }
}

/// A filing a clerk has to look at.
pub fn submission(id: &str, person: &str, at: &str, to: &str) -> Submission {
    Submission {
        id: id.parse().unwrap(),
        person: person.parse().unwrap(),
        insured_at: at.parse::<Region>().unwrap(),
        destination: to.parse().unwrap(),
        category: "long-term-resident".to_owned(),
        starts_on: date(2026, 11, 21),
        ends_on: None,
        // Each through a channel its place takes.
        channel: match at {
            SHENZHEN => Channel::Website,
            _ => Channel::NationalApp,
        },
        agent: None,
        contact: Contact {
            name: "示例".to_owned(),
            phone: "13800000000".to_owned(),
            address: "示例路1号".to_owned(),
        },
        pledged: false,
        prevented_by: None,
        evidence: vec![Evidence {
            kind: "residence-permit".to_owned(),
            reference: "scan-1".to_owned(),
            until: None,
        }],
        option: None,
        months_away: Some(12),
        posted: None,
        register: None,
        past_stay: None,
        replaces: false,
    }
}

impl Court {
    pub fn new() -> Court {
        let world = World::build(false);
        let reference = world.db.read(|tx| Reference::read(tx, library()));
        let reference = reference.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
        let mut court = Court {
            world,
            reference: Arc::new(reference),
            secrets: BTreeMap::new(),
            here: "B4403002611210000000000000001".parse().unwrap(),
            there: "B5101002611210000000000000001".parse().unwrap(),
            number_there: id_number("51010019851301042").reveal().to_owned(),
        };
        court.add_people();
        court.add_staff();
        court.file(submission(court.here.as_str(), "P1", SHENZHEN, CHENGDU));
        court.file(submission(court.there.as_str(), "P3", CHENGDU, SHENZHEN));
        for who in PRINCIPALS {
            if who != "nobody" {
                court.sign_in(who);
            }
        }
        court.sign_in("clerk-two");
        court
    }

    /// Does something at the desk, at the moment at which the clock stands.
    pub fn at_desk<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Desk<'_, '_>) -> Result<T, DeskError> + Send + 'static,
    ) -> Result<T, DeskError> {
        self.at(now(), work)
    }

    /// Does something at another moment.
    pub fn at<T: Send + 'static>(
        &self,
        at: Timestamp,
        mut work: impl FnMut(&mut Desk<'_, '_>) -> Result<T, DeskError> + Send + 'static,
    ) -> Result<T, DeskError> {
        let reference = Arc::clone(&self.reference);
        self.world.db.transact(move |tx| {
            let mut random = crate::app::SystemRandom;
            work(&mut Desk::new(tx, at, &mut random, &reference))
        })
    }

    fn add_people(&self) {
        let added = self.world.db.transact(|tx| {
            let there = person("P3", "蜀示例", "51010019851301042");
            people::insert(tx, &mut Seeded(31), &there)?;
            enrolments::enrol(tx, &mut Seeded(32), &there.id, &enrolment(CHENGDU))
        });
        added.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
        self.at_desk(|desk| {
            let asked = ConsentAsked {
                person: "P1".parse().unwrap(),
                helper: "P2".parse().unwrap(),
                relation: Relation::Child,
                until: None,
                way: ConsentWay::Person,
            };
            accounts::give_consent(desk, (&asked, "person"))
        })
        .unwrap();
    }

    fn add_staff(&self) {
        let added = self.world.db.transact(|tx| {
            for (name, role, of) in STAFF {
                let new = NewOperator {
                    name: name.to_owned(),
                    roles: vec![role],
                    unit: unit(of),
                };
                let key = OperatorKey::sent(&format!("sxk_{name}"));
                operators::add_with_key(tx, (now(), &format!("OP-{name}")), &new, &key)?;
            }
            Ok(())
        });
        added.unwrap_or_else(|error: DeskError| panic!("{error:?}"));
    }

    /// Puts an operator into another unit, or says who it is as an insured person.
    pub fn put_staff(&self, who: &str, of: &str, identity: Option<&str>) {
        let operator = format!("OP-{who}");
        let (of, identity) = (unit(of), identity.map(|it| it.parse::<PersonId>().unwrap()));
        let done = self.world.db.transact(move |tx| {
            let identity = match &identity {
                Some(person) => people::find(tx, person)?
                    .and_then(|found| found.certificates().next().cloned())
                    .map(|shown: Certificate| staff::identity_of(tx, &shown)),
                None => None,
            };
            let row = StaffRow {
                operator: operator.clone(),
                unit: of.clone(),
                identity,
                password: None,
                second_factor: 0,
                second_factor_set: false,
            };
            staff::put(tx, &row)
        });
        done.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
    }

    pub fn file(&self, request: Submission) {
        let filed = self.at_desk(move |desk| desk::file(desk, "person", &request));
        let mut filing = filed.unwrap().filing;
        if filing.state == domain::filing::State::Queued {
            return;
        }
        // A place that approves at once: as if somebody had to look here too.
        filing.state = domain::filing::State::Queued;
        filing.due_on = Some(date(2026, 11, 24));
        let put = move |tx: &mut store::Tx<'_>| {
            store::filings::put(tx, &mut crate::app::SystemRandom, &filing, now())
        };
        let put = self.world.db.transact(put);
        put.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
    }

    /// Signs somebody in anew.
    pub fn sign_in(&mut self, who: &str) {
        let named = who.to_owned();
        let attempt = self.at_desk(move |desk| match named.as_str() {
            "resident" => accounts::sign_in_in_demo(desk, &"P1".parse().unwrap()),
            "helper" => accounts::sign_in_in_demo(desk, &"P2".parse().unwrap()),
            "invited" => {
                let invited = accounts::invite(desk, "invited")?;
                let by = ("invited", invited.code.as_str());
                accounts::accept_invitation(desk, by, "correct horse battery")
            }
            staff => accounts::sign_in_staff_in_demo(desk, staff),
        });
        let secret = match attempt.unwrap() {
            SignInAttempt::In(secret) => secret.reveal().to_owned(),
            SignInAttempt::Refused(why) => panic!("{who}: {why:?}"),
        };
        self.secrets.insert(who.to_owned(), secret);
    }

    /// What the forms of somebody carry.
    pub fn token(&self, who: &str) -> String {
        self.secrets
            .get(who)
            .map_or(String::new(), |it| form_token(it))
    }

    /// Sends a request as somebody, by cookie on pages and by key on calls.
    pub async fn ask(&self, who: &str, method: &str, path: &str, form: Option<&str>) -> Reply {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = Request::builder().method(method).uri(path);
        if path.starts_with("/api/") && path != "/api/docs" {
            if who.starts_with("clerk") || STAFF.iter().any(|(name, ..)| *name == who) {
                let key = format!("Bearer sxk_{who}");
                request = request.header("authorization", key);
            }
        } else if let Some(secret) = self.secrets.get(who) {
            request = request.header("cookie", format!("__Host-signed-in={secret}"));
        }
        let kind = "application/x-www-form-urlencoded";
        let request = request.header("content-type", kind);
        let body = form.map_or_else(Body::empty, |form| Body::from(form.to_owned()));
        self.world.send(request.body(body).unwrap()).await
    }

    pub async fn get(&self, who: &str, path: &str) -> Reply {
        self.ask(who, "GET", path, None).await
    }

    /// Sends a form as its page would.
    pub async fn post(&self, who: &str, path: &str, fields: &[(&str, &str)]) -> Reply {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("token", &self.token(who));
        if let Some(opened) = self.opened(who, path) {
            form.append_pair("opened", &opened);
        }
        form.extend_pairs(fields);
        self.ask(who, "POST", path, Some(&form.finish())).await
    }
}

impl Court {
    /// What the form of a case carries that somebody of the staff has had open for a minute.
    fn opened(&self, who: &str, path: &str) -> Option<String> {
        let id = path.strip_prefix("/clerk/filings/")?;
        let id: FilingId = id.strip_suffix("/decide")?.parse().ok()?;
        let named = format!("OP-{who}");
        let at = now() - jiff::SignedDuration::from_mins(1);
        let stamped = self.at(at, move |desk| {
            let all = accounts::staff_in_use(desk)?;
            let operator = all.into_iter().find(|one| one.id == named);
            let filing = desk::filing::filing_by_id(desk, &id)?;
            Ok(operator.map(|operator| desk::cases::opened_now(desk, &operator, &filing)))
        });
        stamped.ok().flatten()
    }

    /// Somebody found at the counter: what the page shows, and what its forms carry.
    pub async fn at_counter(&self, clerk: &str, named: (&str, &str)) -> (String, String) {
        let who = [("name", named.0), ("number", named.1)];
        let page = text(&self.post(clerk, "/clerk/counter", &who).await);
        let carried = page.split("name=\"ticket\" value=\"").nth(1);
        let ticket = carried.and_then(|rest| rest.split('"').next());
        let ticket = ticket.unwrap_or_default().to_owned();
        (page, ticket)
    }
}

/// A reply as text.
pub fn text(reply: &Reply) -> String {
    String::from_utf8_lossy(&reply.bytes).into_owned()
}

impl Court {
    /// The full number of somebody's first certificate.
    pub fn number_of(&self, person: &str) -> String {
        let person: PersonId = person.parse().unwrap();
        let found = self.world.db.read(move |tx| people::find(tx, &person));
        let found = found.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
        let person = found.unwrap();
        let first = person.certificates().next().unwrap();
        first.reveal().to_owned()
    }

    /// The filing in Shenzhen as if a check of it had failed.
    pub fn fail_a_check(&self, kind: domain::filing::CheckKind) {
        let id = self.here.clone();
        let done = self.world.db.transact(move |tx| {
            let person: PersonId = "P1".parse().unwrap();
            let mut filing = store::filings::find(tx, &person, &id)?.unwrap();
            for check in filing.checks.iter_mut().filter(|check| check.kind == kind) {
                check.verdict = domain::filing::Verdict::Fail;
            }
            store::filings::put(tx, &mut crate::app::SystemRandom, &filing, now())
        });
        done.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
    }

    /// Nothing stored contradicts anything else.
    pub fn assert_books(&self) {
        let found = self.world.db.read(|tx| {
            let mut all = Vec::new();
            // Of the third something was put down that never happened.
            for person in ["P1", "P2"] {
                all.extend(store::verify::person(tx, &person.parse().unwrap())?);
            }
            Ok::<_, StoreError>(all)
        });
        let found = found.unwrap();
        assert!(found.is_empty(), "{found:?}");
    }
}
