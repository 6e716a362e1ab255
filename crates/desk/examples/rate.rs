#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]
#[path = "../tests/world/mod.rs"]
mod world;
use domain::ids::VisitId;
use std::sync::{Arc, Barrier};
use std::time::Instant;
use store::testing::{Seeded, on_postgres, test_keys};
use store::{Db, StoreError, Tx, people, values};
use world::*;

fn setup(world: &World, count: usize) -> Vec<(String, VisitId)> {
    let handles: Vec<_> = (0..8)
        .map(|t| {
            let world = world.clone();
            std::thread::spawn(move || {
                let mut out = vec![];
                for n in (t..count).step_by(8) {
                    let id = format!("Q{n}");
                    let pid: domain::ids::PersonId = id.parse().unwrap();
                    let p = domain::person::Person {
                        id: pid.clone(),
                        name: "某".into(),
                        id_number: id_number(&format!("4403001985{:07}", n)),
                        gender: domain::person::Gender::Male,
                        born_on: jiff::civil::date(1985, 1, 1),
                        card_number: None,
                    };
                    world
                        .db
                        .transact(move |tx: &mut Tx<'_>| {
                            people::insert(tx, &mut Seeded(n as u64), &p)?;
                            people::enrol(tx, &p.id, &enrolment())
                        })
                        .unwrap_or_else(|e: StoreError| panic!("{e:?}"));
                    let open = desk::OpenVisit {
                        person: pid.clone(),
                        ..outpatient("1")
                    };
                    let visit = world.open(GUANGZHOU, "o", open);
                    let f = findings(&id, &visit);
                    let c = caller(GUANGZHOU, "f");
                    world
                        .write(move |d| desk::update_visit(d, &c, &f, |_| vec![]))
                        .unwrap();
                    let up = desk::UploadLines {
                        person: pid,
                        visit: visit.clone(),
                        batch: "B".into(),
                        lines: vec![line("1", "A", 50), line("2", "B", 40), line("3", "C", 10)],
                    };
                    world.upload(GUANGZHOU, "u", up).unwrap();
                    out.push((id, visit));
                }
                out
            })
        })
        .collect();
    handles
        .into_iter()
        .flat_map(|h| h.join().unwrap())
        .collect()
}

