//! Outpatient care of a resident: paid at the facility the person chose, and in an emergency or by
//! referral at one nobody chose (DES-04, DES-08).

use std::sync::Arc;

use crate::world::{World, batch, enrolment, library, line, outpatient, region};
use desk::{EntitlementQuestion, OpenVisit, Reference, Settle, Side, UploadLines};
use domain::Money;
use domain::calendar::Period;
use domain::facility::{Care, Facility, FacilityKind, Level, Networked};
use domain::person::{Enrolment, Scheme, Status};
use domain::shares::Payer;
use jiff::civil::date;
use store::designations::{self, Designation};
use store::testing::on_each_engine;
use store::visits::VisitFlags;
use store::{StoreError, enrolments, reference};

const CLINIC: &str = "H44010000009";
const AT_HOME: &str = "H44030000009";

fn clinic(code: &str, division: &str) -> Facility {
    Facility {
        code: code.parse().unwrap(),
        name: "示例社区中心".to_owned(),
        region: region(division),
        kind: FacilityKind::Hospital,
        level: Level::Primary,
        grade: Default::default(),
        networked: vec![Networked {
            care: Care::Outpatient,
            period: Period::since(date(2018, 1, 1)),
        }],
        traits: Default::default(),
        before: vec![],
        site: Default::default(),
    }
}

/// The world, with a clinic in Guangzhou and one in Shenzhen, and P1 insured as a resident too.
fn build(db: &store::Db) -> World {
    let world = World::build(db);
    let resident = Enrolment {
        scheme: Scheme::Resident,
        tier: None,
        status: Status::Resident,
        ..enrolment()
    };
    let loaded = db.transact(move |tx| {
        enrolments::enrol(
            tx,
            &mut store::testing::Seeded(2),
            &"P1".parse().unwrap(),
            &resident,
        )?;
        reference::put_facility(tx, &clinic(CLINIC, "440106"))?;
        reference::put_facility(tx, &clinic(AT_HOME, "440305"))?;
        Reference::load(tx, library())
    });
    let loaded = loaded.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
    World {
        reference: Arc::new(loaded),
        ..world
    }
}

/// What the pooled fund pays of 100 yuan.
fn fund(world: &World, facility: &str, tag: &str, flags: VisitFlags) -> Money {
    let opened = OpenVisit {
        scheme: Some(Scheme::Resident),
        flags,
        ..outpatient(tag)
    };
    let visit = world.open(facility, &format!("{tag}-open"), opened);
    world.describe(facility, &format!("{tag}-info"), &visit);
    let upload = UploadLines {
        person: "P1".parse().unwrap(),
        visit: visit.clone(),
        side: Side::Outpatient,
        batch: tag.to_owned(),
        lines: vec![line("1", "A", 100)],
        diseases: Default::default(),
        flags: Default::default(),
    };
    world
        .upload(facility, &format!("{tag}-lines"), upload)
        .unwrap();
    let asked = Settle {
        flags,
        ..batch(&visit, tag, 100)
    };
    let quoted = world.quote(facility, &asked).unwrap();
    let settled = world.settle(facility, &format!("{tag}-settle"), asked);
    let shares = settled.unwrap().outcome.unwrap().settlement.shares;
    assert_eq!(shares, quoted.shares);
    shares.of(Payer::PooledFund)
}

const PLAIN: VisitFlags = VisitFlags {
    emergency: false,
    trauma: false,
    third_party: false,
    referral: false,
};
const EMERGENCY: VisitFlags = VisitFlags {
    emergency: true,
    ..PLAIN
};
const REFERRED: VisitFlags = VisitFlags {
    referral: true,
    ..PLAIN
};

fn yuan(text: &str) -> Money {
    text.parse().unwrap()
}

/// Whether 2001 says that the pooled fund pays, with its reason.
fn told(world: &World, facility: &str, flags: VisitFlags) -> (bool, String) {
    let asked = EntitlementQuestion {
        disease: None,
        person: "P1".parse().unwrap(),
        facility: facility.parse().unwrap(),
        care: Care::Outpatient,
        scheme: Some(Scheme::Resident),
        insured_at: None,
        day: date(2026, 11, 3),
        flags,
    };
    let answers = world.read(|desk| desk::check_entitlement(desk, &asked));
    let answers = answers.unwrap();
    let mut pooled = answers.iter().filter(|row| row.payer == Payer::PooledFund);
    let pooled = pooled.next().unwrap();
    (pooled.entitled, pooled.reason.en.clone())
}

/// What is told before the visit is what the settlement comes to.
#[test]
fn nobody_is_told_of_an_entitlement_that_pays_nothing() {
    on_each_engine(|db| {
        let world = build(db);
        for (number, facility, flags) in [
            (1, CLINIC, PLAIN),
            (2, CLINIC, EMERGENCY),
            (3, CLINIC, REFERRED),
            (4, AT_HOME, PLAIN),
            (5, AT_HOME, REFERRED),
            (6, AT_HOME, EMERGENCY),
        ] {
            let (entitled, why) = told(&world, facility, flags);
            let paid = fund(&world, facility, &format!("E{number}"), flags);
            assert_eq!(entitled, !paid.is_zero(), "{number}: {why}");
        }
        let (_, why) = told(&world, AT_HOME, PLAIN);
        assert!(why.contains("it pays once it is chosen first"), "{why}");
        choose(db, AT_HOME);
        assert!(told(&world, AT_HOME, PLAIN).0);
        assert_eq!(fund(&world, AT_HOME, "E7", PLAIN), yuan("75.00"));
    });
}

#[test]
fn an_emergency_is_paid_where_nobody_chose_and_a_plain_visit_is_not() {
    on_each_engine(|db| {
        let world = build(db);
        assert_eq!(fund(&world, CLINIC, "D1", PLAIN), Money::ZERO);
        // 75 % × 90 %: the rate at the chosen institution, in an emergency.
        assert_eq!(fund(&world, CLINIC, "D2", EMERGENCY), yuan("67.50"));
        // A referral elsewhere has to be filed; the hospital's flag alone is not enough.
        assert_eq!(fund(&world, CLINIC, "D3", REFERRED), Money::ZERO);
        assert_eq!(fund(&world, AT_HOME, "D4", PLAIN), Money::ZERO);
        assert_eq!(fund(&world, AT_HOME, "D5", REFERRED), yuan("75.00"));
        assert_eq!(fund(&world, AT_HOME, "D6", EMERGENCY), yuan("75.00"));
        world.assert_sound();
    });
}

fn choose(db: &store::Db, facility: &str) {
    let chosen = Designation {
        facility: facility.parse().unwrap(),
        period: Period::since(date(2026, 11, 1)),
    };
    let put = db.transact(move |tx| designations::put(tx, &"P1".parse().unwrap(), &chosen));
    put.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
}

#[test]
fn the_chosen_facility_is_paid_without_any_exception() {
    on_each_engine(|db| {
        let world = build(db);
        choose(db, AT_HOME);
        assert_eq!(fund(&world, AT_HOME, "D1", PLAIN), yuan("75.00"));
    });
}
