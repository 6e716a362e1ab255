//! Writes the demo's people, facilities and catalogues into an empty database.

use anyhow::{Context, Result};
use desk::accounts::{Unit, UnitKind};
use desk::clock::demo_since;
use desk::operators::{self, NewOperator};
use desk::{Clock, DeskError, OperatorKey, Role};
use domain::policy::Library;
use jiff::Timestamp;
use jiff::civil::Date;
use store::designations::{self, Designation};
use store::settlements::{self, ADMISSIONS, UNFILED_STAYS, YearKey};
use store::{Db, Random, StoreError, Tx, enrolments, filings, people, reference};

use super::data::{DemoData, DemoPerson};
use super::filings::records;
use super::waiting;

/// An invented operator, with a key that everybody may read.
pub struct DemoOperator {
    /// Its number.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it may do.
    pub roles: &'static [Role],
    word: &'static str,
    unit: (UnitKind, &'static str),
}

const fn operator(
    (id, name): (&'static str, &'static str),
    roles: &'static [Role],
    word: &'static str,
    unit: (UnitKind, &'static str),
) -> DemoOperator {
    DemoOperator {
        id,
        name,
        roles,
        word,
        unit,
    }
}

const ALL: (UnitKind, &str) = (UnitKind::All, "");
const SHENZHEN: (UnitKind, &str) = (UnitKind::Region, "440300");

/// Who works in the demo: one for each role, and at a pharmacy.
pub const OPERATORS: [DemoOperator; 12] = [
    operator(("OP-DEMO-1", "林起草"), &[Role::Editor], "editor", ALL),
    operator(
        ("OP-DEMO-2", "何核准"),
        &[Role::Publisher],
        "publisher",
        ALL,
    ),
    operator(("OP-DEMO-3", "江经办"), &[Role::Clerk], "clerk", ALL),
    operator(
        ("OP-DEMO-4", "罗窗口"),
        &[Role::Clerk],
        "clerk-shenzhen",
        SHENZHEN,
    ),
    operator(
        ("OP-DEMO-5", "蓝窗口"),
        &[Role::Clerk],
        "clerk-chengdu",
        (UnitKind::Region, "510100"),
    ),
    operator(
        ("OP-DEMO-6", "温主管"),
        &[Role::Supervisor],
        "supervisor",
        SHENZHEN,
    ),
    operator(
        ("OP-DEMO-7", "章人事"),
        &[Role::Employer],
        "employer",
        (UnitKind::Employer, super::employers::NUMBER),
    ),
    operator(
        ("OP-DEMO-8", "邱医保办"),
        &[Role::FacilityDesk],
        "facility",
        (UnitKind::Facility, "H44030500001"),
    ),
    operator(
        ("OP-DEMO-11", "佟药店"),
        &[Role::FacilityDesk],
        "pharmacy",
        (UnitKind::Facility, "P44030500005"),
    ),
    operator(("OP-DEMO-9", "严审计"), &[Role::Auditor], "auditor", ALL),
    operator(
        ("OP-DEMO-10", "管系统"),
        &[Role::Administrator],
        "administrator",
        ALL,
    ),
    operator(("OP-DEMO-12", "高统计"), &[Role::Bureau], "bureau", ALL),
];

impl DemoOperator {
    /// Its key, the same in every demo.
    pub fn key(&self) -> OperatorKey {
        OperatorKey::of_demo(self.word)
    }

    fn add(&self, tx: &mut Tx<'_>, now: Timestamp) -> Result<(), DeskError> {
        if operators::find(tx, self.id)?.is_some() {
            return Ok(());
        }
        let new = NewOperator {
            name: self.name.to_owned(),
            roles: self.roles.to_vec(),
            unit: Unit::read(self.unit.0, self.unit.1)?,
        };
        operators::add_with_key(tx, (now, self.id), &new, &self.key()).map(drop)
    }
}

/// Fills the database unless it was filled before, and marks it a demo's of this day.
pub fn seed(
    db: &Db,
    data: &DemoData,
    library: &Library,
    (clock, made_on): (&Clock, Date),
) -> Result<()> {
    let now = clock.now();
    // A demo that was filled before there were operators gets them too.
    let add = move |tx: &mut Tx<'_>| OPERATORS.iter().try_for_each(|one| one.add(tx, now));
    db.transact(add).context("cannot write the operators")?;
    let since = db.read::<_, StoreError, _>(demo_since);
    if since.context("cannot read the database")?.is_some() {
        return super::employers::seed(db, made_on);
    }
    let mut written = Vec::new();
    for person in &data.people {
        written.push((person, filings_of(person, library, made_on)?));
    }
    waiting::add(&mut written, library, made_on);
    let totals: Vec<_> = data
        .people
        .iter()
        .map(|person| totals(person, library, made_on))
        .collect();
    let mut random = server::app::SystemRandom;
    // One transaction: a demo is there or it is not.
    let facilities = data.facilities.clone();
    let catalogues: Vec<_> = data
        .catalogues
        .iter()
        .map(|c| (c.region, c.items().to_vec()))
        .collect();
    let people: Vec<Row> = written
        .into_iter()
        .zip(totals)
        .map(|((person, filings), totals)| Row::new(person, filings, totals))
        .collect();
    let clock = clock.clone();
    let written = db.transact(move |tx: &mut Tx<'_>| {
        for facility in &facilities {
            reference::put_facility(tx, facility)?;
        }
        for (region, items) in &catalogues {
            reference::replace_catalogue(tx, *region, items)?;
        }
        for row in &people {
            row.write(tx, &mut random, now)?;
        }
        clock.mark_demo(tx, made_on)
    });
    written.context("cannot write the demo's data")?;
    super::employers::seed(db, made_on)
}

fn filings_of(
    person: &DemoPerson,
    library: &Library,
    today: Date,
) -> Result<Vec<domain::filing::Filing>> {
    let insured_at = person
        .enrolments
        .first()
        .map(|enrolment| enrolment.insured_at);
    match insured_at {
        Some(region) => records(person, library.procedures(region), today),
        None => Ok(vec![]),
    }
}

/// What the person's first enrolment used up, with the label of the benefit year; none where no
/// policy is known.
fn totals(person: &DemoPerson, library: &Library, today: Date) -> Option<Totals> {
    let enrolment = person.enrolments.first()?;
    let pack = library.pack(enrolment.insured_at, enrolment.scheme, today)?;
    let mut rows: Vec<(String, domain::Money)> = person
        .year_to_date
        .counters
        .iter()
        .map(|(name, amount)| (name.clone(), *amount))
        .collect();
    let admissions = i64::from(person.year_to_date.admissions);
    if admissions > 0 {
        rows.push((ADMISSIONS.to_owned(), domain::Money::from_fen(admissions)));
    }
    let unfiled = i64::from(person.year_to_date.unfiled_stays);
    if unfiled > 0 {
        rows.push((UNFILED_STAYS.to_owned(), domain::Money::from_fen(unfiled)));
    }
    Some(Totals {
        year: pack.benefit_year(today)?.label(),
        rows,
    })
}

struct Totals {
    year: String,
    rows: Vec<(String, domain::Money)>,
}

/// One person as it is written.
struct Row {
    person: domain::person::Person,
    enrolments: Vec<domain::person::Enrolment>,
    designations: Vec<Designation>,
    filings: Vec<domain::filing::Filing>,
    totals: Option<Totals>,
    token: Option<String>,
}

impl Row {
    fn new(
        person: &DemoPerson,
        filings: Vec<domain::filing::Filing>,
        totals: Option<Totals>,
    ) -> Row {
        let chosen = person.designations.iter().map(|chosen| Designation {
            facility: chosen.facility.clone(),
            period: chosen.period,
        });
        Row {
            person: person.person.clone(),
            enrolments: person.enrolments.clone(),
            designations: chosen.collect(),
            filings,
            totals,
            token: (person.voucher.kind == "01").then(|| person.voucher.number.clone()),
        }
    }

    fn write(
        &self,
        tx: &mut Tx<'_>,
        random: &mut dyn Random,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let id = &self.person.id;
        people::insert(tx, random, &self.person)?;
        for enrolment in &self.enrolments {
            enrolments::enrol(tx, random, id, enrolment)?;
        }
        for chosen in &self.designations {
            designations::put(tx, id, chosen)?;
        }
        for filing in &self.filings {
            filings::put(tx, random, filing, now)?;
        }
        if let Some(token) = &self.token {
            // The demo's tokens outlive any demo; a real issuer's are short-lived.
            people::issue_voucher(tx, id, token, Timestamp::MAX)?;
        }
        if let (Some(totals), Some(enrolment)) = (&self.totals, self.enrolments.first()) {
            let key = YearKey {
                person: id,
                insured_at: enrolment.insured_at,
                scheme: enrolment.scheme,
                year: &totals.year,
            };
            let rows: Vec<(&str, domain::Money)> = totals
                .rows
                .iter()
                .map(|(name, amount)| (name.as_str(), *amount))
                .collect();
            settlements::open_year(tx, key, &rows)?;
        }
        Ok(())
    }
}
