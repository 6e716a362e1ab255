//! How many bills a second one core adjudicates over a plan, without a trace and with one.
//! `cargo run --release -p domain --example adjudicate_speed`

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use domain::Money;
use domain::adjudicate::adjudicate_slots;
use domain::bill::Scope;
use domain::facility::{Care, Level};
use domain::footing::Footing;
use domain::plan::fold::plain_situation;
use domain::plan::{Plan, Slots, fold};
use domain::policy::Pack;
use domain::policy::parse::NamedText;
use domain::situation::{Accounts, Situation};
use domain::trace::{Kept, Silent};
use jiff::civil::date;

const BILLS: usize = 4_000_000;

fn main() {
    let pack = shenzhen();
    let plain = plain_situation(&pack, date(2025, 6, 1));
    let temporary = Situation {
        treated_at: "420100".parse().expect("a division code"),
        footing: Footing::TemporaryFiled,
        ..plain.clone()
    };
    let outpatient = Situation {
        care: Care::Outpatient,
        level: Level::Primary,
        ..plain.clone()
    };
    let situations = [
        ("inpatient at home", plain),
        ("inpatient, temporary", temporary),
        ("outpatient", outpatient),
    ];
    for (name, situation) in situations {
        let plan = fold(&pack, &situation, None).expect("the situation is covered");
        measure(name, &plan);
    }
}

fn shenzhen() -> Pack {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/440300");
    let read = |name: &str| NamedText {
        name: name.to_owned(),
        text: std::fs::read_to_string(folder.join(name)).expect("a shipped policy file"),
    };
    let files = [read("region.toml"), read("employee.toml")];
    Pack::parse(&files, |_| String::new()).expect("a sound pack")
}

/// Bills from a few yuan to some fifty thousand, the same in every run.
fn bill(number: usize) -> Scope {
    let fen = (number as i64).wrapping_mul(6_364_136_223_846_793_005) as u64 >> 40;
    let eligible = (fen % 5_000_000) as i64;
    Scope {
        wholly_self_paid: Money::from_fen(eligible / 50),
        upfront: Money::from_fen(eligible / 20),
        ordinary: Money::from_fen(eligible),
        ..Scope::default()
    }
}

fn measure(name: &str, plan: &Plan) {
    let bills: Vec<Scope> = (0..65_536).map(bill).collect();
    let before: Slots = [0; Plan::SLOTS];
    let accounts = Accounts::default();
    let silent = per_second(|number| {
        let scope = &bills[number % bills.len()];
        let result = adjudicate_slots(plan, scope, &before, accounts, &mut Silent);
        black_box(result.shares);
    });
    let mut kept = Kept::with_room();
    let told = per_second(|number| {
        kept.clear();
        let scope = &bills[number % bills.len()];
        let result = adjudicate_slots(plan, scope, &before, accounts, &mut kept);
        black_box((result.shares, kept.steps()));
    });
    println!("{name}: {silent} bills a second silent, {told} with the trace kept");
}

/// The best of three runs.
fn per_second(mut each: impl FnMut(usize)) -> u128 {
    let runs = (0..3).map(|_| {
        let start = Instant::now();
        (0..BILLS).for_each(&mut each);
        BILLS as u128 * 1_000_000_000 / start.elapsed().as_nanos().max(1)
    });
    runs.max().unwrap_or_default()
}
