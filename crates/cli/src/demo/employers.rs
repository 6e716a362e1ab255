//! The demo's employer and who works for it: its clerk is one of the demo's operators, and finds
//! staff to file for, and somebody who left.

use anyhow::{Context, Result};
use domain::calendar::{Period, days_after};
use domain::employer::{Employer, Employment};
use domain::ids::{EmployerNumber, PersonId};
use jiff::civil::Date;
use store::{Db, StoreError, Tx, employers, people};

/// Its number; it has the form of an agency's own.
pub const NUMBER: &str = "E440300000001";

/// Days ago on which its staff began.
const BEGAN: i32 = 120;
/// Days ago on which one of them left.
const LEFT: i32 = 20;

/// The staff, people of tier one, and whether they left.
const STAFF: [(&str, bool); 6] = [
    ("44030000000000000021", false),
    ("44030000000000000022", false),
    ("44030000000000000023", false),
    ("44030000000000000024", false),
    ("44030000000000000026", false),
    ("44030000000000000027", true),
];

/// Puts the employer and its staff on record, unless they are.
pub(super) fn seed(db: &Db, made_on: Date) -> Result<()> {
    let written = db.transact(move |tx: &mut Tx<'_>| write(tx, made_on));
    written.context("cannot write the employer")
}

fn write(tx: &mut Tx<'_>, made_on: Date) -> Result<(), StoreError> {
    let number: EmployerNumber = NUMBER.parse().expect("letters and digits");
    if employers::find(tx, &number)?.is_some() {
        return Ok(());
    }
    let began = days_after(made_on, -BEGAN);
    employers::put(
        tx,
        &Employer {
            number: number.clone(),
            name: "深圳示例电子有限公司".to_owned(),
            region: "440300".parse().expect("Shenzhen"),
            phone: Some("000-00000000".to_owned()),
            period: Period::since(began),
        },
    )?;
    for (person, left) in STAFF {
        let person: PersonId = person.parse().expect("a number of the demo");
        if people::find(tx, &person)?.is_none() {
            continue;
        }
        tx.lock_person(&person)?;
        let employment = Employment {
            employer: number.clone(),
            period: Period {
                from: began,
                until: left.then(|| days_after(made_on, -LEFT)),
            },
        };
        employers::replace(tx, &person, &[employment])?;
    }
    Ok(())
}
