//! One bill shown to family by a link: its person makes and takes back links, each shows that bill
//! and no other while it holds, and that it was opened stands where the person sees it.

use desk::sharing::{LINK_HOLDS, SharedBill, end_link, links_of_bill, share_bill, shared_bill};
use desk::{Settlement, looked};
use domain::ids::PersonId;
use store::testing::on_each_engine;

use crate::world::{GUANGZHOU, TODAY, World, batch, line, morning};

fn person(id: &str) -> PersonId {
    id.parse().unwrap()
}

fn bill(world: &World) -> Settlement {
    let visit = world.ready(GUANGZHOU, "H1", vec![line("1", "A", 300)]);
    let made = world.settle(GUANGZHOU, "H1-pay", batch(&visit, "H1", 300));
    made.unwrap().outcome.unwrap().settlement
}

fn share(world: &World, by: &str, bill: &Settlement) -> Result<String, String> {
    let (by, id) = (person(by), bill.id.clone());
    let made = world.write(move |desk| share_bill(desk, (&by, &id)));
    made.map(|made| made.secret)
        .map_err(|error| error.code().to_owned())
}

fn opened(world: &World, secret: &str) -> Result<SharedBill, String> {
    let secret = secret.to_owned();
    let shown = world.write(move |desk| shared_bill(desk, &secret));
    shown.map_err(|error| error.code().to_owned())
}

#[test]
fn a_link_shows_one_bill_until_it_is_taken_back() {
    on_each_engine(|db| {
        let world = World::build(db);
        let bill = bill(&world);
        assert_eq!(
            share(&world, "P2", &bill).unwrap_err(),
            "unknown-settlement"
        );
        let secret = share(&world, "P1", &bill).unwrap();
        let shown = opened(&world, &secret).unwrap();
        assert_eq!((shown.shares, shown.scope), (bill.shares, bill.scope));
        opened(&world, &secret).unwrap();
        for other in ["", "0", &secret[1..], &secret.to_uppercase()] {
            let is_same = other == secret;
            assert_eq!(opened(&world, other).is_ok(), is_same, "{other}");
        }
        let links = || {
            let links = world.read(|desk| links_of_bill(desk, (&person("P1"), &bill.id)));
            links.unwrap()
        };
        assert_eq!(links()[0].opened, 2);
        let looks = world.read(|desk| looked::who_looked(desk, &person("P1"), 10));
        let looks = looks.unwrap();
        let seen = looks.iter().filter(|it| it.who.zh.contains("链接"));
        assert_eq!(seen.count(), 1, "twice at once is one look: {looks:?}");
        // It ends when it is taken back, and by itself.
        let number = links()[0].number.clone();
        let id = bill.id.clone();
        world
            .write(move |desk| end_link(desk, (&person("P1"), &id), &number))
            .unwrap();
        assert_eq!(opened(&world, &secret).unwrap_err(), "share-link-over");
        let second = share(&world, "P1", &bill).unwrap();
        let late = world.write_at(morning(TODAY) + LINK_HOLDS, move |desk| {
            shared_bill(desk, &second)
        });
        assert_eq!(late.unwrap_err().code(), "share-link-over");
        let made: Vec<bool> = (0..5).map(|_| share(&world, "P1", &bill).is_ok()).collect();
        assert_eq!(made, [true, true, true, true, false]);
        let many = share(&world, "P1", &bill).unwrap_err();
        assert_eq!(many, "share-links-too-many");
        world.assert_sound();
    });
}