fn run(db: &Db, count: usize, threads: usize) {
    let world = World::build(db);
    let ready = Arc::new(setup(&world, count));
    {
        let me = caller(GUANGZHOU, "zz");
        timed("empty read", 2000, |_| db.read(|_tx: &mut Tx<'_>| Ok::<_, StoreError>(())).unwrap());
        timed("standing", 2000, |n| { let (id, visit) = &ready[n]; let person = id.parse().unwrap(); world.db.read(|tx: &mut Tx<'_>| store::standing::load(tx, store::messages::MessageKey { person: &person, facility: &me.facility, message: &me.message }, Some(visit)).map(|_| ())).unwrap_or_else(|e: StoreError| panic!("{e:?}")) });
        timed("quote", 2000, |n| { let (id, visit) = &ready[n]; let mut s = batch(visit, "B", 100); s.person = id.parse().unwrap(); world.quote(GUANGZHOU, &s).unwrap() });
        let (id, visit) = &ready[0]; let mut s = batch(visit, "B", 100); s.person = id.parse().unwrap();
        let p = world.quote(GUANGZHOU, &s).unwrap();
        timed("fold", 2000, |_| domain::plan::fold(&p.pack, &p.inputs.situation, None).unwrap());
        timed("priced clone", 2000, |_| p.clone());
        timed("json inputs", 2000, |_| serde_json::to_string(&p.inputs).unwrap());
        let fac = world.reference.facility(&me.facility).unwrap();
        timed("footing", 2000, |_| domain::footing::decide(world.reference.library.filing_rules(region("440300")), &domain::footing::FootingFacts { insured_at: region("440300"), treated_at: fac.region, care: domain::facility::Care::Outpatient, day: jiff::civil::date(2026,11,3), admitted_on: None, route: domain::situation::Route::Direct, filings: &[], emergency: false, referral: false }));
    }
    let start = Arc::new(Barrier::new(threads + 1));
    let hs: Vec<_> = (0..threads)
        .map(|t| {
            let (world, ready, start) = (world.clone(), ready.clone(), start.clone());
            std::thread::spawn(move || {
                start.wait();
                let mut lat = vec![];
                for n in (t..count).step_by(threads) {
                    let (id, visit) = &ready[n];
                    let mut s = batch(visit, "B", 100);
                    s.person = id.parse().unwrap();
                    let at = Instant::now();
                    world.settle(GUANGZHOU, "s", s).unwrap();
                    lat.push(at.elapsed());
                }
                lat
            })
        })
        .collect();
    start.wait();
    let at = Instant::now();
    let mut lat: Vec<_> = hs.into_iter().flat_map(|h| h.join().unwrap()).collect();
    let took = at.elapsed();
    lat.sort();
    println!(
        "settle threads {threads}: {:.0}/s p50 {:?} p99 {:?}",
        count as f64 / took.as_secs_f64(),
        lat[lat.len() / 2],
        lat[lat.len() * 99 / 100]
    );
    let at = Instant::now();
    for (id, visit) in ready.iter().take(2000) {
        let mut s = batch(visit, "B", 100);
        s.person = id.parse().unwrap();
        let _ = world.quote(GUANGZHOU, &s);
    }
    println!(
        "(refused) quotes one thread {:.0}/s",
        2000.0 / at.elapsed().as_secs_f64()
    );
    bare(db, count, threads);
}

fn bare(db: &Db, count: usize, threads: usize) {
    db.transact(|tx: &mut Tx<'_>| { tx.execute("CREATE TABLE bare (person TEXT NOT NULL, number BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (person, number))", &[]) }).unwrap_or_else(|e: StoreError| panic!("{e:?}"));
    let start = Arc::new(Barrier::new(threads + 1));
    let hs: Vec<_> = (0..threads)
        .map(|t| {
            let (db, start) = (db.clone(), start.clone());
            std::thread::spawn(move || {
                start.wait();
                for n in (t..count).step_by(threads) {
                    db.transact(move |tx: &mut Tx<'_>| {
                        for r in 0..15_i64 {
                            let body = "x".repeat(200);
                            tx.execute(
                                "INSERT INTO bare VALUES ($1, $2, $3)",
                                &values![format!("P{n}"), r, body],
                            )?;
                        }
                        Ok::<_, StoreError>(())
                    })
                    .unwrap();
                }
            })
        })
        .collect();
    start.wait();
    let at = Instant::now();
    for h in hs {
        h.join().unwrap();
    }
    println!(
        "bare 15 rows threads {threads}: {:.0}/s",
        count as f64 / at.elapsed().as_secs_f64()
    );
}

fn main() {
    let dir = tempfile_dir();
    let count: usize = std::env::args()
        .nth(2)
        .and_then(|n| n.parse().ok())
        .unwrap_or(4000);
    let threads: usize = std::env::args()
        .nth(1)
        .and_then(|n| n.parse().ok())
        .unwrap_or(64);
    let db = Db::open_sqlite(&dir.join("rate.db"), test_keys()).unwrap();
    println!("sqlite");
    run(&db, count, threads);
    drop(db);
    println!("postgres");
    on_postgres(|db| run(db, count, threads));
    let _ = std::fs::remove_dir_all(dir);
}
fn tempfile_dir() -> std::path::PathBuf {
    let d = std::env::temp_dir().join(format!("rate-{}", std::process::id()));
    std::fs::create_dir_all(&d).unwrap();
    d
}
#[allow(dead_code)]
fn timed<T>(name: &str, n: usize, mut f: impl FnMut(usize) -> T) { let at = Instant::now(); for i in 0..n { f(i); } println!("{name}: {:?}", at.elapsed() / n as u32); }
