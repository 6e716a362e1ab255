//! Who is employed by whom decides whom an employer's clerk sees.

use desk::Role;
use desk::accounts::holds_person;
use domain::calendar::Period;
use domain::employer::Employment;
use jiff::civil::date;
use store::StoreError;
use store::employers;
use store::operators::Operator;
use store::staff::Unit;
use store::testing::on_each_engine;

use crate::world::{TODAY, World, morning};

#[test]
fn an_employers_clerk_sees_whom_the_employer_employs_today() {
    on_each_engine(|db| {
        let world = World::build(db);
        let put = |until| {
            let employment = Employment {
                employer: "DW1".parse().unwrap(),
                period: Period {
                    from: date(2020, 1, 1),
                    until,
                },
            };
            let written = world.db.transact(move |tx| {
                let person = "P1".parse().unwrap();
                tx.lock_person(&person)?;
                employers::replace(tx, &person, std::slice::from_ref(&employment))
            });
            written.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
        };
        let sees = |employer: &str, person: &str| {
            let clerk = Operator {
                id: "O1".to_owned(),
                name: "示例".to_owned(),
                roles: vec![Role::Employer],
                unit: Unit::Employer(employer.to_owned()),
                created_at: morning(TODAY),
                disabled_at: None,
            };
            let person = person.parse().unwrap();
            let seen = world.read(|desk| holds_person(desk, &clerk, &person));
            seen.unwrap()
        };
        put(None);
        assert!(sees("DW1", "P1"));
        assert!(!sees("DW2", "P1"));
        assert!(!sees("DW1", "P2"));
        put(Some(TODAY));
        assert!(!sees("DW1", "P1"));
        put(Some(date(2026, 11, 22)));
        assert!(sees("DW1", "P1"));
        world.assert_sound();
    });
}
